"""Promises about the set of checks: every rule is listed, documented, sourced and bilingual."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import pipeline.check
from pipeline.check import CHECKS, Checked, check
from pipeline.check.rule import Rule
from schemas.document import Budget, Document, Form, SpendingStep


def _rule_modules() -> list[ModuleType]:
    names = [info.name for info in pkgutil.iter_modules(pipeline.check.__path__)]
    modules = [importlib.import_module(f"pipeline.check.{name}") for name in names]
    return [module for module in modules if hasattr(module, "RULE")]


def test_every_rule_module_is_listed_once() -> None:
    rules = [module.RULE for module in _rule_modules()]
    assert sorted(rule.id for rule in rules) == sorted(rule.id for rule in CHECKS)
    assert len({rule.id for rule in CHECKS}) == len(CHECKS) == 18


@pytest.mark.parametrize("module", _rule_modules(), ids=lambda module: module.__name__)
def test_rule_is_documented(module: ModuleType) -> None:
    rule: Rule = module.RULE
    assert module.__doc__ is not None
    assert doctest.DocTestParser().get_examples(module.__doc__)
    assert "Source:" in module.__doc__
    assert rule.source
    assert rule.title.zh and rule.title.en
    assert rule.run is module.run
    assert module.__name__.rpartition(".")[2] == rule.id.replace(".", "_")


def test_check_runs_the_rules_in_order() -> None:
    form = Form(
        budget=Budget(total="7.00", fiscal="4.00"),
        spending_plan=[SpendingStep(deadline="12月底", percent="90")],
    )
    found = [finding.rule for finding in check(Document(forms=[form])).findings]
    assert found == ["budget.parts", "plan.end", "plan.complete"]


def test_an_empty_document_has_no_findings() -> None:
    assert check(Document()) == check(Document(forms=[Form()])) == Checked([], [])
