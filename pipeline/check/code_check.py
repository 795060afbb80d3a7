"""项目编码校验位: the last character of a P code follows from the other twenty.

``alphabet[(30 - sum(value_i * 3**i)) mod 31]`` over the alphabet of GB 32100. Other kinds of codes have no
known check character and are left alone; an incomplete code was not judged.

Source: found in published documents, where it holds for 22 of 22 intact P codes of five Hebei and Tianjin
bodies; see :mod:`schemas.values_code`. The examples are of Boye 2023, the last
with a 3 read as 8.

>>> from schemas.document import Form
>>> def messages(code):
...     return [found.message.zh for found in run(Document(forms=[Form(project_code=code)]))]
>>> messages("13063723P00435110050X"), messages("13063723P004351100429"), messages("51000021R000000019951")
([], [], [])
>>> messages("13063723P00485110050X")
['项目编码 13063723P00485110050X 有误：前 20 位对应的校验位为 L，表上为 X。']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.codes import codes_of, not_whole, places_of
from pipeline.check.rule import Judged, Rule
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import check_character, is_p_code


def run(record: Document) -> Iterator[Judged]:
    """One finding per P code whose check character does not fit."""
    codes = codes_of(record)
    if damaged := not_whole(codes):
        yield RULE.skip(
            places_of(damaged),
            "项目编码不完整，未核对校验位。",
            "The code is not complete: its check character was not verified.",
        )
    for index, code in codes.items():
        if not is_p_code(code):
            continue
        expected = check_character(code[:-1])
        if code[-1] != expected:
            yield RULE.finding(
                places_of({index: code}),
                Message(
                    zh=f"项目编码 {code} 有误：前 20 位对应的校验位为 {expected}，表上为 {code[-1]}。",
                    en=f"{code} is not a valid code: its first 20 characters call for {expected} at the end.",
                ),
                expected=expected,
                actual=code[-1],
            )


RULE = Rule(
    id="code.check",
    severity=Severity.ERROR,
    title=Message(zh="项目编码校验位正确", en="The check character of a P code fits"),
    source="observed: holds for 22 of 22 intact P codes of five Hebei and Tianjin bodies",
    example=Message(
        zh="项目编码 13063723P00485110050X 有误：前 20 位对应的校验位为 L，表上为 X。",
        en="13063723P00485110050X is not a valid code: its first 20 characters call for L at the end.",
    ),
    run=run,
)
