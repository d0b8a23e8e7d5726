"""What is written → a name as it is compared, and how it may be read: a body and its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from pipeline.lexicon import fold, load_csv

__all__ = [
    "COMMITTEE",
    "DEPARTMENT",
    "LONGEST_PLACE",
    "MINISTRY",
    "PLACE",
    "YOUTH",
    "Named",
    "Reading",
    "levels_of_type",
    "organ_names",
    "pattern_key",
    "place_words",
    "plain",
    "readings",
]

# Marks in the names of `kinds.csv`, where a place or the body above stands.
PLACE, COMMITTEE, YOUTH = "{nơi}", "{ủy}", "{đoàn}"
MINISTRY, DEPARTMENT = "{bộ}", "{sở}"
_MARK = regex.compile(r"\{(?:nơi|ủy|đoàn|bộ|sở)\}")

_NOT_IN_NAME = regex.compile(r"[^\p{L}\p{M}\p{Nd}]+")
_LINKS = frozenset({"của", "thuộc"})
# "Ban Chấp hành Trung ương khóa XIII": the body is the same in every term
_TERM = regex.compile(r"\s(?:khóa|nhiệm kỳ)(?:\s+[\divxlc]+)+$")
# "TP. Huế" goes on behind its dot; other marks end a name
_SHORT_TYPE = regex.compile(r"\b(tp|tx)\.\s*", regex.IGNORECASE)
_APART = regex.compile(r"[\n|;,.:()“”\"/]|\s{2,}")
_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+")
# What may stand beside the issuer on one line of the header
_MOTTOES = frozenset({"cộng hòa", "độc lập", "đảng cộng"})
LONGEST_PLACE = 6  # syllables: "Phan Rang - Tháp Chàm", "Huyện Krông A Na"


class Named(NamedTuple):
    """A place as named: its type ("tỉnh", None where not said) and name ("" where not said)."""

    type: str | None
    name: str


class Reading(NamedTuple):
    """A name taken apart: the kind's pattern, and the chain of places from the lowest up.

    For a body below a ministry or a department `above` is that body's name.
    """

    key: str
    places: tuple[Named, ...] = ()
    above: str = ""


@cache
def _abbreviations() -> Mapping[str, str]:
    rows = load_csv("extractors.registry", "abbreviations.csv", ("short", "long"))
    return {fold(row["short"]): fold(row["long"]) for row in rows}


@lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A name as it is compared: folded, abbreviations written out, without marks and "của".

    >>> plain("Ban Văn hóa - Xã hội của HĐND xã")
    'ban văn hóa xã hội hội đồng nhân dân xã'
    """
    words = _NOT_IN_NAME.sub(" ", fold(name).replace("&", " và ")).split()
    long = _abbreviations()
    written = " ".join(long.get(word, word) for word in words if word not in _LINKS)
    return _TERM.sub("", written)


@cache
def _place_types() -> tuple[Mapping[str, str], ...]:
    columns = ("type", "levels", "committee", "youth_union")
    return load_csv("extractors.registry", "place_types.csv", columns)


@cache
def _types() -> Mapping[str, Mapping[str, str]]:
    """For each mark, the words that stand there with the type of place that they tell."""
    rows = _place_types()
    return {
        PLACE: {row["type"]: row["type"] for row in rows},
        COMMITTEE: {plain(row["committee"]): row["type"] for row in rows},
        YOUTH: {plain(word): row["type"] for row in rows for word in row["youth_union"].split(";")},
    }


@cache
def organ_names(place_type: str) -> tuple[str, str]:
    """The names of a place's Party committee and Youth Union: "Tỉnh ủy", "Tỉnh đoàn"."""
    row = next(row for row in _place_types() if row["type"] == place_type)
    return row["committee"], row["youth_union"].split(";")[0]


@cache
def levels_of_type(place_type: str) -> frozenset[str]:
    """The levels at which a type of place stands: "thành phố" is a province or a district."""
    row = next(row for row in _place_types() if row["type"] == place_type)
    return frozenset(row["levels"].split(";"))


def pattern_key(pattern: str) -> str:
    """A pattern of `kinds.csv` as `readings` gives it."""
    marks = _MARK.findall(pattern)
    if len(marks) > 1:
        raise ValueError(f"more than one place: {pattern}")
    return " ".join(filter(None, (*map(plain, _MARK.split(pattern)), *marks)))


def readings(name: str) -> Iterator[Reading]:
    """Every way to read a name as a body and its place; most lead nowhere.

    >>> Reading("ban tổ chức {ủy}", (Named("tỉnh", "bắc giang"),)) in readings(
    ...     "Ban Tổ chức Tỉnh ủy Bắc Giang")
    True
    """
    folded = plain(name)
    words = folded.split()
    yield Reading(folded)
    for mark, types in _types().items():
        for at, length, place_type in _found(words, types):
            key = " ".join([*words[:at], mark])
            yield Reading(key, _chain(place_type, words[at + length :]))
    if words[-2:] == ["đảng", "ủy"]:  # "Văn phòng Đảng ủy": of the commune that issues
        yield Reading(" ".join([*words[:-2], COMMITTEE]), (Named(None, ""),))
    for word, mark in (("bộ", MINISTRY), ("sở", DEPARTMENT)):
        for at, found in enumerate(words):
            if found == word and at:
                key = " ".join([*words[:at], mark])
                yield Reading(key, above=" ".join(words[at:]))
    for at in range(max(1, len(words) - LONGEST_PLACE), len(words)):
        # "Công an Hà Nội": whether it is a place at all, its lookup tells
        key = " ".join([*words[:at], PLACE])
        yield Reading(key, (Named(None, " ".join(words[at:])),))


def place_words(text: str) -> list[tuple[str, list[str], list[bool]]]:
    """Every type of place that a text names, with the syllables behind it.

    With each syllable goes whether a name may end there: what follows is no more of it,
    such as a small letter, a mark, or the next type of place.

    >>> place_words("UBND TỈNH BẮC GIANG")
    [('tỉnh', ['bắc', 'giang'], [False, True])]
    """
    found = []
    for piece in _APART.split(_SHORT_TYPE.sub(r"\1 ", text)):
        found += _place_words(piece)
    return found


def _place_words(piece: str) -> list[tuple[str, list[str], list[bool]]]:
    words: list[str] = []
    goes_on: list[bool] = []  # whether the word may belong to a name that began before it
    for raw in _WORD.findall(piece):
        for word in plain(raw).split():
            words.append(word)
            goes_on.append(raw[0].isupper() or raw[0].isdigit())
    at_type: dict[int, tuple[int, str]] = {}
    for types in _types().values():
        for at, length, place_type in _found(words, types):
            at_type[at] = max(at_type.get(at, (0, "")), (length, place_type))
    ends = [
        at + 1 == len(words)
        or not goes_on[at + 1]
        or at + 1 in at_type
        or " ".join(words[at + 1 : at + 3]) in _MOTTOES
        for at in range(len(words))
    ]
    return [
        (place_type, words[begin : begin + LONGEST_PLACE], ends[begin : begin + LONGEST_PLACE])
        for at, (length, place_type) in sorted(at_type.items())
        for begin in (at + length,)
    ]


def _found(words: list[str], types: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Where words that name a type of place stand: place, length, type; the longest only."""
    for at in range(len(words)):
        for length in (3, 2, 1):
            phrase = " ".join(words[at : at + length])
            if phrase in types and at + length <= len(words):
                # "thị xã" is no "xã", and "xã hội" no place
                inside = length == 1 and at and f"{words[at - 1]} {phrase}" in types
                if not inside and words[at : at + 2] != ["xã", "hội"]:
                    yield at, length, types[phrase]
                break


def _chain(place_type: str, rest: list[str]) -> tuple[Named, ...]:
    """ "… Ea Kly, tỉnh Đắk Lắk": the place and those that it lies in."""
    places = []
    begin = 0
    for at, length, higher in _found(rest, _types()[PLACE]):
        places.append(Named(place_type, " ".join(rest[begin:at])))
        place_type, begin = higher, at + length
    return (*places, Named(place_type, " ".join(rest[begin:])))
