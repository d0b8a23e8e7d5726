"""A small run to be shown on the page, and a server of it as a process."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from plan import BY_JUNE, CITING, plan
from typeset import Typesetter

from pipeline.run import run

ROOT = Path(__file__).parents[2]
PLAN = plan(
    f"1. {BY_JUNE}",
    "2. Văn phòng Ủy ban nhân dân xã tổng hợp, báo cáo định kỳ hằng quý.",
    f"3. {CITING}",
    "4. Công an xã tuần tra trước ngày 31/3/2026.",
)
FOLLOWING = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: 16/KH-UBND
Minh Tân, ngày 20 tháng 02 năm 2026

KẾ HOẠCH
Thực hiện Kế hoạch số 15/KH-UBND ngày 10/02/2026 của Ủy ban nhân dân xã Minh Tân

I. NHIỆM VỤ
1. Trạm Y tế xã chủ trì khám sức khỏe học sinh trước ngày 15/9/2026.
"""
# What a document may hold to harm who looks at it: markup, a template's marks, signs that turn
# the direction of letters, formulas, what ends a script, letters outside the first 65,536.
EVIL = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
    "\u202egnp.exe\u202c",
    '=HYPERLINK("http://x")',
    "</textarea></dialog>",
    "]]></style>",
    "𠀀𝒳",
)
HOSTILE = """ỦY BAN NHÂN DÂN
XÃ <B>MINH TÂN</B>
Số: 17/KH-UBND
Minh Tân, ngày 21 tháng 02 năm 2026

KẾ HOẠCH
</title><script>alert(0)</script>

I. NHIỆM VỤ
""" + "".join(
    f"{number}. Công an xã chủ trì {evil} phối hợp với Phòng Kinh tế trước ngày 30/6/2026.\n"
    for number, evil in enumerate(EVIL, 1)
)


def make_pdf(path: Path) -> None:
    """The plan as a PDF with a page of text."""
    page = Typesetter()
    page.new_page()
    for line in PLAN.replace("15/KH", "18/KH").split("\n"):
        page.paragraph(line)
    path.write_bytes(page.data())


def make_run(folder: Path, *, hostile: bool = True, pdf: bool = False) -> Path:
    """Documents below `folder` / "documents", and the run over them in `folder` / "run"."""
    documents = folder / "documents"
    documents.mkdir()
    (documents / "kh-15.txt").write_text(PLAN, encoding="utf-8")
    (documents / "kh-16.txt").write_text(FOLLOWING, encoding="utf-8")
    if hostile:
        (documents / "kh-17 <b>.txt").write_text(HOSTILE, encoding="utf-8")
    if pdf:
        make_pdf(documents / "kh-18.pdf")
    run([str(documents)], folder / "run")
    return folder / "run"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Served:
    """`nhiemvu serve` as a process of its own."""

    def __init__(self, folder: Path, port: int, *words: str) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-P", "-m", "pipeline.cli", "serve", str(folder)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), "--no-browser", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._await()

    def _await(self) -> None:
        limit = time.monotonic() + 60
        while time.monotonic() < limit and self.process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            with contextlib.suppress(OSError):
                connection.request("GET", "/static/icon.svg")
                connection.getresponse().read()
                return
            time.sleep(0.1)
        raise AssertionError(f"the server does not answer: {self.end()}")

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> str:
        """Stops it as Ctrl-C does; what it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=30)
        return said


@contextlib.contextmanager
def served(folder: Path, *words: str) -> Iterator[Served]:
    server = Served(folder, free_port(), *words)
    try:
        yield server
    finally:
        server.end()
