"""An export that Label Studio itself wrote comes back as the annotation it was made of.

`tests/data/label_studio/export-1.23.json` is what Label Studio 1.23.2 gave for a project
with our configuration into which our export had been imported (docs/gold.md tells how). The
document has letters outside the basic plane, CR LF, tabs, runs of blanks and NFD.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.annotate import Sources, check, dump, export_tasks, import_tasks, read_export

DATA = Path(__file__).parent / "data" / "label_studio"
GOLD = DATA / "tricky.1.jsonl"


@pytest.fixture
def sources() -> Sources:
    return Sources([DATA])


def test_a_real_export_gives_the_annotation_letter_for_letter() -> None:
    [file] = import_tasks(read_export(DATA / "export-1.23.json"))
    assert dump(file.records) == GOLD.read_text(encoding="utf-8")


def test_what_we_export_is_what_was_imported_there(sources: Sources) -> None:
    [ours] = export_tasks([GOLD], sources)
    [theirs] = read_export(DATA / "export-1.23.json")
    assert theirs["data"] == ours["data"]
    regions = [result for result in ours["annotations"][0]["result"] if "value" in result]
    kept = [result for result in theirs["annotations"][0]["result"] if "value" in result]
    assert [(r["id"], r["value"].get("start")) for r in kept] == [
        (r["id"], r["value"].get("start")) for r in regions
    ]


def written(folder: Path, text: str, lines: str) -> Path:
    (folder / "a.md").write_text(text, encoding="utf-8")
    gold = folder / "gold"
    gold.mkdir()
    (gold / "a.1.jsonl").write_text(lines, encoding="utf-8")
    return gold / "a.1.jsonl"


DOCUMENT = (
    '{"t": "document", "file": "a.md", "part": 1, "type": "Quyết định", "number": null, '
    '"title": null, "issuer": null, "place": null, "date": null, "signer": null, '
    '"signer_role": null, "on_behalf_of": null}\n'
)


def test_an_article_without_a_heading_is_sound_and_goes_round(tmp_path: Path) -> None:
    text = "QUYẾT ĐỊNH\nĐiều 1. Giao Sở Nội vụ theo dõi việc thực hiện.\n"
    gold = written(
        tmp_path,
        text,
        DOCUMENT
        + '{"t": "section", "path": "Điều 1", "label": "Điều 1.", "heading": null, '
        + '"role": "implementation"}\n'
        + '{"t": "task", "path": "Điều 1/p1", "label": null, "begin": "Giao Sở Nội vụ theo", '
        + '"end": "dõi việc thực hiện."}\n',
    )
    sources = Sources([tmp_path])
    assert check([gold], sources).errors == ()
    [file] = import_tasks(export_tasks([gold], sources))
    assert dump(file.records) == gold.read_text(encoding="utf-8")


def test_a_section_without_label_and_heading_is_none(tmp_path: Path) -> None:
    gold = written(
        tmp_path,
        "QUYẾT ĐỊNH\n",
        DOCUMENT
        + '{"t": "section", "path": "h1", "label": null, "heading": null, "role": "task"}\n',
    )
    assert check([gold], Sources([tmp_path])).errors


def test_labels_in_tables_are_the_cells_before(tmp_path: Path) -> None:
    row = '{{"t": "task", "path": "I/{0}", "label": "{0}", "begin": "{1}", "end": "{1}"}}\n'
    text = "KẾ HOẠCH\n# I. NHIỆM VỤ\n\n| STT | Nhiệm vụ |\n|---|---|\n| 1 | Rà soát quy chế |\n"
    section = (
        '{"t": "section", "path": "I", "label": "I.", "heading": "NHIỆM VỤ", "role": "task"}\n'
    )
    sources = Sources([tmp_path])
    gold = written(tmp_path, text, DOCUMENT + section + row.format("1", "Rà soát quy chế"))
    assert check([gold], sources).errors == ()
    gold.write_text(DOCUMENT + section + row.format("2", "Rà soát quy chế"), encoding="utf-8")
    [problem] = check([gold], sources).errors
    assert "label '2' is not printed before" in problem.text


def test_a_term_without_dates_is_a_note_and_a_bare_kind_an_error(tmp_path: Path) -> None:
    item = '{"t": "task", "path": "p1", "label": null, "begin": "Báo cáo", "end": "này."}\n'
    clause = (
        '{{"t": "time", "task": "p1", "raw": "{}", "kind": "within", "start": null, '
        '"end": null, "rrule": null, "condition": null}}\n'
    )
    term = "trong 05 ngày làm việc kể từ ngày nhận văn bản này"
    gold = written(tmp_path, f"Báo cáo {term}.\n", DOCUMENT + item + clause.format(term))
    found = check([gold], Sources([tmp_path]))
    assert not [problem for problem in found.errors if "kind within" in problem.text]
    assert [problem for problem in found.notes if "kind within" in problem.text]
    gold.write_text(DOCUMENT + item + clause.format("trong 05 ngày"), encoding="utf-8")
    found = check([gold], Sources([tmp_path]))
    assert [problem for problem in found.errors if "kind within" in problem.text]
