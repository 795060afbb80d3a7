"""One cell a line without blank lines: which lines are one cell, as their words tell."""

from __future__ import annotations

from itertools import dropwhile

import pytest

from pipeline.layout import lay_out
from schemas.source import SourceText

_HEADING = ["一级指标", "二级指标", "三级指标", "指标值", "备注"]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (("举办阅读推广", "活动场次", "≥180场"), ("举办阅读推广活动场次", "≥180场", "")),
        (("电子阅读替代", "纸质借阅比例", "逐步提高"), ("电子阅读替代纸质借阅比例", "逐步提高", "")),
        (("新书上架周期", "到馆后15个", "工作日内"), ("新书上架周期", "到馆后15个工作日内", "")),
        (("年接待读者", "≥46万人次", "含12个分馆"), ("年接待读者", "≥46万人次", "含12个分馆")),
        (("修缮古民居", "≥9栋", "详见修缮名录"), ("修缮古民居", "≥9栋", "详见修缮名录")),
    ],
)
def test_the_words_of_a_cell_tell_where_it_ends(lines: tuple[str, ...], row: tuple[str, ...]) -> None:
    around = ["新书编目差错率", "≤0.5%", "按馆藏编目规则抽查"]
    text = ["产出指标", "数量指标", *lines, "质量指标", *around, "城市书房设备完好率", "≥97%"]
    found = lay_out(SourceText.from_text("\n".join([*_HEADING, *text]))).forms[0].rows
    below = list(dropwhile(lambda each: each.texts[0] == _HEADING[0], found))
    assert below[0].texts[2:] == row
    assert below[1].texts[2:] == tuple(around)


def _doubtful(*lines: str) -> set[str]:
    found = lay_out(SourceText.from_text("\n".join([*_HEADING, "产出指标", "数量指标", *lines])))
    rows = [row for form in found.forms for row in form.rows if row.aligned]
    return {row.texts[place] for row in rows for place in row.doubtful}


_SEVERAL = ("质量指标", "编目差错率", "≤0.5%", "时效指标", "经费拨付时间", "6月底")


@pytest.mark.parametrize(
    ("lines", "doubtful"),
    [
        # Two lines, and one of them may be a remark or the beginning of the name.
        (
            ("年接待读者", "≥46万人次", "按馆藏规则抽查", "借阅册次", "≥12万册"),
            {"按馆藏规则抽查", "借阅册次"},
        ),
        # One line can only be a name.
        (("年接待读者", "≥46万人次", "借阅册次", "≥12万册"), set()),
        # What begins with a figure behind a target can only be a remark.
        (("年接待读者", "≥46万人次", "2022年新增", "借阅册次", "≥12万册"), set()),
        # A remark of two lines, or a name with its target in words.
        (("年接待读者", "≥46万人次", "借阅服务", "形成工作机制"), {"借阅服务形成工作机制"}),
    ],
)
def test_what_only_words_tell_is_doubtful(lines: tuple[str, ...], doubtful: set[str]) -> None:
    assert _doubtful(*lines, *_SEVERAL) == doubtful


def test_where_no_row_goes_without_a_remark_its_lines_tell_themselves() -> None:
    rows = [("年接待读者", "≥46万人次", "按馆藏规则抽查"), ("借阅册次", "≥12万册", "以系统统计为准")]
    rows += [("讲座场次", "≥20场", "含线上讲座"), ("分馆数量", "≥12个", "详见分馆名录")]
    assert _doubtful(*(line for row in rows for line in row)) == set()
