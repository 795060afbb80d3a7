"""What the rules could not judge, as ``jixiao check`` lists it."""

from __future__ import annotations

from collections import Counter

from rich.console import RenderableType
from rich.text import Text

from pipeline.export.exporter import Lang
from pipeline.export.terminal.screen import heading, item
from pipeline.export.visible import one_line
from pipeline.export.words import word
from schemas.result import Extraction


def blocks(extraction: Extraction, lang: Lang) -> list[RenderableType]:
    """One line for each rule and reason, with how often; nothing where every rule could be judged."""
    said = Counter((each.rule, each.reason.in_language(lang)) for each in extraction.not_evaluated)
    if not said:
        return []
    lines = [
        f"{rule}  {one_line(why)}{f' ×{times}' if times > 1 else ''}" for (rule, why), times in said.items()
    ]
    return [
        heading(f"── {word('skipped', lang)} {said.total()} ──"),
        *(item(Text(line, "dim")) for line in lines),
    ]
