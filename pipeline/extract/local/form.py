"""One form: its rows, read block by block from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.local import amounts, code, costs, funds, indicators, labels, money, plan
from pipeline.extract.local.columns import Column, assign, match_heading, refine
from pipeline.extract.local.coverage import MOST_UNREAD, unread_share
from pipeline.extract.local.draft import Draft, Value, escape, joined
from pipeline.extract.local.mend import mend_name, seam_cells
from schemas import kinds
from schemas.layout import Cell, FormRegion, Row
from schemas.source import SourceText, Span
from schemas.text import clean, middle_of
from schemas.vocabulary import GOAL_HEADINGS, HALF_YEAR_GOALS, NOT_APPLICABLE, extra_key, fold_label

_NUMBERED_TITLE = re.compile(r"^(?P<number>\d{1,3})(?:[.、．]|(?=[^\d.、．年%]))")
_YEAR_NOTE = re.compile(r"^[(（]?(?P<year>(?:19|20)\d{2})年?度?[)）]?$")
_TITLE_YEAR = re.compile(r"[(（](?P<year>(?:19|20)\d{2})年?度?[)）]$")
# 2022年度项目支出绩效自评表 names the form's year; in 2024年选调生补助资金 it is part of a project's name.
_YEAR_OF_FORM = re.compile(r"(?P<year>(?:19|20)\d{2})年度?(?=部门|项目|预算|整体|绩效|单位|财政)")
_DEPARTMENT_LINE = re.compile(r"^(?P<code>\d{6,12})[-—]?(?P<name>[\u4e00-\u9fff][^。；;，,]{2,60}?)$")
_NOTE_ITEM = re.compile(r"^[2-9][.、．]")
_UNKNOWN_LABEL = re.compile(r"^[\u4e00-\u9fff、（）()/]{2,24}[:：]?$")
_CODE_AND_NAME = re.compile(r"^(?P<code>\d{6}(?=[\u4e00-\u9fff])|\d{3,12}(?=[-—]))[-—]?(?P<name>.+)$")
_DEPARTMENT_START = re.compile(r"^\d{6,12}[\u4e00-\u9fff]{1,30}$")
_UNIT_LINE = re.compile(r"(?:金额)?单位[:：]\s*(?P<unit>万?元)")
_UNIT_IN_LABEL = re.compile(r"(?:资金|金额|预算|情况)[^\s(（]{0,4}[(（](?:单位[:：])?(?P<unit>万?元)[)）]")
_UNIT_ALONE = re.compile(r"^[(（](?:单位[:：])?(?P<unit>万?元)[)）]$")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})[年.\-/](?P<m>1[0-2]|0?[1-9])[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])日?"
)
_GOAL_ITEM = re.compile(r"\n")
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
    money: money.MoneyRows = field(default_factory=money.MoneyRows)
    note: str = ""  # where a note that may go on was put
    waiting: str | None = None  # what the next row holds: purpose, plan or goals
    deadlines: list[plan.Deadline] = field(default_factory=list)
    goal_columns: list[Column] = field(default_factory=list)
    fragments: list[Cell] = field(default_factory=list)  # pieces of a code above its row

    def read(self) -> Draft:
        """The form's draft: title first, then every row, then what only the whole form decides."""
        self._title()
        for row in self.region.rows:
            self._row(row)
        if self.deadlines:
            self.draft.update("", plan.read(self.deadlines, None, self.source))
        if self.funds:
            self.draft.update("", self.funds.draft())
        if self.costs:
            self.draft.update("", self.costs.draft())
        if self.money.found and not self.funds:
            self.draft.update("", self.money.draft())
        if self.table:
            self.draft.update("", self.table.draft())
        self._form_type()
        mend_name(self.draft)
        spans = [span for value in self.draft.values.values() for span in value.spans]
        if unread_share(self.region.rows, spans) > MOST_UNREAD:
            self.draft.doubt(
                "",
                "本表有较多文字没有读入，整表请对照原文",
                "much of this form's text was not read; compare all of it",
            )
        return self.draft

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
            self.draft.put("/year", Value(int(named["year"]), (cell.span,)))
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
            self._start_table(columns)
            return
        found = funds.heading(row)
        if found and not self.in_table:
            self.funds = funds.FundTable(found)
            self.in_funds, self.waiting = True, None
            self._unit(row)
            return
        cost_columns = costs.heading(row)
        if cost_columns and not self.in_table:
            self.costs, self.in_costs, self.waiting = costs.CostTable(cost_columns), True, None
            return
        if self.in_costs and self.costs and self._is_cost(row):
            self.costs.add(row)
            return
        self.in_costs = False
        if self.in_table and self.table and not self._leaves_table(row):
            refined = refine(self.table.columns, row) if self.headed else None
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
        self._head_row(row)

    def _start_table(self, columns: list[Column]) -> None:
        if self.table:
            self.table.turn_page(columns)
        else:
            self.table = indicators.IndicatorTable(self.source, columns)
        self.in_table, self.in_funds, self.in_costs, self.waiting = True, False, False, None
        self.headed = True

    def _leaves_table(self, row: Row) -> bool:
        """Whether a row stands below the table: the total, the conclusion, who to ask."""
        first = row.filled[0]
        known = labels.field_of(first.text) or (labels.split_label(first, self.source) or ("",))[0]
        if known == "total":
            self.in_table = False
        return known in _FOOT_FIELDS or known.startswith("extra/")

    @staticmethod
    def _is_furniture(row: Row) -> bool:
        return all(labels.is_block_label(cell.text) for cell in row.filled)

    def _is_cost(self, row: Row) -> bool:
        """Whether a row below a heading of costs still is an estimate: it names an item and has a figure, or
        is the row of their sum."""
        first = row.filled[0].text
        return any(kinds.is_number(cell.text) for cell in row.filled[1:]) and (
            labels.field_of(first) in (None, "total") and not labels.is_block_label(first)
        )

    def _is_fund(self, row: Row) -> bool:
        known = {labels.field_of(cell.text) for cell in row.filled} - {None, "total", *_MONEY_FIELDS}
        return not known and funds.is_fund_row(row) and not self._goal_heading(row)

    # -- head and foot -------------------------------------------------------------------------------

    def _head_row(self, row: Row) -> None:
        if self._waited_for(row):
            return
        goal_columns = self._goal_heading(row)
        if goal_columns:
            self.goal_columns, self.waiting = goal_columns, "goals"
            return
        found = plan.deadlines(row)
        if found:
            self.deadlines, self.waiting = found, "plan"
            return
        self._unit(row)
        if self.money.take(row):
            return
        found_pairs = list(labels.pairs(row, self.source))
        if not found_pairs and all(code.is_fragment(cell.text) for cell in row.filled):
            self.fragments.extend(row.filled)
            return
        if not labels.field_of(row.filled[0].text):
            self._over_head(row)
        if any(name == "budget/fiscal" for name, _ in found_pairs):
            self._unlabelled_total(row)
        if not found_pairs and (self.table or self._is_pair_of_label(row)):
            self._unknown_label(row)
        for name, cells in found_pairs:
            if not (name == "department/stamped" and cells and cells[0].text in ("元", "万元")):
                self._field(name, cells)

    def _waited_for(self, row: Row) -> bool:
        """Take a row that the row above announced; False when it is something else after all."""
        waiting, self.waiting = self.waiting, None
        if waiting == "plan":
            self.draft.update("", plan.read(self.deadlines, row, self.source))
            self.deadlines = []
            return True
        if waiting in ("goals", "goals_wrapped") and not self._announces(row):
            for name, found in self._two_goals(row):
                self._append(f"/{name}", joined(found))
            self.waiting = "goals_wrapped"
            return True
        if waiting == "goal_items" and len(row.filled) == 1 and not self._announces(row):
            self._more_goals(row.filled[0])
            return True
        if waiting == "note" and len(row.filled) == 1 and _NOTE_ITEM.match(row.filled[0].text):
            self._append(self.note, Value.of(row.filled[0]))
            self.waiting = "note"
            return True
        if waiting == "purpose" and not plan.deadlines(row) and self._is_purpose(row):
            cells: Sequence[Cell] = row.filled
            # What stands in the label's column is the rest of the label, however damaged.
            rest = cells[1:] if len(cells) > 1 and cells[0] is row.cells[0] else cells
            self.draft.put("/purpose", seam_cells(rest))
            return True
        return False

    def _two_goals(self, row: Row) -> list[tuple[str, Sequence[Cell]]]:
        """The cells of the expected and of the actual goal. Wrapped lines may have become cells of their own:
        then the second goal begins behind a sentence, near the middle."""
        names = [column.field or "extra/" + escape(column.heading) for column in self.goal_columns]
        if len(row.filled) <= len(names):
            return [(names[index], cells) for index, cells in assign(row, self.goal_columns).cells.items()]
        cut = middle_of([cell.text for cell in row.filled])
        return list(zip(names, (row.filled[:cut], row.filled[cut:]), strict=False))

    def _announces(self, row: Row) -> bool:
        """Whether a row holds a label or heading of its own, so that it is not the rest of the one above."""
        known = next(labels.pairs(row, self.source), None) is not None
        return (
            known or any(labels.is_block_label(cell.text) for cell in row.filled) or row.filled[0].text == ""
        )

    def _append(self, pointer: str, value: Value | None) -> None:
        """Put a value, or add it to the one that a row above began."""
        before = self.draft.values.get(pointer)
        if before is None or value is None:
            self.draft.put(pointer, value)
            return
        spans = (*before.spans, *value.spans)
        self.draft.values[pointer] = replace(before, text=f"{before.text}{value.text}", spans=spans)

    def _more_goals(self, cell: Cell) -> None:
        """A further item of the goals, or the rest of the last one."""
        count = sum(pointer.startswith("/goals/") for pointer in self.draft.values)
        self.waiting = "goal_items"
        if re.match(rf"{count + 1}[.、．)）]", cell.text):
            self.draft.put(f"/goals/{count}", Value.of(cell))
        else:
            self._append(f"/goals/{count - 1}", Value.of(cell))

    def _is_purpose(self, row: Row) -> bool:
        known = [name for name, _ in labels.pairs(row, self.source)]
        return all(name == "purpose" for name in known)

    def _goal_heading(self, row: Row) -> list[Column]:
        for headings in (GOAL_HEADINGS, HALF_YEAR_GOALS):
            columns = match_heading(row, headings, least=2)
            if {c.field for c in columns} - {None} == set(headings):
                return columns
        return []

    def _over_head(self, row: Row) -> None:
        """The lines over the head: code and name of the body, unit of money, year in brackets."""
        self._cut_department_line(row)
        for cell in row.filled:
            unit = _UNIT_LINE.search(cell.text)
            if unit:
                self.draft.put("/money_unit", Value(unit["unit"], (cell.span,)))
            department = _DEPARTMENT_LINE.match(_UNIT_LINE.sub("", cell.text))
            if department and len(row.filled) <= 2:
                self.draft.put("/department/code", Value(department["code"], (cell.span,)))
                self.draft.put("/department/name", Value(department["name"], (cell.span,)))
            year = _YEAR_NOTE.match(cell.text)
            if year:
                self.draft.put("/year", Value(int(year["year"]), (cell.span,)))

    def _cut_department_line(self, row: Row) -> None:
        """A code-and-name line that column lines cut: the first cell begins with the code."""
        cells = [cell for cell in row.filled if not _UNIT_LINE.search(cell.text)]
        if len(cells) < 2 or not _DEPARTMENT_START.match(cells[0].text):
            return
        value = seam_cells(cells)
        department = _DEPARTMENT_LINE.match(str(value.text)) if value else None
        if value and department:
            self.draft.put("/department/code", Value(department["code"], (cells[0].span,)))
            self.draft.put("/department/name", replace(value, text=department["name"]))

    @staticmethod
    def _is_pair_of_label(row: Row) -> bool:
        return row.tabular and len(row.filled) == 2 and row.filled[0] is row.cells[0]

    def _unknown_label(self, row: Row) -> None:
        """A row of a label that has no field and its value: nothing on the page is dropped."""
        if len(row.filled) == 2 and _UNKNOWN_LABEL.match(row.filled[0].text):
            label, value = row.filled
            self.draft.put(f"/extra/{escape(extra_key(label.text))}", Value.of(value))

    def _unlabelled_total(self, row: Row) -> None:
        """The budget row's first amount is the total even where its label 预算数 was lost."""
        for cell in row.filled:
            if labels.field_of(cell.text) in _MONEY_FIELDS:
                return
            if kinds.is_number(cell.text):
                self.draft.put("/budget/total", amounts.amount(Value.of(cell)))
                return

    def _unit(self, row: Row) -> None:
        for cell, following in zip(row.filled, [*row.filled[1:], None], strict=True):
            text = cell.text if following is None else cell.text + following.text
            unit = _UNIT_IN_LABEL.search(text) or _UNIT_ALONE.match(cell.text)
            if unit:
                place = cell if unit.end() <= len(cell.text) else following or cell
                self.draft.put("/money_unit", Value(unit["unit"], (place.span,)))

    def _field(self, name: str, cells: Sequence[Cell]) -> None:
        cells = [cell for cell in cells if cell.text not in NOT_APPLICABLE]
        value = seam_cells(cells)
        if name in _MONEY_FIELDS:
            self.draft.put(f"/{name}", amounts.amount(value))
            self.waiting = "purpose"
        elif name.startswith("extra/"):
            self.note = f"/extra/{escape(name.removeprefix('extra/'))}"
            self.draft.put(self.note, value)
            self.waiting = "note"
        elif name == "project_code":
            self.draft.put("/project_code", code.read([*self.fragments, *cells], self.source))
        elif name == "project_name":
            self._project_name(value)
        elif name == "goals":
            self._goals(cells)
        elif name == "total":
            self._total(cells)
        elif name == "date":
            self._date(value)
        elif name == "contact":
            self._contact(value)
        elif name in ("department/stamped", "department/name"):
            self._department(value)
        elif name != "spending_plan":
            self.draft.put(f"/{name}", value)

    def _project_name(self, value: Value | None) -> None:
        split = code.split_name(str(value.text)) if value else None
        if value and split:
            self.draft.put("/project_code", code.respelled(replace(value, text=split[0])))
            value = replace(value, text=split[1])
        self.draft.put("/project_name", value)

    def _department(self, value: Value | None) -> None:
        """A name, or code and name joined by a dash."""
        match = _CODE_AND_NAME.match(str(value.text)) if value else None
        if value and match:
            self.draft.put("/department/code", replace(value, text=match["code"]))
            value = replace(value, text=match["name"])
        self.draft.put("/department/name", value)

    def _goals(self, cells: Sequence[Cell]) -> None:
        """Goals are one string per printed item: a new line that begins with the next number."""
        self.waiting = "goal_items" if cells else None
        if len(cells) != 1:
            self.draft.put("/goals/0", seam_cells(cells))
            return
        for index, (text, span) in enumerate(_items(self.source, cells[0])):
            self.draft.put(f"/goals/{index}", Value(text, (span,)))

    def _total(self, cells: Sequence[Cell]) -> None:
        figures = [cell for cell in cells if amounts.points(Value.of(cell)) and cell.text[0].isdigit()]
        grades = [cell for cell in cells if fold_label(cell.text) in ("优", "良", "中", "差")]
        columns = [c.field for c in self.table.columns] if self.table else []
        names = [name for name in columns if name in ("weight", "score")] or ["weight", "score"]
        for name, cell in zip(names, figures, strict=False):
            self.draft.put(f"/total_{name}", amounts.points(Value.of(cell)))
        self.draft.put("/conclusion", Value.of(grades[0]) if grades else None)

    def _date(self, value: Value | None) -> None:
        match = _DATE.search(str(value.text)) if value else None
        if value and match:
            iso = f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}"
            self.draft.put("/date", replace(value, text=iso))

    def _contact(self, value: Value | None) -> None:
        if value is None:
            return
        match = re.match(r"^(?P<person>\D{2,12}?)(?P<phone>[\d-]{6,}.*)?$", str(value.text))
        if match:
            self.draft.put("/contact/person", replace(value, text=match["person"]))
            if match["phone"]:
                self.draft.put("/contact/phone", replace(value, text=match["phone"]))

    def _form_type(self) -> None:
        """A self-evaluation says so in its title or has a column for what was achieved."""
        fields = {column.field for column in self.table.columns} if self.table else set()
        title = self.draft.text("/title") or ""
        evaluated = "自评" in title or "actual" in fields or self.draft.text("/actual_goal") is not None
        self.draft.put("/form_type", Value("self_evaluation" if evaluated else "targets", ()))


def _items(source: SourceText, cell: Cell) -> list[tuple[str, Span]]:
    """The printed items of a cell that holds several lines: each begins with the next item number."""
    raw = source.excerpt(cell.span).replace("|", " ")  # a cell that runs over pipes keeps its offsets
    starts = [0]
    for match in _GOAL_ITEM.finditer(raw):
        rest = raw[match.end() :].lstrip()
        if re.match(rf"{len(starts) + 1}[.、．)）]", rest) and raw[: match.start()].strip():
            starts.append(match.end())
    bounds = zip(starts, [*starts[1:], len(raw)], strict=True)
    base = cell.span.start
    found = []
    for start, end in bounds:
        piece = raw[start:end]
        inner = piece.strip()
        at = base + start + piece.index(inner)
        found.append((clean(inner), Span(at, at + len(inner))))
    return found
