"""A report → a table for the terminal, JSON for metrics, a list of errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.evaluate.layers import LAYERS
from pipeline.evaluate.score import DocumentScore, Miss, Report, Score

__all__ = ["format_errors", "format_text", "to_json"]

_WIDTH = max(map(len, LAYERS))
_LONGEST_VALUE = 100


def format_text(report: Report) -> str:
    """Layers by precision, recall, F1 and counts: each document, then each split's total.

    Splits are not summed up: a figure over text and scans together says nothing.
    """
    blocks = list(_notes(report))
    for split, scores in report.splits.items():
        documents = [document for document in report.documents if document.split == split]
        for document in documents:
            gone = ": missing in the run" if document.missing else ""
            blocks.append(_table(f"{document.name}{gone}", document.scores))
        count = f"{len(documents)} document part{'s' if len(documents) != 1 else ''}"
        blocks.append(_table(f"SPLIT {split} - micro total, {count}", scores))
    if not report.documents:
        blocks.append("Nothing to score: no document of the run has gold annotations.")
    return "\n\n".join(blocks) + "\n"


def _notes(report: Report) -> Iterator[str]:
    if report.not_scored:
        yield "Not scored, no gold:\n" + "\n".join(f"  {name}" for name in report.not_scored)
    if report.missing:
        lines = "\n".join(f"  {name}" for name in report.missing)
        yield f"Missing in the run, counted as missed:\n{lines}"


def _table(title: str, scores: Mapping[str, Score]) -> str:
    head = f"  {'layer':<{_WIDTH}}  {'P':>6}  {'R':>6}  {'F1':>6}  {'gold':>5}  {'found':>5}  right"
    rows = [
        f"  {layer:<{_WIDTH}}  {_percent(score.precision)}  {_percent(score.recall)}  "
        f"{_percent(score.f1)}  {score.gold:>5}  {score.found:>5}  {score.right:>5}"
        for layer, score in ((layer, scores[layer]) for layer in LAYERS)
    ]
    return "\n".join([title, head, *rows])


def _percent(value: float | None) -> str:
    return f"{'-':>6}" if value is None else f"{100 * value:>6.1f}"


def to_json(report: Report) -> dict[str, Any]:
    """Figures for DVC metrics: the same report gives the same keys in the same order.

    `splits` holds micro totals by split and layer, `documents` the same of each part.
    """
    return {
        "splits": {split: _figures(scores) for split, scores in report.splits.items()},
        "documents": {
            document.split: {
                other.name: _figures(other.scores)
                for other in report.documents
                if other.split == document.split
            }
            for document in report.documents
        },
        "missing": list(report.missing),
        "not_scored": list(report.not_scored),
    }


def _figures(scores: Mapping[str, Score]) -> dict[str, dict[str, float | int | None]]:
    return {
        layer: {
            "precision": _rounded(scores[layer].precision),
            "recall": _rounded(scores[layer].recall),
            "f1": _rounded(scores[layer].f1),
            "gold": scores[layer].gold,
            "found": scores[layer].found,
            "right": scores[layer].right,
        }
        for layer in LAYERS
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def format_errors(report: Report, layer: str | None = None) -> str:
    """Every record that is wrong: "-" missed, "+" spurious, with its place and rule.

    Args:
        report: what `evaluate` returned.
        layer: one layer only.

    Raises:
        ValueError: there is no such layer.
    """
    if layer is not None and layer not in LAYERS:
        raise ValueError(f"no layer {layer!r}; there are {', '.join(LAYERS)}")
    chosen = [layer] if layer else list(LAYERS)
    blocks = [
        block
        for document in report.documents
        for name in chosen
        if (block := _error_block(document, name))
    ]
    return "\n\n".join(blocks) + "\n" if blocks else "No errors.\n"


def _error_block(document: DocumentScore, layer: str) -> str:
    misses = [miss for miss in document.misses if miss.layer == layer]
    if not misses:
        return ""
    lost = sum(miss.side == "missed" for miss in misses)
    title = f"{layer} - {document.name}: {lost} missed, {len(misses) - lost} spurious"
    return "\n".join([title, *map(_error_line, _in_order(misses))])


def _in_order(misses: Iterable[Miss]) -> list[Miss]:
    """Missed and spurious records of one task or path next to each other."""
    return sorted(misses, key=lambda miss: ([str(step) for step in miss.entry.key[:1]], miss.side))


def _error_line(miss: Miss) -> str:
    values = ", ".join(
        f"{name}={_short(value)}" for name, value in miss.entry.values if value is not None
    )
    where = "" if miss.entry.start is None else f"  @{miss.entry.start}-{miss.entry.end}"
    rule = f"  [{miss.entry.rule}]" if miss.entry.rule else ""
    return f"  {'-' if miss.side == 'missed' else '+'} {values}{where}{rule}"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
