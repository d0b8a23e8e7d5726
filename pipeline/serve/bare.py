"""Text as it is searched: no tone marks, no case, one space between words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.lexicon import fold

__all__ = ["bare", "holds", "parts", "unit_code"]

_BETWEEN_WORDS = re.compile(rb"[^a-z0-9]+")


def bare(text: str) -> str:
    """Words without marks and case, a space before each and one at the end.

    >>> bare("Ủy ban nhân dân, huyện Đầm-Dơi")
    ' uy ban nhan dan huyen dam doi '
    """
    plain = text.lower().replace("đ", "d")
    letters = unicodedata.normalize("NFD", plain).translate(_SEPARATORS).encode("ascii", "ignore")
    return f" {_BETWEEN_WORDS.sub(b' ', letters).decode().strip()} "


# Signs outside ASCII that part words; all other letters of that kind are marks to drop.
_SEPARATORS = {ord(char): " " for char in "–—‐‑‒―·•…“”‘’«»\u00a0\u202f\u2009\u3000"}


def holds(bare_text: str, asked: Iterable[str]) -> bool:
    """Whether a text, made bare, has all `parts` of a query.

    A part stands where a word begins; its last word may be only begun.

    >>> holds(bare("Ủy ban nhân dân"), parts("uy ban")), holds(bare("Ủy ban"), parts("an"))
    (True, False)
    """
    return all(part in bare_text for part in asked)


def parts(query: str) -> list[str]:
    """What a query asks for, as `holds` compares it: commas set its parts apart."""
    return [said for piece in re.split("[,;]", query) if (said := bare(piece).rstrip())]


def unit_code(unit: Mapping[str, Any]) -> str:
    """What tells a body from others: its id, or its name where the registry has none."""
    return str(unit["unit_id"] or f"~{fold(unit['unit'])}")
