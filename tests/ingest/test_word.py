"""Word documents: what is printed is read, where it is printed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from docx import Document
from docx.document import Document as Made
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.ingest import read_bytes
from schemas.source import SourceText
from tests.ingest.forms import SELF_EVALUATION, TARGETS, TITLE, Place, grids, prose, size
from tests.ingest.packing import repacked

_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def saved(document: Made) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def with_table(document: Made, places: list[Place]) -> None:
    rows, columns = size(places)
    table = document.add_table(rows, columns)
    for at in places:
        cell = table.cell(at.row, at.column)
        if (at.rows, at.columns) != (1, 1):
            cell = cell.merge(table.cell(at.row + at.rows - 1, at.column + at.columns - 1))
        cell.text = at.text.split("\n", maxsplit=1)[0]
        for line in at.text.split("\n")[1:]:
            cell.add_paragraph(line)


def body_of(*elements: str) -> SourceText:
    """What is read from a document with these elements in its body."""
    document = Document()
    for element in elements:
        body = document.element.body
        body.insert(len(body) - 1, parse_xml(_declared(element)))
    return read_bytes(saved(document), "表.docx")


def _declared(element: str) -> str:
    return re.sub(r"^<w:\w+", lambda tag: f"{tag[0]} {nsdecls('w')} {_MC} {_WPS} {_M}", element)


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(text: str, properties: str = "", inside: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text)) if text else ''}{inside}<w:p/></w:tc>"


def test_whole_forms() -> None:
    document = Document()
    document.add_paragraph(TITLE)
    with_table(document, TARGETS)
    document.add_paragraph("附：自评")
    with_table(document, SELF_EVALUATION)
    document.add_paragraph("填报人：张三")
    source = read_bytes(saved(document), "表.docx")
    assert grids(source) == [TARGETS, SELF_EVALUATION]
    assert prose(source) == [TITLE, "附：自评", "填报人：张三"]
    assert source.media_type.endswith("wordprocessingml.document")
    assert (source.pages, source.words) == ((), ())


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("甲") + "<w:r><w:tab/></w:r>" + run("乙"), "甲 乙"),
        (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), "甲\n乙"),
        (run("绩\u00ad效") + "<w:r><w:softHyphen/></w:r>" + run("目标"), "绩效目标"),
        (run("甲") + f'<w:ins w:id="1" w:author="x">{run("乙")}</w:ins>', "甲乙"),
        (
            run("甲") + f'<w:del w:id="1" w:author="x">{run("乙").replace("w:t", "w:delText")}</w:del>',
            "甲",
        ),
        (
            f'<w:moveFrom w:id="1" w:author="x">{run("乙")}</w:moveFrom>'
            + f'<w:moveTo w:id="2" w:author="x">{run("丙")}</w:moveTo>',
            "丙",
        ),
        (run("甲") + run("密", "<w:vanish/>") + run("乙", '<w:vanish w:val="0"/>'), "甲乙"),
        (run("目录") + run("3", "<w:webHidden/>"), "目录3"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("8场"), "≥8场"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("是"), "☑是"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>' + run("是"), "☑是"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r>' + run("是"), "\ufffd是"),
        (run("\uf0a3", '<w:rFonts w:ascii="Symbol"/>') + run("5天"), "≤5天"),
        ("<m:oMath><m:r><m:t>≥95%</m:t></m:r></m:oMath>", "≥95%"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>jì</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "绩",
        ),
        (
            f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"
            + f'<w:hyperlink w:anchor="x">{run("乙")}</w:hyperlink>',
            "甲乙",
        ),
        (run("二〇") + "<w:r><w:noBreakHyphen/></w:r>" + run("二四"), "二〇-二四"),
    ],
)
def test_what_is_printed_of_a_paragraph(inside: str, text: str) -> None:
    assert body_of(paragraph(inside)).text == text + "\n"


def field(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def test_fields_show_their_result() -> None:
    page = field("begin") + "<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>" + field("separate")
    inner = field("begin") + field("separate") + run("条件") + field("end")
    outer = field("begin") + inner + field("separate") + run("结果") + field("end")
    ticked = field("begin", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>") + field("end")
    source = body_of(
        paragraph(run("一、目标") + page + run("3") + field("end")),
        paragraph(outer),
        paragraph(ticked + run("是")),
        # A field without its end hides nothing that follows.
        paragraph(field("begin") + "<w:r><w:instrText>X</w:instrText></w:r>"),
        paragraph(run("正文")),
    )
    assert source.text.splitlines() == ["一、目标3", "结果", "☑是", "正文"]


def test_text_hidden_by_a_style() -> None:
    document = Document()
    styles = document.styles.element
    styles.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="character" w:styleId="Base"><w:name w:val="b"/>'
            "<w:rPr><w:vanish/></w:rPr></w:style>"
        )
    )
    styles.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="character" w:styleId="Hid"><w:name w:val="h"/>'
            '<w:basedOn w:val="Base"/></w:style>'
        )
    )
    shown = document.add_paragraph()
    shown._p.append(parse_xml(_declared(run("密", '<w:rStyle w:val="Hid"/>'))))
    shown._p.append(parse_xml(_declared(run("甲"))))
    assert read_bytes(saved(document), "表.docx").text == "甲\n"


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
    assert body_of(paragraph(gone + run("甲")), paragraph(run("乙"))).text == "甲乙\n"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('附件2'))}</w:txbxContent>"
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert body_of(paragraph(run("标题") + drawn)).text == "标题\n附件2\n"


def test_rows_that_begin_later_and_merged_cells_of_every_kind() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    source = body_of(
        table(
            cell("甲", down) + cell("乙", '<w:gridSpan w:val="2"/>'),
            cell("旧", on) + cell("丙") + cell("丁"),
            before + cell("戊") + cell("己"),
            cell("庚", '<w:hMerge w:val="restart"/>') + cell("", '<w:hMerge w:val="continue"/>') + cell("辛"),
            f'<w:trPr><w:del w:id="9" w:author="x"/></w:trPr>{cell("删")}',
        )
    )
    assert grids(source) == [
        [
            *(Place(0, 0, "甲", rows=2), Place(0, 1, "乙", columns=2)),
            *(Place(1, 1, "丙"), Place(1, 2, "丁")),
            *(Place(2, 0, ""), Place(2, 1, "戊"), Place(2, 2, "己")),
            *(Place(3, 0, "庚", columns=2), Place(3, 2, "辛")),
        ]
    ]


def test_columns_that_only_others_cover_are_left_out() -> None:
    wide = '<w:gridSpan w:val="999999999"/>'
    source = body_of(table(cell("标题", wide), cell("甲") + cell("乙", '<w:gridSpan w:val="999999998"/>')))
    assert grids(source) == [[Place(0, 0, "标题", columns=2), Place(1, 0, "甲"), Place(1, 1, "乙")]]


def test_borders_that_are_not_in_one_line_make_no_column() -> None:
    def two(width: int) -> SourceText:
        grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in (2000, width, 2000))
        two_columns = '<w:gridSpan w:val="2"/>'
        rows = table(
            cell("甲", '<w:vMerge w:val="restart"/>' + two_columns) + cell("乙"),
            cell("", "<w:vMerge/>") + cell("丙", two_columns),
        )
        return body_of(rows.replace("<w:tblGrid/>", f"<w:tblGrid>{grid}</w:tblGrid>"))

    assert grids(two(20)) == [[Place(0, 0, "甲", rows=2), Place(0, 1, "乙"), Place(1, 1, "丙")]]
    assert len(grids(two(300))[0]) == 4


def test_a_thin_column_that_has_a_cell_stays() -> None:
    rows = table(cell("甲") + cell("乙") + cell("丙"))
    grid = "<w:tblGrid>" + '<w:gridCol w:w="10"/>' * 3 + "</w:tblGrid>"
    assert grids(body_of(rows.replace("<w:tblGrid/>", grid))) == [
        [Place(0, 0, "甲"), Place(0, 1, "乙"), Place(0, 2, "丙")]
    ]


def test_content_controls_around_rows_and_cells() -> None:
    def controlled(inside: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    rows = f"<w:tr>{cell('甲')}{controlled(cell('乙'))}</w:tr>"
    source = body_of(
        f"<w:tbl><w:tblPr/>{controlled(rows)}<w:tr>{cell('丙')}{cell('丁')}</w:tr></w:tbl>",
    )
    assert grids(source) == [[Place(0, 0, "甲"), Place(0, 1, "乙"), Place(1, 0, "丙"), Place(1, 1, "丁")]]


INNER = table(cell("一级指标") + cell("指标值"), cell("产出指标") + cell("≥8场"))
INNER_GRID = [Place(0, 0, "一级指标"), Place(0, 1, "指标值"), Place(1, 0, "产出指标"), Place(1, 1, "≥8场")]


def test_a_table_that_is_only_a_frame_gives_way() -> None:
    source = body_of(table(cell("表名", inside=INNER)))
    assert prose(source) == ["表名"]
    assert grids(source) == [INNER_GRID]


def test_rows_around_a_table_in_a_frame_stay_rows() -> None:
    source = body_of(
        table(
            cell("名称") + cell("演出"),
            cell("指标") + cell("", inside=INNER),
            cell("备注") + cell("无"),
        )
    )
    assert grids(source) == [
        [Place(0, 0, "名称"), Place(0, 1, "演出")],
        INNER_GRID,
        [Place(0, 0, "备注"), Place(0, 1, "无")],
    ]
    assert prose(source) == ["指标"]


def test_a_small_table_in_a_cell_is_lines_of_it() -> None:
    source = body_of(table(cell("绩效目标" * 10) + cell("分项", inside=table(cell("甲") + cell("1")))))
    assert grids(source) == [[Place(0, 0, "绩效目标" * 10), Place(0, 1, "分项\n甲 1")]]


def numbering(*levels: str, extra: str = "") -> Callable[[Made], None]:
    """What puts a list 77 with these levels into a document, and after it more lists."""

    def put(document: Made) -> None:
        root = document.part.numbering_part.element
        made = "".join(f'<w:lvl w:ilvl="{depth}">{level}</w:lvl>' for depth, level in enumerate(levels))
        abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{made}</w:abstractNum>'
        root.insert(0, parse_xml(abstract))
        lists = f'<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>{extra}'
        for each in parse_xml(f"<w:numbering {nsdecls('w')}>{lists}</w:numbering>"):
            root.append(each)

    return put


def level(style: str, text: str, more: str = "", suffix: str = "nothing") -> str:
    return (
        f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>{more}<w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/>'
    )


def listed(text: str, depth: int = 0, key: int = 77) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>'
    return paragraph(f"<w:pPr>{place}</w:pPr>{run(text)}")


def test_list_numbers_are_text() -> None:
    document = Document()
    again = (
        '<w:num w:numId="78"><w:abstractNumId w:val="77"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    levels = (
        level("chineseCounting", "%1、"),
        level("decimal", "（%2）"),
        level("decimal", "%1.%2.%3", "<w:isLgl/>", "tab"),
        level("decimalEnclosedCircleChinese", "%4"),
        level("bullet", "\uf0d8", "", "space") + '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>',
    )
    numbering(*levels, extra=again)(document)
    body = document.element.body
    lines = [
        *(listed("目标"), listed("数量", 1), listed("质量", 1), listed("细目", 2), listed("圈", 3)),
        *(paragraph(run("说明")), listed("措施"), listed("另起", 1), listed("重点", 4)),
        *(listed("五", key=78), listed("六", key=78), listed("无", key=0), listed("未知", key=99)),
    ]
    for line in lines:
        body.insert(len(body) - 1, parse_xml(_declared(line)))
    assert read_bytes(saved(document), "表.docx").text.splitlines() == [
        *("一、目标", "（1）数量", "（2）质量", "1.2.1 细目", "①圈"),
        *("说明", "二、措施", "（1）另起", "➢ 重点"),
        *("五、五", "六、六", "无", "未知"),
    ]


def test_list_numbers_that_a_style_brings_and_in_cells() -> None:
    document = Document()
    numbering(level("decimal", "%1."))(document)
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="Item"><w:name w:val="item"/>'
            '<w:pPr><w:numPr><w:numId w:val="77"/></w:numPr></w:pPr></w:style>'
        )
    )
    item = '<w:pPr><w:pStyle w:val="Item"/></w:pPr>'
    row = f"<w:tc><w:p>{item}</w:p></w:tc><w:tc><w:p>{item}{run('场次')}</w:p></w:tc>"
    body = document.element.body
    body.insert(0, parse_xml(_declared(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>")))
    assert grids(read_bytes(saved(document), "表.docx")) == [[Place(0, 0, "1."), Place(0, 1, "2.场次")]]


def test_the_first_header_stands_above_and_footers_do_not() -> None:
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "附件2"
    section.footer.paragraphs[0].text = "第1页"
    document.add_paragraph("正文")
    assert read_bytes(saved(document), "表.docx").text == "附件2\n正文\n"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "首页"
    assert read_bytes(saved(document), "表.docx").text == "首页\n正文\n"


def test_a_document_with_macros_or_of_the_iso_edition() -> None:
    document = Document()
    document.add_paragraph("甲")
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    changed = repacked(saved(document), lambda _, data: data.replace(main.encode(), macros.encode()))
    assert read_bytes(changed, "表.docm").text == "甲\n"
    strict = repacked(
        saved(document),
        lambda _, data: data.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
            b"http://purl.oclc.org/ooxml/wordprocessingml/",
        ),
    )
    assert read_bytes(strict, "表.docx").text == "甲\n"
