"""The API keeps to its own description, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import served
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from pipeline.serve.app import Settings, create_app

HOST = "http://127.0.0.1:8642"
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return served.make_run(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="module")
def app(folder: Path):  # type: ignore[no-untyped-def]
    return create_app(Settings(folder))


@pytest.fixture(scope="module")
def api(app):  # type: ignore[no-untyped-def]
    return schemathesis.openapi.from_dict(app.app.openapi())


@pytest.fixture
def client(app) -> Iterator[TestClient]:  # type: ignore[no-untyped-def]
    with TestClient(app, base_url=HOST) as client:
        yield client


def test_every_answer_is_as_described(app, api) -> None:  # type: ignore[no-untyped-def]
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 8
    with TestClient(app, base_url=HOST) as client:
        client.get("/")
        csrf = next(value for name, value in client.cookies.items() if "csrf" in name)
        for operation in operations:
            _ask(client, csrf, operation)


def _ask(client: TestClient, csrf: str, operation: Any) -> None:
    """Asks for one thing in some ways, well and badly."""

    @seed(1)
    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        case.headers = {**(case.headers or {}), "x-csrf-token": csrf}
        asked = case.as_transport_kwargs(base_url=HOST)
        named = ("method", "url", "params", "headers", "json", "data", "content")
        answer = client.request(**{name: asked[name] for name in named if name in asked})
        case.validate_response(answer, checks=CHECKS)

    check()


def test_lists_come_in_pages_that_lead_on(client: TestClient) -> None:
    address: str | None = "/api/v1/tasks?limit=3&q=cong+an"
    found: list[str] = []
    while address:
        answer = client.get(address).json()
        assert len(answer["items"]) <= 3
        found += [task["task_id"] for task in answer["items"]]
        address = answer["next"]
    assert len(found) == answer["total"] == len(set(found)) > 3


@pytest.mark.parametrize(
    "address",
    ["/api/v1/tasks", "/api/v1/documents", "/api/v1/citations", "/api/v1/units", "/api/v1/changes"],
)
def test_what_did_not_change_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
    weak = client.get(address, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert weak.status_code == 304
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_questions_that_a_tracking_system_asks(client: TestClient) -> None:
    def total(query: str) -> int:
        return int(client.get(f"/api/v1/tasks?{query}").json()["total"])

    assert total("document=ke+hoach+15/kh") == 4
    assert total("document=ke+hoach+15/kh&unit=phong+kinh+te&role=lead") == 1
    assert total("document=ke+hoach+15/kh&due_from=2026-03-31&due_to=2026-03-31") == 1
    assert total("document=ke+hoach+15/kh&kind=recurring") == 1
    assert total("changed_since=2020-01-01T00:00:00Z") == total("") > 10
    assert total("changed_since=2999-01-01T00:00:00Z") == 0


def test_a_task_is_asked_for_by_what_lasts(client: TestClient) -> None:
    task = client.get("/api/v1/tasks?document=ke+hoach+15/kh&q=ra+soat").json()["items"][0]
    for name in (task["task_id"], task["task_key"]):
        assert client.get(f"/api/v1/tasks/{name}").json() == task
    assert task["document"]["number"] == "15/KH-UBND" and task["due"] == "2026-06-30"
    assert task["schema"] == "urn:nhiemvu:task:1" and task["corrected_by"] is None


def test_recurring_duties_come_as_days(client: TestClient) -> None:
    asked = "/api/v1/due?from=2026-01-01&to=2026-12-31&unit=van+phong"
    found = [one for one in client.get(asked).json()["items"] if one["recurring"]]
    assert {one["day"] for one in found} == {"2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"}
    closed = client.get(f"{asked}&closing_day=14").json()["items"]
    assert {one["day"] for one in closed if one["recurring"]} == {
        *("2026-03-14", "2026-06-14", "2026-09-14", "2026-12-14"),
    }


def test_citations_say_what_the_run_holds(client: TestClient) -> None:
    (row,) = client.get("/api/v1/citations?cited=15/kh").json()["items"]
    assert row["number"] == "15/KH-UBND" and row["cited_doc_id"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/tasks/t_0", 404),
        ("/api/v1/documents/d_0", 404),
        ("/api/v1/documents/d_0/changes", 404),
        ("/api/v1/tasks?limit=0", 422),
        ("/api/v1/tasks?limit=9999", 422),
        ("/api/v1/tasks?role=boss", 422),
        ("/api/v1/tasks?due_from=31/12/2026", 422),
        ("/api/v1/due?from=2026-01-01", 422),
        ("/api/v1/due?from=2026-01-01&to=2025-01-01", 422),
        ("/api/v1/due?from=0001-01-01&to=9999-12-31", 422),
    ],
)
def test_errors_are_problem_json(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status and answer.json()["title"]


def test_the_description_needs_no_network(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/tasks", "/api/v1/due", "/api/v1/documents/{doc_id}/changes"} <= set(
        described["paths"]
    )
    assert client.get("/docs").status_code == 404
