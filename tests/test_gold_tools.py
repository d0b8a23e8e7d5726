"""The tools for annotators: what they find wrong, and what they must not change."""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cli_gold
from pipeline.annotate import (
    AnnotateError,
    Sources,
    agree,
    check,
    config_xml,
    dump,
    export_tasks,
    format_disagreements,
    gold_files,
    import_tasks,
    read_export,
    resolve_file,
)
from pipeline.annotate.offsets import Shown, from_utf16, same_words, to_utf16
from pipeline.annotate.studio import CONTROLS, KIND, LABELS
from pipeline.evaluate import cleaned, load
from pipeline.evaluate.values import step_of

Record = dict[str, Any]
Spoil = Callable[[list[Record]], object]

# Letters of two UTF-16 units (📌, 𝐊), CR LF, runs of white space, Markdown, a quote over a
# line end, a name in NFD.
SOURCE = (
    "**HUYỆN ỦY  ĐÔNG KHÊ** 📌\r\nSố 45-KH/HU\r\n\r\n# 𝐊Ế HOẠCH\r\n"
    "thực hiện Nghị quyết số 12-NQ/TU\r\n\r\n"
    "Thực hiện Nghị quyết số 12-NQ/TU, ngày 02/01/2024 của Tỉnh ủy, Huyện ủy xây dựng kế hoạch"
    " như sau:\r\n\r\n"
    "## I- MỤC TIÊU\r\n1. Trên 50% chi bộ; 100% đảng viên.\r\n"
    "## II- NHIỆM VỤ\r\n### 1. Ban Tổ chức Huyện ủy\r\n"
    "- 📌 Chủ trì, phối hợp với Văn phòng\r\n   Huyện ủy rà soát quy chế, đề án 𝐊 theo Điều lệ"
    " Đảng (hoàn thành năm 2024).\r\n"
    "- Báo cáo Huyện u\u0309y và Ban Thường vụ Tỉnh ủy theo Quyết định số 18, 19-QĐ/HU"
    " định kỳ hằng quý.\r\n"
    "### 2. Văn phòng Huyện ủy\r\n\r\n"
    "Theo dõi việc thực hiện Luật Thực hiện dân chủ ở cơ sở khi có yêu cầu.\r\n\r\n"
    "T/M HUYỆN ỦY\r\nBÍ THƯ\r\n"
)


def _cite(at: str, raw: str, kind: str, number: str | None = None, **more: Any) -> Record:
    values = {"type": kind, "number": number, "date": None, "issuer": None}
    return {"t": "cite", "at": at, "raw": raw} | values | more


def _unit(task: str, role: str, raw: str, where: str = "text") -> Record:
    return {"t": "unit", "task": task, "role": role, "raw": raw, "where": where}


def _time(task: str, raw: str, kind: str, **more: Any) -> Record:
    values = {"start": None, "end": None, "rrule": None, "condition": None}
    return {"t": "time", "task": task, "raw": raw, "kind": kind} | values | more


def _section(path: str, label: str | None, heading: str, role: str) -> Record:
    return {"t": "section", "path": path, "label": label, "heading": heading, "role": role}


def _task(path: str, begin: str, end: str, label: str | None = None) -> Record:
    return {"t": "task", "path": path, "label": label, "begin": begin, "end": end}


def _target(at: str, raw: str, comparator: str, value: float) -> Record:
    head = {"t": "target", "at": at, "raw": raw}
    return head | {"comparator": comparator, "value": value, "unit": "%", "due": None}


def records() -> list[Record]:
    """A right annotation of SOURCE."""
    document: Record = {"t": "document", "file": "kh-mau.md", "part": 1, "type": "Kế hoạch"}
    document |= {"number": "45-KH/HU", "title": "thực hiện Nghị quyết số 12-NQ/TU"}
    document |= {"issuer": "HUYỆN ỦY ĐÔNG KHÊ", "place": None, "date": None, "signer": None}
    document |= {"signer_role": "BÍ THƯ", "on_behalf_of": "HUYỆN ỦY"}
    dated = {"date": "2024-01-02", "issuer": "Tỉnh ủy"}
    one, two = "Quyết định số 18, 19-QĐ/HU", "Nghị quyết số 12-NQ/TU"
    year = {"start": "2024-01-01", "end": "2024-12-31"}
    return [
        document,
        _cite("title", two, "Nghị quyết", "12-NQ/TU"),
        _cite("preamble", f"{two}, ngày 02/01/2024 của Tỉnh ủy", "Nghị quyết", "12-NQ/TU", **dated),
        _section("I", "I-", "MỤC TIÊU", "target"),
        _target("I", "Trên 50% chi bộ", ">", 50),
        _target("I", "100% đảng viên", "=", 100.0),
        _section("II", "II-", "NHIỆM VỤ", "task"),
        _section("II/1", "1.", "Ban Tổ chức Huyện ủy", "task"),
        _task(
            "II/1/b1", "📌 Chủ trì, phối hợp với Văn phòng", "Điều lệ Đảng (hoàn thành năm 2024)."
        ),
        _unit("II/1/b1", "lead", "Ban Tổ chức Huyện ủy", "heading"),
        _unit("II/1/b1", "coordinate", "Văn phòng Huyện ủy"),
        _cite("II/1/b1", "Điều lệ Đảng", "Điều lệ"),
        _time("II/1/b1", "hoàn thành năm 2024", "by", **year),
        _task("II/1/b2", "Báo cáo Huyện ủy và Ban Thường", "19-QĐ/HU định kỳ hằng quý."),
        _unit("II/1/b2", "lead", "Ban Tổ chức Huyện ủy", "heading"),
        _unit("II/1/b2", "report_to", "Huyện ủy"),
        _unit("II/1/b2", "report_to", "Ban Thường vụ Tỉnh ủy"),
        _cite("II/1/b2", one, "Quyết định", "18-QĐ/HU"),
        _cite("II/1/b2", one, "Quyết định", "19-QĐ/HU"),
        _time("II/1/b2", "định kỳ hằng quý", "recurring", rrule="FREQ=MONTHLY;INTERVAL=3"),
        _section("II/2", "2.", "Văn phòng Huyện ủy", "task"),
        _task("II/2/p1", "Theo dõi việc thực hiện Luật", "ở cơ sở khi có yêu cầu."),
        _unit("II/2/p1", "lead", "Văn phòng Huyện ủy", "heading"),
        _cite("II/2/p1", "Luật Thực hiện dân chủ ở cơ sở", "Luật"),
        _time("II/2/p1", "khi có yêu cầu", "upon", condition="khi có yêu cầu"),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the document and its right annotation."""
    (tmp_path / "kh-mau.md").write_bytes(SOURCE.encode("utf-8"))
    (tmp_path / "kh-mau.1.jsonl").write_text(dump(records()), encoding="utf-8")
    return tmp_path


def _gold(folder: Path) -> Path:
    return folder / "kh-mau.1.jsonl"


def _run(*words: object) -> int:
    """The exit code of `nhiemvu gold …`."""
    parser = argparse.ArgumentParser(prog="nhiemvu")
    cli_gold.add(parser.add_subparsers(required=True))
    try:
        parsed = parser.parse_args(["gold", *map(str, words)])
    except SystemExit as stop:
        assert isinstance(stop.code, int)
        return stop.code
    command: Callable[[argparse.Namespace], int] = parsed.command
    return command(parsed)


def _find(rows: list[Record], **values: Any) -> Record:
    """The first record with these values."""
    return next(row for row in rows if values.items() <= row.items())


# --- check ------------------------------------------------------------------------------


def test_a_right_annotation_has_no_problem(folder: Path) -> None:
    checked = check([_gold(folder)], Sources([folder]))
    assert [str(problem) for problem in checked.problems] == []
    assert (checked.files, checked.records, checked.without_text) == (1, len(records()), ())


def _move(rows: list[Record], index: int, to: int) -> None:
    rows.insert(to, rows.pop(index))


def _set(**found: Any) -> Callable[..., Spoil]:
    """`_set(t="task", path="II/1/b1")(begin="…")` changes values of the first such record."""
    return lambda **new: lambda rows: _find(rows, **found).update(new)


_B1, _B2 = {"t": "task", "path": "II/1/b1"}, {"t": "task", "path": "II/1/b2"}
BROKEN: dict[str, tuple[Spoil, str]] = {
    "quote": (
        _set(t="unit", raw="Văn phòng Huyện ủy")(raw="Văn phòng Huyện uỷ X"),
        "not in the so",
    ),
    "quote that nearly agrees": (
        _set(**_B1)(begin="📌 Chủ trì, phối hợp cùng Văn phòng"),
        "goes on",
    ),
    "end before begin": (_set(**_B2)(end="Điều lệ Đảng (hoàn thành năm 2024)."), "end does not fo"),
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
    "label of a bullet": (_set(**_B1)(label="a)"), "gives the step 'a'"),
    "tasks in a target section": (_set(t="section", path="II/1")(role="target"), "of role target"),
    "swapped tasks": (lambda rows: _swap_tasks(rows), "stands before"),
    "swapped units": (
        lambda rows: _move(
            rows, _index(rows, raw="Ban Thường vụ Tỉnh ủy"), _index(rows, t="unit", raw="Huyện ủy")
        ),
        "'Huyện ủy' stands before the unit above it",
    ),
    "unit away from its task": (
        lambda rows: _move(rows, _index(rows, raw="Ban Thường vụ Tỉnh ủy"), 10),
        "stands under II/1/b1",
    ),
    "overlapping tasks": (
        _set(**_B1)(end="19-QĐ/HU định kỳ hằng quý."),
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
    "lost key": (lambda rows: _find(rows, t="time").pop("rrule"), "missing keys"),
    "unknown key": (_set(t="time")(until=None), "unknown keys"),
    "keys out of order": (lambda rows: rows[1].update(at=rows[1].pop("at")), "keys out of order"),
    "list": (_set(t="unit", role="lead")(role=["lead"]), "holds a list"),
    "path twice": (_set(**_B2)(path="II/1/b1"), "there already"),
    "document last": (lambda rows: _move(rows, 0, len(rows) - 1), "first record should be"),
    "one offset": (_set(**_B1)(char_start=3), "stands alone"),
    "offset elsewhere": (_set(**_B1)(char_start=3, char_end=20), "the source has"),
    "offset beyond": (_set(**_B1)(char_start=10**7, char_end=10**7 + 1), "the source has"),
    "offset that falls": (_set(**_B1)(char_start=30, char_end=20), "two numbers that rise"),
    "fingerprint": (lambda rows: rows[0].update(sha256="0" * 64), "has changed since"),
    "citation after the fact": (lambda rows: _move(rows, 1, 4), "out of reading order"),
}


def _index(rows: list[Record], **values: Any) -> int:
    return rows.index(_find(rows, **values))


def _swap_tasks(rows: list[Record]) -> None:
    """The two bullets of II/1 change places, each with what belongs to it."""
    first, second, after = (
        _index(rows, t="task", path="II/1/b1"),
        _index(rows, t="task", path="II/1/b2"),
        _index(rows, t="section", path="II/2"),
    )
    blocks = rows[second:after], rows[first:second]
    for block, old, new in zip(blocks, ("II/1/b2", "II/1/b1"), ("II/1/b1", "II/1/b2"), strict=True):
        for row in block:
            row |= {key: new for key in ("path", "task", "at") if row.get(key) == old}
    rows[first:after] = [*blocks[0], *blocks[1]]


def _write(folder: Path, rows: list[Record], *, raw: bool = True) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    _gold(folder).write_text("".join(lines) if raw else dump(rows), encoding="utf-8")
    return _gold(folder)


@pytest.mark.parametrize("name", BROKEN)
def test_each_mistake_is_found(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    spoil, words = BROKEN[name]
    rows = records()
    spoil(rows)
    assert json.dumps(rows) != json.dumps(records())
    path = _write(folder, rows)
    assert _run("check", path, "--sources", folder) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(words in line for line in lines), lines
    for line in lines:
        start, number, text = line.removeprefix(str(path)).partition(":")[2].partition(": ")
        assert line.startswith(f"{path}:") and start.isdigit() and number and text


def test_a_name_inside_the_one_above_is_in_order(folder: Path) -> None:
    rows = records()
    after = 1 + _index(rows, raw="Ban Thường vụ Tỉnh ủy")
    rows.insert(after, _unit("II/1/b2", "via", "Tỉnh ủy"))
    assert check([_write(folder, rows)], Sources([folder])).problems == ()


def test_another_mention_of_a_name_is_a_note(folder: Path) -> None:
    rows = records()
    name = "Huyện ủy"
    second = SOURCE.rindex(name)
    place = {"char_start": second, "char_end": second + len(name)}
    _find(rows, t="unit", raw=name).update(place)
    checked = check([_write(folder, rows)], Sources([folder]))
    assert checked.errors == ()
    assert ["another mention" in problem.text for problem in checked.notes] == [True]


def test_without_the_source_the_rest_is_checked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "empty"
    elsewhere.mkdir()
    assert _run("check", _gold(folder), "--sources", elsewhere) == 0
    assert "checked without its text" in capsys.readouterr().err
    rows = records()
    _find(rows, t="section", path="II")["role"] = "duty"
    assert _run("check", _write(folder, rows), "--sources", elsewhere) == 1


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
    _gold(folder).write_bytes(text)
    assert _run("check", folder, "--sources", folder) == 1
    assert words in capsys.readouterr().out


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check", tmp_path / "no.jsonl") == 4
    assert _run("check", tmp_path) == 4
    assert "no gold file" in capsys.readouterr().err
    assert _run("check", "--no-such-word") == 2


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


# --- resolve ----------------------------------------------------------------------------


def test_resolve_fills_in_places_and_nothing_else(folder: Path) -> None:
    sources = Sources([folder])
    assert resolve_file(_gold(folder), sources).changed
    rows = [json.loads(line) for line in _gold(folder).read_text("utf-8").splitlines()]
    assert rows[0]["sha256"] == hashlib.sha256(SOURCE.encode()).hexdigest()
    for row in rows[1:]:
        start, end = row.pop("char_start"), row.pop("char_end")
        quote = cleaned(row.get("raw") or row.get("heading") or row["begin"])
        assert cleaned(SOURCE[start:end]).startswith(quote)
    rows[0].pop("sha256")
    assert rows == records()
    before = _gold(folder).read_bytes()
    again = resolve_file(_gold(folder), sources)
    assert not again.changed and again.placed == len(rows) - 1
    assert _gold(folder).read_bytes() == before
    assert check([_gold(folder)], sources).problems == ()


def test_resolve_keeps_a_mention_that_is_given_and_mends_a_wrong_one(folder: Path) -> None:
    rows = records()
    unit = _find(rows, t="unit", raw="Huyện ủy")
    second = SOURCE.rindex("Văn phòng Huyện ủy") + len("Văn phòng ")
    unit |= {"char_start": second, "char_end": second + len("Huyện ủy")}
    _find(rows, **_B1).update(char_start=1, char_end=2)
    resolved = resolve_file(_write(folder, rows), Sources([folder]))
    assert resolved.problems == ()
    part = load(_gold(folder))
    kept = next(row for row in part.of("unit") if row["raw"] == "Huyện ủy")
    assert kept["char_start"] == second
    task = next(part.of("task"))
    assert SOURCE[task["char_start"] :].startswith("📌 Chủ trì")


def test_resolve_leaves_a_file_with_a_broken_quote_alone(folder: Path) -> None:
    rows = records()
    rows[5]["raw"] = "100% cán bộ"
    path = _write(folder, rows)
    before = path.read_bytes()
    assert _run("resolve", path, "--sources", folder) == 1
    assert path.read_bytes() == before
    assert _run("resolve", path, "--sources", folder / "nowhere") == 4


def test_resolve_asks_before_a_changed_document_counts(folder: Path) -> None:
    assert _run("resolve", _gold(folder), "--sources", folder) == 0
    (folder / "kh-mau.md").write_bytes(("\r\n" + SOURCE).encode())
    assert _run("resolve", _gold(folder), "--sources", folder) == 1
    assert _run("resolve", "--renew", _gold(folder), "--sources", folder) == 0
    assert _run("check", _gold(folder), "--sources", folder) == 0


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
    agreement = agree(_gold(folder), _gold(folder), Sources([folder]))
    assert {score.f1 for score in agreement.totals.values()} == {1.0}
    assert format_disagreements(agreement) == "No disagreement.\n"


@pytest.mark.parametrize("with_text", [True, False])
def test_agreement_is_the_same_either_way(folder: Path, with_text: bool) -> None:
    other = folder / "other"
    other.mkdir()
    rows = records()
    _find(rows, t="unit", role="coordinate")["role"] = "lead"
    rows.remove(_find(rows, t="time", kind="recurring"))
    _find(rows, **_B2)["end"] = "Quyết định số 18, 19-QĐ/HU"
    _find(rows, t="section", path="I")["role"] = "viewpoint"
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
    gold = _gold(folder)
    assert _run("agree", gold, folder) == 4
    assert _run("agree", folder, empty) == 4
    assert _run("agree", folder, folder / "nowhere") == 4
    assert _run("agree", gold, gold, "--errors", "mood") == 2
    assert _run("agree", gold, gold, "--errors", "--sources", folder) == 0
    broken = folder / "kh-mau.2.jsonl"
    broken.write_text("{}\n", encoding="utf-8")
    assert _run("agree", gold, broken) == 1
    assert "kh-mau.2.jsonl:1: " in capsys.readouterr().err


# --- new --------------------------------------------------------------------------------


def test_a_new_annotation_is_an_empty_frame(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "mine"
    assert _run("new", folder / "kh-mau.md", "--out", out, "--parts", 2) == 0
    for part in (1, 2):
        (row,) = [
            json.loads(line) for line in (out / f"kh-mau.{part}.jsonl").open(encoding="utf-8")
        ]
        assert (row["file"], row["part"]) == ("kh-mau.md", part)
        assert row["sha256"] == hashlib.sha256(SOURCE.encode()).hexdigest()
        assert {row[key] for key in row if key not in ("t", "file", "part", "sha256")} == {None}
    capsys.readouterr()
    assert _run("check", out, "--sources", folder) == 1  # what is still to be filled in
    assert capsys.readouterr().out.count("type is null: fill it in") == 2
    before = (out / "kh-mau.1.jsonl").read_bytes()
    assert _run("new", folder / "kh-mau.md", "--out", out) == 4
    assert (out / "kh-mau.1.jsonl").read_bytes() == before
    assert _run("new", folder / "kh-mau.md", "--out", out, "--parts", 0) == 2
    assert _run("new", folder / "nowhere.md", "--out", out) == 4


def test_a_new_annotation_goes_through_label_studio(folder: Path) -> None:
    out = folder / "mine"
    assert _run("new", folder / "kh-mau.md", "--out", out, "--parts", 2) == 0
    for one in import_tasks(export_tasks(gold_files([out]), Sources([folder]))):
        assert dump(one.records) == (out / one.name).read_text("utf-8")


# --- offsets ----------------------------------------------------------------------------

_LETTERS = st.text(st.sampled_from("aệ \t\r\n📌𝐊\u0309*"), max_size=40)


@given(_LETTERS)
def test_what_is_shown_leads_back_to_the_source(source: str) -> None:
    shown = Shown.of(source)
    assert shown.source == source
    for offset in range(len(source) + 1):
        inside = source[offset - 1 : offset + 1] == "\r\n" if offset else False
        assert shown.to_source(shown.to_shown(offset)) == offset - inside
    for offset in range(len(shown.text) + 1):
        assert shown.to_shown(shown.to_source(offset)) == offset
        assert shown.text[offset:].replace("\n", "") == source[shown.to_source(offset) :].replace(
            "\r\n", ""
        ).replace("\n", "")


@given(_LETTERS)
def test_utf16_counts_letters_outside_the_basic_plane_twice(text: str) -> None:
    for offset in range(len(text) + 1):
        units = to_utf16(text, offset)
        assert units == len(text[:offset].encode("utf-16-le")) // 2
        assert from_utf16(text, [units]) == [offset]


def test_a_place_inside_a_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="inside a letter"):
        from_utf16("a📌b", [2])
    with pytest.raises(ValueError, match="outside"):
        from_utf16("ab", [3])
    with pytest.raises(ValueError, match="no line end"):
        _ = Shown("abc", (1,)).source


@pytest.mark.parametrize(
    ("said", "there"),
    [("Berlin, Germany", "Berlin,  Germany"), ("a\\nb", "a\nb"), ("\ud83db", "📌b")],
)
def test_what_label_studio_does_to_a_regions_text(said: str, there: str) -> None:
    assert same_words(said, there)
    assert not same_words(said + "x", there)


# --- Label Studio -----------------------------------------------------------------------


@pytest.fixture
def tasks(folder: Path) -> list[Record]:
    """The export of the right annotation, with places, as JSON gives it back."""
    resolve_file(_gold(folder), Sources([folder]))
    exported: list[Record] = json.loads(
        json.dumps(export_tasks([_gold(folder)], Sources([folder])))
    )
    return exported


def _results(tasks: list[Record]) -> list[Record]:
    results: list[Record] = tasks[0]["annotations"][0]["result"]
    return results


def _region(tasks: list[Record], words: str, kind: str) -> str:
    """The id of the first region of a kind with these words."""
    found = next(
        result
        for result in _results(tasks)
        if result.get("from_name") == KIND
        and result["value"]["labels"] == [LABELS[kind]]
        and words in result["value"]["text"]
    )
    return str(found["id"])


def _imported(tasks: list[Record]) -> list[Record]:
    (one,) = import_tasks(tasks)
    return one.records


@pytest.mark.parametrize("resolved", [True, False])
def test_a_round_trip_changes_nothing(folder: Path, resolved: bool) -> None:
    if resolved:
        resolve_file(_gold(folder), Sources([folder]))
    out, back = folder / "tasks.json", folder / "back"
    assert _run("export", _gold(folder), "--out", out, "--sources", folder) == 0
    assert _run("import", out, "--out", back, "--sources", folder) == 0
    assert (back / "kh-mau.1.jsonl").read_bytes() == _gold(folder).read_bytes()
    assert _run("import", out, "--out", back, "--sources", folder) == 4  # not written over


def test_regions_count_code_points_of_the_shown_text(tasks: list[Record]) -> None:
    text = tasks[0]["data"]["text"]
    assert "\r" not in text and "📌" in text
    for result in _results(tasks):
        if result.get("from_name") == KIND:
            value = result["value"]
            assert text[value["start"] : value["end"]] == value["text"]


def test_an_old_release_that_counts_utf16_is_understood(tasks: list[Record]) -> None:
    expected, text = _imported(tasks), tasks[0]["data"]["text"]
    for result in _results(tasks):
        for side in ("start", "end"):
            if side in result.get("value", {}):
                result["value"][side] = to_utf16(text, result["value"][side])
    got = _imported(tasks)
    assert got == expected


def test_the_editors_own_order_and_spacing_do_not_matter(tasks: list[Record]) -> None:
    expected = _imported(tasks)
    _results(tasks).reverse()
    for result in _results(tasks):
        value = result.get("value", {})
        if isinstance(value.get("text"), str):
            value["text"] = " ".join(value["text"].split())
        if result["type"] == "relation":
            result |= {"from_id": result["to_id"], "to_id": result["from_id"], "direction": "left"}
    assert _imported(tasks) == expected


def test_a_moved_boundary(tasks: list[Record]) -> None:
    expected = _imported(tasks)
    text = tasks[0]["data"]["text"]
    name = _region(tasks, "Văn phòng", "unit")
    task = _region(tasks, "rà soát", "task")
    new_end = text.index(" (hoàn thành")
    for result in _results(tasks):
        if result.get("id") == name:
            result["value"]["end"] = text.index("rà soát")  # with the blank before it
            if isinstance(result["value"].get("text"), str):
                result["value"]["text"] = text[result["value"]["start"] : result["value"]["end"]]
        if result.get("id") == task:
            result["value"]["end"] = new_end
            if isinstance(result["value"].get("text"), str):
                result["value"]["text"] = text[result["value"]["start"] : new_end]
    unit = _find(expected, t="unit", role="coordinate")
    assert cleaned(SOURCE[unit["char_start"] : unit["char_end"]]) == unit["raw"]
    moved = _find(expected, **_B1)
    moved["end"] = "chế, đề án 𝐊 theo Điều lệ Đảng"
    moved["char_end"] = SOURCE.index(" (hoàn thành")
    assert _imported(tasks) == expected


def test_a_unit_that_grew(tasks: list[Record]) -> None:
    text = tasks[0]["data"]["text"]
    name = _region(tasks, "Điều lệ Đảng", "cite")
    start = text.index("đề án 𝐊 theo Điều lệ Đảng")
    for result in _results(tasks):
        if result.get("id") == name:
            result["value"]["start"] = start
            if isinstance(result["value"].get("text"), str):
                result["value"]["text"] = text[start : result["value"]["end"]]
    expected = records()
    _find(expected, raw="Điều lệ Đảng")["raw"] = "đề án 𝐊 theo Điều lệ Đảng"
    got = _imported(tasks)
    assert [row.get("raw") for row in got] == [row.get("raw") for row in expected]


def test_a_changed_role_and_a_deleted_region(tasks: list[Record]) -> None:
    expected = _imported(tasks)
    coordinate = _region(tasks, "Văn phòng", "unit")
    gone = _region(tasks, "hoàn thành năm", "time")
    for result in _results(tasks):
        if result.get("id") == coordinate and result["from_name"] == "unit_role":
            result["value"]["choices"] = ["Nhận báo cáo"]
    kept = [r for r in _results(tasks) if gone not in (r.get("id"), r.get("from_id"))]
    tasks[0]["annotations"][0]["result"] = kept
    _find(expected, t="unit", role="coordinate")["role"] = "report_to"
    expected.remove(_find(expected, t="time", kind="by"))
    assert _imported(tasks) == expected


def _add(tasks: list[Record], kind: str, words: str, after: str = "", **values: str) -> str:
    """Draws a region as the editor does; choices by what they show."""
    text = tasks[0]["data"]["text"]
    start = text.index(words, text.index(after))
    span = {"start": start, "end": start + len(words)}
    name = f"new{len(_results(tasks))}"
    label = {**span, "text": words, "labels": [LABELS[kind]]}
    shared = {"id": name, "to_name": "text"}
    _results(tasks).append(shared | {"from_name": KIND, "type": "labels", "value": label})
    for control in CONTROLS[kind]:
        if control.key in values:
            given = [values[control.key]]
            value = span | ({"choices": given} if control.choices else {"text": given})
            sort = "choices" if control.choices else "textarea"
            _results(tasks).append(
                shared | {"from_name": control.name, "type": sort, "value": value}
            )
    return name


def _relate(tasks: list[Record], one: str, other: str) -> None:
    _results(tasks).append(
        {"type": "relation", "from_id": one, "to_id": other, "direction": "right"}
    )


def test_added_regions(tasks: list[Record]) -> None:
    expected = _imported(tasks)
    _add(tasks, "unit", "Văn phòng", "### 2", role="Phối hợp", where="Ở đề mục")
    _relate(tasks, f"new{len(_results(tasks)) - 3}", _region(tasks, "Theo dõi", "task"))
    _add(tasks, "unit", "Tỉnh ủy", "Ban Thường vụ", role="Qua", where="Trong nội dung")
    _add(tasks, "target", "50% chi", "I- M", comparator="không quá", value="0,5")
    expected.insert(
        _index(expected, t="target", value=100.0),
        _target("I", "50% chi", "<=", 0.5) | {"unit": None},
    )
    lead = _index(expected, t="unit", task="II/2/p1")
    expected.insert(lead + 1, _unit("II/2/p1", "coordinate", "Văn phòng", "heading"))
    last = _index(expected, t="cite", number="18-QĐ/HU")
    expected.insert(last, _unit("II/1/b2", "via", "Tỉnh ủy"))
    got = _imported(tasks)
    for row in got[1:]:
        words = cleaned(SOURCE[row["char_start"] : row["char_end"]])
        assert row["t"] == "task" or words == cleaned(row.get("raw") or row["heading"])
    for row in (*got, *expected):
        row.pop("char_start", None)
        row.pop("char_end", None)
    assert got == expected


def test_an_added_task_and_one_body_for_two_tasks(tasks: list[Record]) -> None:
    new = _add(tasks, "task", "T/M HUYỆN ỦY", path="II/2/p2")
    body = _add(tasks, "unit", "Văn phòng Huyện ủy", "### 2", role="Chủ trì", where="Ở đề mục")
    _relate(tasks, body, new)
    _relate(tasks, body, _region(tasks, "rà soát", "task"))
    got = _imported(tasks)
    assert got[-2]["path"] == "II/2/p2" and got[-2]["label"] is None
    assert (got[-2]["begin"], got[-2]["end"]) == ("T/M HUYỆN ỦY", "T/M HUYỆN ỦY")
    assert (got[-1]["task"], got[-1]["raw"]) == ("II/2/p2", "Văn phòng Huyện ủy")
    also = [row["task"] for row in got if row.get("raw") == "Văn phòng Huyện ủy"]
    assert sorted(also) == ["II/1/b1", "II/1/b1", "II/2/p1", "II/2/p2"]


def test_a_changed_path_goes_through_to_what_belongs_there(tasks: list[Record]) -> None:
    name = _region(tasks, "Theo dõi", "task")
    for result in _results(tasks):
        if result.get("id") == name and result["from_name"] == "task_path":
            result["value"]["text"] = ["II/2/b1"]
    got = _imported(tasks)
    assert [row["t"] for row in got if "II/2/b1" in row.values()] == [
        "task",
        "unit",
        "cite",
        "time",
    ]


def _spoil_first(key: str, value: Any) -> Callable[[list[Record]], object]:
    return lambda tasks: _results(tasks)[20]["value"].update({key: value})


BAD_EXPORTS: dict[str, tuple[Callable[[list[Record]], object], str]] = {
    "no data": (lambda tasks: tasks[0].pop("data"), "JSON-MIN"),
    "no text": (lambda tasks: tasks[0]["data"].pop("text"), "data has no text"),
    "a path for a name": (lambda tasks: tasks[0]["data"].update(file="../../x"), "no file name"),
    "no annotation": (lambda tasks: tasks[0].update(annotations=[]), "has no annotation"),
    "cancelled": (
        lambda tasks: tasks[0]["annotations"][0].update(was_cancelled=True),
        "has no annotation",
    ),
    "two annotators": (
        lambda tasks: tasks[0]["annotations"].append(copy.deepcopy(tasks[0]["annotations"][0])),
        "has 2 annotations",
    ),
    "no results": (lambda tasks: tasks[0]["annotations"][0].update(result=None), "no list"),
    "changed text": (
        lambda tasks: tasks[0]["data"].update(text="Xin " + tasks[0]["data"]["text"]),
        "do not fit",
    ),
    "changed text and returns": (
        lambda tasks: tasks[0]["data"].update(text="Xin " + tasks[0]["data"]["text"], returns=[]),
        "was the text changed?",
    ),
    "past the end": (_spoil_first("end", 10**6), "was the text changed?"),
    "not a number": (_spoil_first("start", "12"), "is no span"),
    "backwards": (_spoil_first("end", 0), "is no span"),
    "unknown label": (_spoil_first("labels", ["Người"]), "should be one of"),
    "two labels": (_spoil_first("labels", ["Mục", "Đơn vị"]), "should be one of"),
    "unknown choice": (
        lambda tasks: next(r for r in _results(tasks) if r.get("from_name") == "unit_role")[
            "value"
        ].update(choices=["Sếp"]),
        "'Sếp' is no choice",
    ),
    "no path": (
        lambda tasks: _results(tasks).remove(
            next(r for r in _results(tasks) if r.get("from_name") == "task_path")
        ),
        "path is not filled in",
    ),
    "value in words": (
        lambda tasks: next(r for r in _results(tasks) if r.get("from_name") == "target_value")[
            "value"
        ].update(text=["năm mươi"]),
        "is not a number",
    ),
    "no task": (
        lambda tasks: _add(tasks, "unit", "Văn phòng", "### 2", role="Phối hợp"),
        "belongs to no task",
    ),
    "relation of two units": (
        lambda tasks: _relate(
            tasks, _region(tasks, "Ban Tổ chức", "unit"), _region(tasks, "Văn phòng", "unit")
        ),
        "a relation joins",
    ),
    "citation nowhere": (
        lambda tasks: _add(tasks, "cite", "T/M", "T/M", type="Luật"),
        "choose its place outside",
    ),
    "blank region": (lambda tasks: _add(tasks, "unit", " \n", "\n"), "holds no words"),
}


@pytest.mark.parametrize("name", BAD_EXPORTS)
def test_a_bad_export_gives_a_clear_line(
    folder: Path, tasks: list[Record], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, words = BAD_EXPORTS[name]
    if name == "blank region":
        tasks[0]["data"]["text"] += " \n"
    spoil(tasks)
    if name in ("past the end", "not a number", "backwards", "unknown label", "two labels"):
        assert _results(tasks)[20]["from_name"] == KIND
    out = folder / "export.json"
    out.write_text(json.dumps(tasks), encoding="utf-8")
    assert _run("import", out, "--out", folder / "back", "--sources", folder) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(words in line for line in lines), lines
    assert all(line.startswith(f"{out}: task 1: ") for line in lines)
    assert not (folder / "back").exists()


@pytest.mark.parametrize("text", ["", "{", "1", "[]", "[[]]", "null", '"x"'])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotateError, match=r"export\.json: "):
        read_export(path)
    assert _run("import", path, "--out", tmp_path / "back") == 1
    assert _run("import", tmp_path / "none.json", "--out", tmp_path / "back") == 4


def test_one_of_two_annotators(tasks: list[Record]) -> None:
    mine, other = tasks[0]["annotations"][0], {"result": [], "completed_by": {"email": "b@x.vn"}}
    mine["completed_by"] = 7
    tasks[0]["annotations"].append(other)
    (one,) = import_tasks(tasks, annotator="7")
    (two,) = import_tasks(tasks, annotator="b@x.vn")
    assert (len(one.records), len(two.records)) == (len(records()), 1)
    with pytest.raises(AnnotateError, match="no annotation by c"):
        import_tasks(tasks, annotator="c")


def test_export_asks_for_what_it_needs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "tasks.json"
    assert _run("export", _gold(folder), "--out", out, "--sources", folder / "no") == 4
    rows = records()
    rows[5]["raw"] = "100% cán bộ"
    assert _run("export", _write(folder, rows), "--out", out, "--sources", folder) == 1
    rows = records()
    rows[5] |= {"char_start": 1, "char_end": 2}
    assert _run("export", _write(folder, rows), "--out", out, "--sources", folder) == 1
    assert "gold resolve" in capsys.readouterr().err
    assert _run("export", _gold(folder), "--out", folder / "tasks.xml", "--sources", folder) == 2
    assert not out.exists()


def test_the_configuration_names_every_field(tasks: list[Record]) -> None:
    view = ElementTree.fromstring(config_xml())
    names = {tag.get("name") for tag in view.iter() if tag.get("name")}
    used = {str(r["from_name"]) for r in _results(tasks) if "from_name" in r}
    assert used <= names
    assert [tag.get("value") for tag in view.iter("Label")] == list(LABELS.values())
    style = view.find("Style")
    assert style is not None and "pre-wrap" in str(style.text)
    for tag in view.iter("View"):
        if "whenLabelValue" in tag.attrib:
            assert tag.get("whenLabelValue") in LABELS.values()


def test_own_gold_goes_round(project_root: Path) -> None:
    own = project_root / "corpus" / "own"
    paths = [
        path
        for path in sorted((project_root / "gold").glob("*.jsonl"))
        if (own / json.loads(path.open(encoding="utf-8").readline())["file"]).is_file()
    ]
    assert len(paths) >= 5
    tasks = json.loads(json.dumps(export_tasks(paths, Sources([own]))))
    for path, one in zip(paths, import_tasks(tasks), strict=True):
        assert dump(one.records) == path.read_text("utf-8"), path.name
