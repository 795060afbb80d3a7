"""Forms whose lines were put one after the other into one line: glued, in words, or something between."""

from __future__ import annotations

import pytest

from pipeline.layout import lay_out
from schemas.layout import FormRegion
from schemas.source import SourceText

HEAD = "项目支出绩效目标表（2025年度）单位：万元项目名称路灯养护主管部门柳溪县住建局"
GLUED = (
    f"{HEAD}年度资金总额 85.60 其中：财政拨款 85.60 其他资金 0.00 "
    "一级指标二级指标三级指标指标性指标值度量单位质"
    "更换路灯灯头 ≥ 320 盏清洗灯罩 ≥ 540 个数量指标产出指标巡检线路 ≥ 27 条应急抢修演练 = 6 次"
    "质量指标路灯完好率 ≥ 99 % 效益指标社会效益指标夜间出行安全感定性有所提高 - 4 -"
)
WORDS = (
    "2023 年度项目支出绩效自评表 项目名称 路灯养护 主管部门 柳溪县住建局 一级指标 二级指标 三级指标 分值 "
    "年度指标值 全年实际值 得分 未完成原因及拟采取的改进措施 "
    "产出指标 数量指标 巡检线路里程 10 ≥ 42 公里 43.6 公里 10 "
    "更换路灯数量 10 ≥ 260 盏 240 盏 9 受 7 月连续降雨影响，工期顺延 质量指标 路灯完好率 10 ≥ 98% 98.5% 10 "
    "效益指标 社会效益指标 夜间出行安全感 10 提升 提升 10 总分 100 97.27"
)
HEADINGS = ["一级指标", "二级指标", "三级指标"]


def form(text: str) -> FormRegion:
    (found,) = lay_out(SourceText.from_text(text)).forms
    return found


def table(text: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in form(text).rows if row.aligned]


def test_blanks_beside_figures_alone_part_no_words() -> None:
    rows = table(GLUED)
    assert rows[0][2:] == ["更换路灯灯头", "≥", "320", "盏"]
    assert rows[-1][2:] == ["夜间出行安全感", "定性", "有所提高", ""]


def test_what_completes_a_heading_may_stand_before_the_first_cell() -> None:
    heading = next(row for row in form(GLUED).rows if row.cells[0].text == "一级指标")
    assert [cell.text for cell in heading.cells] == [*HEADINGS, "指标性质", "指标值", "度量单位"]


def test_names_between_the_rows_of_their_blocks_are_given_to_them_and_none_is_sure() -> None:
    assert [row[:2] for row in table(GLUED)[1:4]] == [["产出指标", "数量指标"]] * 3
    assert form(GLUED).torn


def test_units_and_dates_belong_to_the_figures_before_them() -> None:
    rows = table(WORDS)
    assert rows[0][3:] == ["10", "≥42公里", "43.6公里", "10", ""]
    assert rows[1][3:] == ["10", "≥260盏", "240盏", "9", "受7月连续降雨影响，工期顺延"]


def test_a_title_behind_its_year_is_one() -> None:
    assert form(WORDS).title is not None
    assert "2023年度项目支出绩效自评表" in str(form(WORDS).title)


@pytest.mark.parametrize("glued", ["一级指标二级指标 三级指标", "一 级 指 标二 级 指 标 三级指标"])
def test_a_heading_without_its_blanks_still_heads_a_table(glued: str) -> None:
    assert len(table(WORDS.replace(" ".join(HEADINGS), glued))) >= 4


def test_goals_before_their_label_and_a_label_in_the_middle_of_its_block() -> None:
    text = (
        "项目支出绩效目标表 （2024年度） 项目名称 路灯养护 主管部门 柳溪县住建局 年度资金总额 41.00 资金总额 "
        "其中：财政拨款 38.00 其他资金 3.00 目标1：更换路灯。目标2：清洗灯罩。 年度总体目标 "
        "一级指标 二级指标 三级指标 指标值 产出指标 数量指标 更换路灯数量 ≥260盏 质量指标 路灯完好率 ≥98%"
    )
    texts = [row.texts for row in form(text).rows]
    assert ("其他资金", "3.00") in texts
    assert ("资金总额",) not in texts
    assert ("年度总体目标", "目标1：更换路灯。目标2：清洗灯罩。") in texts
