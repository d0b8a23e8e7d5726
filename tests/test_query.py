"""SQL over a run, and what falls due: right rows, nothing else in reach."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from plan import BY_JUNE, CITING, plan

from pipeline.export.database import VIEWS, QueryError, open_run, query
from pipeline.export.due import due_between
from pipeline.export.occurrences import closed_rule, occurrences, year_from
from pipeline.run import run

ROOT = Path(__file__).parents[1]
PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.",
    f"3. {CITING}",
    "4. Công an xã tuần tra trước ngày 31/3/2026.",
    '5. =HYPERLINK("http://x").',
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("query")
    (here / "kh.txt").write_text(PLAN, encoding="utf-8")
    (here / "lại.md").write_text(PLAN + "\n", encoding="utf-8")  # the same work once more
    run([str(here / "kh.txt"), str(here / "lại.md")], here / "out")
    return here / "out"


@pytest.fixture
def connection(folder: Path) -> duckdb.DuckDBPyConnection:
    return open_run(folder)


def test_the_tracker_has_a_row_a_task(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT path, leads, coordinates, due, recurrences, rrules, cited FROM tracker LIMIT 3"
    assert query(connection, sql).fetchall() == [
        ("I/1", ["Phòng Kinh tế"], ["Công an xã"], date(2026, 6, 30), [], [], []),
        (
            "I/2",
            ["Văn phòng Ủy ban nhân dân xã"],
            [],
            None,
            ["định kỳ hằng quý"],
            ["FREQ=MONTHLY;INTERVAL=3"],
            [],
        ),
        ("I/3", ["Đoàn Thanh niên xã"], [], None, [], [], ["57-NQ/TW"]),
    ]


def test_each_view_has_its_rows(connection: duckdb.DuckDBPyConnection) -> None:
    counts = {v: query(connection, f"SELECT count(*) FROM {v}").fetchall()[0][0] for v in VIEWS}
    assert counts == {"tracker": 10, "due": 4, "by_unit": 10, "cited": 1}
    assert query(connection, "SELECT mentions, tasks FROM cited").fetchall() == [(2, 2)]


def test_letters_are_in_vietnamese_order(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT DISTINCT unit FROM by_unit ORDER BY unit"
    found = [row[0] for row in query(connection, sql).fetchall()]
    assert found == [
        *("Công an xã", "Đoàn Thanh niên xã", "Phòng Kinh tế", "Văn phòng Ủy ban nhân dân xã"),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM rows",  # a variable of ours
        "COPY tasks TO '/tmp/ra.csv'",
        "ATTACH '/tmp/ra.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "DROP VIEW tracker",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO tasks SELECT * FROM tasks",
        "SELECT 1; SELECT 2",
        "PRAGMA database_list",
        "",
        "SELEC 1",
        "SELECT nothing FROM tracker",
    ],
)
def test_only_the_tables_are_in_reach(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    with pytest.raises((QueryError, duckdb.Error)):
        query(connection, sql).fetchall()


# --- recurring duties -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "closing", "days"),
    [
        ("FREQ=MONTHLY;INTERVAL=3", None, ["03-31", "06-30", "09-30", "12-31"]),
        ("FREQ=MONTHLY;INTERVAL=3", 14, ["03-14", "06-14", "09-14", "12-14"]),
        ("FREQ=MONTHLY;INTERVAL=6", None, ["06-30", "12-31"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20", 14, ["03-20", "06-20", "09-20", "12-20"]),
        ("FREQ=YEARLY", None, ["12-31"]),
        ("FREQ=YEARLY", 14, ["12-14"]),
        ("FREQ=YEARLY;BYMONTH=11", None, ["11-30"]),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15", 14, ["06-15", "12-15"]),
        ("FREQ=MONTHLY;BYMONTHDAY=25", None, [f"{month:02}-25" for month in range(1, 13)]),
    ],
)
def test_days_of_a_year(rule: str, closing: int | None, days: list[str]) -> None:
    whole = {"after": date(2026, 1, 1), "before": date(2026, 12, 31)}
    found = list(occurrences(rule, **whole, closing_day=closing))
    assert [one.day.isoformat()[5:] for one in found] == days
    assert {one.exact for one in found} == {"BYMONTHDAY" in rule}


def test_weeks_and_bounds() -> None:
    days = list(
        occurrences("FREQ=WEEKLY", after=date(2026, 1, 1), before=date(2026, 1, 31),
                    start=date(2026, 1, 10), end=date(2026, 1, 25))
    )  # fmt: skip
    assert [one.day.day for one in days] == [16, 23]
    none = occurrences("FREQ=YEARLY", after=date(2026, 1, 1), before=date(2026, 6, 1))
    assert list(none) == []
    past = occurrences(
        "FREQ=YEARLY", after=date(2026, 1, 1), before=date(2027, 1, 1), end=date(2025, 1, 1)
    )
    assert list(past) == []


def test_a_daily_duty_is_bounded() -> None:
    days = list(occurrences("FREQ=DAILY", after=date(2020, 1, 1), before=date(2030, 1, 1)))
    assert len(days) == 400


def test_rules_that_name_their_days_stay() -> None:
    for rule in ("FREQ=WEEKLY;BYDAY=FR", "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1FR"):
        assert closed_rule(rule) == (rule, True)


def test_a_year_on() -> None:
    assert year_from(date(2026, 3, 1)) == date(2027, 2, 28)
    assert year_from(date(2024, 2, 29)) == date(2025, 2, 27)


def test_what_falls_due(connection: duckdb.DuckDBPyConnection) -> None:
    found = due_between(connection, date(2026, 1, 1), date(2026, 12, 31))
    assert [(one.day.isoformat(), one.task["path"], one.recurring, one.exact) for one in found] == [
        ("2026-03-31", "I/2", True, False),
        ("2026-03-31", "I/4", False, True),
        ("2026-06-30", "I/1", False, True),
        ("2026-06-30", "I/2", True, False),
        ("2026-09-30", "I/2", True, False),
        ("2026-12-31", "I/2", True, False),
    ]
    police = due_between(connection, date(2026, 1, 1), date(2026, 12, 31), unit="công an")
    assert [one.task["path"] for one in police] == ["I/4", "I/1"]
    assert due_between(connection, date(2020, 1, 1), date(2025, 12, 31)) == []


# --- the commands ---------------------------------------------------------------------


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)],
        capture_output=True,
        cwd=ROOT,
        text=True,
        env=os.environ | {"COLUMNS": "240"},
    )


def test_rows_come_out_in_each_form(folder: Path, tmp_path: Path) -> None:
    sql = "SELECT path, text, due, leads FROM tracker WHERE path IN ('I/4', 'I/5') LIMIT 2"
    done = command("query", folder, sql, "--to", "csv", "--out", tmp_path / "a.csv")
    assert (done.returncode, done.stderr) == (0, "")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    [head, row, formula] = csv.reader(data.decode("utf-8-sig").splitlines())
    assert head == ["path", "text", "due", "leads"]
    assert row[2:] == ["2026-03-31", "Công an xã"] and formula[1].startswith("'=HYPERLINK")
    told = json.loads(command("query", folder, sql, "--to", "json").stdout.splitlines()[0])
    assert told["leads"] == ["Công an xã"] and told["due"] == "2026-03-31"
    command("query", folder, sql, "--to", "parquet", "--out", tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet")["path"].to_pylist() == ["I/4", "I/5"]
    assert "I/4" in command("query", folder, sql).stdout


def test_due_is_told_in_vietnamese(folder: Path) -> None:
    done = command("due", folder, "--unit", "VĂN PHÒNG", "--after", "1/1/2026",
                   "--before", "2026-06-30", "--closing-day", "14")  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    assert "14/03/2026" in text and "14/06/2026" in text and "(ngày cuối kỳ)" in text
    assert "Phòng Kinh tế" not in text


def test_what_was_due_before_a_day_that_is_past(folder: Path) -> None:
    done = command("due", folder, "--before", "30/6/2026", "--to", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    days = ["2026-03-31", "2026-03-31", "2026-06-30", "2026-06-30"]
    assert [row["Ngày"] for row in found] == days
    assert {row["Mục"] for row in found} == {"I/1", "I/2", "I/4"}
    assert command("due", folder, "--before", "9/2/2026", "--to", "json").stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["query", "{out}", "DROP VIEW tracker"], 2, "give one SELECT"),
        (["query", "{out}", "SELECT nothing FROM tracker"], 2, "nothing"),
        (["query", "/nowhere", "SELECT 1"], 4, "there is no such file"),
        (["query", "{out}", "SELECT 1", "--to", "parquet"], 2, "needs --out"),
        (["query", "{out}", "SELECT 1", "--to", "csv", "--out", "/nowhere/a.csv"], 4, "cannot be"),
        (["due", "{out}", "--after", "32/1/2026"], 2, "is no date"),
        (["due", "{out}", "--after", "2026-02-01", "--before", "2026-01-01"], 2, "earlier"),
        (["due", "{out}", "--closing-day", "31"], 2, "is no day of every month"),
        (["due", "/nowhere"], 4, "there is no such file"),
    ],
)
def test_what_cannot_be_answered(folder: Path, words: list[str], code: int, said: str) -> None:
    done = command(*(word.format(out=folder) for word in words))
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr
