"""Bad and hostile files of every format: told of by name, bounded, and the others go on.

The files are built by `tests/hostile/`. Every format in the registry is tried; a format
without hostile files of its own gets at least the ones that fit all (empty, zeros, noise,
cut off, other formats under its name).
"""

from __future__ import annotations

import os
import re
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import hostile_docx
import hostile_html
import hostile_images
import hostile_office
import hostile_pdf
import mutants
import pytest

import pipeline.run as road
from pipeline import tables
from pipeline.ingest import SUPPORTED_SUFFIXES, Limits, Options, read
from pipeline.ingest.guard import Guard
from pipeline.model import IngestError, Source

# The formats that there must be; the lead adds to them when a reader arrives.
EXPECTED = {
    *(".txt", ".md", ".pdf", ".docx", ".docm", ".doc", ".rtf", ".odt", ".html", ".htm", ".mht"),
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff"),
}

MEGABYTE = 1024 * 1024
LIMITS = Limits(file_seconds=60, file_memory=1024 * MEGABYTE)
OPTIONS = Options(LIMITS)
# What only the clock ends, or what takes long for being large.
SLOW = (
    *("many lines", "many words", "one endless word", "RTF of binary"),
    *("many paragraphs", "many cells"),
)
IMPATIENT = Options(Limits(file_seconds=8, file_memory=LIMITS.file_memory))

Builder = Callable[[], bytes]

HOSTILE: dict[str, dict[str, Builder]] = {
    ".pdf": hostile_pdf.FILES,
    ".docx": hostile_docx.FILES,
    ".html": hostile_html.FILES,
}
for _name, (_suffix, _build) in (hostile_images.FILES | hostile_office.FILES).items():
    HOSTILE.setdefault(_suffix, {})[_name] = _build

READ = "is read"  # and gives text
# What the files must give: READ, or a pattern of the problem told. Those without a line
# may be read or refused; whatever happens, it must be sound.
GIVES: dict[str, dict[str, str]] = {
    ".pdf": {
        **dict.fromkeys(
            (
                *("good", "rich", "encrypted for everyone", "no pages it says"),
                *("minus one page it says", "a page of no size", "a page inside out"),
                *("a page without numbers", "a page of 1e38", "a page in its own units"),
                *("a page turned 45", "large page beside a good one", "xref loop"),
                *("outline loop", "broken Type 1", "broken TrueType", "broken CFF"),
                *("deep nesting", "active", "junk before", "two in one", "fine grid"),
            ),
            READ,
        ),
        "encrypted": r"protected by a password, and no password was given",
        "unknown encryption": r"encrypted in a way",
        "zero pages": r"damaged PDF|without pages",
        "a million pages it says": r"1,000,000 pages, more than 2,000",
        "20,000 pages": r"20,000 pages, more than 2,000",
        "20,000 times a page": r"20,000 pages, more than 2,000",
        "a page of 10 metres": r"10\.0 m by 10\.0 m",
        **dict.fromkeys(
            ("content bomb", "form recursion", "forms by powers"), r"more than 1 GB of memory"
        ),
        **dict.fromkeys(("tree loop", "tree loop below", "reference loop"), r"no text|damaged"),
        **dict.fromkeys(("header only", "header and zeros", "no xref"), r"damaged PDF"),
        **dict.fromkeys((f"cut at {share}%" for share in (5, 30, 60, 90, 99)), r"damaged PDF"),
    },
    ".docx": {
        **dict.fromkeys(
            (
                *("good", "links", "path tricks", "macros", "with a PDF inside"),
                *("loops", "wide table", "no document", "part outside"),
            ),
            READ,
        ),
        **dict.fromkeys(("bomb", "bomb of parts"), r"unpack to more than"),
        **dict.fromkeys(("lying bomb", "symbolic link", "wrong encoding"), r"is damaged"),
        **dict.fromkeys(("with a password", "encrypted entry"), r"protected by a password"),
        **dict.fromkeys((f"cut at {share}%" for share in (10, 50, 95)), r"cut off"),
        **dict.fromkeys(
            ("laughs", "entity of a file", "entity of an address"), r"defines entities"
        ),
        **dict.fromkeys(("deep", "deep tables"), r"nested too deeply"),
        "many entries": r"more than 10,000 parts",
        "empty archive": r"without a Word document|empty",
    },
    ".html": {
        **dict.fromkeys(
            ("good", "links", "wide table", "staircase", "no such charset", "references"), READ
        ),
        "no body": r"",
        "frames only": r"",
        "many openings": r"",
    },
    ".png": {
        "good PNG": READ,
        **dict.fromkeys(
            (
                *("PNG bomb", "PNG of 2³¹ points a side", "PNG of 100,000 by 100,000"),
                *("PNG of no size", "PNG head only", "PNG cut at 2%", "PostScript"),
            ),
            r"",
        ),
    },
    ".jpg": {
        "good JPEG": READ,
        "JPEG with bad EXIF": READ,
        "JPEG of 65,535 by 65,535": r"",
        "JPEG of no size": r"",
        "JPEG cut at 2%": r"",
    },
    ".tif": {
        "good TIFF": READ,
        "good fax TIFF": READ,
        "TIFF of 10,000 pages": r"10,000 pages|more than 2,000",
        "TIFF bomb": r"",
        "TIFF of 2³² points a side": r"",
        "TIFF cut at 2%": r"",
    },
    ".rtf": {"good RTF": READ, "RTF with links": READ},
    ".odt": {"good ODT": READ, "ODT with links": READ, "ODT bomb": r"unpack to more than"},
    ".doc": {"DOC of noise": r"", "DOC of itself": r""},
}

# A good file of each format …
GOOD: dict[str, Builder] = {
    ".pdf": hostile_pdf.good,
    ".docx": hostile_docx.plan,
    ".html": hostile_html.page,
    ".png": hostile_images.saved("PNG"),
    ".jpg": hostile_images.saved("JPEG"),
    ".tif": hostile_images.pages_of_tiff(2),
    ".txt": lambda: "\n".join(hostile_pdf.LINES).encode(),
    ".rtf": hostile_office.rtf,
    ".odt": hostile_office.odt,
}
# … and others to give their names to.
OTHERS: dict[str, Builder] = GOOD | {
    ".doc": hostile_office.word,
    ".gif": hostile_images.saved("GIF"),
    ".zip": lambda: hostile_docx.raw_entries((b"a.txt", b"\x03\x00", 0, 0)),
    ".exe": lambda: b"MZ\x90\0\3\0\0\0" + bytes(range(256)) * 20,
}
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp")
_SAME = (
    _IMAGES,
    (".html", ".htm", ".xhtml", ".mht", ".mhtml", ".txt", ".text", ".md", ".markdown"),
)
_SAME_BYTES = (*_SAME, (".docx", ".docm", ".dotx"), (".doc", ".rtf"))

# Sites give out web pages under this name, and Word opens them: see test_office.
_READ_AS_WHAT_IT_IS = (".doc", ".html")

# What fits every format.
REMAINS: dict[str, Builder] = {
    "empty": lambda: b"",
    "one byte": lambda: b"%",
    "blanks": lambda: b" \r\n" * 1000,
    "zeros": lambda: bytes(MEGABYTE),
    "noise": lambda: mutants.random.Random("noise").randbytes(65_536),
}


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard() as made:
        yield made


def tried(guard: Guard, path: Path, options: Options = OPTIONS) -> Source | IngestError:
    """What the guard makes of a file, sound either way."""
    try:
        source = guard.read(path, root=path.parent, options=options)
    except IngestError as error:
        assert_sound_error(error, path)
        return error
    assert_sound_source(source, path)
    return source


def assert_sound_error(error: IngestError, path: Path) -> None:
    """It names the file and says in a sentence what to do; no reader failed or crashed."""
    assert error.path == path.name
    assert error.problem
    assert not error.problem.endswith(".")
    assert re.match(r"[A-Z].*\.$", error.what_to_do), error.what_to_do
    notes = "".join(getattr(error, "__notes__", ()))
    assert not is_defect(error), f"{error}\n{notes}"


# What is said where the file is not to blame, but a reader, or the road behind it.
DEFECT = re.compile(
    r"the reader (failed|crashed|ended)|the process|not be understood|break the tables"
)


def is_defect(error: IngestError) -> bool:
    return DEFECT.search(error.problem) is not None


def assert_sound_source(source: Source, path: Path) -> None:
    """The promises of `Source`, whatever it came from."""
    text = source.text
    assert source.path == path.name
    assert len(source.sha256) == 64
    bounds = [0, *(page.char_end for page in source.pages)]
    assert [page.char_start for page in source.pages] == bounds[:-1]
    assert bounds[-1] == len(text)
    assert all(first <= last for first, last in pairwise(bounds))
    for parts in (source.lines, source.tables):
        ends = [0, *(end for part in parts for end in (part.char_start, part.char_end)), len(text)]
        assert ends == sorted(ends)
    for table in source.tables:
        for cell in table.cells:
            assert table.char_start <= cell.char_start <= cell.char_end <= table.char_end
            assert cell.row + cell.row_span <= table.n_rows
            assert cell.column + cell.column_span <= table.n_columns
    for issue in source.issues:
        if issue.char_start is not None and issue.char_end is not None:
            assert 0 <= issue.char_start <= issue.char_end <= len(text)
    text.encode("utf-8")  # no lone surrogates


def hostile_cases() -> list[object]:
    return [
        pytest.param(suffix, name, id=f"{suffix[1:]}: {name}")
        for suffix in sorted(SUPPORTED_SUFFIXES & HOSTILE.keys())
        for name in HOSTILE[suffix]
    ]


# --- what is tried --------------------------------------------------------------------


def test_the_formats_tried_are_the_ones_there_are() -> None:
    assert EXPECTED <= SUPPORTED_SUFFIXES
    for suffix, expected in GIVES.items():
        assert expected.keys() <= HOSTILE[suffix].keys()


@pytest.mark.parametrize("suffix, name", hostile_cases())
def test_a_hostile_file_is_read_or_told_of(
    guard: Guard, tmp_path: Path, suffix: str, name: str
) -> None:
    path = tmp_path / f"tệp{suffix}"
    path.write_bytes(HOSTILE[suffix][name]())
    result = tried(guard, path, IMPATIENT if name in SLOW else OPTIONS)
    expected = GIVES[suffix].get(name)
    if expected == READ:
        assert isinstance(result, Source), result
        assert result.text.strip()
    elif expected is not None:
        assert isinstance(result, IngestError), f"{result.text[:200]!r} {result.issues[:5]}"
        assert re.search(expected, result.problem), result


@pytest.mark.parametrize("name", REMAINS)
@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES))
def test_what_is_nothing_is_refused_under_every_name(
    guard: Guard, tmp_path: Path, suffix: str, name: str
) -> None:
    path = tmp_path / f"tệp{suffix}"
    path.write_bytes(REMAINS[name]())
    result = tried(guard, path)
    if name != "one byte":
        assert isinstance(result, IngestError), result.text[:200]
    if name == "empty":
        assert "empty" in str(result)


@pytest.mark.parametrize("real", OTHERS)
@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES))
def test_a_format_under_the_name_of_another_is_refused_with_its_own(
    guard: Guard, tmp_path: Path, suffix: str, real: str
) -> None:
    if (suffix, real) == _READ_AS_WHAT_IT_IS:
        pytest.skip("a web page named .doc is read as one")
    if suffix == real or any(suffix in same and real in same for same in _SAME_BYTES):
        pytest.skip("a reader may take these for each other")
    path = tmp_path / f"tệp{suffix}"
    path.write_bytes(OTHERS[real]())
    result = tried(guard, path)
    if real in (".txt", ".html"):  # has no mark of its own; nothing but bytes that do not fit
        assert isinstance(result, IngestError)
        return
    assert isinstance(result, IngestError), result.text[:200]
    if real in SUPPORTED_SUFFIXES:
        assert f"ends in {real}" in result.what_to_do, result


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES & GOOD.keys()))
def test_a_good_file_is_read_and_in_the_guard_as_without(
    guard: Guard, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"KẾ HOẠCH{suffix.upper()}"
    path.write_bytes(GOOD[suffix]())
    result = tried(guard, path)
    assert isinstance(result, Source), result
    plain = read(path, root=tmp_path, options=OPTIONS)
    assert result.text == plain.text
    assert (result.pages, result.lines, result.tables) == (plain.pages, plain.lines, plain.tables)
    assert (result.sha256, result.issues) == (plain.sha256, plain.issues)


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES))
def test_what_is_no_file_is_refused(guard: Guard, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"tệp{suffix}"
    assert "no such file" in str(tried(guard, path))
    path.symlink_to(path)
    assert isinstance(tried(guard, path), IngestError)
    path.unlink()
    path.mkdir()
    assert "folder" in str(tried(guard, path))
    path.rmdir()
    os.mkfifo(path)
    assert "pipe" in str(tried(guard, path))


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES & GOOD.keys()))
def test_a_link_to_a_file_is_that_file(guard: Guard, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "xa").mkdir()
    (tmp_path / "xa" / "thật").write_bytes(GOOD[suffix]())
    (tmp_path / f"nối{suffix}").symlink_to(tmp_path / "xa" / "thật")
    assert isinstance(tried(guard, tmp_path / f"nối{suffix}"), Source)


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES & GOOD.keys()))
def test_a_file_over_the_limit_on_bytes_is_refused(
    guard: Guard, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"tệp{suffix}"
    path.write_bytes(GOOD[suffix]())
    options = Options(Limits(max_bytes=100, max_text_bytes=100))
    assert "larger than 100 bytes" in str(tried(guard, path, options))


# --- passwords ------------------------------------------------------------------------

needs_pdf = pytest.mark.skipif(".pdf" not in SUPPORTED_SUFFIXES, reason="no reader for PDF yet")


@needs_pdf
def test_a_password_opens_a_pdf_and_a_wrong_one_does_not(guard: Guard, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile_pdf.encrypted())
    wrong = tried(guard, path, Options(LIMITS, passwords=("sai", "", "mật khẩu", "x" * 200)))
    assert isinstance(wrong, IngestError)
    assert "none of the passwords" in wrong.problem
    assert hostile_pdf.PASSWORD not in str(wrong)
    assert "sai" not in wrong.problem.split()
    right = tried(guard, path, Options(LIMITS, passwords=("sai", hostile_pdf.PASSWORD)))
    assert isinstance(right, Source), right
    assert "Phòng Kinh tế chủ trì" in right.text


@needs_pdf
def test_what_is_told_of_a_file_does_not_depend_on_the_one_before(
    guard: Guard, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    told = set()
    for before in ("good", "encrypted", "unknown encryption", "header only"):
        path.write_bytes(hostile_pdf.FILES[before]())
        tried(guard, path)
        path.write_bytes(hostile_pdf.zero_pages())
        told.add(str(tried(guard, path)))
    assert len(told) == 1


# --- what must not be followed --------------------------------------------------------


@contextmanager
def listener() -> Iterator[tuple[str, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", server


def called(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


CALLERS: dict[str, list[Callable[[str], bytes]]] = {
    ".pdf": [hostile_pdf.active],
    ".docx": [
        lambda address: hostile_docx.links(address)(),
        lambda address: hostile_docx.entity(address)(),
    ],
    ".html": [
        lambda address: hostile_html.links(address)(),
        lambda address: hostile_html.entity(address)(),
    ],
    ".rtf": [lambda address: hostile_office.rtf_links(address)()],
    ".odt": [
        lambda address: hostile_office.odt_links(address)(),
        lambda address: hostile_office.odt_entity(address)(),
    ],
}


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES & CALLERS.keys()))
def test_no_address_in_a_document_is_asked_for(tmp_path: Path, suffix: str) -> None:
    """By the readers themselves: the guard, which would stop them, is left out."""
    path = tmp_path / f"a{suffix}"
    with listener() as (address, server):
        with socket.create_connection(server.getsockname()):
            assert called(server)
        for build in CALLERS[suffix]:
            path.write_bytes(build(address))
            try:
                assert read(path, options=OPTIONS).text.strip()
            except IngestError as error:
                assert_sound_error(error, path)
            assert not called(server)


SECRET = "RẤT-BÍ-MẬT"
PEEPERS: dict[str, list[Callable[[str], bytes]]] = {
    ".docx": [lambda address: hostile_docx.entity(address)()],
    ".html": [
        lambda address: hostile_html.entity(address)(),
        lambda address: hostile_html.links(address)(),
    ],
    ".rtf": [lambda address: hostile_office.rtf_links(address)()],
    ".odt": [
        lambda address: hostile_office.odt_links(address)(),
        lambda address: hostile_office.odt_entity(address)(),
    ],
}


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES & PEEPERS.keys()))
def test_no_file_of_ours_gets_into_the_text(guard: Guard, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "secret").write_text(SECRET, "utf-8")
    path = tmp_path / f"a{suffix}"
    for build in PEEPERS[suffix]:
        for address in (f"file://{tmp_path}/secret", "secret", f"{tmp_path}/secret"):
            path.write_bytes(build(address))
            result = tried(guard, path)
            assert SECRET not in (result.text if isinstance(result, Source) else str(result))


@pytest.mark.skipif(".docx" not in SUPPORTED_SUFFIXES, reason="no reader for DOCX yet")
def test_nothing_in_an_archive_is_written_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "in").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here" / "in")
    mark = f"vet-tich-{tmp_path.name}"
    Path("a.docx").write_bytes(hostile_docx.path_tricks(mark))
    before = set(tmp_path.rglob("*"))
    assert read(Path("a.docx"), options=OPTIONS).text.strip()
    assert set(tmp_path.rglob("*")) == before
    assert not Path("/tmp", mark).exists()


# --- a whole run ----------------------------------------------------------------------


def test_a_run_over_all_of_them_reads_the_good_and_names_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "vào"
    folder.mkdir()
    good = "\n".join(hostile_pdf.LINES)
    (folder / "0 đầu.txt").write_text(good, "utf-8")
    (folder / "zz cuối.txt").write_text(good.replace("15/KH", "16/KH"), "utf-8")
    bad = set()
    for suffix in sorted(SUPPORTED_SUFFIXES & HOSTILE.keys()):
        for number, (name, build) in enumerate(HOSTILE[suffix].items()):
            if name not in SLOW and suffix != ".odt":
                path = folder / f"{number}{suffix}"
                path.write_bytes(build())
                if GIVES[suffix].get(name) not in (None, READ):
                    bad.add(str(path))
    outcome = road.run([str(folder)], tmp_path / "ra", options=OPTIONS)
    assert {failure.path for failure in outcome.failures} >= bad
    assert [str(failure) for failure in outcome.failures if DEFECT.search(failure.problem)] == []
    documents = tables.to_rows(tables.read(tmp_path / "ra"))["documents"]
    assert {"0 đầu.txt", "zz cuối.txt"} <= {row["source_path"] for row in documents}


# --- mutants --------------------------------------------------------------------------

COUNT = {".png": 60, ".jpg": 60, ".tif": 60}  # each is recognised, which takes its time


@pytest.mark.parametrize("suffix", sorted(SUPPORTED_SUFFIXES & mutants.SAMPLES.keys()))
def test_mutants_neither_hang_nor_break_a_promise(
    guard: Guard, tmp_path: Path, suffix: str
) -> None:
    """A library's crash is a finding, told as a warning with its seed; a defect of ours fails."""
    path = tmp_path / f"tệp{suffix}"
    read_ones = 0
    wrong: list[str] = []
    for seed, data in mutants.mutants(suffix, COUNT.get(suffix, 150)):
        path.write_bytes(data)
        try:
            source = guard.read(path, root=tmp_path, options=OPTIONS)
            assert_sound_source(source, path)
            read_ones += 1
        except IngestError as error:
            if "crashed" in error.problem:
                warnings.warn(f"mutant {seed} of {suffix}: {error.problem}", stacklevel=1)
            elif is_defect(error):
                wrong.append(f"seed {seed}: {error.problem}")
        except AssertionError as error:
            wrong.append(f"seed {seed}: {error}")
    assert wrong == []
    assert read_ones > 10  # the mutants get past the reader's door
