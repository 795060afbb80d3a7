"""How a form shares out its points, as far as the form itself declares it.

Published forms differ: execution 10, output 50, benefit 30, satisfaction 10 (财预〔2020〕10号); cost 20,
output 40, benefit 20, satisfaction 10 beside execution; execution 20 and indicators 80; indicators alone 100
and execution outside the total. Nothing is assumed: what a form does not print stays open, and a rule then
holds under every profile that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from pipeline.check.points import by_level1, execution_totals, of_execution
from schemas.document import Form, Indicator
from schemas.values import normalise, parse_points

# What forms give to budget execution: 10 in the national form, 20 in some provinces.
EXECUTION_SHARES = (Decimal(10), Decimal(20))
FULL = Decimal(100)
_CAPPED = re.compile("得分[^。;]{0,12}不(?:能|得|可|应)?(?:超过|高于|超出)[^。;]{0,10}分值")
_BONUS = re.compile("(?:可|予以|酌情|适当|给予)[^。;不]{0,6}加分|附加分")
# Where forms print how they are filled in; other texts may speak of points by chance (增加分类).
_NOTES = frozenset({"注", "备注", "说明", "填表说明", "填报说明", "填报注意事项"})


@dataclass(frozen=True)
class Profile:
    """What one form declares, read off when it is asked for."""

    form: Form

    @cached_property
    def level1(self) -> dict[str, Decimal | None]:
        """The points declared with level-1 names; None where the rows of a name differ or some have none."""
        return {name: _one(rows.values()) for name, rows in by_level1(self.form).items()}

    @cached_property
    def execution(self) -> dict[int, Decimal]:
        """The points printed in the funds block, by row."""
        return of_execution(self.form, "weight")

    @cached_property
    def total(self) -> Decimal | None:
        """The points of the total row."""
        return parse_points(self.form.total_weight)

    @cached_property
    def capped(self) -> bool | None:
        """Whether a note limits a score to its points (True), speaks of extra points (False), or there is
        none (None).

        >>> Profile(Form(extra={"注": "1.得分一档最高不能超过该指标分值上限。"})).capped
        True
        >>> Profile(Form(extra={"注": "超额完成的可酌情加分"})).capped, Profile(Form()).capped
        (False, None)
        """
        notes = [normalise(text) for label, text in self.form.extra.items() if label in _NOTES]
        if any(_BONUS.search(note) for note in notes):
            return False
        return True if any(_CAPPED.search(note) for note in notes) else None

    @property
    def declared(self) -> Decimal | None:
        """The points of all level-1 names; None where one of them declares none."""
        points = [each for each in self.level1.values() if each is not None]
        return sum(points, Decimal(0)) if points and len(points) == len(self.level1) else None

    @property
    def shares(self) -> set[Decimal]:
        """What execution may be given: what is printed, else every known share."""
        return execution_totals(self.execution) or set(EXECUTION_SHARES)

    def counts_execution(self, weights: Decimal | None) -> bool | None:
        """Whether execution counts towards the total: it does where the points reach the total only with it,
        and does not where they reach it only without. ``weights`` is the sum of the indicators' points. None
        where neither those nor the declared ones decide, or where they contradict each other.

        >>> from schemas.document import Fund, Indicator
        >>> def counts(execution, **level1):
        ...     rows = [Indicator(level1=a, level1_weight=b, level3="甲") for a, b in level1.items()]
        ...     form = Form(funds=[Fund(weight=execution)], indicators=rows, total_weight="100")
        ...     return Profile(form).counts_execution(None)
        >>> counts("10", 产出指标="50", 效益指标="30", 满意度指标="10")
        True
        >>> counts("20", 产出指标="50", 效益指标="20", 满意度指标="10")
        True
        >>> counts("10", 产出指标="70", 效益指标="20", 满意度指标="10")
        False
        >>> counts("10", 产出指标="50", 效益指标="20", 满意度指标="10") is None
        True
        """
        votes = {self._vote(added) for added in (self.declared, weights) if added is not None} - {None}
        return votes.pop() if len(votes) == 1 else None

    def _vote(self, added: Decimal) -> bool | None:
        total = self.total or FULL
        included = total in {added + share for share in execution_totals(self.execution)}
        return included if included != (total == added) else None


def _one(rows: Iterable[Indicator]) -> Decimal | None:
    points = {parse_points(row.level1_weight) for row in rows}
    return points.pop() if len(points) == 1 else None
