"""How far a run over an archive is, on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from pipeline.archive.run import Progress
from pipeline.export.exporter import Lang

_LINE_SECONDS = 10.0
_BAR_SECONDS = 0.2

Tell = Callable[[Progress], None]


@contextmanager
def archive_progress(lang: Lang) -> Iterator[Tell]:
    """Yields the function to call as often as one likes."""
    if not sys.stderr.isatty():
        yield _seldom(_LINE_SECONDS, lambda progress: click.echo(line(progress, lang), err=True))
        return
    # Only here: whoever pipes the output need not wait for rich.
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
    with Bar(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=None)

        def draw(progress: Progress) -> None:
            ended = progress.done + progress.failed
            total = ended + progress.left if progress.discovered else None
            bar.update(task, completed=ended, total=total, description=line(progress, lang))

        yield _seldom(_BAR_SECONDS, draw)


def line(progress: Progress, lang: Lang) -> str:
    """Counts, rate, time left, and what a model has cost.

    >>> line(Progress(found=9, discovered=True, done=6, failed=1, waiting=2, rate=0.5), "en")
    '6 done, 1 failed, 2 left, 0.5/s, 4 s left'
    """
    zh = lang == "zh"
    parts = [
        f"完成 {progress.done:,}" if zh else f"{progress.done:,} done",
        f"失败 {progress.failed:,}" if zh else f"{progress.failed:,} failed",
        f"剩余 {progress.left:,}" if zh else f"{progress.left:,} left",
    ]
    if not progress.discovered:
        parts.append(f"已发现 {progress.found:,} 个文件" if zh else f"{progress.found:,} files so far")
    parts.append(f"每秒 {progress.rate:.1f} 份" if zh else f"{progress.rate:.1f}/s")
    if progress.seconds_left is not None and progress.left:
        left = _duration(progress.seconds_left, lang)
        parts.append(f"还需 {left}" if zh else f"{left} left")
    tokens = progress.input_tokens + progress.output_tokens
    if tokens:
        parts.append(f"{tokens:,} token" if zh else f"{tokens:,} tokens")
    if progress.cost is not None:
        parts.append(f"费用 {progress.cost:.4f}" if zh else f"cost {progress.cost:.4f}")
    return ("，" if zh else ", ").join(parts)


def _duration(seconds: float, lang: Lang) -> str:
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分" if lang == "zh" else f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} 分 {whole % 60} 秒" if lang == "zh" else f"{minutes} min {whole % 60} s"
    return f"{whole} 秒" if lang == "zh" else f"{whole} s"


def _seldom(seconds: float, tell: Tell) -> Tell:
    due = time.monotonic() + min(seconds, 1.0)

    def told(progress: Progress) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + seconds
            tell(progress)

    return told
