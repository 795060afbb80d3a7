"""Failed sums and the readings that mend them, on published figures and on made-up faults."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.check import check, rechecking
from pipeline.suggest import Case, Suggested, suggest
from pipeline.suggest.arithmetic import DECIDED, MOST_SHOWN, SUMS
from pipeline.suggest.trial import MOST_WORK
from schemas.document import Budget, Document, Form, Fund, Indicator, SpendingStep
from schemas.finding import Finding, Message, Severity, Suggestion
from schemas.pointers import resolve

GUIZHOU = [
    ("年度资金总额:", "443.88", "459.61", "427.14", "92.93"),
    ("基本支出", "353.88", "369.11", "343.2", None),
    ("项目支出", "90.5", "90.5", "83.94", None),
]


def guizhou(rows: Sequence[tuple[str | None, ...]] = GUIZHOU) -> Form:
    return Form(
        funds=[
            Fund(source=a, initial_budget=b, annual_budget=c, executed=d, execution_rate=e)
            for a, b, c, d, e in rows
        ]
    )


def suggested(*forms: Form, more: Sequence[Finding] = ()) -> Suggested:
    record = Document(forms=list(forms))
    # These forms are no more than their figures: what else they lack is not the subject here.
    found = [*more, *(each for each in check(record).findings if each.rule in SUMS)]
    return suggest(Case(record, found, rechecking()))


def changes(suggestion: Suggestion) -> list[tuple[object, object]]:
    return [(step["path"], step["value"]) for step in suggestion.patch if step["op"] == "replace"]


def points(*weights: str, declared: str = "50", total: str = "100") -> Form:
    rows = [
        Indicator(level1="产出指标", level1_weight=declared, level3=f"指标{i}", weight=weight)
        for i, weight in enumerate(weights)
    ]
    rest = Indicator(level1="效益指标", level1_weight="50", level3="其余", weight="50")
    return Form(indicators=[*rows, rest], total_weight=total)


def test_both_readings_of_the_guizhou_table_are_shown_and_neither_is_sure() -> None:
    found = suggested(guizhou())
    assert [finding.mend for finding in found.findings] == ["several"]
    readings = {text: each for each in found.suggestions for _, text in changes(each)}
    assert {"353.38", "444.38"} <= set(readings)
    assert found.suggestions[0].confidence < DECIDED
    assert "353.38 + 90.5 = 443.88" in readings["353.38"].reason.zh
    assert "353.88 + 90.5 = 444.38" in readings["444.38"].reason.en
    # 90.5 stands in the next column too, and this table prints no zero at the end.
    assert all(each.confidence < 0.02 for text, each in readings.items() if text == "90.0")


def test_a_patch_tests_what_is_printed_before_it_replaces_it() -> None:
    (first, *_) = suggested(guizhou()).suggestions
    record = Document(forms=[guizhou()])
    test, replace = first.patch
    assert test == {"op": "test", "path": replace["path"], "value": resolve(record, str(test["path"]))}


def test_a_digit_that_two_sums_share_is_decided() -> None:
    rows = [
        ("年度资金总额:", "443.88", "459.61", "487.14", "92.93"),
        ("基本支出", "353.38", *GUIZHOU[1][2:]),
        GUIZHOU[2],
    ]
    found = suggested(guizhou(rows))
    assert {finding.rule: finding.mend for finding in found.findings} == {
        "funds.parts": "only",
        "funds.rate": "several",
    }
    first = found.suggestions[0]
    assert changes(first) == [("/forms/0/funds/0/executed", "427.14")]
    assert first.confidence >= DECIDED
    assert "343.2 + 83.94 = 427.14" in first.reason.zh
    assert "427.14 ÷ 459.61 ≈ 92.93%" in first.reason.zh


def test_level_and_total_together_find_the_indicator() -> None:
    found = suggested(points("10", "15", "8", "20"))
    assert {finding.rule for finding in found.findings} == {"weights.total", "weights.level1"}
    first = found.suggestions[0]
    assert changes(first) == [("/forms/0/indicators/2/weight", "5")]
    assert first.confidence >= 0.5


def test_points_of_a_level_change_on_all_its_rows() -> None:
    found = suggested(points("10", "15", "5", "20", declared="60"))
    first = found.suggestions[0]
    assert changes(first) == [(f"/forms/0/indicators/{row}/level1_weight", "50") for row in range(4)]


def test_a_reading_that_breaks_another_sum_is_none() -> None:
    budget = Budget(total="1250.00", fiscal="1200.00", other="58.00")
    alone = suggested(Form(budget=budget))
    assert {text for each in alone.suggestions for _, text in changes(each)} >= {"50.00", "1258.00"}
    plan = [SpendingStep(deadline=f"{month}月底", percent=text) for month, text in [(3, "25"), (6, "50")]]
    plan += [SpendingStep(deadline="10月底", percent="76"), SpendingStep(deadline="12月底", percent="700")]
    (first, *_) = suggested(Form(spending_plan=plan)).suggestions
    assert changes(first) == [("/forms/0/spending_plan/3/percent", "100")]
    assert first.confidence >= DECIDED


def test_a_value_that_the_source_does_not_hold_is_suspected_first() -> None:
    form = Form(budget=Budget(total="356.21", fiscal="300.17", other="50.04"))
    before = suggested(form).suggestions
    unfound = Finding(
        rule="text.grounded",
        severity=Severity.ERROR,
        paths=["/forms/0/budget/other"],
        message=Message(zh="原文中未找到", en="not found"),
    )
    after = suggested(form, more=[unfound]).suggestions
    assert before[0].confidence < DECIDED
    assert changes(after[0]) == [("/forms/0/budget/other", "56.04")]
    assert after[0].confidence >= DECIDED


def test_ten_thousand_yuan_and_yuan_are_told_apart() -> None:
    found = suggested(Form(budget=Budget(total="3538800", fiscal="300.17", other="53.71")))
    assert (("/forms/0/budget/total", "353.88")) in [
        pair for one in found.suggestions for pair in changes(one)
    ]


def test_two_misreadings_of_one_sum_are_tried_together() -> None:
    # 3512.38 + 931.50 = 4443.88 with 2 read as 7 and 3 as 8.
    found = suggested(Form(budget=Budget(total="4443.88", fiscal="3517.38", other="981.50")))
    made = {frozenset(text for _, text in changes(each)) for each in found.suggestions}
    assert frozenset({"3512.38", "931.50"}) in made
    assert frozenset({"4498.88"}) in made
    assert max(each.confidence for each in found.suggestions if len(changes(each)) == 2) < DECIDED


def test_misreadings_of_two_levels_that_share_a_total() -> None:
    form = points("10", "15", "8", "20")
    rows = [*form.indicators[:4], *(_benefit(weight) for weight in ("20", "36"))]
    found = suggested(form.model_copy(update={"indicators": rows}))
    pair = [("/forms/0/indicators/2/weight", "5"), ("/forms/0/indicators/5/weight", "30")]
    assert pair in [sorted(changes(each)) for each in found.suggestions]
    assert all(finding.mend == "several" for finding in found.findings[1:])


def _benefit(weight: str) -> Indicator:
    return Indicator(level1="效益指标", level1_weight="50", level3=f"效益{weight}", weight=weight)


def test_a_fault_that_no_digit_explains_is_the_authors() -> None:
    found = suggested(Form(budget=Budget(total="1234.56", fiscal="777.77", other="98.76")))
    (finding,) = found.findings
    assert finding.mend == "only"  # the sum itself, of little confidence
    plan = [SpendingStep(deadline=f"{month}月底", percent=text) for month, text in [(3, "25"), (12, "95")]]
    ended = suggested(Form(spending_plan=plan))
    assert [finding.mend for finding in ended.findings if finding.rule == "plan.end"] == ["none"]


def test_a_long_form_is_done_within_the_bound() -> None:
    weights = ["0.5"] * 199 + ["0.8"]
    rows = [
        Indicator(level1="产出指标", level1_weight="100", level3=f"指标{i}", weight=weight)
        for i, weight in enumerate(weights)
    ]
    form = Form(indicators=rows, total_weight="100")
    record = Document(forms=[form])
    worked = 0

    def recheck(changed: Document, only: str | None) -> Sequence[Finding]:
        nonlocal worked
        worked += len(changed.forms[0].indicators)
        return rechecking()(changed, only)

    found = suggest(Case(record, check(record).findings, recheck))
    assert worked <= MOST_WORK
    assert all(len([one for one in found.suggestions if one.rule == rule]) <= MOST_SHOWN for rule in _RULES)
    assert [finding.mend for finding in found.findings if finding.rule in SUMS] == ["several", "several"]
    assert changes(found.suggestions[0]) == [("/forms/0/indicators/199/weight", "0.5")]


_RULES = ("weights.total", "weights.level1", "scores.total")


def test_nothing_is_rechecked_when_nothing_failed() -> None:
    def recheck(changed: Document, only: str | None) -> Sequence[Finding]:
        raise AssertionError(changed)

    record = Document(forms=[Form(budget=Budget(total="7.00", fiscal="7.00"))])
    assert suggest(Case(record, [], recheck)).suggestions == []
