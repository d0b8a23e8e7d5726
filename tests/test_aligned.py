"""Aligned text: what each operation keeps."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.aligned import Aligned
from pipeline.layout import join_lines


def ranges(aligned: Aligned) -> list[tuple[int, int]]:
    return list(zip(aligned.starts, aligned.ends, strict=True))


def test_of_is_the_identity() -> None:
    aligned = Aligned.of("đồng chí", 5)
    assert ranges(aligned) == [(at, at + 1) for at in range(5, 13)]
    assert (len(aligned), aligned.whole) == (8, (5, 13))


def test_empty() -> None:
    nothing = Aligned.empty()
    assert (len(nothing), nothing.whole, nothing.strip()) == (0, (0, 0), nothing)
    assert Aligned.join([]) == Aligned.concat([]) == nothing
    assert nothing[0:5] == nothing


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [(0, 4, (10, 14)), (1, 2, (11, 12)), (2, 2, (12, 12)), (4, 4, (14, 14)), (3, 1, (13, 13))],
)
def test_span(start: int, end: int, span: tuple[int, int]) -> None:
    assert Aligned.of("xóm5", 10).span(start, end) == span


def test_span_of_a_composed_letter() -> None:
    """One letter of the text may stand for several of the source: "ế" for "e", "^", "'"."""
    aligned = Aligned("thế", array("i", [0, 1, 2]), array("i", [1, 2, 5]))
    assert aligned.span(2, 3) == (2, 5)
    assert aligned.whole == (0, 5)


@pytest.mark.parametrize("text", ["", " ", "a", " a", "a ", "\t a b \n", "\u00a0a"])
def test_strip(text: str) -> None:
    stripped = Aligned.of(text, 3).strip()
    assert stripped.text == text.strip()
    assert all(text[start - 3 : end - 3] == char for char, (start, end) in pairs(stripped))


def pairs(aligned: Aligned) -> list[tuple[str, tuple[int, int]]]:
    return list(zip(aligned.text, ranges(aligned), strict=True))


def test_keep() -> None:
    kept = Aligned.of("cán bộ1 xã", 0).keep([(0, 6), (7, 10)])
    assert kept.text == "cán bộ xã"
    assert kept.span(5, 7) == (5, 8)  # the call lies inside


def test_gap_stands_for_what_lies_between() -> None:
    before, after = Aligned.of("của", 0), Aligned.of("xã", 9)
    assert ranges(Aligned.gap(" ", before, after)) == [(3, 9)]
    assert ranges(Aligned.gap("", before, after)) == []
    assert ranges(Aligned.gap(" ", before, Aligned.of("xã", 3))) == [(3, 3)]


def test_gap_does_not_run_back() -> None:
    """Columns are read out of their order: what comes after may stand before."""
    assert ranges(Aligned.gap(" ", Aligned.of("phải", 20), Aligned.of("trái", 0))) == [(24, 24)]


def test_join_passes_over_empty_pieces() -> None:
    pieces = [Aligned.empty(), Aligned.of("a", 1), Aligned.empty(), Aligned.of("b", 4)]
    joined = Aligned.join(pieces)
    assert (joined.text, ranges(joined)) == ("a b", [(1, 2), (2, 4), (4, 5)])
    assert Aligned.join(pieces, "").text == Aligned.concat(pieces).text == "ab"
    assert Aligned.join(pieces, "; ").text == "a; b"


def test_join_lines_without_lines() -> None:
    assert join_lines([]) == (Aligned.empty(), ())


def test_join_lines_with_an_empty_line() -> None:
    assert join_lines([Aligned.empty(), Aligned.of("a", 0)])[0].text.strip() == "a"


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("số 200-", "QĐ/TW", "số 200-QĐ/TW"),
        ("số 28", "-NQ/TW", "số 28-NQ/TW"),
        ("số 12", "/QĐ-UBND", "số 12/QĐ-UBND"),
        ("số 187/", "KH-UBND", "số 187/KH-UBND"),
        ("số 06/2024/", "QĐ-UBND", "số 06/2024/QĐ-UBND"),
        ("số 06/", "2024/QĐ-UBND", "số 06/2024/QĐ-UBND"),
        ("06/2024/QĐ-", "UBND", "06/2024/QĐ-UBND"),
        ("ngày 15/", "6/2025", "ngày 15/6/2025"),
        ("số 28", "NQ/TW", "số 28 NQ/TW"),
        ("chính trị", "- xã hội", "chính trị - xã hội"),
        ("chính trị -", "xã hội", "chính trị - xã hội"),
        ("của", "Ban Bí thư", "của Ban Bí thư"),
        ("năm 2025", "và", "năm 2025 và"),
        ("HĐND -", "UBND", "HĐND - UBND"),
    ],
)
def test_what_stands_between_joined_lines(above: str, below: str, joined: str) -> None:
    whole, joints = join_lines([Aligned.of(above, 0), Aligned.of(below, len(above) + 1)])
    assert whole.text == joined
    assert whole.text[joints[0] :] == below
    assert whole.whole == (0, len(above) + 1 + len(below))


@st.composite
def aligned_text(draw: st.DrawFn) -> Aligned:
    """Text with gaps in its source, and letters that stand for more than one character."""
    pieces, at = [], 0
    for text in draw(st.lists(st.text(max_size=8), max_size=5)):
        at += draw(st.integers(0, 3))
        width = draw(st.integers(1, 3))
        starts = array("i", range(at, at + width * len(text), width))
        ends = array("i", range(at + width, at + width * len(text) + 1, width))
        pieces.append(Aligned(text, starts, ends))
        at += width * len(text)
    return Aligned.concat(pieces)


def is_sound(aligned: Aligned) -> bool:
    spans = ranges(aligned)
    in_order = all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))
    return in_order and len(aligned.text) == len(spans)


@settings(max_examples=200, deadline=None)
@given(aligned_text(), st.data())
def test_operations_keep_what_is_promised(aligned: Aligned, data: st.DataObject) -> None:
    assert is_sound(aligned)
    cut = data.draw(st.integers(0, len(aligned)))
    left, right = aligned[:cut], aligned[cut:]
    assert Aligned.concat([left, right]) == aligned
    assert aligned.keep([(0, cut), (cut, len(aligned))]) == aligned
    joined = Aligned.join([left, right])
    assert is_sound(joined)
    assert joined.text.replace(" ", "") == aligned.text.replace(" ", "")
    stripped = aligned.strip()
    assert stripped.text == aligned.text.strip()
    assert is_sound(stripped)
    start, end = aligned.span(cut, len(aligned))
    assert 0 <= start <= end or not aligned.text
    whole = aligned.whole
    assert all(whole[0] <= a and b <= whole[1] for a, b in ranges(aligned))
