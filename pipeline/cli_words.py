"""What the commands share: exit codes, and words that name files and folders."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from pipeline.console import say

__all__ = [
    "FOLDER",
    "NOTHING_READ",
    "OK",
    "SOME_FAILED",
    "STOPPED",
    "USAGE",
    "Commands",
    "day_of_month",
    "folder",
    "name",
    "say_torn",
    "unwritable",
    "worker_count",
]

OK, SOME_FAILED, USAGE, NOTHING_READ, FOLDER, STOPPED = 0, 1, 2, 3, 4, 130

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def name(word: str) -> str:
    """A path or glob; an empty one, mostly a variable without value, would be the folder here."""
    if not word:
        raise argparse.ArgumentTypeError("an empty name; write . for the current folder")
    return word


def folder(word: str) -> Path:
    return Path(name(word))


def day_of_month(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= 28:
        raise argparse.ArgumentTypeError(f"{word!r} is no day of every month; give 1 to 28")
    return int(word)


def worker_count(word: str) -> int:
    """How many read at once."""
    if not word.isdecimal() or not 1 <= int(word) <= 1024:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of workers; give 1 to 1024")
    return int(word)


def unwritable(place: Path, error: OSError) -> int:
    """Says that a folder cannot be written; the exit code of that."""
    say(f"{place}: cannot be written ({error.strerror or error}). Choose another folder.")
    return FOLDER


def say_torn(place: Path, torn: str) -> None:
    """Says that the log of corrections in a folder ends in a line that was never finished."""
    if torn:
        say(
            f"{place / 'corrections.jsonl'}: its last line is torn and says nothing: "
            f"{torn[:60]!r}. Was the power cut? The lines before it hold."
        )
