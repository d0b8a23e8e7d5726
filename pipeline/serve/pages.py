"""Templates → HTML: the words, the values and the addresses that they may use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.export.words import place, reasons
from pipeline.serve import words as said
from pipeline.serve.bare import unit_code
from pipeline.serve.data import Task
from pipeline.serve.links import Links
from pipeline.serve.marks import shown, written_out

__all__ = ["as_json", "render"]


def render(template: str, links: Links, **values: Any) -> str:
    """A page. Every text in it is escaped; nothing of a document becomes markup."""
    return _environment().get_template(template).render(link=links, w=said.words(), **values)


class _Environment(Environment):
    """Takes `w.keys` for the word of that name, not for what every mapping can do."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _environment() -> Environment:
    environment = _Environment(
        loader=PackageLoader("pipeline.serve", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=said.day,
        moment=said.moment,
        number=said.number,
        recurrence=said.recurrence,
        place=place,
        shown=_shown,
        visible=shown,
        said=lambda text, **values: text.format(**values),
        as_json=as_json,
    )
    environment.globals.update(
        reasons=_reasons, unit_code=unit_code, days_left=_days_left, ordered=_ordered
    )
    return environment


def _shown(text: object) -> str:
    return shown(" ".join(str(text or "").split()))


def as_json(value: object) -> Markup:
    """A value for a `<script type="application/json">`, in which no markup can begin."""
    text = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(written_out(text))


def _reasons(task: Task) -> list[str]:
    """Why a person should look at a task, in Vietnamese."""
    messages = [row["message"] for row in task.issues if row["severity"] != "info"]
    return reasons(messages, task.row["path"])


def _days_left(day: date, today: date) -> int:
    return (day - today).days


def _ordered(roles: Mapping[str, str], units: Any) -> list[tuple[str, list[Any]]]:
    """Bodies by role, in the order of roles."""
    return [
        (role, [unit for unit in units if unit["role"] == role])
        for role in roles
        if any(unit["role"] == role for unit in units)
    ]
