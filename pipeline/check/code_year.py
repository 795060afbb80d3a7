"""项目编码年度: the year of a P code is not later than the document's, and agrees with the other forms'.

A project set up in an earlier year keeps its code, so an older year among newer ones is only worth knowing;
a year that has not come yet is a warning. An incomplete code was not judged, nor was a single one in a
document without a year.

Source: digits seven and eight of the P codes of published documents (13063723P… in 2023, 13022524P… in 2024).

>>> from schemas.document import Form
>>> def found(year, *codes):
...     record = Document(year=year, forms=[Form(project_code=code) for code in codes])
...     return [(str(each.severity), each.message.zh) for each in run(record)]
>>> found(2023, "13063723P00435110050X", "13063723P004351100429")
[]
>>> found(2022, "13063723P00435110050X")
[('warning', '第 1 张表的项目编码年度为 2023，晚于 2022 年度。')]
>>> found(2024, "13022524P00442P10057D", "13022524P00442P10063T", "13022522P00442P10056R")
[('info', '第 3 张表的项目编码年度为 2022，其他表多为 2024。')]
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.codes import codes_of, is_whole, kind_of, majority, not_whole, places_of
from pipeline.check.rule import Judged, Rule
from schemas.document import Document
from schemas.finding import Message, Severity


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per P code."""
    codes = codes_of(record)
    whole = {index: code for index, code in codes.items() if is_whole(code)}
    years = {index: f"20{code[6:8]}" for index, code in whole.items() if kind_of(code) == "P"}
    alone = {index: year for index, year in years.items() if len(years) == 1 and not _printed(record, index)}
    if unjudged := {**not_whole(codes), **alone}:
        yield RULE.skip(
            places_of(unjudged),
            "项目编码不完整，或文件未标明年度，未核对编码年度。",
            "The code is not complete, or the document has no year: the code's year was not compared.",
        )
    usual = majority(years.values())
    for index, year in years.items():
        printed = _printed(record, index)
        if printed is not None and int(year) > printed:
            yield RULE.finding(
                places_of({index: year}),
                Message(
                    zh=f"第 {index + 1} 张表的项目编码年度为 {year}，晚于 {printed} 年度。",
                    en=f"The code of form {index + 1} is of {year}, later than the year {printed}.",
                ),
                expected=f"≤{printed}",
                actual=year,
            )
        elif usual is not None and year != usual:
            yield RULE.finding(
                places_of({index: year}),
                Message(
                    zh=f"第 {index + 1} 张表的项目编码年度为 {year}，其他表多为 {usual}。",
                    en=f"The code of form {index + 1} is of {year}, most others of {usual}.",
                ),
                expected=usual,
                actual=year,
                severity=Severity.INFO,
            )


def _printed(record: Document, form: int) -> int | None:
    return record.forms[form].year or record.year


RULE = Rule(
    id="code.year",
    severity=Severity.WARNING,
    title=Message(zh="项目编码年度与文件年度相符", en="The year of a P code fits the document"),
    source="digits seven and eight of the P codes of published documents (Boye 2023, Laoting 2024)",
    example=Message(
        zh="第 1 张表的项目编码年度为 2023，晚于 2022 年度。",
        en="The code of form 1 is of 2023, later than the year 2022.",
    ),
    run=run,
)
