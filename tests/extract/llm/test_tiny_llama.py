"""A real server with a real grammar: random weights fill the schema, and grounding believes none of it."""

from __future__ import annotations

import pytest

from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.flow import extract
from schemas.pointers import iter_leaves
from schemas.source import SourceText
from tests.servers.tiny_llama import TinyLlama

# What is no text of the page, and what the schema itself lets a model choose from.
CHOSEN = ("/document_type", "/form_type", "/money_unit")


@pytest.mark.parametrize("temperature", [0.8, 1.0])
def test_every_reply_parses_and_no_invention_is_grounded(
    source: SourceText, tiny_llama: TinyLlama, temperature: float
) -> None:
    settings = Settings(
        tiny_llama.model, base_url=tiny_llama.url, temperature=temperature, reply_tokens=4000, concurrency=1
    )
    engine = LlmEngine(settings)
    try:
        result = extract(source, engine)
    finally:
        engine.close()
    assert result.usage.requests >= 3
    invented = [
        (pointer, value)
        for pointer, value in iter_leaves(result.record)
        if not pointer.endswith(CHOSEN) and len(str(value)) > 3
    ]
    flagged = {
        path for finding in result.findings if finding.rule == "text.grounded" for path in finding.paths
    }
    assert invented, "the model wrote nothing: try another temperature"
    believed = [(p, v) for p, v in invented if p not in flagged]
    assert believed == []
