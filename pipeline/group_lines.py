"""Lines behind the last item of a group that give bodies, time or product for all its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import regex

from extractors import time_clauses
from extractors.units import find
from pipeline.aligned import Aligned
from pipeline.lexicon import fold
from pipeline.nodes import Meta, Node

__all__ = ["by_items", "lines_for_all", "lines_for_each"]


def lines_for_each(root: Node) -> bool:
    """Whether a document gives a time to its labelled items one by one, more often than to groups.

    Then a line behind the last of a group is that item's, though those above it have none.
    """
    own = groups = 0
    for node in (root, *root.walk()):
        leaves = [child for child in node.children if not child.paragraph and not child.children]
        if len(leaves) < 2 or any(leaf.is_bullet for leaf in leaves):
            continue
        timed = [any(meta.kind == "time" for meta in leaf.metas) for leaf in leaves]
        own += sum(timed[:-1])
        groups += timed[-1] and not any(timed[:-1])
    return own > groups


def lines_for_all(node: Node, for_each: bool = False) -> tuple[Meta, ...]:
    """Lines after the last of several siblings that speak for all of them.

    They do where none of the siblings above has such a line of its own. Lines that name a lead
    do not where each of them says in its text who leads it; one of time alone does not where
    most of them say when, or where the document has such lines `for_each` item.
    """
    leaves = [child for child in node.children if not child.paragraph]
    if len(leaves) > 1 and all(child.children for child in leaves):
        return _for_all_below(leaves)
    if len(leaves) > 1 and (behind := _behind_inner_list(leaves)):
        return behind
    if len(leaves) < 2 or not _alone_has_lines(leaves[-1], leaves[:-1]):
        return ()
    metas = leaves[-1].metas
    timed = bool(metas) and all(meta.kind == "time" for meta in metas)
    if timed and not leaves[-1].is_bullet and (for_each or _mostly_timed(leaves[:-1])):
        return ()
    leads = any(meta.kind == "lead" for meta in metas)
    if leads and all(find(child.text.text).leads for child in leaves[:-1]):
        return ()
    # A product alone is that of the last; beside bodies or time for all it is theirs, too.
    return tuple(metas) if any(meta.kind != "product" for meta in metas) else ()


def _mostly_timed(items: Sequence[Node]) -> bool:
    timed = sum(bool(time_clauses.find(item.text.text)) for item in items)
    return 2 * timed > len(items)


def _alone_has_lines(last: Node, siblings: Sequence[Node]) -> bool:
    """Whether no line stands behind any of the siblings, or what is below them, but `last`."""
    every = (below for one in siblings for below in (one, *one.walk()))
    return not any(below.metas for below in every if below is not last)


def _behind_inner_list(bullets: Sequence[Node]) -> tuple[Meta, ...]:
    """A line of time behind the "+" of the last "-": the list's, where no other has one."""
    last = bullets[-1]
    if not last.children or not all(b.is_bullet for b in (*bullets, *last.children)):
        return ()
    if not _alone_has_lines(last.children[-1], bullets):
        return ()
    metas = last.children[-1].metas
    timed = all(meta.kind == "time" and not meta.in_bullet for meta in metas)
    return tuple(metas) if timed else ()


def _for_all_below(sections: Sequence[Node]) -> tuple[Meta, ...]:
    """Lines behind the last item of the last of several subsections, the only ones in them all.

    "Trách nhiệm thực hiện: …" below 4.1 and 4.2 speaks for both; a line of time alone does not.
    """
    last = sections[-1].children[-1]
    if not _alone_has_lines(last, sections):
        return ()
    alone = len(sections[-1].children) < 2 or last.children or last.paragraph
    bodies = any(meta.kind == "lead" for meta in last.metas)
    return tuple(last.metas) if bodies and not alone else ()


_ITEM: Final = r"(?:\d+(?:\.\d+)*|[a-zđ])(?![\p{L}\d])"
_ITEMS: Final = rf"{_ITEM}(?:(?:\s*,\s*|\s+và\s+){_ITEM})*"
# "(điểm 5.1, 5.3)" behind bodies, "các nhiệm vụ 5.1, 5.2" in the label of a line
_NAMES_ITEMS = regex.compile(
    rf"(?:điểm|ý|nhiệm vụ|nội dung|khoản|công việc)\s+(?P<items>{_ITEMS})"
    rf"|mục\s+(?P<items>{_ITEM}(?:(?:\s*,\s*|\s+và\s+){_ITEM})+)"
)
# "Phòng Nội vụ chủ trì | nội dung tại điểm 3.1, 3.2 |, phối hợp với …"
_WORK_AT = regex.compile(
    rf"(?<=\s)(?:các\s+)?(?:nội dung|nhiệm vụ|công việc)\s+(?:nêu\s+)?(?:tại|ở|trong)\s+"
    rf"(?:các\s+)?(?:điểm|mục|khoản)\s+(?P<items>{_ITEMS})(?=\s*(?:[,;.]|$))"
)
_CLAUSE = regex.compile(r"(?:^|;\s*)(?P<said>[^;]*)")
_IN_BRACKET = regex.compile(rf"\((?:các\s+)?(?:{_NAMES_ITEMS.pattern})\)")


def by_items(meta: Meta) -> list[tuple[Meta, frozenset[str]]]:
    """A line for a group by the items that it names, with their labels; none: for all of them.

    "Công an thành phố (điểm 5.1, 5.3); Phòng Nội vụ (điểm 5.2)" speaks of two, and so does "Phòng
    A chủ trì nội dung tại điểm 3.1, phối hợp với Ban B; Phòng C chủ trì nội dung tại điểm 3.2".
    """
    named = _NAMES_ITEMS.search(fold(meta.label))
    whole = _labels_of(named["items"]) if named else frozenset[str]()
    folded = fold(meta.aligned.text)
    pieces: list[tuple[Meta, frozenset[str]]] = []
    start = 0
    for match in _IN_BRACKET.finditer(folded):
        piece = _between_signs(meta.aligned[start : match.start()])
        pieces.append((replace(meta, aligned=piece), _labels_of(match["items"])))
        start = match.end()
    if not pieces:
        return _told_apart(meta, folded) or [(meta, whole)]
    rest = _between_signs(meta.aligned[start:])
    return [*pieces, (replace(meta, aligned=rest), whole)] if rest.text else pieces


def _told_apart(meta: Meta, folded: str) -> list[tuple[Meta, frozenset[str]]]:
    """The clauses of a line, each with the items that it names; none where one names no item."""
    found: list[tuple[Meta, frozenset[str]]] = []
    for clause in _CLAUSE.finditer(folded):
        named = _WORK_AT.search(clause["said"])
        if named is None:
            return []
        piece = meta.aligned[clause.start("said") : clause.end("said")]
        kept = piece.keep([(0, named.start()), (named.end(), len(piece.text))])
        found.append((replace(meta, kind="sentence", aligned=kept), _labels_of(named["items"])))
    return found


def _between_signs(aligned: Aligned) -> Aligned:
    text = aligned.text
    left = len(text) - len(text.lstrip(" ;,"))
    return aligned[left : max(left, len(text.rstrip(" ;,.")))]


def _labels_of(items: str) -> frozenset[str]:
    return frozenset(regex.findall(_ITEM, items))
