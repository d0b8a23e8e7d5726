"""Batches: workers, resuming, faults of files, machines and disks; the tables stay the same."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from pipeline import tables
from pipeline.ingest import Limits, OcrMode, Options
from pipeline.run import WORK, DaskEngine, Event, FolderTaken, Here, Processes, run
from pipeline.run import store as stores
from pipeline.run.engines import Job, bundles, run_on, shared_out
from pipeline.run.failures import Failure
from pipeline.run.merge import merge
from pipeline.run.watch import watch

ROOT = Path(__file__).parents[1]
PLAN = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: {number}/KH-UBND
Minh Tân, ngày 10 tháng 02 năm {year}

KẾ HOẠCH
Chuyển đổi số năm {year}

Căn cứ Kế hoạch số 1/KH-UBND ngày 10/02/2026 của Ủy ban nhân dân xã Minh Tân.

I. NHIỆM VỤ, GIẢI PHÁP
1. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 30/6/{year}.
2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.
"""


def plan(number: int = 15, year: int = 2026) -> str:
    return PLAN.format(number=number, year=year)


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with six plans."""
    folder = tmp_path / "vào"
    folder.mkdir()
    for number in range(1, 7):
        (folder / f"kh-{number}.txt").write_text(plan(number), encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ra"


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The tables, but `runs`, which tells of the time."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.parquet"))
    }
    found.pop("runs.parquet", None)
    return found


def wanted(plans: Path, tmp_path: Path) -> dict[str, bytes]:
    """What a run that nothing disturbs writes."""
    run([str(plans)], tmp_path / "undisturbed")
    return bytes_of(tmp_path / "undisturbed")


def failures(folder: Path) -> list[dict[str, Any]]:
    return pq.read_table(folder / "failures.parquet").to_pylist()


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", "run", "--no-workbook", *map(str, words)]


def slow() -> Processes:
    return Processes(2, work="bad_work:entry")


# --- engines --------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 3])
def test_processes_give_the_same_bytes(
    plans: Path, out: Path, tmp_path: Path, workers: int
) -> None:
    outcome = run([str(plans)], out, engine=Processes(workers))
    assert (outcome.files, outcome.read, outcome.failures) == (6, 6, [])
    assert bytes_of(out) == wanted(plans, tmp_path)


@pytest.mark.parametrize("fewest", [1, 64])  # files in bundles, and one by one
def test_dask_gives_the_same_bytes(
    plans: Path, out: Path, tmp_path: Path, fewest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.engines._FEWEST_BUNDLES", fewest)
    outcome = run([str(plans)], out, engine=DaskEngine(workers=2))
    assert (outcome.files, outcome.failures) == (6, [])
    assert bytes_of(out) == wanted(plans, tmp_path)


def test_what_would_be_left_over_is_read_first_and_the_rest_mixed() -> None:
    sizes = [10_000] * 500 + [20_000] * 500 + [900_000, 1_500_000]
    jobs = [
        Job(str(number), "", str(number), size, sha256(str(number).encode()).hexdigest())
        for number, size in enumerate(sizes)
    ]
    order = shared_out(jobs, workers=2)
    assert [job.size for job in order[:2]] == [1_500_000, 900_000]
    assert sorted(order, key=lambda job: int(job.path)) == jobs
    # of what is left, each tenth holds about as much as the others
    tenths = [sum(job.size for job in order[at : at + 100]) for at in range(2, 1002, 100)]
    assert len(tenths) == 10 and all(1_350_000 < size < 1_650_000 for size in tenths)
    assert shared_out(jobs[::-1], 2) == order


def test_of_a_few_files_the_longest_comes_first() -> None:
    jobs = [Job(str(size), "", str(size), size) for size in (10, 40, 20, 30)]
    assert [job.size for job in shared_out(jobs, 1)] == [40, 30, 20, 10]
    assert shared_out([], 4) == []
    unknown = [Job("a", "", "a"), Job("b", "", "b")]  # nothing tells their sizes
    assert shared_out(unknown, 4) == unknown


def test_small_files_go_to_a_cluster_in_bundles() -> None:
    sizes = [250_000, 90_000, 30_000, *[10_000] * 1000]
    jobs = [Job(str(number), "", str(number), size) for number, size in enumerate(sizes)]
    found = bundles(jobs)
    assert [job for bundle in found for job in bundle] == jobs
    assert [len(bundle) for bundle in found[:4]] == [1, 1, 8, 8]
    assert all(len(bundle) <= 8 for bundle in found)
    assert [len(bundle) for bundle in bundles(jobs[:60])] == [1] * 60


class _Lost:
    """A cluster that loses every worker that is given more than one file, or file 3."""

    def submit(self, work: Any, bundle: list[Job], *_: Any, **__: Any) -> Any:
        from distributed import KilledWorker

        future: Any = Future()
        if len(bundle) > 1 or bundle[0].path == "3":
            future.set_exception(KilledWorker("work", SimpleNamespace(address="tcp://here"), 4))
        else:
            future.set_result([bundle[0].path.encode()])
        future.release = lambda: None
        return future


def test_the_files_of_a_lost_bundle_are_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Completed(list[Any]):
        update = list.extend

    monkeypatch.setattr("distributed.as_completed", Completed)
    monkeypatch.setattr("pipeline.run.engines._FEWEST_BUNDLES", 1)
    jobs = [Job(str(number), "", str(number), 10) for number in range(5)]
    results = {job.path: result for job, result in run_on(_Lost(), jobs, Options())}
    assert {path for path, result in results.items() if isinstance(result, bytes)} == set("0124")
    assert isinstance(results["3"], Failure) and "lost several times" in results["3"].problem


@pytest.mark.parametrize("fewest", [1, 64])
def test_a_lost_worker_of_a_cluster_loses_nothing(
    plans: Path, out: Path, tmp_path: Path, fewest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client, LocalCluster

    monkeypatch.setattr("pipeline.run.engines._FEWEST_BUNDLES", fewest)
    for number in range(7, 30):
        (plans / f"kh-{number}.txt").write_text(plan(number), encoding="utf-8")
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())
        killed = []

        def kill(event: Event) -> None:
            if event.kind == "read" and event.done == 2 and not killed:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(event.done)

        engine = DaskEngine(cluster.scheduler_address)
        outcome = run([str(plans)], out, engine=engine, listener=kill)
    assert killed == [2]
    assert (outcome.files, outcome.failures) == (29, [])
    assert bytes_of(out) == wanted(plans, tmp_path)


def test_files_at_an_address_give_the_same_rows(plans: Path, out: Path, tmp_path: Path) -> None:
    outcome = run([f"file://{plans}"], out)
    assert (outcome.files, outcome.failures) == (6, [])
    assert bytes_of(out) == wanted(plans, tmp_path)
    again = run([f"file://{plans}"], out)
    assert (again.read, again.unchanged) == (0, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [("file:///nowhere/x.txt", "cannot be opened"), ("nothing://x/y.txt", "cannot be opened")],
)
def test_an_address_that_leads_nowhere_is_told_of(address: str, said: str, out: Path) -> None:
    outcome = run([address], out)
    assert outcome.files == 0
    [failure] = outcome.failures
    assert failure.path == address and said in failure.problem and failure.what_to_do[-1] == "."


# --- going on -------------------------------------------------------------------------


def test_a_second_run_reads_only_what_is_new(plans: Path, out: Path, tmp_path: Path) -> None:
    run([str(plans)], out)
    again = run([str(plans)], out)
    assert (again.files, again.read, again.unchanged) == (6, 0, True)
    (plans / "kh-2.txt").write_text(plan(22), encoding="utf-8")
    (plans / "mới.txt").write_text(plan(23), encoding="utf-8")
    (plans / "kh-1.txt").rename(plans / "tên khác.txt")
    third = run([str(plans)], out)
    assert (third.files, third.read, third.unchanged) == (7, 2, False)
    assert bytes_of(out) == wanted(plans, tmp_path)


def test_tables_that_are_gone_or_changed_are_made_again(plans: Path, out: Path) -> None:
    run([str(plans)], out)
    before = bytes_of(out)
    (out / "tasks.parquet").unlink()
    assert not run([str(plans)], out).unchanged
    assert bytes_of(out) == before
    (out / "issues.parquet").write_bytes(b"x")
    assert not run([str(plans)], out).unchanged
    assert bytes_of(out) == before


def test_other_settings_read_anew(plans: Path, out: Path) -> None:
    run([str(plans)], out)
    assert run([str(plans)], out, options=Options(ocr=OcrMode.NEVER)).read == 6
    assert run([str(plans)], out).read == 0  # those of before are kept


def test_another_version_reads_anew_and_drops_the_old(
    plans: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run([str(plans)], out)
    monkeypatch.setattr(stores, "program_version", lambda: "another")
    assert run([str(plans)], out).read == 6
    assert [path.name for path in (out / WORK / "results").iterdir()] == ["another"]


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_stopped_goes_on(
    plans: Path, out: Path, tmp_path: Path, sign: signal.Signals
) -> None:
    """Stopped at an instant when some files are read, and started again."""
    words = [str(plans), "--out", str(out), "--log-json", "--workers", "1"]
    with subprocess.Popen(command(*words), stderr=subprocess.PIPE, cwd=ROOT, text=True) as first:
        assert first.stderr
        for line in first.stderr:
            if json.loads(line)["kind"] == "read":
                first.send_signal(sign)
                break
        first.stderr.read()
        code = first.wait()
    assert code == (130 if sign == signal.SIGINT else -sign)
    assert not list(out.glob("*.parquet"))
    kept = len(list((out / WORK).rglob("*.entry")))
    assert 1 <= kept < 6
    outcome = run([str(plans)], out)
    assert (outcome.files, outcome.read) == (6, 6 - kept)
    assert bytes_of(out) == wanted(plans, tmp_path)


def test_workers_end_with_the_run(plans: Path, out: Path) -> None:
    (plans / "kh-1.txt").write_text(f"SLOW\n{plan(1)}", encoding="utf-8")
    guard = "import pipeline.ingest.guarded"

    def stop(event: Event) -> None:
        if event.kind == "read":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([str(plans)], out, engine=slow(), listener=stop)
    children = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    ).stdout
    assert guard not in children


def test_two_runs_into_one_folder_are_refused(plans: Path, out: Path) -> None:
    run([str(plans)], out)
    before = bytes_of(out)
    with FileLock(out / WORK / "lock"):
        with pytest.raises(FolderTaken):
            run([str(plans)], out)
        done = subprocess.run(
            command(plans, "--out", out), capture_output=True, cwd=ROOT, text=True
        )
    assert done.returncode == 4
    assert "another run writes there" in done.stderr and "Traceback" not in done.stderr
    assert bytes_of(out) == before


# --- faults of files ------------------------------------------------------------------

TIGHT = Options(Limits(page_seconds=5, file_memory=1024**3))  # a stage: 15 seconds


@pytest.mark.parametrize(
    ("order", "stage", "said"),
    [
        ("CRASH", "segment", "SIGSEGV"),
        ("HANG", "extract", "took more than"),
        ("GROW", "read", "memory"),
        ("RAISE", "clean", "ZeroDivisionError"),
    ],
)
def test_a_file_that_breaks_its_worker_is_a_row(
    plans: Path, out: Path, order: str, stage: str, said: str
) -> None:
    bad = plans / "xấu.txt"
    bad.write_text(f"{order}\n{plan()}", encoding="utf-8")
    outcome = run([str(plans)], out, options=TIGHT, engine=slow())
    assert outcome.files == 6
    [row] = failures(out)
    assert (row["source_path"], row["stage"]) == ("xấu.txt", stage)
    assert said in row["error"] and row["what_to_do"].endswith(".")
    if order in ("RAISE", "CRASH", "HANG"):
        assert "bad_work.py" in (out / row["detail"]).read_text(encoding="utf-8")
    again = run([str(plans)], out, options=TIGHT, engine=slow())
    assert (again.read, again.unchanged, len(again.failures)) == (0, True, 1)
    third = run([str(plans)], out, options=TIGHT, engine=Processes(1), retry_failed=True)
    assert (third.files, third.read, third.failures) == (7, 1, [])
    assert failures(out) == [] and not (out / "failures").exists()


def test_trouble_of_the_machine_is_tried_again(
    plans: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.ingest.guard.sys.executable", "/nowhere/python")
        outcome = run([str(plans)], out, engine=Processes(1))
        assert (outcome.files, len(outcome.failures)) == (0, 6)
        assert "cannot be started" in outcome.failures[0].problem
    assert run([str(plans)], out).read == 6


class Meddling:
    """Reads here; before each file something happens to it."""

    name, workers = "meddling", 1

    def __init__(self, meddle: Callable[[Path], None]) -> None:
        self._meddle = meddle

    def run(self, jobs: Sequence[Job], options: Options, pages: Any = None) -> Iterator[Any]:
        for job in jobs:
            self._meddle(Path(job.path))
            yield from Here().run([job], options, pages)


def test_a_file_replaced_while_it_is_read_is_kept_as_it_was_read(
    plans: Path, out: Path, tmp_path: Path
) -> None:
    old = (plans / "kh-3.txt").read_bytes()

    def replace(path: Path) -> None:
        if path.name == "kh-3.txt":
            path.write_text(plan(33), encoding="utf-8")

    run([str(plans)], out, engine=Meddling(replace))  # type: ignore[arg-type]
    assert bytes_of(out) == wanted(plans, tmp_path)
    (plans / "kh-3.txt").write_bytes(old)
    assert run([str(plans)], out).read == 1


def test_a_file_emptied_while_it_is_read_fails_only_as_that(plans: Path, out: Path) -> None:
    text = (plans / "kh-3.txt").read_bytes()

    def empty(path: Path) -> None:
        if path.name == "kh-3.txt":
            path.write_bytes(b"")

    assert run([str(plans)], out, engine=Meddling(empty)).files == 5  # type: ignore[arg-type]
    (plans / "kh-3.txt").write_bytes(text)
    assert run([str(plans)], out).read == 1


def test_copies_are_read_once_and_told_of(plans: Path, out: Path) -> None:
    shutil.copy(plans / "kh-1.txt", plans / "bản sao.txt")
    shutil.copy(plans / "kh-1.txt", plans / "bản sao.md")
    outcome = run([str(plans)], out)
    assert (outcome.files, len(outcome.remarks)) == (6, 2)
    assert all("the same bytes" in remark for remark in outcome.remarks)
    assert run([str(plans)], out).unchanged


def test_names_of_any_kind(plans: Path, out: Path) -> None:
    names = ["kế hoạch.txt", " hai  ô.txt", "'nháy'\".txt", "dòng\nmới.txt", "$(x);&.txt"]
    for number, name in enumerate([unicodedata.normalize("NFD", names[0]), *names], 50):
        (plans / name).write_text(plan(number), encoding="utf-8")
    outcome = run([str(plans)], out, engine=Processes(2))
    assert (outcome.files, outcome.failures) == (12, [])
    found = {row["source_path"] for row in tables.to_rows(tables.read(out))["documents"]}
    assert set(names) <= found


def test_a_thousand_tiny_files(tmp_path: Path, out: Path) -> None:
    folder = tmp_path / "vào"
    folder.mkdir()
    for number in range(1000):
        (folder / f"{number}.txt").write_text(f"Giao Sở A việc {number}.", encoding="utf-8")
    outcome = run([str(folder)], out, engine=Processes(2))
    assert (outcome.files, outcome.counts["documents"]) == (1000, 1000)
    assert run([str(folder)], out).unchanged


def test_a_file_of_two_thousand_pages_beside_small_ones(plans: Path, out: Path) -> None:
    pages = "\f".join(f"{page}. Công an xã tuần tra thôn {page}." for page in range(1, 2001))
    (plans / "dài.txt").write_text(plan(9).split("1. Phòng")[0] + pages, encoding="utf-8")
    outcome = run([str(plans)], out, engine=Processes(2))
    assert (outcome.files, outcome.failures) == (7, [])
    assert outcome.counts["pages"] == 2006


# --- faults of the disk ---------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"x" * 500, None])
def test_a_corrupt_result_is_read_again(
    plans: Path, out: Path, tmp_path: Path, data: bytes | None
) -> None:
    run([str(plans)], out)
    for entry in sorted((out / WORK).rglob("*.entry"))[:2]:
        whole = entry.read_bytes()
        entry.write_bytes(whole[:-40] + b"\0" * 40 if data is None else data)
    (plans / "mới.txt").write_text(plan(7), encoding="utf-8")
    outcome = run([str(plans)], out)
    assert (outcome.files, outcome.read) == (7, 3)
    assert bytes_of(out) == wanted(plans, tmp_path)


def test_corrupt_notes_are_no_trouble(plans: Path, out: Path) -> None:
    (plans / "trống.txt").write_bytes(b"")
    run([str(plans)], out)
    before = bytes_of(out)
    for name in ("last.json", *(path.name for path in (out / WORK).rglob("*.failure"))):
        for path in (out / WORK).rglob(name):
            path.write_bytes(b"{")
    (out / "runs.parquet").write_bytes(b"x")
    assert run([str(plans)], out).files == 6
    assert bytes_of(out) == before


def test_a_full_disk_stops_the_run_and_loses_nothing(
    plans: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = os.replace, iter(range(100))

    def full(source: Any, target: Any) -> None:
        if next(count) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OSError, match="No space"):
            run([str(plans)], out)
    assert not list(out.glob("*.parquet"))
    assert not list((out / WORK).glob("half-*"))
    outcome = run([str(plans)], out)
    assert (outcome.files, outcome.read) == (6, 3)
    assert bytes_of(out) == wanted(plans, tmp_path)


def test_a_clock_set_back_makes_no_difference(plans: Path, out: Path) -> None:
    run([str(plans)], out)
    (plans / "kh-1.txt").write_text(plan(11), encoding="utf-8")
    later = time.time() + 10**8
    for path in (*plans.iterdir(), *out.rglob("*.*")):
        os.utime(path, (later, later))
    assert run([str(plans)], out).read == 1
    assert run([str(plans)], out).unchanged


# --- what is written ------------------------------------------------------------------


def test_tables_in_parts_read_back_as_one(plans: Path, out: Path, tmp_path: Path) -> None:
    for number in range(7, 10):
        (plans / f"kh-{number}.txt").write_text(plan(number, 2020 + number), encoding="utf-8")
    (plans / "thơ.txt").write_text("Hôm nay trời đẹp.\n", encoding="utf-8")
    run([str(plans)], tmp_path / "whole", partition=False)
    run([str(plans)], out, partition=True)
    parts = {path.parent.relative_to(out / "tasks.parquet").as_posix() for path in
             (out / "tasks.parquet").rglob("*.parquet")}  # fmt: skip
    assert parts == {
        "issue_year=2026/issue_level=commune",
        "issue_year=2027/issue_level=commune",
        "issue_year=2028/issue_level=commune",
        "issue_year=2029/issue_level=commune",
        "issue_year=unknown/issue_level=unknown",
    }
    whole, parted = (
        tables.to_rows(tables.read(tmp_path / "whole")),
        tables.to_rows(tables.read(out)),
    )
    for table in tables.SCHEMAS:
        assert sorted(map(repr, whole[table])) == sorted(map(repr, parted[table]))
        path = out / f"{table}.parquet"
        assert len(pd.read_parquet(path)) == len(whole[table])
        assert ds.dataset(path, partitioning="hive").count_rows() == len(whole[table])
    run([str(plans)], out, partition=False)
    assert bytes_of(out) == bytes_of(tmp_path / "whole")


def test_a_run_is_told_of(plans: Path, out: Path) -> None:
    (plans / "trống.txt").write_bytes(b"")
    before = datetime.now(UTC)
    run([str(plans)], out)
    run([str(plans)], out, options=Options(passwords=("bí mật",)))
    first, second = pq.read_table(out / "runs.parquet").to_pylist()
    assert before - timedelta(milliseconds=1) <= first["started_at"] <= datetime.now(UTC)
    assert (first["files"], first["files_read"], first["files_failed"]) == (7, 6, 1)
    assert (first["engine"], first["workers"], first["n_tasks"]) == ("here", 1, 12)
    assert first["inputs"] == [str(plans)] and first["run_id"] < second["run_id"]
    assert "bí mật" not in second["settings"] and json.loads(second["settings"])["passwords"] == 1


def test_lines_of_json_tell_each_step(plans: Path, out: Path) -> None:
    (plans / "dòng\nmới.txt").write_bytes(b"")
    words = command(plans, "--out", out, "--log-json", "--engine", "here")
    done = subprocess.run(words, capture_output=True, cwd=ROOT, text=True)
    assert done.returncode == 1
    *events, failed = done.stderr.splitlines()
    kinds = [json.loads(line)["kind"] for line in events]
    assert kinds == ["found", *["read"] * 6, "failed", "writing"]
    assert failed.startswith("failed: ") and "dòng\\nmới.txt" in failed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scheduler", "tcp://x:1"], "--scheduler is for --engine dask"),
        (["--workers", "0"], "is no number of workers"),
        (["--engine", "spark"], "invalid choice"),
    ],
)
def test_words_that_fit_nothing_are_2(plans: Path, out: Path, words: list[str], said: str) -> None:
    done = subprocess.run(
        command(plans, "--out", out, *words), capture_output=True, cwd=ROOT, text=True
    )
    assert done.returncode == 2
    assert said in done.stderr


# --- several runs, and a folder that is looked at -------------------------------------


def test_merged_runs_are_those_of_all_files(plans: Path, out: Path, tmp_path: Path) -> None:
    (plans / "trống.txt").write_bytes(b"")
    first, second = (tmp_path / name for name in ("một", "hai"))
    (plans / "kh-2.txt").write_text(plan(2).replace("Căn cứ", "Theo"), encoding="utf-8")
    run([str(plans / f"kh-{number}.txt") for number in (1, 2, 3)], first)
    run([str(plans / f"kh-{number}.txt") for number in (3, 4, 5, 6)], second, partition=True)
    run([str(plans)], tmp_path / "all")
    run([str(plans / "trống.txt"), str(plans / "kh-1.txt")], tmp_path / "bad")
    written = merge([first, second, tmp_path / "bad"], out)
    assert written.counts["documents"] == 6
    assert tables.check(tables.read(out)) == []
    assert bytes_of(out) == bytes_of(tmp_path / "all")
    cited = pq.read_table(out / "citations.parquet")["cited_doc_id"].to_pylist()
    assert len([doc_id for doc_id in cited if doc_id]) == 6


def test_what_cannot_be_merged_is_told(plans: Path, out: Path, tmp_path: Path) -> None:
    run([str(plans)], tmp_path / "một")
    words = ["merge", tmp_path / "một", tmp_path / "nowhere", "--out", out]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)],
        capture_output=True,
        cwd=ROOT,
        text=True,
    )
    assert done.returncode == 4 and "there is no such file" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("workers", ["-1", "0", "x"])
def test_a_number_of_workers_is_looked_at_there_too(plans: Path, out: Path, workers: str) -> None:
    words = ["watch", str(plans), "--out", str(out), "--workers", workers]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *words], capture_output=True, cwd=ROOT, text=True
    )
    assert done.returncode == 2 and "is no number of workers" in done.stderr


def test_a_watched_folder_takes_in_what_comes(plans: Path, out: Path) -> None:
    outcomes = watch([str(plans)], out, every=0.01, rounds=8)
    assert next(outcomes).read == 6
    (plans / "mới.txt").write_text(plan(7), encoding="utf-8")
    assert next(outcomes).read == 1
    (plans / "kh-1.txt").unlink()
    third = next(outcomes)
    assert (third.read, third.files) == (0, 6)
    assert list(outcomes) == []


def test_a_file_that_is_still_copied_is_waited_for(
    plans: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter(range(100))

    def grow(_: float) -> None:
        if 1 <= next(looks) <= 3:
            with (plans / "dài.txt").open("a", encoding="utf-8") as file:
                file.write(plan(9) if next(looks) < 3 else "3. Công an xã tuần tra.\n")

    monkeypatch.setattr("pipeline.run.watch.time.sleep", grow)
    outcomes = list(watch([str(plans)], out, rounds=12))
    assert [outcome.read for outcome in outcomes] == [6, 1]
