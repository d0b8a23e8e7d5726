"""From a figure in a text to the goal it sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import regex

from extractors.targets.normalise import comparator, due_dates, number
from extractors.targets.patterns import compiled
from pipeline.lexicon import fold
from pipeline.model import TargetMention

__all__ = ["read"]

_LONGEST_NOUN: Final = 90
_LONGEST_SUBJECT: Final = 110


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of a text, folded, with what is known about it."""

    text: str
    folded: str
    start: int
    end: int
    in_target_section: bool


def read(text: str, due_hint: date | None, in_target_section: bool) -> list[TargetMention]:
    """Implements `targets.find`."""
    if not any(char.isdigit() for char in text):
        return []
    folded = fold(text)
    masked = _masked(folded)
    found: list[TargetMention] = []
    for match in compiled("sentence").finditer(folded):
        sentence = _Sentence(text, folded, match.start(), match.end(), in_target_section)
        figures = list(_figures(sentence, masked))
        goals = list(_goals(sentence, figures))
        found.extend(_due(sentence, goals, due_hint))
    return found


def _masked(folded: str) -> str:
    """The text with numbers that count nothing blanked out, at the same length."""
    return compiled("elsewhere").sub(lambda match: "\0" * len(match.group()), folded)


def _figures(sentence: _Sentence, masked: str) -> Iterator[tuple[str, regex.Match[str]]]:
    """The figures that may be goals, in order: shares, then counts that overlap none."""
    span = (sentence.start, sentence.end)
    percents = [m for m in compiled("percent").finditer(masked, *span) if _is_share(sentence, m)]
    counts = [
        match
        for match in compiled("count").finditer(masked, *span)
        if not any(p.start() < match.end() and match.start() < p.end() for p in percents)
        and _is_counted(sentence, match)
    ]
    named = [("percent", match) for match in percents] + [("count", match) for match in counts]
    yield from sorted(named, key=lambda item: item[1].start())


def _clause_before(sentence: _Sentence, at: int) -> str:
    return regex.split(r"[;(]", sentence.folded[sentence.start : at])[-1]


def _is_share(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """Not a rate ("hỗ trợ 50% học phí"), a right ("trên 50% vốn điều lệ") or a past result."""
    before = _clause_before(sentence, match.start())
    after = sentence.folded[match.end() : sentence.end]
    if compiled("rate_before").search(before) or compiled("rate_after").match(after):
        return False
    if compiled("past").search(before) or before.endswith("/"):
        return False
    return not _after_percent(sentence, match)


def _after_percent(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """A figure in the bracket that explains a share: "50% (8 xã)"."""
    before = sentence.folded[sentence.start : match.start()]
    return regex.search(r"%[^,;]{0,30}\([^)]*$", before) is not None


def _is_counted(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """In a target section any number of things; elsewhere only one that is striven for."""
    before = _clause_before(sentence, match.start())
    if compiled("past").search(before) or _after_percent(sentence, match):
        return False
    if regex.search(r"(?:sơ\s+kết|tổng\s+kết|kỷ\s+niệm|sau|qua|trong\s+vòng|so\s+với)\s*$", before):
        return False
    if sentence.in_target_section:
        return True
    if match["unit"] in ("lần", "ngày", "giờ", "phút", "ngày làm việc", "tuổi"):
        return False
    if match["unit"].startswith("lần/"):
        return False
    return compiled("strives").match(match.group()) is not None


def _goals(
    sentence: _Sentence, figures: list[tuple[str, regex.Match[str]]]
) -> Iterator[TargetMention]:
    floor = sentence.start
    for index, (kind, match) in enumerate(figures):
        following = figures[index + 1][1] if index + 1 < len(figures) else None
        start, end, subject, rule = _phrase(sentence, kind, match, floor, following)
        unit = "%" if kind == "percent" else _unit(sentence, match)
        yield TargetMention(
            start, end, sentence.text[start:end], subject, comparator(match),
            number(match["low"] or match["value"]), unit, rule=rule,
            confidence=0.9 if sentence.in_target_section else 0.7,
        )  # fmt: skip
        floor = match.end()


def _unit(sentence: _Sentence, match: regex.Match[str]) -> str:
    return sentence.text[match.start("unit") : match.end("unit")]


def _phrase(
    sentence: _Sentence,
    kind: str,
    match: regex.Match[str],
    floor: int,
    following: regex.Match[str] | None,
) -> tuple[int, int, str | None, str]:
    """Where the shortest phrase with the figure and what it counts stands; what is counted."""
    text, start, end = sentence.text, match.start(), match.end()
    if kind == "count":
        noun_end = _noun_end(sentence, match.end("unit"))
        abstract = regex.search(r"đồng|usd|lần|ngày|giờ|phút|điểm|ha$|tuổi|bậc", match["unit"])
        if not abstract and not match["upward"]:
            subject = text[match.start("unit") : noun_end].strip()
            return start, noun_end, subject, "target.count"
        first = _subject_start(sentence, floor, start)
        subject = _subject(sentence, first, start)
        return (first if subject else start), end, subject, "target.count_subject"
    if following is not None and compiled("shares_noun").fullmatch(
        sentence.folded[end : following.start()] + "phấn đấu ", endpos=following.start() - end
    ):
        noun_end = _noun_end(sentence, following.end())
        if noun_end > following.end():
            subject = text[following.end() : noun_end].strip()
            return start, noun_end, subject, "target.percent_shared"
    noun_end = end if match["upward"] or match["downward"] else _noun_end(sentence, end)
    if noun_end > end:
        return start, noun_end, text[end:noun_end].strip(), "target.percent"
    first = _subject_start(sentence, floor, start)
    subject = _subject(sentence, first, start)
    return (first if subject else start), end, subject, "target.percent_subject"


def _noun_end(sentence: _Sentence, at: int) -> int:
    """Where the counted thing that begins at `at` ends; `at` itself when there is none."""
    stop = compiled("noun_end").search(sentence.folded, at, min(sentence.end, at + _LONGEST_NOUN))
    end = stop.start() if stop else at
    return end if sentence.folded[at:end].strip(" ,.") else at


def _subject_start(sentence: _Sentence, floor: int, at: int) -> int:
    """Where what is counted begins, when it stands before its figure."""
    low = max(floor, at - _LONGEST_SUBJECT)
    stretch = sentence.folded[low:at]
    cut = max((m.end() for m in regex.finditer(r"[;.(]\s*", stretch)), default=0)
    heads = [m.start() for m in compiled("head").finditer(stretch, cut)]
    if heads:
        return low + heads[0]
    link = compiled("link").search(stretch)
    body = link.start() if link else len(stretch)
    cut = max((m.end() for m in regex.finditer(r"[,:;.(]\s*", stretch[:body])), default=cut)
    opens = [m.end() for m in compiled("subject_open").finditer(stretch, cut, body)]
    return low + (opens[-1] if opens and opens[-1] < body else cut)


def _subject(sentence: _Sentence, start: int, end: int) -> str | None:
    link = compiled("link").search(sentence.folded, start, end)
    return sentence.text[start : link.start() if link else end].strip(" ,:") or None


def _due(
    sentence: _Sentence, goals: list[TargetMention], hint: date | None
) -> Iterator[TargetMention]:
    """Each goal with its date: one that follows it in its part, else the last before it."""
    folded = sentence.folded[sentence.start : sentence.end]
    dates = [(sentence.start + a, sentence.start + b, day) for a, b, day in due_dates(folded)]
    for index, goal in enumerate(goals):
        limit = goals[index + 1].start if index + 1 < len(goals) else sentence.end
        if limit <= goal.start:
            limit = goal.end
        semicolon = sentence.folded.find(";", goal.end, limit)
        limit = semicolon if semicolon >= 0 else limit
        inside = [day for a, _, day in dates if goal.start <= a < goal.end]
        after = [day for a, _, day in dates if goal.end <= a < limit and not _next(sentence, goal, a)]
        before = [day for a, _, day in dates if a < goal.start]
        day = (inside or after or before[-1:] or [None])[0]
        if day is None and not compiled("congress").search(folded):
            day = hint
        yield replace(goal, due=day)


def _next(sentence: _Sentence, goal: TargetMention, at: int) -> bool:
    """A date after a comma that opens the next goal: "80% …, đến năm 2030 đạt 90%"."""
    gap = sentence.folded[goal.end : at]
    return gap.rstrip().endswith(",") and regex.match(
        r"[^,;]*,?\s*(?:đạt|có|tối|phấn|trên|\d)", sentence.folded[at : sentence.end]
    ) is not None
