"""Lines and tables of a file -> SourceText: the one place where offsets of pages, words, cells are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.ingest.pace import tick
from schemas.source import Box, Page, SourceText, Table, TableCell, Word

# Tabs and line ends are what keeps cells and rows apart; other control characters and halves of
# surrogate pairs are nobody's text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: its text, and where the file knows it the box on the page and how sure OCR is, 0 to
    1. Pieces are put together as they are: a blank between two words is part of one of them."""

    text: str
    box: Box | None = None
    confidence: float | None = None


Line = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at its first row and column of the grid, both from 0; ``rows`` and ``columns`` are how many it
    covers. Several ``lines`` are lines as printed or paragraphs. ``edges`` are where it begins and ends from
    left to right, in the units of the page."""

    row: int
    column: int
    lines: Sequence[Line]
    rows: int = 1
    columns: int = 1
    edges: tuple[float, float] | None = None


class Composer:
    """Takes a file's lines and tables in reading order.

    >>> composer = Composer()
    >>> composer.line([Piece("2024年度")])
    >>> composer.table([GridCell(0, 0, [[Piece("数量指标")]], rows=2), GridCell(0, 1, [[Piece("≥8")]]),
    ...     GridCell(1, 1, [[Piece("≥9")]])])
    >>> source = composer.source("a.docx", "", "text/x")
    >>> source.text
    '2024年度\\n数量指标\\t≥8\\n≥9\\n'
    >>> [(cell.row, cell.column, source.text[cell.start:cell.end]) for cell in source.tables[0].cells]
    [(0, 0, '数量指标'), (0, 1, '≥8'), (1, 1, '≥9')]
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self._pages: list[Page] = []
        self._words: list[Word] = []
        self._tables: list[Table] = []

    def page(self, width: float = 0.0, height: float = 0.0, by: Literal["text", "ocr"] = "text") -> None:
        """Begin a page; what follows stands on it."""
        tick()
        self._end_page()
        self._pages.append(Page(len(self._pages) + 1, width, height, self._at, self._at, by))

    def line(self, line: Line) -> None:
        """A line outside tables."""
        self._put_line(line)
        self._put("\n")

    def table(self, cells: Iterable[GridCell]) -> None:
        """A table. Cells may come in any order and must not overlap; rows without a cell have no line."""
        start, row = self._at, -1
        made: list[TableCell] = []
        given = sorted(cells, key=lambda each: (each.row, each.column))
        for cell, edges in zip(given, _shares(given), strict=True):
            if made:
                self._put("\t" if cell.row == row else "\n")
            row, begun = cell.row, self._at
            for number, line in enumerate(cell.lines):
                if number:
                    self._put("\n")
                self._put_line(line)
            made.append(TableCell(cell.row, cell.column, begun, self._at, cell.rows, cell.columns, *edges))
        if made:
            self._put("\n")
            page = len(self._pages) - 1 if self._pages else None
            self._tables.append(Table(start, self._at, tuple(made), page))

    def source(self, name: str, sha256: str, media_type: str, encoding: str = "utf-8") -> SourceText:
        """The text of all that was put in."""
        self._end_page()
        return SourceText(
            name=name,
            text="".join(self._parts),
            sha256=sha256,
            media_type=media_type,
            encoding=encoding,
            pages=tuple(self._pages),
            words=tuple(self._words),
            tables=tuple(self._tables),
        )

    def _put_line(self, line: Line) -> None:
        for piece in line:
            text = _CONTROL.sub(" ", piece.text)
            start = self._at
            self._put(text)
            if piece.box and text and self._pages:
                place = Word(start, self._at, len(self._pages) - 1, piece.box, piece.confidence)
                self._words.append(place)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)

    def _end_page(self) -> None:
        if self._pages:
            self._pages[-1] = replace(self._pages[-1], end=self._at)


def _shares(cells: Sequence[GridCell]) -> list[tuple[float | None, float | None]]:
    """The edges of each cell as shares of the table's width."""
    known = [cell.edges for cell in cells if cell.edges]
    left = min((edges[0] for edges in known), default=0.0)
    width = max((edges[1] for edges in known), default=0.0) - left
    return [
        (round((cell.edges[0] - left) / width, 4), round((cell.edges[1] - left) / width, 4))
        if cell.edges and width > 0
        else (None, None)
        for cell in cells
    ]
