"""What stands on a page and what does not, in which order, and where lines go on."""

from __future__ import annotations

import pytest

from pipeline.ingest.pdf.reader import read
from pipeline.ingest.reader import ReadOptions
from schemas.source import Box, SourceText, Span
from tests.ingest.pdf.handmade import own_font, pdf, ruled, stream, text, turned_text

_PICTURE = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"


def reading(content: bytes, **options: object) -> SourceText:
    return read(pdf(content, **options), "表.pdf", ReadOptions())  # type: ignore[arg-type]


def box_of(source: SourceText, words: str) -> Box:
    start = source.text.index(words)
    found = [word.box for word in source.words_of(Span(start, start + len(words)))]
    box = found[0]
    for each in found[1:]:
        box = box.united(each)
    return box


def near(box: Box, left: float, top: float, right: float, bottom: float) -> bool:
    """Within a point; of right edges two, as some glyphs reach beyond their width."""
    return all(
        abs(a - b) <= slack for a, b, slack in zip(box, (left, top, right, bottom), (1, 1, 2, 1), strict=True)
    )


def test_boxes_are_where_the_text_is_drawn() -> None:
    source = reading(text(100, 700, "预算数12.50万元"))
    assert source.text == "预算数12.50万元\n"
    assert near(box_of(source, "预算数12.50万元"), 100, 133.2, 175, 143.2)
    assert near(box_of(source, "12.50"), 130, 133.2, 155, 143.2)
    assert near(box_of(source, "万元"), 155, 133.2, 175, 143.2)
    assert (source.pages[0].width, source.pages[0].height, source.pages[0].by) == (595, 842, "text")


@pytest.mark.parametrize(
    ("rotate", "box", "size"),
    [
        (90, (699, 100, 709, 120), (842, 595)),
        (180, (475, 699, 495, 709), (595, 842)),
        (270, (133, 475, 143, 495), (842, 595)),
    ],
)
def test_a_rotated_page_is_read_as_it_is_meant_to_be_held(
    rotate: int, box: tuple[float, ...], size: tuple[float, float]
) -> None:
    content = text(100, 700, "目标") + text(100, 600, "指标")
    source = reading(content, page=b"/Rotate %d" % rotate)
    assert source.text == "目标\n指标\n"
    assert (source.pages[0].width, source.pages[0].height) == size
    assert near(box_of(source, "目标"), *box)


def test_a_table_that_was_turned_on_the_page_has_its_rows() -> None:
    """The page is upright, its content lies on its side: up the page is to the right."""
    turned = b"q 0 1 -1 0 500 100 cm " + ruled((0, 100, 200), (0, 20, 40))
    turned += b"".join(
        text(x, y, words) for x, y, words in ((5, 25, "甲"), (105, 25, "乙"), (5, 5, "丙"), (105, 5, "丁"))
    )
    source = reading(turned + b" Q")
    assert source.text == "甲\t乙\n丙\t丁\n"
    assert [(cell.row, cell.column) for cell in source.tables[0].cells] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert near(box_of(source, "乙"), 466, 842 - 215, 476, 842 - 205)


def test_text_on_its_side_in_a_cell() -> None:
    content = ruled((100, 130, 300), (500, 600)) + text(140, 550, "甲乙丙丁戊己庚辛")
    content += turned_text((0, 1, -1, 0, 118, 520), "绩效指标")
    content += turned_text((0, -1, 1, 0, 280, 590), "旁注")
    source = reading(content)
    assert source.text == "绩效指标\t甲乙丙丁戊己庚辛\n旁注\n"
    assert near(box_of(source, "绩效指标"), 109.2, 842 - 560, 119.2, 842 - 520)


def test_characters_written_downwards_are_one_word() -> None:
    content = ruled((100, 125, 300), (500, 600))
    content += b"".join(text(107, 580 - 16 * at, char) for at, char in enumerate("绩效指标"))
    assert reading(content + text(140, 550, "甲")).text == "绩效指标\t甲\n"


@pytest.mark.parametrize(
    "hidden",
    [
        text(100, 600, "看不见", state=b"3 Tr"),
        text(100, 600, "看不见", state=b"1 g"),
        text(-50, 600, "看不见"),
        text(100, 900, "看不见"),
        b"q 300 300 50 50 re W n " + text(100, 600, "看不见") + b"Q ",
        turned_text((0.7, 0.7, -0.7, 0.7, 100, 500), "看不见", 60),
        turned_text((0.7, 0.7, -0.7, 0.7, 100, 500), "看不见", 8),
    ],
    ids=["invisible", "white", "beside the page", "above it", "cut off", "watermark", "small watermark"],
)
def test_what_nobody_sees_is_not_read(hidden: bytes) -> None:
    assert reading(text(100, 700, "看得见") + hidden).text == "看得见\n"


def test_white_text_on_a_dark_heading_is_read() -> None:
    content = b"0 0 0.5 rg 90 590 300 30 re f " + text(100, 600, "表头", state=b"1 g")
    assert reading(content).text == "表头\n"


def test_text_that_is_cut_to_its_cell_ends_there() -> None:
    """As spreadsheets print what is too long for its cell."""
    content = ruled((100, 140, 200), (600, 620)) + b"q 101 601 38 18 re W n "
    content += text(102, 605, "甲乙丙丁戊己") + b"Q " + text(150, 605, "12.5")
    assert reading(content).text == "甲乙丙丁\t12.5\n"


def test_bold_by_printing_twice_is_read_once() -> None:
    content = text(100, 700, "合计1100") + text(100.3, 700, "合计1100")
    assert reading(content).text == "合计1100\n"


def test_the_text_layer_of_a_scan_counts_as_ocr() -> None:
    content = b"q 595 0 0 842 0 0 cm /X Do Q " + text(100, 700, "扫描件的文字层" * 6, state=b"3 Tr")
    source = reading(content, objects=[stream(b"\xc8", _PICTURE)])
    assert source.text == "扫描件的文字层" * 6 + "\n"
    assert source.pages[0].by == "ocr"


def test_an_empty_page_is_a_page() -> None:
    source = read(pdf(text(100, 700, "甲"), b"", text(100, 700, "乙")), "a.pdf", ReadOptions())
    assert source.text == "甲\n乙\n"
    assert [(page.number, page.start, page.end) for page in source.pages] == [(1, 0, 2), (2, 2, 2), (3, 2, 4)]


def test_lines_come_from_top_to_bottom_whatever_the_file_says() -> None:
    content = text(100, 500, "三") + text(100, 700, "一") + text(300, 600, "右边") + text(100, 600.5, "左边")
    assert reading(content).text == "一\n左边   右边\n三\n"


def test_two_cells_of_a_head_line_are_parted_by_blanks() -> None:
    content = text(100, 700, "填报单位：清河县文化馆") + text(400, 700, "单位：万元")
    assert reading(content).text == "填报单位：清河县文化馆   单位：万元\n"


def test_characters_spread_over_a_cell_are_one_word() -> None:
    content = ruled((100, 260, 300), (600, 620)) + text(110, 605, "项") + text(150, 605, "目")
    content += text(190, 605, "名") + text(230, 605, "称") + text(270, 605, "甲")
    assert reading(content).text == "项目名称\t甲\n"


def test_latin_words_that_only_a_gap_parts_get_a_blank() -> None:
    content = text(100, 700, "GDP") + text(118, 700, "growth") + text(148.5, 700, "年") + text(161, 700, "5")
    assert reading(content).text == "GDP growth年5\n"


FULL = "本单位对二〇二四年度项目支出开展了绩效自评现将自评情况公开如下接受社会监督"


def test_a_paragraph_goes_on_over_its_lines() -> None:
    lines = ["　　" + FULL[:34], FULL, "说明完毕。"]
    content = b"".join(text(110, 700 - 16 * at, words) for at, words in enumerate(lines))
    content += b"".join(text(110, 640 - 16 * at, words) for at, words in enumerate(lines))
    expected = FULL[:34] + FULL + "说明完毕。\n"
    assert reading(content).text == expected * 2


@pytest.mark.parametrize("item", ["一、", "（二）", "1.", "2、", "(3)", "④"])
def test_an_item_begins_a_paragraph(item: str) -> None:
    content = text(110, 700, FULL) + text(110, 684, item + FULL[:20]) + text(110, 668, FULL)
    assert reading(content).text == f"{FULL}\n{item}{FULL[:20]}\n{FULL}\n"


def test_a_figure_is_no_item() -> None:
    content = text(110, 700, FULL) + text(110, 684, "1.5万元。") + text(110, 668, FULL)
    assert reading(content).text == f"{FULL}1.5万元。\n{FULL}\n"


def test_a_title_is_not_joined_with_the_year_below_it() -> None:
    content = text(147, 700, "部门整体支出绩效自评表格", 25) + text(237, 670, "（2024年度公开）", 15)
    assert reading(content).text == "部门整体支出绩效自评表格\n（2024年度公开）\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["公益演出场次", "完成率"], "公益演出场次完成率"),
        (["良好", "优秀"], "良好\n优秀"),
        (["1.组织演出", "2.丰富群众文", "化生活"], "1.组织演出\n2.丰富群众文化生活"),
        (["Indicators", "of 2024", "18 held"], "Indicators of 2024\n18 held"),
        (["130811", "13081123P000", "12510001X"], "130811 13081123P00012510001X"),
        (["预算为12.5，", "共30.25万元"], "预算为12.5，共30.25万元"),
    ],
)
def test_lines_of_a_cell(lines: list[str], expected: str) -> None:
    """A cell as wide as six characters and a little room at its sides."""
    content = ruled((100, 168, 300), (500, 600)) + text(180, 560, "甲")
    content += b"".join(text(104, 580 - 14 * at, words) for at, words in enumerate(lines))
    source = reading(content)
    first = source.tables[0].cells[0]
    assert source.text[first.start : first.end] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [(["年初预算数", "额"], "年初预算数额"), (["甲组", "乙组"], "甲组\n乙组")],
)
def test_centred_lines_of_a_cell(lines: list[str], expected: str) -> None:
    content = ruled((100, 158, 300), (500, 600)) + text(180, 560, "甲")
    for at, words in enumerate(lines):
        content += text(129 - 5 * len(words), 580 - 14 * at, words)
    source = reading(content)
    first = source.tables[0].cells[0]
    assert source.text[first.start : first.end] == expected


def test_radicals_are_the_characters_that_they_look_like() -> None:
    """Fonts that draw both with one glyph have files say either."""
    table = b"begincodespacerange <0000> <ffff> endcodespacerange 3 beginbfchar <0001> <2f6c> <0002> <2ed3> "
    table += b"<0003> <4e09> endbfchar endcmap"
    content = b"BT /F 10 Tf 100 700 Td <000100020003> Tj ET"
    source = reading(content, font=own_font(b"/ToUnicode 6 0 R"), objects=[stream(b"begincmap " + table)])
    assert source.text == "目长三\n"


def test_what_is_typed_into_the_fields_of_a_form_is_read() -> None:
    appearance = stream(
        text(2, 5, "公益演出"),
        b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F 3 0 R>>>>",
    )
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/F 4/Rect[200 695 300 715]/AP<</N 6 0 R>>>>"
    source = reading(text(100, 700, "项目名称"), objects=[appearance, field], page=b"/Annots[7 0 R]")
    assert source.text == "项目名称   公益演出\n"
    assert near(box_of(source, "公益演出"), 202, 842 - 708.8, 242, 842 - 698.8)


def test_text_in_forms_in_forms() -> None:
    inner = stream(
        text(10, 10, "里面"), b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F 3 0 R>>>>"
    )
    outer = stream(
        ruled((0, 50, 99), (0, 30)) + b"/Y Do " + text(60, 10, "右"),
        b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</Font<</F 3 0 R>>/XObject<</Y 7 0 R>>>>",
    )
    source = reading(b"q 2 0 0 2 100 400 cm /X Do Q", objects=[outer, inner])
    assert source.text == "里面\t右\n"
    assert near(box_of(source, "里面"), 120, 842 - 437.6, 160, 842 - 417.6)


def test_the_lines_of_one_page_do_not_read_on_over_a_table() -> None:
    content = text(110, 700, FULL) + ruled((110, 200, 300), (660, 690)) + text(120, 670, "甲")
    content += text(210, 670, "乙") + text(110, 645, "接着说明。")
    assert reading(content).text == f"{FULL}\n甲\t乙\n接着说明。\n"
