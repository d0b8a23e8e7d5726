"""Characters of symbol fonts, by their look."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.lexicon import load_yaml

__all__ = ["bullet", "is_symbol_font", "symbols"]

_KEYS = frozenset({"fonts", "symbol", "wingdings", "wingdings 2"})
_PRIVATE = 0xF000
_DASHES = frozenset("-–—−‐‑")
_PLAIN_BULLETS = frozenset("+*")
# What the reader of labels knows as a bullet is left as it is printed.
_KNOWN = frozenset("•●▪◦·∙■□◾➢➤►✓‣⁃")


@cache
def _data() -> Mapping[str, Any]:
    return load_yaml(__package__ or "pipeline.ingest.docx", "symbols.yaml", _KEYS)


@cache
def _table(name: str) -> dict[int, str]:
    return {int(code, 16): look for code, look in _data().get(name, {}).items()}


@cache
def is_symbol_font(font: str | None) -> bool:
    """Whether the letters of a font are pictures."""
    return font is not None and font.lower().rstrip("0123456789 ") in _data()["fonts"]


def symbols(text: str, font: str | None) -> str:
    """Text set in a symbol font as the characters it looks like; what is not known stays.

    >>> symbols("\\uf0b3 5", "Symbol")
    '≥ 5'
    """
    return "".join(_look(char, font) or char for char in text)


def bullet(text: str, font: str | None) -> str:
    """The text of a bullet as one that readers of labels know.

    >>> bullet("\\uf02d", "Symbol"), bullet("\\uf0d8", "Wingdings"), bullet("o", "Courier New")
    ('-', '➢', '•')
    """
    text = text.strip()
    if is_symbol_font(font) or any(_is_private(char) for char in text):
        text = "".join(_look(char, font) or "•" for char in text)
        if text and text[0] not in _DASHES | _PLAIN_BULLETS | _KNOWN:
            return "•"
    if text in ("o", "O") or (len(text) == 1 and not text.isalnum() and _is_odd(text)):
        return "•"
    return text


def _look(char: str, font: str | None) -> str | None:
    """What one character of a symbol font looks like, None where that is not known."""
    code = ord(char)
    pictures = is_symbol_font(font)
    if _is_private(char):
        code -= _PRIVATE
    elif not pictures or code > 0xFF:
        return char
    if char.isspace():
        return char
    if font is not None and pictures and font.lower() != "symbol":
        return _table(font.lower()).get(code)
    if code in _table("symbol"):
        return _table("symbol")[code]
    if code < 0x40:
        return chr(code)
    return None if pictures else _table("wingdings").get(code)


def _is_private(char: str) -> bool:
    return _PRIVATE + 0x20 <= ord(char) <= _PRIVATE + 0xFF


def _is_odd(char: str) -> bool:
    """Whether a lone character is a bullet that nobody expects, not a dash, plus or known one."""
    return char not in _DASHES and char not in _PLAIN_BULLETS and char not in _KNOWN
