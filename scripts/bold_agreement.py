"""How far the bold lines of scans are those of the pages that were scanned.

Usage: python scripts/bold_agreement.py PRINTED SCANNED

Two folders with PDFs of the same names: pages with text, and scans of them. A line of a scan is
compared with the line of the same page that reads most like it. Lines of less than six letters
are left out. What was measured stands in docs/ocr.md.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from pipeline.ingest import read  # noqa: E402

_LETTERS = 6
_ALIKE = 85  # of 100: one line, read twice
Line = tuple[str, bool]


def lines_of(path: Path) -> dict[int, list[Line]]:
    """Page → its lines as (text, bold)."""
    source = read(path)
    found: dict[int, list[Line]] = {}
    for line in source.lines:
        text = source.text[line.char_start : line.char_end].strip()
        if sum(map(str.isalpha, text)) >= _LETTERS:
            found.setdefault(line.page or 0, []).append((text, line.bold))
    return found


def pairs(printed: Path, scanned: Path) -> Iterator[tuple[bool, bool, str]]:
    """For each line of the scan that has its like: bold as printed, bold as scanned, its text."""
    prints = lines_of(printed)
    for number, lines in lines_of(scanned).items():
        there = prints.get(number, [])
        for text, bold in lines:
            like = process.extractOne(text, [one for one, _ in there], scorer=fuzz.ratio)
            if like is not None and like[1] >= _ALIKE:
                yield there[like[2]][1], bold, text


def main(printed: Path, scanned: Path) -> None:
    """Prints a row a document and one of all."""
    print("| document | lines | bold in both | print only | scan only | precision | recall |")
    print("| --- " * 7 + "|")
    total: Counter[tuple[bool, bool]] = Counter()
    for path in sorted(scanned.glob("*.pdf")):
        other = printed / path.name
        if not other.exists():
            continue
        counts: Counter[tuple[bool, bool]] = Counter()
        for was, told, text in pairs(other, path):
            counts[was, told] += 1
            if was != told:
                print(f"{path.stem}: {'lost' if was else 'false'}: {text[:90]}", file=sys.stderr)
        total += counts
        print(_row(path.stem, counts))
    print(_row("all", total))


def _row(name: str, counts: Counter[tuple[bool, bool]]) -> str:
    both, lost, false = counts[True, True], counts[True, False], counts[False, True]
    shares = (both / n if (n := both + more) else 1.0 for more in (false, lost))
    figures = " | ".join(f"{share:.3f}" for share in shares)
    return f"| {name} | {counts.total()} | {both} | {lost} | {false} | {figures} |"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
