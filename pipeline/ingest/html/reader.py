"""An HTML file → Source: parsed, laid out, the document found, written as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import regex
from lxml import etree, html

from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.html.find import Found, find_document
from pipeline.ingest.html.lines import Laid, WebLine, lay_out
from pipeline.ingest.html.markup import Markup, markups
from pipeline.ingest.html.style import Styles
from pipeline.ingest.html.tables import DataTable
from pipeline.ingest.legacy import convert_text
from pipeline.ingest.letters import misreading
from pipeline.model import (
    Cell,
    IngestError,
    Issue,
    IssueCode,
    LineLayout,
    Media,
    Page,
    Severity,
    Source,
    Table,
)

__all__ = ["read_html"]

_SAVE_DOCUMENT = "Open the page in a browser, go to the document itself and save that page as HTML."
_WRAPPERS = regex.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|center|section|article|small|big|blockquote|a)\b[^<>]*>",
    regex.IGNORECASE,
)


def read_html(blob: Blob, options: Options) -> Source:
    """An HTML file or web archive as a Source.

    Guarantees:
        1. `text` is the document as a reader sees it, from its head to its recipients and
           annexes: labels that a browser draws are there, what it hides is not.
        2. Menus, related documents, comments and the like are left out; an issue says
           what. In doubt more is taken.
        3. Nothing outside the file is opened, no program in it runs, no entity grows.
        4. `lines` tells of every line, `tables` of the tables of data; tables that only
           set the head or the signature side by side are columns 1 and 2.

    Raises:
        IngestError: the file is empty, too large or another format, or shows no document.
    """
    best: tuple[Markup, Laid, Found] | None = None
    refusal: IngestError | None = None
    for markup in markups(blob, options):
        try:
            laid, found = _document(blob.name, markup)
        except IngestError as error:
            refusal = refusal or error
            continue
        if best is None or (found.certain and not best[2].certain):
            best = markup, laid, found
        if found.certain:
            break
    if best is None:
        assert refusal is not None
        raise refusal
    return _source(blob, options, *best)


def _document(name: str, markup: Markup) -> tuple[Laid, Found]:
    root = _parse(name, markup.text)
    laid = lay_out(root, Styles(markup.sheets))
    if not laid.lines:
        raise _no_document(name, root, "no text is on the page")
    _convert_lines(laid.lines)
    found = find_document(laid)
    shown_all = True
    if (found is None or not found.certain) and any(line.hidden for line in laid.lines):
        everything = find_document(laid, hidden=True)
        if everything is not None and (found is None or everything.certain):
            found, shown_all = everything, False
    if found is None or (shown_all and _is_only_a_form(root, laid, found)):
        raise _no_document(name, root, "only a site's menus and forms are on the page")
    return laid, found


def _is_only_a_form(root: Any, laid: Laid, found: Found) -> bool:
    """Whether a page asks for a password, or shows frames, and has next to no text."""
    text = sum(len(laid.lines[index].text) for index in found.kept)
    asks = root.xpath("count(//input[@type='password'])") > 0
    linked = sum(laid.lines[index].links for index in found.kept)
    return not found.certain and (
        not found.plain or (asks and not found.reads) or linked > 0.7 * text
    )


def _no_document(name: str, root: Any, problem: str) -> IngestError:
    if any(True for tag in ("frameset", "frame") for _ in root.iter(tag)):
        return IngestError(
            name,
            "holds no document: it only says which other pages to show in its frames",
            "Open the page in a browser, open the frame with the document by itself and save that.",
        )
    return IngestError(name, f"holds no document: {problem}", _SAVE_DOCUMENT)


def _parse(name: str, text: str) -> Any:
    """The tree of a page. One that is nested beyond measure is read without its wrappers."""
    for attempt in (text, None):
        markup = attempt if attempt is not None else _WRAPPERS.sub(" ", text)
        parser = html.HTMLParser(
            encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError) as error:
            raise IngestError(name, "holds no document: it is empty", _SAVE_DOCUMENT) from error
        if not any(entry.level_name == "FATAL" for entry in parser.error_log):
            return root
    raise IngestError(
        name,
        "cannot be read: its elements are nested hundreds deep",
        "Open the page in a browser, copy the document into Word and save it as DOCX.",
    )


def _convert_lines(lines: Sequence[WebLine]) -> None:
    """Makes lines in an encoding of before Unicode Unicode, whatever font they name."""
    text = "\n".join(line.text for line in lines)
    conversion = None if text.isascii() else convert_text(text)
    pieces = conversion.text.split("\n") if conversion else []
    if len(pieces) == len(lines):
        for line, piece in zip(lines, pieces, strict=True):
            line.text = " ".join(piece.split()) or line.text
    for line in lines:
        if "\xad" in line.text:  # a soft hyphen in Unicode, but a letter in TCVN3
            line.text = " ".join(line.text.replace("\xad", "").split())


# --- writing --------------------------------------------------------------------------


def _source(blob: Blob, options: Options, markup: Markup, laid: Laid, found: Found) -> Source:
    lines = [laid.lines[index] for index in found.kept]
    starts: dict[int, int] = {}
    at = 0
    for index, line in zip(found.kept, lines, strict=True):
        starts[index] = at
        at += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    pages = _pages(lines, len(text))
    if len(pages) > options.limits.max_pages:
        raise IngestError(
            blob.name,
            f"has more than {options.limits.max_pages:,} pages",
            "Take out the page breaks that end no page, or raise the limit.",
        )
    return Source(
        path=blob.name,
        sha256=blob.sha256,
        media=Media.HTML,
        text=text,
        pages=pages,
        encoding=markup.encoding,
        issues=(*markup.issues, *_issues(text, laid, found)),
        lines=tuple(_layouts(lines, pages)),
        tables=tuple(_tables(laid, starts)),
    )


def _pages(lines: Sequence[WebLine], size: int) -> tuple[Page, ...]:
    cuts: list[int] = []
    at = 0
    for line in lines:
        if line.new_page and at:
            cuts.append(at)
        at += len(line.text) + 1
    return tuple(
        Page(number, start, end)
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, size], strict=True), 1)
    )


def _layouts(lines: Sequence[WebLine], pages: Sequence[Page]) -> Iterator[LineLayout]:
    at = page = 0
    for line in lines:
        while at >= pages[page].char_end:
            page += 1
        yield LineLayout(
            at,
            at + len(line.text),
            pages[page].number,
            line.kind,
            line.begins,
            line.heading,
            line.bold,
            line.centred,
            line.column,
            line.size,
        )
        at += len(line.text) + 1


def _tables(laid: Laid, starts: dict[int, int]) -> Iterator[Table]:
    for table in laid.tables:
        made = _table(table, laid.lines, starts)
        if made is not None:
            yield made


def _table(table: DataTable, lines: Sequence[WebLine], starts: dict[int, int]) -> Table | None:
    """The table with ranges of characters; None where its lines were left out."""
    cells: list[Cell] = []
    here: int | None = None
    for cell in table.cells:
        kept = [index for index in range(cell.first, cell.after) if index in starts]
        if kept:
            start, end = starts[kept[0]], starts[kept[-1]] + len(lines[kept[-1]].text)
        else:
            start = end = -1 if here is None else here
        cells.append(
            Cell(cell.row, cell.column, start, end, cell.row_span, cell.column_span, cell.header)
        )
        here = end if end >= 0 else here
    first = next((cell.char_start for cell in cells if cell.char_start >= 0), None)
    if first is None or here is None:
        return None
    placed = tuple(
        cell
        if cell.char_start >= 0
        else Cell(cell.row, cell.column, first, first, cell.row_span, cell.column_span, cell.header)
        for cell in cells
    )
    return Table(first, here, table.n_rows, table.n_columns, placed)


# --- issues ---------------------------------------------------------------------------


def _issues(text: str, laid: Laid, found: Found) -> Iterator[Issue]:
    where = [
        f"{len(indices):,} line(s) {name} it, such as {_quoted(laid.lines, indices)}"
        for name, indices in (
            ("before", found.before),
            ("inside", found.inside),
            ("after", found.after),
        )
        if indices
    ]
    if where:
        said = "What is not the document was left out: " + "; ".join(where) + "."
        if not found.certain:
            said += " The page shows no head or signature; check that nothing is missing."
        severity = Severity.INFO if found.certain else Severity.WARNING
        yield Issue(IssueCode.CONTENT_SKIPPED, severity, said)
    garbled = misreading(text)
    if garbled is not None:
        yield Issue(
            IssueCode.TEXT_LAYER_GARBAGE,
            Severity.ERROR,
            f'The letters are not Unicode Vietnamese but {garbled.written_in}: "{garbled.sample}". '
            "Convert the file to Unicode (with UniKey, for instance).",
        )


def _quoted(lines: Sequence[WebLine], indices: Sequence[int]) -> str:
    """The longest few of some lines, shortened."""
    chosen = sorted(sorted(indices, key=lambda i: -len(lines[i].text))[:2])
    return ", ".join(
        f'"{text if len(text) <= 40 else text[:39] + "…"}"'
        for text in (lines[index].text for index in chosen)
    )
