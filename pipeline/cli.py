"""The command line. Every command calls one function; what stands here is how its arguments are written.

Imports of the stages are inside the commands: ``jixiao --help`` and a mistyped option answer at once.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from pipeline.commands import exit_codes
from pipeline.commands.language import lang_option, language_of

if TYPE_CHECKING:
    from pipeline.commands.check import Format
    from pipeline.commands.comment import Format as CommentFormat
    from pipeline.export.exporter import Lang
    from pipeline.extract.llm.settings import Wish
    from pipeline.ingest.reader import Ocr
    from schemas.review import ReviewStatus

_EPILOG = """\b
退出码 / Exit codes:
  0    全部完成（不论有无发现）；check 没有错误级发现
       all documents extracted, findings or not; check found no error
  1    check 发现错误级问题 / check found an error
  2    用法或设置不对，或 check 的文件无法读取
       wrong call or set-up, or a record that check cannot read
  3    有文件抽取失败，其余照常完成 / some documents failed, the others are done
  4    run 因数据库中断或磁盘已满而停止，重新运行即可继续
       run stopped, the database being gone or full: run it again to go on
  130  被 Ctrl-C 中断 / interrupted       141  输出管道已关闭 / broken pipe
\b
语言 / Language: --lang zh|en 或环境变量 JIXIAO_LANG / or the variable JIXIAO_LANG
"""
_COMMANDS = "jixiao.commands"


_json = click.option(
    "--json", "as_json", is_flag=True, help="只输出 JSON；多份时每行一个 / JSON only; one a line for several."
)
_path = click.Path(path_type=Path)
_sums = click.option(
    "--sums",
    type=_path,
    metavar="FILE",
    help="自定义的合计关系（YAML，见 docs/sums.md）/ sums of your own.",
)

_store = click.option(
    "--store",
    default="jixiao.db",
    show_default=True,
    envvar="JIXIAO_STORE",
    metavar="FILE|URL",
    help="SQLite 文件或 postgresql:// 地址 / a file of SQLite, or PostgreSQL's URL.",
)

_engine = click.option(
    "--engine",
    type=click.Choice(["auto", "local", "llm", "economy"]),
    default="auto",
    show_default=True,
    help="抽取引擎：local 内置，llm 模型，economy 只把内置引擎没把握的表交给模型；auto 在配置了模型时用 llm"
    " / what reads the forms.",
)
_sources = click.option(
    "--sources",
    type=_path,
    metavar="DIR",
    help="原文所在文件夹，按内容摘要查找；有原文才核对每个值是否在原文中 / folder with the source texts.",
)


def _money(text: str) -> Decimal:
    """A sum of money: a decimal number, not negative."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and amount >= 0):
        raise click.BadParameter(f"{text!r} 不是金额 / is not a sum of money")
    return amount


class _Jixiao(click.Group):
    """Turns what can end a run into one line and an exit code, never a traceback.

    Commands of packages that stand above this one are found by their entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *entry_points(group=_COMMANDS).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        found = entry_points(group=_COMMANDS, name=cmd_name) if own is None else ()
        return own or next((cast("click.Command", each.load()) for each in found), None)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()  # here, where a closed pipe can still be caught
        except KeyboardInterrupt:
            code = _interrupted(ctx)
        except BrokenPipeError:
            # Python flushes once more at exit, and would complain there.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = exit_codes.BROKEN_PIPE
        except Exception as error:
            code = _refused(ctx, error)
        ctx.exit(code)


def _interrupted(ctx: click.Context) -> int:
    stopped = (
        "已中断；已写出的结果保留" if language_of(ctx) == "zh" else "interrupted; results written so far stay"
    )
    click.echo(f"jixiao: {stopped}", err=True)
    return exit_codes.INTERRUPTED


def _refused(ctx: click.Context, error: Exception) -> int:
    """One line for what this application raises on purpose; anything else goes on as it is."""
    from pipeline.commands.streams import complain
    from pipeline.errors import JixiaoError

    if not isinstance(error, JixiaoError):
        raise error
    complain(error.message, language_of(ctx))
    return exit_codes.WRONG_CALL


_MODEL_OPTIONS = (
    click.option(
        "--model", metavar="NAME", help="模型名，默认取 JIXIAO_MODEL / the model; else JIXIAO_MODEL."
    ),
    click.option(
        "--base-url",
        metavar="URL",
        help="OpenAI 兼容服务的地址，默认取 OPENAI_BASE_URL / the server's address.",
    ),
    click.option(
        "--concurrency",
        type=click.IntRange(1, 256),
        help="同时进行的请求数 / requests at a time.  [default: 8]",
    ),
    click.option(
        "--cache",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="答复缓存，默认取 JIXIAO_CACHE / where replies are kept.",
    ),
    click.option("--no-cache", "forgetful", is_flag=True, help="不用缓存 / keep no replies."),
    click.option(
        "--max-tokens",
        type=click.IntRange(0),
        help="token 上限，超过之前停止 / stop before this many tokens.",
    ),
    click.option(
        "--max-cost", type=_money, metavar="MONEY", help="费用上限，需要 --prices / stop before this cost."
    ),
    click.option(
        "--prices",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help='价格文件（TOML：["模型名"] input、output，每百万 token）/ prices for a million tokens.',
    ),
    click.option(
        "--requests-per-minute",
        type=click.FloatRange(min=0, min_open=True),
        help="每分钟请求数上限，各进程平分 / requests a minute, of all workers together.",
    ),
    click.option(
        "--tokens-per-minute",
        type=click.FloatRange(min=0, min_open=True),
        help="每分钟 token 上限，各进程平分 / tokens a minute, of all workers together.",
    ),
    click.option(
        "--offline",
        is_flag=True,
        help="只用缓存里的答复，不连接服务 / only replies in the cache; send nothing.",
    ),
)


def _model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_MODEL_OPTIONS):
        command = option(command)
    return command


def _wish(model: dict[str, Any]) -> Wish:
    """What the model options say."""
    from pipeline.extract.llm.settings import Wish

    forgetful = model.pop("forgetful")
    return Wish(**model, remember=not forgetful)


@click.group(
    cls=_Jixiao,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="jixiao", prog_name="jixiao")
def cli() -> None:
    """把绩效目标表、绩效自评表变成可核对的记录。

    Turns Chinese budget performance forms into source-grounded, checked records.
    """


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=_path, metavar="PATH…")
@_engine
@_model_options
@_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="每份文件的结果写入 DIR/NAME.json / write a result file each.",
)
@_sums
@lang_option
def extract(
    paths: tuple[Path, ...],
    engine: str,
    as_json: bool,
    out: Path | None,
    sums: Path | None,
    lang: Lang,
    **model: Any,
) -> int:
    """抽取文件或文件夹中的绩效表 / Extract the forms of files and folders.

    一份文件：屏幕报告。多份或文件夹：进度、汇总表，用 --out 保存结果。

    One file: a readable report. Several, or a folder: progress and a closing table; --out saves the results.
    """
    from pipeline.commands.extract import Wanted, run

    return run(paths, Wanted(engine, as_json, out, lang, _wish(model), sums))


@cli.command()
@click.argument("results", nargs=-1, required=True, type=_path, metavar="PATH…")
@click.option(
    "--format",
    "form",
    type=click.Choice(["report", "json", "sarif"]),
    default="report",
    show_default=True,
    help="输出格式 / what to print.",
)
@_json
@_sources
@_sums
@lang_option
def check(
    results: tuple[Path, ...],
    form: Format,
    as_json: bool,
    sources: Path | None,
    sums: Path | None,
    lang: Lang,
) -> int:
    """重新核对改过的结果或记录 / Check results or records that were edited.

    读取 extract 的结果，或其中的 record 部分；文件夹按规则汇总。有错误级发现时退出码为 1。

    Reads results of extract, or their record alone; for folders a summary by rule. Exits with 1 when an
    error stands.
    """
    from pipeline.commands.check import Wanted, run

    return run(results, Wanted("json" if as_json else form, lang, sources, sums))


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=_path, metavar="PATH…")
@_engine
@_model_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["report", "json", "markdown"]),
    default="report",
    show_default=True,
    help="输出格式 / what to print.",
)
@_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="每份文件的审核意见写入 DIR/NAME.md 和 NAME.docx，多份时另有汇总 / write an opinion each.",
)
@_sources
@click.option("--with-model", is_flag=True, help="同时请模型提意见 / ask a model for comments, too.")
@click.option(
    "--without",
    multiple=True,
    metavar="RULE",
    help="不用某条规则，可多次（全部规则见 jixiao rules）/ switch a rule off.",
)
@lang_option
def comment(  # noqa: PLR0913, PLR0917
    paths: tuple[Path, ...],
    engine: str,
    form: CommentFormat,
    as_json: bool,
    out: Path | None,
    sources: Path | None,
    with_model: bool,
    without: tuple[str, ...],
    lang: Lang,
    **model: Any,
) -> int:
    """对内容提审核意见 / Comment on substance: complete, relevant, suitable, feasible?

    读取文件（先抽取），或 extract 的结果（.json）。因损坏而存疑的值不作评论；意见供审核人取舍。

    Reads documents, which are extracted first, or results of extract. Nothing is said of what is doubtful
    because of damage; a person decides on every comment.
    """
    from pipeline.commands.comment import Wanted, run

    shown = "json" if as_json else form
    off = frozenset(without)
    return run(paths, Wanted(shown, lang, engine, out, sources, with_model, off, _wish(model)))


@cli.command()
@click.argument("paths", nargs=-1, type=_path, metavar="[PATH…]")
@_store
@_engine
@_model_options
@_sources
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8321, show_default=True, help="端口 / port.")
@click.option(
    "--token",
    envvar="JIXIAO_REVIEW_TOKEN",
    help="访问口令，至少 12 个字符 / access token, 12 characters or more.",
)
@click.option(
    "--user-header",
    metavar="NAME",
    help="代理用来给出用户名的请求头 / header in which a proxy names the user.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="可信代理的地址，默认为本机 / address of the trusted proxy.  [default: loopback]",
)
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME", help="本服务的域名，可多次 / name of this server."
)
@click.option("--user", help="审核人姓名，默认为登录名 / who reviews.  [default: the login name]")
@click.option(
    "--plant",
    type=click.FloatRange(0, 0.2),
    default=0.0,
    show_default=True,
    help="放入检验性错误建议的比例 / share of figures with a suggestion that is wrong on purpose.",
)
@click.option("--add-only", is_flag=True, help="只加入文件，不启动页面 / add documents, serve no pages.")
@lang_option
def review(  # noqa: PLR0913, PLR0917
    paths: tuple[Path, ...],
    store: str,
    engine: str,
    sources: Path | None,
    host: str,
    port: int,
    token: str | None,
    user_header: str | None,
    proxies: tuple[str, ...],
    hosts: tuple[str, ...],
    user: str | None,
    plant: float,
    add_only: bool,
    lang: Lang,
    **model: Any,
) -> int:
    """在浏览器里审核 / Review records in a browser.

    加入文件（先抽取）或 extract 的结果，按风险排队，逐项确认；每个决定都留下记录。

    Adds documents, which are extracted first, or results of extract; the riskiest comes first, and every
    decision is kept.
    """
    from pipeline.commands.review import Doorway, Wanted, run

    door = Doorway(host, port, token, user_header, proxies, hosts, user)
    return run(paths, Wanted(lang, store, engine, _wish(model), sources, plant, door, add_only))


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=_path, metavar="DIR…")
@_store
@_engine
@_model_options
@_sums
@click.option(
    "--workers",
    type=click.IntRange(1, 4096),
    show_default="处理器核数 / processors",
    help="处理进程数 / processes.",
)
@click.option(
    "--cluster",
    metavar="HOST:PORT",
    help="在已运行的 Ray 集群上处理，需要 PostgreSQL / on a Ray cluster that runs already; needs PostgreSQL.",
)
@click.option(
    "--tries",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="处理进程因同一文件异常结束几次后搁置 / set a file aside when so many processes ended over it.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=900.0,
    show_default=True,
    metavar="SECONDS",
    help="一份文件（有页的文件为一页）最长处理时间 / for one document, or a page of one.",
)
@lang_option
def run(  # noqa: PLR0913, PLR0917
    paths: tuple[Path, ...],
    store: str,
    engine: str,
    sums: Path | None,
    workers: int | None,
    cluster: str | None,
    tries: int,
    time_limit: float,
    lang: Lang,
    **model: Any,
) -> int:
    """处理整个档案，可随时中断、继续 / A whole archive, which can be interrupted and resumed.

    每份文件最终恰好一次完成或失败；结果存入审核库，可立即审核、导出。内容相同的文件只处理一次。

    Every document ends once, as done or failed, and is in the store for review and export. Files with the
    same bytes are one document.
    """
    from pipeline.commands.run import Wanted, run

    return run(paths, Wanted(lang, store, engine, _wish(model), sums, workers, tries, time_limit, cluster))


@cli.command()
@_store
@_json
@lang_option
def status(store: str, as_json: bool, lang: Lang) -> int:
    """run 进行到哪里 / How far run is: counts, rate, failures by reason, duplicates."""
    from pipeline.commands.status import status

    return status(store, as_json, lang)


@cli.command()
@click.argument("paths", nargs=-1, type=_path, metavar="[PATH…]")
@_store
@click.option("--reason", metavar="TEXT", help="只限原因含这段文字的 / only with this in the reason.")
@lang_option
def retry(paths: tuple[Path, ...], store: str, reason: str | None, lang: Lang) -> int:
    """让失败的文件重新待处理 / Let failed documents wait again, for the next run."""
    from pipeline.commands.status import again

    return again(store, reason, paths, lang)


@cli.command()
@_store
@click.option(
    "--out", type=_path, metavar="FILE", required=True, help="写到哪个 HTML 文件 / HTML file to write."
)
@lang_option
def summary(store: str, out: Path, lang: Lang) -> int:
    """整个档案的汇总页 / One page about a whole archive: states, findings, doubts, time and cost."""
    from pipeline.commands.summary import summary

    return summary(store, out, lang)


@cli.command()
@click.argument("results", nargs=-1, type=_path, metavar="[PATH…]")
@_store
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl", "csv", "xlsx", "parquet", "archive"]),
    required=True,
    help="json 只放一份文件；archive 为按年度、区划分区的 Parquet 文件夹 / json holds one document; "
    "archive is a folder of Parquet by year and division.",
)
@click.option(
    "--out",
    type=_path,
    metavar="FILE",
    required=True,
    help="写到哪个文件或文件夹 / file or folder to write.",
)
@click.option(
    "--table",
    type=click.Choice(["documents", "forms", "indicators", "funds", "decisions"]),
    default="indicators",
    show_default=True,
    help="csv 和 parquet 导出哪张表；xlsx 含全部 / which table for csv and parquet; xlsx has all.",
)
@click.option(
    "--status",
    type=click.Choice(["waiting", "open", "signed"]),
    help="只导出待审核、审核中或已签核的 / only documents of this status.",
)
@lang_option
def export(  # noqa: PLR0913, PLR0917
    results: tuple[Path, ...],
    store: str,
    form: str,
    out: Path,
    table: str,
    status: ReviewStatus | None,
    lang: Lang,
) -> int:
    """导出审核过和未审核的记录 / Export records, reviewed or not.

    不写路径时导出审核库（--store）；写明路径时导出 extract 的结果。各栏见 docs/export.md。

    Without a path exports what is in the store; with paths results of extract. docs/export.md lists the
    columns.
    """
    from pipeline.commands.export import Wanted, run

    return run(results, Wanted(lang, store, form, out, table, status))


@cli.command()
@click.argument("path", type=_path, metavar="FILE")
@_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="每页一张标注图写入 DIR/NAME-1.png …，存疑的字标红 / a picture a page, what is doubted in red.",
)
@click.option(
    "--ocr",
    type=click.Choice(["auto", "rapidocr", "tesseract"]),
    default="auto",
    show_default=True,
    help="文字识别程序 / what reads pictures.",
)
@lang_option
def ocr(path: Path, as_json: bool, out: Path | None, ocr: Ocr, lang: Lang) -> int:
    """显示从文件各页读到的文字 / Show what is read on the pages of a file.

    表格一行一行输出，单元格之间用制表符。

    A table's row is a line, with tabs between its cells.
    """
    from pipeline.commands.ocr import Wanted, run

    return run(path, Wanted(as_json, out, ocr, lang))


@cli.command()
@_json
@lang_option
def rules(as_json: bool, lang: Lang) -> int:
    """列出全部核对规则、依据和示例 / List every rule with its source and an example."""
    from pipeline.commands.rules import run

    return run(as_json, lang)


@cli.command()
@click.option("--record", is_flag=True, help="只输出 record 的结构 / of the record only.")
def schema(record: bool) -> int:
    """输出结果的 JSON Schema / Print the JSON schema of a result."""
    from pipeline.commands.schema import run

    return run(record)


@cli.command()
@_model_options
@lang_option
def doctor(lang: Lang, **model: Any) -> int:
    """检查模型服务能否使用 / Test the model server: reachable, key, model, constraint."""
    from pipeline.commands.doctor import run

    return run(_wish(model), lang)


@cli.group()
def batch() -> None:
    """离线批处理（OpenAI Batch API 格式）/ Requests to a file, replies from one."""


_batch_engine = click.option(
    "--engine",
    type=click.Choice(["local", "llm", "economy"]),
    default="llm",
    show_default=True,
    help="economy 只写出内置引擎没把握的表；local 只用于 --comments / economy: only forms that the embedded"
    " engine is not sure of; local: for --comments.",
)


@batch.command("write")
@click.argument("paths", nargs=-1, required=True, type=_path, metavar="PATH…")
@_batch_engine
@click.option(
    "--comments",
    is_flag=True,
    help="写出请模型提意见的请求；--engine local 时用内置引擎的记录 / requests for comments, on the records"
    " of --engine.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="写到文件夹，每个文件至多 50,000 条、200 MB / into a folder, in files of at most 50,000 and 200 MB.",
)
@_model_options
@lang_option
def batch_write(
    paths: tuple[Path, ...], engine: str, comments: bool, out: Path | None, lang: Lang, **model: Any
) -> int:
    """把要问模型的请求写到标准输出或文件夹 / Write the requests to standard output or a folder.

    已有答复的请求不再写出；读入答复后再运行一次，写出由答复引出的请求。

    What is answered already is not written; run it again after reading replies for what these bring about.
    """
    from pipeline.commands.batch import BatchCall, write

    return write(paths, BatchCall(_wish(model), engine, lang, comments, out))


@batch.command("read")
@click.argument("replies", type=_path, metavar="REPLIES.jsonl")
@_model_options
@lang_option
def batch_read(replies: Path, lang: Lang, **model: Any) -> int:
    """读入批处理的答复 / Take a batch's replies.

    之后用 extract --engine llm --offline 得到结果。

    Then extract --engine llm --offline gives the results.
    """
    from pipeline.commands.batch import BatchCall, read

    return read(replies, BatchCall(_wish(model), "llm", lang))


def main() -> None:
    """Entry point ``jixiao``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that lacks a character shows a question mark instead of ending the run.
            stream.reconfigure(errors="replace")
    cli(prog_name="jixiao")
