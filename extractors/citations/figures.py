"""Documents cited by a bare figure: Chỉ thị 05, Quyết định 217, 218 của Bộ Chính trị."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractors.citations import number_patterns, patterns
from extractors.citations.normalise import tidy
from extractors.citations.page import CONFIDENCE, Page, Tail, read_tail
from extractors.citations.words import (
    tokens,
    type_abbreviations,
    type_names,
    type_words,
)
from pipeline.lexicon import fold
from pipeline.model import CitationMention, Resolution

__all__ = ["figures"]


def figures(page: Page) -> Iterator[CitationMention]:
    """Mentions by a figure without a code; several figures of one list share their span."""
    words = type_words()
    abbreviations = type_abbreviations()
    names = (*words["bare_figures"], *words["bare_figures_after_so"], *abbreviations)
    pattern = number_patterns.bare_figure_type(names)
    for match in number_patterns.BARE_FIGURE.finditer(page.folded):
        head = pattern.search(page.folded, max(0, match.start() - 40), match.start())
        if head is None or _counted(page, match.end()):
            continue
        tail = read_tail(page, match.end())
        name = _type(page, head, tail)
        if name is None:
            continue
        listed = number_patterns.FIGURE.findall(match["list"])
        for figure in listed:
            yield CitationMention(
                start=head.start(),
                end=tail.end,
                raw=page.text[head.start() : tail.end],
                type=name,
                number=figure,
                date=tail.date,
                issuer=tail.issuer,
                resolution=Resolution.EXPANDED if len(listed) > 1 else Resolution.EXPLICIT,
                rule="citation.figure",
                confidence=CONFIDENCE["citation.figure"],
            )


def _type(page: Page, head: regex.Match[str], tail: Tail) -> str | None:
    """The type that the words before a figure mean; None where they are no citation.

    Short forms count in their own letters only, and with a date or an issuer behind.
    """
    words = type_words()
    written = tidy(page.text[slice(*head.span("type"))])
    name = type_names().get(fold(written))
    if name is None:
        name = type_abbreviations().get(written)
        known = tail.issuer or tail.date
        return name if known and name in words["bare_figures"] else None
    if head["so"]:
        return name
    return name if name in words["bare_figures"] and written[0].isupper() else None


def _counted(page: Page, at: int) -> bool:
    """Whether the figure counts something: "Kết luận 05 nội dung"."""
    if patterns.DATE.match(page.folded, at):
        return False
    ahead = [token.word for token in tokens(page.folded, at, 24)]
    counted = type_words()["counted"]
    return bool(ahead) and (ahead[0] in counted or " ".join(ahead[:2]) in counted)
