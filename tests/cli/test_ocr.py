"""``jixiao ocr``: text, JSON and overlay pictures of what was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from pipeline.commands import exit_codes
from pipeline.export.overlay import font_path
from tests.cli.samples import Run
from tests.ingest.scan.drawn import page
from tests.servers.fixtures import leave, need


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    need("rapidocr", "onnxruntime")
    font = font_path()
    if font is None:
        leave("no font for Chinese is installed (apt-get install fontconfig fonts-noto-cjk)")
    path = tmp_path / "表.tif"
    page(font).save(path)
    return path


def test_text_and_overlay(scan: Path, tmp_path: Path, jixiao: Run) -> None:
    done = jixiao("ocr", scan, "--out", tmp_path / "out")
    assert done.returncode == exit_codes.DONE, done.stderr
    assert "培训农户人次\t≥200人次\t12.50\n" in done.stdout
    (shown,) = (tmp_path / "out").iterdir()
    assert shown.name == "表-1.png"
    assert Image.open(shown).size == (2480, 900)


def test_json(scan: Path, jixiao: Run) -> None:
    found = json.loads(jixiao("ocr", scan, "--json").stdout)
    assert found["media_type"] == "image/tiff"
    assert found["pages"][0][1:3] == [1240, 900]
    assert found["text"].startswith("稻田示范点建设绩效目标表\n")
    assert len(found["tables"]) == 1


def test_a_file_without_pages(good: Path, tmp_path: Path, jixiao: Run) -> None:
    assert "稻田" in jixiao("ocr", good).stdout
    done = jixiao("ocr", good, "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode == exit_codes.SOME_FAILED
    assert "has no pictures of pages" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_picture_that_is_broken(tmp_path: Path, jixiao: Run) -> None:
    path = tmp_path / "坏.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    done = jixiao("ocr", path)
    assert done.returncode == exit_codes.SOME_FAILED
    assert "坏.png：第 1 页图片损坏" in done.stderr
