"""Render the pages, read them again and keep the texts: ``python -m evals.ocr [--pictures DIR]``.

Needs the extra ``ocr`` and, by apt, chromium, tesseract with simplified Chinese, and the fonts. The kept
texts are scored without any of them: ``jixiao eval --cases ocr``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from evals.ocr.kept import QUALITIES, keep, rendered, write_manifest
from evals.ocr.order import in_order
from evals.ocr.picture import pages
from evals.ocr.programs import missing, versions
from evals.ocr.readers import READERS


@click.command()
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False, writable=True),
    help="Keep the pictures of the pages in this folder.",
)
def main(pictures: Path | None) -> None:
    """Render the pages, read them and keep the texts with their manifest."""
    needed = missing()
    if needed:
        raise click.ClickException(needed)
    made_with = versions()
    entries: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pictures or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name, label, page, font in rendered():
            texts = {}
            for quality, settings in QUALITIES.items():
                drawn = pages(page, settings, folder, f"{name}-{quality}")
                for reader, read in READERS.items():
                    text = "\n".join(in_order(read(picture)) for picture in drawn)
                    texts[f"{reader}_{quality}"] = text
                    click.echo(f"{name:50}{quality:8}{reader:12}{len(drawn):3} pages{len(text):6} characters")
            entries |= keep(name, label, texts, font, made_with)
    write_manifest(entries, made_with)


if __name__ == "__main__":
    main()
