"""The corpus manifest and the script that keeps it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def manifest(project_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "manifest_script", project_root / "scripts" / "manifest.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small corpus: one plan of our own, one released plan as text and as a scan."""
    for file, data in {
        "own/kh-01-xa.txt": "KẾ HOẠCH\r\nvề chuyển đổi số\r\n",
        "own/README.md": "not a document",
        "real/README.md": "not a document",
        "real/text/ctr-09.md": "CHƯƠNG TRÌNH",
        "real/scan300/ctr-09.pdf": "%PDF",
        "real/truth/ctr-09.json": "{}",
    }.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode())
    return tmp_path


def check(manifest: ModuleType, corpus: Path) -> int:
    return int(manifest.main(["--check", "--corpus", str(corpus)]))


def rebuild(manifest: ModuleType, corpus: Path) -> int:
    return int(manifest.main(["--corpus", str(corpus)]))


def hide_released(corpus: Path) -> None:
    (corpus / "real").rename(corpus.parent / f"{corpus.name}-put-away")


def test_rebuilding_lists_every_document_and_nothing_else(
    manifest: ModuleType, corpus: Path
) -> None:
    assert rebuild(manifest, corpus) == 0
    rows = {row.file: row for row in manifest.read(corpus / "manifest.csv")}
    assert list(rows) == ["own/kh-01-xa.txt", "real/scan300/ctr-09.pdf", "real/text/ctr-09.md"]
    own, scan = rows["own/kh-01-xa.txt"], rows["real/scan300/ctr-09.pdf"]
    assert (own.stem, own.kind, own.split, own.rights) == ("kh-01-xa", "KH", "own", "MIT")
    assert own.origin == "written for this project"
    assert (scan.kind, scan.split, scan.origin) == ("CTr", "released-300dpi", "released")
    assert scan.rights == "not ours to publish; DVC only"
    assert check(manifest, corpus) == 0


def test_rebuilding_twice_changes_nothing(manifest: ModuleType, corpus: Path) -> None:
    rebuild(manifest, corpus)
    before = (corpus / "manifest.csv").read_bytes()
    rebuild(manifest, corpus)
    assert (corpus / "manifest.csv").read_bytes() == before
    assert b"\r" not in before


def test_rebuilding_keeps_a_kind_written_by_hand(manifest: ModuleType, corpus: Path) -> None:
    (corpus / "own" / "mau-la.txt").write_text("QUY CHẾ", encoding="utf-8")
    assert rebuild(manifest, corpus) == 1  # no kind can be told from "mau"
    path = corpus / "manifest.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line.replace(",,own", ",QC,own") if "mau-la" in line else line for line in lines),
        encoding="utf-8",
    )
    assert rebuild(manifest, corpus) == 0
    assert "QC" in {row.kind for row in manifest.read(path)}


def test_released_rows_stay_where_released_files_are_absent(
    manifest: ModuleType, corpus: Path
) -> None:
    rebuild(manifest, corpus)
    before = (corpus / "manifest.csv").read_bytes()
    hide_released(corpus)
    assert check(manifest, corpus) == 0
    assert rebuild(manifest, corpus) == 0
    assert (corpus / "manifest.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("change", "own/kh-01-xa.txt: its bytes have changed"),
        ("line_ends", "own/kh-01-xa.txt: its bytes have changed"),
        ("remove", "own/kh-01-xa.txt: is in the manifest but not here"),
        ("remove_released", "real/text/ctr-09.md: is in the manifest but not here"),
        ("add", "own/nq-02.txt: is here but not in the manifest"),
        ("repeat", "listed more than once: own/kh-01-xa.txt"),
        ("disorder", "rows are not in the order"),
        ("wrong_split", "real/text/ctr-09.md: split is 'own', should be 'released-text'"),
        ("wrong_header", "columns must be stem,file,sha256"),
        ("short_row", "not 7 cells"),
    ],
)
def test_check_finds(
    manifest: ModuleType,
    corpus: Path,
    capsys: pytest.CaptureFixture[str],
    harm: str,
    said: str,
) -> None:
    rebuild(manifest, corpus)
    path, own = corpus / "manifest.csv", corpus / "own" / "kh-01-xa.txt"
    text = path.read_text(encoding="utf-8")
    head, first, *rest = text.splitlines(keepends=True)
    if harm == "change":
        own.write_bytes(own.read_bytes() + b" ")
    elif harm == "line_ends":
        own.write_bytes(own.read_bytes().replace(b"\r\n", b"\n"))
    elif harm == "remove":
        own.unlink()
    elif harm == "remove_released":
        (corpus / "real" / "text" / "ctr-09.md").unlink()
    elif harm == "add":
        (corpus / "own" / "nq-02.txt").write_text("NGHỊ QUYẾT", encoding="utf-8")
    elif harm == "repeat":
        path.write_text(head + first + first + "".join(rest), encoding="utf-8")
    elif harm == "disorder":
        path.write_text(head + "".join(rest) + first, encoding="utf-8")
    elif harm == "wrong_split":
        path.write_text(text.replace("released-text", "own"), encoding="utf-8")
    elif harm == "wrong_header":
        path.write_text("a,b\n", encoding="utf-8")
    elif harm == "short_row":
        path.write_text(text + "only,three,cells\n", encoding="utf-8")
    capsys.readouterr()
    assert check(manifest, corpus) == 1
    assert said in capsys.readouterr().err


def test_the_manifest_agrees_with_the_corpus(
    manifest: ModuleType, project_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Covers corpus/own; released files too, where they are."""
    code = check(manifest, project_root / "corpus")
    assert code == 0, capsys.readouterr().err


def test_every_released_document_is_listed_once_a_form(
    manifest: ModuleType, project_root: Path, released: Path
) -> None:
    corpus = project_root / "corpus"
    listed = {row.file for row in manifest.read(corpus / "manifest.csv") if row.area == "real"}
    here = {
        f"real/{folder}/{path.name}"
        for folder in manifest.RELEASED_SPLITS
        for path in (released / folder).iterdir()
    }
    assert listed == here
    assert len(listed) == 12


def test_the_manifest_lists_four_forms_of_each_released_stem(
    manifest: ModuleType, project_root: Path
) -> None:
    """Holds without the files themselves."""
    forms: dict[str, set[str]] = {}
    for row in manifest.read(project_root / "corpus" / "manifest.csv"):
        if row.area == "real":
            forms.setdefault(row.stem, set()).add(row.split)
    assert len(forms) == 3
    assert all(splits == set(manifest.RELEASED_SPLITS.values()) for splits in forms.values())
