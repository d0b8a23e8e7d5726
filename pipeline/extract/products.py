"""The columns of `tasks` for products: what a task must deliver, stated or inferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from extractors import products
from pipeline.aligned import Aligned
from pipeline.extract.facts import Row
from pipeline.lexicon import fold
from pipeline.model import ProductMention, ProductSource
from pipeline.segment import Item

__all__ = ["product_columns"]

_Placed = tuple[ProductMention, Aligned]


def product_columns(item: Item, doc: Doc) -> Row:
    """`products` and its companions: lists of one length, in the order of their places.

    Products are texts for reading: as printed, broken lines joined. Of those that say the
    same, the first stated one is kept. An inferred product gives way to a stated one of its
    kind ("Báo cáo"), and to one that begins as it does and says more.
    """
    inferred = ((span._.nhiemvu, item.text) for span in doc.spans["products"])
    kept = _distinct(sorted((*_stated(item), *inferred), key=_is_inferred))
    places = [aligned.span(mention.start, mention.end) for mention, aligned in kept]
    order = sorted(range(len(kept)), key=lambda index: places[index])
    return {
        "products": [kept[index][0].raw for index in order],
        "product_sources": [kept[index][0].source.value for index in order],
        "product_rules": [kept[index][0].rule for index in order],
        "product_spans": [
            {"char_start": places[index][0], "char_end": places[index][1]} for index in order
        ],
    }


def _stated(item: Item) -> Iterator[_Placed]:
    """What the item's own lines and cells for products say, and those of its group."""
    own = [meta for meta in item.metas if meta not in item.group_metas]
    for metas, where in ((own, ProductSource.LINE), (item.group_metas, ProductSource.GROUP)):
        for meta in metas:
            if meta.kind == "product":
                source = ProductSource.TABLE if meta.table else where
                for mention in products.find_in_line(meta.aligned.text, source):
                    yield mention, meta.aligned


def _is_less(name: str, names: Iterable[str]) -> bool:
    """Whether another product says the same and more: "kế hoạch" beside "kế hoạch kiểm tra"."""
    return any(other.startswith(f"{name} ") for other in names)


def _is_inferred(pair: _Placed) -> bool:
    return pair[0].source == ProductSource.INFERRED


def _distinct(found: Sequence[_Placed]) -> list[_Placed]:
    """Those that say something new; `found` has the stated ones first."""
    stated = {mention.kind for mention, _ in found if mention.source != ProductSource.INFERRED} - {
        ""
    }
    names = {fold(mention.raw) for mention, _ in found}
    kept: list[_Placed] = []
    seen: set[str] = set()
    for mention, aligned in found:
        name = fold(mention.raw)
        inferred = _is_inferred((mention, aligned))
        if name in seen or (inferred and (mention.kind in stated or _is_less(name, names))):
            continue
        seen.add(name)
        kept.append((mention, aligned))
    return kept
