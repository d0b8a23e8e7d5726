"""The physical lines of a source: marks off, spaces single, every character traceable."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

import regex

from pipeline.aligned import Aligned
from pipeline.ingest.pipe_tables import stands_beside
from pipeline.model import LineKind, LineLayout, Source, Table
from pipeline.numbering import parse_label

if TYPE_CHECKING:
    from pipeline.grids import Grid

__all__ = ["Call", "PhysicalLine", "clean_piece", "is_bold", "read_laid_out", "read_lines"]


@dataclass(frozen=True, slots=True)
class Call:
    """A footnote mark: its number, its index in the cleaned line, its place in the source."""

    mark: str
    index: int
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class PhysicalLine:
    """One line of the source as it is read.

    `blank_before` counts the empty lines above it, `new_page` says that a form feed or
    a page number stood between it and the line above, `rule_before` that a ruled line
    did, `heading` is its Markdown level (0 for none), `bold` that all of it is bold.
    `indent` is the white space before its first letter; `column` is 1 or 2 for what stood
    left or right of a wide gap on one line, else 0. `begins` and `footnote` are what the
    layout tells, None and False where there is none. `grid` is the table that stands there.
    """

    aligned: Aligned
    calls: tuple[Call, ...] = ()
    heading: int = 0
    bold: bool = False
    italic: bool = False
    blank_before: int = 0
    new_page: bool = False
    rule_before: bool = False
    table: bool = False
    column: int = 0
    indent: int = 0
    begins: bool | None = None
    footnote: bool = False
    grid: Grid | None = None

    @property
    def text(self) -> str:
        return self.aligned.text


_LINE = regex.compile(r"[^\n\r\f\v\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x85\u2028\u2029]|$)")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What does not belong to the text: each alternative is named for what becomes of it.
_NOISE = regex.compile(
    r"""
    (?P<drop> (?<=(?<!\p{L})(?:m|km|cm|dm|mm|hm)) <sup>\s* (?=[23]\s*</sup>) )  # m<sup>2</sup>
    | (?P<call> <sup>\s*[(\[]?(?P<sup>\d{1,2}|\*{1,3})[)\]]?\s*</sup>   # <sup>1</sup>
            | ⁽ (?P<par>[⁰¹²³⁴⁵⁶⁷⁸⁹]+) ⁾                               # ⁽¹⁾
            | (?<!(?<!\p{L})(?:m|km|cm|dm|mm|hm))(?P<digits>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)  # ¹, not m², 28m²
            | \[\^(?P<md>\w{1,3})\]:? )                                # [^1]
    | (?P<drop> [\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]         # zero width, soft hyphen
              | </?(?:b|i|u|s|em|strong|su[bp]|br|hr|p|div|span|center|font|a|small|mark|del|ins
                     |h[1-6]|ul|ol|li|table|thead|tbody|tr|t[dh]|pre|code|blockquote|img)
                 (?:\s[^<>]{0,120})?/?>                                # HTML left in Markdown
              | <!--.*?-->
              | !\[[^\]]*\]\([^)]*\)                                   # an image
              | \\(?=[!-/:-@\[-`{-~])                                  # a Markdown escape
              | \*+
              | (?<![\p{L}\d]) _+ | _+ (?![\p{L}\d]) )                 # emphasis, empty fields
    | (?P<entity> &(?:amp|lt|gt|quot|apos|\#39); )
    # more than one plain blank, or another than that
    | (?P<space> (?! [ ] (?! [\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000] | &nbsp; ) )
                 (?: [\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000] | &nbsp; )+ )
    """,
    regex.VERBOSE,
)
_NOISE_CHARS = frozenset(
    "<*_\\[&⁽\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u00a0\t⁰¹²³⁴⁵⁶⁷⁸⁹"
)
_MARKDOWN_HEADING = regex.compile(r"\s{0,3}#{1,6}(?=\s|\*|$)\s*")
_QUOTE_MARK = regex.compile(r"\s{0,3}(?:>\s?)+")
_WHOLLY_BOLD = regex.compile(
    r"\s*(?:\*{2,3}|_{2,3}|\*\*_|_\*\*)(?=\S)(?:(?!\*\*|__).)+(?:\*\*_|_\*\*|\*{2,3}|_{2,3})[\s\\]*"
)
_BOLD_ITALIC = regex.compile(r"\s*(?:\*{3}|_{3}|\*\*_|_\*\*|__\*|\*__)")
# A bullet written as a star: "* Nội dung"; a lone "\*" under a header is an ornament.
_STAR_BULLET = regex.compile(r"\s*\\?\*(?=\s+[^\s*])(?!.*\*\s*$)")
_RULE = regex.compile(r"[\s\-–—_=*~·.\\+|:]*")
_CELL = regex.compile(r"[^|]+")
# What parts the lines of a cell: a tag, or the end of one bold line before the next
# ("**TM. ỦY BAN NHÂN DÂN** **CHỦ TỊCH**").
_BREAK_TAG = regex.compile(r"<br\s*/?>|(?<=[^\s*]\*\*)\s+(?=\*\*[^\s*])", regex.IGNORECASE)
_GAP = regex.compile(r"(?<=\S)(?:[ \u00a0]{4,}|[ \u00a0]*\t[ \u00a0\t]*|(?:&nbsp;){4,})(?=\S)")
_DOUBLE_SPACE = regex.compile(r"\S[ \u00a0]{2,}\S|\t")
_DRAWN_RULE = regex.compile(r"[-–—_=*~]{3}")
_CLUSTER = regex.compile(r"\P{M}\p{M}*|\p{M}+")


def read_lines(text: str, tables: Sequence[Table] = ()) -> list[PhysicalLine]:
    """The lines of `text` that hold something, in order.

    What pipes part outside `tables` is a head or a signature in columns: each cell's lines
    come apart, left cell first.

    Guarantees:
        1. NFC, single spaces, no white space at either end.
        2. Markdown and HTML marks, zero-width characters, ornaments and rules are gone;
           footnote marks are gone from the text and kept as `calls`.
        3. Every character's range in `text` is exact.
    """
    lines: list[PhysicalLine] = []
    bars: list[int] = []  # before how many lines a bar stands alone
    blank, new_page, rule = 0, False, False
    head = False  # whether the line above is a row of a head or a signature
    for start, raw, ends_page in _split(text):
        head = _is_head(raw, start, tables, head)
        found = _cells(raw, start) if head else _columns(raw, start)
        pieces = [line for line in found if line.text or line.calls]
        if not pieces:
            blank += 1
            if raw.strip() == "|":
                bars.append(len(lines))
            rule = rule or _DRAWN_RULE.search(raw) is not None
        for line in pieces:
            lines.append(replace(line, blank_before=blank, new_page=new_page, rule_before=rule))
            blank, new_page, rule = 0, False, False
        new_page = new_page or ends_page
    return _cells_of_site(lines, bars) if len(bars) > 1 else lines


def _cells_of_site(lines: list[PhysicalLine], bars: list[int]) -> list[PhysicalLine]:
    from pipeline.site_cells import join_cells  # it knows of heads, which few texts have so

    return join_cells(lines, bars)


def read_laid_out(source: Source) -> list[PhysicalLine]:
    """The lines of a source whose reader tells of its lines, without furniture.

    Guarantees: as those of `read_lines`, but columns are the reader's.
    """
    lines: list[PhysicalLine] = []
    page, rule = 0, False
    for laid in source.lines:
        if laid.kind == LineKind.FURNITURE:
            continue
        raw = source.text[laid.char_start : laid.char_end]
        line = _clean_line(raw, laid.char_start)
        if line is None or not (line.text or line.calls):
            rule = rule or _DRAWN_RULE.search(raw) is not None
            continue
        lines.append(_laid(line, laid, laid.page != page, rule))
        page, rule = laid.page, False
    return lines


def is_bold(raw: str) -> bool:
    """Whether Markdown marks make all of a line or cell bold: "**I. Chỉ đạo**"."""
    return _WHOLLY_BOLD.fullmatch(raw) is not None


def clean_piece(raw: str, start: int) -> Aligned:
    """A piece of a line, cleaned as lines are; empty where it holds nothing to read."""
    line = _clean_line(raw, start)
    return Aligned.empty() if line is None else line.aligned


def _laid(line: PhysicalLine, laid: LineLayout, new_page: bool, rule: bool) -> PhysicalLine:
    return replace(
        line,
        heading=laid.heading,
        bold=laid.bold,
        italic=laid.italic,
        new_page=new_page,
        rule_before=rule,
        table=laid.kind == LineKind.TABLE,
        column=laid.column,
        begins=laid.begins,
        footnote=laid.kind == LineKind.FOOTNOTE,
    )


def _split(text: str) -> Iterator[tuple[int, str, bool]]:
    for match in _LINE.finditer(text):
        whole = match.group()
        if whole:
            yield match.start(), whole.rstrip("\n\r\f\v\x85\u2028\u2029"), whole[-1] == "\f"


def _is_head(raw: str, start: int, tables: Sequence[Table], below_head: bool) -> bool:
    """Whether a row of pipes is a head or a signature set in columns, no row of a table.

    A row right below such a one is another.
    """
    bare = raw.strip()
    barred = bare.startswith("|") or (len(bare) > 1 and bare.endswith("|"))
    if not barred:
        return False
    if any(t.char_start < start + len(raw) and start < t.char_end for t in tables):
        return False
    if below_head or not bare.startswith("|") or bare.count("|") == 1:
        return True
    return stands_beside([cell.strip() for cell in raw.split("|")])


def _cells(raw: str, start: int) -> list[PhysicalLine]:
    """The lines of a row of pipes that is no table's, cell after cell."""
    found: list[PhysicalLine] = []
    column = 0
    for cell in _CELL.finditer(raw):
        if not cell.group().strip():
            continue
        column += 1
        at = cell.start()
        for piece in (*_BREAK_TAG.finditer(raw, cell.start(), cell.end()), None):
            end = piece.start() if piece else cell.end()
            line = _clean_line(raw[at:end], start + at)
            if line is not None:
                found.append(replace(line, column=min(column, 2), table=False))
            at = piece.end() if piece else end
    return found


def _columns(raw: str, start: int) -> list[PhysicalLine]:
    """The line, or the two that stand beside each other on it with a wide gap between."""
    gap = _GAP.search(raw)
    if gap is None or raw.lstrip().startswith("|") or not _parts_columns(raw, gap):
        line = _clean_line(raw, start)
        return [line] if line is not None else []
    pieces = (
        _clean_line(raw[: gap.start()], start),
        _clean_line(raw[gap.end() :], start + gap.end()),
    )
    return [
        replace(line, column=column) for column, line in enumerate(pieces, 1) if line is not None
    ]


def _parts_columns(raw: str, gap: regex.Match[str]) -> bool:
    """Whether a wide gap parts two columns, not a label from its text nor justified words."""
    left = raw[: gap.start()].strip()
    if _DOUBLE_SPACE.search(left) or _DOUBLE_SPACE.search(raw[gap.end() :].strip()):
        return False
    label = parse_label(left + " A")
    return label is None or label.end <= len(left)


def _clean_line(raw: str, start: int) -> PhysicalLine | None:
    if not raw or raw.isspace() or _RULE.fullmatch(raw):
        return None
    left = 0
    quote = _QUOTE_MARK.match(raw)
    if quote:
        left = quote.end()
    heading_mark = _MARKDOWN_HEADING.match(raw, left)
    if heading_mark:
        left = heading_mark.end()
    bold = _WHOLLY_BOLD.fullmatch(raw, left) is not None
    bullet = None if heading_mark or bold else _STAR_BULLET.match(raw, left)
    aligned = _compose(raw, start)
    if left and len(aligned) == len(raw):
        aligned = aligned[left:]
    elif left:
        aligned = aligned[_mark_width(aligned.text, heading_mark is not None, left) :]
    if heading_mark:
        aligned = aligned[: len(aligned.text.rstrip().rstrip("#"))]
    aligned, calls = _without_noise(aligned, keep_star=bullet is not None)
    return PhysicalLine(
        aligned,
        calls,
        heading=heading_mark.group().count("#") if heading_mark else 0,
        bold=bold,
        italic=bold and _BOLD_ITALIC.match(raw, left) is not None,
        table=raw.lstrip().startswith("|") and raw.count("|") >= 2,
        indent=len(raw) - len(raw.lstrip()),
    )


def _mark_width(text: str, is_heading: bool, otherwise: int) -> int:
    """How many characters of a recomposed line the marks at its front take."""
    match = _MARKDOWN_HEADING.match(text) if is_heading else None
    return match.end() if match else otherwise


def _compose(raw: str, start: int) -> Aligned:
    """NFC, cluster by cluster, so that each composed letter keeps the range of its parts."""
    if unicodedata.is_normalized("NFC", raw):
        return Aligned.of(raw, start)
    texts: list[str] = []
    starts, ends = array("i"), array("i")
    for match in _CLUSTER.finditer(raw):
        composed = unicodedata.normalize("NFC", match.group())
        texts.append(composed)
        starts.extend([start + match.start()] * len(composed))
        ends.extend([start + match.end()] * len(composed))
    return Aligned("".join(texts), starts, ends)


def _without_noise(aligned: Aligned, keep_star: bool) -> tuple[Aligned, tuple[Call, ...]]:
    text = aligned.text
    if not keep_star and "  " not in text and _NOISE_CHARS.isdisjoint(text):
        return aligned.strip(), ()
    texts: list[str] = []
    starts, ends = array("i"), array("i")
    calls: list[Call] = []
    at = 0
    for match in _NOISE.finditer(text):
        begin, end = match.span()
        if keep_star and text[begin] == "*":
            keep_star = False
            continue
        _append(aligned, at, begin, texts, starts, ends)
        if match["call"]:
            mark = (
                match["sup"]
                or match["md"]
                or (match["par"] or match["digits"]).translate(_SUPERSCRIPTS)
            )
            size = sum(map(len, texts))
            calls.append(Call(mark, size, aligned.starts[begin], aligned.ends[end - 1]))
        elif match["entity"]:
            texts.append(unescape(match["entity"]))
            starts.append(aligned.starts[begin])
            ends.append(aligned.ends[end - 1])
        elif match["space"] and (not texts or texts[-1][-1:] != " "):
            texts.append(" ")
            starts.append(aligned.starts[begin])
            ends.append(aligned.ends[end - 1])
        at = end
        if texts and texts[-1][-1:] == " " and text[at : at + 1] == " ":
            at += 1  # "a ** b": a plain blank on either side of what goes
    _append(aligned, at, len(text), texts, starts, ends)
    cleaned = Aligned("".join(texts), starts, ends)
    shift = len(cleaned.text) - len(cleaned.text.lstrip())
    cleaned = cleaned.strip()
    moved = tuple(
        Call(
            call.mark, min(max(call.index - shift, 0), len(cleaned)), call.char_start, call.char_end
        )
        for call in calls
    )
    return cleaned, moved


def _append(
    aligned: Aligned, begin: int, end: int, texts: list[str], starts: array[int], ends: array[int]
) -> None:
    if begin < end:
        texts.append(aligned.text[begin:end])
        starts.extend(aligned.starts[begin:end])
        ends.extend(aligned.ends[begin:end])
