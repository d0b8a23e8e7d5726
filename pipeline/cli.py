"""The command `nhiemvu`: arguments in, one call, tables out.

Nothing heavy is imported before a command needs it, so that `--help` answers at once.

Exit codes:
    0    everything went through
    1    some files or rows failed; the others went in
    2    the command's words are wrong
    3    no file could be read; no tables were written
    4    a folder could not be read or written, or another run writes to it
    130  stopped by the user
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.cli_words import FOLDER, OK, SOME_FAILED, STOPPED, USAGE, Commands, folder, say_torn
from pipeline.console import say, tell

Row = Mapping[str, Any]

_CODES = "exit codes:" + (__doc__ or "").split("Exit codes:")[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
    except KeyboardInterrupt:
        say("stopped")
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
    from pipeline import (
        __version__,
        cli_batches,
        cli_bodies,
        cli_export,
        cli_gold,
        cli_lineage,
        cli_query,
        cli_run,
        cli_serve,
        cli_sync,
    )

    parser.add_argument("--version", action="version", version=f"nhiemvu {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    cli_run.add(commands)
    cli_batches.add(commands)
    cli_query.add(commands)
    cli_lineage.add(commands)
    _add_show(commands)
    cli_export.add(commands)
    cli_serve.add(commands)
    cli_sync.add(commands)
    _add_evaluate(commands)
    cli_gold.add(commands)
    _add_schema(commands)
    cli_bodies.add(commands)
    doctor = commands.add_parser("doctor", help="tell what is missing here, and how to get it")
    doctor.set_defaults(command=_doctor)
    return parser


def _add_show(commands: Commands) -> None:
    show = commands.add_parser("show", help="show a run's tasks in the terminal")
    show.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    show.add_argument(
        "--document", metavar="TEXT", help="only documents whose path or number has it"
    )
    show.add_argument("--whole", action="store_true", help="whole task texts")
    show.add_argument(
        "--where", metavar="TASK_ID", help="cut the task's place out of its page, as a picture"
    )
    show.add_argument(
        "--picture", type=Path, metavar="FILE", help="where the picture goes (default: TASK_ID.png)"
    )
    show.add_argument(
        "--source",
        type=folder,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder that holds the documents (default: this folder)",
    )
    show.add_argument("--password", action="append", default=[], metavar="WORD")
    show.set_defaults(command=_show)


def _add_evaluate(commands: Commands) -> None:
    evaluate = commands.add_parser("evaluate", help="score a run against the annotations")
    evaluate.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    evaluate.add_argument("--gold", type=Path, default=Path("gold"), metavar="DIR")
    evaluate.add_argument(
        "--manifest",
        type=Path,
        default=Path("corpus/manifest.csv"),
        metavar="FILE",
        help="says which split a file belongs to",
    )
    evaluate.add_argument("--documents", action="store_true", help="also F1 of each document")
    evaluate.add_argument(
        "--confidence", action="store_true", help="also how far confidences keep their word"
    )
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


def _add_schema(commands: Commands) -> None:
    schema = commands.add_parser("schema", help="tell the tables' columns and types")
    schema.add_argument("--json", action="store_true", help="as JSON")
    schema.set_defaults(command=_schema)


# --- commands -------------------------------------------------------------------------


def _show(parsed: argparse.Namespace) -> int:
    rows = _tables(parsed.dir)
    if rows is None:
        return FOLDER
    if parsed.where:
        return _show_where(parsed, rows)
    from rich.console import Console

    from pipeline.export.terminal import show_documents

    # A document's words are no markup, and numbers in them want no colours.
    console = Console(emoji=False, highlight=False, markup=False)
    shown = show_documents(rows, console, document=parsed.document, whole=parsed.whole)
    if not shown:
        say(f"no document has '{parsed.document}' in its path or number")
        return SOME_FAILED
    return OK


def _show_where(parsed: argparse.Namespace, rows: Mapping[str, Sequence[Row]]) -> int:
    from pipeline.export.picture import PictureError, find_source, picture_of

    task = next((row for row in rows["tasks"] if row["task_id"] == parsed.where), None)
    if task is None:
        say(f"no task has the id '{parsed.where}'; the ids are in tasks.parquet")
        return SOME_FAILED
    doc_id = task["doc_id"]
    document = next(row for row in rows["documents"] if row["doc_id"] == doc_id)
    pages = {row["page"]: row for row in rows["pages"] if row["doc_id"] == doc_id}
    target = parsed.picture or Path(f"{parsed.where}.png")
    try:
        source = find_source(document, parsed.source or [Path()])
        picture_of(task, pages, document, source, parsed.password).save(target)
    except (PictureError, OSError, ValueError) as error:
        say(str(error))
        return FOLDER
    where = ", ".join(dict.fromkeys(str(region["page"]) for region in task["regions"]))
    tell(f"{document['source_path']}, page {where}: {task['path']}\n{target}")
    return OK


def _evaluate(parsed: argparse.Namespace) -> int:
    if not parsed.gold.is_dir():
        say(f"{parsed.gold}: no folder of annotations. Give it with --gold.")
        return FOLDER
    from pipeline.evaluate import GoldError, ManifestError, baseline, evaluate
    from pipeline.evaluate.changes import compare, format_changes
    from pipeline.evaluate.figures import write_figures
    from pipeline.evaluate.reliability import format_bins
    from pipeline.evaluate.report import check_layer, format_errors, format_rules, format_text
    from pipeline.tables import TablesError

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
        if parsed.confidence:
            tell(format_bins(report))
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
    except (GoldError, ManifestError, TablesError, baseline.BaselineError, OSError) as error:
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
    from pipeline.corrections import read_corrected

    try:
        found = read_corrected(folder)
        say_torn(folder, found.torn)
        return tables.to_rows(found.tables)
    except (tables.TablesError, OSError) as error:
        say(str(error))
        return None


def _doctor(parsed: argparse.Namespace) -> int:
    from pipeline.doctor import checks, format_checks, is_ready

    found = checks()
    tell(format_checks(found))
    return OK if is_ready(found) else SOME_FAILED


if __name__ == "__main__":
    sys.exit(main())
