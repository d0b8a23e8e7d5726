"""The API that tracking systems ask: JSON, in pages, with ETags; errors as problem JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from pipeline.export.feed import feed
from pipeline.model import TimeKind, UnitRole
from pipeline.serve.api_models import (
    CitationOut,
    DocumentOut,
    DueOut,
    Listed,
    TaskOut,
    UnitOut,
)
from pipeline.serve.bare import holds, parts
from pipeline.serve.choose import Wanted, acting, choose, documents_of, units_of
from pipeline.serve.data import Document, Run, Task
from pipeline.serve.months import due_days
from pipeline.serve.problems import Problem, ProblemBody
from pipeline.serve.source import RunSource

__all__ = ["PROBLEMS", "router", "task_object"]

PREFIX = "/api/v1"
_MOST_DAYS = 800  # of one question for what falls due
_PROBLEM = {"content": {"application/problem+json": {}}, "model": ProblemBody}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {**_PROBLEM, "description": said}
    for code, said in {
        401: "the token is missing",
        404: "there is no such thing in the run",
        413: "the request is too long",
        421: "the server is not known by this name",
        422: "a parameter is wrong",
    }.items()
}
_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "nothing changed since the ETag in If-None-Match"}
}

Limit = Annotated[int, Query(ge=1, le=500, description="how many at most")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="how many to leave out before")]
Words = Annotated[str, Query(max_length=500)]


def router(source: RunSource) -> APIRouter:
    """The reading part of the API."""
    routes = APIRouter(prefix=PREFIX, responses=PROBLEMS | _NOT_MODIFIED, tags=["read"])
    _tasks(routes, source)
    _documents(routes, source)
    _others(routes, source)
    return routes


def _etag(run: Run) -> str:
    return f'"{run.version}"'


def answered(request: Request, run: Run, make: Callable[[], Any]) -> Response:
    """What `make` gives, or 304 where the asker has it already."""
    etag = _etag(run)
    asked = request.headers.get("if-none-match", "")
    if asked == "*" or etag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        return Response(status_code=304, headers={"etag": etag})
    return JSONResponse(make(), headers={"etag": etag})


def listed(
    request: Request,
    run: Run,
    limit: int,
    offset: int,
    find: Callable[[], Sequence[Any]],
    show: Callable[[Any], Any],
) -> Response:
    """A page of what `find` gives."""

    def make() -> dict[str, Any]:
        rows = find()
        following = None
        if offset + limit < len(rows):
            asked = [(k, v) for k, v in request.query_params.multi_items() if k not in _PAGING]
            asked += [("limit", str(limit)), ("offset", str(offset + limit))]
            following = f"{request.url.path}?{urlencode(asked)}"
        items = [show(row) for row in rows[offset : offset + limit]]
        return {"items": items, "total": len(rows), "next": following, "version": run.version}

    return answered(request, run, make)


_PAGING = ("limit", "offset")


# --- tasks ----------------------------------------------------------------------------


def _tasks(routes: APIRouter, source: RunSource) -> None:
    @routes.get("/tasks", response_model=Listed[TaskOut])
    def tasks(
        request: Request,
        q: Words = "",
        unit: Annotated[str, Query(max_length=500, description="words of a body's name")] = "",
        body: Annotated[str, Query(max_length=500, description="a body's code")] = "",
        role: UnitRole | None = None,
        kind: TimeKind | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        document: Annotated[str, Query(max_length=500, description="doc_id, or words")] = "",
        needs_review: bool | None = None,
        corrected: bool | None = None,
        changed_since: datetime | None = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> Response:
        """Tasks in the order of documents and places; words are sought without tone marks."""
        if changed_since is not None and changed_since.tzinfo is None:
            changed_since = changed_since.replace(tzinfo=UTC)
        wanted = Wanted(
            q=q,
            unit=unit,
            body=body,
            role=role or "",
            kind=kind or "",
            due_from=due_from,
            due_to=due_to,
            document=document,
            review=needs_review,
            corrected=corrected,
            changed_since=changed_since,
        )
        run = source.now()
        show = lambda task: task_object(run, task)  # noqa: E731
        return listed(request, run, limit, offset, lambda: choose(run, wanted), show)

    @routes.get("/tasks/{name}", response_model=TaskOut)
    def task(request: Request, name: str) -> Response:
        """One task, by its task_id or task_key."""
        run = source.now()
        found = run.task(name)
        if found is None:
            raise Problem(404, "not_found")
        return answered(request, run, lambda: task_object(run, found))


def task_object(run: Run, task: Task) -> dict[str, Any]:
    """A task as the feed has it, with who changed it and when."""
    rows = {
        "documents": [task.document.row],
        "tasks": [task.row],
        "responsibilities": task.units,
        "time_clauses": task.times,
        "citations": task.citations,
        "issues": task.issues,
    }
    (made,) = feed(rows)
    return {
        **made,
        "needs_review": task.needs_review,
        "corrected_by": task.corrected_by,
        "changed_at": run.changed_at(task).isoformat(),
    }


# --- documents ------------------------------------------------------------------------


def _documents(routes: APIRouter, source: RunSource) -> None:
    @routes.get("/documents", response_model=Listed[DocumentOut])
    def documents(
        request: Request,
        q: Words = "",
        needs_review: bool | None = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> Response:
        """Documents in the order of their files."""
        run = source.now()
        find = lambda: documents_of(run, q, needs_review)  # noqa: E731
        return listed(request, run, limit, offset, find, document_object)

    @routes.get("/documents/{doc_id}", response_model=DocumentOut)
    def document(request: Request, doc_id: str) -> Response:
        """One document."""
        run = source.now()
        if doc_id not in run.documents:
            raise Problem(404, "not_found")
        return answered(request, run, lambda: document_object(run.documents[doc_id]))


def document_object(document: Document) -> dict[str, Any]:
    row = document.row
    day = row["issued_date"]
    names = ("doc_id", "work_id", "number", "issuer", "issuer_level", "title", "source_path")
    return {
        **{name: row[name] for name in (*names, "part", "media", "n_pages")},
        "type": row["doc_type_name"],
        "issued_date": day.isoformat() if day else None,
        "n_tasks": len(document.tasks),
        "n_to_review": document.to_review,
        "checked_by": document.checked_by,
        "n_changes": document.seen,
    }


# --- citations, bodies, what falls due ------------------------------------------------


def _others(routes: APIRouter, source: RunSource) -> None:
    @routes.get("/citations", response_model=Listed[CitationOut])
    def citations(
        request: Request,
        document: Annotated[str, Query(max_length=100, description="the citing doc_id")] = "",
        cited: Annotated[str, Query(max_length=500, description="words of what is cited")] = "",
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> Response:
        """Mentions of other documents."""
        run = source.now()
        find = lambda: list(_citations(run, document, cited))  # noqa: E731
        return listed(request, run, limit, offset, find, _citation_object)

    @routes.get("/units", response_model=Listed[UnitOut])
    def units(request: Request, q: Words = "", limit: Limit = 100, offset: Offset = 0) -> Response:
        """Bodies that act in tasks, in the order of their names."""
        run = source.now()

        def show(unit: Any) -> dict[str, Any]:
            return {
                "code": unit.code,
                "name": unit.name,
                "names": list(unit.names),
                "roles": dict(unit.roles),
            }

        return listed(request, run, limit, offset, lambda: units_of(run, q), show)

    @routes.get("/due", response_model=Listed[DueOut])
    def due(
        request: Request,
        first: Annotated[date, Query(alias="from")],
        last: Annotated[date, Query(alias="to")],
        unit: Words = "",
        closing_day: Annotated[int | None, Query(ge=1, le=28)] = None,
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> Response:
        """What falls due from one day to another, recurring duties as the days they come on."""
        if last < first or (last - first).days > _MOST_DAYS:
            raise Problem(422, "invalid", f"to is not within {_MOST_DAYS} days after from")
        run = source.now()

        def find() -> list[Any]:
            by_day = due_days(run, first, last, acting(run, unit), closing_day)
            return [one for ones in by_day.values() for one in ones]

        return listed(request, run, limit, offset, find, _due_object)


def _citations(run: Run, document: str, cited: str) -> Iterator[Any]:
    asked = parts(cited)
    for one in run.documents.values():
        if document and one.id != document:
            continue
        for row, said in zip(one.citations, one.cited_bare, strict=True):
            if holds(said, asked):
                yield row


def _citation_object(row: Any) -> dict[str, Any]:
    day = row["cited_date"]
    return {
        **{name: row[name] for name in ("citation_id", "doc_id", "task_id", "location", "raw")},
        **{name: row[f"cited_{name}"] for name in ("type", "number", "name", "issuer", "work_id")},
        "date": day.isoformat() if day else None,
        "cited_doc_id": row["cited_doc_id"],
    }


def _due_object(one: Any) -> dict[str, Any]:
    task = one.task
    return {
        "day": one.day.isoformat(),
        "recurring": one.recurring,
        "exact": one.exact,
        "raw": one.time["raw"],
        "task_id": task.id,
        "task_key": task.row["task_key"],
        "text": task.row["text"],
        "units": [{name: row[name] for name in ("role", "unit", "unit_id")} for row in task.units],
        "doc_id": task.document.id,
    }
