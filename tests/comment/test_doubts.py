"""What is doubtful because of damage is never held against the authors."""

from __future__ import annotations

import pytest

from pipeline.comment import comment, doubts
from pipeline.comment.doubts import of_pointers
from schemas.document import Document, Form
from schemas.finding import Finding, Message, Severity, Stretch
from schemas.result import Correction, Evidence

REPEATED = Document(forms=[Form(purpose="开展干部培训", goals=["1.开展干部培训"])])


def found(rule: str, *paths: str, spans: list[Stretch] | None = None) -> Finding:
    message = Message(zh="有疑问", en="doubtful")
    return Finding(
        rule=rule, severity=Severity.WARNING, paths=list(paths), message=message, spans=spans or []
    )


def test_a_sure_value_is_commented_on() -> None:
    made = comment(REPEATED, of_pointers([]))
    assert [each.rule for each in made] == ["substance.goals"]
    assert (made[0].kind, made[0].patch) == ("substance", [])


@pytest.mark.parametrize("path", ["/forms/0/purpose", "/forms/0/goals/0", "/forms/0"])
@pytest.mark.parametrize("rule", ["text.doubtful", "text.grounded", "engines.agree"])
def test_a_doubtful_value_is_not(rule: str, path: str) -> None:
    assert not comment(REPEATED, doubts([found(rule, path)], [], {}))


def test_a_mended_value_is_not() -> None:
    mended = Correction(path="/forms/0/purpose", raw="开展干邵培训", value="开展干部培训", rule="misread")
    assert not comment(REPEATED, doubts([], [mended], {}))


def test_a_fault_of_the_authors_own_is_no_doubt() -> None:
    assert comment(REPEATED, doubts([found("budget.parts", "/forms/0/purpose")], [], {}))


def test_text_left_over_makes_the_rows_around_it_doubtful() -> None:
    evidence = {
        f"/forms/0/indicators/{row}/level3": [Evidence(start=100 * row, end=100 * row + 10, match="exact")]
        for row in range(4)
    }
    left_over = found("text.covered", "/forms/0", spans=[Stretch(start=120, end=130)])
    doubtful = doubts([left_over], [], evidence)
    covered = [doubtful.cover(f"/forms/0/indicators/{row}/target") for row in range(4)]
    assert covered == [False, True, True, False]
    assert doubtful.cover("/forms/0/indicators")
    assert not doubtful.cover("/forms/0/purpose")
