"""What a chat-completions server may do with a request: each kind once, as the servers in use do it.

>>> behave = sequence(Fails(503), Says("好"))
>>> [type(behave(Request(number, {}, {}, "/v1/chat/completions"))).__name__ for number in range(3)]
['Fails', 'Says', 'Says']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

FinishReason = Literal["stop", "length", "content_filter", "tool_calls"]


@dataclass(frozen=True)
class Request:
    """One chat request as it arrived. Header names are in lower case."""

    number: int
    """How many chat requests came before this one."""
    body: dict[str, Any]
    headers: Mapping[str, str]
    path: str


@dataclass(frozen=True)
class Says:
    """An ordinary completion; to a request with tools `content` is the arguments of the call."""

    content: str
    prompt_tokens: int = 100
    completion_tokens: int = 50
    finish_reason: FinishReason = "stop"
    delay: float = 0.0
    """Seconds before the answer."""


@dataclass(frozen=True)
class Refuses:
    """The model declines: the text is in `refusal`, there is no content."""

    text: str


@dataclass(frozen=True)
class Truncated:
    """The allowance of tokens ran out in the middle."""

    content: str


@dataclass(frozen=True)
class Filtered:
    """A content filter took the answer away."""


@dataclass(frozen=True)
class Blank:
    """A completion that says nothing."""


@dataclass(frozen=True)
class EmptyChoices:
    """A completion without a choice in it."""


@dataclass(frozen=True)
class Fails:
    """An error in OpenAI's form.

    401, 403, 404 `model_not_found`, 400 for a response_format that is not supported, 413, 429 with or without
    Retry-After, 429 `insufficient_quota`, 500, 503. `retry_after` is a number of seconds, or a text as it
    stands: a date is allowed there.
    """

    status: int
    code: str | None = None
    message: str = "The request failed."
    retry_after: float | str | None = None


@dataclass(frozen=True)
class NotJson:
    """Status 200 with a web page: a login form or a proxy's notice."""

    text: str = "<html><body>Sign in to continue</body></html>"


@dataclass(frozen=True)
class Hangs:
    """Takes the request, says nothing for so many seconds, then closes the connection."""

    seconds: float


@dataclass(frozen=True)
class Drops:
    """Resets the connection without an answer."""


@dataclass(frozen=True)
class HalfBody:
    """Status 200 and the beginning of a completion, then closes the connection."""


Play = (
    Says | Refuses | Truncated | Filtered | Blank | EmptyChoices | Fails | NotJson | Hangs | Drops | HalfBody
)
Behaviour = Callable[[Request], Play]


def sequence(*plays: Play) -> Behaviour:
    """The n-th request gets the n-th play, every further one the last."""
    return lambda request: plays[min(request.number, len(plays) - 1)]
