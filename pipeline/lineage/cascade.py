"""The superior document, who carries it out, directly or through others, and who mentions it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heapify, heappop, heappush

from pipeline.ids import folded_number
from pipeline.lexicon import fold
from pipeline.lineage.documents import Citation, Document, Run

__all__ = ["Cascade", "LineageError", "NotFoundError", "SeveralError", "cascade", "find"]

# Where a document says on which others it stands.
_STANDS_ON = frozenset({"title", "preamble"})


class LineageError(Exception):
    """A trace that cannot be made; the message says why."""


class NotFoundError(LineageError):
    """The run has no such document, or no task in it."""


class SeveralError(LineageError):
    """A number means several documents of the run."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """A document and what hangs on it.

    Attributes:
        ways: for each document that carries it out, the documents from itself up to the
            superior one; by level, date and place in the run.
        mentions: documents that only mention it, in the same order.
    """

    superior: Document
    ways: tuple[tuple[Document, ...], ...]
    mentions: tuple[Document, ...]


def find(run: Run, name: str, day: date | None = None) -> Document:
    """The document of that number, or else of that doc_id or file name.

    Raises:
        NotFoundError: the run has none.
        SeveralError: it has several.
    """
    found = [one for one in run.documents if _is_called(one, name)]
    dated = [one for one in found if day is None or one.issued == day]
    if len(dated) == 1:
        return dated[0]
    if not found:
        raise NotFoundError(_not_here(run, name))
    if not dated:
        known = ", ".join(f"{one.issued:%d/%m/%Y}" if one.issued else "no date" for one in found)
        raise NotFoundError(f"{name}: not of {day:%d/%m/%Y}; the run has it of {known}")
    days = {one.issued for one in dated}
    advice = (
        "Say which with --date."
        if len(days) == len(dated) and None not in days
        else "Say which by its doc_id."
    )
    lines = "; ".join(map(_told, dated))
    raise SeveralError(f"{name}: {len(dated)} documents of this run: {lines}. {advice}")


def _told(document: Document) -> str:
    day = f" of {document.issued:%d/%m/%Y}" if document.issued else ""
    issuer = f", {document.issuer}" if document.issuer else ""
    return f"{document.doc_id} {document.name}{day}{issuer} ({document.source_path})"


def _is_called(document: Document, name: str) -> bool:
    number = folded_number(name)
    return (
        (number is not None and folded_number(document.number) == number)
        or name in document.doc_ids
        or name == document.source_path
    )


def _not_here(run: Run, name: str) -> str:
    number = folded_number(name)
    citing = [
        one
        for one in run.documents
        if number and any(folded_number(cited.number) == number for cited in one.citations)
    ]
    if not citing:
        return f"{name}: no document of this run has that number, and none cites it"
    named = ", ".join(one.name for one in citing[:5])
    more = f" and {len(citing) - 5} more" if len(citing) > 5 else ""
    return (
        f"{name}: cited by {named}{more}, but its own text is not in this run. "
        "Run nhiemvu over its file, too."
    )


def cascade(run: Run, superior: Document) -> Cascade:
    """Who carries `superior` out and who mentions it.

    A document carries out what its title or preamble cites: `superior` itself or another
    that carries it out. Of several ways the longest is told, which goes through the
    issuer's own superior.
    """
    resolve = _Resolver(run)
    stands_on: dict[str, set[str]] = defaultdict(set)
    mentioned: set[str] = set()
    for document in run.documents:
        for cited, target in resolve.cited_by(document):
            if cited.location in _STANDS_ON:
                stands_on[document.doc_id].add(target.doc_id)
            elif target is superior:
                mentioned.add(document.doc_id)
    # Stable: documents of one level and day stand as in the run.
    in_order = sorted(run.documents, key=lambda one: (one.rank, one.issued or date.max))
    ways = _ways(superior, in_order, stands_on)
    return Cascade(
        superior,
        tuple(ways[one.doc_id] for one in in_order if one.doc_id in ways and one is not superior),
        tuple(one for one in in_order if one.doc_id in mentioned and one.doc_id not in ways),
    )


def _ways(
    superior: Document, in_order: Sequence[Document], stands_on: dict[str, set[str]]
) -> dict[str, tuple[Document, ...]]:
    """The way of each document up to `superior`; a circle of citations is never followed.

    The first document in order that has something above it is next, so that a province's
    programme has its way before the plans that cite it.
    """
    place = {one.doc_id: at for at, one in enumerate(in_order)}
    below: dict[str, list[str]] = defaultdict(list)
    for doc_id, targets in stands_on.items():
        for target in targets:
            below[target].append(doc_id)
    ways: dict[str, tuple[Document, ...]] = {superior.doc_id: (superior,)}
    ready = [place[doc_id] for doc_id in below[superior.doc_id]]
    heapify(ready)
    while ready:
        document = in_order[heappop(ready)]
        if document.doc_id in ways:
            continue
        above = sorted(stands_on[document.doc_id] & ways.keys(), key=lambda key: place[key])
        ways[document.doc_id] = (document, *max((ways[key] for key in above), key=len))
        for doc_id in below[document.doc_id]:
            heappush(ready, place[doc_id])
    return ways


class _Resolver:
    """Which document of the run a citation means."""

    def __init__(self, run: Run) -> None:
        self._by_id = {key: one for one in run.documents for key in (*one.doc_ids, *one.work_ids)}
        self._by_number: dict[str, list[Document]] = defaultdict(list)
        for one in run.documents:
            if number := folded_number(one.number):
                self._by_number[number].append(one)
        # A mention without a date may be of a work that a fuller mention dates.
        self._days: dict[str, set[date]] = defaultdict(set)
        for one in run.documents:
            for cited in one.citations:
                if cited.work_id and cited.day:
                    self._days[cited.work_id].add(cited.day)

    def cited_by(self, document: Document) -> Iterator[tuple[Citation, Document]]:
        """Citations of other documents of the run."""
        for cited in document.citations:
            target = self._target(cited)
            if target is not None and target is not document:
                yield cited, target

    def _target(self, cited: Citation) -> Document | None:
        for key in (cited.doc_id, cited.work_id):
            if key in self._by_id:
                return self._by_id[key]
        named = self._by_number.get(folded_number(cited.number) or "", [])
        fitting = [one for one in named if self._fits(cited, one)]
        return fitting[0] if len(fitting) == 1 else None

    def _fits(self, cited: Citation, document: Document) -> bool:
        """Whether nothing that is said of the two speaks against it."""
        days = {cited.day} if cited.day else self._days.get(cited.work_id or "", set())
        return (
            (not days or document.issued is None or document.issued in days)
            and _agree(cited.issuer_id, document.issuer_id)
            and _agree(cited.type and fold(cited.type), document.type and fold(document.type))
        )


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other
