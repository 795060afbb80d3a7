"""One form: its title, its blocks of rows from top to bottom, and what only the whole form decides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.extract.local import costs, funds, indicators, labels
from pipeline.extract.local.columns import Column, divide, match_heading, refine
from pipeline.extract.local.coverage import MOST_UNREAD, unread_share
from pipeline.extract.local.draft import Draft, Value
from pipeline.extract.local.head import HeadReader
from pipeline.extract.local.mend import mend_name
from schemas import kinds
from schemas.layout import Cell, FormRegion, Row
from schemas.source import SourceText, Span
from schemas.vocabulary import INDICATOR_HEADINGS, ITEM_BLOCKS, fold_heading

_NUMBERED_TITLE = re.compile(r"^(?P<number>\d{1,3})(?:[.、．]|(?=[^\d.、．年%]))")
_TITLE_YEAR = re.compile(r"[(（](?P<year>(?:19|20)\d{2})年?度?[)）]$")
# 2022年度项目支出绩效自评表 names the form's year; in 2024年选调生补助资金 it is part of a project's name.
_YEAR_OF_FORM = re.compile(
    r"(?P<year>(?:19|20)\d{2})年度?(?=部门|项目|预算|整体|绩效|单位|财政)|^(?P<first>(?:19|20)\d{2})年度"
)
_FOOT_FIELDS = frozenset({"total", "conclusion", "contact", "contact/person", "contact/phone", "date"})
_MONEY_FIELDS = frozenset({"budget/total", "budget/fiscal", "budget/other"})


@dataclass(slots=True)
class FormReader:
    """Reads the rows of one form into a draft with pointers relative to the form."""

    source: SourceText
    region: FormRegion
    draft: Draft = field(default_factory=Draft)
    table: indicators.IndicatorTable | None = None
    in_table: bool = False
    headed: bool = False  # the row above is the table's heading; a second row of headings may follow
    funds: funds.FundTable | None = None
    in_funds: bool = False
    costs: costs.CostTable | None = None
    in_costs: bool = False
    head: HeadReader = field(init=False)

    def __post_init__(self) -> None:
        self.head = HeadReader(self.source, self.draft)

    def read(self) -> Draft:
        """The form's draft: title first, then every row, then what only the whole form decides."""
        self._title()
        for row in self.region.rows:
            self._row(row)
        self.head.finish(has_funds=self.funds is not None)
        if self.funds:
            self.draft.update("", self.funds.draft())
        if self.costs:
            self.draft.update("", self.costs.draft())
        if self.table:
            self.draft.update("", self.table.draft())
        self._form_type()
        mend_name(self.draft)
        self._doubt_places()
        spans = [span for value in self.draft.values.values() for span in value.spans]
        rows = [row for row in self.region.rows if not _is_unread(row)]
        if unread_share(rows, spans) > MOST_UNREAD:
            self.draft.doubt(
                "",
                "本表有较多文字没有读入，整表请对照原文",
                "much of this form's text was not read; compare all of it",
            )
        return self.draft

    def _doubt_places(self) -> None:
        """Doubt the values of cells outside the table of indicators that may belong to another label."""
        spans = {row.cells[place].span for row in self.region.rows for place in row.doubtful}
        for pointer, value in self.draft.values.items():
            if not value.doubt and not pointer.startswith("/indicators/") and spans & set(value.spans):
                self.draft.values[pointer] = value.doubted(*indicators.DOUBT_PLACE)

    def _title(self) -> None:
        if self.region.title is None:
            return
        cell = self.region.title.filled[0]
        text = cell.text
        number = _NUMBERED_TITLE.match(text)
        if number:
            self.draft.put("/number", Value(int(number["number"]), (cell.span,)))
            text = text[number.end() :]
        year = _TITLE_YEAR.search(text)
        if year:
            self.draft.put("/year", Value(int(year["year"]), (cell.span,)))
            text = text[: year.start()]
        named = _YEAR_OF_FORM.search(text)
        if named:
            self.draft.put("/year", Value(int(named["year"] or named["first"]), (cell.span,)))
        self.draft.put("/title", Value(text, (self._tail(cell, text),)))

    def _tail(self, cell: Cell, text: str) -> Span:
        """Where ``text`` stands in a cell's raw text, or the whole cell."""
        at = self.source.excerpt(cell.span).find(text)
        if at < 0:
            return cell.span
        return Span(cell.span.start + at, cell.span.start + at + len(text))

    def _row(self, row: Row) -> None:
        columns = indicators.heading(row)
        if columns:
            self._start_table(columns, row)
            return
        found = [] if self.in_table else funds.heading(row)
        if found:
            self.funds = funds.FundTable(found, points=funds.points_of_heading(row))
            self.in_funds, self.head.waiting = True, None
            self.head.unit(row)
            return
        cost_columns = [] if self.in_table else costs.heading(row)
        if cost_columns:
            self.costs, self.in_costs, self.head.waiting = costs.CostTable(cost_columns), True, None
            return
        if self.in_costs and self.costs and self._is_cost(row):
            self.costs.add(row)
            return
        self.in_costs = False
        if self.in_table and self.table and not row.apart and not self._leaves_table(row):
            refined = self._divided(row) if self.headed else None
            self.headed = False
            if refined:
                self.table.columns = refined
            elif not self._is_furniture(row):
                self.table.add(row)
            return
        if self.in_funds and self.funds and self._is_fund(row):
            self.funds.add(row)
            return
        self.in_funds = False
        if _is_unread(row):
            self.draft.doubt(
                "/costs", "明细表没有分隔，未读入", "a table of items was not read: no separators"
            )
            return
        self.head.below_table = self.table is not None
        if self.table:
            names = [c.field for c in self.table.columns if c.field in ("weight", "score")]
            self.head.score_columns = [name for name in names if name] or ("weight", "score")
        self.head.read(row)

    def _start_table(self, columns: list[Column], row: Row) -> None:
        divided = divide(self.table.columns, columns, row) if self.headed and self.table else None
        if divided and self.table:
            self.table.columns, self.headed = divided, False
            return
        if self.table:
            self.table.turn_page(columns)
        else:
            self.table = indicators.IndicatorTable(self.source, columns)
        self.in_table, self.in_funds, self.in_costs, self.head.waiting = True, False, False, None
        self.headed = True

    def _divided(self, row: Row) -> list[Column] | None:
        """The columns below the row under the heading, where that is a second row of headings."""
        assert self.table
        columns = self.table.columns
        refined = refine(columns, row)
        if refined or not row.ruled:
            return refined
        below = match_heading(row, INDICATOR_HEADINGS, least=1)
        known = all(column.field for column in below) and len(below) == len(row.filled)
        return divide(columns, below, row) if known else None

    def _leaves_table(self, row: Row) -> bool:
        """Whether a row stands below the table: the total, the conclusion, who to ask."""
        first = row.filled[0]
        known = labels.field_of(first.text) or (labels.split_label(first, self.source) or ("",))[0]
        if known == "total":
            self.in_table = False
        return known in _FOOT_FIELDS or known.startswith("extra/")

    @staticmethod
    def _is_furniture(row: Row) -> bool:
        """Block labels, or the letters of the columns on a line of their own below the heading."""
        return all(labels.is_block_label(cell.text) or kinds.is_letter_note(cell.text) for cell in row.filled)

    def _is_cost(self, row: Row) -> bool:
        """Whether a row below a heading of costs still is an estimate: it names an item and has a figure, or
        is the row of their sum."""
        first = row.filled[0].text
        return any(kinds.is_number(cell.text) for cell in row.filled[1:]) and (
            labels.field_of(first) in (None, "total") and not labels.is_block_label(first)
        )

    def _is_fund(self, row: Row) -> bool:
        known = {labels.field_of(cell.text) for cell in row.filled} - {None, "total", *_MONEY_FIELDS}
        return not known and funds.is_fund_row(row) and not self.head.goal_heading(row)

    def _form_type(self) -> None:
        """A self-evaluation says so in its title or has a column for what was achieved."""
        fields = {column.field for column in self.table.columns} if self.table else set()
        title = self.draft.text("/title") or ""
        evaluated = "自评" in title or "actual" in fields or self.draft.text("/actual_goal") is not None
        self.draft.put("/form_type", Value("self_evaluation" if evaluated else "targets", ()))


def _is_unread(row: Row) -> bool:
    """Whether a row is a table of items that was passed on in one piece; it gets a doubt of its own."""
    return fold_heading(row.filled[0].text) in ITEM_BLOCKS and len(row.filled) == 2
