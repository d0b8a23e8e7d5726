"""The pieces that the patterns of time clauses are made of: words, numbers, periods.

A pattern calls a piece by name, `(?&period)`. The lists of words.yaml are pieces too, with
an underscore before their name: `(?&_done)`. All of them read folded text.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import regex

from pipeline.lexicon import fold, load_yaml

__all__ = ["GRAMMAR", "expanded", "vocabulary"]

_LISTS: Final = frozenset(
    {
        "labels", "deadline_label_words", "done", "doing", "reporting", "before", "until",
        "inside", "since", "ongoing", "governed", "owns_periodic", "awaited", "arrives",
        "tells_of_past", "names_a_period", "own_act", "steps", "annual_paper", "annual_work",
        "goal_opens",
        "holds_to_noun", "dated_act", "owns_rhythm", "completes", "watches", "outlasts",
        "deliberates", "events",
    }
)  # fmt: skip

# The lists whose words can open a clause.
_OPENING: Final = ("done", "doing", "before", "until", "inside", "since", "ongoing")

# … and how the periods and the recurrences of GRAMMAR begin.
_OPENERS: Final = (
    "năm", "các năm", "các ngày", "các tháng", "các quý", "các giai", "quý", "tháng", "ngày",
    "hết", "trọn", "cả", "đầu", "giữa", "cuối", "nửa", "nhiệm kỳ", "tuần", "giai", "thời kỳ",
    "thời hạn", "trong", "ngay", "định", "hằng", "mỗi", "theo", "khi", "đột", "sau", "căn", "kể",
    "xong", "làm", "nhân", "vào dịp", "dịp",
    "tại", "trước", "học kỳ", "một", "hai", "ba", "sáu", "chín", "mười", "ít", "tối", "thứ",
    "chủ nhật",
)  # fmt: skip

# A word piece ends at the end of a word; a number piece never inside a number.
GRAMMAR: Final = r"""
(?P<_year> (?:19|20)\d\d (?!\d | [/-]\s?\p{L}) )
(?P<_two> \d{1,2} (?!\d) )
# " năm 2025" · "/2025" after a month or a quarter; the first also after "ngày 30 tháng 6"
(?P<_of_year> \s*(?:[/,-]|,?\s*(?:của\s+)?năm)\s*(?&_year) | [.](?&_year) | \s+(?&_year) )
(?P<_this_year> \s*(?:,?\s*năm\s+|/\s?)(?&_year) )
(?P<_part> (?:nửa\s+|(?&_two)\s+ngày\s+(?=\p{L}{3,4}\s+tháng))?(?:hết|đầu|giữa|cuối)\s+
  | tuần\s+(?:thứ\s+)?(?:\d(?&_more_weeks)?|\p{L}{1,4})\s+ )
# "tuần 1 | và tuần 2 | tháng 3", "tuần 1 |, 2 | tháng 3"
(?P<_more_weeks> (?:\s*(?:-|,|và|đến)\s*(?:tuần\s+)?(?:thứ\s+)?\d(?!\d))+(?=\s+tháng\s) )
(?P<_in_figures> (?:\s*\(\p{L}+\))? )
# "24/7" · "24/24 giờ" · "7/7 ngày" · "12/24h": round the clock, how often. Not "trước 24/7".
(?P<_round_the_clock>
    (?<!(?:ngày|trước|đến|tới|nhất|là|từ|hết|sáng|chiều|đêm|mốc)\s)
    24\s?(?:h|giờ)?\s?/\s?(?:24|0?7)
    (?![\d/] | \s+năm | \s*(?:-|đến|và|,)\s*(?:ngày\s+)?\d{1,2}\s?/)
  | (?&_two)\s?/\s?(?&_two) \s?(?:giờ|ngày|h(?!\p{L}))
)

# "30/6/2025" · "ngày 30 tháng 6 năm 2025" · "30/6" · "ngày 30 tháng 6" · "30/6 năm 2025"
(?P<_date>
    (?:ngày\s+)? (?&_two)\s?[/.-]\s?(?&_two)\s?[/.-]\s?(?&_year)
  | (?!(?&_round_the_clock))
    (?:ngày\s+)? (?&_two)\s?/\s?(?&_two)
    (?![\d/]|\s?%|-\p{L}|\s+(?&_counted)(?!\p{L})) (?:\s+năm\s+(?&_year))?
  | ngày\s+(?&_two)\s+tháng\s+(?&_two) (?&_this_year)?
  | (?<!tuần\s)(?&_two)\s+tháng\s+(?&_two) (?&_this_year)
)
# "tháng 6/2025" · "cuối tháng 9 năm 2025" · "6/2025" · "T6/2025" · "tuần 2 tháng 6/2025"
(?P<_month>
    (?&_part)* tháng\s+(?:(?&_two)|giêng|chạp) (?&_of_year)?
  | (?:t\.?\s?)? (?&_two)\s?/\s?(?&_year)
)
# "Quý II/2023" · "quý 2 năm 2023" · "Q.II/2023" · "quý ll" (a scan's II) · "cuối quý III"
(?P<_quarter_word> q(?:uý|úy|ui|uí)\s* | q\.?\s? )
(?P<_quarter>
    (?&_part)* (?&_quarter_word)
    (?:[ivl1]{1,3}|[2-9]|0[1-9]|một|hai|ba|tư|bốn) (?![\p{L}\d]) (?&_of_year)?
)
# "6 tháng đầu năm 2025" · "sáu tháng cuối năm" · "9 tháng năm 2025" · "nửa đầu năm 2026"
(?P<_edge> (?:đầu|cuối) (?:\s+(?:của\s+)?năm)? (?:\s+(?&_year))? )
(?P<_half>
    (?:\d{1,2}|ba|sáu|chín)(?&_in_figures)\s+tháng\s+(?&_edge)
  | (?:0?9|chín)\s+tháng\s+(?:của\s+)?năm\s+(?&_year)
  | nửa\s+(?!\p{L}+\s+(?:tháng|quý))(?&_edge)
)
# "năm 2025" · "cuối năm 2024" · "hết năm 2026" · "cuối năm"
(?P<_yearly>
    (?:(?:hết|trọn|cả|đầu|giữa|cuối)\s+)* (?:các\s+)?năm\s+(?:ngân\s+sách\s+)?(?&_year)
  | (?:hết|cuối|đầu|giữa|cả|trọn)\s+năm (?:\s+nay)? (?!\s+(?:học|trước\s+ngày)) (?![\p{L}\d])
  | (?<=(?:(?:^|[.;])\s*|phấn\s+đấu\s+)trong\s+)năm(?=,?\s+\p{Ll})
    (?!\s+(?:học|nay|sau|qua|tới|trước|ngân|tiếp|đầu|thứ|cuối|kế|hoạt|đó|vừa|có)(?!\p{L}))
)
# "nhân Ngày Thương binh - Liệt sĩ", "vào dịp kỷ niệm ngày" before "27/7 hằng năm"
(?P<_occasion>
    (?:nhân|(?:nhân|vào|trong)\s+dịp|dịp)\s+ (?:kỷ\s+niệm\s+)? (?:ngày|lễ|tết|đại\s+lễ)\s+
    (?: [^.;,()\d]{3,70}? \s* [(]? \s* )? (?=\d{1,2}\s?[/-]|ngày\s+\d)
)
# "mùa mưa bão", "mùa khô"
(?P<_season>
    (?:đầu\s+|cuối\s+)?
    (?: mùa\s+(?:mưa|khô|lũ|bão|nắng|hè|đông|cháy|cạn)
      | vụ\s+(?:đông|xuân|hè|thu|mùa|chiêm)(?!\p{L}) (?:\s*-?\s*(?:xuân|thu|đông|hè))? )
    (?:\s*,?\s*(?:bão|lũ|nóng|hanh|rét|lụt))*
)
# "tuần 33" of the year; not "tuần 2 tháng 6"
(?P<_week>
    tuần\s+(?:thứ\s+)?(?&_two)
    (?! (?&_more_weeks) | \s*(?:tháng|của|(?&_each)|/\s*\d{1,2}(?!\d)) | [.,]\d | \p{L} )
    (?:\s*(?:/|,?\s*năm)\s*(?&_year))?
)
# "học kỳ I năm học 2025 - 2026"
(?P<_term>
    (?:cuối\s+|hết\s+)? học\s+kỳ\s+(?:i{1,2}|1|2|một|hai)(?!\p{L}) \s*,?\s*
    (?:năm\s+học\s+)? (?&_year) \s*-\s* (?&_year)
)
(?P<_atom> (?&_term) | (?&_date) | (?&_week) | (?&_half) | (?&_month) | (?&_quarter) | (?&_yearly) )
# What may join two of them, and a bare number that leans on its neighbour ("tháng 7, 8/2025").
(?P<_to> \s*(?:-|đến|tới)\s* )
(?P<_join> \s*(?:-|,|và|hoặc|đến\s+hết|đến|tới)\s* )
(?P<_bare> (?:ngày\s+)?(?&_two) (?!\s*(?:tháng\s+(?:đầu|cuối)|năm|%|\p{L}*\s*lần)) )
(?P<_number> (?&_two) | [ivl1]{1,3}(?!\p{L}) )
(?P<_era>
    (?:trong\s+)?
    (?:(?:các\s+)?giai\s+đoạn|thời\s+kỳ|(?:cả\s+)?nhiệm\s+kỳ|năm\s+học|các\s+năm
      |(?:0?\d|hai|ba|bốn)\s+năm|năm)
)
# "giai đoạn 2023-2025" · "năm 2024, 2025" · "01 - 15/6/2025" · "quý II, III/2025"
# · "từ | tháng 3 đến tháng 9/2025" · "2025"
(?P<period>
  (?:
    (?:(?&_era)\s+)? (?&_year) (?&_to) (?:(?:hết\s+)?năm\s+)? (?&_year)
  | (?:(?:các|hai|ba|0?[2-5])\s+)? năm\s+(?&_year) (?: \s*(?:,|và)\s*(?:năm\s+)?(?&_year) )+
  | (?:từ\s+)? (?&_bare) (?&_to) (?&_date)
  | (?:hai|ba|0?[23]|các) \s+ (?=ngày\s) (?&_bare) (?: \s*(?:,|và)\s*(?&_bare) )?
    \s*(?:,|và)\s* (?&_date)
  | (?<!trước\s|nhất\s|xong\s) ngày\s+(?:(?&_two)\s*(?:,|và)\s*){1,2} (?&_date)
  | (?:(?:các|hai|ba|0?[2-6])\s+)?(?:tháng|quý|q\.)\s+(?&_number)
    (?: (?&_join) (?:(?:tháng|quý)\s+)? (?&_number) )+ (?: (?&_of_year) | (?=\s*(?:[.;)]|$)) )
  | (?&_atom) (?: (?&_join) (?&_atom) (?!\s*,?\s*(?&_each)\s+năm) )*
  | (?&_year)
  )
  (?![\p{L}\d])
)
# "và những năm tiếp theo" · "trở đi"
(?P<_onward>
    \s*(?:,|và)?\s*(?:(?:những|các)\s+)?năm\s+(?:tiếp\s+theo|kế\s+tiếp|sau(?!\p{L}))
  | \s+(?:trở\s+đi|về\s+sau|trở\s+về\s+sau)
)

# "06 tháng" · "hằng quý" · "hai năm một lần" · "năm 2023" as one of several reporting periods
(?P<_count> \d{1,3}|một|hai|ba|bốn|năm|sáu|chín|mười )
(?P<_unit> ngày|tuần|tháng|quý|năm|giờ(?=\s*/\s*lần|\s+(?:một|1|01)\s+lần) )
(?P<_each> hằng|hàng|mỗi|từng )
(?P<_at_least> (?:ít\s+nhất|tối\s+thiểu)\s+ )
(?P<_times_a> (?&_count)\s+lần\s*(?:/|mỗi|trong|một)\s*(?:(?:1|01|một|mỗi)\s+)? )
(?P<_interval>
    (?: (?:theo\s+)?(?&_each)\s+ (?:(?&_count)\s+)? | theo\s+ | (?&_count)(?&_in_figures)\s+ )?
    (?&_unit) (?:\s+(?:đầu|cuối)\s+năm)? (?!\p{L})
    (?!(?<=quý)\s+(?:[ivx]{1,3}|\d{1,2})(?![\p{L}\d]|\s*lần|\s+(?:ngày|tháng)))
    (?:\s+(?&_year))?
    (?:\s*/\s*(?:(?&_count)\s+)?lần | \s+(?:một|1|01)\s+lần)?
  | (?&_at_least)? (?&_times_a)(?&_unit)
)
# "hoặc đột xuất"; "và đột xuất khi có yêu cầu" is a clause of its own
(?P<_or_adhoc>
    \s*,?\s*(?:hoặc|và|,)?\s*(?:khi\s+)?đột\s+xuất (?!\s+(?:khi|theo)(?!\p{L}))
)
# "16 giờ", "17h00", "16h30'", "10:30", "8 giờ 00 phút sáng" before a day
(?P<_hour>
    (?:lúc\s+)? \d{1,2}\s? (?: (?:giờ|h|g)\s?(?:\d\d)?(?:\s?phút|')? | :\s?\d\d )
    (?:\s+(?:sáng|trưa|chiều|tối))? ,?\s+
)
# "từ 07 giờ 30 phút đến" before "11 giờ 30 phút, ngày 22/5/2026": the hours of one day
(?P<_hours_to> (?:từ\s+)? (?&_hour) (?:đến|-) (?=\s+(?&_hour)) )
(?P<_weekday> thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7]) | chủ\s+nhật )
# "hoàn thành" · "thực hiện"
(?P<_verb> (?:(?&_done)|(?&_doing))\s+ )
(?P<_document>
    kế\s+hoạch|chỉ\s+thị|nghị\s+quyết|quyết\s+định|văn\s+bản|chương\s+trình|công\s+văn
  | thông\s+báo|kết\s+luận|công\s+điện|đề\s+án|hướng\s+dẫn|phương\s+án
)
# "từ nay đến hết" · "từ ngày ký đến" · "kể từ khi Kế hoạch được ban hành đến hết": the issue on
(?P<_from_now>
    (?:kể\s+)? từ\s+
    (?: nay
      | (?:ngày|khi)\s+ (?:(?&_document)\s+(?:này\s+)?(?:được\s+)?)?
        (?:ký\s+ban\s+hành|ban\s+hành|ký) (?:\s+(?&_document))? (?:\s+này)? )
    ,?\s+ (?:cho\s+)? (?:đến|tới) (?:\s+(?:hết|trước))?
)
# "được tỉnh phân bổ": how means and consents come
(?P<_is_granted>
    được\s+ (?:[^.;,()]{0,60}?\s)?
    (?:thông\s+qua|phê\s+duyệt|phân\s+bổ|cấp|giao|bố\s+trí|công\s+nhận|chấp\s+thuận|đồng\s+ý)
    (?!\p{L})
)
# "được phê duyệt": how a document comes into force
(?P<_in_force>
    được\s+(?:ban\s+hành|phê\s+duyệt|thông\s+qua|ký\s+ban\s+hành|cấp\s+có\s+thẩm\s+quyền)
  | có\s+hiệu\s+lực
)
# What "19/19" counts: "hoàn thành 19/19 tiêu chí", "10/12 xã"
(?P<_counted>
    tiêu\s+chí|chỉ\s+tiêu|nội\s+dung|nhiệm\s+vụ|mục\s+tiêu|xã|phường|thị\s+trấn|huyện|quận|thôn|bản|ấp
  | trường|đơn\s+vị|cơ\s+quan|sở|dự\s+án|công\s+trình|hồ\s+sơ|thủ\s+tục|chi\s+bộ|đảng\s+bộ|hộ|trạm
)
# What another thing's day is called: "trước ngày thu hoạch rộ", "trước khi vào vụ"
(?P<_event>
    ngày|khi|kỳ\s+họp|hội\s+nghị|cuộc\s+họp|phiên\s+họp|đại\s+hội|lễ|thời\s+điểm|kỳ\s+thi
)
# What a measure or a level does: "khi độ mặn vượt 1‰", "Khi dự báo cháy từ cấp IV trở lên"
(?P<_crosses>
    vượt|chạm|đạt|xuống\s+dưới|lên\s+(?:đến|tới|trên)|từ\s+cấp|ở\s+cấp|ở\s+mức|ban\s+bố|xảy\s+ra
  | phát\s+sinh|xuất\s+hiện|bùng\s+phát|vi\s+phạm|mất\s+an\s+toàn|hết\s+hạn
  | hết\s+hiệu\s+lực|thay\s+đổi|quá\s+hạn|không\s+được\s+(?:trả\s+lời|giải\s+quyết)
  | bị\s+\p{L}+ | đủ\s+điều\s+kiện | có\s+biến\s+động | biến\s+động
  | được\s+(?:sửa\s+đổi|bổ\s+sung|giao|công\s+nhận|bố\s+trí)
)
# How a thing that nobody planned comes: "Khi phát sinh vướng mắc, …"
(?P<_occurs>
    có|phát\s+sinh|nảy\s+sinh|xảy\s+ra|để\s+xảy\s+ra|xuất\s+hiện|phát\s+hiện|nhận\s+được|gặp
  | tiếp\s+nhận|ghi\s+nhận|đủ\s+điều\s+kiện|hết\s+thời\s+hạn|hết\s+hạn|cần\s+thiết
  | cấp\s+có\s+thẩm\s+quyền
)
(?P<_all> (?:(?:các|những|đầy\s+đủ|đủ)\s+)? )
"""


@cache
def vocabulary() -> dict[str, list[str]]:
    """The lists of words.yaml by name."""
    lists = load_yaml(__package__, "words.yaml", _LISTS)
    return {name: list(words) for name, words in lists.items()}


def _tree(phrases: Iterable[str]) -> str:
    """An alternation of phrases as a tree of letters and syllables, the longest first.

    The regex module tries the branches of an alternation one by one: a tree has few.

    >>> _tree(["sở", "sở ngành", "xã"])
    's(?:ở(?:\\\\s+(?:n(?:gành)))?)|x(?:ã)'
    """
    root: dict[str, Any] = {}
    for phrase in phrases:
        for spelling in {fold(phrase), fold(phrase).replace("hằng", "hàng")}:
            node = root
            for syllable in spelling.split():
                node = node.setdefault(syllable, {})
            node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    letters: dict[str, list[str]] = {}
    for syllable in sorted(node, key=lambda syllable: (-len(syllable), syllable)):
        if not syllable:
            continue
        below = _branches(node[syllable])
        tail = rf"(?:\s+(?:{below}))" + ("?" if "" in node[syllable] else "") if below else ""
        letters.setdefault(syllable[0], []).append(regex.escape(syllable[1:]) + tail)
    return "|".join(
        f"{regex.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in letters.items()
    )


@cache
def _pieces() -> dict[str, str]:
    """The source of every piece: the word lists, then those of GRAMMAR."""
    pieces = {f"_{name}": f"(?:{_tree(words)})(?!\\p{{L}})" for name, words in vocabulary().items()}
    openers = {" ".join(phrase.split()[:2]) for name in _OPENING for phrase in vocabulary()[name]}
    pieces["_opener"] = f"(?:{_tree([*openers, *_OPENERS])})(?!\\p{{L}})"
    bare = regex.sub(r"(?m)^\s*#.*$", "", GRAMMAR)
    for name, body in regex.findall(r"(?ms)^\(\?P<(\w+)>(.*?)\)\s*(?=^\(\?P<|\Z)", bare):
        pieces[name] = body
    return pieces


def expanded(source: str) -> str:
    """The source of a pattern with each call `(?&piece)` replaced by the piece itself.

    Text for text: the regex module is forty times slower with real subpattern calls.
    """
    return regex.sub(r"\(\?&(\w+)\)", lambda call: f"(?:{expanded(_pieces()[call[1]])})", source)
