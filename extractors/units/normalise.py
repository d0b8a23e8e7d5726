"""What is written → a unit's name for reading, and its id in the registry."""

from __future__ import annotations

from collections.abc import Collection

import regex

from extractors import registry
from pipeline.lexicon import fold

__all__ = ["level_of", "registry_ids", "unit_id", "unit_name"]


_SHORT_FORM = regex.compile(r"\(\p{Lu}[\p{Lu}&]{1,7}\)")


def unit_name(raw: str) -> str:
    """The name with single spaces, without its short form in brackets.

    >>> unit_name("Ban Tổ chức  Thành ủy"), unit_name("Ủy ban nhân dân (UBND) các huyện")
    ('Ban Tổ chức Thành ủy', 'Ủy ban nhân dân các huyện')
    """
    return " ".join(_SHORT_FORM.sub(" ", raw).split())


def unit_id(name: str) -> str | None:
    """The registry id of a central body known by this name in every document, else None.

    Which body "Sở Nội vụ" or "Thành ủy" is depends on the document: `registry.bind`.
    """
    return registry.central_id(name)


def registry_ids() -> Collection[str]:
    """Every id of the registry; made to be asked with `in`."""
    return registry.RegistryIds()


_LEVELS = (
    ("commune", regex.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\b")),
    ("grassroots", regex.compile(r"\b(?:chi bộ|chi ủy|thôn|khu phố)\b")),
    ("district", regex.compile(r"\b(?:huyện|quận|thị xã|huyện ủy|quận ủy|thị ủy)\b")),
    ("province", regex.compile(r"\b(?:tỉnh|thành phố|tỉnh ủy|thành ủy|sở)\b")),
    (
        "central",
        regex.compile(
            r"\b(?:trung ương|bộ chính trị|ban bí thư|quốc hội|chính phủ|bộ|thủ tướng)\b"
        ),
    ),
)
_LEVEL_CODES = {
    "TW": "central", "TTg": "central", "CP": "central", "TU": "province", "HU": "district",
    "QU": "district", "ThU": "district", "TXU": "district",
}  # fmt: skip


def level_of(issuer: str, number: str = "") -> str | None:
    """The level of an issuing body, from its name or, failing that, its document's number.

    >>> level_of("Ban Thường vụ Huyện ủy"), level_of("", "45-KH/TU")
    ('district', 'province')
    """
    folded = fold(issuer)
    for level, pattern in _LEVELS:
        if pattern.search(folded):
            return level
    code = regex.search(r"(\p{Lu}[\p{L}]*)$", number)
    return _LEVEL_CODES.get(code.group()) if code else None
