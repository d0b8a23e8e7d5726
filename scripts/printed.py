"""Our own documents as printed pages, to see what the reading of pages does to them.

A page tells by place and look what a text tells by its lines. So the same annotations are
scored on pages: what they lose there is the readers' fault, not the rules'. Each document is
laid out as offices do, in one of several manners that its name chooses (size, leading, indent,
justified or not, page numbers above or below): head and signature in two columns, the title in
the middle, appendices and attached plans on a page of their own, tables ruled, their rows cut
where a page ends. A headless Chromium prints it.

    .venv/bin/python scripts/printed.py build/printed
    .venv/bin/python scripts/printed.py build/scanned --dpi 200
    .venv/bin/nhiemvu run build/printed --out build/printed-run --no-workbook
    .venv/bin/nhiemvu evaluate build/printed-run

Texts whose lines are broken at a width, and tables drawn with tabs, are left out: their lines
are no paragraphs. What Markdown says with levels and empty lines alone is not on the page.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image

__all__ = ["Grey", "as_html", "clipped", "documents", "noise", "print_pdf", "scan", "turned"]

Grey = npt.NDArray[np.uint8]

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SHORTEST_LINE = 115  # characters: where nearly all lines are shorter, they are broken at a width
SCANNED_AT = 300
AS_TABS = 2  # tabs of a line that draws a row of a table

_TYPE = re.compile(
    r"(KẾ HOẠCH(?: HÀNH ĐỘNG| TRIỂN KHAI| THỰC HIỆN)?|CHỈ THỊ|THÔNG BÁO|KẾT LUẬN|NGHỊ QUYẾT"
    r"|CHƯƠNG TRÌNH.*|QUYẾT ĐỊNH|HƯỚNG DẪN|CÔNG ĐIỆN|ĐỀ ÁN|PHƯƠNG ÁN|QUY ĐỊNH|LỊCH.*)"
)
_APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)\b[^.;]{0,12}$")
_LABEL = re.compile(r"(?:[IVX]+|[A-D]|\d+)[.\-/)]")
_HEADED = re.compile(r"(?:[IVX]+|[A-D])[.\-/)]")
_OPENS_TEXT = re.compile(
    r"(?:Căn cứ|Thực hiện|Để|Trên cơ sở|I|1|A|CHỦ TỊCH|ỦY BAN|UỶ BAN|BỘ TRƯỞNG|THỦ TƯỚNG"
    r"|CHÍNH PHỦ|Kính gửi)\b"
)
_RECIPIENTS = re.compile(r"[*_]*Nơi nhận")
_SIGNS = re.compile(r"(?:T/M|TM\.|K/T|KT\.|T/L|TL\.|Q\.)")
_BEGINS_ANEW = re.compile(
    r"(?:CỘNG HÒA|ĐẢNG CỘNG|ĐẢNG BỘ|BIỂU|DANH MỤC|KẾ HOẠCH|ỦY BAN NHÂN DÂN|UỶ BAN|BỘ )"
)
_MOTTO = ("CỘNG HÒA", "CỘNG HOÀ", "ĐẢNG CỘNG", "Độc lập")
_MARKS = re.compile(r"[*_#\\]")
_GAP = re.compile(r"\s{4,}|\t")
_BULLET = re.compile(r"[-+•]")


# --- the layout -----------------------------------------------------------------------


def style_of(stem: str) -> str:
    """The manner in which a document of this name is set."""
    chance = random.Random(zlib.crc32(stem.encode()))
    face = '"DejaVu Serif Condensed", "DejaVu Serif", serif'
    size = chance.choice([13, 14, 14])
    leading, indent = chance.choice([1.15, 1.3, 1.45]), chance.choice(["10mm", "12.7mm", "8mm"])
    number, align = (
        chance.choice(["top", "top", "bottom"]),
        chance.choice(["justify"] * 2 + ["left"]),
    )
    gap, middle = chance.choice([3, 6]), chance.choice(["top", "middle"])
    return f"""
@page {{ size: A4; margin: 20mm 15mm 20mm 30mm;
        @{number}-center {{ content: counter(page); font: 13pt {face} }} }}
@page :first {{ @{number}-center {{ content: "" }} }}
body {{ font: {size}pt/{leading} {face}; margin: 0 }}
p {{ margin: 0 0 {gap}pt; text-align: {align}; text-indent: {indent} }}
.rows {{ border-collapse: collapse; width: 100%; font-size: {size - 2}pt; margin: 4pt 0 }}
.rows td {{ border: 0.5pt solid black; padding: 2pt 4pt; vertical-align: {middle} }}
.rows tr:first-child td {{ text-align: center; font-weight: bold }}
.pair {{ width: 100%; font-size: 12pt; margin-bottom: 12pt }}
.pair td {{ width: 43%; vertical-align: top; text-align: center }}
.pair td + td {{ width: 57% }}
.end {{ margin-top: 12pt }}
.end td {{ text-align: left; font-size: 11pt }}
.end td + td {{ text-align: center; font-size: 12pt; font-weight: bold }}
.middle {{ text-align: center; text-indent: 0; font-weight: bold }}
.anew {{ break-before: page }}
.signs {{ margin-left: 50% }}
hr {{ width: 25mm; border: 0; border-top: 0.6pt solid black; margin: 2pt auto 8pt }}
"""


def as_html(path: Path) -> str:
    """A document of ours in the layout of its genre."""
    page = _Page([line.rstrip() for line in path.read_text("utf-8").splitlines()])
    page.lay_out()
    body = "\n".join(page.out)
    return f'<meta charset="utf-8"><style>{style_of(path.stem)}</style>\n{body}'


@dataclass
class _Page:
    """The pieces of a document's page, made line by line."""

    lines: Sequence[str]
    out: list[str] = field(default_factory=list)
    at: int = 0
    title: int = 0  # lines of the title that may follow
    caption: int = 0  # … of an appendix's
    signers: list[str] = field(default_factory=list)  # above the recipients

    def lay_out(self) -> None:
        first = next((n for n, line in enumerate(self.lines) if _is_type(line)), None)
        first = first if first is not None and first < 25 else None
        if first is not None:
            self.out.append(_head(self.lines[:first]))
            self.out.append(_middle(_plain(self.lines[first])))
            self.at, self.title = first + 1, 5
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if _is_row(line):
                self._table()
            else:
                self.at += 1
                self._line(line)

    def _table(self) -> None:
        rows = []
        while self.at < len(self.lines) and _is_row(self.lines[self.at]):
            cells = re.split(r"(?<!\\)\|", self.lines[self.at].strip()[1:-1])
            if not all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells):
                rows.append("".join(f"<td>{_inline(cell.strip())}</td>" for cell in cells))
            self.at += 1
        self.out.append(
            '<table class="rows">' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        )

    def _line(self, line: str) -> None:
        text = _plain(line)
        bare = text.strip("*_ ")
        if not bare or set(bare) <= set("- ") or re.fullmatch(r"\d{1,3}", bare):
            return  # rules, and the page numbers of a text that was taken from pages
        if _APPENDIX.match(bare) or (_is_type(line) and not bare.endswith(":")):
            self.out.append(_middle(text, "anew"))
            self.title, self.caption = 0, 3
        elif self._is_caption(bare):
            self.caption -= 1
            self.out.append(_middle(text))
        elif _RECIPIENTS.match(text):
            self._signature(text)
        elif self._signs(bare):
            self._sign(bare)
        elif self._is_title(bare):
            self.title -= 1
            self.out.append(_middle(text))
        else:
            self._paragraph(line, text)

    def _is_caption(self, bare: str) -> bool:
        low = bare.isupper() or bare[0] == "(" or self.caption == 3 or bare[0].islower()
        kept = bool(self.caption) and low and not _LABEL.match(bare)
        self.caption = self.caption if kept else 0
        return kept

    def _is_title(self, bare: str) -> bool:
        goes_on = self.title == 5 or bare[0].islower() or bare.isupper() or bare[0] in '("“'
        kept = (
            bool(self.title) and goes_on and not _OPENS_TEXT.match(bare) and bare[-1] not in ".:;"
        )
        if self.title and not kept:
            self.out.append("<hr>")
            self.title = 0
        return kept

    def _signs(self, bare: str) -> bool:
        office = (bare.isupper() or bare.istitle()) and len(bare) < 60
        return _SIGNS.match(bare) is not None or (bool(self.signers) and office)

    def _sign(self, bare: str) -> None:
        below = self.lines[self.at : self.at + 7]
        if any(_RECIPIENTS.match(line.strip()) for line in below):
            self.signers.append(bare)
        else:
            self.out.append(_middle(bare, "signs"))

    def _signature(self, first: str) -> None:
        """Recipients on the left, who signs on the right, up to what begins a page of its own."""
        left, *right = [piece for piece in _GAP.split(first) if piece]
        recipients, signers = [left], [*self.signers, *right]
        start = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            bare = _MARKS.sub("", line).strip()
            named = bool(signers) and signers[-1].istitle() and self.at > start + 3
            anew = named and _BEGINS_ANEW.match(bare)
            if _is_row(line) or _APPENDIX.match(bare) or _is_type(line) or anew:
                break
            self.at += 1
            pieces = [piece for piece in _GAP.split(line.strip()) if piece]
            if len(pieces) == 2:
                recipients.append(pieces[0])
                signers.append(pieces[1])
            elif not set(bare) <= set("- "):
                (recipients if _BULLET.match(bare) else signers).append(bare)
        name = "<br><br><br>" + _inline(signers[-1]) if signers else ""
        offices = "<br>".join(map(_inline, signers[:-1]))
        self.out.append(_pair("<br>".join(map(_inline, recipients)), offices + name, "end"))
        self.signers = []

    def _paragraph(self, line: str, text: str) -> None:
        bold = line.lstrip().startswith("#") or text.isupper() or _HEADED.match(text)
        deep = len(line) - len(line.lstrip())
        nested = deep >= 2 and _BULLET.match(text)
        margin = f' style="margin-left: {4 * deep}mm"' if nested else ""
        inline = _inline(text)
        self.out.append(f"<p{margin}><b>{inline}</b></p>" if bold else f"<p{margin}>{inline}</p>")


def _is_type(line: str) -> bool:
    return _TYPE.fullmatch(_MARKS.sub("", line).strip()) is not None


def _is_row(line: str) -> bool:
    return line.strip().startswith("|") and line.strip().endswith("|")


def _plain(line: str) -> str:
    """A line without the marks of a heading; a Markdown bullet as a printed one."""
    text = re.sub(r"^#+ *", "", re.sub(r"^[*] +", "• ", line.strip()))
    return text.replace("\\", "")


def _inline(text: str) -> str:
    safe = re.sub(r"&lt;br\s*/?&gt;", "<br>", escape(text).replace("\\", ""))
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", safe)
    return re.sub(r"(?<!\w)[*_](.+?)[*_](?!\w)", r"<i>\1</i>", bold).replace("*", "")


def _middle(text: str, more: str = "") -> str:
    return f'<p class="middle {more}">{_inline(text)}</p>'


def _pair(left: str, right: str, more: str = "") -> str:
    return f'<table class="pair {more}"><tr><td>{left}</td><td>{right}</td></tr></table>'


def _head(lines: Sequence[str]) -> str:
    """Who issues a document on the left, motto, place and date on the right."""
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        text = re.sub(r"<br\s*/?>", " ", _MARKS.sub("", line)).strip(" |")
        pieces = re.split(r"\s{3,}|\t|\s*\|\s*", text)
        if not text.strip("- "):
            continue
        if len(pieces) == 2:
            left.append(pieces[0])
            right.append(pieces[1])
        else:
            own = text.startswith(_MOTTO) or ", ngày" in text
            (right if own else left).append(text)
    bodies = (f"<b>{escape(text)}</b>" if text.isupper() else escape(text) for text in left)
    return _pair("<br>".join(bodies), "<br>".join(map(escape, right)))


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


# --- scans ----------------------------------------------------------------------------


def scan(printed: Path, path: Path, dpi: int) -> None:
    """The pages of a PDF as pictures of `dpi`: a little askew, light uneven, noisy."""
    chance = np.random.default_rng(zlib.crc32(path.stem.encode()))
    document = pdfium.PdfDocument(printed)
    sheets = [Image.fromarray(_photographed(page, chance, dpi)) for page in document]
    document.close()
    sheets[0].save(path, save_all=True, append_images=sheets[1:], resolution=dpi, quality=80)


def _photographed(page: pdfium.PdfPage, chance: np.random.Generator, dpi: int) -> Grey:
    sheet = np.asarray(page.render(scale=SCANNED_AT / 72, grayscale=True).to_pil().convert("L"))
    grey = turned(sheet, -float(chance.uniform(-0.7, 0.7)))
    height, width = grey.shape
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    light = 1 - 0.08 * np.abs(across - chance.uniform(0, 1))
    seen = clipped(cv2.GaussianBlur(grey, (3, 3), 0.7) * light + noise(chance, 6, grey))
    size = (width * dpi // SCANNED_AT, height * dpi // SCANNED_AT)
    return np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def noise(chance: np.random.Generator, much: float, page: Grey) -> npt.NDArray[np.float32]:
    """Grey values, `much` strong, to be added to a page."""
    return much * chance.standard_normal(page.shape, np.float32)


def turned(page: Grey, degrees: float) -> Grey:
    """Turned so that lines fall to the right by `degrees`."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    found = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return found.astype(np.uint8)


def clipped(values: npt.NDArray[np.floating]) -> Grey:
    """Grey values as those of a picture."""
    return np.clip(values, 0, 255).astype(np.uint8)


# --- files ----------------------------------------------------------------------------


def documents() -> Iterator[Path]:
    """Our own documents whose lines are paragraphs or rows of Markdown."""
    for path in sorted((ROOT / "corpus/own").iterdir()):
        if path.suffix in (".txt", ".md"):
            lines = [line for line in path.read_text("utf-8").splitlines() if line]
            lengths = sorted(map(len, lines))
            drawn = any(
                line.count("\t") >= AS_TABS or ("|" in line and not _is_row(line)) for line in lines
            )
            if lengths[int(0.95 * len(lengths))] >= SHORTEST_LINE and not drawn:
                yield path


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, help="the folder for what is made")
    parser.add_argument("names", nargs="*", help="of documents (default: all that can be)")
    parser.add_argument(
        "--dpi", type=int, help="make pictures of the pages, of so many dots an inch"
    )
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)

    def make(path: Path) -> None:
        html = as_html(path)
        target = (chosen.out / f"{path.stem}.pdf").resolve()
        if chosen.dpi is None:
            print_pdf(html, target)
            return
        with tempfile.TemporaryDirectory() as folder:
            printed = Path(folder) / target.name
            print_pdf(html, printed)
            scan(printed, target, chosen.dpi)

    wanted = [path for path in documents() if not chosen.names or path.stem in chosen.names]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(make, wanted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
