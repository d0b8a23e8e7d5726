"""PDFs by hand: a small writer, one good plan, and all the bad ones we could think of.

`FILES` names each with a function that builds its bytes; nothing is built before it is
called. What each is expected to give stands in `tests/test_hostile.py`.
"""

from __future__ import annotations

import hashlib
import random
import zlib
from collections.abc import Callable

from hostile_bombs import packed

LINES = (
    "ỦY BAN NHÂN DÂN XÃ MINH TÂN",
    "Số: 15/KH-UBND",
    "Minh Tân, ngày 10 tháng 02 năm 2026",
    "KẾ HOẠCH",
    "Chuyển đổi số năm 2026",
    "I. NHIỆM VỤ, GIẢI PHÁP",
    "1. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 30/6/2026.",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.",
)
PASSWORD = "mat khau 2026"
METRE = 72 / 0.0254


class Pdf:
    """Objects by number, written out with a cross-reference table that fits them.

    Numbers 1 and 2 are the catalog and the tree of pages, unless `set` says otherwise.
    """

    def __init__(self) -> None:
        self.objects: dict[int, bytes] = {}
        self.pages: list[int] = []
        self.trailer = b""
        self.next = 3

    def add(self, body: str | bytes) -> int:
        """A new object; its number."""
        number = self.next
        self.next += 1
        self.set(number, body)
        return number

    def set(self, number: int, body: str | bytes) -> None:
        self.objects[number] = body.encode("latin-1") if isinstance(body, str) else body
        self.next = max(self.next, number + 1)

    def stream(self, data: bytes, entries: str = "", *, length: str | None = None) -> bytes:
        """The body of a stream object."""
        says = str(len(data)) if length is None else length
        return f"<< /Length {says} {entries} >>\nstream\n".encode("latin-1") + data + b"\nendstream"

    def add_stream(self, data: bytes, entries: str = "") -> int:
        return self.add(self.stream(data, entries))

    def page(
        self,
        content: bytes = b"",
        *,
        resources: str = "",
        box: str = "0 0 595 842",
        entries: str = "",
    ) -> int:
        """A new page with one content stream."""
        contents = self.add_stream(content)
        number = self.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents {contents} 0 R "
            f"/Resources << {resources} >> {entries} >>"
        )
        self.pages.append(number)
        return number

    def build(self, *, root: str = "", kids: str | None = None, count: int | None = None) -> bytes:
        """The file; `root` goes into the catalog."""
        if kids is None:
            kids = " ".join(f"{page} 0 R" for page in self.pages)
        count = len(self.pages) if count is None else count
        self.objects.setdefault(1, f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode())
        self.objects.setdefault(2, f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode())
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = {}
        for number, body in sorted(self.objects.items()):
            places[number] = len(out)
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        size = max(self.objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            at = places.get(number)
            out += b"0000000000 65535 f \n" if at is None else b"%010d 00000 n \n" % at
        out += b"trailer\n<< /Size %d /Root 1 0 R " % size + self.trailer
        out += b" >>\nstartxref\n%d\n%%%%EOF\n" % start
        return bytes(out)


# --- a good one -----------------------------------------------------------------------


def font(pdf: Pdf, text: str, *, descriptor: str = "", entries: str = "") -> tuple[int, str]:
    """A font of the letters of `text` with a map to Unicode; its number and a hex encoder."""
    letters = sorted(set(text))
    codes = "\n".join(
        f"<{code:04X}> <{letter.encode('utf-16-be').hex()}>"
        for code, letter in enumerate(letters, start=1)
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{codes}\nendbfchar endcmap end end"
    )
    unicode = pdf.add_stream(cmap.encode("ascii"))
    described = pdf.add(
        "<< /Type /FontDescriptor /FontName /Times /Flags 4 /FontBBox [0 -200 1000 900] "
        f"/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 {descriptor} >>"
    )
    inner = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 "
        f"/FontDescriptor {described} 0 R {entries} >>"
    )
    number = pdf.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Times /Encoding /Identity-H "
        f"/DescendantFonts [{inner} 0 R] /ToUnicode {unicode} 0 R >>"
    )
    return number, "".join(letters)


def shown(text: str, letters: str) -> bytes:
    return b"<" + b"".join(b"%04X" % (letters.index(letter) + 1) for letter in text) + b"> Tj"


def plan_page(pdf: Pdf, lines: tuple[str, ...] = LINES, **of_font: str) -> tuple[bytes, str]:
    """The content and the resources of a page with the plan."""
    number, letters = font(pdf, "".join(lines), **of_font)
    rows = [b"1 0 0 1 72 %d Tm " % (770 - 24 * at) for at in range(len(lines))]
    drawn = b"\n".join(row + shown(line, letters) for row, line in zip(rows, lines, strict=True))
    return b"BT /F1 9 Tf\n" + drawn + b"\nET\n", f"/Font << /F1 {number} 0 R >>"


def good(pages: int = 1) -> bytes:
    pdf = Pdf()
    content, resources = plan_page(pdf)
    for _ in range(pages):
        pdf.page(content, resources=resources)
    return pdf.build()


def rich() -> bytes:
    """A plan with most of what PDFs hold, for mutants: table, image, form, link, xref of all."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    image = pdf.add_stream(
        zlib.compress(bytes(range(256)) * 4),
        "/Type /XObject /Subtype /Image /Width 32 /Height 32 /BitsPerComponent 8 "
        "/ColorSpace /DeviceGray /Filter /FlateDecode",
    )
    form = pdf.add_stream(
        b"q 0 0 1 rg 10 10 50 20 re f Q",
        "/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Matrix [1 0 0 1 0 0]",
    )
    grid = b" ".join(b"72 %d m 500 %d l S" % (y, y) for y in range(300, 401, 20))
    grid += b" ".join(b" %d 300 m %d 400 l S" % (x, x) for x in (72, 200, 350, 500))
    note = pdf.add(
        "<< /Type /Annot /Subtype /Link /Rect [72 700 200 720] "
        "/A << /S /URI /URI (http://127.0.0.1:9/) >> >>"
    )
    pdf.page(
        content + grid + b" /X1 Do q 100 0 0 100 72 100 cm /I1 Do Q",
        resources=f"{resources} /XObject << /I1 {image} 0 R /X1 {form} 0 R >>",
        entries=f"/Annots [{note} 0 R] /Rotate 0 /CropBox [0 0 595 842]",
    )
    packed = zlib.compress(content)
    pdf.pages.append(
        pdf.add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {resources} >> "
            f"/Contents [{pdf.add_stream(packed, '/Filter /FlateDecode')} 0 R] >>"
        )
    )
    return pdf.build(root="/PageLayout /SinglePage")


# --- encryption (standard handler, revision 2: RC4 of 40 bits) ------------------------

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def encrypted(user: str = PASSWORD, owner: str = "chu so huu") -> bytes:
    """The plan, its streams encrypted; `user` empty: opens for everyone."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.page(content, resources=resources)
    opens, owns = ((word.encode() + _PADDING)[:32] for word in (user, owner))
    identity, rights = bytes(range(16)), -4
    owner_entry = rc4(hashlib.md5(owns).digest()[:5], opens)
    seed = opens + owner_entry + rights.to_bytes(4, "little", signed=True) + identity
    key = hashlib.md5(seed).digest()[:5]
    user_entry = rc4(key, _PADDING)
    for number, body in pdf.objects.items():
        head, mark, rest = body.partition(b"stream\n")
        if mark:
            data = rest.removesuffix(b"\nendstream")
            own = hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest()[:10]
            pdf.objects[number] = head + mark + rc4(own, data) + b"\nendstream"
    guard = pdf.add(
        f"<< /Filter /Standard /V 1 /R 2 /O <{owner_entry.hex()}> /U <{user_entry.hex()}> "
        f"/P {rights} >>"
    )
    pdf.trailer = f"/Encrypt {guard} 0 R /ID [<{identity.hex()}> <{identity.hex()}>]".encode()
    return pdf.build()


def unknown_encryption() -> bytes:
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.page(content, resources=resources)
    guard = pdf.add("<< /Filter /Acme.Rights /V 99 /R 99 /O <00> /U <00> /P 0 >>")
    pdf.trailer = f"/Encrypt {guard} 0 R /ID [<00> <00>]".encode()
    return pdf.build()


# --- pages ----------------------------------------------------------------------------


def zero_pages() -> bytes:
    return Pdf().build()


def count_lies(count: int) -> Callable[[], bytes]:
    def build() -> bytes:
        pdf = Pdf()
        content, resources = plan_page(pdf)
        pdf.page(content, resources=resources)
        return pdf.build(count=count)

    return build


def many_pages(count: int = 20_000) -> bytes:
    pdf = Pdf()
    for _ in range(count):
        number = pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
        pdf.pages.append(number)
    return pdf.build()


def one_page_many_times(count: int = 20_000) -> bytes:
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.pages = [pdf.page(content, resources=resources)] * count
    return pdf.build()


def pages_by_powers() -> bytes:
    """Ten nodes below each node, nine deep, all of them the same: 10⁹ pages in 1 kB."""
    pdf = Pdf()
    page = pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
    count = 1
    for _ in range(9):
        count *= 10
        page = pdf.add(
            f"<< /Type /Pages /Parent 2 0 R /Kids [{f'{page} 0 R ' * 10}] /Count {count} >>"
        )
    return pdf.build(kids=f"{page} 0 R", count=count)


def page_of(box: str, entries: str = "") -> Callable[[], bytes]:
    def build() -> bytes:
        pdf = Pdf()
        content, resources = plan_page(pdf)
        pdf.page(content, resources=resources, box=box, entries=entries)
        return pdf.build()

    return build


def large_page_beside_a_good_one() -> bytes:
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.page(content, resources=resources, box=f"0 0 {10 * METRE:.0f} {10 * METRE:.0f}")
    pdf.page(content, resources=resources)
    return pdf.build()


# --- bombs ----------------------------------------------------------------------------


def content_bomb() -> bytes:
    """A page whose content is a gigabyte of white space behind the plan."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.page(content, resources=resources)
    bomb = packed(b" " * 2**20, 1024, 2)
    pdf.pages.append(
        pdf.add(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents "
            f"{pdf.add_stream(bomb, '/Filter [/FlateDecode /FlateDecode]')} 0 R >>"
        )
    )
    return pdf.build()


def many_filters() -> bytes:
    """A thousand filters on one stream."""
    pdf = Pdf()
    pdf.page()
    body = pdf.stream(zlib.compress(b"x"), f"/Filter [{'/FlateDecode ' * 1000}]")
    pdf.set(3, body)
    return pdf.build()


def image_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A page that is one picture of 3.6 gigapixels, 3.5 MB compressed once, 16 kB twice."""
    pdf = Pdf()
    data = packed(bytes(width * 100), height // 100, 2)
    image = pdf.add_stream(
        data,
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 "
        "/ColorSpace /DeviceGray /Filter [/FlateDecode /FlateDecode]",
    )
    pdf.page(b"595 0 0 842 0 0 cm /I Do", resources=f"/XObject << /I {image} 0 R >>")
    return pdf.build()


def image_that_is_not_there(size: int = 2_000_000_000) -> bytes:
    pdf = Pdf()
    image = pdf.add_stream(
        b"",
        f"/Type /XObject /Subtype /Image /Width {size} /Height {size} /BitsPerComponent 16 "
        "/ColorSpace /DeviceCMYK",
    )
    pdf.page(b"595 0 0 842 0 0 cm /I Do", resources=f"/XObject << /I {image} 0 R >>")
    return pdf.build()


def unicode_bomb() -> bytes:
    """A map to Unicode that turns each code into 500 letters, on a page of 50,000 codes."""
    pdf = Pdf()
    one = "1EA1" * 500
    cmap = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        f"1 beginbfchar <41> <{one}> endbfchar endcmap"
    )
    unicode = pdf.add_stream(cmap.encode("ascii"))
    number = pdf.add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 65 /LastChar 65 "
        f"/Widths [1] /ToUnicode {unicode} 0 R >>"
    )
    pdf.page(
        b"BT /F1 1 Tf 1 0 0 1 72 700 Tm (" + b"A" * 50_000 + b") Tj ET",
        resources=f"/Font << /F1 {number} 0 R >>",
    )
    return pdf.build()


# --- loops ----------------------------------------------------------------------------


def tree_loop() -> bytes:
    return Pdf().build(kids="2 0 R", count=10)


def tree_loop_below() -> bytes:
    pdf = Pdf()
    node = pdf.next
    pdf.add(f"<< /Type /Pages /Parent {node + 1} 0 R /Kids [{node + 1} 0 R] /Count 5 >>")
    pdf.add(f"<< /Type /Pages /Parent {node} 0 R /Kids [{node} 0 R] /Count 5 >>")
    return pdf.build(kids=f"{node} 0 R", count=5)


def parent_loop() -> bytes:
    """Size and fonts are inherited from above, where there is no end of parents."""
    pdf = Pdf()
    number = pdf.add("<< /Type /Page /Parent 4 0 R >>")
    pdf.set(4, "<< /Type /Pages /Parent 5 0 R /Kids [3 0 R] /Count 1 >>")
    pdf.set(5, "<< /Type /Pages /Parent 4 0 R /Kids [4 0 R] /Count 1 >>")
    pdf.pages.append(number)
    return pdf.build()


def reference_loop() -> bytes:
    """Objects that are references to each other, everywhere where something is looked up."""
    pdf = Pdf()
    pdf.set(3, "4 0 R")
    pdf.set(4, "3 0 R")
    pdf.pages.append(
        pdf.add(
            "<< /Type /Page /Parent 2 0 R /MediaBox 3 0 R /Contents 3 0 R /Resources 4 0 R "
            "/Rotate 3 0 R /Annots 4 0 R >>"
        )
    )
    return pdf.build(root="/Outlines 3 0 R /AcroForm 4 0 R /Names 3 0 R /PageLabels 4 0 R")


def length_of_itself() -> bytes:
    pdf = Pdf()
    pdf.page(b"BT ET")
    pdf.set(3, pdf.stream(b"BT ET", length="3 0 R"))
    return pdf.build()


def form_recursion() -> bytes:
    """Forms that draw each other, and a page that draws them."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    first = pdf.next
    for other in (first + 1, first):
        pdf.add_stream(
            b"/X Do /X Do",
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
            f"/Resources << /XObject << /X {other} 0 R >> >>",
        )
    pdf.page(content + b"/X Do", resources=f"{resources} /XObject << /X {first} 0 R >>")
    return pdf.build()


def forms_by_powers(width: int = 10, depth: int = 9) -> bytes:
    """Forms that draw the next ten times: 10⁹ letters from 3 kB."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    face = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    form = pdf.add_stream(
        b"BT /F 9 Tf (a) Tj ET",
        f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F {face} 0 R >> >>",
    )
    for _ in range(depth):
        form = pdf.add_stream(
            b"/X Do " * width,
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
            f"/Resources << /XObject << /X {form} 0 R >> >>",
        )
    pdf.page(content + b"/X Do", resources=f"{resources} /XObject << /X {form} 0 R >>")
    return pdf.build()


def glyph_recursion() -> bytes:
    """A Type 3 font whose letter is drawn with that letter."""
    pdf = Pdf()
    number = pdf.next
    pdf.add(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] "
        f"/CharProcs << /a {number + 1} 0 R >> /Encoding << /Differences [97 /a] >> "
        f"/FirstChar 97 /LastChar 97 /Widths [9] /Resources << /Font << /F {number} 0 R >> >> >>"
    )
    pdf.add_stream(b"9 0 d0 BT /F 9 Tf (aa) Tj ET")
    pdf.page(b"BT /F 9 Tf (aa) Tj ET", resources=f"/Font << /F {number} 0 R >>")
    return pdf.build()


def pattern_recursion() -> bytes:
    pdf = Pdf()
    number = pdf.next
    pdf.add_stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 1 "
        f"/YStep 1 /Resources << /Pattern << /P {number} 0 R >> >>",
    )
    pdf.page(b"/Pattern cs /P scn 0 0 595 842 re f", resources=f"/Pattern << /P {number} 0 R >>")
    return pdf.build()


def mask_recursion() -> bytes:
    pdf = Pdf()
    number = pdf.next
    pdf.add_stream(
        bytes(4),
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 "
        f"/ColorSpace [/Indexed {number + 1} 0 R 1 <0000>] /SMask {number} 0 R",
    )
    pdf.add(f"[/Indexed {number + 1} 0 R 1 <0000>]")
    pdf.page(b"595 0 0 842 0 0 cm /I Do", resources=f"/XObject << /I {number} 0 R >>")
    return pdf.build()


def xref_loop() -> bytes:
    """The table of objects names itself as the one before."""
    data = good()
    start = data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref"))
    return data.replace(b"trailer\n<<", b"trailer\n<< /Prev %d" % start)


def outline_loop() -> bytes:
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.page(content, resources=resources)
    number = pdf.next
    pdf.add(f"<< /Title (a) /First {number} 0 R /Next {number} 0 R /Parent {number} 0 R >>")
    names = pdf.add(f"<< /Kids [{pdf.next} 0 R] >>")
    return pdf.build(
        root=f"/Outlines << /First {number} 0 R >> /PageLabels {names} 0 R /Names << /Dests "
        f"{names} 0 R >> /StructTreeRoot {number} 0 R"
    )


def object_stream_of_itself() -> bytes:
    """An object stream that says it extends itself and holds itself."""
    pdf = Pdf()
    pdf.page(b"")
    number = pdf.next
    inner = b"%d 0 << /Type /ObjStm >>" % number
    pdf.add_stream(inner, f"/Type /ObjStm /N 1 /First 5 /Extends {number} 0 R")
    return pdf.build()


# --- fonts ----------------------------------------------------------------------------


def broken_font(kind: str) -> Callable[[], bytes]:
    """The plan with a font program of noise. `kind` is the key it stands under."""

    def build() -> bytes:
        pdf = Pdf()
        noise = random.Random(kind).randbytes(20_000)
        head = {
            "FontFile": b"%!PS-AdobeFont-1.0: X\neexec ",
            "FontFile2": bytes.fromhex("00010000000C0080000300206376742000000000FFFFFFFFFFFFFFFF"),
            "FontFile3": bytes.fromhex("01000401000101015800010101FFFFFFFF"),
        }[kind]
        program = pdf.add_stream(head + noise, f"/Subtype /CIDFontType0C /Length1 {2**31 - 1}")
        content, resources = plan_page(pdf, descriptor=f"/{kind} {program} 0 R")
        pdf.page(content, resources=resources)
        return pdf.build()

    return build


def endless_cmap() -> bytes:
    """Ranges of four billion codes, and a map that uses itself."""
    pdf = Pdf()
    number = pdf.next
    cmap = (
        b"begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange\n"
        b"2 begincidrange <00000000> <FFFFFFFF> 0 <0000> <FFFF> 4294967295 endcidrange\n"
        b"2 beginbfrange <00000000> <FFFFFFFF> <0041> <0000> <FFFF> <D800> endbfrange endcmap"
    )
    pdf.add_stream(cmap, f"/Type /CMap /CMapName /C /UseCMap {number} 0 R")
    pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding {number} 0 R "
        f"/DescendantFonts [{number + 2} 0 R] /ToUnicode {number} 0 R >>"
    )
    pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (A) "
        "/Ordering (B) /Supplement 0 >> /W [0 2147483647 500] /CIDToGIDMap 3 0 R >>"
    )
    pdf.page(
        b"BT /F1 9 Tf 1 0 0 1 72 700 Tm <0000000100020003FFFFFFFF> Tj ET",
        resources=f"/Font << /F1 {number + 1} 0 R >>",
    )
    return pdf.build()


def font_of_itself() -> bytes:
    pdf = Pdf()
    number = pdf.next
    pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts "
        f"[{number} 0 R] /ToUnicode {number} 0 R /FontDescriptor {number} 0 R >>"
    )
    pdf.page(b"BT /F1 9 Tf (abc) Tj ET", resources=f"/Font << /F1 {number} 0 R >>")
    return pdf.build()


# --- much of everything ---------------------------------------------------------------


def many_lines(count: int = 200_000) -> bytes:
    """A plan under a net of ruled lines."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    rng = random.Random(1)
    net = b" ".join(
        b"%d %d m %d %d l S" % ((x := rng.randrange(595)), 0, x, 842)
        if at % 2
        else b"%d %d m %d %d l S" % (0, (y := rng.randrange(842)), 595, y)
        for at in range(count)
    )
    pdf.page(content + net, resources=resources)
    return pdf.build()


def fine_grid(rows: int = 400) -> bytes:
    """A table of 160,000 cells, each two points wide."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    net = b" ".join(b"0 %d.%d m 595 %d.%d l S" % (at * 2, 0, at * 2, 0) for at in range(rows))
    net += b" ".join(b" %d.%d 0 m %d.%d 842 l S" % (at, 4, at, 4) for at in range(rows))
    pdf.page(content + net, resources=resources)
    return pdf.build()


def many_words(count: int = 300_000) -> bytes:
    """All words of a city on one page, on top of each other."""
    pdf = Pdf()
    line = "Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ "
    number, letters = font(pdf, line)
    words = [shown(f"{word} ", letters) for word in line.split()]
    rng = random.Random(2)
    drawn = b"\n".join(
        b"1 0 0 1 %d %d Tm " % (rng.randrange(595), rng.randrange(842)) + rng.choice(words)
        for _ in range(count)
    )
    pdf.page(b"BT /F1 9 Tf\n" + drawn + b" ET", resources=f"/Font << /F1 {number} 0 R >>")
    return pdf.build()


def one_endless_word(length: int = 100_000) -> bytes:
    """A word without an end that runs down a stair, a step a letter."""
    pdf = Pdf()
    number, letters = font(pdf, "a")
    step = b"1 0 0 1 %d %d Tm " + shown("a", letters)
    drawn = b"\n".join(step % (at % 590, 830 - at % 820) for at in range(length))
    pdf.page(b"BT /F1 1 Tf\n" + drawn + b" ET", resources=f"/Font << /F1 {number} 0 R >>")
    return pdf.build()


def deep_nesting(depth: int = 100_000) -> bytes:
    pdf = Pdf()
    content, resources = plan_page(pdf)
    pdf.page(
        b"q " * depth + content + b"[" * depth + b"<<" * depth,
        resources=f"{resources} /Deep {'[' * depth}{']' * depth}",
    )
    return pdf.build(root=f"/Deep {'<< /A ' * depth}null{' >>' * depth}")


def wild_numbers() -> bytes:
    """Text at places and sizes that no number holds."""
    pdf = Pdf()
    number, letters = font(pdf, "".join(LINES))
    wild = b"99999999999999999999999999999999999999999999"
    drawn = b"\n".join(
        b"%s 0 0 %s %s -%s Tm " % (b"1e9", wild, wild, wild) + shown(line, letters)
        for line in LINES
    )
    pdf.page(
        b"BT /F1 %s Tf\n%s ET 0 0 0 0 0 0 cm BT /F1 0 Tf 0 0 0 0 0 0 Tm %s ET"
        % (wild, drawn, shown(LINES[0], letters)),
        resources=f"/Font << /F1 {number} 0 R >>",
    )
    return pdf.build()


# --- what must not be followed --------------------------------------------------------


def active(address: str = "http://127.0.0.1:9/") -> bytes:
    """A plan that would like to run scripts and programs and to call home."""
    pdf = Pdf()
    content, resources = plan_page(pdf)
    outside = pdf.add(
        f"<< /Length 0 /F << /FS /URL /F ({address}) >> /FFilter /FlateDecode >>\n"
        "stream\n\nendstream"
    )
    pdf.page(
        content + b"/X Do",
        resources=f"{resources} /XObject << /X {outside} 0 R >>",
        entries=f"/AA << /O << /S /URI /URI ({address}) >> >>",
    )
    return pdf.build(
        root=f"/OpenAction << /S /JavaScript /JS (app.launchURL\\('{address}'\\);) /Next "
        f"<< /S /Launch /F (/bin/sh) /Next << /S /SubmitForm /F ({address}) >> >> >> "
        "/AcroForm << /XFA (<xdp/>) /NeedAppearances true /Fields [] >>"
    )


# --- remains --------------------------------------------------------------------------


def header_only() -> bytes:
    return b"%PDF-1.7\n"


def header_and_zeros() -> bytes:
    return b"%PDF-1.7\n" + bytes(2**20)


def cut(share: float) -> Callable[[], bytes]:
    def build() -> bytes:
        data = good(3)
        return data[: int(len(data) * share)]

    return build


def no_xref() -> bytes:
    data = good()
    return data[: data.rindex(b"xref\n0 ", 0, data.rindex(b"startxref"))]


def junk_before() -> bytes:
    return b"\xef\xbb\xbf \r\n" + good()


def two_in_one() -> bytes:
    return good() + good(2)


FILES: dict[str, Callable[[], bytes]] = {
    "good": good,
    "rich": rich,
    "encrypted": encrypted,
    "encrypted for everyone": lambda: encrypted(user=""),
    "unknown encryption": unknown_encryption,
    "zero pages": zero_pages,
    "a million pages it says": count_lies(1_000_000),
    "minus one page it says": count_lies(-1),
    "no pages it says": count_lies(0),
    "20,000 pages": many_pages,
    "20,000 times a page": one_page_many_times,
    "pages by powers": pages_by_powers,
    "a page of 10 metres": page_of(f"0 0 {10 * METRE:.0f} {10 * METRE:.0f}"),
    "a page of no size": page_of("0 0 0 0"),
    "a page inside out": page_of("595 842 0 0"),
    "a page without numbers": page_of("/A (b) null [1]"),
    "a page of 1e38": page_of("0 0 1e38 99999999999999999999999999999999999999"),
    "a page in its own units": page_of("0 0 595 842", "/UserUnit 1000000"),
    "a page turned 45": page_of("0 0 595 842", "/Rotate 45"),
    "a page cropped away": page_of("0 0 595 842", "/CropBox [9000 9000 9001 9001]"),
    "large page beside a good one": large_page_beside_a_good_one,
    "content bomb": content_bomb,
    "many filters": many_filters,
    "image bomb": image_bomb,
    "image that is not there": image_that_is_not_there,
    "unicode bomb": unicode_bomb,
    "tree loop": tree_loop,
    "tree loop below": tree_loop_below,
    "parent loop": parent_loop,
    "reference loop": reference_loop,
    "length of itself": length_of_itself,
    "form recursion": form_recursion,
    "forms by powers": forms_by_powers,
    "glyph recursion": glyph_recursion,
    "pattern recursion": pattern_recursion,
    "mask recursion": mask_recursion,
    "xref loop": xref_loop,
    "outline loop": outline_loop,
    "object stream of itself": object_stream_of_itself,
    "broken Type 1": broken_font("FontFile"),
    "broken TrueType": broken_font("FontFile2"),
    "broken CFF": broken_font("FontFile3"),
    "endless cmap": endless_cmap,
    "font of itself": font_of_itself,
    "many lines": many_lines,
    "fine grid": fine_grid,
    "many words": many_words,
    "one endless word": one_endless_word,
    "deep nesting": deep_nesting,
    "wild numbers": wild_numbers,
    "active": active,
    "header only": header_only,
    "header and zeros": header_and_zeros,
    **{f"cut at {share:.0%}": cut(share) for share in (0.05, 0.3, 0.6, 0.9, 0.99)},
    "no xref": no_xref,
    "junk before": junk_before,
    "two in one": two_in_one,
}
