"""Whose document it is: the place and body that bare names in it ("UBND tỉnh") belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex

from extractors.registry.data import CENTRAL, Place, central
from extractors.registry.names import Named, levels_of_type, place_words, plain
from extractors.registry.places import (
    LEVELS,
    candidates,
    choose,
    known_in,
    lies_in,
    province_of,
)

__all__ = ["NOWHERE", "TWO_LEVELS", "Scope", "central_id", "scope_of", "system_of"]

_PROVINCE_TYPES = ("tỉnh", "thành phố")
# From this day on there are 34 provinces and no districts.
TWO_LEVELS = date(2025, 7, 1)

_PARTY_NUMBER = regex.compile(r"^\s*(?:số:?\s*)?\d*\s*[-–]\s*\p{L}+\s*/", regex.IGNORECASE)
_STATE_NUMBER = regex.compile(r"^\s*(?:số:?\s*)?\d*\s*/\s*(?:\d{4}\s*/)?\s*\p{L}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose document it is, as far as it says so for sure.

    `own` is the issuer's place and `province` the one that it lies in; `body` the id of an
    issuer that is a central body or a department. `level` is "central", "province",
    "district", "commune" or None, `system` "party", "state" or None.
    """

    level: str | None = None
    system: str | None = None
    own: Place | None = None
    province: Place | None = None
    body: str | None = None
    day: date | None = None


NOWHERE = Scope()


def system_of(number: str | None) -> str | None:
    """The system whose numbering a number follows.

    >>> system_of("256-KH/TU"), system_of("57/KH-UBND"), system_of(None)
    ('party', 'state', None)
    """
    if not number:
        return None
    if _PARTY_NUMBER.match(number):
        return "party"
    return "state" if _STATE_NUMBER.match(number) else None


def central_id(name: str, scope: Scope = NOWHERE) -> str | None:
    """The id of the central body that a name means in a document, None where several may be.

    >>> central_id("BCT", Scope(system="state")), central_id("BCT")
    ('state.bct', None)
    """
    found = {
        unit_id
        for unit_id, condition in _central_names().get(plain(name), ())
        if condition in ("", scope.system, scope.level)
    }
    return found.pop() if len(found) == 1 else None


@cache
def _central_names() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """By name: the bodies that it may mean, each with the documents in which it does."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for body in central().values():
        for name, condition in body.names:
            found[name] = (*found.get(name, ()), (body.unit_id, condition))
    return found


def scope_of(
    issuer: str | None,
    head: Sequence[str],
    *,
    place: str | None = None,
    number: str | None = None,
    day: date | None = None,
    further: Iterable[str] = (),
) -> Scope:
    """Whose document it is, from its issuer, the lines above its title, place and number.

    `further` are texts that may tell the province where all these do not: the title and
    the recipients. What contradicts itself, or is not in the registry, is left open.

    >>> scope = scope_of("Tỉnh ủy", ["TỈNH UỶ ĐỒNG THÁP", "*"], day=date(2024, 5, 6))
    >>> scope.level, scope.province.place_id
    ('province', 'dong-thap')
    """
    system = system_of(number)
    issuer = issuer or ""
    central_body = central_id(issuer, Scope(CENTRAL, system))
    if central_body is not None:
        return Scope(CENTRAL, system, body=central_body, day=day)
    types = _types_of(issuer, head)
    if not types:
        return Scope(system=system, day=day)
    said = list(dict.fromkeys(found for text in (issuer, *head) for found in known_in(text)))
    own = _own(types, said, place, day, [named for text in further for named in known_in(text)])
    above = [named for named in said if named not in own.named]
    province = province_of(own.place) if own.place else _one_province(above, day)
    return Scope(own.level, system, own.place, province, day=day)


@dataclass(frozen=True, slots=True)
class _Own:
    level: str | None
    place: Place | None = None
    named: tuple[Named, ...] = ()


def _types_of(issuer: str, head: Sequence[str]) -> tuple[str, ...]:
    """What the issuer's place may be: "tỉnh"; either type of province for a bare "Sở Y tế"."""
    found = place_words(issuer)
    if found:
        return (found[0][0],)
    if plain(issuer).startswith("sở "):
        return _PROVINCE_TYPES
    lines = [place_type for line in head for place_type, _ in place_words(line)]
    return tuple(lines[-1:])


def _own(
    types: tuple[str, ...],
    said: Sequence[Named],
    place: str | None,
    day: date | None,
    further: Sequence[Named],
) -> _Own:
    """The issuer's place: named beside it, else the place of issue, else what else tells it."""
    only = frozenset({"province"}) if len(types) > 1 else frozenset(LEVELS)
    level = _one(only & frozenset(level for name in types for level in levels_of_type(name)))
    named = tuple(one for one in said if one.type in types and _at(one, only))
    if not named and place:
        issued = (Named(place_type, plain(place)) for place_type in types)
        named = tuple(one for one in issued if _at(one, only))
    elif not named:
        named = tuple({one for one in further if one.type in types and _at(one, {"province"})})
    if len(named) != 1:
        return _Own(level, named=named)
    above = [one for one in said if one not in named] or list(further)
    provinces = [found for one in above for found in _at(one, {"province"})]
    found = [
        one
        for one in _at(named[0], only)
        if one.level == "province" or not provinces or lies_in(one, provinces)
    ]
    own = choose(found, day)
    if own is None or (own.level == "commune" and (day is None or day < TWO_LEVELS)):
        return _Own(level, named=named)  # a commune of before 2025 is not in the registry
    return _Own(own.level, own, named)


def _at(named: Named, levels: Collection[str]) -> list[Place]:
    return [place for place in candidates(named) if place.level in levels]


def _one_province(named: Sequence[Named], day: date | None) -> Place | None:
    """The province that lines above the issuer name, where they name one."""
    found = {one: _at(one, {"province"}) for one in named}
    told = [places for places in found.values() if places]
    return choose(told[0], day) if len(told) == 1 else None


def _one(levels: Collection[str]) -> str | None:
    return next(iter(levels)) if len(levels) == 1 else None
