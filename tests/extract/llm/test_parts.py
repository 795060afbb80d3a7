"""The parts between a document and its requests: excerpts, replies written down, second readings, trust."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.adopt import adopt
from pipeline.extract.llm.excerpt import Excerpt, plan
from pipeline.extract.llm.record import document_record, form_record, join, narrative_record, written
from pipeline.extract.llm.reply import FormReply, NarrativeReply, Reply, derive, strict_schema
from pipeline.extract.local import LocalEngine
from pipeline.extract.questions import questions
from pipeline.extract.rereading import settle
from pipeline.extract.trust import trust
from pipeline.ground import ground
from pipeline.layout import lay_out
from schemas.document import Document, Form, Indicator
from schemas.finding import Finding, Message, Severity
from schemas.reading import Reading
from schemas.result import Correction
from schemas.source import SourceText, Span
from tests.cli.samples import document
from tests.extract.llm.typist import reply_of

TWO = document() + document(name="麦田示范点建设").replace("1.稻田", "2.麦田")


def test_forms_are_shown_with_their_titles_and_nothing_twice() -> None:
    source = SourceText.from_text(TWO)
    found = plan(source, lay_out(source))
    assert len(found.forms) == 2
    assert not found.page
    assert "稻田示范点建设绩效目标表" in found.forms[0].text
    assert "麦田示范点建设绩效目标表" in found.forms[1].text
    shown = "".join(form.text for form in found.forms) + (found.narrative or "")
    assert sorted("".join(shown.split())) == sorted("".join(TWO.split()))


@given(st.integers(0, len(TWO)))
def test_any_text_is_shown_in_full(length: int) -> None:
    source = SourceText.from_text(TWO[:length])
    found = plan(source, lay_out(source))
    shown = "".join(form.text for form in found.forms) + (found.narrative or "")
    assert sorted("".join(shown.split())) == sorted("".join(source.text.split()))


def test_halves_share_the_heading_and_split_the_rows() -> None:
    whole = Excerpt("项目 甲\n", "一级 二级\n", ("a\n", "b\n", "c\n"))
    halves = whole.halves()
    assert halves
    assert [half.text for half in halves] == ["项目 甲\n一级 二级\na", "一级 二级\nb\nc"]
    assert Excerpt("", "", ("a",)).halves() is None


def test_reply_shapes_have_no_integers_and_no_open_keys() -> None:
    for shape in (FormReply, NarrativeReply):
        _no_integers(strict_schema(shape))
    with pytest.raises(TypeError, match="no reply shape"):
        derive(_WithFloat)


class _WithFloat(Reply):
    share: float = 0.0


def _no_integers(node: object) -> None:
    if isinstance(node, dict):
        assert node.get("type") != "integer"
        assert node.get("type") != "object" or node["additionalProperties"] is False
        assert "pattern" not in node
        for value in node.values():
            _no_integers(value)
    elif isinstance(node, list):
        for value in node:
            _no_integers(value)


def test_a_record_comes_back_from_its_own_reply() -> None:
    source = SourceText.from_text(TWO)
    record = LocalEngine().read(source, lay_out(source)).record
    forms = [form_record(FormReply.model_validate(reply_of(form.model_dump()))) for form in record.forms]
    narrative = NarrativeReply.model_validate(reply_of(record.model_dump(exclude={"forms"})))
    assert document_record(narrative_record(narrative), forms) == record


def test_what_a_reply_leaves_to_us() -> None:
    reply = {
        "year": "2024年度",
        "number": "3",
        "indicators": [{"level1": "产出指标（50分）", "weight": "—"}, {"level1": None}],
        "spending_plan": [{"deadline": "3月底", "percent": "25%"}, {"percent": "5"}],
        "extra": [{"heading": "备注：", "text": "按 月"}, {"heading": "空", "text": None}],
        "funds": [{"source": "年度资金总额", "annual_budget": "1,020.50万元", "execution_rate": "97.5%"}],
        "goals": ["  ", "一、完成"],
    }
    form = Form.model_validate(form_record(FormReply.model_validate(reply)))
    assert (form.year, form.number, form.goals) == (2024, 3, ["一、完成"])
    (row,) = form.indicators
    assert (row.level1, row.level1_weight, row.weight) == ("产出指标", "50", None)
    assert [(step.deadline, step.percent) for step in form.spending_plan] == [("3月底", "25")]
    assert form.extra == {"备注": "按月"}
    assert (form.funds[0].annual_budget, form.funds[0].execution_rate) == ("1020.50", "97.5")


@given(st.sampled_from(["total", "percent", "year", "page", "date", "target"]), st.text(max_size=30))
def test_writing_down_never_fails(field: str, text: str) -> None:
    written(field, text)


def test_parts_of_a_form_are_joined() -> None:
    first = form_record(
        FormReply.model_validate({"title": "表", "indicators": [{"level1": "产出", "level2": "数量"}]})
    )
    second = form_record(
        FormReply.model_validate(
            {"total_score": "9", "indicators": [{"level3": "甲"}, {"level1": "效益", "level3": "乙"}]}
        )
    )
    form = Form.model_validate(join(first, second))
    assert (form.title, form.total_score) == ("表", "9")
    assert [(row.level1, row.level2, row.level3) for row in form.indicators] == [
        ("产出", "数量", None),
        ("产出", "数量", "甲"),
        ("效益", None, "乙"),
    ]


def finding(rule: str, *paths: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, paths=list(paths), message=Message(zh="", en=""))


def test_questions_name_the_cell_and_show_its_row() -> None:
    source = SourceText.from_text(TWO)
    layout = lay_out(source)
    reading = LocalEngine().read(source, layout)
    regions = [form.span for form in layout.forms]
    evidence = ground(source, reading, regions).evidence
    places = ("/forms/1/indicators/1/target", "/forms/0/budget/total", "/forms/0/goals/0", "/forms/9/title")
    doubts = [
        finding("text.grounded", *places),
        finding("funds.parts", places[0]),
        finding("plan.end", "/forms"),
    ]
    asked = {
        question.pointer: question
        for question in questions(source, reading.record, evidence, doubts, regions)
    }
    assert asked.keys() == set(places[:3])
    row = asked["/forms/1/indicators/1/target"]
    assert row.wording == "三级指标为“农户增收”的一行中的“指标值”"
    assert "增收的农户比例" in source.excerpt(row.place)
    assert row.place.start > regions[0].end
    assert asked["/forms/0/budget/total"].wording == "“预算规模 · 预算数”"
    assert asked["/forms/0/goals/0"].wording == "“绩效目标 · 第 1 项”"


def test_a_second_reading_that_says_the_same_changes_nothing() -> None:
    record = Document(forms=[Form(title="表", indicators=[Indicator(target="≥5%")])])
    settled = settle(record, {"/forms/0/indicators/0/target": ">=5 %"}, (), lambda changed: ())
    assert settled.record == record
    assert not settled.findings
    assert not settled.open


def test_a_second_reading_that_cannot_be_is_not_taken() -> None:
    record = Document(forms=[Form(money_unit="元")])
    place = "/forms/0/money_unit"
    settled = settle(record, {place: "美元"}, [place], lambda changed: [place])
    assert settled.record == record


def test_trust_is_lowest_for_what_stands_nowhere() -> None:
    record = Document(title="甲", year=2024, prepared_by="乙", audited_by="丙", date="2024-01-02")
    reading = Reading(record, confidence={"/date": 0.7})
    made = trust(reading, ungrounded=["/title"], agreed=["/title", "/year"], disputed=["/prepared_by"])
    order = ["/title", "/prepared_by", "/date", "/audited_by", "/year"]
    assert all(made[low] < made[high] for low, high in pairwise(order))


def test_adopting_places_keeps_what_the_reading_has() -> None:
    record = Document(title="甲", prepared_by="≧乙")
    theirs = Reading(
        Document(title="甲", prepared_by="≥乙"),
        places={"/title": [Span(0, 1)], "/prepared_by": [Span(2, 4)]},
        corrections=[Correction(path="/prepared_by", raw="25", value="≥乙", rule="test")],
    )
    adopted = adopt(Reading(record), theirs, {"/title": "/title", "/prepared_by": "/prepared_by"})
    assert adopted.places == theirs.places
    assert [(each.path, each.value) for each in adopted.corrections] == [("/prepared_by", "≧乙")]
