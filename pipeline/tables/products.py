"""What holds for the columns of `tasks` that tell of products: lists that go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import ProductSource
from pipeline.tables.rows import Row, row_name

__all__ = ["PRODUCT_COLUMNS", "broken_products"]

PRODUCT_COLUMNS = ("products", "product_sources", "product_rules", "product_spans")
_SOURCES = frozenset(source.value for source in ProductSource)


def broken_products(tasks: Sequence[Row], texts: Mapping[str, str]) -> Iterator[str]:
    """A line for each task whose lists differ in length or hold what they may not.

    `texts` are the documents' source texts by doc_id. A task of a file from before these
    columns has null in all of them.
    """
    for number, row in enumerate(tasks, start=1):
        lists = [row.get(name) for name in PRODUCT_COLUMNS]
        if all(entries is None for entries in lists):
            continue
        at = row_name("tasks", number, row)
        if len({-1 if entries is None else len(entries) for entries in lists}) > 1:
            yield f"{at}: {', '.join(PRODUCT_COLUMNS)} differ in length"
            continue
        size = len(texts.get(row["doc_id"], ""))
        for product, source, _, span in zip(*lists, strict=True):
            if not product:
                yield f"{at}: products holds an empty one"
            if source not in _SOURCES:
                yield f"{at}: product_sources {source!r} is none of {', '.join(sorted(_SOURCES))}"
            start, end = (span or {}).get("char_start"), (span or {}).get("char_end")
            if start is None or end is None or not 0 <= start < end <= size:
                place = f"product_spans {start} to {end}"
                yield f"{at}: {place} is not inside its document, 0 to {size}"
