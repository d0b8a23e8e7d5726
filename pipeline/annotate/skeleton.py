"""An empty gold file for a document, to be filled in by hand.

Nothing of it comes from the system: annotation has to be independent of what it scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.annotate.files import KEYS, UnreachableError, dump, save
from pipeline.model import IngestError

__all__ = ["new_files"]

_MOST_PARTS = 99


def new_files(source: Path, folder: Path, *, parts: int = 1) -> list[Path]:
    """Writes `<stem>.<part>.jsonl` for each part of a document.

    Each holds a document record: file, part and fingerprint, the rest null to be filled
    in. With several parts it also has `begin` and `end`, which say where the part is.

    Raises:
        ValueError: `parts` is out of bounds.
        UnreachableError: the document cannot be read, or a file is there already; then
            nothing is written.
        OSError: the folder cannot be written.
    """
    from pipeline.ingest import read

    if not 1 <= parts <= _MOST_PARTS:
        raise ValueError(f"--parts {parts}: a file has 1 to {_MOST_PARTS} documents")
    try:
        document = read(source)
    except IngestError as error:
        raise UnreachableError(str(error)) from error
    paths = [folder / f"{source.stem}.{part}.jsonl" for part in range(1, parts + 1)]
    there = [path for path in paths if path.exists()]
    if there:
        raise UnreachableError(
            f"{there[0]}: is there already and is not written over; give another --out, or take "
            "it away first"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for part, path in enumerate(paths, start=1):
        save(path, dump(_records(source.name, part, document.sha256, several=parts > 1)))
    return paths


def _records(name: str, part: int, sha256: str, *, several: bool) -> Sequence[dict[str, Any]]:
    left_out = {"t", "file", "part", "sha256"} | (set() if several else {"begin", "end"})
    empty = {key: None for key in KEYS["document"] if key not in left_out}
    return [{"t": "document", "file": name, "part": part, **empty, "sha256": sha256}]
