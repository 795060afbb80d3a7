"""Documents to review: one of our own, and published ones where they are at hand."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from tests.cli.samples import document

_LABELS = Path(__file__).parents[2] / "evals" / "labels"


def own_text() -> str:
    """Three forms: a total that contradicts its parts, a code that contradicts its check character, both."""
    forms = [
        document(total="9.00"),
        document(name="渠道整修", code="33091224P00120010002B"),
        document(total="7.00", name="农机补贴", code="44091224P001200100030"),
    ]
    return "\n".join(forms)


def own(folder: Path) -> Path:
    """The document in a file."""
    path = folder / "qinghe.txt"
    path.write_text(own_text(), encoding="utf-8")
    return path


def published(label: str) -> Path | None:
    """The published document of a label, in the folder that the variable DOCUMENTS names as it does for
    ``make score``."""
    folder = os.environ.get("DOCUMENTS")
    digest = json.loads((_LABELS / f"{label}.json").read_text("utf-8"))["source"]["sha256"]
    for path in Path(folder).iterdir() if folder else ():
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
    return None
