"""What is told of a run beside its tables: `failures` and `runs`, and each error's detail."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline import __version__, tables
from pipeline.model import SCHEMA_VERSION
from pipeline.run.failures import Failure
from pipeline.run.store import library_versions, program_version

__all__ = ["DETAILS", "failures_table", "tell_run", "write_details"]

DETAILS = "failures"  # the folder with each error's detail
_ABOUT = {"schema_version": SCHEMA_VERSION, "pipeline_version": __version__}
FAILURES = pa.schema(
    [
        pa.field("source_path", pa.string(), nullable=False),
        pa.field("source_sha256", pa.string()),
        pa.field("stage", pa.string(), nullable=False),
        pa.field("error", pa.string(), nullable=False),
        pa.field("what_to_do", pa.string(), nullable=False),
        pa.field("detail", pa.string()),
    ],
    metadata={"table": "failures", "description": "files that gave no tables", **_ABOUT},
)
RUNS = pa.schema(
    [
        pa.field("run_id", pa.string(), nullable=False),
        pa.field("started_at", pa.timestamp("ms", tz="UTC"), nullable=False),
        pa.field("seconds", pa.float64(), nullable=False),
        pa.field("pipeline_version", pa.string(), nullable=False),
        pa.field("program", pa.string(), nullable=False),
        pa.field("python", pa.string(), nullable=False),
        pa.field("libraries", pa.string(), nullable=False),
        pa.field("inputs", pa.list_(pa.string()), nullable=False),
        pa.field("settings", pa.string(), nullable=False),
        pa.field("engine", pa.string(), nullable=False),
        pa.field("workers", pa.int32(), nullable=False),
        pa.field("files", pa.int32(), nullable=False),
        pa.field("files_read", pa.int32(), nullable=False),
        pa.field("files_kept", pa.int32(), nullable=False),
        pa.field("files_failed", pa.int32(), nullable=False),
        *(pa.field(f"n_{table}", pa.int64(), nullable=False) for table in tables.SCHEMAS),
    ],
    metadata={"table": "runs", "description": "when what was read with what", **_ABOUT},
)


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def failures_table(failures: Sequence[Failure]) -> pa.Table:
    """A row for each file that gave nothing, in the order of the paths."""
    rows = [
        {
            "source_path": _printable(failure.name or failure.path),
            "source_sha256": failure.sha256 or None,
            "stage": failure.stage,
            "error": _printable(failure.problem),
            "what_to_do": _printable(failure.what_to_do),
            "detail": _detail_name(failure) if failure.detail else None,
        }
        for failure in failures
    ]
    rows.sort(key=lambda row: (row["source_path"], row["stage"], row["error"]))
    return pa.Table.from_pylist(rows, schema=FAILURES)


def write_details(failures: Sequence[Failure], out_dir: Path) -> None:
    """Each error's detail as a file in `out_dir`/failures; those of before go."""
    folder = out_dir / DETAILS
    if folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
    told = [failure for failure in failures if failure.detail]
    if told:
        folder.mkdir(parents=True, exist_ok=True)
    for failure in told:
        text = f"{failure}\n\n{failure.detail}\n"
        path = out_dir / _detail_name(failure)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _detail_name(failure: Failure) -> str:
    own = failure.sha256 or hashlib.sha256(failure.path.encode("utf-8", "replace")).hexdigest()
    return f"{DETAILS}/{own[:16]}.log"


def tell_run(path: Path, told: Mapping[str, Any], *, started: datetime) -> None:
    """Adds a row to the table `runs` at `path`.

    Raises:
        OSError: it cannot be written.
    """
    row = {
        "run_id": started.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ"),
        "started_at": started,
        "pipeline_version": __version__,
        "program": program_version(),
        "python": platform.python_version(),
        "libraries": json.dumps(dict(library_versions())),
        **told,
    }
    rows = pa.Table.from_pylist([row], schema=RUNS)
    tables.write_beside(pa.concat_tables([*_earlier(path), rows]), path)


def _earlier(path: Path) -> list[pa.Table]:
    """The rows that are there; a file that is no such table is begun anew."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return [file.read().select(RUNS.names).cast(RUNS)]
    except (pa.ArrowException, OSError, KeyError, ValueError):
        return []
