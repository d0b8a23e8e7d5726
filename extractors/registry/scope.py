"""Whose document it is: the place and body that bare names in it ("UBND tỉnh") belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import regex

from extractors.registry.data import CENTRAL, Place, central
from extractors.registry.names import Named, levels_of_type, place_words, plain
from extractors.registry.places import (
    LEVELS,
    candidates,
    choose,
    is_of_two_levels,
    known_in,
    lies_in,
    province_of,
)

__all__ = ["NOWHERE", "Scope", "central_id", "scope_of", "system_of"]

_PROVINCE_TYPES = ("tỉnh", "thành phố")
_PROVINCE = frozenset({"province"})
_PROVINCE_NAMED = regex.compile(
    r"(?:tỉnh|thành|phố|tp\.?)(?:\s+(?:ủy|uỷ))?\s+\p{Lu}[^\n,.;:()]{1,40}", regex.IGNORECASE
)

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
    text: str = "",
) -> Scope:
    """Whose document it is, from its issuer, the lines above its title, place and number.

    `further` are texts that may tell the province where all these do not: title, opening
    and recipients. A district or commune whose province none of them tells is taken where
    its name is the only one in the country and `text`, all of the document, names that
    province too. What contradicts itself or is not in the registry is left open.

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
    evidence = _Evidence(
        types,
        tuple(dict.fromkeys(_named_in(issuer, *_joined(head), place or ""))),
        tuple(dict.fromkeys(_named_in(*further))),
        place,
        day,
        text,
    )
    level, own = evidence.own()
    province = province_of(own) if own else evidence.province(level)
    return Scope(level, system, own, province, day=day)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a document says of where it comes from.

    `types` is what the issuer's place may be ("xã"), `said` the places named in its
    header, `further` those named elsewhere about its beginning and end.
    """

    types: tuple[str, ...]
    said: tuple[Named, ...]
    further: tuple[Named, ...]
    place: str | None
    day: date | None
    text: str

    def own(self) -> tuple[str | None, Place | None]:
        """The issuer's level and place: named beside it, else the place of issue."""
        only = _PROVINCE if len(self.types) > 1 else frozenset(LEVELS)
        levels = only.intersection(*(levels_of_type(name) for name in self.types))
        level = next(iter(levels)) if len(levels) == 1 else None
        named = self._named(only)
        if len(named) != 1:
            return level, None
        found = _at(named[0], only)
        told = [one for one in found if self._is_told(one, named)]
        apart = len(told) == 1 and told[0].level != "province"  # which "huyện Châu Thành"
        own = choose(told if apart else found, self.day, early=self._is_early(level))
        if own not in told:
            return level, None
        # Communes of before 2025 are not in the registry.
        if own is None or (own.level == "commune" and not is_of_two_levels(self.day)):
            return level, None
        return own.level, own

    def _named(self, only: Collection[str]) -> list[Named]:
        found = [one for one in self.said if one.type in self.types and _at(one, only)]
        if not found and self.place:
            issued = [Named(place_type, plain(self.place)) for place_type in self.types]
            return [one for one in issued if _at(one, only)]
        if not found:
            return [one for one in self.further if one.type in self.types and _at(one, _PROVINCE)]
        return found

    def _is_told(self, place: Place, named: Sequence[Named]) -> bool:
        """Whether the document lets a place be its own: a province, or one in a province told."""
        if place.level == "province":
            return True
        for told in (self.said, self.further, _provinces_in(self.text)):
            provinces = [found for one in told if one not in named for found in _at(one, _PROVINCE)]
            if provinces:
                return lies_in(place, provinces)
        return False

    def province(self, level: str | None) -> Place | None:
        """The province of a district or commune that is not in the registry itself."""
        if level not in ("district", "commune"):
            return None
        for told in (self.said, self.further):
            found = [places for one in told if (places := _at(one, _PROVINCE))]
            if found:
                early = self._is_early(level)
                return choose(found[0], self.day, early=early) if len(found) == 1 else None
        return None

    def _is_early(self, level: str | None) -> bool:
        return level == "district" and self.day is None


def _types_of(issuer: str, head: Sequence[str]) -> tuple[str, ...]:
    """What the issuer's place may be: "tỉnh"; either type of province for a bare "Sở Y tế"."""
    found = place_words(issuer)
    if found:
        return (found[0][0],)
    if plain(issuer).startswith("sở "):
        return _PROVINCE_TYPES
    return tuple([place_type for line in head for place_type, _, _ in place_words(line)][-1:])


def _joined(head: Sequence[str]) -> list[str]:
    """Header lines, with "ỦY BAN NHÂN DÂN TỈNH" and the name below it on one."""
    lines: list[str] = []
    for line in head:
        if lines and any(not rest for _, rest, _ in place_words(lines[-1])):
            lines[-1] = f"{lines[-1].strip()} {line.strip()}"
        else:
            lines.append(line)
    return lines


def _named_in(*texts: str) -> Iterable[Named]:
    return (named for text in texts for named in known_in(text))


@lru_cache(maxsize=8)
def _provinces_in(text: str) -> tuple[Named, ...]:
    """The provinces that a whole text names with their type."""
    pieces = (match.group() for match in _PROVINCE_NAMED.finditer(text))
    return tuple(
        dict.fromkeys(one for one in _named_in(*pieces) if _at(one, _PROVINCE)),
    )


def _at(named: Named, levels: Collection[str]) -> list[Place]:
    return [place for place in candidates(named) if place.level in levels]
