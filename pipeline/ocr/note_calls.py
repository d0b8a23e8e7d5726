"""Calls of notes behind a stop, which a recognition takes for a quote or an exclamation mark.

"31/3/2026.¹" is read as "31/3/2026.'" or "31/3/2026.!", and the figure of the note itself, set
small at the page's foot, as "Í". The note tells the call, and the call the note.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import regex

__all__ = ["note_calls"]

_SMALL = 0.9  # of the usual height of a line
_NOTE = regex.compile(r"(?P<mark>[1-9])|[ÍÌÏÎIl!|'’ˆ]")
_CALLER = regex.compile(r"(?P<word>.*[\p{L}\d%])(?P<end>[.,;:])(?P<read>['’‘´`!\"”^ˆ*]{1,2})")
_QUOTES = {"'": "'‘", "’": "'‘’", "‘": "‘", '"': '"“', "”": '"“”'}
_QUOTED = 40  # words


def note_calls(
    words: Sequence[str], lines: Sequence[int], heights: Sequence[float]
) -> tuple[list[str], dict[int, str]]:
    """The words of a page without what the calls of notes were taken for, and those calls.

        1. A note is a line at the page's foot, with none of the text's size below it, that
           begins with a figure and a capital. Where a stroke stands for the figure and no
           other note is 1, it is 1.
        2. A sign behind a stop or comma is the call of a note where it closes no quote. As
           many such signs as there are notes that nothing else calls have to be on the page,
           or none is taken.

    Args:
        lines: numbers the line of print of each word.
        heights: of the line of each word.

    Returns:
        The words, and by the index of a word the mark of the note that is called behind it.
    """
    found = list(words)
    notes = _notes(words, lines, heights)
    if not notes:
        return found, {}
    for at, mark in notes:
        found[at] = mark
    above = words[: notes[0][0]]
    waiting = [mark for _, mark in notes if not any(_calls(word, mark) for word in above)]
    callers = [(at, match) for at, word in enumerate(above) if (match := _caller(above, at, word))]
    if len(callers) != len(waiting):
        return found, {}
    calls = {}
    for (at, match), mark in zip(callers, waiting, strict=True):
        found[at] = match["word"] + match["end"]
        calls[at] = mark
    return found, calls


def _notes(
    words: Sequence[str], lines: Sequence[int], heights: Sequence[float]
) -> list[tuple[int, str]]:
    """Where the notes of a page begin, and their marks, in order."""
    usual = median(heights) if heights else 0.0
    starts = [n for n in range(len(words)) if n == 0 or lines[n] != lines[n - 1]]
    foot = len(starts)
    while foot and heights[starts[foot - 1]] < _SMALL * usual:
        foot -= 1
    found: list[tuple[int, str]] = []
    for at in starts[foot:]:
        match = _NOTE.fullmatch(words[at])
        capital = at + 1 < len(words) and lines[at + 1] == lines[at] and words[at + 1][:1].isupper()
        if match is None or not capital:
            continue
        mark = match["mark"] or "1"
        if mark not in [other for _, other in found]:
            found.append((at, mark))
    return found if found == sorted(found, key=lambda note: note[1]) else []


def _calls(word: str, mark: str) -> bool:
    bare = word.rstrip('.,;:)”"…')
    return bare.endswith(mark) and bare[: -len(mark)].isalpha()


def _caller(words: Sequence[str], at: int, word: str) -> regex.Match[str] | None:
    match = _CALLER.fullmatch(word)
    if match is None:
        return None
    opening = {sign for read in match["read"] for sign in _QUOTES.get(read, "")}
    quoted = any(before.lstrip("([")[:1] in opening for before in words[max(0, at - _QUOTED) : at])
    return None if quoted or any(sign in match["word"] for sign in opening) else match
