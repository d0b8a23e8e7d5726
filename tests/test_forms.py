"""One document in every form is one work: same work_id, same paths, same values."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

import pypdfium2 as pdfium
import pytest
from docx_builder import docx, p
from rapidfuzz.distance.Levenshtein import normalized_similarity as ratio
from typeset import LEFT, Typesetter

from pipeline.ocr import missing
from pipeline.run.document import document_rows

LEFT_HEAD = ["ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM", "Số: 57/KH-UBND"]
RIGHT_HEAD = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Hà Nam, ngày 05 tháng 3 năm 2024",
]
TITLE = ["KẾ HOẠCH", "Sắp xếp tổ chức bộ máy năm 2024"]
BODY = [
    "Thực hiện Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương, Ủy ban nhân "
    "dân tỉnh ban hành Kế hoạch như sau:",
    "I. MỤC ĐÍCH",
    "1. Nâng cao hiệu lực, hiệu quả hoạt động của các cơ quan chuyên môn trong toàn tỉnh.",
    "II. NHIỆM VỤ",
    "1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát, sắp xếp tổ chức bộ máy của các cơ "
    "quan chuyên môn theo Nghị định số 24/2014/NĐ-CP, hoàn thành trong quý II/2024.",
    "2. Văn phòng Ủy ban nhân dân tỉnh tổng hợp, báo cáo Chủ tịch Ủy ban nhân dân tỉnh trước "
    "ngày 15/12/2024.",
    "III. TỔ CHỨC THỰC HIỆN",
    "1. Sở Nội vụ theo dõi, đôn đốc việc thực hiện Kế hoạch này; định kỳ 6 tháng báo cáo Ủy ban "
    "nhân dân tỉnh.",
]
RECIPIENTS = ["Nơi nhận:", "- Chính phủ;", "- Lưu: VT."]
SIGNATURE = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Bình"]
HEADINGS = ("I.", "II.", "III.")


def is_heading(text: str) -> bool:
    return text.split(" ", 1)[0] in HEADINGS


def as_text(folder: Path) -> Path:
    lines = [*LEFT_HEAD, *RIGHT_HEAD, "", *TITLE, "", *BODY, "", *RECIPIENTS, "", *SIGNATURE]
    path = folder / "plan.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_html(folder: Path) -> Path:
    def side(lines: list[str]) -> str:
        return "<td>" + "<br>".join(map(escape, lines)) + "</td>"

    body = "".join(
        f"<p><b>{escape(t)}</b></p>" if is_heading(t) else f"<p>{escape(t)}</p>" for t in BODY
    )
    page = (
        "<html><head><meta charset='utf-8'><title>Cổng</title></head><body>"
        "<div class='menu'><a href='/'>Trang chủ</a> <a href='/tin'>Tin tức</a></div>"
        f"<div id='content'><table><tr>{side(LEFT_HEAD)}{side(RIGHT_HEAD)}</tr></table>"
        f"<p align='center'><b>{TITLE[0]}</b></p><p align='center'><b>{TITLE[1]}</b></p>{body}"
        f"<table><tr>{side(RECIPIENTS)}{side(SIGNATURE)}</tr></table></div></body></html>"
    )
    path = folder / "plan.html"
    path.write_text(page, encoding="utf-8")
    return path


def as_docx(folder: Path) -> Path:
    lines = [*LEFT_HEAD, *RIGHT_HEAD, *TITLE, *BODY, *RECIPIENTS, *SIGNATURE]
    path = folder / "plan.docx"
    path.write_bytes(docx("".join(p(line) for line in lines)))
    return path


def as_pdf(folder: Path) -> Path:
    setter = Typesetter()
    setter.new_page()
    for number, (left, right) in enumerate(zip(LEFT_HEAD, RIGHT_HEAD, strict=True)):
        setter.words(left, 95, 60 + 19 * number, 11, number == 1)
        setter.words(right, 300, 60 + 19 * number, 10, number == 0)
    setter.y = 140
    for line in TITLE:
        setter.centred(line, bold=True)
    setter.y += 10
    for text in BODY:
        setter.paragraph(text, bold=is_heading(text))
    setter.y += 10
    for number, line in enumerate(RECIPIENTS):
        setter.words(line, LEFT, setter.y + 15 * number, 10)
    for number, line in enumerate(SIGNATURE):
        setter.words(line, 340, setter.y + (60 if number == 2 else 18 * number), 11, bold=True)
    path = folder / "plan.pdf"
    path.write_bytes(setter.data())
    return path


def as_scan(folder: Path) -> Path:
    pages = [
        page.render(scale=200 / 72).to_pil().convert("L")
        for page in pdfium.PdfDocument(as_pdf(folder))
    ]
    turned = [page.rotate(-0.8, fillcolor=250, resample=3) for page in pages]
    path = folder / "scan.pdf"
    turned[0].save(path, save_all=True, append_images=turned[1:], resolution=200)
    return path


def as_image(folder: Path) -> Path:
    [page] = pdfium.PdfDocument(as_pdf(folder))
    path = folder / "plan.png"
    page.render(scale=200 / 72).to_pil().save(path, dpi=(200, 200))
    return path


def values(path: Path) -> dict[str, Any]:
    """What a tracking system takes: who does what by when, under which documents."""
    rows = document_rows(path)
    [document] = rows["documents"]
    paths = {task["task_id"]: task["path"] for task in rows["tasks"]}
    return {
        "work": document["work_id"],
        "number": document["number"],
        "date": document["issued_date"],
        "place": document["place"],
        "signer": document["signer"],
        "sections": [(row["path"], row["role"]) for row in rows["sections"]],
        "tasks": [(row["task_key"], row["path"], row["text"]) for row in rows["tasks"]],
        "units": [(paths[r["task_id"]], r["role"], r["unit"]) for r in rows["responsibilities"]],
        "times": [
            (paths[r["task_id"]], r["kind"], r["start"], r["end"], r["rrule"])
            for r in rows["time_clauses"]
        ],
        "cited": [(r["cited_type"], r["cited_number"], r["cited_date"]) for r in rows["citations"]],
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return values(as_text(tmp_path_factory.mktemp("text")))


def test_the_text_gives_what_stands_in_it(expected: dict[str, Any]) -> None:
    assert expected["number"] == "57/KH-UBND"
    assert [path for _, path, _ in expected["tasks"]] == ["II/1", "II/2", "III/1"]
    assert ("II/1", "coordinate", "Sở Tài chính") in expected["units"]
    assert len(expected["times"]) == 3
    assert len(expected["cited"]) == 2


@pytest.mark.parametrize("form", [as_html, as_docx, as_pdf], ids=["html", "docx", "pdf"])
def test_every_form_gives_the_same(
    form: Callable[[Path], Path], expected: dict[str, Any], tmp_path: Path
) -> None:
    assert values(form(tmp_path)) == expected


@pytest.mark.skipif(bool(missing()), reason="; ".join(missing()) or "-")
@pytest.mark.parametrize("form", [as_scan, as_image], ids=["scan", "image"])
def test_what_is_recognised_gives_the_same(
    form: Callable[[Path], Path], expected: dict[str, Any], tmp_path: Path
) -> None:
    """All values; of the texts a letter in fifty may be another."""
    found, read = values(form(tmp_path)), dict(expected)
    pairs = zip(found.pop("tasks"), read.pop("tasks"), strict=True)
    assert found == read
    for (*keys, text), (*others, real) in pairs:
        assert keys == others
        assert ratio(text, real) > 0.98


OWN = Path(__file__).parents[1] / "corpus/own"


@pytest.mark.parametrize(
    "name", ["ctr-ubnd-tinh-lam-giang.txt", "ctr-20nq-tinh-uy-lac-bien.txt", "kh-mttq-huyen.txt"]
)
def test_a_paragraph_for_each_printed_line_in_word(name: str, tmp_path: Path) -> None:
    """As programs leave it that turn PDF into Word."""
    text = (OWN / name).read_text("utf-8")
    lines = [part for line in text.split("\n") for part in wrap(line, 88)]
    (path := tmp_path / "plan.docx").write_bytes(docx("".join(map(p, lines))))
    (plain := tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    found, expected = values(path), values(plain)
    missed = {path for _, path, _ in expected["tasks"]} ^ {path for _, path, _ in found["tasks"]}
    assert len(missed) <= 0.06 * len(expected["tasks"]), missed


def test_paragraphs_in_small_letters_stay_when_they_are_few(tmp_path: Path) -> None:
    items = ["các chi bộ trực thuộc tổ chức học tập Nghị quyết cho toàn thể đảng viên của chi bộ"]
    body = ["I. NHIỆM VỤ", "1. Ban Tổ chức chủ trì các việc sau đây và báo cáo Ban Thường vụ"]
    (path := tmp_path / "plan.docx").write_bytes(docx("".join(map(p, body + items * 7))))
    assert len(values(path)["tasks"]) >= 7
