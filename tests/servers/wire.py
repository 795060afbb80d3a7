"""Plays in the form in which OpenAI's protocol puts them on the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, assert_never

from tests.servers.plays import (
    Blank,
    EmptyChoices,
    Fails,
    Filtered,
    FinishReason,
    NotJson,
    Refuses,
    Request,
    Says,
    Truncated,
)

Answerable = Says | Refuses | Truncated | Filtered | Blank | EmptyChoices | Fails | NotJson


@dataclass(frozen=True)
class Answer:
    """A whole HTTP response, its length left to the server."""

    payload: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def answer(play: Answerable, request: Request) -> Answer:
    """What the client receives for this play."""
    match play:
        case Says():
            message = spoken(play.content, request)
            return completion(
                request, message, play.finish_reason, (play.prompt_tokens, play.completion_tokens)
            )
        case Truncated():
            return completion(request, spoken(play.content, request), "length")
        case Refuses():
            return completion(request, {"content": None, "refusal": play.text}, "stop")
        case Filtered():
            return completion(request, {"content": ""}, "content_filter")
        case Blank():
            return completion(request, {"content": ""}, "stop")
        case EmptyChoices():
            return completion(request, None, "stop")
        case Fails():
            return failure(play)
        case NotJson():
            return Answer(play.text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
        case _:
            assert_never(play)


def spoken(content: str, request: Request) -> dict[str, Any]:
    """The content as the message's text, or as a tool's arguments where the request has tools."""
    tools = request.body.get("tools")
    if not tools:
        return {"content": content}
    choice = request.body.get("tool_choice")
    asked = choice if isinstance(choice, dict) else tools[0]
    function = {"name": asked["function"]["name"], "arguments": content}
    call = {"id": f"call_{request.number}", "type": "function", "function": function}
    return {"content": None, "tool_calls": [call]}


def completion(
    request: Request,
    message: dict[str, Any] | None,
    finish_reason: FinishReason,
    tokens: tuple[int, int] = (100, 50),
) -> Answer:
    """A completion with this message, or with no choice at all."""
    whole = {"role": "assistant", "refusal": None, **(message or {})}
    choice = {"index": 0, "message": whole, "logprobs": None, "finish_reason": finish_reason}
    prompt, written = tokens
    return as_json(
        {
            "id": f"chatcmpl-{request.number}",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": request.body.get("model", "scripted"),
            "choices": [] if message is None else [choice],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": written,
                "total_tokens": prompt + written,
            },
        }
    )


def failure(play: Fails) -> Answer:
    """An error body; the wait that the server asks for goes into a header."""
    kind = "server_error" if play.status >= 500 else "invalid_request_error"
    if play.status == 429:
        kind = "insufficient_quota" if play.code == "insufficient_quota" else "requests"
    error = {"message": play.message, "type": kind, "param": None, "code": play.code}
    found = as_json({"error": error}, play.status)
    if play.retry_after is not None:
        found.headers["Retry-After"] = str(play.retry_after)
    return found


def model_list(names: tuple[str, ...]) -> Answer:
    """The answer to GET /v1/models."""
    made = {"object": "model", "created": 1_700_000_000, "owned_by": "tests"}
    return as_json({"object": "list", "data": [{"id": name, **made} for name in names]})


def as_json(value: Any, status: int = 200) -> Answer:
    """The value as a response of type JSON."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), status)
