"""Which place a name means: by its type and name, what it lies in, and the day.

A province that was merged and kept its name ("Bắc Ninh") is two places, the old and the
new; so is "Thành phố Huế", a city of its province until 2024. The day tells them apart;
where it is not known, neither is taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from extractors.registry.data import Place, places
from extractors.registry.names import Named, levels_of_type, organ_names, place_words, plain

__all__ = [
    "LEVELS",
    "candidates",
    "choose",
    "committee_name",
    "is_of_two_levels",
    "known_in",
    "lies_in",
    "place_by_id",
    "province_of",
    "youth_name",
]

LEVELS = ("province", "district", "commune")
# From this day on there are 34 provinces and no districts.
TWO_LEVELS = date(2025, 7, 1)


def place_by_id(place_id: str) -> Place | None:
    """The place with this id, of any level."""
    for level in LEVELS:
        if level == "province" and "/" in place_id:
            continue
        if (found := places(level).get(place_id)) is not None:
            return found
    return None


@cache
def _by_name(level: str) -> Mapping[tuple[str, str], tuple[Place, ...]]:
    found: dict[tuple[str, str], tuple[Place, ...]] = {}
    for place in places(level).values():
        for name in {plain(name) for name in (place.name, *place.aliases)}:
            key = place.type, name
            found[key] = (*found.get(key, ()), place)
    return found


@cache
def _without_tones() -> Mapping[str, tuple[Place, ...]]:
    """The provinces that are no cities, by their names without marks: no two share one."""
    found: dict[str, tuple[Place, ...]] = {}
    for (place_type, name), same in _by_name("province").items():
        if place_type == "tỉnh":
            key = _bare(name)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *same)))
    return found


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def candidates(named: Named) -> tuple[Place, ...]:
    """All places of a type and name; without a type, provinces only ("Sở Y tế Bến Tre").

    The marks of a province's name may be misread, as scans have it ("TỈNH VỮNG TÀU"):
    without them its name is still the only one. Names of cities, districts and communes
    are not.
    """
    if not named.name:
        return ()
    if named.type is None:
        return tuple(
            place
            for place_type in ("tỉnh", "thành phố")
            for place in _by_name("province").get((place_type, named.name), ())
        )
    found = tuple(
        place
        for level in LEVELS
        if level in levels_of_type(named.type)
        for place in _by_name(level).get((named.type, named.name), ())
    )
    misread = _without_tones().get(_bare(named.name), ()) if named.type == "tỉnh" else ()
    return found or misread


def known_in(text: str) -> list[Named]:
    """The places that a text names with their type, as far as the registry has them.

    >>> known_in("ĐẢNG BỘ THÀNH PHỐ HẢI PHÒNG và huyện Lam Sơn")
    [Named(type='thành phố', name='hải phòng')]
    """
    found = []
    for place_type, rest, ends in place_words(text):
        for end in range(len(rest), 0, -1):  # "huyện Châu Thành A" before "huyện Châu Thành"
            named = Named(place_type, " ".join(rest[:end]))
            if ends[end - 1] and candidates(named):
                found.append(named)
                break
    return found


def is_of_two_levels(day: date | None) -> bool:
    """Whether a document of that day is surely of after the districts ended."""
    return day is not None and day >= TWO_LEVELS


def choose(found: Iterable[Place], day: date | None, *, early: bool = False) -> Place | None:
    """The only one, or the only one of that day; None where several remain.

    `early`: a document without a date that is of before the provinces were merged.
    """
    rest = tuple(found)
    if len(rest) > 1 and day is not None:
        rest = tuple(place for place in rest if place.validity.holds(day))
    elif early:
        rest = tuple(place for place in rest if place.validity.first < TWO_LEVELS)
    return rest[0] if len(rest) == 1 else None


def committee_name(place: Place) -> str:
    """The Party committee of a place, in full: "Tỉnh ủy Bắc Giang", "Đảng ủy xã Ea Kly"."""
    return f"{organ_names(place.type)[0]} {place.name}"


def youth_name(place: Place) -> str:
    """The Youth Union of a place, in full: "Tỉnh đoàn Bắc Giang"."""
    return f"{organ_names(place.type)[1]} {place.name}"


def province_of(place: Place) -> Place:
    """The province that a place lies in, or itself."""
    return places("province")[place.province]


def lies_in(place: Place, provinces: Sequence[Place]) -> bool:
    """Whether a place lies in one of some provinces, also in one that went into it."""
    own = province_of(place)
    within = {own.place_id, *own.successors}
    return any(province.place_id in within for province in provinces)
