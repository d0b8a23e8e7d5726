"""The shapes of measurable goals, named; the words they are filled with are in words.yaml.

All patterns run on folded text. A call `(?&units)` stands for the list of that name.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import regex

from extractors.targets.context import CONTEXT
from pipeline.lexicon import alternation, load_yaml

__all__ = ["PATTERNS", "compiled", "vocabulary"]

_LISTS: Final = frozenset(
    {
        "at_least", "more", "at_most", "less", "plain", "links", "heads", "subject_opens",
        "ends_noun", "units", "strives", "achieves", "completes", "ratings", "rate_before",
        "rate_after", "past",
    }
)  # fmt: skip

_NUMBER: Final = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?)(?!\d)"

# How a figure is compared: "phấn đấu trên 50%" has plain and more; "từ 25% trở lên" since, upward.
_COMPARED: Final = r"""
    (?<![\p{L}\d.,/-])
    (?: (?P<plain>(?&plain)) \s+ )?
    (?: (?: (?P<at_least>(?&at_least)) | (?P<at_most>(?&at_most)) | (?P<less>(?&less))
          | (?P<more>(?&more)) | (?P<since>từ) ) \s+ )?
"""
# One word of a counted thing, and what may follow its unit before "trở lên": "ưu tú".
_WORD: Final = r"(?!(?&ends_noun)(?!\p{L}))\p{L}+"
_DIRECTION: Final = r"(?: \s+(?P<upward>trở\s+lên) | \s+(?P<downward>trở\s+xuống) )?"
# "ít nhất | mỗi năm | 01 lần"
_EACH: Final = r"(?: (?:mỗi|h[ằà]ng|trong|một)\s+(?:năm|quý|tháng|tuần)\s+ )?"

PATTERNS: Final[dict[str, str]] = {
    # A share: "tối thiểu 80%" · "phấn đấu 100%" · "từ 25% trở lên" · "dưới 3%/năm": value.
    # "từ 60 - 65%": low, value. "12%/năm": per. "90% chi bộ trở lên": noun.
    "percent": rf"""
        {_COMPARED}
        (?: (?P<low>{_NUMBER})\s?%?\s*(?:-|đến)\s*(?:dưới\s+)? )?
        (?P<value>{_NUMBER})\s?% (?P<per>/\p{{L}}+)? (?!\d)
        (?P<noun> (?:\s{_WORD}){{1,5}}? (?=\s+trở\s+(?:lên|xuống)) )?
        {_DIRECTION}
    """,
    # A number of things: "tối thiểu 01 đơn vị hành chính" · "60 triệu đồng/người/năm" · "500 ha"
    # · "từ 2.500 đoàn viên ưu tú trở lên" · "07/09 trường học" · "ít nhất mỗi năm 01 lần"
    "count": rf"""
        {_COMPARED} {_EACH}
        (?: (?P<low>{_NUMBER})\s*(?:-|đến)\s* )?
        (?P<value>{_NUMBER})(?:/\d{{1,4}}(?=\s))?(?:\s*\(\p{{L}}+\))? \s?
        (?P<unit> (?&units) (?:,\s(?&units)(?=\s*[.;]|\s*$|\s+\p{{L}}))?
            (?:/(?:[\d.]+\s)?(?:vạn\s)?\p{{L}}+\d?(?:\s\p{{L}}+)??)* ) (?!\p{{L}})
        (?: (?:\s{_WORD}){{1,4}}? (?=\s+trở\s+(?:lên|xuống)) )?
        {_DIRECTION}
    """,
    # What is striven for in a unit that is not listed: "tối thiểu 03 nội dung" · "từ 50 tuyến phố
    # văn minh trở lên". The groups of `count` that it lacks are there and never match.
    "count_any": rf"""
        (?<![\p{{L}}\d.,/-]) (?: (?P<plain>(?&plain)) \s+ )?
        (?: (?P<at_least>(?&at_least)) \s+ {_EACH} (?P<value>{_NUMBER}) \s
            (?P<unit> {_WORD} (?:\s{_WORD})? (?:/\p{{L}}+)? ) (?!\p{{L}})
          | (?P<since>từ) \s+ (?P<value>{_NUMBER}) \s
            (?P<unit> {_WORD} (?:\s{_WORD})? ) (?:\s{_WORD}){{0,4}}? \s+(?P<upward>trở\s+lên) )
        (?: (?!) (?P<at_most>.)(?P<less>.)(?P<more>.)(?P<low>.)(?P<downward>.) )?
    """,
} | CONTEXT


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
