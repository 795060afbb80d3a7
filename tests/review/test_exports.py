"""What the store hands over for export, and the addresses that give it as files."""

from __future__ import annotations

import csv
import io
import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient
from pyarrow import parquet
from sqlalchemy import Engine, select

from pipeline.export.entry import Entry
from pipeline.export.json_result import load_reviewed
from pipeline.flow import extract, make_engine
from pipeline.review.store import exports, queue
from pipeline.review.store.adding import add
from pipeline.review.store.connect import connect
from pipeline.review.store.deciding import decide
from pipeline.review.store.tables import PLANTED
from pipeline.review.web.app import create_app
from pipeline.review.web.doors import Doors
from schemas.result import Extraction
from schemas.review import DecisionKind, Request
from schemas.source import SourceText
from tests.cli.samples import document

TOTAL = "/forms/0/budget/total"
TARGET = "/forms/1/indicators/0/target"


def source(name: str) -> SourceText:
    """Two forms; the budget of the first contradicts its parts."""
    forms = [document(total="9.00"), document(name=name, code="33091224P00120010002N")]
    return SourceText.from_text("\n".join(forms), f"{name}.txt")


@pytest.fixture(scope="module")
def extractions() -> list[tuple[Extraction, SourceText]]:
    engine = make_engine("local")
    return [(extract(text, engine), text) for text in (source("渠道整修"), source("农机补贴"))]


@pytest.fixture
def store(tmp_path: Path, extractions: list[tuple[Extraction, SourceText]]) -> Engine:
    engine = connect(str(tmp_path / "review.db"))
    for extraction, text in extractions:
        add(engine, extraction, text)
    return engine


@pytest.fixture
def browser(store: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(store, Doors(user="王审核")), base_url="http://127.0.0.1") as client:
        yield client


def made(store: Engine, kind: DecisionKind, form: int | None = None, **asked: str) -> None:
    with store.connect() as connection:
        version = exports.entry(connection, 1).result.review.decisions
    request = Request.model_validate(
        {"kind": kind, "version": version, "token": uuid.uuid4().hex, "form": form, **asked}
    )
    decide(store, 1, request, "王审核")


def entries(store: Engine, wanted: queue.Wanted = queue.Wanted()) -> list[Entry]:  # noqa: B008
    with store.connect() as connection:
        return list(exports.entries(connection, wanted))


def test_unreviewed_is_what_was_extracted(
    store: Engine, extractions: list[tuple[Extraction, SourceText]]
) -> None:
    for entry, (extraction, _) in zip(entries(store), extractions, strict=True):
        assert entry.result.review.status == "waiting"
        assert entry.result.review.reviewer is None
        assert not entry.decisions
        for name in ("source", "engine", "record", "evidence", "corrections", "confidence", "usage"):
            assert getattr(entry.result, name) == getattr(extraction, name), name
        assert {each.id for each in entry.result.findings} == {each.id for each in extraction.findings}
        assert {each.id: each.patch for each in entry.result.suggestions} == {
            each.id: each.patch for each in extraction.suggestions
        }


def test_signed(store: Engine) -> None:
    made(store, "edit", 0, path=TOTAL, value="8.00")
    made(store, "confirm", 1, path=TARGET)
    (open_one,) = entries(store, queue.Wanted(status="open"))
    assert open_one.result.review.signed_at is None
    made(store, "sign")
    signed, waiting = entries(store)
    review = signed.result.review
    assert (review.status, review.reviewer, review.decisions) == ("signed", "王审核", 3)
    assert review.signed_at == review.decided_at == signed.decisions[-1].at
    assert (review.edited, review.confirmed) == ([TOTAL], [TARGET])
    assert signed.result.record.forms[0].budget.total == "8.00"
    assert not any(each.rule == "budget.parts" for each in signed.result.findings)
    assert any(each.rule == "budget.parts" for each in waiting.result.findings)


def test_reopened_is_not_signed(store: Engine) -> None:
    made(store, "edit", 0, path=TOTAL, value="8.00")
    made(store, "sign")
    made(store, "reopen")
    review = entries(store)[0].result.review
    assert (review.status, review.signed_at, review.decisions) == ("open", None, 3)


def test_an_explained_finding_is_not_open(store: Engine) -> None:
    found = next(each for each in entries(store)[0].result.findings if each.rule == "budget.parts")
    # In the first form a pointer into the part is one into the document.
    made(store, "explain", 0, finding=found.id, why="原件如此")
    assert found.id not in {each.id for each in entries(store)[0].result.findings}


def test_what_is_wrong_on_purpose_is_not_exported(tmp_path: Path) -> None:
    engine = connect(str(tmp_path / "planted.db"))
    text = SourceText.from_text(document())
    extraction = extract(text, make_engine("local"))
    add(engine, extraction, text, planting=0.5)
    with engine.connect() as connection:
        assert connection.execute(select(PLANTED)).all()
    (entry,) = entries(engine)
    assert {each.id for each in entry.result.findings} == {each.id for each in extraction.findings}
    assert {each.id for each in entry.result.suggestions} == {each.id for each in extraction.suggestions}
    # Rows move, and with them what was planted.
    made(engine, "insert", 0, path="/forms/0/indicators/0")
    (entry,) = entries(engine)
    assert not any(each.rule == "text.doubtful" for each in entry.result.findings)
    assert len(entry.result.suggestions) <= len(extraction.suggestions)


def test_one_document_as_files(browser: TestClient, store: Engine) -> None:
    made(store, "edit", 0, path=TOTAL, value="8.00")
    answer = browser.get("/documents/1/export.json")
    assert answer.headers["content-type"] == "application/json"
    assert "attachment" in answer.headers["content-disposition"]
    assert load_reviewed(answer.text) == entries(store)[0].result
    rows = list(
        csv.DictReader(io.StringIO(browser.get("/documents/1/export.csv").text.removeprefix("\ufeff")))
    )
    assert {row["project_name"] for row in rows} == {"稻田示范点建设", "渠道整修"}
    assert {row["status"] for row in rows} == {"open"}
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/documents/1/export.xlsx").content))
    assert book["decisions"].max_row == 2
    heading, first, _ = book["forms"].iter_rows()
    total = next(cell for cell, title in zip(first, heading, strict=True) if title.value == "预算数")
    assert (total.value, total.comment) == ("8.00", None)
    english = browser.get("/documents/1/export.xlsx?lang=en").content
    assert openpyxl.load_workbook(io.BytesIO(english))["forms"]["A1"].value == "document"


def test_many_documents_as_files(browser: TestClient) -> None:
    lines = browser.get("/export.jsonl").text.splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["渠道整修.txt", "农机补贴.txt"]
    table = parquet.read_table(io.BytesIO(browser.get("/export.parquet?table=forms").content))
    assert table.num_rows == 4
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/export.xlsx").content))
    assert book["documents"].max_row == 3


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=农机补贴", ["农机补贴.txt"]),
        ("status=waiting", ["农机补贴.txt"]),
        ("status=signed", []),
        ("errors=true", ["农机补贴.txt"]),
        ("department=青禾县", []),
        ("year=1999", []),
        ("year=x", ["渠道整修.txt", "农机补贴.txt"]),
    ],
)
def test_filters_of_the_queue(browser: TestClient, store: Engine, query: str, names: list[str]) -> None:
    made(store, "edit", 0, path=TOTAL, value="8.00")
    lines = browser.get(f"/export.jsonl?{query}").text.splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == names


def test_the_queue_links_to_what_it_lists(browser: TestClient) -> None:
    assert 'href="/export.xlsx"' in browser.get("/").text
    page = browser.get("/?q=农机&errors=true").text
    link = page.split('href="/export.jsonl', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert [
        json.loads(line)["source"]["name"] for line in browser.get(f"/export.jsonl{link}").text.splitlines()
    ] == ["农机补贴.txt"]


@pytest.mark.parametrize(
    "address",
    [
        "/documents/1/export.parquet",
        "/documents/1/export.exe",
        "/documents/99/export.json",
        "/documents/1/export.csv?table=migrations",
        "/documents/1/trail.xlsx",
        "/export.json",
        "/export.csv?table=../etc",
    ],
)
def test_what_is_not_there(browser: TestClient, address: str) -> None:
    assert browser.get(address).status_code == 404


def test_a_format_that_is_not_installed(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = browser.get("/export.parquet")
    assert answer.status_code == 501
    assert "pip install" in answer.text


def test_nobody_comes_in_without_the_token(store: Engine) -> None:
    app = create_app(store, Doors(user="", token="a long enough token"))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        for address in ("/export.jsonl", "/documents/1/export.json"):
            assert client.get(address).status_code == 303


def test_trail_as_csv(browser: TestClient, store: Engine) -> None:
    made(store, "edit", 0, path=TOTAL, value="=1+1")
    text = browser.get("/documents/1/trail.csv").text
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["number"], row["kind"], row["who"]) == ("1", "edit", "王审核")
    assert json.loads(row["after"]) == {TOTAL: "=1+1"}
    assert len(browser.get("/documents/1/trail.jsonl").text.splitlines()) == 1
