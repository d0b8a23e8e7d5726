"""The page over a run: what each view shows, and what it lets nobody do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import served
from starlette.testclient import TestClient

from pipeline.cli import main
from pipeline.serve.app import Settings, create_app
from pipeline.serve.bare import bare, holds, parts
from pipeline.serve.marks import marked_pages, shown
from pipeline.serve.security import Gate
from pipeline.serve.source import RunSource
from pipeline.serve.words import recurrence

HOST = "http://127.0.0.1:8642"
TOKEN = "a-token-that-is-long-enough"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return served.make_run(tmp_path_factory.mktemp("serve"), pdf=True)


@pytest.fixture(scope="module")
def app(folder: Path):  # type: ignore[no-untyped-def]
    return create_app(Settings(folder))


@pytest.fixture
def client(app) -> Iterator[TestClient]:  # type: ignore[no-untyped-def]
    with TestClient(app, base_url=HOST) as client:
        yield client


@pytest.fixture(scope="module")
def ids(folder: Path) -> dict[str, str]:
    """Documents by number."""
    run = RunSource(folder).now()
    return {document.row["number"]: document.id for document in run.documents.values()}


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]


def page(client: TestClient, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Page(answer.text)


def lines(client: TestClient, address: str) -> list[str]:
    """The texts of the tasks that a list shows."""
    html = client.get(address).text
    return re.findall(r'<p class="what"><bdi>(.*?)</bdi>', html)


# --- views ----------------------------------------------------------------------------


def test_the_first_page_lists_documents_with_their_counts(
    client: TestClient, ids: dict[str, str]
) -> None:
    shown = page(client, "/")
    assert "Kế hoạch 15/KH-UBND" in shown.text
    assert f"{len(ids)} văn bản" in shown.text
    assert {"href": f"/documents/{ids['15/KH-UBND']}"} in shown.all("a")


def test_documents_are_found_without_tone_marks(client: TestClient) -> None:
    found = page(client, "/?q=suc+khoe").text
    assert "Kế hoạch 16/KH-UBND" not in found and "Không có gì khớp" in found
    assert "Kế hoạch 16/KH-UBND" in page(client, "/?q=ke hoach 16").text


def test_a_document_stands_whole_beside_its_tasks(client: TestClient, ids: dict[str, str]) -> None:
    html = client.get(f"/documents/{ids['15/KH-UBND']}").text
    source = html.partition('class="source">')[2].partition("</div>")[0]
    assert Page(source).text == served.PLAN
    cards = [
        found["id"]
        for found in Page(html).all("li")
        if "card" in (found.get("class") or "").split()
    ]
    assert len(cards) == 4
    marked = {found["data-in"] for found in Page(source).all("span") if "data-in" in found}
    assert marked == set(cards)


def test_every_record_is_marked_where_it_stands(folder: Path, ids: dict[str, str]) -> None:
    document = RunSource(folder).now().documents[ids["15/KH-UBND"]]
    marked = [
        (piece.text, tuple(piece.kinds))
        for one in marked_pages(document)
        for piece in one.pieces
        if piece.kinds
    ]
    assert ("Phòng Kinh tế", ("unit",)) in marked
    assert ("trước ngày 30/6/2026", ("time",)) in marked
    assert any(kinds == ("citation",) and "57-NQ/TW" in text for text, kinds in marked)


def test_pieces_are_the_text_and_know_their_places(folder: Path) -> None:
    for document in RunSource(folder).now().documents.values():
        for one in marked_pages(document):
            for piece in one.pieces:
                assert document.text[piece.start :].startswith(piece.text)
        whole = "".join(piece.text for one in marked_pages(document) for piece in one.pieces)
        assert whole == document.text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=ho so&document=15/KH", ["rà soát hồ sơ"]),
        ("q=ra soat, cong an&document=15/KH", ["rà soát hồ sơ"]),
        ("unit=doan thanh nien&document=15/KH", ["tuyên truyền"]),
        ("unit=cong an&role=coordinate&document=15/KH", ["rà soát hồ sơ"]),
        ("unit=cong an&role=lead&document=15/KH", ["tuần tra"]),
        ("kind=recurring&document=15/KH", ["định kỳ hằng quý"]),
        ("due_from=2026-06-01&due_to=2026-06-30&document=15/KH", ["rà soát hồ sơ"]),
        ("due=none&document=15/KH&q=tuyen truyen", ["tuyên truyền"]),
        ("q=khong co dau&document=15/KH", []),
        ("q=ra so&document=15/KH", ["rà soát hồ sơ"]),  # a word that is only begun
        ("q=oat&document=15/KH", []),  # but not one's middle
    ],
)
def test_filters_and_search(client: TestClient, query: str, wanted: list[str]) -> None:
    found = lines(client, f"/tasks?{query}")
    assert len(found) == len(wanted)
    assert all(word in text for word, text in zip(wanted, found, strict=True))


def test_uy_ban_without_marks_finds_it(client: TestClient) -> None:
    assert any("Ủy ban" in text for text in lines(client, "/tasks?q=uy ban"))
    assert holds(bare("Uỷ ban"), parts("ủy ban")) and not holds(bare("quy ban"), parts("uy ban"))


def test_a_body_has_its_own_list(client: TestClient) -> None:
    table = page(client, "/units?q=tram y te")
    (link,) = [found["href"] for found in table.all("a") if "body=" in (found["href"] or "")]
    assert [text for text in lines(client, str(link)) if "khám sức khỏe" in text]
    assert len(lines(client, str(link))) == 1


def test_the_calendar_has_deadlines_and_recurring_duties(client: TestClient) -> None:
    june = client.get("/calendar?month=2026-06").text
    cell = june.partition('id="d2026-06-30"')[2].partition("</td>")[0]
    assert "rà soát hồ sơ" in cell and "tổng hợp, báo cáo" in cell
    assert "tổng hợp, báo cáo" not in client.get("/calendar?month=2026-05").text
    only = client.get("/calendar?month=2026-06&unit=van phong").text
    assert "tổng hợp, báo cáo" in only and "rà soát hồ sơ" not in only
    day = client.get("/day?on=2026-06-30&unit=van phong").text
    assert "lấy ngày cuối kỳ" in day and "rà soát hồ sơ" not in day


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "nonsense", "2026-13", "<b>"])
def test_any_month_may_be_asked_for(client: TestClient, month: str) -> None:
    assert client.get("/calendar", params={"month": month}).status_code == 200


def test_citations_between_documents_are_drawn(client: TestClient, ids: dict[str, str]) -> None:
    drawn = page(client, f"/cascade?document={ids['16/KH-UBND']}")
    assert "Kế hoạch 15/KH-UBND" in drawn.text
    assert drawn.all("path", **{"class": "edge"})
    rows = client.get(f"/cascade?document={ids['16/KH-UBND']}").text.partition("<tbody>")[2]
    assert "16/KH-UBND" in rows and "15/KH-UBND" in rows


def test_pages_of_a_pdf_are_shown_with_a_box_a_task(
    client: TestClient, ids: dict[str, str]
) -> None:
    address = f"/documents/{ids['18/KH-UBND']}"
    seen = page(client, address)
    (picture,) = seen.all("img")
    assert len(seen.all("rect")) == 4
    data = client.get(str(picture["src"]))
    assert data.headers["content-type"] == "image/png" and data.content.startswith(b"\x89PNG")
    assert client.get(f"{address}/pages/2.png").status_code == 404


def test_a_pdf_whose_file_is_gone_is_shown_as_text(folder: Path, ids: dict[str, str]) -> None:
    source = folder.parent / "documents"
    hidden = source.with_name("elsewhere")
    source.rename(hidden)
    try:
        with TestClient(create_app(Settings(folder)), base_url=HOST) as client:
            seen = page(client, f"/documents/{ids['18/KH-UBND']}")
            assert not seen.all("img") and "Không thấy tệp gốc" in seen.text
            assert "rà soát hồ sơ" in seen.text
        again = create_app(Settings(folder, (hidden,)))
        with TestClient(again, base_url=HOST) as client:
            assert page(client, f"/documents/{ids['18/KH-UBND']}").all("img")
    finally:
        hidden.rename(source)


def test_long_lists_come_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.serve.views._TASKS_PER_PAGE", 5)
    first, second = lines(client, "/tasks"), lines(client, "/tasks?page=2")
    assert len(first) == 5 and not set(first) & set(second)
    assert 'rel="next" href="?page=2"' in client.get("/tasks").text
    assert 'href="?q=cong+an&amp;page=2"' in client.get("/tasks?q=cong an").text
    for number in ("0", "-1", "99999999999", "x"):
        assert lines(client, f"/tasks?page={number}")


@pytest.mark.parametrize("address", ["/nothing", "/documents/d_0", "/cascade?document=d_0", "/day"])
def test_what_is_not_there_is_told_in_vietnamese(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 and "Không tìm thấy" in answer.text


def test_tables_that_were_written_anew_are_read_anew(tmp_path: Path) -> None:
    folder = served.make_run(tmp_path, hostile=False)
    with TestClient(create_app(Settings(folder)), base_url=HOST) as client:
        assert len(client.get("/api/v1/documents").json()["items"]) == 2
        (tmp_path / "documents" / "kh-16.txt").unlink()
        served.run([str(tmp_path / "documents")], folder)
        assert len(client.get("/api/v1/documents").json()["items"]) == 1


@pytest.mark.parametrize(
    ("rrule", "said"),
    [
        ("FREQ=MONTHLY;INTERVAL=3", "hằng quý"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15", "hằng năm, ngày 15, tháng 6"),
        ("FREQ=WEEKLY;BYDAY=FR", "hằng tuần, thứ sáu"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
    ],
)
def test_rhythms_are_said_in_words(rrule: str, said: str) -> None:
    assert recurrence(rrule) == said


# --- hostile documents ----------------------------------------------------------------


VIEWS = ("/", "/tasks", "/units", "/calendar?month=2026-06", "/day?on=2026-06-30", "/cascade")
ALLOWED = re.compile(r"^(/static/[a-z]+\.js)$")


def test_nothing_of_a_document_becomes_markup(client: TestClient, ids: dict[str, str]) -> None:
    for address in (*VIEWS, f"/documents/{ids['17/KH-UBND']}"):
        seen = page(client, address)
        assert "alert(" in seen.text or address == "/cascade" or address == "/units"
        for tag, attributes in seen.tags:
            assert not [name for name in attributes if name.startswith("on")]
            assert tag not in ("iframe", "object", "embed", "b:x", "style")
            assert "style" not in attributes
            if tag == "script":
                assert ALLOWED.match(attributes.get("src") or "") or (
                    attributes.get("type") == "application/json"
                )
            for name in ("href", "src", "action"):
                assert not (attributes.get(name) or "").strip().lower().startswith("javascript")
        assert "49" not in [word for word in seen.text.split() if word == "49"]


def test_a_query_is_escaped_too(client: TestClient) -> None:
    evil = '"><script>alert(9)</script>'
    for address in ("/", "/tasks", "/units", "/calendar"):
        for name in ("q", "unit", "document", "month", "due_from"):
            answer = client.get(address, params={name: evil})
            assert answer.status_code == 200 and "<script>alert(9)" not in answer.text


def test_signs_that_hide_or_turn_letters_are_shown(client: TestClient, ids: dict[str, str]) -> None:
    assert "\u202e" not in client.get(f"/documents/{ids['17/KH-UBND']}").text
    assert "\u202e" not in client.get("/tasks").text
    assert shown("a\u202eb\u200bc\x07\ufeff") == "a␦b␦c␦␦".replace(
        "␦", "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"
    )
    assert len(shown("x\u2066y")) == 3


def test_data_for_scripts_ends_no_script(client: TestClient, ids: dict[str, str]) -> None:
    html = client.get(f"/documents/{ids['17/KH-UBND']}").text
    block = html.partition('<script type="application/json" id="words">')[2].partition("</script>")
    assert json.loads(block[0])["live"] and "<" not in block[0]


# --- who may come in ------------------------------------------------------------------


def test_every_answer_tells_what_may_run(client: TestClient) -> None:
    for address in ("/", "/nothing", "/api/v1/tasks", "/static/page.css"):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8642", 200),
        ("localhost:8642", 200),
        ("[::1]:8642", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.168.1.5:8642", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_only_its_own_names_are_answered(client: TestClient, host: str, status: int) -> None:
    assert client.get("/api/v1/documents", headers={"host": host}).status_code == status


def test_elsewhere_a_token_is_needed(folder: Path) -> None:
    gate = Gate(frozenset({"may-chu"}), TOKEN, addresses=True, port=8642)
    with TestClient(
        create_app(Settings(folder, gate=gate)), base_url="http://192.168.1.5"
    ) as client:
        assert client.get("/").status_code == 401
        assert "Cần mã truy cập" in client.get("/").text
        assert client.get("/?token=wrong").status_code == 401
        assert client.get("/api/v1/tasks").json()["status"] == 401
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert client.get("/api/v1/tasks", headers=bearer).status_code == 200
        assert client.get("/", headers={**bearer, "host": "evil.example"}).status_code == 421
        assert client.get("/", headers={**bearer, "host": "may-chu"}).status_code == 200
        came = client.get(f"/tasks?q=a&token={TOKEN}", follow_redirects=False)
        assert (came.status_code, came.headers["location"]) == (303, "/tasks?q=a")
        assert (
            "HttpOnly" in came.headers["set-cookie"]
            and "SameSite=Strict" in came.headers["set-cookie"]
        )
        assert client.get("/").status_code == 200  # the cookie is enough from now on
        away = client.get(f"//evil.example/?token={TOKEN}", follow_redirects=False)
        assert not away.headers.get("location", "/").startswith("//")


def test_no_path_leads_out_of_the_static_files(client: TestClient) -> None:
    for name in ("../app.py", "..%2fapp.py", "%2e%2e/words.yaml", "page.css%00.py", "edit.html"):
        assert client.get(f"/static/{name}").status_code == 404


def test_a_source_outside_the_folders_is_never_opened(folder: Path, tmp_path: Path) -> None:
    from pipeline.serve.pictures import Pictures

    secret = folder.parent / "documents" / "kh-18.pdf"
    run = RunSource(folder).now()
    document = next(one for one in run.documents.values() if one.row["media"] == "pdf")
    (tmp_path / "in").mkdir()
    for path in (str(secret), "../documents/kh-18.pdf", "..", ""):
        document.row = {**document.row, "source_path": path}
        assert not Pictures([tmp_path / "in"]).can_show(document)
    (tmp_path / "in" / "kh-18.pdf").symlink_to(secret)
    document.row = {**document.row, "source_path": "kh-18.pdf"}
    assert not Pictures([tmp_path / "in"]).can_show(document)


def test_long_requests_are_refused(client: TestClient) -> None:
    answer = client.post("/api/v1/tasks", content=b"x" * 100_000)
    assert answer.status_code == 413


# --- the command ----------------------------------------------------------------------


def test_the_command_serves_until_it_is_stopped(folder: Path) -> None:
    server = served.Served(folder, served.free_port())
    said = server.end()
    assert f"open {server.url}/" in said and "token" not in said
    assert server.process.returncode in (0, 130)


def test_elsewhere_a_token_is_made(folder: Path) -> None:
    server = served.Served(folder, served.free_port(), "--host", "0.0.0.0")
    said = server.end()
    assert re.search(r"\?token=[\w-]{30,}", said)


def test_a_folder_without_tables_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = str(served.free_port())
    assert main(["serve", str(tmp_path), "--no-browser", "--port", port]) == 4
    assert "documents.parquet" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served.served(folder) as server:
        assert main(["serve", str(folder), "--no-browser", "--port", str(server.port)]) == 2
    assert "Give another --port" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--port", "0"], ["--port", "x"], ["--token", "short"], ["--token", "ặ" * 20]]
)
def test_wrong_words_are_told(folder: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", str(folder), *words])
    assert ended.value.code == 2


# --- files ----------------------------------------------------------------------------


def test_the_site_has_every_view_and_no_way_to_change(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert main(["site", str(folder), "--out", str(out)]) == 0
    every = sorted(out.rglob("*.html"))
    for name in ("index", "nhiem-vu", "co-quan", "lich", "can-cu", "lich/2026-06"):
        assert out / f"{name}.html" in every
    for path in every:
        seen = Page(path.read_text(encoding="utf-8"))
        assert not seen.all("dialog") and not seen.all("button", **{"data-do": "unit"})
        for tag, attributes in seen.tags:
            for name in ("href", "src"):
                link = attributes.get(name)
                if tag != "use" and link and not link.startswith(("#", "nothing:")):
                    target = (path.parent / link.split("#")[0].split("?")[0]).resolve()
                    assert target.is_file(), (path, link)
            assert not [one for one in attributes if one.startswith("on")]


def test_the_site_is_written_anew_but_over_nothing_else(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    assert main(["site", str(folder), "--out", str(out)]) == 0
    (out / "van-ban" / "old.html").write_text("old")
    assert main(["site", str(folder), "--out", str(out)]) == 0
    assert not (out / "van-ban" / "old.html").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    assert main(["site", str(folder), "--out", str(tmp_path / "mine")]) == 4
    assert "Choose a new folder" in capsys.readouterr().err
    assert (tmp_path / "mine" / "letter.txt").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
