"""What the user names → the files to read, each once, in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.ingest import SUPPORTED_SUFFIXES
from pipeline.ingest.blob import shown_path
from pipeline.model import error_text
from pipeline.run.failures import Failure

_SHOWN = 3  # names of files that are passed over

__all__ = ["Input", "find_inputs", "is_address"]


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read and the folder that its shown path is relative to.

    Both are paths, or addresses that fsspec opens ("s3://…").
    """

    path: Path | str
    root: Path | str

    @property
    def name(self) -> str:
        """The path relative to the root, as tables show it."""
        if isinstance(self.path, Path):
            return shown_path(self.path, Path(self.root))
        return self.path.removeprefix(str(self.root)).lstrip("/") or self.path.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return PurePosixPath(str(self.path)).suffix.lower()


def is_address(pattern: str) -> bool:
    """Whether a pattern is an address for fsspec and not a path here."""
    return "://" in pattern and not os.path.lexists(pattern)


def find_inputs(patterns: Sequence[str]) -> tuple[list[Input], list[Failure], list[str]]:
    """The files that `patterns` name (files, folders, globs, addresses), each once, in order.

    A file that several patterns name belongs to the outermost folder among theirs, in
    whatever order they come. Files of other formats in a folder are passed over with a
    remark, as are links to folders; named by themselves they are failures, as is a
    pattern that matches nothing and a folder that may not be opened.
    """
    found: list[Input] = []
    away: list[Input] = []
    failures: list[Failure] = []
    remarks: list[str] = []
    for pattern in patterns:
        if not pattern:
            failures.append(Failure("''", "an empty name", "Write . for the current folder."))
        elif is_address(pattern):
            away += _at_address(pattern, failures)
        elif os.path.isdir(pattern):
            folder = Path(pattern)
            files = _in_folder(folder, failures, remarks)
            if not files and not any(failure.path == str(folder) for failure in failures):
                advice = _suffix_advice("Put documents there")
                failures.append(Failure(pattern, "no document in this folder", advice))
            found += files
        else:
            for match in _matches(pattern, failures):
                if os.path.isdir(match):  # which takes any name
                    found += _in_folder(match, failures, remarks)
                else:
                    found.append(Input(match, match.parent))
    inputs = sorted([*_once(found), *dict.fromkeys(away)], key=lambda item: str(item.path))
    return inputs, list(dict.fromkeys(failures)), list(dict.fromkeys(remarks))


def _in_folder(folder: Path, failures: list[Failure], remarks: list[str]) -> list[Input]:
    """The documents below `folder`, and broken links named like one; what else is there is told."""
    files: list[Input] = []
    others: list[str] = []

    def unreadable(error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        what_to_do = "Ask for permission to read it, or leave it out."
        failures.append(
            Failure(str(error.filename), f"the folder cannot be opened ({reason})", what_to_do)
        )

    for name, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(name)
        folders[:] = [folder for folder in folders if not folder.startswith(".nhiemvu")]
        for linked in sorted(path for path in map(here.joinpath, folders) if path.is_symlink()):
            remarks.append(f"{linked}: a link to a folder, passed over")
        for path in map(here.joinpath, names):
            if path.name.startswith((".", "~$")):  # hidden, or Word's note that a file is open
                continue
            if path.suffix.lower() in SUPPORTED_SUFFIXES:
                files.append(Input(path, folder))
            else:
                others.append(str(path.relative_to(folder)))
    if others:
        shown = ", ".join(sorted(others)[:_SHOWN]) + (", …" if len(others) > _SHOWN else "")
        many = "1 file" if len(others) == 1 else f"{len(others)} files"
        remarks.append(f"{folder}: {many} of other formats passed over ({shown})")
    return files


def _matches(pattern: str, failures: list[Failure]) -> list[Path]:
    if os.path.lexists(pattern) or not glob.has_magic(pattern):
        return [Path(pattern)]
    matches = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]
    if not matches:
        failures.append(Failure(pattern, "no file matches", "Check the path and its spelling."))
    return matches


def _once(found: Iterable[Input]) -> Iterable[Input]:
    """Each file once, under the outermost of its folders."""
    chosen: dict[str, Input] = {}
    for item in sorted(found, key=lambda item: (_depth(Path(item.root)), str(item.path))):
        chosen.setdefault(os.path.realpath(item.path), item)
    return chosen.values()


def _depth(folder: Path) -> int:
    return len(Path(os.path.realpath(folder)).parts)


def _suffix_advice(opening: str) -> str:
    return f"{opening} ({', '.join(sorted(SUPPORTED_SUFFIXES))})."


def _at_address(pattern: str, failures: list[Failure]) -> Iterator[Input]:
    """The documents at an address: a file, a folder, or a glob, as its file system has them."""
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(pattern)
        if glob.has_magic(path):
            names, root = [name for name in system.glob(path) if system.isfile(name)], ""
        elif system.isdir(path):
            names, root = system.find(path), path
        else:
            system.info(path)
            names, root = [path], ""
    except Exception as error:  # each file system raises its own
        advice = "Check the address, the network and your rights there"
        if isinstance(error, ImportError):
            advice = "Install what opens such addresses: pip install 'nhiemvu[s3]' for s3://"
        failures.append(Failure(pattern, f"cannot be opened ({error_text(error)})", f"{advice}."))
        return
    wanted = [
        name
        for name in names
        if not root or PurePosixPath(name).suffix.lower() in SUPPORTED_SUFFIXES
    ]
    if not wanted:
        failures.append(
            Failure(pattern, "no document there", _suffix_advice("Put documents there"))
        )
    for name in wanted:
        folder = root or name.rpartition("/")[0]
        yield Input(system.unstrip_protocol(name), system.unstrip_protocol(folder))
