"""Lines that only say who does something and when, taken apart by what each part says."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from extractors import time_clauses
from extractors.units import find, is_body_list
from pipeline.aligned import Aligned
from pipeline.lexicon import fold
from pipeline.line_labels import line_label
from pipeline.nodes import Meta

__all__ = ["both_said", "pieces_of", "roles_said"]

_INNER_LABEL = regex.compile(r"[;.,]\s*(?=\p{L}[^:;.]{2,40}:)")
# "…; kiện toàn xong | trong tháng 01/2026"
_LEADS_TO_TIME = regex.compile(r"(?:\p{L}+\s){0,4}")
_LAST_STOP = regex.compile(r"[.;]\s+(?=\p{L}[^.;]{3,80}[.;)]*$)")
_SAYS_ROLE = regex.compile(
    r"(?P<names>.+?)[\s,]+(?:cùng\s)?"
    r"(?:(?P<lead>(?:chịu trách nhiệm\s)?(?:chủ trì|thực hiện|phụ trách|lãnh đạo|chỉ đạo)"
    r"(?:,?\s(?:thực hiện|tham mưu))?)"
    r"|(?:tham gia\s)?phối hợp(?:,?\s(?:thực hiện|hỗ trợ|tham gia|tham mưu))?)"
)
# "Giao Phòng Kinh tế chủ trì, phối hợp với Ban Quản lý dự án, Công an phường."
_SAYS_BOTH = regex.compile(
    r"(?:giao(?:\scho)?\s)?(?P<names>[^.;:]+?)\schủ trì(?:\sthực hiện)?,?"
    r"\sphối hợp(?:\s(?:với|cùng))?\s"
    r"(?P<others>[^.;:]+?)(?:\s(?:tổ chức\s|triển khai\s)?thực hiện)?[.;]?"
)
_SAYS_WHEN = regex.compile(r"(?:thời gian|thời hạn|hoàn thành|tiến độ)[^:;]{0,40}:\s*")
_CLAUSE = regex.compile(r"[^;.()]+(?:\.(?=\S)[^;.()]*)*")


def pieces_of(kind: str, label: str, content: Aligned) -> Iterable[tuple[str, str, Aligned]]:
    """A line that gives units or time, cut where another such label begins inside it.

    "Cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: Sở Nội vụ; thời gian: quý III/2026."
    """
    start = 0
    for match in _INNER_LABEL.finditer(content.text):
        told = line_label(content.text[match.end() :])
        if told is None or not told.gives:
            continue
        yield from _with_time(kind, label, content[start : match.start()].strip())
        begin = match.end() + told.end
        kind, label = told.kind, content.text[match.end() : begin].strip(" :")
        start = begin
    last = content[start : len(content.text.rstrip(" ;,"))]
    yield from _with_time(kind, label, last.strip())


def _with_time(kind: str, label: str, content: Aligned) -> Iterable[tuple[str, str, Aligned]]:
    """A line of bodies, and what stands behind its full stop where that is a time.

    "Đơn vị thực hiện: Trung tâm Công nghệ thông tin. Định kỳ 6 tháng một lần."
    """
    stop = _LAST_STOP.search(content.text) if kind in ("lead", "coordinate") else None
    if stop is not None:
        told = content[stop.end() : len(content.text.rstrip(" .;)"))]
        clauses = time_clauses.parse_line(told.text)
        short = bool(clauses) and _LEADS_TO_TIME.fullmatch(told.text[: clauses[0].start])
        if short and (not clauses[0].start or not _names_somebody(told.text)):
            yield kind, label, content[: stop.start()]
            yield "time", "", told
            return
    yield kind, label, content


def _names_somebody(text: str) -> bool:
    found = find(text)
    return bool(found.subjects or found.assigned or found.others)


def both_said(line: Aligned, in_bullet: bool) -> list[Meta]:
    """The bodies of a line that is a sentence of who leads with whom, and says no work."""
    both = _SAYS_BOTH.fullmatch(fold(line.text))
    parts = [line[slice(*both.span(name))] for name in ("names", "others")] if both else []
    if not parts or not all(is_body_list(part.text) for part in parts):
        return []
    kinds = ("lead", "coordinate")
    return [Meta(kind, part, "", in_bullet) for kind, part in zip(kinds, parts, strict=True)]


def roles_said(line: Aligned) -> list[Meta]:
    """What a line says that gives roles in sentences, and perhaps time, and nothing else.

    "Thanh tra Sở chủ trì; các phòng chuyên môn phối hợp. Thời gian: quý II/2024.", also in
    brackets. A line whose first clause is no such sentence gives nothing.
    """
    metas: list[Meta] = []
    for match in _CLAUSE.finditer(line.text):
        clause = line[match.start() : match.end()].strip()
        if not clause.text:
            continue
        when = _SAYS_WHEN.match(fold(clause.text))
        if when and metas:
            rest = line[match.start() :].strip()
            content = rest[when.end() : len(rest.text.rstrip(" .;)"))].strip()
            return [*metas, Meta("time", content, "thời gian", False)]
        told = line_label(clause.text) if metas else None
        if told is not None and told.kind in ("lead", "coordinate"):
            metas.append(Meta(told.kind, clause[told.end :].strip(), "", False))
            continue
        said = _SAYS_ROLE.fullmatch(fold(clause.text))
        if said is None or not is_body_list(clause.text[: said.end("names")]):
            return []
        kind = "lead" if said["lead"] else "coordinate"
        if not metas and kind == "coordinate":
            return []
        metas.append(Meta(kind, clause[: said.end("names")], "", False))
    return metas if len(metas) > 1 else []
