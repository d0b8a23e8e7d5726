"""Writes the accuracy figures of an evaluation into README.md, between its markers.

`figures.py build/metrics.json` after `make eval`; `--check` says whether README.md holds
them already. No figure in README.md is typed by hand. `--short FOLDER` writes F1 alone
there instead, as `<split>.<mode>.json`: what `dvc metrics` compares.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from scripts.pages import holds, marks, put_between

MARKS = marks("figures", "scripts/figures.py")


def table(metrics: dict[str, Any]) -> str:
    """A Markdown table: layers by split, each with strict F1, its interval and gold's records."""
    splits: dict[str, Any] = metrics["splits"]
    lines = [
        "| layer | " + " | ".join(head(name, split) for name, split in splits.items()) + " |",
        "| --- |" + " ---: |" * len(splits),
    ]
    for layer in next(iter(splits.values()), {"layers": {}})["layers"]:
        cells = [cell(split["layers"][layer]["strict"]) for split in splits.values()]
        lines.append(f"| {layer.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def head(name: str, split: dict[str, Any]) -> str:
    """A split with its size: "own, 5 documents in 4 files"."""
    counts = [(split["documents"], "document"), (split["files"], "file")]
    documents, files = (f"{count} {what}{'s' * (count != 1)}" for count, what in counts)
    return f"{name}, {documents} in {files}"


def cell(figure: dict[str, Any]) -> str:
    """F1, its 95 % interval, and gold's records.

    No interval where files are too few, nor where no file had an error to draw: the one
    of no width would look like certainty.
    """
    if figure["f1"] is None:
        return "–"
    none = figure["low"] in (None, 1)
    interval = "" if none else f" [{percent(figure['low'])}–{percent(figure['high'])}]"
    return f"{percent(figure['f1'])}{interval} of {figure['gold']}"


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def short(metrics: dict[str, Any], folder: Path) -> None:
    """Writes F1 by layer, a file for each split and mode; layers without records are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, split in metrics["splits"].items():
        for mode in ("strict", "relaxed"):
            f1 = {layer: figures[mode]["f1"] for layer, figures in split["layers"].items()}
            told = {layer: round(value, 4) for layer, value in f1.items() if value is not None}
            path = folder / f"{name}.{mode}.json"
            path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("metrics", type=Path)
    parser.add_argument("--readme", type=Path, default=Path("README.md"))
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--short", type=Path, metavar="FOLDER")
    parsed = parser.parse_args()
    metrics = json.loads(parsed.metrics.read_text(encoding="utf-8"))
    if parsed.short:
        short(metrics, parsed.short)
        return 0
    figures = table(metrics)
    if parsed.check:
        same = holds(parsed.readme, figures, MARKS)
        print("README.md holds these figures" if same else "README.md holds other figures")
        return int(not same)
    put_between(parsed.readme, figures, MARKS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
