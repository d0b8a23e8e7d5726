"""Labels: the table of cases, and what must hold for any line."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.numbering import LabelKind, follows, parse_label, roman_value

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "numbering.yaml").read_text(encoding="utf-8")
)


def defect(reason: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=reason)] if reason else []


POSITIVE = [
    pytest.param(text, case["expect"], id=text, marks=defect(case.get("defect")))
    for case in CASES["positive"]
    for text in case["texts"]
]
NEGATIVE = [pytest.param(text, id=text or "nothing") for text in CASES["negative"]]


@pytest.mark.parametrize(("marked", "expected"), POSITIVE)
def test_label(marked: str, expected: list[Any]) -> None:
    printed, rest = regex.fullmatch("«(.*)»(.*)", marked).groups()  # type: ignore[union-attr]
    text = printed + rest
    label = parse_label(text)
    assert label is not None
    kind, step, value = expected
    assert [label.kind.name, label.step, list(label.value)] == [kind, step, value]
    assert label.printed == printed
    assert text[label.end :] == rest.strip()


@pytest.mark.parametrize("text", NEGATIVE)
def test_no_label(text: str) -> None:
    assert parse_label(text) is None


def test_negatives_are_a_third_of_the_positives() -> None:
    assert 3 * len(NEGATIVE) >= len(POSITIVE)


def test_every_kind_has_a_case() -> None:
    assert {case["expect"][0] for case in CASES["positive"]} == {kind.name for kind in LabelKind}


@pytest.mark.parametrize(("first", "second", "is_next"), CASES["follows"])
def test_follows(first: str, second: str, is_next: bool) -> None:
    one, two = parse_label(first), parse_label(second)
    assert one is not None
    assert two is not None
    if one.value and two.value:
        assert follows(one, two) is is_next
    else:
        assert not one.value


@pytest.mark.parametrize(("numeral", "value"), CASES["roman"])
def test_roman_value(numeral: str, value: int | None) -> None:
    assert roman_value(numeral) == value


def test_kinds_from_star_on_are_bullets() -> None:
    bullets = [kind.name for kind in LabelKind if kind.is_bullet]
    assert bullets == ["STAR", "DASH", "PLUS", "BULLET"]


PIECES = [
    *"IVXABĐaăbcđ0123456789.,;:)(/–-+*• %",
    *("Điều", "Phần", "thứ", "nhất", "Mục", "Chương", "Phụ lục", "NQ/TW", "xã", "Xã", "\t", "\n"),
]


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)))
def test_any_text(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    label = parse_label(text)
    if label is None:
        return
    assert 0 < label.end <= len(text)
    assert text[: label.end].strip() == label.printed
    assert label.kind.is_bullet == (label.step == "") == (label.value == ())
    assert "/" not in label.step  # it joins the steps of a path
    assert label.step == label.step.strip()
    assert label.end == len(text) or not text[label.end].isspace()
    again = parse_label(text)
    assert again == label
    assert not follows(label, label)
