"""One document with jixiao's model engine: a task as JSON on standard input, the result on the output."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

from evals.bench.peer.timing import timed
from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.flow import Second, extract
from schemas.pointers import iter_leaves
from schemas.result import Extraction
from schemas.source import SourceText

Found = list[tuple[str, str | int, str | None]]


def main() -> None:
    """``found``: pointer, value, and how it was matched or None, for each value of each record."""
    task = json.load(sys.stdin)
    second = Second(rereading=task["second"], comparing=task["second"])
    source = SourceText.from_text(task["text"])
    engines = {url: LlmEngine(Settings("gpt-4o", base_url=url)) for url in task["urls"]}

    def read(url: str) -> Found:
        return found(extract(source, engines[url], second))

    result = timed(read, task["urls"], task["runs"])
    for engine in engines.values():
        engine.close()
    json.dump({"version": version("jixiao"), **result}, sys.stdout)


def found(extraction: Extraction) -> Found:
    """The values of a record with the match of their evidence."""
    findings = [each for each in extraction.findings if each.rule == "text.grounded"]
    ungrounded = {path for finding in findings for path in finding.paths}
    places = {path: each[0].match for path, each in extraction.evidence.items() if path not in ungrounded}
    return [(path, value, places.get(path)) for path, value in iter_leaves(extraction.record)]


if __name__ == "__main__":
    main()
