"""Short names that a document defines for others, and their later mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from extractors.citations import patterns, pinpoints
from extractors.citations.normalise import tidy
from extractors.citations.page import Page
from extractors.citations.words import type_abbreviations, type_names
from pipeline.lexicon import alternation, fold
from pipeline.model import CitationMention, Resolution

__all__ = ["AliasDefinition", "definitions", "later_mentions", "merged"]

_FIGURE = regex.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class AliasDefinition:
    """A short name, where it is defined, and the mention that it stands for.

    `mention` is None where the short name is that of a body ("viết tắt là UBND") or no
    mention comes before it; `mention_span` likewise.
    """

    alias: str
    start: int
    end: int
    mention: CitationMention | None = None

    @property
    def mention_span(self) -> tuple[int, int] | None:
        """Where the mention stands that the short name is for."""
        return (self.mention.start, self.mention.end) if self.mention else None


def definitions(text: str, found: Sequence[CitationMention]) -> list[AliasDefinition]:
    """The short names that `text` defines, given its mentions in reading order."""
    folded = fold(text)
    result: list[AliasDefinition] = []
    for match in patterns.ALIAS.finditer(folded):
        result.append(_definition(text, match, found, said=True))
    for match in patterns.ALIAS_BRACKET.finditer(folded):
        start, end = match.span("alias")
        if any(one.start <= start < one.end or start <= one.start < end for one in result):
            continue
        definition = _definition(text, match, found, said=False)
        if definition.mention is not None and _own_type(definition.alias):
            result.append(definition)
    return sorted(result, key=lambda one: one.start)


def _definition(
    text: str, match: regex.Match[str], found: Sequence[CitationMention], *, said: bool
) -> AliasDefinition:
    start, end = match.span("alias")
    while end > start and text[end - 1].isspace():
        end -= 1
    before = [mention for mention in found if mention.end <= match.start()]
    return AliasDefinition(text[start:end], start, end, _stands_for(text[start:end], before, said))


def _stands_for(
    alias: str, before: Sequence[CitationMention], said: bool
) -> CitationMention | None:
    """The nearest mention before with the alias's type and figure; else by one of the two."""
    folded = fold(alias)
    type_ = _own_type(alias)
    figure = _FIGURE.search(folded)
    if type_ is None:
        return None
    for mention in reversed(before):
        if _fits(mention, type_ if said or not figure else None, figure) and (figure or said):
            return mention
    if not said:
        return None
    for mention in reversed(before):  # "Quyết định số 06/QĐ-TTg … (gọi tắt là Đề án 06)"
        if figure and _fits(mention, None, figure):
            return mention
    return before[-1] if before and not figure else None


def _fits(mention: CitationMention, type_: str | None, figure: regex.Match[str] | None) -> bool:
    if type_ is not None and mention.type != type_ and not (mention.type or "").startswith(type_):
        return False
    if figure is None:
        return True
    own = _FIGURE.match(mention.number or "")
    return own is not None and own.group().lstrip("0") == figure.group().lstrip("0")


def later_mentions(
    text: str, aliases: Iterable[AliasDefinition], explicit: Sequence[CitationMention]
) -> list[CitationMention]:
    """Whole-word mentions of the short names of documents, clear of explicit mentions.

    A bare type word ("Nghị quyết") is no short name to look for: it means the document
    at hand as often. "Đề án 06" for a decision names the scheme that it approves, as "Tổ công
    tác Đề án 06" does: five of six readers mark no document there. A figure without a code
    (rule `citation.figure`) gives way.
    """
    wanted = {
        fold(tidy(one.alias)): one.mention
        for one in aliases
        if one.mention is not None
        and fold(tidy(one.alias)) not in type_names()
        and not _names_scheme(one.alias, one.mention)
    }
    if not wanted:
        return []
    pattern = regex.compile(rf"(?<![\w/-])(?:{alternation(wanted)})(?![\w/]|-\w|\s?-\s?\p{{Lu}})")
    page = Page.of(text)
    taken = [(one.start, one.end) for one in explicit if one.rule != "citation.figure"]
    return [
        _later(page, match, wanted[fold(tidy(match.group()))])
        for match in pattern.finditer(page.folded)
        if all(match.end() <= start or end <= match.start() for start, end in taken)
    ]


def _names_scheme(alias: str, mention: CitationMention) -> bool:
    """Whether a short name is of another type than the document that it was defined for."""
    own = _own_type(alias)
    return own is not None and mention.type is not None and not _fits(mention, own, None)


def _later(page: Page, match: regex.Match[str], mention: CitationMention) -> CitationMention:
    pinpoint = pinpoints.read(page, match.start(), match.end())
    raw = page.text[match.start() : match.end()]
    return CitationMention(
        start=match.start(),
        end=match.end(),
        raw=raw,
        type=_own_type(raw) or mention.type,
        number=mention.number,
        name=mention.name,
        pinpoint=pinpoint.raw if pinpoint else None,
        places=pinpoint.places if pinpoint else (),
        resolution=Resolution.ALIAS,
        rule="citation.alias",
        confidence=0.9,
    )


def _own_type(alias: str) -> str | None:
    """The type that a short name begins with: "Đề án 06" stands for a decision, "NQ 57"."""
    words = alias.split()
    for size in range(min(4, len(words)), 0, -1):
        found = type_names().get(fold(" ".join(words[:size])))
        if found:
            return found
    return type_abbreviations().get(words[0]) if words else None


def merged(
    explicit: Sequence[CitationMention], later: Sequence[CitationMention]
) -> list[CitationMention]:
    """Both in reading order; an explicit figure without a code gives way to a short name."""
    spans = [(one.start, one.end) for one in later]
    kept = [
        one for one in explicit if all(one.end <= start or end <= one.start for start, end in spans)
    ]
    return sorted([*kept, *later], key=lambda one: (one.start, one.end))
