"""What is written → value: canonical number, date, one-line text, comparable text."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

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


class _BaseLetters(dict[int, str]):
    """For `str.translate`: each letter's base, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0]
        self[code] = "d" if base == "đ" else base
        return self[code]


_BASE_LETTERS: Final = _BaseLetters()


@lru_cache(maxsize=1024)  # a line is compared with many phrases
def unaccented(text: str) -> str:
    """`text` folded and without diacritics, of the same length.

    For fixed phrases that scanners spoil ("Độc lập", "Nơi nhận"), never for names.

    >>> unaccented("Nơi nhận: ĐẢNG BỘ")
    'noi nhan: dang bo'
    """
    return fold(text).translate(_BASE_LETTERS)


def in_capitals(text: str) -> bool:
    """Whether all letters are capitals and there are at least two.

    >>> in_capitals("UBND XÃ ĐÔNG KHÊ"), in_capitals("Kế hoạch")
    (True, False)
    """
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and not any(char.islower() for char in letters)
