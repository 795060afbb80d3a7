"""Glued text -> atoms: the smallest pieces that a column may begin or end with.

Where a converter dropped the separators, ``坡面标尺长度10≥266米≥266米10`` stands for four cells. Atoms are
cut before operators and numbers, between digits, behind units and percent signs, and in the middle of a
repeated text; each carries what it costs to cut there or not, and the reading of the table decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.layout.lexicon import is_word
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import NO_UNITS, QUALITATIVE, UNITS

LONGEST = 28
_GOES_ON = ("以上", "以下", "以内", "左右")
_ONE_DECIMAL = 0.7
_BLANK = 0.6
# What it costs to read a number as one cell with the piece before it; 5处4处 are two values, no sentence.
_JOIN_NUMBER = {"operator": 0.0, "text": 0.6, "unit": 2.0}
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_WORDS = "|".join(re.escape(word) for word in sorted(QUALITATIVE, key=len, reverse=True))
_PIECE = re.compile(
    r"(?P<operator>[≥≤><=≧≦═﹦＝]=?|大于等于|小于等于|不(?:少|低|超|高)[于过])"
    r"|(?P<date>(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末)?(?:之?前)?(?:完成)?|(?:1[0-2]|[1-9])月(?:\d{1,2}日|底|末|初|中旬|下旬)(?:之?前)?)"
    r"|(?P<points>\d+?(?=(?:1[0-2]|(?<!1)[1-9])月(?:\d{1,2}日|底|末|初|中旬|下旬)))"
    r"|(?P<range>\d{1,3}[%％]?[—～~]\d{1,3}[%％])"
    r"|(?P<number>\d[\d,.]*\d|\d)"
    r"|(?P<percent>[%％‰])"
    r"|(?P<dash>[—–-])"
    r"|(?P<text>[^\d≥≤><=≧≦═﹦＝%％‰—–]+)"
)
_NO_UNIT = "|".join(NO_UNITS)
_NUMBER_UNIT = re.compile(rf"^(?!{_NO_UNIT})(?:{_UNIT}|[↑↿])")
_FUND_PIECE = re.compile(r"[\d.,%％—–/-]+|[^\d%％—–/-]+")
_FIGURES = re.compile(r"[\d.,%％—–/-]+")
_SOURCE_ENDS = re.compile(r"(?:资金|拨款|总额|收入|支出|结余|结转|贷款|小计|合计)[:：]?$")
_TWICE = re.compile(r"^(?P<word>[\u4e00-\u9fff]{2,10})(?P=word)(?=[\u4e00-\u9fff])")
_QUALITATIVE_END = re.compile(rf"(?:{_WORDS})$")


def atoms(tokens: Sequence[Token], source: str) -> list[Token]:
    """The atoms of all tokens. Inside what was one token joining is free and cutting costs; a word of the
    vocabulary is an atom of its own."""
    found: list[Token] = []
    for token in (part for whole in tokens for part in _at_blanks(whole, source)):
        pieces = [token] if not token.text or is_word(token.text) else list(_pieces(token))
        found.extend(pieces)
    return found


def _at_blanks(token: Token, source: str) -> Iterator[Token]:
    """A token cut at its blanks, so that the offsets inside each part are those of the source; a blank may
    stand between two cells or inside one."""
    span = token.cell.span
    if len(token.text) == span.end - span.start or is_word(token.text) or token.cell.parts:
        yield token
        return
    for match in re.finditer(r"\S+", source[span.start : span.end]):
        place = Span(span.start + match.start(), span.start + match.end())
        cell = Cell(clean(match[0]), place)
        yield replace(token, cell=cell) if not match.start() else Token(cell, join=_BLANK, cut=0.0)


def _pieces(token: Token) -> Iterator[Token]:
    text = token.cell.text
    if len(text) != token.cell.span.end - token.cell.span.start:
        # White space was taken out: offsets inside would be wrong, so the token stays whole.
        yield token
        return
    yield from _first_as(token, _cut_pieces(token, text))


def _first_as(token: Token, parts: Iterator[Token]) -> Iterator[Token]:
    """The parts, the first one joined to what stands before it as the token is."""
    first = next(parts)
    yield replace(first, join=min(first.join, token.join), cut=min(first.cut, token.cut))
    yield from parts


def _cut_pieces(token: Token, text: str) -> Iterator[Token]:
    previous = before = ""
    for match in _PIECE.finditer(text):
        kind = match.lastgroup or ""
        if kind in ("number", "points"):
            yield from _digits(token, match, previous)
        elif kind == "text":
            yield from _texts(token, match, previous)
        elif kind == "percent":
            yield part(token, match.start(), match.end(), join=0.0, cut=4.0)
        elif kind == "range":
            yield part(token, match.start(), match.end(), join=0.3, cut=0.5)
        elif kind in ("operator", "date"):
            yield part(token, match.start(), match.end(), join=1.5, cut=0.0)
        else:
            yield part(token, match.start(), match.end(), join=0.8, cut=0.0)
        previous = kind
        if kind == "text" and before in ("number", "points"):
            unit = _NUMBER_UNIT.match(match[0])
            previous = "unit" if unit and unit.end() == len(match[0]) else kind
        before = previous


def part(token: Token, start: int, end: int, join: float, cut: float) -> Token:
    base = token.cell.span.start
    text = clean(token.cell.text[start:end])
    return Token(Cell(text, Span(base + start, base + end)), join=join, cut=cut)


def _digits(token: Token, match: re.Match[str], previous: str) -> Iterator[Token]:
    """A number, cut wherever it may be two: between digits, but not beside a decimal point or inside a group
    of thousands; behind one decimal only at a price, since most amounts have two."""
    text, start = match[0], match.start()
    join = _JOIN_NUMBER.get(previous, 1.0)
    cut = 4.0 if previous == "operator" else 0.0
    begin = 0
    for i in range(1, len(text)):
        if text[i].isdigit() and text[i - 1].isdigit() and (i < 2 or text[i - 2] != ","):
            yield part(token, start + begin, start + i, join=join, cut=cut)
            begin, join, cut = i, 0.0, 1.0 if i < 2 or text[i - 2] != "." else _ONE_DECIMAL
    yield part(token, start + begin, start + len(text), join=join, cut=cut)


def _texts(token: Token, match: re.Match[str], previous: str) -> Iterator[Token]:
    """Prose between figures: its unit first, then cut in the middle of a repetition or before a judgement."""
    text, start = match[0], match.start()
    join, cut = 1.5, 0.2
    if previous in ("number", "percent", "date"):
        unit = _NUMBER_UNIT.match(text) if previous == "number" else None
        if unit:
            yield part(token, start, start + unit.end(), join=0.0, cut=1.0)
            text, start = text[unit.end() :], start + unit.end()
            join, cut = 0.3, 0.0
    if previous == "date":
        join = 0.5  # 2022年新增
    if text and (text[0] in "，,；;、。）)" or text.startswith(_GOES_ON)):
        join, cut = 0.1, 2.0  # the sentence goes on
    cuts = _text_cuts(text)
    before = ""
    for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if end > begin:
            if before and text[begin:end] == before:
                join, cut = 1.0, 0.0  # the same judgement twice: target and actual value
            yield part(token, start + begin, start + end, join=join, cut=cut)
            join, cut, before = 0.8, 0.3, text[begin:end]


def _text_cuts(text: str) -> list[int]:
    half = len(text) // 2
    twice = _TWICE.match(text)
    if twice:
        return [len(twice["word"]), 2 * len(twice["word"])]
    cuts = {half} if len(text) >= 4 and len(text) % 2 == 0 and text[:half] == text[half:] else set()
    rest = text
    for _ in range(2):
        judged = _QUALITATIVE_END.search(rest)
        if not judged or not judged.start():
            break
        before = rest[: judged.start()]
        # A short judgement at the end may belong to the name (生产生活改善); two in a row do not.
        if len(judged[0]) <= 2 and rest == text and not _QUALITATIVE_END.search(before):
            break
        cuts.add(judged.start())
        rest = before
    return sorted(cuts)


def split_cell(cell: Cell, source: str) -> list[Cell]:
    """The two cells that one cell with a blank in it may be, or the cell itself."""
    match = kinds.two_cells(source[cell.span.start : cell.span.end])
    if not match:
        return [cell]
    start = cell.span.start
    return [
        Cell(clean(match[side]), Span(start + match.start(side), start + match.end(side)))
        for side in ("left", "right")
    ]


def unglue(tokens: Sequence[Token], source: str) -> list[Token]:
    """Cut cells that a separated text may still hold glued: ``≤68.40万元 10`` is a target and points."""
    found: list[Token] = []
    for token in tokens:
        parts = split_cell(token.cell, source)
        found.append(replace(token, cell=parts[0]))
        found.extend(Token(part, join=0.6, cut=0.2) for part in parts[1:])
    return found


def halves(values: Sequence[Token]) -> list[Token]:
    """Two goals glued together: cut behind each sentence, and in the middle of a repeated text."""
    found: list[Token] = []
    for token in values:
        text = token.cell.text
        cuts = [m.end() for m in re.finditer(r"[。；]", text)][:-1] or _text_cuts(text)
        raw_fits = len(text) == token.cell.span.end - token.cell.span.start
        bounds = zip([0, *cuts], [*cuts, len(text)], strict=True)
        found.extend([part(token, a, b, 0.5, 0.0) for a, b in bounds] if raw_fits else [token])
    return found


class FundRow(NamedTuple):
    """A row of a glued funds block: its figures stand behind its source, a remark behind them."""

    source: Cell
    figures: Cell
    remark: Cell


def fund_rows(tokens: Sequence[Token], remarked: bool = False) -> list[FundRow]:
    """The rows of a glued funds block, which may be ``remarked``: what stands before 其中 is a remark on the
    row above. Figures without a source are left out."""
    pieces: list[Cell] = []
    for token in tokens:
        text = token.cell.text
        if not text or len(text) != token.cell.span.end - token.cell.span.start:
            pieces.extend([token.cell] if text else [])
            continue
        pieces.extend(
            part(token, match.start(), match.end(), 0.0, 0.0).cell for match in _FUND_PIECE.finditer(text)
        )
    rows: list[FundRow] = []
    for piece in pieces:
        end = Cell("", Span(piece.span.end, piece.span.end))
        if _FIGURES.fullmatch(piece.text):
            if rows and not rows[-1].figures.text:
                rows[-1] = rows[-1]._replace(figures=piece, remark=end)
        elif remarked and len(rows) > 1 and not rows[-1].figures.text and piece.text.startswith("其中"):
            remark = rows.pop().source
            rows[-1] = rows[-1]._replace(remark=remark)
            rows.append(FundRow(piece, end, end))
        elif rows and not rows[-1].figures.text and not _SOURCE_ENDS.search(rows[-1].source.text):
            source = rows[-1].source
            whole = Cell(source.text + piece.text, Span(source.span.start, piece.span.end))
            rows[-1] = FundRow(whole, end, end)
        else:
            rows.append(FundRow(piece, end, end))
    return rows
