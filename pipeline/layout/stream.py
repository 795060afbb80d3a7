"""A stream of tokens -> rows, guided by the labels and headings that forms print.

The walk goes from one label or heading to the next. What follows a label is its value; what follows the
headings of a table is read into rows and columns by :mod:`pipeline.layout.lattice`, up to the next label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layout import flat, glue, glued
from pipeline.layout.cells import cut_cell, heading_cell, one_cell, two_columns, wrapped_cell
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.lookout import DEADLINE, FOOT, Lookout, columns_of, is_label
from pipeline.layout.pieces import line_numbers, lines_of
from pipeline.layout.tokens import (
    BLOCKS,
    COST_WORDS,
    FUND_WORDS,
    HEADINGS,
    LABELS,
    LEVEL_WORDS,
    Dialect,
    Token,
)
from pipeline.layout.wrapped_table import WrappedTable
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean, middle_of
from schemas.vocabulary import (
    COLUMN_ORDERS,
    HEAD_LABELS,
    ITEM_BLOCKS,
    MONEY_SOURCE,
    MONEY_TOTALS,
    fold_heading,
    known_heading,
)

_EXPECTED = frozenset(HEAD_LABELS["expected_goal"])
_ACTUAL = frozenset(HEAD_LABELS["actual_goal"])
_UNDECIDED = 5.0
# A row that cost as much has left out a column that rows do not leave out.
_BROKEN = 2.2
_FILLER = re.compile(r"^[….·]{1,8}$")
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})


@dataclass(slots=True)
class Stream:
    """Walks over the tokens of a text; :meth:`rows` gives its rows."""

    tokens: Sequence[Token]
    dialect: Dialect
    text: str
    look: Lookout = field(init=False)
    found: list[Row] = field(default_factory=list)
    at: int = 0
    _beside: str = ""  # the label beside a table as far as it stands in the line of the headings

    def __post_init__(self) -> None:
        self.look = Lookout(self.tokens)

    def rows(self) -> list[Row]:
        self._headless()
        while self.at < len(self.tokens):
            self._step()
        return self.found

    def _headless(self) -> None:
        """Read what stands before the first title or label when the text begins below the heading of a table:
        with the columns of the next heading in the text, or the known order of columns that fits best."""
        end = 0
        while end < len(self.tokens) and not (self.tokens[end].text and self.look.starts_form(end)):
            end += 1
        body = [token for token in self.tokens[:end] if not _FILLER.match(token.text)]
        while body and not body[0].text:
            body = body[1:]
        names = sum(bool(kinds.level2_family(token.text)) for token in body)
        values = sum(kinds.is_value(token.text) for token in body)
        if names < 1 or values < 2 or self.dialect is Dialect.FLAT:
            return
        columns = self.look.later_columns(end)
        orders = [[name for name, _ in columns]] if columns else [list(order) for order in COLUMN_ORDERS]
        options = Options(empties=self.dialect is Dialect.PIPES, starts_anywhere=True)
        readings = []
        for order in orders:
            lattice = Lattice(order, options)
            readings.append((lattice.read(body), lattice.cost, order))
        rows, _, order = min(readings, key=lambda reading: reading[1])
        place = body[0].cell.span.start
        heads = [token.cell for _, token in columns] or [heading_cell(name or "", place) for name in order]
        self._put(heads)
        self._put_rows(rows, body)
        self.at = end

    def _step(self) -> None:
        token = self.tokens[self.at]
        if not token.text or _FILLER.match(token.text):
            self.at += 1
            return
        if (
            self._indicator_table()
            or self._fund_table()
            or self._cost_table()
            or self._glued_items()
            or self._money()
            or self._goals()
            or self._plan()
        ):
            return
        if is_label(token.text):
            self._labels()
            return
        end = self.at + 1
        if self.dialect is Dialect.WORDS and self.look.is_note(token.text):
            end = self.look.value_end(end)
        self._put([wrapped_cell(self.tokens[self.at : end], [token])])
        self.at = end

    def _put(self, cells: Sequence[Cell], aligned: bool = False) -> None:
        if any(cell.text for cell in cells):
            self.found.append(Row(tuple(cells), tabular=True, aligned=aligned))

    def _put_rows(self, rows: Sequence[TableRow], tokens: Sequence[Token]) -> None:
        for columns, cost, margins in rows:
            cells = tuple(one_cell(cell, tokens) for cell in columns)
            if any(cell.text for cell in cells):
                # In glued text every cell is put together from atoms; that says nothing.
                glued = self.dialect is Dialect.FLAT
                seams = () if glued else tuple(j for j, parts in enumerate(columns) if len(parts) > 1)
                broken = cost >= _BROKEN and not glued
                self.found.append(
                    Row(cells, True, aligned=True, cost=cost, seams=seams, broken=broken, margins=margins)
                )

    # -- headings ------------------------------------------------------------------------------------

    def _indicator_table(self) -> bool:
        word = self.look.word(self.at)
        if word not in HEADINGS and word not in BLOCKS:
            return False
        start = self.at
        if word in BLOCKS:
            start = self.look.next_filled(self.at + 1)
        run, end = self.look.heading_run(start, HEADINGS)
        words = [fold_heading(token.text) for token in run]
        if sum(w in LEVEL_WORDS for w in words) < 2:
            return False
        if word in BLOCKS:
            spans = self.tokens[self.at].cell.spans
            self._beside = "".join(clean(self.text[span.start : span.end]) for span in spans)
        self._indicators(run, end)
        return True

    def _indicators(self, headings: Sequence[Token], first_row: int, labels: Sequence[Token] = ()) -> None:
        """The table of indicators under a run of headings; ``labels`` of the head stood before them."""
        columns = columns_of(headings)
        self._put([token.cell for _, token in columns])
        fields = [name for name, _ in columns]
        if self.dialect is Dialect.WORDS:
            cells = [token.cell for _, token in columns]

            def ends(index: int) -> bool:
                return self.look.ends_indicators(index) or self.look.begins_project(index, labels, self.text)

            before = len(self.found)
            self.at = self._wrapped_table(first_row, fields, cells, ends)
            if any(token.unsure for _, token in columns):
                # Which column is which is not certain.
                every = tuple(range(len(columns)))
                self.found[before:] = [replace(row, doubtful=every) for row in self.found[before:]]
        else:
            if self.dialect is Dialect.FLAT:
                fields = glued.columns(fields, [fold_heading(token.text) for _, token in columns])
            self.at = self._table(first_row, fields, self.look.ends_indicators)

    def _wrapped_table(
        self, start: int, fields: list[str | None], headings: list[Cell], ends: Callable[[int], bool]
    ) -> int:
        """Read a table line by line: its cells may wrap, and their pieces stand side by side."""
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
        body = [token for token in found if not _FILLER.match(token.text)]
        lines = [[self.text[span.start : span.end] for span in cell.spans] for cell in headings]
        self.found.extend(WrappedTable(fields, lines, self._beside).read(lines_of(body, self.text)))
        self._beside = ""
        return end

    def _repeated(self, at: int, headings: Sequence[Cell]) -> int:
        """The index behind the same headings, printed again on a new page; ``at`` where there are none."""
        run, end = self.look.heading_run(at, HEADINGS)
        same = [fold_heading(token.text) for token in run] == [fold_heading(cell.text) for cell in headings]
        return end if same and end < len(self.tokens) else at

    def _table(self, start: int, fields: list[str | None], ends: Callable[[int], bool]) -> int:
        """Read the table that begins at ``start``; returns the index behind it."""
        end = start
        while end < len(self.tokens) and not (self.tokens[end].text and ends(end)):
            end += 1
        body = [token for token in self.tokens[start:end] if not _FILLER.match(token.text) or not token.text]
        while body and not body[0].text:
            body = body[1:]
        if self.dialect is Dialect.FLAT:
            self._put_rows(*glued.read(body, fields))
        elif body:
            body = flat.unglue(body, self.text)
            self._put_rows(Lattice(fields, Options(empties=self.dialect is Dialect.PIPES)).read(body), body)
        return max(end, start)

    # -- funds ---------------------------------------------------------------------------------------

    def _fund_table(self) -> bool:
        start = self.at
        block: list[Cell] = []
        if self.look.word(start) in BLOCKS:
            block = [self.tokens[start].cell]
            start = self.look.next_filled(start + 1)
        run, end = self.look.heading_run(start, FUND_WORDS)
        names = [FUND_WORDS.get(known_heading(token.text, FUND_WORDS) or "") for token in run]
        if len(run) < 3 or sum(name in _MONEY for name in names) < 2:
            return False
        if block:
            self._put(block)
        if fold_heading(run[0].text) in BLOCKS and names.count(names[0]) > 1:
            # 年度预算数(万元) over 年初预算, 调整后预算数: the heading of a group.
            self._put([run[0].cell])
            run, names = run[1:], names[1:]
        cells = [token.cell for token in run]
        if names[0] != "source":
            place = run[0].cell.span.start
            cells.insert(0, Cell("", Span(place, place)))
            names.insert(0, "source")
        self._put(cells)
        if self.dialect is Dialect.FLAT:
            self.at = self._glued_funds(end, names)
        elif self.dialect is Dialect.WORDS:
            self.at = self._wrapped_table(end, names, cells, self.look.ends_funds)
        else:
            self.at = self._table(end, names, self.look.ends_funds)
        return True

    def _glued_funds(self, start: int, names: list[str | None]) -> int:
        """Rows of a glued funds block: a source, then figures without anything between them."""
        end = start
        while end < len(self.tokens) and not self.look.ends_funds(end):
            end += 1
        rows = flat.fund_rows(self.tokens[start:end])
        totals: list[str] = []
        for source, figures in rows:
            cut = (
                glue.cut_funds(figures.text, names[1:], totals) if figures.text else ("",) * (len(names) - 1)
            )
            if cut is None:
                lattice = Lattice(names, Options(flat.LONGEST, glued=True))
                parts = [Token(source), *flat.atoms([Token(figures)])]
                # The arithmetic did not decide this row, and the kinds of its figures hardly can.
                dear = _UNDECIDED * len(parts)
                undecided = [row._replace(cost=row.cost + dear) for row in lattice.read(parts)]
                self._put_rows(undecided, parts)
                continue
            totals = totals or list(cut)
            self._put([source, *cut_cell(figures, cut)], aligned=True)
        return end

    def _cost_table(self) -> bool:
        start = self.at
        if self.look.word(start) in BLOCKS:
            start = self.look.next_filled(start + 1)
        run, end = self.look.heading_run(start, COST_WORDS)
        names = [COST_WORDS.get(fold_heading(token.text)) for token in run]
        if len(run) < 3 or names[0] != "item" or "amount" not in names:
            return False
        self._put([token.cell for token in run])
        self.at = self._table(end, names, self.look.ends_costs)
        return True

    def _glued_items(self) -> bool:
        """A table of items glued together, prose beside prose: nothing says where its cells end, so it is
        passed on as it stands."""
        if self.dialect is not Dialect.FLAT or self.look.word(self.at) not in ITEM_BLOCKS:
            return False
        end = self.at + 1
        while end < len(self.tokens):
            word = self.look.word(end)
            if word in BLOCKS or word in LEVEL_WORDS or LABELS.get(word) in ("goals", "expected_goal"):
                break
            end += 1
        parts = self.tokens[self.at : end]
        self._put([parts[0].cell, one_cell(parts[1:], parts)])
        self.at = end
        return True

    def _money(self) -> bool:
        """Sources of money each with its amount, from the total on."""
        if self.look.word(self.at) not in MONEY_TOTALS:
            return False
        if self.dialect is Dialect.FLAT and self._glued_parts():
            return True
        i, rows = self.at, 0
        while i < len(self.tokens):
            text = self.tokens[i].text
            if not text:
                i += 1
                continue
            if not MONEY_SOURCE.search(text) or len(text) > 24 or kinds.is_value(text):
                break
            cells = [self.tokens[i].cell]
            behind = i + 1
            while behind < len(self.tokens) and (
                not self.tokens[behind].text or kinds.is_number(self.tokens[behind].text.rstrip("元万"))
            ):
                if self.tokens[behind].text:
                    cells.append(self.tokens[behind].cell)
                behind += 1
                if len(cells) == 2:
                    break
            self._put(cells)
            rows, i = rows + 1, behind
        self.at = i
        return rows > 0

    def _glued_parts(self) -> bool:
        """The total and its sources as headings side by side, their amounts glued together behind them."""
        end = self.at
        while (
            end < len(self.tokens)
            and MONEY_SOURCE.search(self.tokens[end].text)
            and is_label(self.tokens[end].text)
        ):
            end += 1
        figures = self.tokens[end].cell if end < len(self.tokens) else None
        parts = (
            glue.cut_parts(figures.text, end - self.at) if figures and figures.text[:1].isdigit() else None
        )
        if not figures or not parts or len(parts) < 2:
            return False
        for token, amount in zip(self.tokens[self.at : end], cut_cell(figures, parts), strict=True):
            self._put([token.cell, amount])
        self.at = end + 1
        return True

    # -- goals and plan ------------------------------------------------------------------------------

    def _goals(self) -> bool:
        """预期目标 and 实际完成情况 side by side, their values behind them."""
        start = self.at
        block: list[Cell] = []
        if LABELS.get(self.look.word(start)) == "goals":
            block = [self.tokens[start].cell]
            start = self.look.next_filled(start + 1)
        second = self.look.next_filled(start + 1)
        if self.look.word(start) not in _EXPECTED or self.look.word(second) not in _ACTUAL:
            return False
        self._put([*block, self.tokens[start].cell, self.tokens[second].cell])
        end = self.look.value_end(second + 1)
        values = [token for token in self.tokens[second + 1 : end] if token.text]
        if self.dialect is Dialect.FLAT:
            values = flat.halves(values)
        if self.dialect is Dialect.WORDS:
            cells = [wrapped_cell(column, values) for column in two_columns(self._lines(values))]
        else:
            cut = middle_of([token.text for token in values])
            cells = [one_cell(values[:cut], values), one_cell(values[cut:], values)]
        empty = [Cell("", Span(cells[0].span.start, cells[0].span.start))] * len(block)
        if any(cell.text for cell in cells):
            self._put([*empty, *cells])
        self.at = end
        return True

    def _plan(self) -> bool:
        """Deadlines in a run, then as many percentages."""
        end = self.at
        run: list[Cell] = []
        while end < len(self.tokens) and DEADLINE.match(self.tokens[end].text):
            run.append(self.tokens[end].cell)
            end += 1
        if len(run) < 2:
            return False
        self._put(run)
        values: list[Cell] = []
        while end < len(self.tokens) and len(values) < len(run) and kinds.is_number(self.tokens[end].text):
            values.append(self.tokens[end].cell)
            end += 1
        if values:
            self._put(values)
        self.at = end
        return True

    def _lines(self, values: Sequence[Token]) -> list[list[Token]]:
        """Tokens by the line in which they stand."""
        numbers = line_numbers([token.cell.span.start for token in values], self.text)
        lines: list[list[Token]] = []
        for place, token in enumerate(values):
            if not place or numbers[place] != numbers[place - 1]:
                lines.append([])
            lines[-1].append(token)
        return lines

    # -- labels and values ---------------------------------------------------------------------------

    def _labels(self) -> None:
        """A label with its value; labels in a run over an indicator heading share the first row below it."""
        run = [self.at]
        while self.look.next_filled(run[-1] + 1) < len(self.tokens) and is_label(
            self.tokens[self.look.next_filled(run[-1] + 1)].text
        ):
            run.append(self.look.next_filled(run[-1] + 1))
        behind = self.look.next_filled(run[-1] + 1)
        if len(run) >= 3 and self.look.word(behind) in LEVEL_WORDS:
            self._heading_of_labels(run, behind)
            return
        end = self.look.value_end(self.at + 1)
        values = [token for token in self.tokens[self.at + 1 : end] if token.text]
        label = LABELS[self.look.word(self.at)]
        cells = [token.cell for token in values]
        if label not in FOOT and len(values) > 1:
            join = wrapped_cell if self.dialect is Dialect.WORDS else one_cell
            cells = [join(values, values)]
        if label == "total" and len(cells) == 1:
            cells = cut_cell(cells[0], glue.cut_total(cells[0].text))
        self._put([self.tokens[self.at].cell, *cells])
        self.at = end

    def _heading_of_labels(self, run: Sequence[int], behind: int) -> None:
        """One long heading row: labels of the head, then the headings of the table; below it the values."""
        headings, end = self.look.heading_run(behind, HEADINGS)
        labels = [self.tokens[label] for label in run]
        first_row = self._head_values(labels, end)
        # Without values it is the heading repeated on a new page.
        self._indicators(headings, end if first_row == end else first_row, labels)
        while self.look.begins_project(self.at, labels, self.text):
            # Another project, below the heading of the first.
            first_row = self._head_values(labels, self.at)
            if first_row == self.at:
                return
            self._indicators(headings, first_row, labels)

    def _head_values(self, labels: Sequence[Token], start: int) -> int:
        """Put the labels of the head with the values before the first row; returns the index of that row."""
        first_row = start
        while first_row < len(self.tokens) and not self.look.begins_row(first_row):
            first_row += 1
        values = [token for token in self.tokens[start:first_row] if token.text]
        if len(values) < len(labels):
            return start
        # The last label's value, the goals, may be broken over lines.
        cells = [token.cell for token in values[: len(labels) - 1]]
        cells.append(one_cell(values[len(labels) - 1 :], values))
        for label, cell in zip(labels, cells, strict=True):
            self._put([label.cell, cell])
        return first_row
