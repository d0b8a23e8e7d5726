"""What became of the records that strict matching left over: wrong, missed, spurious.

A second assignment pairs what is left over in gold and in the run by likeness; a pair is
one error, named for what an annotator would have to change. The classes follow Chinchor
and Sundheim, "MUC-5 evaluation metrics" (1993), and the scenarios of SemEval-2013 task 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluate.finding import FindingClass
from pipeline.evaluate.layers import SPECS
from pipeline.evaluate.match import Criterion, Entry, match, span_overlap, text_f1
from pipeline.evaluate.values import contained

__all__ = ["Outcome", "classify", "differing"]

# Words of two records at one place that may be meant for the same, and of two that stand
# elsewhere; a whole task is known by less.
_ALIKE_HERE, _ALIKE_ELSEWHERE, _ALIKE_TASK = 0.5, 0.8, 0.3
# A text with misread letters has most words of the true one; a part of it nearly all.
_PART_OF_IT = 0.9
# What names a record, wherever it stands and whatever else differs.
_ANCHORS = {"citation": "number", "citation_issuer": "number", "document": "field"}
_TASKS = frozenset({"task", "task_path"})
# One record a path, so that two at one path are the same one.
_ONE_A_PLACE = frozenset({"section", "section_role"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair, or a record alone, with its class; `differing` facets of a pair."""

    layer: str
    kind: FindingClass
    gold: Entry | None
    found: Entry | None
    differing: tuple[str, ...] = ()


def classify(layer: str, missed: Sequence[Entry], spurious: Sequence[Entry]) -> list[Outcome]:
    """The classes of what strict matching left over; each record is in one outcome.

    A record in another role is `wrong_role` whatever else differs; then values and words
    count; `wrong_place` is only what is right but for its path.
    """
    likeness = Criterion(lambda entry: None, lambda gold, found: _likeness(layer, gold, found))
    pairs = match(missed, spurious, likeness)
    return [
        *(_paired(layer, gold, found) for gold, found in pairs.pairs),
        *(Outcome(layer, FindingClass.MISSED, entry, None) for entry in pairs.missed),
        *(Outcome(layer, FindingClass.SPURIOUS, None, entry) for entry in pairs.spurious),
    ]


def _likeness(layer: str, gold: Entry, found: Entry) -> float:
    """How likely two wrong records are one, 0 (not at all) to 1."""
    spec = SPECS[layer]
    same_facets = [one == other for one, other in zip(gold.key, found.key, strict=True)]
    words, over = text_f1(gold, found), span_overlap(gold, found)
    if gold.at in (found.at, found.place):
        if layer in _TASKS:
            alike = words >= _ALIKE_TASK or over > 0 or _swallowed(gold, found)
        else:
            alike = words >= _ALIKE_HERE or over > 0 or layer in _ONE_A_PLACE
    elif layer in _TASKS:
        alike = words >= _ALIKE_HERE
    elif spec.placed:
        # Elsewhere: the same in all but the path, and the very same words of the text.
        one_text = gold.source is not None and gold.source == found.source
        there = over > 0 or not (one_text and gold.span and found.span)
        alike = all(same_facets) and words >= _ALIKE_ELSEWHERE and there
    else:
        alike = over > 0
    if layer in _ANCHORS:
        alike = alike or same_facets[spec.facets.index(_ANCHORS[layer])]
    if layer == "document":
        alike = same_facets[0]  # two fields with one value are two records
    if not alike:
        return 0.0
    equal = sum(same_facets) / len(same_facets) if same_facets else 0.0
    here = 1.0 if gold.at in (found.at, found.place) else 0.0
    return (1 + here + equal + words + 2 * over) / 6


def _swallowed(gold: Entry, found: Entry) -> bool:
    """Whether one has nearly all words of the other, as where an item ran on into the next."""
    known = gold.edges is None and found.edges is None
    return known and contained(gold.tokens, found.tokens) >= _PART_OF_IT


def _paired(layer: str, gold: Entry, found: Entry) -> Outcome:
    names = differing(layer, gold, found)
    if "role" in names:
        kind = FindingClass.WRONG_ROLE
    elif set(names) - {"place"}:
        other_extent = _other_extent(gold, found)
        kind = FindingClass.WRONG_BOUNDARY if other_extent else FindingClass.WRONG_VALUE
    else:
        kind = FindingClass.WRONG_PLACE
    return Outcome(layer, kind, gold, found, names)


def differing(layer: str, gold: Entry, found: Entry) -> tuple[str, ...]:
    """The facets in which two records of a layer differ; "place" for their path."""
    spec = SPECS[layer]
    values = zip(spec.facets, gold.key, found.key, strict=True)
    names = [name for name, one, other in values if one != other]
    if spec.text is not None and not text_f1(gold, found, spec.text):
        names.append("text")
    if spec.placed and gold.at != found.at:
        names.append("place")
    return tuple(names)


def _other_extent(gold: Entry, found: Entry) -> bool:
    """Whether the two quote more or less of one text, and not the same of it otherwise read."""
    if gold.edges is not None or found.edges is not None:
        return text_f1(gold, found) > 0
    if gold.tokens == found.tokens:
        return False
    share = contained(gold.tokens, found.tokens)
    if share >= _PART_OF_IT:
        shorter, longer = sorted((len(gold.tokens), len(found.tokens)))
        # As many words on both sides and some of them others: misread, not cut elsewhere.
        return longer - shorter > round(shorter * (1 - share))
    return gold.span != found.span and span_overlap(gold, found) > 0
