"""Lines that only give the bodies, the time or the product of an item: "Cơ quan chủ trì: …".

Labels are known by the lists of lines.yaml. One that they do not have is known by a word that
says what for ("chủ trì", "thời hạn"), where what stands behind it is bodies, or a time, alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from extractors.time_clauses import parse_line
from extractors.units import find_in_heading, is_body_list
from pipeline.layout import line_words
from pipeline.lexicon import alternation, fold

__all__ = ["LineLabel", "line_label"]


@dataclass(frozen=True, slots=True)
class LineLabel:
    """The label of such a line; its content begins at `end`.

    `kind` is `lead`, `coordinate`, `time`, `product`, `venue`, `goal` or `other`. `for_group` says
    that it names the items it holds for, `stage` is the stage it speaks of, folded.
    """

    kind: str
    end: int
    for_group: bool = False
    stage: str | None = None

    @property
    def gives(self) -> bool:
        """Whether the line gives bodies, time or product."""
        return self.kind not in ("venue", "goal", "other")


@cache
def _labels() -> tuple[regex.Pattern[str], dict[str, str]]:
    words = line_words()
    kinds = {
        fold(word): kind
        for kind in ("lead", "coordinate", "time", "product", "venue", "goal", "other")
        for word in words[kind]
    }
    labels = alternation(kinds).replace("/", r"\s*/\s*")
    pattern = rf"""
        (?:[-–+•*]\s*)?(?P<label>{labels})(?:\s+trình\s[^:;.]{{2,40}})?
        (?P<group>(?:\s+chung)?\s+(?:(?:đối\s+với|cho|của|trong)\s+)?(?:các\s+|những\s+)?(?:nhiệm\s+vụ|nội\s+dung|công\s+việc|hoạt\s+động)(?:[^:;.]|\.(?=\d)){{0,60}}
                |\s+(?:của\s+)?(?P<stage>(?:bước|giai\s+đoạn|đợt)\s+[\divx]+)
                |\s*\(\s*(?:chung|áp\s+dụng|cho|của\s+cả|(?:các\s+)?(?:nhiệm\s+vụ|nội\s+dung|công\s+việc))\s[^:;.()]{{0,60}}\)
                |\s+(?:(?:của|cho|đối\s+với|tại)\s+)?(?:mục|điểm|khoản|phần|nhóm)\s+[\p{{L}}\d.]{{1,8}}
                |\s+chung)?\s*:
    """
    return regex.compile(pattern, regex.VERBOSE), kinds


def line_label(text: str) -> LineLabel | None:
    """The label that a line begins with, after a bullet or not; None where it has none.

    >>> line_label("Thời gian thực hiện: Quý II/2023")
    LineLabel(kind='time', end=21, for_group=False, stage=None)
    >>> line_label("Đơn vị chủ trì các nhiệm vụ tại điểm a, b: Sở Nội vụ").for_group
    True
    >>> line_label("Cơ quan chủ trì (chung cho mục 2): Sở Nội vụ").for_group
    True
    >>> line_label("Cơ quan chủ trì Mục 2: Phòng Tư pháp").for_group
    True
    >>> line_label("Đơn vị chủ trì Bước 2: Công an phường").stage
    'bước 2'
    """
    pattern, kinds = _labels()
    folded = fold(text)
    match = pattern.match(folded)
    if match is None:
        return _by_content(text, folded)
    end = _after_blanks(text, match.end())
    label = regex.sub(r"\s*/\s*", "/", match["label"])
    grouped = match["group"] is not None and match["stage"] is None
    return LineLabel(kinds[" ".join(label.split())], end, grouped, match["stage"])


_UNLISTED = regex.compile(
    r"(?:[-–+•*]\s*)?(?!(?:về|đối với|trong|đến|các|những|khi|nếu)\s)"
    r"(?P<label>\p{L}[\p{L} ,/-]{4,45}?)\s*:\s*(?=\S)"
)
_MOST_WORDS = 7  # of a label
_BEFORE = 10  # characters before a time: "Dự kiến"
_SAYS = tuple(
    (kind, regex.compile(rf"(?<!\p{{L}})(?:{words})(?!\p{{L}})"))
    for kind, words in (
        ("coordinate", "phối hợp|cùng tham gia|cùng thực hiện|hỗ trợ"),
        (
            "lead",
            "chủ trì|chịu trách nhiệm|phụ trách|đầu mối|thực hiện|tham mưu|triển khai|chỉ đạo",
        ),
        ("time", "thời gian|thời hạn|hạn|tiến độ|hoàn thành|thời điểm|mốc|định kỳ|lịch"),
    )
)


def _by_content(text: str, folded: str) -> LineLabel | None:
    """A label that no list has, by its words and by what stands behind it.

    >>> _by_content(*2 * ("Nơi chịu trách nhiệm chuẩn bị: Sở Y tế, Sở Nội vụ",)).kind
    'lead'
    >>> _by_content(*2 * ("Phối hợp thực hiện tốt việc sau: rà soát hồ sơ",)) is None
    True
    """
    match = _UNLISTED.match(folded)
    if match is None or len(match["label"].split()) > _MOST_WORDS:
        return None
    kind = next((kind for kind, words in _SAYS if words.search(match["label"])), None)
    if kind is None or "dự thảo" in match["label"]:  # a draft's time is not the work's
        return None
    content = text[match.end() :].rstrip(" .;")
    fits = _is_time(content) if kind == "time" else is_body_list(content)
    if not fits or find_in_heading(text[match.start("label") : match.end("label")]):
        return None
    return LineLabel(kind, _after_blanks(text, match.end()))


def _is_time(text: str) -> bool:
    """Whether a text is times and little else."""
    clauses = parse_line(text)
    told = sum(clause.end - clause.start for clause in clauses)
    return bool(clauses) and clauses[0].start <= _BEFORE and 2 * told >= len(text)


def _after_blanks(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())
