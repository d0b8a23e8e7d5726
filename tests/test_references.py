"""What a task points at in its own document."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.citations import find, find_own_places
from pipeline.run.document import document_rows

PLAN = """\
UBND TỈNH HÀ NAM
Số: 5/KH-UBND

KẾ HOẠCH
Chuyển đổi số năm 2025

I. MỤC ĐÍCH
1. Nâng cao nhận thức của người dân.
II. NHIỆM VỤ
1. Hạ tầng số
1.1. Nâng cấp đường truyền đến cấp xã.
1.2. Lắp đặt trạm phát sóng.
2. Nhân lực số
a) Mở lớp tập huấn.
b) Tuyển dụng công chức.
III. TỔ CHỨC THỰC HIỆN
1. {}
2. Sở Tài chính bố trí kinh phí.
"""


def pointed_at(text: str, folder: Path) -> list[str]:
    (path := folder / "plan.txt").write_text(PLAN.format(text), encoding="utf-8")
    tasks = document_rows(path)["tasks"]
    return next(task["refers_to"] for task in tasks if task["path"] == "III/1")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Sở Xây dựng chủ trì thực hiện nhiệm vụ tại điểm 1.2 mục II.", ["II/1/1.2"]),
        ("Sở Nội vụ chủ trì các nội dung nêu tại điểm a, b khoản 2 mục II.", ["II/2/a", "II/2/b"]),
        ("Sở Nội vụ chủ trì các nhiệm vụ tại mục II.2 Kế hoạch này.", ["II/2"]),
        ("Sở Xây dựng đôn đốc các nhiệm vụ thuộc khoản 1, khoản 2 mục II.", ["II/1", "II/2"]),
        ("Các sở thực hiện các nhiệm vụ tại mục II của Kế hoạch này.", ["II"]),
        ("Bố trí kinh phí như nêu tại khoản 2 mục III.", ["III/2"]),
        # of two places that fit, the nearer
        ("Bố trí kinh phí theo quy định tại khoản 2.", ["III/2"]),
        # no such place; places of other documents; words that only look like places
        ("Sở Xây dựng chủ trì nhiệm vụ tại điểm 7.2 mục II.", []),
        ("Thu hồi đất theo khoản 2 Điều 5 Luật Đất đai năm 2024.", []),
        ("Thực hiện nhiệm vụ tại mục II Nghị quyết số 28-NQ/TW.", []),
        ("Thực hiện nhiệm vụ tại mục II Kế hoạch của Bộ Y tế.", []),
        ("Sở Xây dựng lập danh mục 1 và hạng mục 2 của công trình.", []),
        ("Các nhiệm vụ tại mục này giao Sở Xây dựng chủ trì.", []),
    ],
)
def test_paths(text: str, paths: list[str], tmp_path: Path) -> None:
    assert pointed_at(text, tmp_path) == paths


def test_places_of_cited_documents_are_none() -> None:
    text = "theo điểm b khoản 1 Điều 3 Nghị định số 59/2015/NĐ-CP và điểm 5.2 mục III"
    places = find_own_places(text, find(text))
    assert [labels for _, _, labels in places] == []
    text = "theo Nghị định số 59/2015/NĐ-CP và các việc tại điểm 5.2 mục III"
    assert [labels for _, _, labels in find_own_places(text, find(text))] == [(("III", "5.2"),)]
