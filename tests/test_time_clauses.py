"""Time clauses: the table of cases, the rules it reaches, properties over any text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import time_clauses
from extractors.time_clauses import reading
from extractors.time_clauses.grammar import vocabulary
from extractors.time_clauses.patterns import PATTERNS, compiled
from extractors.time_clauses.surroundings import SURROUNDINGS
from pipeline.model import TimeMention

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "time_clauses.yaml").read_text(encoding="utf-8")
)
RULE_IDS = {
    "time.ongoing_end", "time.session", "time.ahead", "time.monthly_weekday", "time.unit_list",
    "time.duration",
    "time.relative", "time.weekly_day", "time.daily_hour", "time.monthly_day", "time.yearly_date",
    "time.yearless_recurring", "time.ongoing", "time.periodic", "time.periodic_next",
    "time.every", "time.every_term", "time.bare_day", "time.interval_end", "time.onward",
    "time.before", "time.until",
    "time.done_in", "time.since", "time.within", "time.upon", "time.trigger",
    "time.before_season", "time.yearly_stretch", "time.bare_weekday",
    "time.season_months",
}  # fmt: skip


def _run(where: str, case: dict[str, Any], text: str) -> list[TimeMention]:
    if where == "find":
        return time_clauses.find(text, reference=case.get("reference"))
    return time_clauses.parse_line(text, reference=case.get("reference"), label=case.get("label"))


def _said(mention: TimeMention) -> str:
    return (
        f"{mention.kind.value} {mention.first or '-'} {mention.last or '-'} {mention.rrule or '-'}"
    )


TABLE = [
    pytest.param(where, case, text, id=f"{where}: {text[:70]}")
    for where in ("find", "line")
    for case in CASES[where]
    for text in case["texts"]
]


@pytest.mark.parametrize(("where", "case", "text"), TABLE)
def test_case(where: str, case: dict[str, Any], text: str) -> None:
    found = _run(where, case, text)
    assert [_said(mention) for mention in found] == case["want"]
    if "raw" in case:
        assert [mention.raw for mention in found] == case["raw"]
    if "condition" in case:
        assert found[0].condition == case["condition"]
    if "issue" in case:
        assert [code.value for code, _ in found[0].issues] == [case["issue"]]


def _offices() -> list[Any]:
    path = Path(__file__).parent / "cases" / "time_clauses_offices.yaml"
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    gap = pytest.mark.xfail(strict=True, reason="does not come out so yet")
    return [
        *(pytest.param(entry, id=entry[1][:70]) for entry in table["texts"]),
        *(pytest.param(entry, id=entry[1][:70], marks=gap) for entry in table["gaps"]),
    ]


@pytest.mark.parametrize("entry", _offices())
def test_office(entry: list[str]) -> None:
    day, text, *want = entry
    found = time_clauses.find(text, reference=date.fromisoformat(day))
    assert [f"{_said(mention)} {mention.raw}" for mention in found] == want


@pytest.mark.parametrize("text", CASES["negative_find"])
def test_nothing_in_running_text(text: str) -> None:
    assert [mention.raw for mention in time_clauses.find(text)] == []


@pytest.mark.parametrize("text", CASES["negative_line"])
def test_nothing_in_line(text: str) -> None:
    assert [mention.raw for mention in time_clauses.parse_line(text)] == []


def test_negatives_are_at_least_a_third() -> None:
    positive = sum(len(case["texts"]) for case in CASES["find"])
    assert len(CASES["negative_find"]) * 3 >= positive


def test_every_rule_fires_in_some_case() -> None:
    fired = {
        mention.rule
        for where in ("find", "line")
        for case in CASES[where]
        for text in case["texts"]
        for mention in _run(where, case, text)
    }
    assert fired == RULE_IDS


def test_patterns_compile() -> None:
    for name in PATTERNS | SURROUNDINGS:
        compiled(name)


def test_labels_are_longest_first() -> None:
    labels = time_clauses.line_labels()
    assert "thời gian thực hiện" in labels
    assert labels.index("thời gian thực hiện") < labels.index("thời gian")


def test_scope_is_the_sentence_when_there_are_several() -> None:
    text = "Rà soát quy chế (hoàn thành trong năm 2024). Tổ chức tập huấn trong quý II/2025."
    first, second = time_clauses.find(text)
    assert first.scope == (0, text.index("."))
    assert second.scope is not None
    assert text[slice(*second.scope)] == "Tổ chức tập huấn trong quý II/2025"


_WORDS = sorted({word for words in vocabulary().values() for word in words})
_PIECES = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(
        ["năm 2025", "quý II/2023", "30/6/2025", "31/02/2025", "(", ")", ".", ";", ",", "-", "ngày",
         "tháng 13/2025", "15/6", "hằng năm", "định kỳ", "06 tháng", "khi có", "2026 - 2030", "và",
         "tháng", "Quý", "99/99/2020", "ngày 45 hằng tháng", "“", "”", "từ", "đến", "9999 ngày",
         "24/7", "24/24 giờ", "16h00 ngày", "hằng tuần (thứ Sáu)", "sau khi", "xong", "đợt 1:",
         "bắt đầu từ quý II/2026", "từ ngày ký đến", "trước ngày 20 hằng tháng", "tổng kết"]
    ),
    st.text(max_size=8),
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=14).map(" ".join)


def _check(text: str, mentions: list[TimeMention]) -> None:
    end = 0
    for mention in mentions:
        assert mention.raw == text[mention.start : mention.end] != ""
        assert mention.start >= end
        end = mention.end
        assert mention.rule in RULE_IDS
        assert 0 < mention.confidence <= 1
        if mention.first and mention.last:
            assert mention.first <= mention.last
        if mention.rrule:
            rrulestr(mention.rrule)
        if mention.scope:
            assert mention.scope[0] <= mention.start and mention.end <= mention.scope[1]


@settings(max_examples=400, deadline=None)
@given(_TEXTS, st.none() | st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_properties(text: str, reference: date | None) -> None:
    _check(text, time_clauses.find(text, reference=reference))
    _check(text, time_clauses.parse_line(text, reference=reference))


def test_the_quick_look_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a text must hold to be read at all is no rule of its own."""
    texts = [param.values[2] for param in TABLE if param.values[0] == "find"]
    texts += [param.values[0][1] for param in _offices()] + CASES["negative_find"]
    found = [time_clauses.find(text) for text in texts]
    looked = reading.compiled
    always = regex.compile("")
    monkeypatch.setattr(
        reading, "compiled", lambda name: always if name == "may_run" else looked(name)
    )
    for text, before in zip(texts, found, strict=True):
        assert time_clauses.find(text) == before, text
