"""预算数等于财政资金与其他资金之和: the budget's total is the sum of its fiscal and its other part.

Amounts compare within their rounding; an empty part counts 0 when the other part is printed, and the rule
is silent when neither is. Where a part is printed and the total is not, or one of them is not a number,
nothing was compared.

Source: the head of the published Hebei forms, 预算规模 with 预算数, 其中：财政资金 and 其他资金.

>>> from pipeline.check import check
>>> from schemas.document import Budget, Form
>>> def messages(**budget):
...     return [f.message.zh for f in check(Document(forms=[Form(budget=Budget(**budget))]), [RULE]).findings]
>>> messages(total="4916.86", fiscal="4916.86")
[]
>>> messages(total="7.00", fiscal="4.00", other="2.00")
['财政资金 4.00 + 其他资金 2.00 = 6.00，表上预算数为 7.00。']
>>> messages(total="7.00", fiscal="4.00")
['财政资金 4.00 + 其他资金 0（未填） = 4.00，表上预算数为 7.00。']
>>> messages(total="7.00")
[]
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.intervals import rounding, show_sum, total
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import Printed, parse_amount, plain

_ZH = {"fiscal": "财政资金", "other": "其他资金", "total": "预算数"}


def run(record: Document) -> Iterator[Judged]:
    """One finding per form whose parts cannot add up to its total."""
    for index, form in enumerate(record.forms):
        whole = parse_amount(form.budget.total)
        printed = {"fiscal": form.budget.fiscal, "other": form.budget.other}
        parts = {name: parse_amount(text) for name, text in printed.items()}
        if not any(printed.values()):
            continue
        unread = [name for name, text in printed.items() if text and parts[name] is None]
        if whole is None or unread:
            unread += [] if whole else ["total"]
            yield RULE.skip(
                [pointer("forms", index, "budget", name) for name in unread],
                f"{'、'.join(_ZH[name] for name in unread)}未填或不是一个数，未核对合计。",
                f"{', '.join(unread)} empty or not one number: the sum was not compared.",
            )
            continue
        if total(parts.values()).meets(rounding(whole)):
            continue
        _, result = show_sum(part.value for part in parts.values() if part)
        zh = " + ".join(f"{_ZH[name]} {_shown(part, '0（未填）')}" for name, part in parts.items())
        en = " + ".join(f"{name} {_shown(part, '0 (empty)')}" for name, part in parts.items())
        yield RULE.finding(
            [
                pointer("forms", index, "budget", name)
                for name in ("total", *(key for key in parts if parts[key]))
            ],
            Message(
                zh=f"{zh} = {result}，表上预算数为 {plain(whole.value)}。",
                en=f"{en} = {result}, but the total is printed as {plain(whole.value)}.",
            ),
            expected=result,
            actual=plain(whole.value),
            computed=total(parts.values()),
            printed=rounding(whole),
        )


def _shown(part: Printed | None, empty: str) -> str:
    return plain(part.value) if part else empty


RULE = Rule(
    id="budget.parts",
    severity=Severity.ERROR,
    title=Message(
        zh="预算数等于财政资金与其他资金之和", en="The budget is the sum of its fiscal and its other part"
    ),
    source="form head 预算规模: 预算数, 其中：财政资金, 其他资金 (published Hebei 绩效目标表)",
    example=Message(
        zh="财政资金 4.00 + 其他资金 2.00 = 6.00，表上预算数为 7.00。",
        en="fiscal 4.00 + other 2.00 = 6.00, but the total is printed as 7.00.",
    ),
    run=run,
)
