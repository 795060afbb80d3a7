"""The block of funds of a template, and its figures among the values that were filled in behind it.

The figures follow row by row, without those that the template has already: the points of the total,
a dash in the columns that only the total has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.funds import Funds, is_source
from pipeline.layout.blocks.pieces import Piece, Role
from schemas import kinds
from schemas.layout import Cell
from schemas.source import Span
from schemas.vocabulary import NOT_APPLICABLE

_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_LEAST_FIGURES = 3
_REST = 3  # characters of a line that is no source by itself
_DASHES = re.compile(r"^(?P<source>.+?)(?P<dashes>[—–-]+)$")
# Which columns of the funds a form leaves out of a row with so many dashes.
_DASHED: dict[int, tuple[str, ...]] = {
    0: (),
    2: ("weight", "score"),
    3: ("weight", "execution_rate", "score"),
}


@dataclass(slots=True)
class _Source:
    """A source of money in the template, with the figures and dashes that are printed for it already."""

    name: Piece
    printed: list[Piece] = field(default_factory=list)
    dashes: int = 0


def take_filled_funds(head: Sequence[Piece], values: Sequence[Piece]) -> tuple[Funds | None, int, int]:
    """The funds, and where their figures begin and end among the values; None where there are none, or they
    do not fill the places that the template leaves."""
    start, end = _headings(head)
    sources = _sources(head[end:])
    a, b = _figures(values) if sources else (0, 0)
    return (_filled(head[start:end], sources, values[a:b]) if sources else None), a, b


def is_of_money(piece: Piece) -> bool:
    """Whether a piece is the label of an amount, and thus a source of money."""
    return (piece.field or "").startswith("budget/")


def _headings(template: Sequence[Piece]) -> tuple[int, int]:
    """Where the headings of the funds begin and end."""
    at = 0
    for of_words, run in groupby(template, key=lambda piece: piece.role in (Role.FUND, Role.HEADING)):
        pieces = list(run)
        if of_words and sum(piece.field in _MONEY for piece in pieces) > 1:
            return at, at + len(pieces)
        at += len(pieces)
    return len(template), len(template)


def _sources(template: Sequence[Piece]) -> list[_Source]:
    """The sources of money below the headings of the funds."""
    found: list[_Source] = []
    for piece in template:
        if piece.role is not Role.TEXT and not is_of_money(piece):
            break
        if class_of(piece.text) in ("number", "any"):
            if not found:
                return []
            found[-1].printed.append(piece)
            found[-1].dashes += piece.text in NOT_APPLICABLE
            continue
        dashed = _DASHES.match(piece.text)
        name = dashed["source"] if dashed else piece.text
        rest = len(name) <= _REST or not is_source(name)
        if found and not found[-1].printed and not is_of_money(piece) and rest:
            before = found[-1].name.cell
            found[-1].name = _text(before.text + name, before.span.start, piece.cell.span.end)
        else:
            found.append(_Source(_text(name, piece.cell.span.start, piece.cell.span.end)))
        found[-1].dashes += len(dashed["dashes"]) if dashed else 0
    return found


def _text(text: str, start: int, end: int) -> Piece:
    return Piece(Cell(text, Span(start, end)), Role.TEXT)


def _figures(values: Sequence[Piece]) -> tuple[int, int]:
    """The first run of figures that is long enough to be a row of the funds."""
    at = 0
    for is_figure, run in groupby(
        values, key=lambda piece: class_of(piece.text) in ("number", "any") or _is_rate(piece)
    ):
        size = len(list(run))
        if is_figure and size >= _LEAST_FIGURES:
            return at, at + size
        at += size
    return 0, 0


def _is_rate(piece: Piece) -> bool:
    return kinds.is_number(piece.text.removesuffix("%")) and piece.text.endswith("%")


def _filled(headings: Sequence[Piece], sources: Sequence[_Source], figures: Sequence[Piece]) -> Funds | None:
    """The figures row by row, without the places that the template has filled; which sources have none is
    a guess where others have."""
    left = list(figures)
    columns: list[list[Piece]] = [[] for _ in headings]
    empty = 0
    for source in sources:
        if source.dashes not in _DASHED:
            return None
        points = [piece for piece in source.printed if piece.text not in NOT_APPLICABLE]
        before = len(left)
        for heading, column in zip(headings, columns, strict=True):
            if points and heading.field == "weight":
                column.append(points[0])
            elif left and heading.field not in _DASHED[source.dashes] and _is_of(heading, left[0]):
                column.append(left.pop(0))
            else:
                column.append(_text("", source.name.cell.span.start, source.name.cell.span.start))
        empty += len(left) == before
    if left:
        return None
    return Funds([source.name for source in sources], list(zip(headings, columns, strict=True)), empty > 0)


def _is_of(heading: Piece, figure: Piece) -> bool:
    return _is_rate(figure) == (heading.field == "execution_rate") or figure.text in NOT_APPLICABLE
