"""The head and foot of a form: labels with their values, goals, the spending plan, who to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile, takewhile

from pipeline.extract.local import amounts, code, labels, money, plan
from pipeline.extract.local.columns import Column, assign, match_heading
from pipeline.extract.local.cuts import pairs
from pipeline.extract.local.draft import Draft, Value, joined
from pipeline.extract.local.mend import seam_cells
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.pointers import escape
from schemas.source import SourceText, Span
from schemas.text import clean, middle_of
from schemas.vocabulary import GOAL_HEADINGS, HALF_YEAR_GOALS, NOT_APPLICABLE, extra_key, fold_label

_YEAR_NOTE = re.compile(r"^[(（]?(?P<year>(?:19|20)\d{2})年?度?[)）]?$")
_DEPARTMENT_LINE = re.compile(r"^(?P<code>\d{6,12})[-—]?(?P<name>[\u4e00-\u9fff][^。；;，,]{2,60}?)$")
_NOTE_ITEM = re.compile(r"^[2-9][.、．]")
_UNKNOWN_LABEL = re.compile(r"^[\u4e00-\u9fff、（）()/]{2,24}[:：]?$")
_ITEM_ENDS = re.compile(r"\n|(?<=[。；;])(?:[^\S\n]|(?=目标\d))")
_CODE_AND_NAME = re.compile(r"^(?P<code>\d{6}(?=[\u4e00-\u9fff])|\d{3,12}(?=[-—]))[-—]?(?P<name>.+)$")
_DEPARTMENT_START = re.compile(r"^\d{6,12}[\u4e00-\u9fff]{1,30}$")
_UNIT_LINE = re.compile(r"(?:金额)?单位[:：]\s*(?P<unit>万?元)")
_UNIT_IN_LABEL = re.compile(r"(?:资金|金额|预算|情况)[^\s(（]{0,4}[(（](?:单位[:：])?(?P<unit>万?元)[)）]")
_UNIT_ALONE = re.compile(r"^[(（](?:单位[:：])?(?P<unit>万?元)[)）]$")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})[年.\-/](?P<m>1[0-2]|0?[1-9])[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])日?"
)
_SWALLOWED = (
    "这里可能夹有另一栏目的名称和内容，请对照原文",
    "another label with its value may stand in this one; compare with the source",
)
_HEADING_FOR_GOAL = (
    "这里像是下一段的标题，不是绩效目标，请对照原文",
    "this looks like the heading of what follows, not like a goal; compare with the source",
)
# A line of its own between two others that may be a label.
_LABEL_LINE = re.compile(r"[\u4e00-\u9fff()（）]{2,10}[:：]?")
_GOAL_HEADING = re.compile(
    r"^(?:中期|长期|中长期|年度|当年|本年|总体|实施期)[^。；;，,]{0,6}目标(?:[(（][^()（）]*[)）])?$"
)
_MONEY_FIELDS = frozenset({"budget/total", "budget/fiscal", "budget/other"})


@dataclass(slots=True)
class HeadReader:
    """Reads rows of labels and values into the form's draft. A row may announce what the next one holds
    (``waiting``: the purpose, the plan's percentages, two goals, more goals, a note that goes on)."""

    source: SourceText
    draft: Draft
    waiting: str | None = None
    below_table: bool = False  # whether the table of indicators stands above
    score_columns: Sequence[str] = ("weight", "score")  # the columns that a total row can have
    money: money.MoneyRows = field(default_factory=money.MoneyRows)
    note: str = ""  # where a note that may go on was put
    deadlines: list[plan.Deadline] = field(default_factory=list)
    goal_columns: list[Column] = field(default_factory=list)
    fragments: list[Cell] = field(default_factory=list)  # pieces of a code above its row

    def finish(self, has_funds: bool) -> None:
        """Put what only the end of the form decides: a plan without percentages, money by source."""
        if self.deadlines:
            self.draft.update("", plan.read(self.deadlines, None, self.source))
        if self.money.found and not has_funds:
            self.draft.update("", self.money.draft())

    def read(self, row: Row) -> None:
        """Put what one row says; a row that fits nothing is left unread."""
        if self._waited_for(row):
            return
        goal_columns = self.goal_heading(row)
        if goal_columns:
            self.goal_columns, self.waiting = goal_columns, "goals"
            return
        found = plan.deadlines(row)
        if found:
            self.deadlines, self.waiting = found, "plan"
            return
        self.unit(row)
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
        if not found_pairs and (self.below_table or self._is_pair_of_label(row)):
            self._unknown_label(row)
        found_pairs = self._unlabelled_code(row, found_pairs)
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
        if waiting == "goal_items" and not self._announces(row) and self._more_goals(row.filled):
            return True
        if waiting == "note" and len(row.filled) == 1 and _NOTE_ITEM.match(row.filled[0].text):
            self._append(self.note, Value.of(row.filled[0]))
            self.waiting = "note"
            return True
        if waiting == "purpose" and not plan.deadlines(row) and self._is_purpose(row):
            cells: Sequence[Cell] = row.filled
            # What stands in the label's column is the rest of the label, however damaged.
            rest = cells[1:] if len(cells) > 1 and cells[0] is row.cells[0] else cells
            self.draft.put("/purpose", self._seam(rest))
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
        return known or any(labels.is_block_label(cell.text) for cell in row.filled)

    def _append(self, pointer: str, value: Value | None) -> None:
        """Put a value, or add it to the one that a row above began."""
        before = self.draft.values.get(pointer)
        if before is None or value is None:
            self.draft.put(pointer, value)
            return
        spans = (*before.spans, *value.spans)
        self.draft.values[pointer] = replace(before, text=f"{before.text}{value.text}", spans=spans)

    def _more_goals(self, cells: Sequence[Cell]) -> bool:
        """Take a further item of the goals, which column lines may have cut, or the rest of the last one."""
        count = sum(pointer.startswith("/goals/") for pointer in self.draft.values)
        if re.match(rf"{count + 1}[.、．)）]", cells[0].text):
            self.draft.put(f"/goals/{count}", self._seam(cells))
        elif len(cells) == 1:
            self._append(f"/goals/{count - 1}", Value.of(cells[0]))
        else:
            return False
        self.waiting = "goal_items"
        return True

    def _seam(self, cells: Sequence[Cell]) -> Value | None:
        return seam_cells(cells, pairs(self.source.text))

    def _is_purpose(self, row: Row) -> bool:
        known = [name for name, _ in labels.pairs(row, self.source)]
        # A label with a cell of its own is no part of a text that column lines cut.
        return all(name == "purpose" for name in known) and not (known and row.ruled)

    @staticmethod
    def goal_heading(row: Row) -> list[Column]:
        """The columns of expected and actual goals, of the year or of two halves; empty if there are none."""
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
            year = _YEAR_NOTE.match(_UNIT_LINE.sub("", cell.text).strip())
            if year:
                self.draft.put("/year", Value(int(year["year"]), (cell.span,)))

    def _cut_department_line(self, row: Row) -> None:
        """A code-and-name line that column lines cut: the first cell begins with the code."""
        # The parts of a cut cell stand side by side; behind an empty cell stands the unit, however damaged.
        cells = list(takewhile(lambda cell: cell.text, dropwhile(lambda cell: not cell.text, row.cells)))
        cells = [cell for cell in cells if not _UNIT_LINE.search(cell.text)]
        if len(cells) < 2 or not _DEPARTMENT_START.match(cells[0].text):
            return
        value = self._seam(cells)
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

    @staticmethod
    def _unlabelled_code(row: Row, pairs_: list[tuple[str, list[Cell]]]) -> list[tuple[str, list[Cell]]]:
        """A project's code is known by its form where its label before the project's name is damaged."""
        names = [name for name, _ in pairs_]
        if names[:1] != ["project_name"] or len(row.filled) < 4 or not code.begins(row.filled[1].text):
            return pairs_
        label = next((i for i, c in enumerate(row.filled) if labels.field_of(c.text) == "project_name"), 0)
        return [("project_code", list(row.filled[1:label])), *pairs_] if label > 1 else pairs_

    def _unlabelled_total(self, row: Row) -> None:
        """The budget row's first amount is the total even where its label 预算数 was lost."""
        for cell in row.filled:
            if labels.field_of(cell.text) in _MONEY_FIELDS:
                return
            if kinds.is_number(cell.text):
                self.draft.put("/budget/total", amounts.amount(Value.of(cell)))
                return

    def unit(self, row: Row) -> None:
        """Put the unit of money that a label of this row states, if any: 资金（万元）."""
        for cell, following in zip(row.filled, [*row.filled[1:], None], strict=True):
            text = cell.text if following is None else cell.text + following.text
            unit = _UNIT_IN_LABEL.search(text) or _UNIT_ALONE.match(cell.text)
            if unit:
                place = cell if unit.end() <= len(cell.text) else following or cell
                self.draft.put("/money_unit", Value(unit["unit"], (place.span,)))

    def _field(self, name: str, cells: Sequence[Cell]) -> None:
        cells = [cell for cell in cells if cell.text not in NOT_APPLICABLE]
        value = self._seam(cells)
        if value and name != "goals" and self._may_hold_label(cells):
            value = value.doubted(*_SWALLOWED)
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

    def _may_hold_label(self, cells: Sequence[Cell]) -> bool:
        """Whether a value goes on behind an empty line, or over a line that looks like a label: where every
        cell has a line of its own, a label that is not known does not part two values."""
        for cell in cells:
            lines = [line.strip() for line in self.source.excerpt(cell.span).split("\n")]
            if any(not line or _LABEL_LINE.fullmatch(line) for line in lines[1:-1]):
                return True
        return False

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
            self.draft.put("/goals/0", self._seam(cells))
            return
        items = [Value(text, spans) for text, spans in _items(self.source, cells[0])]
        if any(_GOAL_HEADING.match(str(item.text)) for item in items):
            items = [item.doubted(*_HEADING_FOR_GOAL) for item in items]
        for index, item in enumerate(items):
            self.draft.put(f"/goals/{index}", item)

    def _total(self, cells: Sequence[Cell]) -> None:
        figures = [cell for cell in cells if amounts.points(Value.of(cell)) and cell.text[0].isdigit()]
        grades = [cell for cell in cells if fold_label(cell.text) in ("优", "良", "中", "差")]
        for name, cell in zip(self.score_columns, figures, strict=False):
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


def _begins_item(text: str, number: int) -> bool:
    """Whether a text begins with the number of an item.

    >>> _begins_item("2.购置设备", 2), _begins_item("目标2：购置设备", 2), _begins_item("2025年", 2)
    (True, True, False)
    """
    return re.match(rf"(?:{number}[.、．)）]|目标{number}[:：.、])", text) is not None


def _items(source: SourceText, cell: Cell) -> list[tuple[str, tuple[Span, ...]]]:
    """The printed items of a cell: each begins with the next item number, in a line of its own or behind a
    blank that ends the sentence before."""
    if cell.parts:
        return _items_of_parts(source, cell.parts)
    raw = source.excerpt(cell.span).replace("|", " ")  # a cell that runs over pipes keeps its offsets
    starts = [0]
    for line in (match.end() for match in _ITEM_ENDS.finditer(raw)):
        rest = raw[line:].lstrip()
        if _begins_item(rest, len(starts) + 1) and raw[:line].strip():
            starts.append(line)
    bounds = zip(starts, [*starts[1:], len(raw)], strict=True)
    base = cell.span.start
    found: list[tuple[str, tuple[Span, ...]]] = []
    for start, end in bounds:
        piece = raw[start:end]
        inner = piece.strip()
        at = base + start + piece.index(inner)
        found.append((clean(inner), (Span(at, at + len(inner)),)))
    return found


def _items_of_parts(source: SourceText, parts: Sequence[Span]) -> list[tuple[str, tuple[Span, ...]]]:
    """The items of a cell whose lines stand beside other cells."""
    found: list[list[Span]] = []
    for span in parts:
        if not found or _begins_item(source.excerpt(span), len(found) + 1):
            found.append([])
        found[-1].append(span)
    return [("".join(clean(source.excerpt(span)) for span in item), tuple(item)) for item in found]
