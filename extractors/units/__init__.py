"""Who acts in a task: bodies, positions and their roles.

>>> [m.name for m in find("Giao Ban Tổ chức Thành ủy chủ trì.").assigned]
['Ban Tổ chức Thành ủy']
"""

from __future__ import annotations

from collections.abc import Iterable

from extractors.units.lines import (
    asked_in_opening,
    body_list,
    dash_in_name,
    in_heading,
    in_item,
    in_line,
    lead_in_orders,
    starts_with_verb,
)
from extractors.units.normalise import level_of, registry_ids, unit_id, unit_name
from extractors.units.rules import Found, in_text
from pipeline.lexicon import fold

__all__ = [
    "Found",
    "asked_in_opening",
    "dash_in_name",
    "find",
    "find_in_heading",
    "find_in_line",
    "gives_work",
    "is_body_list",
    "lead_in_orders",
    "level_of",
    "registry_ids",
    "starts_with_verb",
    "unit_id",
    "unit_name",
]

find_in_heading = in_heading
find_in_line = in_line


def find(text: str, masked: Iterable[tuple[int, int]] = ()) -> Found:
    """The bodies of an item's cleaned text with their roles.

    Ranges in `masked` (cited documents) are not looked into: who issued a document does
    not act. Never raises; offsets are into `text`.
    """
    return in_item(text, masked)


def gives_work(text: str) -> bool:
    """Whether a paragraph gives work to a body by name ("Yêu cầu Sở Nội vụ báo cáo …")."""
    assigned = [m for m in in_text(text).assigned if m.rule == "unit.assigned"]
    return bool(assigned) and not fold(text[:12]).startswith("trên đây")


def is_body_list(text: str) -> bool:
    """Whether a text, such as a heading, names bodies and nothing else."""
    return bool(body_list(text))
