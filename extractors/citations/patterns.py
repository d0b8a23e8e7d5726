"""The shapes of citations. Words come from the data files; decisions are in `rules`.

Patterns with a `P` in their sample line run on `normalise.plain(text)`, which keeps
case; all others on `pipeline.lexicon.fold(text)`. Both have the offsets of the text.
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.lexicon import alternation

__all__ = [
    "ABOUT",
    "ALIAS",
    "ALIAS_BRACKET",
    "BARE_FIGURE",
    "DATE",
    "FIGURE",
    "GAP_TO_NUMBER",
    "GENERIC_BODY",
    "ISSUER_LEAD",
    "LAW_EDITION",
    "LAW_MANY",
    "LAW_NEXT",
    "LIST_GAP",
    "NAMED",
    "NUMBER",
    "NUMBER_FORMS",
    "PLENUM_LEAD",
    "PLENUM_LIST",
    "SO_BEFORE",
    "SPACES",
    "TERM",
    "TOKEN",
    "YEARS",
    "bare_figure_type",
    "issuer_before_number",
    "short_type_before_number",
    "title_after",
    "type_before_number",
]

# Syllables, figures, codes ("gd&đt") and single marks.
TOKEN = regex.compile(r"[\w&]+|[^\w\s]")

SPACES = regex.compile(r"\s+")

# A code: capitals, with the few small letters of CTr, QĐi, TTg, GDTrH.
_CODE = r"[A-ZĐƯ][A-Za-zĐđƯư\d&]{0,23}"
# The last part may be broken by a line end or printed with dots: "T W", "T.Ư".
_ISSUER_CODE = rf"(?:T\.[WƯ]|T\sW(?!\w)|{_CODE})"
# A hyphen with a space on one side at most: "NĐ- CP", but not "QH15 - NGHỊ".
_HYPHEN = r"(?:-\s{0,2}|\s{1,2}-)"

# P  "256-KH/TU" "200- QĐ/TW" "28 - NQ / TW" "225-KH/TWĐTN-TNNT": figure, type, issuer, desk.
_PARTY = rf"""
    \s{{0,2}} - \s{{0,2}} (?P<party_type>{_CODE})
    \s{{0,2}} / \s{{0,2}} (?P<party_rest>{_ISSUER_CODE} (?: {_HYPHEN} {_CODE} )*)
"""
# P  "30/2020/NĐ-CP" "119/2020/QH14" "66.7/2025/NQ-CP": figure, year, symbols.
_STATE_YEAR = rf"""
    \s{{0,2}} / \s{{0,2}} (?P<year>(?:19|20)\d\d)
    \s{{0,2}} / \s{{0,2}} (?P<year_rest>{_CODE} (?: {_HYPHEN} {_CODE} )*)
"""
# P  "3796/QĐ-UBND" "5425/UBND-KGVX" "05/HD-MTTW-BTT": figure, two symbols or more.
_STATE = rf"""
    \s{{0,2}} / \s{{0,2}} (?P<state_rest>{_CODE} (?: {_HYPHEN} {_CODE} )+)
"""
# P  "23/CP" "142-HĐBT" "28-NQ": figure and one symbol: old decrees and clipped numbers.
# Only behind a type word.
_OLD = r"\s?[-/]\s?(?P<old_rest>[A-ZĐƯ][A-Za-zĐđ]{0,7})(?![/\d-])"

NUMBER_FORMS = rf"""
    (?P<number>\d{{1,5}}(?:\.\d{{1,2}})?[a-zđ]?)
    (?: {_PARTY} | {_STATE_YEAR} | {_STATE} | {_OLD} )
    (?!\p{{L}})
"""

NUMBER = regex.compile(rf"(?<![\w/]|\d[.,]|[\p{{L}}\d]-){NUMBER_FORMS}", regex.VERBOSE)

# "chỉ thị 05", "nghị quyết số 18 và 19", "chỉ thị số 45/2025": figures without a code.
# The words before are only a cheap gate; `bare_figure_type` reads them.
BARE_FIGURE = regex.compile(
    r"""
    (?=\d)(?<=(?:số:?|quyết|thị|luận|định|tư)\s{1,2})
    (?P<list>
        \d{1,5}[a-zđ]?
        (?: /(?:19|20)\d\d(?!/)
          | \s*(?:,|;|và)\s*(?:số\s+)? \d{1,4}[a-zđ]? (?!\s*[/-]\s*\p{L}|\w|/)
        ){0,9}
    )
    (?! \w | \s?[%/] | [.,]\d | \s?-\s?[\p{L}\d] )
    """,
    regex.VERBOSE,
)

# ", ngày 17/11/2022" " ngày 17 tháng 11 năm 2022" "(ngày 16-5-2022" ", 8/2/2022", at the
# end of a number, a law's name or an issuer.
DATE = regex.compile(
    r"""
    (?: \s* \(khóa\s+\w+\) )?
    \s* ,? \s* \(? \s* (?: (?:ban\s+hành|ký|ký\s+ban\s+hành)\s+ )?
    (?:
        (?:ngày\s*)? (?P<day>\d{1,2}) \s?[/.-]\s? (?P<month>\d{1,2}) \s?[/.-]\s? (?P<year>\d{4})
      | ngày\s*:?\s* (?P<day>\d{1,2}) \s*tháng\s* (?P<month>\d{1,2}) \s*,?\s* (?:năm\s*|/\s?)
        (?P<year>\d{4})
    )
    (?!\d)
    """,
    regex.VERBOSE,
)

# " của " before the issuer, with the comma or the bare year that some put before it.
ISSUER_LEAD = regex.compile(r"(?:\s*,?\s*\(?năm\s+\d{4}\)?)?\s*,?\s*của\s+")

# " Hội nghị lần thứ sáu …" straight after a number or date, without "của".
PLENUM_LEAD = regex.compile(
    r"\s+(?:tại\s+)?(?=hội\s+nghị\s+(?:lần\s+thứ|trung\s+ương|tw|bch|ban\s+chấp))"
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
# XII": what stands between the first figure and the term.
PLENUM_LIST = regex.compile(
    r"""
    (?: \s*(?:,|và)\s* (?:(?:trung\s+ương|tw)\s+)? \d{1,2} ){0,6}
    \s* ,? (?= \s* \(?\s* khóa\s )
    """,
    regex.VERBOSE,
)

# ", nhiệm kỳ 2020-2025" "(nhiệm kỳ 2020 - 2025)", after a body.
YEARS = regex.compile(
    r"\s*,?\s*(?P<open>\()?\s*nhiệm\s+kỳ\s+\d{4}\s*-\s*\d{4}(?(open)\s*\))",
)

# Between a name or issuer and the number that belongs to it: " số " ", số: " " (số ".
GAP_TO_NUMBER = regex.compile(r"\s*,?\s*\(?\s*(?:số\s*:?)?\s*")

# Between two numbers of a list: ", " " và số " "; ".
LIST_GAP = regex.compile(r"\s*(?:,|;|và|hoặc|cùng|&|,\s*và)\s*(?:số\s*:?\s*)?")

# Documents named without a number begin so.
#   law: "luật đất đai" "bộ luật lao động" "pháp lệnh …" "hiến pháp" "điều lệ đảng"
#   resolution: "nghị quyết trung ương 4" "nghị quyết đại hội xiii" "nghị quyết xxvi đảng bộ"
NAMED = regex.compile(
    r"""
    (?<!\p{L})
    (?:
        (?P<law> (?:bộ\s+)?luật | pháp\s+lệnh | hiến\s+pháp | điều\s+lệ ) (?!\p{L})
      | (?P<resolution> nghị\s+quyết | nq(?=\s?tw|\s+trung) )
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

# The figures of "18, 19" and "45/2025".
FIGURE = regex.compile(r"\d+[a-zđ]?(?:/\d{4})?")

# Before a number without a type word: "số", in small letters or not.
SO_BEFORE = regex.compile(r"(?:^|\s)(?P<so>[Ss][ốỐ])\s*:?\s*$")

# Behind "luật": " sửa đổi, bổ sung một số điều của (11 luật | luật …)".
LAW_MANY = regex.compile(
    r"""
    \s+ sửa\s+đổi (?:\s*,\s*bổ\s+sung)? (?:\s+(?:một\s+số|các)\s+điều)? (?:\s+(?:của|tại))?
    \s+ (?: (?P<count>(?:\d+|các|một\s+số)\s+luật) | (?=(?:bộ\s+)?luật) )
    """,
    regex.VERBOSE,
)
LAW_NEXT = regex.compile(r"(?:\s*(?:,|;|và|,\s*và))?\s*(?P<law>(?:bộ\s+)?luật)\s+")

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


@cache
def type_before_number(names: tuple[str, ...], qualifiers: tuple[str, ...]) -> regex.Pattern[str]:
    """The type word that ends where a number begins, with the figures that share its tail.

    Samples: "nghị quyết số ", "quy định ", "nghị quyết chuyên đề (số: ",
    "nghị quyết số 18, " and "số 18 và " before "19-NQ/TW".
    """
    return regex.compile(
        rf"""
        (?<!\p{{L}})(?P<type>{alternation(names)})
        (?: \s+ (?:{alternation(qualifiers)}) )?
        \s* (?: [:(]?\s* số \s*[:.]?\s* | \(?\s* )
        (?P<shared> (?: \d{{1,5}}[a-zđ]? \s*(?:,|;|và|&)\s* (?:số\s*)? ){{0,9}} ) $
        """,
        regex.VERBOSE,
    )


@cache
def short_type_before_number(abbreviations: tuple[str, ...]) -> regex.Pattern[str]:
    """P  "NQ số ", "NĐ " before a number, in these very letters."""
    letters = "|".join(sorted(abbreviations, key=len, reverse=True))
    return regex.compile(
        rf"""
        (?<![\p{{L}}/-])(?P<type>{letters}) (?: \s+ | (?=\s*[Ss]ố) ) (?: \s* [Ss]ố \s*[:.]?\s* )?
        (?P<shared> (?: \d{{1,5}}[a-zđ]? \s*(?:,|;|và|&)\s* (?:số\s*)? ){{0,9}} ) $
        """,
        regex.VERBOSE,
    )


@cache
def issuer_before_number(names: tuple[str, ...]) -> regex.Pattern[str]:
    """ "nghị quyết của " (Bộ Chính trị số 28-NQ/TW): type and "của" with the issuer to come."""
    return regex.compile(rf"(?<!\p{{L}})(?P<type>{alternation(names)})\s+của\s+")


@cache
def bare_figure_type(names: tuple[str, ...]) -> regex.Pattern[str]:
    """The type word before a bare figure: "chỉ thị ", "nghị quyết số "."""
    return regex.compile(
        rf"(?<!\p{{L}})(?P<type>{alternation(names)})\s+(?P<so>số\s*:?\s*)?$",
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
