"""重复设置: an indicator stands once in a form, not once more with 持续 or 提升 before it.

Names are compared clause by clause without words that add nothing (持续, 不断, 提升, 情况) and without the
papers that a clause refers to (按照…要求). The same words with another target, or explained in another way,
may be two measures and are left alone.

Source: 财预〔2021〕101号, annex 1, part 1 (indicators are few, and each adds something); Laoting
2024, whose quality and social benefit are the same indicator; Qiannan 2023, whose social benefits repeat a
clause.

>>> from schemas.document import Form
>>> def said(*rows):
...     names = ("level1", "level2", "level3", "target")
...     made = [Indicator(**dict(zip(names, row))) for row in rows]
...     return [each.reason.zh for each in run(Document(forms=[Form(indicators=made)]))]
>>> said(("产出指标", "质量指标", "提高整体工作效率", "≥80%"),
...      ("效益指标", "社会效益指标", "持续提高整体工作效率", "≥80%"))
['“提高整体工作效率”（质量指标）与“持续提高整体工作效率”（社会效益指标）是同一内容，属重复设置，建议保留一项，另一项改为能反映本级指标的内容。']
>>> said(("产出指标", "数量指标", "培训人次", "≥200人次"), ("产出指标", "数量指标", "培训场次", "≥4场"))
[]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.comment.printed import NOTHING, row_places, shown, target_places
from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.kinds import level1_family
from schemas.measures import name_of
from schemas.values import normalise

_CLAUSE = re.compile("[,，;；。]")
_REFERENCE = re.compile("(?:按照|根据|依据|围绕|遵照|按).*(?:要求|部署|精神|安排|规定)")
_ADDING = "进一步|持续|不断|有效|切实|大力|逐步|全面|稳步|着力|显著|明显|得到|有所"
_BETTER = "提升|提高|增强|改善|加强|促进|推动|推进"
_BEFORE = re.compile(f"^(?:{_ADDING}|{_BETTER})+")
_BEHIND = re.compile(f"(?:{_ADDING}|{_BETTER}|情况|程度){{1,4}}$")
# Below that a word is no name of its own (满意度, 完成率); a clause among others says more than a name alone.
_SHORTEST, _SHORTEST_CLAUSE = 4, 8
_FIGURE = re.compile("[0-9]")


def run(record: Document) -> Iterator[Suggestion]:
    """One comment for all rows that are the same."""
    for index, form in enumerate(record.forms):
        for rows in _repeated(form):
            yield _comment(index, rows)


def _repeated(form: Form) -> Iterator[dict[int, Indicator]]:
    clauses = {
        row: _clauses(indicator)
        for row, indicator in enumerate(form.indicators)
        if indicator.level3 not in (None, *NOTHING)
    }
    holding: dict[str, list[int]] = defaultdict(list)
    for row, cores in clauses.items():
        for core in cores:
            holding[core].append(row)
    for core, rows in holding.items():
        alone = next((row for row in rows if len(clauses[row]) == 1), None)
        if alone is None or len(rows) == 1:
            continue
        first = form.indicators[alone]
        same = [row for row in rows if row == alone or _is_same(first, form.indicators[row], core)]
        if len(same) > 1:
            yield {row: form.indicators[row] for row in same}


def _clauses(indicator: Indicator) -> list[str]:
    """What the clauses of a name say, those left out that only refer to a paper."""
    parts = (part for part in _CLAUSE.split(name_of(indicator)) if part)
    cores = {_core(part): None for part in parts if not _REFERENCE.fullmatch(part)}
    return [core for core in cores if len(core) >= _SHORTEST]


def _core(name: str) -> str:
    """A name without words that add nothing.

    >>> _core("持续提升干部队伍整体素质"), _core("县域营商环境改善情况")
    ('干部队伍整体素质', '县域营商环境')
    """
    return _BEHIND.sub("", _BEFORE.sub("", name))


def _is_same(first: Indicator, other: Indicator, core: str) -> bool:
    if _core(name_of(other)) != core and (
        len(core) < _SHORTEST_CLAUSE or level1_family(first.level1 or "") != level1_family(other.level1 or "")
    ):
        return False
    if first.description and other.description and _explained(first) != _explained(other):
        return False
    targets = normalise(shown(first)), normalise(shown(other))
    return all(targets) and (targets[0] == targets[1] or not any(map(_FIGURE.search, targets)))


def _explained(indicator: Indicator) -> str:
    """What a description adds to the name; nothing where it repeats the name."""
    core = _core(normalise(indicator.description or ""))
    return "" if core == _core(name_of(indicator)) else core


def _comment(index: int, rows: dict[int, Indicator]) -> Suggestion:
    levels = list(dict.fromkeys(row.level2 for row in rows.values()))
    paths = [
        path
        for row, each in rows.items()
        for path in (*row_places(index, row, "level2", "level3"), *target_places(index, row, each))
    ]
    names = [
        f"“{row.level3}”" + (f"（{row.level2}）" if row.level2 and len(levels) > 1 else "")
        for row in rows.values()
    ]
    plain = " and ".join(f"“{row.level3}”" for row in rows.values())
    mend = (
        "建议保留一项，另一项改为能反映本级指标的内容。"
        if len(levels) > 1
        else "建议合并为一项，或写明各自考核的内容。"
    )
    return RULE.comment(
        paths,
        Message(
            zh=f"{'与'.join(names)}是同一内容，属重复设置，{mend}",
            en=f"{plain} are the same indicator: keep one of them.",
        ),
    )


RULE = SubstanceRule(
    id="substance.twice",
    severity=Severity.INFO,
    title=Message(zh="同一内容不重复设置指标", en="No indicator stands twice in a form"),
    source="财预〔2021〕101号, annex 1, part 1; Laoting 2024, Qiannan 2023",
    example=Message(
        zh="“提高整体工作效率”（质量指标）与“持续提高整体工作效率”（社会效益指标）是同一内容，属重复设置，建议保留一项，另一项改为能反映本级指标的内容。",
        en="“提高整体工作效率” and “持续提高整体工作效率” are the same indicator: keep one of them.",
    ),
    dimension="relevance",
    confidence=0.9,
    run=run,
)
