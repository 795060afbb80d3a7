"""Headings of a glued table whose last lines stand behind the first line of them all.

Where lines of a page were put one after the other, ``指标性 指标值 度量单位 质`` are three headings: what
completes one of them stands before the first cell of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.layout.lexicon import HEADINGS
from pipeline.layout.token import Token
from schemas.layout import Cell
from schemas.source import Span
from schemas.vocabulary import fold_heading

_LEAST = 2  # characters of the beginning of a heading


def completed(run: Sequence[Token], behind: Token, source: str) -> tuple[list[Token], Token] | None:
    """The headings with what completes them at the beginning of the token behind, and the rest of that;
    None where it completes none.

    >>> of = lambda text: Token(Cell(text, Span(0, len(text))))
    >>> found = completed([of("指标性"), of("指标值")], of("质更换燃气立管"), "质更换燃气立管")
    >>> [token.text for token in found[0]], found[1].text
    (['指标性质', '指标值'], '更换燃气立管')
    """
    text, begin = behind.text, behind.cell.span.start
    at, found = 0, list(run)
    for place, token in enumerate(run):
        rest = next((rest for rest in _rests(token.text) if text.startswith(rest, at)), "")
        if rest:
            parts = (*token.cell.spans, Span(begin + at, begin + at + len(rest)))
            found[place] = replace(token, cell=Cell(token.text + rest, token.cell.span, parts))
            at += len(rest)
    if not 0 < at < len(text) or not source.startswith(text[:at], begin):
        return None
    cell = Cell(text[at:].lstrip(), Span(begin + at, behind.cell.span.end))
    return found, replace(behind, cell=cell)


@lru_cache(maxsize=1024)
def _rests(begun: str) -> tuple[str, ...]:
    """What completes a text that begins headings but is none, the longest first."""
    if len(begun) < _LEAST or fold_heading(begun) in HEADINGS:
        return ()
    rests = {word[len(begun) :] for word in HEADINGS if word.startswith(begun) and word != begun}
    return tuple(sorted(rests, key=lambda rest: (-len(rest), rest)))
