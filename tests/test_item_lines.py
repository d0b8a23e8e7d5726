"""Lines below an item that give what it has: its bodies, its time, the figures it is to reach."""

from __future__ import annotations

import pytest
from plan import plan, rows_of

GIVEN = ("- Đơn vị chủ trì: Ban Tuyên giáo.", "- Thời gian: tháng 3/2026.")


@pytest.mark.parametrize("label", ["Chỉ tiêu", "Chỉ tiêu phấn đấu", "CHỈ TIÊU"])
@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "between", "last"])
def test_a_line_of_figures_sets_the_items_targets(label: str, at: int) -> None:
    lines = list(GIVEN)
    lines.insert(at, f"- {label}: 100% cơ sở có hoạt động; ít nhất 20 lớp.")
    rows = rows_of(plan("1. Tổ chức sinh hoạt chính trị.", *lines, "2. Mở lớp tập huấn."))
    (first, second) = rows["tasks"]
    assert first["text"] == "Tổ chức sinh hoạt chính trị."
    assert [(one["value"], one["path"]) for one in rows["targets"]] == [
        (100.0, first["path"]),
        (20.0, first["path"]),
    ]
    assert [one["task_id"] for one in rows["responsibilities"]] == [first["task_id"]]
    assert [one["task_id"] for one in rows["time_clauses"]] == [first["task_id"]]
    assert second["text"] == "Mở lớp tập huấn."


@pytest.mark.parametrize(
    "lines",
    [
        ("- Chỉ tiêu: trồng mới 5.000 cây.", "- Rà soát diện tích đất trống."),
        ("- Rà soát diện tích đất trống.", "- Chỉ tiêu: trồng mới 5.000 cây."),
    ],
    ids=["before another item", "behind another item"],
)
def test_a_bullet_of_figures_among_items_is_an_item(lines: tuple[str, str]) -> None:
    rows = rows_of(plan("1. Tổ chức Tết trồng cây:", *lines))
    assert [f"- {task['text']}" for task in rows["tasks"]] == list(lines)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tất cả các hoạt động tại mục này do Ban Tuyên giáo theo dõi, đôn đốc.",
        "Các hoạt động nêu tại mục này giao Ban Tuyên giáo theo dõi.",
        "Các nhiệm vụ trên do Ban Tuyên giáo theo dõi.",
    ],
)
def test_a_sentence_may_name_who_does_all_of_a_group(sentence: str) -> None:
    rows = rows_of(plan("1. Mở lớp tập huấn.", "2. Tổ chức hội thi.", sentence))
    assert [task["text"] for task in rows["tasks"]] == ["Mở lớp tập huấn.", "Tổ chức hội thi."]
    given = [(one["task_id"], one["unit"]) for one in rows["responsibilities"]]
    assert given == [(task["task_id"], "Ban Tuyên giáo") for task in rows["tasks"]]


STAGED = ("1. Giai đoạn 1 (từ tháng 3 đến tháng 5/2026): Rà soát hồ sơ.",)
HELD = ("1. Hội nghị Ban Chấp hành (tuần đầu tháng 4/2026)", "a) Chuẩn bị tài liệu.")


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [(STAGED, "2026-03-01", "2026-05-31"), (HELD, "2026-04-01", "2026-04-30")],
    ids=["stage", "held"],
)
def test_a_period_in_brackets_holds_for_what_stands_below(
    lines: tuple[str, ...], first: str, last: str
) -> None:
    rows = rows_of(plan(*lines))
    (clause,) = rows["time_clauses"]
    assert clause["task_id"] == rows["tasks"][0]["task_id"]
    assert (str(clause["start"]), str(clause["end"])) == (first, last)


def test_a_name_below_the_list_beside_a_signature_signs() -> None:
    text = plan("1. Rà soát hồ sơ.", "2. Lập danh sách.")
    text += "\nNơi nhận:\tTM. BAN THƯỜNG VỤ\n- Tỉnh ủy (b/c);\tPHÓ CHỦ TỊCH\n- Lưu: VT.\n"
    rows = rows_of(f"{text}\tLương Thị Hải Yến\n")
    (document,) = rows["documents"]
    assert document["signer"] == "Lương Thị Hải Yến"
    assert document["signer_role"] == "PHÓ CHỦ TỊCH"


CALLED = "1. Đảng ủy tổ chức hội nghị học tập."
LISTED = "- Nghị quyết số 42-NQ/TW, ngày 24/11/2023 về chính sách xã hội."


@pytest.mark.parametrize(
    ("heading", "line", "role"),
    [
        ("HÌNH THỨC, THỜI GIAN, ĐỐI TƯỢNG", CALLED, "task"),
        ("HÌNH THỨC VÀ THỜI GIAN THỰC HIỆN", CALLED, "task"),
        ("THỜI GIAN, ĐỊA ĐIỂM", CALLED, "other"),
        ("NỘI DUNG HỌC TẬP", CALLED, "task"),
        ("NỘI DUNG HỌC TẬP", LISTED, "other"),
        ("VỀ MỤC TIÊU, TIẾN ĐỘ", CALLED, "task"),
        ("VỀ MỤC TIÊU", CALLED, "viewpoint"),
    ],
)
def test_what_headings_of_two_things_are_for(heading: str, line: str, role: str) -> None:
    rows = rows_of(plan(line, heading=f"I. {heading}"))
    assert rows["sections"][-1]["role"] == role


ANEW = ("### 1. Thiết bị dạy học", "", "1. Rà soát thiết bị.", "2. Mua sắm bổ sung.", "")


def test_numbers_that_begin_anew_below_a_marked_heading_stand_below_it() -> None:
    rows = rows_of(
        plan(*ANEW, "### 2. Đội ngũ", "", "1. Cử giáo viên học.", heading="## I. NHIỆM VỤ")
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/1/1", "I/1/2", "I/2/1"]


@pytest.mark.parametrize(
    "lines",
    [
        ("### 1. Rà soát thiết bị.", "2. Mua sắm bổ sung.", "3. Cử giáo viên học."),
        ("### 1. Rà soát thiết bị.", "### 2. Mua sắm bổ sung.", "### 3. Cử giáo viên học."),
    ],
    ids=["some marked", "all marked"],
)
def test_numbers_that_go_on_stand_beside_a_marked_heading(lines: tuple[str, ...]) -> None:
    rows = rows_of(plan(*(f"{line}\n" for line in lines), heading="## I. NHIỆM VỤ"))
    assert [task["path"] for task in rows["tasks"]] == ["I/1", "I/2", "I/3"]


@pytest.mark.parametrize(
    "closing",
    [
        "Thông tin liên hệ: Cục Bảo trợ xã hội, điện thoại 04.3747.0000.",
        "Mẫu báo cáo được đăng tải trên Trang thông tin điện tử của Cục.",
        "Rất mong nhận được sự quan tâm chỉ đạo, phối hợp của các Bộ, ngành./.",
    ],
)
def test_what_ends_a_letter_orders_nothing(closing: str) -> None:
    rows = rows_of(plan("1. Rà soát hồ sơ.", "2. Lập danh sách gửi Cục.", "", closing))
    assert [task["text"] for task in rows["tasks"]] == ["Rà soát hồ sơ.", "Lập danh sách gửi Cục."]


TABLE = (
    "| STT | Nhiệm vụ | Đơn vị chủ trì | Thời gian |",
    "|---|---|---|---|",
    "| 1 | Rà soát văn bản | Vụ Pháp chế | Quý II/2026 |",
    "| 2 | Mở lớp tập huấn | Vụ Tổ chức cán bộ | Quý III/2026 |",
    "",
)


@pytest.mark.parametrize(
    ("above", "parent"),
    [
        ("2. Xây dựng văn bản: thực hiện theo danh mục tại Bảng 1 dưới đây.", "I/2"),
        ("2. Xây dựng văn bản hướng dẫn thi hành luật.", "I"),
    ],
    ids=["an item speaks of it", "no item does"],
)
@pytest.mark.parametrize("caption", ["Bảng 1. Danh mục", "**Biểu số 2: Danh mục**"])
def test_a_numbered_caption_is_the_label_of_its_table(
    above: str, parent: str, caption: str
) -> None:
    rows = rows_of(plan("1. Tổ chức hội nghị.", above, "", caption, "", *TABLE, "3. Kiểm tra."))
    (section,) = [one for one in rows["sections"] if one["heading"] == "Danh mục"]
    step = caption.strip("*").replace(":", ".").partition(".")[0]
    assert section["path"] == f"{parent}/{step}"
    paths = [task["path"] for task in rows["tasks"]]
    assert [path for path in paths if path.startswith(section["path"])] == [
        f"{section['path']}/1",
        f"{section['path']}/2",
    ]
    assert paths[-1] == "I/3"


def test_a_mention_of_a_table_without_one_below_is_a_text() -> None:
    rows = rows_of(plan("1. Rà soát văn bản.", "Bảng 1. Danh mục văn bản gửi kèm theo kế hoạch."))
    assert [one["path"] for one in rows["sections"]] == ["I"]


def test_numbers_run_on_below_the_next_heading() -> None:
    lines = ("a) Về kinh tế", "(1) Rà soát dự án.", "(2) Thu ngân sách.")
    lines += ("b) Về xã hội", "(3) Hỗ trợ hộ nghèo.", "c) Về môi trường", "(4) Trồng cây xanh.")
    rows = rows_of(plan("1. Nhiệm vụ chủ yếu", *lines))
    assert [task["path"] for task in rows["tasks"]] == [
        "I/1/a/(1)",
        "I/1/a/(2)",
        "I/1/b/(3)",
        "I/1/c/(4)",
    ]


def test_a_number_that_does_not_follow_runs_on_nowhere() -> None:
    lines = ("a) Về kinh tế", "(1) Rà soát dự án.", "b) Hỗ trợ hộ nghèo.", "(3) Trồng cây xanh.")
    rows = rows_of(plan("1. Nhiệm vụ chủ yếu", *lines))
    assert "I/1/b/(3)" not in [task["path"] for task in rows["tasks"]]


def test_goals_by_number_below_figures_are_goals() -> None:
    lines = ("1. Mục tiêu tổng quát", "Thu hẹp khoảng cách giới.", "2. Chỉ tiêu cụ thể")
    lines += ("a) Mục tiêu 1: Trong lĩnh vực chính trị", "Chỉ tiêu: 60% cơ quan có lãnh đạo là nữ.")
    lines += ("II. NHIỆM VỤ", "1. Mở lớp tập huấn.")
    rows = rows_of(plan(*lines, heading="I. MỤC TIÊU"))
    roles = {one["path"]: one["role"] for one in rows["sections"]}
    assert (roles["I/1"], roles["I/2"], roles["I/2/a"]) == ("viewpoint", "target", "target")


def test_who_leads_an_item_does_not_coordinate_it() -> None:
    lines = ("1. Cải thiện chỉ số:", "- Thanh tra huyện kiểm tra công vụ.", "- Rà soát hồ sơ.")
    lines += ("Cơ quan phối hợp các nhiệm vụ trên: Thanh tra huyện, Phòng Nội vụ.", "2. Tổng kết.")
    rows = rows_of(plan(*lines))
    (first, second, _) = rows["tasks"]
    said = {(one["task_id"], one["role"], one["unit"]) for one in rows["responsibilities"]}
    assert (first["task_id"], "lead", "Thanh tra huyện") in said
    assert (first["task_id"], "coordinate", "Thanh tra huyện") not in said
    assert (first["task_id"], "coordinate", "Phòng Nội vụ") in said
    assert (second["task_id"], "coordinate", "Thanh tra huyện") in said


DIRECTIVE = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: 15/CT-UBND
Minh Tân, ngày 10 tháng 02 năm 2026

CHỈ THỊ
Về việc siết chặt kỷ luật, kỷ cương

Ủy ban nhân dân xã yêu cầu các cơ quan, đơn vị thực hiện nghiêm các nội dung sau:

1. Rà soát, xử lý dứt điểm các công việc tồn đọng.
2. Kiểm tra việc chấp hành giờ làm việc.

Nơi nhận:
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn A

PHỤ LỤC
"""


def test_an_appendix_that_orders_nothing_holds_no_tasks() -> None:
    title = "Nhận diện biểu hiện vi phạm kỷ luật, kỷ cương trong giải quyết công việc của cán bộ, "
    title += "công chức, viên chức và người lao động trên địa bàn xã"
    signs = ("1. Né tránh, đùn đẩy công việc sang người khác.", "2. Gây phiền hà cho người dân.")
    rows = rows_of("\n".join((f"{DIRECTIVE}{title}", "", *signs, "")))
    (appendix,) = rows["sections"]
    assert (appendix["label"], appendix["heading"], appendix["role"]) == ("PHỤ LỤC", title, "other")
    assert [task["path"] for task in rows["tasks"]] == ["1", "2"]


def test_an_appendix_of_work_does_not_take_whom_the_directive_asks() -> None:
    work = ("1. Sở Nội vụ rà soát hồ sơ.", "2. Kiểm tra việc tiếp công dân.")
    rows = rows_of("\n".join((f"{DIRECTIVE}Danh mục nhiệm vụ", "", *work, "")))
    leads = {
        (task["path"], one["unit"])
        for task in rows["tasks"]
        for one in rows["responsibilities"]
        if one["task_id"] == task["task_id"]
    }
    assert ("1", "đơn vị") in leads
    assert ("PHỤ LỤC/1", "Sở Nội vụ") in leads
    assert not any(path == "PHỤ LỤC/2" for path, _ in leads)
