"""The error browser: what goes into the page, and what it does in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate import LAYERS, evaluate
from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.page import page, render, write_page
from pipeline.evaluate.page.data import payload
from pipeline.evaluate.page.excerpt import AROUND, WHOLE, Text
from pipeline.evaluate.score import Report
from pipeline.run import run

PLAN = """KẾ HOẠCH
thực hiện Nghị quyết số 12-NQ/TU

II- NHIỆM VỤ

1. Ban Tổ chức Huyện ủy chủ trì, phối hợp Uỷ ban nhân dân huyện rà soát quy chế (hoàn thành \
trước ngày 30/6/2024).

2. Văn phòng Huyện ủy báo cáo Thường trực Huyện ủy định kỳ hằng quý.
"""
HOSTILE = (
    "1. </script><script>window.hacked = 1</script> & <!-- <b>đậm</b> "
    '<img src=x onerror="window.hacked=2"> \u202eĐÈIHGN\u202c \u200bẩn\ufeff 😀 '
    "Sở Nội vụ {{data}}\n"
)


def at(text: str, quote: str) -> tuple[int, int]:
    start = text.index(quote)
    return start, start + len(quote)


def shown(
    findings: Sequence[Finding],
    texts: Mapping[str, str] | None = None,
    gold_texts: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    texts = texts or {}
    return payload(figures_of(findings), findings, texts, gold_texts or texts)


def figure(gold: int, found: int, right: int) -> dict[str, Any]:
    f1 = 2 * right / (gold + found) if gold + found else None
    return {
        "precision": right / found if found else None,
        "recall": right / gold if gold else None,
        "f1": f1,
        "low": None if f1 is None else max(0, f1 - 0.05),
        "high": None if f1 is None else min(1, f1 + 0.04),
        "gold": gold,
        "found": found,
        "right": right,
    }


def figures_of(findings: Sequence[Finding]) -> dict[str, Any]:
    splits: dict[str, Any] = {}
    for finding in findings:
        split = splits.setdefault(finding.split, {"documents": 2, "layers": {}})
        split["layers"][finding.layer] = {
            "strict": figure(50, 48, 44),
            "relaxed": figure(50, 48, 47),
            "classes": {str(finding.kind): 1},
        }
    rules = {
        "unit.verb": {"layer": "unit", "splits": {"own": {"fired": 20, "right": 18}}},
        "unit.after_list": {"layer": "unit", "splits": {"own": {"fired": 9, "right": 4}}},
        "time.before": {"layer": "time", "splits": {"own": {"fired": 12, "right": 11}}},
        "time.scanned": {"layer": "time", "splits": {"scan300": {"fired": 12, "right": 0}}},
    }
    return {"splits": splits, "rules": rules, "missing": [], "not_scored": ["a/b.md (part 2)"]}


@dataclass(frozen=True)
class FakeReport:
    """As much of a report as a page is made of."""

    findings: tuple[Finding, ...]
    texts: Mapping[str, str]
    gold_texts: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)

    def page(self) -> str:
        figures = self.figures or figures_of(self.findings)
        return render(figures, self.findings, self.texts, self.gold_texts or self.texts)


WRONG = (
    Finding(
        "own", "own/ke-hoach.md", 1, "unit", FindingClass.WRONG_ROLE,
        gold={"task": "II/1", "role": "coordinate", "raw": "Uỷ ban nhân dân huyện"},
        found={"task": "II/1", "role": "lead", "raw": "Uỷ ban nhân dân huyện"},
        gold_span=at(PLAN, "Uỷ ban nhân dân huyện"), found_span=at(PLAN, "Uỷ ban nhân dân huyện"),
        rule="unit.after_list", task="II/1",
    ),
    Finding(
        "own", "own/ke-hoach.md", 1, "time", FindingClass.WRONG_BOUNDARY,
        gold={"raw": "hoàn thành trước ngày 30/6/2024", "kind": "by", "start": None,
              "end": "2024-06-30"},
        found={"raw": "trước ngày 30/6/2024", "kind": "by", "start": None, "end": "2024-06-29"},
        gold_span=at(PLAN, "hoàn thành trước ngày 30/6/2024"),
        found_span=at(PLAN, "trước ngày 30/6/2024"), rule="time.before", task="II/1",
    ),
    Finding(
        "own", "own/ke-hoach.md", 1, "time", FindingClass.MISSED,
        gold={"raw": "định kỳ hằng quý", "kind": "recurring", "rrule": "FREQ=MONTHLY;INTERVAL=3"},
        gold_span=at(PLAN, "định kỳ hằng quý"), task="II/2",
    ),
    Finding(
        "own", "own/hostile.txt", 1, "unit", FindingClass.SPURIOUS,
        found={"role": "lead", "raw": "<b>đậm</b> </script><script>window.hacked = 3</script>"},
        found_span=at(HOSTILE, "Sở Nội vụ"), rule="unit.verb",
        task="<img src=x onerror=alert(1)>",
    ),
    Finding(
        "scan300", "scan/ke-hoach.pdf", 1, "unit", FindingClass.MISSED,
        gold={"task": "II/2", "role": "lead", "raw": "Văn phòng Huyện ủy"},
        gold_span=at(PLAN, "Văn phòng Huyện ủy"), task="II/2",
    ),
    Finding("own", "own/ke-hoach.md", 1, "lead", FindingClass.CORRECT),
)  # fmt: skip
TEXTS = {"own/ke-hoach.md": PLAN, "own/hostile.txt": HOSTILE, "scan/ke-hoach.pdf": PLAN}


@pytest.fixture
def report() -> FakeReport:
    return FakeReport(WRONG, TEXTS)


# --- what goes into the page -------------------------------------------------------------


def test_a_page_is_the_same_for_the_same_report(report: FakeReport) -> None:
    assert report.page() == report.page()


def test_right_findings_are_passed_over(report: FakeReport) -> None:
    data = shown(WRONG, TEXTS)
    assert len(data["findings"]) == len(WRONG) - 1
    assert {one["class"] for one in data["findings"]} == {
        "wrong_role", "wrong_boundary", "missed", "spurious"
    }  # fmt: skip


def test_every_class_and_layer_has_a_name() -> None:
    from pipeline.lexicon import load_yaml

    words = load_yaml("pipeline.evaluate.page", "words.yaml", frozenset({"layers", "classes"}))
    assert set(words["layers"]) >= set(LAYERS)
    assert set(words["classes"]) == set(FindingClass) - {FindingClass.CORRECT}


def test_values_stand_side_by_side_and_say_what_differs() -> None:
    gold = {"raw": "Tỉnh uỷ", "role": "lead", "start": None, "value": 25, "number": "28-NQ/TW"}
    found = {"raw": "Tỉnh ủy", "role": "via", "start": None, "value": 25.0, "number": "29 – NQ/TW"}
    one = Finding("own", "a", 1, "unit", FindingClass.WRONG_ROLE, gold, found)
    assert shown([one])["findings"][0]["values"] == [
        ["raw", "Tỉnh uỷ", "Tỉnh ủy", "alike"],
        ["role", "lead", "via", "changed"],
        ["value", "25", "25", "same"],
        ["number", "28-NQ/TW", "29 – NQ/TW", "changed"],
    ]


def test_two_findings_that_are_equal_have_names_of_their_own() -> None:
    one = WRONG[0]
    first, second = shown([one, one])["findings"]
    assert first["id"] != second["id"]
    assert shown([WRONG[1], one])["findings"][1]["id"] == first["id"]


@pytest.mark.parametrize("quote", ["NHIỆM", "phối hợp", "quý", "KẾ", "."])
def test_a_window_shows_what_stands_around(quote: str) -> None:
    text = "\n\n".join([PLAN] * 5)
    mark = at(text, quote)
    start, end = Text(text).window([mark])
    assert 0 <= start <= mark[0] and mark[1] <= end <= len(text)
    assert start == 0 or AROUND <= mark[0] - start <= WHOLE
    assert AROUND <= end - mark[1] <= WHOLE
    assert start == 0 or text[start - 1].isspace()


def test_places_count_as_browsers_do() -> None:
    text = Text("😀a𝒳b")
    assert text.utf16((1, 2)) == (2, 3)
    assert text.utf16((3, 4)) == (5, 6)


def test_one_text_is_shown_once_with_both_marks() -> None:
    (place,) = shown(WRONG, TEXTS)["findings"][1]["places"]
    assert place["text"] == "both"
    assert PLAN[slice(*place["gold"])] == "hoàn thành trước ngày 30/6/2024"
    assert PLAN[slice(*place["found"])] == "trước ngày 30/6/2024"


def test_two_texts_are_shown_apart() -> None:
    read = PLAN.replace("Uỷ ban", "Uý  ban").replace("KẾ HOẠCH", "KẾ\nHOẠCH SỐ")
    found = at(read, "Uý  ban nhân dân huyện")
    pair = replace(WRONG[0], found_span=found)
    texts, gold_texts = {pair.document: read}, {pair.document: PLAN}
    first, second = shown([pair], texts, gold_texts)["findings"][0]["places"]
    assert (first["text"], first["gold"]) == ("gold", list(pair.gold_span or ()))
    assert (second["text"], second["found"]) == ("found", list(found))
    assert "found" not in first and "gold" not in second

    missed = replace(pair, found=None, found_span=None, kind=FindingClass.MISSED)
    (told,) = shown([missed], texts, gold_texts)["findings"]
    assert [place["text"] for place in told["places"]] == ["gold"]
    assert "do not stand so" in told["remark"]

    (told,) = shown([WRONG[2]], texts, gold_texts)["findings"]
    assert [place["text"] for place in told["places"]] == ["gold", "found"]
    assert read[slice(*told["places"][1]["gold"])] == "định kỳ hằng quý"


def test_an_annotated_task_has_its_whole_text() -> None:
    span = at(PLAN, "Văn phòng Huyện ủy báo cáo Thường trực Huyện ủy định kỳ hằng quý.")
    gold = {"path": "II/2", "label": "2.", "begin": "Văn phòng Huyện ủy", "end": "hằng quý."}
    found = {"path": "II/2", "label": "2)", "text": "Văn phòng Huyện ủy báo cáo"}
    one = Finding("own", "a", 1, "task", FindingClass.WRONG_BOUNDARY, gold, found, span, None)
    assert shown([one], {"a": PLAN})["findings"][0]["values"] == [
        ["path", "II/2", "II/2", "same"],
        ["label", "2.", "2)", "alike"],
        ["text", PLAN[slice(*span)], "Văn phòng Huyện ủy báo cáo", "changed"],
    ]


def test_what_a_layer_does_not_compare_is_told_apart() -> None:
    one = replace(WRONG[1], notes=("end",))
    states = {row[0]: row[3] for row in shown([one])["findings"][0]["values"]}
    assert states == {"raw": "beside", "kind": "same", "end": "changed"}
    moved = replace(WRONG[0], notes=("place",), found={**(WRONG[0].found or {}), "task": "II/2"})
    states = {row[0]: row[3] for row in shown([moved])["findings"][0]["values"]}
    assert states == {"task": "changed", "role": "beside", "raw": "same"}


def test_documents_without_a_text_and_findings_without_a_place() -> None:
    gold = {"field": "place", "value": "Huế"}
    one = Finding("own", "a", 1, "document", FindingClass.MISSED, gold)
    for texts in ({}, {"a": ""}, {"a": "Không có."}):
        assert shown([one], texts)["findings"][0]["places"] == []
    far = replace(one, gold_span=(100, 200))
    assert shown([far], {"a": "Không có."})["findings"][0]["places"] == []


def test_data_cannot_leave_its_element(report: FakeReport) -> None:
    text = report.page()
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert "<" not in data
    assert json.loads(data)["documents"][0]["found"] == HOSTILE
    # As many as the template has: the text's own are letters.
    assert text.count("<script") == text.count("</script>") == 2


def test_names_that_are_no_unicode_can_be_written(tmp_path: Path) -> None:
    one = Finding("own", "a\udce9.md", 1, "unit", FindingClass.MISSED, {"raw": "x"})
    FakeReport((one,), {}).page().encode("utf-8")


def test_numbers_that_json_has_not_are_null() -> None:
    layers = {"unit": {"strict": {"f1": float("nan")}}}
    figures = {"splits": {"own": {"documents": 1, "layers": layers}}}
    assert '"f1":null' in render(figures, [], {}, {})


def test_nothing_is_fetched_and_nothing_is_parsed_as_markup() -> None:
    folder = files("pipeline.evaluate.page")
    sources = {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir()
               if one.name.endswith((".js", ".css", ".html"))}  # fmt: skip
    assert len(sources) == 8
    for name, source in sources.items():
        assert "\r" not in source
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(",
                     "fetch(", "@import", "url(", " src="):  # fmt: skip
            assert word not in source, f"{name} has {word}"


# --- in a browser ------------------------------------------------------------------------


VISIBLE = "[...document.querySelectorAll('.card h3')].map((one) => one.textContent.slice(1))"
STATUS = "document.getElementById('status').textContent"
CURRENT = "document.activeElement.id"


def show(tab: Any, report: FakeReport, folder: Path, hash: str = "") -> str:
    path = folder / "report.html"
    path.write_text(report.page(), encoding="utf-8", newline="\n")
    tab.open(path.as_uri() + hash)
    tab.wait("document.documentElement.dataset.drawn")
    return path.as_uri()


def click(tab: Any, selector: str) -> None:
    tab.js(f"document.querySelector({json.dumps(selector)}).click()")


def search(tab: Any, text: str) -> None:
    tab.press("/")
    tab.js("document.getElementById('q').value = ''")
    tab.type(text)
    tab.press("Enter")
    query = f"new URLSearchParams(location.hash.slice(1)).get('q') === {json.dumps(text)}"
    tab.wait(f"{query} && document.documentElement.dataset.drawn === location.hash")


def test_it_opens_from_a_file_without_complaint(
    tab: Any, report: FakeReport, tmp_path: Path
) -> None:
    address = show(tab, report, tmp_path)
    assert tab.js("document.querySelectorAll('.card').length") == 4
    assert tab.js(STATUS) == "4 errors in split own"
    assert "2 documents" in tab.js("document.getElementById('figures-table').textContent")
    assert tab.problems == []
    assert set(tab.requests) <= {address, "about:blank"}


def test_a_report_without_errors(tab: Any, tmp_path: Path) -> None:
    show(tab, FakeReport((), {}), tmp_path)
    assert tab.js(STATUS) == "No errors: every record is right."
    assert tab.problems == []


def test_filters_change_what_is_shown_and_the_counts(
    tab: Any, report: FakeReport, tmp_path: Path
) -> None:
    show(tab, report, tmp_path)
    number = "document.querySelector('#class-filter [data-id=missed] .count').textContent"
    assert tab.js(number) == "1"
    click(tab, "#layer-filter [data-id=unit]")
    tab.wait(f"{STATUS} === '2 of 4 errors in split own'")
    assert tab.js(VISIBLE) == ["Wrong role: Bodies and their roles",
                               "Spurious: Bodies and their roles"]  # fmt: skip
    assert tab.js(number) == "0"
    click(tab, "#class-filter [data-id=spurious]")
    tab.wait(f"{STATUS} === '1 of 4 errors in split own'")
    click(tab, "#clear")
    tab.wait(f"{STATUS} === '4 errors in split own'")
    click(tab, "#split-tabs [data-id=scan300]")
    tab.wait(f"{STATUS} === '1 error in split scan300'")
    tab.js("history.back()")
    tab.wait(f"{STATUS} === '4 errors in split own'")


@pytest.mark.parametrize(
    ("chooser", "value", "left"),
    [("document-filter", "own/hostile.txt", 1), ("rule-filter", "time.before", 1),
     ("rule-filter", "-", 1)],
)  # fmt: skip
def test_documents_and_rules_can_be_chosen(
    tab: Any, report: FakeReport, tmp_path: Path, chooser: str, value: str, left: int
) -> None:
    show(tab, report, tmp_path)
    tab.js(
        f"(() => {{ const one = document.getElementById('{chooser}'); one.value = '{value}';"
        "one.dispatchEvent(new Event('change')); })()"
    )
    tab.wait(f"document.querySelectorAll('.card').length === {left}")


def test_rules_are_sorted_by_what_they_got_wrong(
    tab: Any, report: FakeReport, tmp_path: Path
) -> None:
    show(tab, report, tmp_path)
    rules = "[...document.querySelectorAll('#rules-table tbody th')].map((one) => one.textContent)"
    assert tab.js(rules) == ["unit.after_list", "unit.verb", "time.before"]
    click(tab, "#rules-table tbody tr:nth-child(2) button")
    tab.wait(f"{STATUS} === '1 of 4 errors in split own'")
    assert tab.js(VISIBLE) == ["Spurious: Bodies and their roles"]


@pytest.mark.parametrize("query", ["uy ban", "Ủy ban", "UỶ BAN", "dinh ky", "quy che"])
def test_a_search_goes_without_tone_marks(
    tab: Any, report: FakeReport, tmp_path: Path, query: str
) -> None:
    show(tab, report, tmp_path)
    search(tab, query)
    expected = {"dinh ky": ["Missed: Time clauses"], "quy che": []}
    assert tab.js(VISIBLE) == expected.get(query, ["Wrong role: Bodies and their roles"])


def test_the_address_brings_a_view_back(tab: Any, report: FakeReport, tmp_path: Path) -> None:
    show(tab, report, tmp_path)
    click(tab, "#layer-filter [data-id=time]")
    search(tab, "hoan thanh")
    view = tab.js("location.hash")
    show(tab, report, tmp_path, view)
    assert tab.js(VISIBLE) == ["Wrong boundary: Time clauses"]
    assert tab.js("document.getElementById('q').value") == "hoan thanh"
    pressed = "document.querySelector('#layer-filter [data-id=time]').getAttribute('aria-pressed')"
    assert tab.js(pressed) == "true"


def test_a_link_leads_to_one_error(tab: Any, report: FakeReport, tmp_path: Path) -> None:
    data = shown(WRONG, TEXTS)
    name = data["findings"][2]["id"]
    show(tab, report, tmp_path, f"#split=own&at={name}")
    assert tab.js(CURRENT) == f"at-{name}"
    assert tab.js("document.activeElement.classList.contains('is-open')")


@pytest.mark.parametrize(
    "hash",
    [
        "#split=none&layer=x&class=y&document=z&at=q&match=no",
        "#%E0%A4%A",
        "#q=%3Cimg%20src%3Dx%3E&rule=%3Cb%3E",
    ],
)
def test_any_address_will_do(tab: Any, report: FakeReport, tmp_path: Path, hash: str) -> None:
    show(tab, report, tmp_path, hash)
    assert "split own" in tab.js(STATUS)
    assert tab.problems == []


def test_hostile_text_is_text(tab: Any, report: FakeReport, tmp_path: Path) -> None:
    show(tab, report, tmp_path, "#split=own&class=spurious")
    tab.press("j")
    tab.press("Enter")
    tab.wait("document.activeElement.classList.contains('is-open')")
    shown = tab.js("document.querySelector('.excerpt').textContent")
    assert "<img src=x onerror=alert(1)>" in tab.js("document.activeElement.textContent")
    for words in (
        "</script><script>window.hacked = 1</script> & <!-- <b>đậm</b>",
        '<img src=x onerror="window.hacked=2">',
        "{{data}}",
        "U+202E",
        "U+200B",
        "U+FEFF",
    ):
        assert words in shown
    assert "\u202e" not in shown
    assert tab.js("document.querySelector('.excerpt .mark').lastChild.textContent") == "Sở Nội vụ"
    assert tab.js("document.querySelectorAll('main img, main script, .card b').length") == 0
    assert tab.js("window.hacked === undefined")
    assert tab.problems == []


def test_the_policy_stops_what_is_not_ours(tab: Any, report: FakeReport, tmp_path: Path) -> None:
    show(tab, report, tmp_path)
    image = "Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x.png'})"
    tab.js(f"document.body.append({image})")
    with pytest.raises(RuntimeError, match="Trusted"):
        tab.js("document.body.innerHTML = '<b>x</b>'")
    tab.wait("performance.now() > 0")
    assert any("Content Security Policy" in problem for problem in tab.problems)


def test_both_sides_are_marked_where_they_overlap(
    tab: Any, report: FakeReport, tmp_path: Path
) -> None:
    show(tab, report, tmp_path, "#split=own&class=wrong_boundary")
    marks = "[...document.querySelectorAll('.excerpt .mark')]"
    assert tab.js(f"{marks}.map((one) => [one.className, one.textContent])") == [
        ["mark gold", "annotatedhoàn thành "],
        ["mark gold found", "foundtrước ngày 30/6/2024"],
    ]
    assert tab.js("document.querySelector('.excerpt').lang") == "vi"
    changed = "[...document.querySelectorAll('.values tr.changed th')]"
    assert tab.js(f"{changed}.map((one) => one.textContent)") == ["≠ raw", "≠ end"]
    assert tab.js("document.querySelector('.values tr.changed b').textContent") == "hoàn thành "


def test_keys(tab: Any, report: FakeReport, tmp_path: Path) -> None:
    show(tab, report, tmp_path)
    cards = tab.js("[...document.querySelectorAll('.card')].map((one) => one.id)")
    tab.press("j")
    assert tab.js(CURRENT) == cards[0]
    tab.press("j")
    tab.press("j")
    assert tab.js(CURRENT) == cards[2]
    tab.press("k")
    assert tab.js(CURRENT) == cards[1]
    tab.press("Enter")
    assert tab.js(CURRENT) == cards[1]
    assert tab.js("document.querySelectorAll('.card.is-open').length") == 1
    tab.press("Enter")
    assert tab.js("document.querySelectorAll('.card.is-open').length") == 0
    tab.press("/")
    assert tab.js(CURRENT) == "q"
    tab.press("j")
    assert tab.js("document.getElementById('q').value") == "j"
    tab.press("Escape")
    assert tab.js(CURRENT) != "q"
    assert tab.problems == []


def test_ten_thousand_errors_are_light(tab: Any, tmp_path: Path) -> None:
    text = "\n\n".join(f"{number}. Sở Nội vụ chủ trì việc số {number}." for number in range(10_000))
    findings, start = [], 0
    for number in range(10_000):
        start = text.index("Sở Nội vụ", start) + 1
        findings.append(
            Finding("own", "a.md", 1, "unit", FindingClass.MISSED,
                    {"task": str(number), "raw": "Sở Nội vụ"},
                    gold_span=(start - 1, start + 8), task=str(number))
        )  # fmt: skip
    show(tab, FakeReport(tuple(findings), {"a.md": text}), tmp_path)
    assert tab.js(STATUS) == "10,000 errors in split own"
    assert tab.js("document.querySelectorAll('.card').length") == 50
    click(tab, "#more")
    assert tab.js("document.querySelectorAll('.card').length") == 100
    assert tab.js("document.getElementById('more').textContent") == "Show 50 more, 9,900 left"
    before = tab.js("performance.now()")
    search(tab, "so noi vu")
    tab.wait(f"{STATUS} === '10,000 errors in split own'")
    assert tab.js("performance.now()") - before < 5000


@pytest.mark.parametrize("width", [360, 390, 768, 1366])
def test_nothing_is_wider_than_the_screen(
    tab: Any, report: FakeReport, tmp_path: Path, width: int
) -> None:
    tab.resize(width, 768)
    show(tab, report, tmp_path)
    assert tab.js("document.documentElement.scrollWidth") <= width


# --- a real report -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Our own documents scored, with letters spoilt so that there is something to see."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "spoilt").mkdir()
    for path in sorted((project_root / "corpus" / "own").glob("*.*")):
        if path.suffix in (".md", ".txt"):
            text = path.read_text(encoding="utf-8")
            text = text.replace("chủ trì", "chú trí").replace("tháng", "thang")
            # Another ending: the annotated text is then another one than the one read.
            other = ".txt" if path.suffix == ".md" else ".md"
            (folder / "spoilt" / (path.stem + other)).write_text(text, encoding="utf-8")
    inputs = [str(project_root / "corpus" / "own"), str(folder / "spoilt")]
    run(inputs, folder / "out")
    manifest = project_root / "corpus" / "manifest.csv"
    return evaluate(folder / "out", project_root / "gold", manifest)


def test_a_real_report_has_all_its_errors(tab: Any, real: Report, tmp_path: Path) -> None:
    wrong = [one for one in real.findings if one.kind is not FindingClass.CORRECT]
    assert len({one.split for one in wrong}) >= 1
    target = tmp_path / "new" / "folder" / "report.html"
    write_page(real, target)
    assert target.read_bytes().decode("utf-8") == page(real)
    for split in real.split_names:
        tab.open(f"{target.as_uri()}#split={split}")
        tab.wait("document.documentElement.dataset.drawn")
        number = sum(one.split == split for one in wrong)
        assert str(tab.js(STATUS)).startswith(f"{number:,} error")
        cells = "document.querySelectorAll('#figures-table tbody td').length"
        assert tab.js(cells) == len(LAYERS) * len(real.split_names)
    assert tab.problems == []


def test_what_a_real_report_marks_is_what_was_annotated(real: Report) -> None:
    from pipeline.evaluate.figures import to_json

    data = payload(to_json(real), real.findings, real.texts, real.gold_texts)
    seen = set()
    for told in data["findings"]:
        values = {name: (gold, found) for name, gold, found, _ in told["values"]}
        for place in told["places"]:
            source = data["documents"][told["document"]]
            text = source["gold" if place["text"] == "gold" else "found"]
            low, high = place["window"]
            for index, side in enumerate(("gold", "found")):
                raw = values.get("raw", (None, None))[index]
                if side not in place or raw is None:
                    continue
                start, end = place[side]
                assert low <= start < end <= high
                marked = text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
                assert "".join(marked.split()).strip("*")[:3] in "".join(raw.split())
                seen.add((place["text"], side))
    assert {("gold", "gold"), ("found", "found")} <= seen
