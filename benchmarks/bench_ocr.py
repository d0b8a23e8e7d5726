"""Scans are read and compared with their exact text; time with the bare engine's; memory.

Accuracy: pages of corpus/real/scan300 and scan200 (and of `--own FOLDER`, made by
scripts/degrade.py) by the whole reading, reading order included. Speed: the same pages by
`Recogniser.page` and by the reading of the whole file, beside Tesseract alone with the same
model and settings, in one process, in alternation. Memory: the peak of the process that
reads a long scan. docs/ocr.md says what the figures mean.

    .venv/bin/python benchmarks/bench_ocr.py                 # every third page, 4 minutes
    .venv/bin/python benchmarks/bench_ocr.py --all --pages 300
    .venv/bin/python benchmarks/bench_ocr.py --all --write docs/ocr.md
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

from measuring import ROOT, Times, about_machine, machine, marks, put_between_marks
from scoring import Score, score, total

MARKS = marks("bench_ocr.py")
SPEED_GOAL, MEMORY_GOAL_MB, CODES_GOAL = 1.05, 600, 99.0
REAL = ROOT / "corpus" / "real"
FOLDERS = {"300 dpi": REAL / "scan300", "200 dpi": REAL / "scan200"}
FULL_SET = "300 dpi"  # whose codes the goal is about, and whose pages are timed
SUFFIXES = (".pdf", ".tif", ".tiff", ".jpg", ".png")


@dataclass(frozen=True)
class PageScore:
    document: str
    page: int
    confidence: float
    score: Score


@dataclass
class Speed:
    """Seconds for the same pages; `command` is None where there is no `tesseract` here."""

    pages: int
    engine: Times
    page: Times
    file: Times
    command: Times | None = None

    @property
    def ratio(self) -> float:
        return self.file.best / self.engine.best


@dataclass
class Report:
    """What was measured, on what, where and when."""

    date: str
    machine: dict[str, str]
    every: int
    sets: dict[str, list[PageScore]] = field(default_factory=dict)
    speed: Speed | None = None
    memory_mb: float | None = None
    memory_pages: int = 0
    absent: list[str] = field(default_factory=list)

    def goals(self) -> list[tuple[str, str, str, bool]]:
        """Each goal: what, the figure, the goal, whether it is met."""
        goals = []
        if FULL_SET in self.sets:
            kept = total(page.score for page in self.sets[FULL_SET]).codes_percent
            what = f"numbers of documents kept exactly, {FULL_SET}"
            goals.append((what, f"{kept:.1f} %", f"{CODES_GOAL:.0f} %", kept >= CODES_GOAL))
        if self.speed:
            ratio = self.speed.ratio
            what = "reading of a scan / engine alone"
            goals.append((what, f"{ratio:.2f}", f"at most {SPEED_GOAL}", ratio <= SPEED_GOAL))
        if self.memory_mb:
            what = f"peak memory over {self.memory_pages} pages"
            figure, goal = f"{self.memory_mb:.0f} MB", f"at most {MEMORY_GOAL_MB} MB"
            goals.append((what, figure, goal, self.memory_mb <= MEMORY_GOAL_MB))
        return goals


# --- accuracy -------------------------------------------------------------------------


def documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)


def chosen_pages(count: int, every: int) -> list[int]:
    """Page numbers spread evenly, the first and the last always among them.

    >>> chosen_pages(11, 3)
    [1, 4, 7, 10, 11]
    """
    return sorted({*range(1, count + 1, every), count})


@contextmanager
def excerpt(path: Path, every: int) -> Iterator[tuple[Path, list[int]]]:
    """A file with some pages of a document, and their numbers; the document itself for all."""
    import pypdfium2 as pdfium

    if path.suffix != ".pdf":
        yield path, []
        return
    with pdfium.PdfDocument(path) as document:
        numbers = chosen_pages(len(document), every)
        if len(numbers) == len(document):
            yield path, numbers
            return
        with tempfile.TemporaryDirectory() as folder, pdfium.PdfDocument.new() as part:
            part.import_pages(document, [number - 1 for number in numbers])
            part.save(Path(folder) / path.name)
            yield Path(folder) / path.name, numbers


def page_scores(path: Path, truth: Path, every: int) -> list[PageScore]:
    from pipeline.ingest import read

    exact: dict[str, str] = json.loads(truth.read_text(encoding="utf-8"))
    with excerpt(path, every) as (part, numbers):
        source = read(part)
    scores = []
    for index, page in enumerate(source.pages):
        number = numbers[index] if numbers else index + 1
        text = source.text[page.char_start : page.char_end]
        scores.append(
            PageScore(
                path.stem, number, page.ocr_confidence or 0.0, score(exact[str(number)], text)
            )
        )
    return scores


def accuracy(folders: dict[str, tuple[Path, Path]], every: int) -> dict[str, list[PageScore]]:
    """Page scores by set; a set is a folder of documents and one of truth files."""
    found: dict[str, list[PageScore]] = {}
    for name, (folder, truths) in folders.items():
        for path in documents(folder):
            truth = truths / f"{path.stem}.json"
            if truth.is_file():
                found.setdefault(name, []).extend(page_scores(path, truth, every))
    return found


def sets_of(own: Path | None) -> tuple[dict[str, tuple[Path, Path]], list[str]]:
    """The sets that are here, and the names of those that are not."""
    sets, absent = {}, []
    for name, folder in FOLDERS.items():
        if documents(folder):
            sets[name] = (folder, REAL / "truth")
        else:
            absent.append(f"{name}: {folder.relative_to(ROOT)} is not here (make fetch)")
    for folder in sorted(own.iterdir()) if own else ():
        if folder.is_dir() and documents(folder):
            sets[f"own, {folder.name}"] = (folder, own / "truth") if own else (folder, folder)
    return sets, absent


# --- speed ----------------------------------------------------------------------------


def bare_engine() -> Any:
    """Tesseract with the model and the settings that the road uses, and nothing else."""
    import tesserocr

    from pipeline.ocr.models import MAIN, find_model

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    model = find_model(MAIN)
    if model is None:
        raise SystemExit("the Vietnamese model is not here: see `nhiemvu doctor`")
    engine = tesserocr.PyTessBaseAPI(path=str(model[0]), lang=model[1], psm=tesserocr.PSM.AUTO)
    engine.SetVariable("thresholding_method", "2")
    engine.SetVariable("debug_file", os.devnull)
    return engine


def speed(path: Path, most: int, rounds: int) -> Speed:
    """The first round is not counted. Images come out of the file before the clock starts for
    all but `read`, which takes them out itself.
    """
    import pypdfium2 as pdfium

    from pipeline.ingest import Options, read
    from pipeline.ocr import Recogniser
    from pipeline.ocr.page_image import page_image

    options = Options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with pdfium.PdfDocument(path) as document, pdfium.PdfDocument.new() as part:
            numbers = chosen_pages(len(document), max(1, len(document) // (most - 1)))[:most]
            part.import_pages(document, [number - 1 for number in numbers])
            part.save(folder / "part.pdf")
            images = [page_image(document[number - 1], options.limits) for number in numbers]
        engine, recogniser = bare_engine(), Recogniser()
        works: dict[str, Callable[[], None]] = {
            "engine": lambda: _bare(engine, images),
            "page": lambda: _recognise(recogniser, images, options),
            "file": lambda: _read(read, folder / "part.pdf"),
        }
        if shutil.which("tesseract"):
            works["command"] = _command(images, folder)
        taken: dict[str, list[float]] = {name: [] for name in works}
        for number in range(rounds + 1):
            for what in sorted(works, reverse=bool(number % 2)):
                begin = time.perf_counter()
                works[what]()
                if number:
                    taken[what].append(time.perf_counter() - begin)
        recogniser.close()
        engine.End()
    return Speed(len(images), **{what: Times.of(seconds) for what, seconds in taken.items()})


def _bare(engine: Any, images: Sequence[tuple[Any, float]]) -> None:
    for image, dpi in images:
        engine.SetImage(image)
        engine.SetSourceResolution(round(dpi))
        engine.Recognize()
        engine.GetUTF8Text()


def _recognise(recogniser: Any, images: Sequence[tuple[Any, float]], options: Any) -> None:
    for number, (image, dpi) in enumerate(images, start=1):
        recogniser.page(image, number, dpi=dpi, options=options)


def _read(read: Callable[[Path], object], path: Path) -> None:
    read(path)


def _command(images: Sequence[tuple[Any, float]], folder: Path) -> Callable[[], None]:
    """`tesseract` over all pages at once, so that its model is loaded once too."""
    from pipeline.ocr.models import MAIN, find_model

    model = find_model(MAIN)
    for number, (image, dpi) in enumerate(images):
        image.save(folder / f"{number}.png", dpi=(dpi, dpi))
    names = "\n".join(str(folder / f"{number}.png") for number in range(len(images)))
    (folder / "list.txt").write_text(names, encoding="utf-8")
    words = ["tesseract", str(folder / "list.txt"), str(folder / "out"), "--psm", "3"]
    words += ["-c", "thresholding_method=2"]
    words += ["--tessdata-dir", str(model[0]), "-l", model[1]] if model else []
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}

    def run() -> None:
        subprocess.run(words, check=True, env=environment, capture_output=True)

    return run


# --- memory ---------------------------------------------------------------------------


def peak_memory(path: Path, pages: int) -> float:
    """Peak resident MB of the process that reads a scan of so many pages.

    The scan is made of a document's pages, over and over.
    """
    import pypdfium2 as pdfium

    from pipeline.ingest.guard import Guard

    with tempfile.TemporaryDirectory() as folder, Guard() as guard:
        long = Path(folder) / "long.pdf"
        with pdfium.PdfDocument(path) as document, pdfium.PdfDocument.new() as whole:
            order = [number % len(document) for number in range(pages)]
            for first in range(0, pages, len(document)):
                whole.import_pages(document, order[first : first + len(document)])
            whole.save(long)
        peak = 0.0

        def look(_page: int, _pages: int) -> None:
            nonlocal peak
            peak = max(peak, *map(_peak_of, _readers()), 0.0)

        guard.read(long, progress=look)
        peak = max(peak, *map(_peak_of, _readers()), 0.0)
    return peak


def _readers() -> list[int]:
    """The processes that this one started to read files."""
    children = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and b"pipeline.ingest.guarded" in command:
            children.append(int(folder.name))
    return children


def _peak_of(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    match = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(match[1]) * 1024 / 1e6 if match else 0.0


# --- the report -----------------------------------------------------------------------


def measure(chosen: argparse.Namespace) -> Report:
    sets, absent = sets_of(chosen.own)
    report = Report(date.today().isoformat(), machine(), chosen.every, absent=absent)
    scans = documents(FOLDERS[FULL_SET])
    longest = max(scans, key=lambda path: path.stat().st_size, default=None)
    beside = None
    if longest and chosen.pages and Path("/proc/self/status").is_file():
        report.memory_pages = chosen.pages

        def remember() -> None:
            report.memory_mb = peak_memory(longest, chosen.pages)

        # It keeps another process busy, whose time nobody looks at.
        beside = Thread(target=remember, daemon=True)
        beside.start()
    report.sets = accuracy(sets, chosen.every)
    if beside:
        beside.join()
    if longest and chosen.rounds:
        report.speed = speed(longest, chosen.timed, chosen.rounds)
    return report


HEAD = ("pages", "CER", "WER", "tone WER", "unordered WER", "codes kept", "dates kept")


def cells(scores: Sequence[PageScore]) -> list[str]:
    one = total(page.score for page in scores)
    rates = (one.cer, one.wer, one.tone_wer, one.unordered_wer)
    return [
        str(len(scores)),
        *(f"{rate:.2f}" for rate in rates),
        f"{one.codes_kept}/{one.codes}",
        f"{one.dates_kept}/{one.dates}",
    ]


def accuracy_rows(report: Report) -> list[list[str]]:
    rows = []
    for name, pages in report.sets.items():
        for document in dict.fromkeys(page.document for page in pages):
            of_document = [page for page in pages if page.document == document]
            rows.append([f"{name}, {document}", *cells(of_document)])
        rows.append([f"**{name}, all**", *cells(pages)])
    return rows


def worst(report: Report, most: int = 5) -> list[str]:
    """The pages with most wrong words, by set."""
    lines = []
    for name, pages in report.sets.items():
        by_errors = sorted(pages, key=lambda page: page.score.wer, reverse=True)[:most]
        told = ", ".join(f"{p.document} {p.page} ({p.score.wer:.1f})" for p in by_errors)
        lines.append(f"{name}, worst pages (WER): {told}")
    return lines


def speed_rows(found: Speed) -> list[tuple[str, str, str]]:
    def row(what: str, times: Times | None) -> tuple[str, str, str]:
        if times is None:
            return what, "not installed here", ""
        ratio = times.best / found.engine.best
        return what, f"{times.best / found.pages:.2f}", f"{ratio:.3f}"

    return [
        row("engine alone (tesserocr)", found.engine),
        row("`tesseract` command", found.command),
        row("Recogniser.page", found.page),
        row("reading of the PDF", found.file),
    ]


def about(report: Report) -> str:
    which = "all pages" if report.every == 1 else f"every {report.every}. page and the last"
    return f"{report.date}: {which}; {about_machine(report.machine)}"


def as_markdown(report: Report) -> str:
    lines = [f"{about(report)}.", *(f"Left out: {line}." for line in report.absent), ""]
    if report.goals():
        lines += ["| goal | measured | wanted | |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {what} | {figure} | {goal} | {'met' if met else 'missed'} |"
            for what, figure, goal, met in report.goals()
        ]
    if report.sets:
        lines += ["", f"| | {' | '.join(HEAD)} |", f"| --- |{' ---: |' * len(HEAD)}"]
        lines += [f"| {' | '.join(row)} |" for row in accuracy_rows(report)]
        lines += ["", *(f"- {line}" for line in worst(report))]
    if report.speed:
        head = f"| {report.speed.pages} pages | s a page | to the engine alone |"
        lines += ["", head, "| --- | ---: | ---: |"]
        lines += [f"| {' | '.join(row)} |" for row in speed_rows(report.speed)]
    return "\n".join(lines)


def as_text(report: Report) -> str:
    lines = [about(report), *(f"left out: {line}" for line in report.absent), ""]
    if report.sets:
        rows = [["", *HEAD], *accuracy_rows(report)]
        lines += [
            f"{row[0].strip('*'):34}" + "".join(f"{cell:>15}" for cell in row[1:]) for row in rows
        ]
        lines += ["", *worst(report), ""]
    if report.speed:
        lines += [f"{report.speed.pages} pages{'':26}{'s a page':>20}{'to the engine':>15}"]
        lines += [f"{a.replace('`', ''):34}{b:>20}{c:>15}" for a, b, c in speed_rows(report.speed)]
        lines += [""]
    lines += [
        f"{'met   ' if met else 'MISSED'}  {what}: {figure}; goal: {goal}"
        for what, figure, goal, met in report.goals()
    ]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    content = asdict(report) | {
        "totals": {
            name: asdict(total(page.score for page in pages)) for name, pages in report.sets.items()
        },
        "goals_met": all(met for *_, met in report.goals()),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--every", type=int, default=3, metavar="N", help="pages; default: 3")
    parser.add_argument("--all", action="store_const", const=1, dest="every", help="every page")
    parser.add_argument("--own", type=Path, metavar="FOLDER", help="made by scripts/degrade.py")
    parser.add_argument(
        "--pages", type=int, default=48, metavar="N", help="of the long scan; 0: none; default: 48"
    )
    parser.add_argument("--timed", type=int, default=5, metavar="N", help="pages; default: 5")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="0: none; default: 3")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also put them into this page")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    chosen = parser.parse_args(arguments)
    chosen.every, chosen.timed = max(1, chosen.every), max(2, chosen.timed)
    report = measure(chosen)
    print(as_markdown(report) if chosen.markdown else as_text(report))
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(as_json(report), encoding="utf-8")
    if chosen.write:
        put_between_marks(chosen.write, as_markdown(report), MARKS)
    return int(chosen.check and not all(met for *_, met in report.goals()))


if __name__ == "__main__":
    sys.exit(main())
