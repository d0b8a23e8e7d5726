"""Recognition is measured against exact texts, and timed against the bare engine.

Per set of scans: character and word error rate in reading order, word errors whatever the
order, and how many codes ("28-NQ/TW") and dates came through exactly. The sets are the
released scans, where they are at hand, and scans of our own documents, made anew by
scripts/degrade.py. Speed is the scan road's time, image to Source, over that of Tesseract
alone on the same images with the same model and settings, page by page in turn; in CPU
seconds, which a busy machine changes little. docs/ocr.md says what the figures mean.

    .venv/bin/python benchmarks/bench_ocr.py                 # a sample, two minutes
    .venv/bin/python benchmarks/bench_ocr.py --pages 1000    # every page
    .venv/bin/python benchmarks/bench_ocr.py --sets scan200 fax --worst 5
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
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

os.environ["OMP_THREAD_LIMIT"] = "1"  # before the engine is loaded; for the command too

from PIL import Image
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import degrade
from measuring import Goal, goals_as_text

from pipeline.ingest.assemble import assemble
from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.image import dots_an_inch, frames
from pipeline.ingest.words import PageWords
from pipeline.model import Media
from pipeline.ocr import Recogniser, missing
from pipeline.ocr.models import MAIN, find_model
from pipeline.ocr.page_image import page_image

ROOT = degrade.ROOT
RELEASED = ("scan300", "scan200")
RATIO_GOAL, CODES_GOAL = 1.05, 99.0
OWN_SHARE = 0.4  # so many pages of each own set as of a released one
CODE = re.compile(r"\d{1,5}(?:/\d{4})?[-/](?:[A-ZĐ][\w-]*)(?:/[A-ZĐ]+)?\d*")
DATE = re.compile(r"ngày \d{1,2} tháng \d{1,2} năm \d{4}|\d{1,2}/\d{1,2}/\d{4}")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", "0123456789()")


@dataclass(frozen=True)
class Sheet:
    """A page to read: which, its exact text, and how to get its image and resolution."""

    stem: str
    number: int
    truth: str
    load: Callable[[], tuple[Image.Image, float]]


@dataclass
class Score:
    """Errors of pages, added up."""

    name: str
    pages: int = 0
    characters: int = 0
    character_errors: int = 0
    words: int = 0
    word_errors: int = 0
    lost_words: int = 0
    codes: int = 0
    codes_kept: int = 0
    codes_wrong: int = 0
    dates: int = 0
    dates_kept: int = 0
    dates_wrong: int = 0
    road_seconds: float = 0.0
    bare_seconds: float = 0.0
    worst: list[tuple[float, str]] = field(default_factory=list)

    @property
    def cer(self) -> float:
        return 100 * self.character_errors / max(1, self.characters)

    @property
    def wer(self) -> float:
        return 100 * self.word_errors / max(1, self.words)

    @property
    def free_wer(self) -> float:
        return 100 * self.lost_words / max(1, self.words)

    @property
    def ratio(self) -> float | None:
        return self.road_seconds / self.bare_seconds if self.bare_seconds else None

    def add(self, sheet: Sheet, text: str) -> None:
        """Counts the errors of one page."""
        wanted, found = flat(sheet.truth), flat(text)
        errors = Levenshtein.distance(wanted, found)
        self.pages += 1
        self.characters += len(wanted)
        self.character_errors += errors
        words, read = wanted.split(), found.split()
        self.words += len(words)
        self.word_errors += Levenshtein.distance(words, read)
        self.lost_words += sum((Counter(words) - Counter(read)).values())
        for kind, shape in (("codes", CODE), ("dates", DATE)):
            told, seen = Counter(shape.findall(wanted)), Counter(shape.findall(found))
            kept, wrong = sum((told & seen).values()), sum((seen - told).values())
            for name, more in (("", told.total()), ("_kept", kept), ("_wrong", wrong)):
                setattr(self, kind + name, getattr(self, kind + name) + more)
        share = 100 * errors / max(1, len(wanted))
        self.worst.append((share, f"{self.name} {sheet.stem} page {sheet.number}"))


def flat(text: str) -> str:
    """One line, single spaces, raised figures as plain ones: how a text is laid out and
    whether a figure was seen as raised is measured elsewhere."""
    return " ".join(unicodedata.normalize("NFC", text).translate(RAISED).split())


# --- what is read ---------------------------------------------------------------------


def sheets(name: str, most: int) -> list[Sheet]:
    """At most `most` pages of a set, spread evenly over its documents."""
    if name in RELEASED:
        folder, truths = ROOT / "corpus/real" / name, ROOT / "corpus/real/truth"
        every = [sheet for path in sorted(folder.glob("*.pdf")) for sheet in of_pdf(path, truths)]
    else:
        every = own_sheets(name, max(1, round(OWN_SHARE * most)))
        most = max(1, round(OWN_SHARE * most))
    if len(every) <= most:
        return every
    step = (len(every) - 1) / max(1, most - 1)
    return [every[round(number * step)] for number in range(most)]


def own_sheets(kind: str, most: int) -> list[Sheet]:
    """Scans of our own documents, made where they are not there yet."""
    paths = degrade.documents()
    paths = paths[: max(1, min(most, len(paths)))]
    pages = -(-most // len(paths))
    out = ROOT / "build/degraded" / f"{pages}-pages"
    found: list[Sheet] = []
    for path in paths:
        here = sorted((out / kind).glob(f"{path.stem}[-.]*"))
        if not here:
            degrade.degrade([path], out, [kind], pages)
            here = sorted((out / kind).glob(f"{path.stem}[-.]*"))
        for file in here:
            found += of_pdf(file, out / "truth") if file.suffix == ".pdf" else of_image(file, out)
    return found


def of_pdf(path: Path, truths: Path) -> Iterator[Sheet]:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    for number, text in texts(truths / f"{path.stem}.json").items():
        if number <= len(document):

            def load(number: int = number) -> tuple[Image.Image, float]:
                return page_image(document[number - 1], Options().limits)

            yield Sheet(path.stem, number, text, load)


def of_image(path: Path, out: Path) -> Iterator[Sheet]:
    """The frames of a TIFF, or a photograph of one page (`<stem>-<page>.jpg`)."""
    stem, _, page = path.stem.rpartition("-") if path.suffix == ".jpg" else (path.stem, "", "1")
    truth = texts(out / "truth" / f"{stem}.json")
    with Image.open(path) as opened:
        for number, image in enumerate(frames(opened), start=int(page)):
            copy = image.copy()
            copy.info["dpi"] = image.info.get("dpi")
            dpi = dots_an_inch(copy)
            yield Sheet(stem, number, truth[number], lambda copy=copy, dpi=dpi: (copy, dpi))


def texts(path: Path) -> dict[int, str]:
    return {int(page): text for page, text in json.loads(path.read_text("utf-8")).items()}


# --- reading --------------------------------------------------------------------------


def as_text(page: PageWords) -> str:
    return assemble(Blob("scan", Media.IMAGE, b"", "0" * 64), [page]).text


def measure(name: str, chosen: Sequence[Sheet], bare: Bare | None) -> Score:
    """Reads the pages of a set; each also with the bare engine, where it is given."""
    score = Score(name)
    with Recogniser() as recogniser:
        warm = Image.new("L", (600, 400), 255)
        recogniser.page(warm, 1, dpi=300, options=Options())
        for turn, sheet in enumerate(chosen):
            image, dpi = sheet.load()
            image.load()
            if bare and turn % 2:
                score.bare_seconds += bare.seconds(image, dpi)
            begin = time.process_time()
            page = recogniser.page(image, sheet.number, dpi=dpi, options=Options())
            text = as_text(page)
            score.road_seconds += time.process_time() - begin
            if bare and not turn % 2:
                score.bare_seconds += bare.seconds(image, dpi)
            score.add(sheet, text)
    score.worst.sort(reverse=True)
    return score


class Bare:
    """Tesseract with nothing around it, with our model and settings: its command where it
    is installed, else the same library called for text alone."""

    def __init__(self) -> None:
        found = find_model(MAIN)
        assert found is not None
        self.folder, self.model = found
        self.command = shutil.which("tesseract")
        self._engine: Any = None

    @property
    def name(self) -> str:
        return self.command or "the library alone (the command tesseract is not installed)"

    def seconds(self, image: Image.Image, dpi: float) -> float:
        return self._of_command(image, dpi) if self.command else self._of_library(image, dpi)

    def _of_command(self, image: Image.Image, dpi: float) -> float:
        """Of one more page: the start of the process and its models are taken out, by a
        blank page that is timed before it."""
        with tempfile.TemporaryDirectory() as folder:
            taken = []
            for name, shown in (("blank", Image.new("L", (64, 64), 255)), ("page", image)):
                path = Path(folder) / f"{name}.bmp"
                shown.convert("L").save(path)
                call = [str(self.command), str(path), "stdout", "--tessdata-dir", str(self.folder)]
                call += ["-l", self.model, "--psm", "3", "--dpi", str(round(dpi))]
                begin = _of_children()
                subprocess.run(
                    [*call, "-c", "thresholding_method=2"], check=True, capture_output=True
                )
                taken.append(_of_children() - begin)
        return taken[1] - taken[0]

    def _of_library(self, image: Image.Image, dpi: float) -> float:
        import tesserocr

        if self._engine is None:
            self._engine = tesserocr.PyTessBaseAPI(
                path=str(self.folder), lang=self.model, psm=tesserocr.PSM.AUTO
            )
            self._engine.SetVariable("thresholding_method", "2")
            self._engine.SetVariable("debug_file", os.devnull)
        begin = time.process_time()
        self._engine.SetImage(image)
        self._engine.SetSourceResolution(round(dpi))
        self._engine.GetUTF8Text()
        return time.process_time() - begin


def _of_children() -> float:
    """CPU seconds of the processes that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


# --- the report -----------------------------------------------------------------------


def table(scores: Sequence[Score]) -> Iterator[str]:
    yield (
        f"{'set':9} {'pages':>5} {'CER %':>6} {'WER %':>6} {'any order':>9} {'codes kept':>14}"
        f" {'wrong':>5} {'dates kept':>14} {'wrong':>5} {'CPU s/p':>6} {'ratio':>6}"
    )
    for score in scores:
        codes, dates = (
            f"{kept}/{of} {100 * kept / max(1, of):.1f}"
            for kept, of in ((score.codes_kept, score.codes), (score.dates_kept, score.dates))
        )
        ratio = f"{score.ratio:.3f}" if score.ratio else ""
        yield (
            f"{score.name:9} {score.pages:5} {score.cer:6.2f} {score.wer:6.2f}"
            f" {score.free_wer:9.2f} {codes:>14} {score.codes_wrong:5} {dates:>14}"
            f" {score.dates_wrong:5} {score.road_seconds / max(1, score.pages):6.2f} {ratio:>6}"
        )


def goals(scores: Sequence[Score]) -> list[Goal]:
    """Each goal: what, the figure, the goal, whether it is met."""
    met = []
    road, bare = (
        sum(getattr(score, name) for score in scores if score.bare_seconds)
        for name in ("road_seconds", "bare_seconds")
    )
    if bare:
        what = "scan road / bare engine"
        met.append((what, f"{road / bare:.3f}", f"at most {RATIO_GOAL}", road / bare <= RATIO_GOAL))
    for score in scores:
        if score.name == "scan300" and score.codes:
            kept = 100 * score.codes_kept / score.codes
            what, goal = "codes kept exactly, 300 dpi", f"at least {CODES_GOAL:.0f} %"
            met.append((what, f"{kept:.1f} %", goal, kept >= CODES_GOAL))
    return met


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    names = [*RELEASED, *degrade.KINDS]
    parser.add_argument("--sets", nargs="+", choices=names, default=names, metavar="SET")
    parser.add_argument("--pages", type=int, default=6, metavar="N", help="a set; default: 6")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the worst pages")
    parser.add_argument("--no-speed", action="store_true", help="leave the bare engine out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    chosen = parser.parse_args(arguments)
    if missing():
        print("\n".join(missing()))
        return 0
    scores = []
    bare = None if chosen.no_speed else Bare()
    for name in chosen.sets:
        found = sheets(name, max(1, chosen.pages))
        if found:
            scores.append(measure(name, found, bare if name in RELEASED else None))
        else:
            print(f"{name}: not here (make fetch)")
    print("\n".join(table(scores)))
    if bare:
        print(f"\nthe bare engine: {bare.name}")
    for line in goals_as_text(goals(scores)):
        print(line)
    worst = sorted((page for score in scores for page in score.worst), reverse=True)
    for share, page in worst[: chosen.worst]:
        print(f"{share:7.2f} %  {page}")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        content = [asdict(score) | {"ratio": score.ratio} for score in scores]
        chosen.json.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return int(chosen.check and not all(met for *_, met in goals(scores)))


if __name__ == "__main__":
    sys.exit(main())
