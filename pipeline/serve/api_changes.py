"""The part of the API that corrects, and tells what others corrected."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from pipeline.serve.api import PREFIX, PROBLEMS, Limit, Offset, answered, listed
from pipeline.serve.api_models import Listed
from pipeline.serve.changes import Asked, take
from pipeline.serve.marks import shown
from pipeline.serve.problems import Problem, ProblemBody
from pipeline.serve.reading import read_words
from pipeline.serve.source import RunSource
from pipeline.serve.told import told
from pipeline.serve.words import words

__all__ = ["router"]

_MOST_CHANGES = 20


class ChangeIn(BaseModel):
    """A change. Keys of records are in the page; those of tasks are task_key or task_id."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["set", "add", "remove", "checked", "undo"]
    target: Literal["task", "unit", "time", "citation", "document"] = "task"
    key: str = Field("", max_length=2000, description="of an undo: the id of the change")
    field: str | None = Field(None, max_length=40)
    old: Any = None
    new: Any = None


class ChangesIn(BaseModel):
    """Changes of one document, taken all or none."""

    model_config = ConfigDict(extra="forbid")

    who: str = Field(min_length=1, max_length=80, description="who says so")
    seen: int = Field(ge=0, le=10_000_000, description="n_changes of the document as it was seen")
    changes: list[ChangeIn] = Field(min_length=1, max_length=_MOST_CHANGES)


class TakenOut(BaseModel):
    ids: list[str]
    seen: int
    version: str


class ToldOut(BaseModel):
    """A change as people are told of it; texts are Vietnamese."""

    id: str
    when: str
    who: str
    action: str
    target: str
    key: str
    what: str
    field: str
    old: str
    new: str
    task_id: str | None
    place: str
    doc_id: str | None
    document: str


class ReadingOut(BaseModel):
    """A body's name, the first time and the first citation in some words."""

    unit: dict[str, str]
    time: dict[str, str | None] | None
    citation: dict[str, str | None] | None


class NewsOut(BaseModel):
    items: list[ToldOut]
    seen: int
    version: str


_ANSWERS: dict[int | str, dict[str, Any]] = {
    code: {"content": {"application/problem+json": {}}, "model": ProblemBody, "description": said}
    for code, said in {
        403: "the CSRF token is missing, or the change comes from another site's page",
        409: "somebody else changed the same since; `changes` tells what",
        503: "another program writes to the log",
    }.items()
}


def router(source: RunSource) -> APIRouter:
    """The correcting part of the API."""
    routes = APIRouter(prefix=PREFIX, responses=PROBLEMS, tags=["correct"])

    @routes.post("/documents/{doc_id}/changes", response_model=TakenOut, responses=_ANSWERS)
    def change(doc_id: str, body: ChangesIn) -> Response:
        """Corrects a document. On disk when it is answered; undo is one more change."""
        who = " ".join(shown(body.who).split())
        if not who:
            raise Problem(422, "invalid", words()["edit"]["who_title"])
        _require_json(body)
        asked = [Asked(**one.model_dump()) for one in body.changes]
        ids, run = take(source, doc_id, who, body.seen, asked)
        answer = {"ids": list(ids), "seen": run.documents[doc_id].seen, "version": run.version}
        return JSONResponse(answer)

    @routes.get("/documents/{doc_id}/changes", response_model=NewsOut)
    def news(
        request: Request,
        doc_id: str,
        since: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> Response:
        """What was corrected in a document after its first `since` changes."""
        run = source.now()
        if doc_id not in run.documents:
            raise Problem(404, "not_found")
        document = run.documents[doc_id]

        def make() -> dict[str, Any]:
            items = [told(entry, run) for entry in document.entries[since:]]
            return {"items": items, "seen": document.seen, "version": run.version}

        return answered(request, run, make)

    @routes.get("/documents/{doc_id}/reading", response_model=ReadingOut)
    def reading(
        request: Request,
        doc_id: str,
        char_start: Annotated[int, Query(ge=0, le=2**31)],
        char_end: Annotated[int, Query(ge=0, le=2**31)],
    ) -> Response:
        """What the program reads in a range of the document's text."""
        run = source.now()
        if doc_id not in run.documents:
            raise Problem(404, "not_found")
        document = run.documents[doc_id]
        return answered(request, run, lambda: read_words(document, char_start, char_end))

    @routes.get("/changes", response_model=Listed[ToldOut])
    def log(request: Request, limit: Limit = 100, offset: Offset = 0) -> Response:
        """All corrections, the newest first."""
        run = source.now()
        return listed(
            request,
            run,
            limit,
            offset,
            lambda: run.entries[::-1],
            lambda entry: told(entry, run),
        )

    return routes


def _require_json(body: ChangesIn) -> None:
    """The log is JSON in UTF-8: no halves of letters, and no numbers that are none."""
    try:
        json.dumps(body.model_dump(), ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Problem(422, "invalid", str(error)) from error
