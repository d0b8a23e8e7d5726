"""Confidences: signals of rows, the files they are made from, fitting, what reaches the tables."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import tables
from pipeline.confidence import assess, load
from pipeline.confidence.calibration import (
    RULE_COLUMNS,
    SIGNAL_COLUMNS,
    Calibration,
    check_rules,
    from_rows,
    to_csv,
)
from pipeline.confidence.fit import KNOWN, Observation, fit, left_out
from pipeline.confidence.signals import JUDGED, SIGNALS, documents_of, signals_of
from pipeline.lexicon import LexiconError
from pipeline.run.document import document_rows

Rows = dict[str, list[dict[str, Any]]]

PLAN = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
-------
Số: 15/KH-UBND
Minh Tân, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

III. NHIỆM VỤ, GIẢI PHÁP
1. {}
2. Sở Nội vụ chủ trì, phối hợp với Công an xã xây dựng cơ sở dữ liệu trong quý III năm 2026.
3. Sở Tài chính bố trí kinh phí, hoàn thành trước ngày 30/6/2026.
"""


@pytest.fixture(scope="module")
def calibrate(project_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "calibrate", project_root / "scripts/calibrate.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["calibrate"] = module
    spec.loader.exec_module(module)
    return module


def read(folder: Path, item: str) -> Rows:
    (folder / "a.txt").write_text(PLAN.format(item), encoding="utf-8")
    return document_rows(folder / "a.txt")


def first_task(rows: Rows) -> frozenset[str]:
    (document,) = documents_of(rows)
    return signals_of(document)["tasks"][0]


# --- signals ---------------------------------------------------------------------------

SAID = {
    "no_lead_beside_led": "Rà soát thủ tục hành chính.",
    "no_lead_person": "Mọi người dân tự kê khai, nộp hồ sơ qua mạng.",
    "no_time_beside_timed": "Sở Xây dựng rà soát thủ tục hành chính.",
    "runs_on": "Sở Xây dựng rà soát thủ tục hành chính. Giao thông, thủy lợi",
    "no_sentence": "Du lịch cộng đồng",
    "label_inside": "Sở Xây dựng rà soát thủ tục. Đầu mối: tổ An toàn người bệnh.",
    "figure_left": "Sở Xây dựng lắp đặt tại 12 buồng khám.",
    "small_start": "rà soát thủ tục hành chính của xã.",
}
NOT_SAID = {
    "no_lead_person": "Cấp phát tờ rơi cho các hộ kinh doanh.",
    "no_lead_beside_led": "Sở Xây dựng rà soát thủ tục hành chính.",
    "no_time_beside_timed": "Sở Xây dựng rà soát thủ tục, xong trong quý II năm 2026.",
    "runs_on": "Sở Xây dựng rà soát thủ tục hành chính. Báo cáo kết quả.",
    "no_sentence": "Rà soát thủ tục.",
    "label_inside": "Sở Xây dựng rà soát ba nhóm: đất đai, xây dựng, tư pháp; báo cáo kết quả.",
    "figure_left": "Sở Xây dựng rà soát theo Nghị quyết số 57-NQ/TW ngày 22/12/2024.",
    "small_start": "Rà soát thủ tục hành chính của xã.",
    "name_left": "Sở Xây dựng rà soát theo hướng dẫn của Ban Tổ chức Trung ương.",
    "when_left": "Sở Xây dựng lấy ý kiến người dân trước khi trình.",
    "date_left": "Sở Xây dựng rà soát, hoàn thành trước ngày 30/6/2026.",
}


@pytest.mark.parametrize("signal", SAID)
def test_a_signal_is_seen(tmp_path: Path, signal: str) -> None:
    assert signal in first_task(read(tmp_path, SAID[signal]))


@pytest.mark.parametrize("signal", NOT_SAID)
def test_what_looks_alike_is_no_signal(tmp_path: Path, signal: str) -> None:
    assert signal not in first_task(read(tmp_path, NOT_SAID[signal]))


def without(rows: Rows, table: str) -> Rows:
    return {**rows, table: []}


@pytest.mark.parametrize(
    ("signal", "item", "lost"),
    [
        ("role_left", "Sở Xây dựng phối hợp với Công an xã rà soát thủ tục.", "responsibilities"),
        ("date_left", "Sở Xây dựng rà soát, xong trước ngày 30/6/2026.", "time_clauses"),
        ("year_left", "Sở Xây dựng rà soát trong quý II năm 2026.", "time_clauses"),
        ("rhythm_left", "Sở Xây dựng định kỳ hằng quý rà soát.", "time_clauses"),
        ("when_first", "Khi có mưa lớn, Sở Xây dựng cắt cử người trực.", "time_clauses"),
    ],
)
def test_what_extraction_did_not_take_up_is_seen(
    tmp_path: Path, signal: str, item: str, lost: str
) -> None:
    rows = read(tmp_path, item)
    assert signal not in first_task(rows)
    assert signal in first_task(without(rows, lost))


def test_a_name_that_goes_on_is_seen_and_one_that_ends_is_not(tmp_path: Path) -> None:
    rows = read(tmp_path, "Sở Xây dựng phối hợp với Công an xã rà soát thủ tục.")
    whole = deepcopy(rows)
    police = next(one for one in rows["responsibilities"] if one["unit_raw"] == "Công an xã")
    text = "".join(page["text"] for page in rows["pages"])
    moved = text[: police["char_end"]] + " và Phòng Kinh tế" + text[police["char_end"] :]
    rows["pages"][0]["text"] = moved
    for one, goes_on in ((rows, True), (whole, False)):
        (document,) = documents_of(one)
        place = one["responsibilities"].index(
            next(row for row in one["responsibilities"] if row["unit_raw"] == "Công an xã")
        )
        assert ("goes_on" in signals_of(document)["responsibilities"][place]) is goes_on


def test_every_signal_given_is_told_of(tmp_path: Path) -> None:
    for item in (*SAID.values(), *NOT_SAID.values()):
        (document,) = documents_of(read(tmp_path, item))
        for table, found in signals_of(document).items():
            assert frozenset().union(*found) <= SIGNALS[table].keys()
            assert len(found) == len(document.tables[table])


# --- the two files ---------------------------------------------------------------------


def lines(calibration: Calibration) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    import csv
    import io

    rules, signals = (list(csv.DictReader(io.StringIO(text))) for text in to_csv(calibration))
    return rules, signals


def test_the_files_are_read_as_they_were_written() -> None:
    assert from_rows(*lines(load())) == load()


def test_the_files_speak_of_rules_that_the_extractors_have(
    calibrate: ModuleType, project_root: Path
) -> None:
    known = calibrate.rules_of_code(project_root / "extractors")
    check_rules(load(), known.fullmatch)
    assert all(known.fullmatch(rule) for rule in ("target.count_of", "unit.lead_in_subject"))
    assert not any(known.fullmatch(rule) for rule in ("target.", "time.dreamt", "unit"))


def test_a_rule_that_does_not_exist_is_refused(calibrate: ModuleType, project_root: Path) -> None:
    known = calibrate.rules_of_code(project_root / "extractors")
    rules, signals = lines(load())
    dreamt = ("time_clauses", "time.dreamt", "3", "3", "0.9")
    rules.append(dict(zip(RULE_COLUMNS, dreamt, strict=True)))
    with pytest.raises(LexiconError, match=r"no rule time\.dreamt"):
        check_rules(from_rows(rules, signals), known.fullmatch)


BROKEN: dict[str, tuple[str, tuple[str, ...], str]] = {
    "a table that is none": ("rules", ("sections", "unit.line", "3", "3", "0.9"), "no table"),
    "a rule of another table": ("rules", ("time_clauses", "unit.new", "3", "3", "0.9"), "no rule"),
    "a confidence above 1": ("rules", ("targets", "target.new", "3", "3", "1.2"), "not within"),
    "a confidence of 0": ("rules", ("targets", "target.new", "3", "3", "0"), "not within"),
    "no number": ("rules", ("targets", "target.new", "3", "3", "sure"), "no number"),
    "not a number": ("rules", ("targets", "target.new", "3", "3", "nan"), "no number"),
    "more right than rows": ("rules", ("targets", "target.new", "3", "4", "0.9"), "4 right of 3"),
    "half a row": ("rules", ("targets", "target.new", "3.5", "3", "0.9"), "to be counts"),
    "a rule twice": ("rules", ("targets", "target.count", "3", "3", "0.9"), "twice"),
    "a signal that is none": ("signals", ("tasks", "moonlight", "3", "3", "-1"), "no signal"),
    "a signal of others": ("signals", ("citations", "no_lead", "3", "3", "-1"), "no signal"),
    "a signal twice": ("signals", ("tasks", "no_lead", "3", "3", "-1"), "twice"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused(case: str) -> None:
    which, values, message = BROKEN[case]
    rules, signals = lines(load())
    if which == "rules":
        rules.append(dict(zip(RULE_COLUMNS, values, strict=True)))
    else:
        signals.append(dict(zip(SIGNAL_COLUMNS, values, strict=True)))
    with pytest.raises(LexiconError, match=message):
        from_rows(rules, signals)


def changed(signal: str, weight: str) -> Calibration:
    rules, signals = lines(load())
    for line in signals:
        if (line["table"], line["signal"]) == ("tasks", signal):
            line["weight"] = weight
    return from_rows(rules, signals)


@pytest.mark.parametrize(
    ("signal", "weight"), [("no_lead", "0.5"), ("(review below)", "1"), ("(review below)", "-0.1")]
)
def test_a_weight_or_threshold_out_of_bounds_is_refused(signal: str, weight: str) -> None:
    with pytest.raises(LexiconError):
        changed(signal, weight)


@pytest.mark.parametrize("lost", ["(unseen)", "(constant)", "(review below)"])
def test_a_file_without_what_every_table_needs_is_refused(lost: str) -> None:
    rules, signals = lines(load())
    with pytest.raises(LexiconError, match="no line"):
        from_rows(
            [line for line in rules if line["rule"] != lost],
            [line for line in signals if line["signal"] != lost],
        )


def test_a_rule_never_seen_is_trusted_less_than_its_table() -> None:
    for told in load().tables.values():
        assert told.of_rule("never.seen") < told.right / told.rows


@given(st.sampled_from(JUDGED), st.data())
def test_confidences_are_within_0_and_1_and_signals_only_lower_them(
    table: str, data: st.DataObject
) -> None:
    signals = data.draw(st.sets(st.sampled_from(sorted(SIGNALS[table]))))
    more = signals | data.draw(st.sets(st.sampled_from(sorted(SIGNALS[table]))))
    some, all_ = (load().confidence(table, "", found) for found in (signals, more))
    assert 0 < all_ <= some < 1


# --- fitting ---------------------------------------------------------------------------


def observations(right_of_a: int, *, wrong_with: str = "goes_on") -> list[Observation]:
    """Ten documents with a body each by two rules; bodies with the signal are wrong."""
    found = []
    for number in range(10):
        name, contact = f"d{number}", "2026-01-01-a"
        for rule, right in (("unit.a", number < right_of_a), ("unit.b", True)):
            signals = frozenset() if right else frozenset({wrong_with})
            found.append(Observation(name, "responsibilities", rule, signals, right, contact))
    return found


def test_a_rule_is_drawn_towards_its_table() -> None:
    shares = fit(observations(5)).tables["responsibilities"].rules
    assert (shares["unit.a"].n, shares["unit.a"].right) == (10, 5)
    assert 0.5 < shares["unit.a"].confidence < shares["unit.b"].confidence < 1


def test_a_signal_of_what_is_wrong_gets_weight_and_none_speaks_for_a_row() -> None:
    told = fit(observations(5)).tables["responsibilities"].signals
    assert told["goes_on"].weight < -1
    assert all(one.weight <= 0 for one in told.values())
    good = [replace(one, signals=frozenset({"joined"}) if one.right else frozenset())
            for one in observations(5)]  # fmt: skip
    assert fit(good).tables["responsibilities"].signals["joined"].weight == 0


def test_documents_that_the_rules_know_do_not_make_rules_better() -> None:
    known = [Observation(f"k{i}", "responsibilities", "unit.a", frozenset(), True, KNOWN)
             for i in range(50)]  # fmt: skip
    fresh = observations(5)
    with_known = fit([*fresh, *known]).tables["responsibilities"].rules["unit.a"]
    assert with_known == fit(fresh).tables["responsibilities"].rules["unit.a"]


def test_a_document_has_no_say_in_its_own_confidence() -> None:
    found = observations(10)
    turned = [replace(one, right=not one.right) if one.document == "d3" else one for one in found]
    mine = [index for index, one in enumerate(found) if one.document == "d3"]
    before, after = left_out(found), left_out(turned)
    assert [before[index] for index in mine] == [after[index] for index in mine]
    assert before != after


def of_sets(shares: list[float], documents: int) -> list[Observation]:
    """100 rows of one rule for each set, so many of them right, spread over documents."""
    return [
        Observation(
            f"{at}-{row % documents}",
            "citations",
            "citation.number",
            frozenset(),
            row < 100 * share,
            f"2026-01-{at:02}-a",
        )
        for at, share in enumerate(shares, 1)
        for row in range(100)
    ]


@pytest.mark.parametrize(("documents", "low", "high"), [(5, 0.9, 1.0), (2, 0.6, 0.85)])
def test_the_last_large_sets_stand_for_the_next(documents: int, low: float, high: float) -> None:
    """Mended rules read them; sets of one or two documents say too little."""
    calibration = fit(of_sets([0.5, 0.5, 0.5, 0.96, 0.96, 0.96], documents))
    assert low < calibration.confidence("citations", "citation.number", frozenset()) < high


def test_what_cannot_be_observed_is_refused() -> None:
    with pytest.raises(ValueError, match="moonlight"):
        fit([Observation("d", "tasks", "", frozenset({"moonlight"}), True)])
    with pytest.raises(ValueError, match="sections"):
        fit([Observation("d", "sections", "", frozenset(), True)])


def test_nothing_observed_is_a_calibration_that_can_be_written() -> None:
    assert from_rows(*lines(fit([]))).confidence("tasks", "", ()) == pytest.approx(0.5, abs=0.05)


# --- rows ------------------------------------------------------------------------------


def test_values_stay_and_every_flag_has_a_reason(project_root: Path) -> None:
    for path in sorted((project_root / "corpus/own").glob("k*.txt")):
        rows = document_rows(path)
        told = {(row["task_id"], row["code"]) for row in rows["issues"]}
        warned = {row["task_id"] for row in rows["issues"] if row["severity"] == "warning"}
        for table in JUDGED:
            for row in rows[table]:
                assert 0 < row["confidence"] < 1
                if table == "tasks":
                    assert row["needs_review"] == (row["task_id"] in warned)
        for row in rows["responsibilities"]:
            assert not row["needs_review"] or (row["task_id"], "unit_doubtful") in told


def strict(calibration: Calibration, bound: float) -> Calibration:
    return Calibration(
        {table: replace(told, review_below=bound) for table, told in calibration.tables.items()}
    )


def test_each_flagged_row_has_an_issue_at_its_place(tmp_path: Path) -> None:
    rows = read(tmp_path, "Sở Xây dựng rà soát, hoàn thành trước ngày 30/6/2026.")
    assess(rows, strict(load(), 0.999))
    for table, code in (("responsibilities", "unit_doubtful"), ("time_clauses", "time_doubtful"),
                        ("tasks", "task_doubtful")):  # fmt: skip
        issues = [row for row in rows["issues"] if row["code"] == code]
        assert len(issues) == len(rows[table]) > 0
        assert all(row["needs_review"] for row in rows[table])
        assert {(row["char_start"], row["char_end"]) for row in issues} == {
            (row["char_start"], row["char_end"]) for row in rows[table]
        }
    assert tables.check(tables.to_tables(rows)) == []


def test_what_was_written_before_is_replaced(tmp_path: Path) -> None:
    rows = read(tmp_path, "Sở Xây dựng rà soát, hoàn thành trước ngày 30/6/2026.")
    before = deepcopy(rows)
    assess(rows, strict(load(), 0.999))
    assess(rows)
    assert rows == before


def test_nothing_is_flagged_below_zero(tmp_path: Path) -> None:
    rows = read(tmp_path, "Rà soát thủ tục hành chính")
    assess(rows, strict(load(), 0.0))
    assert not any(row["needs_review"] for table in JUDGED for row in rows[table])


def test_the_script_says_whether_the_files_are_of_this_run(
    calibrate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], project_root: Path,
) -> None:  # fmt: skip
    from pipeline import cli

    some, contacts, out = tmp_path / "texts", tmp_path / "contacts", tmp_path / "out"
    for folder in (some, contacts, out):
        folder.mkdir()
    for path in sorted((project_root / "corpus/own").glob("*.txt"))[:12]:
        (some / path.name).symlink_to(path)
    for path in sorted((project_root / "gold/first-contact").glob("*-30-*"))[-3:]:
        (contacts / path.name).symlink_to(path)
    run: Callable[[list[str]], int] = cli.main
    assert run(["run", str(some), "--out", str(tmp_path / "run"), "--quiet"]) == 0
    monkeypatch.chdir(project_root)
    # A fit for each document takes minutes, three times over; what it gives has tests above.
    monkeypatch.setattr(calibrate, "left_out", lambda rows, unit=None: [0.9] * len(rows))
    command = ["calibrate.py", str(tmp_path / "run"), "--first-contact", str(contacts)]
    monkeypatch.setattr("sys.argv", [*command, "--out", str(out)])
    assert calibrate.main() == 0
    assert {path.name for path in out.iterdir()} == {"rules.csv", "signals.csv"}
    monkeypatch.setattr("sys.argv", [*command, "--out", str(out), "--check"])
    assert calibrate.main() == 0
    (out / "rules.csv").write_text("table,rule,n,right,confidence\n", encoding="utf-8")
    assert calibrate.main() == 1
    assert "each document by the others" in capsys.readouterr().out
