"""`gold check`: each mistake in an annotation is told, and what is right is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from annotated import (
    B1,
    B2,
    SOURCE,
    Record,
    Spoil,
    find,
    gold_of,
    index_of,
    records,
    run_gold,
    unit,
    written,
)

from pipeline.annotate import (
    Sources,
    check,
    gold_files,
)
from pipeline.evaluate.values import step_of

# --- check ------------------------------------------------------------------------------


def test_a_right_annotation_has_no_problem(folder: Path) -> None:
    checked = check([gold_of(folder)], Sources([folder]))
    assert [str(problem) for problem in checked.problems] == []
    assert (checked.files, checked.records, checked.without_text) == (1, len(records()), ())


def _move(rows: list[Record], index: int, to: int) -> None:
    rows.insert(to, rows.pop(index))


def _set(**found: Any) -> Callable[..., Spoil]:
    """`_set(t="task", path="II/1/b1")(begin="…")` changes values of the first such record."""
    return lambda **new: lambda rows: find(rows, **found).update(new)


BROKEN: dict[str, tuple[Spoil, str]] = {
    "quote": (
        _set(t="unit", raw="Văn phòng Huyện ủy")(raw="Văn phòng Huyện uỷ X"),
        "not in the so",
    ),
    "quote that nearly agrees": (
        _set(**B1)(begin="📌 Chủ trì, phối hợp cùng Văn phòng"),
        "goes on",
    ),
    "end before begin": (_set(**B2)(end="Điều lệ Đảng (hoàn thành năm 2024)."), "end does not fo"),
    "wrong label": (_set(t="section", path="II/1")(label="3."), "the path ends in '1'"),
    "path against label": (_set(t="section", path="I")(path="III"), "the path ends in 'III'"),
    "parent that is none": (
        lambda rows: [row.update(path="V/2") for row in rows if row.get("path") == "II/2"],
        "there is no section V above",
    ),
    "bullet without its count": (
        lambda rows: [
            row.update({key: "II/1/b3"}) for row in rows for key in row if row[key] == "II/1/b2"
        ],
        "the next b… under II/1 is b2",
    ),
    "numbered as a second use": (
        lambda rows: [
            row.update({key: "II/2/p1#2"}) for row in rows for key in row if row[key] == "II/2/p1"
        ],
        "its step is 'p1'",
    ),
    "label that is not printed": (
        lambda rows: [
            row.update(path="III", label="III-") if row.get("path") == "I" else row.update(at="III")
            for row in rows
            if "I" in (row.get("path"), row.get("at"))
        ],
        "is not printed before",
    ),
    "label of a bullet": (_set(**B1)(label="a)"), "gives the step 'a'"),
    "tasks in a target section": (_set(t="section", path="II/1")(role="target"), "of role target"),
    "swapped tasks": (lambda rows: _swap_tasks(rows), "stands before"),
    "swapped units": (
        lambda rows: _move(
            rows,
            index_of(rows, raw="Ban Thường vụ Tỉnh ủy"),
            index_of(rows, t="unit", raw="Huyện ủy"),
        ),
        "'Huyện ủy' stands before the unit above it",
    ),
    "unit away from its task": (
        lambda rows: _move(rows, index_of(rows, raw="Ban Thường vụ Tỉnh ủy"), 10),
        "stands under II/1/b1",
    ),
    "overlapping tasks": (
        _set(**B1)(end="19-QĐ/HU định kỳ hằng quý."),
        "begins inside II/1/b1",
    ),
    "unit of no item": (
        _set(t="unit", raw="Văn phòng Huyện ủy", where="text")(raw="Ban Thường vụ Tỉnh ủy"),
        "neither in the item nor",
    ),
    "heading that names it not": (
        _set(t="unit", task="II/2/p1")(raw="HUYỆN ỦY ĐÔNG KHÊ"),
        "in no heading",
    ),
    "time of no task": (_set(t="time", kind="upon")(task="II/9"), "is no task of this file"),
    "role": (_set(t="unit", role="lead")(role="leader"), "role is 'leader'"),
    "where": (_set(t="unit", role="lead")(where="title"), "where is 'title'"),
    "kind": (_set(t="time", kind="by")(kind="until"), "kind is 'until'"),
    "date": (_set(t="time", kind="by")(end="31/12/2024"), "not a date"),
    "date that is none": (_set(t="time", kind="by")(end="2024-02-30"), "not a date"),
    "by without end": (_set(t="time", kind="by")(end=None), "needs an end"),
    "upon without condition": (_set(t="time", kind="upon")(condition=None), "needs a condition"),
    "condition from nowhere": (_set(t="time", kind="upon")(condition="sau khi"), "is not in raw"),
    "rrule": (_set(t="time", kind="recurring")(rrule="FREQ=QUARTERLY"), "does not parse"),
    "comparator": (_set(t="target", comparator=">")(comparator="≥"), "comparator is '≥'"),
    "value in words": (_set(t="target", comparator=">")(value="50"), "not a number"),
    "number with số": (_set(t="cite", at="title")(number="số 12-NQ/TU"), "without 'số'"),
    "number with a dash": (_set(t="cite", at="title")(number="12–NQ/TU"), "plain hyphens"),
    "issuer from elsewhere": (_set(t="cite", at="title")(issuer="Tỉnh ủy"), "is not in raw"),
    "plural": (_set(t="unit", raw="Văn phòng Huyện ủy")(raw="các phòng"), "raw begins with 'các'"),
    "label in a time": (_set(t="time", kind="by")(raw="Thời gian: năm 2024"), "label of its line"),
    "brackets": (_set(t="time", kind="by")(raw="(hoàn thành năm 2024)"), "holds its brackets"),
    "lost key": (lambda rows: find(rows, t="time").pop("rrule"), "missing keys"),
    "unknown key": (_set(t="time")(until=None), "unknown keys"),
    "keys out of order": (lambda rows: rows[1].update(at=rows[1].pop("at")), "keys out of order"),
    "list": (_set(t="unit", role="lead")(role=["lead"]), "holds a list"),
    "path twice": (_set(**B2)(path="II/1/b1"), "there already"),
    "document last": (lambda rows: _move(rows, 0, len(rows) - 1), "first record should be"),
    "one offset": (_set(**B1)(char_start=3), "stands alone"),
    "offset elsewhere": (_set(**B1)(char_start=3, char_end=20), "the source has"),
    "offset beyond": (_set(**B1)(char_start=10**7, char_end=10**7 + 1), "the source has"),
    "offset that falls": (_set(**B1)(char_start=30, char_end=20), "two numbers that rise"),
    "fingerprint": (lambda rows: rows[0].update(sha256="0" * 64), "has changed since"),
    "citation after the fact": (lambda rows: _move(rows, 1, 4), "out of reading order"),
}


def _swap_tasks(rows: list[Record]) -> None:
    """The two bullets of II/1 change places, each with what belongs to it."""
    first, second, after = (
        index_of(rows, t="task", path="II/1/b1"),
        index_of(rows, t="task", path="II/1/b2"),
        index_of(rows, t="section", path="II/2"),
    )
    blocks = rows[second:after], rows[first:second]
    for block, old, new in zip(blocks, ("II/1/b2", "II/1/b1"), ("II/1/b1", "II/1/b2"), strict=True):
        for row in block:
            row |= {key: new for key in ("path", "task", "at") if row.get(key) == old}
    rows[first:after] = [*blocks[0], *blocks[1]]


@pytest.mark.parametrize("name", BROKEN)
def test_each_mistake_is_found(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    spoil, words = BROKEN[name]
    rows = records()
    spoil(rows)
    assert json.dumps(rows) != json.dumps(records())
    path = written(folder, rows)
    assert run_gold("check", path, "--sources", folder) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(words in line for line in lines), lines
    for line in lines:
        start, number, text = line.removeprefix(str(path)).partition(":")[2].partition(": ")
        assert line.startswith(f"{path}:") and start.isdigit() and number and text


DIRECTIVE = """TỈNH ỦY HÒA LÂM
Số: 12-CT/TU

CHỈ THỊ
về đại hội chi bộ

Ban Thường vụ Tỉnh ủy yêu cầu các huyện ủy, thành ủy thực hiện các nhiệm vụ sau:

1. Quán triệt Chỉ thị đến chi bộ.

2. Về công tác nhân sự:

- Rà soát quy hoạch cấp ủy.
"""


@pytest.mark.parametrize(("name", "problems"), [("thành ủy", 0), ("TỈNH ỦY HÒA LÂM", 1)])
def test_the_lead_in_of_all_leads_items_at_every_depth(
    tmp_path: Path, name: str, problems: int
) -> None:
    (tmp_path / "kh-mau.md").write_text(DIRECTIVE, encoding="utf-8")
    document = records()[0] | {"type": "Chỉ thị", "number": "12-CT/TU"}
    document |= {"title": "về đại hội chi bộ", "issuer": "Ban Thường vụ Tỉnh ủy", "place": None}
    document |= dict.fromkeys(("date", "signer", "signer_role", "on_behalf_of"))
    document = {key: value for key, value in document.items() if key != "sha256"}
    rows = [
        document,
        {"t": "task", "path": "1", "label": "1.", "begin": "Quán triệt Chỉ thị đến chi bộ."}
        | {"end": "Quán triệt Chỉ thị đến chi bộ."},
        {"t": "section", "path": "2", "label": "2.", "heading": "Về công tác nhân sự"}
        | {"role": "task"},
        {"t": "task", "path": "2/b1", "label": None, "begin": "Rà soát quy hoạch cấp ủy."}
        | {"end": "Rà soát quy hoạch cấp ủy."},
        unit("2/b1", "lead", name, "heading"),
    ]
    checked = check([written(tmp_path, rows)], Sources([tmp_path]))
    assert [str(problem) for problem in checked.errors if "in no heading" not in problem.text] == []
    assert len(checked.errors) == problems


def test_a_name_inside_the_one_above_is_in_order(folder: Path) -> None:
    rows = records()
    after = 1 + index_of(rows, raw="Ban Thường vụ Tỉnh ủy")
    rows.insert(after, unit("II/1/b2", "via", "Tỉnh ủy"))
    assert check([written(folder, rows)], Sources([folder])).problems == ()


def test_another_mention_of_a_name_is_a_note(folder: Path) -> None:
    rows = records()
    name = "Huyện ủy"
    second = SOURCE.rindex(name)
    place = {"char_start": second, "char_end": second + len(name)}
    find(rows, t="unit", raw=name).update(place)
    checked = check([written(folder, rows)], Sources([folder]))
    assert checked.errors == ()
    assert ["another mention" in problem.text for problem in checked.notes] == [True]


def test_without_the_source_the_rest_is_checked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "empty"
    elsewhere.mkdir()
    assert run_gold("check", gold_of(folder), "--sources", elsewhere) == 0
    assert "checked without its text" in capsys.readouterr().err
    rows = records()
    find(rows, t="section", path="II")["role"] = "duty"
    assert run_gold("check", written(folder, rows), "--sources", elsewhere) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"t": "document",\n', "not JSON"),
        (b"[1]\n", "not a record"),
        (b"\xff\xfe\n", "not UTF-8"),
        (b"", "first record should be"),
        (b'{"t": "thing"}\n', "t is 'thing'"),
        (b'{"t": "task", "t": "unit"}\n', "stands twice"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_gold_file_gives_a_line(
    folder: Path, text: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    gold_of(folder).write_bytes(text)
    assert run_gold("check", folder, "--sources", folder) == 1
    assert words in capsys.readouterr().out


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_gold("check", tmp_path / "no.jsonl") == 4
    assert run_gold("check", tmp_path) == 4
    assert "no gold file" in capsys.readouterr().err
    assert run_gold("check", "--no-such-word") == 2


def test_the_projects_own_gold_is_right(project_root: Path) -> None:
    gold, corpus = project_root / "gold", project_root / "corpus"
    checked = check(gold_files([gold]), Sources([corpus / "own", corpus / "real" / "text"]))
    assert [str(problem) for problem in checked.errors] == []


@pytest.mark.parametrize(
    ("label", "step"),
    [("5.4.", "5.4"), ("I-", "I"), ("(3)", "(3)"), ("đ)", "đ"), ("Điều 1.", "Điều 1"), ("2", "2")],
)
def test_the_step_of_a_label(label: str, step: str) -> None:
    assert step_of(label) == step


def test_a_label_that_a_converter_escaped_is_printed(folder: Path) -> None:
    """`1\\.` in Markdown is the label "1."."""
    [source] = folder.glob("*.md")
    text = SOURCE.replace("### 1. Ban", "### 1\\. Ban")
    assert text != SOURCE
    source.write_text(text, encoding="utf-8", newline="")
    checked = check([gold_of(folder)], Sources([folder]))
    assert [str(p) for p in checked.problems if "is not printed" in str(p)] == []
