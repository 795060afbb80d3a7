"""Profiles of points: what a form declares decides, and a wrong point is found under each of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.check import check, funds_score, scores_cap, scores_total, weights_level1, weights_total
from pipeline.check.profile import Profile
from schemas.document import Document, Form, Fund, Indicator

# Points by level 1 and of execution as published forms declare them, and what the total is printed as.
NATIONAL = ({"产出指标": "50", "效益指标": "30", "满意度指标": "10"}, "10", "100")
WITH_COST = ({"成本指标": "20", "产出指标": "40", "效益指标": "20", "满意度指标": "10"}, "10", "100")
TWENTY = ({"产出指标": "50", "效益指标": "20", "满意度指标": "10"}, "20", None)
OUTSIDE = ({"产出指标": "70", "效益指标": "20", "满意度指标": "10"}, "10", "100")
Shares = tuple[Mapping[str, str], str, str | None]
PROFILES = pytest.mark.parametrize("shares", [NATIONAL, WITH_COST, TWENTY, OUTSIDE])
RULES = (weights_total.RULE, weights_level1.RULE, scores_total.RULE, scores_cap.RULE, funds_score.RULE)


def _form(shares: Shares) -> Form:
    """Two rows a level, all points earned."""
    levels, execution, total = shares
    rows = [
        Indicator(level1=name, level1_weight=points, level3="甲", weight=half, score=half)
        for name, points in levels.items()
        for half in [str(int(points) / 2)] * 2
    ]
    counted = 0 if shares is OUTSIDE else float(execution)
    score = str(sum(map(float, levels.values())) + counted)
    funds = [Fund(weight=execution, execution_rate="100", score=execution)]
    return Form(funds=funds, indicators=rows, total_weight=total, total_score=score)


@PROFILES
def test_a_form_true_to_its_profile_holds(shares: Shares) -> None:
    checked = check(Document(forms=[_form(shares)]), RULES)
    assert (checked.findings, checked.not_evaluated) == ([], [])


@PROFILES
def test_each_wrong_point_is_found(shares: Shares) -> None:
    for row in range(2 * len(shares[0])):
        form = _form(shares)
        form.indicators[row].weight = "3"
        assert {"weights.total", "weights.level1"} <= {
            found.rule for found in check(Document(forms=[form]), RULES).findings
        }


@PROFILES
def test_each_wrong_score_is_found_though_a_weight_is_lost(shares: Shares) -> None:
    form = _form(shares)
    form.indicators[0].weight = None
    form.indicators[1].score = "1"
    (found,) = check(Document(forms=[form]), [scores_total.RULE]).findings
    assert found.computed and found.printed and found.printed.low == form.total_score


def test_the_message_says_when_execution_does_not_count() -> None:
    form = _form(OUTSIDE)
    form.total_score = "110"
    (found,) = check(Document(forms=[form]), [scores_total.RULE]).findings
    assert found.message.zh.endswith("（按表上分值，预算执行不计入）。")
    form.indicators[0].weight = "30"
    (found,) = check(Document(forms=[form]), [weights_total.RULE]).findings
    assert "预算执行不计入" in found.message.zh


def test_contradicting_points_leave_the_profile_open() -> None:
    form = _form(NATIONAL)
    profile = Profile(form)
    assert profile.counts_execution(None) is True
    assert profile.counts_execution(profile.total) is None


def test_what_one_level_does_not_declare_leaves_the_sum_open() -> None:
    form = _form(NATIONAL)
    form.indicators[-1].level1_weight = None
    assert Profile(form).declared is None


@pytest.mark.parametrize(
    ("note", "capped"),
    [
        ("1.得分一档最高不能超过该指标分值上限。2.请说明原因。", True),
        ("超额完成的可酌情加分。", False),
        ("本年增加分类投放点12处。", None),
    ],
)
def test_notes_on_the_cap(note: str, capped: bool | None) -> None:
    assert Profile(Form(extra={"注": note})).capped is capped
    assert Profile(Form(extra={"存在问题": note})).capped is None


def test_a_score_above_its_points_names_the_note() -> None:
    form = Form(indicators=[Indicator(weight="2", score="3")], extra={"注": "得分最高不能超过该指标分值。"})
    (found,) = check(Document(forms=[form]), [scores_cap.RULE]).findings
    assert found.message.zh == "得分 3 高于分值 2，表注规定得分不超过分值。"


def test_extra_points_lift_the_cap_of_execution() -> None:
    fund = Fund(weight="10", execution_rate="120", score="12")
    assert check(Document(forms=[Form(funds=[fund])]), [funds_score.RULE]).findings
    form = Form(funds=[fund], extra={"注": "超额完成的可酌情加分。"})
    assert check(Document(forms=[form]), [funds_score.RULE]).findings == []
