"""Text layers: taken, converted or recognised, by their quality; facts of real pages."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.ingest.layer_quality import Action, LayerFacts, count_bad, facts_of, judge

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "layer_quality.yaml").read_text("utf-8"))
KEYS = {"name", "text", "repeat", "image", "invisible", "drawn", "fonts", "encoding", "reason"}


def facts(case: dict[str, Any]) -> LayerFacts:
    assert case.keys() <= KEYS
    text = case["text"] * case.get("repeat", 1)
    return LayerFacts(
        text=text,
        image_share=case.get("image", 0.0),
        invisible_share=case.get("invisible", 0.0),
        n_bad=count_bad(text),
        fonts=tuple(case.get("fonts", ())),
        drawn=case.get("drawn", 0),
    )


def cases() -> list[Any]:
    return [
        pytest.param(action, case, id=f"{action}: {case['name']}")
        for action, group in CASES.items()
        for case in group
    ]


@pytest.mark.parametrize(("action", "case"), cases())
def test_verdict(action: str, case: dict[str, Any]) -> None:
    verdict = judge(facts(case))
    assert verdict.action == action, verdict.reason
    assert verdict.encoding == case.get("encoding")
    assert case.get("reason", "") in verdict.reason
    assert verdict.reason and not verdict.reason.endswith(".")


def test_as_many_pages_are_left_alone() -> None:
    assert set(CASES) == set(Action)
    assert len(CASES["take"]) >= len(CASES["recognise"]) >= 15


@given(
    st.text(max_size=200),
    st.floats(0, 1),
    st.floats(0, 1),
    st.lists(st.sampled_from([".VnTime", "VNI-Times", "Arial", ""]), max_size=2),
)
@settings(max_examples=150, deadline=None)
def test_every_layer_gets_a_verdict(
    text: str, image: float, invisible: float, fonts: list[str]
) -> None:
    layer = LayerFacts(text, 595, 842, image, invisible, count_bad(text), tuple(fonts))
    verdict = judge(layer)
    assert (verdict.encoding is not None) == (verdict.action is Action.CONVERT)


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("kế hoạch\r\n\t\f", 0),
        ("NQ\ufffeUBTVQH", 0),
        ("a\ufffdb\uffffc", 2),
        ("\ue001\uf0b7", 2),
        ("\x01\x02a\0", 3),
        ("\x93\x94", 2),
        ("\u0378", 1),
    ],
)
def test_bad_characters(text: str, bad: int) -> None:
    assert count_bad(text) == bad


# --- facts of pages made here ---------------------------------------------------------


def pdf(
    content: bytes, *, font: str = "Times-Roman", picture: bool = False, form: bytes = b""
) -> bytes:
    """A PDF of one page: its content, a font F1, a picture I1, a form X1 of half its size."""
    resources = b"/Font<</F1 5 0 R>>/XObject<</I1 6 0 R/X1 7 0 R>>"
    pixels = zlib.compress(bytes(100))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>"
        % resources,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/Encoding/WinAnsiEncoding/FirstChar 0"
        b"/LastChar 255/Widths[%s]>>" % (font.encode(), b"500 " * 256),
        b"<</Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(pixels), pixels),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9999 9999]/Matrix[.5 0 0 .5 0 0]"
        b"/Resources<<%s>>/Length %d>>stream\n%s\nendstream" % (resources, len(form), form),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 8\n0000000000 65535 f \n%strailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def page_facts(data: bytes) -> LayerFacts:
    document = pdfium.PdfDocument(data)
    try:
        return facts_of(document[0])
    finally:
        document.close()


def shown(*lines: bytes, mode: int = 0) -> bytes:
    body = b"".join(b"(%s) Tj T*\n" % line for line in lines)
    return b"BT /F1 12 Tf %d Tr 14 TL 50 700 Td\n%sET\n" % (mode, body)


PICTURE = b"q %d 0 0 %d %d %d cm /I1 Do Q\n"


def test_text_fonts_and_size_of_a_page() -> None:
    found = page_facts(pdf(shown(b"Ke hoach so 5", b"thuc hien"), font="ABCDEF+.VnTime"))
    assert found.text.split() == ["Ke", "hoach", "so", "5", "thuc", "hien"]
    assert (found.width, found.height) == (600, 800)
    assert found.fonts == ("ABCDEF+.VnTime",)
    assert (found.image_share, found.invisible_share, found.n_bad) == (0, 0, 0)
    assert found.n_chars == 18


def test_pictures_are_measured_also_in_strips_forms_and_beyond_the_edge() -> None:
    assert page_facts(pdf(PICTURE % (300, 800, 0, 0))).image_share == pytest.approx(0.5, abs=0.01)
    strips = b"".join(PICTURE % (600, 80, 0, 80 * row) for row in range(10))
    assert page_facts(pdf(strips)).image_share == pytest.approx(1, abs=0.01)
    beyond = PICTURE % (1200, 1600, -300, -400)
    assert page_facts(pdf(beyond)).image_share == pytest.approx(1, abs=0.01)
    # The form halves it: a quarter of the page.
    inner = pdf(b"/X1 Do\n", form=PICTURE % (600, 800, 0, 0))
    assert page_facts(inner).image_share == pytest.approx(0.25, abs=0.01)


def test_invisible_text_is_measured() -> None:
    line = b"mot hai ba bon nam sau bay tam"
    assert page_facts(pdf(shown(line, mode=3))).invisible_share == 1
    both = shown(line, line, line, mode=3) + shown(line)
    assert page_facts(pdf(both)).invisible_share == pytest.approx(0.75, abs=0.02)
    assert page_facts(pdf(shown(line))).invisible_share == 0


def test_curves_are_counted_and_a_ruled_line_is_little() -> None:
    curves = b"".join(b"%d 10 m 20 30 40 50 60 70 c S\n" % x for x in range(300))
    assert page_facts(pdf(curves)).drawn >= 600
    assert page_facts(pdf(b"50 400 m 500 400 l S\n")).drawn <= 4
    assert judge(page_facts(pdf(curves))).action is Action.RECOGNISE
    assert judge(page_facts(pdf(b""))).action is Action.TAKE


def test_an_image_made_a_pdf_is_recognised() -> None:
    file = io.BytesIO()
    Image.new("L", (600, 800), 255).save(file, "PDF")
    found = page_facts(file.getvalue())
    assert found.image_share == pytest.approx(1, abs=0.01)
    assert judge(found).action is Action.RECOGNISE


def test_a_signature_over_a_scan_and_on_a_page_of_text() -> None:
    signed = shown(b"Signed by: Uy ban nhan dan", b"Date: 12.05.2023 08:15:22 +07:00")
    over = page_facts(pdf(PICTURE % (600, 800, 0, 0) + signed))
    assert judge(over).action is Action.RECOGNISE
    assert judge(page_facts(pdf(signed))).action is Action.TAKE


def test_a_page_in_tcvn3_is_converted() -> None:
    line = "KÕ ho¹ch thùc hiÖn NghÞ quyÕt cña Thñ t\xadíng".encode("latin-1")
    verdict = judge(page_facts(pdf(shown(line), font=".VnTime")))
    assert (verdict.action, verdict.encoding) == (Action.CONVERT, "tcvn3")


def test_a_text_page_of_the_caller_is_not_closed() -> None:
    document = pdfium.PdfDocument(pdf(shown(b"Ke hoach")))
    page = document[0]
    textpage = page.get_textpage()
    assert facts_of(page, textpage) == facts_of(page)
    assert textpage.count_chars() == 8
    document.close()


# --- the released documents -----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "action"),
    [("digital", Action.TAKE), ("scan200", Action.RECOGNISE), ("scan300", Action.RECOGNISE)],
)
def test_released_pages(released: Path, kind: str, action: Action) -> None:
    files = sorted((released / kind).glob("*.pdf"))
    assert files
    for path in files:
        document = pdfium.PdfDocument(path)
        for number, page in enumerate(document, start=1):
            verdict = judge(facts_of(page))
            assert verdict.action is action, (path.name, number, verdict.reason)
        document.close()
