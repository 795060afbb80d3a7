"""A review opinion as a Word document (.docx)."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Made
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.export.opinion.content import Opinion, Remark
from pipeline.export.words import word

# Every Word has it; without an East Asian font named, some show Chinese in a Latin font's fallback.
_FONT, _LATIN = "宋体", "Times New Roman"
_A4, _MARGIN = (Mm(210), Mm(297)), Mm(25)
_COLUMNS = (Mm(30), Mm(130))
_GREY = RGBColor(0x59, 0x59, 0x59)


def render(made: Opinion) -> bytes:
    """The whole opinion as a file's content."""
    document = Document()
    _page(document)
    _fonts(document)
    document.core_properties.title = made.title
    document.core_properties.author = "jixiao"
    document.add_heading(made.title, level=0)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in made.facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = width
    for section in made.sections:
        document.add_heading(f"{section.title}（{len(section.remarks)}）", level=1)
        _small(document.add_paragraph(section.question))
        if not section.remarks:
            document.add_paragraph(word("no_comments", made.lang))
        for remark in section.remarks:
            _remark(document, remark, made)
    document.add_paragraph()
    for note in made.notes:
        _small(document.add_paragraph(note))
    document.add_paragraph(word("signature", made.lang))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _remark(document: Made, remark: Remark, made: Opinion) -> None:
    lang = made.lang
    paragraph = document.add_paragraph(f"{remark.number}. ")
    paragraph.add_run(remark.said).bold = True
    paragraph.paragraph_format.keep_with_next = True
    colon = "：" if lang == "zh" else ": "
    lines = [f"{word('place', lang)}{colon}{place}" for place in remark.places]
    if remark.more:
        lines.append(word("more_places", lang).format(count=remark.more))
    lines += [f"{word('quotation', lang)}{colon}“{quote}”" for quote in remark.quotes]
    if remark.proposal:
        lines.append(f"{word('proposal', lang)}{colon}{remark.proposal}")
    for line in (*lines, f"{word('decision', lang)}　{remark.rule}"):
        below = _small(document.add_paragraph(line))
        below.paragraph_format.left_indent = Pt(18)


def _page(document: Made) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = _A4
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN


def _small(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(2)
    for run in paragraph.runs:
        run.font.size = Pt(9.5)
        run.font.color.rgb = _GREY
    return paragraph


def _fonts(document: Made) -> None:
    for name, size in (("Normal", 11), ("Title", 18), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name = _LATIN
        style.font.size = Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # Headings name their fonts by theme, which would go before the ones named here.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _FONT)
