"""What is written → a unit's name for reading, and its id in the registry."""

from __future__ import annotations

from functools import cache

import regex

from pipeline.lexicon import fold, load_csv

__all__ = ["level_of", "registry_ids", "unit_id", "unit_name"]

_COLUMNS = ("unit_id", "name", "level", "system", "aliases", "valid_from", "valid_to")


def unit_name(raw: str) -> str:
    """The name with single spaces.

    >>> unit_name("Ban Tổ chức  Thành ủy")
    'Ban Tổ chức Thành ủy'
    """
    return " ".join(raw.split())


# "Ban Chấp hành Trung ương khóa XIII": the body is the same in every term
_TERM = regex.compile(r"\s*\(?\s*(?:khóa|nhiệm kỳ)\s+[\divxlc–-]+\s*\)?$")


@cache
def _by_name() -> dict[str, str]:
    ids: dict[str, str] = {}
    for row in load_csv("extractors.units", "registry.csv", _COLUMNS):
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            ids[fold(" ".join(name.split()))] = row["unit_id"]
    return ids


def unit_id(name: str) -> str | None:
    """The registry id of a body known by this name everywhere, else None.

    Bodies that exist once in every province ("Sở Nội vụ") are not in the registry: which
    one is meant depends on the document's issuer.
    """
    return _by_name().get(_TERM.sub("", fold(" ".join(name.split()))))


def registry_ids() -> frozenset[str]:
    """Every id of the registry."""
    return frozenset(_by_name().values())


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
