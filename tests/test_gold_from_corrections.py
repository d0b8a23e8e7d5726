"""`gold from-corrections`: what people marked as right becomes annotations that hold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from plan import BASIS, BY_JUNE, plan

from pipeline import tables
from pipeline.cli import main
from pipeline.corrections import Entry, append, document_code, read_corrected, task_code

PLAN = plan(
    f"- {BY_JUNE}",
    "- Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.",
    "- Công an xã chủ trì thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 (thường xuyên).",
    basis=BASIS,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gold")
    (folder / "kh-15.txt").write_text(PLAN, encoding="utf-8")
    words = ["run", str(folder / "kh-15.txt"), "--out", str(folder / "out"), "--quiet"]
    assert main([*words, "--engine", "here"]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The document and its run, to be changed by one test."""
    copy = tmp_path / "here"
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns(".nhiemvu"))
    return copy


def _say(folder: Path, action: str, target: str, key: str, **more: Any) -> None:
    said = Entry.new(action=action, target=target, key=key, who="An", **more)
    append(folder / "out", [said])


def _check(folder: Path) -> None:
    document = read_corrected(folder / "out").tables["documents"].to_pylist()[0]
    _say(folder, "checked", "document", document_code(document))


def _code(folder: Path, path: str) -> str:
    rows = tables.read(folder / "out")["tasks"].to_pylist()
    return task_code(next(row for row in rows if row["path"] == path))


def _written(folder: Path) -> list[dict[str, Any]]:
    path = folder / "out" / "gold" / "kh-15.1.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_checked_document_becomes_an_annotation_that_passes_the_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _say(folder, "set", "task", _code(folder, "I/b2"), field="leads", new=["Văn phòng"])
    _check(folder)
    assert main(["gold", "from-corrections", str(folder / "out")]) == 0
    assert "kh-15.1.jsonl" in capsys.readouterr().out
    gold = str(folder / "out" / "gold")
    assert main(["gold", "check", gold, "--sources", str(folder)]) == 0
    assert "0 errors" in capsys.readouterr().err
    records = _written(folder)
    assert records[0]["number"] == "15/KH-UBND"
    leads = [r["raw"] for r in records if r["t"] == "unit" and r["role"] == "lead"]
    assert leads == ["Phòng Kinh tế", "Văn phòng", "Công an xã"]
    assert [r["at"] for r in records if r["t"] == "cite"] == ["preamble", "I/b3"]


def test_a_document_that_nobody_checked_is_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _say(folder, "checked", "task", _code(folder, "I/b1"))
    assert main(["gold", "from-corrections", str(folder / "out")]) == 0
    assert "no document is marked as right yet" in capsys.readouterr().err
    assert not (folder / "out" / "gold").exists()


def test_items_are_counted_anew_where_one_was_taken_away(folder: Path) -> None:
    _say(folder, "remove", "task", _code(folder, "I/b2"))
    _check(folder)
    assert main(["gold", "from-corrections", str(folder / "out")]) == 0
    assert [r["path"] for r in _written(folder) if r["t"] == "task"] == ["I/b1", "I/b2"]
    gold = str(folder / "out" / "gold")
    assert main(["gold", "check", gold, "--sources", str(folder)]) == 0


def test_what_has_no_words_in_the_document_is_left_out_and_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = _code(folder, "I/b2")
    _say(folder, "add", "unit", code, new={"unit": "Sở Khoa học", "role": "lead"})
    _say(folder, "add", "time", code, new={"kind": "by", "end": "2026-12-31"})
    _check(folder)
    assert main(["gold", "from-corrections", str(folder / "out")]) == 0
    told = capsys.readouterr().err
    assert "left out, for the text has no words for it: Sở Khoa học" in told
    assert "left out, for the text has no words for it: by" in told
    assert not any(r.get("raw") == "Sở Khoa học" for r in _written(folder))


def test_what_the_check_refuses_is_not_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = read_corrected(folder / "out").tables["time_clauses"].to_pylist()
    code = _code(folder, "I/b1")
    words = next(row["raw"] for row in rows if row["end"] is not None)
    start = PLAN.index(words)
    place = {"char_start": start, "char_end": start + len(words)}
    _say(folder, "add", "time", code, new={"kind": "from", "end": "2026-06-30", **place})
    _check(folder)
    assert main(["gold", "from-corrections", str(folder / "out")]) == 1
    told = capsys.readouterr().err
    assert "kh-15.txt: not written" in told
    assert "kind from has a start and no end" in told
    assert list((folder / "out" / "gold").iterdir()) == []


def test_nothing_is_written_over_and_a_folder_without_tables_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _check(folder)
    out = folder / "another"
    words = ["gold", "from-corrections", str(folder / "out"), "--out", str(out)]
    assert main(words) == 0
    assert main(words) == 4
    assert "is not written over" in capsys.readouterr().err
    assert main(["gold", "from-corrections", str(folder)]) == 4
    assert "there is no such file" in capsys.readouterr().err
