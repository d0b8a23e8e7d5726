"""Readers that misbehave, each in one way; `Guard(reader="bad_readers:NAME")` runs them.

All have the signature of `pipeline.ingest.read`. The file's first word says what to do.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pipeline.ingest
from pipeline.ingest import Options
from pipeline.ingest.progress import page_done
from pipeline.model import IngestError, Media, Page, Source, WordBoxes

MEGABYTE = 1024 * 1024


def read(path: Path, *, root: Path | None = None, options: Options) -> Source:
    """Does what the file's first word says, then gives the file back as a Source."""
    order, _, rest = path.read_text("utf-8").partition(" ")
    name = path.name if root is None else path.relative_to(root).as_posix()
    made = _ORDERS[order](name, rest)
    return made if isinstance(made, Source) else source(name, str(made))


def real(path: Path, *, root: Path | None = None, options: Options) -> Source:
    """The real reader, then a list of what is loaded in its process."""
    pipeline.ingest.read(path, root=root, options=options)
    return source(path.name, " ".join(sorted({name.split(".")[0] for name in sys.modules})))


def source(name: str, text: str, words: WordBoxes | None = None) -> Source:
    return Source(name, "0" * 64, Media.PDF, text, (Page(1, 0, len(text)),), "utf-8", words=words)


def _segfault(name: str, rest: str) -> Any:
    ctypes.string_at(0)


def _abort(name: str, rest: str) -> Any:
    os.abort()


def _bad_alloc(name: str, rest: str) -> Any:
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def _killed(name: str, rest: str) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit(name: str, rest: str) -> Any:
    os._exit(int(rest))


def _sys_exit(name: str, rest: str) -> Any:
    sys.exit(0)


def _spin(name: str, rest: str) -> Any:
    while True:
        pass


def _hang_in_c(name: str, rest: str) -> Any:
    """A lock that is never free, waited for in C: no Python code can run a handler."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGABRT, signal.SIGTERM, signal.SIGINT})
    ctypes.PyDLL(None).pause()  # PyDLL keeps the interpreter's lock


def _grow(name: str, rest: str) -> Any:
    held = []
    while True:
        held.append(bytearray(8 * MEGABYTE))


def _grow_slowly(name: str, rest: str) -> Any:
    """Over the limit together with a process of its own, each of them under it."""
    code = f"import time; held = bytearray({int(rest) * MEGABYTE}); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code]):
        held = bytearray(int(rest) * MEGABYTE)
        time.sleep(60)
    return len(held)


def _one_allocation(name: str, rest: str) -> Any:
    return len(bytearray(int(rest) * MEGABYTE))


def _keep(name: str, rest: str) -> Any:
    """A reader that leaks."""
    _KEPT.append(bytearray(int(rest) * MEGABYTE))
    return os.getpid()


def _raise(name: str, rest: str) -> Any:
    raise KeyError(rest)


def _refuse(name: str, rest: str) -> Any:
    raise IngestError(name, "is a test", "Do nothing.")


def _unpicklable(name: str, rest: str) -> Any:
    return source(name, threading.Lock())  # type: ignore[arg-type]


def _pages(name: str, rest: str) -> Any:
    """Tells of pages: their number, seconds a page, the one that hangs (0: none; or after all)."""
    pages, seconds, hanging = rest.split()
    page_done(0, int(pages))
    for page in range(1, int(pages) + 1):
        time.sleep(3600 if page == int(hanging) else float(seconds))
        page_done(page, int(pages))
    if int(hanging) > int(pages):
        time.sleep(3600)
    return os.getpid()


def _large(name: str, rest: str) -> Any:
    words = WordBoxes()
    for at in range(1000):
        words.add(2 * at, 2 * at + 1, 1, (0.5, 1, 2, 3), None if at % 2 else 0.25)
    return source(name, "ợ" * (int(rest) * MEGABYTE // 3), words)


def _print(name: str, rest: str) -> Any:
    """What libraries do: print to both streams, read from the terminal."""
    print("noise" * 10_000, flush=True)
    os.write(1, b"more noise\n")
    os.write(2, b"noise of errors\n")
    return repr(sys.stdin.read())


def _connect(name: str, rest: str) -> Any:
    with socket.create_connection(("127.0.0.1", int(rest)), timeout=5):
        return "connected"


def _connect_in_c(name: str, rest: str) -> Any:
    """Past Python's own checks, as a library in C would; with no network: errno."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    port = int(rest).to_bytes(2, "big")
    address = socket.AF_INET.to_bytes(2, sys.byteorder) + port + bytes([127, 0, 0, 1]) + bytes(8)
    return "connected" if libc.connect(number, address, 16) == 0 else ctypes.get_errno()


def _write(name: str, rest: str) -> Any:
    """A file of that many megabytes in the folder for temporary files."""
    with open(Path(os.environ["TMPDIR"]) / "large", "wb") as file:
        for _ in range(int(rest)):
            file.write(bytes(MEGABYTE))
    return os.environ["TMPDIR"]


def _leave_process(name: str, rest: str) -> Any:
    """Starts a process, says its number in the file, and hangs, deaf to the interpreter."""
    other = subprocess.Popen(["sleep", "600"])
    Path(rest).write_text(f"{os.getpid()} {other.pid}", "ascii")
    _hang_in_c(name, rest)


_KEPT: list[bytearray] = []
_ORDERS = {
    "segfault": _segfault,
    "abort": _abort,
    "bad_alloc": _bad_alloc,
    "killed": _killed,
    "exit": _exit,
    "sys_exit": _sys_exit,
    "spin": _spin,
    "hang_in_c": _hang_in_c,
    "grow": _grow,
    "grow_slowly": _grow_slowly,
    "one_allocation": _one_allocation,
    "keep": _keep,
    "raise": _raise,
    "refuse": _refuse,
    "unpicklable": _unpicklable,
    "pages": _pages,
    "large": _large,
    "print": _print,
    "connect": _connect,
    "connect_in_c": _connect_in_c,
    "write": _write,
    "leave_process": _leave_process,
    "pid": lambda name, rest: os.getpid(),
    "environment": lambda name, rest: os.environ.get(rest),
    "limits": lambda name, rest: [
        resource.getrlimit(kind)[0]
        for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA)
    ],
    "say": lambda name, rest: rest,
    "path": lambda name, rest: name,
}
