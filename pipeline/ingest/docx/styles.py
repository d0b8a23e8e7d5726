"""Styles of a document: what letters and paragraphs look like where nothing else is said."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import regex

from pipeline.ingest.docx.names import Element, W, child, children, flag, integer, value

__all__ = ["ParagraphLook", "RunLook", "Styles"]

_HEADING_NAME = regex.compile(r"heading ([1-9])", regex.IGNORECASE)
_TOC_NAME = regex.compile(r"toc [1-9]|toc heading|table of figures", regex.IGNORECASE)
_LONGEST_CHAIN = 32
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RunLook:
    """How letters look; None is what is not said. `script` is "superscript", "subscript"."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    script: str | None = None
    font: str | None = None
    size: float | None = None

    @classmethod
    def of(cls, properties: Element | None) -> RunLook:
        """What a `w:rPr` says."""
        if properties is None or not len(properties):
            return _PLAIN
        caps, small = flag(properties, "caps"), flag(properties, "smallCaps")
        half_points = integer(properties, "sz")
        return cls(
            flag(properties, "b"),
            None if caps is None and small is None else bool(caps or small),
            flag(properties, "vanish"),
            value(properties, "vertAlign"),
            _font(child(properties, "rFonts")),
            half_points / 2 if half_points is not None and half_points > 0 else None,
        )

    def over(self, below: RunLook) -> RunLook:
        """The look with what is not said taken from `below`."""
        if self is _PLAIN:
            return below
        return RunLook(
            *(
                below_value if (own := getattr(self, field.name)) is None else own
                for field in fields(self)
                for below_value in (getattr(below, field.name),)
            )
        )

    def beside(self, other: RunLook) -> RunLook:
        """A character style on a paragraph style: the other one's switches turn these off."""
        both = other.over(self)
        return replace(
            both,
            bold=bool(self.bold) != bool(other.bold),
            capitals=bool(self.capitals) != bool(other.capitals),
            hidden=bool(self.hidden) or bool(other.hidden),
        )


_PLAIN = RunLook()


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What a paragraph style says, with what it is based on; None is what is not said."""

    style: str | None = None
    run: RunLook = _PLAIN
    justify: str | None = None
    outline: int | None = None
    page_break: bool | None = None
    num_id: int | None = None
    level: int | None = None
    numbered_by: str | None = None  # the style that brought `num_id`
    contents: bool = False  # a line of a table of contents


class Styles:
    """The styles of a document, with their chains of `basedOn` followed."""

    def __init__(self, root: Element | None) -> None:
        defaults = child(root, "docDefaults")
        self._run = RunLook.of(child(defaults, "rPrDefault", "rPr"))
        self._elements: dict[str, Element] = {}
        self._default: str | None = None
        for element in children(root, "style"):
            style = element.get(W + "styleId")
            if style is None:
                continue
            self._elements[style] = element
            is_default = (element.get(W + "default") or "0").lower() in ("1", "true", "on")
            if is_default and element.get(W + "type") == "paragraph":
                self._default = style
        self._paragraphs: dict[str | None, ParagraphLook] = {}
        self._characters: dict[str, RunLook] = {}

    def paragraph(self, style: str | None) -> ParagraphLook:
        """The look of a paragraph in that style; of the default one where it is unknown."""
        if style not in self._elements:
            style = self._default
        look = self._paragraphs.get(style)
        if look is None:
            look = self._paragraphs[style] = self._paragraph(style)
        return look

    def character(self, style: str) -> RunLook:
        """What a character style says; nothing where it is unknown."""
        look = self._characters.get(style)
        if look is None:
            look = _PLAIN
            for element in reversed(self._chain(style)):
                look = RunLook.of(child(element, "rPr")).over(look)
            self._characters[style] = look
        return look

    def numbering(self, style: str) -> int | None:
        """The list that a list style stands for."""
        return integer(self._elements.get(style), "pPr", "numPr", "numId")

    def has_borders(self, style: str | None) -> bool:
        """Whether a table style draws lines."""
        return any(
            _draws(child(element, "tblPr", "tblBorders"))
            for element in self._chain(style if style is not None else "")
        )

    def bold_first_row(self, style: str | None) -> bool:
        """Whether a table style sets the first row in bold."""
        for element in self._chain(style if style is not None else ""):
            for part in children(element, "tblStylePr"):
                if part.get(W + "type") == "firstRow" and flag(child(part, "rPr"), "b"):
                    return True
        return False

    def _paragraph(self, style: str | None) -> ParagraphLook:
        look = ParagraphLook(style, self._run)
        for element in reversed(self._chain(style if style is not None else "")):
            properties = child(element, "pPr")
            num_id = integer(properties, "numPr", "numId")
            name = value(element, "name") or ""
            heading = _HEADING_NAME.fullmatch(name)
            outline = integer(properties, "outlineLvl")
            if outline is None and heading is not None:
                outline = int(heading[1]) - 1
            look = ParagraphLook(
                style,
                RunLook.of(child(element, "rPr")).over(look.run),
                _first(value(properties, "jc"), look.justify),
                _first(outline, look.outline),
                _first(flag(properties, "pageBreakBefore"), look.page_break),
                _first(num_id, look.num_id),
                _first(integer(properties, "numPr", "ilvl"), look.level),
                element.get(W + "styleId") if num_id is not None else look.numbered_by,
                look.contents or _TOC_NAME.fullmatch(name) is not None,
            )
        return look

    def _chain(self, style: str) -> list[Element]:
        """The style and those that it is based on, nearest first; circles are cut."""
        chain: list[Element] = []
        at: str | None = style
        while at in self._elements and len(chain) < _LONGEST_CHAIN:
            element = self._elements[at]
            if element in chain:
                break
            chain.append(element)
            at = value(element, "basedOn")
        return chain


def _first(one: _T | None, two: _T | None) -> _T | None:
    return two if one is None else one


def _font(fonts: Element | None) -> str | None:
    """The font of Latin letters: the one for those outside ASCII tells more."""
    if fonts is None:
        return None
    return fonts.get(W + "hAnsi") or fonts.get(W + "ascii")


def _draws(borders: Element | None) -> bool:
    return borders is not None and any(
        side.get(W + "val") not in (None, "none", "nil") for side in borders
    )
