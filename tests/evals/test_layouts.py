"""What a form says does not depend on how it is laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.layouts import (
    BARE_TABS,
    BY_ROWS,
    HEADINGS,
    LAYOUTS,
    MIXED,
    OVERLEAF,
    UPWARDS,
    score_layout,
)
from evals.reprint import label_of, reprints
from evals.score import SETS, documents, score
from evals.turns import score_turn, turns
from pipeline.flow import extract, make_engine
from schemas.source import SourceText

# Without separators, columns of prose cannot be told apart; there the engine must say so.
HARD = (OVERLEAF, MIXED)
BY_COLUMNS = [layout for layout in LAYOUTS if layout.startswith("columns") and layout not in HARD]
WRAPPED = [layout for layout in LAYOUTS if layout.startswith("wrapped")]
ORDERS = [layout for layout in LAYOUTS if layout.startswith(("order", "one line")) and layout != UPWARDS]
PAGED = [layout for layout in LAYOUTS if layout.startswith("pages, ")]
SWAPPED = [layout for layout in LAYOUTS if layout.startswith("swapped, ")]
OTHERS = ("glued", UPWARDS, BARE_TABS, *ORDERS, *HARD, *BY_COLUMNS, *WRAPPED, *PAGED, *SWAPPED)
SEPARATED = [layout for layout in LAYOUTS if layout not in OTHERS]


def _read(layout: str) -> tuple[int, int, int]:
    """Errors, silent errors and cells of a layout, all headings together."""
    results = [score_layout(name, layout, seed=11, engine=make_engine("local")) for name in HEADINGS]
    errors, silent = (sum(len(each.errors) for each in results), sum(each.silent for each in results))
    return errors, silent, sum(len(each.cells) for each in results)


@pytest.mark.parametrize("layout", SEPARATED)
@pytest.mark.parametrize("name", HEADINGS)
def test_every_heading_in_every_layout(name: str, layout: str) -> None:
    result = score_layout(name, layout, seed=11, engine=make_engine("local"))
    assert not result.errors, [(cell.label_path, cell.expected, cell.got) for cell, _ in result.errors]


@pytest.mark.parametrize("layout", PAGED)
def test_forms_over_pages_are_read_or_doubted(layout: str) -> None:
    errors, silent, cells = _read(layout)
    assert errors <= 0.03 * cells
    assert silent <= 0.01 * cells


@pytest.mark.parametrize("layout", SWAPPED)
def test_pages_out_of_order_are_doubted(layout: str) -> None:
    """Where no number shows the order of the pages, it may go unseen."""
    _, silent, cells = _read(layout)
    assert silent <= 0.1 * cells


@pytest.mark.parametrize("layout", WRAPPED)
def test_wrapped_text_is_read_or_doubted(layout: str) -> None:
    errors, silent, cells = _read(layout)
    # Cells that stand half a line beside the others of their row are not always told from the row's above.
    most = 0.2 if layout.startswith("wrapped, half") else 0.04
    assert errors <= most * cells
    assert silent <= 0.004 * cells


def test_lines_that_lost_their_first_tabs_are_read_or_doubted() -> None:
    _, silent, cells = _read(BARE_TABS)
    assert silent <= 0.012 * cells


@pytest.mark.parametrize("name", HEADINGS)
def test_glued_text_is_doubted_where_it_is_not_read(name: str) -> None:
    result = score_layout(name, "glued", seed=11, engine=make_engine("local"))
    assert result.silent <= 0.04 * len(result.cells)


@pytest.mark.parametrize("layout", ORDERS)
def test_other_orders_are_read_or_doubted(layout: str) -> None:
    errors, silent, cells = _read(layout)
    assert errors <= (0.2 if layout.endswith("half") else 0.12) * cells
    assert silent <= 0.012 * cells


def test_rows_from_the_last_to_the_first_are_doubted() -> None:
    _, silent, cells = _read(UPWARDS)
    assert silent <= 0.005 * cells


@pytest.mark.parametrize("layout", BY_COLUMNS)
@pytest.mark.parametrize("name", HEADINGS)
def test_columns_one_after_the_other_are_read_or_doubted(name: str, layout: str) -> None:
    result = score_layout(name, layout, seed=11, engine=make_engine("local"))
    assert result.accuracy >= 0.85
    assert result.silent <= 0.01 * len(result.cells)


def test_columns_without_headings_overleaf_are_read_or_doubted() -> None:
    errors, silent, cells = _read(OVERLEAF)
    assert errors <= 0.15 * cells
    assert silent <= 0.004 * cells


def test_rows_in_order_and_columns_mixed_are_read_or_doubted() -> None:
    """What has empty cells does not come out even; it is doubted where a column stands by itself."""
    errors, silent, cells = _read(MIXED)
    assert errors <= 0.35 * cells
    assert silent <= 0.02 * cells


def test_words_that_lost_their_lines_are_not_read_by_lines() -> None:
    ((_, label, source),) = [
        each for each in documents(SETS["seen"], Path("none")) if each[0] == "mirror_traditional_words"
    ]
    assert source is not None
    flattened = SourceText.from_text(" ".join(source.text.split()))
    result = score("flattened", label, extract(flattened, make_engine("local")))
    assert result.accuracy > 0.95
    assert result.silent == 0


@pytest.mark.parametrize("layout", BY_ROWS)
def test_turned_pages_are_read_or_doubted(layout: str) -> None:
    """Between separators the parts of a row are told by their columns; elsewhere by words."""
    found = [
        score_turn(name, layout, turn, make_engine("local"))
        for name, turn in zip(HEADINGS, turns(14), strict=True)
    ]
    results = [each[0] for each in found if each]
    silent, cells = sum(each.silent for each in results), sum(len(each.cells) for each in results)
    assert len(results) >= 5
    assert silent <= 0.02 * cells


def test_written_documents_are_printed_again_with_their_labels() -> None:
    engine = make_engine("local")
    name, written = next(iter(reprints()))
    result = score(
        name, label_of(written), extract(SourceText.from_text(BY_ROWS["tab rows"](written)), engine)
    )
    assert not result.errors
