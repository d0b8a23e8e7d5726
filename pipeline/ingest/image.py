"""Images of pages (PNG, JPEG, TIFF of several pages, and others) → Source."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from pipeline.ingest.assemble import assemble
from pipeline.ingest.blob import Blob, Limits, OcrMode, Options
from pipeline.ingest.progress import page_done
from pipeline.ingest.signatures import kind_of
from pipeline.ingest.words import PageWords
from pipeline.model import IngestError, Issue, IssueCode, Severity, Source, TextOrigin

if TYPE_CHECKING:
    from pipeline.ocr import Recogniser

__all__ = ["dots_an_inch", "frames", "read_image"]

_A4_INCHES = 11.69  # the longer side, where an image does not tell its resolution
_COARSEST, _FINEST = 70.0, 1300.0
_FULL = (1.0, 255.0, 4_095.0, 65_535.0)  # white, in shares, 8, 12 and 16 bits
_SMALLEST = 200  # pixels: less is no page
# Of the others that Pillow knows some are programs: PostScript goes to an interpreter.
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
# What Pillow raises for files that are cut off or lie.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError),
    *(AttributeError, OverflowError, ZeroDivisionError, struct.error, zlib.error),
)


def read_image(blob: Blob, options: Options) -> Source:
    """A picture of a page, or several in one TIFF, as a Source.

    Guarantees:
        1. A frame is a page; its size in points comes from the resolution that the file
           tells, or from A4 where it tells none.
        2. A frame that cannot be read is told of and empty; the others are read.

    Raises:
        IngestError: it is no image, is too large, has no pages of a legible size, or no
            text could be recognised on any of them.
    """
    from pipeline.ocr import OcrUnavailable, Recogniser

    if options.ocr == OcrMode.NEVER:
        raise IngestError(
            blob.name, "is an image, and --ocr never was asked for", "Read it with --ocr auto."
        )
    pages: list[PageWords] = []
    opened = _opened(blob)
    total = _count(blob, opened, options.limits)
    page_done(0, total)
    with opened, Recogniser() as recogniser:
        for number in range(1, total + 1):
            try:
                pages.append(_page(recogniser, opened, number, options))
            except OcrUnavailable as error:
                raise IngestError(blob.name, "cannot be recognised here", f"{error}.") from error
            page_done(number, total)
    if not any(page.words for page in pages):
        told = [issue.message for page in pages for issue in page.issues]
        why = f" ({told[0]})" if told else ""
        raise IngestError(
            blob.name,
            f"is an image on which no text was found{why}",
            "Check that it shows a page, sharp and not too small, and take it anew if need be.",
        )
    return assemble(blob, pages)


def frames(image: Image.Image) -> Iterator[Image.Image]:
    """The pages of an image, upright as its camera meant them."""
    for frame in ImageSequence.Iterator(image):
        yield _upright(frame)


def _upright(frame: Image.Image) -> Image.Image:
    frame.load()
    dpi = frame.info.get("dpi")
    upright = ImageOps.exif_transpose(_squared(frame))
    if "dpi" not in upright.info and dpi is not None:
        upright.info["dpi"] = dpi
    return upright


def _squared(image: Image.Image) -> Image.Image:
    """The image with pixels as wide as high: faxes have 204 by 98 to an inch, or by 196."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", ()))
    except (TypeError, ValueError, ZeroDivisionError):
        return image
    finer = max(across, down)
    if min(across, down) < _COARSEST or finer > _FINEST or finer < 1.02 * min(across, down):
        return image
    size = (round(image.width * finer / across), round(image.height * finer / down))
    if size[0] > 3 * image.width or size[1] > 3 * image.height:
        return image
    plain = image.convert("L") if image.mode == "1" else image
    square = plain.resize(size, Image.Resampling.BICUBIC)
    square.info["dpi"] = (finer, finer)
    return square


def dots_an_inch(image: Image.Image) -> float:
    """The resolution of a page's image: as the file tells, or as if it were A4."""
    told = image.info.get("dpi")
    try:
        dpi = float(told[0]) if told else 0.0
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    longer = max(image.size)
    # Cameras and screens say 72 or 96 whatever they show.
    by_paper = longer / _A4_INCHES
    if not _COARSEST < dpi < _FINEST or not 0.5 < dpi / by_paper < 2:
        return max(by_paper, 1.0)
    return dpi


def _opened(blob: Blob) -> Image.Image:
    kind = kind_of(blob.data)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before anything is decoded
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(BytesIO(blob.data), formats=FORMATS)
    except (UnidentifiedImageError, *_BROKEN) as error:
        what = f"this is {kind.name}" if kind else "is no image that can be read"
        known = kind is not None and "image" not in kind.name
        advice = (
            f"Rename it so that it ends in {kind.suffix}."
            if kind is not None and known
            else "Open it in a picture program and save it as PNG or TIFF."
        )
        raise IngestError(blob.name, what if known else "is a damaged image", advice) from error


def _count(blob: Blob, image: Image.Image, limits: Limits) -> int:
    try:
        count = int(getattr(image, "n_frames", 1))
        width, height = image.size
    except _BROKEN as error:
        raise IngestError(
            blob.name, "is a damaged image", "Get it again, or save it anew as PNG."
        ) from error
    if count > limits.max_pages:
        raise IngestError(
            blob.name,
            f"has {count:,} pages, more than {limits.max_pages:,}",
            "Split it, or raise the limit with --limit max_pages=N.",
        )
    if width * height > limits.max_pixels:
        raise IngestError(
            blob.name,
            f"has {width:,} by {height:,} pixels, more than {limits.max_pixels:,} in all",
            "Save it smaller (300 dots an inch are enough), or raise max_pixels with --limit.",
        )
    return count


def _page(recogniser: Recogniser, opened: Image.Image, number: int, options: Options) -> PageWords:
    """A frame by its number; its size is looked at before anything of it is decoded."""
    try:
        opened.seek(number - 1)
    except _BROKEN as error:
        return _unreadable(opened, number, f"page {number} is damaged ({error})")
    if min(opened.size) < _SMALLEST:
        size = f"{opened.width:,} by {opened.height:,} pixels"
        return _unreadable(opened, number, f"page {number} is too small to be read: {size}")
    if opened.width * opened.height > options.limits.max_pixels:
        return _unreadable(opened, number, f"page {number} has too many pixels")
    try:
        image = _upright(opened)
        if image.mode.startswith(("I", "F")):
            image = _in_eight_bits(image)
        elif image.mode not in ("1", "L", "RGB"):
            image = _on_white(image)
        return recogniser.page(image, number, dpi=dots_an_inch(image), options=options)
    except _BROKEN as error:
        return _unreadable(opened, number, f"page {number} is damaged ({error})")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """A grey image of 16 or 32 bits as one of 8, over the whole of what its values may be.

    Pillow cuts what is brighter than 255 off: all of a page would be white.
    """
    values = np.asarray(image)
    high = float(values.max(initial=0))
    full = next((limit for limit in _FULL if high <= limit), high)
    shares = np.multiply(values, 255.0 / full, dtype=np.float32)
    grey = Image.fromarray(np.clip(shares, 0.0, 255.0, out=shares).astype(np.uint8))
    grey.info["dpi"] = image.info.get("dpi")
    return grey


def _on_white(image: Image.Image) -> Image.Image:
    """The image in colours, what is transparent as white paper."""
    dpi = image.info.get("dpi")
    whole = image.convert("RGBA")
    paper = Image.new("RGBA", whole.size, (255, 255, 255, 255))
    flat = Image.alpha_composite(paper, whole).convert("RGB")
    flat.info["dpi"] = dpi
    return flat


def _unreadable(image: Image.Image, number: int, message: str) -> PageWords:
    dpi = dots_an_inch(image)
    issue = Issue(IssueCode.PAGE_UNREADABLE, Severity.ERROR, message, page=number)
    width, height = image.width / dpi * 72, image.height / dpi * 72
    return PageWords(number, width, height, (), TextOrigin.OCR, issues=(issue,))
