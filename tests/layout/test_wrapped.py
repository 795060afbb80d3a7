"""Rows of words whose narrow columns wrap: which piece belongs to which cell, which name to which row."""

from __future__ import annotations

from pipeline.layout import lay_out
from schemas.layout import Row
from schemas.source import SourceText

HEAD = "项目支出绩效目标表\n项目名称 低保补助\n"
HEADING = "一级指标 二级指标 三级指标 指标值 备注\n"


def table(text: str) -> list[Row]:
    (form,) = lay_out(SourceText.from_text(text)).forms
    return [row for row in form.rows if row.aligned]


def texts(text: str) -> list[tuple[str, ...]]:
    return [row.texts for row in table(text)]


def test_pieces_go_on_with_the_cell_that_was_full() -> None:
    found = texts(
        f"{HEAD}{HEADING}"
        "产出指标 数量指标 城市低保对象保障 ≥1260人 按月动态\n人数 管理\n"
        "质量指标 救助对象准确率 ≥98%\n"
        "效益指标 社会效益 困难群众基本生活 应保尽\n指标 保障情况 保\n"
        "可持续影 救助信息系统共享 持续完 2022年新\n响指标 机制 善 增\n"
        "满意度指 服务对象 救助对象满意度 ≧85%\n标 满意度指\n标\n"
    )
    assert found == [
        ("产出指标", "数量指标", "城市低保对象保障人数", "≥1260人", "按月动态管理"),
        ("产出指标", "质量指标", "救助对象准确率", "≥98%", ""),
        ("效益指标", "社会效益指标", "困难群众基本生活保障情况", "应保尽保", ""),
        ("效益指标", "可持续影响指标", "救助信息系统共享机制", "持续完善", "2022年新增"),
        ("满意度指标", "服务对象满意度指标", "救助对象满意度", "≧85%", ""),
    ]


def test_every_piece_keeps_its_place() -> None:
    text = f"{HEAD}{HEADING}产出指标 数量指标 城市低保对象保障 ≥1260人\n人数\n质量指标 准确率 ≥98%\n"
    name = table(text)[0].cells[2]
    assert [text[span.start : span.end] for span in name.spans] == ["城市低保对象保障", "人数"]


def test_merged_names_in_the_middle_of_their_rows() -> None:
    found = texts(
        f"{HEAD}{HEADING}"
        "城市低保对象数量 ≥1260人\n产出指标 数量指标 农村低保对象数量 ≥8450人\n临时救助人次数量 ≥900人\n"
        "质量指标 救助对象准确率 ≥98%\n效益指标 社会效益指标 群众知晓率 ≥90%\n"
    )
    assert [row[:2] for row in found] == [
        *[("产出指标", "数量指标")] * 3,
        ("产出指标", "质量指标"),
        ("效益指标", "社会效益指标"),
    ]


def test_an_ambiguous_piece_is_marked() -> None:
    rows = table(
        f"{HEAD}{HEADING}"
        "产出指标 数量指标 农村低保对象保障 ≥8450人 按月动态\n管理\n质量指标 救助对象核定工作 ≥98% 按年核定\n"
    )
    assert {2, 4} <= set(rows[0].doubtful)


def test_headings_that_wrap() -> None:
    found = texts(
        f"{HEAD}偏差原因\n一级指标 二级指标 三级指标 指标值 实际完 分值 得分 分析及改\n成值 进措施\n"
        "产出指标 数量指标 培训人数 ≥90人 95人 10 10\n效益指标 社会效益 群众知晓率 ≥90% 80% 10 8 宣传不足\n"
    )
    assert [row[3:] for row in found] == [
        ("≥90人", "95人", "10", "10", ""),
        ("≥90%", "80%", "10", "8", "宣传不足"),
    ]


def test_an_upright_label_and_values_side_by_side() -> None:
    layout = lay_out(
        SourceText.from_text(
            "项目支出绩效目标表\n项目名称 低保补助\n主管部门 云水县民政局 实施单位 云水县社会救助服\n务中心\n"
            "年度 1.合理确定保障标\n总体 准。\n目标 2.及时发放。\n"
            f"{HEADING}产出指标 数量指标 发放人数 ≥1260人\n质量指标 准确率 ≥98%\n"
        )
    )
    rows = {row.texts[0]: row.texts[1:] for row in layout.forms[0].rows}
    assert rows["实施单位"] == ("云水县社会救助服务中心",)
    assert rows["年度总体目标"] == ("1.合理确定保障标准。2.及时发放。",)


def test_a_name_without_a_row_is_a_row() -> None:
    found = texts(
        f"{HEAD}{HEADING}产出指标 数量指标 发放人数 ≥1260人\n效益指标 经济效益指标\n"
        "社会效益指标 群众知晓率 ≥90%\n"
    )
    assert [row[1] for row in found] == ["数量指标", "经济效益指标", "社会效益指标"]


CUT_HEADING = "一级指 二级指 计算 度量\n三级指标 目标值 指标值说明\n标 标 符号 单位\n"


def test_headings_cut_in_lines_of_their_own() -> None:
    (form,) = lay_out(
        SourceText.from_text(f"{HEAD}{CUT_HEADING}产出指标 数量指标 新增公益岗位 ≥ 40 个 按年统计\n")
    ).forms
    heading, row = form.rows[-2:]
    assert heading.texts == (
        "一级指标",
        "二级指标",
        "三级指标",
        "计算符号",
        "目标值",
        "度量单位",
        "指标值说明",
    )
    assert row.texts == ("产出指标", "数量指标", "新增公益岗位", "≥", "40", "个", "按年统计")


def test_cells_of_one_line_stand_between_the_lines_of_others() -> None:
    found = texts(
        f"{HEAD}{CUT_HEADING}"
        "建设社区阅览 东街、西街、\n= 3 处\n服务点 北街\n数量指标\n"
        "新增流动图书 按借阅点核\n产出指标 ≥ 2400 册\n册数 定\n"
        "设备验收合格\n质量指标 = 100 % 逐台验收\n率\n"
        "社会效益 居民借阅证办 年内新办读\n效益指标 ≥ 350 人次\n指标 理人次 者\n"
    )
    assert found == [
        ("产出指标", "数量指标", "建设社区阅览服务点", "=", "3", "处", "东街、西街、北街"),
        ("产出指标", "数量指标", "新增流动图书册数", "≥", "2400", "册", "按借阅点核定"),
        ("产出指标", "质量指标", "设备验收合格率", "=", "100", "%", "逐台验收"),
        ("效益指标", "社会效益指标", "居民借阅证办理人次", "≥", "350", "人次", "年内新办读者"),
    ]


def test_a_heading_repeated_on_the_next_page_goes_on_with_the_table() -> None:
    found = texts(
        f"{HEAD}{HEADING}产出指标 数量指标 培训人数 ≥90人 按年\n9\n{HEADING}"
        "效益指标 社会效益 群众知晓率 ≥90% 按月\n10\n"
    )
    assert [row[2:] for row in found] == [("培训人数", "≥90人", "按年"), ("群众知晓率", "≥90%", "按月")]


def test_scraps_of_a_misread_line_are_left_out() -> None:
    found = texts(
        f"{HEAD}{HEADING}产出指标 数量指标 培训人数 ≥90人 按年\n— 一 5 丆 ^ 。\n"
        "效益指标 社会效益 群众知晓率 ≥90% 按月\n"
    )
    assert [row[2] for row in found] == ["培训人数", "群众知晓率"]


def test_another_project_below_one_heading() -> None:
    layout = lay_out(
        SourceText.from_text(
            "项目绩效目标表\n单位:元\n"
            "项目名称 项目单位 预算数 年度绩效目标 一级指标 二级指标 三级指标 指标性质 "
            "目标值 计量单\n位 分值\n"
            "河道清淤 301-甲镇水务站 864,300.00 完成清淤12公里,改善\n水质。 "
            "产出指标(50分) 数量指标 清淤长度 正向 12 公里 10\n"
            "效益指标(30分) 生态效益 断面达标率 正向 35 % 10\n"
            "水闸维修 301-甲镇水务站 640,000.00 维修水闸9座。 产出指标(50分) 数量指标 维修水闸 正向 9 座 10\n"
        )
    )
    assert [form.rows[-1].texts[2] for form in layout.forms] == ["断面达标率", "维修水闸"]
    names = [row.texts[1] for form in layout.forms for row in form.rows if row.texts[0] == "项目名称"]
    assert names == ["河道清淤", "水闸维修"]


def test_columns_of_money_with_cut_headings() -> None:
    found = texts(
        "项目支出绩效自评表\n项目名称 低保补助\n年度预算数 年初预算 调整后预 预算执行 预算执 权重 得分\n"
        "（万元） 算数 数 行率\n总额 980.00 1064.00 1011.86 95.10% 10 9.51\n"
        f"{HEADING}产出指标 数量指标 培训人数 ≥90人 按年\n"
    )
    assert found[0] == ("总额", "980.00", "1064.00", "1011.86", "95.10%", "10", "9.51")


def test_a_name_in_lines_of_its_own_heads_the_row_below() -> None:
    found = texts(
        f"{HEAD}{HEADING}"
        "产出指标 数量指标 改造低保家庭数量 ≥26户 按月动态\n"
        "成本指标 经济成本\n指标\n户均改造费用 ≤0.35万元 含设计费\n"
        "效益指标 社会效益\n指标\n受助家庭覆盖率 ≥92% 抽样\n"
    )
    assert [row[:3] for row in found] == [
        ("产出指标", "数量指标", "改造低保家庭数量"),
        ("成本指标", "经济成本指标", "户均改造费用"),
        ("效益指标", "社会效益指标", "受助家庭覆盖率"),
    ]


def test_the_label_of_the_goals_does_not_stand_beside_the_funds() -> None:
    (form,) = lay_out(
        SourceText.from_text(
            "项目支出绩效自评表\n项目名称 低保补助\n项目资金 年初预 全年预算 全年执行\n"
            "（万元） 算数 数（A） 数（B） 分值 执行率 得分\n"
            "年度资金总额 28.00 28.00 21.60 10 95.00% 9.5\n"
            "年度总 年初设定目标 年度总体目标完成情况综述\n体目标 按时足额发放低保金。 全部发放到位。\n"
            "一级指标 二级指标 三级指标 指标值 备注\n产出指标 数量指标 低保对象人数 ≥26人 无\n"
        )
    ).forms
    rows = [row.texts for row in form.rows]
    assert ("年度资金总额", "28.00", "28.00", "21.60", "10", "95.00%", "9.5") in rows


HALF_LINES = (
    "反映设备完好率\n质量指标 设备完好率 ≥85%\n情况\n"
    "反映项目按期完\n产出指标 时效指标 项目按期完成率 ≥90%\n成率情况\n"
    "反映单位工程造\n成本指标 单位工程造价 ≤860万元\n价情况\n"
    "经济效益指 反映带动农户增\n效益指标 带动农户增收 ≥300人\n标 收情况\n"
    "满意度指 服务对象 反映受益群众满\n满意度指 受益群众满意度 ≥95%\n标 标 意度情况\n"
)
HALF_ROWS = [
    ("产出指标", "质量指标", "设备完好率", "反映设备完好率情况", "≥85%"),
    ("产出指标", "时效指标", "项目按期完成率", "反映项目按期完成率情况", "≥90%"),
    ("产出指标", "成本指标", "单位工程造价", "反映单位工程造价情况", "≤860万元"),
    ("效益指标", "经济效益指标", "带动农户增收", "反映带动农户增收情况", "≥300人"),
    ("满意度指标", "服务对象满意度指标", "受益群众满意度", "反映受益群众满意度情况", "≥95%"),
]


def test_cells_in_the_middle_with_lines_half_a_line_beside_those_of_others() -> None:
    heading = "一级指标 二级指标 三级指标 绩效指标描述 指标值\n"
    assert texts(f"{HEAD}{heading}{HALF_LINES}") == HALF_ROWS


def test_columns_of_a_heading_in_half_lines_stand_in_a_printed_order() -> None:
    found = lay_out(
        SourceText.from_text(
            f"{HEAD}年度指标值 全年实际值\n一级指标 二级指标 三级指标 分值 得分计算方法 得分\n(A) (B)\n"
            "产出指标 数量指标 培训人数 10 ≥90人 95人 按比例计分 10\n"
        )
    )
    heading = next(row for row in found.forms[0].rows if "一级指标" in row.texts)
    assert heading.texts[3:] == ("分值", "年度指标值(A)", "全年实际值(B)", "得分计算方法", "得分")


def test_rows_between_pipes_that_are_the_lines_of_wrapped_cells() -> None:
    lines = [
        "产出指标 | 质量指标 | | 反映设备完好率 |",
        "| | 设备完好率 | | ≥85%",
        "| | | 情况 |",
        "| | | 反映项目按期完 |",
        "| 时效指标 | 项目按期完成率 | | ≥90%",
        "| | | 成率情况 |",
        "| | | 反映单位工程造 |",
        "| 成本指标 | 单位工程造价 | | ≤860万元",
        "| | | 价情况 |",
        "| 经济效益指 | | 反映带动农户增 |",
        "效益指标 | | 带动农户增收 | | ≥300人",
        "| 标 | | 收情况 |",
    ]
    heading = "一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值\n"
    found = texts(f"{HEAD}{heading}" + "\n".join(lines))
    assert [row[2:] for row in found] == [row[2:] for row in HALF_ROWS[:4]]


def test_a_lone_label_in_the_middle_of_its_prose() -> None:
    layout = lay_out(
        SourceText.from_text(
            f"{HEAD}为残疾儿童提供康复训练和辅助器具服务,减轻残\n绩效目标\n疾儿童家庭负担。\n"
            f"{HEADING}产出指标 数量指标 救助人数 ≥72人 按月动态\n"
        )
    )
    rows = [row.texts for row in layout.forms[0].rows]
    assert ("绩效目标", "为残疾儿童提供康复训练和辅助器具服务,减轻残疾儿童家庭负担。") in rows


def test_a_page_whose_lines_were_put_one_after_the_other() -> None:
    lines = [
        "项目支出绩效自评表",
        "项目 乡镇卫生院改造",
        "名称",
        "主管部门 东河县卫生局 实施单位 东河县卫生服务中",
        "心",
        "项目资金 年初 全年 全年 分值 执行率 得分",
        "(万元) 预算数 预算数 执行数",
        "年度资金总 68.50 72.00 70.20 10 97.50% 9.75",
        "额",
        "其他资金 8.50 12.00 10.20 — 85.00% —",
        "年度 预期目标 实际完成情况",
        "总体 改造诊室四间,购置 已改造诊室四间,设备",
        "目标 设备并投入使用。 全部投入使用。",
        "绩效 一级 二级 年度 全年 未完成原因及",
        "指标 指标 指标 三级指标 分值 指标值 实际值 得分 拟采取的",
        "改进措施",
        "产出 数量指标 改造诊室数量 10 ≥4间 4间 10",
        "指标 举办讲座场次 10 ≥12场 10场 8.33 汛期两场讲座未能",
        "举办",
        "质量指标 设备验收合格 20 100% 100% 20",
        "率",
        "效益 社会效益指 群众知晓率 20 ≥85% 88% 20",
        "指标 标",
        "满意 服务对象满 就诊患者满意 20 ≥90% 93% 20",
        "度指 意度指标 度",
        "标",
        "总分 100 88.08",
    ]
    layout = lay_out(SourceText.from_text(" ".join(lines)))
    rows = [row.texts for form in layout.forms for row in form.rows]
    assert ("项目名称", "乡镇卫生院改造") in rows
    assert ("实施单位", "东河县卫生服务中心") in rows
    assert ("年度资金总额", "68.50", "72.00", "70.20", "10", "97.50%", "9.75") in rows
    assert ("", "改造诊室四间,购置设备并投入使用。", "已改造诊室四间,设备全部投入使用。") in rows
    start = next(i for i, texts in enumerate(rows) if texts[0] == "一级指标")
    assert rows[start][3:] == (
        *("分值", "年度指标值", "全年实际值", "得分"),
        "未完成原因及拟采取的改进措施",
    )
    assert rows[start + 1 :] == [
        ("产出指标", "数量指标", "改造诊室数量", "10", "≥4间", "4间", "10", ""),
        ("产出指标", "数量指标", "举办讲座场次", "10", "≥12场", "10场", "8.33", "汛期两场讲座未能举办"),
        ("产出指标", "质量指标", "设备验收合格率", "20", "100%", "100%", "20", ""),
        ("效益指标", "社会效益指标", "群众知晓率", "20", "≥85%", "88%", "20", ""),
        ("满意度指标", "服务对象满意度指标", "就诊患者满意度", "20", "≥90%", "93%", "20", ""),
        ("总分", "100", "88.08"),
    ]


def test_a_glued_table_below_a_head_in_words() -> None:
    head = "项目支出绩效自评表 项目名称 图书室建设 主管部门 文化局 项目资金(万元) 年初预算数 全年预算数"
    funds = (
        "全年执行数 分值 执行率 得分 年度资金总额 236.00 236.00 229.86 10 97.40% 9.74 其他资金 0.00 0.00 0.00"
    )
    table = "一级指标二级指标三级指标分值年度指标值全年实际值得分产出指标数量指标"
    row = "改造社区图书室数量10≥15个15个10"
    more = "质量指标图书编目加工合格率20≥95%99%20时效指标图书配送完成时间20≤30天28天20" * 5
    layout = lay_out(SourceText.from_text(f"{head} {funds} {table}{row}{more}"))
    rows = [row.texts for row in layout.forms[0].rows]
    assert ("年度资金总额", "236.00", "236.00", "229.86", "10", "97.40%", "9.74") in rows
    assert ("产出指标", "数量指标", "改造社区图书室数量", "10", "≥15个", "15个", "10") in rows


def test_lines_of_wrapped_cells_put_one_after_the_other() -> None:
    heading = "一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据"
    lines = [
        "新增波形护栏 年度内在临崖临水路段 ≥18.5公里 年度安防工程实",
        "里程 新装波形梁护栏的长度 施计划",
        "数量指标 更换标志标牌 更换及新增的警示标志、 ≥260块 现场踏勘核定",
        "里程碑块数",
        "产出指标 平交路口减速 加装减速带、爆闪灯的 ≥64处 现场踏勘核定",
        "设施处数 平交路口处数",
        "分项工程一次 一次验收合格的分项占 ≥98% 公路工程质量检",
        "质量指标 验收合格率 全部分项的比例 验评定标准",
        "进场材料抽检 抽检合格批次占抽检批 100% 公路工程质量检",
        "合格率 次的比例 验评定标准",
    ]
    layout = lay_out(SourceText.from_text(f"项目支出绩效目标表 {heading} {' '.join(lines)}"))
    rows = [row for row in layout.forms[0].rows if row.aligned]
    assert [row.texts[2:] for row in rows] == [
        ("新增波形护栏里程", "年度内在临崖临水路段新装波形梁护栏的长度", "≥18.5公里", "年度安防工程实施计划"),
        ("更换标志标牌", "更换及新增的警示标志、里程碑块数", "≥260块", "现场踏勘核定"),
        ("平交路口减速设施处数", "加装减速带、爆闪灯的平交路口处数", "≥64处", "现场踏勘核定"),
        (
            "分项工程一次验收合格率",
            "一次验收合格的分项占全部分项的比例",
            "≥98%",
            "公路工程质量检验评定标准",
        ),
        ("进场材料抽检合格率", "抽检合格批次占抽检批次的比例", "100%", "公路工程质量检验评定标准"),
    ]
    assert not all(len(row.doubtful) == len(row.cells) for row in rows)
