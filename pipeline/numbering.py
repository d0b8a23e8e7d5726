"""The labels of the genre: how a line says that an item or a section begins.

One grammar for both `clean` (a labelled line starts a new paragraph) and `segment`
(labels make the tree).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import regex

__all__ = ["LETTERS", "Label", "LabelKind", "follows", "parse_label", "roman", "roman_value"]


class LabelKind(IntEnum):
    """Kinds of labels, from the top of a document downwards."""

    APPENDIX = 0  # Phụ lục I
    PART = 1  # Phần thứ nhất, Phần II
    CHAPTER = 2  # Chương I
    TITLE = 3  # Mục 1
    UPPER = 4  # A. B.
    ROMAN = 5  # I- I. I/
    ARTICLE = 6  # Điều 1.
    STAGE = 7  # Giai đoạn 1. Bước 2:
    ARABIC = 8  # 1. 1- 1/ 1)
    DECIMAL = 9  # 1.1. 1.1.2
    PAREN = 10  # (1) (a)
    LETTER = 11  # a) a. đ)
    STAR = 12  # * as a bullet
    DASH = 13  # -
    PLUS = 14  # +
    BULLET = 15  # •

    @property
    def is_bullet(self) -> bool:
        """Whether the label carries no name of its own, so that items are counted."""
        return self >= LabelKind.STAR


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line.

    `printed` is the label as it stands ("5.4.", "I-", "Điều 1."), `step` its step in a
    path ("5.4", "I", "Điều 1"), `value` its place in its sequence (one number a depth),
    `end` where the text after it begins.
    """

    kind: LabelKind
    printed: str
    step: str
    value: tuple[int, ...]
    end: int


_ORDINAL_WORDS = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
LETTERS = "abcdđeghiklmnopqrstuvxy"  # the order of the genre: a, b, c, d, đ, e

# "Phần thứ nhất", "PHẦN I", "Chương II.", "Mục 3", "Tiểu mục 1", "Điều 12.", "Phụ lục 01"
_NAMED = regex.compile(
    r"""
    (?P<word> phần | chương | tiểu\s+mục | mục | điều | phụ\s+lục | phụ\s+biểu )
    (?: \s+ (?: thứ \s+ (?P<ordinal> nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười )
          | (?: số \s+ )? (?P<number> \d{1,3}[a-zđ]? | [IVXL]{1,6} | [A-ZĐ] ) ) (?!\p{L}|\d) )?
    (?P<punct> \s* [.:)/–-] )? (?= \s | $ )
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
# "Giai đoạn 1. Chuẩn bị", "BƯỚC 2:", "Đợt 1 (tháng 5)"; not "Giai đoạn 2021 - 2025", "Nhóm 3 xã"
_STAGE = regex.compile(
    r"""
    (?: giai\s+đoạn | bước | đợt | (?:nhóm\s+)?nhiệm\s+vụ | (?:nhóm\s+)?giải\s+pháp | nội\s+dung
      | chuyên\s+đề | hợp\s+phần | (?:tiểu\s+)?dự\s+án | nhóm | vòng )
    \s+ (?: thứ \s+ (?P<ordinal> nhất|hai|ba|tư|năm )
          | (?: số\s+ )? (?P<number> \d{1,2} | [IVX]{1,4} ) )
    (?! \p{L} | \d | [.,/]\d | \s*[-–]\s*\d )
    (?: \s* [.:)] (?= \s | $ ) | \s* [–-] (?= \s+ \p{Lu} ) | (?= \s* \( | \s* $ ) )
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
# "I-", "II.", "III/", "IV -", "V–"; not "V/v", "X," nor "I" alone
_ROMAN = regex.compile(
    r"(?P<number> [IVX]{1,6} ) (?P<punct> [.)] | \s?[-–—:/] ) (?= \s* [\p{Lu}\"“'(] | \s+ \d )",
    regex.VERBOSE,
)
# "A.", "B -", "Đ."
_UPPER = regex.compile(
    r"(?P<number> [A-HĐ] ) (?P<punct> [.)] | \s?[-–—/] ) (?= \s+ [\p{Lu}\"“] )", regex.VERBOSE
)
# "1.", "12.", "1-", "1/", "1)", "1 -"; not "28-NQ/TW", "12/4/2021", "2023."
_ARABIC = regex.compile(
    r"""
    (?P<number> \d{1,3} ) (?P<punct> [.)/] | \s?[-–—] )
    (?= \s+ \S | [\p{Lu}\"“] \p{Ll} | \p{Lu}{2}\p{L}*\s | [\"“(] \p{L} | $ )
    """,
    regex.VERBOSE,
)
# "1.1.", "3.10", "2.1.3.", "1.1-", "1.1)"
_DECIMAL = regex.compile(
    r"""
    (?P<number> \d{1,2} (?: \. \d{1,2} | \. \s \d{1,2} (?=\.) ){1,3} ) (?! \d | [.,]\d | \s*% )
    (?P<punct> [.)/] | \s?[-–—:] )? (?= \s+ \S | [\p{Lu}\"“] \p{Ll} | [\"“(] \p{L} | $ )
    """,
    regex.VERBOSE,
)
# "III.1.", "IV.2.1", "A.1)": the section's own sign before the figures
_MIXED = regex.compile(
    r"""
    (?P<number> (?: [IVX]{1,5} | [A-HĐ] ) (?: \. \d{1,2} ){1,3} ) (?! \d | [.,]\d | \s*% )
    (?P<punct> [.)/:] | \s?[-–—] )? (?= \s+ [\p{Lu}\d\"“(] | [\p{Lu}\"“] \p{Ll} )
    """,
    regex.VERBOSE,
)
_RANGE_OR_NUMBER = regex.compile(
    r"\d{1,3} \s? [-–—] \s? (?: \d | \p{Lu}\p{L}{0,4} \s? / \s? \p{Lu} )", regex.VERBOSE
)
_AMOUNT = regex.compile(r"\s*(?:%|triệu|tỷ|nghìn|ngàn|ha|km|m2|tấn|lần)(?!\p{L})")
# "(1)", "(12)", "(a)"
_PAREN = regex.compile(
    r"\( \s? (?P<number> \d{1,2} | [a-zđ] ) \s? \) (?: [.] | -(?=\s) )? (?= \s* \S )",
    regex.VERBOSE,
)
# "a)", "b.", "đ)", "c/", "d -", "a.1)"
_LETTER = regex.compile(
    r"""
    (?P<number> [a-zđð] ) (?P<sub> \.?\d{1,2} )? (?P<punct> \s?\) | [./] | \s?[-–] )
    (?= \s+ \S | \p{Lu} )
    """,
    regex.VERBOSE,
)
_BULLETS = {
    # not the tail of a number that was broken before its hyphen ("số 28" / "-NQ/TW")
    LabelKind.DASH: regex.compile(
        r"[-–—−‐‑] (?! \p{Lu}\p{L}{0,4} / \p{Lu} ) (?= \s* [^\s\-–—−‐‑_=] )", regex.VERBOSE
    ),
    LabelKind.PLUS: regex.compile(r"\+ (?= \s* [^\s\d+] | \s+\d )", regex.VERBOSE),
    LabelKind.STAR: regex.compile(r"\* (?= \s+ [^\s*] )", regex.VERBOSE),
    LabelKind.BULLET: regex.compile(
        r"[•●▪◦·∙■□◾➢➤►✓‣⁃\uf0b7\uf0a7\uf02d\uf0d8\uf0fc] (?= \s* \S )", regex.VERBOSE
    ),
}
_NAMED_KINDS = {
    "phần": LabelKind.PART,
    "chương": LabelKind.CHAPTER,
    "mục": LabelKind.TITLE,
    "tiểu mục": LabelKind.TITLE,
    "điều": LabelKind.ARTICLE,
    "phụ lục": LabelKind.APPENDIX,
    "phụ biểu": LabelKind.APPENDIX,
}
# What follows a reference to a piece of a document.
_OTHER_DOCUMENT = regex.compile(
    r"(?:Luật|Bộ luật|Nghị định|Nghị quyết|Quyết định|Quy định|Quy chế|Kế hoạch|Chỉ thị|Thông tư"
    r"|Chương trình|Hiến pháp|Điều lệ|Pháp lệnh|Đề án)\s"
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN_SIGNS = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_ROMAN_SHAPE = regex.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")


def roman_value(numeral: str) -> int | None:
    """The value of a well-formed Roman numeral up to 39, else None.

    >>> roman_value("XIV"), roman_value("IIX")
    (14, None)
    """
    numeral = numeral.upper()
    if not numeral or not _ROMAN_SHAPE.fullmatch(numeral):
        return None
    values = [_ROMAN_VALUES[char] for char in numeral]
    return sum(
        -value if index + 1 < len(values) and value < values[index + 1] else value
        for index, value in enumerate(values)
    )


def roman(value: int) -> str:
    """A number above 0 as a Roman numeral, in capitals.

    >>> roman(14), roman(1999)
    ('XIV', 'MCMXCIX')
    """
    letters: list[str] = []
    for worth, sign in _ROMAN_SIGNS:
        times, value = divmod(value, worth)
        letters.append(sign * times)
    return "".join(letters)


def parse_label(text: str) -> Label | None:
    """The label at the very start of a cleaned line, or None.

    >>> parse_label("5.4. Chủ trì, phối hợp").step
    '5.4'
    >>> parse_label("28-NQ/TW của Bộ Chính trị") is None
    True
    """
    if not text:
        return None
    first = text[0]
    if first.isdigit():
        return _decimal(text) or _arabic(text)
    if first == "(":
        return _paren(text)
    if not first.isalpha():
        return _bullet(text)
    return (
        _named(text)
        or _stage(text)
        or _mixed(text)
        or _roman(text)
        or _upper(text)
        or _letter(text)
    )


def follows(previous: Label, label: Label) -> bool:
    """Whether `label` is the next one after `previous` in the same sequence."""
    return (
        previous.kind == label.kind
        and previous.value[:-1] == label.value[:-1]
        and previous.value[-1:] != ()
        and label.value[-1] == previous.value[-1] + 1
    )


def _named(text: str) -> Label | None:
    if text[0] not in "pPcCmMtTđĐ":
        return None
    match = _NAMED.match(text)
    if match is None:
        return None
    word = " ".join(match["word"].lower().split())
    kind = _NAMED_KINDS[word]
    number, ordinal = match["number"], match["ordinal"]
    if number is None and ordinal is None:
        # "PHỤ LỤC" may stand alone on its line; "Phần", "Điều" never do.
        if (
            kind != LabelKind.APPENDIX
            or text[match.end() :].strip()
            or word != text.strip().lower()
        ):
            return None
        return Label(kind, text.strip(), text.strip(), (1,), len(text))
    if not match["word"][0].isupper():  # "mục 3 nêu trên" in running text
        return None
    rest = text[match.end() :].lstrip()
    if rest and not match["punct"] and (rest[0].islower() or _OTHER_DOCUMENT.match(rest)):
        return None  # "Điều 5 của Luật này", "Phụ lục I Kế hoạch này"
    if ordinal is not None:
        value = _ORDINAL_WORDS.index(ordinal.lower()) + 1
    elif number.isalpha():
        value = roman_value(number) or ord(number[0].upper()) - 64
    else:
        value = int(regex.match(r"\d+", number).group())  # type: ignore[union-attr]
    printed = text[: match.end()].strip()
    step = printed.rstrip(" .:)/–-")
    return Label(kind, printed, " ".join(step.split()), (value,), _skip(text, match.end()))


def _stage(text: str) -> Label | None:
    if text[0] not in "GBĐNCHTDV":
        return None
    match = _STAGE.match(text)
    if match is None:
        return None
    number, ordinal = match["number"], match["ordinal"]
    if ordinal is not None:
        value: int | None = _ORDINAL_WORDS.index(ordinal.lower()) + 1
    else:
        value = int(number) if number.isdigit() else roman_value(number)
    if not value:
        return None
    step = " ".join(match.group().strip().rstrip(" .:)–-").split())
    return _label(LabelKind.STAGE, text, match, (value,), step)


def _roman(text: str) -> Label | None:
    if text[0] not in "IVX" or text.startswith(("V.I.", "V. I.")):  # V.I. Lênin
        return None
    match = _ROMAN.match(text)
    value = roman_value(match["number"]) if match else None
    if match is None or value is None:
        return None
    return _label(LabelKind.ROMAN, text, match, (value,))


def _mixed(text: str) -> Label | None:
    match = _MIXED.match(text) if text[0] in "IVXABCDĐEGH" else None
    if match is None:
        return None
    first, *figures = match["number"].split(".")
    value = roman_value(first) or "ABCDĐEGH".find(first) + 1
    if not value:
        return None
    return _label(LabelKind.DECIMAL, text, match, (value, *map(int, figures)), match["number"])


def _upper(text: str) -> Label | None:
    match = _UPPER.match(text)
    if match is None:
        return None
    order = "ABCDĐEGH"
    value = order.find(match["number"]) + 1
    return _label(LabelKind.UPPER, text, match, (value,)) if value else None


def _arabic(text: str) -> Label | None:
    match = _ARABIC.match(text)
    if match and _RANGE_OR_NUMBER.match(text):  # "5 - 7 ngày", "28 - NQ/TW"
        return None
    return _label(LabelKind.ARABIC, text, match, (int(match["number"]),)) if match else None


def _decimal(text: str) -> Label | None:
    match = _DECIMAL.match(text)
    if match is None or _AMOUNT.match(text, match.end()):
        return None
    number = "".join(match["number"].split())
    return _label(LabelKind.DECIMAL, text, match, tuple(map(int, number.split("."))), number)


def _paren(text: str) -> Label | None:
    match = _PAREN.match(text)
    if match is None:
        return None
    number = match["number"]
    value = int(number) if number.isdigit() else LETTERS.find(number) + 1
    return _label(LabelKind.PAREN, text, match, (value,), f"({number})")


def _letter(text: str) -> Label | None:
    match = _LETTER.match(text)
    if match is None:
        return None
    letter = match["number"].replace("ð", "đ")  # as fonts of old leave it
    value = LETTERS.find(letter) + 1
    if not value:
        return None
    sub = match["sub"]
    if sub is None:
        return _label(LabelKind.LETTER, text, match, (value,), letter)
    return _label(
        LabelKind.DECIMAL, text, match, (value, int(sub.lstrip("."))), match["number"] + sub
    )


def _bullet(text: str) -> Label | None:
    for kind, pattern in _BULLETS.items():
        match = pattern.match(text)
        if match:
            return Label(kind, match.group(), "", (), _skip(text, match.end()))
    return None


def _label(
    kind: LabelKind,
    text: str,
    match: regex.Match[str],
    value: tuple[int, ...],
    step: str | None = None,
) -> Label:
    printed = match.group().strip()
    return Label(kind, printed, step or match["number"], value, _skip(text, match.end()))


def _skip(text: str, end: int) -> int:
    while end < len(text) and text[end].isspace():
        end += 1
    return end
