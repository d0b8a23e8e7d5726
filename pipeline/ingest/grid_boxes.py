"""Boxes of cells → their places in a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.ingest.words import TableCell

__all__ = ["grid_cells"]


def grid_cells(
    boxes: Sequence[tuple[float, float, float, float]], edge: float = 3.0
) -> tuple[TableCell, ...]:
    """Boxes as cells of a grid: rows and columns are counted by the edges that boxes share.

    Edges less than `edge` points apart are one.
    """
    lefts, tops = _edges((box[0] for box in boxes), edge), _edges((box[1] for box in boxes), edge)
    cells = []
    for x0, y0, x1, y1 in boxes:
        row, column = _index(tops, y0), _index(lefts, x0)
        row_span = max(1, sum(y0 + edge < top < y1 - edge for top in tops) + 1)
        column_span = max(1, sum(x0 + edge < left < x1 - edge for left in lefts) + 1)
        cells.append(TableCell(row, column, row_span, column_span, x0, y0, x1, y1))
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _edges(values: Iterable[float], edge: float) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > edge:
            edges.append(value)
    return edges


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))
