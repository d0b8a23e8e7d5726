"""PDF → Source: each page by its text layer or by recognition, whichever is better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from pipeline.ingest.assemble import assemble
from pipeline.ingest.blob import Blob, Limits, OcrMode, Options
from pipeline.ingest.layer_quality import Action, LayerFacts, Verdict, facts_of, judge
from pipeline.ingest.legacy import Encoding
from pipeline.ingest.legacy_lost_letter import with_letter_u
from pipeline.ingest.passwords import none_opens, spellings
from pipeline.ingest.pdf_layer import Frame, layer_words, lies_by
from pipeline.ingest.pdf_tables import TableFinder, makes_grid, page_rules
from pipeline.ingest.progress import page_done
from pipeline.ingest.signatures import kind_of
from pipeline.ingest.torn_words import has_torn_pieces
from pipeline.ingest.words import PageWords, Word
from pipeline.model import IngestError, Issue, IssueCode, Severity, Source, TextOrigin

if TYPE_CHECKING:
    from pipeline.ocr import Recogniser

__all__ = ["open_pdf", "read_pdf"]

_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


def read_pdf(blob: Blob, options: Options) -> Source:
    """A PDF as a Source.

    Guarantees:
        1. Every page has its row in `pages`, with its size and where its text is from.
        2. A page is recognised where its text layer is missing or bad (`--ocr auto`), and
           `issues` say so and why; a page that cannot be read at all is told of and empty.
        3. Nothing is followed that lies outside the file.

    Raises:
        IngestError: it is no PDF, is protected by a password that was not given, is
            damaged, has no pages or more than the limits allow, or no page could be read.
    """
    kind = kind_of(blob.data)
    if kind is None or kind.suffix != ".pdf":
        what = f"this is {kind.name}, named .pdf" if kind else "is not a PDF"
        advice = f"Rename it so that it ends in {kind.suffix}." if kind else "Get it again, whole."
        raise IngestError(blob.name, what, advice)
    with open_pdf(blob.data, blob.name, options.passwords) as (document, password):
        count = _page_count(blob, document, options.limits)
        with ExitStack() as stack:
            finder = TableFinder(blob.data, password)
            stack.callback(finder.close)
            reader = _Reader(blob, options, document, finder, stack)
            page_done(0, count)
            pages = []
            for index in range(count):
                pages.append(reader.page(index))
                page_done(index + 1, count)
    _require_text(blob, pages, options)
    return assemble(blob, pages)


@contextmanager
def open_pdf(
    data: bytes, name: str, passwords: Sequence[str] = ()
) -> Iterator[tuple[pdfium.PdfDocument, str | None]]:
    """The document and the password that opened it, None where it asked for none.

    Raises:
        IngestError: it is damaged, or protected by a password that is not among `passwords`.
    """
    for password in (None, *spellings(passwords)):
        _forget_last_error()
        try:
            document = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code == _PASSWORD:
                continue
            if error.err_code == _SECURITY:
                raise IngestError(
                    name,
                    "is encrypted in a way that is not known here",
                    "Open it in the program that it was made for and print it to a PDF.",
                ) from error
            raise IngestError(
                name,
                f"is a damaged PDF ({_reason(error)})",
                "Get it again, or open it in a PDF program and save it anew.",
            ) from error
        try:
            yield document, password
        finally:
            document.close()
        return
    raise none_opens(name, passwords)


def _forget_last_error() -> None:
    """Some failures (a tree without pages) set no code, and pdfium tells that of the last one."""
    with suppress(pdfium.PdfiumError):
        pdfium.PdfDocument(b"%PDF-")


def _reason(error: Exception) -> str:
    return str(error).removeprefix("Failed to load document ").strip("().") or "unreadable"


def _page_count(blob: Blob, document: pdfium.PdfDocument, limits: Limits) -> int:
    count = len(document)
    if count == 0:
        raise IngestError(blob.name, "is a PDF without pages", "Get it again, or print it anew.")
    if count > limits.max_pages:
        raise IngestError(
            blob.name,
            f"has {count:,} pages, more than {limits.max_pages:,}",
            "Split it into its documents, or raise the limit with --limit max_pages=N.",
        )
    return count


def _require_text(blob: Blob, pages: list[PageWords], options: Options) -> None:
    if any(page.words for page in pages):
        return
    issues = [issue for page in pages for issue in page.issues]
    told = next((i for i in issues if i.severity == Severity.ERROR), issues[0] if issues else None)
    why = told.message if told else "no page has text on it"
    if options.ocr == OcrMode.NEVER:
        raise IngestError(
            blob.name, "has no text that can be taken as it is", "Read it with --ocr auto."
        )
    raise IngestError(
        blob.name,
        f"gave no text: {why.rstrip('.')}",
        "Look at it in a PDF program; if its pages can be read there, please report it.",
    )


@dataclass
class _Reader:
    """Reads the pages of one document; what is costly is made when first needed."""

    blob: Blob
    options: Options
    document: pdfium.PdfDocument
    finder: TableFinder
    stack: ExitStack
    recogniser: Recogniser | None = None
    letter_lost: bool = False  # a page was printed without its ư

    def page(self, index: int) -> PageWords:
        number = index + 1
        try:
            page = self.document[index]
        except pdfium.PdfiumError as error:
            return _unreadable(number, f"the page is damaged ({_reason(error)})")
        try:
            frame = Frame.of(page)
            if not _fits(frame, self.options.limits):
                return _unreadable(number, _no_paper(frame))
            return self._read(page, index, frame)
        except pdfium.PdfiumError as error:
            return _unreadable(number, f"the page is damaged ({_reason(error)})")
        finally:
            page.close()

    def _read(self, page: pdfium.PdfPage, index: int, frame: Frame) -> PageWords:
        if self.options.ocr == OcrMode.ALWAYS:
            return self._recognised(page, index, frame, "asked for with --ocr always")
        textpage = page.get_textpage()
        turn = lies_by(textpage, page.get_rotation())
        if turn:
            textpage.close()
            return self._turned(page, index, frame, turn)
        return self._judged(page, textpage, index, frame)

    def _turned(self, page: pdfium.PdfPage, index: int, frame: Frame, turn: int) -> PageWords:
        """A page whose text lies on its side: its layer with the page turned upright.

        A recognition turns pages itself, by what it sees.
        """
        rotation = page.get_rotation()
        page.set_rotation((rotation + turn) % 360)
        upright = Frame.of(page)
        textpage = page.get_textpage()
        verdict = judge(_mended(facts_of(page, textpage), textpage, upright))
        if verdict.action == Action.RECOGNISE:
            textpage.close()
            page.set_rotation(rotation)
            return self._judged(page, page.get_textpage(), index, frame)
        try:
            found = self._layer(page, textpage, index, upright, verdict)
            return replace(found, rotation=turn)
        finally:
            textpage.close()

    def _judged(
        self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, index: int, frame: Frame
    ) -> PageWords:
        """A page by its layer or by recognition, as the layer deserves. Closes the layer."""
        try:
            verdict = judge(_mended(facts_of(page, textpage), textpage, frame))
            if verdict.action == Action.RECOGNISE and self.options.ocr == OcrMode.AUTO:
                found = self._recognised(page, index, frame, verdict.reason)
                if found.words or not any(
                    i.code == IssueCode.OCR_UNAVAILABLE for i in found.issues
                ):
                    return found
                layer = self._layer(page, textpage, index, frame, verdict)
                return replace(layer, issues=(*found.issues, *layer.issues))
            return self._layer(page, textpage, index, frame, verdict)
        finally:
            textpage.close()

    def _layer(
        self,
        page: pdfium.PdfPage,
        textpage: pdfium.PdfTextPage,
        index: int,
        frame: Frame,
        verdict: Verdict,
    ) -> PageWords:
        words = layer_words(textpage, frame, verdict.encoding)
        most = self.options.limits.max_page_words
        if len(words) > most:
            return _unreadable(index + 1, f"the page has {len(words):,} words, more than {most:,}")
        issues: list[Issue] = []
        if verdict.action == Action.CONVERT:
            message = f"page {index + 1}: {verdict.reason}; look at its capitals"
            issues.append(_issue(IssueCode.CHARACTERS_CONVERTED, message, index + 1))
        elif verdict.action == Action.RECOGNISE and words:
            message = f"page {index + 1}: its text is taken as it is, though {verdict.reason}"
            issues.append(_issue(IssueCode.TEXT_LAYER_GARBAGE, message, index + 1))
        if verdict.encoding == Encoding.TCVN3:
            words, told = self._with_letter_u(words, index + 1)
            issues += told
        rules = page_rules(page, frame)
        tables = self.finder.tables(index, rules, frame) if makes_grid(rules) else ()
        return PageWords(
            index + 1,
            frame.width,
            frame.height,
            tuple(words),
            TextOrigin.NATIVE,
            rules=rules,
            tables=tables,
            decided=verdict.reason,
            capitals_lost=verdict.encoding == Encoding.TCVN3,
            issues=tuple(issues),
        )

    def _with_letter_u(self, words: list[Word], number: int) -> tuple[list[Word], list[Issue]]:
        """The words of a page with the letter that its printing lost, and what to tell of it."""
        mended = with_letter_u([word.text for word in words], self.letter_lost)
        if mended is None:
            return words, []
        self.letter_lost = True
        changed = [
            f"{word.text} -> {text}"
            for word, text in zip(words, mended, strict=True)
            if word.text != text
        ]
        message = (
            f"page {number}: it was printed without the letter ư, which {len(changed)} words "
            f"have again: {'; '.join(dict.fromkeys(changed))}"
        )
        told = [_issue(IssueCode.WORDS_MENDED, message, number)] if changed else []
        return _with_texts(words, mended), told

    def _recognised(self, page: pdfium.PdfPage, index: int, frame: Frame, reason: str) -> PageWords:
        from pipeline.ocr import OcrUnavailable, Recogniser
        from pipeline.ocr.page_image import page_image

        number = index + 1
        try:
            if self.recogniser is None:
                self.recogniser = self.stack.enter_context(Recogniser())
            image, dpi = page_image(page, self.options.limits)
            found = self.recogniser.page(image, number, dpi=dpi, options=self.options)
        except OcrUnavailable as error:
            unread = _unreadable(number, f"the page cannot be recognised: {error}")
            issue = _issue(IssueCode.OCR_UNAVAILABLE, str(error), number, Severity.ERROR)
            return replace(
                unread, width=frame.width, height=frame.height, issues=(issue, *unread.issues)
            )
        message = f"page {number} was recognised: {reason}"
        issue = _issue(IssueCode.OCR_USED, message, number, Severity.INFO)
        return replace(found, decided=reason, issues=(issue, *found.issues))


def _mended(facts: LayerFacts, textpage: pdfium.PdfTextPage, frame: Frame) -> LayerFacts:
    """A layer's facts with words that it tore apart put together, as they will be read."""
    if not has_torn_pieces(facts.text):
        return facts
    return replace(facts, text=" ".join(word.text for word in layer_words(textpage, frame)))


def _with_texts(words: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """Words with other texts. One without text gives its place to the next on its line."""
    found: list[Word] = []
    left: Word | None = None
    for word, text in zip(words, texts, strict=True):
        if not text:
            left = word
            continue
        start = left.x0 if left is not None and left.line == word.line else word.x0
        found.append(word._replace(text=text, x0=start))
        left = None
    return found


def _fits(frame: Frame, limits: Limits) -> bool:
    return 0 < frame.width <= limits.max_side and 0 < frame.height <= limits.max_side


def _no_paper(frame: Frame) -> str:
    """What is wrong with a page of a size that no sheet has."""
    if min(frame.width, frame.height) <= 0:
        return "the page is cropped to nothing; print it to PDF anew, or give the scan of it"
    size = f"{frame.width * 0.0254 / 72:.1f} m by {frame.height * 0.0254 / 72:.1f} m"
    return f"the page is {size}, larger than any paper"


def _unreadable(number: int, message: str) -> PageWords:
    issue = _issue(IssueCode.PAGE_UNREADABLE, message, number, Severity.ERROR)
    return PageWords(number, 0.0, 0.0, (), issues=(issue,))


def _issue(
    code: IssueCode, message: str, page: int, severity: Severity = Severity.WARNING
) -> Issue:
    return Issue(code, severity, message, page=page)
