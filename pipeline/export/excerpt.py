"""Where a value stands in the source text, with the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.export.visible import one_line, visible
from schemas.finding import Message, Stretch
from schemas.result import Evidence
from schemas.source import SourceText

# Chinese characters are two cells wide: 44 of them and the line number fill most of a line of 110.
_LONGEST = 44
_LONGEST_VALUE = 30
_LEAST_CONTEXT = 6
_SPANS = 3
_CELL_BORDER = re.compile(r" *[\t\n][\t\n ]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the first evidence stands, in short and in words, and the excerpt as ``(text, is part of the
    value)``."""

    mark: str
    address: Message
    pieces: tuple[tuple[str, bool], ...]


def find_place(pointer: str, evidence: Mapping[str, Sequence[Evidence]], source: SourceText) -> Place | None:
    """The place of a leaf, or of the first leaf below a part of the record; None when it is not located."""
    spans = list(evidence.get(pointer, ())) or next(
        (list(found) for path, found in evidence.items() if path.startswith(f"{pointer}/") and found), []
    )
    return quote(spans, source)


def quote(spans: Sequence[Stretch], source: SourceText) -> Place | None:
    """The place of some stretches of the text; None when there are none."""
    size = len(source.text)
    if not spans or not all(0 <= span.start < span.end <= size for span in spans):
        return None  # a record edited by hand may carry offsets of another text
    start = spans[0].start
    return Place(source.mark(start), source.address(start), _pieces(source.text, spans[:_SPANS]))


def _pieces(text: str, spans: Sequence[Stretch]) -> tuple[tuple[str, bool], ...]:
    values = [_value(text[span.start : span.end]) for span in spans]
    context = max(_LEAST_CONTEXT, (_LONGEST - sum(map(len, values))) // 2)
    first, last = spans[0].start, spans[-1].end
    line_start = text.rfind("\n", 0, first) + 1
    line_end = text.find("\n", last)
    line_end = len(text) if line_end < 0 else line_end
    if not text[line_start:first].strip() and not text[last:line_end].strip():
        line_start, line_end = 0, len(text)  # one cell a line: the neighbours are on other lines
    before = max(line_start, first - context)
    after = min(line_end, last + context)
    pieces = [(("…" if before > line_start else "") + _flat(text[before:first]).lstrip(" |"), False)]
    end = first
    for span, value in zip(spans, values, strict=True):
        gap = text[end : span.start]
        if end > span.start or len(gap) > context:
            gap = "…"
        pieces += [(_flat(gap), False), (value, True)]
        end = span.end
    pieces.append((_flat(text[last:after]).rstrip(" |") + ("…" if after < line_end else ""), False))
    return tuple((piece, marked) for piece, marked in pieces if piece)


def _value(raw: str) -> str:
    """The value on one line; of a long one both ends, since each end is where a value is cut wrongly."""
    line = one_line(raw)
    tail = _LONGEST_VALUE // 3
    return line if len(line) <= _LONGEST_VALUE else f"{line[: _LONGEST_VALUE - tail - 1]}…{line[-tail:]}"


def _flat(raw: str) -> str:
    """Context on one line; a tab or line feed is a border between cells, which a reviewer wants to see."""
    return re.sub(r"\s+", " ", _CELL_BORDER.sub(" | ", visible(raw)))
