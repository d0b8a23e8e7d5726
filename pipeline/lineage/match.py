"""How far one task carries out another, by their words: seven likenesses, one score.

The texts are compared as in information retrieval (tf-idf weights, cosines; Salton and Buckley
1988; topics by latent semantic analysis, Deerwester et al. 1990), whole and clause by
clause, for a local task is often a part of a wide paragraph, and has clauses of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import regex

from pipeline.lexicon import alternation, fold, load_csv, load_yaml
from pipeline.lineage.documents import Task

__all__ = ["likenesses", "prepared", "scores", "threshold"]

Matrix = Any  # numpy.ndarray: a row for each superior task, a column for each local one

_KEYS = frozenset({"counterparts", "abbreviations", "weights", "threshold"})
_CLAUSE = regex.compile(r"[.;:]\s|\n")
_SHORTEST = 4  # syllables of a clause
_WORD = r"\b\w+\b"
_MOST_TOPICS = 60
_TEXTS_A_TOPIC = 4
_DIGITS = 4


def threshold() -> float:
    """The score from which on a task counts as taken up."""
    return float(_data()["threshold"])


@cache
def _data() -> Mapping[str, Any]:
    return load_yaml("pipeline.lineage", "match.yaml", _KEYS)


def scores(superior: Sequence[Task], local: Sequence[Task]) -> Matrix:
    """The score of each pair of tasks, 0 to 1, to four digits.

    It is the geometric mean of the weighted likeness, and of that as a share of the best that
    the local task reaches with any superior task: a task that fits another paragraph better
    carries this one out less likely. Nothing but the two documents goes into it.
    """
    import numpy as np

    if not superior or not local:
        return np.zeros((len(superior), len(local)))
    weights = _data()["weights"]
    parts = likenesses(superior, local)
    mean = sum(parts[name] * weight for name, weight in weights.items()) / sum(weights.values())
    best = np.maximum(mean.max(axis=0, keepdims=True), 1e-9)
    return np.round(mean / np.sqrt(best), _DIGITS).clip(0, 1)


def likenesses(superior: Sequence[Task], local: Sequence[Task]) -> dict[str, Matrix]:
    """The likenesses of each pair, 0 to 1 each, by the names in match.yaml."""
    above, below = ([prepared(task.text) for task in side] for side in (superior, local))
    head_above, head_below = (
        [prepared(task.headings[-1] if task.headings else "") for task in side]
        for side in (superior, local)
    )
    pairs, triples = _vectors(above + below, 2), _vectors(above + below, 3)
    headed = _vectors(above + below + head_above + head_below, 2)
    by_triples = _clauses(above, below, triples)
    return {
        "words": _cosines(pairs, above, below),
        "clause_local": by_triples(lambda found: found.max(axis=0).mean()),
        "clause_best": by_triples(lambda found: found.max()),
        "clause_superior": _clauses(above, below, pairs)(lambda found: found.max(axis=1).mean()),
        "topics": _topics(pairs, above, below),
        "heading": _cosines(headed, head_above, below),
        "owner": _cosines(headed, above, head_below),
    }


# --- words ----------------------------------------------------------------------------


def prepared(text: str) -> str:
    """A text as it is compared: folded, short forms written out, counterparts as one word.

    >>> prepared("HĐND tỉnh") == prepared("Quốc hội tỉnh")
    True
    """
    folded = fold(text)
    short, long = _short_forms()
    folded = short.sub(lambda found: long[found.group()], folded)
    for word, pattern in _counterparts():
        folded = pattern.sub(word, folded)
    return folded


@cache
def _short_forms() -> tuple[regex.Pattern[str], Mapping[str, str]]:
    rows = load_csv("extractors.registry", "abbreviations.csv", ("short", "long"))
    long = {row["short"]: row["long"] for row in rows} | dict(_data()["abbreviations"])
    long = {fold(key): fold(value) for key, value in long.items()}
    return regex.compile(rf"\b(?:{alternation(long)})\b"), long


@cache
def _counterparts() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """Words for groups of bodies; the longest names first, so that none is torn."""
    groups = [list(map(fold, names)) for names in _data()["counterparts"]]
    names = sorted(
        ((name, at) for at, group in enumerate(groups) for name in group),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    return tuple(
        (f"counterpart{at}", regex.compile(rf"\b{alternation([name])}\b")) for name, at in names
    )


def _vectors(texts: Sequence[str], most: int) -> Any:
    """Tf-idf over runs of one to `most` syllables; a word said twice counts little more."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    made = TfidfVectorizer(
        ngram_range=(1, most), token_pattern=_WORD, sublinear_tf=True, lowercase=False
    )
    return made.fit([*texts, "\u2205 x"])  # so that there is a word, whatever the texts


def _cosines(vectors: Any, above: Sequence[str], below: Sequence[str]) -> Matrix:
    return (vectors.transform(above) @ vectors.transform(below).T).toarray()


# --- clauses --------------------------------------------------------------------------


def _clauses(
    above: Sequence[str], below: Sequence[str], vectors: Any
) -> Callable[[Callable[[Matrix], Any]], Matrix]:
    """Gives, for what makes one figure of the cosines of two tasks' clauses, that of all."""
    import numpy as np

    rows, columns = (list(map(_clauses_of, side)) for side in (above, below))
    found = _cosines(vectors, *(list(chain.from_iterable(side)) for side in (rows, columns)))
    tops, lefts = (np.cumsum([0, *map(len, side)]) for side in (rows, columns))

    def each(figure: Callable[[Matrix], Any]) -> Matrix:
        return np.array(
            [
                [
                    figure(found[tops[i] : tops[i + 1], lefts[j] : lefts[j + 1]])
                    for j in range(len(columns))
                ]
                for i in range(len(rows))
            ]
        )

    return each


def _clauses_of(text: str) -> list[str]:
    parts = (part.strip() for part in _CLAUSE.split(text))
    return [part for part in parts if len(part.split()) >= _SHORTEST] or [text]


# --- topics ---------------------------------------------------------------------------


def _topics(vectors: Any, above: Sequence[str], below: Sequence[str]) -> Matrix:
    """Cosines in the space of the topics that both documents have most of."""
    import numpy as np

    texts = vectors.transform([*above, *below])
    shared = (texts @ texts.T).toarray()
    values, axes = np.linalg.eigh(shared)
    count = min(_MOST_TOPICS, max(2, len(shared) // _TEXTS_A_TOPIC))
    places = axes[:, -count:] * np.sqrt(values[-count:].clip(0))
    places /= np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9)
    return (places[: len(above)] @ places[len(above) :].T).clip(0, 1)
