"""Recorded comments: requests are written, replies are replayed and counted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evals.model import MODEL
from evals.model_comments import main, replay
from evals.replay import HERE, Recordings
from evals.score import SETS, documents
from pipeline.ingest import read_file
from tests.evals.test_labels import TEXTS

EXAMPLE = Path(__file__).parents[2] / "examples" / "qinghe_2024.txt"
SAID = {
    "path": "/forms/0/indicators/4/level3",
    "dimension": "relevance",
    "comment": "“观众人次”是演出的产出数量，不是社会效益。",
    "proposal": "偏远乡镇演出覆盖率",
    "quotations": ["观众人次"],
}


def _recording(request: dict[str, Any], *comments: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps({"comments": comments}, ensure_ascii=False)
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    body = {"id": "r", "object": "chat.completion", "created": 0, "model": MODEL, "choices": [choice]}
    return {"custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}}


def test_a_recorded_reply_is_found_verified_and_counted(tmp_path: Path) -> None:
    source = read_file(EXAMPLE)
    unanswered = Recordings(tmp_path)
    assert len(replay(source, unanswered).dropped.failed) == 2
    first, second = map(json.loads, unanswered.lines)
    invented = {**SAID, "quotations": ["上年观众九千人次"]}
    lines = [_recording(first, SAID, invented), _recording(second)]
    (tmp_path / "comments.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in lines), "utf-8")
    recordings = Recordings(tmp_path)
    replayed = replay(source, recordings)
    assert not recordings.lines
    assert (replayed.dropped.proposed, replayed.dropped.shown) == (2, 1)
    assert replayed.dropped.reasons == {"quotation": 1}
    assert replayed.comments[-1].reason.zh == SAID["comment"]


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
def test_every_form_of_the_published_documents_is_asked_about_once(tmp_path: Path) -> None:
    """With no recording at hand, the file of requests holds one for each form."""
    written = tmp_path / "requests.jsonl"
    options = ["--documents", str(TEXTS), "--replies", str(tmp_path), "--write", str(written)]
    done = CliRunner().invoke(main, options, catch_exceptions=False)
    assert done.exit_code == 0
    lines = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    labelled = list(documents(SETS["labels"], TEXTS))
    assert len({line["custom_id"] for line in lines}) == len(lines) == 32
    assert len(lines) == sum(len(label.document.forms) for _, label, _ in labelled)
    assert all(line["url"] == "/v1/chat/completions" for line in lines)
    assert all(line["body"]["model"] == MODEL for line in lines)
    assert all(name in done.output for name, _, _ in labelled)


def test_recordings_of_readings_do_not_answer_for_comments(tmp_path: Path) -> None:
    shutil.copy(HERE / "published.jsonl", tmp_path)
    assert len(replay(read_file(EXAMPLE), Recordings(tmp_path)).dropped.failed) == 2
