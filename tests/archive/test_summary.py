"""The summary page: every figure from the store, nothing from a document as HTML."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from pipeline.archive.summary import render
from pipeline.review.store.connect import reading
from tests.archive.archives import Archive
from tests.cli.samples import document, run_here


def bars(page: str, title: str) -> dict[str, str]:
    """A chart's bars, by name."""
    _, found, rest = page.partition(f"<h2>{title}</h2>")
    assert found, title
    chart = rest.partition("</section>")[0]
    shown = re.findall(r"<title>(.*?): ([^:<]*)</title>", chart)
    return {unescape(name): value for name, value in shown}


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Six good documents, two that contradict themselves, one that cannot be read."""
    for total in ("9.00", "10.00"):
        archive.write(f"{total}.txt", document(total=total, code="13022524P00442P10057D"))
    archive.write("<script>alert(1)</script>.txt", "")
    archive.run()
    return archive


def page(archive: Archive, lang: str = "en") -> str:
    engine = archive.engine
    with reading(engine) as connection:
        found = render(connection, "en" if lang == "en" else "zh")
    engine.dispose()
    return found


def test_figures(filled: Archive) -> None:
    found = page(filled)
    assert bars(found, "Documents by state") == {"done": "8", "failed": "1"}
    assert bars(found, "Forms by year") == {"2024": "8"}
    assert bars(found, "Forms by province") == {"33 Zhejiang": "6", "13 Hebei": "2"}
    [budget] = [value for name, value in bars(found, "Findings by rule").items() if "budget.parts" in name]
    assert budget == "2 (2)"
    assert list(bars(found, "Failures by reason").values()) == ["1"]
    assert sum(int(value) for value in bars(found, "Time a document took").values()) == 9


def test_nothing_is_fetched_or_run(filled: Archive) -> None:
    filled.write("bad.txt", document(total="9.00", name="<img src=x onerror=alert(1)>"))
    filled.run()
    for lang in ("zh", "en"):
        found = page(filled, lang)
        assert "default-src 'none'" in found and "<script" not in found and "<img" not in found
        assert not re.search(r"""(?:src|href|url)\s*[=(]""", found)


def test_the_command(filled: Archive, tmp_path: Path) -> None:
    done = run_here("summary", "--store", filled.store, "--out", tmp_path / "a.html", "--lang", "zh")
    assert done.returncode == 0 and "文件状态" in (tmp_path / "a.html").read_text("utf-8")
    done = run_here("summary", "--store", tmp_path / "none.db", "--out", tmp_path / "b.html")
    assert done.returncode == 2 and not (tmp_path / "b.html").exists()


def test_an_empty_store(archive: Archive) -> None:
    engine = archive.engine
    engine.dispose()
    assert "<dd>0</dd>" in page(archive)
