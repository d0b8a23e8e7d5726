"""RTF, OpenDocument and old Word files that LibreOffice is to open. `FILES`: name → suffix, bytes.

Each costs a second or more; so there are few.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

from hostile_bombs import deflated
from hostile_docx import raw_entries
from hostile_pdf import LINES

Builder = Callable[[], bytes]


def rtf(inner: str = "") -> bytes:
    """The plan as RTF, `inner` behind it."""
    lines = "".join(f"{_escaped(line)}\\par\n" for line in LINES)
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}\n" + lines + inner + "}").encode("ascii")


def _escaped(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)


def rtf_links(address: str) -> Builder:
    """Fields and objects that take in what lies elsewhere."""
    fields = "".join(
        f'{{\\field{{\\*\\fldinst {kind} "{address}" \\\\d}}{{\\fldrslt x}}}}\\par\n'
        for kind in ("INCLUDEPICTURE", "INCLUDETEXT", "HYPERLINK", "DDEAUTO cmd")
    )
    return lambda: rtf(
        f"{fields}{{\\*\\template {address}}}"
        f"{{\\object\\objautlink\\objupdate{{\\*\\objdata 0105}}{{\\result x}}}}"
    )


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_XLINK = "http://www.w3.org/1999/xlink"
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def content(inner: str = "", before: str = "") -> str:
    lines = "".join(f"<text:p>{line}</text:p>" for line in LINES)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content '
        f'xmlns:office="{_OFFICE}" xmlns:text="{_TEXT}" xmlns:xlink="{_XLINK}" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" office:version="1.2">'
        f"<office:body><office:text>{lines}{inner}</office:text></office:body>"
        "</office:document-content>"
    )


def odt(inner: str = "", before: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content(inner, before))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


def odt_links(address: str) -> Builder:
    frame = (
        f'<text:p><draw:frame><draw:image xlink:href="{address}" xlink:type="simple" '
        'xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{address}"/>'
        "<text:p>x</text:p></text:section>"
        f'<text:p><draw:frame><draw:object xlink:href="{address}"/></draw:frame></text:p>'
    )
    return lambda: odt(frame)


def odt_entity(address: str) -> Builder:
    before = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{address}">]>'
    return lambda: odt("<text:p>trước &e; sau</text:p>", before)


def odt_bomb(megabytes: int = 600) -> bytes:
    head, tail = (part.encode() for part in content("|").split("|"))
    return raw_entries(
        (b"mimetype", *deflated(b"application/vnd.oasis.opendocument.text")),
        (b"content.xml", *deflated(head, b" " * 2**20, megabytes, tail)),
        (b"META-INF/manifest.xml", *deflated(_MANIFEST.encode())),
    )


def word(size: int = 60_000) -> bytes:
    """An old Word document by its marks, and noise inside."""
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += bytes.fromhex("3E000300FEFF09000600000000000000000000000100000001000000000000000010")
    noise = random.Random("doc").randbytes(size)
    name = "WordDocument".encode("utf-16-le")
    return head.ljust(512, b"\0") + noise[: size // 2] + name + bytes(104) + noise[size // 2 :]


def word_of_itself() -> bytes:
    """Its table of sectors says of each that it follows itself."""
    data = bytearray(word(4096))
    data[512:1024] = b"".join(at.to_bytes(4, "little") for at in range(128))
    return bytes(data)


FILES: dict[str, tuple[str, Builder]] = {
    "good RTF": (".rtf", rtf),
    "RTF with links": (".rtf", rtf_links("http://127.0.0.1:9/")),
    "deep RTF": (".rtf", lambda: rtf("{" * 200_000)),
    "RTF that is not closed": (".rtf", lambda: rtf()[:-200]),
    "RTF of binary": (".rtf", lambda: rtf("\\bin2147483647 x")),
    "RTF of numbers": (".rtf", lambda: rtf("\\li99999999999\\fs-1\\u99999?\\trowd\\cellx-9\\cell")),
    "good ODT": (".odt", odt),
    "ODT bomb": (".odt", odt_bomb),
    "ODT with links": (".odt", odt_links("http://127.0.0.1:9/")),
    "ODT with an entity": (".odt", odt_entity("file:///etc/passwd")),
    "deep ODT": (".odt", lambda: odt("<text:list><text:list-item>" * 20_000)),
    "DOC of noise": (".doc", word),
    "DOC of itself": (".doc", word_of_itself),
}
