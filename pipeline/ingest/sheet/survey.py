"""What the parts of a workbook hold, seen before any of them is taken apart whole."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from openpyxl.utils import range_boundaries

from pipeline.ingest.limits import MAX_CELLS, MAX_STORED_CELLS
from pipeline.ingest.pace import tick
from pipeline.ingest.package import Package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL, _MERGE = MAIN + "c", MAIN + "mergeCell"


def survey(package: Package, main: str) -> list[str]:
    """Names of the sheets that are shown, those with a chart only left out. Raises SourceError where a part
    declares a document type or is too large, a sheet has too many cells, or a formula of a sheet that is
    shown has no result: what computed the workbook was no spreadsheet program."""
    for part in package.parts:
        if part.endswith((".xml", ".rels")):
            package.require_plain(part)
    targets = package.targets(main)
    shown: list[str] = []
    stored = 0
    for sheet in package.xml(main).iter(MAIN + "sheet"):
        kind, part = targets.get(sheet.get(_ID, ""), ("", ""))
        if kind != "worksheet" or part not in package.parts:
            continue
        name = sheet.get("name", "")
        visible = sheet.get("state", "visible") == "visible"
        stored += _sheet(package, part, name if visible else None)
        if stored > MAX_STORED_CELLS:
            raise package.refused(
                f"工作簿有 {MAX_STORED_CELLS:,} 个以上的单元格（含只有格式的）",
                f"the workbook has more than {MAX_STORED_CELLS:,} cells, those with only a format included",
            )
        if visible:
            shown.append(name)
    return shown


def _sheet(package: Package, part: str, name: str | None) -> int:
    """The number of cells that a sheet has; ``name`` is that of a sheet that is shown."""
    cells = merged = 0
    events = etree.iterparse(
        io.BytesIO(package.read(part)),
        tag=(_CELL, _MERGE, MAIN + "row"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for _, element in events:
            if element.tag == _CELL:
                cells += 1
                if name is not None and _is_open(element):
                    raise _uncomputed(package, name, element.get("r", "?"))
            elif element.tag == _MERGE:
                merged += _area(element.get("ref", ""))
                if merged > MAX_CELLS:
                    raise package.refused(
                        f"{part} 合并的单元格超过 {MAX_CELLS:,} 个",
                        f"{part} merges more than {MAX_CELLS:,} cells",
                    )
            else:
                element.clear()
            if cells > MAX_STORED_CELLS:
                break
    except etree.XMLSyntaxError:
        raise package.broken(f"{part} 无法解析", f"{part} is broken") from None
    tick()
    return cells


def _is_open(cell: Any) -> bool:
    """Whether a cell has a formula and no result; one that is empty text is a result."""
    if cell.get("t") == "str" or cell.find(MAIN + "f") is None:
        return False
    return not cell.findtext(MAIN + "v")


def _area(reference: str) -> int:
    try:
        left, top, right, bottom = (int(each or 0) for each in range_boundaries(reference))
    except (ValueError, TypeError):
        return 0
    return max(right - left + 1, 0) * max(bottom - top + 1, 0)


def _uncomputed(package: Package, sheet: str, cell: str) -> Exception:
    return package.refused(
        f"工作表“{sheet}”的 {cell} 是公式，但没有计算结果，请用 Excel 或 WPS 打开并保存",
        f"{cell} of sheet '{sheet}' is a formula without its result: open and save it with Excel or WPS",
    )
