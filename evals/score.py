"""Labelled documents with their texts, and the score of one extraction.

Sets: ``labels`` (the real documents, whose texts are found in a folder by their digest), ``cases`` (written
documents), ``seen`` and ``unseen`` (the hold-out), ``ocr`` (pages rendered from records of written documents,
as OCR programs read them).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from evals.compare import Cell, Verdict, compare
from evals.label import HERE, Label, load_label
from pipeline.ingest import read_file
from schemas.document import Document
from schemas.finding import Finding
from schemas.result import Extraction
from schemas.source import SourceText

SETS = {
    "labels": HERE / "labels",
    "cases": HERE / "cases",
    "seen": HERE / "holdout" / "seen",
    "unseen": HERE / "holdout" / "unseen",
    "ocr": HERE / "ocr" / "texts",
}
documents_option = click.option(
    "--documents",
    "texts",
    type=click.Path(path_type=Path),
    default=Path("../shared/documents"),
    help="Folder with the texts of the real documents.",
)
# Findings that tell a reviewer to look at a value; a note for information does not.
_ALERTING = frozenset({"error", "warning"})


@dataclass(frozen=True, slots=True)
class Score:
    """One document's result. ``silent`` counts wrong and extra values that no finding points at, ``given``
    all values of the record that no finding points at."""

    name: str
    cells: list[Cell]
    errors: list[tuple[Cell, bool]]
    given: int

    @property
    def accuracy(self) -> float:
        return 1 - len(self.errors) / len(self.cells) if self.cells else float("nan")

    @property
    def silent(self) -> int:
        return sum(not flagged and cell.got is not None for cell, flagged in self.errors)


def score(name: str, label: Label, extraction: Extraction) -> Score:
    """Compare an extraction with its label."""
    cells = compare(label, extraction.record)
    places = alerted_places(extraction.findings)
    errors = [(cell, is_flagged(cell, places)) for cell in cells if cell.verdict != Verdict.CORRECT]
    given = sum(cell.got is not None and not is_flagged(cell, places) for cell in cells)
    return Score(name, cells, errors, given)


def alerted_places(findings: Iterable[Finding]) -> set[str]:
    """The pointers that findings tell a reviewer to look at."""
    return {path for finding in findings if finding.severity in _ALERTING for path in finding.paths}


def is_flagged(cell: Cell, places: set[str]) -> bool:
    """Whether a finding points at the cell or at what it is part of."""
    path = cell.record_path
    while path:
        if path in places:
            return True
        path = path.rpartition("/")[0]
    return False


def documents(directory: Path, texts: Path) -> Iterator[tuple[str, Label, SourceText | None]]:
    """The labelled documents of a folder; the text beside the label (``NAME.txt``, or several readings of one
    page, ``NAME.READING.txt``) or, by digest, in ``texts``."""
    by_digest = (
        {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(texts.glob("*.*"))}
        if texts.is_dir()
        else {}
    )
    for path in sorted(directory.glob("*.json")):
        label = load_label(path)
        if label.source is None:
            beside = path.with_suffix(".txt")
            for text in sorted(directory.glob(f"{path.stem}.*.txt")) or [beside]:
                yield text.stem, label, read_file(text) if text.is_file() else None
        else:
            found = by_digest.get(label.source.sha256)
            yield path.stem, label, read_file(found) if found else None


def records(*sets: str) -> Iterator[tuple[str, Document]]:
    """The labelled records of some sets, by name of the document."""
    for name in sets:
        for path in sorted(SETS[name].glob("*.json")):
            yield path.stem, load_label(path).document
