"""Parts → rows: what each item says of who, what, when and under which documents."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from statistics import fmean
from typing import Any

import regex
from spacy.language import Language
from spacy.tokens import Doc

from extractors import citations, header, registry, time_clauses, units
from pipeline import __version__, ids, language, tables
from pipeline.aligned import Aligned
from pipeline.clean import Cleaned
from pipeline.model import (
    SCHEMA_VERSION,
    CitationMention,
    Header,
    Issue,
    IssueCode,
    Location,
    SectionRole,
    Severity,
    Source,
    TargetMention,
    TimeMention,
    UnitMention,
    UnitRole,
    UnitSource,
)
from pipeline.regions import regions_of
from pipeline.segment import Block, Context, Item, Part
from pipeline.tree import Meta

__all__ = ["Rows", "extract"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_DEFINES_ALIAS = regex.compile(r"gọi|viết tắt|\(\p{Lu}")
_MARKS = regex.compile(r"[\s*#_\\]+")
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_HEADING_YEAR = regex.compile(r"(?:đến|năm)\s+(?:hết\s+)?(?:năm\s+)?(?P<year>20\d\d)(?!\s*[-–]|/)")
_DOUBTFUL = 0.6


def extract(source: Source, cleaned: Cleaned, parts: Sequence[Part]) -> Rows:
    """The rows of a file's documents, as `pipeline.tables` takes them.

    Guarantees:
        1. One `documents` row a part, and `pages` rows that cover the source for each.
        2. `raw` is what stands in the source at its span, up to white space and marks.
        3. Nothing raises because of what the text says.
        4. No two rows share an id, also where a text says the same twice.
    """
    rows: Rows = {table: [] for table in tables.SCHEMAS}
    for part in parts:
        _PartRows(source, part, rows).write()
    first = rows["documents"][0]["doc_id"] if rows["documents"] else None
    for issue in (*source.issues, *cleaned.issues):
        rows["issues"].append(_issue_row(first, issue, source))
    _tell_apart(rows["issues"])
    return rows


def _tell_apart(issues: Iterable[Row]) -> None:
    """Issues that say the same of the same place get ids of their own, from the second on."""
    seen: Counter[str] = Counter()
    for row in issues:
        issue_id = row["issue_id"]
        seen[issue_id] += 1
        if seen[issue_id] > 1:
            row["issue_id"] = ids.row_id(row["doc_id"] or "", "issue", issue_id, seen[issue_id])


@dataclass
class _PartRows:
    source: Source
    part: Part
    rows: Rows
    tasks_written: int = 0
    citation_keys: dict[tuple[int, int], int] = field(default_factory=dict)
    told_of: set[str] = field(default_factory=set)

    @cached_property
    def doc_id(self) -> str:
        return ids.doc_id(self.source.sha256, self.part.number)

    @cached_property
    def header(self) -> Header:
        return header.parse(
            [line.text for line in self.part.head],
            "\n".join(line.text for line in self.part.opening),
            [line.text for line in self.part.tail],
            self._last_words,
        )

    @property
    def _last_words(self) -> str:
        """The last paragraph above the signature; an office gives its full name there."""
        closing = [block for block in self.part.blocks if block.location == Location.CLOSING]
        return closing[-1].aligned.text if closing else ""

    @cached_property
    def work_id(self) -> str | None:
        return ids.work_id(
            self.header.number,
            self.header.issued_date,
            units.unit_id(self.header.issuer or "") or self.header.issuer,
        )

    @cached_property
    def scope(self) -> registry.Scope:
        """Whose document it is: what bare names of bodies in it ("UBND tỉnh") belong to."""
        found = self.header
        above = self.part.head[: found.title_lines[0]] if found.title_lines else self.part.head
        return registry.scope_of(
            found.issuer,
            [line.text for line in above],
            place=found.place,
            number=found.number,
            day=found.issued_date,
            further=(found.title or "", *(line.text for line in self.part.opening)),
            text=self.source.text[self.part.char_start : self.part.char_end],
        )

    @cached_property
    def all_blocks(self) -> tuple[Block, ...]:
        """The title, what else the head says, and the part's own blocks."""
        head = self.part.head
        first, last = self.header.title_lines or (0, 0)
        blocks = []
        if last > first:
            title = Aligned.join(line.aligned for line in head[first:last])
            blocks.append(Block(Location.TITLE, title))
        for line in head[last:]:
            blocks.append(Block(Location.PREAMBLE, line.aligned))
        return (*blocks, *self.part.blocks)

    @cached_property
    def aliases(self) -> tuple[citations.AliasDefinition, ...]:
        return tuple(
            alias
            for block in self.all_blocks
            if _DEFINES_ALIAS.search(block.aligned.text)
            for alias in citations.find_aliases(block.aligned.text)
            if alias.mention is not None
        )

    # --- the document ---

    def write(self) -> None:
        self._document()
        self._pages()
        self._sections()
        items = {item.path: item for item in self.part.items}
        for block in self.all_blocks:
            doc = self._read(block)
            item = items.get(block.item_path) if block.item_path else None
            if item is not None and not block.beside:
                self._task(item, doc)
            self._citations(block, doc)
            if not block.beside:
                self._targets(block, doc)
        for issue in self.part.issues:
            self.rows["issues"].append(_issue_row(self.doc_id, issue, self.source))
        self._remarks()

    def _document(self) -> None:
        found = self.header
        number_code = found.number or ""
        self.rows["documents"].append(
            {
                "doc_id": self.doc_id,
                "work_id": self.work_id,
                "source_path": self.source.path,
                "source_sha256": self.source.sha256,
                "part": self.part.number,
                "media": self.source.media.value,
                "text_origin": self.source.text_origin.value,
                "doc_type": found.doc_type,
                "doc_type_name": found.doc_type_name,
                "number": found.number,
                "issuer": found.issuer,
                "issuer_id": registry.bind(found.issuer or "", self.scope),
                "issuer_level": self.scope.level or units.level_of(found.issuer or "", number_code),
                "place": found.place,
                "issued_date": found.issued_date,
                "title": found.title,
                "signer": found.signer,
                "signer_role": found.signer_role,
                "on_behalf_of": found.on_behalf_of,
                "recipients": list(found.recipients),
                "n_pages": len(self.source.pages),
                "n_chars": len(self.source.text),
                "ocr_confidence": self._ocr_confidence(),
                "schema_version": SCHEMA_VERSION,
                "pipeline_version": __version__,
            }
        )

    def _ocr_confidence(self) -> float | None:
        """The mean over the words that were recognised; None where none was."""
        if self.source.words is None:
            return None
        known = self.source.words.confidences()
        return fmean(known) if known else None

    def _pages(self) -> None:
        for page in self.source.pages:
            self.rows["pages"].append(
                {
                    "doc_id": self.doc_id,
                    "page": page.number,
                    "char_start": page.char_start,
                    "char_end": page.char_end,
                    "text": self.source.text[page.char_start : page.char_end],
                    "text_origin": page.text_origin.value,
                    "width": page.width,
                    "height": page.height,
                    "rotation": page.rotation,
                    "ocr_confidence": page.ocr_confidence,
                    "decided": page.decided or None,
                }
            )

    def _sections(self) -> None:
        for section in self.part.sections:
            self.rows["sections"].append(
                {
                    "section_id": self._section_id(section.path),
                    "doc_id": self.doc_id,
                    "parent_id": self._section_id(section.parent_path),
                    "path": section.path,
                    "label": section.label,
                    "level": section.level,
                    "ordinal": section.ordinal,
                    "heading": section.heading.text,
                    "role": section.role.value,
                    "char_start": section.char_start,
                    "char_end": section.char_end,
                    "page_start": self._page(section.char_start),
                    "page_end": self._page(section.char_end - 1),
                }
            )

    def _section_id(self, path: str | None) -> str | None:
        return None if path is None else ids.row_id(self.doc_id, "section", path)

    def _page(self, char: int) -> int:
        for page in self.source.pages:
            if char < page.char_end:
                return page.number
        return self.source.pages[-1].number

    # --- blocks ---

    @cached_property
    def _pipelines(self) -> tuple[Language, Language]:
        return (
            language.build("nhiemvu_citations", "nhiemvu_targets"),
            language.build(*language.COMPONENTS),
        )

    def _read(self, block: Block) -> Doc:
        plain, full = self._pipelines
        nlp = full if block.item_path and not block.beside else plain
        doc = nlp.make_doc(block.aligned.text)
        doc.user_data[language.CONTEXT] = {
            "aliases": self.aliases,
            "reference": self.header.issued_date,
            "in_target_section": block.role == SectionRole.TARGET and block.item_path is None,
            "due_hint": self._due_of_headings(block.section_path),
        }
        return nlp(doc)

    def _due_of_headings(self, path: str | None) -> date | None:
        """The end of the year that a heading above names for its goals."""
        for section in reversed(self.part.sections):
            if path is not None and (path == section.path or path.startswith(section.path + "/")):
                match = _HEADING_YEAR.search(section.heading.text)
                if match:
                    return date(int(match["year"]), 12, 31)
        return None

    def _raw(self, start: int, end: int) -> str:
        """What stands in the source there: one space for each run of blanks and marks."""
        text = unicodedata.normalize("NFC", self.source.text[start:end])
        return _MARKS.sub(" ", _INVISIBLE.sub("", text)).strip()

    # --- tasks ---

    def _task(self, item: Item, doc: Doc) -> None:
        task_id = ids.task_id(self.doc_id, item.path)
        start, end = item.text.whole
        responsibilities = self._responsibilities(item, doc, task_id)
        clauses, issues = self._time(item, doc, task_id)
        issues += [
            (IssueCode.UNIT_UNKNOWN, Severity.WARNING, f"the body is doubtful: {row['unit_raw']}")
            for row in responsibilities
            if row["confidence"] < _DOUBTFUL
        ]
        leads = [row for row in responsibilities if row["role"] == UnitRole.LEAD.value]
        if not leads:
            issues.append(
                (IssueCode.NO_LEAD, Severity.INFO, "no body is named that leads this task")
            )
        if not clauses:
            issues.append((IssueCode.NO_TIME, Severity.INFO, "no time is given for this task"))
        parts_confidence = [row["confidence"] for row in (*responsibilities, *clauses)]
        confidence = min([1.0, *parts_confidence])
        # The columns' promise: whatever makes a task doubtful stands in `issues`.
        review = any(severity != Severity.INFO for _, severity, _ in issues)
        ends = [row["end"] for row in clauses if row["end"] is not None]
        regions = regions_of(self.source.words, item.text)
        self.rows["tasks"].append(
            {
                "task_id": task_id,
                "task_key": ids.task_key(self.work_id, item.path),
                "doc_id": self.doc_id,
                "section_id": self._section_id(item.section_path),
                "path": item.path,
                "label": item.label,
                "ordinal": self._next_ordinal(),
                "text": item.text.text,
                "section_role": item.role.value,
                "heading_path": list(item.heading_path),
                "due": max(ends) if ends else None,
                "char_start": start,
                "char_end": end,
                "page_start": self._page(start),
                "page_end": self._page(end - 1),
                "regions": [asdict(region) for region in regions],
                "confidence": confidence,
                "needs_review": review,
            }
        )
        self.rows["responsibilities"] += responsibilities
        self.rows["time_clauses"] += clauses
        for code, severity, message in issues:
            issue = Issue(code, severity, message, start, end)
            self.rows["issues"].append(_issue_row(self.doc_id, issue, self.source, task_id))

    def _next_ordinal(self) -> int:
        self.tasks_written += 1
        return self.tasks_written

    def _responsibilities(self, item: Item, doc: Doc, task_id: str) -> list[Row]:
        found: units.Found = doc.user_data[language.CONTEXT]["found_units"]
        own = _from_lines(item.metas, UnitSource.TEXT)
        group = _from_lines(item.group_metas, UnitSource.HEADING)
        heading = _from_contexts(item.contexts)
        own_leads = any(mention.role == UnitRole.LEAD for mention, _ in own)
        group_leads = any(mention.role == UnitRole.LEAD for mention, _ in group)
        chosen: list[tuple[UnitMention, Aligned]] = []
        if own_leads or ((heading or group_leads) and found.subjects):
            chosen += [(mention, item.text) for mention in found.subjects]
            chosen += [pair for pair in group if pair[0].role != UnitRole.LEAD]
        elif group_leads:
            chosen += group
        elif heading:
            chosen += group + heading
        else:
            chosen += [(mention, item.text) for mention in found.leads] + group
        chosen += own
        chosen += [(mention, item.text) for mention in found.others]
        return self._responsibility_rows(chosen, task_id)

    def _responsibility_rows(
        self, chosen: Iterable[tuple[UnitMention, Aligned]], task_id: str
    ) -> list[Row]:
        rows: list[Row] = []
        seen: set[tuple[str, str]] = set()
        for mention, aligned in chosen:
            key = (mention.role.value, mention.name.casefold())
            if key in seen:
                continue
            seen.add(key)
            start, end = aligned.span(mention.start, mention.end)
            rows.append(
                {
                    "task_id": task_id,
                    "doc_id": self.doc_id,
                    "role": mention.role.value,
                    "unit": mention.name,
                    "unit_id": self._unit_id(mention, aligned),
                    "unit_raw": self._raw(start, end),
                    "source": mention.source.value,
                    "char_start": start,
                    "char_end": end,
                    "confidence": mention.confidence,
                    "rule": mention.rule,
                }
            )
        return rows

    def _unit_id(self, mention: UnitMention, aligned: Aligned) -> str | None:
        """The body's id; the first time that it was not there at the document's date, told of."""
        many = registry.is_one_of_many(aligned.text, mention.start)
        unit_id = registry.bind(mention.name, self.scope, many=many)
        if unit_id is not None and unit_id not in self.told_of:
            message = registry.out_of_force(unit_id, self.header.issued_date)
            if message is not None:
                span = aligned.span(mention.start, mention.end)
                self._remark(IssueCode.UNIT_NOT_IN_FORCE, Severity.INFO, message, span)
            self.told_of.add(unit_id)
        return unit_id

    def _time(
        self, item: Item, doc: Doc, task_id: str
    ) -> tuple[list[Row], list[tuple[IssueCode, Severity, str]]]:
        issues: list[tuple[IssueCode, Severity, str]] = []
        reference = self.header.issued_date
        found: list[tuple[TimeMention, Aligned]] = [
            (span._.nhiemvu, item.text) for span in doc.spans["time_clauses"]
        ]
        for meta in (*item.metas, *item.group_metas):
            text = meta.aligned.text
            if meta.kind == "sentence":
                clauses = time_clauses.find(text, reference=reference)
                found += [(mention, meta.aligned) for mention in clauses]
            if meta.kind != "time":
                continue
            mentions = time_clauses.parse_line(text, reference=reference, label=meta.label)
            found += [(mention, meta.aligned) for mention in mentions]
            if not mentions:
                issues.append(
                    (
                        IssueCode.TIME_UNPARSED,
                        Severity.WARNING,
                        f"time not understood: {meta.aligned.text}",
                    )
                )
        rows = []
        for mention, aligned in found:
            rows.append(self._time_row(mention, aligned, task_id))
            issues += [(code, Severity.WARNING, message) for code, message in mention.issues]
            if mention.confidence < _DOUBTFUL and not mention.issues:
                message = f"the time is doubtful: {rows[-1]['raw']}"
                issues.append((IssueCode.TIME_UNPARSED, Severity.WARNING, message))
        return rows, issues

    def _time_row(self, mention: TimeMention, aligned: Aligned, task_id: str) -> Row:
        start, end = aligned.span(mention.start, mention.end)
        scope = aligned.span(*mention.scope) if mention.scope else (None, None)
        return {
            "task_id": task_id,
            "doc_id": self.doc_id,
            "raw": self._raw(start, end),
            "kind": mention.kind.value,
            "start": mention.first,
            "end": mention.last,
            "rrule": mention.rrule,
            "condition": mention.condition,
            "char_start": start,
            "char_end": end,
            "scope_start": scope[0],
            "scope_end": scope[1],
            "confidence": mention.confidence,
            "rule": mention.rule,
        }

    # --- citations and targets ---

    def _citations(self, block: Block, doc: Doc) -> None:
        written: set[tuple[int, int, str | None, str | None, str | None]] = set()
        for span in doc.spans["citations"]:
            mention: CitationMention = span._.nhiemvu
            if self._is_own_number(block, mention):
                continue
            start, end = block.aligned.span(mention.start, mention.end)
            same = (start, end, mention.type, mention.number, mention.name)
            if same in written:  # "số 18, 18-NQ/TW": one document, cited once by this span
                continue
            written.add(same)
            among = self.citation_keys[start, end] = self.citation_keys.get((start, end), 0) + 1
            self.rows["citations"].append(
                {
                    "citation_id": ids.row_id(self.doc_id, "citation", start, end, among),
                    "doc_id": self.doc_id,
                    "task_id": ids.task_id(self.doc_id, block.item_path)
                    if block.item_path
                    else None,
                    "section_id": self._section_id(block.section_path),
                    "location": block.location.value,
                    "raw": self._raw(start, end),
                    "cited_type": mention.type,
                    "cited_number": mention.number,
                    "cited_name": mention.name,
                    "cited_date": mention.date,
                    "cited_issuer": mention.issuer,
                    "cited_issuer_id": registry.bind_cited(
                        mention.issuer or "", self.scope, mention.date
                    ),
                    "cited_title": mention.title,
                    "cited_pinpoint": mention.pinpoint,
                    "cited_places": list(mention.places),
                    "cited_work_id": None,
                    "cited_doc_id": None,
                    "resolution": mention.resolution.value,
                    "char_start": start,
                    "char_end": end,
                    "rule": mention.rule,
                    "confidence": mention.confidence,
                }
            )

    def _is_own_number(self, block: Block, mention: CitationMention) -> bool:
        """ "(Ban hành kèm theo Quyết định số …)" over a plan behind its own decision."""
        return (
            block.location in (Location.PREAMBLE, Location.SECTION)
            and mention.number is not None
            and mention.number == self.header.number
            and "kèm theo" in block.aligned.text[: mention.start]
        )

    def _targets(self, block: Block, doc: Doc) -> None:
        told = block.location in (Location.SECTION, Location.TASK)
        if not told or block.role == SectionRole.SITUATION:
            return
        for span in doc.spans["targets"]:
            mention: TargetMention = span._.nhiemvu
            start, end = block.aligned.span(mention.start, mention.end)
            path = block.item_path or block.section_path
            self.rows["targets"].append(
                {
                    "target_id": ids.row_id(
                        self.doc_id, "target", start, end, mention.comparator, str(mention.value)
                    ),
                    "doc_id": self.doc_id,
                    "section_id": self._section_id(block.section_path),
                    "path": path,
                    "raw": self._raw(start, end),
                    "subject": mention.subject,
                    "comparator": mention.comparator,
                    "value": mention.value,
                    "unit": mention.unit,
                    "due": mention.due,
                    "char_start": start,
                    "char_end": end,
                    "rule": mention.rule,
                    "confidence": mention.confidence,
                }
            )

    # --- what a person should look at ---

    def _remarks(self) -> None:
        whole = (self.part.char_start, self.part.char_end)
        if not self.part.items:
            self._remark(
                IssueCode.NO_TASKS,
                Severity.WARNING,
                "no task was found: is this a plan, a directive, a resolution or a conclusion?",
                whole,
            )
        if self.header.doc_type_name is None and self.header.number is None:
            self._remark(
                IssueCode.NO_HEADER,
                Severity.INFO,
                "neither a document type nor a number was found",
                whole,
            )

    def _remark(
        self, code: IssueCode, severity: Severity, message: str, span: tuple[int, int]
    ) -> None:
        issue = Issue(code, severity, message, *span)
        self.rows["issues"].append(_issue_row(self.doc_id, issue, self.source))


def _from_lines(metas: Iterable[Meta], source: UnitSource) -> list[tuple[UnitMention, Aligned]]:
    roles = {"lead": UnitRole.LEAD, "coordinate": UnitRole.COORDINATE}
    found: list[tuple[UnitMention, Aligned]] = []
    for meta in metas:
        if meta.kind in roles:
            where = UnitSource.TABLE if meta.table else source
            mentions = units.find_in_line(meta.aligned.text, roles[meta.kind], where)
        elif meta.kind == "sentence":
            mentions = units.find_in_heading(meta.aligned.text)
            if meta.table:
                mentions = [replace(mention, source=UnitSource.TABLE) for mention in mentions]
        else:
            continue
        found += [(mention, meta.aligned) for mention in mentions]
    return found


def _from_contexts(contexts: Iterable[Context]) -> list[tuple[UnitMention, Aligned]]:
    """Leads and coordinates from the nearest heading or lead-in that names a lead."""
    for context in contexts:
        mentions = units.find_in_heading(context.aligned.text)
        if any(mention.role == UnitRole.LEAD for mention in mentions):
            return [(mention, context.aligned) for mention in mentions]
    return []


def _issue_row(doc_id: str | None, issue: Issue, source: Source, task_id: str | None = None) -> Row:
    page = issue.page
    if page is None and issue.char_start is not None:
        page = next(
            (p.number for p in source.pages if issue.char_start < p.char_end),
            source.pages[-1].number,
        )
    return {
        "issue_id": ids.row_id(
            doc_id or source.sha256,
            "issue",
            issue.code.value,
            issue.char_start,
            issue.char_end,
            issue.message,
            task_id,
        ),
        "doc_id": doc_id,
        "task_id": task_id,
        "severity": issue.severity.value,
        "code": issue.code.value,
        "message": issue.message,
        "page": page,
        "char_start": issue.char_start,
        "char_end": issue.char_end,
    }
