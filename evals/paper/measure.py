"""Files read back and compared with what was printed, by kind of file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evals.kinds import Kind, kind_of
from evals.metrics import cells, silent
from evals.metrics.metric import ALL, Sample, ratio
from evals.paper.chosen import Printed
from evals.paper.files import path_of
from evals.paper.readings import Readings
from evals.runs.one import not_scored, result_of
from evals.runs.record import CellResult, DocumentResult, Figure
from pipeline.errors import DocumentError
from pipeline.extract.engine import Engine
from pipeline.flow import extract
from schemas.document import Document
from schemas.pointers import iter_leaves
from schemas.values import normalise

# A value below is looked at first in the review, with or without a finding.
DOUBTED = 0.8
_FIGURES = frozenset({Kind.MONEY, Kind.PERCENT, Kind.POINTS, Kind.VALUE})
_OPERATOR = "/comparator"
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[≥≤=<>]?\d[\d.]*\D{0,3}")


@dataclass(slots=True)
class Measured:
    """One kind of file: a result a document, and the figures that are printed in each."""

    kind: str
    results: list[DocumentResult] = field(default_factory=list)
    printed: dict[str, set[str]] = field(default_factory=dict)
    pages: int = 0

    @property
    def scored(self) -> list[DocumentResult]:
        return [each for each in self.results if each.reason is None]

    def figures(self) -> dict[str, Figure]:
        """Accuracy, silent errors per 10,000 values, and the shares of all printed figures that are right,
        that are right or have a finding, and that are right, have one or are doubted."""
        sample = Sample(self.scored)
        counted = [
            [cell for cell in each.cells if cell.at in self.printed[each.name]] for each in self.scored
        ]
        return {
            "accuracy": cells.ACCURACY.measure(sample)[ALL],
            "silent": silent.METRIC.measure(sample)[ALL],
            "figures right": ratio([(sum(c.is_right for c in some), len(some)) for some in counted]),
            "figures right or flagged": ratio(
                [(sum(c.is_right or c.flagged for c in some), len(some)) for some in counted]
            ),
            "figures right, flagged or doubted": ratio(
                [(sum(is_safe(c) for c in some), len(some)) for some in counted]
            ),
        }


def read_back(
    kind: str, documents: Iterable[Printed], folder: Path, engine: Engine, readings: Readings
) -> Measured:
    """Read the files of one kind and compare. What cannot be read is kept with the reason."""
    measured = Measured(kind)
    for document in documents:
        measured.printed[document.name] = figures_of(document.document)
        path = path_of(folder, document, kind)
        try:
            source = readings.read(path)
            extraction = extract(source, engine)
        except DocumentError as error:
            measured.results.append(not_scored(kind, document.name, document.label, error.message.en))
            continue
        measured.pages += len(source.pages)
        measured.results.append(result_of(kind, document.name, document.label, source, extraction))
    return measured


def figures_of(document: Document) -> set[str]:
    """The pointers of all printed figures: amounts, percentages, points, values with a digit, operators, and
    what is nothing but a figure in a column without a field."""
    return {
        pointer
        for pointer, value in iter_leaves(document)
        if (kind_of(pointer) in _FIGURES and (_DIGIT.search(str(value)) or pointer.endswith(_OPERATOR)))
        or ("/extra/" in pointer and _FIGURE.fullmatch(normalise(str(value))))
    }


def is_safe(cell: CellResult) -> bool:
    """Whether a cell is right, or a person is told to look at it."""
    return cell.is_right or cell.flagged or (cell.confidence is not None and cell.confidence < DOUBTED)
