"""What was changed against the raw text, so that a reviewer can object."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from pipeline.export.exporter import Lang
from pipeline.export.terminal.places import named_place
from pipeline.export.terminal.screen import heading, item
from pipeline.export.visible import one_line
from pipeline.export.words import word
from schemas.result import Extraction
from schemas.source import SourceText

_LONGEST = 60


def blocks(extraction: Extraction, source: SourceText, lang: Lang) -> list[RenderableType]:
    """Raw text, value, rule and place of each correction; nothing when nothing was changed."""
    if not extraction.corrections:
        return []
    found: list[RenderableType] = [
        heading(f"── {word('corrections', lang)} {len(extraction.corrections)} ──")
    ]
    for number, each in enumerate(extraction.corrections, 1):
        raw, value = (one_line(side, _LONGEST) for side in (each.raw, each.value))
        spans = extraction.evidence.get(each.path)
        at = ""
        if spans and 0 <= spans[0].start < len(source.text):
            at = f"  {source.mark(spans[0].start)}"
        found += [
            item(
                Text.assemble(
                    f"{number}. «{raw}» → ", (f"«{value}»", "bold"), (f"  {one_line(each.rule)}", "dim")
                )
            ),
            item(named_place(extraction, each.path, lang).append(at, "dim"), 3),
        ]
    return found
