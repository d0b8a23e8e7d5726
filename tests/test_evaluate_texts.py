"""A run over another text than the annotated one (PDF, scan): who is compared with whom.

Noise and other paths are put into a perfect run of our own documents, so that the true
partner of every record is known.
"""

from __future__ import annotations

import random
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from scored import Rows, perfect_rows

from pipeline.evaluate import (
    FindingClass,
    GoldPart,
    Mode,
    Report,
    evaluate,
    evaluate_run,
    load_all,
)
from pipeline.evaluate.classes import classify
from pipeline.evaluate.match import Entry
from pipeline.evaluate.pairing import run_of_rows
from pipeline.evaluate.values import tokens
from pipeline.run import run

# Letters as recognition takes them for each other.
MISREAD = {
    "ổ": "ố", "đ": "d", "ơ": "o", "ư": "u", "i": "ì", "ă": "ã", "n": "u", "h": "b", "ệ": "ê",
    "1": "l", "m": "rn", "ử": "ứ", "ộ": "ô", "c": "e", ".": ",", "ấ": "ẩ", "t": "f", "a": "o",
}  # fmt: skip
# "On a page of 2,000 letters 6 are wrong", and 30: a good scan and a bad one.
GOOD, BAD = 0.003, 0.015
TABLES = ("sections", "tasks", "responsibilities", "time_clauses", "citations", "targets")
WORDS = ("heading", "text", "raw", "unit_raw")


def noisy(text: str, share: float, chance: random.Random) -> str:
    return "".join(
        MISREAD.get(letter, letter) if chance.random() < share else letter for letter in text
    )


def retyped(rows: Rows, share: float, *, labels: bool = False) -> Rows:
    """The tables of a run over a scan: other letters, places, order; with `labels` other paths.

    Then every path is lost, and each task is named by its place among the shuffled ones.
    """
    chance = random.Random(7)
    path = Path(rows["documents"][0]["source_path"]).with_suffix(".pdf")
    rows["documents"][0].update(source_path=str(path), media="pdf")
    rows["pages"][0]["text"] = "1\nMột dòng đầu trang\n" + rows["pages"][0]["text"]
    for table in TABLES:
        chance.shuffle(rows[table])
        for index, row in enumerate(rows[table]):
            row.update(char_start=index, char_end=index + 5)
            row.update({key: noisy(row[key], share, chance) for key in WORDS if row.get(key)})
    if labels:
        for index, row in enumerate(rows["tasks"]):
            row.update(path=f"X/b{index + 1}", label=None)
    return rows


@pytest.fixture(scope="module")
def own(project_root: Path) -> list[tuple[GoldPart, str]]:
    """Every third of our own annotated documents, with their texts."""
    files = project_root / "corpus" / "own"
    there = [
        part
        for part in load_all(project_root / "gold")
        if (files / part.document["file"]).is_file()
    ]
    return [
        (part, (files / part.document["file"]).read_bytes().decode("utf-8-sig"))
        for part in there[::3]
    ]


def scored(part: GoldPart, source: str, share: float, *, labels: bool = False) -> Report:
    """The report of the retyped run, with the annotated text at hand as a file of its own."""
    rows = retyped(perfect_rows(part, source, part.document["file"]), share, labels=labels)
    text = perfect_rows(part, source, part.document["file"], "d2")
    for table in ("documents", "pages"):
        rows[table] = rows[table] + text[table]
    report = evaluate_run(run_of_rows(rows), [part])
    (path,) = (path for path in report.texts if path.endswith(".pdf"))
    assert report.gold_texts[path] == source != report.texts[path]
    return Report(tuple(one for one in report.documents if one.source_path == path))


def totals(reports: list[Report], mode: Mode, layer: str) -> tuple[int, int]:
    """Right ones and annotated ones."""
    scores = [one.modes[mode][layer] for report in reports for one in report.documents]
    return sum(score.right for score in scores), sum(score.gold for score in scores)


def test_without_noise_nothing_but_what_is_said_counts(own: list[tuple[GoldPart, str]]) -> None:
    assert len(own) >= 5
    for part, source in own:
        for document in scored(part, source, 0).documents:
            for mode, layers in document.modes.items():
                wrong = [layer for layer, score in layers.items() if score.f1 not in (1.0, None)]
                assert wrong == [], (part.stem, mode)


@pytest.mark.parametrize("share", [GOOD, BAD])
def test_tasks_are_found_again_among_misread_letters_and_lost_labels(
    own: list[tuple[GoldPart, str]], share: float
) -> None:
    """What misreading leaves alone (kind, start, end) is right at the task that is meant."""
    reports = [scored(part, source, share, labels=True) for part, source in own]
    right, gold = totals(reports, Mode.GIVEN_TASKS, "time")
    assert right >= 0.99 * gold > 50
    right, gold = totals(reports, Mode.RELAXED, "task")
    assert right >= 0.99 * gold > 100
    lost, _ = totals(reports, Mode.STRICT, "time")
    assert lost == 0  # no path is the annotated one
    assert totals(reports, Mode.STRICT, "task_path")[0] == 0


def test_strict_texts_bear_a_good_scan_and_not_a_bad_one(own: list[tuple[GoldPart, str]]) -> None:
    """Of every twenty words one may be another: a bad page has more in many an item."""
    shares = {}
    for share in (GOOD, BAD):
        reports = [scored(part, source, share) for part, source in own]
        right, gold = totals(reports, Mode.STRICT, "task")
        shares[share] = right / gold
        assert totals(reports, Mode.RELAXED, "task") == (gold, gold)
    assert shares[GOOD] > 0.97 > 0.9 > shares[BAD]


def test_clauses_of_two_texts_overlap_by_their_words(own: list[tuple[GoldPart, str]]) -> None:
    """Places in two texts say nothing of each other; the words do."""
    reports = []
    for part, source in own:
        rows = perfect_rows(part, source, part.document["file"])
        text = perfect_rows(part, source, part.document["file"], "d2")
        for row in retyped(rows, 0)["time_clauses"]:
            row["kind"] = "from" if row["kind"] != "from" else "by"
        both = rows | {name: rows[name] + text[name] for name in ("documents", "pages")}
        report = evaluate_run(run_of_rows(both), [part])
        reports.append(Report(tuple(one for one in report.documents if ".pdf" in one.source_path)))
    right, gold = totals(reports, Mode.RELAXED, "time")
    assert right == gold > 50
    assert totals(reports, Mode.STRICT, "time")[0] == 0


def test_pairs_are_the_true_ones(own: list[tuple[GoldPart, str]]) -> None:
    """Each pair of the task layer is of one item, though one section repeats another's words."""
    for part, source in own:
        report = scored(part, source, BAD)
        for finding in report.findings:
            if finding.layer == "task" and finding.gold and finding.found:
                begin = tokens(str(finding.gold["begin"]))
                found = tokens(str(finding.found["text"]))[: len(begin)]
                alike = sum(one == other for one, other in zip(begin, found, strict=False))
                same_path = finding.gold["path"] == finding.found["path"]
                assert same_path or alike >= len(begin) / 2, finding


def test_misread_words_are_another_value_and_not_another_boundary() -> None:
    """As many words: misread. Fewer words than were misread: cut off."""
    text = " ".join(f"chữ{number}" for number in range(40))
    misread = re.sub(r"chữ([246])\b", r"chử\1", text)
    cut = text[: text.index(" chữ35")]
    for found, kind in ((misread, FindingClass.WRONG_VALUE), (cut, FindingClass.WRONG_BOUNDARY)):
        one, other = (
            Entry(("1",), tokens=tuple(tokens(words)), at="I/1", place="I/1")
            for words in (text, found)
        )
        (outcome,) = classify("task", [one], [other])
        assert outcome.kind is kind


def test_an_item_that_swallowed_others_is_one_error_of_boundary(
    own: list[tuple[GoldPart, str]],
) -> None:
    part, source = max(own, key=lambda one: len(list(one[0].of("task"))))
    rows = perfect_rows(part, source, part.document["file"])
    text = perfect_rows(part, source, part.document["file"], "d2")
    first, *rest = sorted(rows["tasks"], key=lambda row: len(row["text"]))[:13]
    first["text"] = " ".join([first["text"], *(row["text"] for row in rest)])
    gone = {row["path"] for row in rest}
    rows["tasks"] = [row for row in rows["tasks"] if row["path"] not in gone]
    both = retyped(rows, 0) | {name: rows[name] + text[name] for name in ("documents", "pages")}
    (kinds,) = (
        document.classes["task"]
        for document in evaluate_run(run_of_rows(both), [part]).documents
        if document.source_path.endswith(".pdf")
    )
    assert (kinds[FindingClass.WRONG_BOUNDARY], kinds[FindingClass.SPURIOUS]) == (1, 0)
    assert kinds[FindingClass.MISSED] == 12


# --- from end to end -----------------------------------------------------------------------


def pdf_like(text: str, width: int) -> str:
    """A text as a PDF reader leaves it: no marks, lines of one width, page numbers."""
    plain = re.sub(r"[*_#\\]+", "", text.replace("\r\n", "\n"))
    lines = [line for one in plain.split("\n") for line in textwrap.wrap(one.strip(), width)]
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    return "\f".join(
        "\n".join([str(number), *page] if number > 1 else page)
        for number, page in enumerate(pages, start=1)
    )


def test_a_real_run_over_another_text_is_scored_against_the_annotated_one(
    project_root: Path, tmp_path: Path
) -> None:
    name = "ct-ubnd-tinh-thanh-giang"
    text = (project_root / "corpus" / "own" / f"{name}.txt").read_text(encoding="utf-8")
    (tmp_path / f"{name}.md").write_text(pdf_like(text, 80), encoding="utf-8")
    assert not run([str(tmp_path / f"{name}.md")], tmp_path / "out").failures
    manifest = project_root / "corpus" / "manifest.csv"
    report = evaluate(tmp_path / "out", project_root / "gold", manifest)
    (document,) = report.documents
    assert report.gold_texts[document.source_path] == text  # found by the manifest
    assert report.texts[document.source_path] != text
    relaxed: dict[str, Any] = dict(document.modes[Mode.RELAXED])
    assert relaxed["task"].f1 > 0.9 and relaxed["citation"].f1 > 0.9
    annotated = [one for one in report.findings if one.gold and one.layer != "document"]
    assert annotated and all(one.gold_span for one in annotated)
    assert all(one.gold_span[1] <= len(text) for one in annotated if one.gold_span)
