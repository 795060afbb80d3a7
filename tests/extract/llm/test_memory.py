"""The cache of replies, limits on tokens and money, and batches."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SetupError
from pipeline.extract.llm.batch import Recorder, take
from pipeline.extract.llm.cache import ReplyCache
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.faults import BudgetExhausted, Refused, Unanswered, Unusable
from pipeline.extract.llm.purse import Limits, Price, Purse, Spent, read_price
from pipeline.extract.llm.settings import Settings
from pipeline.flow import Second, extract
from schemas.document import Document
from schemas.source import SourceText
from tests.extract.llm.conftest import MakeEngine
from tests.extract.llm.typist import typist
from tests.servers.plays import Fails, Play, Refuses, Request, Says, sequence
from tests.servers.scripted import ScriptedServer

ALONE = Second(rereading=False, comparing=False)
PRICE = Price(Decimal(2), Decimal(8))


def test_a_second_run_costs_nothing(
    source: SourceText, record: Document, make_engine: MakeEngine, tmp_path: Path
) -> None:
    cache = tmp_path / "deep" / "replies.sqlite"
    with ScriptedServer(typist(record)) as server:
        first = extract(source, make_engine(server, cache=cache))
        sent = len(server.requests)
        engine = make_engine(server, cache=cache)
        second = extract(source, engine)
        assert len(server.requests) == sent
    assert second.record == first.record
    assert second.usage.requests == second.usage.input_tokens == second.usage.output_tokens == 0
    assert second.usage.cached_requests == sent == first.usage.requests
    assert engine.bill().en.startswith(f"0 requests, {sent} from the cache")


def test_a_killed_run_goes_on_where_it_was(
    source: SourceText, record: Document, make_engine: MakeEngine, tmp_path: Path
) -> None:
    copy = typist(record)

    def fails_late(request: Request) -> Play:
        return copy(request) if request.number < 2 else Fails(401)

    cache = tmp_path / "replies.sqlite"
    with ScriptedServer(fails_late) as server, pytest.raises(Exception, match="OPENAI_API_KEY"):
        extract(source, make_engine(server, cache=cache, concurrency=1), ALONE)
    with ScriptedServer(copy) as server:
        result = extract(source, make_engine(server, cache=cache), ALONE)
        assert len(server.requests) == 1
    assert result.record == record


@pytest.mark.parametrize(
    "other",
    [{"model": "another"}, {"temperature": 0.5}, {"reply_tokens": 999}, {"constraint": "json_schema"}],
    ids=str,
)
def test_another_model_or_parameter_is_another_reply(
    other: dict[str, Any], source: SourceText, record: Document, make_engine: MakeEngine, tmp_path: Path
) -> None:
    cache = tmp_path / "replies.sqlite"
    with ScriptedServer(typist(record)) as server:
        extract(source, make_engine(server, cache=cache), ALONE)
        extract(source, make_engine(server, cache=cache, **other), ALONE)
        assert len(server.requests) == 6


def test_what_led_nowhere_is_not_kept(make_engine: MakeEngine, tmp_path: Path) -> None:
    text, cache = SourceText.from_text("河堤巡护"), tmp_path / "replies.sqlite"
    for play, fault in ((Refuses("no"), Refused), (Says("no JSON"), Unusable)):
        with ScriptedServer(sequence(play)) as server, pytest.raises(fault):
            extract(text, make_engine(server, cache=cache), ALONE)
    with ScriptedServer(sequence(Says("{}"))) as server:
        extract(text, make_engine(server, cache=cache), ALONE)
        assert len(server.requests) == 1


def test_a_cache_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    path.write_text("not a database, but long enough to be looked at as one" * 40, encoding="utf-8")
    with pytest.raises(SetupError, match="--cache"):
        ReplyCache(path)
    with pytest.raises(SetupError, match="--cache"):
        ReplyCache(tmp_path)


def test_replies_are_kept_with_what_they_answer(
    source: SourceText, record: Document, make_engine: MakeEngine, tmp_path: Path
) -> None:
    cache = tmp_path / "replies.sqlite"
    with ScriptedServer(typist(record)) as server:
        extract(source, make_engine(server, cache=cache), ALONE)
    with sqlite3.connect(cache) as database:
        rows = database.execute("SELECT model, instruction, shape, text FROM replies").fetchall()
    assert {row[0] for row in rows} == {"scripted"}
    assert [len(set(column)) for column in zip(*rows, strict=True)] == [1, 2, 2, 3]


def test_a_limit_on_tokens_is_not_passed(
    source: SourceText, record: Document, make_engine: MakeEngine
) -> None:
    with ScriptedServer(typist(record)) as server:
        engine = make_engine(server, limits=Limits(tokens=40_000))
        with pytest.raises(BudgetExhausted, match="40,000"):
            for _ in range(30):
                extract(source, engine, ALONE)
    spent = engine.purse.spent
    assert spent.requests == len(server.requests)
    assert 20_000 < spent.input_tokens + spent.output_tokens <= 40_000


def test_nothing_is_sent_when_nothing_may_be_spent(
    source: SourceText, record: Document, make_engine: MakeEngine
) -> None:
    for limits in (Limits(tokens=0), Limits(cost=Decimal("0.0001"), price=PRICE)):
        with ScriptedServer(typist(record)) as server:
            with pytest.raises(BudgetExhausted, match="raise --max"):
                extract(source, make_engine(server, limits=limits), ALONE)
            assert server.requests == []


def test_money_is_counted_exactly() -> None:
    purse = Purse(Limits(price=PRICE))
    ticket = purse.set_aside(10, 10)
    assert ticket is not None
    purse.settle(ticket, 10, Spent(1, 1_234_567, 1))
    assert purse.cost == Decimal("2.469142")


def test_requests_under_way_share_what_is_left() -> None:
    purse = Purse(Limits(tokens=100))
    first = purse.set_aside(50, 10)
    assert first is not None
    assert purse.set_aside(50, 10) is None
    purse.settle(first, 50, Spent(1, 20, 5))
    assert purse.set_aside(50, 10) is not None
    with pytest.raises(BudgetExhausted):
        purse.set_aside(500, 100)


@pytest.mark.parametrize(
    "text",
    [
        '["m"]\ninput = 1',
        '["other"]\ninput = 1\noutput = 2',
        '["m"]\ninput = -1\noutput = 2',
        "m = [",
        'm = "x"',
    ],
)
def test_a_price_file_that_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError):
        read_price(path, "m")
    with pytest.raises(SetupError, match="no such price file"):
        read_price(tmp_path / "none.toml", "m")


def test_a_price_file(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text('["m/1.5"]\ninput = 0.1\noutput = 2\n', encoding="utf-8")
    assert read_price(path, "m/1.5") == Price(Decimal("0.1"), Decimal(2))


def _offline(cache: ReplyCache) -> tuple[LlmEngine, list[str]]:
    lines: list[str] = []
    recorder = Recorder(cache, lines.append)
    return LlmEngine(Settings("scripted"), server=recorder, cache=cache), lines


def _answered(line: str, record: Document) -> dict[str, Any]:
    """What a batch gives back for a line of requests."""
    asked = json.loads(line)
    play = typist(record)(Request(0, asked["body"], {}, asked["url"]))
    assert isinstance(play, Says)
    message = {"role": "assistant", "content": play.content}
    body = {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    }
    return {
        "id": "r",
        "custom_id": asked["custom_id"],
        "response": {"status_code": 200, "body": body},
        "error": None,
    }


def test_a_batch_in_rounds(source: SourceText, record: Document, tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite")
    rounds = 0
    while True:
        engine, lines = _offline(cache)
        try:
            result = extract(source, engine)
            break
        except Unanswered:
            rounds += 1
            assert len({json.loads(line)["custom_id"] for line in lines}) == len(lines) > 0
            replies = [json.dumps(_answered(line, record)) for line in lines]
            assert take(replies, cache).kept == len(lines)
            again = take(replies, cache)
            assert (again.kept, again.known, again.problems) == (0, len(lines), [])
        finally:
            engine.close()
    assert rounds == 2  # the second for what is read again
    assert result.record == record
    assert result.usage.requests == 0


def test_lines_of_a_batch_that_are_of_no_use(source: SourceText, record: Document, tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite")
    engine, lines = _offline(cache)
    with pytest.raises(Unanswered):
        extract(source, engine)
    engine.close()
    good, failed, refused = (_answered(line, record) for line in lines)
    failed["response"] = {"status_code": 429, "body": {"error": {"message": "slow down"}}}
    refused["response"]["body"]["choices"][0]["message"] = {
        "role": "assistant",
        "content": None,
        "refusal": "no",
    }
    stranger = {**good, "custom_id": "f" * 64}
    expired = {**failed, "response": None, "error": {"code": "batch_expired", "message": "expired"}}
    lines = ["", "{", "[]", '"x"', *map(json.dumps, (failed, refused, stranger, expired, good))]
    taken = take(lines, cache)
    assert taken.kept == 1
    assert (taken.input_tokens, taken.output_tokens) == (7, 3)
    told = {number: problem.en for number, problem in taken.problems}
    assert sorted(told) == [2, 3, 4, 5, 6, 7, 8]
    assert "slow down" in told[5]
    assert "declined" in told[6]
    assert "no request" in told[7]
    assert "expired" in told[8]
