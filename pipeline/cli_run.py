"""The command `nhiemvu run`: documents in, tables out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from pipeline.cli_words import FOLDER, NOTHING_READ, OK, SOME_FAILED, Commands, folder, name
from pipeline.console import say, tell, visible

__all__ = ["add"]

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
    from pipeline.run import run

    size = parsed.max_size
    limits = Limits(max_bytes=size, max_text_bytes=size) if size else Limits()
    limits = replace(limits, **dict(parsed.limit))
    options = Options(limits, OcrMode(parsed.ocr), tuple(parsed.password))
    try:
        with _progress(parsed.quiet) as progress:
            outcome = run(parsed.inputs, parsed.out, options=options, progress=progress)
    except OSError as error:
        say(f"{parsed.out}: cannot be written ({error.strerror or error}). Choose another folder.")
        return FOLDER
    for failure in outcome.failures:
        say(f"failed: {failure}")
    if not outcome.files:
        say("no document could be read; nothing was written")
        return NOTHING_READ
    if not parsed.quiet:
        for remark in outcome.remarks:
            say(f"note: {remark}")
        counts = outcome.counts
        print(
            f"{outcome.files} files, {counts['documents']} documents: {counts['tasks']} tasks, "
            f"{counts['responsibilities']} responsibilities, "
            f"{counts['time_clauses']} time clauses, {counts['citations']} citations, "
            f"{counts['targets']} targets; {counts['issues']} issues to look at"
        )
        tell(f"tables: {parsed.out}/*.parquet")
    return SOME_FAILED if outcome.failures else OK


class _progress:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self.bar = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            name = TextColumn("{task.description}", markup=False)
            console = Console(stderr=True)
            self.bar = Progress(
                BarColumn(), MofNCompleteColumn(), name, console=console, transient=True
            )

    def __enter__(self) -> Callable[[int, int, str], None] | None:
        if self.bar is None:
            return None
        self.bar.start()
        task = self.bar.add_task("reading", total=None)
        bar = self.bar

        def advance(done: int, total: int, path: str) -> None:
            bar.update(
                task, completed=done, total=total, description=visible(path)[-60:] or "writing"
            )

        return advance

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()
