"""The shapes of citations but those of numbers, which are in `number_patterns`.

Words come from the data files; decisions are in `rules`. All run on
`pipeline.lexicon.fold(text)`, which has the offsets of the text.
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.lexicon import alternation

__all__ = [
    "ABOUT",
    "ALIAS",
    "ALIAS_BRACKET",
    "BOUNDARY",
    "DATE",
    "DAY_ALONE",
    "GENERIC_BODY",
    "ISSUER_LEAD",
    "LAW_COLON",
    "LAW_EDITION",
    "LAW_JOINT",
    "LAW_MANY",
    "LAW_NEXT",
    "NAMED",
    "PINPOINT_AFTER",
    "PINPOINT_BEFORE",
    "PINPOINT_STEP",
    "PLACES",
    "PLENUM_LEAD",
    "PLENUM_LIST",
    "SPACES",
    "TERM",
    "TOKEN",
    "YEARS",
    "title_after",
]

# Syllables ("h'leo" too), figures, codes ("gd&đt") and single marks.
TOKEN = regex.compile(r"[\w&]+(?:['’]\p{L}+)?|[^\w\s]")

SPACES = regex.compile(r"\s+")

# ", ngày 17/11/2022" " ngày 17 tháng 11 năm 2022" "(ngày 16-5-2022" ", 8/2/2022" " ngày 17/11
# năm 2022", at the end of a number, a law's name or an issuer.
DATE = regex.compile(
    r"""
    (?: \s* \(khóa\s+\w+\) )?
    \s* ,? \s* (?P<open>\()? \s* (?: (?:ban\s+hành|ký|ký\s+ban\s+hành)\s+ )?
    (?:
        (?:ngày\s*)? (?P<day>\d{1,2}) \s?[/.-]\s? (?P<month>\d{1,2}) \s?[/.-]\s? (?P<year>\d{4})
      | ngày\s* (?P<day>\d{1,2}) \s?[/.-]\s? (?P<month>\d{1,2}) \s* năm\s* (?P<year>\d{4})
      | ngày\s*:?\s* (?P<day>\d{1,2}) \s*tháng\s* (?P<month>\d{1,2}) \s*,?\s* (?:năm\s*|/\s?)
        (?P<year>\d{4})
    )
    (?!\d)
    """,
    regex.VERBOSE,
)

# ", ngày 17/11" without a year, where the issuer follows.
DAY_ALONE = regex.compile(r"\s*,?\s*ngày\s*\d{1,2}\s?[/.-]\s?\d{1,2}(?=\s*,?\s*của\s)")

# " của " before the issuer, with the comma or the bare year that some put before it;
# " giữa " where several issue together.
ISSUER_LEAD = regex.compile(r"(?:\s*,?\s*\(?năm\s+\d{4}\)?)?\s*,?\s*(?:của|(?P<between>giữa))\s+")

# " Hội nghị lần thứ sáu …" straight after a number or date, without "của".
PLENUM_LEAD = regex.compile(
    r"\s*,?\s+(?:tại\s+)?(?=hội\s+nghị\s+(?:lần\s+thứ|trung\s+ương|tw|bch|ban\s+chấp))"
)

# "khóa XIII" "(khoá XI)" "khóa XI, XII" "khóa XI và khóa XII" "khóa 17", after a body.
_ONE_TERM = r"(?:[ivxlc]+|\d{1,2})(?!\w)"
TERM = regex.compile(
    rf"""
    \s* (?P<open>\()? \s* khóa \s+ (?:thứ\s+)? {_ONE_TERM}
    (?: \s*(?:,|;|và)\s* (?: khóa\s+{_ONE_TERM} | [ivxlc]{{2,}}(?!\w) ) )*
    (?(open)\s*\))
    """,
    regex.VERBOSE,
)

# "Trung ương 5, 6, 7 khóa XII", "Trung ương 5 và Trung ương 6 (khóa XII)", "Trung ương 5, khóa
# XII", "Trung ương 6 (lần 2) khóa VIII": what stands between the first figure and the term.
PLENUM_LIST = regex.compile(
    r"""
    (?: \s* \(\s* lần\s+(?:thứ\s+)?\w+ \s*\) )?
    (?: \s*(?:,|và)\s* (?:(?:trung\s+ương|tw)\s+)? \d{1,2} ){0,6}
    \s* ,? (?= \s* \(?\s* khóa\s )
    """,
    regex.VERBOSE,
)

# ", nhiệm kỳ 2020-2025" "(nhiệm kỳ 2020 - 2025)", after a body.
YEARS = regex.compile(
    r"\s*,?\s*(?P<open>\()?\s*nhiệm\s+kỳ\s+\d{4}\s*-\s*\d{4}(?(open)\s*\))",
)

# Documents named without a number begin so.
#   law: "luật đất đai" "bộ luật lao động" "pháp lệnh …" "hiến pháp" "điều lệ đảng"
#   resolution: "nghị quyết trung ương 4" "nghị quyết đại hội xiii" "nghị quyết xxvi đảng bộ"
#     "kết luận hội nghị trung ương 4"
NAMED = regex.compile(
    r"""
    (?<!\p{L})
    (?:
        (?P<law> (?:bộ\s+)?luật | pháp\s+lệnh | hiến\s+pháp | điều\s+lệ ) (?!\p{L})
      | (?P<resolution> (?:nghị\s+quyết|kết\s+luận) | nq(?=\s?tw|\s+trung) )
        \s* (?: của\s+ )?
        (?: (?= hội\s+nghị | đại\s+hội | trung\s+ương | tw | đảng\s+bộ )
          | (?P<ordinal> (?:lần\s+thứ\s+)?[ivxl]+\s+(?:của\s+)? ) (?=đảng)
        )
    )
    """,
    regex.VERBOSE,
)

# After a law's name: "năm 2013" "2024" "(năm 2015)" "(sửa đổi)" "(sửa đổi, bổ sung năm 2017)"
# "sửa đổi năm 2013".
LAW_EDITION = regex.compile(
    r"""
    (?:
        \s+ (?:năm\s+)? (?:19|20)\d\d (?![\w/]|\s?[-–]\s?\d)
      | \s* \(\s* (?: (?:năm\s+)?(?:19|20)\d\d | (?:đã\s+)?(?:được\s+)?sửa\s+đổi [^()]{0,60} ) \s*\)
      | ,?\s+ (?:được\s+)? sửa\s+đổi (?:,\s*bổ\s+sung)? (?:\s+một\s+số\s+điều)?
        \s+ năm\s+(?:19|20)\d\d
    )
    """,
    regex.VERBOSE,
)

# A body that is many: the "các cấp" of "đại hội đảng bộ các cấp", ", thị trấn" of
# "của đảng bộ xã, thị trấn", behind its name.
GENERIC_BODY = regex.compile(r"\s*(?:,\s*(?:xã|phường|huyện|thị|thành|cơ|đơn)|các\s+cấp)\b")

# Behind an issuer whose "của" was left out: " về" makes it one.
ABOUT = regex.compile(r"\s+về\s")

# Behind "luật": " sửa đổi, bổ sung một số điều của (11 luật | luật …)".
LAW_MANY = regex.compile(
    r"""
    \s+ sửa\s+đổi (?:\s*,\s*bổ\s+sung)? (?:\s+(?:một\s+số|các)\s+điều)? (?:\s+(?:của|tại))?
    \s+ (?: (?P<count>(?:\d+|các|một\s+số)\s+luật) | (?=(?:bộ\s+)?luật) )
    """,
    regex.VERBOSE,
)
LAW_NEXT = regex.compile(r"(?:\s*(?:,|;|và|,\s*và))?\s*(?P<law>(?:bộ\s+)?luật)\s+")

# "các luật: Đất đai, Nhà ở": the colon behind the word; "Luật Đất đai, Nhà ở và …": between two.
LAW_COLON = regex.compile(r"\s*:\s*")
LAW_JOINT = regex.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+)")

# Behind a name that may end here: a mark, the end or a word that goes on without it.
BOUNDARY = regex.compile(r"\s*(?:$|[^\w\s(]|\()")

# "(sau đây gọi tắt là Nghị quyết 21)" "(gọi tắt là Đề án 06)" "(sau đây viết tắt là: UBND)"
# ", sau đây gọi chung là …,".
ALIAS = regex.compile(
    r"""
    (?: (?P<open>[(\[]) \s* | (?<!\p{L})(?=(?:sau|dưới|từ)\s) )
    (?: (?: (?:sau|dưới|từ)\s+đây | sau\s+này )\s+ )?
    (?: được\s+ )?
    (?: gọi (?:\s+(?:tắt|chung|ngắn\s+gọn))? | viết\s+(?:tắt|gọn) ) \s+ là \s* :? \s*
    (?P<quote>["'])?
    (?P<alias> (?(quote) [^"'()]{2,120} | (?(open) [^()\[\]";]{2,120} | [^()\[\]";:,.]{2,80} ) ) )
    """,
    regex.VERBOSE,
)

# "… khóa XIII (Nghị quyết 28)": a bracket that holds a document's name and nothing else.
ALIAS_BRACKET = regex.compile(r"\(\s*(?P<alias>[^()]{4,60}?)\s*\)")


# The parts of a document, from the least: "tiết a", "điểm 1.2", "khoản 3", "Điều 5", "mục III".
_LEVEL = r"""
    (?<!\p{L}) (?<!(?:quan|danh|hạng|đặc|góp|thời|địa|trọng)\s)
    (?: tiết | điểm | khoản | điều | tiểu\s+mục | mục | chương | phần | phụ\s+lục )
"""
_LABEL = r"""
    (?: (?:\d{1,3}[a-zđ]?|[ivxlc]{1,6}) (?:\.\d{1,2}){0,3} | [a-zđ] | thứ\s+\p{L}+ ) (?![\p{L}\d])
"""
_MORE = rf"(?: \s*(?:,|;|và|hoặc|đến|-|–|,\s*và)\s* {_LABEL} ){{0,20}}"
_STEP = rf"{_LEVEL} \s+ {_LABEL} {_MORE}"
_STEPS = rf"""
    (?: (?:từ|các)\s+ )? {_STEP}
    (?: \s* (?: ,|;|và|hoặc|đến|,\s*và )? \s* (?: (?:từ|các|tại|của|thuộc)\s+ )? {_STEP} ){{0,12}}
"""

# "khoản 2 Điều 5 " "điểm b, khoản 2, Điều 10 của " "Điều 5, Điều 7 và khoản 3 Điều 9 " before a
# document, and " (Điều 8)" behind it.
PINPOINT_BEFORE = regex.compile(
    rf"(?P<steps>{_STEPS}) \s*,?\s* (?:(?:của|tại|thuộc|trong)\s+)? (?:(?:các|dự\s+thảo)\s+)? $",
    regex.VERBOSE,
)
PINPOINT_AFTER = regex.compile(rf"\s* \( \s* (?:tại\s+)? (?P<steps>{_STEPS}) \s* \)", regex.VERBOSE)

# Any of them, whatever stands behind.
PLACES = regex.compile(rf"(?P<steps>{_STEPS})", regex.VERBOSE)

# One of them: how it is joined to the one before, its level and its labels.
PINPOINT_STEP = regex.compile(
    rf"""
    (?P<joint> (?:[,;]|và|hoặc|đến|từ|các|tại|của|thuộc|\s)* )
    (?P<level>{_LEVEL}) \s+ (?P<labels>{_LABEL} {_MORE})
    """,
    regex.VERBOSE,
)


@cache
def title_after(names: tuple[str, ...], heads: tuple[str, ...]) -> regex.Pattern[str]:
    """The trích yếu after a mention: " về tiếp tục đổi mới …", " “về …”".

    Ends at ";", ":", a bracket, a full stop, at a comma before a body (the subject of the
    sentence to come) and at the next numbered document.
    """
    types = alternation(names)
    return regex.compile(
        rf"""
        \s* ,? \s*
        (?:
            (?:về\s+(?:việc\s+)?)? "\s*(?P<quoted>[^"]{{3,400}}?)\s*"
          | (?P<plain> về\s .{{3,400}}? )
            (?= \s* (?: [;:("] | \.(?:\s|$) | $
              | ,\s* (?:{alternation(heads)})(?!\p{{L}})
              | (?:,|\s+và) \s+ (?:{types})\s+(?:số\s+)?\d ) )
        )
        """,
        regex.VERBOSE,
    )
