"""Undoing damage where the document itself decides it; everything done here is a listed correction.

A cell that a column line cut in two comes as two cells: each of its lines gave its left part to the first
and its right part to the second, and the glyph under the line may stand in both, as a half that was misread,
or nowhere. Such a cell is put together with the help of another cell of the row that says the same; without
one it is joined line by line and doubted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from pipeline.extract.local import glyphs
from pipeline.extract.local.cuts import interleave, line_widths, pairs, seam, wrapped
from pipeline.extract.local.draft import Draft, Value
from schemas import kinds
from schemas.layout import Cell
from schemas.source import SourceText
from schemas.text import clean
from schemas.vocabulary import UNITS

_DOUBT_CUT = (
    "单元格被表格线切开，按行拼接，请对照原文",
    "a column line cut this cell in two; joined line by line, compare with the source",
)
_DOUBT_HALF = (
    "单元格被表格线切开，只读到左半部分",
    "a column line cut this cell in two and only its left part was read",
)
_DOUBT_SHORT = (
    "同一行另一单元格的文字更长，末尾可能残缺，请对照原文",
    "another cell of the row says the same and goes on: the end may be lost, compare with the source",
)
# What a cell may have lost at its end, glyph by glyph.
_REST = re.compile(r"[\u4e00-\u9fff]{1,2}")
_PERCENT_THEN_NUMBER = re.compile(r"^(?P<left>.*\d[%％])(?P<right>\d{1,3}(?:\.\d{1,2})?)$")
_VALUE_THEN_TEXT = re.compile(
    r"^(?P<left>(?:[≥≤=≧≦═﹦]|[><]=)?\d[\d,.]*(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + r"|%))"
    r"(?P<right>[\u4e00-\u9fff]{4,})$"
)
_TWO_VALUES = re.compile(
    r"^(?P<left>[≥≤=≧≦═﹦]\d[\d,.]*[^\d≥≤=≧≦═﹦]{0,6})(?P<right>[≥≤=≧≦═﹦]\d[\d,.]*[^\d≥≤=≧≦═﹦]{0,6})$"
)
_SAME_WORDS = re.compile(r"[\u4e00-\u9fff]{2,8}$")
_COUNTED = re.compile(r"\d[\d,.]*(?P<rest>[\u4e00-\u9fff/]+)")
_WITH_WORDS = ("level3", "target", "actual")
_DOUBT_WORDS = (
    "三格粘连，按两个数值前相同的文字切开",
    "three cells ran together; cut at the words that stand before both figures",
)
_TITLE_TAIL = "绩效目标表"
_TAIL_DEBRIS = re.compile(r"[^\u4e00-\u9fff]{1,3}$")


def _covered(piece: str, whole: str, strict: bool) -> set[int] | None:
    """Which characters of ``whole`` a piece shows, or None when the piece says something else.

    A piece may carry up to two misread glyphs before it and up to three behind it; a piece that is the only
    one may also hold single misread glyphs at the ends of its lines.
    """
    tail = _TAIL_DEBRIS.sub("", piece)
    for text in (piece, piece[1:], tail, tail[1:], tail[2:]):
        matched = LCSseq.editops(text, whole).as_matching_blocks()
        length = sum(block.size for block in matched)
        if text and (length == len(text) or (not strict and length >= 0.8 * len(text))):
            return {i for block in matched for i in range(block.b, block.b + block.size)}
    return None


def _says(pieces: Sequence[str], whole: str) -> bool:
    """Whether ``whole`` is what stood in a cell of which ``pieces`` are left: it begins like the first,
    ends like one of them, every piece runs through it, and little of it is shown by none."""
    first = pieces[0]
    if len(whole) < 3 or len(first) < 2 or whole[:2] != first[:2]:
        return False
    alone = len(pieces) == 1
    if not alone and whole[-1] not in {_TAIL_DEBRIS.sub("", piece)[-1:] for piece in pieces}:
        return False
    covered: set[int] = set()
    for piece in pieces:
        part = _covered(piece, whole, strict=not alone)
        if part is None:
            return False
        covered |= part
    return len(covered) >= (0.5 if alone else 0.75) * len(whole)


def _goes_on(piece: str, other: str) -> bool:
    """Whether a piece says what another cell says, and a little more, so that the other lost its end.

    >>> _goes_on("体现党内关怀₹", "体现党内关"), _goes_on("公务员满意度₹", "公务员满意度")
    (True, False)
    """
    whole = _TAIL_DEBRIS.sub("", piece)
    return len(other) > 2 and whole.startswith(other) and _REST.fullmatch(whole, len(other)) is not None


def join_cut(value: Value, raws: Sequence[str], others: Sequence[str], known: Mapping[str, int]) -> Value:
    """Put a cell together of which ``raws`` are the raw texts of its parts, left to right; ``others`` are the
    texts of the row's other cells."""
    raws = [raw for raw in raws if not kinds.is_debris(clean(raw))]
    pieces = [clean(raw) for raw in raws]
    if not pieces:
        return value
    for other in others:
        if pieces == [other]:
            return value.corrected(other, "cell.cut")
        if _says(pieces, other) and not (len(pieces) == 1 and _goes_on(pieces[0], other)):
            mended = value.corrected(other, "row.repetition")
            return mended if len(pieces) > 1 else mended.doubted(*_DOUBT_HALF)
    if len(pieces) == 1:
        text = (
            _TAIL_DEBRIS.sub("", pieces[0])
            if any(_goes_on(pieces[0], other) for other in others)
            else pieces[0]
        )
        return value.corrected(text, "cell.cut").doubted(*_DOUBT_HALF)
    if pieces[-1].startswith(pieces[0]):
        return value.corrected(pieces[-1], "cell.cut").doubted(*_DOUBT_CUT)
    return value.corrected(interleave(raws, known), "cell.cut").doubted(*_DOUBT_CUT)


def seam_cells(cells: Sequence[Cell], known: Mapping[str, int]) -> Value | None:
    """A value that stands in several cells because column lines of other rows cut it; ``known`` are the pairs
    of characters of the document."""
    kept = [cell for cell in cells if cell.text and not kinds.is_debris(cell.text)]
    if not kept:
        return None
    value = Value("".join(cell.text for cell in kept), tuple(span for cell in kept for span in cell.spans))
    if len(kept) == 1:
        return value
    text = ""
    for cell in kept:
        text = seam(text, cell.text, known)
    return value.corrected(text, "cell.cut").doubted(*_DOUBT_CUT)


def mend_row(fields: dict[str, Value], cut: set[str], source: SourceText) -> None:
    """Mend the fields of one row that stand in columns named in ``cut``, whose heading was cut in two."""
    texts = {name: str(value.text) for name, value in fields.items()}
    for name in cut & fields.keys():
        value = fields[name]
        others = [text for other, text in texts.items() if other != name]
        if len(value.spans) > 1 or texts[name] not in others:
            raws = [source.excerpt(span) for span in value.spans]
            fields[name] = join_cut(value, raws, others, pairs(source.text))
            whole = str(fields[name].text)
            for other, text in texts.items():
                if other != name and _goes_on(whole, text):
                    fields[other] = fields[other].doubted(*_DOUBT_SHORT)
    glyphs.mend(fields)


def _is_cut(value: Value) -> bool:
    return value.doubt is not None and value.doubt.zh == _DOUBT_CUT[0]


def mend_wrapped(rows: Sequence[dict[str, Value]], source: SourceText) -> None:
    """Put cells together again of which both parts lost their line breaks, once all rows of the column show
    how wide its lines are."""
    cuts: dict[str, list[tuple[dict[str, Value], str, str]]] = {}
    for row in rows:
        for name, value in row.items():
            if len(value.spans) == 2 and (value.rule == "row.repetition" or _is_cut(value)):
                raws = [source.excerpt(span) for span in value.spans]
                if all(len(raw.split()) == 1 for raw in raws):
                    cuts.setdefault(name, []).append((row, clean(raws[0]), clean(raws[1])))
    for name, found in cuts.items():
        widths = line_widths([(left, right) for _, left, right in found])
        for row, left, right in found if widths else ():
            text = wrapped(left, right, widths, pairs(source.text)) if widths else None
            if text and _is_cut(row[name]):
                row[name] = row[name].corrected(text, "cell.cut")


def mend_name(draft: Draft) -> None:
    """A project name that was cut is restored from the form's title, which repeats it."""
    name, title = draft.values.get("/project_name"), draft.text("/title")
    if name is None or title is None or not title.endswith(_TITLE_TAIL):
        return
    whole = title[: -len(_TITLE_TAIL)]
    text = str(name.text)
    if len(name.spans) < 2:
        return
    # Parts of the name may be lost and debris may be in it, but most of what is left is in the title.
    if LCSseq.similarity(text, whole) >= 0.6 * min(len(text), len(whole)):
        draft.values["/project_name"] = replace(name.corrected(whole, "title.repetition"), doubt=None)


def split_glued(
    text: str, right: str, left_values: set[str], right_values: set[str]
) -> tuple[str, str] | None:
    """The two cells that ran together in ``text``, the second belonging to the field ``right``; None when
    there is no reason to think so. The values are those of both columns in other rows.

    >>> split_glued("101.05%10", "score", set(), set())
    ('101.05%', '10')
    >>> split_glued("≥120台/套计划标准", "basis", set(), set())
    ('≥120台/套', '计划标准')
    >>> split_glued("按比例赋分工作资料", "extra/佐证资料", {"按比例赋分"}, {"工作资料"})
    ('按比例赋分', '工作资料')
    """
    percent = _PERCENT_THEN_NUMBER.match(text)
    if percent and right in ("weight", "score"):
        return percent["left"], percent["right"]
    values = _TWO_VALUES.match(text)
    if values and (right in ("target", "actual") or right.endswith("值")):
        return values["left"], values["right"]
    value = _VALUE_THEN_TEXT.match(text)
    if value and right in ("basis", "description", "shortfall_reason"):
        return value["left"], value["right"]
    for known in left_values:
        if text.startswith(known) and text[len(known) :] in right_values:
            return known, text[len(known) :]
    return None


def give_back_words(rows: Sequence[dict[str, Value]], columns: Sequence[str]) -> None:
    """Give target and actual value of glued rows back the words before their figures, where those ended the
    cell before; their columns must stand side by side."""
    if any(pair not in pairwise(columns) for pair in pairwise(_WITH_WORDS)):
        return
    for row in rows:
        texts = [str(row[name].text) for name in _WITH_WORDS if name in row]
        moved = _moved_words(*texts) if len(texts) == len(_WITH_WORDS) else None
        for name, text in zip(_WITH_WORDS, moved or (), strict=False):
            row[name] = row[name].corrected(text, "cell.split").doubted(*_DOUBT_WORDS)


def _moved_words(name: str, target: str, actual: str) -> tuple[str, str, str] | None:
    """Name, target and actual value of glued text whose values both begin with the same words before their
    figures, so that those of the one ended the cell before; None for others.

    >>> _moved_words("拨付时间核定后", "10日内核定后", "8日内")
    ('拨付时间', '核定后10日内', '核定后8日内')
    >>> _moved_words("培训人次", "120人次", "114人次"), _moved_words("办结工作日", "10个工作日", "8个工作日")
    (None, None)
    """
    words = _SAME_WORDS.search(target)
    counted = _COUNTED.fullmatch(target)
    if not words or not counted or counted["rest"] in UNITS or not actual[:1].isdigit():
        return None
    for start in range(words.start(), words.end() - 1):
        lead = target[start:]
        if name.endswith(lead) and len(name) > len(lead) + 1:
            value = target[:start]
            whole = _COUNTED.fullmatch(value)
            return (name[: -len(lead)], lead + value, lead + actual) if whole else None
    return None
