"""The layers of an evaluation, and when two records are the same in each: the modes.

*Strict*: all that the layer is about is equal. *Relaxed*: what is near enough for a reader
to know it for the same, each layer in its own way; whatever is right strictly is right
relaxed. *Given gold tasks*: as strict, but a record found at a task counts at the task of
gold that the found one is mapped to, so that one wrong boundary between tasks is not
counted again in every layer below. Strict and relaxed are the "strict" and "type" modes
of SemEval-2013 task 9 (Segura-Bedmar et al. 2013), for records with values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.evaluate.match import Criterion, Entry, span_overlap, text_f1
from pipeline.evaluate.values import frequency, token_f1

__all__ = ["LAYERS", "SPECS", "Entries", "Layer", "Mode", "criteria"]

Entries = dict[str, list[Entry]]


class Mode(StrEnum):
    """How much has to agree."""

    STRICT = "strict"
    RELAXED = "relaxed"
    GIVEN_TASKS = "given_tasks"


# A task's text is right when its tokens agree so far, and known for the same from here.
TASK_STRICT, TASK_RELAXED = 0.95, 0.6
_NAMED_STRICT, _NAMED_RELAXED = 0.8, 0.6
_NAME_RELAXED = 0.7
# Where spans cannot be compared, two clauses "overlap" when their words do so far.
_WORDS_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Layer:
    """What a layer compares.

    `facets` name the values in an entry's key. With `placed` the path where a record
    stands has to agree, and with `at_task` that path is one of a task that the record is
    in, so that the mode "given gold tasks" says something else than strict.
    """

    strict: str
    relaxed: str
    facets: tuple[str, ...]
    near: Criterion
    placed: bool = True
    at_task: bool = False
    text: float | None = None  # least token F1 of the words, where strict compares them


def _names(gold: Entry, found: Entry) -> float:
    return token_f1(gold.tokens, found.tokens, _NAME_RELAXED)


def _overlapping(gold: Entry, found: Entry) -> float:
    """Spans in one text; words where the run read another file than the annotators."""
    if gold.source is not None and gold.source == found.source and gold.span and found.span:
        return span_overlap(gold, found)
    return token_f1(gold.tokens, found.tokens, _WORDS_OVERLAP)


def _texts_from(least: float) -> Callable[[Entry, Entry], float]:
    return lambda gold, found: text_f1(gold, found, least)


_IN_GOLD = "at the task of gold that the found one is mapped to"

SPECS: Mapping[str, Layer] = {
    "section": Layer(
        "path and heading",
        "heading with token F1 of at least 0.7, whatever its path",
        ("heading",),
        Criterion(lambda entry: None, _names),
    ),
    "section_role": Layer(
        "path and role",
        "role, at the section of gold that the found one is mapped to by its heading",
        ("role",),
        Criterion(lambda entry: (entry.place, entry.key)),
    ),
    "task": Layer(
        "label, and text with token F1 of at least 0.95",
        "text with token F1 of at least 0.6, whatever its label",
        ("label",),
        Criterion(lambda entry: None, _texts_from(TASK_RELAXED)),
        placed=False,
        text=TASK_STRICT,
    ),
    "task_path": Layer(
        "path, and text with token F1 of at least 0.95",
        "path, and text with token F1 of at least 0.6",
        (),
        Criterion(lambda entry: entry.at, _texts_from(TASK_RELAXED)),
        text=TASK_STRICT,
    ),
    "unit": Layer(
        "task, role and name",
        f"role, and name with token F1 of at least 0.7, {_IN_GOLD}",
        ("role", "name"),
        Criterion(lambda entry: (entry.place, entry.key[0]), _names),
        at_task=True,
    ),
    "lead": Layer(
        "task and name, role lead only",
        f"name with token F1 of at least 0.7, {_IN_GOLD}",
        ("name",),
        Criterion(lambda entry: entry.place, _names),
        at_task=True,
    ),
    "time": Layer(
        "task, kind, start and end",
        f"overlapping clauses {_IN_GOLD} (in another text: words with token F1 of 0.5)",
        ("kind", "start", "end"),
        Criterion(lambda entry: entry.place, _overlapping),
        at_task=True,
    ),
    "rrule": Layer(
        "task and rrule, where there is one",
        f"FREQ of the rrule, {_IN_GOLD}",
        ("rrule",),
        Criterion(lambda entry: (entry.place, frequency(entry.key[0]))),
        at_task=True,
    ),
    "citation": Layer(
        "type, number and date of mentions with a number",
        "number",
        ("type", "number", "date"),
        Criterion(lambda entry: entry.key[1]),
        placed=False,
    ),
    "citation_task": Layer(
        "the same, and where it stands",
        f"number, {_IN_GOLD}",
        ("type", "number", "date"),
        Criterion(lambda entry: (entry.place, entry.key[1])),
        at_task=True,
    ),
    "citation_issuer": Layer(
        "number and issuer, where the mention names one",
        "number, and issuer with token F1 of at least 0.7",
        ("number", "issuer"),
        Criterion(lambda entry: entry.key[0], _names),
        placed=False,
    ),
    "named": Layer(
        "type of mentions without a number, and words with token F1 of at least 0.8",
        "words with token F1 of at least 0.6, whatever the type",
        ("type",),
        Criterion(lambda entry: None, _texts_from(_NAMED_RELAXED)),
        placed=False,
        text=_NAMED_STRICT,
    ),
    "target": Layer(
        "path, comparator, value and unit",
        f"value, {_IN_GOLD}",
        ("comparator", "value", "unit"),
        Criterion(lambda entry: (entry.place, entry.key[1])),
        at_task=True,
    ),
    "document": Layer(
        "fields of header and signature, one by one",
        "the same field with token F1 of at least 0.7",
        ("field", "value"),
        Criterion(lambda entry: entry.key[0], _names),
        placed=False,
    ),
}
# Layer by layer, what has to agree strictly.
LAYERS: Mapping[str, str] = {name: layer.strict for name, layer in SPECS.items()}


def criteria(layer: str, mode: Mode) -> tuple[Criterion, ...]:
    """What makes a pair in a layer and mode.

    Raises:
        ValueError: the layer has no such mode: nothing in it stands at a task.
    """
    spec = SPECS[layer]
    strict = _strict(spec)
    if mode is Mode.STRICT:
        return (strict,)
    if mode is Mode.RELAXED:
        return (strict, spec.near)
    if not spec.at_task:
        raise ValueError(f"layer {layer} has no mode {mode}")
    return (Criterion(lambda entry: (entry.key, entry.place)),)


def _strict(spec: Layer) -> Criterion:
    least = spec.text

    def block(entry: Entry) -> Hashable:
        return (entry.key, entry.at) if spec.placed else entry.key

    def same_words(gold: Entry, found: Entry) -> float:
        return float(least is None or text_f1(gold, found, least) > 0)

    return Criterion(block, same_words)
