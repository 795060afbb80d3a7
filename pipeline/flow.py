"""The order of the stages; the only file that knows it.

file -> ingest -> layout -> extract -> ground -> check -> Extraction
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from pipeline.check import check
from pipeline.errors import DocumentError
from pipeline.extract.engine import Engine
from pipeline.extract.local import LocalEngine
from pipeline.ground import ground
from pipeline.ingest import read_file, suffixes
from pipeline.layout import lay_out
from schemas.finding import Message
from schemas.result import Extraction, Outcome, SourceInfo, Status
from schemas.source import SourceText


def make_engine(name: str) -> Engine:
    """The engine called ``name``: ``local``, or ``auto`` for the best one that is configured."""
    del name  # one engine so far; the command line checks the name
    return LocalEngine()


def extract(source: SourceText, engine: Engine) -> Extraction:
    """Take one source text through all stages. Raises DocumentError when there is no reading at all."""
    started = perf_counter()
    layout = lay_out(source)
    reading = engine.read(source, layout)
    grounding = ground(source, reading, [form.span for form in layout.forms])
    usage = reading.usage.model_copy(update={"seconds": perf_counter() - started})
    return Extraction(
        source=SourceInfo(
            name=source.name,
            sha256=source.sha256,
            media_type=source.media_type,
            characters=len(source.text),
        ),
        engine=engine.info,
        record=reading.record,
        evidence=grounding.evidence,
        corrections=list(reading.corrections),
        confidence=dict(reading.confidence),
        findings=[*reading.doubts, *grounding.findings, *check(reading.record)],
        usage=usage,
    )


def extract_file(path: Path, engine: Engine) -> tuple[Outcome, SourceText | None]:
    """Extract one file; whatever goes wrong with it is in the outcome, never raised. The source text comes
    with it, for reports that quote it."""
    try:
        source = read_file(path)
        return Outcome(name=str(path), status=Status.DONE, extraction=extract(source, engine)), source
    except DocumentError as error:
        return Outcome(name=str(path), status=Status.FAILED, reason=error.message), None
    except Exception as error:
        # One bad document must not stop the others; the type and text are what a bug report needs.
        what = f"{type(error).__name__}: {error}"
        reason = Message(zh=f"{path}：内部错误（{what}）", en=f"{path}: internal error ({what})")
        return Outcome(name=str(path), status=Status.FAILED, reason=reason), None


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and for a folder every file below it that some reader picks up, sorted; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in suffixes())
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found)
