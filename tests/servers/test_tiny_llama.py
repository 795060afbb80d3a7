"""The tiny model behind a real server keeps to the schema it is given; what it says is noise."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from openai import APIConnectionError, BadRequestError, OpenAI
from openai.types.chat import ChatCompletion
from openai.types.chat.chat_completion import Choice
from pydantic import BaseModel, ConfigDict, Field

from tests.servers.fixtures import need
from tests.servers.tiny_llama import TinyLlama, serving
from tests.servers.tiny_model import NAME, write

PROMPT = "单位：万元\n一级指标\t产出指标\t二级指标\t数量指标\t指标值\t≥3个\n鑫淼（罕见字）\n"


class Indicator(BaseModel):
    """A row of a table."""

    model_config = ConfigDict(extra="forbid")
    level: Literal["产出指标", "效益指标", "满意度指标"]
    name: str
    target: str | None


class Form(BaseModel):
    """A form with a nested table: enums, null or text, a bounded array of objects, and text with a bound."""

    model_config = ConfigDict(extra="forbid")
    project: str | None
    code: str | None = Field(pattern=r"^[0-9]{6}$")
    kind: Literal["一次性项目", "经常性项目"] | None
    indicators: list[Indicator] = Field(min_length=1, max_length=4)


@pytest.fixture
def client(tiny_llama: TinyLlama) -> Iterator[OpenAI]:
    with OpenAI(base_url=tiny_llama.url, api_key="any", max_retries=0, timeout=20) as found:
        yield found


def ask(
    client: OpenAI, text: str = PROMPT, schema: dict[str, Any] | None = None, **options: Any
) -> ChatCompletion:
    """One request; with a schema, constrained by it."""
    if schema is not None:
        spec = {"name": "form", "strict": True, "schema": schema}
        options["response_format"] = {"type": "json_schema", "json_schema": spec}
    messages: Any = [{"role": "system", "content": "抄录表格。"}, {"role": "user", "content": text}]
    found: ChatCompletion = client.chat.completions.create(model=NAME, messages=messages, **options)
    return found


def only(completion: ChatCompletion) -> Choice:
    (choice,) = completion.choices
    return choice


def wide() -> dict[str, Any]:
    """A schema of the size of a real form's: sixty fields of text or null, a third of them in tables."""
    null_or_text = {"anyOf": [{"type": "string"}, {"type": "null"}]}

    def record(names: list[str], **tables: Any) -> dict[str, Any]:
        properties = {**dict.fromkeys(names, null_or_text), **tables}
        return {
            "type": "object",
            "properties": properties,
            "required": [*properties],
            "additionalProperties": False,
        }

    row = record([f"cell_{number}" for number in range(10)])
    table = {"type": "array", "maxItems": 8, "items": row}
    return record([f"field_{number}" for number in range(40)], indicators=table, funds=table)


def test_ten_of_ten_replies_fit_the_schema(client: OpenAI) -> None:
    replies = [
        only(ask(client, schema=Form.model_json_schema(), max_tokens=2000, temperature=1, seed=seed))
        for seed in range(10)
    ]
    assert {reply.finish_reason for reply in replies} == {"stop"}
    forms = [Form.model_validate_json(reply.message.content or "") for reply in replies]
    assert len({form.model_dump_json() for form in forms}) > 1


def test_a_form_of_real_size(client: OpenAI) -> None:
    text = (PROMPT * 100)[:3000]
    for temperature in (0, 1):
        choice = only(ask(client, text, wide(), max_tokens=6000, temperature=temperature, seed=1))
        found = json.loads(choice.message.content or "")
        assert choice.finish_reason == "stop"
        assert len(found) == 42
        assert len(found["indicators"]) <= 8


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
def test_a_limit_cuts_the_reply(client: OpenAI, limit: str) -> None:
    # The reply is cut wherever it stands, in the middle of a string too: status 200, finish_reason "length",
    # and a beginning of JSON that does not parse. The grammar does not close what is open.
    options: dict[str, Any] = {limit: 12}
    found = ask(client, schema=Form.model_json_schema(), **options)
    assert only(found).finish_reason == "length"
    assert found.usage and found.usage.completion_tokens == 12
    with pytest.raises(ValueError):
        json.loads(only(found).message.content or "")


def test_the_same_seed_gives_the_same_reply(client: OpenAI) -> None:
    def reply(seed: int) -> str | None:
        schema = Form.model_json_schema()
        return only(ask(client, schema=schema, max_tokens=2000, temperature=1, seed=seed)).message.content

    assert reply(5) == reply(5) != reply(6)


def test_tokens_are_counted(client: OpenAI) -> None:
    short, long = (ask(client, "水" * count, max_tokens=1) for count in (10, 1010))
    assert short.usage and long.usage
    # A character that the vocabulary lacks is three tokens, one for each byte; 水 is one.
    assert long.usage.prompt_tokens - short.usage.prompt_tokens == 1000


def test_a_prompt_beyond_the_context_is_refused(client: OpenAI) -> None:
    with pytest.raises(BadRequestError, match="exceeds the available context"):
        ask(client, "水" * 40_000, max_tokens=1)


def test_the_list_of_models(client: OpenAI, tiny_llama: TinyLlama) -> None:
    assert [model.id for model in client.models.list()] == [tiny_llama.model]


def test_the_file_is_small_and_the_same_every_time(tmp_path: Path) -> None:
    need("gguf")
    first, second = write(tmp_path / "first.gguf"), write(tmp_path / "second.gguf")
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size < 1_000_000


def test_it_stops_while_a_request_is_under_way(tmp_path: Path) -> None:
    need("gguf", "xllamacpp")
    raised: list[Exception] = []
    with serving(tmp_path) as llama, OpenAI(base_url=llama.url, api_key="any", max_retries=0) as client:

        def long() -> None:
            try:
                ask(client, PROMPT * 200, max_tokens=20_000, extra_body={"ignore_eos": True})
            except APIConnectionError as error:
                raised.append(error)

        thread = threading.Thread(target=long)
        thread.start()
        time.sleep(0.3)
        started = time.monotonic()
    thread.join(5)
    assert raised
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_package_skips_but_fails_in_ci(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="not installed: no_such_package"):
        need("gguf", "no_such_package")
