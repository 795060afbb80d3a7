"""Checks never raise, whatever the strings of a record hold, and point at places that exist."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonpointer import resolve_pointer

from pipeline.check import check
from schemas.document import (
    Budget,
    ContentsEntry,
    Cost,
    Document,
    Form,
    Fund,
    Indicator,
    SpendingStep,
)

ODD = [
    *("", " ", "0", "-1", "100", "99.999999", "1,234.50", "９０", "²", "½", "٣", "∞", "1e999", "9" * 60),
    *(
        "92.93%",
        "优",
        "—",
        "/",
        "无",
        "10分",
        "3月底",
        "13月底",
        "二季度",
        "12月底",
        "年底",
        "1.甲绩效目标表",
    ),
    *("资金总额", "其中:财政拨款", "其他资金", "0." + "0" * 30 + "1", "\ud800", "\x00"),
    *("≥95%", "≤0.18万元", "2023年11月15日", "11月底前", "≥4次,≥400人", "平均5小时", "亿", "千米", "≥", "个"),
    *(
        "产出指标",
        "成本指标",
        "满意度指标",
        "时效指标",
        "人员类经费",
        "公用经费",
        "项目总成本",
        "满意度",
        "自评为“优”。",
    ),
    *("得分不能超过分值", "酌情加分", "正向", "95分以上为优"),
    *("13063723P00435110050X", "13063723P0O435110050X", "٣٣٣٣٣٣٣٣P00435110050X", "51000021R000000019951"),
]
text = (
    st.sampled_from(ODD) | st.text(max_size=8) | st.decimals(allow_nan=False, allow_infinity=False).map(str)
)
optional = st.none() | text
year = st.none() | st.integers(-5, 3000)

budget = st.builds(Budget, total=optional, fiscal=optional, other=optional)
step = st.builds(SpendingStep, deadline=text, percent=optional)
fund = st.builds(
    Fund,
    source=optional,
    initial_budget=optional,
    annual_budget=optional,
    executed=optional,
    weight=optional,
    execution_rate=optional,
    score=optional,
)
extra = st.dictionaries(st.sampled_from(["注", "备注", "指标性质"]), text, max_size=2)
indicator = st.builds(
    Indicator,
    level1=optional,
    level1_weight=optional,
    level2=optional,
    level3=optional,
    description=optional,
    target=optional,
    comparator=optional,
    unit=optional,
    actual=optional,
    basis=optional,
    weight=optional,
    score=optional,
    extra=extra,
)
cost = st.builds(Cost, item=st.sampled_from(["合计", "总计", "甲"]), amount=optional)
form = st.builds(
    Form,
    title=optional,
    year=year,
    project_code=optional,
    budget=budget,
    spending_plan=st.lists(step, max_size=5),
    funds=st.lists(fund, max_size=5),
    money_unit=st.sampled_from(["元", "万元", None]),
    conclusion=optional,
    costs=st.lists(cost, max_size=2),
    extra=extra,
    indicators=st.lists(indicator, max_size=4),
    total_weight=optional,
    total_score=optional,
)
entry = st.builds(ContentsEntry, title=text, page=st.integers(0, 500))
document = st.builds(
    Document, year=year, contents=st.lists(entry, max_size=4), forms=st.lists(form, max_size=3)
)


@settings(max_examples=200, deadline=None)
@given(document)
def test_check_never_raises_and_points_into_the_record(record: Document) -> None:
    dumped = record.model_dump(mode="python")
    checked = check(record)
    for finding in checked.findings:
        assert finding.message.zh and finding.message.en
        for bounds in filter(None, (finding.computed, finding.printed)):
            assert Decimal(bounds.low) <= Decimal(bounds.high)
    for skipped in checked.not_evaluated:
        assert skipped.reason.zh and skipped.reason.en
    places = [each.paths for each in checked.findings] + [each.paths for each in checked.not_evaluated]
    for paths in places:
        assert paths
        for path in paths:
            resolve_pointer(dumped, path)


def test_many_components_stay_fast() -> None:
    rows = [
        Fund(source="资金总额", executed="7"),
        *(Fund(source="其中:甲", executed="0") for _ in range(200)),
    ]
    check(Document(forms=[Form(funds=rows)]))
