"""Tables of money in a stream of tokens: funds by source, costs by item, a total with its sources."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.layout import flat, glue
from pipeline.layout.cells import cut_cell, one_cell
from pipeline.layout.lattice import Lattice, Options
from pipeline.layout.lexicon import BLOCKS, COST_WORDS, FUND_WORDS, LABELS, LEVEL_WORDS
from pipeline.layout.lookout import MONEY, is_label
from pipeline.layout.side_by_side import sources_side_by_side
from pipeline.layout.token import Token
from pipeline.layout.tokens import Dialect
from pipeline.layout.walk import Walk
from schemas import kinds
from schemas.layout import Cell
from schemas.source import Span
from schemas.vocabulary import (
    EXECUTION_POINTS,
    ITEM_BLOCKS,
    MONEY_SOURCE,
    MONEY_TOTALS,
    fold_heading,
    known_heading,
)

_UNDECIDED = 5.0
_UNIT_PIECE = re.compile(r"(?:[(（]万?|万?元[)）])$")  # of (万元) where a line ends in it


class MoneyWalk(Walk):
    """Reads the tables of money; each method tells whether one stands where the walk is."""

    def fund_table(self) -> bool:
        start = self.at
        block: list[Cell] = []
        if self.look.word(start) in BLOCKS:
            block = [self.tokens[start].cell]
            start = self.look.next_filled(start + 1)
        run, end = self.look.heading_run(start, FUND_WORDS)
        names = [FUND_WORDS.get(known_heading(token.text, FUND_WORDS) or "") for token in run]
        if len(run) < 3 or sum(name in MONEY for name in names) < 2:
            return False
        if block:
            self.put(block)
        if fold_heading(run[0].text) in BLOCKS and names.count(names[0]) > 1:
            # 年度预算数(万元) over 年初预算, 调整后预算数: the heading of a group.
            self.put([run[0].cell])
            run, names = run[1:], names[1:]
        cells = [token.cell for token in run]
        if names[0] != "source":
            place = run[0].cell.span.start
            cells.insert(0, Cell("", Span(place, place)))
            names.insert(0, "source")
        if self.lined:
            self.at = self.wrapped_table(end, names, cells, self.look.ends_funds, [range(len(names))])
            return True
        self.put(cells)
        if self.dialect is Dialect.FLAT:
            self.at = self._glued_funds(end, names)
        else:
            self.at = self.table(end, names, self.look.ends_funds)
        return True

    def _glued_funds(self, start: int, names: list[str | None]) -> int:
        """Rows of a glued funds block: a source, then figures without anything between them."""
        end = start
        while end < len(self.tokens) and not self.look.ends_funds(end):
            end += 1
        fields = names[1:]
        while fields and fields[-1] in (None, "shortfall_reason"):
            fields.pop()  # remarks, which hold no figures
        remarks = len(names) - 1 - len(fields)
        rows = flat.fund_rows(self.tokens[start:end], bool(remarks))
        totals: list[str] = []
        for source, figures, remark in rows:
            cut = glue.cut_funds(figures.text, fields, totals) if figures.text else ("",) * len(fields)
            if cut is None:
                lattice = Lattice(names, Options(flat.LONGEST, glued=True))
                parts = [Token(source), *flat.atoms([Token(figures)], self.text)]
                # The arithmetic did not decide this row, and the kinds of its figures hardly can.
                dear = _UNDECIDED * len(parts)
                undecided = [row._replace(cost=row.cost + dear) for row in lattice.read(parts)]
                self.put_rows(undecided, parts)
                continue
            totals = totals or list(cut)
            rest = [remark, *[replace(remark, text="")] * remarks][:remarks]
            self.put([source, *cut_cell(figures, cut), *rest], aligned=True)
        return end

    def sources(self) -> bool:
        """Sources of money as headings side by side, their amounts below."""
        found = sources_side_by_side(self.tokens, self.at, self.text)
        if found is None:
            return False
        self.put([found.heading, found.label])
        for pair in found.pairs:
            self.put(pair)
        self.at = found.end
        return True

    def cost_table(self) -> bool:
        start = self.at
        if self.look.word(start) in BLOCKS:
            start = self.look.next_filled(start + 1)
        run, end = self.look.heading_run(start, COST_WORDS)
        names = [COST_WORDS.get(fold_heading(token.text)) for token in run]
        if len(run) < 3 or names[0] != "item" or "amount" not in names:
            return False
        self.put([token.cell for token in run])
        self.at = self.table(end, names, self.look.ends_costs)
        return True

    def glued_items(self) -> bool:
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
        self.put([parts[0].cell, one_cell(parts[1:], parts)])
        self.at = end
        return True

    def money(self) -> bool:
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
            if rows and EXECUTION_POINTS.match(text):
                self.found[-1] = replace(self.found[-1], cells=(*self.found[-1].cells, self.tokens[i].cell))
                i += 1
                continue
            if rows and self._is_beside(i):
                # The label beside the block, in the middle of its lines.
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
            self.put(cells)
            rows, i = rows + 1, behind
        self.at = i
        return rows > 0

    def _is_beside(self, index: int) -> bool:
        """Whether a token is the label beside the block, or a piece of it, in the middle of its lines."""
        text, word = self.tokens[index].text, self.look.word(index)
        if _UNIT_PIECE.sub("", text) in {"", *BLOCKS} and _UNIT_PIECE.search(text):
            return True
        behind = self.look.next_filled(index + 1)
        amount = behind < len(self.tokens) and kinds.is_number(self.tokens[behind].text.rstrip("元万"))
        return word in MONEY_TOTALS and not amount

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
            self.put([token.cell, amount])
        self.at = end + 1
        return True
