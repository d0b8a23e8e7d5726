"""Header, title block and signature block of one document part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.header import opening as _opening
from extractors.header import rules as _rules
from extractors.header import tail as _tail
from extractors.header.codes import doc_type_code, type_name_of_number
from extractors.header.lines import (
    begins_with_type,
    ends_open,
    is_header_line,
    is_motto_line,
    is_name,
    is_recipients_line,
    is_role_line,
    is_signature_line,
    is_type_line,
    read_head_line,
)
from extractors.header.rules import Found
from pipeline.model import Header

__all__ = [
    "RULES",
    "begins_with_type",
    "doc_type_code",
    "ends_open",
    "explain",
    "is_header_line",
    "is_motto_line",
    "is_name",
    "is_recipients_line",
    "is_role_line",
    "is_signature_line",
    "is_type_line",
    "parse",
    "read_head_line",
]

RULES = (*_rules.RULES, *_opening.RULES, *_tail.RULES, "header.issuer.signature")


def parse(head: Sequence[str], opening: str, tail: Sequence[str], closing: str = "") -> Header:
    """The fields of a document part; None where the document does not say.

    `head` holds the cleaned lines above the opening paragraph, `opening` that
    paragraph, `tail` the lines from the list of recipients or the signature block on,
    `closing` the last paragraph above them. Any may be empty.

    Guarantees:
        1. Nothing raises, whatever the lines.
        2. `title_lines` is a half-open range of `head`, set when `title` is.
        3. The issuer is the longest name that header, title block, opening,
           closing and signature use for it; a superior body above it in the header is passed over.

    >>> parse(["Số 256-KH/TU", "KẾ HOẠCH", "thực hiện Nghị quyết"], "", []).number
    '256-KH/TU'
    """
    fields, title_lines = _read(head, opening, tail, closing)
    values: dict[str, Any] = {name: found.value for name, found in fields.items()}
    code = doc_type_code(values.get("doc_type_name"), values.get("number"))
    return Header(doc_type=code, title_lines=title_lines, **values)


def explain(
    head: Sequence[str], opening: str, tail: Sequence[str], closing: str = ""
) -> dict[str, str]:
    """The id of the rule behind each field that `parse` fills."""
    fields, _ = _read(head, opening, tail, closing)
    return {name: found.rule for name, found in fields.items()}


def _read(
    head: Sequence[str], opening: str, tail: Sequence[str], closing: str
) -> tuple[dict[str, Found[Any]], tuple[int, int] | None]:
    """The fields that were found, by their name in `Header`."""
    top, bottom = _rules.read_head(head), _tail.read_tail(tail)
    behalf = bottom.on_behalf_of
    titled = top.type_name.value if top.type_name else None
    if not opening and head and head[-1].endswith(":"):
        opening = head[-1]  # it was taken for more of the title
    told = _opening.issuer_in_closing(closing, titled)
    if told and any(map(_opening.is_council, top.issuers)):
        told = None  # its office only sends out what the head says it issues
    names = [_opening.issuer_in_opening(opening, titled), told, *top.issuers]
    if behalf and behalf.rule == "header.signature.on_behalf":
        names.append(Found(behalf.value, "header.issuer.signature"))
    found: dict[str, Found[Any] | None] = {
        "doc_type_name": _type_name(top),
        "number": top.number,
        "title": top.title,
        "issuer": _opening.issuer(names),
        "place": top.place or bottom.place,
        "issued_date": top.date or bottom.date,
        "signer": bottom.signer,
        "signer_role": bottom.signer_role,
        "on_behalf_of": behalf,
        "recipients": bottom.recipients,
    }
    return {name: value for name, value in found.items() if value}, top.title_lines


def _type_name(top: _rules.Head) -> Found[str] | None:
    """The type as titled; of an untitled document, the one that its number states."""
    letter = top.type_name is not None and top.type_name.rule == "header.type.letter"
    if top.type_name and not letter:
        return top.type_name
    stated = type_name_of_number(top.number.value if top.number else None)
    if stated and not (letter and stated == "Công văn"):
        return Found(stated, "header.type.from_number")
    return top.type_name
