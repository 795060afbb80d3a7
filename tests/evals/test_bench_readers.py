"""The benchmark of the readers: a document of many pages, each file read in a process of its own."""

from __future__ import annotations

from pathlib import Path

from evals.bench.readers import Taken, apart, document, through
from evals.paper.files import CLEAN, make, path_of


def test_a_document_is_the_form_over_again() -> None:
    one, three = document(1), document(3)
    assert list(three.sheet.texts()) == 3 * list(one.sheet.texts())
    assert one.name != three.name


def test_a_file_is_timed_apart(tmp_path: Path) -> None:
    shown = document(2)
    make(tmp_path, [shown], [CLEAN])
    path = path_of(tmp_path, shown, CLEAN)
    taken = apart(path, "auto")
    assert isinstance(taken, Taken)
    assert taken.characters == len(path.read_text(encoding="utf-8"))
    assert taken.again > 0
    assert taken.memory >= 0
    assert through(path) > taken.again


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04\x00\xff\x00")
    assert "broken.docx" in str(apart(broken, "auto"))
