"""Plain text and Markdown: which encoding, and where the pages end."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.legacy import Conversion, Encoding, convert_bytes, convert_text
from pipeline.ingest.letters import looks_vietnamese, misreading
from pipeline.ingest.signatures import refuse_other_formats
from pipeline.model import IngestError, Issue, IssueCode, Page, Severity, Source, Table

__all__ = ["read_text"]

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Text with Vietnamese tones in the only 8-bit code page that has them and that Python
# knows. Windows-1252 has none, so it can give nothing that this one does not.
_CODE_PAGE = "windows-1258"
_MOST_BAD_BYTES = 0.005
_MOST_CONTROLS = 0.05
_MOST_ISSUES = 20
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_ASCII = bytes(range(128))
_SAVE_AGAIN = "Open it in an editor that shows it right and save it again as UTF-8."

_VISIBLE = regex.compile(r"[^\s\p{Cc}\p{Cf}\p{Z}]")
_ESCAPED = regex.compile(r"[\udc80-\udcff]+")
_FORM_FEED = regex.compile(r"\f")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SURROGATE = regex.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_LOST = regex.compile(r"\ufffd+")


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Text and the name of its encoding; `conversion` is what was made Unicode in it."""

    text: str
    encoding: str
    conversion: Conversion | None = None


def read_text(blob: Blob, options: Options) -> Source:
    """A text or Markdown file as a Source.

    Guarantees:
        1. `text` is what the encoding makes of the bytes, with no other change; the
           byte order mark is left out. Lines in an encoding of before Unicode (TCVN3, VNI,
           VISCII, UTF-8 read as Windows-1252) are made Unicode; `encoding` then names it,
           behind that of the file where the file itself is Unicode ("utf-8+tcvn3").
        2. Bytes that are not UTF-8 in what otherwise is (at most 0.5 %) are U+FFFD, as
           `bytes.decode("utf-8", "replace")` gives them, each place with an issue.
        3. A page ends after each form feed, which belongs to it.
        4. `tables` are those that pipes, tabs or `<table>` draw in the text.

    Raises:
        IngestError: it is empty, is another format, or cannot be decoded for certain.
    """
    from pipeline.ingest.pipe_tables import find_pipe_tables
    from pipeline.ingest.tab_tables import find_tab_tables

    refuse_other_formats(blob)
    decoded = _decode(blob)
    text = decoded.text
    if not _VISIBLE.search(text):
        raise IngestError(
            blob.name, "holds nothing but white space", "Check that the right file was saved."
        )
    most = options.limits.max_pages
    if text.count("\f") >= most:
        raise IngestError(
            blob.name,
            f"has more than {most:,} pages",
            "Take out the form feeds that end no page, or raise the limit.",
        )
    pages = _pages(text)
    return Source(
        path=blob.name,
        sha256=blob.sha256,
        media=blob.media,
        text=text,
        pages=pages,
        encoding=decoded.encoding,
        issues=tuple(_issues(decoded, pages)),
        tables=_in_order(find_pipe_tables(text), find_tab_tables(text)),
    )


def _in_order(drawn: tuple[Table, ...], tabbed: tuple[Table, ...]) -> tuple[Table, ...]:
    """All tables by their place; of two that overlap the one that is drawn."""
    apart = [
        table
        for table in tabbed
        if not any(
            one.char_start < table.char_end and table.char_start < one.char_end for one in drawn
        )
    ]
    return tuple(sorted((*drawn, *apart), key=lambda table: table.char_start))


# --- decoding -------------------------------------------------------------------------


def _decode(blob: Blob) -> _Decoded:
    """The text and the name of its encoding, old encodings inside it made Unicode."""
    decoded = _decode_unicode(blob)
    if decoded.conversion is not None or decoded.encoding == _CODE_PAGE:
        return decoded
    conversion = convert_text(decoded.text)
    if conversion is None:
        return decoded
    return _Decoded(conversion.text, _named(decoded.encoding, conversion), conversion)


def _named(first: str, conversion: Conversion) -> str:
    return "+".join([*([first] if first else []), *conversion.encodings])


def _decode_unicode(blob: Blob) -> _Decoded:
    for mark, encoding in _MARKS:
        if blob.data.startswith(mark):
            if encoding == "utf-8-sig":
                text = _decode_bytes(blob.name, blob.data[len(mark) :], marked=True).text
                return _Decoded(text, encoding)
            return _Decoded(_decode_wide(blob, len(mark), encoding), encoding)
    wide = _wide_without_mark(blob.data)
    if wide is not None:
        return _Decoded(_decode_wide(blob, 0, wide), wide)
    return _decode_bytes(blob.name, blob.data, marked=False)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 by its zero bytes: the upper halves of Latin letters.

    The lower half is zero in few characters, such as the grave accent of NFD, U+0300.
    """
    first, second = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or max(first, second) < 0.3 * (len(data) // 2):
        return None
    if 4 * first <= second:
        return "utf-16-le"
    return "utf-16-be" if 4 * second <= first else None


def _decode_wide(blob: Blob, start: int, encoding: str) -> str:
    try:
        text = blob.data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        what = "lone surrogate" if "surrogate" in error.reason else "broken character"
        raise IngestError(
            blob.name,
            f"damaged {encoding.upper()}: a {what} at byte {start + error.start:,}",
            _SAVE_AGAIN,
        ) from error
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise _binary(blob.name)
    return text


def _decode_bytes(name: str, data: bytes, *, marked: bool) -> _Decoded:
    """UTF-8, with a few holes if need be; else what makes Vietnamese of it: Windows-1258 or
    an encoding of before Unicode.
    """
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > _MOST_CONTROLS * len(data):
        raise _binary(name)
    try:
        return _Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        escaped = data.decode("utf-8", "surrogateescape")
    holes = _ESCAPED.findall(escaped)
    few = sum(map(len, holes)) <= _MOST_BAD_BYTES * len(data)
    # Letters outside ASCII that are right prove UTF-8; without any, a code page may fit better.
    proven = marked or len(data.translate(None, _ASCII)) > sum(map(len, holes))
    if few and proven:
        return _Decoded(data.decode("utf-8", "replace"), "utf-8")
    guessed = None if marked else _decode_code_page(data)
    if guessed is not None:
        return _Decoded(guessed, _CODE_PAGE)
    conversion = None if marked else convert_bytes(data)
    if conversion is not None:
        return _Decoded(conversion.text, _named("", conversion), conversion)
    if few:
        return _Decoded(data.decode("utf-8", "replace"), "utf-8")
    raise _undecodable(name, data, escaped)


def _decode_code_page(data: bytes) -> str | None:
    try:
        text = data.decode(_CODE_PAGE)
    except UnicodeDecodeError:
        return None
    return text if looks_vietnamese(text) else None


def _undecodable(name: str, data: bytes, escaped: str) -> IngestError:
    first = _ESCAPED.search(escaped)
    at = len(escaped[: first.start()].encode("utf-8", "surrogateescape")) if first else 0
    found = misreading(data.decode("latin-1"))
    if found is not None:
        return IngestError(
            name,
            f'is in {found.written_in}, not Unicode ("{found.sample}")',
            "Convert it to Unicode (with UniKey, for instance) and save it again as UTF-8.",
        )
    problem = f"is not UTF-8, from byte {at:,} on"
    if _SURROGATE.match(data, at):
        problem = f"holds lone surrogates, from byte {at:,} on"
    return IngestError(name, problem, _SAVE_AGAIN)


def _binary(name: str) -> IngestError:
    return IngestError(
        name,
        "is not text: it holds control characters as only programs write them",
        "Open it in its own program and save its text as UTF-8.",
    )


# --- pages and issues -----------------------------------------------------------------


def _pages(text: str) -> tuple[Page, ...]:
    ends = [match.end() for match in _FORM_FEED.finditer(text)]
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    starts = [0, *ends[:-1]]
    return tuple(
        Page(number, start, end)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def _issues(decoded: _Decoded, pages: tuple[Page, ...]) -> Iterator[Issue]:
    if decoded.encoding == _CODE_PAGE:
        yield Issue(
            IssueCode.ENCODING_GUESSED,
            Severity.WARNING,
            "The file is not UTF-8; it was read as Windows-1258 because that gives Vietnamese.",
        )
    if decoded.conversion is not None:
        yield from _converted(decoded.conversion, pages)
    yield from _lost_characters(decoded.text, pages)
    found = misreading(decoded.text)
    if found is not None:
        yield Issue(
            IssueCode.TEXT_LAYER_GARBAGE,
            Severity.ERROR,
            f'The letters are not Unicode Vietnamese but {found.written_in}: "{found.sample}". '
            "Convert the file to Unicode (with UniKey, for instance).",
        )


def _converted(conversion: Conversion, pages: tuple[Page, ...]) -> Iterator[Issue]:
    """One issue for a file that was all in an old encoding, else one for each place."""
    said = " and ".join(encoding.said for encoding in conversion.encodings)
    message = f'Letters were in {said} ("{conversion.sample}") and were made Unicode.'
    if Encoding.TCVN3 in conversion.encodings:
        message += " It has no capitals with tones: look at the capitals of headings and names."
    code = IssueCode.CHARACTERS_CONVERTED
    if conversion.whole:
        yield Issue(code, Severity.WARNING, message)
        return
    for start, end in conversion.spans[:_MOST_ISSUES]:
        yield Issue(code, Severity.WARNING, message, start, end, page=_page_of(start, pages))
    if rest := conversion.spans[_MOST_ISSUES:]:
        more = f"Letters in an old encoding were made Unicode in {len(rest):,} further places."
        start, end = rest[0][0], rest[-1][1]
        yield Issue(code, Severity.WARNING, more, start, end, page=_page_of(start, pages))


def _lost_characters(text: str, pages: tuple[Page, ...]) -> Iterator[Issue]:
    """An issue for each place where U+FFFD stands, whoever put it there; one for the rest."""
    places = [match.span() for match in _LOST.finditer(text)]
    for start, end in places[:_MOST_ISSUES]:
        yield _lost(f"{end - start} character(s) could not be read here.", start, end, pages)
    if rest := places[_MOST_ISSUES:]:
        message = f"Characters could not be read in {len(rest):,} further places."
        yield _lost(message, rest[0][0], rest[-1][1], pages)


def _lost(message: str, start: int, end: int, pages: tuple[Page, ...]) -> Issue:
    return Issue(
        IssueCode.UNDECODABLE_BYTES,
        Severity.WARNING,
        message,
        start,
        end,
        page=_page_of(start, pages),
    )


def _page_of(start: int, pages: tuple[Page, ...]) -> int:
    return next(page.number for page in pages if start < page.char_end)
