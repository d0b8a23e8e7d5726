"""Places of the document itself that a text points at: "các nhiệm vụ tại điểm 5.2 mục III"."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.citations import patterns
from extractors.citations.page import Page
from extractors.citations.pinpoints import steps_of
from pipeline.lexicon import alternation, fold
from pipeline.model import CitationMention

__all__ = ["find_own_places"]

# "điểm 5.2 mục III Kế hoạch này" is its own; "… Nghị quyết số 28-NQ/TW", "… Luật Đất đai" is not.
_OTHER = (
    "nghị quyết", "nghị định", "quyết định", "quy định", "thông tư", "kế hoạch", "chương trình",
    "chỉ thị", "kết luận", "đề án", "hướng dẫn", "công văn", "thông báo", "luật", "bộ luật",
    "hiến pháp", "điều lệ", "quy chế", "phương án", "dự án", "hợp đồng", "báo cáo", "tờ trình",
)  # fmt: skip


def _document() -> regex.Pattern[str]:
    return regex.compile(
        rf"\s*,?\s*(?:(?:của|tại|thuộc|trong)\s+)?(?:(?:các|dự\s+thảo)\s+)?"
        rf"(?:{alternation([fold(word) for word in _OTHER])})(?!\p{{L}})"
        rf"(?P<own>(?:\s+hành\s+động)?\s+này)?"
    )


_DOCUMENT = _document()
# What is spoken of stands there: "nêu tại", "thuộc", "ở", "theo".
_STANDS = regex.compile(r"(?<!\p{L})(?:tại|ở|thuộc|trong|theo|của)\s+(?:các\s+)?$")


def find_own_places(
    text: str, mentions: Sequence[CitationMention] = ()
) -> list[tuple[int, int, tuple[tuple[str, ...], ...]]]:
    """The places of its own document that a text points at: span, and the labels of each place.

    Labels stand from the largest part down, as printed. Pinpoints of other documents, whose
    `mentions` are given, are none.

    >>> text = "chủ trì thực hiện các nhiệm vụ tại điểm 5.2, 5.3 mục III Kế hoạch này"
    >>> [places for _, _, places in find_own_places(text)]
    [(('III', '5.2'), ('III', '5.3'))]
    """
    page = Page.of(text)
    found = []
    for match in patterns.PLACES.finditer(page.folded):
        start, end = match.span("steps")
        if _STANDS.search(page.folded, 0, start) is None:
            continue
        if any(one.start < end and start < one.end + 2 for one in mentions):
            continue
        behind = _DOCUMENT.match(page.folded, end)
        if behind is not None and not behind["own"]:
            continue
        labels = tuple(
            tuple(step.rsplit(" ", 1)[-1] for step in place.split("/"))
            for place in steps_of(page, start, end)
        )
        if labels:
            found.append((start, end, labels))
    return found
