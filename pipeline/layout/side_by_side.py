"""Sources of money as headings side by side, their amounts in the row below, in a stream of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout import glue
from pipeline.layout.cells import cut_cell
from pipeline.layout.lexicon import FUND_WORDS, LABELS
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell
from schemas.source import Span
from schemas.vocabulary import fold_heading

_SOURCE = re.compile(r"(?:其中[:：]?)?[^\d\s]{0,14}?(?:资金总额|总额|资金|拨款|结转结余|结转|结余|收入|贷款)")
_MOST = 16
_AMOUNTS = frozenset({"annual_budget", "initial_budget", "budget/total"})


@dataclass(frozen=True, slots=True)
class Sources:
    """The heading over the sources, the label before the amounts, each source with its amount, and the
    index behind the last one."""

    heading: Cell
    label: Cell
    pairs: list[tuple[Cell, Cell]]
    end: int


def sources_side_by_side(tokens: Sequence[Token], start: int, source: str) -> Sources | None:
    """The block that begins at a token; None where there are not as many amounts as sources, or where they
    are glued and no single cut makes them add up."""
    if FUND_WORDS.get(fold_heading(tokens[start].text)) != "source":
        return None
    last = min(len(tokens), start + _MOST)
    at = next((i for i in range(start + 1, last) if _is_label(tokens[i])), last)
    behind = at + 1
    while behind < len(tokens) and _is_figures(tokens[behind].text):
        behind += 1
    names = _names(tokens[start + 1 : at], source) if at < last else []
    amounts = _amounts([token.cell for token in tokens[at + 1 : behind]], len(names))
    if len(names) < 2 or len(amounts) != len(names):
        return None
    return Sources(tokens[start].cell, tokens[at].cell, list(zip(names, amounts, strict=True)), behind)


def _is_label(token: Token) -> bool:
    word = fold_heading(token.text)
    # 资金总额 may be a label elsewhere; here it is the first of the sources.
    return (LABELS.get(word) in _AMOUNTS or FUND_WORDS.get(word) in _AMOUNTS) and not _SOURCE.fullmatch(word)


def _is_figures(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,]+", text))


def _names(tokens: Sequence[Token], source: str) -> list[Cell]:
    """The sources: what stands between the labels, cut behind each word that sources end with."""
    if not tokens:
        return []
    start, end = tokens[0].cell.span.start, tokens[-1].cell.span.end
    chars = [i for i in range(start, end) if not source[i].isspace()]
    whole = "".join(source[i] for i in chars)
    found: list[Cell] = []
    at = 0
    while at < len(whole):
        match = _SOURCE.match(whole, at)
        if not match:
            return []
        found.append(Cell(match[0], Span(chars[at], chars[match.end() - 1] + 1)))
        at = match.end()
    return found


def _amounts(cells: Sequence[Cell], count: int) -> Sequence[Cell]:
    """The amounts, a glued run of them cut by the arithmetic."""
    if len(cells) != 1 or count < 2:
        return cells if all(kinds.is_number(cell.text) for cell in cells) else []
    parts = glue.cut_parts(cells[0].text, count)
    return cut_cell(cells[0], parts) if parts else []
