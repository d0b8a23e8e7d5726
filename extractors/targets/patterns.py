"""The shapes of measurable goals, named; the words they are filled with are in words.yaml.

All patterns run on folded text. A call `(?&units)` stands for the list of that name.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import regex

from extractors.targets.context import CONTEXT, NUMBER, SMALL_NUMBERS
from pipeline.lexicon import alternation, load_yaml

__all__ = ["PATTERNS", "compiled", "vocabulary"]

_LISTS: Final = frozenset(
    {
        "at_least", "more", "at_most", "less", "plain", "links", "heads", "subject_opens",
        "ends_noun", "units", "scales", "per", "whole_names", "nouns_too", "no_count", "strives",
        "achieves", "completes", "makes", "ratings", "rate_before", "rate_after", "past",
    }
)  # fmt: skip

# "ít nhất | ba | nhóm nghiên cứu": small numbers in words, where something is counted for sure
_IN_WORDS: Final = rf"""
    (?: (?<=(?:ít\s+nhất|tối\s+thiểu)\s) (?:{"|".join(SMALL_NUMBERS)})
        (?!\p{{L}}|\s+(?:\d|lần|ngày|tháng|năm|tuần|quý|trong)) )
"""

# How a figure is compared: "phấn đấu trên 50%" has plain and more; "từ 25% trở lên" since, upward;
# "≥ 70%" at_least.
# "không | thanh tra, kiểm tra doanh nghiệp | quá 01 lần/năm"
_NOT_BEYOND: Final = r"(?:không\s+(?!(?:quá|có|để|còn)(?!\p{L}))(?:\p{L}+,?\s+){1,8}?quá)"
_COMPARED: Final = rf"""
    (?<![\p{{L}}\d.,/-])
    (?: (?P<plain>(?&plain)) \s+ )?
    (?: (?: (?P<at_least>(?&at_least))(?:\s+có(?=\s+\d))? | (?P<at_most>(?&at_most)|{_NOT_BEYOND})
          | (?P<less>(?&less)) | (?P<more>(?&more)) | (?P<since>từ) ) \s+ )?
    (?: (?: (?P<at_least>≥|>=) | (?P<at_most>≤|<=) | (?P<more>>) | (?P<less><) ) \s* )?
"""
_LOW: Final = rf"(?: (?P<low>{NUMBER})\s?%?(?:\s*đến\s*|\s-\s|-(?=\S))(?:dưới\s+)? )?"
# One word of a counted thing, and what may follow its unit before "trở lên": "ưu tú".
_WORD: Final = r"(?!(?&ends_noun)(?!\p{L}))\p{L}+"
# One word between a unit and "/": "04 buổi | sinh hoạt chuyên đề | /năm"
_PLAIN_WORD: Final = r"""
    (?!(?:cho|của|tại|trong|về|được|đạt|có|và|với|theo|từ|đến|ở|do)(?!\p{L}))\p{L}+
"""
_DIRECTION: Final = r"(?: \s+(?P<upward>trở\s+lên) | \s+(?P<downward>trở\s+xuống) )?"
# "ít nhất | mỗi năm | 01 lần"
_EACH: Final = r"(?: (?:mỗi|h[ằà]ng|trong|một)\s+(?:năm|quý|tháng|tuần)\s+ )?"
# "3,5 triệu | lượt khách"
_SCALE: Final = r"(?: (?:(?&scales))\s+ (?=\p{L}) )?"
# What a quantity is per: "/năm" · "/10.000 dân" · "/100 bé gái" · "/học kỳ" · "/ngày đêm"
_PER: Final = rf"""
    (?: \s?/\s? (?: \d[\d.]*\s{_WORD}(?:[23²³]|(?:\s(?!và(?!\p{{L}})){_WORD}){{0,2}})
                  | (?:1\s|một\s)?vạn\s\p{{L}}+
                  | (?&per)(?!\p{{L}}) | \p{{L}}+\d? ) )
"""
# "131 | /100.000 dân": so many of so many, the unit of which is what stands behind
_OF_BASE: Final = rf"""
    \s?/\s? (?: 10{{2,5}}(?=\s) | 10{{0,2}}\.000 | (?:1\s)?vạn )
    \s {_WORD} (?:\s(?!và(?!\p{{L}})){_WORD}){{0,3}}
"""

# "02 xe cứu thương | trên 100.000 dân", "10 bác sĩ | trên 1 vạn dân": so many of so many, in words
_ON_BASE: Final = rf"""
    (?: \s+trên\s+(?: 10{{2,5}}(?=\s) | 10{{0,2}}\.000 | (?:1\s|một\s)?vạn ) \s {_WORD} )?
"""

# A thing by the name of its movement: "05 “| Nhà nhân ái | ”"
_QUOTED: Final = r"\p{L}+(?:\s\p{L}+){1,7}"

# A second noun of one count ("cơ quan, đơn vị"), unless it has a figure of its own behind it:
# "700.000 lượt khách, | khách quốc tế đạt trên 8%"
_NOT_ITS_OWN: Final = r"""
    (?= \s*[.;)] | \s*$
      | \s+(?!(?:\p{L}+\s+){0,3}(?:đạt|chiếm|tăng|giảm|còn)(?!\p{L}))\p{L} )
"""

PATTERNS: Final[dict[str, str]] = {
    # A share: "tối thiểu 80%" · "phấn đấu 100%" · "từ 25% trở lên" · "dưới 3%/năm" · "0,15‰": value
    # and sign. "từ 60 - 65%": low, value. "12%/năm": per. "90% chi bộ trở lên": noun.
    "percent": rf"""
        {_COMPARED} {_LOW}
        (?P<value>{NUMBER})\s?(?P<sign>[%‰]) (?P<per>/(?:(?&per)(?!\p{{L}})|\p{{L}}+))? (?!\d)
        (?P<noun> (?:\s{_WORD}){{1,5}}?
            (?=\s+trở\s+(?:lên|xuống))
            (?<!\s(?:loại|hạng|trình\s+độ|bậc|mức)(?:\s{_WORD}){{1,2}}) )?
        {_DIRECTION}
    """,
    # A number of things: "tối thiểu 01 đơn vị hành chính" · "60 triệu đồng/người/năm" · "500ha"
    # · "từ 2.500 đoàn viên ưu tú trở lên" · "ít nhất mỗi năm 01 lần"
    # · "07/09 trường học", "1/3 số hộ": whole is what stands behind the stroke
    # · "40 lít nước/ngày" · "112,8 bé trai/100 bé gái" · "131/100.000 dân" · "05 “Nhà nhân ái”"
    "count": rf"""
        {_COMPARED} {_EACH} {_LOW}
        (?P<value>{NUMBER})
        (?: (?P<unit>{_OF_BASE})
          | (?:/(?P<whole>(?!(?:19|20)\d\d\s)\d{{1,4}})(?=\s))?(?:\s*\(\p{{L}}+\))? \s?
            (?P<unit>
                {_SCALE} (?&units) (?:,\s(?&units) {_NOT_ITS_OWN})?
                (?![\p{{L}}\p{{N}}])
                (?: (?:\s{_PLAIN_WORD}){{1,4}}? (?=/[\p{{L}}\d]) )? {_PER}* {_ON_BASE} )
          | \s (?P<unit> {_WORD} (?:\s{_WORD}){{0,4}}? {_PER}+ )
          | \s "(?P<unit>{_QUOTED})" ) (?![\p{{L}}\p{{N}}])
        (?: (?:\s{_WORD}){{1,4}}? (?=\s+trở\s+(?:lên|xuống)) )?
        {_DIRECTION}
    """,
    # Of a thing that is not listed, its first word: "tối thiểu 03 nội dung" · "từ 50 tuyến phố
    # văn minh trở lên" · "05 đầu sách điện tử".
    "count_any": rf"""
        {_COMPARED} {_EACH} {_LOW}
        (?P<value>{NUMBER}) (?:/(?P<whole>(?!(?:19|20)\d\d\s)\d{{1,4}})(?=\s))? \s {_SCALE}
        (?P<unit>hoạt\s+động|{_WORD}) (?!\p{{L}})
        (?: (?:\s{_WORD}){{0,5}}? \s+(?P<upward>trở\s+lên) )?
        (?: (?!) (?P<downward>.) )?
    """,
    # "Chỉ số phát triển con người (HDI) đạt | trên 0,75": no unit at all.
    "index": rf"""
        {_COMPARED} {_LOW} (?P<value>{NUMBER}) (?P<unit>) {_DIRECTION}
        (?= \s*(?:[.;,)(]|$) | \s+(?:vào|trong|so|năm|và|trở)(?!\p{{L}}) )
    """,
    # "thuộc | nhóm 10 tỉnh | dẫn đầu": a place among the first so many.
    "rank": r"""
        (?<=(?:thuộc|trong|vào|lọt|giữ|nằm|,|và)\s+) (?P<at_most>nhóm|tốp|top)\s+
        (?P<value>\d{1,3}) (?!\d)
        (?: \s (?P<unit> (?&units)(?:,\s(?&units))? | nước | quốc\s+gia | nền\s+kinh\s+tế )
            (?!\p{L}) )?
        (?= [^.;]{0,60}(?:dẫn\s+đầu|đứng\s+đầu|cao|tốt|khá|cả\s+nước|toàn\s+quốc|của\s+tỉnh) )
        (?: (?!) (?P<plain>.)(?P<at_least>.)(?P<less>.)(?P<more>.)(?P<since>.)(?P<low>.)
            (?P<upward>.)(?P<downward>.) )?
    """,
} | CONTEXT
# The same of numbers in words, which few texts have
for _shape in ("count", "count_any"):
    PATTERNS[f"{_shape}_in_words"] = PATTERNS[_shape].replace(
        f"(?P<value>{NUMBER})", f"(?P<value>{_IN_WORDS})"
    )


@cache
def vocabulary() -> dict[str, str]:
    """The lists of words.yaml by name, as alternations for folded text."""
    lists = load_yaml(__package__, "words.yaml", _LISTS)
    return {name: alternation(words).replace("hằng", "h[ằà]ng") for name, words in lists.items()}


@cache
def compiled(name: str) -> regex.Pattern[str]:
    """The pattern of that name, with the words it calls, for folded text.

    >>> compiled("percent").search("đạt tối thiểu 80% hồ sơ")["value"]
    '80'
    """
    source = regex.sub(r"\(\?&(\w+)\)", lambda call: f"(?:{vocabulary()[call[1]]})", PATTERNS[name])
    return regex.compile(source, regex.VERBOSE | regex.VERSION1)
