"""Layers that tear words apart, because some of their letters are of another font."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from pdf_reading import lines_of, source_of
from typeset import LEFT, PITCH, SIZE, Typesetter, width_of

from pipeline.ingest.layer_quality import Action, LayerFacts, judge
from pipeline.ingest.torn_words import has_torn_pieces, is_torn, joined
from pipeline.ingest.words import Word

LINES = (
    "Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Y tế",
    "xây dựng bản đồ dịch tễ của tỉnh, hoàn thành trước ngày 31/3/2026;",
    "báo cáo Ủy ban nhân dân tỉnh kết quả hằng quý",
)


def torn(setter: Typesetter, at_the_end: bool) -> None:
    """Lines whose letters outside Latin 1 are drawn behind the line, or behind all lines."""
    later: list[tuple[str, float, float]] = []
    for text in LINES:
        x = LEFT
        for own, run in groupby(text, lambda letter: ord(letter) < 256):
            piece = "".join(run)
            if own:
                setter.words(piece, x, setter.y)
            else:
                later.append((piece, x, setter.y))
            x += width_of(piece)
        setter.y += PITCH
        if not at_the_end:
            for piece, x, y in later:
                setter.words(piece, x, y)
            later = []
    for piece, x, y in later:
        setter.words(piece, x, y)


@pytest.mark.parametrize("at_the_end", [False, True])
def test_letters_of_a_substitute_font_come_back_to_their_words(
    at_the_end: bool, tmp_path: Path
) -> None:
    setter = Typesetter()
    setter.new_page()
    torn(setter, at_the_end)
    source = source_of(setter, tmp_path)
    assert lines_of(source) == list(LINES)
    assert source.pages[0].decided == "good text layer: 100% of its words are Vietnamese"


def test_a_layer_that_stays_torn_is_not_taken() -> None:
    text = "S ở Nông nghi ệ p và Môi tr ườ ng ch ủ trì, ph ố i h ợ p v ớ i S ở Y t ế " * 8
    verdict = judge(LayerFacts(text))
    assert verdict.action is Action.RECOGNISE
    assert "torn apart" in verdict.reason


@pytest.mark.parametrize(
    "text",
    [
        "Sở Nội vụ chủ trì, phối hợp với các cơ quan rà soát",
        "Hỗ trợ 5 kg gạo, 10 kg muối, 3 km đường và 2 m cáp",
        "x x x x Sở Nội vụ x x",
        "a) b) c) d) đ) e) g) h)",
        "The plan of the department and the city",
    ],
)
def test_whole_texts_hold_no_pieces(text: str) -> None:
    assert not has_torn_pieces(text) and not is_torn(text)


def word(text: str, x0: float, x1: float, size: float = SIZE, line: int = 0) -> Word:
    return Word(text, x0, 100, x1, 112, 112, size, line=line)


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ([word("nghi", 10, 30), word("p", 36, 42), word("ệ", 30, 36)], ["nghiệp"]),
        ([word("T", 10, 18), word("NH", 22, 40), word("Ỉ", 18, 22)], ["TỈNH"]),
        ([word("Sở", 10, 24), word("Nội", 24.5, 44)], ["Sở", "Nội"]),  # set too close
        (
            [word("ngày", 10, 40), word("14", 40.3, 54), word("tháng", 54.5, 90)],
            ["ngày", "14", "tháng"],
        ),
        ([word("nghi", 10, 30), word("ệp", 30, 42)], ["nghiệp"]),
        ([word("quý", 10, 30), word("1", 30, 34, size=7)], ["quý", "1"]),  # a footnote's call
        ([word("Kế", 10, 24), word("Kế", 10.4, 24.4)], ["Kế", "Kế"]),  # bold by drawing twice
        ([word("Sở", 10, 24), word("Y", 28, 36), word("tế", 39, 50)], ["Sở", "Y", "tế"]),
    ],
)
def test_what_touches_is_one_word_where_it_makes_one(words: list[Word], texts: list[str]) -> None:
    assert [one.text for one in joined(words, torn=False)] == texts
