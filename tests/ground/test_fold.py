from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ground.fold import fold
from pipeline.ground.folded import CELL_GAP, LINE_GAP, SPACE_GAP, Stretch
from schemas.text import strip_markup
from schemas.values import normalise

TEXTS = st.text(st.sampled_from(list("无指标产出1205.,，%\t\n |≥>=大于等于<b/>*# （㎡①“'：Ａ")), max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        "其中：财政    资金",
        "≧ 95 ％",
        "大于或等于５个，小于 等于 ３",
        "“三会一课”、「两学一做」",
        "<b>总 分</b>　（50 分）",
        "[bookmark: _Toc61447631]一、总体绩效目标",
        "#### 102001 中共承德高新技术产业开发区",
    ],
)
def test_fold_is_the_comparison_fold_without_markup(text: str) -> None:
    assert fold(text).text == normalise(strip_markup(text))


def test_thousands_separators_go_but_other_commas_stay() -> None:
    assert fold("215,457.6").text == "215457.6"
    assert fold("1,030,700.00").text == "1030700.00"
    assert fold("2022,2023年").text == "2022,2023年"
    assert fold("1,23").text == "1,23"


def test_gaps_tell_what_stands_between() -> None:
    folded = fold("甲 乙\n丙\t丁\n\n戊<b>己")
    assert folded.text == "甲乙丙丁戊己"
    assert list(folded.gaps[1:6]) == [SPACE_GAP, LINE_GAP, CELL_GAP, CELL_GAP, SPACE_GAP]
    assert [folded.text[cell.start : cell.end] for cell in folded.cells] == ["甲乙", "丙", "丁", "戊己"]


def test_an_operator_of_several_characters_keeps_its_place() -> None:
    folded = fold("成本 大于等于 90%")
    assert folded.text == "成本≥90%"
    assert folded.raw[slice(*folded.span(Stretch(2, 3)))] == "大于等于"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("11.20 1.205 20.00", ["11.20", "1.205", "20.00"]),
        ("10\t7.5", ["10", "7.5"]),
        ("1.组织", ["1"]),
        ("2022,2023年", ["2022", "2023"]),
        ("12①", ["12", "1"]),
        ("13.2024年下派", ["13", "2024"]),
        ("达到13.2024", ["13.2024"]),
        ("2024.2.8", ["2024.2.8"]),
        ("8227322", ["8227322"]),
    ],
)
def test_complete_numbers(text: str, numbers: list[str]) -> None:
    folded = fold(text)
    assert [folded.text[number.start : number.end] for number in folded.numbers] == numbers


@given(TEXTS)
def test_every_folded_character_has_a_raw_place_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text) == len(folded.gaps) - 1
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@pytest.mark.parametrize(
    "text", [" ", "\n", "<", "<b ", "[bookmark:", "*", "\n#", "|", "1", "1,", "1.", ",111", ">="]
)
def test_no_text_is_expensive(text: str) -> None:
    long = text * (200_000 // len(text))
    started = time.process_time()
    folded = fold(long)
    assert folded.cells is not None and folded.numbers is not None
    assert time.process_time() - started < 3
