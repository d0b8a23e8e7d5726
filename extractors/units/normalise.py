"""What is written → a unit's name for reading, and its id in the registry."""

from __future__ import annotations

from functools import cache

from pipeline.lexicon import fold, load_csv

__all__ = ["registry_ids", "unit_id", "unit_name"]

_COLUMNS = ("unit_id", "name", "level", "system", "aliases", "valid_from", "valid_to")


def unit_name(raw: str) -> str:
    """The name with single spaces.

    >>> unit_name("Ban Tổ chức  Thành ủy")
    'Ban Tổ chức Thành ủy'
    """
    return " ".join(raw.split())


@cache
def _by_name() -> dict[str, str]:
    ids: dict[str, str] = {}
    for row in load_csv("extractors.units", "registry.csv", _COLUMNS):
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            ids[fold(" ".join(name.split()))] = row["unit_id"]
    return ids


def unit_id(name: str) -> str | None:
    """The registry id of a body known by this name everywhere, else None.

    Bodies that exist once in every province ("Sở Nội vụ") are not in the registry: which
    one is meant depends on the document's issuer.
    """
    return _by_name().get(fold(" ".join(name.split())))


def registry_ids() -> frozenset[str]:
    """Every id of the registry."""
    return frozenset(_by_name().values())
