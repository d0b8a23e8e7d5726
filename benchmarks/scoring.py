"""How far a recognised page is from its exact text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from rapidfuzz.distance import Levenshtein

__all__ = ["Score", "codes", "dates", "plain", "score", "total", "without_marks"]

# "28-NQ/TW", "09/CT-UBND", "118/2025/NĐ-CP", "35/2023/UBTVQH15", "540-BC/BTCTU"
_CODE = re.compile(r"(?<![\w/-])\d{1,4}(?:/\d{4})?[-/][A-ZĐ][\w]*(?:[-/][A-ZĐƯ][\w]*)*")
# "17/11/2022", "15/6", "ngày 05 tháng 3 năm 2024"
_DATE = re.compile(
    r"(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{4})?(?![\d/])|\d{1,2} tháng \d{1,2}(?: năm \d{4})?"
)
# "200-" at the end of a line, "QĐ/TW" on the next
_BROKEN = re.compile(r"(?<=\d[-/]) (?=[A-ZĐ])|(?<=[A-ZĐ][-/]) (?=[A-ZĐ])")


@dataclass(frozen=True)
class Score:
    """Counts of one page or of many; the rates are in per cent."""

    characters: int = 0
    character_errors: int = 0
    words: int = 0
    word_errors: int = 0
    mark_errors: int = 0  # words wrong in tone or letter marks alone
    unordered_errors: int = 0  # of words, wherever they stand
    codes: int = 0
    codes_kept: int = 0
    dates: int = 0
    dates_kept: int = 0

    @property
    def cer(self) -> float:
        return _percent(self.character_errors, self.characters)

    @property
    def wer(self) -> float:
        return _percent(self.word_errors, self.words)

    @property
    def tone_wer(self) -> float:
        return _percent(self.mark_errors, self.words)

    @property
    def unordered_wer(self) -> float:
        """Errors of words when their order does not count: what is above it is order."""
        return _percent(self.unordered_errors, self.words)

    @property
    def codes_percent(self) -> float:
        return _percent(self.codes_kept, self.codes, 100.0)

    @property
    def dates_percent(self) -> float:
        return _percent(self.dates_kept, self.dates, 100.0)


def score(truth: str, read: str) -> Score:
    """A page against its truth, both as `plain` makes them."""
    wanted, got = plain(truth), plain(read)
    words, others = wanted.split(), got.split()
    steps = Levenshtein.editops(words, others)
    marks = sum(
        step.tag == "replace"
        and without_marks(words[step.src_pos]) == without_marks(others[step.dest_pos])
        for step in steps
    )
    common = (Counter(words) & Counter(others)).total()
    return Score(
        len(wanted),
        Levenshtein.distance(wanted, got),
        len(words),
        len(steps),
        marks,
        max(len(words), len(others)) - common,
        *_kept(codes(wanted), codes(got)),
        *_kept(dates(wanted), dates(got)),
    )


def total(scores: Iterable[Score]) -> Score:
    """The sum: each page counts by its length."""
    counts = [astuple(one) for one in scores]
    return Score(*map(sum, zip(*counts, strict=True))) if counts else Score()


def plain(text: str) -> str:
    """Composed letters, every white space one blank. Nothing else is made equal."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_marks(word: str) -> str:
    """
    >>> without_marks("Đổi"), without_marks("tố") == without_marks("tổ")
    ('Doi', True)
    """
    letters = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def codes(text: str) -> list[str]:
    """Numbers of documents, also those that a line's end parts.

    >>> codes("Quy định số 124- QĐ/TW, Nghị quyết số 42/2025/NQ-HĐND")
    ['124-QĐ/TW', '42/2025/NQ-HĐND']
    """
    return _CODE.findall(_BROKEN.sub("", text))


def dates(text: str) -> list[str]:
    """
    >>> dates("ngày 17/11/2022, trước ngày 15/6; ngày 05 tháng 3 năm 2024")
    ['17/11/2022', '15/6', '05 tháng 3 năm 2024']
    """
    return _DATE.findall(text)


def _kept(wanted: list[str], got: list[str]) -> tuple[int, int]:
    return len(wanted), (Counter(wanted) & Counter(got)).total()


def _percent(part: int, whole: int, of_nothing: float = 0.0) -> float:
    return 100 * part / whole if whole else of_nothing
