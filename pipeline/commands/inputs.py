"""What a call names: documents, which are read, or results of an earlier reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.commands.results import load_result, texts_by_digest
from pipeline.commands.streams import complain
from pipeline.errors import SetupError
from pipeline.export.exporter import Lang
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.flow import extract_file
from schemas.finding import Message
from schemas.result import Extraction
from schemas.source import SourceText

_RESULT = ".json"


class Read(NamedTuple):
    """One file that a call named. ``original`` is the file that its text was read from, where that is at
    hand."""

    path: Path
    extraction: Extraction | None
    source: SourceText | None
    original: Path | None


def is_results(path: Path) -> bool:
    """Whether a path is a result, or a folder that holds some."""
    if path.is_dir():
        return any(each.is_file() for each in path.rglob(f"*{_RESULT}"))
    return path.suffix == _RESULT


def loaded(files: Sequence[Path], sources: Path | None, lang: Lang) -> Iterator[Read]:
    """The records in result files, with their texts where ``sources`` is the folder of these. What cannot be
    read is complained about and has no record. Raises SetupError when ``sources`` is no folder."""
    texts = texts_by_digest(sources)
    for path in files:
        try:
            extraction, source = load_result(path, texts)
            yield Read(path, extraction, source, texts.get(extraction.source.sha256))
        except SetupError as error:
            complain(error.message, lang)
            yield Read(path, None, None, None)


def extracted(files: Sequence[Path], engine: Engine | ModelEngine, lang: Lang) -> Iterator[Read]:
    """The records of documents, with their texts. What cannot be read is complained about and has no
    record."""
    for path in files:
        outcome, source = extract_file(path, engine)
        if outcome.extraction is None:
            complain(outcome.reason or Message(zh="失败", en="failed"), lang, path)
        yield Read(path, outcome.extraction, source, path)
