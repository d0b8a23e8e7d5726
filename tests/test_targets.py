"""Targets: the table of cases, the rules it reaches, properties over any text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import targets
from extractors.targets.normalise import number
from extractors.targets.patterns import PATTERNS, compiled
from pipeline.model import TargetMention

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "targets.yaml").read_text(encoding="utf-8")
)
OFFICES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "targets_offices.yaml").read_text(encoding="utf-8")
)
RULE_IDS = {
    "target.percent", "target.percent_of", "target.count", "target.count_of", "target.shared",
    "target.index", "target.rank", "target.range_end",
}  # fmt: skip


def _run(case: dict[str, Any], text: str) -> list[TargetMention]:
    return targets.find(
        text, due_hint=case.get("hint"), in_target_section=case.get("section", False)
    )


def _lower_ends(found: list[TargetMention]) -> list[TargetMention]:
    """Without the upper ends of ranges, which have a table of their own."""
    return [goal for goal in found if goal.rule != "target.range_end"]


def _said(goal: TargetMention) -> str:
    return f"{goal.comparator} {goal.value:.12g} {goal.unit or 'null'} {goal.due or '-'}"


TABLE = [
    pytest.param(case, text, id=text[:80]) for case in CASES["cases"] for text in case["texts"]
]


@pytest.mark.parametrize(("case", "text"), TABLE)
def test_case(case: dict[str, Any], text: str) -> None:
    found = _lower_ends(_run(case, text))
    assert [_said(goal) for goal in found] == case["want"]
    if "raw" in case:
        assert [goal.raw for goal in found] == case["raw"]
    if "subject" in case:
        assert [goal.subject for goal in found] == case["subject"]


def _unmarked(marked: str) -> tuple[str, list[str]]:
    """The text without its marks « and », and the stretches that these enclose."""
    text = "".join(char for char in marked if char not in "«»")
    raws, begin, place = [], 0, 0
    for char in marked:
        if char == "«":
            begin = place
        elif char == "»":
            raws.append(text[begin:place])
        else:
            place += 1
    return text, raws


OFFICE_TABLE = [
    pytest.param(group, goal[0], goal[1:], id=f"{name}: {goal[0][:70]}")
    for name, group in OFFICES.items()
    if isinstance(group, dict)
    for goal in group["goals"]
]


@pytest.mark.parametrize(("group", "marked", "want"), OFFICE_TABLE)
def test_office(group: dict[str, Any], marked: str, want: list[str]) -> None:
    text, raws = _unmarked(marked)
    found = _lower_ends(targets.find(text, in_target_section=group["section"]))
    assert [_said(goal) for goal in found] == want
    if raws:
        assert [goal.raw for goal in found] == raws


@pytest.mark.parametrize(("text", "want"), CASES["ranges"], ids=lambda value: str(value)[:60])
def test_a_range_is_a_goal_at_either_end(text: str, want: list[str]) -> None:
    found = targets.find(text, in_target_section=True)
    assert [_said(goal) for goal in found] == want
    for low, high in pairwise(found):
        if high.rule == "target.range_end":
            assert (low.raw, low.start, low.unit) == (high.raw, high.start, high.unit)


@pytest.mark.parametrize("text", OFFICES["negative"])
def test_nothing_in_a_task_of_an_office(text: str) -> None:
    assert [goal.raw for goal in targets.find(text)] == []


@pytest.mark.parametrize("text", OFFICES["negative_section"])
def test_nothing_in_a_target_section_of_an_office(text: str) -> None:
    assert [goal.raw for goal in targets.find(text, in_target_section=True)] == []


@pytest.mark.parametrize("text", CASES["negative"])
def test_nothing_in_a_task(text: str) -> None:
    assert [goal.raw for goal in targets.find(text)] == []


@pytest.mark.parametrize("text", CASES["negative_section"])
def test_nothing_in_a_target_section(text: str) -> None:
    assert [goal.raw for goal in targets.find(text, in_target_section=True)] == []


def test_negatives_are_at_least_a_third() -> None:
    assert (len(CASES["negative"]) + len(CASES["negative_section"])) * 3 >= len(TABLE)


def test_every_rule_fires_in_some_case() -> None:
    fired = {
        goal.rule for case in CASES["cases"] for text in case["texts"] for goal in _run(case, text)
    }
    for group in OFFICES.values():
        for goal in group["goals"] if isinstance(group, dict) else ():
            found = targets.find(_unmarked(goal[0])[0], in_target_section=group["section"])
            fired |= {mention.rule for mention in found}
    assert fired == RULE_IDS


def test_patterns_compile() -> None:
    for name in PATTERNS:
        compiled(name)


@pytest.mark.parametrize(
    ("text", "value"), [("1.900", 1900), ("7,5", 7.5), ("2.5", 2.5), ("01", 1), ("1.234,5", 1234.5)]
)
def test_numbers(text: str, value: float) -> None:
    assert number(text) == value


_PIECES = st.one_of(
    st.sampled_from(
        ["100%", "tối thiểu 80%", "phấn đấu", "01 đơn vị hành chính", "đến năm 2025", "từ", "đến",
         "trở lên", ",", ";", ".", "(", ")", "1.900 ha", "tỷ lệ", "đạt", "dưới 3%/năm", "ít nhất",
         "31/02/2025", "năm 2025", "99999999999 người", "trong nhiệm kỳ 2020-2025", "5 - 10%",
         "mở", "03 lớp", "thuộc nhóm 10 tỉnh dẫn đầu", "thuộc nhóm 3 dẫn đầu",
         "nhóm 5 nước đứng đầu", "chỉ số", "0,75", "/100.000 dân", "28m²"]
    ),
    st.text(max_size=8),
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=14).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(_TEXTS, st.none() | st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.booleans())
def test_properties(text: str, hint: date | None, section: bool) -> None:
    found = targets.find(text, due_hint=hint, in_target_section=section)
    for goal in found:
        assert goal.raw == text[goal.start : goal.end] != ""
        assert any(char.isdigit() for char in goal.raw)
        assert goal.comparator in {"=", ">=", ">", "<=", "<"}
        assert goal.rule in RULE_IDS
        assert 0 < goal.confidence <= 1
    assert [goal.start for goal in found] == sorted(goal.start for goal in found)
