"""Everything that a server can do wrong: what is sent again, what ends a document, and with which words."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from time import monotonic
from typing import Any

import httpx2
import instructor.v2.core.errors as instructor_errors
import openai
import pytest

from pipeline.errors import EngineError
from pipeline.extract.llm import faults
from pipeline.extract.llm.faults import (
    BudgetExhausted,
    EmptyReply,
    ModelError,
    Refused,
    Rejected,
    Truncated,
    Unreachable,
    Unusable,
    can_pass,
    retry_after,
    translate,
)
from pipeline.flow import Second, extract, extract_file
from schemas.document import Document
from schemas.result import Status
from schemas.source import SourceText
from tests.extract.llm.conftest import MakeEngine
from tests.extract.llm.typist import typist
from tests.servers import plays
from tests.servers.plays import (
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
)
from tests.servers.scripted import ScriptedServer

ALONE = Second(rereading=False, comparing=False)
ONE_ROW = SourceText.from_text("河堤巡护项目绩效\n")
REPLY = json.dumps({"project_name": "河堤巡护"})

PASSING: dict[str, Play] = {
    "rate limit": Fails(429, retry_after=0),
    "rate limit without a time": Fails(429),
    "server error": Fails(500),
    "overloaded": Fails(503, retry_after="Thu, 01 Jan 1970 00:00:00 GMT"),
    "dropped": Drops(),
    "half a body": HalfBody(),
    "hangs": Hangs(3.0),
    "no choices": EmptyChoices(),
    "a web page": NotJson("<html>502</html>"),
}
RESHAPED: dict[str, Play] = {
    "not json": Says("好的，下面是结果："),
    "wrong key": Says('{"projekt": "x"}'),
    "number": Says('{"project_name": 12}'),
    "blank": Blank(),
}
ENDING: dict[str, tuple[Play, type[ModelError], str]] = {
    "wrong key": (Fails(401, message="Incorrect API key"), Rejected, "OPENAI_API_KEY"),
    "forbidden": (Fails(403), Rejected, "权限"),
    "unknown model": (Fails(404, code="model_not_found"), Rejected, "JIXIAO_MODEL"),
    "bad request": (Fails(400, message="response_format is not supported"), Rejected, "doctor"),
    "too large": (Fails(413), Rejected, "413"),
    "quota": (Fails(429, code="insufficient_quota"), BudgetExhausted, "额度"),
    "refusal": (Refuses("我不能处理该内容"), Refused, "我不能处理该内容"),
    "filtered": (Filtered(), Refused, "拒绝"),
    "cut off": (plays.Truncated('{"project_name": "河'), Truncated, "JIXIAO_REPLY_TOKENS"),
}


@pytest.mark.parametrize("play", PASSING.values(), ids=PASSING.keys())
def test_what_can_pass_is_sent_again(play: Play, make_engine: MakeEngine) -> None:
    with ScriptedServer(plays.sequence(play, Says(REPLY))) as server:
        result = extract(ONE_ROW, make_engine(server, timeout=1.0), ALONE)
        assert len(server.requests) == 2
    assert result.record.forms[0].project_name == "河堤巡护"
    assert server.requests[0].body == server.requests[1].body


@pytest.mark.parametrize("play", RESHAPED.values(), ids=RESHAPED.keys())
def test_a_reply_of_the_wrong_shape_is_asked_for_again_with_the_error(
    play: Play, make_engine: MakeEngine
) -> None:
    with ScriptedServer(plays.sequence(play, Says(REPLY))) as server:
        result = extract(ONE_ROW, make_engine(server), ALONE)
        first, second = (request.body["messages"] for request in server.requests)
    assert result.record.forms[0].project_name == "河堤巡护"
    assert second[:2] == first
    assert len(second) == 4
    assert result.usage.requests == 2


def test_three_replies_of_the_wrong_shape_are_enough(make_engine: MakeEngine) -> None:
    with ScriptedServer(plays.sequence(Says("不是 JSON"))) as server:
        with pytest.raises(Unusable, match="wrong shape"):
            extract(ONE_ROW, make_engine(server), ALONE)
        assert len(server.requests) == 3


@pytest.mark.parametrize(("play", "kind", "word"), ENDING.values(), ids=ENDING.keys())
def test_what_cannot_pass_ends_the_document_at_once(
    play: Play, kind: type[ModelError], word: str, make_engine: MakeEngine
) -> None:
    with ScriptedServer(plays.sequence(play)) as server:
        with pytest.raises(kind) as caught:
            extract(ONE_ROW, make_engine(server), ALONE)
        assert len(server.requests) == 1
    assert type(caught.value) is kind
    assert word in caught.value.message.zh


def test_a_server_that_only_fails_is_given_up(make_engine: MakeEngine) -> None:
    with ScriptedServer(plays.sequence(Fails(500))) as server:
        with pytest.raises(Unreachable, match="500"):
            extract(ONE_ROW, make_engine(server, patience=3.0), ALONE)
        assert 2 <= len(server.requests) <= 5


def test_no_server(make_engine: MakeEngine) -> None:
    with ScriptedServer(plays.sequence(Says(REPLY))) as server:
        engine = make_engine(server, patience=1.0)
    with pytest.raises(Unreachable, match="OPENAI_BASE_URL"):
        extract(ONE_ROW, engine, ALONE)


def test_retry_after_is_honoured(make_engine: MakeEngine) -> None:

    with ScriptedServer(plays.sequence(Fails(429, retry_after=1), Says(REPLY))) as server:
        started = monotonic()
        extract(ONE_ROW, make_engine(server), ALONE)
    assert monotonic() - started >= 1.0


def test_a_wait_beyond_our_patience_is_not_begun(make_engine: MakeEngine) -> None:
    with ScriptedServer(plays.sequence(Fails(429, retry_after=3600))) as server, pytest.raises(Unreachable):
        extract(ONE_ROW, make_engine(server), ALONE)


def test_a_wrong_key_is_tried_once_for_the_whole_run(make_engine: MakeEngine, tmp_path: Path) -> None:
    paths = []
    for number in range(20):
        paths.append(tmp_path / f"{number}.txt")
        paths[-1].write_text(f"项目 {number}", encoding="utf-8")
    with ScriptedServer(plays.sequence(Fails(401))) as server:
        engine = make_engine(server)
        outcomes = [extract_file(path, engine)[0] for path in paths]
        assert len(server.requests) == 1
    assert {outcome.status for outcome in outcomes} == {Status.FAILED}
    assert all(outcome.reason and "OPENAI_API_KEY" in outcome.reason.zh for outcome in outcomes)


def test_the_form_that_failed_is_named(source: SourceText, record: Document, make_engine: MakeEngine) -> None:
    copy = typist(record)

    def behave(request: Request) -> Play:
        return (
            Refuses("no") if "文化站点设备更新\t" in request.body["messages"][1]["content"] else copy(request)
        )

    with ScriptedServer(behave) as server, pytest.raises(Refused, match="form 2: ") as caught:
        extract(source, make_engine(server), ALONE)
    assert caught.value.message.zh.startswith("绩效表 2：")


def _instances() -> list[BaseException]:
    """One of every exception class that openai and instructor have."""
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    made: list[BaseException] = []
    for module in (openai, instructor_errors):
        for kind in list(vars(module).values()):
            if inspect.isclass(kind) and issubclass(kind, Exception):
                instance: Any = kind.__new__(kind)
                Exception.__init__(instance, "what happened")
                if issubclass(kind, openai.APIStatusError):
                    code = getattr(kind, "status_code", None)
                    instance.status_code = code if isinstance(code, int) else 418
                    instance.response = httpx2.Response(instance.status_code, request=request)
                    instance.code = instance.body = None
                made.append(instance)
    return made


@pytest.mark.parametrize("error", _instances(), ids=lambda error: type(error).__name__)
def test_no_vendor_error_is_missed(error: BaseException) -> None:
    fault = translate(error)
    assert isinstance(fault, EngineError)
    assert fault.message.zh
    assert fault.message.en
    assert isinstance(can_pass(error), bool)
    assert retry_after(error) is None


def test_the_tree_at_the_top_names_every_fault() -> None:
    kinds = [kind for kind in vars(faults).values() if inspect.isclass(kind) and issubclass(kind, ModelError)]
    assert all(kind.__name__ in (faults.__doc__ or "") for kind in kinds)
    assert translate(kinds[1]("是", "yes")).message.en == "yes"
    assert isinstance(translate(EmptyReply("none")), Unreachable)
