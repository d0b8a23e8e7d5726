"""Ways to write the same document otherwise, and what must stay the same: its values."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

import regex

from pipeline.clean import clean
from pipeline.extract import extract
from pipeline.lexicon import fold
from pipeline.model import Media, Page, Source
from pipeline.segment import segment

Values = Counter[tuple[Any, ...]]

_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé",
          "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip
# What recognition takes for what: marks, strokes, look-alikes.
_WRAPPED = 130  # characters; a text whose lines are all shorter is broken by hand
_MISREAD = {"ổ": "ố", "ể": "ế", "ẩ": "ấ", "ị": "i", "ạ": "a", "ề": "ê", "ừ": "ư", "n": "u",
            "c": "e", "ỏ": "ó", "ả": "à", "ữ": "ừ", "ộ": "ô", "m": "rn", "i": "í",
            "ă": "â"}  # fmt: skip
_DASH = r"(?m)(?<!\p{Ll}\n+)^(\s*)- |^(\s*)- (?!\p{Ll})"


def values_of(text: str) -> Values:
    """What the tables say of a text, without what only its spelling decides.

    Tasks by path, bodies by role and folded name, time by kind, dates and rule, citations
    by type, number and date; each as often as it is there.
    """
    source = Source("x.txt", "0" * 64, Media.TEXT, text, (Page(1, 0, len(text)),), "utf-8")
    cleaned = clean(source)
    rows = extract(source, cleaned, segment(cleaned))
    path_of = {row["task_id"]: row["path"] for row in rows["tasks"]}
    found: Values = Counter(("task", row["path"]) for row in rows["tasks"])
    found += Counter(
        ("unit", path_of[row["task_id"]], row["role"], fold(row["unit"]))
        for row in rows["responsibilities"]
    )
    found += Counter(
        ("time", path_of[row["task_id"]], row["kind"], row["start"], row["end"], row["rrule"])
        for row in rows["time_clauses"]
    )
    found += Counter(
        ("cite", row["cited_type"], row["cited_number"], row["cited_date"])
        for row in rows["citations"]
    )
    return found


def kept(before: Values, after: Values) -> float:
    """The share of all values of either side that both have (Dice coefficient), 0 to 1."""
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 1.0


def _sub(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: regex.sub(pattern, replacement, text)


def old_tones(text: str) -> str:
    """ "hoà", "uỷ" for "hòa", "ủy", where the vowel closes its syllable."""
    for new, old in _TONES.items():
        pair = {new: old, new.upper(): old.upper(), new.capitalize(): old.capitalize()}
        for one, other in pair.items():
            text = regex.sub(rf"(?<![qQ]){one}(?!\p{{L}})", other, text)
    return text


def page_breaks(text: str) -> str:
    """Pages that end inside sentences: a number, a form feed.

    Where lines are paragraphs they are cut in the middle; where they are broken by hand,
    pages end between them, as they do.
    """
    lines = text.split("\n")
    wrapped = max(map(len, lines)) < _WRAPPED
    out, count = [], 0
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        words = line.split(" ")
        goes_on = below[:1].islower() if wrapped else len(words) > 14
        count += goes_on
        if not goes_on or count % 12 or "|" in line:
            out.append(line)
        elif wrapped:
            out += [line, str(count // 12), "\f"]
        else:
            half = len(words) // 2
            out += [" ".join(words[:half]), str(count // 12), "\f" + " ".join(words[half:])]
    return "\n".join(out)


def plain(text: str) -> str:
    """Without the marks of Markdown; tables are left as they are, and stars that are bullets."""
    lines = []
    for line in text.split("\n"):
        bullet = regex.match(r"[ \t]*\*[ \t]+(?=[^\s*])|", line)
        kept = bullet.group() if bullet else ""
        bare = regex.sub(r"^#+\s+|\*+|(?<!\w)_+|_+(?!\w)", "", line[len(kept) :])
        lines.append(line if "|" in line else kept + bare)
    return "\n".join(lines)


def bold_headings(text: str) -> str:
    """Markdown put on: Roman sections in bold."""
    return regex.sub(r"(?m)^([IVX]{1,4}[.\-/)]+\s+\p{Lu}[^\n|*]{2,90}[^\n|.;:*])$", r"**\1**", text)


def headings_small(text: str) -> str:
    """Headings of Roman sections in small letters: "II. Nhiệm vụ cụ thể"."""

    def smaller(match: regex.Match[str]) -> str:
        return str(match[1]) + str(match[2]).capitalize()

    return regex.sub(r"(?m)^(\W*[IVX]{1,4}[.\-/)]+\s*)([\p{Lu}\s,\-]{6,90})(?=\W*$)", smaller, text)


def headings_large(text: str) -> str:
    """Headings that are labelled with a number or a numeral in capitals."""
    if max(map(len, text.split("\n"))) < _WRAPPED:
        return text  # where lines are broken by hand, one is no whole heading

    def larger(match: regex.Match[str]) -> str:
        return str(match[1]) + str(match[2]).upper()

    heading = r"(?m)^([*#\s]*(?:[IVX]{1,4}|\d)[.\-/)]+[*\s]*)(\p{Lu}[^\n|.;:]{4,90})(?=\W*$)"
    return regex.sub(heading, larger, text)


def noise(text: str, share: float = 0.01, seed: int = 7) -> str:
    """So large a share of the letters misread as recognition does; figures are left."""
    rng = random.Random(seed)
    return "".join(
        _MISREAD[char] if char in _MISREAD and rng.random() < share * 2.5 else char for char in text
    )


SAME: dict[str, Callable[[str], str]] = {
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "old tone placement": old_tones,
    "page breaks in sentences": page_breaks,
    "round bullets": _sub(_DASH, r"\1\2• "),
    "section labels with hyphens": _sub(r"(?m)^(\W{0,4}[IVX]{1,4})\.(?=\s)", r"\1-"),
    "section labels with slashes": _sub(r"(?m)^(\W{0,4}[IVX]{1,4})\.(?=\s)", r"\1/"),
    "items with brackets": _sub(r"(?m)^(\d{1,2})\.(?=\s+\p{Lu})", r"\1)"),
    "headings in small letters": headings_small,
    "headings in capitals": headings_large,
    "Markdown off": plain,
    "Markdown on": bold_headings,
    "doubled spaces": _sub(r"(?<=\S) (?=\S)", "  "),
}
