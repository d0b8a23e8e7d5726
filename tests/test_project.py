"""Promises of the project's own files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}


def test_the_lock_file_names_public_hosts_only(project_root: Path) -> None:
    text = (project_root / "uv.lock").read_text(encoding="utf-8")
    urls = set(re.findall(r'"((?:https?|file)://[^"]*)"', text))
    assert urls
    assert {urlsplit(url).hostname for url in urls} <= PUBLIC_HOSTS

    sources = [package["source"] for package in tomllib.loads(text)["package"]]
    elsewhere = [source for source in sources if "registry" not in source]
    assert elsewhere == [{"editable": "."}]


def test_tests_are_not_a_package(project_root: Path) -> None:
    """With an `__init__.py`, folders under tests/ could hide the packages they test."""
    assert not list((project_root / "tests").rglob("__init__.py"))


def test_scripts_can_be_run(project_root: Path) -> None:
    for name in (".ci/run", "scripts/setup.sh", "scripts/fetch.sh", "scripts/demo.sh"):
        assert (project_root / name).stat().st_mode & 0o111, f"{name} is not executable"
