"""Tables ↔ Parquet files: all files of a run are replaced together, or none.

A table is one file, or, when a run is large, a folder of the same name with a file for each
year of issue and level of issuer. `pandas.read_parquet`, pyarrow and `read` take both.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import warnings
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from pipeline.model import SCHEMA_VERSION
from pipeline.swap import swap
from pipeline.tables.errors import ContractError, ContractWarning, TablesError, first_lines
from pipeline.tables.rows import Row, build, sort_rows
from pipeline.tables.rules import broken_rules
from pipeline.tables.schemas import COLUMNS, SCHEMAS

# Pieces that are put together before they are written, as one row group of each table: by their
# number, for each takes memory however small it is, and by their bytes.
_GROUP_PIECES = 250
_GROUP_BYTES = 32 * 1024 * 1024


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
    with Writer(Path(out_dir)) as writer:
        writer.add(tables)
        return writer.finish()


class Writer:
    """Writes the nine tables piece by piece, in the order of the pieces; see `write`.

    Nothing is seen in `out_dir` before `finish`; without it nothing stays.
    """

    def __init__(self, out_dir: Path) -> None:
        self._out_dir = out_dir
        self._partition = ""
        self._partitions: list[str] = []
        self._waiting: dict[str, list[pa.Table]] = {table: [] for table in COLUMNS}
        self._pieces = self._size = 0  # that wait, and their bytes
        self._open: dict[str, _File] = {}
        out_dir.mkdir(parents=True, exist_ok=True)
        self._stage = Path(tempfile.mkdtemp(prefix=".nhiemvu-", dir=out_dir))

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._open.values():
            file.abandon()
        shutil.rmtree(self._stage, ignore_errors=True)

    def add(self, content: Mapping[str, pa.Table], partition: str = "") -> None:
        """The rows of one or more documents, typed and in order.

        Args:
            partition: "issue_year=2023/issue_level=province"; all pieces of one come one
                after the other. Empty for tables that are one file each.
        """
        if partition != self._partition or not self._partitions:
            self._close_files()
            self._partition = partition
            self._partitions.append(partition)
        for table, piece in content.items():
            self._waiting[table].append(piece)
            self._size += piece.get_total_buffer_size()
        self._pieces += 1
        if self._pieces >= _GROUP_PIECES or self._size >= _GROUP_BYTES:
            self._flush()

    def finish(self, others: Mapping[str, pa.Table] | None = None) -> dict[str, Path]:
        """Puts all tables in their places, `others` (named without suffix) with them."""
        if not self._partitions:
            self._partitions.append("")
        self._close_files()
        for name, content in (others or {}).items():
            file = _File(self._stage / f"{name}.new", content.schema)
            file.write(content)
            file.close()
        names = [*COLUMNS, *(others or {})]
        return _replace_all(
            {name: self._out_dir / f"{name}.parquet" for name in names}, self._stage
        )

    def _flush(self) -> None:
        """Writes what waits; a table without rows in it has no group of that."""
        for table, waiting in self._waiting.items():
            pieces = [piece for piece in waiting if len(piece)]
            if pieces:
                self._file(table).write(pa.concat_tables(pieces).combine_chunks())
            waiting.clear()
        self._pieces = self._size = 0
        pa.default_memory_pool().release_unused()

    def _file(self, table: str) -> _File:
        if table not in self._open:
            new = self._stage / f"{table}.new"
            path = new / self._partition / "part-0.parquet" if self._partition else new
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open[table] = _File(path, SCHEMAS[table])
        return self._open[table]

    def _close_files(self) -> None:
        if not self._partitions:
            return
        self._flush()
        for table in COLUMNS:
            if table not in self._open:
                self._file(table).write(SCHEMAS[table].empty_table())
        while self._open:
            self._open.popitem()[1].close()


class _File:
    """One Parquet file, on disk as a whole once it is closed."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq  # slow to import, and not needed for schemas

        self._sink = path.open("wb")
        self._writer = pq.ParquetWriter(
            self._sink, schema, version="2.6", data_page_version="1.0", compression="zstd"
        )

    def write(self, table: pa.Table) -> None:
        try:
            self._writer.write_table(table)
        except BaseException:
            self.abandon()
            raise

    def close(self) -> None:
        self._writer.close()
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self._sink.close()

    def abandon(self) -> None:
        with contextlib.suppress(Exception):  # the disk may be full
            self._writer.close()
        with contextlib.suppress(OSError):
            self._sink.close()


def write_beside(content: pa.Table, path: Path) -> None:
    """One file by itself, replaced as a whole."""
    stage = Path(tempfile.mkdtemp(prefix=".nhiemvu-", dir=path.parent))
    try:
        file = _File(stage / f"{path.stem}.new", content.schema)
        file.write(content)
        file.close()
        _replace_all({path.stem: path}, stage)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _replace_all(targets: dict[str, Path], stage: Path) -> dict[str, Path]:
    """Moves the staged files to their places; on failure all old files are back in theirs."""
    done: list[str] = []
    try:
        for table, target in targets.items():
            new, old = stage / f"{table}.new", stage / f"{table}.old"
            if target.is_dir() and not _is_parted(target):
                raise IsADirectoryError(errno.EISDIR, "A folder is in the way", str(target))
            if target.is_dir() or (new.is_dir() and target.exists()):
                os.rename(new, old)
                if swap(old, target):
                    done.append(table)
                    continue
                os.rename(old, new)
                os.rename(target, old)  # here a folder cannot be replaced in one step
            elif target.exists():
                _keep(target, old)
            done.append(table)
            os.replace(new, target)
    except BaseException:
        for table in done:
            _put_back(stage / f"{table}.old", targets[table], stage / f"{table}.new")
        raise
    sync_folder(stage.parent)
    return targets


def _is_parted(folder: Path) -> bool:
    """Whether a folder is a table of ours in parts."""
    inside = [entry.name for entry in folder.iterdir()]
    return bool(inside) and all(name.startswith("issue_year=") for name in inside)


def _put_back(old: Path, target: Path, new: Path) -> None:
    """What stood at `target` before, which is `old` now or was never there."""
    if not new.exists() and target.exists():  # the new one came to its place
        if target.is_dir():
            shutil.rmtree(target)
        elif not old.exists():
            target.unlink()
    if old.exists():
        os.replace(old, target)


def _keep(file: Path, copy: Path) -> None:
    try:
        os.link(file, copy)
    except OSError:  # no hard links on this file system
        shutil.copy2(file, copy)


def sync_folder(folder: Path) -> None:
    """Puts on disk which files a folder holds, so that a rename outlasts a power cut."""
    if hasattr(os, "O_DIRECTORY"):  # not on Windows
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(folder: Path) -> dict[str, pa.Table]:
    """The nine tables that a run left in `folder`, each whole, however it is parted.

    Columns that later versions added come last; columns that this version added and an
    older one did not write are null.

    Raises:
        TablesError: a file is missing, is not such a table, or is of a newer
            schema_version.
    """
    return {table: _read(Path(folder) / f"{table}.parquet", table) for table in COLUMNS}


def _read(path: Path, table: str) -> pa.Table:
    if not path.is_dir():
        return _read_file(path, table)
    parts = sorted(path.rglob("*.parquet"))
    if not parts:
        raise TablesError(f"{path}: the folder is empty. Run nhiemvu again to make all tables.")
    return pa.concat_tables([_read_file(part, table) for part in parts], promote_options="default")


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
