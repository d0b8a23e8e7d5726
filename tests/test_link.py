"""Records that speak of each other: repeated mentions, and documents of one run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors import units
from pipeline import ids, tables
from pipeline.link import link_documents, link_mentions
from pipeline.run import run

Row = dict[str, Any]

HEAD = """ỦY BAN NHÂN DÂN
{issuer}
Số: {number}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

{place}, ngày {day}

KẾ HOẠCH
{title}

"""
CITED = (
    HEAD.format(
        issuer="TỈNH LAM SƠN",
        number="12/KH-UBND",
        place="Lam Sơn",
        day="05 tháng 01 năm 2026",
        title="Chuyển đổi số tỉnh Lam Sơn năm 2026",
    )
    + """I. NHIỆM VỤ, GIẢI PHÁP
1. Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Nội vụ triển khai nền tảng dùng chung.
"""
)
CITING = (
    HEAD.format(
        issuer="XÃ MINH TÂN",
        number="15/KH-UBND",
        place="Minh Tân",
        day="10 tháng 02 năm 2026",
        title="Chuyển đổi số năm 2026",
    )
    + """Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị (gọi tắt là Nghị quyết \
57); Kế hoạch số 12/KH-UBND ngày 05/01/2026 của Ủy ban nhân dân tỉnh Lam Sơn, Ủy ban nhân dân xã \
ban hành Kế hoạch như sau:

I. NHIỆM VỤ, GIẢI PHÁP
1. Phòng Kinh tế rà soát thủ tục theo Nghị quyết 57 và Nghị quyết số 57-NQ/TW.
2. Phòng Kinh tế đôn đốc việc thực hiện Kế hoạch số 12/KH-UBND và Chỉ thị số 05-CT/TU.
3. Phòng Văn hóa - Xã hội sơ kết các Nghị quyết số 18, 19-NQ/TW.
"""
)


def citation(at: int, number: str | None = "57-NQ/TW", **fields: Any) -> Row:
    return {
        "doc_id": "d1",
        "char_start": at,
        "cited_type": "Nghị quyết",
        "cited_number": number,
        "cited_date": None,
        "cited_issuer": None,
        "cited_work_id": None,
        "cited_doc_id": None,
        "resolution": "explicit",
    } | fields


def full(at: int, day: int = 22, **fields: Any) -> Row:
    known: Row = {"cited_date": date(2024, 12, day), "cited_issuer": "Bộ Chính trị"}
    return citation(at, **(known | fields))


def linked(*citations: Row) -> list[Row]:
    """The citations after linking, in the order they were given, whatever order they came in."""
    rows = [dict(row) for row in citations]
    link_mentions({"citations": rows[::-1]})
    return rows


# --- mentions of one document ---------------------------------------------------------


def test_a_bare_number_takes_date_and_issuer_from_the_fuller_mention_above() -> None:
    above, bare = linked(full(10), citation(50))
    assert bare["cited_work_id"] == above["cited_work_id"] is not None
    assert (above["resolution"], bare["resolution"]) == ("explicit", "backfilled")
    assert (bare["cited_date"], bare["cited_issuer"]) == (None, None)  # as printed


def test_below_counts_where_none_stands_above() -> None:
    bare, below = linked(citation(10), full(50))
    assert bare["cited_work_id"] == below["cited_work_id"]
    assert bare["resolution"] == "backfilled"


def test_an_alias_or_an_expanded_number_stays_what_it_is() -> None:
    above, alias, expanded = linked(
        full(10), citation(50, resolution="alias"), citation(60, resolution="expanded")
    )
    assert [alias["resolution"], expanded["resolution"]] == ["alias", "expanded"]
    assert alias["cited_work_id"] == expanded["cited_work_id"] == above["cited_work_id"]


def test_a_number_of_two_works_is_left_open() -> None:
    first, second, bare = linked(full(10), full(20, day=23), citation(50))
    assert len({first["cited_work_id"], second["cited_work_id"], bare["cited_work_id"]}) == 3
    assert bare["resolution"] == "explicit"


def test_another_type_or_another_document_is_another_work() -> None:
    above, other_type, other_document = linked(
        full(10), citation(50, cited_type="Kết luận"), citation(60, doc_id="d2")
    )
    for row in (other_type, other_document):
        assert row["resolution"] == "explicit"
        assert row["cited_work_id"] != above["cited_work_id"]


def test_spelling_makes_no_other_number() -> None:
    above, bare = linked(full(10), citation(50, number="57 – nq/tw"))
    assert bare["cited_work_id"] == above["cited_work_id"]


def test_what_the_mention_says_itself_comes_first() -> None:
    _, own = linked(full(10), citation(50, cited_issuer="Ban Bí thư"))
    assert own["cited_work_id"] == ids.work_id(
        "57-NQ/TW", date(2024, 12, 22), units.unit_id("Ban Bí thư") or "Ban Bí thư"
    )


def test_a_document_without_a_number_has_no_work() -> None:
    [law] = linked(citation(10, number=None, cited_type="Luật", cited_date=date(2024, 1, 18)))
    assert law["cited_work_id"] is None
    assert law["resolution"] == "explicit"


def test_linking_twice_changes_nothing_more() -> None:
    once = linked(full(10), citation(50), citation(70, number=None))
    assert linked(*once) == once


# --- documents of one run -------------------------------------------------------------


def document(doc_id: str, number: str | None = "57-NQ/TW", day: int = 22, **fields: Any) -> Row:
    return {
        "doc_id": doc_id,
        "number": number,
        "issued_date": date(2024, 12, day),
        "work_id": f"w_{doc_id}",
    } | fields


def found(citation_row: Row, *documents: Row) -> str | None:
    rows = {"documents": list(documents), "citations": [citation_row]}
    link_documents(rows)
    return rows["citations"][0]["cited_doc_id"]  # type: ignore[no-any-return]


def test_the_work_leads_to_its_document() -> None:
    row = citation(10, cited_work_id="w_a")
    assert found(row, document("b"), document("a")) == "a"


def test_number_and_date_lead_to_the_only_document_that_has_them() -> None:
    assert found(full(10), document("a"), document("b", number="58-NQ/TW")) == "a"
    assert found(full(10, day=23), document("a")) is None
    assert found(citation(10), document("a")) is None  # no date: it may be another term's


def test_two_documents_of_one_number_and_date_are_left_open() -> None:
    assert found(full(10), document("a"), document("b")) is None


def test_a_work_that_came_as_two_files_leads_to_the_first() -> None:
    row = citation(10, cited_work_id="w")
    assert found(row, document("a", work_id="w"), document("b", work_id="w")) == "a"


def test_documents_without_number_or_work_are_never_found() -> None:
    nameless = document("a", number=None, work_id=None)
    assert found(full(10), nameless) is None
    assert found(citation(10, number=None), nameless) is None


# --- the whole road -------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tables.Tables:
    """A run over two plans, of which one cites the other."""
    folder = tmp_path_factory.mktemp("link")
    (folder / "tỉnh.txt").write_text(CITED, encoding="utf-8")
    (folder / "xã.txt").write_text(CITING, encoding="utf-8")
    run([str(folder)], folder / "out")
    return tables.to_rows(tables.read(folder / "out"))


def of(both: tables.Tables, number: str) -> list[Row]:
    return [row for row in both["citations"] if row["cited_number"] == number]


def test_a_cited_document_of_the_run_is_found(both: tables.Tables) -> None:
    [cited] = [row for row in both["documents"] if row["number"] == "12/KH-UBND"]
    fuller, bare = of(both, "12/KH-UBND")
    assert [fuller["resolution"], bare["resolution"]] == ["explicit", "backfilled"]
    assert fuller["cited_doc_id"] == bare["cited_doc_id"] == cited["doc_id"]
    assert fuller["cited_work_id"] == bare["cited_work_id"] == cited["work_id"]
    assert (fuller["location"], bare["location"]) == ("preamble", "task")


def test_short_names_and_repeated_numbers_lead_to_one_work(both: tables.Tables) -> None:
    mentions = of(both, "57-NQ/TW")
    assert len({row["cited_work_id"] for row in mentions}) == 1
    in_task = {row["raw"]: row["resolution"] for row in mentions if row["location"] == "task"}
    assert in_task == {"Nghị quyết 57": "alias", "Nghị quyết số 57-NQ/TW": "backfilled"}


def test_what_the_run_does_not_hold_stays_open(both: tables.Tables) -> None:
    [alone] = of(both, "05-CT/TU")
    assert (alone["resolution"], alone["cited_doc_id"]) == ("explicit", None)
    assert alone["cited_work_id"] == ids.work_id("05-CT/TU", None, None)


def test_numbers_of_a_shared_tail_are_expanded(both: tables.Tables) -> None:
    [first] = of(both, "18-NQ/TW")
    assert first["resolution"] == "expanded"
    [second] = of(both, "19-NQ/TW")
    assert second["raw"] == first["raw"]
    assert second["cited_work_id"] != first["cited_work_id"]


def test_alone_the_citing_document_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "xã.txt").write_text(CITING, encoding="utf-8")
    run([str(tmp_path / "xã.txt")], tmp_path / "out")
    rows = tables.to_rows(tables.read(tmp_path / "out"))
    assert {row["cited_doc_id"] for row in rows["citations"]} == {None}
