"""What tests share: where the project and its documents are, an annotation, and a browser."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import annotated
import pytest
import scored

from pipeline.annotate import dump
from pipeline.evaluate import GoldPart, load

ROOT = Path(__file__).resolve().parent.parent
NO_BROWSER = "no Chromium here: apt-get install chromium (packages.apt), or name one in CHROMIUM"
NOT_HERE = "released documents not here: run `dvc pull` beside ../shared (or `make fetch`)"


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The project's top folder."""
    return ROOT


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C is heeded by what a test starts, also where the tests run behind a shell's "&"."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def released() -> Path:
    """corpus/real, with text/ digital/ scan300/ scan200/ truth/; skips where it is absent."""
    folder = ROOT / "corpus" / "real"
    if not (folder / "text").is_dir():
        pytest.skip(NOT_HERE)
    return folder


@pytest.fixture(scope="session")
def released_text(released: Path) -> Path:
    """corpus/real/text, the released documents as text; skips where it is absent."""
    return released / "text"


# --- an annotated document ---------------------------------------------------------------


@pytest.fixture
def gold(tmp_path: Path) -> GoldPart:
    """The gold of the document that runs are scored against."""
    return load(scored.write_gold(tmp_path))


@pytest.fixture
def rows(gold: GoldPart) -> scored.Rows:
    """The tables of a run that found all of `gold` and nothing else."""
    return scored.perfect_rows(gold, scored.SOURCE, "kh-mau.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a document and its right annotation."""
    (tmp_path / "kh-mau.md").write_bytes(annotated.SOURCE.encode("utf-8"))
    (tmp_path / "kh-mau.1.jsonl").write_text(dump(annotated.records()), encoding="utf-8")
    return tmp_path


# --- a browser ---------------------------------------------------------------------------

# Chromium takes orders on descriptor 3 and answers on 4; subprocess cannot place them there.
_PLACE_PIPES = """
import fcntl, os, sys
orders, answers = (fcntl.fcntl(int(fd), fcntl.F_DUPFD, 10) for fd in sys.argv[1:3])
os.dup2(orders, 3), os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
]


class Browser:
    """A headless Chromium, driven over its DevTools protocol with nothing in between.

    Messages go through a pipe: no port, no driver program, no package.
    """

    def __init__(self, program: str, profile: Path, patience: float = 30) -> None:
        self.patience = patience
        orders, self._out = os.pipe()
        self._in, answers = os.pipe()
        command = [program, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PLACE_PIPES, str(orders), str(answers), *command],
            pass_fds=(orders, answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(orders)
        os.close(answers)
        self._buffer = b""
        self._last = 0
        self.events: list[dict[str, Any]] = []

    def order(self, method: str, session: str | None = None, **params: Any) -> Any:
        """Sends one order and waits for its answer; events on the way are kept."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") != self._last:
                self.events.append(answer)
                continue
            if "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            return answer["result"]

    def _next(self) -> Any:
        limit = time.monotonic() + self.patience
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0, limit - time.monotonic()))
            chunk = os.read(self._in, 1 << 20) if ready else b""
            if not chunk:
                raise RuntimeError("Chromium ended" if ready else "Chromium does not answer")
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def tab(self, width: int = 1366, height: int = 768) -> Tab:
        """A new, empty tab of that size."""
        target = self.order("Target.createTarget", url="about:blank")["targetId"]
        attached = self.order("Target.attachToTarget", targetId=target, flatten=True)
        return Tab(self, attached["sessionId"], width, height)

    def close(self) -> None:
        with contextlib.suppress(RuntimeError, OSError):
            self.order("Browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._out)
        os.close(self._in)


class Tab:
    """One tab: opens pages, runs JavaScript in them, presses keys, keeps what went wrong."""

    def __init__(self, browser: Browser, session: str, width: int, height: int) -> None:
        self.browser, self.session = browser, session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.order(f"{domain}.enable")
        self.resize(width, height)

    def order(self, method: str, **params: Any) -> Any:
        return self.browser.order(method, self.session, **params)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.order("Emulation.setDeviceMetricsOverride", **size)

    def open(self, url: str) -> None:
        """Loads the page anew, even where only what follows "#" is another."""
        self.order("Page.navigate", url="about:blank")
        self.wait("location.href === 'about:blank'")
        self.order("Page.navigate", url=url)
        self.wait("location.href !== 'about:blank' && document.readyState === 'complete'")

    def js(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = self.order("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 15) -> None:
        """Until the condition holds in the page."""
        limit = time.monotonic() + seconds
        while True:
            with contextlib.suppress(RuntimeError):  # between two pages there is none
                if self.js(condition):
                    return
            assert time.monotonic() < limit, f"waited in vain for {condition}"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """Presses and lets go a key: a letter, or "Enter", "Escape", "Tab"."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9}
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        code = codes.get(key, ord(key[0].upper()))
        down = {"key": key, "windowsVirtualKeyCode": code} | ({"text": text} if text else {})
        self.order("Input.dispatchKeyEvent", type="keyDown", **down)
        self.order("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text: str) -> None:
        """Enters text where the cursor stands."""
        self.order("Input.insertText", text=text)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.order("Page.captureScreenshot")["data"]))

    @property
    def problems(self) -> list[str]:
        """What the browser complained of so far: console, exceptions, policy, dialogs."""
        self.js("1")  # events before its answer have come in
        bad = ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")
        return [
            json.dumps(event["params"], ensure_ascii=False)
            for event in self.browser.events
            if event.get("sessionId") == self.session
            and (event["method"] in bad or event["method"] == "Runtime.consoleAPICalled")
        ]

    @property
    def requests(self) -> list[str]:
        """The addresses that were asked for so far."""
        self.js("1")
        return [
            event["params"]["request"]["url"]
            for event in self.browser.events
            if event.get("sessionId") == self.session
            and event["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; skips where there is none."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    program = next((path for name in names if name and (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(NO_BROWSER)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        started = Browser(program, Path(profile))
        try:
            yield started
        finally:
            started.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A tab at 1366 × 768, closed afterwards."""
    opened = browser.tab()
    yield opened
    opened.order("Page.close")
