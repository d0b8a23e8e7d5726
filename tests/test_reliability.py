"""What an evaluation says of confidences and flags."""

from __future__ import annotations

import pytest
from scored import Rows

from pipeline.evaluate import GoldPart, evaluate_run, format_text, reliability, to_json
from pipeline.evaluate.pairing import run_of_rows
from pipeline.evaluate.reliability import format_bins, reliability_of
from pipeline.evaluate.row_outcomes import RowOutcome


def row(confidence: float | None, right: bool, flagged: bool = False) -> RowOutcome:
    return RowOutcome("tasks", 0, None, confidence, flagged, right)


def outcomes(rows: Rows, gold: GoldPart, table: str) -> list[RowOutcome]:
    (document,) = evaluate_run(run_of_rows(rows), [gold]).documents
    return [one for one in document.rows if one.table == table]


# --- which rows are right --------------------------------------------------------------


def test_every_row_of_a_perfect_run_is_right(gold: GoldPart, rows: Rows) -> None:
    (document,) = evaluate_run(run_of_rows(rows), [gold]).documents
    assert [one.table for one in document.rows].count("responsibilities") == 5
    assert {table: len(rows[table]) for table in ("tasks", "targets")} == {
        table: sum(one.table == table for one in document.rows) for table in ("tasks", "targets")
    }
    assert all(one.right and not one.missed for one in document.rows)


def test_a_wrong_role_spoils_the_body_and_its_task_alone(gold: GoldPart, rows: Rows) -> None:
    rows["responsibilities"][1]["role"] = "lead"
    assert [one.right for one in outcomes(rows, gold, "responsibilities")].count(False) == 1
    assert [one.right for one in outcomes(rows, gold, "tasks")] == [False, True, True]
    assert all(one.right for one in outcomes(rows, gold, "time_clauses"))


def test_a_task_that_lacks_something_is_not_right_but_nothing_in_it_is_wrong(
    gold: GoldPart, rows: Rows
) -> None:
    del rows["time_clauses"][0]
    first, *others = outcomes(rows, gold, "tasks")
    assert (first.right, first.missed) == (False, True)
    assert all(one.right for one in others)


def test_a_wrong_text_spoils_the_task_and_not_its_bodies(gold: GoldPart, rows: Rows) -> None:
    rows["tasks"][2]["text"] = "Một việc khác hẳn"
    assert [one.right for one in outcomes(rows, gold, "tasks")] == [True, True, False]
    assert all(one.right for one in outcomes(rows, gold, "responsibilities"))


def test_a_wrong_rrule_spoils_the_time_clause(gold: GoldPart, rows: Rows) -> None:
    at = next(i for i, one in enumerate(rows["time_clauses"]) if one["rrule"])
    rows["time_clauses"][at]["rrule"] = "FREQ=YEARLY"
    assert [one.right for one in outcomes(rows, gold, "time_clauses")].count(False) == 1


# --- figures ---------------------------------------------------------------------------


def test_bins_ece_and_brier_by_hand() -> None:
    told = reliability([row(0.95, True), row(0.97, False), row(0.4, False), row(0.4, True)])
    assert [(one.low, one.rows, one.right) for one in told.bins] == [(0.0, 2, 1), (0.95, 2, 1)]
    assert told.bins[1].mean == pytest.approx(0.96)
    assert told.ece == pytest.approx((0.1 * 2 + 0.46 * 2) / 4)
    assert told.brier == pytest.approx((0.05**2 + 0.97**2 + 0.4**2 + 0.6**2) / 4)


def test_flags_are_counted_against_what_is_wrong() -> None:
    told = reliability(
        [row(0.3, False, True), row(0.3, True, True), row(0.9, True), row(0.9, False)]
    )
    assert (told.flagged, told.flagged_wrong, told.unflagged_right) == (2, 1, 1)
    assert (told.flagged_share, told.unflagged_share) == (0.5, 0.5)


def test_a_confidence_of_one_is_in_the_last_bin_and_none_is_in_no_bin() -> None:
    told = reliability([row(1.0, True), row(None, True)])
    assert (told.rows, [one.rows for one in told.bins]) == (2, [1])


def test_no_rows_have_no_shares() -> None:
    told = reliability([])
    assert (told.ece, told.brier, told.flagged_share, told.unflagged_share) == (None,) * 4
    assert told.bins == ()


@pytest.mark.parametrize("confidence", [1.01, -0.1, float("nan")])
def test_what_is_no_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="not within 0 and 1"):
        reliability([row(confidence, True)])


# --- where it is shown -----------------------------------------------------------------


def test_report_json_and_bins_show_it(gold: GoldPart, rows: Rows) -> None:
    rows["tasks"][0]["needs_review"] = True
    report = evaluate_run(run_of_rows(rows), [gold])
    assert reliability_of(report, "other")["tasks"].flagged == 1
    line = next(one for one in format_text(report).splitlines() if one.startswith("  tasks "))
    assert line.split() == [
        "tasks", "3", "100.0", "1", "(33.3", "%)", "0", "of", "0", "2", "(100.0", "%)",
        "0.000", "0.000",
    ]  # fmt: skip
    told = to_json(report)["splits"]["other"]["confidence"]["tasks"]
    assert (told["rows"], told["flagged"], told["unflagged_right_share"]) == (3, 1, 1.0)
    assert "tasks" in format_bins(report)
    assert all(len(one) <= 100 for one in (*format_text(report).splitlines(),
                                           *format_bins(report).splitlines()))  # fmt: skip
