"""What the registry holds: its ids, and what is known of each body."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from extractors.registry.data import (
    CENTRAL,
    DEPARTMENT,
    MINISTRY,
    Central,
    Kind,
    Place,
    central,
    kinds,
    places,
)
from extractors.registry.dates import Validity
from extractors.registry.names import COMMITTEE, PLACE, YOUTH
from extractors.registry.names import DEPARTMENT as DEPARTMENT_MARK
from extractors.registry.names import MINISTRY as MINISTRY_MARK
from extractors.registry.places import LEVELS, committee_name, place_by_id, youth_name

__all__ = ["Body", "RegistryIds", "body", "in_registry", "out_of_force"]


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the registry. `parent` and `successors` are ids; `name` is in full."""

    unit_id: str
    name: str
    level: str
    system: str
    parent: str | None
    validity: Validity
    successors: tuple[str, ...]


def in_registry(unit_id: str) -> bool:
    """Whether the registry has a body of this id.

    >>> in_registry("bac-giang/state.snv"), in_registry("bac-giang/state.bct")
    (True, False)
    """
    if unit_id in central():
        return True
    holder, _, kind_id = unit_id.rpartition("/")
    kind = kinds().get(kind_id)
    if kind is None or not holder:
        return False
    level, days = _holder(holder)
    return level in kind.levels and not kind.validity.within(days).is_empty


def _holder(holder: str) -> tuple[str | None, Validity]:
    """The level of what a kind belongs to (None where the registry has none), and its days."""
    place = place_by_id(holder)
    if place is not None:
        return place.level, place.validity
    above = central().get(holder)
    if above is not None:
        return (MINISTRY if above.is_ministry else None), above.validity
    place_id, _, kind_id = holder.rpartition("/")
    kind, place = kinds().get(kind_id), places("province").get(place_id)
    if kind is None or place is None or not kind.is_department:
        return None, Validity()
    return DEPARTMENT, place.validity.within(kind.validity)


class RegistryIds(Collection[str]):
    """Every id of the registry: `in` looks it up, iteration lists them (over 100,000)."""

    def __contains__(self, unit_id: object) -> bool:
        return isinstance(unit_id, str) and in_registry(unit_id)

    def __iter__(self) -> Iterator[str]:
        yield from central()
        holders = [
            *(place_id for level in LEVELS for place_id in places(level)),
            *(body.unit_id for body in central().values() if body.is_ministry),
            *(
                f"{place_id}/{kind.kind_id}"
                for place_id in places("province")
                for kind in kinds().values()
                if kind.is_department
            ),
        ]
        for holder in holders:
            for kind_id in kinds():
                if in_registry(f"{holder}/{kind_id}"):
                    yield f"{holder}/{kind_id}"

    def __len__(self) -> int:
        return sum(1 for _ in self)


def body(unit_id: str) -> Body | None:
    """What the registry knows of a body, None where it has none of this id.

    >>> body("bac-giang/party.btc").name, body("bac-giang/party.btc").successors
    ('Ban Tổ chức Tỉnh ủy Bắc Giang', ('bac-ninh-2025/party.btc',))
    """
    if not in_registry(unit_id):
        return None
    found = central().get(unit_id)
    if found is not None:
        return _central_body(found)
    holder, _, kind_id = unit_id.rpartition("/")
    kind = kinds()[kind_id]
    level, days = _holder(holder)
    place = place_by_id(holder)
    parent = _parent(kind, holder, place)
    return Body(
        unit_id,
        _name(kind, holder, place),
        level or "",
        kind.system,
        parent,
        kind.validity.within(days),
        _successors(kind, holder, place),
    )


def _central_body(found: Central) -> Body:
    return Body(
        found.unit_id,
        found.name,
        CENTRAL,
        found.system,
        found.parent or None,
        found.validity,
        found.successors,
    )


def _name(kind: Kind, holder: str, place: Place | None) -> str:
    if place is None:
        above = body(holder)
        name = above.name if above else ""
        for mark in (MINISTRY_MARK, DEPARTMENT_MARK):
            if mark in kind.name:
                return kind.name.replace(mark, name)
        return f"{kind.name} {name}"
    for mark, written in (
        (PLACE, f"{place.type} {place.name}"),
        (COMMITTEE, committee_name(place)),
        (YOUTH, youth_name(place)),
    ):
        if mark in kind.name:
            return kind.name.replace(mark, written)
    return f"{kind.name} {place.type} {place.name}"


def _parent(kind: Kind, holder: str, place: Place | None) -> str | None:
    if place is None:
        return holder
    parent = f"{holder}/{kind.parent}" if kind.parent and kind.parent != kind.kind_id else None
    return parent if parent and in_registry(parent) else None


def _successors(kind: Kind, holder: str, place: Place | None) -> tuple[str, ...]:
    """Who came after: another kind in the same place, else the same in the place's successor."""
    if kind.successors:
        found = [f"{holder}/{kind_id}" for kind_id in kind.successors]
    elif place is not None:
        found = [f"{after}/{kind.kind_id}" for after in place.successors]
    else:
        above = body(holder)
        found = [f"{after}/{kind.kind_id}" for after in (above.successors if above else ())]
    return tuple(unit_id for unit_id in found if in_registry(unit_id))


def out_of_force(unit_id: str, day: date | None) -> str | None:
    """What to tell where a document of that day names a body that was not there, else None.

    >>> out_of_force("state.bkhdt", date(2026, 1, 5))
    'Bộ Kế hoạch và Đầu tư existed to 2025-02-28; after it: Bộ Tài chính'
    """
    found = body(unit_id)
    if found is None or day is None or found.validity.holds(day):
        return None
    if day < found.validity.first:
        return f"{found.name} exists from {found.validity.first} only"
    after = [later.name for later in map(body, found.successors) if later]
    tail = f"; after it: {', '.join(after)}" if after else ""
    return f"{found.name} existed to {found.validity.last}{tail}"
