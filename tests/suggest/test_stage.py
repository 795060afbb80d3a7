"""The stage keeps the likeliest of equal changes, a few per place, and says of findings what mends them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.suggest import Case, suggest
from pipeline.suggest.mender import Proposed, Verdict
from pipeline.suggest.stage import MOST_PER_PLACE
from schemas.document import Document
from schemas.finding import Finding, Message, Severity, Suggestion

SAID = Message(zh="改", en="change")


def _replace(path: str, value: str, confidence: float) -> Suggestion:
    patch: list[dict[str, object]] = [{"op": "replace", "path": path, "value": value}]
    return Suggestion(rule="budget.parts", patch=patch, reason=SAID, confidence=confidence)


def _case(*findings: Finding) -> Case:
    return Case(Document(), findings, recheck=lambda record: [])


def test_the_likeliest_come_first_and_each_change_once() -> None:
    def propose(case: Case) -> Iterator[Proposed]:
        del case
        yield _replace("/title", "甲", 0.2)
        yield _replace("/title", "乙", 0.9)
        yield _replace("/title", "甲", 0.5)

    made = suggest(_case(), menders=[propose]).suggestions
    assert [(each.patch[0]["value"], each.confidence) for each in made] == [("乙", 0.9), ("甲", 0.5)]


def test_a_place_gets_a_few_and_given_ones_follow() -> None:
    def propose(case: Case) -> Iterator[Proposed]:
        del case
        for value in range(9):
            yield _replace("/title", str(value), value / 10)

    same, other = _replace("/title", "8", 0.5), _replace("/date", "2024-01-01", 0.9)
    made = suggest(_case(), [same, other], [propose]).suggestions
    assert [each.patch[0]["value"] for each in made[:MOST_PER_PLACE]] == ["8", "7", "6", "5"]
    assert made[MOST_PER_PLACE:] == [other]


def test_a_verdict_reaches_its_finding() -> None:
    finding = Finding(rule="budget.parts", severity=Severity.ERROR, paths=["/title"], message=SAID)

    def propose(case: Case) -> Iterator[Proposed]:
        yield Verdict(case.findings[0].id, "several")

    (found,) = suggest(_case(finding), menders=[propose]).findings
    assert (found.mend, found.id) == ("several", finding.id)
