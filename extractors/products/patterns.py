"""The shapes of products, named; the words they are filled with are in words.yaml.

All patterns run on folded text. A call `(?&kinds)` stands for the list of that name.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final

import regex

from pipeline.lexicon import fold, load_yaml

__all__ = ["PATTERNS", "compiled", "in_list", "words"]

_LISTS: Final = frozenset(
    {
        "documents", "publications", "systems", "bodies", "issues", "drafts", "amends",
        "establishes", "submits", "wants_capital", "small_letters_too", "carries", "passes_over",
        "stops", "next_work", "twins", "not_own", "looks_on", "there_already", "report_before",
        "report_after", "report_of", "asks", "labels", "no_product", "only_names", "fulfilled",
        "somebody", "had", "complete", "names_only", "first_goes_on", "after_body",
    }
)  # fmt: skip

PATTERNS: Final[dict[str, str]] = {
    # "xây dựng | và tổ chức thực hiện | dự thảo | Đề án": verb, kind. All verbs that make a thing.
    "makes": r"""
        (?<![\p{L}\d])
        (?P<verb>(?&makers))
        (?: \s* (?:,\s*(?:và\s+)?|và\s+|hoặc\s+|-\s*|/\s*) (?P<verb>(?&makers)|(?&carries)) )*
        \s+ (?: (?!(?&things)(?!\p{L})) (?: (?&passes_over) | \d{1,3} | \(\d+\) ) \s+ ){0,4}
        (?: (?P<draft>dự\s+thảo) \s+ (?:(?:các|những)\s+)? )?
        ["']? (?P<kind>(?&things)) (?!\p{L}|\s+hóa(?!\p{L}))
    """,
    # "cụ thể hóa Nghị quyết thành | kế hoạch 5 năm"
    "turns": r"""
        (?<![\p{L}\d]) (?P<verb>cụ\s+thể\s+hóa) \s [^.;:]{0,90}? (?<!\p{L})(?:thành|bằng)
        \s+ (?:(?:các|những)\s+)? (?P<kind>(?&things)) (?!\p{L})
    """,
    # "thành lập | Tổ công tác"
    "establishes": r"""
        (?<![\p{L}\d]) (?P<verb>(?&establishes))
        \s+ (?: (?: (?&passes_over) | \d{1,3} ) \s+ ){0,3} (?P<kind>(?&bodies)) (?!\p{L})
    """,
    # "trình Ban Thường vụ Tỉnh ủy | Tờ trình", "gửi Sở Nội vụ | báo cáo": who stands between.
    "submits": r"""
        (?<![\p{L}\d]) (?<!(?:quy|lộ|chương|tiến|giải|công|quá|hành|giáo|tờ)\s)
        (?P<verb>(?&submits)) \s
        (?P<whom> [^.,;:()"]{0,90}? )
        (?<!\p{L}) (?P<draft>dự\s+thảo\s+)? (?P<kind>(?&documents)) (?!\p{L})
    """,
    # "báo cáo | kết quả thực hiện", "báo cáo | UBND tỉnh": the verb or the noun.
    "reports": r"(?<![\p{L}\d])(?P<kind>báo\s+cáo)(?!\p{L}|\s+viên(?!\p{L}))",
    # A text that is the name of a document and no sentence: "Đề án phát triển kinh tế số".
    "titled": r"""
        \s* ["']? (?P<kind> đề\s+án | nghị\s+quyết | kế\s+hoạch | báo\s+cáo | tờ\s+trình
            | quyết\s+định | chương\s+trình | chỉ\s+thị | quy\s+chế | kết\s+luận | dự\s+thảo
            | thông\s+tư | nghị\s+định | chiến\s+lược | quy\s+hoạch | phương\s+án )
        (?!\p{L})
    """,
    # "(sản phẩm: Báo cáo khảo sát)", "Sản phẩm là bộ tài liệu": content.
    "remark": r"""
        (?<!\p{L}) (?&labels) \s* (?: : | \s(?:là|gồm)(?!\p{L}) )
        \s* (?P<content> [^.;()]+ (?: ;\s [^.;()]+ )* )
    """,
    # What follows a thing that exists: "Kế hoạch | số 12/KH-UBND", "Nghị quyết | 18-NQ/TW".
    "numbered": r"""
        \s* (?:liên\s+tịch\s+)? (?: số\s*:?\s*\d | \d{1,5}\s?[-/]\s?\p{L} | \d+/\d{4}/ )
    """,
    "there_already": r"\s+(?&there_already)(?!\p{L})",
    # Straight before a verb: "đã | ban hành", "kinh phí | xây dựng".
    "not_own": r"(?<!\p{L})(?&not_own)\s*$",
    # In the clause before a verb, with nothing of its own in between: "hướng dẫn các xã | lập".
    "looks_on": r"(?<!\p{L})(?&looks_on)(?!\p{L})",
    # … which one of these sets apart: ", xây dựng", "và ban hành", ", tham mưu UBND tỉnh ban hành"
    "set_apart": r"""
        (?: , | (?<!\p{L})(?:và|rồi|đồng\s+thời) ) \s*
        (?: (?&makers) | (?&next_work) | (?&submits) ) (?!\p{L})
    """,
    "set_apart_here": r"(?:,|(?<!\p{L})(?:và|rồi))\s*$",
    # Where a phrase may end.
    "stop": r"""
        (?P<sign> [;:…] | \.(?!\d)
          | \( (?! \s*(?: khóa | nhiệm\s+kỳ | sửa\s+đổi | (?:\p{L}{2,12}|(?&things))\s*\) ) ) )
      | (?P<quote>["])
      | (?P<comma> \s*,\s* | \s+(?:và|hoặc)\s+ | \s*/\s* )
      | (?P<word>
            (?: \s+(?&stops) | (?<!báo\s+cáo)\s+định\s+kỳ | \s+trước\s+\d
              | (?<!tiếp|kèm)\s+theo(?!\s+dõi)
              | (?<!công|quy|chương|lộ|tiến|giải|quá|hành|giáo|tờ)\s+trình(?!\s+(?:tự|độ)) )
            (?!\p{L}) )
    """,
    "first_goes_on": r"\s+(?&first_goes_on)",
    "complete": r"\s*(?&complete)",
    # "công tác điều động|, luân chuyển cán bộ", "về lựa chọn|, phân công"
    "on_work": r"""
        (?: (?<!\p{L})(?:công\s+tác|việc|hoạt\s+động|về)\s+ | ^ )
        (?&next_work) (?: ,\s(?&next_work) )* $
    """,
    "next_work": r"""
        (?! tổ\s+chức\s+(?&after_body)(?!\p{L}) )
        (?: (?&next_work) | (?&makers) | (?&establishes) | (?&submits) ) (?!\p{L})
    """,
    "twin": r"(?<!\p{L})(?&twins)(?!\p{L})",
    "thing": r"(?<!\p{L})(?&things)(?!\p{L}|\s+hóa(?!\p{L}))",
    # What a body's name holds none of: "tham mưu | UBND tỉnh chỉ đạo thực hiện | Nghị quyết".
    "works": r"""
        (?<!\p{L})
        (?: (?&next_work) | (?&makers) | (?&carries) | (?&asks) | về | cho | những | đối\s+với )
        (?!\p{L})
    """,
    "clause_start": r"(?:^|[.;,:(])\s*(?:(?:phải|cần|chủ\s+động|kịp\s+thời|khẩn\s+trương)\s+)*$",
    # "Giao Công an xã | có phương án …": told to have it.
    "told_to_have": r"(?<!\p{L})(?:giao|yêu\s+cầu|đề\s+nghị|chỉ\s+đạo)(?!\p{L})",
    # "đề xuất | sửa đổi Nghị định": a proposal, not the document.
    "proposes": r"(?<!\p{L})(?:đề\s+xuất|kiến\s+nghị|đề\s+nghị)(?:\s+việc)?\s*$",
    # A sentence of its own, not a name: "Kế hoạch được …", "Quyết định các nội dung …".
    "says": r"(?<!\p{L})(?:được|phải|cần|là|gồm|sẽ|có\s+hiệu\s+lực)(?!\p{L})",
    "decides": r"""
        (?:quyết\s+định|kết\s+luận) \s+ (?:các|những|việc|về\s+việc|một|giao|chọn|cho) (?!\p{L})
    """,
    # "báo cáo | Sở Nội vụ", "| về", "| trước ngày": told to somebody, or by some day.
    "told": r"\s+(?:về|với|cho|lên|gửi|bằng|trước|chậm|định\s+kỳ|theo\s+định\s+kỳ|trong)(?!\p{L})",
    "told_to": r"\s+(?:về|với|cho|lên|gửi|tới|đến)\s+(?=\p{L})",
    "report_before": r"(?<!\p{L})(?&report_before)\s*$",
    "report_after": r"\s+(?&report_after)(?!\p{L})",
    "report_of": r"\s+(?:về\s+)?(?&report_of)(?!\p{L})",
    "asks": r"(?<!\p{L})(?:để\s+)?(?&asks)(?!\p{L})",
    # … of which nothing is asked any more behind these: "báo cáo UBND tỉnh | khi có hướng dẫn".
    "asks_until": r"[;.:](?=\s)|\s(?:khi|trước|theo|trong|định\s+kỳ)(?!\p{L})",
    # "nếu có khó khăn, … | báo cáo": only when something comes up.
    "if_need": r"""
        (?<!\p{L}) (?: nếu | trường\s+hợp | vướng\s+mắc | phát\s+sinh | khi\s+có ) (?!\p{L})
    """,
    "no_product": r"[-–\s]*(?:(?&no_product))?[-–.\s…]*",
    # "Đã ban hành", "Đang triển khai": how things stand.
    "stands": r"(?:đã|đang|chưa|hoàn\s+thành\s+\d|đạt\s+\d)(?!\p{L})",
    # Between the products of a line: "Kế hoạch; | Báo cáo", "Quyết định, | Kế hoạch của UBND".
    "between": r"""
        \s*;\s* | (?<=\p{L}{2})\.\s+(?=\p{L})
      | (?P<weak> \s*,\s*(?:và\s+)? | \s+và\s+ | \s+kèm\s+(?:theo\s+)? | \s*\+\s* )
    """,
    "leading": r"^[\s\p{Cc},;.:+–-]+",
    "trailing": r"[\s\p{Cc},;.:/–-]+$",
    "bullet": r"\s*(?:[-–+•*]|\d{1,2}[.)]|\(?\d{1,2}\)|\p{L}\))\s+",
}


@cache
def words() -> dict[str, str]:
    """The lists of words.yaml by name, as regexes for folded text with single spaces."""
    lists = dict(load_yaml(__package__, "words.yaml", _LISTS))
    lists["things"] = [*lists["documents"], *lists["publications"], *lists["systems"]]
    lists["makers"] = [*lists["issues"], *lists["drafts"], *lists["amends"]]
    return {name: _factored({fold(word) for word in entries}) for name, entries in lists.items()}


def _factored(entries: Collection[str]) -> str:
    """A regex of the entries that tries what several begin with only once, longest first.

    Twice as fast as a plain alternation of a hundred words.

    >>> _factored(["kế hoạch", "kế toán"])
    'kế\\\\ (?:hoạch|toán)'
    """
    rest: dict[str, list[str]] = {}
    for entry in sorted(entries):
        if entry:
            rest.setdefault(entry[0], []).append(entry[1:])
    branches = []
    for first, tails in rest.items():
        start = first
        while len(tails) > 0 and all(tails) and len({tail[0] for tail in tails}) == 1:
            start += tails[0][0]
            tails = [tail[1:] for tail in tails]
        branches.append(regex.escape(start) + _factored(tails))
    joined = "|".join(branches)
    if "" in entries:
        return f"(?:{joined})?" if joined else ""
    return joined if len(branches) < 2 else f"(?:{joined})"


@cache
def compiled(name: str) -> regex.Pattern[str]:
    """The pattern of that name, with the words it calls, for folded text.

    >>> compiled("makes").search("tham mưu ban hành kế hoạch")["kind"]
    'kế hoạch'
    """
    source = regex.sub(r"\(\?&(\w+)\)", lambda call: f"(?:{words()[call[1]]})", PATTERNS[name])
    return regex.compile(source, regex.VERBOSE | regex.VERSION1)


@cache
def in_list(name: str) -> regex.Pattern[str]:
    """A word of that list and nothing else."""
    return regex.compile(words()[name])
