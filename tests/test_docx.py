"""Word documents: what people see in them is what is read."""

from __future__ import annotations

import pytest
from docx_builder import (
    abstract,
    link,
    lvl,
    num,
    p,
    r,
    read,
    root,
    tbl,
    tc,
    tr,
)

from pipeline.model import IngestError, IssueCode, LineKind, Media, Severity, Source

BOLD = "<w:b/>"
RAISED = '<w:vertAlign w:val="superscript"/>'
CENTRE = '<w:jc w:val="center"/>'
HEAD = tbl(
    tr(tc("ỦY BAN NHÂN DÂN", "XÃ ĐÔNG KHÊ"), tc("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
    tr("Số: 57/KH-UBND", "Đông Khê, ngày 20 tháng 01 năm 2026"),
    look="",
)
LAWFUL = abstract(
    0,
    lvl(0, "upperRoman", "%1."),
    lvl(1, "decimal", "%2."),
    lvl(2, "lowerLetter", "%3)"),
    lvl(3, "bullet", "-"),
) + num(1, 0)


def texts(source: Source) -> list[str]:
    return [source.text[line.char_start : line.char_end] for line in source.lines]


def labels(body: str, numbering: str, **inner: str) -> list[str]:
    return texts(read(body, numbering=numbering, **inner))


def fld(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instr(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


# --- labels -----------------------------------------------------------------------------


def test_labels_that_word_counts_stand_in_the_text() -> None:
    body = "".join(
        p(text, num=(1, level))
        for level, text in [
            (0, "MỤC ĐÍCH"),
            (1, "Mục đích"),
            (2, "quán triệt"),
            (2, "nâng cao"),
            (3, "cấp ủy"),
            (1, "Yêu cầu"),
            (2, "cụ thể"),
            (0, "NHIỆM VỤ"),
            (1, "Sở Nội vụ"),
        ]
    )
    assert labels(body, LAWFUL) == [
        "I. MỤC ĐÍCH",
        "1. Mục đích",
        "a) quán triệt",
        "b) nâng cao",
        "- cấp ủy",
        "2. Yêu cầu",
        "a) cụ thể",
        "II. NHIỆM VỤ",
        "1. Sở Nội vụ",
    ]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("decimal", "%1.", "1. 2. 3. 4. 5."),
        ("decimalZero", "%1)", "01) 02) 03) 04) 05)"),
        ("upperRoman", "%1-", "I- II- III- IV- V-"),
        ("lowerRoman", "%1.", "i. ii. iii. iv. v."),
        ("upperLetter", "%1.", "A. B. C. D. E."),
        ("lowerLetter", "%1)", "a) b) c) d) e)"),  # Word has no đ
        ("ordinal", "%1", "1st 2nd 3rd 4th 5th"),
        ("decimalEnclosedParen", "%1", "(1) (2) (3) (4) (5)"),
        ("none", "*", "* * * * *"),
        ("bullet", "-", "- - - - -"),
        ("decimal", "Điều %1.", "Điều 1. Điều 2. Điều 3. Điều 4. Điều 5."),
        ("vietnameseCounting", "Phần %1:", "Phần một: Phần hai: Phần ba: Phần bốn: Phần năm:"),
        ("chicago", "%1.", "1. 2. 3. 4. 5."),  # unknown: figures
    ],
)
def test_formats_of_numbers(form: str, text: str, expected: str) -> None:
    body = "".join(p("x", num=(1, 0)) for _ in range(5))
    found = labels(body, abstract(0, lvl(0, form, text)) + num(1, 0))
    assert (
        " ".join(found)
        == expected.replace(" ", " x ").replace("Điều x ", "Điều ").replace("Phần x ", "Phần ")
        + " x"
    )


def test_a_format_of_ones_own() -> None:
    own = (
        '<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1"/></w:lvl>'
    )
    assert labels(p("x", num=(1, 0)), abstract(0, own) + num(1, 0)) == ["001 x"]


def test_letters_go_round_the_alphabet_twice() -> None:
    numbering = abstract(0, lvl(0, "lowerLetter", "%1)", start=26)) + num(1, 0)
    assert labels(p("x", num=(1, 0)) * 3, numbering) == ["z) x", "aa) x", "bb) x"]


def test_lists_of_one_definition_go_on_with_each_other() -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + num(2, 0)
    body = p("x", num=(1, 0)) + p("giữa") + p("y", num=(2, 0))
    assert labels(body, numbering) == ["1. x", "giữa", "2. y"]


def test_a_list_that_starts_anew_does_so_once() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, override)
    body = p("a", num=(1, 0)) * 2 + p("b", num=(2, 0)) * 2 + p("c", num=(1, 0))
    assert labels(body, numbering) == ["1. a", "2. a", "1. b", "2. b", "3. c"]


def test_a_level_may_be_given_anew_for_one_list() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "upperLetter", "%1/")}</w:lvlOverride>'
    numbering = abstract(0, lvl(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, override)
    assert labels(p("a", num=(1, 0)) + p("b", num=(2, 0)), numbering) == ["1. a", "B/ b"]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [
        ("", ["I. x", "1. x", "II. x", "1. x"]),
        ('<w:lvlRestart w:val="0"/>', ["I. x", "1. x", "II. x", "2. x"]),
        ('<w:lvlRestart w:val="1"/>', ["I. x", "1. x", "II. x", "1. x"]),
    ],
)
def test_levels_restart_unless_they_must_not(restart: str, expected: list[str]) -> None:
    numbering = abstract(0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2.", restart)) + num(
        1, 0
    )
    body = "".join(p("x", num=(1, level)) for level in (0, 1, 0, 1))
    assert labels(body, numbering) == expected


def test_a_level_restarts_only_below_the_one_that_is_named() -> None:
    levels = (lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2."))
    numbering = abstract(0, *levels, lvl(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="1"/>'))
    body = "".join(p("x", num=(1, level)) for level in (0, 1, 2, 1, 2, 0, 1, 2))
    assert labels(body, numbering + num(1, 0)) == [
        "1. x",
        "1.1. x",
        "a) x",
        "1.2. x",
        "b) x",
        "2. x",
        "2.1. x",
        "a) x",
    ]


def test_levels_in_one_label() -> None:
    legal = lvl(2, "lowerLetter", "%1.%2.%3.", "<w:isLgl/>")
    numbering = abstract(0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%1.%2."), legal)
    body = "".join(p("x", num=(1, level)) for level in (0, 1, 2))
    assert labels(body, numbering + num(1, 0)) == ["I. x", "I.1. x", "1.1.1. x"]


def test_a_level_without_its_parent_shows_where_that_would_start() -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2.")) + num(1, 0)
    body = "".join(p("x", num=(1, level)) for level in (1, 0, 1))
    assert labels(body, numbering) == ["1.1. x", "1. x", "1.1. x"]


@pytest.mark.parametrize(("suffix", "expected"), [("tab", "1. x"), ("space", "1. x")])
def test_what_parts_label_and_text_is_one_space(suffix: str, expected: str) -> None:
    numbering = abstract(0, lvl(0, "decimal", "%1.", f'<w:suff w:val="{suffix}"/>')) + num(1, 0)
    assert labels(p("\tx", num=(1, 0)), numbering) == [expected]


def test_nothing_may_part_label_and_text() -> None:
    numbering = abstract(0, lvl(0, "decimal", "Điều %1", '<w:suff w:val="nothing"/>')) + num(1, 0)
    assert labels(p(". Phạm vi", num=(1, 0)), numbering) == ["Điều 1. Phạm vi"]


def test_numbering_comes_with_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/>'
        '<w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="KhongSo"><w:basedOn w:val="H1"/><w:pPr><w:numPr>'
        '<w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    body = p("A", style="H1") + p("B", style="H2") + p("C", style="Con") + p("D", style="KhongSo")
    body += p("E", style="H1", num=(0, 0)) + p("F", style="H2", num=(1, 0))
    source = read(body, numbering=LAWFUL, styles=styles)
    assert texts(source) == ["I. A", "1. B", "2. C", "D", "E", "II. F"]
    assert [line.heading for line in source.lines] == [1, 2, 2, 1, 1, 2]


def test_a_level_is_found_by_the_style_that_it_names() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    numbering = abstract(
        0, lvl(0, "decimal", "%1."), lvl(1, "lowerLetter", "%2)", '<w:pStyle w:val="Muc"/>')
    )
    assert labels(p("x", style="Muc"), numbering + num(1, 0), styles=styles) == ["a) x"]


def test_lists_by_list_styles() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + abstract(6, '<w:styleLink w:val="L"/>', lvl(0, "upperRoman", "%1/"))
        + num(1, 5)
        + num(2, 6)
    )
    assert labels(p("x", num=(1, 0)), numbering, styles=styles) == ["I/ x"]


@pytest.mark.parametrize(
    ("char", "font", "expected"),
    [
        ("\uf0b7", "Symbol", "•"),
        ("\uf02d", "Symbol", "-"),
        ("\uf0a7", "Wingdings", "▪"),
        ("\uf0d8", "Wingdings", "➢"),
        ("\uf0fc", "Wingdings", "✓"),
        ("§", "Wingdings", "▪"),
        ("\uf076", "Wingdings", "•"),
        ("\uf099", "Wingdings 3", "•"),
        ("o", "Courier New", "•"),
        ("❖", "Arial", "•"),
        ("–", "Times New Roman", "–"),
        ("+", "Times New Roman", "+"),
        ("*", "", "*"),
    ],
)
def test_bullets_by_their_look(char: str, font: str, expected: str) -> None:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    numbering = abstract(0, lvl(0, "bullet", char, fonts)) + num(1, 0)
    assert labels(p("Nội dung", num=(1, 0)), numbering) == [f"{expected} Nội dung"]


def test_empty_numbered_paragraphs_count_and_show() -> None:
    assert labels(p(num=(1, 1)) + p("x", num=(1, 1)), LAWFUL) == ["1.", "2. x"]


def test_hidden_and_deleted_paragraphs_do_not_count() -> None:
    hidden = p(r("ẩn", "<w:vanish/>"), look="<w:rPr><w:vanish/></w:rPr>", num=(1, 1))
    gone = p(
        "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>",
        look='<w:rPr><w:del w:id="1"/></w:rPr>',
        num=(1, 1),
    )
    assert labels(hidden + gone + p("x", num=(1, 1)), LAWFUL) == ["1. x"]


def test_a_missing_list_gives_no_label() -> None:
    assert labels(p("x", num=(99, 0)) + p("y", num=(1, 8)), LAWFUL) == ["x", "y"]
    assert texts(read(p("x", num=(1, 0)))) == ["x"]


# --- paragraphs -------------------------------------------------------------------------


def test_lines_tell_what_the_layout_says() -> None:
    body = p(r("KẾ HOẠCH", BOLD), look=CENTRE) + p(r("Đầu", BOLD), " dòng\nsau") + p("Cuối")
    source = read(body)
    assert source.media is Media.DOCX and source.words is None and source.encoding == "utf-8"
    assert source.text == "KẾ HOẠCH\nĐầu dòng\nsau\nCuối"
    assert [(line.bold, line.centred, line.begins) for line in source.lines] == [
        (True, True, True),
        (False, False, True),
        (False, False, None),
        (False, False, True),
    ]


def test_bold_comes_with_styles_and_is_switched_off() -> None:
    styles = (
        "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='28'/></w:rPr></w:rPrDefault>"
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Manh"><w:rPr><w:b/></w:rPr></w:style>'
    )
    body = (
        p("a", style="Dam")
        + p(r("b", '<w:b w:val="0"/>'), style="Dam")
        + p(r("c", '<w:rStyle w:val="Manh"/>'), style="Dam")  # switches of two styles cancel out
        + p(r("d", '<w:rStyle w:val="Manh"/>'))
        + p(r("e", '<w:sz w:val="21"/>'))
    )
    source = read(body, styles=styles)
    assert [line.bold for line in source.lines] == [True, False, False, True, False]
    assert [line.size for line in source.lines] == [14, 14, 14, 14, 10.5]


def test_headings_by_name_and_outline() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="vong"><w:basedOn w:val="quanh"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="quanh"><w:basedOn w:val="vong"/></w:style>'
    )
    body = p("a", style="u1") + p("b", look='<w:outlineLvl w:val="0"/>')
    body += p("c", style="u1", look='<w:outlineLvl w:val="9"/>') + p("d", style="vong")
    assert [line.heading for line in read(body, styles=styles).lines] == [3, 1, 0, 0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (r("Kế  hoạch \u00a0 số"), "Kế hoạch số"),
        (r("28") + "<w:r><w:noBreakHyphen/><w:t>NQ/TW</w:t></w:r>", "28-NQ/TW"),
        (r("xã") + "<w:r><w:softHyphen/></w:r>" + r(" hội"), "xã hội"),
        (r("diện tích m") + r("2", RAISED), "diện tích m²"),
        (r("CO") + r("2", '<w:vertAlign w:val="subscript"/>'), "CO2"),
        (r("ghi chú") + r("(1)", RAISED), "ghi chú⁽¹⁾"),
        (r("lần thứ n") + r("th", RAISED), "lần thứ nth"),
        (r("Ban Thường vụ", "<w:caps/>"), "BAN THƯỜNG VỤ"),
        (r("Ban", "<w:smallCaps/>"), "BAN"),
        (r("thấy") + r(" ẩn", "<w:vanish/>"), "thấy"),
        (r("thấy") + r(" hiện", '<w:vanish w:val="false"/>'), "thấy hiện"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r(" 5%"), "≥ 5%"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r(" có"), "☑ có"),
        ('<w:r><w:sym w:font="Symbol" w:char="zz"/></w:r>' + r("x"), "x"),
        (r("Kế hoạch".encode().decode()) + r("e\u0302\u0301"), "Kế hoạchế"),  # NFC
        ("<w:hyperlink r:id='x'>" + r("liên kết") + "</w:hyperlink>", "liên kết"),
        ("<w:smartTag>" + r("Hà Nội") + "</w:smartTag>", "Hà Nội"),
        ("<w:ins w:id='1'>" + r("thêm") + "</w:ins>", "thêm"),
        (r("giữ") + "<w:del w:id='1'><w:r><w:delText>bỏ</w:delText></w:r></w:del>", "giữ"),
        ("<w:moveFrom>" + r("b") + "</w:moveFrom><w:moveTo>" + r("c") + "</w:moveTo>", "c"),
        ("<w:sdt><w:sdtContent>" + r("điền") + "</w:sdtContent></w:sdt>", "điền"),
        (
            r("Tên:") + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            + r("Bấm vào đây") + "</w:sdtContent></w:sdt>",
            "Tên:",
        ),
        ("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>", "a=b"),
        (r("x") + "<w:r><w:commentReference w:id='1'/></w:r>", "x"),
        ("<w:ruby><w:rt>" + r("chú") + "</w:rt><w:rubyBase>" + r("gốc") + "</w:rubyBase></w:ruby>",
         "gốc"),
        (fld("begin") + instr(" REF muc1 \\h ") + fld("separate") + r("mục 1") + fld("end"),
         "mục 1"),
        (r("Trang ") + fld("begin") + instr("PAGE") + fld("separate") + r("7") + fld("end"),
         "Trang"),
        (r("a") + "<w:fldSimple w:instr=' NUMPAGES '>" + r("9") + "</w:fldSimple>", "a"),
        ("<w:fldSimple w:instr='DATE'>" + r("hôm nay") + "</w:fldSimple>", "hôm nay"),
        (fld("end") + fld("separate") + r("x") + fld("begin"), "x"),
        ("<w:r><w:t> trước</w:t></w:r><w:r><w:t>sau </w:t></w:r>", "trướcsau"),  # as Word does
        (r("chữ\u200b liền\ufeff"), "chữ liền"),
    ],
)  # fmt: skip
def test_runs_are_read_as_they_are_seen(content: str, expected: str) -> None:
    assert read(p(content)).text == expected


def test_fields_within_fields_and_over_paragraphs() -> None:
    inner = fld("begin") + instr("PAGEREF a") + fld("separate") + r("3") + fld("end")
    body = p(fld("begin"), instr("IF "), fld("separate"), "một ", inner) + p("hai", fld("end"))
    assert texts(read(body + p("ba"))) == ["một 3", "hai", "ba"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    assert texts(read(p("a", fld("begin"), instr("PAGE")) + p("b"))) == ["a", "b"]


def test_contents_are_no_text_of_the_document() -> None:
    toc = p(fld("begin"), instr('TOC \\o "1-3"'), fld("separate"), "I. MỤC ĐÍCH\t1")
    toc += p("II. NHIỆM VỤ\t2", fld("end"))
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('MỤC LỤC')}</w:sdtContent></w:sdt>"
    )
    source = read(control + toc + p("I. MỤC ĐÍCH"))
    assert [line.kind for line in source.lines] == [LineKind.FURNITURE] * 3 + [LineKind.FLOW]


def test_deleted_paragraph_ends_join() -> None:
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = p("Nhiệm vụ", look=mark) + p(" thứ hai", look=CENTRE) + p("Ba", look=mark)
    source = read(body)
    assert texts(source) == ["Nhiệm vụ thứ hai", "Ba"]
    assert source.lines[0].centred


def test_run_in_headings_keep_their_number() -> None:
    mark = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    body = p("Mục đích. ", num=(1, 1), look=mark) + p("Để làm rõ.")
    assert labels(body, LAWFUL) == ["1. Mục đích. Để làm rõ."]


def test_formatting_before_a_change_does_not_count() -> None:
    look = '<w:rPr><w:rPrChange w:id="1"><w:rPr><w:b/><w:vanish/></w:rPr></w:rPrChange></w:rPr>'
    source = read(p(f"<w:r>{look}<w:t>thường</w:t></w:r>"))
    assert source.text == "thường" and not source.lines[0].bold


def test_fonts_of_before_unicode() -> None:
    vn = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    capitals = '<w:rFonts w:ascii=".VnTimeH" w:hAnsi=".VnTimeH"/>'
    body = p(r("kÕ ho¹ch", capitals)) + p(r("§¶ng bé tØnh thùc hiÖn nhi", vn), r("Öm vô", vn))
    source = read(body + p("Đã là Unicode"))
    assert texts(source) == ["KẾ HOẠCH", "Đảng bộ tỉnh thực hiện nhiệm vụ", "Đã là Unicode"]
    issues = [issue for issue in source.issues if issue.code is IssueCode.CHARACTERS_CONVERTED]
    assert len(issues) == 1 and ".VnTimeH" in issues[0].message


def test_capitals_that_an_old_font_lost_come_back() -> None:
    vn = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    body = p(r("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", vn)) + p(r("KÕ HO", vn), r("¹CH", vn))
    assert texts(read(body)) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH"]
    assert texts(read(p("Kế HOạCH"))) == ["Kế HOạCH"]


# --- notes ------------------------------------------------------------------------------

NOTE = '<w:footnote w:id="%d"><w:p><w:r><w:footnoteRef/></w:r>%s</w:p></w:footnote>'


def call(note: int, kind: str = "footnote", more: str = "", after: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{note}"{more}/>{after}</w:r>'


def test_notes_stand_behind_what_calls_them() -> None:
    notes = '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    notes += NOTE % (2, r(" Như: Chỉ thị 05.")) + NOTE % (3, r(" Hai")) + NOTE % (4, r(" Ba"))
    ends = f'<w:endnote w:id="2">{p(" cuối")}</w:endnote>'
    body = p("Quy định", call(3), " này", call(2), call(4), ".") + p("Sau", call(2, "endnote"))
    source = read(body, footnotes=notes, endnotes=ends)
    assert texts(source) == [
        "Quy định¹ này²⁽³⁾.",
        "¹ Hai",
        "² Như: Chỉ thị 05.",
        "³ Ba",
        "Sau⁴",
        "⁴ cuối",
    ]
    assert [line.kind is LineKind.FOOTNOTE for line in source.lines] == [
        False, True, True, True, False, True,
    ]  # fmt: skip


def test_marks_of_ones_own() -> None:
    custom = ' w:customMarkFollows="1"'
    notes = NOTE % (2, r(" Một"))
    notes += f'<w:footnote w:id="3">{p("* Nguồn: báo cáo")}</w:footnote>'
    notes += f'<w:footnote w:id="4">{p("7 Bảy")}</w:footnote>'
    body = p(
        "A", call(3, more=custom, after="<w:t>*</w:t>"), " b", call(2),
        " c", call(4, more=custom, after="<w:t>7</w:t>"),
    )  # fmt: skip
    assert texts(read(body, footnotes=notes)) == [
        "A⁴ b¹ c⁷", "⁴ Nguồn: báo cáo", "¹ Một", "⁷ Bảy",
    ]  # fmt: skip


def test_a_call_without_a_note_is_no_call() -> None:
    assert read(p("A", call(5))).text == "A"


def test_notes_in_cells_stand_behind_the_table() -> None:
    notes = NOTE % (2, r(" Ghi chú"))
    body = tbl(tr("TT", "Nội dung"), tr("1", tc(p("Rà soát", call(2))))) + p("Sau")
    source = read(body, footnotes=notes)
    assert texts(source)[-3:] == ["Rà soát¹", "¹ Ghi chú", "Sau"]
    assert source.tables[0].char_end == source.text.index("\n¹")


def test_notes_that_call_themselves_end() -> None:
    note = f'<w:footnote w:id="2">{p("vòng", call(2))}</w:footnote>'
    assert texts(read(p("A", call(2)), footnotes=note)) == ["A¹", "¹ vòng"]


# --- text boxes -------------------------------------------------------------------------


def box(*content: str) -> str:
    """A text box as Word writes it: once for itself, once for older programs."""
    text = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{text}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{text}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_are_read_once_behind_their_paragraph() -> None:
    body = p("Trước", box(p("DỰ THẢO"), p("Lần 2", box(p("trong"))))) + p("Sau")
    assert texts(read(body)) == ["Trước", "DỰ THẢO", "Lần 2", "trong", "Sau"]


def test_a_text_box_for_old_programs_alone() -> None:
    pict = f"<w:pict><v:textbox><w:txbxContent>{p('MẬT')}</w:txbxContent></v:textbox></w:pict>"
    empty = "<mc:Choice Requires='wps'><w:drawing/></mc:Choice>"
    both = f"<mc:AlternateContent>{empty}<mc:Fallback>{pict}</mc:Fallback></mc:AlternateContent>"
    assert texts(read(p(f"<w:r>{pict}</w:r>") + p(f"<w:r>{both}</w:r>"))) == ["MẬT", "MẬT"]


# --- tables -----------------------------------------------------------------------------


def grid(source: Source, table: int = 0) -> list[tuple[int, int, int, int, bool, str]]:
    return [
        (
            cell.row,
            cell.column,
            cell.row_span,
            cell.column_span,
            cell.header,
            source.text[cell.char_start : cell.char_end],
        )
        for cell in source.tables[table].cells
    ]


def test_tables_have_cells_with_spans() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    body = p("Trước") + tbl(
        tr(tc("TT", look=restart), tc("Nội dung", look=restart), tc("Thời gian", look=wide)),
        tr(tc(look=goes_on), tc(look=goes_on), "Bắt đầu", "Kết thúc"),
        tr("(1)", "(2)", "(3)", "(4)"),
        tr(tc(p(num=(1, 1))), tc("Rà soát", "- hai ý"), "Quý I", ""),
        tr(tc(p(num=(1, 1))), "Báo cáo", tc("Hằng năm", look=wide)),
    )
    source = read(body + p("Sau"), numbering=LAWFUL)
    assert grid(source) == [
        (0, 0, 2, 1, True, "TT"),
        (0, 1, 2, 1, True, "Nội dung"),
        (0, 2, 1, 2, True, "Thời gian"),
        (1, 2, 1, 1, True, "Bắt đầu"),
        (1, 3, 1, 1, True, "Kết thúc"),
        (2, 0, 1, 1, True, "(1)"),
        (2, 1, 1, 1, True, "(2)"),
        (2, 2, 1, 1, True, "(3)"),
        (2, 3, 1, 1, True, "(4)"),
        (3, 0, 1, 1, False, "1."),
        (3, 1, 1, 1, False, "Rà soát\n- hai ý"),
        (3, 2, 1, 1, False, "Quý I"),
        (3, 3, 1, 1, False, ""),
        (4, 0, 1, 1, False, "2."),
        (4, 1, 1, 1, False, "Báo cáo"),
        (4, 2, 1, 2, False, "Hằng năm"),
    ]
    kinds = {line.kind for line in source.lines[1:-1]}
    assert kinds == {LineKind.TABLE} and source.lines[0].kind is LineKind.FLOW


@pytest.mark.parametrize(
    ("rows", "headers"),
    [
        ((tr("TT", "Nội dung"), tr("1", "a")), 1),
        ((tr("x", "y", look="<w:tblHeader/>"), tr("1", "a")), 1),
        ((tr(tc(p(r("Việc", BOLD))), tc(p(r("Ai", BOLD)))), tr("1", "a")), 1),
        ((tr("Việc", "Ai"), tr("1", "a")), 0),
        ((tr("TT", "Nội dung"),), 0),
        ((tr("TT", "Nội dung", "Số"), tr("A", "B", "1=2+3"), tr("1", "a", "b")), 2),
        ((tr("TT", "Nội dung"), tr("1", "A"), tr("2", "B")), 1),
        (
            (
                tr(tc("BẢNG PHÂN CÔNG", look='<w:gridSpan w:val="2"/>')),
                tr("STT", "Cơ quan chủ trì"),
                tr("1", "a"),
            ),
            2,
        ),
    ],
)
def test_header_rows(rows: tuple[str, ...], headers: int) -> None:
    found = {cell[0] for cell in grid(read(tbl(*rows))) if cell[4]}
    assert found == set(range(headers))


def test_cells_that_go_on_from_nothing_are_cells() -> None:
    goes_on = "<w:vMerge/>"
    body = tbl(
        tr(tc("a", look=goes_on), "b"),
        tr(tc("c", look='<w:vMerge/><w:gridSpan w:val="2"/>')),
        tr("d", "e"),
    )
    assert [cell[:4] for cell in grid(read(body))] == [
        (0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2), (2, 0, 1, 1), (2, 1, 1, 1),
    ]  # fmt: skip


def test_tables_in_cells_are_lines_of_the_cell() -> None:
    inner = tbl(tr("trong 1", "trong 2"))
    source = read(tbl(tr("TT", "Nội dung"), tr("1", tc("ngoài", inner, p("cuối")))))
    assert len(source.tables) == 1
    assert grid(source)[-1][5] == "ngoài\ntrong 1\ntrong 2\ncuối"


def test_deleted_rows_and_rows_in_controls() -> None:
    control = f"<w:sdt><w:sdtContent>{tr('2', 'b')}</w:sdtContent></w:sdt>"
    gone = tr("x", "y", look='<w:del w:id="1"/>')
    source = read(tbl(tr("TT", "Nội dung"), gone, control))
    assert [cell[5] for cell in grid(source)] == ["TT", "Nội dung", "2", "b"]


def test_cells_merged_the_old_way() -> None:
    body = tbl(
        tr(tc("rộng", look='<w:hMerge w:val="restart"/>'), tc(look="<w:hMerge/>"), "x"),
        tr("a", "b", "c"),
    )
    assert grid(read(body))[0][:4] == (0, 0, 1, 2)


def test_empty_tables_are_nothing() -> None:
    source = read(p("a") + tbl(tr("", "")) + tbl() + p("b"))
    assert source.text.split() == ["a", "b"] and source.tables == ()


def test_one_cell_is_a_frame() -> None:
    source = read(tbl(tr(tc("Trong khung", tbl(tr("TT", "Nội dung"), tr("1", "a"))))))
    assert texts(source)[0] == "Trong khung" and source.lines[0].kind is LineKind.FLOW
    assert len(source.tables) == 1


# --- side by side -----------------------------------------------------------------------


def columns(source: Source) -> list[tuple[int, str]]:
    return [(line.column, source.text[line.char_start : line.char_end]) for line in source.lines]


def test_a_head_in_a_table_is_two_columns() -> None:
    source = read(HEAD + p("KẾ HOẠCH", look=CENTRE))
    assert source.tables == ()
    assert columns(source) == [
        (1, "ỦY BAN NHÂN DÂN"),
        (1, "XÃ ĐÔNG KHÊ"),
        (1, "Số: 57/KH-UBND"),
        (2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (2, "Đông Khê, ngày 20 tháng 01 năm 2026"),
        (0, "KẾ HOẠCH"),
    ]
    assert "2026\n\nKẾ HOẠCH" in source.text


@pytest.mark.parametrize(
    "rows",
    [
        (tr("TỈNH ỦY LAM SƠN", "", "ĐẢNG CỘNG SẢN VIỆT NAM"),),
        (tr(tc("Nơi nhận:", "- Như trên;"), tc("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),),
        (tr("", tc("T/M BAN THƯỜNG VỤ", "BÍ THƯ")), tr("- Lưu", "Nguyễn Văn A")),
        (tr("Số 01-KH/ĐU", "Xã X, ngày    tháng 3 năm 2026"),),
    ],
)
@pytest.mark.parametrize("look", ["", "<w:tblBorders><w:top w:val='nil'/></w:tblBorders>"])
def test_heads_and_signatures_by_their_words(rows: tuple[str, ...], look: str) -> None:
    source = read(tbl(*rows, look=look))
    assert source.tables == () and {line.column for line in source.lines} <= {1, 2}
    assert 2 in {line.column for line in source.lines}


def test_a_signature_without_known_words_by_its_place() -> None:
    body = p("Biên bản") + tbl(tr("THƯ KÝ", "CHỦ TRÌ"), tr("Trần A", "Lê B"), look="")
    assert columns(read(body))[1:] == [
        (1, "THƯ KÝ"), (1, "Trần A"), (2, "CHỦ TRÌ"), (2, "Lê B"),
    ]  # fmt: skip
    assert len(read(body + p("dòng") * 6).tables) == 1  # not in the middle of a text


def test_a_row_alone_without_lines_sets_side_by_side() -> None:
    body = p("trước") * 6 + "%s" + p("sau") * 6
    source = read(body % tbl(tr("- Các huyện ủy,", "Lê Hữu Khánh"), look=""))
    assert [column for column, _ in columns(source)][6:8] == [1, 2] and source.tables == ()
    assert len(read(body % tbl(tr("Tổng", "12"))).tables) == 1  # with lines it is data


def test_a_table_of_data_is_not_mistaken_for_a_signature() -> None:
    body = tbl(tr("STT", "Nội dung", "Cơ quan chủ trì"), tr("1", "Trình ký", "TM. UBND: Sở Nội vụ"))
    assert len(read(body).tables) == 1
    assert len(read(tbl(tr("KT. xã hội", "5%"), tr("VH. xã hội", "6%"))).tables) == 1


def test_addressees_are_read_in_order() -> None:
    body = p("A") + tbl(tr("Kính gửi:", tc("- Sở Nội vụ;", "- Sở Tài chính.")), look="")
    source = read(body)
    assert columns(source)[1:] == [(0, "Kính gửi:"), (0, "- Sở Nội vụ;"), (0, "- Sở Tài chính.")]


def test_columns_made_with_tabs() -> None:
    body = (
        p("TỈNH ỦY LAM SƠN\t", r("ĐẢNG CỘNG SẢN VIỆT NAM", BOLD))
        + p("*")
        + p("Số 45-KH/TU\t\tLam Sơn, ngày 12 tháng 3 năm 2024")
        + p()
        + p("KẾ HOẠCH", look=CENTRE)
        + p("1.\tSở Nội vụ\nchủ trì")
        + p("Nơi nhận:\tTM. BAN THƯỜNG VỤ\n- Như trên,\tBÍ THƯ")
        + p("- Lưu.")
        + p("\t\tHoàng Trung Kiên")
    )
    source = read(body)
    assert columns(source) == [
        (1, "TỈNH ỦY LAM SƠN"),
        (1, "*"),
        (1, "Số 45-KH/TU"),
        (2, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (2, "Lam Sơn, ngày 12 tháng 3 năm 2024"),
        (0, "KẾ HOẠCH"),
        (0, "1. Sở Nội vụ"),
        (0, "chủ trì"),
        (1, "Nơi nhận:"),
        (1, "- Như trên,"),
        (1, "- Lưu."),
        (2, "TM. BAN THƯỜNG VỤ"),
        (2, "BÍ THƯ"),
        (2, "Hoàng Trung Kiên"),
    ]
    bold = {source.text[line.char_start : line.char_end] for line in source.lines if line.bold}
    assert bold == {"ĐẢNG CỘNG SẢN VIỆT NAM"}


def test_columns_made_with_spaces() -> None:
    body = p("UBND XÃ X          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    body += p("Số: 1/KH-UBND              Độc lập - Tự do - Hạnh phúc")
    assert [column for column, _ in columns(read(body))] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "text", ["-\tPhối hợp với Sở", "a)\tRà soát", "Chỉ tiêu:\t85%", "\tThụt đầu dòng", "Điều 1.\tX"]
)
def test_tabs_in_the_flow_are_spaces(text: str) -> None:
    assert columns(read(p(text) + p("cuối"))) == [
        (0, text.replace("\t", " ").strip()), (0, "cuối"),
    ]  # fmt: skip


# --- headers, pages ---------------------------------------------------------------------


def with_header(header: str, body: str) -> Source:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr>'
    more = {
        "relations": link("h1", "header", "header1.xml"),
        "word/header1.xml": root("hdr", header),
    }
    return read(body + section, more)


def test_headers_are_left_out() -> None:
    assert with_header(p("Kế hoạch cải cách"), p("Nội dung")).text == "Nội dung"


def test_a_head_that_stands_only_in_the_header_is_read() -> None:
    source = with_header(HEAD, p("KẾ HOẠCH") + p("Nội dung"))
    assert texts(source)[0] == "ỦY BAN NHÂN DÂN" and texts(source)[-1] == "Nội dung"
    assert with_header(HEAD, HEAD + p("KẾ HOẠCH")).text.count("57/KH-UBND") == 1


def pages(source: Source) -> list[str]:
    assert source.pages[0].char_start == 0 and source.pages[-1].char_end == len(source.text)
    assert all(
        one.char_end == two.char_start
        for one, two in zip(source.pages, source.pages[1:], strict=False)
    )
    assert all(page.width is None and page.height is None for page in source.pages)
    return [source.text[page.char_start : page.char_end] for page in source.pages]


END = '<w:r><w:br w:type="page"/></w:r>'
SEEN = "<w:r><w:lastRenderedPageBreak/></w:r>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("a") + p("b"), ["a\nb"]),
        (p("a", END) + p("b"), ["a\n", "b"]),
        (p("a") + p(END) + p("b"), ["a\n\n", "b"]),
        (p("a", END) + p(SEEN, "b"), ["a\n", "b"]),
        (p("a") + p("b", look="<w:pageBreakBefore/>"), ["a\n", "b"]),
        (p("giữa ", SEEN, "câu"), ["giữa ", "câu"]),
        (p("cuối", SEEN) + p("b"), ["cuối\n", "b"]),
        (p(SEEN, "a") + p("b", END), ["a\nb"]),
        (p("a", look="<w:sectPr/>") + p("b") + "<w:sectPr/>", ["a\n", "b"]),
        (
            p("a", look="<w:sectPr/>")
            + p("b")
            + '<w:sectPr><w:type w:val="continuous"/></w:sectPr>',
            ["a\nb"],
        ),
    ],
)
def test_pages_end_where_word_ended_them(body: str, expected: list[str]) -> None:
    source = read(body)
    assert pages(source) == expected
    for line in source.lines:
        page = source.pages[line.page - 1]
        assert page.char_start <= line.char_start < page.char_end


def test_a_row_over_two_pages_is_cut_once() -> None:
    body = tbl(tr("TT", "Nội dung"), tr(tc(p("1", SEEN, "2")), tc(p("a ", SEEN, "b"))))
    assert len(pages(read(body))) == 2


# --- what is not read -------------------------------------------------------------------


def test_what_is_passed_over_is_told() -> None:
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"
    thing = "<w:r><w:object><o:OLEObject/></w:object></w:r>"
    more: dict[str, str | bytes] = {
        "relations": link("1", "image", "http://example.invalid/a.png", "External")
        + link("2", "hyperlink", "http://example.invalid/", "External"),
        "word/vbaProject.bin": b"macro",
        "word/embeddings/oleObject1.bin": b"%PDF-1.7",
    }
    source = read(p("Văn bản", picture, picture, thing) + '<w:altChunk r:id="c"/>', more)
    assert source.text == "Văn bản"
    assert {issue.code for issue in source.issues} == {IssueCode.CONTENT_SKIPPED}
    found = " ".join(issue.message for issue in source.issues)
    assert "2 pictures" in found and "macros" in found and "embedded" in found
    assert "A link" in found and "another format" in found
    assert [issue.severity for issue in source.issues].count(Severity.WARNING) == 1


def test_a_plain_document_has_no_issues() -> None:
    assert read(HEAD + p("Nội dung")).issues == ()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "no text"),
        (p() + p("   "), "no text"),
        (p("<w:r><w:drawing><a:blip/></w:drawing></w:r>"), "pictures only"),
    ],
)
def test_nothing_to_read_is_an_error(body: str, problem: str) -> None:
    with pytest.raises(IngestError, match=problem):
        read(body)
