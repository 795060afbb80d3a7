"""What the layout stage recovers from a text: rows of cells, and which of them make up which form."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.source import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``text`` is without markup and line breaks; ``span`` is where its raw text stands. A cell
    whose lines stand between those of other cells has its own stretches in ``parts``."""

    text: str
    span: Span
    parts: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the cell's text stands, and nothing else."""
        return self.parts or (self.span,)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells, empty ones included, in reading order. A line of prose is a row of one cell.

    ``tabular`` tells whether the source shows the row as part of a table (separators, one cell a line),
    ``ruled`` that it is a row of a table that the file itself has: the places of its cells are known, and
    ``apart`` that it is none of the table of indicators above.
    ``after_gap`` tells whether a blank line, heading or page break stands before it. ``aligned`` tells that
    the cells were already assigned to the columns of the heading row above: their places are the columns';
    ``cost`` is what that assignment cost, 0 for a row that fits its columns, and ``seams`` are the places of
    cells that were put together from several, so that what was joined may belong to the cell beside;
    ``broken`` tells that a cell seems to be lost; ``doubtful`` are the places of cells that may belong to
    another row or column. ``margins`` are per cell how much more the best other reading would have cost.
    """

    cells: tuple[Cell, ...]
    tabular: bool = False
    after_gap: bool = False
    aligned: bool = False
    ruled: bool = False
    apart: bool = False
    cost: float = 0.0
    seams: tuple[int, ...] = ()
    broken: bool = False
    doubtful: tuple[int, ...] = ()
    margins: tuple[float, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The cells that hold text."""
        return tuple(cell for cell in self.cells if cell.text)

    @property
    def span(self) -> Span:
        """From the first to the last character of its cells, whatever their order in the text."""
        return Span(min(c.span.start for c in self.cells), max(c.span.end for c in self.cells))


@dataclass(frozen=True, slots=True)
class FormRegion:
    """The rows of one form in page order: title, lines around the table, head and tables.

    ``title`` is the row that was recognised as the form's title; it is not repeated in ``rows`` and may
    stand after the head in the text. ``torn`` when the cells do not stand in reading order and their order
    could not be restored, so that no value of the form is sure.
    """

    rows: tuple[Row, ...]
    title: Row | None = None
    torn: bool = False

    @property
    def span(self) -> Span:
        """The stretch of text from the first to the last row."""
        rows = [*self.rows, self.title] if self.title else list(self.rows)
        return Span(min(row.span.start for row in rows), max(row.span.end for row in rows))


@dataclass(frozen=True, slots=True)
class Layout:
    """A document's rows: ``narrative`` outside forms (cover, contents, prose), and the forms. ``dialect``
    names how the cells were separated when the text had lost its rows, None when it had them."""

    narrative: tuple[Row, ...]
    forms: tuple[FormRegion, ...]
    dialect: str | None = None
