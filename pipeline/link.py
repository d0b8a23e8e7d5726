"""Records that speak of each other: repeated mentions, and documents of one run.

Inside a document, a mention that gives only a number takes date and issuer from the
fuller mention of the same number that stands nearest above it, else from the first
below; what the mention itself says stays as printed. Across documents, a cited work is
looked for among the run's documents.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from extractors import units
from pipeline import ids
from pipeline.model import Resolution

__all__ = ["link_documents", "link_mentions"]

Row = dict[str, Any]


def link_mentions(rows: dict[str, list[Row]]) -> None:
    """Fills `cited_work_id` (and the resolution `backfilled`) of a file's citations in place."""
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows["citations"]:
        by_document[row["doc_id"]].append(row)
    for citations in by_document.values():
        _link_document(sorted(citations, key=lambda row: row["char_start"]))


def _link_document(citations: list[Row]) -> None:
    full: dict[str, list[Row]] = defaultdict(list)
    for row in citations:
        if row["cited_number"] and row["cited_date"]:
            full[_key(row)].append(row)
    for row in citations:
        if not row["cited_number"]:
            continue
        fuller = row if row["cited_date"] else _nearest(row, full.get(_key(row), []))
        day = row["cited_date"] or (fuller["cited_date"] if fuller else None)
        issuer = row["cited_issuer"] or (fuller["cited_issuer"] if fuller else None)
        row["cited_work_id"] = ids.work_id(row["cited_number"], day, _issuer(issuer))
        gained = fuller is not None and fuller is not row
        if gained and row["resolution"] == Resolution.EXPLICIT.value:
            row["resolution"] = Resolution.BACKFILLED.value


def _key(row: Row) -> str:
    return f"{row['cited_type']}|{ids.folded_number(row['cited_number'])}"


def _nearest(row: Row, full: list[Row]) -> Row | None:
    """The fuller mention nearest above, else the first below; None when two works differ.

    A number is given anew every term: where the document cites two works of one number,
    a bare mention is left open.
    """
    if len({other["cited_date"] for other in full}) > 1:
        return None
    above = [other for other in full if other["char_start"] <= row["char_start"]]
    return above[-1] if above else (full[0] if full else None)


def _issuer(name: str | None) -> str | None:
    return (units.unit_id(name) or name) if name else None


def link_documents(rows: dict[str, list[Row]]) -> None:
    """Fills `cited_doc_id` in place where the run holds the cited document."""
    by_work: dict[str, str] = {}
    by_number: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for document in rows["documents"]:
        if document["work_id"]:
            by_work.setdefault(document["work_id"], document["doc_id"])
        number = ids.folded_number(document["number"])
        if number:
            by_number[number, document["issued_date"]].append(document["doc_id"])
    for row in rows["citations"]:
        if not row["cited_number"]:
            continue
        found = by_work.get(row["cited_work_id"]) if row["cited_work_id"] else None
        if found is None and row["cited_date"]:
            same = by_number.get(
                (ids.folded_number(row["cited_number"]) or "", row["cited_date"]), []
            )
            found = same[0] if len(same) == 1 else None
        row["cited_doc_id"] = found
