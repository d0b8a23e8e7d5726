"""The office's workbook: what it shows, that nothing in it runs, and how edits come back."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from plan import BASIS, BY_JUNE, BY_MARCH, plan

from pipeline import tables
from pipeline.cli import main
from pipeline.confidence.signals import SIGNALS
from pipeline.corrections import NAME, CorrectionsError, read_log
from pipeline.export import sheet as sheets_module
from pipeline.export.cells import MOST_UNITS, compared, cut, escaped, lines_of, plain, unescaped
from pipeline.export.edits import Imported, WorkbookError, import_workbook
from pipeline.export.grid import GridError
from pipeline.export.office import office
from pipeline.export.words import heads, place, reason, reasons, said, statuses
from pipeline.export.words import sheets as sheet_names
from pipeline.export.workbook import MARKS, write_workbook

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HEAD = 4  # the row of the heads
FIRST = 5
NAMES = [
    "Theo dõi nhiệm vụ", "Theo cơ quan", "Sắp đến hạn", "Văn bản viện dẫn", "Cần xem lại"
]  # fmt: skip
HEADS = [
    "STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Định kỳ", "Điều kiện",
    "Sản phẩm", "Căn cứ", "Văn bản", "Mục", "Trang", "Tình trạng", "Ghi chú", "Mã nhiệm vụ",
]  # fmt: skip
PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.",
    "3. Công an xã chủ trì thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 (thường xuyên).",
    f"4. {BY_MARCH}",
    basis=BASIS,
)
HOSTILE = [
    '=HYPERLINK("http://example.org","xem")',
    "+1",
    "@x",
    "-2+3",
    "- Rà soát",
    "\t=1+1",
    "=cmd|'/C calc'!A0",
    "#N/A",
    "=",
    "\x07=1+1",
    "\ufeff=1+1",
    "_x003D_1+1",
]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one plan with four tasks."""
    return _run(tmp_path_factory.mktemp("run"), PLAN)


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """The run, to be changed by one test."""
    copy = tmp_path / "run"
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns(".nhiemvu", "*.txt"))
    return copy


def _run(folder: Path, text: str, name: str = "kh-15.txt") -> Path:
    source = folder / name
    source.write_text(text, encoding="utf-8")
    out = folder / "out"
    assert main(["run", str(source), "--out", str(out), "--engine", "here", "--quiet"]) == 0
    return out


def _changed(run: Path, change: Callable[[Rows], None]) -> Path:
    """The run with its tables changed, whatever their rules say."""
    rows: Rows = tables.to_rows(tables.read(run))
    change(rows)
    with warnings.catch_warnings(action="ignore"):
        tables.write(rows, run, strict=False)
    return run


def _written(run: Path, name: str = "a.xlsx", today: date = TODAY) -> Path:
    return write_workbook(run, run / name, today).path


def _book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def _column(page: Worksheet, head: str) -> int:
    return next(cell.column for cell in page[HEAD] if cell.value == head)


def _values(page: Worksheet, head: str) -> list[object]:
    column = _column(page, head)
    return [page.cell(row, column).value for row in range(FIRST, page.max_row + 1)]


def _edited(path: Path, edit: Callable[[Worksheet], None], name: str = "sửa.xlsx") -> Path:
    book = _book(path)
    edit(book[NAMES[0]])
    target = path.with_name(name)
    book.save(target)
    return target


def _set(row: int, head: str, value: object) -> Callable[[Worksheet], None]:
    def edit(page: Worksheet) -> None:
        page.cell(FIRST + row, _column(page, head)).value = value  # type: ignore[assignment]

    return edit


def _import(path: Path, run: Path) -> Imported:
    return import_workbook(path, run, NOW)


# --- what it shows --------------------------------------------------------------------


def test_five_sheets_with_their_heads(run: Path) -> None:
    book = _book(_written(run))
    assert [page.title for page in book.worksheets if page.sheet_state == "visible"] == NAMES
    assert [cell.value for cell in book[NAMES[0]][HEAD]] == HEADS
    assert book["Theo cơ quan"][HEAD][0].value == "Cơ quan"
    assert book[MARKS].sheet_state == "veryHidden"


def test_above_the_head_stand_the_document_and_the_day(run: Path) -> None:
    page = _book(_written(run))[NAMES[0]]
    assert page["A1"].value == "THEO DÕI NHIỆM VỤ"
    assert "15/KH-UBND ngày 10/02/2026 của" in page["A2"].value
    assert "Lập ngày 01/03/2026 · 4 nhiệm vụ" in page["A3"].value


def test_many_documents_are_named_as_far_as_the_line_goes(tmp_path: Path) -> None:
    for number in range(1, 9):
        text = PLAN.replace("15/KH-UBND", f"{number}/KH-UBND")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path), "--out", str(out), "--engine", "here", "--quiet"]) == 0
    line = _book(_written(out))[NAMES[0]]["A2"].value
    assert line.startswith("Kế hoạch 1/KH-UBND ngày 10/02/2026")
    assert line.endswith("; và 6 văn bản khác")


def test_a_mere_condition_is_no_deadline(run: Path) -> None:
    def condition(rows: Rows) -> None:
        clause = next(row for row in rows["time_clauses"] if row["kind"] == "ongoing")
        clause["raw"] = clause["condition"] = "khi có yêu cầu"

    page = _book(_written(_changed(run, condition)))[NAMES[0]]
    assert _values(page, "Thời hạn")[2] is None
    assert _values(page, "Điều kiện")[2] == "Khi có yêu cầu"


def test_dates_are_dates_and_numbers_are_numbers(run: Path) -> None:
    page = _book(_written(run))[NAMES[0]]
    due = page.cell(FIRST, _column(page, "Thời hạn"))
    assert due.value == datetime(2026, 6, 30)
    assert due.number_format == "dd/mm/yyyy"
    assert _values(page, "STT") == [1, 2, 3, 4]
    assert all(isinstance(number, int) for number in _values(page, "Trang"))


def test_without_a_date_the_deadline_is_what_the_document_says(run: Path) -> None:
    page = _book(_written(run))[NAMES[0]]
    assert str(_values(page, "Thời hạn")[2]).lower() == "thường xuyên"


def test_filters_frozen_heads_wrapped_text_and_heights(run: Path) -> None:
    for name in NAMES:
        page = _book(_written(run))[name]
        assert page.auto_filter.ref.startswith(f"A{HEAD}:")
        assert page.freeze_panes.endswith(str(HEAD + 1))
        for cell in page[FIRST]:
            if cell.value and page.cell(HEAD, cell.column).value != "Mã nhiệm vụ":
                assert cell.alignment.wrap_text or name == "Cần xem lại"
    page = _book(_written(run))[NAMES[0]]
    long_text = max(
        range(FIRST, page.max_row + 1), key=lambda row: len(str(page.cell(row, 2).value))
    )
    assert page.row_dimensions[long_text].height >= 2 * 15


def test_it_prints_on_a4_landscape_one_page_wide_with_heads_and_numbers(run: Path) -> None:
    book = _book(_written(run))
    for name in NAMES:
        page = book[name]
        assert (page.page_setup.orientation, int(page.page_setup.paperSize)) == ("landscape", 9)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == f"${HEAD}:${HEAD}"
        assert "&P/&N" in page.oddFooter.right.text
    assert "$O" not in book[NAMES[0]].print_area  # the codes are not printed


def test_statuses_are_offered(run: Path) -> None:
    page = _book(_written(run))[NAMES[0]]
    (offered,) = page.data_validations.dataValidation
    assert str(offered.sqref) == f"M{FIRST}:M{FIRST + 3}"
    labels = offered.formula1.strip('"').split(",")
    assert labels == [names[0] for names in statuses().values()]
    assert len(offered.formula1) <= 255  # Excel refuses the file otherwise


def test_by_body_each_with_its_role(run: Path) -> None:
    page = _book(_written(run))["Theo cơ quan"]
    found = list(zip(_values(page, "Cơ quan"), _values(page, "Vai trò"), strict=True))
    assert ("Công an xã", "Phối hợp") in found
    assert ("Phòng Kinh tế", "Chủ trì") in found
    names = [name for name, _ in found]
    assert names.index("Phòng Kinh tế") < names.index("Phòng Văn hóa - Xã hội")
    assert names == sorted(names, key=names.index)  # each body's rows stand together


def test_upcoming_from_today_on_the_nearest_first(run: Path) -> None:
    page = _book(_written(run))["Sắp đến hạn"]
    # "định kỳ hằng quý" has its next day beside the deadlines
    assert _values(page, "Còn (ngày)") == [30, 30, 121]
    assert _values(page, "Ghi trong văn bản")[0] == "định kỳ hằng quý"
    page = _book(_written(run, today=date(2026, 3, 31)))["Sắp đến hạn"]
    assert _values(page, "Còn (ngày)") == [0, 0, 91]
    page = _book(_written(run, today=date(2026, 4, 1)))["Sắp đến hạn"]
    assert _values(page, "Còn (ngày)") == [90, 90]
    assert _values(page, "STT nhiệm vụ") == [1, 2]


def test_an_empty_sheet_says_so(tmp_path: Path) -> None:
    run = _run(tmp_path, PLAN.replace("định kỳ hằng quý", "đầy đủ"))
    page = _book(_written(run, today=date(2030, 1, 1)))["Sắp đến hạn"]
    assert page.cell(FIRST, 1).value == said("none")


def test_documents_cited(run: Path) -> None:
    page = _book(_written(run))["Văn bản viện dẫn"]
    assert set(_values(page, "Số, ký hiệu hoặc tên")) == {"1/KH-UBND", "06/QĐ-TTg"}


def test_what_needs_review_has_its_reasons_in_vietnamese(run: Path) -> None:
    def doubt(rows: Rows) -> None:
        task = rows["tasks"][1]
        task["needs_review"] = True
        issue = dict.fromkeys(rows["issues"][0]) if rows["issues"] else {}
        rows["issues"].append(
            {
                **issue,
                "issue_id": "i_1",
                "doc_id": task["doc_id"],
                "task_id": task["task_id"],
                "severity": "warning",
                "code": "task_doubtful",
                "message": f"likely right to 61%: {task['path']} (it is very short; "
                "no body leads it; found by rule x.y)",
                "page": 1,
                "char_start": task["char_start"],
                "char_end": task["char_end"],
            }
        )

    page = _book(_written(_changed(run, doubt)))["Cần xem lại"]
    reasons = [str(value) for value in _values(page, "Lý do cần xem lại")]
    assert "• Rất ngắn; không thấy cơ quan chủ trì" in reasons


def test_columns_without_any_value_are_out_of_sight(run: Path) -> None:
    page = _book(_written(run))[NAMES[0]]
    assert not any(_values(page, "Điều kiện"))
    assert page.column_dimensions["G"].hidden
    assert not page.column_dimensions["N"].hidden  # notes are to be written


def test_the_last_of_several_deadlines_is_shown_and_the_others_are_noted(run: Path) -> None:
    def second(rows: Rows) -> None:
        clause = next(row for row in rows["time_clauses"] if row["end"] == date(2026, 6, 30))
        rows["time_clauses"].append({**clause, "raw": "xong bước một trong tháng 3/2026"})

    page = _book(_written(_changed(run, second)))[NAMES[0]]
    note = page.cell(FIRST, _column(page, "Thời hạn")).comment
    assert note is not None
    assert "trước ngày 30/6/2026; xong bước một trong tháng 3/2026" in note.text


# --- nothing runs ---------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(run: Path, text: str) -> None:
    def write(rows: Rows) -> None:
        for row in rows["documents"]:
            row["title"] = row["number"] = row["issuer"] = row["doc_type_name"] = text
        for row in rows["tasks"]:
            row["text"], row["products"], row["needs_review"] = text, [text], True
        for row in rows["responsibilities"]:
            row["unit"] = text
        for row in rows["citations"]:
            row["cited_number"] = row["cited_type"] = row["cited_title"] = text
        for row in rows["time_clauses"]:
            row["raw"] = row["condition"] = text
        for row in rows["issues"]:
            row["message"] = text

    path = _written(_changed(run, write))
    for page in _book(path).worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type not in ("f", "e"), cell.coordinate
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
                    assert cell.data_type == "s"
                    assert cell.quotePrefix, cell.coordinate
    with zipfile.ZipFile(path) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    shown = cut(plain(text))
    assert unescaped(escaped(shown)) == shown
    assert compared(shown) == shown


def test_control_characters_are_left_out(run: Path) -> None:
    def write(rows: Rows) -> None:
        rows["tasks"][0]["text"] = "Rà\x00 soát\x0b\x1f hồ sơ\u202e\ufffe _x0041_"

    path = _written(_changed(run, write))
    assert unescaped(_book(path)[NAMES[0]].cell(FIRST, 2).value) == "Rà soát\nhồ sơ _x0041_"
    assert _import(path, run).changes == []


def test_long_texts_are_cut_with_a_mark_and_refused_when_changed(run: Path) -> None:
    def write(rows: Rows) -> None:
        rows["tasks"][0]["text"] = "😀 nhiệm vụ " * 5000

    path = _written(_changed(run, write))
    text = _book(path)[NAMES[0]].cell(FIRST, 2).value
    assert text.endswith("[đã cắt bớt]")
    assert MOST_UNITS - 20 < len(text.encode("utf-16-le")) // 2 <= MOST_UNITS
    assert _import(path, run).changes == []
    imported = _import(_edited(path, _set(0, "Nhiệm vụ", "Sửa " + text[4:])), run)
    assert "was cut for Excel" in str(imported.refusals[0])


def test_rows_beyond_excels_are_told_of(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets_module, "_MOST_ROWS", HEAD + 2)
    written = write_workbook(run, run / "a.xlsx", TODAY)
    assert written.left_out[NAMES[0]] == 3
    page = _book(written.path)[NAMES[0]]
    assert "chỉ ghi được 1 trong 4 dòng" in page["A3"].value


def test_the_same_tables_and_day_give_the_same_bytes(run: Path) -> None:
    first, second = _written(run, "a.xlsx"), _written(run, "b.xlsx")
    assert first.read_bytes() == second.read_bytes()
    other = _written(run, "c.xlsx", date(2026, 3, 2))
    assert first.read_bytes() != other.read_bytes()


# --- edits ----------------------------------------------------------------------------


def test_edits_come_back_and_are_shown_by_the_next_export(run: Path) -> None:
    def edit(page: Worksheet) -> None:
        for row, head, value in [
            (0, "Nhiệm vụ", "- Rà soát hồ sơ đất đai"),
            (0, "Cơ quan chủ trì", "Phòng Kinh tế; Trung tâm Hành chính công"),
            (0, "Cơ quan phối hợp", None),
            (0, "Thời hạn", "15/7/2026"),
            (1, "Thời hạn", datetime(2026, 12, 10)),
            (1, "Sản phẩm", "Báo cáo quý\nBáo cáo năm"),
            (2, "Tình trạng", "hoàn thành  trễ"),
            (3, "Tình trạng", "Hoàn thành (đúng hạn)"),
            (3, "Ghi chú", 2026),
        ]:
            _set(row, head, value)(page)

    imported = _import(_edited(_written(run), edit), run)
    assert imported.refusals == []
    assert len(imported.changes) == 9
    path = _written(run, "b.xlsx")
    book = _book(path)
    page = book[NAMES[0]]
    assert _values(page, "Nhiệm vụ")[0] == "- Rà soát hồ sơ đất đai"
    assert _values(page, "Cơ quan chủ trì")[0] == "Phòng Kinh tế\nTrung tâm Hành chính công"
    assert _values(page, "Cơ quan phối hợp")[0] is None
    assert _values(page, "Thời hạn")[:2] == [datetime(2026, 7, 15), datetime(2026, 12, 10)]
    assert _values(page, "Sản phẩm")[1] == "Báo cáo quý\nBáo cáo năm"
    assert _values(page, "Tình trạng")[2:] == ["Hoàn thành (quá hạn)", "Hoàn thành (đúng hạn)"]
    assert _values(page, "Ghi chú")[3] == "2026"
    bodies = zip(
        _values(book["Theo cơ quan"], "Cơ quan"),
        _values(book["Theo cơ quan"], "STT nhiệm vụ"),
        strict=True,
    )
    assert [name for name, number in bodies if number == 1] == [
        "Phòng Kinh tế",
        "Trung tâm Hành chính công",
    ]
    # What is done is no longer among what falls due.
    assert _values(book["Sắp đến hạn"], "STT nhiệm vụ") == [2, 1, 2]
    assert _import(path, run).changes == []


def test_importing_twice_changes_nothing_the_second_time(run: Path) -> None:
    path = _edited(_written(run), _set(0, "Ghi chú", "đã giao"))
    assert len(_import(path, run).changes) == 1
    kept = (run / NAME).read_bytes()
    assert _import(path, run).changes == []
    assert (run / NAME).read_bytes() == kept


def test_what_is_kept_of_an_edit(run: Path) -> None:
    _import(_edited(_written(run), _set(0, "Thời hạn", date(2026, 7, 1))), run)
    (line,) = (run / NAME).read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    assert kept.pop("id").startswith("e_")
    assert kept == {
        "when": "2026-03-02T08:00:00+00:00",
        "who": "",
        "source": "sửa.xlsx",
        "action": "set",
        "target": "task",
        "key": office(run).tasks[0].code,
        "field": "due",
        "old": "2026-06-30",
        "new": "2026-07-01",
    }
    assert read_log(run)[0].now == "2026-07-01"


def test_bodies_in_another_order_are_the_same_bodies(run: Path) -> None:
    _import(_edited(_written(run), _set(0, "Cơ quan chủ trì", "Phòng Kinh tế; Sở A")), run)
    path = _edited(_written(run, "b.xlsx"), _set(0, "Cơ quan chủ trì", "Sở A; Phòng Kinh tế"))
    assert _import(path, run).changes == []


def test_corrections_hold_when_the_document_is_read_again(tmp_path: Path) -> None:
    out = _run(tmp_path, PLAN)
    _import(_edited(_written(out), _set(0, "Ghi chú", "đã giao")), out)
    before = office(out).tasks[0].task_id
    _run(tmp_path, PLAN + "\nNơi nhận: Lưu: VT.\n", "kh-15-moi.txt")
    task = office(out).tasks[0]
    assert task.task_id != before
    assert task.notes == "đã giao"


def test_corrections_of_documents_that_are_not_in_the_run_wait(run: Path) -> None:
    _import(_edited(_written(run), _set(0, "Ghi chú", "đã giao")), run)
    text = (run / NAME).read_text(encoding="utf-8")
    (run / NAME).write_text(text.replace(office(run).tasks[0].code, "k_elsewhere"), "utf-8")
    written = write_workbook(run, run / "b.xlsx", TODAY)
    assert written.waiting == 1
    assert NAME in {path.name for path in run.iterdir()}


def test_an_old_copy_takes_nothing_back(run: Path) -> None:
    """Two people edit copies of one workbook, each another row."""
    path = _written(run)
    first = _edited(path, _set(0, "Ghi chú", "của An"), "an.xlsx")
    second = _edited(path, _set(1, "Ghi chú", "của Bình"), "binh.xlsx")
    _import(first, run)
    _import(second, run)
    assert [task.notes for task in office(run).tasks][:2] == ["của An", "của Bình"]


def test_without_its_marks_each_cell_counts(run: Path) -> None:
    book = _book(_written(run))
    del book[MARKS]
    _set(0, "Ghi chú", "đã giao")(book[NAMES[0]])
    book.save(run / "b.xlsx")
    imported = _import(run / "b.xlsx", run)
    assert not imported.marked
    assert [change.field for change in imported.changes] == ["notes"]


def test_a_name_that_was_not_touched_stays_as_it_was(run: Path) -> None:
    def small(rows: Rows) -> None:
        for row in rows["responsibilities"]:
            row["unit"] = row["unit"].replace("Phòng Kinh tế", "phòng kinh tế; ngân sách")

    path = _written(_changed(run, small))
    edited = _edited(path, _set(0, "Cơ quan chủ trì", "Phòng kinh tế; ngân sách\nCông an xã"))
    (change,) = _import(edited, run).changes
    assert change.new == ["phòng kinh tế; ngân sách", "Công an xã"]
    assert lines_of("A;  B ;\n\nA", []) == ["A", "B"]


def test_columns_may_move_and_people_may_add_their_own(run: Path) -> None:
    book = _book(_written(run))
    page = book[NAMES[0]]
    page.title = "Sheet1"
    page.insert_cols(1)
    page.cell(HEAD, 1).value = "Người theo dõi"
    page.cell(FIRST, 1).value = "=A1"  # theirs, whatever it is
    notes, status = _column(page, "Ghi chú"), _column(page, "Tình trạng")
    page.cell(HEAD, notes).value, page.cell(HEAD, status).value = "TÌNH TRẠNG ", "ghi chú"
    page.cell(FIRST, notes).value, page.cell(FIRST, status).value = "Quá hạn", "đã nhắc"
    page.delete_cols(_column(page, "Sản phẩm"))
    page.delete_rows(FIRST + 3)
    page.insert_rows(1)
    book.save(run / "b.xlsx")
    imported = _import(run / "b.xlsx", run)
    assert {change.field: change.new for change in imported.changes} == {
        "status": "overdue",
        "notes": "đã nhắc",
    }
    assert imported.added == ["Người theo dõi"]
    assert imported.absent == ["Sản phẩm"]
    assert (imported.missing, imported.unchanged, imported.refusals) == (1, 2, [])


def test_columns_that_are_not_taken_back_are_told_of(run: Path) -> None:
    imported = _import(_edited(_written(run), _set(1, "Định kỳ", "hằng tháng")), run)
    assert dict(imported.not_taken) == {"Định kỳ": 1}
    assert imported.changes == []


def test_a_key_that_the_run_holds_twice(tmp_path: Path) -> None:
    """One document as two files: each row has a code of its own."""
    out = _run(tmp_path, PLAN)
    _import(_edited(_written(out), _set(0, "Ghi chú", "của cả hai")), out)
    folder = tmp_path / "hai"
    folder.mkdir()
    (folder / "a.txt").write_text(PLAN, encoding="utf-8")
    (folder / "b.txt").write_text(PLAN + "\n", encoding="utf-8")
    assert main(["run", str(folder), "--out", str(out), "--engine", "here", "--quiet"]) == 0
    codes = [task.code for task in office(out).tasks]
    assert len(set(codes)) == len(codes) == 8
    assert [task.notes for task in office(out).tasks].count("của cả hai") == 2
    _import(_edited(_written(out), _set(0, "Ghi chú", "của một")), out)
    assert [task.notes for task in office(out).tasks if task.notes] == ["của một", "của cả hai"]


# --- refusals -------------------------------------------------------------------------


def _merge(page: Worksheet) -> None:
    page.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=3, end_column=3)


def _row_added(page: Worksheet) -> None:
    page.cell(page.max_row + 1, 2).value = "Một nhiệm vụ mới"


def _number(page: Worksheet) -> None:
    cell = page.cell(FIRST, _column(page, "Thời hạn"))
    cell.value, cell.number_format = 46204, "General"


REFUSED: dict[str, tuple[Callable[[Worksheet], None], list[int], str]] = {
    "unknown code": (_set(0, "Mã nhiệm vụ", "k_khong_co"), [5], "no task of the run has the code"),
    "no code": (_set(0, "Mã nhiệm vụ", None), [5], "it has no code"),
    "new row": (_row_added, [9], "it has no code"),
    "no status": (
        _set(0, "Tình trạng", "xong rồi"),
        [5],
        "'Tình trạng' is none of the list: 'xong rồi'; write one of Chưa thực hiện, ",
    ),
    "no date": (_set(0, "Thời hạn", "cuối tuần"), [5], "'Thời hạn' is no date: 'cuối tuần'"),
    "no such day": (_set(0, "Thời hạn", "31/6/2026"), [5], "'Thời hạn' is no date"),
    "a number": (_number, [5], "'Thời hạn' is no date"),
    "the year 206": (_set(0, "Thời hạn", "30/6/0206"), [5], "'Thời hạn' is no date"),
    "no text": (_set(0, "Nhiệm vụ", " "), [5], "'Nhiệm vụ' is empty"),
    "formula": (_set(0, "Ghi chú", "=1+1"), [5], "'Ghi chú' holds a formula"),
    "error": (_set(0, "Ghi chú", "#REF!"), [5], "'Ghi chú' holds an error (#REF!)"),
    "merged": (_merge, [6], "'Cơ quan chủ trì' is merged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_cannot_be_placed_is_named_and_the_others_go_in(run: Path, case: str) -> None:
    edit, rows, why = REFUSED[case]

    def all_edits(page: Worksheet) -> None:
        _set(2, "Ghi chú", "đã giao")(page)
        edit(page)

    imported = _import(_edited(_written(run), all_edits), run)
    assert [refusal.row for refusal in imported.refusals] == rows
    assert str(imported.refusals[0]).startswith(f"sheet '{NAMES[0]}', row {rows[0]}: {why}")
    assert [(change.task.number, change.new) for change in imported.changes] == [(3, "đã giao")]


def test_a_code_that_stands_twice(run: Path) -> None:
    def twice(page: Worksheet) -> None:
        column = _column(page, "Mã nhiệm vụ")
        page.cell(FIRST + 1, column).value = page.cell(FIRST, column).value
        _set(1, "Ghi chú", "cái nào?")(page)
        _set(2, "Ghi chú", "đã giao")(page)

    imported = _import(_edited(_written(run), twice), run)
    assert [refusal.row for refusal in imported.refusals] == [5, 6]
    assert "stands in several rows (5, 6)" in str(imported.refusals[0])
    assert [change.new for change in imported.changes] == ["đã giao"]


def _not_a_workbook(folder: Path) -> Iterator[tuple[str, str]]:
    (folder / "chu.xlsx").write_text("đây là chữ", encoding="utf-8")
    yield "chu.xlsx", "no Excel workbook"
    (folder / "cu.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    yield "cu.xlsx", "an old .xls, or a workbook with a password"
    with zipfile.ZipFile(folder / "zip.xlsx", "w") as packed:
        packed.writestr("a.txt", "a")
    yield "zip.xlsx", "cannot be read as an Excel workbook"
    (folder / "rong.xlsx").write_bytes(b"")
    yield "rong.xlsx", "no Excel workbook"
    book = openpyxl.Workbook()
    book.save(folder / "khac.xlsx")
    yield "khac.xlsx", "no sheet has a column 'Mã nhiệm vụ'"
    assert book.active is not None
    book.active.merged_cells.add("A1:XFD1048576")
    book.save(folder / "gop.xlsx")
    yield "gop.xlsx", "whole rows or columns are merged"
    yield "khong-co.xlsx", "there is no such file"


def test_what_is_no_workbook_gets_one_line_and_code_2(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, why in _not_a_workbook(run):
        assert main(["import", str(run / name), "--into", str(run)]) == 2
        said_of_it = capsys.readouterr().err
        assert why in said_of_it
        assert said_of_it.count("\n") == 1
    assert not (run / NAME).exists()


def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(run: Path) -> None:
    whole = _written(run).read_bytes()
    damaged = run / "hong.xlsx"
    for position in range(0, len(whole), len(whole) // 25):
        for content in (whole[:position], whole[:position] + b"\xff\x00" + whole[position + 2 :]):
            damaged.write_bytes(content)
            with contextlib.suppress(GridError, WorkbookError):
                assert _import(damaged, run).changes == []


def test_two_columns_of_one_head(run: Path) -> None:
    path = _edited(_written(run), lambda page: page.cell(HEAD, 20, "Ghi chú") and None)
    with pytest.raises(WorkbookError, match="two columns 'Ghi chú'"):
        _import(path, run)


def test_a_damaged_file_of_corrections_is_not_passed_over(run: Path) -> None:
    for line in (
        '{"when": ',
        "[]",
        '{"when":"","task_key":"k","field":"x","old":1,"new":1,"file":""}',
    ):
        (run / NAME).write_text(f"\n{line}\n", encoding="utf-8")
        with pytest.raises(CorrectionsError, match="line 2: is no correction"):
            write_workbook(run, run / "a.xlsx", TODAY)
    assert not (run / "a.xlsx").exists()


# --- the commands ---------------------------------------------------------------------


def test_export_and_import_say_what_they_did(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(run), "--to", "xlsx"]) == 0
    path = run / "theo-doi-nhiem-vu.xlsx"
    assert str(path) in capsys.readouterr().out
    edited = _edited(path, _set(0, "Tình trạng", "Quá hạn"))
    assert main(["import", str(edited), "--into", str(run)]) == 0
    told = capsys.readouterr().out
    assert "Kế hoạch 15/KH-UBND, I, 1 · Tình trạng: (trống) → Đang thực hiện (quá hạn)" in told
    assert "1 changes in 1 tasks, 3 rows as they were, 0 refused" in told
    edited = _edited(path, _set(0, "Tình trạng", "xong"))
    assert main(["import", str(edited), "--into", str(run)]) == 1
    assert f"refused: sheet '{NAMES[0]}', row 5" in capsys.readouterr().err


def test_where_nothing_can_be_read_or_written(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "trống"
    empty.mkdir()
    target = run / "a.xlsx"
    _written(run)
    (run / "la-thu-muc.xlsx").mkdir()
    for words, code in [
        (["export", str(empty), "--to", "xlsx"], 4),
        (["export", str(tmp_path / "không có"), "--to", "xlsx"], 4),
        (["export", str(run), "--to", "xlsx", "--out", str(run / "la-thu-muc.xlsx")], 4),
        (["export", str(run), "--to", "xlsx", "--out", str(run / "không/có/a.xlsx")], 4),
        (["export", str(run), "--to", "xlsx", "--out", str(run / "a.csv")], 2),
        (["import", str(target), "--into", str(empty)], 4),
        (["import", str(target), "--into", str(tmp_path / "không có")], 4),
    ]:
        assert main(words) == code, words
        assert capsys.readouterr().err.count("\n") == 1
    assert list(empty.iterdir()) == []

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", locked)
    kept = target.read_bytes()
    assert main(["export", str(run), "--to", "xlsx", "--out", str(target)]) == 4
    assert "Is it open in Excel?" in capsys.readouterr().err
    assert target.read_bytes() == kept
    assert not list(run.glob("*.new")) + list(run.glob(".*.new"))


def test_a_workbook_that_people_changed_is_not_written_over(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, copy = run / "theo-doi-nhiem-vu.xlsx", run / "theo-doi-nhiem-vu-ban-cu-1.xlsx"
    export = ["export", str(run), "--to", "xlsx"]
    assert main(export) == main(export) == 0
    assert not copy.exists()
    _edited(path, _set(0, "Ghi chú", "đã giao"), path.name)
    changed = path.read_bytes()
    assert main(export) == 0
    assert copy.read_bytes() == changed
    assert str(copy) in capsys.readouterr().out
    assert main(["import", str(copy), "--into", str(run)]) == 0
    shutil.copy(copy, path)  # all that is in it was taken in
    assert main(export) == 0
    assert not copy.with_name("theo-doi-nhiem-vu-ban-cu-2.xlsx").exists()


# --- words ----------------------------------------------------------------------------


def test_each_reason_has_its_vietnamese() -> None:
    for signals in SIGNALS.values():
        for message in signals.values():
            assert reason(message) != message


def test_reasons_keep_what_they_quote() -> None:
    assert (
        reason("the body is doubtful: Chủ sở hữu đập") == "cơ quan chưa chắc đúng: Chủ sở hữu đập"
    )
    assert reason("không có ngày này trong lịch") == "không có ngày này trong lịch"
    assert (
        reason(
            "likely right to 70%: từ 0 giờ (8/2) (the task has several times; found by rule a.b)"
        )
        == "khả năng đúng 70%: từ 0 giờ (8/2) (nhiệm vụ có nhiều mốc thời gian)"
    )


def test_a_doubtful_body_is_told_once() -> None:
    messages = [
        "the body is doubtful: hồ chứa",
        "likely right to 46%: hồ chứa (the name begins with a small letter; found by rule a.b)",
        "the body is doubtful: chủ đập",
    ]
    assert reasons(messages, "I/1") == [
        "khả năng đúng 46%: hồ chứa (tên cơ quan viết thường)",
        "cơ quan chưa chắc đúng: chủ đập",
    ]


def test_places_as_a_person_says_them() -> None:
    assert place("III/1/1.1") == "III, 1.1"
    assert place("IV/6/p1") == "IV, 6, đoạn 1"
    assert place("V/4/4.1#2/b3") == "V, 4.1 (lần 2), gạch đầu dòng 3"


def test_words_fit_excel() -> None:
    assert list(sheet_names().values()) == NAMES
    assert all(len(name) <= 31 for name in NAMES)
    assert not any("," in name for names in statuses().values() for name in names)
    assert len(set(heads().values())) == len(heads())
