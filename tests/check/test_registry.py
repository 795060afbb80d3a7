"""Promises about the set of checks: every rule is listed, documented, sourced and bilingual."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import pipeline.check
from evals.label import HERE, load_label
from pipeline.check import CHECKS, Checked, check
from pipeline.check.rule import Rule
from schemas.document import Budget, Document, Form, SpendingStep

LABELLED = [
    path for folder in ("labels", "cases", "holdout/seen") for path in sorted((HERE / folder).glob("*.json"))
]


def _rule_modules() -> list[ModuleType]:
    names = [info.name for info in pkgutil.iter_modules(pipeline.check.__path__)]
    modules = [importlib.import_module(f"pipeline.check.{name}") for name in names]
    return [module for module in modules if hasattr(module, "RULE")]


def test_every_rule_module_is_listed_once() -> None:
    rules = [module.RULE for module in _rule_modules()]
    assert sorted(rule.id for rule in rules) == sorted(rule.id for rule in CHECKS)
    assert len({rule.id for rule in CHECKS}) == len(CHECKS) == 25


@pytest.mark.parametrize("module", _rule_modules(), ids=lambda module: module.__name__)
def test_rule_is_documented(module: ModuleType) -> None:
    rule: Rule = module.RULE
    assert module.__doc__ is not None
    assert doctest.DocTestParser().get_examples(module.__doc__)
    assert "Source:" in module.__doc__
    assert rule.source
    assert rule.title.zh and rule.title.en
    assert rule.example.zh in module.__doc__
    assert rule.example.en
    assert rule.forms
    assert rule.run is module.run
    assert module.__name__.rpartition(".")[2] == rule.id.replace(".", "_")


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_rules_speak_only_of_forms_that_they_apply_to(path: Path) -> None:
    record = load_label(path).document
    forms = {rule.id: rule.forms for rule in CHECKS}
    checked = check(record)
    said = [(each.rule, each.paths) for each in checked.findings]
    said += [(each.rule, each.paths) for each in checked.not_evaluated]
    for rule, paths in said:
        for place in paths:
            if place.startswith("/forms/"):
                assert record.forms[int(place.split("/")[2])].form_type in forms[rule]


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_a_rule_does_not_say_the_same_place_twice_over_what_it_could_not_judge(path: Path) -> None:
    """One line a rule and form is what a reviewer reads."""
    skipped = check(load_label(path).document).not_evaluated
    places = [(each.rule, place.split("/")[2]) for each in skipped for place in sorted(each.paths)[:1]]
    assert len(places) == len(set(places))


def test_check_runs_the_rules_in_order() -> None:
    form = Form(
        budget=Budget(total="7.00", fiscal="4.00"),
        spending_plan=[SpendingStep(deadline="12月底", percent="90")],
    )
    found = [finding.rule for finding in check(Document(forms=[form])).findings]
    assert found == ["budget.parts", "plan.end", "plan.complete"]


def test_an_empty_document_has_no_findings() -> None:
    assert check(Document()) == check(Document(forms=[Form()])) == Checked([], [])
