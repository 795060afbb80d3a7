"""指标值确定依据有内容: a basis says where the value comes from: a document, a plan, a standard.

One comment a form on a phrase that is the same on every row and names no document, else one on the rows whose
basis repeats name, description or target, and one on those whose basis is a word that no value can be set by.

Source: the column 指标值确定依据 of Hebei's forms. Laoting 2024 (县委县政府安排 on every row), Shanhaiguan
2021, whose bases are the descriptions again, Boye 2023 (服务质量, 持续使用节能减排产品).

>>> from schemas.document import Form
>>> def said(*rows):
...     names = ("level3", "description", "target", "basis")
...     form = Form(indicators=[Indicator(**dict(zip(names, row))) for row in rows])
...     return [each.reason.zh for each in run(Document(forms=[form]))]
>>> said(*[(name, name, target, "县委县政府安排") for name, target in (
...     ("培训次数", "2次"), ("完成时间", "2024年底前完成"), ("资金利用率", "≥95%"), ("群众满意度", "≥90%"))])
['4项指标的确定依据都是“县委县政府安排”，没有指明具体文件、标准或测算过程，看不出各指标值如何确定。']
>>> said(("服务对象满意度", "服务对象满意度", "≥90%", "服务对象满意度"))
['确定依据“服务对象满意度”只是重复指标的内容，不能说明指标值如何确定。']
>>> said(("对社会经济发展的影响", "提高党员干部服务水平", "持续", "服务质量"))
['确定依据“服务质量”没有指明文件、标准、计划或历史数据，不能说明指标值如何确定。']
>>> said(("群众满意度", None, "≥90%", "问卷调查"), ("水质达标率", None, "≥98%", "生活饮用水卫生标准"))
[]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.comment.printed import row_places
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.wording import is_named, is_said, plain, quoted
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.phrases import BASIS_BEGINS, BASIS_ENDS

# Documents that can be looked up: named, numbered, or by their kind.
_DOCUMENT = re.compile("《|〔|\\[20|办法|意见|条例|标准|方案|合同|规定|规程|规范|规划|细则|批复|定额|任务书")
# What else a value may come from; a short basis without any of it names nothing.
_SOURCE = re.compile(
    "|".join(
        [
            *map(re.escape, (*BASIS_BEGINS, *BASIS_ENDS)),
            "[法规制案书账册单录图表证测评估审核考价限访设采文会查问果结0-9A-Za-z]",
            "经验|同类|市场|往年|近.年|职责|承诺|水平|反馈|实际|情况|精神|部署|历年",
        ]
    )
)
_SHORT, _NAME, _WORD = 6, 5, 2
_FEWEST = 4
_SHOWN = 3


def run(record: Document) -> Iterator[Suggestion]:
    """At most two comments a form: on one phrase for all rows, or on bases that repeat and on empty ones."""
    for index, form in enumerate(record.forms):
        rows = {
            row: each for row, each in enumerate(form.indicators) if is_named(each) and is_said(each.basis)
        }
        alike = _alike(rows)
        if alike:
            yield _on_all(index, form, alike)
            continue
        repeated = [row for row, each in rows.items() if _repeats(each)]
        empty = [row for row, each in rows.items() if row not in repeated and _is_empty(each.basis or "")]
        if repeated:
            yield _on_repeated(index, form, repeated)
        if empty:
            yield _on_empty(index, form, empty)


def _alike(rows: dict[int, Indicator]) -> list[int]:
    """The rows with one phrase that names no document, where these are all rows but one at most."""
    if len(rows) < _FEWEST:
        return []
    phrase, count = Counter(plain(each.basis) for each in rows.values()).most_common(1)[0]
    if count < max(_FEWEST, len(rows) - 1) or _DOCUMENT.search(phrase):
        return []
    return [row for row, each in rows.items() if plain(each.basis) == phrase]


def _repeats(indicator: Indicator) -> bool:
    text = plain(indicator.basis)
    if any(text.endswith(end) for end, sure in BASIS_ENDS.items() if sure >= 0.8):
        return False
    name = plain(indicator.level3)
    # 持续使用节能减排产品 is 使用节能减排产品 again.
    if text == name or (len(name) >= _NAME and name in text and len(text) - len(name) <= _WORD):
        return True
    others = (indicator.level3, indicator.description, indicator.target)
    return len(text) > _SHORT and any(text == plain(other) for other in others)


def _is_empty(basis: str) -> bool:
    text = plain(basis)
    return len(text) <= _SHORT and not _SOURCE.search(text)


def _on_all(index: int, form: Form, rows: list[int]) -> Suggestion:
    phrase = quoted(form.indicators[rows[0]].basis)
    return RULE.comment(
        _places(index, rows),
        Message(
            zh=f"{len(rows)}项指标的确定依据都是{phrase}，没有指明具体文件、标准或测算过程，看不出各指标值如何确定。",
            en=f"The basis of {len(rows)} targets is {phrase}: no document, standard or estimate is named.",
        ),
    )


def _on_repeated(index: int, form: Form, rows: list[int]) -> Suggestion:
    texts = _examples(form, rows)
    return RULE.comment(
        [path for row in rows for path in row_places(index, row, "level3", "basis")],
        Message(
            zh=f"确定依据{texts}只是重复指标的内容，不能说明指标值如何确定。",
            en=f"The basis {texts} repeats what the indicator says and not how its target was set.",
        ),
    )


def _on_empty(index: int, form: Form, rows: list[int]) -> Suggestion:
    texts = _examples(form, rows)
    return RULE.comment(
        _places(index, rows),
        Message(
            zh=f"确定依据{texts}没有指明文件、标准、计划或历史数据，不能说明指标值如何确定。",
            en=f"The basis {texts} names no document, standard, plan or figure to set a target by.",
        ),
    )


def _places(index: int, rows: list[int]) -> list[str]:
    return [path for row in rows for path in row_places(index, row, "basis")]


def _examples(form: Form, rows: list[int]) -> str:
    texts = "、".join(quoted(form.indicators[row].basis) for row in rows[:_SHOWN])
    return texts if len(rows) <= _SHOWN else f"{texts}等{len(rows)}项"


RULE = SubstanceRule(
    id="substance.basis",
    severity=Severity.WARNING,
    title=Message(zh="指标值确定依据指明文件、标准或数据", en="A basis names what the target was set by"),
    source="column 指标值确定依据 of Hebei's forms; Laoting 2024, Shanhaiguan 2021, Boye 2023",
    example=Message(
        zh="确定依据“服务对象满意度”只是重复指标的内容，不能说明指标值如何确定。",
        en="The basis “服务对象满意度” repeats what the indicator says and not how its target was set.",
    ),
    dimension="feasibility",
    confidence=0.9,
    run=run,
)
