"""Recognition is measured against exact texts, and timed against the bare engine.

Per set of scans: character and word error rate in reading order, word errors whatever the
order, and how many codes ("28-NQ/TW") and dates came through exactly. The sets are the
released scans, where they are at hand, and scans of our own documents, made anew by
scripts/degrade.py. Speed is the scan road's time, image to Source, over that of the command
`tesseract` and over that of the engine as a library, called for text alone, on the same images
with the same model and settings, page by page in turn; in CPU seconds, which a busy machine
changes little. Memory is the peak of the largest process of a run over one long scan.
docs/ocr.md says what the figures mean.

    .venv/bin/python benchmarks/bench_ocr.py                 # a sample, two minutes
    .venv/bin/python benchmarks/bench_ocr.py --pages 1000    # every page
    .venv/bin/python benchmarks/bench_ocr.py --sets scan200 fax --worst 5
    .venv/bin/python benchmarks/bench_ocr.py --long 300      # memory, seven minutes
"""

from __future__ import annotations

import argparse
import itertools
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
from typing import Any, Protocol

os.environ["OMP_THREAD_LIMIT"] = "1"  # before the engine is loaded; for the command too

from PIL import Image
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import degrade
from measuring import Goal, goals_as_text, in_process

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
ENGINES = ("command", "library")  # the bare ones; the goal was set for the command
FOLDER_OF_LONG = ROOT / "corpus/real/scan300"
RATIO_GOAL, CODES_GOAL, MEMORY_GOAL_MB = 1.05, 99.0, 600
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
    command_seconds: float = 0.0
    library_seconds: float = 0.0
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

    def over(self, bare: str) -> float | None:
        """The road's time over that of the bare engine, `command` or `library`."""
        seconds: float = getattr(self, f"{bare}_seconds")
        return self.road_seconds / seconds if seconds else None

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


def measure(name: str, chosen: Sequence[Sheet], bare: Sequence[Bare]) -> Score:
    """Reads the pages of a set; each also with the bare engines, before and after in turn."""
    score = Score(name)

    def of_engines(image: Image.Image, dpi: float) -> None:
        for engine in bare:
            key = f"{engine.name}_seconds"
            setattr(score, key, getattr(score, key) + engine.seconds(image, dpi))

    with Recogniser() as recogniser:
        warm = Image.new("L", (600, 400), 255)
        recogniser.page(warm, 1, dpi=300, options=Options())
        for turn, sheet in enumerate(chosen):
            image, dpi = sheet.load()
            image.load()
            if turn % 2:
                of_engines(image, dpi)
            begin = time.process_time()
            page = recogniser.page(image, sheet.number, dpi=dpi, options=Options())
            text = as_text(page)
            score.road_seconds += time.process_time() - begin
            if not turn % 2:
                of_engines(image, dpi)
            score.add(sheet, text)
    score.worst.sort(reverse=True)
    return score


class Bare(Protocol):
    """Tesseract with nothing around it, with our model and settings."""

    name: str

    def seconds(self, image: Image.Image, dpi: float) -> float:
        """CPU seconds of one page."""


class Command:
    """The command `tesseract`, for one more page: the start of the process and its models are
    taken out, by a blank page that is timed before it."""

    name = "command"

    def __init__(self, command: str, folder: Path, model: str) -> None:
        self.call = [command, "--tessdata-dir", str(folder), "-l", model, "--psm", "3"]
        self.call += ["-c", "thresholding_method=2"]

    def seconds(self, image: Image.Image, dpi: float) -> float:
        with tempfile.TemporaryDirectory() as folder:
            taken = []
            for name, shown in (("blank", Image.new("L", (64, 64), 255)), ("page", image)):
                path = Path(folder) / f"{name}.bmp"
                shown.convert("L").save(path)
                call = [*self.call, "--dpi", str(round(dpi)), str(path), "stdout"]
                begin = _of_children()
                subprocess.run(call, check=True, capture_output=True)
                taken.append(_of_children() - begin)
        return taken[1] - taken[0]


class Library:
    """The engine as our process loads it, called for text alone."""

    name = "library"

    def __init__(self, folder: Path, model: str) -> None:
        import tesserocr

        self._engine: Any = tesserocr.PyTessBaseAPI(
            path=str(folder), lang=model, psm=tesserocr.PSM.AUTO
        )
        self._engine.SetVariable("thresholding_method", "2")
        self._engine.SetVariable("debug_file", os.devnull)

    def seconds(self, image: Image.Image, dpi: float) -> float:
        begin = time.process_time()
        self._engine.SetImage(image)
        self._engine.SetSourceResolution(round(dpi))
        self._engine.GetUTF8Text()
        return time.process_time() - begin


def bare_engines() -> list[Bare]:
    """The library, and the command where it is installed."""
    found = find_model(MAIN)
    assert found is not None
    command = shutil.which("tesseract")
    return [*([Command(command, *found)] if command else []), Library(*found)]


def _of_children() -> float:
    """CPU seconds of the processes that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def memory_of_long_scan(pages: int) -> float:
    """Peak memory in MB of the largest process of `nhiemvu run` over one scan of `pages` pages,
    the released ones over and over."""
    import pypdfium2 as pdfium

    scans = [pdfium.PdfDocument(path) for path in sorted(FOLDER_OF_LONG.glob("*.pdf"))]
    if not scans:
        raise SystemExit(f"{FOLDER_OF_LONG}: no scans here (make fetch)")
    long = pdfium.PdfDocument.new()
    for scan in itertools.cycle(scans):
        if len(long) >= pages:
            break
        long.import_pages(scan, list(range(min(len(scan), pages - len(long)))))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        long.save(path)
        return in_process(["run", "--quiet", "--no-workbook", "--out", f"{folder}/out", str(path)])[
            1
        ]


# --- the report -----------------------------------------------------------------------


def table(scores: Sequence[Score]) -> Iterator[str]:
    yield (
        f"{'set':9} {'pages':>5} {'CER %':>6} {'WER %':>6} {'any order':>9} {'codes kept':>14}"
        f" {'wrong':>5} {'dates kept':>14} {'wrong':>5} {'CPU s/p':>7}"
        f" {'/command':>8} {'/library':>8}"
    )
    for score in scores:
        codes, dates = (
            f"{kept}/{of} {100 * kept / max(1, of):.1f}"
            for kept, of in ((score.codes_kept, score.codes), (score.dates_kept, score.dates))
        )
        ratios = (f"{over:.3f}" if over else "" for over in map(score.over, ENGINES))
        yield (
            f"{score.name:9} {score.pages:5} {score.cer:6.2f} {score.wer:6.2f}"
            f" {score.free_wer:9.2f} {codes:>14} {score.codes_wrong:5} {dates:>14}"
            f" {score.dates_wrong:5} {score.road_seconds / max(1, score.pages):7.2f} "
            + " ".join(f"{ratio:>8}" for ratio in ratios)
        )


def goals(scores: Sequence[Score]) -> list[Goal]:
    """Each goal: what, the figure, the goal, whether it is met."""
    met = []
    timed = [engine for engine in ENGINES if any(score.over(engine) for score in scores)]
    for engine in timed[:1]:
        road, bare = (
            sum(getattr(score, key) for score in scores if score.over(engine))
            for key in ("road_seconds", f"{engine}_seconds")
        )
        what, goal = f"scan road / bare {engine}", f"at most {RATIO_GOAL}"
        met.append((what, f"{road / bare:.3f}", goal, road / bare <= RATIO_GOAL))
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
    parser.add_argument(
        "--long", type=int, metavar="PAGES", help="measure memory over one scan of PAGES instead"
    )
    chosen = parser.parse_args(arguments)
    if missing():
        print("\n".join(missing()))
        return 0
    if chosen.long:
        peak = memory_of_long_scan(chosen.long)
        goal = (f"peak memory of a process, {chosen.long} pages of scans", f"{peak:.0f} MB")
        of_memory = [(*goal, f"at most {MEMORY_GOAL_MB} MB", peak <= MEMORY_GOAL_MB)]
        print("\n".join(goals_as_text(of_memory)))
        return int(chosen.check and peak > MEMORY_GOAL_MB)
    scores = []
    bare = [] if chosen.no_speed else bare_engines()
    for name in chosen.sets:
        found = sheets(name, max(1, chosen.pages))
        if found:
            scores.append(measure(name, found, bare if name in RELEASED else []))
        else:
            print(f"{name}: not here (make fetch)")
    print("\n".join(table(scores)))
    if bare and len(bare) < len(ENGINES):
        print("\nthe command tesseract is not installed: the library alone was timed")
    for line in goals_as_text(goals(scores)):
        print(line)
    worst = sorted((page for score in scores for page in score.worst), reverse=True)
    for share, page in worst[: chosen.worst]:
        print(f"{share:7.2f} %  {page}")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        content = [
            asdict(score) | {f"over_{name}": score.over(name) for name in ENGINES}
            for score in scores
        ]
        chosen.json.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return int(chosen.check and not all(met for *_, met in goals(scores)))


if __name__ == "__main__":
    sys.exit(main())
