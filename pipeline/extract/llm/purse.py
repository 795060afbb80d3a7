"""What a run may spend, and what it has spent: tokens, requests and money.

A limit is kept before it is passed: each request sets aside the most that it can cost, and is not sent when
that does not fit any more. The most a prompt can cost is one token a byte (no tokenizer in use makes more);
as replies come in, the largest number of tokens a byte that the model was seen to count, with a margin,
takes its place, so that a limit is not reached far too early.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.errors import SetupError
from pipeline.extract.llm.faults import BudgetExhausted

_MARGIN = 1.25
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens, in the currency of the price file."""

    input: Decimal
    output: Decimal

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        return (self.input * input_tokens + self.output * output_tokens) / _MILLION


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may spend; None for no limit. A limit on money needs a price."""

    tokens: int | None = None
    cost: Decimal | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums of a document or a run. ``cost`` is None without a price."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_requests: int = 0

    def plus(self, other: Spent) -> Spent:
        return Spent(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_requests + other.cached_requests,
        )


class Purse:
    """Counts a run's spending against its limits. Not safe to use from several threads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.spent = Spent()
        self._set_aside: dict[int, tuple[int, int]] = {}
        self._tickets = 0
        self._per_byte: float | None = None

    @property
    def cost(self) -> Decimal | None:
        """Money spent so far, None without a price."""
        price = self.limits.price
        return price.of(self.spent.input_tokens, self.spent.output_tokens) if price else None

    def estimate(self, size: int) -> int:
        """The most tokens that a prompt of ``size`` bytes is expected to count."""
        return size if self._per_byte is None else min(size, round(size * self._per_byte * _MARGIN) + 1)

    def set_aside(self, size: int, reply_tokens: int) -> int | None:
        """Reserve the most that a request can cost and return a ticket for it; None when it fits only once
        others that are under way have come in below what they set aside. Raises :class:`BudgetExhausted` when
        it cannot fit any more."""
        planned = (self.estimate(size), reply_tokens)
        over = self._over([planned])
        if over:
            raise over
        if self._over([planned, *self._set_aside.values()]):
            return None
        self._tickets += 1
        self._set_aside[self._tickets] = planned
        return self._tickets

    def settle(self, ticket: int, size: int, spent: Spent) -> None:
        """Replace what was set aside by what was spent (nothing, for a request that failed)."""
        del self._set_aside[ticket]
        self.spent = self.spent.plus(spent)
        if spent.input_tokens and size:
            self._per_byte = max(self._per_byte or 0.0, spent.input_tokens / size)

    def _over(self, planned: Sequence[tuple[int, int]]) -> BudgetExhausted | None:
        """What is said when the planned requests would pass a limit, None when they fit."""
        input_tokens = self.spent.input_tokens + sum(each[0] for each in planned)
        output_tokens = self.spent.output_tokens + sum(each[1] for each in planned)
        tokens, cost, price = self.limits.tokens, self.limits.cost, self.limits.price
        if tokens is not None and input_tokens + output_tokens > tokens:
            return BudgetExhausted.tokens(tokens, self.spent.input_tokens + self.spent.output_tokens)
        if cost is not None and price is not None and price.of(input_tokens, output_tokens) > cost:
            return BudgetExhausted.money(cost, self.cost or Decimal(0))
        return None


def prompt_size(request: Mapping[str, Any]) -> int:
    """Bytes of everything in a request that a server can count as prompt."""
    counted = {key: request[key] for key in ("messages", "response_format", "tools") if key in request}
    return len(json.dumps(counted, ensure_ascii=False).encode(errors="replace"))


def read_price(path: Path, model: str) -> Price:
    """The price of a model in a TOML file of tables ``["model name"]`` with ``input`` and ``output``, money
    for a million tokens. Raises :class:`SetupError` when it is not there or not a price."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise SetupError(f"{path}：没有这个价格文件", f"{path}: there is no such price file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetupError(
            f"{path}：价格文件无法读取（{error}）", f"{path}: cannot be read as prices ({error})"
        ) from None
    try:
        price = Price(Decimal(tables[model]["input"]), Decimal(tables[model]["output"]))
    except (KeyError, TypeError, ValueError, InvalidOperation):
        price = None
    if price is None or min(price.input, price.output) < 0:
        raise SetupError(
            f'{path}：没有模型 {model} 的价格，应写作 ["{model}"] input = 0.5 output = 2（每百万 token）',
            f'{path}: no price of {model}; write ["{model}"] input = 0.5 output = 2 (for a million tokens)',
        )
    return price
