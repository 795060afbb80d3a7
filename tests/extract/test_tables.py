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
