"""Bases that say nothing of where a target comes from."""

from __future__ import annotations

import pytest

from pipeline.comment.substance.basis import RULE
from schemas.document import Indicator
from tests.comment.rows import of_row, of_rows

NAMES = ("培训次数", "覆盖率", "完成时间", "项目总成本", "满意度")


def with_basis(*bases: str | None) -> list[Indicator]:
    return [Indicator(level3=name, basis=basis) for name, basis in zip(NAMES, bases, strict=False)]


def test_one_phrase_for_all_rows_is_one_comment() -> None:
    (comment,) = of_rows(RULE, *with_basis(*["县委县政府安排"] * 5))
    assert comment.reason.zh.startswith("5项指标的确定依据都是“县委县政府安排”")
    assert comment.paths == [f"/forms/0/indicators/{row}/basis" for row in range(5)]


def test_one_row_may_differ_and_rows_of_nothing_do_not_count() -> None:
    (comment,) = of_rows(RULE, *with_basis(*["2024年通知安排"] * 4, "问卷调查"))
    assert len(comment.paths) == 4
    nothing = Indicator(level3="无", target="无", basis="无")
    assert of_rows(RULE, *with_basis(*["县委县政府安排"] * 4), nothing, nothing)


@pytest.mark.parametrize(
    "basis", ["公务员管理办法", "关于进一步加强老干部工作的实施意见", "政发〔2023〕4号", "计划标准"]
)
def test_a_document_may_be_the_basis_of_all_rows(basis: str) -> None:
    assert not of_rows(RULE, *with_basis(*[basis] * 5))


def test_few_rows_may_have_the_same_basis() -> None:
    assert not of_rows(RULE, *with_basis("工作安排", "工作安排", "工作安排"))
    assert not of_rows(RULE, *with_basis("工作安排", "工作安排", "工作安排", "问卷调查", "合同约定"))


@pytest.mark.parametrize(
    "row",
    [
        {"level3": "服务对象满意度", "basis": "服务对象满意度"},
        {"level3": "使用节能减排产品", "basis": "持续使用节能减排产品"},
        {
            "level3": "活动效果",
            "description": "提升党员理论水平和工作能力",
            "basis": "提升党员理论水平和工作能力",
        },
    ],
)
def test_a_basis_that_repeats(row: dict[str, str]) -> None:
    (comment,) = of_row(RULE, **row)
    assert "只是重复指标的内容" in comment.reason.zh


@pytest.mark.parametrize("basis", ["服务质量", "日常工作", "保障办公条件"])
def test_an_empty_basis(basis: str) -> None:
    (comment,) = of_row(RULE, level3="优质服务", basis=basis)
    assert f"“{basis}”没有指明" in comment.reason.zh


@pytest.mark.parametrize(
    "basis",
    [
        *("问卷调查", "历史数据", "财务制度", "食品安全法", "市场询价", "专家测算", "人员花名册", "部门职责"),
        *("入户问卷", "秋季普查结果", "同类项目水平", "招标控制价", "用工计划", "实地走访", "对外服务承诺"),
        *("2022年发生3次", "设计图纸", "资金管理办法", "问题反馈", "无", "-"),
    ],
)
def test_a_short_basis_may_name_a_source(basis: str) -> None:
    assert not of_row(RULE, level3="优质服务", basis=basis)


def test_what_is_called_like_the_indicator_may_be_a_source() -> None:
    assert not of_row(RULE, level3="隐患排查治理台账", basis="隐患排查治理台账")
