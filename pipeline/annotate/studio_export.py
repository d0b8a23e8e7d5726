"""Gold files → Label Studio tasks.

A document part is a task. A record is a text region with its values beside it; what it
belongs to is a relation to the region of its task or section. `data` keeps what Label
Studio has no place for and hands back untouched: the file and part, where line ends were
CR LF, and for each exported region where it stood, what it belonged to and how its quote
was spelled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.annotate.files import (
    OUTSIDE,
    QUOTES,
    AnnotateError,
    GoldFile,
    Sources,
    at_of,
    is_sound,
    read_gold,
)
from pipeline.annotate.offsets import Shown
from pipeline.annotate.resolve import source_of
from pipeline.annotate.spots import place_of
from pipeline.annotate.studio import CONTROLS, KIND, LABELS, TEXT, Control
from pipeline.evaluate import GoldRecord, Place, resolve

__all__ = ["export_task", "export_tasks"]


def export_tasks(paths: Iterable[Path], sources: Sources) -> list[dict[str, Any]]:
    """A Label Studio task for each gold file; an unfinished one will do.

    Raises:
        AnnotateError: a source is not at hand, or a record cannot be placed in it.
        OSError: a gold file cannot be read.
    """
    return [export_task(read_gold(path), sources) for path in paths]


def export_task(file: GoldFile, sources: Sources) -> dict[str, Any]:
    """The task of one gold file."""
    source = source_of(file, sources)
    assert file.document is not None  # or there were no source
    _refuse_unsound(file)
    shown = Shown.of(source.text)
    found = resolve(file.records, source.text)
    regions: dict[str, tuple[GoldRecord, Place]] = {}
    ids: dict[str, str] = {}  # path → region
    for number, (record, place) in enumerate(zip(file.records, found, strict=True)):
        spot = place_of(record, place, source.text)
        if spot is None and (record.kind != "document" or record.data.get("begin")):
            raise AnnotateError(
                f"{file.path}:{record.line}: its quote is not in {source.path}; "
                "run `nhiemvu gold check` and put it right first"
            )
        if spot is not None:
            regions[f"r{number:05}"] = (record, spot)
        if record.kind in ("section", "task"):
            ids[record["path"]] = f"r{number:05}"
    results = list(_document_values(file.document.data))
    exported: dict[str, Any] = {}
    for name, (record, spot) in regions.items():
        below = _below(file, record, ids)
        start, end = shown.to_shown(spot.start), shown.to_shown(spot.end)
        results += _region(name, record, start, end, shown.text)
        if below in regions:
            results.append(
                {"type": "relation", "from_id": name, "to_id": below, "direction": "right"}
            )
        quotes = {key: record[key] for key in QUOTES[record.kind]}
        exported[name] = {"start": start, "end": end, "below": below, "quotes": quotes}
    return {
        "data": _data(file, shown, exported, source.path),
        "annotations": [{"result": results}],
    }


def _refuse_unsound(file: GoldFile) -> None:
    """Values may be missing; records that cannot be told apart or placed may not."""
    paths: set[str] = set()
    for record in file.records:
        if record.kind != "document" and not is_sound(record):
            raise AnnotateError(f"{file.path}:{record.line}: quotes and paths have to be filled in")
        if record.kind == "document" and record is not file.document:
            raise AnnotateError(f"{file.path}:{record.line}: a second document record")
        if record.kind in ("section", "task"):
            if record["path"] in paths:
                raise AnnotateError(f"{file.path}:{record.line}: path {record['path']} is twice")
            paths.add(record["path"])
    broken = [problem for problem in file.problems if "not JSON" in problem.text]
    if broken:
        raise AnnotateError(str(broken[0]))


def _below(file: GoldFile, record: GoldRecord, ids: Mapping[str, str]) -> str | None:
    """The region a mention belongs to, or its place outside sections."""
    if record.kind in ("document", "section", "task"):
        return None
    at = at_of(record)
    if record.kind == "cite" and at in OUTSIDE:
        return at
    if at not in ids:
        raise AnnotateError(f"{file.path}:{record.line}: there is no task or section {at}")
    return ids[at]


def _data(
    file: GoldFile, shown: Shown, exported: Mapping[str, Any], source_path: str
) -> dict[str, Any]:
    document = file.document
    assert document is not None
    others = [record for record in file.records if record.kind != "document"]
    placed = sum("char_start" in record.data for record in others)
    if 0 < placed < len(others):
        raise AnnotateError(
            f"{file.path}: some records have char_start and some have not; "
            "run `nhiemvu gold resolve` first"
        )
    sha256 = document.data.get("sha256")
    return {
        "title": f"{source_path}, phần {document['part']}",
        "text": shown.text,
        "file": document["file"],
        "part": document["part"],
        "sha256": sha256,
        "returns": list(shown.returns),
        "bounds": "begin" in document.data,
        "offsets": bool(placed) if others else sha256 is not None,
        "exported": dict(exported),
    }


def _document_values(data: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for control in CONTROLS["document"]:
        value = data.get(control.key)
        if value is not None:
            yield {
                "id": control.name,
                "from_name": control.name,
                "to_name": TEXT,
                "type": "textarea",
                "value": {"text": [str(value)]},
            }


def _region(
    name: str, record: GoldRecord, start: int, end: int, text: str
) -> Iterable[dict[str, Any]]:
    """The label of a region and its values."""
    shared = {"id": name, "to_name": TEXT}
    span: dict[str, Any] = {"start": start, "end": end}
    yield {
        **shared,
        "from_name": KIND,
        "type": "labels",
        "value": {**span, "text": text[start:end], "labels": [LABELS[record.kind]]},
    }
    if record.kind == "document":
        return
    for control in CONTROLS[record.kind]:
        value = _written(control, record)
        if value is None:
            continue
        if control.choices:
            content = {**span, "text": text[start:end], "choices": [control.shown(value)]}
        else:
            content = {**span, "text": [value]}
        kind = "choices" if control.choices else "textarea"
        yield {**shared, "from_name": control.name, "type": kind, "value": content}


def _written(control: Control, record: GoldRecord) -> str | None:
    value = record.data.get(control.key)
    if value is None or (control.name == "cite_at" and value not in OUTSIDE):
        return None
    return value if isinstance(value, str) else json.dumps(value)
