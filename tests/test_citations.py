"""Citations: the table of cases, and what must hold for any text."""

from __future__ import annotations

import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import citations
from pipeline.model import CitationMention

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "citations.yaml").read_text(encoding="utf-8")
)
BY_OFFICE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "citations_offices.yaml").read_text(encoding="utf-8")
)
OFFICES = [case for kind, cases in BY_OFFICE.items() if kind != "negative" for case in cases]
POSITIVE = [(text, case["expect"]) for case in CASES["positive"] for text in case["texts"]]


def unmarked(text: str) -> tuple[str, list[str]]:
    """The text without «», and what they held."""
    return regex.sub("[«»]", "", text), regex.findall("(?s)«(.*?)»", text)


def spans_in_order(found: list[CitationMention]) -> list[str]:
    """Raws by place, those of a shared tail once."""
    return [raw for _, raw in sorted({(one.start, one.raw) for one in found})]


def as_written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def as_in_a_document(text: str) -> list[CitationMention]:
    """The mentions of a text that is a whole document, with the short names it defines."""
    return citations.find(text, citations.find_aliases(text))


@pytest.mark.parametrize(("marked", "expected"), POSITIVE, ids=[text for text, _ in POSITIVE])
def test_positive(marked: str, expected: list[dict[str, Any]]) -> None:
    text, raws = unmarked(marked)
    found = citations.find(text)
    assert spans_in_order(found) == raws
    read = [
        {field: as_written(getattr(one, field)) for field in fields}
        for one, fields in zip(found, expected, strict=True)
    ]
    assert read == [{field: as_written(v) for field, v in one.items()} for one in expected]


@pytest.mark.parametrize("text", CASES["negative"])
def test_negative(text: str) -> None:
    assert citations.find(text) == []


@pytest.mark.parametrize("case", OFFICES, ids=lambda case: case["text"])
def test_as_offices_write(case: dict[str, Any]) -> None:
    text, raws = unmarked(case["text"])
    raws = raws if len(raws) > 1 else raws * len(case["is"])
    expected = [
        (raw, *(as_written(value) for value in record[:4]))
        for raw, record in zip(raws, case["is"], strict=True)
    ]
    found = as_in_a_document(text)
    got = [(one.raw, one.type, one.number, as_written(one.date), one.issuer) for one in found]
    assert got == expected
    for one, record in zip(found, case["is"], strict=True):
        more = record[4] if len(record) > 4 else {}
        assert "name" not in more or one.name == more["name"]
        assert list(one.places) == more.get("places", [])
        assert (one.pinpoint is None) == (one.places == ())


@pytest.mark.parametrize("text", BY_OFFICE["negative"])
def test_not_as_offices_write(text: str) -> None:
    assert as_in_a_document(text) == []


def test_negatives_are_a_third_of_the_positives() -> None:
    negatives = [*CASES["negative"], *BY_OFFICE["negative"]]
    assert 3 * len(negatives) >= len(POSITIVE) + len(OFFICES)


def test_every_rule_fires_in_some_case() -> None:
    room = Path(citations.__file__).parent
    named = {
        rule
        for module in sorted(room.glob("*.py"))
        for rule in regex.findall(r'"(citation\.[a-z_]+)"', module.read_text("utf-8"))
    }
    texts = [text for text, _ in POSITIVE] + [case["text"] for case in OFFICES]
    fired = {one.rule for text in texts for one in as_in_a_document(unmarked(text)[0])}
    assert named - fired == set()
    assert fired <= named


@pytest.mark.parametrize("case", CASES["titles"], ids=lambda case: case["text"])
def test_title(case: dict[str, Any]) -> None:
    assert citations.find(case["text"])[0].title == case["title"]


@pytest.mark.parametrize("case", CASES["aliases"], ids=lambda case: case["text"])
def test_alias(case: dict[str, Any]) -> None:
    text, marks = unmarked(case["text"])
    [one] = citations.find_aliases(text)
    assert [one.alias] == marks
    assert text[one.start : one.end] == one.alias
    assert (one.mention and one.mention.raw) == case["stands_for"]
    assert (one.mention_span is None) == (case["stands_for"] is None)


@pytest.mark.parametrize("text", CASES["no_aliases"])
def test_no_alias(text: str) -> None:
    assert citations.find_aliases(text) == []


@pytest.mark.parametrize("case", CASES["later"], ids=lambda case: case["define"])
def test_later_mentions(case: dict[str, Any]) -> None:
    aliases = citations.find_aliases(case["define"])
    for marked in case["texts"]:
        text, marks = unmarked(marked)
        later = citations.find_mentions_of(text, aliases)
        assert [one.raw for one in later] == marks
        assert {one.number for one in later} <= {case["number"]}
        whole = citations.find(text, aliases)
        assert [one for one in whole if one.resolution == "alias"] == later
        assert not any(a.end > b.start for a, b in pairwise(whole))


@pytest.mark.parametrize(("text", "parts"), CASES["numbers"].items())
def test_parse_number(text: str, parts: list[Any]) -> None:
    assert citations.parse_number(text) == citations.DocNumber(*parts)
    assert citations.parse_number(f"Số: {text} ") == citations.DocNumber(*parts)


@pytest.mark.parametrize(("text", "identity"), CASES["identity"].items())
def test_identity_number(text: str, identity: str) -> None:
    assert citations.identity_number(text) == identity
    assert citations.identity_number(identity) == identity


@pytest.mark.parametrize("text", CASES["numbers"])
def test_a_number_as_it_should_be_is_its_identity(text: str) -> None:
    assert citations.identity_number(text) == text


@pytest.mark.parametrize("text", CASES["no_numbers"])
def test_no_number(text: str) -> None:
    assert citations.parse_number(text) is None


@pytest.mark.parametrize(("text", "canonical"), CASES["canonical"].items())
def test_canonical_number(text: str, canonical: str) -> None:
    assert citations.canonical_number(text) == canonical
    assert citations.canonical_number(canonical) == canonical


# What must hold for any text: random letters, and random runs of the words of citations.
WORDS = st.lists(st.sampled_from(CASES["fuzz"]), max_size=24).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), WORDS))
def test_any_text(text: str) -> None:
    found = citations.find(text)
    starts = [one.start for one in found]
    assert starts == sorted(starts)
    last_end, last_span = 0, (-1, -1)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert one.raw == text[one.start : one.end]
        assert one.rule.startswith("citation.")
        assert one.start >= last_end or (one.start, one.end) == last_span
        last_end, last_span = one.end, (one.start, one.end)
    aliases = citations.find_aliases(text)
    for definition in aliases:
        assert text[definition.start : definition.end] == definition.alias
    for one in citations.find(text, aliases):
        assert one.raw == text[one.start : one.end]
    citations.parse_number(text)
    citations.canonical_number(text)
