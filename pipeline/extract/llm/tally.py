"""What a run has cost and saved so far, for the person who pays."""

from __future__ import annotations

import threading
from decimal import Decimal

from pipeline.extract.llm.purse import Spent
from schemas.finding import Message

# Tokens for a character of a form's text, its reply included, as long as nothing was sent to measure it by.
_RATE = 2.0


class Tally:
    """Sums over documents that are read in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent = Spent()
        self._commented = Spent()
        self._kept_forms = self._kept_characters = self._sent_characters = 0

    def spend(self, spent: Spent) -> None:
        with self._lock:
            self._spent = self._spent.plus(spent)

    def comment(self, spent: Spent) -> None:
        """As :meth:`spend`, for comments: they tell nothing about what a form costs to read."""
        with self._lock:
            self._commented = self._commented.plus(spent)

    def send(self, characters: int) -> None:
        """A form's text is sent."""
        with self._lock:
            self._sent_characters += characters

    def keep(self, characters: int) -> None:
        """A form is kept as the embedded engine read it."""
        with self._lock:
            self._kept_forms += 1
            self._kept_characters += characters

    @property
    def saved_tokens(self) -> int:
        """What the forms kept would have cost, at the rate of those sent."""
        spent = self._spent.input_tokens + self._spent.output_tokens
        rate = spent / self._sent_characters if spent and self._sent_characters else _RATE
        return round(self._kept_characters * rate)

    def bill(self, cost: Decimal | None, *, economy: bool) -> Message:
        """Requests, tokens and money; with ``economy``, what was not sent."""
        spent = self._spent.plus(self._commented)
        zh = f"请求 {spent.requests} 次，缓存 {spent.cached_requests} 次，"
        zh += f"输入 {spent.input_tokens:,}，输出 {spent.output_tokens:,} token"
        en = f"{spent.requests} requests, {spent.cached_requests} from the cache, "
        en += f"{spent.input_tokens:,} tokens in, {spent.output_tokens:,} out"
        if cost is not None:
            zh, en = f"{zh}，费用 {cost:.4f}", f"{en}, cost {cost:.4f}"
        if economy:
            zh = f"{zh}；内置引擎读出 {self._kept_forms} 张表，约省 {self.saved_tokens:,} token"
            en += f"; the embedded engine read {self._kept_forms} forms, "
            en += f"about {self.saved_tokens:,} tokens saved"
        return Message(zh=zh, en=en)
