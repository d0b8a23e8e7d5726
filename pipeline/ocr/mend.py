"""Misreadings that the genre leaves no doubt about, undone letter by letter.

What is doubtful stays as read: a figure that may have been another is never changed.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.ingest.letters import is_syllable

__all__ = ["mended", "unframed"]

_FIGURES = str.maketrans("lIO", "110")
_STROKES = str.maketrans("l1|", "III")
_SIGNS = str.maketrans(
    {"⁄": "/", "∕": "/", "Ð": "Đ", "ð": "đ", "—": "–", "‐": "-", "­": "", "¡": "i"}
)
# "'Trung ương": a speck, for what is quoted so ends in the same sign
_SPECK = regex.compile(r"^['`‘’´](?=\p{L}+[.,;:]?$)")
# "ĐÐ", "ĐĐ" at a word's start: one letter seen twice ("ĐÐảng")
_TWICE = regex.compile(r"^[ĐÐ]{2}(?=\p{L})")
# "mộỘt", "nộỘp": a letter seen twice, once as a capital; "cỦa", "MỖi": a letter with a mark
# seen as a capital behind another and beside a small one. Codes have capitals without marks.
_TWICE_CASED = regex.compile(r"(?<=(\p{Ll}))\p{Lu}(?=\p{Ll}|$)")
_CASED = regex.compile(r"^[(“\"]?\p{L}*\p{Ll}\p{L}*[.,;:)”\"]*$")
_MARKED_CAPITAL = regex.compile(r"(?<=\p{L})(?![ĐÐ])[^\P{Lu}A-Z]")
# "SỞ Tài chính", "TỔ quốc": the mark makes a small letter as high as a capital
# ("TƯ" is the centre)
_TWO_CAPITALS = regex.compile(r"\p{Lu}(?![ĐÐĂÂÊÔƠƯ])[^\P{Lu}A-Z][.,;:)”\"]*")
# Codes: "28-NO/TW", "256-KHI/TU", "28-NQ/TWY" are not undone; only signs and letters that
# no code has: "28—NQ/TW" and "28-NQITW" with I for the slash before TW, TU, HU, ĐU
_SLASH_AS_I = regex.compile(
    r"^(\d{1,4}-(?:NQ|QĐ|CT|KL|KH|CTr|TB|HD|BC|QC|TTr|ĐA|QyĐ|CV|TT))"
    r"[Il|1ˆ^\\](TW|TU|HU|ĐU)(?=\W|$)"
)
# "41/CTTTg", "12/QĐUBND": a type and its issuer, without the hyphen
_NO_HYPHEN = regex.compile(
    r"^(?P<type>\d{1,5}/(?:(?:19|20)\d\d/)?(?:QĐ|CT|KH|NQ|TB|KL|CTr|CĐ|HD|BC|TTr|CV|TT|NĐ))"
    r"(?=(?:TTg|UBND|CP|HĐND|B[A-ZĐ]{1,8}|S[A-ZĐ]{1,8})(?:\W|$))"
)
_COMMITTEE = regex.compile(r"(?<=\d.*UBTV)[O0](?=H\d)")  # "UBTVOH15"
# "04-ĐA/TỦ": the capitals at a code's end have no tones
_TONED_CODE = regex.compile(r"(?<=^\d{1,4}-\p{Lu}\p{L}{1,3}/\p{Lu}{0,4})[ÙÚỦŨỤ](?=\W|$)")
_DATE_L = regex.compile(r"^(?=[\dlIO]{1,2}/[\dlIO]{1,2}/[12][\dlIO]{3}\D?$)(?=.*\d).+$")
# "58-QĐĐ/TW": one letter seen twice inside a code
_TWICE_IN_CODE = regex.compile(r"(?<=\p{Lu})Đ(?=Đ/\p{Lu})")
# "UBTVQHI5", "QHI15": the number of a National Assembly has two figures, from 10 to 19
_ASSEMBLY = regex.compile(r"(?<=\d.*QH)(?:[Il|]1?|1[Il|])(?=\d(?!\d))")
# A Roman numeral whose strokes were read as H, l, 1, | or with a tone: XIIH, XIH, XIIHÍ
_ROMAN = regex.compile(r"(?P<tens>X{0,3})(?P<five>V?)(?P<strokes>[IHl1|ÍÌỈĨỊ]{1,6})")
_ROMAN_LABEL = regex.compile(r"^(?P<mark>[IHl1|]{1,4}|[IVXl1|]{1,4})(?P<end>[-–.)/:]+)$")
# "PThời": the upright line of a stamp's frame, read as a letter
_FRAMED = regex.compile(r"\p{Lu}(?P<word>\p{Lu}\p{Ll}+)")
# "PHO CHỦ TỊCH": who signs; no word of three capitals with these marks stands before an office
_DEPUTY = frozenset({"PHO", "PHỎ", "PHÒ", "PHÕ", "PHÔ"})
_OFFICES = frozenset({"CHỦ", "GIÁM", "BÍ", "THỦ", "CHÁNH", "TRƯỞNG", "VIỆN", "CỤC", "VỤ", "TỔNG"})
# "Sở Nông nghiệp và. Môi trường": a speck behind a word that ends no sentence
_GOES_ON = frozenset({"và", "của", "các", "những", "với", "thuộc", "bằng", "hoặc"})
_DOUBTFUL = 0.5
_QUOTED = 12  # words
_AFTER = frozenset({"khóa", "khoá", "hội", "thứ", "lần", "phần", "chương"})


def mended(words: Sequence[str]) -> list[str]:
    """The words of a page in reading order, with sure misreadings undone.

    >>> mended(["khóa", "XIIH"]), mended(["26⁄4/2023"]), mended(["ĐÐảng"])
    (['khóa', 'XIII'], ['26/4/2023'], ['Đảng'])
    """
    found: list[str] = []
    for index, word in enumerate(words):
        if _SPECK.match(word) and not any(
            "'" in w or "’" in w for w in words[index + 1 :][:_QUOTED]
        ):
            word = word[1:]
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        found.append(_one(word, before, after))
    return found


def unframed(words: Sequence[str], lines: Sequence[int], confidences: Sequence[float]) -> list[str]:
    """The words without a capital before the capital that begins a line.

    Only where the engine doubts the word, and it is a syllable without that letter and none
    with it: the frame of a stamp stands close to its words.

    >>> unframed(["PThời", "gian"], [0, 0], [0.28, 0.97])
    ['Thời', 'gian']
    """
    found = list(words)
    for index, word in enumerate(words):
        begins = not index or lines[index] != lines[index - 1]
        match = _FRAMED.fullmatch(word) if begins and confidences[index] < _DOUBTFUL else None
        if match is not None and is_syllable(match["word"]) and not is_syllable(word):
            found[index] = match["word"]
    return found


def _one(word: str, before: str, after: str) -> str:
    word = _case(_TWICE.sub("Đ", word.translate(_SIGNS)), before, after)
    word = _ASSEMBLY.sub("1", _COMMITTEE.sub("Q", word))
    word = _NO_HYPHEN.sub(r"\g<type>-", _TONED_CODE.sub("U", word))
    word = _TWICE_IN_CODE.sub("", _SLASH_AS_I.sub(r"\1/\2", word))
    if _DATE_L.match(word):
        return word.translate(_FIGURES)
    if _follows_ordinal(before):
        return _roman(word)
    if word in _DEPUTY and after in _OFFICES:
        return "PHÓ"
    if word.endswith(".") and word[:-1].casefold() in _GOES_ON and after[:1].isalpha():
        return word[:-1]
    match = _ROMAN_LABEL.match(word) if after[:1].isupper() and after[:3].isupper() else None
    if match and not match["mark"].isdigit():  # "1. UBND tỉnh" is a label of its own
        return _roman_letters(match["mark"]) + match["end"]
    return word


def _case(word: str, before: str, after: str) -> str:
    """A capital that is none as the small letter that it is ("cỦa", "mộỘt", "SỞ Tài chính").

    Two letters, "SỞ", are a word of capitals beside others; beside small letters they are not.
    """
    if _CASED.search(word):
        word = _TWICE_CASED.sub(_small, word)
        return _MARKED_CAPITAL.sub(lambda match: match.group().lower(), word)
    beside = [before, after]
    small = any(char.islower() for other in beside for char in other)
    if small and _TWO_CAPITALS.fullmatch(word) and not any(map(_is_capitals, beside)):
        return word[0] + word[1:].lower()
    return word


def _small(match: regex.Match[str]) -> str:
    """Nothing for a letter that was seen before as a small one."""
    return "" if match.group().lower() == match[1] else match.group()


def _is_capitals(word: str) -> bool:
    bare = word.strip('.,;:()[]“”"-–')
    return bare.isalpha() and bare.isupper()


def _follows_ordinal(before: str) -> bool:
    return before.casefold().strip('(“"') in _AFTER


def _roman(word: str) -> str:
    """A numeral after "khóa", "Đại hội" with its strokes as they must be: III at most."""
    bare = word.rstrip('.,;:)”"')
    match = _ROMAN.fullmatch(bare)
    if match is None or bare.isdigit() or set(bare) <= set("XVI"):
        return word
    strokes = min(3, sum(2 if char == "H" else 1 for char in match["strokes"]))
    return match["tens"] + match["five"] + "I" * strokes + word[len(bare) :]


def _roman_letters(mark: str) -> str:
    """Strokes as I; an H is two of them that a serif has joined, with one beside it three.

    Which numeral a label must be, its sequence tells (`pipeline.misread_labels`).
    """
    plain = mark.translate(_STROKES)
    if "H" not in plain:
        return plain
    return "II" if plain == "H" else "III"
