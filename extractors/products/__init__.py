"""Products: what a task must deliver, as its lines and cells state it or its text implies it.

>>> [m.raw for m in find("Tham mưu Ban Thường vụ ban hành Nghị quyết về chuyển đổi số.")]
['Nghị quyết về chuyển đổi số']
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.products.rules import in_text
from extractors.products.stated import in_line
from pipeline.model import ProductMention, ProductSource

__all__ = ["find", "find_in_line"]


def find(text: str, masked: Iterable[tuple[int, int]] = ()) -> list[ProductMention]:
    """The products in the text of a task, in reading order.

    Takes cleaned text (NFC, single spaces). Verbs in ranges of `masked` (cited documents)
    make nothing: "Luật Ban hành văn bản quy phạm pháp luật". Guarantees:
        1. Every mention's raw is `text[start:end]`, without quantity ("các") before it.
        2. No two overlap. `source` is `remark` where the text says "sản phẩm: …", else
           `inferred`: a document or a thing of a known kind behind a verb that makes it.
        3. Nothing raises, whatever the text.

    Not found: documents that are carried out, cited or only commented on.

    >>> find("Thực hiện Kế hoạch số 12/KH-UBND; góp ý dự thảo Đề án.")
    []
    """
    return in_text(text, masked)


def find_in_line(text: str, source: ProductSource = ProductSource.LINE) -> list[ProductMention]:
    """The products that a line "Sản phẩm: …", or a cell, gives; `text` is without its label.

    Taken as printed: split at semicolons, and at commas before another document's name.

    >>> [m.raw for m in find_in_line("Kế hoạch, Báo cáo của UBND xã; danh sách hộ nghèo.")]
    ['Kế hoạch', 'Báo cáo của UBND xã', 'danh sách hộ nghèo']
    """
    return in_line(text, source)
