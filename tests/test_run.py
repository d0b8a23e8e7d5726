"""Many files → one set of tables: each input once, the same bytes, no file stops the others."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import regex

import pipeline.run.document as road
from extractors import units
from pipeline import tables
from pipeline.ingest import Limits, Options, read
from pipeline.run import WORK, Event, Outcome, find_inputs, run

TABLES = 10  # the nine and `failures`
NOBODY = 65534

PLAN = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: {number}/KH-UBND
Minh Tân, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
{title}

I. NHIỆM VỤ, GIẢI PHÁP
1. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 30/6/2026.
2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.
"""
NO_PLAN = "Hôm nay trời đẹp, chúng tôi đi chơi ở bờ hồ.\n"


def plan(number: int = 15, title: str = "Chuyển đổi số năm 2026") -> str:
    return PLAN.format(number=number, title=title)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The tables, but `runs`, which tells of the time."""
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}
    found.pop("runs.parquet", None)
    return found


def rows_of(folder: Path) -> tables.Tables:
    return tables.to_rows(tables.read(folder))


def sources(folder: Path) -> list[str]:
    return [row["source_path"] for row in rows_of(folder)["documents"]]


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A folder with three plans."""
    folder = tmp_path / "vào"
    folder.mkdir()
    for number, name in ((1, "b.txt"), (2, "a.md"), (3, "c.TXT")):
        (folder / name).write_text(plan(number), encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ra"


# --- what is read ---------------------------------------------------------------------


def test_files_a_folder_and_a_glob_give_the_same_bytes(three: Path, tmp_path: Path) -> None:
    ways = {
        "files": [str(path) for path in three.iterdir()],
        "folder": [str(three)],
        "slash": [f"{three}/"],
        "glob": [f"{three}/*"],
        "deep": [f"{three}/**/*"],
    }
    results = {}
    for name, patterns in ways.items():
        outcome = run(patterns, tmp_path / name)
        assert (outcome.files, outcome.failures) == (3, [])
        results[name] = bytes_of(tmp_path / name)
        assert len(results[name]) == TABLES
    assert all(result == results["files"] for result in results.values())


def test_the_order_of_inputs_makes_no_difference(three: Path, tmp_path: Path) -> None:
    files = [str(path) for path in three.iterdir()]
    run(files, tmp_path / "0")
    for seed in (1, 2, 3):
        random.Random(seed).shuffle(files)
        run(files, tmp_path / str(seed))
        assert bytes_of(tmp_path / str(seed)) == bytes_of(tmp_path / "0")


def test_another_process_gives_the_same_bytes(three: Path, tmp_path: Path) -> None:
    run([str(three)], tmp_path / "here")
    command = [sys.executable, "-m", "pipeline.cli", "run", str(three), "--out"]
    environment = os.environ | {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Saigon"}
    subprocess.run(
        [*command, str(tmp_path / "there")],
        check=True,
        env=environment,
        cwd=Path(__file__).parents[1],
    )
    assert bytes_of(tmp_path / "there") == bytes_of(tmp_path / "here")


def test_a_second_run_over_the_first_gives_the_same_bytes(three: Path, out: Path) -> None:
    run([str(three)], out)
    first = bytes_of(out)
    run([str(three)], out)
    assert bytes_of(out) == first


def test_a_file_named_in_two_ways_is_read_once(three: Path, tmp_path: Path, out: Path) -> None:
    (tmp_path / "link.txt").symlink_to(three / "b.txt")
    outcome = run([str(three), str(three / "b.txt"), str(three / ".." / "vào" / "a.md")], out)
    assert outcome.files == 3
    outcome = run([str(three / "b.txt"), str(tmp_path / "link.txt")], out)
    assert (outcome.files, outcome.remarks) == (1, [])


def test_overlapping_inputs_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "vào" / "sâu").mkdir(parents=True)
    file = tmp_path / "vào" / "sâu" / "a.txt"
    file.write_text(plan(), encoding="utf-8")
    run([str(tmp_path / "vào"), str(file)], tmp_path / "1")
    run([str(file), str(tmp_path / "vào")], tmp_path / "2")
    assert sources(tmp_path / "1") == sources(tmp_path / "2")


def test_copies_are_read_once_and_told_of(three: Path, out: Path) -> None:
    (three / "d.txt").write_bytes((three / "b.txt").read_bytes())
    outcome = run([str(three)], out)
    assert outcome.files == 3
    assert [remark for remark in outcome.remarks if "d.txt" in remark and "b.txt" in remark]
    assert sources(out) == ["a.md", "b.txt", "c.TXT"]


def test_two_folders_may_hold_the_same_file_name(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "kh.txt").write_text(plan(number), encoding="utf-8")
    patterns = [str(tmp_path / "1"), str(tmp_path / "2")]
    run(patterns, tmp_path / "a")
    run(patterns[::-1], tmp_path / "b")
    found = sources(tmp_path / "a")
    assert len(set(found)) == 2
    assert all(path.endswith("kh.txt") for path in found)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_a_folder_is_read_to_its_depth_and_other_formats_are_told_of(
    three: Path, out: Path
) -> None:
    (three / "2025" / "quý 1").mkdir(parents=True)
    (three / "2025" / "quý 1" / "d.markdown").write_text(plan(4), encoding="utf-8")
    (three / "bảng.xlsx").write_bytes(b"PK")
    (three / "ảnh.gif").write_bytes(b"GIF89a")
    (three / ".a.txt.swp").write_bytes(b"b0VIM")
    (three / ".hidden.txt").write_text(plan(9), encoding="utf-8")
    outcome = run([str(three)], out)
    assert sources(out) == ["2025/quý 1/d.markdown", "a.md", "b.txt", "c.TXT"]
    assert outcome.failures == []
    [remark] = outcome.remarks
    assert str(three) in remark
    assert " 2 " in remark


def test_another_format_named_by_itself_is_a_failure(three: Path, out: Path) -> None:
    (three / "bảng.xlsx").write_bytes(b"PK")
    outcome = run([str(three / "bảng.xlsx"), str(three / "b.txt")], out)
    assert outcome.files == 1
    [failure] = outcome.failures
    assert "bảng.xlsx" in failure.path
    assert ".xlsx" in failure.problem
    assert ".txt" in failure.what_to_do


@pytest.mark.parametrize(
    "pattern", ["không có.txt", "không*.txt", "trống", "b.txt/x.txt", "k" * 400]
)
def test_a_pattern_without_documents_is_a_failure(three: Path, out: Path, pattern: str) -> None:
    (three / "trống").mkdir()
    outcome = run([str(three / pattern), str(three / "a.md")], out)
    assert outcome.files == 1
    [failure] = outcome.failures
    assert pattern in failure.path
    assert failure.what_to_do.endswith(".")


def test_an_empty_word_is_no_folder(
    three: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(three)
    assert run([""], out).files == 0
    assert not out.exists()


def test_a_name_with_the_signs_of_globs_is_a_name(three: Path, out: Path) -> None:
    (three / "[1] kh*.txt").write_text(plan(7), encoding="utf-8")
    outcome = run([str(three / "[1] kh*.txt")], out)
    assert (outcome.files, outcome.failures) == (1, [])


def test_find_inputs_gives_each_file_its_root(three: Path) -> None:
    inputs, failures, remarks = find_inputs([str(three), str(three / "a.md")])
    assert [(item.path.name, item.root) for item in inputs] == [
        ("a.md", three),
        ("b.txt", three),
        ("c.TXT", three),
    ]
    assert (failures, remarks) == ([], [])


# --- names ----------------------------------------------------------------------------

NAMES = {
    "nfd": "kế hoạch tỉnh.txt",
    "spaces": "  kế  hoạch .txt",
    "quotes": "\"kế\" 'hoạch' `x` $y.txt",
    "newline": "kế\nhoạch.txt",
    "backslash": "kế\\hoạch.txt",
    "dash": "-out.txt",
    "markup": "[bold]kế hoạch[.txt",
    "long": "k" * 240 + ".txt",
    "bytes": os.fsdecode(b"k\xe9 ho\xa1ch.txt"),
}


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / (unicodedata.normalize("NFD", name) if name == NAMES["nfd"] else name)
    try:
        path.write_bytes(content)
    except (OSError, UnicodeError):
        pytest.skip(f"this file system does not take the name {name!r}")
    return path


@pytest.mark.parametrize("kind", NAMES)
def test_any_file_name_goes_through(three: Path, out: Path, kind: str) -> None:
    path = written(three, NAMES[kind], plan(8).encode())
    for patterns in ([str(path)], [str(three)]):
        outcome = run(patterns, out)
        assert outcome.failures == []
        shown = path.name.encode("utf-8", "backslashreplace").decode()
        assert shown in sources(out)


@pytest.mark.parametrize("kind", NAMES)
def test_any_file_name_can_be_told_of(three: Path, out: Path, kind: str) -> None:
    path = written(three, NAMES[kind], b"")
    outcome = run([str(three)], out)
    assert outcome.files == 3
    [failure] = outcome.failures
    assert failure.path == str(path)
    assert str(failure).encode("utf-8", "backslashreplace")


# --- bad files ------------------------------------------------------------------------

BAD = {
    "empty": b"",
    "blank": " \n\t \u00a0\n\f\n".encode(),
    "binary": bytes(range(256)) * 40,
    "zip": b"PK\x03\x04" + bytes(200),
    "undecodable": b"K\xe9 ho\xfc\xff\xfe\xfd abc\xe9\xe8\n" * 20,
    "half a character": plan().encode()[:9] + b"\xff\xfe\xfd" * 40,
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_named_and_the_others_go_on(three: Path, out: Path, kind: str) -> None:
    (three / "hỏng.txt").write_bytes(BAD[kind])
    outcome = run([str(three)], out)
    assert outcome.files == 3
    assert len(sources(out)) == 3
    [failure] = outcome.failures
    assert failure.path == str(three / "hỏng.txt")
    assert failure.problem
    assert failure.what_to_do.endswith(".")
    assert "Traceback" not in str(failure)


def test_a_text_that_is_no_plan_comes_out_with_an_issue(three: Path, out: Path) -> None:
    (three / "thơ.txt").write_text(NO_PLAN, encoding="utf-8")
    outcome = run([str(three)], out)
    assert (outcome.files, outcome.failures) == (4, [])
    rows = rows_of(out)
    [document] = [row for row in rows["documents"] if row["source_path"] == "thơ.txt"]
    assert not [row for row in rows["tasks"] if row["doc_id"] == document["doc_id"]]
    codes = {row["code"] for row in rows["issues"] if row["doc_id"] == document["doc_id"]}
    assert "no_tasks" in codes


def test_a_file_beyond_the_limit_is_refused_and_the_others_go_on(three: Path, out: Path) -> None:
    with (three / "to.txt").open("wb") as file:
        file.write(plan().encode())
        file.truncate(20 * 1024 * 1024)
    outcome = run([str(three)], out)
    assert outcome.files == 3
    [failure] = outcome.failures
    assert "to.txt" in failure.path
    assert "larger than" in failure.problem
    assert "limit" in failure.what_to_do


def test_the_limit_counts_bytes_to_the_last(three: Path, out: Path) -> None:
    size = (three / "b.txt").stat().st_size
    one = [str(three / "b.txt")]
    assert run(one, out, options=Options(Limits(max_text_bytes=size))).files == 1
    assert run(one, out, options=Options(Limits(max_text_bytes=size - 1))).files == 0


def test_a_raised_limit_lets_twenty_megabytes_in(tmp_path: Path) -> None:
    file = tmp_path / "to.txt"
    file.write_text(plan() + "nội dung " * 2_200_000, encoding="utf-8")
    assert file.stat().st_size > 20 * 1024 * 1024
    source = read(file, options=Options(Limits(max_text_bytes=50 * 1024 * 1024)))
    assert len(source.text) > 19_000_000


def test_a_file_that_vanishes_before_it_is_read_is_told_of(three: Path, out: Path) -> None:
    def listener(event: Event) -> None:
        if event.kind == "found":
            (three / "b.txt").unlink()

    outcome = run([str(three)], out, listener=listener)
    assert outcome.files == 2
    [failure] = outcome.failures
    assert "b.txt" in failure.path
    assert "no such file" in failure.problem


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's rights, which go through every permission."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that a user without rights may write to (pytest's own are closed)."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions are another matter on this system")
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        for number, file in ((1, "a.txt"), (2, "b.txt")):
            (folder / file).write_text(plan(number), encoding="utf-8")
        run([str(folder)], folder / "warm")  # what is imported late may lie in root's home
        yield folder


def test_a_file_without_permission_is_told_of(open_to_all: Path) -> None:
    (open_to_all / "b.txt").chmod(0)
    with as_nobody():
        outcome = run([str(open_to_all / "?.txt")], open_to_all / "out")
    assert outcome.files == 1
    [failure] = outcome.failures
    assert "b.txt" in failure.path
    assert "may not be read" in failure.problem


def test_a_folder_that_may_not_be_written_is_an_error_before_anything_changes(
    open_to_all: Path,
) -> None:
    before = bytes_of(open_to_all / "warm")
    (open_to_all / "warm").chmod(0o555)
    with as_nobody(), pytest.raises(PermissionError):
        run([str(open_to_all / "a.txt")], open_to_all / "warm")
    assert bytes_of(open_to_all / "warm") == before


def test_a_folder_without_permission_is_told_of(open_to_all: Path) -> None:
    (open_to_all / "kín").mkdir()
    (open_to_all / "kín" / "c.txt").write_text(plan(3), encoding="utf-8")
    (open_to_all / "kín").chmod(0)
    try:
        with as_nobody():
            outcome = run([str(open_to_all)], open_to_all / "out")
    finally:
        (open_to_all / "kín").chmod(0o755)
    assert outcome.files == 2
    [failure] = outcome.failures
    assert failure.path == str(open_to_all / "kín")


def test_a_folder_named_like_a_document_is_a_folder(three: Path, out: Path) -> None:
    (three / "x.md").mkdir()
    assert run([str(three)], out).failures == []
    [failure] = run([str(three / "x.md"), str(three / "a.md")], out).failures
    assert "x.md" in failure.path
    (three / "x.md" / "d.txt").write_text(plan(5), encoding="utf-8")
    assert run([str(three)], out).files == 4


def test_a_broken_link_named_by_itself_is_told_of(three: Path, out: Path) -> None:
    (three / "gãy.txt").symlink_to(three / "không có.txt")
    outcome = run([str(three / "gãy.txt"), str(three / "a.md")], out)
    assert outcome.files == 1
    [failure] = outcome.failures
    assert "gãy.txt" in failure.path


def test_a_broken_link_in_a_folder_is_told_of(three: Path, out: Path) -> None:
    (three / "gãy.txt").symlink_to(three / "không có.txt")
    for patterns in ([str(three)], [str(three), f"{three}/**/*"]):
        outcome = run(patterns, out)
        assert outcome.files == 3
        [failure] = outcome.failures
        assert failure.path == str(three / "gãy.txt")


def test_a_link_to_a_folder_is_not_followed_and_told_of(three: Path, tmp_path: Path) -> None:
    (tmp_path / "khác").mkdir()
    (three / "nối").symlink_to(tmp_path / "khác", target_is_directory=True)
    outcome = run([str(three)], tmp_path / "ra")
    assert (outcome.files, outcome.failures) == (3, [])
    [remark] = outcome.remarks
    assert str(three / "nối") in remark


def test_links_in_a_circle_do_not_hang_the_run(three: Path, out: Path) -> None:
    (three / "vòng").symlink_to(three, target_is_directory=True)
    (three / "tự.txt").symlink_to(three / "tự.txt")
    assert run([str(three)], out).files == 3


def test_what_is_passed_over_is_named(three: Path, out: Path) -> None:
    for name in ("~$b.docx", ".ẩn.txt", "bảng.xlsx", "ảnh.gif"):
        (three / name).write_bytes(b"x")
    outcome = run([str(three)], out)
    assert (outcome.files, outcome.failures) == (3, [])
    [remark] = outcome.remarks
    assert remark.endswith("2 files of other formats passed over (bảng.xlsx, ảnh.gif)")


def test_a_pipe_named_like_a_document_does_not_hang_the_run(three: Path, out: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names on this system")
    os.mkfifo(three / "ống.txt")
    assert run([str(three)], out).files == 3
    assert run([str(three / "ống.txt")], out).files == 0


# --- exceptions -----------------------------------------------------------------------

Extract = Callable[..., Any]


def failing(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """From here on the file of this name raises `error` on the way."""
    original: Extract = road.extract

    def extract(source: Any, *args: Any) -> Any:
        if source.path == name:
            raise error
        return original(source, *args)

    monkeypatch.setattr(road, "extract", extract)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(error, id=type(error).__name__)
        for error in (
            ValueError("x"),
            UnicodeDecodeError("utf-8", b"x", 0, 1, "x"),
            KeyError("x"),
            IndexError("x"),
            AssertionError(),
            RecursionError("x"),
            MemoryError(),
            TypeError("x"),
            AttributeError("x"),
            ZeroDivisionError("x"),
            OverflowError("x"),
            RuntimeError("x"),
            NotImplementedError("x"),
            regex.error("x"),
            OSError("x"),
        )
    ],
)
def test_an_unexpected_exception_in_one_file_leaves_the_others(
    three: Path, out: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, "b.txt", error)
    outcome = run([str(three)], out)
    assert outcome.files == 2
    assert sources(out) == ["a.md", "c.TXT"]
    [failure] = outcome.failures
    assert "b.txt" in failure.path
    assert type(error).__name__ in failure.problem
    assert "report" in failure.what_to_do


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(7)])
def test_who_stops_the_program_stops_the_run_and_nothing_is_written(
    three: Path, out: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    failing(monkeypatch, "b.txt", error)
    with pytest.raises(type(error)):
        run([str(three)], out)
    assert [path.name for path in out.iterdir()] == [WORK]


@pytest.mark.parametrize("column, value", [("char_end", 10**6), ("label", 3)])
def test_rows_of_one_file_that_break_the_contract_leave_the_others(
    three: Path, out: Path, monkeypatch: pytest.MonkeyPatch, column: str, value: Any
) -> None:
    original: Extract = road.extract

    def extract(source: Any, *args: Any) -> Any:
        rows = original(source, *args)
        if source.path == "b.txt":
            rows["tasks"][0][column] = value
        return rows

    monkeypatch.setattr(road, "extract", extract)
    outcome = run([str(three)], out)
    assert outcome.files == 2
    assert [failure.path for failure in outcome.failures] == [str(three / "b.txt")]


# --- what is written ------------------------------------------------------------------


def test_nothing_is_written_when_nothing_could_be_read(three: Path, out: Path) -> None:
    (three / "trống.txt").write_bytes(b"")
    assert run([str(three / "trống.txt")], out).files == 0
    assert [path.name for path in out.iterdir()] == [WORK]
    run([str(three)], out)
    before = bytes_of(out)
    assert run([str(three / "trống.txt")], out).files == 0
    assert bytes_of(out) == before


def test_the_folder_is_made_and_other_files_in_it_stay(three: Path, out: Path) -> None:
    (out / "sâu").mkdir(parents=True)
    (out / "ghi chú.txt").write_text("của tôi", encoding="utf-8")
    run([str(three)], out)
    run([str(three)], out / "sâu" / "hơn" / "nữa")
    assert (out / "ghi chú.txt").read_text(encoding="utf-8") == "của tôi"
    assert len(bytes_of(out)) == len(bytes_of(out / "sâu" / "hơn" / "nữa")) == TABLES


def test_a_file_in_the_place_of_the_folder_is_an_error_and_stays(three: Path, out: Path) -> None:
    out.write_text("của tôi", encoding="utf-8")
    for target in (out, out / "dưới"):
        with pytest.raises(OSError, match=r"exists|directory"):
            run([str(three)], target)
    assert out.read_text(encoding="utf-8") == "của tôi"


def test_counts_are_those_of_the_tables(three: Path, out: Path) -> None:
    outcome = run([str(three)], out)
    assert outcome.counts == {table: len(rows) for table, rows in rows_of(out).items()}
    assert outcome.counts["tasks"] == 6
    assert isinstance(outcome, Outcome)
    assert outcome.out_dir == out


def test_tables_keep_the_contract_whatever_came_in(three: Path, out: Path) -> None:
    for name, content in BAD.items():
        (three / f"{name}.txt").write_bytes(content)
    (three / "thơ.txt").write_text(NO_PLAN, encoding="utf-8")
    run([str(three)], out)
    assert tables.check(tables.read(out), unit_ids=units.registry_ids()) == []


def test_a_listener_hears_of_each_file_and_the_end(three: Path, out: Path) -> None:
    told: list[Event] = []
    run([str(three)], out, listener=told.append)
    assert [(event.kind, event.done, event.total) for event in told] == [
        ("found", 0, 3),
        ("read", 1, 3),
        ("read", 2, 3),
        ("read", 3, 3),
        ("writing", 3, 3),
    ]
    assert {Path(event.path).name for event in told[1:4]} == {"a.md", "b.txt", "c.TXT"}
    told.clear()
    (three / "trống.txt").write_bytes(b"")
    run([str(three)], out, listener=told.append)
    assert [event.kind for event in told] == ["found", *["kept"] * 3, "failed", "writing"]
    assert told[-1].failed == 1
