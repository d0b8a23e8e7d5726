"""Our own documents as an office would type them in Word give what their text gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import regex
from docx_builder import abstract, blob, docx, lvl, num, p, r, tbl, tc, tr

from pipeline.clean import Line, clean, merge
from pipeline.footnotes import Footnote
from pipeline.ingest import Options
from pipeline.ingest import read as read_file
from pipeline.ingest.docx import read_docx
from pipeline.model import LineKind
from pipeline.numbering import LabelKind
from pipeline.run.document import document_rows

OWN = Path(__file__).resolve().parent.parent / "corpus" / "own"
TYPED = sorted(path.name for path in OWN.glob("*.txt"))
# A document of each kind of numbering; reading all would take a minute.
READ_TO_THE_END = [
    "ct-ubnd-tinh-thanh-giang.txt",  # 1. a) - + in two columns, with a note and a gap
    "kh-tinh-uy-lam-son.txt",  # I- 1. 1.1. a), two documents in one file
    "cv-so-tra-loi-don-doc.txt",  # addressees, lists that begin anew
]
LEVELS = {
    LabelKind.ROMAN: (0, "upperRoman"),
    LabelKind.ARABIC: (1, "decimal"),
    LabelKind.DECIMAL: (2, "decimal"),
    LabelKind.LETTER: (3, "lowerLetter"),
    LabelKind.DASH: (4, "bullet"),
    LabelKind.PLUS: (5, "bullet"),
}
RAISED = regex.compile("[⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹]")


class Typist:
    """Types a document into Word: lists that Word counts, a table for what stands side by side.

    A label that Word would count otherwise begins a list anew, as people do by "Set numbering
    value"; labels that Word has not (đ) are typed.
    """

    def __init__(self, notes: Sequence[Footnote]) -> None:
        self.body = self.notes = self.nums = ""
        self._calls = sorted((note.call[0], i, note) for i, note in enumerate(notes) if note.call)
        self._shapes: dict[int, str] = {}
        self._counts = [0] * 6
        self._number = 1

    def document(self, lines: Sequence[Line]) -> bytes:
        at = 0
        while at < len(lines):
            end = at
            while end < len(lines) and lines[end].column:
                end += 1
            if end > at:
                sides = (
                    tc(*(p(self._runs(line)) for line in lines[at:end] if line.column == column))
                    for column in (1, 2)
                )
                self.body += tbl(tr(*sides), look="")
            else:
                end = at + 1
                self.body += self._paragraph(lines[at])
            at = end
        levels = (lvl(n, form, self._shapes.get(n, "")) for n, form in LEVELS.values())
        numbering = abstract(0, *levels) + num(1, 0) + self.nums
        return docx(self.body, numbering=numbering, footnotes=self.notes)

    def _paragraph(self, line: Line) -> str:
        place = self._place(line)
        outline = f'<w:outlineLvl w:val="{line.heading - 1}"/>' if line.heading else ""
        start = line.label.end if line.label is not None and place else 0
        return p(self._runs(line, start), num=place, look=outline)

    def _place(self, line: Line) -> tuple[int, int] | None:
        """The list and level of a line; None where its label is to be typed."""
        label = line.label
        if label is None or label.kind not in LEVELS or label.step == "đ":
            return None
        level, form = LEVELS[label.kind]
        shown = "%2.%3" if label.kind is LabelKind.DECIMAL else f"%{level + 1}"
        shape = label.printed.replace(label.step, shown, 1) if label.step else label.printed
        if self._shapes.setdefault(level, shape) != shape:
            return None
        decimal = label.kind is LabelKind.DECIMAL  # of two numbers; "2.1.1." is typed
        if decimal and (len(label.value) > 2 or label.value[0] != self._counts[1]):
            return None
        if form != "bullet":
            value = ord(label.step) - 96 if label.kind is LabelKind.LETTER else label.value[-1]
            if value != self._counts[level] + 1:
                self._number += 1
                start = f'<w:startOverride w:val="{value}"/>'
                override = f'<w:lvlOverride w:ilvl="{level}">{start}</w:lvlOverride>'
                self.nums += num(self._number, 0, override)
            self._counts[level] = value
        self._counts[level + 1 :] = [0] * (5 - level)
        return self._number, level

    def _runs(self, line: Line, start: int = 0) -> str:
        """The text of a line from `start`, with the calls of its notes where they stood."""
        starts, text = line.aligned.starts, line.aligned.text
        look = "<w:b/>" if line.bold else ""
        made = ""
        for place, number, note in self._calls:
            if not starts[0] <= place <= line.aligned.whole[1]:
                continue
            at = sum(1 for begin in starts if begin < place)
            made += r(text[start:at], look)
            made += f'<w:r><w:footnoteReference w:id="{number + 2}"/></w:r>'
            start = at
            self.notes += (
                f'<w:footnote w:id="{number + 2}"><w:p><w:r><w:footnoteRef/></w:r>'
                f"{r(' ' + note.aligned.text)}</w:p></w:footnote>"
            )
        return made + r(text[start:], look)


def typed(path: Path) -> tuple[bytes, list[Line]]:
    cleaned = clean(read_file(path))
    # titles keep their lines, as people break them
    lines = merge(replace(x, continues=x.continues and not x.capitals) for x in cleaned.lines)
    return Typist(cleaned.footnotes).document(lines), lines


@pytest.mark.parametrize("name", TYPED)
def test_every_line_is_there_with_its_label(name: str) -> None:
    data, lines = typed(OWN / name)
    source = read_docx(blob(data), Options())
    found = [
        RAISED.sub("", source.text[line.char_start : line.char_end])
        for line in source.lines
        if line.kind is LineKind.FLOW
    ]
    expected = [RAISED.sub("", line.text) for line in lines]
    if any(line.column for line in lines):
        found.sort()
        expected.sort()
    assert found == expected


def values(path: Path) -> dict[str, Any]:
    """What a tracking system takes: who does what by when, under which documents."""
    rows = document_rows(path)
    paths = {task["task_id"]: task["path"] for task in rows["tasks"]}
    return {
        "documents": [(row["number"], row["issued_date"]) for row in rows["documents"]],
        "sections": [(row["path"], row["role"]) for row in rows["sections"]],
        "tasks": [(row["path"], row["text"]) for row in rows["tasks"]],
        "units": [(paths[r["task_id"]], r["role"], r["unit"]) for r in rows["responsibilities"]],
        "times": [(paths[r["task_id"]], r["kind"], r["end"]) for r in rows["time_clauses"]],
        "cited": sorted(str((r["cited_type"], r["cited_number"])) for r in rows["citations"]),
    }


@pytest.mark.parametrize("name", READ_TO_THE_END)
def test_word_and_text_give_the_same_values(name: str, tmp_path: Path) -> None:
    path = tmp_path / Path(name).with_suffix(".docx")
    path.write_bytes(typed(OWN / name)[0])
    found, expected = values(path), values(OWN / name)
    for kind in expected:
        assert found[kind] == expected[kind], kind
