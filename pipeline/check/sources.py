"""The rows of the funds block: which is the total of the others."""

from __future__ import annotations

import re

from schemas.document import Form, Fund
from schemas.values import normalise

_TOTAL = re.compile(
    "年度财政资金总额|(?:年度|全年|本年度?|项目|部门|整体|预算|资金|金额)*(?:总额|合计|总计|总数)"
)
_UNIT_IN_LABEL = re.compile(r"\([^()]*\)")


def label_of(fund: Fund) -> str:
    """The label of a row without the unit behind it.

    >>> label_of(Fund(source="年度资金总额（万元）："))
    '年度资金总额'
    """
    return _UNIT_IN_LABEL.sub("", normalise(fund.source or "")).rstrip(":")


def has_total_row(form: Form) -> bool:
    """Whether the first row, and no other, is the total: a second one would make it unclear which rows
    belong to which."""
    totals = [bool(_TOTAL.fullmatch(label_of(fund))) for fund in form.funds]
    return totals[:1] == [True] and not any(totals[1:])
