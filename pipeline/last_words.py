"""What the last paragraphs of a document tell somebody to do, and no item has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import regex

from extractors.units import find
from pipeline.clean import Line
from pipeline.layout import join_lines
from pipeline.lexicon import fold
from pipeline.model import UnitRole

__all__ = ["ASKS", "asks_other_than", "tells_all", "with_last_words"]

_LAST_WORDS = regex.compile(
    r"(?:(?:trên đây là|(?:\p{L}+\s){1,4}này thay thế)\s[^.;]{10,400}[.;,]\s)?(?:trong\s)?quá trình"
    r" (?:tổ chức\s|triển khai|thực hiện)"
    r"|trên đây là\s[^.;]{10,400}[.;,]\s(?:\p{L}+\s){0,6}?(?:yêu cầu|đề nghị)\s"
)
_OF_NO_NAME = 0.85  # confidence of "các đơn vị" and the like
_ASKS_ALL = regex.compile(
    r"(?:nhận được \p{L}+ \p{L}+ này,? )?(?:yêu cầu|đề nghị)\s[^.]{10,400}?\s"
    r"(?:nghiêm túc|tổ chức|khẩn trương|chủ động|quán triệt)[^.]{0,60}(?:triển khai|thực hiện)"
)
# "Yêu cầu các cấp công đoàn nghiêm túc triển khai thực hiện./.": nothing more is said, nor will be
_LAST_SENTENCE = regex.compile(r"(?:nhận được|yêu cầu|đề nghị)\s[^.;:]{20,300}\.?/\.?\s*")
# "Các Bộ trưởng, Thủ trưởng cơ quan ngang bộ … chịu trách nhiệm thi hành Chỉ thị này."
_CHARGED_ALL = regex.compile(
    r"(?:các\s|giám đốc\s|thủ trưởng\s|chánh\s|bộ trưởng\s|chủ tịch\s)[^.;]{20,500}?\s"
    r"chịu trách nhiệm (?:tổ chức\s)?(?:thi hành|thực hiện)\s[^.;]{0,20}\snày"
)
# "Các sở, ngành, địa phương báo cáo kết quả thực hiện về UBND tỉnh (qua Sở Y tế) trước ngày …"
_REPORTS_ALL = regex.compile(
    r"(?:các |giám đốc |thủ trưởng |chủ tịch |ubnd )[^.;]{5,200}?\s(?:gửi\s)?báo cáo\s"
    r"(?:kết quả|tình hình|tiến độ)\s[^.;]{0,60}?(?:về|gửi|cho|với)\s"
)
# "Giao Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện Công điện này …"
_HAS_WATCH_OVER = regex.compile(
    r"(?:giao|phân công)\s[^.;]{5,160}?\s(?:theo dõi|đôn đốc|kiểm tra|giám sát|tổng hợp)"
    r"[^.;]{0,120}?"
    r"\s(?:chỉ thị|công điện|công văn|văn bản|kế hoạch|chương trình|kết luận|thông báo|nghị quyết)"
    r"\s(?:\p{L}+ \p{L}+ )?này"
)
ASKS = regex.compile(r"(?:giao|yêu cầu|đề nghị|phân công)\s+(?:cho\s+|nhiệm vụ cho\s+)?")


def _tells_to_report(text: str) -> bool:
    """Whether a paragraph at a document's end tells bodies what to do from now on.

    "Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị phản ánh về Sở …"
    """
    if _LAST_WORDS.match(fold(text)) is None:
        return False
    found = find(text)
    if any(unit.role == UnitRole.REPORT_TO for unit in found.others):
        return True
    # "Trên đây là Kế hoạch …, yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện" is how one ends
    formula = fold(text[:12]).startswith("trên đây")
    named = any(unit.confidence > _OF_NO_NAME for unit in found.leads)
    return named or (bool(found.leads) and not formula)


def tells_all(text: str) -> bool:
    """Whether a paragraph before the end asks several bodies to carry the document out, or one
    to watch that they do.

    "Yêu cầu Giám đốc các sở, Chủ tịch UBND các huyện tổ chức thực hiện nghiêm túc Chỉ thị này."
    """
    folded = fold(text)
    if _HAS_WATCH_OVER.match(folded):
        return bool(find(text).leads)
    asks = _ASKS_ALL.match(folded) or _REPORTS_ALL.match(folded) or _CHARGED_ALL.match(folded)
    if asks is None:
        return False
    fewest = 1 if _LAST_SENTENCE.fullmatch(folded) else 2
    return len(find(text).leads) >= fewest


def with_last_words(lines: Iterable[Line]) -> tuple[list[Line], set[int]]:
    """The lines, with what was said in one paragraph at the end in one again.

    The second are the indices of those that tell bodies to report.
    """
    joined: list[Line] = []
    orders: set[int] = set()
    for line in lines:
        if line.label is None and _tells_to_report(line.text):
            if joined and _wraps(joined[-1], line):
                line = _joined(joined.pop(), line)
            orders.add(len(joined))
        joined.append(line)
    return joined, orders


def _wraps(above: Line, line: Line) -> bool:
    """Whether a sentence is of the paragraph above it, in text whose lines are broken by hand."""
    begins = above.label is None and fold(above.text).startswith("trên đây là")
    if not begins or line.blank_before:
        return False
    # or its one line is as long as the first below it, and the next word had no room there
    word = len(line.text.split(maxsplit=1)[0])
    return bool(above.joints) or any(len(above.text) + word >= at for at in line.joints[:1])


def _joined(above: Line, line: Line) -> Line:
    aligned, joints = join_lines((above.aligned, line.aligned))
    return replace(above, aligned=aligned, joints=(*above.joints, *joints))


def asks_other_than(said: str, text: str) -> bool:
    """Whether `text` asks somebody by name whom what was `said` before it does not name."""
    if ASKS.match(fold(text)) is None:
        return False
    before = fold(said)
    asked = [one for one in find(text).assigned if one.confidence > _OF_NO_NAME]
    return bool(asked) and not any(fold(one.raw) in before for one in asked)
