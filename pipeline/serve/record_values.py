"""What a dialog starts from: the values of a record that a person may change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.serve.marks import written_out

__all__ = ["citation", "task", "time", "unit"]

Row = Mapping[str, Any]


def _json(**values: Any) -> str:
    return written_out(json.dumps(values, ensure_ascii=False, default=str))


def unit(row: Row) -> str:
    return _json(unit=row["unit"], role=row["role"], raw=row["unit_raw"])


def time(row: Row) -> str:
    names = ("kind", "start", "end", "rrule", "condition", "raw")
    return _json(**{name: row[name] for name in names})


def citation(row: Row) -> str:
    names = ("type", "number", "name", "date", "issuer")
    return _json(raw=row["raw"], **{name: row[f"cited_{name}"] for name in names})


def task(row: Row) -> str:
    return _json(text=row["text"], bounds=[row["char_start"], row["char_end"]])
