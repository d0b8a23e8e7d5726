"""Our own documents become scans, from clean to markedly worse than any released one.

Each document of `corpus/own` is typeset as the genre is (head and signature in two
columns, centred title, justified body of 14 points, page number at the top), printed to
PDF by a headless Chromium, and its pages are made worse in the ways that offices do it.
The same seed gives the same bytes from the same PDF.

    .venv/bin/python scripts/degrade.py build/degraded
    .venv/bin/python scripts/degrade.py build/degraded --kinds fax photo --pages 2

In the folder: `pdf/<stem>.pdf`, `truth/<stem>.json` (page number → its text, line by
line), and a folder a kind.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pdfplumber
import pypdfium2 as pdfium
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

Grey = npt.NDArray[np.uint8]
Random = np.random.Generator

DPI = 300
SEED = 28
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TYPES = ("KẾ HOẠCH", "CHỈ THỊ", "THÔNG BÁO", "KẾT LUẬN", "NGHỊ QUYẾT", "CHƯƠNG TRÌNH HÀNH ĐỘNG")
STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page);
        font: 13pt "DejaVu Serif Condensed", "DejaVu Serif", serif } }
@page :first { @top-center { content: "" } }
body { font: 14pt/1.35 "DejaVu Serif Condensed", "DejaVu Serif", serif; margin: 0 }
p { margin: 0 0 4pt; text-align: justify; text-indent: 10mm }
.head, .end { width: 100%; border-collapse: collapse; font-size: 12pt; margin-bottom: 14pt }
.head td, .end td { width: 43%; vertical-align: top; padding: 0 4pt }
.head td + td, .end td + td { width: 57% }
.head td, .end td + td { text-align: center }
.end { font-size: 11pt; margin-top: 14pt; break-inside: avoid }
.end td + td { font-weight: bold; font-size: 13pt }
.title { text-align: center; font-weight: bold; text-indent: 0 }
.big { font-weight: bold }
hr { width: 25mm; border: 0; border-top: 0.6pt solid black; margin: 4pt auto 10pt }
"""


# --- typeset --------------------------------------------------------------------------


def as_html(path: Path) -> str:
    """A document of ours in the layout of its genre."""
    from pipeline.clean import clean
    from pipeline.ingest import read

    lines = [line.text for line in clean(read(path)).lines]
    first = next((n for n, line in enumerate(lines) if line in TYPES), 0)
    ends = [n for n, line in enumerate(lines) if line.startswith("Nơi nhận")]
    last = ends[-1] if ends else len(lines)
    after = first + 2
    while after < last and not lines[after][0].isupper():  # a title begins once
        after += 1
    parts = [
        _two_columns("head", *_head(lines[:first])),
        *(f'<p class="title">{escape(text)}</p>' for text in lines[first:after]),
        "<hr>",
        *(f"<p{_look(text)}>{escape(text)}</p>" for text in _paragraphs(lines[after:last])),
        _two_columns("end", *_end(lines[last:])),
    ]
    return f'<meta charset="utf-8"><style>{STYLE}</style>\n' + "\n".join(parts)


def _paragraphs(lines: Iterable[str]) -> Iterable[str]:
    """Lines of print joined: one that reaches far goes on in the next without a label."""
    whole = ""
    for line in lines:
        goes_on = (
            len(whole) > 60
            and whole[-1] not in ".;:"
            and not re.match(r"[-+IVXa-zđ\d]+[.)-]", line)
        )
        if whole and not goes_on:
            yield whole
            whole = ""
        whole = f"{whole} {line}".strip()
    if whole:
        yield whole


def _look(text: str) -> str:
    return ' class="big"' if text.isupper() else ""


def _head(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        before, found, motto = line.partition("ĐẢNG CỘNG SẢN")
        if found and before:
            left.append(before)
            right.append(found + motto)
        else:
            own = line.startswith(("CỘNG HÒA", "ĐẢNG CỘNG", "Độc lập")) or ", ngày" in line
            (right if own else left).append(line)
    return left, right


def _end(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    left = [line for line in lines if line.startswith(("Nơi nhận", "- "))]
    right = [line for line in lines if line not in left]
    return left, [*right[:-1], "", "", *right[-1:]] if right else right


def _two_columns(name: str, left: Sequence[str], right: Sequence[str]) -> str:
    cells = ("<br>".join(map(escape, side)) for side in (left, right))
    return (
        f'<table class="{name}"><tr>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr></table>"
    )


def print_pdf(html: str, path: Path) -> None:
    """Prints a page of HTML with a headless Chromium."""
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    program = next((found for name in names if name and (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage"
        flags += " --disable-background-networking --disable-component-update --disable-sync"
        subprocess.run(
            [
                program,
                *flags.split(),
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={path}",
                page.as_uri(),
            ],
            check=True,
            timeout=120,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def truth_of(path: Path) -> dict[str, str]:
    """Page number → its text as printed. Chromium draws it in the order of the HTML, so a
    line ends where the next letter stands lower or further left."""
    texts = {}
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages, start=1):
            text = ""
            for before, char in pairwise([None, *page.chars]):
                apart = before and abs(char["bottom"] - before["bottom"]) > 0.5 * char["size"]
                if before and (apart or char["x0"] < before["x0"] - 1):
                    text += "\n"
                text += char["text"]
            lines = (" ".join(line.split()) for line in text.split("\n"))
            texts[str(number)] = unicodedata.normalize("NFC", "\n".join(filter(None, lines)))
    return texts


# --- worse and worse ------------------------------------------------------------------


def clean_scan(page: Grey, random: Random) -> Grey:
    """A good scanner: a little noise, a little blur."""
    soft = cv2.GaussianBlur(page, (3, 3), 0.6)
    return _clipped(soft + _noise(random, 4, page))


def fax(page: Grey, random: Random) -> Grey:
    """Standard fax: 204 by 98 dots an inch, black and white, lone dots."""
    return _faxed(page, random, 204, 98)


def fax_fine(page: Grey, random: Random) -> Grey:
    """Fine fax: 204 by 196 dots an inch, black and white, lone dots."""
    return _faxed(page, random, 204, 196)


def _faxed(page: Grey, random: Random, across: int, down: int) -> Grey:
    tilted = _turned(page, random.uniform(-0.8, 0.8))
    height, width = page.shape
    size = (width * across // DPI, height * down // DPI)
    small = cv2.resize(tilted, size, interpolation=cv2.INTER_AREA)
    black = np.where(small + _noise(random, 12, small) < 150, 0, 255)
    dots = random.random(small.shape, np.float32)
    black[dots < 0.0008] = 0
    black[dots > 0.9992] = 255
    return black.astype(np.uint8)


def folded(page: Grey, random: Random) -> Grey:
    """A copy of a copy: folded across, skewed by 3 degrees, stained, speckled."""
    height, width = page.shape
    worn = _turned(page, float(random.choice([-3.0, 3.0]))).astype(np.float32)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    for fold in (height / 3, 2 * height / 3):
        away = down - fold - 0.01 * (across - width / 2) * random.uniform(-1, 1)
        worn -= 75 * np.exp(-np.square(away / 14)) + 40 * np.exp(-np.abs(away) / 120)
    for _ in range(3):
        x, y = random.uniform(0, width), random.uniform(0, height)
        far = np.hypot(across - x, down - y) / random.uniform(120, 320)
        worn -= 55 * np.exp(-np.square(far * far * far)) + 20 * np.exp(-np.square((far - 1) / 0.06))
    worn = cv2.GaussianBlur(worn, (5, 5), 1.1) + _noise(random, 9, page)
    dots = cv2.dilate(
        (random.random(page.shape, np.float32) < 0.0006).astype(np.uint8), np.ones((2, 2))
    )
    worn[dots > 0] = random.uniform(20, 90)
    return _clipped(worn)


def photo(page: Grey, random: Random) -> Grey:
    """A sheet on a table, taken with a phone by a lamp: perspective, shadow, blur."""
    height, width = page.shape
    edge = round(0.09 * width)
    paper = cv2.GaussianBlur(page, (5, 5), 1.0)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + edge + random.uniform(-0.045, 0.045, corners.shape) * width
    turn = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    table = _clipped(random.normal(62, 10, (height + 2 * edge, width + 2 * edge)))
    seen = cv2.warpPerspective(
        paper, turn, table.shape[::-1], dst=table, borderMode=cv2.BORDER_TRANSPARENT
    )
    down, across = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]].astype(np.float32)
    x, y = random.uniform(0, 1, 2) * seen.shape[::-1]
    light = 1.0 - 0.5 * np.hypot(across - x, down - y) / np.hypot(*seen.shape)
    shadow = (across * random.uniform(0.3, 0.8) + down > random.uniform(0.9, 1.2) * height) * 0.22
    shade = cv2.GaussianBlur(1 - shadow, (0, 0), 60)
    return _clipped(seen * light * shade + _noise(random, 5, seen))


def _noise(random: Random, much: float, page: Grey) -> npt.NDArray[np.float32]:
    return much * random.standard_normal(page.shape, np.float32)


def _turned(page: Grey, degrees: float) -> Grey:
    """Turned so that lines fall to the right by `degrees`."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned.astype(np.uint8)


def _clipped(values: npt.NDArray[np.floating]) -> Grey:
    return np.clip(values, 0, 255).astype(np.uint8)


KINDS: dict[str, Callable[[Grey, Random], Grey]] = {
    "clean": clean_scan,
    "fax": fax,
    "faxfine": fax_fine,
    "folded": folded,
    "photo": photo,
}


# --- files ----------------------------------------------------------------------------


def random_of(seed: int, kind: str, stem: str, number: int) -> Random:
    """Chance that is the same for the same page of the same kind, whatever else is made."""
    return np.random.default_rng([seed, zlib.crc32(f"{kind}/{stem}/{number}".encode())])


def save(kind: str, stem: str, images: Sequence[Image.Image], folder: Path) -> None:
    """Scans as PDF, faxes as TIFF of several pages, photographs as one JPEG each."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "photo":
        for number, image in enumerate(images, start=1):
            image.save(folder / f"{stem}-{number}.jpg", quality=70)
    elif kind.startswith("fax"):
        first, *others = (image.convert("1") for image in images)
        dpi = (204, 98 if kind == "fax" else 196)
        path = folder / f"{stem}.tif"
        first.save(path, save_all=True, append_images=others, compression="group4", dpi=dpi)
    else:
        first, *others = images
        path = folder / f"{stem}.pdf"
        first.save(path, save_all=True, append_images=others, resolution=DPI, quality=75)


def degrade(
    paths: Sequence[Path],
    out: Path,
    kinds: Sequence[str] = tuple(KINDS),
    pages: int | None = None,
    seed: int = SEED,
) -> None:
    """Makes the scans of `paths` in `out`; PDFs that lie there already are not printed anew."""
    for folder in ("pdf", "truth"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for path in paths:
        printed = (out / "pdf" / f"{path.stem}.pdf").resolve()
        if not printed.is_file():
            print_pdf(as_html(path), printed)
        document = pdfium.PdfDocument(printed)
        truth = json.dumps(truth_of(printed), ensure_ascii=False, indent=1)
        (out / "truth" / f"{path.stem}.json").write_text(truth + "\n", encoding="utf-8")
        count = min(len(document), pages or len(document))
        sheets = [
            np.asarray(document[n].render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
            for n in range(count)
        ]
        for kind in kinds:
            made = [
                Image.fromarray(KINDS[kind](sheet, random_of(seed, kind, path.stem, number)))
                for number, sheet in enumerate(sheets, start=1)
            ]
            save(kind, path.stem, made, out / kind)
        document.close()


def documents() -> list[Path]:
    """The project's own documents."""
    return sorted(p for p in (ROOT / "corpus/own").iterdir() if p.suffix in (".txt", ".md"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, help="the folder for what is made")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--pages", type=int, metavar="N", help="the first N pages alone")
    parser.add_argument("--seed", type=int, default=SEED, help=f"default: {SEED}")
    chosen = parser.parse_args(arguments)
    degrade(documents(), chosen.out, chosen.kinds, chosen.pages, chosen.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
