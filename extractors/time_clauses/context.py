"""Whether a time in running text says when the task is done, or only dates something else.

Precision lives here: the periods of plans and terms, the dates of cited documents, the
years of annual nouns and past results are times too, but not the task's.
"""

from __future__ import annotations

import regex

from extractors.time_clauses.patterns import compiled
from extractors.time_clauses.rules import Scene

__all__ = ["bracket_counts", "counts"]


def counts(scene: Scene, shape: str, match: regex.Match[str], floor: int) -> float:
    """How sure it is, 0 to 1, that a match in running text is a clause of the task; 0 is no.

    `floor` is where the stretch that is read begins (a bracket, a sentence or 0).

    "báo cáo kết quả trước ngày 20 hằng tháng" counts; "kế hoạch công tác hằng năm" does not.
    """
    start = max(scene.sentence_start(match.start()), floor)
    before = scene.folded[start : match.start()]
    after = scene.folded[match.end() : match.end() + 80]
    if shape == "clause":
        return _clause(match, before, after)
    if shape == "every":
        return _every(match, before, after)
    if shape == "periodic":
        return _periodic(match, before, after)
    if shape == "ongoing":
        return 0.0
    if shape == "relative":
        return 0.8
    if shape == "trigger":
        return _trigger(before, match)
    if shape == "bare_day":
        start = max(scene.folded.rfind(". ", 0, match.start()), 0)
        return 0.8 if compiled("says_monthly").search(scene.folded, start, match.start()) else 0.0
    if shape == "yearly_date":
        return _yearly_date(match, before, after)
    return 0.0 if regex.search(r"(?<!\p{L})(?:tính|chốt)(?:\s+đến)?\s*$", before) else 0.9


def _here(before: str) -> str:
    """The words since the last comma or bracket."""
    return regex.split(r"[,:()]", before)[-1]


def _past(before: str) -> bool:
    return compiled("of_past").search(_here(before)) is not None


def _starts(before: str, pattern: str = "starts_clause") -> bool:
    return not before.strip() or compiled(pattern).search(before) is not None


def _ends(after: str) -> bool:
    return compiled("ends_clause").match(after) is not None


def _clause(match: regex.Match[str], before: str, after: str) -> float:
    if compiled("naming").search(before) or regex.match(r"\s*,?\s*(?:đã|vừa)\s", after):
        return 0.0
    if "nhiệm kỳ" in match["when"]:
        return 0.0
    if match["onward"]:
        return 0.9 if _starts(before) or _ends(after) else 0.0
    if match["before"]:
        return _before(match, before)
    if match["until"]:
        return _until(match, before, after)
    if match["since"]:
        return _since(match, before, after)
    if match["inside"]:
        return _inside(match, before, after)
    return _bare(match, before, after)


def _before(match: regex.Match[str], before: str) -> float:
    """ "trước ngày 30/6/2025"; not "các dự án được phê duyệt trước ngày 01/7/2014" """
    if match["done"]:
        return 1.0
    if compiled("was_done").search(before):
        return 0.0
    if regex.fullmatch(r"trước", match["before"]) and _only_year(match["when"]):
        return 0.6 if compiled("finishes").search(before) else 0.0
    if regex.fullmatch(r"không\s+quá|hạn.*|thời\s+hạn.*", match["before"]):
        return 0.7 if "ngày" in match["when"] or "/" in match["when"] else 0.0
    return 0.9


def _only_year(when: str) -> bool:
    return regex.fullmatch(r"(?:năm\s+)?\d{4}", when) is not None


def _until(match: regex.Match[str], before: str, after: str) -> float:
    """ "Đến năm 2025, …"; not "Chiến lược … đến năm 2030", "định hướng đến năm 2030" """
    if regex.match(r"\s*,?\s*(?:định\s+hướng|tầm\s+nhìn|và\s+(?:những|tầm|định)|nay)", after):
        return 0.0
    if match["done"]:
        return 1.0
    if match["until"].startswith("từ nay"):
        return 0.9
    if regex.search(r"(?<!\p{L})(?:từ|tính|kéo\s+dài|hiệu\s+lực|gia\s+hạn)\s[^,;]*$", before):
        return 0.0
    if _starts(before, "starts_sentence") or regex.search(
        r"(?<!\p{L})(?:phấn\s+đấu|mục\s+tiêu|chỉ\s+tiêu)(?:\s+là)?[,:]?\s*$|[.;:]\s*-?\s*$", before
    ):
        return 1.0
    if regex.match(r"\s*[,:]", after) and compiled("goal").match(after):
        return 0.9 if match["doing"] or regex.search(r"(?:,|và)\s*$", before) else 0.0
    if compiled("finishes").search(_here(before)) and _ends(after):
        return 0.8
    if regex.match(r"đến\s+(?:hết|trước)|cho\s", match["until"]) and not _only_year(match["when"]):
        return 0.7 if _ends(after) and not _past(before) else 0.0
    return 0.0


def _since(match: regex.Match[str], before: str, after: str) -> float:
    """ "Từ năm 2023, …", "thực hiện từ ngày 01/7/2025"; not "có hiệu lực từ ngày …" """
    if regex.match(r"\s*(?:đến\s+nay|trở\s+lại\s+đây|trở\s+về\s+trước|đến\s+thời\s+điểm)", after):
        return 0.0
    if _past(before) or regex.search(r"hiệu\s+lực[^,;]*$", before):
        return 0.0
    if match["done"]:
        return 0.9
    if _starts(before, "starts_sentence"):
        return 0.9 if regex.match(r"\s*[,:]", after) or not _only_year(match["when"]) else 0.7
    nominal = compiled("annual_noun").search(before) is not None
    if (match["doing"] or match["since"].startswith("bắt đầu")) and not nominal:
        return 0.8 if _ends(after) or match["since"] != "từ" else 0.0
    if _ends(after) and not nominal and not _only_year(match["when"]):
        return 0.6 if regex.search(r"\d\s*/\s*\d|tháng|quý", match["when"]) else 0.0
    return 0.0


def _inside(match: regex.Match[str], before: str, after: str) -> float:
    """ "hoàn thành rà soát trong quý II"; not "kết quả đạt được trong năm 2023" """
    if match["done"] or regex.search(r"hoàn\s+thành[^,;]*$", before):
        return 1.0
    era = regex.search(r"giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|năm\s+học", match["when"])
    hands_in = compiled("hands_in").search(before) is not None
    year = _only_year(match["when"])
    if regex.search(r"(?<!\p{L})phấn\s+đấu(?:\s+(?:cơ\s+bản|ngay))?\s*$", before):
        return 0.9
    if _past(before) and not (hands_in and not year):
        return 0.0
    if _starts(before, "starts_sentence"):
        return 0.9
    if compiled("annual_noun").search(before):
        return 0.0 if year or era or not hands_in else 0.6
    if year or era:
        return 0.7 if _ends(after) else 0.0
    return 0.9 if _ends(after) or hands_in else 0.7


def _bare(match: regex.Match[str], before: str, after: str) -> float:
    """ "Năm 2025, …", "hoàn thành năm 2024"; not "kế hoạch thực hiện năm 2023" """
    when = match["when"]
    if regex.fullmatch(r"(?:ngày\s+)?[\d\s/.-]+|ngày\s.*", when) and not match["done"]:
        return 0.0
    if match["done"]:
        return 0.9 if not compiled("annual_noun").search(before) else 0.5
    if _starts(before, "starts_sentence"):
        if regex.match(r"\d", when) and "tháng" not in when:
            return 0.0
        return 0.8 if regex.match(r"\s*[,:]", after) else 0.0
    if match["doing"] and _ends(after) and not _past(before):
        return 0.8 if not compiled("annual_noun").search(before) else 0.0
    return 0.0


def _yearly_date(match: regex.Match[str], before: str, after: str) -> float:
    """ "vào tháng 12 hằng năm"; not "Ngày Pháp luật 09/11 hằng năm" """
    if compiled("naming").search(before) or regex.search(r"(?:số\s+liệu|tính)[^,;]*$", before):
        return 0.0
    if regex.match(r"ngày|\d|tháng|quý|đầu|cuối|giữa", match.group()):
        if _starts(before, "starts_sentence"):
            return 0.9
        return 0.6 if compiled("hands_in").search(before) and _ends(after) else 0.0
    return 0.95


def _every(match: regex.Match[str], before: str, after: str) -> float:
    """ "Hằng năm, …", "; hằng quý báo cáo …"; not "đánh giá hằng năm" """
    if match["adhoc"] and compiled("governed_verb").match(after):
        return 0.9
    if regex.search(r"lần", match["items"]):
        return 0.0 if _past(before) else 0.7
    if not regex.match(r"h[ằà]ng|mỗi|vào|định", match.group()):
        return 0.0
    if regex.search(r"[,;(]\s*$", after[:1] or "") and _starts(before, "starts_sentence"):
        return 1.0
    if _starts(before, "starts_sentence"):
        return 0.9 if match.group().startswith(("h", "vào")) else (
            0.8 if regex.match(r"\s*,|\s*(?:tổ|ít|phải)", after) else 0.0
        )
    if compiled("reports_here").search(before) and compiled("addressee").match(after):
        return 0.7
    if _starts(before) and match.group().startswith("h"):
        return 0.8 if compiled("governed_verb").match(after) else 0.0
    return 0.0


def _periodic(match: regex.Match[str], before: str, after: str) -> float:
    """ "định kỳ tham mưu sơ kết", "định kỳ 6 tháng"; not "chế độ báo cáo định kỳ" """
    noun = compiled("periodic_noun").search(before) is not None
    if match["items"]:
        return 0.0 if noun and _ends(after) else 0.9
    if not _starts(before) and (noun or _ends(after)):
        return 0.0
    if compiled("governed_verb").match(after):
        return 0.9 if _starts(before) or not _noun_before(before) else 0.0
    opens = _starts(before, "starts_sentence") and after.lstrip(" ,.;:") != ""
    return 0.9 if opens and (after.startswith(",") or not _ends(after)) else 0.0


def _noun_before(before: str) -> bool:
    return compiled("report_noun").search(before) is not None


def _trigger(before: str, match: regex.Match[str]) -> float:
    """ "triển khai … khi có hướng dẫn của Tỉnh ủy."; not "khi có khuyết điểm" """
    if regex.search(r"(?<!\p{L})(?:trước|trong|ngoài|kể\s+cả|chỉ)\s*$", before):
        return 0.0
    if match.group().startswith("ngay"):
        return 0.8
    return 0.7 if before.strip() else 0.6


def bracket_counts(
    scene: Scene, bracket: tuple[int, int], first: regex.Match[str], shape: str
) -> bool:
    """Whether a bracket that reads as a time is one.

    "(năm 2025)" is; "Luật Đất đai (năm 2024)" and "(sau khi sáp nhập)" are not.
    """
    start, end = bracket
    before = scene.folded[max(scene.sentence_start(start), start - 120) : start].rstrip(" (")
    if shape == "condition":
        return _condition_counts(scene.folded[first.start() : end], first)
    if shape != "clause" or first["done"] or first["doing"] or first["onward"]:
        return True
    if first["before"] or first["since"] or first["inside"]:
        return True
    if compiled("finishes").search(before) or compiled("reviews").search(before):
        return True
    if compiled("law").search(before) or compiled("document_mark").search(before):
        return False
    if first["until"] or regex.match(r"giai\s+đoạn|thời\s+kỳ|\d{4}", first["when"]):
        return compiled("programme").search(before) is None and not _only_year(first["when"])
    if regex.search(r"\d\s?/\s?\d\d?(?!\d)", first["when"]):
        return compiled("anniversary").search(before) is None
    return True


def _condition_counts(words: str, first: regex.Match[str]) -> bool:
    if first.start("condition") > first.start() and not words.startswith("ngay"):
        return True
    if not regex.match(r"(?:ngay\s+)?(?:sau\s+)?khi", words):
        return False
    return compiled("waits").search(words) is not None
