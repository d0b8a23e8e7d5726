"""A report → the error browser: one HTML page that needs no network and no server.

Everything that comes from documents, annotations or file names goes into the page as
JSON and reaches the screen through `textContent`. The page's security policy allows its
own script and style only, by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

from pipeline.evaluate.finding import Finding
from pipeline.evaluate.page.data import payload

if TYPE_CHECKING:
    from pipeline.evaluate.score import Report

__all__ = ["page", "render", "write_page"]

_SCRIPTS = ("text.js", "state.js", "figures.js", "confidence.js", "cards.js", "main.js")
_SLOT = regex.compile(r"\{\{(\w+)\}\}")
# What JSON leaves as it is and HTML or JavaScript would read as something of its own.
_ESCAPED = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def write_page(report: Report, path: Path) -> None:
    """Writes the error browser of `report` to `path`, making its folder.

    Raises:
        OSError: the file cannot be written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(report), encoding="utf-8", newline="\n")


def page(report: Report) -> str:
    """The error browser of `report` as HTML; the same report gives the same text."""
    from pipeline.evaluate.figures import to_json

    return render(to_json(report), report.findings, report.texts, report.gold_texts)


def render(
    figures: Mapping[str, Any],
    findings: Iterable[Finding],
    texts: Mapping[str, str],
    gold_texts: Mapping[str, str],
) -> str:
    """The page of figures, findings and source texts that are at hand.

    Args:
        figures: what `pipeline.evaluate.to_json` gives.
        findings: the right ones among them are passed over.
        texts: what the run read, by document path; a document may be absent.
        gold_texts: what people annotated, likewise.
    """
    data = _embedded(payload(figures, findings, texts, gold_texts))
    style = _resource("page.css")
    script = "(() => {\n" + "\n".join(map(_resource, _SCRIPTS)) + "})();\n"
    slots = {
        "style": style,
        "script": script,
        "style_digest": _digest(style),
        "script_digest": _digest(script),
        "data": data,
        "fingerprint": hashlib.sha256(data.encode()).hexdigest()[:8],
    }
    # In one go: what is put in is not looked at again.
    return _SLOT.sub(lambda slot: slots[slot.group(1)], _resource("page.html"))


def _embedded(value: Any) -> str:
    """JSON that can stand in a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, escape in _ESCAPED.items():
        text = text.replace(char, escape)
    # Half a surrogate pair, from the name of a file, cannot be written as UTF-8.
    return regex.sub(r"[\ud800-\udfff]", "\ufffd", text)


def _resource(name: str) -> str:
    # `read_text` turns CR LF, as a checkout may have it, into LF: so do browsers, before
    # they take the digest.
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """The source expression by which a Content-Security-Policy allows an inline element."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
