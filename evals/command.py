"""``jixiao eval``: the command is found by its entry point, as nothing of the pipeline imports the evals.

Imports inside the commands keep ``jixiao --help`` quick.
"""

from __future__ import annotations

from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.language import lang_option
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pipeline.export.exporter import Lang

_path = click.Path(path_type=Path)
_file = click.Path(path_type=Path, dir_okay=False)


@click.group("eval", invoke_without_command=True)
@click.option(
    "--engine",
    type=click.Choice(["local", "llm", "economy", "recorded"]),
    default="local",
    show_default=True,
    help="评测哪个引擎；recorded 为已录制的模型答复 / which engine; recorded: a model's recorded replies.",
)
@click.option(
    "--cases",
    "cases",
    multiple=True,
    metavar="SET|DIR",
    help="数据集（labels、cases、seen、unseen、ocr）或标注文件夹，可多次 / sets, or folders of your own.",
)
@click.option(
    "--documents",
    "texts",
    type=_path,
    default=Path("../shared/documents"),
    show_default=True,
    metavar="DIR",
    help="已公布文档的原文所在文件夹，按摘要查找 / folder with the texts of the published documents.",
)
@click.option(
    "--damage",
    multiple=True,
    metavar="RECIPE",
    help="加损伤再评，如 glyphs:0.3+markup:0.5，可多次；curve 为全部曲线 / damage first; curve: all models.",
)
@click.option("--damage-seed", default=7, show_default=True, help="损伤的种子 / seed of the damage.")
@click.option(
    "--faults",
    "faults_each",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="每张表每类植入 N 个错误，看核对能否检出 / plant N faults of each kind in each form.",
)
@click.option("--faults-seed", default=2, show_default=True, help="植入错误的种子 / seed of the faults.")
@click.option(
    "--full",
    is_flag=True,
    help="全部：所有数据集、损伤曲线、植入错误 / everything: all sets, damage curves, planted faults.",
)
@click.option("--errors", is_flag=True, help="列出每个错误的单元格 / list every wrong cell.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="在 DIR 写 run.json 和 report.html / write run.json and report.html.",
)
@click.option("--workers", type=click.IntRange(1), metavar="N", help="进程数，默认为核数 / processes.")
@click.option(
    "--baseline",
    is_flag=True,
    help="把结果定为基线（有意为之时）/ make the figures the baseline, on purpose.",
)
@lang_option
@click.pass_context
def evaluate(ctx: click.Context, /, full: bool, lang: Lang, **asked: Any) -> int | None:
    """评测抽取的准确率 / How right an engine is on labelled documents.

    屏幕表格；--out 另存运行记录和网页报告。compare 比较两次运行，add 把复核过的记录加入用例。

    Tables on the screen; with --out a run record and a page too. Figures worse than the committed baseline
    are named, and the exit code is then 1.
    """
    if ctx.invoked_subcommand:
        return None
    _require()
    from evals.runs import call

    if full:
        asked |= {"damage": asked["damage"] or ("curve",), "faults_each": asked["faults_each"] or 1}
    return call.evaluate(call.Call(**asked), lang)


def _require() -> None:
    """Say what to install where the packages of the evaluation are not there."""
    for name in ("anls_star", "jinja2", "matplotlib", "scipy"):
        if find_spec(name) is None:
            raise SetupError(
                f"评测需要 {name}：python -m pip install 'jixiao[eval]'",
                f"the evaluation needs {name}: python -m pip install 'jixiao[eval]'",
            )


@evaluate.command()
@click.argument("before", type=_path, metavar="RUN")
@click.argument("after", type=_path, metavar="RUN")
@lang_option
def compare(before: Path, after: Path, lang: Lang) -> int:
    """比较两次运行：成对差异与检验，逐个列出变化的单元格 / What changed between two runs.

    RUN 是 run.json 或它所在的文件夹。

    A RUN is a run.json, or the folder that it is in.
    """
    _require()
    from evals.runs import call

    return call.compare(before, after, lang)


@evaluate.command()
@click.argument("result", type=_file, metavar="RESULT.json")
@click.option(
    "--source", type=_file, required=True, metavar="FILE", help="它的原文 / the text it was read from."
)
@click.option("--by", required=True, metavar="NAME", help="复核人 / who confirmed it.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="复核日期，默认今天 / the day of the review; today by default.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("cases"),
    show_default=True,
    metavar="DIR",
    help="用例文件夹，之后用 eval --cases DIR 评测 / the folder of cases.",
)
@click.option("--name", metavar="NAME", help="用例名，默认取文件名 / name of the case.")
@lang_option
def add(result: Path, on: datetime | None, to: Path, lang: Lang, **asked: Any) -> int:
    """把复核过的结果加入用例 / Make a reviewed result a case, with where it came from."""
    del lang  # of the messages
    from evals.runs.add import Reviewed, add

    click.echo(str(add(Reviewed(result, on=on.date() if on else date.today(), **asked), to)))
    return 0
