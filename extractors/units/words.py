"""The words of the data files as phrases of tokens, and a text as its tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import regex

from pipeline.lexicon import fold, load_csv, load_yaml

__all__ = [
    "BODY_KEYS",
    "BRACKET_MASK",
    "SEPARATORS",
    "SMALL_WORDS",
    "VERB_KEYS",
    "Token",
    "phrases",
    "tokens_of",
]

_PACKAGE = "extractors.units"
BODY_KEYS = frozenset(
    {
        "whole",
        "heads",
        "plain_heads",
        "generic",
        "positions",
        "leaders",
        "chairs",
        "quantifiers",
        "sectors",
        "modifiers",
        "generic_modifiers",
        "links",
        "linked_places",
        "areas",
        "not_bodies",
        "not_acronyms",
        "surnames",
        "not_names",
        "papers",
        "parts",
        "committees",
        "company_forms",
        "compounds",
        "told_of",
        "goes_on_to",
        "unions",
        "orders",
        "known",
        "schools",
        "purposes",
        "role_labels",
        "placed",
        "charges",
        "charged",
        "anchors",
        "own_houses",
        "dashed_fields",
        "trades",
        "unlisted",
        "waters",
        "which_ones",
        "adverbs",
        "authorities",
    }
)
VERB_KEYS = frozenset(
    {
        "modals",
        "firm",
        "verbs",
        "predicates",
        "assign",
        "assign_weak",
        "no_predicate",
        "not_verbs",
    }
)
# "B'Lao", "Ea H'Leo" are single words.
_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}\d&]*(?:['’]\p{L}+)?|\d+|[^\s\p{L}\d]")
# Real words in capitals mostly bear a tone. With figures: "PC07", as the police number theirs.
_ACRONYM = regex.compile(r"[A-ZĐ&]{3,14}|P?[ACHKVX]\d{2}")
# Words of a heading in capitals that are small in any other text.
SMALL_WORDS = frozenset({"và", "của", "các", "với", "cho", "về", "tại", "trên", "thuộc", "cùng"})
SEPARATORS = frozenset({",", ";", "và", "&", "/"})
BRACKET_MASK = "¦"  # stands for each sign of a bracket, which a list may run across


class Token(NamedTuple):
    """A syllable, a number or a sign, with its place; `word` is folded."""

    start: int
    end: int
    word: str
    capital: bool
    acronym: bool = False


_new_token = tuple.__new__  # twice as quick as `Token(…)`, of which there are ten thousands


def tokens_of(text: str) -> list[Token]:
    """The tokens of a cleaned text, in order."""
    mixed = any(map(str.islower, text))  # in a heading all in capitals none stands out
    at = 0
    tokens: list[Token] = []
    for piece in text.split(" "):  # no token crosses a space, and the same pieces come back
        tokens += [
            _new_token(Token, (at + start, at + end, word, capital, acronym))
            for start, end, word, capital, acronym in _of_piece(piece, mixed)
        ]
        at += len(piece) + 1
    return tokens


@lru_cache(maxsize=16_384)
def _of_piece(piece: str, mixed: bool) -> tuple[Token, ...]:
    folded = fold(piece)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(piece):
        start, end = match.span()
        word = piece[start:end]
        capital = word[0].isupper()
        acronym = mixed and capital and end - start > 2 and _ACRONYM.fullmatch(word) is not None
        if capital and not mixed:
            capital = word.lower() not in SMALL_WORDS
        tokens.append(Token(start, end, folded[start:end], capital, acronym))
    return tuple(tokens)


class Phrases:
    """Phrases of tokens, longest match first."""

    def __init__(self, entries: Iterable[str]) -> None:
        # by the first word and the second, "" where there is none
        self._by_words: dict[str, dict[str, list[tuple[str, ...]]]] = {}
        for entry in set(map(fold, entries)):
            words = tuple(match.group() for match in _TOKEN.finditer(entry))
            group = self._by_words.setdefault(words[0], {})
            group.setdefault(words[1] if len(words) > 1 else "", []).append(words)
        for group in self._by_words.values():
            for alike in group.values():
                alike.sort(key=len, reverse=True)

    def match(self, tokens: Sequence[Token], at: int) -> int:
        """How many tokens from `at` on the longest phrase covers; 0 for none."""
        if at >= len(tokens):
            return 0
        group = self._by_words.get(tokens[at].word)
        if group is None:
            return 0
        if at + 1 < len(tokens):
            for words in group.get(tokens[at + 1].word, ()):
                size = len(words)
                if at + size <= len(tokens) and all(
                    tokens[at + offset].word == words[offset] for offset in range(2, size)
                ):
                    return size
        return 1 if "" in group else 0


@cache
def phrases(kind: str) -> Phrases:
    """The phrases of one list of the data files; `gazetteer` is that of whole names."""
    if kind == "gazetteer":
        return Phrases(row["name"] for row in load_csv(_PACKAGE, "gazetteer.csv", ("name",)))
    if kind in VERB_KEYS:
        return Phrases(_verbs()[kind])
    return Phrases(_bodies()[kind])


def _bodies() -> Mapping[str, Any]:
    return load_yaml(_PACKAGE, "bodies.yaml", BODY_KEYS)


def _verbs() -> Mapping[str, Any]:
    return load_yaml(_PACKAGE, "verbs.yaml", VERB_KEYS)
