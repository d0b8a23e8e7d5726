"""The page in a real browser: the whole round of a correction, two people, and nobody kept out."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import served

from pipeline.cli import main
from pipeline.corrections import NAME, read_log

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NO_BROWSER = "no Chromium here: apt-get install chromium (packages.apt), or name one in CHROMIUM"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = (1366, 768), (390, 844)
PATIENCE = 15_000  # milliseconds


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    program = next((path for name in names if name and (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(NO_BROWSER)
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()
    playwright.stop()


@pytest.fixture
def someone(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser of somebody's own; what its console complains of fails the test."""
    opened, problems = [], []

    def come(size: tuple[int, int] = DESK, who: str = "", url: str = "") -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
        opened.append(context)
        if who:
            context.add_cookies([{"name": "nhiemvu_who", "value": who, "url": url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if _bad(line) else None)
        return page

    yield come
    for context in opened:
        context.close()
    assert problems == []


def _bad(line: Any) -> bool:
    """Errors of the page; a refused change and a server that is away are told by the page."""
    expected = ("status of 409", "status of 422", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE")
    return line.type in ("error", "warning") and not any(one in line.text for one in expected)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return served.make_run(tmp_path_factory.mktemp("browser"), pdf=True)


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """Documents and a run of one's own."""
    shutil.copytree(made.parent, tmp_path / "office")
    return tmp_path / "office"


def unit_chip(page: Page, words: str) -> Any:
    return page.locator(".card .chip.unit", has_text=words).first


def open_plan(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Kế hoạch 15/KH-UBND").click()
    page.wait_for_selector("html[data-ready]")


def until(page: Page, condition: str) -> None:
    """Waits for a condition; the page's own policy forbids what Playwright would do for it.

    A page that is just being left or has not come yet has nothing to ask: it is asked again.
    """
    limit = time.monotonic() + PATIENCE / 1000
    while True:
        told = _told_by(page, condition)
        if told is True:
            return
        assert time.monotonic() < limit, f"waited in vain for {condition}: {told}"
        time.sleep(0.05)


def _told_by(page: Page, condition: str) -> Any:
    """What a condition gives, or the browser's error in its place."""
    from playwright.sync_api import Error

    try:
        return page.evaluate(condition)
    except Error as error:
        return error


# --- the whole round ------------------------------------------------------------------


def test_a_correction_lasts(place: Path, someone: Callable[..., Page]) -> None:
    run = place / "run"
    page = someone()
    server = served.Served(run, served.free_port())
    open_plan(page, server.url)
    assert unit_chip(page, "Công an xã").inner_text().startswith("Phối hợp")
    unit_chip(page, "Công an xã").click()  # one
    page.locator("#unit-dialog [data-role=lead]").click()  # two
    page.locator("#who-dialog input").fill("Lan")  # asked once
    page.locator("#who-dialog .main").click()
    page.wait_for_selector("text=Đã lưu.")
    server.kill()

    server = served.Served(run, server.port)
    page.reload()
    assert unit_chip(page, "Công an xã").inner_text().startswith("Chủ trì")
    assert "Lan đã sửa" in page.locator(".card").first.inner_text()

    assert main(["export", str(run), "--to", "xlsx"]) == 0
    sheet = openpyxl.load_workbook(run / "theo-doi-nhiem-vu.xlsx").worksheets[0]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("Phòng Kinh tế" in cell and "Công an xã" in cell for cell in told)

    plan = place / "documents" / "kh-15.txt"
    plan.write_text(served.PLAN + "\n\n", encoding="utf-8")
    served.run([str(place / "documents")], run)
    open_plan(page, server.url)  # other bytes, and so another address
    assert unit_chip(page, "Công an xã").inner_text().startswith("Chủ trì")
    unit_chip(page, "Công an xã").click()
    page.locator("#unit-dialog [data-role=coordinate]").click()  # nobody is asked again
    page.wait_for_selector("text=Đã lưu.")
    server.end()
    assert [entry.who for entry in read_log(run)] == ["Lan", "Lan"]


def test_all_of_it_by_keyboard(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run") as server:
        page = someone(who="Lan", url=server.url)
        open_plan(page, server.url)
        press = page.keyboard.press
        press("?")
        page.wait_for_selector("#keys-dialog", state="visible")
        press("Escape")
        page.wait_for_selector("#keys-dialog", state="hidden")
        press("j")
        press("j")
        chosen = page.locator(".card.chosen")
        assert "tổng hợp" in chosen.inner_text()
        press("x")
        page.wait_for_selector(".card.chosen.right")
        press("h")
        press("Enter")
        page.locator("#time-dialog [name=rule-choice]").select_option("FREQ=MONTHLY")
        page.locator("#time-dialog .main").press("Enter")
        page.wait_for_selector(".card.chosen .chip.time >> text=hằng tháng")
        press("u")
        page.wait_for_selector(".card.chosen .chip.time >> text=hằng quý")
        press("c")
        press("Enter")
        page.locator("#unit-dialog [name=unit]").fill("Văn phòng")
        press("Enter")
        page.wait_for_selector("#unit-dialog", state="hidden")
        focus = "document.activeElement.closest('.card.chosen') && document.activeElement.innerText"
        assert "Văn phòng" in page.evaluate(focus)  # where it was, though all is drawn anew
        press("e")
        page.locator("#task-dialog textarea").fill("Văn phòng tổng hợp")
        page.locator("#task-dialog .main").press("Enter")
        page.wait_for_selector(".card.chosen .what >> text=Văn phòng tổng hợp")
        press("Delete")
        page.wait_for_selector(".card:nth-child(4)", state="detached")
        press("u")
        page.wait_for_selector(".card:nth-child(4)")


def test_work_goes_on_behind_what_a_filter_hides(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run") as server:
        page = someone(who="Lan", url=server.url)
        open_plan(page, server.url)
        page.locator("[data-only=unchecked]").click()
        for left in (3, 2):
            page.keyboard.press("j")
            page.keyboard.press("x")
            until(page, f"document.querySelectorAll('.card:not([hidden])').length === {left}")
        page.keyboard.press("j")
        assert "tuyên truyền" in page.locator(".card.chosen").inner_text()


SELECT = """words => {
    const piece = [...document.querySelectorAll(".source > span")]
        .find((one) => one.textContent.includes(words));
    const range = document.createRange(), at = piece.textContent.indexOf(words);
    piece.scrollIntoView({ block: "center" });
    range.setStart(piece.firstChild, at);
    range.setEnd(piece.firstChild, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def test_selected_words_become_a_record_and_a_task(
    place: Path, someone: Callable[..., Page]
) -> None:
    with served.served(place / "run") as server:
        page = someone(who="Lan", url=server.url)
        open_plan(page, server.url)
        page.evaluate(SELECT, "rà soát hồ sơ")
        page.locator("#selection [data-add=unit]").click()
        assert page.locator("#unit-dialog [name=unit]").input_value() == "rà soát hồ sơ"
        page.locator("#unit-dialog [data-role=advised]").click()
        page.wait_for_selector(".card:first-child .chip.unit >> text=rà soát hồ sơ")
        page.evaluate(SELECT, "30/6/2026")
        page.locator("#selection [data-add=time]").click()
        until(page, "document.querySelector('#time-dialog [name=end]').value === '2026-06-30'")
        page.locator("#time-dialog [data-close]").click()
        page.evaluate(SELECT, "Chuyển đổi số năm 2026")
        page.locator("#selection [data-add=task]").click()
        page.locator("#task-dialog .main").click()
        page.wait_for_selector(".card .what >> text=Chuyển đổi số năm 2026")
        assert page.locator(".card").count() == 5
        page.evaluate(SELECT, "tổng hợp, báo cáo")
        page.locator(".card", has_text="tổng hợp").locator("h3").click()
        page.evaluate(SELECT, "tổng hợp, báo cáo")
        page.locator("#selection [data-add=bounds]").click()
        until(page, "[...document.querySelectorAll('.card .what')].map((one) => "
                    "one.innerText.trim()).includes('tổng hợp, báo cáo')")  # fmt: skip
    assert len(read_log(place / "run")) >= 3


def test_astral_letters_do_not_shift_places(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run") as server:
        page = someone(who="Lan", url=server.url)
        page.goto(server.url)
        page.get_by_role("link", name="17/KH-UBND").click()
        page.wait_for_selector("html[data-ready]")
        last = page.locator(".card").last
        last.locator(".chip.unit").first.hover()
        lit = page.locator(".lit").all_inner_texts()
        assert "".join(lit) == "Công an xã"


# --- two people -----------------------------------------------------------------------


def test_two_people_see_each_other(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run") as server:
        lan, minh = (someone(who=who, url=server.url) for who in ("Lan", "Minh"))
        for page in (lan, minh):
            open_plan(page, server.url)
        # Minh has a dialog open while Lan corrects the same body
        unit_chip(minh, "Công an xã").click()
        unit_chip(lan, "Công an xã").click()
        lan.locator("#unit-dialog [data-role=lead]").click()
        lan.wait_for_selector("text=Đã lưu.")
        minh.locator("#unit-dialog [data-role=advised]").click()
        minh.wait_for_selector("text=/Lan vừa sửa cơ quan/")
        assert unit_chip(minh, "Công an xã").inner_text().startswith("Chủ trì")
        assert len(read_log(place / "run")) == 1
        # now Minh corrects another task, and Lan is told without doing anything
        unit_chip(minh, "Đoàn Thanh niên").click()
        minh.locator("#unit-dialog [data-role=via]").click()
        lan.wait_for_selector("text=/Minh vừa sửa cơ quan/")
        assert unit_chip(lan, "Đoàn Thanh niên").inner_text().startswith("Báo cáo qua")


def test_words_stay_selected_when_another_corrects(
    place: Path, someone: Callable[..., Page]
) -> None:
    with served.served(place / "run") as server:
        lan, minh = (someone(who=who, url=server.url) for who in ("Lan", "Minh"))
        for page in (lan, minh):
            open_plan(page, server.url)
        lan.evaluate(SELECT, "rà soát hồ sơ")
        unit_chip(minh, "Công an xã").click()
        minh.locator("#unit-dialog [data-role=lead]").click()
        lan.wait_for_selector("text=/Minh vừa sửa cơ quan/")
        assert lan.evaluate("String(getSelection())") == "rà soát hồ sơ"
        assert unit_chip(lan, "Công an xã").inner_text().startswith("Phối hợp")
        lan.evaluate("getSelection().removeAllRanges()")  # now there is nothing to disturb
        lan.wait_for_selector(".card .chip.unit >> text=/Chủ trì.*Công an xã/s")


def test_a_server_that_is_away_loses_nothing(place: Path, someone: Callable[..., Page]) -> None:
    server = served.Served(place / "run", served.free_port())
    page = someone(who="Lan", url=server.url)
    open_plan(page, server.url)
    unit_chip(page, "Công an xã").click()
    server.kill()
    page.locator("#unit-dialog [data-role=lead]").click()
    page.wait_for_selector("#unit-dialog >> text=/Không liên lạc được/")
    assert not (place / "run" / NAME).exists()
    server = served.Served(place / "run", server.port)
    page.locator("#unit-dialog [data-role=lead]").click()  # the dialog is open still
    page.wait_for_selector("text=Đã lưu.")
    server.end()
    assert len(read_log(place / "run")) == 1


# --- what is shown --------------------------------------------------------------------


def test_either_side_shows_the_other(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run") as server:
        page = someone()
        open_plan(page, server.url)
        page.locator(".source .t", has_text="tuần tra").first.click()
        assert "tuần tra" in page.locator(".card.chosen").inner_text()
        page.locator(".card", has_text="tuyên truyền").locator(".what").click()
        marked = "".join(page.locator(".source .s.chosen").all_inner_texts())
        assert "tuyên truyền" in marked and "tuần tra" not in marked


def test_boxes_on_a_page_show_their_tasks(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run", "--source", str(place / "documents")) as server:
        page = someone()
        page.goto(server.url)
        page.get_by_role("link", name="18/KH-UBND").click()
        until(page, "document.querySelector('figure img').naturalWidth > 500")
        box = page.locator("figure a").nth(1)
        box.click(force=True)
        assert "tổng hợp" in page.locator(".card.chosen").inner_text()
        picture = page.locator("figure img").bounding_box()
        frame = page.locator("figure a rect").first.bounding_box()
        assert picture and frame and frame["y"] > picture["y"]
        assert frame["x"] + frame["width"] < picture["x"] + picture["width"]
        page.get_by_role("button", name="Chữ đã đọc").click()
        page.wait_for_selector(".source", state="visible")


def test_a_hostile_document_runs_nothing(place: Path, someone: Callable[..., Page]) -> None:
    with served.served(place / "run") as server:
        page = someone(who="Lan", url=server.url)
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(server.url)
        page.get_by_role("link", name="17/KH-UBND").click()
        page.wait_for_selector("html[data-ready]")
        card = page.locator(".card", has_text="<svg onload").first
        card.locator("[data-do=task]").click()
        text = page.locator("#task-dialog textarea").input_value()
        assert "<svg onload=alert(1)>" in text
        page.locator("#task-dialog textarea").fill(f"{text} <script>alert(2)</script>")
        page.locator("#task-dialog .main").click()
        page.wait_for_selector("text=Đã lưu.")
        assert "<script>alert(2)</script>" in card.locator(".what").inner_text()
        for view in ("/tasks?q=alert", "/changes", "/calendar?month=2026-06", "/cascade"):
            page.goto(server.url + view)
        assert dialogs == [] and page.locator("main script[src]").count() == 0


VIEWS = ("/", "/tasks", "/units", "/calendar?month=2026-06", "/day?on=2026-06-30", "/cascade")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_view_fits_and_axe_finds_nothing_serious(
    place: Path, someone: Callable[..., Page], size: tuple[int, int]
) -> None:
    with served.served(place / "run", "--source", str(place / "documents")) as server:
        page = someone(size, who="Lan", url=server.url)
        page.goto(server.url)
        links = page.locator("table.list a").evaluate_all("all => all.map((one) => one.pathname)")
        for view in (*VIEWS, *dict.fromkeys(links)):
            page.goto(server.url + view)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0], view
            _assert_open_to_all(page, view)
        for kind in ("unit", "time", "task"):
            page.locator(f".card [data-do={kind}]").first.evaluate("one => one.click()")
            page.wait_for_selector(f"#{kind}-dialog", state="visible")
            _assert_open_to_all(page, kind)
            page.keyboard.press("Escape")
        unit_chip(page, "").evaluate("one => one.click()")
        page.locator("#unit-dialog [data-role=via]").click()
        page.wait_for_selector("text=Đã lưu.")
        page.goto(f"{server.url}/changes")
        _assert_open_to_all(page, "/changes")


def _assert_open_to_all(page: Page, what: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"preload": False}).response["violations"]
    bad = [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert bad == [], what


# --- files ----------------------------------------------------------------------------


def test_the_site_opens_without_a_server(place: Path, someone: Callable[..., Page]) -> None:
    out = place / "site"
    words = ["--pictures", "--source", str(place / "documents")]
    assert main(["site", str(place / "run"), "--out", str(out), *words]) == 0
    page = someone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((out / "index.html").as_uri())
    page.fill("form.bar input[name=q]", "ke hoach 16")
    assert page.locator("#list tbody tr:visible").count() == 1
    page.fill("#find", "ra soat")
    page.keyboard.press("Enter")
    page.wait_for_selector(".line")
    assert page.locator(".line").count() == 2  # the plan as text and as PDF
    page.locator("#wanted [name=unit]").fill("doan thanh nien")
    page.locator("#wanted [name=q]").fill("")
    page.locator("#wanted .main").click()
    until(page, "document.querySelectorAll('.line').length === 2")
    page.locator(".line .where a").first.click()
    page.wait_for_selector(".card.chosen >> text=Đoàn Thanh niên")
    for view in ("index", "nhiem-vu", "co-quan", "lich", "can-cu", "lich/2026-06"):
        page.goto((out / f"{view}.html").as_uri())
        _assert_open_to_all(page, view)
    scan = next(path for path in (out / "van-ban").iterdir() if "<img" in path.read_text("utf-8"))
    page.goto(scan.as_uri())
    until(page, "document.querySelector('figure img').naturalWidth > 500")
    _assert_open_to_all(page, "van-ban")
    assert asked and all(url.startswith("file:") for url in asked)
