"""From a figure in a text to the goal it sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import regex

from extractors.targets.decisions import is_counted, is_share
from extractors.targets.due import dated
from extractors.targets.normalise import comparator, number
from extractors.targets.patterns import compiled
from extractors.targets.phrases import phrase_of, unit_of
from extractors.targets.sentences import Sentence, mask
from pipeline.lexicon import fold
from pipeline.model import TargetMention

__all__ = ["read"]


def read(text: str, due_hint: date | None, in_target_section: bool) -> list[TargetMention]:
    """Implements `targets.find`."""
    if compiled("digit").search(text) is None:
        return []
    folded = fold(text)
    masked = mask(folded)
    found: list[TargetMention] = []
    for match in compiled("sentence").finditer(folded):
        sentence = Sentence(text, folded, match.start(), match.end(), in_target_section)
        figures = list(_figures(sentence, masked))
        goals = list(_goals(sentence, figures))
        if goals:
            found.extend(dated(sentence, goals, due_hint))
    return found


def _figures(sentence: Sentence, masked: str) -> Iterator[tuple[str, regex.Match[str]]]:
    """The figures that may be goals, in order: shares, then counts that overlap none."""
    span = (sentence.start, sentence.end)
    if compiled("digit").search(masked, *span) is None:
        return
    shares = compiled("percent").finditer(masked, *span) if "%" in masked else ()
    percents = [match for match in shares if is_share(sentence, match)]
    counts = [
        match
        for match in compiled("count").finditer(masked, *span)
        if not any(p.start() < match.end() and match.start() < p.end() for p in percents)
        and is_counted(sentence, match)
    ]
    taken = percents + counts
    counts += [
        match
        for match in compiled("count_any").finditer(masked, *span)
        if not any(p.start() < match.end() and match.start() < p.end() for p in taken)
        and is_counted(sentence, match)
    ]
    named = [("percent", match) for match in percents] + [("count", match) for match in counts]
    yield from sorted(named, key=lambda item: item[1].start())


def _goals(
    sentence: Sentence, figures: list[tuple[str, regex.Match[str]]]
) -> Iterator[TargetMention]:
    floor = sentence.start
    for index, (kind, match) in enumerate(figures):
        following = figures[index + 1][1] if index + 1 < len(figures) else None
        start, end, subject, rule = phrase_of(sentence, kind, match, floor, following)
        unit = f"%{match['per'] or ''}" if kind == "percent" else unit_of(sentence, match)
        yield TargetMention(
            start, end, sentence.text[start:end], subject, comparator(match),
            number(match["low"] or match["value"]), unit, rule=rule,
            confidence=0.9 if sentence.in_target_section else 0.7,
        )  # fmt: skip
        floor = match.end()
