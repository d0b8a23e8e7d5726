"""The content of one paragraph: its runs as lines of letters, its notes, its text boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from pipeline.ingest.docx.fields import is_silent
from pipeline.ingest.docx.lines import CUT, TAB, Block, Piece, TextLine
from pipeline.ingest.docx.names import MC, Element, W, child, flag, value, within
from pipeline.ingest.docx.styles import ParagraphLook, RunLook
from pipeline.ingest.docx.symbols import is_symbol_font, symbols

if TYPE_CHECKING:
    from pipeline.ingest.docx.story import Story

__all__ = ["ParagraphReader", "branch"]

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
)
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"

# Wrappers whose content is read as if they were not there; w:del, w:moveFrom, comments,
# phonetic guides and marks of ranges are not among them, and so not read.
_TRANSPARENT = frozenset(
    W + name
    for name in (
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "dir",
        "bdo",
        "sdtContent",
        "ruby",
        "rubyBase",
    )
)
_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_RAISED_DIGITS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = regex.compile(r"[\d()\s]+")
_PRIVATE = regex.compile(r"[\uf020-\uf0ff]")
_PICTURE_LETTERS = 2  # longer text in a symbol font is text in a font that was not meant


class ParagraphReader:
    """Reads the runs of a paragraph, or of several that are joined.

    Tracked changes are read as accepted; of a field only the result is, of hidden text
    nothing. What it meets besides text is told to the story.
    """

    def __init__(self, story: Story, look: ParagraphLook) -> None:
        self.notes: list[str] = []
        self.boxes: list[Block] = []
        self.contents = False
        self._story = story
        self._look = look
        self._lines: list[list[tuple[str, RunLook]]] = [[]]
        self._mark_follows: str | None = None

    def read(self, parent: Element) -> None:
        """Reads what stands below `parent`."""
        for element in parent:
            tag = element.tag
            if tag == W + "r":
                self._run(element)
            elif tag in _TRANSPARENT:
                self.read(element)
            elif tag == W + "sdt":
                if not flag(child(element, "sdtPr"), "showingPlcHdr"):
                    self.read(element)
            elif tag == W + "fldSimple":
                if not is_silent(element.get(W + "instr") or ""):
                    self.read(element)
            elif tag == MC + "AlternateContent":
                chosen = branch(element)
                if chosen is not None:
                    self.read(chosen)
            elif isinstance(tag, str) and tag.startswith(_MATH + "oMath"):
                for letters in element.iter(_MATH + "t"):
                    self._add(letters.text or "", self._look.run)

    def lines(self) -> list[TextLine]:
        """The lines read, the last paragraph's `w:br` included; at least one."""
        return [
            TextLine([self._piece(text, look) for text, look in _merged(line)], begins=number == 0)
            for number, line in enumerate(self._lines)
        ]

    # --- runs -----------------------------------------------------------------------------

    def _run(self, run: Element) -> None:
        properties = child(run, "rPr")
        below = self._look.run
        style = value(properties, "rStyle")
        if style is not None:
            below = below.beside(self._story.styles.character(style))
        look = RunLook.of(properties).over(below)
        self._mark_follows = None
        self._content(run, look)

    def _content(self, parent: Element, look: RunLook) -> None:
        fields = self._story.fields
        for element in parent:
            if element.tag == W + "fldChar":
                fields.change(element.get(W + "fldCharType"))
            elif element.tag == W + "instrText":
                fields.instruct(element.text or "")
            elif look.hidden:
                continue
            elif fields.shows:
                self.contents = self.contents or fields.in_contents
                self._shown(element, look)

    def _shown(self, element: Element, look: RunLook) -> None:
        match element.tag.removeprefix(W) if isinstance(element.tag, str) else "":
            case "t":
                self._text(element, look)
            case "tab" | "ptab":
                self._add(TAB, look)
            case "br" | "cr":
                self._break(element.get(W + "type"))
            case "lastRenderedPageBreak":
                self._add(CUT, look)
            case "noBreakHyphen":
                self._add("-", look)
            case "softHyphen":
                self._add("\u00ad", look)  # nothing, but a letter in fonts of old
            case "sym":
                self._symbol(element, look)
            case "footnoteReference" | "endnoteReference" as kind:
                self._call(kind.removesuffix("Reference"), element)
            case "drawing" | "pict" | "object":
                self._drawing(element)
            case _ if element.tag == MC + "AlternateContent":
                chosen = branch(element)
                if chosen is not None:
                    self._content(chosen, look)

    def _text(self, element: Element, look: RunLook) -> None:
        text = element.text or ""
        at_ends = text[:1].isspace() or text[-1:].isspace()
        if at_ends and not _keeps_space(element):
            text = text.strip(" \t\r\n")
        text = text.replace(CUT, "").replace("\r", " ").replace("\n", " ")
        if self._mark_follows is not None:  # the custom mark, which the call already shows
            text = text.lstrip().removeprefix(self._mark_follows)
            self._mark_follows = None
        self._add(text, look)

    def _symbol(self, element: Element, look: RunLook) -> None:
        try:
            code = int(element.get(W + "char") or "", 16)
        except ValueError:
            return
        font = element.get(W + "font")
        if 0x20 <= code <= 0xFFFF and not 0xD800 <= code <= 0xDFFF and code != ord(CUT):
            self._add(symbols(chr(code), font), replace(look, font=None))

    def _break(self, kind: str | None) -> None:
        self._lines.append([])
        if kind == "page":
            self._add(CUT, self._look.run)

    def _add(self, text: str, look: RunLook) -> None:
        if text:
            self._lines[-1].append((text, look))

    # --- notes, boxes ---------------------------------------------------------------------

    def _call(self, kind: str, element: Element) -> None:
        written = None
        if _switch(element, "customMarkFollows"):
            written = "".join(text.text or "" for text in element.itersiblings(W + "t")).strip()
            self._mark_follows = written
        note = self._story.notes.call(kind, element.get(W + "id") or "", written)
        if note is None:
            return
        mark, text = note
        look = replace(self._look.run, script=None, font=None, capitals=None)
        raised = mark.translate(_RAISED)
        self._add(f"⁽{raised}⁾" if self._ends_raised() else raised, look)
        self.notes.append(f"{raised} {text}".rstrip())

    def _ends_raised(self) -> bool:
        """Whether the letter before is a raised figure, with which a mark would run together."""
        if not self._lines[-1]:
            return False
        text, look = self._lines[-1][-1]
        last = text[-1]
        return last in _RAISED_DIGITS or (look.script == "superscript" and last.isdigit())

    def _drawing(self, element: Element) -> None:
        skipped = self._story.skipped
        skipped["pictures"] += sum(
            1 for picture in element.iter(*_PICTURES) if not _is_in_box(picture, element)
        )
        skipped["charts"] += sum(1 for _ in element.iter(*_CHARTS))
        skipped["objects"] += sum(1 for _ in element.iter(_OBJECT))
        for box in element.iter(W + "txbxContent"):
            if not _is_in_box(box, element) and not _is_in_old_choice(box, element):
                self.boxes.extend(self._story.blocks(box))

    # --- what letters become --------------------------------------------------------------

    def _piece(self, text: str, look: RunLook) -> Piece:
        if is_symbol_font(look.font) and len(text.strip()) <= _PICTURE_LETTERS:
            text = symbols(text, look.font)
        else:
            text = self._story.convert(text, look.font)
            text = _PRIVATE.sub(lambda letter: symbols(letter[0], look.font), text)
        if look.script == "superscript" and _MARK.fullmatch(text):
            text = text.translate(_RAISED)
        if look.capitals:
            text = text.upper()
        return Piece(text, bool(look.bold), look.size or 0.0)


def branch(alternate: Element) -> Element | None:
    """Of the versions of one thing for new and old programs, the first that shows text."""
    versions = alternate.findall(MC + "Choice") + alternate.findall(MC + "Fallback")
    shown = (
        version for version in versions if within(version, "t", "sym", "txbxContent", "p", "tbl")
    )
    return next(shown, versions[0] if versions else None)


def _keeps_space(element: Element) -> bool:
    """Whether Word keeps spaces at the ends of a text: here or above it says so."""
    if element.get(_SPACE) == "preserve":
        return True
    return any(above.get(_SPACE) == "preserve" for above in element.iterancestors())


def _switch(element: Element, name: str) -> bool:
    """Whether an attribute that is a switch is on."""
    return (element.get(W + name) or "0").lower() in ("1", "true", "on")


def _is_in_box(element: Element, root: Element) -> bool:
    """Whether it stands in a text box below `root`, whose own reading counts it."""
    for above in element.iterancestors():
        if above is root:
            return False
        if above.tag == W + "txbxContent":
            return True
    return False


def _is_in_old_choice(box: Element, root: Element) -> bool:
    """Whether it stands in a version of the drawing that is not the one to read."""
    inner = box
    for above in box.iterancestors():
        if above is root:
            return False
        if above.tag == MC + "AlternateContent" and branch(above) is not inner:
            return True
        inner = above
    return False


def _merged(line: list[tuple[str, RunLook]]) -> list[tuple[str, RunLook]]:
    """Neighbours of one look as one: letters of old fonts may be cut in two by runs."""
    merged: list[tuple[str, RunLook]] = []
    for text, look in line:
        if merged and merged[-1][1] == look:
            merged[-1] = (merged[-1][0] + text, look)
        else:
            merged.append((text, look))
    return merged
