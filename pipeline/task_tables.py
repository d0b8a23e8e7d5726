"""Tables of tasks: which column holds what, which rows are tasks and which group others.

GUIDELINES, Tasks: a row of a table of tasks is a task, its path step its STT label or r1 …;
a row that only groups others is a section; the columns for bodies and time give its units
and its time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import regex

from extractors.time_clauses import parse_line
from extractors.units import is_body_list
from pipeline.aligned import Aligned
from pipeline.grids import Grid, GridCell
from pipeline.layout import is_capitals
from pipeline.lexicon import alternation, fold, load_yaml
from pipeline.line_labels import line_label
from pipeline.nodes import Meta
from pipeline.numbering import parse_label, roman_value
from pipeline.row_numbers import RowLabel, told_steps

__all__ = ["Group", "Row", "read_task_table"]

_META_KINDS = ("lead", "coordinate", "advised", "report_to", "time", "product")
# Columns that say nothing of who and when, but may cite documents or set targets.
_NOTED_KINDS = ("source", "target", "other")
# A row that adds up the others is no task.
_ADDS_UP = regex.compile(r"(?:tổng cộng|tổng số|tổng kinh phí|cộng)(?!\p{L})")
_LABEL = regex.compile(
    r"\(?(?P<step>\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|\p{L}"
    r"|\p{Lu}{1,5}[-.]?\d{1,3}(?:\.\d{1,3}){0,2})\)?\s*(?:[.)/:-]|\.{2,4}|…)?"
)
_COUNTS_COLUMNS = regex.compile(r"\(?\s*(?:\d{1,2}|\p{L})\s*\)?|\(?\d{1,2}\)?\s*=.*")
_PUNCTUATION = regex.compile(r"[^\p{L}\d/]+")
_AMOUNT = regex.compile(r"[\d.,\s]+(?:%|đồng|triệu|tỷ)?")
_BLANK = regex.compile(r"[\s.…_\-–—/*]*")
_FEWEST_ALIKE = 3  # cells of a row with the same words, which a converter repeated
_MOST = 0.8  # of the cells of a column
_FEWEST = 2  # cells of a column, to tell by them what it holds
_MEAN_LENGTH = 25  # characters that the cells of tasks have at least
_ENDS = regex.compile(r"[.;:,!?]\s*$")
_NAMES_ROLE = regex.compile(r"(?<!\p{L})(?:chủ trì|phối hợp|tham mưu)(?!\p{L})")


@dataclass(frozen=True, slots=True)
class Group:
    """A row that groups others: a section. `step` is its label without punctuation."""

    step: str | None
    label: str | None
    heading: Aligned
    depth: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is a task: its text, and what its other columns say of it."""

    step: str | None
    label: str | None
    text: Aligned
    metas: tuple[Meta, ...]
    depth: int


@cache
def _columns() -> tuple[regex.Pattern[str], dict[str, str]]:
    data = load_yaml("pipeline", "table_columns.yaml", frozenset({"columns", "both"}))
    kinds = {_key(word): kind for kind, words in data["columns"].items() for word in words}
    return regex.compile(rf"(?P<word>{alternation(kinds)})(?!\p{{L}})"), kinds


def _key(text: str) -> str:
    return _PUNCTUATION.sub(" ", fold(text)).strip()


_CUT = regex.compile(r"(?:cơ quan|đơn vị|bộ phận) (?:(?P<lead>chủ)|phối)")
_SOME_BODY = regex.compile(r"(?:cơ quan|đơn vị|bộ phận)(?!\p{L})")
_LONG_ENOUGH = 8  # letters of a header without its blanks


@cache
def _close_set() -> dict[str, str]:
    """What columns hold, by headers without blanks."""
    _, kinds = _columns()
    close = {key.replace(" ", ""): kind for key, kind in kinds.items() if " " in key}
    return {key: kind for key, kind in close.items() if len(key) >= _LONG_ENOUGH}


def column_kind(header: str) -> str | None:
    """What a column holds by its header, or None.

    >>> column_kind("Đơn vị chủ trì"), column_kind("Thời gian hoàn thành")
    ('lead', 'time')
    >>> column_kind("Chủ trì, phối hợp")
    'both'

    Words that stand without the blank between them, and names cut behind "phối", "chủ", as on a
    scan, are known as well.

    >>> column_kind("Đơnvị chủ trì"), column_kind("Cơ quan phối")
    ('lead', 'coordinate')
    """
    pattern, kinds = _columns()
    key = _key(header)
    match = pattern.match(key)
    if match is None:
        cut = _CUT.fullmatch(key)
        if cut is not None:
            return "lead" if cut["lead"] else "coordinate"
        return _close_set().get(key.replace(" ", ""))
    kind = kinds[match["word"]]
    if kind in ("lead", "coordinate") and "chủ trì" in key and "phối hợp" in key:
        return "both"
    return kind


@dataclass
class _Reader:
    grid: Grid
    kinds: dict[int, str]  # by column
    names: dict[int, str]
    first: int  # row after the header
    stack: list[float] = field(default_factory=list)
    above: dict[str, tuple[Meta, ...]] = field(default_factory=dict)  # of the row above, by kind

    @cached_property
    def tasks(self) -> list[int]:
        """The columns that hold tasks."""
        return [column for column, kind in self.kinds.items() if kind == "task"]

    @cached_property
    def numbers(self) -> int | None:
        """The column that numbers the rows: by its header, or the first where its cells do."""
        named = next((column for column, kind in self.kinds.items() if kind == "number"), None)
        if named is not None or 0 in self.kinds:
            return named
        cells = (self.grid.at(row, 0) for row in range(self.first, self.grid.n_rows))
        texts = [cell.text.strip() for cell in cells if cell and cell.text.strip()]
        labels = sum(_LABEL.fullmatch(text) is not None for text in texts)
        return 0 if texts and labels >= _MOST * len(texts) else None

    @cached_property
    def told(self) -> dict[int, str]:
        """Steps of rows whose numbers a recognition lost, by those around them."""
        if self.numbers is None:
            return {}
        labels: list[RowLabel] = []
        for row in range(self.first, self.grid.n_rows):
            cells = self.grid.row(row)
            number = self.grid.at(row, self.numbers)
            if number is None or number.row != row or self._counts_columns(cells):
                continue
            filled = [cell for cell in cells if cell is not number and self._filled(cell)]
            groups = len(filled) == 1 and filled[0].column <= min(self.tasks)
            labels.append(RowLabel(row, number.text, groups))
        return told_steps(labels, self.grid.recognised)

    @cached_property
    def tells_merged(self) -> bool:
        """Whether the table tells which cells are one over several rows."""
        return any(cell.row_span > 1 for cell in self.grid.cells)

    def rows(self) -> Iterator[Group | Row]:
        row = self.first
        while row < self.grid.n_rows:
            cells = self.grid.row(row)
            if self._counts_columns(cells) or not any(self._filled(cell) for cell in cells):
                row += 1
                continue
            height = self._height(row)
            while row + height < self.grid.n_rows and self._continues(row, row + height):
                height += 1
            group = self._group(row, cells)
            if group is not None:
                self.above = {}
                yield group
            else:
                task = self._task(row, height)
                if task is not None:
                    yield task
            row += height

    def _height(self, row: int) -> int:
        """How many rows one task takes: those that its cell spans."""
        cell = self.grid.at(row, self.tasks[0])
        if cell is None or cell.row != row:
            return 1
        return max(1, min(cell.row_span, self.grid.n_rows - row))

    def _continues(self, row: int, below: int) -> bool:
        """Whether the row below is the rest of one that a page's end cut: it has no number,
        and what it holds goes on in mid sentence."""
        if self.numbers is None or self._number_cell(row) is None:
            return False
        number, text = self.grid.at(below, self.numbers), self.grid.at(below, self.tasks[0])
        if number is None or number.row != below or number.text or below in self.told:
            return False
        filled = [cell for cell in self.grid.row(below) if self._filled(cell)]
        if not filled:
            return False
        if text is None or not text.text:
            return all(cell.row == below for cell in filled)
        return text.text[0].islower() or self._is_rest(row, below, text)

    def _is_rest(self, row: int, below: int, text: GridCell) -> bool:
        """Whether a row that a page begins with has what the page before had no room for: its
        task goes on ("… cơ sở 2 (xã Nghi" / "Lâm), …"), and not every cell does."""
        above = [cell for cell in self.grid.row(row) if self._filled(cell)]
        told = self.grid.at(row, self.tasks[0])
        pages = {cell.page for cell in above}
        if told is None or not text.page or text.page in pages or _ENDS.search(told.text):
            return False
        rests = [self.grid.at(below, cell.column) for cell in above if cell.column != self.numbers]
        had_room = any(cell is None or not self._filled(cell) for cell in rests)
        return had_room and parse_label(text.text) is None

    @staticmethod
    def _filled(cell: GridCell) -> bool:
        return _BLANK.fullmatch(cell.text) is None

    def _counts_columns(self, cells: Sequence[GridCell]) -> bool:
        """A row "(1) (2) (3) …" under the header."""
        texts = [cell.text.strip() for cell in cells if cell.text.strip()]
        if len(texts) < 3 or not all(_COUNTS_COLUMNS.fullmatch(text) for text in texts):
            return False
        digits = [regex.sub(r"\D", "", text.split("=")[0]) for text in texts]
        numbers = [int(number) for number in digits if number]
        return len(numbers) >= len(texts) - 1 and numbers == sorted(set(numbers))

    # --- rows that group others ---

    def _group(self, row: int, cells: Sequence[GridCell]) -> Group | None:
        filled = [cell for cell in cells if self._filled(cell)]
        number = self._number_cell(row)
        # a sum of the group's costs beside its name says nothing of a task
        words = [c for c in filled if c is not number and not _AMOUNT.fullmatch(c.text)]
        # what spans the columns, put into each of them by a converter
        spread = len(words) >= _FEWEST_ALIKE and len({" ".join(c.text.split()) for c in words}) == 1
        if len(words) != 1 and not spread:
            return None
        cell = words[0]
        in_place = cell.column <= min(self.tasks) or cell.covers(row, self.tasks[0])
        if not in_place or not (spread or self._groups(row, number, cell)):
            return None
        aligned = cell.aligned
        label, step, text = self._label(number, aligned)
        rank = _rank(step)
        while self.stack and self.stack[-1] >= rank:
            self.stack.pop()
        self.stack.append(rank)
        start = number.paragraphs[0].whole[0] if number and number.paragraphs else text.whole[0]
        heading = text[: len(text.text.rstrip(" :"))]
        start = min(start, aligned.whole[0])
        return Group(step, label, heading, len(self.stack), start, aligned.whole[1])

    def _groups(self, row: int, number: GridCell | None, cell: GridCell) -> bool:
        """Whether a row with one cell of words groups others instead of being a task.

        It does where that cell spans the columns, where its look or its label is a
        heading's, or where rows below are numbered under it.
        """
        if cell.column_span >= 2 and cell.column + cell.column_span > self._last_column():
            return True
        text = cell.text
        label, step, _ = self._label(number, cell.aligned)
        below = self._step_at(row + cell.row_span)
        if step and below and below.startswith(step + "."):
            return True
        if step and below and _LETTERED_GROUP.fullmatch(below) and below[0] == step:
            return True
        if step and step.isdigit() and below == "a":
            return True  # "5 | Tổ chức các lớp: |", "a | Dạy nghề … | Sở …"
        roman_or_letter = bool(step) and not str(step)[0].isdigit() and label is not None
        if roman_or_letter and below is not None and below[:1].isdigit():
            return True
        return (cell.bold or is_capitals(text)) and row + 1 < self.grid.n_rows

    def _last_column(self) -> int:
        told = [column for column, kind in self.kinds.items() if kind in ("lead", "time")]
        return max(told, default=self.grid.n_columns - 1)

    def _step_at(self, row: int) -> str | None:
        if row >= self.grid.n_rows:
            return None
        cell = self.grid.at(row, self.tasks[0])
        return self._label(self._number_cell(row), cell.aligned if cell else Aligned.empty())[1]

    # --- rows that are tasks ---

    def _number_cell(self, row: int) -> GridCell | None:
        cell = self.grid.at(row, self.numbers) if self.numbers is not None else None
        text = cell.text.strip() if cell is not None and cell.row == row else ""
        if row not in self.told and not _LABEL.fullmatch(text):
            return None
        return cell

    def _label(
        self, number: GridCell | None, text: Aligned
    ) -> tuple[str | None, str | None, Aligned]:
        """Label as printed, its step, and the text without a label of its own."""
        if number is not None and number.row in self.told:
            return self.told[number.row], self.told[number.row], text
        if number is not None:
            printed = number.text.strip()
            match = _LABEL.fullmatch(printed)
            return printed, match["step"] if match else printed, text
        own = parse_label(text.text)
        if own is None or own.kind.is_bullet:
            return None, None, text[own.end :] if own else text
        return own.printed, own.step, text[own.end :]

    def _task(self, row: int, height: int) -> Row | None:
        paragraphs: list[Aligned] = []
        told_in = [self.grid.at(row, column) for column in self.tasks]
        for column, cell in zip(self.tasks, told_in, strict=True):
            if cell is None or self.tasks[told_in.index(cell)] == column:  # else it spans both
                paragraphs += self._paragraphs(row, height, column)
        metas: list[Meta] = []
        kept: list[Aligned] = []
        for paragraph in paragraphs:
            told = line_label(paragraph.text)
            content = paragraph[told.end :] if told else paragraph
            if told and told.kind in _META_KINDS and content.text and kept:
                metas.append(_meta(told.kind, content, paragraph.text[: told.end]))
            else:
                kept.append(paragraph)
        text = Aligned.join(kept)
        if not text.text:
            return None
        label, step, text = self._label(self._number_cell(row), text)
        if not text.text or (step is None and _ADDS_UP.match(fold(text.text))):
            return None
        while step is not None and self.stack and self.stack[-1] >= _rank(step):
            self.stack.pop()  # "7" after "6.2" stands beside "6", not below it
        for column, kind in sorted(self.kinds.items()):
            told_here = self._paragraphs(row, height, column)
            if kind in (*_META_KINDS, "both"):
                metas += self._metas(told_here, kind, self.names[column])
            elif kind in _NOTED_KINDS:
                metas += [_meta("note", told, self.names[column]) for told in told_here]
        return Row(
            step, label, text, (*metas, *self._from_above(row, height, metas)), len(self.stack)
        )

    def _from_above(self, row: int, height: int, metas: Sequence[Meta]) -> tuple[Meta, ...]:
        """Who leads the row above, for one whose cell for that is empty, with whom, when, for whom.

        Text has no merged cells: what was one cell over several rows stands in the first. Where
        the table tells which cells are merged, an empty one is empty; and the cells for others
        and for time are where the row has a lead of its own.
        """
        if self.tells_merged:
            return ()
        found: list[Meta] = []
        for kind in ("lead", "coordinate", "time", "advised"):
            columns = [column for column, held in self.kinds.items() if held == kind]
            own = tuple(meta for meta in metas if meta.kind == kind)
            if own or len(columns) != 1:
                self.above[kind] = own
                continue
            cells = self._column_cells(row, height, columns[0])
            empty = cells and all(not (cell.text.strip() or cell.dashed) for cell in cells)
            told = kind == "lead" and any(meta.kind == "sentence" for meta in metas)
            merged = kind == "lead" or bool(found)
            if told or not empty or not merged:
                self.above[kind] = ()
            found += self.above.get(kind, ())
        return tuple(found)

    def _column_cells(self, row: int, height: int, column: int) -> list[GridCell]:
        found: list[GridCell] = []
        for at in range(row, min(row + height, self.grid.n_rows)):
            cell = self.grid.at(at, column)
            if cell is not None and cell not in found:
                found.append(cell)
        return found

    def _paragraphs(self, row: int, height: int, column: int) -> list[Aligned]:
        """What a task says in a column; a sentence that a page's end cut is whole again."""
        found: list[Aligned] = []
        for cell in self._column_cells(row, height, column):
            if not self._filled(cell):
                continue
            first, *others = cell.paragraphs
            if found and cell.row > row and not _ENDS.search(found[-1].text):
                found[-1] = Aligned.join((found[-1], first))
            else:
                found.append(first)
            found += others
        return found

    @staticmethod
    def _metas(paragraphs: Sequence[Aligned], kind: str, name: str) -> Iterator[Meta]:
        listed = None  # the role that a bare label gives the bullets below it
        for paragraph in paragraphs:
            label = parse_label(paragraph.text)
            bullet = label is not None and label.kind.is_bullet
            if label is not None and bullet:
                paragraph = paragraph[label.end :]
            if _BLANK.fullmatch(paragraph.text):
                continue
            told = line_label(paragraph.text)
            says = told and told.kind in ("lead", "coordinate") and kind in ("lead", "both")
            listed = listed if bullet else None
            if told and says and not paragraph.text[told.end :].strip():
                listed = told.kind
            elif told and says:
                yield _meta(told.kind, paragraph[told.end :], name)
            elif listed:
                yield _meta(listed, paragraph, name)
            elif kind in ("lead", "both") and _NAMES_ROLE.search(fold(paragraph.text)):
                yield _meta("sentence", paragraph, name)
            elif kind == "both" and (slash := _SLASH.fullmatch(paragraph.text)):
                for role in ("lead", "coordinate"):
                    yield _meta(role, paragraph[slice(*slash.span(role))], name)
            else:
                yield _meta("lead" if kind == "both" else kind, paragraph, name)


def _meta(kind: str, aligned: Aligned, name: str) -> Meta:
    return Meta(kind, aligned.strip(), name, in_bullet=False, table=True)


# "Sở Y tế/Sở Nội vụ, Sở Tài chính" below "Chủ trì/phối hợp"
_SLASH = regex.compile(r"(?P<lead>[^/]{3,})/(?P<coordinate>[^/]{3,})")
_LETTERED_GROUP = regex.compile(r"\p{Lu}\d{1,2}")


def _rank(step: str | None) -> float:
    if step is None:
        return 0.5
    if roman_value(step) is not None and not step.isdigit():
        return 1.0
    if _LETTERED_GROUP.fullmatch(step):  # "B1" below "B", rows with figures below it
        return 1.5
    if step[0].isdigit() or step[-1].isdigit():  # "1.2", and the code "NV-05"
        return 2.0 + step.count(".")
    return 0.0 if step.isupper() else 9.0


def read_task_table(grid: Grid) -> list[Group | Row]:
    """The groups and tasks of a table in order; none where it is no table of tasks.

    It is one when a column holds tasks and another bodies or time, as the header says.
    """
    for rows in (_marked_header(grid), 1, 2):
        kinds, names = _kinds(grid, rows)
        if rows:
            _by_content(grid, rows, kinds, names)
        held = set(kinds.values())
        if rows and "task" in held and held & {"lead", "coordinate", "both", "time"}:
            return list(_Reader(grid, kinds, names, rows).rows())
    return []


def _by_content(grid: Grid, rows: int, kinds: dict[int, str], names: dict[int, str]) -> None:
    """Adds what columns hold whose headers no list knows ("Cùng tham gia"), by what is in them.

    The longest cells hold the tasks, where two other headers are those of a table of tasks. The
    first column of bodies alone says who leads, the next who coordinates, where no header says
    so; one of roles and bodies says both; one of times says when. "Cơ quan …", unreadable, before
    the column of those who coordinate is that of who leads.
    """
    beside = next((column for column, kind in kinds.items() if kind == "coordinate"), 0) - 1
    header = _header(grid, beside) if beside > 0 else ""
    unsaid = not {"lead", "both"} & set(kinds.values()) and beside not in kinds
    if unsaid and _SOME_BODY.match(_key(header)):
        kinds[beside], names[beside] = "lead", header
    texts = {
        column: [text for text in _texts(grid, rows, column) if _BLANK.fullmatch(text) is None]
        for column in range(grid.n_columns)
        if column not in kinds
    }
    told = {*_META_KINDS, "both"} & set(kinds.values())
    if "task" not in kinds.values() and len(told) > 1:
        length, longest = max(
            ((sum(map(len, held)) / len(held), column) for column, held in texts.items() if held),
            default=(0, 0),
        )
        if length > _MEAN_LENGTH:
            kinds[longest], names[longest] = "task", _header(grid, longest)
    first = next((column for column, kind in kinds.items() if kind == "task"), grid.n_columns)
    for column in range(first + 1, grid.n_columns):
        if column in kinds or len(texts[column]) < _FEWEST:
            continue
        held = set(kinds.values())
        for kind, fits in _FITS:
            told_apart = kind == "both" and held & {"lead", "coordinate"}
            if kind in held or told_apart:
                continue
            if sum(map(fits, texts[column])) >= _MOST * len(texts[column]):
                kinds[column], names[column] = kind, _header(grid, column)
                break


def _texts(grid: Grid, rows: int, column: int) -> list[str]:
    cells = (grid.at(row, column) for row in range(rows, grid.n_rows))
    return [cell.text for cell in cells if cell is not None]


def _header(grid: Grid, column: int) -> str:
    cell = grid.at(0, column)
    return cell.text if cell is not None else ""


def _is_time(text: str) -> bool:
    return len(text) < 80 and bool(parse_line(text))


_FITS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("both", lambda text: _NAMES_ROLE.search(fold(text)) is not None),
    ("lead", is_body_list),
    ("coordinate", is_body_list),
    ("time", _is_time),
)


def _marked_header(grid: Grid) -> int:
    marked = [cell.row + cell.row_span for cell in grid.cells if cell.header]
    return max(marked, default=0)


def _kinds(grid: Grid, rows: int) -> tuple[dict[int, str], dict[int, str]]:
    """What each column holds: by the lowest header above it that says so."""
    kinds: dict[int, str] = {}
    names: dict[int, str] = {}
    for column in range(grid.n_columns):
        seen: list[GridCell] = []
        for row in range(min(rows, grid.n_rows)):
            cell = grid.at(row, column)
            if cell is not None and cell not in seen:
                seen.append(cell)
        told = [(kind, cell.text) for cell in reversed(seen) if (kind := column_kind(cell.text))]
        if told:
            kinds[column], names[column] = told[0]
    tasks = [column for column, kind in kinds.items() if kind == "task"]
    counts = Counter(kinds.values())
    if counts["task"] > 1:  # "Nhiệm vụ" beside "Nội dung": the first holds the task
        for column in tasks[1:]:
            if grid.at(0, column) is not grid.at(0, tasks[0]):
                kinds[column] = "other"
    return kinds, names
