"""The tracking database: what goes in, what is told of, and that nothing is ever half in."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import postgres
import pytest
import sqlalchemy as sa
from old_databases import make_version_1
from plan import BY_JUNE, CITING, plan

from pipeline import tables
from pipeline.cli import main
from pipeline.corrections import Entry, append
from pipeline.run import run as run_documents
from pipeline.sync import SyncError, address, read_run, schema, sync, writing
from pipeline.sync.store import _LOCK

ROOT = Path(__file__).parents[1]
PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý; ban hành Quy chế.",
    f"3. {CITING}",
)
OTHER = PLAN.replace("15/KH-UBND", "16/KH-UBND").replace("Chuyển đổi số", "Phòng cháy")
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Database:
    """An empty database of one kind, and how another program asks it."""

    kind: str
    to: str
    engine: sa.Engine

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(sql), values)]

    def write(self, sql: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(sql), values)

    def all(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        names = sa.inspect(self.engine).get_table_names()
        return {name: sorted(map(repr, self.rows(f"SELECT * FROM {name}"))) for name in names}

    def changes(self, after: int = 0) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT kind, path, field, old, new FROM changes LEFT JOIN tasks USING (task_key) "
            "WHERE id > :after ORDER BY id",
            after=after,
        )

    def last(self) -> int:
        return int(self.rows("SELECT coalesce(max(id), 0) FROM changes")[0][0])


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of our own; skips where the programs are not installed."""
    folder = postgres.programs()
    if folder is None:
        pytest.skip(postgres.NONE_HERE)
    with postgres.server(folder) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        to = f"sqlite:///{tmp_path / 'sổ.sqlite'}"
        engine = sa.create_engine(to, poolclass=sa.pool.NullPool)
    else:
        server = request.getfixturevalue("server")
        to = server.address(server.create())
        engine = sa.create_engine(
            to.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.pool.NullPool
        )
    yield Database(request.param, to, engine)
    engine.dispose()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two plans with three tasks each."""
    here = tmp_path_factory.mktemp("sync")
    (here / "kh.txt").write_text(PLAN, encoding="utf-8")
    (here / "pc.txt").write_text(OTHER, encoding="utf-8")
    run_documents([str(here / "kh.txt"), str(here / "pc.txt")], here / "out")
    return here / "out"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """The run, to be changed by one test."""
    copy = tmp_path / "run"
    shutil.copytree(made, copy, ignore=shutil.ignore_patterns(".nhiemvu"))
    return copy


def changed(folder: Path, change: Callable[[Rows], None]) -> Path:
    """The run with its rows changed."""
    rows = tables.to_rows(tables.read(folder))
    change(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tables.ContractWarning)  # a due date without its clause
        tables.write(rows, folder, strict=False)
    return folder


def without(rows: Rows, unwanted: Callable[[dict[str, Any]], bool], name: str, key: str) -> None:
    """Takes rows of a table away, and all that belongs to them."""
    gone = {row[key] for row in rows[name] if unwanted(row)}
    for table, those in rows.items():
        rows[table] = [row for row in those if row.get(key) is None or row[key] not in gone]


def without_task(path: str, number: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        (doc_id,) = [row["doc_id"] for row in rows["documents"] if row["number"] == number]
        without(rows, lambda r: r["path"] == path and r["doc_id"] == doc_id, "tasks", "task_id")

    return change


def without_document(number: str) -> Callable[[Rows], None]:
    return lambda rows: without(rows, lambda r: r["number"] == number, "documents", "doc_id")


def task(rows: Rows, path: str, number: str = "15/KH-UBND") -> dict[str, Any]:
    (doc_id,) = [row["doc_id"] for row in rows["documents"] if row["number"] == number]
    (found,) = [row for row in rows["tasks"] if (row["doc_id"], row["path"]) == (doc_id, path)]
    return found


def key_of(folder: Path, path: str, number: str = "15/KH-UBND") -> str:
    return str(task(tables.to_rows(tables.read(folder)), path, number)["task_key"])


def correct(
    folder: Path, key: str, field: str, new: Any, when: str = "2026-03-02T08:00:00"
) -> None:
    append(folder, [told_by_a_person(key, field, new, f"{when}+00:00")])


def told_by_a_person(key: str, field: str, new: Any, when: str) -> Entry:
    old: Any = [] if isinstance(new, list) else None
    new = new.isoformat() if isinstance(new, date) else new
    entry = Entry.new(
        action="set",
        target="task",
        key=key,
        field=field,
        old=old,
        new=new,
        source="sổ của tôi.xlsx",
    )
    return replace(entry, when=when)


def synced(folder: Path, database: Database, *more: str) -> int:
    return main(["sync", str(folder), "--to", database.to, *more])


# --- what goes in -----------------------------------------------------------------------


def test_the_first_sync_brings_all_in(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert synced(run, database) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == ["tasks: 6 added", "documents: 2 added"]
    assert database.rows("SELECT number, title, issuer_level FROM documents ORDER BY number") == [
        ("15/KH-UBND", "Chuyển đổi số năm 2026", "commune"),
        ("16/KH-UBND", "Phòng cháy năm 2026", "commune"),
    ]
    key = key_of(run, "I/1")
    assert database.rows(
        "SELECT role, unit FROM task_units WHERE task_key = :key ORDER BY position", key=key
    ) == [("lead", "Phòng Kinh tế"), ("coordinate", "Công an xã")]
    assert database.rows(
        "SELECT path, CAST(due AS text), text LIKE '%rà soát hồ sơ%', removed_at FROM tasks "
        "WHERE task_key = :key",
        key=key,
    ) == [("I/1", "2026-06-30", True, None)]
    assert database.rows("SELECT DISTINCT rrule FROM task_times WHERE kind = 'recurring'") == [
        ("FREQ=MONTHLY;INTERVAL=3",)
    ]
    assert database.rows("SELECT DISTINCT number, type FROM task_citations") == [
        ("57-NQ/TW", "Nghị quyết")
    ]
    kinds = database.rows("SELECT kind, count(*), count(task_key) FROM changes GROUP BY kind")
    assert kinds == [("added", 8, 6)]
    assert database.rows("SELECT added, changed, removed, returned, changes FROM syncs") == [
        (6, 0, 0, 0, 8)
    ]


def test_the_second_sync_writes_nothing(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    correct(run, key_of(run, "I/1"), "status", "on_track")
    synced(run, database)
    before = database.all()
    capsys.readouterr()
    assert synced(run, database) == 0
    assert capsys.readouterr().out.startswith("nothing changed: 6 tasks of 2 documents")
    assert database.all() == before


def test_the_database_of_a_run_lies_in_its_folder(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", str(run)]) == 0
    assert str(run / "theo-doi.sqlite") in capsys.readouterr().out
    with sqlite3.connect(run / "theo-doi.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM tasks").fetchone() == (6,)
        # Letters are letters, for who looks into it with other programs.
        heading = connection.execute("SELECT heading_path FROM tasks").fetchone()[0]
        assert json.loads(heading) == ["NHIỆM VỤ, GIẢI PHÁP"] and "NHIỆM" in heading


# --- what is told of --------------------------------------------------------------------


def test_each_changed_field_is_told_of_with_both_values(run: Path, database: Database) -> None:
    synced(run, database)
    last = database.last()

    def change(rows: Rows) -> None:
        row = task(rows, "I/1")
        row["due"] = date(2026, 9, 30)
        row["text"] = 'Rà soát "hồ sơ" của ông O\'Brien; DROP TABLE tasks --\\ %s :x'
        for unit in rows["responsibilities"]:
            if unit["task_id"] == row["task_id"] and unit["role"] == "lead":
                unit |= {"unit": "Văn phòng", "unit_id": None}

    old = {row["path"]: row["text"] for row in read_run(run).tasks.values()}["I/1"]
    synced(changed(run, change), database)
    new = 'Rà soát "hồ sơ" của ông O\'Brien; DROP TABLE tasks --\\ %s :x'
    text, units, due = database.changes(last)
    assert text == ("changed", "I/1", "text", old, new)
    assert due == ("changed", "I/1", "due", "2026-06-30", "2026-09-30")
    assert units[:3] == ("changed", "I/1", "units")
    assert [[one["unit"] for one in json.loads(side)] for side in units[3:]] == [
        ["Phòng Kinh tế", "Công an xã"],
        ["Văn phòng", "Công an xã"],
    ]
    key = key_of(run, "I/1")
    held = "SELECT text, CAST(due AS text) FROM tasks WHERE task_key = :key"
    assert database.rows(held, key=key) == [(new, "2026-09-30")]
    units_held = "SELECT unit FROM task_units WHERE task_key = :key ORDER BY position"
    assert database.rows(units_held, key=key) == [("Văn phòng",), ("Công an xã",)]


def test_what_a_document_says_of_itself_is_told_of(run: Path, database: Database) -> None:
    synced(run, database)
    last = database.last()
    synced(changed(run, lambda rows: rows["documents"][0].update(title="Tên khác")), database)
    sql = "SELECT kind, task_key, field, new FROM changes WHERE id > :last"
    assert database.rows(sql, last=last) == [("changed", None, "title", "Tên khác")]


def test_a_new_place_or_confidence_is_no_news(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(run, database)
    last = database.last()
    synced(changed(run, lambda rows: task(rows, "I/1").update(confidence=0.5)), database)
    assert "1 tasks have a new place or confidence" in capsys.readouterr().out
    assert database.changes(last) == []
    sql = "SELECT confidence FROM tasks WHERE task_key = :key"
    assert database.rows(sql, key=key_of(run, "I/1")) == [(0.5,)]


def test_a_task_that_goes_is_marked_and_comes_back(
    run: Path, made: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(run, database)
    key = key_of(run, "I/2")
    database.write("UPDATE follow_up SET notes = 'gọi lại' WHERE task_key = :key", key=key)
    last = database.last()
    synced(changed(run, without_task("I/2", "15/KH-UBND")), database)
    assert database.changes(last) == [("removed", "I/2", None, None, None)]
    assert database.rows("SELECT path FROM tasks WHERE removed_at IS NOT NULL") == [("I/2",)]
    last = database.last()
    capsys.readouterr()
    synced(run, database)
    assert "nothing changed" in capsys.readouterr().out and database.last() == last
    synced(made, database)
    assert database.changes(last) == [("returned", "I/2", None, None, None)]
    assert database.rows("SELECT path FROM tasks WHERE removed_at IS NOT NULL") == []
    sql = "SELECT notes FROM follow_up WHERE task_key = :key"
    assert database.rows(sql, key=key) == [("gọi lại",)]


def test_a_task_that_comes_back_otherwise_says_what_changed(
    run: Path, made: Path, database: Database
) -> None:
    synced(run, database)
    synced(changed(run, without_task("I/1", "15/KH-UBND")), database)
    last = database.last()
    shutil.copytree(made, run.parent / "lại")
    later = changed(run.parent / "lại", lambda rows: task(rows, "I/1").update(due=date(2027, 1, 1)))
    synced(later, database)
    assert [(kind, field, new) for kind, _, field, _, new in database.changes(last)] == [
        ("returned", None, None),
        ("changed", "due", "2027-01-01"),
    ]


def test_a_document_that_is_not_in_the_run_keeps_its_tasks(run: Path, database: Database) -> None:
    synced(run, database)
    last = database.last()
    changed(run, without_document("16/KH-UBND"))
    assert synced(run, database) == 0 and database.last() == last
    assert synced(run, database, "--complete") == 0
    assert [change[0] for change in database.changes(last)] == ["removed"] * 4
    gone = "SELECT number FROM documents WHERE removed_at IS NOT NULL"
    assert database.rows(gone) == [("16/KH-UBND",)]


def test_a_file_that_could_not_be_read_is_not_gone(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    synced(run, database)
    last = database.last()
    changed(run, without_document("16/KH-UBND"))
    pq.write_table(pa.table({"source_path": ["pc.txt"]}), run / "failures.parquet")
    synced(run, database, "--complete")
    assert "1 documents stay, for their files could not be read" in capsys.readouterr().out
    assert database.last() == last


def test_a_file_whose_number_is_read_otherwise_is_another_document(
    run: Path, database: Database
) -> None:
    synced(run, database)
    last = database.last()

    def renumber(rows: Rows) -> None:
        for row in rows["tasks"]:
            if row["doc_id"] == rows["documents"][0]["doc_id"]:
                row["task_key"] = f"k_{row['path']}"
        rows["documents"][0]["work_id"] = "w_other"

    synced(changed(run, renumber), database)
    kinds = [change[0] for change in database.changes(last)]
    assert kinds == ["added"] * 4 + ["removed"] * 4


def test_a_document_in_two_forms_is_there_once(
    made: Path, tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(made, database)
    last = database.last()

    def scan_too(rows: Rows) -> None:
        for name, those in rows.items():
            copies = []
            for row in those:
                copy = {
                    key: f"{value}_scan"
                    if key in ("doc_id", "task_id", "section_id", "parent_id", "source_sha256")
                    and value
                    else value
                    for key, value in row.items()
                }
                if name in ("citations", "targets", "issues"):
                    key = {"citations": "citation_id", "targets": "target_id"}.get(name, "issue_id")
                    copy[key] = f"{row[key]}_scan"
                if name == "documents":
                    copy |= {
                        "text_origin": "ocr",
                        "ocr_confidence": 0.9,
                        "source_path": f"{row['doc_id']}.pdf",
                    }
                if name == "tasks":
                    copy["text"] = "chữ đọc nhầm"
                copies.append(copy)
            those += copies

    both = tmp_path / "both"
    shutil.copytree(made, both, ignore=shutil.ignore_patterns(".nhiemvu"))
    changed(both, scan_too)
    scanned = task_id_of_scan(both)
    capsys.readouterr()
    synced(both, database)
    out = capsys.readouterr().out
    assert "nothing changed" in out and "2 documents are further forms of others" in out
    correct(both, scanned, "notes", "đã gọi")  # what the workbook's row of the scan was given
    synced(both, database)
    assert database.changes(last) == [("changed", "I/1", "notes", None, "đã gọi")]


def task_id_of_scan(folder: Path) -> str:
    rows = tables.to_rows(tables.read(folder))["tasks"]
    return next(
        row["task_id"] for row in rows if row["path"] == "I/1" and row["task_id"].endswith("_scan")
    )


def test_a_document_without_number_goes_by_its_file(run: Path, database: Database) -> None:
    def unnumber(rows: Rows) -> None:
        rows["documents"][0]["work_id"] = None
        for row in rows["tasks"]:
            if row["doc_id"] == rows["documents"][0]["doc_id"]:
                row["task_key"] = None

    synced(changed(run, unnumber), database)
    sql = "SELECT count(*) FROM tasks WHERE task_key = task_id AND document_key LIKE 'd_%'"
    assert database.rows(sql) == [(3,)]


# --- what people say --------------------------------------------------------------------


def test_corrections_of_the_workbook_reach_the_database(run: Path, database: Database) -> None:
    synced(run, database)
    last, key = database.last(), key_of(run, "I/1")
    correct(run, key, "due", date(2026, 7, 15))
    correct(run, key, "leads", ["Công an xã", "Tổ công tác số 6"])
    correct(run, key, "text", "Rà soát\0 hồ sơ")
    synced(run, database)
    told = {field: new for _, _, field, _, new in database.changes(last)}
    assert told["due"] == "2026-07-15" and told["text"] == "Rà soát\ufffd hồ sơ"
    assert sorted((one["role"], one["unit"]) for one in json.loads(told["units"])) == [
        ("coordinate", "Công an xã"),
        ("lead", "Công an xã"),
        ("lead", "Tổ công tác số 6"),
    ]
    (corrected,) = database.rows("SELECT corrected FROM tasks WHERE task_key = :key", key=key)
    names = corrected[0] if isinstance(corrected[0], list) else json.loads(corrected[0])
    assert names == ["due", "text", "units"]


def follow_up(database: Database, key: str) -> tuple[Any, ...]:
    sql = "SELECT status, notes, status_by, notes_by FROM follow_up WHERE task_key = :key"
    return database.rows(sql, key=key)[0]


def set_by_people(database: Database, key: str, when: str) -> None:
    database.write(
        "UPDATE follow_up SET status = 'overdue', status_at = :when, status_by = 'Lan' "
        "WHERE task_key = :key",
        key=key,
        when=when if database.kind == "sqlite" else datetime.fromisoformat(f"{when}+00:00"),
    )


def test_people_s_status_stays_whatever_the_document_says(run: Path, database: Database) -> None:
    synced(run, database)
    key = key_of(run, "I/1")
    assert follow_up(database, key) == (None, None, None, None)
    set_by_people(database, key, "2026-03-01 10:00:00")
    synced(changed(run, lambda rows: task(rows, "I/1").update(text="Khác")), database)
    assert follow_up(database, key) == ("overdue", None, "Lan", None)


def test_the_workbook_s_status_goes_in_where_it_is_newer(run: Path, database: Database) -> None:
    synced(run, database)
    last, key = database.last(), key_of(run, "I/1")
    set_by_people(database, key, "2026-03-02 10:00:00")
    correct(run, key, "status", "on_track", "2026-03-02T09:00:00")
    correct(run, key, "notes", "đã có công văn", "2026-03-02T09:00:00")
    synced(run, database)
    assert follow_up(database, key) == ("overdue", "đã có công văn", "Lan", "sổ của tôi.xlsx")
    correct(run, key, "status", "done_late", "2026-03-02T11:00:00")
    synced(run, database)
    assert follow_up(database, key)[::2] == ("done_late", "sổ của tôi.xlsx")
    assert database.changes(last) == [
        ("changed", "I/1", "notes", None, "đã có công văn"),
        ("changed", "I/1", "status", "overdue", "done_late"),
    ]
    correct(run, key, "status", None, "2026-03-02T12:00:00")
    synced(run, database)
    assert follow_up(database, key)[0] is None


def test_a_status_that_people_took_away_stays_away(run: Path, database: Database) -> None:
    key = key_of(run, "I/1")
    correct(run, key, "status", "on_track", "2026-03-02T09:00:00")
    synced(run, database)
    set_by_people(database, key, "2026-03-03 10:00:00")
    database.write("UPDATE follow_up SET status = NULL")
    synced(run, database)
    assert follow_up(database, key)[0] is None


def test_a_status_without_a_time_stays(run: Path, database: Database) -> None:
    synced(run, database)
    key = key_of(run, "I/1")
    database.write("UPDATE follow_up SET status = 'overdue'")
    correct(run, key, "status", "on_track")
    synced(run, database)
    assert follow_up(database, key)[0] == "overdue"


# --- two at once, and what breaks -------------------------------------------------------


def test_two_at_once_are_one_after_the_other(run: Path, database: Database) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "sync", str(run), "--to", database.to]
    both = [
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = sorted((process.communicate(timeout=120) for process in both), reverse=True)
    assert [process.returncode for process in both] == [0, 0], said
    assert said[0][0].startswith("tasks: 6 added") and said[1][0].startswith("nothing changed")
    assert database.rows("SELECT count(*) FROM changes") == [(8,)]


def test_who_waits_in_vain_is_told_so(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(run, database)
    before = database.all()
    changed(run, without_task("I/2", "15/KH-UBND"))
    with database.engine.connect() as other:
        if database.kind == "sqlite":
            other.connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        else:
            other.execute(sa.text(f"SELECT pg_advisory_lock({_LOCK})"))
        with pytest.raises(SyncError, match=r"did not end in 0\.2 seconds"):
            sync(read_run(run), address.parsed(database.to), wait=0.2)
    assert database.all() == before


def all_texts_changed(folder: Path) -> Path:
    def change(rows: Rows) -> None:
        for row in rows["tasks"]:
            row["text"] = "Khác"

    return changed(folder, change)


def test_a_connection_that_breaks_leaves_all_as_it_was(
    run: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    synced(run, database)
    before = database.all()
    all_texts_changed(run)
    if database.kind == "sqlite":
        database.write(
            "CREATE TRIGGER full BEFORE INSERT ON changes "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    write, met = writing.write_changes, []

    def broken(connection: sa.Connection, *rest: Any) -> None:
        new = "SELECT count(*) FROM tasks WHERE text = 'Khác'"
        met.append(connection.execute(sa.text(new)).scalar())
        if database.kind == "postgresql":
            own = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar()
            database.write("SELECT pg_terminate_backend(:pid, 5000)", pid=own)
        write(connection, *rest)

    monkeypatch.setattr("pipeline.sync.store.write_changes", broken)
    capsys.readouterr()
    assert synced(run, database) == 4
    lost = "is full" if database.kind == "sqlite" else "the connection was lost"
    said = capsys.readouterr()
    assert met == [6] and lost in said.err and said.out == ""
    assert database.all() == before
    monkeypatch.undo()
    if database.kind == "sqlite":
        database.write("DROP TRIGGER full")
    assert synced(run, database) == 0
    assert len(database.all()["changes"]) == len(before["changes"]) + 6


def test_a_program_that_is_killed_leaves_all_as_it_was(run: Path, database: Database) -> None:
    synced(run, database)
    before = database.all()
    all_texts_changed(run)
    program = """
        import os, sys
        from pipeline.cli import main
        from pipeline.sync import store, writing

        def write(*arguments):
            writing.write_changes(*arguments)
            os.kill(os.getpid(), 9)

        store.write_changes = write
        main(["sync", *sys.argv[1:]])
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(run), "--to", database.to]
    assert subprocess.run(command, cwd=ROOT, timeout=120).returncode == -9
    assert database.all() == before
    assert synced(run, database) == 0
    assert len(database.all()["changes"]) == len(before["changes"]) + 6


def test_a_first_sync_that_breaks_leaves_no_table(
    run: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.sync.store.write_changes", stop)
    assert synced(run, database) == 130
    assert sa.inspect(database.engine).get_table_names() == []


# --- databases that are not for us ------------------------------------------------------


def refused(run: Path, database: Database, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of a database that is refused and stays as it is."""
    before = database.all()
    capsys.readouterr()
    assert synced(run, database) == 4
    assert database.all() == before
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1
    return said.err


def test_a_newer_schema_is_refused(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(run, database)
    database.write(f"UPDATE nhiemvu_schema SET version = {schema.VERSION + 1}")
    assert "was made by a newer program" in refused(run, database, capsys)


def test_other_tables_of_these_names_are_left_alone(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    database.write("CREATE TABLE tasks (id integer)")
    database.write("CREATE VIEW changes AS SELECT id FROM tasks")
    said = refused(run, database, capsys)
    assert "has other tables of these names: changes, tasks" in said


def test_tables_that_lack_a_column_are_refused(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(run, database)
    database.write("ALTER TABLE follow_up DROP COLUMN notes_by")
    assert "is damaged: follow_up lacks notes_by" in refused(run, database, capsys)


def test_a_database_that_is_only_read(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    synced(run, database)
    if database.kind == "sqlite":
        database.to = database.to.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    else:
        database.to += "&options=-c%20default_transaction_read_only%3Don"
    said = refused(changed(run, without_task("I/2", "15/KH-UBND")), database, capsys)
    assert "read" in said and "Nothing was written." in said


def test_a_schema_of_its_own_beside_other_tables(
    run: Path, server: postgres.Server, capsys: pytest.CaptureFixture[str]
) -> None:
    name = server.create()
    with server.connect(name) as other:
        other.execute("CREATE TABLE tasks (id integer); CREATE SCHEMA theo_doi")
        to = f"{server.address(name)}&options=-csearch_path%3Dtheo_doi,public"
        assert main(["sync", str(run), "--to", to]) == 0
        assert main(["sync", str(run), "--to", to]) == 0
        assert "nothing changed" in capsys.readouterr().out
        assert other.execute("SELECT count(*) FROM theo_doi.tasks").fetchone() == (6,)
        assert other.execute("SELECT count(*) FROM public.tasks").fetchone() == (0,)


@pytest.mark.parametrize(
    "to",
    [
        *("", "tasks.sqlite", "sqlite://", "sqlite:///:memory:", "sqlite://theo-doi.sqlite"),
        *("mysql://u:s3cret@h/d", "postgresql+asyncpg://u:s3cret@h/d", "oracle://h"),
        *("postgresql://u:s3cret@x@h/d", "postgresql://u:s3cret/@x/s3cret@h/d"),
        *("postgresql://u:a@s3cret:b@h/d", "postgresql://h:s3cret/d", "s3cret@h"),
        *("postgresql://u:a@s3cret?s3cret@h/d",),
    ],
)
def test_a_wrong_address(run: Path, to: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(run.iterdir())
    assert main(["sync", str(run), "--to", to]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("--to ") and len(said.err.splitlines()) == 1
    assert "s3cret" not in said.err + said.out
    assert sorted(run.iterdir()) == before


def test_a_server_that_is_not_there(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = "postgresql://lan:s3cret@127.0.0.1:1/theo_doi"
    assert main(["sync", str(run), "--to", to]) == 4
    said = capsys.readouterr().err
    assert said.startswith("postgresql://lan@127.0.0.1:1/theo_doi: cannot be opened (")
    assert "s3cret" not in said and len(said.splitlines()) == 1


def test_a_password_is_never_shown(
    run: Path, server: postgres.Server, capsys: pytest.CaptureFixture[str]
) -> None:
    name, secret = server.create(), "s3%40cret"
    codes = [
        main(["sync", str(run), "--to", to])
        for to in (
            server.address(name, password=secret),
            server.address("none", password=secret),
            f"{server.address('none')}&password={secret}",
            f"{server.address(name, password=secret)}&sslmode={secret}",
        )
    ]
    said = capsys.readouterr()
    assert codes == [0, 4, 4, 4] and f"postgresql://nhiemvu@/{name}" in said.out
    assert said.err.count("does not exist") == 2 and len(said.err.splitlines()) == 3
    assert "cret" not in said.out + said.err


@pytest.mark.parametrize("name", ["gone/theo-doi.sqlite", "folder", "text.txt"])
def test_a_file_that_is_no_database(
    run: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("Không phải cơ sở dữ liệu. " * 100, encoding="utf-8")
    before = (tmp_path / "text.txt").read_bytes()
    assert main(["sync", str(run), "--to", f"sqlite:///{tmp_path / name}"]) == 4
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path / name}: ") and len(said.splitlines()) == 1
    assert (tmp_path / "text.txt").read_bytes() == before and not (tmp_path / "gone").exists()


def test_a_folder_without_tables_makes_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", str(tmp_path)]) == 4
    assert list(tmp_path.iterdir()) == [] and capsys.readouterr().err


def test_a_correction_without_a_time_stops_the_sync(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(run, [told_by_a_person(key_of(run, "I/1"), "status", "on_track", "hôm qua")])
    assert main(["sync", str(run)]) == 4
    assert "'hôm qua' is no time" in capsys.readouterr().err
    assert not (run / "theo-doi.sqlite").exists()


# --- older databases --------------------------------------------------------------------


def test_a_database_of_version_1_is_brought_up_to_date(
    run: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = [key_of(run, "I/1"), key_of(run, "I/2")]
    with database.engine.begin() as connection:
        make_version_1(connection, keys)
    assert synced(run, database) == 0
    out = capsys.readouterr().out
    assert f"the database's tables: from version 1 to {schema.VERSION}" in out
    assert follow_up(database, keys[0]) == ("overdue", None, "Lan", None)
    assert follow_up(database, keys[1]) == (None, "gọi lại", None, "Minh")
    assert database.rows("SELECT version FROM nhiemvu_schema") == [(schema.VERSION,)]
    old = "SELECT kind, task_key, document_key FROM changes ORDER BY id LIMIT 1"
    assert database.rows(old) == [("added", keys[0], "w_old")]
    # The old status has the time it had: what the workbook said earlier does not go over it.
    correct(run, keys[0], "status", "on_track", "2026-01-01T00:00:00")
    before = database.all()
    assert synced(run, database) == 0 and database.all() == before


def test_an_upgraded_database_has_the_tables_of_a_new_one(run: Path, database: Database) -> None:
    with database.engine.begin() as connection:
        make_version_1(connection, ["k_1", "k_2"])
        schema.prepare(connection)
    inspector = sa.inspect(database.engine)
    for name, table in schema.METADATA.tables.items():
        columns = {column["name"] for column in inspector.get_columns(name)}
        assert columns == {column.name for column in table.columns}, name
        indexes = {index["name"] for index in inspector.get_indexes(name)}
        assert indexes == {index.name for index in table.indexes}, name


def test_an_upgrade_that_breaks_leaves_the_old_tables(
    run: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.engine.begin() as connection:
        make_version_1(connection, [key_of(run, "I/1"), key_of(run, "I/2")])
    before = database.all()

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.sync.store.write_changes", stop)
    assert synced(run, database) == 130
    assert database.all() == before


def test_moments_are_read_as_people_write_them() -> None:
    moment = schema.Moment()
    dialect = sa.create_engine("sqlite://").dialect
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for written in ("2026-03-01 12:00:00", "2026-03-01T19:00:00+07:00", "2026-03-01T12:00:00Z"):
        assert moment.process_result_value(written, dialect) == noon
    for unreadable in ("1/3/2026", "", "hôm qua", 5):
        assert moment.process_result_value(unreadable, dialect) is None


# --- what the documentation promises ----------------------------------------------------


def manual() -> str:
    return (ROOT / "docs" / "sync.md").read_text("utf-8")


def test_every_query_of_the_manual_runs(run: Path, database: Database) -> None:
    synced(run, database)
    queries = re.findall(r"```sql\n(.*?)```", manual(), re.S)
    values: dict[str, object] = {
        "task_key": key_of(run, "I/1"),
        "last_id": database.last() - 1,
        "unit": "Phòng Kinh tế",
        "day": "2026-12-31" if database.kind == "sqlite" else date(2026, 12, 31),
    }
    found = []
    for query in queries:
        used = {name: value for name, value in values.items() if f":{name}" in query}
        if query.startswith("UPDATE"):
            database.write(query, **used)
        else:
            found.append([row[:2] for row in database.rows(query, **used)])
    assert follow_up(database, key_of(run, "I/1"))[0] == "on_track"
    since, led, moved = found
    assert [kind for _, kind in since] == ["added"] and moved == []
    assert sorted(led) == [("15/KH-UBND", "I/1"), ("16/KH-UBND", "I/1")]


def test_the_manual_tells_of_every_column() -> None:
    lines = [line for line in manual().splitlines() if line.startswith("| `")]
    told = {line.split("`")[1]: set(line.split("`")[3::2]) for line in lines}
    for name, table in schema.METADATA.tables.items():
        assert {column.name for column in table.columns} <= told[name], name
