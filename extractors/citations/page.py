"""One paragraph in the forms that patterns run on, and what follows a number or name in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import regex

from extractors.citations import issuers, patterns
from extractors.citations.normalise import day, plain, tidy
from pipeline.lexicon import fold

__all__ = ["CONFIDENCE", "Page", "Tail", "read_date", "read_tail"]

# How sure a rule is of its record; 1.0 for those not listed.
CONFIDENCE = {
    "citation.old_number": 0.8,
    "citation.loose_number": 0.8,
    "citation.listed": 0.95,
    "citation.far_type": 0.9,
    "citation.bare_number": 0.6,
    "citation.figure": 0.7,
    "citation.law_unlisted": 0.8,
    "citation.law_small": 0.8,
}


@dataclass(frozen=True, slots=True)
class Page:
    """A paragraph as it stands, folded, and with plain letters; offsets are the same in all."""

    text: str
    folded: str
    plain: str

    @classmethod
    def of(cls, text: str) -> Page:
        return cls(text, fold(text), plain(text))


@dataclass(slots=True)
class Tail:
    """What follows a number or name at once; `start` is where that ended."""

    start: int
    end: int
    date: datetime.date | None = None
    issuer: str | None = None
    sure: bool = True


def read_tail(page: Page, at: int, *, joint: bool = False) -> Tail:
    """Date and issuer, in either order, as far as they follow at once.

    `joint` lets several bodies issue together, as in a Thông tư liên tịch; "giữa" tells so.

    >>> tail = read_tail(Page.of("28-NQ/TW, ngày 17/11/2022 của Bộ Chính trị về"), 8)
    >>> tail.date.isoformat(), tail.issuer
    ('2022-11-17', 'Bộ Chính trị')
    """
    tail = Tail(at, at)
    opened = read_date(page, tail)
    lead = _lead(page, tail, opened)
    joint = joint or bool(lead and lead.groupdict().get("between"))
    body = issuers.read(page.text, page.folded, lead.end(), joint=joint) if lead else None
    if lead is None and tail.date is not None:
        body, lead = _issuer_without_of(page, tail.end)
    if body and lead:
        tail.issuer = tidy(page.text[lead.end() : body.end])
        tail.end, tail.sure = body.end, body.sure
        if tail.date is None:
            read_date(page, tail)
    return tail


def read_date(page: Page, tail: Tail) -> bool:
    """Moves `tail` past a date; whether that stands behind a bracket that it does not close."""
    match = patterns.DATE.match(page.folded, tail.end)
    if match is None:
        return False
    tail.end, tail.date = match.end(), day(match)
    return match["open"] is not None


def _lead(page: Page, tail: Tail, opened: bool) -> regex.Match[str] | None:
    """What leads to the issuer: "của", "giữa", a plenum's name; behind ")" and "ngày 17/11"."""
    at = tail.end
    if opened and page.folded[at : at + 1] == ")":
        return patterns.ISSUER_LEAD.match(page.folded, at + 1)
    alone = patterns.DAY_ALONE.match(page.folded, at) if tail.date is None else None
    return patterns.ISSUER_LEAD.match(
        page.folded, alone.end() if alone else at
    ) or patterns.PLENUM_LEAD.match(page.folded, at)


def _issuer_without_of(page: Page, at: int) -> tuple[issuers.Body | None, regex.Match[str] | None]:
    """ "ngày 06/01/2022 Thủ tướng Chính phủ về …": "của" left out, and sure by the "về"."""
    lead = patterns.SPACES.match(page.folded, at)
    body = issuers.read(page.text, page.folded, lead.end()) if lead else None
    if body and body.sure and patterns.ABOUT.match(page.folded, body.end):
        return body, lead
    return None, None
