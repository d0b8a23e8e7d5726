"""Cleaning: the table of cases. What holds for any text is in test_properties."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.clean import Cleaned, clean, merge
from pipeline.line_labels import line_label
from pipeline.lines import read_lines
from pipeline.model import IssueCode, Media, Page, Source

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "clean.yaml").read_text(encoding="utf-8")
)


def cleaned(text: str) -> Cleaned:
    pages = (Page(1, 0, len(text)),)
    return clean(Source("x.txt", "0" * 64, Media.TEXT, text, pages, "utf-8"))


def paragraphs(text: str) -> list[str]:
    return [line.text for line in merge(cleaned(text).lines)]


def defect(reason: str | None) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=reason)] if reason else []


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["name"], marks=defect(case.get("defect")))
        for case in CASES["positive"]
    ],
)
def test_positive(case: dict[str, Any]) -> None:
    text = case["text"]
    found = cleaned(text)
    assert [line.text for line in merge(found.lines)] == case["lines"]
    notes = [
        [note.mark, note.aligned.text, note.call and text[slice(*note.call)]]
        for note in found.footnotes
    ]
    assert notes == case.get("notes", [])
    assert len(found.issues) == case.get("issues", 0)
    assert {issue.code for issue in found.issues} <= {IssueCode.FOOTNOTE_UNMATCHED}


@pytest.mark.parametrize("lines", CASES["negative"], ids=" / ".join)
def test_lines_stay_apart(lines: list[str]) -> None:
    for separator in ("\n", "\n\n"):
        found = cleaned(separator.join(lines))
        assert [line.text for line in merge(found.lines)] == lines
        assert found.footnotes == ()


def test_negatives_are_a_third_of_the_positives() -> None:
    assert 3 * len(CASES["negative"]) >= len(CASES["positive"])


BEFORE, AFTER = "1. Rà soát hồ sơ của cán bộ thuộc", "diện quản lý của xã."


@pytest.mark.parametrize("form", CASES["page_numbers"], ids=repr)
def test_page_number(form: str) -> None:
    for text in (f"{BEFORE}\n{form}\n{AFTER}\n", f"{BEFORE}\n\n{form}\n\n{AFTER}\n"):
        assert paragraphs(text) == [f"{BEFORE} {AFTER}"]


@pytest.mark.parametrize("line", CASES["repeated"])
def test_what_repeats_at_page_ends_is_no_running_head(line: str) -> None:
    items = ["2. Rà soát hồ sơ.", "3. Lập danh sách.", "4. Gửi báo cáo."]
    text = "".join(f"{item}\n{line}\n{page}\n" for page, item in enumerate(items, 2))
    last = "5. Lưu hồ sơ."
    assert paragraphs(text + last) == [*(text for item in items for text in (item, line)), last]


@pytest.mark.parametrize(("text", "kind", "content"), CASES["labels"])
def test_line_label(text: str, kind: str, content: str) -> None:
    found = line_label(text)
    assert found is not None
    assert (found.kind, text[found.end :]) == (kind, content)


@pytest.mark.parametrize("text", CASES["no_labels"])
def test_no_line_label(text: str) -> None:
    assert line_label(text) is None


def test_where_a_line_stood_is_kept() -> None:
    text = "# ĐỀ ÁN\n\n**Phần chung**\n\n\nTrái          Phải\n-----\n\n| a | b |\n\f1. Rà soát.\n"
    title, bold, left, right, table, item = read_lines(text)
    assert (title.heading, title.bold, title.blank_before) == (1, False, 0)
    assert (bold.heading, bold.bold, bold.blank_before) == (0, True, 1)
    assert (left.text, left.column, right.text, right.column) == ("Trái", 1, "Phải", 2)
    assert (left.blank_before, right.blank_before) == (2, 0)
    assert table.table
    assert table.rule_before
    assert not item.rule_before
    assert item.new_page
    assert not table.new_page


def test_joints_are_where_lines_were_joined() -> None:
    [line] = merge(
        cleaned("1. Rà soát hồ sơ của\ncán bộ theo Quyết định số 200-\nQĐ/TW của xã.").lines
    )
    ends = [line.text[:joint].rsplit(" ", 1)[-1] for joint in line.joints]
    assert [line.text[joint:].split()[0] for joint in line.joints] == ["cán", "QĐ/TW"]
    assert ends == ["", "200-"]


def test_calls_are_in_order_and_inside_the_line() -> None:
    text = "¹Rà soát² hồ sơ<sup>3</sup> [^4]của xã⁽⁵⁾"
    [line] = read_lines(text)
    assert line.text == "Rà soát hồ sơ của xã"
    assert [call.mark for call in line.calls] == ["1", "2", "3", "4", "5"]
    assert [call.index for call in line.calls] == [0, 7, 13, 14, 20]
    marks = [text[call.char_start : call.char_end] for call in line.calls]
    assert marks == ["¹", "²", "<sup>3</sup>", "[^4]", "⁽⁵⁾"]
    assert all(one.char_end <= two.char_start for one, two in pairwise(line.calls))


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n\f", "***", "2", "\ufeff", "-----", "&nbsp;"])
def test_nothing_to_read(text: str) -> None:
    assert cleaned(text) == Cleaned((), ())


SHORT_ITEMS = """III. NHIỆM VỤ
1. Tổ chức các đợt kiểm tra tại vùng giáp ranh với tỉnh bạn và lâm phận Vườn quốc gia
Chư Rinh; Hạt Kiểm lâm khu vực phối hợp với Công an xã tổ chức giao ban.
- Cơ quan chủ trì: Chi cục Kiểm lâm.
- Thời gian thực hiện: quý II.
2. Rà soát, bổ sung phương án phòng cháy, chữa cháy rừng của các chủ rừng trên địa bàn,
trong đó chú trọng khu vực có nguy cơ cao.
- Cơ quan chủ trì: Chi cục Kiểm lâm.
- Thời gian thực hiện: quý II.
3. Điều tra, xử lý dứt điểm các vụ án hủy hoại rừng còn tồn đọng của các năm trước; công
khai kết quả xử lý.
- Cơ quan chủ trì: Công an tỉnh.
- Thời gian thực hiện: quý II.
4. Tuyên truyền, phổ biến pháp luật về lâm nghiệp cho người dân sống gần rừng, nhất là ở
các xã vùng cao.
- Cơ quan chủ trì: Chi cục Kiểm lâm.
- Thời gian thực hiện: quý II.
5. Trồng bù rừng thay thế khi chuyển mục đích sử dụng rừng, theo dõi tỷ lệ cây sống của
các dự án.
- Cơ quan chủ trì: Chi cục Kiểm lâm.
- Thời gian thực hiện: quý II.
6. Kiểm kê, cập nhật dữ liệu rừng trên phần mềm của ngành, chia sẻ dữ liệu với các cơ sở
liên quan.
- Cơ quan chủ trì: Chi cục Kiểm lâm.
- Thời gian thực hiện: quý II.
7. Bồi dưỡng nghiệp vụ cho lực lượng bảo vệ rừng chuyên trách của các chủ rừng và cho
công chức cấp xã.
"""


def test_lines_are_wrapped_also_where_most_are_short() -> None:
    merged = paragraphs(SHORT_ITEMS)
    assert "Vườn quốc gia Chư Rinh; Hạt Kiểm lâm" in merged[1]


def test_paragraphs_of_one_line_are_not_wrapped() -> None:
    text = SHORT_ITEMS.replace("quý II.\n", "quý II, " + "rất dài " * 30 + "\n")
    merged = paragraphs(text)
    assert "Vườn quốc gia Chư Rinh" not in merged[1]
