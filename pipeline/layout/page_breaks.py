"""What stands between the pages of a text: their numbers, and the lines that every page repeats at its top.

A dash or the word 第…页 marks a number; a bare figure is a page number only where it cannot be a value: it
stands alone between lines that have separators, or counts on from page to page. A line below a page number
is a running head when it comes again on other pages, or when it says so itself; so is a title that comes
again over the rest of its table. All of it is taken out of the text by blanks, so that offsets stay.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.layout import marks
from pipeline.layout.blocks import doubted
from pipeline.layout.lexicon import BLOCKS, LABELS, LEVELS_BEGUN, is_word
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import blanked, clean
from schemas.vocabulary import HEAD_LABELS, QUALITATIVE, fold_label

_FIGURES = re.compile(r"\d{1,4}")
_FRACTION = re.compile(r"^(?P<page>\d{1,3})\s?[/／]\s?(?P<last>\d{1,3})$")
_BARE = re.compile(r"^\d{1,3}$")
_BROKEN = 2.0  # what a row costs that does not fit its columns
_APART = 3  # lines between two pages' numbers
_LONGEST = 40
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FEWEST = 4  # Chinese characters of a running head
_FRAME = string.whitespace + "\u3000\xa0|"
CONTINUED = re.compile(r"[(（]?续[表页]?[)）]?$")
# A merged name that comes again says that it goes on: 产出指标（50分）（续）.
_NAME_CONTINUED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,9}(?:[(（]\d{1,3}分?[)）])?)\s?(?P<again>[(（](?:续|续上页|接上页|续前页)[)）])(?=\s|[|]|$)"
)
# A running head that says what it is: an annex, a continued table, the report that the pages make up.
_RUNNING = re.compile(
    r"^(?:附[件表]\s?\d{0,2}(?:[-—]\d{1,2})?[:：]?|[(（]?续表?[)）]?|[(（]?接上页[)）]?|公开\s?\d{1,2}\s?表|表\s?\d{1,2}"
    r"|[^，。；:：]{0,24}(?:19|20)\d{2}年?度?[^，。；:：]{0,12}"
    r"(?:决算|预算|决算公开|预算公开|公开说明|公开资料|公开文本|报告|说明|文本))$"
)
_HEAD_WORDS = frozenset(
    label
    for field in ("project_name", "project_code", "department/name", "supervising_department")
    for label in HEAD_LABELS[field]
)
_BODY_WORDS = _HEAD_WORDS.union(HEAD_LABELS["implementing_unit"])
# What a page says of the table that it goes on with; no cell says that.
_GOES_ON = re.compile(
    r"^[(（]?(?:续表|续上表|接上页|接上表|上接第\d{1,3}页|转下页|接下页|下页续)[)）]?$|^公开\s?\d{1,2}\s?表$"
)
_NUMBER_INSIDE = re.compile(
    r"(?<=[ \u3000])(?:[-—–] ?(?P<dashed>\d{1,4}) ?[-—–]|第 ?\d{1,4} ?页[,，/]? ?共 ?\d{1,4} ?页)"
    r"(?=[ \u3000]|$)"
)
_MOST_BODIES = 4  # lines of a page that name its body, that of the head among them
_MOST_BETWEEN = 3  # lines without separators between two pages of a table


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its place, its text as printed and cleaned of blanks (of a line of several
    cells as printed only), whether cells end in it by a tab or pipe, and whether a blank line stands before
    it."""

    start: int
    end: int
    raw: str
    text: str
    separated: bool
    gap: bool

    @property
    def row(self) -> Row:
        return Row((Cell(self.text, Span(self.start, self.end)),))


@dataclass(frozen=True, slots=True)
class Pages:
    """A text without what stands between its pages, the offsets at which pages end, and whether the pages
    are out of order: their numbers count on, but not one after the other. ``first`` is where the first page
    begins when the last ones only were put before it, else 0."""

    text: str
    ends: tuple[int, ...]
    shuffled: bool = False
    first: int = 0


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A line of the text, by its index, with the number of a page."""

    line: int
    number: int


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    found: list[Line] = []
    start, gap = 0, True
    for line in text.splitlines(keepends=True):
        raw = line.strip(_FRAME).strip()
        if raw:
            several = "\t" in raw or "|" in raw or len(raw) > _LONGEST
            separated = "\t" in line or "|" in line
            words = raw if several else clean(raw)
            found.append(Line(start, start + len(line.rstrip()), raw, words, separated, gap))
        gap = not line.strip()
        start += len(line)
    return found


def page_numbers(lines: Sequence[Line]) -> list[PageNumber]:
    """The page numbers of a text in their order."""
    found = [_marked(i, line.text) for i, line in enumerate(lines) if kinds.is_page_number(line.text)]
    found += _fractions(lines)
    if not found:
        found = _bare(lines)
    return sorted(found, key=lambda each: each.line)


def _marked(index: int, text: str) -> PageNumber:
    figures = _FIGURES.search(text)
    return PageNumber(index, int(figures[0]) if figures else 0)


def _fractions(lines: Sequence[Line]) -> list[PageNumber]:
    """Numbers such as 4/9: of the same count, each once."""
    matches = [(i, match) for i, line in enumerate(lines) if (match := _FRACTION.match(line.raw))]
    found = [PageNumber(i, int(match["page"])) for i, match in matches if not lines[i].separated]
    pages_, counts = {each.number for each in found}, {match["last"] for _, match in matches}
    return found if len(pages_) == len(matches) >= 2 and len(counts) == 1 else []


def _bare(lines: Sequence[Line]) -> list[PageNumber]:
    """Figures in lines of their own, as far as they cannot be values."""
    places = [i for i, line in enumerate(lines) if not line.separated and _BARE.match(line.raw)]
    if not any(line.separated for line in lines):
        return _counted(lines, places) or _counted(lines, [i for i in places if _begins_page(lines, i + 1)])
    between = [i for i in places if _is_separated(lines, i - 1)]
    return _counted(lines, between) or [
        PageNumber(i, int(lines[i].raw))
        for i in between
        if i + 1 == len(lines) or (lines[i].gap and lines[i + 1].gap)
    ]


def _is_separated(lines: Sequence[Line], index: int) -> bool:
    return index < 0 or lines[index].separated


def _counted(lines: Sequence[Line], places: Sequence[int]) -> list[PageNumber]:
    """The figures at these places if they count the pages, in order or with the first pages at the end."""
    found = [PageNumber(i, int(lines[i].raw)) for i in places]
    turns = [after.number - before.number for before, after in pairwise(found)]
    back = [turn for turn in turns if turn != 1]
    apart = all(after.line - before.line > _APART for before, after in pairwise(found))
    counts = len(found) >= 2 and apart and (not back or back == [1 - len(found)])
    return found if counts else []


def _begins_page(lines: Sequence[Line], index: int) -> bool:
    """Whether the line, or the end of the text, stands at the top of a page."""
    if index == len(lines):
        return True
    line = lines[index]
    return bool(
        (_may_run(line) and (_RUNNING.match(line.text) or line.text == lines[0].text))
        or marks.title_of(line.row)
        or fold_label(line.raw.split()[0]) in LEVELS_BEGUN
    )


def running_heads(lines: Sequence[Line], numbers: Sequence[PageNumber]) -> list[int]:
    """The lines that pages repeat at their top, behind the number of the page before or between the rows of
    a table."""
    tops = [each.line + 1 for each in numbers if each.line + 1 < len(lines)]
    tops = [i for i in tops if _may_run(lines[i])]
    often = Counter(lines[i].text for i in {0, *tops})
    between = [i for i in _between(lines) if _may_run(lines[i])]
    found = {i for i in tops if often[lines[i].text] > 1 and not kinds.is_value(lines[i].text)}
    found.update(i for i in (*tops, *between) if _RUNNING.match(lines[i].text))
    bodies = _bodies(lines)
    found.update(i for i in between if lines[i].text in bodies)
    found.update(i for i, line in enumerate(lines) if not line.separated and _GOES_ON.match(line.text))
    if not any(line.separated for line in lines):
        found.update(_over_tables(lines))
    return sorted(found.union(_titles_again(lines)))


def _over_tables(lines: Sequence[Line]) -> Iterator[int]:
    """In a text of one cell a line: running heads over the headings or names that a page begins with, and the
    name of the form's body where it comes once or twice more."""
    words = [word for line in lines for word in line.raw.split()]
    bodies = {value for label, value in pairwise(words) if fold_label(label) in _BODY_WORDS}
    often = Counter(line.text for line in lines)
    for i, line in enumerate(lines[:-1]):
        if i < _APART or not _may_run(line) or fold_label(lines[i - 1].text) in _BODY_WORDS:
            continue
        body = line.text in bodies and often[line.text] <= _MOST_BODIES
        runs = _RUNNING.match(line.text)
        if body or (runs and (_goes_on_overleaf(lines[i + 1].raw) or line.text.startswith(tuple(bodies)))):
            yield i


def _goes_on_overleaf(text: str) -> bool:
    """Whether a line begins with a word that begins the rest of a form: a heading, a label, level 1."""
    word = fold_label(text.split(maxsplit=1)[0])
    return word in LEVELS_BEGUN or word in BLOCKS or word in LABELS or bool(kinds.level1_family(word))


def _between(lines: Sequence[Line]) -> Iterator[int]:
    """The lines that stand by themselves between the rows of a table."""
    alone: list[int] = []
    for i, line in enumerate(lines):
        if not line.separated:
            alone.append(i)
            continue
        if alone and alone[0] and len(alone) <= _MOST_BETWEEN:
            yield from alone
        alone = []


def _bodies(lines: Sequence[Line]) -> frozenset[str]:
    """What stands beside the labels of a form's head: the names of its bodies and of its project."""
    found: set[str] = set()
    for line in lines:
        words = [clean(word) for word in re.split(r"[\t|]", line.raw)] if line.separated else []
        if any(fold_label(word) in _BODY_WORDS for word in words):
            found.update(words)
    return frozenset(found)


def _may_run(line: Line) -> bool:
    if line.separated or len(line.text) > _LONGEST:
        return False
    return bool(_RUNNING.match(line.text)) or (
        len(_CHINESE.findall(line.text)) >= _FEWEST
        and not kinds.is_word_of_form(line.text)
        and not is_word(line.text)
        and not marks.title_of(line.row)
    )


def _titles_again(lines: Sequence[Line]) -> Iterator[int]:
    """Titles that come again over the rest of their table, and the line that stood below them: every form has
    a head, so a part without one belongs to the form before."""
    titles = [i for i, line in enumerate(lines) if marks.title_of(line.row)]
    if len(titles) < 2 or any(map(_has_head, lines[: titles[0]])):
        return  # titles do not stand on top
    first: dict[str, int] = {}
    for i, end in pairwise([*titles, len(lines)]):
        text = CONTINUED.sub("", lines[i].text)
        part = lines[i + 1 : end]
        if text in first and text != lines[i].text:
            yield i
        elif any(map(_has_head, part)):
            first[text] = i
        elif text in first and any(kinds.is_value(word) for line in part for word in line.raw.split()):
            yield i
            if part[0].text == lines[first[text] + 1].text:
                yield i + 1


def _has_head(line: Line) -> bool:
    words = re.split(r"[\s|:：]", line.raw)
    return any(fold_label(word) in _HEAD_WORDS for word in words)


def pages(text: str) -> Pages:
    """The text with blanks in the place of running heads and of those page numbers that nothing marks as
    such, and where its pages end."""
    text = _without_numbers_inside(_without_continued(text))
    lines = lines_of(text)
    numbers = page_numbers(lines)
    heads = running_heads(lines, numbers) if lines else []
    own = [each.line for each in numbers if not kinds.is_page_number(lines[each.line].text)]
    ends = sorted({lines[i].start for i in (*(each.line for each in numbers), *heads)})
    plain = blanked(text, [(lines[i].start, lines[i].end) for i in sorted({*own, *heads})])
    return Pages(plain, tuple(ends), _shuffled(numbers), _first(numbers, lines))


def _without_numbers_inside(text: str) -> str:
    """The text with blanks in the place of page numbers between the words of a long line, where dashes stand
    around figures that count on.

    >>> _without_numbers_inside("次数 ≥26场 — 41 — " + "出勤率 ≥92% " * 9 + "— 42 —").split()[:4]
    ['次数', '≥26场', '出勤率', '≥92%']
    """
    found = [match for match in _NUMBER_INSIDE.finditer(text) if _is_in_long_line(text, match)]
    dashed = [int(match["dashed"]) for match in found if match["dashed"]]
    counts = len(dashed) > 1 and dashed == list(range(dashed[0], dashed[0] + len(dashed)))
    parts: list[str] = []
    at = 0
    for match in found:
        if counts or not match["dashed"]:
            parts += [text[at : match.start()], " " * len(match[0])]
            at = match.end()
    return "".join([*parts, text[at:]])


def _is_in_long_line(text: str, match: re.Match[str]) -> bool:
    start, end = max(0, match.start() - _LONGEST), min(len(text), match.end() + _LONGEST)
    before, behind = text[start : match.start()], text[match.end() : end]
    return not ("\n" in before and "\n" in behind) and not any(mark in before + behind for mark in "\t|")


def _without_continued(text: str) -> str:
    """The text with blanks in the place of what says that a level's name goes on overleaf.

    >>> _without_continued("产出指标(50分)（续）\\t数量指标(续)\\t续建里程(续)")
    '产出指标(50分)   \\t数量指标   \\t续建里程(续)'
    """
    return _NAME_CONTINUED.sub(_blank_continued, text)


def _blank_continued(match: re.Match[str]) -> str:
    name = match["name"]
    known = kinds.level1_family(name) or kinds.level2_family(name)
    return match[0][: -len(match["again"])] + " " * len(match["again"]) if known else match[0]


def _shuffled(numbers: Sequence[PageNumber]) -> bool:
    """Whether every page comes once, and not all in their order.

    >>> [_shuffled([PageNumber(0, n) for n in pages]) for pages in ([1, 2, 3], [2, 3, 1], [1, 2, 1, 2])]
    [False, True, False]
    """
    found = [each.number for each in numbers]
    return found != sorted(found) and sorted(found) == list(range(min(found), min(found) + len(found)))


def _first(numbers: Sequence[PageNumber], lines: Sequence[Line]) -> int:
    """Where the first page begins in a text that puts the last ones before it, each with its number at its
    foot; 0 for any other."""
    found = [each.number for each in numbers]
    if not _shuffled(numbers) or numbers[-1].line + 1 < len(lines):
        return 0
    at = found.index(min(found))
    first = lines[numbers[at - 1].line + 1] if at else None
    return first.start if first and [*found[at:], *found[:at]] == sorted(found) else 0


def doubt_cuts(rows: Sequence[Row], ends: Sequence[int]) -> list[Row]:
    """The rows of a stream, the first one of each page marked, and those doubtful that the end of a page may
    have cut: one with a cell that goes on overleaf, or two of which the second does not fit its columns or
    has no value."""
    found = list(rows)
    at = 0
    for end in ends:
        while at < len(found) and _start(found[at]) < end:
            at += 1
        if not 0 < at < len(found):
            continue
        before, behind = found[at - 1], replace(found[at], after_gap=True)
        found[at] = behind
        if not before.aligned:
            continue
        if any(cell.span.start < end < cell.span.end for cell in before.filled):
            found[at - 1] = doubted(before)
        elif behind.aligned and (behind.cost >= _BROKEN or not any(map(_is_value, behind.filled))):
            found[at - 1 : at + 1] = [doubted(before), doubted(behind)]
    return found


def _is_value(cell: Cell) -> bool:
    return kinds.is_value(cell.text) or cell.text in QUALITATIVE


def _start(row: Row) -> int:
    """Where a row begins, apart from the names of levels, which stand over several rows."""
    own = [c for c in row.filled if not kinds.level1_family(c.text) and not kinds.level2_family(c.text)]
    return min(cell.span.start for cell in own or row.cells)
