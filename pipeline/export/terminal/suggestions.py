"""What would mend the findings, as the report lists it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from pipeline.export.exporter import Lang
from pipeline.export.terminal.places import named_place
from pipeline.export.terminal.screen import heading, item, text
from pipeline.export.visible import one_line
from pipeline.export.words import word
from schemas.finding import Suggestion
from schemas.result import Extraction

_LONGEST = 60


def blocks(extraction: Extraction, lang: Lang) -> list[RenderableType]:
    """The changes suggested, in their order; nothing where there are none. None of them has been applied. Of
    comments on substance only how many there are: they have a report of their own."""
    made: list[RenderableType] = []
    mends = [each for each in extraction.suggestions if each.kind == "mend"]
    if mends:
        made.append(heading(f"── {word('suggestions', lang)} {len(mends)} ──"))
    for number, each in enumerate(mends, 1):
        made += [item(line) for line in _lines(extraction, each, number, lang)]
    comments = len(extraction.suggestions) - len(mends)
    if comments:
        made.append(text(f"\n{word('see_comments', lang).format(count=comments)}", "dim"))
    return made


def _lines(extraction: Extraction, suggestion: Suggestion, number: int, lang: Lang) -> Iterator[Text]:
    reason = one_line(suggestion.reason.in_language(lang))
    yield Text.assemble(
        f"{number}. {reason}", (f"  {suggestion.rule}  {_share(suggestion.confidence)}", "dim")
    )
    for step in suggestion.patch:
        if step["op"] == "test":
            continue
        place = named_place(extraction, str(step["path"]), lang)
        value = step.get("value")
        shown = f" → {one_line(str(value), _LONGEST)}" if isinstance(value, str | int) else ""
        yield Text.assemble("   ", place, shown)


def _share(confidence: float) -> str:
    """As a percentage that is never nothing: what is suggested is possible."""
    return f"{confidence:.0%}" if confidence >= 0.01 else "<1%"
