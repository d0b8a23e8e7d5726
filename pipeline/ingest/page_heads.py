"""Lines of a head that were wrapped in their column: "CỘNG HÒA … VIỆT" and "NAM" below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from pipeline.ingest.page_lines import PrintLine, lengthened
from pipeline.lexicon import fold, load_yaml

__all__ = ["whole_heads"]

# "Lạng Sơn, ngày 14 tháng 10 năm 2025", its figures perhaps left to be filled in
_FIGURES = r"[\d.…_\s]*"
_PLACE_AND_DATE = regex.compile(
    rf"[\p{{L}}\s.\-–]{{2,60}},\s?ngày\s{_FIGURES}\stháng\s{_FIGURES}\snăm\s[\d.…_]+"
)


def whole_heads(lines: Sequence[PrintLine]) -> list[PrintLine]:
    """A page's lines, where a line of a head and what goes on with it below are one.

    A last word that stands below the columns, because it is nearer to the page's middle,
    belongs to the column of the line that it ends.
    """
    whole: list[PrintLine] = []
    for line in lines:
        above = whole[-1] if whole else None
        if above is None or not above.column or line.column not in (0, above.column):
            whole.append(line)
            continue
        text = f"{above.text} {line.text}"
        if _begins_fixed(above.text, text) or _ends_date(above.text, text):
            whole[-1] = lengthened(above, line.words, line.places, " " + line.text)
        else:
            whole.append(line)
    return whole


@cache
def _fixed() -> tuple[str, ...]:
    data = load_yaml("pipeline.ingest", "page_heads.yaml", frozenset({"lines"}))
    return tuple(map(fold, data["lines"]))


def _begins_fixed(begun: str, whole: str) -> bool:
    """Whether a text goes on as one of the fixed lines does, which it has begun."""
    begun, whole = fold(begun), fold(whole)
    return any(
        line.startswith(f"{begun} ") and f"{line} ".startswith(f"{whole} ") for line in _fixed()
    )


def _ends_date(begun: str, whole: str) -> bool:
    """Whether place and date are whole only with what stands below."""
    date = _PLACE_AND_DATE
    return "," in begun and date.fullmatch(whole) is not None and date.fullmatch(begun) is None
