"""The notebooks run from top to bottom, and are committed without outputs."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import cascaded
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from pipeline import cli

ACCURACY = "notebooks/01-accuracy.ipynb"
DUE = "notebooks/02-due.ipynb"
CASCADE = "notebooks/03-cascade.ipynb"


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


def complaints(notebook: Any) -> list[str]:
    return [
        output["text"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.get("name") == "stderr"
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
    assert not complaints(notebook)


def test_accuracy_says_what_to_do_without_a_run(
    project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(tmp_path / "absent"))
    with pytest.raises(CellExecutionError, match=r"absent: no run there.*make eval"):
        executed(project_root, ACCURACY)


# --- what is due ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def cascade_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over an invented resolution and three documents that carry it out."""
    return cascaded.run_over(tmp_path_factory.mktemp("cascade"), cascaded.DOCUMENTS)


def test_due_shows_months_and_who_has_most(
    project_root: Path, own_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(own_run))
    monkeypatch.setenv("NHIEMVU_AFTER", "2025-01-01")
    notebook = executed(project_root, DUE)
    assert len(outputs(notebook, "image/png")) == 2
    assert "have something due between 01/01/2025 and" in "\n".join(
        outputs(notebook, "text/markdown")
    )
    tables = "\n".join(outputs(notebook, "text/plain"))
    assert "fullest month" in tables and "2025-" in tables
    assert not complaints(notebook)


def test_due_shows_the_fullest_year_where_none_is_to_come(
    project_root: Path, cascade_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(cascade_run))
    monkeypatch.setenv("NHIEMVU_AFTER", "2030-01-01")
    notebook = executed(project_root, DUE)
    said = "\n".join(outputs(notebook, "text/markdown"))
    assert "No deadline in the year from 01/01/2030" in said
    assert "**2025** is shown instead" in said
    tables = "\n".join(outputs(notebook, "text/plain"))
    assert "Sở Xây dựng" in tables and "Sở Tài nguyên và Môi trường" in tables


def test_due_says_what_to_do_without_a_run(
    project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(tmp_path / "absent"))
    with pytest.raises(CellExecutionError, match=r"absent: no run there.*make eval"):
        executed(project_root, DUE)


# --- the cascade ----------------------------------------------------------------------


def test_cascade_shows_who_carries_a_resolution_out(
    project_root: Path, cascade_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(cascade_run))
    monkeypatch.setenv("NHIEMVU_FROM", "77-NQ/TW")
    notebook = executed(project_root, CASCADE)
    plots = outputs(notebook, "image/png")
    assert len(plots) == 3  # the matrix; deadlines; who leads
    assert all(base64.b64decode(plot).startswith(b"\x89PNG") for plot in plots)
    tables = "\n".join(outputs(notebook, "text/plain"))
    assert "30-KH/HU → 12-CTr/TU → 77-NQ/TW" in tables
    assert "vệ tinh viễn thám" in tables  # what nobody takes up
    assert "later" in tables and "owner" in tables
    assert not complaints(notebook)


def test_cascade_says_what_is_missing(
    project_root: Path, cascade_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHIEMVU_RUN", str(cascade_run))
    with pytest.raises(CellExecutionError, match=r"28-NQ/TW: no document.*corpus/README\.md"):
        executed(project_root, CASCADE)
    monkeypatch.setenv("NHIEMVU_RUN", str(tmp_path / "absent"))
    with pytest.raises(CellExecutionError, match=r"absent: no run there.*make eval"):
        executed(project_root, CASCADE)


def test_cascade_of_the_released_resolution(
    project_root: Path,
    released_text: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cli.main(["run", str(released_text), "--out", str(tmp_path), "--quiet"]) == 0
    monkeypatch.setenv("NHIEMVU_RUN", str(tmp_path))
    notebook = executed(project_root, CASCADE)
    assert len(outputs(notebook, "image/png")) == 3
    assert "3 documents carry it out" in "\n".join(outputs(notebook, "text/markdown"))
    assert not complaints(notebook)
