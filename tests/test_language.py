"""The spaCy pipeline: exact syllables, underthesea's words, extractors as components."""

from __future__ import annotations

import doctest
import pickle
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from extractors import citations, targets, time_clauses, units
from pipeline import language
from pipeline.language import CONTEXT, SyllableTokenizer, build, word_spans
from pipeline.model import UnitMention

TEXT = (
    "Sở Nội vụ chủ trì, phối hợp với Sở Tài chính triển khai Nghị quyết số 28-NQ/TW, "
    "báo cáo UBND tỉnh trước ngày 15/12/2026; 95% hồ sơ được giải quyết đúng hạn."
)
GROUPS = {
    "citations": ["Nghị quyết số 28-NQ/TW"],
    "time_clauses": ["trước ngày 15/12/2026"],
    "units": ["Sở Nội vụ", "Sở Tài chính", "UBND tỉnh"],
    "targets": [mention.raw for mention in targets.find(TEXT)],
}
OWN = sorted((Path(__file__).parent.parent / "corpus" / "own").iterdir())

# Random letters, and what documents are made of: blanks of all kinds, signs, numbers.
PIECES = st.sampled_from(
    ["Ủy", "ban", "nhân", "dân", "28-NQ/TW", "15/12/2026", "24/7", "95%", "1.500.000", "đ/c", "Đ/c",
     "TP.", "v.v...", "…", "a@b.vn", "https://x.vn/a", "(", ")", "“", "”", "-", "–", ":", ";", ",",
     " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u200b", "\u2028", "\x0b", "\x85", "\ufeff",
     "e\u0301", "😀", "&", "/", "#", "…/…"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=24).map("".join))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build()


@pytest.fixture(scope="module")
def foreign() -> Language:
    """Somebody else's pipeline, with spaCy's own tokenizer."""
    theirs = spacy.blank("xx")
    for name in language.COMPONENTS:
        theirs.add_pipe(name)
    return theirs


# --- syllables ------------------------------------------------------------------------


def _tokens_cover(doc: Doc, text: str) -> None:
    assert doc.text == text
    at = 0
    for token in doc:
        assert token.idx == at
        assert token.text
        assert text.startswith(token.text, at)
        at += len(token.text_with_ws)
    assert at == len(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_tokens_cover_any_text(text: str) -> None:
    _tokens_cover(SyllableTokenizer(spacy.blank("xx").vocab)(text), text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ủy ban nhân dân", ["Ủy", "ban", "nhân", "dân"]),
        ("Sở Nội vụ, Sở Y tế.", ["Sở", "Nội", "vụ", ",", "Sở", "Y", "tế", "."]),
        (" đầu  giữa ", [" ", "đầu", " ", "giữa"]),
        ("một\nhai", ["một", "\n", "hai"]),
        ("", []),
        ("   ", ["   "]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    doc = SyllableTokenizer(spacy.blank("xx").vocab)(text)
    assert [token.text for token in doc] == tokens
    _tokens_cover(doc, text)


# What ends a text may be told apart by the pattern: "A." is one token before other words only.
WORDS = st.sampled_from(
    ["A.", ":D", "TP.", "a@b.vn", "T.Ư", "v.v", "=>", "Tp.", "1.2", "Ủy", "(x)"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(min_size=1, max_size=6)), max_size=12).map(" ".join))
def test_tokens_are_those_of_the_pattern(text: str) -> None:
    doc = SyllableTokenizer(spacy.blank("xx").vocab)(text)
    wanted = [match.group() for match in language._syllables().finditer(text)]
    assert [token.text for token in doc if token.text.strip()] == [
        word for word in wanted if word.strip()
    ]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_tokens_cover_documents(path: Path, nlp: Language) -> None:
    text = path.read_text(encoding="utf-8")
    _tokens_cover(nlp.make_doc(text), text)


# --- words ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_words_are_those_of_underthesea(path: Path) -> None:
    from underthesea import word_tokenize

    text = path.read_text(encoding="utf-8")
    for line in text.splitlines():
        ours = [line[start:end] for start, end in word_spans(line)]
        # underthesea puts a blank between all tokens of a word and respells some syllables
        assert list(map(_letters, ours)) == list(map(_letters, word_tokenize(line))), line


def _letters(word: str) -> str:
    """Without blanks, case and tone, which underthesea may move."""
    split = unicodedata.normalize("NFD", "".join(word.split()).casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def test_words_of_a_text_are_those_of_its_lines() -> None:
    lines = ["Ủy ban nhân dân tỉnh\n", "\n", "  tổ chức thực hiện\r\n", "Nghị quyết."]
    text = "".join(lines)
    assert [text[start:end] for start, end in word_spans(text)] == [
        line[start:end] for line in lines for start, end in word_spans(line)
    ]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_of_any_text(text: str) -> None:
    last = 0
    for start, end in word_spans(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert text[last:start].strip() == ""
        last = end
    assert text[last:].strip() == ""


def test_words_as_a_component() -> None:
    text = "Hội đồng nhân dân tỉnh ban hành Nghị quyết."
    doc = build("nhiemvu_words")(text)
    assert [(span.start_char, span.end_char) for span in doc.spans["words"]] == word_spans(text)
    assert "Nghị quyết" in {span.text for span in doc.spans["words"]}
    assert {span._.nhiemvu for span in doc.spans["words"]} == {None}


# --- extractors as components ---------------------------------------------------------


def _all(doc: Doc, group: str) -> list[Any]:
    return [span._.nhiemvu for span in doc.spans[group]]


def _mentions(doc: Doc, group: str) -> list[str]:
    return [mention.raw for mention in _all(doc, group)]


def test_components_write_what_the_extractors_find(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert {group: _mentions(doc, group) for group in GROUPS} == GROUPS
    cited = [(one.start, one.end) for one in citations.find(TEXT)]
    assert _all(doc, "citations") == citations.find(TEXT)
    assert _all(doc, "time_clauses") == time_clauses.find(TEXT)
    assert _all(doc, "targets") == list(targets.find(TEXT))
    found = units.find(TEXT, cited)
    assert _all(doc, "units") == found.mentions(heading_leads=False)
    assert doc.user_data[CONTEXT]["found_units"] == found


def test_spans_are_labelled(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [span.label_ for span in doc.spans["units"]] == ["lead", "coordinate", "report_to"]
    assert [span.label_ for span in doc.spans["citations"]] == ["Nghị quyết"]
    assert [span.label_ for span in doc.spans["time_clauses"]] == ["by"]


def test_components_in_another_pipeline(foreign: Language) -> None:
    """Spans expand to the tokens there; the mention keeps its own range."""
    doc = foreign(TEXT)
    assert {group: _mentions(doc, group) for group in GROUPS} == GROUPS
    for group in GROUPS:
        for span in doc.spans[group]:
            mention = span._.nhiemvu
            assert span.start_char <= mention.start < mention.end <= span.end_char
            assert mention.raw == doc.text[mention.start : mention.end]


def test_spans_expand_to_tokens() -> None:
    theirs = spacy.blank("xx")
    # tokens that hold more than the mention: "(qua" and "vụ)"
    theirs.tokenizer = lambda text: Doc(theirs.vocab, words=text.split(" "))
    theirs.add_pipe("nhiemvu_units")
    doc = theirs("Báo cáo UBND tỉnh (qua Sở Nội vụ).")
    via = doc.spans["units"][-1]
    assert (via.text, via._.nhiemvu.raw) == ("Sở Nội vụ).", "Sở Nội vụ")


def test_spans_of_one_range_keep_their_mentions(nlp: Language) -> None:
    """ "số 18, 19-NQ/TW" is two mentions with one range."""
    doc = nlp("Thực hiện Nghị quyết số 18, 19-NQ/TW.")
    first, second = doc.spans["citations"]
    assert (first.start, first.end) == (second.start, second.end)
    assert [one._.nhiemvu.number for one in (first, second)] == ["18-NQ/TW", "19-NQ/TW"]


def test_the_same_range_in_two_groups(nlp: Language) -> None:
    doc = nlp(TEXT)
    unit = doc.spans["units"][0]
    doc.spans["other"] = [doc[unit.start : unit.end]]
    assert doc.spans["other"][0]._.nhiemvu is None
    assert isinstance(doc.spans["units"][0]._.nhiemvu, UnitMention)


def test_citations_hide_the_bodies_in_them(nlp: Language) -> None:
    text = "Thực hiện Kế hoạch số 12/KH-UBND ngày 08/01/2026 trình UBND tỉnh."
    doc = nlp(text)
    masked = [(span._.nhiemvu.start, span._.nhiemvu.end) for span in doc.spans["citations"]]
    assert _all(doc, "units") == units.find(text, masked).mentions(heading_leads=False)


def test_components_stand_alone() -> None:
    for name in language.COMPONENTS:
        doc = build(name)(TEXT)
        assert list(doc.spans) == [name.removeprefix("nhiemvu_")]


def test_empty_texts(nlp: Language) -> None:
    for text in ("", " ", "\n"):
        doc = nlp(text)
        assert doc.text == text
        assert {group: list(doc.spans[group]) for group in GROUPS} == {key: [] for key in GROUPS}


def test_other_spans_have_no_mention(nlp: Language) -> None:
    assert nlp(TEXT)[0:2]._.nhiemvu is None
    assert Span.has_extension("nhiemvu")


# --- context --------------------------------------------------------------------------


def _with_context(nlp: Language, text: str, **context: object) -> Doc:
    doc = nlp.make_doc(text)
    doc.user_data[CONTEXT] = context
    return nlp(doc)


def test_reference_date_through_user_data(nlp: Language) -> None:
    text = "Sở Nội vụ hoàn thành trước ngày 30/6."
    issued = date(2026, 1, 20)
    without, told = nlp(text), _with_context(nlp, text, reference=issued)
    assert _all(without, "time_clauses") == time_clauses.find(text)
    assert _all(told, "time_clauses") == time_clauses.find(text, reference=issued)
    assert _all(told, "time_clauses") != _all(without, "time_clauses")


def test_due_hint_through_user_data(nlp: Language) -> None:
    doc = _with_context(nlp, TEXT, due_hint=date(2027, 12, 31), in_target_section=True)
    assert _all(doc, "targets") == list(
        targets.find(TEXT, due_hint=date(2027, 12, 31), in_target_section=True)
    )


def test_aliases_through_user_data(nlp: Language) -> None:
    define = "Nghị quyết số 28-NQ/TW (sau đây gọi tắt là Nghị quyết 28)."
    text = "Các cấp ủy quán triệt Nghị quyết 28."
    aliases = citations.find_aliases(define)
    doc = _with_context(nlp, text, aliases=aliases)
    assert [span._.nhiemvu.number for span in doc.spans["citations"]] == ["28-NQ/TW"]
    assert doc.user_data[CONTEXT]["aliases"] is aliases


def test_context_does_not_leak(nlp: Language) -> None:
    text = "Sở Nội vụ hoàn thành trước ngày 30/6."
    _with_context(nlp, text, reference=date(2026, 1, 20))
    doc = nlp(text)
    assert _all(doc, "time_clauses") == time_clauses.find(text)


def test_pipe_keeps_texts_apart(nlp: Language) -> None:
    texts = ["Giao Sở Nội vụ chủ trì.", "", "Giao Sở Y tế chủ trì."]
    docs = list(nlp.pipe(texts))
    assert [_mentions(doc, "units") for doc in docs] == [["Sở Nội vụ"], [], ["Sở Y tế"]]


# --- storage --------------------------------------------------------------------------


def test_span_groups_through_a_doc_bin(nlp: Language) -> None:
    doc = nlp(TEXT)
    stored = DocBin(attrs=["ORTH", "SPACY"])
    stored.add(doc)
    [read] = DocBin().from_bytes(stored.to_bytes()).get_docs(nlp.vocab)
    assert read.text == TEXT
    for group in GROUPS:
        assert [(span.start_char, span.end_char, span.label_) for span in read.spans[group]] == [
            (span.start_char, span.end_char, span.label_) for span in doc.spans[group]
        ]
        # mentions live in user_data, which is not stored here: none, and no error
        assert _all(read, group) == [None] * len(GROUPS[group])


@pytest.mark.parametrize("again", [Doc.copy, lambda doc: pickle.loads(pickle.dumps(doc))])
def test_mentions_stay_in_a_copy(nlp: Language, again: Callable[[Doc], Doc]) -> None:
    doc = nlp(TEXT)
    copied = again(doc)
    assert {group: _all(copied, group) for group in GROUPS} == {
        group: _all(doc, group) for group in GROUPS
    }


def test_a_stored_doc_can_be_read_anew(nlp: Language) -> None:
    stored = DocBin()
    stored.add(nlp(TEXT))
    [read] = stored.get_docs(nlp.vocab)
    again = nlp(read)
    assert {group: _mentions(again, group) for group in GROUPS} == GROUPS


def test_doc_to_bytes(nlp: Language) -> None:
    """What `nlp.pipe(n_process=2)` and spaCy's corpora do."""
    aliases = citations.find_aliases("Nghị quyết số 28-NQ/TW (gọi tắt là Nghị quyết 28).")
    text = TEXT + " Thực hiện Nghị quyết 28 trước ngày 31/02/2026, trong năm 2026."
    doc = _with_context(nlp, text, aliases=aliases, reference=date(2026, 1, 20))
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    for group in GROUPS:
        # by repr, too: a StrEnum equals its string, a stored one shall come back itself
        assert repr(_all(again, group)) == repr(_all(doc, group)) != "[]"
        assert _all(again, group) == _all(doc, group)
    assert again.user_data[CONTEXT] == doc.user_data[CONTEXT]


@pytest.mark.parametrize(
    "value", [{"nhiemvu": [], "value": 1}, {"nhiemvu": "khác", "value": {}}, {"nhiemvu": "date"}]
)
def test_other_data_is_stored_as_it_is(nlp: Language, value: dict[str, Any]) -> None:
    doc = nlp.make_doc("a")
    doc.user_data["x"] = value
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes()).user_data["x"] == value


def test_two_processes(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT, "", TEXT], n_process=2))
    assert [_mentions(doc, "units") for doc in docs] == [GROUPS["units"], [], GROUPS["units"]]


def test_doc_bin_with_user_data(nlp: Language) -> None:
    stored = DocBin(store_user_data=True)
    stored.add(nlp(TEXT))
    [read] = DocBin().from_bytes(stored.to_bytes()).get_docs(nlp.vocab)
    assert {group: _mentions(read, group) for group in GROUPS} == GROUPS


def test_pipelines_are_saved_and_loaded(tmp_path: Path) -> None:
    """With spaCy's own tokenizer, and with ours named in the config."""
    ours = {"nlp": {"tokenizer": {"@tokenizers": "nhiemvu.syllables.v1"}}}
    for name, config in (("theirs", {}), ("ours", ours)):
        made = spacy.blank("xx", config=config)
        made.add_pipe("nhiemvu_units")
        made.to_disk(tmp_path / name)
        doc = spacy.load(tmp_path / name)(TEXT)
        assert _mentions(doc, "units") == GROUPS["units"]


def test_the_built_pipeline_is_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    doc = spacy.load(tmp_path / "model")(TEXT)
    assert {group: _mentions(doc, group) for group in GROUPS} == GROUPS


def test_pipeline_is_built_once() -> None:
    assert build() is build()
    assert build("nhiemvu_units") is not build()
    assert build().pipe_names == list(language.COMPONENTS)


def test_tokenizer_from_the_registry_and_to_disk(nlp: Language, tmp_path: Path) -> None:
    made = spacy.registry.tokenizers.get("nhiemvu.syllables.v1")()(spacy.blank("xx"))
    assert [token.text for token in made("Sở Nội vụ.")] == ["Sở", "Nội", "vụ", "."]
    made.to_disk(tmp_path / "tokenizer")
    text = "Sở Nội vụ."
    again = SyllableTokenizer(nlp.vocab).from_bytes(made.to_bytes()).from_disk(tmp_path)
    assert again(text).text == text


def test_import_does_no_work() -> None:
    """underthesea takes half a second: it is imported when it is needed."""
    code = "import sys, pipeline.language; sys.exit('underthesea' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_docstring_examples() -> None:
    assert doctest.testmod(language).failed == 0
