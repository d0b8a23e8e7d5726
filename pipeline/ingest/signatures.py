"""What a file really is, by its first bytes."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ingest.blob import Blob
from pipeline.model import IngestError

__all__ = ["Kind", "is_encrypted_package", "kind_of", "refuse_other_formats"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A format other than text: its name as one says it, and the suffix it should have."""

    name: str
    suffix: str


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = Kind("a Word document", ".docx")
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind("a PDF", ".pdf")),
    (b"PK\x03\x04", Kind("a ZIP archive", ".zip")),
    (b"PK\x05\x06", Kind("an empty ZIP archive", ".zip")),
    (_OLE, Kind("an old Office document", ".doc")),
    (b"{\\rtf", Kind("an RTF document", ".rtf")),
    (b"\x89PNG\r\n\x1a\n", Kind("a PNG image", ".png")),
    (b"\xff\xd8\xff", Kind("a JPEG image", ".jpg")),
    (b"II*\x00", Kind("a TIFF image", ".tif")),
    (b"MM\x00*", Kind("a TIFF image", ".tif")),
    (b"GIF8", Kind("a GIF image", ".gif")),
    (b"\x1f\x8b", Kind("a gzip archive", ".gz")),
    (b"7z\xbc\xaf\x27\x1c", Kind("a 7-Zip archive", ".7z")),
    (b"Rar!\x1a\x07", Kind("a RAR archive", ".rar")),
)
_AFTER_BLANKS = (b"%PDF-", b"{\\rtf")
# What Word makes of a DOCX with a password: its container holds this and no Word document.
_ENCRYPTED = Kind("an Office document with a password", ".docx")
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_OLD_PART = "WordDocument".encode("utf-16-le")
# A DOCX is a ZIP archive that names its parts in the clear.
_DOCX_PART = b"word/"
_DIRECTORY = 64 * 1024
# The first entry of an OpenDocument file, stored as it is.
_ODT = Kind("an OpenDocument text", ".odt")
_ODT_MARK = b"mimetypeapplication/vnd.oasis.opendocument.text"


def kind_of(data: bytes) -> Kind | None:
    """The format that the first bytes announce, or None for what may be text.

    A byte order mark or white space before a PDF's or RTF's mark is passed over, as
    their own readers do.
    """
    if is_encrypted_package(data):
        return _ENCRYPTED
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    for mark, kind in _SIGNATURES:
        if data.startswith(mark) or (mark in _AFTER_BLANKS and head.startswith(mark)):
            return _zip_kind(data, kind) if kind.suffix == ".zip" else kind
    return None


def is_encrypted_package(data: bytes) -> bool:
    """Whether it is the container of a DOCX (or another new Office file) with a password."""
    return data.startswith(_OLE) and _ENCRYPTED_PART in data and _OLD_PART not in data


def _zip_kind(data: bytes, kind: Kind) -> Kind:
    """A Word document when the archive's list of files, at either end, names its parts."""
    if _ODT_MARK in data[:256]:
        return _ODT
    ends = data[:_DIRECTORY] + data[-_DIRECTORY:]
    return _WORD if _DOCX_PART in ends else kind


def refuse_other_formats(blob: Blob) -> None:
    """Of a file that should be text.

    Raises:
        IngestError: its first bytes are those of another format.
    """
    from pipeline.ingest import SUPPORTED_SUFFIXES

    kind = kind_of(blob.data)
    if kind is None:
        return
    suffix = blob.name[blob.name.rfind(".") :]
    if kind.suffix in SUPPORTED_SUFFIXES:
        advice = f"Rename it so that it ends in {kind.suffix}."
    else:
        advice = "Open it in its own program and save its text as UTF-8."
    raise IngestError(blob.name, f"this is {kind.name}, named {suffix}", advice)
