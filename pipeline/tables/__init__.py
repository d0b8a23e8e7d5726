"""Records ↔ Parquet: the tables' schemas, their rules, and how they are written and read.

The only package that knows pyarrow schemas. Rows are plain dicts, one list a table; what
the columns mean is in docs/tables.md and in `describe()`.
"""

from __future__ import annotations

from pipeline.tables.errors import ContractError, ContractWarning, TablesError
from pipeline.tables.files import Writer, read, sync_folder, write, write_beside
from pipeline.tables.rows import Row, Tables, to_rows, to_tables
from pipeline.tables.rules import check, checked, rrule_problem
from pipeline.tables.schemas import SCHEMAS, describe, schema_json

__all__ = [
    "SCHEMAS",
    "ContractError",
    "ContractWarning",
    "Row",
    "Tables",
    "TablesError",
    "Writer",
    "check",
    "checked",
    "describe",
    "read",
    "rrule_problem",
    "schema_json",
    "sync_folder",
    "to_rows",
    "to_tables",
    "write",
    "write_beside",
]
