"""How far two readers agree on which local task carries out which task of a resolution.

Usage: python scripts/lineage_agreement.py [FIRST.csv SECOND.csv]
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

LINEAGE = Path(__file__).resolve().parent.parent / "gold" / "lineage"
Pair = tuple[str, str, str]


def read(path: Path) -> dict[Pair, str]:
    """The label of each pair of (superior path, document, path)."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (r["superior_path"], r["document"], r["path"]): r["label"] for r in csv.DictReader(file)
        }


def figures(counts: Counter[tuple[str, str]]) -> str:
    """One line of figures for the counts of (first label, second label)."""
    both, first, second, neither = (
        counts[a, b] for a, b in (("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"))
    )
    n = both + first + second + neither
    observed = (both + neither) / n
    by_chance = ((both + first) * (both + second) + (neither + first) * (neither + second)) / n**2
    f1 = 2 * both / (2 * both + first + second) if both + first + second else 1.0
    kappa = (observed - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0
    shares = f"{observed:.3f} | {f1:.3f} | {kappa:.3f}"
    return f"{n} | {both} | {first} | {second} | {neither} | {shares}"


def main(first: Path, second: Path) -> None:
    """Prints the figures of each document and of all pairs that the second reader labelled."""
    labels, again = read(first), read(second)
    by_document: dict[str, Counter[tuple[str, str]]] = {}
    for pair, label in again.items():
        for of in (pair[1], "all"):
            by_document.setdefault(of, Counter())[labels[pair], label] += 1
    print("| document | pairs | both yes | first only | second only | both no", end=" | ")
    print("agreement | F1 of yes | kappa |")
    print("| --- " * 9 + "|")
    for of in [*sorted(by_document.keys() - {"all"}), "all"]:
        print("|", of, "|", figures(by_document[of]), "|")


if __name__ == "__main__":
    paths = [Path(a) for a in sys.argv[1:]]
    if len(paths) not in (0, 2):
        sys.exit(__doc__)
    main(*(paths or (LINEAGE / "28-nq-tw.csv", LINEAGE / "28-nq-tw.second.csv")))
