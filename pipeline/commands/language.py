"""The option ``--lang``, the same for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

if TYPE_CHECKING:
    from pipeline.export.exporter import Lang

_KEPT = "jixiao.lang"


def _keep(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Remember the language for messages that are written outside the command."""
    del param
    ctx.meta[_KEPT] = value
    return value


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    envvar="JIXIAO_LANG",
    show_default=True,
    callback=_keep,
    is_eager=True,
    help="报告和提示的语言 / language of reports and messages.",
)


def language_of(ctx: click.Context) -> Lang:
    """The language that was asked for."""
    return cast("Lang", ctx.meta.get(_KEPT, "zh"))
