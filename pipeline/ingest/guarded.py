"""The process that `guard.Guard` starts: reads one file after the other until it is let go.

It imports `pipeline.ingest` and what the readers need, nothing else of the project, unless it
is asked to take files further.
"""

from __future__ import annotations

import ctypes
import faulthandler
import fcntl
import gc
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from pipeline.ingest.blob import Limits, Options, require_less_text
from pipeline.ingest.progress import listening
from pipeline.model import IngestError, Source, error_text

__all__ = ["Failed", "Job", "OutOfMemory", "PageDone", "StageBegun", "serve"]


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, both paths absolute."""

    path: Path
    root: Path | None
    options: Options


@dataclass(frozen=True, slots=True)
class PageDone:
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class StageBegun:
    """What comes after reading, where the process takes a file further."""

    stage: str


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    detail: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A reader raised what it must not: a defect of ours."""

    what: str
    detail: str


Read = Callable[..., Any]

_F_SETSIG = getattr(fcntl, "F_SETSIG", None)  # Linux only
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def serve(lifeline: int, reader: str) -> None:
    """Answers jobs from standard input on standard output until its end.

    Args:
        lifeline: the read end of a pipe whose other end only the parent holds.
        reader: "module:function" with the signature of `pipeline.ingest.read`.
    """
    _die_with_parent(lifeline)
    jobs, answers = _take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # Linux: when the machine runs out of memory, it is this one that goes
        Path("/proc/self/oom_score_adj").write_text("1000")
    faulthandler.enable()  # a crash leaves its place in the log
    _cut_off_network()
    module, function = reader.split(":")
    read = cast(Read, getattr(import_module(module), function))
    answers.send(None)  # ready
    while True:
        try:
            job: Job = jobs.recv()
        except EOFError:
            return
        _limit(job.options.limits)
        with listening(
            lambda page, pages: answers.send(PageDone(page, pages)),
            lambda stage: answers.send(StageBegun(stage)),
        ):
            answer = _answer(read, job)
        answers.send_bytes(answer)


def _answer(read: Read, job: Job) -> bytes:
    """The pickled answer, or what became of it; only as bytes is it sure to be sendable."""
    result: Any
    try:
        answer = read(job.path, root=job.root, options=job.options)
        if isinstance(answer, Source):
            require_less_text(answer, job.options.limits)
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except IngestError as error:
        result = error
    except MemoryError:
        result = OutOfMemory(traceback.format_exc(limit=-20))
    except BaseException as error:  # even SystemExit: this process ends when it is told to
        result = Failed(error_text(error), traceback.format_exc(limit=-50))
    gc.collect()
    return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)


# --- what this process may do ---------------------------------------------------------


def _die_with_parent(lifeline: int) -> None:
    """The kernel kills this process and its children when the parent's end of the pipe closes.

    That needs no thread of ours, which a hang inside a library could starve, and unlike
    PR_SET_PDEATHSIG it reaches a converter that a reader started, and does not mistake
    the end of one of the parent's threads for the end of the parent. Elsewhere than on
    Linux an orphan ends when it next tells of a page or is done.
    """
    if _F_SETSIG is None:
        return
    fcntl.fcntl(lifeline, _F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    try:
        orphaned = os.read(lifeline, 1) == b""  # before the kernel was told to watch
    except BlockingIOError:
        orphaned = False
    if orphaned:
        os._exit(1)


def _take_pipes() -> tuple[Connection, Connection]:
    """Both ends of the talk, out of the way of what libraries print and read."""
    jobs = Connection(os.dup(0), writable=False)
    answers = Connection(os.dup(1), readable=False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return jobs, answers


def _limit(limits: Limits) -> None:
    """Bounds on memory and files, which converters that a reader starts inherit.

    RLIMIT_DATA and not RLIMIT_AS: the latter counts the half gigabyte that OpenCV,
    Tesseract and their threads map and never touch.
    """
    for kind, most in (
        (resource.RLIMIT_DATA, limits.file_memory),
        (resource.RLIMIT_FSIZE, limits.max_unpacked),
    ):
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (soft, hard))


def _cut_off_network() -> None:
    """No network from here on: no link in a document is followed, by whatever library.

    The kernel sees to it where it lets a process make an empty network of its own
    (most Linux systems); Python's own sockets are refused in any case.
    """
    sys.addaudithook(_no_sockets)
    if not sys.platform.startswith("linux"):
        return
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0:
        return
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        with suppress(OSError):  # files open all the same, only the own name is nobody's
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _no_sockets(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise PermissionError(f"{event}: readers have no network")
