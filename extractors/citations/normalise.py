"""What is written → value: canonical numbers and their parts, dates, the type's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex

from extractors.citations.number_patterns import NUMBER_FORMS
from extractors.citations.patterns import SPACES
from extractors.citations.words import mistyped_codes, type_codes, type_names, type_words
from pipeline.lexicon import fold

__all__ = [
    "DocNumber",
    "canonical_number",
    "day",
    "identity_number",
    "parse_number",
    "plain",
    "tidy",
    "type_name",
]

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("ÐƉ", "Đ"),
        **dict.fromkeys("ðɖ", "đ"),
        **dict.fromkeys("–—‐‑‒−", "-"),
        **dict.fromkeys("⁄∕", "/"),
        **dict(zip("АВЕКМНОРСТХІ", "ABEKMHOPCTXI", strict=True)),  # Cyrillic
        **dict(zip("ΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEHIKMNOPTX", strict=True)),  # Greek
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
    }
)
# The class of `re` is looked up in a table: most texts hold none, and telling so this way
# takes a tenth of the time that `translate` takes.
_NOT_PLAIN = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")
_PREFIX = regex.compile(r"\s*(?:số\s*[:.]?)?\s*", regex.IGNORECASE)
# "O5-", "l0/": the figure before the symbols, with letters for figures in it.
_LETTERED = regex.compile(r"(?=[OoIl]*\d)[OoIl\d]+(?=[-/])")
_FIGURE_OF = {"O": "0", "o": "0", "I": "1", "l": "1"}
# "28NQ/TW", once the space is gone: the hyphen that is missing.
_NO_HYPHEN = regex.compile(r"(?<=^\d{1,5})(?=[A-ZĐ][A-Za-zĐđ]{0,4}/[A-ZĐƯ])")
_MARK = regex.compile(r"[-/]")
_SYMBOL = regex.compile(r"[\p{L}\d&.]+")


@cache
def _whole_number() -> regex.Pattern[str]:
    return regex.compile(rf"(?:{NUMBER_FORMS})\s*", regex.VERBOSE)


@dataclass(frozen=True, slots=True)
class DocNumber:
    """The parts of a document's number, None where it has none.

    `system` is `party` (28-NQ/TW), `state` (30/2020/NĐ-CP) or `mass` (888/KH-ĐCT).
    `number` keeps its leading zero. Letters of the state have an issuer and no type:
    5425/UBND-KGVX. Where several bodies issue together `issuer` names all of them.
    """

    system: str
    number: str
    year: int | None
    type: str | None
    issuer: str | None
    suffix: str | None


def plain(text: str) -> str:
    """Text with look-alike letters, dashes and spaces made plain, case and length kept.

    >>> plain("28–NQ/TW, 10-QÐi/TW")
    '28-NQ/TW, 10-QĐi/TW'
    """
    return text.translate(_PLAIN) if _NOT_PLAIN.search(text) else text


def tidy(text: str) -> str:
    """One space between words, none at the ends.

    >>> tidy("Bộ  Chính trị ")
    'Bộ Chính trị'
    """
    return SPACES.sub(" ", text).strip()


def canonical_number(text: str) -> str:
    """A number without "số" and white space, with plain hyphens and letters.

    Figures typed as letters and codes typed without their strokes are put right; the marks
    between the symbols stay as printed but for a hyphen that is missing. Text that is no
    number comes back cleaned in the same way.

    >>> canonical_number("Số: 57 /KH–UBND"), canonical_number("số O5-QD/TW")
    ('57/KH-UBND', '05-QĐ/TW')
    """
    text = plain(text)
    prefix = _PREFIX.match(text)
    text = SPACES.sub("", text[prefix.end() if prefix else 0 :])
    lettered = _LETTERED.match(text)
    if lettered:
        figure = "".join(_FIGURE_OF.get(mark, mark) for mark in lettered.group())
        text = figure + text[lettered.end() :]
    text = _NO_HYPHEN.sub("-", text)
    codes = mistyped_codes()
    return _SYMBOL.sub(lambda match: codes.get(match.group(), match.group()), text)


def identity_number(text: str) -> str:
    """A number with the marks that its system puts between its parts, to compare numbers by.

    >>> identity_number("571/QĐ/TTg"), identity_number("28/NQ-TW")
    ('571/QĐ-TTg', '28-NQ/TW')
    """
    text = canonical_number(text)
    parts = parse_number(text)
    if parts is None or parts.type is None or parts.issuer is None:
        return text
    rest = "-".join(part for part in (parts.issuer, parts.suffix) if part).replace("/", "-")
    if parts.year is None and (parts.issuer in type_words()["party_issuers"]):
        return f"{parts.number}-{parts.type}/{rest}"
    if parts.system == "party" or regex.match(r"[\d.]+[a-zđ]?-", text):
        return text
    year = f"/{parts.year}" if parts.year else ""
    return f"{parts.number}{year}/{parts.type}-{rest}"


def parse_number(text: str) -> DocNumber | None:
    """The parts of a document's number, or None when `text` is not one number.

    >>> parse_number("06/2024/QĐ-UBND")
    DocNumber(system='state', number='06', year=2024, type='QĐ', issuer='UBND', suffix=None)
    """
    match = _whole_number().fullmatch(canonical_number(text))
    if match is None:
        return None
    number = match["number"]
    if match["party_type"]:
        issuer, suffix = _split(match["party_rest"])
        return DocNumber(
            _system(issuer, "party"), number, None, match["party_type"], issuer, suffix
        )
    if match["loose_rest"]:
        return DocNumber("party", number, None, match["loose_type"], match["loose_rest"], None)
    rest = match["year_rest"] or match["state_rest"] or match["old_rest"]
    year = int(match["year"]) if match["year"] else None
    kind, body, suffix = _symbols(rest)
    clipped = bool(match["old_rest"]) and kind is not None and "-" in match.group()
    system = _system(body, "party" if clipped else "state")
    return DocNumber(system, number, year, kind, body, suffix)


def _symbols(rest: str) -> tuple[str | None, str | None, str | None]:
    """Type, issuer and suffix of "NQ-HĐND", "UBND-KGVX", "TTLT-BNV-VPCP"."""
    first, others = _split(rest)
    if first in type_words()["joint_codes"]:
        return first, others, None
    if first not in type_codes():
        return None, first, others
    return (first, *_split(others)) if others else (first, None, None)


def _system(issuer: str | None, otherwise: str) -> str:
    return "mass" if issuer in type_words()["mass_issuers"] else otherwise


def _split(symbols: str) -> tuple[str, str | None]:
    first, *rest = _MARK.split(symbols, maxsplit=1)
    return first, rest[0] if rest else None


def day(match: regex.Match[str]) -> date | None:
    """The date of a `patterns.DATE` match; None when there is no such day.

    >>> from extractors.citations.patterns import DATE
    >>> day(DATE.match(", ngày 17 tháng 11 năm 2022"))
    datetime.date(2022, 11, 17)
    """
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def type_name(written: str) -> str:
    """The type word as the tables have it.

    >>> type_name("THÔNG BÁO  KẾT LUẬN")
    'Thông báo kết luận'
    """
    words = tidy(written)
    return type_names().get(fold(words)) or words[:1].upper() + words[1:].lower()
