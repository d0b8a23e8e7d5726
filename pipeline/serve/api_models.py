"""What the API answers, for its OpenAPI description; tasks are as `task.schema.json` has them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from pipeline.model import OrgLevel, TimeKind, UnitRole

__all__ = [
    "CitationOut",
    "DocumentOut",
    "DueOut",
    "Listed",
    "TaskDocument",
    "TaskOut",
    "UnitOut",
]

One = TypeVar("One")


class Listed(BaseModel, Generic[One]):
    """A page of a list."""

    items: list[One]
    total: int = Field(description="how many there are in all")
    next: str | None = Field(description="the address of the next page; null on the last")
    version: str = Field(description="of the whole run: another one wherever anything changed")


class TaskDocument(BaseModel):
    doc_id: str
    work_id: str | None
    type: str | None = Field(examples=["Kế hoạch"])
    number: str | None = Field(examples=["256-KH/TU"])
    issuer: str | None
    issuer_level: OrgLevel | None
    issued_date: date | None
    title: str | None
    source_path: str
    part: int


class DocumentOut(TaskDocument):
    """A document part."""

    media: str
    n_pages: int
    n_tasks: int
    n_to_review: int
    checked_by: str | None = Field(description="who said that all in it is right")
    n_changes: int = Field(description="how many corrections are about it")


class TaskUnit(BaseModel):
    role: UnitRole
    unit: str
    unit_id: str | None


class TaskTime(BaseModel):
    kind: TimeKind
    raw: str
    start: date | None
    end: date | None
    rrule: str | None = Field(description="RFC 5545")
    condition: str | None


class TaskCited(BaseModel):
    type: str | None
    number: str | None
    name: str | None
    date: str | None
    work_id: str | None


class TaskPlace(BaseModel):
    page: int
    char_start: int
    char_end: int


class TaskOut(BaseModel):
    """A task; the members of `urn:nhiemvu:task:1` and two more."""

    task_schema: Literal["urn:nhiemvu:task:1"] = Field(alias="schema")
    task_id: str = Field(description="stable for the same bytes")
    task_key: str | None = Field(description="stable for the same document in any form")
    document: TaskDocument
    path: str
    heading_path: list[str]
    text: str
    units: list[TaskUnit]
    times: list[TaskTime]
    due: date | None
    products: list[str]
    cites: list[TaskCited]
    place: TaskPlace
    confidence: float | None
    needs_review: bool
    reasons: list[str]
    corrected_by: str | None = Field(description="who last changed it; null: as it was read")
    changed_at: datetime = Field(description="when it was read or last corrected")


class CitationOut(BaseModel):
    """A mention of another document."""

    citation_id: str
    doc_id: str
    task_id: str | None
    location: str
    raw: str
    type: str | None
    number: str | None
    name: str | None
    date: str | None
    issuer: str | None
    work_id: str | None
    cited_doc_id: str | None = Field(description="the cited document, when the run holds it")


class UnitOut(BaseModel):
    """A body that acts in tasks."""

    code: str = Field(description="what `body` of the list of tasks takes")
    name: str
    names: list[str]
    roles: dict[UnitRole, int] = Field(description="in how many tasks, by role")


class DueOut(BaseModel):
    """A day on which a task falls due."""

    day: date
    recurring: bool
    exact: bool = Field(description="whether the document names the day, not only the period")
    raw: str
    task_id: str
    task_key: str | None
    text: str
    units: list[TaskUnit]
    doc_id: str
