"""The labels of list items as a browser shows them."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from pipeline.numbering import roman

__all__ = ["Counter", "bullet", "superscript"]

_BULLETS = {"disc": "•", "circle": "◦", "square": "▪"}
_BY_DEPTH = ("•", "◦", "▪")
_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "lower-latin": "lower-alpha",
    "upper-latin": "upper-alpha",
}
_STRING = regex.compile(r"""(['"])(.*)\1""")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CALL = regex.compile(r"\s*[(\[]?\s*(\d{1,3})\s*[)\]]?\s*")
_MOST = 10**6


class Counter:
    """Counts the items of one list.

    >>> counter = Counter("ol", {"type": "a", "start": "4"}, "")
    >>> counter.label({}, ""), counter.label({}, ""), counter.label({"value": "10"}, "")
    ('d.', 'e.', 'j.')
    """

    def __init__(self, tag: str, attributes: Mapping[str, str], list_type: str, depth: int = 0):
        self.ordered = tag == "ol"
        self._type = list_type or attributes.get("type", "")
        self._depth = depth
        self._step = -1 if "reversed" in attributes else 1
        start = _number(attributes.get("start"))
        if start is None:
            start = _number(attributes.get("data-items")) or 0 if self._step < 0 else 1
        self._next = start

    def label(self, attributes: Mapping[str, str], own_type: str) -> str:
        """The label of the next item, "" for none."""
        value = _number(attributes.get("value"))
        if value is not None:
            self._next = value
        number = self._next
        self._next += self._step
        kind = own_type or self._type
        if match := _STRING.fullmatch(kind):
            return match[2].strip()
        kind = _TYPES.get(kind, kind.lower())
        if kind == "none":
            return ""
        if kind in _BULLETS:
            return _BULLETS[kind]
        if not self.ordered and kind not in _TYPES.values() and kind != "decimal-leading-zero":
            return bullet(self._depth)
        return f"{_written(number, kind)}."


def bullet(depth: int) -> str:
    """The mark of an item of an unordered list inside `depth` others."""
    return _BY_DEPTH[min(depth, 2)]


def superscript(text: str) -> str | None:
    """A raised number as superscript digits, without brackets; None for anything else.

    >>> superscript("[12]"), superscript("o")
    ('¹²', None)
    """
    match = _CALL.fullmatch(text)
    return match[1].translate(_SUPERSCRIPTS) if match else None


def _number(text: str | None) -> int | None:
    if text is None or not regex.fullmatch(r"\s*-?\d{1,6}\s*", text):
        return None
    return int(text)


def _written(number: int, kind: str) -> str:
    if kind == "decimal-leading-zero":
        return f"{number:02d}"
    if number < 1 or number > _MOST:
        return str(number)
    if kind.endswith("alpha"):
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
        return letters.upper() if kind.startswith("upper") else letters
    if kind.endswith("roman") and number < 4000:
        return roman(number) if kind.startswith("upper") else roman(number).lower()
    return str(number)
