"""Tables whose lines keep the places of their pieces: between tabs, pipes or runs of blanks."""

from __future__ import annotations

import pytest

from evals.wrapping import BARE, NARROW, WIDE, wrapped
from pipeline.layout import lay_out
from pipeline.layout.places import Manner, Places, Spot, manners
from schemas.source import SourceText

HEAD = [["项目支出绩效自评表"], ["项目名称", "农村供水管网改造"]]
HEADING = [
    *("一级指标", "二级指标", "三级指标", "指标值", "指标值设置依据", "上年完成值", "指标分值权重"),
    *("指标赋分规则", "佐证资料", "指标实际完成值", "完成率", "指标得分", "偏差原因分析及改进措施"),
]
RULE = "按照完成比例赋分"
BODY = [
    [
        *("产出指标(50分)", "数量指标", "改造供水管道长度", "≥46公里", "项目实施方案批复", "38公里", "6"),
        *(RULE, "竣工验收报告", "46.8公里", "101.74%", "6", ""),
    ],
    [
        *("", "", "更换入户智能水表数", "≥2150块", "年度计划", "1800块", "5"),
        *(RULE, "采购合同", "2102块", "97.77%", "4.89", "部分牧民转场无法入户，待返回后更换"),
    ],
    [
        *("", "质量指标", "水质达标率", "≥95%", "行业标准", "93%", "5"),
        *(RULE, "水质检测报告", "96.5%", "101.58%", "5", ""),
    ],
    [
        *("效益指标(30分)", "社会效益指标", "受益农牧民人口数", "≥8600人", "项目实施方案", "7200人", "10"),
        *(RULE, "受益户花名册", "8642人", "100.49%", "10", ""),
    ],
    [
        *("满意度指标(10分)", "服务对象满意度指标", "受益农牧民满意度", "≥92%", "绩效目标申报表", "90%"),
        *("10", RULE, "问卷调查分析报告", "94.3%", "102.50%", "10", ""),
    ],
]


def expected() -> list[tuple[str, ...]]:
    """The rows with the names that span them."""
    rows: list[tuple[str, ...]] = []
    for row in BODY:
        names = [own or above for own, above in zip(row[:2], rows[-1][:2] if rows else row[:2], strict=True)]
        rows.append((*names, *row[2:]))
    return rows


@pytest.mark.parametrize("middle", [True, False])
@pytest.mark.parametrize("separator", ["\t", " | ", WIDE, NARROW])
def test_rows_of_many_columns_by_the_places_of_their_pieces(separator: str, middle: bool) -> None:
    text = wrapped(HEAD, HEADING, BODY, (middle, middle), 2 if middle else 1, separator)
    (form,) = lay_out(SourceText.from_text(text)).forms
    assert [row.texts for row in form.rows if row.aligned] == expected()


def test_lines_that_lost_their_first_tabs() -> None:
    heading = ["一级指标", "二级指标", "三级指标", "计算符号", "目标值", "度量单位", "指标值说明"]
    body = [
        ["产出指标", "数量指标", "标志牌制作安装数量", "≥", "850", "块", "含浇筑及运输费用"],
        ["", "", "隔离防护网建设长度", "≥", "138", "米", "仅限保护区陆域边界"],
        ["", "质量指标", "设施安装验收合格率", "=", "100", "%", "由水利局组织验收"],
        ["效益指标", "社会效益指标", "受益农村常住人口数", "≥", "3.6", "万人", "供水范围内常住人口"],
        ["满意度指标", "服务对象满意度指标", "受益群众用水满意度", "≥", "90", "%", "随机抽取电话回访"],
    ]
    text = wrapped(HEAD, heading, body, (True, True), 2, BARE)
    (form,) = lay_out(SourceText.from_text(text)).forms
    assert [row.texts[2:] for row in form.rows if row.aligned] == [tuple(row[2:]) for row in body]


def test_places_between_separators_and_blanks() -> None:
    text = "数量\t\t8\n数量  8"
    assert Places(text, Manner.TABS).spot(4, 5) == Spot(2, 3)
    assert Places(text, Manner.WIDE).spot(10, 11) == Spot(6, 7)
    assert Places(text, Manner.NARROW).spot(10, 11) == Spot(4, 5)


def test_separators_without_empty_cells_keep_no_places() -> None:
    assert manners(["数量指标 | 长度 | ≥46公里"] * 5) == ()


def test_the_label_of_funds_may_stand_between_their_rows() -> None:
    text = (
        "项目支出绩效自评表\n实施单位 供水站\n年初预算数 全年预算数 全年执行数 分值 执行率 得分\n"
        "年度资金总额 240.00 212.50 208.25 10 98.00% 9.80\n项目资金\n"
        "其中：财政拨款 240.00 200.00 195.75 — — —\n"
        "（万元）\n其他资金 0.00 12.50 12.50 — — —\n预期目标 实际完成情况\n"
        "年度总体目标 补植沙棘3200亩。 已补植沙棘3200亩。\n"
        "一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 补植面积 ≥3200亩\n"
    )
    rows = [row.texts for row in lay_out(SourceText.from_text(text)).forms[0].rows]
    assert ("实施单位", "供水站") in rows
    assert ("项目资金（万元）",) in rows
    assert ("其中：财政拨款", "240.00", "200.00", "195.75", "—", "—", "—") in rows
    assert ("", "补植沙棘3200亩。", "已补植沙棘3200亩。") in rows
