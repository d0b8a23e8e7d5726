"""The registry of bodies: its tables, the table of cases, and the ids of whole runs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors import registry, units
from extractors.registry import data, names
from extractors.registry.dates import validity
from extractors.registry.places import LEVELS, _bare, known_in
from pipeline import tables
from pipeline.cli import main
from pipeline.lexicon import LexiconError
from pipeline.run import run

ROOT = Path(__file__).parents[1]
CASES = yaml.safe_load((ROOT / "tests/cases/registry.yaml").read_text(encoding="utf-8"))
WHERE = ("issuer", "head", "place", "number", "day", "further", "text")


def scope_of(case: dict[str, Any]) -> registry.Scope:
    given = {key: case[key] for key in WHERE if key in case}
    return registry.scope_of(given.pop("issuer", None), given.pop("head", ()), **given)


def rows(kind: str) -> list[Any]:
    """(case, name, wanted id) of every name in the table."""
    found = []
    for case in CASES[kind]:
        label = f"{case.get('issuer', 'any')} {case.get('day', '')}"
        for unit_id, spellings in case.get("want", {}).items():
            for name in spellings:
                found.append(pytest.param(case, name, unit_id, id=f"{label}: {name}"))
        for name in case.get("none", ()):
            found.append(pytest.param(case, name, None, id=f"{label}: not {name}"))
    return found


@pytest.mark.parametrize(("case", "name", "want"), rows("positive"))
def test_case(case: dict[str, Any], name: str, want: str | None) -> None:
    assert registry.bind(name, scope_of(case)) == want
    assert want is None or registry.in_registry(want)


@pytest.mark.parametrize(("case", "name", "want"), rows("many"))
def test_one_of_many_is_nobody(case: dict[str, Any], name: str, want: None) -> None:
    assert registry.bind(name, scope_of(case)) is not None
    assert registry.bind(name, scope_of(case), many=True) is want


def test_cases_have_known_keys_and_enough_negatives() -> None:
    for kind in ("positive", "many"):
        assert all(set(case) <= {*WHERE, "want", "none"} for case in CASES[kind])
    wanted = [row.values[2] for row in rows("positive")]
    assert wanted.count(None) * 3 >= len(wanted) - wanted.count(None)


# --- the tables -------------------------------------------------------------------------


def test_successors_and_parents_are_in_the_tables() -> None:
    central, kinds = data.central(), data.kinds()
    for body in central.values():
        assert {*body.successors, *filter(None, [body.parent])} <= set(central), body.unit_id
        assert body.unit_id not in body.successors
    for kind in kinds.values():
        assert {*kind.successors, *filter(None, [kind.parent])} <= set(kinds), kind.kind_id
        for after in kind.successors:
            assert kinds[after].levels & kind.levels, kind.kind_id
    for place in data.places("province").values():
        assert set(place.successors) <= set(data.places("province")), place.place_id


def test_who_has_a_successor_has_ended_before_it_does() -> None:
    tables_of = (data.central(), data.kinds(), data.places("province"))
    for table in tables_of:
        for key, row in table.items():
            if row.successors:
                assert row.validity.last < date.max, key
            for after in row.successors:
                assert row.validity.first <= table[after].validity.last, key
                assert row.validity.last < table[after].validity.last, key


def test_there_were_63_provinces_and_are_34() -> None:
    provinces = data.places("province").values()
    on = {
        day: sum(place.validity.holds(day) for place in provinces)
        for day in (date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1))
    }
    assert list(on.values()) == [63, 63, 34]
    # whoever ended went somewhere, and everyone who began came from somebody
    ended = [place for place in provinces if place.validity.last < date.max]
    assert all(place.successors for place in ended)
    begun = {place.place_id for place in provinces if place.validity.first > date.min}
    assert {after for place in ended for after in place.successors} == begun


def test_communes_are_those_of_2025() -> None:
    types = Counter(place.type for place in data.places("commune").values())
    assert types == {"xã": 2621, "phường": 687, "đặc khu": 13}


@pytest.mark.parametrize("level", LEVELS)
def test_places_lie_in_a_province_of_their_days_and_have_one_name(level: str) -> None:
    provinces = data.places("province")
    seen: dict[tuple[str, str, str], data.Place] = {}
    for place in data.places(level).values():
        assert place.type in ("tỉnh", "thành phố") or level != "province"
        assert level in names.levels_of_type(place.type), place.place_id
        assert not place.validity.within(provinces[place.province].validity).is_empty
        key = place.province, place.type, place.name
        assert key not in seen, f"{place.place_id} is {seen[key].place_id}"
        seen[key] = place


def test_a_name_means_one_central_body_in_a_document() -> None:
    said: dict[str, list[tuple[str, str]]] = {}
    for body in data.central().values():
        for name, condition in body.names:
            said.setdefault(name, []).append((condition, body.unit_id))
    for name, meant in said.items():
        conditions = [condition for condition, _ in meant]
        assert len(set(conditions)) == len(conditions), f"{name}: {meant}"
        assert "" not in conditions or len(conditions) == 1, f"{name}: {meant}"


def test_a_pattern_means_one_kind_at_a_level() -> None:
    for key, kinds in data.kinds_by_key().items():
        levels = Counter(level for kind in kinds for level in kind.levels)
        assert max(levels.values()) == 1, f"{key}: {[kind.kind_id for kind in kinds]}"


def test_a_kind_named_without_its_place_is_of_one_level() -> None:
    """ "Sở Nội vụ" is the province's; "Phòng Kinh tế" that of whoever issues the document."""
    for key, kinds in data.kinds_by_key().items():
        levels = {level for kind in kinds for level in kind.levels}
        assert "{" in key or "province" not in levels or levels == {"province"}, key


def test_every_central_body_is_found_by_its_name() -> None:
    for body in data.central().values():
        scope = registry.Scope(level="central", system=body.system)
        assert registry.bind(body.name, scope) == body.unit_id


def test_every_body_of_a_province_is_found_by_the_name_the_registry_gives_it() -> None:
    central = registry.Scope(level="central", day=date(2024, 6, 1))
    for kind in data.kinds().values():
        for place_id in ("bac-giang", "ha-noi", "nghe-an/tp-vinh", "can-tho/quan-ninh-kieu"):
            body = registry.body(f"{place_id}/{kind.kind_id}")
            if body is not None:
                assert registry.bind(body.name, central) == body.unit_id, body.name


def test_ids_are_unique_and_the_registry_knows_each() -> None:
    ids = list(registry.RegistryIds())
    assert len(set(ids)) == len(ids) > 100_000
    for unit_id in ids[::97]:
        body = registry.body(unit_id)
        assert body is not None and body.name and not body.validity.is_empty
        assert all(registry.in_registry(after) for after in body.successors)
        assert body.parent is None or registry.in_registry(body.parent)


@pytest.mark.parametrize(
    "unit_id",
    ["", "/", "x", "bac-giang", "bac-giang/", "bac-giang/x", "bac-giang/state.snv/state.snv",
     "bac-giang/party.bxd", "state.btc/state.ubnd", "lam-son/state.ubnd",
     "bac-giang/state.thue", "state.cp/state.vpbo", "bac-giang/state.ubnd/state.vpso"],
)  # fmt: skip
def test_not_in_the_registry(unit_id: str) -> None:
    assert not registry.in_registry(unit_id)
    assert registry.body(unit_id) is None
    assert unit_id not in units.registry_ids()


def test_successors_follow_the_kind_then_the_place() -> None:
    def after(unit_id: str) -> tuple[str, ...]:
        body = registry.body(unit_id)
        return body.successors if body else ()

    assert after("state.bkhdt") == ("state.btc",)
    assert after("bac-giang/state.stnmt") == ("bac-giang/state.snnmt",)
    assert after("bac-giang/state.snv") == ("bac-ninh-2025/state.snv",)
    assert after("thua-thien-hue/party.uy") == ("hue/party.uy",)
    assert after("bac-giang/huyen-lang-giang/party.uy") == ()


def test_dates_of_validity() -> None:
    month = validity("2025-02", "2025-02")
    assert (month.first, month.last) == (date(2025, 2, 1), date(2025, 2, 28))
    assert validity("2025", "").first == date(2025, 1, 1)
    for wrong in (("2025-13", ""), ("", "2025-02-30"), ("nay", ""), ("2025-03", "2025-02")):
        with pytest.raises(LexiconError):
            validity(*wrong)


# --- documents --------------------------------------------------------------------------


def test_names_of_provinces_are_told_apart_without_marks() -> None:
    bare = {(_bare(place.name), place.name) for place in data.places("province").values()}
    assert len({name for name, _ in bare}) == len(bare) == 64


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("UBND PHƯỜNG TÂN PHÚ TÂY", []),
        ("UBND TỈNH QUẢNG TRỊ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ["quảng trị"]),
        ("tỉnh Bắc Giang năm 2024", ["bắc giang"]),
        ("HUYỆN ỦY GIO LINH, TỈNH QUẢNG TRỊ", ["gio linh", "quảng trị"]),
        ("phát triển kinh tế - xã hội tỉnh nhà", []),
        ("UBND TP. Hồ Chí Minh", ["hồ chí minh"]),
        ("ĐẢNG BỘ TỈNH BÀ RỊA - VỮNG TÀU", ["bà rịa vững tàu"]),
        ("THÀNH ỦY VỮNG TÀU", []),
    ],
)
def test_places_that_a_text_names(text: str, found: list[str]) -> None:
    assert [named.name for named in known_in(text)] == found


def test_issuers_of_cited_documents_are_those_of_their_day() -> None:
    scope = registry.scope_of("UBND tỉnh Quảng Trị", [], day=date(2025, 9, 1))
    cited = registry.bind_cited("UBND tỉnh", scope, date(2025, 8, 1))
    assert cited == "quang-tri-2025/state.ubnd"
    assert registry.bind_cited("UBND tỉnh", scope, date(2024, 8, 1)) is None
    assert registry.bind_cited("UBND tỉnh", scope, None) is None
    assert registry.bind_cited("Bộ Chính trị", scope, None) == "party.bct"


SYLLABLES = "UBND Ban Tổ chức Tỉnh ủy Thành phố tỉnh xã Sở Bộ Đảng các Huế Bắc Ninh, của TP. 1"
TEXT = st.lists(st.sampled_from(SYLLABLES.split(" ")) | st.text(max_size=4), max_size=8).map(
    " ".join
)


@given(
    name=TEXT, issuer=TEXT, head=st.lists(TEXT, max_size=3), place=TEXT, day=st.none() | st.dates()
)
def test_nothing_raises_and_what_is_bound_is_in_the_registry(
    name: str, issuer: str, head: list[str], place: str, day: date | None
) -> None:
    scope = registry.scope_of(issuer, head, place=place, day=day, further=[name], text=name)
    for found in (registry.bind(name, scope), registry.bind_cited(name, scope, day)):
        assert found is None or registry.in_registry(found)


PLAN = """ỦY BAN NHÂN DÂN
TỈNH NGHỆ AN
Số: 12/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Nghệ An, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

I. NHIỆM VỤ, GIẢI PHÁP
1. Sở Nội vụ chủ trì, phối hợp với Bộ Kế hoạch và Đầu tư xây dựng quy chế.
2. Sở Tài chính chủ trì, phối hợp với Bộ Kế hoạch và Đầu tư bố trí kinh phí.
3. Ủy ban nhân dân các xã, phường tổ chức thực hiện.
"""


def test_bodies_that_have_ended_keep_their_id_and_are_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(PLAN, encoding="utf-8")
    run([str(tmp_path / "kh.txt")], tmp_path / "out")
    read = tables.to_rows(tables.read(tmp_path / "out"))
    ids = {row["unit"]: row["unit_id"] for row in read["responsibilities"]}
    assert ids == {
        "Sở Nội vụ": "nghe-an/state.snv",
        "Sở Tài chính": "nghe-an/state.stc",
        "Bộ Kế hoạch và Đầu tư": "state.bkhdt",
        "Ủy ban nhân dân các xã, phường": None,
    }
    assert read["documents"][0]["issuer_id"] == "nghe-an/state.ubnd"
    told = [row for row in read["issues"] if row["code"] == "unit_not_in_force"]
    assert [row["message"] for row in told] == [
        "Bộ Kế hoạch và Đầu tư existed to 2025-02-28; after it: Bộ Tài chính"
    ]
    assert told[0]["severity"] == "info"
    assert not any(row["needs_review"] for row in read["tasks"] if row["label"] == "1.")


def test_the_command_lists_bodies(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bodies", "Sở", "Nội", "vụ", "tỉnh", "Nghệ", "An"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unit_id,name,level,system,valid_from,valid_to,parent,successors"
    assert lines[1].startswith("nghe-an/state.snv,Sở Nội vụ tỉnh Nghệ An,province,state,,,")
    assert main(["bodies", "Tỉnh", "ủy", "Lam", "Sơn", "x"]) == 1


def test_every_id_of_our_documents_is_in_the_registry(tmp_path: Path) -> None:
    run([str(ROOT / "corpus/own")], tmp_path)
    read = tables.to_rows(tables.read(tmp_path))
    found = [row["unit_id"] for row in read["responsibilities"] if row["unit_id"]]
    found += [row["issuer_id"] for row in read["documents"] if row["issuer_id"]]
    found += [row["cited_issuer_id"] for row in read["citations"] if row["cited_issuer_id"]]
    assert len(found) > 300
    assert all(registry.in_registry(unit_id) for unit_id in found)
