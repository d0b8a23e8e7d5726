"""dvc.yaml speaks of options and files that are there; its lock fits what is committed."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import cli
from pipeline.evaluate import LAYERS, PLOT_COLUMNS


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stages(project_root: Path) -> dict[str, Any]:
    """The stages with the values of params.yaml filled in."""
    params = load(project_root / "params.yaml")
    text = (project_root / "dvc.yaml").read_text(encoding="utf-8")

    def value(found: re.Match[str]) -> str:
        node: Any = params
        for key in found[1].split("."):
            node = node[key]
        return str(node)

    filled: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{([\w.]+)\}", value, text))["stages"]
    return filled


def made(stage: dict[str, Any]) -> list[str]:
    """What a stage says it makes."""
    entries = [entry for kind in ("outs", "metrics", "plots") for entry in stage.get(kind, ())]
    return [entry if isinstance(entry, str) else next(iter(entry)) for entry in entries]


def test_every_parameter_is_used(project_root: Path) -> None:
    params = load(project_root / "params.yaml")
    text = (project_root / "dvc.yaml").read_text(encoding="utf-8")
    told = {f"{group}.{name}" for group, values in params.items() for name in values}
    assert set(re.findall(r"\$\{([\w.]+)\}", text)) == told


@pytest.mark.parametrize("name", ["run", "evaluate"])
def test_commands_are_words_that_the_command_line_knows(stages: dict[str, Any], name: str) -> None:
    program, *words = shlex.split(stages[name]["cmd"])
    assert program == ".venv/bin/nhiemvu"
    parsed: argparse.Namespace = cli._parser().parse_args(words)
    assert parsed.command.__name__ == f"_{name}"


def test_stages_name_what_they_read_and_write(project_root: Path, stages: dict[str, Any]) -> None:
    outputs = {path for stage in stages.values() for path in made(stage)}
    for stage in stages.values():
        for path in stage["deps"]:
            released = path.startswith("corpus/real/")  # from their store, if it is in reach
            assert path in outputs or released or (project_root / path).exists(), path
    run = cli._parser().parse_args(shlex.split(stages["run"]["cmd"])[1:])
    evaluate = cli._parser().parse_args(shlex.split(stages["evaluate"]["cmd"])[1:])
    assert set(run.inputs) <= set(stages["run"]["deps"])
    assert [str(run.out)] == made(stages["run"]) == [str(evaluate.dir)]
    assert [str(evaluate.json), str(evaluate.csv)] == made(stages["evaluate"])
    assert {str(evaluate.gold), str(evaluate.manifest)} <= set(stages["evaluate"]["deps"])


def test_the_short_figures_are_those_that_the_stage_declares(
    project_root: Path, stages: dict[str, Any], tmp_path: Path
) -> None:
    figure = {"f1": 0.5}
    layers = {layer: {"strict": figure, "relaxed": {"f1": 0.75}} for layer in LAYERS}
    layers["target"] = {"strict": {"f1": None}, "relaxed": {"f1": None}}
    names = ["own", *(f"released-{form}" for form in ("text", "digital", "300dpi", "200dpi"))]
    splits = {name: {"layers": layers} for name in names}
    (tmp_path / "metrics.json").write_text(json.dumps({"splits": splits}))
    command = [sys.executable, project_root / "scripts/figures.py", tmp_path / "metrics.json"]
    subprocess.run([*command, "--short", tmp_path / "metrics"], check=True)

    written = sorted(f"metrics/{path.name}" for path in (tmp_path / "metrics").iterdir())
    assert written == sorted(made(stages["figures"]))
    strict = json.loads((tmp_path / "metrics/own.strict.json").read_text())
    assert strict == {layer: 0.5 for layer in LAYERS if layer != "target"}


def test_the_plots_are_of_columns_that_are_written(
    project_root: Path, stages: dict[str, Any]
) -> None:
    ((path, plot),) = stages["evaluate"]["plots"][0].items()
    template = (project_root / plot["template"]).read_text(encoding="utf-8")
    json.loads(template)
    used = {plot["x"], plot["y"], *re.findall(r'"field": "([a-z0-9_]+)"', template)} - {"rev"}
    assert used <= set(PLOT_COLUMNS)
    with (project_root / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and set(rows[0]) == set(PLOT_COLUMNS)
    assert {row["layer"] for row in rows} == set(LAYERS)


def test_the_lock_is_of_the_figures_beside_it(project_root: Path, stages: dict[str, Any]) -> None:
    """Both come from one `dvc repro`: neither was committed without the other."""
    lock = load(project_root / "dvc.lock")["stages"]
    assert set(lock) == set(stages)
    outs = {out["path"]: out["md5"] for stage in lock.values() for out in stage["outs"]}
    committed = [path for path in outs if path.startswith("metrics/")]
    assert committed
    for path in committed:
        digest = hashlib.md5((project_root / path).read_bytes()).hexdigest()
        assert digest == outs[path], f"{path}: run `make repro` and commit dvc.lock with metrics/"


@pytest.mark.parametrize("name", ["docs/accuracy.md", "README.md"])
def test_pages_hold_the_first_contacts(project_root: Path, tmp_path: Path, name: str) -> None:
    """Their tables are written from the outputs that were kept, and a changed figure is seen."""
    script = [sys.executable, project_root / "scripts/first_contact.py", "--check"]
    assert subprocess.run(script, cwd=project_root, check=False).returncode == 0
    (tmp_path / "docs").mkdir()
    for page in ("docs/accuracy.md", "README.md"):
        text = (project_root / page).read_text(encoding="utf-8")
        before, mark, table = text.partition("<!-- first contacts")
        figure = re.search(r"\| (\d+\.\d) \|", table)
        assert figure
        if page == name:
            table = table.replace(figure.group(), "| 12.3 |", 1)
        (tmp_path / page).write_text(before + mark + table, encoding="utf-8")
    changed = [*script, "--root", tmp_path]
    assert subprocess.run(changed, cwd=project_root, check=False).returncode == 1
