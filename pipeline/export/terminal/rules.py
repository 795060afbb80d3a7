"""What ``jixiao rules`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from pipeline.export.exporter import Lang, View
from pipeline.export.terminal.screen import grid, text, to_text
from pipeline.export.words import severity, word
from schemas.rule import RuleInfo


def render(rules: Sequence[RuleInfo], view: View) -> str:
    """Every rule: what should hold, in which forms, where that is written, and what a finding says."""
    lang = view.lang
    blocks: list[RenderableType] = []
    for rule in rules:
        blocks.append(text(f"{rule.id}  {rule.title.in_language(lang)}", "bold"))
        blocks.append(
            grid(
                [
                    (word("severity", lang), severity(rule.severity, lang)),
                    (word("applies", lang), _forms(rule, lang)),
                    (word("basis", lang), rule.source),
                    (word("example", lang), rule.example.in_language(lang)),
                ]
            )
        )
    return to_text(blocks, view)


def _forms(rule: RuleInfo, lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(
        word(form, lang) for form in sorted(rule.forms, reverse=True)
    )
