"""Amounts of the narrative that are a project's budget of the year."""

from __future__ import annotations

import re

from pipeline.comment.narrative.case import Case
from pipeline.comment.narrative.figures import Figure

_BUDGETED = re.compile(
    "(?:预算|资金|经费)(?:总?额|安排|规模|共计|合计|总计)*(?:为|共|约|达)?$|(?:安排|预算|列支)(?:[\u4e00-\u9fff]{0,8}(?:预算|资金|经费))?(?:共|共计|合计|为)?$"
)
# Income, results, other budgets and parts of one.
_OTHER = re.compile(
    "上级|中央|省级|市级|配套|自筹|争取|整合|撬动|节约|收入|增收|产值|损失|贷款|投资|结转|标准|补助|单价|奖励|追加|人均|每"
)
_IN_ALL = re.compile("[\u4e00-\u9fff]{0,2}$")


def is_budget(case: Case, figure: Figure) -> bool:
    """Whether a figure is the whole budget of the project that its heading names: 安排资金40万元, and nothing
    that says that it is for a part of the project.

    >>> bool(_BUDGETED.search("2024年安排预算资金")), bool(_BUDGETED.search("其中用于培训"))
    (True, False)
    """
    if figure.amount.unit != "元" or case.topic_of(figure) is None:
        return False
    said = f"{figure.before}{figure.after}"
    return bool(_BUDGETED.search(figure.before) and _IN_ALL.match(figure.after) and not _OTHER.search(said))
