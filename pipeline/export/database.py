"""A run's tables in DuckDB, with the views that people ask for, and nothing else in reach."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.corrections import read_corrected

__all__ = ["VIEWS", "QueryError", "open_run", "opened", "query", "rows_of"]

VIEWS = ("tracker", "due", "by_unit", "cited")


class QueryError(Exception):
    """A query that cannot be answered; the message says what is wrong with it."""


def open_run(folder: Path) -> duckdb.DuckDBPyConnection:
    """The tables of the run in `folder` as people corrected them, and the views of views.sql.

    Raises:
        TablesError: the folder holds no tables, or the corrections in it cannot be read.
    """
    return opened(read_corrected(folder).tables)


def opened(content: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """Corrected tables, and the views of views.sql.

    A connection of its own, in memory: what a query changes is changed nowhere else. It
    reads no file, opens no address and loads no extension.
    """
    connection = duckdb.connect(":memory:")
    connection.execute("LOAD icu")  # comes with DuckDB; Vietnamese order of letters
    for table, rows in content.items():
        connection.register(table, rows)
    connection.execute(files("pipeline.export").joinpath("views.sql").read_text(encoding="utf-8"))
    for setting in (
        "enable_external_access = false",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "default_collation = 'vi'",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def query(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The rows of one SELECT.

    Raises:
        QueryError: it is no SELECT, or DuckDB cannot answer it.
    """
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("give one SELECT; the tables are only read")
    try:
        relation = connection.sql(sql)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    return relation


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of a SELECT of ours, each by its columns' names."""
    relation = connection.sql(sql)
    names = relation.columns
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
