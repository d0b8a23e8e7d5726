"""From a figure in a text to the goal it sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from extractors.targets.due import dated
from extractors.targets.figures import figures
from extractors.targets.normalise import comparator, number, value_of
from extractors.targets.patterns import compiled
from extractors.targets.phrases import phrase_of, unit_of
from extractors.targets.sentences import Figure, Sentence, mask
from pipeline.lexicon import fold
from pipeline.model import TargetMention

__all__ = ["read"]


def read(
    text: str, due_hint: date | None, in_target_section: bool, is_product: bool
) -> list[TargetMention]:
    """Implements `targets.find`."""
    if compiled("digit").search(text) is None:
        return []
    folded = fold(text)
    masked = mask(folded)
    found: list[TargetMention] = []
    for match in compiled("sentence").finditer(folded):
        where = (match.start(), match.end())
        sentence = Sentence(text, folded, *where, in_target_section, is_product)
        counted = figures(sentence, masked)
        goals = list(_goals(sentence, counted))
        if goals:
            timed = dated(sentence, goals, due_hint)
            found.extend(_with_upper_ends(timed, counted))
    return found


def _with_upper_ends(
    goals: Iterable[TargetMention], found: Sequence[Figure]
) -> Iterator[TargetMention]:
    """ "từ 60 - 65%" is a goal at either end, with one raw"""
    ranges = [figure.match for figure in found if figure.match["low"]]
    for goal in goals:
        yield goal
        for match in ranges:
            inside = goal.start <= match.start("low") and match.end("value") <= goal.end
            low, high = number(match["low"]), number(match["value"])
            if inside and goal.value == low < high:
                yield replace(goal, comparator="<=", value=high, rule="target.range_end")


def _goals(sentence: Sentence, found: list[Figure]) -> Iterator[TargetMention]:
    floor = sentence.start
    above: TargetMention | None = None
    for index, figure in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        start, end, subject, rule = phrase_of(sentence, figure, floor, following)
        match = figure.match
        compares = comparator(match)
        if compares == ">" and figure.kind == "percent" and float(number(match["value"])) >= 100:
            compares = "="  # "lắp thiết bị | trên | 100% phương tiện"
            start = max(start, match.start("value"))
        whole = match["value"] == "100"
        if above is not None and _compared_too(sentence, above, start, compares, whole):
            compares = above.comparator
        above = TargetMention(
            start, end, sentence.text[start:end], subject, compares,
            value_of(match), unit_of(sentence, figure), rule=rule,
            confidence=0.9 if sentence.in_target_section else 0.7,
        )  # fmt: skip
        yield above
        floor = match.end() if rule == "target.shared" else max(end, match.end())


def _compared_too(
    sentence: Sentence, above: TargetMention, start: int, compares: str, whole: bool
) -> bool:
    """ "ít nhất 480 hợp tác xã và 12 liên hiệp hợp tác xã": one comparison for both counts;
    of shares not where the second is the `whole`"""
    if compares != "=" or above.comparator not in (">=", ">"):
        return False
    shares = ["%" in (unit or "") for unit in (above.unit, sentence.text[start : start + 8])]
    if whole and any(shares):
        return False
    if shares[0] and sentence.in_target_section:
        return False
    if sentence.text[start : start + 1].isdigit() is False:
        return False
    return compiled("compared_too").fullmatch(sentence.folded, above.end, start) is not None
