"""The run record: everything needed to believe an evaluation, to repeat it, and to compare it with others.

A hold-out that nobody may look at is *sealed*: its cells are kept with a digest in place of their pointer,
without what was expected and got, so that neither record nor report shows it.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import Field, JsonValue

from evals.compare import Verdict
from evals.kinds import Kind
from evals.label import Readings
from schemas.document import Shape
from schemas.result import EngineInfo, Usage


class CellResult(Shape):
    """One cell that the label or the record has.

    ``at`` is its pointer in the label, or in the record with ``+`` before it where the label has no such
    item. ``given``: the record has a value; ``flagged``: a finding of severity error or warning points at
    it. What was expected and got, and the text around, are kept of cells that are not right.
    """

    at: str
    kind: Kind = Field(strict=False)
    verdict: Verdict = Field(strict=False)
    given: bool
    flagged: bool
    confidence: float | None = None
    expected: JsonValue = None
    got: JsonValue = None
    excerpt: str | None = None

    @property
    def is_right(self) -> bool:
        return self.verdict == Verdict.CORRECT


class Rows(Shape):
    """Rows of tables (indicators, funds, costs, spending plan): printed, of which right in every cell; rows
    of the record that are not printed."""

    printed: int
    right: int
    extra: int


class DocumentResult(Shape):
    """One document. ``readings`` says how its label was made, as far as that is known, ``hard`` what is hard
    in it, ``reason`` why it was not scored, and then there is nothing else. ``edits`` is what a reviewer
    would have to change: a cell each, but a row that is not printed is deleted at once."""

    set: str
    name: str
    sealed: bool = False
    label_sha256: str
    readings: Readings | None = None
    hard: str | None = None
    text_sha256: str | None = None
    reason: str | None = None
    cells: list[CellResult] = Field(default_factory=list)
    rows: Rows = Rows(printed=0, right=0, extra=0)
    edits: int = 0
    anls: float | None = None
    usage: Usage = Field(default_factory=Usage)
    characters: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What names a document over runs."""
        return self.set, self.name

    @property
    def errors(self) -> list[CellResult]:
        return [cell for cell in self.cells if not cell.is_right]

    @property
    def silent(self) -> list[CellResult]:
        """The values that are wrong or extra and that no finding points at."""
        return [cell for cell in self.errors if cell.given and not cell.flagged]


class Tally(Shape):
    """Counts of one document."""

    name: str
    cells: int
    errors: int
    silent: int
    unflagged: int


class DamagePoint(Shape):
    """How documents in rows are read after damage: ``recipe`` such as ``glyphs:0.5``; empty: untouched."""

    recipe: str
    documents: list[Tally]


class Planted(Shape):
    """Faults of one kind planted in a document's records, and how many of them the checks found."""

    set: str
    document: str
    kind: str
    found: int
    planted: int


class Figure(Shape):
    """A value of a metric with its 95 % interval over documents. ``count`` is what it was computed from
    (cells, rows, values …). ``value`` is None when that is nothing: not scored is not zero."""

    value: float | None
    low: float | None = None
    high: float | None = None
    count: int
    documents: int


# Set, metric, key.
Metrics = dict[str, dict[str, dict[str, Figure]]]


class Options(Shape):
    """What was asked for: the engine, sets or folders of cases, recipes of damage with their seed, faults of
    each kind per form with theirs."""

    engine: str
    cases: list[str]
    damage: list[str]
    damage_seed: int
    faults_each: int
    faults_seed: int


class Environment(Shape):
    """Where it ran: enough to set it up again."""

    version: str
    python: str
    platform: str
    cores: int
    packages: dict[str, str]


class RunRecord(Shape):
    """One evaluation; ``failures`` are the jobs that ended with an error of ours."""

    started: datetime = Field(strict=False)
    seconds: float
    engine: EngineInfo
    options: Options
    environment: Environment
    documents: list[DocumentResult]
    damage: list[DamagePoint] = Field(default_factory=list)
    faults: list[Planted] = Field(default_factory=list)
    metrics: Metrics = Field(default_factory=dict)
    failures: list[str] = Field(default_factory=list)

    @property
    def scored(self) -> dict[str, tuple[int, int]]:
        """Of each set, how many documents were scored, and how many it has."""
        of_set = {name: [each for each in self.documents if each.set == name] for name in self.metrics}
        return {
            name: (sum(each.reason is None for each in documents), len(documents))
            for name, documents in of_set.items()
        }
