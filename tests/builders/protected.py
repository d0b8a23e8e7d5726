"""Office files with a password, made here: agile DOCX, .doc with RC4 CryptoAPI, ODT."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Mapping

import olefile
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_agile import ECMA376Agile

PASSWORD = "mật khẩu 2026"
SALT = bytes(range(16))


# --- DOCX -----------------------------------------------------------------------------


def agile(data: bytes, password: str = PASSWORD, rounds: int = 100) -> bytes:
    """`data` as Word encrypts a DOCX; few rounds, so that many can be made."""
    info, key = ECMA376Agile.generate_encryption_parameters(password, spin_count=rounds)
    package = ECMA376Agile.encrypt_payload(
        io.BytesIO(data), info.encryptedKey, key, info.keyData.saltValue
    )
    return container(ECMA376Agile.get_encryption_information(info, package, key), package)


def container(info: bytes, package: bytes) -> bytes:
    """The container of an encrypted DOCX with these two streams.

    What stands behind the package says nothing: it tells its own length. With less than
    4,096 bytes msoffcrypto 6.1 writes a container that cannot be read.
    """
    made = io.BytesIO()
    ECMA376Encrypted(package.ljust(8 + 4096, b"\0"), info).write_to(made)
    return made.getvalue()


def streams(data: bytes) -> tuple[bytes, bytes]:
    """The two streams that `container` takes."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return ole.openstream("EncryptionInfo").read(), ole.openstream("EncryptedPackage").read()


def with_info(data: bytes, old: bytes, new: bytes) -> bytes:
    """An encrypted DOCX with something else in its description of the encryption."""
    info, package = streams(data)
    assert old in info
    return container(info.replace(old, new), package)


# --- .doc -----------------------------------------------------------------------------

_HEAD = 0x44  # bytes of a Word document that are never encrypted
_FLAGS, _KEY = 10, 14  # where they stand


def crypto_api(doc: bytes, password: str = PASSWORD) -> bytes:
    """A .doc with the streams of `doc`, encrypted by RC4 CryptoAPI ([MS-OFFCRYPTO] 2.3.5).

    The description of the encryption stands where the table stream begins and overwrites
    what is there: only the streams can be compared, Word would not open it.
    """
    start = hashlib.sha1(SALT + password.encode("utf-16-le")).digest()

    def rc4(data: bytes, block: int) -> bytes:
        key = hashlib.sha1(start + struct.pack("<I", block)).digest()[:16]
        return Cipher(ARC4(key), mode=None).encryptor().update(data)

    def blocks(data: bytes) -> bytes:
        return b"".join(rc4(data[at : at + 512], at // 512) for at in range(0, len(data), 512))

    check = bytes(16)
    verifier = rc4(check + hashlib.sha1(check).digest(), 0)
    fields = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "CSP\0".encode("utf-16-le")
    head = struct.pack("<HHII", 4, 2, 4, len(fields)) + fields
    head += struct.pack("<I", 16) + SALT + verifier[:16] + struct.pack("<I", 20) + verifier[16:]
    made = io.BytesIO(doc)
    with olefile.OleFileIO(made, write_mode=True) as ole:
        word = bytearray(ole.openstream("WordDocument").read())
        (flags,) = struct.unpack_from("<H", word, _FLAGS)
        word[_HEAD:] = blocks(bytes(word))[_HEAD:]
        struct.pack_into("<H", word, _FLAGS, flags | 0x0100)
        struct.pack_into("<I", word, _KEY, len(head))
        table = ole.openstream("1Table").read()
        ole.write_stream("WordDocument", bytes(word))
        ole.write_stream("1Table", head + blocks(table)[len(head) :])
    return made.getvalue()


def stream(data: bytes, name: str) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        found: bytes = ole.openstream(name).read()
    return found


# --- OpenDocument ---------------------------------------------------------------------

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'xmlns:l="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" '
    'm:version="1.3">%s</m:manifest>'
)
_ROOT = f'<m:file-entry m:full-path="/" m:media-type="{_MIMETYPE}"/>'
_ENTRY = (
    '<m:file-entry m:full-path="{name}" m:media-type="text/xml" m:size="{size}">'
    '<m:encryption-data m:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'
    '#sha256-1k" m:checksum="{checksum}"><m:algorithm m:algorithm-name="{cipher}" '
    'm:initialisation-vector="{vector}"/><m:start-key-generation m:start-key-generation-name='
    '"http://www.w3.org/2001/04/xmlenc#sha256" m:key-size="32"/><m:key-derivation '
    'm:key-derivation-name="{derivation}" {cost} m:key-size="32" m:salt="{salt}"/>'
    "</m:encryption-data></m:file-entry>"
)


def odt_by_parts(parts: Mapping[str, bytes], password: str = PASSWORD) -> bytes:
    """An ODT as LibreOffice before 24.8 saves it with a password."""
    start = hashlib.sha256(password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, SALT, 10, 32)
    members, entries = {}, [_ROOT]
    for name, data in parts.items():
        plain = _deflated(data)
        padding = 16 - len(plain) % 16
        encryptor = Cipher(algorithms.AES(key), modes.CBC(SALT)).encryptor()
        members[name] = encryptor.update(plain + bytes(padding - 1) + bytes([padding]))
        entries.append(
            _ENTRY.format(
                name=name,
                size=len(data),
                checksum=_text(hashlib.sha256(plain[:1024]).digest()),
                cipher="http://www.w3.org/2001/04/xmlenc#aes256-cbc",
                vector=_text(SALT),
                derivation="PBKDF2",
                cost='m:iteration-count="10"',
                salt=_text(SALT),
            )
        )
    return _archive(members, "".join(entries))


def odt_as_whole(data: bytes, password: str = PASSWORD) -> bytes:
    """An ODT as LibreOffice saves it with a password since 24.8."""
    start = hashlib.sha256(password.encode()).digest()
    key = Argon2id(salt=SALT, length=32, iterations=1, lanes=1, memory_cost=64).derive(start)
    vector = SALT[:12]
    entry = _ENTRY.format(
        name="encrypted-package",
        size=len(data),
        checksum="",
        cipher="http://www.w3.org/2009/xmlenc11#aes256-gcm",
        vector=_text(vector),
        derivation="urn:org:documentfoundation:names:experimental:office:manifest:argon2id",
        cost='l:argon2-iterations="1" l:argon2-memory="64" l:argon2-lanes="1"',
        salt=_text(SALT),
    )
    sealed = vector + AESGCM(key).encrypt(vector, _deflated(data), None)
    return _archive({"encrypted-package": sealed}, entry)


def with_manifest(odt: bytes, old: str, new: str) -> bytes:
    """An encrypted ODT with something else in its manifest."""
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()[1:]}
    manifest = members.pop("META-INF/manifest.xml").decode()
    assert old in manifest
    return _archive(members, manifest.replace(old, new), "%s")


def with_parts_of(odt: bytes, other: bytes, *names: str) -> bytes:
    """An archive with some of its parts as they are in another."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(odt)) as own,
        zipfile.ZipFile(io.BytesIO(other)) as foreign,
        zipfile.ZipFile(made, "w") as out,
    ):
        for name in own.namelist():
            out.writestr(name, (foreign if name in names else own).read(name))
    return made.getvalue()


def _archive(members: Mapping[str, bytes], manifest: str, frame: str = _MANIFEST) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", _MIMETYPE)
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("META-INF/manifest.xml", frame % manifest)
    return made.getvalue()


def _deflated(data: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


def _text(data: bytes) -> str:
    return b64encode(data).decode()
