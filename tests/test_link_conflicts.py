"""Mentions that disagree on date, issuer or number: which are told of, and what is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline import tables
from pipeline.link import link_documents, link_mentions
from pipeline.link_works import bodies_agree, identity, titles_agree
from pipeline.run import run
from pipeline.run.document import document_rows

Row = dict[str, Any]


def cited(
    number: str,
    day: date | None = None,
    issuer: str | None = None,
    *,
    doc: str = "d1",
    type_: str = "Nghị quyết",
    title: str | None = None,
) -> Row:
    raw = f"{type_} số {number}" + (f" ngày {day:%d/%m/%Y}" if day else "")
    return {
        "doc_id": doc,
        "raw": raw + (f" của {issuer}" if issuer else ""),
        "task_id": None,
        "cited_type": type_,
        "cited_number": number,
        "cited_name": None,
        "cited_date": day,
        "cited_issuer": issuer,
        "cited_title": title,
        "cited_work_id": None,
        "cited_doc_id": None,
        "resolution": "explicit",
    }


def held(number: str, day: date, issuer: str, *, doc: str = "d9", type_: str = "Nghị quyết") -> Row:
    return {
        "doc_id": doc,
        "source_path": f"{doc}.md",
        "doc_type_name": type_,
        "number": number,
        "issued_date": day,
        "issuer": issuer,
        "title": None,
        "work_id": f"w_{doc}",
    }


def issues(*citations: Row, documents: tuple[Row, ...] = ()) -> list[tuple[str, str]]:
    """Code and message of what linking tells of."""
    rows: dict[str, list[Row]] = {
        "citations": [row | {"char_start": 100 * at} for at, row in enumerate(citations)],
        "documents": list(documents),
        "issues": [],
    }
    for row in rows["citations"]:
        row["char_end"] = row["char_start"] + len(row["raw"])
    link_mentions(rows)
    link_documents(rows)
    return [(row["code"], row["message"]) for row in rows["issues"]]


D1, D2 = date(2020, 3, 5), date(2020, 5, 3)

# What is no slip: each a list of mentions and the reason.
NONE = {
    "the same number in another term of the Party": [
        cited("124-QĐ/TW", date(2018, 2, 2), "Ban Bí thư", type_="Quy định"),
        cited("124-QĐ/TW", date(2023, 10, 4), "Bộ Chính trị", type_="Quy định"),
    ],
    "the same number in another year of the State": [
        cited("571/QĐ-TTg", date(2023, 4, 25), type_="Quyết định"),
        cited("571/QĐ-TTg", date(2024, 6, 3), type_="Quyết định"),
    ],
    "another type of one code": [
        cited("217-QĐ/TW", date(2013, 12, 12), type_="Quyết định"),
        cited("217-QĐ/TW", date(2013, 5, 1), type_="Quy định"),
    ],
    "two forms of one body's name": [
        cited("28-NQ/TW", date(2022, 11, 17), "Ban Chấp hành Trung ương Đảng khóa XIII"),
        cited("28-NQ/TW", date(2022, 11, 17), "Hội nghị lần thứ sáu BCH Trung ương"),
        cited("28-NQ/TW", None, "Ban Chấp hành Trung ương"),
    ],
    "another province's plan of the same number": [
        cited("12/KH-UBND", date(2026, 1, 5), "UBND tỉnh", type_="Kế hoạch"),
        cited("12/KH-UBND", date(2026, 2, 6), "UBND tỉnh", type_="Kế hoạch", doc="d2"),
    ],
    "another commune's plan in one document": [
        cited("12/KH-UBND", date(2026, 1, 5), "UBND xã An Bình", type_="Kế hoạch"),
        cited("12/KH-UBND", date(2026, 2, 6), "UBND xã Tân Lập", type_="Kế hoạch"),
    ],
    "two resolutions of one day": [
        cited("18-NQ/TW", date(2017, 10, 25), "Ban Chấp hành Trung ương khóa XII"),
        cited("19-NQ/TW", date(2017, 10, 25), "Ban Chấp hành Trung ương khóa XII"),
    ],
    "a series of decisions of one day": [
        cited(
            f"{number}/QĐ-UBND",
            D1,
            type_="Quyết định",
            title=f"về việc thành lập Tổ công nghệ số cộng đồng xã {place}",
        )
        for number, place in (("12", "An Bình"), ("13", "Tân Lập"))
    ],
    "a figure alone": [
        cited("18-NQ/TW", date(2017, 10, 25)),
        cited("18", None, "Bộ Chính trị"),
    ],
    "Tỉnh ủy and its Ban Thường vụ": [
        cited("03-NQ/TU", D1, "Tỉnh ủy"),
        cited("03-NQ/TU", D1, "Ban Thường vụ Tỉnh ủy"),
    ],
}


@pytest.mark.parametrize("citations", NONE.values(), ids=NONE)
def test_what_is_no_slip_is_not_told_of(citations: list[Row]) -> None:
    assert issues(*citations) == []


def test_of_two_dates_the_one_most_say_is_the_likelier() -> None:
    [(code, message)] = issues(
        cited("30/2020/NĐ-CP", D1, type_="Nghị định"),
        cited("30/2020/NĐ-CP", D1, type_="Nghị định"),
        cited("30/2020/NĐ-CP", D2, type_="Nghị định"),
    )
    assert code == "citation_date_conflict"
    assert message == (
        "Viện dẫn “Nghị định số 30/2020/NĐ-CP ngày 03/05/2020” ghi ngày 03/05/2020, còn 2 viện "
        "dẫn khác ghi ngày 05/03/2020; nhiều khả năng đúng là ngày 05/03/2020."
    )


def test_in_a_tie_the_year_in_the_number_decides() -> None:
    [(_, message)] = issues(
        cited("30/2020/NĐ-CP", date(2021, 3, 5), type_="Nghị định"),
        cited("30/2020/NĐ-CP", D1, type_="Nghị định"),
    )
    assert "ghi ngày 05/03/2021, còn 1 viện dẫn khác ghi ngày 05/03/2020" in message
    assert message.endswith("nhiều khả năng đúng là ngày 05/03/2020.")


def test_in_a_tie_without_a_sign_nothing_is_said_to_be_right() -> None:
    [(_, message)] = issues(
        cited("58-QĐ/TW", date(2022, 2, 8), type_="Quy định"),
        cited("58-QĐ/TW", date(2022, 8, 2), type_="Quy định"),
    )
    assert message.endswith("chưa đủ căn cứ để biết bên nào đúng.")


def test_a_date_outside_the_year_of_its_number() -> None:
    [(code, message)] = issues(cited("30/2020/NĐ-CP", date(2021, 3, 5), type_="Nghị định"))
    assert code == "citation_date_conflict"
    assert "không thuộc năm 2020 ghi trong số văn bản" in message


def test_day_and_month_the_same_in_another_year_is_a_slip() -> None:
    [(code, _)] = issues(
        cited("06/QĐ-TTg", date(2022, 1, 6), "Thủ tướng Chính phủ", type_="Quyết định"),
        cited("06/QĐ-TTg", date(2021, 1, 6), "Thủ tướng Chính phủ", type_="Quyết định"),
    )
    assert code == "citation_date_conflict"


def test_another_mark_in_the_number_makes_no_other_document() -> None:
    assert identity("571/QĐ/TTg") == identity("571/QĐ-TTg")
    [(code, _)] = issues(
        cited("571/QĐ/TTg", date(2023, 4, 25), type_="Quyết định"),
        cited("571/QĐ-TTg", date(2023, 4, 24), type_="Quyết định"),
    )
    assert code == "citation_date_conflict"


def test_two_issuers_of_one_resolution() -> None:
    [(code, message)] = issues(
        cited("28-NQ/TW", date(2022, 11, 17), "Ban Chấp hành Trung ương khóa XIII"),
        cited("28-NQ/TW", date(2022, 11, 17), "BCH Trung ương Đảng"),
        cited("28-NQ/TW", None, "Bộ Chính trị"),
    )
    assert code == "citation_issuer_conflict"
    assert "“Nghị quyết số 28-NQ/TW của Bộ Chính trị” ghi Bộ Chính trị, còn 2 viện dẫn" in message
    assert message.endswith("nhiều khả năng đúng là Ban Chấp hành Trung ương khóa XIII.")


def test_two_numbers_of_one_title_and_date() -> None:
    title = "về tiếp tục đổi mới, sắp xếp tổ chức bộ máy"
    [(code, message)] = issues(
        cited("18-NQ/TW", date(2017, 10, 25), title=title),
        cited("18-NQ/TW", date(2017, 10, 25), title=title + " của hệ thống chính trị"),
        cited("81-NQ/TW", date(2017, 10, 25), title=title),
    )
    assert code == "citation_number_conflict"
    assert "ghi số 81-NQ/TW, còn 2 viện dẫn khác ghi số 18-NQ/TW" in message


def test_two_spellings_of_a_number_of_one_year() -> None:
    [(code, _)] = issues(
        cited("35/2023/NQ-UBTVQH15", date(2023, 7, 12)),
        cited("35/2023/UBTVQH15"),
    )
    assert code == "citation_number_conflict"


def test_the_document_of_the_run_knows_best() -> None:
    mentions = [
        cited("30/2020/NĐ-CP", D2, type_="Nghị định", doc=doc) for doc in ("d1", "d2", "d3")
    ]
    found = issues(
        *mentions, documents=(held("30/2020/NĐ-CP", D1, "Chính phủ", type_="Nghị định"),)
    )
    assert len(found) == 3
    for _, message in found:
        assert "còn chính văn bản đó (d9.md) ghi ngày 05/03/2020" in message
        assert message.endswith("nhiều khả năng đúng là ngày 05/03/2020.")


def test_documents_of_one_run_are_held_against_each_other() -> None:
    [(_, message)] = issues(
        *(cited("30/2020/NĐ-CP", D1, type_="Nghị định", doc=doc) for doc in ("d1", "d2")),
        cited("30/2020/NĐ-CP", D2, type_="Nghị định", doc="d3"),
        documents=tuple(
            held(f"{at}/KH-UBND", D1, "UBND", doc=f"d{at}", type_="Kế hoạch") for at in (1, 2, 3)
        ),
    )
    assert "còn 2 viện dẫn khác (d1.md, d2.md) ghi ngày 05/03/2020" in message


def test_the_work_of_a_slip_is_the_likelier_one() -> None:
    rows: dict[str, list[Row]] = {
        "citations": [
            cited("30/2020/NĐ-CP", day, "Chính phủ", type_="Nghị định")
            | {"char_start": at, "char_end": at + 1}
            for at, day in enumerate((D1, D1, D2, None))
        ]
    }
    link_mentions(rows)
    assert len({row["cited_work_id"] for row in rows["citations"]}) == 1
    assert [row["cited_date"] for row in rows["citations"]] == [D1, D1, D2, None]  # as printed


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh Lam Sơn", True),
        ("Chủ tịch UBND tỉnh", "UBND tỉnh Lam Sơn", True),
        ("Bộ trưởng Bộ Nội vụ", "Bộ Nội vụ", True),
        ("Tỉnh ủy", "Ban Chấp hành Đảng bộ tỉnh", True),
        ("Tỉnh ủy Nghệ An", "Ban Thường vụ Tỉnh ủy Hà Tĩnh", False),
        ("Bộ Chính trị", "Ban Chấp hành Trung ương", False),
        ("Bộ Chính trị, Ban Bí thư", "Ban Bí thư", True),
        ("Bộ Tài chính", "Bộ Nội vụ", False),
        ("Thủ tướng", "Thủ tướng Chính phủ", True),
        (None, "Chính phủ", True),
    ],
)
def test_names_of_one_body(one: str | None, other: str | None, agree: bool) -> None:
    assert bodies_agree(one, other) is agree
    assert bodies_agree(other, one) is agree


def test_titles_of_a_series_are_not_one() -> None:
    title = "về việc thành lập Tổ công nghệ số cộng đồng xã "
    assert not titles_agree(title + "An Bình", title + "An Hòa")
    assert titles_agree(title, title + "An Hòa")
    assert not titles_agree("về công tác cán bộ", "về công tác cán bộ")  # too common


PLAN = """TỈNH ỦY LAM SƠN
*
Số 45-KH/TU

ĐẢNG CỘNG SẢN VIỆT NAM
Lam Sơn, ngày 12 tháng 5 năm 2024

KẾ HOẠCH
thực hiện Nghị quyết về văn thư

Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ, Tỉnh ủy xây dựng kế hoạch.

I- NHIỆM VỤ, GIẢI PHÁP
1. Văn phòng Tỉnh ủy rà soát quy chế theo khoản 1, 2 Điều 8 Nghị định số 30/2020/NĐ-CP ngày \
05/3/2020 và luật lưu trữ trước ngày 30/6/2024.
2. Sở Nội vụ tập huấn theo Nghị định số 30/2020/NĐ-CP ngày 03/5/2020 của Chính phủ trong năm 2024.
"""


def test_a_slip_in_a_task_makes_it_need_review(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    rows = document_rows(tmp_path / "a.txt")
    [issue] = [row for row in rows["issues"] if row["code"] == "citation_date_conflict"]
    [task] = [row for row in rows["tasks"] if row["task_id"] == issue["task_id"]]
    assert (task["path"], task["needs_review"]) == ("I/2", True)
    assert issue["page"] == 1
    assert PLAN[issue["char_start"] : issue["char_end"]] == (
        "Nghị định số 30/2020/NĐ-CP ngày 03/5/2020 của Chính phủ"
    )


def test_a_run_tells_of_each_once_and_has_the_places(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    run([str(tmp_path / "a.txt")], tmp_path / "out")
    rows = tables.to_rows(tables.read(tmp_path / "out"))
    assert [row["code"] for row in rows["issues"]].count("citation_date_conflict") == 1
    pointing = [row for row in rows["citations"] if row["cited_pinpoint"]]
    assert [(row["cited_pinpoint"], row["cited_places"]) for row in pointing] == [
        ("khoản 1, 2 Điều 8", ["Điều 8/khoản 1", "Điều 8/khoản 2"])
    ]
    assert {row["cited_number"] for row in pointing} == {"30/2020/NĐ-CP"}
    assert "luật lưu trữ" in {row["cited_name"] for row in rows["citations"]}
