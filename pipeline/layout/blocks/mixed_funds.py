"""The block of funds of which some rows are written in order and the others column by column.

The headings stand in a run; below them the row of the total may come by itself, then the other sources and
their figures column by column. How many rows come in order, the figures say: rates in the column of rates,
and amounts that add up to the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.funds import BUDGET, Funds, is_source
from pipeline.layout.blocks.pieces import Piece, Role
from schemas.vocabulary import NOT_APPLICABLE

_LEAST = 3
_MOST_ROWS = 20
_CLEAR = 1.0
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_FIGURES = frozenset({"number", "value", "any"})


def take_mixed_funds(found: Sequence[Piece]) -> tuple[Funds | None, list[Piece]]:
    """The funds below a run of their headings, and the pieces without them; None when the figures do not fill
    all rows."""
    start, end = _run(found)
    headings = found[start:end]
    sources: list[Piece] = []
    figures: list[Piece] = []
    taken = set(range(start, end))
    for i in range(end, len(found) if headings else end):
        piece = found[i]
        if piece.field in BUDGET or (piece.role is Role.TEXT and is_source(piece.text)):
            sources.append(piece)
        elif piece.role is Role.TEXT and class_of(piece.text) in _FIGURES:
            figures.append(piece)
        elif piece.role is not Role.BLOCK:
            break
        if piece.role is not Role.BLOCK:
            taken.add(i)
    rows, width = len(sources), len(headings)
    if not 0 < rows <= _MOST_ROWS or len(figures) != rows * width:
        return None, list(found)
    readings = [_columns(figures, rows, width, ordered) for ordered in range(rows)]
    ranked = sorted((_cost(headings, columns), n) for n, columns in enumerate(readings))
    unsure = len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _CLEAR
    columns = readings[ranked[0][1]]
    funds = Funds(sources, list(zip(headings, columns, strict=True)), unsure)
    return funds, [piece for i, piece in enumerate(found) if i not in taken]


def _run(found: Sequence[Piece]) -> tuple[int, int]:
    """Where the first run of headings begins and ends that names several columns of money."""
    at = 0
    for of_words, run in groupby(found, key=lambda piece: piece.role in (Role.FUND, Role.HEADING)):
        pieces = list(run)
        money = sum(piece.role is Role.FUND and piece.field in _MONEY for piece in pieces)
        if of_words and len(pieces) >= _LEAST and money > 1 and pieces[0].field != "source":
            # 年度预算数(万元) over 年初预算, 调整后预算数: the heading of a group.
            group = pieces[0].field in [piece.field for piece in pieces[1:]]
            return at + group, at + len(pieces)
        at += len(pieces)
    return 0, 0


def _columns(figures: Sequence[Piece], rows: int, width: int, ordered: int) -> list[list[Piece]]:
    """The figures of each column when the first rows are written in order and the rest by columns."""
    below, left = figures[ordered * width :], rows - ordered
    return [
        [*(figures[r * width + j] for r in range(ordered)), *below[j * left : (j + 1) * left]]
        for j in range(width)
    ]


def _cost(headings: Sequence[Piece], columns: Sequence[Sequence[Piece]]) -> float:
    cost = 0.0
    for heading, column in zip(headings, columns, strict=True):
        texts = [piece.text for piece in column]
        if heading.field in _MONEY:
            cost += sum(text in NOT_APPLICABLE or text.endswith("%") for text in texts) + _adds_up(texts)
        elif heading.field == "execution_rate":
            cost += sum(not text.endswith("%") and text not in NOT_APPLICABLE for text in texts)
        else:
            cost += sum(text.endswith("%") for text in texts)
    return cost


def _adds_up(texts: Sequence[str]) -> float:
    """What speaks against a column of money: its total is not the sum of the other rows."""
    try:
        total, *parts = [Decimal(text.replace(",", "")) for text in texts]
    except InvalidOperation:
        return 0.0
    return 0.0 if not parts or total in (sum(parts), max(parts)) else 1.0
