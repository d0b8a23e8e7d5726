"""How far two annotators agree: the layers and the strict F1 of an evaluation.

F1 of one annotator against the other is the same either way round. It is the usual figure
where nobody can say how many things were rightly left unmarked; kappa approaches it when
there are very many of these (Hripcsak and Rothschild, "Agreement, the F-measure, and
reliability in information retrieval", JAMIA 12, 2005).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.annotate.files import AnnotateError, Sources, UnreachableError, gold_files, read_gold
from pipeline.evaluate import (
    LAYERS,
    Entries,
    FindingClass,
    GoldPart,
    Score,
    entries_of_gold,
    load,
    resolve,
    score_entries,
)
from pipeline.evaluate.classes import Outcome
from pipeline.evaluate.score import total

__all__ = ["Agreement", "PartAgreement", "agree", "format_agreement", "format_disagreements"]

_WIDTH = max(map(len, LAYERS))
_LONGEST = 100
_WORDS: Mapping[FindingClass, str] = {
    FindingClass.WRONG_VALUE: "other value",
    FindingClass.WRONG_ROLE: "other role",
    FindingClass.WRONG_BOUNDARY: "other words",
    FindingClass.WRONG_PLACE: "other path",
    FindingClass.MISSED: "only first",
    FindingClass.SPURIOUS: "only second",
}


@dataclass(frozen=True, slots=True)
class PartAgreement:
    """Two annotations of one document part; in `scores`, gold is the first annotator."""

    name: str
    scores: Mapping[str, Score]
    outcomes: tuple[Outcome, ...]
    with_text: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """All parts that both annotated; the others are left out of the figures."""

    parts: tuple[PartAgreement, ...]
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()

    @property
    def totals(self) -> dict[str, Score]:
        """Micro totals: counts of all parts summed up."""
        return total(part.scores for part in self.parts)


def agree(first: Path, second: Path, sources: Sources) -> Agreement:
    """Compares two gold files, or the files of the same names in two folders.

    Raises:
        AnnotateError: a path is not there, no file is in both, or one is broken.
        OSError: a file cannot be read.
    """
    if first.is_file() and second.is_file():
        pairs = {first.name: (first, second)}
        return Agreement(tuple(_compared(name, *pair, sources) for name, pair in pairs.items()))
    if first.is_file() != second.is_file() and first.exists() and second.exists():
        raise UnreachableError(f"{first}, {second}: give two files or two folders")
    for path in (first, second):
        if not path.is_dir():
            raise UnreachableError(f"{path}: no such file or folder")
    ones = {path.name: path for path in gold_files([first])}
    others = {path.name: path for path in gold_files([second])}
    both = sorted(ones.keys() & others.keys())
    if not both:
        raise UnreachableError(f"{first}, {second}: no file of the same name in both folders")
    return Agreement(
        tuple(_compared(name, ones[name], others[name], sources) for name in both),
        tuple(sorted(ones.keys() - others.keys())),
        tuple(sorted(others.keys() - ones.keys())),
    )


def _compared(name: str, first: Path, second: Path, sources: Sources) -> PartAgreement:
    one, other = _load(first), _load(second)
    files = {one.document["file"], other.document["file"]}
    if len(files) > 1 or one.part != other.part:
        raise AnnotateError(f"{first}, {second}: not of the same document part")
    source = sources.get(files.pop())
    text = source.text if source else None
    scored = score_entries(_entries(one, text), _entries(other, text))
    return PartAgreement(name, scored.scores, scored.outcomes, text is not None)


def _load(path: Path) -> GoldPart:
    problems = read_gold(path).problems
    if problems:
        lines = "\n".join(map(str, problems))
        raise AnnotateError(f"{lines}\nrun `nhiemvu gold check` and put these right first")
    return load(path)


def _entries(part: GoldPart, text: str | None) -> Entries:
    places = [None] * len(part.records) if text is None else resolve(part.records, text)
    return entries_of_gold(part, places, text)


# --- for people -----------------------------------------------------------------------


def format_agreement(agreement: Agreement) -> str:
    """A table for each document and one for all, and what was left out."""
    blocks = []
    for one, names in (("first", agreement.only_first), ("second", agreement.only_second)):
        if names:
            blocks.append(f"Left out, only the {one} has them: {', '.join(names)}")
    without = [part.name for part in agreement.parts if not part.with_text]
    if without:
        blocks.append(f"Compared by first and last words, no text at hand: {', '.join(without)}")
    blocks += [_table(part.name, part.scores) for part in agreement.parts]
    if len(agreement.parts) > 1:
        count = f"{len(agreement.parts)} document parts"
        blocks.append(_table(f"TOTAL, {count}", agreement.totals))
    return "\n\n".join(blocks) + "\n"


def _table(title: str, scores: Mapping[str, Score]) -> str:
    head = f"  {'layer':<{_WIDTH}}  {'F1':>6}  {'first':>5}  {'second':>6}  {'agree':>5}"
    rows = [
        f"  {layer:<{_WIDTH}}  {_percent(score.f1)}  {score.gold:>5}  {score.found:>6}  "
        f"{score.right:>5}"
        for layer, score in ((layer, scores[layer]) for layer in LAYERS)
    ]
    return "\n".join([title, head, *rows])


def _percent(value: float | None) -> str:
    return f"{'-':>6}" if value is None else f"{100 * value:>6.1f}"


def format_disagreements(agreement: Agreement, layer: str | None = None) -> str:
    """Each disagreement with both sides, of all layers or one: "<" first, ">" second.

    Raises:
        ValueError: there is no such layer.
    """
    if layer is not None and layer not in LAYERS:
        raise ValueError(f"no layer {layer!r}; there are {', '.join(LAYERS)}")
    blocks = [
        "\n".join(lines)
        for part in agreement.parts
        for name in ([layer] if layer else LAYERS)
        if len(lines := list(_lines(part, name))) > 1
    ]
    return "\n\n".join(blocks) + "\n" if blocks else "No disagreement.\n"


def _lines(part: PartAgreement, layer: str) -> Iterator[str]:
    yield f"{layer} - {part.name}"
    wrong = [
        outcome
        for outcome in part.outcomes
        if outcome.layer == layer and outcome.kind is not FindingClass.CORRECT
    ]
    for outcome in sorted(wrong, key=_spot):
        yield f"  {_WORDS[outcome.kind]}"
        if outcome.gold:
            yield f"    < {_shown(outcome.gold.values)}"
        if outcome.found:
            yield f"    > {_shown(outcome.found.values)}"


def _spot(outcome: Outcome) -> tuple[int, str]:
    entry = outcome.gold or outcome.found
    assert entry is not None
    return (-1 if entry.start is None else entry.start, repr(entry.values))


def _shown(values: Sequence[tuple[str, Any]]) -> str:
    pairs = ((name, _printable(str(value))) for name, value in values if value is not None)
    return ", ".join(
        f"{name}={text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}"
        for name, text in pairs
    )


def _printable(text: str) -> str:
    """In one line, without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))
