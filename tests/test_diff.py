"""What changed between two versions: added, removed, moved, changed field by field."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.export.diff import compare_runs
from pipeline.run import run

ROOT = Path(__file__).parents[1]
HEAD = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: {number}/KH-UBND
Minh Tân, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

I. NHIỆM VỤ, GIẢI PHÁP
"""
OLD = """1. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 30/6/2026.
2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.
3. Đoàn Thanh niên xã hướng dẫn người dân dùng dịch vụ công trực tuyến tại các thôn.
4. Trạm Y tế xã lập hồ sơ sức khỏe điện tử.
"""
NEW = """1. Hội Nông dân xã vận động hội viên bán hàng trên sàn thương mại điện tử.
2. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 15/7/2026.
3. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng tháng.
4. Đoàn Thanh niên xã hướng dẫn người dân dùng dịch vụ công trực tuyến tại các thôn.
"""
Runs = tuple[Path, Path]


def runs(tmp_path: Path, old: str, new: str, numbers: tuple[int, int] = (15, 15)) -> Runs:
    made = []
    for name, text, number in (("cũ", old, numbers[0]), ("mới", new, numbers[1])):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(HEAD.format(number=number) + text, "utf-8")
        run([str(tmp_path / name)], tmp_path / f"{name}-ra")
        made.append(tmp_path / f"{name}-ra")
    return made[0], made[1]


@pytest.mark.parametrize("numbers", [(15, 15), (15, 47)], ids=["one number", "another number"])
def test_each_change_is_told(tmp_path: Path, numbers: tuple[int, int]) -> None:
    changes = compare_runs(*runs(tmp_path, OLD, NEW, numbers))
    found = [(one.kind, one.old_path, one.new_path, one.field) for one in changes]
    assert found == [
        ("added", "", "I/1", ""),
        ("moved", "I/1", "I/2", ""),
        ("changed", "I/1", "I/2", "text"),
        ("changed", "I/1", "I/2", "due"),
        ("changed", "I/1", "I/2", "deadlines"),
        ("moved", "I/2", "I/3", ""),
        ("changed", "I/2", "I/3", "text"),
        ("changed", "I/2", "I/3", "recurrences"),
        ("changed", "I/2", "I/3", "products"),  # "báo cáo định kỳ hằng tháng"
        ("moved", "I/3", "I/4", ""),
        ("removed", "I/4", "", ""),
    ]
    due = next(one for one in changes if one.field == "due")
    assert (due.old, due.new) == ("2026-06-30", "2026-07-15")


def test_the_same_run_has_no_changes(tmp_path: Path) -> None:
    old, new = runs(tmp_path, OLD, OLD)
    assert compare_runs(old, new) == [] == compare_runs(old, old)


def test_another_body_is_a_change_of_that(tmp_path: Path) -> None:
    changes = compare_runs(*runs(tmp_path, OLD, OLD.replace("Trạm Y tế xã", "Công an xã")))
    assert [(one.field, one.old, one.new) for one in changes[-1:]] == [
        ("leads", "Trạm Y tế xã", "Công an xã")
    ]


def test_a_text_that_is_there_twice_is_paired_by_place(tmp_path: Path) -> None:
    twice = "1. Phòng Kinh tế rà soát hồ sơ.\n2. Phòng Kinh tế rà soát hồ sơ.\n"
    changes = compare_runs(*runs(tmp_path, twice, twice + "3. Công an xã tuần tra.\n"))
    assert [(one.kind, one.new_path) for one in changes] == [("added", "I/3")]


def test_documents_that_only_one_run_has(tmp_path: Path) -> None:
    old, new = runs(tmp_path, OLD, NEW)
    both = tmp_path / "cả hai"
    (tmp_path / "mới" / "khác.txt").write_text("Giao Sở Y tế lập danh sách.\n", "utf-8")
    run([str(tmp_path / "mới")], both)
    assert {one.kind for one in compare_runs(new, both)} <= {"added"}
    assert compare_runs(old, old) == []


def test_the_command_tells_it_in_vietnamese(tmp_path: Path) -> None:
    old, new = runs(tmp_path, OLD, NEW)

    def command(*words: object) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "pipeline.cli", "diff", *map(str, words)]
        return subprocess.run(call, capture_output=True, text=True, cwd=ROOT)

    done = command(old, new, "--to", "csv")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Thay đổi,Văn bản,Mục cũ") and lines[1].startswith("thêm,15/KH-UBND")
    assert any("sửa" in line and "2026-06-30,2026-07-15" in line for line in lines)
    assert command(old, old).stdout == "nothing changed\n"
    assert command(old, tmp_path / "nowhere").returncode == 4
