"""Documents cited by a number with its code: what stands before it decides what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractors.citations import issuers, number_patterns
from extractors.citations.normalise import canonical_number, parse_number, tidy, type_name
from extractors.citations.page import CONFIDENCE, Page, read_tail
from extractors.citations.words import type_abbreviations, type_codes, type_words
from pipeline.lexicon import fold
from pipeline.model import CitationMention, Resolution

__all__ = ["numbered"]

_TYPE_WINDOW = 90  # characters before a number in which its type word is looked for
_ISSUER_WINDOW = 160  # the same, where the issuer stands between
_QD_TYPES = ("Quyết định", "Quy định")  # whose code is QĐ


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a number: where the mention begins and its type."""

    start: int
    type: str | None
    rule: str | None = None  # None: the number's own shape decides
    shared: tuple[str, ...] = ()
    name: str | None = None
    issuer: str | None = None


def numbered(page: Page, named: list[CitationMention]) -> Iterator[CitationMention]:
    """Mentions by number, in reading order; those of a list each with its own span yet.

    `named` are the laws of the page: "Luật Đất đai số 31/2024/QH15" is one mention.
    """
    last: CitationMention | None = None
    done = 0
    for match in number_patterns.NUMBER.finditer(page.plain):
        if match.start() < done:
            continue  # inside an issuer or date already read
        head = _head(page, match, named, last)
        if head is None or (_needs_type(match) and head.rule is not None) or _too_loose(match):
            continue
        for mention in _records(page, match, head):
            last, done = mention, mention.end
            yield mention


def _needs_type(match: regex.Match[str]) -> bool:
    """Whether the shape is too weak to stand without a type word before it."""
    return bool(match["old_rest"] or match["loose_rest"])


def _too_loose(match: regex.Match[str]) -> bool:
    """Whether a number with a mark that is not its own has codes that the Party has not."""
    rest, words = match["loose_rest"], type_words()
    known = match["loose_type"] in type_codes() and rest in words["party_issuers"]
    return bool(rest) and not known


def _head(
    page: Page,
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
        or _far_typed(page, match)
        or _untyped(page, match)
    )


def _typed(page: Page, at: int) -> _Head | None:
    words = type_words()
    pattern = number_patterns.type_before_number(tuple(words["names"]), tuple(words["qualifiers"]))
    found = pattern.search(page.folded, max(0, at - _TYPE_WINDOW), at)
    if found is None:
        return None
    shared = tuple(number_patterns.FIGURE.findall(found["shared"]))
    return _Head(found.start(), type_name(found["type"]), shared=shared)


def _short_typed(page: Page, at: int) -> _Head | None:
    pattern = number_patterns.short_type_before_number(tuple(type_abbreviations()))
    found = pattern.search(page.plain, max(0, at - _TYPE_WINDOW), at)
    if found is None:
        return None
    shared = tuple(number_patterns.FIGURE.findall(found["shared"]))
    return _Head(found.start(), type_abbreviations()[found["type"]], shared=shared)


def _after_name(page: Page, at: int, named: list[CitationMention]) -> _Head | None:
    """Luật Đất đai | số 31/2024/QH15."""
    for mention in named:
        gap = number_patterns.GAP_TO_NUMBER.fullmatch(
            page.folded, mention.end, max(at, mention.end)
        )
        if mention.end <= at and gap and mention.resolution == Resolution.EXPLICIT:
            name = mention.name if mention.issuer is None else None
            return _Head(mention.start, mention.type, name=name, issuer=mention.issuer)
    return None


def _after_issuer(page: Page, at: int) -> _Head | None:
    """Nghị quyết của Bộ Chính trị | số 28-NQ/TW."""
    pattern = number_patterns.issuer_before_number(tuple(type_words()["names"]))
    for found in pattern.finditer(page.folded, max(0, at - _ISSUER_WINDOW), at):
        body = issuers.read(page.text, page.folded, found.end())
        if (
            body
            and body.end < at
            and number_patterns.GAP_TO_NUMBER.fullmatch(page.folded, body.end, at)
        ):
            issuer = tidy(page.text[found.end() : body.end])
            return _Head(found.start(), type_name(found["type"]), issuer=issuer)
    return None


def _in_list(page: Page, match: regex.Match[str], last: CitationMention | None) -> _Head | None:
    """Nghị quyết số 18-NQ/TW | và số 19-NQ/TW: of one type when the codes agree."""
    at = match.start()
    if last is None or not number_patterns.LIST_GAP.fullmatch(
        page.folded, last.end, max(at, last.end)
    ):
        return None
    parts = parse_number(last.number or "")
    if _code(match) in type_codes() and parts and parts.type != _code(match):
        return None
    return _Head(at, last.type, "citation.listed")


def _far_typed(page: Page, match: regex.Match[str]) -> _Head | None:
    """Chương trình giám sát | số 02-CTr/TU: small words between, and a code that is the type's."""
    pattern = number_patterns.far_type_before_number(tuple(type_words()["names"]))
    meant = type_codes().get(_code(match))
    at = match.start()
    for found in pattern.finditer(page.folded, max(0, at - _TYPE_WINDOW), at):
        name = type_name(found["type"])
        agrees = name.startswith(meant) if meant else _code(match) == "QĐ" and name in _QD_TYPES
        about = page.text[slice(*found.span("about"))]
        if meant is not None and agrees and about == about.lower():
            return _Head(found.start(), name, "citation.far_type")
    return None


def _code(match: regex.Match[str]) -> str:
    """The first symbol of a number, which is its type's code in most."""
    parts = parse_number(match.group())
    rest = match["year_rest"] or match["state_rest"] or match["old_rest"] or ""
    return (parts.type if parts else None) or match["party_type"] or rest.partition("-")[0]


def _untyped(page: Page, match: regex.Match[str]) -> _Head | None:
    """A number in running text; not the document's own in its header ("Số 256-KH/TU")."""
    code, codes = _code(match), type_codes()
    before = page.plain[max(0, match.start() - 24) : match.start()]
    so = number_patterns.SO_BEFORE.search(before)
    words = fold(before[: so.start()] if so else before).split()
    if _needs_type(match) or code not in codes or not words or (so and so["so"][0] == "S"):
        return None
    forms = type_words()["forms"]
    if words[-1] in forms or " ".join(words[-2:]) in forms:
        return None
    return _Head(match.start(), codes[code] or None, "citation.bare_number")


def _records(page: Page, match: regex.Match[str], head: _Head) -> Iterator[CitationMention]:
    number = canonical_number(match.group())
    joint = head.type in type_words()["joint"] or _code(match) in type_words()["joint_codes"]
    tail = read_tail(page, match.end(), joint=joint)
    figure_size = len(match["number"])
    rule = "citation.shared_tail" if head.shared else head.rule or _shape(match)
    confidence = min(CONFIDENCE.get(rule, 1.0), 1.0 if tail.sure else 0.8)
    for figure in (*head.shared, number[:figure_size]):
        yield CitationMention(
            start=head.start,
            end=tail.end,
            raw=page.text[head.start : tail.end],
            type=head.type,
            number=figure + number[figure_size:],
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
    if match["loose_rest"]:
        return "citation.loose_number"
    return "citation.state" if match["state_rest"] else "citation.old_number"
