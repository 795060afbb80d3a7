"""项目编码区划一致: the codes of a document's forms begin with the same administrative division.

Codes are compared within their kind (ninth character), because codes of kind R carry the division of the
province. Where more than half share a division, the others are named; else all are. An incomplete code is
left out.

Source: the first six digits of the codes of published documents (Laoting 2024: 130225 thirteen times), which
are divisions of GB/T 2260.

>>> from schemas.document import Form
>>> def messages(*codes):
...     return [found.message.zh for found in run(Document(forms=[Form(project_code=c) for c in codes]))]
>>> messages("13022524P00442P10057D", "13022524P00442P10063T", "51000021R000000019951")
[]
>>> messages("13022524P00442P10057D", "13022524P00442P10063T", "13022624P00442P10056R")
['第 3 张表的项目编码区划为 130226，其他表为 130225。']
>>> messages("13022524P00442P10057D", "13022624P00442P10056R")
['各表项目编码的区划不一致：130225、130226。']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.codes import codes_of, is_whole, kind_of, majority, not_whole, places_of
from pipeline.check.rule import Judged, Rule
from schemas.document import Document
from schemas.finding import Message, Severity


def run(record: Document) -> Iterator[Judged]:
    """One finding per code that differs from the majority, or one per kind where there is none."""
    kinds: dict[str, dict[int, str]] = {}
    codes = codes_of(record)
    damaged = not_whole(codes)
    if damaged and len(codes) > 1:
        yield RULE.skip(
            places_of(damaged),
            "项目编码不完整，未与其他表核对区划。",
            "The code is not complete: its division was not compared.",
        )
    for index, code in codes.items():
        if is_whole(code):
            kinds.setdefault(kind_of(code), {})[index] = code[:6]
    for divisions in kinds.values():
        usual = majority(divisions.values())
        if usual is None:
            names = list(dict.fromkeys(divisions.values()))
            yield RULE.finding(
                places_of(divisions),
                Message(
                    zh=f"各表项目编码的区划不一致：{'、'.join(names)}。",
                    en=f"The codes carry different divisions: {', '.join(names)}.",
                ),
                actual="、".join(names),
            )
            continue
        for index, division in divisions.items():
            if division != usual:
                yield RULE.finding(
                    places_of({index: division}),
                    Message(
                        zh=f"第 {index + 1} 张表的项目编码区划为 {division}，其他表为 {usual}。",
                        en=f"The code of form {index + 1} carries division {division}, the others {usual}.",
                    ),
                    expected=usual,
                    actual=division,
                )


RULE = Rule(
    id="code.division",
    severity=Severity.WARNING,
    title=Message(zh="各表项目编码区划一致", en="The codes of a document carry one division"),
    source="first six digits of the codes of published documents, divisions of GB/T 2260",
    example=Message(
        zh="第 3 张表的项目编码区划为 130226，其他表为 130225。",
        en="The code of form 3 carries division 130226, the others 130225.",
    ),
    run=run,
)
