"""Word documents (.docx, .docm, .dotx) as people see them, read from the parts of the file.

Labels that Word counts itself are in the text, tracked changes are accepted, and what
stands side by side is told from tables of data. Nothing outside the file is ever opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.capitals import raise_heads, restore_capitals
from pipeline.ingest.docx.columns import is_head_line, is_number_line
from pipeline.ingest.docx.flow import write_blocks
from pipeline.ingest.docx.lines import Block
from pipeline.ingest.docx.names import Element, R, W
from pipeline.ingest.docx.package import Package
from pipeline.ingest.docx.story import Story
from pipeline.ingest.docx.writer import TextWriter
from pipeline.ingest.office_encryption import open_docx
from pipeline.model import IngestError, Issue, IssueCode, Media, Severity, Source

__all__ = ["read_docx"]

_HEAD_LINES = 15  # in which a document's number or motto stands
_KINDS_OF_HEADER = ("first", "default")
# What is passed over: its message, for one and for many.
_SKIPPED = {
    "pictures": ("A picture was not read.", "{} pictures were not read."),
    "charts": ("A chart or diagram was not read.", "{} charts or diagrams were not read."),
    "objects": ("An embedded file was not read.", "{} embedded files were not read."),
    "macros": ("Its macros were not looked at.", "Its macros were not looked at."),
    "links": (
        "A link to a picture, template or file outside was not followed.",
        "{} links to pictures, templates or files outside were not followed.",
    ),
    "chunks": (
        "A document of another format inside this one was not read: open this one in Word and "
        "save it again, which takes it in.",
        "{} documents of other formats inside this one were not read: open this one in Word and "
        "save it again, which takes them in.",
    ),
}


def read_docx(blob: Blob, options: Options) -> Source:
    """A Word document as a Source.

    Guarantees:
        1. Every paragraph is a line, with its label as Word prints it; a line break in it
           begins another one, of which `begins` is None.
        2. Lines of tables lie in the cells of `tables`; heads and signature blocks set in
           tables or with tabs are lines with `column` 1 and 2, left before right.
        3. Notes are lines behind what calls them; headers and footers are left out, unless
           the head of the document stands only there.
        4. Pages end where Word last ended them, as far as the file tells.

    Raises:
        IngestError: it asks for a password that was not given, is damaged, too large,
            another format or without text.
    """
    package = Package(replace(blob, data=open_docx(blob, options)), options.limits)
    try:
        writer, story = _read(package)
    except RecursionError as error:
        raise IngestError(
            blob.name,
            "is nested too deeply",
            "Open it in Word and save it again; tables in tables in tables cannot be read.",
        ) from error
    text = writer.text
    if story.capitals_lost:
        text = raise_heads(restore_capitals(text))
    if not text:
        raise _nothing_to_read(blob.name, story)
    pages = writer.pages()
    if len(pages) > options.limits.max_pages:
        raise IngestError(
            blob.name,
            f"has more than {options.limits.max_pages:,} pages",
            "Split it into its documents, or raise the limit if it really is one.",
        )
    return Source(
        path=blob.name,
        sha256=blob.sha256,
        media=Media.DOCX,
        text=text,
        pages=pages,
        encoding="utf-8",
        issues=tuple(_issues(package, story)),
        lines=writer.lines(),
        tables=tuple(writer.tables),
    )


def _read(package: Package) -> tuple[TextWriter, Story]:
    main = package.xml(package.main)
    if main is None or main.tag != W + "document":
        raise IngestError(
            package.name,
            "holds no document that Word would open",
            "Open it in the program that wrote it and save it as .docx again.",
        )
    story = Story(package, main)
    head = _head_in_header(package, main, story)
    blocks = story.body(main)
    writer = TextWriter()
    if head and not _has_head(blocks):
        blocks = [*head, *blocks]
    write_blocks(blocks, writer)
    return writer, story


def _head_in_header(package: Package, main: Element, story: Story) -> list[Block]:
    """The blocks of the first page's header where they hold a document's head."""
    section = next(main.iter(W + "sectPr"), None)
    if section is None:
        return []
    relations = package.relations(package.main)
    references = {
        reference.get(W + "type"): relations.get(reference.get(R + "id") or "")
        for reference in section.iterfind(W + "headerReference")
    }
    for kind in _KINDS_OF_HEADER:
        relation = references.get(kind)
        root = package.xml(relation.target) if relation and not relation.external else None
        if root is not None:
            blocks = story.blocks(root)
            if _has_head(blocks):
                return blocks
    return []


def _has_head(blocks: list[Block]) -> bool:
    lines: list[str] = []
    for block in blocks:
        lines += block.texts()
        if len(lines) >= _HEAD_LINES:
            break
    return any(is_head_line(line) or is_number_line(line) for line in lines[:_HEAD_LINES])


def _issues(package: Package, story: Story) -> Iterator[Issue]:
    skipped = story.skipped
    names = package.names
    skipped["objects"] = max(
        skipped["objects"], sum("/embeddings/" in name and name[-1] != "/" for name in names)
    )
    skipped["macros"] = sum(name.endswith("vbaproject.bin") for name in names)
    skipped["links"] = sum(
        relation.external and relation.kind != "hyperlink"
        for part in (package.main, "word/settings.xml")
        for relation in package.relations(part).values()
    )
    for kind, (one, many) in _SKIPPED.items():
        if count := skipped[kind]:
            severity = Severity.WARNING if kind == "chunks" else Severity.INFO
            message = one if count == 1 else many.format(count)
            yield Issue(IssueCode.CONTENT_SKIPPED, severity, message)
    if converted := story.converted:
        fonts = ", ".join(sorted(converted))
        yield Issue(
            IssueCode.CHARACTERS_CONVERTED,
            Severity.INFO,
            f"{converted.total():,} letters set in fonts of before Unicode ({fonts}) were "
            "converted to Unicode.",
        )


def _nothing_to_read(name: str, story: Story) -> IngestError:
    if story.skipped["pictures"]:
        return IngestError(
            name,
            "holds pictures only, no text",
            "Save it as a PDF: the text of its pages will be recognised.",
        )
    return IngestError(name, "holds no text", "Check that the right file was saved.")
