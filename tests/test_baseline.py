"""The documents at hand score no worse than gold/baseline.json says they did.

A failure names the records that were right and no longer are. After a change that is meant:
`nhiemvu evaluate build/run --write-baseline gold/baseline.json`, and review the diff.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate import Report, evaluate
from pipeline.evaluate.baseline import format_since, read_baseline, since

BASELINE = Path(__file__).resolve().parent.parent / "gold" / "baseline.json"
# Where a split's documents lie. Others (scans) take minutes: they are compared by
# `nhiemvu evaluate DIR --baseline gold/baseline.json`.
FOLDERS = {
    "own": "corpus/own",
    "released-text": "corpus/real/text",
    "released-digital": "corpus/real/digital",
}


def baseline_splits() -> list[str]:
    """The splits that the baseline has, and those that are run here if it is not there."""
    if not BASELINE.is_file():
        return list(FOLDERS)
    return sorted(json.loads(BASELINE.read_text(encoding="utf-8"))["splits"])


@pytest.fixture(scope="module")
def baseline() -> dict[str, Any]:
    if not BASELINE.is_file():
        pytest.skip(
            "gold/baseline.json is not here: nhiemvu evaluate --write-baseline gold/baseline.json"
        )
    return read_baseline(BASELINE)


@pytest.fixture(scope="module")
def report(
    baseline: dict[str, Any], project_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Report:
    """The scores of all documents that have text, in one run."""
    from pipeline.run import run

    folders = [project_root / folder for folder in FOLDERS.values()]
    inputs = [str(folder) for folder in folders if folder.is_dir()]
    out = tmp_path_factory.mktemp("baseline") / "run"
    assert inputs and not run(inputs, out).failures
    return evaluate(out, project_root / "gold", project_root / "corpus" / "manifest.csv")


@pytest.mark.parametrize("split", baseline_splits())
def test_no_layer_of_a_split_fell(
    split: str, baseline: dict[str, Any], project_root: Path, request: pytest.FixtureRequest
) -> None:
    if split not in FOLDERS:
        pytest.skip(f"{split}: compared by nhiemvu evaluate --baseline, for it takes minutes")
    if not (project_root / FOLDERS[split]).is_dir():
        pytest.skip(f"{split}: {FOLDERS[split]} is not here: run `dvc pull` or `make fetch`")
    scored: Report = request.getfixturevalue("report")
    only = {**baseline, "splits": {split: baseline["splits"][split]}}
    outcome = since(scored, only)
    assert split not in outcome.skipped, outcome.skipped[split]
    assert not outcome.fell, "\n" + format_since(replace(outcome, skipped={}))
