"""budget.parts, funds.parts, funds.rate, funds.score."""

from __future__ import annotations

import pytest

from pipeline.check import budget_parts, check, funds_parts, funds_rate, funds_score
from schemas.document import Budget, Document, Form, Fund

GUIZHOU = [
    ("年度资金总额:", "443.88", "459.61", "427.14"),
    ("基本支出", "353.88", "369.11", "343.2"),
    ("项目支出", "90.5", "90.5", "83.94"),
    ("其他资金", None, None, None),
]


def _funds(*rows: tuple[str, str | None]) -> Document:
    """A document with one form, one column of amounts by source."""
    return Document(forms=[Form(funds=[Fund(source=name, annual_budget=amount) for name, amount in rows])])


def _fund(**fields: str | None) -> Document:
    return Document(forms=[Form(funds=[Fund(**fields)])])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("total", "fiscal", "other"),
    [
        ("4916.86", "4916.86", None),
        ("30000.00", "30000.00", "0"),
        ("7.00", None, None),
        (None, "7.00", None),
        ("10.0", "3.33", "6.67"),
        ("10", "9.6", None),
        ("854", "854万(农田建设400万元)", None),
    ],
)
def test_budget_parts_hold(total: str | None, fiscal: str | None, other: str | None) -> None:
    form = Form(budget=Budget(total=total, fiscal=fiscal, other=other))
    assert check(Document(forms=[form]), [budget_parts.RULE]).findings == []


def test_budget_parts_fail() -> None:
    form = Form(budget=Budget(total="7.00", fiscal="4.00", other="2.00"))
    (found,) = check(Document(forms=[Form(), form]), [budget_parts.RULE]).findings
    assert found.paths == ["/forms/1/budget/total", "/forms/1/budget/fiscal", "/forms/1/budget/other"]
    assert (found.expected, found.actual) == ("6.00", "7.00")


def test_budget_parts_with_an_empty_part_name_only_printed_cells() -> None:
    form = Form(budget=Budget(total="7.00", fiscal="4.00"))
    (found,) = check(Document(forms=[form]), [budget_parts.RULE]).findings
    assert found.paths == ["/forms/0/budget/total", "/forms/0/budget/fiscal"]


def test_the_guizhou_form_fails_in_its_initial_budget_only() -> None:
    funds = [
        Fund(source=source, initial_budget=initial, annual_budget=annual, executed=executed)
        for source, initial, annual, executed in GUIZHOU
    ]
    (found,) = check(Document(forms=[Form(funds=funds)]), [funds_parts.RULE]).findings
    assert found.paths == [f"/forms/0/funds/{row}/initial_budget" for row in range(3)]
    assert (found.expected, found.actual) == ("444.38", "443.88")
    assert found.message.zh == "年初预算数：353.88 + 90.5 = 444.38，表上“年度资金总额”为 443.88。"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("总额", "251.89"), ("其中:财政资金", "251.89"), ("单位资金", "0.00")], id="flat"),
        pytest.param(
            [
                ("年度资金总额", "100"),
                ("其中:财政拨款", "60"),
                ("其中:本级", "40"),
                ("上级", "20"),
                ("其他资金", "40"),
            ],
            id="nested",
        ),
        pytest.param(
            [("资金总额", "100"), ("财政拨款", "60"), ("中央", "40"), ("地方", "20"), ("其他资金", "40")],
            id="nested without 其中",
        ),
        pytest.param(
            [("合计", "100"), ("财政拨款", "60"), ("其中:上级", "25"), ("其他资金", "40")], id="partial 其中"
        ),
        pytest.param([("年度资金总额", "100"), ("其中:财政拨款", "60")], id="lone 其中"),
        pytest.param(
            [("年度资金总额", "20"), ("其中:财政拨款", None), ("其他资金", None)], id="no component"
        ),
        pytest.param([("年度资金总额", None), ("其中:财政拨款", "20"), ("其他资金", None)], id="no total"),
        pytest.param([("财政拨款", "20"), ("其他资金", "5")], id="no total row"),
        pytest.param([("资金总额", "9"), ("财政拨款", "20"), ("合计", "20")], id="two total rows"),
        pytest.param([("资金总额", "100"), ("财政拨款", "优"), ("其他资金", "5")], id="unreadable"),
        pytest.param([("资金总额", "100.0"), ("财政拨款", "33.33"), ("其他资金", "66.71")], id="rounding"),
    ],
)
def test_funds_parts_hold(rows: list[tuple[str, str | None]]) -> None:
    assert check(_funds(*rows), [funds_parts.RULE]).findings == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("年度资金总额", "0"), ("其中:本年财政拨款", "89.974"), ("其他资金", None)], "89.974"),
        ([("年度资金总额", "20"), ("其中:财政拨款", "30")], "30"),
        ([("资金总额(万元)：", "100"), ("财政拨款", "60"), ("其他资金", "60")], "120"),
        (
            [
                ("总额", "100"),
                ("财政拨款", "60"),
                ("其中:本级", "40"),
                ("其中:上级", "20"),
                ("其他资金", "30"),
            ],
            "90",
        ),
    ],
)
def test_funds_parts_fail(rows: list[tuple[str, str | None]], expected: str) -> None:
    (found,) = check(_funds(*rows), [funds_parts.RULE]).findings
    assert found.expected == expected
    assert found.paths[0] == "/forms/0/funds/0/annual_budget"


@pytest.mark.parametrize(
    ("annual", "executed", "rate"),
    [
        ("459.61", "427.14", "92.93"),
        ("459.61", "427.14", "92.94"),
        ("1000.00", "861.83", "86.19"),
        ("20", "20", "100.00"),
        ("200.00", "20.00", "0.1"),
        ("251.89", "251.89", "1"),
        ("0.00", "0.00", "0.00"),
        ("0", "5", "100"),
        ("20", "20", None),
        (None, "20", "100"),
    ],
)
def test_funds_rate_holds(annual: str | None, executed: str | None, rate: str | None) -> None:
    assert (
        check(_fund(annual_budget=annual, executed=executed, execution_rate=rate), [funds_rate.RULE]).findings
        == []
    )


@pytest.mark.parametrize(
    ("annual", "executed", "rate", "expected"),
    [
        ("459.61", "427.14", "90.93", "92.94"),
        ("459.61", "427.14", "100", "92.94"),
        ("200.00", "20.00", "1.00", "10.00"),
    ],
)
def test_funds_rate_fails(annual: str, executed: str, rate: str, expected: str) -> None:
    (found,) = check(
        _fund(annual_budget=annual, executed=executed, execution_rate=rate), [funds_rate.RULE]
    ).findings
    assert (found.expected, found.actual) == (expected, rate)
    assert found.paths == [
        "/forms/0/funds/0/execution_rate",
        "/forms/0/funds/0/executed",
        "/forms/0/funds/0/annual_budget",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"weight": "10", "execution_rate": "92.93", "score": "9.3"},
        {"weight": "10", "execution_rate": "92.93", "score": "9.29"},
        {"weight": "10", "execution_rate": "0.93", "score": "9.3"},
        {"weight": "10", "execution_rate": "120", "score": "10"},
        {"weight": "10", "annual_budget": "459.61", "executed": "427.14", "score": "9.3"},
        {"weight": "10", "score": "9.3"},
        {"weight": "10", "execution_rate": "92.93"},
        {"execution_rate": "92.93", "score": "9.3"},
    ],
)
def test_funds_score_holds(fields: dict[str, str]) -> None:
    assert check(_fund(**fields), [funds_score.RULE]).findings == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"weight": "10", "execution_rate": "92.93", "score": "10"}, "9.293"),
        ({"weight": "10", "execution_rate": "120", "score": "12"}, "10"),
        ({"weight": "10", "annual_budget": "459.61", "executed": "427.14", "score": "8.3"}, "9.294"),
    ],
)
def test_funds_score_fails(fields: dict[str, str], expected: str) -> None:
    (found,) = check(_fund(**fields), [funds_score.RULE]).findings
    assert (found.expected, found.actual) == (expected, fields["score"])
