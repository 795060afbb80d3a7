"""The kept texts of OCR are what the manifest says, their labels are the records that were rendered, and
pages show all of a record. Rendering and reading again needs programs that the tests do without."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.label import HERE, load_label
from evals.ocr.__main__ import main
from evals.ocr.kept import MANIFEST, QUALITIES, RENDERED, TEXTS, rendered
from evals.ocr.order import Box, in_order
from evals.ocr.programs import missing
from evals.ocr.readers import READERS, from_table
from evals.paper.laid_out import lay_out
from evals.paper.manners import MANNERS
from evals.paper.sheet import Face
from evals.paper.web import html
from evals.score import SETS, Score, documents, score
from pipeline.flow import extract, make_engine

LEVELS = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    engine = make_engine("local")
    found = documents(SETS["ocr"], Path("none"))
    return [score(name, label, extract(source, engine)) for name, label, source in found if source]


def test_kept_texts_are_those_of_the_manifest() -> None:
    listed = json.loads(MANIFEST.read_text(encoding="utf-8"))["texts"]
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in TEXTS.glob("*.txt")}
    assert digests == {name: entry["sha256"] for name, entry in listed.items()}
    assert len(digests) == len(RENDERED) * len(QUALITIES) * len(READERS)
    for entry in listed.values():
        assert entry["reader"].split()[0] in READERS
        assert {"font", "dpi", "skew", "blur", "noise", "jpeg"} <= entry.keys()


def test_labels_are_the_records_that_were_rendered() -> None:
    for name, label, page, font in rendered():
        assert load_label(TEXTS / f"{name}.json") == label
        assert not label.uncertain
        assert font.split(" ")[0] in page


def test_a_record_that_the_page_cannot_show_is_refused() -> None:
    document = load_label(HERE / "cases" / "cost_estimates_tab_rows.json").document
    with pytest.raises(ValueError, match="no place for /forms/0/costs"):
        html(lay_out(document, MANNERS["apart"]), Face("Noto Sans CJK SC", 10))


def test_what_is_printed_is_no_markup() -> None:
    document = load_label(TEXTS / f"{rendered()[0][0]}.json").document
    document.forms[0].indicators[0].level3 = "<b>&<script>"
    page = html(lay_out(document, MANNERS["apart"]), Face("Noto Sans CJK SC", 10))
    assert "&lt;b&gt;&amp;&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_row_of_two_lines_is_two_lines() -> None:
    name = [Box(0, 0, 80, 20, "日常养护单位成"), Box(0, 20, 20, 40, "本")]
    assert in_order([*name, Box(100, 11, 140, 31, "≤1.1")]) in (
        "日常养护单位成\n≤1.1\n本",
        "日常养护单位成\n本\t≤1.1",
    )
    assert in_order([]) == ""


def test_words_of_tesseract_are_joined_within_a_column() -> None:
    rows = [
        *("4\t1\t1\t1\t1\t0\t0\t0\t300\t20\t-1\t", "5\t1\t1\t1\t1\t1\t0\t0\t20\t20\t96\t分"),
        *("5\t1\t1\t1\t1\t2\t22\t0\t20\t20\t96\t值", '5\t1\t1\t1\t1\t3\t90\t0\t20\t20\t80\t"'),
        *("5\t1\t1\t1\t2\t1\t0\t40\t20\t20\t91\t10", "5\t1\t1\t1\t2\t2\t30\t40\t20\t20\t0\t "),
    ]
    boxes = from_table("\n".join([LEVELS, *rows]) + "\n")
    assert [box.text for box in boxes] == ["分值", '"', "10"]
    assert in_order(boxes) == '分值\t"\n10'


def test_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    needed = missing()
    assert needed
    assert "install" in needed
    result = CliRunner().invoke(main)
    assert result.exit_code == 1
    assert needed in result.output


def test_every_reading_is_scored(scores: list[Score]) -> None:
    assert sorted(each.name for each in scores) == sorted(path.stem for path in TEXTS.glob("*.txt"))


def test_what_ocr_reads_is_read_or_doubted(scores: list[Score]) -> None:
    """What the readers give is read; where lines of rows were torn apart the engine must say so more often
    than it does: these bounds are what it reaches, not what is good."""
    for reader, most_wrong, most_silent in (("rapidocr", 0.3, 0.12), ("tesseract", 0.85, 0.04)):
        some = [each for each in scores if f".{reader}_" in each.name]
        cells = sum(len(each.cells) for each in some)
        assert sum(len(each.errors) for each in some) <= most_wrong * cells
        assert sum(each.silent for each in some) <= most_silent * cells
