"""The notebooks run from top to bottom, and are committed without outputs."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from pipeline import cli

ACCURACY = "notebooks/01-accuracy.ipynb"


@pytest.fixture(scope="module")
def own_run(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the documents that are ours."""
    folder = tmp_path_factory.mktemp("run")
    assert cli.main(["run", str(project_root / "corpus/own"), "--out", str(folder), "--quiet"]) == 0
    return folder


def executed(root: Path, name: str) -> Any:
    notebook = nbformat.read(root / name, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(root)}}
    )
    return client.execute()


def outputs(notebook: Any, kind: str) -> list[str]:
    return [
        output["data"][kind]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if kind in output.get("data", {})
    ]


def test_notebooks_are_committed_without_outputs(project_root: Path) -> None:
    found = sorted((project_root / "notebooks").glob("*.ipynb"))
    assert found
    for path in found:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            assert not cell.get("outputs") and not cell.get("execution_count"), path.name


def test_accuracy_shows_plots_and_the_figures_of_the_run(
    project_root: Path, own_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(own_run))
    notebook = executed(project_root, ACCURACY)

    plots = outputs(notebook, "image/png")
    assert len(plots) >= 2  # F1 by layer; rules; error classes where there are errors
    assert all(base64.b64decode(plot).startswith(b"\x89PNG") for plot in plots)
    texts = "\n".join(outputs(notebook, "text/plain"))
    for layer in ("section", "task", "unit", "rrule", "citation_issuer"):
        assert layer in texts
    complaints = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stderr"
    ]
    assert not complaints


def test_accuracy_says_what_to_do_without_a_run(
    project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(tmp_path / "absent"))
    with pytest.raises(CellExecutionError, match=r"absent: no run there.*make eval"):
        executed(project_root, ACCURACY)
