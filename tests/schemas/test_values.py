"""Parsed views of printed values: examples beyond the doctests, and properties on any text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.values import (
    Target,
    check_character,
    fold_code,
    is_p_code,
    normalise,
    parse_amount,
    parse_deadline,
    parse_percent,
    parse_points,
    parse_target,
    plain,
)

# Words and signs of real cells, glued at random: more telling than text at large.
PIECES = [
    *(
        "≥",
        "≤",
        ">=",
        "═",
        "大于或等于",
        "不超过",
        "90",
        "９",
        "²",
        "1,234.5",
        "-",
        "%",
        "个",
        "万元",
        "以上",
        "以内",
    ),
    *("2024年", "12月", "底", "前", "培训次数", "1.", "，", "。", " ", "\t", "\u3000", "\u0301"),
]
cells = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text()
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)
PARSERS: list[Callable[[str], object]] = [
    parse_amount, parse_percent, parse_points, parse_target, parse_deadline, normalise, fold_code,
]  # fmt: skip


@given(cells)
def test_parsers_never_raise(text: str) -> None:
    for parse in PARSERS:
        parse(text)


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@pytest.mark.parametrize(
    "piece", ["a\u0301\u0316", "不", "1,", "1", "≥1", "2024年1月", "(", " ", "1 ", "1.、"]
)
def test_parsers_are_linear(parse: Callable[[str], object], piece: str) -> None:
    start = process_time()
    parse(piece * 20_000 + "x")
    assert process_time() - start < 20  # a quadratic one takes minutes, a busy machine a few seconds


@given(cells)
@example("¨ \u0301")
@example("大于等于\u0338")
@example("> =")
def test_normalise_twice_is_normalise_once(text: str) -> None:
    folded = normalise(text)
    assert normalise(folded) == folded
    assert not any(character.isspace() for character in folded)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("≥ 95％", ">=95%", True),
        ("其中：财政 资金", "其中:财政资金", True),
        ("“优”", "'优'", True),
        ("═100", "﹦100", True),
        ("≥95%", "≤95%", False),
        ("4.00", "4.0", False),
        ("95%", "95", False),
        ("1,000", "1000", False),
        ("不少于3次", "≥3次", False),
    ],
)
def test_normalise_folds_nothing_else(one: str, other: str, same: bool) -> None:
    assert (normalise(one) == normalise(other)) is same


@given(amounts)
def test_amounts_round_trip(value: Decimal) -> None:
    for text in (plain(value), f"{value:,}", f"{value:f}万元", f" {value:f} 元"):
        printed = parse_amount(text)
        assert printed is not None
        assert (printed.value, printed.decimals) == (value, 2)
        low, high = printed.interval
        assert low < value < high
        assert high - low == Decimal("0.01")


@given(amounts)
def test_percent_and_points_round_trip(value: Decimal) -> None:
    percent = parse_percent(f"{value:f}%")
    assert percent is not None and percent.value == value
    assert parse_points(f"{value:f}分") == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "—",
        "无",
        "1 2",
        "12,34",
        "1.2.3",
        "5.",
        ".5",
        "1/3",
        "80-90",
        "²",
        "½",
        "٣",
        "1e5",
        "nan",
        "9" * 40,
        "约5",
    ],
)
def test_not_one_number(text: str) -> None:
    assert parse_amount(text) is None
    assert parse_percent(text) is None
    assert parse_points(text) is None


@given(
    st.sampled_from("≥≤=><"), st.integers(0, 10**6), st.sampled_from(["", "%", "个", "万元", "小时", "人次"])
)
def test_targets_round_trip(operator: str, value: int, unit: str) -> None:
    assert parse_target(f"{operator}{value}{unit}") == Target(operator, Decimal(value), unit or None)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("  ", None),
        ("≥5↑", Target("≥", Decimal(5), text="↑")),
        ("7天内", Target("≤", Decimal(7), "天")),
        ("不低于300元的标准", Target("≥", Decimal(300), "元", text="的标准")),
        ("不少于计划的75%", Target("≥", text="计划的75%")),
        ("≥10万人次", Target("≥", Decimal(10), "万人次")),
        ("100%覆盖", Target(None, Decimal(100), "%", text="覆盖")),
        ("PM2.5≤35", Target("≤", Decimal(35), text="PM2.5")),
        ("≥5以内", Target("≥", text="5以内")),
        ("24年底前", Target(text="24年底前")),
        ("2023年1月至12月", Target(text="2023年1月至12月")),
        ("12月底前", Target(deadline="--12-31")),
        ("和谐稳定", Target(text="和谐稳定")),
        ("≥1\t≥100%", Target(parts=(Target("≥", Decimal(1)), Target("≥", Decimal(100), "%")))),
    ],
)
def test_targets(text: str, target: Target | None) -> None:
    assert parse_target(text) == target


def test_numbered_targets() -> None:
    target = parse_target("1. 在州直机关开展≥1次联动督导； 2. 开展全州模范机关推进（观摩）会≥1次；")
    assert target is not None
    assert [part.text for part in target.parts] == ["在州直机关开展联动督导", "开展全州模范机关推进(观摩)会"]
    assert [(part.operator, part.value, part.unit) for part in target.parts] == [("≥", Decimal(1), "次")] * 2


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("2023年2月底", "2023-02-28"),
        ("2024年2月底", "2024-02-29"),
        ("2月底", "--02"),
        ("2月29日前", "--02-29"),
        ("2023年2月29日前", None),
        ("2024年", "2024"),
        ("12月", "--12"),
        ("按照2023年计划", None),
    ],
)
def test_deadlines(text: str, deadline: str | None) -> None:
    assert parse_deadline(text) == deadline


# Published P codes of Boye, Laoting and Chengde, and Chengde's split code put together again.
@pytest.mark.parametrize(
    "code",
    [
        "13063723P00435110050X",
        "13022524P00442P100600",
        "13022524P00N62U10002L",
        "13081123P00012210001W",
        "13081123P00012510001X",
    ],
)
def test_published_codes(code: str) -> None:
    assert is_p_code(code)
    assert check_character(code[:-1]) == code[-1]


@given(st.text())
def test_check_character_is_only_asked_of_the_alphabet(text: str) -> None:
    if is_p_code(text):
        check_character(text[:-1])
