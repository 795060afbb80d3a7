"""Tables that a file has itself: merged cells, headings over several columns, pages."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.flow import extract, make_engine
from pipeline.ingest.composer import Composer, GridCell, Piece
from pipeline.layout import lay_out
from schemas.result import Extraction

# Row, column, text, rows, columns.
Given = tuple[int, int, str, int, int]

HEADING: tuple[Given, ...] = (
    (0, 0, "绩效指标", 6, 1),
    (0, 1, "一级指标", 2, 1),
    (0, 2, "二级指标", 2, 1),
    (0, 3, "三级指标", 2, 1),
    (0, 4, "年度指标值", 1, 3),
    (0, 7, "分值", 2, 1),
    (0, 8, "得分", 2, 1),
    (1, 4, "指标性质", 1, 1),
    (1, 5, "指标值", 1, 1),
    (1, 6, "度量单位", 1, 1),
)
BODY: tuple[Given, ...] = (
    (2, 1, "产出指标", 2, 1),
    (2, 2, "数量指标", 2, 1),
    (2, 3, "疏浚河道长度", 1, 1),
    (2, 4, "≥", 1, 1),
    (2, 5, "12.5", 1, 1),
    (2, 6, "公里", 1, 1),
    (2, 7, "30", 1, 1),
    (2, 8, "28", 1, 1),
    (3, 3, "打捞漂浮物", 1, 1),
    (3, 4, "≥", 1, 1),
    (3, 5, "300", 1, 1),
    (3, 6, "吨", 1, 1),
    (3, 7, "20", 1, 1),
    (3, 8, "20", 1, 1),
    (4, 1, "效益指标", 1, 1),
    (4, 2, "社会效益指标", 1, 1),
    (4, 3, "沿岸居民投诉", 1, 1),
    (4, 4, "≤", 1, 1),
    (4, 5, "5", 1, 1),
    (4, 6, "件", 1, 1),
    (4, 7, "30", 1, 1),
    (4, 8, "30", 1, 1),
    (5, 1, "总分", 1, 6),
    (5, 7, "80", 1, 1),
    (5, 8, "78", 1, 1),
)


def cells(given: Iterable[Given]) -> list[GridCell]:
    return [
        GridCell(row, column, [[Piece(text)]] if text else [], rows, columns)
        for row, column, text, rows, columns in given
    ]


def read(*tables: Iterable[Given], between: str = "", paged: bool = False) -> Extraction:
    composer = Composer()
    if paged:
        composer.page(595, 842)
    composer.line([Piece("河道管护项目绩效自评表")])
    composer.table(cells([(0, 0, "项目名称", 1, 1), (0, 1, "河道管护", 1, 1)]))
    for number, table in enumerate(tables):
        if number:
            if between:
                composer.line([Piece(between)])
            if paged:
                composer.page(595, 842)
        composer.table(cells(table))
    return extract(composer.source("表.docx", "0" * 64, "application/x"), make_engine("local"))


def test_merged_cells_and_a_heading_on_two_rows() -> None:
    form = read((*HEADING, *BODY)).record.forms[0]
    shown = [
        (row.level1, row.level2, row.level3, row.comparator, row.target, row.unit, row.weight, row.score)
        for row in form.indicators
    ]
    assert shown == [
        ("产出指标", "数量指标", "疏浚河道长度", "≥", "12.5", "公里", "30", "28"),
        ("产出指标", "数量指标", "打捞漂浮物", "≥", "300", "吨", "20", "20"),
        ("效益指标", "社会效益指标", "沿岸居民投诉", "≤", "5", "件", "30", "30"),
    ]
    assert (form.total_weight, form.total_score) == ("80", "78")


def test_a_merged_value_holds_for_each_of_its_rows() -> None:
    body = [given for given in BODY if given[:2] not in ((2, 8), (3, 8))]
    form = read((*HEADING, *body, (2, 8, "48", 2, 1))).record.forms[0]
    assert [row.score for row in form.indicators] == ["48", "48", "30"]


def test_an_empty_cell_is_not_filled_from_above() -> None:
    body = [given for given in BODY if given[:2] != (3, 8)]
    form = read((*HEADING, *body, (3, 8, "", 1, 1))).record.forms[0]
    assert [row.score for row in form.indicators] == ["28", None, "30"]


def test_a_cell_that_begins_inside_a_heading_belongs_to_it() -> None:
    # Lines of other rows cut the column of 三级指标 in two.
    moved = [
        (row, column + (column > 3), text, rows, columns + (column == 3 and row < 2))
        for row, column, text, rows, columns in (*HEADING, *BODY)
    ]
    shifted = [(r, 4 if (r, c) == (3, 3) else c, t, n, m) for r, c, t, n, m in moved]
    form = read(shifted).record.forms[0]
    assert [row.level3 for row in form.indicators] == ["疏浚河道长度", "打捞漂浮物", "沿岸居民投诉"]
    assert [row.target for row in form.indicators] == ["12.5", "300", "5"]


def test_a_table_goes_on_at_the_top_of_the_next_page() -> None:
    first = [(r, c, t, min(n, 3 - r), m) for r, c, t, n, m in (*HEADING, *BODY) if r < 3]
    second = [(r - 3, c, t, n, m) for r, c, t, n, m in BODY if r >= 3]
    second += [(0, 0, "", 3, 1), (0, 1, "", 1, 1), (0, 2, "", 1, 1)]
    form = read(first, second, between="- 1 -", paged=True).record.forms[0]
    shown = [(row.level1, row.level3, row.target, row.score) for row in form.indicators]
    assert shown == [
        ("产出指标", "疏浚河道长度", "12.5", "28"),
        ("产出指标", "打捞漂浮物", "300", "20"),
        ("效益指标", "沿岸居民投诉", "5", "30"),
    ]


def test_the_next_page_has_a_grid_of_its_own() -> None:
    """Edges of rows that are not on its page are not in its grid: on the first those of a row above the
    heading, on the second that of a row below the indicators."""
    heads = ("一级指标", "二级指标", "三级指标", "指标值", "备注")
    places = ((0, 1), (1, 2), (3, 1), (4, 2), (6, 1))
    first: list[Given] = [(0, 0, "主管部门", 1, 2), (0, 2, "水务局", 1, 3), (0, 5, "实施单位", 1, 1)]
    first += [(0, 6, "河道站", 1, 1)]
    first += [(1, at, head, 1, wide) for head, (at, wide) in zip(heads, places, strict=True)]
    row = ("产出指标", "数量指标", "疏浚河道长度", "≥12.5公里", "")
    first += [(2, at, text, 1, wide) for text, (at, wide) in zip(row, places, strict=True)]
    second: list[Given] = [
        (0, 0, "效益指标", 1, 1),
        (0, 1, "社会效益指标", 1, 1),
        (0, 2, "沿岸居民投诉", 1, 1),
    ]
    second += [
        (0, 3, "≤5件", 1, 2),
        (0, 5, "上年6件", 1, 1),
        (1, 0, "项目类型", 1, 4),
        (1, 4, "常年性项目", 1, 2),
    ]
    form = read(first, second, paged=True).record.forms[0]
    shown = [(row.level1, row.level3, row.target, row.extra) for row in form.indicators]
    assert shown == [
        ("产出指标", "疏浚河道长度", "≥12.5公里", {}),
        ("效益指标", "沿岸居民投诉", "≤5件", {"备注": "上年6件"}),
    ]
    assert form.implementing_unit == "河道站"


def test_lines_of_a_cell_are_no_rows() -> None:
    composer = Composer()
    composer.line([Piece("河道管护项目绩效目标表")])
    composer.table(
        [GridCell(0, 0, [[Piece("项目名称")]]), GridCell(0, 1, [[Piece("河道")], [Piece("管护")]])]
    )
    composer.table(cells((*HEADING, *BODY)))
    source = composer.source("表.docx", "0" * 64, "application/x")
    found = extract(source, make_engine("local"))
    assert found.record.forms[0].project_name == "河道管护"
    places = found.evidence["/forms/0/project_name"]
    assert "".join(source.text[place.start : place.end] for place in places).replace("\n", "") == "河道管护"


def test_a_page_number_inside_a_table_is_a_value() -> None:
    """Only what stands between tables may be a page number."""
    body = [(r, c, "3" if (r, c) == (2, 5) else t, n, m) for r, c, t, n, m in BODY]
    form = read((*HEADING, *body)).record.forms[0]
    assert form.indicators[0].target == "3"


def test_prose_stays_outside_the_form() -> None:
    composer = Composer()
    composer.line([Piece("一、总体绩效目标")])
    composer.line([Piece("保持河道畅通。")])
    composer.line([Piece("1.河道管护项目绩效目标表")])
    composer.table(cells([(0, 0, "项目名称", 1, 1), (0, 1, "河道管护", 1, 1)]))
    composer.table(cells((*HEADING, *BODY)))
    layout = lay_out(composer.source("表.docx", "0" * 64, "application/x"))
    assert [row.texts[0] for row in layout.narrative] == ["一、总体绩效目标", "保持河道畅通。"]
    assert layout.dialect is None and len(layout.forms) == 1


def test_sources_of_money_are_wider_than_a_column() -> None:
    funds: tuple[Given, ...] = (
        (0, 0, "项目资金（万元）", 3, 1),
        (0, 1, "", 1, 3),
        (0, 4, "年初预算数", 1, 1),
        (0, 5, "全年预算数", 1, 1),
        (1, 1, "年度资金总额", 1, 3),
        (1, 4, "120.50", 1, 1),
        (1, 5, "118.00", 1, 1),
        (2, 1, "其中：", 1, 1),
        (2, 2, "当年财政拨款", 1, 2),
        (2, 4, "120.50", 1, 1),
        (2, 5, "118.00", 1, 1),
    )
    form = read(funds, (*HEADING, *BODY)).record.forms[0]
    shown = [(fund.source, fund.initial_budget, fund.annual_budget) for fund in form.funds]
    assert shown == [("年度资金总额", "120.50", "118.00"), ("其中：当年财政拨款", "120.50", "118.00")]


def test_the_table_below_is_not_one_of_indicators() -> None:
    foot: tuple[Given, ...] = ((0, 0, "自评结论", 1, 1), (0, 1, "项目完成较好。", 1, 1))
    form = read((*HEADING, *BODY), foot).record.forms[0]
    assert len(form.indicators) == 3
    assert form.conclusion == "项目完成较好。"


def on_two_pages(second: list[list[str]], last: list[str] | None = None) -> Extraction:
    """A table of four rows on one page, whose rest has fewer columns of its own on the next."""
    edges = (0.0, 80.0, 180.0, 330.0, 420.0, 470.0, 520.0)
    first = [
        ["一级指标", "二级指标", "三级指标", "年度指标值", "分值", "得分"],
        ["产出指标", "数量指标", "疏浚河道长度", "≥12.5公里", "30", "28"],
        ["产出指标", "数量指标", "打捞漂浮物重量", "≥300吨", "20", "20"],
        ["产出指标", "质量指标", "清淤验收合格率", "≥95%", "10", "10"],
        last or ["产出指标", "质量指标", "沿河两岸环境", "≥98", "10", "9"],
    ]
    composer = Composer()
    composer.page(595, 842)
    composer.line([Piece("河道管护项目绩效自评表")])
    composer.table(cells([(0, 0, "项目名称", 1, 1), (0, 1, "河道管护", 1, 1)]))
    for number, page in enumerate((first, second)):
        if number:
            composer.line([Piece("- 1 -")])
            composer.page(595, 842)
        composer.table(
            GridCell(row, column, [[Piece(text)]] if text else [], 1, 1, (edges[column], edges[column + 1]))
            for row, texts in enumerate(page)
            for column, text in enumerate(texts)
        )
    return extract(composer.source("表.pdf", "0" * 64, "application/pdf"), make_engine("local"))


def test_a_row_that_a_page_cuts_is_one_and_doubted() -> None:
    rest = ["", "", "整治达标率", "%", "", ""]
    found = on_two_pages([rest, ["效益指标", "社会效益指标", "沿岸居民投诉", "≤5件", "30", "30"]])
    rows = found.record.forms[0].indicators
    assert [(row.level3, row.target, row.score) for row in rows[3:]] == [
        ("沿河两岸环境整治达标率", "≥98%", "9"),
        ("沿岸居民投诉", "≤5件", "30"),
    ]
    doubted = {path for finding in found.findings for path in finding.paths}
    assert {"/forms/0/indicators/3/level3", "/forms/0/indicators/3/target"} <= doubted


def test_the_rest_of_a_row_may_have_what_its_beginning_lacks() -> None:
    # The cells are centred: only the longest one begins on the page before.
    found = on_two_pages(
        [
            ["", "", "整治达标率", "≥98%", "10", "9"],
            ["效益指标", "社会效益指标", "沿岸居民投诉", "≤5件", "30", "30"],
        ],
        last=["产出指标", "质量指标", "沿河两岸环境", "", "", ""],
    )
    rows = found.record.forms[0].indicators
    assert [(row.level3, row.target, row.score) for row in rows[3:]] == [
        ("沿河两岸环境整治达标率", "≥98%", "9"),
        ("沿岸居民投诉", "≤5件", "30"),
    ]


def test_a_whole_row_at_the_top_of_a_page_is_a_row() -> None:
    found = on_two_pages([["", "", "巡河次数", "≥24次", "30", "30"]])
    rows = found.record.forms[0].indicators
    assert [(row.level1, row.level3, row.target) for row in rows[3:]] == [
        ("产出指标", "沿河两岸环境", "≥98"),
        ("产出指标", "巡河次数", "≥24次"),
    ]


def test_a_row_without_a_cell_of_its_own_is_none() -> None:
    """A speck on a scan may look like a line that divides one cell."""
    body = [(r, c, t, 2 if (r, c) != (4, 3) and r == 4 else n, m) for r, c, t, n, m in BODY if r < 5]
    form = read((*HEADING, *body, (5, 3, "", 1, 1))).record.forms[0]
    assert [row.level3 for row in form.indicators] == ["疏浚河道长度", "打捞漂浮物", "沿岸居民投诉"]
