"""Passwords as people type them, and what is said of files that ask for one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pipeline.model import IngestError

__all__ = ["none_opens", "spellings", "unknown_encryption"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def spellings(passwords: Sequence[str]) -> tuple[str, ...]:
    """The passwords, each in the forms that keyboards may have given its letters.

    As it is, composed (Unikey), decomposed (macOS), and with the tones apart (the
    Vietnamese layout of Windows): a file was encrypted with code points, not letters.
    What is not Unicode in a word becomes "?".

    >>> [len(form) for form in spellings(["ế"])]
    [1, 3, 2]
    """
    words = (word.encode("utf-8", "replace").decode() for word in passwords)
    forms = (
        (word, unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word), _apart(word))
        for word in words
    )
    return tuple(dict.fromkeys(form for four in forms for form in four))


def _apart(word: str) -> str:
    """`word` with its letters composed and its tones behind them."""
    letters = []
    for letter in unicodedata.normalize("NFC", word):
        marks = unicodedata.normalize("NFD", letter)
        bare = "".join(mark for mark in marks if mark not in _TONES)
        tones = "".join(mark for mark in marks if mark in _TONES)
        letters.append(unicodedata.normalize("NFC", bare) + tones)
    return "".join(letters)


def none_opens(name: str, passwords: Sequence[str]) -> IngestError:
    """What is said of a file that asks for a password, and none of `passwords` is it."""
    given = "none of the passwords given opens it" if passwords else "no password was given"
    return IngestError(
        name,
        f"is protected by a password, and {given}",
        "Give the password with --password, or save a copy without one.",
    )


def unknown_encryption(name: str) -> IngestError:
    """What is said of a file that no password would open here."""
    return IngestError(
        name,
        "is encrypted in a way that is not known here",
        "Open it in the program that it was made for and save a copy without protection.",
    )
