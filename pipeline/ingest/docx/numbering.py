"""The labels that Word counts and prints itself: "1.", "a)", "I.", "Điều 3.", "-"."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from pipeline.ingest.docx.names import MC, Element, W, child, children, flag, integer, value
from pipeline.ingest.docx.numerals import numeral
from pipeline.ingest.docx.styles import ParagraphLook, RunLook, Styles
from pipeline.ingest.docx.symbols import bullet

__all__ = ["Label", "Numbering"]

_LEVELS = 9
_PLACE = regex.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed and what parts it from the text, a space or nothing.

    `look` is that of the label's own letters, for fonts of before Unicode and capitals.
    """

    text: str
    gap: str
    look: RunLook


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    custom: str | None = None  # "001, 002, 003, …"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None  # None: after every higher level; 0: never
    style: str | None = None
    picture: bool = False
    look: RunLook = field(default_factory=RunLook)


@dataclass(slots=True)
class _List:
    """What a `w:num` counts: its levels, and where it starts anew."""

    counter: str
    levels: dict[int, _Level]
    starts: dict[int, int]
    begun: set[int] = field(default_factory=set)


class Numbering:
    """Counts the numbered paragraphs of a story, in order.

    As Word does ([MS-DOC] 2.4.6.4): lists (`w:num`) of one definition (`w:abstractNum`) share
    its counters; a `startOverride` holds when its list first comes to that level. A level is
    reset when a higher one counts, unless `lvlRestart` says otherwise. Levels that were left
    out above have not counted (LibreOffice lets them).
    """

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions = {
            item.get(W + "abstractNumId", ""): item for item in children(root, "abstractNum")
        }
        self._nums: dict[int, Element] = {}
        for item in children(root, "num"):
            number = integer(item, attribute="numId")
            if number is not None:
                self._nums[number] = item
        self._lists: dict[int, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}

    def label(self, properties: Element | None, look: ParagraphLook) -> Label | None:
        """Counts the paragraph and gives its label, None where it has none."""
        num_id, level = self._place(properties, look)
        if not num_id:
            return None
        counted = self._list(num_id)
        if counted is None:
            return None
        level = min(max(level, 0), _LEVELS - 1)
        self._count(counted, level)
        return self._printed(counted, level)

    def _place(self, properties: Element | None, look: ParagraphLook) -> tuple[int | None, int]:
        """The list of a paragraph and its level in it: its own, else those of its style."""
        own = child(properties, "numPr")
        num_id = integer(own, "numId")
        level = integer(own, "ilvl")
        if num_id is not None:
            return num_id, level or 0
        if look.num_id is None:
            return None, 0
        if level is not None:
            return look.num_id, level
        counted = self._list(look.num_id)
        for style in (look.style, look.numbered_by):
            for number, described in counted.levels.items() if counted is not None else ():
                if style is not None and described.style == style:
                    return look.num_id, number
        return look.num_id, look.level or 0

    def _list(self, num_id: int) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._read_list(num_id)
        return self._lists[num_id]

    def _read_list(self, num_id: int) -> _List | None:
        num = self._nums.get(num_id)
        counter = value(num, "abstractNumId")
        definition = self._definition(counter)
        if num is None or counter is None or definition is None:
            return None
        levels = _levels(definition)
        starts: dict[int, int] = {}
        for override in children(num, "lvlOverride"):
            level = integer(override, attribute="ilvl")
            if level is None:
                continue
            own = child(override, "lvl")
            if own is not None:
                levels[level] = _level(own)
            start = integer(override, "startOverride")
            if start is not None:
                starts[level] = start
        return _List(definition.get(W + "abstractNumId", counter), levels, starts)

    def _definition(self, counter: str | None) -> Element | None:
        """The definition with that id, or the one that it leads to by a list style."""
        seen: set[str] = set()
        while counter is not None and counter not in seen:
            seen.add(counter)
            definition = self._definitions.get(counter)
            style = value(definition, "numStyleLink")
            if style is None or child(definition, "lvl") is not None:
                return definition
            linked = self._styles.numbering(style)
            counter = value(self._nums.get(linked or 0), "abstractNumId")
        return None

    def _count(self, counted: _List, level: int) -> None:
        counts = self._counts.setdefault(counted.counter, [None] * _LEVELS)
        described = counted.levels.get(level, _Level())
        if level in counted.starts and level not in counted.begun:
            counts[level] = counted.starts[level]
        else:
            last = counts[level]
            counts[level] = described.start if last is None else last + 1
        counted.begun.add(level)
        for deeper in range(level + 1, _LEVELS):
            restart = counted.levels.get(deeper, _Level()).restart
            if restart is None or level < restart:
                counts[deeper] = None

    def _printed(self, counted: _List, level: int) -> Label | None:
        described = counted.levels.get(level)
        if described is None or described.look.hidden:
            return None
        if described.picture:
            text = "•"
        elif described.format == "bullet":
            text = bullet(described.text, described.look.font)
        else:
            text = _PLACE.sub(
                lambda place: self._number(counted, level, int(place[1]) - 1), described.text
            )
        if not text.strip():
            return None
        return Label(text, "" if described.suffix == "nothing" else " ", described.look)

    def _number(self, counted: _List, level: int, shown: int) -> str:
        """The number of a level inside a label; one that has not counted shows its start."""
        if shown > level:
            return ""
        described = counted.levels.get(shown, _Level())
        count = self._counts[counted.counter][shown]
        if count is None:
            count = counted.starts.get(shown, described.start)
        legal = counted.levels[level].legal
        if legal and described.format not in ("none", "bullet"):
            return str(count)
        return numeral(count, described.format, described.custom)


def _levels(definition: Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in children(definition, "lvl"):
        number = integer(element, attribute="ilvl")
        if number is not None and 0 <= number < _LEVELS:
            levels[number] = _level(element)
    return levels


def _level(element: Element) -> _Level:
    start = integer(element, "start")
    style, custom = _format(element)
    return _Level(
        1 if start is None else start,
        style,
        custom,
        value(element, "lvlText") or "",
        value(element, "suff") or "tab",
        bool(flag(element, "isLgl")),
        integer(element, "lvlRestart"),
        value(element, "pStyle"),
        child(element, "lvlPicBulletId") is not None,
        RunLook.of(child(element, "rPr")),
    )


def _format(element: Element) -> tuple[str, str | None]:
    """The format of a level's numbers; newer ones stand beside a choice for old programs."""
    found = child(element, "numFmt")
    if found is None:
        choice = element.find(f"{MC}AlternateContent/{MC}Choice")
        found = child(choice, "numFmt")
    if found is None:
        return "decimal", None
    return found.get(W + "val") or "decimal", found.get(W + "format")
