"""Who carries a resolution out, task by task, and what of it nobody has taken up."""

from __future__ import annotations

from pipeline.lineage.cascade import LineageError, NotFoundError, SeveralError
from pipeline.lineage.trace import Coverage, Link, Trace, trace

__all__ = ["Coverage", "LineageError", "Link", "NotFoundError", "SeveralError", "Trace", "trace"]
