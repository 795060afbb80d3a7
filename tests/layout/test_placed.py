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


def _form(text: str) -> list[tuple[str, ...]]:
    """The rows of the only form of a text."""
    (form,) = lay_out(SourceText.from_text(text)).forms
    return [row.texts for row in form.rows]


def test_a_row_that_a_page_cut_between_tabs_below_a_heading_of_groups() -> None:
    heading = (
        "绩效指标\t\t\t年度指标值\t\t\t\t\t\t偏差原因分析及\n"
        "一级指标\t二级指标\t三级指标\t指标性\t指标值\t度量单位\t实际完成值\t分值\t得分\t改进措施\n\t\t\t质\n"
    )
    text = (
        "项目支出绩效自评表\n项目名称\t灌区渠道清淤补助\n" + heading + "\t\t清淤支渠渠道总\n"
        "\t数量指标\t长度及斗渠渠道\t≥\t42\t公里\t43\t20\t20\n\t\t总长度\n"
        "\t质量指标\t渠道断面一次性\t≥\t98\t%\t96.5\t10\t9.85\t部分农户占用渠\n"
        "- 3 -\n"
        + heading
        + "产出指标\t\t验收合格率\t\t\t\t\t\t\t堤,已责令退出,\n\t\t\t\t\t\t\t\t\t年底前再次验收\n"
        "\t时效指标\t清淤工程完工率\t=\t100\t%\t100\t10\t10\n"
        "\t成本指标\t每公里清淤补助\t≤\t950\t元\t941.59\t10\t10\n\t\t标准\n"
        "\t社会效益指\t受益行政村灌溉\t≥\t6\t个\t6\t10\t10\n"
        "效益指标\t标\t保障数量\n"
        "\t生态效益指\t渠道沿线水质改\t\t明显提高\t\t明显提高\t5\t5\n\t标\t善水平\n"
        "满意度指\t服务对象满\t受益农户对灌溉\t≥\t90\t%\t93\t10\t10\n标\t意度指标\t供水的满意度\n"
        "总分\t\t\t\t\t\t\t100\t98.81\n"
    )
    rows = [row[2:] for row in _form(text)]
    reason = "部分农户占用渠堤,已责令退出,年底前再次验收"
    assert ("渠道断面一次性验收合格率", "≥", "98", "%", "96.5", "10", "9.85", reason) in rows
    assert ("渠道沿线水质改善水平", "", "明显提高", "", "明显提高", "5", "5", "") in rows


def test_headings_of_funds_that_wrap_and_goals_around_their_label() -> None:
    rows = _form(
        "项目支出绩效自评表\n| 项目名称 | 动物防疫 |  |  |  |  |  |\n"
        "|  |  |  |  | 全年执行数( | 分值(10 | 执行率(B/ |\n|  |  | 年初预算数 | 全年预算数(A) |  |  |  |\n"
        "|  |  |  |  | B) | 分) | A) |\n|  | 年度资金总额 | 180.00 | 180.00 | 171.54 | 10 | 95.30% |\n"
        "| 项目资金(万元) | 其中:当年财政拨 |  |  |  |  |  |\n|  |  | 150.00 | 150.00 | 141.54 | — | — |\n"
        "|  | 款 |  |  |  |  |  |\n|  | 其他资金 | 30.00 | 30.00 | 30.00 | — | — |\n"
        "|  | 预期目标 |  |  | 实际完成情况 |  |  |\n"
        "|  | 配齐冷链设备、开展防疫员轮 |  |  | 全年免疫42.8万头 |  |  |\n"
        "| 年度总体目标 |  |  |  |  |  |  |\n|  | 训,不发生重大疫情。 |  |  | 未发生重大疫情。 |  |  |\n"
        "| 一级指 | 二级指标 | 三级指标 | 指标值 | 分值 | 得分 |  |\n| 标 |  |  |  |  |  |  |\n"
        "| 产出指 | 数量指标 | 免疫牲畜数量 | ≥42万头 | 8 | 8 |  |\n| 标 |  |  |  |  |  |  |\n"
        "|  | 质量指标 | 强制免疫抗体 | ≥70% | 7 | 7 |  |\n|  |  | 合格率 |  |  |  |  |\n"
        "|  | 时效指标 | 秋季集中免疫 | 10月31日 | 6 | 6 |  |\n|  |  | 完成时间 | 前 |  |  |  |\n"
        "| 效益指 | 社会效益 | 重大动物疫情 | =0起 | 10 | 10 |  |\n| 标 | 指标 | 发生起数 |  |  |  |  |\n"
        "|  | 可持续影 | 基层防疫队伍 | ≥3年 | 10 | 10 |  |\n|  | 响指标 | 稳定年数 |  |  |  |  |\n"
        "| 预算执行率得分 |  |  |  | 10 | 9.53 |  |\n| 总分 |  |  |  | 100 | 98.96 |  |\n"
    )
    assert ("其中:当年财政拨款", "150.00", "150.00", "141.54", "—", "—") in rows
    assert ("", "配齐冷链设备、开展防疫员轮训,不发生重大疫情。", "全年免疫42.8万头未发生重大疫情。") in rows
    assert sum(row[0] == "产出指标" for row in rows) == 3
    assert ("预算执行率得分109.53",) in rows


def test_names_that_a_column_line_cut_are_gathered_and_doubted() -> None:
    (form,) = lay_out(
        SourceText.from_text(
            "项目支出绩效目标表\n| 项目名称 | 航标养护 |  |  |  |\n"
            "| 一级指 | 二级指标 | 三级指标 | 指标值 | 分值权重 |\n| 标 |  |  |  | (90) |\n"
            "|  |  | 标准化养护沿江 | ≥436座 | 10 |\n|  |  | 航标基数 |  |  |\n"
            "|  | 数量指标 | 开展航道水 | 丨深扫≥1280公里 | 8 |\n| 产出指 |  | 测里程累亻 | 计 |  |\n"
            "| 标 |  | 更新遥测遥控终 | ≥52套 | 5 |\n|  |  | 端 |  |  |\n"
            "|  | 质量指标 | 航标维护正 | 3常率≥99.5% | 10 |\n|  | 时效指标 | 养护计划完 | 12月20日前 | 4 |\n"
            "| 效益指 | 生态效益指 | 航标船艇亻 | 油污水100% | 5 |\n| 标 | 标 | 规范接收处 | 3置率 |  |\n"
            "| 满意度 | 服务对象满 | 过往船舶 | 驾驶人≥90% | 10 |\n| 指标 | 意度指标 | 员满意度 |  |  |\n"
        )
    ).forms
    rows = {row.texts[2:4]: row.doubtful for row in form.rows if row.aligned}
    assert ("更新遥测遥控终端", "≥52套") in rows
    for cut in (
        ("开展航道水深扫测里程累计", "≥1280公里"),
        ("航标维护正常率", "≥99.5%"),
        ("航标船艇油污水规范接收处置率", "100%"),
    ):
        assert {2, 3} <= set(rows[cut])


def test_lines_that_lost_their_indent_keep_no_places() -> None:
    assert manners(["数量指标    培训人数", "培训场次    ≥5场"] * 3) == ()


def test_a_label_around_the_line_of_its_value() -> None:
    rows = _form(
        "项目支出绩效自评表\n项目名称  古建修缮\n主管部门  文物局  实施单位  文物古建管理处\n项目负责\n"
        "苏以宁  联系电话  6900-0000\n人\n年初预算数  全年预算数  全年执行数  分值  执行率  得分\n"
        "年度资金总额  900.00  862.40  840.70  10  97.48%  9.75\n"
        "一级指  二级指标  三级指标  指标值\n标\n产出指  数量指标  修缮面积  ≥2380平方米\n标\n"
    )
    assert ("实施单位", "文物古建管理处") in rows
    assert ("项目负责人", "苏以宁") in rows
