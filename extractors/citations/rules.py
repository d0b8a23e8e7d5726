"""Matches → records: each mention of another document, with the id of the rule that made it.

| rule | for | in |
| --- | --- | --- |
| `citation.party` | Nghị quyết số 28-NQ/TW | `numbered` |
| `citation.state_year` | Nghị định số 30/2020/NĐ-CP | |
| `citation.state` | Kế hoạch số 57/KH-UBND | |
| `citation.old_number` | Nghị định số 23/CP, Nghị quyết 28-NQ | |
| `citation.loose_number` | Nghị quyết số 28-NQ-TW, 28 NQ/TW: another mark in it | |
| `citation.shared_tail` | Nghị quyết số 18, 19-NQ/TW | |
| `citation.listed` | …, 19-NQ/TW after a numbered mention, whose type it takes | `lists` too |
| `citation.far_type` | Chương trình giám sát số 02-CTr/TU: words between type and number | |
| `citation.bare_number` | theo 28-NQ/TW: no type word | |
| `citation.figure` | Chỉ thị 05, Quyết định 217, 218 của Bộ Chính trị: no code | `figures` |
| `citation.law`, `_unlisted`, `_amending` | Luật Đất đai năm 2024 | `laws` |
| `citation.law_small` | luật đất đai | |
| `citation.law_list` | các luật: Đất đai, Nhà ở | `named` |
| `citation.constitution`, `citation.statutes` | Hiến pháp năm 2013, Điều lệ Đảng | `laws` |
| `citation.plenum` | Nghị quyết Trung ương 4 (khóa XII) | `named` |
| `citation.congress` | Nghị quyết Đại hội XIII của Đảng | |
| `citation.alias` | Nghị quyết 21, a short name that the document defines | `aliases` |
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import regex

from extractors.citations import patterns, pinpoints
from extractors.citations.figures import figures
from extractors.citations.lists import joined
from extractors.citations.named import named
from extractors.citations.normalise import tidy
from extractors.citations.numbered import numbered
from extractors.citations.page import CONFIDENCE, Page
from extractors.citations.words import type_words
from pipeline.model import CitationMention

__all__ = ["CONFIDENCE", "mentions"]


def mentions(text: str) -> list[CitationMention]:
    """All mentions of documents in a paragraph, in reading order, none overlapping.

    Only the numbers or laws of one list carry the same span.

    >>> [(m.number, m.issuer) for m in mentions("Chỉ thị số 05-CT/TW của Bộ Chính trị")]
    [('05-CT/TW', 'Bộ Chính trị')]
    """
    page = Page.of(text)
    by_name = named(page)
    by_number = joined(page, list(numbered(page, by_name)))
    found = _beside(by_name, by_number)
    found = _beside(figures(page), found)
    return [_with_pinpoint(page, _with_title(page, one)) for one in found]


def _beside(more: Iterable[CitationMention], first: list[CitationMention]) -> list[CitationMention]:
    """Both by place; of `more` only those that overlap none of `first`, which is by place."""
    starts = [one.start for one in first]
    kept = list(first)
    for one in more:
        after = bisect_left(starts, one.end)
        if after == 0 or first[after - 1].end <= one.start:
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


@cache
def _title_pattern() -> regex.Pattern[str]:
    heads = ("Ban", "Bộ", "Đảng ủy", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy",
             "Ủy ban", "UBND", "HĐND", "Hội đồng", "Sở", "Chính phủ", "Thủ tướng")  # fmt: skip
    return patterns.title_after(tuple(type_words()["names"]), heads)


def _with_title(page: Page, mention: CitationMention) -> CitationMention:
    """The mention with the title (trích yếu) that follows it at once, if any."""
    if mention.number is None:
        return mention
    match = _title_pattern().match(page.folded, mention.end)
    if match is None:
        return mention
    start, end = match.span("quoted") if match["quoted"] else match.span("plain")
    return replace(mention, title=tidy(page.text[start:end]))


def _with_pinpoint(page: Page, mention: CitationMention) -> CitationMention:
    """The mention with the part of the document that it points at, if any."""
    found = pinpoints.read(page, mention.start, mention.end)
    if found is None:
        return mention
    return replace(mention, pinpoint=found.raw, places=found.places)
