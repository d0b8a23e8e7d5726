"""Mentions that disagree with others, or with themselves, on date, issuer or number → issues.

| code | for |
| --- | --- |
| `citation_date_conflict` | one work with two dates; a date that is not of the number's year |
| `citation_issuer_conflict` | one work with two issuers |
| `citation_number_conflict` | one date, type and title (or one figure and year) with two numbers |

The message says which mention, what it says, what the others say and which is the likelier:
what the document itself says where the run holds it, else what most mentions say, else what
fits the number's year. What is printed stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.issue_rows import issue_row, page_at
from pipeline.link_voices import Voice, documents, works
from pipeline.link_works import (
    YEAR_IN_NUMBER,
    Reading,
    bodies_agree,
    figure_of,
    identity,
    is_of_one_body,
    likelier,
    types_agree,
)
from pipeline.model import Issue, IssueCode, Severity

__all__ = ["CODES", "conflicts", "mark_doubtful", "report_conflicts"]

Row = dict[str, Any]

CODES = frozenset(
    {
        IssueCode.CITATION_DATE_CONFLICT.value,
        IssueCode.CITATION_ISSUER_CONFLICT.value,
        IssueCode.CITATION_NUMBER_CONFLICT.value,
    }
)
_RAW_SHOWN = 160  # characters of a mention that a message shows


def report_conflicts(rows: dict[str, list[Row]]) -> None:
    """Writes the issues of a file's disagreeing mentions, in place; their tasks need review."""
    found = conflicts(rows)
    rows.setdefault("issues", []).extend(found)
    mark_doubtful(rows.get("tasks", []), found)


def conflicts(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """The issues of mentions that disagree, each once.

    Args:
        rows: `documents`, `citations`, and `pages` without their texts.
    """
    voices = [
        *(Voice(row, Reading.held_as(row)) for row in rows.get("documents", []) if row["number"]),
        *(Voice(row, Reading.of(row)) for row in rows["citations"] if row["cited_number"]),
    ]
    found = {issue["issue_id"]: issue for issue in _Report(rows, voices).issues()}
    return list(found.values())


def mark_doubtful(tasks: Iterable[Row], issues: Iterable[Row]) -> None:
    """Tasks that such issues are of need review."""
    doubtful = {issue["task_id"] for issue in issues} - {None}
    for task in tasks:
        if task["task_id"] in doubtful:
            task["needs_review"] = True


class _Report:
    """The issues of some files' rows."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], voices: Sequence[Voice]) -> None:
        self.voices = voices
        self.paths = {row["doc_id"]: row.get("source_path") for row in rows.get("documents", [])}
        self.pages: dict[str, list[Row]] = defaultdict(list)
        for page in rows.get("pages", []):
            self.pages[page["doc_id"]].append(page)

    def issues(self) -> Iterator[Row]:
        by_number: dict[str, list[Voice]] = defaultdict(list)
        by_date: dict[date, list[Voice]] = defaultdict(list)
        by_year: dict[tuple[str, str | None], list[Voice]] = defaultdict(list)
        for voice in self.voices:
            number = identity(voice.says.number)
            if number is None or voice.says.number.isdecimal():
                continue
            by_number[number].append(voice)
            if voice.says.date:
                by_date[voice.says.date].append(voice)
            if YEAR_IN_NUMBER.search(voice.says.number):
                by_year[voice.doc_id, figure_of(voice.says.number)].append(voice)
        for group in by_number.values():
            for work in works(group):
                yield from self._dates(work)
                yield from self._issuers(work)
            yield from self._issuers_of_undated(group)
        for group in (*by_date.values(), *by_year.values()):
            yield from self._numbers(group)

    # --- dates ---

    def _dates(self, work: Sequence[Voice]) -> Iterator[Row]:
        """Two dates of one work, and a date that is not of the year in the number."""
        values = [(voice.says.date, voice.says.held) for voice in work]
        year = YEAR_IN_NUMBER.search(work[0].says.number)
        fitting = {day for day, _ in values if year and day and str(day.year) == year[1]}
        if len({day for day, _ in values}) > 1:
            yield from self._told(
                IssueCode.CITATION_DATE_CONFLICT,
                work,
                lambda voice: voice.says.date,
                likelier(values, fitting),
                lambda day: f"ngày {_day(day)}",
            )
        elif year and not fitting:
            for voice in work:
                message = (
                    f"{_named(voice)} ghi ngày {_day(values[0][0])}, không thuộc năm {year[1]} "
                    "ghi trong số văn bản; cần xem lại ngày hoặc số."
                )
                yield from self._row(IssueCode.CITATION_DATE_CONFLICT, voice, message)

    # --- issuers ---

    def _issuers(self, work: Sequence[Voice]) -> Iterator[Row]:
        """Two issuers of one work, whose number is that of one body."""
        told = [voice for voice in work if voice.says.issuer]
        if not told or not is_of_one_body(told[0].says.number):
            return
        classes: list[str] = []
        for voice in told:
            if not any(bodies_agree(voice.says.issuer, name) for name in classes):
                classes.append(str(voice.says.issuer))
        if len(classes) < 2:
            return

        def class_of(voice: Voice) -> str:
            return next(name for name in classes if bodies_agree(voice.says.issuer, name))

        best = likelier([(class_of(voice), voice.says.held) for voice in told])
        yield from self._told(IssueCode.CITATION_ISSUER_CONFLICT, told, class_of, best, str)

    def _issuers_of_undated(self, group: Sequence[Voice]) -> Iterator[Row]:
        """In one document: mentions without a date beside those of the only work with one."""
        by_document: dict[str, list[Voice]] = defaultdict(list)
        for voice in group:
            if not voice.says.held:
                by_document[voice.doc_id].append(voice)
        for voices in by_document.values():
            undated = [voice for voice in voices if voice.says.date is None]
            if not undated or len(works(voices)) > 1:
                continue
            agreeing = [v for v in voices if types_agree(v.says, undated[0].says)]
            yield from self._issuers(agreeing)

    # --- numbers ---

    def _numbers(self, group: Sequence[Voice]) -> Iterator[Row]:
        """Mentions that are of one document by date and title, or by figure and year."""
        for document in documents(group):
            if len({identity(voice.says.number) for voice in document}) > 1:
                yield from self._numbers_of_one(document)

    def _numbers_of_one(self, work: Sequence[Voice]) -> Iterator[Row]:
        spelled = {identity(voice.says.number): voice.says.number for voice in work}

        def number_of(voice: Voice) -> str:
            return spelled[identity(voice.says.number)]

        best = likelier([(number_of(voice), voice.says.held) for voice in work])
        code = IssueCode.CITATION_NUMBER_CONFLICT
        yield from self._told(code, work, number_of, best, lambda number: f"số {number}")

    # --- messages ---

    def _told(
        self,
        code: IssueCode,
        voices: Sequence[Voice],
        value_of: Callable[[Voice], Any],
        best: Any | None,
        shown: Callable[[Any], str],
    ) -> Iterator[Row]:
        """An issue for each mention that does not say the likelier; in a tie, the first's value."""
        kept = best if best is not None else value_of(voices[0])
        for voice in voices:
            own = value_of(voice)
            if own == kept or voice.says.held:
                continue
            others: dict[Any, list[Voice]] = defaultdict(list)
            for other in voices:
                if value_of(other) != own:
                    others[value_of(other)].append(other)
            said = "; ".join(
                f"{self._who(voice, those)} ghi {shown(value)}" for value, those in others.items()
            )
            verdict = (
                f"nhiều khả năng đúng là {shown(best)}"
                if best is not None
                else "chưa đủ căn cứ để biết bên nào đúng"
            )
            yield from self._row(
                code, voice, f"{_named(voice)} ghi {shown(own)}, còn {said}; {verdict}."
            )

    def _who(self, voice: Voice, others: Sequence[Voice]) -> str:
        """ "2 viện dẫn khác (trong a.md)", "chính văn bản đó (b.md)"."""
        held = [other for other in others if other.says.held]
        places = sorted(
            {
                str(self.paths.get(other.doc_id))
                for other in held or others
                if other.doc_id != voice.doc_id and self.paths.get(other.doc_id)
            }
        )
        where = f" ({', '.join(places)})" if places else ""
        return f"chính văn bản đó{where}" if held else f"{len(others)} viện dẫn khác{where}"

    def _row(self, code: IssueCode, voice: Voice, message: str) -> Iterator[Row]:
        row = voice.row
        if voice.says.held:
            return
        start, end = row.get("char_start"), row.get("char_end")
        page = page_at(self.pages[voice.doc_id], start)
        issue = Issue(code, Severity.WARNING, message, start, end, page)
        yield issue_row(voice.doc_id, issue, row.get("task_id"), told=(row["cited_number"],))


def _named(voice: Voice) -> str:
    raw = " ".join(str(voice.row.get("raw") or voice.says.number).split())
    shown = raw if len(raw) <= _RAW_SHOWN else f"{raw[:_RAW_SHOWN].rstrip()}…"
    return f"Viện dẫn “{shown}”"


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "…"
