"""A name in a document → the id of the body it means there, or None.

A wrong id is worse than none: a name is bound only where the registry has the body and the
document leaves one reading. Groups ("các sở", "UBND các xã, phường") match no kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import regex

from extractors.registry.data import (
    CENTRAL,
    DEPARTMENT,
    MINISTRY,
    Kind,
    Place,
    central,
    kinds,
    kinds_by_key,
)
from extractors.registry.ids import in_registry
from extractors.registry.names import COMMITTEE, YOUTH, Named, Reading, plain, readings
from extractors.registry.places import candidates, choose, is_of_two_levels, lies_in
from extractors.registry.scope import NOWHERE, Scope, central_id
from extractors.registry.scope import scope_of as _scope_of

__all__ = ["bind", "bind_cited", "is_one_of_many", "scope_of"]

_MANY = regex.compile(r"(?:^|\W)(?:các|những|mọi|mỗi|từng|nhiều)\s+$", regex.IGNORECASE)


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
    """As `scope.scope_of`, with the issuer itself where it is a department ("Sở Y tế")."""
    scope = _scope_of(issuer, head, place=place, number=number, day=day, further=further, text=text)
    if scope.body is None and issuer and scope.province is not None:
        body = bind(issuer, scope)
        if body is not None and kinds()[body.rpartition("/")[2]].is_department:
            return replace(scope, body=body)
    return scope


def is_one_of_many(text: str, start: int) -> bool:
    """Whether the name at `start` is told of many: "các Huyện ủy".

    >>> is_one_of_many("Giao các Huyện ủy", 9)
    True
    """
    return _MANY.search(text, max(0, start - 12), start) is not None


def bind(name: str, scope: Scope = NOWHERE, *, many: bool = False) -> str | None:
    """The id of the body that a name means in a document of this scope, else None.

    `many`: the text speaks of several of that name. Never raises. Where the document's
    date lies outside the body's own the id is still that of the body named (see
    `ids.out_of_force`).

    >>> from extractors.registry.data import places
    >>> here = places("province")["bac-giang"]
    >>> bind("Sở Nội vụ", Scope("province", own=here, province=here))
    'bac-giang/state.snv'
    """
    found = central_id(name, scope)
    if found is not None:
        return found
    if (own := _own_body(name, scope, many)) is not None:
        return own
    ids = {
        unit_id
        for reading in readings(name)
        for kind in kinds_by_key().get(reading.key, ())
        for unit_id in _of_kind(kind, reading, scope, name, many)
        if in_registry(unit_id)
    }
    return ids.pop() if len(ids) == 1 else None


def bind_cited(name: str, scope: Scope, day: date | None) -> str | None:
    """The id of who issued a cited document of that day.

    "Quyết định … ngày 05/3/2024 của UBND tỉnh" in a document of 2026 was issued by a body of
    the province before it was merged: local bodies are bound where they were there then.
    """
    found = central_id(name, scope)
    if found is not None or day is None:
        return found
    if scope.province is None or not scope.province.validity.holds(day):
        return None
    if scope.own is not None and not scope.own.validity.holds(day):
        return None
    return bind(name, replace(scope, day=day))


def _own_body(name: str, scope: Scope, many: bool) -> str | None:
    """ "Bộ" in a ministry's document, "Sở" in a department's."""
    if scope.body is None or many or not name[:1].isupper():
        return None
    body = central().get(scope.body)
    is_own = plain(name) == ("bộ" if body is not None and body.is_ministry else "sở")
    return scope.body if is_own and (body is None or body.is_ministry) else None


def _of_kind(kind: Kind, reading: Reading, scope: Scope, name: str, many: bool) -> Iterator[str]:
    """The ids that one reading of a name gives for one kind of body."""
    capital = name[:1].isupper()
    if reading.above:
        holder = _above(kind, reading.above, scope, many)
    elif reading.places:
        alone = reading.key in (COMMITTEE, YOUTH)
        if not reading.places[0].name and (many or (alone and not capital)):
            return  # "các Huyện ủy, thành ủy": nobody's own
        place = _place(reading.places, scope)
        holder = place.place_id if place and place.level in kind.levels else None
    else:
        holder = _bare(kind, scope) if capital and not many else None
    if holder is not None:
        yield f"{holder}/{kind.kind_id}"


def _above(kind: Kind, name: str, scope: Scope, many: bool) -> str | None:
    """The ministry or department that a body belongs to: "Văn phòng Bộ", "Thanh tra Sở Y tế"."""
    if many:
        return None
    named = name[:1].upper() + name[1:]
    above = _own_body(named, scope, many) or bind(named, replace(scope, body=None))
    if above is None:
        return None
    body = central().get(above)
    if body is not None:
        return above if body.is_ministry and MINISTRY in kind.levels else None
    return above if DEPARTMENT in kind.levels and above.count("/") == 1 else None


def _bare(kind: Kind, scope: Scope) -> str | None:
    """Where a body named without its place is: "Sở Nội vụ", "Phòng Kinh tế", "Vụ Pháp chế"."""
    if MINISTRY in kind.levels:
        body = central().get(scope.body or "")
        return scope.body if body is not None and body.is_ministry else None
    if scope.level != CENTRAL and "province" in kind.levels:
        return scope.province.place_id if scope.province else None
    if scope.own is not None and scope.own.level in kind.levels:
        return scope.own.place_id
    return None


def _place(chain: tuple[Named, ...], scope: Scope) -> Place | None:
    """The place that a chain of names means in a document: "xã Ea Kly, tỉnh Đắk Lắk"."""
    first, *above = chain
    if not first.name:
        return None if above else _own_place(first.type, scope)
    found = candidates(first)
    if not is_of_two_levels(scope.day):
        # "xã Nghĩa Đàn" of 2024 is another one, which is not in the registry
        found = tuple(place for place in found if place.level != "commune")
    if above:
        if not all(named.name for named in above):
            return None
        provinces = [place for place in candidates(above[-1]) if place.level == "province"]
        found = tuple(place for place in found if lies_in(place, provinces))
    else:
        found = tuple(place for place in found if _is_near(place, scope))
    return choose(found, scope.day)


def _is_near(place: Place, scope: Scope) -> bool:
    """Whether a name alone may mean this place: a province always, others at home.

    In documents of central bodies any place may be meant; elsewhere only those of the
    document's own province, where it is known.
    """
    if place.level == "province" or scope.level == CENTRAL:
        return True
    return scope.province is not None and lies_in(place, [scope.province])


def _own_place(place_type: str | None, scope: Scope) -> Place | None:
    """Whose "tỉnh", "Thành ủy", "xã" it is in this document, None where two may be."""
    own, province = scope.own, scope.province
    if place_type is None:  # "Đảng ủy"
        return own if own is not None and own.level == "commune" else None
    early = not is_of_two_levels(scope.day)
    if place_type == "thành phố" and scope.level == "commune" and early:
        return None  # of the district or of the province?
    here = {place for place in (own, province) if place and place.type == place_type}
    return here.pop() if len(here) == 1 else None
