"""A stream of tokens -> rows, guided by the labels and headings that forms print.

The walk goes from one label or heading to the next. What follows a label is its value; what follows the
headings of a table is read into rows and columns by :mod:`pipeline.layout.lattice`, up to the next label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout import flat, glue, glued, glued_heading, headless
from pipeline.layout.cells import (
    columns_by_place,
    cut_cell,
    heading_cell,
    one_cell,
    two_columns,
    wrapped_cell,
)
from pipeline.layout.lattice import Options
from pipeline.layout.lexicon import BLOCKS, HEADINGS, LABELS, LEVEL_WORDS
from pipeline.layout.lookout import DEADLINE, FOOT, Lookout, begins_label, columns_of, is_label
from pipeline.layout.money_walk import MoneyWalk
from pipeline.layout.token import Token
from pipeline.layout.tokens import Dialect
from pipeline.layout.walk import FILLER
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean, middle_of
from schemas.vocabulary import (
    COLUMN_ORDERS,
    EXECUTION_ROWS,
    HEAD_LABELS,
    LONG_TERM_GOALS,
    fold_heading,
)

_MOST_ORDERS = 5
_EXPECTED = frozenset(HEAD_LABELS["expected_goal"])
_ACTUAL = frozenset(HEAD_LABELS["actual_goal"])


def _orders(columns: Sequence[tuple[str | None, Token]]) -> list[list[int]]:
    """The orders that the columns of a table may have, as the headings leave it open."""
    count = min(len(token.orders) for _, token in columns)
    places = range(len(columns))
    return [
        sorted(places, key=lambda place: columns[place][1].orders[number])
        for number in range(min(count, _MOST_ORDERS))
    ] or [list(places)]


class Stream(MoneyWalk):
    """Walks over the tokens of a text; :meth:`rows` gives its rows."""

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
        body = [token for token in self.tokens[:end] if not FILLER.match(token.text)]
        while body and not body[0].text:
            body = body[1:]
        if self.dialect is Dialect.FLAT or not headless.is_table([token.text for token in body]):
            return
        columns = self.look.later_columns(end)
        orders = [[name for name, _ in columns]] if columns else COLUMN_ORDERS
        options = Options(empties=self.dialect is Dialect.PIPES, starts_anywhere=True)
        rows, order = headless.best_order(body, orders, options)
        place = body[0].cell.span.start
        heads = [token.cell for _, token in columns] or [heading_cell(name or "", place) for name in order]
        self.put(heads)
        self.put_rows(rows, body)
        self.at = end

    def _step(self) -> None:
        token = self.tokens[self.at]
        if not token.text or FILLER.match(token.text):
            self.at += 1
            return
        if (
            self._indicator_table()
            or self.fund_table()
            or self.sources()
            or self.cost_table()
            or self.glued_items()
            or self.money()
            or self._goals()
            or self._plan()
        ):
            return
        if is_label(token.text):
            self._labels()
            return
        end = self.at + 1
        is_note = self.dialect is Dialect.WORDS and self.look.is_note(token.text)
        if is_note or fold_heading(token.text) in EXECUTION_ROWS:
            end = self.look.value_end(end)
        elif self.look.begins_goals(self.at) and self._goals_before_label():
            return
        self.put([wrapped_cell(self.tokens[self.at : end], [token])])
        self.at = end

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
            self.beside = "".join(clean(self.text[span.start : span.end]) for span in spans)
        self._indicators(run, end)
        return True

    def _indicators(self, headings: Sequence[Token], first_row: int, labels: Sequence[Token] = ()) -> None:
        """The table of indicators under a run of headings; ``labels`` of the head stood before them."""
        if self.dialect is Dialect.FLAT and first_row < len(self.tokens):
            whole = glued_heading.completed(headings, self.tokens[first_row], self.text)
            if whole:
                headings, behind = whole
                self.tokens = [*self.tokens[:first_row], behind, *self.tokens[first_row + 1 :]]
                self.look = Lookout(self.tokens)
        columns = columns_of(headings)
        fields = [name for name, _ in columns]
        if self.lined:
            cells = [token.cell for _, token in columns]

            def ends(index: int) -> bool:
                return self.look.ends_indicators(index) or self.look.begins_project(index, labels, self.text)

            self.at = self.wrapped_table(first_row, fields, cells, ends, _orders(columns))
        else:
            self.put([token.cell for _, token in columns])
            if self.dialect is Dialect.FLAT:
                fields = glued.columns(fields, [fold_heading(token.text) for _, token in columns])
            again = () if self.dialect is Dialect.FLAT else [token.cell for _, token in columns]
            self.at = self.table(first_row, fields, self.look.ends_indicators, again)

    # -- goals and plan ------------------------------------------------------------------------------

    def _goals(self) -> bool:
        """预期目标 and 实际完成情况 side by side, their values behind them."""
        start = self.at
        block: list[Cell] = []
        if LABELS.get(self.look.word(start)) == "goals":
            block = [self.tokens[start].cell]
            start = self.look.next_filled(start + 1)
        second = self.look.next_filled(start + 1)
        terms = self._terms(start, second)
        if not terms and (self.look.word(start) not in _EXPECTED or self.look.word(second) not in _ACTUAL):
            return False
        self.put([*block, self.tokens[start].cell, self.tokens[second].cell] if not terms else block)
        end = self.look.value_end(second + 1)
        values = [token for token in self.tokens[second + 1 : end] if token.text]
        if self.dialect is Dialect.FLAT:
            values = flat.halves(values)
        if self.lined:
            lines, over = self.lines(values), (self.tokens[start], self.tokens[second])
            placed = None if terms else columns_by_place(lines, over, self.text)
            cells = [wrapped_cell(column, values) for column in placed or two_columns(lines)]
        else:
            cut = middle_of([token.text for token in values])
            cells = [one_cell(values[:cut], values), one_cell(values[cut:], values)]
        # Where lines were put one after the other, which piece is whose rests on their widths alone.
        unsure = len(values) > 2 if self.tables else False
        unsure = unsure or (not self.lined and sum(token.text.endswith("。") for token in values) > 2)
        if terms:
            for index, cell in zip((start, second), cells, strict=True):
                self.put([self.tokens[index].cell, cell], doubtful=(1,) if unsure else ())
        elif any(cell.text for cell in cells):
            empty = [Cell("", Span(cells[0].span.start, cells[0].span.start))] * len(block)
            places = (len(block), len(block) + 1) if unsure else ()
            self.put([*empty, *cells], doubtful=places)
        self.at = end
        return True

    def _goals_before_label(self) -> bool:
        """Numbered goals whose label stands behind them, in the middle of its block or below it."""
        end = self.look.value_end(self.at + 1)
        if LABELS.get(self.look.word(end)) != "goals":
            return False
        values = self.tokens[self.at : end]
        self.put([self.tokens[end].cell, one_cell(values, values)])
        self.at = end + 1
        return True

    def _terms(self, start: int, second: int) -> bool:
        """Whether a goal of several years and that of the year are headings side by side."""
        words = {self.look.word(start), self.look.word(second)}
        labels = {LABELS.get(word) for word in words}
        return labels == {"goals", "extra"} and not words.isdisjoint(LONG_TERM_GOALS)

    def _plan(self) -> bool:
        """Deadlines in a run, then as many percentages."""
        end = self.at
        run: list[Cell] = []
        while end < len(self.tokens) and DEADLINE.match(self.tokens[end].text):
            run.append(self.tokens[end].cell)
            end += 1
        if len(run) < 2:
            return False
        self.put(run)
        values: list[Cell] = []
        while end < len(self.tokens) and len(values) < len(run) and kinds.is_number(self.tokens[end].text):
            values.append(self.tokens[end].cell)
            end += 1
        if values:
            self.put(values)
        self.at = end
        return True

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
            join = wrapped_cell if self.lined else one_cell
            cells = [join(values, values)]
        if label == "total" and len(cells) == 1:
            cells = cut_cell(cells[0], glue.cut_total(cells[0].text))
        before = self.found[-1].filled if self.found else ()
        unanswered = len(before) == 1 and is_label(before[0].text)
        apart = bool(self.tables) and label == "goals" and len(values) > 2
        apart = apart or (len(values) == 1 and begins_label(values[0].text))
        self.put([self.tokens[self.at].cell, *cells], doubtful=(1,) if apart else ())
        if unanswered and len(values) > 1:
            # The values of several labels stand behind the last of them.
            self.found[-1] = replace(self.found[-1], doubtful=tuple(range(1, len(cells) + 1)))
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
            self.put([label.cell, cell])
        return first_row
