"""From a match of a pattern to the time clauses it states: kind, days, recurrence.

Each rule takes a match in a `Scene` and gives the mentions it stands for. Whether a
match in running text counts at all is decided in `context`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Final

import regex

from extractors.time_clauses.grammar import vocabulary
from extractors.time_clauses.normalise import (
    Span,
    finest_rule,
    number,
    read_months_days,
    read_period,
    weekday_code,
    weekdays_between,
)
from extractors.time_clauses.patterns import compiled
from pipeline.lexicon import fold
from pipeline.model import IssueCode, TimeKind, TimeMention

__all__ = [
    "ORDER",
    "RULES",
    "Scene",
    "attach_condition",
    "bounded",
    "counts_times",
    "match_at",
    "upon",
]


_IN_A_YEAR: Final = ("vào năm ", "vào cuối năm ")
_FAR: Final = 600  # characters of a sentence that can still bear on a clause


@dataclass(frozen=True, slots=True)
class Scene:
    """A text and what is known about it before its clauses are read.

    `deadline` says that a label made every bare period a deadline ("Thời hạn: …"); `lacks`
    names the patterns that match nowhere in the text, for want of a word they need.
    """

    text: str
    folded: str
    ends: tuple[int, ...]
    reference: date | None = None
    deadline: bool = False
    lacks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, folded: str, reference: date | None, deadline: bool = False) -> Scene:
        ends = tuple(match.end() for match in compiled("sentence_end").finditer(folded))
        return cls(text, folded, ends, reference, deadline, _lacking(folded))

    def sentence_start(self, at: int) -> int:
        """Where the sentence or the part after a semicolon that holds `at` begins."""
        before = bisect_right(self.ends, at)
        return self.ends[before - 1] if before else 0

    def opening(self, at: int) -> int:
        """Where the sentence that holds `at` begins, its semicolons included; at most _FAR back."""
        return max(self.folded.rfind(". ", 0, at), at - _FAR, 0)

    def clause_start(self, at: int) -> int:
        """Where the words since the last comma, colon or bracket begin, in the sentence."""
        start = max(self.sentence_start(at), at - _FAR)
        return max(start, *(self.folded.rfind(mark, start, at) + 1 for mark in ",:("))

    def is_deadline(self, at: int) -> bool:
        """Whether the verbs before `at` make a bare period a deadline (GUIDELINES, `by`).

        The nearest clause decides where it can: "báo cáo …, tổng kết vào năm 2026" is none.
        """
        if self.deadline:
            return True
        start, here = max(self.sentence_start(at), at - _FAR), self.clause_start(at)
        if self.folded.startswith(_IN_A_YEAR, at):  # "phấn đấu đạt 85% | vào năm 2025"
            acts = compiled("dated_act").search(self.folded, here, at)
            if acts is None and compiled("goal_then").search(self.folded, start, at):
                return True
        # "công bố kết quả trong năm 2024" is due then, "… vào tháng 12" is held then
        comes = compiled("comes_out").search(self.folded, here, at)
        held = comes and comes[0].startswith("công") and self.folded.startswith("vào", at)
        if self._hands_over(here, at) or (comes and not held):
            return True
        if here > start and compiled("dated_act").search(self.folded, here, at):
            return False
        return self._hands_over(start, at)

    def opens_clause(self, start: int, end: int) -> bool:
        """Whether a period opens what follows: "nghe báo cáo, năm 2025 | tiến hành sơ kết"."""
        paused = self.folded[:start].rstrip().endswith(",")
        return paused and compiled("planned").match(self.folded, end) is not None

    def _hands_over(self, start: int, end: int) -> bool:
        if compiled("hands_in").search(self.folded, start, end):
            return True
        return self.finishes(start, end)

    def begins_to_hand_in(self, start: int, end: int) -> bool:
        """Whether a clause begins with "trình", "đề xuất" and the like."""
        begin = start + len(self.folded[start:end]) - len(self.folded[start:end].lstrip(" ,;."))
        found = compiled("hands_in").search(self.folded, begin, end)
        return found is not None and found.start() == begin

    def finishes(self, start: int, end: int) -> bool:
        """Whether "hoàn thành", "xong" stands in a stretch."""
        return compiled("finishes").search(self.folded, start, end) is not None

    def recurs(self, at: int) -> bool:
        """Whether the sentence says before `at` that the thing is done again and again."""
        return compiled("says_recurring").search(self.folded, self.opening(at), at) is not None

    def mention(self, start: int, end: int, kind: TimeKind, rule: str) -> TimeMention:
        return TimeMention(start, end, self.text[start:end], kind, rule=rule)


def _missing_year(mention: TimeMention, span: Span) -> TimeMention:
    if not span.yearless or span.first is not None or span.problem is not None:
        return mention
    issue = (IssueCode.TIME_UNPARSED, "thiếu năm và không biết ngày ban hành")
    return replace(mention, issues=(*mention.issues, issue))


def _dated(mention: TimeMention, span: Span) -> TimeMention:
    issues = (span.problem,) if span.problem else ()
    return _missing_year(replace(mention, first=span.first, last=span.last, issues=issues), span)


def _clause(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "hoàn thành trước ngày 30/6/2025", "từ năm 2023", "Quý II/2023" """
    offset = match.start("when")
    spans = read_period(match["when"], scene.reference)
    mentions = []
    for index, span in enumerate(spans):
        start = match.start() if index == 0 else offset + span.start
        end = match.end() if index == len(spans) - 1 else offset + span.end
        mentions.append(_one_clause(scene, match, span, start, end))
    return mentions


def _one_clause(
    scene: Scene, match: regex.Match[str], span: Span, start: int, end: int
) -> TimeMention:
    if span.yearless and span.problem is None and _is_repeated(scene, match, span):
        return _yearly(scene, match, span, start, end)
    if match["when"].startswith("năm học") and span.first and span.last:  # September to May
        span = replace(
            span, first=date(span.first.year, 9, 1), last=date(span.last.year, 5, 31), is_year=False
        )
    if match["onward"]:
        mention = _dated(scene.mention(start, end, TimeKind.FROM, "time.onward"), span)
        return replace(mention, last=None)
    if match["before"] or match["until"]:
        return _deadline(scene, match, span, start, end)
    if match["when"].startswith("hết ") and not (match["since"] or match["inside"]):
        mention = _dated(scene.mention(start, end, TimeKind.BY, "time.until"), span)
        return replace(mention, first=None)  # "phấn đấu | hết quý II | thu ngân sách đạt 48%"
    stretch = compiled("is_era").search(match["when"]) and compiled("is_range").search(
        match["when"]
    )
    if stretch and not scene.deadline:  # "trình …, di dời trong giai đoạn 2023 - 2025"
        here = scene.clause_start(start)
        if scene.folded[:start].endswith("("):  # "Hoàn thành … 12 km đường (giai đoạn 2026 - 2028)"
            here = scene.clause_start(start - 1)
        # "…; trình cấp có thẩm quyền trong giai đoạn 2023 - 2025": its clause hands in
        ends = scene.finishes(here, start) or scene.begins_to_hand_in(here, start)
    else:
        ends = scene.is_deadline(start)
    doing = match["doing"] is not None and not compiled("owns_doing").search(
        scene.folded, max(0, match.start() - 30), match.start()
    )  # "Báo cáo kết quả | rà soát | trong quý I"
    finished = match["doing"] and compiled("has_done").search(match.group())
    done = match["done"] or finished or (not doing and ends)
    if not match["done"] and scene.opens_clause(match.start(), match.end()):
        done = False
    done = done or _to_be_done(scene, match)
    if match["since"] and not match["done"]:  # a stretch that begins somewhere is no deadline
        done = not match["doing"] and scene.finishes(scene.clause_start(start), start)
    if done:
        mention = _dated(scene.mention(start, end, TimeKind.BY, "time.done_in"), span)
        return replace(mention, first=None) if span.is_day and not match["inside"] else mention
    single = span.is_day or not compiled("is_range").search(match["when"])
    if match["since"] and (single or "năm học" in match["when"]):
        mention = _dated(scene.mention(start, end, TimeKind.FROM, "time.since"), span)
        if match["since"] == "sau" and span.last is not None:
            mention = replace(mention, first=span.last + timedelta(days=1))
        return replace(mention, last=None)
    return _dated(scene.mention(start, end, TimeKind.WITHIN, "time.within"), span)


def _to_be_done(scene: Scene, match: regex.Match[str]) -> bool:
    """ "Phấn đấu trong năm 2025 hoàn thành …", "trong quý IV/2025 trình …": the verb stands
    behind the period"""
    after = compiled("done_after").match(scene.folded, match.end())
    if after is None and scene.folded[match.end() : match.end() + 1] == ":":
        after = compiled("done_after").match(scene.folded, match.end() + 1)
    opens = not scene.folded[scene.sentence_start(match.start()) : match.start()].strip(" -+•:")
    paused = opens and scene.folded[match.end() : match.end() + 1] in (",", ":")
    after = after or compiled("hands_after").match(scene.folded, match.end() + paused)
    if after is None or match["doing"]:
        return False  # … and that has no time of its own: "trong tháng 9, hoàn thành … trước 30/10"
    return compiled("own_time").match(scene.folded, after.end()) is None


def _deadline(
    scene: Scene, match: regex.Match[str], span: Span, start: int, end: int
) -> TimeMention:
    """Only an end. "trước tháng 6/2025" ends with May; "trước ngày 15/6" takes the 15th in.

    "từ nay đến …" and "từ ngày ký đến …" begin with the day of issue.
    """
    word = match["before"] or ""
    if (match["until"] or "").startswith(("từ", "kể")):
        mention = _dated(scene.mention(start, end, TimeKind.WITHIN, "time.until"), span)
        issued = scene.reference
        late = issued is None or span.last is None or issued > span.last
        return replace(mention, first=None if late else issued)
    kind, rule = TimeKind.BY, "time.before" if word else "time.until"
    mention = _dated(scene.mention(start, end, kind, rule), span)
    last = span.last
    if word.endswith("trước") and not span.is_day and span.first is not None:
        whole = match.group()[: match.start("when") - match.start()].rstrip().endswith("hết")
        if not whole and not compiled("begins_edge").search(match["when"]):
            last = span.first - timedelta(days=1)
    named = word.startswith(("chậm", "muộn")) and word.endswith("trong")
    return replace(mention, first=span.first if named else None, last=last)


def _is_repeated(scene: Scene, match: regex.Match[str], span: Span) -> bool:
    """A date without a year that comes back: in a sentence that recurs, or one of several."""
    if "năm" in match["when"]:
        return False
    if scene.recurs(match.start()):
        return True
    if not span.is_day or not match["before"]:
        return False
    if compiled("wave").search(scene.folded, max(0, match.start() - 20), match.start()):
        return False
    stop = scene.folded.find(". ", match.end(), match.end() + _FAR)
    sentence = scene.folded[scene.opening(match.start()) : stop if stop >= 0 else None]
    return len(compiled("yearless_deadline").findall(sentence[: 2 * _FAR])) > 1


def _yearly(scene: Scene, match: regex.Match[str], span: Span, start: int, end: int) -> TimeMention:
    mention = scene.mention(start, end, TimeKind.RECURRING, "time.yearless_recurring")
    parts = read_months_days(match["when"][span.start : span.end])
    if len(parts) == 1 and parts[0] is not None:
        return replace(mention, rrule=f"FREQ=YEARLY;{parts[0][1]}")
    readings = [part for part in read_months_days(match["when"]) if part is not None]
    for found, rule in readings:
        if found.start == span.start:
            return replace(mention, rrule=f"FREQ=YEARLY;{rule}")
    return mention


def _yearly_date(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "vào tháng 12 hằng năm", "trước ngày 15/6 và 15/12 hằng năm"

    Months alone are one recurrence, "tháng 6, tháng 12 hằng năm"; days are one each.
    """
    offset = match.start("when")
    parts = [] if match["lunar"] else read_months_days(match["when"])
    if not parts:  # "cuối năm hằng năm"; the moon's months are none of the calendar
        mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.yearly_date")
        return [replace(mention, rrule="FREQ=YEARLY")]
    if len(parts) > 1 and all(part and "DAY" not in part[1] for part in parts):
        months = [month for part in parts if part for month in part[1].split("=")[1].split(",")]
        mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.yearly_date")
        return [replace(mention, rrule=f"FREQ=YEARLY;BYMONTH={','.join(months)}")]
    if len(parts) == 2 and all(parts) and compiled("day_to_day_yearly").search(match["when"]):
        mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.yearly_stretch")
        return [replace(mention, rrule=f"FREQ=YEARLY{_whole_months(match['when'])}")]
    mentions: list[TimeMention] = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        start = match.start() if index == 0 or part is None else offset + part[0].start
        end = match.end() if last or part is None else offset + part[0].end
        mention = scene.mention(start, end, TimeKind.RECURRING, "time.yearly_date")
        if part is None:
            issue = (IssueCode.DATE_IMPOSSIBLE, "không có ngày này trong lịch")
            return [*mentions, replace(mention, rrule=None, issues=(issue,))]
        mentions.append(replace(mention, rrule=f"FREQ=YEARLY;{part[1]}"))
    return mentions


def _season_months(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "vào mùa khô (từ tháng 11 năm trước đến tháng 4 năm sau)": those months of every year"""
    first, last = int(match["first"]), int(match["last"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return []
    months = ((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))
    rule = f"FREQ=YEARLY;BYMONTH={','.join(map(str, sorted(months)))}"
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.season_months")
    return [replace(mention, rrule=rule)]


def _whole_months(when: str) -> str:
    """ ";BYMONTH=11,12" of "01/11 đến 31/12"; RFC 5545 says no "from the 17th to the 18th" """
    spans = [span for span in read_period(when, date(2023, 1, 1)) if span.first and span.last]
    first, last = (spans[0].first, spans[-1].last) if spans else (None, None)
    if first is None or last is None or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = sorted((first.month - 1 + step) % 12 + 1 for step in range(count))
    return ";BYMONTH=" + ",".join(str(month) for month in months)


_WORKING: Final = "BYDAY=MO,TU,WE,TH,FR"
_EDGES: Final = {True: "3,6,9,12", False: "1,4,7,10"}  # the last and the first month of quarters


def _monthly_day(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "trước ngày 20 hằng tháng", "trước ngày 15 tháng cuối quý" """
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.monthly_day")
    if match["working"]:
        months = "" if not match["quarter"] else f";BYMONTH={_EDGES[bool(match['last'])]}"
        at = "-1" if match["last"] else "1"
        return [replace(mention, rrule=f"FREQ=MONTHLY{months};{_WORKING};BYSETPOS={at}")]
    days = ["-1"] if match["last"] else [str(int(day)) for day in match.captures("day")]
    if any(not 1 <= int(day) <= 31 for day in days if day != "-1"):
        issue = (IssueCode.DATE_IMPOSSIBLE, "không có ngày này trong tháng")
        return [replace(mention, issues=(issue,))]
    by_day = "BYMONTHDAY=" + ",".join(days)
    if match["quarter"] and (match["end_month"] or match["last"]):
        return [replace(mention, rrule=f"FREQ=YEARLY;BYMONTH=3,6,9,12;{by_day}")]
    if match["quarter"] and match["first_month"]:
        return [replace(mention, rrule=f"FREQ=YEARLY;BYMONTH=1,4,7,10;{by_day}")]
    freq = "FREQ=MONTHLY;INTERVAL=3" if match["quarter"] else "FREQ=MONTHLY"
    return [replace(mention, rrule=f"{freq};{by_day}")]


def _bare_day(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "(trước ngày 20)" where the sentence says "hằng tháng" """
    if not 1 <= int(match["day"]) <= 31:
        return []
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.bare_day")
    return [replace(mention, rrule=f"FREQ=MONTHLY;BYMONTHDAY={int(match['day'])}")]


def _bare_weekday(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "vào sáng thứ Hai" where the sentence says "hằng tuần" """
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.bare_weekday")
    return [replace(mention, rrule=f"FREQ=WEEKLY;BYDAY={weekday_code(match['weekday'])}")]


def _weekly_day(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.weekly_day")
    days = list(dict.fromkeys(weekday_code(day) for day in match.captures("weekday")))
    if match["first"]:
        days = weekdays_between(weekday_code(match["first"]), days[-1]) or days
    return [replace(mention, rrule=f"FREQ=WEEKLY;BYDAY={','.join(days)}")]


def _monthly_weekday(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "thứ Hai đầu tiên hằng tháng" · "thứ Bảy tuần thứ hai hằng tháng" """
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.monthly_weekday")
    place = -1 if match["last"] else number(match["place"] or "1")
    return [replace(mention, rrule=f"FREQ=MONTHLY;BYDAY={place}{weekday_code(match['weekday'])}")]


def _daily_hour(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "trước 15h00 hằng ngày" """
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.daily_hour")
    return [replace(mention, rrule="FREQ=DAILY")]


def _interval_end(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.interval_end")
    return [replace(mention, rrule=finest_rule(match["unit"]))]


def _periodic(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "Định kỳ 06 tháng", "định kỳ hằng năm hoặc đột xuất"; bare "định kỳ" has no rule"""
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.periodic")
    return [replace(mention, rrule=finest_rule(match["items"]) if match["items"] else None)]


def _periodic_next(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    mention = scene.mention(*match.span("items"), TimeKind.RECURRING, "time.periodic_next")
    return [replace(mention, rrule=finest_rule(match["items"]))]


def _every(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "Hằng năm", "mỗi năm 02 lần", "hằng quý, 6 tháng, năm" """
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.every")
    return [replace(mention, rrule=finest_rule(match["items"]))]


def _every_term(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "mỗi học kỳ một lần": no rule says a school term or a crop; "mỗi năm học" is a year"""
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.every_term")
    return [replace(mention, rrule="FREQ=YEARLY" if match["year"] else None)]


def _unit_list(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "Quý, năm" """
    mention = scene.mention(*match.span(), TimeKind.RECURRING, "time.unit_list")
    return [replace(mention, rrule=finest_rule(match["items"]))]


def _duration(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "Trong vòng 02 ngày làm việc": from when is not said"""
    return [scene.mention(*match.span(), TimeKind.WITHIN, "time.duration")]


def _ongoing(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "thực hiện thường xuyên đến năm 2025" """
    mention = scene.mention(*match.span(), TimeKind.ONGOING, "time.ongoing")
    if not match["when"]:
        return [mention]
    mention = _dated(mention, read_period(match["when"], scene.reference)[-1])
    ranged = compiled("is_range").search(match["when"]) is not None
    if match["onward"] or (match["since"] and not ranged):
        return [replace(mention, last=None)]
    return [replace(mention, first=None)] if match["until"] else [mention]


def _ongoing_end(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    mention = scene.mention(*match.span(), TimeKind.ONGOING, "time.ongoing_end")
    if match["when"]:  # "duy trì thường xuyên đến hết năm 2025"
        mention = _dated(mention, read_period(match["when"], scene.reference)[-1])
        return [replace(mention, first=None)]
    return [replace(mention, first=scene.reference if match.group().endswith("nay") else None)]


def _before_season(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "trước mùa mưa bão năm 2025": no day is said, so the year's last"""
    mention = scene.mention(*match.span(), TimeKind.BY, "time.before_season")
    return [replace(mention, last=date(int(match["y"]), 12, 31) if match["y"] else None)]


def _session(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "trình … tại kỳ họp cuối năm 2026": by then; "xem xét … tại kỳ họp …": on some day of it"""
    ends = scene.is_deadline(match.start()) or scene.finishes(*match.span())
    kind = TimeKind.BY if ends else TimeKind.WITHIN
    mention = scene.mention(*match.span(), kind, "time.session")
    return [_dated(mention, span) for span in read_period(match["when"], scene.reference)]


def bounded(
    scene: Scene, mentions: list[TimeMention], *, running: bool = False
) -> list[TimeMention]:
    """Recurrences with the bounds that follow the last: "hằng quý, bắt đầu từ quý II/2026".

    In running text "mỗi tuần 02 buổi, bắt đầu từ tháng 12/2025" says how often and, apart
    from that, from when.
    """
    if not mentions or mentions[-1].kind is not TimeKind.RECURRING or mentions[-1].condition:
        return mentions
    *others, mention = mentions
    match = compiled("bound").match(scene.folded, mention.end)
    if match is None or (match["until"] and not _ends_there(match)):
        return mentions
    if running and match["since"] and counts_times(mention):
        return mentions
    span = read_period(match["when"], scene.reference)[-1]
    if span.problem is not None:
        return mentions
    ranged = compiled("is_range").search(match["when"]) is not None
    first = None if match["until"] else span.first
    last = None if match["since"] and not ranged else span.last
    raw = scene.text[mention.start : match.end()]
    return [
        *(replace(other, first=first, last=last) for other in others),
        replace(mention, end=match.end(), raw=raw, first=first, last=last),
    ]


def counts_times(mention: TimeMention) -> bool:
    """Whether a recurrence says how many times: "mỗi tuần 02 buổi"."""
    return compiled("counts_times").search(fold(mention.raw)) is not None


def _ends_there(match: regex.Match[str]) -> bool:
    """ "hằng năm, đến hết năm 2026"; "Hằng năm, đến năm 2030, có …" begins a goal"""
    until = match["until"]
    return "," not in match.group()[: match.start("until") - match.start()] or "hết" in until


_COUNT_DAYS: Final = {"ngày": 1, "tuần": 7}


def _relative(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "trong vòng 10 ngày kể từ ngày ban hành": a deadline where the document is the anchor

    So is what is counted from a day. Counted from an event ("kể từ khi nhận đủ hồ sơ") the work
    waits for that: `upon`.
    """
    condition = scene.text[match.start("condition") : match.end("condition")]
    mention = replace(
        scene.mention(*match.span(), TimeKind.BY, "time.relative"), condition=condition
    )
    if compiled("anchor_day").search(match["condition"]):
        if match["inside"]:
            mention = replace(mention, kind=TimeKind.WITHIN)
        return [_from_day(mention, match)]
    if not _is_own_date(match["condition"], condition):
        return [replace(mention, kind=TimeKind.UPON)]
    if scene.reference is None or match["working"] or match["unit"] == "giờ":
        return [mention]
    last = _after(scene.reference, int(match["count"]), match["unit"])
    return [replace(mention, last=last)]


def _is_own_date(folded: str, condition: str) -> bool:
    """Whether the anchor is the document itself, not "ngày quyết định được ban hành", another's."""
    own = compiled("own_date").search(folded)
    if own is None or own["what"] is None or own["this"] is not None:
        return own is not None
    return condition[own.start("what")].isupper()


def _from_day(mention: TimeMention, match: regex.Match[str]) -> TimeMention:
    """ "trong 100 ngày kể từ ngày 01/7/2025": the anchor is a date"""
    anchor = compiled("anchor_day").search(match["condition"])
    if anchor is None or match["working"] or match["unit"] == "giờ":
        return mention
    spans = read_period(anchor["when"], None)
    first = spans[0].first if spans else None
    if first is None:
        return mention
    last = _after(first, int(match["count"]), match["unit"])
    return replace(mention, first=first if mention.kind is TimeKind.WITHIN else None, last=last)


def _ahead(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "chậm nhất 30 ngày trước ngày bầu cử": a deadline, with a date where that has one"""
    mention = scene.mention(*match.span(), TimeKind.BY, "time.ahead")
    spans = read_period(match["when"], scene.reference) if match["when"] else []
    if not spans or spans[0].first is None or match["working"] or match["unit"] == "tháng":
        return [mention]
    days = int(match["count"]) * _COUNT_DAYS[match["unit"]]
    return [replace(mention, last=spans[0].first - timedelta(days=days))]


def _after(day: date, count: int, unit: str) -> date | None:
    if unit in _COUNT_DAYS:
        return day + timedelta(days=count * _COUNT_DAYS[unit])
    months = day.month - 1 + count * (12 if unit == "năm" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(last, day.day))
        except ValueError:
            continue
    return None


def _bounds(scene: Scene, start: int, end: int) -> tuple[date | None, date | None]:
    """The year that a condition ends with: "khi có văn bản của Trung ương năm 2023"."""
    found = compiled("condition_year").search(scene.folded, start, end)
    if found is None:
        return None, None
    spans = read_period(found.group(), scene.reference)
    if not spans or spans[-1].problem is not None:
        return None, None
    return spans[-1].first, spans[-1].last


def upon(scene: Scene, match: regex.Match[str], end: int) -> list[TimeMention]:
    """The condition that begins at `match` and runs to `end`, as a clause of its own."""
    start = match.start("condition")
    end = start + len(scene.text[start:end].rstrip(" .;,"))
    first, last = _bounds(scene, start, end)
    mention = scene.mention(match.start(), end, TimeKind.UPON, "time.upon")
    return [replace(mention, condition=scene.text[start:end], first=first, last=last)]


def attach_condition(scene: Scene, mention: TimeMention, start: int, end: int) -> TimeMention:
    """The mention with the condition at `start`; a bare period then waits for it (`upon`)."""
    end = start + len(scene.text[start:end].rstrip(" .;,"))
    raw = scene.text[mention.start : end]
    kind = TimeKind.UPON if mention.kind is TimeKind.WITHIN else mention.kind
    if scene.folded.startswith("ngay sau", start):
        start += len("ngay ")
    return replace(mention, end=end, raw=raw, kind=kind, condition=scene.text[start:end])


def _trigger(scene: Scene, match: regex.Match[str]) -> list[TimeMention]:
    """ "triển khai … khi có hướng dẫn của Tỉnh ủy." in running text"""
    mentions = upon(scene, match, match.end())
    return [replace(mention, rule="time.trigger") for mention in mentions]


Rule = Callable[[Scene, "regex.Match[str]"], list[TimeMention]]

RULES: Final[dict[str, Rule]] = {
    "relative": _relative,
    "ahead": _ahead,
    "weekly_day": _weekly_day,
    "monthly_weekday": _monthly_weekday,
    "daily_hour": _daily_hour,
    "monthly_day": _monthly_day,
    "yearly_date": _yearly_date,
    "before_season": _before_season,
    "bare_day": _bare_day,
    "bare_weekday": _bare_weekday,
    "ongoing": _ongoing,
    "periodic": _periodic,
    "periodic_next": _periodic_next,
    "clause": _clause,
    "interval_end": _interval_end,
    "every": _every,
    "every_term": _every_term,
    "unit_list": _unit_list,
    "duration": _duration,
    "trigger": _trigger,
    "ongoing_end": _ongoing_end,
    "at_session": _session,
    "season_months": _season_months,
}
# The first that matches wins: what says more stands before what says less.
ORDER: Final = (
    "relative", "ahead", "weekly_day", "monthly_weekday", "daily_hour", "monthly_day",
    "season_months", "yearly_date", "before_season", "periodic", "clause",
    "ongoing", "interval_end", "every_term", "every", "bare_day", "bare_weekday", "unit_list",
    "duration", "ongoing_end", "at_session",
)  # fmt: skip


_LEAST: Final = ("lần", "nhất", "thiểu")
_EACH: Final = ("hằng", "hàng", "mỗi", "từng")
_MONTHS: Final = ("3 tháng", "6 tháng", "9 tháng")


@cache
def _needs() -> dict[str, tuple[str, ...]]:
    """By pattern, words of which it needs one."""
    ongoing = {max(fold(phrase).split(), key=len) for phrase in vocabulary()["ongoing"]}
    return {
        "weekly_day": ("tuần", "các"), "ahead": ("nhất", "thiểu"),
        "monthly_weekday": ("thứ", "nhật"),
        "daily_hour": _EACH, "monthly_day": ("ngày",),
        "yearly_date": (*_EACH, "trong"), "periodic": ("định",), "ongoing": tuple(ongoing),
        "interval_end": _EACH, "every_term": ("học", "vụ"),
        "every": (
            *_EACH, *_LEAST, *_MONTHS, "theo tuần", "theo tháng", "theo quý", "theo năm",
        ),
        "bare_day": ("ngày",), "bare_weekday": ("tuần",),
        "trigger": ("khi", "sau", "theo yêu cầu"), "before_season": ("mùa", "vụ "),
        "season_months": ("mùa", "vụ "),
        "ongoing_end": ("thường",), "at_session": ("kỳ họp",),
    }  # fmt: skip


def _lacking(folded: str) -> frozenset[str]:
    lacking = [
        shape for shape, words in _needs().items() if not any(word in folded for word in words)
    ]
    if compiled("may_be_relative").search(folded) is None:
        lacking.append("relative")
    return frozenset(lacking)


def match_at(
    scene: Scene, at: int, end: int, shapes: tuple[str, ...] = ORDER
) -> tuple[str, regex.Match[str]] | None:
    """The name of the first pattern that matches at a place, and its match."""
    for shape in shapes:
        if shape in scene.lacks:
            continue
        match = compiled(shape).match(scene.folded, at, end)
        if match is not None and match.end() > at:
            return shape, match
    return None
