"""Misread words told by the words of the genre: what is mended, and that nothing else is."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr import genre_words
from pipeline.ocr.genre_words import Changed, mend_words
from pipeline.ocr.line_marks import mend_line_marks
from pipeline.ocr.mend import mended

ROOT = Path(__file__).parent.parent
CASES = yaml.safe_load((Path(__file__).parent / "cases/ocr_words.yaml").read_text("utf-8"))
OWN = sorted(p for p in (ROOT / "corpus/own").iterdir() if p.suffix in (".txt", ".md"))
# Words of released documents as they were printed, and what they were meant to be. A scan
# of them is told of as mended like any other.
MISPRINTS = {("những nhiễu,", "nhũng nhiễu,"), ("chông chéo,", "chồng chéo,")}


def mend(text: str) -> str:
    return " ".join(mend_words(text.split())[0])


def changes(text: str) -> set[tuple[str, str]]:
    found = mend_words(unicodedata.normalize("NFC", text).split())[1]
    return {(change.read, change.real) for change in found}


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["read"])
def test_misread_words_are_put_right(case: dict[str, str]) -> None:
    assert mend(case["read"]) == case["is"]


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["is"])
def test_what_is_right_stays(case: dict[str, str]) -> None:
    assert mend(case["is"]) == case["is"]


@pytest.mark.parametrize("text", CASES["negative"])
def test_what_may_be_right_stays(text: str) -> None:
    assert mend(text) == text


def test_negatives_are_a_third_of_the_positives() -> None:
    assert 3 * len(CASES["negative"]) >= len(CASES["positive"])


# What a writer misprinted on purpose, as a reader's notes say (gold/NOTES-zc.md).
MISPRINTED = {"hd-btgdvtu-du-luan-xa-hoi": {("Tỉnh úy", "Tỉnh ủy")}}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_own_texts_stay(path: Path) -> None:
    assert changes(path.read_text("utf-8")) == MISPRINTED.get(path.stem, set())


def test_released_texts_stay_but_for_misprints(released: Path) -> None:
    texts = [path.read_text("utf-8") for path in sorted((released / "text").iterdir())]
    for path in sorted((released / "truth").glob("*.json")):
        texts += json.loads(path.read_text("utf-8")).values()
    assert texts
    assert set().union(*map(changes, texts)) <= MISPRINTS


def test_marks_of_lines_stay(released_text: Path) -> None:
    for path in [*OWN, *sorted(released_text.iterdir())]:
        rows = [line.split() for line in path.read_text("utf-8").splitlines()]
        words = [word for row in rows for word in row]
        lines = [number for number, row in enumerate(rows) for _ in row]
        assert mend_line_marks(words, lines) == words


def test_capitals_of_clean_texts_stay() -> None:
    for path in OWN:
        words = [word for word in path.read_text("utf-8").split() if word.isalpha()]
        assert [word.casefold() for word in mended(words)] == [word.casefold() for word in words]


def test_every_word_of_the_list_is_left_alone_and_spelt_once() -> None:
    data = yaml.safe_load(
        (Path(genre_words.__file__).parent / "genre_words.yaml").read_text("utf-8")
    )
    words = [word.strip() for line in data["words"] for word in line.split(",")]
    assert len(words) == len(set(words))
    assert all(len(word.split()) >= 2 for word in words)
    assert not [word for word in words if mend(f"– {word}") != f"– {word}"]
    assert set(data["even_so"]) <= set(words)
    alone = [word.strip() for line in data["alone"] for word in line.split(",")]
    assert not [word for word in alone if " " in word]
    assert len(alone) == len(set(alone))


def test_words_of_two_blocks_are_not_of_one_phrase() -> None:
    words = ["và", "Tố", "chức"]
    assert mend_words(words, [1, 1, 2])[0] == words
    assert mend_words(words, [1, 1, 1])[0] == ["và", "Tổ", "chức"]


def test_changes_tell_where_and_what() -> None:
    _, found = mend_words(["2.7.", "Tố", "chức", "và", "kiếm", "tra."])
    assert found == [
        Changed(1, 3, "Tố chức", "Tổ chức"),
        Changed(4, 6, "kiếm tra.", "kiểm tra."),
    ]


def test_without_a_dictionary_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genre_words, "_dictionary", lambda: iter(["tổ chức"]))
    genre_words._lists.cache_clear()
    try:
        assert mend_words(["Tố", "chức"]) == (["Tố", "chức"], [])
    finally:
        genre_words._lists.cache_clear()


def test_the_dictionary_is_there() -> None:
    lists = genre_words._lists()
    assert lists is not None
    assert "công tác" in lists.known


def bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in apart if not unicodedata.combining(char))


PIECES = sorted({word for case in CASES["positive"] for word in case["read"].split()})


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12))
def test_letters_and_figures_stay(words: list[str]) -> None:
    found, told = mend_words(words)
    assert [bare(word) for word in found] == [bare(word) for word in words]
    assert all(a == b for a, b in zip(found, words, strict=True) if any(map(str.isdigit, b)))
    touched = {index for change in told for index in range(change.start, change.end)}
    assert all(found[n] == words[n] for n in range(len(words)) if n not in touched)
