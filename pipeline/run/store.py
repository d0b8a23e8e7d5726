"""The working folder of a run: what each file gave, who holds the folder, what was written.

| in it | |
| --- | --- |
| `lock` | held while a run writes; a second run is refused |
| `results/VERSION/ab/abcd….entry` | what a file gave, by its bytes, the settings and the program |
| `results/VERSION/ab/abcd….failure` | why a file gave nothing |
| `last.json` | what the tables were last made from |

An entry is written to another name and moved to its own, so that it is whole or not there.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.ingest import Options
from pipeline.run.failures import Failure

__all__ = ["FolderTaken", "Store", "file_sha256", "program_version"]

_ROOT = Path(__file__).resolve().parents[2]
_CODE = ("*.py", "*.yaml", "*.csv")
_CHUNK = 1024 * 1024


class FolderTaken(Exception):
    """Another run writes to the folder."""


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@functools.cache
def program_version() -> str:
    """16 hex digits of all that makes a file's result but the file and the settings.

    That is the code, rules and word lists of this project and the versions of the
    libraries that it asks for.
    """
    digest = hashlib.sha256()
    for package in ("pipeline", "extractors"):
        files = sorted(path for kind in _CODE for path in (_ROOT / package).rglob(kind))
        for path in files:
            digest.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    for name, version in library_versions().items():
        digest.update(f"{name}={version}\0".encode())
    return digest.hexdigest()[:16]


@functools.cache
def library_versions() -> Mapping[str, str]:
    """The installed versions of the libraries that the program asks for, by name."""
    found: dict[str, str] = {}
    for line in metadata.requires("nhiemvu") or ():
        if "extra ==" in line:
            continue
        name = line.split(";")[0]
        for sign in "<>=!~ [":
            name = name.split(sign)[0]
        found[name] = metadata.version(name)
    return dict(sorted(found.items()))


class Store:
    """The working folder `home`; see the module's text for what is in it."""

    def __init__(self, home: Path, options: Options) -> None:
        self.home = home
        self._results = home / "results" / program_version()
        self._settings = _settings(options)
        self._lock = FileLock(home / "lock", timeout=0)

    def take(self) -> None:
        """Makes the folder if need be and holds it until `release`.

        Raises:
            FolderTaken: another run holds it.
            OSError: it cannot be written.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout:
            raise FolderTaken(str(self.home)) from None
        self._drop_leftovers()
        self._results.mkdir(parents=True, exist_ok=True)

    def release(self) -> None:
        self._lock.release()

    def _drop_leftovers(self) -> None:
        """Results of other versions of the program, which nobody asks for again; halves."""
        for other in self._results.parent.glob("*"):
            if other != self._results:
                shutil.rmtree(other, ignore_errors=True)
        for half in self.home.glob("half-*"):
            half.unlink(missing_ok=True)

    # --- results ---

    def key(self, sha256: str, suffix: str) -> str:
        """What a result is kept under: the file's bytes, its format, the settings."""
        said = f"{sha256}\0{suffix}\0{self._settings}"
        return hashlib.sha256(said.encode()).hexdigest()

    def has(self, key: str) -> bool:
        return self._place(key, "entry").is_file()

    def entry(self, key: str) -> bytes:
        """The bytes of a result.

        Raises:
            OSError: there is none.
        """
        return self._place(key, "entry").read_bytes()

    def keep(self, key: str, entry: bytes) -> None:
        """Keeps a result; what failed before is forgotten.

        Raises:
            OSError: the disk is full or the folder may not be written.
        """
        self._write(self._place(key, "entry"), entry)
        self._place(key, "failure").unlink(missing_ok=True)

    def forget(self, key: str) -> None:
        """Drops a result that turned out broken."""
        self._place(key, "entry").unlink(missing_ok=True)

    def failure(self, key: str) -> Failure | None:
        """Why these bytes gave nothing in an earlier run; None where they were not tried."""
        try:
            told = json.loads(self._place(key, "failure").read_text(encoding="utf-8"))
            return Failure(**told)
        except (OSError, ValueError, TypeError):
            return None

    def keep_failure(self, key: str, failure: Failure) -> None:
        """Keeps why a file gave nothing. Raises OSError as `keep` does."""
        said = json.dumps(asdict(failure), ensure_ascii=False).encode("utf-8", "backslashreplace")
        self._write(self._place(key, "failure"), said)

    def _place(self, key: str, kind: str) -> Path:
        return self._results / key[:2] / f"{key}.{kind}"

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(exist_ok=True)
        handle, half = tempfile.mkstemp(prefix="half-", dir=self.home)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(half, path)
        except BaseException:
            Path(half).unlink(missing_ok=True)
            raise

    # --- what was written last ---

    @property
    def last(self) -> dict[str, Any]:
        """What `wrote` was told at the end of the last run; empty where nothing is known."""
        try:
            found = json.loads((self.home / "last.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def wrote(self, told: Mapping[str, Any]) -> None:
        self._write(self.home / "last.json", json.dumps(told, ensure_ascii=False).encode())


def _settings(options: Options) -> str:
    """The settings that a result depends on; passwords only as their digest."""
    said = asdict(options)
    said["passwords"] = [hashlib.sha256(word.encode()).hexdigest() for word in options.passwords]
    return json.dumps(said, sort_keys=True, default=str)
