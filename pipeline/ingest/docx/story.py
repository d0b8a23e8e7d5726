"""The flow of a document: its paragraphs and tables in order, as blocks."""

from __future__ import annotations

from collections import Counter

from pipeline.ingest.docx.fields import Fields
from pipeline.ingest.docx.grid import read_grid
from pipeline.ingest.docx.lines import CUT, Block, Paragraph, Piece, TextLine, flat, squeeze
from pipeline.ingest.docx.names import MC, Element, W, child, flag, integer, value
from pipeline.ingest.docx.notes import Notes
from pipeline.ingest.docx.numbering import Label, Numbering
from pipeline.ingest.docx.package import Package
from pipeline.ingest.docx.runs import ParagraphReader, branch
from pipeline.ingest.docx.styles import ParagraphLook, Styles

__all__ = ["Story"]

_TRANSPARENT = frozenset(W + name for name in ("customXml", "sdtContent", "ins", "moveTo"))
_CONTENTS = "Table of Contents"
_BODY_LEVEL = 9  # the outline level of what is no heading


class Story:
    """Reads the parts of a document that hold text, with what counts through all of them.

    `skipped` counts what was met and not read, `converted` the letters by the font of
    before Unicode that they were set in.
    """

    def __init__(self, package: Package, main: Element) -> None:
        self.styles = Styles(package.related("styles"))
        self.numbering = Numbering(package.related("numbering"), self.styles)
        self.fields = Fields()
        self.skipped: Counter[str] = Counter()
        self.converted: Counter[str] = Counter()
        self.capitals_lost = False  # letters of a font without toned capitals are among them
        self.notes = Notes(
            main, package.related("footnotes"), package.related("endnotes"), self._note_text
        )
        self._sections: list[tuple[Paragraph, Element]] = []
        self._in_contents = 0

    def body(self, root: Element) -> list[Block]:
        """The blocks of the main document, with the pages that sections begin."""
        body = child(root, "body")
        if body is None:
            return []
        blocks = self.blocks(body)
        sections = [section for _, section in self._sections]
        following = [*sections[1:], child(body, "sectPr")]  # a section says how it begins itself
        for (paragraph, _), next_one in zip(self._sections, following, strict=False):
            paragraph.page_after = value(next_one, "type") not in ("continuous", "nextColumn")
        return blocks

    def blocks(self, parent: Element) -> list[Block]:
        """The blocks below an element: the body, a cell, a text box, a note, a header."""
        blocks: list[Block] = []
        self._collect(parent, blocks, [])
        return blocks

    def convert(self, text: str, font: str | None) -> str:
        """Text as Unicode where its font is one of before it."""
        if font is None or not text.strip():
            return text
        from pipeline.ingest.legacy import Encoding, convert_run, encoding_of_font

        converted = convert_run(text, font)
        if converted is None:
            return text
        if converted != text:
            self.converted[font] += len(text)
            self.capitals_lost |= encoding_of_font(font) is Encoding.TCVN3
        return converted

    def _collect(self, parent: Element, blocks: list[Block], joined: list[Element]) -> None:
        """`joined` are paragraphs above whose ends are deleted: the next one goes on with them."""
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                joined.append(element)
                if not _end_is_gone(element):
                    self._close(joined, blocks)
            elif tag == W + "tbl":
                self._close(joined, blocks)
                grid = read_grid(element, self)
                if grid is not None:
                    blocks.append(grid)
            elif tag in _TRANSPARENT:
                self._collect(element, blocks, joined)
            elif tag == W + "sdt":
                self._control(element, blocks, joined)
            elif tag == MC + "AlternateContent":
                chosen = branch(element)
                if chosen is not None:
                    self._collect(chosen, blocks, joined)
            elif tag == W + "altChunk":
                self.skipped["chunks"] += 1
        if parent.tag not in _TRANSPARENT and parent.tag != MC + "Choice":
            self._close(joined, blocks)

    def _control(self, control: Element, blocks: list[Block], joined: list[Element]) -> None:
        properties = child(control, "sdtPr")
        if flag(properties, "showingPlcHdr"):
            return
        content = child(control, "sdtContent")
        if content is None:
            return
        is_contents = value(properties, "docPartObj", "docPartGallery") == _CONTENTS
        self._in_contents += is_contents
        self._collect(content, blocks, joined)
        self._in_contents -= is_contents

    def _close(self, joined: list[Element], blocks: list[Block]) -> None:
        if not joined:
            return
        paragraph = self._paragraph(joined)
        joined.clear()
        if paragraph is not None:
            blocks.append(paragraph)

    # --- one paragraph --------------------------------------------------------------------

    def _paragraph(self, elements: list[Element]) -> Paragraph | None:
        """The paragraph that these make together; None where all of it is hidden or deleted."""
        first_counts = _is_run_in(elements[0])
        properties = child(elements[0] if first_counts else elements[-1], "pPr")
        look = self.styles.paragraph(value(properties, "pStyle"))
        reader = ParagraphReader(self, look)
        for element in elements:
            reader.read(element)
        self.fields.end_paragraph()
        lines = reader.lines()
        paragraph = Paragraph(lines, notes=reader.notes, boxes=reader.boxes)
        paragraph.contents = reader.contents or look.contents or self._in_contents > 0
        hidden = flag(child(properties, "rPr"), "vanish") or (
            look.run.hidden and flag(child(properties, "rPr"), "vanish") is None
        )
        if hidden and not paragraph.texts():
            return None
        label = self.numbering.label(properties, look)
        if label is not None:
            paragraph.labelled = True
            self._prepend(lines[0], label)
        self._place(paragraph, properties, look)
        return paragraph

    def _place(self, paragraph: Paragraph, properties: Element | None, look: ParagraphLook) -> None:
        outline = integer(properties, "outlineLvl")
        outline = look.outline if outline is None else outline
        if outline is not None and 0 <= outline < _BODY_LEVEL and not paragraph.contents:
            paragraph.heading = outline + 1
        paragraph.centred = (value(properties, "jc") or look.justify) == "center"
        page_break = flag(properties, "pageBreakBefore")
        paragraph.page_before = bool(look.page_break if page_break is None else page_break)
        section = child(properties, "sectPr")
        if section is not None:
            self._sections.append((paragraph, section))

    def _prepend(self, line: TextLine, label: Label) -> None:
        text = self.convert(label.text, label.look.font)
        if label.look.capitals:
            text = text.upper()
        size = line.pieces[0].size if line.pieces else label.look.size or 0.0
        bold = line.bold if line.pieces else bool(label.look.bold)
        line.pieces.insert(0, Piece(text + label.gap, bold, size))

    def _note_text(self, note: Element) -> str:
        """A note on one line; a field open in the text around its call does not reach into it."""
        around, self.fields = self.fields, Fields()
        try:
            blocks = self.blocks(note)
        finally:
            self.fields = around
        lines = [line for paragraph in flat(blocks) for line in paragraph.lines]
        return squeeze(" ".join(line.text for line in lines).replace(CUT, ""))


def _end_is_gone(paragraph: Element) -> bool:
    """Whether the end of a paragraph is deleted or moved away, or hidden to join two styles."""
    mark = child(paragraph, "pPr", "rPr")
    if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
        return True
    return _is_run_in(paragraph)


def _is_run_in(paragraph: Element) -> bool:
    mark = child(paragraph, "pPr", "rPr")
    return bool(flag(mark, "specVanish")) and flag(mark, "vanish") is not False
