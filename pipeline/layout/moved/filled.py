"""A form whose template was printed first, all that was filled in behind it in the order of the page.

The template holds labels, headings and names of levels, and what every form of its kind has: 100 points, a
dash where a source has no points. The values follow: those of the head, the figures of the funds row by row,
the goals, the rows of the table, the total. What the template has already is not filled in again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.funds import is_source
from pipeline.layout.blocks.head import Pair, read_head
from pipeline.layout.blocks.pieces import WORDS, Piece, Role
from pipeline.layout.blocks.wraps import joined
from pipeline.layout.moved.apart import in_order, level_rows, levels_of, place_names
from pipeline.layout.moved.filled_funds import is_of_money, take_filled_funds
from pipeline.layout.moved.lines import read_lines
from pipeline.layout.moved.signs import heading_runs, is_backwards
from schemas import kinds
from schemas.layout import Row
from schemas.vocabulary import QUALITATIVE

_LEVELS = ("level1", "level2")
_GOALS = frozenset({"goals", "expected_goal", "actual_goal"})
_LEAST_LABELS, _LEAST_NAMES = 3, 3
_OF_TOTAL = 2  # figures of a total: points and score
_SHORT = 12
_SENTENCE_END = ("。", "；", ";", "！")
_PLACE = re.compile(r"^.{0,10}?指标\d{1,2}[:：]?$")


@dataclass(frozen=True, slots=True)
class _Template:
    """The pieces that were printed first; ``start`` and ``end`` of the headings of the table among them, the
    label of the total and the figures that are printed for it."""

    pieces: Sequence[Piece]
    start: int
    end: int
    total: Piece | None
    printed: Sequence[Piece]

    @property
    def head(self) -> Sequence[Piece]:
        """Everything above the table."""
        return self.pieces[: self.start]

    @property
    def headings(self) -> Sequence[Piece]:
        return self.pieces[self.start : self.end]

    @property
    def table(self) -> Sequence[Piece]:
        """Everything below the headings of the table."""
        return self.pieces[self.end :]


def read_filled(found: Sequence[Piece], text: str) -> list[Row] | None:
    """The rows of such a form; None for any other text, and where the values do not fill the places."""
    template = _template(found)
    if template is None:
        return None
    lines = found[len(template.pieces) :]
    values = [piece for piece in lines if piece.role is not Role.ALONE]
    funds, first, behind = take_filled_funds(template.head, values)
    labels = [piece for piece in template.head if piece.role is Role.LABEL and not is_of_money(piece)]
    goals = [label for label in labels if label.field in _GOALS]
    foot = [piece for piece in template.table if piece.role is Role.LABEL and piece is not template.total]
    at = _table_start(values, behind)
    if funds is None or not goals or at <= behind:
        return None
    stop = len(values) - len(foot)
    count = _OF_TOTAL - len(template.printed) if template.total else 0
    figures = _last_figures(values[at:stop], count)
    body = values[at : stop - len(figures)]
    fields = [piece.field for piece in template.headings][len(_LEVELS) :]
    rows = read_lines(body, fields)
    if not in_order(rows, body):
        return None
    names = [piece for piece in template.table if piece.role is Role.LEVEL]
    placed = place_names(rows, levels_of(names), fields, optional=True)
    pairs = _sentences(goals, values[behind:at])
    heads = [
        read_head([label for label in labels if label not in goals], values[:first], [], []),
        read_head(goals, [] if pairs else values[behind:at], pairs, []),
        read_head(foot, values[stop:], [], []),
    ]
    alone = [piece for piece in found if piece.role in (Role.ALONE, Role.BLOCK)]
    single = [*alone, *(piece for each in heads for piece in each.rest)]
    total = [template.total, *template.printed, *figures] if template.total else []
    return [
        *(Row((piece.cell,)) for piece in single),
        *funds.rows(),
        *heads[0].rows,
        *heads[1].rows,
        Row(tuple(piece.cell for piece in template.headings), tabular=True),
        *level_rows(rows, placed),
        *([Row(tuple(piece.cell for piece in total), tabular=True)] if len(total) > 1 else []),
        *heads[2].rows,
    ]


def _template(found: Sequence[Piece]) -> _Template | None:
    """What of a text is the template; None where labels and headings do not all stand first."""
    runs = heading_runs(found)
    last = max((i for i, piece in enumerate(found) if piece.role in WORDS), default=0)
    while last + 1 < len(found) and found[last + 1].role is Role.LEVEL:
        last += 1
    if len(runs) != 1 or runs[0][1] > last or is_backwards(found[slice(*runs[0])]):
        return None
    start, end = runs[0]
    total = next((piece for piece in found[end : last + 1] if piece.field == "total"), None)
    split = last + 1
    while total is found[last] and split < len(found) and kinds.cost("weight", found[split].text) == 0.0:
        split += 1
    template = _Template(found[:split], start, end, total, found[last + 1 : split])
    levels = tuple(piece.field for piece in template.headings[: len(_LEVELS)])
    return template if levels == _LEVELS and _is_template(template) else None


def _is_template(template: _Template) -> bool:
    """Whether labels and names of levels stand there, and nothing that is filled in."""
    labels = sum(piece.role is Role.LABEL for piece in template.head)
    names = sum(piece.role is Role.LEVEL for piece in template.table)
    texts = [piece for piece in template.pieces if piece.role is Role.TEXT]
    filled = sum(not _is_printed(piece.text) for piece in texts)
    return labels >= _LEAST_LABELS and names >= _LEAST_NAMES and filled <= len(texts) // 4


def _is_printed(text: str) -> bool:
    """Whether a text may be part of a template.

    >>> [_is_printed(each) for each in ("指标1：", "其中:当年财政拨款——", "—", "10", "≥95%", "设备完好率")]
    [True, True, True, True, False, False]
    """
    bare = text.rstrip("—–-")
    return (
        not bare
        or class_of(text) in ("number", "any")
        or is_source(bare)
        or bool(_PLACE.match(text))
        or text.startswith(("(", "（"))
    )


def _table_start(values: Sequence[Piece], at: int) -> int:
    """Where the rows begin behind the goals, which end with a sentence; ``at`` where none does."""
    first = next((i for i in range(at, len(values)) if _is_value(values[i].text)), len(values))
    return max((i + 1 for i in range(at, first) if values[i].text.endswith(_SENTENCE_END)), default=at)


def _is_value(text: str) -> bool:
    return text in QUALITATIVE or (kinds.is_value(text) and len(text) <= _SHORT)


def _sentences(labels: Sequence[Piece], lines: Sequence[Piece]) -> list[Pair]:
    """The goals with their texts, when these are as many sentences that end with a line; else none."""
    own = [label for label in labels if label.field != "goals"] or labels
    ends = [0, *(i for i, line in enumerate(lines, start=1) if line.text.endswith("。"))]
    if len(ends) != len(own) + 1 or ends[-1] != len(lines):
        return []
    return [(label, joined(lines[a:b]), True) for label, (a, b) in zip(own, pairwise(ends), strict=True)]


def _last_figures(body: Sequence[Piece], count: int) -> list[Piece]:
    """The figures of the total: the last ones, if they are."""
    figures = body[len(body) - count :]
    return list(figures) if all(kinds.is_number(piece.text) for piece in figures) else []
