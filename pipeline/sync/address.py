"""Where the database is: an address, the connection it leads to, and how it is shown.

An address may hold a password. It is never printed, nor is what could be a part of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import regex
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from pipeline.sync.errors import AddressError

__all__ = ["FILE", "default_address", "engine_of", "parsed", "shown", "without_secrets"]

FILE = "theo-doi.sqlite"
_FORMS = "write postgresql://USER@HOST/DATABASE or sqlite:///FILE"
_POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
_SECRET_WORDS = frozenset({"password", "sslpassword", "passfile"})
# A host may be a name, an IPv4 or IPv6 address, or several with commas.
_HOST = regex.compile(r"[\p{L}\p{N}._:%,-]*")


def default_address(folder: Path) -> URL:
    """The database in a run's own folder."""
    return URL.create("sqlite", database=str(folder / FILE))


def parsed(word: str) -> URL:
    """An address as the user wrote it.

    Raises:
        AddressError: it names no database of a kind that is known.
    """
    try:
        url = make_url(word)
    except (sa.exc.ArgumentError, ValueError):
        # The library's message may quote the password.
        raise AddressError(f"--to is no address of a database; {_FORMS}{_escapes(word)}") from None
    if url.drivername in _SQLITE:
        if not url.database or url.database == ":memory:" or url.query.get("mode") == "memory":
            raise AddressError("--to names no file; write sqlite:///FILE")
        if url.host or url.username:
            raise AddressError("--to has too few slashes; write sqlite:///FILE or sqlite:////FILE")
        return url
    if url.drivername not in _POSTGRESQL:
        raise AddressError(f"--to is of a kind of database that is not known; {_FORMS}")
    # A second @ is one of the password: what follows it was taken for the host, and would be shown.
    if word.count("@") > 1 or not _HOST.fullmatch(url.host or ""):
        raise AddressError(f"--to is no address of a database; {_FORMS}{_escapes(word)}")
    return url.set(drivername="postgresql+psycopg")


def _escapes(word: str) -> str:
    """What often makes an address unreadable."""
    if "@" not in word:
        return ""
    return ". In a user's name and password @ : / ? # are written %40 %3A %2F %3F %23"


def shown(url: URL) -> str:
    """The address for a message: a file's path, or where the database is and whose."""
    if url.drivername in _SQLITE:
        return url.database or ""
    query = {name: value for name, value in url.query.items() if name in ("host", "port")}
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return bare.render_as_string()


def without_secrets(text: str, url: URL) -> str:
    """A message of the database's library without the password."""
    secrets = [url.password, *(url.query.get(name) for name in _SECRET_WORDS)]
    for secret in secrets:
        if isinstance(secret, str) and secret:
            text = text.replace(secret, "***")
    return text


def engine_of(url: URL, wait: float) -> sa.Engine:
    """What connects to the database; nothing is opened yet.

    Args:
        wait: seconds that a sync waits for another one to end.

    Raises:
        AddressError: the library for this kind of database is not installed.
    """
    options: dict[str, Any] = {"poolclass": NullPool, "json_serializer": _to_json}
    if url.drivername in _SQLITE:
        engine = sa.create_engine(url, connect_args={"timeout": wait}, **options)
        sa.event.listen(engine, "connect", _leave_begin_to_us)
        sa.event.listen(engine, "begin", _begin_immediate)
        return engine
    arguments: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    if "application_name" not in url.query:
        arguments["application_name"] = "nhiemvu sync"
    try:
        # Each statement sees what was committed before it, so what is read after the lock is fresh.
        return sa.create_engine(
            url, connect_args=arguments, isolation_level="READ COMMITTED", **options
        )
    except ImportError:
        raise AddressError(
            "PostgreSQL needs the package psycopg: pip install 'nhiemvu[postgresql]'"
        ) from None


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _leave_begin_to_us(connection: Any, _: object) -> None:
    """Python's sqlite3 would begin a transaction late, and not at all for tables."""
    connection.isolation_level = None


def _begin_immediate(connection: sa.Connection) -> None:
    """The right to write from the start: two syncs cannot both have read before one writes."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
