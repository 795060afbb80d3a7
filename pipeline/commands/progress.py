"""Progress over several documents, on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line

# Tells that a document is finished and after how many seconds; None when it failed, which has its own line.
Tick = Callable[[Path, float | None], None]


@contextmanager
def progress(total: int, lang: Lang, *, quiet: bool = False) -> Iterator[Tick]:
    """Yields the function to call after each document. ``quiet`` forbids the bar: it would be drawn over
    results that go to the same terminal."""
    if sys.stderr.isatty() and not quiet:
        with _bar(total) as tick:
            yield tick
    else:
        yield _lines(total, lang)


def _lines(total: int, lang: Lang) -> Tick:
    finished = 0

    def tick(path: Path, seconds: float | None) -> None:
        nonlocal finished
        finished += 1
        if seconds is not None:
            took = f"完成（{seconds:.2f} 秒）" if lang == "zh" else f"done ({seconds:.2f} s)"
            click.echo(f"[{finished}/{total}] {one_line(str(path))} {took}", err=True)

    return tick


@contextmanager
def _bar(total: int) -> Iterator[Tick]:
    # Only here: whoever pipes the output need not wait for rich.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        MofNCompleteColumn(),
        BarColumn(bar_width=30),
        # A file's name is untrusted: no markup.
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True, markup=False, emoji=False, highlight=False),
        transient=True,
        redirect_stdout=False,
    )
    with bar:
        task = bar.add_task("", total=total)

        def tick(path: Path, seconds: float | None) -> None:
            del seconds
            bar.update(task, advance=1, description=one_line(path.name, 40))

        yield tick
