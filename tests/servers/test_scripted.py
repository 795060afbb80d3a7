"""Each play meets the real client, which must see what it would see of a real server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    OpenAI,
    PermissionDeniedError,
    RateLimitError,
)
from openai.types.chat import ChatCompletion

from tests.servers.plays import (
    Behaviour,
    Blank,
    Drops,
    EmptyChoices,
    Fails,
    Filtered,
    HalfBody,
    Hangs,
    NotJson,
    Play,
    Refuses,
    Request,
    Says,
    Truncated,
    sequence,
)
from tests.servers.scripted import ScriptedServer

TOOL: Any = {"type": "function", "function": {"name": "record", "parameters": {"type": "object"}}}


@contextmanager
def running(behave: Behaviour, **options: Any) -> Iterator[tuple[ScriptedServer, OpenAI]]:
    with (
        ScriptedServer(behave) as server,
        OpenAI(base_url=server.url, api_key="any", **{"max_retries": 0, "timeout": 5, **options}) as client,
    ):
        yield server, client


def ask(client: OpenAI, text: str = "项目名称", **options: Any) -> ChatCompletion:
    messages: Any = [{"role": "user", "content": text}]
    found: ChatCompletion = client.chat.completions.create(model="some-model", messages=messages, **options)
    return found


def reply(play: Play, **options: Any) -> ChatCompletion:
    with running(sequence(play)) as (_, client):
        return ask(client, **options)


def test_an_ordinary_completion() -> None:
    found = reply(Says("水渠 ≥ 3 公里", prompt_tokens=7, completion_tokens=4))
    assert found.choices[0].message.content == "水渠 ≥ 3 公里"
    assert found.choices[0].finish_reason == "stop"
    assert found.model == "some-model"
    assert found.usage and (found.usage.prompt_tokens, found.usage.total_tokens) == (7, 11)


@pytest.mark.parametrize("choice", ["auto", {"type": "function", "function": {"name": "record"}}])
def test_a_request_with_tools_gets_a_call(choice: Any) -> None:
    message = reply(Says('{"name": "水渠"}'), tools=[TOOL], tool_choice=choice).choices[0].message
    assert message.content is None
    assert message.tool_calls and message.tool_calls[0].type == "function"
    call = message.tool_calls[0].function
    assert (call.name, call.arguments) == ("record", '{"name": "水渠"}')


@pytest.mark.parametrize(
    ("play", "content", "refusal", "reason"),
    [
        (Refuses("I cannot."), None, "I cannot.", "stop"),
        (Truncated('{"name": "水'), '{"name": "水', None, "length"),
        (Filtered(), "", None, "content_filter"),
        (Blank(), "", None, "stop"),
    ],
)
def test_completions_that_are_of_no_use(
    play: Play, content: str | None, refusal: str | None, reason: str
) -> None:
    choice = reply(play).choices[0]
    assert (choice.message.content, choice.message.refusal, choice.finish_reason) == (
        content,
        refusal,
        reason,
    )


def test_no_choices() -> None:
    assert reply(EmptyChoices()).choices == []


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (Fails(400, "unsupported_value", "response_format"), BadRequestError),
        (Fails(401, "invalid_api_key"), AuthenticationError),
        (Fails(403), PermissionDeniedError),
        (Fails(404, "model_not_found"), NotFoundError),
        (Fails(413), APIStatusError),
        (Fails(429, "rate_limit_exceeded", retry_after=1.5), RateLimitError),
        (Fails(429, "rate_limit_exceeded", retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), RateLimitError),
        (Fails(429, "insufficient_quota"), RateLimitError),
        (Fails(500), InternalServerError),
        (Fails(503, message="model is loading"), InternalServerError),
    ],
)
def test_errors(play: Fails, error: type[APIStatusError]) -> None:
    with pytest.raises(error) as raised:
        reply(play)
    assert (raised.value.status_code, raised.value.code) == (play.status, play.code)
    assert play.message in raised.value.message
    wait = None if play.retry_after is None else str(play.retry_after)
    assert raised.value.response.headers.get("retry-after") == wait


@pytest.mark.parametrize("play", [Drops(), HalfBody(), Hangs(0.01)])
def test_a_connection_that_ends_too_early(play: Play) -> None:
    with pytest.raises(APIConnectionError) as raised:
        reply(play)
    assert not isinstance(raised.value, APITimeoutError)


@pytest.mark.parametrize("play", [Hangs(60), Says("late", delay=60)])
def test_a_server_that_is_too_slow(play: Play) -> None:
    started = time.monotonic()
    with running(sequence(play), timeout=0.1) as (_, client), pytest.raises(APITimeoutError):
        ask(client)
    assert time.monotonic() - started < 20, "the server must stop while a request hangs"


def test_a_page_is_handed_over_as_text() -> None:
    # The client takes what is not JSON for the result: it gives a str where it promises a completion.
    found: object = reply(NotJson("<html>登录</html>"))
    assert found == "<html>登录</html>"


def test_the_sequence_goes_on_and_requests_are_kept() -> None:
    with running(sequence(Fails(503, retry_after=0), Says("好")), max_retries=2) as (server, client):
        assert ask(client, "甲", temperature=0).choices[0].message.content == "好"
        assert ask(client, "乙").choices[0].message.content == "好"
    assert [request.number for request in server.requests] == [0, 1, 2]
    assert [request.body["messages"][0]["content"] for request in server.requests] == ["甲", "甲", "乙"]
    assert server.requests[0].headers["authorization"] == "Bearer any"
    assert server.requests[0].path == "/v1/chat/completions"


def test_many_clients_at_once() -> None:
    def behave(request: Request) -> Play:
        return Says(json.dumps([request.number, request.body["messages"][0]["content"]]), delay=0.2)

    started = time.monotonic()
    with running(behave) as (server, client), ThreadPoolExecutor(16) as pool:
        answers = [*pool.map(lambda text: ask(client, text).choices[0].message.content, map(str, range(32)))]
    assert [json.loads(text or "")[1] for text in answers] == [str(number) for number in range(32)]
    assert sorted(json.loads(text or "")[0] for text in answers) == [*range(32)]
    assert [request.number for request in server.requests] == [*range(32)]
    assert time.monotonic() - started < 4.8, "32 answers of 0.2 s each one after another would take 6.4 s"


def test_the_list_of_models() -> None:
    with running(sequence(Blank())) as (server, client):
        assert [model.id for model in client.models.list()] == ["scripted"]
        server.models = ("qwen3", "gemma")
        assert [model.id for model in client.models.list()] == ["qwen3", "gemma"]
        server.models = Fails(401, "invalid_api_key")
        with pytest.raises(AuthenticationError):
            client.models.list()
    assert server.requests == []


def test_what_the_protocol_does_not_have() -> None:
    with running(sequence(Blank())) as (_, client):
        with pytest.raises(NotFoundError):
            client.embeddings.create(model="some-model", input="甲")
        with pytest.raises(BadRequestError):
            ask(client, stream=True)


def test_a_failed_assertion_in_the_script_is_not_lost() -> None:
    def behave(request: Request) -> Play:
        raise AssertionError("not what was expected")

    with (
        pytest.raises(AssertionError, match="not what was expected"),
        running(behave) as (_, client),
        pytest.raises(InternalServerError),
    ):
        ask(client)


def test_nothing_is_left_behind() -> None:
    before = threading.active_count()
    with running(sequence(Says("好"))) as (_, client):
        ask(client)
    deadline = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
