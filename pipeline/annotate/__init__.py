"""Tools for people who annotate: check, resolve, compare, begin, and Label Studio.

Annotations that the system is scored against are made from the document alone, so nothing here
reads what the system extracts, but for `from_corrections`: what people corrected and marked as
right.
The command `nhiemvu gold` (pipeline/cli_gold.py) puts these to work; docs/gold.md tells
how to annotate with them.
"""

from __future__ import annotations

from pipeline.annotate.agree import Agreement, agree, format_agreement, format_disagreements
from pipeline.annotate.check import Checked, check
from pipeline.annotate.files import (
    AnnotateError,
    Problem,
    Sources,
    UnreachableError,
    dump,
    gold_files,
    save,
)
from pipeline.annotate.from_corrections import Annotated, annotations_of, problems_of
from pipeline.annotate.resolve import Resolved, resolve_file
from pipeline.annotate.skeleton import new_files
from pipeline.annotate.studio import config_xml
from pipeline.annotate.studio_export import export_tasks
from pipeline.annotate.studio_import import Imported, import_tasks, read_export

__all__ = [
    "Agreement",
    "AnnotateError",
    "Annotated",
    "Checked",
    "Imported",
    "Problem",
    "Resolved",
    "Sources",
    "UnreachableError",
    "agree",
    "annotations_of",
    "check",
    "config_xml",
    "dump",
    "export_tasks",
    "format_agreement",
    "format_disagreements",
    "gold_files",
    "import_tasks",
    "new_files",
    "problems_of",
    "read_export",
    "resolve_file",
    "save",
]
