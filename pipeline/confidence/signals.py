"""Rows of one document → what in each row speaks for or against it: signals.

A signal is a plain fact about a row that a reader could see in the tables: a name that
goes on behind its end, a month in a task's text that no time clause explains. Signals say
nothing by themselves; what each is worth is counted on gold (`pipeline.confidence.fit`).
They are made from the tables alone, so that the tables of an older program can be counted
too: those of documents that nobody had seen when that program read them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import regex

from pipeline.lexicon import alternation, fold, load_yaml

__all__ = ["JUDGED", "PARTS", "SIGNALS", "DocumentRows", "documents_of", "signals_of"]

Row = Mapping[str, Any]

# Each signal with what it says of a row, for issues and reports. By table.
_TASK = {
    "no_lead": "no body leads it",
    "no_lead_among_led": "no body leads it, though most tasks of the document have one",
    "no_lead_beside_led": "no body leads it, though others of its group have one",
    "no_lead_person": "no body leads it, though it begins with people or bodies",
    "no_time_beside_timed": "it has no time, though most others of its group have one",
    "text_behind": "behind it stands text that belongs to nothing",
    "no_lead_text_behind": "no body leads it, and behind it stands text that belongs to nothing",
    "label_inside": "a label with a colon stands near its end, as if a line were in it",
    "runs_on": "it ends without a stop behind a whole sentence, as if a heading were in it",
    "runs_on_near": "another item of its group seems to hold a heading",
    "no_sentence": "it is a few words without a stop, as a heading is",
    "role_left": "behind a word for a role nobody was found",
    "name_left": "a body is named in it that has no role",
    "name_joined": "behind a body with a role another is named that has none",
    "rhythm_left": "words for a rhythm stand in it that no time clause holds",
    "deadline_left": "words for a deadline stand in it that no time clause holds",
    "date_left": "'trước/đến/trong …' with a date stands in it and no time clause holds it",
    "year_left": "a year, month or quarter stands in it that nothing holds",
    "when_first": "a sentence of it begins with 'Khi …' and no time clause holds it",
    "when_left": "'khi …' stands in it and no time clause holds it",
    "figure_left": "a figure stands in it that nothing explains",
    "warned": "something in it could not be read",
    "no_label": "its place has no label of its own (a paragraph)",
    "short": "it is very short",
    "open_end": "it ends with a colon",
    "small_start": "it begins in mid sentence",
    "several_leads": "several bodies lead it",
    "several_times": "several times are recorded for it",
    "part_doubtful": "one of its bodies or times is doubtful",
    "part_unsure": "one of its bodies or times is unsure",
    "part_less_sure": "one of its bodies or times is less than sure",
    "hard_document": "much of the document was not explained",
    "recognised": "its page was recognised",
    "words_unsure": "words in it were mended or recognised badly",
}
_UNIT = {
    "goes_on": "the name may go on behind its end",
    "joined": "the name joins several by 'và' or a comma",
    "long": "the name is very long",
    "small": "the name begins with a small letter",
    "several_leads": "several bodies lead the task",
    "role_elsewhere": "only its heading or group names it",
    "no_label": "the task's place has no label of its own",
    "hard_document": "much of the document was not explained",
    "recognised": "the page was recognised",
    "words_unsure": "words in it were mended or recognised badly",
}
_TIME = {
    "goes_on": "the clause may go on behind its end",
    "yearless": "the year is not printed",
    "far": "it ends more than eight years from the document's date",
    "past": "it ends before the document's date",
    "conditional": "it depends on something that is to happen",
    "without_value": "neither a date nor a rhythm was made of it",
    "several_times": "the task has several times",
    "no_label": "the task's place has no label of its own",
    "hard_document": "much of the document was not explained",
    "recognised": "the page was recognised",
    "words_unsure": "words in it were mended or recognised badly",
}
_CITATION = {
    "goes_on": "the mention may go on behind its end",
    "no_issuer": "no issuer is named",
    "no_type": "the kind of document is not named",
    "recognised": "the page was recognised",
    "words_unsure": "words in it were mended or recognised badly",
}
_TARGET = {
    "goes_on": "the goal may go on behind its end",
    "no_unit": "what is counted is not named",
    "long_unit": "what is counted has three words or more",
    "small_figure": "the figure is below ten",
    "in_task": "it stands in a task, not among goals",
    "no_label": "its place has no label of its own",
    "hard_document": "much of the document was not explained",
    "recognised": "the page was recognised",
    "words_unsure": "words in it were mended or recognised badly",
}
SIGNALS: Mapping[str, Mapping[str, str]] = {
    "tasks": _TASK,
    "responsibilities": _UNIT,
    "time_clauses": _TIME,
    "citations": _CITATION,
    "targets": _TARGET,
}
JUDGED = tuple(SIGNALS)
PARTS = ("responsibilities", "time_clauses")  # whose certainty is also that of their task

_SHORT_TASK, _LONG_NAME, _FEW, _LEFT_WORDS = 6, 9, 8, 3  # words
_FAR_YEARS = 8
_HARD_SHARE = 0.25  # of a document's tasks with something that nothing explains
_UNSURE_CODES = frozenset({"low_ocr_confidence", "value_doubtful", "words_mended"})
_LEFT = frozenset({"role_left", "name_joined", "rhythm_left", "deadline_left", "date_left",
                   "when_first", "warned"})  # fmt: skip

_STEP_PLAIN = regex.compile(r"p\d+(?:#\d+)?")
_STEP_ROW = regex.compile(r"r\d+(?:#\d+)?")
_FIGURE = regex.compile(r"(?<![\p{L}\d/.-])\d[\d.,]*")
_YEAR = regex.compile(r"20\d\d")
_DATE = r"(?:quý\s+[ivx\d]+\b|(?:tháng|ngày|tuần)\s+\d|năm\s+20\d\d|\d{1,2}/(?:\d{1,2}/)?20\d\d)"
_DATED = regex.compile(_DATE)
_WHEN = regex.compile(r"(?<!trước )\bkhi\s+(?!cần thiết|thực hiện|cần)\p{L}")
_WHEN_FIRST = regex.compile(r"(?:^|[.;(,]\s*)(?:sau\s+|ngay\s+sau\s+)?khi\s+\p{L}")
_STOPPED = regex.compile(r"[.;:,…!?)”\"/\d]\s*$")
_SENTENCE_BEFORE = regex.compile(r"\p{Ll}[).]*\.\s+\p{Lu}[^.;]*$")
_PERSON = regex.compile(
    r"(?:các|mỗi|từng|mọi|trưởng|hiệu trưởng|giám đốc|chủ tịch|bí thư|thủ trưởng|người đứng đầu)\b"
)
_LABEL = regex.compile(r"(?:sản phẩm|kết quả)[^\n]*|[^\n:;.,]{0,40}:", regex.IGNORECASE)
_LABEL_INSIDE = regex.compile(r"[.;]\s+\p{Lu}[\p{Ll} ]{2,25}:\s[^:]{3,60}$")
_WORD = regex.compile(r"\p{L}{2,}")
_GAP = "\u2044"  # stands for what some row holds; no word
_MARKS = regex.compile(r"[\s*#_\\]+")


@dataclass(frozen=True)
class DocumentRows:
    """The rows of one document, by table, and its source text."""

    document: Row
    text: str
    tables: Mapping[str, Sequence[Row]]
    pages: Sequence[Row] = ()
    issues: Sequence[Row] = field(default=())

    @cached_property
    def by_task(self) -> dict[str, dict[str, list[Row]]]:
        """What is recorded for each task, by its id and table."""
        found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for table in ("responsibilities", "time_clauses", "citations"):
            for row in self.tables[table]:
                if row["task_id"]:
                    found[row["task_id"]][table].append(row)
        paths = {row["path"]: row["task_id"] for row in self.tables["tasks"]}
        for row in self.tables["targets"]:
            if row["path"] in paths:
                found[paths[row["path"]]]["targets"].append(row)
        return found

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of its tasks."""
        return frozenset(row["path"] for row in self.tables["tasks"])

    @cached_property
    def warned(self) -> frozenset[str]:
        """The tasks that extraction could not read in some part."""
        return frozenset(
            row["task_id"]
            for row in self.issues
            if row["task_id"] and row["severity"] != "info" and row["code"] in _WARNINGS
        )

    @cached_property
    def unsure(self) -> list[tuple[int, int]]:
        """Where words were mended or recognised badly."""
        return [
            (row["char_start"], row["char_end"])
            for row in self.issues
            if row["code"] in _UNSURE_CODES and row["char_start"] is not None
        ]

    @cached_property
    def recognised(self) -> list[tuple[int, int]]:
        """The pages that were recognised."""
        return [
            (page["char_start"], page["char_end"])
            for page in self.pages
            if page["text_origin"] == "ocr"
        ]

    def behind(self, row: Row) -> str:
        """What stands behind a row, folded, on one line."""
        end = row["char_end"]
        text = unicodedata.normalize("NFC", self.text[end : end + 40])
        return fold(_MARKS.sub(" ", text))


_WARNINGS = frozenset({"date_impossible", "date_contradictory", "time_unparsed",
                       "number_unreadable", "unit_unknown", "citation_date_conflict",
                       "citation_issuer_conflict", "citation_number_conflict"})  # fmt: skip


def documents_of(rows: Mapping[str, Sequence[Row]]) -> Iterator[DocumentRows]:
    """The rows of each document among tables' rows, in the order of `documents`."""
    kept: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table in (*JUDGED, "sections", "pages", "issues"):
        for row in rows.get(table, ()):
            kept[row["doc_id"]][table].append(row)
    for document in rows.get("documents", ()):
        own = kept[document["doc_id"]]
        pages = sorted(own["pages"], key=lambda page: page["page"])
        text = "".join(page["text"] or "" for page in pages)
        tables = {table: own[table] for table in (*JUDGED, "sections")}
        yield DocumentRows(document, text, tables, pages, own["issues"])


def signals_of(rows: DocumentRows) -> dict[str, list[frozenset[str]]]:
    """The signals of each row, table by table, in the order of the rows.

    Those of tasks' parts (`part_doubtful`) are not among them: they come from
    confidences (`pipeline.confidence.assess`).
    """
    tasks = [_task_signals(rows, task) for task in rows.tables["tasks"]]
    for found, behind in zip(tasks, _left_behind(rows), strict=True):
        if behind:
            found.add("text_behind")
            if "no_lead" in found:
                found.add("no_lead_text_behind")
    left = sum(bool(found & _LEFT) for found in tasks)
    leads = sum("no_lead" not in found for found in tasks)
    hard = bool(tasks) and left > _HARD_SHARE * len(tasks)
    whole = {"hard_document"} if hard else set()
    for found in tasks:
        found |= whole
        if "no_lead" in found and leads > len(tasks) / 2:
            found.add("no_lead_among_led")
    _beside(rows, tasks)
    paths = {row["task_id"]: row["path"] for row in rows.tables["tasks"]}
    of_row = {
        "responsibilities": lambda row: _unit_signals(rows, row, paths) | whole,
        "time_clauses": lambda row: _time_signals(rows, row, paths) | whole,
        "citations": lambda row: _citation_signals(rows, row),
        "targets": lambda row: _target_signals(rows, row) | whole,
    }
    found_signals = {"tasks": [frozenset(found) for found in tasks]}
    for table, of in of_row.items():
        found_signals[table] = [frozenset(of(row)) for row in rows.tables[table]]
    return found_signals


def _places(rows: DocumentRows, row: Row) -> Iterator[str]:
    """Of any row: whether it was recognised, and badly."""
    start, end = row["char_start"], row["char_end"]
    if any(start < last and first < end for first, last in rows.recognised):
        yield "recognised"
    if any(start < last and first < end for first, last in rows.unsure):
        yield "words_unsure"


# --- tasks -----------------------------------------------------------------------------


def _task_signals(rows: DocumentRows, task: Row) -> set[str]:
    parts = rows.by_task[task["task_id"]]
    return {
        *_shape(task),
        *_recorded(task, parts),
        *_left_over(task, parts),
        *_places(rows, task),
        *(["warned"] if task["task_id"] in rows.warned else []),
    }


def _shape(task: Row) -> Iterator[str]:
    """What its place, its beginning and its end say."""
    text, path = task["text"] or "", task["path"]
    last = path.rsplit("/", 1)[-1]
    if _STEP_PLAIN.fullmatch(last):
        yield "no_label"
    words = len(text.split())
    if words < _SHORT_TASK:
        yield "short"
    if text.rstrip().endswith(":"):
        yield "open_end"
    if text[:1].islower():
        yield "small_start"
    if _LABEL_INSIDE.search(text):
        yield "label_inside"
    if not _STOPPED.search(text) and not _STEP_ROW.fullmatch(last):
        if _SENTENCE_BEFORE.search(text):
            yield "runs_on"
        elif words <= _FEW:
            yield "no_sentence"


def _recorded(task: Row, parts: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    roles = Counter(row["role"] for row in parts["responsibilities"])
    if not roles["lead"]:
        yield "no_lead"
        if _PERSON.match(fold(task["text"] or "")):
            yield "no_lead_person"
    if roles["lead"] > 1:
        yield "several_leads"
    if len(parts["time_clauses"]) > 1:
        yield "several_times"


def _left_behind(rows: DocumentRows) -> Iterator[bool]:
    """Of each task, whether text that no row holds stands before what comes next."""
    starts = sorted(
        row["char_start"] for table in ("tasks", "sections") for row in rows.tables[table]
    )
    held = sorted(
        (row["char_start"], row["char_end"])
        for table in ("responsibilities", "time_clauses", "citations", "targets")
        for row in rows.tables[table]
    )
    for task in rows.tables["tasks"]:
        at = bisect_left(starts, task["char_end"])
        end = starts[at] if at < len(starts) else task["char_end"]
        left, begin = "", task["char_end"]
        for first, last in held[bisect_left(held, (begin, 0)) :]:
            if first >= end:
                break
            left += rows.text[begin : max(begin, first)]
            begin = max(begin, last)
        left += rows.text[begin:end] if begin < end else ""
        in_table = "|" in left
        yield not in_table and len(_WORD.findall(_LABEL.sub("", left))) > _LEFT_WORDS


def _beside(rows: DocumentRows, found: Sequence[set[str]]) -> None:
    """Adds what the other tasks of a group say of a task."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, task in enumerate(rows.tables["tasks"]):
        groups[task["path"].rpartition("/")[0]].append(index)
    for group in groups.values():
        timed = [bool(rows.by_task[rows.tables["tasks"][i]["task_id"]]["time_clauses"])
                 for i in group]  # fmt: skip
        led = ["no_lead" not in found[i] for i in group]
        odd = any("runs_on" in found[i] for i in group)
        for i, has_time, has_lead in zip(group, timed, led, strict=True):
            if not has_lead and any(led):
                found[i].add("no_lead_beside_led")
            if not has_time and sum(timed) > len(group) / 2:
                found[i].add("no_time_beside_timed")
            if odd and "runs_on" not in found[i]:
                found[i].add("runs_on_near")


def _left_over(task: Row, parts: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """What stands in the text and in none of its rows."""
    shapes = _shapes()
    text = _without(task["text"] or "", parts)
    folded = fold(text)
    told = {
        "role_left": shapes.role.search(folded),
        "name_left": any(not shapes.not_acting.search(folded[: name.start()])
                         for name in shapes.name.finditer(text)),
        "name_joined": shapes.joined.search(text),
        "rhythm_left": shapes.rhythm.search(folded),
        "deadline_left": shapes.deadline.search(folded),
        "date_left": shapes.dated.search(folded),
        "year_left": _DATED.search(folded),
        "when_first": _WHEN_FIRST.search(folded),
        "when_left": _WHEN.search(folded),
        "figure_left": _FIGURE.search(folded),
    }  # fmt: skip
    yield from (signal for signal, there in told.items() if there)


def _without(text: str, parts: Mapping[str, Sequence[Row]]) -> str:
    """A task's text with a mark for all that its rows hold; longest first, wherever it stands."""
    raws = {row.get("raw") or row.get("unit_raw") or "" for rows in parts.values() for row in rows}
    for raw in sorted(raws, key=len, reverse=True):
        if raw:
            text = text.replace(raw, _GAP)
    return text


@dataclass(frozen=True)
class _Shapes:
    role: regex.Pattern[str]
    name: regex.Pattern[str]
    joined: regex.Pattern[str]
    not_acting: regex.Pattern[str]
    rhythm: regex.Pattern[str]
    deadline: regex.Pattern[str]
    dated: regex.Pattern[str]
    goes_on: regex.Pattern[str]


_WORDS = frozenset(
    {"heads", "role_verbs", "not_acting", "rhythms", "deadlines", "dating", "goes_on"}
)


@cache
def _shapes() -> _Shapes:
    """The words of `words.yaml` as patterns; names are told by their capitals."""
    words = load_yaml("pipeline.confidence", "words.yaml", _WORDS)
    said = {key: alternation(words[key]) for key in _WORDS}
    name = rf"\b(?i:{said['heads']})\s+\p{{Lu}}\p{{L}}+"
    return _Shapes(
        role=regex.compile(rf"\b(?:{said['role_verbs']})\s+(?:các\s+)?(?:{said['heads']})\b"),
        name=regex.compile(name),
        joined=regex.compile(
            rf"{_GAP}\s*(?:,|và|cùng|với|-)\s*(?:các\s+)?(?:(?i:{said['heads']})\b)"
        ),
        not_acting=regex.compile(rf"\b(?:{said['not_acting']})\s+$"),
        rhythm=regex.compile(rf"\b(?:{said['rhythms']})\b"),
        deadline=regex.compile(rf"\b(?:{said['deadlines']})\b"),
        dated=regex.compile(rf"\b(?:{said['dating']})\s+(?:hết\s+)?{_DATE}"),
        goes_on=regex.compile(rf" ?(?:,|;|-|(?:{said['goes_on']})\b) ?\p{{L}}"),
    )


# --- what is recorded for tasks --------------------------------------------------------


def _unit_signals(rows: DocumentRows, row: Row, paths: Mapping[str, str]) -> set[str]:
    name = row["unit_raw"] or row["unit"]
    found = set(_places(rows, row))
    if _shapes().goes_on.match(rows.behind(row)):
        found.add("goes_on")
    if regex.search(r",| và ", name):
        found.add("joined")
    if len(name.split()) > _LONG_NAME:
        found.add("long")
    if name[:1].islower():
        found.add("small")
    others = rows.by_task[row["task_id"]]["responsibilities"]
    if row["role"] == "lead" and sum(one["role"] == "lead" for one in others) > 1:
        found.add("several_leads")
    if row["source"] == "heading":
        found.add("role_elsewhere")
    return found | _plain(paths.get(row["task_id"]))


def _time_signals(rows: DocumentRows, row: Row, paths: Mapping[str, str]) -> set[str]:
    found = set(_places(rows, row))
    if regex.match(r" ?(?:,? ?(?:năm|tháng|ngày|quý|tuần)\b|[/-] ?\d|\d)", rows.behind(row)):
        found.add("goes_on")
    ends = row["end"] or row["start"]
    if ends is not None and not _YEAR.search(row["raw"]):
        found.add("yearless")
    issued = rows.document.get("issued_date")
    if issued and row["end"]:
        if row["end"].year - issued.year > _FAR_YEARS:
            found.add("far")
        if row["end"] < issued:
            found.add("past")
    if row["condition"]:
        found.add("conditional")
    if row["kind"] not in ("ongoing", "upon") and ends is None and row["rrule"] is None:
        found.add("without_value")
    if len(rows.by_task[row["task_id"]]["time_clauses"]) > 1:
        found.add("several_times")
    return found | _plain(paths.get(row["task_id"]))


def _plain(path: str | None) -> set[str]:
    return {"no_label"} if path and _STEP_PLAIN.fullmatch(path.rsplit("/", 1)[-1]) else set()


# --- mentions --------------------------------------------------------------------------


def _citation_signals(rows: DocumentRows, row: Row) -> set[str]:
    found = set(_places(rows, row))
    if regex.match(r" ?(?:[/-] ?[\p{L}\d]|\d)", rows.behind(row)):
        found.add("goes_on")
    if row["cited_number"] and row["cited_issuer"] is None:
        found.add("no_issuer")
    if row["cited_type"] is None:
        found.add("no_type")
    return found


def _target_signals(rows: DocumentRows, row: Row) -> set[str]:
    found = set(_places(rows, row))
    if regex.match(r" ?[/\p{Ll}]", rows.behind(row)):
        found.add("goes_on")
    if row["unit"] is None:
        found.add("no_unit")
    elif len(row["unit"].split()) > 2:
        found.add("long_unit")
    if row["value"] < 10:
        found.add("small_figure")
    if row["path"] in rows.paths:
        found.add("in_task")
    return found | _plain(row["path"])
