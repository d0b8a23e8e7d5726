"""Rows of `documents`, `pages` and `sections`: a document, its pages, its outline."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from extractors import registry, units
from pipeline import __version__
from pipeline.extract.facts import PartFacts, Row
from pipeline.model import SCHEMA_VERSION, Source

__all__ = ["document_row", "page_rows", "section_rows"]


def document_row(facts: PartFacts) -> Row:
    source, found = facts.source, facts.header
    return {
        "doc_id": facts.doc_id,
        "work_id": facts.work_id,
        "source_path": source.path,
        "source_sha256": source.sha256,
        "part": facts.part.number,
        "media": source.media.value,
        "text_origin": source.text_origin.value,
        "doc_type": found.doc_type,
        "doc_type_name": found.doc_type_name,
        "number": found.number,
        "issuer": found.issuer,
        "issuer_id": registry.bind(found.issuer or "", facts.scope),
        "issuer_level": facts.scope.level or units.level_of(found.issuer or "", found.number or ""),
        "place": found.place,
        "issued_date": found.issued_date,
        "title": found.title,
        "signer": found.signer,
        "signer_role": found.signer_role,
        "on_behalf_of": found.on_behalf_of,
        "recipients": list(found.recipients),
        "n_pages": len(source.pages),
        "n_chars": len(source.text),
        "ocr_confidence": _ocr_confidence(source),
        "schema_version": SCHEMA_VERSION,
        "pipeline_version": __version__,
    }


def _ocr_confidence(source: Source) -> float | None:
    """The mean over the words that were recognised; None where none was."""
    if source.words is None:
        return None
    known = source.words.confidences()
    return fmean(known) if known else None


def page_rows(facts: PartFacts) -> Iterator[Row]:
    for page in facts.source.pages:
        yield {
            "doc_id": facts.doc_id,
            "page": page.number,
            "char_start": page.char_start,
            "char_end": page.char_end,
            "text": facts.source.text[page.char_start : page.char_end],
            "text_origin": page.text_origin.value,
            "width": page.width,
            "height": page.height,
            "rotation": page.rotation,
            "ocr_confidence": page.ocr_confidence,
            "decided": page.decided or None,
        }


def section_rows(facts: PartFacts) -> Iterator[Row]:
    for section in facts.part.sections:
        yield {
            "section_id": facts.section_id(section.path),
            "doc_id": facts.doc_id,
            "parent_id": facts.section_id(section.parent_path),
            "path": section.path,
            "label": section.label,
            "level": section.level,
            "ordinal": section.ordinal,
            "heading": section.heading.text,
            "role": section.role.value,
            "char_start": section.char_start,
            "char_end": section.char_end,
            "page_start": facts.page(section.char_start),
            "page_end": facts.page(section.char_end - 1),
        }
