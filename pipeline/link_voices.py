"""Which mentions of a run speak of one document, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import regex

from pipeline.link_works import (
    Reading,
    bodies_agree,
    figure_of,
    identity,
    one_work,
    same_anywhere,
    titles_agree,
    types_agree,
)

__all__ = ["Voice", "one_document", "works"]

Row = dict[str, Any]

_YEAR = regex.compile(r"/((?:19|20)\d\d)/")


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
    found: list[list[Voice]] = []
    for voice in group:
        if voice.says.date is None:
            continue
        for work in found:
            if any(
                types_agree(voice.says, other.says)
                and _comparable(voice, other)
                and one_work(voice.says, other.says)
                for other in work
            ):
                work.append(voice)
                break
        else:
            found.append([voice])
    return found


def _comparable(one: Voice, other: Voice) -> bool:
    """Whether both speak of the same number: in one document, or wherever it is the same."""
    return one.doc_id == other.doc_id or same_anywhere(one.says, other.says)


def one_document(one: Voice, other: Voice) -> bool:
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
    of_year = _YEAR.search(first.number) and figure_of(first.number) == figure_of(second.number)
    symbols = [_YEAR.split(voice.number)[-1] for voice in (first, second)]
    return bool(of_year) and any(a.endswith(f"-{b}") for a, b in (symbols, symbols[::-1]))
