"""HTML -> pictures of its pages, as good or bad as a scan: chromium prints, pypdfium2 draws, Pillow
spoils."""

from __future__ import annotations

import io
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CHROMIUM = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--no-first-run"),
    "--no-pdf-header-footer",
)
_POINTS = 72  # of a PDF, to the inch


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
    import pypdfium2

    source, pdf = folder / f"{name}.html", folder / f"{name}.pdf"
    source.write_text(html, encoding="utf-8")
    subprocess.run(
        [*_CHROMIUM, f"--print-to-pdf={pdf}", source.as_uri()], check=True, capture_output=True, timeout=120
    )
    chance = random.Random(name)
    written = []
    printed = pypdfium2.PdfDocument(pdf)
    for number in range(len(printed)):
        drawn = io.BytesIO()
        image = printed[number].render(scale=quality.dpi / _POINTS).to_pil()
        image.convert("L").save(drawn, "PNG")
        path = folder / f"{name}-{number}.jpg"
        path.write_bytes(spoiled(drawn.getvalue(), quality, chance))
        written.append(path)
    printed.close()
    return written


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
