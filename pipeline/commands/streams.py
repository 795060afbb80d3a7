"""Standard output and error: data for programs, text for people, one line for what went wrong."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from pipeline.export.exporter import Lang, View
from pipeline.export.visible import one_line
from schemas.finding import Message

_NARROWEST, _WIDEST = 60, 160


def view_of_stdout(lang: Lang) -> View:
    """The view for standard output: plain and of fixed width unless it is a terminal."""
    if not sys.stdout.isatty():
        return View(lang)
    columns = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return View(lang, columns, colour)


def show(text: str) -> None:
    """Text for people, on standard output."""
    click.echo(text, nl=False)


def emit(data: str) -> None:
    """JSON for programs, on standard output: UTF-8 whatever the locale says."""
    click.echo(data.encode(), nl=False)


def complain(message: Message, lang: Lang, path: Path | None = None) -> None:
    """One line on standard error. Readers know only a file's name; ``path`` is what the caller called it."""
    line = message.in_language(lang)
    if path is not None and line.startswith(path.name):
        line = f"{path}{line.removeprefix(path.name)}"
    click.echo(f"jixiao: {one_line(line)}", err=True)
