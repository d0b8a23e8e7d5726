"""Figures and findings → what the page's script works on, as plain JSON values."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.evaluate.compare import name_key, number_key, rrule_key
from pipeline.evaluate.finding import Finding, FindingClass
from pipeline.evaluate.layers import LAYERS
from pipeline.evaluate.page.excerpt import Span, Text, window
from pipeline.lexicon import load_yaml

__all__ = ["READERS", "payload"]

# Two trained readers who followed the guidelines apart agreed so far (README).
READERS = (98, 100)

# Not for people: what kind of line it is, and what the spans say already.
_HIDDEN = frozenset({"t", "char_start", "char_end"})
_KEYS = {"number": number_key, "rrule": rrule_key}
# Of these the first that a record has is its words in the text.
_QUOTES = ("raw", "heading", "text", "value")


def payload(
    figures: Mapping[str, Any], findings: Iterable[Finding], texts: Mapping[str, str]
) -> dict[str, Any]:
    """Everything that the page shows. Wrong findings only, in the order given."""
    wrong = [finding for finding in findings if finding.kind is not FindingClass.CORRECT]
    splits = figures.get("splits", {})
    words = load_yaml(__package__, "words.yaml", frozenset({"layers", "classes"}))
    documents = sorted({finding.document for finding in wrong})
    sources = {path: Text(texts[path]) for path in documents if texts.get(path)}
    names = _Names(Counter())
    return {
        "readers": list(READERS),
        "splits": [
            {"name": split, **_finite(splits.get(split, {}))}
            for split in sorted({*splits, *(finding.split for finding in wrong)})
        ],
        "layers": [
            {"id": layer, "name": words["layers"].get(layer, layer), "what": LAYERS.get(layer, "")}
            for layer in _layers(splits, wrong)
        ],
        "classes": [{"id": kind, **told} for kind, told in words["classes"].items()],
        "rules": [
            {"id": rule, **_finite(counts)}
            for rule, counts in sorted(figures.get("rules", {}).items())
        ],
        "missing": list(figures.get("missing", ())),
        "not_scored": list(figures.get("not_scored", ())),
        "documents": documents,
        "texts": [sources[path].text if path in sources else None for path in documents],
        "findings": [
            _finding(finding, documents.index(finding.document), sources, names)
            for finding in wrong
        ],
    }


def _layers(splits: Mapping[str, Any], wrong: Sequence[Finding]) -> list[str]:
    """The layers that occur, those that are known first and in their order."""
    there = [layer for split in splits.values() for layer in split.get("layers", {})]
    there += [finding.layer for finding in wrong]
    known = [layer for layer in LAYERS if layer in there]
    return known + sorted(set(there) - set(known))


class _Names:
    """Names of findings that stay when others come and go, so that a link to one lives on."""

    def __init__(self, taken: Counter[str]) -> None:
        self.taken = taken

    def of(self, finding: Finding) -> str:
        what = [finding.split, finding.document, finding.part, finding.layer, finding.kind]
        what += [finding.task, finding.gold_span, finding.found_span]
        sides = [_values(finding.gold), _values(finding.found)]
        name = hashlib.sha256(json.dumps([what, sides]).encode()).hexdigest()[:10]
        self.taken[name] += 1
        return name if self.taken[name] == 1 else f"{name}-{self.taken[name]}"


def _finding(
    finding: Finding, document: int, sources: Mapping[str, Text], names: _Names
) -> dict[str, Any]:
    shown = {
        "id": names.of(finding),
        "split": finding.split,
        "document": document,
        "part": finding.part,
        "layer": finding.layer,
        "class": str(finding.kind),
        "rule": finding.rule,
        "task": finding.task,
        "values": _aligned(finding.gold, finding.found),
        "notes": list(finding.notes),
    }
    source = sources.get(finding.document)
    return shown | (_places(finding, source) if source else {})


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


def _aligned(
    gold: Mapping[str, Any] | None, found: Mapping[str, Any] | None
) -> list[tuple[str, str | None, str | None, str]]:
    """Rows of name, annotated value, found value and how they compare.

    "same", "alike" (written differently, scored as the same) or "changed". A field that
    has no value on either side is left out; on one side alone, nothing is compared.
    """
    left, right = _values(gold), _values(found)
    rows = []
    for name in dict.fromkeys((*left, *right)):
        one, other = left.get(name), right.get(name)
        if one is None and other is None:
            continue
        compared = gold is not None and found is not None
        rows.append((name, one, other, _compared(name, one, other) if compared else ""))
    return rows


def _compared(name: str, one: str | None, other: str | None) -> str:
    if one == other:
        return "same"
    if one is None or other is None:
        return "changed"
    key = _KEYS.get(name, name_key)
    return "alike" if key(one) == key(other) else "changed"


# --- places ----------------------------------------------------------------------------


def _places(finding: Finding, source: Text) -> dict[str, Any]:
    """The spans of both sides and the window around them, in UTF-16 code units."""
    found = source.inside(finding.found_span)
    gold = source.inside(finding.gold_span)
    quote = _quote(finding.gold)
    looked_up = False
    if quote and (gold is None or not source.agrees(gold, quote)):
        # The annotated text is another one (a PDF, a scan), or the place was not resolved.
        gold = source.find(quote, found[0] if found else None)
        looked_up = gold is not None
    marks: dict[str, Span] = {
        side: span for side, span in (("gold", gold), ("found", found)) if span is not None
    }
    if not marks:
        return {}
    spans = marks | {"window": window(source.text, marks.values())}
    return {name: source.utf16(span) for name, span in spans.items()} | {"looked_up": looked_up}


def _quote(record: Mapping[str, Any] | None) -> str | None:
    if record is None:
        return None
    if record.get("begin") and "path" in record:
        return str(record["begin"])
    return next((str(record[name]) for name in _QUOTES if record.get(name)), None)


def _finite(value: Any) -> Any:
    """The same value with null for what JSON has no number for."""
    if isinstance(value, Mapping):
        return {str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, float) and not (value - value == 0):
        return None
    return value
