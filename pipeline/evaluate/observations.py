"""A scored run → observations: each row with its rule, its signals and whether it is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import tables
from pipeline.confidence.fit import Observation
from pipeline.confidence.signals import PARTS, documents_of, signals_of
from pipeline.evaluate.score import Report

__all__ = ["observations_of", "observe"]


def observe(run: Path, report: Report, contact: str) -> list[Observation]:
    """The rows of the run in `run` that `report` scored, with what is known of them.

    Raises:
        pipeline.tables.TablesError: a table cannot be read.
    """
    return observations_of(tables.to_rows(tables.read(run)), report, contact)


def observations_of(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], report: Report, contact: str
) -> list[Observation]:
    """The same of rows that are at hand; `contact` is kept with each (see `Observation`)."""
    documents = {
        (one.document["source_path"], one.document["part"]): one for one in documents_of(rows)
    }
    observed: list[Observation] = []
    for score in report.documents:
        if score.missing:
            continue
        document = documents[score.source_path, score.part]
        signals = signals_of(document)
        parts: dict[str, list[int]] = defaultdict(list)
        # Tasks last: they point at the bodies and times before them.
        for outcome in sorted(score.rows, key=lambda one: one.table == "tasks"):
            row = document.tables[outcome.table][outcome.number]
            if outcome.table in PARTS:
                parts[row["task_id"]].append(len(observed))
            observed.append(
                Observation(
                    f"{contact}: {score.split}: {score.name}",
                    outcome.table,
                    outcome.rule or "",
                    signals[outcome.table][outcome.number],
                    outcome.right,
                    contact,
                    tuple(parts[row["task_id"]]) if outcome.table == "tasks" else (),
                )
            )
    return observed
