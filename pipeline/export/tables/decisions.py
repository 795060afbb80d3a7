"""The table of decisions: who decided what, when and why, undone decisions included."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from pipeline.export.entry import Entry
from pipeline.export.tables.column import Column, Row, Value, as_value
from pipeline.export.tables.shared import DOCUMENT, FILE
from pipeline.export.tables.table import NOTHING, Standings, Table

_TITLES = {
    "number": ("编号", "number"),
    "kind": ("决定", "decision"),
    "who": ("审核人", "who"),
    "at": ("时间", "at"),
    "form": ("表序号", "form"),
    "paths": ("位置", "places"),
    "before": ("原值", "before"),
    "after": ("新值", "after"),
    "finding": ("发现", "finding"),
    "rule": ("规则", "rule"),
    "suggestion": ("建议", "suggestion"),
    "undoes": ("撤销的编号", "undoes"),
    "why": ("理由", "why"),
    "shown": ("所见建议", "suggestions shown"),
    "planted": ("检验性建议", "wrong on purpose"),
}
_INTEGERS = ("number", "form", "undoes", "planted")


def _column(name: str) -> Column:
    get = attrgetter(f"node.{name}")

    def value(row: Row) -> Value:
        found = get(row)
        if isinstance(found, bool):
            return int(found)
        # As in the other tables forms are counted from 1.
        return found + 1 if name == "form" and found is not None else as_value(found)

    return Column(name, *_TITLES[name], f"/{name}", value, "integer" if name in _INTEGERS else "text")


def _rows(entry: Entry, standings: Standings) -> Iterator[Row]:
    del standings  # a decision is not part of the record
    for decision in entry.decisions:
        yield Row(entry, decision, NOTHING)


TABLE = Table("decisions", "审核决定", "decisions", (DOCUMENT, FILE, *map(_column, _TITLES)), _rows)
