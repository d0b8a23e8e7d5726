"""The command `nhiemvu`: arguments in, one call, tables out.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.

Exit codes:
    0    everything went through
    1    some files failed; the tables hold the others
    2    the command's words are wrong
    3    no file could be read; nothing was written
    4    a folder could not be read or written
    130  stopped by the user
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from pipeline.console import say, tell, visible

LARGEST = 4096  # megabytes; a text of more does not go into memory

OK, SOME_FAILED, USAGE, NOTHING_READ, FOLDER, STOPPED = 0, 1, 2, 3, 4, 130

_CODES = "exit codes:" + (__doc__ or "").split("Exit codes:")[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
    except KeyboardInterrupt:
        say("stopped; nothing was written")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nhiemvu",
        description="Turns Vietnamese official plans and resolutions into tables of tasks: "
        "who leads, who coordinates, by when or how often, under which documents.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from pipeline import __version__, cli_gold

    parser.add_argument("--version", action="version", version=f"nhiemvu {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_show(commands)
    _add_evaluate(commands)
    cli_gold.add(commands)
    _add_schema(commands)
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_run(commands: _Commands) -> None:
    run = commands.add_parser("run", help="read documents and write the tables")
    run.add_argument(
        "inputs", nargs="+", type=_name, metavar="INPUT", help="files, folders or globs"
    )
    run.add_argument("--out", required=True, type=_dir, metavar="DIR", help="where the tables go")
    run.add_argument("--quiet", action="store_true", help="no progress, only trouble")
    run.add_argument(
        "--max-size",
        type=_size,
        metavar="MB",
        help="refuse larger files (default: 8 for text, 256 for other formats)",
    )
    run.set_defaults(command=_run)


def _name(word: str) -> str:
    """A path or glob; an empty one, mostly a variable without value, would be the folder here."""
    if not word:
        raise argparse.ArgumentTypeError("an empty name; write . for the current folder")
    return word


def _dir(word: str) -> Path:
    return Path(_name(word))


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


def _add_show(commands: _Commands) -> None:
    show = commands.add_parser("show", help="show a run's tasks in the terminal")
    show.add_argument("dir", type=_dir, metavar="DIR", help="a folder that `run` wrote")
    show.add_argument(
        "--document", metavar="TEXT", help="only documents whose path or number has it"
    )
    show.add_argument("--whole", action="store_true", help="whole task texts")
    show.set_defaults(command=_show)


def _add_evaluate(commands: _Commands) -> None:
    evaluate = commands.add_parser("evaluate", help="score a run against the annotations")
    evaluate.add_argument("dir", type=_dir, metavar="DIR", help="a folder that `run` wrote")
    evaluate.add_argument("--gold", type=Path, default=Path("gold"), metavar="DIR")
    evaluate.add_argument(
        "--manifest",
        type=Path,
        default=Path("corpus/manifest.csv"),
        metavar="FILE",
        help="says which split a file belongs to",
    )
    evaluate.add_argument("--documents", action="store_true", help="also F1 of each document")
    evaluate.add_argument("--rules", action="store_true", help="also how often each rule is right")
    evaluate.add_argument(
        "--errors",
        nargs="?",
        const="",
        metavar="LAYER",
        help="list the errors by class, of one layer or all",
    )
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    evaluate.add_argument(
        "--report", type=Path, metavar="FILE", help="also write the error browser (HTML) there"
    )
    evaluate.add_argument(
        "--csv", type=Path, metavar="FILE", help="also write them there as rows for plots"
    )
    evaluate.add_argument(
        "--against", type=Path, metavar="OTHER", help="tell what changed since another run"
    )
    evaluate.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="compare with a baseline; exit code 1 when a layer of a split fell",
    )
    evaluate.add_argument(
        "--write-baseline", type=Path, metavar="FILE", help="write which records are right"
    )
    evaluate.set_defaults(command=_evaluate)


def _add_schema(commands: _Commands) -> None:
    schema = commands.add_parser("schema", help="tell the tables' columns and types")
    schema.add_argument("--json", action="store_true", help="as JSON")
    schema.set_defaults(command=_schema)


# --- commands -------------------------------------------------------------------------


def _run(parsed: argparse.Namespace) -> int:
    from pipeline.ingest import Limits, Options
    from pipeline.run import run

    size = parsed.max_size
    limits = Limits(max_bytes=size, max_text_bytes=size) if size else Limits()
    options = Options(limits)
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


def _show(parsed: argparse.Namespace) -> int:
    rows = _tables(parsed.dir)
    if rows is None:
        return FOLDER
    from rich.console import Console

    from pipeline.export.terminal import show_documents

    # A document's words are no markup, and numbers in them want no colours.
    console = Console(emoji=False, highlight=False, markup=False)
    shown = show_documents(rows, console, document=parsed.document, whole=parsed.whole)
    if not shown:
        say(f"no document has '{parsed.document}' in its path or number")
        return SOME_FAILED
    return OK


def _evaluate(parsed: argparse.Namespace) -> int:
    if _tables(parsed.dir) is None:
        return FOLDER
    if not parsed.gold.is_dir():
        say(f"{parsed.gold}: no folder of annotations. Give it with --gold.")
        return FOLDER
    if parsed.against and _tables(parsed.against) is None:
        return FOLDER
    from pipeline.evaluate import GoldError, ManifestError, baseline, evaluate
    from pipeline.evaluate.changes import compare, format_changes
    from pipeline.evaluate.figures import write_figures
    from pipeline.evaluate.report import check_layer, format_errors, format_rules, format_text

    manifest = parsed.manifest if parsed.manifest.is_file() else None
    try:
        if parsed.errors:
            check_layer(parsed.errors)
    except ValueError as error:
        say(str(error))
        return USAGE
    try:
        kept = baseline.read_baseline(parsed.baseline) if parsed.baseline else None
        report = evaluate(parsed.dir, parsed.gold, manifest)
        other = evaluate(parsed.against, parsed.gold, manifest) if parsed.against else None
        tell(format_text(report, documents=parsed.documents))
        if parsed.rules:
            tell(format_rules(report))
        if parsed.errors is not None:
            tell(format_errors(report, layer=parsed.errors or None))
        if other is not None:
            tell(format_changes(compare(other, report)))
        write_figures(report, parsed.json, parsed.csv)
        if parsed.report:
            from pipeline.evaluate.page import write_page

            write_page(report, parsed.report)
        since = baseline.since(report, kept) if kept else None
        if parsed.write_baseline:
            baseline.write_baseline(report, parsed.write_baseline)
    except (GoldError, ManifestError, baseline.BaselineError, OSError) as error:
        say(str(error))
        return FOLDER
    if since is None:
        return OK
    tell(baseline.format_since(since))
    return SOME_FAILED if since.fell else OK


def _schema(parsed: argparse.Namespace) -> int:
    from pipeline import tables

    print(tables.schema_json() if parsed.json else tables.describe())
    return OK


# --- helpers of the commands ----------------------------------------------------------


def _tables(folder: Path):  # type: ignore[no-untyped-def]
    from pipeline import tables

    try:
        return tables.to_rows(tables.read(folder))
    except (tables.TablesError, OSError) as error:
        say(str(error))
        return None


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


if __name__ == "__main__":
    sys.exit(main())
