"""A table: its columns, and the rows that a document has in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.export.entry import Entry
from pipeline.export.exporter import Lang
from pipeline.export.tables.column import RECORD, Column, Row, Standing

# Rows by their pointers into the record; most have nothing to say and are not in it.
Standings = Mapping[str, Standing]
NOTHING = Standing()


@dataclass(frozen=True)
class Table:
    """``base`` is the pointer of a row into the record, with ``*`` for each index, None for what is not part
    of it; ``whole`` is the column that stands for the whole row."""

    name: str
    zh: str
    en: str
    columns: Sequence[Column]
    rows: Callable[[Entry, Standings], Iterator[Row]]
    base: str | None = None
    whole: str = ""

    def title(self, lang: Lang) -> str:
        """What the table holds."""
        return self.zh if lang == "zh" else self.en

    @cached_property
    def owned(self) -> Mapping[str, str]:
        """The columns that show a part of the row's own node, by their pointers within it."""
        if self.base is None:
            return {}
        inside = f"{RECORD}{self.base}/"
        return {
            column.source.removeprefix(inside): column.name
            for column in self.columns
            if column.source.startswith(inside) and not column.parsed
        }
