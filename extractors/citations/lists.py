"""Numbers that stand in one list behind one type word: what they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractors.citations.page import Page
from pipeline.model import CitationMention, Resolution

__all__ = ["joined"]

_PLURAL = regex.compile(r"(?:các|những)\s+$")
_FIGURE = regex.compile(r"^[\d.]+[a-zđ]?(?:/\d{4})?")


def joined(page: Page, mentions: Sequence[CitationMention]) -> list[CitationMention]:
    """The mentions, in which numbers of one list have one span, as gold/GUIDELINES.md says.

    "các Quyết định số 06/2024/QĐ-UBND, 12/2025/QĐ-UBND của UBND thành phố" is two mentions of
    one raw and one issuer. A number that has a date or an issuer of its own keeps its span,
    and so do those before it. An issuer at the end of a list is that of all numbers of one
    code; behind "các" it is that of any, and a date before it, too.

    >>> from extractors.citations import find
    >>> found = find("Nghị quyết số 66-NQ/TW và 68-NQ/TW của Bộ Chính trị")
    >>> [(one.number, one.issuer) for one in found]
    [('66-NQ/TW', 'Bộ Chính trị'), ('68-NQ/TW', 'Bộ Chính trị')]
    """
    result: list[CitationMention] = []
    for run in _runs(mentions):
        many = bool(_PLURAL.search(page.folded, max(0, run[0].start - 8), run[0].start))
        result += _join(page, run, many)
    return result


def _runs(mentions: Sequence[CitationMention]) -> Iterator[list[CitationMention]]:
    """The mentions in lists: each begins with one that is not `citation.listed`."""
    run: list[CitationMention] = []
    for one in mentions:
        if run and one.rule != "citation.listed":
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _join(page: Page, run: list[CitationMention], many: bool) -> Iterator[CitationMention]:
    """One run, its numbers without a tail taken together with the one they lead to."""
    group: list[CitationMention] = []
    typed = run[0].rule != "citation.bare_number"
    for one in run:
        own_tail = bool(one.date or one.issuer)
        alike = {_series(other.number) for other in [*group, one]}
        shared = one.issuer and (many or (not one.date and len(alike) == 1))
        if group and typed and own_tail and not shared:
            yield from _as_one(page, group, group[-1])
            group = []
            yield one
        else:
            group.append(one)
            if own_tail or not typed:
                yield from _as_one(page, group, one)
                group = []
    yield from _as_one(page, group, group[-1]) if group else ()


def _as_one(
    page: Page, group: list[CitationMention], last: CitationMention
) -> Iterator[CitationMention]:
    start = group[0].start
    for one in group:
        if len({other.number for other in group}) == 1:
            yield one
            continue
        yield replace(
            one,
            start=start,
            end=last.end,
            raw=page.text[start : last.end],
            date=last.date,
            issuer=last.issuer,
            resolution=Resolution.EXPANDED,
        )


def _series(number: str | None) -> str:
    """ "-NQ/TW" of "66-NQ/TW", "/QĐ-UBND" of "06/2024/QĐ-UBND": numbers of one code."""
    return _FIGURE.sub("", number or "")
