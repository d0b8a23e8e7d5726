"""`gold resolve`, `agree` and `new`: what they say, and what they must not change."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from annotated import B1, B2, SOURCE, find, gold_of, records, run_gold, written

from pipeline.annotate import (
    Sources,
    agree,
    check,
    dump,
    export_tasks,
    format_disagreements,
    gold_files,
    import_tasks,
    resolve_file,
)
from pipeline.evaluate import cleaned, load

# --- resolve ----------------------------------------------------------------------------


def test_resolve_fills_in_places_and_nothing_else(folder: Path) -> None:
    sources = Sources([folder])
    assert resolve_file(gold_of(folder), sources).changed
    rows = [json.loads(line) for line in gold_of(folder).read_text("utf-8").splitlines()]
    assert rows[0]["sha256"] == hashlib.sha256(SOURCE.encode()).hexdigest()
    for row in rows[1:]:
        start, end = row.pop("char_start"), row.pop("char_end")
        quote = cleaned(row.get("raw") or row.get("heading") or row["begin"])
        assert cleaned(SOURCE[start:end]).startswith(quote)
    rows[0].pop("sha256")
    assert rows == records()
    before = gold_of(folder).read_bytes()
    again = resolve_file(gold_of(folder), sources)
    assert not again.changed and again.placed == len(rows) - 1
    assert gold_of(folder).read_bytes() == before
    assert check([gold_of(folder)], sources).problems == ()


def test_resolve_keeps_a_mention_that_is_given_and_mends_a_wrong_one(folder: Path) -> None:
    rows = records()
    unit = find(rows, t="unit", raw="Huyện ủy")
    second = SOURCE.rindex("Văn phòng Huyện ủy") + len("Văn phòng ")
    unit |= {"char_start": second, "char_end": second + len("Huyện ủy")}
    find(rows, **B1).update(char_start=1, char_end=2)
    resolved = resolve_file(written(folder, rows), Sources([folder]))
    assert resolved.problems == ()
    part = load(gold_of(folder))
    kept = next(row for row in part.of("unit") if row["raw"] == "Huyện ủy")
    assert kept["char_start"] == second
    task = next(part.of("task"))
    assert SOURCE[task["char_start"] :].startswith("📌 Chủ trì")


def test_resolve_leaves_a_file_with_a_broken_quote_alone(folder: Path) -> None:
    rows = records()
    rows[5]["raw"] = "100% cán bộ"
    path = written(folder, rows)
    before = path.read_bytes()
    assert run_gold("resolve", path, "--sources", folder) == 1
    assert path.read_bytes() == before
    assert run_gold("resolve", path, "--sources", folder / "nowhere") == 4


def test_resolve_asks_before_a_changed_document_counts(folder: Path) -> None:
    assert run_gold("resolve", gold_of(folder), "--sources", folder) == 0
    (folder / "kh-mau.md").write_bytes(("\r\n" + SOURCE).encode())
    assert run_gold("resolve", gold_of(folder), "--sources", folder) == 1
    assert run_gold("resolve", "--renew", gold_of(folder), "--sources", folder) == 0
    assert run_gold("check", gold_of(folder), "--sources", folder) == 0


def test_resolve_changes_no_released_file(released_text: Path, project_root: Path) -> None:
    own = project_root / "corpus" / "own"
    for path in sorted((project_root / "gold").glob("*.jsonl")):
        before = path.read_bytes()
        copied = before.decode()
        rows = [json.loads(line) for line in copied.splitlines()]
        if "sha256" not in rows[0]:
            continue
        assert dump(rows) == copied
        task = export_tasks([path], Sources([released_text, own]))
        assert dump(import_tasks(task)[0].records) == copied


# --- agree ------------------------------------------------------------------------------


def test_agreement_of_one_with_itself_is_full(folder: Path) -> None:
    agreement = agree(gold_of(folder), gold_of(folder), Sources([folder]))
    assert {score.f1 for score in agreement.totals.values()} == {1.0}
    assert format_disagreements(agreement) == "No disagreement.\n"


@pytest.mark.parametrize("with_text", [True, False])
def test_agreement_is_the_same_either_way(folder: Path, with_text: bool) -> None:
    other = folder / "other"
    other.mkdir()
    rows = records()
    find(rows, t="unit", role="coordinate")["role"] = "lead"
    rows.remove(find(rows, t="time", kind="recurring"))
    find(rows, **B2)["end"] = "Quyết định số 18, 19-QĐ/HU"
    find(rows, t="section", path="I")["role"] = "viewpoint"
    (other / "kh-mau.1.jsonl").write_text(dump(rows), encoding="utf-8")
    (other / "kh-khac.1.jsonl").write_text("", encoding="utf-8")
    sources = Sources([folder] if with_text else [])
    one, two = agree(folder, other, sources), agree(other, folder, sources)
    assert one.only_second == two.only_first == ("kh-khac.1.jsonl",)
    assert {k: s.f1 for k, s in one.totals.items()} == {k: s.f1 for k, s in two.totals.items()}
    # By hand: 6 units each, 5 in common; 3 leads and 4, 3 in common; 3 and 2 clauses; 1 rrule
    # and none; 3 tasks, 2 in common; 4 sections, 3 roles in common.
    assert one.totals["unit"].f1 == pytest.approx(2 * 5 / 12)
    assert one.totals["lead"].f1 == pytest.approx(2 * 3 / 7)
    assert one.totals["time"].f1 == pytest.approx(2 * 2 / 5)
    assert one.totals["rrule"].f1 == 0
    assert one.totals["task"].f1 == pytest.approx(2 / 3)
    assert one.totals["section_role"].f1 == pytest.approx(3 / 4)
    assert one.totals["document"].f1 == 1
    assert "other role" in format_disagreements(one, "unit")
    with pytest.raises(ValueError, match="no layer"):
        format_disagreements(one, "mood")


def test_agreement_asks_for_pairs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = folder / "empty"
    empty.mkdir()
    gold = gold_of(folder)
    assert run_gold("agree", gold, folder) == 4
    assert run_gold("agree", folder, empty) == 4
    assert run_gold("agree", folder, folder / "nowhere") == 4
    assert run_gold("agree", gold, gold, "--errors", "mood") == 2
    assert run_gold("agree", gold, gold, "--errors", "--sources", folder) == 0
    broken = folder / "kh-mau.2.jsonl"
    broken.write_text("{}\n", encoding="utf-8")
    assert run_gold("agree", gold, broken) == 1
    assert "kh-mau.2.jsonl:1: " in capsys.readouterr().err


# --- new --------------------------------------------------------------------------------


def test_a_new_annotation_is_an_empty_frame(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "mine"
    assert run_gold("new", folder / "kh-mau.md", "--out", out, "--parts", 2) == 0
    for part in (1, 2):
        (row,) = [
            json.loads(line) for line in (out / f"kh-mau.{part}.jsonl").open(encoding="utf-8")
        ]
        assert (row["file"], row["part"]) == ("kh-mau.md", part)
        assert row["sha256"] == hashlib.sha256(SOURCE.encode()).hexdigest()
        assert {row[key] for key in row if key not in ("t", "file", "part", "sha256")} == {None}
    capsys.readouterr()
    assert run_gold("check", out, "--sources", folder) == 1  # what is still to be filled in
    assert capsys.readouterr().out.count("type is null: fill it in") == 2
    before = (out / "kh-mau.1.jsonl").read_bytes()
    assert run_gold("new", folder / "kh-mau.md", "--out", out) == 4
    assert (out / "kh-mau.1.jsonl").read_bytes() == before
    assert run_gold("new", folder / "kh-mau.md", "--out", out, "--parts", 0) == 2
    assert run_gold("new", folder / "nowhere.md", "--out", out) == 4


def test_a_new_annotation_goes_through_label_studio(folder: Path) -> None:
    out = folder / "mine"
    assert run_gold("new", folder / "kh-mau.md", "--out", out, "--parts", 2) == 0
    for one in import_tasks(export_tasks(gold_files([out]), Sources([folder]))):
        assert dump(one.records) == (out / one.name).read_text("utf-8")
