"""What one file gave, as bytes: its nine tables, with a check sum before them.

Arrow's own stream format, one stream a table, so that reading an entry runs no code of it.
The tables are small, so they are compressed together and not column by column.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa

from pipeline.tables import SCHEMAS

__all__ = ["BrokenEntry", "Entry", "pack", "unpack"]

_MARK = b"nhiemvu entry 1\n"
_SUM = 32  # bytes of SHA-256
_SIZE = 4  # bytes of the length of what is told of the tables
_CODEC = "zstd"


class BrokenEntry(Exception):
    """Bytes that are no entry, or not all of one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The tables of one file that were asked for, and the SHA-256 of the file's bytes."""

    sha256: str
    tables: dict[str, pa.Table]


def pack(content: Mapping[str, pa.Table]) -> bytes:
    """The tables of one file, in the order of `SCHEMAS`, as bytes."""
    streams = [_stream(content[table], schema) for table, schema in SCHEMAS.items()]
    body = b"".join(streams)
    told = json.dumps(
        {
            "sha256": content["documents"]["source_sha256"][0].as_py(),
            "sizes": [len(stream) for stream in streams],
        }
    ).encode()
    packed: bytes = pa.Codec(_CODEC).compress(body, asbytes=True)
    rest = len(told).to_bytes(_SIZE, "big") + told + packed
    return _MARK + hashlib.sha256(rest).digest() + rest


def _stream(table: pa.Table, schema: pa.Schema) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def unpack(data: bytes, wanted: Collection[str] = tuple(SCHEMAS)) -> Entry:
    """The wanted tables of an entry.

    Raises:
        BrokenEntry: the bytes are not what `pack` wrote.
    """
    start = len(_MARK) + _SUM
    rest = data[start:]
    if data[: len(_MARK)] != _MARK or hashlib.sha256(rest).digest() != data[len(_MARK) : start]:
        raise BrokenEntry("the check sum does not fit")
    size = int.from_bytes(rest[:_SIZE], "big")
    told = json.loads(rest[_SIZE : _SIZE + size])
    sizes = dict(zip(SCHEMAS, told["sizes"], strict=True))
    found: dict[str, pa.Table] = {}
    if wanted:
        body = pa.Codec(_CODEC).decompress(rest[_SIZE + size :], sum(sizes.values()))
        at = 0
        for table, schema in SCHEMAS.items():
            if table in wanted:
                found[table] = pa.ipc.open_stream(body.slice(at, sizes[table])).read_all()
                if found[table].schema != schema:
                    raise BrokenEntry(f"{table} has other columns")
            at += sizes[table]
    return Entry(told["sha256"], found)
