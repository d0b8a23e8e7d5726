"""What the program reads in words that a person chose, to start a dialog with."""

from __future__ import annotations

from typing import Any

from pipeline.corrections.places import reading_text
from pipeline.serve.data import Document

__all__ = ["MOST_CHARACTERS", "read_words"]

MOST_CHARACTERS = 1000


def read_words(document: Document, start: int, end: int) -> dict[str, Any]:
    """A body's name, and the first time and citation in a range of the text.

    The person looks at it before it is kept: nothing is weighed here.
    """
    from extractors import citations, time_clauses, units

    words = reading_text(document.text[start : min(end, start + MOST_CHARACTERS)])
    reference = document.row["issued_date"]
    times = time_clauses.find(words, reference=reference)
    times = times or time_clauses.parse_line(words, reference=reference)
    cited = citations.find(words)
    return {
        "unit": {"unit": units.unit_name(words)},
        "time": _time(times[0]) if times else None,
        "citation": _citation(cited[0]) if cited else None,
    }


def _time(one: Any) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "start": one.first.isoformat() if one.first else None,
        "end": one.last.isoformat() if one.last else None,
        "rrule": one.rrule,
        "condition": one.condition,
    }


def _citation(one: Any) -> dict[str, Any]:
    return {
        "type": one.type,
        "number": one.number,
        "name": one.name,
        "date": one.date.isoformat() if one.date else None,
        "issuer": one.issuer,
    }
