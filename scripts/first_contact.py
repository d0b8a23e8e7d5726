"""Writes the table of first contacts into docs/accuracy.md, and the last sets into README.md.

Reads the output of `nhiemvu evaluate` as it was kept in docs/first-contact, so that no figure
is typed by hand. `--check` says whether the pages hold their tables already. Outputs from before
confidences were scored are left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import regex

from scripts.pages import holds, marks, put_between

MARKS = marks("first contacts", "scripts/first_contact.py")
# Pages, how their links reach the outputs, and how many of the newest sets they show (0: all).
PAGES = (("docs/accuracy.md", "first-contact", 0), ("README.md", "docs/first-contact", 4))
LAYERS = ("section", "task", "unit", "lead", "time", "rrule", "citation", "target", "document")
_LAYER = regex.compile(r"^  (?P<layer>[a-z_]+) +(?:[\d.]+ +){2}(?P<f1>[\d.]+) ", regex.MULTILINE)
_DOCUMENTS = regex.compile(r"^SPLIT other: (?P<count>\d+) documents?", regex.MULTILINE)
_TASKS = regex.compile(
    r"^  tasks +\d+ +[\d.]+ +\d+ \((?P<flagged>[\d.]+) %\).*?\((?P<rest>[\d.]+) %\)",
    regex.MULTILINE,
)


def table(folder: Path, links: str, last: int = 0) -> str:
    """A Markdown table: a row for each set, strict F1 by layer, what the flags of tasks left.

    `links` is where its page finds the outputs; `last` how many of the newest sets, 0 for all.
    """
    head = [
        f"| set | documents | {' | '.join(LAYERS)} | tasks flagged | right of the rest |",
        "| --- |" + " ---: |" * (len(LAYERS) + 3),
    ]
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        counted, tasks = _DOCUMENTS.search(text), _TASKS.search(text)
        if counted is None or tasks is None:
            continue
        first = text[counted.start() : tasks.start()]
        told = {match["layer"]: match["f1"] for match in _LAYER.finditer(first)}
        name = f"[{path.stem[5:]}]({links}/{path.name})"
        cells = [name, counted["count"], *(told[layer] for layer in LAYERS)]
        lines.append(f"| {' | '.join([*cells, tasks['flagged'], tasks['rest']])} |")
    return "\n".join(head + lines[-last:])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("docs/first-contact"))
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of the pages")
    parser.add_argument("--check", action="store_true")
    parsed = parser.parse_args()
    differ = 0
    for name, links, last in PAGES:
        page = parsed.root / name
        contacts = table(parsed.folder, links, last)
        if not parsed.check:
            put_between(page, contacts, MARKS)
        elif not holds(page, contacts, MARKS):
            print(f"{page} holds another table")
            differ = 1
    return differ


if __name__ == "__main__":
    sys.exit(main())
