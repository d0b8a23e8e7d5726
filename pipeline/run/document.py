"""One file → its rows: the whole road, from bytes to tables, as workers go it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extractors import units
from pipeline import tables
from pipeline.clean import clean
from pipeline.confidence import assess
from pipeline.extract import Rows, extract
from pipeline.ingest import Options, read
from pipeline.ingest.blob import require_less_text
from pipeline.ingest.progress import stage_begins
from pipeline.link import link_mentions
from pipeline.model import IngestError, Source
from pipeline.run.entries import pack
from pipeline.run.failures import REPORT
from pipeline.segment import segment

__all__ = ["document_rows", "entry"]

DEFAULTS = Options()
Reading = Callable[..., Source]  # with the signature of `pipeline.ingest.read`


def document_rows(
    path: Path,
    root: Path | None = None,
    options: Options | None = None,
    *,
    reading: Reading = read,
) -> Rows:
    """The rows of one file's documents, before they are linked with those of others.

    Args:
        reading: how the file is read; a run gives that of a `Guard`, which survives what
            a file does to its reader.

    Raises:
        IngestError: the file cannot be taken in.
    """
    chosen = options or DEFAULTS
    source = reading(path, root=root, options=chosen)
    require_less_text(source, chosen.limits)
    stage_begins("clean")
    cleaned = clean(source)
    stage_begins("segment")
    parts = segment(cleaned)
    stage_begins("extract")
    rows = extract(source, cleaned, parts)
    link_mentions(rows)
    assess(rows)
    return rows


def entry(
    path: Path,
    *,
    root: Path | None = None,
    options: Options = DEFAULTS,
    reading: Reading = read,
) -> bytes:
    """The checked rows of one file's documents as bytes that `entries.unpack` reads.

    Raises:
        IngestError: the file cannot be taken in, or its rows break the tables' rules.
    """
    rows = document_rows(path, root, options, reading=reading)
    stage_begins("check")
    try:
        content = tables.checked(rows, unit_ids=units.registry_ids())
    except tables.ContractError as error:
        broken = error.violations
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        problem = f"gives rows that break the tables' rules ({broken[0]}{more})"
        failed = IngestError(str(path), problem, REPORT, "check")
        failed.add_note("\n".join(broken))
        raise failed from None
    return pack(content)
