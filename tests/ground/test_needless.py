"""Forms whose source shows what the record says, however it is broken: nothing is said of them, and a fault
in them is still found."""

from __future__ import annotations

import pytest

from pipeline.flow import extract, judge, make_engine
from pipeline.ground import COVERED, GROUNDED
from pipeline.layout import lay_out
from schemas.document import Budget, Document, Form, Indicator
from schemas.finding import Finding
from schemas.reading import Reading
from schemas.source import SourceText

# The text begins within the head, a cell a line; the unit stands behind an amount.
BEGINS_IN_HEAD = """财政拨款 |
260.00 |
其他资金 |
18万元 |
年度总体目标 |
改造老旧路灯420盏,平均亮灯率保持在98%以上。 |
绩效指标 |
一级指标 |
二级指标 |
三级指标 |
指标值 |
产出指标 |
数量指标 |
更换灯具盏数 |
≥420盏 |
质量指标 |
路灯平均亮灯率 |
≥98% |
时效指标 |
完工时间 |
9月底前 |
成本指标 |
单盏改造成本 |
≤6200元 |
效益指标 |
社会效益指标 |
夜间出行便利 |
明显改善 |
满意度指标 |
服务对象满意度 |
居民满意度 |
≥90% |
"""
_ROWS = (
    ("产出指标", "数量指标", "更换灯具盏数", "≥420盏"),
    ("产出指标", "质量指标", "路灯平均亮灯率", "≥98%"),
    ("产出指标", "时效指标", "完工时间", "9月底前"),
    ("产出指标", "成本指标", "单盏改造成本", "≤6200元"),
    ("效益指标", "社会效益指标", "夜间出行便利", "明显改善"),
    ("满意度指标", "服务对象满意度", "居民满意度", "≥90%"),
)

# Some rows have a remark, some names run over two lines, and no line tells which cell it is.
REMARKS = """项目绩效目标表

编制单位:柳湾区排水所

金额单位:万元

项目名称
雨水管网清掏

项目性质
新增项目□ 延续项目☑

资金总额:
64.8

绩效指标

一级指标
二级指标
三级指标
指标值
备注

产出指标
数量指标
清掏雨水井
≥3200座
以台账为准

疏通雨水
管道长度
≥46公里

购置清掏车
2辆
含税

质量指标
清掏验收合格率
100%

时效指标
汛前清掏
完成时间
5月底前
遇雨顺延

成本指标
单井清掏费用
≤85元

效益指标
社会效益指标
积水点
数量变化
逐年减少

满意度指标
服务对象满意度指标
沿街商户满意度
≥88%
电话回访
"""
_REMARKED = (
    ("产出指标", "数量指标", "清掏雨水井", "≥3200座", "以台账为准"),
    ("产出指标", "数量指标", "疏通雨水管道长度", "≥46公里", ""),
    ("产出指标", "数量指标", "购置清掏车", "2辆", "含税"),
    ("产出指标", "质量指标", "清掏验收合格率", "100%", ""),
    ("产出指标", "时效指标", "汛前清掏完成时间", "5月底前", "遇雨顺延"),
    ("产出指标", "成本指标", "单井清掏费用", "≤85元", ""),
    ("效益指标", "社会效益指标", "积水点数量变化", "逐年减少", ""),
    ("满意度指标", "服务对象满意度指标", "沿街商户满意度", "≥88%", "电话回访"),
)

# The lines of a goal stand between those of the cells beside it.
COLUMN_OF_PROSE = """项目支出绩效目标表
项目名称 项目年度绩效目标 一级指标 二级指标 三级指标 指标值 指标说明
组织中小学生参加 产出指标 数量指标 开展研学场次 ≥24场 以签到册为准
红色研学活动24场, 参加学生人次 ≥1800人次 按实际人数统计
参加学生1800人次, 质量指标 课程开出率 =100% 按课程表核对
研学课程覆盖全县 时效指标 活动完成时间 12月前 按计划执行
16所学校,编写乡土 成本指标 生均活动成本 ≤120元 含车费和餐费
教材两册,学生和家 效益指标 社会效益指标 爱国情怀 有效增强 问卷了解
长满意度达到95%。 满意度指标 服务对象满意度 学生满意度 ≥95% 问卷调查
"""
_PROSE = (
    "组织中小学生参加红色研学活动24场,参加学生1800人次,研学课程覆盖全县16所学校,"
    "编写乡土教材两册,学生和家长满意度达到95%。"
)

# Names cut by a column line, their descriptions whole in their own cells; the heading spans two cells.
CUT_NAMES = """## 3.村卫生室改造绩效目标表

| 项目名称 | 村卫生室改造 |  |  |  |  |  |
| 一级指标 | 二级指标 | 三级指标 |  | 绩效指标描述 | 指标值 | 指标值确定依据 |
| --- | --- | --- | --- | --- | --- | --- |
| 产出指标 | 数量指标 | 改造卫 数 | 三室 量 | 改造卫生室数量 | 12所 | 实施方案 |
|  | 质量指标 | 验收合格率 |  | 通过验收的卫生室占比 | 100% | 验收报告 |
|  | 时效指标 | 完工时间 |  | 全部改造完工的时间 | 10月底 | 施工合同 |
| 效益指标 | 社会效益指标 | 就医便利 |  | 群众就近看病的便利程度 | 明显提高 | 入户走访 |
| 满意度指标 | 服务对象满意度指标 | 群众满意度 |  | 村民对卫生室的满意程度 | ≥90% | 问卷调查 |
"""

# A number over the title, a row without a unit, and the line of a web page below.
NUMBER_AND_FRAME = """报表编号：730115_0042xk
部门预算项目支出绩效自评表（2022年度）
项目名称 社区食堂运营补贴
主管部门 芦洲区民政局
一级指标 二级指标 三级指标 指标性质 指标值 度量单位 完成值 权重 得分 未完成原因分析
产出指标 数量指标 运营食堂个数 ≥ 15 个 16 10 10
日均就餐人次 ≥ 1200 人次 1350 10 10
质量指标 食品抽检合格率 ≥ 98 % 99 10 10
时效指标 补贴拨付及时率 ≥ 95 % 97 10 10
效益指标 社会效益指标 老人就餐便利度 定性 优良中低差 优 20 18 两处点位偏远
可持续影响指标 运营年限 ≥ 3 年 3 10 10
满意度指标 服务对象满意度指标 就餐老人满意度 ≥ 90 % 94.2 10 10
合计 100 96
发布时间：2023-06-01 浏览次数：57 字号：大 中 小 打印
"""


def _said(text: str, form: Form, *, prepared_by: str | None = None) -> list[Finding]:
    source = SourceText.from_text(text)
    record = Document(forms=[form], prepared_by=prepared_by)
    _, findings = judge(source, lay_out(source), Reading(record))
    return [each for each in findings if each.rule in (GROUNDED.id, COVERED.id)]


def _indicators(rows: tuple[tuple[str, ...], ...]) -> list[Indicator]:
    return [
        Indicator(
            level1=row[0],
            level2=row[1],
            level3=row[2],
            target=row[3],
            extra={"备注": row[4]} if len(row) > 4 and row[4] else {},
        )
        for row in rows
    ]


def _begins_in_head() -> Form:
    return Form(
        form_type="targets",
        money_unit="万元",
        budget=Budget(total=None, fiscal="260.00", other="18"),
        goals=["改造老旧路灯420盏,平均亮灯率保持在98%以上。"],
        indicators=_indicators(_ROWS),
    )


def _remarks() -> Form:
    return Form(
        form_type="targets",
        title="项目绩效目标表",
        money_unit="万元",
        project_name="雨水管网清掏",
        budget=Budget(total="64.8"),
        indicators=_indicators(_REMARKED),
        extra={"项目性质": "延续项目☑"},
    )


def _column_of_prose() -> Form:
    rows = (
        ("产出指标", "数量指标", "开展研学场次", "≥24场", "以签到册为准"),
        ("产出指标", "数量指标", "参加学生人次", "≥1800人次", "按实际人数统计"),
        ("产出指标", "质量指标", "课程开出率", "=100%", "按课程表核对"),
        ("产出指标", "时效指标", "活动完成时间", "12月前", "按计划执行"),
        ("产出指标", "成本指标", "生均活动成本", "≤120元", "含车费和餐费"),
        ("效益指标", "社会效益指标", "爱国情怀", "有效增强", "问卷了解"),
        ("满意度指标", "服务对象满意度", "学生满意度", "≥95%", "问卷调查"),
    )
    indicators = [
        Indicator(level1=level1, level2=level2, level3=name, target=target, description=said)
        for level1, level2, name, target, said in rows
    ]
    return Form(form_type="targets", title="项目支出绩效目标表", goals=[_PROSE], indicators=indicators)


def _cut_names() -> Form:
    rows = (
        ("产出指标", "数量指标", "改造卫生室数量", "改造卫生室数量", "12所", "实施方案"),
        ("产出指标", "质量指标", "验收合格率", "通过验收的卫生室占比", "100%", "验收报告"),
        ("产出指标", "时效指标", "完工时间", "全部改造完工的时间", "10月底", "施工合同"),
        ("效益指标", "社会效益指标", "就医便利", "群众就近看病的便利程度", "明显提高", "入户走访"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "村民对卫生室的满意程度", "≥90%", "问卷调查"),
    )
    columns = ("level1", "level2", "level3", "description", "target", "basis")
    return Form(
        form_type="targets",
        number=3,
        title="村卫生室改造绩效目标表",
        project_name="村卫生室改造",
        indicators=[Indicator.model_validate(dict(zip(columns, row, strict=True))) for row in rows],
    )


def _number_and_frame() -> Form:
    rows = (
        ("产出指标", "数量指标", "运营食堂个数", "≥", "15", "个", "16", "10", "10", None),
        ("产出指标", "数量指标", "日均就餐人次", "≥", "1200", "人次", "1350", "10", "10", None),
        ("产出指标", "质量指标", "食品抽检合格率", "≥", "98", "%", "99", "10", "10", None),
        ("产出指标", "时效指标", "补贴拨付及时率", "≥", "95", "%", "97", "10", "10", None),
        (
            "效益指标",
            "社会效益指标",
            "老人就餐便利度",
            None,
            "优良中低差",
            None,
            "优",
            "20",
            "18",
            "两处点位偏远",
        ),
        ("效益指标", "可持续影响指标", "运营年限", "≥", "3", "年", "3", "10", "10", None),
        ("满意度指标", "服务对象满意度指标", "就餐老人满意度", "≥", "90", "%", "94.2", "10", "10", None),
    )
    columns = (
        *("level1", "level2", "level3", "comparator", "target", "unit", "actual", "weight", "score"),
        "shortfall_reason",
    )
    indicators = [Indicator.model_validate(dict(zip(columns, row, strict=True))) for row in rows]
    indicators[4].extra["指标性质"] = "定性"
    return Form(
        form_type="self_evaluation",
        title="部门预算项目支出绩效自评表",
        year=2022,
        supervising_department="芦洲区民政局",
        project_name="社区食堂运营补贴",
        indicators=indicators,
        total_weight="100",
        total_score="96",
        extra={"报表编号": "730115_0042xk"},
    )


_FORMS = {
    "begins in head": (BEGINS_IN_HEAD, _begins_in_head()),
    "remarks": (REMARKS, _remarks()),
    "column of prose": (COLUMN_OF_PROSE, _column_of_prose()),
    "number and frame": (NUMBER_AND_FRAME, _number_and_frame()),
}


@pytest.mark.parametrize("name", _FORMS)
def test_nothing_is_said_of_what_the_source_shows(name: str) -> None:
    text, form = _FORMS[name]
    assert _said(text, form, prepared_by="柳湾区排水所" if name == "remarks" else None) == []


@pytest.mark.parametrize(
    ("name", "change", "path"),
    [
        ("begins in head", {"budget": Budget(fiscal="260.00", other="13")}, "/forms/0/budget/other"),
        ("begins in head", {"money_unit": "元"}, "/forms/0/money_unit"),
        ("column of prose", {"goals": [_PROSE.replace("1800", "1300")]}, "/forms/0/goals/0"),
        ("column of prose", {"goals": [_PROSE.replace("两册", "三册")]}, "/forms/0/goals/0"),
        ("number and frame", {"extra": {"报表编号": "730115_0043xk"}}, "/forms/0/extra/报表编号"),
        ("remarks", {"extra": {"项目性质": "新建项目☑"}}, "/forms/0/extra/项目性质"),
    ],
)
def test_a_changed_value_is_found_all_the_same(name: str, change: dict[str, object], path: str) -> None:
    text, form = _FORMS[name]
    assert path in {each for said in _said(text, form.model_copy(update=change)) for each in said.paths}


def test_a_ticked_option_that_is_left_out_is_told() -> None:
    said = _said(REMARKS, _remarks().model_copy(update={"extra": {}}), prepared_by="柳湾区排水所")
    assert any("延续项目" in (finding.actual or "") for finding in said)


def test_a_remark_that_may_be_of_the_next_row_is_doubted() -> None:
    """Where each line is a cell and some rows have a remark, nothing tells whether it begins the next row:
    the check of places is silent there, and whoever reads the text is not sure."""
    found = extract(SourceText.from_text(REMARKS), make_engine("local"))
    remarks = {
        f"/forms/0/indicators/{index}/extra/备注"
        for index, row in enumerate(found.record.forms[0].indicators)
        if row.extra
    }
    doubted = {path for each in found.findings if each.rule == "text.doubtful" for path in each.paths}
    assert len(remarks) > 3
    assert len(remarks - doubted) <= 1


def test_two_values_that_changed_columns_are_told() -> None:
    form = _number_and_frame()
    rows = list(form.indicators)
    rows[1] = rows[1].model_copy(update={"target": "1350", "actual": "1200"})
    said = _said(NUMBER_AND_FRAME, form.model_copy(update={"indicators": rows}))
    assert {"/forms/0/indicators/1/target", "/forms/0/indicators/1/actual"} <= {
        path for finding in said for path in finding.paths
    }


def test_a_unit_that_stands_only_within_words_is_told() -> None:
    form = _number_and_frame()
    rows = list(form.indicators)
    rows[4] = rows[4].model_copy(update={"unit": "次"})
    said = _said(NUMBER_AND_FRAME, form.model_copy(update={"indicators": rows}))
    assert "/forms/0/indicators/4/unit" in {path for finding in said for path in finding.paths}


def test_of_two_equal_texts_the_one_that_is_cut_is_told() -> None:
    paths = {path for finding in _said(CUT_NAMES, _cut_names()) for path in finding.paths}
    assert paths == {"/forms/0/indicators/0", "/forms/0/indicators/0/level3"}


def test_a_name_and_description_that_changed_columns_are_told_by_the_heading() -> None:
    form = _cut_names()
    rows = list(form.indicators)
    rows[2] = rows[2].model_copy(update={"level3": "全部改造完工的时间", "description": "完工时间"})
    paths = {
        path
        for finding in _said(CUT_NAMES, form.model_copy(update={"indicators": rows}))
        for path in finding.paths
    }
    assert {"/forms/0/indicators/2/level3", "/forms/0/indicators/2/description"} <= paths
