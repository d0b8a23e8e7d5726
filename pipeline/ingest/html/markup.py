"""Bytes → HTML as text: web archives opened, the encoding found, what is no text cut out."""

from __future__ import annotations

import codecs
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.letters import looks_vietnamese
from pipeline.ingest.signatures import refuse_other_formats
from pipeline.model import IngestError, Issue, IssueCode, Severity

__all__ = ["Markup", "markups"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = regex.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", regex.IGNORECASE)
_XML_DECLARED = regex.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_HEAD_BYTES = 8_192
_MOST_BAD_BYTES = 0.005
_MOST_CONTROLS = 0.05
# Labels that browsers, too, take for Windows-1252.
_WESTERN = frozenset(
    {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "cp1252", "windows-1252"}
)
_MIME = regex.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?mime-version:", regex.I)
_MULTIPART = regex.compile(rb"content-type:\s*multipart/", regex.IGNORECASE)
_TAG = regex.compile(r"<(?:!doctype\b|/?[a-z][\w:-]{0,20}(?:\s[^<>]*)?/?>)", regex.IGNORECASE)
_DATA_URI = regex.compile(r"data:[\w.+/-]*[;,][^\"'()<>\s]*", regex.IGNORECASE)
_CUT = regex.compile(
    r"<(/?)(script|style|svg|math|template|textarea|object|noscript)\b[^<>]*>", regex.I
)
_ENDS = regex.compile(r"</(?:html|body)\s*>", regex.IGNORECASE)
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_OPEN_PAGE = "Open the page in a browser and save it again as HTML (complete page)."
# Pictures inside the page and programs are cut out first; what is left is markup, of
# which there is more than text.
_MARKUP_TO_TEXT = 4


@dataclass(frozen=True, slots=True)
class Markup:
    """One HTML page as text. `sheets` are its style sheets, which are cut out of `text`."""

    text: str
    encoding: str
    sheets: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def markups(blob: Blob, options: Options) -> Iterator[Markup]:
    """The pages that a file holds, the main one first: one, or those of a web archive.

    Raises:
        IngestError: the file is empty, another format or too large, or cannot be decoded.
    """
    if not blob.data.strip(b"\0 \t\r\n"):
        raise IngestError(blob.name, "is empty", "Check that the file was saved or copied whole.")
    if len(blob.data) > options.limits.max_bytes:
        raise _too_large(blob.name, options.limits.max_bytes, "bytes")
    refuse_other_formats(blob)
    if _is_archive(blob):
        found = False
        for data, charset in _parts(blob):
            found = True
            yield _markup(blob.name, data, charset, options)
        if not found:
            raise IngestError(
                blob.name, "is a web archive without a page in it, or cut off", _OPEN_PAGE
            )
    else:
        yield _markup(blob.name, blob.data, None, options)


def _too_large(name: str, most: int, what: str) -> IngestError:
    return IngestError(
        name,
        f"is larger than {most:,} {what}",
        "Save only the document's own page, or raise the limit if it really is one.",
    )


# --- web archives ---------------------------------------------------------------------


def _is_archive(blob: Blob) -> bool:
    head = blob.data[:_HEAD_BYTES]
    if b"<html" in head.lower().split(b"\n\n")[0].split(b"\r\n\r\n")[0]:
        return False
    return _MIME.match(head) is not None or (
        blob.name.lower().endswith((".mht", ".mhtml")) and _MULTIPART.search(head) is not None
    )


def _parts(blob: Blob) -> Iterator[tuple[bytes, str | None]]:
    """The HTML parts of a web archive and what they say of their encoding; its root first."""
    message = email.message_from_bytes(blob.data, policy=email.policy.compat32)
    root = message.get_param("start")
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if isinstance(root, str):
        pages.sort(key=lambda part: str(part.get("Content-ID", "")).strip() != root.strip())
    for page in pages:
        data = page.get_payload(decode=True)
        charset = page.get_param("charset")
        if isinstance(data, bytes) and data.strip():
            yield data, charset.lower() if isinstance(charset, str) else None


# --- encoding -------------------------------------------------------------------------


def _markup(name: str, data: bytes, charset: str | None, options: Options) -> Markup:
    text, encoding, issues = _decode(name, data, charset)
    visible = _CONTROL.sub("", text)
    if len(text) - len(visible) > max(20, _MOST_CONTROLS * len(text)):
        raise IngestError(name, "is not HTML: it holds what only programs write", _OPEN_PAGE)
    text = visible
    if not _TAG.search(text):
        raise IngestError(
            name,
            "is not HTML: no tag is in it",
            "If it is text, rename it so that it ends in .txt.",
        )
    text, sheets = _cut(_DATA_URI.sub("", text))
    most = options.limits.max_text_bytes * _MARKUP_TO_TEXT
    if len(text) > most:
        raise _too_large(name, most, "characters of markup")
    return Markup(text, encoding, sheets, issues)


def _decode(name: str, data: bytes, charset: str | None) -> tuple[str, str, tuple[Issue, ...]]:
    """The text and the name of its encoding; bytes that are valid UTF-8 beat what is declared."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _held_together(name, data[len(mark) :], encoding)
    wide = _wide(data)
    if wide:
        return _held_together(name, data, wide)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass
    if _proves_utf8(data):
        return _held_together(name, data, "utf-8")
    return _code_page(name, data, charset or _declared(data))


def _proves_utf8(data: bytes) -> bool:
    """Whether letters outside ASCII are right UTF-8, but for a few.

    Bytes of a code page hardly ever happen to be: five right ones to a wrong one prove it.
    """
    kept = data.decode("utf-8", "ignore")
    right = len(kept) - len(kept.encode("ascii", "ignore"))
    wrong = len(data) - len(kept.encode())
    return right >= 5 * wrong or (wrong <= _MOST_BAD_BYTES * len(data) and right > wrong)


def _held_together(name: str, data: bytes, encoding: str) -> tuple[str, str, tuple[Issue, ...]]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd") - (data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0)
    if lost <= 0:
        return text, encoding, ()
    if lost > 0.05 * len(text):
        raise IngestError(name, f"damaged {encoding.upper()}", _OPEN_PAGE)
    message = f"{lost:,} character(s) could not be read: the file is damaged {encoding.upper()}."
    return text, encoding, (Issue(IssueCode.UNDECODABLE_BYTES, Severity.WARNING, message),)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so that every other byte is zero."""
    head = data[:_HEAD_BYTES]
    first, second = head[0::2].count(0), head[1::2].count(0)
    if max(first, second) < 0.3 * (len(head) // 2) or 4 * min(first, second) > max(first, second):
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _declared(data: bytes) -> str | None:
    head = data[:_HEAD_BYTES]
    match = _XML_DECLARED.match(head.lstrip()) or _DECLARED.search(head)
    return match.group(1).decode("ascii").lower() if match else None


def _code_page(name: str, data: bytes, declared: str | None) -> tuple[str, str, tuple[Issue, ...]]:
    """Windows-1258 if that reads as Vietnamese, else what is declared, else Windows-1252.

    Letters of old fonts (TCVN3, VNI) come out of the last one as they stand in such pages.
    """
    vietnamese = data.decode("windows-1258", "replace")
    if vietnamese.count("\ufffd") <= _MOST_BAD_BYTES * len(vietnamese) and looks_vietnamese(
        _without_tags(vietnamese)
    ):
        issues = () if declared in ("windows-1258", "cp1258") else (_guessed("Windows-1258"),)
        return vietnamese, "windows-1258", issues
    if declared and declared not in _WESTERN and declared not in ("utf-8", "utf8"):
        try:
            return data.decode(declared), codecs.lookup(declared).name, ()
        except (LookupError, UnicodeError, ValueError):
            pass
    text = data.decode("latin-1").translate(_western())
    if declared in _WESTERN:
        return text, "windows-1252", ()
    return text, "windows-1252", (_guessed("Windows-1252"),)


@cache
def _western() -> dict[int, str]:
    """What Windows-1252 has where Latin-1 has controls; five codes are controls in both."""
    letters = {code: bytes([code]).decode("windows-1252", "ignore") for code in range(0x80, 0xA0)}
    return {code: letter for code, letter in letters.items() if letter}


def _guessed(encoding: str) -> Issue:
    message = f"The page is not UTF-8 and does not say what it is; it was read as {encoding}."
    return Issue(IssueCode.ENCODING_GUESSED, Severity.WARNING, message)


def _without_tags(text: str) -> str:
    return regex.sub(r"<[^<>]*>|&\w{1,10};", " ", _cut(text)[0])


# --- what is no text ------------------------------------------------------------------


def _cut(text: str) -> tuple[str, tuple[str, ...]]:
    """The markup without programs, drawings and styles, and the style sheets by themselves.

    The ends of the page are cut out, too: some sites paste whole pages into theirs.
    """
    kept: list[str] = []
    sheets: list[str] = []
    at, opened, name = 0, 0, ""
    for match in _CUT.finditer(text):
        tag = match.group(2).lower()
        if not name and not match.group(1) and not match.group().endswith("/>"):
            kept.append(text[at : match.start()])
            opened, name = match.end(), tag
        elif name == tag and match.group(1):
            if tag == "style":
                sheets.append(text[opened : match.start()])
            at, name = match.end(), ""
    if not name:
        kept.append(text[at:])
    elif name not in ("script", "style"):  # a tag that was never closed hides nothing else
        kept.append(text[opened:])
    return _ENDS.sub("", "".join(kept)), tuple(sheets)
