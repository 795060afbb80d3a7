"""项目编码格式: a project code has 21 characters, digits and capital letters.

P codes use the alphabet of GB 32100, which has no I, O, S, V or Z; older random codes
(13030321WLCRBVUADKPT8) and codes with R, T or Z in ninth place (51000021R000000019951) use any letter.

Source: observed in published forms of Hebei, Tianjin and Sichuan; see :mod:`schemas.values_code`.

>>> from schemas.document import Form
>>> def messages(code):
...     return [found.message.zh for found in run(Document(forms=[Form(project_code=code)]))]
>>> messages("13063723P00435110050X"), messages("13030321WLCRBVUADKPT8"), messages("51000021R000000019951")
([], [], [])
>>> messages("13081123P0"), messages("13063723P0O435110050X")
(['项目编码应为 21 位，表上为 10 位。'], ['项目编码中不应出现“O”。'])
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase, digits

from pipeline.check.codes import codes_of, is_whole, kind_of, places_of
from pipeline.check.rule import Judged, Rule
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import CODE_ALPHABET, CODE_LENGTH


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form: its length, or else its characters."""
    for index, code in codes_of(record).items():
        places = places_of({index: code})
        if len(code) != CODE_LENGTH:
            yield RULE.finding(
                places,
                Message(
                    zh=f"项目编码应为 {CODE_LENGTH} 位，表上为 {len(code)} 位。",
                    en=f"A project code has {CODE_LENGTH} characters; this one has {len(code)}.",
                ),
                expected=str(CODE_LENGTH),
                actual=str(len(code)),
            )
            continue
        allowed = CODE_ALPHABET if is_whole(code) and kind_of(code) == "P" else digits + ascii_uppercase
        strange = "".join(dict.fromkeys(character for character in code if character not in allowed))
        if strange:
            yield RULE.finding(
                places,
                Message(
                    zh=f"项目编码中不应出现“{strange}”。", en=f"A project code cannot contain {strange!r}."
                ),
                actual=strange,
            )


RULE = Rule(
    id="code.format",
    severity=Severity.WARNING,
    title=Message(zh="项目编码为 21 位数字和大写字母", en="A project code has 21 digits and capitals"),
    source="published forms of Hebei, Tianjin and Sichuan; GB 32100 for the alphabet of P codes",
    example=Message(
        zh="项目编码应为 21 位，表上为 10 位。",
        en="A project code has 21 characters; this one has 10.",
    ),
    run=run,
)
