"""The pieces of a table -> its columns, by what they are: names, other prose, targets and results, points.

Within a column the pieces come in the order of the page, and every column has one for each row. Which row a
target belongs to its order tells, unless the names say otherwise: then each name takes the first target of
its kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.blocks import classes
from pipeline.layout.blocks.classes import class_of_column
from pipeline.layout.blocks.fitting import value_cost
from pipeline.layout.blocks.funds import is_source
from pipeline.layout.blocks.pieces import WORDS, Piece, Role
from pipeline.layout.lattice import TableRow
from pipeline.layout.moved.lines import is_rest, line_tokens
from pipeline.layout.scattered.division import Costs, divide
from pipeline.layout.scattered.matching import matched
from pipeline.layout.scattered.table import Table
from schemas import kinds
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS

_LEAST_ROWS, _MOST_ROWS = 3, 40
_MOST_PIECES = 300
# Classes of columns, each with those of the pieces that may stand in them.
_CLASSES = {
    "value": frozenset({"value", "judgement"}),
    "number": frozenset({"number"}),
    "operator": frozenset({"operator"}),
    "unit": frozenset({"unit"}),
    "text": frozenset({"text"}),
}
_COST = 2.5  # the most that a row costs on average
_ELSEWHERE, _OF_FUNDS, _AMOUNT = 0.4, 1.0, 1.5
# A result with the sign of a target, and a target without one.
_SIGNED, _UNSIGNED = 1.2, 0.8
# A source of money or prose for a name, and the name of a body or project.
_NO_NAME, _BODY = 1.0, 0.8
# What names of indicators end with; and what a text without that, or one with 的, lacks to be one.
_ENDS = re.compile(
    "[率度数量]$|情况$|费用$|时间$|时限$|机制$|体系$|面积$|比例$|水平$|能力$|成本$|标准$|影响$"
)
_UNLIKE = 0.25
_CENTS = re.compile(r"^[\d,]{1,12}\.\d\d$")
# Hardly a row has a reason: nothing tells which.
_SPARSE = "shortfall_reason"
# What a target of words begins with, that no list has: 基本建立, 健全完善.
_JUDGEMENT = re.compile(
    r"^(?:基本|显著|明显|有效|持续|进一步|逐步|不断|稳步|全面|有所|较|大幅|健全|完善|长期|规范|优良|完好|保持)"
    r"[\u4e00-\u9fff]{1,4}$"
)
_NO_JUDGEMENT = re.compile(r"[率度数量]$|项目|机制$|体系$")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A piece with the word of the form that stands last above it."""

    piece: Piece
    owner: Piece | None


def class_of(text: str) -> str:
    """The class of a piece.

    >>> [class_of(text) for text in ("≥95%", "基本建立", "基本公共服务覆盖率", "公里")]
    ['value', 'judgement', 'text', 'unit']
    """
    judged = _JUDGEMENT.match(text) and not _NO_JUDGEMENT.search(text)
    return "judgement" if judged else classes.class_of(text)


def divided(found: Sequence[Piece], headings: Sequence[Piece]) -> Table | None:
    """The table; None where no number of rows fits its columns."""
    placed = _placed(found)
    if len(placed) > _MOST_PIECES:
        return None
    best: tuple[float, int, dict[int, list[list[Piece]]]] | None = None
    for count in _counts(placed, headings):
        cost, columns = _read(placed, headings, count)
        if best is None or cost / count < best[0] / best[1]:
            best = cost, count, columns
    if best is None or best[0] > _COST * best[1]:
        return None
    _, count, columns = best
    names = ["".join(line.text for line in cell) for cell in columns[0]]
    for j, heading in enumerate(headings):
        columns.setdefault(j, [[] for _ in range(count)])
        if class_of_column(heading.field, heading.text) == "value":
            columns[j] = matched(names, columns[j])
    rows = [_row([columns[j][r] for j in range(len(headings))]) for r in range(count)]
    taken = {id(piece) for cells in columns.values() for cell in cells for piece in cell}
    return Table(rows, [each.piece for each in placed if id(each.piece) not in taken], sure=False)


def _placed(found: Sequence[Piece]) -> list[_Placed]:
    placed: list[_Placed] = []
    owner: Piece | None = None
    for piece in found:
        if piece.role in WORDS:
            owner = piece
        elif piece.role is Role.TEXT:
            placed.append(_Placed(piece, owner))
    return placed


def _counts(placed: Sequence[_Placed], headings: Sequence[Piece]) -> list[int]:
    """How many rows there may be, by the targets."""
    width = sum(class_of_column(heading.field, heading.text) == "value" for heading in headings)
    signed = sum(each.piece.text[0] in OPERATORS for each in placed)
    values = sum(class_of(each.piece.text) in _CLASSES["value"] for each in placed)
    likely = {signed, *(values // max(width, 1) + n for n in (-1, 0, 1))} if width else set()
    return sorted(count for count in likely if _LEAST_ROWS <= count <= _MOST_ROWS)


def _read(
    placed: Sequence[_Placed], headings: Sequence[Piece], count: int
) -> tuple[float, dict[int, list[list[Piece]]]]:
    """What it costs that a table has so many rows, and the lines of each cell of its columns."""
    cost = 0.0
    columns: dict[int, list[list[Piece]]] = {}
    units = any(heading.field == "unit" for heading in headings)
    for name, classes_of_cells in _CLASSES.items():
        places = [
            j
            for j, heading in enumerate(headings)
            if class_of_column(heading.field, heading.text) == name and heading.field != _SPARSE
        ]
        if not places:
            continue
        # The last glyph of a name (满意 | 度) may look like a unit.
        known = classes_of_cells | {"unit"} if name == "text" and not units else classes_of_cells
        own = [each for each in placed if class_of(each.piece.text) in known or _is_empty(each, name)]
        fit = [[_fit(each, headings[j]) for j in places] for each in own]
        rests = [_rest(each, name) for each in own]
        scraps = [is_rest(each.piece) for each in own]
        costs = Costs(fit, rests, scraps, wraps=name == "text")
        part = divide([each.piece for each in own], costs, len(places), count)
        # Figures stand elsewhere too: their number says nothing about that of the rows.
        cost += part.cost if name != "number" else 0.0
        columns.update(zip(places, part.cells, strict=True))
    return cost, columns


def _is_empty(each: _Placed, name: str) -> bool:
    """Whether a dash stands below a heading of such a class."""
    owner = each.owner
    return (
        each.piece.text in NOT_APPLICABLE
        and owner is not None
        and class_of_column(owner.field, owner.text) == name
    )


def _fit(each: _Placed, heading: Piece) -> float:
    """What speaks against a piece standing in a column."""
    text, field = each.piece.text, heading.field
    own = 0.0 if each.owner is heading else _ELSEWHERE
    if each.owner is not None and each.owner.role is Role.FUND:
        own += _OF_FUNDS
    if field in ("target", "actual"):
        signed = text[0] in OPERATORS or text.endswith(("前", "以上", "以内"))
        against = 0.0 if signed == (field == "target") else _SIGNED if signed else _UNSIGNED
        return own + against
    if class_of_column(field, heading.text) != "text":
        return own + (_AMOUNT if field in ("weight", "score") and _CENTS.match(text) else 0.0)
    if text.endswith("。"):
        return own + 3.0
    if field == "level3":
        body = value_cost("department/name", text) == 0.0 or text.endswith("项目")
        prose = any(mark in text for mark in ",，、:：")
        own += _NO_NAME * (is_source(text) + prose) + (_BODY if body else 0.0)
        own += _UNLIKE * ((_ENDS.search(text) is None) + ("的" in text))
        return own + 0.1 * max(0, len(text) - 12)
    return own + kinds.cost(field, text)


def _rest(each: _Placed, name: str) -> float:
    """What speaks against a piece being none of the table."""
    if each.owner is None or each.owner.role is Role.FUND:
        return 0.2
    if name == "text":
        return 0.2 if each.piece.text.endswith("。") else 0.9
    return 0.6 if name == "number" else 1.5


def _row(cells: Sequence[Sequence[Piece]]) -> TableRow:
    columns = [line_tokens(cell, units=True) for cell in cells]
    return TableRow(columns, 0.0, (0.0,) * len(columns))
