"""Which rows belong to which form.

A form starts at its title, or at a head row (项目编码, 项目名称) when the form before it already has one. A
heading row that comes again in the same form is a page break, and the form goes on. A title that stands
after the head, between head and indicators, or after the whole table is recognised by the project's name.
A table without a head over a head without a table is one form: its head was drawn last.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pipeline.layout import marks
from schemas import kinds
from schemas.layout import FormRegion, Layout, Row
from schemas.vocabulary import HEAD_LABELS, fold_label

_SAME = 90.0
_NAME_LABELS = frozenset(HEAD_LABELS["project_name"])


@dataclass(slots=True)
class _Segment:
    """A form in the making."""

    title: Row | None = None
    rows: list[Row] = field(default_factory=list)
    head: set[str] = field(default_factory=set)
    heading: bool = False

    @property
    def has_table(self) -> bool:
        return self.heading or bool(self.head)

    def project_name(self) -> str:
        """What stands behind the label 项目名称, or nothing."""
        for row in self.rows:
            texts = [cell.text for cell in row.filled]
            for label, value in itertools.pairwise(texts):
                if fold_label(label) in _NAME_LABELS:
                    return value
        return ""


def _take_headlines(rows: list[Row]) -> list[Row]:
    """Remove and return the code-and-name and unit lines at the end of ``rows``: they head the next form."""
    count = 0
    while count < len(rows) and marks.is_headline(rows[-1 - count]):
        count += 1
    taken = rows[len(rows) - count :]
    del rows[len(rows) - count :]
    return taken


def segment(rows: Sequence[Row]) -> Layout:
    """Assign every row to a form or to the narrative; nothing is dropped."""
    narrative: list[Row] = []
    segments: list[_Segment] = []

    def start(title: Row | None) -> _Segment:
        rows_before = segments[-1].rows if segments else narrative
        headlines = [] if title else _take_headlines(rows_before)
        segments.append(_Segment(title=title, rows=headlines))
        return segments[-1]

    for row in rows:
        current = segments[-1] if segments else None
        if marks.title_of(row):
            if current and current.head and not current.heading and not current.title:
                current.title = row
            else:
                start(row)
            continue
        fields = marks.head_fields(row)
        if fields and (current is None or current.heading or current.head & fields):
            current = start(None)
        if marks.is_indicator_heading(row):
            current = current or start(None)
            current.heading = True
        if current:
            current.head |= fields
        (current.rows if current else narrative).append(row)
    forms = _settle_titles(_with_heads_below(_keep_tables(segments, narrative)))
    return Layout(tuple(narrative), tuple(FormRegion(tuple(s.rows), s.title) for s in forms))


def _keep_tables(segments: list[_Segment], narrative: list[Row]) -> list[_Segment]:
    """Give back to the narrative what follows a title but has no table; a last title without rows is kept,
    because it may belong to the table above it."""
    kept: list[_Segment] = []
    for segment_ in segments:
        if segment_.has_table or (segment_ is segments[-1] and kept and not segment_.rows):
            kept.append(segment_)
        elif (
            kept and not segment_.rows and kept[-1].title is None and _fit(segment_.title, kept[-1]) >= _SAME
        ):
            kept[-1].title = segment_.title
        else:
            if segment_.title:
                narrative.append(segment_.title)
            narrative.extend(segment_.rows)
    return kept


def _with_heads_below(segments: list[_Segment]) -> list[_Segment]:
    """Join tables without a head with the heads below them, where all forms of a text are such pairs. A
    table that does not begin with level 1 is the rest of one on a page before."""
    tables, heads = segments[::2], segments[1::2]
    if len(tables) != len(heads) or not all(map(_is_bare_table, tables)):
        return segments
    if any(head.heading or not head.head for head in heads):
        return segments
    return [
        _Segment(head.title, [*head.rows, *table.rows], head.head, heading=True)
        for table, head in zip(tables, heads, strict=True)
    ]


def _is_bare_table(segment_: _Segment) -> bool:
    """Whether a segment is a whole table of indicators and nothing over it."""
    at = next((i for i, row in enumerate(segment_.rows) if marks.is_indicator_heading(row)), None)
    if at is None or segment_.head or segment_.title or at + 1 >= len(segment_.rows):
        return False
    first = segment_.rows[at + 1].filled[:1]
    return bool(first) and kinds.level1_family(first[0].text) in ("output", "cost")


def _settle_titles(segments: list[_Segment]) -> list[_Segment]:
    """Move titles up by one form when they fit the project names better so: headings after their tables."""
    if len(segments) > 1:
        before = sum(_fit(s.title, s) for s in segments)
        after = sum(_fit(below.title, s) for s, below in itertools.pairwise(segments))
        if after > before and segments[0].title is None:
            for s, below in itertools.pairwise(segments):
                s.title = below.title
            segments[-1].title = None
    return [s for s in segments if s.has_table]


def _fit(title: Row | None, segment_: _Segment) -> float:
    """How well a title and a form's project name fit, 0 to 100."""
    name = segment_.project_name()
    return fuzz.partial_ratio(name, title.filled[0].text) if title and name else 0.0
