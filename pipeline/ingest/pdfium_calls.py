"""pdfium's functions that are called once a character or object, without ctypes' wrapping.

pypdfium2's own prototypes make a pointer object of every handle that goes in or comes out.
Where a page has thousands of them that is a third of the time; here a handle is its address.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_double, c_float, c_int, c_ulong, c_void_p
from typing import Any

import pypdfium2.raw as pdfium_c

__all__ = [
    "address",
    "char_angle",
    "font_info",
    "font_size",
    "loose_box",
    "object_type",
    "page_object",
    "text_font",
    "text_mode",
]


def address(handle: Any) -> int:
    """A handle of pypdfium2, such as `PdfPage.raw`, as the functions here take it."""
    return ctypes.cast(handle, c_void_p).value or 0


def _of(function: Any, gives: Any, *takes: Any) -> Callable[..., Any]:
    return ctypes.CFUNCTYPE(gives, *takes)(address(function))


# (text page, index, address of an FS_RECTF) -> whether there is one
loose_box = _of(pdfium_c.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
# (text page, index, address of a buffer, its size, address of an int of flags) -> bytes
font_info = _of(
    pdfium_c.FPDFText_GetFontInfo, c_ulong, c_void_p, c_int, c_void_p, c_ulong, c_void_p
)
# (text page, index) -> radians clockwise by which a character is turned
char_angle = _of(pdfium_c.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
font_size = _of(pdfium_c.FPDFText_GetFontSize, c_double, c_void_p, c_int)  # points
page_object = _of(pdfium_c.FPDFPage_GetObject, c_void_p, c_void_p, c_int)  # (page, index)
object_type = _of(pdfium_c.FPDFPageObj_GetType, c_int, c_void_p)  # FPDF_PAGEOBJ_*
text_mode = _of(pdfium_c.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
text_font = _of(pdfium_c.FPDFTextObj_GetFont, c_void_p, c_void_p)
