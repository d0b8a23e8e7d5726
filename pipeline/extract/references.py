"""Which sections and tasks of its own document a task points at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from spacy.tokens import Doc

from extractors.citations import find_own_places
from pipeline.lexicon import fold
from pipeline.segment import Item, Part

__all__ = ["refers_to"]


def refers_to(part: Part, item: Item, doc: Doc) -> list[str]:
    """The paths that "các nhiệm vụ tại điểm 5.2 mục III" in an item's text means, in its order.

    A place that more than one path has is the one that shares most steps with the item's own;
    where that leaves several, or none has it, the place gives nothing.
    """
    mentions = [span._.nhiemvu for span in doc.spans["citations"]]
    paths = [*(section.path for section in part.sections), *(one.path for one in part.items)]
    found: list[str] = []
    for _, _, places in find_own_places(item.text.text, mentions):
        for labels in places:
            found += _resolved(labels, paths, item.path)
    return list(dict.fromkeys(found))


def _resolved(labels: Sequence[str], paths: Iterable[str], own: str) -> Iterator[str]:
    wanted = [fold(step) for label in labels for step in _steps(label)]
    fitting = [path for path in paths if path != own and _has(path, wanted)]
    if not fitting:
        return
    best = max(_shared(path, own) for path in fitting)
    nearest = [path for path in fitting if _shared(path, own) == best]
    if len(set(nearest)) == 1:
        yield nearest[0]


def _steps(label: str) -> list[str]:
    """ "III.2" names two steps, "5.2" one, as it is printed before its item."""
    head, dot, tail = label.partition(".")
    return [head, tail] if dot and not head.isdecimal() else [label]


def _has(path: str, wanted: Sequence[str]) -> bool:
    """Whether a path ends with the last label and has the others above it, in their order."""
    steps = [fold(step.split("#")[0]) for step in path.split("/")]
    if _bare(steps[-1]) != wanted[-1]:
        return False
    above = iter(steps[:-1])
    return all(any(_bare(step) == label for step in above) for label in wanted[:-1])


def _bare(step: str) -> str:
    """A step without its kind: "điều 3" and "phụ lục i" are named by their label."""
    return step.rsplit(" ", 1)[-1].strip("()")


def _shared(path: str, own: str) -> int:
    pairs = zip(path.split("/"), own.split("/"), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
