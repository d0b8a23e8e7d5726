"""Finds the other documents that a Vietnamese official text mentions.

>>> from extractors import citations
>>> [one] = citations.find("thực hiện Nghị quyết số 28-NQ/TW, ngày 17/11/2022 của Bộ Chính trị")
>>> one.type, one.number, one.date.isoformat(), one.issuer
('Nghị quyết', '28-NQ/TW', '2022-11-17', 'Bộ Chính trị')
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.citations.aliases import AliasDefinition, definitions, later_mentions, merged
from extractors.citations.normalise import (
    DocNumber,
    canonical_number,
    identity_number,
    parse_number,
)
from extractors.citations.own_places import find_own_places
from extractors.citations.rules import mentions
from pipeline.model import CitationMention

__all__ = [
    "AliasDefinition",
    "DocNumber",
    "canonical_number",
    "find",
    "find_aliases",
    "find_mentions_of",
    "find_own_places",
    "identity_number",
    "parse_number",
]


def find(text: str, aliases: Iterable[AliasDefinition] = ()) -> list[CitationMention]:
    """All mentions of other documents in a cleaned paragraph, in reading order.

    Guarantees:
        1. `raw == text[start:end]`, and spans lie inside the text.
        2. No two mentions overlap, but those of one list ("số 18, 19-NQ/TW", "các luật:
           Đất đai, Nhà ở"), which have the same span and the resolution `expanded`.
        3. Dates, types and issuers come from the mention itself. A date that does not
           exist is None. A mention by a short name in `aliases` (resolution `alias`)
           has the type, number and name of the document it stands for.
        5. Numbers are spelled right where letters stood for figures or lacked their strokes
           ("O5-QD/TW"), and keep the marks between their parts; see `identity_number`.
        4. Nothing raises, whatever the text.

    >>> [m.number for m in find("Nghị quyết số 18, 19-NQ/TW của Ban Chấp hành Trung ương khóa XII")]
    ['18-NQ/TW', '19-NQ/TW']
    """
    explicit = mentions(text)
    return merged(explicit, later_mentions(text, aliases, explicit))


def find_aliases(text: str) -> list[AliasDefinition]:
    """The short names that a paragraph defines, in reading order.

    >>> [one] = find_aliases("Quyết định số 06/QĐ-TTg (sau đây gọi tắt là Đề án 06)")
    >>> one.alias, one.mention.number
    ('Đề án 06', '06/QĐ-TTg')
    """
    return definitions(text, mentions(text))


def find_mentions_of(text: str, aliases: Iterable[AliasDefinition]) -> list[CitationMention]:
    """The mentions by short name alone, with the resolution `alias`; see `find`.

    >>> aliases = find_aliases("Nghị quyết số 21-NQ/TW (sau đây gọi tắt là Nghị quyết 21)")
    >>> [(m.raw, m.number) for m in find_mentions_of("thực hiện Nghị quyết 21 ở xã", aliases)]
    [('Nghị quyết 21', '21-NQ/TW')]
    """
    return later_mentions(text, aliases, mentions(text))
