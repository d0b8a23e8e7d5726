"""Checks records against the source: quotes, places, reading order, overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import regex

from pipeline.annotate.files import OUTSIDE, QUOTES, GoldFile, Problem, at_of, is_sound
from pipeline.evaluate import GoldRecord, Place, cleaned, resolve
from pipeline.evaluate.places import SourceText
from pipeline.model import Source

__all__ = ["check_spots", "holds", "is_given", "place_of", "shortened"]

_MENTIONS = frozenset({"unit", "time", "cite", "target"})
_LONGEST = 60


def check_spots(file: GoldFile, source: Source) -> Iterator[Problem]:
    """Problems of quotes and places of the sound records of a file."""
    yield from _same_bytes(file, source)
    records = [record for record in file.records if is_sound(record)]
    places = resolve(records, source.text)
    view = _View(source.text, SourceText.of(source.text), records, places)
    for record, place in zip(records, places, strict=True):
        yield from _quote(file, view, record, place)
    view.settle()
    yield from _labels(file, view)
    yield from _reading_order(file, view)
    yield from _inside(file, view)
    yield from _mentions_in_order(file, view)


def _same_bytes(file: GoldFile, source: Source) -> Iterator[Problem]:
    document = file.document
    given = document.data.get("sha256") if document else None
    if document and given is not None and given != source.sha256:
        yield file.problem(
            document,
            f"sha256 is not that of {source.path}: the file has changed since it was annotated; "
            "go through the annotation again, then run `nhiemvu gold resolve --renew`",
        )


def is_given(record: GoldRecord) -> bool:
    """Whether the record says where it stands."""
    start, end = record.data.get("char_start"), record.data.get("char_end")
    return type(start) is int and type(end) is int and bool(0 <= start < end)


def holds(record: GoldRecord, text: str) -> bool:
    """Whether a piece of the source is the quote of the record."""
    if record.kind == "section" and not record["heading"]:
        return bool(text == record["label"])
    piece = cleaned(text)
    if record.kind == "task":
        begin, end = cleaned(record["begin"]), cleaned(record["end"])
        return piece.startswith(begin) and piece.endswith(end)
    return piece == cleaned(record[QUOTES[record.kind][0]])


def place_of(record: GoldRecord, found: Place | None, text: str) -> Place | None:
    """Where a record stands: where it says so, if that is right, or else where it was found.

    A section without a heading stands where its printed label does.
    """
    if record.kind == "section" and not record["heading"]:
        return _label_before(record, found, text)
    if is_given(record) and holds(record, text[record["char_start"] : record["char_end"]]):
        return Place(record["char_start"], record["char_end"])
    return found


def _label_before(record: GoldRecord, spot: Place | None, text: str) -> Place | None:
    label = record["label"]
    end = spot.start if spot else len(text)
    start = text.rfind(label, 0, end + len(label))
    return Place(start, start + len(label)) if start >= 0 else None


_GAP = regex.compile(r"\n[^\S\n]*\n")
# The label of the first item, which stands before its text
_LABEL_AT_END = regex.compile(r"(?r)\n[\s*#_\\]*[\p{L}\d.()/-]{1,12}\s*$")


def shortened(text: str) -> str:
    """A quote to show in a message, in one line."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


# --- one quote ------------------------------------------------------------------------


@dataclass(slots=True)
class _View:
    """A file's records on the source, in source characters and in cleaned ones."""

    text: str
    clean: SourceText
    records: list[GoldRecord]
    found: list[Place | None]
    spots: dict[int, Place] = field(default_factory=dict)  # by index of the record
    paths: dict[str, Place] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)  # sections and tasks, by line

    def settle(self) -> None:
        """Fixes the place of each record that has one.

        Where it was found goes first: what a record says may be another mention, and
        its order would mislead.
        """
        for index, record in enumerate(self.records):
            place = self.found[index] or place_of(record, None, self.text)
            if place is None:
                continue
            self.spots[index] = place
            if record.kind in ("section", "task"):
                self.paths[record["path"]] = place
                self.order.append(index)

    def has(self, quote: str, start: int, end: int) -> bool:
        return cleaned(quote) in cleaned(self.text[start:end])

    def region(self, path: str) -> tuple[int, int]:
        """From an item or heading to the next section or task."""
        start = self.paths[path].start
        later = [place.start for place in self.paths.values() if place.start > start]
        return start, min(later, default=len(self.text))

    def area(self, path: str) -> tuple[int, int]:
        """From the heading of a section to the next one that is not below it; "" is all."""
        if not path:
            return self.part()
        start = self.paths[path].start
        later = [
            self.spots[index].start
            for index in self.order
            if self.spots[index].start > start
            and not f"{self.records[index]['path']}/".startswith(f"{path}/")
        ]
        return start, min(later, default=len(self.text))

    def part(self) -> tuple[int, int]:
        for index, record in enumerate(self.records):
            if record.kind == "document" and index in self.spots:
                return self.spots[index].start, self.spots[index].end
        return 0, len(self.text)


def _quote(
    file: GoldFile, view: _View, record: GoldRecord, found: Place | None
) -> Iterator[Problem]:
    """The quote is in the source, and where the record says."""
    if record.kind == "document":
        yield from _document_quotes(file, view, record, found)
        return
    exact = is_given(record) and holds(record, view.text[record["char_start"] : record["char_end"]])
    if exact:
        if found and (found.start, found.end) != (record["char_start"], record["char_end"]):
            yield file.problem(
                record, f"another mention than the one found first, at {found.start}", note=True
            )
        return
    if found is None:
        yield file.problem(record, _not_found(view, record))
    elif is_given(record):
        there = shortened(view.text[record["char_start"] : record["char_end"]])
        yield file.problem(
            record,
            f"char_start, char_end: the source has {there!r} there, not the quote; run "
            "`nhiemvu gold resolve`",
        )


def _document_quotes(
    file: GoldFile, view: _View, record: GoldRecord, found: Place | None
) -> Iterator[Problem]:
    for side in QUOTES["document"]:
        quote = record.data.get(side)
        if isinstance(quote, str) and quote and cleaned(quote) not in view.clean.text:
            yield file.problem(record, f"{side}: {_differs(view, quote)}")


def _not_found(view: _View, record: GoldRecord) -> str:
    for key in QUOTES[record.kind]:
        if cleaned(record[key]) not in view.clean.text:
            return f"{key}: {_differs(view, record[key])}"
    if record.kind == "task":
        return "end does not follow begin in the source: check both"
    return f"{QUOTES[record.kind][0]} is in the file but not in this part"


def _differs(view: _View, quote: str) -> str:
    """Up to where a quote agrees with the source, and how that goes on."""
    quote = cleaned(quote)
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if quote[:middle] in view.clean.text else (low, middle - 1)
    if low < 4:
        return f"{shortened(quote)!r} is not in the source: copy it from there"
    at = view.clean.text.find(quote[:low])
    more = view.clean.text[at + max(0, low - 12) : at + low + 20]
    return (
        f"{shortened(quote)!r} is not in the source, which goes on …{more!r} "
        f"after {quote[max(0, low - 12) : low]!r}: copy it letter for letter"
    )


def _unescaped(text: str) -> str:
    """Markdown as it is read: "1." where a converter wrote `1\\.`"""
    return regex.sub(r"\\(?=[.)\-+*#_])", "", text)


def _labels(file: GoldFile, view: _View) -> Iterator[Problem]:
    """The printed label stands right before the heading or item."""
    for index in view.order:
        record, start = view.records[index], view.spots[index].start
        label = record.data.get("label")
        if label is None:
            continue
        before = cleaned(_unescaped(view.text[max(0, start - 4 * len(label) - 40) : start]))
        before = before.rstrip("| ")  # in a table the label is the cell before
        if not before.endswith(cleaned(_unescaped(label))):
            yield file.problem(
                record,
                f"label {label!r} is not printed before {record['path']}, but …{before[-12:]!r}: "
                "copy it from there",
            )


# --- order and overlap ----------------------------------------------------------------


def _reading_order(file: GoldFile, view: _View) -> Iterator[Problem]:
    """Sections and tasks stand in the order of the source and do not overlap."""
    last: int | None = None
    for index in view.order:
        record, place = view.records[index], view.spots[index]
        if last is not None:
            above, before = view.records[last], view.spots[last]
            if place.start < before.start:
                yield file.problem(
                    record,
                    f"{record.kind} {record['path']} stands before {above['path']} in the source: "
                    "put the lines in reading order",
                )
                continue
            if place.start < before.end:
                yield file.problem(
                    record,
                    f"{record.kind} {record['path']} begins inside {above['path']} "
                    f"({before.start}-{before.end}): check begin and end of both",
                )
        last = index


def _inside(file: GoldFile, view: _View) -> Iterator[Problem]:
    """What belongs to an item is in it, in a heading above it, or in a line of its group."""
    for record in view.records:
        if record.kind not in _MENTIONS:
            continue
        at = at_of(record)
        if at in OUTSIDE or at not in view.paths:
            continue
        start, end = view.region(at)
        where = record.data.get("where")
        if where == "heading":
            start, end = _group(view, at)
            if not view.has(record["raw"], start, end):
                start, end = _lead_in(view)
            words = "in no heading and no line of its group"
        elif where == "table":
            start, end = view.area(at.rpartition("/")[0]) if "/" in at else view.part()
            words = "not in its table"
        else:
            words = "neither in the item nor in a line below it"
            if record.kind == "time" and not view.has(record["raw"], start, end):
                start, end = _group(view, at)
        if not view.has(record["raw"], start, end):
            yield file.problem(
                record,
                f"{shortened(record['raw'])!r} is {words} ({at}): correct the path, where or raw",
            )


def _group(view: _View, path: str) -> tuple[int, int]:
    """The text of the highest section that a task lies in, or the whole part."""
    top = path.split("/")[0]
    return view.area(top) if top in view.paths and top != path else view.part()


def _lead_in(view: _View) -> tuple[int, int]:
    """The paragraph right before the first section or task where it ends in a colon, or nothing.

    "… Ban Thường vụ yêu cầu các cấp ủy thực hiện các nhiệm vụ sau:" leads every item below it.
    """
    start, _ = view.part()
    first = min((place.start for place in view.paths.values()), default=start)
    said = _LABEL_AT_END.sub("", view.text[start:first]).rstrip(" \t\r\n*#_\\")
    if not said.endswith(":"):
        return start, start
    paragraph = max((gap.end() for gap in _GAP.finditer(said)), default=said.rfind("\n") + 1)
    return start + paragraph, start + len(said)


def _mentions_in_order(file: GoldFile, view: _View) -> Iterator[Problem]:
    """Records of one kind and item follow each other as in the source.

    Each is looked for from where the one above it begins, so that a name that repeats is
    never out of order. Names of headings come from elsewhere and are passed over.
    """
    cursors: dict[tuple[str, str], int] = {}
    regions: Mapping[str, tuple[int, int]] = {path: view.region(path) for path in view.paths}
    texts: dict[str, str] = {}
    for record in view.records:
        if record.kind not in _MENTIONS or record.data.get("where") in ("heading", "table"):
            continue
        at = at_of(record)
        if at not in regions:
            continue
        if at not in texts:
            start, end = regions[at]
            texts[at] = cleaned(view.text[start:end])
        quote = cleaned(record["raw"])
        cursor = cursors.get((record.kind, at), 0)
        spot = texts[at].find(quote, cursor)
        if spot >= 0:
            cursors[record.kind, at] = spot
        elif quote in texts[at]:
            yield file.problem(
                record,
                f"{shortened(record['raw'])!r} stands before the {record.kind} above it in the "
                "source: put the lines in reading order",
            )
