"""Little that becomes much: deflate streams made by repeating one compressed block."""

from __future__ import annotations

import zlib

__all__ = ["deflated", "packed"]


def deflated(
    head: bytes = b"", block: bytes = b"", times: int = 0, tail: bytes = b""
) -> tuple[bytes, int, int]:
    """`head`, `times` × `block`, `tail` as raw deflate; with the CRC and size of what it holds.

    A flush resets the compressor, so that equal blocks give equal bytes and one is enough.
    """
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = press.compress(head) + press.flush(zlib.Z_FULL_FLUSH)
    once = press.compress(block) + press.flush(zlib.Z_FULL_FLUSH)
    out += once * times + press.compress(tail) + press.flush()
    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    return out, zlib.crc32(tail, crc), len(head) + times * len(block) + len(tail)


def packed(block: bytes, times: int, rounds: int = 1) -> bytes:
    """`times` × `block` in zlib's form, compressed so many times over."""
    adler = 1
    for _ in range(times):
        adler = zlib.adler32(block, adler)
    out = b"\x78\xda" + deflated(b"", block, times)[0] + adler.to_bytes(4, "big")
    for _ in range(rounds - 1):
        out = zlib.compress(out, 9)
    return out
