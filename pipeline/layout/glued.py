"""A glued table of indicators, read twice: by its words, then also by what the cells of a column share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from pipeline.layout import flat, prose
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.lexicon import is_word
from pipeline.layout.token import Token
from pipeline.layout.words import words
from schemas.vocabulary import OPERATORS, UNITS

_APART = frozenset({"comparator", "nature", "unit"})
_READINGS = 3
_LONGEST = 40
# What it costs to cut a cell behind a word of prose, or not to.
_JOIN, _CUT = 0.02, 0.7
_NATURE = re.compile("定性|定量")
_JOIN_NATURE = 0.8
_PROSE = re.compile(r"[^\d≥≤><=≧≦═﹦＝%％‰]+")
# What a heading without a field says about its column.
_VALUES = ("指标值", "完成值", "完成率")
_STANDARDS = ("标准", "资料")
_REMARKS = ("备注", "方法", "规则", "说明")


def columns(fields: Sequence[str | None], headings: Sequence[str]) -> list[str | None]:
    """The fields of a glued table, with a kind in place of a field where only the heading says one."""
    found = list(fields)
    for j, heading in enumerate(headings):
        if found[j] is None and heading.endswith(_VALUES):
            found[j] = "value"
        elif found[j] is None and heading.endswith(_STANDARDS):
            found[j] = "standard"
        elif found[j] is None and heading.endswith(_REMARKS):
            found[j] = "remark"
    return found


def read(
    tokens: Sequence[Token], fields: Sequence[str | None], source: str
) -> tuple[list[TableRow], list[Token]]:
    """The rows of a glued table, and the atoms they are made of."""
    atoms = flat.atoms(tokens, source)
    if "nature" in fields:
        atoms = [part for piece in atoms for part in _at_nature(piece)]
    atoms = [word for piece in atoms for word in _words(piece)]
    if not _APART.isdisjoint(fields):
        atoms = [_loose(last, token) for last, token in zip([None, *atoms], atoms, strict=False)]
    rows: list[TableRow] = []
    habits = prose.Habits()
    fits = prose.Fits(fields)
    for _ in range(_READINGS):
        lattice = Lattice(fields, Options(_LONGEST, glued=True, fit=partial(_fit, fits, habits)))
        rows = lattice.read(atoms)
        texts = [["".join(token.text for token in cell) for cell in row.columns] for row in rows]
        learned = prose.Habits.of(texts, len(fields))
        if learned == habits:
            break
        habits = learned
    return rows, atoms


def _fit(fits: prose.Fits, habits: prose.Habits, text: str) -> list[float]:
    """What a text costs each column."""
    return [cost - habits.gain(j, text) for j, cost in enumerate(fits.of(text))]


def _at_nature(piece: Token) -> Iterator[Token]:
    """A piece of prose, cut around what fills a column that says whether a target is a figure."""
    text = piece.text
    cuts = sorted({at for match in _NATURE.finditer(text) for at in match.span()} - {0, len(text)})
    if not cuts or len(text) != piece.cell.span.end - piece.cell.span.start:
        yield piece
        return
    yield flat.part(piece, 0, cuts[0], piece.join, piece.cut)
    for start, end in pairwise([*cuts, len(text)]):
        yield flat.part(piece, start, end, _JOIN_NATURE, 0.0)


def _words(piece: Token) -> Iterator[Token]:
    """A piece of prose, cut into its words: any of them may be the first of the next cell."""
    text = piece.text
    found = words(text) if _PROSE.fullmatch(text) and not is_word(text) else []
    if len(found) < 2 or len(text) != piece.cell.span.end - piece.cell.span.start:
        yield piece
        return
    for word in found:
        join, cut = (_JOIN, _CUT) if word.start else (piece.join, piece.cut)
        yield flat.part(piece, word.start, word.end, join, cut)


def _loose(before: Token | None, token: Token) -> Token:
    """A figure, its operator and its unit as cells of their own, where they have columns of their own."""
    last = before.text if before else ""
    figure = token.text[:1].isdigit() and last in OPERATORS
    unit = token.text in "%％" or (token.text in UNITS and last[-1:].isdigit())
    return replace(token, cut=min(token.cut, 0.1), join=max(token.join, 0.6)) if figure or unit else token
