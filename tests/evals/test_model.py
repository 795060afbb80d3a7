"""A model's recorded replies, replayed through the whole path."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from evals.model import MODEL, STAGES
from evals.replay import HERE, Recordings
from evals.score import SETS, documents, score
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.faults import Unanswered
from pipeline.extract.llm.settings import Settings
from pipeline.flow import extract
from schemas.source import SourceText

TEXTS = Path(os.environ.get("JIXIAO_DOCUMENTS", Path(__file__).parents[3] / "shared" / "documents"))
# Wrong cells of each document, all of them under a finding. Only ever lowered.
ALLOWED = {"chengde_2023_ocr": 7}


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
@pytest.mark.parametrize("stage", STAGES)
def test_recordings_answer_every_request(stage: str) -> None:
    second, economy = STAGES[stage]
    for name, label, source in documents(SETS["labels"], TEXTS):
        assert source is not None
        engine = LlmEngine(Settings(MODEL), server=Recordings(), economy=economy)
        result = score(name, label, extract(source, engine, second))
        engine.close()
        assert len(result.errors) <= ALLOWED.get(name, 0)
        assert result.silent == 0


def test_recordings_say_what_made_them() -> None:
    lines = [
        json.loads(line) for path in HERE.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    assert len({line["custom_id"] for line in lines}) == len(lines)
    assert all(line["recorded"] and line["response"]["body"]["model"] == MODEL for line in lines)


def test_another_text_is_not_answered_by_a_recording() -> None:
    recordings = Recordings()
    engine = LlmEngine(Settings(MODEL), server=recordings)
    with pytest.raises(Unanswered):
        extract(SourceText.from_text("河堤巡护"), engine)
    engine.close()
    assert len(recordings.lines) == 1
