"""The place of a task on its pages, cut out as a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["PictureError", "find_source", "picture_of"]

Row = Mapping[str, Any]

_DPI = 150
_MARGIN = 14.0  # points above and below the task
_EDGE = 3.0  # points between its words and the frame
_FRAME = (200, 30, 30)


class PictureError(Exception):
    """No picture can be made; the message says why and what to do."""


def find_source(document: Row, folders: Sequence[Path]) -> Path:
    """The file that a document was read from: below one of `folders`, with the same bytes.

    Raises:
        PictureError: it is in none of them, or was changed since.
    """
    shown = Path(document["source_path"])
    changed = None
    for folder in folders:
        # a path relative to the run's input root, which may be any folder below
        for path in (folder / shown, *sorted(folder.rglob(shown.name))):
            if not path.is_file():
                continue
            if hashlib.sha256(path.read_bytes()).hexdigest() == document["source_sha256"]:
                return path
            changed = path
    if changed is not None:
        raise PictureError(
            f"{changed}: was changed since the run. Run it again, or give the folder that holds "
            "the file as it was (--source)."
        )
    raise PictureError(
        f"{shown}: not found in {', '.join(map(str, folders))}. "
        "Give the folder that holds the documents with --source."
    )


def picture_of(
    task: Row, pages: Mapping[int, Row], document: Row, source: Path, passwords: Sequence[str] = ()
) -> Image.Image:
    """The strips of the pages on which a task stands, one below the other, it framed in red.

    Args:
        task: its row; `regions` say where it stands.
        pages: the document's `pages` rows by number.
        document: its row.
        source: the file it was read from.
        passwords: to try on a PDF that asks for one.

    Raises:
        PictureError: the document has no pages to be seen, or its file cannot be read.
    """
    regions = task["regions"]
    if regions is None or not len(regions):
        raise PictureError(
            f"{document['source_path']}: is {document['media']}, which has no places on pages. "
            f"The task stands at characters {task['char_start']:,} to {task['char_end']:,}."
        )
    from pipeline.model import IngestError

    try:
        images = list(_page_images(regions, document["media"], source, passwords))
    except (OSError, IndexError, ValueError, IngestError) as error:
        raise PictureError(f"{source}: cannot be shown ({error}).") from error
    return _stacked(
        [
            _strip(_upright(image, pages[region["page"]]), region)
            for region, image in zip(regions, images, strict=True)
        ]
    )


def _page_images(
    regions: Sequence[Row], media: str, source: Path, passwords: Sequence[str]
) -> Iterator[Image.Image]:
    """The page of each region as it is shown, `_DPI` dots an inch."""
    from PIL import Image

    from pipeline.ingest.image import FORMATS, dots_an_inch, frames
    from pipeline.ingest.pdf import open_pdf

    if media == "image":
        with Image.open(source, formats=FORMATS) as opened:
            every = list(frames(opened))
        for region in regions:
            frame = every[region["page"] - 1]
            scale = _DPI / dots_an_inch(frame)
            size = round(frame.width * scale), round(frame.height * scale)
            yield frame.convert("RGB").resize(size)
        return
    with open_pdf(source.read_bytes(), source.name, passwords) as (pdf, _):
        for region in regions:
            yield pdf[region["page"] - 1].render(scale=_DPI / 72).to_pil().convert("RGB")


def _upright(image: Image.Image, page: Row) -> Image.Image:
    """The page turned as it was to be read."""
    degrees = page["rotation"] or 0
    return image.rotate(-degrees, expand=True) if degrees else image


def _strip(page: Image.Image, region: Row) -> Image.Image:
    """The page's full width from a little above the region to a little below it."""
    from PIL import ImageDraw

    scale = _DPI / 72
    box = [region[name] * scale for name in ("x0", "y0", "x1", "y1")]
    edge, margin = _EDGE * scale, _MARGIN * scale
    ImageDraw.Draw(page).rectangle(
        (box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge), outline=_FRAME, width=2
    )
    top = max(0, round(box[1] - margin))
    bottom = min(page.height, round(box[3] + margin))
    return page.crop((0, top, page.width, max(bottom, top + 1)))


def _stacked(strips: Sequence[Image.Image]) -> Image.Image:
    from PIL import Image

    gap = 6
    width = max(strip.width for strip in strips)
    height = sum(strip.height for strip in strips) + gap * (len(strips) - 1)
    whole = Image.new("RGB", (width, height), (128, 128, 128))
    at = 0
    for strip in strips:
        whole.paste(strip, (0, at))
        at += strip.height + gap
    return whole
