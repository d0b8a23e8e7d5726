"""What a section is for, and how paragraphs of a document begin: the words of sections.yaml."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.layout import is_capitals
from pipeline.lexicon import alternation, fold, load_yaml
from pipeline.model import SectionRole

__all__ = ["assesses", "is_closing", "opens_text", "orders_somebody", "role_of"]

_KEYS = frozenset({"roles", "before", "opening", "closing", "assessment", "assessment_verbs"})


# "Yêu cầu UBND các huyện" gives work; "Yêu cầu", "Yêu cầu, nhiệm vụ", "Yêu cầu chung" do not.
_ASKS_SOMEBODY = regex.compile(
    r"(?:yêu cầu|đề nghị)\s+(?!chung|cụ thể|đặt ra|về|đối với|của|và|khi|trong|nhiệm vụ|mục)\p{L}"
)


# "Định hướng dư luận xã hội": work to be done, no view
_GUIDES = regex.compile(
    r"định hướng\s(?:dư luận|thông tin|nghề|tư tưởng|nhận thức|tuyên truyền|truyền thông|giá trị)"
)
# "Đánh giá, xếp loại chất lượng" is work to be done; "Đánh giá tình hình" tells how things are.
_RATES = regex.compile(r"(?:kiểm điểm|đánh giá|kiểm điểm, đánh giá)\s*(?:,|và)\s*(?:xếp|phân)\s")
# "Tán thành nội dung Báo cáo số … của Đoàn giám sát với những đánh giá chủ yếu sau đây"
_AGREES = regex.compile(
    r"(?:cơ bản\s)?(?:tán thành|đồng ý|thống nhất|nhất trí)\s.{0,160}"
    r"(?<!\p{L})(?:đánh giá|kết quả)\s(?!.*giao\s)"
)
# "Giao Sở Y tế …", "… Tờ trình số 57. Yêu cầu Trung tâm …", "Về thu ngân sách: giao Cục Thuế …"
_ORDERS_SOMEBODY = regex.compile(
    r"(?:^|[.;:]\s+)(?:giao|yêu cầu|đề nghị|phân công|thống nhất)\s"
    r"(?!rằng|nhận định|đánh giá|không)"
)


# "Hai năm qua", "Sau hơn 05 năm", "Qua gần ba tháng", "Trong 6 tháng qua"
_MANY = r"(?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nhiều)"
_YEARS_PASSED = (
    rf"(?:trong\s+)?(?:hơn\s+|gần\s+)?{_MANY}\s+(?:năm|tháng)\s+qua"
    rf"|(?:sau|qua)\s+(?:hơn\s+|gần\s+)?{_MANY}\s+(?:năm|tháng)(?!\s+(?:kể|một))"
)


# "Các cấp ủy, cơ quan, đơn vị đã nghiêm túc triển khai thực hiện Kết luận số …"
_HAVE_DONE = regex.compile(
    r"(?:các|cấp ủy|ban|ubnd|ủy ban|tỉnh|huyện|toàn)\s[^.;:]{4,100}?\sđã\s"
    r"(?:nghiêm túc|tích cực|chủ động|tập trung|khẩn trương|kịp thời|có nhiều|cơ bản"
    r"|quan tâm|nỗ lực|triển khai|lãnh đạo|chỉ đạo|phối hợp|tổ chức|ban hành|đạt)(?!\p{L})"
)


@dataclass(frozen=True, slots=True)
class _Words:
    role: regex.Pattern[str]
    roles: dict[str, SectionRole]
    bare_role: regex.Pattern[str]
    bare_roles: dict[str, SectionRole]
    opening: regex.Pattern[str]
    closing: regex.Pattern[str]
    assessment: regex.Pattern[str]


@cache
def _words() -> _Words:
    data = load_yaml("pipeline", "sections.yaml", _KEYS)
    roles = {
        fold(word): SectionRole(role) for role, words in data["roles"].items() for word in words
    }
    before, whole_word = alternation(data["before"]), r"(?!\p{L})"
    bare = {_bare(word): role for word, role in roles.items()}
    bare_before = alternation([_bare(fold(word)) for word in data["before"]])
    first_clause = alternation(data["assessment_verbs"])
    return _Words(
        regex.compile(rf"(?:(?:{before})\s+)*(?P<word>{alternation(roles)}){whole_word}"),
        roles,
        regex.compile(rf"(?:(?:{bare_before})\s+)*(?P<word>{alternation(bare)}){whole_word}"),
        bare,
        regex.compile(rf"(?:{alternation(data['opening'])}){whole_word}"),
        regex.compile(
            rf"(?:{alternation(data['closing'])})"
            r"|(?:kế hoạch|chương trình|nghị quyết|quyết định|chỉ thị|kết luận|hướng dẫn|quy định"
            r"|quy chế|đề án|thông báo|công văn)(?: hành động)? này\s+(?:đã\s+)?"
            r"(?:được|có hiệu lực|thay thế|phổ biến|bãi bỏ|áp dụng)"
            r"|[^.:;]{0,120}\sthông báo (?:để|đến|tới|cho)\s"
            r"|(?:[^.:;,]{0,60}\s)?trân trọng (?:cảm ơn|cám ơn)(?!\p{L})"
        ),
        regex.compile(
            rf"(?:{alternation(data['assessment'])}){whole_word}"
            rf"|{_YEARS_PASSED}{whole_word}"
            rf"|[^.;:,]{{0,60}}\s(?:{first_clause}){whole_word}"
        ),
    )


def role_of(heading: str) -> SectionRole | None:
    """The role that a heading's first words name, or None.

    >>> role_of("Một số nhiệm vụ, giải pháp trọng tâm").value
    'task'
    >>> role_of("Yêu cầu chung").value, role_of("Yêu cầu Ủy ban nhân dân các huyện")
    ('purpose', None)
    """
    words = _words()
    folded = fold(heading)
    if _AGREES.match(folded):
        return SectionRole.SITUATION
    if _ASKS_SOMEBODY.match(folded) or _RATES.match(folded) or _GUIDES.match(folded):
        return None
    match = words.role.match(folded)
    if match is not None:
        role = words.roles[" ".join(match["word"].split())]
        if role == SectionRole.OTHER and (work := _AND_CARRIES_OUT.search(folded)):
            return words.roles[" ".join(work["word"].split())]  # "Kinh phí và tổ chức thực hiện"
        # "6. Về kinh phí, cơ chế" says of what is ordered below it, as a conclusion does
        return None if role == SectionRole.OTHER and folded.startswith("về ") else role
    # a recognition loses or changes tones, mostly of capitals ("MỤC TIỂU CỤ THẾ")
    match = words.bare_role.match(_bare(folded)) if is_capitals(heading) else None
    return words.bare_roles[" ".join(match["word"].split())] if match else None


# What a section holds that is named for means or forms first, and for work after that.
_AND_CARRIES_OUT = regex.compile(
    r"(?:,|;|và)\s+"
    r"(?P<word>tổ chức thực hiện|tổ chức triển khai|tiến độ thực hiện|lộ trình thực hiện)"
    r"(?!\p{L})"
)


def _bare(folded: str) -> str:
    """Folded text without tones and marks."""
    apart = unicodedata.normalize("NFD", folded.replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def assesses(text: str) -> bool:
    """Whether an item without a heading tells what was done instead of ordering something."""
    begins = fold(text[:120])
    if _words().assessment.match(begins[:90]):
        return True
    return _HAVE_DONE.match(begins) is not None and not orders_somebody(text)


def opens_text(text: str) -> bool:
    """Whether a paragraph begins as the opening of a document does ("Thực hiện …", "Căn cứ …")."""
    return _words().opening.match(fold(text[:60])) is not None


def orders_somebody(text: str) -> bool:
    """Whether a paragraph gives work to somebody, or decides, in any of its sentences.

    >>> orders_somebody("Về thu ngân sách: phấn đấu đạt 52%. Giao Cục Thuế rà soát nợ đọng.")
    True
    """
    return _ORDERS_SOMEBODY.search(fold(text)) is not None


# "Văn phòng UBND tỉnh thông báo ý kiến kết luận … đến các cơ quan biết, thực hiện./."
_NOTICE = regex.compile(
    r"(?:thừa\slệnh\s[^.;]{3,80},\s*)?(?:văn\sphòng|ban)\s[^.;,]{2,80}\s(?:xin\s)?thông\sbáo\s"
    r"(?:ý\skiến\s|nội\sdung\s|toàn\svăn\s)?(?:kết\sluận\s|để\s|đến\s)[^.;]{0,200}"
    r"(?<!\p{L})(?:biết|thực\shiện|triển\skhai)[^.;]{0,40}[./]*\s*"
)


def is_closing(text: str) -> bool:
    """Whether a paragraph ends a document instead of ordering something ("Trên đây là …")."""
    folded = fold(text)
    return _words().closing.match(folded[:200]) is not None or _NOTICE.fullmatch(folded) is not None
