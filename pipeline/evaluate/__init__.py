"""Scores a run's tables against gold annotations, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from pipeline.evaluate.gold import GoldError, GoldPart, GoldRecord, load, load_all
from pipeline.evaluate.layers import LAYERS, FoundPart, entries_of_gold, entries_of_run
from pipeline.evaluate.pairing import (
    Manifest,
    ManifestError,
    Run,
    read_manifest,
    read_run,
    split_names,
)
from pipeline.evaluate.places import Place, cleaned, resolve
from pipeline.evaluate.report import format_errors, format_text, to_json
from pipeline.evaluate.score import DocumentScore, Report, Score, score_entries

__all__ = [
    "LAYERS",
    "DocumentScore",
    "GoldError",
    "GoldPart",
    "GoldRecord",
    "ManifestError",
    "Place",
    "Report",
    "Score",
    "cleaned",
    "evaluate",
    "evaluate_run",
    "format_errors",
    "format_text",
    "load",
    "load_all",
    "resolve",
    "to_json",
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
    for path in sorted(splits, key=lambda path: (splits[path], path)):
        found = {part.document["part"]: part for part in run.of(path)}
        annotated = {part.part: part for part in gold if part.stem == PurePosixPath(path).stem}
        for number in sorted(found.keys() | annotated.keys()):
            if number not in annotated:
                not_scored.append(f"{path} (part {number})")
                continue
            source = _source_text(annotated[number], path, run, manifest)
            scored.append(
                _score_part(
                    annotated[number], found.get(number), run.of(path)[0], splits[path], source
                )
            )
    return Report(tuple(scored), tuple(not_scored))


def _score_part(
    gold: GoldPart, found: FoundPart | None, sibling: FoundPart, split: str, source: str | None
) -> DocumentScore:
    """The scores of one part; `sibling` is any part of its file in the run."""
    places = [None] * len(gold.records) if source is None else resolve(gold.records, source)
    expected = entries_of_gold(gold, places, source)
    actual = entries_of_run(found, gold) if found else {layer: [] for layer in LAYERS}
    scores, misses = score_entries(expected, actual)
    return DocumentScore(
        sibling.source_path, gold.part, split, scores, misses, missing=found is None
    )


def _source_text(gold: GoldPart, path: str, run: Run, manifest: Manifest | None) -> str | None:
    """The text that was annotated: from the run, or else from the corpus, or None."""
    name = gold.document["file"]
    for candidate in sorted(run.texts, key=lambda other: (other != path, other)):
        if PurePosixPath(candidate).name == name and run.texts[candidate]:
            return run.texts[candidate]
    listed = manifest.source(name) if manifest else None
    return listed.read_bytes().decode("utf-8-sig", "replace") if listed else None
