"""The words of this room, read once from its data files and looked up by syllables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from extractors.citations.patterns import TOKEN
from pipeline.lexicon import fold, load_yaml

__all__ = [
    "Phrases",
    "Token",
    "issuer_words",
    "law_words",
    "mistyped_codes",
    "tokens",
    "type_abbreviations",
    "type_codes",
    "type_names",
    "type_words",
]

_PACKAGE = "extractors.citations"
_TYPE_KEYS = frozenset(
    {
        "abbreviations",
        "bare_figures",
        "bare_figures_after_so",
        "codes",
        "counted",
        "forms",
        "joint",
        "joint_codes",
        "mass_issuers",
        "mistyped",
        "party_issuers",
        "names",
        "qualifiers",
    }
)
_ISSUER_KEYS = frozenset(
    {"heads", "levels", "lower", "numbered", "ordinals", "purposes", "stops", "words"}
)
_LAW_KEYS = frozenset(
    {
        "codes",
        "constitution",
        "ends",
        "laws",
        "not_after",
        "not_laws",
        "ordinances",
        "statutes",
    }
)


class Token(NamedTuple):
    """A syllable, figure or punctuation mark of folded text, with its half-open span."""

    word: str
    start: int
    end: int


def tokens(folded: str, start: int, size: int) -> list[Token]:
    """The tokens of `folded[start:start + size]`; the last may be cut.

    >>> [token.word for token in tokens("sở văn hóa, thể thao", 0, 99)]
    ['sở', 'văn', 'hóa', ',', 'thể', 'thao']
    """
    return [
        Token(match.group(), match.start(), match.end())
        for match in TOKEN.finditer(folded, start, start + size)
    ]


class Phrases:
    """Phrases of several syllables, each with its kinds; looked up longest first.

    A phrase may have several kinds (a `word` and a `stop`); the caller decides.

    >>> phrases = Phrases({"word": ["Giáo dục", "Giáo dục và Đào tạo"]})
    >>> phrases.longest(tokens("giáo dục và đào tạo về", 0, 99), 0)
    (5, frozenset({'word'}))
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self._kinds: dict[str, frozenset[str]] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}
        for kind, entries in kinds.items():
            for entry in entries:
                words = TOKEN.findall(fold(entry))
                key = " ".join(words)
                self._kinds[key] = self._kinds.get(key, frozenset()) | {kind}
                sizes = {*self._sizes.get(words[0], ()), len(words)}
                self._sizes[words[0]] = tuple(sorted(sizes, reverse=True))

    def longest(self, found: list[Token], at: int) -> tuple[int, frozenset[str]] | None:
        """How many tokens from `at` on make the longest listed phrase, and its kinds."""
        for size in self._sizes.get(found[at].word, ()) if at < len(found) else ():
            kinds = self._kinds.get(" ".join(token.word for token in found[at : at + size]))
            if kinds is not None and at + size <= len(found):
                return size, kinds
        return None

    def __contains__(self, folded_phrase: str) -> bool:
        return folded_phrase in self._kinds


@cache
def type_words() -> Mapping[str, list[str]]:
    """The lists of types.yaml."""
    words = load_yaml(_PACKAGE, "types.yaml", _TYPE_KEYS)
    return {key: value for key, value in words.items() if isinstance(value, list)}


@cache
def type_codes() -> Mapping[str, str]:
    """From the code in a number to the type it means, "" where it does not decide.

    >>> type_codes()["NQ"]
    'Nghị quyết'
    """
    codes: dict[str, str] = load_yaml(_PACKAGE, "types.yaml", _TYPE_KEYS)["codes"]
    return codes


@cache
def mistyped_codes() -> Mapping[str, str]:
    """From a code without its strokes to the code: QD → QĐ."""
    codes: dict[str, str] = load_yaml(_PACKAGE, "types.yaml", _TYPE_KEYS)["mistyped"]
    return codes


@cache
def type_abbreviations() -> Mapping[str, str]:
    """From the short form of a type word to the type: "NQ số 28-NQ/TW"."""
    short: dict[str, str] = load_yaml(_PACKAGE, "types.yaml", _TYPE_KEYS)["abbreviations"]
    return short


@cache
def type_names() -> Mapping[str, str]:
    """From the folded word for a kind of document to its name in the tables.

    >>> type_names()["thông báo kết luận"]
    'Thông báo kết luận'
    """
    words = load_yaml(_PACKAGE, "types.yaml", _TYPE_KEYS)
    return {fold(name): name for name in words["names"]}


@cache
def issuer_words() -> Phrases:
    """The phrases of issuers.yaml; kinds are its keys, and the types of documents are stops."""
    lists = dict(load_yaml(_PACKAGE, "issuers.yaml", _ISSUER_KEYS))
    lists["stops"] = [*lists["stops"], *type_words()["names"]]
    return Phrases(lists)


@cache
def law_words() -> Phrases:
    """The phrases of laws.yaml; kinds are its keys."""
    return Phrases(load_yaml(_PACKAGE, "laws.yaml", _LAW_KEYS))
