"""Where the phrase that names a product ends."""

from __future__ import annotations

from typing import Final

import regex

from extractors.products.patterns import compiled
from pipeline.lexicon import fold

__all__ = ["phrase_end"]

_SHORT: Final = 2  # syllables: "kế hoạch vốn và | danh mục dự án"
_LONGEST: Final = 220  # characters; titles of documents are longer only when they quote others


def phrase_end(text: str, folded: str, start: int, kind_end: int) -> tuple[int, int | None]:
    """Where the phrase ends whose kind word stands at `start` to `kind_end`.

    Second, where another product of the same verb begins ("Kế hoạch, | Đề án …"), or None.
    A phrase ends at a sign, before words that say when, how or what for, and at a comma or
    "và" behind which other work begins; pairs such as "kiểm tra, giám sát" hold together.
    """
    limit = min(len(text), start + _LONGEST)
    if folded[start - 1 : start] == '"' and (closing := folded.find('"', kind_end)) >= 0:
        return _trimmed(text, kind_end, closing), None
    at = kind_end
    weak = limit  # the last comma, where a phrase that is too long is cut
    while found := compiled("stop").search(folded, at, limit):
        if found["quote"]:
            closing = folded.find('"', found.end())
            at = closing + 1 if closing >= 0 else found.end()
            limit = max(limit, min(len(text), at + 40))
        elif found["word"] and _first_goes_on(found, kind_end):
            at = found.end()
        elif not found["comma"]:
            return _trimmed(text, kind_end, found.start()), None
        elif _joins(folded, found.start(), found.end()) or _dates(text, found):
            weak, at = found.start(), _behind(found)
        elif (thing := compiled("thing").match(folded, found.end())) and not (
            thing.group() == "báo cáo" and folded[kind_end : found.start()].strip()
        ):
            if _lists(text, folded, kind_end, found.start(), thing.start(), thing.group()):
                return _trimmed(text, kind_end, found.start()), thing.start()
            weak, at = found.start(), thing.end()
        elif _other_work(folded, found.end()) and not _goes_on(text[kind_end : found.start()]):
            return _trimmed(text, kind_end, found.start()), None
        else:
            weak, at = found.start(), _behind(found)
    if limit < len(text):
        limit = weak if weak < limit else max(kind_end, text.rfind(" ", kind_end, limit))
    return _trimmed(text, kind_end, limit), None


def _behind(found: regex.Match[str]) -> int:
    """Where to go on behind a comma: before its space, which words that end phrases want."""
    return max(found.end() - 1, found.start() + 1)


def _trimmed(text: str, kind_end: int, end: int) -> int:
    return kind_end + len(compiled("trailing").sub("", text[kind_end:end]))


def _joins(folded: str, start: int, end: int) -> bool:
    """Whether the comma at `start` to `end` stands inside a pair that holds together."""
    low = max(0, start - 60)
    return any(
        twin.start() < start and twin.end() > end
        for twin in compiled("twin").finditer(folded, low, end + 60)
    )


def _dates(text: str, found: regex.Match[str]) -> bool:
    """Whether the date of a cited number follows: "Kế hoạch số 07-KH/HU|, ngày 10/12/2020"."""
    return text[found.start() - 1].isupper() and text.startswith("ngày", found.end())


def _lists(text: str, folded: str, kind_end: int, comma: int, thing: int, kind: str) -> bool:
    """Whether the thing behind a comma is another product, not what the first one is about.

    "chương trình, | kế hoạch thực hiện"; "Đề án A và | Tờ trình"; not "Kế hoạch thực hiện
    Nghị quyết, | Chỉ thị".
    """
    said = folded[kind_end:comma].split()
    if not said:
        return True
    about = compiled("thing").search(folded, kind_end, comma) is not None
    named = text[thing].isupper() or folded[:kind_end].endswith(kind)
    return not about and (named or len(said) <= _SHORT)


def _other_work(folded: str, at: int) -> bool:
    """Whether other work begins at `at`; to report is other work, too."""
    return compiled("next_work").match(folded, at) is not None or folded.startswith("báo cáo", at)


def _goes_on(said: str) -> bool:
    """Whether what stands between kind and comma wants more verbs: "sắp xếp", "về lựa chọn"."""
    folded = fold(said).strip()
    if not said.strip()[:1].islower() or compiled("complete").fullmatch(folded):
        return False
    return compiled("on_work").search(folded) is not None


def _first_goes_on(found: regex.Match[str], kind_end: int) -> bool:
    """Whether a word that ends phrases stands straight behind the kind and does not: "bảo đảm"."""
    straight = found.start() == kind_end
    return straight and compiled("first_goes_on").fullmatch(found.group()) is not None
