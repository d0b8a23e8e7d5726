"""Tables inside text, as converters and OCR services leave them: pipes, or `<table>`."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from itertools import pairwise
from typing import Any

import regex

from pipeline.ingest.grid import Grid, clipped
from pipeline.lexicon import alternation, fold, load_yaml
from pipeline.model import Cell, Table

__all__ = ["find_pipe_tables", "header_rows", "is_header_row", "stands_beside"]

_LINE = regex.compile(r"[^\n\r\f\v\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x85\u2028\u2029]|$)")
_BAR = regex.compile(r"(?<!\\)(?:\\\\)*+\K\|")
_QUOTE = regex.compile(r"[\s>]*")
_RULE_CELL = regex.compile(r"\s*:?-+:?\s*")
_GRID_RULE = regex.compile(r"\s*\+(?:[-=:]+\+)+\s*")
# White space of a cell, as it is written or as a mark.
_BLANK = r"(?:[\s\u200b\ufeff]|&nbsp;|<br\s*/?>)"
_LEFT_BLANK = regex.compile(rf"{_BLANK}*+", regex.IGNORECASE)
_RIGHT_BLANK = regex.compile(rf"(?r){_BLANK}*+", regex.IGNORECASE)
_MARK = regex.compile(r"<[^<>]{0,200}>|[*_`]+|\\(?=\W)")
_ORDINAL = regex.compile(r"\(?(?:\d{1,4}(?:\.\d{1,3})*|[IVXLC]+|\p{L})?[.)]{0,2}")
# Between the pages of a table: page numbers, ruled lines, marks of converters.
_FURNITURE = regex.compile(
    r"""
    [\s\-–—_=*~·.\\+:>]*
    | \W* (?:trang|page|tr\.)? \W* \d{1,4} (?: \s*(?:[/|]|trên|of)\s* \d{1,4} )? \W*
    | <!-- .* --> | \{\d+\}-+ | </?(?:br|hr|div|p|page)\b [^<>]* > \s* (?:</(?:div|p|page)>)?
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_TAG = regex.compile(
    r"<(?P<close>/?)(?P<name>table|thead|tbody|tfoot|caption|tr|td|th)(?P<attributes>(?:\s[^<>]*)?)>",
    regex.IGNORECASE,
)
_BLANK_LINE = regex.compile(r"\n[^\S\n]*\n")
_SPAN = regex.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d{1,6})", regex.IGNORECASE)
_UNSEEN = regex.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")  # what has no width
_MOST_WRAPPED = 40  # lines of one row
_LEAST_GROUPED = 4  # columns of a table whose group rows have two cells


@cache
def _words() -> Any:
    keys = frozenset({"header", "continued", "beside"})
    return load_yaml("pipeline.ingest", "pipe_tables.yaml", keys)


@cache
def _phrases(kind: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w)(?:{alternation(_words()[kind])})(?!\p{{L}})")


def is_header_row(texts: Sequence[str]) -> bool:
    """Whether two cells or more are filled, all with words that headers begin with.

    >>> is_header_row(["TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì"]), is_header_row(["1", "TT"])
    (True, False)
    """
    filled = [_folded(text) for text in texts if text]
    return len(filled) >= 2 and all(
        len(text) <= 70 and _phrases("header").match(text) is not None for text in filled
    )


def _folded(text: str) -> str:
    """A cell as it is compared; it comes as its file has it, letters and marks apart too."""
    return fold(unicodedata.normalize("NFC", _UNSEEN.sub("", text)))


def stands_beside(texts: Sequence[str]) -> bool:
    """Whether cells are those of a head or a signature block, set side by side.

    >>> stands_beside(["ỦY BAN NHÂN DÂN", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    True
    >>> stands_beside(["Thời hạn", "Nơi nhận"]), stands_beside(["**Nơi nhận:**", "GIÁM ĐỐC"])
    (False, True)
    """
    return any(map(_stands_beside, texts))


def _stands_beside(text: str) -> bool:
    folded = _folded(text[:200])
    match = _phrases("beside").search(folded)
    if match is None or match.start() >= 80:
        return False
    if match.group() == "nơi nhận":  # "Nơi nhận" without its colon heads a column
        return folded[match.end() :].lstrip("*_ ").startswith(":")
    return True


@dataclass(slots=True)
class _Draft:
    """A table that may still be joined to the one before it, or turn out to be none."""

    start: int
    end: int
    width: int
    cells: list[Cell]
    n_rows: int
    ruled: bool = False  # a row of dashes, or HTML, says that it is a table
    closed: bool = False  # its rows begin with a bar
    html: bool = False
    header: tuple[tuple[str, ...], ...] = field(default=())


def find_pipe_tables(text: str) -> tuple[Table, ...]:
    """The Markdown and HTML tables inside `text`, in order.

    Guarantees:
        1. A cell's range is its trimmed content in `text`, marks such as `**` included;
           rows that are too short are filled up with empty cells.
        2. A table that goes on after a page's end is one; its repeated header is in no
           cell, nor is the row of dashes.
        3. Heads and signature blocks that a converter made a table of are none.

    >>> table, = find_pipe_tables("|TT|Nhiệm vụ|\\n|--|:-:|\\n|1|Rà soát|")
    >>> [(cell.row, cell.column, cell.header) for cell in table.cells]
    [(0, 0, True), (0, 1, True), (1, 0, False), (1, 1, False)]
    """
    drafts = _html_tables(text)
    if text.count("|") >= 2:
        drafts += _Pipes(text, [(draft.start, draft.end) for draft in drafts]).drafts()
        drafts.sort(key=lambda draft: draft.start)
    joined: list[_Draft] = []
    for draft in drafts:
        if draft.width <= 3 and any(stands_beside(row) for row in _top(text, draft)):
            continue
        if not (joined and _join(text, joined[-1], draft)):
            joined.append(draft)
    return tuple(_table(draft) for draft in joined if _is_table(text, draft))


# --- pipes ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shape:
    """How many cells a row has, and whether rows begin and end with a bar."""

    width: int
    leading: bool = True
    trailing: bool = True


class _Pipes:
    """The tables drawn with pipes in a text; lines are told by their number."""

    def __init__(self, text: str, elsewhere: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.bars = [match.start() for match in _BAR.finditer(text)]
        self.spans: list[tuple[int, int]] = []  # of the lines without marks of quotes and end
        self.barred: list[tuple[int, int]] = []  # their half-open ranges of `bars`
        bar = html = 0
        for match in _LINE.finditer(text):
            start, end = match.span()
            end = start + len(match.group().rstrip())
            start = min(_QUOTE.match(text, start, max(start, end)).end(), end)  # type: ignore[union-attr]
            while html < len(elsewhere) and elsewhere[html][1] <= start:
                html += 1
            if html < len(elsewhere) and elsewhere[html][0] < end:
                start = end  # as if it were empty
            first = bisect_left(self.bars, start, bar)
            bar = bisect_left(self.bars, end, first)
            self.spans.append((start, end))
            self.barred.append((first, bar))

    def drafts(self) -> list[_Draft]:
        found: list[_Draft] = []
        at = last = 0
        while at < len(self.spans):
            if not self._has_bar(at):
                at += 1
                continue
            last = max(at, last)  # of the paragraph: found once, not anew for each line
            while last < len(self.spans) and self.spans[last][0] < self.spans[last][1]:
                last += 1
            drawn = at and _GRID_RULE.fullmatch(self.text, *self.spans[at - 1])
            if drawn:
                at = last
                continue
            at = self._block(at, last, found)
        return found

    def _has_bar(self, line: int) -> bool:
        return self.barred[line][0] < self.barred[line][1]

    def _starts(self, line: int) -> bool:
        first, after = self.barred[line]
        return first < after and self.bars[first] == self.spans[line][0]

    def _ends(self, line: int) -> bool:
        first, after = self.barred[line]
        return first < after and self.bars[after - 1] == self.spans[line][1] - 1

    def _pieces(self, first: int, last: int, shape: _Shape) -> list[tuple[int, int]]:
        """The cells of a row on the lines `first` to `last`, untrimmed."""
        start, end = self.spans[first][0], self.spans[last][1]
        bars = self.bars[self.barred[first][0] : self.barred[last][1]]
        pieces = [(left + 1, right) for left, right in pairwise([start - 1, *bars, end])]
        head, tail = int(self._starts(first)), int(self._ends(last))
        # " | b" is an empty cell and a second one where rows do not begin with bars
        for left in {head, head and int(shape.leading)}:
            for right in {tail, tail and int(shape.trailing)}:
                if len(pieces) - left - right == shape.width:
                    return pieces[left : len(pieces) - right]
        return pieces[head : len(pieces) - tail]

    def _is_rule(self, line: int) -> bool:
        """Whether a line is the row of dashes below a header."""
        if not self._has_bar(line):
            return False
        pieces = self._pieces(line, line, _Shape(0))
        return bool(pieces) and all(_RULE_CELL.fullmatch(self.text, *piece) for piece in pieces)

    def _block(self, at: int, last: int, found: list[_Draft]) -> int:
        """Reads rows from `at` on, before `last`; the line on which to go on."""
        rule = next((line for line in range(at, min(last, at + 6)) if self._is_rule(line)), None)
        shape = self._shape(at, last, rule)
        rows: list[tuple[int, int]] = []
        ruled: list[int] = []  # before how many rows a row of dashes stands
        line = at
        while line < last and self._is_row(line, shape, rule is not None):
            if self._is_rule(line) and (line == rule or "--" in self._line(line)):
                ruled.append(len(rows))
                line += 1
                continue
            end = self._row_end(line, last, shape)
            rows.append((line, end))
            line = end + 1
        if line < last and _GRID_RULE.fullmatch(self.text, *self.spans[line]):
            return last
        if rows:
            found.extend(self._split(rows, ruled, shape))
        return max(line, at + 1)

    def _line(self, line: int) -> str:
        return self.text[slice(*self.spans[line])]

    def _shape(self, at: int, last: int, rule: int | None) -> _Shape:
        model = at if rule is None else rule
        leading, trailing = self._starts(model), self._ends(model)
        if rule is None and leading:
            whole = Counter(
                len(self._pieces(line, line, _Shape(0)))
                for line in range(at, min(last, at + 50))
                if self._starts(line) and self._ends(line)
            )
            if whole:
                return _Shape(whole.most_common(1)[0][0], True, True)
        return _Shape(len(self._pieces(model, model, _Shape(0))), leading, trailing)

    def _is_row(self, line: int, shape: _Shape, ruled: bool) -> bool:
        if not self._has_bar(line):
            return False
        if shape.leading:
            return self._starts(line) or len(self._pieces(line, line, shape)) == shape.width
        whole = len(self._pieces(line, line, shape)) == shape.width
        return ruled or whole or self._heads_group(line, shape)

    def _heads_group(self, line: int, shape: _Shape) -> bool:
        """ "I | Về biến đổi khí hậu" before a whole row, in a table without bars at its edges"""
        pieces = self._pieces(line, line, shape)
        if len(pieces) != 2 or shape.width < _LEAST_GROUPED or line + 1 >= len(self.spans):
            return False
        label, name = (self.text[slice(*piece)].strip() for piece in pieces)
        below = len(self._pieces(line + 1, line + 1, shape)) == shape.width
        return below and bool(label and name) and _ORDINAL.fullmatch(label) is not None

    def _row_end(self, line: int, last: int, shape: _Shape) -> int:
        """The last line of the row that begins on `line`: rows may be broken over lines."""
        count = len(self._pieces(line, line, shape))
        if count >= shape.width and (self._ends(line) or not shape.trailing):
            return line if self._ends(line) else self._tail(line, last, shape)
        for end in range(line + 1, min(last, line + _MOST_WRAPPED)):
            alone = len(self._pieces(end, end, shape))
            if self._is_rule(end) or (
                self._starts(end) and (count >= shape.width or alone >= shape.width)
            ):
                break
            count = len(self._pieces(line, end, shape))
            if count > shape.width:
                break
            if count == shape.width and self._ends(end):
                return end
            if count == shape.width and not shape.trailing:
                return self._tail(end, last, shape)
        return line if self._ends(line) else self._tail(line, last, shape)

    def _tail(self, line: int, last: int, shape: _Shape) -> int:
        """The last of the lines without bars that go on with a row that no bar closes."""
        end = line + 1
        while end < last and not self._has_bar(end) and end - line <= 3:
            end += 1
        if end < last and self._is_row(end, shape, False):
            return end - 1
        end = line
        while end + 1 < last and not self._has_bar(end + 1):
            if not self._line(end + 1)[0].islower() and not self._line(end).endswith(","):
                break
            end += 1
        return end

    def _split(
        self, rows: list[tuple[int, int]], ruled: list[int], shape: _Shape
    ) -> Iterator[_Draft]:
        """The block's rows as one table, or several where another header begins."""
        texts = [self._texts(row, shape) for row in rows]
        cuts = [
            before - 1
            for before in ruled
            if before > 1 and is_header_row(texts[before - 1]) and texts[before - 1] != texts[0]
        ]
        for first, after in zip([0, *cuts], [*cuts, len(rows)], strict=True):
            if first < after:
                yield self._draft(rows[first:after], [n - first for n in ruled], shape)

    def _texts(self, row: tuple[int, int], shape: _Shape) -> tuple[str, ...]:
        return tuple(_plain(self.text[a:b]) for a, b in self._pieces(*row, shape))

    def _draft(self, rows: list[tuple[int, int]], ruled: list[int], shape: _Shape) -> _Draft:
        texts = [self._texts(row, shape) for row in rows]
        header = header_rows(texts, ruled=1 in ruled)
        kept = [
            index
            for index in range(len(rows))
            if index < header or not (header == 1 and any(texts[0]) and texts[index] == texts[0])
        ]
        cells = [
            Cell(row, column, *_trimmed(self.text, *piece), header=index < header)
            for row, index in enumerate(kept)
            for column, piece in enumerate(self._pieces(*rows[index], shape))
        ]
        return _Draft(
            self.spans[rows[0][0]][0],
            self.spans[rows[-1][1]][1],
            shape.width,
            cells,
            len(kept),
            ruled=any(0 <= before <= len(rows) for before in ruled),
            closed=self._starts(rows[0][0]),
            header=tuple(texts[:header]),
        )


def header_rows(texts: Sequence[Sequence[str]], *, ruled: bool) -> int:
    """How many rows are the header: those of header words, or the one above the dashes."""
    count = 1 if ruled else 0
    if ruled and texts and any(texts[0]) and not is_header_row(texts[0]):
        return 1
    while count < len(texts) and (
        is_header_row(texts[count])
        or (0 < count < 3 and _goes_on_with_header(texts[count - 1], texts[count]))
    ):
        count += 1
    return count if count < len(texts) or ruled else min(count, 1)


def _goes_on_with_header(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row only fills in below a header's cells ("Chủ trì | Phối hợp")."""
    filled = [text for text in row if text]
    return (
        bool(filled)
        and row[0] == ""
        and above[0] != ""
        and all(_phrases("header").match(_folded(text)) for text in filled)
    )


# --- HTML -----------------------------------------------------------------------------


def _html_tables(text: str) -> list[_Draft]:
    found: list[_Draft] = []
    depth, opened = 0, 0
    tags: list[regex.Match[str]] = []
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name == "table" and not match["close"]:
            depth += 1
            if depth == 1:
                opened, tags = match.start(), []
        elif name == "table" and depth:
            depth -= 1
            if not depth:
                found.extend(_html_draft(text, opened, match.end(), tags, match.start()))
        elif depth == 1:
            tags.append(match)
    if depth and tags:  # cut off before its end: its last cell goes to the end of the paragraph
        end = tags[-1].end()
        if not tags[-1]["close"]:
            blank = _BLANK_LINE.search(text, end)
            end = blank.start() if blank else len(text)
        found.extend(_html_draft(text, opened, end, tags, end))
    return found


def _html_draft(
    text: str, start: int, end: int, tags: Sequence[regex.Match[str]], inside: int
) -> Iterator[_Draft]:
    """The table between two tags, from the tags of its own rows and cells."""
    grid = Grid()
    cells: list[Cell] = []
    in_head = False
    for index, tag in enumerate(tags):
        name = tag["name"].lower()
        if name == "thead":
            in_head = not tag["close"]
        if tag["close"]:
            continue
        if name == "tr":
            grid.next_row()
        elif name in ("td", "th"):
            if grid.row < 0:
                grid.next_row()
            after = tags[index + 1].start() if index + 1 < len(tags) else inside
            spans = {kind.lower(): int(n) for kind, n in _SPAN.findall(tag["attributes"])}
            row, column, rows, columns = grid.place(spans.get("row", 1), spans.get("col", 1))
            cells.append(
                Cell(
                    row,
                    column,
                    *_trimmed(text, tag.end(), max(after, tag.end())),
                    rows,
                    columns,
                    name == "th" or in_head,
                )
            )
    if not cells:
        return
    cells = _without_header_columns(clipped(cells, grid.row + 1))
    width = max(cell.column + cell.column_span for cell in cells)
    texts = [_row_texts(text, cells, row) for row in range(min(4, grid.row + 1))]
    marked = sum(_is_marked(cells, row) for row in range(len(texts)))
    header = marked or header_rows(texts, ruled=False)
    yield _Draft(
        start,
        end,
        width,
        [replace(cell, header=cell.header or cell.row < header) for cell in cells],
        grid.row + 1,
        ruled=True,
        html=True,
        header=tuple(texts[:header]),
    )


def _is_marked(cells: Sequence[Cell], row: int) -> bool:
    of_row = [cell for cell in cells if cell.row == row]
    return bool(of_row) and all(cell.header for cell in of_row)


def _without_header_columns(cells: list[Cell]) -> list[Cell]:
    """Cells marked as headers of their row, beside ones that are not, are plain cells."""
    plain = {cell.row for cell in cells if not cell.header}
    return [replace(c, header=False) if c.header and c.row in plain else c for c in cells]


def _row_texts(text: str, cells: Sequence[Cell], row: int) -> tuple[str, ...]:
    return tuple(_plain(text[c.char_start : c.char_end]) for c in cells if c.row == row)


# --- what both share ------------------------------------------------------------------


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks at either end, marks of blanks included."""
    left = _LEFT_BLANK.match(text, start, end)
    start = left.end() if left else start
    right = _RIGHT_BLANK.match(text, start, end)
    return start, max(start, right.start() if right else end)


def _plain(raw: str) -> str:
    """A cell's text as it is compared: no marks, spaces single."""
    return unicodedata.normalize("NFC", " ".join(unescape(_MARK.sub(" ", raw)).split()))


def _join(text: str, first: _Draft, second: _Draft) -> bool:
    """Joins `second` to `first` where it is the same table on the next page."""
    if first.html != second.html or first.width != second.width:
        return False
    if not first.html and first.closed != second.closed:
        return False
    if not (first.ruled or first.closed) or not _only_furniture(text, first.end, second.start):
        return False
    top = [_row_texts(text, second.cells, row) for row in range(len(first.header) or 1)]
    repeated = len(first.header) if first.header and tuple(top) == first.header else 0
    if not repeated and second.header:
        if second.header[0] and is_header_row(second.header[0]):
            return False
        if not top[0] or not _ORDINAL.fullmatch(top[0][0]):
            return False
    elif not repeated and (is_header_row(top[0]) or not (first.html or second.closed)):
        return False
    shift = first.n_rows - repeated
    first.cells.extend(
        replace(cell, row=cell.row + shift, header=False)
        for cell in second.cells
        if cell.row >= repeated
    )
    first.n_rows += second.n_rows - repeated
    first.end = second.end
    first.ruled = first.ruled or second.ruled
    return True


def _top(text: str, draft: _Draft) -> Iterator[tuple[str, ...]]:
    for row in range(min(draft.n_rows, 3)):
        yield _row_texts(text, draft.cells, row)


def _only_furniture(text: str, start: int, end: int) -> bool:
    for match in _LINE.finditer(text, start, end):
        line = match.group().strip()
        if len(line) <= 200 and _FURNITURE.fullmatch(line):
            continue
        if len(line) > 80 or not _phrases("continued").search(_folded(line)):
            return False
    return True


def _is_table(text: str, draft: _Draft) -> bool:
    if not any(any(row) for row in _top(text, draft)):
        return False
    if draft.html:
        return draft.n_rows > 1 or draft.width > 1
    if draft.width < 2:
        return False
    if draft.ruled:
        return draft.n_rows > 1 or bool(draft.header)
    if draft.closed:
        return draft.n_rows >= 2
    return draft.n_rows >= 2 if draft.header else draft.n_rows >= 3 and draft.width >= 3


def _table(draft: _Draft) -> Table:
    """The table with its short rows filled up; those of HTML are as their spans say."""
    width = max(draft.width, *(cell.column + cell.column_span for cell in draft.cells))
    cells: list[Cell] = []
    for index, cell in enumerate(draft.cells):
        cells.append(cell)
        last = index + 1 == len(draft.cells) or draft.cells[index + 1].row != cell.row
        if last and not draft.html:
            cells.extend(
                Cell(cell.row, column, cell.char_end, cell.char_end, header=cell.header)
                for column in range(cell.column + 1, width)
            )
    return Table(draft.start, draft.end, draft.n_rows, width, tuple(cells))
