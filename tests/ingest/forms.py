"""Two whole forms as grids that every format can hold, and what the readers made of a file."""

from __future__ import annotations

from typing import NamedTuple

from schemas.source import SourceText


class Place(NamedTuple):
    """A cell of a grid, and its text, lines divided by ``\\n``."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def _row(row: int, *texts: str, column: int = 0) -> list[Place]:
    return [Place(row, column + at, text) for at, text in enumerate(texts)]


TITLE = "项目支出绩效目标表"
TARGETS = [
    *(Place(0, 0, "项目名称"), Place(0, 1, "公益演出经费", columns=4)),
    *(Place(1, 0, "预算数（万元）"), Place(1, 1, "12.50"), Place(1, 2, "其中：财政资金")),
    Place(1, 3, "12.50", columns=2),
    *(Place(2, 0, "绩效目标"), Place(2, 1, "1.全年演出不少于8场；\n2.覆盖6个乡镇。", columns=4)),
    *(Place(3, 0, "一级指标"), Place(3, 1, "二级指标"), Place(3, 2, "三级指标")),
    *(Place(3, 3, "绩效指标描述"), Place(3, 4, "指标值")),
    Place(4, 0, "产出指标", rows=3),
    Place(4, 1, "数量指标", rows=2),
    *_row(4, "演出场次", "全年演出的场次", "≥8场", column=2),
    *_row(5, "覆盖乡镇", "", "6个", column=2),
    *_row(6, "质量指标", "演出完成率", "实际场次与计划场次之比", "100%", column=1),
    *_row(7, "满意度指标", "服务对象满意度", "观众满意度", "受访观众满意的比例", "≥95%"),
]
SELF_EVALUATION = [
    *(Place(0, 0, "项目名称", columns=2), Place(0, 2, "公益演出经费", columns=5)),
    Place(1, 0, "项目资金\n（万元）", columns=2, rows=3),
    *_row(1, "", "全年预算数", "全年执行数", "执行率", "得分", column=2),
    *_row(2, "年度资金总额", "1,234.50", "1,200.00", "97.20%", "9.72", column=2),
    *_row(3, "其中：财政拨款", "1,234.50", "1,200.00", "97.20%", "—", column=2),
    *(Place(4, 0, "一级指标", rows=2), Place(4, 1, "二级指标", rows=2), Place(4, 2, "三级指标", rows=2)),
    *(Place(4, 3, "年度指标", columns=2), Place(4, 5, "分值", rows=2), Place(4, 6, "得分", rows=2)),
    *_row(5, "指标值", "实际完成值", column=3),
    Place(6, 0, "产出指标", rows=3),
    Place(6, 1, "数量指标", rows=2),
    *_row(6, "演出场次", "≥8场", "9场", "20", "20.00", column=2),
    *_row(7, "覆盖乡镇", "6个", "6个", "20", "20.00", column=2),
    *_row(8, "时效指标", "完成时间", "12月底前", "11月底", "10", "10.00", column=1),
    *_row(9, "效益指标", "社会效益指标", "群众文化生活", "有所丰富", "有所丰富", "40", "38.50"),
    *(Place(10, 0, "总分", columns=5), Place(10, 5, "100"), Place(10, 6, "98.22")),
]


def size(places: list[Place]) -> tuple[int, int]:
    """Rows and columns of a grid."""
    return max(at.row + at.rows for at in places), max(at.column + at.columns for at in places)


def grids(source: SourceText) -> list[list[Place]]:
    """The tables of a text."""
    return [
        [
            Place(cell.row, cell.column, source.text[cell.start : cell.end], cell.rows, cell.columns)
            for cell in table.cells
        ]
        for table in source.tables
    ]


def prose(source: SourceText) -> list[str]:
    """The lines outside tables."""
    text, at = "", 0
    for table in source.tables:
        text += source.text[at : table.start]
        at = table.end
    return (text + source.text[at:]).splitlines()
