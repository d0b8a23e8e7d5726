"""What the word lists do not have: headings and headers of tables are told by what is below them.

Each document at hand is read again as if a list had never met one of its words: the role of a
main section's heading, or what a column's header says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from pipeline import segment as segmenting
from pipeline import task_tables, tree
from pipeline.clean import Cleaned, clean
from pipeline.ingest import read
from pipeline.lexicon import fold
from pipeline.model import SectionRole
from pipeline.roles import role_of
from pipeline.segment import Part, segment
from pipeline.task_tables import column_kind

OWN = Path(__file__).resolve().parent.parent / "corpus" / "own"
WORK = frozenset({SectionRole.TASK, SectionRole.IMPLEMENTATION})


@cache
def documents() -> tuple[tuple[str, Cleaned], ...]:
    paths = sorted(path for path in OWN.iterdir() if path.suffix in (".txt", ".md"))
    return tuple((path.name, clean(read(path))) for path in paths)


def _main_headings(parts: Iterable[Part]) -> Iterator[tuple[int, str, str, bool]]:
    """Part, path, heading and whether it is one of work, of sections on the two upper levels."""
    for number, part in enumerate(parts):
        for section in part.sections:
            heading = fold(section.heading.text).strip(" :")
            if section.level <= 2 and heading and role_of(heading) is not None:
                yield number, section.path, heading, section.role in WORK


def test_sections_whose_heading_no_list_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = ""

    def knows_less(heading: str) -> SectionRole | None:
        return None if fold(heading).strip(" :") == hidden else role_of(heading)

    monkeypatch.setattr(segmenting, "role_of", knows_less)
    monkeypatch.setattr(tree, "role_of", knows_less)
    seen: Counter[tuple[bool, bool]] = Counter()
    for _, cleaned in documents():
        hidden = ""
        for number, path, heading, work in [*_main_headings(segment(cleaned))]:
            hidden = heading
            parts = segment(cleaned)
            roles = {one.path: one.role for one in parts[number].sections}
            seen[work, roles.get(path) in WORK] += 1
    assert sum(seen.values()) > 1000
    assert seen[True, True] >= 0.97 * (seen[True, True] + seen[True, False])
    assert seen[False, False] >= 0.85 * (seen[False, True] + seen[False, False])


@pytest.mark.parametrize(
    "hidden", [("lead", "both"), ("coordinate", "both"), ("time",), ("task",)], ids=" ".join
)
def test_columns_whose_header_no_list_knows(
    hidden: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: Counter[str] = Counter()
    for name, cleaned in documents():
        known = _told_in_tables(name, segment(cleaned))
        if not known:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(task_tables, "column_kind", _knowing_less(hidden))
            told = _told_in_tables(name, segment(cleaned))
        wanted = Counter(
            {one: count for one, count in known.items() if one[2] in hidden or hidden == ("task",)}
        )
        kept["wanted"] += wanted.total()
        kept["found"] += (told & wanted).total()
        kept["others"] += (told - known).total()
    assert kept["wanted"] > 400
    assert kept["found"] >= 0.9 * kept["wanted"]
    assert kept["others"] <= 0.02 * kept["wanted"]


def _knowing_less(hidden: tuple[str, ...]) -> Callable[[str], str | None]:
    def knows_less(header: str) -> str | None:
        kind = column_kind(header)
        return None if kind in hidden else kind

    return knows_less


def _told_in_tables(name: str, parts: Iterable[Part]) -> Counter[tuple[str, str, str, str]]:
    return Counter(
        (name, item.path, meta.kind, meta.aligned.text)
        for part in parts
        for item in part.items
        for meta in item.metas
        if meta.table and meta.kind in ("lead", "coordinate", "time")
    )
