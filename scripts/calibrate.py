"""Counts what rules and signals are worth and writes it to pipeline/confidence/*.csv.

`calibrate.py RUN...`: the runs are of documents with annotations, as `make eval` gives them.
Rules and signals are counted in the runs of first contact (`gold/first-contact`), where no
rule had been written for the document; the runs given say how signals of recognition differ
and how many rows a threshold would flag in clean documents. Prints how well confidences hold
on documents left out. `--check` writes nothing and fails when the files would change.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import regex

from pipeline import tables
from pipeline.confidence.calibration import Calibration, check_rules, to_csv
from pipeline.confidence.fit import KNOWN, Observation, fit, left_out, of_contact, with_parts
from pipeline.confidence.signals import JUDGED
from pipeline.evaluate import Report, evaluate_run, load_all, read_manifest
from pipeline.evaluate.observations import observations_of
from pipeline.evaluate.pairing import run_of_rows
from pipeline.evaluate.reliability import Reliability, reliability
from pipeline.evaluate.row_outcomes import RowOutcome

# Of the rows of clean documents so many may be flagged, in each split; the goal is less than
# 15 %, and a task is flagged for its parts as well.
BUDGETS = {"tasks": 0.13, "responsibilities": 0.02, "time_clauses": 0.02, "citations": 0.02,
           "targets": 0.149}  # fmt: skip
_MANY = 100
_SPLIT = 1  # where a document's name has its split
ENOUGH = 0.98  # of the rows that are left alone: a table that has it flags no more
_RULE_ID = regex.compile(r'"((?:unit|time|citation|target)\.[a-z_{}]+)"')


@dataclass(frozen=True)
class Rows:
    """Observations of all runs, and which of them are of documents in native text."""

    observed: tuple[Observation, ...]
    clean: frozenset[str]  # names of documents

    def of(self, table: str, contact: str | None = None) -> list[int]:
        """Indices of a table's rows: of clean known documents, or of a first contact."""
        return [
            index
            for index, one in enumerate(self.observed)
            if one.table == table
            and (one.document in self.clean if contact is None else one.contact == contact)
        ]


def gather(runs: Sequence[Path], gold: Path, manifest: Path, contacts: Path) -> Rows:
    """What is observed in the runs given and in those of first contact."""
    observed: list[Observation] = []
    clean: set[str] = set()
    folders = sorted(path for path in contacts.iterdir() if path.is_dir())
    known = load_all(gold)
    for folder in (*folders, *runs):
        contact = folder.name if folder in folders else KNOWN
        own = {path.name for path in folder.glob("*.jsonl")}
        annotated = [part for part in known if f"{part.stem}.{part.part}.jsonl" not in own]
        annotated += load_all(folder) if own else []
        listed = read_manifest(manifest) if contact == KNOWN else None
        rows = as_said_today(tables.to_rows(tables.read(folder)))
        report: Report = evaluate_run(run_of_rows(rows), annotated, listed)
        found = observations_of(rows, report, contact)
        native = {row["source_path"] for row in rows["documents"] if row["text_origin"] == "native"}
        if contact == KNOWN:
            names = {f"{contact}: {one.split}: {one.name}" for one in report.documents
                     if one.source_path in native}  # fmt: skip
            clean |= names
        shift = len(observed)
        observed += [replace(one, parts=tuple(part + shift for part in one.parts)) for one in found]
    return Rows(tuple(observed), frozenset(clean))


def as_said_today(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Any]]:
    """The rows of a run, in the words of today where those changed with the annotations.

    Days counted from an event were `by` without an end until 2026-11-30 and are `upon`
    (gold/NOTES-relative.md).
    """
    clauses = [
        {**row, "kind": "upon"}
        if row["rule"] == "time.relative" and row["kind"] == "by" and row["end"] is None
        else row
        for row in rows["time_clauses"]
    ]
    return {**{table: list(held) for table, held in rows.items()}, "time_clauses": clauses}


def rules_of_code(folder: Path = Path("extractors")) -> regex.Pattern[str]:
    """The ids of rules that the extractors can give to a row, as a pattern for whole ids.

    Lead-ins name their rules after those they come from; a part in braces is any word.
    """
    told = "".join(path.read_text("utf-8") for path in folder.glob("*/*.py"))
    ids = {regex.sub(r"\{\w+\}", "[a-z]+", one) for one in _RULE_ID.findall(told)}
    ids |= {one.replace("unit.", "unit.lead_in_") for one in ids}
    return regex.compile("|".join(sorted(one.replace(".", r"\.") for one in ids)))


def without_old_rules(
    observed: Sequence[Observation], known: regex.Pattern[str]
) -> list[Observation]:
    """The same; a rule that is no more counts for its table alone."""
    return [
        one if not one.rule or known.fullmatch(one.rule) else replace(one, rule="(gone)")
        for one in observed
    ]


def with_thresholds(calibration: Calibration, rows: Rows, held_out: Sequence[float]) -> Calibration:
    """The same with a `review_below` for each table.

    The lowest that leaves `ENOUGH` of the rows right that are left alone, on the documents
    of the last first contact held out; where that flags more of clean documents than the
    budget, the highest within the budget.
    """
    last = max(one.contact for one in rows.observed if not one.known)
    set_ = dict(calibration.tables)
    full = confidences(calibration, rows)
    for table, budget in BUDGETS.items():
        clean, fresh = rows.of(table), rows.of(table, last)
        chosen = 0.0
        for percent in range(1, 100):
            bound = percent / 100
            kept = [index for index in fresh if held_out[index] >= chosen]
            right = sum(rows.observed[index].right for index in kept)
            flagged = worst_share(rows, clean, lambda index: full[index] < bound)  # noqa: B023
            if right >= ENOUGH * len(kept) or flagged > budget:
                break
            chosen = bound
        set_[table] = replace(set_[table], review_below=chosen)
    return Calibration(set_)


def worst_share(rows: Rows, indices: Sequence[int], flagged: Callable[[int], bool]) -> float:
    """The share of flagged rows, in all or in the split of `_MANY` rows with the largest."""
    by_split: dict[str, list[bool]] = defaultdict(list)
    for index in indices:
        by_split[rows.observed[index].document.split(": ")[_SPLIT]].append(flagged(index))
    every = [flag for flags in by_split.values() for flag in flags]
    many = [every, *(flags for flags in by_split.values() if len(flags) >= _MANY)]
    return max(sum(flags) / max(1, len(flags)) for flags in many)


def confidences(calibration: Calibration, rows: Rows) -> list[float]:
    """The confidence of each row by the whole calibration."""
    return [
        calibration.confidence(one.table, one.rule, with_parts(calibration, one, rows.observed))
        for one in rows.observed
    ]


def judged(calibration: Calibration, rows: Rows, sure: Sequence[float]) -> list[RowOutcome]:
    """What flags and confidences the rows would have (as `pipeline.confidence.assess` does)."""
    bounds = {table: told.review_below for table, told in calibration.tables.items()}
    low = [sure[index] < bounds[one.table] for index, one in enumerate(rows.observed)]
    return [
        RowOutcome(
            one.table,
            index,
            one.rule,
            sure[index],
            low[index] or "warned" in one.signals or any(low[part] for part in one.parts),
            one.right,
        )
        for index, one in enumerate(rows.observed)
    ]


def told(title: str, outcomes: Sequence[RowOutcome]) -> str:
    """A line for each table."""
    lines = [title, "  table              rows  right  flagged  right of the rest    ECE  Brier"]
    for table in JUDGED:
        found: Reliability = reliability(one for one in outcomes if one.table == table)
        if found.rows:
            rest = "-" if found.unflagged_share is None else f"{100 * found.unflagged_share:.1f}"
            lines.append(
                f"  {table:<17} {found.rows:>5}  {100 * found.right / found.rows:>5.1f}  "
                f"{100 * (found.flagged_share or 0):>7.1f}  {rest:>17}  {found.ece or 0:>5.3f}  "
                f"{found.brier or 0:>5.3f}"
            )
    return "\n".join(lines)


def report(calibration: Calibration, rows: Rows, held_out: Sequence[float]) -> None:
    """Prints what the calibration is worth on documents and sets left out, and on known ones."""
    cross, whole = judged(calibration, rows, held_out), judged(
        calibration, rows, confidences(calibration, rows)
    )  # fmt: skip
    by_set = judged(calibration, rows, left_out(rows.observed, of_contact))
    contacts = sorted({one.contact for one in rows.observed if not one.known})
    for title, outcomes in (
        ("All first contacts, each document by the others:", cross),
        ("All first contacts, each set by the others:", by_set),
    ):
        fresh = {index for index, one in enumerate(rows.observed) if not one.known}
        print(told(title, [one for one in outcomes if one.number in fresh]))
    for contact in contacts:
        mine = {index for index, one in enumerate(rows.observed) if one.contact == contact}
        print(told(f"First contact {contact}, the set by the other sets:",
                   [one for one in by_set if one.number in mine]))  # fmt: skip
    clean = {index for index, one in enumerate(rows.observed) if one.document in rows.clean}
    print(told("Known documents in native text:", [one for one in whole if one.number in clean]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    parser.add_argument("--gold", type=Path, default=Path("gold"))
    parser.add_argument("--manifest", type=Path, default=Path("corpus/manifest.csv"))
    parser.add_argument("--first-contact", type=Path, default=Path("gold/first-contact"))
    parser.add_argument("--out", type=Path, default=Path("pipeline/confidence"))
    parser.add_argument("--check", action="store_true")
    parsed = parser.parse_args()
    rows = gather(parsed.runs, parsed.gold, parsed.manifest, parsed.first_contact)
    known = rules_of_code()
    rows = replace(rows, observed=tuple(without_old_rules(rows.observed, known)))
    held_out = left_out(rows.observed)
    calibration = with_thresholds(fit(rows.observed), rows, held_out)
    for table, of in calibration.tables.items():
        kept = {rule: share for rule, share in of.rules.items() if rule != "(gone)"}
        calibration = Calibration({**calibration.tables, table: replace(of, rules=kept)})
    check_rules(calibration, lambda rule: bool(known.fullmatch(rule)))
    report(calibration, rows, held_out)
    files = dict(zip(("rules.csv", "signals.csv"), to_csv(calibration), strict=True))
    if parsed.check:
        same = all((parsed.out / name).read_text("utf-8") == text for name, text in files.items())
        print("the files say this" if same else "the files say something else")
        return int(not same)
    for name, text in files.items():
        (parsed.out / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
