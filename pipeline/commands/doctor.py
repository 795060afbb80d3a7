"""``jixiao doctor``: whether the configured model server can be worked with."""

from __future__ import annotations

import click

from pipeline.commands.exit_codes import DONE, WRONG_CALL
from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line
from pipeline.extract.llm.settings import Wish, make_settings

_MARKS = {True: "✓", False: "✗", None: "·"}


def run(wish: Wish, lang: Lang) -> int:
    """Print the diagnosis line by line as it comes; the exit code says whether the server will do."""
    from pipeline.extract.llm.doctor import diagnose

    works = False
    for found in diagnose(make_settings(wish)):
        click.echo(f"{_MARKS[found.good]} {one_line(found.message.in_language(lang))}")
        works = found.good is True
    return DONE if works else WRONG_CALL
