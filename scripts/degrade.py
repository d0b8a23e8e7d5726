"""Our own documents become scans, from clean to markedly worse than any released one.

Each document of `corpus/own` is printed as `scripts/printed.py` lays it out, and its pages are
made worse in the ways that offices do it.
The same seed gives the same bytes from the same PDF.

    .venv/bin/python scripts/degrade.py build/degraded
    .venv/bin/python scripts/degrade.py build/degraded --kinds fax photo --pages 2

In the folder: `pdf/<stem>.pdf`, `truth/<stem>.json` (page number → its text, line by
line), and a folder a kind.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pypdfium2 as pdfium
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts import printed  # noqa: E402
from scripts.printed import Grey, clipped, noise, turned  # noqa: E402

Random = np.random.Generator

DPI = 300
SEED = 28


# --- what is printed ------------------------------------------------------------------


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
    return clipped(soft + noise(random, 4, page))


def fax(page: Grey, random: Random) -> Grey:
    """Standard fax: 204 by 98 dots an inch, black and white, lone dots."""
    return _faxed(page, random, 204, 98)


def fax_fine(page: Grey, random: Random) -> Grey:
    """Fine fax: 204 by 196 dots an inch, black and white, lone dots."""
    return _faxed(page, random, 204, 196)


def _faxed(page: Grey, random: Random, across: int, down: int) -> Grey:
    tilted = turned(page, random.uniform(-0.8, 0.8))
    height, width = page.shape
    size = (width * across // DPI, height * down // DPI)
    small = cv2.resize(tilted, size, interpolation=cv2.INTER_AREA)
    black = np.where(small + noise(random, 12, small) < 150, 0, 255)
    dots = random.random(small.shape, np.float32)
    black[dots < 0.0008] = 0
    black[dots > 0.9992] = 255
    return black.astype(np.uint8)


def folded(page: Grey, random: Random) -> Grey:
    """A copy of a copy: folded across, skewed by 3 degrees, stained, speckled."""
    height, width = page.shape
    worn = turned(page, float(random.choice([-3.0, 3.0]))).astype(np.float32)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    for fold in (height / 3, 2 * height / 3):
        away = down - fold - 0.01 * (across - width / 2) * random.uniform(-1, 1)
        worn -= 75 * np.exp(-np.square(away / 14)) + 40 * np.exp(-np.abs(away) / 120)
    for _ in range(3):
        x, y = random.uniform(0, width), random.uniform(0, height)
        far = np.hypot(across - x, down - y) / random.uniform(120, 320)
        worn -= 55 * np.exp(-np.square(far * far * far)) + 20 * np.exp(-np.square((far - 1) / 0.06))
    worn = cv2.GaussianBlur(worn, (5, 5), 1.1) + noise(random, 9, page)
    dots = cv2.dilate(
        (random.random(page.shape, np.float32) < 0.0006).astype(np.uint8), np.ones((2, 2))
    )
    worn[dots > 0] = random.uniform(20, 90)
    return clipped(worn)


def photo(page: Grey, random: Random) -> Grey:
    """A sheet on a table, taken with a phone by a lamp: perspective, shadow, blur."""
    height, width = page.shape
    edge = round(0.09 * width)
    paper = cv2.GaussianBlur(page, (5, 5), 1.0)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + edge + random.uniform(-0.045, 0.045, corners.shape) * width
    turn = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    table = clipped(random.normal(62, 10, (height + 2 * edge, width + 2 * edge)))
    seen = cv2.warpPerspective(
        paper, turn, table.shape[::-1], dst=table, borderMode=cv2.BORDER_TRANSPARENT
    )
    down, across = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]].astype(np.float32)
    x, y = random.uniform(0, 1, 2) * seen.shape[::-1]
    light = 1.0 - 0.5 * np.hypot(across - x, down - y) / np.hypot(*seen.shape)
    shadow = (across * random.uniform(0.3, 0.8) + down > random.uniform(0.9, 1.2) * height) * 0.22
    shade = cv2.GaussianBlur(1 - shadow, (0, 0), 60)
    return clipped(seen * light * shade + noise(random, 5, seen))


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
        sheets_of = (out / "pdf" / f"{path.stem}.pdf").resolve()
        if not sheets_of.is_file():
            printed.print_pdf(printed.as_html(path), sheets_of)
        document = pdfium.PdfDocument(sheets_of)
        truth = json.dumps(truth_of(sheets_of), ensure_ascii=False, indent=1)
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
    """The project's own documents that can be printed."""
    return list(printed.documents())


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
