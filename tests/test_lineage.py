"""Who carries a resolution out, and what of it nobody has taken up; over invented documents."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import cascaded
import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline import cli
from pipeline.lineage import NotFoundError, SeveralError, Trace, trace
from pipeline.lineage.documents import Task
from pipeline.lineage.match import likenesses, prepared, scores, threshold
from pipeline.lineage.picture import draw
from pipeline.lineage.table import SCHEMA

FILES = {"lineage.parquet", "truy-vet.xlsx", "ma-tran.png"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cascaded.run_over(tmp_path_factory.mktemp("lineage"), cascaded.DOCUMENTS)


@pytest.fixture(scope="module")
def found(folder: Path) -> Trace:
    return trace(folder, "77-NQ/TW")


def over(tmp_path: Path, **changed: str | None) -> Trace:
    """The trace through the documents with some changed, added or (None) left out."""
    documents = {k.replace("_", "-"): v for k, v in changed.items()}
    texts = {f.removesuffix(".txt"): text for f, text in cascaded.DOCUMENTS.items()} | documents
    kept = {f"{name}.txt": text for name, text in texts.items() if text is not None}
    return trace(cascaded.run_over(tmp_path, kept), "77-NQ/TW")


def links(found: Trace) -> dict[tuple[str, str], list[str]]:
    """The local tasks by superior path and document."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for one in found.documents:
        for link in one.links:
            pairs.setdefault((link.superior.path, one.document.name), []).append(link.task.path)
    return pairs


# --- the cascade ----------------------------------------------------------------------


def test_each_document_has_its_way_up_from_the_highest_level_down(found: Trace) -> None:
    assert [one.via for one in found.documents] == [
        "12-CTr/TU → 77-NQ/TW",
        "30-KH/HU → 12-CTr/TU → 77-NQ/TW",
        "05-KH/ĐU → 30-KH/HU → 12-CTr/TU → 77-NQ/TW",
    ]
    assert [one.document.level for one in found.documents] == ["province", "district", "commune"]


def test_a_mention_in_a_task_carries_nothing_out(found: Trace) -> None:
    assert [one.name for one in found.mentions] == ["15/KH-UBND"]


def test_a_document_that_cites_nothing_of_the_cascade_is_not_in_it(tmp_path: Path) -> None:
    other = cascaded.DISTRICT.replace("12-CTr/TU, ngày 05/3/2024", "99-CTr/TU, ngày 07/7/2021")
    found = over(tmp_path, kh_huyen=other)
    assert [one.document.name for one in found.documents] == ["12-CTr/TU"]
    assert [one.name for one in found.mentions] == ["15/KH-UBND"]


def test_a_resolution_of_the_same_number_and_another_day_is_another(tmp_path: Path) -> None:
    older = cascaded.PROVINCE.replace("10/01/2024", "23/5/2018")
    assert not over(tmp_path, ctr=older).documents


def test_who_cites_the_resolution_too_goes_by_way_of_its_own_superior(tmp_path: Path) -> None:
    both = cascaded.DISTRICT.replace(
        "thực hiện Chương trình",
        "thực hiện Nghị quyết số 77-NQ/TW, ngày 10/01/2024 của Ban Chấp hành Trung ương và Chương "
        "trình",
    )
    found = over(tmp_path, kh_huyen=both, kh_xa=None)
    assert found.documents[1].via == "30-KH/HU → 12-CTr/TU → 77-NQ/TW"


def test_a_circle_of_citations_ends(tmp_path: Path) -> None:
    circle = cascaded.PROVINCE.replace(
        "về phát triển trồng cây xanh và bảo vệ nguồn nước\n\nI.",
        "và Kế hoạch số 05-KH/ĐU, ngày 02/6/2024 của Đảng ủy xã Suối Nhân\n\nI.",
    )
    assert circle != cascaded.PROVINCE
    found = over(tmp_path, ctr=circle)
    assert [len(one.way) for one in found.documents] == [2, 3, 4]


def test_a_document_in_two_files_is_one(tmp_path: Path, found: Trace) -> None:
    twice = over(tmp_path, lai=cascaded.PROVINCE + "\n", nua=cascaded.RESOLUTION + "\n\n")
    assert [one.via for one in twice.documents] == [one.via for one in found.documents]


def test_a_file_without_its_number_is_a_form_of_the_document_with_it(tmp_path: Path) -> None:
    bare = cascaded.PROVINCE.replace("Số: 12-CTr/TU\nLâm Giang, ngày 05 tháng 3 năm 2024\n", "")
    assert bare != cascaded.PROVINCE
    found = over(tmp_path, khong_so=bare)
    assert [one.document.name for one in found.documents] == ["12-CTr/TU", "30-KH/HU", "05-KH/ĐU"]


def test_two_plans_of_one_title_and_other_tasks_are_two(tmp_path: Path) -> None:
    bare = cascaded.PROVINCE.replace("Số: 12-CTr/TU\nLâm Giang, ngày 05 tháng 3 năm 2024\n", "")
    other = bare.replace("Tổ chức hội thi văn nghệ", "Xây dựng nhà").replace("Trồng cây", "Dọn cỏ")
    found = over(tmp_path, khong_so=other)
    assert len(found.documents) == 4


def test_one_text_of_two_issuers_is_two_documents(tmp_path: Path) -> None:
    bare = cascaded.PROVINCE.replace("Số: 12-CTr/TU\nLâm Giang, ngày 05 tháng 3 năm 2024\n", "")
    found = over(tmp_path, khac=bare.replace("LÂM GIANG", "VÂN HẢI"))
    assert [one.document.level for one in found.documents][:2] == ["province", "province"]
    assert len(found.documents) == 4


# --- tasks ----------------------------------------------------------------------------


def test_each_superior_task_has_those_that_take_it_up(found: Trace) -> None:
    assert links(found) == {
        ("I/1", "12-CTr/TU"): ["I/1"],
        ("I/2", "12-CTr/TU"): ["I/2"],
        ("I/3", "12-CTr/TU"): ["I/3"],
        ("I/3", "30-KH/HU"): ["I/1"],
        ("I/5", "30-KH/HU"): ["I/2"],
        ("I/1", "05-KH/ĐU"): ["I/1"],
    }


def test_what_nobody_takes_up_is_told(found: Trace) -> None:
    assert [task.path for task in found.nobody] == ["I/4"]
    missing = {task.path: [one.document.name for one in by] for task, by in found.untaken()}
    assert missing["I/5"] == ["12-CTr/TU", "05-KH/ĐU"]
    near = found.nearest(found.nobody[0])
    assert near is not None and near[1].score < threshold()
    assert missing["I/4"] == ["12-CTr/TU", "30-KH/HU", "05-KH/ĐU"]


def test_the_owner_and_the_deadline_go_with_the_local_task(found: Trace) -> None:
    task = next(link.task for link in found.documents[1].links if link.superior.path == "I/3")
    assert task.leads == ("Phòng Kinh tế và Hạ tầng",)
    assert task.due == date(2024, 9, 15)


def test_scores_of_a_document_do_not_change_with_others(tmp_path: Path, found: Trace) -> None:
    alone = over(tmp_path, kh_huyen=None, kh_xa=None, nhac_den=None)
    assert [one.score for one in alone.documents[0].links] == [
        one.score for one in found.documents[0].links
    ]


def task(text: str, *headings: str) -> Task:
    return Task("t", None, "1", text, None, headings)


def test_counterparts_count_as_one_word() -> None:
    above = [task("Nâng cao chất lượng giám sát của Quốc hội"), task("Sửa nhà văn hóa thôn")]
    below = [task("Nâng cao chất lượng giám sát của HĐND"), task("Trồng rừng ven biển")]
    assert math.isclose(likenesses(above, below)["words"][0, 0], 1)
    assert scores(above, below)[0, 0] > 0.8 > threshold() > scores(above, below)[1, 1]
    assert prepared("Uỷ ban nhân dân") == prepared("UBND") == prepared("Chính phủ")


@pytest.mark.parametrize("words", ["đại hội chi bộ", "trưởng bộ phận một cửa", "chính trị"])
def test_words_like_those_of_bodies_stay(words: str) -> None:
    assert prepared(words) == words


def test_a_clause_of_a_wide_paragraph_is_enough() -> None:
    wide = (
        "Đổi mới công tác tuyên truyền, vận động nhân dân; nạo vét kênh mương, khơi thông dòng "
        "chảy phòng ngập úng; quản lý đội ngũ cán bộ; sắp xếp trường lớp các bậc học."
    )
    above = [task(wide), task("Chi trả trợ cấp cho người có công")]
    found = scores(above, [task("Nạo vét kênh mương, khơi thông dòng chảy"), task("Thi bơi lội")])
    assert found[0, 0] >= threshold() > found[0, 1]
    assert found[1, 0] < threshold()


def test_without_tasks_there_is_nothing_to_score() -> None:
    assert scores([task("Trồng cây")], []).shape == (1, 0)
    assert scores([], [task("Trồng cây")]).shape == (0, 1)


texts = st.lists(st.text(max_size=60), min_size=1, max_size=4)


@given(texts, texts)
def test_any_texts_have_scores_from_0_to_1(above: list[str], below: list[str]) -> None:
    sides = [[task(text, text[:9]) for text in side] for side in (above, below)]
    found = scores(*sides)
    assert found.shape == (len(above), len(below))
    assert ((found >= 0) & (found <= 1)).all()
    assert all(((m >= -1e-9) & (m <= 1 + 1e-9)).all() for m in likenesses(*sides).values())


# --- conflicts ------------------------------------------------------------------------


def told(found: Trace) -> list[tuple[str, str, str]]:
    return [(one.kind, one.superior.path, one.document.name) for one in found.conflicts]


def test_a_later_deadline_and_another_owner_are_conflicts(found: Trace) -> None:
    assert told(found) == [("later", "I/2", "12-CTr/TU"), ("owner", "I/2", "12-CTr/TU")]
    assert found.conflicts[1].bodies == ("Sở Tài nguyên và Môi trường",)


def test_an_earlier_deadline_and_the_owner_named_are_none(tmp_path: Path) -> None:
    same = cascaded.PROVINCE.replace("Sở Xây dựng", "Sở Tài nguyên và Môi trường")
    assert told(over(tmp_path, ctr=same.replace("31/12/2025", "31/3/2025"))) == []


def test_a_task_without_owner_or_deadline_has_no_conflict(tmp_path: Path) -> None:
    bare = cascaded.PROVINCE.replace("Sở Xây dựng chủ trì quan", "Quan")
    bare = bare.replace("; công bố kết quả trước ngày 31/12/2025", "; công bố kết quả")
    assert "Sở" not in bare and "2025" not in bare
    assert told(over(tmp_path, ctr=bare)) == []


def test_a_body_of_another_level_is_no_other_owner(tmp_path: Path) -> None:
    central = cascaded.RESOLUTION.replace(
        "Sở Tài nguyên và Môi trường", "Bộ Tài nguyên và Môi trường"
    )
    assert told(over(tmp_path, nq=central)) == [("later", "I/2", "12-CTr/TU")]


# --- which document -------------------------------------------------------------------


def test_an_unknown_number_says_so(folder: Path) -> None:
    with pytest.raises(NotFoundError, match=r"^88-NQ/TW: no document of this run.*none cites it"):
        trace(folder, "88-NQ/TW")


def test_a_number_that_is_only_cited_says_by_whom(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"cited by 12-CTr/TU, 15/KH-UBND, but its own text"):
        over(tmp_path, nq=None)


def test_a_document_is_also_found_by_its_id_and_file(folder: Path, found: Trace) -> None:
    for name in (found.superior.doc_id, found.superior.source_path, "Số: 77 – NQ/TW"):
        assert trace(folder, name).superior == found.superior


def test_without_tasks_there_is_nothing_to_trace(tmp_path: Path) -> None:
    empty = cascaded.RESOLUTION.split("I. NHIỆM VỤ")[0] + "I. QUAN ĐIỂM\n1. Cây xanh là quý.\n"
    with pytest.raises(NotFoundError, match=r"77-NQ/TW \(nq.txt\): no task was found"):
        over(tmp_path, nq=empty)


@pytest.fixture(scope="module")
def two_of_one_number(tmp_path_factory: pytest.TempPathFactory) -> Path:
    other = cascaded.RESOLUTION.replace("ngày 10 tháng 01 năm 2024", "ngày 23 tháng 5 năm 2018")
    other = other.replace("cây xanh", "rau sạch")
    documents = cascaded.DOCUMENTS | {"nq-cu.txt": other}
    return cascaded.run_over(tmp_path_factory.mktemp("several"), documents)


def test_several_documents_of_a_number_ask_for_the_date(two_of_one_number: Path) -> None:
    with pytest.raises(SeveralError, match=r"2 documents of this run.*nq-cu.txt.*--date"):
        trace(two_of_one_number, "77-NQ/TW")
    old = trace(two_of_one_number, "77-NQ/TW", date(2018, 5, 23))
    assert old.superior.source_path == "nq-cu.txt" and not old.documents
    new = trace(two_of_one_number, "77-NQ/TW", date(2024, 1, 10))
    assert len(new.documents) == 3
    with pytest.raises(NotFoundError, match=r"not of 01/01/2020.*23/05/2018"):
        trace(two_of_one_number, "77-NQ/TW", date(2020, 1, 1))


# --- the command and its files --------------------------------------------------------


def traced(folder: Path, *words: str) -> int:
    return cli.main(["trace", str(folder), "--from", "77-NQ/TW", *words])


def test_the_terminal_tells_documents_tasks_conflicts_and_gaps(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert traced(folder, "--out", str(tmp_path / "mới")) == 0
    said = capsys.readouterr().out
    assert "77-NQ/TW of 10/01/2024: 5 tasks" in said
    assert "3 of 5" in said and "30-KH/HU → 12-CTr/TU → 77-NQ/TW" in said
    assert "due 31/12/2025, later than 30/06/2025" in said
    assert "led by Sở Xây dựng, where Sở Tài nguyên và Môi trường is named" in said
    assert "only mention it: 15/KH-UBND" in said
    assert "taken up by nobody: 1 of 5 tasks\n  I/4  Nghiên cứu vệ tinh viễn thám" in said
    assert {path.name for path in (tmp_path / "mới").iterdir()} == FILES


def test_the_table_has_its_schema_and_order(folder: Path, tmp_path: Path) -> None:
    assert traced(folder, "--out", str(tmp_path)) == 0
    table = pq.read_table(tmp_path / "lineage.parquet")
    assert table.schema.equals(SCHEMA, check_metadata=True)
    rows = table.to_pylist()
    assert [(row["via"][:9], row["superior_path"], row["path"]) for row in rows] == [
        ("12-CTr/TU", "I/1", "I/1"),
        ("12-CTr/TU", "I/2", "I/2"),
        ("12-CTr/TU", "I/3", "I/3"),
        ("30-KH/HU ", "I/3", "I/1"),
        ("30-KH/HU ", "I/5", "I/2"),
        ("05-KH/ĐU ", "I/1", "I/1"),
    ]
    ids = {row["task_id"] for row in pq.read_table(folder / "tasks.parquet").to_pylist()}
    assert all({row["task_id"], row["superior_task_id"]} <= ids for row in rows)
    assert rows[3]["leads"] == ["Phòng Kinh tế và Hạ tầng"] and rows[3]["task_key"]
    assert rows[3]["due"] == date(2024, 9, 15) and rows[0]["due"] is None


def test_the_same_run_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert traced(folder, "--out", str(tmp_path / name)) == 0
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_the_workbook_reads_and_prints_and_runs_nothing(folder: Path, tmp_path: Path) -> None:
    assert traced(folder, "--out", str(tmp_path)) == 0
    book = openpyxl.load_workbook(tmp_path / "truy-vet.xlsx")
    assert book.sheetnames == ["Truy vết", "Chưa triển khai", "Mâu thuẫn", "Văn bản"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    untaken = [[cell.value for cell in row] for row in book["Chưa triển khai"].iter_rows(min_row=4)]
    assert untaken[1][0] == "I, 4" and untaken[1][-2] == "Tất cả"
    assert untaken[-1][0] == "I, 5" and untaken[-1][-2] == "12-CTr/TU\n05-KH/ĐU"
    assert untaken[-1][-1].startswith("12-CTr/TU: I, 4 (")
    kinds = [row[0].value for row in book["Mâu thuẫn"].iter_rows(min_row=5)]
    assert kinds == ["Thời hạn muộn hơn", "Cơ quan khác"]
    documents = [row[0].value for row in book["Văn bản"].iter_rows(min_row=5)]
    assert documents == ["77-NQ/TW", "12-CTr/TU", "30-KH/HU", "05-KH/ĐU", "15/KH-UBND"]


def test_the_picture_tells_taken_from_untaken_without_colours(
    folder: Path, tmp_path: Path, found: Trace
) -> None:
    axis = draw(found).axes[0]
    hatched = [patch for patch in axis.patches if patch.get_hatch()]
    assert len(axis.patches) == 15 and len(hatched) == 9
    assert [text.get_text() for text in axis.texts] == ["1"] * 6
    labels = [label.get_text() for label in axis.get_yticklabels()]
    assert labels[3].startswith("I, 4 · Nghiên cứu vệ tinh")
    assert traced(folder, "--out", str(tmp_path)) == 0
    with Image.open(tmp_path / "ma-tran.png") as picture:
        assert picture.format == "PNG" and picture.width > 800


def test_without_documents_all_is_untaken_and_the_files_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = cascaded.run_over(tmp_path, {"nq.txt": cascaded.RESOLUTION})
    assert traced(alone) == 0
    said = capsys.readouterr().out
    assert "no document of this run carries it out" in said
    assert "taken up by nobody: 5 of 5 tasks" in said
    assert pq.read_table(alone / "lineage.parquet").num_rows == 0
    assert all((alone / file).is_file() for file in FILES)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--from", "88-NQ/TW"], 1, "88-NQ/TW: no document of this run has that number"),
        (["--date", "1/1/2020"], 1, "not of 01/01/2020"),
        (["--development"], 2, "--development goes with --gold FILE"),
        (["--gold", "absent.csv"], 4, "absent.csv: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path,
    words: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert traced(folder, *words) == code
    captured = capsys.readouterr()
    assert message in captured.err and captured.err.count("\n") == 1
    assert not captured.out


def test_several_of_a_number_are_a_matter_of_the_words(
    two_of_one_number: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert traced(two_of_one_number) == 2
    assert "--date" in capsys.readouterr().err
    assert not (two_of_one_number / "lineage.parquet").exists()


def test_a_folder_without_tables_or_a_file_in_the_way_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert traced(tmp_path) == 4
    (tmp_path / "file").write_text("mine")
    assert traced(folder, "--out", str(tmp_path / "file")) == 4
    assert "cannot be written" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "mine"


# --- against labels -------------------------------------------------------------------


def test_average_precision_is_that_of_scikit_learn() -> None:
    import numpy as np
    from sklearn.metrics import average_precision_score

    from pipeline.lineage.measures import average_precision

    draw = np.random.default_rng(1)
    for _ in range(200):
        size = int(draw.integers(1, 30))
        found, yes = draw.integers(0, 6, size) / 5, draw.random(size) < 0.4
        if yes.any():
            assert math.isclose(average_precision(found, yes), average_precision_score(yes, found))
        else:
            assert math.isnan(average_precision(found, yes))


LABELS = """superior_path,document,path,label,note
I/1,ctr.1,I/1,yes,
I/2,ctr.1,I/2,yes,
I/2,ctr.1,I/4,no,doubtful: both are of the province
I/3,ctr.1,I/3,yes,
I/3,kh-huyen.1,I/1,yes,doubtful: only canals
I/3,ctr.1,I/1,no,
I/4,ctr.1,I/4,no,
I/5,kh-huyen.1,I/2,yes,
I/5,kh-huyen.1,I/3,no,
"""


def report(found: Trace, tmp_path: Path, labels: str, half: str = "reported") -> SimpleNamespace:
    from pipeline.lineage.gold import evaluate
    from pipeline.lineage.labels import read_labels

    (tmp_path / "labels.csv").write_text(labels, encoding="utf-8")
    given = evaluate(found, read_labels(tmp_path / "labels.csv"), half)  # type: ignore[arg-type]
    return SimpleNamespace(whole=given, first=given.figures[0], shares=given.shares)


def test_labels_that_the_trace_agrees_with_give_full_marks(found: Trace, tmp_path: Path) -> None:
    seen = report(found, tmp_path, LABELS)
    assert (seen.whole.superior_tasks, seen.whole.pairs, seen.whole.yes) == (3, 6, 4)
    assert [one.ours for one in seen.whole.figures] == [1, 1, 1, 1]
    assert all(0 <= one.plain <= 1 for one in seen.whole.figures)
    assert (seen.shares[0].precision, seen.shares[0].recall) == (1, 1)
    assert seen.shares[1].there == 3  # the doubtful one is not counted
    assert seen.whole.absent == 0


def test_wrong_labels_cost_marks(found: Trace, tmp_path: Path) -> None:
    wrong = LABELS.replace("I/1,ctr.1,I/1,yes", "I/1,ctr.1,I/1,no,\nI/1,ctr.1,I/4,yes")
    seen = report(found, tmp_path, wrong)
    assert seen.first.ours < 1 and seen.shares[0].recall < 1 and seen.shares[0].precision < 1


def test_the_reported_half_does_not_know_the_other(found: Trace, tmp_path: Path) -> None:
    changed = LABELS.replace("I/2,ctr.1,I/2,yes", "I/2,ctr.1,I/2,no").replace(
        "I/4,ctr.1,I/4,no", "I/4,ctr.1,I/4,yes"
    )
    before, after = (report(found, tmp_path, text).whole for text in (LABELS, changed))
    assert before.figures == after.figures and before.shares == after.shares
    of_other = [report(found, tmp_path, text, "development").first for text in (LABELS, changed)]
    assert of_other[0].ours > of_other[1].ours


def test_labelled_tasks_that_the_run_lacks_count_as_missed(found: Trace, tmp_path: Path) -> None:
    more = LABELS + "I/5,ctr.1,I/99,yes,\n"
    seen = report(found, tmp_path, more)
    assert seen.whole.absent == 1 and seen.first.ours < 1
    assert seen.shares[0].there == 5 and seen.shares[0].right == 4


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("superior_path,document,path,label\n", "has no column note"),
        (LABELS.replace("I/2,yes", "I/2,maybe"), r"line 3: the label is yes or no, not 'maybe'"),
        (LABELS + "I/1,ctr.1,I/1,no,\n", r"line 11: this pair stands above already"),
        ("superior_path,document,path,label,note\n", "holds no labelled pair"),
        (LABELS.replace("ctr.1", "x.1").replace("kh-huyen.1", "y.1"), "none of its documents"),
        (LABELS[: LABELS.index("I/3")], "too few labels"),
    ],
)
def test_labels_that_cannot_be_used_are_refused(
    folder: Path, tmp_path: Path, labels: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import re

    (tmp_path / "labels.csv").write_text(labels, encoding="utf-8")
    assert traced(folder, "--gold", str(tmp_path / "labels.csv")) == 1
    assert re.search(message, capsys.readouterr().err)


def test_the_command_tells_the_figures_and_writes_nothing(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    (tmp_path / "labels.csv").write_text(LABELS, encoding="utf-8")
    before = sorted(path.name for path in folder.iterdir())
    assert traced(folder, "--gold", str(tmp_path / "labels.csv")) == 0
    said = capsys.readouterr().out
    assert "reported half (odd rows of the labels' superior tasks): 3 superior tasks" in said
    assert "average precision, labelled pairs" in said and "100.0" in said
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.fixture(scope="module")
def released_trace(released_text: Path, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    out = tmp_path_factory.mktemp("released")
    assert cli.main(["run", str(released_text), "--out", str(out), "--quiet"]) == 0
    return trace(out, "28-NQ/TW")


def test_on_tasks_not_looked_at_it_is_better_than_words_alone(
    released_trace: Trace, project_root: Path
) -> None:
    from pipeline.lineage.gold import evaluate
    from pipeline.lineage.labels import read_labels

    labels = read_labels(project_root / "gold/lineage/28-nq-tw.csv")
    seen = evaluate(released_trace, labels)
    assert (seen.superior_tasks, seen.absent) == (21, 0)
    assert seen.threshold == seen.chosen
    assert all(figure.ours > figure.plain for figure in seen.figures)
    assert all(figure.gain_between[0] > 0 for figure in seen.figures)
