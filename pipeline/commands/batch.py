"""``jixiao batch``: requests to a file, replies from one, in the format of OpenAI's Batch API."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.documents import no_file
from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.streams import complain, emit
from pipeline.errors import DocumentError, SetupError
from pipeline.export.exporter import Lang
from pipeline.extract.llm.faults import Unanswered
from pipeline.extract.llm.settings import Settings, Wish, make_settings
from pipeline.ingest import read_file
from schemas.finding import Message


@dataclass(frozen=True, slots=True)
class BatchCall:
    """What the caller asked for; with ``comments`` a model's comments on the records of ``engine``."""

    wish: Wish
    engine: str
    lang: Lang
    comments: bool = False
    out: Path | None = None


def write(paths: Sequence[Path], call: BatchCall) -> int:
    """Write what would be asked now, one request a line, to standard output or to files in a folder;
    documents that cannot be read are named on standard error. What the cache answers already is not asked.
    Raises :class:`SetupError` when nothing can be asked that way."""
    from pipeline.archive.discovery import files_below
    from pipeline.extract.llm.batch import Recorder
    from pipeline.extract.llm.batch_files import BatchFiles
    from pipeline.extract.llm.cache import ReplyCache
    from pipeline.extract.llm.engine import LlmEngine
    from pipeline.extract.local import LocalEngine
    from pipeline.flow import comment_with_model, extract

    if call.engine == "local" and not call.comments:
        raise SetupError(
            "内置引擎不问模型：请加 --comments", "the embedded engine asks no model: add --comments"
        )
    files = files_below(paths)
    settings = _settings(call)
    cache = ReplyCache(_cache_of(settings))
    written = None if call.out is None else BatchFiles(call.out)
    recorder = Recorder(cache, written.write if written else _say)
    read = failed = done = 0
    economy = call.engine == "economy"
    with (
        written or nullcontext(),
        closing(LlmEngine(settings, server=recorder, cache=cache, economy=economy)) as engine,
    ):
        reader = LocalEngine() if call.engine == "local" else engine
        for path in files:
            read += 1
            try:
                source = read_file(path)
                extraction = extract(source, reader)
                answered = not call.comments or not comment_with_model(extraction, source, engine)[1].failed
                done += answered
            except Unanswered:
                continue
            except DocumentError as error:
                complain(error.message, call.lang, path)
                failed += 1
    if not read:
        raise no_file(paths)
    count = recorder.count
    complain(
        Message(
            zh=f"写出请求 {count} 条；{done} 份文件已全部答复，{failed} 份无法读取",
            en=f"{count} requests written; {done} documents are answered in full, {failed} cannot be read",
        ),
        call.lang,
    )
    return SOME_FAILED if failed else DONE


def _say(line: str) -> None:
    emit(f"{line}\n")


def read(replies: Path, call: BatchCall) -> int:
    """Take replies into the cache, and say what became of them."""
    from pipeline.extract.llm.batch import take
    from pipeline.extract.llm.cache import ReplyCache

    cache = ReplyCache(_cache_of(_settings(call)))
    try:
        with replies.open(encoding="utf-8-sig", errors="replace") as lines:
            taken = take(lines, cache)
    except OSError as error:
        raise SetupError(
            f"{replies}：无法读取（{error.strerror}）", f"{replies}: cannot be read ({error.strerror})"
        ) from None
    for number, problem in taken.problems:
        complain(
            Message(
                zh=f"{replies} 第 {number} 行：{problem.zh}", en=f"{replies}, line {number}: {problem.en}"
            ),
            call.lang,
        )
    complain(
        Message(
            zh=f"收入答复 {taken.kept} 条"
            f"（输入 {taken.input_tokens:,}、输出 {taken.output_tokens:,} token），"
            f"已有 {taken.known} 条，不可用 {len(taken.problems)} 条",
            en=f"{taken.kept} replies taken ({taken.input_tokens:,} tokens in, {taken.output_tokens:,} out), "
            f"{taken.known} known already, {len(taken.problems)} of no use",
        ),
        call.lang,
    )
    return SOME_FAILED if taken.problems else DONE


def _settings(call: BatchCall) -> Settings:
    return make_settings(call.wish, need_key=False)


def _cache_of(settings: Settings) -> Path:
    if settings.cache is None:
        raise SetupError("batch 需要答复缓存", "batch needs a cache of replies")
    return settings.cache
