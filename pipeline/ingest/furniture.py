"""Page numbers, running heads and footnotes, told from the flow by where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import regex

from pipeline.ingest.page_lines import PrintLine
from pipeline.ingest.words import PageWords, Word
from pipeline.model import LineKind, TextOrigin
from pipeline.numbering import parse_label

__all__ = ["mark_furniture"]

_PAGE_NUMBER = regex.compile(
    r"(?:trang|page|tr\.)?\s*:?\s*[-–—~|\[(•]?\s*(?P<number>\d{1,4})\s*"
    r"(?:(?:[/|]|trên|of)\s*\d{1,4}\s*)?[-–—~|\])•]?",
    regex.IGNORECASE,
)
# What a recognition makes of a lone figure.
_UNREAD_NUMBER = regex.compile(r"\W*\w{1,2}\W*")
_STAMP = regex.compile(
    r"(?:người ký|ký bởi|được ký bởi|thời gian ký|ngày ký|cơ quan\s*:|email\s*:|digitally signed)",
    regex.IGNORECASE,
)
_NOTE_MARK = regex.compile(r"(?P<mark>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\(?\d{1,2}\)?|\*{1,3})(?=\s|\p{Lu}|$)")
_EDGE = 0.12  # of the page's height, where furniture stands
_SMALL = 0.9  # of the size of the page's text: a footnote's
_SHORT_RULE = 0.45  # of the page's width: a rule over footnotes
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def mark_furniture(pages: Sequence[PageWords], lines: Sequence[list[PrintLine]]) -> None:
    """Sets `kind` of each line that is no part of the flow.

    A page number is a figure alone at the top or the bottom; a running head a line that
    stands at the edges of several pages; a stamp the line of a digital signature there.
    So is what a browser left of the next page's first line at the foot of a page.
    Footnotes are the smaller lines at the foot of a page from the first that begins with a
    mark, or that stands under a short rule.
    """
    for page, of_page in zip(pages, lines, strict=True):
        for line in _edge_lines(page, of_page):
            if _is_number(line, page, of_page) or _STAMP.match(line.text):
                line.kind = LineKind.FURNITURE
    _mark_running_heads(pages, lines)
    _mark_cut_lines(lines)
    for page, of_page in zip(pages, lines, strict=True):
        _mark_footnotes(page, of_page)


def _edge_lines(page: PageWords, lines: Sequence[PrintLine]) -> Iterator[PrintLine]:
    top, bottom = _EDGE * page.height, (1 - _EDGE) * page.height
    yield from (line for line in lines if line.y1 < top or line.y0 > bottom)


def _is_number(line: PrintLine, page: PageWords, lines: Sequence[PrintLine]) -> bool:
    """A figure alone on its height, apart from the text, and no part of a sentence."""
    if any(other is not line and _level(other, line) for other in lines):
        return False
    below = min((other.y0 for other in lines if other.middle > line.middle), default=None)
    above = max((other.y1 for other in lines if other.middle < line.middle), default=None)
    if above is not None and below is not None:
        return False
    match = _PAGE_NUMBER.fullmatch(line.text)
    if match:
        return True
    recognised = page.origin != TextOrigin.NATIVE and page.number > 1
    centred = abs(line.x0 + line.x1 - page.width) < 0.12 * page.width
    gap = (below - line.y1) if below is not None else 0.0
    return (
        recognised
        and above is None
        and centred
        and gap > 0.8 * line.height
        and _UNREAD_NUMBER.fullmatch(line.text) is not None
    )


def _level(one: PrintLine, two: PrintLine) -> bool:
    return min(one.y1, two.y1) - max(one.y0, two.y0) > 0.3 * min(one.height, two.height)


def _mark_running_heads(pages: Sequence[PageWords], lines: Sequence[list[PrintLine]]) -> None:
    """Lines that return at one height of three pages or more (two of two), figures apart.

    What has a label is an item. The first page's may be a masthead, whose return is another
    document's; so it counts only from the third time on.
    """
    seen: Counter[tuple[str, int]] = Counter()
    places: dict[tuple[str, int], list[PrintLine]] = {}
    for page, of_page in zip(pages, lines, strict=True):
        for line in _edge_lines(page, of_page):
            key = (regex.sub(r"[\d\W]+", " ", line.text.casefold()).strip(), round(line.y0 / 12))
            if len(key[0]) >= 4 and line.kind == LineKind.FLOW and not parse_label(line.text):
                for near in (key, (key[0], key[1] + 1), (key[0], key[1] - 1)):
                    if near in seen:
                        key = near
                        break
                seen[key] += 1
                places.setdefault(key, []).append(line)
    for key, count in seen.items():
        on_first = places[key][0].page == pages[0].number
        if count >= (3 if on_first else 2) and count >= 0.3 * len(pages):
            for line in places[key]:
                line.kind = LineKind.FURNITURE


def _mark_cut_lines(lines: Sequence[list[PrintLine]]) -> None:
    """The tips of letters that a browser prints twice, where a page's end cut through them.

    "Ủ" at the foot, where "- Ủy ban nhân dân …" begins the next page: each such letter stands
    where a word that has it stands there.
    """
    flows = [[line for line in page if line.kind == LineKind.FLOW] for page in lines]
    for flow, below in pairwise(flows):
        if not below:
            continue
        for line in reversed(flow):
            if not all(_stands_in(word, below[0].words) for word in line.words):
                break
            line.kind = LineKind.FURNITURE


def _stands_in(word: Word, others: Sequence[Word]) -> bool:
    """Whether a piece of one of `others`, or all of it, is `word`, at its place across the page."""
    return any(
        other.x0 - 1 <= word.x0 and word.x1 <= other.x1 + 1 and word.text in other.text
        for other in others
    )


def _mark_footnotes(page: PageWords, lines: Sequence[PrintLine]) -> None:
    flow = [line for line in lines if line.kind == LineKind.FLOW and not line.column]
    usual = median(line.size for line in flow) if flow else 0.0
    if len(flow) < 3 or not usual:
        return
    start = _first_note(page, flow, usual)
    if start is None:
        return
    for line in flow[start:]:
        line.kind = LineKind.FOOTNOTE
        match = _NOTE_MARK.match(line.text)
        if match and match["mark"].strip("()").isdigit() and _opens_note(line, match):
            rest = line.text[match.end() :].lstrip()
            mark = match["mark"].strip("()").translate(_SUPERSCRIPTS) + " "
            moved = len(mark) + len(rest) - len(line.text)
            line.places = (0, *(max(0, place + moved) for place in line.places[1:]))
            line.text = mark + rest


def _opens_note(line: PrintLine, match: regex.Match[str]) -> bool:
    return line.words[0].raised or match["mark"][0].isdigit() or match["mark"][0] == "("


def _first_note(page: PageWords, flow: Sequence[PrintLine], usual: float) -> int | None:
    """The index of the first line of the notes at the foot of a page."""
    start = len(flow)
    while start > 0 and flow[start - 1].size < _SMALL * usual:
        start -= 1
    rule = _rule_over_notes(page, flow)
    if rule is not None:
        under = next((n for n, line in enumerate(flow) if line.y0 >= rule - 2), len(flow))
        recognised = page.origin != TextOrigin.NATIVE
        if under < len(flow) and (start <= under or recognised):
            small = median(line.size for line in flow[under:]) < 0.97 * usual
            if small or _NOTE_MARK.match(flow[under].text):
                return under
    for index in range(start, len(flow)):
        if flow[index].words[0].raised or _NOTE_MARK.match(flow[index].text):
            return index
    return None


def _rule_over_notes(page: PageWords, flow: Sequence[PrintLine]) -> float | None:
    """The height of a short rule at the left, in the lower part, with text above it."""
    left = min(line.x0 for line in flow)
    found = [
        rule.y0
        for rule in page.rules
        if 0.1 * page.width < rule.x1 - rule.x0 < _SHORT_RULE * page.width
        and abs(rule.x0 - left) < 0.06 * page.width
        and abs(rule.y1 - rule.y0) < 6
        and rule.y0 > 0.35 * page.height
        and not any(line.y0 + 2 < rule.y0 < line.y1 - 3 for line in flow)
        and not _underlines(rule.y0, rule.x0, rule.x1, flow)
    ]
    return max(found, default=None)


def _underlines(y: float, x0: float, x1: float, flow: Sequence[PrintLine]) -> bool:
    """Whether a rule stands close under a line of its own width: emphasis, not a parting."""
    return any(
        0 <= y - line.y1 < 3 and abs(line.x0 - x0) < 4 and abs(line.x1 - x1) < 4 for line in flow
    )
