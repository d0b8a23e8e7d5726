"""Products of whole documents against what a reader marked in them.

.venv/bin/python tests/builders/product_gold.py            # scores, and what differs
.venv/bin/python tests/builders/product_gold.py FILE.yaml  # of another set of marks
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
MARKS = ROOT / "tests" / "cases" / "products_documents.yaml"
Product = tuple[str, str, str]  # path of the task, source, text


@dataclass
class Found:
    """Counts of one way to compare, and what only one side has."""

    right: int = 0
    gold: int = 0
    run: int = 0
    missed: list[Product] = field(default_factory=list)
    extra: list[Product] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.run if self.run else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    def add(self, other: Found) -> None:
        self.right, self.gold, self.run = (
            self.right + other.right,
            self.gold + other.gold,
            self.run + other.run,
        )
        self.missed += other.missed
        self.extra += other.extra


def marked(entry: dict[str, list[str]]) -> list[Product]:
    return [
        (path, *text.split(": ", 1))  # type: ignore[misc]
        for path, products in entry.items()
        for text in products
    ]


def produced(rows: dict[str, list[dict[str, Any]]]) -> list[Product]:
    return [
        (task["path"], source, product)
        for task in rows["tasks"]
        for product, source in zip(task["products"], task["product_sources"], strict=True)
    ]


def _same(one: Product, other: Product, strict: bool) -> bool:
    """One task, both stated or both inferred, and the same text; relaxed, one begins the other."""
    if one[0] != other[0] or (one[1] == "inferred") != (other[1] == "inferred"):
        return False
    a, b = " ".join(one[2].casefold().split()), " ".join(other[2].casefold().split())
    return a == b or (not strict and (a in b or b in a))


def compare(gold: list[Product], run: list[Product], *, strict: bool) -> Found:
    rest = list(run)
    found = Found(gold=len(gold), run=len(run))
    for mark in gold:
        match = next((entry for entry in rest if _same(mark, entry, strict)), None)
        if match is None:
            found.missed.append(mark)
        else:
            rest.remove(match)
            found.right += 1
    found.extra = rest
    return found


def score(marks: Path, *, strict: bool) -> tuple[Found, Counter[str]]:
    """All documents of a set of marks together, and the number of marks by source."""
    from pipeline.clean import clean
    from pipeline.extract import extract
    from pipeline.ingest import read
    from pipeline.segment import segment

    total, sources = Found(), Counter[str]()
    for file, entry in yaml.safe_load(marks.read_text(encoding="utf-8")).items():
        source = read(ROOT / "corpus" / "own" / file)
        cleaned = clean(source)
        gold = marked(entry)
        sources.update(product[1] for product in gold)
        total.add(
            compare(gold, produced(extract(source, cleaned, segment(cleaned))), strict=strict)
        )
    return total, sources


def main() -> None:
    marks = Path(sys.argv[1]) if len(sys.argv) > 1 else MARKS
    for strict in (True, False):
        found, sources = score(marks, strict=strict)
        name = "same text" if strict else "one text holds the other"
        print(
            f"{name}: precision {found.precision:.1%}, recall {found.recall:.1%} "
            f"({found.right} right, {found.gold} marked, {found.run} found) {dict(sources)}"
        )
        for label, products in (("missed", found.missed), ("extra", found.extra)):
            for path, source, text in products:
                print(f"  {label:6} {path:16} {source:8} {text}")


if __name__ == "__main__":
    main()
