"""The part of a document that a mention points at: "điểm a khoản 1 Điều 3 | Luật Đất đai"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractors.citations import patterns
from extractors.citations.normalise import tidy
from extractors.citations.page import Page
from pipeline.lexicon import fold

__all__ = ["Pinpoint", "read", "steps_of"]

_WINDOW = 200  # characters before a mention in which its pinpoint may stand
_MOST = 60  # places of one pinpoint; a range that gives more keeps its ends only

# The levels from the least to the largest, as they are written in a place.
_LEVELS = ("tiết", "điểm", "khoản", "Điều", "tiểu mục", "mục", "Chương", "Phần", "Phụ lục")
_RANK = {fold(level): rank for rank, level in enumerate(_LEVELS)}
_ROMAN_FROM = _RANK["tiểu mục"]
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # as items are counted, without f, j, w, z
_MARKS = regex.compile(r"\s*(?:,\s*và|,|;|và|hoặc|(?P<range>đến|-|–))\s*")


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """What stands there, and each place from the largest part down: "Điều 3/khoản 1/điểm a"."""

    raw: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    rank: int
    labels: tuple[str, ...]
    through: bool  # joined to the step before by "đến"


def read(page: Page, start: int, end: int) -> Pinpoint | None:
    """The pinpoint before the mention `text[start:end]`, or in a bracket behind it.

    Not that of what is issued with the document: "Điều 5 Quy chế … ban hành kèm theo Quyết
    định số …" has none.

    >>> text = "điểm a, b khoản 1 Điều 3 Luật Đất đai"
    >>> read(Page.of(text), text.index("Luật"), len(text)).places
    ('Điều 3/khoản 1/điểm a', 'Điều 3/khoản 1/điểm b')
    """
    match = patterns.PINPOINT_BEFORE.search(page.folded, max(0, start - _WINDOW), start)
    match = match or patterns.PINPOINT_AFTER.match(page.folded, end)
    if match is None:
        return None
    first, last = match.span("steps")
    return Pinpoint(tidy(page.text[first:last]), steps_of(page, first, last))


def steps_of(page: Page, first: int, last: int) -> tuple[str, ...]:
    """The places that `text[first:last]`, which is nothing but such steps, names."""
    steps = [
        _Step(
            _RANK[" ".join(found["level"].split())],
            _labels(page.text[slice(*found.span("labels"))], found["level"]),
            "đến" in found["joint"],
        )
        for found in patterns.PINPOINT_STEP.finditer(page.folded, first, last)
    ]
    return _places(steps)


def _labels(written: str, level: str) -> tuple[str, ...]:
    """ "1, 2 và 5" → 1, 2, 5; "1 đến 3" → 1, 2, 3. Roman numerals are capitals."""
    labels: list[str] = []
    at = 0
    through = False
    while at < len(written):
        mark = _MARKS.search(written, at)
        label = tidy(written[at : mark.start() if mark else len(written)])
        if label:
            label = label.upper() if _is_roman(label, level) else label
            labels += _between(labels[-1], label) if through and labels else [label]
        through = bool(mark and mark["range"])
        at = mark.end() if mark else len(written)
    return tuple(labels)


def _is_roman(label: str, level: str) -> bool:
    return _RANK[" ".join(level.split())] >= _ROMAN_FROM and set(label.lower()) <= set("ivxlc")


def _between(first: str, last: str) -> list[str]:
    """The labels after `first` up to `last`: figures and letters are counted, others not."""
    if first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) <= _MOST:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    one, other = _LETTERS.find(first.lower()), _LETTERS.find(last.lower())
    if len(first) == len(last) == 1 and 0 <= one < other:
        return list(_LETTERS[one + 1 : other + 1])
    return [last]


def _places(steps: Sequence[_Step]) -> tuple[str, ...]:
    """Every place that the steps name.

    A step belongs to the larger one that follows it ("khoản 2 Điều 5"); where the next chain
    has a step of its level, to the same one ("khoản 1 và khoản 2 Điều 32"); else to the one
    before it ("Điều 5 khoản 2").
    """
    chains = _chains(_ranges(steps))
    found: list[list[str]] = []
    parents: list[_Step] = []
    pending: list[list[_Step]] = []
    for chain in reversed(chains):
        above = [step for step in parents if step.rank > chain[-1].rank]
        shares = any(step.rank == chain[-1].rank for step in parents)
        parents = [*chain, *above] if shares else list(chain)
        pending.append(parents)
    for chain in reversed(pending):
        upwards = list(reversed(chain))
        names = [f"{_LEVELS[step.rank]} " for step in upwards]
        paths = [""]
        for name, step in zip(names, upwards, strict=True):
            paths = [f"{path}/{name}{label}" for path in paths for label in step.labels]
        paths = [path[1:] for path in paths]
        if found and chain[-1].rank < _lowest(found[-1]) and chain[-1].rank <= _RANK["khoản"]:
            found[-1] = [f"{above}/{path}" for above in found[-1] for path in paths]
        else:
            found.append(paths)
    return tuple(dict.fromkeys(path for paths in found for path in paths))[:_MOST]


def _lowest(paths: Sequence[str]) -> int:
    """The rank of the last step of paths."""
    return _RANK[fold(paths[-1].rsplit("/", 1)[-1].rsplit(" ", 1)[0])]


def _ranges(steps: Sequence[_Step]) -> list[_Step]:
    """ "Điều 5 đến Điều 8" as one step that has all labels."""
    result: list[_Step] = []
    for step in steps:
        if step.through and result and result[-1].rank == step.rank:
            labels = (*result[-1].labels, *_between(result[-1].labels[-1], step.labels[0]))
            result[-1] = _Step(step.rank, (*labels, *step.labels[1:]), result[-1].through)
        else:
            result.append(step)
    return result


def _chains(steps: Sequence[_Step]) -> list[list[_Step]]:
    """Runs of steps of which each is larger than the one before."""
    chains: list[list[_Step]] = []
    for step in steps:
        if chains and step.rank > chains[-1][-1].rank:
            chains[-1].append(step)
        else:
            chains.append([step])
    return chains
