"""What a form's own words commit to, for comparison with its targets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schemas.document import Form, Indicator
from schemas.measures import Measure, aim, comparable, name_of
from schemas.values import normalise

_CLAUSE = re.compile("[^,;。!?]+")
_ITEM_NUMBER = re.compile("^[0-9]{1,2}[.、](?![0-9])")
_FIGURE = re.compile("[0-9][0-9.]{0,11}(?:[%‰]|[万亿]?[\u4e00-\u9fff])")
# Between what is counted and its number.
_LINK = re.compile("(?:总数|数量|比例)?(?:将|要|应|均)?(?:达到|达|不低于|不少于|至少|≥|保持|为|到|共|约)?$")
_BEFORE = 16
_FULL = re.compile("足额|全额")
_PAYING = re.compile("(?P<what>.{2,12})(?:发放|拨付|兑付|兑现|到位)率")
# As many characters of a name as say what is counted; as many promises as a form may make.
_ALIKE, _MOST = 4, 20


@dataclass(frozen=True, slots=True)
class Commitment:
    """A place that commits to something: its pointer within the form, the clause, the value it names."""

    pointer: str
    words: str
    value: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Commitments:
    """The commitments of a form's purpose and goals: figures by the last characters of what they count, and
    promises to pay in full."""

    figures: dict[str, Commitment] = field(default_factory=dict)
    full: list[Commitment] = field(default_factory=list)

    def to(self, indicator: Indicator, measure: Measure) -> Commitment | None:
        """What the form commits to for the thing that an indicator measures, in the same unit.

        >>> goals = ["1.农村公路列养率保持100%;", "2.补贴按时足额发放,修剪行道树24000株。"]
        >>> road = commitments(Form(goals=goals))
        >>> def committed(name, target):
        ...     row = Indicator(level3=name, target=target)
        ...     found = road.to(row, aim(row))
        ...     return found.value if found else None
        >>> committed("农村公路列养率", "≥85%"), committed("修剪行道树数量", "≥9000株")
        ('100%', '24000株')
        >>> committed("补贴发放率", "≥85%"), committed("保险发放率", "≥85%")
        ('100%', None)
        >>> committed("桥梁列养率", "≥85%") is committed("修剪行道树", "≥3次") is None
        True
        """
        name = name_of(indicator)
        ends = (name[start : start + _ALIKE] for start in range(len(name) - _ALIKE + 1))
        found = [self.figures[end] for end in ends if end in self.figures]
        if (paying := _PAYING.fullmatch(name)) is not None:
            found += [each for each in self.full if paying["what"] in each.words]
        return next((each for each in found if comparable(each.measure, measure)), None)


def commitments(form: Form) -> Commitments:
    """Read purpose and goals once."""
    texts = [("purpose", form.purpose or ""), *((f"goals/{i}", goal) for i, goal in enumerate(form.goals))]
    texts.append(("expected_goal", form.expected_goal or ""))
    made = Commitments()
    for pointer, text in texts:
        for clause in _CLAUSE.findall(_ITEM_NUMBER.sub("", normalise(text))):
            for match in _FIGURE.finditer(clause):
                counted = _LINK.sub("", clause[max(match.start() - _BEFORE, 0) : match.start()])
                measure = aim(Indicator(target=match[0]))
                if len(counted) >= _ALIKE and measure and measure.unit:
                    made.figures.setdefault(counted[-_ALIKE:], Commitment(pointer, clause, match[0], measure))
            if len(made.full) < _MOST and _FULL.search(clause):
                whole = aim(Indicator(target="100%"))
                if whole:
                    made.full.append(Commitment(pointer, clause, "100%", whole))
    return made
