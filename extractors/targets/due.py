"""By when a goal is to be met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from extractors.targets.normalise import due_dates
from extractors.targets.patterns import compiled
from extractors.targets.sentences import Sentence, clause_before
from pipeline.model import TargetMention

__all__ = ["dated"]

_LISTED: Final = ("target.count", "target.count_of", "target.percent")


def dated(
    sentence: Sentence, goals: list[TargetMention], hint: date | None
) -> Iterator[TargetMention]:
    """Each goal with its date: one that follows it in its part, else the last before it.

    What was reached before then is left out: "năm 2025 đạt 89,4 điểm" in a plan for 2026.
    """
    folded = sentence.folded[sentence.start : sentence.end]
    dates = [(sentence.start + at, day, alone) for at, day, alone in due_dates(folded)]
    if compiled("congress").search(folded):
        hint = None
    known: list[TargetMention] = []
    stated: list[TargetMention] = []  # those with a date that has no preposition
    for index, goal in enumerate(goals):
        limit = goals[index + 1].start if index + 1 < len(goals) else sentence.end
        found = _date_of(sentence, goal, limit, dates)
        known.append(replace(goal, due=found[0] if found else hint))
        if found and found[1] and not is_striven_for(sentence, goal):
            stated.append(known[-1])
    known = list(_shared(sentence, known))
    last = max((goal.due for goal in known if goal.due and goal not in stated), default=hint)
    series = len({goal.due for goal in stated}) > 1
    for goal in known:
        if goal not in stated or not _is_result(sentence, goal, None if series else last or hint):
            yield goal


def _shared(sentence: Sentence, goals: list[TargetMention]) -> Iterator[TargetMention]:
    """Counts of one list, which share the date behind it: "02 trường, 01 trạm trong năm 2025" """
    for goal, following in zip(goals, [*goals[1:], None], strict=True):
        if following is None or goal.due is not None or goal.rule not in _LISTED:
            yield goal
            continue
        joined = compiled("and_also").fullmatch(sentence.folded, goal.end, following.start)
        yield replace(goal, due=following.due) if joined else goal


def _date_of(
    sentence: Sentence, goal: TargetMention, limit: int, dates: list[tuple[int, date, bool]]
) -> tuple[date, bool] | None:
    """The date of a goal, and whether that has no preposition; the next goal begins at `limit`."""
    limit = max(limit, goal.end)
    semicolon = sentence.folded.find(";", goal.end, limit)
    limit = semicolon if semicolon >= 0 else limit
    inside = [entry for entry in dates if goal.start <= entry[0] < goal.end]
    after = [
        entry
        for entry in dates
        if goal.end <= entry[0] < limit
        and not _next(sentence, goal, entry[0])
        and not _in_base_bracket(sentence, entry[0])
    ]
    before = [entry for entry in dates if entry[0] < goal.start]
    found = (inside + after or before[-1:])[:1]
    return found[0][1:] if found else None


def is_striven_for(sentence: Sentence, goal: TargetMention) -> bool:
    if goal.comparator != "=":
        return True
    before = clause_before(sentence, goal.start)
    part = before[before.rfind(",") + 1 :] + sentence.folded[goal.start : goal.end]
    return compiled("strives").search(part) is not None


def _in_base_bracket(sentence: Sentence, at: int) -> bool:
    """ "(năm 2025 đạt 89,4 điểm)" holds the place"""
    opened = sentence.folded.rfind("(", sentence.start, at)
    if opened < 0:
        return False
    match = compiled("base_bracket").match(sentence.folded, opened, sentence.end)
    return match is not None and at <= match.end()


def _is_result(sentence: Sentence, goal: TargetMention, due: date | None) -> bool:
    """What was reached the year before the goal is due, or stands in a bracket behind it."""
    if _in_base_bracket(sentence, goal.end):
        return True
    return due is not None and goal.due is not None and goal.due.year == due.year - 1


def _next(sentence: Sentence, goal: TargetMention, at: int) -> bool:
    """A date after a comma that opens the next goal: "80% …, đến năm 2030 đạt 90%"."""
    if not sentence.folded[goal.end : at].rstrip().endswith(","):
        return False
    return compiled("next_goal").match(sentence.folded, at, sentence.end) is not None
