"""How an element looks: the little of CSS that says what a reader sees of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import regex

from pipeline.lexicon import load_yaml

__all__ = ["Style", "Styles", "genre_words"]

_KEYS = frozenset(
    {"motto", "types", "opening", "recipients", "signature", "posts", "annex"}
    | {"site", "names", "hidden", "panes"}
)
_BLOCK_TAGS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu
    nav noframes ol p pre section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_MONO = frozenset({"pre", "listing", "xmp", "plaintext"})
_DECLARATION = regex.compile(r"([\w-]{2,40})\s*:\s*([^;]{0,200})")
_COMPOUND = regex.compile(r"(?P<tag>[a-z][\w]*)?(?P<mark>[.#][\w-]+)?", regex.IGNORECASE)
_SIZE = regex.compile(r"(\d{1,3}(?:\.\d+)?)\s*(pt|px)")
_FONT_SIZE = regex.compile(r"(?:^|\s)(\d{1,3}(?:\.\d+)?(?:pt|px))")
_SIDE_CLASS = regex.compile(
    r"(?:^|\s)(?:col(?:-\w\w)?-\d{1,2}|pull-(?:left|right)|float-(?:left|right))(?!\S)"
)
_LOOKED_AT = (
    *("style", "class", "id", "align", "face", "type", "href"),
    *("hidden", "aria-hidden"),
)
_MOST_RULES = 5_000
_MOST_CSS = 400_000


@cache
def genre_words() -> Any:
    """The data of genre.yaml."""
    return load_yaml("pipeline.ingest.html", "genre.yaml", _KEYS)


@dataclass(frozen=True, slots=True)
class Style:
    """What an element hands down, and (from `block` on) what is its own.

    `size` is in points, 0 when unknown; `breaks` says that a page begins before (1) or
    after (2) the element, or both (3); `side` that it stands beside its neighbour.
    """

    bold: bool = False
    centred: bool = False
    size: float = 0.0
    font: str = ""
    preformatted: bool = False
    raised: bool = False
    heading: int = 0
    link: bool = False
    list_type: str = ""
    ignored: bool = False  # the label of a list item as Word writes it
    block: bool = False
    hidden: bool = False
    breaks: int = 0
    side: bool = False


class Styles:
    """Says how elements look, from their tags, attributes and the page's own sheets."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        self._tags: dict[str, dict[str, str]] = defaultdict(dict)
        self._marks: dict[str, list[tuple[str, dict[str, str]]]] = defaultdict(list)
        self._known: dict[tuple[object, ...], Style] = {}
        count = 0
        for sheet in sheets:
            for selectors, declarations in _rules(sheet[:_MOST_CSS]):
                count += 1
                if count > _MOST_RULES:
                    return
                self._add(selectors, declarations)

    def _add(self, selectors: str, declarations: dict[str, str]) -> None:
        for selector in selectors.split(","):
            match = _COMPOUND.fullmatch(selector.strip())
            if match is None or not match.group():
                continue
            tag, mark = (match["tag"] or "").lower(), match["mark"]
            if mark:
                self._marks[mark].append((tag, declarations))
            else:
                self._tags[tag].update(declarations)

    def of(self, tag: str, attributes: Mapping[str, str], parent: Style) -> Style:
        """The look of an element inside one that looks like `parent`."""
        key = (tag, parent, *(attributes.get(name) for name in _LOOKED_AT))
        style = self._known.get(key)
        if style is None:
            style = self._made(tag, attributes, parent)
            if len(self._known) < _MOST_RULES:
                self._known[key] = style
        return style

    def _made(self, tag: str, attributes: Mapping[str, str], parent: Style) -> Style:
        said = self._said(tag, attributes)
        style = replace(
            parent,
            block=tag in _BLOCKS,
            hidden=_is_hidden(attributes, said),
            breaks=_breaks(said),
            side=_stands_aside(attributes, said),
            bold=parent.bold or tag in _BOLD,
            raised=parent.raised or tag == "sup",
            link=parent.link or (tag == "a" and "href" in attributes),
            preformatted=parent.preformatted or tag in _MONO,
            centred=parent.centred or tag in ("center", "th", "caption"),
        )
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            style = replace(style, heading=int(tag[1]))
        return _with_said(style, tag, attributes, said) if said or attributes else style

    def _said(self, tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
        said = dict(self._tags.get(tag, {})) if self._tags else {}
        if self._marks:
            names = ["." + name for name in attributes.get("class", "").split()[:50]]
            for mark in [*names, "#" + attributes.get("id", "")]:
                for of_tag, declarations in self._marks.get(mark, ()):
                    if of_tag in ("", tag):
                        said.update(declarations)
        if "style" in attributes:
            said.update(_declarations(attributes["style"][:4_000]))
        return said


def _with_said(
    style: Style, tag: str, attributes: Mapping[str, str], said: Mapping[str, str]
) -> Style:
    weight = said.get("font-weight", "")
    if weight:
        heavy = weight.startswith("bold") or (weight.isdigit() and int(weight) >= 600)
        style = replace(style, bold=heavy)
    align = said.get("text-align") or attributes.get("align", "").lower()
    if align and tag not in ("table", "img"):
        style = replace(style, centred="center" in align)
    position = said.get("vertical-align", "")
    if position:
        style = replace(style, raised=position.startswith("super"))
    if "white-space" in said:
        style = replace(style, preformatted=said["white-space"].startswith("pre"))
    family = said.get("font-family") or (attributes.get("face", "") if tag == "font" else "")
    if family:
        style = replace(style, font=family.split(",")[0].strip(" '\"")[:60])
    size = said.get("font-size", "")
    if match := _SIZE.match(size):
        points = float(match[1]) * (0.75 if match[2] == "px" else 1)
        style = replace(style, size=round(points, 2))
    list_type = said.get("list-style-type", "") or attributes.get("type", "")
    if list_type and tag in ("ol", "ul", "li"):
        style = replace(style, list_type=list_type)
    elif tag in ("ol", "ul"):
        style = replace(style, list_type="")
    if said.get("mso-list", "").startswith("ignore"):
        style = replace(style, ignored=True)
    display = said.get("display", "")
    if display in ("block", "flex", "grid", "table", "list-item", "table-cell", "table-row"):
        style = replace(style, block=True)
    elif display in ("inline", "contents") and tag not in ("td", "th", "tr", "table"):
        style = replace(style, block=False)
    return style


@cache
def _hidden_names() -> frozenset[str]:
    return frozenset(genre_words()["hidden"])


def _is_hidden(attributes: Mapping[str, str], said: Mapping[str, str]) -> bool:
    if not attributes and not said:
        return False
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").lower() == "true"
        or said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("mso-hide") == "all"
        or not _hidden_names().isdisjoint(attributes.get("class", "").lower().split())
    )


def _breaks(said: Mapping[str, str]) -> int:
    found = 0
    for bit, names in (
        (1, ("page-break-before", "break-before")),
        (2, ("page-break-after", "break-after")),
    ):
        if any(said.get(name) in ("always", "page", "left", "right") for name in names):
            found |= bit
    return found


def _stands_aside(attributes: Mapping[str, str], said: Mapping[str, str]) -> bool:
    return (
        said.get("float") in ("left", "right")
        or said.get("display") in ("table-cell", "inline-block")
        or _SIDE_CLASS.search(attributes.get("class", "")) is not None
    )


# --- reading of sheets ----------------------------------------------------------------


def _declarations(text: str) -> dict[str, str]:
    said = {
        match.group(1).lower(): match.group(2).replace("!important", "").strip()
        for match in _DECLARATION.finditer(text)
    }
    said = {name: v if name == "font-family" else v.lower() for name, v in said.items()}
    if "list-style" in said:
        words = said["list-style"].split()
        said.setdefault("list-style-type", words[0] if words else "")
    if "font" in said:
        if "bold" in said["font"].split():
            said.setdefault("font-weight", "bold")
        if match := _FONT_SIZE.search(said["font"]):
            said.setdefault("font-size", match[1])
    return said


def _rules(sheet: str) -> Iterable[tuple[str, dict[str, str]]]:
    """Selectors and declarations; what stands inside at-rules (print, fonts) is passed over."""
    sheet = _without_comments(sheet)
    at = 0
    while (brace := sheet.find("{", at)) >= 0:
        selectors = sheet[at:brace].rpartition(";")[2].strip()
        if selectors.startswith("@"):
            at = _matching(sheet, brace)
            continue
        end = sheet.find("}", brace)
        if end < 0:
            return
        yield selectors, _declarations(sheet[brace + 1 : end])
        at = end + 1


def _matching(sheet: str, brace: int) -> int:
    depth = 0
    for match in regex.compile(r"[{}]").finditer(sheet, brace):
        depth += 1 if match.group() == "{" else -1
        if not depth:
            return match.end()
    return len(sheet)


def _without_comments(sheet: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := sheet.find("/*", at)) >= 0:
        kept.append(sheet[at:start])
        end = sheet.find("*/", start + 2)
        if end < 0:
            return "".join(kept)
        at = end + 2
    kept.append(sheet[at:])
    return "".join(kept).replace("<!--", "").replace("-->", "")
