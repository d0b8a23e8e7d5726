"""The shapes of time clauses, named; the words they are filled with are in words.yaml.

All patterns run on folded text (lower case, plain dashes). `GRAMMAR` defines the pieces
that the patterns call by name, `(?&period)`; the words of each list of words.yaml are
pieces too, `(?&done)`. Patterns are compiled at their first use.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import regex

from pipeline.lexicon import alternation, load_yaml

__all__ = ["PATTERNS", "compiled", "vocabulary"]

_LISTS: Final = frozenset(
    {
        "labels", "deadline_label_words", "done", "doing", "reporting", "before", "until",
        "inside", "since", "ongoing", "governed", "owns_periodic", "awaited", "arrives",
        "tells_of_past", "names_a_period", "annual", "goal_opens",
    }
)  # fmt: skip

# The pieces. A word piece ends at the end of a word; a number piece never inside a number.
GRAMMAR: Final = r"""
(?P<_year> (?:19|20)\d\d (?!\d | [/-]\s?\p{L}) )
(?P<_two> \d{1,2} (?!\d) )
(?P<_of_year> \s*(?:[/,-]|,?\s*(?:của\s+)?năm)\s*(?&_year) | \s+(?&_year) )

# "30/6/2025" · "ngày 30 tháng 6 năm 2025" · "30/6" · "ngày 30 tháng 6" · "30/6 năm 2025"
(?P<_date>
    (?:ngày\s+)? (?&_two)\s?(?:/|\.|-)\s?(?&_two)\s?(?:/|\.|-)\s?(?&_year)
  | (?:ngày\s+)? (?&_two)\s?/\s?(?&_two) (?![\d/]|\s?%|-\p{L}) (?:\s+năm\s+(?&_year))?
  | ngày\s+(?&_two)\s+tháng\s+(?&_two) (?:\s*(?:,?\s*năm\s+|/\s?)(?&_year))?
  | (?<!tuần\s)(?&_two)\s+tháng\s+(?&_two)\s*(?:,?\s*năm\s+|/\s?)(?&_year)
)
# "tháng 6/2025" · "cuối tháng 9 năm 2025" · "6/2025" · "tháng 7"
(?P<_month>
    (?:(?:hết|đầu|giữa|cuối)\s+ | tuần\s+(?:thứ\s+)?(?:\d|\p{L}{1,4})\s+)* tháng\s+(?:(?&_two)|giêng|chạp) (?&_of_year)?
  | t\.?\s?(?&_two)\s?/\s?(?&_year)
  | (?&_two)\s?/\s?(?&_year)
)
# "Quý II/2023" · "quý 2 năm 2023" · "Q.II/2023" · "quý ll" (a scan's II) · "cuối quý III"
(?P<_quarter>
    (?:(?:hết|đầu|giữa|cuối)\s+)* (?:q(?:uý|úy|ui|uí)\s*|q\.?\s?)
    (?:[ivl1]{1,3}|[2-9]|0[1-9]|một|hai|ba|tư|bốn) (?![\p{L}\d]) (?&_of_year)?
)
# "6 tháng đầu năm 2025" · "sáu tháng cuối năm" · "9 tháng năm 2025" · "nửa đầu năm 2026"
(?P<_half>
    (?:\d{1,2}|ba|sáu|chín)(?:\s*\(\p{L}+\))?\s+tháng\s+(?:đầu|cuối)(?:\s+(?:của\s+)?năm)? (?:\s+(?&_year))?
  | (?:0?9|chín)\s+tháng\s+(?:của\s+)?năm\s+(?&_year)
  | nửa\s+(?:đầu|cuối)(?:\s+(?:của\s+)?năm)? (?:\s+(?&_year))?
)
# "năm 2025" · "cuối năm 2024" · "hết năm 2026" · "cuối năm"
(?P<_yearly>
    (?:(?:hết|trọn|cả|đầu|giữa|cuối)\s+)* (?:các\s+)?năm\s+(?&_year)
  | (?:hết|cuối|đầu|giữa)\s+năm (?:\s+nay)? (?!\s+học) (?![\p{L}\d])
)
(?P<_atom> (?&_date) | (?&_half) | (?&_month) | (?&_quarter) | (?&_yearly) )
# What may join two of them, and a bare number that leans on its neighbour ("tháng 7, 8/2025").
(?P<_join> \s*(?:-|,|và|hoặc|đến\s+hết|đến|tới)\s* )
(?P<_bare> (?:ngày\s+)?(?&_two) (?!\s*(?:tháng\s+(?:đầu|cuối)|năm|%|\p{L}*\s*lần)) )
(?P<_era> (?:trong\s+)?(?:(?:các\s+)?giai\s+đoạn|thời\s+kỳ|(?:cả\s+)?nhiệm\s+kỳ|năm\s+học|các\s+năm|\d\s+năm|năm) )
(?P<period>
  (?:
    (?:(?&_era)\s+)? (?&_year)\s*(?:-|đến|tới)\s*(?:(?:hết\s+)?năm\s+)?(?&_year)
  | (?:các\s+)?năm\s+(?&_year)(?:\s*(?:,|và)\s*(?:năm\s+)?(?&_year))+
  | (?:từ\s+)? (?&_bare)(?:\s*(?:-|đến|tới)\s*)(?&_date)
  | (?:tháng|quý|q\.)\s+(?:(?&_two)|[ivl1]{1,3})(?:(?&_join)(?:(?:tháng|quý)\s+)?(?:(?&_two)|[ivl1]{1,3}(?!\p{L})))+ (?&_of_year)
  | (?&_atom) (?: (?&_join) (?&_atom) )*
  | (?&_year)
  )
  (?![\p{L}\d])
)

# "06 tháng" · "hằng quý" · "hai năm một lần" · "năm 2023" as one of several reporting periods
(?P<_count> \d{1,3}|một|hai|ba|bốn|năm|sáu|chín|mười )
(?P<_unit> ngày|tuần|tháng|quý|năm )
(?P<_each> hằng|hàng|mỗi|từng )
(?P<_interval>
    (?: (?:theo\s+)?(?&_each)\s+ (?:(?&_count)\s+)? | theo\s+ | (?&_count)(?:\s*\(\p{L}+\))?\s+ )?
    (?&_unit) (?:\s+(?:đầu|cuối)\s+năm)? (?![\p{L}])
    (?:\s+(?&_year))?
    (?:\s*/\s*(?:(?&_count)\s+)?lần | \s+(?:một|1|01)\s+lần)?
  | (?:(?:ít\s+nhất|tối\s+thiểu)\s+)? (?&_count)\s+lần\s*(?:/|mỗi|trong|một)\s*(?:(?:1|01|một)\s+)?(?&_unit)
)
(?P<_or_adhoc> \s*,?\s*(?:hoặc|và|,)?\s*(?:khi\s+)?đột\s+xuất (?:\s+(?:khi|theo)\s+(?:có\s+)?yêu\s+cầu)? )
"""

PATTERNS: Final[dict[str, str]] = {
    # One piece of a period: d, dm, y of a date; m, y of a month; q, y; n months at an edge of a
    # year; a year; a part of this year; a bare number that takes its neighbour's unit.
    "token": r"""
        (?<![\p{L}\d]) (?:
            (?:ngày\s+)?(?P<d>\d{1,2})\s?[/.-]\s?(?P<dm>\d{1,2})\s?[/.-]\s?(?P<y>(?&_year))
          | ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<dm>\d{1,2})(?:\s*(?:,?\s*năm\s+|/\s?)(?P<y>(?&_year)))?
          | (?<!tuần\s)(?P<d>\d{1,2})\s+tháng\s+(?P<dm>\d{1,2})\s*(?:,?\s*năm\s+|/\s?)(?P<y>(?&_year))
          | (?:ngày\s+)?(?P<d>\d{1,2})\s?/\s?(?P<dm>\d{1,2})(?![\d/])(?:\s+năm\s+(?P<y>(?&_year)))?
          | (?P<n>\d{1,2}|ba|sáu|chín)(?:\s*\(\p{L}+\))?\s+tháng\s+(?P<edge>đầu|cuối)
                (?:\s+(?:của\s+)?năm)?(?:\s+(?P<y>(?&_year)))?
          | (?P<n>\d{1,2}|chín)\s+tháng\s+(?:của\s+)?năm\s+(?P<y>(?&_year))
          | (?P<n>nửa)\s+(?P<edge>đầu|cuối)(?:\s+(?:của\s+)?năm)?(?:\s+(?P<y>(?&_year)))?
          | (?:(?:hết|đầu|giữa|cuối)\s+|tuần\s+(?:thứ\s+)?(?:\d|\p{L}{1,4})\s+)*
                tháng\s+(?P<m>\d{1,2}(?!\d)|giêng|chạp)(?P<y>(?&_of_year))?
          | t\.?\s?(?P<m>\d{1,2})\s?/\s?(?P<y>(?&_year))
          | (?P<m>\d{1,2})\s?/\s?(?P<y>(?&_year))
          | (?:(?:hết|đầu|giữa|cuối)\s+)*(?:q(?:uý|úy|ui|uí)\s*|q\.?\s?)
                (?P<q>[ivl1]{1,3}|\d{1,2}|một|hai|ba|tư|bốn)(?![\p{L}\d])(?P<y>(?&_of_year))?
          | (?:năm\s+)?(?P<y>(?&_year))
          | (?P<this>(?:đầu|giữa|cuối|hết)\s+năm)(?!\s+\d)
          | (?P<bare>(?:ngày\s+)?\d{1,2}(?!\d)|[ivl]{1,3}(?!\p{L}))(?P<y>\s*[/-]\s*(?&_year)|\s*,?\s*năm\s+(?&_year))?
        )
    """,
    # "06 tháng" → 06, tháng; "hằng quý" → quý.
    "interval": r"(?:(?P<count>(?&_count))(?:\s*\(\p{L}+\))?\s+)?(?P<unit>(?&_unit))(?!\p{L})",
    # "02 lần/năm" → 02, năm; "6 tháng một lần" → một, – (read by interval); "mỗi quý 01 lần" → 01, quý.
    "times": r"""
        (?P<times>(?&_count))\s+lần\s*(?:/|mỗi|trong|một)\s*(?:(?:1|01|một|mỗi)\s+)?(?P<per>(?&_unit))(?!\p{L})
      | (?<!(?:\d|\)|một|hai|ba|bốn|năm|sáu|chín|mười)\s)(?P<per>(?&_unit))\s*,?\s*(?:(?:ít\s+nhất|tối\s+thiểu)\s+)?(?P<times>(?&_count))\s+lần(?!\p{L})
    """,
    # Anything at all that a clause needs. Texts without a hit hold no clause.
    "may_hold": r"""
        (?:19|20)\d\d | \d\s?/\s?\d | (?<!\p{L})quý\b | tháng\s+(?:\d|giêng|chạp|[đc]) | ngày\s+\d
      | h[ằà]ng\s+(?:ngày|tuần|tháng|quý|năm) | mỗi\s+(?:ngày|tuần|tháng|quý|năm)
      | định\s+kỳ | (?<!\p{L})khi\b | thường\s+(?:xuyên|kỳ) | lần\s*/ | (?<!\p{L})lần\b
      | liên\s+tục | lâu\s+dài | \d\s+(?:ngày|tháng|năm) | (?:đầu|giữa|cuối|hết)\s+năm
      | theo\b | căn\s+cứ | sau\b | cuối
    """,
    # The same for running text, where "thường xuyên" and "theo" alone say nothing.
    "may_run": r"""
        (?:trước|đến|tới|trong|vào|từ|nhất|là|hết|đầu|giữa|cuối|thành|hiện|xong|khoảng|các|quá)\s+
            (?:ngày\s|tháng\s+\d|quý|năm\s+\d|\d|q\.)
      | (?:^|[.;:(,-]\s?)(?:năm\s+\d{4}|quý\s|tháng\s+\d|t\.?\d|q\.?[\dvi]|giai\s|\d{1,2}\s?/\s?\d|\d{4}(?!/)|\d+\s+(?:tháng|lần|năm|quý))
      | h[ằà]ng\s+(?:ngày|tuần|tháng|quý|năm) | mỗi\s+(?:ngày|tuần|tháng|quý|năm)
      | định\s+kỳ | (?<!\p{L})khi\b | \(\s*(?:nhiệm\s+vụ\s+|thực\s+hiện\s+|công\s+việc\s+)?thường
      | lần\s*/ | /\s*(?:01\s+)?lần | (?:một|1)\s+lần | (?:hết|cuối|đầu|giữa)\s+(?:năm|tháng|quý) | \d+\s+tháng\s+(?:đầu|cuối)
      | kể\s+từ | (?:thời|hạn|tiến|lộ|mốc)\s[^.;:()]{0,40}(?::|\slà\s|\s-\s) | hạn\s+(?:cuối|chót|hoàn) | thực\s+hiện\s+thường
      | thường\s+xuyên\s*\. | liên\s+tục\s*\. | (?:cuối|đầu)\s+(?:mỗi\s+)?(?:quý|tháng)
    """,
    # Where a clause can begin: worth a try of the patterns below.
    "opening": r"""
        (?<![\p{L}\d/.,]) (?:
            trước | chậm | muộn | không | hạn | thời | đến | tới | cho | trong | vào | ngay | suốt
          | từ | kể | bắt | tính | năm | các | quý | q\.? | tháng | ngày | hết | trọn | cả | đầu | giữa
          | cuối | nửa | nhiệm | tuần | t\.?\d | giai | định | h[ằà]ng | mỗi | theo | khi | sau | căn
          | hoàn | xong | kết | khắc | giải | xử | thực | triển | tổ | tiến | duy | áp | cập | rà | kiểm
          | nhiệm | công | việc | thường | liên | lâu | một | hai | ba | sáu | chín | mười
          | ít | tối | thứ | \d
        )
    """,
    # "hoàn thành trước ngày 30/6/2025": verb, before, period.
    # "Năm 2023 và những năm tiếp theo": period, onward. "từ năm 2024 - 2026": since, period.
    "clause": r"""
        (?: (?: (?:phải|cần|bảo\s+đảm|đảm\s+bảo|phấn\s+đấu|đã)\s+ )?
            (?: (?P<done>(?&_done)) | (?P<doing>(?&_doing)) ) (?:\s+xong)? \s+ )?
        (?:
            (?: xong\s+ )? (?P<before>(?&_before)) \s+ (?: (?:hết|thời\s+điểm)\s+ )?
          | (?P<until>(?&_until)) \s+
          | (?P<inside>(?&_inside)) \s+
          | (?P<since>(?&_since)) \s+ (?:đầu\s+(?=năm|tháng))?
        )?
        (?: \d{1,2}\s?(?:giờ|h|g|:)\s?(?:\d\d)?(?:\s?phút)?,?\s+ )?
        (?P<when>(?&period))
        (?P<onward> \s*(?:,|và)?\s*(?:(?:những|các)\s+)?năm\s+(?:tiếp\s+theo|kế\s+tiếp|sau(?!\p{L}))
                  | \s+(?:trở\s+đi|về\s+sau|trở\s+về\s+sau) )?
        (?![\p{L}\d])
    """,
    # "trước ngày 15/12 hằng năm" · "vào tháng 12 hằng năm" · "trước ngày 15/6 và 15/12 hằng năm"
    # "quý IV hằng năm" · "từ tháng 6 đến tháng 9 hằng năm"
    "yearly_date": r"""
        (?: (?:(?&_done)|(?&_doing)) \s+ )?
        (?: (?P<before>(?&_before)|(?&_until)) \s+ | (?:(?&_inside)|(?&_since)) \s+ )?
        (?P<when> (?: (?&_date)|(?&_month)|(?&_quarter)|(?&_half)|(?:đầu|giữa|cuối)(?:\s+năm)? )
                  (?: (?&_join) (?: (?&_date)|(?&_month)|(?&_quarter)|(?&_two) ) )* )
        \s*,?\s* (?: (?:của\s+)?(?&_each)\s+năm | trong\s+năm(?=\s*[,.;)]|$) )
        (?! \s+\d{4} | \p{L})
    """,
    # "trước ngày 20 hằng tháng" · "trước ngày 15 tháng cuối quý" · "ngày 05 của tháng sau"
    # "trước ngày 10 của tháng đầu quý sau" · "ngày 25 hằng tháng"
    "monthly_day": r"""
        (?: (?:(?&_done)|(?&_doing)) \s+ )?
        (?: (?P<before>(?&_before)|(?&_until)) \s+ | (?:(?&_inside)|(?&_since)) \s+ )?
        (?: (?:các\s+)?ngày\s+(?:mùng\s+|mồng\s+)?(?P<day>(?&_two)) (?:(?:\s*(?:,|và)\s*)(?:ngày\s+)?(?P<day>(?&_two))(?!\s*[/%]))* (?!\s*[/-]\s*\d)
          | (?P<last>ngày\s+(?:làm\s+việc\s+)?cuối(?:\s+cùng)?)
        ) \s*,?\s* (?:của\s+|trong\s+)?
        (?: (?P<quarter> (?:tháng\s+)?(?:(?P<end_month>cuối(?:\s+cùng)?(?:\s+của)?)|(?P<first_month>đầu(?:\s+tiên)?(?:\s+của)?))
                \s+(?:(?&_each)\s+)? quý (?:\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề|báo\s+cáo))? | (?:(?&_each)\s+)quý )
          | (?P<month> (?:(?&_each)\s+tháng | tháng\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề|liền\s+sau|báo\s+cáo|đó) | (?<=của\s)tháng(?=\s*[,.;)]|$) | (?<=cuối\s)tháng ) (?:\s+(?:sau|kế\s+tiếp|liền\s+kề))? )
        ) (?!\p{L})
    """,
    # "(trước ngày 20)" after "Định kỳ hằng tháng": a day without its month.
    "bare_day": r"""
        (?P<before>(?&_before)) \s+ ngày\s+(?P<day>(?&_two)) (?!\s*[/.-]\s?\d|\s+(?:tháng|của|h[ằà]ng|mỗi)|\p{L})
    """,
    "says_monthly": r"(?:h[ằà]ng|mỗi)\s+tháng|định\s+kỳ\s+(?:0?1\s+)?tháng",
    # "thứ Sáu hằng tuần" · "vào thứ 5 hằng tuần" · "trước 16 giờ thứ Năm hằng tuần"
    "weekly_day": r"""
        (?: (?:(?&_before)|(?&_inside)) \s+ )? (?: \d{1,2}\s*(?:giờ|h|g)\s*(?:\d\d)?(?:\s*phút)?,?\s+(?:ngày\s+)? )?
        (?:ngày\s+)? (?P<weekday>thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật) \s+ (?:(?&_each))\s+tuần
    """,
    # "cuối mỗi quý" · "vào cuối quý" · "đầu mỗi tháng" · "tháng cuối hằng quý"
    "interval_end": r"""
        (?: (?:(?&_inside)|(?&_before)) \s+ )? (?:tháng\s+)?(?:đầu|cuối)\s+
        (?: (?&_each)\s+(?P<unit>tuần|tháng|quý|năm) ) (?!\p{L})
    """,
    # "Định kỳ 06 tháng" · "định kỳ hằng năm hoặc đột xuất" · "Định kỳ hằng quý, 6 tháng, 9 tháng, năm 2023"
    "periodic": r"""
        (?: (?:cập\s+nhật|báo\s+cáo|thực\s+hiện|tổ\s+chức|họp|tiến\s+hành|theo) \s+ (?=định) )?
        (?P<keyword>định\s+kỳ) (?: \s*[:,]? \s+ (?P<items>(?&_interval) (?:\s*(?:,\s*và|,|và|hoặc|;)\s*(?&_interval) (?!\s*\())*) )?
        (?P<adhoc>(?&_or_adhoc))?
        (?!\p{L})
    """,
    # The second "01 năm" of "Định kỳ 06 tháng (…) và 01 năm (…)": matched right after a bracket.
    "periodic_next": r"\s*(?:,|;|và|,\s*và)\s*(?P<items>(?&_interval))(?=\s*\()",
    # "Hằng năm" · "mỗi năm 02 lần" · "hằng quý, 6 tháng, năm" · "01 năm/lần" · "ít nhất 2 lần/năm"
    "every": r"""
        (?: (?:(?&_doing)) \s+ (?=h[ằà]ng|mỗi|theo|\d) )? (?:vào\s+)?
        (?P<items>
            (?: (?:theo\s+)?(?&_each)\s+(?:(?&_count)\s+)?(?&_unit)(?!\p{L}) (?:\s*,?\s*(?:(?:ít\s+nhất|tối\s+thiểu)\s+)?(?&_count)\s+lần (?!\p{L}))?
              | (?:(?:ít\s+nhất|tối\s+thiểu)\s+)?(?&_count)\s+lần\s*(?:/|mỗi|trong|một)\s*(?:(?:1|01|một|mỗi)\s+)?(?&_unit)(?!\p{L})
              | (?&_count)\s+(?:tháng|năm|quý|tuần)\s*(?:/\s*)?(?:một|1|01)?\s*lần(?!\p{L}) )
            (?:\s*(?:,\s*và|,|và|hoặc)\s*(?: (?&_each)\s+(?&_unit)(?!\p{L}) | (?:0?[369])\s+tháng(?!\s*(?:đầu|cuối|/)|\p{L}) | (?:quý|năm)(?!\p{L}|\s+\d) ))*
        )
        (?P<adhoc>(?&_or_adhoc))?
        (?!\s*\d{4}) (?!\p{L})
    """,
    # "thường xuyên" · "nhiệm vụ thường xuyên" · "thực hiện thường xuyên đến năm 2025"
    "ongoing": r"""
        (?: (?:là|(?&_doing)) \s+ )? (?&_ongoing)
        (?: \s*,?\s*(?: (?P<until>(?&_until))\s+ | (?P<since>(?&_since))\s+ | (?P<inside>(?&_inside))\s+ )? (?P<when>(?&period))
            (?P<onward>\s*(?:,|và)?\s*(?:(?:những|các)\s+)?năm\s+(?:tiếp\s+theo|kế\s+tiếp|sau(?!\p{L}))|\s+trở\s+đi)? )?
        (?!\p{L})
    """,
    # "khi có hướng dẫn của Tỉnh ủy" · "Căn cứ các quy định" · "theo kế hoạch của Trung ương": to the end.
    "condition": r"""
        (?: (?: (?:(?&_done)|(?&_doing))\s+ )? (?: (?:ngay|chỉ|đột\s+xuất|đột\s+xuất\s+và)\s+ )? )
        (?P<condition> (?:sau\s+|ngay\s+(?=khi))?khi(?!\p{L}) | theo\s | căn\s+cứ\s | sau\s+(?!đó|này|khi|\d) | tùy\s+theo\s | kể\s+từ\s+khi\s )
    """,
    # What links a condition to the clause before it: "thường xuyên và | khi Tỉnh ủy …".
    "condition_tail": r"\s*(?:,\s*)?(?:(?:và|hoặc|hay)\s+)?(?:đột\s+xuất\s+)?(?=(?:(?:ngay\s+)?sau\s+)?khi(?!\p{L})|theo\s|căn\s+cứ\s|tùy\s+theo\s)",
    # The year at the end of a condition: "sau khi có văn bản của Trung ương (vào) (năm) 2025".
    "condition_year": r"""
        (?: (?:vào|trong)\s+(?&period) | (?:(?:đầu|giữa|cuối)\s+)?năm\s+(?&_year) | (?<=\p{L}\s)(?&_year) | (?:&_quarter)(?&_of_year)) \s*[.]?$
    """,
    # In running text: "khi có hướng dẫn của Tỉnh ủy", "sau khi Đề án được phê duyệt", "ngay sau khi …".
    "trigger": r"""
        (?<!trước\s)(?<!trong\s)(?<!chỉ\s)
        (?: ngay\s+(?P<condition>sau\s+khi)\s+ [^.;,()]{3,120}
          | (?P<condition>(?:sau\s+)?khi)\s+
            (?: (?:có|nhận\s+được)\s+(?:(?:các|những|đầy\s+đủ|đủ)\s+)?(?&_awaited)(?!\p{L}) [^.;,()]{0,100}
              | [^.;,()]{2,60}? \s(?&_arrives)\s+(?:(?:các|những|đầy\s+đủ|đủ)\s+)?(?&_awaited)(?!\p{L}) [^.;()]{0,100}?
              | [^.;,()]{0,40}?(?&_awaited)(?!\p{L})[^.;,()]{0,60}?\s(?:được\s+(?:ban\s+hành|phê\s+duyệt|thông\s+qua|ký\s+ban\s+hành|cấp\s+có\s+thẩm\s+quyền)|có\s+hiệu\s+lực)[^.;,()]{0,60}
            )
        ) (?=\s*(?:[.;,()]|$))
    """,
    # "trong vòng 10 ngày kể từ ngày ban hành" · "sau 30 ngày kể từ ngày ký" · "chậm nhất 05 ngày làm việc sau khi …"
    "relative": r"""
        (?: (?:(?&_done)|(?&_doing)) \s+ )?
        (?: (?:trong|sau)\s+(?:vòng|thời\s+gian|thời\s+hạn|khoảng)?\s* | (?&_before)\s+ (?:sau\s+)? | thời\s+hạn\s+ | (?:sau)\s+ )?
        (?P<count>\d{1,3})(?:\s*\(\p{L}+\))?\s+(?P<unit>ngày|tuần|tháng|năm)(?P<working>\s+làm\s+việc)?
        \s*,?\s+(?P<condition>(?:kể\s+|tính\s+)?từ\s+(?:ngày|khi|thời\s+điểm)\s[^.;()]{2,120}? | sau\s+khi\s[^.;()]{2,120}? | sau\s+(?=hội|cuộc|kỳ|đại)[^.;,()]{2,80}?)
        (?=\s*(?:[.;,()]|$))
    """,
    # The anchor that is the document itself: "kể từ ngày ban hành Kế hoạch này", "từ ngày ký".
    "own_date": r"""
        (?:ngày|khi|thời\s+điểm)\s+(?:(?:kế\s+hoạch|chỉ\s+thị|nghị\s+quyết|quyết\s+định|văn\s+bản|chương\s+trình|công\s+văn|thông\s+báo|kết\s+luận)\s+(?:này\s+)?(?:được\s+)?)?
        (?:ký|ban\s+hành|ký\s+ban\s+hành)(?:\s+(?:kế\s+hoạch|chỉ\s+thị|nghị\s+quyết|quyết\s+định|văn\s+bản|chương\s+trình|công\s+văn|thông\s+báo|kết\s+luận)\s+này)?\s*$
    """,
    # A label inside the text: "… Thời gian thực hiện: quý II/2025."
    "inline_label": r"(?<!\p{L})(?P<label>(?&_labels))\s*(?::|-|;|là)\s*(?P<content>[^.;()]*(?:\([^()]*\)[^.;()]*)*)",
    # Where a date stands that is not this task's: a document's number with its date, a quotation.
    "elsewhere": r"""
        "[^"]{0,600}"
      | (?: số\s*:?\s*\d[\w./-]*\s?-?\s?[\w/-]* | \d+[\w]*\s?[-/]\s?[\w]+(?:[-/]\w+)+ ) ,?\s*(?:,\s*)?ngày\s+\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}
      | (?: số\s*:?\s*\d[\w./-]* ) ,?\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}
    """,
    # What a condition in a bracket must hold to be one: "sau khi có quy định …", "khi Tỉnh ủy ban hành …".
    "waits": r"(?<!\p{L})(?:(?&_awaited)|(?&_arrives))(?!\p{L})",
    # A sentence that says "again and again" makes a date without a year recurring.
    "says_recurring": r"định\s+kỳ|(?:h[ằà]ng|mỗi)\s+(?:năm|quý|tháng)",
    # "trước ngày 15/6", "trước ngày 15 tháng 12": two of them in a sentence come back every year.
    "yearless_deadline": r"(?:(?&_before))\s+ngày\s+\d{1,2}(?:/|\s+tháng\s+)\d{1,2}(?![\d/]|\s*/|\s+năm\s+\d)",
    # Verbs that make a period in the same clause a deadline.
    "hands_in": r"(?<!\p{L})(?:(?&_reporting))(?!\p{L})(?!\s+viên)",
    "done_after": r"\s*,?\s*(?:(?:phải|cơ\s+bản|phấn\s+đấu)\s+)?(?:hoàn\s+thành|hoàn\s+tất)(?!\p{L})",
    "finishes": r"(?<!\p{L})(?:(?&_done))(?!\p{L})(?!\s+(?:tốt|xuất\s+sắc|thắng\s+lợi|chức\s+trách|các\s+chỉ\s+tiêu))",
    "of_past": r"(?<!\p{L})(?&_tells_of_past)(?!\p{L})",
    "naming": r"(?<!\p{L})(?&_names_a_period)\s*$",
    "annual_noun": r"(?<!\p{L})(?&_annual)(?:\s+(?:trọng\s+tâm|cụ\s+thể|công\s+tác|tổ\s+chức|triển\s+khai|\p{L}+\s+\p{L}+))?\s*$",
    "law": r"(?<!\p{L})(?:luật|bộ\s+luật|hiến\s+pháp|pháp\s+lệnh|điều\s+lệ)\s[^.;()]{0,60}$",
    "reviews": r"(?<!\p{L})(?:sơ\s+kết|tổng\s+kết|đánh\s+giá)\s",
    "anniversary": r"(?<!\p{L})(?:kỷ\s+niệm|ngày\s+\p{L}+\s+\p{L}+|năm\s+ngày|lần\s+thứ)\s?[^.;()]{0,90}$",
    "document_mark": r"(?:[\d\p{L}]-\p{L}+|/\p{L}+)$",
    # Right before a deadline: what was done before that day, not what is to be done.
    "was_done": r"(?<!\p{L})(?:đã|được|phát\s+sinh|tồn\s+tại|có\s+hiệu\s+lực|hiệu\s+lực\s+thi\s+hành|sinh|xảy\s+ra|có\s+từ|vào\s+đảng)(?:\s+(?!hoàn)\p{L}+){0,4}\s*$",
    "programme": r"(?<!\p{L})(?:đề\s+án|chương\s+trình|kế\s+hoạch|chiến\s+lược|quy\s+hoạch|dự\s+án)\s[^.;,()]{0,60}$",
    "periodic_noun": r"(?<!\p{L})(?&_owns_periodic)\s*$",
    # "…, báo cáo (kết quả) | hằng quý về …": the verb, not a noun.
    "reports_here": r"(?:^|[,;:]|và)\s*(?:tổng\s+hợp,?\s+|gửi\s+)?báo\s+cáo(?:\s+(?:kết\s+quả|tình\s+hình|tiến\s+độ)(?:\s+thực\s+hiện)?)?\s*$",
    "addressee": r"\s*(?:[.;]|$|,?\s*(?:về|cho|gửi|với|đến)\s)",
    "governed_verb": r"\s*(?:,|:)?\s*(?:(?:tiếp\s+tục|kịp\s+thời|nghiêm\s+túc|chủ\s+động)\s+)?(?&_governed)(?!\p{L})",
    "goal": r"\s*[,:]?\s*(?:(?&_goal_opens)(?!\p{L})|\d)",
    "ends_clause": r"\s*(?:[.,;:()/]|$|và\s|\[)",
    "starts_clause": r"(?:^|[.;:(\-+•]|(?<!\p{L})(?:và|phấn\s+đấu|mục\s+tiêu|cụ\s+thể|trong\s+đó|theo\s+đó|đồng\s+thời|đặc\s+biệt|nhất\s+là|riêng|đề\s+ra)[,:]?|,)\s*$",
    "starts_sentence": r"(?:^|[.;:(]|^\s*[-+•])\s*(?:(?:đồng\s+thời|ngoài\s+ra|bên\s+cạnh\s+đó|riêng|theo\s+đó),?\s*)?$",
    "sentence_end": r"[.!?](?=\s+(?!\d))|[.!?]\s*$|;|\n",
    "separator": r"(?:\s|[,;:()+\-./]|(?:và|hoặc|đồng\s+thời|sau\s+đó|rồi)(?!\p{L}))*",
}


@cache
def vocabulary() -> dict[str, list[str]]:
    """The lists of words.yaml by name."""
    return {
        name: list(words)
        for name, words in load_yaml(__package__, "words.yaml", _LISTS).items()
    }


@cache
def _pieces() -> dict[str, str]:
    """The source of every piece: those of GRAMMAR, then the word lists."""
    pieces = {
        f"_{name}": alternation(words).replace("hằng", "h[ằà]ng") + r")(?!\p{L}"
        for name, words in vocabulary().items()
    }
    for name, body in regex.findall(r"(?ms)^\(\?P<(\w+)>(.*?)(?=^\(\?P<|\Z)", _uncommented(GRAMMAR)):
        pieces[name] = body.rstrip().removesuffix(")")
    return pieces


def _uncommented(source: str) -> str:
    return regex.sub(r"(?m)^\s*#.*$", "", source)


def _expanded(source: str) -> str:
    """The source with each call `(?&piece)` replaced by the piece itself.

    Text for text, for the regex module is forty times slower with real subpattern calls.
    """
    return regex.sub(
        r"\(\?&(\w+)\)", lambda call: f"(?:(?:{_expanded(_pieces()[call[1]])}))", source
    )


@cache
def compiled(name: str) -> regex.Pattern[str]:
    """The pattern of that name, with the pieces and words it calls, for folded text.

    >>> bool(compiled("clause").fullmatch("hoàn thành trước ngày 30/6/2025"))
    True
    """
    return regex.compile(_expanded(PATTERNS[name]), regex.VERBOSE | regex.VERSION1)
