"""Which values are doubtful because of damage: what the conversion did is never held against the authors.

A comment is left out when a value that it is about, one above or one below, is doubtful. A comment on a whole
row or on the list of rows thus needs all of them to be sure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.finding import Finding, Suggestion
from schemas.result import Correction, Evidence

# Rules whose findings say that the record may not be what is printed; a shifted cell may be the reader's.
_OF_DAMAGE = frozenset({"text.doubtful", "text.grounded", "engines.agree", "indicator.shift", "code.check"})
_COVERED = "text.covered"


@dataclass(frozen=True, slots=True)
class Doubts:
    """Pointers to doubtful values, and every pointer above one."""

    values: frozenset[str]
    above: frozenset[str]

    def cover(self, pointer: str) -> bool:
        """Whether the value there, a part of it or what it is a part of is doubtful.

        >>> doubts = of_pointers(["/forms/0/indicators/3/target"])
        >>> [doubts.cover(f"/forms/0/indicators{rest}") for rest in ("", "/3", "/3/target", "/3/unit", "/4")]
        [True, True, True, False, False]
        """
        if pointer in self.values or pointer in self.above:
            return True
        return any(head in self.values for head in _heads(pointer))


def of_pointers(pointers: Iterable[str]) -> Doubts:
    """Doubts of the values at ``pointers``."""
    values = frozenset(pointers)
    return Doubts(values, frozenset(head for pointer in values for head in _heads(pointer)))


def doubts(
    findings: Sequence[Finding],
    corrections: Sequence[Correction],
    evidence: Mapping[str, Sequence[Evidence]],
) -> Doubts:
    """What is doubtful of a record: values that an engine or its second reader is not sure of, that stand
    nowhere in the source or were mended, and rows with text beside them that no value stands for."""
    found = {path for finding in findings if finding.rule in _OF_DAMAGE for path in finding.paths}
    found.update(each.path for each in corrections)
    left_over = [span for finding in findings if finding.rule == _COVERED for span in finding.spans]
    if left_over:
        found.update(_rows_around([(span.start, span.end) for span in left_over], evidence))
    return of_pointers(found)


def sure(comments: Iterable[Suggestion], doubtful: Doubts) -> list[Suggestion]:
    """The comments that rely on no doubtful value."""
    return [each for each in comments if not any(doubtful.cover(path) for path in each.paths)]


def _rows_around(
    spans: Sequence[tuple[int, int]], evidence: Mapping[str, Sequence[Evidence]]
) -> Iterator[str]:
    """The rows of indicators that text left over stands in or between."""
    extents = _extents(evidence)
    starts = [start for start, _ in extents]
    for start, end in spans:
        first = max(bisect_right(starts, start) - 1, 0)
        yield from (row for _, row in extents[first : max(bisect_right(starts, end) + 1, first + 1)])


def _extents(evidence: Mapping[str, Sequence[Evidence]]) -> list[tuple[int, str]]:
    """Where each row of indicators begins, by its own values, not by merged ones; in that order."""
    rows: dict[str, int] = {}
    for pointer, places in evidence.items():
        parts = pointer.split("/")
        if parts[3:4] != ["indicators"] or parts[5] in ("level1", "level2", "level1_weight"):
            continue
        row = "/".join(parts[:5])
        for place in places:
            rows[row] = min(rows.get(row, place.start), place.start)
    return sorted((start, row) for row, start in rows.items())


def _heads(pointer: str) -> Iterable[str]:
    """The pointers above one, the root left out."""
    parts = pointer.split("/")
    return ("/".join(parts[:length]) for length in range(len(parts) - 1, 1, -1))
