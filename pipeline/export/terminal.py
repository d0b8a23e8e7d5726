"""The tasks of a run as a table in the terminal: who, what, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

__all__ = ["show_documents"]

Row = Mapping[str, Any]

_KINDS = {
    "ongoing": "thường xuyên",
    "recurring": "định kỳ",
    "by": "hạn",
    "within": "trong",
    "from": "từ",
    "upon": "khi",
}


def show_documents(
    rows: Mapping[str, Sequence[Row]],
    console: Console,
    *,
    document: str | None = None,
    whole: bool = False,
) -> int:
    """Prints a table for each document whose path or number contains `document`; how many.

    Task texts are cut to two lines unless `whole`.
    """
    units, times = _by_task(rows["responsibilities"]), _by_task(rows["time_clauses"])
    reviews = _by_task([row for row in rows["issues"] if row["severity"] != "info"])
    shown = 0
    for entry in rows["documents"]:
        if (
            document
            and document.casefold() not in f"{entry['source_path']} {entry['number']}".casefold()
        ):
            continue
        shown += 1
        tasks = [row for row in rows["tasks"] if row["doc_id"] == entry["doc_id"]]
        console.print(_title(entry, len(tasks)))
        if tasks:
            console.print(_table(tasks, units, times, reviews, whole))
        console.print()
    return shown


def _by_task(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["task_id"]:
            grouped[row["task_id"]].append(row)
    return grouped


def _title(entry: Row, count: int) -> str:
    name = " ".join(filter(None, (entry["doc_type_name"], entry["number"])))
    day = entry["issued_date"].strftime("%d/%m/%Y") if entry["issued_date"] else ""
    about = escape(_cut(entry["title"] or "", 240))
    where = escape(entry["source_path"]) + (f" (phần {entry['part']})" if entry["part"] > 1 else "")
    head = escape(", ".join(filter(None, (name or "Văn bản", entry["issuer"], day))))
    return f"[bold]{head}[/bold]\n{about}\n[dim]{where} · {count} nhiệm vụ[/dim]"


def _table(
    tasks: Sequence[Row],
    units: Mapping[str, list[Row]],
    times: Mapping[str, list[Row]],
    reviews: Mapping[str, list[Row]],
    whole: bool,
) -> Table:
    table = Table(expand=True, show_lines=True)
    table.add_column("Mục", overflow="fold", min_width=6, max_width=14)
    table.add_column("Nhiệm vụ", ratio=5)
    table.add_column("Chủ trì", ratio=2)
    table.add_column("Phối hợp", ratio=2)
    table.add_column("Thời hạn", ratio=2)
    for task in tasks:
        bodies = units.get(task["task_id"], [])
        mark = " [yellow]●[/yellow]" if task["needs_review"] or reviews.get(task["task_id"]) else ""
        table.add_row(
            escape(task["path"]) + mark,
            escape(task["text"] if whole else _cut(task["text"])),
            escape("; ".join(row["unit"] for row in bodies if row["role"] == "lead")),
            escape("; ".join(row["unit"] for row in bodies if row["role"] == "coordinate")),
            escape("\n".join(map(_time, times.get(task["task_id"], [])))),
        )
    return table


def _cut(text: str, most: int = 160) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0] + " …"


def _time(row: Row) -> str:
    start, end = row["start"], row["end"]
    if row["kind"] in ("ongoing", "recurring", "upon"):
        return str(row["raw"])
    if end:
        return f"{_KINDS[row['kind']]} {end:%d/%m/%Y}"
    return f"{_KINDS[row['kind']]} {start:%d/%m/%Y}" if start else str(row["raw"])
