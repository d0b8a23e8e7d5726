"""What stands before every page: host, token, where a change comes from, what may run."""

from __future__ import annotations

import hmac
import ipaddress
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.serve.words import words

__all__ = ["CSRF_HEADER", "MOST_BYTES", "Gate", "Gatekeeper", "is_loopback"]

CSRF_HEADER = "x-csrf-token"
MOST_BYTES = 64 * 1024  # of a request's body; there is nothing to upload
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach such an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may come in.

    Attributes:
        hosts: names by which the server may be called, besides loopback ones.
        token: what everyone must bring; None on loopback, where only this machine comes in.
        addresses: whether it may be called by any bare address. A page elsewhere cannot give
            its own name to one, so this lets no other site in.
    """

    hosts: frozenset[str] = frozenset()
    token: str | None = None
    addresses: bool = False
    port: int = 0

    @property
    def csrf_cookie(self) -> str:
        # Cookies do not know ports; two servers on one machine must not share theirs.
        return f"nhiemvu_csrf_{self.port}"

    @property
    def token_cookie(self) -> str:
        return f"nhiemvu_token_{self.port}"

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server: no other site's name that leads here."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if is_loopback(name) or name in self.hosts:
            return True
        if not self.addresses:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def is_token(self, said: str | None) -> bool:
        return self.token is not None and hmac.compare_digest(
            (said or "").encode(), self.token.encode()
        )


class Gatekeeper:
    """ASGI middleware: refuses what must not come in, and tells browsers what may run."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app = app
        self.gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        cookies = _cookies(headers.get("cookie", ""))
        csrf = cookies.get(self.gate.csrf_cookie) or secrets.token_urlsafe(24)
        fresh = self.gate.csrf_cookie not in cookies
        scope["nhiemvu_csrf"] = csrf
        answer = self._refusal(scope, headers, cookies)

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                added = [pair for pair in _HEADERS if pair[0] not in given]
                if b"cache-control" not in given:
                    added.append((b"cache-control", b"no-cache, private"))
                if fresh and scope["method"] == "GET":
                    added.append((b"set-cookie", _cookie(self.gate.csrf_cookie, csrf)))
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        if answer is not None:
            await _answer(out, *answer, api=scope["path"].startswith("/api/"))
            return
        await self.app(scope, _bounded(receive), out)

    def _refusal(
        self, scope: Scope, headers: dict[str, str], cookies: dict[str, str]
    ) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        """Status, word and headers of what is answered in place of the page; None lets it in."""
        if not self.gate.knows(headers.get("host", "")):
            return 421, "wrong_host", []
        bearer = _bearer(headers)
        if self.gate.token is not None and not self.gate.is_token(bearer):
            given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token")
            if self.gate.is_token(given) and scope["method"] == "GET":
                kept = _cookie(self.gate.token_cookie, self.gate.token or "")
                return 303, "", [(b"location", _without_token(scope)), (b"set-cookie", kept)]
            if not self.gate.is_token(cookies.get(self.gate.token_cookie)):
                return 401, "no_token", [(b"www-authenticate", b"Bearer")]
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return 413, "too_long", []
        if scope["method"] in _SAFE or self.gate.is_token(bearer):
            return None  # a program that has the token: no page elsewhere can send it
        if not self._own_page(headers, cookies):
            return 403, "foreign", []
        return None

    def _own_page(self, headers: dict[str, str], cookies: dict[str, str]) -> bool:
        """Whether a change comes from a page of this server."""
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return False
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        cookie, said = cookies.get(self.gate.csrf_cookie), headers.get(CSRF_HEADER)
        return bool(cookie) and hmac.compare_digest((said or "").encode(), str(cookie).encode())


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _cookies(said: str) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(said)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _cookie(name: str, value: str) -> bytes:
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000".encode()


def _bearer(headers: dict[str, str]) -> str | None:
    kind, _, said = headers.get("authorization", "").partition(" ")
    return said.strip() if kind.lower() == "bearer" else None


def _without_token(scope: Scope) -> bytes:
    """The address without the token, which must not stay in histories.

    Begins with one slash: "//elsewhere" would lead away from here.
    """
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = urlencode([pair for pair in pairs if pair[0] != "token"])
    path = "/" + scope["raw_path"].decode("latin-1").partition("?")[0].lstrip("/\\")
    return f"{path}?{query}".rstrip("?").encode("latin-1")


def _bounded(receive: Receive) -> Receive:
    """Gives no more of a body than MOST_BYTES, however its length was told."""
    seen = 0

    async def take() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > MOST_BYTES:
                return {"type": "http.disconnect"}
        return message

    return take


async def _answer(
    send: Any, status: int, word: str, headers: Iterable[tuple[bytes, bytes]], *, api: bool
) -> None:
    said = words()["refused"].get(word, "")
    if api:
        kind = b"application/problem+json"
        told: dict[str, object] = {"type": f"urn:nhiemvu:{word}", "title": said, "status": status}
        body = json.dumps(told, ensure_ascii=False).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", f"{said}\n".encode()
    all_headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": body})
