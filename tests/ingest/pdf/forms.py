"""A whole form, once as cells, and how a word processor and a browser print it.

``self_evaluation.pdf`` beside this file is what LibreOffice 7.4 made of it, with the font Noto Serif CJK SC:
``python -m tests.ingest.pdf.forms FOLDER`` makes it anew.
"""

from __future__ import annotations

import subprocess
import sys
from html import escape
from pathlib import Path
from typing import NamedTuple

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

FONT = "Noto Serif CJK SC"
TITLE = "项目支出绩效自评表"
HEAD = ("填报单位：青禾县文化馆", "单位：万元")
COLUMNS = 9
WIDTHS = (1.3, 1.6, 1.9, 3.6, 2.0, 2.0, 1.4, 1.4, 2.6)  # centimetres


class Cell(NamedTuple):
    """A cell of the form and its paragraphs."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


def _row(row: int, *texts: str | tuple[str, int], start: int = 0) -> list[Cell]:
    """Cells side by side, those of several columns with their number."""
    made, column = [], start
    for each in texts:
        text, columns = each if isinstance(each, tuple) else (each, 1)
        made.append(Cell(row, column, 1, columns, text))
        column += columns
    return made


def _indicators(first: int) -> list[Cell]:
    names = [
        ("产出指标（50分）", "数量指标", "送戏下乡演出场次", "≥80场", "82", "10", "10", ""),
        ("", "", "举办群众文化辅导培训班的期数及参加培训的总人次", "≥12期", "12", "10", "10", ""),
        ("", "质量指标", "演出合格率", "≥95%", "96.50%", "10", "10", ""),
        ("", "时效指标", "全年演出任务完成的时间", "12月底前", "12月20日", "10", "10", ""),
        (
            "",
            "成本指标",
            "每场演出成本",
            "≤1.5万元",
            "1.39万元",
            "10",
            "9.5",
            "受天气影响，三场演出改期，费用增加。",
        ),
        ("效益指标（30分）", "社会效益指标", "观众人次", "≥3万人次", "3.2万人次", "15", "15", ""),
        ("", "", "媒体报道次数", "≥10次", "8", "5", "4", "下半年报道较少，已约定明年的宣传计划。"),
        ("", "可持续影响指标", "业余文艺队伍数量", "≥20支", "21支", "10", "10", ""),
        ("满意度指标（10分）", "服务对象满意度指标", "观众满意度", "≥90%", "93.6%", "10", "10", ""),
    ]
    made: list[Cell] = []
    for at, texts in enumerate(names):
        for column, text in enumerate(texts, start=1):
            if column < 3 and not text:
                # What it belongs to began above.
                begun = next(number for number, cell in reversed([*enumerate(made)]) if cell.column == column)
                made[begun] = made[begun]._replace(rows=made[begun].rows + 1)
            else:
                made.append(Cell(first + at, column, 1, 1, text))
    return made


def cells() -> list[Cell]:
    """The form: its head, money, goals, a heading of two rows, levels merged downwards, and the total."""
    made = [
        *_row(0, ("项目名称", 2), ("公益演出经费", 7)),
        *_row(1, ("主管部门", 2), ("青禾县文化广电和旅游局", 3), "实施单位", ("青禾县文化馆", 3)),
        Cell(2, 0, 3, 2, "项目资金（万元）"),
        *_row(2, "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", start=2),
        *_row(3, "年度资金总额", "120.00", "118.50", "113.76", "10", "96.00%", "9.60", start=2),
        *_row(4, "其中：财政拨款", "100.00", "98.50", "93.76", "—", "—", "—", start=2),
        Cell(5, 0, 2, 2, "年度总体目标"),
        *_row(5, ("预期目标", 3), ("实际完成情况", 4), start=2),
        *_row(
            6,
            ("1.组织公益演出80场，覆盖全县各乡镇。\n2.丰富群众文化生活，提高群众满意度。", 3),
            ("全年组织公益演出82场，观众约3.2万人次，群众满意度达到93.6%，完成了年初设定的绩效目标。", 4),
            start=2,
        ),
    ]
    head = ["绩效指标", "一级指标", "二级指标", "三级指标", "", "", "分值", "得分", "偏差原因分析及改进措施"]
    rows = 11
    for column, text in enumerate(head):
        if column == 0:
            made.append(Cell(7, 0, rows, 1, text))
        elif text:
            made.append(Cell(7, column, 2, 1, text))
    made += [Cell(7, 4, 1, 2, "年度指标值"), Cell(8, 4, 1, 1, "指标值"), Cell(8, 5, 1, 1, "实际完成值")]
    made += _indicators(9)
    made += _row(18, ("总分", 6), "100", "98.10", "")
    return sorted(made)


def html(size: str) -> str:
    """The form as a web page, on paper of that size."""
    rows: dict[int, str] = {}
    for cell in cells():
        text = escape(cell.text).replace("\n", "<br>")
        rows.setdefault(cell.row, "")
        rows[cell.row] += f"<td rowspan={cell.rows} colspan={cell.columns}>{text}</td>"
    body = "".join(f"<tr>{row}</tr>" for row in rows.values())
    columns = "".join(f"<col style='width:{width}cm'>" for width in WIDTHS)
    return f"""<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>
@page {{ size: {size}; margin: 15mm; }} body {{ font: 9pt '{FONT}'; margin: 0; }}
h1 {{ font-size: 18pt; text-align: center; }} p {{ display: flex; justify-content: space-between; }}
table {{ border-collapse: collapse; width: 100%; }}
td {{ border: 1px solid; padding: 2pt 4pt; text-align: center; }}
</style><h1>{TITLE}</h1><p><span>{HEAD[0]}</span><span>{HEAD[1]}</span></p>
<table><colgroup>{columns}</colgroup>{body}</table></html>"""


def docx(path: Path) -> None:
    """The form as a Word document."""
    made = Document()
    made.styles["Normal"].font.size = Pt(9)
    fonts = made.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(18)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    title = made.add_paragraph()
    title.add_run(TITLE).font.size = Pt(18)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph("\t\t\t\t\t".join(HEAD))
    _fill(made.add_table(max(cell.row for cell in cells()) + 1, COLUMNS, style="Table Grid"))
    made.save(str(path))


def _fill(table: Table) -> None:
    table.autofit = False
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = Cm(width)
    for each in cells():
        cell = table.cell(each.row, each.column)
        cell = cell.merge(table.cell(each.row + each.rows - 1, each.column + each.columns - 1))
        cell.text = each.text.split("\n")[0]
        for text in each.text.split("\n")[1:]:
            cell.add_paragraph(text)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if each.row != 6 else WD_ALIGN_PARAGRAPH.LEFT


def main(folder: Path) -> None:
    """Make the Word document and its PDF."""
    path = folder / "self_evaluation.docx"
    docx(path)
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, timeout=120)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
