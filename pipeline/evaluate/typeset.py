"""What stands on the PDFs of a document where its annotated text has lost it.

The released texts came without some of number, place and date; the typesetting of their
PDFs put a header block with them back. `typeset.csv` beside the annotations holds what a
person read there, so that a PDF is scored by what it says and the text by what it says.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

__all__ = ["FIELDS", "FILE", "Typeset", "read_typeset"]

FILE = "typeset.csv"
FIELDS = ("number", "place", "date")
_COLUMNS = ("stem", "part", *FIELDS)

# By stem and part: the fields that the annotated text lacks and the PDFs have.
Typeset = Mapping[tuple[str, int], Mapping[str, str]]


def read_typeset(folder: Path) -> tuple[Typeset, list[tuple[int, str]]]:
    """The fields of `typeset.csv`, and each problem with its line; both empty without it.

    An empty cell says that the PDFs have no more there than the text.

    Raises:
        OSError: the file is there and cannot be read.
    """
    path = folder / FILE
    if not path.is_file():
        return {}, []
    text = path.read_bytes().decode("utf-8", "replace")
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        return {}, [(1, f"its columns should be {','.join(_COLUMNS)}")]
    told: dict[tuple[str, int], Mapping[str, str]] = {}
    problems: list[tuple[int, str]] = []
    for row in reader:
        wrong = list(_wrong(row))
        problems += [(reader.line_num, problem) for problem in wrong]
        if wrong:
            continue
        key = (row["stem"], int(row["part"]))
        if key in told:
            problems.append((reader.line_num, f"{key[0]}, part {key[1]} is there already"))
        told[key] = {field: row[field] for field in FIELDS if row[field]}
    return told, problems


def _wrong(row: Mapping[str | None, str | None]) -> Iterator[str]:
    if None in row or None in row.values():
        yield f"should have {len(_COLUMNS)} cells"
        return
    if not str(row["part"]).isdecimal():
        yield f"part is {row['part']!r}, not a number"
    day = row["date"]
    if day and not _is_date(day):
        yield f"date is {day!r}, not a date as 2026-03-31"


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
