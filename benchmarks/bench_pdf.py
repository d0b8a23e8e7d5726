"""The road of PDFs with text is timed against taking their text out and the text road.

Both do the same documents (corpus/real/digital, else PDFs given), in one process, in
alternation: bytes of a PDF to Parquet by `pipeline.run.run`; and pypdfium2's text of each
page plus the road of that text as a .txt file. docs/performance.md says what the figures
mean.

    .venv/bin/python benchmarks/bench_pdf.py
    .venv/bin/python benchmarks/bench_pdf.py --profile       # where the time of reading goes
    .venv/bin/python benchmarks/bench_pdf.py --write docs/performance.md
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from measuring import (
    ROOT,
    Goal,
    Times,
    about_machine,
    forget_texts,
    goals_as_markdown,
    goals_as_text,
    machine,
)

from scripts.pages import marks, put_between

MARKS = marks("figures of bench_pdf", "benchmarks/bench_pdf.py --write")
RATIO_GOAL = 1.5


@dataclass
class Report:
    """Seconds for the same documents, their pages counted."""

    date: str
    machine: dict[str, str]
    files: int
    pages: int
    characters: int
    pdf_road: Times
    taking_out: Times
    text_road: Times
    beside: Times  # taking out and text road, of one round
    reading: Times
    guarded: Times  # with the start of the process that reads

    @property
    def ratio(self) -> float:
        """Of the best rounds: what is left when the machine does nothing else."""
        return self.pdf_road.best / self.beside.best

    @property
    def median_ratio(self) -> float:
        return self.pdf_road.median / self.beside.median

    @property
    def is_met(self) -> bool:
        return max(self.ratio, self.median_ratio) <= RATIO_GOAL


def texts_of(paths: Sequence[Path]) -> list[list[str]]:
    """The text of each page as pypdfium2 gives it, nothing else done."""
    import pypdfium2 as pdfium

    found = []
    for path in paths:
        with pdfium.PdfDocument(path.read_bytes()) as document:
            pages = []
            for page in document:
                textpage = page.get_textpage()
                pages.append(textpage.get_text_range())
                textpage.close()
                page.close()
            found.append(pages)
    return found


def write_texts(paths: Sequence[Path], folder: Path) -> list[Path]:
    written = []
    for path, pages in zip(paths, texts_of(paths), strict=True):
        target = folder / f"{path.stem}.txt"
        # A line's end that parts "124-" from "QĐ/TW" is U+FFFE there.
        text = "\n".join(pages).replace("\r\n", "\n").replace("\ufffe", "-\n")
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written


class InThisProcess:
    """Stands in for `Guard`, so that like is timed by like: text is read in no other process."""

    def __enter__(self) -> InThisProcess:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self, path: Path, *, progress: object = None, **more: Any) -> Any:
        from pipeline.ingest import read

        return read(path, **more)


def road(paths: Sequence[Path], out: Path, guard: str = "pipeline.run.engines.Guard") -> None:
    """Bytes to Parquet; with `guard` as it is where that is empty."""
    from pipeline.run import run

    with (
        mock.patch(guard, InThisProcess) if guard else nullcontext(),
        tempfile.TemporaryDirectory(dir=out.parent) as work,  # nothing was read before
    ):
        outcome = run([str(path) for path in paths], out, work=Path(work))
    if outcome.failures or outcome.files != len(paths):
        raise SystemExit("\n".join(map(str, outcome.failures)) or "a file was left out")


def measure(paths: Sequence[Path], rounds: int) -> Report:
    from pipeline.ingest import read

    taken: dict[str, list[float]] = {
        name: [] for name in ("pdf", "out", "text", "beside", "read", "guard")
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = write_texts(paths, folder)

        def timed(what: str, work: Callable[[], object]) -> float:
            forget_texts()
            begin = time.perf_counter()
            work()
            seconds = time.perf_counter() - begin
            taken[what].append(seconds)
            return seconds

        def beside() -> None:
            out = timed("out", lambda: texts_of(paths))
            taken["beside"].append(out + timed("text", lambda: road(texts, folder / "out")))

        def pdf() -> None:
            timed("pdf", lambda: road(paths, folder / "out"))

        for number in range(rounds + 1):
            for work in (pdf, beside) if number % 2 else (beside, pdf):
                work()
            timed("read", lambda: [read(path) for path in paths])
            timed("guard", lambda: road(paths, folder / "out", guard=""))
        characters = sum(len(path.read_text(encoding="utf-8")) for path in texts)
        pages = sum(map(len, texts_of(paths)))
    first_left_out = {what: Times.of(seconds[1:]) for what, seconds in taken.items()}
    return Report(
        date.today().isoformat(),
        machine(),
        len(paths),
        pages,
        characters,
        first_left_out["pdf"],
        first_left_out["out"],
        first_left_out["text"],
        first_left_out["beside"],
        first_left_out["read"],
        first_left_out["guard"],
    )


def profiled(paths: Sequence[Path], most: int = 15) -> list[str]:
    """The functions of pipeline/ingest in which most time goes, their own and all below them."""
    from pipeline.ingest import read

    for path in paths:
        read(path)
    profile = cProfile.Profile()
    profile.enable()
    for path in paths:
        read(path)
    profile.disable()
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    ours = [
        (own, whole, calls, f"{Path(file).name}:{line} {function}")
        for (file, line, function), (_, calls, own, whole, _) in stats.items()
        if "pipeline/ingest" in file
    ]
    lines = [f"{'own s':>8} {'with all below':>15} {'calls':>9}"]
    by_whole = sorted(ours, key=lambda entry: entry[1], reverse=True)[:most]
    lines += [f"{own:8.3f} {whole:15.3f} {calls:9,} {name}" for own, whole, calls, name in by_whole]
    return lines


# --- the report -----------------------------------------------------------------------


def rows(report: Report) -> list[tuple[str, str, str, str]]:
    def row(what: str, times: Times) -> tuple[str, str, str, str]:
        a_page = 1000 * times.best / report.pages
        return what, f"{times.best:.3f}", f"{times.median:.3f}", f"{a_page:.1f}"

    return [
        row("PDF to Parquet", report.pdf_road),
        row("pypdfium2 text, then the text road", report.beside),
        row("… pypdfium2 text alone", report.taking_out),
        row("… the text road alone", report.text_road),
        row("reading of the PDFs alone", report.reading),
        row("PDF to Parquet, read in a guarded process", report.guarded),
    ]


def goals(report: Report) -> list[Goal]:
    what = "road of PDFs / their text and the text road"
    figure = f"{report.ratio:.2f} (best), {report.median_ratio:.2f} (median)"
    return [(what, figure, f"at most {RATIO_GOAL}", report.is_met)]


def about(report: Report) -> str:
    return (
        f"{report.date}: {report.files} PDFs with {report.pages} pages, "
        f"{report.characters:,} characters; {report.pdf_road.rounds} rounds; "
        f"{about_machine(report.machine)}"
    )


def as_text(report: Report) -> str:
    lines = [about(report), "", f"{'':40} {'best s':>8} {'median s':>9} {'ms a page':>10}"]
    lines += [f"{a:40} {b:>8} {c:>9} {d:>10}" for a, b, c, d in rows(report)]
    lines += ["", *goals_as_text(goals(report))]
    return "\n".join(lines)


def as_markdown(report: Report) -> str:
    lines = [about(report) + ".", "", *goals_as_markdown(goals(report))]
    lines += ["", "| | best s | median s | ms a page |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {' | '.join(row)} |" for row in rows(report)]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    content = asdict(report) | {"ratio": report.ratio, "median_ratio": report.median_ratio}
    return json.dumps(content | {"goals_met": report.is_met}, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PDF")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--profile", action="store_true", help="also tell where the time goes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also put them into this page")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    chosen = parser.parse_args(arguments)
    paths = chosen.paths or sorted((ROOT / "corpus" / "real" / "digital").glob("*.pdf"))
    if not paths:
        print("left out: corpus/real/digital is not here (make fetch), and no PDF was given")
        return 0
    report = measure(paths, max(1, chosen.rounds))
    print(as_markdown(report) if chosen.markdown else as_text(report))
    if chosen.profile:
        print("", *profiled(paths), sep="\n")
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(as_json(report), encoding="utf-8")
    if chosen.write:
        put_between(chosen.write, as_markdown(report), MARKS)
    return int(chosen.check and not report.is_met)


if __name__ == "__main__":
    sys.exit(main())
