"""Errors of the API as problem JSON (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from pipeline.serve.words import words

__all__ = ["Problem", "ProblemBody", "problem"]


class Problem(Exception):
    """What is wrong with a request.

    Attributes:
        word: the key of what is said of it.
        detail: what exactly, in words.
        more: members of the answer besides.
    """

    def __init__(
        self, status: int, word: str, detail: str = "", more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail or word)
        self.status, self.word, self.detail, self.more = status, word, detail, more or {}


class ProblemBody(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str = Field(description="a URN that names the kind of error")
    title: str = Field(description="the error in words, Vietnamese")
    status: int
    detail: str | None = None


def problem(error: Problem) -> JSONResponse:
    body = {
        "type": f"urn:nhiemvu:{error.word}",
        "title": words()["problems"][error.word],
        "status": error.status,
        **({"detail": error.detail} if error.detail else {}),
        **error.more,
    }
    return JSONResponse(body, error.status, media_type="application/problem+json")
