"""A report → its figures: JSON for metrics and pages, rows for plots."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.evaluate.finding import FindingClass
from pipeline.evaluate.intervals import Figure, figures_of
from pipeline.evaluate.layers import LAYERS, Mode
from pipeline.evaluate.reliability import reliability_of, to_figures
from pipeline.evaluate.score import MODES, DocumentScore, Report, Score

__all__ = [
    "AGREEMENT",
    "PLOT_COLUMNS",
    "rules",
    "to_json",
    "to_plots",
    "write_figures",
    "write_text",
]

# Two trained readers who followed gold/GUIDELINES.md apart agreed so far: the line to reach.
AGREEMENT = (0.98, 1.0)

PLOT_COLUMNS = ("split", "layer", "mode", "precision", "recall", "f1", "gold")
# A record counts in one of these; the other layers look at it again from another side.
_RECORD_LAYERS = ("section", "task", "unit", "time", "citation", "named", "target", "document")


def to_json(report: Report) -> dict[str, Any]:
    """All figures: the same report gives the same keys in the same order.

    `splits` holds micro totals by split and layer in each mode, with the 95 % interval of
    F1 (null where too few files have such records) and the counts of each class, and under
    `confidence`, by table, what confidences and flags are worth (`pipeline.evaluate.reliability`);
    `documents` the strict figures of each part; `rules` how often each rule fired in the
    documents that were scored, and was right strictly. Splits are never summed up, but for
    `rules`, which also has them apart.
    """
    return {
        "agreement": list(AGREEMENT),
        "splits": {split: _split(report, split) for split in report.split_names},
        "documents": {
            split: {document.name: _figures(document.scores) for document in report.of(split)}
            for split in report.split_names
        },
        "rules": rules(report),
        "missing": list(report.missing),
        "not_scored": list(report.not_scored),
        "not_run": list(report.not_run),
    }


def _split(report: Report, split: str) -> dict[str, Any]:
    documents = report.of(split)
    figures = {mode: figures_of(report, split, mode) for mode in MODES}
    return {
        "documents": len(documents),
        "files": len({document.source_path for document in documents}),
        "layers": {
            layer: {
                "files": figures[Mode.STRICT][layer].files,
                **{mode.value: _with_interval(figures[mode][layer])
                   for mode, layers in MODES.items() if layer in layers},
                "classes": _classes(documents, layer),
            }
            for layer in LAYERS
        },
        "confidence": {
            table: to_figures(told) for table, told in reliability_of(report, split).items()
        },
    }  # fmt: skip


def _with_interval(figure: Figure) -> dict[str, float | int | None]:
    low, high = figure.interval or (None, None)
    shown = _figure(figure.score)
    counts = {name: shown.pop(name) for name in ("gold", "found", "right")}
    return shown | {"low": _rounded(low), "high": _rounded(high)} | counts


def _figures(scores: Mapping[str, Score]) -> dict[str, dict[str, float | int | None]]:
    return {layer: _figure(scores[layer]) for layer in LAYERS}


def _figure(score: Score) -> dict[str, float | int | None]:
    return {
        "precision": _rounded(score.precision),
        "recall": _rounded(score.recall),
        "f1": _rounded(score.f1),
        "gold": score.gold,
        "found": score.found,
        "right": score.right,
    }


def _rounded(value: float | None, digits: int = 6) -> float | None:
    """A share to so many digits: with few, a page that rounds it again shows another percent."""
    return None if value is None else round(value, digits)


def _classes(documents: tuple[DocumentScore, ...], layer: str) -> dict[str, int]:
    counts = [document.classes[layer] for document in documents]
    return {kind.value: sum(one[kind] for one in counts) for kind in FindingClass}


def rules(report: Report) -> dict[str, dict[str, Any]]:
    """How often each rule fired and was right strictly, by layer and id of the rule.

    A record counts once, in the layer that holds it whole: a lead as a unit, an rrule as a
    time clause. A rule that makes records of two layers has both named. Splits are in
    `splits` apart, for text and scan of one document are no two documents.
    """
    layers: dict[str, set[str]] = {}
    counts: dict[tuple[str, str], list[int]] = {}
    for finding in report.findings:
        if finding.rule is None or finding.layer not in _RECORD_LAYERS:
            continue
        layers.setdefault(finding.rule, set()).add(finding.layer)
        count = counts.setdefault((finding.rule, finding.split), [0, 0])
        count[0] += 1
        count[1] += finding.kind is FindingClass.CORRECT
    told = {}
    for rule in sorted(layers, key=lambda rule: (_rank(layers[rule]), rule)):
        splits = {
            split: {"fired": fired, "right": right}
            for (other, split), (fired, right) in sorted(counts.items())
            if other == rule
        }
        told[rule] = {
            "layer": ", ".join(layer for layer in LAYERS if layer in layers[rule]),
            "fired": sum(count["fired"] for count in splits.values()),
            "right": sum(count["right"] for count in splits.values()),
            "splits": splits,
        }
    return told


def _rank(layers: set[str]) -> int:
    return min(list(LAYERS).index(layer) for layer in layers)


def to_plots(report: Report) -> list[tuple[str | float | int | None, ...]]:
    """Rows of `PLOT_COLUMNS`: one for each split, layer and mode, in that order."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for split in report.split_names:
        for layer in LAYERS:
            for mode, layers in MODES.items():
                if layer in layers:
                    score = report.totals(split, mode)[layer]
                    figure = (score.precision, score.recall, score.f1)
                    shares = (_rounded(value, 4) for value in figure)
                    rows.append((split, layer, mode.value, *shares, score.gold))
    return rows


def write_figures(report: Report, json_path: Path | None, csv_path: Path | None) -> None:
    """Writes the figures as JSON, as CSV for plots, or both, making folders.

    Raises:
        OSError: a file cannot be written; the message names it.
    """
    if json_path:
        text = json.dumps(to_json(report), ensure_ascii=False, indent=2)
        write_text(json_path, text + "\n")
    if csv_path:
        rows = io.StringIO(newline="")
        csv.writer(rows, lineterminator="\n").writerows([PLOT_COLUMNS, *to_plots(report)])
        write_text(csv_path, rows.getvalue())


def write_text(path: Path, text: str) -> None:
    """Writes a text file as UTF-8 with plain line ends, making its folder.

    Raises:
        OSError: it cannot be written; the message names it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OSError(f"{path}: cannot be written ({error.strerror or error})") from error
