"""Source → lines: what belongs to the flow, joined where the page broke it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extractors.units import dash_in_name, find, starts_with_verb
from pipeline.aligned import Aligned
from pipeline.footnotes import Footnote, join_lone_marks, lift_footnotes
from pipeline.grids import Grid, grids_of
from pipeline.layout import (
    Layout,
    ends_sentence,
    goes_on_with_figure,
    hangs,
    is_capitals,
    is_period,
    join_lines,
    may_end_heading,
    splits_code,
)
from pipeline.lexicon import fold
from pipeline.line_labels import line_label
from pipeline.lines import PhysicalLine, read_laid_out, read_lines
from pipeline.misread_labels import mend_labels
from pipeline.misread_words import respelt
from pipeline.model import Issue, Source, TextOrigin
from pipeline.numbering import Label, LabelKind, parse_label
from pipeline.roles import is_closing, opens_text, role_of

__all__ = ["Cleaned", "Line", "clean", "merge"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the flow. `continues` says that it goes on with the line above it.

    `joints` are the indices in `text` where lines of the source were joined. A table is one
    line, with its cells in `grid`.
    """

    aligned: Aligned
    label: Label | None
    heading: int = 0
    bold: bool = False
    italic: bool = False
    column: int = 0
    indent: int = 0
    blank_before: int = 0
    rule_before: bool = False
    table: bool = False
    grid: Grid | None = None
    continues: bool = False
    joints: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return self.aligned.text

    @property
    def capitals(self) -> bool:
        """Whether the words after the label are in capitals."""
        words = self.text[self.label.end :] if self.label else self.text
        return is_capitals(words)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The flow of a source, its footnotes, and what was doubtful on the way."""

    lines: tuple[Line, ...]
    footnotes: tuple[Footnote, ...]
    issues: tuple[Issue, ...] = ()


_PAGE_NUMBER = regex.compile(
    r"(?:trang\s*:?\s*|page\s*|tr\.\s*)?[-–—~|\[(•]?\s*(?P<number>\d{1,3})\s*"
    r"(?:(?:[/|]|trên)\s*(?P<last>\d{1,3})\s*)?[-–—~|\])•]?",
    regex.IGNORECASE,
)
_NAMED_KINDS = frozenset(
    {
        LabelKind.APPENDIX,
        LabelKind.PART,
        LabelKind.CHAPTER,
        LabelKind.TITLE,
        LabelKind.ARTICLE,
    }
)
_NO_LETTERS = regex.compile(r"[\d\W]+")
# A line that stops at such a word goes on with a figure, which is no page number.
_AWAITS_NUMBER = regex.compile(
    r"(?<!\p{L})(?:số|ngày|tháng|năm|quý|điều|khoản|mục|điểm|khóa|lần thứ|phụ lục|trước|từ|đến)$"
)
_ACRONYM = regex.compile(r"\p{Lu}[\p{Lu}\d&-]{2,9}")
_OF_THE_CENTRE = regex.compile(r"[Tt]rung [Ưư]ơng(?!\p{L})")
_QUARTER = regex.compile(r"[IV]{1,3}(?!\p{L})")  # "trong Quý" / "IV/2024"
_FEWEST_CUT, _CUT_SHARE = 8, 0.2  # lines in mid sentence that "begin" a paragraph
_SHORTEST_CUT = 60  # characters of a line of prose that a page's end cut; headings are shorter
# "Các nội dung tại mục này do Sở A chủ trì …" below the last item: said of all
_FOR_GROUP = regex.compile(
    r"(?:tất cả\s)?(?:các|những)\s(?:nhiệm vụ|nội dung|công việc|hoạt động)(?:\snêu)?"
    r"\s(?:tại|ở|trên|này|nói trên)(?!\p{L})"
)
_SHORTEST_RAGGED = 24  # characters of a line in mid sentence where lines are broken anywhere
# "… Ủy ban Mặt trận Tổ quốc" / "Việt Nam tỉnh": a name goes on, no body begins a sentence
_NAME_GOES_ON = regex.compile(
    r"(?!(?:Sở|Bộ|Ban|Phòng|Cục|Vụ|Hội|Tòa|Viện|Đảng|Chi|Tỉnh|Thành|Huyện|Công|Văn|Thanh)\s)"
    r"\p{Lu}\p{Ll}+\s\p{Lu}\p{Ll}"
)
_LONGEST_ARTICLE_START = 3  # words
_CLOSERS = regex.compile(r"(?:nơi nhận|kính gửi)\s*:|t/m\b|tm\.|k/t\b|kt\.|t/l\b|tl\.|tuq\.|q\.\s")

# "Chính phủ thống nhất đánh giá: …", below a topic that fills several lines
_DECIDES = regex.compile(
    r"(?:chính phủ|thủ tướng|bộ chính trị|ban bí thư|ban thường vụ|ban chấp hành|thường trực"
    r"|ủy ban|ubnd|hội đồng|hđnd|hội nghị|chủ tịch|phó chủ tịch)\s?[^.;:]{0,50}?\s?"
    r"(?:thống nhất|đồng ý|nhất trí|cơ bản|yêu cầu|giao|đánh giá|nhận thấy|ghi nhận|quyết nghị)\s"
)


def clean(source: Source) -> Cleaned:
    """The flow of `source`, line by line, with footnotes lifted out.

    Guarantees:
        1. Every line is NFC with single spaces and no Markdown; each of its characters
           leads back to its place in `source.text`.
        2. Bare page numbers, running heads and ornaments are not in the flow.
        3. `continues` is set where a line goes on with the one above it; `merge` joins
           such lines.
        4. Nothing else is lost: each remaining character is in one line or footnote.
    """
    source, respelled = respelt(source)
    if source.lines:
        lines = _unbegun(read_laid_out(source))
    else:
        lines = join_lone_marks(read_lines(source.text, source.tables))
        lines = _without_page_furniture(lines)
    layout = Layout.of([line for line in lines if not line.table])
    lines = _with_tables(lines, grids_of(source))
    flow, footnotes, issues = lift_footnotes(lines, layout.fills)
    joined = _joined(flow, layout)
    if source.text_origin == TextOrigin.NATIVE:
        return Cleaned(joined, footnotes, (*respelled, *issues))
    mended, told = mend_labels(joined)
    return Cleaned(tuple(mended), footnotes, (*respelled, *issues, *told))


def _unbegun(lines: list[PhysicalLine]) -> list[PhysicalLine]:
    """The lines, without their `begins` where each printed line was made a paragraph.

    So do programs that turn a PDF into Word, and text pasted line by line: of lines that
    "begin paragraphs", many go on with the sentence above in small letters.
    """
    begun = [
        (above.text, line.text)
        for above, line in pairwise(lines)
        if line.begins and not line.table and not line.column
    ]
    cut = sum(
        text[0].islower() and parse_label(text) is None and not ends_sentence(above)
        for above, text in begun
        if text and len(above) > _SHORTEST_CUT
    )
    if cut < _FEWEST_CUT or cut < _CUT_SHARE * len(begun):
        return lines
    return [line if line.heading else replace(line, begins=None) for line in lines]


def _with_tables(lines: list[PhysicalLine], grids: list[Grid]) -> list[PhysicalLine]:
    """The lines with each table's own replaced by one that carries it."""
    if not grids:
        return lines
    flow: list[PhysicalLine] = []
    waiting = list(grids)
    for line in lines:
        start = line.aligned.whole[0]
        while waiting and waiting[0].char_start <= start:
            grid = waiting.pop(0)
            flow.append(PhysicalLine(grid.aligned, table=True, begins=True, grid=grid))
        inside = any(grid.char_start <= start < grid.char_end for grid in grids)
        if not inside or line.footnote:
            flow.append(line)
    flow += [PhysicalLine(g.aligned, table=True, begins=True, grid=g) for g in waiting]
    return flow


def merge(lines: Iterable[Line]) -> list[Line]:
    """The lines as paragraphs: each line that continues is joined to the one above."""
    merged: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if run and not line.continues:
            merged.append(_merged(run))
            run = []
        run.append(line)
    if run:
        merged.append(_merged(run))
    return merged


def _merged(run: Sequence[Line]) -> Line:
    if len(run) == 1:
        return run[0]
    whole, joints = join_lines([line.aligned for line in run])
    return replace(run[0], aligned=whole, joints=joints)


# --- page furniture -------------------------------------------------------------------


def _without_page_furniture(lines: list[PhysicalLine]) -> list[PhysicalLine]:
    """The lines without bare page numbers and running heads; page ends stay marked.

    A figure beside a text ("Số hộ nghèo:      45") is a page number only where that text is
    a running head.
    """
    numbers: set[int] = set()  # indices in `lines`
    kept: list[PhysicalLine] = []
    for index, line in enumerate(lines):
        if _is_page_number(line, kept[-1].text if kept else ""):
            numbers.add(index)
        else:
            kept.append(replace(line, new_page=True) if index - 1 in numbers else line)
    heads = _running_heads(kept)
    flow: list[PhysicalLine] = []
    new_page = False
    for index, line in enumerate(lines):
        told = _beside(lines, index) if index in numbers else line
        if told is None or (heads and _head_key(told.text) in heads):
            new_page = True
            continue
        flow.append(replace(line, new_page=True) if new_page else line)
        new_page = False
    return flow


def _beside(lines: Sequence[PhysicalLine], index: int) -> PhysicalLine | None:
    """What stands left or right of a line on the same height; None where it stands alone."""
    column = lines[index].column
    other = index - 1 if column == 2 else index + 1
    if not column or not 0 <= other < len(lines) or lines[other].column != 3 - column:
        return None
    return lines[other]


def _is_page_number(line: PhysicalLine, above: str) -> bool:
    match = _PAGE_NUMBER.fullmatch(line.text)
    if match is None or line.calls or line.heading:
        return False
    if match["last"] and int(match["number"]) > int(match["last"]):  # 30/6 is a day
        return False
    return _AWAITS_NUMBER.search(fold(above)) is None


def _head_key(text: str) -> str:
    return _NO_LETTERS.sub(" ", fold(text)).strip()


def _running_heads(lines: Sequence[PhysicalLine]) -> frozenset[str]:
    """Short lines that stand at the edges of two pages or more and nowhere else.

    The first line of the text may be one, but its return once may be another masthead.
    """
    if not any(line.new_page for line in lines):
        return frozenset()
    total = Counter(_head_key(line.text) for line in lines if len(line.text) <= 120)
    at_edge: Counter[str] = Counter()
    first = _head_key(lines[0].text)
    for index, line in enumerate(lines):
        below = index + 1 < len(lines) and lines[index + 1].new_page
        spoken = parse_label(line.text) is not None or line_label(line.text) is not None
        if (line.new_page or below or index == 0) and not spoken:
            at_edge[_head_key(line.text)] += 1
    return frozenset(
        key
        for key, count in at_edge.items()
        if count >= (3 if key == first else 2) and count == total[key] and len(key) >= 4
    )


# --- joining --------------------------------------------------------------------------


def _joined(flow: Sequence[PhysicalLine], layout: Layout) -> tuple[Line, ...]:
    lines: list[Line] = []
    seen: dict[LabelKind, Label] = {}
    paragraph = 0  # characters since the last line that did not continue
    in_item = False  # whether that line opened a bullet or a lettered item
    for physical in flow:
        label = None if physical.grid else parse_label(physical.text)
        above = lines[-1] if lines else None
        continues = False
        broken = above is not None and (
            splits_code(above.text, physical.text)
            or _closes_bracket(above, physical)
            or _names_provinces(above.text, physical.text)
        )
        if above is not None and (physical.begins is False or broken):
            label, continues = None, True
        elif above is not None:
            doubtful = label is not None and not _credible(label, physical, above, seen, layout)
            dash = label is not None and label.kind.is_bullet
            label = None if doubtful else label
            if doubtful and dash and not physical.blank_before:
                continues = True  # "Sở Lao động" / "- Thương binh và Xã hội"
            elif label is None and (doubtful or not physical.begins):
                continues = _continues(above, physical, layout, paragraph, in_item)
        if label is not None:
            seen[label.kind] = label
        if not continues:
            paragraph, in_item = 0, label is not None and label.kind >= LabelKind.LETTER
        paragraph += len(physical.text)
        lines.append(
            Line(
                physical.aligned,
                label,
                physical.heading,
                physical.bold,
                physical.italic,
                physical.column,
                physical.indent,
                physical.blank_before,
                physical.rule_before,
                physical.table,
                physical.grid,
                continues,
            )
        )
    return tuple(lines)


def _goes_on_below(above: Line, text: str) -> bool:
    """Whether a labelled line that the page broke anywhere goes on with `text`, a capital first.

    "Điều 4. Chánh" / "Văn phòng …", "c) UBND xã A, UBND xã" / "Long Thủy di chuyển …"; not
    "2. Sở Tài chính" / "Phối hợp với …".
    """
    assert above.label is not None
    words = above.text[above.label.end :].strip()
    if text[0].isdigit():
        return True
    if not words or role_of(words) is not None or starts_with_verb(text) or opens_text(text):
        return False
    if above.label.kind == LabelKind.ARTICLE:
        return len(words.split()) <= _LONGEST_ARTICLE_START
    items = above.label.kind >= LabelKind.LETTER
    return items or _NAME_GOES_ON.match(text) is not None


def _closes_bracket(above: Line, line: PhysicalLine) -> bool:
    """Whether a line ends the remark in brackets that the line above it began with.

    "(Kèm theo Kế hoạch số … của Ủy ban" / "nhân dân tỉnh)", centred under a heading.
    """
    opened = above.text.startswith("(") and ")" not in above.text and not above.table
    return opened and regex.match(r"[^()]{0,120}\)[.;]?\s*$", line.text) is not None


_LONG_REST = 4  # words of a name behind a dash that no bullet begins with by chance


def _credible(
    label: Label,
    line: PhysicalLine,
    above: Line,
    seen: dict[LabelKind, Label],
    layout: Layout,
) -> bool:
    """Whether what looks like a label is one, not a piece of the sentence above."""
    if line.heading or line.bold or above.heading or above.capitals or above.text == "":
        return True
    if ends_sentence(above.text):
        return True
    comma = above.text.rstrip().endswith(",")
    if label.kind.is_bullet:
        if goes_on_with_figure(above.text, line.text[label.end :]):  # "nhiệm kỳ 2026" / "- 2031"
            return False
        if comma or not line.text[label.end : label.end + 1].islower():
            # "Phòng Văn hóa" / "- Xã hội"; surely: "Sở Lao động" / "- Thương binh và Xã hội"
            words = dash_in_name(above.text, line.text[label.end :])
            full = layout.ragged or layout.fills(above.text, line.text, above.indent)
            return comma or not (words and (full or words >= _LONG_REST))
        return not layout.width  # "chính trị" / "- xã hội"
    named = label.kind in _NAMED_KINDS
    if named and hangs(above.text) and not comma:  # "quy định tại" / "Điều 1 Luật này"
        return False
    last = seen.get(label.kind)
    expected = label.value[-1] == 1 or (
        last is not None
        and last.value[:-1] == label.value[:-1]
        and 0 <= label.value[-1] - last.value[-1] <= 3
    )
    return expected or label.kind in (LabelKind.PART, LabelKind.CHAPTER, LabelKind.APPENDIX)


def _names_provinces(above: str, text: str) -> bool:
    """Whether the name "các tỉnh, thành phố trực thuộc" / "Trung ương" goes on."""
    return _OF_THE_CENTRE.match(text) is not None and above.endswith("thành phố trực thuộc")


def _continues(
    above: Line, line: PhysicalLine, layout: Layout, paragraph: int, in_item: bool
) -> bool:
    """Whether `line`, which has no label, goes on with the paragraph of `above`."""
    text = line.text
    if splits_code(above.text, text):
        return True
    if (
        line.heading
        or line.table
        or above.table
        or line.column
        or above.column
        or _CLOSERS.match(fold(text))
    ):
        return False
    kind = line_label(text)
    enclosed = above.text.rfind("(") > above.text.rfind(")")  # "(chủ trì: Sở A;" / "phối hợp: …)"
    if kind is not None and not enclosed and (text[0].isupper() or above.text.endswith((".", ";"))):
        return False
    if above.heading or line.rule_before or (line.bold, line.italic) != (above.bold, above.italic):
        return False
    unfinished = not ends_sentence(above.text)
    if not unfinished and _FOR_GROUP.match(fold(text)):
        return False
    if above.text.endswith("./.") or (not unfinished and is_closing(text)):
        return False
    if is_capitals(text) and unfinished and hangs(above.text) and not above.capitals:
        return True  # "HĐND và" / "UBND TP."
    acronym = unfinished and not above.capitals and _ACRONYM.fullmatch(text)
    if acronym and layout.fills(above.text, text, above.indent):  # "sản phẩm" / "OCOP"
        return True
    if (above.label is not None or not unfinished) and is_period(text):
        return False  # "I- QUÝ I" / "THÁNG 01"; "… trước ngày 15/6." / "Tháng 7"
    if is_capitals(text) or above.capitals:
        return is_capitals(text) and above.capitals and not line.blank_before
    if text[0].islower():
        return True
    if line.new_page and unfinished and len(above.text) > _SHORTEST_CUT and not above.bold:
        return True  # a page ended in mid sentence, before a name
    apart = line.blank_before > 0 and not line.new_page and not layout.spaced
    short = layout.width > 0 and not layout.fills(above.text, text, above.indent)
    headed = above.label is not None and text[0].isupper() and may_end_heading(above.text)
    if layout.ragged and short and unfinished and not apart and not hangs(above.text):
        if above.label is not None:
            return _goes_on_below(above, text)
        return len(above.text) > _SHORTEST_RAGGED and not find(text).leads
    if headed and (apart or short):
        return False
    if layout.indent and line.indent >= layout.indent:
        # set in as first lines are: also below a heading that fills its line
        first = line.indent <= layout.indent + 2 and text[0].isupper() and not hangs(above.text)
        if not unfinished or (first and above.label is not None):
            return False
    if layout.width:
        if apart:
            return unfinished and hangs(above.text)
        if layout.fills(above.text, text, above.indent) or (unfinished and hangs(above.text)):
            return True
        # the last line of a heading is short; inside a bullet's sentence a short line is chance
        running = above.continues or (above.label is not None and above.label.kind.is_bullet)
        return unfinished and running and in_item and layout.nearly_fills(above.text)
    if not unfinished or (headed and not line.new_page and not _QUARTER.match(text)):
        return False
    if hangs(above.text) or not text[0].isalpha():
        return True
    if above.label is not None and _DECIDES.match(fold(text[:120])):
        return False
    return paragraph >= 120 and not above.bold
