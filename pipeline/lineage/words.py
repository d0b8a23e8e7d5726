"""The words of a trace in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.lexicon import load_yaml

__all__ = ["conflicts", "heads", "levels", "relations", "said", "sheets", "title"]

_KEYS = frozenset({"title", "sheets", "heads", "levels", "relations", "conflicts", "said"})


@cache
def _words() -> Mapping[str, Any]:
    return load_yaml("pipeline.lineage", "words.yaml", _KEYS)


def title() -> str:
    return str(_words()["title"])


def sheets() -> Mapping[str, str]:
    """Names of sheets, by what they hold."""
    return dict(_words()["sheets"])


def heads() -> Mapping[str, str]:
    """Heads of columns, by field."""
    return dict(_words()["heads"])


def levels() -> Mapping[str, str]:
    """Names of levels, by code."""
    return dict(_words()["levels"])


def relations() -> Mapping[str, str]:
    """What a document has to do with the superior one, by code."""
    return dict(_words()["relations"])


def conflicts() -> Mapping[str, str]:
    """Kinds of conflicts, by code."""
    return dict(_words()["conflicts"])


def said(key: str, **values: object) -> str:
    """A sentence with its gaps filled."""
    return str(_words()["said"][key]).format(**values)
