"""What stands in a cell: text that can only be read, and how it is compared when it comes back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import regex

from pipeline.export.words import said

__all__ = [
    "MOST_UNITS",
    "capital",
    "compared",
    "cut",
    "escaped",
    "lines_of",
    "listed",
    "plain",
    "unescaped",
]

MOST_UNITS = 32_767  # UTF-16 units in a cell
_BREAK = regex.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Excel says that a file is damaged when it meets a control character; of formats and the
# rest, nothing is seen but what they hide.
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\uFFFE\uFFFF--\n]", regex.VERSION1)
_SPACE = regex.compile(r"[^\S\n]+")
# Excel reads "_x0041_" as "A"; it writes the underscore as one itself.
_ESCAPE = regex.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = regex.compile(r"_x([0-9A-Fa-f]{4})_")


def plain(text: str) -> str:
    """NFC without control characters, one space between words; line breaks stay.

    >>> plain("  - Ban  Tổ chức\\x07\\r\\nHuyện ủy ")
    '- Ban Tổ chức\\nHuyện ủy'
    """
    text = _UNSEEN.sub("", _BREAK.sub("\n", text).replace("\t", " "))
    lines = _SPACE.sub(" ", unicodedata.normalize("NFC", text)).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def cut(text: str, most: int = MOST_UNITS) -> str:
    """`text`, or as much of it as a cell holds, with a mark that there was more."""
    if _units(text) <= most:
        return text
    room = most - _units(said("cut"))
    kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept.rstrip() + said("cut")


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def escaped(text: str) -> str:
    """Text as the file has to write it, so that Excel shows it as it is."""
    return _ESCAPE.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """What `escaped` made of a text, undone."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def capital(name: str) -> str:
    """A name as it stands at the head of a line.

    >>> capital("đảng uỷ")
    'Đảng uỷ'
    """
    return name[:1].upper() + name[1:]


def listed(names: Iterable[str]) -> str:
    """Names one below the other."""
    return "\n".join(filter(None, (capital(plain(name).replace("\n", " ")) for name in names)))


def lines_of(text: str, known: Sequence[str]) -> list[str]:
    """Names of a cell, one a line or between semicolons; those of `known` as they were.

    >>> lines_of("Đảng uỷ\\nBan Tổ chức; Văn phòng", ["đảng uỷ"])
    ['đảng uỷ', 'Ban Tổ chức', 'Văn phòng']
    """
    as_shown = {listed([name]): name for name in known}
    found: list[str] = []
    for line in plain(text).split("\n"):
        parts = [line] if line in as_shown else [part.strip() for part in line.split(";")]
        found += [as_shown.get(part, part) for part in parts if part]
    return list(dict.fromkeys(found))


def compared(value: object) -> str:
    """What a cell says, so that cells that say the same are equal: a date as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return plain(str(value))
