"""The stretch of text of a form to search in, with the cells that the layout made of it."""

from __future__ import annotations

from pipeline.ground.fold import fold_text
from pipeline.ground.folded import Folded
from pipeline.ground.lines import Place, place_of
from pipeline.ground.search import Region
from schemas.layout import FormRegion
from schemas.source import Span


def region_of(source: Folded, form: Span | FormRegion) -> Region:
    """The region of a form, given as its stretch of text or as it is laid out.

    ``source`` is folded from a text in which the spans of ``form`` hold; cells whose order is not sure are
    left out.
    """
    if isinstance(form, Span):
        return Region(source, source.stretch(form))
    bounds = source.stretch(form.span)
    if form.torn:
        return Region(source, bounds)
    cells: dict[str, list[Place]] = {}
    for row in (*([form.title] if form.title else ()), *form.rows):
        for cell in row.filled:
            place = place_of(source, cell)
            if place:
                cells.setdefault(fold_text(cell.text), []).append(place)
    return Region(source, bounds, cells)
