"""Batches: workers against one another, and a night's run of ten thousand documents.

The documents are made of the project's own: each a copy with a number of its own and the
items of its lists in another order. Measured with the command, as an office runs it:

- two processes against one, and a Dask cluster of two against two processes;
- a large run: how even its rate is over ten parts, the peak memory of the parent, and a
  second run over the same files with nothing new, as a share of the first.

A machine that others share is not equally fast all the time. Beside the large run a fixed
piece of word segmentation is therefore timed every few seconds, by the processor time of its
thread; the rates are given as the clock saw them, and as they would be had that piece taken
its median time throughout. A run that itself grows slower shows in both.

    .venv/bin/python benchmarks/bench_batches.py                     # 2,000 and 2,000 documents
    .venv/bin/python benchmarks/bench_batches.py --large 10000       # half an hour
    .venv/bin/python benchmarks/bench_batches.py --large 10000 --write docs/performance.md
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import regex
from measuring import (
    ROOT,
    Goal,
    about_machine,
    command,
    goals_as_markdown,
    goals_as_text,
    machine,
)

from scripts.pages import marks, put_between

MARKS = marks("figures of bench_batches", "benchmarks/bench_batches.py --write")
TWO_GOAL, DASK_GOAL, EVEN_GOAL, MEMORY_GOAL_MB, AGAIN_GOAL = 1.8, 1.15, 0.10, 500, 0.05
_NUMBER = regex.compile(r"(?<=Số:? ?)\d+")
_BULLET = regex.compile(r"\s*[-+•]\s")
_PARTS = 10
_PIECE = 150  # lines of the fixed piece of work
_EVERY = 4.0  # seconds between two timings of it


@dataclass
class Report:
    """Seconds of runs over the same files, and what was seen of the large one."""

    date: str
    machine: dict[str, str]
    few: int
    one: float
    two: float
    dask: float
    large: int
    first: float
    again: float
    parts: list[float]  # kilobytes a second, of each tenth of the large run
    pieces: list[float]  # seconds of the fixed piece of work, its median in each tenth
    peak_mb: float

    @property
    def steadied(self) -> list[float]:
        """The rates as they would be on a machine that is always as fast as at the median."""
        usual = statistics.median(self.pieces)
        return [part * piece / usual for part, piece in zip(self.parts, self.pieces, strict=True)]

    def goals(self) -> list[Goal]:
        two, dask, again = self.one / self.two, self.dask / self.two, self.again / self.first
        return [
            ("one process / two processes", f"{two:.2f}", f"at least {TWO_GOAL}", two >= TWO_GOAL),
            (
                "Dask of two / two processes",
                f"{dask:.2f}",
                f"at most {DASK_GOAL}",
                dask <= DASK_GOAL,
            ),
            *(
                (
                    f"rate over {self.large:,} documents{how}: farthest tenth from the mean",
                    f"{unevenness(parts):.0%}",
                    f"at most {EVEN_GOAL:.0%}",
                    unevenness(parts) <= EVEN_GOAL,
                )
                for how, parts in (
                    ("", self.parts),
                    (", the machine's own speed taken out", self.steadied),
                )
            ),
            (
                "peak memory of the parent",
                f"{self.peak_mb:.0f} MB",
                f"under {MEMORY_GOAL_MB} MB",
                self.peak_mb < MEMORY_GOAL_MB,
            ),
            (
                "second run with nothing new / first",
                f"{again:.3f}",
                f"under {AGAIN_GOAL}",
                again < AGAIN_GOAL,
            ),
        ]


def unevenness(parts: list[float]) -> float:
    """How far the slowest or fastest part is from the mean of all, as a share of it."""
    mean = sum(parts) / len(parts)
    return max(abs(part - mean) for part in parts) / mean


class Beside:
    """Times a fixed piece of work every few seconds, in a thread, while a run goes on.

    `timings`: (seconds since the start, seconds of processor time of the piece).
    """

    def __init__(self) -> None:
        from underthesea import word_tokenize

        text = sorted((ROOT / "corpus/own").glob("*.txt"))[0].read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if line.strip()][:_PIECE]

        def piece() -> None:
            for line in lines:
                word_tokenize(line)

        piece()  # loads the model
        self._piece = piece
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self.timings: list[tuple[float, float]] = []

    def _go(self) -> None:
        begin = time.perf_counter()
        while not self._end.wait(_EVERY):
            start = time.thread_time()
            self._piece()
            self.timings.append((time.perf_counter() - begin, time.thread_time() - start))

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def make_documents(folder: Path, many: int) -> None:
    """Writes `many` documents, the same each time."""
    own = [
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "corpus/own").glob("*"))
        if path.suffix in (".txt", ".md")
    ]
    dice = random.Random(6)
    for number in range(many):
        text = _NUMBER.sub(str(number + 1), own[number % len(own)], count=1)
        target = folder / f"{number // 1000:03}" / f"vb-{number:06}.txt"
        target.parent.mkdir(exist_ok=True)
        target.write_text(_permuted(text, dice), encoding="utf-8")


def _permuted(text: str, dice: random.Random) -> str:
    """The text with the one-line bullets that stand together in another order."""
    lines = text.split("\n")
    start = 0
    for at in range(len(lines) + 1):
        if at < len(lines) and _BULLET.match(lines[at]):
            continue
        run = lines[start:at]
        if len(run) > 1:
            dice.shuffle(run)
            lines[start:at] = run
        start = at + 1
    return "\n".join(lines)


Done = list[tuple[float, int]]  # seconds since the start, and the file's size in bytes


def run_once(folder: Path, out: Path, *words: str) -> tuple[float, float, Done]:
    """Seconds of a run, peak memory of its parent in MB, and when each file was done."""
    arguments = [
        *command(),
        "run",
        str(folder),
        "--out",
        str(out),
        "--no-workbook",
        "--log-json",
        *words,
    ]
    begin = time.perf_counter()
    done: Done = []
    with subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith("{") and (told := json.loads(line))["kind"] in ("read", "failed"):
                done.append((time.perf_counter() - begin, Path(told["path"]).stat().st_size))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 1e6, done


def rates(done: Done, timings: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Kilobytes a second of each tenth of a run, from the first file on, and the seconds
    that the fixed piece of work took in it (median).

    Long files are read first, so that files a second would tell of their lengths.
    """
    begin, first = done[0]
    whole = sum(size for _, size in done) - first
    found: list[float] = []
    pieces: list[float] = []
    part = 0
    for at, size in done[1:]:
        part += size
        if part >= whole / _PARTS or at == done[-1][0]:
            found.append(part / 1000 / (at - begin))
            within = [took for when, took in timings if begin <= when <= at]
            pieces.append(statistics.median(within or [took for _, took in timings]))
            begin, part = at, 0
    return found, pieces


def measure(few: int, large: int) -> Report:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size, where in ((few, "few"), (large, "large")):
            (folder / where).mkdir()
            make_documents(folder / where, size)
        seconds = {
            what: run_once(folder / "few", folder / f"out-{what}", *words)[0]
            for what, words in {
                "one": ("--workers", "1"),
                "two": ("--workers", "2"),
                "dask": ("--workers", "2", "--engine", "dask"),
            }.items()
        }
        with Beside() as beside:
            first, peak, done = run_once(folder / "large", folder / "out-large", "--workers", "2")
        again, peak_again, _ = run_once(folder / "large", folder / "out-large", "--workers", "2")
    return Report(
        date.today().isoformat(),
        machine(),
        few,
        seconds["one"],
        seconds["two"],
        seconds["dask"],
        large,
        first,
        again,
        *rates(done, beside.timings),
        max(peak, peak_again),
    )


def about(report: Report) -> str:
    return (
        f"{report.date}: {report.few:,} documents with one process in {report.one:.1f} s, two "
        f"{report.two:.1f} s, Dask {report.dask:.1f} s; {report.large:,} documents with two in "
        f"{report.first:.0f} s ({report.large / report.first:.1f} a second), again in "
        f"{report.again:.1f} s; {about_machine(report.machine)}"
    )


def paper(report: Report) -> str:
    """What a million documents of this kind would cost, worked out from the large run."""
    hours = 1_000_000 / (report.large / report.first) / 3600
    cores = int(report.machine["cores"])
    return (
        f"A million text documents, worked out from this: {hours * cores:,.0f} core hours, that is "
        f"{hours:.0f} hours on a machine like this one and {hours * cores / 64:.1f} on 64 cores."
    )


def as_text(report: Report) -> str:
    lines = [about(report), *by_tenths(report), paper(report), ""]
    return "\n".join([*lines, *goals_as_text(report.goals())])


def by_tenths(report: Report) -> list[str]:
    rows = (
        ("kilobytes a second, by tenths", report.parts, 0),
        ("ms of processor time of the fixed piece", [took * 1000 for took in report.pieces], 1),
        ("kilobytes a second, the machine's own speed taken out", report.steadied, 0),
    )
    return [
        f"{what}: {' '.join(f'{part:.{digits}f}' for part in parts)}"
        for what, parts, digits in rows
    ]


def as_markdown(report: Report) -> str:
    lines = [f"{about(report)}.", "", *goals_as_markdown(report.goals()), ""]
    return "\n".join([*lines, *(f"- {row}" for row in by_tenths(report)), "", paper(report)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--few", type=int, default=2000, metavar="N")
    parser.add_argument("--large", type=int, default=2000, metavar="N")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the figures there")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a goal is missed")
    chosen = parser.parse_args()
    report = measure(chosen.few, chosen.large)
    print(as_text(report))
    if chosen.write:
        put_between(chosen.write, as_markdown(report), MARKS)
    return int(chosen.check and not all(met for *_, met in report.goals()))


if __name__ == "__main__":
    sys.exit(main())
