"""What a mender is: a function that looks at the findings about a record and proposes changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.document import Document
from schemas.finding import Finding, Mend, Suggestion
from schemas.result import Evidence
from schemas.source import SourceText

# A changed record, and the id of the only rule that is asked or None for all -> what is found.
Recheck = Callable[[Document, str | None], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Case:
    """A record with what was found about it. ``recheck`` runs the rules on a changed record; ``source`` and
    ``evidence`` are None and empty for a record that is checked without its text."""

    record: Document
    findings: Sequence[Finding]
    recheck: Recheck
    source: SourceText | None = None
    evidence: Mapping[str, Sequence[Evidence]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mender says about one finding: whether one change mends it, several do, or none."""

    finding: str
    mend: Mend


Proposed = Suggestion | Verdict
Mender = Callable[[Case], Iterator[Proposed]]
