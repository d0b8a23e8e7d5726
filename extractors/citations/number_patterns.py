"""The shapes of document numbers and of what stands before them; see `patterns` for the rest.

Patterns with a `P` in their sample line run on `normalise.plain(text)`, which keeps
case; all others on `pipeline.lexicon.fold(text)`. Both have the offsets of the text.
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.lexicon import alternation

__all__ = [
    "BARE_FIGURE",
    "FIGURE",
    "GAP_TO_NUMBER",
    "LIST_GAP",
    "NUMBER",
    "NUMBER_FORMS",
    "SO_BEFORE",
    "bare_figure_type",
    "far_type_before_number",
    "issuer_before_number",
    "short_type_before_number",
    "type_before_number",
]

# A code: capitals, with the few small letters of CTr, QĐi, TTg, GDTrH.
_CODE = r"[A-ZĐƯ][A-Za-zĐđƯư\d&]{0,23}"
# That of a type, which has no figures: KH, NĐ, TTLT.
_TYPE_CODE = r"[A-ZĐ][A-Za-zĐđ]{0,4}"
# The last part may be broken by a line end or printed with dots: "T W", "T.Ư".
_ISSUER_CODE = rf"(?:T\.[WƯ]|T\sW(?!\w)|{_CODE})"
# A hyphen with a space on one side at most: "NĐ- CP", but not "QH15 - NGHỊ".
_HYPHEN = r"(?:-\s{0,2}|\s{1,2}-)"
# "KH - UBND": spaces on both sides only behind a type's code and before capitals.
_SPACED = rf"{_TYPE_CODE} \s - \s (?=[A-ZĐƯ]{{2}}) {_CODE}"
# What joins the symbols of the State; some put a slash: "QĐ/TTg", "TTLT/BTC-BKHCN".
_JOINT = rf"(?:{_HYPHEN}|\s?/\s?)"
# "số", and as it is mistyped.
_SO = r"s[ốôồổỗo]"
# Figures that were typed or read as letters, straight behind "số": "O5", "l0".
_LETTERS_FOR_FIGURES = r"(?<=[Ss][ốỐôÔ]:?\s?)(?=[OoIl]*\d)[OoIl\d]{2,5}"

# P  "256-KH/TU" "200- QĐ/TW" "28 - NQ / TW" "225-KH/TWĐTN-TNNT": figure, type, issuer, desk.
_PARTY = rf"""
    \s{{0,2}} - \s{{0,2}} (?P<party_type>{_CODE})
    \s{{0,2}} / \s{{0,2}} (?P<party_rest>{_ISSUER_CODE} (?: {_HYPHEN} {_CODE} )*)
"""
# P  "30/2020/NĐ-CP" "119/2020/QH14" "66.7/2025/NQ-CP": figure, year, symbols. "19-2017/NQ-CP",
# as the Government numbered some of its resolutions.
_STATE_YEAR = rf"""
    \s{{0,2}} (?: / | - (?=\s{{0,2}}(?:19|20)\d\d\s?/) ) \s{{0,2}} (?P<year>(?:19|20)\d\d)
    \s{{0,2}} / \s{{0,2}} (?P<year_rest>(?: {_SPACED} | {_CODE} ) (?: {_JOINT} {_CODE} )*)
"""
# P  "3796/QĐ-UBND" "5425/UBND-KGVX" "571/QĐ/TTg" "12/KH - UBND": figure, two symbols or more.
_STATE = rf"""
    \s{{0,2}} / \s{{0,2}}
    (?P<state_rest> {_SPACED} (?: {_HYPHEN} {_CODE} )* | {_CODE} (?: {_JOINT} {_CODE} )+)
"""
# P  "28-NQ-TW" "28 NQ/TW": a Party number with another mark in it. Only behind a type word.
_LOOSE = rf"""
    (?: \s?-\s? (?P<loose_type>{_TYPE_CODE}) \s?-\s? (?P<loose_rest>{_ISSUER_CODE})
      | \s (?P<loose_type>{_TYPE_CODE}) \s?/\s? (?P<loose_rest>{_ISSUER_CODE}) )
"""
# P  "23/CP" "142-HĐBT" "28-NQ": figure and one symbol: old decrees and clipped numbers.
# Only behind a type word.
_OLD = r"\s?[-/]\s?(?P<old_rest>[A-ZĐƯ][A-Za-zĐđ]{0,7})(?![/\d-])"

NUMBER_FORMS = rf"""
    (?P<number> \d{{1,5}}(?:\.\d{{1,2}})?[a-zđ]? | {_LETTERS_FOR_FIGURES} )
    (?: {_PARTY} | {_STATE_YEAR} | {_STATE} | {_LOOSE} | {_OLD} )
    (?!\p{{L}})
"""

NUMBER = regex.compile(
    rf"(?: (?<=[Ss][ốỐ]) | (?<![\w/]|\d[.,]|[\p{{L}}\d]-) ) {NUMBER_FORMS}", regex.VERBOSE
)

# "chỉ thị 05", "nq 57", "nghị quyết số 18 và 19", "chỉ thị số 45/2025": figures without a code.
# The words before are only a cheap gate; `bare_figure_type` reads them.
BARE_FIGURE = regex.compile(
    r"""
    (?=\d)(?<=(?:số:?|quyết|thị|luận|định|tư|nq|ct|kl|qđ|nđ)\s{1,2})
    (?P<list>
        \d{1,5}[a-zđ]?
        (?: /(?:19|20)\d\d(?!/)
          | \s*(?:,|;|và)\s*(?:số\s+)? \d{1,4}[a-zđ]? (?!\s*[/-]\s*\p{L}|\w|/)
        ){0,9}
    )
    (?! \w | \s?[%/] | [.,]\d | \s?-\s?[\p{L}\d] )
    """,
    regex.VERBOSE,
)

# Between a name or issuer and the number that belongs to it: " số " ", số: " " (số ".
GAP_TO_NUMBER = regex.compile(rf"\s*,?\s*\(?\s*(?:{_SO}\s*:?)?\s*")

# Between two numbers of a list: ", " " và số " "; " " đến số ".
LIST_GAP = regex.compile(r"\s*(?:,|;|và|hoặc|cùng|đến|&|,\s*và)\s*(?:số\s*:?\s*)?")

# The figures of "18, 19" and "45/2025".
FIGURE = regex.compile(r"\d+[a-zđ]?(?:/\d{4})?")

# Before a number without a type word: "số", in small letters or not.
SO_BEFORE = regex.compile(r"(?:^|\s)(?P<so>[Ss][ốỐ])\s*:?\s*$")

_SHARED = r"(?P<shared> (?: \d{1,5}[a-zđ]? \s*(?:,|;|và|&)\s* (?:số\s*)? ){0,9} )"


@cache
def type_before_number(names: tuple[str, ...], qualifiers: tuple[str, ...]) -> regex.Pattern[str]:
    """The type word that ends where a number begins, with the figures that share its tail.

    Samples: "nghị quyết số ", "quy định ", "nghị quyết chuyên đề (số: ", "quyết định (qđ) số ",
    "kế hoạch từ số ", "nghị quyết số 18, " and "số 18 và " before "19-NQ/TW".
    """
    return regex.compile(
        rf"""
        (?<!\p{{L}})(?P<type>{alternation(names)})
        (?: \s+ (?:{alternation(qualifiers)}) )?
        (?: \s* \( [\p{{L}}]{{1,5}} \) )?
        \s* (?: [:(]?\s* (?:từ\s+)? {_SO} \s*[:.]?\s* | \(?\s* )
        {_SHARED} $
        """,
        regex.VERBOSE,
    )


@cache
def far_type_before_number(names: tuple[str, ...]) -> regex.Pattern[str]:
    """A type word, what the document is about in small words, and "số" before a number.

    Samples: "chương trình kiểm tra, giám sát số ", "kế hoạch kiểm tra
    năm 2025 số ".
    """
    return regex.compile(
        rf"""
        (?<!\p{{L}})(?P<type>{alternation(names)})
        (?P<about> (?: ,?\s+ (?!(?:theo|tại|{_SO})\s) (?:\p{{L}}+|(?:19|20)\d\d) ){{1,8}} )
        \s+ số \s*:?\s* $
        """,
        regex.VERBOSE,
    )


@cache
def short_type_before_number(abbreviations: tuple[str, ...]) -> regex.Pattern[str]:
    """P  "NQ số ", "NĐ " before a number, in these very letters."""
    letters = "|".join(sorted(abbreviations, key=len, reverse=True))
    return regex.compile(
        rf"""
        (?<![\p{{L}}/-])(?P<type>{letters}) (?: \s+ | (?=\s*[Ss]ố) ) (?: \s* [Ss]ố \s*[:.]?\s* )?
        {_SHARED} $
        """,
        regex.VERBOSE,
    )


@cache
def issuer_before_number(names: tuple[str, ...]) -> regex.Pattern[str]:
    """ "nghị quyết của " (Bộ Chính trị số 28-NQ/TW): type and "của" with the issuer to come."""
    return regex.compile(rf"(?<!\p{{L}})(?P<type>{alternation(names)})\s+của\s+")


@cache
def bare_figure_type(names: tuple[str, ...]) -> regex.Pattern[str]:
    """The type word or its short form before a bare figure: "chỉ thị ", "nq ", "nghị quyết số "."""
    return regex.compile(
        rf"(?<![\p{{L}}/-])(?P<type>{alternation(names)})\s+(?P<so>số\s*:?\s*)?$",
    )
