"""Products: the table of cases, the rules it reaches, properties over any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import products
from extractors.products.patterns import PATTERNS, compiled, words
from pipeline.model import ProductMention, ProductSource

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "products.yaml").read_text(encoding="utf-8")
)
RULE_IDS = {
    f"product.{rule}"
    for rule in (
        "issued", "drafted", "amended", "submitted", "reported", "established", "titled",
        "remark", "line", "cell",
    )
}  # fmt: skip
STATED = (ProductSource.LINE, ProductSource.GROUP, ProductSource.TABLE, ProductSource.REMARK)


def _said(mention: ProductMention) -> str:
    return f"{mention.rule.removeprefix('product.')}: {mention.raw}"


def _all_found() -> list[ProductMention]:
    found = [mention for case in CASES["cases"] for mention in products.find(case["text"])]
    for case in CASES["lines"]:
        for source in STATED:
            found += products.find_in_line(case["text"], source)
    return found


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["text"][:80])
def test_case(case: dict[str, Any]) -> None:
    assert [_said(mention) for mention in products.find(case["text"])] == case["want"]


@pytest.mark.parametrize("text", CASES["negative"])
def test_nothing_in_a_text(text: str) -> None:
    assert [_said(mention) for mention in products.find(text)] == []


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda case: case["text"][:80])
def test_line(case: dict[str, Any]) -> None:
    assert [mention.raw for mention in products.find_in_line(case["text"])] == case["want"]


@pytest.mark.parametrize("text", CASES["line_negative"])
def test_nothing_in_a_line(text: str) -> None:
    assert [mention.raw for mention in products.find_in_line(text)] == []


def test_enough_cases_and_negatives() -> None:
    positives = sum(len(case["want"]) > 0 for case in (*CASES["cases"], *CASES["lines"]))
    assert positives >= 80
    assert (len(CASES["negative"]) + len(CASES["line_negative"])) * 3 >= positives


def test_every_rule_fires_in_some_case() -> None:
    assert {mention.rule for mention in _all_found()} == RULE_IDS


def test_stated_are_told_from_inferred() -> None:
    for mention in _all_found():
        stated = mention.rule in {"product.remark", "product.line", "product.cell"}
        assert (mention.source != ProductSource.INFERRED) == stated


def test_patterns_compile_and_every_list_is_used() -> None:
    for name in PATTERNS:
        compiled(name)
    assert all(words().values())


_PIECES = st.one_of(
    st.sampled_from(
        ["xây dựng", "ban hành", "Kế hoạch", "báo cáo", "trình", "UBND tỉnh", "và", ",", ";", ".",
         "(", ")", '"', "số 12/KH-UBND", "dự thảo", "sản phẩm:", "Đề án", "kiểm tra, giám sát",
         "hướng dẫn", "đã", "theo", "thành lập Tổ công tác", "/", "các", "İ", "-", "sửa đổi"]
    ),
    st.text(max_size=8),
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=16).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_properties(text: str) -> None:
    found = products.find(text)
    for mention in found:
        assert mention.raw == text[mention.start : mention.end] == mention.raw.strip() != ""
        assert mention.rule in RULE_IDS
    for one, other in pairwise(found):
        assert one.end <= other.start
    for mention in products.find_in_line(text):
        assert mention.raw == text[mention.start : mention.end] == mention.raw.strip() != ""
