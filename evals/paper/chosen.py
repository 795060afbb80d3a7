"""The written documents that are printed: forms of many provinces, each in the manner of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.label import HERE, Label, load_label
from evals.paper.laid_out import lay_out
from evals.paper.manners import MANNERS
from evals.paper.sheet import Face, Sheet
from schemas.document import Document

# Serif and sans: each is half of the documents. The former have high rows, so that many go on over a page.
FONTS = ("Noto Serif CJK SC", "WenQuanYi Zen Hei")
_LARGE, _SMALL = 10.5, 9.0
_ROW = 9.5
# Cells in a row from which letters are small.
_MANY = 8
CHOSEN: dict[str, tuple[str, ...]] = {
    "national": (
        "cases/national_forest_pipes",
        "cases/national_page_break",
        "cases/national_tab_heading_repeated",
        "holdout/seen/national_school_flat_line",
        "holdout/seen/dept_culture_md_page_break",
        "cases/hubei_blank_lines",
        "cases/xinjiang_all_columns_tabs",
        "cases/yunnan_blank_lines_wrapped",
    ),
    "points first": (
        "cases/anhui_blank_lines",
        "cases/anhui_cell_per_line_over_pages",
        "holdout/seen/anhui_road_tab_rows",
        "cases/beijing_flattened",
        "cases/beijing_tab_page_break",
    ),
    "plan": (
        "cases/hebei_labels_then_values",
        "cases/hebei_columns_out_of_order",
        "cases/hebei_2020_two_row_heading_tabs",
        "cases/words_wrapped_hebei",
        "cases/tianjin_ocr_markdown",
    ),
    "columns": (
        "cases/chongqing_tabs",
        "holdout/seen/chongqing_padded_pipes",
        "cases/jiangxi_space_rows",
        "cases/jiangxi_culture_tabs",
        "cases/sichuan_2022_words",
        "cases/yunnan_two_row_heading_pipes",
        "holdout/seen/yunnan_relief_pipe_shifted",
    ),
    "apart": (
        "cases/hunan_blank_line_cells_standards",
        "cases/jiangsu_half_year_tab_rows",
        "cases/plain_remarks_blank_lines_2",
    ),
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A document, how it is printed, and its sheet; ``clean`` is the sheet of which the clean text is made,
    with headings of one row."""

    name: str
    manner: str
    document: Document
    sheet: Sheet
    clean: Sheet
    face: Face

    @property
    def label(self) -> Label:
        """The record as the label of the file: what is printed is certain."""
        return Label(document=self.document)


def printed() -> Iterator[Printed]:
    """Every document that is printed."""
    paths = [(manner, path) for manner, some in CHOSEN.items() for path in some]
    for number, (manner, path) in enumerate(paths):
        document = load_label(HERE / f"{path}.json").document
        how = MANNERS[manner]
        sheet = lay_out(document, how)
        odd = number % 2
        size = _SMALL if sheet.most_cells >= _MANY else _LARGE
        yield Printed(
            name=Path(path).name,
            manner=manner,
            document=document,
            sheet=sheet,
            clean=lay_out(document, how.plain()),
            face=Face(FONTS[odd], size, 0.0 if odd else _ROW),
        )
