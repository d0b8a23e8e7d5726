"""The lines above the opening paragraph → fields; each says which rule found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from extractors.header import patterns, words
from extractors.header.lines import (
    HeadLine,
    TypeInLine,
    ends_open,
    is_body_line,
    read_head_line,
    read_type,
    subject_and_date,
)
from extractors.header.normalise import canonical_number, in_capitals, one_line, trimmed
from pipeline.lexicon import fold

RULES = (
    "header.type.line",
    "header.type.two_lines",
    "header.type.with_subject",
    "header.type.sentence_case",
    "header.type.letter",
    "header.type.from_number",
    "header.number.field",
    "header.number.with_type",
    "header.title.below",
    "header.title.same_line",
    "header.title.letter",
    "header.issuer.left_column",
    "header.issuer.party_organ",
    "header.issuer.title_block",
    "header.issuer.authority_line",
    "header.date.head",
    "header.place.head",
)

_LETTER = "Công văn"
_SHORTEST_PARAGRAPH = 120  # characters; a title broken over lines has shorter ones

_SHORTEST_SENTENCE = 50  # characters, below a subject in capitals
_FEWEST_SUBJECT_WORDS = 4

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value and the id of the rule that found it."""

    value: Value
    rule: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines above the opening paragraph say; issuers are candidates."""

    type_name: Found[str] | None = None
    number: Found[str] | None = None
    title: Found[str] | None = None
    title_lines: tuple[int, int] | None = None
    issuers: tuple[Found[str], ...] = ()
    date: Found[date] | None = None
    place: Found[str] | None = None


@dataclass(frozen=True, slots=True)
class _TypeAt:
    """Where the type stands: on line `line`; the title goes on at line `below`."""

    line: int
    below: int
    found: TypeInLine
    rule: str


def read_head(head: Sequence[str]) -> Head:
    """All fields of the header and the title block. Any lines are allowed."""
    at = _find_type(head)
    above = [read_head_line(line) for line in (head[: at.line] if at else head)]
    if at is None:
        return _read_letter(head, above)
    block = _read_title(head, at)
    below = [read_head_line(line) for line in head[at.below :]]
    fields = above + [parts for parts in below if parts.has_field and not parts.rest]
    return Head(
        type_name=Found(at.found.name, at.rule),
        number=_number(fields) or _number_after_type(at.found),
        title=block.title,
        title_lines=block.lines,
        issuers=(*_issuer_above(above), *block.issuers),
        date=_date(fields),
        place=_place(fields),
    )


def _find_type(head: Sequence[str]) -> _TypeAt | None:
    """The first line that is a type, or begins with one in capitals, or is one in any case."""
    found = [(index, kind) for index, line in enumerate(head) if (kind := read_type(line))]
    for index, kind in found:
        if kind.capitals and not kind.subject:
            return _with_next_line(head, index, kind)
        if kind.capitals:
            return _TypeAt(index, index + 1, kind, "header.type.with_subject")
    for index, kind in found:
        if not kind.subject or patterns.SUBJECT_OPENS.match(fold(kind.subject)):
            return _TypeAt(index, index + 1, kind, "header.type.sentence_case")
    return None


def _with_next_line(head: Sequence[str], index: int, kind: TypeInLine) -> _TypeAt:
    """ "CHƯƠNG TRÌNH" above "HÀNH ĐỘNG" is one type over two lines."""
    if index + 1 < len(head) and in_capitals(head[index + 1]):
        joined = fold(kind.name + head[index + 1]).replace(" ", "")
        if longer := words.types_by_compact_name().get(joined):
            whole = TypeInLine(longer.name, kind.start, "", True)
            return _TypeAt(index, index + 2, whole, "header.type.two_lines")
    return _TypeAt(index, index + 1, kind, "header.type.line")


# --- the title block -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    title: Found[str] | None
    lines: tuple[int, int] | None
    issuers: tuple[Found[str], ...]


def _read_title(head: Sequence[str], at: _TypeAt) -> _Block:
    """The subject from the type on, without the issuer that may stand above or below it."""
    first, issuers = _skip_issuer(head, at)
    last = first
    while last < len(head) and not _ends_title(head, first, last):
        last += 1
    wires = patterns.WIRES.fullmatch(head[last]) if last < len(head) else None
    if last < len(head) and (wires or _is_authority(head, first, last)):
        name = wires["who"] if wires else head[last]
        issuers = (*issuers, Found(one_line(name), "header.issuer.authority_line"))
    named = _issuer_in_line(head, at)
    if named:
        issuers = (*issuers, Found(one_line(named), "header.issuer.title_block"))
    own_line = "" if named else _subject_in_line(at.found)
    pieces = ([own_line] if own_line else []) + [head[i] for i in range(first, last)]
    if not pieces:
        return _Block(None, None, issuers)
    rule = "header.title.same_line" if own_line else "header.title.below"
    start = at.line if own_line else first
    return _Block(Found(_join(pieces), rule), (start, max(last, at.line + 1)), issuers)


def _issuer_in_line(head: Sequence[str], at: _TypeAt) -> str | None:
    """ "KẾT LUẬN CỦA BAN BÍ THƯ" above "VỀ VIỆC …": who issues stands in the type's line"""
    of_body = patterns.OF_BODY.match(fold(at.found.subject))
    below = head[at.below] if at.below < len(head) else ""
    if of_body is None or not patterns.ABOUT_LINE.match(fold(below)):
        return None
    name = at.found.subject[of_body.end() :]
    return name if is_body_line(name) else None


def _subject_in_line(found: TypeInLine) -> str:
    """The subject after the type, without the document's own number."""
    match = patterns.NUMBER_AFTER_TYPE.match(found.subject)
    return trimmed(found.subject[match.end() :] if match else found.subject)


def _skip_issuer(head: Sequence[str], at: _TypeAt) -> tuple[int, tuple[Found[str], ...]]:
    """Lines in capitals that name an occasion or a body, above a title in small letters.

    "NGHỊ QUYẾT / HỘI NGHỊ LẦN THỨ SÁU / BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG KHOÁ XIII / về …"
    """
    if at.found.subject:
        return at.below, ()
    index, names = at.below, list[str]()
    while index < len(head) and in_capitals(head[index]):
        line = head[index].strip()
        folded = fold(line)
        of_body = patterns.OF_BODY.match(folded)
        if patterns.OCCASION.match(folded):
            pass
        elif of_body and is_body_line(line[of_body.end() :]):
            names.append(line[of_body.end() :])
        elif is_body_line(line) or (names and not read_head_line(line).has_field):
            names.append(line)
        else:
            break
        index += 1
    below_is_title = index < len(head) and not in_capitals(head[index])
    if index == at.below or not below_is_title:
        return at.below, ()
    issuers = tuple(Found(name, "header.issuer.title_block") for name in _last_body(names))
    return index, issuers


def _ends_title(head: Sequence[str], first: int, index: int) -> bool:
    line = head[index]
    if patterns.RULE_LINE.match(line) or patterns.TITLE_END.match(fold(line)):
        return True
    if read_head_line(line).has_field:
        return True
    if len(line) >= _SHORTEST_PARAGRAPH and patterns.FIRST_PARAGRAPH.search(fold(line)):
        return True
    if _opens_below_capitals(head, first, index):
        return True
    return index > first and _is_authority(head, first, index)


def _opens_below_capitals(head: Sequence[str], first: int, index: int) -> bool:
    """Whether a sentence in small letters begins below a subject all in capitals."""
    above, line = head[first:index], head[index].strip()
    return (
        any(len(text.split()) >= _FEWEST_SUBJECT_WORDS for text in above)
        and all(map(in_capitals, above))
        and line[:1].isupper()
        and not in_capitals(line)
        and len(line) >= _SHORTEST_SENTENCE
        and line.endswith((".", ";", ":"))
    )


def _is_authority(head: Sequence[str], first: int, index: int) -> bool:
    """ "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" below the subject and above "Căn cứ …".

    In a title all in capitals a body's name is the title's own, unless a rule parts them.
    """
    if not is_body_line(head[index]):
        return False
    if one_line(head[index]) in _masthead_bodies(head[:first]):
        return True  # the masthead's own body again, above the grounds
    above = [line for line in head[first:index] if not patterns.RULE_LINE.match(line)]
    if above and _above_grounds(head, index) and not ends_open(above[-1]):
        return True
    in_small_letters = bool(above) and not in_capitals(above[-1])
    return in_small_letters and not ends_open(above[-1])


def _masthead_bodies(lines: Sequence[str]) -> set[str]:
    """What a masthead's left column may name: its lines, and two of them in one."""
    left = [one_line(patterns.COLUMNS.split(line.strip())[0]) for line in lines]
    pairs = (f"{above} {below}" for above, below in pairwise(left) if above and below)
    return {*map(one_line, lines), *left, *pairs}


def _above_grounds(head: Sequence[str], index: int) -> bool:
    """Whether an office or body stands right above "Căn cứ …", or closes a decision's head.

    "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" is no part of a title even where all is in capitals.
    """
    below = next((line for line in head[index + 1 :] if not patterns.RULE_LINE.match(line)), None)
    if below is not None:
        return patterns.GROUNDS.match(fold(below)) is not None
    return patterns.authority_in_title().match(fold(head[index])) is not None


def _join(pieces: Sequence[str]) -> str:
    """One line; a document number broken after its hyphen is closed up."""
    joined = ""
    for piece in map(one_line, pieces):
        tight = joined and patterns.BROKEN_NUMBER.search(joined) and piece[:1].isupper()
        joined += piece if tight or not joined else " " + piece
    return joined


# --- letters ---------------------------------------------------------------------------


def _read_letter(head: Sequence[str], lines: Sequence[HeadLine]) -> Head:
    """A head without a type: a letter where it has "V/v" or "Kính gửi", else a bare header."""
    at = next((i for i, line in enumerate(head) if patterns.SUBJECT_MARK.match(fold(line))), None)
    addressed = any(patterns.ADDRESS.match(fold(line)) for line in head)
    number = _number(lines)
    type_name = None
    if at is not None or addressed:
        type_name = Found(_LETTER, "header.type.letter")
    title, title_lines = (None, None) if at is None else _letter_subject(head, at)
    beside = [subject_and_date(line)[1] for line in head[slice(*title_lines or (0, 0))]]
    lines = [*lines, *beside]
    return Head(
        type_name=type_name,
        number=number,
        title=title,
        title_lines=title_lines,
        issuers=_issuer_above(lines[:at] if at is not None else lines),
        date=_date(lines),
        place=_place(lines),
    )


def _letter_subject(
    head: Sequence[str], at: int
) -> tuple[Found[str] | None, tuple[int, int] | None]:
    """The words after "V/v" and the lines below that go on with them."""
    mark = patterns.SUBJECT_MARK.match(fold(head[at]))
    assert mark is not None
    pieces = [subject_and_date(head[at][mark.end() :])[0]]
    last = at + 1
    while last < len(head):
        line = head[last]
        parts = read_head_line(line)
        if parts.has_field or patterns.ADDRESS.match(fold(line)):
            break
        if patterns.RULE_LINE.match(line) or patterns.TITLE_END.match(fold(line)):
            break
        pieces.append(subject_and_date(line)[0])
        last += 1
    subject = _join([piece for piece in pieces if piece])
    if not subject:
        return None, None
    return Found(subject, "header.title.letter"), (at, last)


# --- number, date, place, issuer -------------------------------------------------------


def _number(lines: Sequence[HeadLine]) -> Found[str] | None:
    for parts in lines:
        if parts.number:
            return Found(parts.number, "header.number.field")
        if parts.numbered:
            return None  # the serial is still to be written
    return None


def _number_after_type(found: TypeInLine) -> Found[str] | None:
    """ "NGHỊ QUYẾT SỐ 28-NQ/TW": the number in the title's own line."""
    match = patterns.NUMBER_AFTER_TYPE.match(found.subject)
    if not match:
        return None
    return Found(canonical_number(match.group("number")), "header.number.with_type")


def _date(lines: Sequence[HeadLine]) -> Found[date] | None:
    dated = next((parts.date for parts in lines if parts.date), None)
    return Found(dated, "header.date.head") if dated else None


def _place(lines: Sequence[HeadLine]) -> Found[str] | None:
    place = next((parts.place for parts in lines if parts.place), None)
    return Found(place, "header.place.head") if place else None


def _issuer_above(lines: Sequence[HeadLine]) -> tuple[Found[str], ...]:
    """The lowest body of the left column; the number closes that column."""
    names, closed = list[str](), list[str]()
    for parts in lines:
        text = parts.rest.strip(" *-–_")
        if text and in_capitals(text) and not patterns.RULE_LINE.match(text):
            below = patterns.BODY_BELOW.match(fold(text))
            names += [text[: below.end()], text[below.end() :]] if below else [text]
        if parts.numbered and not closed:
            closed = list(names)
    found = tuple(Found(name, "header.issuer.left_column") for name in _last_body(closed or names))
    return (*found, *_party_organ(closed or names))


def _party_organ(lines: Sequence[str]) -> tuple[Found[str], ...]:
    """ "TỈNH ỦY LÂM HÀ" / "BAN TỔ CHỨC": an organ bears its committee's name"""
    for above, below in pairwise(lines):
        organ = patterns.PARTY_ORGAN.fullmatch(fold(below))
        if organ and patterns.COMMITTEE.match(fold(above)):
            return (Found(one_line(f"{below} {above}"), "header.issuer.party_organ"),)
    return ()


def _last_body(lines: Sequence[str]) -> list[str]:
    """The last body that the lines name, with the lines its name runs on to; or nothing."""
    bodies = list[str]()
    for number, line in enumerate(lines, start=1):
        lone = number == len(lines) and len(line.split()) == 1  # "BỘ … VÀ MÔI" / "TRƯỜNG"
        goes_on = bool(bodies) and (
            fold(bodies[-1]) in words.unfinished_bodies()
            or ends_open(bodies[-1])
            or not is_body_line(line)
            or lone
        )
        if goes_on:
            bodies[-1] = one_line(f"{bodies[-1]} {line}")
        elif is_body_line(line) or fold(line) in words.unfinished_bodies():
            bodies.append(one_line(line))  # "CHỦ TỊCH" / "ỦY BAN NHÂN DÂN" / "TỈNH …"
    return bodies[-1:]
