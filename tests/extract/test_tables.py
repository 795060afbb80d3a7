"""Tables of funds and indicators whose rows stand in the text: what the embedded engine makes of them."""

from __future__ import annotations

from pipeline.extract.local import LocalEngine
from pipeline.layout import lay_out
from schemas.document import Form
from schemas.reading import Reading
from schemas.source import SourceText

HEADING = "一级指标\t二级指标\t三级指标\t年初目标值\t实际完成值\t得分\n"


def read(text: str) -> Reading:
    source = SourceText.from_text(text)
    return LocalEngine().read(source, lay_out(source))


def form(text: str) -> Form:
    (only,) = read(text).record.forms
    return only


def doubted(reading: Reading) -> set[str]:
    return {path for doubt in reading.doubts for path in doubt.paths}


def test_the_letters_of_the_columns_below_a_repeated_heading_are_no_values() -> None:
    letters = "\t\t\t(A)\t(B)\t\n"
    indicators = form(
        f"{HEADING}{letters}产出指标\t数量指标\t活动场次\t40场\t42场\t6\n\t\t外借图书册\t9000册\t9100册\t5\n"
        f"— 3 —\n{HEADING}{letters}\t\t次\t\t\t\n\t质量指标\t完好率\t98%\t99%\t4\n"
    ).indicators
    assert [(i.level3, i.target, i.actual) for i in indicators] == [
        ("活动场次", "40场", "42场"),
        ("外借图书册次", "9000册", "9100册"),
        ("完好率", "98%", "99%"),
    ]


def test_points_in_the_heading_of_the_funds_and_sources_known_by_their_figures() -> None:
    evaluation = form(
        "2022年度体育馆开放项目绩效自评表\n项目名称\t体育馆开放\n"
        "预算执行情况(万元)(20分)\t预算数(A)\t执行数(B)\t执行率(B/A)\t得分(20分*执行率)\n"
        "年度财政资金总额\t236.00\t221.84\t94.00%\t18.80\n其中:中央补助\t150.00\t150.00\t100.00%\n"
        "\t乡镇统筹\t86.00\t71.84\t83.53%\n"
        f"年初目标\t办好比赛\n实际完成情况\t已办好\n{HEADING}产出指标\t数量指标\t场次\t4场\t4场\t6\n"
    )
    assert evaluation.year == 2022
    assert [(row.source, row.annual_budget, row.weight) for row in evaluation.funds] == [
        ("年度财政资金总额", "236.00", "20"),
        ("其中:中央补助", "150.00", None),
        ("乡镇统筹", "86.00", None),
    ]
    assert (evaluation.expected_goal, evaluation.actual_goal) == ("办好比赛", "已办好")


def test_a_bare_number_beside_a_judgement_is_the_score_and_doubted() -> None:
    reading = read(
        f"{HEADING}产出指标\t数量指标\t场次\t4场\t4场\t6\n社会效益指标\t服务常态化\t长期\t4\n"
        "可持续影响指标\t设备寿命\t10年\t5\n"
    )
    (_, judged, counted) = reading.record.forms[0].indicators
    assert (judged.target, judged.actual, judged.score) == ("长期", None, "4")
    assert (counted.actual, counted.score) == ("5", None)
    assert {"/forms/0/indicators/1/score", "/forms/0/indicators/2/actual"} <= doubted(reading)


def test_a_glued_table_of_tasks_is_said_to_be_unread() -> None:
    reading = read(
        "附件22022年度部门整体支出绩效自评表单位名称:甲区文化局资金来源年初预算数全年预算数(A)全年执行数(B)分值执行率(B/A)得分"
        "年度资金总额100.00100.0090.001090.00%9.00年度主要任务任务名称主要内容预算金额阵地开放开放文化馆42.00"
        "年度总体目标预期目标实际完成情况办好演出。已办好演出。年度绩效指标一级指标二级指标三级指标分值年度指标值"
        "全年实际值得分未完成原因产出指标数量指标演出场次10≥60场67场10总分100100"
    )
    (only,) = reading.record.forms
    assert (only.title, only.budget.total, len(only.funds)) == ("2022年度部门整体支出绩效自评表", None, 1)
    assert only.costs == []
    assert "/forms/0/costs" in doubted(reading)


def test_a_cell_that_hardly_costs_more_elsewhere_is_doubted() -> None:
    heading = ("一级指标", "二级指标", "三级指标", "指标值", "备注")
    cells = ("产出指标", "数量指标", "公报", "≥4次", "服务部门决策", "有效支撑", "调查户数", "90户", "抽样")
    reading = read("\n\n".join((*heading, *cells)))
    assert "/forms/0/indicators/1/level3" in doubted(reading)
    assert "/forms/0/indicators/0/level1" not in doubted(reading)


def test_a_name_that_holds_a_label_of_the_form_is_doubted() -> None:
    reading = read(
        "项目支出绩效自评表\n项目名称\t体育馆开放\n主管部门\t甲县体育局年初预算数\n"
        f"实施单位\t甲县体育馆\n{HEADING}产出指标\t数量指标\t场次\t4场\t4场\t6\n"
    )
    assert "/forms/0/supervising_department" in doubted(reading)
    assert "/forms/0/implementing_unit" not in doubted(reading)


def test_rows_above_the_first_title_take_the_heading_of_the_next_table() -> None:
    heading = "一级指标 | 二级指标 | 三级指标 | 指标值 | 绩效标准 |\n"
    reading = read(
        "渠系清淤长度 | ≥46公里 | 计划标准 |  |  |\n质量指标 | 项目验收合格率 | 100% | 行业标准 |  |\n"
        "其他需要说明的问题 | 名录另附 |  |  |  |\n项目支出绩效目标表 |  |  |  |  |\n"
        "填报单位:云县供水中心 |  |  |  |  |\n项目名称 | 供水维护 |  |  |  |\n"
        + heading
        + "产出指标 | 数量指标 | 检测水厂 | ≥18处 | 计划标准 |\n"
    )
    rest, whole = reading.record.forms
    assert [(row.level2, row.level3, row.target) for row in rest.indicators] == [
        (None, "渠系清淤长度", "≥46公里"),
        ("质量指标", "项目验收合格率", "100%"),
    ]
    assert rest.extra == {"其他需要说明的问题": "名录另附"}
    assert [row.level3 for row in whole.indicators] == ["检测水厂"]
    # The body of the form that is not whole may be another.
    assert reading.record.department.name is None


def test_headings_that_a_column_line_cut_through_a_glyph() -> None:
    heading = "一级指标\t二级指标\t三级\t1指标\t绩效指标描述\t指标值\t指标值确定依据\n"
    (name,) = form(
        heading + "产出指标\t数量指标\t绿化苗木成\t}活率\t成活株数占比\t≥90%\t养护标准\n"
    ).indicators
    assert (name.level3, name.extra) == ("绿化苗木成活率", {})
    heading = "一级指标\t二级指标\t三级指标\t绩效指丨\t标描述\t指标值\t指标值确定依据\n"
    (text,) = form(heading + "产出指标\t数量指标\t补植株数\t全年新栽\t的苗木\t≥90株\t养护标准\n").indicators
    assert (text.description, text.extra) == ("全年新栽的苗木", {})


def test_an_empty_first_cell_is_no_frame_where_each_cell_ends_in_a_pipe() -> None:
    budget = "项目名称 | 走访慰问 |\n预算规模 | 预算数 | 38.50 | 其中:财政资金 | 38.50 |\n"
    purpose = " | 走访慰问老人 | 和儿童 |\n"
    heading = "一级指标 | 二级指标 | 三级指标 | 指标值 |\n产出指标 | 数量指标 | 人数 | ≥5人 |\n"
    found = form(budget + purpose + heading + " |  | 次数 | ≥2次 |\n")
    assert found.purpose == "走访慰问老人和儿童"


def test_points_for_execution_stand_beside_the_total_of_the_money() -> None:
    sources = "其中:财政拨款\t50.00\n上年结转\t8.00\n其他资金\t2.00\n"
    found = form(f"项目名称\t监测\n年度资金总额:\t60.00\t执行率分值(10)\n{sources}")
    assert [(row.source, row.annual_budget, row.weight) for row in found.funds] == [
        ("年度资金总额", "60.00", "10"),
        ("其中:财政拨款", "50.00", None),
        ("上年结转", "8.00", None),
        ("其他资金", "2.00", None),
    ]


def test_contents_may_name_sections_without_a_part() -> None:
    contents = "目录\n一、总体绩效目标......1\n二、工作保障措施......2\n"
    body = "一、总体绩效目标\n让老人安享晚年。\n二、工作保障措施\n完善制度。\n"
    record = read(f"柏川县民政局\n2024年部门预算绩效文本\n{contents}{body}").record
    assert (record.overall_goals, record.safeguards) == (["让老人安享晚年。"], ["完善制度。"])
    assert [entry.page for entry in record.contents] == [1, 2]
