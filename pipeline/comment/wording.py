"""What rules of substance ask of the words of a row: does it name an indicator, is it a rate, does one text
only repeat another, how is it quoted."""

from __future__ import annotations

import re

from pipeline.comment.printed import NOTHING
from schemas.document import Indicator
from schemas.values import normalise
from schemas.vocabulary import NOT_APPLICABLE

_UNSAID = frozenset({"", *NOTHING, *NOT_APPLICABLE})
# What names and descriptions leave out or put in without saying more.
_JOINTS = re.compile('[和与及、,，。;；的"]|^[0-9]{1,2}[.、]')
# 效率 and the like end like a rate and are none; 有效率 is one.
_RATE = re.compile("(?:(?<![效频速功利汇税])|(?<=有效))率")
_SHARE = re.compile(f"{_RATE.pattern}|比例|占比|比重|比率|百分比")
_EXECUTION = re.compile(
    "(?:资金|经费|预算)(?:预算|资金|实际)?(?:到位|执行|使用|利用|支出|支付|完成)(?:完成)?率$"
)
_QUOTED = 24


def plain(text: str | None) -> str:
    """A text for comparison: folded, without what joins words.

    >>> plain("1.积极分子和党务工作者的培训班。")
    '积极分子党务工作者培训班'
    """
    return _JOINTS.sub("", normalise(text or ""))


def is_named(indicator: Indicator) -> bool:
    """Whether a row names an indicator and says something of it; 无 and a dash do not.

    >>> is_named(Indicator(level3="培训人数", target="≥3人")), is_named(Indicator(level3="无", target="无"))
    (True, False)
    """
    return (indicator.level3 or "").strip() not in _UNSAID


def is_said(text: str | None) -> bool:
    """Whether a cell says something; 无 and a dash do not."""
    return (text or "").strip() not in _UNSAID


def names_share(text: str | None) -> bool:
    """Whether a text speaks of a share of something.

    >>> [names_share(text) for text in ("人员覆盖率", "苗木成活比例", "训练有效率", "提高工作效率")]
    [True, True, True, False]
    """
    return bool(_SHARE.search(text or ""))


def is_rate(name: str) -> bool:
    """Whether a name is that of a rate.

    >>> is_rate("在岗出勤率"), is_rate("活动覆盖率提升情况"), is_rate("更新频率")
    (True, False, False)
    """
    return name.endswith("率") and bool(_RATE.search(name, len(name) - 1))


def is_execution(name: str) -> bool:
    """Whether a name is that of a rate of money received or spent, which is execution of the budget.

    >>> is_execution("预算资金完成率"), is_execution("资金到位率"), is_execution("资金拨付及时率")
    (True, True, False)
    """
    return bool(_EXECUTION.search(name))


def quoted(text: str | None) -> str:
    """A printed text in quotation marks, its end left out where it is long.

    >>> quoted("提高整体工作效率")
    '“提高整体工作效率”'
    """
    printed = (text or "").strip()
    return f"“{printed if len(printed) <= _QUOTED else printed[: _QUOTED - 1] + '…'}”"
