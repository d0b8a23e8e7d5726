"""The capitals that TCVN3 lost, where a line's other words tell."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

from pipeline.ingest.letters import is_syllable

__all__ = ["raise_heads", "restore_capitals"]

_LINE = regex.compile(r"[^\r\n\f\v\u2028\u2029]+")

_LETTERS = regex.compile(r"\p{L}+")
_CODE_BESIDE = regex.compile(r"[\d/]")
_LABELLED = regex.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]+[.)]|[a-zđ]\))\s+(?=\p{L})")
_NUMBER_BEHIND = regex.compile(r"\s*[:\d]")
_SMALL_HEAD = regex.compile(
    r"(?m)^\s*(?:cộng hòa xã hội chủ nghĩa việt nam|đảng cộng sản việt nam)\s*$"
    r"|\A\s*(?:ủy ban nhân dân|hội đồng nhân dân|đảng bộ|đảng ủy|(?:tỉnh|thành|huyện|quận|thị) ủy"
    r"|ban chấp hành|bộ|sở|ban|ủy ban)\b[^\n.,;:]{0,60}$"
    r"|(?:\A|\n[^\S\n]*\n)[^\S\n]*(?:kế hoạch|chương trình(?: hành động| công tác)?|nghị quyết"
    r"|quyết định|chỉ thị|thông báo|kết luận|hướng dẫn|báo cáo|đề án|phương án|công điện)[^\S\n]*$"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def restore_capitals(text: str) -> str:
    """Text out of TCVN3 with its words of capitals wholly in capitals, in the same length.

    TCVN3 has no capitals with tones: "KẾ HOẠCH" comes out as "Kế HOạCH". A word whose
    letters without tone, two or more of them, are capitals becomes capital; so does one
    whose first letter alone tells ("Kế"), in a line whose words are otherwise capital. The
    first word behind a label ("1. ủy ban") begins with a capital. What a whole text tells is
    for `raise_heads`.

    >>> restore_capitals("CộNG HòA Xã HộI CHủ NGHĩA VIệT NAM; Số: 12/KH-UBND")
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM; Số: 12/KH-UBND'
    >>> restore_capitals("Số: 12/KH-UBND ngày 5/3/2004 của Bộ Nội vụ")
    'Số: 12/KH-UBND ngày 5/3/2004 của Bộ Nội vụ'
    """
    return _LINE.sub(lambda match: _restore_line(match.group()), text)


def raise_heads(text: str) -> str:
    """A text whose head stands in small letters, with that and its headings in capitals.

    A font of capitals (".VnTimeH") leaves such text: lines by themselves without a capital
    are heads; what a sentence goes on with is none.

    >>> raise_heads("đảng cộng sản việt nam\\n\\nkế hoạch\\nVề việc").splitlines()
    ['ĐẢNG CỘNG SẢN VIỆT NAM', '', 'KẾ HOẠCH', 'Về việc']
    """
    if not _SMALL_HEAD.search(text):
        return text
    lines = text.split("\n")
    raised = False
    for at, line in enumerate(lines):
        begins = raised or at == 0 or not lines[at - 1].strip()
        below = lines[at + 1].strip() if at + 1 < len(lines) else ""
        ends = not below or not below[0].islower() or _stands_alone(below)
        raised = begins and ends and _stands_alone(line)
        if raised and len(line.upper()) == len(line):
            lines[at] = line.upper()
    return "\n".join(lines)


def _stands_alone(line: str) -> bool:
    said = line.strip()
    return bool(said) and said == said.lower() != said.upper() and said[-1] not in ".,;:!?"


def _restore_line(line: str) -> str:
    words = [(match.span(), *_case(match.group())) for match in _LETTERS.finditer(line)]
    telling = [
        upper == cased
        for (start, end), cased, upper in words
        if cased >= 2
        and is_syllable(line[start:end])
        and not _CODE_BESIDE.search(line[max(0, start - 1) : end + 1])
    ]
    capitals = bool(telling) and sum(telling) >= 0.8 * len(telling)
    out, at = [], 0
    label = _LABELLED.match(line)
    if label and _toned(line[label.end()]):
        out, at = [line[: label.end()], line[label.end()].upper()], label.end() + 1
    for (start, end), cased, upper in words:
        word = line[start:end]
        sure = upper == cased and (cased >= 2 or (cased == 1 and _toned(word[0]) and len(word) > 1))
        if word.isupper() or upper < cased or not (sure or capitals):
            continue
        if len(word.upper()) != len(word):  # "ß"
            continue
        if _NUMBER_BEHIND.match(line, end) and word.lower() == "số":
            continue
        out += [line[at:start], word[max(0, at - start) :].upper()]
        at = end
    return "".join([*out, line[at:]]) if out else line


def _case(word: str) -> tuple[int, int]:
    """How many of a word's letters have no tone, and how many of those are capitals."""
    cased = [char for char in word if not _toned(char)]
    return len(cased), sum(char.isupper() for char in cased)


@lru_cache(maxsize=1_000)
def _toned(char: str) -> bool:
    return not _TONES.isdisjoint(unicodedata.normalize("NFD", char))
