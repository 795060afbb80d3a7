"""The parts of the comparison with LangExtract that need no LangExtract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from evals.bench.peer.document import budget_text
from evals.bench.peer.grounded import Grounded
from evals.bench.peer.model import Copyist
from evals.bench.peer.server import ModelServer
from evals.bench.peer.values import Value, alterations, bare, draw, find_values
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.flow import Second, extract, make_engine
from schemas.result import Extraction
from schemas.source import SourceText

CODE = Value("/forms/0/project_code", "code", 0, "13084124P004721100175")
TEXT = f"{CODE.text} | 1,286.40 | 5.00"
AMOUNTS = [Value("/forms/0/budget/total", "amount", 24, "1,286.40"), Value("/x", "amount", 35, "5.00")]


@pytest.fixture(scope="module")
def source() -> SourceText:
    return SourceText.from_text(budget_text(2_500))


@pytest.fixture(scope="module")
def extraction(source: SourceText) -> Extraction:
    return extract(source, make_engine("local"))


def test_the_document_has_the_length_and_projects_of_its_own() -> None:
    text = budget_text(10_000)
    assert len(text) == pytest.approx(10_000, abs=500)
    record = extract(SourceText.from_text(text), make_engine("local")).record
    assert len(record.forms) == 12
    assert len({form.project_code for form in record.forms}) == 12
    assert [form.number for form in record.forms] == list(range(1, 13))
    assert all(form.budget.total for form in record.forms)


def test_one_digit_is_wrong_and_the_value_stands_nowhere() -> None:
    for value in [CODE, *AMOUNTS]:
        found = list(alterations(value.text, TEXT))
        assert found and len(set(found)) == len(found)
        for altered in found:
            assert sum(a != b for a, b in zip(altered, value.text, strict=True)) == 1
            assert bare(altered) not in bare(TEXT)


def test_a_digit_inside_a_longer_number_is_no_alteration() -> None:
    assert "6.40" not in alterations("5.40", TEXT)
    assert "1286.40" not in alterations("1286.41", TEXT)


def test_values_err_once_a_round_and_never_twice_alike() -> None:
    rounds = draw(TEXT, [CODE, *AMOUNTS], 50, Random(1))
    assert sum(map(len, rounds)) == 50
    pairs = [pair for each in rounds for pair in each.items()]
    assert len(set(pairs)) == 50
    assert rounds == draw(TEXT, [CODE, *AMOUNTS], 50, Random(1)) != draw(TEXT, [CODE], 50, Random(2))
    with pytest.raises(ValueError, match="too many"):
        draw(TEXT, AMOUNTS, 500, Random(1))


def test_values_are_found_where_they_are_printed(source: SourceText, extraction: Extraction) -> None:
    values = find_values(source, extraction)
    assert {value.kind for value in values} == {"amount", "code"}
    for value in values:
        assert source.text.startswith(value.text, value.start)


@contextmanager
def serving(source: SourceText, extraction: Extraction, said: dict[str, str]) -> Iterator[ModelServer]:
    values = find_values(source, extraction)
    with ModelServer(Copyist(source, extraction.record, values, said).reply) as server:
        yield server


def test_jixiao_grounds_what_is_printed_and_nothing_else(source: SourceText, extraction: Extraction) -> None:
    values = find_values(source, extraction)
    said = draw(source.text, values, len(values), Random(3))[0]
    engines = []
    for altered in ({}, said):
        with serving(source, extraction, altered) as server:
            engine = LlmEngine(Settings("copyist", base_url=server.url))
            engines.append(extract(source, engine, Second(rereading=False, comparing=False)))
            engine.close()
            assert len(server.requests) == len(extraction.record.forms) + 1
            assert sum(sent.characters for sent in server.requests) > len(source.text)
    as_printed, wrong = (
        {p for f in e.findings if f.rule == "text.grounded" for p in f.paths} for e in engines
    )
    assert not as_printed & said.keys()
    assert wrong >= said.keys()


def test_langextract_is_told_what_stands_in_its_chunk(source: SourceText, extraction: Extraction) -> None:
    values = find_values(source, extraction)
    value, other = values[0], values[-1]
    chunk = source.text[value.start - 20 : value.start + 40]
    with serving(source, extraction, {value.pointer: "9"}) as server:
        made = json.loads(ask(server, f"Q: example\nA: {{}}\n\nQ: {chunk}\nA: "))["extractions"]
        assert made == [
            {value.kind: "9", f"{value.kind}_attributes": {"field": value.pointer}},
        ]
        assert other.pointer not in str(made)
        with pytest.raises(HTTPError, match="400"):
            ask(server, "Q: nowhere in the document\nA: ")


def ask(server: ModelServer, prompt: str) -> str:
    body = {
        "model": "copyist",
        "messages": [{"role": "system", "content": "JSON"}, {"role": "user", "content": prompt}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "langextract_extractions"}},
    }
    request = Request(f"{server.url}/chat/completions", json.dumps(body).encode())
    with urlopen(request, timeout=5) as response:
        completion: dict[str, Any] = json.load(response)
    content: str = completion["choices"][0]["message"]["content"]
    return content


def test_what_is_counted() -> None:
    said = {CODE.pointer: "13084124P004721100176", AMOUNTS[0].pointer: "1,286.41", "/x": "7.00"}
    grounded = Grounded()
    found = [
        (CODE.pointer, said[CODE.pointer], None),
        (AMOUNTS[0].pointer, "1286.41", "match_fuzzy"),
        ("/x", "5.00", "match_exact"),
        ("/another", "1", "match_exact"),
    ]
    grounded.add([CODE, *AMOUNTS], said, found)
    assert (dict(grounded.asked), dict(grounded.attached)) == ({"code": 1, "amount": 2}, {"amount": 1})
    assert (dict(grounded.statuses), grounded.absent) == ({"match_fuzzy": 1}, 1)
