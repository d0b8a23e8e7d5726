"""An HTML tree → the lines a reader sees, the boxes around them, the tables among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import regex
from lxml import etree

from pipeline.ingest.grid import Grid
from pipeline.ingest.html.labels import Counter, superscript
from pipeline.ingest.html.style import Style, Styles
from pipeline.ingest.html.tables import DataTable, TableDraft, is_head_or_signature, settle
from pipeline.model import LineKind

__all__ = ["Box", "Laid", "WebLine", "lay_out"]

_SKIPPED_TAGS = """
    head title meta link base script style template object embed applet iframe frame noscript
    svg math canvas audio video map select datalist option button input textarea progress
    del rp rt dialog xml noembed noframes
"""
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_SPACES = regex.compile(r"\s+")
# "ftn1" (Word), "fn1", "footnote-1", "sdfootnote1sym" (LibreOffice), "cite_note-1"
_NOTE = r"_?(?:(?:sd)?(?:foot|end)note|fn|ftn|edn|cite_note)"
_NOTE_ID = regex.compile(rf"{_NOTE}[-_:]?\d+", regex.IGNORECASE)
_NOTE_CALL = regex.compile(rf"[^#]*#{_NOTE}[-_:]?\d+(?:sym)?", regex.IGNORECASE)
_NOTE_BACK = regex.compile(
    rf"[^#]*#(?:{_NOTE}|_?cite)[-_:]?(?:(?:ref|anc)[-_:]?\d*(?:[-_]\d)?|\d+anc)", regex.IGNORECASE
)
_RAISED = regex.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SYMBOL_FONT = regex.compile(r"symbol|wingdings|webdings", regex.IGNORECASE)
_BORDER = regex.compile(
    r"border(?:-(?:top|right|bottom|left))?(?:-width)?\s*:\s*(?!none|0|medium none)[\w.]"
)
_MOST_LINKED = 8  # lines of one link; one that has more was never closed
# A label that was typed: a list drawn around it shows none of its own.
_TYPED = regex.compile(r"[-–—+•*▪◦]|\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,5})[.)/]")


@dataclass(slots=True)
class WebLine:
    """A line as it is shown. `links` counts its characters that lead elsewhere."""

    text: str
    begins: bool | None = True
    heading: int = 0
    bold: bool = False
    centred: bool = False
    size: float = 0.0
    links: int = 0
    column: int = 0
    kind: LineKind = LineKind.FLOW
    new_page: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Box:
    """A block of the page: its half-open range of lines, and the boxes in it."""

    tag: str
    names: str = ""
    role: str = ""
    first: int = 0
    after: int = 0
    children: list[Box] = field(default_factory=list)
    side: bool = False


@dataclass(slots=True)
class Laid:
    """A page laid out: its lines, the box around all of them, its data tables in order."""

    lines: list[WebLine]
    box: Box
    tables: list[DataTable]


@dataclass(slots=True)
class _Frame:
    """An element that is open."""

    style: Style
    box: Box | None
    skipped: bool = False
    counter: Counter | None = None
    note: bool = False
    table: TableDraft | None = None
    cell: bool = False
    first: int = 0  # how many lines there were when it was opened


def lay_out(root: etree._Element, styles: Styles) -> Laid:
    """The lines of a page in reading order, hidden blocks included but marked."""
    walker = _Walker(styles)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):
            if event == "end":
                walker.text(element.tail)
        elif event == "start":
            if walker.start(element):
                walk.skip_subtree()
        else:
            walker.end(element)
    walker.flush()
    walker.root.after = len(walker.lines)
    return Laid(walker.lines, walker.root, walker.tables)


class _Walker:
    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.lines: list[WebLine] = []
        self.tables: list[DataTable] = []
        self.root = Box("html")
        self.frames = [_Frame(Style(), self.root)]
        self.parts: list[tuple[str, Style]] = []
        self.begins: bool | None = True
        self.label = ""
        self.new_page = False
        self.note = False
        self.hidden = 0  # how many of the open elements are not shown

    # --- elements ---------------------------------------------------------------------

    def start(self, element: Any) -> bool:
        """Opens an element; whether what is in it is not to be read."""
        tag = element.tag.lower()
        attributes: Mapping[str, str] = element.attrib
        above = self.frames[-1]
        style = self.styles.of(tag, attributes, above.style)
        if tag == "br":
            self._break(style)
        if tag in _SKIPPED or (style.hidden and not style.block):
            self.frames.append(_Frame(style, None, skipped=True))
            return True
        frame = _Frame(style, None, note=above.note, table=above.table, first=len(self.lines))
        if tag == "a":
            frame.style = self._note_link(element, style)
        if style.block:
            self.flush()
            self.begins = True
            self.new_page = self.new_page or bool(style.breaks & 1)
            self.hidden += style.hidden
            frame.box = self._open_box(tag, attributes, style)
            frame.note = above.note or _NOTE_ID.fullmatch(attributes.get("id", "")) is not None
        self.frames.append(frame)
        self._open_list(tag, element, frame, above)
        self._open_table(tag, attributes, frame)
        self.text(element.text)
        return False

    def end(self, element: Any) -> None:
        """Closes an element; the text after it belongs to the one around it."""
        tag = element.tag.lower()
        frame = self.frames.pop()
        if frame.box is not None:
            self.frames.append(frame)
            self.flush()
            self.frames.pop()
            self.begins = True
            self.hidden -= frame.style.hidden
            frame.box.after = len(self.lines)
            self.new_page = self.new_page or bool(frame.style.breaks & 2)
            if tag == "li":
                self.label = ""
            if frame.cell and frame.table is not None:
                frame.table.close_cell(len(self.lines))
            if tag == "table" and frame.table is not None:
                self._close_table(frame.table, frame.box)
            else:
                self._side_by_side(frame.box)
        elif tag == "a" and len(self.lines) - frame.first >= _MOST_LINKED:
            self.flush()
            for line in self.lines[frame.first :]:
                line.links = 0
        self.text(element.tail)

    def _open_box(self, tag: str, attributes: Mapping[str, str], style: Style) -> Box:
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}"[:300]
        box = Box(tag, names, attributes.get("role", ""), len(self.lines))
        box.side = style.side
        parent = next(f.box for f in reversed(self.frames) if f.box is not None)
        parent.children.append(box)
        return box

    def _break(self, style: Style) -> None:
        again = not self.parts and self.begins is not True
        had_text = bool(self.parts)
        self.flush()
        if style.breaks:
            self.new_page = True
        if had_text:
            self.begins = None
        elif again:
            self.begins = True

    def _note_link(self, element: Any, style: Style) -> Style:
        """A link to a footnote or back from it is raised, as its number is."""
        target = element.get("href", "")[:300]
        if _NOTE_BACK.fullmatch(target):
            self.note = self.note or not "".join(text for text, _ in self.parts).strip()
            return replace(style, raised=True, link=False)
        if _NOTE_CALL.fullmatch(target):
            return replace(style, raised=True, link=False)
        return style

    def _open_list(self, tag: str, element: Any, frame: _Frame, above: _Frame) -> None:
        if tag in ("ol", "ul", "menu", "dir"):
            depth = sum(f.counter is not None and not f.counter.ordered for f in self.frames)
            attributes = dict(element.attrib)
            if "reversed" in attributes:
                attributes["data-items"] = str(sum(child.tag == "li" for child in element))
            frame.counter = Counter(tag, attributes, frame.style.list_type, depth)
        elif tag == "li" and above.counter is not None:
            # a list's type is handed down; only one that the item itself has counts here
            own = element.get("type", "")
            if frame.style.list_type != above.style.list_type:
                own = frame.style.list_type
            self.label = above.counter.label(element.attrib, own)
            if frame.note:
                self.label = superscript(self.label.rstrip(".")) or self.label
                self.note = True

    # --- tables -----------------------------------------------------------------------

    def _open_table(self, tag: str, attributes: Mapping[str, str], frame: _Frame) -> None:
        if tag == "table":
            frame.table = TableDraft(Grid(), len(self.lines), len(self.tables))
            frame.table.bordered = _is_bordered(attributes)
            frame.table.presentation = attributes.get("role") in ("presentation", "none")
            frame.style = replace(frame.style, centred=False)
            return
        table = frame.table
        if table is None:
            return
        if tag == "thead":
            table.head = frame.box
        elif tag == "caption":
            table.caption = True
        elif tag == "tr":
            table.grid.next_row()
        elif tag in ("td", "th"):
            in_head = any(f.box is not None and f.box is table.head for f in self.frames)
            table.bordered = (
                table.bordered or _BORDER.search(attributes.get("style", "")) is not None
            )
            table.open_cell(
                _span(attributes, "rowspan"),
                _span(attributes, "colspan"),
                (tag == "th" and attributes.get("scope") != "row") or in_head,
                len(self.lines),
            )
            frame.cell = True

    def _close_table(self, draft: TableDraft, box: Box) -> None:
        draft.close_cell(len(self.lines))
        found = settle(draft, self.lines, len(self.tables) > draft.tables_before)
        if found is not None:
            del self.tables[draft.tables_before :]
            self.tables.append(found)
        if found is not None or any(line.column for line in self.lines[box.first :]):
            box.children.clear()  # its lines may have been moved across its cells

    def _side_by_side(self, box: Box) -> None:
        """Marks the two blocks of a head that a style sets beside each other."""
        pair = [child for child in box.children if child.first < child.after]
        if len(pair) != 2 or not all(child.side for child in pair):
            return
        left, right = ((child.first, child.after) for child in pair)
        texts = ["\n".join(line.text for line in self.lines[a:b]) for a, b in (left, right)]
        if right[1] - left[0] <= 80 and is_head_or_signature(texts):
            for column, (a, b) in enumerate((left, right), 1):
                for line in self.lines[a:b]:
                    line.column = column

    # --- text -------------------------------------------------------------------------

    def text(self, text: str | None) -> None:
        """Adds text that stands directly in the element that is open."""
        frame = self.frames[-1]
        if not text or frame.skipped:
            return
        style = frame.style
        if style.raised and text.strip():
            if text.strip() in ("↩", "↑", "^", "↩︎"):
                return
            text = superscript(text) or text
        if style.ignored and _SYMBOL_FONT.search(style.font) and text.strip():
            text = "•"
        if not style.preformatted or "\n" not in text:
            self.parts.append((text, style))
            return
        for index, piece in enumerate(text.split("\n")):
            if index:
                blank = not any(part.strip() for part, _ in self.parts)
                self.flush()
                self.begins = True if blank else (self.begins if self.begins else None)
            self.parts.append((piece, style))

    def flush(self) -> None:
        """Ends a line."""
        parts, self.parts = self.parts, []
        if not parts:
            return
        text = _clean(_converted(parts))
        if not text.strip("\xad "):
            return
        shown = [(raw, style) for raw, style in parts if raw.strip() and not style.ignored]
        opens_note = self.note or (
            (match := _RAISED.match(text)) is not None and len(text) > match.end() + 2
        )
        if opens_note and (mark := _RAISED.match(text)):
            text = f"{mark.group()} {text[mark.end() :].lstrip()}"
        if self.label and not _TYPED.match(text):
            text = f"{self.label} {text}"
        links = sum(len(raw.strip()) for raw, style in shown if style.link)
        if shown and all(style.link for _, style in shown):
            links = len(text)  # its label, too
        frame = self.frames[-1]
        style = shown[0][1] if shown else parts[0][1]
        in_cell = frame.table is not None
        self.lines.append(
            WebLine(
                text,
                self.begins,
                heading=style.heading,
                bold=bool(shown) and all(style.bold for _, style in shown),
                centred=style.centred,
                size=style.size,
                links=links,
                kind=LineKind.FOOTNOTE
                if (frame.note or opens_note) and not in_cell
                else LineKind.FLOW,
                new_page=self.new_page,
                hidden=self.hidden > 0,
            )
        )
        self.label, self.new_page, self.note, self.begins = "", False, False, None


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def _converted(parts: list[tuple[str, Style]]) -> str:
    """The text of a line, with runs in fonts of before Unicode made Unicode."""
    if not any(style.font for _, style in parts):
        return "".join(raw for raw, _ in parts)
    from pipeline.ingest.legacy import convert_run, encoding_of_font

    runs: list[tuple[str, str]] = []
    for raw, style in parts:
        if runs and (
            runs[-1][1] == style.font
            or (
                encoding_of_font(runs[-1][1]) is encoding_of_font(style.font)
                and runs[-1][1].lower().endswith("h") == style.font.lower().endswith("h")
            )
        ):
            runs[-1] = (runs[-1][0] + raw, runs[-1][1])
        else:
            runs.append((raw, style.font))
    return "".join(convert_run(raw, font) or raw for raw, font in runs)


def _span(attributes: Mapping[str, str], name: str) -> int:
    value = attributes.get(name, "1").strip()
    return int(value) if regex.fullmatch(r"\d{1,6}", value) else 1


def _is_bordered(attributes: Mapping[str, str]) -> bool:
    border = attributes.get("border", "0").strip()
    names = attributes.get("class", "").lower()
    return (
        border not in ("", "0")
        or "msotablegrid" in names
        or "bordered" in names
        or regex.search(
            r"border(?:-\w+)?\s*:\s*(?!none|0|medium none)", attributes.get("style", "")
        )
        is not None
    )
