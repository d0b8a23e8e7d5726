"""HTML as browsers, Word and law sites save it → Source: the document without the site."""

from __future__ import annotations

from pipeline.ingest.html.reader import read_html

__all__ = ["read_html"]
