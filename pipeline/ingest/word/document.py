"""A package with a Word document in it -> a Composer with its lines and tables."""

from __future__ import annotations

from typing import Any

from pipeline.ingest.blocks import Block, put
from pipeline.ingest.composer import Composer
from pipeline.ingest.package import Package
from pipeline.ingest.word.body import Body
from pipeline.ingest.word.names import W, child, switched
from pipeline.ingest.word.numbers import Numbers
from pipeline.ingest.word.styles import Styles

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def compose(package: Package, main: str) -> Composer:
    """The document whose main part is ``main``. Above it stands the header of its first page, where forms
    have 附件2 and the like; other headers repeat it, and footers hold page numbers. Foot- and endnotes,
    comments, embedded objects and pictures are left out. Raises SourceError."""
    root = package.xml(main)
    styles = Styles(_part(package, main, "styles"))
    body = Body(styles, Numbers(_part(package, main, "numbering"), styles), package.name)
    composer = Composer()
    blocks = _header(package, main, root, styles)
    top = child(root, "body")
    blocks += body.blocks(top) if top is not None else []
    put(composer, blocks, package.name)
    return composer


def _part(package: Package, main: str, kind: str) -> Any:
    part = package.target(main, kind)
    return None if part is None else package.xml(part)


def _header(package: Package, main: str, root: Any, styles: Styles) -> list[Block]:
    section = next(root.iter(W + "sectPr"), None)
    if section is None:
        return []
    wanted = "first" if switched(section, "titlePg") else "default"
    targets = package.targets(main)
    for reference in section.findall(W + "headerReference"):
        _, part = targets.get(reference.get(_RELATION, ""), ("", ""))
        if reference.get(W + "type", "default") == wanted and part in package.parts:
            # Lists of a header are counted on their own.
            numbers = Numbers(_part(package, main, "numbering"), styles)
            return Body(styles, numbers, package.name).blocks(package.xml(part))
    return []
