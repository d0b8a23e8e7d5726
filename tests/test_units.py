"""Units: the table of cases, the rules it reaches, the word lists, properties over any text."""

from __future__ import annotations

import doctest
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import units
from extractors.units import normalise, words
from pipeline.lexicon import LexiconError, fold, load_csv, load_yaml
from pipeline.model import UnitMention, UnitRole, UnitSource

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "units.yaml").read_text(encoding="utf-8")
)
WHERES = ("find", "under_heading", "heading", "line", "spellings")
KEYS = {*WHERES, "negative", "negative_heading", "known_gaps"}


def _run(where: str, case: dict[str, Any], text: str) -> list[UnitMention]:
    if where == "heading":
        return units.find_in_heading(text)
    if where == "line":
        return units.find_in_line(text, UnitRole(case["role"]))
    return units.find(text).mentions(heading_leads=where == "under_heading")


def _said(mentions: list[UnitMention]) -> list[tuple[str, str]]:
    return [(mention.role.value, mention.name) for mention in mentions]


def _wanted(entries: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [pair for entry in entries for pair in entry.items()]


POSITIVE = [
    pytest.param(where, case, text, id=f"{where}: {text[:80]}")
    for where in WHERES
    for case in CASES[where]
    for text in case["texts"]
]


def _gaps() -> Iterator[Any]:
    for case in CASES["known_gaps"]:
        [where] = {"find", "heading", "line"} & case.keys()
        for text in case["texts"]:
            mark = pytest.mark.xfail(strict=True, reason=case["reason"])
            yield pytest.param(where, case, text, id=f"{where}: {text[:80]}", marks=mark)


def _table(name: str) -> dict[str, Any]:
    text = (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8")
    return cast("dict[str, Any]", yaml.safe_load(text))


def _with_gaps(table: dict[str, Any], key: str) -> list[Any]:
    gap = pytest.mark.xfail(strict=True, reason="does not come out so yet")
    return [
        *(pytest.param(entry, id=str(entry)[:80]) for entry in table[key]),
        *(pytest.param(entry, id=str(entry)[:80], marks=gap) for entry in table["gaps"]),
    ]


# --- the table ------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "case", "text"), POSITIVE)
def test_case(where: str, case: dict[str, Any], text: str) -> None:
    said, wanted = _said(_run(where, case, text)), _wanted(case["want"])
    if where == "spellings":
        said = [(role, fold(name)) for role, name in said]
        wanted = [(role, fold(name)) for role, name in wanted]
    assert said == wanted


@pytest.mark.parametrize("text", CASES["negative"])
def test_nothing_in_text(text: str) -> None:
    assert _said(units.find(text).mentions(heading_leads=False)) == []


@pytest.mark.parametrize("text", CASES["negative_heading"])
def test_nothing_in_heading(text: str) -> None:
    assert _said(units.find_in_heading(text)) == []


@pytest.mark.parametrize(("where", "case", "text"), list(_gaps()))
def test_known_gap(where: str, case: dict[str, Any], text: str) -> None:
    assert _said(_run(where, case, text)) == _wanted(case[where])


@pytest.mark.parametrize("entry", _with_gaps(_table("units_offices.yaml"), "texts"))
def test_office(entry: list[str]) -> None:
    text, *want = entry
    found = units.find(text)
    said = [f"{mention.role.value} {mention.raw}" for mention in (*found.leads, *found.others)]
    assert sorted(said) == sorted(want)


@pytest.mark.parametrize("body", _with_gaps(_table("body_names.yaml"), "names"))
def test_a_name_is_whole(body: str) -> None:
    """Where it leads by order, as a subject, and where it joins in."""
    name = body.removeprefix("các ")
    given = units.find(f"Giao {body} chủ trì, phối hợp với Sở Tài chính rà soát hồ sơ.")
    acting = units.find(f"{body} rà soát hồ sơ, tổng hợp kết quả.")
    joining = units.find(f"Sở Tài chính chủ trì, phối hợp với {body} tổ chức hội nghị.")
    joined = [mention for mention in joining.others if mention.role == UnitRole.COORDINATE]
    for mentions in (given.leads, acting.leads, joined):
        assert [mention.raw for mention in mentions] == [name]


REAL_NAMES = (Path(__file__).parent / "data" / "body_names.txt").read_text("utf-8").splitlines()


def test_names_of_real_bodies_are_whole() -> None:
    """Thousands of them, in a list, as subjects and where they join in."""
    cut: list[str] = []
    for name in REAL_NAMES:
        given = units.find(f"Giao {name} chủ trì, phối hợp với các cơ quan liên quan thực hiện.")
        acting = units.find(f"{name}, Sở Nội vụ báo cáo kết quả trước ngày 15/6/2024.")
        joining = units.find(f"Chủ động phối hợp với {name} và Sở Nội vụ rà soát hồ sơ.")
        joined = [mention for mention in joining.others if mention.role == UnitRole.COORDINATE]
        two = [name, "Sở Nội vụ"]
        wanted = (([name], given.leads), (two, acting.leads), (two, joined))
        if any([mention.raw for mention in found] != raws for raws, found in wanted):
            cut.append(name)
    assert len(REAL_NAMES) > 4000
    assert cut == []


def test_the_gazetteer_holds_what_the_rules_would_cut() -> None:
    names = [row["name"] for row in load_csv("extractors.units", "gazetteer.csv", ("name",))]
    assert names == sorted(set(names)) and len(names) > 1000
    assert all(len(words.tokens_of(name)) > 2 and name[0].isupper() for name in names)


def test_the_gazetteer_is_of_names_in_capitals() -> None:
    named = units.find("Giao Cục Kinh tế xây dựng thẩm định hồ sơ.")
    assert [mention.raw for mention in named.leads] == ["Cục Kinh tế xây dựng"]
    done = units.find("Giao cục kinh tế xây dựng kế hoạch.")
    assert "cục kinh tế xây dựng" not in [mention.raw for mention in done.leads]


def test_the_table_is_whole() -> None:
    """No key is misspelt, no phrasing stands twice, every role is a role."""
    assert set(CASES) == KEYS
    cases = [*chain.from_iterable(CASES[where] for where in WHERES), *CASES["known_gaps"]]
    assert {key for case in cases for key in case} <= {
        "want", "texts", "role", "reason", "find", "heading", "line",
    }  # fmt: skip
    wanted = chain.from_iterable(
        case.get(key, ()) for case in cases for key in ("want", "find", "heading", "line")
    )
    assert {role for entry in wanted for role in entry} <= set(UnitRole)
    counted = Counter(
        (where, param.values[1].get("role"), param.values[2])
        for param in (*POSITIVE, *_gaps())
        for where in [param.values[0]]
    )
    assert [key for key, count in counted.items() if count > 1] == []


def test_negatives_are_at_least_a_third() -> None:
    negative = len(CASES["negative"]) + len(CASES["negative_heading"])
    assert 3 * negative >= len(POSITIVE)


def test_every_rule_fires_in_some_case() -> None:
    """Rules of lead-ins are named after those they come from, so any of them will do."""
    folder = Path(units.__file__).parent
    sources = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    named = set(regex.findall(r'"(unit\.[a-z_]+[a-z])"', sources))
    fired: set[str] = set()
    for param in POSITIVE:
        where, case, text = cast(tuple[str, dict[str, Any], str], param.values)
        fired |= {mention.rule for mention in _run(where, case, text)}
    for text, *_ in _table("units_offices.yaml")["texts"]:
        fired |= {mention.rule for mention in units.find(text).mentions(heading_leads=False)}
    assert named - fired == set()
    assert any(rule.startswith("unit.lead_in_") for rule in fired)


# --- what the mentions carry ----------------------------------------------------------


def test_masked_ranges_are_not_looked_into() -> None:
    text = "Thực hiện Kế hoạch số 12/KH-UBND, Sở Nội vụ trình UBND tỉnh phê duyệt."
    at = text.index("UBND tỉnh")
    assert ("advised", "UBND tỉnh") in _said(units.find(text).mentions(False))
    masked = units.find(text, [(at, at + len("UBND tỉnh"))])
    assert "UBND tỉnh" not in {mention.name for mention in masked.mentions(False)}


def test_quotes_are_not_looked_into() -> None:
    assert units.find("Phát động phong trào “Hội Nông dân chủ trì”.").leads == ()


def test_assigned_bodies_lead_only_where_nothing_else_does() -> None:
    found = units.find("Giao Sở Nội vụ theo dõi.")
    assert found.subjects == ()
    assert [mention.name for mention in found.assigned] == ["Sở Nội vụ"]
    assert found.mentions(heading_leads=True) == []
    weak = units.find("Chỉ đạo các trường học tuyên truyền; Sở Y tế theo dõi chung.")
    assert [mention.name for mention in weak.leads] == ["Sở Y tế"]


def test_sources_tell_where_a_body_stood() -> None:
    [text] = units.find("Sở Nội vụ chủ trì.").leads
    [heading] = units.find_in_heading("Sở Nội vụ")
    [cell] = units.find_in_line("Sở Nội vụ", UnitRole.LEAD, UnitSource.TABLE)
    assert [one.source for one in (text, heading, cell)] == [
        UnitSource.TEXT,
        UnitSource.HEADING,
        UnitSource.TABLE,
    ]


def test_names_have_single_spaces_and_raws_stay() -> None:
    [mention] = units.find("Ban Tổ chức  Thành ủy chủ trì.").leads
    assert (mention.raw, mention.name) == ("Ban Tổ chức  Thành ủy", "Ban Tổ chức Thành ủy")


def test_a_body_is_named_once_for_a_role() -> None:
    text = "Sở Nội vụ rà soát biên chế. Sở Nội vụ báo cáo UBND tỉnh; định kỳ báo cáo UBND tỉnh."
    assert _said(units.find(text).mentions(False)) == [
        ("lead", "Sở Nội vụ"),
        ("report_to", "UBND tỉnh"),
    ]


@pytest.mark.parametrize(
    ("issuer", "number", "level"),
    [
        ("Ban Thường vụ Huyện ủy", "", "district"),
        ("Ủy ban nhân dân xã Đông Khê", "57/KH-UBND", "commune"),
        ("UBND đặc khu Phú Quốc", "", "commune"),
        ("Đảng uỷ phường Bến Thành", "", "commune"),
        ("Chi bộ thôn 3", "", "grassroots"),
        ("Sở Nội vụ", "", "province"),
        ("Thủ tướng Chính phủ", "", "central"),
        ("", "45-KH/TU", "province"),
        ("", "12-NQ/HU", "district"),
        ("", "28-NQ/TW", "central"),
        ("", "57/KH-UBND", None),
        ("", "", None),
    ],
)
def test_level_of(issuer: str, number: str, level: str | None) -> None:
    assert units.level_of(issuer, number) == level


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Tiếp tục rà soát quy hoạch.", True),
        ("Rà soát quy hoạch.", True),
        ("Uỷ quyền cho Chủ tịch.", True),
        ("Sở Nội vụ rà soát quy hoạch.", False),
        ("Quy trình thực hiện:", False),
        ("", False),
    ],
)
def test_starts_with_verb(text: str, begins: bool) -> None:
    assert units.starts_with_verb(text) is begins


def test_lead_in_orders() -> None:
    assert not units.lead_in_orders("Ủy ban nhân dân xã yêu cầu thực hiện các nhiệm vụ sau:")
    assert not units.lead_in_orders(
        "Danh mục nhiệm vụ nêu tại Phụ lục kèm theo, trong đó tập trung vào các nội dung sau đây:"
    )
    assert units.lead_in_orders(
        "Các sở, ngành tiếp tục thực hiện nghiêm Chỉ thị số 12/CT-UBND, trong đó chú trọng một số "
        "việc cụ thể sau:"
    )
    assert units.lead_in_orders(
        "Các cấp ủy, tổ chức đảng phải xây dựng kế hoạch thực hiện phù hợp với tình hình của địa "
        "phương, cơ quan, đơn vị; phân công rõ người, rõ việc, rõ thời gian với các nhiệm vụ sau:"
    )


@pytest.mark.parametrize(
    ("text", "only"), [("Sở Nội vụ", True), ("Tổ chức bộ máy", False), ("", False)]
)
def test_is_body_list(text: str, only: bool) -> None:
    assert units.is_body_list(text) is only


@pytest.mark.parametrize("module", [units, normalise], ids=lambda module: module.__name__)
def test_docstring_examples(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


# --- the word lists -------------------------------------------------------------------

LISTS = [
    pytest.param(file, key, id=f"{file}: {key}")
    for file, keys in (("bodies.yaml", words.BODY_KEYS), ("verbs.yaml", words.VERB_KEYS))
    for key in sorted(keys)
]


@cache
def _words(file: str) -> dict[str, list[str]]:
    text = files("extractors.units").joinpath(file).read_text(encoding="utf-8")
    data: dict[str, list[str]] = yaml.safe_load(text)
    return data


@pytest.mark.parametrize(("file", "key"), LISTS)
def test_words_are_nfc_lower_case_and_folded(file: str, key: str) -> None:
    entries = _words(file)[key]
    assert all(isinstance(entry, str) for entry in entries)
    assert [word for word in entries if unicodedata.normalize("NFC", word) != word] == []
    assert [word for word in entries if word != word.lower()] == []
    assert [word for word in entries if word != " ".join(word.split())] == []
    assert [word for word in entries if word != fold(word)] == []  # "hòa, ủy"; plain dashes


@pytest.mark.parametrize(("file", "key"), LISTS)
def test_words_are_listed_once(file: str, key: str) -> None:
    counted = Counter(fold(word) for word in _words(file)[key])
    assert {word for word, count in counted.items() if count > 1} == set()


def test_weak_openers_are_openers() -> None:
    verbs = _words("verbs.yaml")
    assert set(verbs["assign_weak"]) <= set(verbs["assign"])


@pytest.mark.parametrize("change", ["unknown", "missing"])
@pytest.mark.parametrize(
    ("file", "keys"), [("bodies.yaml", words.BODY_KEYS), ("verbs.yaml", words.VERB_KEYS)]
)
def test_keys_of_word_lists_are_checked(
    file: str,
    keys: frozenset[str],
    change: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = dict(_words(file))
    if change == "unknown":
        data["bodys"] = ["sở"]
    else:
        del data[min(keys)]
    package = tmp_path / f"{Path(file).stem}_of_units_{change}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / file).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(LexiconError, match=f"{change} keys"):
        load_yaml(package.name, file, keys)


# --- what must hold for any text ------------------------------------------------------

SYLLABLES = sorted(
    {syllable for param in POSITIVE for syllable in str(param.values[2]).split()}
    | {"(qua", ")", "“", "”", ":", ";", ",", "-", "–", "…", "Uỷ", "TP.", "12", "II", "\u00a0"}
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(SYLLABLES), max_size=30).map(" ".join),
    st.lists(st.sampled_from([str(param.values[2]) for param in POSITIVE]), max_size=3).map(
        " ".join
    ),
)


def _hold(mentions: list[UnitMention], text: str) -> None:
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.raw == text[mention.start : mention.end]
        assert mention.name == " ".join(mention.raw.split())
        assert mention.role in UnitRole
        assert mention.rule.startswith("unit.")
        assert 0 < mention.confidence <= 1


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text(text: str) -> None:
    found = units.find(text)
    _hold([*found.subjects, *found.assigned, *found.others], text)
    for heading_leads in (False, True):
        mentions = found.mentions(heading_leads)
        assert [one.start for one in mentions] == sorted(one.start for one in mentions)
        keys = [(one.role, fold(one.name)) for one in mentions]
        assert len(keys) == len(set(keys))
    assert {one.role for one in (*found.subjects, *found.assigned)} <= {UnitRole.LEAD}


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([UnitRole.LEAD, UnitRole.COORDINATE]))
def test_any_heading_and_line(text: str, role: UnitRole) -> None:
    heading = units.find_in_heading(text)
    _hold(heading, text)
    assert {one.role for one in heading} <= {UnitRole.LEAD, UnitRole.COORDINATE}
    assert {one.source for one in heading} <= {UnitSource.HEADING}
    _hold(units.find_in_line(text, role), text)
    units.is_body_list(text)
    units.starts_with_verb(text)
    units.lead_in_orders(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_any_masked_text(text: str, ranges: list[tuple[int, int]]) -> None:
    masked = [(start, min(start + size, len(text))) for start, size in ranges if start < len(text)]
    found = units.find(text, masked)
    for mention in (*found.subjects, *found.assigned, *found.others):
        assert mention.raw == text[mention.start : mention.end]
