"""A run's right and wrong records in a file that is committed, and what fell since.

The file holds, by split and layer, strict F1 and by document the keys of the records that
were right and of those found that were not; one key a line, sorted, so that a change of
rules shows as lines that come and go.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.evaluate.changes import right, wrong
from pipeline.evaluate.figures import write_text
from pipeline.evaluate.finding import Finding
from pipeline.evaluate.layers import LAYERS
from pipeline.evaluate.report import finding_line
from pipeline.evaluate.score import DocumentScore, Report, Score

__all__ = [
    "BaselineError",
    "Fall",
    "Since",
    "baseline_of",
    "format_since",
    "read_baseline",
    "since",
    "write_baseline",
]

_ABOUT = "Written by `nhiemvu evaluate DIR --write-baseline FILE`; not by hand."
_EXACT = 6  # digits of F1

Keys = dict[str, list[str]]  # by document


class BaselineError(ValueError):
    """The file is no baseline."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A layer of a split whose strict F1 changed, or whose right records did.

    `lost`, `gained` and `newly_wrong` name records: "document: path | values", and for
    what this run found its rule.
    """

    split: str
    layer: str
    before: float | None
    after: float | None
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    newly_wrong: tuple[str, ...]
    gold_changed: bool = False

    @property
    def fell(self) -> bool:
        return (self.after or 0.0) < (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Since:
    """How a run stands to a baseline.

    `skipped` tells of splits that could not be compared, and why; `absent` of documents
    that the run lacks though it has others of their split: such a split counts as fallen.
    """

    layers: tuple[Fall, ...]
    skipped: Mapping[str, str]
    absent: tuple[str, ...]

    @property
    def fell(self) -> bool:
        return bool(self.absent) or any(layer.fell for layer in self.layers)


def baseline_of(report: Report) -> dict[str, Any]:
    """What a baseline holds of a report, in a stable order."""
    return {
        "about": _ABOUT,
        "splits": {
            split: {
                "documents": sorted(document.short_name for document in report.of(split)),
                "layers": {layer: _layer(report.of(split), layer) for layer in LAYERS},
            }
            for split in report.split_names
        },
    }


def _layer(documents: Sequence[DocumentScore], layer: str) -> dict[str, Any]:
    score = sum((document.scores[layer] for document in documents), Score())
    return {
        "f1": _f1(score),
        "gold": score.gold,
        "found": score.found,
        "right": _keys(documents, layer, right),
        "wrong": _keys(documents, layer, wrong),
    }


def _keys(documents: Sequence[DocumentScore], layer: str, which: Any) -> Keys:
    by_document = {
        document.short_name: sorted(key[2] for key, _ in which(document.findings, layer))
        for document in sorted(documents, key=lambda document: document.short_name)
    }
    return {name: keys for name, keys in by_document.items() if keys}


def _f1(score: Score) -> float | None:
    return None if score.f1 is None else round(score.f1, _EXACT)


def write_baseline(report: Report, path: Path) -> None:
    """Writes a baseline; the same report gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    text = json.dumps(baseline_of(report), ensure_ascii=False, indent=0)
    write_text(path, text + "\n")


def read_baseline(path: Path) -> dict[str, Any]:
    """A baseline that `write_baseline` wrote.

    Raises:
        BaselineError: it is something else.
        OSError: the file cannot be read.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        for split in read["splits"].values():
            if not isinstance(split["documents"], list):
                raise TypeError("documents")
            for layer in split["layers"].values():
                _ = layer["f1"], layer["gold"], layer["right"].items(), layer["wrong"].items()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BaselineError(f"{path}: no baseline of evaluate ({error})") from error
    return dict(read)


def since(report: Report, baseline: Mapping[str, Any]) -> Since:
    """What became of a baseline's records in a run.

    A split is compared when the run has its documents; documents that the baseline does
    not know are passed over.
    """
    layers: list[Fall] = []
    skipped: dict[str, str] = {}
    absent: list[str] = []
    for split, kept in baseline["splits"].items():
        there = {document.short_name: document for document in report.of(split)}
        gone = [name for name in kept["documents"] if name not in there]
        if len(gone) == len(kept["documents"]):
            skipped[split] = "none of its documents is in this run: " + ", ".join(gone)
            continue
        absent += [f"{split}: {name}" for name in gone]
        documents = [there[name] for name in kept["documents"] if name in there]
        for layer, before in kept["layers"].items():
            if layer in LAYERS:
                layers.append(_since(split, layer, before, documents, bool(gone)))
    for split in report.split_names:
        if split not in baseline["splits"]:
            skipped[split] = "the baseline does not have it"
    changed = (fall for fall in layers if fall.fell or fall.lost or fall.gained)
    return Since(tuple(changed), skipped, tuple(absent))


def _since(
    split: str,
    layer: str,
    before: Mapping[str, Any],
    documents: Sequence[DocumentScore],
    partly: bool,
) -> Fall:
    score = sum((document.scores[layer] for document in documents), Score())
    lost: list[str] = []
    gained: list[str] = []
    newly_wrong: list[str] = []
    for document in documents:
        name = document.short_name
        now = [(key[2], finding) for key, finding in right(document.findings, layer)]
        known = before["right"].get(name, [])
        lost += [f"{name}: {key}" for key in _without(known, [key for key, _ in now])]
        gained += _new(now, known)
        now = [(key[2], finding) for key, finding in wrong(document.findings, layer)]
        newly_wrong += _new(now, before["wrong"].get(name, []))
    return Fall(
        split,
        layer,
        before["f1"],
        # F1 of some documents cannot be held against that of all: their absence is told.
        before["f1"] if partly else _f1(score),
        tuple(lost),
        tuple(gained),
        tuple(newly_wrong),
        gold_changed=not partly and score.gold != before["gold"],
    )


def _without(these: Iterable[str], those: Iterable[str]) -> list[str]:
    return sorted((Counter(these) - Counter(those)).elements())


def _new(now: Iterable[tuple[str, Finding]], known: Iterable[str]) -> list[str]:
    """Lines of the findings that a baseline does not have."""
    left = Counter(known)
    lines: list[str] = []
    for key, finding in now:
        if left[key]:
            left[key] -= 1
        else:
            lines.append(finding_line(finding, found=True))
    return lines


def format_since(since: Since) -> str:
    """Layers that fell first, each with its records: "-" lost, "!" newly wrong, "+" gained."""
    blocks = [f"skipped: {split}: {reason}" for split, reason in since.skipped.items()]
    if since.absent:
        lines = "\n".join(f"  {name}" for name in since.absent)
        blocks.append(f"Fell: documents of the baseline that are not in this run:\n{lines}")
    for layer in sorted(since.layers, key=lambda layer: not layer.fell):
        blocks.append(_format_layer(layer))
    if not since.fell:
        blocks.append("No layer fell below the baseline.")
    return "\n\n".join(blocks) + "\n"


def _format_layer(layer: Fall) -> str:
    verdict = "Fell" if layer.fell else "Changed"
    lines = [
        f"{verdict}: {layer.layer} - {layer.split}: strict F1 "
        f"{_percent(layer.before)} -> {_percent(layer.after)}, {len(layer.lost)} lost, "
        f"{len(layer.gained)} gained, {len(layer.newly_wrong)} newly wrong"
    ]
    if layer.gold_changed:
        lines.append("  The annotations have changed since: look, then write a new baseline.")
    lines += [f"  - {line}" for line in layer.lost]
    lines += [f"  ! {line}" for line in layer.newly_wrong]
    lines += [f"  + {line}" for line in layer.gained]
    return "\n".join(lines)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.2f}"
