"""Texts that lost their rows: what the layout stage makes of them, on small invented tables."""

from __future__ import annotations

from pipeline.layout import lay_out
from pipeline.layout.flat import atoms
from pipeline.layout.lattice import Lattice, Options
from pipeline.layout.tokens import Token
from schemas.layout import Cell, Layout
from schemas.source import SourceText, Span

HEADING = ("一级指标", "二级指标", "三级指标", "指标值", "绩效标准")
EVALUATION = ("level1", "level2", "level3", "weight", "target", "actual", "score", "shortfall_reason")


def layout(text: str) -> Layout:
    return lay_out(SourceText.from_text(text))


def aligned(text: str) -> list[tuple[str, ...]]:
    """The rows of the tables of indicators."""
    return [row.texts for form in layout(text).forms for row in form.rows if row.aligned]


def glued(text: str) -> list[list[str]]:
    """The rows that a glued stretch of a self-evaluation is cut into."""
    tokens = atoms([Token(Cell(text, Span(0, len(text))))], text)
    rows = Lattice(EVALUATION, Options(28, glued=True)).read(tokens)
    return [["".join(token.text for token in cell) for cell in row.columns] for row in rows]


def test_page_numbers_and_the_frame_between_pages_are_no_cells() -> None:
    first = ["产出指标", "数量指标", "演出场次", "40场", "", "质量指标", "合格率", "100%", "抽查记录"]
    second = ["效益指标", "社会效益指标", "观众人次", "≥900人", "按票根"]
    cells = [*HEADING, *first, "- 7 -", *HEADING, *second, "第8页 共9页", "", ""]
    assert aligned("\n".join(f"{cell} |".strip() for cell in cells)) == [
        ("产出指标", "数量指标", "演出场次", "40场", ""),
        ("", "质量指标", "合格率", "100%", "抽查记录"),
        ("效益指标", "社会效益指标", "观众人次", "≥900人", "按票根"),
    ]


def test_a_bare_unit_is_no_description_where_the_remarks_are_empty() -> None:
    heading = ("一级指标", "二级指标", "三级指标", "计算符号", "目标值", "度量单位", "指标值说明")
    rows = ("产出指标", "数量指标", "清淤长度", "≥", "12", "公里", "巡查次数", "=", "30", "次", "每月三次")
    judged = ("效益指标", "社会效益指标", "管护制度", "定性", "健全")
    assert aligned("\n\n".join((*heading, *rows, *judged))) == [
        ("产出指标", "数量指标", "清淤长度", "≥", "12", "公里", ""),
        ("", "", "巡查次数", "=", "30", "次", "每月三次"),
        ("效益指标", "社会效益指标", "管护制度", "定性", "健全", "", ""),
    ]


def test_a_judgement_begins_no_remark() -> None:
    rows = ("产出指标", "数量指标", "公报", "≥4次", "服务部门决策", "有效支撑", "调查户数", "90户", "抽样")
    assert aligned("\n\n".join((*HEADING[:4], "备注", *rows))) == [
        ("产出指标", "数量指标", "公报", "≥4次", ""),
        ("", "", "服务部门决策", "有效支撑", ""),
        ("", "", "调查户数", "90户", "抽样"),
    ]


def test_labels_at_the_ends_of_the_lines_above_head_their_rows() -> None:
    text = (
        "项目支出绩效自评表 | | | | 项目名称\n| 古桥修缮 | | | | 主管部门\n| 甲县文物局 | | | | 绩效指标\n"
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n"
        "产出指标 | 数量指标 | 修缮座数 | 3座 | 3座 | 30 | 30 | | 质量指标\n"
        "| 验收合格率 | 100% | 100% | 30 | 30 | | 时效指标\n| 完工时间 | 9月底前 | 9月20日 | 40 | 38 |\n"
    )
    assert layout(text).dialect == "pipes"
    assert aligned(text) == [
        ("产出指标", "数量指标", "修缮座数", "3座", "3座", "30", "30"),
        ("", "质量指标", "验收合格率", "100%", "100%", "30", "30"),
        ("", "时效指标", "完工时间", "9月底前", "9月20日", "40", "38"),
    ]


def test_glued_points_before_a_month_and_a_score_of_one_decimal() -> None:
    assert glued("补助发放时间56月底前6月20日5场馆维修处数65处4处4.81处因雨推迟开工已督促加快进度") == [
        ["", "", "补助发放时间", "5", "6月底前", "6月20日", "5", ""],
        ["", "", "场馆维修处数", "6", "5处", "4处", "4.8", "1处因雨推迟开工已督促加快进度"],
    ]


def test_two_values_in_a_row_are_no_sentence() -> None:
    (first, second) = glued("活动场次6≥60场67场6讲座场次65场4场4因人员变动减少一场已补办")
    assert first == ["", "", "活动场次", "6", "≥60场", "67场", "6", ""]
    assert second == ["", "", "讲座场次", "6", "5场", "4场", "4", "因人员变动减少一场已补办"]


def test_a_total_and_its_sources_side_by_side_over_glued_amounts() -> None:
    found = layout(
        "项目支出绩效目标表项目名称古桥修缮单位代码409003资金总额财政拨款其他资金386.50320.0066.50年度绩效目标修好古桥。"
        "绩效指标一级指标二级指标三级指标指标值产出指标数量指标修缮座数3座质量指标合格率100%"
    )
    rows = [row.texts for form in found.forms for row in form.rows]
    money = [("资金总额", "386.50"), ("财政拨款", "320.00"), ("其他资金", "66.50")]
    assert [row for row in rows if row in money] == money
    assert ("单位代码", "409003") in rows
