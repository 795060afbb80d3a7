"""The stage keeps the likeliest of equal changes, a few per place, and says of findings what mends them."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given

from pipeline.agree import agree
from pipeline.suggest import Case, suggest
from pipeline.suggest.mender import Proposed, Verdict
from pipeline.suggest.stage import MOST_PER_PLACE
from schemas.document import Document
from schemas.finding import Finding, Message, Severity, Suggestion
from tests.agree.records import apply, document

SAID = Message(zh="改", en="change")


def _replace(path: str, value: str, confidence: float) -> Suggestion:
    patch: list[dict[str, object]] = [{"op": "replace", "path": path, "value": value}]
    return Suggestion(rule="budget.parts", patch=patch, reason=SAID, confidence=confidence)


def _case(*findings: Finding) -> Case:
    return Case(Document(), findings, recheck=lambda record, only: [])


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


def test_what_two_second_readers_and_a_mender_say_is_said_once() -> None:
    def propose(case: Case) -> Iterator[Proposed]:
        del case
        yield _replace("/title", "≥ 95%", 0.9)

    asked = [_replace("/title", ">=95%", 0.5), _replace("/title", "≥95%", 0.5), _replace("/title", "96", 0.5)]
    made = suggest(_case(), asked, [propose]).suggestions
    assert [each.patch[0]["value"] for each in made] == ["≥ 95%", "96"]
    assert [each.patch[0]["value"] for each in suggest(_case(), asked, []).suggestions] == [">=95%", "96"]


def test_second_readers_count_among_the_few_of_a_place() -> None:
    def propose(case: Case) -> Iterator[Proposed]:
        del case
        for value in range(9):
            yield _replace("/title", str(value), value / 10)

    asked = [_replace("/title", "甲", 0.1), _replace("/title", "0", 0.1)]
    made = suggest(_case(), asked, [propose]).suggestions
    assert [each.patch[0]["value"] for each in made] == ["8", "7", "0", "甲"]


@given(document, document)
def test_all_may_be_taken_in_order_but_for_alternatives(record: Document, second: Document) -> None:
    """What one mender changes does not move or block what the second reader gives for other places."""
    taken = {"/title"}

    def propose(case: Case) -> Iterator[Proposed]:
        if case.record.title is not None:
            patch: list[dict[str, object]] = [
                {"op": "test", "path": "/title", "value": case.record.title},
                {"op": "replace", "path": "/title", "value": "改"},
            ]
            yield Suggestion(rule="text.terms", patch=patch, reason=SAID, confidence=0.9)

    asked = agree(record, second).suggestions
    suggested = suggest(Case(record, [], lambda changed, only: []), asked, [propose]).suggestions
    others = [each for each in suggested if each.patch[-1]["path"] not in taken]
    changed = apply(record, *(each for each in suggested if each in others or each.confidence == 0.9))
    expected = apply(record, *(each for each in asked if each.patch[-1]["path"] not in taken))
    assert changed.model_copy(update={"title": None}) == expected.model_copy(update={"title": None})
