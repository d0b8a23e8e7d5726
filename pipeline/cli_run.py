"""The command `nhiemvu run`: documents in, tables out."""

from __future__ import annotations

import argparse
import importlib.util
from typing import TYPE_CHECKING

from pipeline.cli_progress import told
from pipeline.cli_words import (
    FOLDER,
    NOTHING_READ,
    OK,
    SOME_FAILED,
    STOPPED,
    USAGE,
    Commands,
    folder,
    name,
    unwritable,
    worker_count,
)
from pipeline.console import say, tell

if TYPE_CHECKING:
    from pipeline.run import Engine, Outcome

__all__ = ["add"]

_MOST_IN_WORKBOOK = 20_000  # tasks: a sheet of more nobody reads
LARGEST = 4096  # megabytes; a text of more does not go into memory
_UNITS = {"KB": 1024, "MB": 1024**2, "GB": 1024**3}


def add(commands: Commands) -> None:
    """Adds `nhiemvu run`."""
    run = commands.add_parser("run", help="read documents and write the tables")
    run.add_argument(
        "inputs", nargs="+", type=name, metavar="INPUT", help="files, folders or globs"
    )
    run.add_argument("--out", required=True, type=folder, metavar="DIR", help="where the tables go")
    run.add_argument("--quiet", action="store_true", help="no progress, only trouble")
    run.add_argument(
        "--max-size",
        type=_size,
        metavar="MB",
        help="refuse larger files (default: 8 for text, 256 for other formats)",
    )
    run.add_argument(
        "--limit",
        action="append",
        default=[],
        type=_limit,
        metavar="NAME=VALUE",
        help="another limit, such as max_pages=5000 or file_memory=8GB; may be given "
        "several times (docs/limits-of-input.md has the list)",
    )
    run.add_argument(
        "--password",
        action="append",
        default=[],
        metavar="WORD",
        help="to try on files that ask for one; may be given several times",
    )
    run.add_argument(
        "--ocr",
        choices=("auto", "always", "never"),
        default="auto",
        help="recognise pages where their text is missing or bad, all, or none",
    )
    run.add_argument(
        "--engine",
        choices=("processes", "dask", "here"),
        default="processes",
        help="who reads: processes of this machine that can be killed (default), a Dask "
        "cluster (pip install 'nhiemvu[dask]'), or this process, one file after the other",
    )
    run.add_argument(
        "--workers", type=worker_count, metavar="N", help="how many at once (default: one a core)"
    )
    run.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of the Dask cluster (default: one is made on this machine)",
    )
    run.add_argument(
        "--retry-failed", action="store_true", help="read again what failed in an earlier run"
    )
    run.add_argument(
        "--partition",
        choices=("auto", "always", "never"),
        default="auto",
        help="tables as folders by year and level of issue (default: above 5,000 documents)",
    )
    run.add_argument(
        "--work",
        type=folder,
        metavar="DIR",
        help="where it is kept what each file gave (default: .nhiemvu in the tables' folder)",
    )
    run.add_argument(
        "--workbook",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="leave the office's workbook beside the tables, as `nhiemvu export DIR --to xlsx` "
        "makes it (default: yes)",
    )
    run.add_argument(
        "--log-json", action="store_true", help="tell each step as a line of JSON on stderr"
    )
    run.set_defaults(command=_run)


def _size(word: str) -> int:
    """Megabytes as bytes."""
    try:
        size = float(word)
    except ValueError:
        size = 0
    if not 1 / 1024**2 <= size <= LARGEST:  # nor is "nan"
        raise argparse.ArgumentTypeError(
            f"{word!r} is no size; give megabytes, above 0 and up to {LARGEST}"
        )
    return int(size * 1024**2)


def _limit(word: str) -> tuple[str, int | float]:
    """`name=value` of a field of `Limits`; bytes may be written with KB, MB, GB."""
    from dataclasses import asdict

    from pipeline.ingest import Limits

    defaults: dict[str, int | float] = asdict(Limits())
    name, _, value = word.replace(" ", "").partition("=")
    name = name.replace("-", "_")
    if name not in defaults:
        known = ", ".join(defaults)
        raise argparse.ArgumentTypeError(f"no limit has the name {name!r}; there are {known}")
    factor = next((size for unit, size in _UNITS.items() if value.upper().endswith(unit)), 1)
    try:
        number = float(value[:-2] if factor > 1 else value) * factor
    except ValueError:
        number = 0
    whole = isinstance(defaults[name], int)
    if not (1 if whole else 0.001) <= number < 1e15:  # nor is "nan"
        raise argparse.ArgumentTypeError(f"{value!r} is no value for a limit; give a number")
    return name, int(number) if whole else number


def _run(parsed: argparse.Namespace) -> int:
    from dataclasses import replace

    from pipeline.ingest import Limits, OcrMode, Options
    from pipeline.run import FolderTaken, run

    size = parsed.max_size
    limits = Limits(max_bytes=size, max_text_bytes=size) if size else Limits()
    limits = replace(limits, **dict(parsed.limit))
    options = Options(limits, OcrMode(parsed.ocr), tuple(parsed.password))
    engine = _engine(parsed)
    if engine is None:
        return USAGE
    partition = {"auto": None, "always": True, "never": False}[parsed.partition]
    try:
        with told(parsed.quiet, parsed.log_json) as listener:
            outcome = run(
                parsed.inputs,
                parsed.out,
                options=options,
                listener=listener,
                engine=engine,
                work=parsed.work,
                retry_failed=parsed.retry_failed,
                partition=partition,
            )
    except FolderTaken as taken:
        say(
            f"{parsed.out}: another run writes there ({taken}). Wait until it ends, or "
            "choose another folder."
        )
        return FOLDER
    except KeyboardInterrupt:
        say("stopped; the tables are as they were. The same command goes on from here")
        return STOPPED
    except OSError as error:
        return unwritable(parsed.out, error)
    return _report(outcome, parsed)


def _engine(parsed: argparse.Namespace) -> Engine | None:
    """The engine that the words ask for; None, with a line, where it is not installed."""
    from pipeline.run import DaskEngine, Here, Processes

    if parsed.scheduler and parsed.engine != "dask":
        say("--scheduler is for --engine dask")
        return None
    if parsed.engine == "here":
        return Here()
    if parsed.engine == "processes":
        return Processes(parsed.workers)
    if importlib.util.find_spec("distributed") is None:
        say("--engine dask needs Dask. Install it: pip install 'nhiemvu[dask]'")
        return None
    return DaskEngine(parsed.scheduler, parsed.workers)


def _report(outcome: Outcome, parsed: argparse.Namespace) -> int:
    for failure in outcome.failures:
        say(f"failed: {failure}")
    if not outcome.files:
        say("no document could be read; no tables were written")
        return NOTHING_READ
    if not parsed.quiet:
        for remark in outcome.remarks:
            say(f"note: {remark}")
        counts = outcome.counts
        kept = outcome.files - outcome.read
        known = f" ({kept} of them read before)" if kept else ""
        print(
            f"{outcome.files} files{known}, {counts['documents']} documents: "
            f"{counts['tasks']} tasks, {counts['responsibilities']} responsibilities, "
            f"{counts['time_clauses']} time clauses, {counts['citations']} citations, "
            f"{counts['targets']} targets; {counts['issues']} issues to look at"
        )
        if outcome.unchanged:
            tell("nothing is new; the tables stay as they are")
        tell(f"tables: {parsed.out}/*.parquet")
    _leave_workbook(outcome, parsed)
    return SOME_FAILED if outcome.failures else OK


def _leave_workbook(outcome: Outcome, parsed: argparse.Namespace) -> None:
    """The office's workbook beside the tables, unless it is not wanted or nothing is new.

    Trouble with it is told of and changes nothing else: the tables are written.
    """
    from pipeline.cli_export import has_workbook

    if not parsed.workbook or (outcome.unchanged and has_workbook(parsed.out)):
        return
    if outcome.counts["tasks"] > _MOST_IN_WORKBOOK:
        say(f"no workbook: more than {_MOST_IN_WORKBOOK:,} tasks; `nhiemvu export` makes it")
        return
    from pipeline.cli_export import leave_workbook

    for line in leave_workbook(parsed.out):
        if not parsed.quiet:
            tell(line)
