"""Word documents by hand: a good plan and all the bad ones. `FILES`: name → bytes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from hostile_bombs import deflated
from hostile_pdf import LINES, good

Builder = Callable[[], bytes]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    "</Types>"
)
RELS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
PLAN = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in LINES)


def body(inner: str, *, before: str = "") -> str:
    """The main part with `inner` in its body; `before` stands where a DOCTYPE would."""
    head = f'{HEAD}{before}<w:document xmlns:w="{W}" xmlns:r="{R}">'
    return f"{head}<w:body>{inner}</w:body></w:document>"


def relations(*targets: tuple[str, str]) -> str:
    """Relations of the main part to addresses outside: (kind, address)."""
    inner = "".join(
        f'<Relationship Id="x{at}" Type="{R}/{kind}" Target="{escape(target)}" '
        'TargetMode="External"/>'
        for at, (kind, target) in enumerate(targets)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def package(document: str | bytes = "", **parts: str | bytes) -> bytes:
    """An archive of the usual parts; `parts` adds or replaces ("word/x.xml": …)."""
    out = io.BytesIO()
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/document.xml": document or body(PLAN),
    } | parts
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    return out.getvalue()


def plan(**parts: str | bytes) -> bytes:
    return package(**parts)


Entry = tuple[bytes, bytes, int, int]  # name, deflated bytes, CRC, size it says


def raw_entries(*entries: Entry, flags: int = 0) -> bytes:
    """An archive of deflated entries whose heads say what we like."""
    out, central = b"", b""
    for name, press, crc, size in entries:
        common = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 0, crc, len(press), size, len(name), 0)
        place = struct.pack("<HHHII", 0, 0, 0, 0, len(out))
        central += b"PK\x01\x02\x14\x00" + common + place + name
        out += b"PK\x03\x04" + common + name + press
    count = len(entries)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(central), len(out), 0)
    return out + central + end


def rich() -> bytes:
    """A plan with most of what Word documents hold, for mutants."""
    table = (
        '<w:tbl><w:tblGrid><w:gridCol w:w="1"/><w:gridCol w:w="1"/><w:gridCol w:w="1"/>'
        '</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/>'
        '<w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>TT</w:t></w:r></w:p></w:tc><w:tc>'
        "<w:p><w:r><w:t>Nhiệm vụ</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr>"
        '<w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>Rà soát'
        "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    inner = (
        '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="28"/></w:rPr>'
        '<w:t xml:space="preserve">Mục </w:t><w:tab/><w:br/></w:r><w:ins w:id="1"><w:r><w:t>thêm'
        '</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>bớt</w:delText></w:r></w:del>'
        '<w:hyperlink r:id="x9"><w:r><w:t>liên kết</w:t></w:r></w:hyperlink><w:fldSimple '
        'w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:footnoteReference w:id="1"/>'
        '</w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
        "</w:pPr><w:r><w:t>Việc thứ nhất</w:t></w:r></w:p>"
    )
    return loops(PLAN + inner + table, based_on="Normal", link="")


# --- bombs ----------------------------------------------------------------------------


def bomb(megabytes: int = 2048) -> bytes:
    """A main part of two gigabytes of white space, in two megabytes."""
    head, tail = (part.encode() for part in body(PLAN + "|").split("|"))
    press, crc, size = deflated(head, b" " * 2**20, megabytes, tail)
    return raw_entries(
        (b"[Content_Types].xml", *deflated(TYPES.encode())),
        (b"_rels/.rels", *deflated(RELS.encode())),
        (b"word/document.xml", press, crc, size),
    )


def lying_bomb() -> bytes:
    """The same, but the archive says that it is ten bytes long."""
    press, crc, _ = deflated(body(PLAN).encode(), b" " * 2**20, 1024)
    return raw_entries(
        (b"[Content_Types].xml", *deflated(TYPES.encode())),
        (b"_rels/.rels", *deflated(RELS.encode())),
        (b"word/document.xml", press, crc, 10),
    )


def bomb_of_parts(parts: int = 200) -> bytes:
    """Ten megabytes each, and so many of them, from one run of bytes; the document is good."""
    blank = deflated(b"", b" " * 2**20, 10)
    return raw_entries(
        (b"[Content_Types].xml", *deflated(TYPES.encode())),
        (b"_rels/.rels", *deflated(RELS.encode())),
        (b"word/document.xml", *deflated(body(PLAN).encode())),
        *((b"word/media/%d.xml" % at, *blank) for at in range(parts)),
    )


def overlapping() -> bytes:
    """A thousand names for one run of bytes of the archive."""
    out = io.BytesIO(plan())
    with zipfile.ZipFile(out, "a") as archive:
        first = archive.getinfo("word/document.xml")
        for at in range(1000):
            info = zipfile.ZipInfo(f"word/footnotes{at}.xml")
            info.header_offset, info.CRC = first.header_offset, first.CRC
            info.compress_size, info.file_size = first.compress_size, first.file_size
            info.compress_type = first.compress_type
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
        archive._didModify = True  # type: ignore[attr-defined]
    return out.getvalue()


def many_entries(count: int = 60_000) -> bytes:
    return plan(**{f"word/x/{at}": b"" for at in range(count)})


# --- XML ------------------------------------------------------------------------------


def laughs() -> bytes:
    """Entities of entities: 10⁹ words from 1 kB."""
    levels = ['<!ENTITY a0 "ha ">']
    levels += [f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)]
    doctype = f"<!DOCTYPE d [{''.join(levels)}]>\n"
    return package(body(f"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>{PLAN}", before=doctype))


def entity(address: str) -> Builder:
    """A document that would like to have a file of ours, or one from afar, in its text."""
    doctype = f'<!DOCTYPE d [<!ENTITY e SYSTEM "{address}"><!ENTITY % p SYSTEM "{address}"> %p;]>\n'
    return lambda: package(
        body(f"<w:p><w:r><w:t>trước &e; sau</w:t></w:r></w:p>{PLAN}", before=doctype)
    )


def deep(depth: int = 200_000) -> bytes:
    return package(body(f"{PLAN}<w:p>{'<w:ins>' * depth}{'</w:ins>' * depth}</w:p>"))


def deep_tables(depth: int = 2_000) -> bytes:
    opened, closed = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    return package(body(f"{PLAN}{opened * depth}{closed * depth}"))


def wide_table() -> bytes:
    """Cells that say they span a billion columns, and rows that skip as many."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc>'
    row = (
        '<w:tr><w:trPr><w:gridBefore w:val="1000000000"/><w:gridAfter w:val="2147483647"/>'
        f"</w:trPr>{cell * 3}</w:tr>"
    )
    return package(body(f"{PLAN}<w:tbl>{row * 50}</w:tbl>"))


def many_paragraphs(count: int = 300_000) -> bytes:
    return package(body("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * count))


def long_run(length: int = 20_000_000) -> bytes:
    return package(body(f"{PLAN}<w:p><w:r><w:t>{'dài ' * (length // 4)}</w:t></w:r></w:p>"))


def loops(inner: str = "", *, based_on: str = "B", link: str = "A") -> bytes:
    """Styles based on each other, numbering that refers to itself, notes that call themselves."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:basedOn w:val="{other}"/>'
        f'<w:link w:val="{other}"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for name, other in (("A", based_on), ("B", "A"), ("C", "C"))
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        + f'<w:numStyleLink w:val="{link}"/><w:styleLink w:val="{link}"/>' * bool(link)
        + ""
        '<w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1%1%9%1."/><w:pStyle w:val="A"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    note = (
        '<w:footnote w:id="1"><w:p><w:r><w:t>x</w:t><w:footnoteReference w:id="1"/></w:r></w:p>'
        "</w:footnote>"
    )
    inner = inner or PLAN + (
        '<w:p><w:pPr><w:pStyle w:val="A"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
        '</w:numPr></w:pPr><w:r><w:t>a</w:t><w:footnoteReference w:id="1"/></w:r></w:p>' * 3
    )
    return package(
        body(inner),
        **{
            "word/styles.xml": f'{HEAD}<w:styles xmlns:w="{W}">{styles}</w:styles>',
            "word/numbering.xml": f'{HEAD}<w:numbering xmlns:w="{W}">{numbering}</w:numbering>',
            "word/footnotes.xml": f'{HEAD}<w:footnotes xmlns:w="{W}">{note}</w:footnotes>',
            "word/_rels/document.xml.rels": (
                f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
                + "".join(
                    f'<Relationship Id="{name}" Type="{R}/{name}" Target="{name}.xml"/>'
                    for name in ("styles", "numbering", "footnotes")
                )
                + "</Relationships>"
            ),
        },
    )


def relation_loop() -> bytes:
    """The package says that its main part is its own list of parts."""
    return plan(**{"_rels/.rels": RELS.replace("word/document.xml", "_rels/.rels")})


def no_document() -> bytes:
    return plan(**{"_rels/.rels": RELS.replace("word/document.xml", "word/không có.xml")})


# --- what must not be followed, run or written ----------------------------------------


def links(address: str) -> Builder:
    """Pictures, a template, a frame and a part of the text that lie elsewhere."""
    kinds = ("image", "attachedTemplate", "aFChunk", "hyperlink", "oleObject", "subDocument")
    inner = '<w:altChunk r:id="x2"/><w:subDoc r:id="x5"/>'
    return lambda: package(
        body(PLAN + inner),
        **{
            "word/_rels/document.xml.rels": relations(*((kind, address) for kind in kinds)),
            "word/_rels/settings.xml.rels": relations(("attachedTemplate", address)),
            "word/settings.xml": (
                f'{HEAD}<w:settings xmlns:w="{W}" xmlns:r="{R}">'
                '<w:attachedTemplate r:id="x0"/></w:settings>'
            ),
        },
    )


def path_tricks(mark: str = "VET-TICH") -> bytes:
    """Entries that would like to lie outside of where they are unpacked."""
    names = (
        f"../../../../../../tmp/{mark}",
        f"/tmp/{mark}",
        f"..\\..\\{mark}",
        f"word/../../../{mark}",
        f"C:\\{mark}",
        "word/media/" + "x" * 60_000,
        "word/\0.xml",
    )
    return plan(**{name: mark.encode() for name in names})


def part_outside() -> bytes:
    """A relation to a file of ours, by path and by address."""
    rels = relations(("footnotes", "file:///etc/passwd"), ("styles", "../../../../etc/passwd"))
    return plan(**{"word/_rels/document.xml.rels": rels.replace(' TargetMode="External"', "")})


def symbolic_link() -> bytes:
    """The main part is a link to a file of ours."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        info = zipfile.ZipInfo("word/document.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def macros() -> bytes:
    """A document with macros (as .docm, renamed) and one that fires when opened."""
    return plan(
        **{
            "[Content_Types].xml": TYPES.replace(
                f"{_WORD}.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
            "word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"AutoOpen" * 100,
        }
    )


def with_pdf() -> bytes:
    """The plan with a PDF as an embedded object."""
    return plan(**{"word/embeddings/oleObject1.bin": good(), "word/media/x.pdf": good()})


def encrypted_entry() -> bytes:
    return raw_entries((b"word/document.xml", b"\x01\x02\x03" * 9, 0, 10), flags=1)


def compound(size: int = 20_000) -> bytes:
    """How Word saves a document with a password: an old compound file."""
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + bytes.fromhex("3E000300FEFF0900")
    stream = "EncryptedPackage".encode("utf-16-le")
    return (head.ljust(512, b"\0") + stream).ljust(size, b"\0")


def wrong_encoding() -> bytes:
    return package(b'<?xml version="1.0" encoding="no-such"?><w:document/>')


def cut(share: float) -> Builder:
    def build() -> bytes:
        data = plan()
        return data[: int(len(data) * share)]

    return build


FILES: dict[str, Builder] = {
    "good": plan,
    "bomb": bomb,
    "lying bomb": lying_bomb,
    "bomb of parts": bomb_of_parts,
    "overlapping": overlapping,
    "many entries": many_entries,
    "laughs": laughs,
    "entity of a file": entity("file:///etc/passwd"),
    "entity of an address": entity("http://127.0.0.1:9/"),
    "deep": deep,
    "deep tables": deep_tables,
    "wide table": wide_table,
    "many paragraphs": many_paragraphs,
    "long run": long_run,
    "loops": loops,
    "relation loop": relation_loop,
    "no document": no_document,
    "links": links("http://127.0.0.1:9/"),
    "path tricks": path_tricks,
    "part outside": part_outside,
    "symbolic link": symbolic_link,
    "macros": macros,
    "with a PDF inside": with_pdf,
    "encrypted entry": encrypted_entry,
    "with a password": compound,
    "wrong encoding": wrong_encoding,
    "empty archive": lambda: b"PK\x05\x06" + bytes(18),
    **{f"cut at {share:.0%}": cut(share) for share in (0.1, 0.5, 0.95)},
}
