"""The stage on forms of real documents, and what holds on any text."""

from __future__ import annotations

import random
import re

import jsonpointer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ground.fold import fold, fold_source
from pipeline.ground.stage import ground
from schemas.document import Budget, Document, Form, Fund, Indicator
from schemas.pointers import iter_leaves
from schemas.reading import Reading
from schemas.result import Correction, Evidence
from schemas.source import SourceText, Span
from tests.ground.samples import NAMES, found, ground_text, sample
from tests.ground.test_fold import TEXTS

_FIGURES = re.compile(
    r".*/(?:total|fiscal|initial_budget|annual_budget|executed|percent|execution_rate|project_code|target|actual"
    r"|weight|score|total_weight|total_score)"
)


# Values that the texts hold only in a damaged spelling: ]底 for 月底, ↑ for 个, 292% for ≥92%.
_DAMAGED = {
    "hebei_word_dump_two_forms": {"2024年11月底前", "12月底"},
    "dept_culture_md_page_break": {"≥100%", "非遗代表性项目保护率", "2023年12月底前"},
    "chongqing_padded_pipes": {"个"},
}


@pytest.mark.parametrize("name", NAMES)
def test_every_value_that_is_printed_is_found(name: str) -> None:
    each = sample(name)
    grounding = ground(each.source, Reading(each.record), each.regions)
    unfound = {finding.actual for finding in grounding.findings}
    assert unfound == _DAMAGED[name]


@pytest.mark.parametrize("name", NAMES)
def test_without_regions_the_same_places_are_found(name: str) -> None:
    each = sample(name)
    inside = ground(each.source, Reading(each.record), each.regions).evidence
    whole = ground(each.source, Reading(each.record), [Span(0, 1)] * 9).evidence
    same = sum(whole.get(pointer) == places for pointer, places in inside.items())
    assert same >= 0.98 * len(inside)


@pytest.mark.parametrize("name", NAMES)
def test_the_values_of_a_row_stand_together(name: str) -> None:
    """From the indicator's name to its last value no other row's name comes between."""
    each = sample(name)
    evidence = ground(each.source, Reading(each.record), each.regions).evidence
    for number, form in enumerate(each.record.forms):
        rows = [f"/forms/{number}/indicators/{row}/level3" for row in range(len(form.indicators))]
        starts = [evidence[path][0].start for path in rows if path in evidence]
        if len(starts) < len(rows):
            continue
        assert starts == sorted(set(starts))
        for row, (start, end) in enumerate(zip(starts, [*starts[1:], len(each.source.text)], strict=True)):
            for field in ("description", "target", "actual", "basis", "weight", "score"):
                for place in evidence.get(f"/forms/{number}/indicators/{row}/{field}", []):
                    assert start <= place.start < end


def test_a_number_with_one_wrong_digit_is_not_found() -> None:
    """Unless the altered number itself stands in the region of the form."""
    chance = random.Random(7)
    refused = 0
    for name in NAMES:
        each = sample(name)
        text = each.source.text.replace(",", "")
        figures = [
            (p, v)
            for p, v in iter_leaves(each.record)
            if _FIGURES.fullmatch(p) and re.search("[0-9]", str(v))
        ]
        for _ in range(150):
            pointer, value = chance.choice(figures)
            altered = _alter(str(value), chance)
            data = jsonpointer.set_pointer(each.record.model_dump(), pointer, altered)
            evidence = ground(each.source, Reading(Document.model_validate(data)), each.regions).evidence
            stands = re.search(
                rf"(?<![0-9.A-Za-z]){re.escape(altered)}(?!\.?[0-9A-Z])", _region(text, each.regions, pointer)
            )
            assert (pointer in evidence) <= bool(stands), (name, pointer, value, altered)
            refused += pointer not in evidence
    assert refused >= 200


def _alter(value: str, chance: random.Random) -> str:
    place = chance.choice([match.start() for match in re.finditer("[0-9]", value)])
    digit = chance.choice([digit for digit in "0123456789" if digit != value[place]])
    return value[:place] + digit + value[place + 1 :]


def _region(text: str, regions: tuple[Span, ...], pointer: str) -> str:
    region = regions[int(pointer.split("/")[2])]
    return re.sub(r"(?<=[0-9A-Z])\s(?=[0-9A-Z])", " ", text[region.start : region.end])


def test_equal_values_of_a_row_are_taken_one_after_the_other() -> None:
    text = "满意度\t满意度\t95%\t95%\t10\t10\n"
    row = Indicator(
        level3="满意度", description="满意度", target="95%", actual="95%", weight="10", score="10"
    )
    evidence = ground_text(text, Document(forms=[Form(indicators=[row])])).evidence
    starts = [places[0].start for places in evidence.values()]
    assert starts == sorted(set(starts))


def test_a_merged_cell_is_shared_by_its_rows() -> None:
    text = "产出指标\t数量\t甲数\t5\t见说明\n\t\t乙数\t6\n\t质量\t丙率\t7\t另见\n"
    rows = [
        Indicator(level1="产出指标", level2="数量", level3="甲数", target="5", basis="见说明"),
        Indicator(level1="产出指标", level2="数量", level3="乙数", target="6", basis="见说明"),
        Indicator(level1="产出指标", level2="质量", level3="丙率", target="7", basis="另见"),
    ]
    evidence = ground_text(text, Document(forms=[Form(indicators=rows)])).evidence
    for field in ("level1", "level2", "basis"):
        assert evidence[f"/forms/0/indicators/1/{field}"] == evidence[f"/forms/0/indicators/0/{field}"]
    assert evidence["/forms/0/indicators/2/level1"] == evidence["/forms/0/indicators/0/level1"]


def test_classifications_are_not_printed_values() -> None:
    grounding = ground_text(
        "表", Document(document_type="project_targets", forms=[Form(form_type="targets")])
    )
    assert not grounding.evidence and not grounding.findings


def test_a_form_is_searched_in_its_own_region_first() -> None:
    text = "甲项目\t5.00\t满意度\n乙项目\t6.00\t满意度\n"
    first, second = Span(0, text.index("乙")), Span(text.index("乙"), len(text))
    forms = [
        Form(project_name="乙项目", budget=Budget(total="6.00")),
        Form(project_name="乙项目", budget=Budget(total="6.00"), indicators=[Indicator(level3="满意度")]),
    ]
    grounding = ground(SourceText.from_text(text), Reading(Document(forms=forms)), [first, second])
    assert "/forms/0/budget/total" not in grounding.evidence  # figures of another form are no evidence
    assert found(text, grounding, "/forms/1/budget/total") == [("6.00", "exact")]
    assert grounding.evidence["/forms/1/indicators/0/level3"][0].start == text.rindex("满意度")


_PLACES = st.lists(st.tuples(st.integers(-2, 50), st.integers(-2, 50)), max_size=3)


@given(st.data())
@settings(max_examples=400)
def test_evidence_lies_in_the_text_and_reads_as_the_value(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    cuts = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    part = st.one_of(cuts.map(lambda cut: text[cut[0] : cut[1]]), TEXTS)
    values = [data.draw(part) for _ in range(5)]
    record = Document(
        title=values[0],
        overall_goals=values[:2],
        forms=[
            Form(
                extra={"a/b~": values[2]},
                project_code=values[3],
                funds=[Fund(source=values[1], executed=values[4])],
                indicators=[Indicator(level3=value, target=values[0], weight=values[3]) for value in values],
            )
        ],
    )
    pointers = [pointer for pointer, _ in iter_leaves(record)]
    places = {
        data.draw(st.sampled_from(pointers)): [Span(*span) for span in data.draw(_PLACES)] for _ in range(3)
    }
    corrected = data.draw(st.sampled_from(pointers))
    corrections = [Correction(path=corrected, raw=data.draw(part), value=values[0], rule="test")]
    region = Span(*data.draw(cuts))
    reading = Reading(record, places=places, corrections=corrections)
    grounding = ground(SourceText.from_text(text), reading, [region])
    leaves = dict(iter_leaves(record))
    for pointer, evidence in grounding.evidence.items():
        assert evidence
        _check(text, str(leaves[pointer]), evidence)
    missing = {finding.paths[0] for finding in grounding.findings}
    assert missing | set(grounding.evidence) == {p for p in leaves if not p.endswith("_type")}
    assert not missing & set(grounding.evidence)


def _check(text: str, value: str, evidence: list[Evidence]) -> None:
    for each in evidence:
        assert 0 <= each.start < each.end <= len(text)
    raws = [text[each.start : each.end] for each in evidence]
    match = evidence[0].match
    assert (match == "joined") <= (len(evidence) > 1)
    if match == "exact":
        assert raws == [value]
    elif match != "corrected":
        source = fold_source(text)
        stretches = [source.stretch(Span(each.start, each.end)) for each in evidence]
        there = "".join(source.text[stretch.start : stretch.end] for stretch in stretches)
        # A given place may carry a label's colon or an amount's percent sign, and is folded by itself.
        printed = {there, fold("".join(raws)).text}
        assert fold(value).text in printed | {each.rstrip(":%") for each in printed}
