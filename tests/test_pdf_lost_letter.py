"""TCVN3 pages printed without the letter ư, by programs that take it for a soft hyphen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_reading import lines_of, paragraphs_of, source_of
from typeset import LEFT, PITCH, Typesetter

from pipeline.ingest.legacy import Encoding
from pipeline.ingest.legacy_lost_letter import with_letter_u
from pipeline.ingest.pdf_layer import _Chars
from pipeline.model import IssueCode

PRINTED = (
    "Thùc hiÖn ChØ thÞ cña Thñ tíng ChÝnh phñ vÒ t¨ng cêng phßng, chèng dÞch bÖnh",
    "®éng vËt, Ñy ban nh©n d©n c¸c x·, phêng duy tr× m¹ng líi, b¸o c¸o tríc ngµy",
    "30/6/2026 cho Së N«ng nghiÖp vµ M«i trêng vµ ngêi d©n; nh vËy, th ký, Lu: VT.",
)
READ = (
    "Thực hiện Chỉ thị của Thủ tướng Chính phủ về tăng cường phòng, chống dịch bệnh",
    "động vật, Đy ban nhân dân các xã, phường duy trì mạng lưới, báo cáo trước ngày",
    "30/6/2026 cho Sở Nông nghiệp và Môi trường và người dân; như vậy, thư ký, Lưu: VT.",
)


def page(setter: Typesetter, *lines: str) -> None:
    setter.new_page()
    for line in lines:
        setter.words(line, LEFT, setter.y, 11)
        setter.y += PITCH


def test_a_letter_that_was_not_printed_comes_back_and_is_told_of(tmp_path: Path) -> None:
    setter = Typesetter()
    page(setter, *(line.replace("Ñy", "ñy") for line in PRINTED))
    source = source_of(setter, tmp_path)
    assert lines_of(source) == [line.replace("Đy", "ủy") for line in READ]
    [told] = [issue for issue in source.issues if issue.code == IssueCode.WORDS_MENDED]
    assert told.page == 1
    assert "tớng -> tướng" in told.message


def test_a_page_with_few_words_goes_by_the_others(tmp_path: Path) -> None:
    setter = Typesetter()
    page(setter, *(line.replace("Ñy", "ñy") for line in PRINTED))
    page(setter, "N¬i nhËn:", "- Bé N«ng nghiÖp vµ M«i trêng;", "- Së C«ng Th¬ng, Héi N«ng d©n;")
    assert "- Sở Công Thương, Hội Nông dân;" in lines_of(source_of(setter, tmp_path))


def test_a_word_parted_at_the_letter_is_whole(tmp_path: Path) -> None:
    """At a line's end the letter is drawn, as a hyphen."""
    setter = Typesetter()
    first = "Thñ tíng ChÝnh phñ yªu cÇu c¸c x·, phêng tríc ngµy 30/6 duy tr× m¹ng l\u00ad"
    page(setter, first, "íi c¬ së giÕt mæ tËp trung cña Së N«ng nghiÖp vµ M«i trêng.")
    [text] = paragraphs_of(source_of(setter, tmp_path))
    assert "mạng lưới cơ sở giết mổ" in text


@pytest.mark.parametrize(
    "text",
    [
        "Thủ tướng Chính phủ, các phường, trường học",
        "Sở Nội vụ rà soát quy chế làm việc của các cơ quan",
        "Ủy ban nhân dân xã Krông Pắc, Đắk Lắk, Kon Tum",
        "The plan of the department",
        "",
    ],
)
def test_text_that_lost_nothing_stays(text: str) -> None:
    assert with_letter_u(text.split()) is None


def test_labels_and_codes_are_no_words_that_lost_it() -> None:
    text = "Thủ tớng c. a) c) phờng 28-NQ/TW trờng t@tinh.gov.vn c d"
    found = with_letter_u(text.split())
    assert found is not None
    assert " ".join(found) == "Thủ tướng c. a) c) phường 28-NQ/TW trường t@tinh.gov.vn cư d"


class _Faces(_Chars):
    """Characters of which only the fonts are known."""

    def __init__(self, *names: bytes) -> None:
        self.names = names
        self._encoding = Encoding.TCVN3

    def _face(self, index: int) -> bytes:
        return self.names[index]


def test_a_capital_of_a_font_of_capitals_makes_no_word_one_in_capitals() -> None:
    small, capitals = b".VnTime", b"ABCDEF+.VnTimeH"
    assert _Faces(capitals, small)._converted("ñy", 0, capitals) == "Ủy"
    assert _Faces(capitals, capitals)._converted("ñy", 0, capitals) == "ỦY"
    assert _Faces(small, small)._converted("ñy", 0, small) == "ủy"
