"""Lines → parts, sections and items.

A part is one document of a file: title block, opening, body, closing, signature. Its
body is a tree of sections; the lowest items of `task` and `implementation` sections are
tasks (GUIDELINES, Tasks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import regex

from extractors import header
from extractors.units import is_body_list, lead_in_orders, starts_with_verb
from pipeline.aligned import Aligned
from pipeline.clean import Cleaned, Line, is_capitals, merge
from pipeline.footnotes import Footnote
from pipeline.lexicon import alternation, fold, load_yaml
from pipeline.model import Issue, IssueCode, Location, SectionRole, Severity
from pipeline.numbering import LabelKind
from pipeline.tree import Meta, Node, grow

__all__ = ["Block", "Context", "Item", "Part", "Section", "segment"]


@dataclass(frozen=True, slots=True)
class Context:
    """A text above an item that may say who acts: a heading or a lead-in, nearest first."""

    kind: str  # "heading" or "lead_in"
    aligned: Aligned


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with something below it; `heading` is without its label and final colon."""

    path: str
    parent_path: str | None
    label: str | None
    heading: Aligned
    role: SectionRole
    level: int
    ordinal: int
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Item:
    """A lowest-level item of a `task` or `implementation` section."""

    path: str
    label: str | None
    text: Aligned
    role: SectionRole
    section_path: str | None
    heading_path: tuple[str, ...]
    contexts: tuple[Context, ...]
    metas: tuple[Meta, ...] = ()
    group_metas: tuple[Meta, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text with its place, for what may stand anywhere (citations, targets)."""

    location: Location
    aligned: Aligned
    section_path: str | None = None
    item_path: str | None = None
    role: SectionRole | None = None
    beside: bool = False  # a line of an item that is not part of its text


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file."""

    number: int
    char_start: int
    char_end: int
    head: tuple[Line, ...]
    opening: tuple[Line, ...]
    tail: tuple[Line, ...]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    issues: tuple[Issue, ...] = ()


def segment(cleaned: Cleaned) -> list[Part]:
    """The documents of a file, in order; one at least, though it may be empty.

    Guarantees:
        1. Every line of the flow is in one part.
        2. Paths of sections and of items are unique within a part.
        3. Spans of items do not overlap.
    """
    bounds = _part_bounds(cleaned.lines)
    parts: list[Part] = []
    for index, (start, end) in enumerate(bounds):
        lines = cleaned.lines[start:end]
        first = lines[0].aligned.starts[0] if lines else 0
        following = bounds[index + 1][0] if index + 1 < len(bounds) else None
        limit = cleaned.lines[following].aligned.starts[0] if following is not None else None
        notes = tuple(
            note
            for note in cleaned.footnotes
            if (index == 0 or note.aligned.whole[0] >= first)
            and (limit is None or note.aligned.whole[0] < limit)
        )
        parts.append(_Part(index + 1, lines, notes).build())
    return parts


# --- parts ----------------------------------------------------------------------------


def _part_bounds(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Half-open ranges of lines, one a part: a new header after a signature block."""
    starts = [0]
    signed = False
    for index, line in enumerate(lines):
        if signed and index > starts[-1] + 3 and _opens_part(lines, index):
            starts.append(index)
            signed = False
        elif not signed:
            signed = _is_authority(line) or header.is_recipients_line(line.text)
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _opens_part(lines: Sequence[Line], index: int) -> bool:
    """Whether a title block begins here: header lines that lead to a document type."""
    if not header.is_header_line(lines[index].text) or header.is_signature_line(lines[index].text):
        return False
    cues = 0
    for line in lines[index : index + 14]:
        text = line.text
        if line.label is not None and not line.label.kind.is_bullet and not is_capitals(text):
            return False
        if header.is_type_line(text):
            return cues >= 1
        if header.is_recipients_line(text) or (_is_authority(line) and cues == 0):
            return False
        cues += bool(header.is_header_line(text))
    return False


_AUTHORITY = regex.compile(
    r"(?:.{0,60}\s)?(?:T/M|TM\.?|T\.M\.?|K/T|KT\.|T/L|TL\.|TUQ\.|T/U/Q)\s*\p{Lu}{2}"
)


def _is_authority(line: Line) -> bool:
    return len(line.text) <= 160 and _AUTHORITY.match(line.text) is not None


# --- words ----------------------------------------------------------------------------


@cache
def _words() -> tuple[
    regex.Pattern[str],
    dict[str, SectionRole],
    regex.Pattern[str],
    regex.Pattern[str],
    regex.Pattern[str],
]:
    data = load_yaml(
        "pipeline",
        "sections.yaml",
        frozenset({"roles", "before", "opening", "closing", "assessment", "assessment_verbs"}),
    )
    roles = {
        fold(word): SectionRole(role) for role, words in data["roles"].items() for word in words
    }
    role = regex.compile(
        rf"(?:(?:{alternation(data['before'])})\s+)*(?P<word>{alternation(roles)})(?!\p{{L}})"
    )
    opening = regex.compile(rf"(?:{alternation(data['opening'])})(?!\p{{L}})")
    closing = regex.compile(
        rf"(?:{alternation(data['closing'])})|[^.:;]{{0,120}}\sthông báo (?:để|đến|tới|cho)\s"
    )
    assessment = regex.compile(
        rf"(?:{alternation(data['assessment'])})(?!\p{{L}})"
        rf"|[^.;:,]{{0,60}}\s(?:{alternation(data['assessment_verbs'])})(?!\p{{L}})"
    )
    return role, roles, opening, closing, assessment


def _assesses(text: str) -> bool:
    """Whether an item without a heading tells what was done instead of ordering something."""
    return _words()[4].match(fold(text[:90])) is not None


def _role_of(heading: str) -> SectionRole | None:
    """The role that a heading's first words name, or None."""
    pattern, roles, *_ = _words()
    match = pattern.match(fold(heading))
    return roles[" ".join(match["word"].split())] if match else None


def _by_column(lines: Sequence[Line]) -> list[Line]:
    """Lines that stood in two columns, left before right in each run of them."""
    ordered: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if run and not (line.column or (run[-1].column and not line.blank_before)):
            ordered += _columns_apart(run)
            run = []
        run.append(line)
    return ordered + _columns_apart(run)


def _columns_apart(run: Sequence[Line]) -> list[Line]:
    return [line for line in run if line.column != 2] + [line for line in run if line.column == 2]


# --- one part -------------------------------------------------------------------------


@dataclass
class _Place:
    """Where the walk through the tree stands."""

    path: str = ""
    section_path: str | None = None
    role: SectionRole | None = None
    level: int = 0
    unnamed: bool = False  # no heading has said what the items are for
    headings: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()
    group_metas: tuple[Meta, ...] = ()

    def step(self, step: str) -> str:
        return f"{self.path}/{step}" if self.path else step


@dataclass
class _Part:
    number: int
    lines: Sequence[Line]
    footnotes: tuple[Footnote, ...]
    sections: list[Section] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def build(self) -> Part:
        head_end, body_start, body_end = self._cuts()
        head = tuple(_by_column(self.lines[:head_end]))
        body, tail, after = self._body_and_tail(body_start, body_end)
        opening = tuple(merge(self.lines[head_end:body_start]))
        root, closing = grow(merge(body), _words()[3])
        if after:
            appendix, more = grow(merge(after), _words()[3])
            root.children.extend(appendix.children)
            closing = [*closing, *more]
        _split_headings(root)
        self._strip_opening_paragraphs(root, opening_present=bool(opening))
        for line in opening:
            self.blocks.append(Block(Location.PREAMBLE, line.aligned))
        role = self._default_role(root)
        self._walk(root, _Place(role=role, unnamed=role == SectionRole.TASK))
        for line in closing:
            self.blocks.append(Block(Location.CLOSING, line.aligned))
        for note in self.footnotes:
            self.blocks.append(Block(Location.FOOTNOTE, note.aligned))
        whole = self.lines[0].aligned.starts[0] if self.lines else 0
        return Part(
            self.number,
            whole,
            self.lines[-1].aligned.whole[1] if self.lines else whole,
            head,
            opening,
            tuple(_by_column(tail)),
            tuple(self.sections),
            tuple(self.items),
            tuple(self.blocks),
            self.footnotes,
            tuple(self.issues),
        )

    # --- the title block, the opening, the signature ---

    def _cuts(self) -> tuple[int, int, int]:
        """Where the head ends, where the body begins, where the tail begins."""
        end = next(
            (
                index
                for index, line in enumerate(self.lines)
                if index > 2 and (header.is_recipients_line(line.text) or _is_authority(line))
            ),
            len(self.lines),
        )
        type_line = next(
            (
                index
                for index, line in enumerate(self.lines[: min(end, 40)])
                if header.is_type_line(line.text) and line.label is None
            ),
            None,
        )
        body = next(
            (
                index
                for index, line in enumerate(self.lines[:end])
                if self._starts_body(line, index, type_line)
            ),
            None,
        )
        if body is None:
            body = self._head_end(type_line, end)
        head = self._head_end(type_line, body)
        return head, max(body, head), max(end, body)

    def _starts_body(self, line: Line, index: int, type_line: int | None) -> bool:
        if type_line is not None and index <= type_line:
            return False
        if line.label is not None and not (
            line.label.kind.is_bullet and index < 12 and type_line is None
        ):
            return not header.is_header_line(line.text) or not line.label.kind.is_bullet
        after_title = type_line is not None and index > type_line + 1
        return after_title and is_capitals(line.text) and _role_of(line.text) is not None

    def _head_end(self, type_line: int | None, limit: int) -> int:
        """The first line of the opening paragraph, at most `limit`."""
        if type_line is None:
            return next(
                (
                    index
                    for index, line in enumerate(self.lines[:limit])
                    if not header.is_header_line(line.text) and self._opens_text(line)
                ),
                limit,
            )
        title_seen = False
        for index in range(type_line + 1, limit):
            line = self.lines[index]
            if line.continues:
                continue
            if title_seen and (
                line.rule_before
                or (self.lines[index - 1].bold and not line.bold)
                or self._opens_text(line)
            ):
                return index
            title_seen = (
                title_seen
                or not (is_capitals(line.text) and header.is_header_line(line.text))
                or line.text[:1].islower()
            )
        if not title_seen:
            return next(
                (i for i in range(type_line + 1, limit) if self._opens_text(self.lines[i])), limit
            )
        return limit

    def _opens_text(self, line: Line) -> bool:
        """Whether an unlabelled line begins running text rather than a title."""
        text = line.text
        if not text[:1].isupper() or is_capitals(text) or text.startswith("("):
            return False
        run = self._paragraph_at(line)
        if len(run) >= 110 or run.endswith((":", ";", ".")):
            return (
                _words()[2].match(fold(text)) is not None
                or len(run) >= 200
                or run.endswith((":", "."))
            )
        return False

    def _paragraph_at(self, line: Line) -> str:
        index = next(i for i, other in enumerate(self.lines) if other is line)
        texts = [line.text]
        for following in self.lines[index + 1 :]:
            if not following.continues:
                break
            texts.append(following.text)
        return " ".join(texts)

    def _body_and_tail(self, start: int, end: int) -> tuple[list[Line], list[Line], list[Line]]:
        """The body, the recipients and signature, and what is attached after them."""
        tail_end = next(
            (
                index
                for index in range(end, len(self.lines))
                if (label := self.lines[index].label) is not None
                and label.kind == LabelKind.APPENDIX
            ),
            len(self.lines),
        )
        return (
            list(self.lines[start:end]),
            list(self.lines[end:tail_end]),
            list(self.lines[tail_end:]),
        )

    def _strip_opening_paragraphs(self, root: Node, opening_present: bool) -> None:
        """Paragraphs before the first item of a document belong to its opening."""
        while len(root.children) > 1 and root.children[0].paragraph:
            node = root.children.pop(0)
            for aligned in (node.text, *node.continued):
                self.blocks.append(Block(Location.PREAMBLE, aligned))

    # --- the tree ---

    def _default_role(self, root: Node) -> SectionRole:
        """`task` where no top-level heading says what it is for, else `other`."""
        named = [_role_of(child.text.text) for child in root.children if _is_section(child)]
        orders = {SectionRole.TASK, SectionRole.IMPLEMENTATION}
        return SectionRole.OTHER if orders & set(named) else SectionRole.TASK

    def _walk(self, node: Node, place: _Place) -> None:
        counters: Counter[str] = Counter()
        used: Counter[str] = Counter()
        group = _group_metas(node)
        place = replace(place, group_metas=(*group, *place.group_metas))
        contexts = place.contexts
        for child in node.children:
            own_group = group if child in node.children else ()
            here = replace(place, contexts=contexts)
            if child.paragraph:
                lead = self._paragraph(child, here, counters)
                if lead is not None:
                    contexts = (lead, *contexts)
                continue
            step = self._step(child, counters, used)
            self._child(child, here, step, bool(own_group))
        self._check_sequence(node)

    def _child(self, child: Node, place: _Place, step: str, grouped: bool) -> None:
        path = place.step(step)
        if grouped:
            child.metas = [meta for meta in child.metas if meta not in place.group_metas]
        if _is_section(child):
            self._section(child, place, path)
        elif any(True for _ in child.children):
            self._lead_in(child, place, path)
        else:
            self._leaf(child, place, path)

    def _step(self, child: Node, counters: Counter[str], used: Counter[str]) -> str:
        if child.label is None:
            counters["h"] += 1
            return f"h{counters['h']}"
        if child.is_bullet:
            counters["b"] += 1
            return f"b{counters['b']}"
        step = child.label.step
        used[step] += 1
        if used[step] > 1:
            self.issues.append(
                Issue(
                    IssueCode.LABEL_REPEATED,
                    Severity.WARNING,
                    f"label {child.label.printed} stands {used[step]} times under one heading",
                    child.start,
                    child.start + len(child.label.printed),
                )
            )
            return f"{step}#{used[step]}"
        return step

    def _check_sequence(self, node: Node) -> None:
        previous: Node | None = None
        for child in node.children:
            if child.label is None or child.is_bullet or not child.level_value:
                continue
            if (
                previous is not None
                and previous.rank == child.rank
                and child.level_value[-1] > previous.level_value[-1] + 1
            ):
                assert previous.label is not None
                self.issues.append(
                    Issue(
                        IssueCode.LABEL_GAP,
                        Severity.INFO,
                        f"label {child.label.printed} follows {previous.label.printed}",
                        child.start,
                        child.start + len(child.label.printed),
                    )
                )
            previous = child

    def _section(self, node: Node, place: _Place, path: str) -> None:
        heading = _heading_text(node)
        text = heading.text
        named = _role_of(text)
        role = named or place.role or SectionRole.OTHER
        label = node.label.printed if node.label else None
        last = node.last()
        end = max(
            [node.text.whole[1]]
            + [
                aligned.whole[1]
                for n in (node, *node.walk())
                for aligned in (n.text, *n.continued)
                if aligned.text
            ]
            + [meta.aligned.whole[1] for n in (node, last) for meta in n.metas]
        )
        self.sections.append(
            Section(
                path,
                place.section_path,
                label,
                heading,
                role,
                place.level + 1,
                len(self.sections) + 1,
                node.start,
                end,
            )
        )
        if heading.text:
            self.blocks.append(Block(Location.SECTION, heading, path, None, role))
        inner = replace(
            place,
            path=path,
            section_path=path,
            role=role,
            level=place.level + 1,
            unnamed=place.unnamed and named is None,
            headings=(*place.headings, text),
            contexts=(Context("heading", heading), *place.contexts),
            group_metas=(*node.metas, *place.group_metas),
        )
        if (
            node.label is not None
            and node.label.kind == LabelKind.ARTICLE
            and not node.looks_like_heading
        ):
            node.children.insert(0, replace_as_paragraph(node))
        for aligned in node.continued:
            self.blocks.append(Block(Location.SECTION, aligned, path, None, role))
        self._walk(node, inner)

    def _lead_in(self, node: Node, place: _Place, path: str) -> None:
        """An item that introduces others: a step of their paths, and a context for them."""
        text = Aligned.join((node.text, *node.continued))
        self.blocks.append(Block(Location.SECTION, text, place.section_path, None, place.role))
        inner = replace(
            place,
            path=path,
            contexts=(Context("lead_in", text), *place.contexts),
            group_metas=(*node.metas, *place.group_metas),
        )
        if not node.text.text.rstrip().endswith(":") and _orders(place.role):
            self._emit(f"{path}/p1", None, text, replace(place, group_metas=inner.group_metas), ())
            self.blocks.pop(-2)
        self._walk(node, inner)

    def _leaf(self, node: Node, place: _Place, path: str) -> None:
        text = Aligned.join((node.text, *node.continued)).strip()
        label = None if node.is_bullet or node.label is None else node.label.printed
        if not text.text:
            return
        if _orders(place.role) and not (place.unnamed and _assesses(text.text)):
            self._emit(path, label, text, place, tuple(node.metas))
        else:
            self.blocks.append(Block(Location.SECTION, text, place.section_path, None, place.role))

    def _paragraph(self, node: Node, place: _Place, counters: Counter[str]) -> Context | None:
        """A plain paragraph: a task, or only a lead-in, which then is a context for the next."""
        text = Aligned.join((node.text, *node.continued)).strip()
        if not text.text:
            return None
        leads_in = text.text.endswith(":")
        if (
            not _orders(place.role)
            or (leads_in and not lead_in_orders(text.text))
            or (place.section_path is None and not self.sections and leads_in)
        ):
            location = Location.SECTION if place.section_path else Location.PREAMBLE
            self.blocks.append(Block(location, text, place.section_path, None, place.role))
        else:
            counters["p"] += 1
            self._emit(place.step(f"p{counters['p']}"), None, text, place, tuple(node.metas))
        return Context("lead_in", text) if leads_in else None

    def _emit(
        self, path: str, label: str | None, text: Aligned, place: _Place, metas: tuple[Meta, ...]
    ) -> None:
        assert place.role is not None
        self.items.append(
            Item(
                path,
                label,
                text,
                place.role,
                place.section_path,
                place.headings,
                place.contexts,
                metas,
                place.group_metas,
            )
        )
        self.blocks.append(Block(Location.TASK, text, place.section_path, path, place.role))
        for meta in metas:
            self.blocks.append(
                Block(Location.TASK, meta.aligned, place.section_path, path, place.role, True)
            )


def _orders(role: SectionRole | None) -> bool:
    return role in (SectionRole.TASK, SectionRole.IMPLEMENTATION)


def _is_section(node: Node) -> bool:
    """Whether a node is a heading with something below it."""
    if node.paragraph or node.is_bullet:
        return False
    if node.label is not None and node.label.kind in (LabelKind.ARTICLE, LabelKind.APPENDIX):
        return True
    if not node.children:
        return False
    if node.looks_like_heading:
        return True
    text = node.text.text
    return text.endswith(":") or (len(text) <= 120 and text.count(".") <= 1)


def _heading_text(node: Node) -> Aligned:
    """The heading without its final colon or full stop."""
    text = node.text.text.rstrip()
    shorter = text.rstrip(" :")
    if shorter.endswith(".") and not shorter.endswith(".."):
        shorter = shorter[:-1].rstrip()
    return node.text[: len(shorter)]


def replace_as_paragraph(node: Node) -> Node:
    """The running text of a `Điều` as the first paragraph below it; the heading stays empty."""
    paragraph = Node(None, node.text, node.start, 99.0, paragraph=True, continued=node.continued)
    node.continued = []
    return paragraph


def _split_headings(root: Node) -> None:
    """Headings that name bodies and ran into the paragraph below them come apart.

    "3.9. Tòa án nhân dân tỉnh" / "Lãnh đạo tiếp tục đổi mới …": in text whose every line
    is broken, only the sense tells a full heading line from a broken sentence.
    """
    for node in list(root.walk()):
        if node.label is None or node.is_bullet or node.children or not node.joints:
            continue
        text = node.text.text
        for joint in node.joints[:3]:
            if (
                joint < len(text)
                and text[joint].isupper()
                and is_body_list(text[:joint].rstrip())
                and starts_with_verb(text[joint:])
            ):
                for rest in (node.text[joint:], *node.continued):
                    node.children.append(Node(None, rest, rest.starts[0], 99.0, paragraph=True))
                node.last().metas = node.metas
                node.text = node.text[:joint].strip()
                node.continued, node.metas, node.marked = [], [], True
                break


def _group_metas(node: Node) -> tuple[Meta, ...]:
    """Lines after the last of several siblings that speak for all of them.

    They do where none of the siblings above has such a line of its own.
    """
    leaves = [child for child in node.children if not child.paragraph]
    if len(leaves) < 2 or any(
        below.metas for child in leaves[:-1] for below in (child, *child.walk())
    ):
        return ()
    return tuple(meta for meta in leaves[-1].metas if meta.kind != "product")
