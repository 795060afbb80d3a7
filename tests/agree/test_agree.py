"""Two readings of one text: what is said of lost rows, changed digits, and a form that one reader lost."""

from __future__ import annotations

import pytest

from pipeline.agree import agree
from schemas.document import Document, Form, Indicator, SpendingStep
from schemas.finding import Severity
from schemas.pointers import iter_leaves
from tests.agree.records import apply
from tests.ground.samples import NAMES, sample


def table(*targets: str | None, title: str = "甲表") -> Document:
    rows = [
        Indicator(level1="产出指标", level2="数量指标", level3=f"指标{k}", target=target)
        for k, target in enumerate(targets)
    ]
    return Document(forms=[Form(title=title, indicators=rows)])


def without(record: Document, row: int) -> Document:
    copy = record.model_copy(deep=True)
    del copy.forms[0].indicators[row]
    return copy


def test_a_changed_digit() -> None:
    record, second = table("≥353.88", "5", "6"), table("≥353.38", "5", "6")
    found = agree(record, second)
    (finding,) = found.findings
    assert finding.rule == "engines.agree"
    assert finding.severity is Severity.WARNING
    assert finding.paths == ["/forms/0/indicators/0/target"]
    assert finding.message.zh == "两个引擎读法不同：记录为“≥353.88”，另一引擎读作“≥353.38”。"
    assert (
        finding.message.en
        == "The two engines differ: the record has “≥353.88”, the other engine reads “≥353.38”."
    )
    assert (finding.expected, finding.actual) == ("≥353.38", "≥353.88")
    (suggestion,) = found.suggestions
    assert suggestion.patch == [
        {"op": "test", "path": "/forms/0/indicators/0/target", "value": "≥353.88"},
        {"op": "replace", "path": "/forms/0/indicators/0/target", "value": "≥353.38"},
    ]
    assert (suggestion.rule, suggestion.confidence, len(suggestion.id)) == ("engines.agree", 0.5, 12)
    assert "≥353.88" in suggestion.reason.zh and "≥353.38" in suggestion.reason.en
    assert apply(record, suggestion) == second
    assert found.disputed == {"/forms/0/indicators/0/target"}
    assert found.agreed.keys() == {path for path, _ in iter_leaves(record)} - found.disputed


def test_identities_stay_the_same_and_differ_by_reading() -> None:
    def identity(second: str) -> str:
        return agree(table("1", "2"), table("1", second)).suggestions[0].id

    assert identity("3") == identity("3") != identity("4")


def test_spellings_of_one_value_agree() -> None:
    assert not agree(table(">= 95％", "“甲”"), table("≥95%", "「甲」")).findings


def test_a_row_that_the_second_lost_is_one_finding_and_nothing_to_take() -> None:
    record = table("1", "2", "3")
    found = agree(record, without(record, 1))
    (finding,) = found.findings
    assert finding.paths == ["/forms/0/indicators/1"]
    assert finding.message.zh == "另一引擎没有读出这一行“产出指标·数量指标·指标1·2”。"
    assert found.suggestions == []
    assert len(found.disputed) == 4
    assert "/forms/0/indicators/2/target" in found.agreed


def test_rows_that_the_record_lost_come_back_in_their_places() -> None:
    second = table("1", "2", "3", "4", "5")
    record = without(without(without(second, 4), 2), 1)
    found = agree(record, second)
    assert [finding.paths for finding in found.findings] == [["/forms/0/indicators"]] * 3
    assert [each.patch[0]["path"] for each in found.suggestions] == [
        "/forms/0/indicators/2",
        "/forms/0/indicators/1",
        "/forms/0/indicators/1",
    ]
    assert apply(record, *found.suggestions) == second
    assert apply(record, found.suggestions[2]).forms[0].indicators[1] == second.forms[0].indicators[1]
    assert not found.disputed


def test_two_equal_rows_that_the_record_lost_are_two_suggestions() -> None:
    row = Indicator(level3="甲", target="1")
    second = Document(forms=[Form(indicators=[row, row])])
    found = agree(Document(forms=[Form()]), second)
    assert len({each.id for each in found.suggestions}) == 2


def test_values_that_one_reader_has_nothing_for() -> None:
    found = agree(table("1", None, "3"), table("1", "2", None))
    assert [(each.paths, each.message.zh) for each in found.findings] == [
        (["/forms/0/indicators/1/target"], "记录为空，另一引擎读出“2”。"),
        (["/forms/0/indicators/2/target"], "记录为“3”，另一引擎没有读出。"),
    ]
    assert apply(table("1", None, "3"), *found.suggestions) == table("1", "2", None)
    assert found.disputed == {"/forms/0/indicators/2/target"}


def test_headings_of_extra_are_disputed_only_where_both_have_a_value() -> None:
    def row(**extra: str) -> Document:
        return Document(forms=[Form(indicators=[Indicator(level3="甲", extra=extra)])])

    found = agree(row(备注="一", 标准="5"), row(标准="6", 性质="定量"))
    assert [each.paths for each in found.findings] == [["/forms/0/indicators/0/extra/标准"]]
    assert "/forms/0/indicators/0/extra/备注" not in found.agreed.keys() | found.disputed
    assert not agree(row(**{"得 分(A/B)": "5"}), row(**{"得分（A/B）": "５"})).findings


def test_a_form_that_only_one_reader_has() -> None:
    one, both = table("1"), Document(forms=[*table("1").forms, *table("8", "9", title="乙表").forms])
    (lost,) = agree(both, one).findings
    assert (lost.paths, lost.message.zh[:15]) == (["/forms/1"], "另一引擎没有读出这一张表“乙表")
    found = agree(one, both)
    assert found.findings[0].paths == ["/forms"]
    assert apply(one, *found.suggestions) == both


def test_a_form_that_is_read_differently_throughout_is_one_finding() -> None:
    values = [str(k) for k in range(12)]
    record = Document(forms=[*table(*values).forms, *table("1", title="乙表").forms])
    second = record.model_copy(deep=True)
    for row in second.forms[0].indicators:
        row.level3, row.target, row.level2 = row.target, row.level2, row.level3
    second.forms[1].title = "丙表"
    found = agree(record, second)
    assert [each.paths for each in found.findings] == [["/forms/0"], ["/forms/1/title"]]
    assert "48 个指标值中只有 12 个一致" in found.findings[0].message.zh
    assert found.findings[0].severity is Severity.WARNING
    assert len(found.suggestions) == 1
    assert found.disputed == {path for path, _ in iter_leaves(record) if path.startswith("/forms/0/")} | {
        "/forms/1/title"
    }


def test_few_differences_are_shown_one_by_one() -> None:
    def plan(*percents: str) -> Document:
        steps = [SpendingStep(deadline="3月底", percent=percent) for percent in percents]
        return Document(forms=[Form(spending_plan=steps, indicators=[Indicator(target=percents[0])])])

    assert len(agree(plan("1", "2"), plan("3", "4")).findings) == 3


def test_long_readings_are_shown_where_they_differ() -> None:
    record, second = Document(overall_goals=["前" * 80 + "甲"]), Document(overall_goals=["前" * 80 + "乙"])
    (finding,) = agree(record, second).findings
    assert "甲" in finding.message.zh and "乙" in finding.message.en
    assert len(finding.message.zh) < 110
    assert finding.actual == record.overall_goals[0]


@pytest.mark.parametrize("name", NAMES)
def test_written_forms_agree_with_themselves(name: str) -> None:
    record = sample(name).record
    assert agree(record, record).agreed.keys() == {path for path, _ in iter_leaves(record)}


def test_a_long_table_with_scattered_differences_is_compared_row_by_row() -> None:
    record = table(*map(str, range(1500)))
    second = record.model_copy(deep=True)
    for row in (0, 700, 1499):
        second.forms[0].indicators[row].target = "?"
    del second.forms[0].indicators[900:910]
    found = agree(record, second)
    assert [each.paths[0].split("/")[4] for each in found.findings] == [
        *("0", "700"),
        *map(str, range(900, 910)),
        "1499",
    ]
