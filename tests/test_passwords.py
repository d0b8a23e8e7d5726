"""Office files that were saved with a password: opened with it, told of without it."""

from __future__ import annotations

import hashlib
import io
import random
import sys
import unicodedata
import zipfile
from pathlib import Path

import hostile_office
import hostile_pdf
import protected
import pytest
from docx_builder import docx, p, pack
from protected import PASSWORD, agile

import pipeline.run as road
from pipeline.cli import main
from pipeline.ingest import Limits, Options, read
from pipeline.ingest.blob import Blob
from pipeline.ingest.guard import Guard
from pipeline.ingest.office import find_soffice
from pipeline.ingest.office_encryption import open_doc
from pipeline.ingest.passwords import spellings
from pipeline.model import IngestError, Media, Source

SAMPLES = Path(__file__).parent / "data" / "protected"
PLAN = docx(p("KẾ HOẠCH") + p("1. Sở Nội vụ chủ trì rà soát thủ tục."))
NO_WORD = "is protected by a password, and no password was given. Give the password with"
NOT_THIS = "is protected by a password, and none of the passwords given opens it"
UNKNOWN = "is encrypted in a way that is not known here"
DAMAGED = "is damaged: it cannot be decrypted"
needs_soffice = pytest.mark.skipif(
    find_soffice() is None, reason="no LibreOffice here: apt-get install libreoffice-writer-nogui"
)


def opened(path: Path, *passwords: str, limits: Limits | None = None) -> Source:
    return read(path, options=Options(limits or Limits(), passwords=passwords))


def refused(path: Path, *passwords: str, limits: Limits | None = None) -> str:
    """The message with which a file is refused; it names the file and no password."""
    with pytest.raises(IngestError) as caught:
        opened(path, *passwords, limits=limits)
    error = caught.value
    assert error.path == path.name and error.what_to_do.endswith(".")
    assert not any(word and word in str(error) for word in passwords)
    return str(error)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "kế hoạch.docx"


# --- DOCX -----------------------------------------------------------------------------


def test_the_password_opens_it(place: Path) -> None:
    place.write_bytes(agile(PLAN, rounds=100_000))
    source = opened(place, PASSWORD)
    assert source.text == "KẾ HOẠCH\n1. Sở Nội vụ chủ trì rà soát thủ tục."
    assert source.sha256 == hashlib.sha256(place.read_bytes()).hexdigest()
    assert (source.path, source.media) == (place.name, Media.DOCX)


@pytest.mark.parametrize("passwords", [("sai",), ("",), ("sai", "Mật khẩu 2026", "x" * 300)])
def test_a_wrong_password_is_told_of(place: Path, passwords: tuple[str, ...]) -> None:
    place.write_bytes(agile(PLAN))
    assert NOT_THIS in refused(place, *passwords)


def test_no_password_is_told_of(place: Path) -> None:
    place.write_bytes(agile(PLAN))
    assert f"kế hoạch.docx: {NO_WORD} --password" in refused(place)


def test_of_several_passwords_one_fits(place: Path) -> None:
    place.write_bytes(agile(PLAN))
    for passwords in ((PASSWORD, "sai"), ("sai", "", PASSWORD), ("a", "\udcff", "c", PASSWORD)):
        assert opened(place, *passwords).text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_may_be_composed_or_not(place: Path, form: str) -> None:
    """Each of the ways in which a keyboard may have given the same letters opens the file."""
    given = unicodedata.normalize(form, "Đoàn kết, tiến bộ")
    for made in ("NFC", "NFD"):
        place.write_bytes(agile(PLAN, unicodedata.normalize(made, given)))
        assert opened(place, given).text
    place.write_bytes(agile(PLAN, "Đoàn kê\u0301t, tiê\u0301n bô\u0323".replace("à", "a\u0300")))
    assert opened(place, given).text


def test_spellings_keep_their_order_and_come_once() -> None:
    assert spellings(["b", "a", "b"]) == ("b", "a")
    assert spellings(["ậ"]) == ("ậ", "a\u0323\u0302", "â\u0323")
    assert spellings([]) == ()


def test_a_file_without_a_password_goes_through(place: Path) -> None:
    place.write_bytes(PLAN)
    assert opened(place, PASSWORD) == opened(place)


@pytest.mark.parametrize("name", ["a.docm", "a.dotx", "A.DOCX"])
def test_templates_and_documents_with_macros_are_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(agile(PLAN))
    assert opened(tmp_path / name, PASSWORD).text.startswith("KẾ HOẠCH")


def test_standard_encryption_of_another_program() -> None:
    path = SAMPLES / "plan.docx"
    assert "Số: 57/KH-UBND" in opened(path, "sai", PASSWORD).text
    assert NOT_THIS in refused(path, "sai")
    assert NO_WORD in refused(path)


# --- what is something else -----------------------------------------------------------


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt", ".pdf", ".png", ".txt"])
@pytest.mark.parametrize("passwords", [(), (PASSWORD,)])
def test_a_wrong_ending_is_told_with_the_right_one(
    tmp_path: Path, suffix: str, passwords: tuple[str, ...]
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(agile(PLAN))
    told = refused(path, *passwords)
    assert "this is an Office document with a password" in told
    assert "Rename it so that it ends in .docx" in told


def test_an_old_document_named_as_a_new_one(place: Path) -> None:
    place.write_bytes((SAMPLES / "plan.doc").read_bytes())
    assert "this is an old Office document, named .docx" in refused(place, PASSWORD)


def test_a_workbook_is_known_once_it_is_open(place: Path) -> None:
    place.write_bytes(agile(pack({"xl/workbook.xml": "<x/>"})))
    assert NO_WORD in refused(place)
    assert "this is an Excel workbook" in refused(place, PASSWORD)


# --- damaged and hostile --------------------------------------------------------------


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("sample", ["agile", "plan.docx", "plan.doc", "plan.odt"])
def test_containers_cut_off(tmp_path: Path, sample: str, share: float) -> None:
    whole = agile(PLAN) if sample == "agile" else (SAMPLES / sample).read_bytes()
    path = tmp_path / f"a.{sample.rpartition('.')[2].replace('agile', 'docx')}"
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        opened(path, PASSWORD)
    except IngestError as error:
        assert error.path == path.name
    else:
        assert sample == "plan.doc"  # LibreOffice mends what it can


def test_a_container_of_nothing(place: Path) -> None:
    place.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    assert NO_WORD in refused(place)
    assert DAMAGED in refused(place, PASSWORD)


def test_what_is_changed_inside_is_damage(place: Path) -> None:
    info, package = protected.streams(agile(PLAN))
    place.write_bytes(protected.container(info, package[:8] + bytes(len(package) - 8)))
    assert f"{DAMAGED} (its content is cut off or changed)" in refused(place, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"\4\0\4\0", b"\4\0\3\0", UNKNOWN),  # "extensible" encryption
        (b'spinCount="100"', b'spinCount="10000001"', UNKNOWN),
        (b'spinCount="100"', b'spinCount="nhieu"', DAMAGED),
        (b"<encryption ", b'<!DOCTYPE a [<!ENTITY l "ha">]><encryption ', "defines entities"),
        (b"<keyData ", b"<data ", DAMAGED),
    ],
)
def test_descriptions_of_encryption_that_are_none(
    place: Path, old: bytes, new: bytes, told: str
) -> None:
    place.write_bytes(protected.with_info(agile(PLAN), old, new))
    assert told in refused(place, PASSWORD)


def test_a_description_longer_than_any(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ingest.office_encryption._MOST_INFO", 1000)
    place.write_bytes(agile(PLAN))
    assert f"{DAMAGED} (EncryptionInfo is too long)" in refused(place, PASSWORD)


def test_a_stream_that_declares_more_than_the_file_has(place: Path) -> None:
    data = bytearray(agile(PLAN))
    entry = data.index("EncryptedPackage".encode("utf-16-le"))
    data[entry + 0x78 : entry + 0x7C] = (1 << 30).to_bytes(4, "little")
    place.write_bytes(data)
    assert f"{DAMAGED} (a stream declares more bytes than there are)" in refused(place, PASSWORD)


def test_rights_management_is_no_password(place: Path) -> None:
    name = "EncryptionInfo".encode("utf-16-le")
    place.write_bytes(agile(PLAN).replace(name, "EncryptionNone".encode("utf-16-le")))
    assert UNKNOWN in refused(place, PASSWORD)


def test_a_bomb_in_a_container_meets_the_limits_of_archives(place: Path) -> None:
    bomb = docx(p("x"), {"word/media/image1.png": b"\0" * 2_000_000})
    place.write_bytes(agile(bomb))
    told = refused(place, PASSWORD, limits=Limits(max_unpacked=1024 * 1024))
    assert "would unpack to more than 1,048,576 bytes" in told


def test_entities_in_a_container_are_not_expanded(place: Path) -> None:
    xml = '<!DOCTYPE a [<!ENTITY l "ha">]><a>&l;</a>'
    place.write_bytes(agile(docx(p("x"), {"word/document.xml": xml})))
    assert "defines entities of its own" in refused(place, PASSWORD)


@pytest.mark.parametrize("sample", ["agile", "plan.docx", "plan.doc", "whole"])
def test_mutants_of_containers_raise_nothing_else(
    tmp_path: Path, sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the readers themselves, LibreOffice left out."""
    monkeypatch.setattr("pipeline.ingest.office.find_soffice", lambda: None)
    made = {"agile": lambda: agile(PLAN), "whole": lambda: protected.odt_as_whole(PLAN)}
    whole = made.get(sample, (SAMPLES / sample).read_bytes)()
    path = tmp_path / {"agile": "a.docx", "whole": "a.odt"}.get(sample, sample)
    for seed in range(60):
        rng = random.Random(seed)
        data = bytearray(whole)
        # Half of the damage lies where the container is described.
        reach = (1 << 11) if seed % 2 else len(data)
        for _ in range(rng.randint(1, 12)):
            at = rng.randrange(8, min(reach, len(data)))
            data[at] = rng.choice((0, 1, 255, rng.randrange(256)))
        path.write_bytes(data)
        try:
            opened(path, PASSWORD)
        except IngestError as error:
            assert error.path == path.name


# --- .doc -----------------------------------------------------------------------------


@needs_soffice
@pytest.mark.parametrize("name", ["plan.doc", "plan.odt"])
def test_what_libreoffice_encrypted_is_opened(name: str) -> None:
    source = opened(SAMPLES / name, "sai", unicodedata.normalize("NFD", PASSWORD))
    assert "Số: 57/KH-UBND" in source.text
    assert [(table.n_rows, table.n_columns) for table in source.tables] == [(3, 3)]
    assert source.sha256 == hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest()
    assert source.path == name


@pytest.mark.parametrize("name", ["plan.doc", "plan.odt"])
def test_what_libreoffice_encrypted_is_refused_without_its_password(name: str) -> None:
    assert NOT_THIS in refused(SAMPLES / name, "sai", "")
    assert NO_WORD in refused(SAMPLES / name)


def old_word(data: bytes, *passwords: str) -> bytes:
    return open_doc(Blob("a.doc", Media.DOCX, data, ""), Options(passwords=passwords))


def test_rc4_cryptoapi_gives_the_streams_as_they_were() -> None:
    plain = old_word((SAMPLES / "plan.doc").read_bytes(), PASSWORD)
    locked = protected.crypto_api(plain)
    made = old_word(locked, "sai", PASSWORD)
    word = protected.stream(plain, "WordDocument")
    assert protected.stream(locked, "WordDocument")[0x44:] != word[0x44:]
    assert protected.stream(made, "WordDocument")[0x44:] == word[0x44:]
    assert protected.stream(made, "1Table")[200:] == protected.stream(plain, "1Table")[200:]
    with pytest.raises(IngestError, match=NOT_THIS):
        old_word(locked, "sai")


def test_a_document_obfuscated_as_in_word_95(tmp_path: Path) -> None:
    data = bytearray((SAMPLES / "plan.doc").read_bytes())
    at = data.index(b"\xec\xa5\x01\x01")
    assert data[at + 11] & 1
    data[at + 11] |= 0x80
    (tmp_path / "a.doc").write_bytes(data)
    assert UNKNOWN in refused(tmp_path / "a.doc", PASSWORD)


@needs_soffice
@pytest.mark.parametrize(
    ("name", "data"),
    [("a.rtf", hostile_office.rtf()), ("a.odt", hostile_office.odt())],
    ids=["rtf", "odt"],
)
def test_other_files_without_a_password_go_through(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert "Phòng Kinh tế chủ trì" in opened(tmp_path / name, PASSWORD).text


# --- OpenDocument ---------------------------------------------------------------------

CONTENT = {"content.xml": hostile_office.content().encode()}


@needs_soffice
@pytest.mark.parametrize("way", ["by parts", "as a whole"])
def test_an_odt_is_opened(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.odt"
    whole = protected.odt_as_whole(hostile_office.odt())
    path.write_bytes(protected.odt_by_parts(CONTENT) if way == "by parts" else whole)
    assert "Phòng Kinh tế chủ trì" in opened(path, "sai", PASSWORD).text


@pytest.mark.parametrize(
    "data",
    [protected.odt_by_parts(CONTENT), protected.odt_as_whole(hostile_office.odt())],
    ids=["by parts", "as a whole"],
)
def test_an_odt_is_refused_without_its_password(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(data)
    assert NOT_THIS in refused(path, "sai", "")
    assert NO_WORD in refused(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "Blowfish CFB", UNKNOWN),
        ('iteration-count="10"', 'iteration-count="10000001"', UNKNOWN),
        ('iteration-count="10"', 'iteration-count="0"', UNKNOWN),
        ('iteration-count="10"', 'iteration-count="vài"', DAMAGED),
        ('"PBKDF2"', '"PGP"', UNKNOWN),
        ('key-size="32" m:salt', 'key-size="16" m:salt', UNKNOWN),
        ('full-path="content.xml"', 'full-path="khác.xml"', UNKNOWN),
        ('initialisation-vector="', 'initialisation-vector="AAAA', DAMAGED),
        ("<m:manifest", '<!DOCTYPE a [<!ENTITY l "ha">]><m:manifest', "defines entities"),
        ("</m:manifest>", "", "manifest.xml cannot be read"),
    ],
)
def test_manifests_that_tell_of_something_else(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(protected.with_manifest(protected.odt_by_parts(CONTENT), old, new))
    assert told in refused(path, PASSWORD)


def test_a_part_that_was_changed_is_damage(tmp_path: Path) -> None:
    """Only what stands in its first 1,024 bytes shows before it is unpacked."""
    path = tmp_path / "a.odt"
    whole = protected.odt_by_parts({**CONTENT, "styles.xml": b"<x/>"})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        at = whole.index(archive.read("styles.xml"))
    changed = whole[:at] + bytes(16) + whole[at + 16 :]
    path.write_bytes(changed)
    assert "styles.xml cannot be read" in refused(path, PASSWORD)  # its sum in the archive
    first = protected.odt_by_parts({**CONTENT, "styles.xml": b"<x/>"}, "khác")
    path.write_bytes(protected.with_parts_of(whole, first, "styles.xml"))
    assert f"{DAMAGED} (styles.xml)" in refused(path, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('argon2-memory="64"', 'argon2-memory="999999999"', UNKNOWN),
        ('argon2-lanes="1"', 'argon2-lanes="9"', DAMAGED),  # less memory than lanes need
        ('m:salt="AAECAwQFBgcICQoLDA0ODw=="', 'm:salt="AAEC"', DAMAGED),
    ],
)
def test_whole_archives_that_ask_for_too_much(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = tmp_path / "a.odt"
    data = protected.odt_as_whole(hostile_office.odt())
    path.write_bytes(protected.with_manifest(data, old, new))
    assert told in refused(path, PASSWORD)


@pytest.mark.parametrize(
    "data",
    [
        protected.odt_by_parts({**CONTENT, "Pictures/a.svm": bytes(3_000_000)}),
        protected.odt_as_whole(pack({**CONTENT, "Pictures/a.svm": bytes(3_000_000)})),
        protected.odt_as_whole(bytes(3_000_000)),
    ],
    ids=["by parts", "as a whole", "not even an archive"],
)
def test_a_bomb_in_an_odt_meets_the_limits_of_archives(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(data)
    assert len(data) < 20_000
    told = refused(path, PASSWORD, limits=Limits(max_unpacked=1024 * 1024))
    assert "would unpack to more than 1,048,576 bytes" in told


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        (PLAN, "this is a Word document, named .odt"),
        (b"%PDF-1.7", "this is a PDF, named .odt"),
        (b"xyz", "is no .odt document"),
        (b"", "is empty"),
    ],
)
def test_what_a_whole_archive_holds_must_fit_the_name(
    tmp_path: Path, inner: bytes, told: str
) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(protected.odt_as_whole(inner))
    assert told in refused(path, PASSWORD)


# --- a run ----------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="by a means of Linux")
def test_a_file_that_takes_long_to_decrypt_is_killed(place: Path) -> None:
    """10,000,000 rounds for each of 20 passwords: minutes."""
    place.write_bytes(protected.with_info(agile(PLAN), b'spinCount="100"', b'spinCount="10000000"'))
    options = Options(Limits(file_seconds=1), passwords=tuple(map(str, range(20))))
    with Guard() as guard, pytest.raises(IngestError) as caught:
        guard.read(place, options=options)
    assert "reading it took more than 1 seconds" in str(caught.value)


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "vào"
    folder.mkdir()
    good = "\n".join(hostile_pdf.LINES)
    (folder / "0.txt").write_text(good, "utf-8")
    (folder / "1.docx").write_bytes(agile(docx(p("KẾ HOẠCH") + p("1. Hết."))))
    (folder / "2.docx").write_bytes(agile(PLAN, "Bí mật"))
    (folder / "3.pdf").write_bytes(hostile_pdf.encrypted())
    (folder / "4.txt").write_text(good.replace("15/KH", "16/KH"), "utf-8")
    return folder


def test_in_a_run_the_others_go_on(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    outcome = road.run([str(folder)], tmp_path / "ra")
    assert outcome.files == 2
    assert [Path(failure.path).name for failure in outcome.failures] == [
        *("1.docx", "2.docx", "3.pdf")
    ]
    assert all("no password was given" in str(failure) for failure in outcome.failures)


def test_one_option_serves_all_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"--password={word}" for word in (hostile_pdf.PASSWORD, PASSWORD)]
    code = main(["run", str(folder_of(tmp_path)), "--out", str(tmp_path / "ra"), *words])
    told = capsys.readouterr()
    assert code == 1
    assert "4 files" in told.out
    [line] = told.err.splitlines()
    assert "2.docx" in line and NOT_THIS in line
