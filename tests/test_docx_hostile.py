"""Word documents that are broken, protected, huge or made to harm: one clear error, no more."""

from __future__ import annotations

import random
import struct
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from docx_builder import (
    abstract,
    blob,
    docx,
    link,
    lvl,
    num,
    p,
    pack,
    parts,
    r,
    tbl,
    tc,
    tr,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest.blob import Limits, Options
from pipeline.ingest.docx import read_docx
from pipeline.model import IngestError, LineKind, Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NUMBERING = abstract(0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2.")) + num(1, 0)
GOOD = docx(
    p("MỤC ĐÍCH", num=(1, 0))
    + p(r("Nhiệm vụ", "<w:b/>"), " thứ nhất", num=(1, 1))
    + tbl(tr("TT", "Nội dung"), tr(tc(p(num=(1, 1))), "Rà soát"))
    + p('<w:r><w:footnoteReference w:id="2"/></w:r>', "cuối"),
    numbering=NUMBERING,
    footnotes=f'<w:footnote w:id="2">{p(" ghi chú")}</w:footnote>',
    styles='<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/></w:style>',
)


def refused(data: bytes, options: Options | None = None, name: str = "kế hoạch.docx") -> str:
    """The message with which a file is refused; it names the file and says what to do."""
    with pytest.raises(IngestError) as caught:
        read_docx(blob(data, name), options or Options())
    error = caught.value
    assert error.path == name and error.problem and error.what_to_do.endswith(".")
    return str(error)


def with_parts(**changed: str | bytes | None) -> bytes:
    """The good document with parts put in the place of others, or left out."""
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        made: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, content in changed.items():
        part = f"word/{name}.xml"
        if content is None:
            del made[part]
        else:
            made[part] = content
    return pack(made)


def test_the_good_one_is_read() -> None:
    source = read_docx(blob(GOOD), Options())
    assert source.text.splitlines()[:2] == ["I. MỤC ĐÍCH", "1. Nhiệm vụ thứ nhất"]


# --- other formats ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "this is a PDF, named .docx. Rename it so that it ends in .pdf"),
        (b"{\\rtf1 x}", "this is an RTF document, named .docx"),
        (OLE + b"\0" * 600, "this is an old Office document, named .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (b"K\xe1\xba\xbf ho\xe1\xba\xa1ch", "is no Word document"),
        (b"\0" * 100, "is no Word document"),
        (pack({"a.txt": "x"}), "without a Word document in it"),
        (pack({"xl/workbook.xml": "<x/>"}), "this is an Excel workbook"),
        (pack({"ppt/presentation.xml": "<x/>"}), "this is a PowerPoint presentation"),
        (b"PK\x05\x06" + b"\0" * 18, "without a Word document in it"),
    ],
)
def test_other_formats_are_named(data: bytes, message: str) -> None:
    assert message in refused(data)


@pytest.mark.parametrize("name", ["a.docm", "a.dotx", "A.DOCX"])
def test_templates_and_documents_with_macros_are_read(name: str) -> None:
    assert read_docx(blob(GOOD, name), Options()).path == name


# --- damaged ----------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_off_files(share: float) -> None:
    assert "damaged or cut off" in refused(GOOD[: int(share * len(GOOD))])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"document": None}, "word/document.xml is missing"),
        ({"document": "<w:document"}, "word/document.xml cannot be read"),
        ({"document": ""}, "word/document.xml cannot be read"),
        ({"document": "<html/>"}, "holds no document that Word would open"),
        ({"document": b"\xff\xfe<\0"}, "cannot be read"),
        ({"document": '<?xml version="1.0" encoding="nie"?><a/>'}, "cannot be read"),
        ({"numbering": "<w:numbering"}, "word/numbering.xml cannot be read"),
        ({"styles": b"\0\1\2"}, "word/styles.xml cannot be read"),
    ],
)
def test_broken_parts_are_named(changed: dict[str, str | bytes | None], message: str) -> None:
    assert message in refused(with_parts(**changed))


def test_a_wrong_checksum_is_damage() -> None:
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts(p("Rà soát thủ tục")).items():
            archive.writestr(name, content)
    data = stored.getvalue()
    assert "is damaged" in refused(data.replace("Rà soát".encode(), "Rà xoát".encode(), 1))


def test_encrypted_parts() -> None:
    flagged = bytearray(GOOD)
    at = flagged.find(b"PK\x01\x02")
    while at >= 0:
        flagged[at + 8] |= 1
        at = flagged.find(b"PK\x01\x02", at + 4)
    assert "is protected by a password" in refused(bytes(flagged))


# --- too much ---------------------------------------------------------------------------

SMALL = Options(Limits(max_unpacked=1024 * 1024))


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = docx(p("x"), {"word/media/image1.png": b"\0" * 2_000_000})
    assert len(bomb) < 10_000
    assert "would unpack to more than 1,048,576 bytes" in refused(bomb, SMALL)


def test_a_part_that_lies_about_its_size_is_not_unpacked_further() -> None:
    bomb = bytearray(docx(p("x" * 3_000_000)))
    with zipfile.ZipFile(BytesIO(bytes(bomb))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    honest, lie = struct.pack("<I", size), struct.pack("<I", 500)
    assert honest in bomb
    assert "is damaged" in refused(bytes(bomb).replace(honest, lie), SMALL)


def test_too_many_parts() -> None:
    many = pack({**parts(p("x")), **{f"word/media/{i}": b"" for i in range(10_001)}})
    assert "more than 10,000 parts" in refused(many)


def test_too_many_pages() -> None:
    body = p("x", '<w:r><w:br w:type="page"/></w:r>') * 5
    options = Options(replace(Limits(), max_pages=3))
    assert "more than 3 pages" in refused(docx(body), options)


@pytest.mark.parametrize("opening", ["<w:sdt><w:sdtContent>", "<w:tbl><w:tr><w:tc>"])
def test_what_is_nested_too_deeply(opening: str) -> None:
    names = [name for name in opening.strip("<>").split("><")]
    closing = "".join(f"</{name}>" for name in reversed(names))
    assert "nested too deeply" in refused(docx(opening * 3000 + p("x") + closing * 3000))
    shallow = docx(opening * 60 + p("x") + closing * 60)
    assert read_docx(blob(shallow), Options()).text == "x"


# --- attacks ----------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["document", "styles", "footnotes"])
@pytest.mark.parametrize(
    "subset", [f'<!ENTITY l0 "ha">{LAUGHS}', '<!ENTITY l9 SYSTEM "file:///etc/hostname">']
)
def test_entities_are_never_expanded(subset: str, part: str, code: str) -> None:
    xml = f'<?xml version="1.0" encoding="{code}"?><!DOCTYPE a [{subset}]><a>&l9;</a>'
    assert "defines entities of its own" in refused(with_parts(**{part: xml.encode(code)}))


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "bí mật.xml"
    secret.write_text("<x/>")
    more: dict[str, str | bytes] = {
        "relations": link("1", "styles", f"../../../../..{secret}")
        + link("2", "numbering", f"file://{secret}", "External"),
        "../../../../tmp/ra-ngoài.xml": "<x/>",
        "/etc/passwd": "x",
        "C:\\windows\\a.xml": "x",
    }
    assert read_docx(blob(docx(p("Văn bản"), more)), Options()).text == "Văn bản"
    assert not Path("/tmp/ra-ngoài.xml").exists()


def test_numbers_out_of_all_bounds() -> None:
    wild = "9" * 40
    numbering = (
        abstract(0, lvl(0, "upperRoman", "%1.%9", f'<w:lvlRestart w:val="{wild}"/>', 999_999))
        + num(1, 0, f'<w:lvlOverride w:ilvl="-7"><w:startOverride w:val="{wild}"/></w:lvlOverride>')
        + '<w:num w:numId="x"/><w:abstractNum/>'
    )
    body = (
        p("a", num=(1, -3))
        + p("b", look=f'<w:outlineLvl w:val="{wild}"/><w:numPr><w:numId w:val="{wild}"/></w:numPr>')
        + tbl(tr(tc("c", look=f'<w:gridSpan w:val="{wild}"/>'), tc("d", look="<w:gridSpan/>")))
        + tbl(tr("e", "f", look='<w:gridBefore w:val="-5"/>'))
        + p('<w:r><w:sym w:char="D800"/><w:sym w:char="110000"/></w:r>', "g")
    )
    source = read_docx(blob(docx(body, numbering=numbering)), Options())
    assert [line for line in source.text.split("\n") if line][-1] == "g"
    check(source)


# --- random documents -------------------------------------------------------------------


def check(source: Source) -> None:
    """What every Source promises."""
    text, end = source.text, 0
    assert source.pages[0].char_start == 0 and source.pages[-1].char_end == len(text)
    for one, two in pairwise(source.pages):
        assert one.char_end == two.char_start and one.char_start < one.char_end
    told = []
    for line in source.lines:
        assert end <= line.char_start < line.char_end <= len(text)
        end = line.char_end
        told.append(text[line.char_start : end])
        assert told[-1] == " ".join(told[-1].split())
        page = source.pages[line.page - 1]
        assert page.char_start <= line.char_start < page.char_end
    assert told == [line for line in text.split("\n") if line]
    end = 0
    for table in source.tables:
        assert end <= table.char_start < table.char_end
        at, end, places = table.char_start, table.char_end, set()
        for cell in table.cells:
            assert at <= cell.char_start <= cell.char_end <= end
            at = cell.char_end
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    assert row < table.n_rows and column < table.n_columns
                    assert (row, column) not in places
                    places.add((row, column))
        for line in source.lines:
            if table.char_start <= line.char_start < end:
                assert line.kind is LineKind.TABLE


words = st.sampled_from(
    ["Rà soát", "1.", "TM. ỦY BAN", "Nơi nhận:", "Số 45-KH/TU", " ", "\t", "\n", "CỘNG HÒA XÃ HỘI "
     "CHỦ NGHĨA VIỆT NAM", "TT", "Nội dung", "\uf0b7", "\ufdd0", "- ", "Kính gửi:", "e\u0301"]
)  # fmt: skip
looks = st.sampled_from(
    ["", "<w:b/>", "<w:vanish/>", "<w:caps/>", '<w:vertAlign w:val="superscript"/>',
     '<w:rFonts w:ascii="Wingdings"/>', '<w:rFonts w:ascii=".VnTimeH"/>', '<w:sz w:val="x"/>']
)  # fmt: skip
odd_runs = st.sampled_from(
    ["<w:r><w:br w:type='page'/></w:r>", "<w:r><w:lastRenderedPageBreak/></w:r>",
     "<w:r><w:footnoteReference w:id='2'/></w:r>", "<w:r><w:fldChar w:fldCharType='begin'/></w:r>",
     "<w:r><w:fldChar w:fldCharType='separate'/></w:r>",
     "<w:r><w:instrText>PAGE</w:instrText></w:r>",
     "<w:r><w:fldChar w:fldCharType='end'/></w:r>", "<w:r><w:sym w:char='F0A7'/></w:r>",
     "<w:bookmarkStart/>", "<w:r/>", "<w:mc/>"]
)  # fmt: skip
runs = st.one_of(st.builds(r, words, looks), odd_runs)
paragraph_looks = st.sampled_from(
    ["", '<w:jc w:val="center"/>', "<w:pageBreakBefore/>", "<w:sectPr/>",
     '<w:rPr><w:del w:id="1"/></w:rPr>', '<w:rPr><w:vanish/><w:specVanish/></w:rPr>']
)  # fmt: skip
paragraphs = st.builds(
    lambda content, look, number: p(*content, look=look, num=number),
    st.lists(runs, max_size=4),
    paragraph_looks,
    st.one_of(st.none(), st.tuples(st.integers(-1, 3), st.integers(-1, 9))),
)
cell_looks = st.sampled_from(
    ["", '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>', "<w:hMerge/>",
     '<w:vMerge/><w:gridSpan w:val="3"/>']
)  # fmt: skip


def tables(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    cells = st.builds(
        lambda content, look: tc(*content, look=look), st.lists(inner, max_size=2), cell_looks
    )
    rows = st.builds(
        lambda made, look: tr(*made, look=look),
        st.lists(cells, max_size=4),
        st.sampled_from(["", "<w:tblHeader/>", "<w:del/>", '<w:gridBefore w:val="1"/>']),
    )
    return st.builds(
        lambda made, look: tbl(*made, look=look),
        st.lists(rows, max_size=4),
        st.sampled_from(["", "<w:tblBorders><w:top w:val='single'/></w:tblBorders>"]),
    )


blocks = st.recursive(paragraphs, lambda inner: st.one_of(inner, tables(inner)), max_leaves=12)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(blocks, max_size=8))
def test_whatever_is_put_together_gives_a_sound_source_or_an_error(body: list[str]) -> None:
    notes = f'<w:footnote w:id="2">{p("ghi chú")}</w:footnote>'
    data = docx("".join(body), numbering=NUMBERING, footnotes=notes)
    try:
        source = read_docx(blob(data), Options())
    except IngestError as error:
        assert "no text" in error.problem
    else:
        check(source)


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files_give_a_sound_source_or_an_error(seed: int) -> None:
    chance = random.Random(seed)
    stored = BytesIO()  # so that what is hit is XML and not only a checksum of it
    with (
        zipfile.ZipFile(BytesIO(GOOD)) as archive,
        zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as plain,
    ):
        for name in archive.namelist():
            plain.writestr(name, archive.read(name))
    outcomes = set()
    for turn in range(100):
        data = bytearray(GOOD if turn % 4 == 0 else stored.getvalue())
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data))
            data[at] = chance.choice([data[at] ^ 1 << chance.randrange(8), chance.randrange(256)])
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        outcomes.add(outcome(bytes(data)))
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize("seed", range(4))
def test_mutated_xml_gives_a_sound_source_or_an_error(seed: int) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    outcomes = set()
    for _ in range(100):
        changed = dict(made)
        name = chance.choice(sorted(made))
        xml = bytearray(made[name])
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(xml))
            match chance.randrange(3):
                case 0:
                    xml[at] = chance.choice(b"0123456789-abxw:<>\"'/ &")
                case 1:
                    del xml[at : at + chance.randrange(12)]
                case _:
                    start = chance.randrange(len(xml))
                    xml[at:at] = xml[start : start + chance.randrange(40)]
        changed[name] = bytes(xml)
        outcomes.add(outcome(pack(changed)))
    assert outcomes == {"read", "refused"}


def outcome(data: bytes) -> str:
    try:
        check(read_docx(blob(data), Options()))
    except IngestError as error:
        assert error.what_to_do.endswith(".")
        return "refused"
    return "read"
