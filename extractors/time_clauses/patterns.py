"""The shapes of time clauses, named; their pieces are in grammar.py, their words in words.yaml.

All patterns run on folded text (lower case, plain dashes) and are compiled at first use.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import regex

from extractors.time_clauses.grammar import expanded
from extractors.time_clauses.surroundings import SURROUNDINGS

__all__ = ["PATTERNS", "compiled"]

PATTERNS: Final[dict[str, str]] = {
    # ---- What a period says -------------------------------------------------------------
    # One token of a period. term, y: "học kỳ I năm học 2025 - 2026"; d, dm, y: "30/6/2025";
    # m, y: "tháng 6/2025"; share, edge, m, y: "nửa đầu tháng 6/2025"; q, y: "quý II/2025";
    # n, edge, y: "6 tháng đầu năm 2025"; y: "2025"; this: "cuối năm"; bare: the 7 of "7, 8/2025".
    "token": r"""
        (?<![\p{L}\d]) (?:
            (?:cuối\s+|hết\s+)? học\s+kỳ\s+(?P<term>i{1,2}|1|2|một|hai)(?!\p{L})
                \s*,?\s*(?:năm\s+học\s+)?(?P<y>(?&_year))\s*-\s*(?&_year)
          | (?:ngày\s+)?(?P<d>\d{1,2})\s?[/.-]\s?(?P<dm>\d{1,2})\s?[/.-]\s?(?P<y>(?&_year))
          | ngày\s+(?P<d>\d{1,2})\s+tháng\s+(?P<dm>\d{1,2})(?P<y>(?&_this_year))?
          | (?<!tuần\s)(?P<d>\d{1,2})\s+tháng\s+(?P<dm>\d{1,2})(?P<y>(?&_this_year))
          | (?:ngày\s+)?(?P<d>\d{1,2})\s?/\s?(?P<dm>\d{1,2})(?![\d/])(?P<y>\s+năm\s+(?&_year))?
          | (?P<n>\d{1,2}|ba|sáu|chín)(?&_in_figures)\s+tháng\s+
                (?P<edge>đầu|cuối)(?:\s+(?:của\s+)?năm)?(?:\s+(?P<y>(?&_year)))?
          | (?P<n>\d{1,2}|chín)\s+tháng\s+(?:của\s+)?năm\s+(?P<y>(?&_year))
          | (?P<n>nửa)\s+(?P<edge>đầu|cuối)(?!\s+(?:tháng|quý))
                (?:\s+(?:của\s+)?năm)?(?:\s+(?P<y>(?&_year)))?
          | (?P<share>nửa|\d{1,2}\s+ngày)\s+(?P<edge>đầu|cuối)\s+
                tháng\s+(?P<m>\d{1,2}(?!\d)|giêng|chạp)(?P<y>(?&_of_year))?
          | (?&_part)*tháng\s+(?P<m>\d{1,2}(?!\d)|giêng|chạp)(?P<y>(?&_of_year))?
          | tuần\s+(?:thứ\s+)?(?P<w>\d{1,2})(?!\d|\s*tháng|(?&_more_weeks))
                (?P<y>\s*(?:/|,?\s*năm)\s*(?&_year))?
          | (?:t\.?\s?)?(?P<m>\d{1,2})\s?/\s?(?P<y>(?&_year))
          | (?&_part)*(?&_quarter_word)
                (?P<q>[ivl1]{1,3}|\d{1,2}|một|hai|ba|tư|bốn)(?![\p{L}\d])(?P<y>(?&_of_year))?
          | (?:năm\s+(?:ngân\s+sách\s+)?)?(?P<y>(?&_year))
          | (?P<this>(?:đầu|giữa|cuối|hết|cả|trọn)\s+năm|\Anăm\Z)(?!\s+\d)
          | (?P<bare>(?:ngày\s+)?\d{1,2}(?!\d)|[ivl]{1,3}(?!\p{L}))
                (?P<y>\s*[/-]\s*(?&_year)|\s*,?\s*năm\s+(?&_year))?
        )
    """,
    # "06 tháng": count 06, unit tháng. "hằng quý": unit quý.
    "interval": r"(?:(?P<count>(?&_count))(?&_in_figures)\s+)?(?P<unit>(?&_unit))(?!\p{L})",
    # "02 lần/năm": times 02, per năm. "mỗi quý ít nhất 01 lần": times 01, per quý.
    # Not "6 tháng một lần", which is an interval.
    "times": r"""
        (?P<times>(?&_count))\s+(?:lần|ngày|buổi|cuộc|kỳ|đợt|phiên|lượt)\s*(?:/|mỗi|trong|một)\s*
            (?:(?:1|01|một|mỗi)\s+)?(?P<per>(?&_unit))(?!\p{L})
      | (?<!(?:\d|\)|một|hai|ba|bốn|năm|sáu|chín|mười)\s)
            (?P<per>(?&_unit))\s*,?\s*(?&_at_least)?(?P<times>(?&_count))\s+lần(?!\p{L})
    """,
    # ---- Whether a text can hold a clause at all -----------------------------------------
    # A line or a cell that only gives time.
    "may_hold": r"""
        (?:19|20)\d\d | \d\s?/\s?\d | (?<!\p{L})quý\b | tháng\s+(?:\d|giêng|chạp|[đc])
      | (?:ngày|tuần)\s+\d | h[ằà]ng\s+(?&_unit) | mỗi\s+(?:(?&_unit)|học|vụ|mùa)
      | định\s+kỳ | (?<!\p{L})khi\b
      | thường\s+(?:xuyên|kỳ) | (?<!\p{L})lần\b | liên\s+tục | lâu\s+dài
      | \d\s+(?:ngày|tháng|năm) | (?:đầu|giữa|hết)\s+năm | theo\b | căn\s+cứ | sau\b | cuối
    """,
    # Running text, where "thường xuyên" and "theo" alone say nothing. What begins with a letter
    # is tried where words begin: most texts fail, and this is what they cost. What stands before
    # a day or a year is looked for behind it, for there are fewer of those.
    "may_run": r"""
        (?<!\p{L}) (?:
            (?:ngày\s|tháng\s+\d|quý|năm\s+\d|\d|q\.) (?<= (?<!\p{L})
              (?:trước|đến|tới|trong|vào|từ|nhất|là|hết|đầu|giữa|cuối|thành|hiện|xong|khoảng|các|quá
              |đấu|đảm|bảo|kết|kỳ|kiến|dịp|sang|sáng|chiều|tối|đó|riêng|và|công)
              \s+ (?:ngày\s|tháng\s+\d|quý|năm\s+\d|\d|q\.) )
          | h[ằà]ng\s+(?&_unit) | mỗi\s+(?&_unit) | định\s+kỳ | khi\b | kể\s+từ
          | (?:trong|xong|thành)\s+tuần\s+\d | trong\s+năm,?\s+\p{L} | từng\s+(?&_unit)
          | (?:h[ằà]ng|mỗi|từng)\s+(?:học|vụ|mùa)\s | sau\s+(?:mỗi|từng|các|đợt|trận|cơn|mùa)\s
          | nhân\s+(?:ngày|dịp) | (?&_steps)\s[^().;]{0,20}(?:năm|quý|tháng|ngày)\s+[ivx\d]
          | (?:họp|nghị|lễ|hội)\s[^.;]{0,30}(?:ngày|tháng)\s+\d
          | trước\s+(?:mùa|vụ)\s | sau\s+(?:\d|(?:năm|quý|đại|hội|kỳ|phiên|cuộc)\s)
          | theo\s+yêu\s+cầu\s
          | thực\s+hiện\s+thường | thường\s+xuyên\s*(?:[.,;)]|$) | và\s+(?:những|các)\s+năm
          | liên\s+tục\s*\. | lần\s*/ | (?:một|1)\s+lần
          | (?:ngày|buổi|cuộc|kỳ|đợt|phiên|lượt)\s*(?:/|trong|mỗi|,?\s+sau\s)
          | (?:nhất|thiểu)\s+\d+\s+ngày
          | (?:hết|cuối|đầu|giữa|của|tiên|cùng)\s+(?:mỗi\s+)?(?:năm|tháng|quý)
          | \d+\s+tháng\s+(?:đầu|cuối)
          | (?:thời|hạn|tiến|lộ|mốc)\s[^.;:()]{0,40}(?::|\slà\s|\s-\s) | hạn\s+(?:cuối|chót|hoàn)
        )
      | (?:^|[.;:(,-]\s?) (?: năm\s+\d{4} | quý\s | (?:tháng|ngày)\s+\d
            | t\.?\d | q\.?[\dvi] | giai\s
            | \d{1,2}\s?/\s?\d | \d{4}(?!/) | \d+\s+(?:tháng|lần|năm|quý) )
      | [(;,]\s*(?:nhiệm\s+vụ\s+|thực\s+hiện\s+|công\s+việc\s+|làm\s+)?thường
      | /\s*(?:01\s+)?lần
    """,
    # Where a clause can begin: worth a try of the patterns below.
    "opening": r"""
        (?<![\p{L}\d/.,]) (?: (?&_opener) | q(?:uý|úy|ui|uí|\.?\s?[ivl\d]) | t\.?\d | \d )
    """,
    # ---- Clauses ---------------------------------------------------------------------------
    # "hoàn thành trước ngày 30/6/2025": done, before, when. "từ năm 2024 - 2026": since, when.
    # "Năm 2023 và những năm tiếp theo": when, onward. "Quý II/2023": when.
    "clause": r"""
        (?: (?: (?:phải|cần|bảo\s+đảm|đảm\s+bảo|phấn\s+đấu|đã)\s+ )?
            (?: (?P<done>(?&_done)) | (?<!(?:ban|phòng)\s)(?P<doing>(?&_doing)) )
            (?:\s+xong)? (?:\s*:)? \s+ )?
        (?:
            (?: xong\s+ )? (?P<before>(?&_before)) \s+ (?: (?:hết|thời\s+điểm)\s+ )?
          | (?P<until>(?&_from_now)|(?&_until)) \s+
          | (?!(?:sáng|chiều|tối)\s+(?:giai|năm|quý|tháng))
            (?P<inside>(?&_inside) | (?&_hours_to)) \s+
          | (?P<since>(?&_since)) \s+ (?: đầu\s+(?=năm|tháng) )?
          | (?P<since>sau) \s+ (?=(?:năm|quý|tháng)\s+[ivx\d])
        )?
        (?&_hour)? (?: (?&_weekday) \s* (?: , | (?P<bracket>\() )? \s* (?=(?:ngày\s+)?\d) )?
        (?P<when>(?&period)) (?(bracket)\)) (?P<onward>(?&_onward))? (?![\p{L}\d])
    """,
    # "trước ngày 15/12 hằng năm" · "vào tháng 12 hằng năm" · "trước ngày 15/6 và 15/12 hằng năm"
    # · "quý IV hằng năm" · "từ tháng 6 đến tháng 9 hằng năm": when is all before "hằng năm".
    "yearly_date": r"""
        (?&_verb)? (?&_occasion)?
        (?: (?P<before>(?&_before)|(?&_until)) \s+ | (?:(?&_inside)|(?&_since)) \s+ )? (?&_hour)?
        (?! [^.;()]{0,40}?(?:19|20)\d\d [^.;()]{1,40}? (?&_each)\s+năm )
        (?P<when> (?: (?&_date)|(?&_month)|(?&_quarter)|(?&_half)|(?&_season)
                    | (?:đầu|giữa|cuối)(?:\s+năm)? )
                  (?: (?&_join) (?: (?&_date)|(?&_month)|(?&_quarter)|(?&_two) ) )* )
        (?P<lunar>\s+âm\s+lịch)? \s*[,)]?\s*
        (?: (?:của\s+)?(?&_each)\s+năm | trong\s+năm(?=\s*[,.;)]|$) )
        (?! \s+\d{4} | \p{L})
    """,
    # "trước ngày 20 hằng tháng": day, month. "trước ngày 15 tháng cuối quý": day, end_month.
    # "ngày 10 của tháng đầu quý sau": day, first_month. "ngày cuối tháng": last, month.
    # "ngày làm việc cuối cùng của tháng": last, working. "ngày làm việc đầu tiên": first, working.
    "monthly_day": r"""
        (?&_verb)? (?:định\s+kỳ\s*,?\s+ (?:vào\s+)?)?
        (?: (?P<before>(?&_before)|(?&_until)) \s+ | (?:(?&_inside)|(?&_since)) \s+ )? (?&_hour)?
        (?: (?:các\s+)?ngày\s+(?:mùng\s+|mồng\s+)? (?P<day>(?&_two))
            (?: \s*(?:,|và)\s*(?:ngày\s+)?(?P<day>(?&_two))(?!\s*[/%]) )* (?!\s*[/-]\s*\d)
          | ngày\s+ (?P<working>làm\s+việc\s+)? (?P<last>cuối(?:\s+cùng)?)
          | ngày\s+ (?P<working>làm\s+việc\s+) (?P<first>đầu(?:\s+tiên)?)
        )
        \s*,?\s* (?:của\s+|trong\s+)?
        (?: (?P<quarter>
                (?:tháng\s+)?
                (?: (?P<end_month>cuối(?:\s+cùng)?(?:\s+của)?)
                  | (?P<first_month>đầu(?:\s+tiên)?(?:\s+của)?) )
                \s+(?:(?&_each)\s+)?quý
                (?:\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề|báo\s+cáo))?
              | (?&_each)\s+quý | (?<=(?:của|trong)\s)quý(?=\s*[,.;)]|$) )
          | (?P<month>
                (?: (?&_each)\s+tháng
                  | (?(before)tháng\s+trước(?:\s+(?:đó|liền\s+kề))?(?=\s*[.;,)]|$|\s+để\s)|(?!))
                  | tháng\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề|liền\s+sau|báo\s+cáo|đó)
                  | (?<=(?:của|trong)\s)tháng(?=\s*[,.;)]|$)
                  | (?<=cuối\s)tháng | (?<=việc\s(?:cuối\scùng|đầu\stiên)\s)tháng )
                (?:\s+(?:sau|kế\s+tiếp|liền\s+kề))? )
        ) (?!\p{L})
    """,
    # "(trước ngày 20)" after "Định kỳ hằng tháng": a day without its month.
    "bare_day": r"""
        (?: (?P<before>(?&_before)) | vào ) \s+ ngày\s+ (?P<day>(?&_two))
        (?!\s*[/.-]\s?\d | \s+(?:tháng|của|h[ằà]ng|mỗi) | \p{L})
    """,
    # "…, gửi vào sáng thứ Hai" after "định kỳ hằng tuần": a weekday without its week.
    "bare_weekday": r"""
        (?: (?&_before)|vào ) \s+ (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)?
        (?P<weekday>(?&_weekday))
        (?! \p{L} | \s+(?:hằng|hàng|mỗi|tuần|đầu|cuối|ngày) | \s*[,(]\s*(?:ngày\s+)?\d )
    """,
    "says_weekly": r"""
        (?:h[ằà]ng|mỗi)\s+tuần | định\s+kỳ\s+(?:0?1\s+)?tuần | báo\s+cáo\s+tuần(?!\s+\d)
    """,
    "says_monthly": r"""
        (?:h[ằà]ng|mỗi)\s+tháng | định\s+kỳ\s+(?:0?1\s+)?tháng | báo\s+cáo\s+tháng(?!\s+\d)
    """,
    # "thứ Sáu hằng tuần" · "vào chiều thứ 5 hằng tuần" · "trước 16 giờ thứ Năm hằng tuần"
    # · "hằng tuần (thứ Sáu)" · "hằng tuần, vào thứ Sáu" · "báo cáo tuần gửi vào chiều thứ Sáu"
    # · "từ thứ Hai đến thứ Sáu hằng tuần": weekday, first.
    "weekly_day": r"""
        (?: (?:(?&_before)|(?&_inside)) \s+ )? (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)?
            (?P<weekday>(?&_weekday)) ,? \s+ (?&_each)\s+tuần
      | từ \s+ (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)? (?P<first>(?&_weekday))
            \s+(?:đến|tới)\s+(?:hết\s+)? (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)?
            (?P<weekday>(?&_weekday)) ,? \s+ (?&_each)\s+tuần (?!\p{L})
      | (?: (?:(?&_before)|(?&_inside)) \s+ )? (?&_hour)?
            (?:(?:ngày|sáng|chiều)\s+)?
            (?:(?P<weekday>(?&_weekday))\s*(?:,|và)\s*(?:(?:ngày|sáng|chiều)\s+)?)+
            (?:(?P<weekday>(?&_weekday))\s+) (?&_each)\s+tuần (?!\p{L})
      | (?: (?&_inside) \s+ )? (?&_hour)? các\s+(?:ngày|sáng|chiều)\s+
            (?:(?P<weekday>(?&_weekday))\s*(?:,|và)\s*)* (?P<weekday>(?&_weekday))
            (?: \s+(?:(?&_each)|trong)\s+tuần )?
            (?! \p{L} | \s*[,(]\s*(?:ngày\s+)?\d | \s+(?:ngày|tuần)\s )
      | (?:định\s+kỳ\s+)? (?&_each)\s+tuần \s*(?P<bracket>\()?,?\s*
            (?: (?:(?&_before)|(?&_inside)) \s+ )? (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)?
            (?P<weekday>(?&_weekday)) (?!\p{L}) (?(bracket)\))
      | (?<=(?:báo\s+cáo|giao\s+ban)\s+tuần\s+(?:gửi\s+)?)
            (?: (?:(?&_before)|(?&_inside)) \s+ )? (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)?
            (?P<weekday>(?&_weekday)) (?!\p{L})
    """,
    # "thứ Hai đầu tiên hằng tháng" · "thứ Sáu cuối cùng của mỗi tháng"
    # · "thứ Bảy tuần thứ hai hằng tháng": weekday, last, place.
    "monthly_weekday": r"""
        (?: (?:(?&_before)|(?&_inside)) \s+ )? (?&_hour)? (?:(?:ngày|sáng|chiều)\s+)?
        (?P<weekday>(?&_weekday)) \s+
        (?: (?:tuần\s+)? (?:đầu(?:\s+tiên)?|(?P<last>cuối(?:\s+cùng)?))
          | (?:tuần\s+)? thứ\s+(?P<place>hai|ba|tư|[234]) )
        \s* (?:của\s+|trong\s+)?
        (?: (?&_each)\s+tháng
          | (?<=(?:của|trong|đầu|tiên|cuối|cùng|\bhai|\bba|tư|\d)\s)tháng(?=\s*[,.;)]|$) ) (?!\p{L})
    """,
    # "trước 15h00 hằng ngày"
    "daily_hour": r"""
        (?: (?:(?&_before)|(?&_until)|(?&_inside)) \s+ )? (?&_hour) (?&_each)\s+ngày (?!\p{L})
    """,
    # "cuối mỗi quý" · "vào cuối mỗi năm" · "tháng cuối hằng quý": unit.
    "interval_end": r"""
        (?: (?:(?&_inside)|(?&_before)) \s+ )?
        (?: (?:tháng\s+)?(?:đầu|cuối) | tuần\s+(?:thứ\s+)?(?:\d|\p{L}{2,4})(?:\s+của)? ) \s+
        (?&_each)\s+ (?P<unit>tuần|tháng|quý|năm) (?!\p{L})
    """,
    # A cell "Quý, năm" · "Tháng/quý/năm": items.
    "unit_list": r"""
        (?P<items> (?:tuần|tháng|quý|0?6\s+tháng)
            (?: \s*(?:,|và|/)\s* (?:tháng|quý|năm|0?[69]\s+tháng)(?!\p{L}|\s*\d) )+ )
        (?=\s*(?:[.;()]|$))
    """,
    # A cell "Trong 45 ngày" · "Trong vòng 02 ngày làm việc": how long.
    "duration": r"""
        trong\s+ (?:(?:vòng|thời\s+gian|thời\s+hạn)\s+)? (?P<count>\d{1,3})(?&_in_figures)\s+
        (?:ngày|tuần|tháng|năm)(?:\s+làm\s+việc)? (?=\s*(?:[.;,()]|$))
    """,
    # "Định kỳ 06 tháng" · "định kỳ hằng năm hoặc đột xuất": items, adhoc.
    # "Định kỳ hằng quý, 6 tháng, 9 tháng, năm 2023": items is all after "Định kỳ".
    "periodic": r"""
        (?: (?:cập\s+nhật|báo\s+cáo|thực\s+hiện|tổ\s+chức|họp|tiến\s+hành|theo) \s+ (?=định) )?
        (?P<keyword>định\s+kỳ)
        (?: \s*[:,]?\s+
            (?P<items>(?&_interval) (?: \s*(?:,\s*và|,|và|hoặc|;)\s* (?&_interval) (?!\s*\() )*)
          | \s+\((?P<items>(?&_interval) (?: \s*(?:,|và)\s* (?&_interval) )*)\) )?
        (?P<adhoc>(?&_or_adhoc))? (?!\p{L})
    """,
    # After a recurrence: "bắt đầu từ quý II/2026" · "từ tháng 5/2026 đến tháng 12/2026"
    # · "đến hết năm 2026" · "(giai đoạn 2026-2030)" · "về UBND tỉnh, từ quý II/2026": since,
    # until, when.
    "bound": r"""
        (?: \s+ (?:về|cho|gửi|với)\s[^.;,()]{2,70} (?=,\s*(?:bắt\s+đầu\s+)?từ) )?
        \s*(?: , | (?P<bracket>\() )? \s* (?: (?:thực\s+hiện|áp\s+dụng)\s+ )?
        (?: (?P<since>(?&_since))\s+ | (?P<until>(?&_from_now)|(?&_until))\s+
          | (?:trong\s+)?(?=giai\s+đoạn) | (?(bracket)(?=\d{4}\s*-)) )
        (?=[^.;()]{0,60}\d{4}) (?P<when>(?&period)) (?(bracket)\s*\))
        (?=\s*(?:[.,;:()]|$|và\s|báo\s+cáo\s|gửi\s|theo\s|(?&_governed)(?!\p{L})))
    """,
    # The second "01 năm" of "Định kỳ 06 tháng (…) và 01 năm (…)": matched right after a bracket.
    "periodic_next": r"\s*(?:,|;|và|,\s*và)\s*(?P<items>(?:(?&_each)\s+)?(?&_interval))(?=\s*\()",
    # "mỗi học kỳ một lần" · "vào cuối mỗi học kỳ" · "kết thúc mỗi vụ": rhythms without a rule.
    # "mỗi năm học một cuộc": year.
    "every_term": r"""
        (?<!sau\s) (?: (?:vào|trước|từ) \s+ )? (?: (?:cuối|đầu|kết\s+thúc) \s+ )?
        (?:(?&_each)|từng) \s+ (?: (?P<year>năm\s+học) | học\s+kỳ
            | mùa\s+vụ | vụ(?!\s+(?:việc|án)) )
        (?: \s+ (?:sản\s+xuất|gieo\s+trồng|trồng|thu\s+hoạch) )?
        (?: \s+ (?&_count) \s+ (?:lần|cuộc|đợt|buổi|kỳ) )? (?! \p{L} | \s+\d )
    """,
    # "Hằng năm" · "mỗi năm 02 lần" · "hằng quý, 6 tháng, năm" · "01 năm/lần" · "ít nhất 2 lần/năm"
    "every": r"""
        (?: (?&_doing)\s+ (?=h[ằà]ng|mỗi|theo|\d) )?
        (?:vào\s+|(?:trong|nhân)\s+(?=dịp\s))?
        (?: dịp\s+(?:nghỉ\s+)?(?:hè|đầu\s+xuân|tết(?:\s+nguyên\s+đán|\s+trung\s+thu)?)\s+
            (?=h[ằà]ng\s+năm) )?
        (?P<items>
            (?: theo\s+(?:tuần|tháng|quý|năm)(?=\s*(?:[.;,()]|$))
              | (?:theo\s+)?(?&_each)\s+(?:(?&_count)\s+)?(?&_unit)(?!\p{L})
                    (?: \s*,?\s*(?:(?&_at_least)|từ\s+(?&_count)\s+đến\s+)?(?&_count)\s+
                        (?:lần|kỳ|đợt|buổi|cuộc|phiên|lượt|số|chuyên\s+mục|tin|giờ)(?!\p{L}) )?
              | (?&_at_least)(?&_each)\s+(?:(?&_count)\s+)?(?&_unit)\s+(?&_count)\s+lần(?!\p{L})
              | (?&_at_least)?(?&_times_a)(?&_unit)(?!\p{L})
              | (?&_at_least)(?&_count)\s+(?:ngày|buổi|cuộc|kỳ|đợt|phiên|lượt)
                    \s*(?:/|mỗi\s|trong\s(?:mỗi\s)?|một\s)\s*(?:(?:1|01|một)\s+)?
                    (?:tuần|tháng|quý|năm)(?!\p{L}|\s+\d)
              | (?&_count)\s+(?:tháng|năm|quý|tuần)\s*(?:/\s*)?(?:một|1|01)?\s*lần(?!\p{L})
              | (?<=[,;]\s)0?[369]\s+tháng
                    (?:\s*(?:,|và)\s*(?:(?:một|01?|cả)\s+)?năm(?!\p{L}|\s+\d))?
                    (?=\s+(?:báo\s+cáo(?!\s+viên)|sơ\s+kết|tổng\s+hợp|đánh\s+giá)\s)
              | (?&_count)\s+(?:giờ|ngày)\s*(?:/\s*(?:1|01)?|một|1|01)\s*lần(?!\p{L}) )
            (?: \s*(?:,\s*và|,|và|hoặc)\s*
                (?: (?&_each)\s+(?&_unit)(?!\p{L})
                  | 0?[369]\s+tháng(?!\s*(?:đầu|cuối|/)|\p{L})
                  | (?:quý|năm)(?!\p{L}|\s+\d) ) )*
        )
        (?P<adhoc>(?&_or_adhoc))? (?!\s*\d{4}) (?!\p{L})
    """,
    # "nhiệm vụ thường xuyên" · "thực hiện thường xuyên đến năm 2025": until, when.
    "ongoing": r"""
        (?: (?:là|(?&_doing)) \s+ )? (?&_ongoing) (?:\s+trong\s+(?:cả\s+)?năm(?!\p{L}|\s+\d))?
        (?: \s*,?\s*
            (?: (?P<until>(?&_until))\s+ | (?P<since>(?&_since))\s+ | (?P<inside>(?&_inside))\s+ )?
            (?P<when>(?&period)) (?P<onward>(?&_onward))? )?
        (?!\p{L})
    """,
    # "… , thực hiện thường xuyên." · "nhiệm vụ này thực hiện thường xuyên, …" · "… từ nay."
    "ongoing_end": r"""
        (?: (?<=(?:chủ\s+trì|phối\s+hợp)\s[^.;:]{3,200}\s)
            (?=thực\s+hiện\s+thường\s+xuyên\s*(?:[.;]|$))
          | (?<=(?:^|[.;:,(]|này|được|đây\s+là|[,;(]\s*việc(?:\s\p{L}+){1,5})\s*)
          | (?=thực\s+hiện\s+thường\s+xuyên\s*\)) )
        (?:thực\s+hiện|duy\s+trì|làm|nhiệm\s+vụ)\s+
        thường\s+xuyên (?:\s*,\s*liên\s+tục)? (?:\s+từ\s+nay)?
        (?:\s+đến\s+(?:hết\s+)?(?P<when>năm\s+(?&_year)))?
        (?:\s+trong\s+(?:(?:suốt|cả)\s+)?(?:đợt|thời\s+gian|quá\s+trình)(?:\s[^.;,()]{2,40})?)?
        (?=\s*(?:[.;,)]|$)|\s+(?:trong|đến\s+hết|từ)\s+(?:năm|quý|tháng)\s+[ivx\d])
    """,
    # "hoàn thành trước mùa mưa bão năm 2025": y
    "before_season": r"""
        (?&_verb)? (?<!tức\s+là\s) (?&_before)\s+ (?&_season)
        (?: \s+(?:của\s+)?(?:năm\s+)?(?P<y>(?&_year)) )? (?!\p{L}) (?!\s+(?:(?&_each)\s+)?năm)
    """,
    # "vào mùa khô (từ tháng 11 năm trước đến tháng 4 năm sau)": first, last
    "season_months": r"""
        (?: (?&_inside) \s+ )? (?:(?:suốt|cả)\s+)? (?&_season) (?:\s+(?&_each)\s+năm)? \s*[(,]\s*
        (?:từ\s+)? (?:(?:đầu|giữa|cuối)\s+)? tháng\s+ (?P<first>(?&_two)) (?:\s+năm\s+trước)?
        (?&_to) (?:(?:hết|cuối)\s+)? (?:tháng\s+)? (?P<last>(?&_two))
        (?:\s+năm\s+(?:sau|tiếp\s+theo|kế\s+tiếp))? (?:\s+(?&_each)\s+năm)? \s* [)]
    """,
    # "tại kỳ họp thường lệ cuối năm 2026": when a council sits
    "at_session": r"""
        (?&_verb)? tại\s+kỳ\s+họp\s+(?:thường\s+lệ\s+|chuyên\s+đề\s+)?
        (?: thứ\s+(?:\d{1,2}|\p{L}+(?:\s+(?!tháng|năm)\p{L}+)?)\s*(?:,\s*)?(?:vào\s+)?
            (?P<when>(?:tháng\s+\d{1,2}\s*(?:/|\s+năm)\s*(?&_year))|năm\s+(?&_year))
          | (?:(?:đầu|giữa|cuối)\s+)? (?P<when>năm\s+(?&_year)) ) (?![\p{L}\d])
    """,
    # ---- Conditions ------------------------------------------------------------------------
    # "khi có hướng dẫn của Tỉnh ủy" · "Căn cứ các quy định" · "theo kế hoạch của Trung ương":
    # condition begins here and runs to the end of the line or bracket.
    "condition": r"""
        (?&_verb)? (?: (?:ngay|chỉ|đột\s+xuất|đột\s+xuất\s+và)\s+ )?
        (?P<condition>
            (?:sau\s+)?khi(?!\p{L}) | kể\s+từ\s+khi\s | sau\s+(?!đó|này|khi|\d)
          | theo\s | tùy\s+theo\s | căn\s+cứ\s )
    """,
    # What links a condition to the clause before it: "thường xuyên và | khi Tỉnh ủy …".
    "condition_tail": r"""
        \s*(?:,\s*)?(?:(?:và|hoặc|hay)\s+)?
        (?=(?:(?:ngay\s+)?sau\s+)?khi(?!\p{L}) | theo\s | căn\s+cứ\s | tùy\s+theo\s)
    """,
    # The year at the end of a condition: "sau khi có văn bản của Trung ương (vào) (năm) 2025".
    "condition_year": r"""
        (?: (?:vào|trong)\s+(?&period) | (?:(?:đầu|giữa|cuối)\s+)?năm\s+(?&_year)
          | (?<=\p{L}\s)(?&_year) | (?&_quarter) ) \s*[.]?$
    """,
    # What a condition in a bracket must hold: "sau khi có quy định …", "khi Tỉnh ủy ban hành …".
    "waits": r"(?<!\p{L})(?:(?&_awaited)|(?&_arrives))(?!\p{L})",
    # In running text: "khi có hướng dẫn của Tỉnh ủy" · "khi Tỉnh ủy ban hành kế hoạch"
    # · "sau khi Đề án được phê duyệt" · "ngay sau khi …" · first in its sentence "Sau khi bảng giá
    # đất có hiệu lực, …", "Khi phát sinh vướng mắc, …"
    # · last in it "… sau khi đặc khu kiện toàn xong Trung tâm." (own: its
    # subject) · "… sau khi hoàn thành chi trả bồi thường.".
    "trigger": r"""
        (?<!trước\s) (?<!trong\s) (?<!chỉ\s)
        (?: (?<=(?:^|[.;:])\s*(?:[-+•]\s*)?(?:ngay\s+)?)
            (?:ngay\s+)? (?P<condition>sau\s+khi)\s+ (?!(?&_deliberates))
            (?: [^.;()]{0,140}?(?<!\p{L})(?&_completes)[^.;,()]{0,120}
                | (?:(?!\s(?:phải|thì|cần)\s)[^.;,()]){3,120} )
            (?=\s*,\s*(?!cần|nếu)\p{L})
          | (?<=\p{L}\s)(?<!(?:được|đạt|có|tăng|giảm)\s) (?P<condition>sau\s+mỗi)\s+
            (?!(?:năm|tháng|quý|tuần|ngày)(?!\p{L}))
            [\p{L}\d-]+ (?:\s+(?!(?:phải|thì|cần)(?!\p{L}))[\p{L}\d-]+){0,5} (?=\s*(?:[.;)]|$))
          | (?<=(?:^|[.;:])\s*(?:[-+•]\s*)?) (?P<condition>khi)\s+ (?&_occurs)(?!\p{L})
            [^.;,()]{3,120} (?=\s*,\s*(?!phải|cần|nếu|thì)\p{L})
          | (?<=(?:^|[.;:])\s*(?:[-+•]\s*)?) (?P<condition>khi)\s+
            (?:(?!phải|cần|thì)[^.;,()]){2,80}? \s(?&_crosses)(?!\p{L})
            (?: [^.;,()] | [.,](?=\d) ){0,80}?
            (?=\s*,\s*(?!phải|cần|nếu|thì)\p{L}|\s+(?:phải|thì|cần)\s)
          | (?<=(?:^|[.;:])\s*(?:[-+•]\s*)?) (?P<condition>(?:sau\s+)?khi)\s+
            (?: [^.;,()] | \([^()]{1,40}\) ){2,90}? \sđược\s [^.;,()]{2,60}?\s
            (?:thông\s+qua|phê\s+duyệt|chấp\s+thuận|ban\s+hành|quyết\s+định|đồng\s+ý)
            [^.;,()]{0,40} (?=\s*,\s*(?!phải|cần|nếu|thì)\p{L})
          | (?<=(?:^|[.;:,])\s*) (?P<condition>khi)\s+ (?:có|gặp|phát\s+sinh|nảy\s+sinh)\s+
            (?:khó\s+khăn|vướng\s+mắc) (?:,\s+(?:khó\s+khăn|vướng\s+mắc))? [^.;,()]{0,60} (?=\s*,)
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến)\s)(?P<condition>khi)\s+
            (?:(?!phải|cần|thì|đó)[^.;()]){6,90}? (?=\s+(?:phải|thì)\s)
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến|trừ|đã)\s)(?P<condition>khi)\s+
            (?:(?!phải|cần|thì|đó|có|nhận|được)\p{L}+\s+){1,7}
            (?:yêu\s+cầu|đề\s+nghị|huy\s+động|phát\s+lệnh|báo\s+động) (?=\s*(?:[.;]|$))
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến|trừ|đã)\s)(?P<condition>khi)\s+
            (?:(?!phải|cần|thì|đó)[\p{L}\d-]+\s+){1,7}
            (?:ổn\s+định|diễn\s+biến\s+(?:phức\s+tạp|xấu)|cho\s+phép) (?=\s*(?:[.;]|$))
          | (?<=[\p{L}\d]\sthực\s+hiện\s) (?P<condition>khi)\s+ [^.;,()]{6,80} (?=\s*\))
          | (?<=(?:^|[.;:,])\s*) (?P<condition>khi)\s+ (?:có\s+)?(?:phát\s+sinh|xảy\s+ra)\s+
            [^.;,()]{4,90} (?=\s*,\s*(?!phải|cần|nếu|thì)\p{L})
          | ngay\s+(?P<condition>sau\s+khi)\s+ (?:(?!\s(?:phải|thì|cần)\s)[^.;,()]){3,120}
          | (?<=(?:và|hoặc|hay|,)\s+) đột\s+xuất\s+ (?P<condition>khi)\s+ [^.;,()]{3,120}
          | (?<=(?:đột\s+xuất|nhân\s+rộng|mở\s+rộng)\s)
            (?P<condition>(?:sau\s+)?khi)\s+ (?!cần) [^.;,()]{3,120}
          | ngay\s+(?P<condition>khi)\s+ [^.;,()]{3,120}
          | (?<=(?:điều\s+chỉnh|bổ\s+sung|cập\s+nhật|sửa\s+đổi)\s) (?P<condition>khi)\s+
            [^.;,()]{3,80}? \s(?:biến\s+động|thay\s+đổi)(?!\p{L}) [^.;,()]{0,40}
          | (?P<condition>sau\s+khi)\s+
            (?: (?P<own>(?:(?!phải|cần|thì|bị|được)[^.;,()]){2,80}?) (?<=\s)(?&_completes)
              | (?&_completes)\s+(?!đưa|và|bàn|thì|phải|nghĩa|nhiệm|khóa|lớp)\p{L} )
            [^.;,()]{0,100} (?=\s*(?:[.;(]|$|,\s+(?:chậm|muộn)\s+nhất\s))
          | (?P<condition>khi)\s+ (?:tiếp\s+nhận|ghi\s+nhận|phát\s+hiện|xảy\s+ra|có)\s+
            (?:từ\s+)?\d+\s+\p{L} [^.;,()]{3,80} (?=\s*(?:[.;,]|$))
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến|trừ|đã)\s) (?P<condition>khi)\s+
            (?P<own>(?:(?!phải|cần|thì|bị|được|chưa|không)[^.;,()]){4,60}?) (?<=\s)
            (?:hoàn\s+thành|hoàn\s+tất|kết\s+thúc)(?!\p{L}) [^.;,()]{0,80} (?=\s*(?:[.;]|$))
          | (?P<condition>sau\s+khi)\s+ (?:sơ|tổng)\s+kết (?=\s*(?:[.;]|$))
          | (?P<condition>sau\s+khi|(?<!sau\s)khi)\s+ [^.;,()]{0,60}? (?&_is_granted) [^.;,()]{0,60}
            (?=\s*(?:[.;]|$))
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến|trừ|đã)\s) (?P<condition>khi)\s+
            (?: vượt\s+(?:quá\s+)?(?:khả\s+năng|thẩm\s+quyền)
              | điều\s+chỉnh\s+(?:kế\s+hoạch|quy\s+hoạch|dự\s+toán)
              | \p{L}+(?:\s+\p{L}+){0,3}\s+
                (?:mất\s+kết\s+nối|tiếp\s+tục\s+vi\s+phạm|không\s+chấp\s+hành)
            ) (?!\p{L}) [^.;,()]{0,80} (?=\s*(?:[.;]|$))
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến|trừ|đã|từ)\s) (?P<condition>khi)\s+
            (?:phát\s+sinh|xảy\s+ra|nảy\s+sinh|phát\s+hiện|nhận\s+(?:được|đủ)|xuất\s+hiện
              |sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|được|hết\s+hạn|kết\s+thúc|thay\s+đổi|gặp|bị|mất)\s+
            [^.;,()]{3,110} (?=\s*(?:[.;]|$))
          | (?<=[\p{L},]\s)(?<!(?:trước\s+và|giờ)\s)(?<!(?<!làm\s)việc\s)
            (?P<condition>sau\s+khi)\s+
            (?!sắp\s+xếp|sáp\s+nhập|hợp\s+nhất|vận\s+hành|đó)
            [^.;,()]{3,110} (?=\s*(?:[.;]|$))
          | (?<=(?:^|[.;:])\s*(?:[-+•]\s*)?) (?P<condition>sau)\s+ (?:mỗi|từng)\s+
            (?:kỳ|đợt|cuộc|hội\s+nghị|phiên|học\s+kỳ|vụ|mùa|trận|lần)
            (?:\s+\p{L}+){0,6} (?=\s*,\s*\p{L})
          | (?<=\p{L}\s)(?<!(?:và|trước|trong)\s) (?P<condition>sau)\s+ (?:(?:mỗi|từng|các)\s+)?
            (?:đợt|trận|cơn|mùa)\s+(?:thiên\s+tai|mưa|lũ|bão|lụt|dịch|ngập|triều\s+cường|hạn)
            (?:\s+\p{L}+){0,4} (?=\s*(?:[.;]|$))
          | (?<=[\p{L},]\s)(?<!(?:sau|mỗi|đến|trừ|đã)\s)(?P<condition>khi)\s+
            (?:(?!phải|cần|thì|chưa)[^.;,()]){2,60}?
            \s(?:vượt|đạt|chạm|xuống\s+dưới|lên\s+(?:đến|tới|trên))
            \s+(?:từ\s|mức\s|tiêu\s+chí\s|ngưỡng\s|trên\s|quá\s|cấp\s|\d)
            (?:[^.;()]|[.](?=\d)){0,100}
            (?=\s*(?:[.;]|$))
          | (?P<condition>sau)\s+ \d{1,3}(?&_in_figures)\s+(?:ngày|tuần|tháng|năm)\s+
            (?:đưa\s+vào|đi\s+vào|triển\s+khai|thực\s+hiện|vận\s+hành|hoạt\s+động|áp\s+dụng|thí\s+điểm)
            [^.;,()]{0,80} (?=\s*(?:[.;,]|$))
          | (?<=(?:thực\s+hiện|đột\s+xuất|gửi|cung\s+cấp)\s) (?P<condition>theo)\s+
            yêu\s+cầu\s+của\s+ (?!(?&_document)) [^.;,()]{3,60} (?=\s*(?:[.;]|$))
          | (?P<condition>khi)\s+ cần(?:\s+thiết)? (?=\s*(?:[.;,]|$))
          | (?<=(?:xử\s+lý|giải\s+quyết|khắc\s+phục)\s[^.;,()]{3,60}\s)
            (?P<condition>(?:ngay\s+)?khi)\s+ phát\s+hiện (?=\s*(?:[.;]|$))
          | (?<=(?:^|[.;:,])\s*(?:[-+•]\s*)?) (?P<condition>sau)\s+
            (?:đại\s+hội|hội\s+nghị|kỳ\s+họp|phiên\s+họp|cuộc\s+họp)(?:\s+\p{L}+){0,4}\s+
            \d{1,2}\s+(?:ngày|tuần|tháng)(?:\s+làm\s+việc)? (?=\s*,)
          | (?P<condition>khi)\s+ được\s+(?:yêu\s+cầu|huy\s+động|triệu\s+tập|điều\s+động)(?!\p{L})
            [^.;,()]{0,60}
          | (?P<condition>khi)\s+ (?: (?:có|xảy\s+ra|xuất\s+hiện|phát\s+sinh|phát\s+hiện(?:\s+có)?)
                    \s+(?&_all)(?&_events)
              | (?:(?!phải|cần|thì|được|chưa)[^.;,()]){0,40}? (?<!\p{L})đủ\s+điều\s+kiện )
            (?!\p{L}) [^.;,()]{0,80}
            (?: ,\s+\p{L}+(?:\s\p{L}+){0,3}(?=\s*(?:[.;]|$)) )?
          | (?P<condition>(?:sau\s+)?khi)\s+
            (?: (?:có|nhận\s+được)\s+(?&_all)(?&_awaited) [^.;,()]{0,100}
              | (?:(?!phải|cần|thì)[^.;,()]){2,60}? \s(?&_arrives)\s+(?&_all)(?&_awaited)
                    [^.;()]{0,100}?
              | [^.;,()]{0,40}? (?&_awaited) [^.;,()]{0,60}? \s(?&_in_force) [^.;,()]{0,60} )
          | (?P<event> (?<=[\p{L}\d,]\s)(?<!(?:sau|mỗi|đến|trừ|đã|từ|cả|trước|trong|chỉ)\s)
            (?P<condition>khi)\s+ (?!(?&_governed)(?!\p{L})) (?!(?&_own_act)(?!\p{L}))
            (?!(?:chưa|không|còn|cần|thật|thì|đó|nào|vừa|đang)\s)
            [^.;,()]{6,110} (?=\s*(?:[.;]|$)) )
        ) (?=\s*(?:[.;,()]|$)|\s+(?:phải|thì|cần)\s)
    """,
    # "trong vòng 10 ngày kể từ ngày ban hành" · "sau 30 ngày kể từ ngày ký"
    # · "chậm nhất 05 ngày làm việc sau khi kết thúc hội nghị": count, unit, working, condition.
    "relative": r"""
        (?: (?: (?&_done)
              | (?<!(?:kế\s+hoạch|chương\s+trình|quá\s+trình|tình\s+hình|kết\s+quả|phương\s+án)\s)
                (?:thực\s+hiện|triển\s+khai) ) \s+ )?
        (?: (?:(?P<inside>trong)|sau)\s+(?:vòng|thời\s+gian|thời\s+hạn|khoảng)?\s*
          | (?P<before>(?&_before))\s+(?:sau\s+)? | thời\s+hạn\s+ )?
        (?<!trước\s) (?P<count>\d{1,3})(?&_in_figures)\s+
        (?P<unit>giờ|ngày|tuần|tháng|năm) (?P<working>\s+làm\s+việc)? \s*,?\s+
        (?P<condition>
            (?:kể\s+|tính\s+)?từ\s+(?:ngày|khi|thời\s+điểm)\s[^.;()]{2,120}?
          | (?:sau\s+|từ\s+)?khi\s[^.;()]{2,120}?
          | sau\s+(?=hội|cuộc|kỳ|đại|mỗi|từng)[^.;,()]{2,80}? )
        (?=\s*(?:[.;,()]|$)|\s+(?:phải|thì|cần)\s
          |\s+theo\s+(?:(?&_document)|thông\s+tư|nghị\s+định|luật|quy\s+định)\s)
    """,
    "may_be_relative": r"""
        (?:giờ|ngày|tuần|tháng|năm)(?:\s+làm\s+việc)?\s*,?\s+(?:kể|tính|từ|sau|khi)\s
    """,
    # "chậm nhất 30 ngày trước ngày bầu cử" · "trước ngày họp ít nhất 03 ngày làm việc": how long
    # before another thing. count, unit, working, and when for a date.
    "ahead": r"""
        (?: (?: (?&_before)\s+(?:ít\s+nhất\s+|tối\s+thiểu\s+)? | ít\s+nhất\s+(?:là\s+)?
              | tối\s+thiểu\s+ )
            (?P<count>\d{1,3})(?&_in_figures)\s+ (?P<unit>ngày|tuần|tháng)
            (?P<working>\s+làm\s+việc)?
            \s+trước\s+ (?: (?P<when>(?&_date)) | (?&_event)(?!\p{L})[^.;,()]{0,80} )
          | trước\s+ (?!khi) (?:ngày\s+)? (?&_event)(?!\p{L}) [^.;,()\d]{0,60}?
            \s(?: (?&_before)\s+ | ít\s+nhất\s+ | tối\s+thiểu\s+ )
            (?P<count>\d{1,3})(?&_in_figures)\s+ (?P<unit>ngày|tuần|tháng)
            (?P<working>\s+làm\s+việc)?
        ) (?=\s*(?:[.;,()]|$))
    """,
    # The anchor that is a date: "kể từ | ngày 01/7/2025".
    "anchor_day": r"(?:từ|sau)\s+(?P<when>ngày\s+\d[^;()]{3,25}\d{4})\s*$",
    # The anchor that is the document itself: "kể từ ngày ban hành Kế hoạch này", "từ ngày ký",
    # "từ ngày Quyết định có hiệu lực". what: the document named, this: that it is this one.
    "own_date": r"""
        (?: (?: (?:ngày|thời\s+điểm)\s+ | (?:ngày|khi)\s+(?P<what>(?&_document))\s+
                (?P<this>này\s+)?(?:được\s+)? )
            (?:ký\s+ban\s+hành|ký|ban\s+hành)
            (?: \s+(?P<what>(?&_document))(?:\s+hành\s+động)?(?P<this>\s+này)? )?
          | (?:ngày|khi)\s+ (?P<what>(?&_document))\s+
            (?: (?P<this>này)\s+(?:được\s+)?(?:thông\s+qua|phê\s+duyệt|có\s+hiệu\s+lực)
              | có\s+hiệu\s+lực ) ) \s*$
    """,
}


@cache
def compiled(name: str) -> regex.Pattern[str]:
    """The pattern of that name, its pieces filled in, for folded text.

    >>> bool(compiled("clause").fullmatch("hoàn thành trước ngày 30/6/2025"))
    True
    """
    source = PATTERNS.get(name) or SURROUNDINGS[name]
    return regex.compile(expanded(source), regex.VERBOSE | regex.VERSION1)
