"""The views as files that open from a folder, without a server: to read, not to correct."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.serve.bare import unit_code
from pipeline.serve.choose import Wanted
from pipeline.serve.data import Run, Task
from pipeline.serve.links import SiteLinks
from pipeline.serve.months import month_bounds
from pipeline.serve.pages import as_json, render
from pipeline.serve.pictures import Pictures
from pipeline.serve.views import (
    Slice,
    calendar_view,
    cascade_view,
    common_units,
    document_view,
    documents_view,
    units_view,
)
from pipeline.serve.words import recurrence
from pipeline.swap import swap

__all__ = ["SiteError", "write_site"]

_MARK = ".nhiemvu-site"  # in folders that this program wrote, and may write anew
_STATIC = ("page.css", "document.js", "filter.js", "tasks.js", "icon.svg")
_BEFORE, _AFTER = 12, 24  # months around today that have a page even where only duties recur
_PER_DAY = 50


class SiteError(Exception):
    """The files cannot be written there; the message says why and what to do."""


def write_site(run: Run, out: Path, when: datetime, pictures: Pictures | None = None) -> int:
    """Writes the files into `out`, all of them or none; gives the number of pages.

    Args:
        when: told on every page.
        pictures: pages of PDF files and scans go along where they can be made.

    Raises:
        SiteError: `out` holds something that is not of such a site.
        OSError: it cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise SiteError(f"{out}: is a file. Choose another folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / _MARK).is_file():
        raise SiteError(f"{out}: holds other files, which stay as they are. Choose a new folder.")
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=".nhiemvu-site-", dir=out.parent))
    try:
        many = _Site(run, stage / "new", when, pictures).write()
        if out.exists():
            if swap(stage / "new", out):
                return many
            out.rename(stage / "old")
        try:
            (stage / "new").rename(out)
        except BaseException:
            if (stage / "old").exists():
                (stage / "old").rename(out)
            raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return many


class _Site:
    def __init__(self, run: Run, folder: Path, when: datetime, pictures: Pictures | None) -> None:
        self.run, self.folder, self.when, self.pictures = run, folder, when, pictures
        self.today = when.date()
        self.many = 0

    def write(self) -> int:
        for name in ("static", "van-ban", "lich", "can-cu"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / _MARK).write_text("", encoding="utf-8")
        for name in _STATIC:
            data = files("pipeline.serve").joinpath("static", name).read_bytes()
            (self.folder / "static" / name).write_bytes(data)
        self._lists()
        self._calendar()
        for doc_id in self.run.documents:
            self._document(doc_id)
        return self.many

    def _page(self, name: str, template: str, view: str, **values: Any) -> None:
        links = SiteLinks("../" * name.count("/"))
        html = render(template, links, view=view, site=self.when, csrf="", **values)
        (self.folder / name).write_text(html, encoding="utf-8")
        self.many += 1

    def _lists(self) -> None:
        run = self.run
        self._page("index.html", "documents.html", "documents", **documents_view(run, whole=True))
        self._page("co-quan.html", "units.html", "units", **units_view(run, whole=True))
        self._page("can-cu.html", "cascade.html", "cascade", **cascade_view(run, ""))
        none: Slice[Task] = Slice((), 1, 1, len(run.tasks))
        view = {"slice": none, "wanted": Wanted(), "due": "", "body": None, "document": None}
        names = common_units(run)
        self._page(
            "nhiem-vu.html", "tasks.html", "tasks", unit_names=names, today=self.today, **view
        )
        data = self.folder / "static" / "data.js"
        data.write_text(f'"use strict";\nconst DATA = {as_json(_data(run))};\n', encoding="utf-8")

    def _calendar(self) -> None:
        months = _months(self.run, self.today)
        current = f"{self.today:%Y-%m}"
        for at, month in enumerate(months):
            view = calendar_view(self.run, month, self.today, per_day=_PER_DAY)
            # The way leads over months without anything.
            view["before"] = months[at - 1] if at else ""
            view["after"] = months[at + 1] if at + 1 < len(months) else ""
            self._page(f"lich/{month}.html", "calendar.html", "calendar", **view)
            if month == current:
                self._page("lich.html", "calendar.html", "calendar", **view)

    def _document(self, doc_id: str) -> None:
        document = self.run.documents[doc_id]
        seen = self.pictures is not None and self.pictures.can_show(document)
        if seen and self.pictures is not None:
            (self.folder / "trang").mkdir(exist_ok=True)
            for page in document.pages:
                data = self.pictures.page(document, page["page"])
                if data is not None:
                    (self.folder / "trang" / f"{doc_id}-{page['page']}.png").write_bytes(data)
        self._page(
            f"van-ban/{doc_id}.html",
            "document.html",
            "documents",
            **document_view(document, pictures=seen),
            seen=0,
            version="",
        )
        view = cascade_view(self.run, doc_id)
        self._page(f"can-cu/{doc_id}.html", "cascade.html", "cascade", **view)


def _months(run: Run, today: date) -> list[str]:
    """Months with a page: around today, and wherever something falls due once."""
    found = {f"{day:%Y-%m}".zfill(7) for day in _single_days(run)}
    for by in range(-_BEFORE, _AFTER + 1):
        year, month = divmod(today.year * 12 + today.month - 1 + by, 12)
        found.add(f"{year:04}-{month + 1:02}")
    return sorted(month for month in found if month_bounds(month, today)[0].year >= 1900)


def _single_days(run: Run) -> Iterator[date]:
    for task in run.tasks:
        for time in task.times:
            if time["end"] and not time["rrule"] and time["kind"] != "ongoing":
                yield time["end"]


def _data(run: Run) -> dict[str, Any]:
    """What the list of tasks is made of in the browser; bodies are told once each."""
    units: dict[tuple[str, str], int] = {}
    documents = list(run.documents.values())
    at = {document.id: number for number, document in enumerate(documents)}

    def unit(row: Any) -> int:
        return units.setdefault((unit_code(row), row["unit"]), len(units))

    tasks = [
        [
            task.id,
            at[task.document.id],
            task.row["path"],
            task.row["text"],
            [[row["role"], unit(row)] for row in task.units],
            [[row["kind"], _time_words(row)] for row in task.times],
            task.row["due"].isoformat() if task.row["due"] else "",
            int(task.needs_review),
        ]
        for task in run.tasks
    ]
    return {
        "documents": [[one.id, one.name, one.row["source_path"]] for one in documents],
        "units": [list(key) for key in units],
        "tasks": tasks,
        "places": _places(run.tasks),
    }


def _time_words(row: Any) -> str:
    if row["rrule"]:
        return recurrence(row["rrule"])
    return str(row["raw"])


def _places(tasks: Sequence[Task]) -> dict[str, str]:
    """How each path is said; there are fewer of them than tasks."""
    from pipeline.export.words import place

    return {path: place(path) for path in sorted({task.row["path"] for task in tasks})}
