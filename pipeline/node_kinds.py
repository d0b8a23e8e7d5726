"""What a node of the tree is: a section, a heading with nothing below it, one that holds work."""

from __future__ import annotations

import regex

from extractors import targets
from extractors.units import find, find_in_heading, starts_with_verb
from pipeline.aligned import Aligned
from pipeline.layout import is_capitals
from pipeline.lexicon import fold
from pipeline.model import SectionRole
from pipeline.nodes import Node
from pipeline.numbering import LabelKind
from pipeline.roles import assesses, orders_somebody, role_of
from pipeline.task_tables import Row, read_task_table

__all__ = [
    "each_names_doers",
    "ends_or_runs_on",
    "has_figures",
    "heading_text",
    "holds_work",
    "is_appendix",
    "is_bare_heading",
    "is_fault",
    "is_horizon",
    "is_of_work",
    "is_section",
    "is_topic",
    "role_of_article",
    "says_who",
    "tabulates",
]


def is_appendix(node: Node) -> bool:
    return node.label is not None and node.label.kind == LabelKind.APPENDIX


def holds_work(node: Node, *, to_somebody: bool = False) -> bool:
    """Whether most of what stands below a heading orders something, or says who does it.

    Purposes begin with verbs, too: with `to_somebody` only the latter counts.
    """
    leaves = [leaf for leaf in node.walk() if not leaf.children and len(leaf.text.text) > _SHORT]
    orders = sum(
        orders_somebody(leaf.text.text)
        or (not to_somebody and starts_with_verb(leaf.text.text))
        or bool(find(leaf.text.text).subjects)
        for leaf in leaves
    )
    return bool(leaves) and 2 * orders > len(leaves)


def says_who(node: Node) -> bool:
    """Whether lines below most items of a heading say who is to do it, or when."""
    leaves = [leaf for leaf in node.walk() if not leaf.children and len(leaf.text.text) > _SHORT]
    told = sum(bool(leaf.metas) for leaf in leaves)
    return bool(leaves) and 2 * told > len(leaves)


def tabulates(node: Node) -> bool:
    """Whether a table of tasks stands right below a heading."""
    grids = (child.grid for child in node.children if child.grid is not None)
    return any(isinstance(row, Row) for grid in grids for row in read_task_table(grid))


def each_names_doers(node: Node) -> bool:
    """Whether each item below a heading says who is to do it: "Về tình hình giải ngân" decides."""
    items = [child.text.text for child in node.children if child.label is not None]
    if not items:
        told = [*(child.text for child in node.children), *node.continued]
        items = [piece.text for piece in told]
        if any(assesses(text) for text in items):
            return False
    return bool(items) and all(orders_somebody(text) or find(text).subjects for text in items)


def is_of_work(role: SectionRole | None) -> bool:
    return role in (SectionRole.TASK, SectionRole.IMPLEMENTATION)


def is_section(node: Node) -> bool:
    """Whether a node is a heading with something below it.

    A labelled line that gives work to bodies is one; one that only introduces a list
    ("… gồm:", "… như sau:") is a step of the paths below it.
    """
    if node.paragraph or node.is_bullet:
        return False
    if node.label is not None and node.label.kind in (LabelKind.ARTICLE, LabelKind.APPENDIX):
        return True
    if not node.children:
        return False
    if is_fault(node):
        return True
    text = node.text.text
    introduces = _INTRODUCES.search(text) and not _names_details(text)
    if not node.marked and introduces and node.rank > LabelKind.ROMAN:
        return bool(find_in_heading(text)) and not _LEADS_OTHERS.match(fold(text))
    if node.looks_like_heading:
        return True
    if is_topic(node):
        return True
    return text.endswith(":") or (len(text) <= 120 and text.count(".") <= 1)


def is_topic(node: Node) -> bool:
    """ "1. Về tình hình kinh tế - xã hội tháng 5; tình hình giải ngân": a topic, however long, with
    paragraphs below it that tell what was found and what is to be done"""
    folded = fold(node.text.text)
    ends = folded.rstrip().endswith((".", ";", ":"))
    return folded.startswith("về ") and not ends and bool(node.continued)


def is_fault(node: Node) -> bool:
    """Whether a node tells what was found wanting and what mends it below: "Hạn chế: …"."""
    if _FAULT.match(fold(node.text.text)) is None:
        return False
    return any(_REMEDY.match(fold(child.text.text)) for child in node.children)


def _names_details(text: str) -> bool:
    """ "Chỉ tiêu cụ thể:", "Nhiệm vụ cụ thể:" are headings, whatever "…, cụ thể:" may be"""
    return _DETAILS.fullmatch(fold(text)) is not None and role_of(text) is not None


def ends_or_runs_on(text: str) -> bool:
    """Whether a line that introduces others is an order itself, not the name of a topic."""
    return text.rstrip().endswith((".", ";")) or len(text) > 160


def is_horizon(text: str, named: SectionRole | None, above: SectionRole | None) -> bool:
    """ "Tầm nhìn đến năm 2045" below "Chỉ tiêu cụ thể": goals of a later year

    So are those that are counted: "Mục tiêu 1: Trong lĩnh vực chính trị".
    """
    goals = (named, above) == (SectionRole.VIEWPOINT, SectionRole.TARGET)
    folded = fold(text)
    later = folded.startswith(("tầm nhìn", "định hướng đến"))
    return goals and (later or _GOAL_BY_NUMBER.match(folded) is not None)


_GOAL_BY_NUMBER = regex.compile(r"mục tiêu (?:số )?(?:\d|[ivx]+\s?[.:]|thứ )")


def has_figures(node: Node) -> bool:
    texts = [piece.text for leaf in node.walk() for piece in (leaf.text, *leaf.continued)]
    return any(targets.find(text, in_target_section=True) for text in texts)


def is_bare_heading(node: Node) -> bool:
    """A heading of a high level with nothing below it ("I. NHIỆM VỤ" / "II. …")."""
    if node.label is None or node.rank > LabelKind.ROMAN:
        return False
    text = node.text.text
    return node.marked or is_capitals(text) or (len(text) < 80 and role_of(text) is not None)


# "Hạn chế: Giải ngân còn chậm." / "- Biện pháp: Đẩy nhanh …"
_FAULT = regex.compile(
    r"(?:về\s)?(?:(?:hạn chế|khuyết điểm|tồn tại|thiếu sót|yếu kém)(?:,\s|\svà\s)?){1,3}"
    r"\s?(?:thứ \p{L}+|số \d+)?\s*:"
)
_REMEDY = regex.compile(r"(?:các\s)?(?:biện pháp|giải pháp)(?:,? (?:giải pháp|khắc phục)){0,2}\s*:")
# "c) Chỉ đạo các đơn vị trực thuộc thực hiện các nội dung sau:": whom the item itself is to lead
_LEADS_OTHERS = regex.compile(
    r"(?:lãnh đạo, |và )?(?:chỉ đạo|hướng dẫn|đôn đốc|phối hợp|kiểm tra)\s"
)
_SHORT = 20  # characters; a leaf that is shorter says nothing
# "Mục tiêu, chỉ tiêu cụ thể:"
_DETAILS = regex.compile(r"(?:các |một số |những |về )?\p{L}+ \p{L}+(?:,? \p{L}+){0,4} cụ thể\s*:")
_INTRODUCES = regex.compile(r"\b(?:sau|sau đây|gồm|bao gồm|cụ thể|là|như sau|trong đó)\s*:$")


def heading_text(node: Node) -> Aligned:
    """The heading without its final colon or full stop."""
    text = node.text.text.rstrip()
    shorter = text.rstrip(" :")
    if shorter.endswith(".") and not shorter.endswith(".."):
        shorter = shorter[:-1].rstrip()
    return node.text[: len(shorter)]


def role_of_article(node: Node) -> SectionRole | None:
    """What a `Điều` without a heading is for: to say who carries out, or to enact something."""
    if node.children:
        return None
    return SectionRole.IMPLEMENTATION if find(node.text.text).leads else SectionRole.OTHER
