"""What the office takes away and brings back: `nhiemvu export`, `nhiemvu import`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.cli_words import (
    FOLDER,
    OK,
    SOME_FAILED,
    USAGE,
    Commands,
    day_of_month,
    folder,
    name,
    say_torn,
)
from pipeline.console import say, tell

if TYPE_CHECKING:
    from pipeline.export.edits import Change, Imported, Refusal

__all__ = ["add", "has_workbook", "leave_workbook"]

_SHOWN = 80  # characters of a value that is printed
_MOST_REFUSALS = 40  # lines


class Format(NamedTuple):
    """A format to export to: its file's name in the run's folder, and what writes it.

    That takes the run's folder, the file, and the words of the command.
    """

    file: str
    write: Callable[[Path, Path, argparse.Namespace], Sequence[str]]


def add(commands: Commands) -> None:
    """Adds `nhiemvu export` and `nhiemvu import`."""
    export = commands.add_parser(
        "export", help="make the tracking workbook of a run, a feed, or a calendar"
    )
    export.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    export.add_argument("--to", required=True, choices=tuple(_FORMATS), help="the format")
    files = ", ".join(f"DIR/{made.file}" for made in _FORMATS.values())
    export.add_argument("--out", type=folder, metavar="FILE", help=f"default: {files}")
    export.add_argument("--unit", metavar="NAME", help="ics: only where such a body acts")
    export.add_argument(
        "--closing-day",
        type=day_of_month,
        metavar="N",
        help="ics: periods close on day N of their last month; default: its last day",
    )
    export.set_defaults(command=_export)
    back = commands.add_parser("import", help="take in what people changed in the workbook")
    back.add_argument("file", type=name, metavar="FILE.xlsx")
    back.add_argument(
        "--into", required=True, type=folder, metavar="DIR", help="the run it was made of"
    )
    back.add_argument(
        "--who", default="", metavar="NAME", help="who changed it; default: the file's name stands"
    )
    back.set_defaults(command=_import)


def _export(parsed: argparse.Namespace) -> int:
    from pipeline.corrections import read_log
    from pipeline.tables import TablesError

    made = _FORMATS[parsed.to]
    target = parsed.out or parsed.dir / made.file
    if target.suffix.lower() != Path(made.file).suffix:
        say(f"{target}: a file of this format ends in {Path(made.file).suffix}")
        return USAGE
    try:
        say_torn(parsed.dir, read_log(parsed.dir).torn)
        for line in made.write(parsed.dir, target, parsed):
            tell(line)
    except TablesError as error:
        say(str(error))
        return FOLDER
    except PermissionError:
        say(
            f"{target}: cannot be written. Is it open in Excel? Close it there, or give another "
            "name with --out."
        )
        return FOLDER
    except OSError as error:
        say(f"{target}: cannot be written ({error.strerror or error}). Choose another place.")
        return FOLDER
    return OK


def has_workbook(run: Path) -> bool:
    """Whether a run's folder holds the workbook."""
    return (run / _FORMATS["xlsx"].file).exists()


def leave_workbook(run: Path) -> list[str]:
    """Makes the workbook of a run in its folder; what to tell of it."""
    try:
        target = run / _FORMATS["xlsx"].file
        return [f"workbook: {_workbook(run, target, argparse.Namespace())[-1]}"]
    except Exception as error:  # corrections nobody can read, a workbook that is open
        return [f"no workbook: {error}"]


def _workbook(run: Path, target: Path, _: argparse.Namespace) -> list[str]:
    from pipeline.export.aside import keep_aside
    from pipeline.export.workbook import write_workbook

    kept = keep_aside(target, run)
    written = write_workbook(run, target, date.today())
    lines = [", ".join(f"{sheet}: {count}" for sheet, count in written.rows.items())]
    lines += [
        f"sheet '{sheet}': {count} rows left out, for Excel holds no more"
        for sheet, count in written.left_out.items()
    ]
    if written.waiting:
        lines.append(f"{written.waiting} corrections are kept for tasks that are not in this run")
    if kept:
        lines.append(f"{kept}: the older workbook; it holds what `import` has not taken in")
    return [*lines, str(written.path)]


def _feed(run: Path, target: Path, _: argparse.Namespace) -> list[str]:
    from pipeline.export.feed import feed_lines

    lines = list(feed_lines(run))
    _put(target, "".join(f"{line}\n" for line in lines).encode())
    return [f"{len(lines)} tasks", str(target)]


def _csv(run: Path, target: Path, _: argparse.Namespace) -> list[str]:
    import io

    from pipeline.export.csv_rows import ENCODING, write_csv
    from pipeline.export.database import open_run

    with open_run(run) as connection:
        relation = connection.sql("SELECT * FROM tracker")
        names, rows = relation.columns, relation.fetchall()
    text = io.StringIO(newline="")
    write_csv(names, rows, text)
    _put(target, text.getvalue().encode(ENCODING))
    return [f"{len(rows)} tasks", str(target)]


def _calendar(run: Path, target: Path, parsed: argparse.Namespace) -> list[str]:
    from pipeline.export.calendar import calendar
    from pipeline.export.database import open_run

    data = calendar(open_run(run), unit=parsed.unit, closing_day=parsed.closing_day)
    _put(target, data)
    return [f"{data.count(b'BEGIN:VEVENT')} deadlines and recurring duties", str(target)]


def _put(target: Path, data: bytes) -> None:
    """A file as a whole, or the old one."""
    half = target.with_name(f".{target.name}.half")
    try:
        half.write_bytes(data)
        half.replace(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


_FORMATS: Mapping[str, Format] = {
    "xlsx": Format("theo-doi-nhiem-vu.xlsx", _workbook),
    "jsonl": Format("nhiem-vu.jsonl", _feed),
    "csv": Format("nhiem-vu.csv", _csv),
    "ics": Format("nhiem-vu.ics", _calendar),
}


# --- import ---------------------------------------------------------------------------


def _import(parsed: argparse.Namespace) -> int:
    from filelock import Timeout

    from pipeline.corrections import read_log
    from pipeline.export.edits import WorkbookError, import_workbook
    from pipeline.export.grid import GridError
    from pipeline.tables import TablesError

    file = Path(parsed.file)
    if not file.is_file():
        say(f"{file}: there is no such file")
        return USAGE
    try:
        say_torn(parsed.into, read_log(parsed.into).torn)
        now = datetime.now().astimezone()
        imported = import_workbook(file, parsed.into, now, parsed.who)
    except (WorkbookError, GridError) as error:
        say(str(error))
        return USAGE
    except TablesError as error:
        say(str(error))
        return FOLDER
    except Timeout:
        say(f"{parsed.into}: another import goes on there. Wait until it ends.")
        return FOLDER
    except OSError as error:
        say(f"{error.filename or parsed.into}: {error.strerror or error}")
        return FOLDER
    for change in imported.changes:
        tell(_change_line(change))
    _say_refusals(imported.refusals)
    for line in _summary(imported):
        tell(line)
    return SOME_FAILED if imported.refusals else OK


def _change_line(change: Change) -> str:
    from pipeline.export.words import heads

    task = change.task
    where = f"{' '.join(task.document.split())}, {task.place}"
    return f"{where} · {heads()[change.field]}: {_value(change.old)} → {_value(change.new)}"


def _value(value: object) -> str:
    """A value on one line: names with semicolons, a date as the office writes it."""
    from pipeline.export.words import statuses

    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = " ".join(str(value or "").split())
    text = statuses()[text][0] if text in statuses() else text
    return (text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…") or "(trống)"


def _say_refusals(refusals: Sequence[Refusal]) -> None:
    for refusal in refusals[:_MOST_REFUSALS]:
        say(f"refused: {refusal}")
    if more := refusals[_MOST_REFUSALS:]:
        rows = ", ".join(str(refusal.row) for refusal in more)
        say(f"refused: sheet '{more[0].sheet}', rows {rows}")


def _summary(imported: Imported) -> list[str]:
    tasks = len({change.task.task_id for change in imported.changes})
    lines = [
        f"{len(imported.changes)} changes in {tasks} tasks, {imported.unchanged} rows as they "
        f"were, {len(imported.refusals)} refused"
    ]
    if imported.missing:
        lines.append(f"{imported.missing} tasks have no row that was read; they stay as they are")
    if imported.added:
        lines.append(
            f"{len(imported.added)} columns of your own are left alone: {', '.join(imported.added)}"
        )
    if imported.absent:
        lines.append(f"columns that are gone, whose values stay: {', '.join(imported.absent)}")
    for head, count in imported.not_taken.items():
        lines.append(f"'{head}': {count} changed cells; this column is not taken back")
    if not imported.marked:
        lines.append("the workbook has lost its marks: each cell was compared with the run")
    return lines
