"""Files that are read in a process of their own: PDF and scans, in workers that may end."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from evals.bench.processes import children, memory, workers
from pipeline.archive.configuration import configuration_of
from pipeline.archive.crew import LocalCrew
from pipeline.archive.work import Outcome, Task
from pipeline.archive.worker import GETS_ON, Flag, Said, work
from pipeline.export.overlay import font_path
from pipeline.flow import extract_file, make_engine
from pipeline.ingest import ReadOptions, draw_pages
from pipeline.review.store import documents, pages
from pipeline.review.store.adding import add
from pipeline.review.store.connect import reading
from schemas.source import SourceText
from tests.archive.archives import LOCAL, PATIENCE, Archive, until
from tests.archive.test_interrupted import said, started
from tests.archive.test_run import OTHER
from tests.ingest.pdf.handmade import pdf, text
from tests.ingest.scan.drawn import page
from tests.servers.fixtures import leave, need

# Made by LibreOffice; a form over two pages.
_PDF = Path(__file__).parents[1] / "ingest" / "pdf" / "self_evaluation.pdf"


def scans(archive: Archive, count: int = 1) -> Path:
    """A picture with so many pages, a form on each."""
    need("rapidocr", "onnxruntime")
    font = font_path()
    if font is None:
        leave("no font for Chinese is installed (apt-get install fontconfig fonts-noto-cjk)")
    drawn = page(font)
    path = archive.folder / "z" / "scan.tif"
    path.parent.mkdir(parents=True)
    drawn.save(path, save_all=True, append_images=[drawn] * (count - 1))
    return path


def task(path: Path) -> Task:
    return Task(1, hashlib.sha256(path.read_bytes()).hexdigest(), (os.fsencode(path),))


def source_of(archive: Archive, name: str) -> SourceText | None:
    [(number,)] = archive.rows(f"SELECT id FROM documents WHERE name = '{name}'")
    engine = archive.engine
    with reading(engine) as connection:
        found = documents.source(connection, cast("int", number))
    engine.dispose()
    return found


def test_a_scan_in_a_folder(archive: Archive) -> None:
    path = scans(archive)
    code, output = said(archive.start("--workers", "1"))
    assert code == 0 and "7 done" in output, output
    archive.ended()
    source = source_of(archive, path.name)
    assert source and source.media_type == "image/tiff" and len(source.pages) == 1 and source.words
    assert archive.rows("SELECT count(*) FROM sources") == [(7,)]
    assert archive.rows("SELECT count(*) FROM pages") == [(0,)]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_reads_a_scan_ends_with_its_worker(archive: Archive) -> None:
    scans(archive, 200)
    running = archive.start("--workers", "1")

    def readers() -> list[int]:
        return [reader for worker in workers(running.pid) for reader in children(worker)]

    until(lambda: started(archive) and archive.counts().get("done") == 6 and readers(), running)
    [reader] = readers()
    [worker] = workers(running.pid)
    os.kill(worker, signal.SIGKILL)
    until(lambda: not memory(reader))
    # Another worker has another one, which ends with the run.
    until(readers, running)
    [reader] = readers()
    running.kill()
    until(lambda: not memory(reader))


def test_another_reading_takes_the_place_of_the_pages_words(archive: Archive) -> None:
    archive.write("z/form.pdf", _PDF.read_bytes())
    archive.run()
    read = source_of(archive, "form.pdf")
    assert read and read.words
    # As if the words had stood elsewhere then.
    engine = archive.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE sources SET media_type = 'text/plain'")
    engine.dispose()
    archive.run(configuration=OTHER)
    assert source_of(archive, "form.pdf") == read


@pytest.mark.parametrize("same", [True, False])
def test_pictures_stay_while_the_words_do(archive: Archive, same: bool) -> None:
    path = archive.write("z/form.pdf", _PDF.read_bytes())
    outcome, source = extract_file(path, make_engine("local"))
    assert outcome.extraction and source
    if not same:
        source = replace(source, words=source.words[1:])
    engine = archive.engine
    pictures = draw_pages(_PDF.read_bytes(), path.name, source.media_type)
    document, _ = add(engine, outcome.extraction, source, pictures=pictures)
    archive.run()
    with reading(engine) as connection:
        assert len(pages.leaves(connection, document)) == (2 if same else 0)
    engine.dispose()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_worker_says_that_a_document_gets_on(archive: Archive) -> None:
    path = archive.write("z/form.pdf", _PDF.read_bytes())
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    stopping = cast("Flag", context.RawValue("b", 0))
    worker = context.Process(target=work, args=(theirs, LOCAL, stopping), daemon=True)
    worker.start()
    theirs.close()
    ours.send([task(path)])
    heard: list[Said] = []
    while not heard or heard[-1] is not None:
        assert ours.poll(PATIENCE)
        heard.append(ours.recv())
    ours.send(None)
    worker.join(PATIENCE)
    assert heard[:2] == [1, GETS_ON] and isinstance(heard[-2], Outcome)
    assert worker.exitcode == 0


def ending(crew: LocalCrew, given: Task) -> Outcome:
    """How the task ends that a crew is given."""
    crew.give([given])
    ended: list[Outcome] = []

    def has_ended() -> bool:
        ended.extend(crew.outcomes(0.2))
        return bool(ended)

    until(has_ended)
    return ended[0]


def test_a_long_document_is_not_late_while_it_gets_on(tmp_path: Path) -> None:
    """Each page takes a small part of the limit, all of them more than that."""
    content = b"".join(text(52 + 25 * x, 55 + 18 * y, "万") for x in range(19) for y in range(39))
    short, long = (tmp_path / f"{count}.pdf" for count in (1, 60))
    short.write_bytes(pdf(content))
    long.write_bytes(pdf(*[content] * 60))
    extract_file(short, make_engine("local"))
    begun = time.monotonic()
    extract_file(long, make_engine("local"))
    crew = LocalCrew(LOCAL, 1, (time.monotonic() - begun) * 2 / 3)
    try:
        ending(crew, task(short))
        assert ending(crew, task(long)).ending in ("done", "failed")
    finally:
        crew.close()


def test_what_reads_pictures_is_part_of_the_configuration() -> None:
    other = replace(LOCAL, options=ReadOptions(ocr="tesseract"))
    assert configuration_of(LOCAL).sha256 != configuration_of(other).sha256
