"""``jixiao rules``: every rule with its source and an example."""

from __future__ import annotations

from pipeline.commands.exit_codes import DONE
from pipeline.commands.streams import emit, show, view_of_stdout
from pipeline.export.exporter import Lang
from pipeline.export.json_result import to_json
from pipeline.flow import RULES
from schemas.rule import RuleInfo


def run(as_json: bool, lang: Lang) -> int:
    """Print the rules in the order in which they run."""
    if as_json:
        emit(to_json([_plain(rule) for rule in RULES], indent=2))
        return DONE
    from pipeline.export.terminal import rules

    show(rules.render(RULES, view_of_stdout(lang)))
    return DONE


def _plain(rule: RuleInfo) -> dict[str, object]:
    return {
        "id": rule.id,
        "severity": rule.severity,
        "forms": sorted(rule.forms),
        "title": rule.title.model_dump(),
        "source": rule.source,
        "example": rule.example.model_dump(),
    }
