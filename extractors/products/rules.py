"""From a verb and a thing in the text of a task to the product that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from extractors.products.bounds import phrase_end
from extractors.products.patterns import compiled, in_list
from extractors.products.stated import in_line
from pipeline.lexicon import fold
from pipeline.model import ProductMention, ProductSource

__all__ = ["in_text"]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its folded form, of the same length."""

    text: str
    folded: str
    masked: tuple[tuple[int, int], ...] = ()

    def is_masked(self, at: int) -> bool:
        """Whether `at` stands inside the name of a cited document."""
        return any(start < at < end for start, end in self.masked)

    def is_title(self, at: int) -> bool:
        """Whether a cited document's title begins: "Quyết định số … | ban hành Quy định"."""
        return any(end + 1 == at for _, end in self.masked)

    def before(self, at: int) -> str:
        """The clause before `at`, from the last sign that ends one."""
        cut = max(self.folded.rfind(sign, 0, at) for sign in (". ", ";", ":", "("))
        return self.folded[cut + 1 : at]

    def has_capital(self, at: int) -> bool:
        return self.text[at].isupper()


def in_text(text: str, masked: Iterable[tuple[int, int]]) -> list[ProductMention]:
    """Implements `products.find`."""
    here = _Text(text, fold(text), tuple(masked))
    found: list[ProductMention] = []
    for rule in (_remarks, _titled, _made, _turned, _established, _submitted, _reported):
        for mention in rule(here):
            if all(mention.end <= other.start or other.end <= mention.start for other in found):
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def _remarks(here: _Text) -> Iterator[ProductMention]:
    """ "(sản phẩm: Báo cáo khảo sát)": stated, if not on a line of its own."""
    for match in compiled("remark").finditer(here.folded):
        start, end = match.span("content")
        yield from in_line(here.text[start:end], ProductSource.REMARK, start)


def _titled(here: _Text) -> Iterator[ProductMention]:
    """A text that is a document's name: "Đề án phát triển kinh tế số"."""
    match = compiled("titled").match(here.folded)
    if match is None or match["kind"] == "báo cáo" or not here.has_capital(match.start("kind")):
        return
    if compiled("decides").match(here.folded, match.start("kind")):
        return
    phrases = list(_phrases(here, match.start("kind"), match.end("kind"), "product.titled"))
    if phrases and not compiled("says").search(here.folded, 0, phrases[-1].end + 12):
        yield from phrases


def _made(here: _Text) -> Iterator[ProductMention]:
    """ "xây dựng, ban hành Kế hoạch …", "sửa đổi, bổ sung Quy chế …"."""
    for match in compiled("makes").finditer(here.folded):
        verbs = match.captures("verb")
        if _is_meant(here, match, verbs) and _is_own(here, match.start("verb"), match.start()):
            amends = any(in_list("amends").fullmatch(verb) for verb in verbs)
            if amends and compiled("proposes").search(here.before(match.start())):
                continue
            issues = any(in_list("issues").fullmatch(verb) for verb in verbs)
            rule = "amended" if amends else "issued" if issues else "drafted"
            start = match.start("draft") if match["draft"] else match.start("kind")
            yield from _phrases(here, start, match.end("kind"), f"product.{rule}", cited=amends)


def _is_meant(here: _Text, match: regex.Match[str], verbs: list[str]) -> bool:
    """Whether these verbs make a thing that is written so, in capitals or not."""
    kind, named = match["kind"], here.has_capital(match.start("kind")) or bool(match["draft"])
    makers = [verb for verb in verbs if not in_list("carries").fullmatch(verb)] or verbs
    if not named and in_list("names_only").fullmatch(kind):
        return False
    if makers == ["tổng hợp"] and kind == "báo cáo":  # the verb: see `_reported`
        return False
    if makers == ["hoàn thành"] and in_list("fulfilled").fullmatch(kind):
        return False
    if named:
        return True
    if all(in_list("only_names").fullmatch(verb) for verb in makers):
        return False
    if all(in_list("wants_capital").fullmatch(verb) for verb in makers):
        return in_list("small_letters_too").fullmatch(kind) is not None
    return True


def _is_own(here: _Text, verb: int, at: int) -> bool:
    """Whether the task itself does what the verb at `at` says: it has not been done, and
    nobody only looks on ("hướng dẫn các xã | xây dựng kế hoạch")."""
    clause = here.before(at)
    if here.is_masked(verb) or here.is_title(verb) or compiled("not_own").search(clause):
        return False
    if compiled("set_apart_here").search(clause):
        return True
    looks = list(compiled("looks_on").finditer(clause))
    return not looks or compiled("set_apart").search(clause, looks[-1].end()) is not None


def _established(here: _Text) -> Iterator[ProductMention]:
    """ "thành lập Tổ công tác …": the body."""
    for match in compiled("establishes").finditer(here.folded):
        if _is_own(here, match.start("verb"), match.start()):
            yield from _phrases(here, *match.span("kind"), "product.established")


def _turned(here: _Text) -> Iterator[ProductMention]:
    """ "cụ thể hóa Nghị quyết thành kế hoạch hằng năm"."""
    for match in compiled("turns").finditer(here.folded):
        if _is_own(here, match.start("verb"), match.start()):
            yield from _phrases(here, *match.span("kind"), "product.drafted")


def _submitted(here: _Text) -> Iterator[ProductMention]:
    """ "trình Ban Thường vụ Tỉnh ủy Tờ trình …", "gửi báo cáo", "có văn bản …"."""
    for match in compiled("submits").finditer(here.folded):
        whom = match["whom"].strip()
        named = here.has_capital(match.start("kind")) or bool(match["draft"])
        if match["verb"] == "có":
            clause = here.before(match.start())
            meant = not whom and in_list("had").fullmatch(match["kind"]) is not None
            told = compiled("clause_start").search(clause) or compiled("told_to_have").search(
                clause
            )
            meant = meant and told is not None
        elif whom in ("", "các", "những", "một số"):
            meant = named or in_list("had").fullmatch(match["kind"]) is not None
        else:
            if match["kind"] == "báo cáo":  # the verb: see `_reported`
                continue
            is_body = here.has_capital(match.start("whom")) or in_list("somebody").match(whom)
            named = named or in_list("had").fullmatch(match["kind"]) is not None
            meant = bool(named and is_body and not compiled("works").search(whom))
        if meant and _is_own(here, match.start("verb"), match.start()):
            start = match.start("draft") if match["draft"] else match.start("kind")
            yield from _phrases(here, start, match.end("kind"), "product.submitted")


def _reported(here: _Text) -> Iterator[ProductMention]:
    """ "báo cáo kết quả thực hiện về Sở Nội vụ": a report, whether verb or noun."""
    for match in compiled("reports").finditer(here.folded):
        start, kind_end = match.span("kind")
        clause = here.before(start)
        if compiled("report_before").search(clause) or compiled("if_need").search(clause):
            continue
        if not _is_own(here, start, start):
            continue
        of = compiled("report_of").match(here.folded, kind_end)
        rest = here.folded[kind_end : kind_end + 120]
        if end := compiled("asks_until").search(rest):
            rest = rest[: end.start()]
        if not of and compiled("asks").search(rest):
            continue
        to_body = here.text[kind_end + 1 : kind_end + 2].isupper()
        if not (of or to_body or compiled("told").match(here.folded, kind_end)):
            continue
        yield from _phrases(here, start, kind_end, "product.reported")


def _phrases(
    here: _Text, start: int, kind_end: int, rule: str, *, cited: bool = False
) -> Iterator[ProductMention]:
    """The product that begins at `start`, and those listed behind it under the same verb.

    One that there is already, by its number or what follows it, is none, unless `cited`.
    """
    following: int | None = start
    while following is not None:
        begin, following = following, None
        if begin != start:
            thing = compiled("thing").match(here.folded, begin)
            if thing is None:
                return
            kind_end = thing.end()
        there = compiled("there_already").match(here.folded, kind_end)
        numbered = compiled("numbered").match(here.folded, kind_end)
        end, following = phrase_end(here.text, here.folded, begin, kind_end)
        if cited or not (there or numbered):
            kind = here.folded[begin:kind_end].removeprefix("dự thảo ").strip()
            if kind == "báo cáo":
                end = _told_to(here, kind_end, end)
            yield _mention(here, begin, end, kind, rule)


def _told_to(here: _Text, kind_end: int, end: int) -> int:
    """Where a report's phrase ends: before whom it is made to, "về Sở Nội vụ"."""
    for told in compiled("told_to").finditer(here.folded, kind_end, end):
        if here.has_capital(told.end()):
            return told.start()
    return end


def _mention(here: _Text, start: int, end: int, kind: str, rule: str) -> ProductMention:
    return ProductMention(start, end, here.text[start:end], kind, ProductSource.INFERRED, rule)
