"""Lines that only give the bodies, the time or the product of an item: "Cơ quan chủ trì: …"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from pipeline.layout import line_words
from pipeline.lexicon import alternation, fold

__all__ = ["LineLabel", "line_label"]


@dataclass(frozen=True, slots=True)
class LineLabel:
    """The label of such a line; its content begins at `end`.

    `kind` is `lead`, `coordinate`, `time`, `product` or `other`. `for_group` says that it
    names the items it holds for, `stage` is the stage it speaks of, folded.
    """

    kind: str
    end: int
    for_group: bool = False
    stage: str | None = None


@cache
def _labels() -> tuple[regex.Pattern[str], dict[str, str]]:
    words = line_words()
    kinds = {
        fold(word): kind
        for kind in ("lead", "coordinate", "time", "product", "other")
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
    match = pattern.match(fold(text))
    if match is None:
        return None
    end = match.end()
    while end < len(text) and text[end].isspace():
        end += 1
    label = regex.sub(r"\s*/\s*", "/", match["label"])
    grouped = match["group"] is not None and match["stage"] is None
    return LineLabel(kinds[" ".join(label.split())], end, grouped, match["stage"])
