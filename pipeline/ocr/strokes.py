"""Strokes of Roman numerals, counted in the picture: "XIH", "XIN" and "XI" may all be XIII."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt
import regex

__all__ = ["numerals", "recounted", "stems"]

_BAND = (0.25, 0.75)  # of the letters' height: between the serifs
_STRAIGHT = 0.85  # of the band that one column of a stem fills
_WIDEST = 0.4  # of the height: a stem is no wider
_FARTHEST = 0.75  # of the height: a stem is no farther from the next
_LEAST = 9  # pixels of height
_MOST = 3
_NUMERAL = regex.compile(
    r"(?P<open>[(“\"]?)(?P<head>X{0,3}V?)(?P<strokes>[IHl1|ÍÌỈĨỊN]{1,6})(?P<tail>(?!\p{L}).*)"
)
_LABEL = regex.compile(r"X{0,3}V?[IHNl|]{1,4}[-–.)/:]+")
# "HI- Về …": letters that are none of a label's; "HN." may be Hà Nội's
_NO_LABEL = regex.compile(r"(?=\w*H)X{0,3}V?[IHl|]{2,4}[-–.)/:]+")
_BRACKET = regex.compile(r"\)[.,;:]*$")
_SLASHES = regex.compile(r"^[/⁄∕]+")
_AFTER = frozenset({"khóa", "khoá", "hội", "thứ", "lần", "phần", "chương", "quý"})
_GRADES = frozenset({"cấp", "hạng", "loại", "bậc"})


def numerals(words: Sequence[str], lines: Sequence[int]) -> Iterator[int]:
    """Which words are Roman numerals, or what the engine made of them, that end in strokes.

    Those behind "khóa", "Đại hội", "quý" and the like, and labels of headings in capitals, of
    others where they are no labels as they were read ("HI-").
    Figures ("khóa 11") are none but behind "quý", where there is no eleventh.
    """
    for index, word in enumerate(words):
        match = _NUMERAL.fullmatch(word)
        if match is None:
            continue
        before = words[index - 1].casefold().strip('(“"') if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        strokes, quarter = match["strokes"], before == "quý"
        if before in _AFTER:
            named = bool(match["head"]) or set(strokes) & set("Il|ÍÌỈĨỊ") or quarter
            figures = strokes.isdigit() and not match["head"]
            if named and (not figures or (quarter and len(strokes) > 1)):
                yield index
            continue
        if before in _GRADES and strokes == "H" and not match["head"]:  # "cấp H": two strokes
            yield index
            continue
        begins = not index or lines[index] != lines[index - 1]
        capitals = after[:1].isupper() and after[:3].isupper()
        label = _LABEL if capitals else _NO_LABEL if after[:1].isupper() else None
        if begins and label is not None and label.fullmatch(word):
            yield index


def recounted(read: str, strip: npt.NDArray[np.uint8]) -> str | None:
    """The numeral with as many strokes as its picture has; None where they cannot be told.

    "XIH;" and "XI;" become "XIII;" where three strokes stand behind the X. `strip` is the
    word in grey, dark on light.
    """
    match, count = _NUMERAL.fullmatch(read), stems(strip, read)
    if match is None or count is None:
        return None
    return match["open"] + match["head"] + "I" * count + _SLASHES.sub("/", match["tail"])


def stems(strip: npt.NDArray[np.uint8], read: str) -> int | None:
    """How many upright strokes a numeral has behind its X and V: 1 to 3, else None.

    Serifs join strokes at their ends ("II" is read as "H"); between the serifs they stand
    apart, upright, of one width and near each other.

    Args:
        strip: the word in grey, dark on light.
        read: what the engine made of it.
    """
    match = _NUMERAL.fullmatch(read)
    if match is None or min(strip.shape) < _LEAST:
        return None
    light = int(np.percentile(strip, 90))
    dark = (strip < (int(strip.min()) + light) // 2).astype(np.uint8)
    first = _first_letter(dark, len(match["open"]))
    if first is None:
        return None
    left, top, bottom = first
    high = bottom - top
    band = dark[top + round(_BAND[0] * high) : top + round(_BAND[1] * high), left:]
    runs = _runs(band)
    if _BRACKET.search(read):
        runs = runs[:-1]
    found = list(_behind_head(band, runs, high, bool(match["head"])))
    widths = [end - start for start, end in found]
    if not 1 <= len(found) <= _MOST or max(widths) > 1.8 * min(widths) + 1:
        return None
    return len(found)


def _behind_head(
    band: npt.NDArray[np.uint8], runs: Sequence[tuple[int, int]], high: int, head: bool
) -> Iterator[tuple[int, int]]:
    """The stems that follow each other, behind the slanted strokes of X and V."""
    before: int | None = None  # where the last stem ended
    slanted = False
    for start, end in runs:
        upright = _is_stem(band[:, start:end], high)
        if before is None and not upright and head:
            slanted = True
            continue
        far = before is not None and start - before > _FARTHEST * high
        if not upright or far or slanted != head:
            return
        yield start, end
        before = end


def _first_letter(dark: npt.NDArray[np.uint8], skipped: int) -> tuple[int, int, int] | None:
    """Left, top and bottom of the first letter, after `skipped` brackets."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    parts = sorted(
        (int(x), int(y), int(y + h)) for x, y, _, h, _ in boxes[1:] if h > 0.5 * dark.shape[0]
    )
    found = parts[skipped : skipped + 1]
    return found[0] if found and found[0][2] - found[0][1] >= _LEAST else None


def _runs(band: npt.NDArray[np.uint8]) -> list[tuple[int, int]]:
    """The columns with ink in them, run by run."""
    inked = np.concatenate(([0], (band.sum(axis=0) > 0).astype(np.int8), [0]))
    steps = np.diff(inked)
    return list(
        zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True)
    )


def _is_stem(run: npt.NDArray[np.uint8], high: int) -> bool:
    if run.shape[1] > _WIDEST * high or float(run.mean(axis=0).max()) < _STRAIGHT:
        return False
    third = max(1, run.shape[0] // 3)
    ends = [_middle(run[:third]), _middle(run[third:-third]), _middle(run[-third:])]
    return max(ends) - min(ends) <= max(1.0, 0.09 * high)


def _middle(rows: npt.NDArray[np.uint8]) -> float:
    """The mean column of ink; far out where there is none."""
    columns = np.nonzero(rows)[1]
    return float(columns.mean()) if columns.size else -1e6
