"""The opening paragraph → the body that issues the document; names compared by length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from extractors.header import patterns, words
from extractors.header.normalise import one_line
from extractors.header.rules import Found
from pipeline.lexicon import fold

RULES = ("header.issuer.opening", "header.issuer.closing")

_LONGEST_NAME_WORDS = 16
_LONGEST_NAME = 160  # characters
_LONGEST_LEAD_IN = 400
_KIND_OF_PLACE = r"\s(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)"
_SESSION_OF = regex.compile(r"(?i)hội\s+nghị\s+lần\s+thứ\s+[\p{L}\d]+,?\s+(?=ban\s)")
_BUILDS_PARTY = regex.compile(r"xây\s+dựng\s+đảng(?!\p{L})")
# "các | tổ chức |", "đầu tư | xây dựng |": no verb there
_IS_NOUN = regex.compile(r"(?<!\p{L})(?:các|những|mọi|đầu tư)$")
_ENDS_UNPLACED = regex.compile(rf"{_KIND_OF_PLACE}$")
_PLACED = regex.compile(rf"{_KIND_OF_PLACE}(?:\s\p{{Lu}}\p{{Ll}}+){{1,4}}$")


def issuer_in_opening(opening: str, type_name: str | None = None) -> Found[str] | None:
    """The subject of the clause that leads in: "…, Ban Thường vụ Huyện ủy ban hành … như sau:".

    The last such clause counts; a clause about a cited document ("…, Bộ Chính trị ban
    hành Kế hoạch số 12-KH/TW") does not.

    >>> issuer_in_opening("Thực hiện Nghị quyết, Tỉnh ủy ban hành Kế hoạch như sau:")
    Found(value='Tỉnh ủy', rule='header.issuer.opening')
    """
    folded = fold(opening)
    reports = fold(type_name or "").startswith("thông báo")
    sat = patterns.SAT.search(folded) if reports else None
    found = [
        (name, bool(patterns.LEADS_IN.search(_sentence(folded, end))))
        for name, verb, end in _subjects(opening, folded)
        if not (reports and verb == "kết luận")
    ]
    leading = [name for name, leads_in in found if leads_in] or [name for name, _ in found]
    if not leading and sat is not None:
        leading = [opening[slice(*sat.span("who"))]]
    if not leading:
        return None
    return Found(_in_full(one_line(leading[-1]), one_line(opening)), "header.issuer.opening")


def _in_full(name: str, opening: str) -> str:
    """The name with its place, where the opening has given it: "Ban Chấp hành Đảng bộ tỉnh | Hà
    Giang | họp Hội nghị …; Ban Chấp hành Đảng bộ tỉnh ban hành …"
    """
    if _ENDS_UNPLACED.search(name) is None:
        return name
    placed = regex.search(
        rf"{regex.escape(name)}(?:\s(?!Khóa|Lần|Hội)\p{{Lu}}\p{{Ll}}+){{2,4}}", opening
    )
    return placed.group() if placed else name


def issuer_in_closing(closing: str, type_name: str | None) -> Found[str] | None:
    """Who gives notice at the end of a Thông báo: "Văn phòng … thông báo để … biết".

    >>> issuer_in_closing("Văn phòng Tỉnh ủy thông báo để các cơ quan biết./.", "Thông báo").value
    'Văn phòng Tỉnh ủy'
    """
    if not fold(type_name or "").startswith("thông báo"):
        return None
    named = [name for name, verb, _ in _subjects(closing, fold(closing)) if verb == "thông báo"]
    return Found(one_line(named[-1]), "header.issuer.closing") if named else None


def is_council(found: Found[str]) -> bool:
    """Whether a head names a people's committee or council itself, and not its office."""
    return fold(found.value).startswith(("ủy ban nhân dân", "ubnd", "hội đồng nhân dân", "hđnd"))


def is_position(name: str) -> bool:
    """Whether the name is a person's office rather than a body: "Chủ tịch UBND tỉnh"."""
    return patterns.authority_in_title().match(fold(name)) is not None


def issuer(names: Iterable[Found[str] | None]) -> Found[str] | None:
    """The longest name; an office in the text only where no body is named.

    "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu …" under the header of the Ủy ban nhân dân
    does not issue in its stead. The header itself may name an office.
    """
    found = [name for name in names if name]
    if any(_of_centre(name.value) for name in found):  # they issue in the Central Committee's name
        found = [name for name in found if not _is_central(name.value)] or found
    bodies = [name for name in found if not is_position(name.value) or _may_be_office(name)]
    # what the text calls an organ goes before what the masthead's lines make of it
    told = [
        name
        for name in bodies
        if name.rule != "header.issuer.party_organ"
        or not any(
            fold(name.value).startswith(fold(other.value))
            for other in bodies
            if other.rule.endswith(("opening", "closing")) and len(other.value.split()) > 3
        )
    ]
    return longest(told or bodies or found)


def _may_be_office(name: Found[str]) -> bool:
    """Whether an office issues: the header's own, a chairman named above "Căn cứ …", or one
    whom the opening names with his place: "Chủ tịch Ủy ban nhân dân tỉnh Hà Giang yêu cầu"."""
    if name.rule == "header.issuer.left_column":
        return True
    chairman = fold(name.value).startswith("chủ tịch")
    placed = name.rule == "header.issuer.opening" and _PLACED.search(name.value) is not None
    return chairman and (placed or name.rule == "header.issuer.authority_line")


def _of_centre(name: str) -> bool:
    return fold(name).startswith(("ban bí thư", "bộ chính trị"))


def _is_central(name: str) -> bool:
    return fold(name).startswith(("ban chấp hành trung ương", "đảng cộng sản"))


def _subjects(opening: str, folded: str) -> Iterator[tuple[str, str, int]]:
    """Bodies right before a verb of issuing, with the verb and its end."""
    for verb in patterns.body_verb().finditer(folded):
        if patterns.CITES_NUMBER.match(folded, verb.end()):
            continue
        if _BUILDS_PARTY.search(folded, verb.start(), verb.end() + 8):
            continue  # "các ban | xây dựng | Đảng"
        if _IS_NOUN.search(folded, max(0, verb.start() - 8), verb.start()):
            continue  # "Mặt trận Tổ quốc và các | tổ chức | chính trị - xã hội"
        aside = patterns.ASIDE.search(folded, max(0, verb.start() - _LONGEST_NAME), verb.start())
        name = _body_before(opening, folded, aside.start() if aside else verb.start())
        if name and (session := _SESSION_OF.match(name)):
            name = name[session.end() :]  # "Hội nghị lần thứ tư | Ban Chấp hành Đảng bộ huyện"
        if name:
            yield name, one_line(verb.group("verb")), verb.end()


def _body_before(opening: str, folded: str, end: int) -> str | None:
    """The body whose name ends at `end` and begins after punctuation.

    A name with commas of its own ("Sở Văn hóa, Thể thao và Du lịch") is taken whole.
    """
    window = max(0, end - _LONGEST_NAME)
    floor = max(window, *(folded.rfind(mark, window, end) + 1 for mark in ".;:(\n"))
    starts = [match.end() for match in patterns.CLAUSE.finditer(folded, floor, end)]
    for start in reversed([floor, *starts]):
        while start < end and opening[start].isspace():
            start += 1
        name = opening[start:end]
        if not name[:1].isupper() or len(name.split()) > _LONGEST_NAME_WORDS:
            continue
        if cut := patterns.BEFORE_VERB.search(folded, start, end):
            end = cut.start()
            name = opening[start:end]
        if patterns.body_head().match(folded, start, end) and not patterns.body_verb().search(
            folded, start, end
        ):
            return name
    return None


def _sentence(folded: str, start: int) -> str:
    limit = min(len(folded), start + _LONGEST_LEAD_IN)
    end = folded.find(". ", start, limit)
    return folded[start : end if end >= 0 else limit]


def longest(names: Iterable[Found[str]]) -> Found[str] | None:
    """The name with most syllables, abbreviations counted in full; of equals the one in full.

    >>> longest([Found("UBND HUYỆN ĐÔNG KHÊ", "a"), Found("Ủy ban nhân dân huyện", "b")]).value
    'UBND HUYỆN ĐÔNG KHÊ'
    """
    return max(names, key=lambda name: (_syllables(name.value), len(name.value)), default=None)


def _syllables(name: str) -> int:
    lengths = words.abbreviations()
    return sum(lengths.get(word, 1) for word in fold(name).replace("-", " ").split())
