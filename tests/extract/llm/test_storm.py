"""A thousand forms, a fifth of the requests meeting a fault of some kind: every form is accounted for."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pipeline.commands.exit_codes import SOME_FAILED
from schemas.result import Extraction
from tests.cli.samples import JIXIAO, environment
from tests.extract.llm.typist import excerpt_of
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
    Truncated,
)
from tests.servers.scripted import ScriptedServer

FORMS = 1000
PAGE = """河堤巡护{number}号项目绩效目标表
（2024年度） 单位：万元
项目名称\t河堤巡护{number}号
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t巡护河段长度\t≥{number}公里
"""
# Gone at the next attempt; each would be met again by a request that is not sent again.
PASSING: tuple[Play, ...] = (
    Fails(429, retry_after=0),
    Fails(500),
    Fails(503, retry_after=0),
    Drops(),
    HalfBody(),
    Hangs(0.1),
    EmptyChoices(),
    NotJson(),
    Says("好的，转录如下"),
    Says('{"project_name": 5}'),
    Blank(),
)
# Met at every attempt: the form fails, with this in its reason.
LASTING: dict[str, Play] = {
    "拒绝": Refuses("不便处理"),
    "内容过滤|content filter": Filtered(),
    "400": Fails(400, message="cannot be processed"),
    "413": Fails(413),
    "符合结构": Says("永远不是 JSON"),
    "截断": Truncated("{"),
}


def number_of(request: Request) -> str:
    found = re.search(r"河堤巡护(\d+)号", excerpt_of(request))
    assert found
    return found[1]


def share(number: str) -> int:
    """A number from 0 to 99 for a form: the same in every run."""
    return hashlib.sha256(number.encode()).digest()[0] * 100 // 256


def fault(number: str) -> Play | None:
    plays = (*PASSING, *LASTING.values())
    return plays[int(number) % len(plays)] if share(number) < 20 else None


def storm() -> Callable[[Request], Play]:
    met: Counter[str] = Counter()
    lock = threading.Lock()

    def behave(request: Request) -> Play:
        number = number_of(request)
        with lock:
            met[number] += 1
            first = met[number] == 1
        play = fault(number)
        if play and (first or play not in PASSING):
            return play
        row = {
            "level1": "产出指标",
            "level2": "数量指标",
            "level3": "巡护河段长度",
            "target": f"≥{number}公里",
        }
        return Says(json.dumps({"project_name": f"河堤巡护{number}号", "indicators": [row]}))

    return behave


def test_every_form_is_accounted_for(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(FORMS):
        (pages / f"{number}.txt").write_text(PAGE.format(number=number), encoding="utf-8")
    numbers = [str(number) for number in range(FORMS)]
    doomed = {number for number in numbers if (play := fault(number)) and play in LASTING.values()}
    assert FORMS * 0.17 < sum(fault(number) is not None for number in numbers) < FORMS * 0.23
    with ScriptedServer(storm()) as server:
        done = subprocess.run(
            [JIXIAO, "extract", "pages", "--engine", "llm", "--out", "results", "--concurrency", "32"],
            cwd=tmp_path,
            env=environment(
                OPENAI_BASE_URL=server.url,
                JIXIAO_MODEL="scripted",
                JIXIAO_CACHE=str(tmp_path / "replies.sqlite"),
            ),
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
    assert done.returncode == SOME_FAILED
    results = {path.stem: path for path in (tmp_path / "results").glob("*.json")}
    assert results.keys() == set(numbers) - doomed
    for name, path in results.items():
        record = Extraction.model_validate_json(path.read_text(encoding="utf-8")).record
        assert [row.target for row in record.forms[0].indicators] == [f"≥{name}公里"]
    reasons = [line for line in done.stderr.splitlines() if line.startswith("jixiao: ")][:-1]  # and the bill
    assert len(reasons) == len(doomed)
    for words in LASTING:
        assert any(re.search(words, line) for line in reasons), words
