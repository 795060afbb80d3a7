"""What OCR said of its glyphs -> confidence of the values that are made of them.

An engine reads the text that it is given; whether the glyphs are right, only the reader of the picture can
say. A value is as sure as the engine is of its place and the reader of all its glyphs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import prod

from pipeline.extract.doubtful import DOUBTFUL
from schemas.finding import Finding, Message
from schemas.pointers import iter_leaves
from schemas.reading import Reading
from schemas.result import Evidence
from schemas.source import SourceText, Span

# Glyphs under these confidences get a finding: a figure is worth a look sooner than a word, which says by
# itself where it is misread.
_FIGURE, _WORD = 0.9, 0.85
# So does a value of many glyphs of which some one is as likely wrong as not.
_WHOLE = 0.5
_MOST_SHOWN = 12
_FIGURES = frozenset("0123456789.,%％≥≤><＞＜=+-/")


def legible(reading: Reading, evidence: Mapping[str, Sequence[Evidence]], source: SourceText) -> Reading:
    """The reading with its confidence and doubts as far as its values were read from pictures."""
    if all(word.confidence is None for word in source.words):
        return reading
    confidence = dict(reading.confidence)
    doubts: list[Finding] = []
    known = {path for finding in reading.doubts for path in finding.paths}
    for path, _ in iter_leaves(reading.record):
        spans = [Span(place.start, place.end) for place in evidence.get(path, ())]
        glyphs = source.glyphs_of(spans)
        if not glyphs:
            continue
        # Of several glyphs that have one confidence, that is of all of them.
        sure = prod(
            1.0 if word.confidence is None else word.confidence
            for span in spans
            for word in source.words_of(span)
        )
        confidence[path] = round(min(confidence.get(path, 1.0), sure), 4)
        weak = [glyph for glyph, how_sure in glyphs if how_sure < (_FIGURE if glyph in _FIGURES else _WORD)]
        if sure < _WHOLE and not weak:
            weak = [glyph for glyph, how_sure in glyphs if how_sure == min(each for _, each in glyphs)]
        if weak and path not in known:
            doubts.append(_doubt(path, weak))
    return replace(reading, confidence=confidence, doubts=[*reading.doubts, *doubts])


def _doubt(path: str, weak: Sequence[str]) -> Finding:
    shown = "".join(glyph for glyph, _ in groupby(weak))[:_MOST_SHOWN]
    return Finding(
        rule=DOUBTFUL.id,
        severity=DOUBTFUL.severity,
        paths=[path],
        message=Message(
            zh=f"图像上“{shown}”不清楚，请对照原件",
            en=f"“{shown}” is not clear in the picture; compare with the page",
        ),
    )
