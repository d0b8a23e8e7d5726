"""Writes the accuracy figures of an evaluation into README.md, between its markers.

`figures.py build/metrics.json` after `make eval`; `--check` says whether README.md holds
them already. No figure in README.md is typed by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

START, END = "<!-- figures: written by scripts/figures.py -->", "<!-- /figures -->"


def table(metrics: dict[str, Any]) -> str:
    """A Markdown table: layers by split, each with F1 and the number of gold records."""
    splits: dict[str, Any] = metrics["splits"]
    heads = [f"{name}, {len(metrics['documents'][name])} documents" for name in splits]
    lines = ["| layer | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(splits)]
    for layer in next(iter(splits.values())):
        scores = [split[layer] for split in splits.values()]
        cells = [
            "–" if score["f1"] is None else f"{100 * score['f1']:.1f} of {score['gold']}"
            for score in scores
        ]
        lines.append(f"| {layer.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("metrics", type=Path)
    parser.add_argument("--readme", type=Path, default=Path("README.md"))
    parser.add_argument("--check", action="store_true")
    parsed = parser.parse_args()
    text = parsed.readme.read_text(encoding="utf-8")
    before, rest = text.split(START)
    _, after = rest.split(END)
    figures = table(json.loads(parsed.metrics.read_text(encoding="utf-8")))
    new = f"{before}{START}\n{figures}\n{END}{after}"
    if parsed.check:
        print("README.md holds these figures" if new == text else "README.md holds other figures")
        return int(new != text)
    parsed.readme.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
