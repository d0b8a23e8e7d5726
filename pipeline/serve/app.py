"""The server: views, API, what stands before them, and answers to what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from pipeline import __version__
from pipeline.serve import api, api_changes, routes
from pipeline.serve.pictures import Pictures, input_folders
from pipeline.serve.problems import Problem, problem
from pipeline.serve.routes import NotThere, message
from pipeline.serve.security import Gate, Gatekeeper
from pipeline.serve.source import RunSource
from pipeline.serve.words import words

__all__ = ["Settings", "create_app"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server is started with.

    Attributes:
        folder: of the run.
        sources: folders that hold its documents, besides those that the run names.
    """

    folder: Path
    sources: Sequence[Path] = ()
    gate: Gate = field(default_factory=Gate)


def create_app(settings: Settings) -> Gatekeeper:
    """The application over a run; what it keeps watch before is its `app`.

    Raises:
        TablesError: the folder holds no tables.
    """
    source = RunSource(settings.folder)
    pictures = Pictures(input_folders(settings.folder, settings.sources))
    app = FastAPI(
        title="nhiemvu",
        version=__version__,
        description="Tasks, bodies, times and citations read from official documents, with what "
        "people corrected. Lists come in pages; every answer has an ETag to ask again with.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # they would load scripts from the network
        redoc_url=None,
    )
    app.include_router(routes.router(source, pictures))
    app.include_router(api.router(source))
    app.include_router(api_changes.router(source))
    _answers(app)
    # Outside of all else, so that what goes wrong inside has its headers, too.
    return Gatekeeper(app, settings.gate)


def _answers(app: FastAPI) -> None:
    """What is said where something is not there or goes wrong: a page, or JSON to programs."""

    def answer(request: Request, status: int, word: str, detail: str = "") -> Response:
        if _is_api(request):
            return problem(Problem(status, word, detail))
        common = words()["common"]
        if status == 404:
            return message(request, 404, common["missing"], common["missing_hint"])
        return message(request, status, common["failed"], common["failed_hint"])

    @app.exception_handler(NotThere)
    async def not_there(request: Request, _: NotThere) -> Response:
        return answer(request, 404, "not_found")

    @app.exception_handler(Problem)
    async def told(request: Request, error: Problem) -> Response:
        return problem(error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        word = "not_found" if error.status_code == 404 else "invalid"
        found = answer(request, error.status_code, word)
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if not _is_api(request):
            return answer(request, 404, "not_found")
        said = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        return problem(Problem(422, "invalid", said))

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return answer(request, 500, "failed")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")
