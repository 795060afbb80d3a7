"""What the doctor says of servers that honour different things."""

from __future__ import annotations

import json

import pytest

from pipeline.extract.llm.doctor import Diagnosis, diagnose
from pipeline.extract.llm.settings import Settings
from tests.servers.plays import Fails, Play, Request, Says, sequence
from tests.servers.scripted import ScriptedServer
from tests.servers.tiny_llama import TinyLlama

GOOD = '{"project_name": "河堤巡护", "form_type": "targets"}'


def ask(server: ScriptedServer, model: str = "scripted") -> list[Diagnosis]:
    return list(diagnose(Settings(model, base_url=server.url, patience=2.0)))


def defied(request: Request) -> bool:
    return "不要写 JSON" in json.dumps(request.body["messages"], ensure_ascii=False)


def test_a_server_that_enforces_the_schema() -> None:
    with ScriptedServer(sequence(Says(GOOD))) as server:
        lines = ask(server)
    assert lines[-1].good
    assert "strict" in lines[-1].message.en
    assert all(line.good is not False for line in lines)


def test_a_model_that_only_follows() -> None:
    with ScriptedServer(lambda request: Says("好" if defied(request) else GOOD)) as server:
        lines = ask(server)
    assert lines[-1].good
    assert "followed" in next(line.message.en for line in lines if "constraint strict" in line.message.en)


def test_a_server_that_knows_no_schema() -> None:
    def behave(request: Request) -> Play:
        kind = request.body.get("response_format", {}).get("type")
        if kind in ("json_schema", "json_object"):
            return Fails(400, message="response_format is not supported")
        return Says(GOOD)

    with ScriptedServer(behave) as server:
        lines = ask(server)
    said = {line.message.en.split(":")[0]: line.good for line in lines if "constraint " in line.message.en}
    assert said["constraint strict"] is False
    assert said["constraint tools"] is True
    assert "set JIXIAO_CONSTRAINT=tools" in lines[-1].message.en


def test_a_model_that_will_not_do() -> None:
    with ScriptedServer(sequence(Says("好"))) as server:
        lines = ask(server)
    assert lines[-1].good is False
    assert "not suitable" in lines[-1].message.en


def test_a_wrong_key() -> None:
    with ScriptedServer(sequence(Says(GOOD)), models=Fails(401)) as server:
        lines = ask(server)
        assert server.requests == []
    assert lines[-1].good is False
    assert "OPENAI_API_KEY" in lines[-1].message.en


def test_an_unknown_model() -> None:
    with ScriptedServer(sequence(Fails(404, code="model_not_found"))) as server:
        lines = ask(server, "another")
    assert any("not among the models" in line.message.en for line in lines)
    assert "JIXIAO_MODEL" in lines[-1].message.en


def test_no_server() -> None:
    with ScriptedServer(sequence(Says(GOOD))) as server:
        pass
    lines = ask(server)
    assert "OPENAI_BASE_URL" in lines[-1].message.en


@pytest.mark.usefixtures("tiny_llama")
def test_a_real_grammar_is_enforced(tiny_llama: TinyLlama) -> None:
    lines = list(diagnose(Settings(tiny_llama.model, base_url=tiny_llama.url)))
    strict = next(line for line in lines if "constraint strict" in line.message.en)
    # Random weights write no word of sense, but within the grammar; without one they write nothing usable.
    assert strict.good
    assert "enforced" in strict.message.en
