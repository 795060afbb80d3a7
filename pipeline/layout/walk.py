"""Walking over the tokens of a text, and putting down the rows that are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layout import cut_units, figures, flat, glued, interleaved, spaced
from pipeline.layout.cells import one_cell
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.lexicon import HEADINGS
from pipeline.layout.listed import Listed
from pipeline.layout.lookout import Lookout
from pipeline.layout.pieces import line_numbers, lines_of
from pipeline.layout.places import Places, Spot, manners
from pipeline.layout.relined import Found
from pipeline.layout.token import Token
from pipeline.layout.tokens import Dialect
from pipeline.layout.wrapped_table import WrappedTable, better, read_best
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.vocabulary import fold_heading

FILLER = re.compile(r"^[….·]{1,8}$")
_NO_BEGINNING = frozenset("，,;；、。）)")
_MOST_BESIDE = 3  # pieces of the label beside a table below its heading
# A row that cost as much has left out a column that rows do not leave out.
_BROKEN = 2.2


@dataclass(slots=True)
class Walk:
    """Where a reading stands (``at``), and the rows found so far."""

    tokens: Sequence[Token]
    dialect: Dialect
    text: str
    lined: bool = False  # words that stand in the lines of the page: cells may wrap
    # Rows of tables whose lines were put one after the other, by the place in which the table begins.
    tables: Mapping[int, Found] = field(default_factory=dict)
    look: Lookout = field(init=False)
    found: list[Row] = field(default_factory=list)
    at: int = 0
    beside: str = ""  # the label beside a table as far as it stands in the line of the headings

    def __post_init__(self) -> None:
        self.look = Lookout(self.tokens)

    def put(self, cells: Sequence[Cell], aligned: bool = False, doubtful: tuple[int, ...] = ()) -> None:
        if any(cell.text for cell in cells):
            self.found.append(Row(tuple(cells), tabular=True, aligned=aligned, doubtful=doubtful))

    def put_rows(self, rows: Sequence[TableRow], tokens: Sequence[Token]) -> None:
        for columns, cost, margins, unsure in rows:
            cells = tuple(one_cell(cell, tokens) for cell in columns)
            if any(cell.text for cell in cells):
                # In glued text every cell is put together from atoms; that says nothing.
                glued = self.dialect is Dialect.FLAT
                seams = () if glued else tuple(j for j, parts in enumerate(columns) if len(parts) > 1)
                broken = cost >= _BROKEN and not glued
                cut = tuple(j for j, cell in enumerate(cells) if cell.text[:1] in _NO_BEGINNING)
                row = Row(cells, True, aligned=True, cost=cost, seams=seams, broken=broken, margins=margins)
                # The cell before has lost its end to a cell that cannot begin so.
                self.found.append(
                    replace(row, doubtful=tuple(sorted({*unsure, *cut, *(j - 1 for j in cut if j)})))
                )

    def lines(self, values: Sequence[Token]) -> list[list[Token]]:
        """Tokens by the line in which they stand."""
        numbers = line_numbers([token.cell.span.start for token in values], self.text)
        lines: list[list[Token]] = []
        for place, token in enumerate(values):
            if not place or numbers[place] != numbers[place - 1]:
                lines.append([])
            lines[-1].append(token)
        return lines

    def wrapped_table(
        self,
        start: int,
        fields: Sequence[str | None],
        headings: Sequence[Cell],
        ends: Callable[[int], bool],
        orders: Sequence[Sequence[int]],
    ) -> int:
        """Put a heading and read the table under it line by line: its cells may wrap, and their pieces stand
        side by side. ``orders``: those that the columns may have."""
        end = start
        found: list[Token] = []
        while end < len(self.tokens):
            if ends(end):
                behind = self._repeated(end, headings)
                if behind == end:
                    break
                end = behind
            else:
                found.append(self.tokens[end])
                end += 1
        body = [token for token in found if not FILLER.match(token.text)]
        known, at = self._known(body)
        self.beside += "".join(token.text for token in body[:at])
        body = body[at:]
        lines = [[self.text[span.start : span.end] for span in cell.spans] for cell in headings]
        placed = self._placed(headings, body)
        tables = [WrappedTable(fields, lines, self.beside, order, placed) for order in orders]
        pieces = lines_of(body, self.text)
        order, rows = read_best(tables, pieces)
        if known is not None and list(order) == list(range(len(fields))):
            names = sum(field in ("level1", "level2") for field in fields)
            rows = better(tables[0].of_lines(known, pieces), rows, names)
        self.put([headings[column] for column in order])
        if known is not None:
            rows = cut_units.doubted(rows, [fields[column] for column in order], self.text)
        self.found.extend(rows)
        self.beside = ""
        return end

    def _known(self, body: Sequence[Token]) -> tuple[Found | None, int]:
        """The rows found before the text had its lines again, and the token that they begin with: what stands
        before it is the rest of the label beside the table."""
        starts = (token.cell.span.start for token in body[: _MOST_BESIDE + 1])
        return next(
            ((self.tables[start], at) for at, start in enumerate(starts) if start in self.tables), (None, 0)
        )

    def _placed(self, headings: Sequence[Cell], body: Sequence[Token]) -> list[tuple[Places, Sequence[Spot]]]:
        """How the lines of a table keep the places of pieces, with the places of its headings."""
        if not body or any(not cell.text for cell in headings):
            return []
        lines = self.text[body[0].cell.span.start : body[-1].cell.span.end].splitlines()
        found: list[tuple[Places, Sequence[Spot]]] = []
        for manner in manners(lines):
            places = Places(self.text, manner)
            spots = [places.around(cell.spans) for cell in headings]
            if not places.exact or len({spot.start for spot in spots}) == len(spots):
                found.append((places, spots))
        return found

    def _repeated(self, at: int, headings: Sequence[Cell]) -> int:
        """The index behind the same headings, printed again on a new page; ``at`` where there are none."""
        run, end = self.look.heading_run(at, HEADINGS) if headings else ([], at)
        same = [fold_heading(token.text) for token in run] == [fold_heading(cell.text) for cell in headings]
        return end if run and same and end < len(self.tokens) else at

    def table(
        self,
        start: int,
        fields: list[str | None],
        ends: Callable[[int], bool],
        headings: Sequence[Cell] = (),
    ) -> int:
        """Read the table that begins at ``start``; returns the index behind it. Where its ``headings`` come
        again on a new page, a row that the page cut in two makes it one table with what follows them."""
        body, end = self._part(start, ends)
        if self.dialect is Dialect.WORDS and "unit" not in fields:
            body = figures.joined(body)
        if self.dialect is Dialect.FLAT:
            table = self.text[body[0].cell.span.start : body[-1].cell.span.end] if body else ""
            read = interleaved.read if interleaved.is_interleaved(table) else glued.read
            self.put_rows(*read(body, fields, self.text))
            return max(end, start)
        in_words = self.dialect is Dialect.WORDS and spaced.wraps(body)
        in_words |= self.dialect is Dialect.LINES and spaced.wraps_in_lines(body)
        if in_words:
            self.put_rows(spaced.read(body, fields), body)
            return max(end, start)
        body = flat.unglue(body, self.text)
        lattice = self._reading(fields, headings)
        page = body
        while (behind := self._repeated(end, headings)) != end:
            overleaf, behind = self._part(behind, ends)
            overleaf = flat.unglue(overleaf, self.text)
            if not _is_cut(page, overleaf, lattice):
                break
            body, page, end = [*body, *overleaf], overleaf, behind
        if body:
            self.put_rows(lattice.read(body), body)
        return max(end, start)

    def _reading(self, fields: Sequence[str | None], headings: Sequence[Cell]) -> Lattice | Listed:
        """How the cells of a table between labels are put into rows."""
        if self.dialect is Dialect.LINES:
            return Listed(fields, [fold_heading(cell.text) for cell in headings])
        return Lattice(fields, Options(empties=self.dialect is Dialect.PIPES))

    def _part(self, start: int, ends: Callable[[int], bool]) -> tuple[list[Token], int]:
        """The tokens of a table on one page, and the index behind them."""
        end = start
        while end < len(self.tokens) and not (self.tokens[end].text and ends(end)):
            end += 1
        body = [
            token
            for place, token in enumerate(self.tokens[start:end], start=start)
            if not token.text or not (FILLER.match(token.text) or self.look.is_label_beside(place))
        ]
        while body and not body[0].text:
            body = body[1:]
        return body, end


def _is_cut(page: Sequence[Token], overleaf: Sequence[Token], lattice: Lattice | Listed) -> bool:
    """Whether the rows of two pages are easier to read as one table than each by itself. A page that begins
    with the name of a level begins with a row."""
    first = overleaf[0].text if overleaf else ""
    if not page or not overleaf or kinds.level1_family(first) or kinds.level2_family(first):
        return False
    costs: list[float] = []
    for body in (page, overleaf, [*page, *overleaf]):
        lattice.read(body)
        costs.append(lattice.cost)
    return costs[2] < costs[0] + costs[1]
