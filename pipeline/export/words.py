"""The office's words: heads, statuses, roles, places and reasons in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import regex

from pipeline.lexicon import fold, load_csv, load_yaml

__all__ = [
    "closed",
    "heads",
    "place",
    "reason",
    "reasons",
    "roles",
    "said",
    "sheets",
    "status_codes",
    "statuses",
    "title",
]

_KEYS = frozenset({"title", "sheets", "heads", "statuses", "closed", "roles", "steps", "said"})
# "likely right to 65%: IV/2/p1 (why; why; found by rule unit.of)"
_LIKELY = regex.compile(r"likely right to (?P<share>\d+%): (?P<rest>.*)", regex.S)
_RULE = regex.compile(r"found by rule \S+")
# "p1", "b12", "r3#2": what stands for a label that is not printed; "4.1#2": a label's second use
_STEP = regex.compile(r"(?P<kind>[pbrh])(?P<number>\d+)")


def _words() -> Mapping[str, object]:
    return load_yaml("pipeline.export", "office.yaml", _KEYS)


@cache
def _mapping(key: str) -> Mapping[str, str]:
    found = _words()[key]
    assert isinstance(found, dict)
    return found


def title() -> str:
    return str(_words()["title"])


def sheets() -> Mapping[str, str]:
    """Names of sheets, by what they hold."""
    return _mapping("sheets")


def heads() -> Mapping[str, str]:
    """Heads of columns, by field."""
    return _mapping("heads")


def roles() -> Mapping[str, str]:
    """What a body has to do with a task, by code."""
    return _mapping("roles")


def said(key: str, **values: object) -> str:
    """A sentence with its gaps filled."""
    return _mapping("said")[key].format(**values)


@cache
def statuses() -> Mapping[str, tuple[str, ...]]:
    """Names of each status, by code; the first is the one to show."""
    found = _words()["statuses"]
    assert isinstance(found, dict)
    return {code: tuple(names) for code, names in found.items()}


@cache
def closed() -> frozenset[str]:
    """Codes of the statuses that end a task."""
    found = _words()["closed"]
    assert isinstance(found, list)
    return frozenset(found)


def place(path: str) -> str:
    """A path as a person would say it.

    >>> place("III/1/1.1"), place("IV/6/p1"), place("V/4/4.1#2")
    ('III, 1.1', 'IV, 6, đoạn 1', 'V, 4.1 (lần 2)')
    """
    steps = path.split("/")
    shown = [
        _step(step)
        for step, below in zip(steps, [*steps[1:], ""], strict=True)
        if not below.startswith(f"{step}.")  # "1.1" says "1" itself
    ]
    return ", ".join(shown)


def _step(step: str) -> str:
    label, _, use = step.partition("#")
    unlabelled = _STEP.fullmatch(label)
    words = _mapping("steps")
    if unlabelled:
        label = f"{words[unlabelled['kind']]} {unlabelled['number']}"
    return f"{label} ({words['again']} {use})" if use else label


def reasons(messages: Sequence[str], path: str) -> list[str]:
    """Why a task is to be looked at, each thing once; see `reason`."""
    weighed = [message for message in messages if _LIKELY.fullmatch(message)]
    return [
        reason(message, path)
        for message in dict.fromkeys(messages)
        # That a body is doubtful is also told with what speaks against it.
        if message in weighed or not any(_quoted(message) in other for other in weighed)
    ]


def _quoted(message: str) -> str:
    """What a message is about: "the body is doubtful: X" → ": X (", as `likely` has it."""
    return f": {message.partition(': ')[2]} (" if ": " in message else message


def reason(message: str, path: str = "") -> str:
    """A message of `issues` in Vietnamese; what it quotes, and what is not known, as it stands.

    `path` is that of the task; a message about the task itself says only what speaks against
    it, for its place and confidence stand beside it.

    >>> reason("the body is doubtful: Chủ sở hữu đập")
    'cơ quan chưa chắc đúng: Chủ sở hữu đập'
    """
    likely = _LIKELY.fullmatch(message)
    if likely:
        what, why = _what_and_why(likely["rest"])
        told = f"{_reasons()['likely right to']} {likely['share']}"
        if what == path:
            return "; ".join(why) or told
        return f"{told}: {what} ({'; '.join(why)})" if why else f"{told}: {what}"
    head, colon, rest = message.partition(":")
    return _reasons().get(head, head) + colon + rest


def _what_and_why(rest: str) -> tuple[str, list[str]]:
    """ "0 giờ (8/2) (why; why; found by rule …)" → what it is about, and the reasons.

    Both may hold brackets: the reasons begin where all that follows is known.
    """
    for bracket in regex.finditer(r" \(", rest):
        parts = rest[bracket.end() : -1].split("; ")
        if rest.endswith(")") and all(
            part in _reasons() or _RULE.fullmatch(part) for part in parts
        ):
            return rest[: bracket.start()], [
                _reasons()[part] for part in parts if part in _reasons()
            ]
    return rest, []


@cache
def _reasons() -> Mapping[str, str]:
    rows = load_csv("pipeline.export", "reasons.csv", ("said", "vietnamese"))
    return {row["said"]: row["vietnamese"] for row in rows}


@cache
def status_codes() -> Mapping[str, str]:
    """Codes of statuses by every name that is understood, folded."""
    return {fold(name): code for code, names in statuses().items() for name in names}
