"""The rows of documents keep the contract, and say of a small plan what it says."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import units
from pipeline import tables
from pipeline.lexicon import fold
from pipeline.run import run
from pipeline.run.document import document_rows

ROOT = Path(__file__).resolve().parent.parent
OWN = sorted(path for path in (ROOT / "corpus" / "own").iterdir() if path.suffix in (".txt", ".md"))

PLAN = """UỶ BAN NHÂN DÂN
XÃ MINH TÂN
-------
Số: 15/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Minh Tân, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, \
công nghệ (gọi tắt là Nghị quyết 57), Ủy ban nhân dân xã ban hành Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU
1. Nâng cao nhận thức của cán bộ, công chức về Nghị quyết số 57-NQ/TW.
2. Phân công rõ trách nhiệm của từng cơ quan, đơn vị.

II. CHỈ TIÊU
1. Đến năm 2026, tối thiểu 80% hồ sơ được nộp trực tuyến.

III. NHIỆM VỤ, GIẢI PHÁP
1. Văn phòng Ủy ban nhân dân xã chủ trì, phối hợp với Phòng Văn hóa - Xã hội rà soát thủ tục hành \
chính theo Nghị quyết 57, hoàn thành trước ngày 30/6/2026.
2. Phòng Kinh tế chủ trì, phối hợp với Công an xã xây dựng cơ sở dữ liệu trong quý III năm 2026.
3. Tổ công nghệ số cộng đồng hướng dẫn người dân nộp hồ sơ; thực hiện thường xuyên.

IV. TỔ CHỨC THỰC HIỆN
1. Văn phòng Ủy ban nhân dân xã định kỳ hằng quý báo cáo Chủ tịch Ủy ban nhân dân xã.
2. Giao Phòng Kinh tế theo dõi, đôn đốc việc thực hiện Kế hoạch này.

Nơi nhận:
- UBND tỉnh (b/c);
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn An
"""

ATTACHED = """

ĐẢNG ỦY XÃ MINH TÂN
*
Số 04-NQ/ĐU

ĐẢNG CỘNG SẢN VIỆT NAM

Minh Tân, ngày 15 tháng 12 năm 2025

NGHỊ QUYẾT
về chuyển đổi số giai đoạn 2026 - 2030

I- NHIỆM VỤ, GIẢI PHÁP
1. Ban Xây dựng Đảng tham mưu Ban Thường vụ Đảng ủy ban hành quy chế trước ngày 31/3/2026.

II- TỔ CHỨC THỰC HIỆN
1. Văn phòng Đảng ủy theo dõi việc thực hiện Nghị quyết.

T/M BAN CHẤP HÀNH
BÍ THƯ

Lê Văn Bình
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tables.Tables:
    """The project's own documents, run once, as they come back from Parquet."""
    out = tmp_path_factory.mktemp("own")
    run([str(path) for path in OWN], out)
    read = tables.read(out)
    assert tables.check(read, unit_ids=units.registry_ids()) == []
    return tables.to_rows(read)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tables.Tables:
    """The small plan above with a resolution attached after its signature."""
    folder = tmp_path_factory.mktemp("plan")
    (folder / "kh.txt").write_text(PLAN + ATTACHED, encoding="utf-8")
    run([str(folder)], folder / "out")
    read = tables.read(folder / "out")
    assert tables.check(read, unit_ids=units.registry_ids()) == []
    return tables.to_rows(read)


def only(rows: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def part(plan: tables.Tables, table: str, number: int) -> list[dict[str, Any]]:
    [document] = only(plan["documents"], part=number)
    return only(plan[table], doc_id=document["doc_id"])


def letters(text: str) -> str:
    """What of a text is read: letters and figures, folded, without the calls of notes.

    These are "[^1]", and "(1)" at its end.
    """
    called = re.sub(r"\[\^\w{1,3}\]|\s?\(\d{1,2}\)(?=[.;,]?\s*$)", "", text)
    plain = fold(unicodedata.normalize("NFC", called))
    return "".join(char for char in plain if char.isalnum())


# --- the contract, on the project's own documents -------------------------------------


def _annotation(name: str) -> str:
    return (ROOT / "gold" / f"{Path(name).stem}.1.jsonl").read_text(encoding="utf-8")


def test_every_own_document_has_rows_of_every_kind(own: tables.Tables) -> None:
    assert {row["source_path"] for row in own["documents"]} == {path.name for path in OWN}
    firsts = {row["doc_id"] for row in only(own["documents"], part=1)}
    for table in ("tasks", "responsibilities", "citations"):
        assert {row["doc_id"] for row in own[table]} >= firsts, table
    timed = {row["doc_id"] for row in own["time_clauses"]}  # a short decision leaves it to its plan
    assert {row["source_path"] for row in own["documents"] if row["doc_id"] in timed} == {
        path.name for path in OWN
    }
    headed = {
        row["doc_id"]
        for row in only(own["documents"], part=1)
        if '"t": "section"' in _annotation(row["source_path"])
    }
    assert {row["doc_id"] for row in own["sections"]} >= headed
    assert own["targets"]


def test_documents_say_where_their_bytes_are(own: tables.Tables) -> None:
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in OWN}
    sizes = {path.name: len(path.read_bytes().decode("utf-8")) for path in OWN}
    for row in own["documents"]:
        assert row["source_sha256"] == sums[row["source_path"]]
        assert row["n_chars"] == sizes[row["source_path"]]


def test_pages_give_the_file_back(own: tables.Tables) -> None:
    for document in own["documents"]:
        text = "".join(row["text"] for row in only(own["pages"], doc_id=document["doc_id"]))
        path = ROOT / "corpus" / "own" / document["source_path"]
        assert text == path.read_bytes().decode("utf-8")


def test_a_tasks_span_holds_its_text(own: tables.Tables) -> None:
    """Up to marks; what the page puts between (a number, a footnote) may stand there, too."""
    interrupted = 0
    for task in own["tasks"]:
        source = "".join(row["text"] for row in only(own["pages"], doc_id=task["doc_id"]))
        there = letters(source[task["char_start"] : task["char_end"]])
        text = letters(task["text"])
        rest = iter(there)
        assert all(char in rest for char in text), task["text"]
        # the mark of a note may stand before the last full stop
        end = there if text[-1].isdigit() else there.rstrip("0123456789⁰¹²³⁴⁵⁶⁷⁸⁹")
        assert (there[0], end[-1]) == (text[0], text[-1]), task["text"]
        interrupted += there != text
    assert interrupted <= 0.1 * len(own["tasks"])


def test_a_tasks_text_is_for_reading(own: tables.Tables) -> None:
    for row in [*own["tasks"], *own["sections"]]:
        text = row["heading"] if "heading" in row else row["text"]
        assert text == unicodedata.normalize("NFC", text)
        assert text == " ".join(text.split())
        assert "**" not in text


def test_spans_of_tasks_do_not_overlap(own: tables.Tables) -> None:
    for document in own["documents"]:
        tasks = only(own["tasks"], doc_id=document["doc_id"])
        assert [row["ordinal"] for row in tasks] == list(range(1, len(tasks) + 1))
        for above, below in pairwise(tasks):
            assert above["char_end"] <= below["char_start"]


def test_tasks_stand_in_their_sections(own: tables.Tables) -> None:
    sections = {row["section_id"]: row for row in own["sections"]}
    for task in own["tasks"]:
        assert task["section_role"] in ("task", "implementation")
        if task["section_id"] is None:
            assert task["heading_path"] == []
            continue
        section = sections[task["section_id"]]
        assert task["heading_path"][-1] == section["heading"]
        assert task["path"].startswith(section["path"] + "/")
        assert section["char_start"] <= task["char_start"]
        assert task["char_end"] <= section["char_end"]


def test_what_needs_review_says_why(own: tables.Tables, plan: tables.Tables) -> None:
    for rows in (own, plan):
        doubted = {row["task_id"] for row in rows["issues"] if row["severity"] != "info"}
        for task in rows["tasks"]:
            if task["task_id"] in doubted:
                assert task["needs_review"], task["text"]
            if task["needs_review"]:
                assert task["task_id"] in doubted, task["text"]


def test_a_task_without_lead_or_time_has_an_issue_and_no_other(own: tables.Tables) -> None:
    leads = {row["task_id"] for row in own["responsibilities"] if row["role"] == "lead"}
    timed = {row["task_id"] for row in own["time_clauses"]}
    every = {row["task_id"] for row in own["tasks"]}
    assert {row["task_id"] for row in only(own["issues"], code="no_lead")} == every - leads
    assert {row["task_id"] for row in only(own["issues"], code="no_time")} == every - timed


def test_due_is_the_last_end_of_the_tasks_clauses(own: tables.Tables) -> None:
    for task in own["tasks"]:
        clauses = only(own["time_clauses"], task_id=task["task_id"])
        ends = [row["end"] for row in clauses if row["end"]]
        assert task["due"] == (max(ends) if ends else None)
    assert sum(task["due"] is not None for task in own["tasks"]) >= 10


def test_every_found_thing_names_its_rule(own: tables.Tables) -> None:
    for table in ("responsibilities", "time_clauses", "citations", "targets"):
        assert all("." in row["rule"] for row in own[table]), table


def test_task_keys_hang_on_the_work_not_on_the_bytes(tmp_path: Path) -> None:
    rows = []
    for name, text in (("a.txt", PLAN), ("b.txt", PLAN.replace("\n", "\r\n"))):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        rows.append(document_rows(tmp_path / name))
    one, other = rows
    assert one["documents"][0]["work_id"] == other["documents"][0]["work_id"]
    assert one["documents"][0]["doc_id"] != other["documents"][0]["doc_id"]
    for name, same in (("task_key", True), ("task_id", False), ("text", True), ("path", True)):
        found = [[task[name] for task in rows["tasks"]] for rows in (one, other)]
        assert (found[0] == found[1]) is same, name


# --- what a small plan says -----------------------------------------------------------


def test_the_header(plan: tables.Tables) -> None:
    [row] = only(plan["documents"], part=1)
    assert row["number"] == "15/KH-UBND"
    assert (row["doc_type"], row["doc_type_name"]) == ("KH", "Kế hoạch")
    assert row["issued_date"] == date(2026, 2, 10)
    assert row["title"] == "Chuyển đổi số năm 2026"
    assert (row["place"], row["signer"]) == ("Minh Tân", "Nguyễn Văn An")
    assert row["issuer_level"] == "commune"
    assert len(row["recipients"]) == 2


def test_the_sections(plan: tables.Tables) -> None:
    found = [(row["path"], row["role"], row["parent_id"]) for row in part(plan, "sections", 1)]
    assert found == [
        ("I", "purpose", None),
        ("II", "target", None),
        ("III", "task", None),
        ("IV", "implementation", None),
    ]


def test_the_tasks(plan: tables.Tables) -> None:
    found = [(row["path"], row["label"], row["due"]) for row in part(plan, "tasks", 1)]
    assert found == [
        ("III/1", "1.", date(2026, 6, 30)),
        ("III/2", "2.", date(2026, 9, 30)),
        ("III/3", "3.", None),
        ("IV/1", "1.", None),
        ("IV/2", "2.", None),
    ]


def roles(plan: tables.Tables, path: str) -> set[tuple[str, str]]:
    [task] = only(part(plan, "tasks", 1), path=path)
    return {
        (row["role"], row["unit"])
        for row in only(plan["responsibilities"], task_id=task["task_id"])
    }


def test_who(plan: tables.Tables) -> None:
    office = "Văn phòng Ủy ban nhân dân xã"
    assert roles(plan, "III/1") == {("lead", office), ("coordinate", "Phòng Văn hóa - Xã hội")}
    assert roles(plan, "III/2") == {("lead", "Phòng Kinh tế"), ("coordinate", "Công an xã")}
    assert roles(plan, "III/3") == {("lead", "Tổ công nghệ số cộng đồng")}
    assert roles(plan, "IV/1") == {("lead", office), ("report_to", "Chủ tịch Ủy ban nhân dân xã")}
    assert roles(plan, "IV/2") == {("lead", "Phòng Kinh tế")}


def test_when(plan: tables.Tables) -> None:
    paths = {row["task_id"]: row["path"] for row in part(plan, "tasks", 1)}
    found = {
        paths[row["task_id"]]: (row["kind"], row["start"], row["end"], row["rrule"])
        for row in part(plan, "time_clauses", 1)
    }
    assert found == {
        "III/1": ("by", None, date(2026, 6, 30), None),
        "III/2": ("within", date(2026, 7, 1), date(2026, 9, 30), None),
        "III/3": ("ongoing", None, None, None),
        "IV/1": ("recurring", None, None, "FREQ=MONTHLY;INTERVAL=3"),
    }


def test_the_target(plan: tables.Tables) -> None:
    [row] = part(plan, "targets", 1)
    assert (row["comparator"], row["value"], row["unit"]) == (">=", 80.0, "%")
    assert row["due"] == date(2026, 12, 31)


def test_citations_stand_where_they_stand(plan: tables.Tables) -> None:
    found = [(row["location"], row["raw"]) for row in part(plan, "citations", 1)]
    assert ("preamble", "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị") in found
    assert ("section", "Nghị quyết số 57-NQ/TW") in found
    assert ("task", "Nghị quyết 57") in found


def test_a_document_attached_after_the_signature_is_a_second_part(plan: tables.Tables) -> None:
    [first] = only(plan["documents"], part=1)
    [second] = only(plan["documents"], part=2)
    assert second["number"] == "04-NQ/ĐU"
    assert (second["doc_type"], second["issued_date"]) == ("NQ", date(2025, 12, 15))
    assert first["source_sha256"] == second["source_sha256"]
    assert first["doc_id"] != second["doc_id"]
    begin = (PLAN + ATTACHED).index("ĐẢNG ỦY XÃ")
    for table in ("sections", "tasks", "responsibilities", "time_clauses", "citations", "targets"):
        assert all(row["char_end"] <= begin for row in part(plan, table, 1)), table
        assert all(row["char_start"] >= begin for row in part(plan, table, 2)), table
    [task, _] = part(plan, "tasks", 2)
    assert (task["path"], task["due"], task["ordinal"]) == ("I/1", date(2026, 3, 31), 1)
    for number in (1, 2):
        assert "".join(row["text"] for row in part(plan, "pages", number)) == PLAN + ATTACHED


# --- whatever the text ----------------------------------------------------------------

# Each of these once broke the contract, and with it the whole run.
TWICE = {
    "the same impossible date twice": "1. Làm trước ngày 31/02/2026; gửi trước ngày 31/02/2026.",
    "the same line twice": "1. Lập sổ.\n"
    "Thời hạn: trước ngày 31/02/2026.\nThời hạn: trước ngày 31/02/2026.",
    "the same goal twice": "1. Đạt 95%, 95% hồ sơ đúng hạn; 95% hồ sơ đúng hạn.",
    "the same body twice": "1. Giao Sở Y tế, Sở Y tế chủ trì; Sở Y tế chủ trì.",
    "the same number twice": "1. Thực hiện các Nghị quyết số 18, 18-NQ/TW.",
}


@pytest.mark.parametrize("kind", TWICE)
def test_what_a_text_says_twice_keeps_the_contract(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.txt").write_text(f"Kế hoạch\n{TWICE[kind]}\n", encoding="utf-8")
    rows = tables.to_tables(document_rows(tmp_path / "a.txt"))
    assert tables.check(rows, unit_ids=units.registry_ids()) == []


def test_a_doubtful_part_is_an_issue_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.setattr("pipeline.extract.issues._DOUBTFUL", 0.99)
    rows = document_rows(tmp_path / "a.txt")
    for task in rows["tasks"]:
        why = [row for row in rows["issues"] if row["task_id"] == task["task_id"]]
        assert task["needs_review"] == any(row["severity"] == "warning" for row in why)
    told = {row["message"] for row in rows["issues"]}
    assert "the body is doubtful: Phòng Kinh tế" in told


PIECES = [
    *TWICE.values(),
    *(line for line in (PLAN + ATTACHED).split("\n") if line),
    "- Cơ quan chủ trì: Sở Nội vụ; Công an tỉnh.",
    "- Cơ quan phối hợp: các sở, ngành.",
    "- Thời gian thực hiện: Quý II/2026.",
    "## **1.1. Nhiệm vụ** <sup>1</sup>",
    "<sup>1</sup> Theo Báo cáo số 218/BC-UBND ngày 26/12/2025 của UBND xã.",
    "1. 1. a) - + (2) (trước ngày 20)",
    "a) Giao",
    "PHỤ LỤC",
    "Điều 3. Chánh Văn phòng chịu trách nhiệm thi hành./.",
    "| Nhiệm vụ | Chủ trì | Thời hạn |",
    "|---|---|---|",
    "(Nghị quyết số 18, 19-NQ/TW; Kế hoạch",
    "\f",
    "   12   ",
    "",
    "İstanbul ǅ ﬁ \u200b\u00ad số 5",
    unicodedata.normalize("NFD", "3. Phòng Kinh tế chủ trì, hoàn thành trước ngày 01/5/2026;"),
]


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lines=st.lists(st.sampled_from(PIECES) | st.text(max_size=30), min_size=1, max_size=25))
def test_any_text_gives_rows_that_keep_the_contract(tmp_path: Path, lines: list[str]) -> None:
    text = "\n".join(["Kế hoạch", *lines]).replace("\0", "").encode("utf-8", "replace")
    file = tmp_path / "a.txt"
    file.write_bytes("".join(c for c in text.decode() if c >= " " or c in "\n\f\t").encode())
    rows = tables.to_tables(document_rows(file))
    assert tables.check(rows, unit_ids=units.registry_ids()) == []


ASKING = """BAN THƯỜNG VỤ TỈNH ỦY
Số 15-CT/TU

CHỈ THỊ
về quản lý đất đai

Thời gian qua còn vi phạm. Để thi hành Luật Đất đai, Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy trực \
thuộc Tỉnh ủy thực hiện tốt những nội dung sau đây:

1. Quán triệt Chỉ thị này đến chi bộ trước ngày 30/9/2024.

2. Giao Sở Tài nguyên và Môi trường rà soát hồ sơ.

3. Thanh tra tỉnh thanh tra các dự án chậm tiến độ.
"""


def test_whom_the_opening_asks_leads_where_an_item_names_nobody(tmp_path: Path) -> None:
    file = tmp_path / "ct.txt"
    file.write_text(ASKING, encoding="utf-8")
    rows = document_rows(file)
    path_of = {row["task_id"]: row["path"] for row in rows["tasks"]}
    leads = [(path_of[r["task_id"]], r["unit"], r["rule"]) for r in rows["responsibilities"]]
    assert leads == [
        ("1", "cấp ủy trực thuộc Tỉnh ủy", "unit.lead_in_asked"),
        ("2", "Sở Tài nguyên và Môi trường", "unit.assigned"),
        ("3", "Thanh tra tỉnh", "unit.subject"),
    ]


MONTHS = """HUYỆN ỦY ĐÔNG KHÊ
Số 12-CTr/HU
Đông Khê, ngày 05 tháng 01 năm 2024

CHƯƠNG TRÌNH
công tác năm 2024

A- NHIỆM VỤ
I- QUÝ I

THÁNG 01

1- Văn phòng Huyện ủy chuẩn bị hội nghị.

THÁNG 02

1- Ban Tổ chức Huyện ủy rà soát hồ sơ, xong trước ngày 20/02.
"""


def test_a_heading_of_a_month_gives_its_tasks_the_month(tmp_path: Path) -> None:
    file = tmp_path / "ctr.txt"
    file.write_text(MONTHS, encoding="utf-8")
    rows = document_rows(file)
    path_of = {row["task_id"]: row["path"] for row in rows["tasks"]}
    assert [
        (path_of[row["task_id"]], row["rule"], row["start"], row["end"])
        for row in sorted(rows["time_clauses"], key=lambda row: row["char_start"])
    ] == [
        ("A/I/h1/1", "time.heading", date(2024, 1, 1), date(2024, 1, 31)),
        ("A/I/h2/1", "time.heading", date(2024, 2, 1), date(2024, 2, 29)),
        ("A/I/h2/1", "time.before", None, date(2024, 2, 20)),
    ]


GIVEN = """HUYỆN ỦY ĐÔNG KHÊ
*
Số 12-KL/HU
ĐẢNG CỘNG SẢN VIỆT NAM
Đông Khê, ngày 05 tháng 01 năm 2024

KẾT LUẬN
về nhiệm vụ năm 2024

I. NHIỆM VỤ

{who} thực hiện các nhiệm vụ sau:

1. Giao Thanh tra huyện kiểm tra việc quản lý rừng.
2. Rà soát hồ sơ cán bộ.
3. Chỉ đạo các xã trồng rừng, giao Hạt Kiểm lâm huyện hướng dẫn.
"""


@pytest.mark.parametrize(
    ("who", "leads"),
    [
        # kinds of bodies: the body that an item gives its work to leads it in their stead
        (
            "Các cấp ủy, chính quyền",
            ["Thanh tra huyện", "cấp ủy, chính quyền", "cấp ủy, chính quyền"],
        ),
        # a body with a name leads what it is told to give
        ("Ủy ban nhân dân huyện", ["Ủy ban nhân dân huyện"] * 3),
    ],
)
def test_who_is_given_work_below_a_lead_in(tmp_path: Path, who: str, leads: list[str]) -> None:
    file = tmp_path / "kl.txt"
    file.write_text(GIVEN.format(who=who), encoding="utf-8")
    rows = document_rows(file)
    found: dict[str, list[str]] = {}
    for row in rows["responsibilities"]:
        if row["role"] == "lead":
            found.setdefault(row["task_id"], []).append(row["unit_raw"])
    assert [", ".join(found[row["task_id"]]) for row in rows["tasks"]] == leads


CALENDAR = """ỦY BAN NHÂN DÂN XÃ ĐÔNG KHÊ
Số 12/KH-UBND
Đông Khê, ngày 05 tháng 01 năm 2024

# KẾ HOẠCH
**Công tác năm 2024**

## I. LỊCH CÔNG TÁC

| TT | Nội dung công việc | Thời gian | Đơn vị chủ trì |
|---|---|---|---|
| **A** | **QUÝ I** | | |
| 1 | Tổ chức Tết trồng cây | Tháng 02/2024 | Hội Nông dân xã |
| 2 | Rà soát hộ nghèo | | Công an xã |
"""


def test_a_row_with_its_own_time_does_not_take_its_group_s(tmp_path: Path) -> None:
    file = tmp_path / "kh.md"
    file.write_text(CALENDAR, encoding="utf-8")
    rows = document_rows(file)
    path_of = {row["task_id"]: row["path"] for row in rows["tasks"]}
    assert [
        (path_of[row["task_id"]], row["rule"], row["raw"])
        for row in sorted(rows["time_clauses"], key=lambda row: path_of[row["task_id"]])
    ] == [("I/A/1", "time.within", "Tháng 02/2024"), ("I/A/2", "time.heading", "QUÝ I")]


SHORTCOMINGS = """HUYỆN ỦY ĐÔNG KHÊ
Số 48-KH/HU
Đông Khê, ngày 20 tháng 02 năm 2023

KẾ HOẠCH
khắc phục hạn chế, khuyết điểm sau kiểm điểm

I- MỤC ĐÍCH

1. Khắc phục dứt điểm các hạn chế.

II- NỘI DUNG, BIỆN PHÁP KHẮC PHỤC

Qua kiểm điểm, Ban Thường vụ xác định các hạn chế cần khắc phục, cụ thể:

A. Về xây dựng Đảng

1. Việc sơ kết nghị quyết còn chậm

a) Biện pháp khắc phục:

- Rà soát danh mục nghị quyết phải sơ kết.

- Phân công người theo dõi từng nghị quyết.

b) Trách nhiệm: Văn phòng Huyện ủy chủ trì, phối hợp với Ban Tổ chức Huyện ủy.

c) Thời gian: Quý II/2023.

B. Về phát triển kinh tế

2. Giải ngân chậm

a) Biện pháp khắc phục: Đôn đốc các chủ đầu tư.

b) Trách nhiêm: Ủy ban nhân dân huyện.

III- TỔ CHỨC THỰC HIỆN

1. Các chi bộ thực hiện nghiêm Kế hoạch này.
"""


def test_lettered_lines_give_a_measure_its_bodies_and_time(tmp_path: Path) -> None:
    file = tmp_path / "kh.txt"
    file.write_text(SHORTCOMINGS, encoding="utf-8")
    rows = document_rows(file)
    path_of = {row["task_id"]: row["path"] for row in rows["tasks"]}
    first, second, third = "II/A/1/a/b1", "II/A/1/a/b2", "II/B/2/a"
    assert list(path_of.values()) == [first, second, third, "III/1"]
    given = rows["responsibilities"]
    units = {(path_of[row["task_id"]], row["role"], row["unit"]) for row in given}
    assert {unit for unit in units if unit[0] != "III/1"} == {
        *((path, "lead", "Văn phòng Huyện ủy") for path in (first, second)),
        *((path, "coordinate", "Ban Tổ chức Huyện ủy") for path in (first, second)),
        (third, "lead", "Ủy ban nhân dân huyện"),
    }
    times = {(path_of[row["task_id"]], row["raw"]) for row in rows["time_clauses"]}
    assert times == {(first, "Quý II/2023"), (second, "Quý II/2023")}


EVENT = """SỞ NỘI VỤ
Số 8/KH-SNV

KẾ HOẠCH
tổ chức hội nghị

I. NHIỆM VỤ

1. Tổ chức hội nghị tập huấn:

a) Nội dung: phổ biến quy định mới.

b) Địa điểm: hội trường Sở.

2. Thời gian: trong tháng 6/2025.
"""


def test_a_numbered_line_of_a_main_section_stays_an_item(tmp_path: Path) -> None:
    file = tmp_path / "kh.txt"
    file.write_text(EVENT, encoding="utf-8")
    assert "I/2" in [row["path"] for row in document_rows(file)["tasks"]]


SUBMITTED = """ỦY BAN NHÂN DÂN TỈNH ĐÔNG KHÊ
Số 12/CTr-UBND
Đông Khê, ngày 05 tháng 01 năm 2026

# CHƯƠNG TRÌNH
**Công tác năm 2026**

## I. DANH MỤC ĐỀ ÁN

| TT | Tên đề án | Cơ quan chủ trì | Thời gian trình | Cấp trình |
|---|---|---|---|---|
| 1 | Đề án nhà ở | Sở Xây dựng | Tháng 3/2026 | UBND tỉnh; HĐND tỉnh |
"""


def test_a_column_may_say_to_whom_a_thing_is_submitted(tmp_path: Path) -> None:
    file = tmp_path / "ctr.md"
    file.write_text(SUBMITTED, encoding="utf-8")
    rows = document_rows(file)["responsibilities"]
    assert [(row["role"], row["unit"], row["source"]) for row in rows] == [
        ("lead", "Sở Xây dựng", "table"),
        ("advised", "UBND tỉnh", "table"),
        ("advised", "HĐND tỉnh", "table"),
    ]
