"""What all tests share: where the project and its documents are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_HERE = "released documents not here: run `dvc pull` beside ../shared (or `make fetch`)"


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def released() -> Path:
    """corpus/real, with text/ digital/ scan300/ scan200/ truth/; skips where it is absent."""
    folder = ROOT / "corpus" / "real"
    if not (folder / "text").is_dir():
        pytest.skip(NOT_HERE)
    return folder


@pytest.fixture(scope="session")
def released_text(released: Path) -> Path:
    """corpus/real/text, the released documents as text; skips where it is absent."""
    return released / "text"
