"""Rows of a table by the task that they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["by_task"]

Row = Mapping[str, Any]


def by_task(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by `task_id`; a task without any has none. Those of no task are left out."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["task_id"]:
            grouped[row["task_id"]].append(row)
    return grouped
