"""Judging suggestions by labels, and planting errors."""

from __future__ import annotations

import random

from evals.label import Label
from evals.suggestions import applied, judge, plant
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Suggestion
from schemas.pointers import resolve

SAID = Message(zh="改", en="change")
LABEL = Label(document=Document(title="绩效目标表", forms=[Form(project_code="13063723P00435110050X")]))


def _titled(title: str) -> Suggestion:
    patch: list[dict[str, object]] = [{"op": "replace", "path": "/title", "value": title}]
    return Suggestion(rule="text.terms", patch=patch, reason=SAID, confidence=0.5)


def test_a_suggestion_is_judged_by_the_label() -> None:
    wrong = LABEL.document.model_copy(update={"title": "绩效日标表"})
    assert judge(LABEL, wrong, _titled("绩效目标表")) == "right"
    assert judge(LABEL, wrong, _titled("绩效白标表")) == "neither"
    assert judge(LABEL, LABEL.document, _titled("绩效日标表")) == "harm"
    assert applied(wrong, _titled("表")).title == "表" and wrong.title == "绩效日标表"


def test_one_character_is_changed_at_a_time() -> None:
    row = Indicator(level1="产出指标", level2="数量指标", level3="培训人数", target="≥60人", weight="10")
    record = LABEL.document.model_copy(
        update={"forms": [Form(indicators=[row], project_code="13063723P00435110050X")]}
    )
    planted = list(plant(record, "甲乙", random.Random(1), alike=False))
    assert {each.kind for each in planted} == {"code", "level name", "words", "target", "figure"}
    for each in planted:
        changed = str(resolve(each.record, each.path))
        assert sum(a != b for a, b in zip(changed, each.printed, strict=True)) == 1
