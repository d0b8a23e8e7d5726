"""Parts → rows: what each item says of who, what, when and under which documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from pipeline import language, tables
from pipeline.clean import Cleaned
from pipeline.extract.documents import document_row, page_rows, section_rows
from pipeline.extract.facts import PartFacts, Row, Rows
from pipeline.extract.issues import noted, remarks, tell_apart
from pipeline.extract.mentions import citation_rows, target_rows
from pipeline.extract.tasks import write_task
from pipeline.model import SectionRole, Source
from pipeline.segment import Block, Part

__all__ = ["Rows", "extract"]

# Sections of goals, also general ones ("Tầm nhìn đến năm 2045"): a figure there is one.
_AIMS = frozenset({SectionRole.TARGET, SectionRole.VIEWPOINT})


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
        _write(PartFacts(source, part), rows)
    first = rows["documents"][0]["doc_id"] if rows["documents"] else None
    for issue in (*source.issues, *cleaned.issues):
        rows["issues"].append(noted(first, issue, source))
    tell_apart(rows["issues"])
    return rows


def _write(facts: PartFacts, rows: Rows) -> None:
    """Adds the rows of one document."""
    part = facts.part
    rows["documents"].append(document_row(facts))
    rows["pages"] += page_rows(facts)
    rows["sections"] += section_rows(facts)
    items = {item.path: item for item in part.items}
    cited: Counter[tuple[int, int]] = Counter()
    goals: set[str] = set()
    ordinal = 0
    for block in facts.all_blocks:
        doc = _read(facts, block)
        item = items.get(block.item_path) if block.item_path else None
        if item is not None and not block.beside:
            ordinal += 1
            write_task(facts, item, doc, ordinal, rows)
        if block.measure is None:
            rows["citations"] += citation_rows(facts, block, doc, cited)
        if block.goals:
            rows["targets"] += _once(target_rows(facts, block, doc), goals)
    for issue in part.issues:
        rows["issues"].append(noted(facts.doc_id, issue, facts.source))
    rows["issues"] += remarks(facts)


def _once(found: Iterable[Row], seen: set[str]) -> Iterator[Row]:
    """Goals whose ids are not in `seen`, which then holds them: of words that a text has twice."""
    for row in found:
        if row["target_id"] not in seen:
            seen.add(row["target_id"])
            yield row


def _read(facts: PartFacts, block: Block) -> Doc:
    """A block as the extractors read it: all of them in the text of an item."""
    in_item = block.item_path and not block.beside
    names: tuple[str, ...] = ("nhiemvu_citations", "nhiemvu_targets")
    if in_item:
        names = language.COMPONENTS
    elif block.measure is not None:
        names = ("nhiemvu_targets",)
    nlp = language.build(*names)
    doc = nlp.make_doc(block.aligned.text)
    doc.user_data[language.CONTEXT] = {
        "aliases": facts.aliases,
        "reference": facts.header.issued_date,
        "in_target_section": block.role in _AIMS and block.item_path is None,
        "is_product": block.is_product,
        "measure": block.measure,
        "due_hint": facts.due_of_headings(block.section_path),
    }
    return nlp(doc)
