"""Labelled lines → a tree of nodes: which item stands under which."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import regex

from extractors.units import find, gives_work, is_body_list, starts_with_verb
from pipeline.aligned import Aligned
from pipeline.clean import Line
from pipeline.last_words import ASKS, asks_other_than, tells_all, with_last_words
from pipeline.layout import hangs, is_capitals, is_period
from pipeline.lexicon import fold
from pipeline.line_labels import LineLabel, line_label
from pipeline.node_kinds import is_appendix
from pipeline.nodes import ENDS_SENTENCE, Meta, Node
from pipeline.numbering import Label, LabelKind
from pipeline.roles import orders_somebody, role_of
from pipeline.said_lines import both_said, pieces_of, roles_said

__all__ = ["grow", "names_doers"]

_DEEPEST = 12  # levels; no document of the genre has as many
_LONGEST_PLAIN_HEADING = 100
_LONGEST_TITLE, _LONGEST_SUBTITLE = 200, 120  # of an appendix; of another label that stands alone
_LONGEST_ROLE_HEADING = 60
_HEADING_RANK = 5.5  # an unlabelled heading stands below a Roman section
# "Các nhiệm vụ tại mục 2 do Phòng Kinh tế chủ trì, …; hoàn thành trong quý III/2026.",
# "(Nhiệm vụ nêu tại mục này: Sở Nội vụ chủ trì)"
_FOR_GROUP = regex.compile(
    r"\(?(?:tất cả )?(?:các |những )?"
    r"(?:nhiệm vụ|nội dung công việc|nội dung|hoạt động|công việc|việc)"
    r"(?: nêu)?(?: tại| ở| trên| này| nói trên| từ| thuộc)(?:[^.;:]|\.(?=\d)){0,60}?"
    r"(?:\s(?:do|giao|giao cho)\s|:\s+(?=\p{L})"
    r"|\s(?:phải\s)?(?:hoàn thành|xong)\s(?:xong\s)?(?:trước|trong|chậm nhất)\s)"
)
# How a bullet begins that speaks of the items above it, not of one more
_MANY = (
    "các ", "những ", "tất cả các ", "nhiệm vụ tại ", "nhiệm vụ nêu ", "nội dung tại ",
    "nội dung nêu ", "công việc tại ",
)  # fmt: skip
# "Nhiệm vụ của các cơ quan được phân công tại bảng sau:": no heading, whoever it names
_LEADS_TO_TABLE = regex.compile(
    r"(?:bảng|biểu|phụ lục|danh mục)(?:\s(?:số\s)?[\divx]+)?"
    r"(?:\s(?:sau|sau đây|dưới đây|kèm theo))?\s*:$"
)
# "Bảng 1. Danh mục nhiệm vụ": a table's number is its label, as an appendix's is
_CAPTION = regex.compile(
    r"(?P<step>(?i:bảng|biểu)\s(?i:số\s)?(?:\d{1,2}|[IVX]{1,4}))\s?[.:–-]\s(?=\p{Lu})"
)
# "… thực hiện theo danh mục tại Bảng 1 dưới đây.": the item has the table below it
_HAS_TABLE = regex.compile(r"(?<!\p{L})(?:bảng|biểu)(?!\p{L})")
_CAPTION_RANK = 90.0  # below all that has a label: the next one ends a table's caption
_SET_IN = 2  # columns
_JUST_BELOW = 0.01  # of a rank: a list below an item of the same sign or numbering
# "Căn cứ Kế hoạch này, các sở, ban, ngành …" behind the last item: said to all
_FOR_ALL = regex.compile(
    r"(?:căn cứ|trên cơ sở|theo)\s(?:nội dung\s)?(?:kế hoạch|chương trình|nghị quyết|chỉ thị|đề án"
    r"|kết luận|hướng dẫn|thông báo)\s(?:hành động\s)?này(?:\s[^,]{0,60})?,\s"
)
_CARRIES_IT_OUT = (
    r"\s(?:thực hiện|triển khai|thi hành)\s(?:nội dung\s)?"
    r"(?:kế hoạch|chương trình|nghị quyết|chỉ thị|công điện|đề án|kết luận|thông báo|hướng dẫn)"
    r"\s(?:hành động\s)?này(?!\p{L})"
)
# "Giao Sở A chủ trì theo dõi, đôn đốc việc thực hiện Chỉ thị này …" behind it: of all of it
_OVER_ALL = regex.compile(
    rf"(?:giao|yêu cầu|đề nghị|phân công|ủy quyền)\s[^.;]{{5,200}}{_CARRIES_IT_OUT}"
)
_WATCHES_ALL = regex.compile(
    rf"^[^.;]{{3,120}}\s(?:theo dõi|đôn đốc|kiểm tra|giám sát)[^.;]{{0,80}}{_CARRIES_IT_OUT}"
)
# "Các cấp ủy tập trung thực hiện tốt các nhiệm vụ sau:" leads in what stands beside it
_LEADS_IN = regex.compile(
    r"\s(?:nhiệm vụ|nội dung|công việc|việc|giải pháp)(?:\s[^,.;:]{1,30})?"
    r"\s(?:sau|sau đây|dưới đây)\s*:$"
    r"|\s(?:thực hiện|triển khai|làm)\s(?:tốt\s)?(?:các|những)\s(?:nhiệm vụ|nội dung|công việc"
    r"|việc|giải pháp)\s*:$"
)
# "a) Biện pháp khắc phục: …" has its bodies and its time in "b) Trách nhiệm: …", "c) Thời gian: …"
_MEASURES = regex.compile(
    r"(?:các |những )?(?:nội dung|biện pháp|giải pháp|nhiệm vụ|công việc|hướng khắc phục"
    r"|cách khắc phục|phương án khắc phục|khắc phục|việc)(?!\p{L})"
)
_YEAR_ALONE = regex.compile(r"năm\s\d{4}\s?:?")
# "Phân công nhiệm vụ tại mục 2:", of which all items are meant
_AT_NODE = regex.compile(
    r"\s(?:tại|ở|của|thuộc)\s(?:mục|phần|điểm|khoản|nhóm)\s(?P<step>[\p{L}\d]+(?:\.\d+)*)"
    r"(?:\s(?:nêu\s)?trên)?\s*:"
)
_MOST_SKIPPED = 2  # letters between two lines "a) Cơ quan chủ trì: …", "c) Thời gian: …"
_MOST_SAID = 4  # lines behind one measure
_OWN_LEAD = regex.compile(r"(?:Đối với|Riêng|Với)\s[^:.;]{3,110}:|\p{Lu}[^:.;]{3,110}:\s")


def grow(lines: Iterable[Line], is_closing: Callable[[str], bool]) -> tuple[Node, list[Line]]:
    """The tree of `lines` (merged paragraphs), and the lines that close the document.

    The root has an empty text. A label of a kind that is open becomes a sibling; of
    another kind, a child, unless it ranks above what is open. `is_closing` tells
    a paragraph that ends the document; one that tells bodies to report is a task all the same.
    """
    builder = _Builder()
    closing: list[Line] = []
    lines, orders = with_last_words(lines)
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        if index in orders:
            builder.add_last_order(line)
            continue
        ends = below is None or (below.label is None and is_closing(below.text))
        last = ends and not closing and line.label is None and not builder.in_bare_heading
        if last and (tells_all(line.text) or builder.asks_another(line.text)):
            builder.add_last_order(line, to_all=True)
            continue
        closes = line.label is None and builder.root.children and is_closing(line.text)
        if closing or (closes and not builder.in_bare_heading):
            goes_on = line.label is not None and line.label.kind <= LabelKind.ROMAN
            if goes_on or line.grid is not None:
                closing_was, closing = closing, []
                for held in closing_was:
                    builder.add(held, None)
            else:
                closing.append(line)
                continue
        builder.add(line, below)
    _lift_lone_bullets(builder.root)
    return builder.root, closing


def _lift_lone_bullets(root: Node) -> None:
    """One bullet of another sign behind a whole sentence is the next item, not a list of its own.

    "- Hội đồng … bàn giao hồ sơ." / "+ Trong 05 ngày, Ban Chỉ huy … báo cáo." / "- …"
    """
    for node in (root, *root.walk()):
        lifted: list[Node] = []
        for child in node.children:
            lifted.append(child)
            lone = len(child.children) == 1 and child.is_bullet and not child.continued
            if lone and ENDS_SENTENCE.search(child.text.text) and child.text.text[-1] != ":":
                below = child.children[0]
                if below.is_bullet and not below.children:
                    lifted.append(child.children.pop())
        node.children = lifted


_LONGEST_BARE = 80  # characters


def _is_bare(node: Node) -> bool:
    """Whether a node is a marked heading, which needs something below it."""
    text = node.text.text
    short = 0 < len(text) <= _LONGEST_BARE and not text.rstrip().endswith((".", ";"))
    return node.label is not None and node.marked and short and not node.paragraph


def _is_short_heading(node: Node) -> bool:
    """Whether a node that is no bullet is a heading, and short as a name is."""
    short = not node.is_bullet and len(node.text.text) <= _LONGEST_BARE
    return short and node.looks_like_heading


def _is_main_section(node: Node) -> bool:
    """Whether a node is a section of the first order: a Roman label, capitals, a heading."""
    if node.paragraph or not node.looks_like_heading:
        return False
    return node.rank <= _HEADING_RANK or is_capitals(node.text.text)


class _Builder:
    def __init__(self) -> None:
        self.root = Node(None, Aligned.empty(), 0, -1.0)
        self.stack: list[Node] = [self.root]
        self.letters: tuple[int, Node | None] = (0, None)  # the last line of `_item_in_letters`

    @property
    def current(self) -> Node:
        return self.stack[-1]

    def _roles_of(self, line: Line, marked: int, for_group: bool) -> list[Meta]:
        """What a line without a label gives that only says who does the item above it."""
        said = roles_said(line.aligned) if for_group else []
        if not said and self._is_item:
            said = both_said(line.aligned[marked:], in_bullet=marked > 0)
        return said

    @property
    def _is_item(self) -> bool:
        """Whether what is open says itself what to do: a labelled item with nothing below it."""
        node = self.current
        item = node.label is not None and not node.looks_like_heading and not node.children
        return item and ENDS_SENTENCE.search(node.text.text) is not None

    def asks_another(self, text: str) -> bool:
        """Whether a paragraph before the end asks somebody by name whom the open item does not
        name: "Đề nghị Sở Y tế báo cáo …". One that asks the item's own goes on with it."""
        node = self.current
        above = [node.text, *node.continued]
        if node.label is None or ENDS_SENTENCE.search(above[-1].text) is None:
            return False
        return asks_other_than(" ".join(piece.text for piece in above), text)

    @property
    def in_bare_heading(self) -> bool:
        """Whether a heading waits for its text: "Điều 3. Trách nhiệm thi hành", "13. Chế độ báo
        cáo" with nothing below it. An appendix does not: what follows may be a note on it."""
        node = self.current
        if node.label is None or is_appendix(node):
            return False
        if node.children or node.continued or node.metas:
            return False
        article = node.label.kind == LabelKind.ARTICLE and node.looks_like_heading
        return article or _is_short_heading(node)

    def add(self, line: Line, below: Line | None) -> None:
        """Takes a line; `below` is the next one, None where it is not known."""
        meta = line_label(line.text)
        content = line.aligned[meta.end :].strip() if meta else None
        for_group = line.label is None and self.current is not self.root
        marked = line.label.end if line.label and line.label.kind.is_bullet else 0
        folded = fold(line.text)
        told = for_group or folded.startswith(_MANY, marked)
        spoken = _FOR_GROUP.match(folded, marked) if told else None
        if spoken and self.current is not self.root:
            self._add_group_line(line, marked, spoken.end())
        elif meta and content and content.text and meta.gives and self._takes_meta(line):
            self._add_meta(line, meta, content)
        elif meta and content and marked and meta.kind == "venue" and self._takes_meta(line):
            self._holder(line).metas.append(Meta("note", content, line.text[: meta.end], True))
        elif meta and content and marked and meta.kind == "goal" and self._is_of_item(line, below):
            holder = self._holder(line)
            holder.metas.append(Meta("goal", content, line.text[: meta.end].strip(" -+•*:"), True))
        elif (
            not meta
            and (measure := self._measure_before(line) or self._item_in_letters(line)) is not None
        ):
            self._add_to_measure(line, measure)
        elif not meta and (said := self._roles_of(line, marked, for_group)):
            self.current.metas += said
        elif line.label is not None:
            self._add_labelled(line, line.label)
        elif (caption := _CAPTION.match(line.text)) and below is not None and below.grid:
            self._add_caption(line, caption)
        elif (
            self._is_heading(line, below)
            or self._heads_items(line, below)
            or self._names_topic(line, below)
            or self._slants(line, below)
        ):
            self._add_heading(line)
        else:
            self._add_paragraph(line)

    def add_last_order(self, line: Line, to_all: bool = False) -> None:
        """A paragraph that closes a document and orders something: a task of the main section.

        Where items stand under no section, it goes on with the last, or is said `to_all`. Right
        below a heading that has nothing else ("7. Điều khoản khác") it is what that is for.
        """
        if not self.current.children and _is_bare(self.current):
            self._push(_paragraph(line))
            return
        if self._tells_of_topic and not fold(line.text).startswith("trên đây"):
            self.stack.pop()
            self._push(_paragraph(line))
            return
        depth = next(
            (n for n in range(len(self.stack) - 1, 0, -1) if _is_main_section(self.stack[n])), 0
        )
        if depth == 0 and not to_all:
            self._add_paragraph(line)
            return
        del self.stack[depth + 1 :]
        self._push(_paragraph(line))

    @property
    def _tells_of_topic(self) -> bool:
        """Whether paragraphs stand below an item's heading that names no bodies: "13. Chế độ báo
        cáo". What closes the document goes on with them."""
        if not self.current.paragraph or len(self.stack) < 3:
            return False
        above = self.stack[-2]
        topic = above.label is not None and _is_short_heading(above) and not _is_main_section(above)
        return topic and not is_body_list(above.text.text)

    # --- lines that give the units or the time of what stands above ---

    def _takes_meta(self, line: Line) -> bool:
        if self.current is self.root:
            return False
        return (
            line.label is None or line.label.kind.is_bullet or line.label.kind == LabelKind.LETTER
        )

    def _is_of_item(self, line: Line, below: Line | None) -> bool:
        """Whether a bullet "- Chỉ tiêu: …" is one of the lines that give what the item has."""
        if not self._takes_meta(line):
            return False
        said = line_label(below.text) if below else None
        return bool(self._holder(line).metas) or (said is not None and said.gives)

    def _measure_before(self, line: Line) -> Node | None:
        """The open "a) Biện pháp khắc phục: …" of which "b) Trách nhiệm: …" tells the bodies.

        None for any other line, and where such lines are items of their own ("2. Thời gian: …").
        """
        label = line.label
        if label is None or label.kind not in (LabelKind.DECIMAL, LabelKind.LETTER):
            return None
        said = line_label(line.aligned[label.end :].strip().text)
        if said is None or not said.gives:
            return None
        for node in self.stack[:1:-1]:
            if node.rank == _rank(label) and node.level_value:
                later = 0 < label.value[-1] - node.level_value[-1] <= _MOST_SAID
                return node if later and _MEASURES.match(fold(node.text.text)) else None
        return None

    def _item_in_letters(self, line: Line) -> Node | None:
        """The open item whose bodies and time stand in lines with letters below it.

        "1.1. Rà soát …" / "a) Cơ quan chủ trì: …" / "b) Cơ quan phối hợp: …" / "c) Thời gian: …";
        behind the bullets of an item they hold for all of these.
        """
        label, node = line.label, self.current
        if label is None or label.kind != LabelKind.LETTER or node is self.root or node.children:
            return None
        if node.is_bullet and len(self.stack) > 2:
            node = self.stack[-2]
        if node.rank <= LabelKind.ROMAN or node.is_bullet or node.label is None:
            return None
        said = line_label(line.aligned[label.end :].strip().text)
        if said is None or not said.gives or said.for_group:
            return None
        last, begun = self.letters if self.letters[1] is node else (0, None)
        follows = 0 < label.value[-1] - last <= _MOST_SKIPPED if begun else label.value[-1] == 1
        if not follows or (begun is None and said.kind not in ("lead", "coordinate")):
            return None
        self.letters = (label.value[-1], node)
        return node

    def _add_to_measure(self, line: Line, measure: Node) -> None:
        assert line.label is not None
        inner = line.aligned[line.label.end :].strip()
        said = line_label(inner.text)
        assert said is not None
        metas = measure.group_metas if measure.children else measure.metas
        label = inner.text[: said.end].strip(" -+•*:")
        for kind, piece_label, piece in pieces_of(said.kind, label, inner[said.end :].strip()):
            metas.append(Meta(kind, piece, piece_label, True))

    def _add_group_line(self, line: Line, start: int, begin: int) -> None:
        """A sentence that gives bodies or time for all the items of the open group.

        It begins at `start`, and at `begin` comes to them; brackets around it are left out.
        """
        said = line.aligned[start:]
        if said.text.startswith("("):
            said = said[begin - start : len(said.text.rstrip(" .;)"))]
        group = self._named_above(line.text) or self._group()
        group.group_metas += [
            Meta(kind, piece, label, False)
            for kind, label, piece in pieces_of("sentence", "", said)
        ]

    def _group(self) -> Node:
        """The node whose items a line for a group speaks of: the parent of the last one."""
        depth = len(self.stack) - 1
        if depth > 0 and not self.current.children:
            depth -= 1
        while depth > 0 and self.stack[depth].paragraph:
            depth -= 1
        return self.stack[depth]

    def _named_above(self, label: str) -> Node | None:
        """The open node that a line's label names: "Phân công nhiệm vụ tại mục 2: …" """
        named = _AT_NODE.search(fold(label))
        if named is None:
            return None
        step = named["step"].rstrip(".")
        held = [n for n in self.stack[1:] if n.label is not None and fold(n.label.step) == step]
        return held[-1] if held and held[-1].children else None

    def _stage(self, named: str | None) -> Node | None:
        """The open node that is labelled so ("Bước 2"), with items below it."""
        for node in self.stack[1:-1]:
            if node.label is not None and fold(node.label.step) == named:
                return node
        return None

    def _add_meta(self, line: Line, said: LineLabel, content: Aligned) -> None:
        group = said.for_group
        stage = self._stage(said.stage)
        if group:
            node = self._named_above(line.text[: said.end]) or self._group()
        elif stage is not None:
            node, group = stage, True
        else:
            node = self._holder(line)
        in_bullet = line.label is not None
        label = line.text[: said.end].strip(" -+•*:")
        metas = node.group_metas if group else node.metas
        for piece_kind, piece_label, piece in pieces_of(said.kind, label, content):
            metas.append(Meta(piece_kind, piece, piece_label, in_bullet))

    def _holder(self, line: Line) -> Node:
        """The item that a line with a label of its own speaks for."""
        node = self.current
        if line.label is not None and node.label is not None and len(self.stack) > 2:
            # a bullet beside the item's own bullets speaks for the item above them
            beside = self._open_beside(line, line.label) or len(self.stack) - 1
            parent = self.stack[beside - 1]
            if node.label.kind == line.label.kind and parent.rank > LabelKind.ROMAN:
                return parent
        return node

    # --- labelled lines ---

    def _add_labelled(self, line: Line, label: Label) -> None:
        rank = self._rank_of(line, label)
        if self.current.paragraph:
            self.stack.pop()
        if not self._nests_under_open_heading(label, rank):
            self._pop_for(label, rank)
        text = line.aligned[label.end :]
        node = Node(
            label,
            text,
            line.aligned.starts[0],
            rank,
            line.heading > 0 or line.bold,
            _style(line),
            label_end=line.aligned.span(0, label.end)[1],
            joints=tuple(joint - label.end for joint in line.joints if joint > label.end),
            level_value=label.value,
            indent=line.indent,
        )
        self._push(node)

    def _rank_of(self, line: Line, label: Label) -> float:
        """Its rank; a bullet set in below one of the same sign that leads in ranks below that.

        "- Tập huấn, gồm các lớp sau:" / "  - 06 lớp …": lists of Markdown often have one sign.
        So does a number that begins anew below a heading of Markdown: "### 4. Máy" / "1. Mua …".
        """
        if not label.kind.is_bullet:
            return self._rank_below_marked(line, label)
        beside = self._open_beside(line, label)
        if beside is not None:
            return self.stack[beside].rank
        node = self.current
        alike = node.label is not None and node.label.kind == label.kind
        leads_in = node.text.text.endswith(":") and not node.children
        if alike and leads_in and line.indent >= node.indent + _SET_IN:
            return node.rank + _JUST_BELOW
        return _rank(label)

    def _rank_below_marked(self, line: Line, label: Label) -> float:
        rank = _rank(label)
        plain = not (line.heading or line.bold)
        for node in reversed(self.stack[1:]):
            if node.rank == rank + _JUST_BELOW and plain:
                return node.rank
            if node.rank == rank:
                alike = node.label is not None and node.label.kind == label.kind
                marked = plain and (node.style[0] > 0 or node.style[1])
                anew = label.value[-1] == 1 and not node.children
                return rank + _JUST_BELOW if alike and marked and anew else rank
        return rank

    def _open_beside(self, line: Line, label: Label) -> int | None:
        """Where in the stack the open bullet of the same sign stands that is set in as far."""
        if not label.kind.is_bullet:
            return None
        for index in range(len(self.stack) - 1, 0, -1):
            node = self.stack[index]
            alike = node.label is not None and node.label.kind == label.kind
            if alike and abs(node.indent - line.indent) < _SET_IN:
                return index
        return None

    def _nests_under_open_heading(self, label: Label, rank: float) -> bool:
        """A first label right under a line that leads in opens a deeper level."""
        node = self.current
        if (
            node is self.root
            or (node.children and not _leads_in_below(node))
            or node.continued
            or len(self.stack) > _DEEPEST
        ):
            return False
        if label.kind.is_bullet:
            is_open = any(other.rank == rank for other in self.stack[1:])
            return not is_open and (node.rank < rank or node.text.text.endswith(":"))
        if label.value[-1] != 1:
            return node.rank > rank and self._runs_on(label, rank)
        if node.rank == rank:
            return False
        if node.rank < rank:
            return True
        leads_in = node.text.text.endswith(":") or (node.looks_like_heading and not node.is_bullet)
        return leads_in and not self._continues_sequence(label, rank)

    def _runs_on(self, label: Label, rank: float) -> bool:
        """Whether numbers run on below the next heading: "a) Về kinh tế" / "(1) …", "(2) …" /
        "b) Về xã hội" / "(3) …"."""
        node, beside = self.current, self.stack[-2].children
        if len(beside) < 2 or beside[-2].rank != node.rank or not beside[-2].children:
            return False
        last = beside[-2].children[-1]
        if last.label is None or last.rank != rank or not node.looks_like_heading:
            return False
        return last.level_value == (*label.value[:-1], label.value[-1] - 1)

    def _continues_sequence(self, label: Label, rank: float) -> bool:
        return any(
            node.rank == rank and node.level_value and label.value[-1] == node.level_value[-1] + 1
            for node in self.stack
        )

    def _pop_for(self, label: Label, rank: float) -> None:
        if any(node.rank == rank for node in self.stack[1:]):
            while self.current.rank != rank:
                self.stack.pop()
            self.stack.pop()
            return
        while self.current is not self.root and (
            self.current.rank > rank or (self.current.paragraph)
        ):
            self.stack.pop()

    def _push(self, node: Node) -> None:
        self.current.children.append(node)
        self.stack.append(node)

    # --- lines without a label ---

    def _is_heading(self, line: Line, below: Line | None) -> bool:
        text = line.text
        ended = ENDS_SENTENCE.search(text) is not None and not text.endswith(":")
        if line.table or len(text) > 200 or ended or _LEADS_TO_TABLE.search(fold(text)):
            return False
        if text.startswith(("(", "“", '"')):
            return False
        if names_doers(text) or self._names_bodies(line, below):
            return True
        if self._names_role(line):
            return True
        return (
            line.heading > 0
            or (line.bold and len(text) <= 160)
            or (is_capitals(text) and len(text) > 5)
        )

    def _names_role(self, line: Line) -> bool:
        """Whether a few words by themselves name what follows: "Nhiệm vụ và giải pháp"."""
        text = line.text
        alone = line.blank_before and len(text) <= _LONGEST_ROLE_HEADING and text[:1].isupper()
        if not alone or hangs(text) or role_of(text) is None:
            return False
        node = self.current
        if node is self.root:
            return True
        above = node.continued[-1] if node.continued else node.text
        if node.looks_like_heading and node.rank <= LabelKind.ROMAN and not hangs(above.text):
            return True  # "I. MỤC ĐÍCH, YÊU CẦU" / "Mục đích"
        return ENDS_SENTENCE.search(above.text) is not None or node.label is None

    def _names_bodies(self, line: Line, below: Line | None) -> bool:
        """Whether bodies alone head a paragraph of what they do: "Văn phòng" / "Chuẩn bị …"."""
        text = line.text
        if not line.blank_before or line.table or len(text) > _LONGEST_PLAIN_HEADING:
            return False
        if below is None or below.label is not None or below.blank_before or below.grid:
            return False
        if not text[:1].isupper() or ENDS_SENTENCE.search(text) or hangs(text):
            return False
        return starts_with_verb(below.text) and is_body_list(text)

    def _heads_items(self, line: Line, below: Line | None) -> bool:
        """Whether a few words by themselves head the items below them ("Quy hoạch" / "- …").

        They stand between whole sentences, in letters of any look.
        """
        text = line.text
        if below is None or below.grid is not None:
            return False
        period = is_period(text) or _YEAR_ALONE.fullmatch(fold(text)) is not None
        if below.label is None and not period:
            return False  # "Quý II/2027" heads paragraphs, too
        if below.label is not None and below.label.kind < LabelKind.ARABIC:
            return False
        if line.table or line.grid or len(text) > _LONGEST_PLAIN_HEADING or not text[:1].isupper():
            return False
        if ENDS_SENTENCE.search(text) or hangs(text) or self.current is self.root:
            return False
        above = self.current.continued[-1] if self.current.continued else self.current.text
        ended = ENDS_SENTENCE.search(above.text) is not None and not above.text.endswith(":")
        return ended or self.current.looks_like_heading

    def _names_topic(self, line: Line, below: Line | None) -> bool:
        """Whether "Về kinh tế" stands by itself between whole paragraphs without labels."""
        text = line.text
        if below is None or below.label is not None or below.grid or line.table or line.grid:
            return False
        alone = line.blank_before and below.blank_before and self.current is not self.root
        if not alone or len(text) > _LONGEST_ROLE_HEADING or not text.startswith("Về "):
            return False
        if ENDS_SENTENCE.search(text) or hangs(text):
            return False
        above = self.current.continued[-1] if self.current.continued else self.current.text
        ended = ENDS_SENTENCE.search(above.text) is not None or self.current.looks_like_heading
        return ended and ENDS_SENTENCE.search(below.text) is not None

    def _slants(self, line: Line, below: Line | None) -> bool:
        """Whether a few words in italics by themselves head upright paragraphs below them."""
        if not line.italic or below is None or below.italic or below.grid or line.grid:
            return False
        text = line.text
        if len(text) > _LONGEST_PLAIN_HEADING or not text[:1].isupper() or hangs(text):
            return False
        apart = self.current is not self.root and len(below.text) > len(text)
        return apart and ENDS_SENTENCE.search(text) is None and ":" not in text

    def _add_heading(self, line: Line) -> None:
        """An unlabelled heading: beside an open one that is set alike, or below the current.

        Where nothing tells by its look, a heading that names no role stands below one that
        does and has nothing of its own yet ("Nhiệm vụ" / "Chỉnh trang đô thị").
        """
        if self._entitles(line):
            return
        capitals = is_capitals(line.text)
        style = _style(line)
        rank = LabelKind.ROMAN + 0.0 if capitals else _HEADING_RANK
        opened = self.current.marked and self._is_bare_label()  # "I- QUÝ I" / "THÁNG 01"
        beside = None if opened else self._beside(line, style, capitals)
        if beside is not None and not self._opens_below(beside, line):
            while self.current is not beside:
                self.stack.pop()
            self.stack.pop()
            rank = beside.rank
        elif beside is None and any(
            node.rank == rank and node.label is None and not self._opens_below(node, line)
            for node in self.stack[1:]
        ):
            while not (self.current.rank == rank and self.current.label is None):
                self.stack.pop()
            self.stack.pop()
        else:
            while self.current is not self.root and (
                not self.current.looks_like_heading
                or (self.current.rank >= rank and capitals and not self._is_bare_label())
            ):
                self.stack.pop()
            if self.current is not self.root and (not capitals or self.current.rank >= rank):
                rank = max(rank, self.current.rank + 0.05)
        start, end = line.aligned.whole
        self._push(Node(None, line.aligned, start, rank, True, style, label_end=end))

    def _add_caption(self, line: Line, caption: regex.Match[str]) -> None:
        """The numbered caption of the table that follows: below the item that speaks of it."""
        if self.current.rank == _CAPTION_RANK:
            self.stack.pop()
        node = self.current
        item = node.label is not None and not node.label.kind.is_bullet and not node.children
        if not (item and _HAS_TABLE.search(fold(node.text.text))):
            while self.current is not self.root and not self.current.looks_like_heading:
                self.stack.pop()
        printed = line.text[: caption.end()].strip()
        label = Label(LabelKind.STAGE, printed, caption["step"], (), caption.end())
        self._push(
            Node(
                label,
                line.aligned[caption.end() :],
                line.aligned.starts[0],
                _CAPTION_RANK,
                True,
                _style(line),
                label_end=line.aligned.span(0, caption.end())[1],
            )
        )

    def _is_bare_label(self) -> bool:
        """Whether the open heading has a label and nothing below it yet ("I- QUÝ I")."""
        node = self.current
        return node.label is not None and not (node.children or node.continued or node.metas)

    def _beside(self, line: Line, style: tuple[int, bool, bool], capitals: bool) -> Node | None:
        """The open heading that is set as `line` is; the highest where `line` names a role."""
        alike = [
            node
            for node in self.stack[1:]
            if node.marked and node.style == style and is_capitals(node.text.text) == capitals
        ]
        if not alike:
            return None
        named = role_of(line.text) is not None and alike[0].label is None
        return alike[0] if named else alike[-1]

    def _opens_below(self, node: Node, line: Line) -> bool:
        """Whether a heading stands below one that is open and has nothing below it yet."""
        if node is not self.current or node.children or node.continued or node.label is not None:
            return False
        if node.style != _style(line) and node.style[1:] != (False, False):
            return True
        return role_of(node.text.text) is not None and role_of(line.text) is None

    def _entitles(self, line: Line) -> bool:
        """Whether the line is the title of a label that stood alone ("PHỤ LỤC I")."""
        node = self.current
        if node.label is None or node.label.kind.is_bullet or node.children or node.continued:
            return False
        named = node.label.kind <= LabelKind.ROMAN and len(line.text) <= _LONGEST_TITLE
        if not named or line.text.startswith("(") or (node.text.text and not node.entitled):
            return False
        if node.text.text and is_capitals(node.text.text) != is_capitals(line.text):
            return False
        node.text = Aligned.join((node.text, line.aligned))
        node.entitled = node.marked = True
        return True

    def _add_paragraph(self, line: Line) -> None:
        node = self.current
        if line.grid is not None:
            self._add_table(line)
            return
        if self._leaves_list(line):
            node = self.current
        longest = _LONGEST_TITLE if is_appendix(node) else _LONGEST_SUBTITLE
        short = len(line.text) <= longest and not ENDS_SENTENCE.search(line.text)
        if not node.text.text and short and self._entitles(line):
            return
        if node is not self.root and node.paragraph:
            parent = self.stack[-2]
            if self._opens_own(line, parent):
                self.stack.pop()
                self._push(_paragraph(line))
            else:
                node.continued.append(line.aligned)
            return
        if node is self.root or self._takes_paragraphs(node, line):
            self._push(_paragraph(line))
        else:
            node.continued.append(line.aligned)

    def _leaves_list(self, line: Line) -> bool:
        """Whether a paragraph below the bullets of "Giao X:" speaks to others, beside it.

        So it does below bullets that stand under no heading, where it gives work itself.
        """
        said = fold(line.text)
        watches = _WATCHES_ALL.search(said) is not None and _speaks_to_others(line.text)
        for_all = watches or _FOR_ALL.match(said) or _OVER_ALL.match(said)
        if for_all and self.current.label is not None and not self.in_bare_heading:
            while self.current is not self.root and not _is_main_section(self.current):
                self.stack.pop()
            return True
        if len(self.stack) == 2 and self.current.is_bullet and orders_somebody(line.text):
            self.stack.pop()
            return True
        if self._hands_on(line):  # "Giao Sở B …:" behind the bullets of "Giao Sở A …:"
            self.stack.pop()
            return True
        heads = [
            node for node in self.stack[1:] if node.label is None and names_doers(node.text.text)
        ]
        if not heads or not self.current.is_bullet or not _speaks_to_others(line.text):
            return False
        while self.current is not heads[-1]:
            self.stack.pop()
        self.stack.pop()
        return True

    def _hands_on(self, line: Line) -> bool:
        """Whether a paragraph leads in the next bullets beside those that another led in."""
        above = self.stack[-2].children if len(self.stack) > 1 else []
        led_in = any(child.paragraph and child.text.text.endswith(":") for child in above)
        orders = line.text.endswith(":") and orders_somebody(line.text)
        return orders and led_in and self.current.is_bullet

    def _add_table(self, line: Line) -> None:
        """A table stands under the heading above it, beside what else stands there."""
        while self.current is not self.root and not self.current.looks_like_heading:
            self.stack.pop()
        self.current.children.append(_paragraph(line))

    def _takes_paragraphs(self, node: Node, line: Line) -> bool:
        if node.metas or node.continued:
            return False
        return node.looks_like_heading or (
            node.text.text.endswith(":") and _OWN_LEAD.match(line.text) is not None
        )

    def _opens_own(self, line: Line, parent: Node) -> bool:
        """Whether a paragraph after a paragraph is one of its own."""
        if parent is self.root or parent.looks_like_heading:
            return True
        return _OWN_LEAD.match(line.text) is not None


def _paragraph(line: Line) -> Node:
    return Node(
        None,
        line.aligned,
        line.aligned.starts[0],
        99.0,
        marked=line.bold,
        paragraph=True,
        table=line.table,
        grid=line.grid,
        joints=line.joints,
    )


def _speaks_to_others(text: str) -> bool:
    """Whether a paragraph begins with who is to act, or with an order to somebody."""
    found = find(text)
    return gives_work(text) or any(mention.start < 12 for mention in found.subjects)


def names_doers(text: str) -> bool:
    """Whether a line only gives what follows to bodies: "Giao Sở Nội vụ:", "UBND các xã:".

    >>> names_doers("Giao Đảng ủy Ủy ban nhân dân tỉnh:"), names_doers("Các nội dung sau:")
    (True, False)
    """
    if not text.endswith(":") or len(text) > 160 or _LEADS_IN.search(fold(text)):
        return False
    asks = ASKS.match(fold(text))
    return is_body_list(text[asks.end() :] if asks else text)


def _leads_in_below(node: Node) -> bool:
    """Whether all that stands below a heading yet leads in: "II- …" / "… cụ thể:" / "A. …"."""
    plain = all(child.paragraph and not child.grid for child in node.children)
    return plain and node.children[-1].text.text.endswith(":")


def _style(line: Line) -> tuple[int, bool, bool]:
    return line.heading, line.bold, line.italic


def _rank(label: Label) -> float:
    if label.kind == LabelKind.DECIMAL:
        return LabelKind.DECIMAL + 0.1 * len(label.value)
    return float(label.kind)
