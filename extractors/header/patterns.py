"""Shapes of header, title block and signature block; the words come from the data files.

Patterns are matched against folded text (`pipeline.lexicon.fold`: lower case, plain
dashes) unless their comment says "as printed". Those that need words are built once,
at first use.
"""

from __future__ import annotations

from functools import cache

import regex
from regex import Pattern

from extractors.header import words
from pipeline.lexicon import alternation, fold

# "Số 256-KH/TU", "Số: 57/KH-UBND", "So 05 /2026/QĐ-UBND", "Số 28-NQ/T W" (as printed)
#   no: 256 · 57 · 05 · 28      rest: -KH/TU · /KH-UBND · /2026/QĐ-UBND · -NQ/T W
# A serial, then codes joined by slash or hyphen; spaces only around the joints, so that
# what follows in the next column stays out. `loose` takes a code cut by the scanner.
NUMBER_TEXT = r"""
    (?P<no>\d{1,5}(?:\.\d{1,2})?[a-z]?)
    (?P<rest>
        \s*[-–—‐‑/]\s*
        (?:(?:19|20)\d\d\s*/\s*)?
        \p{Lu}[\p{L}\d&.]*(?:(?<=/T|-T)\sW\b)?
        (?:\s*[-–—‐‑/]\s*\p{Lu}[\p{L}\d&]*(?:(?<=/T)\s[WU]\b)?)*
    )
"""
NUMBER = regex.compile(NUMBER_TEXT, regex.VERBOSE)

# "256-KH/TU", canonical: a hyphen after the serial      code: KH
PARTY_NUMBER = regex.compile(r"^\d[\d.]*[a-z]?-(?P<code>\p{L}+)/")

# "57/KH-UBND", "06/2024/QĐ-UBND", canonical: a slash     code: KH · QĐ
STATE_NUMBER = regex.compile(r"^\d[\d.]*[a-z]?/(?P<year>\d{4}/)?(?P<code>\p{L}+)\d*(?:-|$)")

# "Số:    -KH/TU", "Số …/KH-UBND", "Số ....-CV/HU": the serial still to be written (as printed)
BLANK_NUMBER_TEXT = r"""
    [\s.…_]*[-–—‐‑/]\s*
    (?:(?:19|20)\d\d\s*/\s*)?
    \p{Lu}[\p{L}\d&]*(?:\s*[-–—‐‑/]\s*\p{Lu}[\p{L}\d&]*)*
"""

# "Số 256-KH/TU" at the start of a line or after the left column's capitals (as printed)
#   number or blank: one of the two above
NUMBER_FIELD = regex.compile(
    rf"""
    (?<![\p{{L}}\d])S[ốỐôÔồổỗộoO]\s*:?\s*
    (?: (?P<number>{NUMBER_TEXT}) | (?P<blank>{BLANK_NUMBER_TEXT}) )
    """,
    regex.VERBOSE,
)

# "256-KH/TU" alone on its line: the word "Số" was lost (as printed)
BARE_NUMBER = regex.compile(
    rf"\s*\*?\s*(?P<number>{NUMBER_TEXT})\s*",
    regex.VERBOSE,
)

# "Hà Nội, ngày 17 tháng 11 năm 2022", "Ngày 05/6/2023", "…, ngày    tháng 6 năm 2023"
#   day: 17 · 05 · (blank)   month: 11 · 6   year: 2022 · 2023
# and with the hour of an urgent dispatch: "Hà Nội, hồi 16 giờ 30 ngày 11 tháng 02 năm 2020".
# At the end of the line; the words before it are looked at by PLACE.
DATE_FIELD = regex.compile(
    r"""
    (?:(?<!\p{L})h[ồo]i\s+\d{1,2}\s*(?:gi[ờo]|h)\s*(?:\d{1,2}(?:\s*ph[úu]t)?)?\s*,?\s*)?
    (?<!\p{L})ng[àa]y
    (?:
        [\s.…_]*(?P<day>\d{1,2})?[\s.…_]*
        th[áa]ng[\s.…_]*(?P<month>\d{1,2})?[\s.…_]*
        n[ăa]m[\s.…_]*(?P<year>\d{4}|\d{0,3})
      | \s*(?P<day2>\d{1,2})\s*[/.\-]\s*(?P<month2>\d{1,2})\s*[/.\-]\s*(?P<year2>\d{4})
    )
    [\s.…_]*$
    """,
    regex.VERBOSE,
)

# "Hà Nội,", "TP. Hồ Chí Minh,", "Bà Rịa - Vũng Tàu", "xã Đông Khê,", "ĐÔNG KHÊ," at the
# end of what stands before the date (as printed)
#   place: the name without its comma
_TITLE_WORD = r"(?:\p{Lu}[\p{Ll}\p{M}'’]*\.?|TP\.?|[ĐP]\d+|\d{1,2})"
PLACE = regex.compile(
    rf"""
    (?:^|(?<=\s))
    (?P<place>
        (?:(?:(?:xã|phường|huyện|quận|tỉnh|thị\ trấn|thị\ xã|thành\ phố|đặc\ khu)\s+)?
        {_TITLE_WORD}(?:(?:\s+|\s*[-–]\s*){_TITLE_WORD}){{0,6}})
    )
    \s*[,.]?\s*$
    """,
    regex.VERBOSE,
)
PLACE_IN_CAPITALS = regex.compile(r"^\s*(?P<place>\p{Lu}[\p{Lu}\s.\-–]{1,38}\p{Lu})\s*,\s*$")

# Where the other column may begin in a line
WORD_GAP = regex.compile(r"\s+(?=\S)")

# "-----", "_______", "* * *", "═══", "---***---": a rule, nothing else
RULE_LINE = regex.compile(r"^[\s\-–—_*=═.~oO0]*$|^\s*[-–—_*=]{3,}\s*$")

# "VỀ VIỆC TIẾP TỤC …" below the type and who issues
ABOUT_LINE = regex.compile(r"^\s*(?:về|thực\s+hiện|triển\s+khai)\b")

# "V/v triển khai Nghị quyết …", "Vv:", "V/v: …": the subject of a letter
#   what follows the match is the subject
SUBJECT_MARK = regex.compile(r"^\s*v\s*/\s*v\s*[:.]?\s*")

# "Kính gửi: …", "Kính trình": whom a letter is for
ADDRESS = regex.compile(r"^\s*k[íi]nh\s+(?:g[ửu]i|trình)\b")

# "Kế hoạch thực hiện …" in small letters is a title only before words like these
SUBJECT_OPENS = regex.compile(
    r"^(?:thực\s+hiện|triển\s+khai|về|ban\s+hành|tổ\s+chức|của|phê\s+duyệt|số|hành\s+động|công\s+tác)\b"
)

# "SỐ 28-NQ/TW" between the type and the subject in the title's line (as printed)
NUMBER_AFTER_TYPE = regex.compile(
    rf"^\s*S[ốỐôÔ]\s*:?\s*(?P<number>{NUMBER_TEXT})[\s,]*", regex.VERBOSE
)

# "Kính gửi: …", "Kính trình", "Căn cứ …", "Theo đề nghị …", "Điều 1.", "I. MỤC ĐÍCH",
# "QUYẾT ĐỊNH:", "(Ban hành kèm theo …)": what ends a title
TITLE_END = regex.compile(
    r"""
    ^\s*(?:
        k[íi]nh\s+(?:g[ửu]i|trình)\b
      | căn\s+cứ\b | xét\b | theo\s+đề\s+nghị\b | để\s+(?:thực\s+hiện|triển\s+khai)\b
      | điều\s+\d | phần\s+(?:thứ|[ivx\d])
      | (?:[ivx]{1,5}|\d{1,2})\s*(?:[.)]|-\s)
      | [(\[]\s*(?:ban\s+hành\s+)?kèm\s+theo | [(\[]\s*(?:phê\s+duyệt|dự\s+thảo|đã\s+được)
      | (?:[^:]{1,30}):\s*$
      | [^:]{1,90}\s(?:điện|gửi|quyết\s+định|chỉ\s+thị|yêu\s+cầu|thông\s+báo)\s*:\s*$
    )
    """,
    regex.VERBOSE,
)

# "Căn cứ Luật …", "Xét đề nghị …", "Theo đề nghị …": the grounds below who decides
GROUNDS = regex.compile(r"^\s*(?:căn\s+cứ|xét|theo\s+đề\s+nghị)\b")

# "Ngày 14 tháng 4 năm 2026, tại trụ sở …": the first paragraph, not the title
FIRST_PARAGRAPH = regex.compile(r"^\s*(?:ngày\s+\d|sau\s+khi\s|thời\s+gian\s+qua)|[.;:]\s*$")

# "HỘI NGHỊ LẦN THỨ SÁU", "ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ TỈNH LẦN THỨ XX", "KỲ HỌP THỨ 5":
# the occasion, between the type and the body that met
OCCASION = regex.compile(r"^\s*(?:hội\s+nghị\s+(?:lần\s+thứ|ban)|(?:khóa|khoá)\s|kỳ\s+họp\s)")

# "CỦA BAN THƯỜNG VỤ TỈNH ỦY": the issuer named below the type
OF_BODY = regex.compile(r"^\s*của\s+")

# A wrapped line goes on where the last word asks for more: "… CỦA", "… VÀ", "…,"
# "… của Hội nghị lần thứ sáu |" goes on with whose it was
OPEN_END = regex.compile(
    r"(?:\b(?:của|và|về|cho|với|tại|trong|theo|của\s+các|số)|[,\-/]"
    r"|\bhội\s+nghị(?:\s+lần\s+thứ(?:\s+\p{L}+){0,2}|\s+lần)?)\s*$"
)

# "200-" + "QĐ/TW": a number broken over two lines of the title (as printed)
BROKEN_NUMBER = regex.compile(r"\d[-–/]$|\d[-–]\p{Lu}\p{L}*/$")

# Where the clause that names the issuer may begin: after punctuation, or at the start
CLAUSE = regex.compile(r"^|[,;.:)\]\"”»]\s+|\)\s*[,;.]\s*|\n\s*")

# "Ban Thường vụ Tỉnh ủy | thảo luận và kết luận": what else is said before the verb of issuing
# An organ of a Party committee, which bears its name: "BAN TỔ CHỨC" below "TỈNH ỦY …"
COMMITTEE = regex.compile(r"(?:tỉnh|thành|huyện|quận|thị)\s+ủy(?!\p{L})")
PARTY_ORGAN = regex.compile(
    r"ban\s+(?:tổ\s+chức|tuyên\s+giáo(?:\s+và\s+dân\s+vận)?|dân\s+vận|nội\s+chính|xây\s+dựng\s+đảng"
    r"|bảo\s+vệ,\s*chăm\s+sóc\s+sức\s+khỏe\s+cán\s+bộ)|văn\s+phòng|ủy\s+ban\s+kiểm\s+tra"
)
# "UBND TỈNH SƠN GIANG | SỞ NÔNG NGHIỆP": two bodies of a masthead in one line
BODY_BELOW = regex.compile(
    r"(?:ubnd|ủy ban nhân dân)\s+(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã)\s+(?:\p{L}+\s+){1,4}?"
    r"(?=(?:sở|phòng|chi cục|ban quản lý|trung tâm|văn phòng|bệnh viện|trường)\s)"
)
BEFORE_VERB = regex.compile(
    r"\s+(?:đã\s+)?(?:họp|xin|thảo luận|trả lời|xem xét|nghe|thống nhất|cho ý kiến)(?!\p{L})"
)
# "Ủy ban nhân dân xã (sau đây viết tắt là UBND xã) ban hành": between body and verb
ASIDE = regex.compile(r"\s*\([^()]*\)\s*$")

# "như sau", "sau đây:", "gồm những nội dung sau:" in what follows the body and its verb
LEADS_IN = regex.compile(
    r"(?:như|dưới|các|nội\s+dung)\s+(?:các\s+\w+\s+\w+\s+)?(?:sau|đây)|sau\s*:|:\s*$"
)

# "ban hành Kế hoạch số 12-KH/TW": a cited document, not this one
CITES_NUMBER = regex.compile(r"^[^.;:]{0,40}?\bsố\s+\d")

# "T/M", "TM.", "T.M": the body signed for     group name says which
# "KT.", "K/T"; "TL.", "T/L"; "TUQ.", "T/UQ": the person signed for
AUTHORITY = regex.compile(
    r"""
    ^\s*(?:
        (?P<on_behalf>t\s?[/.]\s?m\s?\.?|tm\s?\.|tm(?=\s\p{L}))
      | (?P<deputy>k\s?[/.]\s?t\s?\.?|kt\s?\.|kt(?=\s\p{L}))
      | (?P<by_order>t\s?[/.]\s?l\s?\.?|tl\s?\.|tl(?=\s\p{L}))
      | (?P<by_mandate>t\s?[/.]?\s?uq\s?\.?)
    )\s*(?=[\p{L}])
    """,
    regex.VERBOSE,
)

# "Nơi nhận:", "NƠI NHẬN", "Nơi nhận: T/M TỈNH ỦY"; not "Nơi nhận hồ sơ". Without diacritics.
#   what follows the match belongs to the list or to the other column
RECIPIENTS_MARK = regex.compile(
    r"^[^\p{L}]{0,3}noi\s+nhan\s*(?:[:;.]+|(?=\s(?:t\s?/|tm|k\s?/|kt|tl|tuq|q\.))|$)\s*"
)

# "- Thường trực Tỉnh ủy (báo cáo),", "+ …", "• …": an item of the list
BULLET = regex.compile(r"^\s*[-–—+•*·●‣▪]\s*")

# "… , T/M TỈNH ỦY": the other column in the same line (as printed)
SECOND_COLUMN = regex.compile(
    r"""
    (?:(?<=[,;.:)])|\s{2,})\s*
    (?P<signature>
        (?:T\s?/\s?M|TM\s?\.|K\s?/\s?T|KT\s?\.|T\s?/\s?L|TL\s?\.|TUQ\s?\.)\s*\p{Lu}{2}[\p{Lu}\s,\-–]*
    )$
    """,
    regex.VERBOSE,
)

# "- Lưu: VT, TH. Nguyễn Văn An": the signer's name in the other column (as printed)
SECOND_COLUMN_NAME = regex.compile(
    r"(?:(?<=[.;,])\s+|\s{2,})(?P<name>\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}*){1,4})$"
)

# "Nguyễn Phú Trọng", "Y Thanh Hà Niê Kđăm", "H'Yim Kđoh" (as printed)
NAME = regex.compile(r"^\p{Lu}[\p{Ll}']*\p{L}*(?:\s+\p{Lu}[\p{L}'’]*){1,5}$")

# "PHỤ LỤC I", "DANH MỤC": what follows is no signature block any more
APPENDIX = regex.compile(r"^\s*(?:phụ\s+lục|phụ\s+biểu|biểu\s+(?:số|mẫu)|danh\s+mục|mẫu\s+số)\b")

# Punctuation that closes an item of the list of recipients.
ITEM_END = regex.compile(r"(?:\s*(?:\./\.|[,;.]))+\s*$")


@cache
def motto() -> Pattern[str]:
    """ "ĐẢNG CỘNG SẢN VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", without diacritics."""
    mottos = (r"[^\p{L}]{1,4}".join(motto.split()) for motto in words.mottos())
    return regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(mottos)})(?!\p{{L}})")


@cache
def body_head() -> Pattern[str]:
    """ "ban thường vụ", "ubnd", "sở": how a body's name begins."""
    return regex.compile(
        rf"(?!(?:{alternation(words.not_bodies())})(?!\p{{L}}))"
        rf"(?:{alternation(words.body_heads())})(?!\p{{L}})"
    )


@cache
def type_name() -> Pattern[str]:
    """ "chương trình hành động", at the start; letters may be set apart.

    A space of any width may stand anywhere, since capitals of titles are spaced out.
    """
    names = sorted(map(fold, words.type_names()), key=lambda name: (-len(name), name))
    spaced = (
        r"\s*".join(regex.escape(char) for char in name if not char.isspace()) for name in names
    )
    return regex.compile(rf"^\s*(?P<name>{'|'.join(spaced)})(?!\p{{L}})")


@cache
def role() -> Pattern[str]:
    """ "phó bí thư", "chánh văn phòng", at the start."""
    return regex.compile(rf"^\s*(?:q\s?\.\s*)?(?:{alternation(words.roles())})(?!\p{{L}})")


@cache
def role_at_end() -> Pattern[str]:
    """ "… PHÓ BÍ THƯ": a role set in one line with the body signed for.

    Not the end of a body's own name: "BAN BÍ THƯ", "ĐOÀN CHỦ TỊCH", "BAN THƯỜNG TRỰC".
    """
    one = alternation(words.roles())
    return regex.compile(
        rf"(?<!\p{{L}})(?<!\b(?:ban|đoàn|hội\s+đồng)\s)(?P<role>(?:q\s?\.\s*)?(?:{one})"
        rf"(?:\s+thường\s+trực)?)\s*$"
    )


# "Ngày 18/10/2018, | Ban Thường vụ Tỉnh ủy Đông Vạn | họp phiên thường kỳ …": whose conclusions a
# notice of the Party gives
SAT = regex.compile(
    r"(?:^|,\s)(?P<who>(?:ban\s+thường\s+vụ|thường\s+trực|ban\s+chấp\s+hành)\s[\p{L}\s]{4,60}?)\s+"
    r"(?:đã\s+)?(?:họp|tổ\s+chức\s+(?:cuộc\s+họp|hội\s+nghị|phiên\s+họp))(?!\p{L})"
)
COLUMNS = regex.compile(r"\s{3,}|\t")  # what parts the columns of a masthead
# "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÀ LÂM điện:": who sends an urgent dispatch
WIRES = regex.compile(
    r"\s*(?P<who>(?i:chủ tịch|thủ tướng|bộ trưởng)\s[^.;:,]{5,90}?)\s+(?:gửi\s+)?điện\s*:\s*"
)


@cache
def authority_in_title() -> Pattern[str]:
    """ "chủ tịch ủy ban nhân dân tỉnh …": heads a decision as often as it signs."""
    return regex.compile(
        rf"^\s*(?:{alternation(words.roles())})\s+(?:{alternation(words.authority_tails())})(?!\p{{L}})"
    )


@cache
def body_verb() -> Pattern[str]:
    """ " ban hành", " xây dựng" after the body that does it.  verb: what it does"""
    return regex.compile(
        rf"\s+(?:đã\s+|sẽ\s+|tiếp\s+tục\s+)?(?P<verb>{alternation(words.issuing_verbs())})(?!\p{{L}})"
    )


# Offices of committees and working groups, whose holders sign with another one besides
OF_COMMITTEE = regex.compile(
    r"(?:phó\s+)?(?:trưởng\s+ban|tổ\s+trưởng|trưởng\s+tiểu\s+ban)(?:\s+(?:thường\s+trực|chỉ\s+đạo))?"
)
