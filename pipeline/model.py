"""Everything that travels along the road, as frozen dataclasses and string enums.

Offsets of mentions count characters of the text an extractor was given; offsets of
records (see `pipeline.extract`) count characters of the source.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import isnan, nan

__all__ = [
    "SCHEMA_VERSION",
    "Cell",
    "CitationMention",
    "Header",
    "IngestError",
    "Issue",
    "IssueCode",
    "LineKind",
    "LineLayout",
    "Location",
    "Media",
    "OrgLevel",
    "Page",
    "ProductMention",
    "ProductSource",
    "Region",
    "Resolution",
    "SectionRole",
    "Severity",
    "Source",
    "Table",
    "TargetMention",
    "TextOrigin",
    "TimeKind",
    "TimeMention",
    "UnitMention",
    "UnitRole",
    "UnitSource",
    "WordBoxes",
]

SCHEMA_VERSION = "1"


class Media(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    IMAGE = "image"


class TextOrigin(StrEnum):
    NATIVE = "native"
    OCR = "ocr"
    MIXED = "mixed"


class OrgLevel(StrEnum):
    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    GRASSROOTS = "grassroots"


class SectionRole(StrEnum):
    """What a section is for (GUIDELINES, Sections)."""

    SITUATION = "situation"
    PURPOSE = "purpose"
    VIEWPOINT = "viewpoint"
    TARGET = "target"
    TASK = "task"
    IMPLEMENTATION = "implementation"
    OTHER = "other"


class UnitRole(StrEnum):
    LEAD = "lead"
    COORDINATE = "coordinate"
    ADVISED = "advised"
    REPORT_TO = "report_to"
    VIA = "via"


class UnitSource(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"


class ProductSource(StrEnum):
    """Where a product is told of. All but `inferred` are stated by the office itself."""

    LINE = "line"  # "Sản phẩm: …" below the task
    GROUP = "group"  # such a line for all the tasks of a group
    TABLE = "table"  # a cell of the column for products
    REMARK = "remark"  # "(sản phẩm: …)" in the task's text
    INFERRED = "inferred"  # by what the text says is made: "ban hành Kế hoạch …"


class TimeKind(StrEnum):
    """How a task is bound to time; close to TIMEX3 DATE, DURATION and SET, by duty."""

    ONGOING = "ongoing"
    RECURRING = "recurring"
    BY = "by"
    WITHIN = "within"
    FROM = "from"
    UPON = "upon"


class Location(StrEnum):
    TITLE = "title"
    PREAMBLE = "preamble"
    SECTION = "section"
    TASK = "task"
    FOOTNOTE = "footnote"
    CLOSING = "closing"


class Resolution(StrEnum):
    EXPLICIT = "explicit"
    EXPANDED = "expanded"
    ALIAS = "alias"
    BACKFILLED = "backfilled"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class IssueCode(StrEnum):
    """What a person should look at; the fixed list of the `issues` table."""

    LABEL_REPEATED = "label_repeated"
    LABEL_GAP = "label_gap"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_CONTRADICTORY = "date_contradictory"
    TIME_UNPARSED = "time_unparsed"
    NUMBER_UNREADABLE = "number_unreadable"
    CITATION_DATE_CONFLICT = "citation_date_conflict"
    CITATION_ISSUER_CONFLICT = "citation_issuer_conflict"
    CITATION_NUMBER_CONFLICT = "citation_number_conflict"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_NOT_IN_FORCE = "unit_not_in_force"
    NO_LEAD = "no_lead"
    NO_TIME = "no_time"
    NO_TASKS = "no_tasks"
    TABLE_UNREAD = "table_unread"
    NO_HEADER = "no_header"
    FOOTNOTE_UNMATCHED = "footnote_unmatched"
    ENCODING_GUESSED = "encoding_guessed"
    UNDECODABLE_BYTES = "undecodable_bytes"
    LOW_OCR_CONFIDENCE = "low_ocr_confidence"
    OCR_USED = "ocr_used"
    OCR_UNAVAILABLE = "ocr_unavailable"
    CHARACTERS_CONVERTED = "characters_converted"
    VALUE_DOUBTFUL = "value_doubtful"
    TASK_DOUBTFUL = "task_doubtful"
    UNIT_DOUBTFUL = "unit_doubtful"
    TIME_DOUBTFUL = "time_doubtful"
    CITATION_DOUBTFUL = "citation_doubtful"
    TARGET_DOUBTFUL = "target_doubtful"
    WORDS_MENDED = "words_mended"
    CONTENT_SKIPPED = "content_skipped"
    TEXT_LAYER_GARBAGE = "text_layer_garbage"
    PAGE_UNREADABLE = "page_unreadable"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should look at; offsets count source characters, or are None."""

    code: IssueCode
    severity: Severity
    message: str
    char_start: int | None = None
    char_end: int | None = None
    page: int | None = None
    task_path: str | None = None


def error_text(error: BaseException) -> str:
    """An exception in a message: its class, and what it says if it says something.

    >>> error_text(ValueError("x")), error_text(AssertionError())
    ('ValueError: x', 'AssertionError')
    """
    return f"{type(error).__name__}: {error}".removesuffix(": ")


class IngestError(Exception):
    """A file cannot be taken in. `what_to_do` is a full sentence for the person who runs it.

    `stage` is where on the road it was: `read`, or a later one where the file was read.
    `passing` says that the machine was in trouble, not the file.
    """

    def __init__(
        self,
        path: str,
        problem: str,
        what_to_do: str,
        stage: str = "read",
        passing: bool = False,
    ) -> None:
        super().__init__(f"{path}: {problem}. {what_to_do}")
        self.path = path
        self.problem = problem
        self.what_to_do = what_to_do
        self.stage = stage
        self.passing = passing

    def __reduce__(self) -> tuple[type[IngestError], tuple[str, str, str, str, bool]]:
        told = (self.path, self.problem, self.what_to_do, self.stage, self.passing)
        return IngestError, told


@dataclass(frozen=True, slots=True)
class Page:
    """A page's share of the source text, half open. `decided`: why its text is from there."""

    number: int
    char_start: int
    char_end: int
    text_origin: TextOrigin = TextOrigin.NATIVE
    width: float | None = None
    height: float | None = None
    rotation: int = 0
    ocr_confidence: float | None = None
    decided: str = ""


class LineKind(StrEnum):
    """What a line of a laid out source is."""

    FLOW = "flow"
    FURNITURE = "furniture"  # page numbers, running heads, stamps: not read
    FOOTNOTE = "footnote"  # its first line begins with its mark as superscript digits: "¹ Như: …"
    TABLE = "table"  # a line of a cell; the `Table` around it says which


@dataclass(frozen=True, slots=True)
class LineLayout:
    """What a reader knows of one line of the text beyond its characters.

    `begins` is True where the line begins a paragraph, False where it goes on with the
    line above, None where the layout does not tell. `heading` is the level of a heading
    by style (Word, HTML), 0 for none; `bold` and `italic` that all of it is; `centred` that it
    stands in the middle of its column; `column` is 1 or 2 for the left and the right of
    blocks that stand side by side (the head, the signature), else 0. `size` is that of
    the letters in points, 0 when unknown.
    """

    char_start: int
    char_end: int
    page: int
    kind: LineKind = LineKind.FLOW
    begins: bool | None = None
    heading: int = 0
    bold: bool = False
    centred: bool = False
    column: int = 0
    size: float = 0.0
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its place in the grid, both from 0, and its range of the text.

    Its paragraphs are lines of the text; an empty cell has an empty range.
    """

    row: int
    column: int
    char_start: int
    char_end: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as cells with spans, in reading order; a table on several pages is one.

    Guarantees: no two cells cover one place of the grid; the ranges of the cells lie in
    the table's own, in order. A repeated header on a later page is not in `cells`; its
    lines are furniture.
    """

    char_start: int
    char_end: int
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a page, in points from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class WordBoxes:
    """Where the words of a text stand on its pages, in order of their place in the text.

    One entry a word: half-open character range, page, box in points from the top left,
    and the confidence of its recognition (0 to 1), None for words that were not recognised.
    """

    __slots__ = ("_boxes", "_confidences", "_ends", "_pages", "_starts")

    def __init__(self) -> None:
        self._starts = array("i")
        self._ends = array("i")
        self._pages = array("i")
        self._boxes = array("f")
        self._confidences = array("f")

    def __len__(self) -> int:
        return len(self._starts)

    def add(
        self,
        char_start: int,
        char_end: int,
        page: int,
        box: tuple[float, float, float, float],
        confidence: float | None = None,
    ) -> None:
        """Appends a word; its range must not begin before that of the last one."""
        self._starts.append(char_start)
        self._ends.append(char_end)
        self._pages.append(page)
        self._boxes.extend(box)
        self._confidences.append(nan if confidence is None else confidence)

    def within(
        self, char_start: int, char_end: int
    ) -> Iterator[tuple[int, int, Region, float | None]]:
        """The words that touch a range: their own range, box and confidence."""
        at = bisect_left(self._ends, char_start + 1)
        while at < len(self._starts) and self._starts[at] < char_end:
            x0, y0, x1, y1 = self._boxes[4 * at : 4 * at + 4]
            confidence = self._confidences[at]
            yield (
                self._starts[at],
                self._ends[at],
                Region(self._pages[at], x0, y0, x1, y1),
                None if isnan(confidence) else confidence,
            )
            at += 1

    def joined(self, places: Sequence[int]) -> list[Region]:
        """The rectangles that hold the words with a character at one of `places` (ascending).

        One a page, in order of the pages. Words between the places are not in them.
        """
        if not places:
            return []
        starts, ends, boxes = self._starts, self._ends, self._boxes
        first = bisect_left(ends, places[0] + 1)
        last = bisect_left(starts, places[-1] + 1, first)
        pages: dict[int, list[int]] = {}
        for index in range(first, last):
            at = bisect_left(places, starts[index])
            if at < len(places) and places[at] < ends[index]:
                pages.setdefault(self._pages[index], []).append(4 * index)
        return [
            Region(
                page,
                min([boxes[at] for at in found]),
                min([boxes[at + 1] for at in found]),
                max([boxes[at + 2] for at in found]),
                max([boxes[at + 3] for at in found]),
            )
            for page, found in sorted(pages.items())
        ]

    def confidences(self) -> list[float]:
        """Those of all words that were recognised, 0 to 1."""
        return [value for value in self._confidences if not isnan(value)]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its text and its pages.

    For text and Markdown `text` is what was decoded, untouched. Other formats have no
    text of their own: their reader writes it, a line for each line or paragraph, words
    single-spaced, calls of footnotes as superscript digits where they stand.

    The pages cover `text` in order without gap or overlap, and there is at least one.
    `lines` tells of every line of `text` that holds something, in order, or is empty for
    formats whose text is all there is. `words` is None for formats without places.
    `tables` are in order and do not overlap.
    """

    path: str
    sha256: str
    media: Media
    text: str
    pages: tuple[Page, ...]
    encoding: str
    text_origin: TextOrigin = TextOrigin.NATIVE
    issues: tuple[Issue, ...] = ()
    lines: tuple[LineLayout, ...] = ()
    tables: tuple[Table, ...] = ()
    words: WordBoxes | None = None

    def page_at(self, char: int) -> int:
        """The number of the page on which a character of `text` stands; behind it, the last."""
        for page in self.pages:
            if char < page.char_end:
                return page.number
        return self.pages[-1].number


@dataclass(frozen=True, slots=True)
class Header:
    """Fields of the title block, the opening and the signature block; None where not said.

    `title_lines` is the half-open range of head lines that hold the title (trích yếu).
    """

    doc_type: str | None = None
    doc_type_name: str | None = None
    number: str | None = None
    title: str | None = None
    title_lines: tuple[int, int] | None = None
    issuer: str | None = None
    place: str | None = None
    issued_date: date | None = None
    signer: str | None = None
    signer_role: str | None = None
    on_behalf_of: str | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationMention:
    """A mention of another document.

    `number` is the symbol without "số" and spaces, with a plain hyphen (`28-NQ/TW`), or
    None for documents named without one, which then have a `name`. `date` and `issuer`
    come from the mention itself. The resolution `expanded` marks one of several that share
    a type word or a tail ("số 18, 19-NQ/TW"): all of them carry the same span and raw.
    `pinpoint` is the part of the document that is pointed at, as printed outside `raw`
    ("khoản 1, 2 Điều 5"), `places` each place in it ("Điều 5/khoản 1", "Điều 5/khoản 2").
    """

    start: int
    end: int
    raw: str
    type: str | None
    number: str | None
    name: str | None = None
    date: date | None = None
    issuer: str | None = None
    title: str | None = None
    pinpoint: str | None = None
    places: tuple[str, ...] = ()
    resolution: Resolution = Resolution.EXPLICIT
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TimeMention:
    """When a task is to be done or reported; `first` and `last` are inclusive.

    `scope` is the range of the text that the clause governs, when that is narrower
    than the whole.
    """

    start: int
    end: int
    raw: str
    kind: TimeKind
    first: date | None = None
    last: date | None = None
    rrule: str | None = None
    condition: str | None = None
    scope: tuple[int, int] | None = None
    rule: str = ""
    confidence: float = 1.0
    issues: tuple[tuple[IssueCode, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A body with its role in a task. `raw` is the name as printed, `name` for reading."""

    start: int
    end: int
    raw: str
    name: str
    role: UnitRole
    source: UnitSource = UnitSource.TEXT
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TargetMention:
    """A measurable goal: `subject` is counted, `value` in `unit` compared by `comparator`."""

    start: int
    end: int
    raw: str
    subject: str | None
    comparator: str
    value: float
    unit: str | None
    due: date | None = None
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ProductMention:
    """What a task must deliver, as printed.

    `kind` is the folded word that says what it is ("kế hoạch"), empty for stated products
    that begin with none that is known.
    """

    start: int
    end: int
    raw: str
    kind: str = ""
    source: ProductSource = ProductSource.INFERRED
    rule: str = ""
