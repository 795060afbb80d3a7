"""Texts with one cell a line that do not stand in reading order."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.local import LocalEngine
from pipeline.layout import lay_out
from pipeline.layout.moved import unmove
from pipeline.layout.rows import rows
from schemas.layout import FormRegion
from schemas.source import SourceText

DEFERRED = """单位:万元
项目编码
项目名称
预算数
其中:财政资金
其他资金
资金支出计划(%)
6月底
12月底
绩效目标
一级指标
二级指标
三级指标
绩效指标描述
指标值
指标值确定依据
2.河堤巡护经费绩效目标表
河堤巡护经费
30.00
20.00
10.00
40%
100%
1.保持县内河堤完好,汛期险情早发现早处置。
产出指标
数量指标
巡护河堤长度
实际巡护的河堤长度
≥85公里
年度计划
质量指标
险情处置达标
率
处置达标的险情占全部险情的比重
≥96%
技术规范
效益指标
社会效益指标
沿河居民安全
感
沿河居民对安全的感受
明显提升
实地走访
"""

BACKWARDS = """项目支出绩效目标表
乡村文化站修缮
项目名称
甲县文化馆
实施单位
620,000.00
年度资金总额
620,000.00
其中:财政拨款
修缮三座乡村文化站,改善群众文化活动的条件。
年度绩效目标
指标值说明
度量单位
目标值
计算符号
三级指标
二级指标
一级指标
不含新建的文化站
座
3
=
修缮文化站数量
每站一套
套
3
=
更新音响设备数量
数量指标
合格工程占全部工程的比例
%
100
=
修缮工程验收合格率
质量指标
产出指标
到站参加活动的人次
人次
9000
≥
受益群众人次
社会效益指标
效益指标
"""
BACKWARDS_ROWS = [
    ("产出指标", "数量指标", "修缮文化站数量", "=", "3", "座", "不含新建的文化站"),
    ("产出指标", "数量指标", "更新音响设备数量", "=", "3", "套", "每站一套"),
    ("产出指标", "质量指标", "修缮工程验收合格率", "=", "100", "%", "合格工程占全部工程的比例"),
    ("效益指标", "社会效益指标", "受益群众人次", "≥", "9000", "人次", "到站参加活动的人次"),
]
# On the first row of what they cover, the level names are drawn with the row that begins there.
FIRST_ROW = BACKWARDS.replace("更新音响设备数量\n数量指标\n", "更新音响设备数量\n")
FIRST_ROW = FIRST_ROW.replace("质量指标\n产出指标\n", "质量指标\n")
FIRST_ROW = FIRST_ROW.replace("修缮文化站数量\n", "修缮文化站数量\n数量指标\n产出指标\n")

BESIDE = """项目支出绩效自评表
项目名称
51082622T000004417826-乡村书屋补助经费
主管部门
实施单位
乙县文化局 乙县图书馆
总额
其中:财政资金
单位资金
年初预算 调整后预算数 预算执行数 预算执行率 权重 得分
25.00 20.00 19.00 95.00% 10 9.50
25.00 20.00 19.00 95.00% / /
0.00 0.00 0.00 0.00% / /
一级指标
产出指标
效益指标
二级指标
数量指标
质量指标
社会效益指标
三级指标
补充书屋图书册数
图书分类编目合格
率
村民阅读氛围
指标性质 指标值 度量单位 完成值 权重 得分 未完成原因分析
≥ 800 册 760 30 28.5 供货延迟,余下图书
次年补齐
≥ 98 % 99 30 30
定性 逐步浓厚 30 28
合计 100 96
"""

LEFT = """一级指标
二级指标
三级指标
年度指标值
产出指标
数量指标
维护监测站点数
≥86个
质量指标
监测数据有效
率
≥97%
满意度指标
服务对象满意度指标
沿河村民满意度
≥90%
"""
RIGHT = """实际完成值
分值
得分
偏差原因分析及改进措施
86个
40
40
96.5%
30
29
汛期站点受淹,已
加固
93%
20
20
"""
HALVES = f"项目支出绩效自评表\n项目名称\n水情监测站点维护\n{RIGHT}90\n89\n{LEFT}总分\n"
TEMPLATE = """项目支出绩效自评表
项目名称
主管部门
实施单位
年初预算数
全年预算数
全年执行数
分值
执行率
得分
年度资金总额
其中:当年财政
拨款
—
—
其他资金
—
—
预期目标
实际完成情况
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
产出指标
数量指标
质量指标
时效指标
满意度指标
服务对象满意度指标
总分
100
水情监测站点维护
甲区水务局
甲区河道管理所
160.00
168.00
161.28
10
96.00%
9.60
160.00
168.00
161.28
96.00%
保障站点全年稳定运行,监测数据
及时有效。
站点全年稳定运行。
维护监测站点数
≥86个
86个
40
40
设备验收合格率
≥97%
98%
30
30
沿河村民满意度
≥90%
93%
20
19
98.60
"""


def read(text: str) -> FormRegion:
    (form,) = lay_out(SourceText.from_text(text)).forms
    return form


def test_labels_and_headings_before_all_values() -> None:
    form = read(DEFERRED)
    assert [row.texts for row in form.rows if row.aligned] == [
        ("产出指标", "数量指标", "巡护河堤长度", "实际巡护的河堤长度", "≥85公里", "年度计划"),
        ("", "质量指标", "险情处置达标率", "处置达标的险情占全部险情的比重", "≥96%", "技术规范"),
        ("效益指标", "社会效益指标", "沿河居民安全感", "沿河居民对安全的感受", "明显提升", "实地走访"),
    ]
    head = [row.texts for row in form.rows if not row.aligned]
    assert ("项目名称", "河堤巡护经费") in head
    assert ("预算数", "30.00", "其中:财政资金", "20.00", "其他资金", "10.00") in head
    assert ("40%", "100%") in head
    assert form.title and not form.torn


@pytest.mark.parametrize("text", [BACKWARDS, FIRST_ROW])
def test_rows_from_right_to_left(text: str) -> None:
    form = read(text)
    assert [row.texts for row in form.rows if row.aligned] == BACKWARDS_ROWS
    head = [row.texts for row in form.rows if len(row.cells) == 2]
    assert ("项目名称", "乡村文化站修缮") in head
    assert ("年度资金总额", "620,000.00") in head
    assert not any(row.doubtful for row in form.rows)


def test_names_in_a_block_beside_rows_in_order() -> None:
    form = read(BESIDE)
    found = [row.texts for row in form.rows if row.aligned]
    assert found[:3] == [
        ("总额", "25.00", "20.00", "19.00", "95.00%", "10", "9.50"),
        ("其中:财政资金", "25.00", "20.00", "19.00", "95.00%", "/", "/"),
        ("单位资金", "0.00", "0.00", "0.00", "0.00%", "/", "/"),
    ]
    assert [row[:4] for row in found[3:]] == [
        ("产出指标", "数量指标", "补充书屋图书册数", "≥"),
        ("产出指标", "质量指标", "图书分类编目合格率", "≥"),
        ("效益指标", "社会效益指标", "村民阅读氛围", "定性"),
    ]
    assert found[3][4:] == ("800", "册", "760", "30", "28.5", "供货延迟,余下图书次年补齐")
    assert found[5][4:] == ("逐步浓厚", "", "", "30", "28", "")
    head = [row.texts for row in form.rows if not row.aligned]
    assert ("主管部门", "乙县文化局") in head and ("实施单位", "乙县图书馆") in head
    assert ("合计", "100", "96") in head


@pytest.mark.parametrize("text", [HALVES, HALVES.replace(RIGHT, "").replace("90\n89\n", "") + RIGHT])
def test_halves_of_a_table_one_after_the_other(text: str) -> None:
    found = read(text).rows
    assert [row.texts for row in found if row.aligned] == [
        ("产出指标", "数量指标", "维护监测站点数", "≥86个", "86个", "40", "40", ""),
        ("", "质量指标", "监测数据有效率", "≥97%", "96.5%", "30", "29", "汛期站点受淹,已加固"),
        ("满意度指标", "服务对象满意度指标", "沿河村民满意度", "≥90%", "93%", "20", "20", ""),
    ]
    assert (("总分", "90", "89") in [row.texts for row in found]) == (text == HALVES)


def test_halves_with_another_number_of_rows_are_not_joined() -> None:
    form = read(HALVES.replace("93%\n20\n20\n90\n89\n", ""))
    assert not any(row.aligned and len(row.cells) > 4 for row in form.rows)


def test_what_may_be_the_total_is_doubted() -> None:
    found = [row for row in read(HALVES.replace("93%\n20\n20\n", "")).rows if row.aligned]
    assert len(found[-1].doubtful) == len(found[-1].cells)


def test_a_template_and_its_values() -> None:
    rows = read(TEMPLATE).rows
    assert [row.texts for row in rows if row.aligned] == [
        ("年度资金总额", "160.00", "168.00", "161.28", "10", "96.00%", "9.60"),
        ("其中:当年财政拨款", "160.00", "168.00", "161.28", "", "96.00%", ""),
        ("其他资金", "", "", "", "", "", ""),
        ("产出指标", "数量指标", "维护监测站点数", "≥86个", "86个", "40", "40"),
        ("产出指标", "质量指标", "设备验收合格率", "≥97%", "98%", "30", "30"),
        ("满意度指标", "服务对象满意度指标", "沿河村民满意度", "≥90%", "93%", "20", "19"),
    ]
    found = [row.texts for row in rows]
    assert ("主管部门", "甲区水务局") in found and ("总分", "100", "98.60") in found
    assert ("保障站点全年稳定运行,监测数据及时有效。", "站点全年稳定运行。") in found
    # Which of the sources has no figures, nothing says.
    assert all(row.doubtful for row in rows if row.cells[0].text in ("其中:当年财政拨款", "其他资金"))


def test_level_names_of_two_kinds_on_one_row_are_not_sure() -> None:
    found = [row for row in read(BACKWARDS.replace("产出指标\n", "")).rows if row.aligned]
    assert [row.doubtful for row in found] == [(0, 1), (0, 1), (0, 1), ()]


def test_values_that_no_label_follows_are_not_sure() -> None:
    form = read(BACKWARDS.replace("实施单位\n", "申报的单位\n", 1))
    doubtful = {row.cells[place].text for row in form.rows for place in row.doubtful}
    assert {"甲县文化馆", "申报的单位"} <= doubtful


@pytest.mark.parametrize(
    "text",
    [
        BESIDE.replace("≥ 98 % 99 30 30\n", ""),
        BACKWARDS + BACKWARDS.replace("文化站", "图书室"),
        DEFERRED.replace("产出指标\n", "")
        .replace("效益指标\n", "")
        .replace("社会", "")
        .replace("数量指标\n", "")
        .replace("质量指标\n", ""),
        "≥3座\n≥9场\n≥95%\n≥20人\n"
        + FIRST_ROW.replace("三级指标\n二级指标\n一级指标\n", "一级指标\n三级指标\n"),
    ],
)
def test_what_cannot_be_put_in_order_is_doubted_as_a_whole(text: str) -> None:
    source = SourceText.from_text(text)
    layout = lay_out(source)
    assert layout.forms and all(form.torn for form in layout.forms)
    reading = LocalEngine().read(source, layout)
    doubted = {path for finding in reading.doubts for path in finding.paths}
    assert {f"/forms/{index}" for index in range(len(layout.forms))} <= doubted
    assert {path for path in reading.places if path.startswith("/forms")} <= doubted


def test_a_text_in_order_is_left_alone() -> None:
    lines = ["项目名称", "桥梁检测", "一级指标", "二级指标", "三级指标", "指标值"]
    text = "\n".join([*lines, "产出指标", "数量指标", "检测桥梁座数", "≥15座", "≥16座", ""])
    assert unmove(rows(text), text) is None


@pytest.mark.parametrize("text", [DEFERRED, BACKWARDS, BESIDE, HALVES, TEMPLATE])
@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_lines_lost_or_moved_never_fail(text: str, chance: Random) -> None:
    lines = text.splitlines()
    for _ in range(chance.randrange(1, 6)):
        line = lines.pop(chance.randrange(len(lines)))
        if chance.random() < 0.5:
            lines.insert(chance.randrange(len(lines)), line)
    assert lay_out(SourceText.from_text("\n".join(lines)))


@pytest.mark.parametrize("heading", ["三级指标\n二级指标\n一级指标", "一级指标\n二级指标\n三级指标"])
def test_a_heading_without_rows(heading: str) -> None:
    text = f"项目名称\n{heading}\n"
    assert lay_out(SourceText.from_text(text))


HEAD = "项目名称\n桥梁检测\n一级指标\n二级指标\n三级指标\n指标值\n"
ROWS = ("检测桥梁座数\n≥15座\n", "检测报告合格率\n100%\n", "通行群众满意度\n≥90%\n")
TOPS, NAMES = "产出指标\n满意度指标\n", "数量指标\n质量指标\n服务对象满意度指标\n"
APART = [
    HEAD + TOPS + NAMES + "".join(ROWS),
    HEAD + "".join(ROWS) + TOPS + NAMES,
    f"{HEAD}{ROWS[0]}数量指标\n{ROWS[1]}质量指标\n产出指标\n{ROWS[2]}服务对象满意度指标\n满意度指标\n",
]


@pytest.mark.parametrize("text", APART)
def test_names_of_levels_apart_from_their_rows(text: str) -> None:
    assert [row.texts for row in read(text).rows if row.aligned] == [
        ("产出指标", "数量指标", "检测桥梁座数", "≥15座"),
        ("产出指标", "质量指标", "检测报告合格率", "100%"),
        ("满意度指标", "服务对象满意度指标", "通行群众满意度", "≥90%"),
    ]


def test_rows_that_no_name_spans_are_not_sure() -> None:
    text = f"{HEAD}产出指标\n{ROWS[0]}{ROWS[1]}质量指标\n{ROWS[2]}服务对象满意度指标\n"
    found = [row for row in read(text).rows if row.aligned]
    assert [row.cells[1].text for row in found] == ["质量指标", "质量指标", "服务对象满意度指标"]
    assert found[-1].doubtful == (0, 1)


def test_a_heading_below_its_rows_is_torn() -> None:
    rows = [f"产出指标\n数量指标\n{ROWS[0]}", f"质量指标\n{ROWS[1]}", f"满意度指标\n{ROWS[2]}"]
    layout = lay_out(
        SourceText.from_text("".join(rows[::-1]) + "一级指标\n二级指标\n三级指标\n指标值\n项目名称\n桥梁检测")
    )
    assert all(form.torn for form in layout.forms)


def test_a_template_with_its_values_behind_is_torn() -> None:
    words = "二级指标 三级指标 指标值\n数量指标\n指标1：\n指标2：\n质量指标\n指标1：\n指标2：\n"
    layout = lay_out(SourceText.from_text(f"项目名称\n{words}桥梁检测\n{''.join(ROWS)}"))
    assert layout.forms and all(form.torn for form in layout.forms)
