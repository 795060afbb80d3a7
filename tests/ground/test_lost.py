"""A value that stands nowhere accounts for what is left in the text once."""

from __future__ import annotations

from pipeline.flow import judge
from pipeline.ground.fold import fold_source
from pipeline.ground.folded import Stretch
from pipeline.ground.lines import Lines
from pipeline.ground.lost import Lost, Piece
from pipeline.ground.values import Value
from pipeline.layout import lay_out
from schemas.document import Document, Form, SpendingStep
from schemas.layout import Layout
from schemas.reading import Reading
from schemas.source import SourceText

GOAL = "组织妇联干部活动,提高业务能力和工作水平"


def _lost(*values: Value) -> Lost:
    return Lost(Lines(fold_source(""), {}, {}, Layout((), ())), values, ())


def _piece(text: str, start: int) -> Piece:
    return Piece(Stretch(start, start + len(text)), text, text)


def test_what_is_left_of_a_goal_is_its_own_and_no_more() -> None:
    lost = _lost(Value("/forms/0/goals/0", GOAL, "", "/forms/0/goals/0"))
    first, second = _piece("组织妇联干部活动,提高业务能力和工作水乎", 0), _piece("提高业务能力和工作水平", 40)
    assert lost.without(first, None, set(), repeated=False) is None
    assert lost.without(second, None, set(), repeated=False) == second


def test_a_line_that_the_layout_gives_to_two_rows_counts_once() -> None:
    lost = _lost(Value("/forms/0/goals/0", GOAL, "", "/forms/0/goals/0"))
    for _ in range(3):
        assert lost.without(_piece(GOAL, 0), None, set(), repeated=False) is None


def test_what_is_left_in_the_row_of_a_value_is_its_own() -> None:
    row = "/forms/0/indicators/4"
    lost = _lost(Value(f"{row}/basis", GOAL, row, "basis"))
    own, other = _piece("提高业务能力和工作水乎", 30), _piece(GOAL[:-1], 0)
    lost.allot(row, [own])
    assert lost.without(other, "/forms/0/indicators/0", set(), repeated=False) == other
    assert lost.without(own, row, set(), repeated=False) is None


def test_two_deadlines_in_one_place_are_told() -> None:
    text = "资金支出计划（%）\t3月底\t6月底\t10月底\t12月底\n\t20\t40\t80\t100\n"
    source = SourceText.from_text(f"项目名称\t党建经费\n{text}一级指标\t二级指标\t三级指标\t指标值\n")
    months = ("6月底", "6月底", "10月底", "12月底")
    plan = [
        SpendingStep(deadline=each, percent=share)
        for each, share in zip(months, ("20", "40", "80", "100"), strict=True)
    ]
    record = Document(forms=[Form(project_name="党建经费", spending_plan=plan)])
    _, findings = judge(source, lay_out(source), Reading(record))
    both = [f"/forms/0/spending_plan/{number}/deadline" for number in (1, 0)]
    assert both in [each.paths for each in findings]
