"""The page: how long each view takes over a thousand documents and fifty thousand tasks.

The run is made of one over the project's own documents, its rows repeated under ids of their
own. Measured over HTTP against the command, one request after the other, each view some times.

    .venv/bin/python benchmarks/bench_serve.py                      # about two minutes
    .venv/bin/python benchmarks/bench_serve.py --write docs/page.md
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import httpx
import pyarrow as pa
from measuring import (
    ROOT,
    Goal,
    about_machine,
    command,
    goals_as_markdown,
    goals_as_text,
    in_process,
    machine,
)

from pipeline import tables
from scripts.pages import marks, put_between

MARKS = marks("figures of bench_serve", "benchmarks/bench_serve.py --write")
GOAL = 0.3  # seconds
_IDS = ("doc_id", "work_id", "task_id", "task_key", "section_id", "parent_id", "citation_id")
_MORE_IDS = ("target_id", "issue_id", "cited_doc_id")


@dataclass
class Report:
    """Seconds of each view, and of the start."""

    date: str
    machine: dict[str, str]
    documents: int
    tasks: int
    start: float
    views: dict[str, list[float]]  # the first of each is also the first since the start

    def goals(self) -> list[Goal]:
        wanted = f"under {GOAL * 1000:.0f} ms"
        return [
            (name, f"{median(seconds) * 1000:.0f} ms (first {seconds[0] * 1000:.0f})", wanted, met)
            for name, seconds in self.views.items()
            for met in (median(seconds) < GOAL,)
        ]


def repeated(content: dict[str, pa.Table], documents: int, tasks: int) -> dict[str, pa.Table]:
    """The rows again and again, each time under other ids, until there are as many."""
    have = len(content["documents"]), len(content["tasks"])
    times = max(-(-documents // have[0]), -(-tasks // have[1]))
    return {
        name: pa.concat_tables([_copy(table, number) for number in range(times)])
        for name, table in content.items()
    }


def _copy(table: pa.Table, number: int) -> pa.Table:
    for at, name in enumerate(table.column_names):
        if name in (*_IDS, *_MORE_IDS):
            said = [None if v is None else f"{v}{number:03}" for v in table[name].to_pylist()]
        elif name == "source_path":
            said = [f"{number:03}/{value}" for value in table[name].to_pylist()]
        else:
            continue
        table = table.set_column(at, table.schema.field(at), pa.array(said, pa.string()))
    return table


def make_run(folder: Path, documents: int, tasks: int) -> tuple[int, int]:
    """Writes such a run; how many documents and tasks it has."""
    small = folder / "small"
    in_process(["run", "corpus/own", "--out", str(small), "--quiet"])
    content = repeated(tables.read(small), documents, tasks)
    with tables.Writer(folder / "large") as writer:
        writer.add(content)
        writer.finish()
    shutil.rmtree(small)
    return len(content["documents"]), len(content["tasks"])


def addresses(client: httpx.Client) -> dict[str, str]:
    """The views by name."""
    some = client.get("/api/v1/documents?limit=500").json()["items"]
    longest = max(some, key=lambda document: document["n_tasks"])["doc_id"]
    unit = client.get("/api/v1/units?q=uy+ban&limit=1").json()["items"][0]["code"]
    return {
        "list of documents": "/",
        "documents with words": "/?q=uy+ban&review=1",
        f"document of {max(one['n_tasks'] for one in some)} tasks": f"/documents/{longest}",
        "tasks, first page": "/tasks",
        "tasks, last page": "/tasks?page=999999",
        "tasks with words": "/tasks?q=uy+ban+nhan+dan",
        "tasks with all filters": "/tasks?q=ke+hoach&unit=so&role=lead&kind=by&due=late",
        "tasks of one body": str(httpx.URL("/tasks", params={"body": unit})),
        "bodies": "/units",
        "bodies with words": "/units?q=uy+ban",
        "month": "/calendar?month=2024-12",
        "month of some bodies": "/calendar?month=2024-12&unit=uy+ban",
        "day": "/day?on=2024-12-31",
        "citations as a drawing": "/cascade",
        "citations of one document": f"/cascade?document={longest}",
        "log of corrections": "/changes",
        "API: tasks": "/api/v1/tasks?q=uy+ban&limit=100",
        "API: what falls due in a year": "/api/v1/due?from=2024-01-01&to=2024-12-31",
        "API: citations": "/api/v1/citations?cited=28-nq",
    }


def measure(documents: int, tasks: int, rounds: int) -> Report:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        have = make_run(folder, documents, tasks)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        begin = time.perf_counter()
        words = ["serve", str(folder / "large"), "--port", str(port), "--no-browser"]
        server = subprocess.Popen(
            [*command(), *words], cwd=ROOT, stdout=subprocess.DEVNULL, env=dict(os.environ)
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
                _await(client)
                start = time.perf_counter() - begin
                views = {
                    what: list(_seconds(client, address, rounds))
                    for what, address in addresses(client).items()
                }
                views["a correction, on disk"] = list(_corrections(client, rounds))
        finally:
            server.terminate()
            server.wait()
    return Report(date.today().isoformat(), machine(), *have, start, views)


def _await(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/static/icon.svg")
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def _seconds(client: httpx.Client, address: str, rounds: int) -> Iterator[float]:
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = client.get(address)
        yield time.perf_counter() - begin
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")


def _corrections(client: httpx.Client, rounds: int) -> Iterator[float]:
    """Seconds until the text of a task is corrected, each time another's."""
    document = client.get("/api/v1/documents?limit=1").json()["items"][0]["doc_id"]
    page = client.get(f"/documents/{document}").text
    csrf = page.partition('name="csrf" content="')[2].partition('"')[0]
    tasks = client.get(f"/api/v1/tasks?document={document}&limit={rounds}").json()["items"]
    for seen, task in enumerate(tasks):
        change = {"action": "set", "key": task["task_key"] or task["task_id"], "field": "text"}
        body = {"who": "bench", "seen": seen, "changes": [change | {"new": "Rà soát hồ sơ"}]}
        begin = time.perf_counter()
        address = f"/api/v1/documents/{document}/changes"
        answer = client.post(address, json=body, headers={"x-csrf-token": csrf})
        yield time.perf_counter() - begin
        answer.raise_for_status()


def about(report: Report) -> str:
    return (
        f"{report.date}: {report.documents:,} documents, {report.tasks:,} tasks; the server "
        f"answers {report.start:.1f} s after it was started; {about_machine(report.machine)}"
    )


def as_text(report: Report) -> str:
    return "\n".join([about(report), "", *goals_as_text(report.goals())])


def as_markdown(report: Report) -> str:
    return "\n".join([f"{about(report)}.", "", *goals_as_markdown(report.goals())])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=1000, metavar="N")
    parser.add_argument("--tasks", type=int, default=50_000, metavar="N")
    parser.add_argument("--rounds", type=int, default=7, metavar="N")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the figures there")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a goal is missed")
    chosen = parser.parse_args()
    report = measure(chosen.documents, chosen.tasks, chosen.rounds)
    print(as_text(report))
    if chosen.write:
        put_between(chosen.write, as_markdown(report), MARKS)
    return int(chosen.check and not all(met for *_, met in report.goals()))


if __name__ == "__main__":
    sys.exit(main())
