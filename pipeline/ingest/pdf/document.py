"""PDF files and their pages, opened and drawn by pypdfium2."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import SourceError
from pipeline.ingest.limits import MAX_PAGES, MAX_PIXELS

_END = b"%%EOF"
_LONGEST = 30_000  # pixels of a side, fewer than any format has room for
_TAIL = 2048  # bytes at the end of a file in which it says that it is whole


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """The open document of pypdfium2, for as long as it is used. Raises SourceError."""
    if _END not in data.rstrip(b"\0\r\n\t ")[-_TAIL:]:
        raise SourceError(
            f"{name}：PDF 文件不完整（没有结束标记），请重新导出或重新下载",
            f"{name}: the PDF file is incomplete (no end mark); export or download it again",
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refused(name, error) from error
    with closing(document):
        if len(document) > MAX_PAGES:
            raise SourceError(
                f"{name}：共 {len(document)} 页，超过上限 {MAX_PAGES} 页，请按页拆分后再处理",
                f"{name}: {len(document)} pages are over the limit of {MAX_PAGES}; split the file",
            )
        yield document


def _refused(name: str, error: pypdfium2.PdfiumError) -> SourceError:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return SourceError(
            f"{name}：PDF 文件有打开密码，请另存为不带密码的文件后再处理",
            f"{name}: the PDF file is locked with a password; save it without password",
        )
    return SourceError(
        f"{name}：PDF 文件已损坏，无法打开；请重新导出或重新下载",
        f"{name}: the PDF file is damaged and cannot be opened; export or download it again",
    )


def open_page(document: Any, index: int) -> Any:
    """The open page, with what is typed into the fields of a form as part of it."""
    page = document[index]
    if pdfium.FPDFPage_GetAnnotCount(page) == 0:
        return page
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def draw(page: Any, scale: float, most_pixels: int = MAX_PIXELS, grey: bool = False) -> Any:
    """The picture of an open page of pypdfium2 as a PIL image, ``scale`` pixels to the point or fewer, so
    that it has ``most_pixels`` at most. Raises PdfiumError for what cannot be drawn."""
    width, height = (max(1.0, side) for side in page.get_size())
    scale = min(scale, math.sqrt(most_pixels / (width * height)))
    scale = min(scale, _LONGEST / max(width, height))
    return page.render(scale=scale, grayscale=grey).to_pil()
