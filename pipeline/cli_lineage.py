"""The command `nhiemvu trace`: who carries a document out, and what of it nobody has taken up."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli_query import day
from pipeline.cli_words import FOLDER, OK, SOME_FAILED, USAGE, Commands, folder, name, unwritable
from pipeline.console import say, tell, visible

if TYPE_CHECKING:
    from pipeline.lineage import Trace
    from pipeline.lineage.gold import GoldReport

__all__ = ["add"]

_TEXT = 90  # letters of a task's text in a table
_MOST_PLACES = 3  # of a document in a row
_MOST_CONFLICTS = 40


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = commands.add_parser(
        "trace", help="tell who carries a document out, task by task, and what nobody takes up"
    )
    parser.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    parser.add_argument(
        "--from",
        dest="superior",
        required=True,
        type=name,
        metavar="NUMBER",
        help="the document's number (28-NQ/TW); else its doc_id or file in the run",
    )
    parser.add_argument(
        "--date", type=day, metavar="DATE", help="when it was issued, where several have the number"
    )
    parser.add_argument(
        "--out", type=folder, metavar="FOLDER", help="where the files go (default: DIR)"
    )
    parser.add_argument(
        "--gold",
        type=Path,
        metavar="FILE",
        help="compare with labelled pairs instead, as gold/lineage/28-nq-tw.csv; writes no files",
    )
    parser.add_argument(
        "--development",
        action="store_true",
        help="with --gold: the half of the superior tasks that the comparison was made on",
    )
    parser.set_defaults(command=_trace)


def _trace(parsed: argparse.Namespace) -> int:
    from pipeline.lineage import LineageError, SeveralError, trace
    from pipeline.tables import TablesError

    if parsed.development and not parsed.gold:
        say("--development goes with --gold FILE")
        return USAGE
    try:
        found = trace(parsed.dir, parsed.superior, parsed.date)
        if parsed.gold:
            return _evaluate(found, parsed)
    except SeveralError as error:
        say(str(error))
        return USAGE
    except LineageError as error:
        say(str(error))
        return SOME_FAILED
    except TablesError as error:
        say(str(error))
        return FOLDER
    _show(found)
    tell("compared by their words, which errs (docs/lineage.md): look before you conclude")
    return _write(found, parsed.out or parsed.dir)


def _write(found: Trace, target: Path) -> int:
    from pipeline.lineage.picture import write_picture
    from pipeline.lineage.table import write_table
    from pipeline.lineage.workbook import write_workbook

    files = [target / file for file in ("lineage.parquet", "truy-vet.xlsx", "ma-tran.png")]
    table, workbook, picture = files
    try:
        target.mkdir(parents=True, exist_ok=True)
        write_table(found, table)
        write_picture(found, picture)
    except OSError as error:
        return unwritable(target, error)
    try:
        write_workbook(found, workbook, date.today())
    except OSError as error:
        say(
            f"{workbook}: cannot be written ({error.strerror or error}). Is it open in Excel? "
            "Close it there, or give another folder with --out."
        )
        return FOLDER
    for file in files:
        tell(str(file))
    return OK


# --- in the terminal ------------------------------------------------------------------


def _show(found: Trace) -> None:
    superior, tasks = found.superior, len(found.superior.tasks)
    day_of = f" of {superior.issued:%d/%m/%Y}" if superior.issued else ""
    tell(f"{superior.name}{day_of}: {tasks} tasks, {superior.source_path} part {superior.part}")
    if not found.documents:
        tell("no document of this run carries it out: none cites it in its title or preamble")
    else:
        _show_documents(found)
        _show_links(found)
        _show_conflicts(found)
    if found.mentions:
        tell(f"only mention it: {', '.join(one.name for one in found.mentions)}")
    tell(f"taken up by nobody: {len(found.nobody)} of {tasks} tasks")
    for task in found.nobody:
        tell(f"  {task.path}  {_short(task.text)}")
        if near := found.nearest(task):
            one, link = near
            where = f"{one.document.name}, {link.task.path} ({link.score:.2f})"
            tell(f"    likest, too little: {where} {_short(link.task.text)}")


def _show_documents(found: Trace) -> None:
    tasks = len(found.superior.tasks)
    _table(
        ("Document", "Level", "Issued", "By way of", "Tasks", "Takes up"),
        (
            (
                one.document.name,
                one.document.level or "",
                f"{one.document.issued:%d/%m/%Y}" if one.document.issued else "",
                " → ".join(above.name for above in one.way[1:]),
                str(len(one.document.tasks)),
                f"{len(one.taken)} of {tasks}",
            )
            for one in found.documents
        ),
    )


def _show_links(found: Trace) -> None:
    nobody = {task.task_id for task in found.nobody}
    rows = []
    for task in found.superior.tasks:
        places = []
        for one in found.documents:
            links = [link for link in one.links if link.superior.task_id == task.task_id]
            if links:
                named = [f"{link.task.path} ({link.score:.2f})" for link in links]
                more = f" and {len(named) - _MOST_PLACES} more" if named[_MOST_PLACES:] else ""
                places.append(f"{one.document.name}: {', '.join(named[:_MOST_PLACES])}{more}")
        if task.task_id not in nobody:
            rows.append((f"{task.path}  {_short(task.text)}", "\n".join(places)))
    if rows:
        _table(("Task", "Taken up by"), rows)


def _show_conflicts(found: Trace) -> None:
    for conflict in found.conflicts[:_MOST_CONFLICTS]:
        where = f"{conflict.document.name}, {conflict.task.path}"
        if conflict.kind == "later" and conflict.task.due and conflict.superior.due:
            what = f"due {conflict.task.due:%d/%m/%Y}, later than {conflict.superior.due:%d/%m/%Y}"
        else:
            leads, bodies = "; ".join(conflict.task.leads), "; ".join(conflict.bodies)
            what = f"led by {leads}, where {bodies} is named"
        tell(f"conflict (mâu thuẫn): {where} for {conflict.superior.path}: {what}")
    if (more := len(found.conflicts) - _MOST_CONFLICTS) > 0:
        tell(f"… and {more} more conflicts; the workbook has them all")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.HORIZONTALS, show_lines=True, pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in rows:
        table.add_row(*(Text("\n".join(map(visible, cell.split("\n")))) for cell in row))
    Console(highlight=False, markup=False, emoji=False).print(table)


# --- against labels -------------------------------------------------------------------


def _evaluate(found: Trace, parsed: argparse.Namespace) -> int:
    from pipeline.lineage.gold import evaluate
    from pipeline.lineage.labels import read_labels

    try:
        labels = read_labels(parsed.gold)
    except OSError as error:
        say(f"{parsed.gold}: cannot be read ({error.strerror or error}). Give a file of labels.")
        return FOLDER
    _show_report(evaluate(found, labels, "development" if parsed.development else "reported"))
    return OK


def _show_report(report: GoldReport) -> None:
    rows = "even" if report.half == "development" else "odd"
    tell(
        f"{report.half} half ({rows} rows of the labels' superior tasks): {report.superior_tasks} "
        f"superior tasks, {report.pairs} labelled pairs, {report.yes} of them yes"
    )
    if report.absent:
        tell(f"{report.absent} labelled pairs are not in this run; they count with score 0")
    _table(
        ("", "nhiemvu", "95 %", "tf-idf", "95 %", "gain, 95 %"),
        (
            (
                one.name,
                _percent(one.ours),
                _between(one.ours_between),
                _percent(one.plain),
                _between(one.plain_between),
                _between(one.gain_between),
            )
            for one in report.figures
        ),
    )
    tell(
        f"at the threshold {report.threshold:.2f} (the development half would choose "
        f"{report.chosen:.2f}); pairs without a label count as no"
    )
    _table(
        ("", "precision", "recall", "right", "found", "labelled"),
        (
            (
                one.name,
                _percent(one.precision),
                _percent(one.recall),
                str(one.right),
                str(one.found),
                str(one.there),
            )
            for one in report.shares
        ),
    )


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _between(pair: tuple[float, float]) -> str:
    return " to ".join(map(_percent, pair))
