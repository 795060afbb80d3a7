"""SourceText -> rows and cells with spans -> forms, stitched over page breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout import blocks, moved, scattered
from pipeline.layout.dialects import dialect, glued_from
from pipeline.layout.flattened import is_flattened
from pipeline.layout.forms import segment
from pipeline.layout.furniture import without_furniture
from pipeline.layout.heading_blocks import assemble_headings
from pipeline.layout.headless import with_heading
from pipeline.layout.interleaved import is_interleaved
from pipeline.layout.marks import title_of
from pipeline.layout.page_breaks import Pages, doubt_cuts, pages
from pipeline.layout.page_lines import with_lines
from pipeline.layout.relined import Found
from pipeline.layout.rotation import begins_with_its_end, rotation
from pipeline.layout.rows import rows
from pipeline.layout.ruled import ruled_rows, without_tables
from pipeline.layout.stream import Stream
from pipeline.layout.tokens import Dialect, merged_words, raw_words, stands_in_lines, tokens
from pipeline.layout.wrapped_head import unwrap_head
from pipeline.layout.wrapped_heading import unwrap_headings
from schemas.layout import Layout, Row
from schemas.script import simplified
from schemas.source import SourceText


def lay_out(source: SourceText) -> Layout:
    """Recover the layout of a document; never fails, a text without tables is all narrative."""
    if source.tables:
        text = simplified(source.text)
        prose = pages(without_tables(source, text)).text
        return segment(with_heading(ruled_rows(source, text, prose)))
    paged = pages(simplified(source.text))
    found = rows(paged.text)
    turn = rotation(paged, found)
    layout = turn.back(_lay_out(rows(turn.pages.text), turn.pages)) if turn else _lay_out(found, paged)
    out_of_order = paged.shuffled and not paged.first
    return _torn(layout) if out_of_order or begins_with_its_end(layout) else layout


def _lay_out(found: Sequence[Row], paged: Pages) -> Layout:
    layout = scattered.with_stray_names(_in_some_order(found, paged))
    unscattered = scattered.unscatter(found, paged.text) if scattered.is_poor(layout, found) else None
    return replace(segment(unscattered), dialect=scattered.DIALECT) if unscattered else layout


def _in_some_order(found: Sequence[Row], paged: Pages) -> Layout:
    """The layout of rows that stand in one of the orders that have a name."""
    text = paged.text
    # Lines of several words are rows, however their cells wrap.
    in_words = dialect(found, text) is Dialect.WORDS
    halves = moved.read_halves_in_words(found, text) if in_words and blocks.may_be_blocks(found) else None
    if halves is not None:
        return _with_halves(halves)
    named = None if in_words else moved.with_names(found, text)
    if named is not None:
        return replace(segment(named), dialect=moved.DIALECT)
    stretches = [] if in_words else blocks.stretches(found, text)
    if not stretches:
        return _moved(found, paged)
    parts = [
        segment(each.read) if each.read else _in_order(each.rows, paged, each.torn) for each in stretches
    ]
    narrative = tuple(row for part in parts for row in part.narrative)
    return Layout(narrative, tuple(form for part in parts for form in part.forms), blocks.DIALECT)


def _with_halves(halves: moved.Halves) -> Layout:
    """The layout of a table of two halves and of what stands around them, from the title on."""
    around, _ = _read(rows(halves.text), halves.text, Dialect.WORDS)
    # The lines around may be those of two halves too.
    around = [blocks.doubted(row) for row in around]
    title = next((i for i, row in enumerate(around) if title_of(row)), 0)
    return replace(segment([*around[title:], *around[:title], *halves.table]), dialect=moved.DIALECT)


def _moved(found: Sequence[Row], paged: Pages) -> Layout:
    """The layout of rows that do not stand column by column: in order, unless they show signs of another."""
    other = moved.unmove(found, paged.text)
    if other is None:
        layout = _in_order(found, paged)
        return _torn(layout) if moved.is_template(paged.text) else layout
    if other.rows is not None:
        return replace(segment(other.rows), dialect=moved.DIALECT)
    return _torn(_in_order(found, paged))


def _torn(layout: Layout) -> Layout:
    """The layout with none of its forms sure."""
    return replace(layout, forms=tuple(replace(form, torn=True) for form in layout.forms))


def _in_order(found: Sequence[Row], paged: Pages, torn: bool = False) -> Layout:
    """The layout of rows whose cells stand in reading order; of ``torn`` ones no row is sure."""
    text = paged.text
    how = dialect(found, text)
    mixed = False
    if how:
        glued = glued_from(found, text) if how is Dialect.FLAT else 0
        if not glued:
            read, mixed = _read(found, text, how)
            mixed = mixed or (how is Dialect.FLAT and is_interleaved(text))
        else:
            # The head stands in words before a glued table.
            text = f"{text[: glued - 1]}\n{text[glued:]}"
            both = rows(text)
            head, _ = _read(
                [row for row in both if row.span.start < glued], text, Dialect.WORDS, in_one_line=True
            )
            table, mixed = _read([row for row in both if row.span.start >= glued], text, how)
            read = [*head, *table]
        found = doubt_cuts(read, paged.ends)
    else:
        found = with_heading(found)
    if torn:
        found = [blocks.doubted(row) for row in found]
    layout = replace(segment(found), dialect=how.value if how else None)
    return _torn(layout) if mixed else layout


def _read(found: Sequence[Row], text: str, how: Dialect, in_one_line: bool = False) -> tuple[list[Row], bool]:
    """The rows of a text without rows, and whether they may be mixed up."""
    mixed = False
    tables: dict[int, Found] = {}
    if how is Dialect.WORDS and not in_one_line:
        ended = with_lines(raw_words(found, text), text)
        if ended.text is not None:
            text, tables = ended.text, ended.tables
            found = rows(text)
        mixed = ended.near
    pieces = tokens(found, text, how)
    lined = how is Dialect.WORDS and not in_one_line and stands_in_lines(pieces, text)
    if lined:
        pieces = assemble_headings(without_furniture(pieces, text), text)
        pieces = unwrap_head(unwrap_headings(pieces, text), text)
    if how is Dialect.WORDS:
        pieces = merged_words(pieces, text)
        mixed = mixed or (not lined and is_flattened(pieces))
    return Stream(pieces, how, text, lined, tables).rows(), mixed


__all__ = ["lay_out"]
