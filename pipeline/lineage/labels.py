"""Labelled pairs of tasks: which local task takes up which superior one (gold/lineage)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.lineage.cascade import LineageError

__all__ = ["Label", "Labels", "read_labels"]

_COLUMNS = {"superior_path", "document", "path", "label", "note"}


@dataclass(frozen=True, slots=True)
class Label:
    is_yes: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled pairs: (superior path, document, local path) → label; see gold/lineage."""

    path: Path
    pairs: Mapping[tuple[str, str, str], Label]

    @property
    def superior_paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key[0] for key in self.pairs))

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key[1] for key in self.pairs))


def read_labels(path: Path) -> Labels:
    """The labelled pairs in a CSV file.

    Raises:
        LineageError: it is no such file.
        OSError: it cannot be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            if missing := _COLUMNS - set(reader.fieldnames or ()):
                raise LineageError(f"{path}: has no column {', '.join(sorted(missing))}")
            pairs: dict[tuple[str, str, str], Label] = {}
            for row in reader:
                key = (row["superior_path"], row["document"], row["path"])
                if row["label"] not in ("yes", "no"):
                    raise LineageError(
                        f"{path}, line {reader.line_num}: the label is yes or no, "
                        f"not {row['label']!r}"
                    )
                if key in pairs:
                    raise LineageError(
                        f"{path}, line {reader.line_num}: this pair stands above already"
                    )
                doubtful = (row["note"] or "").startswith("doubtful")
                pairs[key] = Label(row["label"] == "yes", doubtful)
        except (UnicodeDecodeError, csv.Error) as error:
            raise LineageError(f"{path}: is no CSV file in UTF-8 ({error})") from error
    if not pairs:
        raise LineageError(f"{path}: holds no labelled pair")
    return Labels(path, pairs)
