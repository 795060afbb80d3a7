"""What of the source a request shows: one form's text, in rows in case that a reply is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.local.indicators import heading
from schemas.layout import FormRegion, Layout, Row
from schemas.source import SourceText, Span

_FEW_LINES = 12


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text of a form, or of a part of one. ``head`` stands before the rows of indicators, ``heading`` is the
    end of it that names the columns and goes with every part."""

    head: str
    heading: str
    rows: tuple[str, ...]

    @property
    def text(self) -> str:
        return (self.head + self.heading + "".join(self.rows)).strip("\r\n")

    def halves(self) -> tuple[Excerpt, Excerpt] | None:
        """The first rows with the head, and the others with the heading alone; None for a single row."""
        if len(self.rows) < 2:
            return None
        middle = len(self.rows) // 2
        return (
            Excerpt(self.head, self.heading, self.rows[:middle]),
            Excerpt("", self.heading, self.rows[middle:]),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: the excerpt of each form in page order, the titles, and the text outside the forms
    where it is worth a request of its own. ``page`` tells that the document is one form and little else."""

    page: bool
    forms: tuple[Excerpt, ...]
    titles: tuple[str | None, ...]
    narrative: str | None


def plan(source: SourceText, layout: Layout) -> Plan:
    """Everything of the source is shown in exactly one request. A text without a recognised form is shown
    whole, as one form: the model may recognise what the layout did not."""
    if not layout.forms:
        rows = tuple(source.text.splitlines(keepends=True))
        return (
            Plan(True, (Excerpt("", "", rows),), (None,), None)
            if source.text.strip()
            else Plan(True, (), (), None)
        )
    alone = len(layout.forms) == 1 and len(layout.narrative) <= _FEW_LINES
    bounds = _bounds(source.text, _hulls(layout.forms))
    if alone:  # the few lines around a single form belong to it
        bounds = [Span(0, len(source.text))]
    forms = tuple(_excerpt(source.text, form, span) for form, span in zip(layout.forms, bounds, strict=True))
    titles = tuple(form.title.filled[0].text if form.title else None for form in layout.forms)
    narrative = None if alone else _outside(source.text, bounds)
    return Plan(alone, forms, titles, narrative)


def _hulls(forms: Sequence[FormRegion]) -> list[Span]:
    """The stretch of each form, its title included unless another form stands between them."""
    bare = [
        Span(min(row.span.start for row in form.rows), max(row.span.end for row in form.rows))
        if form.rows
        else form.span
        for form in forms
    ]
    return [
        form.span
        if not any(
            form.span.start < other.end and other.start < form.span.end for other in bare if other != own
        )
        else own
        for form, own in zip(forms, bare, strict=True)
    ]


def _bounds(text: str, hulls: Sequence[Span]) -> list[Span]:
    """The hulls, grown to whole lines but not into one another."""
    ends = [0, *(hull.end for hull in hulls)]
    starts = [*(hull.start for hull in hulls), len(text)]
    grown = []
    for index, hull in enumerate(hulls):
        start = max(text.rfind("\n", 0, hull.start) + 1, min(max(ends[: index + 1]), hull.start))
        line_end = text.find("\n", hull.end)
        end = min(len(text) if line_end < 0 else line_end + 1, max(min(starts[index + 1 :]), hull.end))
        grown.append(Span(start, end))
    return grown


def _excerpt(text: str, form: FormRegion, span: Span) -> Excerpt:
    title = ""
    if form.title and not span.start <= form.title.span.start < span.end:
        title = text[form.title.span.start : form.title.span.end] + "\n"
    rows = sorted(form.rows, key=lambda row: row.span.start)
    at = next((index for index, row in enumerate(rows) if heading(row)), None)
    if at is None or at + 1 == len(rows):
        return Excerpt(title, "", tuple(text[span.start : span.end].splitlines(keepends=True)))
    names, body = rows[at].span.start, _starts(rows[at + 1 :])
    edges = [*body, span.end]
    return Excerpt(
        title + text[span.start : names],
        text[names : body[0]],
        tuple(text[start:end] for start, end in pairwise(edges)),
    )


def _starts(rows: Sequence[Row]) -> list[int]:
    """Where rows begin, each place once."""
    return sorted({row.span.start for row in rows})


def _outside(text: str, bounds: Sequence[Span]) -> str | None:
    """The text between the forms."""
    edges = [0, *(edge for span in bounds for edge in span), len(text)]
    kept = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)
    return kept if kept.strip() else None
