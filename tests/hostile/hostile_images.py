"""Pictures that lie about their size, never end, or are cut off. `FILES`: name → suffix, bytes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from hostile_bombs import packed

Builder = Callable[[], bytes]
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, data: bytes, *, depth: int = 8, colour: int = 0, more: bytes = b""
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", head) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def page(text: str = "KE HOACH 2026", size: tuple[int, int] = (420, 210)) -> object:
    """A small white picture with a line of print."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((30, 40), text, fill=0, font=ImageFont.load_default(32))
    return image


def saved(kind: str, **options: object) -> Builder:
    def build() -> bytes:
        out = io.BytesIO()
        page().save(out, kind, **options)  # type: ignore[attr-defined]
        return out.getvalue()

    return build


def pages_of_tiff(count: int) -> Builder:
    def build() -> bytes:
        out = io.BytesIO()
        first = page()
        first.save(out, "TIFF", save_all=True, append_images=[first] * (count - 1))  # type: ignore[attr-defined]
        return out.getvalue()

    return build


# --- sizes ----------------------------------------------------------------------------


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """All there: 3.6 billion white points, one bit each, in half a megabyte."""
    row = b"\0" + b"\xff" * (width // 8)
    return png(width, height, packed(row * 100, height // 100), depth=1)


def png_of_size(width: int, height: int) -> Builder:
    """A head that says so, and ten bytes of picture."""
    return lambda: png(width, height, zlib.compress(bytes(10)))


def png_text_bomb() -> bytes:
    """A good picture with a gigabyte of compressed comment."""
    bomb = packed(b"a" * 2**20, 1024)
    text = chunk(b"zTXt", b"Comment\0\0" + bomb) + chunk(b"iTXt", b"Comment\0\1\0\0\0" + bomb)
    profile = chunk(b"iCCP", b"x\0\0" + bomb)
    good = saved("PNG")()
    return good[:33] + profile + text + good[33:]


def png_many_chunks() -> bytes:
    good = saved("PNG")()
    return good[:33] + chunk(b"tEXt", b"a\0b") * 100_000 + good[33:]


def jpeg_of_size(width: int, height: int) -> Builder:
    def build() -> bytes:
        data = saved("JPEG")()
        at = data.index(b"\xff\xc0")
        return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]

    return build


def ifd(entries: list[tuple[int, int, int, int]], after: int) -> bytes:
    """A directory of a little-endian TIFF: (tag, type, count, value) and where the next is."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + body + struct.pack("<I", after)


def tiff(width: int, height: int, *, after: int = 0, strip: int = 16) -> bytes:
    """A picture of one strip of `strip` bytes, whatever its size says."""
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 200),
        (277, 3, 1, 1),
        (278, 4, 1, height),
        (279, 4, 1, strip),
    ]
    return (b"II*\0" + struct.pack("<I", 8) + ifd(entries, after)).ljust(200, b"\0") + bytes(
        min(strip, 2**16)
    )


def tiff_bomb() -> bytes:
    """A strip of deflate that becomes 400 megabytes, in a picture that says 20,000 × 20,000."""
    data = packed(bytes(2**20), 400)
    whole = tiff(20_000, 20_000, strip=len(data))[:200] + data
    return whole.replace(struct.pack("<HHII", 259, 3, 1, 1), struct.pack("<HHII", 259, 3, 1, 8))


def tiff_circle() -> bytes:
    """Its second page is its first."""
    return tiff(4, 4, after=8)


def cut(build: Builder, share: float) -> Builder:
    def half() -> bytes:
        data = build()
        return data[: int(len(data) * share)]

    return half


def tiff_bomb_behind() -> bytes:
    """A good small page, and behind it the bomb: what the first says is not true of all."""
    bomb = tiff_bomb()
    first = 200 + 400 * 210
    out = bytearray(tiff(420, 210, after=first, strip=400 * 210)[:200]).ljust(first, b"\xff")
    moved = bytearray(bomb[8:])
    at = moved.index(struct.pack("<HHII", 273, 4, 1, 200))
    moved[at : at + 12] = struct.pack("<HHII", 273, 4, 1, first + 192)
    return bytes(out + moved)


def postscript() -> bytes:
    """A drawing that is a program, for whoever hands it to an interpreter."""
    return (
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 595 842\n%%EndComments\n"
        b"(%pipe%touch vet-tich) (w) file closefile 0 0 595 842 rectfill showpage\n%%EOF\n"
    )


def turned() -> bytes:
    """A JPEG whose EXIF is noise that begins well."""
    data = saved("JPEG")()
    exif = b"Exif\0\0II*\0\x08\0\0\0" + b"\xff\xff" + bytes(range(256)) * 200
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def fax() -> bytes:
    out = io.BytesIO()
    page().convert("1").save(out, "TIFF", compression="group4")  # type: ignore[attr-defined]
    return out.getvalue()


def many_pages_of_tiff(count: int = 10_000) -> bytes:
    """Directories of 4 × 4 points, chained; quicker than saving them one by one."""
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    entries = [
        (256, 4, 1, 4),
        (257, 4, 1, 4),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 0),
        (277, 3, 1, 1),
        (278, 4, 1, 4),
        (279, 4, 1, 16),
    ]
    size = 2 + 12 * len(entries) + 4 + 16
    for number in range(count):
        at = len(out)
        entries[5] = (273, 4, 1, at + size - 16)
        out += ifd(entries, at + size if number + 1 < count else 0) + bytes(16)
    return bytes(out)


FILES: dict[str, tuple[str, Builder]] = {
    "good PNG": (".png", saved("PNG")),
    "good JPEG": (".jpg", saved("JPEG")),
    "good TIFF": (".tif", pages_of_tiff(2)),
    "good fax TIFF": (".tif", fax),
    "PNG bomb": (".png", png_bomb),
    "PNG of 2³¹ points a side": (".png", png_of_size(2**31 - 1, 2**31 - 1)),
    "PNG of 100,000 by 100,000": (".png", png_of_size(100_000, 100_000)),
    "PNG of no size": (".png", png_of_size(0, 0)),
    "PNG of one point": (".png", png_of_size(1, 1)),
    "PNG of one line": (".png", lambda: png(90_000_000, 1, packed(bytes(2**20), 86))),
    "PNG text bomb": (".png", png_text_bomb),
    "PNG of many chunks": (".png", png_many_chunks),
    "PNG head only": (".png", lambda: SIGNATURE),
    "JPEG of 65,535 by 65,535": (".jpg", jpeg_of_size(65_535, 65_535)),
    "JPEG of no size": (".jpg", jpeg_of_size(0, 0)),
    "JPEG with bad EXIF": (".jpg", turned),
    "TIFF of 10,000 pages": (".tif", many_pages_of_tiff),
    "TIFF bomb": (".tif", tiff_bomb),
    "TIFF bomb behind a page": (".tif", tiff_bomb_behind),
    "TIFF circle": (".tif", tiff_circle),
    "PostScript": (".png", postscript),
    "TIFF of 2³² points a side": (".tif", lambda: tiff(2**32 - 1, 2**32 - 1)),
    "TIFF of a strip beyond its end": (".tif", lambda: tiff(4, 4, strip=2**32 - 1)[:210]),
    **{
        f"{name} cut at {share:.0%}": (suffix, cut(build, share))
        for name, suffix, build in (
            ("PNG", ".png", saved("PNG")),
            ("JPEG", ".jpg", saved("JPEG")),
            ("TIFF", ".tif", pages_of_tiff(2)),
        )
        for share in (0.02, 0.5, 0.95)
    },
}
