"""The figures of the narrative: what they count, and which of them are undertakings of this year.

Left out are figures of other years, of what there is already (现有, 共有), changes (提高5个百分点), parts
(其中), and what is done for each of something unless it is money.

>>> said = "1.慰问经费：按每人不低于300元的标准慰问困难党员，满意度达到90%以上。"
>>> record = Document(year=2024, category_goals=[said])
>>> for figure in figures(passages(record, None), {2024}):
...     print(figure.quotation, figure.amount.unit, figure.before, figure.after, figure.heading)
按每人不低于300元的标准慰问困难党员 元/ 按每人不低于 的标准慰问困难党员 慰问经费
满意度达到90%以上 % 满意度达到 以上 慰问经费
>>> figures(passages(Document(safeguards=["2023年培训20人，现有党员30名，经费增长5%"]), None), {2024})
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.comment.narrative.amounts import Amount
from pipeline.comment.narrative.numerals import Numeral, numerals
from pipeline.comment.narrative.passages import ITEM_NUMBER, Passage, passages
from pipeline.comment.narrative.words import words
from schemas.document import Document
from schemas.values import fold_width

__all__ = ["Figure", "figures", "passages", "rate_named", "years_of"]

# A document with more figures than these is no narrative of a form.
_MOST_FIGURES = 400
_MARK = re.compile(r"(?<![0-9]),|,(?![0-9])|[;:!?。]")
_LIST_MARK = re.compile(r"[、()]")
_SENTENCE = re.compile("[。;!?]")
_YEAR = re.compile("(?<![0-9])((?:19|20)[0-9]{2})年")
_BACKGROUND = re.compile(
    "现有|共有|已有|原有|现存|在册|登记在|拥有|下辖|所辖|辖区|设有|内设|下设|截至|截止|目前|上年|去年|往年|历年|前年|累计|以来"
    "|同期|十[三四五]五|三年|五年|期末|规划期|中长期|编制[0-9]|实有|总人口|常住|户籍|占地|[始组]建于|成立|其中|包括"
)
# Done before: in a text that plans, no undertaking.
_DONE = re.compile("已经?[\u4e00-\u9fff]|完成了|实际|共完成|达成了|得到了")
# 提升旧公厕8座 is no change of a number, 提升5% is one.
_CHANGE = re.compile(
    "(?:增长|下降|降低|减少|增加|压减|压缩|缩短|缩减|同比|增幅|降幅|上浮|下浮)(?!至|到)[^至到]{0,5}$"
)
_BETTER = re.compile("(?:提高|提升)(?!至|到)[^至到]{0,5}$")
_EACH = re.compile("(?:[每各]|[人户亩次日月年场]均|平均|单[个次位场])[\u4e00-\u9fff]{0,9}$|/$")
_LINK = re.compile(
    "(?:总?数|数量)?(?:将|要|应|均|须|需|力争|确保)*(?:达到|达|不得?低于|不得?少于|不得?超过|不高于|至少|保持在|保持|稳定在|控制在"
    "|提[高升][到至]|增加[到至]|在|为|到|至|≥|≤|>|<|=)*$"
)
_RATE = re.compile("(?P<head>[\u4e00-\u9fff]{2})(?:率|度|比例|占比|比重)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity of the narrative; ``[start, end)`` in its passage. ``quotation`` is its clause as printed,
    ``before`` and ``after`` are the words of the clause up to the next figure or mark; ``done`` when the
    text says that it was achieved. ``name`` is ``before`` without what leads to the
    number, ``counted`` are the words that name what is counted, ``rate`` the two
    characters that say what a share is of (办结, 满意)."""

    passage: Passage
    start: int
    end: int
    amount: Amount
    quotation: str
    before: str
    after: str
    done: bool
    vague: bool
    name: str
    counted: tuple[str, ...]
    rate: str | None

    @property
    def heading(self) -> str:
        return self.passage.heading

    @property
    def near(self) -> str:
        """The words around it, in its own clause."""
        return f"{self.before} {self.after}"

    @property
    def printed(self) -> str:
        return self.passage.text[self.start : self.end]


def rate_named(name: str) -> str | None:
    """What a share is of, by its name.

    >>> rate_named("投诉举报按期办结率"), rate_named("农户满意度"), rate_named("路灯数量")
    ('办结', '满意', None)
    """
    match = _RATE.search(name)
    return match["head"] if match else None


def figures(texts: Iterable[Passage], years: set[int]) -> list[Figure]:
    """The figures of the passages that may be undertakings for one of the years (none: no year is known)."""
    return list(islice((each for text in texts for each in _of_passage(text, years)), _MOST_FIGURES))


def years_of(record: Document) -> set[int]:
    """The years that a document says it is for."""
    return {year for year in (record.year, *(form.year for form in record.forms)) if year} | {
        int(year) for year in _YEAR.findall(record.title or "")
    }


def _of_passage(passage: Passage, years: set[int]) -> Iterator[Figure]:
    text = fold_width(passage.text)
    found = list(islice(numerals(text), _MOST_FIGURES))
    marks = [0, *(match.end() for match in _MARK.finditer(text)), len(text) + 1]
    sentences = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    mark = sentence = 0
    for index, each in enumerate(found):
        while marks[mark + 1] <= each.start:
            mark += 1
        while sentence + 1 < len(sentences) and sentences[sentence + 1] <= each.start:
            sentence += 1
        begin, stop = marks[mark], min(marks[mark + 1] - 1, len(text))
        said = text[sentences[sentence] : each.start]
        earlier = found[index - 1].end if index else 0
        later = found[index + 1].start if index + 1 < len(found) else stop
        before = _LIST_MARK.split(text[max(begin, earlier) : each.start])[-1]
        after = _LIST_MARK.split(text[each.end : min(stop, later)])[0]
        # Before the next figure stands what that one counts: 培训党员30名、干部20名.
        after = after if later >= stop or before == "" else ""
        made = _figure(passage, each, (begin, stop), (said, before, after), years)
        if made is not None:
            yield made


def _figure(
    passage: Passage, each: Numeral, clause: tuple[int, int], texts: tuple[str, str, str], years: set[int]
) -> Figure | None:
    said, before, after = texts
    own = said[-(each.start - clause[0]) :] if each.start > clause[0] else ""
    named = _YEAR.findall(said)
    if (named and int(named[-1]) not in years) or _BACKGROUND.search(own) or _BACKGROUND.search(before):
        return None
    amount = each.amount
    if _CHANGE.search(before) or (amount.is_rate and _BETTER.search(before)):
        return None
    if _EACH.search(before):
        if not amount.is_money:
            return None
        amount = amount.for_each()
    quotation = ITEM_NUMBER.sub("", passage.text[clause[0] : clause[1]].strip())
    done = bool(_DONE.search(own))
    name = _LINK.sub("", before)
    return Figure(
        passage=passage,
        start=each.start,
        end=each.end,
        amount=amount,
        quotation=quotation,
        before=before,
        after=after,
        done=done,
        vague=each.vague,
        name=name,
        counted=words(f"{name} {after}"),
        rate=rate_named(name) if amount.is_rate else None,
    )
