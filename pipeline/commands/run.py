"""``jixiao run``: a whole archive into a store, however often it is interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.configuration import configuration_of
from pipeline.archive.crew import TIME_LIMIT, Crew, LocalCrew
from pipeline.archive.discovery import walk
from pipeline.archive.ledger import Price
from pipeline.archive.run import TRIES, Progress
from pipeline.archive.run import Wanted as RunWanted
from pipeline.archive.run import run as run_archive
from pipeline.archive.work import Setting
from pipeline.commands.archive_progress import archive_progress, line
from pipeline.commands.exit_codes import DONE, INTERRUPTED, SOME_FAILED, STOPPED
from pipeline.commands.streams import complain, show
from pipeline.commands.sums import sums_of
from pipeline.errors import StoreError
from pipeline.export.exporter import Lang
from pipeline.extract.llm.settings import Wish, is_configured, make_settings
from pipeline.ingest import options_of
from pipeline.review.store.connect import connect


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for; ``time_limit`` in seconds for a document, or a page of one; ``tries``
    processes that may end over one."""

    lang: Lang
    store: str
    engine: str = "auto"
    wish: Wish = field(default_factory=Wish)
    sums: Path | None = None
    workers: int = 1
    tries: int = TRIES
    time_limit: float = TIME_LIMIT


def run(paths: Sequence[Path], wanted: Wanted) -> int:
    """Work until every document has ended, and return the exit code. Raises SetupError before anything is
    begun."""
    walk(paths)
    sums = sums_of(wanted.sums)
    engine = wanted.engine
    if engine == "auto":
        engine = "llm" if is_configured(wanted.wish) else "local"
    setting = Setting(engine, wanted.wish, sums.model_dump_json() if sums else None, options_of())
    configuration = configuration_of(setting)
    price, width = None, 1
    if engine != "local":
        settings = make_settings(wanted.wish, need_key=not wanted.wish.offline)
        width = settings.concurrency
        if settings.limits.price:
            price = Price(settings.limits.price.input, settings.limits.price.output)
    store = connect(wanted.store)

    def crew() -> Crew:
        return LocalCrew(setting, wanted.workers, wanted.time_limit, width)

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


def _said(done: Progress, lang: Lang) -> str:
    here = f"本次 {done.ended_here:,} 份；" if lang == "zh" else f"{done.ended_here:,} ended in this run; "
    return here + line(done, lang)
