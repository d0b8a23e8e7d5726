"""Who reads the files: this process, processes of this machine, or a Dask cluster.

An engine takes jobs and gives for each an entry (`entries`) or a failure, in whatever order
they are done. All take a file the same way, so that the tables are the same, byte for byte.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pipeline.ingest import Options
from pipeline.ingest.guard import Guard
from pipeline.ingest.progress import Listener, listening
from pipeline.model import IngestError, error_text
from pipeline.run.failures import REPORT, Failure, failure_of

__all__ = ["DaskEngine", "Engine", "Here", "Job", "Processes", "Result", "default_workers"]

_WORK = "pipeline.run.document:entry"
# Bytes of memory of a worker after a file above which the next file gets a new one: models
# and words take 300 MB, recognition 100 MB more.
_RENEW_ABOVE = 700 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: where it lies, its root, its name relative to it, its size in bytes.

    `sha256` is of the bytes that were there when the job was made, empty where not known.
    """

    path: str
    root: str
    name: str
    size: int = 0
    sha256: str = ""
    address: bool = False  # for fsspec


Result = bytes | Failure
Pages = Callable[[Job, int, int], None]


class Engine(Protocol):
    """Reads files. `workers` is how many at once."""

    name: str
    workers: int

    def run(
        self, jobs: Sequence[Job], options: Options, pages: Pages | None = None
    ) -> Generator[tuple[Job, Result]]:
        """Each job with what it gave; when it is closed early, what is being read is dropped."""
        ...


def default_workers() -> int:
    """A worker a core that this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_LATE = 0.02  # of a worker's share: by so much one file may make the others wait at the end


def shared_out(jobs: Sequence[Job], workers: int) -> list[Job]:
    """The jobs in the order in which they are read.

    Those so large that one of them, begun last, would keep the run waiting come first, the
    largest of all in front. The others come in the order of their hashes: whatever stands
    together in an archive is spread over the run, so that what is done of the files tells how
    much of the work is done.
    """
    large = _LATE * sum(job.size for job in jobs) / max(1, workers)
    return sorted(jobs, key=lambda job: (-job.size if job.size > large else 0, job.sha256))


class Here:
    """Reads in this process, one file after the other; risky formats in a guarded one."""

    name, workers = "here", 1

    def run(
        self, jobs: Sequence[Job], options: Options, pages: Pages | None = None
    ) -> Generator[tuple[Job, Result]]:
        with Guard() as guard:
            for job in shared_out(jobs, self.workers):
                yield job, _here(job, options, guard, _listener(job, pages))


def _here(job: Job, options: Options, guard: Guard, pages: Listener | None) -> Result:
    from pipeline.run.document import entry

    stages = ["read"]
    try:
        with (
            _fetched(job) as (path, root),
            listening(pages or (lambda page, pages: None), stages.append),
        ):
            reading = partial(guard.read, progress=pages)
            return entry(path, root=root, options=options, reading=reading)
    except IngestError as error:
        return failure_of(error, job.path, job.name)
    except Exception as error:  # a defect of ours, which says what to report
        problem = f"could not be understood ({error_text(error)})"
        detail = traceback.format_exc(limit=-50)
        return Failure(job.path, problem, REPORT, stages[-1], detail, job.name)


class Processes:
    """Reads in processes of this machine that can be killed, each file in its own limits."""

    name = "processes"

    def __init__(self, workers: int | None = None, *, work: str = _WORK) -> None:
        self.workers = workers or default_workers()
        self._work = work

    def run(
        self, jobs: Sequence[Job], options: Options, pages: Pages | None = None
    ) -> Generator[tuple[Job, Result]]:
        waiting = iter(shared_out(jobs, self.workers))
        guards: list[Guard] = []
        own = threading.local()

        def read(job: Job) -> Result:
            if not hasattr(own, "guard"):
                own.guard = Guard(reader=self._work, renew_above=_RENEW_ABOVE)
                guards.append(own.guard)
            return guarded(own.guard, job, options, _listener(job, pages))

        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="nhiemvu")
        running: dict[Future[Result], Job] = {}
        try:
            while True:
                for job in waiting:
                    running[pool.submit(read, job)] = job
                    if len(running) > self.workers:
                        break  # one more than are at work, so that none waits
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
        finally:
            left = {future for future in running if not future.cancel()}
            while left:  # a worker may just be starting: it is interrupted in the next round
                for guard in list(guards):
                    guard.interrupt()
                _, left = wait(left, timeout=0.2)
            pool.shutdown(wait=True, cancel_futures=True)
            for guard in guards:
                guard.close()


def guarded(guard: Guard, job: Job, options: Options, pages: Listener | None = None) -> Result:
    """What one file gives in a guarded process; nothing that a file does gets through."""
    try:
        with _fetched(job) as (path, root):
            entry: bytes = guard.call(path, root=root, options=options, progress=pages)
            return entry
    except IngestError as error:
        return failure_of(error, job.path, job.name)


class DaskEngine:
    """Reads on a Dask cluster: that of a scheduler's address, or processes of this machine.

    A worker's process reads in a guarded one of its own, as `Processes` does. Workers need
    this program in the same version, and paths that mean the same there as here.
    """

    name = "dask"

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self._address = address
        self.workers = workers or default_workers()

    def run(
        self, jobs: Sequence[Job], options: Options, pages: Pages | None = None
    ) -> Generator[tuple[Job, Result]]:
        with self._client() as client:
            yield from run_on(client, shared_out(jobs, self.workers), options)

    @contextlib.contextmanager
    def _client(self) -> Iterator[Any]:
        from distributed import Client, LocalCluster

        if self._address:
            with Client(self._address) as client:
                self.workers = len(client.scheduler_info()["workers"]) or 1
                yield client
            return
        with (
            LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                memory_limit=None,
                dashboard_address=None,
                silence_logs=50,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def run_on(client: Any, jobs: Sequence[Job], options: Options) -> Generator[tuple[Job, Result]]:
    """The jobs on a cluster. A job whose worker is lost goes to another; nothing comes twice.

    Small files go in bundles, for what a cluster does for each task is as much as a tenth of
    their reading. The files of a bundle whose workers were lost are tried again one by one.
    """
    from distributed import KilledWorker, as_completed

    def submitted(bundle: Sequence[Job]) -> Any:
        return client.submit(work_on_cluster, bundle, options, pure=False, retries=2)

    futures = {submitted(bundle): bundle for bundle in bundles(jobs)}
    done = as_completed(futures)
    for future in done:
        bundle = futures.pop(future)
        try:
            results: Sequence[Result] = future.result()
        except KilledWorker as error:
            if len(bundle) > 1:
                again = {submitted([job]): [job] for job in bundle}
                futures.update(again)
                done.update(again)
                continue
            what = "its worker was lost several times while it was read"
            advice = "Look into the workers' logs; run again to try it once more."
            results = [_lost(job, what, advice, str(error)) for job in bundle]
        except Exception as error:
            advice = "See that every worker has this version of nhiemvu and reaches the files."
            what = f"no worker could read it ({error_text(error)})"
            results = [_lost(job, what, advice, "") for job in bundle]
        finally:
            future.release()
        yield from zip(bundle, results, strict=True)


def _lost(job: Job, what: str, advice: str, detail: str) -> Failure:
    return Failure(job.path, what, advice, "read", detail, job.name, passing=True)


_MOST_BUNDLED, _BUNDLED_BYTES = 8, 100_000
_FEWEST_BUNDLES = 64  # of fewer, the last would leave workers idle


def bundles(jobs: Sequence[Job]) -> list[list[Job]]:
    """The jobs in order, small ones several together; a large file goes alone."""
    most = max(1, min(_MOST_BUNDLED, len(jobs) // _FEWEST_BUNDLES))
    found: list[list[Job]] = []
    size = 0
    for job in jobs:
        if not found or len(found[-1]) == most or size + job.size > _BUNDLED_BYTES:
            found.append([])
            size = 0
        found[-1].append(job)
        size += job.size
    return found


_of_thread = threading.local()


def work_on_cluster(bundle: Sequence[Job], options: Options) -> list[Result]:
    """What a worker of a cluster does with a bundle; its guarded process stays for the next."""
    if not hasattr(_of_thread, "guard"):
        _of_thread.guard = Guard(reader=_WORK, renew_above=_RENEW_ABOVE)
    return [guarded(_of_thread.guard, job, options) for job in bundle]


def _listener(job: Job, pages: Pages | None) -> Listener | None:
    return partial(pages, job) if pages else None


@contextlib.contextmanager
def _fetched(job: Job) -> Iterator[tuple[Path, Path]]:
    """The file and its root here; one that lies elsewhere is copied for as long as it is read.

    Raises:
        IngestError: it cannot be copied.
    """
    if not job.address:
        yield Path(job.path), Path(job.root)
        return
    from fsspec.core import url_to_fs

    with tempfile.TemporaryDirectory(prefix="nhiemvu-") as folder:
        path = Path(folder) / Path(job.name).name
        try:
            system, there = url_to_fs(job.path)
            system.get_file(there, str(path))
        except Exception as error:
            problem = f"cannot be fetched ({error_text(error)})"
            advice = "Check the network and your rights there."
            raise IngestError(job.name, problem, advice, "fetch", True) from error
        yield path, path.parent
