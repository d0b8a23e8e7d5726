"""Annotations of documents that people marked as checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import tables
from pipeline.cli import main
from pipeline.corrections import Entry, append, record_keys, task_code
from pipeline.run import run as run_documents

PLAN = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: 15/KH-UBND
Minh Tân, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị.

I. CHỈ TIÊU
- Có ít nhất 90% thôn được phủ sóng.

II. NHIỆM VỤ, GIẢI PHÁP
Phân công như sau:
1. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 30/6/2026.
2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.
"""
OTHER = PLAN.replace("15/KH-UBND", "16/KH-UBND")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    source = tmp_path / "vào"
    source.mkdir()
    (source / "kh-15.txt").write_text(PLAN, encoding="utf-8")
    (source / "kh-16.txt").write_text(OTHER, encoding="utf-8")
    run_documents([str(source)], tmp_path / "out")
    return tmp_path / "out"


def mark_as_checked(run: Path, number: str) -> None:
    documents = tables.read(run)["documents"].to_pylist()
    (work_id,) = [row["work_id"] for row in documents if row["number"] == number]
    append(run, [Entry.new(action="checked", target="document", key=work_id, who="An")])


def records(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_what_is_checked_becomes_an_annotation_that_passes_the_check(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark_as_checked(run, "15/KH-UBND")
    assert main(["gold", "from-corrections", str(run)]) == 0
    made = run / "gold" / "kh-15.1.jsonl"
    assert [path.name for path in (run / "gold").iterdir()] == ["kh-15.1.jsonl"]
    assert str(made) in capsys.readouterr().out
    sources = ["--sources", str(run.parent / "vào")]
    assert main(["gold", "resolve", str(made), *sources]) == 0
    assert main(["gold", "check", str(made), *sources]) == 0, capsys.readouterr()
    kinds = [record["t"] for record in records(made)]
    assert kinds[0] == "document" and {"section", "task", "unit", "time", "cite", "target"} < {
        *kinds
    }


def test_it_says_what_people_put_right(run: Path) -> None:
    mark_as_checked(run, "15/KH-UBND")
    content = tables.read(run)
    (document,) = [d for d in content["documents"].to_pylist() if d["number"] == "15/KH-UBND"]
    codes = {row["task_id"]: task_code(row) for row in content["tasks"].to_pylist()}
    rows = [
        row
        for row in content["responsibilities"].to_pylist()
        if row["doc_id"] == document["doc_id"] and row["role"] == "coordinate"
    ]
    (key,) = record_keys("unit", rows, codes)
    change = {"action": "set", "target": "unit", "key": key, "field": "role"}
    append(run, [Entry.new(**change, old="coordinate", new="lead", who="An")])
    assert main(["gold", "from-corrections", str(run), "--out", str(run / "mới")]) == 0
    units = [r for r in records(run / "mới" / "kh-15.1.jsonl") if r["t"] == "unit"]
    assert ("lead", "Công an xã") in [(unit["role"], unit["raw"]) for unit in units]


def test_nothing_checked_and_files_in_the_way_are_told_of(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gold", "from-corrections", str(run)]) == 4
    assert "no document is marked as checked" in capsys.readouterr().err
    assert not (run / "gold").exists()
    mark_as_checked(run, "15/KH-UBND")
    (run / "gold").mkdir()
    (run / "gold" / "kh-15.1.jsonl").write_text("của tôi", encoding="utf-8")
    assert main(["gold", "from-corrections", str(run)]) == 4
    assert "is there already" in capsys.readouterr().err
    assert (run / "gold" / "kh-15.1.jsonl").read_text(encoding="utf-8") == "của tôi"
    assert main(["gold", "from-corrections", str(run / "không")]) == 4
