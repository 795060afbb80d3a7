"""``jixiao run``: a whole archive into a store, however often it is interrupted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.cluster import ClusterCrew, check
from pipeline.archive.configuration import configuration_of
from pipeline.archive.crew import TIME_LIMIT, Crew, LocalCrew
from pipeline.archive.discovery import walk
from pipeline.archive.ledger import Price
from pipeline.archive.node import Order, shared
from pipeline.archive.run import TRIES, Progress
from pipeline.archive.run import Wanted as RunWanted
from pipeline.archive.run import run as run_archive
from pipeline.archive.work import Setting
from pipeline.commands.archive_progress import archive_progress, line
from pipeline.commands.exit_codes import DONE, INTERRUPTED, SOME_FAILED, STOPPED
from pipeline.commands.streams import complain, show
from pipeline.commands.sums import sums_of
from pipeline.errors import SetupError, StoreError
from pipeline.export.exporter import Lang
from pipeline.extract.llm.settings import Wish, is_configured, make_settings
from pipeline.ingest import options_of
from pipeline.review.store.connect import connect


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for; ``time_limit`` in seconds for a document, or a page of one; ``tries``
    processes that may end over one; ``workers`` None for as many as there are processors; ``cluster`` the
    address of one."""

    lang: Lang
    store: str
    engine: str = "auto"
    wish: Wish = field(default_factory=Wish)
    sums: Path | None = None
    workers: int | None = None
    tries: int = TRIES
    time_limit: float = TIME_LIMIT
    cluster: str | None = None


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Work until every document has ended, and return the exit code. Raises SetupError before anything is
    begun."""
    walk(paths)
    if wanted.cluster is not None:
        _need_server(wanted.store)
        check(wanted.cluster)
    sums = sums_of(wanted.sums)
    engine = wanted.engine
    if engine == "auto":
        engine = "llm" if is_configured(wanted.wish) else "local"
    workers = wanted.workers or (None if wanted.cluster else os.cpu_count() or 1)
    if workers is None and wanted.wish.is_limited:
        raise SetupError(
            "--cluster 与限额同用时需要 --workers：各进程平分限额",
            "--cluster with limits needs --workers: each has its share of them",
        )
    own = sums.model_dump_json() if sums else None
    setting = Setting(engine, wanted.wish.share(workers or 1), own, options_of())
    configuration = configuration_of(setting)
    price, width = None, 1
    if engine != "local":
        settings = make_settings(wanted.wish, need_key=not wanted.wish.offline)
        width = settings.concurrency
        if settings.limits.price:
            price = Price(settings.limits.price.input, settings.limits.price.output)
    store = connect(wanted.store)

    def crew() -> Crew:
        if wanted.cluster is None:
            return LocalCrew(setting, workers or 1, wanted.time_limit, width)
        folders = tuple(str(path.absolute()) for path in paths if path.is_dir())
        order = Order(setting, configuration.sha256, folders, shared())
        return ClusterCrew(wanted.cluster, order, workers, wanted.time_limit, width)

    try:
        with archive_progress(wanted.lang) as tell:
            done = run_archive(
                store,
                RunWanted(
                    paths=paths,
                    configuration=configuration,
                    crew=crew,
                    tell=tell,
                    warn=lambda message: complain(message, wanted.lang),
                    tries=wanted.tries,
                    price=price,
                ),
            )
    except StoreError as error:
        complain(error.message, wanted.lang)
        return STOPPED
    finally:
        store.dispose()
    show(f"{_said(done, wanted.lang)}\n")
    if done.interrupted:
        return INTERRUPTED
    return SOME_FAILED if done.failed else DONE


def _need_server(store: str) -> None:
    if not store.startswith(("postgresql:", "postgresql+", "postgres:")):
        raise SetupError(
            "--cluster 需要 PostgreSQL（SQLite 文件只供一台机器使用）："
            "--store postgresql://USER:PASSWORD@HOST:PORT/NAME",
            "--cluster needs PostgreSQL: --store postgresql://USER:PASSWORD@HOST:PORT/NAME "
            "(a file of SQLite is for one machine)",
        )


def _said(done: Progress, lang: Lang) -> str:
    here = f"本次 {done.ended_here:,} 份；" if lang == "zh" else f"{done.ended_here:,} ended in this run; "
    return here + line(done, lang)
