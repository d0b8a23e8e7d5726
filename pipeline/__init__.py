"""The road from a file to tables: ingest, clean, segment, extract, link, write."""

__version__ = "0.1.0"
