"""From a figure in a text to the goal it sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from extractors.targets.due import dated
from extractors.targets.figures import figures
from extractors.targets.normalise import comparator, number
from extractors.targets.patterns import compiled
from extractors.targets.phrases import phrase_of, unit_of
from extractors.targets.sentences import Figure, Sentence, mask
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
        goals = list(_goals(sentence, figures(sentence, masked)))
        if goals:
            found.extend(dated(sentence, goals, due_hint))
    return found


def _goals(sentence: Sentence, found: list[Figure]) -> Iterator[TargetMention]:
    floor = sentence.start
    for index, figure in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        start, end, subject, rule = phrase_of(sentence, figure, floor, following)
        match = figure.match
        yield TargetMention(
            start, end, sentence.text[start:end], subject, comparator(match),
            number(match["low"] or match["value"]), unit_of(sentence, figure), rule=rule,
            confidence=0.9 if sentence.in_target_section else 0.7,
        )  # fmt: skip
        floor = match.end() if rule == "target.shared" else max(end, match.end())
