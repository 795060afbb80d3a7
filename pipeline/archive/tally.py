"""What an archive's documents add up to, one document at a time: as much memory for a million as for one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.export.entry import Entry
from pipeline.export.tables.partition import UNKNOWN_DIVISION, partition_of
from schemas.pointers import iter_leaves

# A value that an engine is less sure of is doubtful.
SURE = 0.8


@dataclass(slots=True)
class Tally:
    """Counts. ``years`` and ``provinces`` (first two digits, empty for unknown) count forms; ``rules`` counts
    open findings, ``with_rule`` documents that have one; of the printed ``values`` some are ``doubtful``:
    with an open finding, or of low confidence."""

    documents: int = 0
    forms: int = 0
    values: int = 0
    doubtful: int = 0
    without_doubt: int = 0
    years: Counter[int] = field(default_factory=Counter)
    provinces: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    with_rule: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count a document."""
        result = entry.result
        where = partition_of(result.record)
        forms = len(result.record.forms)
        self.documents += 1
        self.forms += forms
        self.years[where.year] += forms
        self.provinces["" if where.division == UNKNOWN_DIVISION else where.division[:2]] += forms
        self.rules.update(each.rule for each in result.findings)
        self.with_rule.update({each.rule for each in result.findings})
        printed = {pointer for pointer, _ in iter_leaves(result.record)}
        doubtful = {path for each in result.findings for path in each.paths} & printed
        doubtful |= {path for path, sure in result.confidence.items() if sure < SURE} & printed
        self.values += len(printed)
        self.doubtful += len(doubtful)
        self.without_doubt += not (doubtful or result.findings)

    @property
    def share(self) -> float | None:
        """The share of values that are doubtful; None without values."""
        return self.doubtful / self.values if self.values else None
