"""Promises about the rules of substance: each is listed, documented, sourced and bilingual, and names places
of the record."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import pipeline.comment.substance
from evals.score import records
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import SUBSTANCE
from schemas.pointers import resolve

MODULES = [
    importlib.import_module(f"pipeline.comment.substance.{info.name}")
    for info in pkgutil.iter_modules(pipeline.comment.substance.__path__)
]


def test_every_rule_is_listed_once() -> None:
    assert sorted(rule.id for rule in SUBSTANCE) == sorted(module.RULE.id for module in MODULES)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_rule_is_documented(module: ModuleType) -> None:
    rule: SubstanceRule = module.RULE
    assert module.__doc__ is not None
    assert doctest.DocTestParser().get_examples(module.__doc__)
    assert "Source:" in module.__doc__
    assert rule.source and rule.title.zh and rule.title.en
    assert rule.example.zh in module.__doc__
    assert rule.run is module.run
    assert rule.id == f"substance.{module.__name__.rpartition('.')[2]}"


@pytest.mark.parametrize("rule", SUBSTANCE, ids=lambda rule: rule.id)
def test_a_comment_leads_to_places_of_the_record(rule: SubstanceRule) -> None:
    for _, record in records("labels", "cases", "seen"):
        made = list(rule.run(record))
        for each in made:
            assert each.paths and each.reason.zh and each.reason.en
            for path in each.paths:
                assert resolve(record, path) is not None
        assert len({each.id for each in made}) == len(made)
