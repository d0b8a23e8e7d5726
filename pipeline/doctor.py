"""What this computer has of what nhiemvu needs, and how to get the rest.

Nothing but the standard library is imported with this module: it has to tell what is
missing when much is.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Check", "checks", "format_checks", "is_ready"]

_OLDEST_PYTHON = (3, 11)
_PROJECT = "nhiemvu"
_LEAST_FREE = 2 * 1024**3  # bytes, where unpacked and converted files go
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SETUP = "run `make setup`"
# name in pipeline.ocr.models, what it is, what for, Debian package, whether it is needed
_MODELS = (
    ("MAIN", "the Vietnamese model", "scans cannot be read", "tesseract-ocr-script-viet", True),
    ("SECOND", "a second model", "doubtful lines are read once only", "tesseract-ocr-vie", False),
    (
        "ORIENTATION",
        "the model of orientation",
        "pages that lie on a side are turned by trial",
        "tesseract-ocr-osd",
        False,
    ),
)

# "tesserocr<3,>=2.8", "numpy>=2; python_version > '3'": name, specifiers, marker
_REQUIREMENT = re.compile(r"\s*(?P<name>[\w.-]+)\s*(?:\[[^]]*\])?(?P<bounds>[^;]*)(?P<rest>;.*)?")
_BOUND = re.compile(r"(?P<sign>[<>=!~]{1,2})\s*(?P<version>[\d.]+)")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked for.

    `found` says what is there, in a few words; `what_to_do` is empty when `ok`. What is
    not `needed` only some files or the tests ask for.
    """

    name: str
    ok: bool
    found: str
    what_to_do: str = ""
    needed: bool = True


def checks() -> list[Check]:
    """Looks for everything that nhiemvu uses; imports and starts none of it."""
    return [
        _python(),
        *_packages(),
        _engine(),
        *(_model(*model) for model in _MODELS),
        _soffice(),
        _chromium(),
        _disk(),
    ]


def is_ready(found: list[Check]) -> bool:
    """Whether all that is needed is there.

    >>> is_ready([Check("chromium", False, "not here", "install it", needed=False)])
    True
    """
    return all(check.ok for check in found if check.needed)


def format_checks(found: list[Check]) -> str:
    """A line for each check, what to do under those that are not there, and a verdict."""
    lines = []
    for check in found:
        state = "ok" if check.ok else "missing" if check.needed else "optional"
        lines.append(f"{state:9} {check.name}: {check.found}")
        if not check.ok:
            lines.append(f"{'':9} {check.what_to_do}")
    lacking = [check.name for check in found if check.needed and not check.ok]
    lines += ["", f"Missing: {', '.join(lacking)}." if lacking else "Everything needed is here."]
    return "\n".join(lines)


# --- the checks -----------------------------------------------------------------------


def _python() -> Check:
    ok = sys.version_info[:2] >= _OLDEST_PYTHON
    oldest = ".".join(map(str, _OLDEST_PYTHON))
    advice = f"Install Python {oldest} or newer and {_SETUP}."
    return Check("Python", ok, platform.python_version(), "" if ok else advice)


def _packages() -> Iterator[Check]:
    """One line when all packages are there as pyproject.toml asks, else one for each other."""
    try:
        asked = metadata.requires(_PROJECT) or []
    except metadata.PackageNotFoundError:
        found = f"{_PROJECT} is not installed here"
        yield Check("Python packages", False, found, f"In its folder, {_SETUP}.")
        return
    matches = [match for line in asked if (match := _REQUIREMENT.match(line))]
    count = 0
    for match in matches:
        if "extra" in (match["rest"] or "") or match["name"] == "tesserocr":
            continue  # the engine has its own line
        count += 1
        lack = _lack(match["name"], match["bounds"])
        if lack:
            yield Check(f"Python package {match['name']}", False, lack, f"{_SETUP.capitalize()}.")
            count -= 1
    yield Check("Python packages", True, f"{count} of them, in versions that go together")


def _lack(name: str, bounds: str) -> str:
    """What is wrong with a package, empty when nothing is."""
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
    return "" if _allows(bounds, version) else f"version {version}, asked for {bounds.strip()}"


def _allows(bounds: str, version: str) -> bool:
    """Whether a version lies within lower and upper bounds, the only ones that we write.

    >>> _allows("<3,>=2.8", "2.13.1"), _allows("<3,>=2.8", "3.0")
    (True, False)
    """
    have = _numbers(version)
    for bound in _BOUND.finditer(bounds):
        wanted = _numbers(bound["version"])
        if (bound["sign"] == ">=" and have < wanted) or (bound["sign"] == "<" and have >= wanted):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in match[0].split(".")] if match else [0]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()  # 3.0 is 3
    return tuple(numbers)


def _engine() -> Check:
    name = "the engine tesserocr"
    if find_spec("tesserocr") is None:
        return Check(name, False, "not installed, so scans are not read", f"{_SETUP.capitalize()}.")
    try:
        version = metadata.version("tesserocr")
    except metadata.PackageNotFoundError:
        version = "of unknown version"
    return Check(name, True, version)


def _model(constant: str, name: str, without: str, package: str, needed: bool) -> Check:
    try:
        from pipeline.ocr import models
    except ImportError as error:
        return _untold(name, error, needed)
    names: tuple[str, ...] = getattr(models, constant)
    model = models.find_model(names)
    if model is not None:
        return Check(name, True, str(model[0] / f"{model[1]}.traineddata"), needed=needed)
    advice = (
        f"Install the package {package} ({_SETUP}, or apt-get install {package}), or name the "
        f"folder that holds {names[-1]}.traineddata in TESSDATA_PREFIX."
    )
    return Check(name, False, f"not here, so {without}", advice, needed)


def _untold(name: str, error: ImportError, needed: bool) -> Check:
    """What cannot be looked for as long as a Python package is missing."""
    found = f"cannot be looked for ({error})"
    return Check(name, False, found, f"First {_SETUP}, then ask again.", needed)


def _soffice() -> Check:
    try:
        from pipeline.ingest.office import find_soffice
    except ImportError as error:
        return _untold("LibreOffice", error, needed=False)
    program = find_soffice()
    advice = "Install LibreOffice Writer (apt-get install libreoffice-writer-nogui)."
    found = program or "not here, so .doc, .rtf and .odt files are not read"
    return Check("LibreOffice", program is not None, found, "" if program else advice, needed=False)


def _chromium() -> Check:
    named = os.environ.get("CHROMIUM")
    program = shutil.which(named) if named else None
    program = program or next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    advice = "Install chromium (apt-get install chromium), or name a browser in CHROMIUM."
    found = program or "not here; only the tests and scripts of developers use it"
    return Check("Chromium", program is not None, found, "" if program else advice, needed=False)


def _disk() -> Check:
    folder = Path(tempfile.gettempdir())
    name = "room on the disk"
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        found = f"{folder} cannot be looked at ({error.strerror})"
        return Check(name, False, found, "Name a folder with room in TMPDIR.")
    ok = free >= _LEAST_FREE
    advice = f"Free {_LEAST_FREE / 1024**3:.0f} GB there, or name another folder in TMPDIR."
    return Check(name, ok, f"{free / 1024**3:.1f} GB free in {folder}", "" if ok else advice)
