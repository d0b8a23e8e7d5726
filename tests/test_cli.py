"""The command: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from plan import BY_JUNE, plan

from pipeline import tables
from pipeline.cli import main

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "corpus" / "own"
HEAVY = ("spacy", "underthesea", "pandas", "pyarrow", "rich", "numpy", "regex", "yaml")

PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp kết quả của từng thôn, xóm, tổ dân phố, từng "
    "cơ quan, đơn vị, trường học trên địa bàn xã, đối chiếu với dữ liệu của tỉnh, "
    "báo cáo định kỳ hằng quý.",
)


class Said(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Nhiemvu = Callable[..., Said]


@pytest.fixture
def nhiemvu(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Nhiemvu:
    """The command in this process, on a terminal of 120 columns without colours.

    It reads here, too: what workers do is in test_batches.
    """
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object) -> Said:
        capsys.readouterr()
        if words[:1] == ("run",) and "--engine" not in words and "--help" not in words:
            words = (*words, "--engine", "here", "--no-workbook")
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:  # argparse ends so
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A folder with one plan."""
    folder = tmp_path / "vào"
    folder.mkdir()
    (folder / "kh.txt").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the project's own documents, made once."""
    out = tmp_path_factory.mktemp("own")
    assert main(["run", str(OWN), "--out", str(out), "--quiet"]) == 0
    return out


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the small plan, made once."""
    folder = tmp_path_factory.mktemp("plan")
    (folder / "kh.txt").write_text(PLAN, encoding="utf-8")
    assert main(["run", str(folder / "kh.txt"), "--out", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


# --- help -----------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\n"
        "from pipeline.cli import main\n"
        "try:\n"
        f"    main({words!r})\n"
        "finally:\n"
        "    print('loaded:', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    said, _, loaded = done.stdout.partition("loaded:")
    assert "nhiemvu" in said
    assert not set(HEAVY) & set(loaded.split())


def test_help_tells_commands_and_exit_codes(nhiemvu: Nhiemvu) -> None:
    said = nhiemvu("--help")
    assert (said.code, said.err) == (0, "")
    for word in ("run", "show", "evaluate", "schema", "exit codes", "130"):
        assert word in said.out


@pytest.mark.parametrize("command", ["run", "show", "evaluate", "schema"])
def test_every_command_has_help(nhiemvu: Nhiemvu, command: str) -> None:
    said = nhiemvu(command, "--help")
    assert said.code == 0
    assert f"nhiemvu {command}" in said.out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["bay"],
        ["run"],
        ["run", "x.txt"],
        ["run", "--out", "ra"],
        ["run", "x.txt", "--out", "ra", "--max-size", "to"],
        ["run", "x.txt", "--out", "ra", "--workers"],
        ["show"],
        ["schema", "thừa"],
    ],
)
def test_wrong_words_are_2_with_the_usage(nhiemvu: Nhiemvu, words: list[str]) -> None:
    said = nhiemvu(*words)
    assert said.code == 2
    assert said.err.startswith("usage: nhiemvu")
    assert said.out == ""


@pytest.mark.parametrize("size", ["nan", "inf", "1e30", "-1", "0", "1e-9", ""])
def test_a_size_that_is_none_is_2(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path, size: str) -> None:
    said = nhiemvu("run", plan, "--out", tmp_path / "ra", f"--max-size={size}")
    assert (said.code, said.out) == (2, "")
    assert "is no size" in said.err


@pytest.mark.parametrize("words", [["", "--out", "ra"], ["kh.txt", "--out", ""]])
def test_an_empty_name_is_2(
    nhiemvu: Nhiemvu, plan: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(plan)
    said = nhiemvu("run", *words)
    assert (said.code, said.out) == (2, "")
    assert "an empty name" in said.err
    assert [path.name for path in plan.iterdir()] == ["kh.txt"]


# --- run ------------------------------------------------------------------------------


def test_run_says_what_it_wrote_and_where(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path) -> None:
    said = nhiemvu("run", plan, "--out", tmp_path / "ra")
    assert (said.code, said.err) == (0, "")
    assert "1 files, 1 documents: 2 tasks" in said.out
    assert str(tmp_path / "ra") in said.out
    assert len(list((tmp_path / "ra").glob("*.parquet"))) == 11  # `failures` and `runs` with them


def test_quiet_says_nothing_when_all_is_well(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path) -> None:
    (plan / "bảng.xlsx").write_bytes(b"PK")
    (plan / "bản sao.txt").write_bytes((plan / "kh.txt").read_bytes())
    assert nhiemvu("run", plan, "--out", tmp_path / "ra", "--quiet") == (0, "", "")


def test_remarks_are_told_but_are_no_failure(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path) -> None:
    (plan / "bảng.xlsx").write_bytes(b"PK")
    (plan / "sao.txt").write_bytes((plan / "kh.txt").read_bytes())
    said = nhiemvu("run", plan, "--out", tmp_path / "ra")
    assert said.code == 0
    passed, copy = sorted(said.err.splitlines(), key=lambda line: "same bytes" in line)
    assert str(plan) in passed
    assert "sao.txt" in copy
    assert "kh.txt" in copy


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_some_failed_is_1_and_the_others_are_there(
    nhiemvu: Nhiemvu, plan: Path, tmp_path: Path, quiet: list[str]
) -> None:
    (plan / "trống.txt").write_bytes(b"")
    (plan / "nhị phân.txt").write_bytes(bytes(range(256)) * 20)
    said = nhiemvu("run", plan, tmp_path / "không có.md", "--out", tmp_path / "ra", *quiet)
    assert said.code == 1
    lines = said.err.splitlines()
    assert len(lines) == 3
    for name in ("trống.txt", "nhị phân.txt", "không có.md"):
        [line] = [line for line in lines if name in line]
        assert line.startswith("failed: ")
        assert line.endswith(".")
    assert "Traceback" not in said.err
    rows = tables.to_rows(tables.read(tmp_path / "ra"))
    assert [row["source_path"] for row in rows["documents"]] == ["kh.txt"]


def test_nothing_read_is_3_and_nothing_is_written(
    nhiemvu: Nhiemvu, plan: Path, tmp_path: Path
) -> None:
    (plan / "kh.txt").write_bytes(b"")
    said = nhiemvu("run", plan, "--out", tmp_path / "ra")
    assert (said.code, said.out) == (3, "")
    assert "kh.txt" in said.err
    assert "no tables were written" in said.err
    assert not list((tmp_path / "ra").glob("*.parquet"))


def test_a_folder_that_cannot_be_written_is_4(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "ra"
    target.write_text("của tôi", encoding="utf-8")
    for folder in (target, target / "dưới"):
        said = nhiemvu("run", plan, "--out", folder)
        assert (said.code, said.out) == (4, "")
        assert said.err.startswith(f"{folder}: ")
        assert "Choose another folder." in said.err
        assert "Traceback" not in said.err


def test_the_limit_is_in_megabytes(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path) -> None:
    (plan / "to.txt").write_text(PLAN + "x" * (9 * 1024 * 1024), encoding="utf-8")
    said = nhiemvu("run", plan, "--out", tmp_path / "ra")
    assert said.code == 1
    assert "to.txt" in said.err
    assert "limit" in said.err
    said = nhiemvu("run", plan / "kh.txt", "--out", tmp_path / "ra", "--max-size", "0.0001")
    assert said.code == 3


def test_a_stop_by_the_user_is_130(
    nhiemvu: Nhiemvu, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.document.extract", stopped)
    said = nhiemvu("run", plan, "--out", tmp_path / "ra")
    assert (said.code, said.out) == (130, "")
    assert "stopped" in said.err
    assert not list((tmp_path / "ra").glob("*.parquet"))


def test_a_failing_file_name_may_hold_anything(
    nhiemvu: Nhiemvu, plan: Path, tmp_path: Path
) -> None:
    try:
        (plan / os.fsdecode(b"k\xe9[bold].txt")).write_bytes(b"")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only names in Unicode")
    command = [sys.executable, "-m", "pipeline.cli", "run", str(plan), "--out"]
    done = subprocess.run([*command, str(tmp_path / "ra")], capture_output=True, cwd=ROOT)
    assert done.returncode == 1
    assert b"[bold].txt: is empty." in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_failure_is_one_line(nhiemvu: Nhiemvu, plan: Path, tmp_path: Path) -> None:
    (plan / "kế\nhoạch\x1b[31m.txt").write_bytes(b"")
    said = nhiemvu("run", plan, "--out", tmp_path / "ra")
    [line] = said.err.splitlines()
    assert "kế\\nhoạch\\x1b[31m.txt" in line


# --- show -----------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """A printed table without its lines and line breaks."""
    return " ".join("".join(" " if char in "│┃" else char for char in text).split())


def test_show_says_who_what_and_when(
    nhiemvu: Nhiemvu, shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    said = nhiemvu("show", shown)
    assert (said.code, said.err) == (0, "")
    text = squeezed(said.out)
    for words in ("Kế hoạch 15/KH-UBND", "10/02/2026", "Chuyển đổi số năm 2026", "kh.txt"):
        assert words in text
    for words in ("I/1", "rà soát hồ sơ", "Phòng Kinh tế", "Công an xã", "30/06/2026", "hằng quý"):
        assert words in text
    assert "2 nhiệm vụ" in text


def test_show_says_who_leads_by_another_task(
    nhiemvu: Nhiemvu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    (plans := tmp_path / "plans").mkdir()
    (plans / "kh.txt").write_text(
        "UBND XÃ HÀ MỸ\nSố: 15/KH-UBND\n\nKẾ HOẠCH\nChuyển đổi số\n\nI. NHIỆM VỤ\n"
        "1. Nâng cấp đường truyền.\n2. Lắp đặt trạm phát sóng.\nII. TỔ CHỨC THỰC HIỆN\n"
        "1. Phòng Kinh tế chủ trì các nhiệm vụ tại khoản 1 mục I.\n",
        encoding="utf-8",
    )
    assert nhiemvu("run", plans, "--out", tmp_path / "out", "--quiet").code == 0
    text = squeezed(nhiemvu("show", tmp_path / "out").out)
    assert text.count("theo II/1: Phòng Kinh tế") == 1


def test_show_cuts_long_texts_unless_whole(
    nhiemvu: Nhiemvu, shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "800")
    text = PLAN.splitlines()[-1].removeprefix("2. ")
    cut, whole = nhiemvu("show", shown).out, nhiemvu("show", shown, "--whole").out
    assert text in whole
    assert text not in cut
    assert text[:100] in cut
    assert " …" in cut
    assert "…" not in whole


def test_show_takes_documents_by_path_or_number(nhiemvu: Nhiemvu, own: Path) -> None:
    every = nhiemvu("show", own).out
    for wanted in ("DONG-KHE", "57/kh-ubnd"):
        said = nhiemvu("show", own, "--document", wanted)
        assert said.code == 0
        assert "kh-ubnd-xa-dong-khe.md" in said.out
        assert "kh-tinh-uy-lam-son.txt" not in said.out
    assert "kh-tinh-uy-lam-son.txt" in every
    said = nhiemvu("show", own, "--document", "không có")
    assert (said.code, said.out) == (1, "")
    assert "không có" in said.err


@pytest.mark.parametrize("columns", ["20", "40", "80", "300"])
def test_show_fits_the_terminal(
    nhiemvu: Nhiemvu, own: Path, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = nhiemvu("show", own)
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= int(columns)
    assert "Đông Khê" in squeezed(said.out) or "57/KH-UBND" in squeezed(said.out)


MARKUP = "[bold]đậm[/bold] [/red] [link=http://a.vn]đây[/link] [dim] \\[x] [1]"


def test_show_prints_markup_of_a_document_as_it_stands(
    nhiemvu: Nhiemvu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    text = PLAN.replace("rà soát hồ sơ", f"rà soát {MARKUP} hồ sơ")
    text = text.replace("Chuyển đổi số năm", f"Chuyển đổi {MARKUP} năm")
    (tmp_path / "[red]kh[.txt").write_text(text, encoding="utf-8")
    said = nhiemvu("run", tmp_path / "[red]kh[.txt", "--out", tmp_path / "ra")
    assert said.code == 0
    said = nhiemvu("show", tmp_path / "ra", "--whole")
    assert said.code == 0
    assert "[red]kh[.txt" in said.out
    title, task = (line for line in said.out.splitlines() if "[bold]đậm[/bold]" in line)
    for line in (title, task):
        for mark in ("[/red]", "[link=http://a.vn]đây[/link]", "[dim]", "[1]"):
            assert mark in line


@pytest.mark.parametrize("text", [":100:", "hết\\"])
def test_show_prints_a_title_as_it_stands(nhiemvu: Nhiemvu, tmp_path: Path, text: str) -> None:
    plan = PLAN.replace("Chuyển đổi số năm 2026", f"Chuyển đổi số {text}")
    (tmp_path / "kh.txt").write_text(plan, encoding="utf-8")
    nhiemvu("run", tmp_path / "kh.txt", "--out", tmp_path / "ra")
    assert f"Chuyển đổi số {text}" in nhiemvu("show", tmp_path / "ra").out.splitlines()


def test_show_lets_no_escape_sequence_out(nhiemvu: Nhiemvu, tmp_path: Path) -> None:
    text = PLAN.replace("rà soát hồ sơ", "rà soát \x1b]0;bị chiếm\x07\x1b[31m hồ sơ")
    (tmp_path / "kh.txt").write_text(text, encoding="utf-8")
    nhiemvu("run", tmp_path / "kh.txt", "--out", tmp_path / "ra")
    assert "\x1b" not in nhiemvu("show", tmp_path / "ra", "--whole").out


def test_show_keeps_dates_whole_at_80_columns(
    nhiemvu: Nhiemvu, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rows = tables.to_rows(tables.read(own))
    said = nhiemvu("show", own).out
    for row in rows["time_clauses"]:
        if row["kind"] == "by" and row["end"]:
            assert f"hạn {row['end']:%d/%m/%Y}" in said


def test_show_of_a_document_without_tasks(nhiemvu: Nhiemvu, tmp_path: Path) -> None:
    (tmp_path / "thơ.txt").write_text("Trời đẹp.\n", encoding="utf-8")
    nhiemvu("run", tmp_path / "thơ.txt", "--out", tmp_path / "ra")
    said = nhiemvu("show", tmp_path / "ra")
    assert said.code == 0
    assert "thơ.txt" in said.out
    assert "0 nhiệm vụ" in said.out


@pytest.mark.parametrize("command", ["show", "evaluate"])
def test_a_folder_without_tables_is_4_and_says_what_to_do(
    nhiemvu: Nhiemvu, tmp_path: Path, command: str
) -> None:
    for folder in (tmp_path / "không có", tmp_path):
        said = nhiemvu(command, folder)
        assert (said.code, said.out) == (4, "")
        assert str(folder) in said.err
        assert "Run nhiemvu again" in said.err


@pytest.mark.parametrize("command", ["show", "evaluate"])
def test_a_broken_table_is_4_and_is_named(
    nhiemvu: Nhiemvu, plan: Path, tmp_path: Path, command: str
) -> None:
    nhiemvu("run", plan, "--out", tmp_path / "ra")
    (tmp_path / "ra" / "tasks.parquet").write_bytes(b"PAR1 not so")
    said = nhiemvu(command, tmp_path / "ra")
    assert said.code == 4
    assert "tasks.parquet" in said.err
    assert "Traceback" not in said.err


# --- schema ---------------------------------------------------------------------------


def test_schema_tells_every_table_and_column(nhiemvu: Nhiemvu) -> None:
    said = nhiemvu("schema")
    assert (said.code, said.err) == (0, "")
    for table, schema in tables.SCHEMAS.items():
        assert f"\n{table}: " in said.out
        assert all(f"  {name} " in said.out for name in schema.names)


def test_schema_as_json_says_the_same(nhiemvu: Nhiemvu) -> None:
    said = nhiemvu("schema", "--json")
    content = json.loads(said.out)
    names = {
        table: [column["name"] for column in entry["columns"]]
        for table, entry in content["tables"].items()
    }
    assert names == {table: schema.names for table, schema in tables.SCHEMAS.items()}


# --- evaluate -------------------------------------------------------------------------


@pytest.fixture
def in_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `gold` and `corpus/manifest.csv` are found by themselves."""
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("in_project")
def test_evaluate_prints_the_split_and_its_layers(nhiemvu: Nhiemvu, own: Path) -> None:
    said = nhiemvu("evaluate", own)
    assert (said.code, said.err) == (0, "")
    assert "own" in said.out
    for layer in ("section", "task", "unit", "time", "citation", "target"):
        assert f" {layer} " in said.out


@pytest.mark.usefixtures("in_project")
def test_evaluate_writes_its_figures(nhiemvu: Nhiemvu, own: Path, tmp_path: Path) -> None:
    file = tmp_path / "sâu" / "số liệu.json"
    assert nhiemvu("evaluate", own, "--json", file).code == 0
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert {"splits", "documents", "missing", "not_scored"} <= set(figures)
    assert set(figures["splits"]) == {"own"}


@pytest.mark.usefixtures("in_project")
def test_evaluate_lists_errors_of_all_layers_or_one(nhiemvu: Nhiemvu, own: Path) -> None:
    plain, every = nhiemvu("evaluate", own), nhiemvu("evaluate", own, "--errors")
    one = nhiemvu("evaluate", own, "--errors", "section")
    assert [plain.code, every.code, one.code] == [0, 0, 0]
    assert every.out.startswith(plain.out)
    assert len(plain.out) < len(one.out) <= len(every.out)


def test_evaluate_without_gold_is_4_and_says_what_to_do(
    nhiemvu: Nhiemvu, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in ([], ["--gold", str(tmp_path / "không có")]):
        said = nhiemvu("evaluate", own, *words)
        assert (said.code, said.out) == (4, "")
        assert "--gold" in said.err


def test_evaluate_of_documents_that_nobody_annotated_says_so(
    nhiemvu: Nhiemvu, shown: Path, tmp_path: Path
) -> None:
    (tmp_path / "gold").mkdir()
    said = nhiemvu("evaluate", shown, "--gold", tmp_path / "gold")
    assert said.code == 0
    assert "kh.txt" in said.out
    assert "Nothing to score" in said.out


def broken_gold(folder: Path) -> list[str]:
    (folder / "gold").mkdir()
    (folder / "gold" / "kh.1.jsonl").write_text("{không phải JSON\n", encoding="utf-8")
    return ["--gold", str(folder / "gold")]


def list_for_a_value(folder: Path) -> list[str]:
    (folder / "gold").mkdir()
    line = '{"t": "unit", "task": "1", "role": ["lead"], "raw": "Sở Y tế", "where": "text"}\n'
    (folder / "gold" / "kh.1.jsonl").write_text(line, encoding="utf-8")
    return ["--gold", str(folder / "gold")]


def not_utf8(folder: Path) -> list[str]:
    (folder / "gold").mkdir()
    (folder / "gold" / "kh.1.jsonl").write_bytes(b'\n{"t": "s\xe9ction"}\n')
    return ["--gold", str(folder / "gold")]


def no_place_for_json(folder: Path) -> list[str]:
    (folder / "f").write_bytes(b"")
    return ["--gold", str(ROOT / "gold"), "--json", str(folder / "f" / "x.json")]


@pytest.mark.parametrize(
    "words, named",
    [
        (broken_gold, "kh.1.jsonl:1"),
        (list_for_a_value, "kh.1.jsonl:1: role is ['lead']"),
        (not_utf8, "kh.1.jsonl:2: not UTF-8"),
        (no_place_for_json, "x.json"),
    ],
)
def test_trouble_of_evaluate_is_a_message(
    nhiemvu: Nhiemvu,
    shown: Path,
    tmp_path: Path,
    words: Callable[[Path], list[str]],
    named: str,
) -> None:
    said = nhiemvu("evaluate", shown, *words(tmp_path))
    assert said.code == 4
    assert named in said.err


def test_an_article_without_heading_can_be_annotated(
    nhiemvu: Nhiemvu, shown: Path, tmp_path: Path
) -> None:
    document = dict.fromkeys(
        ["number", "title", "issuer", "place", "date", "signer", "signer_role", "on_behalf_of"]
    ) | {"t": "document", "file": "kh.txt", "part": 1, "type": "Kế hoạch"}
    section = {"t": "section", "path": "I", "label": "I.", "heading": None, "role": "task"}
    lines = "".join(json.dumps(record) + "\n" for record in (document, section))
    (tmp_path / "kh.1.jsonl").write_text(lines, encoding="utf-8")
    said = nhiemvu("evaluate", shown, "--gold", tmp_path, "--errors")
    assert (said.code, said.err) == (0, "")


@pytest.mark.usefixtures("in_project")
def test_a_layer_that_there_is_not_is_2(nhiemvu: Nhiemvu, own: Path) -> None:
    said = nhiemvu("evaluate", own, "--errors", "không có")
    assert said.code == 2
    assert "section" in said.err


# --- pipes ----------------------------------------------------------------------------


def test_a_reader_that_closes_early_is_no_error(own: Path) -> None:
    command = f'"{sys.executable}" -m pipeline.cli show "{own}" --whole | head -1'
    script = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(script, capture_output=True, cwd=ROOT, text=True)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
