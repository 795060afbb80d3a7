"""A form of which some rows are written in order and others column by column, as one page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.funds import take_funds
from pipeline.layout.blocks.gaps import cut_reasons
from pipeline.layout.blocks.head import take_owned
from pipeline.layout.blocks.mixed import read_mixed
from pipeline.layout.blocks.mixed_funds import take_mixed_funds
from pipeline.layout.blocks.pages import Page
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import sections, take_levels
from pipeline.layout.blocks.total import take_total


def read_mixed_page(found: Sequence[Piece]) -> Page | None:
    """The page; None where its columns do not all have as many cells."""
    start = next((i for i, piece in enumerate(found) if _is_level_heading(piece)), len(found))
    end = next((i for i in range(start, len(found)) if _is_foot(found[i])), len(found))
    table = found[start:end]
    columns = read_mixed(table) if table else None
    if columns is None:
        return None
    cut_reasons(columns, exact=True)
    levels = take_levels(sections(table))
    funds, around = take_mixed_funds(found[:start])
    parts = sections([*around, *found[end:]])
    funds = funds or take_funds(parts)
    owned = take_owned(parts)
    total = take_total(parts)
    columns.rest.extend(piece for part in parts for piece in part.body)
    headings = [piece for piece in table if piece.role is Role.HEADING]
    labels = [word for part in parts for word in part.words if word.role is Role.LABEL]
    return Page(levels, headings, columns, funds, owned, labels, total)


def _is_level_heading(piece: Piece) -> bool:
    return piece.role is Role.HEADING and piece.field in ("level1", "level2", "level3")


def _is_foot(piece: Piece) -> bool:
    return piece.role in (Role.LABEL, Role.ALONE)
