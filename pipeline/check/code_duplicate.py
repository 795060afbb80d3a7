"""项目编码不重复: no two forms of a document carry the same project code.

Source: a code names one project (项目编码); the published documents give each form its own.
An incomplete code may be anybody's.

>>> from schemas.document import Form
>>> codes = ["13063723P00435110050X", "13063723P004351100429", "13063723P0043511 0050X"]
>>> for found in run(Document(forms=[Form(project_code=code) for code in codes])):
...     print(found.message.zh, found.paths)
第 1、3 张表的项目编码相同：13063723P00435110050X。 ['/forms/0/project_code', '/forms/2/project_code']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.codes import codes_of, not_whole, places_of
from pipeline.check.rule import Judged, Rule
from schemas.document import Document
from schemas.finding import Message, Severity


def run(record: Document) -> Iterator[Judged]:
    """One finding per repeated code."""
    holders: dict[str, dict[int, str]] = {}
    codes = codes_of(record)
    damaged = not_whole(codes)
    if damaged and len(codes) > 1:
        yield RULE.skip(
            places_of(damaged),
            "项目编码不完整，未核对是否与其他表重复。",
            "The code is not complete: whether another form carries it was not judged.",
        )
    for index, code in codes.items():
        holders.setdefault(code, {})[index] = code
    for code, forms in holders.items():
        if len(forms) > 1:
            numbers = [str(index + 1) for index in forms]
            yield RULE.finding(
                places_of(forms),
                Message(
                    zh=f"第 {'、'.join(numbers)} 张表的项目编码相同：{code}。",
                    en=f"Forms {', '.join(numbers)} carry the same project code {code}.",
                ),
                actual=code,
            )


RULE = Rule(
    id="code.duplicate",
    severity=Severity.WARNING,
    title=Message(zh="各表项目编码不重复", en="No two forms carry the same project code"),
    source="published documents, which give each form its own code (Laoting 2024: thirteen of thirteen)",
    example=Message(
        zh="第 1、3 张表的项目编码相同：13063723P00435110050X。",
        en="Forms 1, 3 carry the same project code 13063723P00435110050X.",
    ),
    run=run,
)
