"""The engine: Tesseract in this process, one thread, models loaded once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median
from types import TracebackType
from typing import Any

import cv2
import numpy as np
import regex
from PIL import Image

from pipeline.ingest.blob import Options
from pipeline.ingest.words import PageWords, Word
from pipeline.model import Issue, IssueCode, Severity, TextOrigin
from pipeline.ocr.blanks import without_handwriting
from pipeline.ocr.genre_words import Changed, mend_words
from pipeline.ocr.head_words import mend_head
from pipeline.ocr.junk import without_junk
from pipeline.ocr.line_marks import mend_line_marks, without_margin_dirt
from pipeline.ocr.marks import Marks, find_marks
from pipeline.ocr.mend import mended, unframed
from pipeline.ocr.models import MAIN, ORIENTATION, SECOND, OcrUnavailable, find_model, missing
from pipeline.ocr.note_calls import note_calls
from pipeline.ocr.prepare import Grey, Prepared, prepare, turned
from pipeline.ocr.row_labels import Row, headed, mend_numbers, numerals_of_groups, table_rows
from pipeline.ocr.second_look import better, doubtful_lines
from pipeline.ocr.strokes import numerals, recounted
from pipeline.ocr.unread import unread_in_cells, unread_parts
from pipeline.ocr.weight import bold_words

__all__ = ["Recogniser"]

_LOW_PAGE = 0.75  # mean confidence under which a page may be turned or hardly legible
_POOR = 0.85  # … under which a person should look at it
_SUSPICIOUS = 0.6
_STROKES = ("|", "l", "!", "]", "[")
_MOST_FIELDS = 150
_MARGIN = 16  # pixels
_PART_SECONDS = 10
_SURE_ORIENTATION = 2.0
# Before numbers and numerals that count: dates, quarters, terms, numbers of documents.
_BEFORE_NUMERAL = frozenset({"quý", "khóa", "khoá", "ngày", "tháng", "năm", "số", "hội", "thứ"})
_SURE = 0.8
# A date is a value wherever it stands: alone on a line, in a cell.
_DATE = regex.compile(r"\(?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[).,;:]*")
_POINTS = 72.0


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A recognised word in pixels of the prepared image."""

    text: str
    box: tuple[float, float, float, float]
    confidence: float
    line: int
    block: int
    height: float


class Recogniser:
    """Recognises page images; the models are loaded at the first page and kept.

    Not for several threads. Use it with `with`, or call `close`.

    Raises:
        OcrUnavailable: by `page`, where engine or model is missing.
    """

    def __init__(self) -> None:
        self._engines: dict[tuple[str, ...], Any] = {}

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the models."""
        for engine in self._engines.values():
            engine.End()
        self._engines.clear()

    def page(self, image: Image.Image, number: int, *, dpi: float, options: Options) -> PageWords:
        """The words of a page with places in points from the top left of `image`.

        Lines of low confidence get a second look with another model. A page whose words
        are doubtful altogether is tried in the orientation that the engine finds; places
        are those of the page turned by `rotation` then.
        """
        lacks = missing()
        if lacks:
            raise OcrUnavailable("; ".join(lacks))
        seconds = options.limits.page_seconds
        found = self._recognise(image, number, dpi, seconds)
        if (found.confidence or 0) < _LOW_PAGE or _lies(found):
            for degrees in self._orientations(image, dpi, found):
                again = self._recognise(turned(image, degrees), number, dpi, seconds)
                if not _lies(again) and (again.confidence or 0) > _upright_confidence(found) + 0.05:
                    found = replace(again, rotation=degrees)
        return replace(found, issues=(*found.issues, *_issues(found)))

    # --- the engine ---

    def _engine(self, names: tuple[str, ...]) -> Any:
        if names not in self._engines:
            # one thread a process: a run has a process for each core
            os.environ.setdefault("OMP_THREAD_LIMIT", "1")
            cv2.setNumThreads(1)
            import tesserocr

            model = find_model(names)
            if model is None:
                raise OcrUnavailable(f"no model {names[-1]}")
            layout = tesserocr.PSM.OSD_ONLY if names == ORIENTATION else tesserocr.PSM.AUTO
            engine = tesserocr.PyTessBaseAPI(path=str(model[0]), lang=model[1], psm=layout)
            engine.SetVariable("thresholding_method", "2")  # Sauvola
            engine.SetVariable("debug_file", os.devnull)
            self._engines[names] = engine
        return self._engines[names]

    def _recognise(self, image: Image.Image, number: int, dpi: float, seconds: float) -> PageWords:
        prepared = prepare(image)
        scale = _POINTS / dpi
        marks = find_marks(prepared, scale)
        prepared = replace(prepared, image=marks.image)
        engine = self._engine(MAIN)
        engine.SetImage(Image.fromarray(prepared.image))
        engine.SetSourceResolution(round(dpi))
        done = engine.Recognize(round(seconds * 1000))
        width, height = image.width / dpi * _POINTS, image.height / dpi * _POINTS
        if not done:
            message = f"its recognition took more than {seconds:,.0f} seconds"
            issue = Issue(IssueCode.PAGE_UNREADABLE, Severity.ERROR, message, page=number)
            return PageWords(number, width, height, (), TextOrigin.OCR, issues=(issue,))
        read = self._second_look(list(_words(engine)), prepared, dpi)
        read, blanks = without_handwriting(
            read, lambda words: [word.text for word in self._other(words, prepared, dpi)]
        )
        read = without_junk(read)
        read += self._unread(read, prepared, dpi)
        read = cell_by_cell(self._with_rest_of_cells(read, marks, dpi), marks.fields)
        read, numbered = self._row_labels(read, marks, dpi)
        read, counted = _counted(read, prepared.image)
        texts, changed, calls = _mended(read)
        placed = _with_calls(_placed(read, texts, prepared, dpi), calls)
        words = tuple(word for word in placed if word.text)
        known = [word.confidence for word in words if word.confidence is not None]
        return PageWords(
            number,
            width,
            height,
            words,
            TextOrigin.OCR,
            skew=prepared.skew,
            rules=marks.rules,
            tables=marks.tables,
            confidence=fmean(known) if known else None,
            issues=(
                *_left_empty(blanks, number),
                *_unread_table(marks, number),
                *_told(counted, changed, number, numbered),
            ),
        )

    def _second_look(self, read: list[ReadWord], prepared: Prepared, dpi: float) -> list[ReadWord]:
        """Lines of low confidence read once more by the other model; the better reading."""
        if find_model(SECOND) is None:
            return read
        lines: dict[int, list[ReadWord]] = {}
        for word in read:
            lines.setdefault(word.line, []).append(word)
        for line in doubtful_lines(lines):
            lines[line] = self._again(lines[line], prepared, dpi)
        return [word for words in lines.values() for word in words]

    def _unread(self, read: list[ReadWord], prepared: Prepared, dpi: float) -> list[ReadWord]:
        """Sure words where the page's recognition saw a picture: under seals mostly."""
        import tesserocr

        found: list[ReadWord] = []
        parts = unread_parts(prepared.image, [word.box for word in read], _POINTS / dpi)
        engine = self._engine(MAIN)
        for number, (x0, y0, x1, y1) in enumerate(parts if read else ()):
            engine.SetPageSegMode(tesserocr.PSM.SPARSE_TEXT)
            engine.SetImage(Image.fromarray(_with_margin(prepared.image[y0:y1, x0:x1])))
            engine.SetSourceResolution(round(dpi))
            if not engine.Recognize(_PART_SECONDS * 1000):
                continue
            first = max(word.line for word in read) + 1 + 1000 * number
            for word in _words(engine):
                a, b, c, d = word.box
                left, top = x0 - _MARGIN, y0 - _MARGIN
                box = (a + left, b + top, c + left, d + top)
                if word.confidence >= _SUSPICIOUS and not any(_overlap(box, w.box) for w in read):
                    found.append(replace(word, box=box, line=first + word.line, block=first))
        engine.SetPageSegMode(tesserocr.PSM.AUTO)
        # a name or a role has more words than one; a lone one there is a piece of the seal
        lines = Counter(word.line for word in found)
        return [word for word in found if lines[word.line] > 1]

    def _with_rest_of_cells(self, read: list[ReadWord], marks: Marks, dpi: float) -> list[ReadWord]:
        """The words and what stands in cells where the page's recognition saw nothing: lone
        figures mostly, and the second of two short lines."""
        import tesserocr

        usual = median([word.height for word in read] or [dpi / 6])
        inked = list(unread_in_cells(marks.image, marks.fields, [word.box for word in read], usual))
        if not inked:
            return read
        engine = self._engine(MAIN)
        found = list(read)
        line = max((word.line for word in read), default=-1) + 1
        for x0, y0, x1, y1 in inked[:_MOST_FIELDS]:
            high = y1 - y0 > 2.5 * usual
            engine.SetPageSegMode(tesserocr.PSM.SINGLE_BLOCK if high else tesserocr.PSM.SINGLE_LINE)
            engine.SetImage(Image.fromarray(_with_margin(marks.image[y0:y1, x0:x1])))
            engine.SetSourceResolution(round(dpi))
            if not engine.Recognize(3_000):
                continue
            rest = []
            for word in _words(engine):
                a, b, c, d = (value - _MARGIN for value in word.box)
                box = (a + x0, b + y0, c + x0, d + y0)
                # a lone stroke in a cell is a numeral, not the end of a ruled line
                text = "I" if word.text in _STROKES else word.text
                if not any(_overlap(box, other.box) for other in read):
                    rest.append(
                        replace(word, text=text, box=box, line=line + word.line, block=line)
                    )
            found += rest
            line += 50
        engine.SetPageSegMode(tesserocr.PSM.AUTO)
        return found

    def _row_labels(
        self, read: list[ReadWord], marks: Marks, dpi: float
    ) -> tuple[list[ReadWord], list[Changed]]:
        """The words with the labels of the rows of tables as they must have been."""
        found, changed = list(read), []
        middles = [_middle(word.box) for word in read]
        told = [word.text for word in read], [word.confidence for word in read]
        for cells in marks.grids:
            rows = table_rows(cells, middles, *told)
            head = headed(rows)
            if head is not None:
                index = rows[head[0]].words[0]
                found[index] = replace(read[index], text=head[1])
                rows[head[0]] = replace(rows[head[0]], text=head[1])
            for at in numerals_of_groups(rows):
                word = read[rows[at].words[0]]
                text = recounted(word.text, _strip(marks.image, word.box))
                found[rows[at].words[0]] = replace(word, text=text or word.text)
            for at, text in mend_numbers(rows, lambda row: self._figures(row, marks.image, dpi)):
                (index,) = rows[at].words
                found[index] = replace(read[index], text=text)
                changed.append(Changed(index, index + 1, read[index].text, text))
        return found, changed

    def _figures(self, row: Row, image: Grey, dpi: float) -> Iterator[str]:
        """What a cell reads as when it holds figures alone: twice as large, by either model."""
        import tesserocr

        x0, y0, x1, y1 = map(round, row.box)
        strip = _with_margin(image[y0:y1, x0:x1])
        larger = cv2.resize(strip, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        for names in (MAIN, SECOND):
            if find_model(names) is None:
                continue
            engine = self._engine(names)
            engine.SetVariable("tessedit_char_whitelist", "0123456789")
            engine.SetPageSegMode(tesserocr.PSM.SINGLE_LINE)
            engine.SetImage(Image.fromarray(larger))
            engine.SetSourceResolution(round(2 * dpi))
            if engine.Recognize(3_000):
                yield from [word.text for word in _words(engine)]
            engine.SetVariable("tessedit_char_whitelist", "")
            engine.SetPageSegMode(tesserocr.PSM.AUTO)

    def _again(self, words: list[ReadWord], prepared: Prepared, dpi: float) -> list[ReadWord]:
        """A line as the better of two models reads it."""
        return better(words, self._other(words, prepared, dpi))

    def _other(self, words: Sequence[ReadWord], prepared: Prepared, dpi: float) -> list[ReadWord]:
        """What the other model reads where some words of a line stand; nothing without one."""
        import tesserocr

        if find_model(SECOND) is None:
            return []

        x0, y0 = min(w.box[0] for w in words), min(w.box[1] for w in words)
        x1, y1 = max(w.box[2] for w in words), max(w.box[3] for w in words)
        edge = 0.35 * (y1 - y0)
        top, left = max(0, int(y0 - edge)), max(0, int(x0 - edge))
        strip = prepared.image[top : int(y1 + edge), left : int(x1 + edge)]
        if min(strip.shape) < 8:
            return []
        engine = self._engine(SECOND)
        engine.SetPageSegMode(tesserocr.PSM.SINGLE_LINE)
        engine.SetImage(Image.fromarray(np.ascontiguousarray(strip)))
        engine.SetSourceResolution(round(dpi))
        if not engine.Recognize(5_000):
            return []
        return [
            replace(
                word,
                box=(word.box[0] + left, word.box[1] + top, word.box[2] + left, word.box[3] + top),
                line=words[0].line,
                block=words[0].block,
                height=words[0].height,
            )
            for word in _words(engine)
        ]

    def _orientations(self, image: Image.Image, dpi: float, found: PageWords) -> list[int]:
        """By how many degrees clockwise to try turning the image: as the engine finds, or,
        where it is unsure of a page that cannot be read, every way."""
        if find_model(ORIENTATION) is not None:
            engine = self._engine(ORIENTATION)
            engine.SetImage(image.convert("L"))
            engine.SetSourceResolution(round(dpi))
            told = engine.DetectOrientationScript()
            if told and told["orient_conf"] >= _SURE_ORIENTATION:
                lies_by = int(told["orient_deg"]) % 360  # turned clockwise by so much
                return [360 - lies_by] if lies_by else []
        hopeless = _upright_confidence(found) < _SUSPICIOUS
        return [90, 270, 180] if hopeless and found.words else []


def cell_by_cell(
    read: Sequence[ReadWord], cells: Sequence[tuple[int, int, int, int]]
) -> list[ReadWord]:
    """The words with those of a cell together, each line of it as a line, a cell as a block.

    The engine reads a line across cells: "Quý | Chứng chỉ" above "III/2026". What is beside a
    word, those who mend it must know.
    """
    if not cells:
        return list(read)
    boxes = np.array(cells, dtype=np.float64)
    of_cell: dict[int, list[ReadWord]] = {}
    free: list[ReadWord] = []
    for word in read:
        x, y = _middle(word.box)
        inside = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
        at = int(inside.argmax())
        (of_cell.setdefault(at, []) if inside[at] else free).append(word)
    line = max((word.line for word in read), default=0)
    block = max((word.block for word in read), default=0)
    found = free
    for words in of_cell.values():
        block += 1
        for of_line in _lines_down(words):
            line += 1
            found += [replace(word, line=line, block=block) for word in of_line]
    return found


def _lines_down(words: Sequence[ReadWord]) -> list[list[ReadWord]]:
    """Words of a cell by the lines in which they were read, from top to bottom."""
    lines: dict[int, list[ReadWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return sorted(lines.values(), key=lambda line: median(_middle(word.box)[1] for word in line))


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _overlap(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether the middle of one box lies in the other."""
    return any(
        a[0] <= (b[0] + b[2]) / 2 <= a[2] and a[1] <= (b[1] + b[3]) / 2 <= a[3]
        for a, b in ((box, other), (other, box))
    )


def _with_margin(strip: Grey) -> Grey:
    """A cell with white paper around it, which the engine needs to see a lone figure."""
    return np.pad(strip, _MARGIN, constant_values=255)


def _lies(page: PageWords) -> bool:
    """Whether most words of a page are higher than wide: it was read lying on its side."""
    long = [word for word in page.words if len(word.text) >= 3]
    tall = sum(word.y1 - word.y0 > word.x1 - word.x0 for word in long)
    return len(long) >= 5 and tall > 0.6 * len(long)


def _upright_confidence(page: PageWords) -> float:
    return 0.0 if _lies(page) else page.confidence or 0.0


def _words(engine: Any) -> Iterator[ReadWord]:
    import tesserocr

    word_level, line_level = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
    line = block = -1
    height = 0.0
    for item in tesserocr.iterate_level(engine.GetIterator(), word_level):
        if item is None or item.Empty(word_level):
            continue
        if item.IsAtBeginningOf(line_level):
            block += item.IsAtBeginningOf(tesserocr.RIL.BLOCK)
            line += 1
            box = item.BoundingBox(line_level)
            told = item.RowAttributes()
            height = float(told["row_height"]) if told else float(box[3] - box[1])
        text = (item.GetUTF8Text(word_level) or "").strip()
        box = item.BoundingBox(word_level)
        if text and box is not None:
            yield ReadWord(text, box, item.Confidence(word_level) / 100, line, block, height)


def _counted(read: list[ReadWord], image: Grey) -> tuple[list[ReadWord], list[Changed]]:
    """The words with Roman numerals of as many strokes as they have in the picture."""
    found, changed = list(read), []
    for index in numerals([word.text for word in read], [word.line for word in read]):
        word = read[index]
        text = recounted(word.text, _strip(image, word.box))
        if text is not None and text != word.text:
            found[index] = replace(word, text=text)
            changed.append(Changed(index, index + 1, word.text, text))
    return found, changed


def _strip(image: Grey, box: tuple[float, float, float, float]) -> Grey:
    """A word in the picture."""
    x0, y0, x1, y1 = map(round, box)
    return image[max(0, y0 - 1) : y1 + 2, max(0, x0 - 2) : x1 + 2]


def _mended(read: Sequence[ReadWord]) -> tuple[list[str], list[Changed], dict[int, str]]:
    """The words without sure misreadings, those of which a person is told, and the marks of
    notes that are called behind words."""
    lines = [word.line for word in read]
    high = median(word.height for word in read) if read else 0.0
    lefts = [word.box[0] for word in read]
    texts = without_margin_dirt([word.text for word in read], lines, lefts, high)
    texts = unframed(texts, lines, [word.confidence for word in read])
    texts, levels = mend_head(mend_line_marks(mended(texts), lines), lines)
    texts, calls = note_calls(texts, lines, [word.height for word in read])
    texts, changed = mend_words(texts, [word.block for word in read])
    return texts, [*levels, *changed], calls


def _placed(
    read: list[ReadWord], texts: list[str], prepared: Prepared, dpi: float
) -> Iterator[Word]:
    """The words as `texts` has them, with boxes in points of the original image."""
    boxes = prepared.boxes(np.array([word.box for word in read], dtype=np.float64).reshape(-1, 4))
    scale = _POINTS / dpi
    usual = median(word.height for word in read) if read else 0.0
    bold = bold_words(
        prepared.image,
        [word.box for word in read],
        [word.height for word in read],
        [word.text for word in read],
        [word.line for word in read],
    )
    for word, text, box, heavy in zip(read, texts, boxes, bold, strict=True):
        x0, y0, x1, y1 = (float(value) * scale for value in box)
        yield Word(
            text,
            x0,
            y0,
            x1,
            y1,
            baseline=y1,
            size=round((word.height or usual) * scale, 1),
            bold=heavy,
            line=word.line,
            block=word.block,
            confidence=round(word.confidence, 4),
        )


def _with_calls(words: Iterable[Word], calls: Mapping[int, str]) -> Iterator[Word]:
    """The words with the calls of notes behind some of them, as raised figures."""
    for index, word in enumerate(words):
        mark = calls.get(index)
        if mark is None:
            yield word
            continue
        end = word.x1 - (word.x1 - word.x0) / (len(word.text) + 1)
        yield word._replace(x1=end)
        middle = (word.y0 + word.y1) / 2
        size = round(0.6 * word.size, 1)
        yield word._replace(text=mark, x0=end, y1=middle, baseline=middle, size=size, raised=True)


def _left_empty(blanks: list[str], number: int) -> Iterator[Issue]:
    for place in blanks:
        yield Issue(
            IssueCode.NUMBER_UNREADABLE,
            Severity.WARNING,
            f"page {number}: what stands in “{place}” cannot be read, perhaps it is written by "
            "hand; it is left empty",
            page=number,
        )


def _unread_table(marks: Marks, number: int) -> Iterator[Issue]:
    if marks.unread:
        message = f"page {number}: ruled lines of a table are too broken to tell its cells; "
        message += "its words are read as lines"
        yield Issue(IssueCode.TABLE_UNREAD, Severity.WARNING, message, page=number)


def _told(
    counted: Sequence[Changed],
    changed: Sequence[Changed],
    number: int,
    numbered: Sequence[Changed] = (),
) -> Iterator[Issue]:
    """What was read otherwise than it now stands, so that nobody takes it for the engine's.

    A numeral that was another numeral as it was read is one to look at, and so is the number
    of a row.
    """
    other = [word for word in counted if set(word.read.strip(".,;:()/-–")) <= set("XVI")]
    for code, severity, words, what in (
        (IssueCode.VALUE_DOUBTFUL, Severity.WARNING, other, "numerals by their strokes"),
        (IssueCode.VALUE_DOUBTFUL, Severity.WARNING, numbered, "numbers of rows by those around"),
        (IssueCode.WORDS_MENDED, Severity.INFO, changed, "misread words by the genre's words"),
    ):
        told = dict.fromkeys(f"“{word.read}” is “{word.real}”" for word in words)
        if told:
            yield Issue(code, severity, f"page {number}: {what}: {'; '.join(told)}", page=number)


def _issues(page: PageWords) -> Iterator[Issue]:
    """What a person should look at: a page that is hard to read, numerals that may be others."""
    if page.confidence is not None and page.confidence < _POOR:
        yield Issue(
            IssueCode.LOW_OCR_CONFIDENCE,
            Severity.WARNING,
            f"page {page.number} is hard to read: mean confidence {page.confidence:.0%}",
            page=page.number,
        )
    doubtful = []
    for before, word in pairwise(page.words):
        if (word.confidence or 0) >= _SURE:
            continue
        if before.text.casefold() in _BEFORE_NUMERAL and word.text[:1] in "IVX0123456789":
            doubtful.append(f"{before.text} {word.text}")
        elif _DATE.fullmatch(word.text):
            doubtful.append(word.text)
    if doubtful:
        yield Issue(
            IssueCode.VALUE_DOUBTFUL,
            Severity.WARNING,
            f"page {page.number}: figures that may have been read wrongly: "
            + "; ".join(dict.fromkeys(doubtful)),
            page=page.number,
        )
