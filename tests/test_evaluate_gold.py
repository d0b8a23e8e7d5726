"""Annotations as the scorer reads them: what is refused, and where quotes stand."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scored import RECORDS, SOURCE, flawless, only, perfect_rows, write_gold

from pipeline.cli import main
from pipeline.evaluate import (
    GoldError,
    GoldPart,
    evaluate_run,
    format_errors,
    load,
    load_all,
    resolve,
)
from pipeline.evaluate.entries import footnotes, without_notes
from pipeline.evaluate.pairing import run_of_rows
from pipeline.evaluate.places import SourceText, cleaned

# --- gold files ------------------------------------------------------------------------

BROKEN: dict[str, tuple[int, dict[str, Any], str]] = {
    "unknown kind": (3, {"t": "sektion"}, "t is 'sektion'"),
    "unknown key": (3, {"colour": "red"}, "unknown keys of a section: colour"),
    "unknown section role": (3, {"role": "duty"}, "role is 'duty', not one of"),
    "unknown unit role": (9, {"role": "boss"}, "role is 'boss', not one of"),
    "unknown time kind": (12, {"kind": "soon"}, "kind is 'soon', not one of"),
    "unknown comparator": (4, {"comparator": "~"}, "comparator is '~', not one of"),
    "value is no number": (4, {"value": "50"}, "value is '50', not a number"),
    "bad date": (12, {"end": "31/12/2024"}, "end is '31/12/2024', not a date"),
    "no such day": (2, {"date": "2024-02-30"}, "date is '2024-02-30', not a date"),
    "ends before it starts": (12, {"start": "2025-01-01"}, "start 2025-01-01 is after end"),
    "rrule of a deadline": (12, {"rrule": "FREQ=YEARLY"}, "is by, not recurring"),
    "rrule does not parse": (18, {"rrule": "EVERY=3"}, "'EVERY=3' does not parse"),
    "unit of no task": (9, {"task": "II/1"}, "task II/1 is no task"),
    "time of no task": (12, {"task": "II/9"}, "task II/9 is no task"),
    "citation nowhere": (11, {"at": "II/9"}, "at II/9 is no task, no section"),
    "target nowhere": (4, {"at": "closing"}, "at closing is no task and no section"),
    "path twice": (7, {"path": "II"}, "path II is there already"),
    "empty raw": (9, {"raw": " "}, "raw is ' ', should be text"),
    "other file": (0, {"file": "khac.md"}, "the gold file is named for 'kh-mau'"),
    "other part": (0, {"part": 2}, "the gold file is named for 1"),
}


@pytest.mark.parametrize(("line", "change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_record_is_told_with_file_and_line(
    tmp_path: Path, line: int, change: dict[str, Any], said: str
) -> None:
    records = copy.deepcopy(RECORDS)
    records[line].update(change)
    path = tmp_path / "kh-mau.1.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load(path)
    assert any(
        problem.startswith(f"kh-mau.1.jsonl:{line + 1}:") and said in problem
        for problem in error.value.problems
    ), error.value.problems


def test_missing_keys_bad_json_and_bad_names(tmp_path: Path) -> None:
    path = tmp_path / "kh-mau.1.jsonl"
    path.write_text('{"t": "document"\n{"t": "unit", "task": "I"}\n', encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load(path)
    told = str(error.value)
    assert "kh-mau.1.jsonl:1: not JSON" in told
    assert "kh-mau.1.jsonl:2: missing keys of a unit: raw, role, where" in told
    assert "the first record should be the document" in told
    (tmp_path / "kh-mau.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(GoldError, match=r"should be <stem>\.<part>\.jsonl"):
        load(tmp_path / "kh-mau.jsonl")
    with pytest.raises(GoldError, match="the first record should be the document"):
        (tmp_path / "trong.1.jsonl").write_text("", encoding="utf-8")
        load(tmp_path / "trong.1.jsonl")


TYPESET = "stem,part,number,place,date\n"
BAD_TYPESET: dict[str, tuple[str, str]] = {
    "columns": ("stem,part,place\nkh-mau,1,Huế\n", "typeset.csv:1: its columns should be stem"),
    "cells": (TYPESET + "kh-mau,1,Huế\n", "typeset.csv:2: should have 5 cells"),
    "part": (TYPESET + "kh-mau,một,,Huế,\n", "typeset.csv:2: part is 'một', not a number"),
    "date": (TYPESET + "kh-mau,1,,,5/6/2023\n", "typeset.csv:2: date is '5/6/2023', not a date"),
    "no such day": (TYPESET + "kh-mau,1,,,2023-02-30\n", "not a date as 2026-03-31"),
    "twice": (TYPESET + "kh-mau,1,,Huế,\n" * 2, "typeset.csv:3: kh-mau, part 1 is there already"),
    "not annotated": (TYPESET + "kh-mau,2,,Huế,\n", "kh-mau, part 2: there is no kh-mau.2.jsonl"),
    "known": (TYPESET + "kh-mau,1,1-KH/HU,,\n", "part 1: number is annotated already"),
}


@pytest.mark.parametrize(("text", "said"), BAD_TYPESET.values(), ids=BAD_TYPESET)
def test_what_is_wrong_with_the_fields_of_pdfs_is_told(
    tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_gold(tmp_path)
    (tmp_path / "typeset.csv").write_text(text, encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load_all(tmp_path)
    assert said in str(error.value)
    assert main(["gold", "check", str(tmp_path), "--sources", str(tmp_path)]) == 1
    assert said.rpartition(": ")[2] in capsys.readouterr().out


def test_the_fields_of_pdfs_belong_to_their_part(tmp_path: Path) -> None:
    write_gold(tmp_path)
    assert load_all(tmp_path)[0].typeset == {}
    (tmp_path / "typeset.csv").write_text(TYPESET + "kh-mau,1,,Huế,\n", encoding="utf-8")
    assert [part.typeset for part in load_all(tmp_path)] == [{"place": "Huế"}]


def test_the_fields_of_the_released_pdfs_are_printed_on_them(
    project_root: Path, released: Path
) -> None:
    parts = [part for part in load_all(project_root / "gold") if part.typeset]
    assert len(parts) == 3
    for part in parts:
        truth = json.loads((released / "truth" / f"{part.stem}.json").read_text(encoding="utf-8"))
        head = truth["1"][:500]
        year, month, day = part.typeset["date"].split("-")
        assert f"gày {day} tháng {int(month)} năm {year}" in head
        assert part.typeset.get("number", "Số") in head
        assert part.typeset.get("place", "Số") in head


# --- places ----------------------------------------------------------------------------


def test_quotes_run_across_lines_and_marks() -> None:
    assert cleaned("**Kế**\n\n\\* hoạch\u200b  _số_") == "Kế hoạch số"
    assert cleaned("Kê\u0301 hoa\u0323ch") == "Kế hoạch"  # decomposed
    text = SourceText.of("a **\n b")
    assert (text.text, text.place(1, 2).start, text.place(1, 2).end) == ("a b", 1, 6)


def test_places_point_at_what_is_quoted(gold: GoldPart) -> None:
    for record, place in zip(gold.records, resolve(gold.records, SOURCE), strict=True):
        if record.kind == "document":
            continue
        assert place is not None
        there = cleaned(SOURCE[place.start : place.end])
        if record.kind == "task":
            assert there.startswith(record["begin"])
            assert there.endswith(record["end"])
        else:
            assert there == record["heading" if record.kind == "section" else "raw"]


def test_places_are_in_reading_order(gold: GoldPart) -> None:
    places = dict(zip((r.line for r in gold.records), resolve(gold.records, SOURCE), strict=True))
    title, preamble = places[2], places[3]
    assert title and preamble and title.end < preamble.start
    heading, second = places[8], places[20]
    assert heading and SOURCE[: heading.start].endswith("1. ")
    assert second and SOURCE[: second.start].endswith("2. ")
    assert places[17] == places[18]  # "số 18, 19-QĐ/HU"


def test_a_quote_that_is_not_there_has_no_place(gold: GoldPart) -> None:
    assert not any(resolve(gold.records, "Một văn bản khác"))


@given(st.text(alphabet="aăâ \n*#_\\\u200b\u0301Kế.", max_size=40))
def test_source_text_leads_back(source: str) -> None:
    text = SourceText.of(source)
    assert len(text.text) == len(text.starts) == len(text.ends)
    for index, char in enumerate(text.text):
        piece = source[text.starts[index] : text.ends[index]]
        assert piece and (char == " " or char.strip())
    assert list(text.starts) == sorted(text.starts)


def released_gold(project_root: Path, files: Path) -> Iterator[tuple[GoldPart, str]]:
    for path in sorted((project_root / "gold").glob("*.jsonl")):
        part = load(path)
        source = files / part.document["file"]
        if source.is_file():
            yield part, source.read_bytes().decode("utf-8")


def test_a_footnote_inside_an_item_is_no_part_of_its_text(project_root: Path) -> None:
    path = project_root / "gold" / "ct-ubnd-tinh-thanh-giang.1.jsonl"
    part = load(path)
    source = (project_root / "corpus" / "own" / part.document["file"]).read_text(encoding="utf-8")
    places = resolve(part.records, source)
    item = next(
        place
        for record, place in zip(part.records, places, strict=True)
        if record.kind == "task" and record.data["path"] == "2/b3"
    )
    assert item is not None
    whole = source[item.start : item.end]
    text = without_notes(footnotes(part, places, source), source, item)
    assert "412/STC-QLCS" in whole and "412/STC-QLCS" not in text
    assert "không để phát sinh" in text and "nợ đọng mới" in text


def check_perfect(part: GoldPart, source: str) -> None:
    rows = perfect_rows(part, source, part.document["file"])
    report = evaluate_run(run_of_rows(rows), [part])
    assert flawless(only(report)), format_errors(report)


def test_own_gold_is_found_in_its_sources(project_root: Path) -> None:
    for part, source in released_gold(project_root, project_root / "corpus" / "own"):
        check_perfect(part, source)


def test_released_gold_is_found_where_it_says(project_root: Path, released_text: Path) -> None:
    """All but names that repeat, which the released places may mistake for each other."""
    count = elsewhere = 0
    for part, source in released_gold(project_root, released_text):
        check_perfect(part, source)
        for record, place in zip(part.records, resolve(part.records, source), strict=True):
            if "char_start" not in record.data:
                continue
            assert place is not None
            count += 1
            if (place.start, place.end) != (record["char_start"], record["char_end"]):
                elsewhere += 1
                quoted = source[record["char_start"] : record["char_end"]]
                assert cleaned(quoted) == cleaned(source[place.start : place.end])
    assert count > 1000
    assert elsewhere <= 10
