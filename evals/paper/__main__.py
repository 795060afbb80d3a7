"""Write the records as files, read them back and tell how right they are:
``python -m evals.paper --out DIR [KIND…]``.

Needs LibreOffice, Chromium, the fonts and the extra ``ocr`` for the kinds of which they are a part; the files
are made once and kept in DIR. ``--keep`` writes ``evals/paper/results.json``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evals.paper.chosen import printed
from evals.paper.files import ENDINGS, make
from evals.paper.measure import Measured, read_back
from evals.paper.readings import Readings
from evals.paper.results import as_kept, save, table, unmet
from evals.paper.scan import QUALITIES
from pipeline.flow import make_engine
from pipeline.ingest import Ocr, ReadOptions


@click.command()
@click.argument("kinds", nargs=-1, metavar="[KIND]…")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False, writable=True),
    required=True,
    help="Folder of the files.",
)
@click.option(
    "--ocr",
    type=click.Choice(["rapidocr", "tesseract"]),
    default="rapidocr",
    show_default=True,
    help="What reads the scans.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only the documents called so.")
@click.option("--errors", is_flag=True, help="List every wrong cell.")
@click.option("--reuse", is_flag=True, help="Take what OCR read of a scan the last time.")
@click.option("--keep", is_flag=True, help="Keep the results.")
def main(
    kinds: tuple[str, ...],
    out: Path,
    ocr: Ocr,
    only: tuple[str, ...],
    **flags: bool,
) -> None:
    """Write files, read them back, and compare with what was printed. A KIND is a kind of file; all of them
    when none is named."""
    unknown = set(kinds) - set(ENDINGS)
    if unknown:
        raise click.ClickException(f"{', '.join(sorted(unknown))}: not among {', '.join(ENDINGS)}")
    documents = [each for each in printed() if not only or each.name in only]
    asked = kinds or tuple(ENDINGS)
    make(out, documents, asked)
    engine, readings = make_engine("local"), Readings(ReadOptions(ocr=ocr), flags["reuse"])
    found: dict[str, Any] = {}
    for kind in asked:
        measured = read_back(kind, documents, out, engine, readings)
        found[f"{kind}, {ocr}" if kind in QUALITIES else kind] = as_kept(measured)
        if flags["errors"]:
            _list(measured)
    click.echo("\n".join(table(found)))
    for line in unmet(found):
        click.echo(f"short of what is asked: {line}", err=True)
    if flags["keep"]:
        save(found)


def _list(measured: Measured) -> None:
    for document in measured.scored:
        for cell in document.errors:
            mark = "" if cell.flagged else " silent" if cell.given else " unsaid"
            where = f"{measured.kind}: {document.name} {cell.at}"
            click.echo(f"{where}: {cell.verdict}{mark}: {cell.expected!r} {cell.got!r}")


if __name__ == "__main__":
    main()
