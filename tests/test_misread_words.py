"""Texts that some recognition wrote: what is put right, and that typed texts stay."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from metamorphic import noise

from pipeline.clean import clean
from pipeline.extract import extract
from pipeline.lexicon import fold
from pipeline.misread_words import looks_misread, respelt
from pipeline.model import IssueCode, Media, Page, Source
from pipeline.segment import segment

ROOT = Path(__file__).parent.parent
CASES = yaml.safe_load((Path(__file__).parent / "cases/misread_words.yaml").read_text("utf-8"))
OWN = sorted(p for p in (ROOT / "corpus/own").iterdir() if p.suffix in (".txt", ".md"))
PLAN = (ROOT / "corpus/own/kh-tinh-uy-lam-son.txt").read_text("utf-8")
MISREAD = noise(PLAN)


def source_of(text: str) -> Source:
    return Source("x.txt", "0" * 64, Media.TEXT, text, (Page(1, 0, len(text)),), "utf-8")


def mend(text: str) -> str:
    return respelt(source_of(text))[0].text.replace("\u200b", "")


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["read"])
def test_misread_words_are_put_right(case: dict[str, str]) -> None:
    assert mend(f"{MISREAD}\n\n{case['read']}.").endswith(f"\n\n{case['is']}.")


@pytest.mark.parametrize("text", CASES["negative"])
def test_what_may_be_right_stays(text: str) -> None:
    assert mend(f"{MISREAD}\n\n{text}.").endswith(f"\n\n{text}.")


def test_nothing_changes_in_a_text_that_does_not_look_misread() -> None:
    text = f"{PLAN}\n\nSở Tài chíuh chủ trì."
    assert respelt(source_of(text)) == (source_of(text), [])


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_own_texts_stay_and_look_misread_with_noise(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not looks_misread(text)
    assert not looks_misread(unicodedata.normalize("NFD", text))
    assert looks_misread(noise(text))


def test_most_of_what_was_misread_comes_right_and_little_else_is_touched() -> None:
    real, read, mended = (fold(text).split() for text in (PLAN, MISREAD, mend(MISREAD)))
    assert len(real) == len(read) == len(mended)
    words = list(zip(real, read, mended, strict=True))
    misread = [word for word in words if word[0] != word[1]]
    right = [word for word in misread if word[0] == word[2]]
    touched = [word for word in words if word[0] == word[1] != word[2]]
    assert len(misread) > 50
    assert len(right) > 0.7 * len(misread)
    assert len(touched) < 0.05 * len(misread)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_hold_and_raw_is_as_read(form: str) -> None:
    text = unicodedata.normalize(form, MISREAD)
    source = source_of(text)
    mended, issues = respelt(source)
    assert len(mended.text) == len(text)
    assert mended.text != text
    assert {issue.code for issue in issues} == {IssueCode.WORDS_MENDED}
    cleaned = clean(source)
    rows = extract(source, cleaned, segment(cleaned))
    spans = [row for row in rows["responsibilities"]]
    assert any(fold(row["unit"]) != fold(row["unit_raw"]) for row in spans)
    for row in spans:
        stands = text[row["char_start"] : row["char_end"]]
        assert "".join(row["unit_raw"].split()) == "".join(
            unicodedata.normalize("NFC", stands).split()
        )
    assert not any("\u200b" in row["text"] for row in rows["tasks"])
