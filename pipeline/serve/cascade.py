"""Which documents stand on which: the citations of a run as a graph, placed for a drawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.serve.data import Document, Run, document_name

__all__ = ["Cascade", "Edge", "Node", "cascade", "edges_of"]

LEVELS = ("central", "province", "district", "commune", "grassroots", "unknown")
MOST_NODES = 40  # of a drawing; more cannot be read
_WIDTH, _HEIGHT = 210, 46  # of a node's box
_SWEEPS = 6
_COLUMN, _ROW, _TOP, _LEFT = 262, 60, 44, 10


@dataclass(frozen=True, slots=True)
class Edge:
    """A document cites another, so many times."""

    citing: str
    cited: str
    many: int


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the drawing.

    Attributes:
        id: of a document of the run, or the `work_id` of one that is not in it.
    """

    id: str
    name: str
    about: str
    held: bool
    level: str
    x: int
    y: int
    width: int = _WIDTH
    height: int = _HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as a curve between two boxes."""

    edge: Edge
    path: str


@dataclass(frozen=True, slots=True)
class Cascade:
    nodes: Sequence[Node]
    lines: Sequence[Line]
    edges: Sequence[Edge]
    columns: Sequence[tuple[str, int]]  # level and its place from the left
    width: int
    height: int
    left_out: int  # documents for which there was no room
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Work:
    """A document, of the run or not, as the graph knows it."""

    id: str
    name: str
    about: str
    held: bool
    level: str
    issued: date


def edges_of(run: Run) -> tuple[dict[str, _Work], list[Edge]]:
    """The works of a run's citations, and which cites which.

    A document that the run holds in several files is one work. One that it does not hold is
    there where its number is known.
    """
    works: dict[str, _Work] = {}
    of_document: dict[str, str] = {}
    by_work: dict[str, str] = {}
    for document in run.documents.values():
        work = document.row["work_id"] or document.id
        of_document[document.id] = by_work.setdefault(work, document.id)
        works.setdefault(by_work[work], _held(document))
    counted: Counter[tuple[str, str]] = Counter()
    for document in run.documents.values():
        own = of_document[document.id]
        if own != document.id:
            continue  # the same work from another file cites the same
        for row in document.citations:
            target = of_document.get(row["cited_doc_id"] or "") or by_work.get(
                row["cited_work_id"] or ""
            )
            if target is None and row["cited_work_id"] and row["cited_number"]:
                target = row["cited_work_id"]
                works.setdefault(target, _absent(row))
            if target is not None and target != own:
                counted[own, target] += 1
    return works, [Edge(citing, cited, many) for (citing, cited), many in counted.items()]


def _held(document: Document) -> _Work:
    row = document.row
    return _Work(
        document.id,
        document_name(row),
        row["title"] or row["source_path"],
        True,
        row["issuer_level"] or "unknown",
        row["issued_date"] or date.max,
    )


def _absent(row: Mapping[str, object]) -> _Work:
    name = f"{row['cited_type'] or ''} {row['cited_number']}".strip()
    issuer = str(row["cited_issuer_id"] or "")
    level = "central" if _is_central(str(row["cited_number"]), issuer) else "unknown"
    day = row["cited_date"]
    title = str(row["cited_title"] or row["cited_issuer"] or "")
    return _Work(str(row["cited_work_id"]), name, title, False, level, day or date.max)  # type: ignore[arg-type]


def _is_central(number: str, issuer: str) -> bool:
    return number.endswith("/TW") or issuer.startswith(("party.", "gov.", "state."))


def cascade(run: Run, around: str = "") -> Cascade:
    """The drawing of a run's documents, or of those around one: what it stands on and what on it.

    Of works that the run does not hold, the whole drawing has those that several cite.
    """
    if "edges" not in run.memo:
        run.memo["edges"] = edges_of(run)
    works, edges = run.memo["edges"]
    if around in run.documents:
        around = _first_of_work(run, around)
        kept = _around(around, edges)
        kept.add(around)
    else:
        kept = _worth(works, edges)
    chosen = _most_tied(kept, edges, around)
    inside = [edge for edge in edges if edge.citing in chosen and edge.cited in chosen]
    nodes, columns = _placed([works[one] for one in chosen], inside)
    by_id = {node.id: node for node in nodes}
    lines = [Line(edge, _curve(by_id[edge.citing], by_id[edge.cited])) for edge in inside]
    return Cascade(
        nodes,
        lines,
        sorted(inside, key=lambda edge: (works[edge.citing].name, works[edge.cited].name)),
        columns,
        max((node.x + node.width for node in nodes), default=0) + _LEFT,
        max((node.y + node.height for node in nodes), default=0) + _LEFT,
        len(kept) - len(chosen),
        {work.id: work.name for work in works.values()},
    )


def _first_of_work(run: Run, doc_id: str) -> str:
    """The document that stands for all files of one work."""
    work = run.documents[doc_id].row["work_id"]
    if work is None:
        return doc_id
    return next(one.id for one in run.documents.values() if one.row["work_id"] == work)


def _around(start: str, edges: Iterable[Edge]) -> set[str]:
    """What a document stands on, and what stands on it, however far."""
    above, below = defaultdict(list), defaultdict(list)
    for edge in edges:
        above[edge.citing].append(edge.cited)
        below[edge.cited].append(edge.citing)
    found: set[str] = set()
    for ways in (above, below):
        waiting = [start]
        while waiting:
            for next_one in ways[waiting.pop()]:
                if next_one not in found:
                    found.add(next_one)
                    waiting.append(next_one)
    return found


def _worth(works: Mapping[str, _Work], edges: Iterable[Edge]) -> set[str]:
    """Works of the whole drawing: held ones that are tied to others, and what several cite."""
    citing: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        citing[edge.cited].add(edge.citing)
    wanted = {cited for cited, by in citing.items() if works[cited].held or len(by) > 1}
    return wanted | {one for cited in wanted for one in citing[cited]}


def _most_tied(kept: set[str], edges: Iterable[Edge], around: str) -> list[str]:
    """As many as a drawing holds: those with most edges, the one in the middle first."""
    ties: Counter[str] = Counter()
    for edge in edges:
        if edge.citing in kept and edge.cited in kept:
            ties[edge.citing] += 1
            ties[edge.cited] += 1
    order = sorted(kept, key=lambda one: (one != around, -ties[one], one))
    return order[:MOST_NODES]


def _placed(
    works: Sequence[_Work], edges: Sequence[Edge]
) -> tuple[list[Node], list[tuple[str, int]]]:
    """A column a level, from the top of the State down; in it, what belongs together is near."""
    by_level: dict[str, list[_Work]] = defaultdict(list)
    for work in sorted(works, key=lambda work: (work.issued, work.name, work.id)):
        by_level[work.level if work.level in LEVELS else "unknown"].append(work)
    columns = [by_level[level] for level in LEVELS if by_level[level]]
    _untangle(columns, edges)
    nodes: list[Node] = []
    for at, column in enumerate(columns):
        for row, work in enumerate(column):
            x, y = _LEFT + at * _COLUMN, _TOP + row * _ROW
            nodes.append(Node(work.id, work.name, work.about, work.held, work.level, x, y))
    places = [(column[0].level, _LEFT + at * _COLUMN) for at, column in enumerate(columns)]
    return nodes, [(level if level in LEVELS else "unknown", x) for level, x in places]


def _untangle(columns: Sequence[list[_Work]], edges: Sequence[Edge]) -> None:
    """Moves each work to the middle of those it is tied to, so that fewer lines cross."""
    tied: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        tied[edge.citing].append(edge.cited)
        tied[edge.cited].append(edge.citing)
    for _ in range(_SWEEPS):
        for column in columns:
            place = {work.id: row / len(one) for one in columns for row, work in enumerate(one)}
            middle = {
                work.id: sum(place[other] for other in tied[work.id]) / len(tied[work.id])
                if tied[work.id]
                else place[work.id]
                for work in column
            }
            column.sort(key=lambda work: middle[work.id])


def _curve(citing: Node, cited: Node) -> str:
    """From the citing box to the cited one; within a column it bows out on the right."""
    y1, y2 = citing.y + citing.height // 2, cited.y + cited.height // 2
    if citing.x == cited.x:
        x = citing.x + citing.width
        bow = min(40, 14 + abs(y1 - y2) // 8)
        return f"M{x} {y1} C{x + bow} {y1} {x + bow} {y2} {x + 2} {y2}"
    leftward = cited.x < citing.x
    x1 = citing.x if leftward else citing.x + citing.width
    x2 = cited.x + cited.width + 2 if leftward else cited.x - 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
