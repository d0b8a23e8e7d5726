"""Which figures are goals: not a rate, a result, a rating or what merely names something."""

from __future__ import annotations

import regex

from extractors.targets.patterns import compiled
from extractors.targets.sentences import FAR, Sentence, clause_before

__all__ = ["is_counted", "is_share"]


def is_share(sentence: Sentence, match: regex.Match[str]) -> bool:
    """Not a rate ("hỗ trợ 50% học phí"), a right ("trên 50% vốn điều lệ") or a past result."""
    before = clause_before(sentence, match.start())
    after = sentence.folded[match.end() : min(sentence.end, match.end() + FAR)]
    if compiled("rate_before").search(before) or compiled("rate_after").match(after):
        return False
    if compiled("past").search(before) or before.endswith("/"):
        return False
    if compiled("equals").search(before) and not compiled("strives").search(before):
        return False
    return not _after_percent(sentence, match) and not _is_base(sentence, match)


def _is_base(sentence: Sentence, match: regex.Match[str]) -> bool:
    """Where things stood: ", tăng 3,1% so với năm 2024", "từ 85% lên 90%" """
    after = sentence.folded[match.end() : min(sentence.end, match.end() + FAR)]
    if match["since"] and not match["upward"]:
        return compiled("raised").match(after) is not None
    if match["plain"] or match["at_least"] or compiled("compares").match(after) is None:
        return False
    before = sentence.folded[max(sentence.start, match.start() - FAR) : match.start()]
    if compiled("exceeds").match(match.group()):
        return compiled("beside").search(before) is not None
    return compiled("changed").search(before) is not None


def _after_percent(sentence: Sentence, match: regex.Match[str]) -> bool:
    """A figure in the bracket that explains a share: "50% (8 xã)"."""
    before = sentence.folded[max(sentence.start, match.start() - FAR) : match.start()]
    return compiled("in_bracket_of_share").search(before) is not None


def is_counted(sentence: Sentence, match: regex.Match[str]) -> bool:
    """In a target section any number of things; elsewhere only one that is striven for."""
    before = clause_before(sentence, match.start())
    if compiled("past").search(before) or _after_percent(sentence, match):
        return False
    if _is_base(sentence, match) or before.rstrip().endswith("quá"):
        return False
    if compiled("reviewed").search(before):
        return False
    if _is_rating(sentence, match) or not _counts_years(sentence, match):
        return False
    if sentence.in_target_section:
        return True
    if match["unit"] in ("lần", "ngày", "giờ", "phút", "ngày làm việc", "tuổi"):
        return False
    if match["unit"].startswith("lần/"):
        return False
    if match["upward"] and compiled("achieves").search(before):
        return compiled("meant").search(before) is None
    return compiled("strives").match(match.group()) is not None or _is_aimed(sentence, match)


def _is_aimed(sentence: Sentence, match: regex.Match[str]) -> bool:
    """Whether a task's own words make a plain number a goal: an aim, or an end with its time."""
    before = clause_before(sentence, match.start())
    if match["since"] or match["unit"].startswith(("năm", "tháng", "bộ", "đợt")):
        return False
    if compiled("aimed").search(before) or compiled("dated_aim").search(before):
        return True
    after = sentence.folded[match.end() : min(sentence.end, match.end() + FAR)]
    if compiled("house").match(match["unit"]) and compiled("builds").search(before):
        return True
    ends = compiled("completes").search(before) is not None
    return ends and compiled("has_term").match(after) is not None


def _is_rating(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "sản phẩm từ 4 sao trở lên", "người từ 60 tuổi trở lên": which ones are meant"""
    aged = match["unit"] in ("tuổi", "tháng tuổi")
    if compiled("is_rating").fullmatch(match["unit"]) is None or not (
        match["upward"] or match["downward"] or aged
    ):
        return False
    if aged and compiled("of_years").search(clause_before(sentence, match.start())):
        return False
    before = sentence.folded[max(sentence.start, match.start() - FAR) : match.start()]
    return compiled("reached").search(before) is None


def _counts_years(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "số năm sống khỏe tối thiểu 68 năm" counts years; "sau 05 năm" does not"""
    if match["unit"] != "năm":
        return True
    before = clause_before(sentence, match.start())
    return compiled("of_years").search(before) is not None
