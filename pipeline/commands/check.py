"""``jixiao check``: the checks again, on records that a person may have edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.check.rule import Rule
from pipeline.commands.exit_codes import DONE, ERRORS_FOUND, WRONG_CALL
from pipeline.commands.results import load_result, result_files, texts_by_digest
from pipeline.commands.streams import complain, emit, show, view_of_stdout
from pipeline.commands.sums import rules_with
from pipeline.errors import SetupError
from pipeline.export.exporter import Lang
from pipeline.export.json_result import dump
from pipeline.flow import RULES, check_again
from schemas.document import Shape
from schemas.finding import Finding, NotEvaluated, Severity, Suggestion
from schemas.result import Extraction
from schemas.source import SourceText

Format = Literal["report", "json", "sarif"]


class CheckedRecord(Shape):
    """What the JSON format prints for one record."""

    name: str
    findings: list[Finding]
    not_evaluated: list[NotEvaluated]
    suggestions: list[Suggestion]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: ``sources`` is a folder with the texts that the results were read from,
    ``sums`` a file of sums of the caller's own."""

    format: Format
    lang: Lang
    sources: Path | None = None
    sums: Path | None = None


_Checked = tuple[Path, Extraction, SourceText | None]


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Check each record and return the exit code. One that cannot be read does not stop the others, but the
    code says that not all were checked."""
    rules = rules_with(wanted.sums)
    files = result_files(paths)
    codes = {DONE}
    checked: list[_Checked] = []
    texts = texts_by_digest(wanted.sources)
    for path in files:
        try:
            loaded, source = load_result(path, texts)
        except SetupError as error:
            complain(error.message, wanted.lang)
            codes.add(WRONG_CALL)
            continue
        extraction = check_again(loaded, source, rules)
        if any(finding.severity is Severity.ERROR for finding in extraction.findings):
            codes.add(ERRORS_FOUND)
        if wanted.format == "json":
            emit(_as_json(path, extraction, indent=2 if len(files) == 1 else None))
        else:
            checked.append((path, extraction, source))
    if wanted.format == "sarif":
        _emit_sarif(checked, rules)
    elif wanted.format == "report" and checked:
        _show(checked, wanted.lang, brief=any(path.is_dir() for path in paths))
    return max(codes)


def _as_json(path: Path, extraction: Extraction, indent: int | None) -> str:
    made = CheckedRecord(
        name=str(path),
        findings=extraction.findings,
        not_evaluated=extraction.not_evaluated,
        suggestions=extraction.suggestions,
    )
    return dump(made, indent=indent)


def _emit_sarif(checked: Sequence[_Checked], rules: Sequence[Rule]) -> None:
    from pipeline.export import sarif

    known = {rule.id: rule for rule in (*RULES, *rules)}
    emit(sarif.render([(str(path), extraction) for path, extraction, _ in checked], list(known.values())))


def _show(checked: Sequence[_Checked], lang: Lang, brief: bool) -> None:
    # Here, because rich is not needed for data formats.
    from pipeline.export.terminal import by_rule
    from pipeline.export.terminal.checked import render

    view = view_of_stdout(lang)
    if not brief:
        for path, extraction, source in checked:
            show(render(str(path), extraction, source, view))
    if brief or len(checked) > 1:
        show(by_rule.render([(str(path), extraction) for path, extraction, _ in checked], view))
