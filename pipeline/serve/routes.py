"""The views over HTTP, in HTML."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlencode

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from pipeline.serve import record_values
from pipeline.serve.choose import Wanted
from pipeline.serve.data import Document, Row, Run, Task
from pipeline.serve.links import ServerLinks
from pipeline.serve.pages import render
from pipeline.serve.pictures import Pictures
from pipeline.serve.source import RunSource
from pipeline.serve.views import (
    calendar_view,
    cascade_view,
    changes_view,
    common_units,
    day_view,
    document_view,
    documents_view,
    tasks_view,
    units_view,
)

__all__ = ["NotThere", "message", "router"]

_STATIC = {
    "page.css": "text/css",
    "document.js": "text/javascript",
    "talk.js": "text/javascript",
    "dialogs.js": "text/javascript",
    "edit.js": "text/javascript",
    "log.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_LINKS = ServerLinks()
_POLL_SECONDS = 4


class _Keys:
    """What the log knows things by, for templates."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def task(self, task: Task) -> str:
        return task.code

    def unit(self, task: Task, unit: Row) -> str:
        return self._document.key(unit)

    def time(self, task: Task, time: Row) -> str:
        return self._document.key(time)

    def citation(self, row: Row) -> str:
        return self._document.key(row)

    def document(self, document: Document) -> str:
        return document.code


class NotThere(Exception):
    """What an address names is not in the run."""


def page(request: Request, template: str, view: str, **values: Any) -> HTMLResponse:
    """A view as HTML."""
    values |= {"view": view, "csrf": request.scope["nhiemvu_csrf"], "site": None}
    return HTMLResponse(render(template, _LINKS, **values))


def message(request: Request, status: int, head: str, hint: str) -> HTMLResponse:
    """A page that says only that."""
    answer = page(request, "message.html", "", head=head, hint=hint)
    answer.status_code = status
    return answer


def router(source: RunSource, pictures: Pictures) -> APIRouter:
    """The views of a run."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _lists(routes, source)
    _times(routes, source)
    _documents(routes, source, pictures)
    _log(routes, source)

    @routes.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in _STATIC:
            raise NotThere
        data = files("pipeline.serve").joinpath("static", name).read_bytes()
        return Response(data, media_type=_STATIC[name])

    return routes


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 9 else 1


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None


def _lists(routes: APIRouter, source: RunSource) -> None:
    @routes.get("/")
    def documents(request: Request, q: str = "", review: str = "") -> HTMLResponse:
        at = _number(request.query_params.get("page", ""))
        view = documents_view(source.now(), q=q, review=bool(review), page=at)
        return page(request, "documents.html", "documents", **view)

    @routes.get("/tasks")
    def tasks(request: Request) -> HTMLResponse:
        asked = dict(request.query_params)
        run, due = source.now(), asked.get("due", "")
        wanted = wanted_of(asked)
        view = tasks_view(run, wanted, _number(asked.pop("page", "")), due, date.today())
        query = urlencode({name: value for name, value in asked.items() if value})
        return page(request, "tasks.html", "tasks", query=query, **view)

    @routes.get("/units")
    def units(request: Request, q: str = "") -> HTMLResponse:
        at = _number(request.query_params.get("page", ""))
        return page(request, "units.html", "units", **units_view(source.now(), q=q, page=at))

    @routes.get("/cascade")
    def cascade(request: Request, document: str = "") -> HTMLResponse:
        run = source.now()
        _known(run, document)
        return page(request, "cascade.html", "cascade", **cascade_view(run, document))


def _known(run: Run, doc_id: str) -> None:
    if doc_id and doc_id not in run.documents:
        raise NotThere


def wanted_of(asked: dict[str, str]) -> Wanted:
    """What a form asks for; a value that means nothing asks for nothing."""
    return Wanted(
        q=asked.get("q", ""),
        unit=asked.get("unit", ""),
        body=asked.get("body", ""),
        role=asked.get("role", ""),
        kind=asked.get("kind", ""),
        document=asked.get("document", ""),
        due_from=_day(asked.get("due_from", "")),
        due_to=_day(asked.get("due_to", "")),
        review=True if asked.get("review") else None,
        corrected=True if asked.get("corrected") else None,
    )


def _times(routes: APIRouter, source: RunSource) -> None:
    @routes.get("/calendar")
    def calendar(request: Request, month: str = "", unit: str = "") -> HTMLResponse:
        view = calendar_view(source.now(), month, date.today(), unit=unit)
        return page(request, "calendar.html", "calendar", **view)

    @routes.get("/day")
    def day(request: Request, on: str = "", unit: str = "") -> HTMLResponse:
        chosen = _day(on)
        if chosen is None:
            raise NotThere
        at = _number(request.query_params.get("page", ""))
        return page(
            request, "day.html", "calendar", **day_view(source.now(), chosen, at, unit=unit)
        )


def _documents(routes: APIRouter, source: RunSource, pictures: Pictures) -> None:
    @routes.get("/documents/{doc_id}")
    def document(request: Request, doc_id: str) -> HTMLResponse:
        run = source.now()
        if doc_id not in run.documents:
            raise NotThere
        one = run.documents[doc_id]
        seen = pictures.can_show(one)
        missing = "" if seen or one.row["media"] not in ("pdf", "image") else one.row["source_path"]
        return page(
            request,
            "document.html",
            "documents",
            **document_view(one, pictures=seen, no_source=missing),
            unit_names=common_units(run),
            seen=one.seen,
            version=run.version,
            values=record_values,
            keys=_Keys(one),
            who=_who(request),
            poll=_POLL_SECONDS,
        )

    @routes.get("/documents/{doc_id}/pages/{number}.png")
    async def picture(request: Request, doc_id: str, number: int) -> Response:
        run = source.now()
        if doc_id not in run.documents:
            raise NotThere
        data = await run_in_threadpool(pictures.page, run.documents[doc_id], number)
        if data is None:
            raise NotThere
        headers = {"cache-control": "private, max-age=86400, immutable"}
        return Response(data, media_type="image/png", headers=headers)


def _log(routes: APIRouter, source: RunSource) -> None:
    @routes.get("/changes")
    def changes(request: Request) -> HTMLResponse:
        at = _number(request.query_params.get("page", ""))
        return page(
            request,
            "changes.html",
            "changes",
            who=_who(request),
            **changes_view(source.now(), at),
        )


def _who(request: Request) -> str:
    return unquote(request.cookies.get("nhiemvu_who", ""))
