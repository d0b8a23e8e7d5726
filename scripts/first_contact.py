"""Writes the table of first contacts into docs/accuracy.md, between its markers.

Reads the output of `nhiemvu evaluate` as it was kept in docs/first-contact, so that no figure
is typed by hand. `--check` says whether the page holds the table already. Outputs from before
confidences were scored are left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import regex

from scripts.pages import holds, marks, put_between

MARKS = marks("first contacts", "scripts/first_contact.py")
LAYERS = ("section", "task", "unit", "lead", "time", "rrule", "citation", "target", "document")
_LAYER = regex.compile(r"^  (?P<layer>[a-z_]+) +(?:[\d.]+ +){2}(?P<f1>[\d.]+) ", regex.MULTILINE)
_DOCUMENTS = regex.compile(r"^SPLIT other: (?P<count>\d+) documents?", regex.MULTILINE)
_TASKS = regex.compile(
    r"^  tasks +\d+ +[\d.]+ +\d+ \((?P<flagged>[\d.]+) %\).*?\((?P<rest>[\d.]+) %\)",
    regex.MULTILINE,
)


def table(folder: Path) -> str:
    """A Markdown table: a row for each set, strict F1 by layer, what the flags of tasks left."""
    lines = [
        f"| set | documents | {' | '.join(LAYERS)} | tasks flagged | right of the rest |",
        "| --- |" + " ---: |" * (len(LAYERS) + 3),
    ]
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        counted, tasks = _DOCUMENTS.search(text), _TASKS.search(text)
        if counted is None or tasks is None:
            continue
        first = text[counted.start() : tasks.start()]
        told = {match["layer"]: match["f1"] for match in _LAYER.finditer(first)}
        name = f"[{path.stem[5:]}](first-contact/{path.name})"
        cells = [name, counted["count"], *(told[layer] for layer in LAYERS)]
        lines.append(f"| {' | '.join([*cells, tasks['flagged'], tasks['rest']])} |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("docs/first-contact"))
    parser.add_argument("--page", type=Path, default=Path("docs/accuracy.md"))
    parser.add_argument("--check", action="store_true")
    parsed = parser.parse_args()
    contacts = table(parsed.folder)
    if parsed.check:
        same = holds(parsed.page, contacts, MARKS)
        print("the page holds this table" if same else "the page holds another table")
        return int(not same)
    put_between(parsed.page, contacts, MARKS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
