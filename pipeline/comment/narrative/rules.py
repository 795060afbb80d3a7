"""The rules on the narrative: what a form contradicts, and what none carries.

Source: 财预〔2021〕101号, annex 1 (indicators break down the goals, and targets are those of the plan);
Laoting 2024, whose narrative speaks of 507 sites where its form has ≥498, and promises a sum a person that
no indicator carries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.comment.narrative.amounts import gap
from pipeline.comment.narrative.case import Case
from pipeline.comment.narrative.figures import Figure
from pipeline.comment.narrative.forms import FormView
from pipeline.comment.narrative.match import is_fully_named
from pipeline.comment.narrative.omissions import Omission, omissions
from pipeline.comment.narrative.pairs import Contradiction, contradictions
from pipeline.comment.rule import CommentRule
from schemas.finding import Message, Severity, Stretch, Suggestion

_MOST_QUOTED = 4
_EACH = re.compile("每([人户亩村次场生])")
_PLACES = {"overall_goals": "总体绩效目标", "category_goals": "分项绩效目标", "safeguards": "工作保障措施"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeRule(CommentRule):
    """A rule that holds the narrative against the forms. With a source every quotation of a comment stands in
    it word for word, or there is no comment."""

    run: Callable[[Case], Iterator[Suggestion]]


def contradicted(case: Case) -> Iterator[Suggestion]:
    """One comment a value that the narrative contradicts."""
    return (made for each in contradictions(case) if (made := contradiction(case, each)))


def contradiction(case: Case, found: Contradiction) -> Suggestion | None:
    """The comment on a contradiction; None where a quotation does not stand in the source."""
    figure, value = found.pair.figure, found.pair.value
    form, low = found.pair.form, found.difference == "lower"
    quotes = _quotes(case, [figure], form, [(_cell(found, path), path) for path in value.paths])
    if quotes is None:
        return None
    where = f"“{form.title}”表的" if form.title else "绩效目标表的"
    what = "预算数" if value.row is None else f"“{value.name}”{'实际完成值' if value.achieved else '指标值'}"
    unit = form.form.money_unit or "" if value.row is None else ""
    less, more = ("低", "高") if figure.amount.is_rate or figure.amount.is_for_each else ("少", "多")
    compared = f"比“{figure.printed}”{less if low else more}{gap(figure.amount, value.amount)}"
    zh = (
        f"{_place(figure)}写“{figure.quotation}”，{where}{what}却为“{value.printed}”{unit}，{compared}，"
        "应核实后改为一致。"
    )
    en = (
        f"The narrative says “{figure.quotation}”, the form “{form.title}” prints "
        f"“{value.printed}” for {value.name}, {'less' if low else 'more'} than “{figure.printed}”."
    )
    # A row of a narrower name may be a part: the others of its form must be sure not to make up the whole.
    parts = [] if is_fully_named(figure, value) else [f"/forms/{form.index}/indicators"]
    paths = [*_pointers([figure]), *form.named_at, *parts, *value.paths]
    return CONTRADICTED.comment(paths, Message(zh=zh, en=en), None, quotes)


def omitted(case: Case) -> Iterator[Suggestion]:
    """One comment a form that does not carry undertakings for its project."""
    return (made for each in omissions(case) if (made := _omission(case, each)))


def _omission(case: Case, found: Omission) -> Suggestion | None:
    form, figures = found.form, found.figures[:_MOST_QUOTED]
    quotes = _quotes(case, figures, form, [])
    if quotes is None or not form.title:
        return None
    said = "、".join(f"“{figure.quotation}”" for figure in figures)
    zh = f"{_place(figures[0])}写有{said}，“{form.title}”表没有对应的指标，其他表也未列，建议增设。"
    en = f"The narrative undertakes {said}; no indicator of the form “{form.title}” or any other carries it."
    proposal = "；".join(_row(figure) for figure in figures)
    paths = [*_pointers(figures), *form.named_at, f"/forms/{form.index}/indicators"]
    return OMITTED.comment(paths, Message(zh=zh, en=en), proposal, quotes)


def _place(figure: Figure) -> str:
    """Where in the document a figure stands, as a reader calls it."""
    name = (figure.passage.pointer or "").split("/")[1:2]
    return _PLACES.get(name[0], "正文") if name else "正文"


def _row(figure: Figure) -> str:
    """The row that is missing, as far as the narrative has it: the name of a share, ≥300元/人 where it says
    每人不低于300元."""
    each = _EACH.search(figure.before) if figure.amount.is_for_each else None
    name = figure.name if figure.rate else "＿＿"
    target = f"{figure.amount.operator or ''}{figure.printed}{'/' + each[1] if each else ''}"
    return f"增设三级指标“{name}”，指标值“{target}”"


def _cell(found: Contradiction, path: str) -> str:
    """What a cell of the value prints."""
    form = found.pair.form.form
    field = path.rsplit("/", 1)[1]
    row = found.pair.value.row
    holder = form.budget if row is None else form.indicators[row]
    return str(getattr(holder, field) or "")


def _pointers(figures: Sequence[Figure]) -> list[str]:
    return list(dict.fromkeys(each.passage.pointer for each in figures if each.passage.pointer))


def _quotes(
    case: Case, figures: Sequence[Figure], form: FormView, cells: Sequence[tuple[str, str]]
) -> list[Stretch] | None:
    """Where the figures' clauses, the form's name and the cells stand in the source; None where one does
    not."""
    if case.page is None:
        return []
    found = [case.page.quote(each.quotation, each.passage.pointer or each.passage.spans) for each in figures]
    found += [case.page.quote(form.title, path) for path in form.named_at]
    found += [case.page.whole(text, path) for text, path in cells]
    stands = [each for each in found if each is not None]
    return stands if len(stands) == len(found) else None


CONTRADICTED = NarrativeRule(
    id="substance.narrative_contradicted",
    severity=Severity.WARNING,
    title=Message(zh="正文与绩效目标表数字一致", en="The narrative and the forms give the same figures"),
    source="财预〔2021〕101号, annex 1; Laoting 2024 (507 sites in the narrative, ≥498 in the form)",
    example=Message(
        zh="分项绩效目标写“全县党员干部现代远程教育系统507个站点运行维护”，“远程教育网络使用、维修费”表的"
        "“使用终端站点数量”指标值却为“≥498个”，比“507个”少9个，应核实后改为一致。",
        en="The narrative says “全县党员干部现代远程教育系统507个站点运行维护”, "
        "the form “远程教育网络使用、维修费” prints “≥498个” for 使用终端站点数量, less than “507个”.",
    ),
    dimension="suitability",
    confidence=0.9,
    run=contradicted,
)
OMITTED = NarrativeRule(
    id="substance.narrative_omitted",
    severity=Severity.INFO,
    title=Message(
        zh="正文承诺的数字落实到指标", en="What the narrative undertakes is an indicator of a form"
    ),
    source="财预〔2021〕101号, annex 1; Laoting 2024 (每人不低于300元 in the narrative alone)",
    example=Message(
        zh="分项绩效目标写有“按每人不低于300元的标准”，“慰问困难党员经费”表没有对应的指标，"
        "其他表也未列，建议增设。",
        en="The narrative undertakes “按每人不低于300元的标准”; no indicator of the form "
        "“慰问困难党员经费” or any other carries it.",
    ),
    dimension="completeness",
    confidence=0.8,
    run=omitted,
)
NARRATIVE: tuple[NarrativeRule, ...] = (CONTRADICTED, OMITTED)
