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
