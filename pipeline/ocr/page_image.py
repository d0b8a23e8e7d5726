"""A PDF page → the image to recognise, and its resolution."""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from pipeline.ingest.blob import Limits
from pipeline.ocr.prepare import turned

__all__ = ["page_image"]

_DPI = 300.0
_COVERS = 0.9  # of the page: the image is the page
_COARSEST = 120.0  # dots an inch: coarser images are rendered anew, larger


def page_image(page: pdfium.PdfPage, limits: Limits) -> tuple[Image.Image, float]:
    """The page as it is seen, with dots an inch.

    Where the page is one image, that image at its own size (to make it larger brings
    nothing); else a render at 300 dots an inch, coarser where that would be more pixels
    than the limits allow.
    """
    embedded = _embedded(page, limits)
    if embedded is not None:
        return embedded
    width, height = page.get_size()
    dpi = min(_DPI, 72 * (limits.max_pixels / max(1.0, width * height)) ** 0.5)
    return page.render(scale=dpi / 72).to_pil(), dpi


def _embedded(page: pdfium.PdfPage, limits: Limits) -> tuple[Image.Image, float] | None:
    objects = list(page.get_objects(max_depth=2))
    if len(objects) != 1 or objects[0].type != pdfium_c.FPDF_PAGEOBJ_IMAGE:
        return None
    item = objects[0]
    left, bottom, right, top = item.get_bounds()
    box = page.get_cropbox()
    wide, high = box[2] - box[0], box[3] - box[1]
    covered = min(right, box[2]) - max(left, box[0]), min(top, box[3]) - max(bottom, box[1])
    inside = right - left <= 1.02 * wide and top - bottom <= 1.02 * high
    if not inside or covered[0] < _COVERS * wide or covered[1] < _COVERS * high:
        return None
    matrix = item.get_matrix()
    if matrix.a <= 0 or matrix.d <= 0 or abs(matrix.b) + abs(matrix.c) > 0.01 * matrix.a:
        return None  # flipped or turned inside the page: rendering puts it right
    columns, rows = item.get_px_size()
    dpi = columns / (right - left) * 72
    if (
        columns * rows > limits.max_pixels
        or dpi < _COARSEST
        or abs(rows / (top - bottom) * 72 - dpi) > 0.03 * dpi
    ):
        return None
    # Places are told from the image's corner, so it has to lie on the page's.
    if abs(left - box[0]) > 1 or abs(top - box[3]) > 1:
        return None
    image = item.get_bitmap(render=False).to_pil()
    return turned(image, page.get_rotation()), dpi
