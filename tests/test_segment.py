"""Segmentation: the table of cases. What holds for any text is in test_properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.clean import clean
from pipeline.ingest.pipe_tables import find_pipe_tables
from pipeline.model import LineLayout, Location, Media, Page, Source
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


def _laid_out(lines: list[tuple[str, bool, bool]]) -> Source:
    """A laid out source: each line with whether it is bold and whether it is italic."""
    text = "\n".join(line for line, *_ in lines)
    layouts, at = [], 0
    for line, bold, italic in lines:
        layouts.append(
            LineLayout(at, at + len(line), 1, begins=True, bold=bold, italic=italic, size=14.0)
        )
        at += len(line) + 1
    pages = (Page(1, 0, len(text)),)
    return Source("x.pdf", "0" * 64, Media.PDF, text, pages, "utf-8", lines=tuple(layouts))


SLANTED = [
    ("ỦY BAN NHÂN DÂN TỈNH A", True, False),
    ("Số: 5/KH-UBND", False, False),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, False),
    ("KẾ HOẠCH", True, False),
    ("Phát triển du lịch năm 2026", True, False),
    ("MỤC TIÊU", True, False),
    ("Đón 3,5 triệu lượt khách.", False, False),
    ("NHIỆM VỤ", True, False),
    ("Quảng bá du lịch", False, True),
    ("Sở Du lịch chủ trì xây dựng 12 phóng sự giới thiệu danh thắng của tỉnh.", False, False),
    ("Đầu tư hạ tầng", False, True),
    ("Sở Xây dựng rà soát, sửa chữa các tuyến đường vào khu du lịch của tỉnh.", False, False),
]


def test_words_in_italics_by_themselves_head_upright_paragraphs() -> None:
    (part,) = segment(clean(_laid_out(SLANTED)))
    assert [section.path for section in part.sections] == ["h1", "h2", "h2/h1", "h2/h2"]
    assert [item.path for item in part.items] == ["h2/h1/p1", "h2/h2/p1"]


@pytest.mark.parametrize(
    "line",
    [
        ("Trích: việc này do Sở làm.", False, True),
        ("Quảng bá du lịch", False, False),
        ("quảng bá du lịch", False, True),
        ("(Có danh mục kèm theo)", False, True),
    ],
)
def test_other_lines_head_nothing(line: tuple[str, bool, bool]) -> None:
    lines = [*SLANTED[:8], line, SLANTED[9]]
    (part,) = segment(clean(_laid_out(lines)))
    assert [section.path for section in part.sections] == ["h1", "h2"]
