"""A file's bytes, read once, and every way in which getting them can fail."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pipeline.model import IngestError, Media, Source

__all__ = [
    "Blob",
    "Limits",
    "OcrMode",
    "Options",
    "load",
    "require_file",
    "require_less_text",
    "shown_path",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too large to take in.

    `max_bytes` counts the file as it lies on disk, `max_text_bytes` one that is text and
    nothing else, `max_unpacked` what an archive (DOCX)
    or a compressed stream may become. `max_pixels` is for one page or image, `max_side` a
    page's longest side in points, `max_page_words` for the words on it. `page_seconds` is
    for the recognition of one page, `file_seconds` and `file_memory` (bytes)
    for the reading of one file in a process of its own.
    """

    max_bytes: int = 256 * 1024 * 1024
    max_text_bytes: int = 8 * 1024 * 1024
    max_pages: int = 2_000
    max_unpacked: int = 512 * 1024 * 1024
    max_pixels: int = 100_000_000
    max_side: float = 14_400.0
    max_page_words: int = 20_000
    page_seconds: float = 120.0
    file_seconds: float = 3_600.0
    file_memory: int = 4 * 1024 * 1024 * 1024


class OcrMode(StrEnum):
    """Whether pages are recognised: where their text is missing or bad, all, or none."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read. `passwords` are tried in order on files that ask for one."""

    limits: Limits = field(default_factory=Limits)
    ocr: OcrMode = OcrMode.AUTO
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as it was when it was read. `name` is its path relative to the input root."""

    name: str
    media: Media
    data: bytes
    sha256: str


def shown_path(path: Path, root: Path | None) -> str:
    """`path` relative to `root` with forward slashes; its bare name when there is no root.

    Symbolic links are not followed. A file outside `root` gets steps up (`../x.txt`).
    What is not Unicode in a file name becomes `\\udcNN`, so that the result can be
    printed and stored.

    >>> shown_path(Path("vào/2023/kế hoạch.txt"), Path("vào"))
    '2023/kế hoạch.txt'
    """
    if root is None:
        shown = path.name or str(path)
    else:
        try:
            shown = Path(os.path.relpath(path, root)).as_posix()
        except (OSError, ValueError):  # another drive, on Windows; no working folder
            shown = path.as_posix()
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def require_file(path: Path, name: str) -> None:
    """Nothing, when `path` is a regular file that can be looked at.

    Pipes and devices are refused because reading them may never end.

    Raises:
        IngestError: it is missing, a folder, or something else.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise _unreachable(name, error) from error
    if stat.S_ISDIR(mode):
        raise IngestError(name, "is a folder, not a file", "Give the files in it instead.")
    if not stat.S_ISREG(mode):
        raise IngestError(name, "is a pipe or a device, not a file", "Copy its content to a file.")


def load(path: Path, name: str, media: Media, limits: Limits) -> Blob:
    """The bytes of `path`, read once.

    Raises:
        IngestError: it cannot be opened or read, is empty, or larger than `limits` allow.
    """
    is_text = media in (Media.TEXT, Media.MARKDOWN)
    most = limits.max_text_bytes if is_text else limits.max_bytes
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise _unreachable(name, error) from error
    if not data:
        raise IngestError(name, "is empty", "Check that the file was saved or copied whole.")
    if len(data) > most:
        raise IngestError(
            name,
            f"is larger than {most:,} bytes",
            "Split it into its documents, or raise the limit if it really is one.",
        )
    return Blob(name, media, data, hashlib.sha256(data).hexdigest())


def require_less_text(source: Source, limits: Limits) -> None:
    """The text of any format is bounded as a text file is.

    Raises:
        IngestError: it is longer than `limits` allow.
    """
    most = limits.max_text_bytes
    if len(source.text.encode("utf-8", "surrogatepass")) > most:
        raise IngestError(
            source.path,
            f"holds more than {most:,} bytes of text",
            f"Split it into its documents, or raise the limit (--limit max_text_bytes={2 * most}).",
        )


def _unreachable(name: str, error: OSError | ValueError) -> IngestError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return IngestError(
            name, "there is no such file", "Check the path; it may have been moved or deleted."
        )
    if isinstance(error, PermissionError):
        return IngestError(
            name, "may not be read", "Ask for permission to read it, or copy it to your own folder."
        )
    if isinstance(error, IsADirectoryError):
        return IngestError(name, "is a folder, not a file", "Give the files in it instead.")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return IngestError(name, f"cannot be read ({reason})", "Copy it to a local disk and try again.")
