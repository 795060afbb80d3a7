"""Requests of many documents: in files of the usual size, in flat memory."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.extract.llm.batch import Recorder
from pipeline.extract.llm.batch_files import MOST_BYTES, MOST_REQUESTS, BatchFiles
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.faults import Unanswered
from pipeline.extract.llm.settings import Settings
from pipeline.flow import extract
from schemas.source import SourceText
from tests.cli.samples import document, run_here


def ask(recorder: Recorder, numbers: range) -> None:
    async def all_of_them() -> None:
        for number in numbers:
            messages = [{"role": "user", "content": f"{number} " * 1_000}]
            with pytest.raises(Unanswered):
                await recorder.complete({"model": "m", "messages": messages})

    asyncio.run(all_of_them())


def test_what_stays_of_five_thousand_requests_is_a_digest_each(tmp_path: Path) -> None:
    with BatchFiles(tmp_path / "out") as files:
        recorder = Recorder(None, files.write)
        ask(recorder, range(100))
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            ask(recorder, range(100, 5_000))
            grown = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
        ask(recorder, range(50))
    assert recorder.count == 5_000
    # The requests themselves are 20 MB and more.
    assert grown < 400 * 5_000
    [path] = (tmp_path / "out").iterdir()
    assert path.stat().st_size > 20_000_000
    with path.open(encoding="utf-8") as lines:
        assert len({json.loads(line)["custom_id"] for line in lines}) == 5_000


@pytest.mark.parametrize(("requests", "size"), [(7, MOST_BYTES), (MOST_REQUESTS, 700)])
def test_files_end_at_the_limits(requests: int, size: int, tmp_path: Path) -> None:
    lines = [f"{number:099}" for number in range(30)]
    with BatchFiles(tmp_path, requests, size) as files:
        for line in lines:
            files.write(line)
    paths = sorted(tmp_path.iterdir())
    assert [path.name for path in paths] == [f"requests-{number:04}.jsonl" for number in range(1, 6)]
    assert "".join(path.read_text() for path in paths) == "".join(f"{line}\n" for line in lines)
    with pytest.raises(SetupError, match="already"):
        BatchFiles(tmp_path)


def test_what_is_not_whole_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), BatchFiles(tmp_path) as files:
        files.write("one")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_the_command(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(document(name=f"示范点{number}"), encoding="utf-8")
    call = (
        "batch",
        "write",
        tmp_path,
        "--model",
        "m",
        "--cache",
        tmp_path / "replies.sqlite",
        "--lang",
        "en",
    )
    done = run_here(*call, "--out", tmp_path / "out")
    assert done.returncode == 0 and done.stdout == "" and "3 requests written" in done.stderr
    [path] = (tmp_path / "out").iterdir()
    assert path.read_text("utf-8") == run_here(*call).stdout


def test_no_class_stays_for_each_request() -> None:
    lines: list[str] = []
    with closing(LlmEngine(Settings("scripted"), server=Recorder(write=lines.append))) as engine:
        for number in range(8):
            with pytest.raises(Unanswered):
                extract(SourceText.from_text(document(name=f"示范点建设{number}")), engine)
    assert len(set(lines)) == 8
    gc.collect()
    left = [each for each in gc.get_objects() if isinstance(each, type) and each.__name__ == "PageReply"]
    assert len(left) <= 3
