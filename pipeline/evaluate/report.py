"""A report → tables and lists for the terminal, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from pipeline.evaluate.figures import AGREEMENT, rules, to_json
from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.intervals import FEWEST, Figure, figures_of
from pipeline.evaluate.layers import LAYERS, Mode
from pipeline.evaluate.reliability import format_reliability
from pipeline.evaluate.score import DocumentScore, Report

__all__ = ["check_layer", "finding_line", "format_errors", "format_rules", "format_text", "to_json"]

_WIDTH = max(map(len, LAYERS))
_LONGEST_VALUE = 60
_LONGEST_NAME = 28
# Column heads of the matrix of documents.
_SHORT = {
    "section": "sect", "section_role": "role", "task": "task", "task_path": "t@", "unit": "unit",
    "lead": "lead", "time": "time", "rrule": "rrul", "citation": "cite", "citation_task": "c@",
    "citation_issuer": "iss.", "named": "name", "target": "targ", "document": "head",
}  # fmt: skip
_LEGEND = "t@: task_path, c@: citation_task, iss.: citation_issuer, head: document"
_LINE = 100 * AGREEMENT[0]
_EXPLAINED = f"""\
P, R, F1: strict, in %, all records of a split taken together. [low-high]: 95 % of F1 when files
are drawn anew (bootstrap, 1,000 draws), rough with so few; "too few": under {FEWEST} files have
such records; [100-100]: there was no error to draw, no more. relaxed: near enough for a
reader. tasks: strict, with found tasks mapped to gold's. files: those with such records.
confidence: flagged rows need review; "right of the rest" is to be 98 with less than 15 flagged.
A task is right when all that gold has for it is. ECE: expected calibration error; Brier: mean
square error of the confidences (--confidence shows the bins).
Line to reach: two readers agreed at {_LINE:.0f} to {100 * AGREEMENT[1]:.0f}; "<" is below it."""


def format_text(report: Report, *, documents: bool = False) -> str:
    """Layers by strict P, R and F1, F1 in the other modes, and counts: a table a split.

    Splits are not summed up: a figure over text and scans together says nothing.

    Args:
        report: what `evaluate` returned.
        documents: also strict F1 of each document, a matrix a split.
    """
    blocks = list(_notes(report))
    for split in report.split_names:
        blocks.append(_split_table(report, split))
        blocks.append(format_reliability(report, split))
        if documents:
            blocks.append(_matrix(report.of(split)))
    if report.documents:
        blocks.append(_EXPLAINED + (f"\nDocuments: strict F1. {_LEGEND}." if documents else ""))
    else:
        blocks.append("Nothing to score: no document of the run has gold annotations.")
    return "\n\n".join(blocks) + "\n"


def _notes(report: Report) -> Iterator[str]:
    if report.not_scored:
        yield "Not scored, no gold:\n" + "\n".join(f"  {name}" for name in report.not_scored)
    if report.not_run:
        lines = "\n".join(f"  {name}" for name in report.not_run)
        yield f"Annotated, but not in this run as others of the split are; not counted:\n{lines}"
    if report.missing:
        lines = "\n".join(f"  {name}" for name in report.missing)
        yield f"Missing in the run, counted as missed:\n{lines}"


def _split_table(report: Report, split: str) -> str:
    documents = report.of(split)
    files = len({document.source_path for document in documents})
    title = f"SPLIT {split}: {_count(len(documents), 'document')} in {_count(files, 'file')}"
    if files < FEWEST:
        title += "; too few documents for intervals"
    head = (
        f"  {'layer':<{_WIDTH}}  {'P':>5}  {'R':>5}  {'F1':>5}   {'95 % of F1':<13}  "
        f"{'relaxed':>7}  {'tasks':>5}  {'gold':>5}  {'found':>5}  {'right':>5}  files"
    )
    strict, relaxed, given = (figures_of(report, split, mode) for mode in Mode)
    rows = [_row(layer, strict[layer], relaxed[layer], given.get(layer)) for layer in LAYERS]
    return "\n".join([title, head, *rows])


def _row(layer: str, strict: Figure, relaxed: Figure, given: Figure | None) -> str:
    score = strict.score
    mark = "<" if score.f1 is not None and score.f1 < AGREEMENT[0] else " "
    tasks = f"{'':>5}" if given is None else _percent(given.score.f1)
    return (
        f"  {layer:<{_WIDTH}}  {_percent(score.precision)}  {_percent(score.recall)}  "
        f"{_percent(score.f1)} {mark} {_range(strict):<13}  {_percent(relaxed.score.f1):>7}  "
        f"{tasks}  {score.gold:>5}  {score.found:>5}  {score.right:>5}  {strict.files:>5}"
    )


def _range(figure: Figure) -> str:
    if figure.interval is None:
        return "too few" if figure.files else "-"
    low, high = (_short_percent(value) for value in figure.interval)
    return f"[{low}-{high}]"


def _percent(value: float | None) -> str:
    return f"{'-':>5}" if value is None else f"{100 * value:>5.1f}"


def _short_percent(value: float) -> str:
    return "100" if value == 1 else f"{100 * value:.1f}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _matrix(documents: Sequence[DocumentScore]) -> str:
    """Strict F1, documents as rows and layers as columns."""
    names = [_document_name(document) for document in documents]
    width = max(map(len, names))
    head = f"  {'':<{width}}" + "".join(f" {_SHORT[layer]:>4}" for layer in LAYERS)
    rows = [
        f"  {name:<{width}}" + "".join(f" {_cell(document, layer):>4}" for layer in LAYERS)
        for name, document in zip(names, documents, strict=True)
    ]
    return "\n".join([head, *rows])


def _document_name(document: DocumentScore) -> str:
    name = PurePosixPath(document.source_path).name
    ending = f"#{document.part}" + (" missing" if document.missing else "")
    room = _LONGEST_NAME - len(ending)
    return (name if len(name) <= room else name[: room - 1] + "…") + ending


def _cell(document: DocumentScore, layer: str) -> str:
    value = document.scores[layer].f1
    return "-" if value is None else _short_percent(value)


# --- rules -----------------------------------------------------------------------------


def format_rules(report: Report) -> str:
    """Rules by layer and id: how often each fired, and was right and wrong strictly."""
    told = rules(report)
    if not told:
        return "No rule fired in a document that was scored.\n"
    width = max(map(len, told))
    lines = [
        f"Rules, in the documents that were scored\n  {'rule':<{width}}  {'layer':<{_WIDTH}}  "
        f"{'fired':>5}  {'right':>5}  {'wrong':>5}  {'precision':>9}"
    ]
    lines += [
        f"  {rule:<{width}}  {count['layer']:<{_WIDTH}}  {count['fired']:>5}  {count['right']:>5}  "
        f"{count['fired'] - count['right']:>5}  {_percent(count['right'] / count['fired']):>9}"
        for rule, count in told.items()
    ]
    return "\n".join(lines) + "\n"


# --- errors ----------------------------------------------------------------------------


def check_layer(layer: str) -> None:
    """Raises ValueError when there is no such layer."""
    if layer not in LAYERS:
        raise ValueError(f"no layer {layer!r}; there are {', '.join(LAYERS)}")


def format_errors(report: Report, layer: str | None = None) -> str:
    """Every record that is wrong, by layer, class and document, with place and rule.

    "-" stands before what gold has, "+" before what was found; a pair is one error.

    Args:
        report: what `evaluate` returned.
        layer: one layer only.

    Raises:
        ValueError: there is no such layer.
    """
    if layer is not None:
        check_layer(layer)
    blocks = [
        _error_block(report, split, name)
        for split in report.split_names
        for name in ([layer] if layer else LAYERS)
    ]
    blocks = [block for block in blocks if block]
    return "\n\n".join(blocks) + "\n" if blocks else "No errors.\n"


def _error_block(report: Report, split: str, layer: str) -> str:
    wrong: dict[FindingClass, list[Finding]] = {kind: [] for kind in FindingClass}
    for document in report.of(split):
        for finding in document.findings:
            if finding.layer == layer and finding.kind is not FindingClass.CORRECT:
                wrong[finding.kind].append(finding)
    if not any(wrong.values()):
        return ""
    counts = [f"{len(found)} {kind.value}" for kind, found in wrong.items() if found]
    lines = [f"{layer} - {split}: {', '.join(counts)}".replace("_", " ")]
    for kind, findings in wrong.items():
        told = ""
        if findings:
            lines.append(f" {kind.value.replace('_', ' ')}")
        for finding in findings:
            name = f"{finding.document} (part {finding.part})"
            if name != told:
                lines.append(f"  {name}")
                told = name
            lines += _error_lines(finding)
    return "\n".join(lines)


def _error_lines(finding: Finding) -> Iterator[str]:
    if finding.gold is not None:
        yield f"    - {_values(finding.gold)}{_place(finding.gold_span)}"
    if finding.found is not None:
        rule = f"  [{finding.rule}]" if finding.rule else ""
        yield f"    + {_values(finding.found)}{_place(finding.found_span)}{rule}"


def finding_line(finding: Finding, *, found: bool = False) -> str:
    """A finding in one line: document, path, the values of gold or of the run, and the rule."""
    sides = (finding.found, finding.gold) if found else (finding.gold, finding.found)
    values = next((side for side in sides if side is not None), {})
    rule = f"  [{finding.rule}]" if finding.rule else ""
    name = f"{PurePosixPath(finding.document).name}#{finding.part}"
    task = f" {finding.task}:" if finding.task else ""
    shown = {key: value for key, value in values.items() if key not in ("task", "at", "path")}
    return f"{name}{task} {_values(shown)}{rule}"


def _values(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={_short(value)}" for key, value in values.items() if value is not None)


def _place(span: tuple[int, int] | None) -> str:
    return "" if span is None else f"  @{span[0]}-{span[1]}"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
