"""Bytes → Source: every encoding, every kind of bad input, and that nothing else is raised."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.ingest import SUPPORTED_SUFFIXES, Limits, Options, read
from pipeline.ingest.letters import looks_vietnamese, misreading
from pipeline.model import IngestError, IssueCode, Media, Page, Severity, Source

PLAN = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    "KẾ HOẠCH\nthực hiện Nghị quyết số 28-NQ/TW, ngày 17/11/2022 của Ban Chấp hành Trung ương\n"
    "1. Ủy ban nhân dân thành phố chủ trì, phối hợp với các sở, ngành rà soát, sửa đổi, "
    "bổ sung quy chế làm việc. Thời gian thực hiện: Quý II/2023.\n"
)
TONES = "\u0301\u0300\u0309\u0303\u0323"  # sắc huyền hỏi ngã nặng


def covers(source: Source) -> bool:
    """Whether the pages are numbered from 1 and cover the text without gap or overlap."""
    starts = [page.char_start for page in source.pages]
    ends = [page.char_end for page in source.pages]
    return (
        [page.number for page in source.pages] == list(range(1, len(ends) + 1))
        and [0, *ends] == [*starts, len(source.text)]
        and all(start < end for start, end in zip(starts, ends, strict=True))
    )


def read_bytes(folder: Path, data: bytes, name: str = "kế hoạch.txt") -> Source:
    path = folder / name
    path.write_bytes(data)
    return read(path, root=folder)


def refused(folder: Path, data: bytes, name: str = "kế hoạch.txt") -> IngestError:
    with pytest.raises(IngestError) as caught:
        read_bytes(folder, data, name)
    assert name in str(caught.value)
    assert caught.value.what_to_do.endswith(".")
    return caught.value


# --- encodings that were before Unicode (tests/test_legacy.py has their tables) ---------


def _apart(char: str) -> tuple[str, str]:
    """A letter without its tone, and the tone."""
    whole = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in whole if mark in TONES)
    return unicodedata.normalize("NFC", "".join(m for m in whole if m not in TONES)), tone


def as_1258(text: str) -> bytes:
    return "".join("".join(_apart(char)) for char in text).encode("cp1258")


# TCVN3 and VNI as Latin-1 and Windows-1252 read their codes.
TCVN3_PLAN = (
    "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\n§éc lËp - Tù do - H¹nh phóc\n\n"
    "KÕ HO¹CH\nthùc hiÖn NghÞ quyÕt sè 28-NQ/TW, ngµy 17/11/2022 cña Ban ChÊp hµnh "
    "Trung \xad¬ng\n1. ñy ban nh©n d©n thµnh phè chñ tr×, phèi hîp víi c¸c së, ngµnh rµ "
    "so¸t, söa ®æi, bæ sung quy chÕ lµm viÖc. Thêi gian thùc hiÖn: Quý II/2023.\n"
)
VNI_PLAN = (
    "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM\nÑoäc laäp - Töï do - Haïnh phuùc\n\n"
    "KEÁ HOAÏCH\nthöïc hieän Nghò quyeát soá 28-NQ/TW, ngaøy 17/11/2022 cuûa Ban Chaáp haønh "
    "Trung öông\n1. UÛy ban nhaân daân thaønh phoá chuû trì, phoái hôïp vôùi caùc sôû, ngaønh "
    "raø soaùt, söûa ñoåi, boå sung quy cheá laøm vieäc. Thôøi gian thöïc hieän: Quyù II/2023.\n"
)


def as_read_twice(text: str) -> str:
    """UTF-8 read as Windows reads Windows-1252: codes that it has not stay as they are."""
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in text.encode())


# --- encodings ------------------------------------------------------------------------

TEXTS = {
    "LF": PLAN,
    "CRLF": PLAN.replace("\n", "\r\n"),
    "CR": PLAN.replace("\n", "\r"),
    "mixed ends": PLAN.replace("\n", "\r\n", 2) + "\u2028cuối\u0085",
    "NFD": unicodedata.normalize("NFD", PLAN),
    "no last newline": PLAN.strip(),
    "beyond the BMP": PLAN + "𠊛 😀",
    "mark inside": "a\ufeff" + PLAN,
}
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8-sig": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-32-le": (codecs.BOM_UTF32_LE, "utf-32-le"),
    "utf-32-be": (codecs.BOM_UTF32_BE, "utf-32-be"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_as_decoded(tmp_path: Path, encoding: str, text: str) -> None:
    mark, codec = ENCODINGS[encoding]
    data = mark + text.encode(codec)
    source = read_bytes(tmp_path, data)
    assert source.text == text
    assert source.encoding == encoding
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.issues == ()
    assert covers(source)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(tmp_path: Path, encoding: str, text: str) -> None:
    source = read_bytes(tmp_path, text.encode(encoding))
    assert (source.text, source.encoding) == (text, encoding)


def test_windows_1258_is_read_and_said_to_be_guessed(tmp_path: Path) -> None:
    source = read_bytes(tmp_path, as_1258(PLAN))
    assert unicodedata.normalize("NFC", source.text) == PLAN
    assert source.encoding == "windows-1258"
    assert [issue.code for issue in source.issues] == [IssueCode.ENCODING_GUESSED]


@pytest.mark.parametrize(
    ("what", "data"),
    {
        "French in Latin-1": "Le président de la République a été élu à Genève. ".encode("latin-1"),
        "Chinese": "中华人民共和国".encode("gb18030"),
        "Russian": "Социалистическая Республика Вьетнам".encode("cp1251"),
        "noise": bytes(range(128, 256)),
    }.items(),
)
def test_no_code_page_is_guessed_for_what_is_not_vietnamese(
    tmp_path: Path, what: str, data: bytes
) -> None:
    assert "UTF-8" in refused(tmp_path, data * 20).what_to_do


# --- holes ----------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [b"\xff", b"\xe1\xbb", b"\xed\xa0\x80", b"\xc3\x28", b"\x96"])
def test_a_stray_byte_becomes_a_replacement_character_with_an_issue(
    tmp_path: Path, bad: bytes
) -> None:
    before, after = (PLAN * 5).encode(), (PLAN * 5).encode()
    data = before + bad + after
    source = read_bytes(tmp_path, data)
    assert source.text == data.decode("utf-8", "replace")
    (issue,) = source.issues
    assert issue.code == IssueCode.UNDECODABLE_BYTES
    assert issue.char_start == len(PLAN * 5)
    assert set(source.text[issue.char_start : issue.char_end]) == {"\ufffd"}
    assert issue.page == 1


def test_many_holes_are_summed_up(tmp_path: Path) -> None:
    source = read_bytes(tmp_path, (PLAN.encode() + b"\xff") * 50)
    assert len(source.issues) == 21
    assert "30 further places" in source.issues[-1].message
    assert source.issues[-1].char_end == len(source.text)


def test_too_many_holes_are_refused(tmp_path: Path) -> None:
    assert "not UTF-8, from byte 9" in refused(tmp_path, b"Ke hoach \xff\xfe so 1" * 9).problem


def test_a_hole_is_found_on_its_page(tmp_path: Path) -> None:
    source = read_bytes(tmp_path, (PLAN * 3).encode() + b"\f\xff" + (PLAN * 3).encode())
    assert [issue.page for issue in source.issues] == [2]


def test_surrogates(tmp_path: Path) -> None:
    half = "ngày \ud83d tháng".encode("utf-16-le", "surrogatepass")
    assert "lone surrogate" in refused(tmp_path, codecs.BOM_UTF16_LE + half).problem
    assert (
        "lone surrogate" in refused(tmp_path, "a \ud800 b".encode("utf-8", "surrogatepass")).problem
    )


# --- letters --------------------------------------------------------------------------


OLD = {
    "tcvn3": (TCVN3_PLAN, "latin-1", "TCVN3"),
    "vni": (VNI_PLAN, "cp1252", "VNI"),
    "utf-8-as-windows-1252": (as_read_twice(PLAN), None, "Windows-1252"),
}


@pytest.mark.parametrize("name", OLD)
def test_letters_that_stand_for_others_are_told_apart(name: str) -> None:
    text, _, written_in = OLD[name]
    found = misreading(text)
    assert found is not None and written_in in found.written_in


@pytest.mark.parametrize("name", OLD)
def test_old_letters_in_a_unicode_file_are_made_unicode(tmp_path: Path, name: str) -> None:
    text, _, written_in = OLD[name]
    source = read_bytes(tmp_path, text.encode())
    assert source.text == PLAN
    assert source.encoding == f"utf-8+{name}"
    (issue,) = source.issues
    assert (issue.code, issue.severity) == (IssueCode.CHARACTERS_CONVERTED, Severity.WARNING)
    assert written_in in issue.message
    assert ("capitals" in issue.message) == (name == "tcvn3")
    assert issue.char_start is None


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_bytes_of_before_unicode_are_made_unicode(tmp_path: Path, name: str, ends: str) -> None:
    text, codec, _ = OLD[name]
    assert codec is not None
    source = read_bytes(tmp_path, text.replace("\n", ends).encode(codec))
    assert source.text == PLAN.replace("\n", ends)
    assert source.encoding == name
    assert [issue.code for issue in source.issues] == [IssueCode.CHARACTERS_CONVERTED]
    assert covers(source)


def test_one_old_paragraph_is_converted_and_the_others_stay(tmp_path: Path) -> None:
    before, after = PLAN + "\f", "\n« Phụ lục » ± 5 µm, § 3 ® · Hà Nội\n" + PLAN
    source = read_bytes(tmp_path, (before + TCVN3_PLAN + after).encode())
    assert source.text == before + PLAN + after
    assert source.encoding == "utf-8+tcvn3"
    (issue,) = source.issues
    assert (issue.char_start, issue.page) == (len(before), 2)
    assert issue.char_end is not None
    assert source.text[issue.char_start : issue.char_end] == PLAN.rstrip("\n")


def test_many_old_paragraphs_are_summed_up(tmp_path: Path) -> None:
    source = read_bytes(tmp_path, ((PLAN + TCVN3_PLAN) * 25).encode())
    assert source.text == PLAN * 50
    assert len(source.issues) == 21
    assert "5 further places" in source.issues[-1].message


def test_what_was_read_wrongly_again_and_again(tmp_path: Path) -> None:
    twice = as_read_twice(as_read_twice(PLAN))
    assert read_bytes(tmp_path, twice.encode()).text == PLAN


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("qw¸c rt¹p zx¶ fg× jk® wq© zr¾ fw» ", "TCVN3"),
        ("waûq zoäf jeáw foåz qaùf wuûz ñf ñw ", "VNI"),
    ],
)
def test_bytes_that_no_conversion_makes_vietnamese_are_refused_by_name(
    tmp_path: Path, text: str, name: str
) -> None:
    error = refused(tmp_path, (text * 5).encode("latin-1"))
    assert name in error.problem
    assert "UniKey" in error.what_to_do


GOOD_LETTERS = {
    "plain": PLAN,
    "NFD": unicodedata.normalize("NFD", PLAN),
    "old tone placement": "Uỷ ban, khoá, hoà, thuỷ, thoả, xoá, tuỳ, luỹ, hoạ, quỹ " * 5,
    "French": "Le président de la République française a été élu à Genève, où il était né. " * 9,
    "German": "Über die Größe des Baumes müssen wir noch mit den Leuten in der Stadt reden, "
    "und zwar heute oder später am Tag, wenn alle wieder schön zu Hause sind. " * 9,
    "English": "The quick brown fox jumps over the lazy dog. " * 9,
    "French quotes": "«Nghị quyết» «Chỉ thị» · «Kế hoạch» ® © " * 20,
}


@pytest.mark.parametrize("text", GOOD_LETTERS.values(), ids=GOOD_LETTERS)
def test_good_letters_are_not_reported(text: str) -> None:
    assert misreading(text) is None


def test_looks_vietnamese() -> None:
    assert looks_vietnamese(PLAN)
    for other in (TCVN3_PLAN, VNI_PLAN, as_read_twice(PLAN), GOOD_LETTERS["French"], ""):
        assert not looks_vietnamese(other)


def test_released_documents_are_read_without_an_issue(released_text: Path) -> None:
    files = sorted(path for path in released_text.iterdir() if path.suffix in SUPPORTED_SUFFIXES)
    assert files
    for path in files:
        source = read(path, root=released_text)
        assert source.text == path.read_bytes().decode("utf-8")
        assert source.issues == ()
        assert misreading(as_read_twice(source.text)) is not None


# --- pages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("a", ["a"]),
        ("a\f", ["a\f"]),
        ("a\fb", ["a\f", "b"]),
        ("\fa", ["\f", "a"]),
        ("a\f\fb\f", ["a\f", "\f", "b\f"]),
        ("a\r\n\f\r\nb", ["a\r\n\f", "\r\nb"]),
        ("a\v\u2029\u2028\x85b", ["a\v\u2029\u2028\x85b"]),
    ],
)
def test_a_page_ends_after_a_form_feed(tmp_path: Path, text: str, pages: list[str]) -> None:
    source = read_bytes(tmp_path, text.encode())
    assert [text[page.char_start : page.char_end] for page in source.pages] == pages
    assert covers(source)
    assert all(page.width is page.height is None for page in source.pages)


def test_one_page_without_form_feed(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, PLAN.encode()).pages == (Page(1, 0, len(PLAN)),)


def test_tables_of_pipes_are_found(tmp_path: Path) -> None:
    text = "KẾ HOẠCH\n\n| STT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | Rà soát | Sở Nội vụ |\n"
    (table,) = read_bytes(tmp_path, text.encode(), "a.md").tables
    assert (table.n_rows, table.n_columns) == (2, 3)
    assert [text[cell.char_start : cell.char_end] for cell in table.cells][-1] == "Sở Nội vụ"
    assert read_bytes(tmp_path, PLAN.encode()).tables == ()


# --- formats and paths ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("a.txt", Media.TEXT),
        ("a.text", Media.TEXT),
        ("A.TXT", Media.TEXT),
        ("a.md", Media.MARKDOWN),
        ("a.b.Markdown", Media.MARKDOWN),
    ],
)
def test_the_suffix_says_the_format(tmp_path: Path, name: str, media: Media) -> None:
    assert read_bytes(tmp_path, b"# a", name).media == media
    assert Path(name).suffix.lower() in SUPPORTED_SUFFIXES


def test_path_is_relative_to_the_root(tmp_path: Path) -> None:
    path = tmp_path / "tỉnh" / "2023" / "kế hoạch.txt"
    path.parent.mkdir(parents=True)
    path.write_text(PLAN, encoding="utf-8")
    assert read(path, root=tmp_path).path == "tỉnh/2023/kế hoạch.txt"
    assert read(path, root=tmp_path / "tỉnh").path == "2023/kế hoạch.txt"
    assert read(path).path == "kế hoạch.txt"
    assert read(path, root=path.parent / ".." / "2024").path == "../2023/kế hoạch.txt"


def test_a_link_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert read(tmp_path / "b.txt", root=tmp_path).path == "b.txt"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_a_file_name_that_is_not_unicode_can_be_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/k\xe9.txt"))
    path.write_text(PLAN, encoding="utf-8")
    assert read(path, root=tmp_path).path.encode("utf-8") == b"k\\udce9.txt"


# --- bad input ------------------------------------------------------------------------


def _docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", "x")
    return file.getvalue()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    return file.getvalue()


DISGUISED = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "a PDF ": b"\xef\xbb\xbf\r\n%PDF-1.4\n",
    "a Word document": _docx(),
    "a ZIP archive": _zip(),
    "an old Office document": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100),
    "a PNG image": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "a JPEG image": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a TIFF image": b"II*\x00\x08\x00\x00\x00",
    "a TIFF image ": b"MM\x00*\x00\x00\x00\x08",
    "an RTF document": b"{\\rtf1\\ansi Ke hoach}",
    "a gzip archive": gzip.compress(b"x", mtime=0),
}


@pytest.mark.parametrize("what", DISGUISED)
def test_another_format_is_named(tmp_path: Path, what: str) -> None:
    assert refused(tmp_path, DISGUISED[what]).problem == f"this is {what.strip()}, named .txt"


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \t\r\n\f", "white space"),
    "no-break spaces": ("\u00a0\u3000\u200b\ufeff".encode(), "white space"),
    "only a mark": (codecs.BOM_UTF8, "white space"),
    "only a wide mark": (codecs.BOM_UTF16_LE, "white space"),
    "zero bytes": (b"abc\0def", "not text"),
    "all zero": (bytes(64), "not text"),
    "control characters": (b"\x01\x02abc\x03\x04" * 9, "not text"),
    "wide integers": (b"".join(n.to_bytes(2, "little") for n in range(1, 32)) * 9, "not text"),
    "zero in UTF-16": (codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"), "not text"),
    "half a unit": (codecs.BOM_UTF16_LE + "ab".encode("utf-16-le")[:-1], "broken character"),
    "UTF-32 beyond Unicode": (codecs.BOM_UTF32_LE + b"\xff\xff\xff\x7f", "broken character"),
}


@pytest.mark.parametrize(("data", "problem"), BAD.values(), ids=BAD)
def test_bad_content_is_refused(tmp_path: Path, data: bytes, problem: str) -> None:
    assert problem in refused(tmp_path, data).problem


@pytest.mark.parametrize("name", ["a.xyz", "a.txt.bak", "a", ".txt"])
def test_an_unsupported_suffix_is_refused(tmp_path: Path, name: str) -> None:
    assert ".txt" in refused(tmp_path, PLAN.encode(), name).what_to_do


def test_too_large_is_refused_and_the_limit_itself_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 100)
    assert read(path, options=Options(Limits(max_text_bytes=100))).text == "a" * 100
    with pytest.raises(IngestError, match="larger than 99 bytes"):
        read(path, options=Options(Limits(max_text_bytes=99)))


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\f" * 5)
    assert len(read(path, options=Options(Limits(max_pages=6))).pages) == 5
    with pytest.raises(IngestError, match="more than 5 pages"):
        read(path, options=Options(Limits(max_pages=5)))


def test_twenty_megabytes_go_through(tmp_path: Path) -> None:
    text = PLAN * (20_000_000 // len(PLAN.encode()))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
    raised = Options(Limits(max_text_bytes=32 * 1024 * 1024))
    assert read(tmp_path / "a.txt", options=raised).text == text


def fails(path: Path) -> str:
    with pytest.raises(IngestError) as caught:
        read(path)
    return caught.value.problem


def test_what_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file.txt").write_text("a")
    assert "folder" in fails(folder)
    assert "no such file" in fails(tmp_path / "missing.txt")
    assert "no such file" in fails(tmp_path / "gone.txt")
    assert "no such file" in fails(tmp_path / "file.txt" / "a.txt")
    for odd in ("loop.txt", "a\0b.txt", "a" * 300 + ".txt", "\ud800.txt"):
        assert "cannot be read" in fails(tmp_path / odd)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "pipe" in fails(tmp_path / "pipe.txt")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (PermissionError(13, "Permission denied"), "may not be read"),
        (FileNotFoundError(2, "No such file"), "no such file"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_a_file_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, problem: str
) -> None:
    """Raised on purpose: root may read everything, and a file may vanish after the look."""
    path = tmp_path / "a.txt"
    path.write_text(PLAN, encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", fail)
    assert problem in fails(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PLAN, encoding="utf-8")
    path.chmod(0)
    assert "may not be read" in fails(path)


def test_readers_are_loaded_late() -> None:
    code = (
        "import sys, pipeline.ingest, pipeline.ids; "
        "sys.exit('pyarrow' in sys.modules or 'pipeline.ingest.text' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- properties -----------------------------------------------------------------------

_MARK = st.sampled_from([b"", *(mark for mark, _ in ENCODINGS.values())])
_PIECE = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text("aàạ đĐừ\f\r\n1.-", max_size=40).map(str.encode),
    st.text("aàạ đĐừ\f\r\n1.-", max_size=40).map(lambda text: text.encode("utf-16-le")),
    st.sampled_from([as_1258(PLAN), PLAN.encode(), TCVN3_PLAN.encode(), VNI_PLAN.encode("cp1252")]),
)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(mark=_MARK, pieces=st.lists(_PIECE, max_size=6))
@example(mark=b"", pieces=[PLAN.encode(), b"\xf0\x9f"])
@example(mark=codecs.BOM_UTF16_LE, pieces=[b"\0\0"])
def test_any_bytes_give_a_source_or_an_ingest_error(
    tmp_path: Path, mark: bytes, pieces: list[bytes]
) -> None:
    data = mark + b"".join(pieces)
    try:
        source = read_bytes(tmp_path, data, "a.txt")
    except IngestError:
        return
    assert covers(source)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    source.text.encode("utf-8")
    converted = IssueCode.CHARACTERS_CONVERTED in [issue.code for issue in source.issues]
    assert converted == ("+" in source.encoding or source.encoding in OLD)
    if source.encoding in ("utf-8", "utf-8-sig"):
        assert source.text == data.decode(source.encoding, "replace")
    elif not converted:
        assert source.text == data.removeprefix(mark).decode(source.encoding) or (
            source.text == data.decode(source.encoding)
        )
    for issue in source.issues:
        if issue.char_start is not None and issue.char_end is not None:
            assert 0 <= issue.char_start < issue.char_end <= len(source.text)
