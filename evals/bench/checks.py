"""Speed of the rules: ``python -m evals.bench.checks``, records checked in a minute on one core.

The records are the labels of the cases and of the hold-out that may be seen, and of the published documents,
repeated; each is checked by every rule. Prints the rate, then the share of each rule in the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from time import process_time

from evals.score import records as labelled_records
from pipeline.check import CHECKS, check
from schemas.document import Document

RECORDS = 10_000
FOLDERS = ("labels", "cases", "seen")


def records() -> list[Document]:
    """The hand-labelled records, each once."""
    return [record for _, record in labelled_records(*FOLDERS)]


def rate(labelled: Sequence[Document], count: int) -> float:
    """Records a minute of processor time, over ``count`` of them."""
    started = process_time()
    for record in islice(cycle(labelled), count):
        check(record)
    return 60 * count / (process_time() - started)


def shares(labelled: Sequence[Document]) -> dict[str, float]:
    """Microseconds that each rule takes for one record."""
    taken = {}
    for rule in CHECKS:
        started = process_time()
        for record in labelled:
            check(record, [rule])
        taken[rule.id] = (process_time() - started) * 1e6 / len(labelled)
    return taken


def main() -> None:
    """Print the figures."""
    labelled = records()
    print(f"{RECORDS:,} records ({len(labelled)} different): {rate(labelled, RECORDS):,.0f} a minute")
    for rule, microseconds in sorted(shares(labelled).items(), key=lambda item: -item[1]):
        print(f"{rule:22}{microseconds:8.0f} µs a record")


if __name__ == "__main__":
    main()
