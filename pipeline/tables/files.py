"""Tables ↔ Parquet files: all files of a run are replaced together, or none."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.model import SCHEMA_VERSION
from pipeline.tables.errors import ContractError, ContractWarning, TablesError, first_lines
from pipeline.tables.rows import Row, build, sort_rows
from pipeline.tables.rules import broken_rules
from pipeline.tables.schemas import COLUMNS


def write(
    rows: Mapping[str, Sequence[Row]],
    out_dir: Path,
    *,
    unit_ids: Collection[str] | None = None,
    strict: bool = True,
) -> dict[str, Path]:
    """One Parquet file a table in `out_dir`, which is made if need be; their paths.

    Guarantees:
        1. The same rows in any order give the same bytes (with the same pyarrow).
        2. All or nothing: the new files are complete on disk before the first old one
           is replaced, and if replacing fails the old ones are put back.
        3. A reader sees an old file or a new one, never a part of one.

    Args:
        rows: as for `to_tables`.
        out_dir: other files in it are left alone.
        unit_ids: the registry's ids, to check ids of bodies against.
        strict: False writes rows that break the rules, with a `ContractWarning`.

    Raises:
        ContractError: `to_tables` would raise it, or `strict` and a rule is broken.
            Nothing is written then.
        OSError: the disk is full, or `out_dir` cannot be written to.
    """
    ordered = sort_rows(rows)
    tables = build(ordered)
    if violations := list(broken_rules(ordered, unit_ids)):
        if strict:
            raise ContractError(violations)
        warnings.warn(first_lines(violations), ContractWarning, stacklevel=2)
    out_dir = Path(out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".nhiemvu-", dir=out_dir))
    try:
        for table, content in tables.items():
            _write_file(content, stage / f"{table}.new")
        return _replace_all({table: out_dir / f"{table}.parquet" for table in tables}, stage)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write_file(table: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq  # slow to import, and not needed for schemas

    with path.open("wb") as sink:
        pq.write_table(table, sink, version="2.6", data_page_version="1.0", compression="zstd")
        sink.flush()
        os.fsync(sink.fileno())


def _replace_all(targets: dict[str, Path], stage: Path) -> dict[str, Path]:
    """Moves the staged files to their places; on failure all old files are back in theirs."""
    for table, target in targets.items():
        if target.exists():
            _keep(target, stage / f"{table}.old")
    done: list[str] = []
    try:
        for table, target in targets.items():
            os.replace(stage / f"{table}.new", target)
            done.append(table)
    except BaseException:
        for table in done:
            old = stage / f"{table}.old"
            if old.exists():
                os.replace(old, targets[table])
            else:
                targets[table].unlink()
        raise
    _sync_folder(stage.parent)
    return targets


def _keep(file: Path, copy: Path) -> None:
    try:
        os.link(file, copy)
    except OSError:  # no hard links on this file system
        shutil.copy2(file, copy)


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):  # not on Windows
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(folder: Path) -> dict[str, pa.Table]:
    """The nine tables that `write` left in `folder`.

    Columns that later versions added come last; columns that this version added and an
    older one did not write are null.

    Raises:
        TablesError: a file is missing, is not such a table, or is of a newer
            schema_version.
    """
    return {table: _read_file(Path(folder) / f"{table}.parquet", table) for table in COLUMNS}


def _read_file(path: Path, table: str) -> pa.Table:
    import pyarrow.parquet as pq

    if not path.is_file():
        raise TablesError(f"{path}: there is no such file. Run nhiemvu again to make all tables.")
    try:
        with pq.ParquetFile(path) as file:  # not read_table, which takes folder names for columns
            content = file.read()
    except (pa.ArrowException, OSError) as error:
        raise TablesError(
            f"{path}: cannot be read as Parquet ({error}). Run nhiemvu again to make it anew."
        ) from error
    version = (content.schema.metadata or {}).get(b"schema_version", b"").decode("utf-8", "replace")
    if not version.isdecimal():
        raise TablesError(f"{path}: says no schema_version. Only nhiemvu's own files can be read.")
    if int(version) > int(SCHEMA_VERSION):
        raise TablesError(
            f"{path}: has schema_version {version}; this program knows up to {SCHEMA_VERSION}. "
            "Update nhiemvu."
        )
    return _conformed(content, table, path)


def _conformed(content: pa.Table, table: str, path: Path) -> pa.Table:
    """`content` with its columns in the schema's order and later versions' columns last."""
    for column in COLUMNS[table]:
        wanted = column.field
        if column.name not in content.column_names:
            if not column.added:
                raise TablesError(f"{path}: has no column {column.name}. Run nhiemvu again.")
            content = content.append_column(wanted, pa.nulls(len(content), wanted.type))
        found = content.schema.field(column.name).type
        if found != wanted.type:
            raise TablesError(
                f"{path}: column {column.name} is {found}, not {wanted.type}. Run nhiemvu again."
            )
    names = [column.name for column in COLUMNS[table]]
    return content.select([*names, *(n for n in content.column_names if n not in set(names))])
