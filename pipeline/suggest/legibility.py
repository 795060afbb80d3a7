"""How clear the glyphs were that a misreading is looked for in: what OCR was sure of is seldom misread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.result import Evidence
from schemas.source import SourceText, Span

# How often a glyph is misread of which nothing is known, and one of which OCR is sure.
_USUAL, _LEAST = 0.02, 0.002


@dataclass(frozen=True, slots=True)
class Legibility:
    """The glyphs of the values of a record."""

    source: SourceText | None
    evidence: Mapping[str, Sequence[Evidence]]
    _known: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    def factor(self, path: str, text: str, read: str) -> float:
        """How much likelier than usual the value ``text`` at a pointer is ``read`` misread: 1 where nothing
        is known of the glyphs that differ."""
        glyphs = self._glyphs(path)
        if not glyphs:
            return 1.0
        at = "".join(glyph for glyph, _ in glyphs).find(text)
        if at >= 0:
            start, end = _differing(text, read)
            # A glyph that is lost or doubled shows in those beside it.
            glyphs = glyphs[at + start : at + end] or glyphs[max(at + start - 1, 0) : at + end + 1]
        doubt = max(1 - sure for _, sure in glyphs)
        return max(doubt, _LEAST) / _USUAL

    def _glyphs(self, path: str) -> list[tuple[str, float]]:
        """The glyphs of a value but for separators; found once, since a figure has a hundred misreadings."""
        if self.source is None or not self.source.words:
            return []
        if path not in self._known:
            places = (Span(place.start, place.end) for place in self.evidence.get(path, ()))
            found = self.source.glyphs_of(places)
            self._known[path] = [(glyph, sure) for glyph, sure in found if glyph not in ",，"]
        return self._known[path]


def _differing(text: str, read: str) -> tuple[int, int]:
    """The stretch of ``text`` that has to change.

    >>> _differing("353.88", "353.38"), _differing("35.88", "353.88")
    ((4, 5), (2, 2))
    """
    shorter = min(len(text), len(read))
    start = next((i for i in range(shorter) if text[i] != read[i]), shorter)
    same = next((i for i in range(shorter - start) if text[-1 - i] != read[-1 - i]), shorter - start)
    return start, len(text) - same
