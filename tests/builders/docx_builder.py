"""DOCX files by hand: the parts of the archive from short pieces of XML."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.docx import read_docx
from pipeline.model import Media, Source

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = ("styles", "numbering", "footnotes", "endnotes", "settings")


def root(name: str, inner: str) -> str:
    """A part whose root is `w:name`."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {_NAMESPACES}>{inner}</w:{name}>'


def r(text: str, look: str = "") -> str:
    """A run; tabs and line breaks of `text` become those of Word."""
    inner = escape(text).replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    inner = inner.replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}<w:t xml:space='preserve'>{inner}</w:t></w:r>"


def p(*content: str, look: str = "", style: str = "", num: tuple[int, int] | None = None) -> str:
    """A paragraph; content that does not begin with "<" is text."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    properties += look
    runs = "".join(piece if piece.startswith("<") else r(piece) for piece in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def lvl(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'{more}<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, abstract_number: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract_number}"/>{more}</w:num>'


def tc(*content: str, look: str = "") -> str:
    """A cell; content that does not begin with "<w:p" or "<w:tbl" is a paragraph."""
    blocks = (c if c.startswith(("<w:p>", "<w:tbl>", "<w:sdt>")) else p(c) for c in content)
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(blocks) or p()}</w:tc>"


def tr(*cells: str, look: str = "") -> str:
    cells = tuple(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


LINES = "<w:tblBorders><w:top w:val='single'/><w:insideH w:val='single'/></w:tblBorders>"


def tbl(*rows: str, look: str = LINES) -> str:
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{''.join(rows)}</w:tbl>"


def parts(body: str, more: Mapping[str, str | bytes] | None = None, **inner: str) -> dict[str, str]:
    """The parts of a document by their names; `inner` are those of `PARTS`."""
    made = {"word/document.xml": root("document", f"<w:body>{body}</w:body>")}
    links = []
    for name, xml in inner.items():
        assert name in PARTS
        made[f"word/{name}.xml"] = root(name, xml)
        links.append(f'<Relationship Id="p{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>')
    links.append((more or {}).get("relations", ""))
    made["_rels/.rels"] = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_CONTENT}.{name}+xml"/>'
        for name in inner
    )
    made["[Content_Types].xml"] = (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_CONTENT}.document.main+xml"/>'
        f"{overrides}</Types>"
    )
    made["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{_RELATIONS}">{"".join(map(str, links))}</Relationships>'
    )
    made.update({name: xml for name, xml in (more or {}).items() if name != "relations"})
    return made


def link(number: str, kind: str, target: str, mode: str = "") -> str:
    """A relation of the main document."""
    external = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target="{target}"{external}/>'


def pack(made: Mapping[str, str | bytes]) -> bytes:
    """An archive of parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, more: Mapping[str, str | bytes] | None = None, **inner: str) -> bytes:
    return pack(parts(body, more, **inner))


def blob(data: bytes, name: str = "kế hoạch.docx") -> Blob:
    return Blob(name, Media.DOCX, data, hashlib.sha256(data).hexdigest())


def read(body: str, more: Mapping[str, str | bytes] | None = None, **inner: str) -> Source:
    """What `read_docx` makes of a body."""
    return read_docx(blob(docx(body, more, **inner)), Options())
