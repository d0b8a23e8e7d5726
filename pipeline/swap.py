"""Two names of one file system change places in one step."""

from __future__ import annotations

import ctypes
import errno
import os
from functools import cache
from pathlib import Path

__all__ = ["swap"]

_AT_FDCWD = -100  # paths count from the current folder
_RENAME_EXCHANGE = 2
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.ENOTSUP}


def swap(one: Path, other: Path) -> bool:
    """Lets two files or folders change places, so that neither name is ever missing.

    The call is Linux's renameat2 with RENAME_EXCHANGE.

    Returns:
        False where the system or the file system has no such call; nothing is moved then.

    Raises:
        OSError: it has, and the two cannot be moved.
    """
    call = _renameat2()
    if call is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


@cache
def _renameat2() -> ctypes._NamedFuncPointer | None:
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # another system, or a C library without it
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    call.restype = ctypes.c_int
    return call
