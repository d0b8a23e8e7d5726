"""Files are read in a process that can be killed: no crash, hang or flood reaches the run."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, cast

import pipeline.ingest as ingest
from pipeline.ingest.blob import Limits, Options, shown_path
from pipeline.ingest.guarded import Failed, Job, OutOfMemory, PageDone, StageBegun
from pipeline.ingest.progress import Listener
from pipeline.model import IngestError, Media, Source

__all__ = ["Guard"]

_READER = "pipeline.ingest:read"
_DEFAULTS = Options()

# What a reader keeps between files (models, caches, a fragmented heap) before its process
# is renewed. Recognition models need 50 to 100 MB of it.
_RENEW_ABOVE = 400 * 1024 * 1024
# A page may take this many times `page_seconds` of wall time: that limit is for its
# recognition alone, and the machine may be busy.
_SILENCE = 3
_TICK = 0.1
_START_SECONDS = 120.0
_LAST_WORDS = 8 * 1024
# A library that is refused memory mostly aborts, and a buffer that was to be doubled is
# refused when half of the memory is in use.
_STARVED = 0.45
_START = """
import sys
lifeline, reader, *sys.path = sys.argv[1:]
sys.argv[1:] = []
from pipeline.ingest.guarded import serve
serve(int(lifeline), reader)
"""
# One thread a process (measured: Tesseract is five times slower with more), set before
# any library can look.
_ENVIRONMENT = {
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}
_SAVE_ANEW = (
    "Open it in another program and save it anew (a PDF: print it to a PDF), "
    "and please report this file."
)


class Guard:
    """Reads files as `pipeline.ingest.read` does, the risky formats in a process of its own.

    Text and Markdown go through no risky parser and are read here. The process starts
    when the first other file comes and stays for the next ones. It is renewed after a
    crash, a hang, or a defect of a reader, and when it has grown. It knows only
    `pipeline.ingest`, has no network, one thread a library, and bounds on memory and on
    the size of files it writes; it and what it started end when this process ends, in
    whatever way.

    It is a plain subprocess, not one of `multiprocessing`: that would import the main
    module of whoever calls (a notebook, pandas and all) a second time, fails where that
    module has no `__main__` guard, and may not be used by workers that are themselves
    daemons.

    A Guard reads one file at a time; threads that share it wait for each other.

    Args:
        reader: "module:function" that is called in the process in the place of
            `pipeline.ingest.read`, for every file, with its arguments.
        renew_above: bytes of memory of the process after a file above which the next
            file gets a new one.
    """

    def __init__(self, *, reader: str = _READER, renew_above: int = _RENEW_ABOVE) -> None:
        self._reader = reader
        self._renew_above = renew_above
        self._child: _Child | None = None
        self._lock = Lock()

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, if there is one; a later `read` starts another."""
        with self._lock:
            self._drop()

    def interrupt(self) -> None:
        """Kills the process from another thread: a file that is being read fails at once."""
        child = self._child
        if child:
            child.kill()

    def read(
        self,
        path: Path,
        *,
        root: Path | None = None,
        options: Options = _DEFAULTS,
        progress: Listener | None = None,
    ) -> Source:
        """The file at `path` as text with its pages; see `pipeline.ingest.read`.

        Args:
            progress: is told of every page done and their number, where the reader tells.

        Raises:
            IngestError: the file cannot be taken in, or its reading crashed, hung, or
                went over `options.limits`. Its notes hold what the reader said last.
        """
        path = Path(path)
        if self._reader == _READER and path.suffix.lower() not in _risky_suffixes():
            return ingest.read(path, root=root, options=options)
        return cast(Source, self.call(path, root=root, options=options, progress=progress))

    def call(
        self,
        path: Path,
        *,
        root: Path | None = None,
        options: Options = _DEFAULTS,
        progress: Listener | None = None,
    ) -> Any:
        """What the process's function gives for the file at `path`, whatever that is.

        Raises:
            IngestError: as for `read`; its `stage` is where the file got to.
        """
        with self._lock:
            name = shown_path(path, root)
            job = Job(_absolute(path), None if root is None else _absolute(Path(root)), options)
            try:
                return self._read(job, name, progress)
            except BaseException:  # Ctrl-C in mid file: what comes back later is not ours
                if self._child and self._child.busy:
                    self._drop()
                raise

    def _read(self, job: Job, name: str, progress: Listener | None) -> Any:
        child = self._ready(name)
        try:
            answer = child.ask(job, progress)
        except _Stopped as stopped:
            self._drop()
            raise _error(
                name,
                stopped.problem,
                stopped.what_to_do,
                stopped.detail,
                child.stage,
                stopped.passing,
            ) from None
        if isinstance(answer, Failed | OutOfMemory) or child.memory() > self._renew_above:
            self._drop()
        if isinstance(answer, IngestError):
            raise answer
        if isinstance(answer, OutOfMemory):
            problem = _too_much_memory(job.options.limits)
            raise _error(name, *problem, answer.detail, child.stage)
        if isinstance(answer, Failed):
            what = "the reader failed on it" if child.stage == "read" else "could not be understood"
            report = "Please report this file."
            raise _error(name, f"{what} ({answer.what})", report, answer.detail, child.stage)
        return answer

    def _ready(self, name: str) -> _Child:
        """The process, a new one where there is none or it has ended since the last file."""
        if self._child and not self._child.alive():
            self._drop()
        if self._child is None:
            try:
                self._child = _Child(self._reader)
            except (OSError, _Stopped) as error:
                reason = error.problem if isinstance(error, _Stopped) else error.strerror
                raise _error(
                    name,
                    f"the process that reads it cannot be started ({reason})",
                    "Close other programs and try again; if that does not help, "
                    "install nhiemvu anew.",
                    error.detail if isinstance(error, _Stopped) else "",
                    passing=True,
                ) from error
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.end()


def _risky_suffixes() -> frozenset[str]:
    safe = (Media.TEXT, Media.MARKDOWN)
    risky = (entry.suffixes for entry in ingest._FORMATS if entry.media not in safe)
    return frozenset(suffix for suffixes in risky for suffix in suffixes)


def _absolute(path: Path) -> Path:
    """`path` as the process can open it wherever it stands; links are not followed."""
    try:
        return Path(os.path.abspath(path))
    except OSError:  # no working folder; the reader says what is wrong
        return path


def _error(
    name: str,
    problem: str,
    what_to_do: str,
    detail: str,
    stage: str = "read",
    passing: bool = False,
) -> IngestError:
    error = IngestError(name, problem, what_to_do, stage, passing)
    if detail:
        error.add_note(detail)
    return error


# --- the process, seen from here ------------------------------------------------------


class _Stopped(Exception):
    """The process ended, or had to be ended, before its answer."""

    def __init__(
        self, problem: str, what_to_do: str = "", detail: str = "", passing: bool = False
    ) -> None:
        super().__init__(problem)
        self.problem, self.what_to_do, self.detail = problem, what_to_do, detail
        self.passing = passing  # the machine's trouble, not the file's


class _Child:
    """One process that reads, its pipes, its folder for temporary files and its log."""

    def __init__(self, reader: str) -> None:
        self.busy = False
        self.detail = ""  # the last lines of its log, once it has ended
        self.peak = 0  # bytes of memory that it held at most, once it has ended
        self.stage = "read"  # where on the road the last file got to
        self._folder = tempfile.TemporaryDirectory(prefix="nhiemvu-", ignore_cleanup_errors=True)
        self._log = open(os.path.join(self._folder.name, "log"), "ab+")  # noqa: SIM115
        try:
            self._start(reader)
        except BaseException:
            self._folder.cleanup()
            self._log.close()
            raise
        try:
            self._await_start()
        except BaseException:
            self.end()
            raise

    def _start(self, reader: str) -> None:
        their_end, self._lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *("-c", _START, str(their_end), reader),
                    *(os.path.abspath(entry or os.curdir) for entry in sys.path),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=os.environ | _ENVIRONMENT | {"TMPDIR": self._folder.name},
                cwd=self._folder.name,
                pass_fds=(their_end,),
                start_new_session=True,  # Ctrl-C is ours, and it ends with what it started
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(their_end)
        assert self._process.stdin and self._process.stdout
        self._jobs = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()

    def _await_start(self) -> None:
        try:
            if not self._answers.poll(_START_SECONDS):
                raise _Stopped(f"no answer in {_START_SECONDS:.0f} seconds")
            self._answers.recv()
        except (EOFError, OSError) as error:
            detail = self._last_words()
            last = detail.strip().rpartition("\n")[2]
            raise _Stopped(last or f"exit code {self._process.wait()}", detail=detail) from error

    def alive(self) -> bool:
        return self._process.poll() is None

    def memory(self) -> int:
        """Bytes that the process and those it started hold, shared ones aside."""
        return _memory_of(self._process.pid)

    def ask(self, job: Job, progress: Listener | None) -> Any:
        """The answer to `job`; told of pages on the way.

        Raises:
            _Stopped: the process crashed, or went over the limits and was killed.
        """
        os.ftruncate(self._log.fileno(), 0)
        self.busy = True
        self.stage = "read"
        watch = _Watch(job.options.limits)
        try:
            self._jobs.send(job)
            while True:
                if self._answers.poll(_TICK):
                    answer = self._answers.recv()
                    if isinstance(answer, StageBegun):
                        self.stage = answer.stage
                        watch.stage_begins(answer)
                        continue
                    if not isinstance(answer, PageDone):
                        self.busy = False
                        return answer
                    watch.page_done(answer)
                    if progress:
                        progress(answer.page, answer.pages)
                watch.look(self.memory())
        except _Stopped as stopped:
            self.end(show_place=watch.most < job.options.limits.file_memory)
            stopped.detail = self.detail
            raise
        except (EOFError, OSError) as error:
            self.end()
            raise self._crash(watch) from error

    def _crash(self, watch: _Watch) -> _Stopped:
        code = self._process.returncode
        starved = max(watch.most, self.peak) > _STARVED * watch.limits.file_memory
        if starved or "bad_alloc" in self.detail:
            return _Stopped(*_too_much_memory(watch.limits), self.detail)
        if code == -signal.SIGKILL:
            return _Stopped(
                "the system killed its reader, as it does when memory runs out",
                "Close other programs and try again, or split the file.",
                self.detail,
                passing=True,
            )
        if code < 0:
            try:
                sign = f"signal {-code}, {signal.Signals(-code).name}"
            except ValueError:
                sign = f"signal {-code}"
            return _Stopped(f"the reader crashed on it ({sign})", _SAVE_ANEW, self.detail)
        problem = f"the reader ended without an answer (exit code {code})"
        return _Stopped(problem, _SAVE_ANEW, self.detail)

    def end(self, *, show_place: bool = False) -> None:
        """Ends the process and what it started. `show_place` lets it say where it was."""
        if self._log.closed:
            return
        if show_place:  # faulthandler writes the Python stack into the log
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.kill(self._process.pid, signal.SIGABRT)
                self._answers.poll(2)  # ends with the process
        self.kill()
        self._reap()
        self.detail = self._last_words()
        self._jobs.close()
        self._answers.close()
        os.close(self._lifeline)
        self._log.close()
        self._folder.cleanup()

    def kill(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Waits for the end, as Popen.wait does, which does not tell of memory."""
        if self._process.returncode is None:
            _, status, usage = os.wait4(self._process.pid, 0)
            self._process.returncode = os.waitstatus_to_exitcode(status)
            unit = 1 if sys.platform == "darwin" else 1024
            # Linux counts what the parent held when it forked: no more than that says nothing.
            ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            self.peak = usage.ru_maxrss * unit if usage.ru_maxrss > ours else 0

    def _last_words(self) -> str:
        size = os.fstat(self._log.fileno()).st_size
        data = os.pread(self._log.fileno(), _LAST_WORDS, max(0, size - _LAST_WORDS))
        return data.decode("utf-8", "replace")


class _Watch:
    """The limits of one file: time in all, time since the last page, memory."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.most = 0  # bytes of memory seen
        self._began = self._heard = time.monotonic()
        self._last: PageDone | None = None
        self._stage: StageBegun | None = None

    def page_done(self, told: PageDone) -> None:
        self._heard = time.monotonic()
        self._last = told

    def stage_begins(self, told: StageBegun) -> None:
        self._heard = time.monotonic()
        self._stage = told

    def look(self, memory: int) -> None:
        """Raises _Stopped when the file has had what it may have."""
        limits, now = self.limits, time.monotonic()
        self.most = max(self.most, memory)
        if memory > limits.file_memory:
            raise _Stopped(*_too_much_memory(limits))
        if now - self._began > limits.file_seconds:
            raise _Stopped(
                f"reading it took more than {_duration(limits.file_seconds)}{self._place()}",
                "Split it into its documents, or raise the limit "
                f"(--limit file_seconds={2 * limits.file_seconds:g}).",
            )
        patience = _SILENCE * limits.page_seconds
        if self._stage and now - self._heard > patience:
            raise _Stopped(
                f"its text took more than {_duration(patience)} ({self._stage.stage})",
                "Split it into its documents, or raise the limit "
                f"(--limit page_seconds={2 * limits.page_seconds:g}).",
            )
        if self._last and now - self._heard > patience:
            more = f"(--limit page_seconds={2 * limits.page_seconds:g})"
            if self._last.page < self._last.pages:
                raise _Stopped(
                    f"one page took more than {_duration(patience)}{self._place()}",
                    f"Take that page out of the file, or raise the limit {more}.",
                )
            raise _Stopped(
                f"putting its pages together took more than {_duration(patience)}",
                f"Split it into its documents, or raise the limit {more}.",
            )

    def _place(self) -> str:
        if self._last is None:
            return ""
        return f" (page {min(self._last.page + 1, self._last.pages):,} of {self._last.pages:,})"


def _too_much_memory(limits: Limits) -> tuple[str, str]:
    return (
        f"reading it needs more than {_size(limits.file_memory)} of memory",
        "Split it into its documents or, if you trust it, raise the limit "
        f"(--limit file_memory={_size(2 * limits.file_memory).replace(' ', '')}).",
    )


def _memory_of(pid: int) -> int:
    """Private memory in RAM of a process and its descendants; 0 where /proc does not tell."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            _, resident, shared, *_ = map(int, file.read().split())
        held = (resident - shared) * os.sysconf("SC_PAGE_SIZE")
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as file:
                held += sum(map(_memory_of, map(int, file.read().split())))
    except (OSError, ValueError):  # ended in between
        return 0
    return held


def _duration(seconds: float) -> str:
    return f"{seconds:g} seconds" if seconds < 120 else f"{round(seconds / 60, 1):g} minutes"


def _size(count: int) -> str:
    megabytes = count / 1024**2
    return f"{megabytes:.0f} MB" if megabytes < 1024 else f"{round(megabytes / 1024, 1):g} GB"
