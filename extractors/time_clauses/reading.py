"""Walks through a text and collects its time clauses: running text, brackets, lines."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

import regex

from extractors.time_clauses.context import bracket_counts, counts
from extractors.time_clauses.grammar import vocabulary
from extractors.time_clauses.patterns import compiled
from extractors.time_clauses.rules import (
    ORDER,
    RULES,
    Scene,
    attach_condition,
    bounded,
    counts_times,
    match_at,
    upon,
)
from pipeline.lexicon import fold
from pipeline.model import TimeKind, TimeMention

__all__ = ["in_line", "in_running_text"]

_Finding = tuple[list[TimeMention], tuple[int, int]]
_LOWEST: Final = 0.5
# In running text "thường xuyên" is manner, unless it ends or says until when ("context").
_RUN_ORDER: Final = (
    "trigger",
    "ongoing_end",
    *(shape for shape in ORDER if shape != "ongoing_end"),
)
_LONGEST_SENTENCE: Final = 120


def in_running_text(text: str, reference: date | None) -> list[TimeMention]:
    """Implements `time_clauses.find`."""
    folded = fold(text)
    if compiled("may_run").search(folded) is None:
        return []
    scene = Scene.of(text, folded, reference)
    taken: list[tuple[int, int]] = [m.span() for m in compiled("elsewhere").finditer(folded)]
    found: list[TimeMention] = []
    for reader in (_labels, _brackets, _sentences, _run):
        for mentions, span in reader(scene, taken):
            taken.append(span)
            found.extend(mentions)
    return _scoped(scene, _merged(scene, _apart(found), running=True))


def in_line(text: str, reference: date | None, deadline: bool) -> list[TimeMention]:
    """Implements `time_clauses.parse_line`."""
    folded = fold(text)
    if compiled("may_hold").search(folded) is None:
        return []
    scene = Scene.of(text, folded, reference, deadline)
    whole = _closed(scene, 0, len(text))
    if whole is not None:
        return _merged(scene, _apart(whole))
    found: list[TimeMention] = []
    for start, end in _segments(scene, 0, len(text)):
        found.extend(_closed(scene, start, end) or _anywhere(scene, start, end))
    return _merged(scene, _apart(found))


def _segments(scene: Scene, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences and the parts between semicolons, not cut inside brackets."""
    begin, depth = start, 0
    for mark in compiled("bracket_or_end").finditer(scene.folded, start, end):
        if mark.group() == "(":
            depth += 1
        elif mark.group() == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            yield begin, mark.end()
            begin = mark.end()
    if begin < end:
        yield begin, end


def _closed(
    scene: Scene, start: int, end: int, *, in_bracket: bool = False
) -> list[TimeMention] | None:
    """The clauses of a stretch that is nothing but time, None if it holds anything else."""
    at, found = start, list[TimeMention]()
    while (at := _skip(scene, at, end)) < end:
        until = end if in_bracket else _condition_end(scene, at, end)
        step = compiled("step").match(scene.folded, at, end) if in_bracket else None
        begin, at = at, step.end() if step else at  # "(thí điểm | năm 2018, mở rộng | từ năm 2019)"
        got = match_at(scene, at, end) or match_at(scene, at, end, ("condition",))
        if got is None:
            return None
        shape, match = got
        known = step or not in_bracket or found
        if not known and not bracket_counts(scene, (start, end), match, shape):
            return None
        if shape == "condition":
            found.extend(upon(scene, match, until))
            at = until
            continue
        mentions = RULES[shape](scene, match)
        if step and mentions:
            raw = scene.text[begin : mentions[0].end]
            mentions[0] = replace(mentions[0], start=begin, raw=raw)
        if not in_bracket:
            mentions = bounded(scene, mentions)
        at = max(match.end(), *(m.end for m in mentions)) if mentions else match.end()
        tail = compiled("condition_tail").match(scene.folded, at, until)
        if tail is not None and mentions:
            mentions[-1] = attach_condition(scene, mentions[-1], tail.end(), until)
            at = until
        elif not _at_boundary(scene, at, end):
            return None
        found.extend(mentions)
    return found or None


def _skip(scene: Scene, at: int, end: int) -> int:
    match = compiled("separator").match(scene.folded, at, end)
    return match.end() if match else at


def _condition_end(scene: Scene, at: int, end: int) -> int:
    """A condition in a line runs to the next semicolon or sentence, or to what is done then."""
    match = compiled("sentence_end").search(scene.folded, at, end)
    stop = match.start() if match else end
    done = compiled("then_reports").search(scene.folded, at, stop)
    return done.start() if done else stop


def _at_boundary(scene: Scene, at: int, end: int) -> bool:
    return at >= end or _skip(scene, at, end) > at


def _anywhere(scene: Scene, start: int, end: int) -> list[TimeMention]:
    """All clauses of a stretch of a line that holds other words too, less sure."""
    found: list[TimeMention] = []
    at = start
    while (opening := compiled("opening").search(scene.folded, at, end)) is not None:
        got = match_at(scene, opening.start(), end, ("trigger", *ORDER))
        if got is None or not got[1].group().strip():
            at = opening.end()
            continue
        shape, match = got
        if shape == "clause" and (_is_session(scene, match) or _is_outlook(scene, match)):
            at = match.end()
            continue
        found.extend(replace(m, confidence=0.7) for m in RULES[shape](scene, match))
        at = match.end()
    return found


def _is_session(scene: Scene, match: regex.Match[str]) -> bool:
    """ "kỳ họp giữa năm" names a session"""
    before = scene.folded[max(0, match.start() - 12) : match.start()]
    is_session = compiled("session").search(before) is not None
    return is_session and match["when"].endswith("năm")


def _is_outlook(scene: Scene, match: regex.Match[str]) -> bool:
    """ "giai đoạn 2025-2030, tầm nhìn 2045" """
    before = scene.folded[max(0, match.start() - 20) : match.start()]
    return compiled("naming").search(before) is not None


def _merged(
    scene: Scene, mentions: list[TimeMention], *, running: bool = False
) -> list[TimeMention]:
    """Neighbours that are one clause are joined.

    "Định kỳ trước ngày 25 hằng tháng" is one; so is "Hằng năm, từ năm 2025".
    """
    merged: list[TimeMention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        apart = running and last is not None and _counts_from(last, mention)
        joined = _joined(scene, last, mention) if last is not None and not apart else None
        if joined is not None:
            merged[-1] = joined
        else:
            merged.append(mention)
    return merged


def _counts_from(left: TimeMention, right: TimeMention) -> bool:
    """Whether a start stands behind a counted rhythm: "mỗi tuần 02 buổi, | bắt đầu từ …".

    "02 năm một lần, bắt đầu từ năm 2022" counts nothing: it is one.
    """
    interval = "INTERVAL" in (left.rrule or "") and left.raw.endswith("một lần")
    return right.rule == "time.since" and counts_times(left) and not interval


def _joined(scene: Scene, left: TimeMention, right: TimeMention) -> TimeMention | None:
    gap = scene.text[left.end : right.start]
    raw = scene.text[left.start : right.end]
    if gap.strip() in ("và", ",") and (months := _months_of_both(left, right)):
        return replace(left, end=right.end, raw=raw, rrule=months)
    goes_on = right.kind is TimeKind.UPON and right.condition and not left.condition
    steady = left.kind in (TimeKind.RECURRING, TimeKind.ONGOING)
    if goes_on and steady and gap.strip(" ,") == "hoặc" and right.raw[:4] == "khi ":
        return replace(left, end=right.end, raw=raw, condition=right.condition)
    if gap.strip(" ,") or left.condition:
        return None
    if not gap.strip() and right.kind is TimeKind.UPON and right.condition:
        return _waiting(left, right, raw)
    bounded = replace(left, end=right.end, raw=raw, first=right.first, last=right.last)
    bounds = right.rule in ("time.since", "time.until", "time.within") and not right.condition
    if left.kind is TimeKind.ONGOING and bounds and not (left.first or left.last):
        return bounded  # "thực hiện thường xuyên trong năm 2025"
    if left.kind is not TimeKind.RECURRING:
        return _begun(scene, left, right)
    blank = left.rrule is None and not gap.strip() and fold(left.raw).endswith("định kỳ")
    if right.kind is TimeKind.RECURRING and ("BY" in (right.rrule or "") or blank):
        if left.rrule in (None, "FREQ=YEARLY") or (left.rrule or "") in (right.rrule or ""):
            return replace(right, start=left.start, raw=raw)
        return None
    return bounded if bounds else None


def _waiting(left: TimeMention, right: TimeMention, raw: str) -> TimeMention | None:
    """ "hằng ngày | khi có dịch", "trong quý II/2026 | sau khi có hướng dẫn": one clause

    A rhythm keeps its kind; a period says when what is waited for should come.
    """
    joined = replace(left, end=right.end, raw=raw, condition=right.condition)
    if left.kind is TimeKind.RECURRING:
        return joined
    if left.rule in ("time.within", "time.done_in", "time.since"):
        return replace(joined, kind=TimeKind.UPON, rule="time.upon")
    return None


def _months_of_both(left: TimeMention, right: TimeMention) -> str | None:
    """ "hằng năm vào tháng 3 | và tháng 9": months alone are one recurrence"""
    rules = [mention.rrule or "" for mention in (left, right)]
    alone = all(rule.startswith(_IN_MONTHS) and rule.count(";") == 1 for rule in rules)
    yearless = left.rule == right.rule == "time.yearless_recurring"
    return f"{rules[0]},{rules[1].removeprefix(_IN_MONTHS)}" if alone and yearless else None


_IN_MONTHS = "FREQ=YEARLY;BYMONTH="


def _begun(scene: Scene, left: TimeMention, right: TimeMention) -> TimeMention | None:
    """ "Từ năm 2026, hằng năm", "Giai đoạn 2026-2030, hằng năm": bounds before their recurrence"""
    if left.rule not in ("time.since", "time.within") or right.kind is not TimeKind.RECURRING:
        return None
    if right.first or right.last or not compiled("begins_stretch").search(fold(left.raw)):
        return None
    raw = scene.text[left.start : right.end]
    return replace(right, start=left.start, raw=raw, first=left.first, last=left.last)


def _labels(scene: Scene, taken: list[tuple[int, int]]) -> Iterator[_Finding]:
    """ "… Thời gian thực hiện: quý II/2025." inside a text"""
    if not any(word in scene.folded for word in _label_words()):
        return
    for match in compiled("inline_label").finditer(scene.folded):
        deadline = is_deadline_label(match["label"])
        inner = replace(scene, deadline=deadline)
        found = _closed(inner, *match.span("content"))
        if found:
            yield found, match.span()


@cache
def _label_words() -> frozenset[str]:
    """The first words of all labels: without one of them a text holds none."""
    return frozenset(fold(label.split()[0]) for label in vocabulary()["labels"])


def is_deadline_label(label: str) -> bool:
    """Whether a label makes a bare period a deadline: "Thời hạn hoàn thành" does."""
    return compiled("deadline_label").search(fold(label)) is not None


def is_start_label(label: str) -> bool:
    """Whether a label makes a bare period a beginning: "Thời gian bắt đầu" does."""
    return compiled("start_label").search(fold(label)) is not None and not is_deadline_label(label)


def begins(mention: TimeMention) -> TimeMention:
    """A bare period under a label that asks for the beginning: from its first day on."""
    if mention.kind != TimeKind.WITHIN or mention.first is None:
        return mention
    return replace(mention, kind=TimeKind.FROM, last=None, rule="time.since")


def _brackets(scene: Scene, taken: list[tuple[int, int]]) -> Iterator[_Finding]:
    """Brackets that hold nothing but a time: "(hoàn thành trong năm 2024)"."""
    for match in compiled("bracket").finditer(scene.folded):
        if _overlaps(match.span(), taken, inside_only=True):
            continue
        start = match.start(1)
        end = start + len(match[1].rstrip(" .;,"))
        found = _closed(scene, start, end, in_bracket=True)
        if found:
            yield found, match.span()
            continue
        comma = compiled("first_pause").search(scene.folded, start, end)
        if comma is not None and _opens_with_rhythm(scene, start, comma.start()):
            found = _closed(scene, start, comma.start(), in_bracket=True)
            if found:
                yield found, (start, comma.start())
        yield from _later_parts(scene, start, end)


def _later_parts(scene: Scene, start: int, end: int) -> Iterator[_Finding]:
    """ "(Sở Y tế chủ trì; thường xuyên)": parts behind a semicolon that hold nothing but a time"""
    at = scene.folded.find(";", start, end)
    while at >= 0:
        following = scene.folded.find(";", at + 1, end)
        stop = following if following >= 0 else end
        found = _closed(scene, _skip(scene, at + 1, stop), stop, in_bracket=True)
        if found:
            yield found, (at + 1, stop)
        at = following


def _opens_with_rhythm(scene: Scene, start: int, end: int) -> bool:
    """ "(thực hiện hằng năm|, báo cáo …)": a bracket whose first part is a time of its own"""
    got = match_at(scene, start, end)
    if got is None:
        return False
    shape, match = got
    return shape != "clause" or bool(match["done"] or match["doing"])


def _sentences(scene: Scene, taken: list[tuple[int, int]]) -> Iterator[_Finding]:
    """Short sentences that hold nothing but a time: "… . Hoàn thành trong năm 2024." """
    spans = list(_segments(scene, 0, len(scene.text)))
    for start, end in spans:
        if end - start > _LONGEST_SENTENCE or _overlaps((start, end), taken):
            continue
        first = match_at(scene, _skip(scene, start, end), end)
        if first is None or (len(spans) == 1 and first[0] == "every"):
            continue
        shape, match = first
        if shape == "clause" and not (match["done"] or match["doing"] or match["before"]):
            continue
        if shape == "ongoing" and compiled("tells_how").match(match.group()):
            continue  # "…; cập nhật thường xuyên."
        found = _closed(scene, start, end)
        if found:
            yield found, (start, end)


def _run(scene: Scene, taken: list[tuple[int, int]]) -> Iterator[_Finding]:
    """Clauses in running text, as far as their surroundings let them count."""
    at, floor = 0, 0
    while (opening := compiled("opening").search(scene.folded, at)) is not None:
        start = opening.start()
        at = opening.end()
        inside = _holding(start, taken)
        if inside is not None:
            at = max(at, inside[1])
            continue
        floor = _bracket_floor(scene, start)
        got = match_at(scene, start, len(scene.folded), _RUN_ORDER)
        if got is None:
            continue
        shape, match = got
        if shape == "trigger" or not _overlaps(match.span(), taken):
            sure = counts(scene, shape, match, floor)
            if start == floor > 0 and not bracket_counts(scene, (floor, match.end()), match, shape):
                sure = 0.0
            if sure < _LOWEST:
                at = max(at, _beyond(shape, match))
                continue
            mentions = [_trimmed(scene, shape, match, m) for m in RULES[shape](scene, match)]
            mentions = bounded(scene, mentions, running=True)
            at = max(match.end(), *(m.end for m in mentions))
            yield [replace(m, confidence=sure) for m in mentions], (match.start(), at)
            if shape in ("periodic", "every"):
                at = yield from _continued(scene, at)


def _beyond(shape: str, match: regex.Match[str]) -> int:
    """Where to go on after a match that does not count: not into its own period."""
    return match.end() if shape == "clause" else match.start() + 1


def _continued(scene: Scene, at: int) -> Generator[_Finding, None, int]:
    """The further items of "Định kỳ 06 tháng (trước …) và 01 năm (trước …)"."""
    while True:
        bracket = compiled("next_bracket").match(scene.folded, at)
        if bracket is None:
            return at
        following = compiled("periodic_next").match(scene.folded, bracket.end())
        if following is None:
            return at
        yield RULES["periodic_next"](scene, following), following.span("items")
        at = following.end()


def _trimmed(
    scene: Scene, shape: str, match: regex.Match[str], mention: TimeMention
) -> TimeMention:
    """In running text "thực hiện đến năm 2030" is the task's own verb and stays outside.

    So does that of "kết quả thực hiện vào tháng 6/2028".
    """
    if shape not in ("clause", "yearly_date", "monthly_day") or mention.start != match.start():
        return mention
    verb = compiled("leading_verb").match(scene.folded, mention.start, mention.end)
    if verb is None:
        return mention
    owned = compiled("owns_doing").search(scene.folded, max(0, mention.start - 30), mention.start)
    if owned is None and not (shape == "clause" and match["doing"] and match["until"]):
        return mention
    start = verb.end()
    return replace(mention, start=start, raw=scene.text[start : mention.end])


def _bracket_floor(scene: Scene, at: int) -> int:
    """Where the bracket that holds a place begins, 0 outside brackets."""
    opened = scene.folded.rfind("(", 0, at)
    return opened + 1 if opened > scene.folded.rfind(")", 0, at) else 0


def _holding(at: int, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    return next((span for span in taken if span[0] <= at < span[1]), None)


def _overlaps(
    span: tuple[int, int], taken: list[tuple[int, int]], *, inside_only: bool = False
) -> bool:
    if inside_only:
        return any(start <= span[0] and span[1] <= end for start, end in taken)
    return any(start < span[1] and span[0] < end for start, end in taken)


def _apart(mentions: list[TimeMention]) -> list[TimeMention]:
    """In reading order, without overlaps: the first and longest stays."""
    kept: list[TimeMention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _scoped(scene: Scene, mentions: list[TimeMention]) -> list[TimeMention]:
    """With the sentence or part that each governs, when there are several."""
    if len(mentions) < 2:
        return mentions
    spans = list(_segments(scene, 0, len(scene.text)))
    scoped = []
    for mention in mentions:
        start, end = next(s for s in spans if s[0] <= mention.start < s[1])
        lead = len(scene.text[start:end]) - len(scene.text[start:end].lstrip())
        tail = len(scene.text[start:end].rstrip(" ;."))
        scoped.append(replace(mention, scope=(start + lead, max(start + tail, mention.end))))
    return scoped
