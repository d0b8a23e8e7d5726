"""Names of WordprocessingML and how its values are written."""

from __future__ import annotations

from lxml.etree import _Element as Element

__all__ = ["MC", "Element", "R", "W", "child", "children", "flag", "integer", "value", "within"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_OFF = frozenset({"0", "false", "off", "none"})
_LARGEST = 1_000_000  # numbers beyond it are nonsense in every place that is read here


def child(parent: Element | None, *path: str) -> Element | None:
    """The first child of that name, or the one at the end of a path of names."""
    found = parent
    for name in path:
        if found is None:
            return None
        found = found.find(W + name)
    return found


def children(parent: Element | None, name: str) -> list[Element]:
    """All children of that name."""
    return [] if parent is None else parent.findall(W + name)


def value(parent: Element | None, *path: str, attribute: str = "val") -> str | None:
    """The attribute of the child at the end of `path` (of `parent` itself without one)."""
    found = child(parent, *path)
    return None if found is None else found.get(W + attribute)


def integer(parent: Element | None, *path: str, attribute: str = "val") -> int | None:
    """The same as a number, None where it is none or absurd."""
    written = value(parent, *path, attribute=attribute)
    if written is None:
        return None
    try:
        number = int(written[:12])
    except ValueError:
        return None
    return number if abs(number) <= _LARGEST else None


def flag(parent: Element | None, name: str) -> bool | None:
    """Whether a switch such as `<w:b/>` is on; None where it is not set."""
    found = child(parent, name)
    if found is None:
        return None
    return (found.get(W + "val") or "1").lower() not in _OFF


def within(element: Element, *names: str) -> bool:
    """Whether an element of one of these names lies below, at any depth."""
    return next(element.iter(*(W + name for name in names)), None) is not None
