"""What is written → value: canonical number, date, one-line text, comparable text."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache

import regex

from pipeline.lexicon import fold

_SPACES = regex.compile(r"\s+")
_DASHES = regex.compile(r"[–—‐‑‒−]")
_EDGES = regex.compile(r"^[\s,;:|]+|[\s,;:|]+$")


def one_line(text: str) -> str:
    """`text` with single spaces and none at its ends.

    >>> one_line("  BAN CHẤP HÀNH   TRUNG ƯƠNG ")
    'BAN CHẤP HÀNH TRUNG ƯƠNG'
    """
    return _SPACES.sub(" ", text).strip()


def trimmed(text: str) -> str:
    """One line without commas, colons or cell borders at its ends."""
    return _EDGES.sub("", one_line(text))


def canonical_number(raw: str) -> str:
    """The symbol without spaces, with a plain hyphen and a Vietnamese Đ.

    >>> canonical_number("256 – KH/ TU")
    '256-KH/TU'
    """
    plain = _DASHES.sub("-", _SPACES.sub("", raw))
    return plain.replace("Ð", "Đ").replace("Ɖ", "Đ").rstrip(".")


def calendar_date(day: str | None, month: str | None, year: str | None) -> date | None:
    """The date, or None where a part is blank or no such day exists."""
    if not (day and month and year and len(year) == 4):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _base_letter(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return "d" if base == "đ" else base


def unaccented(text: str) -> str:
    """`text` folded and without diacritics, of the same length.

    For fixed phrases that scanners spoil ("Độc lập", "Nơi nhận"), never for names.

    >>> unaccented("Nơi nhận: ĐẢNG BỘ")
    'noi nhan: dang bo'
    """
    return "".join(map(_base_letter, fold(text)))


def in_capitals(text: str) -> bool:
    """Whether all letters are capitals and there are at least two.

    >>> in_capitals("UBND XÃ ĐÔNG KHÊ"), in_capitals("Kế hoạch")
    (True, False)
    """
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and not any(char.islower() for char in letters)
