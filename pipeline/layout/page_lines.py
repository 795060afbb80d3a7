"""A page whose lines were put one after the other into one -> the text with its line ends.

The headings of the table show it, where their pieces stand apart: no cell holds what stands between them.
The lines of the heading are found with its columns, those of the table by its rows, those of the head by its
labels. A blank before each of them becomes a line end, so that every place in the text stays what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile
from operator import itemgetter
from typing import NamedTuple

from pipeline.layout import heading_run, names, relined
from pipeline.layout.columns import is_complete, of_headings
from pipeline.layout.flattened import is_scrap
from pipeline.layout.head_lines import fund_starts, head_starts, upright
from pipeline.layout.heading_run import Run
from pipeline.layout.lexicon import FUND_WORDS, HEADINGS, LEVELS_BEGUN
from pipeline.layout.lookout import MONEY, Lookout
from pipeline.layout.name_lines import name_breaks
from pipeline.layout.pieces import Piece, line_numbers, lines_of
from pipeline.layout.relined import Found, Read
from pipeline.layout.spaced import wraps
from pipeline.layout.token import Token
from schemas import kinds
from schemas.vocabulary import fold_label, known_heading

_LONG = 40  # words of a line that is no line of a page
_BEFORE = 8  # words of a heading before the first name of a level
_MOST_HEADINGS = 45
_NEAR = 20
_LEAST_APART = 2  # names of levels or cells whose rest stands elsewhere
_MONEY_BEGUN = frozenset(
    fold_label(word)[:end]
    for word, field in FUND_WORDS.items()
    if field in MONEY
    for end in range(2, len(word) + 1)
)


class PageLines(NamedTuple):
    """A text with its line ends, None where its lines were not put one after the other, and the rows of its
    tables by the place in which each begins; ``near``: whether they nearly seem to be."""

    text: str | None
    tables: dict[int, Found]
    near: bool = False


def with_lines(words: Sequence[Token], text: str) -> PageLines:
    """The text with its line ends."""
    lines = [_Line(words_of_line, text) for words_of_line in _long_lines(words, text)]
    starts = [line.starts() for line in lines]
    if None in starts and any(starts):
        # What holds for one page of a text is likely for the others.
        starts = [line.starts(apart=True) for line in lines]
    found = {
        line.words[at].cell.span.start
        for line, places in zip(lines, starts, strict=True)
        for at in places or ()
        if at
    }
    if None in starts or not found:
        return PageLines(None, {}, any(line.near for line in lines))
    chars = list(text)
    for start in found:
        if chars[start - 1].isspace():
            chars[start - 1] = "\n"
    return PageLines("".join(chars), {place: rows for line in lines for place, rows in line.tables.items()})


def _long_lines(words: Sequence[Token], text: str) -> list[list[Token]]:
    """The lines of a text that are too long for a line of a page."""
    numbers = line_numbers([word.cell.span.start for word in words], text)
    lines = groupby(zip(numbers, words, strict=True), key=itemgetter(0))
    return [found for _, line in lines if len(found := [word for _, word in line]) > _LONG]


class _Line:
    """One long line of words: ``starts`` says which of them began a line of the page."""

    def __init__(self, words: Sequence[Token], text: str) -> None:
        self.words = words
        self.text = text
        self.texts = [word.text for word in words]
        self.tables: dict[int, Found] = {}
        self.apart = self.near = False

    def starts(self, apart: bool = False) -> set[int] | None:
        """The words that began a line; None where the table does not stand in lines. It may be likely because
        words stand ``apart`` on other pages."""
        self.apart = apart
        found: set[int] = set()
        at, tables = 0, 0
        while (run := self._table(at)) is not None:
            begin, heading = run
            found |= self._head(at, begin + heading.start)
            found.update(begin + start for start in heading.lines)
            body = self._body(begin + heading.end, heading)
            if body is None:
                return None
            starts, at = body
            found |= starts
            tables += 1
        return found | self._head(at, len(self.words)) if tables else None

    def _table(self, start: int) -> tuple[int, Run] | None:
        """The next heading of a table of indicators, and where the run of its pieces begins."""
        for at in range(start, len(self.words)):
            if fold_label(self.texts[at]) not in LEVELS_BEGUN:
                continue
            near = [text for text in map(fold_label, self.texts[at : at + _NEAR]) if text in LEVELS_BEGUN]
            if len({text[0] for text in near}) < 2:
                continue
            begin = self._back(max(start, at - _BEFORE), at)
            run = heading_run.assemble(self.texts[begin : begin + _MOST_HEADINGS])
            whole = heading_run.in_turn_to(self.texts[: begin + _MOST_HEADINGS], at)
            return None if run is None or whole > begin + run.end else (begin, run)
        return None

    def _back(self, first: int, at: int) -> int:
        """Where the pieces of a heading may begin before one of them; parts of upright labels are none."""
        labels = set(upright(self.words, max(0, first - _BEFORE), at))
        begin = at
        while begin > first and begin - 1 not in labels and heading_run.may_stand(self.texts[begin - 1]):
            begin -= 1
        return begin

    def _head(self, start: int, end: int) -> set[int]:
        """The words that began a line between two tables of indicators."""
        found: set[int] = set()
        at = start
        while at < end:
            run = self._funds(start, at, end)
            if run is None:
                at += 1
                continue
            begin, heading = run
            rows, behind = fund_starts(self.words, begin + heading.end, end)
            found |= head_starts(self.words, start, begin + heading.start) | rows
            found.update(begin + line for line in heading.lines)
            start = at = behind
        return found | head_starts(self.words, start, end)

    def _funds(self, start: int, at: int, end: int) -> tuple[int, Run] | None:
        """The heading of a table of funds whose first column of money begins at a word, and where the run of
        its pieces begins."""
        here = [text in _MONEY_BEGUN for text in map(fold_label, self.texts[max(start, at - 1) : at + 3])]
        before, *money = here if at > start else [False, *here]
        if before or not money[0] or sum(money) < 2:
            return None
        begin = self._back(max(start, at - 2), at)
        run = heading_run.assemble(self.texts[begin : min(end, begin + _MOST_HEADINGS)])
        if run is None or not all(known_heading(column.text, FUND_WORDS) for column in run.columns):
            return None
        return begin, run

    def _body(self, start: int, run: Run) -> tuple[set[int], int] | None:
        """The words that began a line of the table below a heading, and the word behind it."""
        look = Lookout(self.words)
        end = start
        overleaf = self._table(start)
        most = overleaf[0] + overleaf[1].start if overleaf else len(self.words)
        while end < most and not look.ends_indicators(end):
            end += 1
        body = self.words[start:end]
        fields = [HEADINGS.get(known_heading(column.text, HEADINGS) or "") for column in run.columns]
        columns = of_headings(fields, [[column.text] for column in run.columns])
        pieces = [piece for line in lines_of(body, self.text) for piece in line]
        apart = self.apart or _stand_apart(self.texts[start:end])
        read = relined.read(columns, pieces, wraps(body), sure=not run.in_turn, apart=apart)
        if read is None or not read.clear:
            self.near = read is not None
            return None
        self.tables[body[0].cell.span.start] = read
        lines = _lines(read.rows, pieces)
        held = {piece.span for row in read.rows for cell in row.pieces.values() for piece in cell}
        heads = [
            [piece.text for piece in takewhile(lambda piece: piece.span not in held, line)] for line in lines
        ]
        places = {word.cell.span.start: at for at, word in enumerate(body, start=start)}
        firsts = [line[0] for line in lines]
        firsts += [lines[line][place] for line, place in name_breaks(heads)]
        return {places[piece.span.start] for piece in firsts}, end


def _lines(rows: Sequence[Read], pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The lines that the pieces stood in."""
    places = [(number, place) for number, row in enumerate(rows) for place in row.places]
    places += [(len(rows), 0)] * (len(pieces) - len(places))
    found: list[list[Piece]] = []
    for place, (piece, at) in enumerate(zip(pieces, places, strict=True)):
        if not place or at != places[place - 1]:
            found.append([])
        found[-1].append(piece._replace(line=len(found) - 1))
    return found


def _stand_apart(texts: Sequence[str]) -> bool:
    """Whether words stand in the lines of a page and not in cells one after the other: the first row has no
    names of levels, or the rest of a name or cell does not stand behind its beginning."""
    if not texts or not any(kinds.level2_family(text) for text in texts):
        return False
    if not names.is_part(texts[0]):
        return True
    rests = [(before, text) for before, text in pairwise(texts) if _is_rest(text)]
    apart = sum(not names.is_inside(before) for before, _ in rests)
    scraps = sum(
        is_scrap(text) and not names.is_part(text) and (is_complete(before) or kinds.is_number(before))
        for before, text in pairwise(texts)
    )
    return (apart >= _LEAST_APART and 2 * apart > len(rests)) or scraps >= _LEAST_APART


def _is_rest(text: str) -> bool:
    """Whether a text can only be the rest of a level's name, or of its points."""
    return names.is_part(text) and not any(
        names.is_begun(level, text) or names.is_whole(level, text) for level in ("level1", "level2")
    )
