"""Word files that were saved with a password, opened with it: .docx and .doc."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from pipeline.ingest.blob import Blob, Options
from pipeline.ingest.passwords import none_opens, spellings, unknown_encryption
from pipeline.ingest.signatures import is_encrypted_package
from pipeline.model import IngestError

__all__ = ["open_doc", "open_docx"]

_INFO = "EncryptionInfo"
_MOST_INFO = 64 * 1024  # bytes; Word's has 1,200
_AGAIN = "Open it in Word, which may repair it, and save it again; or fetch the file anew."


def open_docx(blob: Blob, options: Options) -> bytes:
    """The bytes of a DOCX, decrypted where it was saved with a password.

    Standard and agile encryption ([MS-OFFCRYPTO] 2.3.4), by msoffcrypto. What comes back
    is no larger than the file, and may be anything.

    Raises:
        IngestError: it asks for a password that was not given, is encrypted in another
            way (rights management), or damaged.
    """
    if not is_encrypted_package(blob.data):
        return blob.data
    from msoffcrypto.format.ooxml import OOXMLFile

    def load(file: Any, word: str) -> None:
        file.load_key(password=word, verify_password=True)

    return _decrypted(blob, options, OOXMLFile, load, _INFO)


def open_doc(blob: Blob, options: Options) -> bytes:
    """The bytes of an encrypted .doc as they were without its password.

    RC4 and RC4 CryptoAPI ([MS-OFFCRYPTO] 2.3.6 and 2.3.5), by msoffcrypto.

    Raises:
        IngestError: it asks for a password that was not given, is encrypted in another
            way (XOR, as Word 95 did), or damaged.
    """
    from msoffcrypto.format.doc97 import Doc97File

    def load(file: Any, word: str) -> None:
        file.load_key(password=word)
        if not hasattr(file, "type"):  # it passes over the ways that it does not know
            raise unknown_encryption(blob.name)

    return _decrypted(blob, options, Doc97File, load, "WordDocument")


def _decrypted(
    blob: Blob,
    options: Options,
    library: Callable[[BytesIO], Any],
    load: Callable[[Any, str], None],
    needed: str,
) -> bytes:
    """What the first password that fits makes of it. `load` raises where one does not fit."""
    if not options.passwords:
        raise none_opens(blob.name, ())
    from msoffcrypto.exceptions import InvalidKeyError

    with _told(blob):
        _require_sound(blob, needed)
        file = library(BytesIO(blob.data))
        for word in filter(None, spellings(options.passwords)):
            try:
                load(file, word)
            except InvalidKeyError:
                continue
            made = BytesIO()
            file.decrypt(made)
            return made.getvalue()
    raise none_opens(blob.name, options.passwords)


def _require_sound(blob: Blob, needed: str) -> None:
    """Nothing, when the container has that stream and declares no more than it holds.

    Raises:
        IngestError: it does not.
        Exception: whatever olefile raises on a broken container.
    """
    import olefile

    with olefile.OleFileIO(BytesIO(blob.data)) as container:
        if not container.exists(needed):
            raise unknown_encryption(blob.name)
        if any(container.get_size(path) > len(blob.data) for path in container.listdir()):
            raise _damaged(blob.name, "a stream declares more bytes than there are")
        if container.exists(_INFO):
            if container.get_size(_INFO) > _MOST_INFO:
                raise _damaged(blob.name, f"{_INFO} is too long")
            info = container.openstream(_INFO).read()
            if b"<!DOCTYPE" in info.replace(b"\0", b""):
                raise _damaged(blob.name, f"{_INFO} defines entities")


@contextmanager
def _told(blob: Blob) -> Iterator[None]:
    """Whatever is raised on the way becomes an IngestError that names the file.

    The libraries check little of what they read, so that a broken file may make them
    raise anything.
    """
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    try:
        yield
    except (IngestError, MemoryError):
        raise
    except InvalidKeyError as error:  # the password was right
        raise _damaged(blob.name, "its content is cut off or changed") from error
    except DecryptionError as error:
        raise unknown_encryption(blob.name) from error
    except Exception as error:
        raise _damaged(blob.name, str(error) or type(error).__name__) from error


def _damaged(name: str, reason: str) -> IngestError:
    return IngestError(name, f"is damaged: it cannot be decrypted ({reason})", _AGAIN)
