"""How much dearer other readings of a table are, on small invented tables."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from pipeline.layout.lattice import Lattice, Options
from pipeline.layout.margins import Costs, margins
from pipeline.layout.token import Token
from schemas.layout import Cell
from schemas.source import Span

FIELDS = ("level1", "level2", "level3", "target", "basis")


def tokens(*texts: str) -> list[Token]:
    return [Token(Cell(text, Span(10 * i, 10 * i + len(text)))) for i, text in enumerate(texts)]


def read_margins(*texts: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in Lattice(FIELDS, Options()).read(tokens(*texts)):
        for cell, margin in zip(row.columns, row.margins, strict=True):
            found["".join(token.text for token in cell)] = margin
    return found


def test_a_cell_that_could_as_well_begin_a_row_has_a_small_margin() -> None:
    found = read_margins(
        "产出指标", "数量指标", "演出场次", "≥40场", "按台账统计", "观众人次", "≥900人", "按票根统计"
    )
    assert min(found.values()) > 0.4
    unsure = read_margins(
        "产出指标", "数量指标", "演出场次", "≥40场", "服务群众文化生活", "观众人次较多", "≥900人"
    )
    assert unsure["服务群众文化生活"] < found["按台账统计"]
    assert unsure["产出指标"] > 2


OWN = {(0, 0): 0.0, (0, 1): 2.0, (1, 0): 1.0, (1, 1): 0.5, (2, 0): 0.2, (2, 1): 3.0}
SKIP, TRAIL, ROW = (0.3, 0.4), (0.4, 0.0), 0.25
STARTS = {0: 0.0, 1: 0.1}


def step(before: int, column: int) -> float:
    """What it costs to go from one column to another, -1 being the start."""
    fresh = (TRAIL[before] + ROW if before >= 0 else 0.0) + STARTS[column]
    return min(fresh, sum(SKIP[before + 1 : column])) if 0 <= before < column else fresh


def total(columns: tuple[int, ...]) -> float:
    steps = pairwise((-1, *columns))
    return sum(step(*pair) + OWN[i, pair[1]] for i, pair in enumerate(steps)) + TRAIL[columns[-1]]


def test_margins_are_the_distance_to_the_best_other_reading() -> None:
    """Against all readings of three tokens into two columns, written out."""
    readings = {columns: total(columns) for columns in product((0, 1), repeat=3)}
    best = min(readings, key=lambda columns: readings[columns])
    entry = [
        [
            min(total((*before, j)) - TRAIL[j] - OWN[i, j] for before in product((0, 1), repeat=i))
            for j in (0, 1)
        ]
        for i in range(3)
    ]
    costs = Costs(
        steps=lambda i: [(i + 1, j, j, OWN[i, j]) for j in (0, 1)],
        entry=entry,
        skip=SKIP,
        trail=TRAIL,
        starts=list(STARTS.items()),
        row=ROW,
        ignore=[None] * 3,
    )
    found = margins(costs, readings[best], [(i, i + 1, j) for i, j in enumerate(best)])
    for i, j in enumerate(best):
        other = min(cost for columns, cost in readings.items() if columns[i] != j)
        assert found[i, i + 1, j] == pytest.approx(other - readings[best])
