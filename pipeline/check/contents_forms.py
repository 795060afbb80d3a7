"""目录与各表一致: the printed contents list the document's forms, in number, order and title.

Only entries that name a form count (…目标表, …自评表); numbers and punctuation are ignored. A single entry
that stands for all forms together is not compared, nor are titles where a form has lost its own.

Source: the contents of published texts (Boye 2023: 1.党建培训经费绩效目标表.....7).

>>> from schemas.document import ContentsEntry, Form
>>> def found(listed, titles):
...     contents = [ContentsEntry(title=title, page=7) for title in listed]
...     record = Document(contents=contents, forms=[Form(title=title) for title in titles])
...     return [(each.message.zh, each.expected, each.actual) for each in run(record)]
>>> found(["一、总体绩效目标", "1.党建培训经费绩效目标表"], ["党建培训经费绩效目标表"])
[]
>>> found(["1.甲绩效目标表", "2.乙绩效目标表"], ["乙绩效目标表", "甲绩效目标表"])
[('各表的顺序与目录不一致。', '甲绩效目标表、乙绩效目标表', '乙绩效目标表、甲绩效目标表')]
>>> for each in found(["1.甲绩效目标表", "2.乙绩效目标表"], ["甲绩效目标表"]):
...     print(each)
('目录列有 2 张表，正文有 1 张。', '2', '1')
('目录与正文的表名不一致：目录有而正文没有乙绩效目标表。', '乙绩效目标表', None)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document
from schemas.finding import Finding, Message, Severity
from schemas.values import normalise

_FORM_TITLE = re.compile("(?:目标|自评|评价|申报|绩效)[^表]{0,8}表$")
_NUMBER = re.compile(
    r"\(?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[).、,:]+|[0-9]{1,2}(?=[\u4e00-\u9fff])(?![0-9]*[年月])"
)
_PUNCTUATION = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """A title without its number and punctuation.

    >>> title_key("1. 党建培训经费绩效目标表....."), title_key("（二）“两新”党建绩效目标表")
    ('党建培训经费绩效目标表', '两新党建绩效目标表')
    >>> title_key("15 驻村工作经费绩效目标表"), title_key("2024年选调生补助绩效目标表")
    ('驻村工作经费绩效目标表', '2024年选调生补助绩效目标表')
    """
    folded = normalise(title)
    number = _NUMBER.match(folded)
    return _PUNCTUATION.sub("", folded[number.end() :] if number else folded)


def run(record: Document) -> Iterator[Judged]:
    """At most one finding for the number of forms, one for their titles, one for their order."""
    keys = {index: title_key(entry.title) for index, entry in enumerate(record.contents)}
    listed = {index: key for index, key in keys.items() if _FORM_TITLE.search(key)}
    titles = {index: title_key(form.title) for index, form in enumerate(record.forms) if form.title}
    collective = (
        len(listed) == 1 and len(record.forms) > 1 and not set(listed.values()) & set(titles.values())
    )
    if not listed or collective:
        return
    if len(listed) != len(record.forms):
        yield _count(listed, len(record.forms))
    if len(titles) < len(record.forms):
        yield RULE.skip(
            [pointer("forms", index, "title") for index in range(len(record.forms)) if index not in titles],
            "有的表没有表名，未与目录核对表名和顺序。",
            "A form has no title: titles and order were not compared with the contents.",
        )
    if len(titles) < len(record.forms) or not titles:
        return
    expected, actual = Counter(listed.values()), Counter(titles.values())
    if expected != actual:
        yield _titles(
            listed, titles, list((expected - actual).elements()), list((actual - expected).elements())
        )
    elif list(listed.values()) != list(titles.values()):
        yield RULE.finding(
            [*_entries(listed), *_forms(titles)],
            Message(
                zh="各表的顺序与目录不一致。", en="The forms stand in another order than in the contents."
            ),
            expected="、".join(listed.values()),
            actual="、".join(titles.values()),
        )


def _count(listed: Mapping[int, str], forms: int) -> Finding:
    return RULE.finding(
        [*_entries(listed), pointer("forms")],
        Message(
            zh=f"目录列有 {len(listed)} 张表，正文有 {forms} 张。",
            en=f"The contents list {len(listed)} forms, the document has {forms}.",
        ),
        expected=str(len(listed)),
        actual=str(forms),
    )


def _titles(
    listed: Mapping[int, str], titles: Mapping[int, str], missing: Sequence[str], unlisted: Sequence[str]
) -> Finding:
    zh, en = [], []
    if missing:
        zh.append(f"目录有而正文没有{'、'.join(missing)}")
        en.append(f"only in the contents: {', '.join(missing)}")
    if unlisted:
        zh.append(f"正文有而目录没有{'、'.join(unlisted)}")
        en.append(f"only in the document: {', '.join(unlisted)}")
    return RULE.finding(
        [
            *_entries({index: key for index, key in listed.items() if key in missing}),
            *_forms({index: key for index, key in titles.items() if key in unlisted}),
        ],
        Message(
            zh=f"目录与正文的表名不一致：{'；'.join(zh)}。",
            en=f"Titles differ from the contents; {'; '.join(en)}.",
        ),
        expected="、".join(missing) or None,
        actual="、".join(unlisted) or None,
    )


def _entries(listed: Mapping[int, str]) -> list[str]:
    return [pointer("contents", index, "title") for index in listed]


def _forms(titles: Mapping[int, str]) -> list[str]:
    return [pointer("forms", index, "title") for index in titles]


RULE = Rule(
    id="contents.forms",
    severity=Severity.WARNING,
    title=Message(zh="目录与各表的数量、顺序和表名一致", en="The contents and the forms agree"),
    source="printed contents of published texts (Boye 2023: 1.党建培训经费绩效目标表)",
    example=Message(
        zh="各表的顺序与目录不一致。",
        en="The forms stand in another order than in the contents.",
    ),
    run=run,
)
