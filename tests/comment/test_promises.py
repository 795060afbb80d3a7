"""Promises about rules of substance: each is listed, documented and sourced, never raises, and points at
values that are printed."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonpointer import resolve_pointer

import pipeline.comment.substance
from evals.label import HERE, load_label
from pipeline.comment import SUBSTANCE
from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form, Indicator

LABELLED = [
    path for folder in ("labels", "cases", "holdout/seen") for path in sorted((HERE / folder).glob("*.json"))
]


def _modules() -> list[ModuleType]:
    package = pipeline.comment.substance
    names = [f"{package.__name__}.{info.name}" for info in pkgutil.iter_modules(package.__path__)]
    return [importlib.import_module(name) for name in names]


def test_every_rule_is_listed_once() -> None:
    assert sorted(module.RULE.id for module in _modules()) == sorted(rule.id for rule in SUBSTANCE)


@pytest.mark.parametrize("module", _modules(), ids=lambda module: module.__name__)
def test_rule_is_documented(module: ModuleType) -> None:
    rule: SubstanceRule = module.RULE
    assert module.__doc__ is not None
    assert doctest.DocTestParser().get_examples(module.__doc__)
    assert "Source:" in module.__doc__
    assert rule.example.zh in module.__doc__
    assert rule.source and rule.title.zh and rule.title.en and rule.example.en
    assert rule.run is module.run
    assert rule.id == f"substance.{module.__name__.rpartition('.')[2]}"


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: path.stem)
def test_comments_point_at_values_that_are_printed(path: Path) -> None:
    record = load_label(path).document
    printed = record.model_dump()
    made = [comment for rule in SUBSTANCE for comment in rule.run(record)]
    assert len({comment.id for comment in made}) == len(made)
    for comment in made:
        assert comment.paths
        assert all(resolve_pointer(printed, each) is not None for each in comment.paths)


WORDS = st.sampled_from(
    [
        "",
        " ",
        "无",
        "—",
        "率",
        "≥",
        "≥90%",
        "100%",
        "3人",
        "良好",
        "是否",
        "持续",
        "数量",
        "\ud800",
        "年底前",
        "1.",
        "的",
    ]
)
TEXT = st.none() | WORDS | st.text(max_size=8)
LEVEL2 = st.none() | st.sampled_from(["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", ""])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            Indicator, level2=LEVEL2, level3=TEXT, description=TEXT, target=TEXT, unit=TEXT, basis=TEXT
        ),
        max_size=6,
    )
)
def test_a_rule_never_raises(rows: list[Indicator]) -> None:
    for rule in SUBSTANCE:
        list(rule.run(Document(forms=[Form(indicators=rows)])))
