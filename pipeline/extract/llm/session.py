"""What one document asks for: structured replies, from the cache or the server, with what they cost."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.extract.llm.cache import ReplyCache, request_key
from pipeline.extract.llm.faults import ModelError, Refused, Truncated, Unusable
from pipeline.extract.llm.prompt import Messages
from pipeline.extract.llm.purse import Spent
from pipeline.extract.llm.reply import Reply, strict_schema
from pipeline.extract.llm.settings import Settings

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

R = TypeVar("R", bound=Reply)

_REASKS = 2  # a model that failed three times on the same text will fail a fourth time
# A reply repeats the text with the names of its fields around it.
_TOKENS, _TOKENS_A_CHARACTER = 2_000, 5


class Completing(Protocol):
    """Whatever answers a request: the server, or a recorder of what would be asked."""

    async def complete(self, request: Mapping[str, Any]) -> tuple[ChatCompletion, Spent]: ...


class Session:
    """The requests of one document. ``spent`` grows with every reply."""

    def __init__(self, settings: Settings, server: Completing, cache: ReplyCache | None) -> None:
        self.settings = settings
        self.server = server
        self.cache = cache
        self.spent = Spent()

    async def ask(self, messages: Messages, reply: type[R], tokens: int | None = None) -> R:
        """One structured reply. A reply of the wrong shape is asked for again, with what is wrong about it;
        nothing else is. ``tokens`` bounds a reply whose length does not follow the text's. Raises
        :class:`ModelError`."""
        import instructor
        from instructor.v2.core.errors import InstructorRetryException, ResponseParsingError
        from pydantic import ValidationError
        from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

        logging.getLogger("instructor").setLevel(logging.CRITICAL)  # it logs what it raises
        asked: list[str] = []

        async def create(**request: Any) -> ChatCompletion:
            if self.settings.constraint == "strict":
                request["response_format"] = _strict_format(reply)
            asked.append(request_key(request))
            return _usable(await self._complete(request))

        mode = "json_schema" if self.settings.constraint == "strict" else self.settings.constraint
        structured: Any = instructor.patch(create=create, mode=instructor.Mode[mode.upper()])
        shape_errors = (ValidationError, json.JSONDecodeError, ResponseParsingError)
        try:
            made: R = await structured(
                response_model=reply,
                max_retries=AsyncRetrying(
                    retry=retry_if_exception_type(shape_errors),
                    stop=stop_after_attempt(1 + _REASKS),
                    reraise=True,
                ),
                messages=messages,
                **self._parameters(messages, tokens),
            )
        except InstructorRetryException as error:
            if isinstance(error.__cause__, ModelError):
                raise error.__cause__ from None
            for key in asked:
                if self.cache:
                    self.cache.forget(key)
            raise Unusable(
                f"模型 {1 + _REASKS} 次答复都不符合结构（{_first_line(error)}）",
                f"the model's {1 + _REASKS} replies all had the wrong shape ({_first_line(error)})",
            ) from None
        return made

    async def _complete(self, request: Mapping[str, Any]) -> ChatCompletion:
        from openai.types.chat import ChatCompletion

        kept = self.cache.get(request_key(request)) if self.cache else None
        if kept is not None:
            self.spent = self.spent.plus(Spent(cached_requests=1))
            return ChatCompletion.model_validate(kept)
        completion, spent = await self.server.complete(request)
        self.spent = self.spent.plus(spent)
        # A refusal is not kept: whoever runs again wants another answer.
        if self.cache and not _refusal(completion):
            self.cache.put(request, completion.model_dump(mode="json", exclude_unset=True))
        return completion

    def _parameters(self, messages: Messages, tokens: int | None) -> dict[str, Any]:
        longest = tokens or _TOKENS + _TOKENS_A_CHARACTER * len(messages[-1]["content"])
        parameters: dict[str, Any] = {
            "model": self.settings.model,
            "max_completion_tokens": self.settings.reply_tokens or longest,
        }
        if self.settings.temperature is not None:
            parameters["temperature"] = self.settings.temperature
        return parameters


def _strict_format(reply: type[Reply]) -> dict[str, Any]:
    """instructor sends neither ``strict`` nor a closed schema; this does."""
    schema = {"name": reply.__name__, "strict": True, "schema": strict_schema(reply)}
    return {"type": "json_schema", "json_schema": schema}


def _refusal(completion: ChatCompletion) -> str | None:
    choice = completion.choices[0]
    if choice.finish_reason == "content_filter":
        return "content filter"
    return choice.message.refusal


def _usable(completion: ChatCompletion) -> ChatCompletion:
    """The completion, unless it was declined or cut off: instructor would ask again."""
    refusal = _refusal(completion)
    if refusal is not None:
        shown = " ".join(refusal.split())[:160]
        raise Refused(f"模型拒绝答复（{shown}）", f"the model declined ({shown})")
    if completion.choices[0].finish_reason == "length":
        raise Truncated(
            "模型的答复过长被截断：可设置更大的 JIXIAO_REPLY_TOKENS",
            "the model's reply was cut off: set a larger JIXIAO_REPLY_TOKENS",
        )
    return completion


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
