"""Time and memory for a page of each reader and engine: ``python -m evals.bench.readers [--out DIR]``.

One form of the evaluation of files is written again and again into a document of as many pages as reading
takes a while for, in each format. Each is read twice in a process of its own: the first time with all that
has to be loaded, the second time for the pace. Memory is the peak above what the bare process takes, with the
largest of the programs that it starts (Linux only). The last column is the time for a page relative to that
of plain text, read and taken through all stages. What is not installed is left out and named.
"""

from __future__ import annotations

import multiprocessing
import resource
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import click

from evals.paper.chosen import Printed, printed
from evals.paper.files import BROWSER, CLEAN, WRITER, make, path_of
from pipeline.errors import SourceError
from pipeline.flow import extract, make_engine
from pipeline.ingest import read_file
from pipeline.ingest.dispatch import reader_of
from pipeline.ingest.reader import Ocr, ReadOptions

# How often the form is in a document: text and files are quick to read, pictures are not.
_MANY, _FEW = 20, 2
_OLD = "doc (LibreOffice)"
_SCAN = "scan 300"
_CASES: tuple[tuple[str, Ocr | None, int], ...] = (
    (CLEAN, None, _MANY),
    ("docx", None, _MANY),
    ("xlsx", None, _MANY),
    ("html", None, _MANY),
    (WRITER, None, _MANY),
    (BROWSER, None, _MANY),
    (_OLD, None, _MANY),
    (_SCAN, "rapidocr", _FEW),
    (_SCAN, "tesseract", _FEW),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of the first and the second reading, peak memory in MiB, and characters read."""

    first: float
    again: float
    memory: float
    characters: int


def document(times: int) -> Printed:
    """The first form that is printed, ``times`` over."""
    one = next(printed())
    name = f"{one.name}_{times}"
    sheet, clean = (replace(each, blocks=each.blocks * times) for each in (one.sheet, one.clean))
    return replace(one, name=name, sheet=sheet, clean=clean)


def measure(path: Path, ocr: Ocr) -> Taken | str:
    """Read a file in this process; or why it cannot be read."""
    data = path.read_bytes()
    before = _memory("VmRSS")
    try:
        first, _ = _read(data, path.name, ocr)
        again, characters = _read(data, path.name, ocr)
    except SourceError as error:
        return error.message.en
    # A program that reads a picture is not always one that is loaded into this process.
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Taken(first, again, _memory("VmHWM") - before + others, characters)


def _read(data: bytes, name: str, ocr: Ocr) -> tuple[float, int]:
    started = perf_counter()
    source = reader_of(data, name).read(data, name, ReadOptions(ocr=ocr))
    return perf_counter() - started, len(source.text)


def _memory(what: str) -> float:
    """What the process takes now (``VmRSS``) or has taken at most (``VmHWM``), in MiB. The peak that
    ``getrusage`` gives begins with that of the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


def apart(path: Path, ocr: Ocr) -> Taken | str:
    """:func:`measure` in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (path, ocr))


def through(path: Path) -> float:
    """Seconds that a file takes through all stages."""
    engine = make_engine("local")
    started = perf_counter()
    extract(read_file(path), engine)
    return perf_counter() - started


def _file(folder: Path, kind: str, times: int) -> Path:
    """The file of a kind; an old Word file is made of the new one."""
    shown = document(times)
    make(folder, [shown], ["docx" if kind == _OLD else kind])
    if kind != _OLD:
        return path_of(folder, shown, kind)
    source = path_of(folder, shown, "docx")
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "doc"),
            *("--outdir", str(folder), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return source.with_suffix(".doc")


def pages_of(folder: Path, times: int) -> int:
    """Pages that the document has when it is printed."""
    import pypdfium2  # noqa: PLC0415

    shown = document(times)
    make(folder, [shown], [WRITER])
    return len(pypdfium2.PdfDocument(path_of(folder, shown, WRITER)))


def table(folder: Path, say: Callable[[str], None]) -> None:
    """Say one line a reader."""
    say(
        f"{'':28}{'pages':>6}{'characters':>12}{'s first':>10}{'s/page':>10}{'pages/s':>10}"
        f"{'peak MiB':>10}{'of text':>10}"
    )
    text = through(_file(folder, CLEAN, _MANY)) / pages_of(folder, _MANY)
    for kind, ocr, times in _CASES:
        name = f"{kind}, {ocr}" if ocr else kind
        taken = apart(_file(folder, kind, times), ocr or "auto")
        if isinstance(taken, str):
            say(f"{name:28} not measured: {taken}")
            continue
        pages = pages_of(folder, times)
        each = taken.again / pages
        say(
            f"{name:28}{pages:6}{taken.characters:12,}{taken.first:10.3f}{each:10.4f}{1 / each:10,.1f}"
            f"{taken.memory:10.0f}{each / text:10.3f}"
        )


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Keep the files in this folder."
)
def main(out: Path | None) -> None:
    """Print one line a reader."""
    with tempfile.TemporaryDirectory() as scratch:
        table(out or Path(scratch), print)


if __name__ == "__main__":
    main()
