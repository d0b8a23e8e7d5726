"""What stands behind items and texts: lines for a group, notes, signatures without "TM."."""

from __future__ import annotations

import pytest
from plan import Rows, plan, rows_of


def said(rows: Rows) -> dict[str, list[str]]:
    """By path, who acts (role and name) and when (raw) as the tables give it."""
    found: dict[str, list[str]] = {}
    for task in rows["tasks"]:
        mine = [row for row in rows["responsibilities"] if row["task_id"] == task["task_id"]]
        times = [row for row in rows["time_clauses"] if row["task_id"] == task["task_id"]]
        found[task["path"].removeprefix("I/")] = [
            *(f"{row['role']} {row['unit']}" for row in mine),
            *(row["raw"] for row in times),
        ]
    return found


DIGITAL = (
    "1. Phát triển kinh tế số",
    "1.1. Về kinh tế số",
    "- Hỗ trợ hộ kinh doanh dùng hóa đơn điện tử.",
)
SOCIETY = (
    "1.2. Về xã hội số",
    "- Kiện toàn tổ công nghệ số cộng đồng.",
    "- Đẩy mạnh thanh toán không dùng tiền mặt.",
)


def test_a_line_speaks_for_all_subsections_that_have_none() -> None:
    found = said(
        rows_of(
            plan(
                *DIGITAL,
                "- Thí điểm mô hình chợ 4.0.",
                *SOCIETY,
                "Trách nhiệm thực hiện: Phòng Kinh tế; thời gian thực hiện: năm 2026.",
                "2. Bảo đảm an toàn",
                "- Công an xã rà soát hệ thống.",
            )
        )
    )
    for path in ("1/1.1/b1", "1/1.1/b2", "1/1.2/b1", "1/1.2/b2"):
        assert found[path] == ["lead Phòng Kinh tế", "năm 2026"]
    assert found["2/b1"] == ["lead Công an xã"]


def test_a_line_of_time_alone_does_not_leave_its_subsection() -> None:
    found = said(
        rows_of(
            plan(
                *DIGITAL,
                *SOCIETY,
                "Thời gian thực hiện: Quý II/2026.",
            )
        )
    )
    assert found["1/1.1/b1"] == []
    assert found["1/1.2/b1"] == found["1/1.2/b2"] == ["Quý II/2026"]


SAFETY = (
    "5. Bảo đảm an toàn",
    "5.1. Thực hiện nghiêm các quy định.",
    "5.2. Tổ chức lớp bồi dưỡng.",
    "5.3. Diễn tập ứng cứu sự cố.",
)


def test_a_line_tells_bodies_apart_by_the_items_it_names() -> None:
    found = said(
        rows_of(
            plan(
                *SAFETY,
                "Trách nhiệm thực hiện: Công an xã (điểm 5.1, 5.3); Phòng Kinh tế, Văn phòng (điểm "
                "5.2); thời gian thực hiện: thường xuyên.",
            )
        )
    )
    assert found["5/5.1"] == found["5/5.3"] == ["lead Công an xã", "thường xuyên"]
    assert found["5/5.2"] == ["lead Phòng Kinh tế", "lead Văn phòng", "thường xuyên"]


def test_the_label_of_a_line_may_name_the_items() -> None:
    found = said(
        rows_of(
            plan(
                *SAFETY,
                "Thời gian thực hiện các nhiệm vụ 5.1, 5.3: Hằng năm.",
            )
        )
    )
    assert found == {"5/5.1": ["Hằng năm"], "5/5.2": [], "5/5.3": ["Hằng năm"]}


@pytest.mark.parametrize(
    "label",
    [
        "Đơn vị phối hợp đối với các nội dung tại điểm a",
        "Đơn vị phối hợp cho các nhiệm vụ nêu trên",
        "Cơ quan phối hợp đối với điểm a",
    ],
)
def test_a_line_may_say_for_which_items_it_speaks(label: str) -> None:
    found = said(
        rows_of(
            plan(
                "1. Hoàn thiện cơ sở dữ liệu",
                "a) Làm sạch dữ liệu:",
                "- Phòng Nội vụ cập nhật dữ liệu công chức.",
                "- Phòng Tư pháp số hóa sổ hộ tịch.",
                f"{label}: Công an xã, Văn phòng.",
            )
        )
    )
    with_whom = ["coordinate Công an xã", "coordinate Văn phòng"]
    assert found["1/a/b1"] == ["lead Phòng Nội vụ", *with_whom]
    assert found["1/a/b2"] == ["lead Phòng Tư pháp", *with_whom]


ONE_BY_ONE = (
    "1. Cải cách",
    "1.1. Rà soát hồ sơ.",
    "Thời gian thực hiện: Quý I/2026.",
    "1.2. Lập danh sách.",
    "Thời gian thực hiện: Quý II/2026.",
    "1.3. Gửi báo cáo.",
    "Thời gian thực hiện: Quý III/2026.",
)
LAST_ONLY = (
    "2. Tuyên truyền",
    "2.1. Mở chuyên mục.",
    "2.2. Phát tờ rơi.",
    "Thời gian thực hiện: Quý IV/2026.",
)


def test_a_line_of_time_is_the_last_items_where_each_item_has_its_own() -> None:
    found = said(rows_of(plan(*ONE_BY_ONE, *LAST_ONLY)))
    assert found["2/2.1"] == [] and found["2/2.2"] == ["Quý IV/2026"]


def test_a_line_of_time_is_for_all_where_lines_stand_behind_groups() -> None:
    found = said(rows_of(plan(*LAST_ONLY)))
    assert found["2/2.1"] == found["2/2.2"] == ["Quý IV/2026"]


def test_a_line_of_time_is_the_last_items_where_the_others_say_when() -> None:
    found = said(
        rows_of(
            plan(
                "2. Tuyên truyền",
                "a) Mở chuyên mục trước ngày 01/3/2026.",
                "b) Phát tờ rơi.",
                "Thời gian thực hiện: Quý IV/2026.",
            )
        )
    )
    assert found["2/a"] == ["trước ngày 01/3/2026"] and found["2/b"] == ["Quý IV/2026"]


def test_coordinating_bodies_of_a_lead_in_stay_where_an_item_names_its_own_lead() -> None:
    found = said(
        rows_of(
            plan(
                "1. Đổi mới quy trình",
                "Giao Phòng Kinh tế chủ trì, phối hợp với Công an xã thực hiện:",
                "a) Rà soát văn bản.",
                "b) Trạm Y tế xã nghiên cứu cơ chế hỗ trợ.",
            )
        )
    )
    assert found["1/a"] == ["lead Phòng Kinh tế", "coordinate Công an xã"]
    assert found["1/b"] == ["lead Trạm Y tế xã", "coordinate Công an xã"]


def test_a_line_of_time_behind_an_inner_list_is_for_the_whole_list() -> None:
    found = said(
        rows_of(
            plan(
                "1. Xây dựng tuyến đường xanh",
                "- Biên soạn tài liệu hướng dẫn.",
                "- Nhân rộng mô hình phù hợp:",
                "+ Xây dựng tuyến kênh không rác.",
                "+ Xây dựng vườn cây không rác thải.",
                "Thời gian thực hiện: Quý II/2026.",
            )
        )
    )
    assert found == {
        "1/b1": ["Quý II/2026"],
        "1/b2/b1": ["Quý II/2026"],
        "1/b2/b2": ["Quý II/2026"],
    }


@pytest.mark.parametrize(
    ("header", "receivers", "told"),
    [
        (
            "TT | Nội dung báo cáo | Đơn vị thực hiện | Thời hạn | Nơi nhận",
            "UBND tỉnh, Sở Y tế",
            ["report_to UBND tỉnh", "report_to Sở Y tế"],
        ),
        (
            "STT | Nội dung báo cáo | Cơ quan báo cáo | Thời hạn gửi | Nơi nhận báo cáo",
            "Đoàn giám sát (qua Sở A)",
            ["report_to Đoàn giám sát", "via Sở A"],
        ),
    ],
)
def test_a_table_of_reports_tells_who_reports_to_whom(
    header: str, receivers: str, told: list[str]
) -> None:
    row = f"| 1 | Báo cáo tiến độ | Phòng Kinh tế | Trước 10/6/2026 | {receivers} |"
    found = said(rows_of(plan(f"| {header} |", "|---|---|---|---|---|", row)))
    assert found["1"] == ["lead Phòng Kinh tế", *told, "Trước 10/6/2026"]


def test_what_comes_before_a_lead_in_is_a_task_where_it_orders_something() -> None:
    rows = rows_of(
        plan(
            "1. Chuẩn bị kỳ họp",
            "Trưởng các phòng trực tiếp chỉ đạo hoàn thiện hồ sơ, gửi về Văn phòng trước ngày "
            "24/5/2026. Phân công cụ thể như sau:",
            "a) Phòng Kinh tế lập báo cáo.",
        )
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/1/p1", "I/1/a"]


REVIEW = (
    "1. Đánh giá công tác lãnh đạo, chỉ đạo",
    "- Đánh giá việc quán triệt, tuyên truyền.",
    "2. Dự báo tình hình, đề xuất giải pháp",
    "- Phân tích thời cơ, thách thức đến năm 2030.",
)


def test_what_a_review_goes_into_is_work() -> None:
    rows = rows_of(plan(*REVIEW, heading="I. NỘI DUNG TỔNG KẾT"))
    assert {section["role"] for section in rows["sections"][-3:]} == {"task"}
    assert [task["path"] for task in rows["tasks"]] == ["I/1/b1", "I/2/b1"]


STATE = (
    "1. Về tình hình kinh tế - xã hội tháng 5 và 5 tháng đầu năm; tình hình phân bổ, giải ngân vốn "
    "đầu tư công; tình hình thực hiện các chương trình mục tiêu quốc gia trên địa bàn xã",
    "Chủ tịch Ủy ban nhân dân xã thống nhất đánh giá: Kinh tế tiếp tục phục hồi, thu ngân sách đạt "
    "khá; tuy nhiên, giải ngân còn chậm so với kế hoạch được giao từ đầu năm.",
)


def test_a_topic_of_several_lines_heads_what_is_decided_below_it() -> None:
    rows = rows_of(
        plan(
            *STATE,
            "Trong thời gian tới, yêu cầu các phòng, ban, các thôn tiếp tục thực hiện quyết liệt "
            "các giải pháp; phấn đấu giải ngân đạt 95%, trong đó tập trung vào các nhiệm vụ sau:",
            "a) Phòng Kinh tế rà soát danh mục dự án.",
            "b) Công an xã bảo đảm an ninh, trật tự.",
            heading="QUYẾT NGHỊ:",
        )
    )
    assert [section["path"] for section in rows["sections"]] == ["1"]
    assert rows["sections"][0]["role"] == "task"
    assert [task["path"] for task in rows["tasks"]] == ["1/p1", "1/a", "1/b"]
    assert rows["tasks"][0]["text"].startswith("Trong thời gian tới")


def test_a_topic_that_only_tells_how_things_stand_orders_nothing() -> None:
    second = "2. Về giải ngân vốn đầu tư công"
    asked = "Yêu cầu Phòng Kinh tế rà soát danh mục dự án."
    rows = rows_of(plan(*STATE, second, asked, heading="QUYẾT NGHỊ:"))
    assert [task["path"] for task in rows["tasks"]] == ["2/p1"]


def test_a_group_row_repeated_in_every_column_is_one() -> None:
    header = "| TT | Nội dung công việc | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |"
    group = "| **I** | **Chỉ đạo** | **Chỉ đạo** | **Chỉ đạo** | **Chỉ đạo** |"
    row = "| 1 | Lập tổ công tác | Công an xã | Văn phòng | Tháng 3/2026 |"
    rows = rows_of(plan(header, "|---|---|---|---|---|", group, row))
    assert [task["path"] for task in rows["tasks"]] == ["I/I/1"]


def test_what_is_to_be_told_is_no_work() -> None:
    told = ("- Kết quả của Đại hội XIII; ý nghĩa của kết quả đó.", "- Các mục tiêu đến năm 2025.")
    rows = rows_of(
        plan(
            *told,
            "II. NHIỆM VỤ",
            "1. Phòng Kinh tế lập báo cáo.",
            heading="I. NỘI DUNG TUYÊN TRUYỀN",
        )
    )
    assert [task["path"] for task in rows["tasks"]] == ["II/1"]


def test_what_is_supervised_is_work_where_it_is_said_by_whom() -> None:
    rows = rows_of(
        plan(
            "1. Giám sát việc thực hiện chính sách nhà ở tại 04 thôn.",
            "- Đơn vị chủ trì: Ban Thanh tra nhân dân.",
            "2. Giám sát việc thu chi các khoản đóng góp.",
            "- Đơn vị chủ trì: Hội Nông dân xã.",
            heading="I. NỘI DUNG GIÁM SÁT",
        )
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/1", "I/2"]


def test_an_assessment_elsewhere_is_none() -> None:
    rows = rows_of(plan(*REVIEW, heading="I. TÌNH HÌNH THỰC HIỆN"))
    assert rows["tasks"] == []


@pytest.mark.parametrize(
    ("last", "orders"),
    [
        ("các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.", False),
        ("các thôn và các đơn vị tổ chức thực hiện./.", False),
        ("UBND các xã, Phòng Kinh tế nghiêm túc triển khai thực hiện./.", True),
        ("các đơn vị thực hiện; khó khăn, vướng mắc phản ánh về Phòng Kinh tế./.", True),
    ],
)
def test_a_closing_that_asks_all_to_carry_out_says_nothing_new(last: str, orders: bool) -> None:
    closing = f"Trên đây là Kế hoạch phát triển kinh tế số năm 2026, yêu cầu {last}"
    rows = rows_of(plan("1. Phòng Kinh tế lập báo cáo.", "", closing))
    assert [task["path"] for task in rows["tasks"]] == ["I/1", *(["I/p1"] if orders else [])]


def test_a_lead_in_that_asks_for_more_than_its_list_is_a_task() -> None:
    rows = rows_of(
        plan(
            "Yêu cầu các phòng, ban, các thôn xác định giải ngân là nhiệm vụ trọng tâm; phấn đấu "
            "đạt 95% kế hoạch đến hết năm 2026, với các nhiệm vụ cụ thể sau:",
            "1. Phòng Kinh tế lập báo cáo.",
        )
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/p1", "I/1"]


def test_last_words_below_a_heading_of_their_own_stay_there() -> None:
    rows = rows_of(
        plan(
            "### 1. Trách nhiệm",
            "",
            "Phòng Kinh tế lập báo cáo.",
            "",
            "### 2. Điều khoản khác",
            "",
            "Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị báo cáo về Phòng Kinh tế.",
        )
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/1/p1", "I/2/p1"]


def test_a_lone_bullet_of_another_sign_is_the_next_item() -> None:
    found = said(
        rows_of(
            plan(
                "1. Giao quân",
                "- Công an xã bảo đảm an ninh, trật tự khu vực tổ chức lễ.",
                "+ Phòng Kinh tế điều chỉnh danh sách, báo cáo Hội đồng xã.",
                "2. Khám tuyển",
                "- Trạm Y tế thực hiện các việc sau:",
                "+ Chuẩn bị phòng khám.",
            )
        )
    )
    assert list(found) == ["1/b1", "1/b2", "2/b1/b1"]
    assert found["1/b2"][0] == "lead Phòng Kinh tế"


def test_two_bullets_of_another_sign_are_a_list_below() -> None:
    paths = said(
        rows_of(
            plan(
                "1. Giao quân",
                "- Công an xã bảo đảm an ninh, trật tự khu vực tổ chức lễ.",
                "+ Phân luồng giao thông.",
                "+ Trực 24/24 giờ.",
            )
        )
    )
    assert "1/b1/b2" in paths


def test_who_only_agrees_leads_nothing_below() -> None:
    found = said(
        rows_of(
            plan(
                "Hội đồng nhân dân xã cơ bản nhất trí với các giải pháp và nhấn mạnh nội dung sau:",
                "- Hoàn thành giải phóng mặt bằng.",
            )
        )
    )
    assert found["b1"] == []
    given = said(
        rows_of(
            plan(
                "Hội đồng nhân dân xã nhất trí chủ trương và giao Ủy ban nhân dân xã thực hiện:",
                "- Hoàn thành giải phóng mặt bằng.",
            )
        )
    )
    assert given["b1"] == ["lead Ủy ban nhân dân xã"]


def test_a_group_may_be_named_by_a_number_with_points() -> None:
    found = said(
        rows_of(
            plan(
                "2.2. Nâng cao chất lượng",
                "- Tuân thủ trình tự, thủ tục.",
                "- Đăng tải công khai ý kiến góp ý.",
                "Các nhiệm vụ tại điểm 2.2 nêu trên: Phòng Tư pháp chủ trì; thời gian thực hiện: "
                "thường xuyên, từ quý III năm 2026.",
            )
        )
    )
    for path in ("2.2/b1", "2.2/b2"):
        assert found[path] == ["lead Phòng Tư pháp", "thường xuyên, từ quý III năm 2026"]


def test_a_remark_below_a_table_is_no_task() -> None:
    found = said(
        rows_of(
            plan(
                "| TT | Nội dung | Cơ quan chủ trì |",
                "|---|---|---|",
                "| 1 | Rà soát hồ sơ | Phòng Kinh tế |",
                "",
                "Ghi chú: Các mốc thời gian có thể thay đổi theo thực tế.",
            )
        )
    )
    assert list(found) == ["1"]


def test_bullets_of_one_sign_may_stand_below_one_another() -> None:
    found = said(
        rows_of(
            plan(
                "### 1. Tuyên truyền",
                "",
                "- Tổ chức tập huấn cho thú y viên, gồm các lớp sau:",
                "  - 06 lớp về lấy mẫu;",
                "  - 04 lớp về chăn nuôi.",
                "- Phát thanh về lợi ích của tiêm phòng.",
                "- Đơn vị thực hiện: Phòng Kinh tế.",
            )
        )
    )
    assert list(found) == ["1/b1/b1", "1/b1/b2", "1/b2"]


def test_a_bullet_set_in_below_a_whole_sentence_is_the_next_item() -> None:
    found = said(
        rows_of(
            plan("1. Tuyên truyền", "- Tổ chức tập huấn.", "  - Phát tờ rơi.", "- In tài liệu.")
        )
    )
    assert list(found) == ["1/b1", "1/b2", "1/b3"]


def test_a_line_of_time_for_a_group_may_be_an_order() -> None:
    found = said(
        rows_of(
            plan(
                "3. Hồ đập",
                "a) Rà soát hồ chứa xung yếu.",
                "b) Kiểm tra phương án ứng phó.",
                "Các nội dung tại mục 3 nêu trên phải hoàn thành trước ngày 22/10/2026.",
            )
        )
    )
    assert found == {
        "3/a": ["hoàn thành trước ngày 22/10/2026"],
        "3/b": ["hoàn thành trước ngày 22/10/2026"],
    }


def test_what_leads_in_to_a_table_is_no_heading() -> None:
    found = said(
        rows_of(
            plan(
                "Nhiệm vụ cụ thể của các cơ quan được phân công tại bảng sau:",
                "",
                "| TT | Nội dung | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |",
                "|---|---|---|---|---|",
                "| 1 | Kiện toàn tổ công tác | Phòng Kinh tế | Công an xã | Quý I/2026 |",
                "| 2 | Xây dựng văn bản |  | Trạm Y tế |  |",
                "| 3 | Tập huấn |  |  | Quý II/2026 |",
            )
        )
    )
    assert found == {
        "1": ["lead Phòng Kinh tế", "coordinate Công an xã", "Quý I/2026"],
        "2": ["coordinate Trạm Y tế", "lead Phòng Kinh tế", "Quý I/2026"],
        "3": ["lead Phòng Kinh tế", "coordinate Trạm Y tế", "Quý II/2026"],
    }


def test_an_empty_cell_is_empty_where_every_row_has_its_lead() -> None:
    found = said(
        rows_of(
            plan(
                "| TT | Nội dung | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |",
                "|---|---|---|---|---|",
                "| 1 | Kiện toàn tổ công tác | Phòng Kinh tế | Công an xã | Quý I/2026 |",
                "| 2 | Xây dựng văn bản | Trạm Y tế |  | Quý II/2026 |",
            )
        )
    )
    assert found["2"] == ["lead Trạm Y tế", "Quý II/2026"]


def test_what_is_to_be_done_may_stand_below_a_heading_of_another_kind() -> None:
    rows = rows_of(
        plan(
            "2. Phản biện",
            "2.1. Công tác phản biện",
            "a) Hình thức phản biện",
            "- Tổ chức hội nghị phản biện.",
            "- Gửi dự thảo lấy ý kiến.",
            "3. Kinh phí",
            "Tổng kinh phí là 200 triệu đồng.",
        )
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/2/2.1/a/b1", "I/2/2.1/a/b2"]


def test_a_heading_may_end_in_a_word_that_hangs() -> None:
    rows = rows_of(
        plan(
            "1. Kết quả đạt được",
            "",
            "Sau 05 năm thực hiện Nghị quyết, kinh tế của xã có bước phát triển khá.",
            "",
            "2. Việc cần làm",
            "",
            "Phòng Kinh tế lập báo cáo.",
        )
    )
    assert [row["heading"] for row in rows["sections"]][1:] == ["Kết quả đạt được", "Việc cần làm"]


@pytest.mark.parametrize(
    "heading",
    [
        "Phát triển công dân số",
        "Về chuyển đổi số",
        "Nhiệm vụ 6 tháng cuối năm",
        "Vùng dân tộc thiểu số",
    ],
)
@pytest.mark.parametrize("blank", [("",), ()])
def test_a_lead_in_below_a_heading_that_ends_like_half_a_line(
    heading: str, blank: tuple[str, ...]
) -> None:
    rows = rows_of(
        plan(
            "1. Rà soát văn bản.",
            *blank,
            f"2. {heading}",
            *blank,
            "Giao Công an xã chủ trì, phối hợp với Đoàn Thanh niên xã thực hiện các nội dung sau:",
            *blank,
            "- Cấp thẻ căn cước cho công dân.",
            *blank,
            "- Hướng dẫn người dân dùng ứng dụng.",
        )
    )
    assert [row["heading"] for row in rows["sections"]][1:] == [heading]
    led = ["lead Công an xã", "coordinate Đoàn Thanh niên xã"]
    assert said(rows) == {"1": [], "2/b1": led, "2/b2": led}


def test_a_number_below_half_a_line_goes_on_with_it() -> None:
    rows = rows_of(
        plan("1. Thực hiện Kế hoạch số", "15/KH-UBND về chuyển đổi số.", "2. Lưu hồ sơ.")
    )
    assert next(task["text"] for task in rows["tasks"]).startswith(
        "Thực hiện Kế hoạch số 15/KH-UBND"
    )


DECISION = """BỘ NỘI VỤ
Số: 15/QĐ-BNV
Hà Nội, ngày 10 tháng 02 năm 2026

QUYẾT ĐỊNH
Về việc phê duyệt Chương trình

Điều 1. Phê duyệt Chương trình kèm theo Quyết định này.

{last}
"""


@pytest.mark.parametrize(
    "last",
    [
        "Điều 2. Trách nhiệm thi hành\n\n{who}",
        "**Điều 2. Trách nhiệm thi hành**\n\n{who}",
        "Điều 2. {who}",
    ],
)
def test_who_carries_a_decision_out_is_a_task_below_a_heading_too(last: str) -> None:
    who = (
        "Các Bộ trưởng, Chủ tịch Ủy ban nhân dân các tỉnh chịu trách nhiệm thi hành "
        "Quyết định này./."
    )
    found = said(rows_of(DECISION.format(last=last.format(who=who))))
    led = ["lead Bộ trưởng", "lead Chủ tịch Ủy ban nhân dân các tỉnh"]
    assert found["Điều 2/p1"] == led


# --- notes ------------------------------------------------------------------------------

NOTE = "(1) Theo Kế hoạch số 02/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh."


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Rà soát các vụ việc tồn đọng(1).", "", NOTE, "", "2. Lập danh sách hồ sơ."),
        ("1. Rà soát các vụ việc tồn đọng(1).", "", "2. Lập danh sách hồ sơ.", "", NOTE),
    ],
    ids=["in the flow", "at the end"],
)
def test_a_paragraph_that_a_mark_calls_is_a_note(lines: tuple[str, ...]) -> None:
    rows = rows_of(plan(*lines))
    assert [row["location"] for row in rows["citations"]] == ["footnote"]
    assert [task["text"] for task in rows["tasks"]] == [
        "Rà soát các vụ việc tồn đọng.",
        "Lập danh sách hồ sơ.",
    ]


def test_items_in_brackets_are_no_notes() -> None:
    rows = rows_of(
        plan("1. Nội dung gồm(1):", "", "(1) Rà soát hồ sơ.", "", "(2) Lập danh sách hồ sơ.")
    )
    assert [task["path"] for task in rows["tasks"]] == ["I/1/(1)", "I/1/(2)"]


# --- signatures -------------------------------------------------------------------------

RECIPIENTS = "\n\nNơi nhận:\n- Như trên;\n- Lưu: VT."


@pytest.mark.parametrize(
    ("signature", "role", "signer"),
    [
        ("GIÁM ĐỐC\n\n\n\nNguyễn Văn An", "GIÁM ĐỐC", "Nguyễn Văn An"),
        ("GIÁM ĐỐC\n\n(Đã ký)\n\nNguyễn Văn An", "GIÁM ĐỐC", "Nguyễn Văn An"),
        ("Q. GIÁM ĐỐC\n\nNguyễn Văn An", "Q. GIÁM ĐỐC", "Nguyễn Văn An"),
        ("HIỆU TRƯỞNG\n\nPGS.TS Nguyễn Văn An", "HIỆU TRƯỞNG", "Nguyễn Văn An"),
        ("**CHỦ TỊCH**\n\n**Nguyễn Văn An**", "CHỦ TỊCH", "Nguyễn Văn An"),
        ("BỘ TRƯỞNG BỘ Y TẾ\n\nĐào Thị Lan", "BỘ TRƯỞNG BỘ Y TẾ", "Đào Thị Lan"),
        (
            "GIÁM ĐỐC CÔNG AN TỈNH            GIÁM ĐỐC SỞ Y TẾ\n\n"
            "     (Đã ký)                          (Đã ký)\n\n"
            "  Đại tá Lê Quang Vịnh             Trần Thị Minh Hạnh",
            None,
            None,
        ),
    ],
    ids=["plain", "stamped", "acting", "degree", "bold", "minister", "two side by side"],
)
@pytest.mark.parametrize("recipients", [RECIPIENTS, ""], ids=["recipients", "alone"])
def test_an_office_alone_signs(
    signature: str, role: str | None, signer: str | None, recipients: str
) -> None:
    text = plan("1. Rà soát hồ sơ.", "2. Lập danh sách.") + f"\n{signature}{recipients}\n"
    rows = rows_of(text)
    (document,) = rows["documents"]
    assert (document["signer_role"], document["signer"]) == (role, signer)
    assert [task["text"] for task in rows["tasks"]] == ["Rà soát hồ sơ.", "Lập danh sách."]


@pytest.mark.parametrize(
    "heading", ["GIÁM ĐỐC SỞ Y TẾ\n\n2. Rà soát hồ sơ.", "CHỦ TỊCH HỘI PHỤ NỮ\n\n- Rà soát hồ sơ."]
)
def test_a_heading_that_names_an_office_signs_nothing(heading: str) -> None:
    rows = rows_of(plan("1. Lập danh sách.", "", heading))
    assert rows["documents"][0]["signer"] is None
    assert rows["sections"][-1]["heading"] == heading.split("\n")[0]
