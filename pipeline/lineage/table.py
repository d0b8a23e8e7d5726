"""The table `lineage`: a row for each local task that takes up a superior one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from pipeline import __version__
from pipeline.lineage.trace import Trace
from pipeline.model import SCHEMA_VERSION
from pipeline.tables import write_beside

__all__ = ["SCHEMA", "lineage_table", "write_table"]


def _field(name: str, kind: pa.DataType, note: str, required: bool = False) -> pa.Field:
    return pa.field(name, kind, not required, {"description": note})


SCHEMA = pa.schema(
    [
        _field("superior_doc_id", pa.string(), "the document that is carried out", True),
        _field("superior_task_id", pa.string(), "its task", True),
        _field("superior_path", pa.string(), "that task's path", True),
        _field("doc_id", pa.string(), "the document that carries it out", True),
        _field("task_id", pa.string(), "the task that takes it up", True),
        _field("task_key", pa.string(), "null where that document's number is unknown"),
        _field("path", pa.string(), "the path of the task that takes it up", True),
        _field("score", pa.float32(), "likeness of the two, 0 to 1", True),
        _field("leads", pa.list_(pa.field("element", pa.string())), "who leads it", True),
        _field("due", pa.date32(), "its last day; null when it names none"),
        _field("via", pa.string(), "the document's way up: 187-KH/HU → 28-NQ/TW", True),
    ],
    metadata={"schema_version": SCHEMA_VERSION, "pipeline_version": __version__},
)


def lineage_table(found: Trace) -> pa.Table:
    """The rows of a trace: by document (level, date, place in the run), by superior task in its
    order, by score, the highest first, by the local task's place.
    """
    rows = [
        (
            found.superior.doc_id,
            link.superior.task_id,
            link.superior.path,
            one.document.doc_id,
            link.task.task_id,
            link.task.task_key,
            link.task.path,
            link.score,
            list(link.task.leads),
            link.task.due,
            one.via,
        )
        for one in found.documents
        for link in one.links
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(c, field.type) for c, field in zip(columns, SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def write_table(found: Trace, target: Path) -> None:
    """Writes the table; the same trace gives the same bytes.

    Raises:
        OSError: it cannot be written there.
    """
    write_beside(lineage_table(found), target)
