"""Which lines of a page are the document, and which are the site around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import regex

from pipeline.ingest.html.lines import Box, Laid, WebLine
from pipeline.ingest.html.style import genre_words
from pipeline.lexicon import alternation, fold
from pipeline.model import LineKind

__all__ = ["Found", "find_document"]

# "Số: 57/KH-UBND", "Số 256-KH/TU", "Số:      /KH-UBND"
_NUMBER = regex.compile(
    r"số\s*:?\s*(?:\d{1,5}|\.{2,}|…)?\s*[-/]\s*(?:\d{4}\s*/\s*)?\p{L}{1,6}\d*[-/]"
)
_ARTICLE = regex.compile(
    r"(?:điều|chương|phần|mục)\s+(?:thứ\s+\p{L}+|[\divx]+)\b[.:]?|[ivx]{1,5}\s?[.-]\s"
)
_LABEL = regex.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zđ])[.)/-]\s|[-–+•]\s*\p{L}")
_BANNER = regex.compile(r"\b(?:cổng|trang|báo|website|nước)\b")
_CAPITALS = regex.compile(r"[^\p{Ll}]*\p{Lu}[^\p{Ll}]*")
_VIETNAMESE = regex.compile(r"[^\P{Ll}a-z]")
_PART_OF_NAME = regex.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PLACE_AND_DATE = regex.compile(r".{2,40},?\s*ngày\b.{0,12}\btháng\b", regex.IGNORECASE)
_SUBJECT = regex.compile(r"(?:V/v|Về việc)\b", regex.IGNORECASE)
_PROSE = 80  # characters of a line that nobody writes on a button
_SHORT = 60
_CHROME_TAGS = frozenset({"nav", "aside", "footer", "header", "menu", "dialog"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "menu"}
)


@dataclass(slots=True)
class Found:
    """The lines that are the document, and what was left out: before, in and after it."""

    kept: list[int]
    before: list[int]
    inside: list[int]
    after: list[int]
    certain: bool  # the genre told, not only where the text stands densest
    reads: bool = True  # some of its lines are sentences or items
    plain: bool = True  # some of its lines are not a site's


@dataclass(slots=True)
class _Sign:
    """What a line says of where it stands."""

    start: int = 0  # 3 for a motto, 2 for a number or a kind in capitals
    end: bool = False  # recipients or a signature
    opening: bool = False
    article: bool = False
    annex: bool = False
    site: bool = False  # a site's words, or mostly links
    words: bool = False  # a site's words
    prose: bool = False  # reads as Vietnamese sentences
    item: bool = False
    foreign: bool = False

    @property
    def strong(self) -> bool:
        return bool(self.start) or self.end or self.opening or self.annex

    @property
    def text(self) -> bool:
        return self.strong or self.article or self.prose or self.item


@cache
def _phrase(kind: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?:{alternation(genre_words()[kind])})(?!\p{{L}})")


@cache
def _site_names() -> frozenset[str]:
    return frozenset(genre_words()["names"])


def find_document(laid: Laid, *, hidden: bool = False) -> Found | None:
    """The document among the lines of a page; None where the page shows none.

    What the genre writes at its head and its foot says where the document begins and
    ends; between, only what the site itself names as its own is left out. In doubt
    more is taken. `hidden` looks at what the page does not show, too.
    """
    lines = laid.lines
    signs = [_sign(line) for line in lines]
    alive = [hidden or not line.hidden for line in lines]
    for box in _named_boxes(laid.box, signs, lines):
        alive[box.first : box.after] = [False] * (box.after - box.first)
    for box in _other_panes(laid.box, signs, lines, alive):
        alive[box.first : box.after] = [False] * (box.after - box.first)
    if not any(alive):
        return None
    if not any(
        line.links or sign.site for line, sign, on in zip(lines, signs, alive, strict=True) if on
    ):
        first, after = 0, len(lines)  # a page without a site around it
        certain = any(sign.strong for sign, on in zip(signs, alive, strict=True) if on)
    else:
        first, after, certain = _range(laid.box, lines, signs, alive)
    return _found(lines, signs, alive, first, after, certain, hidden)


def _found(
    lines: Sequence[WebLine],
    signs: Sequence[_Sign],
    alive: Sequence[bool],
    first: int,
    after: int,
    certain: bool,
    hidden: bool,
) -> Found | None:
    kept: list[int] = []
    inside: list[int] = []
    for index in range(first, after):
        button = signs[index].words and lines[index].links > 0.6 * len(lines[index].text)
        if alive[index] and not button:
            kept.append(index)
        elif hidden or not lines[index].hidden:
            inside.append(index)
    if not kept:
        return None
    shown = [index for index in range(len(lines)) if hidden or not lines[index].hidden]
    return Found(
        kept,
        [index for index in shown if index < first],
        inside,
        [index for index in shown if index >= after],
        certain,
        plain=not all(signs[index].site for index in kept),
        reads=any(signs[index].text and not signs[index].site for index in kept),
    )


# --- what a line says -----------------------------------------------------------------


def _sign(line: WebLine) -> _Sign:
    text = line.text.lstrip("*#_ ")
    folded = fold(text[:300])
    sign = _Sign()
    linked = line.links > 0.6 * len(text)
    # "Nội dung" is a tab of a site, and the head of a column of a document's table.
    sign.words = (
        len(text) <= _SHORT
        and line.kind is not LineKind.TABLE
        and _phrase("site").match(folded.lstrip("•◦▪|/> ")) is not None
    )
    sign.opening = _phrase("opening").match(folded) is not None
    sign.article = not linked and _ARTICLE.match(folded) is not None
    sign.item = not linked and _LABEL.match(folded) is not None
    if sign.opening or sign.article:
        sign.words = False
    sign.site = sign.words or (linked and not sign.opening)
    if linked and not sign.opening:
        return sign
    capitals = len(text) <= 120 and _CAPITALS.fullmatch(text) is not None
    if _is_motto(text, folded):
        sign.start = 3
    elif _NUMBER.match(folded) or (
        capitals
        and (match := _phrase("types").match(folded))
        and not folded[match.end() :].strip(" :.")
    ):
        sign.start = 2
    sign.end = _phrase("recipients").match(folded) is not None or (
        capitals and _signature().match(text) is not None
    )
    sign.annex = len(text) <= 150 and _phrase("annex").match(folded) is not None
    vietnamese = len(_VIETNAMESE.findall(folded))
    sign.prose = len(text) >= _PROSE and vietnamese >= 0.08 * min(len(text), 300)
    sign.foreign = len(text) >= _SHORT and vietnamese <= 0.02 * min(len(text), 300)
    if sign.start or sign.end:
        sign.site = sign.words = False
    return sign


@cache
def _signature() -> regex.Pattern[str]:
    starts = "|".join(regex.escape(word) for word in genre_words()["signature"])
    return regex.compile(rf"(?:{starts})\s*\p{{Lu}}")


def _is_motto(text: str, folded: str) -> bool:
    """Whether a line is the motto, alone or behind the issuer that stands beside it."""
    match = _phrase("motto").search(folded)
    if match is None or len(folded) > 120:
        return False
    before = folded[: match.start()].strip(" -–_*.")
    return not folded[match.end() :].strip(" -–_*.") and (
        not before
        or _NUMBER.match(before) is not None
        or (text[: match.start()].isupper() and _BANNER.search(before) is None)
    )


# --- what the site names as its own ---------------------------------------------------


def _walk(box: Box) -> Iterator[Box]:
    waiting = [box]
    while waiting:
        box = waiting.pop()
        yield box
        waiting.extend(reversed(box.children))


def _is_named(box: Box) -> bool:
    if box.tag in _CHROME_TAGS or box.role in _CHROME_ROLES:
        return True
    parts = {part.lower() for part in _PART_OF_NAME.findall(box.names)}
    return not parts.isdisjoint(_site_names())


def _named_boxes(root: Box, signs: Sequence[_Sign], lines: Sequence[WebLine]) -> Iterator[Box]:
    """The outermost boxes of the site's own, but none that holds the document."""
    sums = _Sums(signs, lines)
    whole = sums.text(0, len(lines))
    waiting = [root]
    while waiting:
        box = waiting.pop()
        if box.first >= box.after:
            continue
        own = _is_named(box) and not (
            sums.strong(box.first, box.after)
            or sums.articles(box.first, box.after) >= 2
            or sums.text(box.first, box.after) > 0.4 * whole
        )
        if own:
            yield box
        else:
            waiting.extend(box.children)


def _other_panes(
    root: Box, signs: Sequence[_Sign], lines: Sequence[WebLine], alive: Sequence[bool]
) -> Iterator[Box]:
    """The leaves of a tab view that are not the one with the full text.

    A leaf that is not shown now may still be that one; then those that are shown go.
    """
    names = set(genre_words()["panes"])
    for box in _walk(root):
        panes = [
            child
            for child in box.children
            if child.role == "tabpanel" or not names.isdisjoint(child.names.lower().split())
        ]
        if len(panes) < 2:
            continue
        weights = [_weight(signs[p.first : p.after], lines[p.first : p.after]) for p in panes]
        best = max(range(len(panes)), key=lambda index: weights[index])
        for index, pane in enumerate(panes):
            if index != best and weights[index] < weights[best]:
                yield pane


def _weight(signs: Sequence[_Sign], lines: Sequence[WebLine]) -> float:
    text = sum(
        len(line.text)
        for line, sign in zip(lines, signs, strict=True)
        if sign.text and not sign.site
    )
    kinds = (
        any(sign.start == 3 for sign in signs)
        + any(sign.end for sign in signs)
        + any(sign.opening for sign in signs)
        + any(sign.start == 2 for sign in signs)
    )
    foreign = sum(len(line.text) for line, s in zip(lines, signs, strict=True) if s.foreign)
    return (text - foreign) * (1 + kinds)


class _Sums:
    """How much text of a document, and how many strong signs, a range of lines has."""

    def __init__(self, signs: Sequence[_Sign], lines: Sequence[WebLine]) -> None:
        def sums(values: Iterable[int]) -> list[int]:
            return [0, *accumulate(values)]

        self._text = sums(
            len(line.text) if sign.text and not sign.site else 0
            for line, sign in zip(lines, signs, strict=True)
        )
        self._strong = sums(
            int((sign.start == 3 or sign.end or sign.opening) and not sign.site) for sign in signs
        )
        self._articles = sums(int(sign.article) for sign in signs)

    def text(self, first: int, after: int) -> int:
        return self._text[after] - self._text[first]

    def strong(self, first: int, after: int) -> int:
        return self._strong[after] - self._strong[first]

    def articles(self, first: int, after: int) -> int:
        return self._articles[after] - self._articles[first]


# --- from where to where --------------------------------------------------------------


def _range(
    root: Box, lines: Sequence[WebLine], signs: list[_Sign], alive: Sequence[bool]
) -> tuple[int, int, bool]:
    """The half-open range of lines, and whether the genre's own signs gave it."""
    live = [sign if on else _Sign() for sign, on in zip(signs, alive, strict=True)]
    box = _densest(root, lines, live)
    at = range(box.first, box.after)
    start = _start(live, at)
    ends = [i for i in at if live[i].end and (start is None or i > start)]
    if start is not None and ends:
        ends = _without_copies(lines, live, start, ends)
    core_end = (
        ends[-1] if ends else _last_text(live, start if start is not None else box.first, box)
    )
    if start is None:
        first = _after_site(live, alive, box, core_end)
        return first, _tail(lines, live, alive, core_end, box.after), False
    inner = _smallest(box, start, core_end)
    first = _head(lines, live, alive, start, box.first)
    limit = inner.after if ends else box.after
    after = _tail(lines, live, alive, core_end, limit)
    if ends:  # annexes may stand in a box of their own
        annex = next((i for i in range(after, box.after) if live[i].annex and alive[i]), None)
        if annex is not None and not any(live[i].words for i in range(after, annex)):
            after = _tail(lines, live, alive, annex, box.after)
    articles = sum(live[i].article for i in range(first, after))
    return first, after, bool(ends) or live[start].start == 3 or articles >= 2


def _start(signs: Sequence[_Sign], at: range) -> int | None:
    """The first line of the head: the motto, or a number or kind that a document follows.

    Sites show a document's number above it, so one above the motto counts only where the
    body of another document stands between.
    """
    motto = next((i for i in at if signs[i].start == 3), None)
    other = next((i for i in at if signs[i].start), None)
    if motto is None or other is None or motto == other:
        return other
    between = signs[other:motto]
    body = any(sign.end or sign.opening for sign in between)
    return other if body or sum(sign.article for sign in between) >= 2 else motto


def _densest(root: Box, lines: Sequence[WebLine], signs: Sequence[_Sign]) -> Box:
    """The smallest box that holds all that reads as a document, or nearly all."""
    sums = _Sums(signs, lines)
    box = root
    while True:
        inside = [child for child in box.children if child.first < child.after]
        best = max(inside, key=lambda child: sums.text(child.first, child.after), default=None)
        if best is None:
            return box
        whole, part = sums.text(box.first, box.after), sums.text(best.first, best.after)
        outside = [*range(box.first, best.first), *range(best.after, box.after)]
        if part < 0.8 * whole or any(signs[i].strong or signs[i].article for i in outside):
            return box
        if part < whole and any(
            signs[i].prose or signs[i].item for i in outside if not signs[i].site
        ):
            return box
        if best.tag in ("p", "li", "pre", "table", "tr", "tbody", "h1", "h2"):
            return box
        box = best


def _smallest(box: Box, first: int, last: int) -> Box:
    while True:
        for child in box.children:
            if child.first <= first and last < child.after:
                box = child
                break
        else:
            return box


def _without_copies(
    lines: Sequence[WebLine], signs: Sequence[_Sign], start: int, ends: list[int]
) -> list[int]:
    """The ends before a second head under which the first document is repeated."""
    second = next(
        (
            i
            for i in range(start + 3, len(lines))
            if signs[i].start == 3 and i > ends[0] and lines[i].text == lines[start].text
        ),
        None,
    )
    if second is None:
        return ends
    first_texts = {lines[i].text for i in range(start, second) if len(lines[i].text) > _SHORT}
    again = [lines[i].text for i in range(second, ends[-1]) if len(lines[i].text) > _SHORT]
    if again and sum(text in first_texts for text in again) >= 0.8 * len(again):
        return [end for end in ends if end < second]
    return ends


def _last_text(signs: Sequence[_Sign], start: int, box: Box) -> int:
    """The last line of a document without a signature: before a site's words, if no more comes."""
    last: int | None = None
    seen_site = False
    for index in range(start, box.after):
        sign = signs[index]
        if sign.words and not sign.item:
            seen_site = last is not None
        elif seen_site and not (sign.strong or sign.article):
            continue
        elif sign.text and not sign.site:
            seen_site = False
            last = index
    return start if last is None else last


def _head(
    lines: Sequence[WebLine], signs: Sequence[_Sign], alive: Sequence[bool], start: int, limit: int
) -> int:
    """Where the head begins: above the motto or the number stand the issuer and its like."""
    first = start
    reach = range(start - 1, max(limit, start - 12) - 1, -1)
    # a letter's subject, over one to three lines, stands under its number
    subject = next((i for i in reach[:4] if _SUBJECT.match(lines[i].text)), start)
    for index in reach:
        if not alive[index]:
            continue
        line, sign = lines[index], signs[index]
        beside = (line.column and lines[start].column) or index >= subject
        short = len(line.text) <= 90 and (
            _CAPITALS.fullmatch(line.text)
            or not any(c.isalpha() for c in line.text)
            or sign.start
            or _PLACE_AND_DATE.match(line.text)
        )
        if not beside and (sign.site or not short or (line.heading and not sign.start)):
            break
        first = index
    return first


def _after_site(signs: Sequence[_Sign], alive: Sequence[bool], box: Box, end: int) -> int:
    """The first line of a document without a head: after the site's words above it."""
    text = next((i for i in range(box.first, end + 1) if signs[i].text and alive[i]), box.first)
    for index in range(text - 1, box.first - 1, -1):
        if signs[index].site or not alive[index]:
            return index + 1
    return box.first


def _tail(
    lines: Sequence[WebLine], signs: Sequence[_Sign], alive: Sequence[bool], last: int, limit: int
) -> int:
    """After which line the document ends: what follows its last sign, up to the site's words."""
    after = last + 1
    foreign = 0
    for index in range(last + 1, limit):
        if not alive[index]:
            continue
        sign, line = signs[index], lines[index]
        if line.kind is LineKind.FOOTNOTE or line.column:
            after = index + 1
            continue
        foreign = foreign + 1 if sign.foreign else 0
        linked = sign.site and (sign.words or line.kind is not LineKind.TABLE)
        if linked or foreign >= 2 or (line.heading and not sign.strong and not sign.article):
            # footnotes at the very end are the document's still
            notes = [
                i for i in range(index, limit) if lines[i].kind is LineKind.FOOTNOTE and alive[i]
            ]
            return (
                after
                if not notes or any(signs[i].words for i in range(index, notes[0]))
                else notes[-1] + 1
            )
        after = index + 1
    return after
