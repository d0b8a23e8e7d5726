"""How a sheet looks: title lines, a frozen head, typed cells, heights, a page to print on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension

from pipeline.export.cells import cut, escaped, plain
from pipeline.export.words import said

__all__ = ["FONT", "Column", "Sheet", "Value", "write_sheet"]

Value: TypeAlias = "str | date | int | float | None"
Row = TypeVar("Row")

FONT = "Times New Roman"
_SIZE = 11
# Points from line to line: one more than Excel takes, for other programs and other types.
_LINE = 16.0
_MOST_NOTE = 2_000  # UTF-16 units of a note at a cell
_HIGHEST = 409.0  # points; Excel knows no higher row
_MOST_ROWS = 1_048_576
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_FORMATS = {"date": "dd/mm/yyyy", "number": "0", "share": "0%", "text": "General"}
_EDGE = Side(style="thin", color="B8C2CC")
_GRID = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD_FILL = PatternFill("solid", fgColor="DCE6F1")
_CODE_FILL = PatternFill("solid", fgColor="F2F2F2")
# Widths of letters of Times New Roman in those of a figure, for heights of rows.
_NARROW, _WIDE = frozenset("iíìỉĩịjltfrI.,;:'()-/[]! "), frozenset("mwMW—…%")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its head, how wide it is (in figures), what stands in it and how."""

    head: str
    width: float
    value: Callable[[Row], Value]
    kind: Literal["text", "date", "number", "share"] = "text"
    centred: bool = False
    optional: bool = False  # hidden where no row has a value
    wide: bool = False  # takes the room of hidden columns
    choices: Sequence[str] = ()
    code: bool = False  # for the program; grey, not printed
    note: Callable[[Row], str | None] | None = None


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """A sheet: its name, the lines above the head, its columns and rows.

    Rows beyond what Excel holds are left out, and `left_out` counts them.
    """

    name: str
    titles: Sequence[str]
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    frozen: int = 0  # columns that stay in sight
    group: Callable[[Row], object] | None = None  # repeats of its first column are pale

    @property
    def head(self) -> int:
        """The number of the head's row."""
        return len(self.titles) + 1

    @cached_property
    def held(self) -> Sequence[Row]:
        """The rows that the sheet has room for."""
        return self.rows[: _MOST_ROWS - self.head - 1]

    @property
    def left_out(self) -> int:
        return len(self.rows) - len(self.held)


class _Height(RowDimension):
    """A height that Excel shows and still fits to the text when somebody edits it."""

    customHeight = False


def write_sheet(book: Workbook, sheet: Sheet[Any]) -> None:
    """Adds a sheet to a write-only workbook."""
    page = book.create_sheet(sheet.name)
    columns, hidden = _fitted(sheet)
    last_row = sheet.head + max(len(sheet.held), 1)
    last = get_column_letter(len(columns))
    printed = get_column_letter(max(n for n, col in enumerate(columns, 1) if not col.code))
    for number, column in enumerate(columns, 1):
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.hidden = column.width, number in hidden
    _set_page(page, sheet, f"A1:{printed}{last_row}")
    page.auto_filter.ref = f"A{sheet.head}:{last}{last_row}"
    _offer_choices(page, sheet, last_row)
    styles = _Styles(page)
    for number, line in enumerate(_titles(sheet), 1):
        page.row_dimensions[number] = _Height(page, index=number, ht=24.0 if number == 1 else 16.0)
        page.append([styles.cell("title" if number == 1 else "subtitle", line)])
    _write_head(page, sheet.head, columns, styles)
    before: object = None
    for number, row in enumerate(sheet.held, sheet.head + 1):
        group = sheet.group(row) if sheet.group else None
        cells = [
            styles.of(column, row, pale=index == 0 and group is not None and group == before)
            for index, column in enumerate(columns)
        ]
        before = group
        high = max(_lines(column, cell.value) for column, cell in zip(columns, cells, strict=True))
        height = min(_HIGHEST, high * _LINE + 6)
        page.row_dimensions[number] = _Height(page, index=number, ht=height)
        page.append(cells)
    if not sheet.held:
        page.append([styles.cell("subtitle", said("none"))])
    page.close()


def _titles(sheet: Sheet[Any]) -> Iterable[str]:
    for number, line in enumerate(sheet.titles, 1):
        if sheet.left_out and number == len(sheet.titles):
            line += f" · {said('left_out', written=len(sheet.held), count=len(sheet.rows))}"
        yield line


def _fitted(sheet: Sheet[Any]) -> tuple[list[Column[Any]], set[int]]:
    """The columns, those without any value hidden and their room given to the wide one."""
    hidden = {
        number
        for number, column in enumerate(sheet.columns, 1)
        if column.optional and not any(column.value(row) for row in sheet.held)
    }
    room = sum(sheet.columns[number - 1].width for number in hidden)
    return [
        replace(column, width=column.width + room) if column.wide else column
        for column in sheet.columns
    ], hidden


def _set_page(page: Any, sheet: Sheet[Any], area: str) -> None:
    """A4 landscape, one page wide, the head on each page, the pages numbered."""
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{sheet.head + 1}"
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4 if hasattr(page, "PAPERSIZE_A4") else 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{sheet.head}:{sheet.head}"
    page.print_area = area
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    page.oddFooter.left.text = "&A"
    page.oddFooter.right.text = f"{said('page')} &P/&N"


def _offer_choices(page: Any, sheet: Sheet[Any], last_row: int) -> None:
    for number, column in enumerate(sheet.columns, 1):
        if column.choices:
            offered = DataValidation(
                "list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
            )
            offered.error, offered.errorTitle = said("choose"), column.head
            offered.showErrorMessage = True
            letter = get_column_letter(number)
            offered.add(f"{letter}{sheet.head + 1}:{letter}{last_row}")
            page.data_validations.append(offered)


def _write_head(page: Any, number: int, columns: Sequence[Column[Any]], styles: _Styles) -> None:
    high = max(1 if col.code else _wrapped(col.head, col.width - 1, 1.12) for col in columns)
    page.row_dimensions[number] = _Height(page, index=number, ht=high * _LINE + 6)
    page.append([styles.cell("head", column.head, False, column.code) for column in columns])


class _Styles:
    """Cells in the few styles of a sheet; a style is put together once, for that is slow."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._made: dict[tuple[object, ...], Any] = {}

    def of(self, column: Column[Any], row: Any, *, pale: bool) -> Any:
        value = column.value(row)
        is_text = isinstance(value, str)
        kind = "text" if is_text or (value is None and column.kind != "date") else column.kind
        cell = self.cell(kind, value, column.centred, column.code, pale)
        if column.note and (note := column.note(row)):
            text = cut(plain(note), _MOST_NOTE)
            cell.comment = Comment(text, "nhiemvu", width=300, height=40 + 20 * (len(text) // 40))
        return cell

    def cell(self, kind: str, value: Value, *looks: bool) -> Any:
        """A cell of a value; a text is never anything but text."""
        quoted = False
        if isinstance(value, str):
            value = escaped(cut(plain(value)))
            quoted = value.startswith(_FORMULA_STARTS)
        cell = WriteOnlyCell(self._page, value)
        if isinstance(value, str):
            cell.data_type = "s"  # not the formula or the error that its letters may spell
        key = (kind, quoted, *looks)
        if key not in self._made:
            self._made[key] = _style(self._page, kind, quoted, *looks)
        cell._style = copy(self._made[key])
        return cell


def _style(
    page: Any,
    kind: str,
    quoted: bool,
    centred: bool = False,
    code: bool = False,
    pale: bool = False,
) -> Any:
    cell = WriteOnlyCell(page)
    if kind in ("title", "subtitle"):
        cell.font = Font(name=FONT, size=14 if kind == "title" else _SIZE, bold=kind == "title")
        cell.alignment = Alignment(vertical="center")
    elif kind == "head":
        cell.font = Font(name=FONT, size=8 if code else _SIZE, bold=not code)
        cell.fill, cell.border = _CODE_FILL if code else _HEAD_FILL, _GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=not code)
    else:
        colour = "7F7F7F" if code or pale else "000000"
        cell.font, cell.border = Font(name=FONT, size=8 if code else _SIZE, color=colour), _GRID
        if code:
            cell.fill = _CODE_FILL
        side = "center" if centred or kind != "text" else "left"
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=not code)
        cell.number_format = _FORMATS[kind]
    if quoted:
        cell.quotePrefix = True  # so that it stays text when somebody edits it
    return cell._style


# --- heights --------------------------------------------------------------------------


def _lines(column: Column[Any], value: object) -> int:
    if column.code or not isinstance(value, str):
        return 1
    return _wrapped(value, column.width - 1)


def _wrapped(text: str, width: float, weight: float = 1.0) -> int:
    """Lines that a text takes in a column; rather one too many than one too few."""
    count = 0
    for line in text.split("\n"):
        count, used = count + 1, 0.0
        for word in line.split(" "):
            wide = weight * sum(map(_wide, word))
            if used and used + wide > width:
                count, used = count + 1, 0.0
            count += int(wide // width)  # a word longer than the line is broken
            used += wide % width + 0.55 if wide > width else wide + 0.55
    return count


def _wide(char: str) -> float:
    if char in _NARROW:
        return 0.62
    if char in _WIDE:
        return 1.6
    return 1.4 if char.isupper() else 0.98
