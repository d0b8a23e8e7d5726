"""Which figures are goals: not a rate, a result, a rating or what merely names something."""

from __future__ import annotations

from typing import Final

import regex

from extractors.targets.patterns import compiled
from extractors.targets.sentences import FAR, Figure, Sentence, after, clause_before

__all__ = ["is_counted", "is_rank", "is_share", "may_be_made"]

# In a task these tell how long, how often or how old, not how much is to be reached.
_SHORT_TIMES: Final = frozenset({"lần", "ngày", "giờ", "phút", "ngày làm việc"})
_OF_TIME: Final = _SHORT_TIMES | {"tuổi", "tuần", "tháng", "năm"}
_COMPARING: Final = ("since", "at_most", "less", "more", "at_least")
_LEAST_RANK: Final = 3  # "nhóm 1", "nhóm 2" are classes


def is_share(sentence: Sentence, figure: Figure) -> bool:
    """Not a rate ("hỗ trợ 50% học phí"), a right ("trên 50% vốn điều lệ") or a past result."""
    match = figure.match
    before = clause_before(sentence, match.start())
    behind = after(sentence, match.end())
    if compiled("rate_after").match(behind):
        return False
    if compiled("rate_before").search(before) and not compiled("supported").match(behind):
        return False
    if _is_past(before) or before.endswith("/") or _is_negated(before):
        return False
    whole = sentence.folded[sentence.start : match.start()]
    if compiled("told_by_rate").search(before):
        return False  # "phụ trách xã có tỷ lệ hộ nghèo trên 50%": which ones
    if compiled("who_lets").search(before) or compiled("told_of_year").match(whole):
        return False
    if _stands_free("suffers", before):
        return False
    strives = compiled("strives").search(before) is not None
    if compiled("equals").search(before) and not strives:
        return False
    if _is_conditional(before) or compiled("was").match(behind):
        return False
    if compiled("then").match(behind) and not sentence.in_target_section:
        return False
    if compiled("with_rate").search(before) and compiled("must").match(behind):
        return False
    if not (strives or sentence.in_target_section) and (
        compiled("set_against").match(before) or (not match["at_least"] and _makes_up(before))
    ):
        return False
    return not _after_percent(sentence, match) and not _is_base(sentence, match)


def is_rank(sentence: Sentence, figure: Figure) -> bool:
    """ "thuộc nhóm 10 tỉnh dẫn đầu", where it is to be, not where it was"""
    before = clause_before(sentence, figure.match.start())
    return int(figure.match["value"]) >= _LEAST_RANK and not compiled("past").search(before)


def is_counted(sentence: Sentence, figure: Figure) -> bool:
    """In a target section a number of things; elsewhere only one that is striven for or made."""
    before = clause_before(sentence, figure.match.start())
    if _is_refused(sentence, figure, before):
        return False
    if figure.kind == "index":
        return sentence.in_target_section and compiled("indexed").search(before) is not None
    if sentence.in_target_section:
        return figure.kind == "count" or _is_named_goal(sentence, figure.match, before)
    return _in_task(sentence, figure, before)


def may_be_made(sentence: Sentence, figure: Figure) -> bool:
    """Whether a plain number can be what a verb makes: not "02 tổ công tác", "350 triệu đồng" """
    match = figure.match
    compared = any(match[name] for name in _COMPARING)
    ranged = match["low"] is not None and not any(match[name] for name in _COMPARING[1:])
    if figure.kind not in ("count", "any") or (compared and not ranged):
        return False
    if "đồng" in match["unit"].split("/")[0].split() or _only_names(sentence, match):
        return False
    return not _is_refused(sentence, figure, clause_before(sentence, match.start()))


def _is_refused(sentence: Sentence, figure: Figure, before: str) -> bool:
    """Whether a number is of the past, of what is not to be, or tells which things are meant."""
    match = figure.match
    if _is_past(before) or _after_percent(sentence, match) or _is_negated(before):
        return True
    if _is_base(sentence, match) or before.rstrip().endswith("quá"):
        return True
    if compiled("so_many_people").match(match.group()) and compiled("of_them").search(before):
        return True  # "02 xe cứu thương | trên 100.000 dân"
    if compiled("into").search(before) or compiled("which_have").search(before + match.group()):
        return True
    if compiled("owned_by").search(before) and not any(match[name] for name in _COMPARING):
        return True  # "giải quyết kiến nghị của | 05 hộ dân"
    if compiled("reviewed").search(before):
        return True
    if compiled("proposed").search(before) and not match["at_least"]:
        return True
    if _is_conditional(before):
        return True
    if figure.kind == "index":
        return False
    return _is_rating(sentence, match) or not _counts_years(sentence, match)


def _is_past(before: str) -> bool:
    """Whether what was is told of, which "phấn đấu kết nạp được" does not."""
    if compiled("past").search(before) is None:
        return False
    return not any(compiled(name).search(before) for name in ("of_the_finished", "to_be_got"))


def _is_named_goal(sentence: Sentence, match: regex.Match[str], before: str) -> bool:
    """In a target section, of a thing that is not listed: compared, or said to be made."""
    if _only_names(sentence, match):
        return match["at_least"] is not None
    if match["at_least"] or match["more"] or match["upward"] or match["plain"] or match["low"]:
        return True
    return any(compiled(name).search(before) for name in ("makes", "achieves", "reached", "opens"))


def _in_task(sentence: Sentence, figure: Figure, before: str) -> bool:
    match = figure.match
    if compiled("norm").search(before):
        return False
    had = before + ("có " if match["plain"] == "có" else "")
    if compiled("rated").search(before) and any(match[name] for name in _COMPARING[1:]):
        return True
    if match["unit"] in _OF_TIME or compiled("often").match(match["unit"]):
        if match["at_least"] and (
            match["unit"] == "lần"
            or any(compiled(name).search(before) for name in ("shortens", "gives", "each"))
        ):
            return True
        if (match["at_most"] or match["less"]) and _takes_time(sentence, match, before):
            return True
        if match["unit"] in _SHORT_TIMES and _bounds(sentence, match):
            return True
        compared = match["at_least"] or match["at_most"]
        return compared is not None and "/" in match["unit"]
    if match["unit"].startswith("điểm phần trăm") and compiled("points").search(before):
        return True
    if match["upward"] and match["since"] and compiled("looks_at").search(before):
        return True
    if match["upward"] and (
        compiled("achieves").search(before) or compiled("is_to_have").search(had)
    ):
        return compiled("meant").search(before) is None
    if compiled("strives").search(match.group()):
        return True
    if match["more"] and compiled("achieves").search(before):
        return True
    if match["upward"] and compiled("makes").search(before) and not _only_names(sentence, match):
        return True
    if compiled("ensures_each").search(before) and may_be_made(sentence, figure):
        return True
    if compiled("media").match(sentence.folded, match.start("unit")) and compiled("does").search(
        before
    ):
        return may_be_made(sentence, figure)
    if match["at_most"] or match["less"] or match["more"]:
        if _counts_people(sentence, match) and compiled("served").search(before):
            return True
        return any(compiled(name).search(before) for name in ("bounded", "striven_for", "each"))
    if match["unit"].endswith("đồng") and compiled("raises").search(before):
        return True
    if compiled("raised_to").search(before) or compiled("yields").search(before):
        return True
    delivers = sentence.is_product and compiled("opens").search(before)
    if (delivers or compiled("product").search(before)) and may_be_made(sentence, figure):
        return compiled("paper").match(sentence.folded, match.start("unit")) is None
    if figure.kind == "count" and _is_aimed(sentence, figure, before):
        return True
    plain = match["since"] is None and _counts_people(sentence, match)
    if plain and compiled("served").search(before):
        return True
    return may_be_made(sentence, figure) and compiled("makes").search(before) is not None


def _bounds(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "mỗi đơn không quá 60 ngày", "tập huấn tối thiểu 02 ngày": how long, at most or least

    Counted from an event, or before one, it is a deadline.
    """
    behind = after(sentence, match.end())
    if match["at_most"]:
        return compiled("counted_from").match(behind) is None
    return match["at_least"] is not None and not behind.lstrip().startswith("trước")


def _takes_time(sentence: Sentence, match: regex.Match[str], before: str) -> bool:
    """ "thời gian thẩm định không quá 20 ngày": how long something may take; no deadline"""
    if compiled("counted_from").match(after(sentence, match.end())):
        return False
    return compiled("takes_time").search(before) is not None


def _counts_people(sentence: Sentence, match: regex.Match[str]) -> bool:
    return compiled("person").match(sentence.folded, match.start("unit")) is not None


def _is_aimed(sentence: Sentence, figure: Figure, before: str) -> bool:
    """Whether a task's own words make a plain number a goal: an aim, or an end with its time."""
    match = figure.match
    if match["since"] or match["unit"].startswith(("năm", "tháng", "bộ", "đợt")):
        return False
    if compiled("aimed").search(before) or compiled("dated_aim").search(before):
        return True
    if compiled("house").match(match["unit"]) and compiled("builds").search(before):
        return True
    if compiled("completes").search(before) is None:
        return False
    return compiled("has_term").match(after(sentence, match.end())) is not None


def _only_names(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "2 | cấp", "3 | đột phá chiến lược", "07 | đồng chí" """
    found = compiled("no_count").match(sentence.folded, match.start("unit"))
    if found is None:
        return False
    return "/" in match["unit"] or found.end() >= match.end("unit")


def _is_negated(before: str) -> bool:
    """ "không để xảy ra ngộ độc từ 30 người trở lên": what is not to be, at all"""
    return _stands_free("negated", before)


def _makes_up(before: str) -> bool:
    """ "dân tộc thiểu số chiếm 68%" tells how things are, unless it has a date to come"""
    if compiled("makes_up").search(before) is None:
        return False
    return compiled("dated_aim").search(before) is None


def _is_conditional(before: str) -> bool:
    """ "mở cống khi độ mặn vượt 1‰": when something is done, not what is to be reached"""
    return _stands_free("conditional", before)


def _stands_free(name: str, before: str) -> bool:
    """Whether such words stand before a figure, and not in the name of what is measured.

    They do in "tỷ lệ hộ không có đất dưới 2%", "tỷ số giới tính khi sinh không quá 112".
    """
    found = compiled(name).search(before)
    if found is None:
        return False
    chunk = before[before.rfind(",", 0, found.start()) + 1 : found.start()]
    return compiled("head").search(chunk) is None


def _is_base(sentence: Sentence, match: regex.Match[str]) -> bool:
    """Where things stood: ", tăng 3,1% so với năm 2024", "từ 85% lên 90%" """
    behind = after(sentence, match.end())
    if match["since"] and not match["upward"]:
        return compiled("raised").match(behind) is not None
    if match["plain"] or match["at_least"] or compiled("compares").match(behind) is None:
        return False
    before = sentence.folded[max(sentence.start, match.start() - FAR) : match.start()]
    if compiled("exceeds").match(match.group()):
        return compiled("beside").search(before) is not None
    return compiled("changed").search(before) is not None


def _after_percent(sentence: Sentence, match: regex.Match[str]) -> bool:
    """A figure in the bracket that explains a share: "50% (8 xã)"."""
    before = sentence.folded[max(sentence.start, match.start() - FAR) : match.start()]
    return compiled("in_bracket_of_share").search(before) is not None


def _is_rating(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "sản phẩm từ 4 sao trở lên", "người từ 60 tuổi trở lên": which ones are meant"""
    aged = match["unit"] in ("tuổi", "tháng tuổi")
    if compiled("is_rating").fullmatch(match["unit"]) is None or not (
        match["upward"] or match["downward"] or aged
    ):
        return False
    if aged:  # "trẻ em đến 08 tuổi"; "tuổi thọ đạt 75 tuổi" counts them
        return compiled("of_years").search(clause_before(sentence, match.start())) is None
    before = sentence.folded[max(sentence.start, match.start() - FAR) : match.start()]
    if compiled("counted_that_reach").search(before):
        return True
    return compiled("reached").search(before) is None


def _counts_years(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "số năm sống khỏe tối thiểu 68 năm" counts years; "sau 05 năm" does not"""
    if match["unit"] != "năm":
        return True
    before = clause_before(sentence, match.start())
    return compiled("of_years").search(before) is not None
