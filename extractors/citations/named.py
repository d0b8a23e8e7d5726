"""Documents cited by a name: laws, the Constitution, resolutions of plenums and congresses."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractors.citations import issuers, laws, patterns
from extractors.citations.normalise import tidy, type_name
from extractors.citations.page import CONFIDENCE, Page, Tail, read_date, read_tail
from pipeline.lexicon import fold
from pipeline.model import CitationMention, Resolution

__all__ = ["named"]

_LAWMAKERS = ("quốc hội", "ủy ban thường vụ quốc hội")


def named(page: Page) -> list[CitationMention]:
    """Mentions by name in reading order; the laws of one list share their span."""
    found: list[CitationMention] = []
    done = 0
    for match in patterns.NAMED.finditer(page.folded):
        if match.start() < done:
            continue
        mentions = list(_laws(page, match)) if match["law"] else _resolution(page, match)
        if mentions:
            found += mentions
            done = mentions[-1].end
    return found


def _laws(page: Page, match: regex.Match[str]) -> Iterator[CitationMention]:
    listed = laws.read_list(page.text, page.folded, match.start(), match.end())
    for start, end in listed:
        stop = listed[-1][1]
        yield CitationMention(
            start=match.start(),
            end=stop,
            raw=page.text[match.start() : stop],
            type=type_name(match["law"]),
            number=None,
            name=f"{type_name(match['law'])} {tidy(page.text[start:end])}",
            resolution=Resolution.EXPANDED,
            rule="citation.law_list",
        )
    law = None if listed else laws.read(page.text, page.folded, match.start(), match.end())
    if law is not None:
        yield _law(page, match, law)


def _law(page: Page, match: regex.Match[str], law: laws.Law) -> CitationMention:
    tail = read_tail(page, law.end)
    if tail.issuer and not fold(tail.issuer).startswith(_LAWMAKERS):
        tail = Tail(law.end, law.end)
        read_date(page, tail)
    return CitationMention(
        start=match.start(),
        end=tail.end,
        raw=page.text[match.start() : tail.end],
        type=type_name(match["law"]),
        number=None,
        name=tidy(page.text[match.start() : law.end]),
        date=tail.date,
        issuer=tail.issuer,
        rule=law.rule,
        confidence=CONFIDENCE.get(law.rule, 1.0),
    )


def _resolution(page: Page, match: regex.Match[str]) -> list[CitationMention]:
    """Resolutions and conclusions of plenums and congresses, whose issuer is the meeting."""
    body = issuers.read(page.text, page.folded, match.end())
    if body is None:
        return []
    rule = _meeting(page, body, match["ordinal"] is not None)
    concludes = match["resolution"].startswith("kết")
    if rule is None or (concludes and rule != "citation.plenum"):
        return []
    if rule == "citation.congress" and _of_every_congress(page, match, body):
        return []
    tail = Tail(body.end, body.end)
    read_date(page, tail)
    return [
        CitationMention(
            start=match.start(),
            end=tail.end,
            raw=page.text[match.start() : tail.end],
            type=type_name(match["resolution"] if match["resolution"] != "nq" else "nghị quyết"),
            number=None,
            name=tidy(page.text[match.start() : body.end]),
            date=tail.date,
            issuer=tidy(page.text[match.end() : body.end]),
            rule=rule,
            confidence=CONFIDENCE.get(rule, 1.0),
        )
    ]


def _of_every_congress(page: Page, match: regex.Match[str], body: issuers.Body) -> bool:
    """ "nghị quyết đại hội nhiệm kỳ 2020 - 2025" in small letters: those of all levels"""
    said = page.text[match.start() : body.end]
    small = said.split(",")[0].islower()  # not "nghị quyết Đại hội XIII"
    return small and not body.place and "lần thứ" not in said


def _meeting(page: Page, body: issuers.Body, ordinal: bool) -> str | None:
    """The rule of a meeting's resolution; None for resolutions in general."""
    congress = body.first.startswith("đại hội")
    if congress or body.first in ("đảng bộ", "đảng") or ordinal:
        generic = patterns.GENERIC_BODY.match(page.folded, body.end)
        if body.numbered or ordinal:
            return "citation.congress"
        specific = congress and body.place and not generic
        return "citation.congress" if specific else None
    return "citation.plenum" if body.numbered else None
