"""One spaCy pipeline for Vietnamese official texts: syllables, words, and the extractors.

Base tokens are the syllables, numbers and signs of underthesea's own pattern, with exact
offsets; its words (a CRF over the syllables) are a layer over them, since a word boundary
is wrong at one unit name in twelve. The extractors are registered components that write
span groups, so that any spaCy pipeline can take them in:

    nlp = spacy.blank("xx", config=TOKENIZER)
    nlp.add_pipe("nhiemvu_citations")
    doc = nlp("theo Nghị quyết số 28-NQ/TW")
    doc.spans["citations"][0]._.nhiemvu.number      # '28-NQ/TW'

What they find stays with a document that is stored or sent to another process; who reads
it there imports this module first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from typing import Any

import spacy
import srsly  # type: ignore[import-untyped]  # spaCy's own, which stores its documents
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from extractors import citations, products, targets, time_clauses, units
from pipeline.model import (
    CitationMention,
    IssueCode,
    ProductMention,
    ProductSource,
    Resolution,
    TargetMention,
    TimeKind,
    TimeMention,
    UnitMention,
    UnitRole,
    UnitSource,
)

__all__ = ["TOKENIZER", "SyllableTokenizer", "build", "word_spans"]

Mention = CitationMention | ProductMention | TargetMention | TimeMention | UnitMention

# What a component may be told about the text: given as `doc.user_data["nhiemvu"]`.
CONTEXT = "nhiemvu"


@cache
def _syllables() -> Any:
    """underthesea's token pattern, compiled by it; its import takes half a second."""
    from underthesea.pipeline.word_tokenize import regex_tokenize

    return regex_tokenize.patterns


_TEXT = "nhiemvu_text"


def _text(doc: Doc) -> str:
    text: str | None = doc.user_data.get(_TEXT)
    return doc.text if text is None else text


_Tokens = tuple[list[str], list[bool]]  # and whether a single space is behind each


def _single_spaced(text: str) -> bool:
    """Whether single spaces, and no other white space, stand between the words."""
    return text.isprintable() and "  " not in text and text == text.strip(" ")


def _spaced(text: str) -> _Tokens:
    """As `_split`, of a text with single spaces: no token crosses one, and pieces come back."""
    words: list[str] = []
    spaces: list[bool] = []
    pieces = text.split(" ")
    last = pieces.pop()  # what ends the text is told apart: "A." is one token elsewhere
    for piece in pieces:
        of_piece = _of_piece(piece)
        words += of_piece
        spaces += [False] * len(of_piece)
        spaces[-1] = True
    ending, behind = _split(last)
    return words + ending, spaces + behind


@lru_cache(maxsize=16_384)
def _of_piece(piece: str) -> tuple[str, ...]:
    return tuple(_split(piece + " ")[0])


def _split(text: str) -> _Tokens:
    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    for match in _syllables().finditer(text):
        start, end = match.span()
        if start > at:
            _blank(text[at:start], words, spaces)
        if end > start:
            words.append(text[start:end])
            spaces.append(False)
        at = end
    if at < len(text):
        _blank(text[at:], words, spaces)
    return words, spaces


def _blank(gap: str, words: list[str], spaces: list[bool]) -> None:
    """A single space hangs on the token before it; anything else is a token."""
    if words and gap[0] == " " and not spaces[-1]:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


class SyllableTokenizer:
    """Splits a text into syllables, numbers and signs; offsets are exact."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = _spaced(text) if _single_spaced(text) else _split(text)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data[_TEXT] = text  # spaCy puts `doc.text` together anew at each call
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> SyllableTokenizer:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        return None

    def from_disk(self, _path: Any, **_: Any) -> SyllableTokenizer:
        return self


# A pipeline that names its tokenizer in its config can be saved and loaded.
TOKENIZER: dict[str, Any] = {"nlp": {"tokenizer": {"@tokenizers": "nhiemvu.syllables.v1"}}}


@registry.tokenizers("nhiemvu.syllables.v1")
def create_tokenizer() -> Callable[[Language], SyllableTokenizer]:
    return lambda nlp: SyllableTokenizer(nlp.vocab)


# --- words ----------------------------------------------------------------------------


@cache
def _tagger() -> Any:
    """underthesea's word segmenter. First use is not thread-safe; one process, one thread."""
    from os.path import dirname, join

    from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger
    from underthesea.pipeline import word_tokenize

    model = FastCRFSequenceTagger()
    model.load(join(dirname(word_tokenize.__file__), "models", "ws_crf_vlsp2013_20230727"))
    return model


def word_spans(text: str) -> list[tuple[int, int]]:
    """The words of a text as half-open ranges, line by line.

    The same words as `underthesea.word_tokenize`, with their places.

    >>> text = "Hội đồng nhân dân tỉnh ban hành Nghị quyết"
    >>> [text[start:end] for start, end in word_spans(text)]
    ['Hội đồng nhân dân', 'tỉnh', 'ban hành', 'Nghị quyết']
    """
    return [span for start, line in _lines(text) for span in _words_of_line(line, start)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line
        at += len(line)


def _words_of_line(line: str, offset: int) -> Iterator[tuple[int, int]]:
    from underthesea.pipeline.word_tokenize.regex_tokenize import token_normalize

    matches = [match for match in _syllables().finditer(line) if match.group().strip()]
    if not matches:
        return
    tags = _tagger().predict([[token_normalize(match.group())] for match in matches])
    start = end = -1
    for match, tag in zip(matches, tags, strict=True):
        if tag != "I-W" or start < 0:
            if start >= 0:
                yield offset + start, offset + end
            start = match.start()
        end = match.end()
    yield offset + start, offset + end


@Language.component("nhiemvu_words")
def words_component(doc: Doc) -> Doc:
    _write(doc, "words", [(start, end, "word", None) for start, end in word_spans(_text(doc))])
    return doc


# --- extractors as components ---------------------------------------------------------


def _context(doc: Doc, key: str, otherwise: Any = None) -> Any:
    return doc.user_data.get(CONTEXT, {}).get(key, otherwise)


@Language.component("nhiemvu_citations")
def citations_component(doc: Doc) -> Doc:
    found = citations.find(_text(doc), _context(doc, "aliases", ()))
    _write(doc, "citations", _labelled(found, lambda mention: mention.type or "document"))
    return doc


@Language.component("nhiemvu_time_clauses")
def time_clauses_component(doc: Doc) -> Doc:
    found = time_clauses.find(_text(doc), reference=_context(doc, "reference"))
    _write(doc, "time_clauses", _labelled(found, lambda mention: mention.kind.value))
    return doc


def _cited(doc: Doc) -> list[tuple[int, int]]:
    """The ranges of the documents that are cited, where they have been looked for."""
    return [(span._.nhiemvu.start, span._.nhiemvu.end) for span in doc.spans.get("citations", ())]


@Language.component("nhiemvu_units")
def units_component(doc: Doc) -> Doc:
    found = units.find(_text(doc), _cited(doc))
    doc.user_data.setdefault(CONTEXT, {})["found_units"] = found
    mentions = found.mentions(heading_leads=False)
    _write(doc, "units", _labelled(mentions, lambda mention: mention.role.value))
    return doc


@Language.component("nhiemvu_targets")
def targets_component(doc: Doc) -> Doc:
    hint = _context(doc, "due_hint")
    if (row := _context(doc, "measure")) is not None:
        due = row.due or hint
        goal = targets.of_row(_text(doc), row.name_end, row.figure_start, row.unit, due)
        found = [goal] if goal else []
    else:
        aimed = _context(doc, "in_target_section", False)
        gives = _context(doc, "is_product", False)
        found = targets.find(_text(doc), due_hint=hint, in_target_section=aimed, is_product=gives)
    _write(doc, "targets", _labelled(found, lambda mention: mention.comparator))
    return doc


@Language.component("nhiemvu_products")
def products_component(doc: Doc) -> Doc:
    found = products.find(_text(doc), _cited(doc))
    _write(doc, "products", _labelled(found, lambda mention: mention.source.value))
    return doc


def _labelled(
    mentions: Sequence[Any], label: Callable[[Any], str]
) -> Iterator[tuple[int, int, str, Mention]]:
    return ((mention.start, mention.end, label(mention), mention) for mention in mentions)


def _write(doc: Doc, group: str, entries: Iterable[tuple[int, int, str, Mention | None]]) -> None:
    """Spans of whole tokens; the mention itself, with its exact range, hangs on each."""
    mentions = doc.user_data.setdefault(_MENTIONS, {})
    spans: list[Span] = []
    for start, end, label, mention in entries:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            # spaCy stores extensions by range, which spans may share: ours go by span id
            span.id = len(mentions) + 1
            mentions[span.id] = mention
            spans.append(span)
    doc.spans[group] = spans


def _mention(span: Span) -> Mention | None:
    found: Mention | None = span.doc.user_data.get(_MENTIONS, {}).get(span.id)
    return found


# --- storage --------------------------------------------------------------------------

# What may hang on a document, by the name that it is stored under.
_STORED: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        *(citations.AliasDefinition, CitationMention, ProductMention, TargetMention, TimeMention),
        *(UnitMention, units.Found, IssueCode, ProductSource, Resolution, TimeKind, UnitRole),
        *(UnitSource, date),
    )
}
_KIND, _VALUE = "nhiemvu", "value"


def _packed(value: Any) -> Any:
    """A record as msgpack can take it: its kind and its fields in order."""
    kind: str = type(value).__name__
    if _STORED.get(kind) is not type(value):
        return [_packed(item) for item in value] if isinstance(value, tuple) else value
    if isinstance(value, date):
        return {_KIND: kind, _VALUE: value.isoformat()}
    if isinstance(value, Enum):
        return {_KIND: kind, _VALUE: value.value}
    names = [one.name for one in fields(_STORED[kind])]
    return {_KIND: kind, _VALUE: [_packed(getattr(value, name)) for name in names]}


def _unpacked(kind: Any, value: Any) -> Any:
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum) else kind(*map(_tuples, value))


def _tuples(value: Any) -> Any:
    """All sequences in a record are tuples; msgpack gives lists."""
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


@srsly.msgpack_encoders("nhiemvu")
def _encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """What spaCy's own msgpack calls for values that it does not know."""
    if _STORED.get(type(value).__name__) is type(value):
        return _packed(value)
    return chain(value) if chain else value


@srsly.msgpack_decoders("nhiemvu")
def _decode(stored: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    if isinstance(stored, dict) and stored.keys() == {_KIND, _VALUE}:
        kind = stored[_KIND]
        if isinstance(kind, str) and kind in _STORED:
            return _unpacked(_STORED[kind], stored[_VALUE])
    return chain(stored) if chain else stored


# --- the pipeline ---------------------------------------------------------------------

_MENTIONS = "nhiemvu_mentions"
COMPONENTS = (
    *("nhiemvu_citations", "nhiemvu_time_clauses", "nhiemvu_units", "nhiemvu_targets"),
    "nhiemvu_products",
)

if not Span.has_extension("nhiemvu"):
    Span.set_extension("nhiemvu", getter=_mention)


@cache
def build(*components: str) -> Language:
    """The pipeline: syllable tokens, then `components` in order (all extractors by default).

    "nhiemvu_words" may be among them; it costs more than all others together.
    """
    nlp = spacy.blank("xx", config=TOKENIZER)
    nlp.max_length = 50_000_000
    for component in components or COMPONENTS:
        nlp.add_pipe(component)
    return nlp
