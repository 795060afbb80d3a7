"""weights.total, weights.level1, scores.total, scores.cap."""

from __future__ import annotations

import pytest

from pipeline.check import check, scores_cap, scores_total, weights_level1, weights_total
from schemas.document import Document, Form, Fund, Indicator
from schemas.finding import Severity

# Level 1, its declared points, and points and score of each row: the Guizhou self-evaluation of 2023.
GUIZHOU = [
    ("产出指标", "50", [(5, 5)] * 6 + [(4, 4), (4, 4), (3, 3), (3, 3), (2, 2), (2, 1), (2, 2)]),
    ("效益指标", "30", [(8, 8), (8, 8), (7, 7), (7, 7)]),
    ("满意度指标", "10", [(10, 10)]),
]


def _guizhou() -> Form:
    indicators = [
        Indicator(level1=level1, level1_weight=declared, level3="指标", weight=str(weight), score=str(score))
        for level1, declared, rows in GUIZHOU
        for weight, score in rows
    ]
    funds = [Fund(source="年度资金总额", weight="10", score="9.3"), Fund(source="基本支出")]
    return Form(funds=funds, indicators=indicators, total_weight="100", total_score="98.3")


def _sichuan() -> Form:
    """100 points without execution, 110 with it; the total leaves execution out."""
    rows = [("产出指标", "70"), ("效益指标", "20"), ("满意度指标", "10")]
    indicators = [Indicator(level1=name, level1_weight=w, level3="甲", weight=w, score=w) for name, w in rows]
    funds = [Fund(weight="10", score="8")]
    return Form(funds=funds, indicators=indicators, total_weight="100", total_score="100")


RULES = (weights_total.RULE, weights_level1.RULE, scores_total.RULE, scores_cap.RULE)


@pytest.mark.parametrize("form", [_guizhou(), _sichuan()], ids=["guizhou", "sichuan"])
def test_published_forms_hold(form: Form) -> None:
    assert check(Document(forms=[form]), RULES).findings == []


def test_a_changed_weight_breaks_total_and_level() -> None:
    form = _guizhou()
    form.indicators[0].weight = "3"
    (total,) = check(Document(forms=[form]), [weights_total.RULE]).findings
    (level,) = check(Document(forms=[form]), [weights_level1.RULE]).findings
    assert (total.expected, total.actual) == ("98", "100")
    assert total.paths[:2] == ["/forms/0/total_weight", "/forms/0/indicators/0/weight"]
    assert total.paths[-1] == "/forms/0/funds/0/weight"
    assert (level.expected, level.actual) == ("48", "50")
    assert "产出指标 48 + 效益指标 30 + 满意度指标 10 + 预算执行 10 = 98" in total.message.zh


def test_a_changed_score_breaks_the_total_score() -> None:
    form = _guizhou()
    form.indicators[0].score = "3"
    (found,) = check(Document(forms=[form]), [scores_total.RULE]).findings
    assert (found.expected, found.actual) == ("96.3", "98.3")
    assert "/forms/0/funds/0/score" in found.paths


def test_points_decide_whether_execution_counts() -> None:
    with_execution, without_execution = _guizhou(), _sichuan()
    with_execution.total_score = "89"
    without_execution.total_score = "108"
    (found,) = check(Document(forms=[with_execution]), [scores_total.RULE]).findings
    assert found.expected == "98.3"
    (found,) = check(Document(forms=[without_execution]), [scores_total.RULE]).findings
    assert found.expected == "100"


@pytest.mark.parametrize("missing", ["weight", "score"])
def test_a_missing_cell_silences_the_sums(missing: str) -> None:
    form = _guizhou()
    setattr(form.indicators[0], missing, None)
    form.total_weight = form.total_score = "77"
    rules = RULES[:2] if missing == "weight" else RULES[2:3]
    assert check(Document(forms=[form]), rules).findings == []


def test_rows_with_only_level_names_carry_no_points() -> None:
    form = _guizhou()
    form.indicators.append(Indicator(level1="效益指标", level1_weight="30", level2="生态效益指标"))
    assert check(Document(forms=[form]), RULES).findings == []


def test_a_missing_execution_score_silences_the_total() -> None:
    form = _guizhou()
    form.funds[0].score = None
    assert check(Document(forms=[form]), [scores_total.RULE]).findings == []


@pytest.mark.parametrize("weights", [("50", "30", "10"), ("50", "30"), ("60", "40"), ("0.6", "0.4")])
def test_usual_sums_without_printed_total(weights: tuple[str, ...]) -> None:
    form = Form(indicators=[Indicator(level3="甲", weight=weight) for weight in weights])
    assert check(Document(forms=[form]), [weights_total.RULE]).findings == []


def test_an_unusual_sum_without_printed_total_is_a_warning() -> None:
    form = Form(indicators=[Indicator(level3="甲", weight="50"), Indicator(level3="乙", weight="45")])
    (found,) = check(Document(forms=[form]), [weights_total.RULE]).findings
    assert (found.severity, found.expected, found.actual) == (Severity.WARNING, "100", "95")


def test_level1_is_silent_when_rows_have_lost_their_level() -> None:
    form = _guizhou()
    form.indicators[3].level1 = form.indicators[3].level1_weight = None
    assert check(Document(forms=[form]), [weights_level1.RULE]).findings == []


def test_cap_of_indicators_and_funds() -> None:
    form = Form(
        indicators=[
            Indicator(weight="2", score="3"),
            Indicator(weight="2", score="2"),
            Indicator(score="-1"),
        ],
        funds=[Fund(weight="10", score="10.5")],
    )
    found = check(Document(forms=[form]), [scores_cap.RULE]).findings
    assert [each.paths[0] for each in found] == [
        "/forms/0/indicators/0/score",
        "/forms/0/indicators/2/score",
        "/forms/0/funds/0/score",
    ]
    assert [each.expected for each in found] == ["≤2", "≥0", "≤10"]
