"""How many rows a table may have, and what the lines of its columns are like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.layout.blocks.classes import class_of, class_of_column
from pipeline.layout.blocks.pieces import Piece

_MOST_ROWS = 80
_MOST_COLUMNS = 6
_MOST_COUNTS = 16
# Below a block of headings stand columns; elsewhere lines are rather the values of labels.
BELOW, _FIGURE, ELSEWHERE = 0.7, 1.5, 0.15


@dataclass(slots=True)
class Lines:
    """Lines that no heading owns alone, and what it costs that one of them belongs to no column."""

    body: list[Piece]
    passed: float


def field_of(heading: Piece) -> str | None:
    """The field whose cells those of a column are like: values for a heading of values without a field."""
    return heading.field or ("actual" if class_of_column(None, heading.text) == "value" else None)


def counts(
    owned: Sequence[tuple[Piece, Sequence[Piece]]],
    others: Iterable[Lines],
    is_free: bool,
    names: int,
) -> list[int]:
    """How many rows there may be: as many as there are figures in a run, or half or a third of them."""
    found = Counter([names])
    for heading, body in owned:
        found[len(body)] += 1
        if class_of_column(heading.field, heading.text) != "text":
            found.update(_changes(body))
    for lines in others if is_free else ():
        # A figure that is broken over lines ends a run, but there are as many figures as before.
        found.update(_shares(sum(figure_or_text(line) == "value" for line in lines.body)))
        for kind, run in groupby(map(figure_or_text, lines.body)):
            found.update(_shares(len(list(run))) if kind not in ("text", "any") else ())
        for kind, run in groupby(map(_figure_or_other, lines.body)):
            found.update(_shares(len(list(run))) if kind == "figure" else ())
    least = max(1, names // 2)
    likely = [count for count, _ in found.most_common() if least <= count <= _MOST_ROWS]
    return sorted(likely[:_MOST_COUNTS])


def _shares(size: int) -> Iterator[int]:
    """How long columns are that follow one another: a run of figures may be that of several."""
    return (size // part for part in range(1, _MOST_COLUMNS + 1) if size % part == 0)


def _changes(body: Sequence[Piece]) -> Iterator[int]:
    """Where figures end: a column of them ends there, or a judgement among them stands there."""
    kinds = list(map(figure_or_text, body))
    return (i for i in range(1, len(kinds)) if kinds[i] != kinds[i - 1] and "any" not in kinds[i - 1 : i + 1])


def passed(lines: Lines, line: Piece) -> float:
    """What it costs that a line belongs to no column: below a block of headings figures surely do, and
    anywhere what is no amount of money."""
    kind = _figure_or_other(line)
    if kind == "text" or (kind == "figure" and class_of(line.text) in ("number", "any")):
        figure = kind != "text" and lines.passed >= BELOW
        return _FIGURE if figure else lines.passed
    return _FIGURE if lines.passed >= BELOW else BELOW


def figure_or_text(piece: Piece) -> str:
    """The kind of a line, judgements being values."""
    kind = class_of(piece.text)
    return "value" if kind == "judgement" else kind


def _figure_or_other(piece: Piece) -> str:
    """The kind of a line, all figures being alike."""
    kind = class_of(piece.text)
    return "figure" if kind in ("value", "number", "judgement", "any") else kind
