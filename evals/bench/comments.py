"""Speed of the comments on substance: ``python -m evals.bench.comments``, forms a second on one core.

The forms are those of the labelled records (published documents, cases, the hold-out that may be seen),
repeated up to 1,000. Checking and commenting take turns on the same forms in one run, so that a busy machine
slows both; what is stated is the median of the rounds, and how long commenting takes for each second of
checking. Then the time and the comments of each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from time import process_time

from evals.bench.checks import records
from pipeline.check import check
from pipeline.comment import SUBSTANCE, comment, doubts
from pipeline.comment.doubts import of_pointers
from schemas.document import Document

FORMS = 1_000
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of processor time for all forms and their ratio, each the median of the rounds."""

    checking: float
    commenting: float
    ratio: float


def forms(labelled: Sequence[Document], count: int) -> list[Document]:
    """``count`` records of one form each, with the document around it."""
    single = [
        record.model_copy(update={"forms": [form], "contents": []})
        for record in labelled
        for form in record.forms
    ]
    return list(islice(cycle(single), count))


def pace(single: Sequence[Document], rounds: int = _ROUNDS) -> Pace:
    """Check the forms and comment on them, in turns. What is doubtful is read off the findings each time."""
    found = [check(record).findings for record in single]
    pairs = []
    for _ in range(rounds):
        checking = _seconds(lambda: [check(record) for record in single])
        commenting = _seconds(
            lambda: [
                comment(record, doubts(findings, [], {}))
                for record, findings in zip(single, found, strict=True)
            ]
        )
        pairs.append((checking, commenting))
    return Pace(
        median(checking for checking, _ in pairs),
        median(commenting for _, commenting in pairs),
        median(commenting / checking for checking, commenting in pairs),
    )


def shares(single: Sequence[Document]) -> dict[str, tuple[float, int]]:
    """Seconds that each rule takes for all forms, and how many comments it makes."""
    sure = of_pointers([])
    taken = {}
    for rule in SUBSTANCE:
        started = process_time()
        made = sum(len(comment(record, sure, [rule])) for record in single)
        taken[rule.id] = process_time() - started, made
    return taken


def _seconds(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def main() -> None:
    """Print the figures."""
    labelled = records()
    single = forms(labelled, FORMS)
    different = sum(len(record.forms) for record in labelled)
    measured = pace(single)
    print(f"{FORMS:,} forms ({min(different, FORMS)} different)")
    print(f"{'':22}{'seconds':>9}{'forms/second':>14}{'of checking':>13}")
    for name, seconds in (("checking", measured.checking), ("commenting", measured.commenting)):
        ratio = 1 if name == "checking" else measured.ratio
        print(f"{name:22}{seconds:9.3f}{FORMS / seconds:14,.0f}{ratio:13.2f}")
    print(f"\n{'':22}{'seconds':>9}{'comments':>14}")
    for rule, (seconds, made) in sorted(shares(single).items(), key=lambda item: -item[1][0]):
        print(f"{rule:22}{seconds:9.3f}{made:14,}")


if __name__ == "__main__":
    main()
