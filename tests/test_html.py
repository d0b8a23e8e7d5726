"""HTML → Source: the document without the site, as a reader sees it, whatever the page does."""

from __future__ import annotations

import hashlib
import random
import textwrap
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

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
    <style>.tooltip-box{{display:none}} .an{{ display : none }}</style></head><body class="has-menu">
    <div id="header"><a href="/">Trang chủ</a> <a href="/vb">Văn bản</a>
      <form><input type="password" name="p"><button>Đăng nhập</button></form></div>
    <div class="breadcrumb"><a href="/">Trang chủ</a> &gt; <a href="/kh">Kế hoạch</a></div>
    <div class="container"><div class="left-col">
      <h1>Kế hoạch 41/KH-UBND năm 2024 nâng cao chất lượng phục vụ người dân tỉnh Bắc Lâm</h1>
      <table class="meta"><tr><td>Số hiệu:</td><td>41/KH-UBND</td></tr>
        <tr><td>Loại văn bản:</td><td>Kế hoạch</td></tr><tr><td>Người ký:</td><td>Lê Văn Bình</td></tr></table>
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
      <div id="related"><h3>Văn bản liên quan</h3><ul><li><a href="/1">Quyết định 12/QĐ-UBND</a></li>
        <li><a href="/2">Kế hoạch 11/KH-UBND về cải cách hành chính</a></li></ul></div>
      <div class="comment-list"><h3>Bình luận</h3><p>1. Cho tôi hỏi kế hoạch này áp dụng cho những
        đơn vị nào, thời gian thực hiện từ khi nào thì được ạ?</p></div></div>
    <div class="right-col sidebar"><h4>Văn bản mới</h4><a href="/3">Nghị quyết 9/NQ-HĐND</a></div></div>
    <div class="footer">CÔNG TY ABC. Giấy phép số: 12/GP-BTTTT. Điện thoại: 024 1234</div>
    </body></html>"""


def portal(document: str) -> str:
    """A ministry's portal: layout tables, one form around all, no telling names."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
    <body><form id="aspnetForm" method="post"><table width="1000" cellpadding="0"><tr>
    <td colspan="3"><a href="/">Trang chủ</a> | <a href="/gt">Giới thiệu</a> | <a href="/tt">Tin tức</a>
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
    return f"""<html><body bgcolor=white><p><a href="/">Trang chủ</a> - <a href="/l">Liên hệ</a></p><hr>
    <center>Lượt xem: 512</center>{document}<hr><p><a href="javascript:print()">In trang này</a></p>
    <p>Các tin đã đưa</p><ul><li><a href="/1">Thông báo lịch tiếp công dân</a></li></ul>
    <p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh Bắc Lâm</p></body></html>"""


def word(document: str) -> str:
    """Saved from Word: conditional comments, o:p, styles of its own, no site at all."""
    document = document.replace("<p>", "<p class=MsoNormal>").replace("</p>", "<o:p></o:p></p>")
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
    xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator
    content="Microsoft Word 15"><!--[if gte mso 9]><xml><o:Author>Ai đó</o:Author></xml><![endif]-->
    <style><!-- p.MsoNormal {{margin:0; font-size:14.0pt;}} @page WordSection1 {{size:A4}} --></style>
    </head><body lang=VI><div class=WordSection1>{document}<![if !supportEmptyParas]>&nbsp;<![endif]>
    <p class=MsoNormal><o:p>&nbsp;</o:p></p></div></body></html>"""


def blog(document: str) -> str:
    """A content system: header and footer divs inside the article's own wrapper."""
    return f"""<!DOCTYPE html><html><body><div id="page" class="site sidebar-right">
    <a class="skip-link" href="#c">Chuyển đến nội dung</a>
    <div id="content" class="site-content with-sidebar"><div id="primary"><article class="post">
    <div class="entry-header"><h1 class="entry-title"><a href="/x">Kế hoạch phục vụ người dân</a></h1>
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
    <html><head><title>x</title><style>p {{ color: black }}</style></head><body>{document}</body></html>
    </div><div class=box-lienquan><b>Văn bản cùng lĩnh vực</b><p><a href=/1>Quyết định 5</a></div>"""


SITES = [law_site, portal, modern, flat, word, blog, pasted]


@pytest.mark.parametrize("site", SITES)
def test_the_document_is_taken_whole_and_alone(site: Callable[[str], str]) -> None:
    source = read(site(HEAD + BODY + FOOT))
    assert source.text == TEXT
    assert len(source.tables) == 1
    columns = [line.column for line in source.lines]
    assert columns == [1] * 4 + [2] * 4 + [0] * 16 + [1] * 4 + [2] * 4
