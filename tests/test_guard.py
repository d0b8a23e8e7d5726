"""Whatever a reader does in its process, the caller gets a Source or an IngestError."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from processes import alive, await_end

from pipeline.ingest import Limits, Options, read
from pipeline.ingest.guard import Guard
from pipeline.model import IngestError, Source

BAD_READERS = Path(__file__).parent / "hostile"
MEGABYTE = 1024 * 1024
LIMITS = Limits(file_seconds=120, file_memory=400 * MEGABYTE, max_unpacked=20 * MEGABYTE)
SHORT = replace(LIMITS, file_seconds=0.5)

Ask = Callable[..., str]


@pytest.fixture
def guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Guard]:
    """A guard whose reader does what the file says."""
    monkeypatch.syspath_prepend(str(BAD_READERS))
    with Guard(reader="bad_readers:read") as made:
        yield made


@pytest.fixture
def ask(guard: Guard, tmp_path: Path) -> Ask:
    """Writes an order into a file, lets the guard read it, gives the text."""
    file = tmp_path / "lệnh.pdf"

    def asked(order: str, limits: Limits = LIMITS) -> str:
        file.write_text(order, "utf-8")
        return guard.read(file, options=Options(limits)).text

    return asked


# --- in trouble -----------------------------------------------------------------------

TROUBLE = {
    "segfault": ("the reader crashed on it (signal 11, SIGSEGV)", "save it anew"),
    "abort": ("the reader crashed on it (signal 6, SIGABRT)", "report this file"),
    "killed": ("the system killed its reader", "Close other programs"),
    "exit 0": ("the reader ended without an answer (exit code 0)", "report this file"),
    "exit 3": ("the reader ended without an answer (exit code 3)", "report this file"),
    "sys_exit": ("the reader failed on it (SystemExit: 0)", "report this file"),
    "raise x": ("the reader failed on it (KeyError: 'x')", "report this file"),
    "unpicklable": ("the reader failed on it (TypeError", "report this file"),
    "refuse": ("is a test", "Do nothing."),
    "grow": ("reading it needs more than 400 MB of memory", "file_memory=800MB)"),
    "grow_slowly 250": ("reading it needs more than 400 MB of memory", "file_memory=800MB)"),
    "one_allocation 900": (
        "reading it needs more than 400 MB of memory",
        "file_memory=800MB)",
    ),
    "bad_alloc": ("reading it needs more than 400 MB of memory", "file_memory=800MB)"),
    "write 30": ("the reader failed on it (OSError: [Errno 27] File too large)", "report"),
}
HANGS = {
    "spin": ("reading it took more than 0.5 seconds", "--limit file_seconds=1)"),
    "hang_in_c": ("reading it took more than 0.5 seconds", "--limit file_seconds=1)"),
    "pages 9 0.2 0": ("reading it took more than 0.5 seconds (page ", "--limit file_seconds=1)"),
}


@pytest.mark.parametrize("order", [*TROUBLE, *HANGS])
def test_a_file_in_trouble_is_an_error_that_says_what_to_do_and_the_next_is_read(
    ask: Ask, order: str
) -> None:
    assert ask("say trước") == "trước"
    with pytest.raises(IngestError) as caught:
        ask(order, SHORT if order in HANGS else LIMITS)
    problem, what_to_do = (TROUBLE | HANGS)[order]
    assert caught.value.path == "lệnh.pdf"
    assert caught.value.problem.startswith(problem)
    assert what_to_do in caught.value.what_to_do
    assert caught.value.what_to_do.endswith(".")
    assert ask("say sau") == "sau"


@pytest.mark.parametrize("order", ["segfault", "spin", "raise x", "grow"])
def test_the_error_carries_where_the_reader_was(ask: Ask, order: str) -> None:
    with pytest.raises(IngestError) as caught:
        ask(order, SHORT if order == "spin" else LIMITS)
    assert f"in _{order.split()[0]}" in "".join(caught.value.__notes__)


def test_a_file_that_hangs_is_killed_with_what_it_started(ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="took more than"):
        ask(f"leave_process {tmp_path / 'pids'}", replace(LIMITS, file_seconds=2))
    await_end(*map(int, (tmp_path / "pids").read_text().split()))


def test_a_page_that_hangs_ends_the_file_before_its_time(ask: Ask) -> None:
    with pytest.raises(IngestError) as caught:
        ask("pages 300 0 3", replace(LIMITS, file_seconds=3600, page_seconds=0.3))
    assert caught.value.problem == "one page took more than 0.9 seconds (page 3 of 300)"
    assert "--limit page_seconds=" in caught.value.what_to_do


def test_a_reader_that_hangs_behind_the_last_page_is_ended_too(ask: Ask) -> None:
    with pytest.raises(IngestError) as caught:
        ask("pages 3 0 4", replace(LIMITS, file_seconds=3600, page_seconds=0.3))
    assert caught.value.problem == "putting its pages together took more than 0.9 seconds"


def test_a_long_file_that_goes_on_is_not_killed(ask: Ask) -> None:
    limits = replace(LIMITS, file_seconds=3600, page_seconds=0.6)  # silence: 1.8 s, file: 2 s
    assert int(ask("pages 5 0.4 0", limits))


def test_the_caller_is_told_of_pages(guard: Guard, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("pages 3 0 0", "ascii")
    told: list[tuple[int, int]] = []
    guard.read(tmp_path / "a.pdf", progress=lambda *step: told.append(step))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


# --- the process ----------------------------------------------------------------------


def test_files_share_a_process_until_one_is_in_trouble(ask: Ask) -> None:
    first = ask("pid")
    assert ask("pid") == first
    with pytest.raises(IngestError):
        ask("refuse")
    assert ask("pid") == first  # a refusal is an answer like another
    with pytest.raises(IngestError):
        ask("raise x")
    second = ask("pid")
    assert second != first
    await_end(int(first))
    os.kill(int(second), signal.SIGKILL)  # between two files
    await_end(int(second))
    assert ask("pid") not in (first, second)


def test_a_process_that_has_grown_is_renewed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(BAD_READERS))
    (tmp_path / "a.pdf").write_text("keep 60", "ascii")
    with Guard(reader="bad_readers:read", renew_above=100 * MEGABYTE) as guard:
        pids = [guard.read(tmp_path / "a.pdf").text for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_the_process_is_bounded(ask: Ask) -> None:
    assert ask("limits") == str([0, LIMITS.max_unpacked, LIMITS.file_memory])
    assert ask("environment OMP_THREAD_LIMIT") == "1"
    if sys.platform == "linux":
        pid = ask("pid")
        assert Path(f"/proc/{pid}/oom_score_adj").read_text().strip() == "1000"
        assert os.getsid(int(pid)) == int(pid)


def test_the_process_loads_no_language_and_no_tables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(BAD_READERS))
    (tmp_path / "a.txt").write_text("KẾ HOẠCH\nNăm 2026", "utf-8")
    with Guard(reader="bad_readers:real") as guard:
        loaded = guard.read(tmp_path / "a.txt").text.split()
    assert "pipeline" in loaded
    assert {"spacy", "underthesea", "pandas", "pyarrow", "extractors"}.isdisjoint(loaded)


def test_what_libraries_print_and_read_does_not_get_into_the_answers(
    ask: Ask, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask("print") == "''"
    assert ask("say sau") == "sau"
    assert capfd.readouterr() == ("", "")


def test_files_left_by_a_killed_reader_are_removed(guard: Guard, ask: Ask) -> None:
    folder = Path(ask("write 10"))
    assert (folder / "large").exists()
    with pytest.raises(IngestError):
        ask("segfault")
    assert not folder.exists()
    folder = Path(ask("write 10"))
    guard.close()
    assert not folder.exists()


def test_readers_have_no_network(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):  # there is one here
            pass
        with pytest.raises(IngestError, match="no network"):
            ask(f"connect {port}")


def test_readers_in_c_have_no_network_either(ask: Ask) -> None:
    code = "import ctypes; print(ctypes.CDLL(None).unshare(0x50000000))"
    allowed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    if allowed.stdout.strip() != b"0":
        pytest.skip("this system lets no process make an empty network of its own")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert ask(f"connect_in_c {server.getsockname()[1]}") != "connected"


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_process_ends_with_its_parent_however_that_ends(
    tmp_path: Path, project_root: Path, how: signal.Signals
) -> None:
    (tmp_path / "a.pdf").write_text(f"leave_process {tmp_path / 'pids'}", "utf-8")
    code = (
        "import sys; from pathlib import Path; from pipeline.ingest.guard import Guard\n"
        "Guard(reader='bad_readers:read').read(Path(sys.argv[1]))"
    )
    path = os.pathsep.join(map(str, (project_root, BAD_READERS)))
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "a.pdf")],
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        limit = time.monotonic() + 60
        while not (tmp_path / "pids").exists() or not (tmp_path / "pids").read_text():
            assert parent.poll() is None
            assert time.monotonic() < limit
            time.sleep(0.02)
        pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
        assert all(map(alive, pids))
        os.killpg(parent.pid, how)  # as a terminal sends Ctrl-C
        parent.wait(timeout=60)
        await_end(*pids)
    finally:
        parent.kill()
        parent.wait()


def test_an_interrupt_in_mid_file_leaves_no_answer_for_the_next(
    guard: Guard, ask: Ask, tmp_path: Path
) -> None:
    before = ask("pid")
    (tmp_path / "a.pdf").write_text("pages 3 0.2 0", "ascii")

    def stop(page: int, pages: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guard.read(tmp_path / "a.pdf", progress=stop)
    await_end(int(before))
    assert ask("say sau") == "sau"


def test_a_process_that_cannot_start_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_text("pid", "ascii")
    with (
        Guard(reader="nowhere:read") as guard,
        pytest.raises(IngestError, match=r"cannot be started \(ModuleNotFoundError: .*nowhere"),
    ):
        guard.read(tmp_path / "a.pdf")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "không có"))
    with (
        Guard(reader="bad_readers:read") as guard,
        pytest.raises(IngestError, match="cannot be started"),
    ):
        guard.read(tmp_path / "a.pdf")


def test_a_guard_may_be_closed_twice_and_used_again(guard: Guard, ask: Ask) -> None:
    guard.close()
    first = ask("pid")
    guard.close()
    guard.close()
    await_end(int(first))
    assert ask("pid") != first


def test_threads_share_a_guard(guard: Guard, ask: Ask, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.pdf").write_text(f"say {number}", "ascii")
    files = [tmp_path / f"{number}.pdf" for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        texts = [source.text for source in pool.map(guard.read, files)]
        pid = pool.submit(ask, "pid").result()
    assert texts == [str(number) for number in range(20)]
    assert ask("pid") == pid  # the thread that started the process has ended


# --- what comes back ------------------------------------------------------------------


def test_a_source_of_100_megabytes_comes_back_whole(guard: Guard, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("large 100", "ascii")
    options = Options(Limits(max_text_bytes=200 * MEGABYTE))
    found = guard.read(tmp_path / "a.pdf", options=options)
    assert len(found.text.encode()) > 99 * MEGABYTE
    assert found.text.count("ợ") == len(found.text)
    assert found.words is not None
    assert len(found.words) == 1000
    [(start, end, region, confidence)] = found.words.within(4, 5)
    assert (start, end, region.page, region.x0, region.y1, confidence) == (4, 5, 1, 0.5, 3, 0.25)
    assert [word[3] for word in found.words.within(2, 3)] == [None]


def test_more_text_than_a_text_file_may_hold_is_refused(ask: Ask) -> None:
    limits = replace(LIMITS, max_text_bytes=1000)
    assert len(ask("say " + "x" * 1000, limits)) == 1000
    with pytest.raises(IngestError, match=r"more than 1,000 bytes of text.*max_text_bytes"):
        ask("say " + "x" * 1001, limits)


def test_text_is_read_here_and_no_process_started(tmp_path: Path) -> None:
    for name in ("a.txt", "b.MD"):
        (tmp_path / name).write_text("KẾ HOẠCH\f2026", "utf-8")
    with Guard() as guard:
        for name in ("a.txt", "b.MD"):
            found = guard.read(tmp_path / name, root=tmp_path.parent)
            assert isinstance(found, Source)
            assert found == read(tmp_path / name, root=tmp_path.parent)
        with pytest.raises(IngestError) as caught:
            guard.read(tmp_path / "c.không_có")
        assert "is not" in str(caught.value) or "no such file" in str(caught.value)
        assert guard._child is None


def test_paths_are_those_of_the_caller_wherever_it_stands(
    guard: Guard, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("pid")  # started in another folder
    (tmp_path / "vào" / "sâu").mkdir(parents=True)
    (tmp_path / "vào" / "sâu" / "a.pdf").write_text("path", "ascii")
    monkeypatch.chdir(tmp_path)
    found = guard.read(Path("vào/sâu/a.pdf"), root=Path("vào"))
    assert (found.path, found.text) == ("sâu/a.pdf", "sâu/a.pdf")


NAMES = ["kê hoạch (1).pdf", "a\nb.pdf", "'\".pdf", "-c.pdf", os.fsdecode(b"\xff\xfe.pdf")]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_any_file_name_gets_through(guard: Guard, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("say xong", "ascii")
    assert guard.read(tmp_path / name).text == "xong"


def test_the_page_on_limits_has_every_limit(project_root: Path) -> None:
    page = (project_root / "docs" / "limits-of-input.md").read_text("utf-8")
    for limit in fields(Limits):
        assert f"| `{limit.name}` |" in page
