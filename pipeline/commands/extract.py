"""``jixiao extract``: one document to the screen; several with progress, result files and a closing table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from pipeline.check.rule import Rule
from pipeline.commands.documents import documents
from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.progress import progress
from pipeline.commands.streams import complain, emit, show, view_of_stdout
from pipeline.commands.sums import rules_with
from pipeline.export import EXPORTERS
from pipeline.export.exporter import Lang
from pipeline.export.files import make_folder, result_names, write_result
from pipeline.export.json_result import dump
from pipeline.export.terminal.line import Line
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.extract.llm.settings import Wish
from pipeline.flow import extract_file, make_engine
from schemas.finding import Message
from schemas.result import Outcome
from schemas.source import SourceText


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: results as JSON on standard output, result files in ``out``."""

    engine: str
    as_json: bool
    out: Path | None
    lang: Lang
    wish: Wish = field(default_factory=Wish)
    sums: Path | None = None


_Done = tuple[Path, Outcome, SourceText | None, float]


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Extract the documents and return the exit code. Raises :class:`SetupError` when there are none."""
    files = documents(paths)
    rules = rules_with(wanted.sums)
    engine = make_engine(wanted.engine, wanted.wish)
    with closing(engine) if isinstance(engine, ModelEngine) else nullcontext():
        if len(files) == 1 and wanted.out is None and not any(path.is_dir() for path in paths):
            code = _one(files[0], engine, rules, wanted)
        else:
            code = _several(files, engine, rules, wanted)
        if isinstance(engine, ModelEngine):
            complain(engine.bill(), wanted.lang)
    return code


def _one(path: Path, engine: Engine | ModelEngine, rules: Sequence[Rule], wanted: Wanted) -> int:
    outcome, source = extract_file(path, engine, rules)
    if outcome.extraction is None or source is None:
        complain(_reason(outcome), wanted.lang, path)
        return SOME_FAILED
    view = view_of_stdout(wanted.lang)
    if wanted.as_json:
        emit(EXPORTERS["json"](outcome.extraction, source, view))
    else:
        show(EXPORTERS["report"](outcome.extraction, source, view))
    return DONE


def _several(
    files: Sequence[Path], engine: Engine | ModelEngine, rules: Sequence[Rule], wanted: Wanted
) -> int:
    names = result_names(files) if wanted.out else {}
    if wanted.out:
        make_folder(wanted.out)
    lines: list[Line] = []
    with (
        progress(len(files), wanted.lang, quiet=wanted.as_json) as tick,
        _extracted(files, engine, rules) as done,
    ):
        for path, outcome, source, seconds in done:
            line = _line(path, outcome, seconds)
            if outcome.extraction is None or source is None:
                complain(_reason(outcome), wanted.lang, path)
            elif wanted.out:
                content = EXPORTERS["json"](outcome.extraction, source, view_of_stdout(wanted.lang))
                write_result(wanted.out / names[path], content)
                line = replace(line, result=names[path])
            if wanted.as_json:
                emit(dump(outcome.extraction or outcome))
            lines.append(line)
            tick(path, None if line.findings is None else seconds)
    if not wanted.as_json:
        _close(lines, wanted)
    return SOME_FAILED if any(line.findings is None for line in lines) else DONE


@contextmanager
def _extracted(
    files: Sequence[Path], engine: Engine | ModelEngine, rules: Sequence[Rule]
) -> Iterator[Iterator[_Done]]:
    """The documents in order; with a model, several at a time, because most of the time is waiting."""

    def one(path: Path) -> _Done:
        started = perf_counter()
        outcome, source = extract_file(path, engine, rules)
        return path, outcome, source, perf_counter() - started

    if not isinstance(engine, ModelEngine):
        yield map(one, files)
        return
    pool = ThreadPoolExecutor(engine.concurrency)
    try:
        yield pool.map(one, files)
        pool.shutdown()
    except BaseException:
        # Nobody waits for what is under way; the engine cancels it when it is closed.
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _close(lines: Sequence[Line], wanted: Wanted) -> None:
    # Here, because rich is not needed for `--json`.
    from pipeline.export.terminal import summary

    show(summary.render(lines, wanted.out, view_of_stdout(wanted.lang)))


def _line(path: Path, outcome: Outcome, seconds: float) -> Line:
    if outcome.extraction is None:
        return Line(str(path), seconds)
    forms = outcome.extraction.record.forms
    return Line(
        str(path),
        seconds,
        forms=len(forms),
        indicators=sum(len(form.indicators) for form in forms),
        findings=Counter(finding.severity for finding in outcome.extraction.findings),
    )


def _reason(outcome: Outcome) -> Message:
    return outcome.reason or Message(zh=f"{outcome.name}：原因不明", en=f"{outcome.name}: unknown reason")
