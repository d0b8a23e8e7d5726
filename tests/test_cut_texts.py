"""A text may end anywhere: whatever stands last, no extractor raises."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
import regex

from extractors import citations, products, targets, time_clauses, units

OWN = Path(__file__).parents[1] / "corpus" / "own"
_PARAGRAPH = regex.compile(r"\p{L}[^\n]{60,400}")
_PLACE = regex.compile(r"(?<=[\s,;:.()/-])|(?=[\s,;:.()/-])")


def paragraphs(path: Path, most: int) -> list[str]:
    """Some paragraphs of a document, evenly spread over it."""
    found = [match.group() for match in _PARAGRAPH.finditer(path.read_text(encoding="utf-8"))]
    return found[:: max(1, len(found) // most)]


@pytest.mark.parametrize("path", sorted(OWN.glob("*.*")), ids=lambda path: path.stem)
def test_no_cut_makes_an_extractor_raise(path: Path) -> None:
    for text in paragraphs(path, 4):
        places = [match.start() for match in _PLACE.finditer(text)]
        for place in islice(places, 0, None, 3):
            for cut in (text[:place], text[place:]):
                units.find(cut)
                units.find_in_heading(cut)
                time_clauses.find(cut)
                citations.find(cut)
                targets.find(cut)
                products.find(cut)


@pytest.mark.parametrize("sign", [",", ", ", ";", " và", ":", " -", " (", "/"])
@pytest.mark.parametrize(
    "names",
    [
        "Thủ trưởng cơ quan ngang bộ",
        "Bộ trưởng, Thủ trưởng các cơ quan",
        "chủ tịch ủy ban nhân dân các tỉnh",
        "Giám đốc các Sở: Nội vụ",
        "Ủy ban nhân dân (UBND) các huyện",
    ],
)
def test_bodies_before_the_end_of_a_text(names: str, sign: str) -> None:
    found = units.find_in_heading(f"{names}{sign}")
    assert all(0 <= mention.start < mention.end <= len(names) for mention in found)
    units.find(f"{names}{sign}")
