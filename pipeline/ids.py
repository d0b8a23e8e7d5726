"""Ids: short, readable by their prefix, and the same for the same thing in every run."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date

import regex

from pipeline.lexicon import fold

__all__ = ["doc_id", "folded_name", "folded_number", "row_id", "task_id", "task_key", "work_id"]

_PREFIX = {"section": "s", "task": "t", "citation": "c", "target": "g", "issue": "i"}
_HEX_DIGITS = 16

_INVISIBLE = regex.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_NOT_IN_NUMBER = regex.compile(r"[\s*#_\\]+")
_OPENING = regex.compile(r"^(?:số|so)?[:.]*0*(?=\d)")
_NOT_IN_NAME = regex.compile(r"[^\p{L}\p{M}\p{Nd}]+")


def doc_id(sha256: str, part: int) -> str:
    """The id of a document: of its file's bytes and its place among the file's parts."""
    return _digest("d", sha256.lower(), part)


def work_id(number: str | None, issued_date: date | None, issuer: str | None) -> str | None:
    """The id of a work, whatever file carries it; None when its number is unknown.

    Made of what is known: a missing date or issuer counts as a value of its own, so that
    two mentions get one id only when they say the same. Fill date and issuer from a
    fuller mention first where there is one, and give the registry's id of the issuer
    rather than its name when it has one. Case, tone placement, Unicode form, dashes,
    spaces, Markdown marks, a leading "Số:" and zeros before the number make no
    difference.

    >>> work_id("256-KH/TU", date(2023, 4, 20), "Thành ủy") == work_id(
    ...     "Số: 256 – KH / TU", date(2023, 4, 20), "THÀNH UỶ")
    True
    """
    folded = folded_number(number)
    if folded is None:
        return None
    day = date(issued_date.year, issued_date.month, issued_date.day) if issued_date else None
    return _digest("w", folded, day.isoformat() if day else None, folded_name(issuer))


def task_id(doc_id: str, path: str) -> str:
    """The id of a task in one file."""
    return row_id(doc_id, "task", path)


def task_key(work_id: str | None, path: str) -> str | None:
    """The id of a task in a work, which a tracking system keys on; None without a work."""
    return None if work_id is None else _digest("k", work_id, path)


def row_id(doc_id: str, kind: str, *parts: str | int | None) -> str:
    """The id of a row of `kind` ("section", "citation", …) that `parts` tell from its like.

    Give parts that stay when other rows come or go: a path, or a span and a number
    among those that share it.
    """
    return _digest(_PREFIX.get(kind, kind), doc_id, kind, *parts)


def folded_number(number: str | None) -> str | None:
    """A document number as it is compared, or None without a digit, as in drafts ("-KH/TU").

    >>> folded_number("Số: 08 – KL / BTCTW")
    '8-kl/btctw'
    """
    text = _NOT_IN_NUMBER.sub("", fold(_plain(number or "")))
    text = _OPENING.sub("", text).strip(".,;:")
    return text if any(map(str.isdecimal, text)) else None


def folded_name(name: str | None) -> str | None:
    """The name of a body as it is compared, or None when nothing of it is left."""
    return _NOT_IN_NAME.sub(" ", fold(_plain(name or ""))).strip() or None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _digest(prefix: str, *parts: str | int | None) -> str:
    """`prefix` and the first 64 bits of a hash; NFC and NFD of a part give the same."""
    plain = [
        unicodedata.normalize("NFC", part) if isinstance(part, str) else part for part in parts
    ]
    content = json.dumps([prefix, *plain])
    return f"{prefix}_{hashlib.sha256(content.encode('ascii')).hexdigest()[:_HEX_DIGITS]}"
