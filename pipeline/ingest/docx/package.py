"""A DOCX as the parts of its archive: opened with limits, nothing ever written to disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from pipeline.ingest.blob import Blob, Limits
from pipeline.ingest.docx.names import Element
from pipeline.ingest.signatures import kind_of
from pipeline.model import IngestError

__all__ = ["Package", "Relation", "check_archive", "open_archive", "parse", "too_large", "unpack"]

_MOST_PARTS = 10_000
_MOST_XML = 96 * 1024 * 1024  # of one part: its tree takes ten times as much memory
_PACKAGE_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# Files saved as "Strict Open XML" name the same things differently.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_DTD = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
# What a broken archive makes zipfile and its decompressors raise.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_OTHER_OFFICE = (
    ("xl/", "an Excel workbook", "Save the sheet that you need as a Word document or a PDF."),
    ("ppt/", "a PowerPoint presentation", "Save its text as a Word document or a PDF."),
    ("content.xml", "an OpenDocument file", "Rename it so that it ends in .odt."),
)
_REPAIR = "Open it in Word, which may repair it, and save it again; or fetch the file anew."


@dataclass(frozen=True, slots=True)
class Relation:
    """A link of a part to another one, or to something outside the file (`external`)."""

    kind: str  # the last step of its type: "styles", "hyperlink"
    target: str
    external: bool


class Package:
    """The parts of a DOCX; each is unpacked and parsed when it is asked for.

    Guarantees:
        1. No more than the limits allow is unpacked, whatever sizes the archive declares.
        2. XML with a document type definition is refused, so there are no entities.
        3. Names only lead to parts of the archive: nothing is fetched or written.

    Raises:
        IngestError: from every method, for what cannot be read.
    """

    def __init__(self, blob: Blob, limits: Limits) -> None:
        self.name = blob.name
        _refuse_other_formats(blob)
        self._archive = open_archive(blob.name, blob.data)
        check_archive(blob.name, self._archive, limits)
        self._parts = {_part_name(info.filename): info for info in self._archive.infolist()}
        self.main = self._find_main()

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def xml(self, part: str) -> Element | None:
        """The root of a part, None where there is no such part."""
        info = self._parts.get(_part_name(part))
        if info is None:
            return None
        return parse(self.name, part, unpack(self.name, self._archive, info))

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of a part by their ids; targets are names of parts."""
        root = self.xml(join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels"))
        found: dict[str, Relation] = {}
        for item in () if root is None else root.iter(_PACKAGE_RELATIONS + "Relationship"):
            kind = item.get("Type", "").rpartition("/")[2]
            target = item.get("Target", "")
            external = item.get("TargetMode", "").lower() == "external"
            if not external:
                target = _part_name(normpath(join("/", dirname(part), unquote(target))))
            found[item.get("Id", "")] = Relation(kind, target, external)
        return found

    def related(self, kind: str) -> Element | None:
        """The part that the main document is linked to in that way, None where there is none."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and not relation.external:
                return self.xml(relation.target)
        return None

    def _find_main(self) -> str:
        for relation in self.relations("").values():
            is_word = relation.target.startswith("word/") or not self._other_office()
            if relation.kind == "officeDocument" and relation.target in self._parts and is_word:
                return relation.target
        if "word/document.xml" in self._parts:
            return "word/document.xml"
        other = self._other_office()
        if other is not None:
            raise IngestError(self.name, f"this is {other[1]}", other[2])
        raise IngestError(
            self.name,
            "is a ZIP archive without a Word document in it (word/document.xml is missing)",
            "Unpack it and give the documents in it, or open it in Word and save it again.",
        )

    def _other_office(self) -> tuple[str, str, str] | None:
        return next(
            (row for row in _OTHER_OFFICE if any(part.startswith(row[0]) for part in self._parts)),
            None,
        )


def open_archive(name: str, data: bytes) -> zipfile.ZipFile:
    """The ZIP archive in `data`, its list of parts read.

    Raises:
        IngestError: it is broken, or lists too many parts.
    """
    if data.count(b"PK\x01\x02") > _MOST_PARTS:  # before zipfile makes an object of each
        raise _too_many(name)
    try:
        return zipfile.ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise IngestError(
            name, f"is damaged or cut off: its list of parts cannot be read ({error})", _REPAIR
        ) from error


def check_archive(name: str, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Nothing, when the archive stays within the limits.

    zipfile unpacks no more of a part than the size that it declares, so declared sizes
    are enough to look at.

    Raises:
        IngestError: it holds too many parts, or would unpack to too much.
    """
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise _too_many(name)
    if sum(info.file_size for info in parts) > limits.max_unpacked:
        raise too_large(name, limits.max_unpacked)


def unpack(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part that is XML, unpacked.

    Raises:
        IngestError: it is encrypted, broken or too large.
    """
    if info.flag_bits & 1:
        raise _protected(name)
    if info.file_size > _MOST_XML:
        raise too_large(name, _MOST_XML)
    try:
        with archive.open(info) as file:
            data = file.read(_MOST_XML + 1)
    except _BROKEN as error:
        raise _damaged(name, info.filename, error) from error
    if len(data) > _MOST_XML:
        raise too_large(name, _MOST_XML)
    return data


def _refuse_other_formats(blob: Blob) -> None:
    if not blob.data:
        raise IngestError(blob.name, "is empty", "Check that the file was saved or copied whole.")
    kind = kind_of(blob.data)
    suffix = blob.name[blob.name.rfind(".") :]
    if kind is None:
        raise IngestError(
            blob.name,
            "is no Word document: it does not begin as one",
            "Open it in Word and save it again as .docx; text belongs into a .txt file.",
        )
    if kind.suffix == ".doc":
        raise IngestError(
            blob.name, f"this is {kind.name}, named {suffix}", "Rename it so that it ends in .doc."
        )
    if kind.suffix not in (".zip", ".docx"):
        raise IngestError(
            blob.name,
            f"this is {kind.name}, named {suffix}",
            f"Rename it so that it ends in {kind.suffix}.",
        )


def _part_name(name: str) -> str:
    """A name as the standard compares them: no leading slash, case does not matter."""
    return name.replace("\\", "/").lstrip("/").lower()


def parse(name: str, part: str, data: bytes) -> Element:
    """The root of a part.

    Raises:
        IngestError: it is no XML, nested too deeply, or defines entities.
    """
    if any(mark in data for mark in _DTD):
        raise _has_dtd(name, part)
    for strict, plain in _STRICT:
        data = data.replace(strict, plain)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise IngestError(
                name,
                f"is nested too deeply ({part})",
                "Open it in Word and save it again; tables in tables in tables cannot be read.",
            ) from error
        raise _damaged(name, part, error) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise _damaged(name, part, error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _has_dtd(name, part)
    return root


def _damaged(name: str, part: str, error: Exception) -> IngestError:
    return IngestError(name, f"is damaged: {part} cannot be read ({error})", _REPAIR)


def _has_dtd(name: str, part: str) -> IngestError:
    return IngestError(
        name,
        f"defines entities of its own ({part}), which Word never writes and which may be an attack",
        "Ask where the file comes from; if it can be trusted, open it in Word and save it again.",
    )


def _protected(name: str) -> IngestError:
    return IngestError(
        name,
        "is protected by a password",
        "Open it in Word, take the password off (File, Info, Protect Document) and save it again.",
    )


def too_large(name: str, most: int) -> IngestError:
    """What is said of an archive that would unpack to more than `most` bytes."""
    return IngestError(
        name,
        f"would unpack to more than {most:,} bytes",
        "Take out its pictures or split it; if it is not known to be so large, do not open it.",
    )


def _too_many(name: str) -> IngestError:
    return IngestError(
        name,
        f"holds more than {_MOST_PARTS:,} parts",
        "Open it in Word and save it again; no document needs that many.",
    )
