"""`nhiemvu bodies`: what the registry of bodies holds."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator

from pipeline.cli_words import OK, SOME_FAILED, Commands
from pipeline.console import say

__all__ = ["add"]

_COLUMNS = ("unit_id", "name", "level", "system", "valid_from", "valid_to", "parent", "successors")


def add(commands: Commands) -> None:
    bodies = commands.add_parser(
        "bodies",
        help="list the registry of bodies: ids, names, validity, successors",
        description="Lists the bodies whose id or name has all the words, as CSV: ids, full "
        "names, from and until when they exist, what they belong to and who came after them. "
        "Without words the whole registry, over 100,000 bodies. docs/bodies.md tells how to "
        "add one.",
    )
    bodies.add_argument("words", nargs="*", metavar="WORD", help="such as: Sở Nội vụ Bắc Giang")
    bodies.set_defaults(command=_bodies)


def _bodies(parsed: argparse.Namespace) -> int:
    words = " ".join(parsed.words)
    found = 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in _rows(words):
        if not found:
            writer.writerow(_COLUMNS)
        writer.writerow(row)
        found += 1
    if not found:
        say(f"no body of the registry has '{words}' in its id or name")
        return SOME_FAILED
    return OK


def _rows(words: str) -> Iterator[tuple[str, ...]]:
    from extractors import registry
    from pipeline.lexicon import fold

    wanted = fold(words).split()
    for unit_id in registry.RegistryIds():
        body = registry.body(unit_id)
        if body is None:
            continue
        said = f"{unit_id} {fold(body.name)}"
        if all(word in said for word in wanted):
            yield (
                unit_id,
                body.name,
                body.level,
                body.system,
                body.validity.first_text,
                body.validity.last_text,
                body.parent or "",
                ";".join(body.successors),
            )
