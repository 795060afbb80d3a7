"""The narrative held against the forms: on whole documents, as the flow reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.comment import Page, comment
from pipeline.comment.doubts import of_pointers
from pipeline.comment.narrative import NARRATIVE, Proposal, on_proposals, read
from pipeline.flow import extract, make_engine
from pipeline.ingest import read_file
from schemas.document import Budget, Document, Form, Indicator
from schemas.finding import Suggestion
from schemas.result import Extraction
from schemas.source import SourceText

HERE = Path(__file__).parent / "narratives"
CONTRADICTED, OMITTED = (rule.id for rule in NARRATIVE)

# Every comment on each document: its rule, what of the narrative it quotes, where the form stands.
EXPECTED = {
    # Years, ordinals and document numbers, what there is already, and two figures that agree.
    "water_contradicted": {
        (CONTRADICTED, "全年保洁河道86公里", "/forms/0/indicators/0/target"),
        (CONTRADICTED, "监测数据准确率达到98%以上", "/forms/1/indicators/1/target"),
    },
    # A sum of rows, a rounded figure, bounds that are kept, rough figures, ranges, parts: nothing to say.
    "farming_traps": set(),
    # No form is about homes for the aged; the cemeteries agree.
    "civil_affairs_omitted": {
        (OMITTED, "按每人每月不低于100元的标准发放", "/forms/0/indicators"),
        (OMITTED, "组织社工探访困难老人2600人次", "/forms/1/indicators"),
    },
    # Other money than the budget: of the province, saved, invested in all.
    "culture_money": {(CONTRADICTED, "安排资金35万元", "/forms/0/budget/total")},
    # Two forms that may be meant, a part of the teachers, a telephone number.
    "schools_ambiguous": {
        (CONTRADICTED, "举办三期培训班", "/forms/2/indicators/1/target"),
        (CONTRADICTED, "人均培训费用不超过550元", "/forms/2/indicators/2/target"),
    },
    "service_hall": {
        (CONTRADICTED, "政务服务事项网上可办率达到95%以上", "/forms/0/indicators/3/target"),
        (CONTRADICTED, "维护自助终端18台", "/forms/0/indicators/0/target"),
        (CONTRADICTED, "投诉办结率100%", "/forms/0/indicators/1/target"),
        (CONTRADICTED, "企业开办时间控制在3个工作日以内", "/forms/1/indicators/1/target"),
    },
    # The narrative stands outside all fields of the record; results are compared with results.
    "self_evaluation": {(CONTRADICTED, "实际发放就业补贴1230户", "/forms/0/indicators/1/actual")},
    "project_outline": {
        (CONTRADICTED, "本年度计划在全镇新建农村公厕15座", "/forms/0/indicators/0/target"),
    },
}


def read_document(name: str) -> tuple[Extraction, SourceText]:
    source = read_file(HERE / f"{name}.txt")
    return extract(source, make_engine("local")), source


def of_narrative(suggestions: list[Suggestion]) -> list[Suggestion]:
    return [each for each in suggestions if each.rule in (CONTRADICTED, OMITTED)]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_comments_on_a_document_are_these_and_no_others(name: str) -> None:
    extraction, source = read_document(name)
    made = of_narrative(extraction.suggestions)
    found = {
        (each.rule, source.text[each.quotes[0].start : each.quotes[0].end], each.paths[-1]) for each in made
    }
    assert found == EXPECTED[name]


def test_every_document_is_tested() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == EXPECTED.keys()


@pytest.mark.parametrize("name", [name for name, comments in EXPECTED.items() if comments])
def test_what_is_quoted_stands_in_the_source(name: str) -> None:
    extraction, source = read_document(name)
    for each in of_narrative(extraction.suggestions):
        assert len(each.quotes) >= 2
        for quote in each.quotes:
            words = "".join(source.text[quote.start : quote.end].split())
            assert f"“{words}”" in each.reason.zh


def test_without_a_source_comments_have_paths_alone() -> None:
    extraction, _ = read_document("water_contradicted")
    made = of_narrative(comment(extraction.record, of_pointers([])))
    assert [each.paths for each in made] == [
        ["/category_goals/0", "/forms/0/project_name", *places("/forms/0/indicators/0")],
        ["/category_goals/1", "/forms/1/project_name", *places("/forms/1/indicators/1")],
    ]
    assert not any(each.quotes for each in made)


@pytest.mark.parametrize("pointer", ["/category_goals/0", "/forms/0/indicators/0/target", "/forms/0"])
def test_a_doubtful_side_is_not_commented_on(pointer: str) -> None:
    extraction, source = read_document("water_contradicted")
    page = Page(source, extraction.evidence)
    made = of_narrative(comment(extraction.record, of_pointers([pointer]), page=page))
    assert [each.paths[-1] for each in made] == ["/forms/1/indicators/1/target"]


def test_a_missing_row_is_not_held_against_a_doubtful_table() -> None:
    extraction, source = read_document("civil_affairs_omitted")
    page = Page(source, extraction.evidence)
    doubtful = of_pointers(["/forms/0/indicators/2/target"])
    made = of_narrative(comment(extraction.record, doubtful, page=page))
    assert [each.paths[-1] for each in made] == ["/forms/1/indicators"]


@pytest.mark.parametrize(("old", "new"), [("86公里", "86 千米"), ("≥78公里", "≥78里")])
def test_a_quotation_that_stands_elsewhere_in_other_words_is_dropped(old: str, new: str) -> None:
    extraction, source = read_document("water_contradicted")
    changed = SourceText.from_text(source.text.replace(old, new + " " * (len(old) - len(new)), 1))
    made = of_narrative(comment(extraction.record, of_pointers([]), page=Page(changed, extraction.evidence)))
    assert "/forms/0/indicators/0/target" not in {path for each in made for path in each.paths}


def test_line_breaks_in_a_quotation_do_not_matter() -> None:
    extraction, source = read_document("project_outline")
    broken = SourceText.from_text(source.text.replace("新建农村公厕15座", "新建农村\n公厕15座", 1))
    again = extract(broken, make_engine("local"))
    (made,) = of_narrative(again.suggestions)
    quote = made.quotes[0]
    assert broken.text[quote.start : quote.end] == "本年度计划在全镇新建农村\n公厕15座"
    assert made.reason == of_narrative(extraction.suggestions)[0].reason


def document(narrative: str, *rows: tuple[str, str], name: str = "路灯管护经费", **form: object) -> Document:
    indicators = [Indicator(level3=level3, target=target) for level3, target in rows]
    made = Form.model_validate({"project_name": name, "indicators": indicators, **form})
    return Document(year=2024, category_goals=[narrative], forms=[made])


def places(row: str) -> list[str]:
    return [f"{row}/level3", f"{row}/target"]


def comments(record: Document) -> list[str]:
    return [each.reason.zh for each in of_narrative(comment(record, of_pointers([])))]


@pytest.mark.parametrize(
    ("narrative", "row"),
    [
        ("1.路灯管护经费：管护路灯500盏。", ("管护路灯数量", "≥500盏")),
        ("1.路灯管护经费：管护路灯不少于500盏。", ("管护路灯数量", "≥520盏")),
        ("1.路灯管护经费：管护路灯500余盏。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：2023年管护路灯500盏。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：现有管护路灯500盏。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：管护路灯500至600盏。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：管护路灯，其中村道路灯120盏。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：每月巡查路灯2次。", ("巡查路灯次数", "≥12次")),
        ("1.路灯管护经费：“管护路灯500盏”行动持续推进。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：管护景观灯箱500盏。", ("管护路灯数量", "≥480盏")),
        ("1.路灯管护经费：路灯亮灯率98%。", ("故障修复及时率", "≥95%")),
        ("1.路灯管护经费：路灯亮灯率达到95%以上。", ("路灯亮灯率", "≥98%")),
        ("1.绿化管护经费：管护绿地500亩。", ("管护路灯数量", "≥480盏")),
    ],
)
def test_figures_that_say_the_same_or_something_else(narrative: str, row: tuple[str, str]) -> None:
    assert not [each for each in comments(document(narrative, row)) if "却为" in each]


@pytest.mark.parametrize(
    ("narrative", "row", "said"),
    [
        ("1.路灯管护经费：管护路灯500盏。", ("管护路灯数量", "≥480盏"), "比“500盏”少20盏"),
        ("1.路灯管护经费：管护路灯500盏。", ("管护路灯数量", "≥520盏"), "比“500盏”多20盏"),
        ("1.路灯管护经费：路灯亮灯率达到98%以上。", ("路灯亮灯率", "≥95%"), "比“98%”低3个百分点"),
        ("1.路灯管护经费：故障修复时间不超过24小时。", ("故障修复时间", "≤48小时"), "比“24小时”多24小时"),
    ],
)
def test_a_comment_says_what_differs(narrative: str, row: tuple[str, str], said: str) -> None:
    (made,) = comments(document(narrative, row))
    assert said in made


def test_a_sum_of_several_figures_is_no_contradiction() -> None:
    narrative = "1.路灯管护经费：管护村道路灯300盏、街道路灯200盏。"
    assert not comments(document(narrative, ("管护路灯数量", "≥500盏")))


def test_a_part_of_what_is_counted_is_no_contradiction() -> None:
    narrative = "1.路灯管护经费：管护路灯500盏。"
    parts = [("管护村道路灯数量", "≥300盏"), ("管护街道路灯数量", "良好")]
    about = {"purpose": "用于管护村道和街道路灯"}
    assert comments(document(narrative, ("管护路灯数量", "≥300盏"), parts[1], **about))
    assert not comments(document(narrative, *parts, **about))


def test_what_the_form_carries_in_another_place_is_no_contradiction() -> None:
    narrative = "1.路灯管护经费：管护路灯500盏。"
    assert not comments(document(narrative, ("管护路灯数量", "≥480盏"), purpose="用于管护路灯500盏"))


def test_an_undertaking_is_not_missed_in_a_form_without_measured_rows() -> None:
    narrative = "1.路灯管护经费：按每盏每年不低于60元的标准管护。"
    assert comments(document(narrative, ("管护路灯数量", "≥480盏")))
    assert not comments(document(narrative, ("管护路灯情况", "良好")))


def test_a_proposed_pair_is_verified() -> None:
    record = document(
        "1.路灯管护经费：点亮乡村夜色500盏。",
        ("管护路灯数量", "≥480盏"),
        ("新装路灯数量", "≥20盏"),
        ("路灯亮灯率", "≥98%"),
        money_unit="万元",
        budget=Budget(total="30.00"),
    )
    row = "/forms/0/indicators/0"

    def verified(quotation: str, path: str) -> list[list[str]]:
        case = read(record, None)
        assert case is not None
        return [each.paths for each in on_proposals(case, [Proposal(quotation, path)])]

    # 480 and 20 add up to what the narrative has.
    assert not verified("点亮乡村夜色500盏", f"{row}/target")
    record = document("1.路灯管护经费：点亮乡村夜色500盏。", ("管护路灯数量", "≥480盏"))
    expected = ["/category_goals/0", "/forms/0/project_name", *places(row)]
    assert verified("点亮乡村夜色500盏", f"{row}/target") == verified("500盏", row) == [expected]
    # No such words, no figure in them, no such value, another unit.
    assert not verified("点亮乡村夜色800盏", f"{row}/target")
    assert not verified("点亮乡村夜色", f"{row}/target")
    assert not verified("点亮乡村夜色500盏", "/forms/0/indicators/7/target")
    assert not verified("点亮乡村夜色500盏", "/forms/0/budget/total")


def test_a_proposal_without_a_place_in_the_source_is_dropped() -> None:
    extraction, source = read_document("water_contradicted")
    proposal = Proposal("全年保洁河道86公里", "/forms/0/indicators/0/target")
    for page, count in ((Page(source, extraction.evidence), 1), (Page(source, {}), 0)):
        case = read(extraction.record, page)
        assert case is not None
        assert len(on_proposals(case, [proposal])) == count
