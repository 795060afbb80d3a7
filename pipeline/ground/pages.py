"""Places in the text -> places on the pages that it was read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas.result import Evidence
from schemas.source import SourceText, Span, line_boxes


def on_pages(evidence: Mapping[str, Sequence[Evidence]], source: SourceText) -> dict[str, list[Evidence]]:
    """The evidence with page and boxes, where the source has them. A place over a page's end has the page
    that it begins on."""
    if not source.words:
        return {path: list(places) for path, places in evidence.items()}
    return {path: [_placed(place, source) for place in places] for path, places in evidence.items()}


def _placed(place: Evidence, source: SourceText) -> Evidence:
    words = list(source.words_of(Span(place.start, place.end)))
    if not words:
        return place
    page = words[0].page
    boxes = line_boxes(word.box for word in words if word.page == page)
    shown = [(round(b.left, 2), round(b.top, 2), round(b.right, 2), round(b.bottom, 2)) for b in boxes]
    return place.model_copy(update={"page": source.pages[page].number, "boxes": shown})
