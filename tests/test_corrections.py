"""Corrections: what is kept, how it holds, and that tables stay true whatever people say."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan import BASIS, BY_JUNE, BY_MARCH, plan

from pipeline import tables
from pipeline.cli import main
from pipeline.corrections import (
    EXTRA,
    FIELDS,
    NAME,
    STATUSES,
    Corrected,
    CorrectionsError,
    Entry,
    active,
    append,
    corrected,
    document_code,
    filled,
    locked,
    read_corrected,
    read_log,
    record_keys,
    task_code,
    validate,
)
from pipeline.corrections.keys import TABLES
from pipeline.corrections.validate import _words
from pipeline.export.database import open_run, rows_of
from pipeline.export.feed import feed_lines
from pipeline.export.office import office
from pipeline.export.words import statuses

PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.",
    "3. Công an xã chủ trì thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 (thường xuyên).",
    f"4. {BY_MARCH}",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Trưởng các thôn tuyên truyền đến từng hộ dân. Việc này làm trước ngày 15/5/2026.",
    basis=BASIS,
)
Content = Mapping[str, pa.Table]
Row = dict[str, Any]


def _read(folder: Path, text: str, name: str = "kh-15.txt") -> Path:
    source = folder / name
    source.write_text(text, encoding="utf-8")
    out = folder / "out"
    assert main(["run", str(source), "--out", str(out), "--engine", "here", "--quiet"]) == 0
    return out


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _read(tmp_path_factory.mktemp("corrections"), PLAN)


@pytest.fixture(scope="module")
def content(made: Path) -> Content:
    return tables.read(made)


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """The run, to be changed by one test."""
    copy = tmp_path / "run"
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns(".nhiemvu"))
    return copy


def _rows(content: Content, table: str) -> list[Row]:
    rows: list[Row] = content[table].to_pylist()
    return rows


def _task(content: Content, path: str) -> Row:
    return next(row for row in _rows(content, "tasks") if row["path"] == path)


def _code(content: Content, path: str) -> str:
    return task_code(_task(content, path))


def _records(content: Content, target: str, path: str) -> list[Row]:
    """The records of a task, each with its key."""
    task = _task(content, path)
    rows = [row for row in _rows(content, TABLES[target]) if row["task_id"] == task["task_id"]]
    keys = record_keys(target, rows, {task["task_id"]: task_code(task)})
    return [{**row, "record_key": key} for row, key in zip(rows, keys, strict=True)]


def _key(content: Content, target: str, path: str, nth: int = 0) -> str:
    return str(_records(content, target, path)[nth]["record_key"])


def _entry(action: str, target: str, key: str, field: str | None = None, **more: Any) -> Entry:
    return Entry.new(action=action, target=target, key=key, field=field, **{"who": "An", **more})


def _laid(content: Content, *entries: Entry) -> Corrected:
    """Entries laid over, with the tables checked."""
    found = corrected(content, entries)
    assert tables.check(found.tables) == []
    return found


def _units(content: Content, path: str) -> list[tuple[str, str]]:
    return [(row["role"], row["unit"]) for row in _records(content, "unit", path)]


def _times(content: Content, path: str) -> list[tuple[Any, ...]]:
    names = ("kind", "start", "end", "rrule", "condition")
    return [tuple(row[name] for name in names) for row in _records(content, "time", path)]


# --- what can be corrected ------------------------------------------------------------


def test_without_corrections_the_tables_are_as_they_were_read(content: Content) -> None:
    found = _laid(content)
    for name, table in found.tables.items():
        assert table.drop_columns(list(EXTRA.get(name, ()))).equals(content[name])
        for column in EXTRA.get(name, ()):
            assert table[column].null_count == len(table)


def test_fields_of_a_task(content: Content) -> None:
    code = _code(content, "I/1")
    found = _laid(
        content,
        _entry("set", "task", code, "text", new="Rà soát hồ sơ đất đai"),
        _entry("set", "task", code, "leads", new=["Phòng Kinh tế", "Trung tâm A"]),
        _entry("set", "task", code, "coordinates", new=[]),
        _entry("set", "task", code, "due", old="2026-06-30", new="2026-07-15"),
        _entry("set", "task", code, "products", new=["Báo cáo"]),
        _entry("set", "task", code, "status", new="overdue"),
        _entry("set", "task", code, "notes", new="đã giao"),
    )
    task = _task(found.tables, "I/1")
    assert (task["text"], task["due"]) == ("Rà soát hồ sơ đất đai", date(2026, 7, 15))
    assert task["products"] == ["Báo cáo"]
    assert _units(found.tables, "I/1") == [("lead", "Phòng Kinh tế"), ("lead", "Trung tâm A")]
    assert found.own == {task["task_id"]: {"status": "overdue", "notes": "đã giao"}}
    assert task["corrected_by"] == "An"
    assert (len(found.applied), found.waiting) == (7, ())


def test_a_body_that_was_not_named_by_a_person_stays_as_it_was_read(content: Content) -> None:
    found = _laid(
        content,
        _entry("set", "task", _code(content, "I/1"), "leads", new=["Phòng Kinh tế", "Sở A"]),
    )
    kept, given_ = (r for r in _records(found.tables, "unit", "I/1") if r["role"] == "lead")
    assert (kept["corrected_by"], given_["corrected_by"]) == (None, "An")
    assert (given_["confidence"], given_["needs_review"]) == (1.0, False)
    assert kept["confidence"] < 1


@pytest.mark.parametrize("path", ["I/1", "I/2", "I/3"])
def test_the_last_day_of_a_task_is_what_a_person_said(content: Content, path: str) -> None:
    code = _code(content, path)
    for said, day in (("2027-01-31", date(2027, 1, 31)), (None, None)):
        found = _laid(content, _entry("set", "task", code, "due", new=said))
        assert _task(found.tables, path)["due"] == day


def test_with_several_deadlines_the_last_one_moves_and_later_ones_go(content: Content) -> None:
    code = _code(content, "I/1")
    later = [
        _entry("add", "time", code, new={"kind": "by", "end": day})
        for day in ("2026-10-31", "2026-12-31")
    ]
    found = _laid(content, *later, _entry("set", "task", code, "due", new="2026-09-30"))
    ends = {end for _, _, end, _, _ in _times(found.tables, "I/1")}
    assert ends == {date(2026, 6, 30), date(2026, 9, 30)}


def test_the_bounds_of_a_task(content: Content) -> None:
    code, text = _code(content, "II/1"), "Trưởng các thôn tuyên truyền đến từng hộ dân."
    start = PLAN.index(text)
    bounds = {"char_start": start, "char_end": start + len(text)}
    found = _laid(content, _entry("set", "task", code, "bounds", new=bounds))
    task = _task(found.tables, "II/1")
    assert task["text"] == text
    assert (task["char_start"], task["char_end"]) == (start, start + len(text))


def test_units(content: Content) -> None:
    code, lead = _code(content, "I/1"), _key(content, "unit", "I/1")
    found = _laid(
        content,
        _entry("set", "unit", lead, "unit", old="Phòng Kinh tế", new="Phòng Tài chính"),
        _entry("set", "unit", lead, "role", old="lead", new="via", who="Bình"),
        _entry("remove", "unit", _key(content, "unit", "I/1", 1)),
        _entry("add", "unit", code, new={"unit": "Sở Nội vụ", "role": "lead"}),
    )
    assert sorted(_units(found.tables, "I/1")) == [
        ("lead", "Sở Nội vụ"),
        ("via", "Phòng Tài chính"),
    ]
    changed = next(r for r in _records(found.tables, "unit", "I/1") if r["role"] == "via")
    assert (changed["unit_raw"], changed["corrected_by"]) == ("Phòng Kinh tế", "Bình")
    assert changed["record_key"] == lead


def test_a_unit_that_is_added_stands_where_its_words_do(content: Content) -> None:
    start = PLAN.index("Trưởng các thôn")
    said = {"unit": "Trưởng thôn", "role": "lead", "char_start": start, "char_end": start + 15}
    found = _laid(content, _entry("add", "unit", _code(content, "II/1"), new=said))
    row = next(r for r in _records(found.tables, "unit", "II/1") if r["unit"] == "Trưởng thôn")
    assert (row["unit_raw"], row["char_start"]) == ("Trưởng các thôn", start)


def test_times(content: Content) -> None:
    code, quarterly = _code(content, "I/2"), _key(content, "time", "I/2")
    monthly = {"kind": "recurring", "rrule": "FREQ=MONTHLY", "end": "2026-12-31"}
    found = _laid(
        content,
        _entry("set", "time", quarterly, None, new=monthly),
        _entry("add", "time", code, new={"kind": "upon", "condition": "khi có yêu cầu"}),
        _entry("remove", "time", _key(content, "time", "I/3")),
    )
    assert set(_times(found.tables, "I/2")) == {
        ("recurring", None, date(2026, 12, 31), "FREQ=MONTHLY", None),
        ("upon", None, None, None, "khi có yêu cầu"),
    }
    assert _task(found.tables, "I/2")["due"] == date(2026, 12, 31)
    assert _times(found.tables, "I/3") == []


def test_citations_in_tasks_and_outside(content: Content) -> None:
    document = _rows(content, "documents")[0]
    own = {document["doc_id"]: document_code(document)}
    outside = [row for row in _rows(content, "citations") if row["task_id"] is None]
    (key,) = record_keys("citation", outside, own)
    found = _laid(
        content,
        _entry("set", "citation", _key(content, "citation", "I/3"), "number", new="07/QĐ-TTg"),
        _entry("set", "citation", key, None, new={"type": "Đề án", "name": "Đề án 06"}),
        _entry("add", "citation", _code(content, "I/1"), new={"type": "Luật", "name": "Luật A"}),
    )
    cited = {
        row["cited_number"] or row["cited_name"]: row for row in _rows(found.tables, "citations")
    }
    assert set(cited) == {"07/QĐ-TTg", "1/KH-UBND", "Luật A"}
    assert cited["1/KH-UBND"]["cited_name"] == "Đề án 06"
    before = next(row for row in _rows(content, "citations") if row["cited_number"] == "06/QĐ-TTg")
    assert cited["07/QĐ-TTg"]["cited_work_id"] not in (None, before["cited_work_id"])
    assert cited["Luật A"]["location"] == "task"


def test_a_citation_is_of_the_document_that_the_run_holds(content: Content) -> None:
    """A corrected number leads to the document of that number, and away from another."""
    key = _key(content, "citation", "I/3")
    said = {"type": "Kế hoạch", "number": "15/KH-UBND", "date": "2026-02-10"}
    found = _laid(content, _entry("set", "citation", key, None, new=said))
    row = next(r for r in _rows(found.tables, "citations") if r["record_key"] == key)
    assert row["cited_doc_id"] == _rows(content, "documents")[0]["doc_id"]


def test_tasks_are_added_and_removed(content: Content) -> None:
    document, second = _rows(content, "documents")[0], "Việc này làm trước ngày 15/5/2026."
    start = PLAN.index(second)
    whole = _task(content, "II/1")
    added = {"char_start": start, "char_end": start + len(second), "path": "II/p1"}
    found = _laid(
        content,
        _entry(
            "set", "task", _code(content, "II/1"), "bounds",
            new={"char_start": whole["char_start"], "char_end": start - 1},
        ),
        add := _entry("add", "task", document_code(document), new=added),
        _entry("remove", "task", _code(content, "I/3")),
    )  # fmt: skip
    by_path = {row["path"]: row for row in _rows(found.tables, "tasks")}
    assert list(by_path) == ["I/1", "I/2", "I/4", "II/1", "II/p1"]
    new = by_path["II/p1"]
    assert (new["text"], new["section_role"], new["corrected_by"]) == (
        second, "implementation", "An",
    )  # fmt: skip
    assert new["heading_path"] == ["TỔ CHỨC THỰC HIỆN"]
    assert [row["ordinal"] for row in by_path.values()] == [1, 2, 3, 4, 5]
    # the document still cites what the task cited
    cited = next(r for r in _rows(found.tables, "citations") if r["cited_number"] == "06/QĐ-TTg")
    assert cited["task_id"] is None
    # what was added is corrected like what was read
    more = _entry("add", "unit", task_code(new), new={"unit": "Trưởng thôn", "role": "lead"})
    again = _laid(content, add, more)
    assert _units(again.tables, "II/p1") == [("lead", "Trưởng thôn")]


def test_marked_as_right(content: Content) -> None:
    doubtful = _doubtful(content)
    task = _task(doubtful, "I/1")
    assert task["needs_review"]
    found = _laid(doubtful, _entry("checked", "task", task_code(task)))
    checked = _task(found.tables, "I/1")
    assert (checked["needs_review"], checked["confidence"], checked["checked_by"]) == (
        False, 1.0, "An",
    )  # fmt: skip
    assert not any(row["needs_review"] for row in _records(found.tables, "unit", "I/1"))
    left = [row for row in _rows(found.tables, "issues") if row["task_id"] == task["task_id"]]
    assert all(row["severity"] == "info" for row in left)


def test_a_task_needs_no_review_once_its_only_doubt_is_answered(content: Content) -> None:
    doubtful = _doubtful(content)
    for answer in (
        _entry("checked", "unit", _key(doubtful, "unit", "I/1")),
        _entry("set", "unit", _key(doubtful, "unit", "I/1"), "unit", new="Phòng B"),
        _entry("remove", "unit", _key(doubtful, "unit", "I/1")),
    ):
        found = _laid(doubtful, answer)
        assert not _task(found.tables, "I/1")["needs_review"], answer.action
    other = _entry("checked", "unit", _key(doubtful, "unit", "I/1", 1))
    assert _task(_laid(doubtful, other).tables, "I/1")["needs_review"]


def test_a_whole_document_is_marked_as_right(content: Content) -> None:
    doubtful = _doubtful(content)
    key = document_code(_rows(content, "documents")[0])
    found = _laid(doubtful, _entry("checked", "document", key))
    assert _rows(found.tables, "documents")[0]["checked_by"] == "An"
    assert not any(row["needs_review"] for row in _rows(found.tables, "tasks"))
    assert not any(row["severity"] != "info" for row in _rows(found.tables, "issues"))


def _doubtful(content: Content) -> Content:
    """The tables with a body of I/1 in doubt."""
    rows = tables.to_rows(content)
    task = next(row for row in rows["tasks"] if row["path"] == "I/1")
    unit = next(row for row in rows["responsibilities"] if row["task_id"] == task["task_id"])
    task["needs_review"] = unit["needs_review"] = True
    rows["issues"].append(
        {
            "issue_id": "i_1", "doc_id": task["doc_id"], "task_id": task["task_id"],
            "severity": "warning", "code": "unit_doubtful", "page": 1,
            "message": "likely right to 40%: Phòng Kinh tế (it is short)",
            "char_start": unit["char_start"], "char_end": unit["char_end"],
        }
    )  # fmt: skip
    return tables.to_tables(rows)


def test_a_mark_does_not_hold_for_what_nobody_has_seen(content: Content) -> None:
    code = _code(content, "I/1")
    mark = filled(_entry("checked", "task", code), corrected(content, ()).tables)
    assert _task(_laid(content, mark).tables, "I/1")["checked_by"] == "An"
    rows = tables.to_rows(content)
    next(row for row in rows["tasks"] if row["path"] == "I/1")["text"] = "đọc khác đi"
    found = _laid(tables.to_tables(rows), mark)
    assert _task(found.tables, "I/1")["checked_by"] is None
    assert found.stale == (mark,)


# --- undoing --------------------------------------------------------------------------


def test_undo_and_undo_of_undo(content: Content) -> None:
    text = _entry("set", "task", _code(content, "I/1"), "text", new="Khác")
    undo = _entry("undo", "task", text.id)
    redo = _entry("undo", "task", undo.id)
    assert _task(_laid(content, text).tables, "I/1")["text"] == "Khác"
    assert _laid(content, text, undo).tables["tasks"].equals(_laid(content).tables["tasks"])
    assert _task(_laid(content, text, undo, redo).tables, "I/1")["text"] == "Khác"
    assert active([text, undo, redo]) == [text]


def test_tables_that_hold_what_was_taken_back_are_refused(content: Content) -> None:
    text = _entry("set", "task", _code(content, "I/1"), "text", new="Khác")
    found = _laid(content, text)
    with pytest.raises(ValueError, match="taken back"):
        corrected(found.tables, [text, _entry("undo", "task", text.id)])


def test_undoing_the_first_of_two_leaves_the_second(content: Content) -> None:
    key = _key(content, "unit", "I/1")
    first = _entry("set", "unit", key, "unit", old="Phòng Kinh tế", new="Phòng A")
    second = _entry("set", "unit", key, "role", old="lead", new="via")
    found = _laid(content, first, second, _entry("undo", "unit", first.id))
    assert ("via", "Phòng Kinh tế") in _units(found.tables, "I/1")


# --- reading again --------------------------------------------------------------------


def test_what_is_read_by_now_as_it_was_corrected_is_nobodys(content: Content) -> None:
    """A later version of the program reads what people said before."""
    lead, task = _key(content, "unit", "I/1"), _code(content, "I/1")
    said = [
        _entry("set", "unit", lead, "unit", old="Phòng Kinh tế", new="Phòng Tài chính"),
        _entry("add", "unit", task, new={"unit": "Sở Nội vụ", "role": "lead"}),
        _entry("remove", "unit", _key(content, "unit", "I/1", 1)),
        _entry("set", "task", task, "due", old="2026-06-30", new="2026-07-15"),
        _entry("set", "citation", _key(content, "citation", "I/3"), "number", old="06/QĐ-TTg",
               new="07/QĐ-TTg"),
    ]  # fmt: skip
    reread = tables.to_tables(tables.to_rows(_laid(content, *said).tables))
    found = _laid(reread, *said)
    assert len(found.applied) == len(said)
    assert found.waiting == found.stale == ()
    for name, table in found.tables.items():
        assert table.select(reread[name].column_names).equals(reread[name])
    assert all(row["corrected_by"] is None for row in _rows(found.tables, "responsibilities"))


def test_what_is_read_otherwise_by_now_is_told_and_the_person_is_right(content: Content) -> None:
    code = _code(content, "I/1")
    text = _entry("set", "task", code, "text", old=_task(content, "I/1")["text"], new="Của người")
    role = _entry("set", "unit", _key(content, "unit", "I/1"), "role", old="lead", new="via")
    assert _laid(content, text, role).stale == ()
    rows = tables.to_rows(content)
    next(row for row in rows["tasks"] if row["path"] == "I/1")["text"] = "máy đọc khác"
    found = _laid(tables.to_tables(rows), text, role)
    assert _task(found.tables, "I/1")["text"] == "Của người"
    assert found.stale == (text,)


def test_corrections_wait_for_their_document(content: Content, run: Path) -> None:
    text = _entry("set", "task", _code(content, "I/1"), "text", new="Khác")
    gone = _entry("set", "unit", "k_elsewhere|unit|lead|1|sở a", "role", new="via")
    found = _laid(content, text, gone)
    assert (found.applied, found.waiting) == ((text,), (gone,))
    append(run, [text])
    nothing = {name: table.slice(0, 0) for name, table in content.items()}
    assert _laid(nothing, text).waiting == (text,)


def test_a_run_into_the_same_folder_keeps_corrections_and_they_hold(tmp_path: Path) -> None:
    """The work comes with other bytes, its places moved, as a new scan would bring it."""
    out = _read(tmp_path, PLAN)
    content = tables.read(out)
    start = PLAN.index("Trưởng các thôn tuyên truyền đến từng hộ dân.")
    bounds = {"char_start": start, "char_end": start + 45}
    said = [
        _entry("set", "task", _code(content, "I/1"), "due", old="2026-06-30", new="2026-07-15"),
        _entry("set", "unit", _key(content, "unit", "I/3"), "role", old="lead", new="via"),
        _entry("add", "unit", _code(content, "I/2"), new={"unit": "Sở Nội vụ", "role": "lead"}),
        filled(_entry("set", "task", _code(content, "II/1"), "bounds", new=bounds), content),
        _entry("remove", "task", _code(content, "I/4")),
    ]
    shown = corrected(content, said).tables
    said.append(filled(_entry("checked", "task", _code(content, "I/2")), shown))
    append(out, said)
    kept = (out / NAME).read_bytes()
    before = read_corrected(out)
    _read(tmp_path, "\n\n" + PLAN.replace("rà soát", "rà  soát"), "ban-quet-moi.txt")
    assert (out / NAME).read_bytes() == kept
    after = read_corrected(out)
    assert tables.check(after.tables) == []
    assert len(after.applied) == len(said)
    assert _task(before.tables, "I/1")["doc_id"] != _task(after.tables, "I/1")["doc_id"]
    for found in (before, after):
        assert _task(found.tables, "I/1")["due"] == date(2026, 7, 15)
        assert ("via", "Công an xã") in _units(found.tables, "I/3")
        assert ("lead", "Sở Nội vụ") in _units(found.tables, "I/2")
        assert _task(found.tables, "II/1")["text"].endswith("từng hộ dân.")
        assert "I/4" not in {row["path"] for row in _rows(found.tables, "tasks")}
        assert _task(found.tables, "I/2")["checked_by"] == "An"
    moved = _task(after.tables, "II/1")["char_start"]
    assert moved > _task(before.tables, "II/1")["char_start"]


def test_a_document_that_is_there_twice_is_corrected_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n" + PLAN, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path), "--out", str(out), "--engine", "here", "--quiet"]) == 0
    content = tables.read(out)
    found = _laid(
        content,
        _entry("set", "task", _code(content, "I/1"), "text", new="Của cả hai"),
        _entry("add", "unit", _code(content, "I/2"), new={"unit": "Sở A", "role": "lead"}),
    )
    texts = [row["text"] for row in _rows(found.tables, "tasks") if row["path"] == "I/1"]
    assert texts == ["Của cả hai"] * 2
    assert [r["unit"] for r in _rows(found.tables, "responsibilities")].count("Sở A") == 2


# --- why not --------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[Content], Entry], str]] = {
    "unknown task": (lambda c: _entry("set", "task", "k_x", "text", new="a"), "no such task"),
    "empty text": (lambda c: _set(c, "text", " "), "text is empty"),
    "no date": (lambda c: _set(c, "due", "2026-06-31"), "'2026-06-31' is no date"),
    "date as people write it": (lambda c: _set(c, "due", "30/6/2026"), "is no date"),
    "no status": (lambda c: _set(c, "status", "xong"), "no status has the code 'xong'"),
    "no field": (lambda c: _set(c, "tên", "x"), "no field has the name 'tên'"),
    "no list": (lambda c: _set(c, "leads", "Sở A"), "leads is to be a list"),
    "half a letter": (lambda c: _set(c, "notes", "\ud800"), "notes is no text"),
    "outside": (
        lambda c: _set(c, "bounds", {"char_start": 5, "char_end": 99_999}), "ends at character",
    ),
    "backwards": (
        lambda c: _set(c, "bounds", {"char_start": 9, "char_end": 5}), "two numbers",
    ),
    "another task": (
        lambda c: _set(c, "bounds", {"char_start": _task(c, "I/2")["char_start"], "char_end":
                                     _task(c, "I/2")["char_end"]}), "a part of task I/2",
    ),
    "unknown role": (
        lambda c: _entry("set", "unit", _key(c, "unit", "I/1"), "role", new="boss"),
        "no role of a body has the name 'boss'",
    ),
    "unknown unit": (
        lambda c: _entry("set", "unit", _code(c, "I/1") + "|unit|lead|1|x", "role", new="via"),
        "no such unit",
    ),
    "end before start": (
        lambda c: _entry("set", "time", _key(c, "time", "I/1"), "start", new="2027-01-01"),
        "the end is before the start",
    ),
    "no rrule": (
        lambda c: _entry("set", "time", _key(c, "time", "I/2"), "rrule", new="hằng quý"),
        "no rule of recurrence",
    ),
    "a rule that dateutil cannot read": (
        lambda c: _entry("set", "time", _key(c, "time", "I/2"), "rrule", new="FREQ=DAILY;BYDAY=X"),
        "no rule of recurrence",
    ),
    "every second": (
        lambda c: _entry("set", "time", _key(c, "time", "I/2"), "rrule", new="FREQ=SECONDLY"),
        "no rule of recurrence",
    ),
    "unknown kind": (
        lambda c: _entry("add", "time", _code(c, "I/2"), new={"kind": "soon"}), "no kind of time",
    ),
    "there already": (
        lambda c: _entry("add", "unit", _code(c, "I/1"), new={"unit": "PHÒNG KINH TẾ",
                                                              "role": "lead"}), "there already",
    ),
    "path in use": (
        lambda c: _entry("add", "task", document_code(_rows(c, "documents")[0]),
                         new={"char_start": 0, "char_end": 9, "path": "I/1"}), "there already",
    ),
    "a citation of nothing": (
        lambda c: _entry("add", "citation", _code(c, "I/1"), new={"type": "Luật"}),
        "number is empty",
    ),
    "words that are not there": (
        lambda c: _entry("add", "task", document_code(_rows(c, "documents")[0]),
                         new={"raw": "không có câu này", "path": "I/p9"}), "not in the document",
    ),
    "unknown document": (lambda c: _entry("checked", "document", "w_x"), "no such document"),
    "a document": (
        lambda c: _entry("remove", "document", document_code(_rows(c, "documents")[0])),
        "cannot be removed",
    ),
    "unknown entry": (lambda c: _entry("undo", "task", "e_x"), "no entry 'e_x'"),
    "unknown action": (lambda c: _entry("burn", "task", "k"), "no action has the name 'burn'"),
}  # fmt: skip


def _set(content: Content, field: str, new: Any) -> Entry:
    return _entry("set", "task", _code(content, "I/1"), field, new=new)


@pytest.mark.parametrize("case", REFUSED)
def test_why_an_entry_cannot_be_taken(content: Content, case: str) -> None:
    entry, why = REFUSED[case]
    made_, shown = entry(content), corrected(content, ()).tables
    problem = validate(made_, shown)
    assert problem is not None
    assert why in str(problem)
    assert problem.vietnamese
    assert "{" not in problem.vietnamese + str(problem)
    # and nothing of it gets into the tables, wherever it came from
    found = _laid(content, made_)
    if case != "another task":  # people may say so of a reading in which nothing overlapped
        assert tables.to_rows(found.tables) == tables.to_rows(content)


def test_an_undo_only_of_what_holds(content: Content) -> None:
    text = _set(content, "text", "Khác")
    undo = _entry("undo", "task", text.id)
    assert validate(undo, content, [text]) is None
    problem = validate(_entry("undo", "task", text.id), content, [text, undo])
    assert str(problem) == "it has been undone already"


def test_words_of_every_refusal() -> None:
    for said in _words().values():
        assert set(said) == {"en", "vi"}


def test_statuses_are_those_of_the_office() -> None:
    assert set(statuses()) == STATUSES


# --- the log --------------------------------------------------------------------------


def test_what_is_kept_comes_back(run: Path, content: Content) -> None:
    said = [
        _entry("set", "task", _code(content, "I/1"), "leads", old=["a"], new=["b", "ỦY BAN\u2028"]),
        _entry("add", "time", _code(content, "I/1"), new={"kind": "by", "end": "2026-12-31"}),
        _entry("undo", "task", "e_1"),
    ]
    append(run, said[:1])
    append(run, said[1:])
    log = read_log(run)
    assert (list(log), log.torn) == (said, "")
    assert [path.name for path in run.iterdir() if "corrections" in path.name] == [NAME]


def test_lines_of_the_first_form_are_read(run: Path, content: Content) -> None:
    old = {
        "when": "2026-03-02T08:00:00+00:00", "task_key": _code(content, "I/1"), "field": "due",
        "old": "2026-06-30", "new": "2026-07-01", "file": "sửa.xlsx",
    }  # fmt: skip
    (run / NAME).write_text(json.dumps(old, ensure_ascii=False) + "\n", encoding="utf-8")
    (entry,) = read_log(run)
    assert (entry.target, entry.key, entry.by) == ("task", old["task_key"], "sửa.xlsx")
    assert _task(read_corrected(run).tables, "I/1")["due"] == date(2026, 7, 1)
    append(run, [_entry("undo", "task", entry.id)])
    assert read_log(run)[0] == entry
    assert _task(read_corrected(run).tables, "I/1")["due"] == date(2026, 6, 30)


@pytest.mark.parametrize("cut", [1, 20, 60, -1])
def test_a_torn_last_line_is_told_and_the_others_hold(
    run: Path, content: Content, cut: int, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (_set(content, "notes", f"ỵ{number}") for number in (1, 2))
    append(run, [first, second])
    lines = (run / NAME).read_bytes().splitlines(keepends=True)
    torn = lines[1].rstrip(b"\n")[:cut]
    (run / NAME).write_bytes(lines[0] + torn)
    log = read_log(run)
    assert list(log) == [first]
    assert log.torn
    assert main(["query", str(run), "SELECT 1"]) == 0
    assert "torn" in capsys.readouterr().err
    append(run, [second])  # and stays as a remark, in the way of nothing
    log = read_log(run)
    assert (list(log), log.torn) == ([first, second], "")
    assert (
        torn.decode("utf-8", "replace")[:20]
        in json.loads((run / NAME).read_text(encoding="utf-8").split("\n")[1])["torn"]
    )


def test_zero_bytes_at_the_end_are_a_torn_line(run: Path, content: Content) -> None:
    first = _set(content, "notes", "a")
    append(run, [first])
    (run / NAME).write_bytes((run / NAME).read_bytes() + b"\0" * 20)
    assert (list(read_log(run)), bool(read_log(run).torn)) == ([first], True)


def test_a_last_line_that_only_lacks_its_end_counts(run: Path, content: Content) -> None:
    first = _set(content, "notes", "a")
    append(run, [first])
    (run / NAME).write_bytes((run / NAME).read_bytes().rstrip(b"\n"))
    append(run, [second := _set(content, "notes", "b")])
    assert list(read_log(run)) == [first, second]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"id": "e_1"', "is no correction"),
        (b"[]", "not an object"),
        (b"{}", "without action"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_damage_in_the_middle_is_refused(
    run: Path, content: Content, line: bytes, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    append(run, [_set(content, "notes", "a")])
    kept = (run / NAME).read_bytes()
    (run / NAME).write_bytes(line + b"\n" + kept)
    with pytest.raises(CorrectionsError, match=f"line 1: .*{why}|line 1: {why}"):
        read_log(run)
    for words in (
        ["query", str(run), "SELECT 1"],
        ["due", str(run)],
        ["diff", str(run), str(run)],
        ["show", str(run)],
        ["export", str(run), "--to", "jsonl"],
    ):
        assert main(words) == 4, words
        assert "line 1" in capsys.readouterr().err


def test_one_line_twice_is_refused(run: Path, content: Content) -> None:
    append(run, [_set(content, "notes", "a")])
    (run / NAME).write_bytes((run / NAME).read_bytes() * 2)
    with pytest.raises(CorrectionsError, match="two lines have one id"):
        read_log(run)


def test_what_is_no_entry_is_not_added(run: Path, content: Content) -> None:
    good, bad = _set(content, "notes", "a"), _set(content, "due", "mai")
    with pytest.raises(ValueError, match="no date"):
        append(run, [good, bad])
    assert not (run / NAME).exists()


def test_when_it_cannot_be_written_the_old_lines_stay(
    run: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(run, [_set(content, "notes", "a")])
    kept = (run / NAME).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        append(run, [_set(content, "notes", "b")])
    assert (run / NAME).read_bytes() == kept
    assert not list(run.glob(".*.new"))


def _append_many(folder: Path, key: str, who: str) -> None:
    for number in range(15):
        with locked(folder):
            said = Entry.new(
                action="set", target="task", key=key, field="notes", new=str(number), who=who
            )
            append(folder, [said])


def test_two_programs_lose_nothing_of_each_other(run: Path, content: Content) -> None:
    context = multiprocessing.get_context("spawn")
    key = _code(content, "I/1")
    both = [context.Process(target=_append_many, args=(run, key, who)) for who in ("An", "Bình")]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    said = [(entry.who, entry.now) for entry in read_log(run)]
    for who in ("An", "Bình"):
        assert [now for whose, now in said if whose == who] == [str(n) for n in range(15)]


# --- exports --------------------------------------------------------------------------


def test_every_export_has_the_corrections(
    run: Path, content: Content, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet = {path.name: path.read_bytes() for path in run.glob("*.parquet")}
    before = tmp_path / "before"
    shutil.copytree(run, before)
    append(
        run,
        [
            _entry("set", "unit", _key(content, "unit", "I/1"), "unit", new="Phòng Tài chính"),
            _entry("set", "time", _key(content, "time", "I/1"), "end", new="2026-08-15"),
            _entry("remove", "task", _code(content, "I/4")),
        ],
    )
    with open_run(run) as connection:
        rows = rows_of(connection, "SELECT path, leads, due, corrected_by FROM tracker")
        bodies = rows_of(connection, "SELECT unit, corrected_by FROM by_unit")
    assert (rows[0]["leads"], rows[0]["due"], rows[0]["corrected_by"]) == (
        ["Phòng Tài chính"], date(2026, 8, 15), "An",
    )  # fmt: skip
    assert [row["path"] for row in rows] == ["I/1", "I/2", "I/3", "II/1"]
    assert {row["unit"]: row["corrected_by"] for row in bodies}["Phòng Tài chính"] == "An"
    assert rows[1]["corrected_by"] is None
    assert office(run).tasks[0].leads == ["Phòng Tài chính"]
    (first, *_) = feed_lines(run)
    assert json.loads(first)["due"] == "2026-08-15"
    assert main(["export", str(run), "--to", "ics"]) == 0
    calendar = (run / "nhiem-vu.ics").read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20260815" in calendar
    capsys.readouterr()
    assert main(["diff", str(before), str(run), "--to", "json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ("bỏ", "I/4") in {(row["Thay đổi"], row["Mục cũ"]) for row in told}
    assert main(["show", str(run)]) == 0
    assert "Phòng Tài chính" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in run.glob("*.parquet")} == parquet


# --- whatever people say --------------------------------------------------------------

_NAMES = st.sampled_from(["Phòng Kinh tế", "Công an xã", "Sở Nội vụ", "sở nội vụ", "Tổ 1; tổ 2"])
_DAYS = st.sampled_from(["2026-01-31", "2026-06-30", "2026-12-31", "2027-05-01"])
_TEXTS = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "")
_NUMBERS = st.sampled_from(["06/QĐ-TTg", "15/KH-UBND", "28-NQ/TW"])


@st.composite
def _said(draw: st.DrawFn, shown: Content, entries: list[Entry]) -> Entry:
    """Something that a person who sees these tables might say."""
    who = draw(st.sampled_from(["An", "Bình"]))
    if entries and draw(st.integers(0, 4)) == 0:
        return _entry("undo", "task", draw(st.sampled_from(entries)).id, who=who)
    task = draw(st.sampled_from(_rows(shown, "tasks")))
    code = task_code(task)
    target = draw(st.sampled_from(["task", "task", *TABLES]))
    if target == "task":
        return _said_of_task(draw, shown, task, who)
    action = draw(st.sampled_from(["set", "add", "remove", "checked"]))
    if action == "add":
        return _entry("add", target, code, new=_added(draw, target), who=who)
    records = _records(shown, target, task["path"])
    if not records:
        return _entry("add", target, code, new=_added(draw, target), who=who)
    key = draw(st.sampled_from(records))["record_key"]
    if action != "set":
        return _entry(action, target, key, who=who)
    name = draw(st.sampled_from(FIELDS[target]))
    return _entry("set", target, key, name, new=_added(draw, target).get(name), who=who)


def _said_of_task(draw: st.DrawFn, shown: Content, task: Row, who: str) -> Entry:
    code = task_code(task)
    start = draw(st.integers(0, len(PLAN) - 2))
    bounds = {"char_start": start, "char_end": draw(st.integers(start + 1, len(PLAN)))}
    values: dict[str, Any] = {
        "text": draw(_TEXTS),
        "leads": draw(st.lists(_NAMES, max_size=3)),
        "coordinates": draw(st.lists(_NAMES, max_size=3)),
        "due": draw(st.none() | _DAYS),
        "products": draw(st.lists(_TEXTS, max_size=2)),
        "status": draw(st.none() | st.sampled_from(sorted(STATUSES))),
        "notes": draw(st.none() | _TEXTS),
        "bounds": bounds,
    }
    action = draw(st.sampled_from([*values, "add", "remove", "checked"]))
    if action == "add":
        document = document_code(_rows(shown, "documents")[0])
        return _entry("add", "task", document, new=bounds, who=who)
    if action in values:
        return _entry("set", "task", code, action, new=values[action], who=who)
    return _entry(action, "task", code, who=who)


def _added(draw: st.DrawFn, target: str) -> dict[str, Any]:
    if target == "unit":
        roles = ["lead", "coordinate", "advised", "report_to", "via"]
        return {"unit": draw(_NAMES), "role": draw(st.sampled_from(roles))}
    if target == "time":
        return {
            "kind": draw(st.sampled_from(["by", "within", "recurring", "ongoing", "upon"])),
            "start": draw(st.none() | _DAYS),
            "end": draw(st.none() | _DAYS),
            "rrule": draw(st.none() | st.sampled_from(["FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=12"])),
            "condition": draw(st.none() | _TEXTS),
        }
    return {
        "type": draw(st.sampled_from(["Kế hoạch", "Quyết định"])),
        "number": draw(_NUMBERS),
        "name": draw(st.none() | _TEXTS),
        "date": draw(st.none() | _DAYS),
        "issuer": draw(st.none() | _NAMES),
    }


def _sequence(data: st.DataObject, content: Content) -> list[Entry]:
    """Entries that could each be taken when it came."""
    entries: list[Entry] = []
    for _ in range(data.draw(st.integers(1, 7))):
        shown = corrected(content, entries).tables
        if not len(shown["tasks"]):
            break
        entry = filled(data.draw(_said(shown, entries)), shown)
        if validate(entry, shown, entries) is None:
            entries.append(entry)
    return entries


_SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@_SLOW
@given(st.data())
def test_whatever_people_say_the_tables_stay_true(content: Content, data: st.DataObject) -> None:
    entries = _sequence(data, content)
    found = _laid(content, *entries)
    again = corrected(found.tables, entries)
    assert again.own == found.own
    for name, table in found.tables.items():
        assert again.tables[name].to_pylist() == table.to_pylist(), name


@_SLOW
@given(st.data())
def test_undoing_everything_restores_what_was_read(content: Content, data: st.DataObject) -> None:
    entries = _sequence(data, content)
    undos = [_entry("undo", "task", entry.id) for entry in active(entries)]
    found = _laid(content, *entries, *undos)
    assert tables.to_rows(found.tables) == tables.to_rows(content)
    assert found.own == {}
    redone = _laid(content, *entries, *undos, *(_entry("undo", "task", u.id) for u in undos))
    straight = corrected(content, entries)
    assert tables.to_rows(redone.tables) == tables.to_rows(straight.tables)


@_SLOW
@given(st.data())
def test_the_order_of_entries_of_different_tasks_makes_no_difference(
    content: Content, data: st.DataObject
) -> None:
    entries = [entry for entry in _sequence(data, content) if entry.action != "undo"]
    by_task: dict[str, list[Entry]] = {}
    for entry in entries:
        by_task.setdefault(entry.key.split("|")[0], []).append(entry)
    # a task that is added takes in text and citations of its document
    if any(entry.target == "task" and entry.field in (None, "bounds") for entry in entries):
        return
    turned = [entry for group in reversed(by_task.values()) for entry in group]
    one, other = corrected(content, entries), corrected(content, turned)
    assert {n: t.to_pylist() for n, t in one.tables.items()} == {
        n: t.to_pylist() for n, t in other.tables.items()
    }
    assert one.own == other.own


@_SLOW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["task", "unit", "time", "citation"]),
            st.recursive(
                st.none() | st.integers() | st.text(max_size=8) | _DAYS | _NAMES,
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(
                            [
                                "unit",
                                "role",
                                "kind",
                                "start",
                                "char_start",
                                "char_end",
                                "raw",
                                "path",
                            ]
                        ),
                        inner,
                        max_size=4,
                    )
                ),
                max_leaves=6,
            ),
        ),
        max_size=6,
    )
)
def test_rubbish_in_a_log_gets_into_no_table(
    content: Content, rubbish: list[tuple[str, Any]]
) -> None:
    code, key = _code(content, "I/1"), document_code(_rows(content, "documents")[0])
    entries = []
    for target, value in rubbish:
        records = _records(content, target, "I/1") if target != "task" else []
        place = records[0]["record_key"] if records else code
        entries += [_entry("set", target, place, name, new=value) for name in FIELDS[target]]
        entries += [_entry("set", target, place, None, new=value)]
        entries += [_entry("add", target, where, new=value) for where in (code, key, "", "|")]
    _laid(content, *entries)
