"""Numbers of a table's rows that a recognition lost or misread, told by the rows around them.

"1", "2", "+", "4": the third is 3. A picture's cells are looked at again where it is read
(`pipeline.ocr.row_labels`); here the rows are known for tasks and groups, over all pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.numbering import LETTERS, roman, roman_value

__all__ = ["RowLabel", "told_steps"]

_NUMBER = regex.compile(r"\(?(?P<number>\d{1,3})\)?[\s.):…/-]*")
_OTHER = regex.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})+|\p{Lu}{1,5}[-.]?\d{1,3}(?:\.\d{1,3})*)\W*")
_ROMAN = regex.compile(r"[IVX]{1,5}")
_STROKES = regex.compile(r"(?=.*[IHl|!])[IHl1|!]{1,4}")  # "H", "HI", "Il"
_LIKE_ROMAN = regex.compile(r"(?![1-9]+$)[IVXHNlv1|!]{1,5}|Vv")
_PUNCTUATION = " .):…/-(,;"
_FEWEST = 2  # numbers that count on: what shows that a column counts


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What stands in the number column of a row; `groups`: the row has one cell of words more."""

    row: int
    text: str
    groups: bool


@dataclass(slots=True)
class _Place:
    """A row in a sequence: its value where one was read, and the group it stands in."""

    row: int
    value: int | None
    read: bool  # something stands there
    group: int


def told_steps(rows: Sequence[RowLabel], recognised: bool) -> dict[int, str]:
    """Steps of rows whose own label is none, by row: "3", "III", "C".

    A run of such rows between two that are numbered has the numbers that these leave, if
    there are just so many; at the end of a table or before numbers begin anew it counts on.
    Rows with nothing in the column are counted only where the others do not fill the gap, and
    never at an end. Numerals and capitals of groups likewise.

    Args:
        rows: of one table, from top to bottom, without its header.
        recognised: whether the table was a picture; in text only strokes ("H" for "II", "Il"
            for "11") are taken for misread.

    >>> told_steps([RowLabel(n, t, False) for n, t in enumerate(["1", "2", "+", "4"])], True)
    {2: '3'}
    """
    numbers, numerals, capitals = _sequences(rows, recognised)
    if recognised:
        _restroke(numerals)
    found = {row: str(value) for row, value in _filled(numbers)}
    found |= {row: roman(value) for row, value in _filled(numerals)}
    found |= {row: LETTERS[value - 1].upper() for row, value in _filled(capitals)}
    groups = {place.row for place in capitals}
    small = ((row.row, row.text.strip(_PUNCTUATION)) for row in rows if row.row in groups)
    return found | {row: text.upper() for row, text in small if text.islower()}


def _sequences(
    rows: Sequence[RowLabel], recognised: bool
) -> tuple[list[_Place], list[_Place], list[_Place]]:
    """The rows that are numbered, the groups that have numerals, and those that have capitals;
    some without a value."""
    numbers: list[_Place] = []
    numerals: list[_Place] = []
    capitals: list[_Place] = []
    group = part = 0
    letter = ""
    for row in rows:
        text = row.text.strip(_PUNCTUATION)
        number = _NUMBER.fullmatch(row.text.strip())
        if row.groups and _ROMAN.fullmatch(text) and roman_value(text):
            group += 1
            numerals.append(_Place(row.row, roman_value(text), True, part))
        elif row.groups and (_LIKE_ROMAN if recognised else _STROKES).fullmatch(text):
            group += 1
            numerals.append(_Place(row.row, None, True, part))
        elif number is not None:
            letter = ""
            numbers.append(_Place(row.row, int(number["number"]), True, group))
        elif _OTHER.fullmatch(row.text.strip()):
            continue
        elif row.groups and recognised and text and text == _next_capital(capitals).lower():
            part += 1
            group += 1
            capitals.append(_Place(row.row, LETTERS.index(text) + 1, True, 0))
        elif text == _next_letter(letter) or text == "a":
            letter = text
        elif row.groups and len(text) == 1 and text.isupper():
            part += 1
            group += 1
            if text.lower() in LETTERS:
                capitals.append(_Place(row.row, LETTERS.index(text.lower()) + 1, True, 0))
        elif not text and not recognised:
            continue  # an empty cell of a text is empty
        elif row.groups and not any(map(str.isalnum, row.text)):
            (capitals if capitals and not numerals else numerals).append(
                _Place(row.row, None, bool(row.text.strip()), part)
            )
        elif row.groups and recognised and capitals and not numerals:
            part += 1
            group += 1
            capitals.append(_Place(row.row, None, True, 0))  # "Í®" between B and D
        elif recognised or _STROKES.fullmatch(text):
            numbers.append(_Place(row.row, None, bool(row.text.strip()), group))
    return numbers, numerals, capitals


_STROKE_APART = 2  # numerals whose strokes a recognition takes for one another: I, II, III


def _restroke(numerals: Sequence[_Place]) -> None:
    """Forgets numerals that do not count their place, where the first and the last of a part do
    and strokes alone are amiss: I, "H", "II", IV are I, II, III, IV."""
    for part in {place.group for place in numerals}:
        places = [place for place in numerals if place.group == part]
        first, last = places[0].value, places[-1].value
        if first is None or last is None or last - first != len(places) - 1 or len(places) < 4:
            continue
        for at, place in enumerate(places):
            real = first + at
            if place.value in (None, real):
                continue
            strokes = roman(place.value or 0).strip("I") == roman(real).strip("I")
            if strokes and abs((place.value or 0) - real) <= _STROKE_APART:
                place.value = None


def _next_capital(capitals: Sequence[_Place]) -> str:
    """The capital behind the last that was read, and those lost since."""
    read = [n for n, place in enumerate(capitals) if place.value]
    value = (capitals[read[-1]].value or 0) + len(capitals) - 1 - read[-1] if read else 0
    return LETTERS[value : value + 1].upper()


def _next_letter(letter: str) -> str:
    return LETTERS[LETTERS.find(letter) + 1 :][:1] if letter else "a"


def _filled(places: Sequence[_Place]) -> Iterator[tuple[int, int]]:
    """The values that the known ones leave for the others, with their rows."""
    known = [n for n, place in enumerate(places) if place.value is not None]
    if len(known) < _FEWEST and not (known and places[known[0]].value == 1):
        return
    for above, below in zip([None, *known], [*known, None], strict=True):
        start = 0 if above is None else above + 1
        run = places[start:below]
        first = 0 if above is None else places[above].value or 0
        last = None if below is None else places[below].value
        if not run:
            continue
        if last is not None and last > first:
            yield from _between(run, first, last)
            continue
        home = places[above].group if above is not None else run[0].group
        yield from _counted_on([p for p in run if p.group == home], first)
        rest = [p for p in run if p.group != home]
        if last is not None and rest:
            yield from _between(rest, 0, last)


def _between(run: Sequence[_Place], first: int, last: int) -> Iterator[tuple[int, int]]:
    read = [place for place in run if place.read]
    for some in (read, run):
        if some and len(some) == last - first - 1:
            yield from ((place.row, first + 1 + n) for n, place in enumerate(some))
            return


def _counted_on(run: Sequence[_Place], first: int) -> Iterator[tuple[int, int]]:
    read = [place for place in run if place.read]
    yield from ((place.row, first + 1 + n) for n, place in enumerate(read))
