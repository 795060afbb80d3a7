"""The source text and places in it: offsets, and where the file has pages, boxes on a page."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from schemas.finding import Message


class Span(NamedTuple):
    """Half-open interval ``[start, end)`` of character offsets into a :class:`SourceText`."""

    start: int
    end: int


class Box(NamedTuple):
    """A rectangle on a page, in the page's own units, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def united(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def is_beside(self, other: Box) -> bool:
        """Whether another box goes on in the same line: most of the lower one's height is the other's too."""
        height = min(self.bottom - self.top, other.bottom - other.top)
        common = min(self.bottom, other.bottom) - max(self.top, other.top)
        return other.left >= self.left and 2 * common > height


def line_boxes(boxes: Iterable[Box]) -> list[Box]:
    """Boxes in reading order, those of one line as one.

    >>> line_boxes([Box(0, 0, 10, 10), Box(11, 1, 20, 11), Box(0, 15, 10, 25)])
    [Box(left=0, top=0, right=20, bottom=11), Box(left=0, top=15, right=10, bottom=25)]
    """
    found: list[Box] = []
    for box in boxes:
        if found and found[-1].is_beside(box):
            found[-1] = found[-1].united(box)
        else:
            found.append(box)
    return found


@dataclass(frozen=True, slots=True)
class Word:
    """Characters ``[start, end)`` that stand in one line of a page, as a text layer or OCR gives them: a
    glyph, a word, a piece of a line. ``page`` is the index of the page; ``confidence`` is the reader's own,
    0 to 1, None where nothing was guessed."""

    start: int
    end: int
    page: int
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the characters ``[start, end)`` read from it. ``number`` counts from 1; ``width`` and
    ``height`` are in points for PDF, in pixels for pictures, 0 for a page without a shape (a sheet);
    ``by`` tells whether its text was in the file or was read from a picture."""

    number: int
    width: float
    height: float
    start: int
    end: int
    by: Literal["text", "ocr"] = "text"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with the characters ``[start, end)``: the first row and column of its table's grid that it
    covers, both counted from 0, and how many of each. Lines of the cell end in ``\\n``. ``left`` and
    ``right`` are its edges on the page as shares of the table's width, where they are known."""

    row: int
    column: int
    start: int
    end: int
    rows: int = 1
    columns: int = 1
    left: float | None = None
    right: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the file has it, or as its ruled lines show it: cells that do not overlap, sorted by row
    and column, on the page with that index."""

    start: int
    end: int
    cells: tuple[TableCell, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """Text of one document: offsets of all stages refer to ``text``.

    A text file is decoded but otherwise untouched. Of other files it is what stands in them, a line for a
    paragraph, the cells of a table's row with a tab between them; ``pages``, ``words`` and ``tables`` then
    tell where it stands there, each sorted by offset. ``sha256`` is the digest of the file's bytes,
    ``encoding`` the codec that decoded them.
    """

    name: str
    text: str = field(repr=False)
    sha256: str
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    pages: tuple[Page, ...] = field(default=(), repr=False)
    words: tuple[Word, ...] = field(default=(), repr=False)
    tables: tuple[Table, ...] = field(default=(), repr=False)

    @classmethod
    def from_text(cls, text: str, name: str = "text") -> SourceText:
        """Wrap a string, with the digest of its UTF-8 bytes."""
        return cls(name=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())

    def excerpt(self, span: Span) -> str:
        """The characters that ``span`` covers."""
        return self.text[span.start : span.end]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset) + 1, offset - line_start + 1

    def page_at(self, offset: int) -> Page | None:
        """The page that an offset stands on, None in a file without pages."""
        behind = bisect_right(self.pages, offset, key=lambda page: page.start)
        return self.pages[behind - 1] if behind else None

    def address(self, offset: int) -> Message:
        """Where a person finds an offset: the line of a text file, the page of a file with pages.

        >>> SourceText("a", "甲\\n乙", "").address(2).en
        'line 2'
        >>> SourceText("a", "甲", "", pages=(Page(7, 1, 1, 0, 1),)).address(0).zh
        '第 7 页'
        """
        page = self.page_at(offset)
        if page:
            return Message(zh=f"第 {page.number} 页", en=f"page {page.number}")
        line, _ = self.line_and_column(offset)
        return Message(zh=f"第 {line} 行", en=f"line {line}")

    def mark(self, offset: int) -> str:
        """The same in short, with the column: ``12:5``, or ``p. 3``."""
        page = self.page_at(offset)
        return f"p. {page.number}" if page else "{}:{}".format(*self.line_and_column(offset))

    def words_of(self, span: Span) -> Iterator[Word]:
        """The parts of words that ``span`` covers; of a word that it cuts, its share of the box, as if all
        its characters were equally wide.

        >>> text = SourceText("a", "预算数12", "", words=(Word(0, 5, 0, Box(0, 0, 50, 10)),))
        >>> [(word.start, word.end, tuple(word.box)) for word in text.words_of(Span(3, 5))]
        [(3, 5, (30.0, 0, 50.0, 10))]
        """
        # Words do not overlap, so their ends are sorted as their starts are.
        first = bisect_left(self.words, span.start + 1, key=lambda word: word.end)
        for at in range(first, len(self.words)):
            word = self.words[at]
            if word.start >= span.end:
                return
            start, end = max(word.start, span.start), min(word.end, span.end)
            if (start, end) == (word.start, word.end):
                yield word
                continue
            step = (word.box.right - word.box.left) / (word.end - word.start)
            box = word.box._replace(
                left=word.box.left + step * (start - word.start),
                right=word.box.right - step * (word.end - end),
            )
            yield replace(word, start=start, end=end, box=box)

    def glyphs_of(self, spans: Iterable[Span]) -> list[tuple[str, float]]:
        """The glyphs at places with the confidence of their reader, in order; blanks and what stood in the
        file as text are left out.

        >>> text = SourceText("a", "预 1", "", words=(Word(0, 3, 0, Box(0, 0, 9, 9), 0.5),))
        >>> text.glyphs_of([Span(0, 3)])
        [('预', 0.5), ('1', 0.5)]
        """
        return [
            (glyph, word.confidence)
            for span in spans
            for word in self.words_of(span)
            if word.confidence is not None
            for glyph in self.text[word.start : word.end]
            if not glyph.isspace()
        ]
