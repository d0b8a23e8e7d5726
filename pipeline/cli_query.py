"""The commands `nhiemvu query` (SQL over a run's tables), `due` (what falls due) and `diff`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.cli_words import FOLDER, OK, USAGE, Commands, day_of_month, folder, say_torn
from pipeline.console import say, tell, visible
from pipeline.export.csv_rows import ENCODING, flat, write_csv

__all__ = ["add", "day"]

_MOST_SHOWN = 200  # rows of a table in a terminal


def add(commands: Commands) -> None:
    """Adds the commands."""
    query = commands.add_parser("query", help="ask a run's tables in SQL")
    query.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    query.add_argument("sql", help="one SELECT over tracker, due, by_unit, cited or the tables")
    _add_output(query)
    query.set_defaults(command=_query)
    due = commands.add_parser("due", help="tell what falls due, recurring duties too")
    due.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    due.add_argument("--unit", metavar="NAME", help="only where such a body acts")
    due.add_argument(
        "--after",
        type=day,
        metavar="DATE",
        help="from that day (default: today; from the first day of the documents where --before "
        "is past)",
    )
    due.add_argument("--before", type=day, metavar="DATE", help="to that day (default: a year on)")
    due.add_argument(
        "--closing-day",
        type=day_of_month,
        metavar="N",
        help="periods close on day N of their last month (14 for reports of State offices); "
        "default: its last day",
    )
    _add_output(due)
    due.set_defaults(command=_due)
    diff = commands.add_parser("diff", help="tell what changed between two runs, task by task")
    diff.add_argument("old", type=folder, metavar="OLD", help="a folder that `run` wrote")
    diff.add_argument("new", type=folder, metavar="NEW", help="another one")
    _add_output(diff)
    diff.set_defaults(command=_diff)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        choices=("table", "csv", "json", "parquet"),
        default="table",
        help="how the rows come out (default: a table for the terminal)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where; default: the terminal")


def day(word: str) -> date:
    """A date as the command line takes it."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        pass
    try:
        number, month, year = map(int, word.replace("-", "/").split("/"))
        return date(year, month, number)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{word!r} is no date; write 2026-03-31 or 31/3/2026"
        ) from None


def _query(parsed: argparse.Namespace) -> int:
    from pipeline.corrections import read_log
    from pipeline.export.database import QueryError, open_run, query
    from pipeline.tables import TablesError

    try:
        say_torn(parsed.dir, read_log(parsed.dir).torn)
        relation = query(open_run(parsed.dir), parsed.sql)
        names, rows = relation.columns, relation.fetchall()
    except TablesError as error:
        say(str(error))
        return FOLDER
    except Exception as error:  # DuckDB has many; all are of the query
        said = str(error).strip().split("\n\nLINE")[0]
        say(f"the query cannot be answered: {said}")
        if isinstance(error, QueryError):
            say("views: tracker, due, by_unit, cited; `nhiemvu schema` has the tables")
        return USAGE
    return _write(parsed, names, rows)


def _due(parsed: argparse.Namespace) -> int:
    from pipeline.corrections import read_log
    from pipeline.export.database import open_run
    from pipeline.export.due import due_between, first_day
    from pipeline.export.occurrences import year_from
    from pipeline.tables import TablesError

    after = parsed.after or date.today()
    before = parsed.before or year_from(after)
    if parsed.after and before < after:
        say(f"--before {before} is earlier than --after {after}")
        return USAGE
    try:
        say_torn(parsed.dir, read_log(parsed.dir).torn)
        connection = open_run(parsed.dir)
        if before < after:
            after = first_day(connection) or before
        found = due_between(
            connection,
            after,
            before,
            unit=parsed.unit,
            closing_day=parsed.closing_day,
        )
    except TablesError as error:
        say(str(error))
        return FOLDER
    names = ("Ngày", "Chủ trì", "Phối hợp", "Nhiệm vụ", "Theo văn bản", "Mục", "Thời hạn ghi")
    rows = [
        (
            one.day,
            "; ".join(one.task["leads"]),
            "; ".join(one.task["coordinates"]),
            one.task["text"],
            one.task["document_number"] or one.task["source_path"],
            one.task["path"],
            one.raw if one.exact else f"{one.raw} (ngày cuối kỳ)",
        )
        for one in found
    ]
    return _write(parsed, names, rows)


_KINDS = {"added": "thêm", "removed": "bỏ", "moved": "chuyển mục", "changed": "sửa"}
_FIELDS = {
    "text": "Nhiệm vụ",
    "leads": "Chủ trì",
    "coordinates": "Phối hợp",
    "due": "Thời hạn",
    "deadlines": "Thời hạn ghi",
    "recurrences": "Định kỳ",
    "products": "Sản phẩm",
    "cited": "Căn cứ",
}


def _diff(parsed: argparse.Namespace) -> int:
    from pipeline.corrections import read_log
    from pipeline.export.diff import compare_runs
    from pipeline.tables import TablesError

    try:
        for run in (parsed.old, parsed.new):
            say_torn(run, read_log(run).torn)
        changes = compare_runs(parsed.old, parsed.new)
    except TablesError as error:
        say(str(error))
        return FOLDER
    names = ("Thay đổi", "Văn bản", "Mục cũ", "Mục mới", "Nhiệm vụ", "Trường", "Trước", "Sau")
    rows = [
        (
            _KINDS[one.kind],
            one.document,
            one.old_path,
            one.new_path,
            one.task,
            _FIELDS.get(one.field, ""),
            one.old,
            one.new,
        )
        for one in changes
    ]
    if not rows and parsed.to == "table":
        tell("nothing changed")
        return OK
    return _write(parsed, names, rows)


# --- how rows come out ----------------------------------------------------------------


def _write(parsed: argparse.Namespace, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    try:
        if parsed.to == "parquet":
            return _to_parquet(parsed.out, names, rows)
        if parsed.out is None:
            _to_stream(parsed.to, names, rows, sys.stdout)
            return OK
        encoding = ENCODING if parsed.to == "csv" else "utf-8"
        with parsed.out.open("w", encoding=encoding, newline="") as file:
            _to_stream(parsed.to, names, rows, file)
    except OSError as error:
        say(f"{parsed.out}: cannot be written ({error.strerror or error}). Choose another file.")
        return FOLDER
    tell(f"{len(rows)} rows: {parsed.out}")
    return OK


def _to_stream(to: str, names: Sequence[str], rows: Sequence[Sequence[Any]], stream: Any) -> None:
    if to == "csv":
        write_csv(names, rows, stream)
    elif to == "json":
        for row in rows:
            stream.write(
                json.dumps(dict(zip(names, row, strict=True)), default=str, ensure_ascii=False)
            )
            stream.write("\n")
    else:
        _to_table(names, rows, stream)


def _to_table(names: Sequence[str], rows: Sequence[Sequence[Any]], stream: Any) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.HORIZONTALS, show_lines=True, pad_edge=False)
    for at, name in enumerate(names):
        dates = any(isinstance(row[at], date) for row in rows)
        table.add_column(Text(name), overflow="fold", no_wrap=dates)
    for row in rows[:_MOST_SHOWN]:
        table.add_row(*(Text(_shown(value)) for value in row))
    Console(file=stream).print(table)
    if len(rows) > _MOST_SHOWN:
        say(f"{len(rows):,} rows, the first {_MOST_SHOWN} shown; --to csv --out FILE has them all")


def _shown(value: Any) -> str:
    said = visible(value.strftime("%d/%m/%Y") if isinstance(value, date) else flat(value))
    return said if len(said) <= 300 else f"{said[:299]}…"


def _to_parquet(out: Path | None, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if out is None:
        say("--to parquet needs --out FILE")
        return USAGE
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    pq.write_table(pa.table(columns), out)
    tell(f"{len(rows)} rows: {out}")
    return OK
