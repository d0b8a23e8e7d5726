"""Names and numbers of documents → codes of document types."""

from __future__ import annotations

from functools import cache

from extractors.header import patterns, words
from extractors.header.words import DocType
from pipeline.lexicon import fold


def doc_type_code(name: str | None, number: str | None) -> str | None:
    """The code of a type, from its name, or else from the number where that is clear.

    A longer title goes by the type it begins with ("Thông báo kết luận hội nghị").
    QĐ in a Party number is Quyết định or Quy định: None without a name.

    >>> doc_type_code("Chương trình hành động", None), doc_type_code("", "57/KH-UBND")
    ('CTr', 'KH')
    >>> doc_type_code(None, "205-QĐ/TW") is None
    True
    """
    if name and (match := patterns.type_name().match(fold(name))):
        return words.types_by_compact_name()["".join(match.group("name").split())].code
    codes = {kind.code for kind in _types_of_number(number)}
    return codes.pop() if len(codes) == 1 else None


def type_name_of_number(number: str | None) -> str | None:
    """The name of the type that a number states, where only one carries its code.

    >>> type_name_of_number("256-KH/TU"), type_name_of_number("205-QĐ/TW")
    ('Kế hoạch', None)
    """
    kinds = _types_of_number(number)
    codes = {kind.code for kind in kinds}
    return kinds[0].name if len(codes) == 1 else None


def _types_of_number(number: str | None) -> tuple[DocType, ...]:
    party = patterns.PARTY_NUMBER.match(number or "")
    if party:
        return _by_number_code("party", party.group("code"))
    state = patterns.STATE_NUMBER.match(number or "")
    if not state:
        return ()
    kinds = _by_number_code("state", state.group("code"))
    if not kinds and not state.group("year") and state.group("code") in words.letter_issuers():
        return (words.types_by_name()[fold("Công văn")],)
    return kinds


@cache
def _by_number_code(system: str, code: str) -> tuple[DocType, ...]:
    """The types whose numbers carry `code`, the plain name ("Chương trình") first."""
    return tuple(
        kind
        for kind in words.doc_types()
        if code in kind.number_codes and (system in kind.systems or "mass" in kind.systems)
    )
