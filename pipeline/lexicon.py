"""Loads the data files of the extractors and folds text for matching.

Words live in data files beside the rules that use them. A lexicon lists each entry
once, in NFC and with the tone placed as in "hòa, ủy"; `fold` makes the variants of
case, tone placement and dash equal, so that no entry is doubled.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import regex
import yaml

__all__ = ["LexiconError", "alternation", "fold", "load_csv", "load_yaml"]


class LexiconError(ValueError):
    """A data file has an unknown or missing key, or an entry that is not in NFC."""


# Open oa, oe and uy carry their tone on either letter ("uỷ", "ủy"): the same word.
# Not after q, where u belongs to the consonant ("quý").
_TONE_PAIR = regex.compile(
    r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\p{L})",
)
_TONE_MOVED = {
    old: new
    for first, second in (
        ("o", "àáảãạ"),
        ("o", "èéẻẽẹ"),
        ("u", "ỳýỷỹỵ"),
    )
    for index, old_vowel in enumerate(second)
    for old in (first + old_vowel,)
    for new in (
        {"o": "òóỏõọ", "u": "ùúủũụ"}[first][index] + {"à": "a", "è": "e", "ỳ": "y"}[second[0]],
    )
}
# "qui định", "quí III", "định kì", "tỉ lệ", "bác sỹ": one word in two spellings, as older texts
# have them. Whole syllables only.
_OTHER_VOWEL = {
    "qui": "quy",
    "quí": "quý",
    "quĩ": "quỹ",
    "kì": "kỳ",
    "kí": "ký",
    "kĩ": "kỹ",
    "kỉ": "kỷ",
    "lí": "lý",
    "tỉ": "tỷ",
    "sỹ": "sĩ",
}
_MAY_BE_OTHER = re.compile(rf"(?:{'|'.join(_OTHER_VOWEL)})(?!\w)")  # three times as quick to fail
_OTHER_SPELLING = regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(_OTHER_VOWEL)})(?!\p{{L}})")
# Look-alikes: Icelandic eth and the African D for Đ, dashes, quotes, spaces of all widths.
_LOOKALIKE = tuple(
    {
        "Ð": "đ",
        "ð": "đ",
        "Ɖ": "đ",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "−": "-",
        "⁄": "/",
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
    }.items()
)


@lru_cache(maxsize=4096)  # the same lines are asked for many things
def fold(text: str) -> str:
    """Text as it is compared: lower case, one tone placement and spelling, plain dashes and quotes.

    Guarantees that the result has the same length as `text`, so that an offset into
    one is an offset into the other. Expects NFC (see `pipeline.clean`).

    >>> fold("Uỷ ban nhân dân – HUYỆN")
    'ủy ban nhân dân - huyện'
    >>> fold("qui định kì hạn, tỉ lệ; Phú Quí, tỉnh, kính gửi")
    'quy định kỳ hạn, tỷ lệ; phú quý, tỉnh, kính gửi'
    """
    plain = text
    for char, like in _LOOKALIKE:  # few occur: quicker than str.translate, which asks for each
        if char in plain:
            plain = plain.replace(char, like)
    lowered = plain.lower()
    if len(lowered) != len(text):  # a few foreign letters grow when lowered
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in plain)
    moved = _TONE_PAIR.sub(lambda match: _TONE_MOVED[match.group()], lowered)
    if _MAY_BE_OTHER.search(moved) is None:
        return moved
    return _OTHER_SPELLING.sub(lambda match: _OTHER_VOWEL[match.group()], moved)


def _resource_text(package: str, name: str) -> str:
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", text):
        raise LexiconError(f"{package}/{name}: not in NFC")
    return text


@cache
def load_yaml(package: str, name: str, keys: frozenset[str]) -> Mapping[str, Any]:
    """The mapping in a YAML file of a package; its top-level keys must be exactly `keys`.

    Raises:
        LexiconError: a key is unknown or missing, or the file is not in NFC.
    """
    data = yaml.safe_load(_resource_text(package, name))
    if not isinstance(data, dict):
        raise LexiconError(f"{package}/{name}: expected a mapping at the top")
    _check_keys(f"{package}/{name}", data.keys(), keys)
    return data


@cache
def load_csv(package: str, name: str, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file of a package, as dicts; its header must be exactly `columns`.

    Raises:
        LexiconError: the header differs, or the file is not in NFC.
    """
    reader = csv.DictReader(io.StringIO(_resource_text(package, name)))
    _check_keys(f"{package}/{name}", reader.fieldnames or (), frozenset(columns))
    return tuple(dict(row) for row in reader)


def _check_keys(where: str, found: Collection[str], expected: Collection[str]) -> None:
    unknown = sorted(set(found) - set(expected))
    missing = sorted(set(expected) - set(found))
    if unknown or missing:
        raise LexiconError(f"{where}: unknown keys {unknown}, missing keys {missing}")


def alternation(words: Collection[str]) -> str:
    """A regex alternation of folded words, longest first, one space of any kind between syllables.

    One, as cleaned text has it: regex keeps a counter for each "\\s+" and clears them all for
    every text, which for the hundreds in a list of units costs more than the search.

    >>> alternation(["sở", "sở ngành"])
    'sở\\\\sngành|sở'
    """
    folded = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(r"\s".join(regex.escape(part) for part in word.split()) for word in folded)
