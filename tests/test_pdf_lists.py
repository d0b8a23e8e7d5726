"""Lists as Word sets them: a label, a tab, and text that hangs beside it."""

from __future__ import annotations

from pathlib import Path

from pdf_reading import lines_of, paragraphs_of, source_of
from typeset import LEFT, PITCH, Typesetter

HANGING = LEFT + 36
BROKEN = (
    "a)",
    "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát tổ chức",
    "bộ máy của các cơ quan chuyên môn, báo cáo trước ngày",
    "15/6/2024 và tổng hợp.",
)


def listed(setter: Typesetter, label: str, *lines: str, text: float = HANGING) -> None:
    setter.words(label, LEFT, setter.y)
    for line in lines:
        setter.words(line, text, setter.y)
        setter.y += PITCH


def plan() -> Typesetter:
    setter = Typesetter()
    setter.new_page()
    listed(setter, "I.", "MỤC ĐÍCH")
    listed(setter, "1.", "Nâng cao hiệu quả.")
    listed(setter, "2.", "Tiết kiệm.")
    listed(setter, "II.", "NHIỆM VỤ")
    listed(setter, "1.", "Hạ tầng số")
    listed(setter, "1.1.", "Sở Y tế báo cáo.", text=LEFT + 54)
    listed(setter, *BROKEN)
    listed(setter, "-", "Văn phòng kiểm tra.", text=LEFT + 60)
    return setter


def test_the_labels_of_a_list_are_no_column_beside_its_items(tmp_path: Path) -> None:
    assert lines_of(source_of(plan(), tmp_path)) == [
        "I. MỤC ĐÍCH",
        "1. Nâng cao hiệu quả.",
        "2. Tiết kiệm.",
        "II. NHIỆM VỤ",
        "1. Hạ tầng số",
        "1.1. Sở Y tế báo cáo.",
        f"a) {BROKEN[1]}",
        *BROKEN[2:],
        "- Văn phòng kiểm tra.",
    ]


def test_lines_that_hang_beside_a_label_go_on_with_its_item(tmp_path: Path) -> None:
    """Though one of them stands in the page's middle by chance, and begins with a name."""
    setter = Typesetter()
    setter.new_page()
    for number in range(1, 7):
        setter.paragraph(f"{number}. {'Sở Nội vụ rà soát các quy định của cơ quan. ' * 5}")
    first = "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Văn phòng Ủy ban"
    middle = "Nhân dân tỉnh rà soát tổ chức bộ máy của các cơ quan của tỉnh"
    listed(setter, "b)", first, middle, "hoàn thành trong năm 2024.")
    assert f"b) {first} {middle} hoàn thành trong năm 2024." in paragraphs_of(
        source_of(setter, tmp_path)
    )


def test_what_is_no_label_stays_a_column(tmp_path: Path) -> None:
    setter = Typesetter()
    setter.new_page()
    for left, right in (("Nơi nhận:", "CHỦ TỊCH"), ("Như trên", "Trần Văn Bình")):
        setter.words(left, LEFT, setter.y)
        setter.words(right, 360, setter.y)
        setter.y += PITCH
    assert lines_of(source_of(setter, tmp_path)) == [
        "Nơi nhận:",
        "Như trên",
        "CHỦ TỊCH",
        "Trần Văn Bình",
    ]
