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

_FAR: Final = 300  # characters around a figure that can still bear on it
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
    if compiled("digit").search(text) is None:
        return []
    folded = fold(text)
    masked = _masked(folded)
    found: list[TargetMention] = []
    for match in compiled("sentence").finditer(folded):
        sentence = _Sentence(text, folded, match.start(), match.end(), in_target_section)
        figures = list(_figures(sentence, masked))
        goals = list(_goals(sentence, figures))
        if goals:
            found.extend(_due(sentence, goals, due_hint))
    return found


def _masked(folded: str) -> str:
    """The text with numbers that count nothing blanked out, at the same length."""
    return compiled("elsewhere").sub(lambda match: "\0" * len(match.group()), folded)


def _figures(sentence: _Sentence, masked: str) -> Iterator[tuple[str, regex.Match[str]]]:
    """The figures that may be goals, in order: shares, then counts that overlap none."""
    span = (sentence.start, sentence.end)
    if compiled("digit").search(masked, *span) is None:
        return
    shares = compiled("percent").finditer(masked, *span) if "%" in masked else ()
    percents = [match for match in shares if _is_share(sentence, match)]
    counts = [
        match
        for match in compiled("count").finditer(masked, *span)
        if not any(p.start() < match.end() and match.start() < p.end() for p in percents)
        and _is_counted(sentence, match)
    ]
    taken = percents + counts
    counts += [
        match
        for match in compiled("count_any").finditer(masked, *span)
        if not any(p.start() < match.end() and match.start() < p.end() for p in taken)
        and _is_counted(sentence, match)
    ]
    named = [("percent", match) for match in percents] + [("count", match) for match in counts]
    yield from sorted(named, key=lambda item: item[1].start())


def _clause_before(sentence: _Sentence, at: int) -> str:
    before = sentence.folded[max(sentence.start, at - _FAR) : at]
    return before[max(before.rfind(";"), before.rfind("(")) + 1 :]


def _is_share(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """Not a rate ("hỗ trợ 50% học phí"), a right ("trên 50% vốn điều lệ") or a past result."""
    before = _clause_before(sentence, match.start())
    after = sentence.folded[match.end() : min(sentence.end, match.end() + _FAR)]
    if compiled("rate_before").search(before) or compiled("rate_after").match(after):
        return False
    if compiled("past").search(before) or before.endswith("/"):
        return False
    if compiled("equals").search(before) and not compiled("strives").search(before):
        return False
    return not _after_percent(sentence, match) and not _is_base(sentence, match)


def _is_base(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """Where things stood: ", tăng 3,1% so với năm 2024", "từ 85% lên 90%" """
    after = sentence.folded[match.end() : min(sentence.end, match.end() + _FAR)]
    if match["since"] and not match["upward"]:
        return compiled("raised").match(after) is not None
    if match["plain"] or match["at_least"] or compiled("compares").match(after) is None:
        return False
    before = sentence.folded[max(sentence.start, match.start() - _FAR) : match.start()]
    if compiled("exceeds").match(match.group()):
        return compiled("beside").search(before) is not None
    return compiled("changed").search(before) is not None


def _after_percent(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """A figure in the bracket that explains a share: "50% (8 xã)"."""
    before = sentence.folded[max(sentence.start, match.start() - _FAR) : match.start()]
    return compiled("in_bracket_of_share").search(before) is not None


def _is_counted(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """In a target section any number of things; elsewhere only one that is striven for."""
    before = _clause_before(sentence, match.start())
    if compiled("past").search(before) or _after_percent(sentence, match):
        return False
    if _is_base(sentence, match) or before.rstrip().endswith("quá"):
        return False
    if compiled("reviewed").search(before):
        return False
    if _is_rating(sentence, match) or not _counts_years(sentence, match):
        return False
    if sentence.in_target_section:
        return True
    if match["unit"] in ("lần", "ngày", "giờ", "phút", "ngày làm việc", "tuổi"):
        return False
    if match["unit"].startswith("lần/"):
        return False
    if match["upward"] and compiled("achieves").search(before):
        return compiled("meant").search(before) is None
    return compiled("strives").match(match.group()) is not None or _is_aimed(sentence, match)


def _is_aimed(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """Whether a task's own words make a plain number a goal: an aim, or an end with its time."""
    before = _clause_before(sentence, match.start())
    if match["since"] or match["unit"].startswith(("năm", "tháng", "bộ", "đợt")):
        return False
    if compiled("aimed").search(before) or compiled("dated_aim").search(before):
        return True
    after = sentence.folded[match.end() : min(sentence.end, match.end() + _FAR)]
    if compiled("house").match(match["unit"]) and compiled("builds").search(before):
        return True
    ends = compiled("completes").search(before) is not None
    return ends and compiled("has_term").match(after) is not None


def _is_rating(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """ "sản phẩm từ 4 sao trở lên", "người từ 60 tuổi trở lên": which ones are meant"""
    aged = match["unit"] in ("tuổi", "tháng tuổi")
    if compiled("is_rating").fullmatch(match["unit"]) is None or not (
        match["upward"] or match["downward"] or aged
    ):
        return False
    if aged and compiled("of_years").search(_clause_before(sentence, match.start())):
        return False
    before = sentence.folded[max(sentence.start, match.start() - _FAR) : match.start()]
    return compiled("reached").search(before) is None


def _counts_years(sentence: _Sentence, match: regex.Match[str]) -> bool:
    """ "số năm sống khỏe tối thiểu 68 năm" counts years; "sau 05 năm" does not"""
    if match["unit"] != "năm":
        return True
    before = _clause_before(sentence, match.start())
    return compiled("of_years").search(before) is not None


def _goals(
    sentence: _Sentence, figures: list[tuple[str, regex.Match[str]]]
) -> Iterator[TargetMention]:
    floor = sentence.start
    for index, (kind, match) in enumerate(figures):
        following = figures[index + 1][1] if index + 1 < len(figures) else None
        start, end, subject, rule = _phrase(sentence, kind, match, floor, following)
        unit = f"%{match['per'] or ''}" if kind == "percent" else _unit(sentence, match)
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
    if following is not None and _shares_noun(sentence, match.end(), following):
        noun_end = _noun_end(sentence, following.end())
        if noun_end > following.end():
            subject = sentence.text[following.end() : noun_end].strip()
            return match.start(), noun_end, subject, "target.shared"
    noun_start = match.start("unit") if kind == "count" else match.end()
    noun_end = _noun_end(sentence, match.end())
    if kind == "percent" and match["noun"]:
        start = match.start() if match["plain"] != "có" else match.end("plain") + 1
        subject = sentence.text[match.start("noun") : match.end("noun")].strip()
        return start, match.end(), subject, "target.percent"
    base = match["unit"].split("/")[0] if kind == "count" else ""
    measure = kind == "count" and compiled("measure").search(base) is not None
    if kind == "count" and (measure or match["upward"]):
        noun_end = match.end()
    first = _subject_start(sentence, floor, match.start())
    if compiled("no_subject").fullmatch(sentence.folded, first, match.start()):
        first = match.start()
    while first < match.start() and sentence.folded[first] in " ,":
        first += 1
    before = _subject(sentence, first, match.start())
    stated = before is not None and _is_stated(sentence, first, match.start())
    subject_end = match.start("upward") if kind == "count" and match["upward"] else noun_end
    if kind == "count" and match["unit"] == "lần" and not stated:
        first = match.start()
    after = None if measure else sentence.text[noun_start:subject_end].strip() or None
    if after is not None and not stated:
        bare = kind == "count" and match["plain"] == "có"  # "có 07/09 trường học"
        start = match.end("plain") + 1 if bare else match.start()
        return start, noun_end, after, f"target.{kind}"
    return (first if before else match.start()), noun_end, before or after, f"target.{kind}_of"


def _is_stated(sentence: _Sentence, start: int, at: int) -> bool:
    """ "tỷ lệ … đạt 95% kế hoạch": what is counted stands before, with a verb that says so"""
    stretch = sentence.folded[start:at]
    if compiled("states").search(stretch) is None:
        return False
    return compiled("head").match(stretch) is not None or "chiếm" in stretch[-20:]


def _shares_noun(sentence: _Sentence, at: int, following: regex.Match[str]) -> bool:
    """ "tối thiểu 80%, phấn đấu 90% thủ tục": the counted thing stands after the second"""
    if "%" not in following.group() or not (following["plain"] or "").startswith("phấn đấu"):
        return False
    return compiled("shares_noun").fullmatch(sentence.folded, at, following.start()) is not None


def _noun_end(sentence: _Sentence, at: int) -> int:
    """Where the counted thing that begins at `at` ends; `at` itself when there is none."""
    if regex.compile(r"\s*[,:]").match(sentence.folded, at):
        return at
    stop = compiled("noun_end").search(sentence.folded, at, min(sentence.end, at + _LONGEST_NOUN))
    end = stop.start() if stop else at
    if end > at and (rating := compiled("rating").match(sentence.folded, end, sentence.end)):
        end = rating.end()
    return end if sentence.folded[at:end].strip(" ,.") else at


def _subject_start(sentence: _Sentence, floor: int, at: int) -> int:
    """Where what is counted begins, when it stands before its figure."""
    low = max(floor, at - _LONGEST_SUBJECT)
    stretch = regex.sub(r"\([^()]*\)", lambda m: "\0" * len(m.group()), sentence.folded[low:at])
    cut = max((m.end() for m in regex.finditer(r"[;(]\s*|\.\s+", stretch)), default=0)
    heads = [m.start() for m in compiled("head").finditer(stretch, cut)]
    if heads:
        comma = stretch.rfind(",", 0, heads[-1])
        return low + next(head for head in heads if head > comma)
    link = compiled("link").search(stretch)
    body = link.start() if link else len(stretch)
    marks = regex.finditer(r"[,:;(]\s*|\.\s+", stretch[:body])
    cut = max((m.end() for m in marks), default=cut)
    opens = [m.end() for m in compiled("subject_open").finditer(stretch, cut, body)]
    return low + (opens[-1] if opens and opens[-1] < body else cut)


def _subject(sentence: _Sentence, start: int, end: int) -> str | None:
    link = compiled("link").search(sentence.folded, start, end)
    return sentence.text[start : link.start() if link else end].strip(" ,:") or None


def _due(
    sentence: _Sentence, goals: list[TargetMention], hint: date | None
) -> Iterator[TargetMention]:
    """Each goal with its date: one that follows it in its part, else the last before it.

    What was reached before then is left out: "năm 2025 đạt 89,4 điểm" in a plan for 2026.
    """
    folded = sentence.folded[sentence.start : sentence.end]
    dates = [(sentence.start + at, day, alone) for at, day, alone in due_dates(folded)]
    if compiled("congress").search(folded):
        hint = None
    dated: list[TargetMention] = []
    stated: list[TargetMention] = []  # those with a date that has no preposition
    for index, goal in enumerate(goals):
        limit = goals[index + 1].start if index + 1 < len(goals) else sentence.end
        found = _date_of(sentence, goal, limit, dates)
        dated.append(replace(goal, due=found[0] if found else hint))
        if found and found[1] and not _is_striven_for(sentence, goal):
            stated.append(dated[-1])
    last = max((goal.due for goal in dated if goal.due and goal not in stated), default=hint)
    series = len({goal.due for goal in stated}) > 1
    for goal in dated:
        if goal not in stated or not _is_result(sentence, goal, None if series else last or hint):
            yield goal


def _date_of(
    sentence: _Sentence, goal: TargetMention, limit: int, dates: list[tuple[int, date, bool]]
) -> tuple[date, bool] | None:
    """The date of a goal, and whether that has no preposition; the next goal begins at `limit`."""
    limit = max(limit, goal.end)
    semicolon = sentence.folded.find(";", goal.end, limit)
    limit = semicolon if semicolon >= 0 else limit
    inside = [entry for entry in dates if goal.start <= entry[0] < goal.end]
    after = [
        entry
        for entry in dates
        if goal.end <= entry[0] < limit
        and not _next(sentence, goal, entry[0])
        and not _in_base_bracket(sentence, entry[0])
    ]
    before = [entry for entry in dates if entry[0] < goal.start]
    found = (inside + after or before[-1:])[:1]
    return found[0][1:] if found else None


def _is_striven_for(sentence: _Sentence, goal: TargetMention) -> bool:
    if goal.comparator != "=":
        return True
    before = _clause_before(sentence, goal.start)
    part = before[before.rfind(",") + 1 :] + sentence.folded[goal.start : goal.end]
    return compiled("strives").search(part) is not None


def _in_base_bracket(sentence: _Sentence, at: int) -> bool:
    """ "(năm 2025 đạt 89,4 điểm)" holds the place"""
    opened = sentence.folded.rfind("(", sentence.start, at)
    if opened < 0:
        return False
    match = compiled("base_bracket").match(sentence.folded, opened, sentence.end)
    return match is not None and at <= match.end()


def _is_result(sentence: _Sentence, goal: TargetMention, due: date | None) -> bool:
    """What was reached the year before the goal is due, or stands in a bracket behind it."""
    if _in_base_bracket(sentence, goal.end):
        return True
    return due is not None and goal.due is not None and goal.due.year == due.year - 1


def _next(sentence: _Sentence, goal: TargetMention, at: int) -> bool:
    """A date after a comma that opens the next goal: "80% …, đến năm 2030 đạt 90%"."""
    if not sentence.folded[goal.end : at].rstrip().endswith(","):
        return False
    return compiled("next_goal").match(sentence.folded, at, sentence.end) is not None
