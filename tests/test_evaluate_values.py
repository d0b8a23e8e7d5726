"""When two values are the same, and which records are paired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.match import Criterion, Entry, match
from pipeline.evaluate.values import name_key, number_key, rrule_key, token_f1, tokens


def test_names_numbers_and_rules_compare_by_what_they_mean() -> None:
    assert name_key("Các  Tỉnh uỷ") == name_key("“tỉnh ủy”,")
    assert name_key("các cấp") == "cấp"
    assert name_key("Sở Nội vụ") != name_key("Sở Y tế")
    assert number_key("28 – NQ/ TW") == number_key("28-NQ/TW") != number_key("28-NQ/TU")
    assert rrule_key("RRULE:BYMONTH=6;FREQ=YEARLY") == rrule_key("FREQ=YEARLY;BYMONTH=6;INTERVAL=1")
    assert token_f1(tokens("a b b"), tokens("b, B; c")) == pytest.approx(2 / 3)
    assert token_f1([], []) == 1.0
    assert token_f1(["a"], []) == 0.0


def test_alike_entries_are_matched_best() -> None:
    """Taking the first that is alike would leave one out."""
    gold = [Entry(("x",), tokens=("a", "b")), Entry(("x",), tokens=("a",))]
    found = [Entry(("x",), tokens=("a",)), Entry(("x",), tokens=("b",))]
    alike = Criterion(
        lambda entry: entry.key, lambda one, other: bool(set(one.tokens) & set(other.tokens))
    )
    matching = match(gold, found, alike)
    assert len(matching.pairs) == 2
    assert not matching.missed and not matching.spurious


def best(wanted: list[set[int]], free: frozenset[int]) -> int:
    """The size of the largest matching, by trying all."""
    if not wanted:
        return 0
    first, rest = wanted[0], wanted[1:]
    return max([best(rest, free), *(1 + best(rest, free - {seat}) for seat in first & free)])


@given(st.lists(st.sets(st.integers(0, 4)), max_size=5), st.integers(0, 5))
def test_matchings_are_the_largest_there_are(wanted: list[set[int]], size: int) -> None:
    gold = [Entry((), tokens=tuple(map(str, sorted(choices)))) for choices in wanted]
    found = [Entry((), tokens=(str(index),)) for index in range(size)]
    seated = Criterion(lambda entry: None, lambda one, other: other.tokens[0] in one.tokens)
    matching = match(gold, found, seated)
    assert len(matching.pairs) == best(wanted, frozenset(range(size)))
    assert len(matching.pairs) + len(matching.missed) == len(gold)
    assert len(matching.pairs) + len(matching.spurious) == len(found)
    assert all(other.tokens[0] in one.tokens for one, other in matching.pairs)
