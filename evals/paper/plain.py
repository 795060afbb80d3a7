"""A sheet -> text with tabs: what a perfect conversion of the file would give."""

from __future__ import annotations

from evals.paper.sheet import Line, Sheet, Table


def text(sheet: Sheet) -> str:
    """Lines, and rows with a tab between cells. A cell merged sideways is one; one merged downwards is empty
    on all rows but its first.

    >>> from evals.paper.sheet import Put, table
    >>> puts = [[Put("产出指标", rows=2), Put("数量", columns=2)], [Put("质量"), Put("≥95%")]]
    >>> rows = table(puts, (1, 1, 1))
    >>> text(Sheet((Line("绩效目标表"), rows)))
    '绩效目标表\\n产出指标\\t数量\\n\\t质量\\t≥95%\\n'
    """
    lines: list[str] = []
    for block in sheet.blocks:
        lines += [block.text] if isinstance(block, Line) else _rows(block)
    return "".join(f"{line}\n" for line in lines)


def _rows(table: Table) -> list[str]:
    rows: list[list[tuple[int, str]]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        for below in range(cell.rows):
            rows[cell.row + below].append((cell.column, "" if below else cell.text))
    return ["\t".join(text for _, text in sorted(row)) for row in rows]
