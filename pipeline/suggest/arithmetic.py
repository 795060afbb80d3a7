"""A failed sum -> the readings of its figures that mend it, never applied.

Each single misreading of a figure that the sum contains is tried: a digit taken for another, lost, doubled
or swapped with its neighbour, the point misplaced, 元 and 万元 taken for each other, the result itself
mistaken. A reading counts when all rules that touch the cell hold with it. Two misreadings are only tried
where no single one does it, and only kept when they are few: among many pairs some always fit.

The verdict on a finding is ``only`` when exactly one single misreading mends it, ``several``, or ``none``:
the fault may be the authors'. A pair alone is ``several`` too, because not all pairs are tried. Arithmetic
seldom leaves one reading alone: the same place of any term can make up a difference. The confidence of a
reading is its share of the likelihood of all that mend the finding, and of a remainder for what was not
tried. On planted faults (``python -m evals.repairs``) first readings are right at least about as often as
their confidence says, and nearly always from :data:`DECIDED` on: there the arithmetic decides.

The work for a form is bounded by :data:`~pipeline.suggest.trial.MOST_WORK`; nothing is done for a form
without failed sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from pipeline.suggest.cells import Cell
from pipeline.suggest.legibility import Legibility
from pipeline.suggest.mender import Case, Proposed, Verdict
from pipeline.suggest.mending import Mending, Search
from pipeline.suggest.plausible import Figures
from pipeline.suggest.readings import Kind, Reading
from pipeline.suggest.spelt import spelt
from pipeline.suggest.trial import Trial, changed, place_of
from schemas.finding import Finding, Message, Suggestion

# The rules that compare figures of one form.
SUMS = frozenset(
    {
        *("budget.parts", "funds.parts", "funds.rate", "funds.score", "costs.match"),
        *("plan.order", "plan.range", "plan.end"),
        *("weights.total", "weights.level1", "scores.total", "scores.cap"),
    }
)
DECIDED = 0.9
# Of one finding, a person compares a few readings.
MOST_SHOWN = 4
# By how many cells change: of pairs only a part is tried, and how often they are right was not counted.
_MOST_SURE = {1: 1.0, 2: 0.5}
# What mends a sum and was not tried, on the scale of the confusions of digits.
UNTRIED = 0.01
# How much likelier a value is misread that the source does not hold, or that the engine itself doubts.
_SUSPECTS = {"text.grounded": 25.0, "text.doubtful": 5.0}
_KINDS: dict[Kind, tuple[str, str]] = {
    "digit": ("一位数字误认", "one digit misread"),
    "swapped": ("相邻两位颠倒", "two digits swapped"),
    "doubled": ("一位数字重复", "a digit doubled"),
    "lost": ("漏了一位数字", "a digit lost"),
    "point": ("小数点有误", "the point misplaced"),
    "unit": ("元与万元混淆", "元 and 万元 mistaken"),
    "result": ("按算式结果", "the result of the sum"),
}


def propose(case: Case) -> Iterator[Proposed]:
    """Suggestions and a verdict for every failed sum of the case, form by form."""
    suspected = _suspected(case.findings)
    for index, findings in _by_form(case).items():
        trial = Trial(case.record.forms[index], case.recheck)
        above = f"/forms/{index}/"
        suspicion = suspected.get(above, {})
        figures = Figures.of(trial.form)
        legible = partial(_legible, Legibility(case.source, case.evidence), above)
        for waiting, finding in zip(range(len(findings), 0, -1), findings, strict=True):
            key = (finding.rule, place_of(finding.paths[0]))
            if key in trial.failing and not trial.exhausted:
                search = Search(trial, key, figures, suspicion, trial.left // waiting, legible)
                yield from _said(search, finding, above)


def _legible(glyphs: Legibility, above: str, place: str, text: str, read: str) -> float:
    return glyphs.factor(above + place, text, read)


def _by_form(case: Case) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in case.findings:
        steps = finding.paths[0].split("/", 3) if finding.paths else []
        if finding.rule in SUMS and len(steps) == 4 and int(steps[2]) < len(case.record.forms):
            found[int(steps[2])].append(finding)
    return found


def _suspected(findings: Sequence[Finding]) -> dict[str, dict[str, float]]:
    """By form, the places that other stages doubt, and how much likelier they are to be misread."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for finding in findings:
        for path in finding.paths if finding.rule in _SUSPECTS else ():
            place = place_of(path)
            its = found[path.removesuffix(place)]
            its[place] = max(its.get(place, 1.0), _SUSPECTS[finding.rule])
    return found


def _said(search: Search, finding: Finding, above: str) -> Iterator[Proposed]:
    mendings = search.mendings()
    if search.complete:
        alone = len(mendings) == 1 and len(mendings[0].changes) == 1
        yield Verdict(finding.id, "only" if alone else "several" if mendings else "none")
    whole = sum(one.likelihood for one in mendings) + UNTRIED
    for mending in mendings[:MOST_SHOWN]:
        yield Suggestion(
            rule=finding.rule,
            patch=[step for cell, reading in mending.changes for step in _patch(cell, reading, above)],
            reason=_reason(search, mending, len(mendings)),
            confidence=round(min(mending.likelihood / whole, _MOST_SURE[len(mending.changes)]), 3),
        )


def _patch(cell: Cell, reading: Reading, above: str) -> Iterator[dict[str, object]]:
    for place in cell.places:
        yield {"op": "test", "path": above + place, "value": cell.text}
        yield {"op": "replace", "path": above + place, "value": reading.text}


def _reason(search: Search, mending: Mending, count: int) -> Message:
    form = changed(search.trial.form, mending.texts())
    sums = [spelt(form, search.trial.failing[key]) for key in mending.mends]
    zh = "、".join(f"“{cell.text}”读作“{one.text}”（{_KINDS[one.kind][0]}）" for cell, one in mending.changes)
    en = ", ".join(
        f"“{cell.text}” read as “{one.text}” ({_KINDS[one.kind][1]})" for cell, one in mending.changes
    )
    rest_zh = f"另有 {count - 1} 种读法也使核对成立，请对照原件。"
    rest_en = f"{count - 1} other readings hold as well: compare the original."
    if count == 1:
        rest_zh = "所试的读法中只有这一种使有关核对全部成立。"
        rest_en = "Of the readings tried, no other makes all the sums concerned hold."
    return Message(
        zh=f"{zh}：{'；'.join(one.zh for one in sums)}。{rest_zh}",
        en=f"{en}: {'; '.join(one.en for one in sums)}. {rest_en}",
    )
