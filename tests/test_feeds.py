"""Feeds: JSON Lines by their schema, and a calendar that programs open."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from plan import BY_JUNE, CITING, plan

from pipeline.cli import main
from pipeline.export.calendar import calendar
from pipeline.export.database import open_run
from pipeline.export.feed import SCHEMA_ID, feed_lines, feed_schema
from pipeline.run import run

PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý; ban hành Quy chế.",
    f"3. {CITING}",
    "4. Công an xã tuần tra hằng tuần, từ ngày 01/3/2026 đến ngày 31/12/2026.",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("feeds")
    (here / "kh.txt").write_text(PLAN, encoding="utf-8")
    (here / "lại.md").write_text(PLAN + "\n", encoding="utf-8")
    run([str(here / "kh.txt"), str(here / "lại.md")], here / "out")
    return here / "out"


def test_each_line_keeps_the_schema(folder: Path) -> None:
    Draft202012Validator.check_schema(feed_schema())
    validator = Draft202012Validator(
        feed_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    tasks = [json.loads(line) for line in feed_lines(folder)]
    assert len(tasks) == 8
    for task in tasks:
        assert [error.message for error in validator.iter_errors(task)] == []
    assert tasks[0]["schema"] == SCHEMA_ID == feed_schema()["$id"]
    assert tasks[0]["units"] == [
        {"role": "lead", "unit": "Phòng Kinh tế", "unit_id": tasks[0]["units"][0]["unit_id"]},
        {"role": "coordinate", "unit": "Công an xã", "unit_id": tasks[0]["units"][1]["unit_id"]},
    ]
    assert (tasks[0]["due"], tasks[0]["document"]["number"]) == ("2026-06-30", "15/KH-UBND")
    assert tasks[2]["cites"][0]["number"] == "57-NQ/TW"


@pytest.mark.parametrize(
    ("name", "value"),
    [("due", "soon"), ("units", [{"role": "boss"}]), ("schema", "other"), ("more", 1)],
)
def test_the_schema_refuses_what_breaks_it(folder: Path, name: str, value: object) -> None:
    task = json.loads(next(iter(feed_lines(folder))))
    task[name] = value
    checker = Draft202012Validator.FORMAT_CHECKER
    assert list(Draft202012Validator(feed_schema(), format_checker=checker).iter_errors(task))


def test_the_corpus_keeps_the_schema(project_root: Path, tmp_path: Path) -> None:
    files = sorted((project_root / "corpus/own").glob("kh-*"))[:6]
    run([str(path) for path in files], tmp_path)
    validator = Draft202012Validator(feed_schema())
    lines = list(feed_lines(tmp_path))
    assert len(lines) > 50
    assert all(validator.is_valid(json.loads(line)) for line in lines)


def test_a_calendar_has_each_deadline_once(folder: Path) -> None:
    data = calendar(open_run(folder))
    assert data == calendar(open_run(folder))
    assert max(map(len, data.split(b"\r\n"))) <= 75  # RFC 5545, 3.1
    events = {
        str(event["summary"]).split(":")[0]: event
        for event in Calendar.from_ical(data).walk("VEVENT")
    }
    assert len(events) == len(Calendar.from_ical(data).walk("VEVENT")) == 3
    deadline = events["Phòng Kinh tế"]
    assert deadline.decoded("dtstart") == date(2026, 6, 30)
    assert deadline.decoded("dtend") == date(2026, 7, 1)
    assert "15/KH-UBND, mục I/1" in str(deadline["description"])
    quarterly = events["Văn phòng Ủy ban nhân dân xã"]
    assert quarterly.decoded("dtstart") == date(2026, 3, 31)
    assert quarterly["rrule"].to_ical() == b"FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=3,6,9,12"
    weekly = events["Công an xã"]
    assert weekly.decoded("dtstart") == date(2026, 3, 6)
    assert weekly["rrule"]["UNTIL"] == [date(2026, 12, 31)]


def test_a_calendar_of_one_body(folder: Path) -> None:
    book = Calendar.from_ical(calendar(open_run(folder), unit="công an", closing_day=14))
    assert book["x-wr-calname"] == "Nhiệm vụ: công an"
    assert len(book.walk("VEVENT")) == 2
    assert Calendar.from_ical(calendar(open_run(folder), unit="Sở Y tế")).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--to", "jsonl"], 0, "8 tasks"),
        (["--to", "ics", "--unit", "công an"], 0, "2 deadlines"),
        (["--to", "ics", "--closing-day", "0"], 2, "is no day of every month"),
        (["--to", "jsonl", "--out", "a.ics"], 2, "ends in .jsonl"),
        (["--to", "jsonl", "--out", "/nowhere/a.jsonl"], 4, "cannot be written"),
    ],
)
def test_the_command_writes_them(
    folder: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        got = main(["export", str(folder), *words])
    except SystemExit as stop:
        got = int(stop.code or 0)
    out, err = capsys.readouterr()
    assert got == code and said in out + err
    if code == 0:
        written = folder / f"nhiem-vu.{words[1]}"
        assert written.read_bytes().count(b"\n") >= 8
        assert not list(folder.glob(".*.half"))


def test_a_run_leaves_the_workbook(folder: Path, tmp_path: Path) -> None:
    source = folder.parent / "kh.txt"
    words = ["run", str(source), "--out", str(tmp_path), "--engine", "here", "--quiet"]
    book = tmp_path / "theo-doi-nhiem-vu.xlsx"
    assert main([*words, "--no-workbook"]) == 0 and not book.exists()
    assert main(words) == 0 and book.is_file()  # nothing is new, and it is not there yet
    before = book.stat().st_mtime_ns
    assert main(words) == 0 and book.stat().st_mtime_ns == before


def test_csv_is_the_tracker_as_spreadsheets_open_it(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "nhiem-vu.csv"
    assert main(["export", str(folder), "--to", "csv", "--out", str(target)]) == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel knows the letters
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert (rows[0]["leads"], rows[0]["coordinates"]) == ("Phòng Kinh tế", "Công an xã")
    assert (rows[0]["due"], rows[1]["recurrences"]) == ("2026-06-30", "định kỳ hằng quý")
