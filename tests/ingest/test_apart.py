"""The process that takes files apart: what becomes of it, and of the file that it reads."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest

from pipeline.errors import SourceError
from pipeline.ingest.apart import ApartReader
from pipeline.ingest.frames import read_frame, write_frame
from pipeline.ingest.reader import ReadOptions

OPTIONS = ReadOptions()


_PARAGRAPH = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
_CELL = f"<w:tc>{_PARAGRAPH}</w:tc>"
_TABLE = f"<w:tbl><w:tr>{_CELL % '项目名称'}{_CELL % '河道管护'}</w:tr></w:tbl>"


def word_file(text: str = "项目绩效目标表", tables: int = 1) -> bytes:
    """A file as python-docx writes it, with a body of our own: that takes no time, however long it is."""
    plain, written = io.BytesIO(), io.BytesIO()
    docx.Document().save(plain)
    with zipfile.ZipFile(plain) as package, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name in package.namelist():
            part = package.read(name)
            if name == "word/document.xml":
                before, _, rest = part.decode().partition("<w:body>")
                behind = rest[rest.index("<w:sectPr") :]
                part = f"{before}<w:body>{_PARAGRAPH % text}{_TABLE * tables}{behind}".encode()
            made.writestr(name, part)
    return written.getvalue()


@pytest.fixture
def reader() -> Iterator[ApartReader]:
    made = ApartReader()
    yield made
    made.close()


def child_of(reader: ApartReader) -> int:
    """The process that the reader has begun."""
    assert reader._child is not None
    return reader._child.pid


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(process: int) -> bool:
    for _ in range(100):
        if not is_alive(process):
            return True
        time.sleep(0.1)
    return False


def test_one_process_reads_one_file_after_the_other(reader: ApartReader) -> None:
    first = reader.read(word_file("甲"), "甲.docx", OPTIONS)
    process = child_of(reader)
    second = reader.read(word_file("乙"), "乙.docx", OPTIONS)
    assert (first.text[0], second.text[0]) == ("甲", "乙")
    assert first.tables and first.sha256 != second.sha256
    assert child_of(reader) == process


def test_a_refused_file_leaves_the_process_as_it_was(reader: ApartReader) -> None:
    reader.read(word_file(), "甲.docx", OPTIONS)
    process = child_of(reader)
    with pytest.raises(SourceError) as caught:
        reader.read(word_file()[:-30], "坏.docx", OPTIONS)
    assert "坏.docx" in caught.value.message.zh and "坏.docx" in caught.value.message.en
    assert child_of(reader) == process


def test_a_page_that_takes_too_long_is_given_up() -> None:
    reader = ApartReader(page_seconds=0.01)
    with pytest.raises(SourceError, match="took longer than"):
        reader.read(word_file(tables=2000), "慢.docx", OPTIONS)
    assert reader._child is None


def test_a_file_that_needs_too_much_memory_costs_the_process_only() -> None:
    # Enough to begin with, not for a text of 120 MB.
    reader = ApartReader(memory=300 * 1024 * 1024)
    try:
        with pytest.raises(SourceError):
            reader.read(word_file("绩效" * 20_000_000), "大.docx", OPTIONS)
        assert reader.read(word_file(), "小.docx", OPTIONS).tables
    finally:
        reader.close()


def test_a_killed_process_is_begun_anew(reader: ApartReader) -> None:
    reader.read(word_file(), "甲.docx", OPTIONS)
    os.kill(child_of(reader), signal.SIGKILL)
    assert reader.read(word_file(), "甲.docx", OPTIONS).tables


def test_a_process_that_dies_over_a_file_says_so(reader: ApartReader) -> None:
    reader.read(word_file(), "甲.docx", OPTIONS)
    process = child_of(reader)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(reader.read, word_file(tables=20_000), "大.docx", OPTIONS)
        time.sleep(0.2)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(SourceError, match="ended"):
            reading.result(timeout=60)


def test_threads_share_it(reader: ApartReader) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = [f"{number}号" for number in range(12)]
        read = list(pool.map(lambda name: reader.read(word_file(name), name, OPTIONS).text, names))
    assert [text.splitlines()[0] for text in read] == names


def test_it_ends_with_whoever_asked() -> None:
    """Also when that is killed and can tell nobody."""
    program = (
        "import sys, time; from pathlib import Path\n"
        "from pipeline.ingest.apart import READER; from pipeline.ingest.reader import ReadOptions\n"
        "READER.read(sys.stdin.buffer.read(), 'a.docx', ReadOptions())\n"
        "print(READER._child.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdin and parent.stdout
    parent.stdin.write(word_file())
    parent.stdin.close()
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    assert wait_until_gone(child)


def test_frames_come_back_as_they_were() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"frame": "text", "name": "卷\udcff宗\n"}, b"\x00\n{}")
    write_frame(pipe, {"frame": "tick"})
    pipe.seek(0)
    assert read_frame(pipe) == ({"frame": "text", "name": "卷\udcff宗\n", "size": 4}, b"\x00\n{}")
    assert read_frame(pipe) == ({"frame": "tick", "size": 0}, b"")
    assert read_frame(pipe) is None
