"""Numbers as Word prints them in labels: 1, 01, IV, iv, C, c, 3rd, ba."""

from __future__ import annotations

import regex

from pipeline.numbering import roman

__all__ = ["numeral"]

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LARGEST_ROMAN = 32_767  # Word's own limit
_LARGEST_LETTER = 780  # thirty times round the alphabet


def numeral(number: int, style: str, custom: str | None = None) -> str:
    """A number in one of Word's formats (`w:numFmt`); in figures where it is another.

    >>> [numeral(4, style) for style in ("decimalZero", "upperRoman", "lowerLetter", "ordinal")]
    ['04', 'IV', 'd', '4th']
    """
    match style:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02d}"
        case "upperRoman":
            return _roman(number)
        case "lowerRoman":
            return _roman(number).lower()
        case "upperLetter":
            return _letters(number)
        case "lowerLetter":
            return _letters(number).lower()
        case "ordinal":
            return f"{number}{_ordinal_ending(number)}"
        case "decimalEnclosedParen":
            return f"({number})"
        case "decimalEnclosedFullstop":
            return f"{number}."
        case "numberInDash":
            return f"- {number} -"
        case "vietnameseCounting":
            return _in_words(number)
        case "custom" if custom:
            return _padded(number, custom)
    return str(number)


def _roman(number: int) -> str:
    return roman(number) if 0 < number <= _LARGEST_ROMAN else str(number)


def _letters(number: int) -> str:
    """A to Z, then AA, BB, … (not AA, AB), in the English alphabet as Word has it."""
    if not 0 < number <= _LARGEST_LETTER:
        return str(number)
    times, letter = divmod(number - 1, 26)
    return chr(ord("A") + letter) * (times + 1)


def _ordinal_ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _in_words(number: int) -> str:
    """Một, hai, … chín mươi chín; figures beyond."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        special = {1: "mốt" if tens > 1 else "một", 5: "lăm"}
        words.append(special.get(ones, _DIGITS[ones]))
    return " ".join(words)


def _padded(number: int, custom: str) -> str:
    """Figures as wide as the first of a pattern such as "001, 002, 003, …"."""
    first = regex.match(r"0*\d", custom)
    return f"{number:0{min(len(first[0]), 9)}d}" if first is not None else str(number)
