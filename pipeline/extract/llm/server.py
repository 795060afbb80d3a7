"""The model's server: one completion at a time, sent again while that can help, never past a limit."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from pipeline.extract.llm.faults import EmptyReply, ModelError, can_pass, retry_after, translate
from pipeline.extract.llm.pace import Pace
from pipeline.extract.llm.purse import Purse, Spent, prompt_size
from pipeline.extract.llm.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from tenacity import RetryCallState

_LONGEST_WAIT = 60.0
# Attempts: a server that says when to come back is believed; one that only fails is not asked for ever.
_MANY, _FEW = 50, 5
_NO_KEY = "none"  # openai refuses an empty key; servers of one's own ask for none


class Server:
    """Sends requests over one connection pool; used in one event loop only. A fault that every request would
    meet (a wrong key, an exhausted budget) is remembered, so that a thousand documents fail at once instead
    of one after the other."""

    def __init__(self, settings: Settings, purse: Purse) -> None:
        self.settings = settings
        self.purse = purse
        self._pace = Pace(settings.requests_per_minute, settings.tokens_per_minute)
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._settled = asyncio.Condition()
        self._fault: ModelError | None = None
        self._client: AsyncOpenAI | None = None

    async def complete(self, request: Mapping[str, Any]) -> tuple[ChatCompletion, Spent]:
        """The completion and what it cost. Raises :class:`ModelError`."""
        from tenacity import AsyncRetrying, retry_if_exception

        async with self._slots:
            if self._fault:
                raise self._fault
            started = monotonic()
            attempts = AsyncRetrying(
                retry=retry_if_exception(can_pass),
                wait=_wait,
                # The wait counts: what cannot end within our patience is not begun.
                stop=lambda state: (
                    state.attempt_number >= (_MANY if _told(state) is not None else _FEW)
                    or monotonic() - started + _wait(state) > self.settings.patience
                ),
                reraise=True,
            )
            try:
                async for attempt in attempts:
                    with attempt:
                        return await self._send(request)
            except Exception as error:
                fault = translate(error)
                if fault.lasting:
                    self._fault = fault
                raise fault from error
        raise AssertionError("a retrying ends with a reply or an error")

    async def close(self) -> None:
        if self._client:
            await self._client.close()

    async def _send(self, request: Mapping[str, Any]) -> tuple[ChatCompletion, Spent]:
        size = prompt_size(request)
        reply = request["max_completion_tokens"]
        ticket = await self._set_aside(size, reply)
        most = self.purse.estimate(size) + reply
        spent = Spent()
        try:
            await asyncio.sleep(self._pace.reserve(most))
            completion = await self._connected().chat.completions.create(**request)
            if not getattr(completion, "choices", None):
                raise EmptyReply("no choices")
            spent = self._spent(completion, size)
        finally:
            async with self._settled:
                self.purse.settle(ticket, size, spent)
                self._settled.notify_all()
            if spent.requests:
                self._pace.settle(most, spent.input_tokens + spent.output_tokens)
        return completion, spent

    def _spent(self, completion: ChatCompletion, size: int) -> Spent:
        usage = completion.usage
        if usage is None:  # a server that does not count: the most that it can be
            reply = len((completion.choices[0].message.content or "").encode(errors="replace"))
            return Spent(1, self.purse.estimate(size), reply)
        return Spent(1, usage.prompt_tokens or 0, usage.completion_tokens or 0)

    async def _set_aside(self, size: int, reply_tokens: int) -> int:
        async with self._settled:
            while (ticket := self.purse.set_aside(size, reply_tokens)) is None:
                await self._settled.wait()
            return ticket

    def _connected(self) -> AsyncOpenAI:
        # Importing openai takes half a second: only when something is sent.
        if self._client is None:
            from openai import AsyncOpenAI

            self._client = AsyncOpenAI(
                base_url=self.settings.base_url,
                api_key=self.settings.api_key or _NO_KEY,
                timeout=self.settings.timeout,
                max_retries=0,
            )
        return self._client


def _told(state: RetryCallState) -> float | None:
    """Seconds that the server asked us to wait, None when it did not."""
    error = state.outcome.exception() if state.outcome else None
    return retry_after(error) if error else None


def _wait(state: RetryCallState) -> float:
    """Seconds before the next attempt: what the server says, else doubling with full jitter."""
    told = _told(state)
    if told is not None:
        return told + random.uniform(0, 0.1)
    return random.uniform(0.2, min(_LONGEST_WAIT, 0.5 * 2.0**state.attempt_number))
