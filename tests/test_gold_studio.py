"""Annotations to Label Studio and back: offsets, edits and what cannot be taken."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from annotated import (
    B1,
    SOURCE,
    Record,
    find,
    gold_of,
    index_of,
    records,
    run_gold,
    target,
    unit,
    written,
)
from hypothesis import given
from hypothesis import strategies as st

from pipeline.annotate import (
    AnnotateError,
    Sources,
    config_xml,
    dump,
    export_tasks,
    import_tasks,
    read_export,
    resolve_file,
)
from pipeline.annotate.offsets import Shown, from_utf16, same_words, to_utf16
from pipeline.annotate.studio import CONTROLS, KIND, LABELS
from pipeline.evaluate import cleaned

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
    resolve_file(gold_of(folder), Sources([folder]))
    exported: list[Record] = json.loads(
        json.dumps(export_tasks([gold_of(folder)], Sources([folder])))
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
        resolve_file(gold_of(folder), Sources([folder]))
    out, back = folder / "tasks.json", folder / "back"
    assert run_gold("export", gold_of(folder), "--out", out, "--sources", folder) == 0
    assert run_gold("import", out, "--out", back, "--sources", folder) == 0
    assert (back / "kh-mau.1.jsonl").read_bytes() == gold_of(folder).read_bytes()
    assert run_gold("import", out, "--out", back, "--sources", folder) == 4  # not written over


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
    unit = find(expected, t="unit", role="coordinate")
    assert cleaned(SOURCE[unit["char_start"] : unit["char_end"]]) == unit["raw"]
    moved = find(expected, **B1)
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
    find(expected, raw="Điều lệ Đảng")["raw"] = "đề án 𝐊 theo Điều lệ Đảng"
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
    find(expected, t="unit", role="coordinate")["role"] = "report_to"
    expected.remove(find(expected, t="time", kind="by"))
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
        index_of(expected, t="target", value=100.0),
        target("I", "50% chi", "<=", 0.5) | {"unit": None},
    )
    lead = index_of(expected, t="unit", task="II/2/p1")
    expected.insert(lead + 1, unit("II/2/p1", "coordinate", "Văn phòng", "heading"))
    last = index_of(expected, t="cite", number="18-QĐ/HU")
    expected.insert(last, unit("II/1/b2", "via", "Tỉnh ủy"))
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
    assert run_gold("import", out, "--out", folder / "back", "--sources", folder) == 1
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
    assert run_gold("import", path, "--out", tmp_path / "back") == 1
    assert run_gold("import", tmp_path / "none.json", "--out", tmp_path / "back") == 4


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
    assert run_gold("export", gold_of(folder), "--out", out, "--sources", folder / "no") == 4
    rows = records()
    rows[5]["raw"] = "100% cán bộ"
    assert run_gold("export", written(folder, rows), "--out", out, "--sources", folder) == 1
    rows = records()
    rows[5] |= {"char_start": 1, "char_end": 2}
    assert run_gold("export", written(folder, rows), "--out", out, "--sources", folder) == 1
    assert "gold resolve" in capsys.readouterr().err
    assert (
        run_gold("export", gold_of(folder), "--out", folder / "tasks.xml", "--sources", folder) == 2
    )
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
