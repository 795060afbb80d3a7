"""The commands that ask a model, as a user calls them."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.commands.exit_codes import DONE, INTERRUPTED, SOME_FAILED, WRONG_CALL
from schemas.result import Extraction
from tests.cli.samples import JIXIAO, Run, document, environment
from tests.servers.plays import Fails, Hangs, Request, Says, sequence
from tests.servers.scripted import ScriptedServer

FORM = json.dumps(
    {"project_name": "稻田示范点建设", "indicators": [{"level1": "产出指标", "target": "≥3个"}]},
    ensure_ascii=False,
)
ANSWERS = '{"answers": []}'


def reply(request: Request) -> Says:
    asked = request.body["response_format"]["json_schema"]["name"]
    return Says(ANSWERS if asked == "Answers" else FORM)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(reply) as scripted:
        yield scripted


@pytest.fixture
def model(tmp_path: Path, server: ScriptedServer) -> dict[str, str]:
    """The variables that name the scripted server's model."""
    return {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "",
        "JIXIAO_MODEL": "scripted",
        "JIXIAO_CACHE": str(tmp_path / "cache" / "replies.sqlite"),
    }


def test_a_configured_model_is_used(
    jixiao: Run, good: Path, model: dict[str, str], server: ScriptedServer
) -> None:
    done = jixiao("extract", good, "--json", **model)
    assert done.returncode == DONE
    result = Extraction.model_validate_json(done.stdout)
    assert (result.engine.name, result.engine.model) == ("llm", "scripted")
    assert result.usage.requests == len(server.requests)
    assert f"请求 {len(server.requests)} 次" in done.stderr
    again = jixiao("extract", good, "--json", **model)
    assert "请求 0 次" in again.stderr
    assert Extraction.model_validate_json(again.stdout).record == result.record


def test_no_model_is_asked_without_one_or_when_local_is_wished(
    jixiao: Run, good: Path, model: dict[str, str], server: ScriptedServer
) -> None:
    done = jixiao("extract", good, "--json", **model | {"JIXIAO_MODEL": ""})
    assert Extraction.model_validate_json(done.stdout).engine.name == "local"
    done = jixiao("extract", good, "--json", "--engine", "local", **model)
    assert Extraction.model_validate_json(done.stdout).engine.name == "local"
    assert not server.requests


@pytest.mark.parametrize(
    ("variables", "options", "words"),
    [
        ({"JIXIAO_MODEL": ""}, ["--engine", "llm"], "JIXIAO_MODEL"),
        ({"OPENAI_BASE_URL": ""}, [], "OPENAI_API_KEY"),
        ({"OPENAI_BASE_URL": "localhost:80"}, [], "http://"),
        ({"JIXIAO_CONSTRAINT": "loose"}, [], "JIXIAO_CONSTRAINT"),
        ({"JIXIAO_TEMPERATURE": "warm"}, [], "JIXIAO_TEMPERATURE"),
        ({"JIXIAO_REPLY_TOKENS": "-1"}, [], "JIXIAO_REPLY_TOKENS"),
        ({}, ["--max-cost", "1"], "--prices"),
        ({}, ["--prices", "none.toml"], "none.toml"),
        ({}, ["--max-cost", "viel", "--prices", "none.toml"], "金额"),
        ({}, ["--cache", "/dev/null/replies"], "--cache"),
    ],
)
def test_a_wrong_set_up_is_one_line(
    jixiao: Run, good: Path, model: dict[str, str], variables: dict[str, str], options: list[str], words: str
) -> None:
    done = jixiao("extract", good, *options, **model | variables)
    assert done.returncode == WRONG_CALL
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_wrong_key_fails_every_document_and_says_so(
    jixiao: Run, good: Path, wrong_sum: Path, model: dict[str, str]
) -> None:
    with ScriptedServer(sequence(Fails(401, message="Incorrect API key provided"))) as server:
        done = jixiao("extract", good, wrong_sum, **model | {"OPENAI_BASE_URL": server.url})
    assert done.returncode == SOME_FAILED
    assert done.stderr.count("OPENAI_API_KEY") == 2
    assert "Incorrect API key provided" in done.stderr


def test_limits_and_prices(jixiao: Run, good: Path, model: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text('["scripted"]\ninput = 1\noutput = 10\n', encoding="utf-8")
    done = jixiao("extract", good, "--prices", "prices.toml", "--max-cost", "9", **model)
    assert done.returncode == DONE
    assert "费用 0.00" in done.stderr
    done = jixiao("extract", good, "--no-cache", "--max-tokens", "10", **model)
    assert done.returncode == SOME_FAILED
    assert "--max-tokens" in done.stderr


def test_a_batch_from_writing_to_the_result(
    jixiao: Run, good: Path, model: dict[str, str], server: ScriptedServer, tmp_path: Path
) -> None:
    offline = model | {"OPENAI_BASE_URL": ""}
    for _ in range(3):
        written = jixiao("batch", "write", good, **offline)
        assert written.returncode == DONE
        if not written.stdout:
            break
        replies = [answer(json.loads(line)) for line in written.stdout.splitlines()]
        (tmp_path / "replies.jsonl").write_text("\n".join([*replies, "{broken"]), encoding="utf-8")
        read = jixiao("batch", "read", "replies.jsonl", **offline)
        assert read.returncode == SOME_FAILED
        assert f"收入答复 {len(replies)} 条" in read.stderr
        assert f"第 {len(replies) + 1} 行" in read.stderr
    else:
        pytest.fail("the batch never came to an end")
    done = jixiao("extract", good, "--offline", "--json", **offline)
    assert done.returncode == DONE
    assert Extraction.model_validate_json(done.stdout).record.forms[0].project_name == "稻田示范点建设"
    assert not server.requests


def answer(line: dict[str, object]) -> str:
    asked = line["body"]
    assert isinstance(asked, dict)
    message = {"role": "assistant", "content": reply(Request(0, asked, {}, "")).content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    body = {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice]}
    return json.dumps({"custom_id": line["custom_id"], "response": {"status_code": 200, "body": body}})


def test_offline_without_replies(jixiao: Run, good: Path, model: dict[str, str]) -> None:
    done = jixiao("extract", good, "--offline", **model)
    assert done.returncode == SOME_FAILED
    assert "jixiao batch write" in done.stderr


def test_a_batch_of_what_cannot_be_read(jixiao: Run, tmp_path: Path, model: dict[str, str]) -> None:
    (tmp_path / "empty.txt").touch()
    assert jixiao("batch", "write", "empty.txt", **model).returncode == SOME_FAILED
    assert jixiao("batch", "write", "nothing", **model).returncode == SOME_FAILED
    done = jixiao("batch", "read", "nothing.jsonl", **model)
    assert done.returncode == WRONG_CALL
    assert "nothing.jsonl" in done.stderr


def test_the_doctor(jixiao: Run, model: dict[str, str]) -> None:
    good = '{"project_name": "河堤巡护", "form_type": "targets"}'
    with ScriptedServer(sequence(Says(good))) as server:
        done = jixiao("doctor", **model | {"OPENAI_BASE_URL": server.url})
    assert done.returncode == DONE
    assert done.stdout.splitlines()[-1].startswith("✓ 结论")
    with ScriptedServer(sequence(Says(good)), models=Fails(401)) as server:
        done = jixiao("doctor", "--lang", "en", **model | {"OPENAI_BASE_URL": server.url})
    assert done.returncode == WRONG_CALL
    assert "OPENAI_API_KEY" in done.stdout


def test_an_interrupted_run_ends_at_once_and_goes_on_later(
    tmp_path: Path, model: dict[str, str], jixiao: Run
) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(document(name=f"示范点{number}"), encoding="utf-8")

    def hang(request: Request) -> Says | Hangs:
        return reply(request) if request.number < 2 else Hangs(60)

    with ScriptedServer(hang) as server:
        variables = model | {"OPENAI_BASE_URL": server.url}
        command = [
            JIXIAO,
            "extract",
            *(f"{n}.txt" for n in range(6)),
            "--out",
            "results",
            "--concurrency",
            "2",
        ]
        running = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environment(**variables),
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # A shell in the background ignores Ctrl-C, and its children with it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        while len(server.requests) < 4:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=20)
    assert running.returncode == INTERRUPTED
    assert "已中断" in told
    assert "Traceback" not in told
    with ScriptedServer(reply) as server:
        done = jixiao("extract", ".", "--out", "again", **model | {"OPENAI_BASE_URL": server.url})
        assert done.returncode == DONE
        assert "缓存 2 次" in done.stderr


REPEATED = {
    "path": "/forms/0/indicators/0/level3",
    "dimension": "relevance",
    "comment": "“示范点数量”只说建成多少个，没有反映“培训农户”的任务。",
    "proposal": "培训农户人次",
    "quotations": ["示范点数量", "培训农户"],
}


def commenting(request: Request) -> Says:
    asked = request.body["response_format"]["json_schema"]["name"]
    return Says(json.dumps({"comments": [REPEATED]}, ensure_ascii=False) if asked == "Comments" else FORM)


def test_a_model_comments_beside_the_rules(jixiao: Run, good: Path, model: dict[str, str]) -> None:
    with ScriptedServer(commenting) as server:
        variables = model | {"OPENAI_BASE_URL": server.url}
        done = jixiao("comment", good, "--engine", "local", "--with-model", "--json", **variables)
        assert done.returncode == DONE
        assert [each.body["response_format"]["json_schema"]["name"] for each in server.requests] == [
            "Comments"
        ]
    comments = json.loads(done.stdout)["comments"]
    assert REPEATED["comment"] in [
        each["reason"]["zh"] for each in comments if each["rule"] == "substance.model"
    ]
    assert "模型意见 1 条：采用 1 条" in done.stderr


def test_a_form_without_a_model_s_comments_keeps_those_of_the_rules(
    jixiao: Run, good: Path, model: dict[str, str]
) -> None:
    with ScriptedServer(lambda _: Fails(400)) as server:
        variables = model | {"OPENAI_BASE_URL": server.url}
        done = jixiao("comment", good, "--engine", "local", "--with-model", **variables)
    assert done.returncode == SOME_FAILED
    assert "1 张表没有得到答复" in done.stderr
    assert "审核意见" in done.stdout


def test_comments_are_asked_for_offline(
    jixiao: Run, good: Path, model: dict[str, str], server: ScriptedServer, tmp_path: Path
) -> None:
    done = jixiao("batch", "write", good, "--engine", "local", "--comments", **model)
    assert done.returncode == DONE
    request = json.loads(done.stdout)
    assert request["body"]["response_format"]["json_schema"]["name"] == "Comments"
    message = {"role": "assistant", "content": json.dumps({"comments": [REPEATED]}, ensure_ascii=False)}
    body = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
    }
    replies = tmp_path / "replies.jsonl"
    line = {"custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}}
    replies.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    assert jixiao("batch", "read", replies, **model).returncode == DONE
    offline = jixiao("comment", good, "--engine", "local", "--with-model", "--offline", **model)
    assert offline.returncode == DONE
    assert "示范点数量" in offline.stdout
    assert not server.requests


def test_the_embedded_engine_writes_no_requests_of_its_own(
    jixiao: Run, good: Path, model: dict[str, str]
) -> None:
    done = jixiao("batch", "write", good, "--engine", "local", **model)
    assert done.returncode == WRONG_CALL
    assert "--comments" in done.stderr
