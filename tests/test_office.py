"""Old Word, RTF and OpenDocument files, by way of LibreOffice; LibreOffice as a second reader."""

from __future__ import annotations

import hashlib
import io
import os
import random
import signal
import struct
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from docx_builder import abstract, blob, docx, lvl, num, p, r, tbl, tc, tr
from processes import await_end

from pipeline.ingest import office, read
from pipeline.ingest.blob import Blob, Limits, Options
from pipeline.ingest.docx import read_docx
from pipeline.ingest.office import find_soffice, read_office
from pipeline.model import IngestError, IssueCode, LineKind, Media, Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAME = "WordDocument".encode("utf-16-le")
needs_soffice = pytest.mark.skipif(
    find_soffice() is None, reason="no LibreOffice here: apt-get install libreoffice-writer-nogui"
)

NUMBERING = (
    abstract(0, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2."), lvl(2, "lowerLetter", "%3)"))
    + abstract(1, lvl(0, "decimal", "%1"))
    + num(1, 0)
    + num(2, 1)
)
NOTES = (
    '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    '<w:footnote w:id="1" w:type="continuationSeparator"><w:p/></w:footnote>'
    f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{r(" Theo Báo cáo số 218.")}</w:p>'
    "</w:footnote>"
)
PLAN = docx(
    tbl(
        tr(tc("ỦY BAN NHÂN DÂN", "XÃ ĐÔNG KHÊ"), tc("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        tr("Số: 57/KH-UBND", "Đông Khê, ngày 20 tháng 01 năm 2026"),
        look="",
    )
    + p(r("KẾ HOẠCH", "<w:b/>"), look='<w:jc w:val="center"/>')
    + p("Thực hiện Nghị quyết số 57-NQ/TW", '<w:r><w:footnoteReference w:id="2"/></w:r>', ", xã:")
    + p("MỤC ĐÍCH", num=(1, 0))
    + p("NHIỆM VỤ", num=(1, 0))
    + p("Cải cách thủ tục", num=(1, 1))
    + p("Rà soát thủ tục", num=(1, 2))
    + p("Niêm yết công khai", num=(1, 2))
    + p("Chuyển đổi số", num=(1, 1))
    + tbl(
        tr("TT", "Nội dung", "Cơ quan chủ trì"),
        tr(tc(p(num=(2, 0))), tc("Báo cáo", look='<w:vMerge w:val="restart"/>'), "Sở Nội vụ"),
        tr(tc(p(num=(2, 0))), tc(look="<w:vMerge/>"), "Sở Tài chính"),
    )
    + p("Hết.")
    + tbl(tr(tc("Nơi nhận:", "- Như trên."), tc("TM. ỦY BAN NHÂN DÂN", "Lê Văn B")), look=""),
    numbering=NUMBERING,
    footnotes=NOTES,
)


def convert(folder: Path, form: str, *files: Path) -> None:
    """Files into another format, by LibreOffice as a person would call it."""
    soffice = find_soffice()
    assert soffice is not None
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def told(source: Source) -> list[tuple[str, LineKind, int]]:
    return [
        (source.text[line.char_start : line.char_end], line.kind, line.column)
        for line in source.lines
    ]


def refused(data: bytes, name: str, options: Options | None = None) -> str:
    with pytest.raises(IngestError) as caught:
        read_office(Blob(name, Media.DOCX, data, ""), options or Options())
    assert caught.value.path == name and caught.value.what_to_do.endswith(".")
    return str(caught.value)


# --- what it makes of files -------------------------------------------------------------


@needs_soffice
@pytest.mark.parametrize(
    "form", ["doc:MS Word 97", "rtf:Rich Text Format", "odt:writer8"], ids=["doc", "rtf", "odt"]
)
def test_a_plan_in_an_old_format_is_the_same_plan(tmp_path: Path, form: str) -> None:
    original = tmp_path / "kế hoạch.docx"
    original.write_bytes(PLAN)
    convert(tmp_path, form, original)
    path = original.with_suffix("." + form.partition(":")[0])
    source = read(path)
    expected = read_docx(blob(PLAN), Options())
    assert told(source) == told(expected)
    assert [(table.n_rows, table.n_columns) for table in source.tables] == [(3, 3)]
    assert [cell.row_span for cell in source.tables[0].cells] == [
        cell.row_span for cell in expected.tables[0].cells
    ]
    assert source.path == path.name and source.media is Media.DOCX
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@needs_soffice
def test_html_that_an_office_program_saved_as_docx(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<meta charset=utf-8><h1>KẾ HOẠCH</h1><ol><li>Một<ol type=a><li>x<li>y</ol><li>Hai</ol>"
        "<ul><li>ý</ul><table border=1><tr><th>TT<th>Nội dung<tr><td rowspan=2>1<td>A<tr><td>B"
        "</table>",
        "utf-8",
    )
    soffice = find_soffice()
    assert soffice is not None
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", str(tmp_path), str(page)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    source = read(tmp_path / "a.docx")
    lines = [line for line, kind, _ in told(source) if kind is LineKind.FLOW]
    assert lines == ["KẾ HOẠCH", "1. Một", "a. x", "b. y", "2. Hai", "• ý"]
    assert source.lines[0].heading == 1
    assert [cell.header for cell in source.tables[0].cells] == [True, True, False, False, False]


@needs_soffice
def test_rtf_in_a_font_of_before_unicode(tmp_path: Path) -> None:
    path = tmp_path / "cũ.rtf"
    letters = "".join(
        f"\\'{byte:02x}" if byte > 127 else chr(byte)
        for byte in "§¶ng bé tØnh thùc hiÖn nhiÖm vô, ban hµnh kÕ ho¹ch".encode("latin-1")
    )
    path.write_bytes(
        f"{{\\rtf1\\ansi{{\\fonttbl{{\\f0 .VnTime;}}}}\\f0 {letters}\\par}}".encode("ascii")
    )
    source = read(path)
    assert source.text == "Đảng bộ tỉnh thực hiện nhiệm vụ, ban hành kế hoạch"
    assert [issue.code for issue in source.issues] == [IssueCode.CHARACTERS_CONVERTED]


@needs_soffice
def test_rtf_may_be_named_doc_as_word_itself_does(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"{\\rtf1\\ansi Ban hanh ke hoach\\par}")
    assert read(path).text == "Ban hanh ke hoach"


# --- what it refuses --------------------------------------------------------------------


def package(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def word(flags: int) -> bytes:
    """The head of an old Word file: a container whose directory names the document."""
    head = bytearray(OLE + b"\0" * 504)
    struct.pack_into("<H", head, 0x1E, 9)
    entry = bytearray(512)
    entry[: len(NAME)] = NAME
    struct.pack_into("<I", entry, 0x74, 1)
    block = bytearray(512)
    struct.pack_into("<H", block, 0, 0xA5EC)
    struct.pack_into("<H", block, 10, flags)
    return bytes(head + entry + block)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.doc", b"", "is empty"),
        ("a.doc", PLAN, "this is a Word document, named .doc. Rename it so that it ends in .docx"),
        ("a.rtf", PLAN, "named .rtf"),
        ("a.odt", b"{\\rtf1 x}", "this is an RTF document, named .odt"),
        ("a.rtf", word(0), "this is an old Office document, named .rtf"),
        ("a.doc", b"%PDF-1.7", "this is a PDF, named .doc"),
        ("a.doc", b"<xml>", "is no .doc document"),
        ("a.odt", b"<html><p>Giao.", "is no .odt document"),
        ("a.doc", "Kế hoạch".encode(), "is no .doc document"),
        ("a.odt", package(a="x"), "is no .odt document"),
        ("a.doc", package(content_xml="<x/>"), "this is an OpenDocument text, named .doc"),
        ("a.odt", b"PK\x03\x04 cut off", "is damaged or cut off"),
        ("a.doc", OLE + b"\0" * 600, "is a file of another Office program"),
        ("a.doc", word(0x0100), "is protected by a password"),
        (
            "a.doc",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "this is an Office document with a password, named .doc. Rename it so that it ends in "
            ".docx",
        ),
        (
            "a.odt",
            package(content_xml="x", **{"META-INF__manifest_xml": "<encryption-data/>"}),
            "is protected by a password",
        ),
    ],
)
def test_other_files_are_not_given_to_the_converter(
    name: str, data: bytes, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: pytest.fail("was asked for"))
    assert message in refused(data, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_web_page_named_doc_is_read_as_one(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: pytest.fail("was asked for"))
    page = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><p>Giao Sở Nội vụ rà soát.'
    given = Blob("a.doc", Media.DOCX, page.encode(encoding), "")
    source = read_office(given, Options())
    assert (source.text, source.media) == ("Giao Sở Nội vụ rà soát.", Media.HTML)


def test_an_archive_that_unpacks_to_too_much() -> None:
    data = package(content_xml="x" * 3_000_000)
    assert "would unpack to more than" in refused(data, "a.odt", Options(Limits(max_unpacked=1000)))


def test_a_word_file_that_is_not_encrypted_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    message = refused(word(0), "a.doc")
    assert "needs LibreOffice to be read, which is not installed" in message
    assert "apt-get install libreoffice-writer-nogui" in message and ".docx" in message


@needs_soffice
def test_what_the_converter_cannot_read() -> None:
    assert "could not be read by LibreOffice" in refused(word(0), "a.doc")


# --- the converter as a process ---------------------------------------------------------

RTF = b"{\\rtf1 x}"


@contextmanager
def program(folder: Path, script: str) -> Iterator[Path]:
    """A converter that does what `script` says; what it started is gone in the end."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{textwrap.dedent(script)}")
    path.chmod(0o755)
    yield path


def test_a_converter_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang = f"sleep 600 & echo $! > {tmp_path}/pid; wait"
    with program(tmp_path, hang) as path:
        monkeypatch.setattr(office, "find_soffice", lambda: str(path))
        options = Options(replace(Limits(), file_seconds=1))
        assert "was not converted by LibreOffice within 1 seconds" in refused(RTF, "a.rtf", options)
    await_end(int((tmp_path / "pid").read_text()))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="by a means of Linux")
def test_a_converter_ends_with_its_reader(tmp_path: Path) -> None:
    """However the reader ends: it is killed here, and cannot tidy up."""
    with program(tmp_path, f"sleep 600 & echo $! > {tmp_path}/pid; wait") as path:
        code = (
            "import sys; from pipeline.ingest import office; from pipeline.ingest.blob import *\n"
            "from pipeline.model import Media\n"
            f"office.find_soffice = lambda: {str(path)!r}\n"
            f"office.read_office(Blob('a.rtf', Media.DOCX, {RTF!r}, ''), Options())"
        )
        reader = subprocess.Popen([sys.executable, "-c", code])
        limit = time.monotonic() + 60
        while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text().strip():
            assert time.monotonic() < limit and reader.poll() is None
            time.sleep(0.01)
        time.sleep(0.2)  # until it waits for the converter
        reader.send_signal(signal.SIGKILL)
        reader.wait()
    await_end(int((tmp_path / "pid").read_text()))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tạm"))
    (tmp_path / "tạm").mkdir()
    with program(tmp_path, 'echo "Error: hỏng" >&2; exit 1') as path:
        monkeypatch.setattr(office, "find_soffice", lambda: str(path))
        assert "could not be read by LibreOffice (Error: hỏng)" in refused(RTF, "a.rtf")
    assert os.listdir(tmp_path / "tạm") == []


def test_a_converter_that_cannot_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: str(tmp_path / "nowhere"))
    assert "which does not start" in refused(RTF, "a.rtf")


def test_the_converter_is_told_to_run_and_fetch_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = f"""
        cat "${{1#-env:UserInstallation=file://}}/user/registrymodifications.xcu" > {tmp_path}/told
        env > {tmp_path}/env
    """
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    with program(tmp_path, keep) as path:
        monkeypatch.setattr(office, "find_soffice", lambda: str(path))
        refused(RTF, "a.rtf")
    settings = (tmp_path / "told").read_text()
    for name in ("DisableMacrosExecution", "DisableActiveContent", "BlockUntrustedRefererLinks"):
        assert f'"{name}" oor:op="fuse"><value>true</value>' in settings
    assert "SECRET_OF_OURS" not in (tmp_path / "env").read_text()


# --- LibreOffice as a second reader of numbering ----------------------------------------

FORMATS = ["decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "decimalZero"]


def random_list(chance: random.Random) -> tuple[str, str]:
    """A numbering and a body that uses it, of what both programs read alike.

    Left out: `isLgl` and `lvlRestart`, which LibreOffice does not know, and levels without
    the one above, which it counts as if it stood there.
    """
    definitions = ""
    for number in range(2):
        levels = []
        for level in range(4):
            all_levels = ".".join(f"%{i + 1}" for i in range(level + 1)) + "."
            text = chance.choice([f"%{level + 1}.", f"%{level + 1})", f"Điều %{level + 1}."])
            suffix = chance.choice(["", "", '<w:suff w:val="space"/>'])
            text = chance.choice([text, all_levels])
            levels.append(lvl(level, chance.choice(FORMATS), text, suffix, chance.choice([1, 3])))
        definitions += abstract(number, *levels)
    definition_of = [0, 0, 1, chance.randrange(2)]
    for number in range(1, 4):
        start = f'<w:startOverride w:val="{chance.randint(1, 5)}"/>'
        restart = f'<w:lvlOverride w:ilvl="0">{start}</w:lvlOverride>'
        definitions += num(number, definition_of[number], chance.choice(["", restart]))
    body, depths = "", [-1, -1]
    for number in (1, 2, 3, *(chance.randint(0, 3) for _ in range(16))):
        definition = definition_of[number]
        first = f'w:val="{number}"' not in body  # a list that starts anew does so at its top
        depth = max(0, min(3, depths[definition] + chance.choice([-2, -1, 0, 0, 1, 1])))
        level = 0 if first or depths[definition] < 0 else depth
        if number:
            depths[definition] = level
        body += p("dòng", num=(number, level))
    return body, definitions


@needs_soffice
def test_labels_are_those_that_libreoffice_prints(tmp_path: Path) -> None:
    chance = random.Random(20)
    ours, files = [], []
    for number in range(30):
        body, definitions = random_list(chance)
        data = docx(body, numbering=definitions)
        ours.append([line for line in read_docx(blob(data), Options()).text.splitlines() if line])
        files.append(tmp_path / f"{number}.docx")
        files[-1].write_bytes(data)
    convert(tmp_path, "txt:Text (encoded):UTF8", *files)
    for mine, file in zip(ours, files, strict=True):
        theirs = file.with_suffix(".txt").read_text("utf-8-sig").splitlines()
        assert mine == [" ".join(line.split()) for line in theirs if line.strip()]
