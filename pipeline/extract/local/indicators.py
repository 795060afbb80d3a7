"""The table of indicators: rows -> indicators, with merged cells and rows broken over a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.extract.local.columns import Column, are_parts, assign, match_heading, repeats_heading
from pipeline.extract.local.cut_rows import DOUBT_CUT, joined_rows
from pipeline.extract.local.draft import Draft, Value, joined
from pipeline.extract.local.glyphs import is_comparator
from pipeline.extract.local.likeness import move_scores, unlike_columns
from pipeline.extract.local.mend import give_back_words, mend_row, mend_wrapped, split_glued
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.phrases import REASON_BEGINS, REASON_ENDS
from schemas.pointers import escape
from schemas.source import SourceText, Span
from schemas.text import clean
from schemas.vocabulary import INDICATOR_HEADINGS, LEVEL_FAMILIES, NOT_APPLICABLE

_IDENTITY = ("level1", "level2", "level3")
# What a row needs to stand for itself; a row without any of them continues the one before.
_SUBSTANCE = ("level3", "target", "actual", "weight", "score", "comparator", "unit")
_MOST_GAPS = 3  # rows between two ends of pages, at least
_FIGURES = ("target", "actual", "weight", "score", "unit")

# An indicator's own number is not part of its name.
# Names of indicators hold no comma or full stop: two cells ran together, or a sentence strayed in.
_TWO_TEXTS = re.compile(r"[\u4e00-\u9fff][,，;；。][\u4e00-\u9fff]")
_DOUBT_BROKEN = (
    "本行有单元格缺失或错位，请核对各列",
    "a cell of this row was lost or moved; compare its columns",
)
_DOUBT_SEAM = ("由几处拼接，可能含相邻单元格", "put together from several cells; part may belong beside it")
DOUBT_PLACE = (
    "原文此处换行或按栏分块，此值也可能属于相邻的行或栏",
    "the text wraps here or has its columns one after the other; this may belong to the row or column beside",
)
_REASON = re.compile(
    rf"[，,。；;]|^(?:{'|'.join(REASON_BEGINS)})|(?:{'|'.join(REASON_ENDS)})$",
)
_LEVEL1 = re.compile(r"(?:产出|效益|效果|满意度)指标")
_FILLER = re.compile(r"^[….·]{2,8}$")
_OWN_NUMBER = re.compile(r"^指标\d{1,2}[:：]")

Fields = dict[str, Value]


def heading(row: Row) -> list[Column]:
    """The columns of an indicator heading, or an empty list."""
    return match_heading(row, INDICATOR_HEADINGS, least=3)


@dataclass(slots=True)
class IndicatorTable:
    """Collects the rows of one table; :meth:`draft` gives the indicators."""

    source: SourceText
    columns: Sequence[Column]
    rows: list[Fields] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    turned: set[int] = field(default_factory=set)  # those of them before which the heading comes again
    streamed: set[int] = field(default_factory=set)  # rows that were cut out of a text without rows
    loose: set[int] = field(default_factory=set)  # rows without the separators of their empty cells

    def turn_page(self, columns: Sequence[Column]) -> None:
        """A repeated heading: the next row may continue the last one. Where only a part of it is repeated,
        the columns stay what they were."""
        if not are_parts(columns, self.columns):
            self.columns = columns
        self._turn()

    def _turn(self) -> None:
        self.breaks.add(len(self.rows))
        self.turned.add(len(self.rows))

    def add(self, row: Row) -> None:
        """Read one row into fields; a continuation is joined to the row before."""
        row = self._unglued(_without_fillers(row))
        if not row.filled or self._completes_level2(row):
            return
        if repeats_heading(row, self.columns):
            self._turn()
            return
        fields = self._fields(row)
        if not fields:
            return
        if row.after_gap:
            self.breaks.add(len(self.rows))
        if self.rows and self._hangs(row, fields):
            return
        if self.rows and self._continues(fields):
            self._join(self.rows[-1], fields)
        else:
            if row.aligned:
                self.streamed.add(len(self.rows))
            elif len(row.cells) <= len(row.filled) < len(self.columns):
                self.loose.add(len(self.rows))
            self.rows.append(fields)

    def _unglued(self, row: Row) -> Row:
        """A row that is short of cells, with cells cut in two that hold two of different kinds."""
        if row.aligned or len(row.filled) >= len(self.columns):
            return row
        cells: list[Cell] = []
        for cell in row.cells:
            match = kinds.two_cells(self.source.excerpt(cell.span)) if cell.text else None
            if match:
                start = cell.span.start
                for side in ("left", "right"):
                    span = Span(start + match.start(side), start + match.end(side))
                    cells.append(Cell(clean(match[side]), span))
            else:
                cells.append(cell)
        return replace(row, cells=tuple(cells))

    def _fields(self, row: Row) -> Fields:
        fields: Fields = {}
        cut: set[str] = set()
        found = assign(row, self.columns)
        for index, cells in found.cells.items():
            column = self.columns[index]
            name = column.field or "extra/" + escape(column.heading)
            if name in ("nature", "comparator") and cells[0].text not in NOT_APPLICABLE:
                name = "comparator" if is_comparator(cells[0].text) else "extra/" + escape(column.heading)
            kept = [cell for cell in cells if cell.text and cell.text not in NOT_APPLICABLE]
            value = joined(kept)
            if value:
                fields[name] = found.weigh(value, index)
                # A cell that wraps has several places too, but no column line went through it.
                if len(kept) > 1 or column.last > column.first:
                    cut.add(name)
        if row.aligned and len(row.cells) == len(self.columns):
            self._doubt_seams(fields, row.seams)
            self._doubt_places(fields, row.doubtful)
        elif row.ruled:
            unsure = [row.cells[place] for place in row.doubtful]
            cut_at = [i for i, cells in found.cells.items() if any(cell in unsure for cell in cells)]
            self._doubt_places(fields, cut_at, DOUBT_CUT)
        if found.broken or row.broken:
            for name, value in fields.items():
                if name not in ("level1", "level2", "level3") and not value.doubt:
                    fields[name] = value.doubted(*_DOUBT_BROKEN)
        if "level3" in fields:
            name = _OWN_NUMBER.sub("", str(fields["level3"].text))
            fields["level3"] = replace(fields["level3"], text=name)
            if not name:
                del fields["level3"]
        mend_row(fields, cut, self.source)
        return fields

    def _completes_level2(self, row: Row) -> bool:
        """Take a row that holds nothing but the rest of a level-2 name."""
        before = self.rows[-1].get("level2") if self.rows else None
        if before is None or len(row.filled) != 1:
            return False
        rest = Value.of(row.filled[0])
        whole = f"{before.text}{rest.text}"
        if kinds.level2_family(str(before.text)) or not kinds.level2_family(whole):
            return False
        self.rows[-1]["level2"] = replace(before, text=whole, spans=(*before.spans, *rest.spans))
        return True

    def _hangs(self, row: Row, fields: Fields) -> bool:
        """Take a row of one text that no column claims: a blank line came between a row and its last cell.
        It fills the column behind the row's last one, where that is empty."""
        if row.aligned or len(row.cells) != 1 or list(fields) != ["level3"]:
            return False
        names, before = self._names(), self.rows[-1]
        last = max((place for place, name in enumerate(names) if name in before), default=-1)
        behind = names[last + 1] if last + 1 < len(names) else ""
        if behind not in ("description", "basis", "shortfall_reason") or "level3" not in before:
            return False
        before[behind] = replace(fields["level3"]).doubted(*DOUBT_PLACE)
        return True

    def _doubt_seams(self, fields: Fields, seams: Sequence[int]) -> None:
        """What was put together from several cells may belong to the cell beside it."""
        for place in seams:
            for index in (place - 1, place, place + 1):
                if 0 <= index < len(self.columns):
                    name = self.columns[index].field or "extra/" + escape(self.columns[index].heading)
                    if name in fields and not fields[name].doubt and name not in ("level1", "level2"):
                        fields[name] = fields[name].doubted(*_DOUBT_SEAM)

    def _doubt_places(
        self, fields: Fields, places: Sequence[int], doubt: tuple[str, str] = DOUBT_PLACE
    ) -> None:
        """What a reading of the lines as good puts elsewhere, or what a page cut in two."""
        names = self._names()
        for name in (names[place] for place in places):
            if name in fields and not fields[name].doubt:
                fields[name] = fields[name].doubted(*doubt)

    def _continues(self, fields: Fields) -> bool:
        """Whether a row is the rest of the row before, broken over a page or a wrapped cell."""
        if not any(name in fields for name in (*_SUBSTANCE, "level1", "level2")):
            return True
        if len(self.rows) not in self.breaks:
            return False
        if not any(name in fields for name in (*_IDENTITY, "weight", "score", "comparator")):
            return True
        if "target" in fields:
            return False
        before, rest = self.rows[-1].get("level2"), fields.get("level2")
        if before and rest:
            whole = str(before.text) + str(rest.text)
            return not kinds.level2_family(str(rest.text)) and bool(kinds.level2_family(whole))
        return not rest and "level1" not in fields

    def _join_cut(self) -> None:
        """Put rows together that a page cut in two."""
        # Where blank lines stand between the rows, they say nothing about pages.
        ends = self.breaks if _MOST_GAPS * len(self.breaks) <= len(self.rows) else self.turned
        self.rows, places = joined_rows(self.rows, ends, self.loose, self._names())
        self.streamed = {index for index, place in enumerate(places) if place in self.streamed}

    @staticmethod
    def _join(row: Fields, rest: Fields) -> None:
        for name, value in rest.items():
            if name in row:
                before = row[name]
                row[name] = replace(
                    before,
                    text=f"{before.text}{value.text}",
                    spans=(*before.spans, *value.spans),
                    raw=None if before.raw is None else f"{before.raw}{value.raw or value.text}",
                )
            else:
                row[name] = value

    def draft(self) -> Draft:
        """The indicators under ``/indicators/N``, merged cells repeated."""
        self._join_cut()
        mend_wrapped(self.rows, self.source)
        self._split_glued()
        give_back_words([self.rows[index] for index in self.streamed], self._names())
        move_scores(self.rows, [column.field for column in self.columns])
        self._spread_levels()
        draft = Draft()
        for index, name, doubt in unlike_columns(self.rows):
            self.rows[index][name] = self.rows[index][name].doubted(*doubt)
        has_target = any(column.field == "target" for column in self.columns)
        self._doubt_remains(has_target)
        self._doubt_reasons()
        self._doubt_swallowed()
        for index, fields in enumerate(self.rows):
            prefix = f"/indicators/{index}"
            for name in [*_IDENTITY, "level1_weight", *fields]:
                draft.put(f"{prefix}/{name}", fields.get(name))
            if (
                index in self.streamed
                and "level3" in fields
                and _TWO_TEXTS.search(str(fields["level3"].text))
            ):
                draft.doubt(
                    f"{prefix}/level3",
                    "名称中有标点，可能与上一格粘连",
                    "the name may have run together with another cell",
                )
            if has_target and "level3" in fields and "target" not in fields:
                draft.doubt(f"{prefix}/target", "本行没有读到指标值", "no target was read in this row")
        return draft

    def _doubt_remains(self, has_target: bool) -> None:
        """A row that was cut out of a text without rows and has neither a level-2 name of its own nor a sure
        figure may be the rest of a cell: then the names that it took over are too many."""
        for index in self.streamed:
            fields = self.rows[index]
            own = not index or _spans(fields, "level2") != _spans(self.rows[index - 1], "level2")
            figures = [fields[name] for name in _FIGURES if name in fields]
            if has_target and not own and all(map(_may_be_elsewhere, figures)):
                self.rows[index] = {
                    name: value if value.doubt else value.doubted(*_DOUBT_BROKEN)
                    for name, value in fields.items()
                }

    def _doubt_reasons(self) -> None:
        """Behind full points a reason for a shortfall may be the beginning of the next row's name, where no
        separator tells."""
        for index in self.streamed:
            fields = self.rows[index]
            if "shortfall_reason" not in fields or "weight" not in fields or "score" not in fields:
                continue
            full = fields["weight"].text == fields["score"].text
            known = _REASON.search(str(fields["shortfall_reason"].text))
            if full and not known and index + 1 in self.streamed:
                for row, name in ((fields, "shortfall_reason"), (self.rows[index + 1], "level3")):
                    if name in row and not row[name].doubt:
                        row[name] = row[name].doubted(*_DOUBT_SEAM)

    def _doubt_swallowed(self) -> None:
        """Where a cell swallowed a level-1 name, the rows below stand under it, not under the one above."""
        swallowed = -1
        for index in sorted(self.streamed):
            fields = self.rows[index]
            begin = fields["level1"].spans[0].start if "level1" in fields and fields["level1"].spans else 0
            for name, value in fields.items():
                if not name.startswith("level1") and name != "level2" and _LEVEL1.search(str(value.text)):
                    fields[name] = value if value.doubt else value.doubted(*_DOUBT_SEAM)
                    swallowed = value.spans[-1].end
                elif name.startswith("level1") and begin < swallowed and not value.doubt:
                    fields[name] = value.doubted(*DOUBT_PLACE)

    def _names(self) -> list[str]:
        return [column.field or "extra/" + escape(column.heading) for column in self.columns]

    def _split_glued(self) -> None:
        """Cut a cell that swallowed its right neighbour: behind a percent sign or unit, or where both parts
        stand in their columns in other rows."""
        names = self._names()
        for left, right in pairwise(names):
            known_left = {str(row[left].text) for row in self.rows if left in row}
            known_right = {str(row[right].text) for row in self.rows if right in row}
            for row in self.rows:
                if left in row and right not in row:
                    cut = split_glued(str(row[left].text), right, known_left, known_right)
                    if cut:
                        whole = row[left]
                        doubt = (
                            "两格粘连，按单位或同列取值切开",
                            "two cells ran together; cut by unit or column",
                        )
                        row[left] = whole.corrected(cut[0], "cell.split").doubted(*doubt)
                        row[right] = whole.corrected(cut[1], "cell.split").doubted(*doubt)

    def _spread_levels(self) -> None:
        """Repeat merged level-1 and level-2 cells on every row that they span.

        A merged cell's text may stand on any of its rows, so a row without a level-1 name takes the next
        one below when its level-2 name belongs there, else the one above.
        """
        garbage: dict[str | None, tuple[int, Value]] = {}
        for index, fields in enumerate(self.rows):
            level1 = fields.pop("level1", None)
            if level1 and self._is_level1(str(level1.text), fields):
                self._put_level1(fields, level1)
            elif level1:
                garbage.setdefault(self._family(index), (index, level1))
            if "level2" not in fields and "level3" in fields and "level1" not in fields and index:
                _copy(fields, self.rows[index - 1], "level2")
        self._restore_names(garbage)
        owners = self._owners()
        for index, fields in enumerate(self.rows):
            owner = owners[index]
            if owner is not None and owner != index:
                _copy(fields, self.rows[owner], "level1")
                _copy(fields, self.rows[owner], "level1_weight")

    def _restore_names(self, garbage: dict[str | None, tuple[int, Value]]) -> None:
        """A level-1 name that is printed nowhere but as garbage is known from the level-2 names beside it."""
        printed = {
            kinds.level1_family(str(fields["level1"].text)) for fields in self.rows if "level1" in fields
        }
        for family, (index, value) in garbage.items():
            if family in LEVEL_FAMILIES and family not in printed and "level1" not in self.rows[index]:
                name = LEVEL_FAMILIES[family][0][0]
                self.rows[index]["level1"] = value.corrected(name, "level.family")

    def _owners(self) -> list[int | None]:
        """For each row, the row whose printed level-1 name covers it."""
        above: list[int | None] = []
        last: int | None = None
        for index, fields in enumerate(self.rows):
            last = index if "level1" in fields else last
            above.append(last)
        owners: list[int | None] = []
        below: int | None = None
        for index in range(len(self.rows) - 1, -1, -1):
            fields = self.rows[index]
            if "level1" in fields:
                below = index
            owners.append(self._choose(self._family(index), above[index], below))
        return owners[::-1]

    def _choose(self, family: str | None, above: int | None, below: int | None) -> int | None:
        """The printed name above covers a row, unless only the one below belongs to its level-2 name."""
        fits_above = above is not None and (not family or self._level1_family(above) == family)
        fits_below = below is not None and family and self._level1_family(below) == family
        return below if fits_below and not fits_above else above

    def _family(self, index: int) -> str | None:
        level2 = self.rows[index].get("level2")
        return kinds.level2_family(str(level2.text)) if level2 else None

    def _level1_family(self, index: int) -> str | None:
        return kinds.level1_family(str(self.rows[index]["level1"].text))

    @staticmethod
    def _is_level1(text: str, fields: Fields) -> bool:
        """A known name, or an unknown one that is no debris and not beside a known level-2 name: what stands
        there then is a misread glyph or two of the merged cell."""
        level2 = fields.get("level2")
        known = level2 is not None and kinds.level2_family(str(level2.text))
        return bool(kinds.level1_family(text)) or (not known and not kinds.is_debris(text))

    @staticmethod
    def _put_level1(fields: Fields, level1: Value) -> None:
        name, points = kinds.split_points(str(level1.text))
        fields["level1"] = replace(level1, text=name)
        if points:
            fields["level1_weight"] = replace(level1, text=points)


def _may_be_elsewhere(value: Value) -> bool:
    return value.doubt is not None and value.doubt.zh == DOUBT_PLACE[0]


def _without_fillers(row: Row) -> Row:
    """A row in which …… stands for further indicators holds none."""
    if not any(_FILLER.match(cell.text) for cell in row.cells):
        return row
    cells = tuple(replace(cell, text="") if _FILLER.match(cell.text) else cell for cell in row.cells)
    return replace(row, cells=cells)


def _spans(fields: Fields, name: str) -> tuple[Span, ...]:
    return fields[name].spans if name in fields else ()


def _copy(fields: Fields, owner: Fields, name: str) -> None:
    if name in owner and name not in fields:
        fields[name] = owner[name]
