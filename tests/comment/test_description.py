"""Descriptions that explain nothing."""

from __future__ import annotations

import pytest

from pipeline.comment.substance.description import RULE
from schemas.document import Indicator
from tests.comment.rows import of_row, of_rows

LAOTING = [
    Indicator(level3="培训次数", description="培训次数", target="2次"),
    Indicator(level3="完成时间", description="2024年底前完成", target="2024年底前完成"),
    Indicator(level3="机关工作人员满意率", description="满意率", target="100%"),
]
EXPLAINED = [
    Indicator(level3="慰问金发放率", description="反映慰问金发放情况", target="≥95%"),
    Indicator(level3="资金到位率", description="到位资金所占的比例", target="100%"),
    Indicator(level3="问题整改率", description="已整改隐患占比", target="100%"),
    Indicator(level3="投诉调解成功率", description="调解成功件数占比", target="≥60%"),
]


def test_descriptions_that_repeat_are_one_comment_on_the_form() -> None:
    (comment,) = of_rows(RULE, *LAOTING)
    assert "3项指标的描述（“培训次数”、“2024年底前完成”等）" in comment.reason.zh
    assert [path for path in comment.paths if path.endswith("description")] == [
        f"/forms/0/indicators/{row}/description" for row in range(3)
    ]


def test_a_few_among_many_are_none() -> None:
    assert not of_rows(RULE, *LAOTING[:2])
    assert not of_rows(RULE, *LAOTING, *EXPLAINED)


def test_rows_of_nothing_do_not_count() -> None:
    nothing = [Indicator(level3="无", description="无", target="无")] * 3
    assert not of_rows(RULE, *nothing, *LAOTING[:2])


@pytest.mark.parametrize(
    ("name", "description"),
    [("正常办公条件保障情况", "良好"), ("使用节能减排产品", "持续使用"), ("服务对象投诉", "较好")],
)
def test_a_judgement_is_no_description(name: str, description: str) -> None:
    (comment,) = of_row(RULE, level3=name, description=description)
    assert f"“{description}”没有解释" in comment.reason.zh


@pytest.mark.parametrize("description", ["逐户验收", "问卷调查", "回访评估", "持续提供", "-", "无"])
def test_a_short_word_may_explain(description: str) -> None:
    assert not of_row(RULE, level3="适老化改造合格率", description=description)
