"""What ``jixiao eval`` and ``jixiao eval compare`` do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from pydantic import ValidationError

from evals.damage.curve import CURVE
from evals.damage.recipe import parse
from evals.report import page, terminal
from evals.runs import gate
from evals.runs.paired import compare_runs
from evals.runs.record import Options, RunRecord
from evals.runs.runner import run
from evals.score import SETS
from pipeline.commands.exit_codes import DONE, ERRORS_FOUND, SOME_FAILED
from pipeline.commands.progress import progress
from pipeline.commands.streams import show, view_of_stdout
from pipeline.errors import SetupError
from pipeline.export.exporter import Lang
from pipeline.export.files import make_folder, write_result

RECORD, PAGE = "run.json", "report.html"


@dataclass(frozen=True, slots=True)
class Call:
    """What the caller asked for; no cases: all sets."""

    engine: str
    cases: tuple[str, ...]
    damage: tuple[str, ...]
    damage_seed: int
    faults_each: int
    faults_seed: int
    texts: Path
    out: Path | None
    workers: int | None
    baseline: bool
    errors: bool


def evaluate(call: Call, lang: Lang) -> int:
    """Evaluate, show, write, and compare with the baseline; returns the exit code. A run in which
    something failed is never a baseline."""
    options = _options(call, call.cases or tuple(SETS))
    if call.out:
        make_folder(call.out)
    found = run(options, call.texts, partial(progress, lang=lang), call.workers)
    show(terminal.render(found, view_of_stdout(lang), errors=call.errors))
    if call.out:
        write_result(call.out / RECORD, dumped(found))
        write_result(call.out / PAGE, page.render(found))
        click.echo(f"{call.out / RECORD}  {call.out / PAGE}", err=True)
    for failure in found.failures:
        click.echo(f"jixiao: {failure}", err=True)
    if found.failures:
        return SOME_FAILED
    if call.baseline:
        gate.save(found)
        return DONE
    known = gate.load().get(call.engine)
    worse = list(gate.fallen(found, known)) if known else []
    for line in worse:
        said = "低于基线" if lang == "zh" else "worse than the baseline"
        click.echo(f"jixiao: {said}: {line}", err=True)
    return ERRORS_FOUND if worse else DONE


def compare(before: Path, after: Path, lang: Lang) -> int:
    """Show what changed between two runs."""
    show(terminal.compared(compare_runs(load(before), load(after)), view_of_stdout(lang)))
    return DONE


def dumped(found: RunRecord) -> str:
    """The record as it is written: without what is as by default, a document a line."""
    data = found.model_dump(mode="json", exclude_defaults=True)
    documents = ",\n".join(json.dumps(each, ensure_ascii=False) for each in data.pop("documents"))
    rest = json.dumps(data, ensure_ascii=False, indent=1)
    return f'{rest[:-2]},\n "documents": [\n{documents}\n ]\n}}\n'


def load(path: Path) -> RunRecord:
    """A run record, from its file or its folder. Raises SetupError."""
    file = path / RECORD if path.is_dir() else path
    try:
        return RunRecord.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupError(f"{file}：无法读取（{reason}）", f"{file}: cannot be read ({reason})") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise SetupError(
            f"{file}：不是 jixiao eval --out 写出的运行记录",
            f"{file}: is not a run record that jixiao eval --out has written",
        ) from error


def _options(call: Call, cases: Sequence[str]) -> Options:
    recipes = [each for name in call.damage for each in (CURVE if name == "curve" else (name,))]
    for recipe in recipes:
        try:
            parse(recipe)
        except ValueError as error:
            raise SetupError(f"--damage {recipe}：{error}", f"--damage {recipe}: {error}") from error
    for name in cases:
        if name not in SETS and not (Path(name).is_dir() and any(Path(name).glob("*.json"))):
            known = ", ".join(SETS)
            raise SetupError(
                f"--cases {name}：既不是数据集（{known}），也不是有标注文件（.json）的文件夹",
                f"--cases {name}: neither a set ({known}) nor a folder with labels (.json)",
            )
    return Options(
        engine=call.engine,
        cases=list(cases),
        damage=recipes,
        damage_seed=call.damage_seed,
        faults_each=call.faults_each,
        faults_seed=call.faults_seed,
    )
