"""The command `nhiemvu sync`: a run's tasks into a database that tracks them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.cli_words import FOLDER, OK, USAGE, Commands, folder
from pipeline.console import say, tell

if TYPE_CHECKING:
    from pipeline.sync import Run, Synced

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Adds the command."""
    sync = commands.add_parser(
        "sync",
        help="bring a run's tasks into a database, with every change written down",
        description="Makes a database say what a run says. Additions, changes and "
        "disappearances are written into its table `changes`; people's statuses and notes stay. "
        "All goes in at once or nothing does. docs/sync.md tells of the tables.",
    )
    sync.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    sync.add_argument(
        "--to",
        metavar="ADDRESS",
        help="postgresql://USER@HOST/DATABASE or sqlite:///FILE "
        "(default: DIR/theo-doi.sqlite); a password is better left to ~/.pgpass or PGPASSWORD",
    )
    sync.add_argument(
        "--complete",
        action="store_true",
        help="DIR holds all documents that there are; tasks of others count as gone",
    )
    sync.set_defaults(command=_sync)


def _sync(parsed: argparse.Namespace) -> int:
    from pipeline.corrections import CorrectionsError
    from pipeline.sync import AddressError, SyncError, address, read_run, sync
    from pipeline.tables import TablesError

    try:
        url = address.default_address(parsed.dir)
        if parsed.to is not None:
            url = address.parsed(parsed.to)
        run = read_run(parsed.dir)
        done = sync(run, url, complete=parsed.complete)
    except AddressError as error:
        say(str(error))
        return USAGE
    except (TablesError, CorrectionsError, SyncError) as error:
        say(str(error))
        return FOLDER
    except OSError as error:
        say(f"{error.filename or parsed.dir}: {error.strerror or error}")
        return FOLDER
    for line in _lines(done, run):
        tell(line)
    tell(address.shown(url))
    return OK


def _lines(done: Synced, run: Run) -> list[str]:
    """What to tell of a sync."""
    from pipeline.sync.schema import VERSION

    lines = []
    if done.was is not None and done.was < VERSION:
        lines.append(f"the database's tables: from version {done.was} to {VERSION}")
    held = f"{len(run.tasks)} tasks of {len(run.documents)} documents"
    if not done.wrote:
        lines.append(f"nothing changed: {held} are there as they are here")
    else:
        for name, counts in (("tasks", done.tasks), ("documents", done.documents)):
            told = [f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind]]
            if told:
                lines.append(f"{name}: {', '.join(told)}")
        if done.refreshed:
            lines.append(f"{done.refreshed} tasks have a new place or confidence, and nothing else")
        if done.said:
            lines.append(f"{done.said} statuses and notes of the workbook went in")
        lines.append(f"{done.changes} rows in changes; {held} are in this run")
    if run.forms:
        lines.append(f"{run.forms} documents are further forms of others; the surest form counts")
    if done.kept:
        lines.append(f"{done.kept} documents stay, for their files could not be read")
    return lines


_KINDS = ("added", "changed", "removed", "returned")
