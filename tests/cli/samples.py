"""An invented county's documents, and the ways to run the command on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import cli

JIXIAO = str(Path(sys.executable).with_name("jixiao"))
Run = Callable[..., subprocess.CompletedProcess[str]]

# 其中财政资金 and 其他资金 do not add up to 预算数: one finding of severity error.
DOCUMENT = """青禾县农技推广站2024年项目绩效目标表

1.稻田示范点建设绩效目标表

330912 青禾县农技推广站

单位：万元

项目编码\t{code}\t项目名称\t{name}
预算规模及资金用途\t预算数\t{total}\t其中：财政资金\t6.00\t其他资金\t2.00
\t用于稻田示范点建设和农户培训
资金支出计划（%）\t3月底\t6月底\t10月底\t12月底
\t10%\t40%\t80%\t100%
绩效目标\t1.建成示范点3个，培训农户200人次
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
产出指标\t数量指标\t示范点数量\t建成的示范点个数\t≥3个\t年度工作计划
效益指标\t社会效益指标\t农户增收\t增收的农户比例\t≥80%\t往年数据
满意度指标\t服务对象满意度指标\t农户满意度\t对培训满意的农户比例\t≥95%\t问卷调查
"""


def document(total: str = "8.00", name: str = "稻田示范点建设", code: str = "33091224P001200100013") -> str:
    """The document; a total other than 8.00 contradicts its parts."""
    return DOCUMENT.format(total=total, name=name, code=code)


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without what would change the output."""
    dropped = {"JIXIAO_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"}
    return {key: value for key, value in os.environ.items() if key not in dropped} | variables


def run_process(folder: Path, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a process of its own."""
    return subprocess.run(
        [JIXIAO, *map(str, arguments)],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def run_here(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, ten times as fast."""
    hidden: dict[str, str | None] = dict.fromkeys(("JIXIAO_LANG", "NO_COLOR"))
    words = [str(argument) for argument in arguments]
    done = CliRunner(env=hidden | variables).invoke(cli, words, catch_exceptions=False)
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)
