"""Products as an office states them: the content of a line or a cell for products."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.products.patterns import compiled
from pipeline.lexicon import fold
from pipeline.model import ProductMention, ProductSource

__all__ = ["in_line"]

_RULES = {
    ProductSource.LINE: "product.line",
    ProductSource.GROUP: "product.line",
    ProductSource.TABLE: "product.cell",
    ProductSource.REMARK: "product.remark",
}


def in_line(text: str, source: ProductSource, offset: int = 0) -> list[ProductMention]:
    """Implements `products.find_in_line`; places count from `offset`."""
    folded = fold(text)
    found: list[ProductMention] = []
    for start, end in _pieces(text, folded):
        if bullet := compiled("bullet").match(folded, start, end):
            start = bullet.end()
        start += len(folded[start:end]) - len(compiled("leading").sub("", folded[start:end]))
        end = start + len(compiled("trailing").sub("", folded[start:end]))
        piece = folded[start:end]
        if not piece or compiled("no_product").fullmatch(piece) or compiled("stands").match(piece):
            continue
        kind = compiled("thing").match(piece.removeprefix("dự thảo "))
        found.append(
            ProductMention(
                offset + start,
                offset + end,
                text[start:end],
                kind.group() if kind else "",
                source,
                _RULES[source],
            )
        )
    return found


def _pieces(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """The products of a line: apart at semicolons and full stops, and at a comma or "và"
    before the name of another document."""
    bullet = compiled("bullet").match(folded)
    start = at = bullet.end() if bullet else 0
    while match := compiled("between").search(folded, at):
        at = match.end()
        if _in_brackets(folded, start, match.start()):
            continue
        if match["weak"] is not None and not _begins(text, folded, start, match.start(), at):
            continue
        yield start, match.start()
        start = at
    yield start, len(text)


def _in_brackets(folded: str, start: int, at: int) -> bool:
    return folded.count("(", start, at) > folded.count(")", start, at) or (
        folded.count('"', start, at) % 2 == 1
    )


def _begins(text: str, folded: str, start: int, end: int, at: int) -> bool:
    """Whether another product begins at `at`: a thing with a name, or one right behind another."""
    if compiled("thing").match(folded, at) is None:
        return False
    first = compiled("thing").match(folded, start)
    alone = first is not None and not folded[first.end() : end].strip()
    about = first is not None and compiled("thing").search(folded, first.end(), end) is not None
    return alone or (text[at].isupper() and not about)
