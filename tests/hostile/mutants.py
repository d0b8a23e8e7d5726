"""Good files, damaged in ways that a seed decides.

    python tests/hostile/mutants.py .pdf 5000 [FIRST_SEED]

reads that many and prints what is not as it should be; the tests read the first few.
"""

from __future__ import annotations

import io
import random
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import hostile_docx
import hostile_html
import hostile_images
import hostile_pdf

Mutate = Callable[[bytes, random.Random], bytes]

_NUMBERS = (
    *(b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"-2147483648", b"4294967295"),
    *(b"99999999999999999999", b"1e308", b"0.0000001", b"NaN", b"", b"null"),
)
_INTEGERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """One to eight of: bytes flipped, cut out, repeated, swapped, replaced by extremes."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        if len(out) < 16:
            break
        at = rng.randrange(len(out))
        size = min(len(out) - at, rng.choice((1, 2, 4, 16, 64, 512)))
        way = rng.randrange(7)
        if way == 0:
            out[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            out[at : at + size] = rng.randbytes(size)
        elif way == 2:
            del out[at : at + size]
        elif way == 3:
            out[at:at] = out[at : at + size] * rng.choice((1, 2, 100))
        elif way == 4:
            other = rng.randrange(len(out))
            out[at : at + size] = out[other : other + size]
        elif way == 5:
            order = rng.choice("<>")
            out[at : at + 4] = struct.pack(order + "I", rng.choice(_INTEGERS))
        else:
            del out[rng.randrange(len(out)) :]
    return bytes(out)


def _words(pattern: bytes) -> Mutate:
    """Mutants that keep the format's own words: numbers, names and references change places."""
    shape = re.compile(pattern)

    def mutate(data: bytes, rng: random.Random) -> bytes:
        found = [match.span() for match in shape.finditer(data)]
        for start, end in sorted(rng.sample(found, min(len(found), rng.choice((1, 2, 4)))))[::-1]:
            word = data[start:end]
            if word.lstrip(b"-").isdigit() and rng.random() < 0.7:
                new = rng.choice((*_NUMBERS, b"%d" % rng.randrange(30)))
            else:
                other = rng.choice(found)
                new = data[other[0] : other[1]]
            data = data[:start] + new + data[end:]
        return data

    return mutate


def _in_archive(inner: Mutate) -> Mutate:
    """Mutants of one part, in an archive that is sound."""

    def mutate(data: bytes, rng: random.Random) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            names = old.namelist()
            chosen = rng.choice([name for name in names if name != "[Content_Types].xml"])
            for name in names:
                part = old.read(name)
                new.writestr(name, inner(part, rng) if name == chosen else part)
        return out.getvalue()

    return mutate


def _in_chunks(data: bytes, rng: random.Random) -> bytes:
    """A PNG with one chunk damaged and its checksum set right again."""
    chunks = []
    at = 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += size + 12
    chosen = rng.randrange(len(chunks))
    kind, inner = chunks[chosen]
    if kind == b"IDAT" and rng.random() < 0.5:
        inner = zlib.compress(damaged(zlib.decompress(inner), rng))
    else:
        inner = damaged(inner.ljust(16, b"\0"), rng)
    chunks[chosen] = (kind, inner)
    return data[:8] + b"".join(hostile_images.chunk(*each) for each in chunks)


_PDF_WORDS = _words(rb"-?\d+(?: \d+ R)?|/[A-Za-z0-9]+|<<|>>|\[|\]|obj|endobj|stream|endstream")
_XML_WORDS = _words(rb"\d+|</?[\w:]+|[\w:]+=\"[^\"]*\"|>|&\w+;")

# A suffix: what is damaged, and the ways to damage it, in turn.
SAMPLES: dict[str, tuple[tuple[Callable[[], bytes], ...], tuple[Mutate, ...]]] = {
    ".pdf": (
        (hostile_pdf.rich, hostile_pdf.rich, lambda: hostile_pdf.encrypted("")),
        (_PDF_WORDS, damaged, _PDF_WORDS),
    ),
    ".docx": (
        (hostile_docx.rich, hostile_docx.rich, hostile_docx.loops),
        (_in_archive(_XML_WORDS), damaged, _in_archive(damaged)),
    ),
    ".html": ((hostile_html.rich,), (_XML_WORDS, damaged)),
    ".png": ((hostile_images.saved("PNG"),), (_in_chunks, damaged)),
    ".jpg": ((hostile_images.saved("JPEG"),), (damaged,)),
    ".tif": (
        (hostile_images.pages_of_tiff(2), hostile_images.fax),
        (damaged, damaged),
    ),
}


def mutants(suffix: str, count: int, first: int = 0) -> list[tuple[int, bytes]]:
    """So many mutants for a suffix, each with its seed."""
    builders, ways = SAMPLES[suffix]
    samples = [build() for build in builders]
    made = []
    for seed in range(first, first + count):
        rng = random.Random(f"{suffix} {seed}")
        way = ways[seed % len(ways)]
        made.append((seed, way(samples[seed // len(ways) % len(samples)], rng)))
    return made


def main() -> None:
    from pipeline.ingest import Limits, Options
    from pipeline.ingest.guard import Guard
    from pipeline.model import IngestError

    suffix, count, first, *_ = (*sys.argv[1:], "0")
    options = Options(Limits(file_seconds=30, file_memory=2**30))
    file = Path(f"mutant{suffix}")
    with Guard() as guard:
        for seed, data in mutants(suffix, int(count), int(first)):
            file.write_bytes(data)
            try:
                guard.read(file, options=options)
            except IngestError as error:
                if hasattr(error, "__notes__") or "report" in error.what_to_do:
                    kept = file.with_stem(f"mutant-{seed}")
                    kept.write_bytes(data)
                    print(f"{kept}: {error.problem}", *getattr(error, "__notes__", ()), sep="\n")


if __name__ == "__main__":
    main()
