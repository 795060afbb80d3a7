"""Of two figures that mend a sum, the one that OCR was less sure of comes first."""

from __future__ import annotations

import pytest

from pipeline.flow import extract, make_engine
from pipeline.ingest.composer import Composer, GridCell, Piece
from schemas.source import Box, SourceText

ROWS = (
    ("项目名称", "", "河道保洁", ""),
    ("项目资金", "", "年初预算数", "全年预算数"),
    ("", "年度资金总额", "443.88", "443.88"),
    ("", "其中：当年财政拨款", "353.38", "353.88"),
    ("", "其他资金", "90.50", "90.50"),
)


def page(unclear: tuple[int, int]) -> SourceText:
    composer = Composer()
    composer.page(800, 600, by="ocr")
    composer.line([Piece("2024年度项目支出绩效自评表", Box(0, 0, 400, 20), 0.999)])
    composer.table(
        GridCell(
            row,
            column,
            [[Piece(text, Box(column * 200, row * 40, column * 200 + 90, row * 40 + 20), sure)]]
            if text
            else [],
        )
        for row, texts in enumerate(ROWS)
        for column, text in enumerate(texts)
        for sure in [0.5 if (row, column) == unclear else 0.999]
    )
    return composer.source("扫描.png", "0" * 64, "image/png")


@pytest.mark.parametrize(
    ("unclear", "path"),
    [((2, 3), "/forms/0/funds/0/annual_budget"), ((3, 3), "/forms/0/funds/1/annual_budget")],
)
def test_the_less_clear_figure_comes_first(unclear: tuple[int, int], path: str) -> None:
    found = extract(page(unclear), make_engine("local"))
    mending = [each for each in found.suggestions if each.rule == "funds.parts"]
    assert mending, [finding.rule for finding in found.findings]
    best = max(mending, key=lambda each: each.confidence)
    assert {step["path"] for step in best.patch} == {path}
