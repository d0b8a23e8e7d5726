"""Header, title block and signature block: `tests/cases/header.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from plan import rows_of

from extractors.header import (
    RULES,
    doc_type_code,
    explain,
    is_header_line,
    is_recipients_line,
    is_signature_line,
    is_type_line,
    parse,
)
from extractors.header import words as header_words
from extractors.header.normalise import unaccented

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "header.yaml").read_text(encoding="utf-8")
)
DOCUMENTS: list[dict[str, Any]] = CASES["documents"]


def parts(case: dict[str, Any]) -> tuple[list[str], str, list[str], str]:
    return (
        case.get("head", []),
        case.get("opening", ""),
        case.get("tail", []),
        case.get("closing", ""),
    )


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case["name"])
def test_document(case: dict[str, Any]) -> None:
    header = parse(*parts(case))
    for field, expected in case.get("expect", {}).items():
        found = getattr(header, field)
        wanted = tuple(expected) if isinstance(expected, list) else expected
        assert found == wanted, field
    for field in case.get("absent", []):
        assert not getattr(header, field), field


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case["name"])
def test_wide_spaces_between_columns_do_not_matter(case: dict[str, Any]) -> None:
    head, opening, tail, closing = parts(case)
    narrow = [[" ".join(line.split()) for line in lines] for lines in (head, tail)]
    assert parse(narrow[0], opening, narrow[1], closing) == parse(*parts(case))


def test_every_rule_fires_in_a_case() -> None:
    fired = {rule for case in DOCUMENTS for rule in explain(*parts(case)).values()}
    assert fired == set(RULES)


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name, lines in CASES["type_lines"]["positive"].items() for line in lines],
)
def test_type_line(name: str, line: str) -> None:
    assert is_type_line(line) == name


@pytest.mark.parametrize("line", CASES["type_lines"]["negative"])
def test_no_type_line(line: str) -> None:
    assert is_type_line(line) is None


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (kind, line, side == "positive")
        for kind in ("header_lines", "signature_lines", "recipients_lines")
        for side, lines in CASES[kind].items()
        for line in lines
    ],
)
def test_kind_of_line(kind: str, line: str, expected: bool) -> None:
    recognise = {
        "header_lines": is_header_line,
        "signature_lines": is_signature_line,
        "recipients_lines": is_recipients_line,
    }[kind]
    assert recognise(line) is expected


@pytest.mark.parametrize(("name", "number", "code"), CASES["type_codes"])
def test_type_code(name: str | None, number: str | None, code: str | None) -> None:
    assert doc_type_code(name, number) == code


def test_names_of_types_are_listed_once() -> None:
    names = [kind.name for kind in header_words.doc_types()]
    assert len(names) == len(set(names))


WORDS = st.sampled_from(
    [
        *("KẾ HOẠCH", "Kế hoạch", "Số", "Số: 57/KH-UBND", "-KH/TU", "ngày", "tháng 3 năm 2024"),
        *("Hà Nội,", "T/M", "KT.", "BÍ THƯ", "ỦY BAN NHÂN DÂN", "của", "V/v", "Kính gửi:"),
        *("Nơi nhận:", "- ", "-----", "ĐẢNG CỘNG SẢN VIỆT NAM", "Lê Văn Thử", "Tỉnh ủy"),
        *("ban hành", "như sau:", "CỦA", "PHỤ LỤC", "(", ")", ";", ",", ".", "*", "200-", "QĐ/TW"),
        "HỘI NGHỊ LẦN THỨ",
    ]
)
LINE = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=7).map(" ".join))
LINES = st.lists(LINE, max_size=10)


@given(LINES, LINE, LINES, LINE)
def test_any_lines(head: list[str], opening: str, tail: list[str], closing: str) -> None:
    header = parse(head, opening, tail, closing)
    assert (header.title is None) == (header.title_lines is None)
    if header.title_lines:
        first, last = header.title_lines
        assert 0 <= first < last <= len(head)
    said = " ".join("\n".join([*head, opening, *tail, closing]).replace("|", " ").split())
    for value in (header.issuer, header.signer, header.place, *header.recipients):
        assert value is None or all(word in said for word in value.split())


@given(LINE)
def test_any_line(line: str) -> None:
    for recognise in (is_type_line, is_header_line, is_signature_line, is_recipients_line):
        recognise(line)
    assert len(unaccented(line)) == len(line)


OPENING = (
    "Thực hiện Nghị quyết số 20-NQ/TW, ngày 25/10/2017 của Ban Chấp hành Trung ương Đảng khóa XII, "
    "Ban Chấp hành Đảng bộ tỉnh xây dựng Chương trình hành động như sau:"
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("thực hiện Nghị quyết số 20-NQ/TW của Hội nghị lần thứ sáu", "Ban Chấp hành Trung ương"),
        ("thực hiện Nghị quyết số 20-NQ/TW của", "Ban Chấp hành Trung ương"),
    ],
    ids=["a session", "a preposition"],
)
def test_a_title_goes_on_with_the_body_that_its_line_waits_for(first: str, second: str) -> None:
    rest = "Đảng khóa XII về bảo vệ, chăm sóc và nâng cao sức khỏe nhân dân trong tình hình mới"
    lines = ["TỈNH ỦY NAM AN", "*", "Số 56-CTr/TU", "", "CHƯƠNG TRÌNH HÀNH ĐỘNG", first]
    lines += [f"{second} {rest}", "-----", "", OPENING, "", "I- NHIỆM VỤ", "1. Rà soát."]
    (document,) = rows_of("\n".join([*lines, ""]))["documents"]
    assert document["title"] == f"{first} {second} {rest}"


def test_a_sentence_below_a_whole_title_is_none_of_it() -> None:
    lines = ["TỈNH ỦY NAM AN", "*", "Số 56-CTr/TU", "", "CHƯƠNG TRÌNH HÀNH ĐỘNG"]
    lines += ["về bảo vệ, chăm sóc sức khỏe nhân dân", OPENING, "", "I- NHIỆM VỤ", "1. Rà soát."]
    (document,) = rows_of("\n".join([*lines, ""]))["documents"]
    assert document["title"] == "về bảo vệ, chăm sóc sức khỏe nhân dân"
