"""Segmentation: the table of cases. What holds for any text is in test_properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.clean import clean
from pipeline.ingest.pipe_tables import find_pipe_tables
from pipeline.model import Location, Media, Page, Source
from pipeline.roles import role_of
from pipeline.segment import Item, Part, segment

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "segment.yaml").read_text(encoding="utf-8")
)


def parts_of(case: dict[str, Any]) -> list[Part]:
    head = CASES["heads"][case["head"]]
    text = f"{head}\n{case['text']}" if head else case["text"]
    pages = (Page(1, 0, len(text)),)
    tables = find_pipe_tables(text)
    source = Source("x.txt", "0" * 64, Media.TEXT, text, pages, "utf-8", tables=tables)
    return segment(clean(source))


def params(cases: list[dict[str, Any]]) -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["name"],
            marks=[pytest.mark.xfail(strict=True, reason=case["defect"])]
            if "defect" in case
            else [],
        )
        for case in cases
    ]


def first_words(found: list[tuple[str, str]], expected: list[str]) -> list[str]:
    """What was found as "path text", cut to the length of what is expected at its place."""
    lengths = [len(one) for one in expected] + [60] * len(found)
    return [f"{path} {text}"[:length] for (path, text), length in zip(found, lengths, strict=False)]


def check_part(part: Part, expected: dict[str, Any]) -> None:
    assert [f"{one.path} {one.role}" for one in part.sections] == expected["sections"]
    tasks = [(item.path, item.text.text) for item in part.items]
    assert first_words(tasks, expected["tasks"]) == expected["tasks"]


@pytest.mark.parametrize("case", params(CASES["positive"]))
def test_positive(case: dict[str, Any]) -> None:
    parts = parts_of(case)
    expected = case.get("parts", [case])
    assert len(parts) == len(expected)
    for part, wanted in zip(parts, expected, strict=True):
        check_part(part, wanted)
    part = parts[0]
    items: dict[str, Item] = {item.path: item for item in part.items}
    headings = {section.path: section.heading.text for section in part.sections}
    for path, heading in case.get("headings", {}).items():
        assert headings[path] == heading
    for path, whole in case.get("whole", {}).items():
        assert items[path].text.text == whole
    for path, metas in case.get("metas", {}).items():
        assert [[meta.kind, meta.aligned.text] for meta in items[path].metas] == metas
    for path, metas in case.get("group", {}).items():
        assert [[meta.kind, meta.aligned.text] for meta in items[path].group_metas] == metas
    for path, contexts in case.get("contexts", {}).items():
        assert [context.aligned.text for context in items[path].contexts] == contexts
    if "closing" in case:
        closing = [b.aligned.text for b in part.blocks if b.location == Location.CLOSING]
        assert len(closing) == len(case["closing"])
        for text, start in zip(closing, case["closing"], strict=True):
            assert text.startswith(start)
    if "tail" in case:
        assert [line.text for line in part.tail] == case["tail"]
    if "issues" in case:
        assert [issue.code for issue in part.issues] == case["issues"]


@pytest.mark.parametrize("case", params(CASES["negative"]))
def test_no_tasks(case: dict[str, Any]) -> None:
    assert [(item.path, item.text.text) for part in parts_of(case) for item in part.items] == []


def test_negatives_are_a_third_of_the_positives() -> None:
    assert 3 * len(CASES["negative"]) >= len(CASES["positive"])


@pytest.mark.parametrize(("heading", "role"), CASES["roles"])
def test_role_of_a_heading(heading: str, role: str | None) -> None:
    assert role_of(heading) == role


def test_sections_know_their_place() -> None:
    case = next(case for case in CASES["positive"] if case["name"] == "decimals, three levels")
    [part] = parts_of(case)
    rows = [(one.path, one.parent_path, one.level, one.label) for one in part.sections]
    assert rows == [
        ("I", None, 1, "I."),
        ("I/1", "I", 2, "1."),
        ("I/1/1.2", "I/1", 3, "1.2."),
        ("I/2", "I", 2, "2."),
    ]
    assert [one.ordinal for one in part.sections] == [1, 2, 3, 4]
    deep = next(item for item in part.items if item.path == "I/1/1.2/1.2.2")
    assert deep.heading_path == ("NHIỆM VỤ", "Phòng Nội vụ", "Lập danh sách cán bộ")
    assert (deep.section_path, deep.label) == ("I/1/1.2", "1.2.2.")


@pytest.mark.parametrize("text", ["I. NHIỆM VỤ\nĐiều 2", "\nĐiều 2", "x\nPHỤ LỤC I\n"])
def test_a_section_ends_behind_its_start(text: str) -> None:
    for part in parts_of({"head": "none", "text": text}):
        for section in part.sections:
            assert 0 <= section.char_start < section.char_end <= len(text)
