"""HTML → Source: the document without the site, as a reader sees it, whatever the page does."""

from __future__ import annotations

import hashlib
import random
import textwrap
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.blob import Blob, Limits, Options
from pipeline.ingest.html import read_html
from pipeline.ingest.html.labels import Counter
from pipeline.model import IngestError, IssueCode, LineKind, Media, Severity, Source


def read(page: str | bytes, name: str = "trang.html", options: Options | None = None) -> Source:
    data = page.encode() if isinstance(page, str) else page
    blob = Blob(name, Media.HTML, data, hashlib.sha256(data).hexdigest())
    source = read_html(blob, options or Options())
    check(source)
    return source


def check(source: Source) -> None:
    """What a Source promises of a laid out text."""
    text = source.text
    assert [page.number for page in source.pages] == list(range(1, len(source.pages) + 1))
    assert source.pages[0].char_start == 0 and source.pages[-1].char_end == len(text)
    for before, after in zip(source.pages, source.pages[1:], strict=False):
        assert before.char_end == after.char_start
    shown = [text[line.char_start : line.char_end] for line in source.lines]
    assert "\n".join(shown) == text
    for line, piece in zip(source.lines, shown, strict=True):
        assert piece == " ".join(piece.split()) != ""
        page = source.pages[line.page - 1]
        assert page.char_start <= line.char_start < page.char_end
    at = 0
    for table in source.tables:
        assert at <= table.char_start < table.char_end <= len(text)
        cell_end, places = table.char_start, set()
        for cell in table.cells:
            assert cell_end <= cell.char_start <= cell.char_end <= table.char_end
            cell_end = cell.char_end
            assert cell.row + cell.row_span <= table.n_rows
            assert cell.column + cell.column_span <= table.n_columns
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    assert (row, column) not in places
                    places.add((row, column))
        for line in source.lines:
            if table.char_start <= line.char_start < table.char_end:
                assert line.kind is LineKind.TABLE
        at = table.char_end


def refused(page: str | bytes, name: str = "trang.html", options: Options | None = None) -> str:
    with pytest.raises(IngestError) as caught:
        read(page, name, options)
    assert name in str(caught.value) and caught.value.what_to_do.endswith(".")
    return str(caught.value)


def lines(page: str) -> list[str]:
    return read(page).text.split("\n")


# --- a document, and sites that show it -----------------------------------------------

HEAD = """
<table border="0" width="100%"><tr>
<td width="40%"><p align="center">ỦY BAN NHÂN DÂN<br>TỈNH BẮC LÂM<br><b>-------</b></p></td>
<td><p align="center"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>
Độc lập - Tự do - Hạnh phúc<br>---------------</b></p></td></tr>
<tr><td><p align="center">Số: 41/KH-UBND</p></td>
<td><p align="center"><i>Bắc Lâm, ngày 12 tháng 3 năm 2024</i></p></td></tr></table>
"""
BODY = """
<p align="center"><b>KẾ HOẠCH</b></p>
<p align="center"><b>Nâng cao chất lượng phục vụ người dân năm 2024</b></p>
<p>Căn cứ <a href="/luat-1">Luật Tổ chức chính quyền địa phương ngày 19/6/2015</a>;</p>
<p>Ủy ban nhân dân tỉnh ban hành Kế hoạch nâng cao chất lượng phục vụ người dân, cụ thể:</p>
<p><b>I. MỤC ĐÍCH, YÊU CẦU</b></p>
<p>1. Nâng cao trách nhiệm của người đứng đầu trong giải quyết thủ tục hành chính.</p>
<p>2. Việc triển khai phải thiết thực, hiệu quả, tránh hình thức.</p>
<p><b>II. NHIỆM VỤ</b></p>
<p>1. Sở Nội vụ chủ trì rà soát quy chế làm việc, hoàn thành trước ngày 30/6/2024.</p>
<table border="1"><tr><td>TT</td><td>Nhiệm vụ</td><td>Đơn vị chủ trì</td></tr>
<tr><td>1</td><td>Lập danh mục</td><td>Văn phòng</td></tr></table>
<p>2. Văn phòng Ủy ban nhân dân tỉnh theo dõi, đôn đốc việc thực hiện Kế hoạch này./.</p>
"""
FOOT = """
<table><tr><td><p><b><i>Nơi nhận:</i></b><br>- Như trên;<br>- Cổng thông tin điện tử tỉnh;
<br>- Lưu: VT.</p></td>
<td><p align="center"><b>TM. ỦY BAN NHÂN DÂN<br>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH<br><br>Lê Văn Bình
</b></p></td></tr></table>
"""
TEXT = textwrap.dedent("""\
    ỦY BAN NHÂN DÂN
    TỈNH BẮC LÂM
    -------
    Số: 41/KH-UBND
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Độc lập - Tự do - Hạnh phúc
    ---------------
    Bắc Lâm, ngày 12 tháng 3 năm 2024
    KẾ HOẠCH
    Nâng cao chất lượng phục vụ người dân năm 2024
    Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;
    Ủy ban nhân dân tỉnh ban hành Kế hoạch nâng cao chất lượng phục vụ người dân, cụ thể:
    I. MỤC ĐÍCH, YÊU CẦU
    1. Nâng cao trách nhiệm của người đứng đầu trong giải quyết thủ tục hành chính.
    2. Việc triển khai phải thiết thực, hiệu quả, tránh hình thức.
    II. NHIỆM VỤ
    1. Sở Nội vụ chủ trì rà soát quy chế làm việc, hoàn thành trước ngày 30/6/2024.
    TT
    Nhiệm vụ
    Đơn vị chủ trì
    1
    Lập danh mục
    Văn phòng
    2. Văn phòng Ủy ban nhân dân tỉnh theo dõi, đôn đốc việc thực hiện Kế hoạch này./.
    Nơi nhận:
    - Như trên;
    - Cổng thông tin điện tử tỉnh;
    - Lưu: VT.
    TM. ỦY BAN NHÂN DÂN
    KT. CHỦ TỊCH
    PHÓ CHỦ TỊCH
    Lê Văn Bình""")


def law_site(document: str) -> str:
    """Named boxes, tabs, metadata above, related documents and comments below."""
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Kế hoạch 41</title>
    <script>var document_text = "<p>Điều 1. Trong chương trình</p>";</script>
    <style>.tooltip-box{{display:none}}</style></head><body class="has-menu">
    <div id="header"><a href="/">Trang chủ</a> <a href="/vb">Văn bản</a>
      <form><input type="password" name="p"><button>Đăng nhập</button></form></div>
    <div class="breadcrumb"><a href="/">Trang chủ</a> &gt; <a href="/kh">Kế hoạch</a></div>
    <div class="container"><div class="left-col">
      <h1>Kế hoạch 41/KH-UBND năm 2024 nâng cao chất lượng phục vụ người dân tỉnh Bắc Lâm</h1>
      <table class="meta"><tr><td>Số hiệu:</td><td>41/KH-UBND</td></tr>
        <tr><td>Loại văn bản:</td><td>Kế hoạch</td></tr>
        <tr><td>Người ký:</td><td>Lê Văn Bình</td></tr></table>
      <ul class="tabs"><li><a href="#t1">Tóm tắt</a></li><li><a href="#t2">Nội dung</a></li>
        <li><a href="#t3">Tiếng Anh</a></li></ul>
      <div class="tab-content">
        <div class="tab-pane" id="t1"><p>Ngày 12/3/2024, Ủy ban nhân dân tỉnh Bắc Lâm ban hành kế
          hoạch với nhiều nhiệm vụ được giao cho các sở, ngành.</p></div>
        <div class="tab-pane active" id="t2"><div class="content1">{document}</div>
          <div class="tooltip-box">Điều này được hướng dẫn bởi văn bản khác</div></div>
        <div class="tab-pane" id="t3"><p>THE SOCIALIST REPUBLIC OF VIETNAM</p>
          <p>1. The Department of Home Affairs shall review the working regulations this year.</p>
        </div></div>
      <div class="share"><a href="https://x">Chia sẻ</a><a href="https://y">In trang</a></div>
      <div id="related"><h3>Văn bản liên quan</h3><ul>
        <li><a href="/1">Quyết định 12/QĐ-UBND</a></li>
        <li><a href="/2">Kế hoạch 11/KH-UBND về cải cách hành chính</a></li></ul></div>
      <div class="comment-list"><h3>Bình luận</h3><p>1. Cho tôi hỏi kế hoạch này áp dụng cho những
        đơn vị nào, thời gian thực hiện từ khi nào thì được ạ?</p></div></div>
    <div class="right-col sidebar"><h4>Văn bản mới</h4><a href="/3">Nghị quyết 9/NQ-HĐND</a></div>
    </div>
    <div class="footer">CÔNG TY ABC. Giấy phép số: 12/GP-BTTTT. Điện thoại: 024 1234</div>
    </body></html>"""


def portal(document: str) -> str:
    """A ministry's portal: layout tables, one form around all, no telling names."""
    return f"""<html><head>
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
    <body><form id="aspnetForm" method="post"><table width="1000" cellpadding="0"><tr>
    <td colspan="3"><a href="/">Trang chủ</a> | <a href="/gt">Giới thiệu</a> |
    <a href="/tt">Tin tức</a>
    </td></tr><tr>
    <td width="180" valign="top"><table><tr><td><a href="/a">Văn bản chỉ đạo</a></td></tr>
      <tr><td><a href="/b">Văn bản pháp quy</a></td></tr></table></td>
    <td valign="top"><span>Thứ hai, 18/3/2024</span><div><div>Cập nhật lúc: 08:15 18/03/2024</div>
      <div>{document}</div><div><a href="f.pdf">Tải về</a></div></div>
      <div>Các tin khác</div><div><a href="/c">Thông báo số 7/TB-UBND</a></div></td>
    <td width="200"><div>Lượt truy cập: 1.234.567</div></td></tr>
    <tr><td colspan="3">Bản quyền thuộc Cổng thông tin điện tử tỉnh Bắc Lâm<br>
    Chịu trách nhiệm: Ông Trần Văn Nam</td></tr></table></form></body></html>"""


def modern(document: str) -> str:
    """HTML5 elements, class names that say nothing."""
    return f"""<!doctype html><html><body><div id="__next"><header class="css-1a"><nav><ul>
    <li><a href="/">Trang chủ</a></li><li><a href="/van-ban">Văn bản</a></li></ul></nav></header>
    <main class="css-2b"><div class="css-3c"><section class="css-4d"><div class="css-5e">
    <p class="css-6f">Trang chủ / Văn bản / Kế hoạch</p><h1>Kế hoạch số 41/KH-UBND</h1>
    <div class="css-7g">Ngày đăng 18/03/2024</div></div>
    <article>{document}</article></section>
    <section class="css-8h"><h2>Có thể bạn quan tâm</h2><div><a href="/9">Kế hoạch cải cách hành
    chính năm 2023 của Ủy ban nhân dân tỉnh Bắc Lâm</a></div></section></div>
    <aside><p>Quảng cáo</p></aside></main><footer><p>© 2024 Văn bản Bắc Lâm</p></footer></div>
    <div aria-hidden="true" class="css-9i">Điều 5. Thông báo ẩn</div></body></html>"""


def flat(document: str) -> str:
    """No box around the document: menu, text and footer are neighbours in the body."""
    return f"""<html><body bgcolor=white><p><a href="/">Trang chủ</a> - <a href="/l">Liên hệ</a></p>
    <hr><center>Lượt xem: 512</center>{document}<hr>
    <p><a href="javascript:print()">In trang này</a></p>
    <p>Các tin đã đưa</p><ul><li><a href="/1">Thông báo lịch tiếp công dân</a></li></ul>
    <p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh Bắc Lâm</p></body></html>"""


def word(document: str) -> str:
    """Saved from Word: conditional comments, o:p, styles of its own, no site at all."""
    document = document.replace("<p>", "<p class=MsoNormal>").replace("</p>", "<o:p></o:p></p>")
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
    xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator
    content="Microsoft Word 15"><!--[if gte mso 9]><xml><o:Author>Ai đó</o:Author></xml><![endif]-->
    <style><!-- p.MsoNormal {{margin:0; font-size:14.0pt;}} @page S {{size:A4}} --></style>
    </head><body lang=VI><div class=WordSection1>{document}
    <![if !supportEmptyParas]>&nbsp;<![endif]>
    <p class=MsoNormal><o:p>&nbsp;</o:p></p></div></body></html>"""


def blog(document: str) -> str:
    """A content system: header and footer divs inside the article's own wrapper."""
    return f"""<!DOCTYPE html><html><body><div id="page" class="site sidebar-right">
    <a class="skip-link" href="#c">Chuyển đến nội dung</a>
    <div id="content" class="site-content with-sidebar"><div id="primary"><article class="post">
    <div class="entry-header"><h1 class="entry-title">
    <a href="/x">Kế hoạch phục vụ người dân</a></h1>
    <span class="posted">Đăng ngày 18/3</span></div>
    <div class="entry-content">{document}
    <div class="sharedaddy social"><h3>Chia sẻ:</h3><ul><li><a href="#">Facebook</a></li></ul></div>
    <div class="jp-relatedposts related">Bài viết liên quan</div></div></article>
    <div id="comments"><p>Bài viết rất hữu ích, cảm ơn cơ quan đã công khai kế hoạch để người dân
    cùng theo dõi, giám sát việc thực hiện.</p></div></div>
    <div id="secondary" class="widget-area"><p>Từ khóa</p></div></div></div></body></html>"""


def pasted(document: str) -> str:
    """A whole page pasted into a site's box, and no end tag for half of it."""
    return f"""<body><div class=topmenu><a href=/>Trang chủ</a></div><div id=noidung>
    <html><head><title>x</title><style>p {{ color: black }}</style></head><body>{document}</body>
    </html></div><div class=box-lienquan><b>Văn bản cùng lĩnh vực</b>
    <p><a href=/1>Quyết định 5</a></div>"""


SITES = [law_site, portal, modern, flat, word, blog, pasted]


@pytest.mark.parametrize("site", SITES)
def test_the_document_is_taken_whole_and_alone(site: Callable[[str], str]) -> None:
    source = read(site(HEAD + BODY + FOOT))
    assert source.text == TEXT
    assert len(source.tables) == 1
    columns = [line.column for line in source.lines]
    assert columns == [1] * 4 + [2] * 4 + [0] * 16 + [1] * 4 + [2] * 4


def test_what_was_left_out_is_said() -> None:
    (issue,) = read(flat(HEAD + BODY + FOOT)).issues
    assert (issue.code, issue.severity) == (IssueCode.CONTENT_SKIPPED, Severity.INFO)
    assert "2 line(s) before it" in issue.message and "Liên hệ" in issue.message
    assert read(word(HEAD + BODY + FOOT)).issues == ()


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


PLAN = (
    "Thực hiện Chỉ thị số 05-CT/TU ngày 3/2/2024 của Ban Thường vụ Tỉnh ủy, Ban Thường vụ Huyện ủy "
    "xây dựng kế hoạch như sau:",
    "I- MỤC ĐÍCH",
    "- Tạo chuyển biến mạnh mẽ về nhận thức của cán bộ, đảng viên trong toàn Đảng bộ huyện.",
    "- Yêu cầu cao.",
    "II- NHIỆM VỤ",
    "1. Rà soát quy chế",
    "Giao Ban Tổ chức Huyện ủy chủ trì, phối hợp với Văn phòng Huyện ủy rà soát quy chế làm việc.",
    "2. Ủy ban Kiểm tra kiểm tra.",
)
PARTY_HEAD = ("HUYỆN ỦY NAM SƠN", "*", "Số 31-KH/HU", "ĐẢNG CỘNG SẢN VIỆT NAM")
RECIPIENTS = ("Nơi nhận:", "- Thường trực Tỉnh ủy,", "- Các ban đảng,", "- Lưu Văn phòng Huyện ủy.")
SIGNED = ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Thị Hoa")
PARTY = (
    *PARTY_HEAD,
    "KẾ HOẠCH",
    "thực hiện Chỉ thị số 05-CT/TU",
    "-----",
    *PLAN,
    *RECIPIENTS,
    *SIGNED,
)
LETTER = (
    "UBND TỈNH BẮC LÂM",
    "SỞ NỘI VỤ",
    "Số: 812/SNV-CCHC",
    "V/v báo cáo cải cách hành chính quý II",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Bắc Lâm, ngày 2 tháng 5 năm 2024",
    "Kính gửi: Các sở, ban, ngành tỉnh.",
    "Sở Nội vụ đề nghị các sở, ban, ngành báo cáo kết quả cải cách hành chính trước 15/6/2024.",
    "Trân trọng./.",
    "Nơi nhận:",
    "- Như trên;",
    "GIÁM ĐỐC",
    "(Đã ký)",
    "Phạm Văn Long",
)
ATTACHED = (
    "TỈNH ỦY BẮC LÂM",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Số 05-CT/TU",
    "CHỈ THỊ",
    "Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy tăng cường công tác kiểm tra, giám sát năm 2024.",
    "1. Các cấp ủy quán triệt.",
    "Nơi nhận:",
    "- Các huyện ủy,",
    "T/M BAN THƯỜNG VỤ",
)
DOCUMENTS = {
    "party": PARTY,
    "letter": LETTER,
    "without a head": ("KẾ HOẠCH", "Triển khai công tác chuyển đổi số năm 2024", *PLAN),
    "without an end": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH", *PLAN),
    "head on one line": ("Số 31-KH/HU ĐẢNG CỘNG SẢN VIỆT NAM", *PARTY[4:]),
    "two in one file": (*PARTY, *ATTACHED),
    "first without a motto": (*PARTY[2:3], *PARTY[4:], *ATTACHED),
    "annex": (*PARTY, "PHỤ LỤC", "Các việc phải làm ngay", "1. Rà soát quy chế.", "2. Báo cáo."),
    "prose alone": (
        "Công tác phòng, chống lụt bão năm nay được Ủy ban nhân dân huyện triển khai từ rất sớm.",
        "Các xã cần rà soát phương án sơ tán dân tại những khu vực có nguy cơ sạt lở cao.",
        "Phòng Nông nghiệp tổng hợp.",
    ),
}


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_every_shape_in_every_site(name: str, site: Callable[[str], str]) -> None:
    assert lines(site(paragraphs(*DOCUMENTS[name]))) == list(DOCUMENTS[name])


@pytest.mark.parametrize("site", SITES)
def test_one_box_and_breaks_instead_of_paragraphs(site: Callable[[str], str]) -> None:
    assert lines(site(f"<div>{'<br>'.join(PARTY)}</div>")) == list(PARTY)


@pytest.mark.parametrize("site", SITES)
def test_linked_items_are_kept(site: Callable[[str], str]) -> None:
    linked = [f'<a href="/vb/5">{text}</a>' if "quy chế" in text else text for text in PARTY]
    annex = (
        "<p>PHỤ LỤC</p><table border=1><tr><td>TT<td>Văn bản</tr>"
        "<tr><td>1<td><a href=/6>Quyết định số 5/QĐ-UBND</a></tr></table>"
    )
    source = read(site(paragraphs(*linked) + annex))
    assert source.text.split("\n") == [
        *PARTY,
        *("PHỤ LỤC", "TT", "Văn bản", "1", "Quyết định số 5/QĐ-UBND"),
    ]


@pytest.mark.parametrize("site", SITES)
def test_a_head_and_a_foot_side_by_side_without_a_table(site: Callable[[str], str]) -> None:
    page = site(
        '<div class="row"><div class="col-md-5">' + paragraphs(*PARTY_HEAD[:3]) + "</div>"
        '<div class="col-md-7">'
        + paragraphs(PARTY_HEAD[3])
        + "</div></div>"
        + paragraphs(*PARTY[4:-7])
        + '<div><div style="float:left">'
        + paragraphs(*RECIPIENTS)
        + "</div>"
        '<div style="float: right">' + paragraphs(*SIGNED) + "</div></div>"
    )
    source = read(page)
    assert source.text.split("\n") == list(PARTY)
    middle = len(PARTY) - 4 - 7
    assert [line.column for line in source.lines] == [1, 1, 1, 2, *[0] * middle, *[1] * 4, *[2] * 3]


def test_a_link_that_was_never_closed_is_none() -> None:
    assert lines(f"<p><a href=/>Trang chủ</a></p><a href=/x>{paragraphs(*PARTY)}") == list(PARTY)


def test_boxes_whose_names_mislead_hold_the_document_still() -> None:
    page = (
        '<div class="menu"><a href="/">Trang chủ</a></div><div class="popup modal sidebar">'
        '<div class="content-header header">' + paragraphs(*PARTY_HEAD) + "</div>"
        '<div class="modal-body comment">' + paragraphs(*PARTY[4:-7]) + "</div>"
        '<div class="vb-footer footer">' + paragraphs(*RECIPIENTS, *SIGNED) + "</div></div>"
        '<div class="footer">Bản quyền © 2024</div>'
    )
    assert lines(page) == list(PARTY)


# --- tabs and what is hidden ----------------------------------------------------------

ENGLISH = (
    "THE SOCIALIST REPUBLIC OF VIETNAM",
    "1. The Department of Home Affairs shall review the working regulations this year.",
    "2. All departments shall report the results of implementation before December this year.",
)


@pytest.mark.parametrize("pane", ['class="tab-pane"', 'role="tabpanel"', 'class="x"'])
@pytest.mark.parametrize("english_first", [True, False])
def test_the_vietnamese_tab_is_taken(pane: str, english_first: bool) -> None:
    panes = [paragraphs(*ENGLISH), paragraphs(*PARTY)]
    if not english_first:
        panes.reverse()
    tabs = "".join(f"<div {pane}>{text}</div>" for text in panes)
    page = f'<ul><li><a href="#1">Nội dung</a><li><a href="#2">English</a></ul><div>{tabs}</div>'
    assert lines(page) == list(PARTY)


def test_the_full_text_is_taken_though_its_tab_is_not_the_one_shown() -> None:
    summary = paragraphs("Kế hoạch giao nhiều nhiệm vụ cho các ban của Huyện ủy trong năm 2024.")
    page = (
        f'<a href="#">Tóm tắt</a> <a href="#">Nội dung</a><div id="a">{summary}</div>'
        f'<div id="b" style="display: none">{paragraphs(*PARTY)}</div>'
    )
    assert lines(page) == list(PARTY)


def test_the_same_document_for_print_is_not_taken_twice() -> None:
    page = f"<a href=#>In</a><div>{paragraphs(*PARTY)}</div><div>{paragraphs(*PARTY)}</div>"
    assert lines(page) == list(PARTY)


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>{}</div>",
        '<p style="color:red; DISPLAY : none !important">{}</p>',
        '<span style="visibility:hidden">{}</span>',
        '<div aria-hidden="true"><p>{}</p></div>',
        '<p class="sr-only">{}</p>',
        '<p class="an-di">{}</p>',
        "<p style='mso-hide:all'>{}</p>",
        "<del>{}</del>",
        "<script>{}</script>",
        "<noscript>{}</noscript>",
        "<template><p>{}</p></template>",
        "<!-- {} -->",
        "<!--[if gte mso 9]><p>{}</p><![endif]-->",
        "<select><option>{}</option></select>",
        "<textarea>{}</textarea>",
        "<svg><text>{}</text></svg>",
        "<iframe src='http://192.0.2.1/'>{}</iframe>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    style = "<style>@media print { p {display:none} } .an-di { display: none }</style>"
    page = (
        style + paragraphs(*PARTY[:-1]) + hidden.format("Điều 9. Không ai thấy") + f"<p>{PARTY[-1]}"
    )
    assert lines(page) == list(PARTY)


# --- lines as they are shown ----------------------------------------------------------


def body(markup: str) -> list[str]:
    """The lines of a page without a site."""
    return lines(f"<html><body><p>Đầu.</p>{markup}<p>Cuối.</p></body></html>")[1:-1]


def test_white_space_is_as_browsers_make_it() -> None:
    assert body("<p>  Ủy ban\n\t nhân&nbsp;&nbsp;dân<wbr> tỉnh&shy;\u200b </p>") == [
        "Ủy ban nhân dân tỉnh"
    ]
    assert body("<p>a<b>b</b> <i>c</i>d</p><div>e<p>f</p>g</div>") == ["ab cd", "e", "f", "g"]
    assert body("<p>&lt;Điều 1&gt; &amp; &#272;i&#7873;u &#x110;i&ecirc;u &Agrave;</p>") == [
        "<Điều 1> & Điều Điêu À"
    ]
    assert body("<p> </p><p>&nbsp;</p><div><br></div>") == []
    assert body("<pre>một  hai\n  ba\n\nbốn</pre>") == ["một hai", "ba", "bốn"]


def test_line_breaks_do_not_say_whether_a_paragraph_begins() -> None:
    source = read("<p>một<br>hai<br><br>ba</p><div>bốn<p>năm</p>sáu</div>")
    assert [line.begins for line in source.lines] == [True, None, True, True, True, True]


def test_headings_bold_centre_and_size() -> None:
    source = read(
        "<style>p.giua {text-align:center; font-weight:bold; font-size:16px}</style>"
        "<h2>Một</h2><p><b>Hai</b> <strong>ba</strong></p><p><b>Nửa</b> đậm</p>"
        "<p class=giua>Giữa</p><center>Giữa nữa</center><p align=center>Căn</p>"
        "<div style='text-align:center'><p style='text-align:left'>Trái</p></div>"
        "<p style='font-size:14.0pt'><span style='font-weight:700'>Chữ</span></p>"
    )
    assert [line.heading for line in source.lines] == [2, 0, 0, 0, 0, 0, 0, 0]
    assert [line.bold for line in source.lines] == [
        True,
        True,
        False,
        True,
        False,
        False,
        False,
        True,
    ]
    assert [line.centred for line in source.lines] == [False] * 3 + [True] * 3 + [False] * 2
    assert [line.size for line in source.lines] == [0, 0, 0, 12.0, 0, 0, 0, 14.0]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<ol><li>a<li>b</ol>", ["1. a", "2. b"]),
        ("<ol start=3><li>a<li value=9>b<li>c</ol>", ["3. a", "9. b", "10. c"]),
        ("<ol type=a start=26><li>a<li>b</ol>", ["z. a", "aa. b"]),
        ("<ol type=I><li>a<li>b<li>c<li>d</ol>", ["I. a", "II. b", "III. c", "IV. d"]),
        ("<ol reversed><li>a<li>b</ol>", ["2. a", "1. b"]),
        ("<ol reversed start=9><li>a<li>b</ol>", ["9. a", "8. b"]),
        ("<ol style='list-style-type: lower-roman'><li>a</ol>", ["i. a"]),
        ("<ol><li style='list-style-type:upper-alpha'>a<li>b</ol>", ["A. a", "2. b"]),
        ("<ol style='list-style: none'><li>a</ol>", ["a"]),
        ("<ol><li>1. a<li>2. b</ol>", ["1. a", "2. b"]),
        ("<ul><li>a<ul><li>b</ul><li>- c</ul>", ["• a", "◦ b", "- c"]),
        ("<ul type=square><li>a</ul>", ["▪ a"]),
        ("<ul style='list-style-type:\"- \"'><li>a</ul>", ["- a"]),
        ("<ol><li><p>a</p><p>b</p><ol type=a><li>c</ol><li>d</ol>", ["1. a", "b", "a. c", "2. d"]),
        ("<ol><li></li><li>b</ol>", ["2. b"]),
        ("<li>a", ["a"]),
        ("<dl><dt>a<dd>b</dl>", ["a", "b"]),
        (
            "<p><![if !supportLists]><span style='mso-list:Ignore'>a)<span>&nbsp; </span>"
            "</span><![endif]>Nội dung</p>",
            ["a) Nội dung"],
        ),
        (
            "<p><span style='font-family:Symbol;mso-list:Ignore'>·<span> </span></span>Mục</p>",
            ["• Mục"],
        ),
    ],
)
def test_labels_of_lists_are_as_they_are_shown(markup: str, shown: list[str]) -> None:
    assert body(markup) == shown


def test_counters_bear_anything() -> None:
    assert Counter("ol", {"type": "i", "start": "-3"}, "").label({}, "") == "-3."
    assert Counter("ol", {"type": "I", "start": "99999"}, "").label({"value": "x"}, "") == "99999."
    assert Counter("ul", {}, "").label({}, "") == "•"


def test_footnotes() -> None:
    source = read(
        "<p>Theo quy chế<a href='#_ftn1' name='_ftnref1'><span class=MsoFootnote>[1]</span></a>"
        " trên 5 m<sup>2</sup>, 30<sup>o</sup>C<sup>(2)</sup>.</p><p>Cuối.</p>"
        "<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1>"
        "<p><a href='#_ftnref1' name='_ftn1'><span>[1]</span></a> Như Quyết định số 5.</p>"
        "<p>Tiếp.</p>"
        "</div></div><p><sup>2</sup> Chú thích hai.</p>"
    )
    assert source.text.split("\n") == [
        "Theo quy chế¹ trên 5 m², 30oC².",
        "Cuối.",
        "¹ Như Quyết định số 5.",
        "Tiếp.",
        "² Chú thích hai.",
    ]
    assert [line.kind for line in source.lines] == [LineKind.FLOW] * 2 + [LineKind.FOOTNOTE] * 3


def test_footnotes_as_libreoffice_writes_them() -> None:
    source = read(
        '<p>Theo quy chế<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym">'
        '<sup>1</sup></a>.</p><div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" '
        'name="sdfootnote1sym" href="#sdfootnote1anc">1</a>Như Quyết định số 5.</p></div>'
    )
    assert source.text.split("\n") == ["Theo quy chế¹.", "¹ Như Quyết định số 5."]
    assert source.lines[1].kind is LineKind.FOOTNOTE


def test_footnotes_as_a_list_stay_with_the_document() -> None:
    notes = '<section><ol><li id="fn1"><p>Như trên. <a href="#fnref1">↩</a></p></ol></section>'
    source = read(flat(paragraphs(*PARTY) + notes))
    assert source.text.split("\n") == [*PARTY, "¹ Như trên."]
    assert source.lines[-1].kind is LineKind.FOOTNOTE


def test_pages() -> None:
    source = read(
        "<p>một<p style='page-break-before:always'>hai<p style='break-after:page'>ba<p>bốn"
        "<br clear=all style='page-break-before:always'>năm"
    )
    assert [line.page for line in source.lines] == [1, 2, 2, 3, 4]
    assert "2 pages" in refused(
        "<p>a<p style='page-break-before:always'>b<p style='page-break-before:always'>c",
        options=Options(Limits(max_pages=2)),
    )


# --- tables ---------------------------------------------------------------------------


def grid(source: Source) -> list[list[str]]:
    (table,) = source.tables
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                rows[row][column] = source.text[cell.char_start : cell.char_end]
    return rows


def test_spans_headers_and_paragraphs_of_cells() -> None:
    source = read(
        "<table><thead><tr><th rowspan=2>TT<th colspan=2>Đơn vị</tr><tr><th>Chủ trì<th>Phối hợp"
        "</thead><tr><td rowspan=0>1<td><p>Sở A</p><p>Sở B</p><td></tr>"
        "<tr><td colspan=2>Chung</table>"
    )
    assert grid(source) == [
        ["TT", "Đơn vị", "Đơn vị"],
        ["TT", "Chủ trì", "Phối hợp"],
        ["1", "Sở A\nSở B", ""],
        ["1", "Chung", "Chung"],
    ]
    assert {cell.row for cell in source.tables[0].cells if cell.header} == {0, 1}
    assert {line.kind for line in source.lines} == {LineKind.TABLE}


def test_a_table_without_header_tags_is_known_by_its_words() -> None:
    source = read(
        "<table class=MsoTableGrid><tr><td><p>STT</p><td><p><b>Nhiệm vụ</b></p></tr>"
        "<tr><td>1<td>Rà soát<table><tr><td>trong ô</table></tr></table>"
    )
    assert grid(source) == [["STT", "Nhiệm vụ"], ["1", "Rà soát\ntrong ô"]]
    assert [cell.header for cell in source.tables[0].cells] == [True, True, False, False]


def test_a_header_beside_data_is_data() -> None:
    source = read("<table><tr><th>TT<th>Việc</tr><tr><th scope=row>1<td>Rà soát</tr></table>")
    assert [cell.header for cell in source.tables[0].cells] == [True, True, False, False]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>Một<td>Hai</table>",
        "<table><tr><td>Một</tr><tr><td>Hai</table>",
        "<table role=presentation border=1><tr><td>Một<td>x</tr><tr><td>Hai<td>y</table>",
        "<table><tr><td>Một<td>Hai</tr><tr><td>Ba<td>Bốn</table>",
        "<table><tr><td style='border: none'>Một<td>Hai</tr><tr><td>Ba<td>Bốn</table>",
        "<table><tr><td><table><tr><td>TT<td>Việc</tr><tr><td>1<td>a</table><td>bên</table>",
    ],
)
def test_tables_for_looks_are_no_tables(markup: str) -> None:
    source = read(f"<p>Đầu.</p>{markup}")
    assert [table.n_rows for table in source.tables] == ([2] if "TT" in markup else [])
    assert {line.column for line in source.lines} == {0}


def test_a_title_under_the_columns_of_a_head_keeps_its_place() -> None:
    source = read(
        "<table><tr><td>UBND XÃ A<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</tr><tr><td>Số: 5/KH-UBND"
        "<td>A, ngày 5 tháng 5 năm 2024</tr><tr><td colspan=2>KẾ HOẠCH</table><p>1. Việc</p>"
    )
    assert source.text.split("\n") == [
        *("UBND XÃ A", "Số: 5/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *("A, ngày 5 tháng 5 năm 2024", "KẾ HOẠCH", "1. Việc"),
    ]
    assert [line.column for line in source.lines] == [1, 1, 2, 2, 0, 0]


# --- encodings ------------------------------------------------------------------------

PLAIN = paragraphs(*PARTY)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PLAIN.encode(), "utf-8"),
        (b'<meta charset="windows-1258">' + PLAIN.encode(), "utf-8"),
        (b'<meta charset="iso-8859-1">' + PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-16"), "utf-16-le"),
        (PLAIN.encode("utf-16-be"), "utf-16-be"),
        ("".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in PLAIN).encode(), "utf-8"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    source = read(data)
    assert source.text.split("\n") == list(PARTY)
    assert source.encoding == encoding
    assert source.issues == ()


def windows_1258(text: str) -> bytes:
    """Text in Windows-1258: letters with their shape, tones after them."""
    import unicodedata

    out = []
    for char in text:
        try:
            out.append(char.encode("windows-1258"))
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", apart.replace(tone, ""))
            out.append((base + tone).encode("windows-1258"))
    return b"".join(out)


def test_windows_1258() -> None:
    import unicodedata

    for head, guessed in (('<meta charset="windows-1258">', False), ("<meta charset=utf-8>", True)):
        source = read(windows_1258(head + PLAIN))
        assert unicodedata.normalize("NFC", source.text).split("\n") == list(PARTY)
        assert source.encoding == "windows-1258"
        assert any(i.code is IssueCode.ENCODING_GUESSED for i in source.issues) is guessed


def test_holes_in_utf8_are_told_of() -> None:
    data = PLAIN.encode().replace("quán".encode(), b"qu\xe1n").replace("Sở ".encode(), b"\xff")
    source = read(data.replace("Huyện ủy.".encode(), b"Huy\xffn."))
    assert source.text.count("\ufffd") == 1
    assert [issue.code for issue in source.issues] == [IssueCode.UNDECODABLE_BYTES]


def tcvn3(text: str) -> str:
    """Small letters of TCVN3 as Latin-1 shows them."""
    letters = dict(
        zip(
            "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ",
            "aµ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®eÌÎÏÐÑªÒÓÔÕÖi×ØÜÝÞoßáâãä«åæçèé¬êëìíîuïñòóô­õö÷øùyúûüýþ",
            strict=True,
        )
    )
    return "".join(letters.get(char, char) for char in text)


@pytest.mark.parametrize(
    "font", ['<font face=".VnTime">', "<span style=\"font-family:'.VnTime'\">", "<span>"]
)
def test_letters_of_old_fonts_become_unicode(font: str) -> None:
    said = [
        "1. Các sở, ban, ngành chủ động rà soát quy chế làm việc, hoàn thành trước ngày 30/6/2004.",
        "2. Văn phòng theo dõi, đôn đốc và báo cáo kết quả thực hiện với cấp có thẩm quyền.",
    ]
    end = "</font>" if "font " in font else "</span>"
    page = "".join(f"<p>{font}{tcvn3(text)}{end}</p>" for text in said)
    data = f'<meta charset="windows-1252">{page}'.encode("latin-1")
    assert read(data).text.split("\n") == said


# --- web archives ---------------------------------------------------------------------


def archive(*pages: str, transfer: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["Subject"] = "Kế hoạch"
    message.set_content("x")
    message.make_mixed()
    message.replace_header(
        "Content-Type", 'multipart/related; boundary="----=_B"; type="text/html"'
    )
    message.set_payload([])
    for page in pages:
        part = EmailMessage()
        part.set_content(page, subtype="html", charset=charset, cte=transfer)
        part["Content-Location"] = "http://192.0.2.1/vb"
        message.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", maintype="image", subtype="png")
    message.attach(picture)
    return message.as_bytes()


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
@pytest.mark.parametrize("name", ["kế hoạch.mht", "kế hoạch.MHTML", "kế hoạch.html"])
def test_web_archives(transfer: str, name: str) -> None:
    source = read(archive(law_site(HEAD + BODY + FOOT), transfer=transfer), name)
    assert source.text == TEXT
    assert source.media is Media.HTML


def test_the_document_in_a_frame_of_a_web_archive_is_found() -> None:
    shell = "<html><body><a href='/'>Trang chủ</a><iframe src='cid:2'></iframe></body></html>"
    assert read(archive(shell, PLAIN), "a.mht").text.split("\n") == list(PARTY)


def test_damaged_web_archives_are_refused() -> None:
    data = archive(PLAIN)
    assert "web archive" in refused(data[: data.index(b"text/html")], "a.mht")


# --- what is no document --------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\0\0", "is empty"),
        (b"%PDF-1.7\n...", "this is a PDF, named .html"),
        (b"PK\x03\x04 word/document.xml", "this is a Word document"),
        (b"\x89PNG\r\n\x1a\n", "this is a PNG image"),
        ("Ủy ban nhân dân tỉnh".encode(), "is not HTML"),
        (b"\x01\x02\x03\x04" * 50, "is not HTML"),
        (b"<html><body></body></html>", "no text is on the page"),
        (b"<html>", "no text is on the page"),
        (b"<!DOCTYPE html>", "holds no document"),
        (b"<frameset cols='20%,*'><frame src='http://192.0.2.1/a.htm'></frameset>", "frames"),
        (
            "<form><h3>Đăng nhập</h3>Tên<input name=u>Mật khẩu<input type=password></form>"
            "<p><a href=/q>Quên mật khẩu</a>".encode(),
            "menus and forms",
        ),
        (
            "<ul><li><a href=/>Trang chủ</a><li><a href=/t>Tin</a></ul><p>Bản quyền".encode(),
            "menus and forms",
        ),
        (b"<table>" * 400 + b"x", "nested hundreds deep"),
    ],
)
def test_what_is_no_document_is_refused_with_advice(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_a_short_text_is_a_document() -> None:
    assert lines("<p>Giao Sở Nội vụ.</p>") == ["Giao Sở Nội vụ."]


def test_sizes_are_limited() -> None:
    few = Options(Limits(max_bytes=10_000, max_text_bytes=1_000))
    assert "larger than 10,000 bytes" in refused(b"<p>a" * 5_000, options=few)
    assert "characters of markup" in refused("<p>a" * 1_500, options=few)
    picture = f"<img src='data:image/png;base64,{'A' * 8_000}'>"
    assert read(f"<p>Giao Sở A.{picture}</p>", options=few).text == "Giao Sở A."


# --- hostile --------------------------------------------------------------------------


def test_deep_nesting_loses_no_text() -> None:
    for tag in ("div", "span", "b", "font"):
        page = f"<{tag}>" * 10_000 + "giữa" + f"</{tag}>" * 10_000 + "<p>Giao Sở Nội vụ.</p>"
        assert lines(page) == ["giữa", "Giao Sở Nội vụ."]


def test_entities_do_not_grow_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "bí mật.txt"
    secret.write_text("mật")
    declared = "".join(f'<!ENTITY e{n + 1} "&e{n};&e{n};&e{n};&e{n};">' for n in range(30))
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "aaaa"><!ENTITY f SYSTEM "file://{secret}">'
        f'{declared}]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Giao &e30; &f; xong.</p>'
        '<link rel="stylesheet" href="http://192.0.2.1/x.css"/><img src="http://192.0.2.1/x.png"/>'
        f'<object data="file://{secret}"></object></body></html>'
    )
    text = read(page).text
    assert len(text) < 2_000 and "xong" in text
    assert "mật" not in text


def test_odd_bytes_and_huge_attributes() -> None:
    assert lines("<p>Gi\0ao\x01 S\x7fở</p>") == ["Giao Sở"]
    assert lines(f"<p title='{'x' * 300_000}' class='{'y ' * 50_000}'>Giao</p>") == ["Giao"]
    assert lines("<p>Giao &#0; &#xD800; &#99999999; Sở</p>")[0].startswith("Giao")
    assert lines("<p>Giao<script>if (a < b) document.write('<p>x')") == ["Giao"]
    assert lines("<p>Giao<style>p {") == ["Giao"]


def test_hostile_sizes_end() -> None:
    for page in (
        "<p>Giao</p>" + "<style>" + "/*" * 50_000 + "</style>",
        "<p>Giao" + "<!--" * 20_000,
        "<p>Giao</p>" + "<table><tr><td rowspan=9999 colspan=9999>" + "<td>x" * 5_000,
        "<p>Giao</p>" + "<script>" * 30_000,
        "<p>Giao" + "<ul><li>" * 120 + "x",
        "<p>Giao</p>" + "<p>" * 50_000,
        "<p>Giao</p>" + "<a href=#fn" * 20_000,
        "<p>Giao</p>" + "<p style='" + "a:b;" * 50_000 + "'>x",
    ):
        assert read(page).text.startswith("Giao")


def test_mutated_pages_are_read_or_refused() -> None:
    seeds = [site(HEAD + BODY + FOOT).encode() for site in SITES] + [archive(PLAIN)]
    dice = random.Random(4)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(250):
        data = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 30)):
            at = dice.randrange(len(data))
            match dice.randrange(4):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randint(1, 60)]
                case 2:
                    data[at:at] = dice.choice(
                        [b"<", b">", b"</div>", b"<table>", b"<td>", b"\0", b"<!--", b"&#", b'"']
                    )
                case _:
                    data[at:at] = data[at : at + dice.randint(1, 400)]
        try:
            read(bytes(data), "a.html")
            outcomes["read"] += 1
        except IngestError:
            outcomes["refused"] += 1
    assert outcomes["read"] > 150


_PIECES = """
    <p> </p> <div> </div> <table> <tr> <td> <td_colspan=2> <th_rowspan=2> </table> <ol> <li> </ol>
    <br> <b> </b> <sup>1</sup> <pre> </pre> &nbsp; &#10; Điều_1._ -_ a Nơi_nhận: Số:_5/KH-UBND
    ĐẢNG_CỘNG_SẢN_VIỆT_NAM KẾ_HOẠCH <a_href=/>Trang_chủ</a> <div_hidden> <div_class=footer> <hr>
    <h1> </h1> <p_style='page-break-before:always'> <div_role=tabpanel> <del> </del> <span> </span>
"""
_TAGS = st.sampled_from([piece.replace("_", " ") for piece in _PIECES.split()] + ["\n", " "])


@settings(max_examples=200, deadline=None)
@given(st.lists(_TAGS, max_size=50).map("".join))
def test_any_markup_gives_a_sound_source(markup: str) -> None:
    source = read(f"<p>Giao Sở Nội vụ.</p>{markup}")
    assert source.text


# --- whole documents ------------------------------------------------------------------


def _as_pages(text: str) -> tuple[list[str], list[str]]:
    """The lines of a text, and it as HTML in paragraphs, with breaks and preformatted."""
    import html

    wanted = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    escaped = [html.escape(line) for line in wanted]
    return wanted, [
        paragraphs(*escaped),
        "<div>" + "<br>\n".join(escaped) + "</div>",
        "<pre>" + "\n".join(escaped) + "</pre>",
    ]


SHORT = (
    "Tại cuộc họp ngày 14/3/2025, Thường trực Huyện ủy kết luận một số nội dung chủ yếu như sau:",
    "Giao Văn phòng Huyện ủy theo dõi, đôn đốc các cơ quan, đơn vị thực hiện Thông báo này./.",
)


@pytest.mark.parametrize(
    "document",
    [
        (*SHORT, "T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
        ("Số 12-TB/HU", "THÔNG BÁO", *SHORT),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", "THÔNG BÁO", SHORT[0], "Giao Văn phòng.", "Nơi nhận:", "- Lưu."),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", "GIẤY MỜI", "Mời họp lúc 8 giờ.", "T/M BAN THƯỜNG VỤ"),
    ],
)
def test_a_column_of_a_site_that_holds_a_whole_document_is_no_head(document: Sequence[str]) -> None:
    assert lines(portal(paragraphs(*document))) == list(document)


@pytest.mark.parametrize(
    "row",
    [
        ("UBND XÃ A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (
            "Số: 12/UBND-VX<br>V/v triển khai các biện pháp bảo đảm an toàn thực phẩm tại bếp ăn "
            "tập thể của trường học trên địa bàn xã",
            "Độc lập - Tự do - Hạnh phúc",
        ),
        ("Nơi nhận:<br>- " + "Các phòng, ban, ngành, đoàn thể, " * 4 + ";<br>- Lưu.", "TM. UBND"),
    ],
)
def test_a_head_and_a_signature_stand_in_columns(row: tuple[str, str]) -> None:
    source = read(f"<table><tr><td>{row[0]}<td>{row[1]}</table>{paragraphs(*SHORT)}")
    assert {line.column for line in source.lines[:-2]} == {1, 2}


ANNEX = (
    "<p><b>PHỤ LỤC</b></p><table border=1><tr><td>TT<td>Nội dung nhiệm vụ<td>Liên hệ, giới thiệu"
    "<td>Thời gian</tr><tr><td>1<td>Nội dung<td>Văn phòng<td>Quý I/2025</table>"
)


@pytest.mark.parametrize("site", SITES)
def test_words_of_a_site_in_a_table_of_the_document_stay(site: Callable[[str], str]) -> None:
    found = lines(site(HEAD + BODY + FOOT + ANNEX))
    assert "\n".join(found).startswith(TEXT)
    assert found[-9:] == [
        *("PHỤ LỤC", "TT", "Nội dung nhiệm vụ", "Liên hệ, giới thiệu", "Thời gian"),
        *("1", "Nội dung", "Văn phòng", "Quý I/2025"),
    ]


# Texts that a site's page left, the site's own words around them, which the reader of pages drops.
TAKEN_FROM_SITES = frozenset(
    {
        "ct-ttg-cat-soi-long-song", "kh-ttg-luat-luu-tru", "kh-ubnd-tinh-van-hoa-doc",
        "kh-ubnd-tinh-nguoi-cao-tuoi", "tb-ubnd-tinh-duong-ven-bien", "ct-09-truong-son",
        "kh-thanh-uy-19nq-don-vi-su-nghiep",
    }
)  # fmt: skip


@pytest.mark.parametrize("site", SITES)
def test_our_own_documents_come_out_of_every_site(
    project_root: Path, site: Callable[[str], str]
) -> None:
    files = sorted((project_root / "corpus" / "own").glob("*.*"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        if text.startswith("|") or file.stem in TAKEN_FROM_SITES:
            continue  # a head in a table of Markdown is no text of a page
        wanted, documents = _as_pages(text)
        for document in documents:
            assert lines(site(document)) == wanted, file.name


@pytest.mark.parametrize("site", SITES)
def test_released_documents_come_out_of_every_site(
    released_text: Path, site: Callable[[str], str]
) -> None:
    for file in sorted(released_text.glob("*.*")):
        wanted, documents = _as_pages(file.read_text(encoding="utf-8-sig"))
        for document in documents:
            assert lines(site(document)) == wanted


# --- against a browser ----------------------------------------------------------------


def test_what_a_browser_saves_and_shows_is_what_is_read(tab: Any, tmp_path: Path) -> None:
    page = tmp_path / "trang.html"
    page.write_text(law_site(HEAD + BODY + FOOT), encoding="utf-8")
    tab.open(page.as_uri())
    saved = tab.order("Page.captureSnapshot", format="mhtml")["data"]
    assert read(saved.encode(), "trang.mhtml").text == TEXT
    rendered = tab.js("document.documentElement.outerHTML")
    assert read(rendered).text == TEXT


@pytest.mark.parametrize(
    "markup",
    [
        "<p>  Ủy ban\n nhân&nbsp;dân<wbr> tỉnh<b>A</b> <i> B</i></p>x<p>y</p>z<span>t</span>",
        "<div>a<div>b<p>c</div>d</div><h3>e</h3><center>f</center><blockquote>g</blockquote>h",
        "<p>một<br>hai<br><br>ba<span style='display:none'>ẩn</span><span hidden>ẩn</span> bốn",
        "<p style='display:none'>ẩn</p><pre>một\n hai</pre><del style='display:none'>x</del>năm",
        "<span style='display:block'>một</span>hai<div style='display:inline'>ba</div> bốn",
        "<dl><dt>một<dd>hai</dl><fieldset><legend>ba</legend>bốn</fieldset><address>năm</address>",
        "<style>.a{display:none} p.b{display:block}</style><p class=a>ẩn</p><p class=b>hiện",
    ],
)
def test_lines_are_those_of_a_browser(markup: str, tab: Any, tmp_path: Path) -> None:
    page = tmp_path / "trang.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><body><p>Đầu.</p>{markup}")
    tab.open(page.as_uri())
    shown = [" ".join(line.split()) for line in tab.js("document.body.innerText").split("\n")]
    assert lines(page.read_text()) == [line for line in shown if line]
