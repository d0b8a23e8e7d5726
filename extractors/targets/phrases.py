"""From a figure to the phrase that holds it, and what it counts."""

from __future__ import annotations

from typing import Final

import regex

from extractors.targets.patterns import compiled
from extractors.targets.sentences import Sentence

__all__ = ["phrase_of", "unit_of"]

_LONGEST_NOUN: Final = 90
_LONGEST_SUBJECT: Final = 110


def unit_of(sentence: Sentence, match: regex.Match[str]) -> str:
    return sentence.text[match.start("unit") : match.end("unit")]


def phrase_of(
    sentence: Sentence,
    kind: str,
    match: regex.Match[str],
    floor: int,
    following: regex.Match[str] | None,
) -> tuple[int, int, str | None, str]:
    """Where the shortest phrase with the figure and what it counts stands; what is counted."""
    if following is not None and _shares_noun(sentence, match.end(), following):
        noun_end = end_of_noun(sentence, following.end())
        if noun_end > following.end():
            subject = sentence.text[following.end() : noun_end].strip()
            return match.start(), noun_end, subject, "target.shared"
    noun_start = match.start("unit") if kind == "count" else match.end()
    noun_end = end_of_noun(sentence, match.end())
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


def _is_stated(sentence: Sentence, start: int, at: int) -> bool:
    """ "tỷ lệ … đạt 95% kế hoạch": what is counted stands before, with a verb that says so"""
    stretch = sentence.folded[start:at]
    if compiled("states").search(stretch) is None:
        return False
    return compiled("head").match(stretch) is not None or "chiếm" in stretch[-20:]


def _shares_noun(sentence: Sentence, at: int, following: regex.Match[str]) -> bool:
    """ "tối thiểu 80%, phấn đấu 90% thủ tục": the counted thing stands after the second"""
    if "%" not in following.group() or not (following["plain"] or "").startswith("phấn đấu"):
        return False
    return compiled("shares_noun").fullmatch(sentence.folded, at, following.start()) is not None


def end_of_noun(sentence: Sentence, at: int) -> int:
    """Where the counted thing that begins at `at` ends; `at` itself when there is none."""
    if regex.compile(r"\s*[,:]").match(sentence.folded, at):
        return at
    stop = compiled("noun_end").search(sentence.folded, at, min(sentence.end, at + _LONGEST_NOUN))
    end = stop.start() if stop else at
    if end > at and (rating := compiled("rating").match(sentence.folded, end, sentence.end)):
        end = rating.end()
    return end if sentence.folded[at:end].strip(" ,.") else at


def _subject_start(sentence: Sentence, floor: int, at: int) -> int:
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


def _subject(sentence: Sentence, start: int, end: int) -> str | None:
    link = compiled("link").search(sentence.folded, start, end)
    return sentence.text[start : link.start() if link else end].strip(" ,:") or None
