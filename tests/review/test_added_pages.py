"""Pages that ``jixiao review`` adds: of a PDF, of a result beside its PDF, and what cannot be drawn."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.review.places import PageBox, marks_in, page_boxes
from pipeline.review.store import documents, pages
from pipeline.review.store.connect import connect, reading
from tests.cli.samples import run_process

# Made by LibreOffice; a form over two pages.
_PDF = Path(__file__).parents[1] / "ingest" / "pdf" / "self_evaluation.pdf"


def stored(store: Path) -> list[tuple[Image.Image, list[PageBox]]]:
    """The pictures of the pages of the only document, with the boxes of its only form."""
    engine = connect(str(store))
    with reading(engine) as connection:
        leaves = pages.leaves(connection, 1)
        shown = [pages.picture(connection, 1, leaf.number, leaf.digest) for leaf in leaves]
        read = documents.part(connection, 1, 0)
        boxes = page_boxes(pages.words_on(connection, 1, leaves), marks_in(read.evidence, [], 0))
    engine.dispose()
    images = [Image.open(BytesIO(each.data)).convert("L") for each in shown if each]
    return list(zip(images, boxes, strict=True))


def inked(image: Image.Image, box: PageBox) -> float:
    """The share of a box's width that its ink reaches over."""
    left, top = box.left * image.width / 100, box.top * image.height / 100
    right, bottom = left + box.width * image.width / 100, top + box.height * image.height / 100
    dark = image.crop((round(left), round(top), round(right), round(bottom))).point(
        lambda grey: grey < 128 and 255
    )
    found = dark.getbbox()
    return (found[2] - found[0]) / dark.width if found else 0.0


@pytest.mark.parametrize("way", ["document", "result"])
def test_pages_of_a_pdf_come_with_it(tmp_path: Path, way: str) -> None:
    named: tuple[str | Path, ...] = (_PDF,)
    if way == "result":
        done = run_process(tmp_path, "extract", _PDF, "--engine", "local", "--json")
        (tmp_path / "result.json").write_text(done.stdout, encoding="utf-8")
        named = ("result.json", "--sources", _PDF.parent)
    added = run_process(tmp_path, "review", *named, "--engine", "local", "--store", "review.db", "--add-only")
    assert added.returncode == 0, added.stderr
    found = stored(tmp_path / "review.db")
    assert len(found) == 2 and all(image.width == 1600 for image, _ in found)
    shares = [inked(image, box) for image, boxes in found for box in boxes]
    assert len(shares) > 60
    # A box as wide as a glyph's cell has room beside a narrow figure.
    assert min(shares) > 0.3 and sum(shares) / len(shares) > 0.85


def test_a_result_whose_file_has_changed_has_no_pages(tmp_path: Path) -> None:
    done = run_process(tmp_path, "extract", _PDF, "--engine", "local", "--json")
    (tmp_path / "result.json").write_text(done.stdout, encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "form.pdf").write_bytes(_PDF.read_bytes() + b"\n%")
    arguments = ("--sources", "in", "--engine", "local", "--store", "review.db", "--add-only")
    added = run_process(tmp_path, "review", "result.json", *arguments)
    assert added.returncode == 0, added.stderr
    engine = connect(str(tmp_path / "review.db"))
    with reading(engine) as connection:
        assert documents.head(connection, 1).forms == 1
        assert pages.leaves(connection, 1) == []
    engine.dispose()
