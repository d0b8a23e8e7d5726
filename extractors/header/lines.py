"""What a single line is: pieces of the header, a type, a signature, a list's mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.header import patterns, words
from extractors.header.normalise import (
    calendar_date,
    canonical_number,
    in_capitals,
    one_line,
    trimmed,
    unaccented,
)
from pipeline.lexicon import fold

_LONGEST_BODY_LINE = 90
_LONGEST_HEAD_LINE = 300  # two columns and a bit; longer lines are running text
_LONGEST_ROLE_WORDS = 10


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the header taken apart; `rest` is what none of the fields took.

    Two columns that a converter has put on one line come apart here:
    "HUYỆN ỦY ĐÔNG KHÊ  ĐẢNG CỘNG SẢN VIỆT NAM" has a motto and the rest "HUYỆN ỦY ĐÔNG KHÊ".
    """

    motto: bool = False
    numbered: bool = False
    number: str | None = None
    dated: bool = False
    date: date | None = None
    place: str | None = None
    rest: str = ""

    @property
    def has_field(self) -> bool:
        return self.motto or self.numbered or self.dated


def read_head_line(line: str) -> HeadLine:
    """The fields in a line that stands above the type line.

    Guarantees that a line of running text keeps all its words in `rest`.
    """
    if len(line) > _LONGEST_HEAD_LINE:
        return HeadLine(rest=trimmed(line))
    text, motto = _without_motto(line.replace("|", "  ").replace("\t", "  "))
    text, dated, when, place = _without_date(text)
    text, numbered, number = _without_number(text, whole_line=not dated)
    return HeadLine(motto, numbered, number, dated, when, place, trimmed(text))


def _without_motto(text: str) -> tuple[str, bool]:
    match = patterns.motto().search(unaccented(text))
    if not match:
        return text, False
    phrase, around = match.group(), text[: match.start()] + "  " + text[match.end() :]
    free_form = phrase.startswith("doc")  # "Độc lập - Tự do - Hạnh phúc" is in small letters
    alone = not any(char.isalpha() for char in around)
    if not (in_capitals(text[match.start() : match.end()]) or (free_form or alone)):
        return text, False
    if not (alone or read_head_line(around).has_field or _only_capitals(around)):
        return text, False
    before = text[: match.start()]
    named = phrase.startswith("dang") and _has_letters(before) and not _is_left_column(before)
    if named:
        return text, False  # "… NGÀY THÀNH LẬP | ĐẢNG CỘNG SẢN VIỆT NAM" in a title
    return around, True


def _is_left_column(text: str) -> bool:
    """Whether a body or the number stands left of a motto, or a wide gap parts them."""
    number = patterns.NUMBER_FIELD.search(text)
    return text.endswith("  ") or number is not None or is_body_line(trimmed(text))


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _only_capitals(text: str) -> bool:
    return not any(char.islower() for char in text)


def _without_date(text: str) -> tuple[str, bool, date | None, str | None]:
    """The text before a place and date at its end; a date in running text stays."""
    match = patterns.DATE_FIELD.search(fold(text))
    if not match:
        return text, False, None, None
    day, month, year = (
        match.group(name) or match.group(name + "2") for name in ("day", "month", "year")
    )
    when = calendar_date(day, month, year)
    before = text[: match.start()]
    place = patterns.PLACE_IN_CAPITALS.search(before)
    if place is None or patterns.NUMBER_FIELD.search(before):
        place = patterns.PLACE.search(before)
    left = before[: place.start()] if place else before
    without_number, _, _ = _without_number(left, whole_line=False)
    if not _only_capitals(without_number):
        return text, False, None, None
    return left, True, when, one_line(place.group("place")) if place else None


def subject_and_date(text: str) -> tuple[str, HeadLine]:
    """A letter's subject, cut off a place and date that stand in the other column.

    "báo cáo thống kê Phú Lâm, ngày 03 tháng 02 năm 2025": only with a place and a comma.
    """
    if len(text) > _LONGEST_HEAD_LINE:
        return text, HeadLine()
    for start in (match.end() for match in patterns.WORD_GAP.finditer(text)):
        parts = read_head_line(text[start:])
        if parts.place and parts.date and not parts.rest:
            return text[:start], parts
    return text, HeadLine()


def _without_number(text: str, whole_line: bool) -> tuple[str, bool, str | None]:
    """The text without "Số 256-KH/TU", which stands first or after capitals."""
    match = patterns.NUMBER_FIELD.search(text)
    if match is None:
        bare = patterns.BARE_NUMBER.fullmatch(text) if whole_line else None
        return ("", True, canonical_number(bare.group("number"))) if bare else (text, False, None)
    before, after = text[: match.start()], text[match.end() :]
    if not _only_capitals(before):
        return text, False, None
    if _has_letters(before) and match.group()[:2].isupper():
        return text, False, None  # "THỰC HIỆN NGHỊ QUYẾT | SỐ 05-NQ/TW" in a title
    raw = match.group("number")
    return before + "  " + after, True, canonical_number(raw) if raw else None


@dataclass(frozen=True, slots=True)
class TypeInLine:
    """A document type at the start of a line, and what follows it there.

    `start` is the offset of the subject in the line.
    """

    name: str
    start: int
    subject: str
    capitals: bool


def read_type(line: str) -> TypeInLine | None:
    """The type that a line begins with: "KẾ HOẠCH", "KẾ HOẠCH thực hiện …".

    >>> read_type("CHƯƠNG TRÌNH HÀNH ĐỘNG")
    TypeInLine(name='Chương trình hành động', start=22, subject='', capitals=True)
    """
    match = patterns.type_name().match(fold(line))
    if not match:
        return None
    compact = "".join(match.group("name").split())
    kind = words.types_by_compact_name()[compact]
    subject = trimmed(line[match.end() :])
    if line[match.end() :].lstrip().startswith(":"):
        return None  # "QUYẾT ĐỊNH:" opens the articles, it is no title
    printed = line[match.start("name") : match.end("name")]
    return TypeInLine(kind.name, match.end(), subject, in_capitals(printed))


def ends_open(line: str) -> bool:
    """Whether a line of a title goes on below: "… của Hội nghị lần thứ sáu", "… phát triển và".

    >>> ends_open("thực hiện Nghị quyết của Hội nghị lần thứ sáu"), ends_open("về chuyển đổi số")
    (True, False)
    """
    return patterns.OPEN_END.search(fold(line)) is not None


def is_type_line(line: str) -> str | None:
    """The type when the line is a document type in capitals and nothing else.

    >>> is_type_line("NGHỊ QUYẾT"), is_type_line("Nghị quyết này"), is_type_line("QUYẾT ĐỊNH:")
    ('Nghị quyết', None, None)
    """
    bare = line.strip(" \t*#_")
    found = read_type(bare)
    if found and found.capitals and not any(map(str.isalnum, bare[found.start :])):
        return found.name
    return None


def begins_with_type(line: str) -> bool:
    """Whether a line begins with a document type in capitals.

    >>> begins_with_type("CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ"), begins_with_type("Kế hoạch này")
    (True, False)
    """
    found = read_type(line.strip(" \t*#_"))
    return found is not None and found.capitals


def is_body_line(text: str) -> bool:
    """Whether a line in capitals names a body: "ĐẢNG BỘ TỈNH BẮC KẠN"."""
    return (
        len(text) <= _LONGEST_BODY_LINE
        and in_capitals(text)
        and not text.rstrip().endswith((".", ";", ":"))
        and patterns.body_head().match(fold(text.strip())) is not None
    )


def is_header_line(line: str) -> bool:
    """Whether the line belongs above a title: motto, number, place and date, or a body.

    A line in capitals that begins as a body's name does counts; a heading may look so too.

    >>> is_header_line("Số: 57/KH-UBND     Đông Khê, ngày 5 tháng 3 năm 2026")
    True
    """
    parts = read_head_line(line)
    if parts.has_field:
        return not parts.rest or _only_capitals(parts.rest)
    return is_body_line(parts.rest)


def is_motto_line(line: str) -> bool:
    """Whether the line holds the State's or the Party's motto in capitals.

    >>> is_motto_line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), is_motto_line("Đảng Cộng sản")
    (True, False)
    """
    return read_head_line(line).motto and _only_capitals(line)


def is_recipients_line(line: str) -> bool:
    """Whether the line opens the list of recipients: "Nơi nhận:".

    >>> is_recipients_line("Nơi nhận:"), is_recipients_line("Kính gửi: Sở Nội vụ")
    (True, False)
    """
    return patterns.RECIPIENTS_MARK.match(unaccented(line)) is not None


def is_authority_line(line: str) -> bool:
    """Whether the line says for whom is signed: "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"."""
    match = patterns.AUTHORITY.match(fold(line))
    if not match or len(line.split()) > _LONGEST_ROLE_WORDS + 4:
        return False
    words_after = line[match.end() :]
    return words_after[:1].isupper() and not line.rstrip().endswith((".", ";", ","))


def is_role_line(line: str) -> bool:
    """Whether the line is a role in capitals: "BÍ THƯ", "Q. GIÁM ĐỐC"."""
    return (
        in_capitals(line)
        and len(line.split()) <= _LONGEST_ROLE_WORDS
        and not line.rstrip().endswith((".", ";", ":", ","))
        and patterns.role().match(fold(line)) is not None
    )


def is_signature_line(line: str) -> bool:
    """Whether the line opens a signature block: an authority, or a role in capitals.

    "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" does not count: it heads decisions.

    >>> is_signature_line("T/M THÀNH ỦY"), is_signature_line("Chủ tịch yêu cầu")
    (True, False)
    """
    if is_authority_line(line):
        return True
    return is_role_line(line) and patterns.authority_in_title().match(fold(line)) is None


def is_name(line: str) -> bool:
    """Whether the line can be a person's name, with or without a rank before it."""
    text = without_rank(one_line(line))
    if not patterns.NAME.match(text):
        return False
    if in_capitals(text):
        return fold(text).split()[0] in words.surnames() and not is_body_line(text)
    syllables = text.split()
    return all(
        syllable[1:].islower() or len(syllable) == 1 or "'" in syllable or "’" in syllable
        for syllable in syllables
    )


def without_rank(name: str) -> str:
    """The name without a rank or degree: "Đại tá Nguyễn Văn A" → "Nguyễn Văn A"."""
    folded = fold(name)
    for rank in words.ranks():
        if folded.startswith(rank) and (rank.endswith(".") or folded[len(rank) :][:1] == " "):
            return without_rank(name[len(rank) :].lstrip())
    return name
