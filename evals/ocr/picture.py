"""HTML -> pictures of its pages, as good or bad as a scan: chromium prints, pypdfium2 draws, Pillow
spoils."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHROMIUM = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--no-first-run"),
    "--no-pdf-header-footer",
)
POINTS = 72  # of a PDF, to the inch


@dataclass(frozen=True, slots=True)
class Quality:
    """How a page was scanned: resolution, degrees of skew, radius of blur in pixels, share of noise (0 to 1),
    JPEG quality (0 to 100)."""

    dpi: int
    skew: float
    blur: float
    noise: float
    jpeg: int


def pages(html: str, quality: Quality, folder: Path, name: str) -> list[Path]:
    """Write the pictures of the pages to ``folder`` as NAME-0.jpg …; the same input gives the same noise.

    Raises CalledProcessError or TimeoutExpired when chromium does not print.
    """
    source, pdf = folder / f"{name}.html", folder / f"{name}.pdf"
    source.write_text(html, encoding="utf-8")
    print_pdf(source, pdf)
    chance = random.Random(name)
    written = []
    for number, image in enumerate(draw(pdf, quality.dpi)):
        drawn = io.BytesIO()
        image.convert("L").save(drawn, "PNG")
        path = folder / f"{name}-{number}.jpg"
        path.write_bytes(spoiled(drawn.getvalue(), quality, chance))
        written.append(path)
    return written


def print_pdf(source: Path, pdf: Path) -> None:
    """Print a file of HTML. Raises CalledProcessError or TimeoutExpired when chromium does not."""
    subprocess.run(
        [*_CHROMIUM, f"--print-to-pdf={pdf}", source.resolve().as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )


def draw(pdf: Path, dpi: int) -> Iterator[Any]:
    """The pages as pictures of Pillow, in colour."""
    import pypdfium2

    printed = pypdfium2.PdfDocument(pdf)
    for page in printed:
        yield page.render(scale=dpi / POINTS).to_pil()
    printed.close()


def spoiled(picture: bytes, quality: Quality, chance: random.Random) -> bytes:
    """A grey picture in any format -> the JPEG that a scanner of that quality would make of it."""
    from PIL import Image, ImageFilter

    page = Image.open(io.BytesIO(picture)).convert("L")
    page = page.rotate(quality.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(quality.blur))
    grains = Image.frombytes("L", page.size, chance.randbytes(page.width * page.height))
    page = Image.blend(page, grains, quality.noise)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality.jpeg, dpi=(quality.dpi, quality.dpi))
    return out.getvalue()
