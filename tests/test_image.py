"""Images of pages as files: their frames, their resolution, what is wrong with them."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from typeset import font_data

from pipeline.ingest import OcrMode, Options
from pipeline.ingest.blob import Blob, Limits
from pipeline.ingest.image import dots_an_inch, frames, read_image
from pipeline.model import IngestError, IssueCode, Media, Source, TextOrigin
from pipeline.ocr import missing

needs_model = pytest.mark.skipif(bool(missing()), reason="; ".join(missing()) or "-")
LINES = ["Sở Nội vụ chủ trì, phối hợp với", "Sở Tài chính báo cáo trước ngày", "15/12/2024."]


def page(mode: str = "L", dpi: int = 150) -> Image.Image:
    """Half a page of A4."""
    image = Image.new("L", (round(8.27 * dpi), round(5.8 * dpi)), 255)
    font = ImageFont.truetype(BytesIO(font_data()), round(13 * dpi / 72))
    draw = ImageDraw.Draw(image)
    for number in range(9):
        draw.text((dpi, dpi * (0.6 + 0.35 * number)), LINES[number % 3], fill=0, font=font)
    return image.convert(mode)


def blob(image: Image.Image, form: str = "PNG", **more: object) -> Blob:
    out = BytesIO()
    image.save(out, form, **more)  # type: ignore[arg-type]
    return Blob(f"trang.{form.lower()}", Media.IMAGE, out.getvalue(), "0" * 64)


def read(image: Image.Image, form: str = "PNG", **more: object) -> Source:
    return read_image(blob(image, form, **more), Options())


@needs_model
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_formats(form: str) -> None:
    source = read(page(), form)
    assert source.text_origin == TextOrigin.OCR
    assert "phối hợp với" in source.text and "15/12/2024." in source.text


@needs_model
@pytest.mark.parametrize(
    ("form", "kind", "full"),
    [
        ("PNG", np.uint16, 65_535),
        ("TIFF", np.uint16, 65_535),
        ("TIFF", np.uint16, 4_095),  # twelve bits, as some scanners fill them
        ("TIFF", np.int32, 65_535),
        ("TIFF", np.float32, 1.0),
    ],
)
def test_grey_of_more_than_eight_bits(form: str, kind: type, full: float) -> None:
    """Ink that is not black on paper that is not white: cut off at 255, all of it is white."""
    share = (np.asarray(page()) / 255.0) * 0.7 + 0.2
    source = read(Image.fromarray((share * full).astype(kind)), form)
    assert "phối hợp với" in source.text and "15/12/2024." in source.text


@needs_model
@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_modes(mode: str) -> None:
    image = page()
    if mode == "RGBA":  # letters on nothing
        image = Image.merge(
            "RGBA", [*[Image.new("L", image.size)] * 3, image.point(lambda v: 255 - v)]
        )
    elif mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    else:
        image = image.convert("RGB").convert(mode) if mode == "CMYK" else image.convert(mode)
    assert "phối hợp với" in read(image, "TIFF").text


@needs_model
def test_a_fax_has_more_dots_across_than_down() -> None:
    fax = page(dpi=204)
    squashed = fax.resize((fax.width, fax.height * 98 // 204)).point(lambda v: 255 * (v > 150))
    source = read(squashed.convert("1"), "TIFF", dpi=(204, 98), compression="group4")
    assert "phối hợp" in source.text
    [only] = source.pages
    assert only.width == pytest.approx(595, abs=3) and only.height == pytest.approx(418, abs=3)
    assert source.words is not None
    start = source.text.index("phối")
    [(_, _, place, _)] = source.words.within(start, start + 4)
    assert place.y1 - place.y0 < 20


def test_square_frames_stay_as_they_are() -> None:
    [frame] = frames(Image.open(BytesIO(blob(page("1"), "TIFF", dpi=(150, 150)).data)))
    assert frame.mode == "1" and dots_an_inch(frame) == pytest.approx(150)
    [strange] = frames(Image.open(BytesIO(blob(page("1"), "TIFF", dpi=(600, 72)).data)))
    assert strange.size == page().size  # nobody scans so: the file tells nonsense


@needs_model
def test_a_photograph_is_turned_as_its_camera_says() -> None:
    turned = page().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter clockwise to see it upright
    source = read(turned, "JPEG", exif=exif.tobytes())
    [only] = source.pages
    assert only.rotation == 0 and only.width > only.height
    assert "phối hợp với" in source.text


@needs_model
def test_a_frame_that_is_too_small_is_told_of_and_the_others_are_read() -> None:
    small = Image.new("L", (90, 60), 255)
    source = read(page(), "TIFF", save_all=True, append_images=[small, page()])
    assert [only.number for only in source.pages] == [1, 2, 3]
    told = [issue for issue in source.issues if issue.code == IssueCode.PAGE_UNREADABLE]
    assert [issue.page for issue in told] == [2] and "too small" in told[0].message


def test_more_pages_than_the_limits_allow_are_refused() -> None:
    many = blob(page(), "TIFF", save_all=True, append_images=[page()] * 3)
    with pytest.raises(IngestError) as caught:
        read_image(many, Options(Limits(max_pages=3)))
    assert "4 pages" in caught.value.problem and "max_pages" in caught.value.what_to_do


def test_an_image_is_not_recognised_against_ones_will() -> None:
    with pytest.raises(IngestError) as caught:
        read_image(blob(page()), Options(ocr=OcrMode.NEVER))
    assert "--ocr auto" in caught.value.what_to_do


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_half_an_image_says_that_it_is_damaged(share: float) -> None:
    whole = blob(page())
    cut = Blob(whole.name, whole.media, whole.data[: int(share * len(whole.data))], whole.sha256)
    with pytest.raises(IngestError) as caught:
        read_image(cut, Options())
    assert caught.value.what_to_do
