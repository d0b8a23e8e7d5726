"""The commands `nhiemvu serve` (the page where people check) and `nhiemvu site` (it as files)."""

from __future__ import annotations

import argparse
import socket
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli_words import FOLDER, OK, USAGE, Commands, folder, unwritable
from pipeline.console import say, tell

if TYPE_CHECKING:
    from pipeline.serve.security import Gate, Gatekeeper

__all__ = ["add"]

_LEAST_TOKEN = 16  # characters


def add(commands: Commands) -> None:
    """Adds the commands."""
    serve = commands.add_parser(
        "serve", help="open the page on which people check and correct a run"
    )
    serve.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    serve.add_argument("--port", type=_port, default=8642, metavar="N", help="default: 8642")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to be reached; default: 127.0.0.1, by this machine alone. Elsewhere everyone "
        "must bring a token",
    )
    serve.add_argument(
        "--token",
        type=_token,
        metavar="WORD",
        help=f"what people must bring; at least {_LEAST_TOKEN} characters. Default: none on this "
        "machine, else one is made",
    )
    serve.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="HOST",
        help="another name by which the server is reached",
    )
    serve.add_argument("--no-browser", action="store_true", help="open no browser")
    _add_source(serve)
    serve.set_defaults(command=_serve)
    site = commands.add_parser(
        "site", help="write the page as files that open without a server, to read only"
    )
    site.add_argument("dir", type=folder, metavar="DIR", help="a folder that `run` wrote")
    site.add_argument("--out", required=True, type=folder, metavar="FOLDER")
    site.add_argument(
        "--pictures", action="store_true", help="also pictures of the pages of PDF files and scans"
    )
    _add_source(site)
    site.set_defaults(command=_site)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source",
        type=folder,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder that holds the documents, to show their pages (default: what the run read)",
    )


def _port(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= 65535:
        raise argparse.ArgumentTypeError(f"{word!r} is no port; give 1 to 65535")
    return int(word)


def _token(word: str) -> str:
    plain = word.isascii() and word.replace("-", "").replace("_", "").isalnum()
    if len(word) < _LEAST_TOKEN or not plain:
        raise argparse.ArgumentTypeError(
            f"a token has at least {_LEAST_TOKEN} letters without marks, figures, - and _"
        )
    return word


def _serve(parsed: argparse.Namespace) -> int:
    from pipeline.serve.app import Settings, create_app
    from pipeline.tables import TablesError

    gate = _gate(parsed)
    try:
        listener = _listener(parsed.host, parsed.port)
    except OSError as error:
        say(
            f"{parsed.host}:{parsed.port}: cannot be listened on ({error.strerror or error}). "
            "Give another --port, or end the program that uses it."
        )
        return USAGE
    with listener:
        try:
            app = create_app(Settings(parsed.dir, tuple(parsed.source), gate))
        except (TablesError, OSError) as error:
            say(str(error))
            return FOLDER
        address = _address(parsed, gate)
        tell(f"{parsed.dir}: open {address}\nCtrl-C ends it.")
        if not parsed.no_browser:
            import webbrowser

            webbrowser.open(address)
        _answer(app, listener)
    return OK


def _gate(parsed: argparse.Namespace) -> Gate:
    """Who may come in: on this machine everyone, elsewhere who brings the token."""
    import secrets

    from pipeline.serve.security import Gate, is_loopback

    away = not is_loopback(parsed.host)
    token = parsed.token or (secrets.token_urlsafe(24) if away else None)
    names = {name.lower() for name in parsed.name}
    if away:
        names |= {parsed.host.lower(), socket.gethostname().lower()}
    return Gate(frozenset(names), token, addresses=away, port=parsed.port)


def _listener(host: str, port: int) -> socket.socket:
    """A socket that listens there, and there alone.

    Raises:
        OSError: the address is taken, or none of this machine's.
    """
    kind, _, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # asyncio sends small answers at once only where the protocol is named.
    listener = socket.socket(kind, socket.SOCK_STREAM, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except BaseException:
        listener.close()
        raise
    return listener


def _address(parsed: argparse.Namespace, gate: Gate) -> str:
    host = parsed.host
    if host in ("0.0.0.0", "::"):  # not where a browser can go
        host = socket.gethostname()
    host = f"[{host}]" if ":" in host else host
    query = f"?token={gate.token}" if gate.token else ""
    return f"http://{host}:{parsed.port}/{query}"


def _answer(app: Gatekeeper, listener: socket.socket) -> None:
    """Answers until it is stopped; what it says of each request is not printed."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,  # addresses may hold the token
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        limit_concurrency=200,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _site(parsed: argparse.Namespace) -> int:
    from pipeline.serve.pictures import Pictures, input_folders
    from pipeline.serve.site import SiteError, write_site
    from pipeline.serve.source import RunSource
    from pipeline.tables import TablesError

    try:
        run = RunSource(parsed.dir).now()
    except (TablesError, OSError) as error:
        say(str(error))
        return FOLDER
    pictures = None
    if parsed.pictures:
        pictures = Pictures(input_folders(parsed.dir, tuple(parsed.source)))
    try:
        many = write_site(run, parsed.out, datetime.now().astimezone(), pictures)
    except SiteError as error:
        say(str(error))
        return FOLDER
    except OSError as error:
        return unwritable(Path(parsed.out), error)
    tell(f"{many} pages: open {parsed.out / 'index.html'}")
    return OK
