"""The narrative of a document, passage by passage, each with the heading that it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.comment.narrative.page import Page
from schemas.document import Document
from schemas.source import Span

_LISTS = ("overall_goals", "category_goals", "safeguards")
ITEM_NUMBER = re.compile(r"^(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）.、．]|[一二三四五六七八九十]是)\s*")
_LEAD = re.compile("^(?P<lead>[^:：，,。；;]{2,40})[:：]")
_SAYS_NOTHING = re.compile("目标|任务|指标|措施|内容|标准|职责")
_PROSE = re.compile("[，。；]")
_ENDS = tuple("。；：;:！？!?")
_LONGEST_HEADING = 30
_SHORTEST_LINE = 15
_ANY_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """``pointer`` leads to it in the record; text that stands outside the forms has none, and ``spans``
    instead."""

    text: str
    heading: str
    pointer: str | None = None
    spans: Sequence[Span] = ()


def passages(record: Document, page: Page | None) -> list[Passage]:
    """The paragraphs of the record's narrative, and with a source what else is prose outside the forms.

    >>> goals = ["（一）抽检", "绩效目标：完成20批次。", "2.培训费：培训30人。"]
    >>> [(each.heading, each.pointer) for each in passages(Document(category_goals=goals), None)]
    [('', '/category_goals/0'), ('抽检', '/category_goals/1'), ('培训费', '/category_goals/2')]
    """
    found: list[Passage] = []
    for name in _LISTS:
        texts = getattr(record, name)
        places = [(f"/{name}/{index}", ()) for index in range(len(texts))]
        found += _headed(list(zip(texts, places, strict=True)))
    if page is not None:
        found += _headed([(text, (None, spans)) for text, spans in _outside(page)])
    return found


def _headed(texts: Sequence[tuple[str, tuple[str | None, Sequence[Span]]]]) -> Iterator[Passage]:
    """Each text with its own lead, or with the last heading above it."""
    above = ""
    for text, (pointer, spans) in texts:
        plain = ITEM_NUMBER.sub("", text).strip()
        lead = _LEAD.match(plain)
        if lead is not None and not _SAYS_NOTHING.search(lead["lead"]):
            above = lead["lead"]
        elif lead is None and ITEM_NUMBER.match(text):
            above = ""
        yield Passage(text, above, pointer, spans)
        if lead is None and len(plain) <= _LONGEST_HEADING and not _PROSE.search(plain):
            above = plain


def _outside(page: Page) -> Iterator[tuple[str, list[Span]]]:
    """Paragraphs of prose that are no values of the record; lines that only wrap are joined."""
    text = page.source.text
    taken = sorted((each.start, each.end) for places in page.evidence.values() for each in places)
    current: list[Span] = []
    at = 0
    for span in sorted(page.prose):
        while at < len(taken) and taken[at][1] <= span.start:
            at += 1
        free = at == len(taken) or taken[at][0] >= span.end
        if current and not (free and _goes_on(text, current[-1], span)):
            yield _joined(text, current), current
            current = []
        if free:
            current.append(span)
    if current:
        yield _joined(text, current), current


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """Whether the second line continues the first."""
    gap, said = text[line.end : following.start], text[line.start : line.end].strip()
    begins = text[following.start : following.end].strip()
    wraps = len(said) >= _SHORTEST_LINE and not said.endswith(_ENDS) and ITEM_NUMBER.match(begins) is None
    return wraps and gap.count("\n") == 1 and not gap.strip()


def _joined(text: str, spans: Sequence[Span]) -> str:
    return "".join(_ANY_SPACE.sub("", text[span.start : span.end]) for span in spans)
