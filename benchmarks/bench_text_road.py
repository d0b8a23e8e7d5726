"""The whole road from bytes to Parquet is timed against underthesea's word segmentation alone.

Both take the same texts, in one process, warmed up, in alternation, so that a slow moment
of the machine hits both. Besides: where the time goes, by stage; the peak memory and time
of `nhiemvu run` in a fresh process; the time of `nhiemvu --help`. docs/performance.md
says what the figures mean.

    .venv/bin/python benchmarks/bench_text_road.py
    .venv/bin/python benchmarks/bench_text_road.py --json build/bench.json
    .venv/bin/python benchmarks/bench_text_road.py --write docs/performance.md
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
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
    in_process,
    machine,
)

from scripts.pages import marks, put_between

# Nothing heavy is imported here: on Linux the peak memory of a new process is at least
# that of the one that started it, so the processes are measured first.

RATIO_GOAL, MEMORY_GOAL_MB, HELP_GOAL_SECONDS = 1.0, 400, 0.3
MARKS = marks("figures of bench_text_road", "benchmarks/bench_text_road.py --write")


@dataclass
class Report:
    """What was measured, on what, where and when."""

    date: str
    machine: dict[str, str]
    folder: str
    files: int
    characters: int
    help: Times
    process: Times
    peak_memory_mb: float
    road: Times
    words: Times
    stages: dict[str, Times] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Of the best rounds: what is left when the machine does nothing else."""
        return self.road.best / self.words.best

    @property
    def median_ratio(self) -> float:
        return self.road.median / self.words.median

    def goals(self) -> list[Goal]:
        """Each goal: what, the figure, the goal, whether it is met."""
        return [
            (
                "whole road / word segmentation",
                f"{self.ratio:.2f} (best), {self.median_ratio:.2f} (median)",
                f"at most {RATIO_GOAL:.1f}",
                max(self.ratio, self.median_ratio) <= RATIO_GOAL,
            ),
            (
                "peak memory of `nhiemvu run`",
                f"{self.peak_memory_mb:.0f} MB",
                f"under {MEMORY_GOAL_MB} MB",
                self.peak_memory_mb < MEMORY_GOAL_MB,
            ),
            (
                "`nhiemvu --help`",
                f"{self.help.best:.3f} s",
                f"at most {HELP_GOAL_SECONDS} s",
                self.help.best <= HELP_GOAL_SECONDS,
            ),
        ]


# --- fresh processes ------------------------------------------------------------------


def help_times(rounds: int) -> Times:
    in_process(["--help"])
    return Times.of([in_process(["--help"])[0] for _ in range(rounds)])


def process_figures(paths: Sequence[Path], rounds: int) -> tuple[Times, float]:
    """Seconds and the highest peak memory of `nhiemvu run` over `paths`, in one process."""
    figures = []
    for _ in range(rounds + 1):
        with tempfile.TemporaryDirectory() as out:  # where nothing was read before
            figures.append(
                in_process(
                    [
                        "run",
                        *map(str, paths),
                        "--out",
                        out,
                        "--quiet",
                        "--engine",
                        "here",
                        "--no-workbook",
                    ]
                )
            )
    figures = figures[1:]
    return Times.of([seconds for seconds, _ in figures]), max(peak for _, peak in figures)


# --- in this process ------------------------------------------------------------------


def side_by_side(paths: Sequence[Path], out: Path, rounds: int) -> tuple[Times, Times, int]:
    """Times of the whole road and of word segmentation, and how many characters both read.

    Each round does both; which comes first changes from round to round. Before each, the
    road forgets what it remembers of single texts: no real run reads a text a second time.
    """
    from underthesea import word_tokenize

    from pipeline.ingest import read
    from pipeline.run import run

    texts = [read(path).text for path in paths]
    patterns = [str(path) for path in paths]

    rounds_run = count()

    def road() -> None:
        # with a working folder of its own, for no round may find what another one read
        outcome = run(patterns, out, work=out / f"work-{next(rounds_run)}")
        if outcome.failures or outcome.files != len(paths):
            raise SystemExit("\n".join(map(str, outcome.failures)) or "a file was left out")

    def words() -> None:
        for text in texts:
            for line in text.splitlines():
                if line.strip():
                    word_tokenize(line)

    taken: dict[Callable[[], None], list[float]] = {road: [], words: []}
    for work in (road, words, road, words):
        work()
    for number in range(rounds):
        for work in (road, words) if number % 2 else (words, road):
            forget_texts()
            begin = time.perf_counter()
            work()
            taken[work].append(time.perf_counter() - begin)
    return Times.of(taken[road]), Times.of(taken[words]), sum(map(len, texts))


class Clock:
    """Seconds by stage; a stage inside another is taken out of the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        self.seconds.setdefault(stage, 0.0)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begin = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.perf_counter() - begin
                self.seconds[stage] += whole - self._inner.pop()
                if self._inner:
                    self._inner[-1] += whole

        return call


# (stage, module, what is called there); in the order of the road.
STAGES = (
    ("ingest", "pipeline.ingest", "read"),
    ("clean", "pipeline.run.document", "clean"),
    ("segment", "pipeline.run.document", "segment"),
    ("extract: header", "extractors.header", "parse"),
    ("extract: citations", "extractors.citations", "find"),
    ("extract: citations", "extractors.citations", "find_aliases"),
    ("extract: time clauses", "extractors.time_clauses", "find"),
    ("extract: time clauses", "extractors.time_clauses", "parse_line"),
    ("extract: units", "extractors.units", "find"),
    ("extract: units", "extractors.units", "find_in_heading"),
    ("extract: units", "extractors.units", "find_in_line"),
    ("extract: targets", "extractors.targets", "find"),
    ("extract: products", "extractors.products", "find"),
    ("extract: products", "extractors.products", "find_in_line"),
    ("extract: spaCy documents", "spacy.language.Language", "__call__"),
    ("extract: spaCy documents", "pipeline.language.SyllableTokenizer", "__call__"),
    ("extract: records and the rest", "pipeline.run.document", "extract"),
    ("link", "pipeline.run.document", "link_mentions"),
    ("link", "pipeline.run.assemble", "link_documents"),
    ("tables", "pipeline.tables", "checked"),
    ("tables", "pipeline.run.document", "pack"),
    ("tables", "pipeline.run.batch", "assemble"),
)


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Every stage's functions report to `clock` while this lasts."""
    from pkgutil import resolve_name

    with ExitStack() as stack:
        for stage, owner, name in STAGES:
            function = clock.timed(stage, getattr(resolve_name(owner), name))
            if name == "__call__":  # of a class: the instance comes first
                function = _as_method(function)
            stack.enter_context(mock.patch(f"{owner}.{name}", function))
        yield


def _as_method(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    return method


def stage_times(paths: Sequence[Path], out: Path, rounds: int) -> dict[str, Times]:
    """Times by stage; watching costs a few per cent, so their sum is above the road's time."""
    from pipeline.run import run

    taken: dict[str, list[float]] = {}
    for number in range(rounds):
        clock = Clock()
        forget_texts()
        with watched(clock):
            whole = clock.timed("files, counts and the rest", run)
            whole([str(path) for path in paths], out, work=out / f"watched-{number}")
        for stage, seconds in clock.seconds.items():
            taken.setdefault(stage, []).append(seconds)
    return {stage: Times.of(seconds) for stage, seconds in taken.items()}


# --- the report -----------------------------------------------------------------------


def documents(own: bool) -> tuple[str, list[Path]]:
    """The released text documents where they are at hand, else (or with `own`) our own."""
    for folder in ("corpus/own",) if own else ("corpus/real/text", "corpus/own"):
        files = sorted(
            path
            for path in (ROOT / folder).glob("*")
            if path.suffix in (".txt", ".md") and not path.name.startswith("README")
        )
        if files:
            return folder, files
    raise SystemExit("no text documents in corpus/real/text or corpus/own")


def measure(rounds: int, own: bool) -> Report:
    folder, paths = documents(own)
    help_ = help_times(10)
    process, peak = process_figures(paths, 3)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        road, words, characters = side_by_side(paths, out, rounds)
        stages = stage_times(paths, out, max(3, rounds // 2))
    return Report(
        date.today().isoformat(),
        machine(),
        folder,
        len(paths),
        characters,
        help_,
        process,
        peak,
        road,
        words,
        stages,
    )


def rows(report: Report) -> list[tuple[str, str, str, str]]:
    """The timed things: what, best, median, characters a second."""

    def row(what: str, times: Times, speed: bool = True) -> tuple[str, str, str, str]:
        rate = f"{report.characters / times.best / 1e6:.2f} M" if speed else ""
        return what, f"{times.best:.3f}", f"{times.median:.3f}", rate

    return [
        row("whole road, bytes to Parquet", report.road),
        row("underthesea.word_tokenize, line by line", report.words),
        row("`nhiemvu run` in a fresh process", report.process, speed=False),
        row("`nhiemvu --help` in a fresh process", report.help, speed=False),
    ]


def stage_rows(report: Report) -> list[tuple[str, str, str]]:
    whole = sum(times.best for times in report.stages.values())
    return [
        (stage, f"{times.best:.3f}", f"{100 * times.best / whole:.0f} %")
        for stage, times in report.stages.items()
    ]


def about(report: Report) -> str:
    return (
        f"{report.date}: {report.files} documents of {report.folder}, "
        f"{report.characters:,} characters; {report.road.rounds} rounds; "
        f"{about_machine(report.machine)}"
    )


def as_text(report: Report) -> str:
    lines = [about(report), "", f"{'':40} {'best s':>8} {'median s':>9} {'characters/s':>13}"]
    lines += [f"{a:40} {b:>8} {c:>9} {d:>13}" for a, b, c, d in rows(report)]
    lines += ["", f"{'by stage, watched':40} {'best s':>8} {'share':>9}"]
    lines += [f"{a:40} {b:>8} {c:>9}" for a, b, c in stage_rows(report)]
    lines += ["", *goals_as_text(report.goals())]
    return "\n".join(lines).replace("`", "")


def as_markdown(report: Report) -> str:
    lines = [about(report) + ".", "", *goals_as_markdown(report.goals())]
    lines += ["", "| | best s | median s | characters/s |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {' | '.join(row)} |" for row in rows(report)]
    lines += ["", "| by stage | best s | share |", "| --- | ---: | ---: |"]
    lines += [f"| {' | '.join(row)} |" for row in stage_rows(report)]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    content = asdict(report) | {
        "ratio": report.ratio,
        "median_ratio": report.median_ratio,
        "goals_met": all(met for *_, met in report.goals()),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="default: 10")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--own", action="store_true", help="our own documents, not the released")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="also put them into this page")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    chosen = parser.parse_args(arguments)
    report = measure(max(1, chosen.rounds), chosen.own)
    print(as_markdown(report) if chosen.markdown else as_text(report))
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(as_json(report), encoding="utf-8")
    if chosen.write:
        put_between(chosen.write, as_markdown(report), MARKS)
    return int(chosen.check and not all(met for *_, met in report.goals()))


if __name__ == "__main__":
    sys.exit(main())
