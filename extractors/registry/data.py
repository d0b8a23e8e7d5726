"""The tables of the registry as an archivist edits them, read and checked.

Ids of bodies:

- a central body: as in `central.csv` ("state.btc");
- a local body: its place and its kind ("bac-giang/state.snv", "bac-giang/tp-bac-giang/party.uy",
  "dak-lak-2025/xa-ea-kly/state.ubnd");
- a body inside a ministry or a department: that body and its kind ("state.byt/state.vpbo").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from extractors.registry.dates import Validity, validity
from extractors.registry.names import pattern_key, plain
from pipeline.lexicon import LexiconError, load_csv

__all__ = [
    "CENTRAL",
    "DEPARTMENT",
    "MINISTRY",
    "Central",
    "Kind",
    "Place",
    "central",
    "kinds",
    "kinds_by_key",
    "places",
]

_T = TypeVar("_T")
_PACKAGE = "extractors.registry"
CENTRAL, MINISTRY, DEPARTMENT = "central", "ministry", "department"
_LEVELS = frozenset({"province", "district", "commune", MINISTRY, DEPARTMENT})
_CONDITIONS = frozenset({"", "party", "state", CENTRAL})


@dataclass(frozen=True, slots=True)
class Place:
    """A province, district or commune; `province` is the id it begins with."""

    place_id: str
    type: str
    name: str
    aliases: tuple[str, ...]
    level: str
    validity: Validity
    successors: tuple[str, ...] = ()

    @property
    def province(self) -> str:
        return self.place_id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Central:
    """A body that exists once. `names` are those it is known by, each with its condition.

    A condition says in which documents the name means this body: "party", "state",
    "central" (those of central bodies), or "" for all.
    """

    unit_id: str
    name: str
    system: str
    parent: str
    names: tuple[tuple[str, str], ...]
    validity: Validity
    successors: tuple[str, ...]

    @property
    def is_ministry(self) -> bool:
        return self.name.startswith("Bộ ") and self.parent == "state.cp"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body that exists in every place of its levels; names hold a mark for the place."""

    kind_id: str
    name: str
    levels: frozenset[str]
    system: str
    parent: str
    patterns: tuple[str, ...]
    validity: Validity
    successors: tuple[str, ...]

    @property
    def is_department(self) -> bool:
        return self.name.startswith("Sở ")


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


@cache
def central() -> Mapping[str, Central]:
    """The central bodies by id, in the order of the table."""
    columns = (
        "unit_id", "name", "level", "system", "parent", "aliases", "only",
        "valid_from", "valid_to", "successors",
    )  # fmt: skip
    found: dict[str, Central] = {}
    for row in load_csv(_PACKAGE, "central.csv", columns):
        names = [(plain(row["name"]), row["only"])]
        for alias in _cells(row["aliases"]):
            name, _, condition = alias.partition("@")
            names.append((plain(name), condition or row["only"]))
        if not {condition for _, condition in names} <= _CONDITIONS:
            raise LexiconError(f"central.csv: {row['unit_id']}: unknown condition after @")
        _add(
            found,
            row["unit_id"],
            Central(
                row["unit_id"],
                row["name"],
                row["system"],
                row["parent"],
                tuple(dict.fromkeys(names)),
                _validity("central.csv", row),
                _cells(row["successors"]),
            ),
        )
    return found


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds of local bodies by id, in the order of the table."""
    columns = (
        "kind_id", "name", "levels", "system", "parent", "aliases",
        "valid_from", "valid_to", "successors",
    )  # fmt: skip
    found: dict[str, Kind] = {}
    for row in load_csv(_PACKAGE, "kinds.csv", columns):
        levels = frozenset(_cells(row["levels"]))
        if not levels or not levels <= _LEVELS:
            raise LexiconError(f"kinds.csv: {row['kind_id']}: levels {row['levels']!r}")
        patterns = (row["name"], *_cells(row["aliases"]))
        _add(
            found,
            row["kind_id"],
            Kind(
                row["kind_id"],
                row["name"],
                levels,
                row["system"],
                row["parent"],
                tuple(dict.fromkeys(pattern_key(pattern) for pattern in patterns)),
                _validity("kinds.csv", row),
                _cells(row["successors"]),
            ),
        )
    return found


@cache
def kinds_by_key() -> Mapping[str, tuple[Kind, ...]]:
    """The kinds that a pattern may mean; at one level there is one."""
    found: dict[str, tuple[Kind, ...]] = {}
    for kind in kinds().values():
        for key in kind.patterns:
            found[key] = (*found.get(key, ()), kind)
    return found


@cache
def places(level: str) -> Mapping[str, Place]:
    """The places of a level by id: "province", "district" or "commune"."""
    file = {"province": "provinces.csv", "district": "districts.csv", "commune": "communes.csv"}
    extra = ("aliases", "successors") if level == "province" else ()
    columns = ("place_id", "type", "name", "code", "valid_from", "valid_to", *extra)
    found: dict[str, Place] = {}
    for row in load_csv(_PACKAGE, file[level], columns):
        _add(
            found,
            row["place_id"],
            Place(
                row["place_id"],
                row["type"],
                row["name"],
                _cells(row.get("aliases", "")),
                level,
                _validity(file[level], row),
                _cells(row.get("successors", "")),
            ),
        )
    return found


def _validity(file: str, row: Mapping[str, str]) -> Validity:
    try:
        return validity(row["valid_from"], row["valid_to"])
    except LexiconError as error:
        raise LexiconError(f"{file}: {next(iter(row.values()))}: {error}") from None


def _add(found: dict[str, _T], key: str, value: _T) -> None:
    if key in found:
        raise LexiconError(f"the registry has {key} twice")
    found[key] = value
