"""Which mentions speak of one work, and where those disagree on number, date or issuer.

Numbers restart, with every year in the offices of the State and with every term in those of
the Party, so that a number alone is no work: "Quy định số 124-QĐ/TW" is of 02/02/2018 and of
04/10/2023. Two dates of one number are a slip only where both cannot be right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import regex

from extractors import citations
from pipeline import ids
from pipeline.lexicon import fold, load_yaml
from pipeline.model import Resolution

__all__ = [
    "YEAR_IN_NUMBER",
    "Reading",
    "bodies_agree",
    "figure_of",
    "identity",
    "is_of_one_body",
    "likelier",
    "one_work",
    "same_anywhere",
    "titles_agree",
    "types_agree",
]

Row = dict[str, Any]

_TERM_DAYS = 730  # within one term of a Party body, no number is given twice in this time
YEAR_IN_NUMBER = regex.compile(r"/((?:19|20)\d\d)/")
_TITLE_WORD = regex.compile(r"[\p{L}\d]+")
_FIGURE = regex.compile(r"\d+[a-zđ]?(?:\.\d+)?(?:/\d{4})?")
_KEYS = frozenset({"abbreviations", "central_party", "of_committees", "of_many"})
_TITLE_WORDS = 8  # fewer are those of many documents ("về công tác cán bộ")

# What a name has or has not without being another's: "Ban Chấp hành Trung ương (Đảng) khóa XIII".
_IMMATERIAL = regex.compile(
    r"\(?\bkhóa\s+[ivxlc\d]+\)?|,?\s*\(?nhiệm\s+kỳ\s+[\d\s–-]+\)?"
    r"|\bhội\s+nghị\s+(?:lần\s+thứ\s+\w+|trung\s+ương\s+\d+)|\bđảng\b(?!\s+(?:ủy|bộ|đoàn))"
    r"|\b(?:phó\s+)?(?:chủ\s+tịch(?!\s+nước)|giám\s+đốc|bộ\s+trưởng|cục\s+trưởng|viện\s+trưởng)\b"
)
# Symbols of one body each: another body behind such a number is a slip, not another work.
_ONE_BODY = regex.compile(
    r"[-/](?:TW|CP|TTg|CTN|(?:UBTV)?QH\d*|HĐTP|VPCP|UBKTTW|VPTW|QUTW"
    r"|B(?!TV$|CH|CĐ$|QL|TT$|CS|[A-ZĐ]*TU$)[A-ZĐ&]{1,9})$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one mention or held document says of a work; `held` for a document of the run."""

    type: str | None
    number: str
    date: date | None
    issuer: str | None
    title: str | None = None
    held: bool = False
    alias: bool = False

    @classmethod
    def of(cls, row: Row) -> Reading:
        """That of a row of `citations`."""
        return cls(
            row["cited_type"],
            row["cited_number"],
            row["cited_date"],
            row["cited_issuer"],
            row.get("cited_title"),
            alias=row["resolution"] == Resolution.ALIAS.value,
        )

    @classmethod
    def held_as(cls, row: Row) -> Reading:
        """That of a row of `documents`."""
        return cls(
            row.get("doc_type_name"),
            row["number"],
            row["issued_date"],
            row.get("issuer"),
            row.get("title"),
            held=True,
        )


@lru_cache(maxsize=4096)
def identity(number: str) -> str | None:
    """What two spellings of one number have in common; None for what has no digit.

    >>> identity("571/QĐ/TTg") == identity("Số 571/QĐ-TTg")
    True
    """
    return ids.folded_number(citations.identity_number(number))


@lru_cache(maxsize=4096)
def figure_of(number: str) -> str | None:
    """The figure and year of a number, to compare with one that is given by its figure alone.

    >>> figure_of("05-CT/TW"), figure_of("30/2020/NĐ-CP")
    ('5', '30/2020')
    """
    match = _FIGURE.match(identity(number) or "")
    return match.group() if match else None


def types_agree(one: Reading, other: Reading) -> bool:
    """Whether both may be of one document: "Chương trình" and "Chương trình hành động"."""
    if one.alias or other.alias or not one.type or not other.type:
        return True
    return one.type.startswith(other.type) or other.type.startswith(one.type)


def one_work(one: Reading, other: Reading) -> bool:
    """Whether two readings of one number and type, both with a date, must be of one work.

    So it is with equal dates, with a year in the number, within one year (State) or within
    two (Party), and where the two dates differ in their year or in the order of day and month
    alone, as slips do. Not where the number is one of many bodies' and the bodies differ.
    """
    if one.date is None or other.date is None:
        return False
    if not (is_of_one_body(one.number) or bodies_agree(one.issuer, other.issuer)):
        return False
    first, second = one.date, other.date
    if first == second or YEAR_IN_NUMBER.search(one.number):
        return True
    if (first.day, first.month) == (second.day, second.month):
        return True
    if (first.day, first.month, first.year) == (second.month, second.day, second.year):
        return True
    parts = citations.parse_number(citations.identity_number(one.number))
    if parts is not None and parts.system == "state":
        return first.year == second.year
    return abs((first - second).days) < _TERM_DAYS


@lru_cache(maxsize=4096)
def is_of_one_body(number: str) -> bool:
    """Whether the symbols of a number are those of one body: 28-NQ/TW, but not 12/KH-UBND."""
    return bool(_ONE_BODY.search(citations.identity_number(number)))


def same_anywhere(one: Reading, other: Reading) -> bool:
    """Whether a number means the same in two documents: of one body, or of one named place.

    "Kế hoạch số 12/KH-UBND của UBND tỉnh" is another plan in another province's document.
    """
    if is_of_one_body(one.number):
        return True
    if not one.issuer or not other.issuer:
        return False
    first, second = _words(one.issuer), _words(other.issuer)
    return first == second and bool(first - _listed("of_many"))


@cache
def _lists() -> Any:
    return load_yaml("pipeline", "link.yaml", _KEYS)


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _lists()[key])


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(short): fold(full) for short, full in _lists()["abbreviations"].items()}


@lru_cache(maxsize=4096)
def _words(body: str) -> frozenset[str]:
    folded = regex.sub(r"[.,()]", " ", fold(body))
    spelled = " ".join(_abbreviations().get(word, word) for word in folded.split())
    return frozenset(_IMMATERIAL.sub(" ", spelled).split())


def bodies_agree(one: str | None, other: str | None) -> bool:
    """Whether two names may be of one body: the words of one are among those of the other.

    >>> bodies_agree("BCH Trung ương khóa XIII", "Ban Chấp hành Trung ương Đảng")
    True
    >>> bodies_agree("Bộ Chính trị", "Ban Bí thư")
    False
    """
    if not one or not other:
        return True
    first, second = _words(one), _words(other)
    central = [
        {name for name in _listed("central_party") if _words(name) <= words}
        for words in (first, second)
    ]
    if all(central):
        return bool(central[0] & central[1])
    if _is_committee(first) and _is_committee(second):
        first, second = (words - _listed("of_committees") for words in (first, second))
    return first <= second or second <= first


def _is_committee(words: frozenset[str]) -> bool:
    """Whether a name is that of a local Party committee, in whichever of its forms."""
    return "nhân" not in words and ("ủy" in words or {"đảng", "bộ"} <= words)


def titles_agree(one: str | None, other: str | None) -> bool:
    """Whether two titles (trích yếu) are of one document: the same, or one cut short.

    Titles of a series differ in a word ("… xã An Bình", "… xã An Hòa") and do not agree.
    """
    first, second = (_TITLE_WORD.findall(fold(title or "")) for title in (one, other))
    size = min(len(first), len(second))
    return size >= _TITLE_WORDS and first[:size] == second[:size]


def likelier(values: Sequence[tuple[Any, bool]], fits: Collection[Any] = ()) -> Any | None:
    """Of what mentions say, the value of a held document, else the commonest; None in a tie.

    Args:
        values: what each says, and whether it is the document itself that says so.
        fits: values that something else speaks for, such as the number's year, which
            decide a tie.
    """
    held = [value for value, is_held in values if is_held]
    if held:
        return held[0] if len(set(held)) == 1 else None
    counts = Counter(value for value, _ in values).most_common()
    if len(counts) > 1 and counts[0][1] == counts[1][1]:
        best = [value for value, count in counts if count == counts[0][1]]
        fitting = [value for value in best if value in fits]
        return fitting[0] if len(fitting) == 1 else None
    return counts[0][0] if counts else None
