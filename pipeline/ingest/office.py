"""Old and foreign word processor files (.doc, .rtf, .odt): made DOCX by LibreOffice, then read."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.ingest.blob import Blob, Limits, Options
from pipeline.ingest.docx import read_docx
from pipeline.ingest.docx.package import check_archive, open_archive
from pipeline.ingest.html import read_html
from pipeline.ingest.odf_encryption import WHOLE, open_odt
from pipeline.ingest.office_encryption import open_doc
from pipeline.ingest.signatures import kind_of
from pipeline.model import IngestError, Media, Source

__all__ = ["find_soffice", "read_office"]

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_INSTALL = (
    "Install LibreOffice Writer (on Debian and Ubuntu: apt-get install libreoffice-writer-nogui), "
    "or open the file in Word and save it as .docx."
)
_SAVE_AS = "Open it in Word, which may repair it, and save it as .docx."
# The converter fails now and then on a file that it converts the next time.
_ATTEMPTS = 2
_PATIENCE = 180.0  # seconds; starting takes one, a plan of 100 pages a few more
_FILTER = "docx:MS Word 2007 XML"
_WORD_ENTRY = "WordDocument".encode("utf-16-le")  # in the directory of a container
_F_SETSIG = getattr(fcntl, "F_SETSIG", None)  # Linux only

# Nothing runs and nothing outside the file is opened: no macros, no active content, links
# never updated, and a proxy at a port where nobody answers for what is asked for all the same.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
%s
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.%s"><prop oor:name="%s" oor:op="fuse">'
    "<value>%s</value></prop></item>"
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Save/Document", "WarnAlienFormat", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Office.Writer/Content/Update", "Chart", "false"),
    ("Office.Writer/Content/Update", "ToOpenedDocument", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


def read_office(blob: Blob, options: Options) -> Source:
    """A .doc, .rtf or .odt file as a Source, by way of DOCX.

    Guarantees those of `read_docx`; `sha256` and `path` are of the file itself. A web page
    named .doc, which sites give out and Word opens, is read as what it is.

    Raises:
        IngestError: it is not what its name says, asks for a password that was not given,
            is damaged or too large, or LibreOffice is not there, does not finish in time
            or cannot read it.
    """
    if _is_web_page(blob):
        return read_html(replace(blob, media=Media.HTML), options)
    form = _form_of(blob, options.limits)
    plain = _opened(blob, form, options)
    program = find_soffice()
    if program is None:
        raise IngestError(
            blob.name, "needs LibreOffice to be read, which is not installed", _INSTALL
        )
    converted = _convert(program, plain, form, options.limits)
    source = read_docx(replace(blob, data=converted, media=Media.DOCX), options)
    return replace(source, path=blob.name, sha256=blob.sha256)


def find_soffice() -> str | None:
    """The program that converts, None where it is not installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return found or next((path for path in _PLACES if os.access(path, os.X_OK)), None)


# --- what it really is ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """A format as LibreOffice is told of it, and the endings that files in it may have."""

    suffix: str
    endings: tuple[str, ...]


_BEGIN = 200  # bytes that tell
_WEB_PAGE = (b"<html", b"<!doctype html", b"mime-version:")

_DOC = _Form(".doc", (".doc", ".dot"))
_RTF = _Form(".rtf", (".rtf", ".doc", ".dot"))  # Word itself names them .doc at times
_ODT = _Form(".odt", (".odt", ".ott"))


def _form_of(blob: Blob, limits: Limits) -> _Form:
    """The format that the bytes tell, which must fit the name: LibreOffice opens anything.

    Raises:
        IngestError: it is another format, damaged or too large.
    """
    if not blob.data:
        raise IngestError(blob.name, "is empty", "Check that the file was saved or copied whole.")
    ending = blob.name[blob.name.rfind(".") :].lower()
    kind = kind_of(blob.data)
    form = {".doc": _DOC, ".rtf": _RTF}.get(kind.suffix if kind is not None else "")
    if form is None and kind is not None and _is_odt(blob, kind.suffix, limits):
        form = _ODT
    if kind is None or (form is None and kind.suffix == ".zip"):
        raise IngestError(
            blob.name,
            f"is no {ending} document: it does not begin as one",
            "Open it in the program that wrote it and save it as .docx or .pdf.",
        )
    if form is None or ending not in form.endings:
        suffix = kind.suffix if form is None else form.suffix
        name = "an OpenDocument text" if form is _ODT else kind.name
        raise IngestError(
            blob.name, f"this is {name}, named {ending}", f"Rename it so that it ends in {suffix}."
        )
    if form is _DOC and _WORD_ENTRY not in blob.data:
        raise IngestError(
            blob.name,
            "is a file of another Office program, not of Word",
            "Open it in its own program and save its text as .docx or .pdf.",
        )
    return form


def _is_web_page(blob: Blob) -> bool:
    """Whether a file named .doc begins as HTML or as a web archive, in whatever letters."""
    begin = blob.data[:_BEGIN].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return blob.name.lower().endswith(_DOC.endings) and begin.startswith(_WEB_PAGE)


def _is_odt(blob: Blob, suffix: str, limits: Limits) -> bool:
    """Whether it is an OpenDocument text that may be opened."""
    if suffix not in (".zip", ".odt"):
        return False
    archive = open_archive(blob.name, blob.data)
    if not {"content.xml", WHOLE} & set(archive.namelist()):
        return False
    check_archive(blob.name, archive, limits)
    return True


# --- what it was before it got its password -------------------------------------------


def _opened(blob: Blob, form: _Form, options: Options) -> Blob:
    """The file, decrypted where it was saved with a password.

    Raises:
        IngestError: it asks for a password that was not given, is encrypted in a way that
            is not known here, or holds something else.
    """
    if form is _DOC and _is_encrypted(blob.data):
        return replace(blob, data=open_doc(blob, options))
    if form is _ODT:
        plain = replace(blob, data=open_odt(blob, options))
        _form_of(plain, options.limits)
        return plain
    return blob


def _is_encrypted(data: bytes) -> bool:
    """Whether the first block of an old Word document says that it is encrypted.

    [MS-DOC] 2.5.1: a mark of two bytes, and bit 8 of the word at 10.
    """
    entry = data.find(_WORD_ENTRY)
    try:
        (shift,) = struct.unpack_from("<H", data, 0x1E)
        (sector,) = struct.unpack_from("<I", data, entry + 0x74)
        start = (sector + 1) << min(shift, 20)
        (mark,) = struct.unpack_from("<H", data, start)
        (flags,) = struct.unpack_from("<H", data, start + 10)
    except struct.error:
        return False
    return mark == 0xA5EC and bool(flags & 0x0100)


# --- the converter --------------------------------------------------------------------


def _convert(program: str, blob: Blob, form: _Form, limits: Limits) -> bytes:
    """The document as DOCX, by a LibreOffice with a profile of its own that is then thrown away."""
    patience = min(_PATIENCE, limits.file_seconds)
    said = ""
    for _ in range(_ATTEMPTS):
        with tempfile.TemporaryDirectory(prefix="nhiemvu-", ignore_cleanup_errors=True) as folder:
            made, said = _converted(program, Path(folder), blob, form.suffix, patience)
            if not made.is_file():
                continue
            if made.stat().st_size > limits.max_bytes:
                raise IngestError(
                    blob.name,
                    f"becomes larger than {limits.max_bytes:,} bytes when it is converted",
                    "Take out its pictures, or split it into its documents.",
                )
            return made.read_bytes()
    reason = f" ({said})" if said else ""
    raise IngestError(blob.name, f"could not be read by LibreOffice{reason}", _SAVE_AS)


def _converted(
    program: str, place: Path, blob: Blob, suffix: str, patience: float
) -> tuple[Path, str]:
    """Where the converted file is, if there is one, and what the converter said."""
    source = place / f"document{suffix}"
    source.write_bytes(blob.data)
    command = [
        program,
        f"-env:UserInstallation={_profile(place).as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        _FILTER,
        "--outdir",
        str(place / "out"),
        str(source),
    ]
    said = _run(command, place, blob.name, patience)
    return place / "out" / "document.docx", said


def _profile(place: Path) -> Path:
    profile = place / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    items = "\n".join(_ITEM % setting for setting in _SETTINGS)
    settings.write_text(_PROFILE % items, "utf-8")
    return profile


def _run(command: list[str], place: Path, name: str, patience: float) -> str:
    """Runs the converter and gives the last line that it said; nothing of it is left behind."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place),
        "TMPDIR": str(place),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with _lifeline() as tie:
        try:
            process = subprocess.Popen(
                command,
                cwd=place,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=(tie,),
                process_group=0,
            )
        except OSError as error:
            raise IngestError(
                name, f"needs LibreOffice, which does not start ({error.strerror})", _INSTALL
            ) from error
        try:
            _tie(tie, process.pid)
            _, errors = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired as error:
            raise IngestError(
                name, f"was not converted by LibreOffice within {patience:g} seconds", _SAVE_AS
            ) from error
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # soffice starts others
            process.communicate()
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return next((line for line in reversed(lines) if "javaldx" not in line), "")


@contextmanager
def _lifeline() -> Iterator[int]:
    """The read end of a pipe whose other end only this process holds."""
    read_end, write_end = os.pipe()
    try:
        yield read_end
    finally:
        os.close(read_end)
        os.close(write_end)


def _tie(lifeline: int, group: int) -> None:
    """The kernel kills the converter when this process ends, however it ends.

    The converter has a group of its own, so that it can be ended apart, and what ends this
    process's group would pass it by. It holds the pipe open; when the end that only this
    process holds closes, the kernel signals the owner of the pipe, its group.
    """
    if _F_SETSIG is None:
        return
    fcntl.fcntl(lifeline, _F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -group)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
