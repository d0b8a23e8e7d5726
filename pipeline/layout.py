"""How a file breaks its lines, and whether one line goes on with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import regex

from pipeline.aligned import Aligned
from pipeline.lexicon import fold, load_yaml
from pipeline.lines import PhysicalLine
from pipeline.numbering import parse_label

__all__ = [
    "Layout",
    "ends_sentence",
    "goes_on_with_figure",
    "hangs",
    "is_capitals",
    "is_period",
    "join_lines",
    "line_words",
    "may_end_heading",
    "splits_code",
]

_END_OF_SENTENCE = regex.compile(r"[.;:!?…](?:/\.?)?[\"”’')\]»]*\s*$|\./\.?\s*$")
_CODE_HEAD = regex.compile(r"(?:\d{1,4}\s?[-–/]|/\d{4}[/-]|\p{Lu}{2,}[-/&])$")
_CODE_TAIL = regex.compile(r"\p{Lu}[\p{L}]{0,6}(?:[-/&\d]|\b)|\d{4}/|\d{1,2}/\d{4}")
_OPEN_RANGE = regex.compile(r"\d[-–]$")
_ENDS_WITH_YEAR = regex.compile(r"(?:19|20)\d\d\s*$")
_YEAR = regex.compile(r"\s*(?:(?:tháng|quý)\s\S{1,4}(?:/|\snăm\s|\s))?(?:19|20)\d\d(?!\d)")
_CODE_ALONE = regex.compile(r"\p{Lu}{1,5}-")
# "tăng bình quân 9" / "- 11%/năm": the lower end of a range, and the upper one
_ENDS_WITH_LOW = regex.compile(
    r"(?<!\p{L})(?:từ|đạt|quân|khoảng|tăng|giảm|còn|là|lên|xuống|chiếm|luồng)\s+\d[\d.,]*%?\s*$"
)
_HIGH = regex.compile(r"\s*\d[\d.,]*\s?(?:%|‰|\p{Ll})")
# "/QĐ-TTg", "-NQ/TW"; not "-GRDP bình quân …", a bullet
_CODE_BREAK = regex.compile(
    r"[-–/](?:\p{Lu}{2,3}\p{L}{0,3}(?=[-/,;.)]|$)|\p{Lu}\p{L}{0,4}[-/])|/\p{Lu}{2,3}\p{L}{0,3}\b"
)


@cache
def line_words() -> Any:
    """The data of lines.yaml: labels of lines that stand by themselves, and connectives."""
    keys = frozenset(
        {"lead", "coordinate", "time", "product", "venue", "goal", "other", "connectives"}
    )
    return load_yaml("pipeline", "lines.yaml", keys)


@cache
def _connectives() -> frozenset[str]:
    return frozenset(fold(word) for word in line_words()["connectives"])


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop, a semicolon, a colon or the like."""
    return _END_OF_SENTENCE.search(text) is not None


# "chuyển đổi số", "công dân số" end a line; "Kế hoạch số", "một số" do not.
_ENDS_NAMED = regex.compile(
    r"\b(?:trực|quen)\sthuộc$|"
    r"(?<!\b(?:quyết|định|lệnh|luật|tư|thị|luận|văn|hoạch|trình|án|cáo|báo|dẫn|chế|điện|ước|thư|bản"
    r"|tịch|một|tổng|trong|đa|theo|mã|lộ|bộ|tờ|phiếu|phần|mẫu|biểu|lục|bảng|phiên|ký|các|có))\ssố$"
)


def hangs(text: str) -> bool:
    """Whether a line stops where no sentence can: after a comma, "của", in open brackets."""
    stripped = text.rstrip()
    return (
        stripped.endswith((",", "-", "–", "/"))
        or stripped.rfind("(") > stripped.rfind(")")
        or (_last_word(stripped) in _connectives() and _ENDS_NAMED.search(fold(stripped)) is None)
    )


# Connectives that a heading may end with all the same: "Kết quả đạt được", "Thời gian qua".
_MAY_END = frozenset({"được", "năm", "qua", "quý", "tháng", "trước", "sau", "tuần"})


def may_end_heading(text: str) -> bool:
    """Whether a line that `hangs` can be a whole heading: "… những tháng cuối năm"."""
    return _last_word(text.rstrip()) in _MAY_END


def _last_word(stripped: str) -> str:
    return fold(stripped).rsplit(" ", 1)[-1]


def _separator(before: str, after: str) -> str:
    """Nothing inside a number that the line end split ("200-" / "QĐ/TW"), else a space."""
    if splits_code(before, after) or (_OPEN_RANGE.search(before) and after[:1].isdigit()):
        return ""
    return " "


def splits_code(before: str, after: str) -> bool:
    """Whether a line end stands inside a document's number ("200-" / "QĐ/TW")."""
    if _CODE_HEAD.search(before) and _CODE_TAIL.match(after):
        return True
    if _CODE_ALONE.fullmatch(before) and after.isdigit():  # "TC-" / "01", in a narrow cell
        return True
    return before[-1:].isdigit() and _CODE_BREAK.match(after) is not None


def goes_on_with_figure(above: str, after_dash: str) -> bool:
    """Whether a dash at a line's start stands in a span: "2026" / "- 2031", "từ 9" / "- 11%"."""
    if _ENDS_WITH_YEAR.search(above) is not None and _YEAR.match(after_dash) is not None:
        return True
    return _ENDS_WITH_LOW.search(above) is not None and _HIGH.match(after_dash) is not None


def join_lines(lines: Sequence[Aligned]) -> tuple[Aligned, tuple[int, ...]]:
    """Lines joined to a paragraph, and the indices in it where they were joined."""
    pieces: list[Aligned] = []
    joints: list[int] = []
    size = 0
    for line in lines:
        if not line.text:
            continue
        gap = _separator(pieces[-1].text, line.text) if pieces else ""
        if gap:
            pieces.append(Aligned.gap(gap, pieces[-1], line))
        size += len(gap)
        if pieces:
            joints.append(size)
        pieces.append(line)
        size += len(line.text)
    return Aligned.concat(pieces), tuple(joints)


@lru_cache(maxsize=4096)  # the same lines are asked for many things
def is_capitals(text: str) -> bool:
    """Whether nearly all letters are capitals ("về" in a heading is forgiven)."""
    letters = sum(map(str.isalpha, text))
    return letters >= 4 and sum(map(str.isupper, text)) >= 0.9 * letters


_PERIOD = regex.compile(
    r"(?:tháng|quý|tuần)\s+(?:\d{1,2}|[ivx]{1,4})(?:\s*[/-]\s*\d{4}|\s+năm\s+\d{4})?\s?:?"
)


def is_period(text: str) -> bool:
    """Whether a line is nothing but a month, quarter or week.

    >>> is_period("Quý II/2027"), is_period("Tháng 9:"), is_period("Tháng 9, họp")
    (True, True, False)
    """
    return _PERIOD.fullmatch(fold(text)) is not None


_NARROW = regex.compile(r"[iljtfrI.,;:!'()\[\]\-/|ìíỉĩị ]")
_WIDE = regex.compile(r"[mwMW\p{Lu}]")


def _advance(text: str) -> float:
    """The width of `text` in a book face, roughly, in ems."""
    narrow, wide = len(_NARROW.findall(text)), len(_WIDE.findall(text))
    return 0.5 * len(text) - 0.2 * narrow + 0.2 * wide


def _margin(lines: Sequence[PhysicalLine]) -> int:
    """How far lines inside paragraphs, which begin with a small letter, are set in."""
    inside = sorted(line.indent for line in lines if line.text[:1].islower())
    return inside[len(inside) // 2] if inside else 0


def _first_line_indent(lines: Sequence[PhysicalLine], usual: int) -> int:
    """How far the first lines of paragraphs are set in; 0 under three, or where few are.

    First lines are those after the end of a sentence, or with a label.
    """
    for opening in (_after_sentences(lines), _labelled(lines)):
        indents = sorted(opening)
        middle = indents[len(indents) // 2] if len(indents) >= 4 else 0
        if middle - usual >= 3:
            return middle
    return 0


def _after_sentences(lines: Sequence[PhysicalLine]) -> list[int]:
    return [
        line.indent
        for above, line in pairwise(lines)
        if ends_sentence(above.text) and not line.column and not line.text[:1].islower()
    ]


def _labelled(lines: Sequence[PhysicalLine]) -> list[int]:
    return [line.indent for line in lines if parse_label(line.text) is not None]


def _hard_wrapped(lines: Sequence[PhysicalLine], broken: Sequence[int], pairs: int) -> bool:
    """Whether lines are broken at a width, given the lengths of those that are in mid sentence.

    A quarter of all are, or, where items are short ("- Thời gian: …"), some are and no line
    is longer than those: a paragraph on one line would be.
    """
    if len(broken) >= 0.25 * pairs:
        return True
    if len(broken) < 6 or len(broken) < 0.08 * pairs:
        return False
    usual = sorted(broken)[len(broken) // 2]
    return usual >= 40 and max(len(line.text) for line in lines) <= 1.25 * usual


_SHORT_OF_WIDTH = 0.65  # of the characters of a full line
_FEWEST_SHORT, _SHARE_SHORT = 4, 0.12  # lines so short, of those in mid sentence


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file breaks its lines.

    `width` is that of a full line, 0 when none is broken, and `characters` how many it
    has, which tells more where all are of one width; `spaced` says that empty lines
    stand between the lines of a paragraph too; `indent` is how far the first line of a
    paragraph is set in, 0 where it is not, `margin` how far the others are. `ragged` says that
    lines in mid sentence are broken short of the width too, as texts of legal sites are, whose
    pages break the first line of a paragraph anywhere.
    """

    width: float
    characters: int = 0
    spaced: bool = False
    indent: int = 0
    margin: int = 0
    ragged: bool = False

    @classmethod
    def of(cls, lines: Sequence[PhysicalLine]) -> Layout:
        broken, spaced, pairs = list[int](), 0, 0
        for above, below in pairwise(lines):
            pairs += 1
            if not ends_sentence(above.text) and below.text[:1].islower():
                broken.append(len(above.text))
                spaced += below.blank_before > 0 and not below.new_page
        if pairs < 4 or not _hard_wrapped(lines, broken, pairs):
            return cls(0.0)
        widths = sorted(_advance(line.text) for line in lines if len(line.text) > 20)
        width = widths[int(0.95 * (len(widths) - 1))] if widths else 0.0
        lengths = sorted(len(line.text) for line in lines if len(line.text) > 20)
        characters = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
        margin = _margin(lines)
        indent = _first_line_indent(lines, margin)
        short = sum(length < _SHORT_OF_WIDTH * characters for length in broken)
        ragged = short >= _FEWEST_SHORT and short >= _SHARE_SHORT * len(broken)
        return cls(width, characters, spaced > 0.5 * len(broken), indent, margin, ragged)

    def nearly_fills(self, above: str) -> bool:
        return bool(self.width) and _advance(above) > 0.6 * self.width

    def fills(self, above: str, below: str, indent: int = 0) -> bool:
        """Whether the first word of `below` had no room on the line of `above`.

        `indent` is how far that line is set in.
        """
        if not self.width:
            return False
        word = below.split(" ", 1)[0]
        above = " " * max(0, indent - self.margin) + above
        if len(above) + 1 + len(word) > 0.96 * self.characters:
            return True
        return _advance(above) + 0.2 + _advance(word) > 0.95 * self.width
