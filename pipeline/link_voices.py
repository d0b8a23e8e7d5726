"""Which mentions of a run speak of one document, each with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.link_works import (
    YEAR_IN_NUMBER,
    Reading,
    bodies_agree,
    figure_of,
    identity,
    one_work,
    same_anywhere,
    titles_agree,
    types_agree,
)

__all__ = ["Voice", "documents", "works"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """A mention or a document of the run, and what it says."""

    row: Row
    says: Reading

    @property
    def doc_id(self) -> str:
        return str(self.row["doc_id"])


def works(group: Iterable[Voice]) -> list[list[Voice]]:
    """The dated mentions of one number, parted into works."""
    dated = (voice for voice in group if voice.says.date is not None)
    return _together(dated, _of_one_work)


def documents(group: Iterable[Voice]) -> list[list[Voice]]:
    """The mentions parted into documents, whatever their numbers."""
    return _together(group, _of_one_document)


def _together(group: Iterable[Voice], alike: Callable[[Voice, Voice], bool]) -> list[list[Voice]]:
    """Each mention with the first lot that has one like it, else in a lot of its own.

    Of the mentions of a lot that say the same one is asked, of the same document if there is
    one: a law is cited in the same words a thousand times.
    """
    found: list[tuple[list[Voice], dict[Reading, dict[str, Voice]]]] = []
    for voice in group:
        for held in found:
            if any(alike(voice, _nearest(voice, others)) for others in held[1].values()):
                break
        else:
            found.append(held := ([], {}))
        lot, sayings = held
        lot.append(voice)
        sayings.setdefault(voice.says, {}).setdefault(voice.doc_id, voice)
    return [lot for lot, _ in found]


def _nearest(voice: Voice, others: dict[str, Voice]) -> Voice:
    """Of mentions by document: that of the same document, else the first."""
    return others.get(voice.doc_id) or next(iter(others.values()))


def _of_one_work(one: Voice, other: Voice) -> bool:
    """Whether two dated mentions of one number are of one work."""
    return (
        types_agree(one.says, other.says)
        and _comparable(one, other)
        and one_work(one.says, other.says)
    )


def _comparable(one: Voice, other: Voice) -> bool:
    """Whether both speak of the same number: in one document, or wherever it is the same."""
    return one.doc_id == other.doc_id or same_anywhere(one.says, other.says)


def _of_one_document(one: Voice, other: Voice) -> bool:
    """Whether two mentions are of one document, whatever their numbers."""
    first, second = one.says, other.says
    if identity(first.number) == identity(second.number):
        return True
    if not types_agree(first, second) or not bodies_agree(first.issuer, second.issuer):
        return False
    if first.date and second.date and first.date != second.date:
        return False
    comparable = one.doc_id == other.doc_id or (first.issuer and second.issuer)
    if first.date == second.date and comparable and titles_agree(first.title, second.title):
        return True
    figures = [figure_of(says.number) for says in (first, second)]
    of_year = YEAR_IN_NUMBER.search(first.number) and figures[0] == figures[1]
    symbols = [YEAR_IN_NUMBER.split(says.number)[-1] for says in (first, second)]
    return bool(of_year) and any(a.endswith(f"-{b}") for a, b in (symbols, symbols[::-1]))
