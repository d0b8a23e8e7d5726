"""Where paragraphs begin, as far as indents, gaps and short lines tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.ingest.page_lines import PrintLine
from pipeline.model import LineKind
from pipeline.numbering import parse_label

__all__ = ["mark_paragraphs"]

_INDENT = 8.0  # points: less is no indent
_NOISE = 5.0  # points: how far margins of one page may lie apart
_WIDE_GAP = 1.28  # of the usual distance between lines
_NARROW_GAP = 1.15
_USUAL_INDENT = 4  # lines of different lengths that begin where paragraphs are set in
_OFF_EDGE = 2.0  # points: a line so far from both edges does not fill the width
_MIDDLE = 1.5  # points: how exactly a wide line stands in the middle
_HANGS = 2.0  # points: how exactly a line stands below the text of its item's first line


@dataclass(frozen=True, slots=True)
class _Margins:
    """A page's text block: left and right edge, the usual distance of its lines."""

    left: float
    right: float
    pitch: float


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a document sets its paragraphs.

    `flush`: lines that go on stand at the left edge; `flush_labels`: so do those that begin
    an item, as on pages made for browsers, where an indent tells nothing.
    """

    flush: bool
    flush_labels: bool


def mark_paragraphs(pages: Sequence[Sequence[PrintLine]]) -> None:
    """Sets `begins` and `centred` of each line of the flow where the layout tells.

    A line begins a paragraph after a short line, after a wide gap, or set in where lines
    that go on are not; it goes on with the one above where that one was full, the distance
    is the usual one and it stands where such lines stand: at the left edge, or below the
    text of a labelled item, which hangs beside its label. In between it stays None.
    """
    flows = [_flow(lines) for lines in pages]
    found = [_margins(flow) for flow in flows]
    usable = [m for m in found if m is not None]
    if not usable:
        return
    width = median(m.right - m.left for m in usable)
    pitch = median(m.pitch for m in usable if m.pitch) if any(m.pitch for m in usable) else 0.0
    wide = [m for m in usable if _is_wide(m, width)]
    margins = [
        own if own is not None and _is_wide(own, width) else _borrowed(flow, wide, width, pitch)
        for flow, own in zip(flows, found, strict=True)
    ]
    indents = _indents(flows)
    for flow, page in zip(flows, margins, strict=True):
        for line in flow:
            line.centred = _is_centred(line, page, indents)
        _centre_wide(flow, page, indents)
    edges = {id(line): _text_edge(line) for flow in flows for line in flow}
    manner = _manner(flows, margins, edges)
    above: tuple[PrintLine, _Margins] | None = None
    edge: float | None = None  # where the text of the last item's first line begins
    for flow, page in zip(flows, margins, strict=True):
        for line in flow:
            own = edges[id(line)]
            hangs = own is None and edge is not None and abs(line.x0 - edge) < _HANGS
            if not hangs:
                edge = own
            elif above is not None and _full(*above, line):
                line.centred = False
            if above is not None:
                begins = _begins(*above, line, page, manner, pitch, hangs)
                in_doubt = begins is False and own is not None and manner.flush_labels
                line.begins = None if in_doubt else begins
            above = line, page


def _text_edge(line: PrintLine) -> float | None:
    """Where the text behind a line's label begins; None of a line without a label."""
    text = line.text
    if text[:1].islower() and text[1:2].isalpha():  # no label begins so; most lines do
        return None
    label = parse_label(text)
    if label is None or not label.printed:
        return None
    behind = (w.x0 for w, at in zip(line.words, line.places, strict=True) if at >= label.end)
    return next(behind, None)


def _flow(lines: Sequence[PrintLine]) -> list[PrintLine]:
    return [line for line in lines if line.kind == LineKind.FLOW and not line.column]


def _margins(flow: Sequence[PrintLine]) -> _Margins | None:
    if len(flow) < 4:
        return None
    widest = max(line.x1 - line.x0 for line in flow)
    long = [line for line in flow if line.x1 - line.x0 > 0.75 * widest]
    lefts = sorted(line.x0 for line in long)
    rights = sorted(line.x1 for line in long)
    left = lefts[len(lefts) // 10]
    right = rights[(9 * len(rights)) // 10]
    steps = [b.middle - a.middle for a, b in pairwise(flow) if b.middle > a.middle]
    return _Margins(left, right, _usual(steps))


def _is_wide(page: _Margins, width: float) -> bool:
    """Whether a page is filled as wide as others are, which the lines over a table do not."""
    return page.right - page.left > width - 2 * _INDENT


def _borrowed(
    flow: Sequence[PrintLine], wide: Sequence[_Margins], width: float, pitch: float
) -> _Margins:
    """The margins of a page with few lines, or none that is wide, by those of others.

    Its first may be set in, and all of them stand in the middle, over a table. Of the left
    edges that pages of the document have, two where sheets are printed on both sides, it is
    the one where most of its lines stand.
    """
    lefts = sorted(m.left for m in wide)
    usual = lefts[len(lefts) // 2]
    left = max((usual, *lefts), key=lambda edge: sum(abs(line.x0 - edge) < _NOISE for line in flow))
    return _Margins(left, left + width, pitch)


def _usual(steps: Sequence[float]) -> float:
    """The distance of lines inside paragraphs: the median of the lower half."""
    ordered = sorted(steps)
    return median(ordered[: max(1, (2 * len(ordered)) // 3)]) if ordered else 0.0


def _indents(flows: Sequence[Sequence[PrintLine]]) -> frozenset[int]:
    """Left edges, in whole points, where many lines of different lengths begin.

    Where a centred line begins depends on how long it is.
    """
    begin: dict[int, list[float]] = defaultdict(list)
    for line in (line for flow in flows for line in flow):
        begin[round(line.x0)].append(line.x1)
    usual = (x0 for x0, ends in begin.items() if len({round(x1) for x1 in ends}) >= _USUAL_INDENT)
    return frozenset(near for x0 in usual for near in (x0 - 1, x0, x0 + 1))


def _is_centred(line: PrintLine, page: _Margins, indents: frozenset[int]) -> bool:
    """Whether a line stands in the middle, apart from both edges; `indents` as by `_indents`."""
    left, right = line.x0 - page.left, page.right - line.x1
    apart = left > 2 * _INDENT and right > 2 * _INDENT and abs(left - right) < 3 * _INDENT
    return apart and round(line.x0) not in indents


def _centre_wide(flow: Sequence[PrintLine], page: _Margins, indents: frozenset[int]) -> None:
    """Sets `centred` of lines that nearly fill the width, as those of long titles do.

    Lines of paragraphs nearly fill it too; so one must stand to the point in the middle of the
    page, or above or below a line in the middle. Bold ones go on below a bold one whatever
    their width.
    """
    for index, line in enumerate(flow):
        if line.centred:
            continue
        above = flow[index - 1] if index else None
        twice = line.x0 + line.x1
        if above is not None and above.centred and above.bold and line.bold:
            line.centred = _is_near(twice, above) and parse_label(line.text) is None
        elif line.x0 - page.left >= _OFF_EDGE and round(line.x0) not in indents:
            beside = flow[max(0, index - 1) : index + 2]
            line.centred = abs(twice - page.left - page.right) < _MIDDLE or any(
                other.centred and _is_near(twice, other) for other in beside
            )


def _is_near(twice: float, line: PrintLine) -> bool:
    """Whether a middle, times two, is a line's."""
    return abs(twice - line.x0 - line.x1) < _MIDDLE


def _full(above: PrintLine, page: _Margins, line: PrintLine) -> bool:
    """Whether a line reaches the right edge, or the next one's first word had no room on it."""
    return above.x1 > page.right - _NOISE or above.x1 + _next_word(above, line) > page.right - 2


def _next_word(above: PrintLine, line: PrintLine) -> float:
    """What the first word of `line` would have taken of the line above it, with a space."""
    return 0.3 * (above.size or above.height) + line.words[0].x1 - line.words[0].x0


def _fills_middle(above: PrintLine, page: _Margins, line: PrintLine) -> bool:
    """Whether `line`, centred like the one above it, is broken off it for want of room."""
    long = above.x1 - above.x0 + _next_word(above, line) > page.right - page.left
    return above.bold == line.bold and long


def _manner(
    flows: Sequence[Sequence[PrintLine]],
    margins: Sequence[_Margins],
    edges: Mapping[int, float | None],
) -> _Manner:
    """How a document sets its paragraphs; `edges` are its lines' text edges, by their ids."""
    flush = goes_on = labels = flush_labels = 0
    for flow, page in zip(flows, margins, strict=True):
        for above, line in pairwise(flow):
            at_edge = abs(line.x0 - page.left) < _INDENT
            if edges[id(line)] is not None:
                begins = not above.centred and not _full(above, page, line)
                labels += begins
                flush_labels += begins and at_edge
            elif line.text[:1].islower() and not above.centred:
                goes_on += 1
                flush += at_edge
    return _Manner(
        flush=goes_on >= 5 and flush >= 0.9 * goes_on,
        flush_labels=labels >= 3 and flush_labels >= 0.5 * labels,
    )


def _begins(
    above: PrintLine,
    above_page: _Margins,
    line: PrintLine,
    page: _Margins,
    manner: _Manner,
    pitch: float,
    hangs: bool,
) -> bool | None:
    if above.centred and not line.centred and line.text[:1].islower():
        # Set in, and by chance as far from a ragged right edge.
        return None if _full(above, above_page, line) else True
    if line.centred and above.centred:
        return False if _fills_middle(above, above_page, line) else None
    if line.centred or above.centred:
        return True
    same_page = above.page == line.page
    step = line.middle - above.middle if same_page else 0.0
    usual = page.pitch or pitch
    wide = bool(usual) and step > _WIDE_GAP * usual
    if not _full(above, above_page, line):
        # A short line in mid sentence was broken by hand or by a page's end.
        return None if line.text[:1].islower() else True
    if wide:
        return True if not line.text[:1].islower() or step > 1.6 * usual else None
    if hangs and not line.bold and (not usual or step < _NARROW_GAP * usual):
        return False
    indent = line.x0 - page.left
    if manner.flush and indent > _INDENT:
        return True
    if manner.flush and indent < _NOISE and (not usual or step < _NARROW_GAP * usual):
        ends_bold = above.bold and not line.words[0].bold
        return None if ends_bold else False
    return True if line.bold and not above.bold else None
