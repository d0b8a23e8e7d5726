"""Matches → records: each mention of another document, with the id of the rule that made it.

| rule | for |
| --- | --- |
| `citation.party` | Nghị quyết số 28-NQ/TW |
| `citation.state_year` | Nghị định số 30/2020/NĐ-CP |
| `citation.state` | Kế hoạch số 57/KH-UBND |
| `citation.old_number` | Nghị định số 23/CP, Nghị quyết 28-NQ |
| `citation.shared_tail` | Nghị quyết số 18, 19-NQ/TW |
| `citation.listed` | …, 19-NQ/TW after a numbered mention, whose type it takes |
| `citation.bare_number` | theo 28-NQ/TW: no type word |
| `citation.figure` | Chỉ thị 05, Quyết định 217, 218 của Bộ Chính trị: no code |
| `citation.law`, `_unlisted`, `_amending` | Luật Đất đai năm 2024 |
| `citation.constitution`, `citation.statutes` | Hiến pháp năm 2013, Điều lệ Đảng |
| `citation.plenum` | Nghị quyết Trung ương 4 (khóa XII) |
| `citation.congress` | Nghị quyết Đại hội XIII của Đảng |
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

from extractors.citations import issuers, laws, patterns
from extractors.citations.normalise import (
    canonical_number,
    day,
    parse_number,
    plain,
    tidy,
    type_name,
)
from extractors.citations.words import (
    tokens,
    type_abbreviations,
    type_codes,
    type_names,
    type_words,
)
from pipeline.lexicon import fold
from pipeline.model import CitationMention, Resolution

__all__ = ["CONFIDENCE", "mentions"]

_TYPE_WINDOW = 90  # characters before a number in which its type word is looked for
_ISSUER_WINDOW = 160  # the same, where the issuer stands between

# How sure a rule is of its record; 1.0 for those not listed.
CONFIDENCE = {
    "citation.old_number": 0.8,
    "citation.listed": 0.95,
    "citation.bare_number": 0.6,
    "citation.figure": 0.7,
    "citation.law_unlisted": 0.8,
}


@dataclass(frozen=True, slots=True)
class _Text:
    """One paragraph in the three forms that patterns run on; offsets are the same in all."""

    text: str
    folded: str
    plain: str


@dataclass(slots=True)
class _Tail:
    """What follows a number or name at once."""

    end: int
    date: datetime.date | None = None
    issuer: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a number: where the mention begins and its type."""

    start: int
    type: str | None
    rule: str | None = None  # None: the number's own shape decides
    shared: tuple[str, ...] = ()
    name: str | None = None
    issuer: str | None = None


def mentions(text: str) -> list[CitationMention]:
    """All mentions of documents in a paragraph, in reading order, none overlapping.

    Only the numbers of a shared tail carry the same span.

    >>> [(m.number, m.issuer) for m in mentions("Chỉ thị số 05-CT/TW của Bộ Chính trị")]
    [('05-CT/TW', 'Bộ Chính trị')]
    """
    page = _Text(text, fold(text), plain(text))
    named = _named(page)
    numbered = _share_issuers(page, list(_numbered(page, named)))
    found = _beside(named, numbered)
    found = _beside(_figures(page), found)
    return [_with_title(page, m) for m in found]


def _beside(more: Iterable[CitationMention], first: list[CitationMention]) -> list[CitationMention]:
    """Both by place; of `more` only those that overlap none of `first`, which is by place."""
    starts = [one.start for one in first]
    kept = list(first)
    for one in more:
        after = bisect_left(starts, one.end)
        if after == 0 or first[after - 1].end <= one.start:
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


# Numbered documents


def _numbered(page: _Text, named: list[CitationMention]) -> Iterator[CitationMention]:
    last: CitationMention | None = None
    done = 0
    for match in patterns.NUMBER.finditer(page.plain):
        if match.start() < done:
            continue  # inside an issuer or date already read
        head = _head(page, match, named, last)
        if head is None or (match["old_rest"] and head.rule is not None):
            continue
        for mention in _records(page, match, head):
            last, done = mention, mention.end
            yield mention


def _share_issuers(page: _Text, mentions: list[CitationMention]) -> list[CitationMention]:
    """ "các Quyết định số A, B của UBND thành phố": the issuer at the end is that of each.

    So it is in "số 66-NQ/TW và 68-NQ/TW của Bộ Chính trị", whose numbers have one code.
    """
    shared = list(mentions)
    for index in range(len(shared) - 1, 0, -1):
        last, first = shared[index], shared[index - 1]
        if last.rule != "citation.listed" or not last.issuer or first.issuer or first.date:
            continue
        opening = index - 1
        while opening > 0 and shared[opening].rule == "citation.listed":
            opening -= 1
        if _PLURAL.search(page.folded, max(0, shared[opening].start - 8), shared[opening].start):
            shared[index - 1] = replace(first, issuer=last.issuer, date=last.date)
        elif (
            last.date is None
            and _series(first.number) == _series(last.number)
            and page.folded[first.end : last.start].split() in (["và"], ["và", "số"])
        ):
            shared[index - 1] = replace(first, issuer=last.issuer)
    return shared


def _series(number: str | None) -> str:
    """ "-NQ/TW" of "66-NQ/TW": two numbers of one code in one list have one issuer."""
    return (number or "").lstrip("0123456789 ")


_PLURAL = regex.compile(r"(?:các|những)\s+$")


def _head(
    page: _Text,
    match: regex.Match[str],
    named: list[CitationMention],
    last: CitationMention | None,
) -> _Head | None:
    """What the number belongs to, the surest reading first; None for a number of no document."""
    at = match.start()
    return (
        _typed(page, at)
        or _short_typed(page, at)
        or _after_name(page, at, named)
        or _after_issuer(page, at)
        or _in_list(page, match, last)
        or _untyped(page, match)
    )


def _typed(page: _Text, at: int) -> _Head | None:
    words = type_words()
    pattern = patterns.type_before_number(tuple(words["names"]), tuple(words["qualifiers"]))
    found = pattern.search(page.folded, max(0, at - _TYPE_WINDOW), at)
    if found is None:
        return None
    shared = tuple(patterns.FIGURE.findall(found["shared"]))
    return _Head(found.start(), type_name(found["type"]), shared=shared)


def _short_typed(page: _Text, at: int) -> _Head | None:
    pattern = patterns.short_type_before_number(tuple(type_abbreviations()))
    found = pattern.search(page.plain, max(0, at - _TYPE_WINDOW), at)
    if found is None:
        return None
    shared = tuple(patterns.FIGURE.findall(found["shared"]))
    return _Head(found.start(), type_abbreviations()[found["type"]], shared=shared)


def _after_name(page: _Text, at: int, named: list[CitationMention]) -> _Head | None:
    """Luật Đất đai | số 31/2024/QH15."""
    for mention in named:
        gap = patterns.GAP_TO_NUMBER.fullmatch(page.folded, mention.end, max(at, mention.end))
        if mention.end <= at and gap:
            name = mention.name if mention.issuer is None else None
            return _Head(mention.start, mention.type, name=name, issuer=mention.issuer)
    return None


def _after_issuer(page: _Text, at: int) -> _Head | None:
    """Nghị quyết của Bộ Chính trị | số 28-NQ/TW."""
    pattern = patterns.issuer_before_number(tuple(type_words()["names"]))
    for found in pattern.finditer(page.folded, max(0, at - _ISSUER_WINDOW), at):
        body = issuers.read(page.text, page.folded, found.end())
        if body and body.end < at and patterns.GAP_TO_NUMBER.fullmatch(page.folded, body.end, at):
            issuer = tidy(page.text[found.end() : body.end])
            return _Head(found.start(), type_name(found["type"]), issuer=issuer)
    return None


def _in_list(page: _Text, match: regex.Match[str], last: CitationMention | None) -> _Head | None:
    """Nghị quyết số 18-NQ/TW | và số 19-NQ/TW: of one type when the codes agree."""
    at = match.start()
    if last is None or not patterns.LIST_GAP.fullmatch(page.folded, last.end, max(at, last.end)):
        return None
    parts = parse_number(last.number or "")
    if _code(match) in type_codes() and parts and parts.type != _code(match):
        return None
    return _Head(at, last.type, "citation.listed")


def _code(match: regex.Match[str]) -> str:
    """The first symbol of a number, which is its type's code in most."""
    rest = match["year_rest"] or match["state_rest"] or match["old_rest"] or ""
    return match["party_type"] or rest.partition("-")[0]


def _untyped(page: _Text, match: regex.Match[str]) -> _Head | None:
    """A number in running text; not the document's own in its header ("Số 256-KH/TU")."""
    code, codes = _code(match), type_codes()
    before = page.plain[max(0, match.start() - 24) : match.start()]
    so = patterns.SO_BEFORE.search(before)
    words = fold(before[: so.start()] if so else before).split()
    if match["old_rest"] or code not in codes or not words or (so and so["so"][0] == "S"):
        return None
    forms = type_words()["forms"]
    if words[-1] in forms or " ".join(words[-2:]) in forms:
        return None
    return _Head(match.start(), codes[code] or None, "citation.bare_number")


def _records(page: _Text, match: regex.Match[str], head: _Head) -> Iterator[CitationMention]:
    tail = _tail(page, match.end(), joint=head.type in type_words()["joint"])
    number = canonical_number(match.group())
    rule = "citation.shared_tail" if head.shared else head.rule or _shape(match)
    confidence = min(CONFIDENCE.get(rule, 1.0), 1.0 if tail.sure else 0.8)
    for figure in (*head.shared, match["number"]):
        yield CitationMention(
            start=head.start,
            end=tail.end,
            raw=page.text[head.start : tail.end],
            type=head.type,
            number=figure + number[len(match["number"]) :],
            name=head.name,
            date=tail.date,
            issuer=tail.issuer or head.issuer,
            resolution=Resolution.EXPANDED if head.shared else Resolution.EXPLICIT,
            rule=rule,
            confidence=confidence,
        )


def _shape(match: regex.Match[str]) -> str:
    if match["party_rest"]:
        return "citation.party"
    if match["year_rest"]:
        return "citation.state_year"
    return "citation.state" if match["state_rest"] else "citation.old_number"


def _tail(page: _Text, at: int, *, joint: bool = False) -> _Tail:
    """Date and issuer, in either order, as far as they follow at once."""
    tail = _Tail(at)
    _read_date(page, tail)
    lead = patterns.ISSUER_LEAD.match(page.folded, tail.end) or patterns.PLENUM_LEAD.match(
        page.folded, tail.end
    )
    body = issuers.read(page.text, page.folded, lead.end(), joint=joint) if lead else None
    if lead is None and tail.date is not None:
        body, lead = _issuer_without_of(page, tail.end)
    if body and lead:
        tail.issuer = tidy(page.text[lead.end() : body.end])
        tail.end, tail.sure = body.end, body.sure
        if tail.date is None:
            _read_date(page, tail)
    return tail


def _read_date(page: _Text, tail: _Tail) -> None:
    match = patterns.DATE.match(page.folded, tail.end)
    if match:
        tail.end, tail.date = match.end(), day(match)


def _issuer_without_of(page: _Text, at: int) -> tuple[issuers.Body | None, regex.Match[str] | None]:
    """ "ngày 06/01/2022 Thủ tướng Chính phủ về …": "của" left out, and sure by the "về"."""
    lead = patterns.SPACES.match(page.folded, at)
    body = issuers.read(page.text, page.folded, lead.end()) if lead else None
    if body and body.sure and patterns.ABOUT.match(page.folded, body.end):
        return body, lead
    return None, None


# Documents named without a number


def _named(page: _Text) -> list[CitationMention]:
    found: list[CitationMention] = []
    done = 0
    for match in patterns.NAMED.finditer(page.folded):
        if match.start() < done:
            continue
        mention = _law(page, match) if match["law"] else _resolution(page, match)
        if mention is not None:
            found.append(mention)
            done = mention.end
    return found


def _law(page: _Text, match: regex.Match[str]) -> CitationMention | None:
    law = laws.read(page.text, page.folded, match.start(), match.end())
    if law is None:
        return None
    tail = _tail(page, law.end)
    if tail.issuer and not fold(tail.issuer).startswith(("quốc hội", "ủy ban thường vụ quốc hội")):
        tail = _Tail(law.end)
        _read_date(page, tail)
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


def _resolution(page: _Text, match: regex.Match[str]) -> CitationMention | None:
    """Resolutions of plenums and congresses, whose issuer is the meeting."""
    body = issuers.read(page.text, page.folded, match.end())
    if body is None:
        return None
    rule = _meeting(page, body, match["ordinal"] is not None)
    if rule is None:
        return None
    tail = _Tail(body.end)
    _read_date(page, tail)
    return CitationMention(
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


def _meeting(page: _Text, body: issuers.Body, ordinal: bool) -> str | None:
    """The rule of a meeting's resolution; None for resolutions in general."""
    congress = body.first.startswith("đại hội")
    if congress or body.first in ("đảng bộ", "đảng") or ordinal:
        generic = patterns.GENERIC_BODY.match(page.folded, body.end)
        if body.numbered or ordinal:
            return "citation.congress"
        specific = congress and body.place and not generic
        return "citation.congress" if specific else None
    return "citation.plenum" if body.numbered else None


# Figures without a code


def _figures(page: _Text) -> Iterator[CitationMention]:
    words = type_words()
    short, long = tuple(words["bare_figures"]), tuple(words["bare_figures_after_so"])
    pattern = patterns.bare_figure_type(short + long)
    for match in patterns.BARE_FIGURE.finditer(page.folded):
        begin = max(0, match.start() - 40)
        head = pattern.search(page.folded, begin, match.start())
        if head is None or _counted(page, match.end()):
            continue
        name = type_names()[fold(tidy(head["type"]))]
        if not head["so"] and (name not in short or not page.text[head.start()].isupper()):
            continue
        tail = _tail(page, match.end())
        figures = patterns.FIGURE.findall(match["list"])
        for figure in figures:
            yield CitationMention(
                start=head.start(),
                end=tail.end,
                raw=page.text[head.start() : tail.end],
                type=name,
                number=figure,
                date=tail.date,
                issuer=tail.issuer,
                resolution=Resolution.EXPANDED if len(figures) > 1 else Resolution.EXPLICIT,
                rule="citation.figure",
                confidence=CONFIDENCE["citation.figure"],
            )


def _counted(page: _Text, at: int) -> bool:
    """Whether the figure counts something: "Kết luận 05 nội dung"."""
    if patterns.DATE.match(page.folded, at):
        return False
    ahead = [token.word for token in tokens(page.folded, at, 24)]
    counted = type_words()["counted"]
    return bool(ahead) and (ahead[0] in counted or " ".join(ahead[:2]) in counted)


# The trích yếu


@cache
def _title_pattern() -> regex.Pattern[str]:
    heads = ("Ban", "Bộ", "Đảng ủy", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy",
             "Ủy ban", "UBND", "HĐND", "Hội đồng", "Sở", "Chính phủ", "Thủ tướng")  # fmt: skip
    return patterns.title_after(tuple(type_words()["names"]), heads)


def _with_title(page: _Text, mention: CitationMention) -> CitationMention:
    """The mention with the title that follows it at once, if any."""
    if mention.number is None:
        return mention
    match = _title_pattern().match(page.folded, mention.end)
    if match is None:
        return mention
    start, end = match.span("quoted") if match["quoted"] else match.span("plain")
    return replace(mention, title=tidy(page.text[start:end]))
