"""A document drawn on pages: pictures with the ink of every value where its source says that it stands."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.flow import extract, make_engine
from pipeline.ingest.composer import Composer, GridCell, Piece
from pipeline.ingest.pictures import Picture
from pipeline.review.store import adding
from pipeline.review.store.connect import connect
from schemas.finding import Finding, Message, Severity, Stretch
from schemas.result import Extraction
from schemas.source import Box, SourceText

# A4 at 150 dots per inch; the source is in points, as that of a PDF.
WIDTH, HEIGHT, DOTS = 1240, 1754, 150 / 72
_SIZE, _LINE, _MARGIN = 24, 80, 90
_FONTS = Path("/usr/share/fonts")
# Columns of the table, and columns that each of its rows is divided into.
_EDGES = (90, 250, 420, 610, 830, 960, 1150)
_PURPOSE = "用于稻田示范点建设和农户培训，含示范田租用、种苗、农资采购与技术人员指导等支出，另含验收与宣传"
LEFT_OVER = "绩效指标描述"
# Each page is a form; the first one's total contradicts its parts. ``None`` goes with the cell before it.
_FORMS = (
    ("1", "稻田示范点建设", "33091224P001200100013", "9.00"),
    ("2", "渠道整修", "33091224P00120010002B", "8.00"),
)


@dataclass(frozen=True)
class Paper:
    """A document with its pages; ``ink`` is where each text was drawn, as (page from 0, pixels)."""

    source: SourceText
    pictures: Sequence[Picture]
    ink: dict[str, tuple[int, Box]]

    @property
    def extraction(self) -> Extraction:
        return extract(self.source, make_engine("local"))


@cache
def paper() -> Paper:
    """Two forms on two pages, the first picture a PNG, the second a JPEG."""
    composer, ink, pictures = Composer(), dict[str, tuple[int, Box]](), []
    for page, form in enumerate(_FORMS):
        image = Image.new("L", (WIDTH, HEIGHT), 255)
        _Pen(composer, image, page, ink).form(*form)
        data, kind = BytesIO(), "PNG" if page == 0 else "JPEG"
        image.save(data, kind)
        pictures.append(Picture(page + 1, WIDTH, HEIGHT, f"image/{kind.lower()}", data.getvalue()))
    return Paper(composer.source("青禾.pdf", "a" * 64, "application/pdf"), pictures, ink)


@cache
def _font() -> ImageFont.FreeTypeFont:
    found = sorted(_FONTS.rglob("*Sans*CJK*Regular*"))
    if not found:
        assert not os.environ.get("CI"), ".ci/run installs a font for Chinese"
        pytest.skip("no font for Chinese is installed (.ci/run installs it)")
    return ImageFont.truetype(str(found[0]), _SIZE, index=2 if found[0].suffix == ".ttc" else 0)


class _Pen:
    """Draws a form and tells the composer where each of its lines stands."""

    def __init__(
        self, composer: Composer, image: Image.Image, page: int, ink: dict[str, tuple[int, Box]]
    ) -> None:
        self._composer, self._page, self._ink = composer, page, ink
        self._draw = ImageDraw.Draw(image)
        self._top = 90
        composer.page(WIDTH / DOTS, HEIGHT / DOTS)

    def form(self, number: str, name: str, code: str, total: str) -> None:
        if number == "1":
            self._line("青禾县农技推广站2024年项目绩效目标表", 330)
        self._line(f"{number}.{name}绩效目标表", 400)
        self._line("330912 青禾县农技推广站", _MARGIN)
        self._line("单位：万元", 960)
        self._rows = list[GridCell]()
        self._row("项目编码", code, None, "项目名称", name, None)
        self._row("预算规模及资金用途", "预算数", total, "其中：财政资金", "6.00", "其他资金", "2.00")
        self._row("", _PURPOSE, None, None, None, None)
        self._row("资金支出计划（%）", "3月底", "6月底", "10月底", "12月底", None)
        self._row("", "10%", "40%", "80%", "100%", None)
        self._row("绩效目标", "1.建成示范点3个，培训农户200人次", None, None, None, None)
        self._row("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
        self._row("产出指标", "数量指标", "示范点数量", "建成的示范点个数", "≥3个", "年度工作计划")
        self._row("效益指标", "社会效益指标", "农户增收", "增收的农户比例", "≥80%", "往年数据")
        self._row(
            "满意度指标", "服务对象满意度指标", "农户满意度", "对培训满意的农户比例", "≥95%", "问卷调查"
        )
        self._composer.table(self._rows)

    def _line(self, text: str, left: int) -> None:
        self._composer.line(self._pieces(text, left, self._top, WIDTH - _MARGIN - left))
        self._top += 52

    def _row(self, *texts: str | None) -> None:
        """Cells beside each other; each is as wide as the ``None`` behind it make it."""
        many = len(texts)
        edges = _EDGES if many == 6 else [_MARGIN + (1060 * at) // many for at in range(many + 1)]
        starts = [at for at, text in enumerate(texts) if text is not None]
        row = self._rows[-1].row + 1 if self._rows else 0
        bottom = self._top + _LINE
        made = []
        for at, following in zip(starts, [*starts[1:], many], strict=True):
            left, right = edges[at], edges[following]
            line = self._pieces(texts[at] or "", left + 8, self._top + 14, right - left - 16)
            bottom = max([bottom, *(int(each.box.bottom * DOTS) + 12 for each in line if each.box)])
            made.append((left, right, GridCell(row, at, [line] if line else [], columns=following - at)))
        for left, right, cell in made:
            self._draw.rectangle((left, self._top, right, bottom), outline=0, width=2)
            self._rows.append(cell)
        self._top = bottom

    def _pieces(self, text: str, left: int, top: int, width: int) -> list[Piece]:
        """Draw a text, in as many lines as its width needs; a piece for each character."""
        pieces, x, font = [], float(left), _font()
        inked: list[Box] = []
        for character in text:
            step = font.getlength(character)
            if x + step > left + width:
                x, top = float(left), top + _SIZE + 6
            self._draw.text((x, top), character, font=font, fill=0)
            inked.append(Box(*self._draw.textbbox((x, top), character, font=font)))
            box = Box(x / DOTS, top / DOTS, (x + step) / DOTS, (top + 1.4 * _SIZE) / DOTS)
            pieces.append(Piece(character, box))
            x += step
        if inked:
            around = inked[0]
            for each in inked[1:]:
                around = around.united(each)
            self._ink.setdefault(text, (self._page, around))
        return pieces


def left_over() -> Finding:
    """What is found of text on the first page that no value stands for."""
    start = paper().source.text.index(LEFT_OVER)
    return Finding(
        rule="text.covered",
        severity=Severity.WARNING,
        paths=["/forms/0"],
        message=Message(zh="这段文字没有读入", en="this text was not read"),
        spans=[Stretch(start=start, end=start + len(LEFT_OVER))],
    )


def shelve(store: Path) -> Path:
    """Put the document into a store, with a finding on text that was left over; the store's path."""
    engine = connect(str(store))
    found = paper()
    read = found.extraction
    read = read.model_copy(update={"findings": [*read.findings, left_over()]})
    adding.add(engine, read, found.source, pictures=found.pictures)
    engine.dispose()
    return store
