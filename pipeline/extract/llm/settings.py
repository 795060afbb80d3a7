"""Which model is asked and how: what the environment says, and what the caller wishes on top."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import SetupError
from pipeline.extract.llm.purse import Limits, read_price

Constraint = Literal["strict", "json_schema", "tools", "json", "md_json"]
CONSTRAINTS: tuple[Constraint, ...] = get_args(Constraint)

_CONCURRENCY = 8
_OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller asks for; None leaves it to the environment. ``remember`` keeps replies between runs,
    ``prices`` is a file for :func:`pipeline.extract.llm.purse.read_price`, ``offline`` sends nothing."""

    model: str | None = None
    base_url: str | None = None
    concurrency: int | None = None
    cache: Path | None = None
    remember: bool = True
    max_tokens: int | None = None
    max_cost: Decimal | None = None
    prices: Path | None = None
    offline: bool = False
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None

    @property
    def is_limited(self) -> bool:
        """Whether anything is to be shared out among several."""
        limits = (self.max_tokens, self.max_cost, self.requests_per_minute, self.tokens_per_minute)
        return any(limit is not None for limit in limits)

    def share(self, workers: int) -> Wish:
        """What each of so many workers may do, so that all together keep the limits."""

        def part(limit: float | None) -> float | None:
            return None if limit is None else limit / workers

        return replace(
            self,
            max_tokens=None if self.max_tokens is None else self.max_tokens // workers,
            max_cost=None if self.max_cost is None else self.max_cost / workers,
            requests_per_minute=part(self.requests_per_minute),
            tokens_per_minute=part(self.tokens_per_minute),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """``timeout`` is seconds for one request, ``patience`` seconds for a request with all its repetitions;
    ``reply_tokens`` bounds one reply (None: by the length of the text; models that think before they answer
    need more); ``cache`` is the file of replies, None for a run without memory."""

    model: str
    base_url: str = _OPENAI
    api_key: str = field(default="", repr=False)
    constraint: Constraint = "strict"
    concurrency: int = _CONCURRENCY
    timeout: float = 180.0
    patience: float = 600.0
    reply_tokens: int | None = None
    temperature: float | None = 0.0
    cache: Path | None = None
    limits: Limits = field(default_factory=Limits)
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


def is_configured(wish: Wish, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a model is named at all."""
    return bool(wish.model or environment.get("JIXIAO_MODEL", "").strip())


def default_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """Where replies are kept: ``JIXIAO_CACHE``, else under the user's cache folder."""
    if named := environment.get("JIXIAO_CACHE"):
        return Path(named)
    home = environment.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "jixiao" / "replies.sqlite"


def make_settings(
    wish: Wish = Wish(), environment: Mapping[str, str] = os.environ, *, need_key: bool = True
) -> Settings:
    """The settings of ``OPENAI_BASE_URL``, ``OPENAI_API_KEY``, ``JIXIAO_MODEL``, ``JIXIAO_CONSTRAINT``,
    ``JIXIAO_TEMPERATURE`` (``none`` for models that accept no temperature) and ``JIXIAO_REPLY_TOKENS``, with
    what is wished for on top. ``need_key`` is False for work that sends nothing.

    Raises :class:`SetupError` with the remedy when something is missing or cannot be.
    """
    model = wish.model or environment.get("JIXIAO_MODEL", "").strip()
    if not model:
        raise SetupError(
            "没有指定模型：请设置环境变量 JIXIAO_MODEL 或使用 --model",
            "no model is named: set JIXIAO_MODEL or use --model",
        )
    url = _address(wish.base_url or environment.get("OPENAI_BASE_URL") or _OPENAI)
    key = environment.get("OPENAI_API_KEY", "")
    if need_key and not key and url == _OPENAI:
        raise SetupError(
            "没有密钥：请设置环境变量 OPENAI_API_KEY（自建服务则设置 OPENAI_BASE_URL）",
            "no key: set OPENAI_API_KEY (for a server of your own, OPENAI_BASE_URL)",
        )
    return Settings(
        model=model,
        base_url=url,
        api_key=key,
        constraint=_constraint(environment.get("JIXIAO_CONSTRAINT") or "strict"),
        concurrency=wish.concurrency or _CONCURRENCY,
        reply_tokens=_reply_tokens(environment.get("JIXIAO_REPLY_TOKENS", "")),
        temperature=_temperature(environment.get("JIXIAO_TEMPERATURE") or "0"),
        cache=(wish.cache or default_cache(environment)) if wish.remember else None,
        limits=_limits(wish, model),
        requests_per_minute=wish.requests_per_minute,
        tokens_per_minute=wish.tokens_per_minute,
    )


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise SetupError(
            f"服务地址 {url} 应以 http:// 或 https:// 开头：请检查 OPENAI_BASE_URL 或 --base-url",
            f"the server's address {url} should begin with http:// or https://: "
            "check OPENAI_BASE_URL or --base-url",
        )
    return url.rstrip("/")


def _limits(wish: Wish, model: str) -> Limits:
    price = read_price(wish.prices, model) if wish.prices else None
    if wish.max_cost is not None and price is None:
        raise SetupError(
            "--max-cost 需要价格文件：请加 --prices", "--max-cost needs prices: add --prices FILE"
        )
    return Limits(wish.max_tokens, wish.max_cost, price)


def _constraint(name: str) -> Constraint:
    for known in CONSTRAINTS:
        if name == known:
            return known
    choices = ", ".join(CONSTRAINTS)
    raise SetupError(
        f"JIXIAO_CONSTRAINT 不能是 {name}：可用 {choices}",
        f"JIXIAO_CONSTRAINT cannot be {name}: use one of {choices}",
    )


def _temperature(text: str) -> float | None:
    if text == "none":
        return None
    try:
        return float(text)
    except ValueError:
        raise SetupError(
            f"JIXIAO_TEMPERATURE 应为数字或 none，而不是 {text}",
            f"JIXIAO_TEMPERATURE should be a number or none, not {text}",
        ) from None


def _reply_tokens(text: str) -> int | None:
    if not text:
        return None
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise SetupError(
        f"JIXIAO_REPLY_TOKENS 应为正整数，而不是 {text}",
        f"JIXIAO_REPLY_TOKENS should be a positive integer, not {text}",
    )
