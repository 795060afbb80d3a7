"""``jixiao summary``: what an archive's documents add up to, as one page."""

from __future__ import annotations

from pathlib import Path

from pipeline.commands.exit_codes import DONE
from pipeline.commands.streams import show
from pipeline.export.exporter import Lang
from pipeline.export.files import write_result


def summary(store: str, out: Path, lang: Lang) -> int:
    """Write the page, whole or not at all."""
    from pipeline.archive.summary import render
    from pipeline.commands.status import opened
    from pipeline.review.store.connect import reading

    engine = opened(store)
    try:
        with reading(engine) as connection:
            write_result(out, render(connection, lang))
    finally:
        engine.dispose()
    show(f"汇总：{out}\n" if lang == "zh" else f"summary: {out}\n")
    return DONE
