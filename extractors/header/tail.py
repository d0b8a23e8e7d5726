"""The lines after the last item → signature and recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from extractors.header import patterns, words
from extractors.header.lines import (
    is_authority_line,
    is_name,
    is_role_line,
    read_head_line,
    without_rank,
)
from extractors.header.normalise import in_capitals, one_line, trimmed, unaccented
from extractors.header.rules import Found
from pipeline.lexicon import fold

RULES = (
    "header.signature.on_behalf",
    "header.signature.signed_for",
    "header.signature.role",
    "header.signature.role_with_body",
    "header.signature.name",
    "header.signature.second_column",
    "header.recipients.bullets",
    "header.recipients.lines",
    "header.recipients.inline",
    "header.date.tail",
    "header.place.tail",
)


@dataclass(frozen=True, slots=True)
class Tail:
    """What the signature block and the list of recipients say."""

    signer: Found[str] | None = None
    signer_role: Found[str] | None = None
    on_behalf_of: Found[str] | None = None
    recipients: Found[tuple[str, ...]] | None = None
    date: Found[date] | None = None
    place: Found[str] | None = None


@dataclass(slots=True)
class _Columns:
    """The two columns of the tail: recipients on the left, the signature on the right."""

    recipients: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    second_column_name: str | None = None


def read_tail(tail: Sequence[str]) -> Tail:
    """All fields below the last item. Any lines are allowed; an appendix ends them."""
    columns = _part_columns(tail)
    behalf, roles, name = _read_signature(columns.signature)
    signer = Found(name, "header.signature.name") if name else None
    if signer is None and roles and columns.second_column_name:
        signer = Found(columns.second_column_name, "header.signature.second_column")
    dated = next((parts for parts in map(read_head_line, tail) if parts.dated), None)
    return Tail(
        signer=signer,
        signer_role=roles,
        on_behalf_of=behalf,
        recipients=_recipients(columns.recipients),
        date=Found(dated.date, "header.date.tail") if dated and dated.date else None,
        place=Found(dated.place, "header.place.tail") if dated and dated.place else None,
    )


def _part_columns(tail: Sequence[str]) -> _Columns:
    """Each line to its column; a line that holds both is cut."""
    columns = _Columns()
    in_list = signed = False
    for line in tail:
        if patterns.APPENDIX.match(fold(line)):
            break
        text = line.replace("|", "  ").replace("\t", "  ")
        mark = patterns.RECIPIENTS_MARK.match(unaccented(text))
        if mark:
            in_list, text = True, text[mark.end() :]
        text, right = _cut_second_column(text) if in_list else (text, "")
        if right:
            columns.signature.append(right)
            signed = True
        if not text.strip():
            continue
        if is_authority_line(text) or is_role_line(text):
            columns.signature.append(text)
            signed = True
        elif in_list and _goes_in_list(text, columns.recipients, signed):
            columns.recipients.append(_without_name(text, columns))
        elif signed:
            columns.signature.append(text)
    return columns


def _cut_second_column(text: str) -> tuple[str, str]:
    """ "- Như trên; TM. ỦY BAN NHÂN DÂN" → the item, and what stands right of it."""
    if is_authority_line(text):
        return "", text
    match = patterns.SECOND_COLUMN.search(text)
    if match:
        return text[: match.start()], match.group("signature")
    role = patterns.role_at_end().search(fold(text))
    if role and in_capitals(text[role.start("role") :]):
        before = text[: role.start("role")]
        if before.rstrip().endswith((",", ";", ".", ":", ")")) or before.endswith("  "):
            return before, text[role.start("role") :]
    return text, ""


def _goes_in_list(text: str, items: Sequence[str], signed: bool) -> bool:
    """Whether the line is an item of the list or goes on with one."""
    if patterns.BULLET.match(text):
        return not patterns.RULE_LINE.match(text)
    if signed and is_name(text.strip()):
        return False
    if in_capitals(text) and signed:
        return False
    finished = bool(items) and items[-1].rstrip().endswith((".", "./"))
    return not (finished and signed)


def _without_name(text: str, columns: _Columns) -> str:
    """The item without a name set in its line in the other column."""
    match = patterns.SECOND_COLUMN_NAME.search(text)
    if match and is_name(match.group("name")) and _surname(match.group("name")):
        columns.second_column_name = match.group("name")
        return text[: match.start()]
    return text


def _surname(name: str) -> bool:
    return fold(name).split()[0] in words.surnames()


# --- the signature ---------------------------------------------------------------------


def _read_signature(
    lines: Sequence[str],
) -> tuple[Found[str] | None, Found[str] | None, str | None]:
    """For whom is signed, the signer's own role, the signer.

    Of stacked lines ("TL. CHỦ TỊCH / KT. CHÁNH VĂN PHÒNG / PHÓ CHÁNH VĂN PHÒNG") the
    last without an authority is the role; the others say for whom.
    """
    body: str | None = None  # behind TM., T/M: a collective
    person: str | None = None  # behind KT., TL., TUQ.: the first of stacked lines
    role: str | None = None
    rule = "header.signature.role"
    after: str | None = None  # what a line in capitals would go on with
    for number, line in enumerate(lines):
        text = trimmed(line)
        match = patterns.AUTHORITY.match(fold(text))
        if match and is_authority_line(text):
            rest, own_role = _split_role(text[match.end() :])
            after = "other"
            if match.group("on_behalf") and body is None:
                body, after = rest, "body"
            elif person is None and not match.group("on_behalf"):
                person = rest or None
            if own_role:
                role, rule = own_role, "header.signature.role_with_body"
        elif after == "role" and _of_committee(role) and is_role_line(text):
            continue  # "TRƯỞNG BAN" / "CHỦ TỊCH UBND TỈNH": the office held besides
        elif is_role_line(text) or (after and role is None and _is_role_in_small_letters(text)):
            role, after = text if after != "role" else f"{role} {text}", "role"
        elif after and is_name(text):
            if not (body or person) and any(map(is_role_line, lines[number + 1 :])):
                return None, None, None  # two sign side by side: a joint plan
            found_role = Found(role, rule) if role else None
            return _behalf(body, person), found_role, without_rank(one_line(text))
        elif in_capitals(text) and after == "body":
            body = f"{body} {text}"
        elif in_capitals(text) and after == "role":
            role = f"{role} {text}"
    return _behalf(body, person), Found(role, rule) if role else None, None


def _of_committee(role: str | None) -> bool:
    """Whether an office is one of a committee, which its holder has beside his own."""
    return role is not None and patterns.OF_COMMITTEE.fullmatch(fold(role)) is not None


def _behalf(body: str | None, person: str | None) -> Found[str] | None:
    """A collective comes before the office that is signed for."""
    if body:
        return Found(body, "header.signature.on_behalf")
    return Found(person, "header.signature.signed_for") if person else None


def _split_role(text: str) -> tuple[str, str | None]:
    """ "BAN THƯỜNG VỤ PHÓ BÍ THƯ" → the body and the role set in one line with it."""
    match = patterns.role_at_end().search(fold(text))
    goes_on = match and text[: match.start("role")].rstrip().endswith(",")  # "BỘ TRƯỞNG, CHỦ NHIỆM"
    if match and not goes_on and match.start("role") > 0 and in_capitals(text):
        return trimmed(text[: match.start("role")]), one_line(text[match.start("role") :])
    return trimmed(text), None


def _is_role_in_small_letters(text: str) -> bool:
    """ "Phó Bí thư" below an authority line."""
    match = patterns.role().match(fold(text))
    return match is not None and match.end() == len(text)


# --- recipients ------------------------------------------------------------------------


def _recipients(lines: Sequence[str]) -> Found[tuple[str, ...]] | None:
    """The items, without dash and closing punctuation, broken lines joined."""
    if not lines:
        return None
    bulleted = any(patterns.BULLET.match(line) for line in lines)
    if not bulleted and len(lines) == 1 and ";" in lines[0]:
        return _items(lines[0].split(";"), "header.recipients.inline")
    items = list[str]()
    for line in lines:
        bullet = patterns.BULLET.match(line)
        starts = bool(bullet) if bulleted else not items or _closed(items[-1])
        text = line[bullet.end() :] if bullet else line
        if starts or not items:
            items.append(text)
        else:
            items[-1] = f"{items[-1]} {text}"
    return _items(items, "header.recipients.bullets" if bulleted else "header.recipients.lines")


def _closed(item: str) -> bool:
    return item.rstrip().endswith((",", ";", "."))


def _items(items: Sequence[str], rule: str) -> Found[tuple[str, ...]] | None:
    cleaned = (patterns.ITEM_END.sub("", one_line(item)) for item in items)
    kept = tuple(item for item in cleaned if any(map(str.isalnum, item)))
    return Found(kept, rule) if kept else None
