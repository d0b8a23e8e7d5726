"""Records that speak of each other: repeated mentions, and documents of one run.

Inside a document, a mention that gives only a number takes date and issuer from the
fuller mention of the same number that stands nearest above it, else from the first
below; what the mention itself says stays as printed. A figure alone ("Nghị quyết 18") is
the document's only number with that figure and type, a law's name alone the only numbered
law of that name. Across documents, a cited work is looked for among the run's documents.
Mentions that disagree are told of by `link_conflicts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import regex

from extractors import citations, units
from pipeline import ids
from pipeline.lexicon import fold
from pipeline.link_conflicts import conflicts, report_conflicts
from pipeline.link_works import (
    Reading,
    bodies_agree,
    figure_of,
    identity,
    likelier,
    one_work,
    types_agree,
)
from pipeline.model import Resolution

__all__ = ["link_documents", "link_mentions"]

Row = dict[str, Any]

_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
_EDITION = regex.compile(r"\s+(?:năm\s+)?((?:19|20)\d\d)$")


def link_mentions(rows: dict[str, list[Row]]) -> None:
    """Fills `cited_work_id` (and the resolution `backfilled`) of a file's citations in place.

    What its mentions disagree on is written to the issues.
    """
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows["citations"]:
        by_document[row["doc_id"]].append(row)
    for mentions in by_document.values():
        _link_document(sorted(mentions, key=lambda row: row["char_start"]))
    report_conflicts(rows)


def _link_document(mentions: Sequence[Row]) -> None:
    numbered = [row for row in mentions if row["cited_number"]]
    for row in mentions:
        same = _same_number(row, numbered)
        number = row["cited_number"] or _only(other["cited_number"] for other in same)
        if not number:
            continue
        if number.isdecimal() or regex.fullmatch(r"\d+/\d{4}", number):
            number = _only(other["cited_number"] for other in same) or number
        day, fuller = _date(row, [other for other in same if other["cited_date"]])
        issuer = row["cited_issuer"] or (fuller["cited_issuer"] if fuller else None)
        spelled = citations.identity_number(number)
        row["cited_work_id"] = ids.work_id(spelled, day, _issuer(issuer))
        gained = (fuller is not None and fuller is not row) or number != row["cited_number"]
        if gained and row["resolution"] == Resolution.EXPLICIT.value:
            row["resolution"] = Resolution.BACKFILLED.value


def _same_number(row: Row, numbered: Sequence[Row]) -> list[Row]:
    """The mentions that may be of the document that `row` is of."""
    if not row["cited_number"]:
        return [other for other in numbered if _is_law_of(row, other)]
    own = Reading.of(row)
    found = [
        other
        for other in numbered
        if identity(other["cited_number"]) == identity(row["cited_number"])
        and types_agree(own, Reading.of(other))
    ]
    if any(map(str.isalpha, row["cited_number"])):
        return found
    return found + [
        other
        for other in numbered
        if other["cited_type"] == row["cited_type"]
        and any(map(str.isalpha, other["cited_number"]))
        and figure_of(other["cited_number"]) == figure_of(row["cited_number"])
    ]


def _is_law_of(row: Row, other: Row) -> bool:
    """Whether `row` names the law that `other` gives with its number, of no other year."""
    name, full = row.get("cited_name"), other.get("cited_name")
    if not name or not full or row["cited_type"] not in _LAWS:
        return False
    edition = _EDITION.search(name)
    year = f"/{edition[1]}/" in other["cited_number"] if edition else True
    return year and fold(_EDITION.sub("", name)) == fold(_EDITION.sub("", full))


def _only(numbers: Any) -> str | None:
    """The number that all of these are, those with symbols before bare figures."""
    spelled = {identity(number): number for number in numbers if any(map(str.isalpha, number))}
    return next(iter(spelled.values())) if len(spelled) == 1 else None


def _date(row: Row, full: Sequence[Row]) -> tuple[date | None, Row | None]:
    """The date of the work and the mention that gives it; none where two works may be meant.

    A mention's own date stands, unless most others have another of the same work.
    """
    own = Reading.of(row)
    agreeing = [other for other in full if bodies_agree(own.issuer, other["cited_issuer"])]
    full = agreeing or full
    if row["cited_date"]:
        of_work = [other for other in full if one_work(own, Reading.of(other))]
        best = likelier([(other["cited_date"], False) for other in of_work])
        return best or row["cited_date"], row
    days = {other["cited_date"] for other in full}
    if len(days) > 1:
        readings = [Reading.of(other) for other in full]
        if not all(one_work(readings[0], other) for other in readings):
            return None, None
        best = likelier([(other["cited_date"], False) for other in full])
        full = [other for other in full if other["cited_date"] == best]
    fuller = _nearest(row, full)
    return (fuller["cited_date"] if fuller else None), fuller


def _nearest(row: Row, full: Sequence[Row]) -> Row | None:
    """The fuller mention nearest above, else the first below."""
    above = [other for other in full if other["char_start"] <= row["char_start"]]
    return above[-1] if above else (full[0] if full else None)


def _issuer(name: str | None) -> str | None:
    return (units.unit_id(name) or name) if name else None


def link_documents(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Fills `cited_doc_id` in place where the run holds the cited document.

    Args:
        rows: `documents`, `citations` and `pages` of all files; other tables are not needed.

    Returns:
        The `issues` rows of mentions that disagree, of different documents too. They take
        the place of those that `link_mentions` found in each file by itself.
    """
    by_work: dict[str, str] = {}
    by_number: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for document in rows["documents"]:
        if document["work_id"]:
            by_work.setdefault(document["work_id"], document["doc_id"])
        number = identity(document["number"] or "")
        if number:
            by_number[number, document["issued_date"]].append(document["doc_id"])
    for row in rows["citations"]:
        found = by_work.get(row["cited_work_id"]) if row["cited_work_id"] else None
        if found is None and row["cited_number"] and row["cited_date"]:
            same = by_number.get((identity(row["cited_number"]) or "", row["cited_date"]), [])
            found = same[0] if len(same) == 1 else None
        row["cited_doc_id"] = found
    return conflicts(rows)
