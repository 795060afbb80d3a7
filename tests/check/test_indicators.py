"""indicator.levels, indicator.direction, indicator.shift, indicator.met."""

from __future__ import annotations

import pytest

from evals.label import HERE, load_label
from pipeline.check import check, indicator_direction, indicator_levels, indicator_met, indicator_shift
from pipeline.check.rule import Rule
from schemas.document import Document, Form, Indicator
from schemas.finding import Finding, Severity


def _found(rule: Rule, *indicators: Indicator) -> list[Finding]:
    return check(Document(forms=[Form(indicators=list(indicators))]), [rule]).findings


def _levels(*names: tuple[str | None, str | None]) -> list[Indicator]:
    return [Indicator(level1=level1, level2=level2, level3="甲") for level1, level2 in names]


def test_what_the_new_rules_find_in_published_documents() -> None:
    rules = [each.RULE for each in (indicator_levels, indicator_direction, indicator_shift, indicator_met)]
    found = {
        (path.stem, each.rule, each.paths[0])
        for path in (HERE / "labels").glob("*.json")
        for each in check(load_label(path).document, rules).findings
    }
    assert found == {
        ("boye_2023", "indicator.direction", "/forms/1/indicators/8/target"),
        ("boye_2023", "indicator.shift", "/forms/0/indicators/4/description"),
        ("qiannan_2023_self_evaluation", "indicator.met", "/forms/0/indicators/11/score"),
    }


FRAME = [("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")]


@pytest.mark.parametrize(
    "names",
    [
        FRAME,
        [("产出", "成本指标"), ("产出", "经济成本指标"), ("效益", "可持续影响"), ("满意度", "满意度指标")],
        [("成本指标", "成本指标"), *FRAME],
        [("项目完成指标", "时效"), ("效果指标", "环境效益"), ("效果指标", "社会公众满意度指标")],
        [("决策", "项目立项"), ("过程", "资金管理"), *FRAME],
    ],
)
def test_levels_hold(names: list[tuple[str | None, str | None]]) -> None:
    assert _found(indicator_levels.RULE, *_levels(*names)) == []


@pytest.mark.parametrize(
    ("level1", "level2"),
    [
        ("效益指标", "数量指标"),
        ("产出指标", "社会效益指标"),
        ("满意度指标", "可持续影响指标"),
        ("成本指标", "质量指标"),
        ("产出指标", "服务对象满意度指标"),
    ],
)
def test_a_misplaced_level2_is_named_once(level1: str, level2: str) -> None:
    (found,) = _found(indicator_levels.RULE, *_levels(*FRAME, (level1, level2), (level1, level2)))
    assert found.paths == ["/forms/0/indicators/3/level1", "/forms/0/indicators/3/level2"]


def test_missing_kinds_are_worth_knowing() -> None:
    (found,) = _found(indicator_levels.RULE, *_levels(*FRAME[:1]))
    assert (found.severity, found.expected) == (Severity.INFO, "效益、满意度")


@pytest.mark.parametrize("lost", [None, "项目绩效"])
def test_what_is_missing_is_not_judged_where_a_level1_is_unknown(lost: str | None) -> None:
    record = Document(forms=[Form(indicators=_levels(*FRAME[:2], (lost, None)))])
    checked = check(record, [indicator_levels.RULE])
    assert checked.findings == []
    assert checked.not_evaluated[0].paths == ["/forms/0/indicators/2/level1"]


@pytest.mark.parametrize(
    "fields",
    [
        {"level3": "居民满意度", "target": "≤95百分比"},
        {"level1": "满意度指标", "level3": "服务对象", "comparator": "≤", "target": "90", "unit": "%"},
        {"level2": "质量指标", "level3": "工程验收合格率", "target": "≤95%"},
        {"level2": "成本指标", "level3": "项目总成本", "target": "≥85.6万元"},
        {
            "level1": "成本指标",
            "level3": "单座管护成本",
            "comparator": "大于等于",
            "target": "2.6",
            "unit": "万元",
        },
    ],
)
def test_a_wrong_direction(fields: dict[str, str]) -> None:
    (found,) = _found(indicator_direction.RULE, Indicator.model_validate(fields))
    assert found.paths[-1] == "/forms/0/indicators/0/target"
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    "fields",
    [
        {"level3": "居民满意度", "target": "≥95%"},
        {"level3": "不满意率", "target": "≤5%"},
        {"level2": "质量指标", "level3": "图书编目差错率", "target": "≤1%"},
        {"level2": "质量指标", "level3": "产品不合格率", "target": "≤1%"},
        {"level2": "时效指标", "level3": "任务完成率", "target": "≤100%"},
        {"level2": "成本指标", "level3": "预算资金完成率", "target": "≥95%"},
        {"level2": "成本指标", "level3": "预算资金完成率", "target": "≤95%"},
        {"level2": "成本指标", "level3": "城市低保月人均补助水平", "target": "≥620元"},
        {"level2": "成本指标", "level3": "支出控制数", "target": "≥90大于或等于90%"},
        {"level1": "满意度指标", "level3": "上访件数", "target": "≤2"},
        {"level3": "逾期完成率", "target": "≤5%"},
        {"level2": "经济效益指标", "level3": "挽回消费者经济损失", "target": "≥40万元"},
    ],
)
def test_directions_that_hold(fields: dict[str, str]) -> None:
    assert _found(indicator_direction.RULE, Indicator.model_validate(fields)) == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"description": "≥90%", "target": "测评对象范围"}, "description"),
        ({"level3": "≥8小时", "target": "工作日出勤"}, "level3"),
        ({"basis": "2024年底前完成", "target": "工程进度"}, "basis"),
        ({"target": "≥", "unit": "5个"}, "target"),
        ({"target": "个", "comparator": "≥"}, "target"),
    ],
)
def test_a_shift(fields: dict[str, str], path: str) -> None:
    (found,) = _found(indicator_shift.RULE, Indicator.model_validate({"level3": "甲", **fields}))
    assert found.paths[0] == f"/forms/0/indicators/0/{path}"


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "每座不少于2人", "target": "172"},
        {"description": "2024年底前完成", "target": "2024年底前完成%"},
        {"description": "核定数", "target": "核定数量"},
        {"description": "良好", "target": "持续改善"},
        {"description": "及时", "target": "按照测评方案要求时间完成"},
        {"level3": "完成", "target": "党群活动中心改造提升"},
        {"description": "提升党员素质", "target": "提升党员素质"},
        {"description": "≥90%", "target": "无"},
        {"description": "≥90%"},
    ],
)
def test_no_shift(fields: dict[str, str]) -> None:
    assert _found(indicator_shift.RULE, Indicator.model_validate(fields)) == []


def _row(target: str, actual: str, score: str, **fields: str) -> Indicator:
    return Indicator(level3="甲", target=target, actual=actual, weight="8", score=score, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("indicator", "severity"),
    [
        (_row("≥60场", "54场", "8"), Severity.WARNING),
        (_row("≤0.18万元", "1900元", "8"), Severity.WARNING),
        (_row("11月底前", "12月18日", "8"), Severity.WARNING),
        (_row("2022年8月31日前", "2022年10月20日", "8"), Severity.WARNING),
        (_row("5处", "4处", "8", level2="数量指标"), Severity.WARNING),
        (_row("90", "85%", "8", comparator="大于等于", unit="%"), Severity.WARNING),
        (_row("≥100%", "100%", "7"), Severity.WARNING),
        (_row("11月底前", "10月20日", "7"), Severity.WARNING),
        (_row("26.43万元", "26.16万元", "4", level2="成本"), Severity.INFO),
    ],
)
def test_scores_that_do_not_fit(indicator: Indicator, severity: Severity) -> None:
    (found,) = _found(indicator_met.RULE, indicator)
    assert found.severity is severity
    assert found.paths == [f"/forms/0/indicators/0/{field}" for field in ("score", "actual", "target")]


@pytest.mark.parametrize(
    "indicator",
    [
        _row("≥60场", "64场", "8"),
        _row("≥60场", "54场", "7.2"),
        _row("≥100%", "100%", "7", shortfall_reason="缺少佐证资料"),
        _row("有效提升", "有效提升", "7"),
        _row("=24套", "26套", "7", level2="数量指标"),
        _row("≤48小时", "平均50小时", "8"),
        _row("≥95.5%", "95%", "8"),
        _row("≥1.5万册", "1.42", "7"),
        _row("≥95%", "0.97", "8"),
        _row("≥1.5万册", "15200", "7"),
        _row("≥15个", "94%", "8"),
        _row("6月底、11月底前", "6月27日、11月22日", "7"),
        _row("2381.43万元", "2225.67万元", "7.5", level2="成本"),
        _row("0起", "1起", "8", level2="社会效益指标"),
    ],
)
def test_scores_that_fit_or_cannot_be_judged(indicator: Indicator) -> None:
    assert _found(indicator_met.RULE, indicator) == []


def test_rows_with_one_empty_cell_are_not_evaluated_together() -> None:
    rows = [_row("≥60场", "54场", "8"), _row("≥60场", "54场", "8"), _row("良好", "良好", "8")]
    rows[0].weight, rows[1].actual = None, None
    (skipped,) = check(Document(forms=[Form(indicators=rows)]), [indicator_met.RULE]).not_evaluated
    assert skipped.paths == ["/forms/0/indicators/0/weight", "/forms/0/indicators/1/actual"]
