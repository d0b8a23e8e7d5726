"""The commands around a run: `nhiemvu merge` of several, `nhiemvu watch` of a folder."""

from __future__ import annotations

import argparse
from datetime import datetime

from pipeline.cli_words import (
    FOLDER,
    NOTHING_READ,
    OK,
    STOPPED,
    Commands,
    folder,
    name,
    unwritable,
    worker_count,
)
from pipeline.console import say, tell

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Adds `nhiemvu merge` and `nhiemvu watch`."""
    merge = commands.add_parser("merge", help="make one set of tables of several runs'")
    merge.add_argument("dirs", nargs="+", type=folder, metavar="DIR", help="folders of tables")
    merge.add_argument("--out", required=True, type=folder, metavar="DIR")
    merge.set_defaults(command=_merge)
    watch = commands.add_parser("watch", help="take new documents in as they arrive")
    watch.add_argument("inputs", nargs="+", type=name, metavar="INPUT", help="files or folders")
    watch.add_argument("--out", required=True, type=folder, metavar="DIR")
    watch.add_argument(
        "--every",
        type=_seconds,
        default=10.0,
        metavar="SECONDS",
        help="how often to look (default: 10)",
    )
    watch.add_argument("--workers", type=worker_count, metavar="N", help="as for run")
    watch.set_defaults(command=_watch)


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{word!r} is no time; give seconds, 0.1 to 86400")
    return seconds


def _merge(parsed: argparse.Namespace) -> int:
    from pipeline.run.merge import merge
    from pipeline.tables import TablesError

    try:
        written = merge(parsed.dirs, parsed.out)
    except TablesError as error:
        say(str(error))
        return FOLDER
    except OSError as error:
        return unwritable(parsed.out, error)
    counts = written.counts
    print(f"{counts['documents']} documents, {counts['tasks']} tasks of {len(parsed.dirs)} runs")
    tell(f"tables: {parsed.out}/*.parquet")
    return OK if counts["documents"] else NOTHING_READ


def _watch(parsed: argparse.Namespace) -> int:
    from pipeline.run import FolderTaken, Processes
    from pipeline.run.watch import watch

    told: set[str] = set()
    tell(f"looking every {parsed.every:g} seconds; Ctrl-C ends it")
    try:
        for outcome in watch(
            parsed.inputs, parsed.out, every=parsed.every, engine=Processes(parsed.workers)
        ):
            for failure in outcome.failures:
                if str(failure) not in told:
                    told.add(str(failure))
                    say(f"failed: {failure}")
            counts = outcome.counts
            print(
                f"{datetime.now():%H:%M:%S} {outcome.read} files read, {outcome.files} in all: "
                f"{counts['documents']} documents, {counts['tasks']} tasks",
                flush=True,
            )
    except KeyboardInterrupt:
        say("stopped; the tables are whole")
        return STOPPED
    except FolderTaken:
        say(f"{parsed.out}: another run writes there. Wait until it ends.")
        return FOLDER
    except OSError as error:
        return unwritable(parsed.out, error)
    return OK
