"""Checks how records hang together: paths, numbering, sections, the order of lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from pipeline.annotate.files import OUTSIDE, GoldFile, Problem, at_of, is_sound
from pipeline.evaluate import GoldRecord, cleaned
from pipeline.evaluate.values import step_of

__all__ = ["check_paths"]

# "b12" → letter and number; what an item without a printed label is called.
_COUNTED = regex.compile(r"(?P<letter>[hbpr])(?P<number>[1-9]\d*)")
# "4.1#2" → the step and its use
_REPEATED = regex.compile(r"(?P<base>.+?)(?:#(?P<use>\d+))?")

_WORKING = frozenset({"task", "implementation"})
_LETTERS = {"section": "hr", "task": "bpr"}


def check_paths(file: GoldFile) -> Iterator[Problem]:
    """Problems of paths and of the order of lines; values need not be right."""
    tree = _Tree()
    for record in file.records:
        if record.kind in ("section", "task") and is_sound(record):
            for text, note in tree.add(record):
                yield file.problem(record, text, note=note)
    yield from _tasks_in_sections(file, tree)
    yield from _mentions_below(file)
    yield from _said_twice(file)


@dataclass(slots=True)
class _Tree:
    """The sections and tasks so far."""

    sections: dict[str, GoldRecord] = field(default_factory=dict)
    tasks: dict[str, GoldRecord] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)  # that only introduce a list: no record
    uses: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    counts: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, record: GoldRecord) -> Iterator[tuple[str, bool]]:
        """Takes in the next section or task; what is wrong with its path, or worth a note."""
        path = record["path"]
        steps = path.split("/")
        if not all(step.strip() == step and step for step in steps):
            yield f"path {path!r}: write its steps with one '/' between them, no spaces", False
            return
        if record.kind == "section":
            yield from self._parents_of_section(path)
        else:
            yield from self._parents_of_task(path, steps)
        for text in (*_label_fits(record, steps[-1]), *self._numbered(path)):
            yield text, False
        (self.sections if record.kind == "section" else self.tasks)[path] = record

    def _parents_of_section(self, path: str) -> Iterator[tuple[str, bool]]:
        parent = path.rpartition("/")[0]
        if parent in self.tasks:
            yield f"path {path}: {parent} is a task; a heading with items is a section", False
        elif parent and parent not in self.sections:
            advice = "add it or correct the path"
            yield f"path {path}: there is no section {parent} above; {advice}", False

    def _parents_of_task(self, path: str, steps: list[str]) -> Iterator[tuple[str, bool]]:
        for count in range(1, len(steps)):
            above = "/".join(steps[:count])
            if above in self.tasks:
                yield f"path {path}: {above} is a task; only the lowest items are tasks", False
            elif above not in self.sections and above not in self.items:
                self.items.add(above)
                if not _COUNTED.fullmatch(steps[count - 1]):
                    advice = "right only where that is an item that merely introduces a list"
                    yield f"path {path}: there is no section {above}; {advice}", True
                for text in self._numbered(above):
                    yield text, False

    def _numbered(self, path: str) -> Iterator[str]:
        """`#2` for the second use; b1, b2 … without a gap. Counts the step."""
        parent, _, step = path.rpartition("/")
        parts = _REPEATED.fullmatch(step)
        base, use = (parts["base"], int(parts["use"] or 1)) if parts else (step, 1)
        self.uses[parent, base] += 1
        expected = self.uses[parent, base]
        if use != expected or step.endswith("#1"):
            wanted = base if expected == 1 else f"{base}#{expected}"
            yield f"path {path}: use {expected} of {base!r} here, so its step is {wanted!r}"
        counted = _COUNTED.fullmatch(base)
        if counted:
            letter, number = counted["letter"], int(counted["number"])
            self.counts[parent, letter] += 1
            wanted_number = self.counts[parent, letter]
            if number != wanted_number:
                yield (
                    f"path {path}: the next {letter}… under {parent or 'the part'} is "
                    f"{letter}{wanted_number}; count without a gap"
                )
                self.counts[parent, letter] = number


def _label_fits(record: GoldRecord, step: str) -> Iterator[str]:
    label = record.data.get("label")
    base = step.partition("#")[0]
    if label is None:
        letters = _LETTERS[record.kind]
        counted = _COUNTED.fullmatch(base)
        if not counted or counted["letter"] not in letters:
            known = ", ".join(f"{letter}1" for letter in letters)
            yield f"label is null, so the path should end in {known} …, not {step!r}"
    elif base != step_of(label):
        yield f"label {label!r} gives the step {step_of(label)!r}, the path ends in {step!r}"


def _goes_on(path: str, tree: _Tree) -> bool:
    """Whether a path is the number after that of a section or task of the top level."""
    return path.isdecimal() and str(int(path) - 1) in {*tree.sections, *tree.tasks}


def _tasks_in_sections(file: GoldFile, tree: _Tree) -> Iterator[Problem]:
    """Tasks lie in task and implementation sections, or in a part without such headings.

    An item with nothing below it may also go on with the numbers of the headings: "5. Các
    sở … thực hiện." behind section "4. Về …".
    """
    headed = any(
        record["role"] not in _WORKING for path, record in tree.sections.items() if "/" not in path
    )
    for path, record in tree.tasks.items():
        above = path
        while above and above not in tree.sections:
            above = above.rpartition("/")[0]
        if above and tree.sections[above]["role"] not in _WORKING:
            yield file.problem(
                record,
                f"task {path} lies in section {above} of role {tree.sections[above]['role']}: "
                "only task and implementation sections have tasks; correct the role or the path",
            )
        elif not above and headed and not _goes_on(path, tree):
            yield file.problem(
                record,
                f"task {path} lies in no section, but the part has headings: add its section",
            )


def _mentions_below(file: GoldFile) -> Iterator[Problem]:
    """A mention's line follows the line of its task or section, before the next of these."""
    above: str | None = None
    last_outside = "title"
    for record in file.records:
        if not is_sound(record) or record.kind == "document":
            continue
        if record.kind in ("section", "task"):
            above = record["path"]
            if last_outside == "closing":
                yield file.problem(record, f"{record.kind} {above} stands after a closing citation")
            continue
        at = at_of(record)
        if at not in OUTSIDE:
            if at != above:
                under = f"under {above}" if above else "above all sections and tasks"
                yield file.problem(
                    record,
                    f"{record.kind} of {at} stands {under}: move the line below {at}, in reading "
                    "order, or correct the path",
                )
        elif record.kind == "cite" and at != "footnote":
            if OUTSIDE.index(at) < OUTSIDE.index(last_outside) or (at != "closing" and above):
                yield file.problem(record, f"citation of the {at} out of reading order: move it up")
            last_outside = at


def _said_twice(file: GoldFile) -> Iterator[Problem]:
    """One record for each body of a task; the same body in the same role is one."""
    seen: set[tuple[str, str, str]] = set()
    for record in file.records:
        if record.kind != "unit" or not is_sound(record):
            continue
        key = (record["task"], record["role"], cleaned(record["raw"]))
        if key in seen:
            yield file.problem(
                record, f"{key[2]!r} is {key[1]} of {key[0]} already: keep one record", note=True
            )
        seen.add(key)
