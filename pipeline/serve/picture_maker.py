"""One page of a PDF or scan as PNG on standard output: `FILE MEDIA PAGE ROTATION`.

Run as a process of its own by `pictures`, with bounds on memory and processor time.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["main", "page_png"]

_DPI = 110
_MEMORY = 3 << 30
_SECONDS = 50
_MOST_SIDE = 2400  # pixels


def page_png(source: Path, media: str, number: int, rotation: int) -> bytes:
    """The page as it was read, upright.

    Raises:
        OSError, IndexError, ValueError, IngestError: it cannot be shown.
    """
    image = _scan(source, number) if media == "image" else _pdf(source, number)
    if rotation:
        image = image.rotate(-rotation, expand=True)
    image.thumbnail((_MOST_SIDE, _MOST_SIDE))
    out = io.BytesIO()
    # A page is ink on paper: few colours, and a third of the bytes.
    image.convert("RGB").quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _pdf(source: Path, number: int) -> Image.Image:
    from pipeline.ingest.pdf import open_pdf

    with open_pdf(source.read_bytes(), source.name) as (pdf, _):
        page = pdf[number - 1]
        scale = min(_DPI / 72, _MOST_SIDE / max(*page.get_size(), 1))
        image: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return image


def _scan(source: Path, number: int) -> Image.Image:
    from PIL import Image

    from pipeline.ingest.image import FORMATS, frames

    with Image.open(source, formats=FORMATS) as opened:
        for at, frame in enumerate(frames(opened), 1):
            if at == number:
                return frame.convert("RGB")
    raise IndexError(number)


def _bound() -> None:
    """Bounds that a hostile file cannot pass; where the system has none, the caller's clock."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def main() -> int:
    source, media, number, rotation = sys.argv[1:5]
    _bound()
    try:
        data = page_png(Path(source), media, int(number), int(rotation))
    except Exception as error:  # whatever a reader raises: there is no picture
        print(error, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
