"""OpenDocument files that were saved with a password, opened with it."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from pipeline.ingest.blob import Blob, Limits, Options
from pipeline.ingest.docx.names import Element
from pipeline.ingest.docx.package import open_archive, parse, too_large, unpack
from pipeline.ingest.passwords import none_opens, spellings, unknown_encryption
from pipeline.model import IngestError

__all__ = ["WHOLE", "open_odt"]

WHOLE = "encrypted-package"  # an archive in the archive, as LibreOffice writes since 24.8

_MANIFEST = "META-INF/manifest.xml"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_LIBREOFFICE = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
_ARGON2 = "urn:org:documentfoundation:names:experimental:office:manifest:argon2id"
# Cipher and derivation of its key → what the latter may cost. LibreOffice has 100,000
# rounds, or 3 passes over 64 MB in 4 lanes.
_SCHEMES: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {
    (_CBC, "PBKDF2"): ((_ODF + "iteration-count", 10_000_000),),
    (_GCM, _ARGON2): (
        (_LIBREOFFICE + "argon2-iterations", 100),
        (_LIBREOFFICE + "argon2-memory", 1024 * 1024),  # kilobytes
        (_LIBREOFFICE + "argon2-lanes", 64),
    ),
}
_SHA256 = (
    "http://www.w3.org/2000/09/xmldsig#sha256",  # no such name, but it is what is written
    "http://www.w3.org/2001/04/xmlenc#sha256",
)
_KEY = 32  # bytes
_CHECKED = 1024  # bytes of the compressed part that its checksum is of


def open_odt(blob: Blob, options: Options) -> bytes:
    """The bytes of an OpenDocument file, decrypted where it was saved with a password.

    Part by part with AES-CBC and PBKDF2 (OpenDocument 1.2, part 3, 3.4; LibreOffice before
    24.8), or the archive as a whole with AES-GCM and Argon2 (LibreOffice since). What comes
    back of an archive as a whole may be anything.

    Raises:
        IngestError: it asks for a password that was not given, is encrypted in another
            way, damaged or too large.
    """
    archive = open_archive(blob.name, blob.data)
    manifest = b""
    if _MANIFEST in archive.namelist():
        manifest = unpack(blob.name, archive, archive.getinfo(_MANIFEST))
    if b"encryption-data" not in manifest:
        return blob.data
    if not options.passwords:
        raise none_opens(blob.name, ())
    return _decrypted(blob.name, archive, parse(blob.name, _MANIFEST, manifest), options)


def _decrypted(name: str, archive: zipfile.ZipFile, manifest: Element, options: Options) -> bytes:
    """What the first password that fits makes of it."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        locks = _locks(manifest)
        first = WHOLE if WHOLE in locks else "content.xml"
        if first not in locks:
            raise unknown_encryption(name)
        data = unpack(name, archive, archive.getinfo(first))
        for word in spellings(options.passwords):
            plain = locks[first].opened(data, word)
            if plain is not None:
                break
        else:
            raise none_opens(name, options.passwords)
        limits = options.limits
        if first == WHOLE:
            return _inflated(name, plain, limits, limits.max_unpacked)
        return _repacked(name, archive, manifest, locks, word, limits)
    except (UnsupportedAlgorithm, NotImplementedError) as error:
        raise unknown_encryption(name) from error
    except (ValueError, KeyError, zlib.error) as error:
        raise _damaged(name, str(error)) from error


@dataclass(frozen=True, slots=True)
class _Lock:
    """How a part is encrypted. `cost`: rounds of PBKDF2; passes, kilobytes, lanes of Argon2."""

    vector: bytes
    salt: bytes
    checksum: bytes
    cost: tuple[int, ...]

    def opened(self, data: bytes, word: str) -> bytes | None:
        """The part, still compressed; None where the password is not the one.

        Raises:
            ValueError: salt or vector are of a wrong length.
            UnsupportedAlgorithm: cryptography was built without Argon2.
        """
        start = hashlib.sha256(word.encode()).digest()
        return self._part(data, start) if len(self.cost) == 1 else self._whole(data, start)

    def _part(self, data: bytes, start: bytes) -> bytes | None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        key = hashlib.pbkdf2_hmac("sha1", start, self.salt, self.cost[0], _KEY)
        plain = Cipher(algorithms.AES(key), modes.CBC(self.vector)).decryptor().update(data)
        plain = plain[: -plain[-1]] if plain else plain  # the last byte counts the padding
        fits = hashlib.sha256(plain[:_CHECKED]).digest() == self.checksum
        return plain if fits else None

    def _whole(self, data: bytes, start: bytes) -> bytes | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        passes, kilobytes, lanes = self.cost
        derivation = Argon2id(
            salt=self.salt, length=_KEY, iterations=passes, lanes=lanes, memory_cost=kilobytes
        )
        try:  # the vector stands before what it is for
            return AESGCM(derivation.derive(start)).decrypt(
                self.vector, data[len(self.vector) :], None
            )
        except InvalidTag:
            return None


def _locks(manifest: Element) -> dict[str, _Lock]:
    """The encrypted parts by their names.

    Raises:
        NotImplementedError: one is encrypted in another way, or its key would cost too much.
        ValueError: a number or a piece of Base64 is none.
    """
    return {
        entry.get(_ODF + "full-path", ""): _lock(data)
        for entry in manifest.iter(_ODF + "file-entry")
        if (data := entry.find(_ODF + "encryption-data")) is not None
    }


def _lock(data: Element) -> _Lock:
    def told(child: str, attribute: str) -> str:
        found = data.find(_ODF + child)
        return "" if found is None else found.get(attribute, "")

    name = "key-derivation"
    scheme = (told("algorithm", _ODF + "algorithm-name"), told(name, _ODF + f"{name}-name"))
    start = told("start-key-generation", _ODF + "start-key-generation-name")
    size = told(name, _ODF + "key-size")
    if scheme not in _SCHEMES or start not in _SHA256 or size != str(_KEY):
        raise NotImplementedError(*scheme)
    cost = tuple(int(told(name, attribute)) for attribute, _ in _SCHEMES[scheme])
    if not all(1 <= n <= most for n, (_, most) in zip(cost, _SCHEMES[scheme], strict=True)):
        raise NotImplementedError(*scheme)
    return _Lock(
        vector=b64decode(told("algorithm", _ODF + "initialisation-vector")),
        salt=b64decode(told(name, _ODF + "salt")),
        checksum=b64decode(data.get(_ODF + "checksum", "")),
        cost=cost,
    )


def _repacked(
    name: str,
    archive: zipfile.ZipFile,
    manifest: Element,
    locks: Mapping[str, _Lock],
    word: str,
    limits: Limits,
) -> bytes:
    """An archive of the same parts, none of them encrypted."""
    made = BytesIO()
    room = limits.max_unpacked
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for info in archive.infolist():
            data = unpack(name, archive, info)
            if info.filename == _MANIFEST:
                data = _plain(manifest)
            elif info.filename in locks:
                plain = locks[info.filename].opened(data, word)
                if plain is None:  # of another password than content.xml, or changed
                    raise _damaged(name, info.filename)
                data = _inflated(name, plain, limits, room)
            room -= len(data)
            stored = zipfile.ZIP_STORED if info.filename == "mimetype" else None
            out.writestr(info.filename, data, stored)
    return made.getvalue()


def _plain(manifest: Element) -> bytes:
    """The manifest without a word of encryption."""
    for data in list(manifest.iter(_ODF + "encryption-data")):
        entry = data.getparent()
        if entry is not None:
            entry.remove(data)
    return etree.tostring(manifest, encoding="UTF-8", xml_declaration=True)


def _inflated(name: str, data: bytes, limits: Limits, room: int) -> bytes:
    """What was compressed before it was encrypted; `room` is what `limits` leave for it.

    Raises:
        IngestError: it is larger than that.
        zlib.error: it is cut off or was never compressed.
    """
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    made = stream.decompress(data, max(room, 0) + 1)
    if len(made) > room:
        raise too_large(name, limits.max_unpacked)
    if not stream.eof:
        raise zlib.error("a part is cut off")
    return made


def _damaged(name: str, reason: str) -> IngestError:
    return IngestError(
        name,
        f"is damaged: it cannot be decrypted ({reason})",
        "Open it in LibreOffice, which may repair it, and save it again; or fetch the file anew.",
    )
