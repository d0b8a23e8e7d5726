"""Lines → parts, sections and items.

A part is one document of a file: title block, opening, body, closing, signature. Its
body is a tree of sections; the lowest items of `task` and `implementation` sections are
tasks (GUIDELINES, Tasks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.header import is_type_line
from extractors.units import (
    gives_work,
    lead_in_orders,
)
from pipeline.aligned import Aligned
from pipeline.broken_headings import join_headings, split_headings
from pipeline.clean import Cleaned, Line, merge
from pipeline.footnotes import Footnote
from pipeline.goal_tables import Measure, read_goal_table
from pipeline.grids import Grid
from pipeline.group_lines import by_items, lines_for_all, lines_for_each
from pipeline.lexicon import fold
from pipeline.model import Issue, IssueCode, Location, SectionRole, Severity
from pipeline.node_kinds import (
    each_names_doers,
    ends_or_runs_on,
    has_figures,
    heading_text,
    holds_work,
    is_appendix,
    is_bare_heading,
    is_fault,
    is_horizon,
    is_of_work,
    is_section,
    is_topic,
    role_of_article,
    says_who,
    tabulates,
)
from pipeline.nodes import Meta, Node
from pipeline.numbering import LabelKind
from pipeline.parts import frame, part_bounds
from pipeline.roles import assesses, is_closing, orders_somebody, role_of
from pipeline.task_tables import Group, Row, read_task_table
from pipeline.tree import grow, names_doers

__all__ = ["Block", "Context", "Item", "Part", "Section", "segment"]


@dataclass(frozen=True, slots=True)
class Context:
    """A text above an item that may say who acts: a heading or a lead-in, nearest first."""

    kind: str  # "heading", "lead_in" or "opening"
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
    goals: bool = True  # whether targets are looked for in it
    is_product: bool = False  # a line or cell that says what a task is to give
    measure: Measure | None = None  # the goal that it is, a row of a table of goals


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
    bounds = part_bounds(cleaned.lines)
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


# --- one part -------------------------------------------------------------------------


@dataclass
class _Place:
    """Where the walk through the tree stands."""

    path: str = ""
    section_path: str | None = None
    role: SectionRole | None = None
    level: int = 0
    paragraphs: int = 0  # paths p1, p2 … already given below it
    unnamed: bool = False  # no heading has said what the items are for
    framed: bool = True  # nothing stands above but titles, parts and articles that approve
    headings: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()
    group_metas: tuple[Meta, ...] = ()

    def step(self, step: str) -> str:
        return f"{self.path}/{step}" if self.path else step


# "… tập trung thực hiện tốt các nhiệm vụ sau đây:"; not "… kết luận như sau:"
_LEADS_TO_TASKS = regex.compile(r"\b(?:nhiệm vụ|công việc|giải pháp|biện pháp)\b[^.;:]{0,40}:$")


@dataclass
class _Part:
    number: int
    lines: Sequence[Line]
    footnotes: tuple[Footnote, ...]
    sections: list[Section] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)  # how many times a path was asked for
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # of steps "h1", "b1" …
    for_each: bool = False  # whether lines of time are given item by item

    def build(self) -> Part:
        places = frame(self.lines)
        opening = tuple(merge(places.opening))
        root, closing = grow(merge(places.body), is_closing)
        if places.attached:
            appendix, more = self._attached(places.attached)
            root.children.extend(appendix.children)
            closing = [*closing, *more]
        split_headings(root)
        join_headings(root)
        last = fold(opening[-1].text) if opening else ""
        self._strip_opening_paragraphs(root, led_in=_LEADS_TO_TASKS.search(last) is not None)
        for line in opening:
            self.blocks.append(Block(Location.PREAMBLE, line.aligned))
        self.for_each = lines_for_each(root)
        role = self._default_role(root)
        unnamed = role == SectionRole.TASK
        before = [block.aligned for block in self.blocks if block.location == Location.PREAMBLE]
        asks = [Context("opening", line) for line in before if unnamed and line.text.endswith(":")]
        place = _Place(role=role, unnamed=unnamed, contexts=tuple(asks[-1:]))
        self._walk(root, replace(place, group_metas=tuple(root.group_metas)))
        for line in closing:
            self.blocks.append(Block(Location.CLOSING, line.aligned))
        for note in self.footnotes:
            self.blocks.append(Block(Location.FOOTNOTE, note.aligned))
        whole = self.lines[0].aligned.starts[0] if self.lines else 0
        return Part(
            self.number,
            whole,
            self.lines[-1].aligned.whole[1] if self.lines else whole,
            places.head,
            opening,
            places.tail,
            self._reaching(),
            tuple(self.items),
            tuple(self.blocks),
            self.footnotes,
            tuple(self.issues),
        )

    def _reaching(self) -> tuple[Section, ...]:
        """The sections, each as far as the last item in it: groups of rows begin with a head."""
        ends = {section.path: section.char_end for section in self.sections}
        above = {section.path: section.parent_path for section in self.sections}
        for item in self.items:
            end = max(piece.whole[1] for piece in (item.text, *(m.aligned for m in item.metas)))
            path = item.section_path
            while path is not None and ends[path] < end:
                ends[path] = end
                path = above[path]
        return tuple(replace(one, char_end=ends[one.path]) for one in self.sections)

    def _attached(self, lines: Sequence[Line]) -> tuple[Node, list[Line]]:
        """What stands behind the signature: appendices, or a plan with a title of its own.

        The title of such a plan is a heading without a label, as an appendix's is one with.
        """
        if lines[0].label is not None:
            return grow(merge(lines), is_closing)
        places = frame(lines, title=0)
        title, others = _own_title(places.head)
        for line in merge((*others, *places.opening)):
            self.blocks.append(Block(Location.PREAMBLE, line.aligned))
        body, closing = grow(merge((*places.body, *places.tail)), is_closing)
        if title is None:
            return body, closing
        body.text, body.start, body.marked = title, title.starts[0], True
        body.rank, body.label_end = LabelKind.PART + 0.0, title.whole[1]
        root = Node(None, Aligned.empty(), 0, -1.0)
        # its appendices stand beside it, as those of any document beside its sections
        first = next((n for n, child in enumerate(body.children) if is_appendix(child)), None)
        beside = [] if first is None else body.children[first:]
        del body.children[len(body.children) - len(beside) :]
        root.children += [body, *beside]
        return root, closing

    def _strip_opening_paragraphs(self, root: Node, led_in: bool) -> None:
        """Paragraphs before the first item of a document belong to its opening.

        So do those of a document without any item, but for the ones that give work to
        somebody ("Yêu cầu Sở Nội vụ …") or are `led_in` ("… các nhiệm vụ sau đây:"); of one
        whose only items are bullets, those before the first that does.
        """
        plain = all(child.label is None or child.is_bullet for child in root.children)
        bare = all(
            child.paragraph or (child.label is None and names_doers(child.text.text))
            for child in root.children
        )
        while root.children and root.children[0].paragraph:
            node = root.children[0]
            if bare and (led_in or gives_work(node.text.text)):
                return
            if plain and not node.text.text.endswith(":") and orders_somebody(node.text.text):
                return
            led_in = node.text.text.endswith(":")
            root.children.pop(0)
            for aligned in (node.text, *node.continued):
                self.blocks.append(Block(Location.PREAMBLE, aligned))

    # --- the tree ---

    def _default_role(self, root: Node) -> SectionRole:
        """`task`, but `other` where the document's main headings say what each is for.

        Those of appendices say nothing of the items before them.
        """
        orders = {SectionRole.TASK, SectionRole.IMPLEMENTATION}
        named = {
            role_of(child.text.text)
            for node in (root, *(child for child in root.children if child.rank == LabelKind.PART))
            for child in node.children
            if is_section(child)
            and not is_appendix(child)
            and (child.label is None or child.label.kind <= LabelKind.ROMAN)
        }
        return SectionRole.OTHER if orders & named else SectionRole.TASK

    def _walk(self, node: Node, place: _Place) -> None:
        counters: Counter[str] = Counter(p=place.paragraphs)
        group = [
            meta for meta in lines_for_all(node, self.for_each) if meta not in place.group_metas
        ]
        above = (*group, *place.group_metas)
        spoken = [piece for meta in above for piece in by_items(meta)]
        known = {child.label.step for child in node.children if child.label is not None}
        contexts, listed = place.contexts, False
        for child in node.children:
            if child.paragraph and listed:
                contexts, listed = place.contexts, False  # what was led into is over
            listed = listed or not child.paragraph
            label = child.label.step if child.label is not None else ""
            held = tuple(meta for meta, items in spoken if not items & known or label in items)
            here = replace(place, contexts=contexts, group_metas=held)
            if child.paragraph:
                lead = self._paragraph(child, here, counters)
                if lead is not None:
                    contexts = (lead, *contexts)
                continue
            step = self._step(child, place)
            # Products stay, too: what they cite stands in the last item.
            child.metas = [m for m in child.metas if m not in above or m.kind == "product"]
            self._child(child, here, step)
        self._check_sequence(node)

    def _child(self, child: Node, place: _Place, step: str) -> None:
        path = place.step(step)
        if is_section(child):
            self._section(child, place, path)
        elif any(True for _ in child.children):
            self._lead_in(child, place, path)
        else:
            self._leaf(child, place, path)

    def _step(self, child: Node, place: _Place) -> str:
        if child.label is None or child.is_bullet:
            return self._counted("h" if child.label is None else "b", place)
        step = self._own(child.label.step, place)
        if step != child.label.step:
            times = step.rpartition("#")[2]
            message = f"label {child.label.printed} stands {times} times under one heading"
            end = child.start + len(child.label.printed)
            self.issues.append(
                Issue(IssueCode.LABEL_REPEATED, Severity.WARNING, message, child.start, end)
            )
        return step

    def _own(self, step: str, place: _Place) -> str:
        """A label as the step of one path alone, with "#2" the second time it stands there."""
        path = place.step(step)
        self.used[path] += 1
        return f"{step}#{self.used[path]}" if self.used[path] > 1 else step

    def _counted(self, kind: str, place: _Place) -> str:
        """The next step "h1", "b1" … of its kind that nothing else at the place has."""
        while True:
            self.counts[place.path, kind] += 1
            step = f"{kind}{self.counts[place.path, kind]}"
            if not self.used[place.step(step)]:
                return self._own(step, place)

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
        article = node.label is not None and node.label.kind == LabelKind.ARTICLE
        # "Điều 1. Phê duyệt Chương trình … với những nội dung sau:" heads what stands below
        leads = node.text.text.rstrip().endswith(":") and any(
            not c.paragraph for c in node.children
        )
        runs_on = article and not node.looks_like_heading and not leads
        heading = Aligned.empty() if runs_on else heading_text(node)
        text = heading.text
        named = role_of_article(node) if runs_on else role_of(text)
        approves = article and named is None and _APPROVES.match(fold(node.text.text)) is not None
        is_title = _IS_TITLE.match(fold(text)) is not None
        divides = named is None and (is_title or node.rank <= LabelKind.UPPER)
        frames = approves or divides or _AND_WORK.search(fold(text)) is not None
        if approves:
            named = SectionRole.OTHER
        named = self._role_named(node, place, text, named)
        role = named or place.role or SectionRole.OTHER
        untold = named is None and place.framed and not (is_of_work(role) or runs_on or is_title)
        if untold and self._is_untold_work(node, place):
            role = SectionRole.TASK
        if is_appendix(node):  # whom the document asks above its items, it does not ask here
            place = replace(place, contexts=())
            if named is None and place.unnamed and not _holds_tasks(node):
                role = SectionRole.OTHER
        label = node.label.printed if node.label else None
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
                _end(node),
            )
        )
        if heading.text:
            self.blocks.append(Block(Location.SECTION, heading, path, None, role))
        inner = replace(
            place,
            path=path,
            section_path=path,
            paragraphs=0,
            role=role,
            level=place.level + 1,
            unnamed=place.unnamed and named is None,
            framed=place.framed and frames and not is_of_work(role),
            headings=(*place.headings, text),
            contexts=(Context("heading", heading), *place.contexts) if text else place.contexts,
            group_metas=(*node.metas, *node.group_metas, *place.group_metas),
        )
        if runs_on:
            node.children.insert(0, _as_paragraph(node))
        elif is_topic(node) and is_of_work(role):
            node.children[:0] = _as_paragraphs(node)
        for aligned in node.continued:
            self.blocks.append(Block(Location.SECTION, aligned, path, None, role))
        self._walk(node, inner)

    def _role_named(
        self, node: Node, place: _Place, text: str, named: SectionRole | None
    ) -> SectionRole | None:
        """What its heading names a section to be, where its place and what it holds agree."""
        deep = place.level > 1 and is_of_work(place.role)
        own = place.level == 1 and place.role == SectionRole.TASK
        own = own and _SELF_REVIEW.match(fold(text)) is not None
        if named in _NOT_WORK and (deep or own) and holds_work(node):
            named = None  # "a) Về đánh giá, phân hạng sản phẩm" among what is to be done
        decides = fold(text).startswith("về tình hình")
        if named == SectionRole.SITUATION and decides and each_names_doers(node):
            named = SectionRole.TASK  # "III. Về tình hình giải ngân" / "1. Các bộ, cơ quan …"
        if named == SectionRole.SITUATION and is_fault(node):
            named = SectionRole.TASK
        told_of = named == SectionRole.OTHER or _TO_BE_TOLD.match(fold(text))
        if told_of and fold(text).startswith("nội dung ") and place.level == 0:
            work = holds_work(node, to_somebody=True) or says_who(node)
            work = work or any(is_of_work(role_of(child.text.text)) for child in node.children)
            named = SectionRole.TASK if work else SectionRole.OTHER
        reviewed = _REVIEWED.match(fold(place.headings[-1])) if place.headings else None
        if named == SectionRole.SITUATION and place.role == SectionRole.TASK and reviewed:
            named = None  # "II. Nội dung tổng kết" / "1. Đánh giá công tác lãnh đạo": what to do
        of_body = place.role == SectionRole.TASK and fold(text).startswith("trách nhiệm của ")
        if named == SectionRole.IMPLEMENTATION and of_body:
            named = None
        if (named, place.role) in _STAYS or is_horizon(text, named, place.role):
            named = None
        if place.role == SectionRole.VIEWPOINT and self._sets_figures(node, named, place):
            named = SectionRole.TARGET
        if named == SectionRole.VIEWPOINT and _AIMS_ALONE.fullmatch(fold(text)):
            plain = not any(is_section(child) for child in node.children)
            named = SectionRole.TARGET if plain and has_figures(node) else named
        return named

    def _is_untold_work(self, node: Node, place: _Place) -> bool:
        """Whether a section whose heading tells nothing holds work, by what stands in it."""
        beside = (one.role for one in self.sections if one.parent_path == place.section_path)
        first = all(one == SectionRole.OTHER for one in beside)
        return holds_work(node, to_somebody=first) or tabulates(node)

    def _sets_figures(self, node: Node, named: SectionRole | None, place: _Place) -> bool:
        """Whether a heading below "Mục tiêu" only says by when, and figures stand below it.

        "Tầm nhìn đến năm 2045" does so where it stands beside "Đến năm 2030" of that kind.
        """
        folded = fold(node.text.text)
        if _LOOKS_AHEAD.match(folded):
            beside = any(
                one.role == SectionRole.TARGET and _UP_TO.match(fold(one.heading.text))
                for one in self.sections
                if one.parent_path == place.section_path
            )
            return beside and has_figures(node)
        return named is None and _UP_TO.match(folded) is not None and has_figures(node)

    def _lead_in(self, node: Node, place: _Place, path: str) -> None:
        """An item that introduces others: a step of their paths, and a context for them."""
        text = Aligned.join((node.text, *node.continued))
        self.blocks.append(Block(Location.SECTION, text, place.section_path, None, place.role))
        orders = is_of_work(place.role) and not node.text.text.rstrip().endswith(":")
        orders = orders and (not node.looks_like_heading and ends_or_runs_on(node.text.text))
        inner = replace(
            place,
            path=path,
            paragraphs=int(orders),
            contexts=(Context("lead_in", text), *place.contexts),
            group_metas=(*node.metas, *node.group_metas, *place.group_metas),
        )
        if orders:
            self.blocks.pop()
            beyond = replace(place, group_metas=inner.group_metas)
            self._emit(f"{path}/p1", None, text, beyond, ())
        self._walk(node, inner)

    def _set_aside_pointers(self, node: Node, place: _Place) -> None:
        """Take out of an item the lines of their own that only tell where more stands.

        "(Danh mục cụ thể tại Phụ lục kèm theo)" below the last item of a chapter.
        """
        for text in [one for one in node.continued if _is_pointer(one.text)]:
            node.continued.remove(text)
            self.blocks.append(Block(Location.SECTION, text, place.section_path, None, place.role))

    def _leaf(self, node: Node, place: _Place, path: str) -> None:
        self._set_aside_pointers(node, place)
        text = Aligned.join((node.text, *node.continued)).strip()
        label = None if node.is_bullet or node.label is None else node.label.printed
        if not text.text:
            return
        told = place.unnamed and assesses(text.text)
        if is_of_work(place.role) and not told and not is_bare_heading(node):
            self._emit(path, label, text, place, tuple(node.metas))
        else:
            role = SectionRole.SITUATION if is_of_work(place.role) else place.role
            self.blocks.append(Block(Location.SECTION, text, place.section_path, None, role))

    def _paragraph(self, node: Node, place: _Place, counters: Counter[str]) -> Context | None:
        """A plain paragraph: a task, or only a lead-in, which then is a context for the next."""
        text = Aligned.join((node.text, *node.continued)).strip()
        if not text.text:
            return None
        if node.grid is not None:
            self._table(node.grid, place)
            return None
        leads_in = text.text.endswith(":")
        if (
            not is_of_work(place.role)
            or _IS_ISSUED_WITH.match(fold(text.text))
            or _COUNTS_IN.match(fold(text.text))
            or _IS_REMARK.match(fold(text.text))
            or _REFERS_ON.fullmatch(fold(text.text))
            or (_of_state(place) and assesses(text.text) and not orders_somebody(text.text))
            or (leads_in and not lead_in_orders(text.text))
            or (place.section_path is None and not self.sections and leads_in)
            or (place.section_path is None and _DECIDES_AGAINST.match(fold(text.text)))
        ):
            location = Location.SECTION if place.section_path else Location.PREAMBLE
            self.blocks.append(Block(location, text, place.section_path, None, place.role))
        else:
            counters["p"] += 1
            self._emit(place.step(f"p{counters['p']}"), None, text, place, tuple(node.metas))
        return Context("lead_in", text) if leads_in else None

    def _table(self, grid: Grid, place: _Place) -> None:
        """A table's rows as sections and tasks; kept whole where it is no table of tasks."""
        rows = read_task_table(grid)
        if not any(isinstance(row, Row) for row in rows):
            goals = [] if place.role == SectionRole.SITUATION else read_goal_table(grid)
            where = (place.section_path, None, place.role)
            self.blocks.append(Block(Location.SECTION, grid.aligned, *where, goals=not goals))
            self.blocks += [
                Block(Location.SECTION, goal.aligned, *where, measure=goal) for goal in goals
            ]
            if goals:
                return
            if is_of_work(place.role):
                message = "this table was not read as tasks: no header names tasks and bodies"
                span = grid.aligned.whole
                self.issues.append(Issue(IssueCode.TABLE_UNREAD, Severity.WARNING, message, *span))
            return
        role = place.role if is_of_work(place.role) else SectionRole.TASK
        here = [replace(place, role=role, contexts=())]
        for row in rows:
            if isinstance(row, Group):
                here = here[: row.depth]
                here.append(self._group_of_rows(row, here[-1]))
            else:
                inner = here[: row.depth + 1][-1]
                path = inner.step(self._row_step(row.step, inner, "r"))
                self._emit(path, row.label, row.text, inner, row.metas)

    def _row_step(self, step: str | None, place: _Place, kind: str) -> str:
        return self._counted(kind, place) if step is None else self._own(step, place)

    def _group_of_rows(self, row: Group, place: _Place) -> _Place:
        path = place.step(self._row_step(row.step, place, "h"))
        role = place.role or SectionRole.TASK
        self.sections.append(
            Section(
                path,
                place.section_path,
                row.label,
                row.heading,
                role,
                place.level + 1,
                len(self.sections) + 1,
                row.start,
                row.end,
            )
        )
        self.blocks.append(Block(Location.SECTION, row.heading, path, None, role))
        return replace(
            place,
            path=path,
            section_path=path,
            level=place.level + 1,
            headings=(*place.headings, row.heading.text),
            contexts=(Context("heading", row.heading),),
        )

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
            gives = meta.kind == "product"
            goals = gives or meta.kind == "goal" or (meta.table and meta.kind == "note")
            where = (place.section_path, path, place.role)
            self.blocks.append(Block(Location.TASK, meta.aligned, *where, True, goals, gives))


def _holds_tasks(node: Node) -> bool:
    """Whether an appendix of a document without sections orders something: a table of tasks,
    sections of its own, or items that are mostly orders."""
    divided = any(is_section(child) for child in node.children)
    return divided or tabulates(node) or holds_work(node) or says_who(node)


def _own_title(head: Sequence[Line]) -> tuple[Aligned | None, list[Line]]:
    """The title of a plan behind its decision, and what else its head says.

    A remark in brackets ("(Ban hành kèm theo Quyết định số …)") is not part of it.
    """
    texts = [line.text for line in head]
    if not texts:
        return None, []
    first = next((n for n, text in enumerate(texts) if is_type_line(text)), 0)
    last = first + 1
    while last < len(head) and not texts[last].startswith("("):
        last += 1
    others = [line for n, line in enumerate(head) if not first <= n < last]
    return Aligned.join(line.aligned for line in head[first:last]), others


def _end(node: Node) -> int:
    """Where the last text of a node and of all below it ends in the source."""
    last = node.last()
    ends = [node.label_end, node.text.whole[1] if node.text.text else 0]
    for one in (node, *node.walk()):
        ends += [piece.whole[1] for piece in (one.text, *one.continued) if piece.text]
    return max(ends + [meta.aligned.whole[1] for one in (node, last) for meta in one.metas])


def _of_state(place: _Place) -> bool:
    """Whether the heading above names how things stand: "1. Về tình hình kinh tế - xã hội" """
    return bool(place.headings) and fold(place.headings[-1]).startswith("về tình hình")


def _as_paragraph(node: Node) -> Node:
    """The running text of a `Điều` as the first paragraph below it; the heading stays empty."""
    paragraph = Node(None, node.text, node.start, 99.0, paragraph=True, continued=node.continued)
    node.continued = []
    return paragraph


def _is_pointer(text: str) -> bool:
    """Whether a line in brackets tells where more stands: "(Chi tiết tại Phụ lục kèm theo)"."""
    folded = fold(text.strip())
    return folded.startswith("(") and _REFERS_ON.fullmatch(folded) is not None


def _as_paragraphs(node: Node) -> list[Node]:
    """What goes on with a topic, as the first paragraphs below it."""
    told, node.continued = node.continued, []
    return [Node(None, text, text.whole[0], 99.0, paragraph=True) for text in told]


# "Đánh giá sản phẩm", "Yêu cầu chung", "Hình thức phản biện" may head what is to be done
_NOT_WORK = frozenset({SectionRole.SITUATION, SectionRole.PURPOSE, SectionRole.OTHER})
# What a subheading names does not change what it stands under: "Phạm vi, đối tượng" below
# "Mục đích", "Phân công", "Kinh phí" below "Tổ chức thực hiện".
_STAYS = frozenset(
    {
        (SectionRole.OTHER, SectionRole.PURPOSE),
        (SectionRole.TASK, SectionRole.IMPLEMENTATION),
        (SectionRole.OTHER, SectionRole.IMPLEMENTATION),
    }
)
_DECIDES_AGAINST = regex.compile(r"(?:thống nhất|đồng ý) (?:không|chưa)\s[^.;]*[.;]?\s*$")
_IS_TITLE = regex.compile(r"(?:kế hoạch|chương trình|đề án|phương án|quy chế|quy định)\s")
_APPROVES = regex.compile(r"(?:phê duyệt|ban hành|thông qua)\s")  # an article; not what it approves
_COUNTS_IN = regex.compile(r"\(?đơn vị(?: tính)?\s*:\s*[\p{L}\s,.%/]{1,30}\)?$")  # of a table
_IS_REMARK = regex.compile(r"\(?ghi chú\s*:")  # below a table
# "(Chi tiết tại Phụ lục kèm theo)", "Nội dung cụ thể theo các biểu đính kèm Kế hoạch này.": where
# the work is told, none by itself
_REFERS_ON = regex.compile(
    r"\(?(?:(?:các |những )?(?:nội dung|nhiệm vụ|danh mục|phân công)\s)?(?:[\p{L}\s,]{0,50}\s)?"
    r"(?:chi tiết|cụ thể|có)\s(?:[\p{L}\s,]{0,40}\s)?(?:(?:tại|theo|ở|trong|như)\s(?:các\s)?)?"
    r"(?:phụ lục|biểu|bảng|danh mục)(?:\s[^.;:()]{0,80})?"
    r"(?<=kèm theo|đính kèm|dưới đây|sau đây|này|phụ lục(?:\s[\divx]{1,4})?|kèm)[).;\s]*"
)
# "Mục tiêu, nhiệm vụ và giải pháp": some of what stands below is work
_AND_WORK = regex.compile(
    r"(?:,|;|và|-)\s+(?:(?:các|những|một số)\s)?(?:nhiệm vụ|giải pháp|biện pháp)"
)
_IS_ISSUED_WITH = regex.compile(r"\((?:ban hành |gửi )?kèm theo\s")
# "2. Kiểm điểm tự phê bình và phê bình", among what is to be done
_SELF_REVIEW = regex.compile(r"(?:về )?(?:kiểm điểm|tự phê bình)")
# What is to be told, none of it work
_TO_BE_TOLD = regex.compile(r"nội dung (?:(?:và )?hình thức )?tuyên truyền")
# What a review, that is still to be held, shall go into
_REVIEWED = regex.compile(r"(?:về )?nội dung (?:tổng kết|sơ kết|sơ, tổng kết|đánh giá|báo cáo)")
_AIMS_ALONE = regex.compile(r"(?:các\s)?mục tiêu(?:\s(?:phấn đấu|đến|năm)\s[^.;:]{0,30})?")
# "Đến năm 2030", "Giai đoạn 2026 - 2030", below "Mục tiêu"
_UP_TO = regex.compile(r"(?:mục tiêu\s)?(?:đến|tới|từ nay đến|giai đoạn|năm)\s[^.;:]{0,40}\d")
_LOOKS_AHEAD = regex.compile(r"tầm nhìn\s(?:đến|tới)\s")
