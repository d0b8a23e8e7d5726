"""What people say of a run's tables: kept in a log beside them, laid over when they are read.

    entries → corrections.jsonl          (append, read_log)
    tables + entries → corrected tables  (corrected; read_corrected is the door for exports)

docs/corrections.md tells of both; `keys` of how a correction holds when a document is read
again.
"""

from __future__ import annotations

from pipeline.corrections.apply import EXTRA, Corrected, corrected, read_corrected
from pipeline.corrections.entries import FIELDS, STATUSES, TASK_FIELDS, Entry, Value
from pipeline.corrections.keys import (
    citation_key,
    document_code,
    record_keys,
    task_code,
    time_key,
    unit_key,
)
from pipeline.corrections.layer import active
from pipeline.corrections.log import NAME, CorrectionsError, Log, append, locked, read_log
from pipeline.corrections.validate import Problem, filled, validate

__all__ = [
    "EXTRA",
    "FIELDS",
    "NAME",
    "STATUSES",
    "TASK_FIELDS",
    "Corrected",
    "CorrectionsError",
    "Entry",
    "Log",
    "Problem",
    "Value",
    "active",
    "append",
    "citation_key",
    "corrected",
    "document_code",
    "filled",
    "locked",
    "read_corrected",
    "read_log",
    "record_keys",
    "task_code",
    "time_key",
    "unit_key",
    "validate",
]
