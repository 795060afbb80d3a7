"""The JSON result: it comes back as it was, and mistakes in it are named."""

from __future__ import annotations

import json

import pytest

from pipeline.errors import SetupError
from pipeline.export import EXPORTERS
from pipeline.export.exporter import View
from pipeline.export.json_result import dump, load_extraction, render
from schemas.document import Document, Form, Indicator
from schemas.result import EngineInfo, Evidence, Extraction, SourceInfo
from schemas.source import SourceText


def extraction(record: Document) -> Extraction:
    return Extraction(
        source=SourceInfo(name="a.txt", sha256="0", media_type="text/plain", characters=3),
        engine=EngineInfo(name="local", version="1"),
        record=record,
        evidence={"/forms/0/title": [Evidence(start=0, end=3, match="exact")]},
    )


def test_round_trip() -> None:
    made = extraction(Document(forms=[Form(title="稻田", indicators=[Indicator(extra={"得分(A/B)": "5"})])]))
    text = render(made, SourceText.from_text("稻田表"), View())
    assert load_extraction(text) == made
    assert "稻田" in text
    assert text.endswith("}\n")
    assert "\n" not in dump(made).removesuffix("\n")


def test_what_a_terminal_obeys_is_escaped_and_comes_back() -> None:
    title = "\x1b[31m\x9b2J\u202e红\u2028"
    text = dump(extraction(Document(title=title)))
    assert not set(text) & set("\x1b\x9b\u202e\u2028")
    assert load_extraction(text).record.title == title


def test_a_name_that_is_not_utf8() -> None:
    made = extraction(Document())
    made.source.name = "\udcb5\udcbe.txt"
    assert json.loads(dump(made))["source"]["name"] == "\ufffd\ufffd.txt"


@pytest.mark.parametrize(
    ("content", "pointer", "en"),
    [
        ('{"year": "2024"}', "/year", "integer"),
        ('{"forms": {}}', "/forms", "list"),
        ('{"forms": [7]}', "/forms/0", "object"),
        ('{"forms": [{"form_type": "x"}]}', "/forms/0/form_type", "one of 'targets', 'self_evaluation'"),
        ('{"forms": [{"spending_plan": [{}]}]}', "/forms/0/spending_plan/0/deadline", "missing"),
        ('{"date": "8.2.2024"}', "/date", "YYYY-MM-DD"),
        ('{"forms": [{"extra": {"A/B": 1}}]}', "/forms/0/extra/A~1B", "string"),
        ('{"title": 1, "year": "x"}', "/title", "and 1 more"),
        ('{"record": {}}', "/source", "missing"),
        ("[]", "whole file", "object"),
    ],
)
def test_mistakes_are_named(content: str, pointer: str, en: str) -> None:
    with pytest.raises(SetupError) as caught:
        load_extraction(content)
    assert caught.value.message.en.startswith(f"{pointer}: ")
    assert en in caught.value.message.en
    assert caught.value.message.zh != caught.value.message.en


def test_every_exporter_is_listed() -> None:
    assert list(EXPORTERS) == ["json", "report"]
