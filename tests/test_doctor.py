"""What `nhiemvu doctor` tells: of what is here, and of what is not."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline import doctor
from pipeline.doctor import Check, checks, format_checks, is_ready
from pipeline.ocr import models


def by_name(found: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in found}


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_model", lambda names: None)


def test_what_runs_these_tests_is_found() -> None:
    found = by_name(checks())
    assert found["Python"].ok
    assert found["Python"].found.startswith(f"{sys.version_info[0]}.{sys.version_info[1]}")
    assert found["Python packages"].ok
    assert not [check for check in found.values() if check.ok and check.what_to_do]


def test_what_is_not_here_comes_with_what_to_do(no_models: None) -> None:
    found = by_name(checks())
    lacks = found["the Vietnamese model"]
    assert not lacks.ok and lacks.needed
    assert "tesseract-ocr-script-viet" in lacks.what_to_do
    assert "TESSDATA_PREFIX" in lacks.what_to_do
    assert not found["a second model"].needed
    assert all(check.what_to_do for check in found.values() if not check.ok)
    assert not is_ready(list(found.values()))


def test_packages_that_are_named_are_those_of_the_set_up(project_root: Path) -> None:
    installed = (project_root / "packages.apt").read_text(encoding="utf-8").split()
    for *_, package, _ in doctor._MODELS:
        assert package in installed
    assert "libreoffice-writer-nogui" in installed and "chromium" in installed


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("free", "ok"), [(50 * 1024**3, True), (100 * 1024**2, False)])
def test_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, free: int, ok: bool) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: _Usage(free, 0, free))
    check = by_name(checks())["room on the disk"]
    assert (check.ok, bool(check.what_to_do)) == (ok, not ok)
    assert f"{free / 1024**3:.1f} GB" in check.found


def test_a_missing_and_an_old_package_have_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["numpy>=2,<3", "nowhere-to-be-found>=1", "regex>=9999.1", "pillow>=99; extra == 'x'"]
    monkeypatch.setattr(doctor.metadata, "requires", lambda _: asked)
    found = by_name(checks())
    assert found["Python package nowhere-to-be-found"].found == "not installed"
    assert "asked for >=9999.1" in found["Python package regex"].found
    assert "Python package numpy" not in found and "Python package pillow" not in found
    assert "1 of them" in found["Python packages"].found


def test_nhiemvu_itself_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def requires(_: str) -> list[str]:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(doctor.metadata, "requires", requires)
    assert not by_name(checks())["Python packages"].ok


def test_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    check = by_name(checks())["the engine tesserocr"]
    assert not check.ok and check.needed and "make setup" in check.what_to_do


@pytest.mark.parametrize("module", ["pipeline.ingest.office", "pipeline.ocr"])
def test_it_tells_even_where_packages_cannot_be_imported(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    found = checks()
    told = [check for check in found if "cannot be looked for" in check.found]
    assert told and all("make setup" in check.what_to_do for check in told)


@pytest.mark.parametrize(
    ("bounds", "version", "allowed"),
    [
        ("<3,>=2.8", "2.13.1", True),
        ("<3,>=2.8", "2.8", True),
        ("<3,>=2.8", "2.7.9", False),
        ("<3,>=2.8", "3.0", False),
        ("<3,>=2.8", "3.0.0rc1", False),
        (">=2.8,<10", "9.99", True),
        ("", "0.1", True),
    ],
)
def test_bounds_of_versions(bounds: str, version: str, allowed: bool) -> None:
    assert doctor._allows(bounds, version) is allowed


def test_every_bound_of_this_project_is_understood() -> None:
    for line in metadata.requires("nhiemvu") or []:
        match = doctor._REQUIREMENT.match(line)
        assert match is not None, line
        assert doctor._BOUND.sub("", match["bounds"]).strip(" ,()") == "", line


def test_one_line_a_check_and_a_verdict() -> None:
    found = [
        Check("Python", True, "3.12.1"),
        Check("the engine tesserocr", False, "not installed", "Run `make setup`."),
        Check("Chromium", False, "not here", "Install chromium.", needed=False),
    ]
    told = format_checks(found).splitlines()
    assert told[0] == "ok        Python: 3.12.1"
    assert told[1].startswith("missing ") and told[2].strip() == "Run `make setup`."
    assert told[3].startswith("optional ") and told[4].strip() == "Install chromium."
    assert told[-1] == "Missing: the engine tesserocr."
    assert not is_ready(found)
    only_optional = [found[0], found[2]]
    assert is_ready(only_optional)
    assert format_checks(only_optional).splitlines()[-1] == "Everything needed is here."


def test_the_module_itself_loads_nothing_that_may_be_missing() -> None:
    code = (
        "import sys; import pipeline.doctor; "
        "print([m for m in ('numpy', 'cv2', 'regex', 'lxml', 'tesserocr') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
