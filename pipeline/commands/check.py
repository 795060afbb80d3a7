"""``jixiao check``: the checks again, on records that a person may have edited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.check import check
from pipeline.commands.exit_codes import DONE, ERRORS_FOUND, WRONG_CALL
from pipeline.commands.streams import complain, emit, show, view_of_stdout
from pipeline.errors import SetupError
from pipeline.export.exporter import Lang
from pipeline.export.json_result import dump, load_extraction
from schemas.document import Shape
from schemas.finding import Finding, Severity
from schemas.result import Extraction


class Checked(Shape):
    """What ``--json`` prints for one record."""

    name: str
    findings: list[Finding]


def run(paths: Sequence[Path], as_json: bool, lang: Lang) -> int:
    """Check each record and return the exit code. One that cannot be read does not stop the others, but the
    code says that not all were checked."""
    codes = {DONE}
    for path in paths:
        try:
            extraction = _load(path)
        except SetupError as error:
            complain(error.message, lang)
            codes.add(WRONG_CALL)
            continue
        findings = check(extraction.record).findings
        if any(finding.severity is Severity.ERROR for finding in findings):
            codes.add(ERRORS_FOUND)
        if as_json:
            emit(dump(Checked(name=str(path), findings=findings), indent=2 if len(paths) == 1 else None))
        else:
            _show(path, extraction, findings, lang)
    return max(codes)


def _load(path: Path) -> Extraction:
    """The record in a file; every mistake is told with the file's name before it."""
    try:
        return load_extraction(path.read_text(encoding="utf-8"))
    except SetupError as error:
        mistake = (error.message.zh, error.message.en)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        mistake = (f"无法读取（{reason}）", f"cannot be read ({reason})")
    except UnicodeDecodeError:
        mistake = ("不是 UTF-8 文本，请另存为 UTF-8", "is not UTF-8 text; save it as UTF-8")
    raise SetupError(f"{path}：{mistake[0]}", f"{path}: {mistake[1]}")


def _show(path: Path, extraction: Extraction, findings: Sequence[Finding], lang: Lang) -> None:
    # Here, because rich is not needed for `--json`.
    from pipeline.export.terminal.checked import render

    show(render(str(path), extraction, findings, view_of_stdout(lang)))
