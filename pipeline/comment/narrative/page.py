"""Quotations in the source: where they stand word for word, but for line breaks and blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.comment.quoting import Bare, bare
from schemas.finding import Stretch
from schemas.result import Evidence
from schemas.source import SourceText, Span


@dataclass(frozen=True, slots=True)
class Page:
    """The source text, the places of the record's values in it, and the lines of prose outside forms."""

    source: SourceText
    evidence: Mapping[str, Sequence[Evidence]]
    prose: Sequence[Span] = ()

    def quote(self, words: str, place: str | Sequence[Span]) -> Stretch | None:
        """Where the words stand within the places of a value (a pointer) or within these; None where they do
        not stand there in one piece.

        >>> source = SourceText.from_text("共507个\\n站点。")
        >>> page = Page(source, {"/a": [Evidence(start=0, end=9, match="exact")]})
        >>> page.quote("507个站点", "/a"), page.quote("498个站点", "/a")
        (Stretch(start=1, end=8), None)
        """
        spans = self.places(place) if isinstance(place, str) else place
        wanted = bare(words)
        if not spans or not wanted:
            return None
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        return Bare(self.source.text, start, end).find(wanted)

    def whole(self, value: str, pointer: str) -> Stretch | None:
        """Where a value stands; None where something else stands in its place."""
        spans = self.places(pointer)
        found = self.quote(value, spans)
        stands = "".join(self.source.excerpt(span) for span in spans)
        return found if found and bare(stands) == bare(value) else None

    def places(self, pointer: str) -> list[Span]:
        """Where a value of the record stands."""
        return [Span(each.start, each.end) for each in self.evidence.get(pointer, ())]
