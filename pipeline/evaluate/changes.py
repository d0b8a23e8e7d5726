"""What one run gained and lost against another of the same gold, record by record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.layers import LAYERS
from pipeline.evaluate.report import finding_line
from pipeline.evaluate.score import Report, Score

__all__ = ["Change", "Changes", "compare", "format_changes"]


@dataclass(frozen=True, slots=True)
class Change:
    """A layer of a split in two runs.

    `gained` and `lost` are records of gold that are right in one run only. Of the found
    ones that are not right, `newly_wrong` are in the second run only and `no_longer_wrong`
    in the first. Findings are those of the run that has them; for `lost` ones that is the
    first run, and their rule the one that made them there.
    """

    split: str
    layer: str
    before: Score
    after: Score
    gained: tuple[Finding, ...]
    lost: tuple[Finding, ...]
    newly_wrong: tuple[Finding, ...]
    no_longer_wrong: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.newly_wrong or self.no_longer_wrong)


@dataclass(frozen=True, slots=True)
class Changes:
    """All layers of all splits that both runs have, and documents that one of them has."""

    layers: tuple[Change, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


def compare(before: Report, after: Report) -> Changes:
    """The changes from one run to another, in the documents that both have.

    Documents are told by split, the file's name and part, so that the runs' folders may
    differ; records by their path and compared values, counted where they repeat.
    """
    first, second = (
        {(document.split, document.short_name): document for document in report.documents}
        for report in (before, after)
    )
    shared = [name for name in first if name in second]
    changes: list[Change] = []
    for split in sorted({split for split, _ in shared}):
        documents = [(first[name], second[name]) for name in shared if name[0] == split]
        one = [finding for document, _ in documents for finding in document.findings]
        other = [finding for _, document in documents for finding in document.findings]
        for layer in LAYERS:
            changes.append(
                Change(
                    split,
                    layer,
                    sum((document.scores[layer] for document, _ in documents), Score()),
                    sum((document.scores[layer] for _, document in documents), Score()),
                    gained=_without(right(other, layer), right(one, layer)),
                    lost=_without(right(one, layer), right(other, layer)),
                    newly_wrong=_without(wrong(other, layer), wrong(one, layer)),
                    no_longer_wrong=_without(wrong(one, layer), wrong(other, layer)),
                )
            )
    return Changes(
        tuple(changes),
        tuple(f"{split}: {name}" for split, name in first if (split, name) not in second),
        tuple(f"{split}: {name}" for split, name in second if (split, name) not in first),
    )


Keyed = list[tuple[tuple[str, int, str], Finding]]


def right(findings: Iterable[Finding], layer: str) -> Keyed:
    """The right findings of a layer, each with what tells it again."""
    return [
        (_key(finding, finding.gold_key), finding)
        for finding in findings
        if finding.layer == layer and finding.kind is FindingClass.CORRECT
    ]


def wrong(findings: Iterable[Finding], layer: str) -> Keyed:
    """The found records of a layer that are not right, each with what tells it again."""
    return [
        (_key(finding, finding.found_key), finding)
        for finding in findings
        if finding.layer == layer
        and finding.kind is not FindingClass.CORRECT
        and finding.found is not None
    ]


def _key(finding: Finding, record: str | None) -> tuple[str, int, str]:
    return PurePosixPath(finding.document).name, finding.part, record or ""


def _without(these: Keyed, those: Keyed) -> tuple[Finding, ...]:
    """The findings of one side that the other lacks, as often as it lacks them."""
    others = Counter(key for key, _ in those)
    left: list[Finding] = []
    for key, finding in these:
        if others[key]:
            others[key] -= 1
        else:
            left.append(finding)
    return tuple(left)


# --- for the terminal ------------------------------------------------------------------


def format_changes(changes: Changes) -> str:
    """Counts first, then the records: "+" gained, "-" lost, "!" newly wrong, "~" no longer."""
    changed = [change for change in changes.layers if change]
    blocks = []
    if changes.only_before:
        blocks.append(_listed("Not in this run, passed over", changes.only_before))
    if changes.only_after:
        blocks.append(_listed("Not in the other run, passed over", changes.only_after))
    if not changed:
        return "\n\n".join([*blocks, "No record gained or lost."]) + "\n"
    by_split: Mapping[str, list[Change]] = defaultdict(list)
    for change in changed:
        by_split[change.split].append(change)
    blocks += [_counts(split, layers) for split, layers in by_split.items()]
    blocks += [_records(change) for change in changed]
    return "\n\n".join(blocks) + "\n"


def _listed(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{title}:", *(f"  {line}" for line in lines)])


def _counts(split: str, changes: Sequence[Change]) -> str:
    lines = [
        f"SPLIT {split}: from the other run to this one",
        f"  {'layer':<15}  {'F1 before':>9}  {'after':>6}  {'gained':>6}  {'lost':>5}  "
        f"{'newly wrong':>11}  {'no longer':>9}",
    ]
    lines += [
        f"  {change.layer:<15}  {_percent(change.before):>9}  {_percent(change.after):>6}  "
        f"{len(change.gained):>6}  {len(change.lost):>5}  "
        f"{len(change.newly_wrong):>11}  {len(change.no_longer_wrong):>9}"
        for change in changes
    ]
    return "\n".join(lines)


def _records(change: Change) -> str:
    signed = (
        ("+", change.gained),
        ("-", change.lost),
        ("!", change.newly_wrong),
        ("~", change.no_longer_wrong),
    )
    lines = [f"{change.layer} - {change.split}"]
    for sign, findings in signed:
        lines += [f"  {sign} {finding_line(finding, found=sign in '!~')}" for finding in findings]
    return "\n".join(lines)


def _percent(score: Score) -> str:
    return "-" if score.f1 is None else f"{100 * score.f1:.1f}"
