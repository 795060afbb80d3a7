"""What of a form's source no value claims, and values that stand where they should not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from pipeline.flow import extract, judge, make_engine
from pipeline.ground import COVERED
from pipeline.layout import lay_out
from schemas.document import Document, Form
from schemas.finding import Finding
from schemas.reading import Reading
from schemas.source import SourceText
from tests.ground.samples import NAMES, sample
from tests.ground.test_fold import TEXTS

# What the source shows that no value can claim, because it is damaged: ↑ for 个 and 囗 for 口 as units.
_DAMAGED = {"chongqing_padded_pipes": {"口", "≥"}}


def _said(record: Document, source: SourceText) -> list[Finding]:
    _, findings = judge(source, lay_out(source), Reading(record))
    return [each for each in findings if each.rule == COVERED.id]


def _changed(name: str, form: int, rows: dict[int, dict[str, object]]) -> list[Finding]:
    """What is said of a sample's record when fields of its indicators are others."""
    each = sample(name)
    changed = each.record.forms[form]
    indicators = list(changed.indicators)
    for row, fields in rows.items():
        indicators[row] = indicators[row].model_copy(update=fields)
    return _said(_with(each.record, form, changed.model_copy(update={"indicators": indicators})), each.source)


def _with(record: Document, index: int, form: Form) -> Document:
    forms = [form if number == index else each for number, each in enumerate(record.forms)]
    return record.model_copy(update={"forms": forms})


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_holds_all_leaves_nothing(name: str) -> None:
    each = sample(name)
    left = {finding.actual for finding in _said(each.record, each.source)}
    assert left <= _DAMAGED.get(name, set())


def test_a_dropped_figure_is_pointed_at_in_the_source() -> None:
    name = "dept_culture_md_page_break"
    weight = sample(name).record.forms[0].indicators[1].weight
    (finding,) = _changed(name, 0, {1: {"weight": None}})
    assert finding.severity == "error" and finding.actual == weight
    assert finding.paths == ["/forms/0/indicators/1"]
    assert [sample(name).source.text[span.start : span.end] for span in finding.spans] == [weight]


def test_a_dropped_row_is_one_finding() -> None:
    each = sample("hebei_word_dump_two_forms")
    form = each.record.forms[0]
    dropped = form.indicators[2]
    left = form.model_copy(update={"indicators": form.indicators[:2] + form.indicators[3:]})
    (finding,) = _said(_with(each.record, 0, left), each.source)
    assert dropped.level3 and finding.actual and finding.actual.startswith(dropped.level3[:6])


def test_a_doubled_row_has_no_place_of_its_own() -> None:
    each = sample("hebei_word_dump_two_forms")
    form = each.record.forms[0]
    rows = form.indicators
    doubled = form.model_copy(update={"indicators": [*rows[:2], rows[1], *rows[2:]]})
    found = _said(_with(each.record, 0, doubled), each.source)
    assert {path for finding in found for path in finding.paths} >= {"/forms/0/indicators/2"}


def test_swapped_rows_are_told_by_their_order() -> None:
    each = sample("hebei_word_dump_two_forms")
    form = each.record.forms[0]
    rows = form.indicators
    swapped = form.model_copy(update={"indicators": [*rows[:1], rows[2], rows[1], *rows[3:]]})
    found = _said(_with(each.record, 0, swapped), each.source)
    assert ["/forms/0/indicators/1", "/forms/0/indicators/2"] in [finding.paths for finding in found]


def test_values_that_changed_columns_are_told_by_their_cells() -> None:
    name = "hebei_word_dump_two_forms"
    row = sample(name).record.forms[0].indicators[1]
    found = _changed(name, 0, {1: {"description": row.target, "target": row.description}})
    paths = {path for finding in found for path in finding.paths}
    assert paths >= {"/forms/0/indicators/1/description", "/forms/0/indicators/1/target"}


def test_a_merged_name_that_one_row_lacks_is_missed_there() -> None:
    found = _changed("hebei_word_dump_two_forms", 0, {1: {"level1": None}})
    assert [finding.paths for finding in found] == [["/forms/0/indicators/1/level1"]]


def test_a_name_that_stands_on_the_row_itself_is_missed_there() -> None:
    found = _changed("hebei_word_dump_two_forms", 0, {0: {"level1": None}})
    assert [finding.paths for finding in found] == [["/forms/0/indicators/0/level1"]]


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_text_is_judged(text: str) -> None:
    source = SourceText.from_text(text)
    record = sample(NAMES[0]).record
    for finding in _said(record, source):
        assert all(0 <= span.start < span.end <= len(text) for span in finding.spans)


_HEAD = """甲县农机站绩效目标表

项目编码\t33091224P001200100013\t项目名称\t农机检修
{label}\t预算数\t8.00\t其中：财政资金\t8.00\t其他资金\t0.00
{purpose}\t用于农机检修和机手培训
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
产出指标\t数量指标\t检修农机数量\t检修的农机台数\t≥30台\t年度计划
满意度指标\t服务对象满意度指标\t机手满意度\t对检修满意的机手\t≥95%\t问卷
"""


@pytest.mark.parametrize(
    ("label", "purpose"),
    [("预算规模及资金用途", "资金用途"), ("预算规模及※20円20", "贝亚用还"), ("预算规模及※今田冷", "页立")],
)
def test_a_label_that_was_misread_is_no_value_that_was_left_out(label: str, purpose: str) -> None:
    text = _HEAD.format(label=label, purpose=purpose)
    record = extract(SourceText.from_text(text), make_engine("local")).record
    record.forms[0].purpose = "用于农机检修和机手培训"
    assert not _said(record, SourceText.from_text(text))


def test_figures_before_a_value_are_no_misread_label() -> None:
    text = _HEAD.format(label="预算规模及资金用途", purpose="1350.00")
    record = extract(SourceText.from_text(text), make_engine("local")).record
    record.forms[0].purpose = "用于农机检修和机手培训"
    record.forms[0].extra = {}
    assert [finding.actual for finding in _said(record, SourceText.from_text(text))] == ["1350.00"]
