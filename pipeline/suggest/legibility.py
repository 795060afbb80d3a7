"""How clear the glyphs were that a misreading is looked for in: what OCR was sure of is seldom misread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.result import Evidence
from schemas.source import SourceText, Span

# How often a glyph is misread of which nothing is known, and one of which OCR is sure.
_USUAL, _LEAST = 0.02, 0.002


@dataclass(frozen=True, slots=True)
class Legibility:
    """The glyphs of the values of a record."""

    source: SourceText | None
    evidence: Mapping[str, Sequence[Evidence]]

    def factor(self, path: str, text: str, read: str) -> float:
        """How much likelier than usual the value ``text`` at a pointer is ``read`` misread: 1 where nothing
        is known of the glyphs that differ."""
        if self.source is None:
            return 1.0
        places = (Span(place.start, place.end) for place in self.evidence.get(path, ()))
        glyphs = [(glyph, sure) for glyph, sure in self.source.glyphs_of(places) if glyph not in ",，"]
        if not glyphs:
            return 1.0
        at = "".join(glyph for glyph, _ in glyphs).find(text)
        if at >= 0:
            start, end = _differing(text, read)
            # A glyph that is lost or doubled shows in those beside it.
            glyphs = glyphs[at + start : at + end] or glyphs[max(at + start - 1, 0) : at + end + 1]
        doubt = max(1 - sure for _, sure in glyphs)
        return max(doubt, _LEAST) / _USUAL


def _differing(text: str, read: str) -> tuple[int, int]:
    """The stretch of ``text`` that has to change.

    >>> _differing("353.88", "353.38"), _differing("35.88", "353.88")
    ((4, 5), (2, 2))
    """
    shorter = min(len(text), len(read))
    start = next((i for i in range(shorter) if text[i] != read[i]), shorter)
    same = next((i for i in range(shorter - start) if text[-1 - i] != read[-1 - i]), shorter - start)
    return start, len(text) - same
