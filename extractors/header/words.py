"""The words of the header, read from the data files once and when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractors.header.normalise import unaccented
from pipeline.lexicon import fold, load_csv, load_yaml

_PACKAGE = "extractors.header"
_BODY_KEYS = frozenset(
    {"heads", "not_bodies", "unfinished", "abbreviations", "mottos", "verbs", "letter_issuers"}
)
_SIGNATURE_KEYS = frozenset({"roles", "authority_tails", "surnames", "ranks", "stamps"})
_TYPE_COLUMNS = ("name", "code", "systems", "number_codes", "source")


@dataclass(frozen=True, slots=True)
class DocType:
    """A kind of document: as titled, its code, and the codes its numbers carry."""

    name: str
    code: str
    systems: frozenset[str]
    number_codes: frozenset[str]


@cache
def doc_types() -> tuple[DocType, ...]:
    """All kinds of documents, in the order of the data file."""
    return tuple(
        DocType(
            row["name"],
            row["code"],
            frozenset(filter(None, row["systems"].split(";"))),
            frozenset(filter(None, row["number_codes"].split(";"))),
        )
        for row in load_csv(_PACKAGE, "doc_types.csv", _TYPE_COLUMNS)
    )


@cache
def types_by_name() -> Mapping[str, DocType]:
    """Kinds of documents by folded name."""
    return {fold(kind.name): kind for kind in doc_types()}


@cache
def types_by_compact_name() -> Mapping[str, DocType]:
    """Kinds of documents by folded name without spaces ("K Ế  H O Ạ C H")."""
    return {name.replace(" ", ""): kind for name, kind in types_by_name().items()}


def type_names() -> tuple[str, ...]:
    return tuple(kind.name for kind in doc_types())


def _bodies() -> Mapping[str, Any]:
    return load_yaml(_PACKAGE, "bodies.yaml", _BODY_KEYS)


def _signature() -> Mapping[str, Any]:
    return load_yaml(_PACKAGE, "signature.yaml", _SIGNATURE_KEYS)


def body_heads() -> tuple[str, ...]:
    return tuple(_bodies()["heads"])


def not_bodies() -> tuple[str, ...]:
    return tuple(_bodies()["not_bodies"])


@cache
def unfinished_bodies() -> frozenset[str]:
    return frozenset(map(fold, _bodies()["unfinished"]))


def abbreviations() -> Mapping[str, int]:
    lengths: Mapping[str, int] = _bodies()["abbreviations"]
    return lengths


def mottos() -> tuple[str, ...]:
    return tuple(unaccented(motto) for motto in _bodies()["mottos"])


def issuing_verbs() -> tuple[str, ...]:
    return tuple(_bodies()["verbs"])


@cache
def letter_issuers() -> frozenset[str]:
    return frozenset(_bodies()["letter_issuers"])


def roles() -> tuple[str, ...]:
    return tuple(_signature()["roles"])


def authority_tails() -> tuple[str, ...]:
    return tuple(_signature()["authority_tails"])


@cache
def surnames() -> frozenset[str]:
    return frozenset(map(fold, _signature()["surnames"]))


@cache
def ranks() -> tuple[str, ...]:
    return tuple(sorted(map(fold, _signature()["ranks"]), key=len, reverse=True))


@cache
def stamps() -> frozenset[str]:
    return frozenset(map(fold, _signature()["stamps"]))
