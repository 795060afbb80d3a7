"""The files of a printed document, kept in a folder and made where they are missing."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evals.kinds import Kind, kind_of
from evals.ocr.picture import print_pdf
from evals.paper import plain
from evals.paper.chosen import Printed
from evals.paper.scan import QUALITIES, tiff
from evals.paper.web import html
from evals.paper.word import docx
from evals.paper.workbook import xlsx
from schemas.document import Document
from schemas.pointers import iter_leaves

CLEAN = "clean text"
WRITER, BROWSER = "pdf (LibreOffice)", "pdf (Chromium)"
# Kind of file -> how its name ends. Scans are of the pages that LibreOffice prints.
ENDINGS: dict[str, str] = {
    CLEAN: ".txt",
    "docx": ".docx",
    "xlsx": ".xlsx",
    "html": ".html",
    WRITER: ".writer.pdf",
    BROWSER: ".browser.pdf",
    **{kind: f".{kind.replace(' ', '_')}.tif" for kind in QUALITIES},
}


def path_of(folder: Path, document: Printed, kind: str) -> Path:
    """Where a file is kept."""
    return folder / f"{document.name}{ENDINGS[kind]}"


def make(folder: Path, documents: Sequence[Printed], kinds: Iterable[str]) -> None:
    """Write the files that are missing. Raises FileNotFoundError, CalledProcessError or TimeoutExpired when
    LibreOffice or Chromium does not print."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(kinds)
    if wanted & {WRITER, *QUALITIES}:
        _convert(folder, [each for each in documents if not path_of(folder, each, WRITER).exists()])
    for kind in ENDINGS:
        for document in documents:
            path = path_of(folder, document, kind)
            if kind in wanted and not path.exists():
                path.write_bytes(_made(folder, document, kind))


def _made(folder: Path, document: Printed, kind: str) -> bytes:
    sheet, face = document.sheet, document.face
    if kind == CLEAN:
        return plain.text(document.clean).encode()
    if kind == "docx":
        return docx(sheet, face)
    if kind == "xlsx":
        return xlsx(sheet, face)
    if kind == "html":
        return html(sheet, face).encode()
    if kind == BROWSER:
        return _browser_pdf(document)
    seed = sum(map(ord, document.name))
    writer = path_of(folder, document, WRITER)
    return tiff(writer, QUALITIES[kind], list(_figures(document.document)), seed)


def _browser_pdf(document: Printed) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        source, pdf = Path(scratch, "page.html"), Path(scratch, "page.pdf")
        source.write_text(html(document.sheet, document.face), encoding="utf-8")
        print_pdf(source, pdf)
        return pdf.read_bytes()


def _convert(folder: Path, documents: Sequence[Printed]) -> None:
    """Word files to PDF, all at once: LibreOffice takes longer to start than to print."""
    if not documents:
        return
    with tempfile.TemporaryDirectory() as scratch:
        sources = [Path(scratch, f"{each.name}.docx") for each in documents]
        for source, each in zip(sources, documents, strict=True):
            source.write_bytes(docx(each.sheet, each.face))
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={Path(scratch, 'profile').as_uri()}", "--headless"),
                *("--convert-to", "pdf", "--outdir", scratch, *map(str, sources)),
            ],
            check=True,
            capture_output=True,
            timeout=60 + 10 * len(sources),
        )
        for source, each in zip(sources, documents, strict=True):
            path_of(folder, each, WRITER).write_bytes(source.with_suffix(".pdf").read_bytes())


def _figures(document: Document) -> Iterator[str]:
    """Printed amounts, then values of indicators: where a stamp does harm."""
    leaves = [(pointer, str(value)) for pointer, value in iter_leaves(document)]
    for kind in (Kind.MONEY, Kind.VALUE):
        yield from (value for pointer, value in leaves if kind_of(pointer) == kind and len(value) > 3)
