"""Says in one line what a run found and where it lies: `found.py build/demo`."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.parquet as pq

# Named first, in this order; other tables are only counted.
HEADLINE = ("documents", "tasks", "responsibilities", "time_clauses", "citations", "targets")


def found(folder: Path) -> str:
    """Counts the rows of the tables in `folder`.

    >>> found(Path("build/demo"))  # doctest: +SKIP
    'Found 4 documents, 212 tasks, … in 10 tables: build/demo/*.parquet'
    """
    tables = sorted(folder.glob("*.parquet"))
    rows = {path.stem: pq.read_metadata(path).num_rows for path in tables}
    counts = ", ".join(
        f"{rows[name]} {name.replace('_', ' ')}" for name in HEADLINE if name in rows
    )
    return f"Found {counts or 'nothing'} in {len(tables)} tables: {folder}/*.parquet"


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: found.py FOLDER (the --out of a run)")
    print(found(Path(sys.argv[1])))
