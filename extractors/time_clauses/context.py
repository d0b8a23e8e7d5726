"""Whether a time in running text says when the task is done, or only dates something else.

Precision lives here: the periods of plans and terms, the dates of cited documents, the
years of annual nouns and past results are times too, but not the task's.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import regex

from extractors.time_clauses.normalise import read_period
from extractors.time_clauses.patterns import compiled
from extractors.time_clauses.rules import Scene

__all__ = ["bracket_counts", "counts"]


# Shapes of lines and cells that say too little in running text ("Quý, năm", "Trong 45 ngày").
LINE_ONLY: Final = ("unit_list", "duration")
_FAR: Final = 600  # characters before a match that can still bear on it


def _has(name: str, text: str) -> bool:
    return compiled(name).search(text) is not None


def counts(scene: Scene, shape: str, match: regex.Match[str], floor: int) -> float:
    """How sure it is, 0 to 1, that a match in running text is a clause of the task; 0 is no.

    `floor` is where the stretch that is read begins (a bracket or 0).

    "báo cáo kết quả trước ngày 20 hằng tháng" counts; "kế hoạch công tác hằng năm" does not.
    """
    start = max(scene.sentence_start(match.start()), floor, match.start() - _FAR)
    before = scene.folded[start : match.start()]
    after = scene.folded[match.end() : match.end() + 120]
    if shape == "clause":
        return _clause(scene, match, before, after)
    if shape == "every":
        return _every(match, before, after)
    if shape == "periodic":
        return _periodic(match, before, after)
    if shape == "every_term":
        return _every_term(before, after)
    if shape in LINE_ONLY:
        return 0.0
    if (
        shape == "ahead"
        and _has("begins_least", match.group())
        and _has("before_event", match.group())
    ):
        return 0.0
    if shape in ("ongoing_end", "at_session", "ahead", "monthly_weekday", "season_months"):
        return 0.9
    if shape == "ongoing":  # "hoạt động thường xuyên đến hết tháng 8": how, and until when
        return 0.8 if match["until"] and _ends(after) else 0.0
    if shape == "relative":
        return 0.0 if _has("duration_of", before) else 0.8
    if shape == "trigger":
        return _trigger(match, before)
    if shape == "bare_day":
        sentence = scene.folded[scene.opening(match.start()) : match.start()]
        return 0.8 if _has("says_monthly", sentence) else 0.0
    if shape == "bare_weekday":
        sentence = scene.folded[scene.opening(match.start()) : match.start()]
        return 0.8 if _has("says_weekly", sentence) else 0.0
    if shape == "before_season":
        return 0.8 if match["y"] or _has("finishes", before + match.group()) else 0.0
    if shape == "yearly_date":
        return _yearly_date(match, before, after)
    return 0.0 if _has("counts_to", before) else 0.9


def _here(before: str) -> str:
    """The words since the last comma or bracket."""
    return before[max(before.rfind(mark) for mark in ",:()") + 1 :]


def _past(before: str) -> bool:
    return _has("of_past", _here(before)) or _has("given_then", before)


def _starts(before: str, pattern: str = "starts_clause") -> bool:
    return not before.strip() or _has(pattern, before)


def _ends(after: str) -> bool:
    return compiled("ends_clause").match(after) is not None


def _governs(after: str) -> bool:
    return compiled("governed_verb").match(after) is not None


def _clause(scene: Scene, match: regex.Match[str], before: str, after: str) -> float:
    drags_on = match["before"] and before.rstrip().endswith("kéo dài")  # "vụ việc | kéo dài |"
    dated = match["before"] or match["inside"]  # "bổ sung quy hoạch | trước 15/4/2024"
    due = dated and _has("exact", match["when"])
    named = _has("naming", before) and not drags_on and not due
    term = "nhiệm kỳ" in match["when"]
    in_term = match["inside"] or match["when"].startswith("trong")
    if term and in_term and _starts(before, "starts_sentence"):
        return 0.7  # "| Trong nhiệm kỳ 2025 - 2030, | mỗi ủy viên …"
    if named or _has("already", after) or term:
        return 0.0
    if match["done"] and _has("before_when", before):
        return 0.0
    if _has("averts", before) and _has("begins_edge", match["when"]):
        return 0.0
    if match["when"].endswith("năm") and _has("session", before):
        return 0.0  # "tại kỳ họp | cuối năm": which session it is
    if match["onward"]:
        if match["until"] and not _starts(before, "starts_sentence"):
            return 0.0  # "quy hoạch … đến năm 2030 và những năm tiếp theo"
        owned = _has("yearly_plan", before) and not _starts(before)
        return 0.9 if _starts(before) or (_ends(after) and not owned) else 0.0
    if match["before"]:
        return _before(scene, match, before, after)
    if match["until"]:
        return _until(match, before, after, _is_over(scene, match))
    if match["since"]:
        return _since(scene, match, before, after)
    if match["inside"]:
        return _inside(scene, match, before, after)
    return _bare(scene, match, before, after)


def _last_day(scene: Scene, match: regex.Match[str]) -> date | None:
    """The last day of a period that says its year, None for any other."""
    spans = read_period(match["when"], scene.reference)
    return spans[-1].last if spans and not spans[-1].yearless else None


def _is_to_come(scene: Scene, match: regex.Match[str]) -> bool:
    """Whether a date lies after the document's own: what is dated by it cannot be past."""
    last = _last_day(scene, match)
    return scene.reference is not None and last is not None and last > scene.reference


def _is_over(scene: Scene, match: regex.Match[str]) -> bool:
    """Whether a date lies before the document's own."""
    last = _last_day(scene, match)
    return scene.reference is not None and last is not None and last < scene.reference


def _before(scene: Scene, match: regex.Match[str], before: str, after: str) -> float:
    """ "trước ngày 30/6/2025"; not "các dự án được phê duyệt trước ngày 01/7/2014" """
    if match["done"]:
        return 1.0
    if _has("since_before", before):  # "tồn đọng từ | trước ngày 01/7/2025"
        return 0.0
    if _has("was_done", before) and not _is_to_come(scene, match):
        return 0.0
    if match["before"] == "trước" and _has("only_year", match["when"]):
        if _has("finishes", before) or compiled("done_after").match(after):
            return 0.6
        # "đạt các tiêu chí đô thị loại II | trước năm 2025"
        attained = _has("attains", before) and _is_to_come(scene, match)
        return 0.6 if attained and _ends(after) else 0.0
    if _has("weak_before", match["before"]):
        return 0.7 if "ngày" in match["when"] or "/" in match["when"] else 0.0
    return 0.9


def _until(match: regex.Match[str], before: str, after: str, over: bool) -> float:
    """ "Đến năm 2025, …"; not "Chiến lược … đến năm 2030", "định hướng đến năm 2030" """
    if _has("outlook", after):
        return 0.0
    if match["done"]:
        return 1.0
    if _has("only_date", match["when"]) and over:
        return 0.0  # "Đến ngày 30/11/2025, toàn tỉnh có …" in December
    if match["until"].startswith(("từ", "kể")):
        return 0.0 if _has("in_force_from", before) else 0.9
    if _has("lasts", before):
        return 0.0
    if _starts(before, "starts_sentence") or _has("aims", before):
        return 1.0
    if _has("pause", after) and compiled("goal").match(after):
        return 0.9 if match["doing"] or _has("after_pause", before) else 0.0
    if _has("after_pause", before) and compiled("further_goal").match(after):
        return 0.8
    if _has("so_that", before) and compiled("further_goal").match(after):
        return 0.7
    if compiled("reaches").match(after):  # "tỷ lệ này | đến hết năm 2026 | đạt từ 5% trở lên"
        return 0.7
    if not _ends(after):
        return 0.0
    named = _has("programme", before)
    if _has("finishes", _here(before)) or _has("builds_many", _here(before)):
        return 0.8
    if (_has("counted", _here(before)) or _has("counted_all", before)) and not named:
        return 0.6  # "Phủ sóng 5G tại 100% khu công nghiệp | đến năm 2025"
    if _has("roadmap", before):
        return 0.7
    if _has("strives_for", before):
        return 0.8
    whole = match["until"].endswith(("hết", "cuối")) or not _has("only_year", match["when"])
    if whole and _has("counted", _here(before)):
        return 0.7
    if _has("until_end", match["until"]) and not _has("only_year", match["when"]):
        return 0.0 if _past(before) else 0.7
    hour = compiled("has_hour").search(match.group()) is not None
    return 0.7 if hour and not _past(before) else 0.0  # "nhận hồ sơ | đến 16 giờ ngày 29/8/2025"


def _since(scene: Scene, match: regex.Match[str], before: str, after: str) -> float:
    """ "Từ năm 2023, …", "thực hiện từ ngày 01/7/2025"; not "có hiệu lực từ ngày …" """
    past = _past(before) and not _is_to_come(scene, match)
    if _has("to_now", after) or past or _has("in_force_from", before):
        return 0.0
    if match["done"]:
        return 0.9
    if match["since"] == "sau":
        return 0.7 if _starts(before, "starts_sentence") and _acts(after) else 0.0
    year = _has("only_year", match["when"])
    if _has("day_to_day", match["when"]) and _is_to_come(scene, match) and _ends(after):
        return 0.8  # "mở đợt cao điểm | từ ngày 01/12/2025 đến ngày 28/02/2026"
    if _starts(before, "starts_sentence"):
        return 0.9 if _has("pause", after) or not year else 0.7
    if _has("for_time", before) and _ends(after):
        return 0.7  # "Hỗ trợ các xã làm đường, thời gian | từ năm 2013 đến năm 2015"
    if _has("few_words", before) and _governs(after) and _is_to_come(scene, match):
        return 0.7  # "Thanh tra tỉnh | từ năm 2024 | đưa nội dung …"
    waits = compiled("when_next").match(after)
    years = year or (_has("year_to_year", match["when"]) and not _has("programme", before))
    closes = years and (waits or _has("closes", after)) and not _has("dates_from", _here(before))
    if _has("annual_noun", before):  # "giám sát việc thực hiện Kế hoạch | từ năm 2027"
        closes = closes or (_has("exact", match["when"]) and _ends(after))
        return 0.6 if closes and _is_to_come(scene, match) else 0.0
    if match["doing"] or match["since"].startswith("bắt đầu"):
        return 0.8 if _ends(after) or match["since"] != "từ" else 0.0
    if _has("after_pause", before) and _acts(after):
        return 0.7  # ", từ năm 2026 | rà soát số liệu từng trạm"
    if "năm học" in match["when"] and _is_to_come(scene, match) and _ends(after):
        return 0.7
    if closes:
        issued = scene.reference
        return 0.6 if issued is None or int(match["when"][-4:]) >= issued.year else 0.0
    ends = _ends(after) or compiled("until_then").match(after)
    return 0.6 if ends and not year and _has("exact", match["when"]) else 0.0


def _inside(scene: Scene, match: regex.Match[str], before: str, after: str) -> float:
    """ "hoàn thành rà soát trong quý II"; not "kết quả đạt được trong năm 2023" """
    if match["done"] or _has("completes_here", before):
        return 1.0
    if _starts(before) and compiled("done_after").match(after):
        return 0.9
    if _has("strives", before) or (_has("strives_to", before) and _is_to_come(scene, match)):
        return 0.9
    hands_in = _has("hands_in", before) or _has("comes_out", before)
    acts = _has("dated_act", _here(before)) or _has("reviews_and", before)
    year = _has("only_year", match["when"])
    planned = acts and _has("begins_soon", match["inside"]) and not _has("was_done", before)
    known = scene.reference is not None
    if known and _has("was_done", before) and not _is_to_come(scene, match):
        return 0.0  # "đã ban hành quy chế | trong năm 2023"
    comes = _has("comes_out", _here(before))
    if _past(before) and not planned and not comes and (year or not hands_in):
        return 0.0
    if _starts(before, "starts_sentence"):
        return 0.9
    vague = year or _has("is_era", match["when"])
    if match["doing"] and _has("work_done", before) and _ends(after):
        return 0.7  # "Việc bốc thăm | thực hiện trong quý I năm 2024."
    if _has("annual_work", before) and not planned and not comes:
        near = _has("exact", match["when"]) and _is_to_come(scene, match) and _ends(after)
        return 0.6 if (hands_in or acts or near) and not vague else 0.0
    if _has("issues_it", before) or (_has("after_pause", before) and _acts(after)):
        return 0.7  # "ban hành | trong năm 2023 chính sách …", ", trong năm 2026 | kiểm tra …"
    if vague:  # "… trong giai đoạn 2023 - 2025 theo Quyết định số …"
        goes_on = _has("by_document", after) or after.lstrip().startswith(
            (
                "để ",
                "nhằm ",
                "với sự ",
                "tại ",
                "trên địa bàn ",
                "việc thực hiện ",
                "trên cơ sở ",
                "theo hướng ",
            )
        )
        goes_on = goes_on or (_is_to_come(scene, match) and after.startswith(" về "))
        return 0.7 if _ends(after) or goes_on else 0.0
    return 0.9 if _ends(after) or hands_in else 0.7


def _bare(scene: Scene, match: regex.Match[str], before: str, after: str) -> float:
    """ "Năm 2025, …", "hoàn thành năm 2024"; not "kế hoạch thực hiện năm 2023" """
    if match["done"]:
        return 0.5 if _has("annual_noun", before) else 0.9
    if _has("assembly", before) and _ends(after):
        return 0.7
    if _has("only_date", match["when"]):
        if before.rstrip().endswith(":") and compiled("closes").match(after):
            return 0.7 if _is_to_come(scene, match) else 0.0  # "Khai mạc: | ngày 06/5/2025;"
        if _starts(before, "starts_sentence") and _has("opens_colon", after):
            return 0.9 if _is_to_come(scene, match) else 0.0  # "- Ngày 02/6/2024: Tổ chức …"
        return 0.7 if _has("held_then", before) and _is_to_come(scene, match) else 0.0
    if _starts(before) and compiled("done_after").match(after):
        return 0.8
    if _has("in_bracket_last", before) and after.startswith(")"):
        return 0.7  # "(Sở Y tế chủ trì, quý II/2024)"
    if _has("strives", before) or _is_one_of_reviews(before, after):
        return 0.8
    if _has("in_waves", before):
        return 0.8
    if _has("ensures", before) and compiled("changes_by").match(after):
        return 0.7  # "bảo đảm | năm 2023 | giảm 1% biên chế"
    if before.rstrip().endswith(":") and compiled("closes").match(after):
        return 0.0 if _has("only_year", match["when"]) else 0.7  # "Kiểm tra …: | tháng 4/2024;"
    if _starts(before, "starts_sentence"):
        if _has("begins_number", match["when"]):
            return 0.0
        if _has("pause", after):
            return 0.8
        to_come = _is_to_come(scene, match)
        later = before.strip() or scene.folded[: match.start()].rstrip().endswith(";")
        if to_come and _has("is_era", match["when"]) and _acts(after):
            return 0.7  # "Giai đoạn 2028 - 2030 | nhân rộng ra toàn tỉnh."
        if later and _has("is_era", match["when"]) and compiled("closes").match(after):
            return 0.6  # "Số hóa hồ sơ các xã cũ; | giai đoạn 2026 - 2027."
        named = compiled("goal_named").match(after) and to_come
        goes_on = _acts(after) or named or compiled("goal").match(after)
        reviews = to_come and compiled("then_review").match(after)
        return 0.7 if reviews or (later and goes_on) else 0.0
    within = _has("after_pause", before) or _has("among_them", before)
    if within and compiled("planned").match(after):
        return 0.7
    if _has("among_them", before) and compiled("further_goal").match(after):
        return 0.7  # "giao 38.000 ha rừng, trong đó | năm 2026 | giao ít nhất 9.000 ha"
    if within and _has("is_era", match["when"]) and _governs(after):
        return 0.7  # ", giai đoạn 2023 - 2025 | mở 12 lớp"
    era = _has("is_era", match["when"]) and _has("after_pause", before)
    if era and compiled("rhythm_next").match(after):
        return 0.7  # ", giai đoạn 2026 - 2030 | mỗi năm mở 02 lớp"
    if era and compiled("closes").match(after) and not _has("programme", before):
        return 0.6  # "Nâng cấp tuyến đường ven biển, giai đoạn 2019 - 2020"
    staff = match["doing"] and _has("staff_of", before)
    if match["doing"] and _ends(after) and not _past(before) and not staff:
        return 0.0 if _has("annual_noun", before) else 0.8
    builds = _has("builds_many", _here(before)) or _has("sends_many", before)
    many = _has("is_era", match["when"]) and builds
    if many and compiled("closes").match(after) and not _has("programme", before):
        return 0.6  # "xây dựng ít nhất 20 chuỗi chăn nuôi | giai đoạn 2014-2016"
    dated = _has("exact", match["when"]) or _has("begins_edge_of_year", match["when"])
    if dated and _has("hands_to", before) and _ends(after) and _is_to_come(scene, match):
        return 0.6
    if _has("begins_edge_of_year", match["when"]) and _ends(after) and _is_to_come(scene, match):
        hands_in = _has("hands_in", _here(before)) or _has("completes_here", before)
        return 0.6 if hands_in and not _has("annual_noun", before) else 0.0
    return 0.0


def _acts(after: str) -> bool:
    """Whether a verb follows: "; quý I/2022 | tổ chức rút kinh nghiệm"."""
    return _governs(after) or compiled("planned").match(after) is not None


def _is_one_of_reviews(before: str, after: str) -> bool:
    """ "sơ kết vào năm 2028, tổng kết năm 2030": of two, the year says when, not which work"""
    if _has("last_review", before):
        return True
    return _has("first_review", before) and compiled("next_review").match(after) is not None


def _yearly_date(match: regex.Match[str], before: str, after: str) -> float:
    """ "vào tháng 12 hằng năm"; not "Ngày Pháp luật 09/11 hằng năm" """
    handed_in = match["before"] and _has("hands_in", before)  # "gửi số liệu | trước ngày 20/6 …"
    if _has("naming", before) or (_has("figures_of", before) and not handed_in):
        return 0.0
    if not _has("begins_period", match.group()):
        return 0.95
    if _starts(before, "starts_sentence"):
        return 0.9
    if _has("closes_bracket", before) and after.startswith(")"):
        return 0.7  # "(Sở Y tế, | tháng 3 hằng năm)"
    goes_on = _has("hands_in", before) or _has("dated_before", before)
    return 0.6 if goes_on and _ends(after) else 0.0


def _every(match: regex.Match[str], before: str, after: str) -> float:
    """ "Hằng năm, …", "; hằng quý báo cáo …"; not "đánh giá hằng năm" """
    if match["adhoc"] and _governs(after):
        return 0.9
    if _has("begins_months", match.group()):
        return 0.7  # ", 06 tháng | báo cáo Tỉnh ủy"
    if _has("many_years_and", before):
        return 0.0
    if _has("at_most", before):  # "không quá | 01 lần/năm" is a limit
        return 0.0
    if _has("least_times", match["items"]) or _has("at_least", before):
        return 0.0  # "ít nhất 02 lần/năm" is a target, also with "(từ tháng 2 đến tháng 12)"
    if match.group().startswith("mỗi") and compiled("so_many").match(after):
        return 0.0  # "mỗi tháng có ít nhất 04 tin, bài" is one, too
    if "dịp" in match.group():  # "mở lớp dạy bơi | vào dịp hè hằng năm"
        return 0.8
    so_many = match.group().startswith("mỗi") and compiled("so_many_each").match(after)
    if so_many and _starts(before) and not _past(before):
        return 0.7
    bound = compiled("bound").match(after)
    begins = bound and not bound["bracket"] and (bound["since"] or "")[:3] in ("kể ", "bắt")
    if begins:
        return 0.7
    if bound and not _has("rhythm_noun", before):
        return 0.7 if _has("reports_here", before) or not _past(before) else 0.0
    if _has("counts_times", match["items"]) or _has("begins_least", match["items"]):
        return 0.0 if _past(before) and not _has("tells_results", before) else 0.7
    if compiled("when_next").match(after) and not _has("rhythm_noun", before):
        return 0.7
    if not _has("begins_each", match.group()):
        does = _has("leads_verb", match.group()) and _starts(before)
        return 0.8 if does and _ends(after) else 0.0
    if _has("acts_on_many", before) and _ends(after):
        return 0.6
    each = match.group().startswith(("h", "vào"))
    if _starts(before, "starts_sentence"):
        return 0.9 if each or _has("starts_verb", after) or _governs(after) else 0.0
    if _has("reports_here", before) and compiled("addressee").match(after):
        return 0.7
    if _starts(before) and _governs(after):
        return 0.8
    owned = any(_has(noun, before) for noun in ("rhythm_noun", "report_noun", "paid_noun"))
    owned = owned and not _has("attends", before)
    owned = owned or _past(before)
    # "các huyện đoàn | mỗi tuần | gửi tin", "sao lưu dữ liệu | hằng ngày | tại máy chủ dự phòng"
    goes_on = _has("does_then", after) or (
        _has("begins_short", match.group()) and _has("acts_here", before) and _has("there", after)
    )
    if goes_on and not owned and not _has("judged_noun", before):
        return 0.6
    if _has("attends", before) and after.startswith((" để ", " nhằm ")):
        return 0.6
    if _has("tells_then", before) and (_ends(after) or _has("there", after)):
        return 0.6
    if (_has("reviews_now", before) or _has("updates", before)) and _ends(after):
        return 0.6
    if "," in match["items"]:  # "công bố số liệu hằng quý, 6 tháng, 9 tháng và năm"
        told = _ends(after) or compiled("addressee").match(after)
        if told and _has("tells_results", before):
            return 0.6
    # "trao đổi thông tin hằng tháng;": shorter rhythms than a year seldom belong to a noun
    short = _has("begins_short", match.group())
    if short and _has("sends_results", before) and compiled("addressee").match(after):
        return 0.6
    owned = owned or _has("plan_of_work", before)  # "xây dựng kế hoạch công tác | hằng tháng"
    return 0.6 if short and _ends(after) and not owned else 0.0


def _every_term(before: str, after: str) -> float:
    """ "…, mỗi học kỳ một lần."; not "mỗi vụ thu hoạch | tổ chức ít nhất 02 phiên", a target"""
    opens = _starts(before, "starts_sentence") and not compiled("so_many_each").match(after)
    return 0.8 if opens or _ends(after) else 0.0


def _periodic(match: regex.Match[str], before: str, after: str) -> float:
    """ "định kỳ tham mưu sơ kết", "định kỳ 6 tháng"; not "chế độ báo cáo định kỳ" """
    noun = _has("periodic_noun", before)
    if match["items"]:
        return 0.0 if noun and (_ends(after) or after.startswith(" của")) else 0.9
    if not _starts(before) and (noun or _ends(after)):
        return 0.0
    if _governs(after):
        return 0.9 if _starts(before) or not _has("report_noun", before) else 0.0
    opens = _starts(before, "starts_sentence") and after.lstrip(" ,.;:") != ""
    return 0.9 if opens and (after.startswith(",") or not _ends(after)) else 0.0


def _trigger(match: regex.Match[str], before: str) -> float:
    """ "triển khai … khi có hướng dẫn của Tỉnh ủy."; not "khi có khuyết điểm" """
    if _has("not_trigger", before) or _has("not_yet", match.group()):
        return 0.0
    if _has("of_breaches", match.group()) and _has("inspects", before):
        return 0.0  # "kiểm tra | khi có dấu hiệu vi phạm đối với 02 đảng ủy": a kind of inspection
    after = match.group().startswith("sau")  # "trình phương án kiện toàn | sau khi có hướng dẫn"
    needed = match.group().startswith("khi cần")
    planned = _has("plans_for", before) and not _has("revises", before)
    if _has("averts_now", before) or (planned and not (after or needed)):
        return 0.0  # "không để gián đoạn | khi mất điện lưới", "phương án ứng phó | khi …"
    if match["event"] and _has("no_order", before):
        return 0.0  # "không tăng giá | khi …", "chỉ ban hành văn bản mới | khi …"
    if _has("land_taken", match.group()) and _has("resettles", before):
        return 0.0  # "chính sách bồi thường, hỗ trợ, tái định cư | khi Nhà nước thu hồi đất"
    if match.group().startswith("ngay"):
        return 0.8
    if match["condition"] == "sau mỗi":
        return 0.7
    if not before.strip():
        return 0.6
    if _has("so_long_after", match.group()):  # "kiểm tra, đánh giá | sau 06 tháng vận hành"
        return 0.0 if _has("looks_into", before) else 0.7  # "khảo sát tình hình | sau 3 năm …"
    owned = _has("watches", before) or (not match["own"] and _has("outlasts", before))
    return 0.0 if owned and match.group().startswith("sau") else 0.7


def bracket_counts(
    scene: Scene, bracket: tuple[int, int], first: regex.Match[str], shape: str
) -> bool:
    """Whether a bracket that reads as a time is one.

    "(năm 2025)" is; "Luật Đất đai (năm 2024)" and "(sau khi sáp nhập)" are not.
    """
    start, end = bracket
    before = scene.folded[max(scene.sentence_start(start), start - 120) : start].rstrip(" (")
    if shape == "condition":
        closes = _has("whole_behind", scene.folded[end : end + 3])
        return _condition_counts(scene.folded[first.start() : end], first, closes)
    if shape != "clause" or first["done"] or first["doing"] or first["onward"]:
        return True
    if first["before"] or first["since"] or first["inside"]:
        return True
    if _has("finishes", before):
        return True
    era = first["until"] or _has("begins_era", first["when"])
    if era and _has("so_many_years_of", before):
        return False  # "số liệu 10 năm (2014 - 2024)"
    if _has("reviews", before) and not era:
        return True
    named = _has("law", before) or _has("document_mark", before)
    if named and not _has("is_era", first["when"]):
        return False
    if era:
        return not _has("programme", before) and not _has("only_year", first["when"])
    return not (_has("has_slash_date", first["when"]) and _has("anniversary", before))


def _condition_counts(words: str, first: regex.Match[str], closes: bool) -> bool:
    if first.start("condition") > first.start() and not words.startswith("ngay"):
        return True
    if closes and _has("whole_when", words):  # "(khi mực nước xuống thấp hơn mọi năm)."
        return True
    return _has("is_when", words) and _has("waits", words)
