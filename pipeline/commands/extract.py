"""``jixiao extract``: one document to the screen; several with progress, result files and a closing table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.progress import progress
from pipeline.commands.streams import complain, emit, show, view_of_stdout
from pipeline.errors import SetupError
from pipeline.export import EXPORTERS
from pipeline.export.exporter import Lang
from pipeline.export.files import make_folder, result_names, write_result
from pipeline.export.json_result import dump
from pipeline.export.terminal.line import Line
from pipeline.extract.engine import Engine
from pipeline.flow import extract_file, find_files, make_engine
from pipeline.ingest import suffixes
from schemas.finding import Message
from schemas.result import Outcome


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: results as JSON on standard output, result files in ``out``."""

    engine: str
    as_json: bool
    out: Path | None
    lang: Lang


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Extract the documents and return the exit code. Raises :class:`SetupError` when there are none."""
    # The same file named twice (a.txt and /data/a.txt) is one document.
    files = list({path.absolute(): path for path in find_files(paths)}.values())
    if not files:
        folders = "、".join(map(str, paths))
        endings = "、".join(sorted(suffixes()))
        raise SetupError(
            f"{folders}：没有可读取的文件（{endings}），请检查路径",
            f"{folders.replace('、', ', ')}: no file to read ({endings.replace('、', ', ')}); check the path",
        )
    engine = make_engine(wanted.engine)
    if len(files) == 1 and wanted.out is None and not any(path.is_dir() for path in paths):
        return _one(files[0], engine, wanted)
    return _several(files, engine, wanted)


def _one(path: Path, engine: Engine, wanted: Wanted) -> int:
    outcome, source = extract_file(path, engine)
    if outcome.extraction is None or source is None:
        complain(_reason(outcome), wanted.lang, path)
        return SOME_FAILED
    view = view_of_stdout(wanted.lang)
    if wanted.as_json:
        emit(EXPORTERS["json"](outcome.extraction, source, view))
    else:
        show(EXPORTERS["report"](outcome.extraction, source, view))
    return DONE


def _several(files: Sequence[Path], engine: Engine, wanted: Wanted) -> int:
    names = result_names(files) if wanted.out else {}
    if wanted.out:
        make_folder(wanted.out)
    lines: list[Line] = []
    with progress(len(files), wanted.lang, quiet=wanted.as_json) as tick:
        for path in files:
            started = perf_counter()
            outcome, source = extract_file(path, engine)
            seconds = perf_counter() - started
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
