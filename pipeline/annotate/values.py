"""Checks one record alone: values that the guidelines do not allow together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import regex

from pipeline.annotate.files import KEYS, GoldFile, Problem, in_order, is_sound
from pipeline.evaluate import GoldRecord, cleaned
from pipeline.evaluate.values import name_key

__all__ = ["check_values"]

_MOST_WORDS, _FEWEST_WORDS = 10, 4
# "các sở" → "các"; a head word that takes the plural is not part of a name.
_PLURAL = regex.compile(r"(?:các|mỗi|mọi|từng|các đồng chí|với)\s", regex.IGNORECASE)
# "Thời gian thực hiện: trong năm 2024" → "Thời gian thực hiện:"
_TIME_LABEL = regex.compile(r"thời (?:gian|hạn)[\w\s]*:", regex.IGNORECASE)
# "28-NQ/TW", "119/2020/QH14": no white space, no "số", hyphens of ASCII only.
_NUMBER_NO = regex.compile(r"\s|^số|[‐‑‒–—−]", regex.IGNORECASE)

_RELATIVE = regex.compile(
    r"\d+\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|tuần|tháng|năm)\s.*"
    r"(?:kể từ|sau|trước|từ khi|từ ngày|trở đi)",
    regex.IGNORECASE,
)
# What the guidelines' table of kinds says of start and end.
_BOUNDS: Mapping[str, tuple[Callable[[Any, Any], bool], str]] = {
    "by": (lambda start, end: bool(end), "needs an end: the last day by which it is done"),
    "within": (lambda start, end: bool(start and end), "needs start and end: the period named"),
    "from": (lambda start, end: bool(start and not end), "has a start and no end"),
}


def check_values(file: GoldFile) -> Iterator[Problem]:
    """Problems of records by themselves, in the order of lines."""
    for record in file.records:
        yield from _keys_in_order(file, record)
        if not is_sound(record):
            continue
        for text, note in _CHECKS.get(record.kind, _nothing)(record.data):
            yield file.problem(record, text, note=note)


_Found = Iterator[tuple[str, bool]]


def _keys_in_order(file: GoldFile, record: GoldRecord) -> Iterator[Problem]:
    keys = [key for key in record.data if key in KEYS[record.kind]]
    wanted = [key for key in in_order(record.data) if key in KEYS[record.kind]]
    if keys != wanted:
        first = next(want for key, want in zip(keys, wanted, strict=True) if key != want)
        yield file.problem(
            record, f"keys out of order at {first}: write them as {', '.join(wanted)}"
        )
    given = [key for key in ("char_start", "char_end") if key in record.data]
    if len(given) == 1:
        yield file.problem(record, f"{given[0]} stands alone: run `nhiemvu gold resolve`")
    elif given and not _is_span(record.data["char_start"], record.data["char_end"]):
        yield file.problem(
            record,
            "char_start and char_end are not two numbers that rise: take both out and run "
            "`nhiemvu gold resolve`",
        )


def _is_span(start: Any, end: Any) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end


def _nothing(data: Mapping[str, Any]) -> _Found:
    yield from ()


def _number(data: Mapping[str, Any]) -> _Found:
    number = data.get("number")
    if isinstance(number, str) and (not number or _NUMBER_NO.search(number)):
        yield (
            f"number {number!r}: write the symbol without 'số' and spaces, with plain hyphens, "
            "or null",
            False,
        )


def _document(data: Mapping[str, Any]) -> _Found:
    yield from _number(data)
    kind = data.get("type")
    if isinstance(kind, str) and kind and (kind != kind.strip() or kind.isupper()):
        yield f"type {kind!r}: write it in sentence case, as 'Kế hoạch'", False
    title = data.get("title")
    if isinstance(title, str) and isinstance(kind, str) and "\n" in title:
        yield "title runs over lines: write it on one", False
    if bool(data.get("begin")) != bool(data.get("end")):
        yield "begin and end of a document stand together: add the other or take both out", False


def _task(data: Mapping[str, Any]) -> _Found:
    begin, end = (cleaned(data[side]).split() for side in ("begin", "end"))
    for side, words in (("begin", begin), ("end", end)):
        if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
            yield f"{side} has {len(words)} words: take 4 to 10, unless the item is shorter", True


def _unit(data: Mapping[str, Any]) -> _Found:
    if plural := _PLURAL.match(cleaned(data["raw"])):
        yield f"raw begins with {plural[0].strip()!r}: take the name alone", False


def _time(data: Mapping[str, Any]) -> _Found:
    raw, kind = cleaned(data["raw"]), data["kind"]
    if _TIME_LABEL.match(raw):
        yield "raw holds the label of its line: take the clause after the colon", False
    if raw.startswith("(") and raw.endswith(")"):
        yield "raw holds its brackets: take the clause inside", False
    right, words = _BOUNDS.get(kind, (None, ""))
    if right is not None and not right(data.get("start"), data.get("end")):
        # "trong 05 ngày làm việc kể từ ngày nhận …", "chậm nhất 30 ngày trước …" have no dates
        yield f"kind {kind} {words}", _RELATIVE.search(raw) is not None
    condition = data.get("condition")
    if kind == "upon" and not condition:
        yield "kind upon needs a condition: the words from 'khi', 'sau khi', 'theo' on", False
    if isinstance(condition, str) and cleaned(condition) not in raw:
        yield f"condition {condition!r} is not in raw: copy it from there", False


def _cite(data: Mapping[str, Any]) -> _Found:
    yield from _number(data)
    raw = name_key(data["raw"])
    for key in ("type", "issuer"):
        value = data.get(key)
        if isinstance(value, str) and name_key(value) not in raw:
            yield f"{key} {value!r} is not in raw: take it from the mention alone, or null", False
    if (day := data.get("date")) and isinstance(day, str) and day[:4] not in raw:
        yield (
            f"the year of date {day} is not in raw: take it from the mention alone, or null",
            False,
        )


def _target(data: Mapping[str, Any]) -> _Found:
    if not any(letter.isdigit() for letter in data["raw"]):
        yield "raw holds no figure", True


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], _Found]] = {
    "document": _document,
    "task": _task,
    "unit": _unit,
    "time": _time,
    "cite": _cite,
    "target": _target,
}
