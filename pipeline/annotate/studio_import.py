"""A Label Studio export → gold records.

Values come from the export alone. Where a region still stands where it was exported, its
quote keeps the spelling it had in gold; elsewhere it is cut from the text anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.annotate.files import OUTSIDE, QUOTES, AnnotateError, in_order
from pipeline.annotate.offsets import Shown, from_utf16, same_words
from pipeline.annotate.studio import CONTROLS, KIND, LABELS
from pipeline.annotate.studio_order import Placed, arranged
from pipeline.evaluate import Place, cleaned
from pipeline.evaluate.places import SourceText

__all__ = ["Imported", "import_tasks", "read_export"]

_QUOTE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Imported:
    """The gold file that a task makes."""

    name: str
    records: list[dict[str, Any]]


@dataclass(slots=True)
class _Region:
    """A region with its values; `start` and `end` count characters of the source."""

    name: str
    kind: str
    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)  # regions it has a relation with
    moved: bool = True


def read_export(path: Path) -> list[Mapping[str, Any]]:
    """The tasks of an export file.

    Raises:
        AnnotateError: it is not Label Studio's JSON export.
        OSError: it cannot be read.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise AnnotateError(f"{path}: not UTF-8; export it again") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it"
        raise AnnotateError(f"{path}: not JSON at {where}; export it again as JSON") from error
    tasks = [tasks] if isinstance(tasks, dict) else tasks
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise AnnotateError(f"{path}: not a list of tasks; export it from Label Studio as JSON")
    if not tasks:
        raise AnnotateError(f"{path}: holds no task")
    return tasks


def import_tasks(
    tasks: Sequence[Mapping[str, Any]], *, annotator: str | None = None
) -> list[Imported]:
    """The gold files that the tasks of an export make, in their order.

    Args:
        tasks: what `read_export` gave.
        annotator: whose annotations, by number or e-mail, where a task has several.

    Raises:
        AnnotateError: something is missing or does not fit; a line for each.
    """
    imported: list[Imported] = []
    problems: list[str] = []
    for number, task in enumerate(tasks, start=1):
        reader = _Reader(f"task {task.get('id', number)}", task)
        try:
            imported.append(reader.read(annotator))
        except AnnotateError as error:
            problems.append(f"{reader.name}: {error}")
        problems += [f"{reader.name}: {problem}" for problem in reader.problems]
    names = [one.name for one in imported]
    problems += [
        f"{name}: two tasks make this file; export one"
        for name in set(names)
        if names.count(name) > 1
    ]
    if problems:
        raise AnnotateError("\n".join(problems))
    return imported


@dataclass(slots=True)
class _Reader:
    """One task on its way to gold."""

    name: str
    task: Mapping[str, Any]
    shown: Shown = field(default_factory=lambda: Shown(""))
    text: str = ""
    clean: SourceText = field(default_factory=lambda: SourceText.of(""))
    data: Mapping[str, Any] = field(default_factory=dict)
    regions: dict[str, _Region] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def read(self, annotator: str | None) -> Imported:
        self._take_data()
        results = _results(self.task, annotator)
        self._take_regions(results)
        self._take_values(results)
        self._take_relations(results)
        records = arranged(list(self._records(self._document(results))))
        stem = Path(str(self.data["file"])).stem
        return Imported(f"{stem}.{self.data['part']}.jsonl", records)

    # --- what was exported

    def _take_data(self) -> None:
        data = self.task.get("data")
        if not isinstance(data, dict):
            raise AnnotateError("has no data; export as JSON, not JSON-MIN or CSV")
        for key, kind in (("text", str), ("file", str), ("part", int)):
            if not isinstance(data.get(key), kind):
                raise AnnotateError(
                    f"data has no {key}; only tasks made by `nhiemvu gold export` can be imported"
                )
        if Path(data["file"]).name != data["file"] or not Path(data["file"]).stem:
            raise AnnotateError(f"data: file {data['file']!r} is no file name")
        returns = data.get("returns") or []
        if not isinstance(returns, list) or not all(type(place) is int for place in returns):
            raise AnnotateError("data: returns is not a list of numbers; export anew")
        self.data = data
        self.shown = Shown(data["text"], tuple(returns))
        try:
            self.text = self.shown.source
        except ValueError as error:
            raise AnnotateError(
                f"data: text and returns do not fit ({error}); export anew"
            ) from error
        self.clean = SourceText.of(self.text)

    def _was(self, name: str) -> Mapping[str, Any]:
        exported = self.data.get("exported")
        was = exported.get(name) if isinstance(exported, dict) else None
        return was if isinstance(was, dict) else {}

    # --- regions

    def _take_regions(self, results: Sequence[Mapping[str, Any]]) -> None:
        labelled = [result for result in results if result.get("from_name") == KIND]
        spans = self._spans(labelled)
        for result, (start, end) in zip(labelled, spans, strict=True):
            name = str(result.get("id"))
            labels = result["value"].get("labels") or []
            kinds = [
                kind for kind, words in LABELS.items() if [words] == labels or [kind] == labels
            ]
            if name in self.regions:
                self.problems.append(f"region {name} is there twice")
            elif not kinds:
                self.problems.append(
                    f"{self._at(start, end)}: labels {labels}, should be one of "
                    f"{', '.join(LABELS.values())}"
                )
            else:
                self._add_region(name, kinds[0], start, end)

    def _add_region(self, name: str, kind: str, start: int, end: int) -> None:
        was = self._was(name)
        if (was.get("start"), was.get("end")) == (start, end):
            span = (self.shown.to_source(start), self.shown.to_source(end))
            self.regions[name] = _Region(name, kind, *span, moved=False)
            return
        place = self._tight(self.shown.to_source(start), self.shown.to_source(end))
        if place is None:
            self.problems.append(f"{self._at(start, end)}: holds no words; delete the region")
        else:
            self.regions[name] = _Region(name, kind, place.start, place.end)

    def _spans(self, labelled: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
        """Start and end of the regions in code points of the shown text."""
        spans = [self._given_span(result) for result in labelled]
        if self._fits(labelled, spans):
            return spans
        try:
            flat = from_utf16(self.shown.text, [offset for span in spans for offset in span])
            others = list(zip(flat[::2], flat[1::2], strict=True))
            if self._fits(labelled, others):
                return others
        except ValueError:
            pass
        for result, span in zip(labelled, spans, strict=True):
            if not self._fits([result], [span]):
                start, end = span
                raise AnnotateError(
                    f"region {result.get('id')} says {result['value'].get('text')!r}, but the text "
                    f"at {start}-{end} is {self.shown.text[start:end]!r}; was the text changed?"
                )
        raise AnnotateError("regions and text do not fit")

    def _given_span(self, result: Mapping[str, Any]) -> tuple[int, int]:
        value = result.get("value")
        start, end = (value.get("start"), value.get("end")) if isinstance(value, dict) else (0, 0)
        if type(start) is not int or type(end) is not int or not 0 <= start < end:
            raise AnnotateError(
                f"region {result.get('id')}: start {start!r}, end {end!r} is no span"
            )
        return start, end

    def _fits(
        self, labelled: Sequence[Mapping[str, Any]], spans: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether every region lies in the text and says what stands there."""
        for result, (start, end) in zip(labelled, spans, strict=True):
            said = result["value"].get("text")
            if end > len(self.shown.text):
                return False
            if isinstance(said, str) and not same_words(said, self.shown.text[start:end]):
                return False
        return True

    def _tight(self, start: int, end: int) -> Place | None:
        """The span without white space and marks at its ends."""
        low = next((i for i, at in enumerate(self.clean.starts) if at >= start), None)
        if low is None:
            return None
        high = low
        while high < len(self.clean.ends) and self.clean.ends[high] <= end:
            high += 1
        while low < high and self.clean.text[low] == " ":
            low += 1
        while high > low and self.clean.text[high - 1] == " ":
            high -= 1
        return self.clean.place(low, high) if low < high else None

    # --- values and relations

    def _take_values(self, results: Sequence[Mapping[str, Any]]) -> None:
        named = {control.name: control for controls in CONTROLS.values() for control in controls}
        for result in results:
            control = named.get(str(result.get("from_name")))
            region = self.regions.get(str(result.get("id")))
            if control is None or region is None or control.kind != region.kind:
                continue  # a value of another kind is left over from a changed label
            given = _single(result)
            if given is None:
                continue
            value = control.value(given)
            if value is None:
                self.problems.append(
                    f"{self._at_region(region)}: {control.title}: {given!r} is no choice of it"
                )
            else:
                region.values[control.key] = value

    def _take_relations(self, results: Sequence[Mapping[str, Any]]) -> None:
        for result in results:
            if result.get("type") != "relation":
                continue
            ends = [self.regions.get(str(result.get(key))) for key in ("from_id", "to_id")]
            if None in ends:
                continue  # one of its regions was deleted
            above = [end for end in ends if end and end.kind in ("section", "task")]
            below = [end for end in ends if end and end.kind in ("unit", "time", "cite", "target")]
            if len(above) != 1 or len(below) != 1:
                first = next(end for end in ends if end)
                self.problems.append(
                    f"{self._at_region(first)}: a relation joins what is mentioned with its "
                    f"task or section, not {' and '.join(LABELS[end.kind] for end in ends if end)}"
                )
            elif above[0].name not in below[0].above:
                below[0].above.append(above[0].name)

    # --- records

    def _document(self, results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        record: dict[str, Any] = {"t": "document", "file": self.data["file"]}
        record["part"] = self.data["part"]
        given = {
            str(r.get("from_name")): _single(r) for r in results if r.get("type") == "textarea"
        }
        for control in CONTROLS["document"]:
            record[control.key] = given.get(control.name)
        regions = [region for region in self.regions.values() if region.kind == "document"]
        if len(regions) > 1:
            self.problems.append(f"{self._at_region(regions[1])}: a second region of the document")
        if regions:
            record |= self._quotes(regions[0])
        elif self.data.get("bounds"):
            record |= {"begin": None, "end": None}
        if self.data.get("sha256") is not None:
            record["sha256"] = self.data["sha256"]
        return in_order(record)

    def _records(self, document: dict[str, Any]) -> Iterator[Placed]:
        yield Placed(document)
        for region in self.regions.values():
            if region.kind == "document":
                continue
            for below in self._belongs(region):
                data = self._record(region, below)
                if data is not None:
                    was = self._was(region.name)
                    kept = not region.moved or region.kind in ("section", "task")
                    kept = bool(was) and kept and was.get("below") == below
                    yield Placed(data, region.start, below, region.name, kept)

    def _record(self, region: _Region, below: str | None) -> dict[str, Any] | None:
        record: dict[str, Any] = {"t": region.kind}
        for control in CONTROLS[region.kind]:
            if control.name != "cite_at":
                record[control.key] = region.values.get(control.key)
        record |= self._quotes(region)
        if region.kind == "section" and record["heading"] == record["label"]:
            record["heading"] = None  # the label alone is marked where there is no heading
        if below is not None:
            path = below if below in OUTSIDE else self.regions[below].values.get("path")
            record["task" if region.kind in ("unit", "time") else "at"] = path
        if region.kind == "target" and not self._take_number(region, record):
            return None
        if region.kind in ("section", "task") and not record["path"]:
            self.problems.append(f"{self._at_region(region)}: its path is not filled in")
        if self.data.get("offsets"):
            record |= {"char_start": region.start, "char_end": region.end}
        return in_order(record)

    def _take_number(self, region: _Region, record: dict[str, Any]) -> bool:
        given = str(record["value"]).strip()
        try:
            record["value"] = float(given.replace(",", "."))
            if given.lstrip("-").isdecimal():
                record["value"] = int(given)
        except ValueError:
            self.problems.append(f"{self._at_region(region)}: value {given!r} is not a number")
            return False
        return True

    def _quotes(self, region: _Region) -> dict[str, str]:
        """The words of a region as gold quotes them, unchanged where it has not moved."""
        words = cleaned(self.text[region.start : region.end])
        keys = QUOTES[region.kind]
        quotes = {keys[0]: words}
        if len(keys) == 2:
            split = words.split()
            quotes = {
                "begin": " ".join(split[:_QUOTE_WORDS]),
                "end": " ".join(split[-_QUOTE_WORDS:]),
            }
        was = self._was(region.name)
        spelled = was.get("quotes") if isinstance(was.get("quotes"), dict) else {}
        for key, side in zip(keys, ("start", "end"), strict=False):
            shown = self.shown.to_shown(region.start if side == "start" else region.end)
            same = not region.moved or (len(keys) == 2 and was.get(side) == shown)
            if same and spelled and isinstance(spelled.get(key), str):
                quotes[key] = spelled[key]
        return quotes

    def _belongs(self, region: _Region) -> Sequence[str | None]:
        """The regions a mention belongs to, or its place outside sections."""
        if region.kind in ("section", "task"):
            return [None]
        above = [self.regions[name] for name in region.above]
        if region.kind in ("unit", "time"):
            above = above or self._around(region)
            if above and all(one.kind == "task" for one in above):
                return [one.name for one in above]
            self.problems.append(
                f"{self._at_region(region)}: belongs to no task; draw a relation to its task"
            )
            return []
        outside = region.values.get("at")
        if outside and above:
            self.problems.append(
                f"{self._at_region(region)}: has both a relation and a place outside sections; "
                "take one away"
            )
            return []
        if outside:
            return [outside]
        above = above or self._around(region) or self._under(region)
        if not above:
            self.problems.append(
                f"{self._at_region(region)}: draw a relation to its task or section"
                + (", or choose its place outside" if region.kind == "cite" else "")
            )
        return [one.name for one in above]

    def _around(self, region: _Region) -> list[_Region]:
        """The task that has the region inside."""
        return [
            task
            for task in self.regions.values()
            if task.kind == "task" and task.start <= region.start and region.end <= task.end
        ][:1]

    def _under(self, region: _Region) -> list[_Region]:
        """The section whose heading is the last thing above the region."""
        above = [
            one
            for one in self.regions.values()
            if one.kind in ("section", "task") and one.start <= region.start
        ]
        last = max(above, key=lambda one: one.start, default=None)
        return [last] if last and last.kind == "section" else []

    # --- messages

    def _at(self, start: int, end: int) -> str:
        words = " ".join(self.shown.text[start:end].split())
        return f"region {words[:40]!r} at {start}"

    def _at_region(self, region: _Region) -> str:
        return self._at(self.shown.to_shown(region.start), self.shown.to_shown(region.end))


def _results(task: Mapping[str, Any], annotator: str | None) -> list[Mapping[str, Any]]:
    """The results of the one annotation that counts."""
    annotations = task.get("annotations", task.get("completions"))
    if not isinstance(annotations, list):
        raise AnnotateError("has no annotations; export as JSON, not JSON-MIN or CSV")
    valid = [one for one in annotations if isinstance(one, dict) and not one.get("was_cancelled")]
    if annotator is not None:
        valid = [one for one in valid if annotator in _names(one.get("completed_by"))]
    if not valid:
        by = f" by {annotator}" if annotator else ""
        raise AnnotateError(f"has no annotation{by}; submit it in Label Studio first")
    if len(valid) > 1:
        people = sorted({name for one in valid for name in _names(one.get("completed_by"))})
        raise AnnotateError(
            f"has {len(valid)} annotations (by {', '.join(people) or 'nobody named'}); choose one "
            "with --annotator, or delete the others"
        )
    results = valid[0].get("result")
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise AnnotateError("its annotation has no list of results; export it again as JSON")
    return results


def _names(person: Any) -> set[str]:
    if isinstance(person, dict):
        return {str(person[key]) for key in ("id", "email") if person.get(key) is not None}
    return set() if person is None else {str(person)}


def _single(result: Mapping[str, Any]) -> str | None:
    """The one value of a text field or a choice; None where it is empty."""
    value = result.get("value")
    given = value.get("choices", value.get("text")) if isinstance(value, dict) else None
    values = [given] if isinstance(given, str) else given
    if not isinstance(values, list):
        return None
    texts = [str(one) for one in values if str(one).strip()]
    return texts[-1] if texts else None
