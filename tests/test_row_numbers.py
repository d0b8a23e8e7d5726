"""Numbers of rows that a recognition lost, told by those around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.row_numbers import RowLabel, told_steps

CASES = yaml.safe_load((Path(__file__).parent / "cases/row_numbers.yaml").read_text("utf-8"))


def _rows(written: str) -> list[RowLabel]:
    return [
        RowLabel(row, text.lstrip("§").replace("_", ""), text.startswith("§"))
        for row, text in enumerate(written.split(" | "))
    ]


@pytest.mark.parametrize("case", CASES["positive"], ids=lambda case: case["rows"])
def test_a_number_is_told_by_those_around_it(case: dict[str, Any]) -> None:
    assert told_steps(_rows(case["rows"]), recognised=True) == case["told"]


@pytest.mark.parametrize("written", CASES["negative"])
def test_what_counts_or_may_be_otherwise_stays(written: str) -> None:
    assert told_steps(_rows(written), recognised=True) == {}


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["rows"])
def test_in_a_text_strokes_alone_are_misread(case: dict[str, Any]) -> None:
    assert told_steps(_rows(case["rows"]), recognised=False) == case["told"]
