"""Sources of money with amounts that stand elsewhere: as many for each heading of amounts, in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.layout.blocks.funds import Funds, is_source
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.lexicon import FUND_WORDS
from schemas.vocabulary import fold_heading

_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_AMOUNT = re.compile(r"^[\d,]{1,12}\.\d{1,6}$")
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Money:
    """The block of funds, and the pieces that it is made of."""

    funds: Funds
    taken: Sequence[Piece]


def take_money(found: Sequence[Piece], rest: Sequence[Piece]) -> Money | None:
    """The funds whose amounts are among the rest of a text; None where they are not as many as the places."""
    heads = [piece for piece in found if _is_heading(piece)]
    sources = [piece for piece in found if piece not in heads and _is_source(piece)]
    amounts = [piece for piece in rest if _AMOUNT.match(piece.text)]
    size = len(sources)
    if size < _LEAST or not heads or len(amounts) != size * len(heads):
        return None
    columns = [(head, amounts[n * size : (n + 1) * size]) for n, head in enumerate(heads)]
    adds_up = all(_adds_up([cell.text for cell in cells]) for _, cells in columns)
    return Money(Funds(sources, columns, unsure=not adds_up), [*heads, *sources, *amounts])


def _is_heading(piece: Piece) -> bool:
    known = FUND_WORDS.get(fold_heading(piece.text)) in _MONEY
    return known and piece.role in (Role.FUND, Role.LABEL, Role.HEADING)


def _is_source(piece: Piece) -> bool:
    if piece.role is Role.LABEL:
        return (piece.field or "").startswith("budget/")
    return piece.role is Role.TEXT and is_source(piece.text)


def _adds_up(amounts: Sequence[str]) -> bool:
    """Whether the first amount is the sum of the others.

    >>> _adds_up(["2,846.50", "2310.00", "0.00", "536.50"]), _adds_up(["100.00", "90.00", "20.00"])
    (True, False)
    """
    first, *others = (Decimal(amount.replace(",", "")) for amount in amounts)
    return first == sum(others)
