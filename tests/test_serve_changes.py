"""Correcting on the page: what is taken, refused, undone, and that nothing is ever overwritten."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import served
from starlette.testclient import TestClient

from pipeline.corrections import NAME, Entry, append, read_corrected, read_log
from pipeline.export.database import open_run, rows_of
from pipeline.serve.app import Settings, create_app
from pipeline.serve.security import Gate
from pipeline.serve.source import RunSource

HOST = "http://127.0.0.1:8642"


@pytest.fixture
def folder(tmp_path: Path, made: Path) -> Path:
    """The run, to be changed by one test."""
    return Path(shutil.copytree(made, tmp_path / "run", ignore=shutil.ignore_patterns(".nhiemvu")))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return served.make_run(tmp_path_factory.mktemp("changes"))


class Office:
    """Somebody at a page: what it shows, and what is sent from it."""

    def __init__(self, folder: Path, number: str = "15/KH-UBND", who: str = "Lan") -> None:
        self.client = TestClient(create_app(Settings(folder)), base_url=HOST)
        run = RunSource(folder).now()
        self.document = next(one for one in run.documents.values() if one.row["number"] == number)
        self.who = who
        self.look()

    def look(self) -> str:
        """Opens the page anew."""
        html = self.client.get(f"/documents/{self.document.id}").text
        self.csrf = re.findall(r'name="csrf" content="([^"]+)"', html)[0]
        self.seen = int(re.findall(r'data-seen="(\d+)"', html)[0])
        self.records = [unescape(key) for key in re.findall(r'data-record="([^"]+)"', html)]
        self.codes = [code for code in re.findall(r'class="card[^>]*data-code="([^"]+)"', html)]
        return html

    def key(self, kind: str, words: str) -> str:
        """The key of the record of a kind that says so."""
        return next(key for key in self.records if f"|{kind}|" in key and words in key)

    def send(self, *changes: dict[str, Any], **more: Any) -> Any:
        """Sends changes as the page does."""
        body = {"who": self.who, "seen": self.seen, "changes": list(changes)} | more
        address = f"/api/v1/documents/{self.document.id}/changes"
        return self.client.post(address, json=body, headers={"x-csrf-token": self.csrf})

    def save(self, *changes: dict[str, Any]) -> list[str]:
        answer = self.send(*changes)
        assert answer.status_code == 200, answer.text
        self.look()
        ids: list[str] = answer.json()["ids"]
        return ids

    def task(self, at: int) -> Any:
        return self.client.get(f"/api/v1/tasks/{self.codes[at]}").json()

    def units(self, at: int) -> list[tuple[str, str]]:
        return [(unit["role"], unit["unit"]) for unit in self.task(at)["units"]]


@pytest.fixture
def lan(folder: Path) -> Iterator[Office]:
    office = Office(folder)
    with office.client:
        yield office


def role(key: str, old: str, new: str) -> dict[str, Any]:
    return {"action": "set", "target": "unit", "key": key, "field": "role", "old": old, "new": new}


# --- what can be corrected ------------------------------------------------------------


def test_a_role_is_corrected_everywhere_at_once(lan: Office, folder: Path) -> None:
    key = lan.key("unit", "công an")
    assert lan.units(0) == [("lead", "Phòng Kinh tế"), ("coordinate", "Công an xã")]
    lan.save(role(key, "coordinate", "lead"))
    assert lan.units(0) == [("lead", "Phòng Kinh tế"), ("lead", "Công an xã")]
    html = lan.look()
    assert "Lan đã sửa" in html
    assert lan.task(0)["corrected_by"] == "Lan"
    assert "rà soát" in lan.client.get("/tasks?unit=cong+an&role=lead").text
    assert "rà soát" in lan.client.get("/tasks?corrected=1").text
    (entry,) = read_log(folder)
    assert (entry.who, entry.source, entry.was, entry.now) == ("Lan", "page", "coordinate", "lead")


def test_exports_say_what_was_corrected(lan: Office, folder: Path) -> None:
    lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    rows = read_corrected(folder).tables["responsibilities"].to_pylist()
    assert ("lead", "Công an xã", "Lan") in [
        (row["role"], row["unit"], row["corrected_by"]) for row in rows
    ]


def test_a_name_a_time_and_a_citation_are_corrected(lan: Office) -> None:
    lan.save(
        {
            **role(lan.key("unit", "công an"), "", ""),
            "field": "unit",
            "old": "Công an xã",
            "new": "Công an xã Minh Tân",
        }
    )
    assert ("coordinate", "Công an xã Minh Tân") in lan.units(0)
    lan.save(
        {
            "action": "set",
            "target": "time",
            "key": lan.key("time", "30 6 2026"),
            "old": {"kind": "by", "end": "2026-06-30", "rrule": None},
            "new": {"kind": "recurring", "end": None, "rrule": "FREQ=MONTHLY"},
        }
    )
    assert lan.task(0)["due"] is None and lan.task(0)["times"][0]["rrule"] == "FREQ=MONTHLY"
    assert "hằng tháng" in lan.look()
    cited = lan.key("citation", "57-nq")
    lan.save({"action": "set", "target": "citation", "key": cited, "field": "number",
              "old": "57-NQ/TW", "new": "58-NQ/TW"})  # fmt: skip
    assert lan.task(2)["cites"][0]["number"] == "58-NQ/TW"


def test_words_of_the_text_become_records(lan: Office) -> None:
    text = lan.document.text
    at = text.index("Văn phòng")
    place = {"char_start": at, "char_end": at + len("Văn phòng")}
    lan.save({"action": "add", "target": "unit", "key": lan.codes[1],
              "new": {"unit": "Văn phòng", "role": "report_to", **place}})  # fmt: skip
    assert ("report_to", "Văn phòng") in lan.units(1)
    lan.save({"action": "add", "target": "time", "key": lan.codes[3],
              "new": {"kind": "by", "end": "2026-12-31"}})  # fmt: skip
    assert lan.task(3)["due"] == "2026-12-31"
    lan.save({"action": "add", "target": "citation", "key": lan.codes[3],
              "new": {"type": "Luật", "name": "Luật Công an nhân dân", **place}})  # fmt: skip
    assert lan.task(3)["cites"][0]["name"] == "Luật Công an nhân dân"


def test_bounds_and_words_of_a_task(lan: Office) -> None:
    start = lan.document.text.index("rà soát hồ sơ")
    lan.save({"action": "set", "target": "task", "key": lan.codes[0], "field": "bounds",
              "old": [0, 1], "new": [start, start + len("rà soát hồ sơ")]})  # fmt: skip
    assert lan.task(0)["text"] == "rà soát hồ sơ"
    assert lan.task(0)["place"]["char_start"] == start
    lan.save({"action": "set", "target": "task", "key": lan.codes[0], "field": "text",
              "old": "rà soát hồ sơ", "new": "Rà soát mọi hồ sơ"})  # fmt: skip
    assert lan.task(0)["text"] == "Rà soát mọi hồ sơ"


def test_a_task_is_added_and_taken_away(lan: Office) -> None:
    start = lan.document.text.index("Chuyển đổi số")
    before = lan.codes
    (added,) = lan.save({"action": "add", "target": "task", "key": "",
                         "new": {"text": "Chuyển đổi số", "char_start": start,
                                 "char_end": start + 13}})  # fmt: skip
    assert len(lan.codes) == 5 and lan.task(0)["text"] == "Chuyển đổi số"
    new = next(code for code in lan.codes if code not in before)
    lan.save({"action": "add", "target": "unit", "key": new,
              "new": {"unit": "Văn phòng", "role": "lead"}})  # fmt: skip
    assert lan.units(0) == [("lead", "Văn phòng")]
    lan.save({"action": "remove", "target": "task", "key": new})
    assert lan.codes == before
    assert lan.save({"action": "remove", "target": "task", "key": before[0]})
    assert len(lan.codes) == 3 and added


def test_right_and_not_right(lan: Office) -> None:
    mark = {"action": "checked", "target": "task", "key": lan.codes[0]}
    lan.save({**mark, "old": False, "new": True})
    assert "đã xác nhận đúng" in lan.look() and not lan.task(0)["needs_review"]
    lan.save({**mark, "old": True, "new": False})
    assert "đã xác nhận đúng" not in lan.look()
    done = {"action": "checked", "target": "document", "key": lan.document.code}
    lan.save({**done, "new": True})
    assert "đã kiểm tra xong" in lan.client.get("/").text
    assert lan.client.get(f"/api/v1/documents/{lan.document.id}").json()["checked_by"] == "Lan"


def test_chosen_words_are_read_to_start_a_dialog_with(lan: Office) -> None:
    def read(words: str) -> Any:
        start = lan.document.text.index(words)
        asked = {"char_start": start, "char_end": start + len(words)}
        address = f"/api/v1/documents/{lan.document.id}/reading"
        return lan.client.get(address, params=asked).json()

    time = read("trước ngày 30/6/2026")["time"]
    assert (time["kind"], time["end"], time["rrule"]) == ("by", "2026-06-30", None)
    assert read("định kỳ hằng quý")["time"]["rrule"] == "FREQ=MONTHLY;INTERVAL=3"
    cited = read("Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị")["citation"]
    assert (cited["number"], cited["date"]) == ("57-NQ/TW", "2024-12-22")
    body = read("Công an xã")
    assert (body["unit"]["unit"], body["time"], body["citation"]) == ("Công an xã", None, None)


def test_the_log_shows_where_long_texts_differ(lan: Office) -> None:
    text = f"{'Rà soát hồ sơ của xã. ' * 20}Xong trước ngày 1/7."
    change = {"action": "set", "target": "task", "key": lan.codes[0], "field": "text"}
    lan.save(change | {"new": text})
    lan.save(change | {"old": text, "new": text.replace("1/7", "2/8")})
    told = lan.client.get("/api/v1/changes").json()["items"][0]
    assert told["old"].startswith("… ") and "1/7" in told["old"] and "2/8" in told["new"]
    assert max(len(told["old"]), len(told["new"])) <= 160


# --- undo -----------------------------------------------------------------------------


def test_undo_is_one_more_line_and_can_be_undone(lan: Office, folder: Path) -> None:
    (first,) = lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    (second,) = lan.save({"action": "undo", "key": first})
    assert ("coordinate", "Công an xã") in lan.units(0)
    lan.save({"action": "undo", "key": second})
    assert ("lead", "Công an xã") in lan.units(0)
    assert len(read_log(folder)) == 3
    log = lan.client.get("/changes").text
    assert log.count("data-undo=") == 2 and "đã bỏ" not in log.partition("</tr>")[0]


@pytest.mark.parametrize("key", ["", "e_0000000000000000", "<b>"])
def test_only_what_is_in_the_log_can_be_undone(lan: Office, folder: Path, key: str) -> None:
    assert lan.send({"action": "undo", "key": key}).status_code == 422
    assert not (folder / NAME).exists()


# --- two people -----------------------------------------------------------------------


def test_a_stale_change_is_refused_with_what_the_other_did(lan: Office, folder: Path) -> None:
    minh = Office(folder, who="Minh")
    key = lan.key("unit", "công an")
    lan.save(role(key, "coordinate", "lead"))
    answer = minh.send(role(key, "coordinate", "advised"))
    assert answer.status_code == 409
    (told,) = answer.json()["changes"]
    assert (told["who"], told["old"], told["new"]) == ("Lan", "Phối hợp", "Chủ trì")
    assert told["what"] == "sửa cơ quan ở mục I, 1"
    assert len(read_log(folder)) == 1
    minh.look()  # and sees it
    assert minh.send(role(key, "lead", "advised")).status_code == 200


def test_people_may_work_on_other_tasks_of_one_document(lan: Office, folder: Path) -> None:
    minh = Office(folder, who="Minh")
    lan.save(role(lan.key("unit", "phòng kinh tế"), "lead", "coordinate"))
    last = [key for key in minh.records if "|unit|" in key][-1]
    assert minh.send(role(last, "lead", "coordinate")).status_code == 200
    address = f"/api/v1/documents/{lan.document.id}/changes?since={lan.seen}"
    news = lan.client.get(address)
    assert [one["who"] for one in news.json()["items"]] == ["Minh"]
    again = lan.client.get(address, headers={"if-none-match": news.headers["etag"]})
    assert again.status_code == 304 and not again.content


def test_what_another_program_adds_to_the_log_is_seen(lan: Office, folder: Path) -> None:
    key = lan.key("unit", "công an")
    append(folder, [Entry.new(action="set", target="unit", key=key, field="role",
                              old="coordinate", new="via", source="bang.xlsx")])  # fmt: skip
    assert ("via", "Công an xã") in lan.units(0)
    assert lan.send(role(key, "coordinate", "lead")).status_code == 409
    assert "bang.xlsx" in lan.client.get("/changes").text


# --- what is refused ------------------------------------------------------------------


def bad(lan: Office) -> list[dict[str, Any]]:
    unit, time = lan.key("unit", "công an"), lan.key("time", "30 6 2026")
    end = len(lan.document.text)
    when = {"action": "set", "target": "time", "key": time}
    add = {"action": "add", "target": "unit", "key": lan.codes[0]}
    return [
        role(unit, "coordinate", "boss"),
        role("k_0000000000000000|unit|lead|1|x", "coordinate", "lead"),
        {**role(unit, "", ""), "field": "unit", "new": " "},
        {**role(unit, "", ""), "field": "task_id", "new": "x"},
        {**when, "field": "end", "new": "2026-02-30"},
        {**when, "new": {"start": "2027-01-01", "end": "2026-01-01"}},
        {**when, "field": "rrule", "new": "FREQ=SOMETIMES"},
        {**when, "field": "rrule", "new": "FREQ=SECONDLY"},
        {**add, "new": {"unit": "X", "role": "lead", "char_start": end, "char_end": end + 5}},
        {**add, "new": {"unit": "X", "role": "lead", "char_start": 5, "char_end": 5}},
        {**add, "new": {"unit": "X"}},
        {**add, "new": "X"},
        {**add, "key": "t_0", "new": {"unit": "X", "role": "lead"}},
        {"action": "set", "target": "task", "key": lan.codes[0], "field": "text", "new": ""},
        {"action": "set", "target": "task", "key": lan.codes[0], "field": "bounds", "new": [9, 3]},
        {"action": "set", "target": "task", "key": lan.codes[0], "field": "bounds", "new": None},
        {"action": "add", "target": "task", "new": {"text": "x"}},
        {"action": "remove", "target": "document", "key": lan.document.code},
        {"action": "checked", "target": "task", "key": "t_0", "new": True},
        {"action": "checked", "target": "task", "key": lan.codes[0], "new": False},
    ]


def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(lan: Office, folder: Path) -> None:
    for change in bad(lan):
        answer = lan.send(change)
        assert answer.status_code == 422, change
        told = answer.json()
        assert told["detail"] and answer.headers["content-type"] == "application/problem+json"
        assert not (folder / NAME).exists(), change


def test_of_several_changes_all_are_taken_or_none(lan: Office, folder: Path) -> None:
    good = role(lan.key("unit", "công an"), "coordinate", "lead")
    assert lan.send(good, bad(lan)[0]).status_code == 422
    assert not (folder / NAME).exists()
    assert ("coordinate", "Công an xã") in lan.units(0)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 30_000,
        b"\xff\xfe",
        b"{}",
        b'{"who": "a", "seen": 0, "changes": []}',
        b'{"who": "a\\ud800", "seen": 0, "changes": [%s]}',
        b'{"who": "a", "seen": -1, "changes": [%s]}',
        b'{"who": "a", "seen": 0, "changes": [%s], "more": 1}',
        *(
            b'{"who": "a", "seen": 0, "changes": [%s]}' + b"|" + value
            for value in (b"NaN", b"1e999", b'"\\ud800"', b"[" * 9000 + b"]" * 9000)
        ),
    ],
    ids=lambda body: body[-60:].decode("latin-1"),
)
def test_what_is_no_change_is_refused(lan: Office, folder: Path, body: bytes) -> None:
    body, _, old = body.partition(b"|")
    change = json.dumps(role(lan.key("unit", "công an"), "OLD", "lead")).encode()
    body = body.replace(b"%s", change.replace(b'"OLD"', old or b"null"))
    address = f"/api/v1/documents/{lan.document.id}/changes"
    answer = lan.client.post(address, content=body, headers={"x-csrf-token": lan.csrf})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert not (folder / NAME).exists()


@pytest.mark.parametrize("who", ["", "  ", "\u200b", "x" * 81, None, 5])
def test_a_change_needs_a_name(lan: Office, folder: Path, who: Any) -> None:
    answer = lan.send(role(lan.key("unit", "công an"), "coordinate", "lead"), who=who)
    assert (answer.status_code == 422) == (who != "\u200b")


def test_a_name_is_shown_as_text(lan: Office) -> None:
    lan.who = "<script>alert(5)</script>\u202e"
    lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    for html in (lan.look(), lan.client.get("/changes").text):
        assert "<script>alert(5)" not in html and "\u202e" not in html
        assert "&lt;script&gt;alert(5)" in html


# --- only from its own page -----------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrf-token": ""},
        {"x-csrf-token": "guess"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"cookie": "nhiemvu_csrf_0=other"},
    ],
)
def test_another_page_cannot_change_anything(
    lan: Office, folder: Path, headers: dict[str, str]
) -> None:
    change = role(lan.key("unit", "công an"), "coordinate", "lead")
    body = {"who": "Lan", "seen": 0, "changes": [change]}
    address = f"/api/v1/documents/{lan.document.id}/changes"
    answer = lan.client.post(address, json=body, headers={"x-csrf-token": lan.csrf} | headers)
    assert answer.status_code == 403 and not (folder / NAME).exists()
    own = {"x-csrf-token": lan.csrf, "origin": HOST, "sec-fetch-site": "same-origin"}
    assert lan.client.post(address, json=body, headers=own).status_code == 200


def test_a_program_with_the_token_needs_no_page(folder: Path) -> None:
    token = "a-token-that-is-long-enough"
    gate = Gate(token=token, addresses=True)
    run = RunSource(folder).now()
    document = next(one for one in run.documents.values() if one.row["number"] == "15/KH-UBND")
    key = document.key(document.tasks[0].units[1])
    body = {"who": "máy", "seen": 0, "changes": [role(key, "coordinate", "lead")]}
    address = f"/api/v1/documents/{document.id}/changes"
    with TestClient(create_app(Settings(folder, gate=gate)), base_url=HOST) as client:
        assert client.post(address, json=body).status_code == 401
        bearer = {"authorization": f"Bearer {token}"}
        assert client.post(address, json=body, headers=bearer).status_code == 200


# --- what lasts -----------------------------------------------------------------------


def test_it_is_on_disk_before_it_is_answered(lan: Office, folder: Path) -> None:
    (own,) = lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    kept = [json.loads(line) for line in (folder / NAME).read_text().splitlines()]
    assert [line["id"] for line in kept] == [own]
    again = Office(folder)
    assert ("lead", "Công an xã") in again.units(0) and again.seen == 1


def test_it_holds_when_the_documents_are_read_again(made: Path, tmp_path: Path) -> None:
    folder = served.make_run(tmp_path, hostile=False)
    lan = Office(folder)
    with lan.client:
        lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
        plan = tmp_path / "documents" / "kh-15.txt"
        plan.write_text(served.PLAN + "\n\n", encoding="utf-8")  # other bytes, the same work
        served.run([str(tmp_path / "documents")], folder)
        lan = Office(folder)
        assert ("lead", "Công an xã") in lan.units(0)


def test_what_waits_for_its_document_is_told(lan: Office, folder: Path) -> None:
    append(folder, [Entry.new(action="set", target="unit", key="k_99|unit|lead|1|x", field="role",
                              old="lead", new="via", who="Minh")])  # fmt: skip
    log = lan.client.get("/changes").text
    assert "1 lần sửa đang chờ" in log and "data-undo" not in log


def test_a_torn_last_line_is_told(lan: Office, folder: Path) -> None:
    lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write('{"id": "e_1", "wh')
    assert "bị dở dang" in lan.client.get("/changes").text
    lan.look()
    lan.save(role(lan.records[0], "lead", "via"))
    assert len(read_log(folder)) == 2


def test_a_moment_that_is_none_spoils_nothing(lan: Office, folder: Path) -> None:
    lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    line = json.loads((folder / NAME).read_text()) | {"id": "e_1", "when": "hôm qua"}
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    assert "hôm qua" in lan.client.get("/changes").text
    assert lan.client.get("/api/v1/tasks").status_code == 200


def test_changed_since_tells_what_people_corrected(lan: Office, folder: Path) -> None:
    long_ago = time.time() - 9000
    os.utime(folder / "documents.parquet", (long_ago, long_ago))

    def changed(since: float) -> int:
        asked = {"changed_since": datetime.fromtimestamp(since, UTC).isoformat()}
        total: int = lan.client.get("/api/v1/tasks", params=asked).json()["total"]
        return total

    every = lan.client.get("/api/v1/tasks").json()["total"]
    assert (changed(long_ago - 1), changed(long_ago + 1)) == (every, 0)
    lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    assert changed(long_ago + 1) == 1


def test_queries_see_it(lan: Office, folder: Path) -> None:
    lan.save(role(lan.key("unit", "công an"), "coordinate", "lead"))
    with open_run(folder) as connection:
        (row, *_) = rows_of(connection, "SELECT leads FROM tracker WHERE path = 'I/1' LIMIT 1")
    assert row["leads"] == ["Phòng Kinh tế", "Công an xã"]
