"""Scores a run's tables against gold annotations, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline.evaluate.changes import Change, Changes, format_changes
from pipeline.evaluate.entries import FoundPart, entries_of_gold, entries_of_run
from pipeline.evaluate.figures import AGREEMENT, PLOT_COLUMNS, to_json, to_plots
from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.gold import GoldError, GoldPart, GoldRecord, load, load_all
from pipeline.evaluate.layers import LAYERS, Entries, Mode
from pipeline.evaluate.pairing import (
    Manifest,
    ManifestError,
    Run,
    read_manifest,
    read_run,
    split_names,
)
from pipeline.evaluate.places import Place, cleaned, resolve
from pipeline.evaluate.reliability import Reliability, reliability, reliability_of
from pipeline.evaluate.report import format_errors, format_rules, format_text
from pipeline.evaluate.row_outcomes import RowOutcome, judge
from pipeline.evaluate.score import (
    DocumentScore,
    Report,
    Score,
    Scored,
    findings_of,
    score_entries,
)

__all__ = [
    "AGREEMENT",
    "LAYERS",
    "PLOT_COLUMNS",
    "Change",
    "Changes",
    "DocumentScore",
    "Finding",
    "FindingClass",
    "GoldError",
    "GoldPart",
    "GoldRecord",
    "ManifestError",
    "Mode",
    "Place",
    "Reliability",
    "Report",
    "RowOutcome",
    "Score",
    "Scored",
    "cleaned",
    "evaluate",
    "evaluate_run",
    "format_changes",
    "format_errors",
    "format_rules",
    "format_text",
    "load",
    "load_all",
    "reliability",
    "reliability_of",
    "resolve",
    "score_annotations",
    "score_entries",
    "to_json",
    "to_plots",
]


def evaluate(run_dir: Path, gold_dir: Path, manifest: Path | None = None) -> Report:
    """The scores of the run in `run_dir` against the annotations in `gold_dir`.

    A document of the run and a gold file belong together when the stem of the source's
    name and the part are the same; text and PDF of one stem are scored in their own
    splits. A part that is annotated but not in the run, though its file is, counts as
    missed; gold of files that were not run is passed over.

    Args:
        run_dir: the folder with the run's Parquet tables.
        gold_dir: the folder with `<stem>.<part>.jsonl`.
        manifest: the corpus's `manifest.csv`: names the splits, and where the annotated
            text of a PDF lies.

    Raises:
        GoldError: a gold file breaks the guidelines.
        pipeline.tables.TablesError: a table cannot be read.
        ManifestError: the manifest lacks a column.
    """
    listed = read_manifest(Path(manifest)) if manifest else None
    return evaluate_run(read_run(Path(run_dir)), load_all(Path(gold_dir)), listed)


def evaluate_run(run: Run, gold: Sequence[GoldPart], manifest: Manifest | None = None) -> Report:
    """The scores of a run that has been read."""
    splits = split_names(run, manifest)
    scored: list[DocumentScore] = []
    not_scored: list[str] = []
    texts: dict[str, str] = {}
    gold_texts: dict[str, str] = {}
    for path in sorted(splits, key=lambda path: (splits[path], path)):
        found = {part.document["part"]: part for part in run.of(path)}
        annotated = {part.part: part for part in gold if part.stem == PurePosixPath(path).stem}
        for number in sorted(found.keys() | annotated.keys()):
            if number not in annotated:
                not_scored.append(f"{path} (part {number})")
                continue
            source = _source_text(annotated[number], path, run, manifest)
            if source is not None:
                gold_texts[path] = source
            if run.texts.get(path):
                texts[path] = run.texts[path]
            one_text = source is not None and source == run.texts.get(path)
            scored.append(
                _score_part(
                    annotated[number],
                    found.get(number),
                    path,
                    splits[path],
                    source,
                    one_text,
                    typeset=any(part.typeset for part in found.values()),
                )
            )
    not_run = _not_run(splits, gold, manifest) if manifest else ()
    return Report(tuple(scored), tuple(not_scored), not_run, texts, gold_texts)


def _not_run(
    splits: Mapping[str, str], gold: Sequence[GoldPart], manifest: Manifest
) -> tuple[str, ...]:
    """Annotated files of the run's splits that the run lacks, as the manifest tells them."""
    there = {(split, PurePosixPath(path).stem) for path, split in splits.items()}
    stems = {part.stem for part in gold}
    listed = ((row["split"], PurePosixPath(row["file"])) for row in manifest.rows)
    return tuple(
        sorted(
            f"{split}: {file}"
            for split, file in listed
            if split in splits.values() and file.stem in stems and (split, file.stem) not in there
        )
    )


def _score_part(
    gold: GoldPart,
    found: FoundPart | None,
    path: str,
    split: str,
    source: str | None,
    one_text: bool,
    *,
    typeset: bool,
) -> DocumentScore:
    """The scores of one part; `one_text` when the run read the annotated text itself."""
    expected = _entries_of(gold, source, typeset=typeset)
    actual: Entries = {layer: [] for layer in LAYERS}
    if found:
        actual = entries_of_run(found, name="annotated" if one_text else "run")
    scored = score_entries(expected, actual)
    return DocumentScore(
        path,
        gold.part,
        split,
        scored.modes,
        findings_of(scored, split, path, gold.part),
        missing=found is None,
        rows=judge(found, scored.outcomes) if found else (),
    )


def _entries_of(gold: GoldPart, source: str | None, *, typeset: bool = False) -> Entries:
    places = [None] * len(gold.records) if source is None else resolve(gold.records, source)
    return entries_of_gold(gold, places, source, typeset=typeset)


def score_annotations(first: GoldPart, second: GoldPart, source: str | None = None) -> Scored:
    """How far two annotators of one document agree, by the measures a run is scored with.

    Args:
        first: one annotator's records; they stand where gold's do, so that "missed" is
            what the second lacks.
        second: the other's.
        source: the text that both annotated; without it tasks are compared by their first
            and last words.
    """
    return score_entries(_entries_of(first, source), _entries_of(second, source))


def _source_text(gold: GoldPart, path: str, run: Run, manifest: Manifest | None) -> str | None:
    """The text that was annotated: from the run, or else from the corpus, or None."""
    name = gold.document["file"]
    for candidate in sorted(run.texts, key=lambda other: (other != path, other)):
        if PurePosixPath(candidate).name == name and run.texts[candidate]:
            return run.texts[candidate]
    listed = manifest.source(name) if manifest else None
    return listed.read_bytes().decode("utf-8-sig", "replace") if listed else None
