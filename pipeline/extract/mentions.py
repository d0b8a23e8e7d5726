"""Rows of `citations` and `targets`: what may stand in any block of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc

from extractors import registry
from pipeline import ids
from pipeline.extract.facts import PartFacts, Row
from pipeline.lexicon import fold
from pipeline.model import CitationMention, Location, SectionRole, TargetMention
from pipeline.segment import Block

__all__ = ["citation_rows", "target_rows"]


def citation_rows(
    facts: PartFacts, block: Block, doc: Doc, seen: Counter[tuple[int, int]]
) -> Iterator[Row]:
    """A row for each mention of another document. `seen` counts the document's spans so far."""
    written: set[tuple[int, int, str | None, str | None, str | None]] = set()
    for span in doc.spans["citations"]:
        mention: CitationMention = span._.nhiemvu
        if _is_own_number(facts, block, mention):
            continue
        start, end = block.aligned.span(mention.start, mention.end)
        same = (start, end, mention.type, mention.number, mention.name)
        if same in written:  # "số 18, 18-NQ/TW": one document, cited once by this span
            continue
        written.add(same)
        seen[start, end] += 1
        yield {
            "citation_id": ids.row_id(facts.doc_id, "citation", start, end, seen[start, end]),
            "doc_id": facts.doc_id,
            "task_id": ids.task_id(facts.doc_id, block.item_path) if block.item_path else None,
            "section_id": facts.section_id(block.section_path),
            "location": block.location.value,
            "raw": facts.raw(start, end),
            "cited_type": mention.type,
            "cited_number": mention.number,
            "cited_name": mention.name,
            "cited_date": mention.date,
            "cited_issuer": mention.issuer,
            "cited_issuer_id": registry.bind_cited(mention.issuer or "", facts.scope, mention.date),
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


def _is_own_number(facts: PartFacts, block: Block, mention: CitationMention) -> bool:
    """ "(Ban hành kèm theo Quyết định số …)" over a plan behind its own decision."""
    return (
        block.location in (Location.PREAMBLE, Location.SECTION)
        and mention.number is not None
        and mention.number == facts.header.number
        and "kèm theo" in fold(block.aligned.text[: mention.start])
    )


def target_rows(facts: PartFacts, block: Block, doc: Doc) -> Iterator[Row]:
    """A row for each measurable goal of a section or a task, save of those that assess."""
    told = block.location in (Location.SECTION, Location.TASK)
    if not told or block.role == SectionRole.SITUATION:
        return
    for span in doc.spans["targets"]:
        mention: TargetMention = span._.nhiemvu
        start, end = block.aligned.span(mention.start, mention.end)
        yield {
            "target_id": ids.row_id(
                facts.doc_id, "target", start, end, mention.comparator, str(mention.value)
            ),
            "doc_id": facts.doc_id,
            "section_id": facts.section_id(block.section_path),
            "path": block.item_path or block.section_path,
            "raw": facts.raw(start, end),
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
