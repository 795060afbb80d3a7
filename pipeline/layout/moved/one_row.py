"""The words of one printed row -> its cells, where empty cells leave no trace."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.cells import one_cell
from pipeline.layout.lattice import Lattice, Options
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell

_CLOSE = 0.5
_FOREIGN = 1.0


def read_row(fields: Sequence[str | None], words: Sequence[Token]) -> tuple[list[Cell], list[bool]]:
    """A cell for each column, and whether it may as well be another one."""
    anywhere = kinds.cost(fields[0], words[0].text) >= _FOREIGN
    cells, unsure = _read(fields, words, Options(starts_anywhere=anywhere))
    if "actual" not in fields or "target" not in fields:
        return cells, unsure
    at, target = fields.index("actual"), cells[fields.index("target")].text
    if target and not any(map(str.isdigit, target)) and kinds.is_number(cells[at].text):
        # A bare figure is no result of a judgement: there is none, and the figures are points.
        cells, _ = _read([*fields[:at], *fields[at + 1 :]], words, Options(starts_anywhere=anywhere))
        cells.insert(at, one_cell([], words))
        unsure = [name in ("actual", "weight", "score") for name in fields]
    return cells, unsure


def _read(
    fields: Sequence[str | None], words: Sequence[Token], options: Options
) -> tuple[list[Cell], list[bool]]:
    """The row with the cheapest reading; none of its cells is sure where the words rather are two rows."""
    rows = Lattice(fields, options).read(words)
    width = len(fields)
    if len(rows) > 1:
        parts = [[token for row in rows for token in row.columns[j]] for j in range(width)]
        return [one_cell(each, words) for each in parts], [True] * width
    cells = [one_cell(each, words) for each in rows[0].columns]
    return cells, [margin < _CLOSE for margin in rows[0].margins]
