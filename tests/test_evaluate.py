"""Runs spoilt in one thing at a time: what that lowers, and what it is called."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from scored import (
    SOURCE,
    Rows,
    any_row,
    as_date,
    drop,
    edit,
    flawless,
    only,
)

from pipeline.evaluate import (
    FindingClass,
    GoldPart,
    Mode,
    Report,
    Score,
    evaluate_run,
    to_json,
)
from pipeline.evaluate.pairing import run_of_rows


def test_a_perfect_run_scores_full_on_all_layers(gold: GoldPart, rows: Rows) -> None:
    scores = only(evaluate_run(run_of_rows(rows), [gold]))
    assert {layer: (score.gold, score.f1) for layer, score in scores.items()} == {
        "section": (4, 1.0),
        "section_role": (4, 1.0),
        "task": (3, 1.0),
        "task_path": (3, 1.0),
        "unit": (5, 1.0),
        "lead": (3, 1.0),
        "time": (2, 1.0),
        "rrule": (1, 1.0),
        "citation": (4, 1.0),
        "citation_task": (4, 1.0),
        "citation_issuer": (1, 1.0),
        "named": (2, 1.0),
        "target": (2, 1.0),
        "document": (6, 1.0),
    }


VALUE, ROLE = FindingClass.WRONG_VALUE, FindingClass.WRONG_ROLE
BOUNDARY, PLACE = FindingClass.WRONG_BOUNDARY, FindingClass.WRONG_PLACE
MISSED, SPURIOUS = FindingClass.MISSED, FindingClass.SPURIOUS
CORRECT = FindingClass.CORRECT
Hit = dict[str, FindingClass | set[FindingClass]]

# What is done to a perfect run; the layers it lowers strictly, with the class of the error
# in each; and the layers that it lowers relaxed.
MUTATIONS: dict[str, tuple[Callable[..., None], Hit, set[str]]] = {
    "heading": (edit("sections", any_row, heading="KHÁC"), {"section": VALUE}, {"section"}),
    "part of a heading": (
        edit("sections", lambda row: row["path"] == "II/1", heading="Ban Tổ chức Huyện"),
        {"section": BOUNDARY},
        set(),
    ),
    "section role": (
        edit("sections", any_row, role="viewpoint"),
        {"section_role": ROLE},
        {"section_role"},
    ),
    "section gone": (
        drop("sections", any_row),
        {"section": MISSED, "section_role": MISSED},
        {"section", "section_role"},
    ),
    "path of a section": (
        edit("sections", lambda row: row["path"] == "II/2", path="II/3"),
        {"section": PLACE, "section_role": PLACE},
        set(),
    ),
    "task text": (
        edit("tasks", any_row, text="Chủ trì, phối hợp"),
        {"task": BOUNDARY, "task_path": BOUNDARY},
        {"task", "task_path"},
    ),
    "most of a task's text": (
        edit("tasks", any_row, text="Chủ trì, phối hợp với Văn phòng Huyện ủy rà soát quy chế"),
        {"task": BOUNDARY, "task_path": BOUNDARY},
        set(),
    ),
    "label of a task": (
        edit("tasks", any_row, label="7."),
        {"task": VALUE},
        set(),
    ),
    "unit role": (
        edit("responsibilities", lambda row: row["role"] == "report_to", role="via"),
        {"unit": ROLE},
        {"unit"},
    ),
    "lead's name": (
        edit("responsibilities", lambda row: row["role"] == "lead", unit_raw="Ban Tổ chức"),
        {"unit": BOUNDARY, "lead": BOUNDARY},
        set(),
    ),
    "a letter of a name": (
        edit("responsibilities", lambda row: row["role"] == "coordinate",
             unit_raw="Văn phòng Huyên ủy"),
        {"unit": VALUE},
        set(),
    ),
    "unit gone": (
        drop("responsibilities", lambda row: row["role"] == "coordinate"),
        {"unit": MISSED},
        {"unit"},
    ),
    "unit at another task": (
        edit("responsibilities", lambda row: row["role"] == "coordinate", task_id="II/1/b2"),
        {"unit": PLACE},
        {"unit"},
    ),
    "time kind": (edit("time_clauses", any_row, kind="within"), {"time": VALUE}, set()),
    "time end": (edit("time_clauses", any_row, end=None), {"time": VALUE}, set()),
    "time from fewer words": (
        edit("time_clauses", any_row, raw="năm 2024", kind="within",
             char_start=SOURCE.index("năm 2024"), char_end=SOURCE.index("năm 2024") + 8),
        {"time": BOUNDARY},
        set(),
    ),
    "time elsewhere": (
        edit("time_clauses", any_row, raw="năm 2023", kind="within", start=None,
             char_start=0, char_end=8),
        {"time": {MISSED, SPURIOUS}},
        {"time"},
    ),
    "rrule": (
        edit("time_clauses", lambda row: row["rrule"], rrule="FREQ=MONTHLY;INTERVAL=6"),
        {"rrule": VALUE},
        set(),
    ),
    "frequency": (
        edit("time_clauses", lambda row: row["rrule"], rrule="FREQ=YEARLY"),
        {"rrule": VALUE},
        {"rrule"},
    ),
    "date of a citation": (
        edit("citations", lambda row: row["cited_date"], cited_date=as_date("2024-01-03")),
        {"citation": VALUE, "citation_task": VALUE},
        set(),
    ),
    "number of a citation": (
        edit("citations", lambda row: row["cited_issuer"], cited_number="13-NQ/TU"),
        {"citation": VALUE, "citation_task": VALUE, "citation_issuer": VALUE},
        {"citation", "citation_task", "citation_issuer"},
    ),
    "issuer of a citation": (
        edit("citations", lambda row: row["cited_issuer"], cited_issuer="Huyện ủy"),
        {"citation_issuer": VALUE},
        {"citation_issuer"},
    ),
    "place of a citation": (
        edit("citations", lambda row: row["cited_number"] == "18-QĐ/HU", task_id="II/2/p1"),
        {"citation_task": PLACE},
        {"citation_task"},
    ),
    "a document without number": (
        edit("citations", lambda row: row["raw"] == "Điều lệ Đảng", raw="Điều lệ Đoàn khóa mới"),
        {"named": VALUE},
        {"named"},
    ),
    "type of a document without number": (
        edit("citations", lambda row: row["raw"] == "Điều lệ Đảng", cited_type="Luật"),
        {"named": VALUE},
        set(),
    ),
    "unit of a target": (edit("targets", any_row, unit="điểm"), {"target": VALUE}, set()),
    "target": (edit("targets", any_row, comparator=">="), {"target": VALUE}, set()),
    "signer": (edit("documents", any_row, signer="Lê Văn Thử"), {"document": SPURIOUS},
               {"document"}),
    "part of the issuer": (
        edit("documents", any_row, issuer="HUYỆN ỦY ĐÔNG"), {"document": BOUNDARY}, set()),
    "number gone": (edit("documents", any_row, number=None), {"document": MISSED}, {"document"}),
}  # fmt: skip


@pytest.mark.parametrize(("mutation", "hit", "relaxed"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_lowers_its_own_layers_only(
    gold: GoldPart, rows: Rows, mutation: Callable[..., None], hit: Hit, relaxed: set[str]
) -> None:
    mutation(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert lowered(report, Mode.STRICT) == set(hit)
    assert lowered(report, Mode.RELAXED) == relaxed
    at_tasks = report.totals("other", Mode.GIVEN_TASKS)
    assert lowered(report, Mode.GIVEN_TASKS) == set(hit) & set(at_tasks)
    wrong = sorted((one.layer, one.kind) for one in report.findings if one.kind is not CORRECT)
    assert wrong == sorted(
        (layer, kind)
        for layer, kinds in hit.items()
        for kind in (kinds if isinstance(kinds, set) else {kinds})
    )
    counts(report)


def lowered(report: Report, mode: Mode) -> set[str]:
    totals = report.totals("other", mode)
    return {layer for layer, score in totals.items() if score.f1 not in (1.0, None)}


def counts(report: Report) -> None:
    """Every record is in one class: the sums are those of the score."""
    for document in report.documents:
        for layer, classes in document.classes.items():
            pairs = sum(classes.values()) - classes[MISSED] - classes[SPURIOUS]
            score = document.scores[layer]
            assert pairs + classes[MISSED] == score.gold
            assert pairs + classes[SPURIOUS] == score.found
            assert classes[CORRECT] == score.right


def test_a_task_at_another_path_is_wrong_there_alone(gold: GoldPart, rows: Rows) -> None:
    edit("tasks", lambda row: row["path"] == "II/2/p1", path="II/3/p1")(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert lowered(report, Mode.STRICT) == {"task_path", "unit", "lead"}
    assert lowered(report, Mode.RELAXED) == {"task_path"}
    assert lowered(report, Mode.GIVEN_TASKS) == set()
    wrong = {one.layer: one.kind for one in report.findings if one.kind is not CORRECT}
    assert wrong == {"task_path": PLACE, "unit": PLACE, "lead": PLACE}


def test_a_task_split_in_two_is_one_error_given_gold_tasks(gold: GoldPart, rows: Rows) -> None:
    """What is found at the tasks after it has another path, but no other task."""
    first = next(row for row in rows["tasks"] if row["path"] == "II/1/b1")
    edit("tasks", lambda row: row["path"] == "II/1/b2", path="II/1/b3")(rows)
    second = {"path": "II/1/b2", "text": "theo Điều lệ Đảng (hoàn thành năm 2024)."}
    rows["tasks"].append(first | second | {"task_id": "new"})
    first["text"] = "Chủ trì, phối hợp với Văn phòng Huyện ủy rà soát quy chế"
    edit("time_clauses", lambda row: row["kind"] == "by", task_id="new")(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    strict, given = (report.totals("other", mode) for mode in (Mode.STRICT, Mode.GIVEN_TASKS))
    right = {name: (strict[name].right, given[name].right, given[name].gold) for name in given}
    assert right == {
        "unit": (3, 5, 5),  # those of the task after it
        "lead": (2, 3, 3),
        "time": (0, 1, 2),  # the first half keeps the task, and the second has the time
        "rrule": (0, 1, 1),
        "citation_task": (2, 4, 4),
        "target": (2, 2, 2),
    }  # fmt: skip
    assert strict["task"] == Score(gold=3, found=4, right=2)
    assert strict["task_path"] == Score(gold=3, found=4, right=1)
    assert report.totals("other", Mode.RELAXED)["task"].right == 3
    classes = report.documents[0].classes
    assert (classes["unit"][PLACE], classes["time"][PLACE]) == (2, 2)
    assert (classes["task"][PLACE], classes["task_path"][PLACE]) == (0, 1)
    assert (classes["task"][BOUNDARY], classes["task"][SPURIOUS]) == (1, 1)
    counts(report)


def test_a_run_over_another_text_is_scored_by_values_and_words(gold: GoldPart, rows: Rows) -> None:
    """Nothing but what is said counts: every place is another one in a PDF."""
    edit("documents", any_row, source_path="digital/kh-mau.pdf", media="pdf")(rows)
    rows["pages"][0]["text"] = "Một dòng đầu trang\n" + SOURCE
    for table in ("sections", "tasks", "responsibilities", "time_clauses", "citations", "targets"):
        for index, row in enumerate(rows[table]):
            row.update(char_start=index, char_end=index + 1)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert all(flawless(dict(report.totals("other", mode))) for mode in Mode)
    assert report.texts == {"digital/kh-mau.pdf": rows["pages"][0]["text"]}
    edit("time_clauses", any_row, raw="năm 2024", kind="within")(rows)
    edit("responsibilities", lambda row: row["role"] == "coordinate", unit_raw="Văn phòng Huyên ủy",
         task_id="II/1/b2")(rows)  # fmt: skip
    report = evaluate_run(run_of_rows(rows), [gold])
    wrong = [finding for finding in report.findings if finding.kind is not CORRECT]
    assert [(finding.layer, finding.kind) for finding in wrong] == [
        ("unit", MISSED),
        ("unit", SPURIOUS),
        ("time", BOUNDARY),
    ]
    assert lowered(report, Mode.RELAXED) == {"unit"}


def test_findings_hold_what_a_page_shows(gold: GoldPart, rows: Rows) -> None:
    edit("time_clauses", any_row, kind="within", end=as_date("2025-12-31"))(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    (finding,) = (one for one in report.findings if one.kind is VALUE)
    assert (finding.split, finding.document, finding.part) == ("other", "kh-mau.md", 1)
    assert (finding.layer, finding.task, finding.rule) == ("time", "II/1/b1", "test.time")
    assert finding.gold and finding.found
    assert (finding.gold["kind"], finding.found["kind"]) == ("by", "within")
    assert finding.found["end"] == "2025-12-31"
    assert finding.notes == ("kind", "end")
    start = SOURCE.index("hoàn thành năm 2024")
    assert finding.gold_span == finding.found_span == (start, start + 19)
    assert report.texts == report.gold_texts == {"kh-mau.md": SOURCE}
    assert finding.gold_key == "II/1/b1 | by | 2024-01-01 | 2024-12-31"
    assert sum(one.kind is CORRECT for one in report.findings) == 43


def test_variants_of_spelling_are_no_errors(gold: GoldPart, rows: Rows) -> None:
    edit("responsibilities", any_row, unit_raw="các  ban Tổ chức Huyện uỷ")(rows)
    edit("sections", any_row, heading="Mục tiêu")(rows)
    edit("time_clauses", lambda row: row["rrule"], rrule="INTERVAL=3;FREQ=MONTHLY")(rows)
    edit("documents", any_row, issuer="Huyện uỷ Đông Khê", number="45 – KH/HU")(rows)
    assert flawless(only(evaluate_run(run_of_rows(rows), [gold])))


def test_a_hand_computed_score(gold: GoldPart, rows: Rows) -> None:
    rows["responsibilities"] = [
        row | {"unit_raw": raw}
        for row, raw in zip(
            rows["responsibilities"],
            ["Ban Tổ chức Huyện ủy", "Văn phòng", "Ban Tổ chức Huyện ủy", "Huyện ủy", "Sở Nội vụ"],
            strict=True,
        )
    ]
    rows["responsibilities"].append(rows["responsibilities"][0])  # found twice
    score = only(evaluate_run(run_of_rows(rows), [gold]))["unit"]
    assert (score.gold, score.found, score.right) == (5, 6, 3)
    assert score.precision == 3 / 6
    assert score.recall == 3 / 5
    assert score.f1 == 6 / 11


def test_an_empty_layer_has_no_score() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (None, None, None)
    assert (Score(gold=2).recall, Score(gold=2).precision, Score(gold=2).f1) == (0, None, 0)


def test_the_order_of_records_does_not_matter(gold: GoldPart, rows: Rows) -> None:
    drop("citations", any_row)(rows)
    rows["tasks"].append(rows["tasks"][0] | {"text": "khác"})
    before = evaluate_run(run_of_rows(rows), [gold])
    shuffler = random.Random(4)
    for table in rows.values():
        shuffler.shuffle(table)
    after = evaluate_run(run_of_rows(rows), [gold])
    assert to_json(after) == to_json(before)
    assert after.findings == before.findings
    counts(after)


def test_records_may_overlap(gold: GoldPart, rows: Rows) -> None:
    """Spans are not looked at: everything may stand at one place."""
    for table in ("responsibilities", "citations", "targets", "tasks"):
        for row in rows[table]:
            row.update(char_start=0, char_end=100)
    assert flawless(only(evaluate_run(run_of_rows(rows), [gold])))


def test_nothing_found(gold: GoldPart, rows: Rows) -> None:
    empty = {"documents": rows["documents"], "pages": rows["pages"]}
    scores = only(evaluate_run(run_of_rows(empty), [gold]))
    assert scores["unit"] == Score(gold=5)
    assert scores["document"].f1 == 1.0
