"""Where a form stands: the places of its values in the source, and as boxes on the pages of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.review.parts import without
from schemas.finding import Finding
from schemas.result import Evidence
from schemas.source import Box, Page, SourceText, Span

# Values further apart, in characters, are shown apart.
_FAR = 3_000
# Of the height of a line: what is less far apart on it is shown as one.
_GAP = 0.8


class Mark(NamedTuple):
    """Half-open ``[start, end)`` of the source with the pointer of the value that stands there, or the mark
    of a finding that no value stands for it."""

    start: int
    end: int
    path: str


def mark_of(finding: str) -> str:
    """What the places of a finding in the source are called among the pointers of values.

    >>> mark_of("3f2a")
    '#3f2a'
    """
    return f"#{finding}"


def is_left_over(paths: Sequence[str]) -> bool:
    """Whether no value stands for a place though one should."""
    return any(path.startswith("#") for path in paths)


def marks_in(
    evidence: Mapping[str, Sequence[Evidence]], findings: Sequence[Finding], form: int | None
) -> list[Mark]:
    """The places of a part: of its values, then of what was left over."""
    found = [
        *(
            Mark(place.start, place.end, without(path, form))
            for path, found in evidence.items()
            for place in found
        ),
        *(Mark(span.start, span.end, mark_of(each.id)) for each in findings for span in each.spans),
    ]
    return [mark for mark in found if 0 <= mark.start < mark.end]


def stretches(marks: Sequence[Mark]) -> list[Span]:
    """Where marks stand near each other, in order."""
    made: list[Span] = []
    for low, high, _ in sorted(marks):
        if made and low - made[-1].end <= _FAR:
            made[-1] = Span(made[-1].start, max(high, made[-1].end))
        else:
            made.append(Span(low, high))
    return made


@dataclass(frozen=True, slots=True)
class PageBox:
    """A part of a page, in percent of its width and height, with the pointers of what stands there."""

    left: float
    top: float
    width: float
    height: float
    paths: Sequence[str]

    @property
    def left_over(self) -> bool:
        """Whether no value stands for it though one should."""
        return is_left_over(self.paths)


def page_boxes(source: SourceText, marks: Sequence[Mark]) -> list[list[PageBox]]:
    """For each page of ``source`` the boxes of what is marked on it, small ones behind those that they may
    stand on. Of the source its pages and words are read."""
    paths: dict[Span, list[str]] = {}
    for start, end, path in marks:
        paths.setdefault(Span(start, end), []).append(path)
    made: list[list[PageBox]] = [[] for _ in source.pages]
    for span, named in paths.items():
        for page, box in _lines(source, span):
            made[page].append(_in_percent(box, source.pages[page], list(dict.fromkeys(named))))
    for found in made:
        found.sort(key=lambda box: -box.width * box.height)
    return made


def _lines(source: SourceText, span: Span) -> Iterator[tuple[int, Box]]:
    """The boxes of the words of a span, those near each other on one line as one."""
    page, around = -1, None
    for word in source.words_of(span):
        if around is not None and page == word.page and _continues(around, word.box):
            around = around.united(word.box)
            continue
        if around is not None:
            yield page, around
        page, around = word.page, word.box
    if around is not None:
        yield page, around


def _continues(line: Box, box: Box) -> bool:
    height = max(line.bottom - line.top, box.bottom - box.top)
    return line.is_beside(box) and box.left - line.right <= _GAP * height


def _in_percent(box: Box, page: Page, paths: Sequence[str]) -> PageBox:
    left, right = (_share(edge, page.width) for edge in (box.left, box.right))
    top, bottom = (_share(edge, page.height) for edge in (box.top, box.bottom))
    return PageBox(left, top, round(right - left, 3), round(bottom - top, 3), paths)


def _share(edge: float, whole: float) -> float:
    """Percent of a page, no more than the page has."""
    return round(min(max(100 * edge / whole, 0.0), 100.0), 3)
