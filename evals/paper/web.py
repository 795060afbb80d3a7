"""A sheet -> HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from evals.paper.sheet import Cell, Face, Line, Sheet, Table

_TAGS = {"title": "h1", "middle": "p", "plain": "p"}
_PAGE = """<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4 {turned}; margin: 15mm; @bottom-center {{ content: "- " counter(page) " -"; }} }}
body {{ font: {face.size}pt '{face.font}'; margin: 0; }}
h1 {{ font-size: 1.5em; text-align: center; margin: 0; }}
p {{ text-align: center; margin: 0.3em 0; }}
table {{ width: 100%; border-collapse: collapse; margin-top: -1px; }}
td {{ border: 1px solid black; padding: 0.25em 0.4em; height: {face.row}mm; box-sizing: border-box; }}
</style>{body}</html>
"""


def html(sheet: Sheet, face: Face) -> str:
    """The page, for A4."""
    blocks = [_line(block) if isinstance(block, Line) else _table(block) for block in sheet.blocks]
    return _PAGE.format(
        title=escape(next(sheet.texts(), "")),
        turned="landscape" if sheet.landscape else "portrait",
        face=face,
        body="".join(blocks),
    )


def _line(line: Line) -> str:
    tag = _TAGS[line.role]
    return f"<{tag}>{escape(line.text)}</{tag}>\n"


def _table(table: Table) -> str:
    columns = "".join(f'<col style="width: {100 * width:.1f}%">' for width in table.widths)
    rows = [f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in table.by_row()]
    head = f"<thead>{''.join(rows[: table.heading])}</thead>" if table.heading else ""
    return f"<table>\n{columns}{head}<tbody>{''.join(rows[table.heading :])}</tbody></table>\n"


def _cell(cell: Cell) -> str:
    covers = _attributes((("rowspan", cell.rows), ("colspan", cell.columns)))
    return f"<td{covers}>{escape(cell.text).replace(chr(10), '<br>')}</td>"


def _attributes(spans: Iterable[tuple[str, int]]) -> str:
    return "".join(f' {name}="{span}"' for name, span in spans if span > 1)
