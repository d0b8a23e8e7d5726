"""The tasks of a run as a table in the terminal: who, what, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import regex
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.export.grouped import by_task

__all__ = ["show_documents"]

Row = Mapping[str, Any]

_KINDS = {"by": "hạn", "within": "trong", "from": "từ"}
_NARROW = 100  # columns; below, two columns of bodies leave no room for the rest
_MARK = "●"
# What steers a terminal instead of being seen, and what is not seen at all.
_STEERING = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}--\n]", regex.VERSION1)
_UNSEEN = regex.compile(r"\p{Cf}")


def show_documents(
    rows: Mapping[str, Sequence[Row]],
    console: Console,
    *,
    document: str | None = None,
    whole: bool = False,
) -> int:
    """Prints a table for each document whose path or number contains `document`; how many.

    Task texts are cut to 160 characters unless `whole`. What a document says is printed as
    it stands: nothing in it is markup or reaches the terminal as a control sequence.
    """
    units, times = by_task(rows["responsibilities"]), by_task(rows["time_clauses"])
    reviews = by_task([row for row in rows["issues"] if row["severity"] != "info"])
    tasks: dict[str, list[Row]] = defaultdict(list)
    for row in rows["tasks"]:
        doubtful = row["needs_review"] or row["task_id"] in reviews
        tasks[row["doc_id"]].append({**row, "needs_review": doubtful})
    shown = 0
    for entry in rows["documents"]:
        if (
            document
            and document.casefold() not in f"{entry['source_path']} {entry['number']}".casefold()
        ):
            continue
        if shown:
            console.print()
        shown += 1
        of_document = tasks[entry["doc_id"]]
        console.print(_title(entry, of_document))
        if of_document:
            narrow = console.width < _NARROW
            console.print(_table(of_document, units, times, whole=whole, narrow=narrow))
    return shown


def _title(entry: Row, tasks: Sequence[Row]) -> Text:
    name = " ".join(filter(None, (entry["doc_type_name"], entry["number"])))
    day = entry["issued_date"].strftime("%d/%m/%Y") if entry["issued_date"] else ""
    head = ", ".join(filter(None, (name or "Văn bản", entry["issuer"], day)))
    where = entry["source_path"] + (f" (phần {entry['part']})" if entry["part"] > 1 else "")
    counted = [f"{len(tasks)} nhiệm vụ"]
    if doubtful := sum(row["needs_review"] for row in tasks):
        counted.append(f"{_MARK} {doubtful} cần xem lại")
    lines = [Text(_plain(head), "bold")]
    if entry["title"]:
        lines.append(Text(_plain(_cut(entry["title"], 240))))
    lines.append(Text(_plain(" · ".join((where, *counted))), "dim"))
    return Text("\n").join(lines)


def _table(
    tasks: Sequence[Row],
    units: Mapping[str, list[Row]],
    times: Mapping[str, list[Row]],
    *,
    whole: bool,
    narrow: bool,
) -> Table:
    table = Table(expand=True, show_lines=True, box=box.HORIZONTALS, pad_edge=False)
    table.add_column("Mục", overflow="fold", min_width=5, max_width=14)
    table.add_column("Nhiệm vụ", ratio=5, overflow="fold")
    if narrow:
        table.add_column("Chủ trì, phối hợp", ratio=3, overflow="fold")
    else:
        table.add_column("Chủ trì", ratio=2, overflow="fold")
        table.add_column("Phối hợp", ratio=2, overflow="fold")
    # Room for "hạn 31/12/2026": a date in two halves is hard to read.
    most = 14 if narrow else 23
    table.add_column("Thời hạn", overflow="fold", min_width=14, max_width=most)
    for task in tasks:
        label = Text(_plain(task["path"]))
        if task["needs_review"]:
            label.append(f" {_MARK}", "yellow")
        bodies = units.get(task["task_id"], [])
        leads, others = _names(bodies, "lead"), _names(bodies, "coordinate")
        leads = "\n".join(filter(None, (leads, *_led_from_elsewhere(task, tasks, units))))
        table.add_row(
            label,
            Text(_plain(task["text"] if whole else _cut(task["text"]))),
            *([_both(leads, others)] if narrow else [Text(leads), Text(others)]),
            Text(_plain("\n".join(map(_time, times.get(task["task_id"], []))))),
        )
    return table


def _led_from_elsewhere(
    task: Row, tasks: Sequence[Row], units: Mapping[str, list[Row]]
) -> list[str]:
    """Who leads a task by another that points at it: "theo III/1: Sở Y tế"."""
    said = []
    for other in tasks:
        refers = any(
            task["path"] == path or task["path"].startswith(f"{path}/")
            for path in other.get("refers_to") or ()
        )
        if (
            refers
            and other is not task
            and (names := _names(units.get(other["task_id"], []), "lead"))
        ):
            said.append(_plain(f"theo {other['path']}: ") + names)
    return said


def _names(bodies: Sequence[Row], role: str) -> str:
    return _plain("; ".join(row["unit"] for row in bodies if row["role"] == role))


def _both(leads: str, others: str) -> Text:
    """Leads and who works with them in one cell; the leads stand out where there are colours."""
    lines = [Text(leads, "bold")] if leads else []
    if others:
        lines.append(Text(f"Phối hợp: {others}"))
    return Text("\n").join(lines)


def _plain(text: str) -> str:
    """Text that can do nothing but be read."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", _UNSEEN.sub("", text.replace("\t", " ")))


def _cut(text: str, most: int = 160) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0] + " …"


def _time(row: Row) -> str:
    """When, by the calendar where it is known and in the document's words where not."""
    start, end, kind = row["start"], row["end"], row["kind"]
    if kind not in _KINDS:
        return str(row["raw"])
    if kind == "within" and start and end:
        return f"{start:%d/%m/%Y} – {end:%d/%m/%Y}"
    day = end or start
    return f"{_KINDS[kind]} {day:%d/%m/%Y}" if day else str(row["raw"])
