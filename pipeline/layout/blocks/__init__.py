"""A text that was written down column by column -> rows, as if it had been written row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.layout import marks
from pipeline.layout.blocks.breaks import NAMED, form_cuts, without_body, without_page_numbers
from pipeline.layout.blocks.columns import APART
from pipeline.layout.blocks.head import read_head
from pipeline.layout.blocks.mixed import is_mixed
from pipeline.layout.blocks.mixed_page import read_mixed_page
from pipeline.layout.blocks.pages import Page, read_pages
from pipeline.layout.blocks.pieces import Piece, Role, pieces
from pipeline.layout.blocks.signs import are_blocks, may_be_blocks
from pipeline.layout.blocks.table import table_rows
from schemas.layout import Row

DIALECT = "columns"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of one form: ``rows`` as they stand there, ``read`` in order, None where they do not stand
    column by column. ``torn`` when they partly do, but no reading comes out even."""

    rows: tuple[Row, ...]
    read: tuple[Row, ...] | None
    torn: bool = False


def stretches(rows: Sequence[Row], text: str) -> list[Stretch]:
    """A text cut into its forms, each read by itself; empty when none of them stands column by column."""
    if not may_be_blocks(rows):
        return []
    found = without_page_numbers(pieces(rows, text))
    cuts = form_cuts(found)
    bounds = [0, *(at for at, _ in cuts), len(found)]
    ends = [*(found[at].cell.span.start for at, _ in cuts), len(text)]
    read: list[Stretch] = []
    left = list(rows)
    for n, (start, end) in enumerate(pairwise(bounds)):
        own = [row for row in left if row.span.start < ends[n]]
        left = left[len(own) :]
        guessed = any(not sure for _, sure in cuts[max(n - 1, 0) : n + 1])
        form = _read(without_body(found[start:end]))
        if form is not None and guessed:
            form = [doubted(row) for row in form]
        torn = form is None and is_mixed(found[start:end])
        read.append(Stretch(tuple(own), tuple(form) if form is not None else None, torn))
    return read if any(each.read is not None or each.torn for each in read) else []


def unscramble(rows: Sequence[Row], text: str) -> list[Row] | None:
    """The rows of all forms of a text whose columns stand one after the other: title and lines by themselves,
    the head as rows of label and value, then the table with one row an indicator. None for any other text,
    and where too little tells how many rows there are."""
    read = stretches(rows, text)
    if all(each.read is None for each in read):
        return None
    return [row for each in read for row in (each.rows if each.read is None else each.read)]


def _read(found: Sequence[Piece]) -> list[Row] | None:
    """The rows of one form."""
    named = [piece.field for piece in found if piece.role is Role.LABEL and piece.field in NAMED]
    pages = _pages(found) if len(set(named)) == len(named) else None
    if not pages:
        return None
    alone = [piece for piece in found if piece.role in (Role.ALONE, Role.BLOCK)]
    labels = [label for page in pages for label in page.labels]
    total = next((page.total for page in pages[::-1] if page.total), [])
    rest = [piece for page in pages for piece in page.columns.rest if piece not in total]
    torn = [piece for page in pages for piece in page.columns.torn]
    owned = [pair for page in pages for pair in page.owned]
    head = read_head(_unanswered(labels, alone), rest, owned, torn)
    for page in pages:
        page.columns.unsure |= _runs_on(page, head.rest)
    single = [Row((piece.cell,)) for piece in (*alone, *head.rest)]
    money = next((page.funds.rows() for page in pages if page.funds), [])
    foot = [Row(tuple(piece.cell for piece in total), tabular=True)] if total else []
    return [*single, *money, *head.rows, *table_rows(pages), *foot]


def _runs_on(page: Page, left: Sequence[Piece]) -> bool:
    """Whether a line that nothing claims stands right below a column, which then may be longer."""
    starts = [piece.cell.span.start for piece in left]
    ends = [column.lines[-1].cell.span.end for column in page.columns.columns if column.lines]
    return any(0 < start - end <= APART for end in ends for start in starts)


def _pages(found: Sequence[Piece]) -> list[Page] | None:
    if are_blocks(found):
        return read_pages(found)
    # What can be read in order is: only a text that shows both manners is taken for a mixture.
    page = read_mixed_page(found) if is_mixed(found) else None
    return [page] if page else None


def doubted(row: Row) -> Row:
    """A row none of whose cells is sure, as in a form whose bounds are a guess."""
    return replace(row, doubtful=tuple(range(len(row.cells)))) if len(row.cells) > 1 else row


def _unanswered(labels: Sequence[Piece], alone: Sequence[Piece]) -> list[Piece]:
    """The labels without that of the body, when a line with its code and name stands by itself."""
    named = any(marks.department_line(piece.text) for piece in alone)
    return [label for label in labels if not (named and label.field == "department/name")]


__all__ = ["DIALECT", "Stretch", "doubted", "may_be_blocks", "stretches", "unscramble"]
