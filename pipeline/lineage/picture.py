"""The matrix of a trace as a picture: superior tasks by documents that carry them out."""

from __future__ import annotations

import io
import os
import tempfile
import textwrap
from pathlib import Path
from typing import Any

from pipeline.export.cells import plain
from pipeline.export.words import place
from pipeline.lineage.trace import Trace
from pipeline.lineage.words import said

__all__ = ["draw", "write_picture"]

_MOST_TASKS, _MOST_DOCUMENTS = 200, 30
_LABEL, _LINES = 72, 2  # letters of a row's label, lines of a column's
_DOTS = 130  # an inch
_FONT = "DejaVu Sans"  # comes with matplotlib, has all Vietnamese letters
_DARKEST = 6  # tasks; a darker cell would hide its number


def write_picture(found: Trace, target: Path) -> None:
    """Draws the matrix as PNG; the old file stays until the new one is whole.

    Raises:
        OSError: it cannot be written there.
    """
    data = io.BytesIO()
    draw(found).savefig(data, format="png", dpi=_DOTS, metadata={"Software": None})
    handle, name = tempfile.mkstemp(prefix=".nhiemvu-", suffix=".png", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.getvalue())
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def draw(found: Trace) -> Any:
    """The figure: a row for each superior task, a column for each document.

    A cell's number says how many local tasks take it up; darker is more, hatched is none. So
    it reads without colours. More rows or columns than legible are left out, which is said.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tasks = found.superior.tasks[:_MOST_TASKS]
    documents = found.documents[:_MOST_DOCUMENTS]
    high, wide = 0.27 * len(tasks), 1.15 * max(1, len(documents))
    with mpl.rc_context({"font.family": _FONT, "hatch.linewidth": 0.7}):
        figure = Figure(figsize=(7.2 + wide, 2.4 + high), layout="constrained")
        FigureCanvasAgg(figure)
        axis = figure.subplots()
        for column, one in enumerate(documents):
            for row, task in enumerate(tasks):
                count = sum(link.superior.task_id == task.task_id for link in one.links)
                _cell(axis, column, row, count)
        _frame(axis, found, len(tasks), len(documents))
        axis.set_title(said("picture", name=found.superior.name), loc="left", fontweight="bold")
        figure.supxlabel(_key(found, len(tasks), len(documents)), fontsize=8, x=0.01, ha="left")
    return figure


def _cell(axis: Any, column: int, row: int, count: int) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Rectangle

    shade = min(count, _DARKEST) / _DARKEST
    axis.add_patch(
        Rectangle(
            (column - 0.48, row - 0.46),
            width=0.96,
            height=0.92,
            linewidth=0.6,
            facecolor=colormaps["Blues"](0.15 + 0.75 * shade) if count else "white",
            edgecolor="white" if count else "#c4682b",
            hatch=None if count else "////",
        )
    )
    if count:
        colour = "white" if shade > 0.55 else "black"
        axis.text(column, row, str(count), ha="center", va="center", fontsize=8, color=colour)


def _frame(axis: Any, found: Trace, rows: int, columns: int) -> None:
    """Labels, and a line where another chapter of the superior document begins."""
    tasks = found.superior.tasks[:rows]
    axis.set_xlim(-0.5, max(columns, 1) - 0.5)
    axis.set_ylim(rows - 0.5, -0.5)
    axis.set_yticks(range(rows), [_label(task.path, task.text) for task in tasks], fontsize=7.5)
    names = [
        "\n".join(textwrap.wrap(plain(one.document.name), 14)[:_LINES])
        for one in found.documents[:columns]
    ]
    axis.set_xticks(range(columns), names, fontsize=8)
    axis.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    if not columns:
        axis.text(0, rows / 2 - 0.5, said("no_document"), ha="center", va="center", fontsize=9)
    for row in range(1, rows):
        if tasks[row].headings != tasks[row - 1].headings:
            axis.axhline(row - 0.5, color="0.35", linewidth=0.8)
    for side in axis.spines.values():
        side.set_visible(False)


def _label(path: str, text: str) -> str:
    """Where it stands, and as much of it as there is room for; "$" is no formula."""
    label = f"{place(path)} · {' '.join(plain(text).split())}"
    label = label if len(label) <= _LABEL else f"{label[: _LABEL - 1].rstrip()}…"
    return label.replace("$", r"\$")


def _key(found: Trace, rows: int, columns: int) -> str:
    lines = [said("picture_key"), said("caution")]
    if rows < len(found.superior.tasks) or columns < len(found.documents):
        lines.append(
            said(
                "picture_more",
                tasks=rows,
                all_tasks=len(found.superior.tasks),
                documents=columns,
                all_documents=len(found.documents),
            )
        )
    return "\n".join(lines)
