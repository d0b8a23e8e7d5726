"""From tables and annotations to splits, documents, reports and the command `evaluate`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from scored import SOURCE, Rows, any_row, as_date, edit, flawless, only, perfect_rows

from pipeline import tables
from pipeline.cli import main
from pipeline.evaluate import (
    LAYERS,
    FindingClass,
    GoldPart,
    Report,
    Score,
    evaluate,
    evaluate_run,
    format_errors,
    format_rules,
    format_text,
    to_json,
    to_plots,
)
from pipeline.evaluate.pairing import ManifestError, read_manifest, run_of_rows

BOUNDARY = FindingClass.WRONG_BOUNDARY

# --- documents, parts, splits ----------------------------------------------------------


def test_a_pdf_is_scored_by_the_fields_printed_on_it(gold: GoldPart, rows: Rows) -> None:
    edit("documents", any_row, place="Đông Khê", issued_date=as_date("2024-03-05"))(rows)
    printed = replace(gold, typeset={"place": "Đông Khê", "date": "2024-03-06"})
    as_text = only(evaluate_run(run_of_rows(rows), [printed]))["document"]
    edit("documents", any_row, media="pdf")(rows)
    as_pdf = only(evaluate_run(run_of_rows(rows), [printed]))["document"]
    assert (as_text.gold, as_text.found, as_text.right) == (6, 8, 6)
    assert (as_pdf.gold, as_pdf.found, as_pdf.right) == (8, 8, 7)  # the date is another


def second_file(gold: GoldPart, rows: Rows, path: str) -> Rows:
    other = perfect_rows(gold, SOURCE, path, "d2")
    other["pages"] = []  # no text of its own: gold's comes from the other file
    return {table: rows[table] + other[table] for table in rows}


def test_text_and_pdf_of_one_stem_are_separate_splits(gold: GoldPart, rows: Rows) -> None:
    edit("documents", any_row, source_path="text/kh-mau.md")(rows)
    both = second_file(gold, rows, "digital/kh-mau.pdf")
    report = evaluate_run(run_of_rows(both), [gold])
    assert list(report.splits) == ["other: digital/*.pdf", "other: text/*.md"]
    assert all(scores["unit"].gold == 5 for scores in report.splits.values())
    assert all(flawless(dict(document.scores)) for document in report.documents)


def test_splits_come_from_the_manifest(tmp_path: Path, gold: GoldPart, rows: Rows) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(
        "stem,file,sha256,split\n"
        "kh-mau,real/text/kh-mau.md,x,released-text\n"
        "kh-mau,real/scan300/kh-mau.pdf,y,released-300dpi\n"
        "kh-mau,real/digital/kh-mau.pdf,sha-anders.pdf,released-digital\n",
        encoding="utf-8",
    )
    edit("documents", any_row, source_path="text/kh-mau.md")(rows)
    both = second_file(gold, rows, "kh-mau.pdf")
    both["documents"][1]["source_sha256"] = "sha-anders.pdf"  # told by its bytes
    report = evaluate_run(run_of_rows(both), [gold], read_manifest(manifest))
    assert list(report.splits) == ["released-digital", "released-text"]
    assert report.not_run == ()


def test_annotated_files_that_a_split_lacks_are_told(
    tmp_path: Path, gold: GoldPart, rows: Rows
) -> None:
    """A file that could not be read must not make its split look better."""
    manifest = tmp_path / "manifest.csv"
    lines = ["file,split", "own/kh-mau.md,own", "own/kh-hai.md,own", "own/khong.md,own"]
    manifest.write_text("\n".join([*lines, "scan/kh-mau.pdf,scan"]) + "\n", encoding="utf-8")
    second = GoldPart("kh-hai", 1, gold.records)
    report = evaluate_run(run_of_rows(rows), [gold, second], read_manifest(manifest))
    assert report.not_run == ("own: own/kh-hai.md",)
    assert "not in this run" in format_text(report)
    assert to_json(report)["not_run"] == ["own: own/kh-hai.md"]


def test_a_manifest_needs_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("stem,file\n", encoding="utf-8")
    with pytest.raises(ManifestError, match="split"):
        read_manifest(path)


def test_own_documents_are_a_split_of_their_own(gold: GoldPart, rows: Rows) -> None:
    edit("documents", any_row, source_path="corpus/own/kh-mau.md")(rows)
    assert list(evaluate_run(run_of_rows(rows), [gold]).splits) == ["own"]


def test_a_document_without_gold_is_not_scored(gold: GoldPart, rows: Rows) -> None:
    both = second_file(gold, rows, "khac.md")
    report = evaluate_run(run_of_rows(both), [gold])
    assert report.not_scored == ("khac.md (part 1)",)
    assert "Not scored" in format_text(report)
    assert evaluate_run(run_of_rows({}), [gold]) == Report()


def test_a_part_that_the_run_lacks_counts_as_missed(gold: GoldPart, rows: Rows) -> None:
    second = GoldPart(gold.stem, 2, gold.records)
    report = evaluate_run(run_of_rows(rows), [gold, second])
    assert report.missing == ("kh-mau.md (part 2)",)
    assert report.splits["other"]["unit"] == Score(gold=10, found=5, right=5)
    elsewhere = GoldPart("khac", 1, gold.records)
    assert evaluate_run(run_of_rows(rows), [gold, elsewhere]).missing == ()


def test_tasks_are_compared_by_first_and_last_words_without_the_source(
    gold: GoldPart, rows: Rows
) -> None:
    edit("documents", any_row, source_path="scan/kh-mau.pdf", media="pdf")(rows)
    assert flawless(only(evaluate_run(run_of_rows(rows), [gold])))
    edit("tasks", any_row, text="Chủ trì, phối hợp với Văn phòng rồi thôi")(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    assert only(report)["task"].right == 2
    assert report.documents[0].classes["task"][BOUNDARY] == 1


# --- files, report ---------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_from_files_to_report(tmp_path: Path, gold: GoldPart, rows: Rows) -> None:
    edit("targets", any_row, value=51.0)(rows)
    tables.write(rows, tmp_path / "run", strict=False)
    report = evaluate(tmp_path / "run", tmp_path)
    text = format_text(report)
    assert "SPLIT other: 1 document in 1 file; too few documents for intervals" in text
    row = "  target            50.0   50.0   50.0 < too few           50.0   50.0      2      2"
    assert row in text
    assert "two readers agreed at 98 to 100" in text
    assert "kh-mau.md#1" not in text
    assert "  kh-mau.md#1  100  100  100" in format_text(report, documents=True)
    assert all(len(line) <= 100 for line in format_text(report, documents=True).splitlines())
    figures = to_json(report)
    layer = figures["splits"]["other"]["layers"]["target"]
    assert layer["strict"] == {
        "precision": 0.5, "recall": 0.5, "f1": 0.5, "low": None, "high": None,
        "gold": 2, "found": 2, "right": 1,
    }  # fmt: skip
    assert layer["classes"] == {
        "correct": 1, "wrong_value": 1, "wrong_role": 0, "wrong_boundary": 0, "wrong_place": 0,
        "missed": 0, "spurious": 0,
    }  # fmt: skip
    assert list(figures["splits"]["other"]["layers"]) == list(LAYERS)
    assert figures["documents"]["other"]["kh-mau.md (part 1)"]["target"]["right"] == 1
    assert figures["rules"]["test.target"] == {
        "layer": "target", "fired": 2, "right": 1, "splits": {"other": {"fired": 2, "right": 1}},
    }  # fmt: skip
    assert figures["rules"]["test.cite"]["layer"] == "citation, named"
    assert "given_tasks" not in figures["splits"]["other"]["layers"]["section"]
    assert ("other", "target", "given_tasks", 0.5, 0.5, 0.5, 2) in to_plots(report)
    assert "  test.target  target               2      1      1       50.0" in format_rules(report)
    assert json.dumps(figures) == json.dumps(to_json(evaluate(tmp_path / "run", tmp_path)))


def test_errors_are_listed_with_place_and_rule(gold: GoldPart, rows: Rows) -> None:
    edit("targets", any_row, value=51.0)(rows)
    report = evaluate_run(run_of_rows(rows), [gold])
    start = SOURCE.index("Trên 50%")
    listed = format_errors(report, "target")
    assert listed.startswith("target - other: 1 wrong value\n wrong value\n  kh-mau.md (part 1)\n")
    assert f"+ at=I, raw=Trên 50% chi bộ, comparator=>, value=51.0, unit=%  @{start}-" in listed
    assert "[test.target]" in listed
    assert format_errors(report, "unit") == "No errors.\n"
    assert format_errors(report) == listed
    with pytest.raises(ValueError, match="no layer 'task_text'"):
        format_errors(report, "task_text")


@pytest.fixture
def two_runs(tmp_path: Path, gold: GoldPart, rows: Rows) -> tuple[Path, Path]:
    """A perfect run, and one that lost a date, has another time and a target too many."""
    tables.write(rows, tmp_path / "good", strict=False)
    edit("citations", lambda row: row["cited_date"], cited_date=None)(rows)
    edit("time_clauses", any_row, kind="within")(rows)
    rows["targets"].append(rows["targets"][0] | {"target_id": "t99", "value": 7.0})
    tables.write(rows, tmp_path / "worse", strict=False)
    return tmp_path / "good", tmp_path / "worse"


def run_command(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["evaluate", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_the_command_tells_what_changed_between_two_runs(
    tmp_path: Path, two_runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, worse = two_runs
    code, out, _ = run_command(capsys, worse, "--gold", tmp_path, "--against", good)
    assert code == 0
    told = out[out.index("SPLIT other: from the other run to this one") :]
    assert told.splitlines()[2].split() == ["time", "100.0", "50.0", "0", "1", "1", "0"]
    assert told.index("target") < told.index("time - other")  # counts first
    assert (
        "time - other\n"
        "  - kh-mau.md#1 II/1/b1: raw=hoàn thành năm 2024, kind=by, start=2024-01-01, "
        "end=2024-12-31  [test.time]\n"
        "  ! kh-mau.md#1 II/1/b1: raw=hoàn thành năm 2024, kind=within, start=2024-01-01, "
        "end=2024-12-31  [test.time]\n"
    ) in told
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--against", worse)
    assert "  + kh-mau.md#1 II/1/b1: raw=hoàn thành năm 2024, kind=by" in out
    assert "  ~ kh-mau.md#1 I: raw=Trên 50% chi bộ, comparator=>, value=7.0" in out
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--against", good)
    assert "No record gained or lost." in out


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_the_command_fails_below_a_baseline(
    tmp_path: Path, two_runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, worse = two_runs
    kept = tmp_path / "kept" / "baseline.json"
    for run, before in ((good, kept), (good, tmp_path / "again.json")):
        assert run_command(capsys, run, "--gold", tmp_path, "--write-baseline", before)[0] == 0
    assert kept.read_bytes() == (tmp_path / "again.json").read_bytes()
    assert '\n"II/1/b1 | by | 2024-01-01 | 2024-12-31"' in kept.read_text(encoding="utf-8")
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--baseline", kept)
    assert (code, "No layer fell below the baseline." in out) == (0, True)
    code, out, _ = run_command(capsys, worse, "--gold", tmp_path, "--baseline", kept)
    assert code == 1
    assert "Fell: time - other: strict F1 100.00 -> 50.00, 1 lost, 0 gained, 1 newly wrong\n" in out
    assert "  - kh-mau.md#1: II/1/b1 | by | 2024-01-01 | 2024-12-31\n" in out
    assert "Fell: target - other: strict F1 100.00 -> 80.00, 0 lost, 0 gained, 1 newly wrong" in out
    assert "  ! kh-mau.md#1 I: raw=Trên 50% chi bộ, comparator=>, value=7.0" in out
    assert run_command(capsys, worse, "--gold", tmp_path, "--write-baseline", kept)[0] == 0
    code, out, _ = run_command(capsys, good, "--gold", tmp_path, "--baseline", kept)
    assert code == 0
    assert "Changed: time - other: strict F1 50.00 -> 100.00, 0 lost, 1 gained" in out


@pytest.mark.filterwarnings("ignore::pipeline.tables.ContractWarning")
def test_the_command_says_what_it_cannot_read(
    tmp_path: Path, two_runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, _ = two_runs
    broken = tmp_path / "broken.json"
    broken.write_text('{"splits": {"own": []}}', encoding="utf-8")
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--baseline", broken)
    assert (code, "no baseline" in err) == (4, True)
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--baseline", tmp_path / "none")
    assert (code, "none" in err) == (4, True)
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--against", tmp_path / "none")
    assert code == 4
    code, _, err = run_command(capsys, good, "--gold", tmp_path, "--errors", "tasks")
    assert (code, "no layer 'tasks'" in err) == (2, True)
    for option in ("--json", "--csv", "--write-baseline"):
        code, _, err = run_command(capsys, good, "--gold", tmp_path, option, broken / "x.out")
        assert (code, "x.out: cannot be written" in err) == (4, True)
    (tmp_path / "kaputt.1.jsonl").write_text("{}\n", encoding="utf-8")
    code, _, err = run_command(capsys, good, "--gold", tmp_path)
    assert (code, "kaputt.1.jsonl:1: t is None" in err) == (4, True)
