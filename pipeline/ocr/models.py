"""Where the engine's models lie, and what to do when one is missing."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

__all__ = ["MAIN", "ORIENTATION", "SECOND", "OcrUnavailable", "find_model", "missing"]

# The script model reads Vietnamese best; the language model gives a second opinion.
MAIN = ("script/Vietnamese", "Vietnamese")
SECOND = ("vie",)
ORIENTATION = ("osd",)

_PACKAGES = {
    MAIN: "tesseract-ocr-script-viet",
    SECOND: "tesseract-ocr-vie",
    ORIENTATION: "tesseract-ocr-osd",
}
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


class OcrUnavailable(Exception):
    """Pages cannot be recognised here; the message says what is missing and how to get it."""


def find_model(names: tuple[str, ...]) -> tuple[Path, str] | None:
    """The folder and the name of the first of `names` that is there."""
    given = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(given), Path(given) / "tessdata"] if given else []
    for folder in (*folders, *map(Path, _FOLDERS)):
        for name in names:
            if (folder / f"{name}.traineddata").is_file():
                return folder, name
    return None


def missing() -> list[str]:
    """What recognition lacks here: a sentence for each thing, with what to do."""
    lacks = []
    if find_spec("tesserocr") is None:
        lacks.append("the engine tesserocr is not installed: run `make setup`")
    if find_model(MAIN) is None:
        lacks.append(_lack("the Vietnamese model", MAIN))
    return lacks


def _lack(what: str, names: tuple[str, ...]) -> str:
    return (
        f"{what} of Tesseract is not here: install the package {_PACKAGES[names]} "
        "(`make setup` does where apt is there), or name the folder that holds "
        f"{names[-1]}.traineddata in TESSDATA_PREFIX"
    )
