"""Figures and findings → what the page's script works on, as plain JSON values."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.layers import LAYERS
from pipeline.evaluate.page.places import Place, Texts
from pipeline.evaluate.values import label_key, name_key, number_key, rrule_key
from pipeline.lexicon import load_yaml

__all__ = ["payload"]

# Not for people: what kind of line it is, and what the spans say already.
_HIDDEN = frozenset({"t", "char_start", "char_end"})
_KEYS = {"label": label_key, "number": number_key, "rrule": rrule_key}
# The fields that hold what a finding's notes call by another name.
_FIELDS = {"place": ("task", "at", "path"), "name": ("raw",), "text": ("text", "raw")}


def payload(
    figures: Mapping[str, Any],
    findings: Iterable[Finding],
    texts: Mapping[str, str],
    gold_texts: Mapping[str, str],
) -> dict[str, Any]:
    """Everything that the page shows. Wrong findings only, in the order given.

    Args:
        figures: what `pipeline.evaluate.to_json` gives.
        findings: right ones are passed over.
        texts: what the run read, by document path.
        gold_texts: what people annotated, likewise.
    """
    wrong = [finding for finding in findings if finding.kind is not FindingClass.CORRECT]
    splits = figures.get("splits", {})
    words = load_yaml("pipeline.evaluate.page", "words.yaml", frozenset({"layers", "classes"}))
    documents = sorted({finding.document for finding in wrong})
    sources = {path: Texts.of(texts.get(path), gold_texts.get(path)) for path in documents}
    numbers = {path: number for number, path in enumerate(documents)}
    names = _Names()
    shown = {
        "agreement": figures.get("agreement"),
        "splits": [
            {"name": split, **splits.get(split, {})}
            for split in sorted({*splits, *(finding.split for finding in wrong)})
        ],
        "layers": [
            {"id": layer, "name": words["layers"].get(layer, layer), "what": LAYERS.get(layer, "")}
            for layer in _layers(splits, wrong)
        ],
        "classes": [{"id": kind, **told} for kind, told in words["classes"].items()],
        "rules": [{"id": rule, **told} for rule, told in sorted(figures.get("rules", {}).items())],
        "missing": list(figures.get("missing", ())),
        "not_scored": list(figures.get("not_scored", ())),
        "documents": [
            {"path": path, "found": source.found_text, "gold": source.gold_text}
            for path, source in sources.items()
        ],
        "findings": [
            _finding(finding, numbers[finding.document], sources[finding.document], names)
            for finding in wrong
        ],
    }
    finite: dict[str, Any] = _finite(shown)
    return finite


def _layers(splits: Mapping[str, Any], wrong: Sequence[Finding]) -> list[str]:
    """The layers that occur, those that are known first and in their order."""
    there = {layer for split in splits.values() for layer in split.get("layers", {})}
    there |= {finding.layer for finding in wrong}
    known = [layer for layer in LAYERS if layer in there]
    return known + sorted(there - set(known))


class _Names:
    """Names of findings that stay when others come and go, so that a link to one lives on."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    def of(self, finding: Finding) -> str:
        what = [finding.split, finding.document, finding.part, finding.layer, finding.kind]
        what += [finding.task, finding.gold_span, finding.found_span]
        sides = [_values(finding.gold), _values(finding.found)]
        name = hashlib.sha256(json.dumps([what, sides]).encode()).hexdigest()[:10]
        self.taken[name] += 1
        return name if self.taken[name] == 1 else f"{name}-{self.taken[name]}"


def _finding(finding: Finding, document: int, source: Texts, names: _Names) -> dict[str, Any]:
    places, remark = source.places(finding)
    return {
        "id": names.of(finding),
        "split": finding.split,
        "document": document,
        "part": finding.part,
        "layer": finding.layer,
        "class": str(finding.kind),
        "rule": finding.rule,
        "task": finding.task,
        "values": _aligned(finding, source.words(finding)),
        "places": [_place(place) for place in places],
        "remark": remark,
    }


def _place(place: Place) -> dict[str, Any]:
    return {"text": place.text, "window": place.window, **place.marks}


# --- values ----------------------------------------------------------------------------


def _values(record: Mapping[str, Any] | None) -> dict[str, str | None]:
    return {
        str(name): _text(value) for name, value in (record or {}).items() if name not in _HIDDEN
    }


def _text(value: Any) -> str | None:
    """A value as people read it: 25.0 is "25", a list its members."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return "; ".join(str(_text(member)) for member in value)
    return str(value)


def _aligned(finding: Finding, words: str | None) -> list[tuple[str, str | None, str | None, str]]:
    """Rows of name, annotated value, found value and how they compare.

    "same", "alike" (written differently, scored as the same), "changed", or "beside" (it
    differs, and this layer does not mind). Where only one side has a record, nothing is
    compared. A field without a value on either side is left out; `words` are what an
    annotated task's first and last words enclose, and stand for them.
    """
    left, right = _values(finding.gold), _values(finding.found)
    if words is not None and {"begin", "end"} <= left.keys():
        left = {name: one for name, one in left.items() if name not in ("begin", "end")}
        left["text"] = words
    wrong = {field for note in finding.notes for field in _FIELDS.get(note, (note,))}
    rows = []
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name), right.get(name)
        if one is None and other is None:
            continue
        state = ""
        if finding.gold is not None and finding.found is not None:
            state = _compared(name, one, other)
            if wrong and state != "same":
                state = "changed" if name in wrong else "alike" if state == "alike" else "beside"
        rows.append((name, one, other, state))
    return rows


def _compared(name: str, one: str | None, other: str | None) -> str:
    if one == other:
        return "same"
    if one is None or other is None:
        return "changed"
    key = _KEYS.get(name, name_key)
    return "alike" if key(one) == key(other) else "changed"


def _finite(value: Any) -> Any:
    """The same value with null for what JSON has no number for."""
    if isinstance(value, Mapping):
        return {str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
