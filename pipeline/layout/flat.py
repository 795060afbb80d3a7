"""Glued text -> atoms: the smallest pieces that a column may begin or end with.

Where a converter dropped the separators, ``坡面标尺长度10≥266米≥266米10`` stands for four cells. Atoms are
cut before operators and numbers, between digits, behind units and percent signs, and in the middle of a
repeated text; each carries what it costs to cut there or not, and the reading of the table decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.layout.tokens import Token
from schemas.layout import Cell
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import QUALITATIVE, UNITS

LONGEST = 28
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_WORDS = "|".join(re.escape(word) for word in sorted(QUALITATIVE, key=len, reverse=True))
_PIECE = re.compile(
    r"(?P<operator>[≥≤><=≧≦═﹦＝]=?|大于等于|小于等于|不(?:少|低|超|高)[于过])"
    r"|(?P<date>(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末)?(?:之?前)?(?:完成)?|\d{1,2}月(?:\d{1,2}日|底|末)(?:之?前)?)"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"|(?P<percent>[%％‰])"
    r"|(?P<dash>[—–-])"
    r"|(?P<text>[^\d≥≤><=≧≦═﹦＝%％‰—–]+)"
)
_NUMBER_UNIT = re.compile(rf"^(?:{_UNIT})")
_VALUE_THEN_NUMBER = re.compile(
    r"^(?P<value>[≥≤=≧≦═]?\d[\d,.]*(?:%|[\u4e00-\u9fff]{1,4})) (?P<number>\d{1,3}(?:\.\d{1,2})?)$"
)
_QUALITATIVE_END = re.compile(rf"(?:{_WORDS})$")


def atoms(tokens: Sequence[Token]) -> list[Token]:
    """The atoms of all tokens. Inside what was one token joining is free and cutting costs; a word of the
    vocabulary is an atom of its own."""
    found: list[Token] = []
    for token in tokens:
        pieces = list(_pieces(token)) if token.text else [token]
        found.extend(pieces)
    return found


def _pieces(token: Token) -> Iterator[Token]:
    text = token.cell.text
    if len(text) != token.cell.span.end - token.cell.span.start:
        # White space was taken out: offsets inside would be wrong, so the token stays whole.
        yield token
        return
    previous = ""
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or ""
        if kind == "number":
            yield from _digits(token, match, previous)
        elif kind == "text":
            yield from _texts(token, match, previous)
        elif kind == "percent":
            yield _part(token, match.start(), match.end(), join=0.0, cut=4.0)
        elif kind in ("operator", "date"):
            yield _part(token, match.start(), match.end(), join=1.5, cut=0.0)
        else:
            yield _part(token, match.start(), match.end(), join=0.8, cut=0.0)
        previous = kind


def _part(token: Token, start: int, end: int, join: float, cut: float) -> Token:
    base = token.cell.span.start
    text = clean(token.cell.text[start:end])
    return Token(Cell(text, Span(base + start, base + end)), join=join, cut=cut)


def _digits(token: Token, match: re.Match[str], previous: str) -> Iterator[Token]:
    """A number, cut wherever it may be two: between digits, but not at or behind a decimal point's side."""
    text, start = match[0], match.start()
    join = 0.0 if previous == "operator" else 0.6 if previous == "text" else 1.0
    cut = 4.0 if previous == "operator" else 0.0
    begin = 0
    for i in range(1, len(text)):
        if text[i].isdigit() and text[i - 1].isdigit():
            yield _part(token, start + begin, start + i, join=join, cut=cut)
            begin, join, cut = i, 0.0, 1.0
    yield _part(token, start + begin, start + len(text), join=join, cut=cut)


def _texts(token: Token, match: re.Match[str], previous: str) -> Iterator[Token]:
    """Prose between figures: its unit first, then cut in the middle of a repetition or before a judgement."""
    text, start = match[0], match.start()
    join, cut = 1.5, 0.2
    if previous in ("number", "percent", "date"):
        unit = _NUMBER_UNIT.match(text) if previous == "number" else None
        if unit:
            yield _part(token, start, start + unit.end(), join=0.0, cut=2.5)
            text, start = text[unit.end() :], start + unit.end()
            join, cut = 1.8, 0.0
    cuts = _text_cuts(text)
    for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if end > begin:
            yield _part(token, start + begin, start + end, join=join, cut=cut)
            join, cut = 0.2, 0.5


def _text_cuts(text: str) -> list[int]:
    half = len(text) // 2
    cuts = {half} if len(text) >= 4 and len(text) % 2 == 0 and text[:half] == text[half:] else set()
    rest = text
    for _ in range(2):
        judged = _QUALITATIVE_END.search(rest)
        if judged and judged.start():
            cuts.add(judged.start())
            rest = rest[: judged.start()]
    return sorted(cuts)


def unglue(tokens: Sequence[Token]) -> list[Token]:
    """Cut cells that a separated text may still hold glued: ``≤68.40万元 10`` is a target and points."""
    found: list[Token] = []
    for token in tokens:
        match = _VALUE_THEN_NUMBER.match(token.cell.text)
        if not match:
            found.append(token)
            continue
        span = token.cell.span
        cut = span.end - len(match["number"])
        found.append(
            Token(Cell(match["value"], Span(span.start, cut)), token.join, token.cut, token.starts_line)
        )
        found.append(Token(Cell(match["number"], Span(cut, span.end)), join=0.6, cut=0.2))
    return found


def halves(values: Sequence[Token]) -> list[Token]:
    """Two goals glued together: cut behind each sentence, and in the middle of a repeated text."""
    found: list[Token] = []
    for token in values:
        text = token.cell.text
        cuts = [m.end() for m in re.finditer(r"[。；]", text)][:-1] or _text_cuts(text)
        raw_fits = len(text) == token.cell.span.end - token.cell.span.start
        bounds = zip([0, *cuts], [*cuts, len(text)], strict=True)
        found.extend([_part(token, a, b, 0.5, 0.0) for a, b in bounds] if raw_fits else [token])
    return found
