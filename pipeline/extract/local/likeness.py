"""Doubts that only the other values of a form can raise: near-duplicates of an OCR text, and cells unlike the
rest of their column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.extract.local.draft import Draft, Value
from schemas import kinds
from schemas.vocabulary import (
    BLOCK_LABELS,
    FUND_HEADINGS,
    HEAD_LABELS,
    INDICATOR_HEADINGS,
    fold_label,
)

_OCR_RULES = frozenset({"cell.cut", "row.repetition", "deadline.glyph", "deadline.remains"})
_LEAST_DAMAGE = 3
_INDICATOR_TEXT = re.compile(r"^/forms/(?P<form>\d+)/indicators/\d+/(?:level3|description|target|basis)$")
_SHORTEST = 5
_NAMES = frozenset({"supervising_department", "implementing_unit", "project_name"})
_SENTENCES = re.compile(r"/(?:purpose|goals/\d+|expected_goal|actual_goal)$")
_LABELS = sorted(
    {
        label
        for labels in (
            *HEAD_LABELS.values(),
            *INDICATOR_HEADINGS.values(),
            *FUND_HEADINGS.values(),
            BLOCK_LABELS,
        )
        for label in labels
        if len(label) >= 4
    }
)
_LONG_LABELS = [label for label in _LABELS if len(label) >= 6]
_DOUBT_LABEL = ("含有表中栏目名称，可能与相邻单元格粘连", "holds a label of the form; may have run together")
_AGREE = 2
_ALIKE = 0.75
_SCORE = re.compile(r"^\d{1,2}(?:\.\d{1,2})?$")
_DIGIT = re.compile(r"\d")
# Columns that hold one kind of text; targets and actual values mix figures and judgements.
_MIXED = frozenset({"target", "actual", "comparator", "unit", "level1", "level1_weight", "level2"})
_WITH_UNIT = re.compile(r"^\d[\d,.]*[^\d,.]{1,6}$")
_WITH_OPERATOR = re.compile(r"^[≥≤=＝><≧≦═﹦]\s?\d")
_DOUBT_JOINED = (
    "指标值与单位或符号可能粘连，请核对各列",
    "the target may have run together with its unit or operator",
)
_LEAST_ROWS = 4
_MAJORITY, _HALF = 0.75, 0.5
_DOUBT_LIKE = ("与同表另一处仅差一字，可能有误读", "differs by one character from another cell of this form")
_DOUBT_UNLIKE = ("与本列其他单元格性质不同，可能错列", "unlike the other cells of its column; may be shifted")


def doubt_near_duplicates(draft: Draft) -> None:
    """In a text that shows the damage of OCR, two long cells of one form that differ by one character are
    most likely the same words, one of them misread."""
    damage = sum(value.rule in _OCR_RULES for value in draft.values.values())
    if damage < _LEAST_DAMAGE:
        return
    by_start: dict[tuple[str, str], dict[str, list[str]]] = {}
    for pointer, value in draft.values.items():
        match = _INDICATOR_TEXT.match(pointer)
        text = str(value.text)
        if match and len(text) >= _SHORTEST and not any(char.isdigit() for char in text):
            group = by_start.setdefault((match["form"], text[:2]), {})
            group.setdefault(text, []).append(pointer)
    for group in by_start.values():
        for text in _near(list(group)):
            for pointer in group[text]:
                value = draft.values[pointer]
                draft.values[pointer] = value if value.doubt else value.doubted(*_DOUBT_LIKE)


def _near(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        if any(other != text and Levenshtein.distance(text, other, score_cutoff=1) <= 1 for other in texts):
            yield text


def doubt_labels_inside(draft: Draft) -> None:
    """A name that holds a label or heading ran together with the cell beside it; a sentence may hold a short
    one."""
    for pointer, value in draft.values.items():
        field = pointer.rpartition("/")[2]
        words = _LABELS if field in _NAMES else _LONG_LABELS if _SENTENCES.search(pointer) else ()
        text = fold_label(str(value.text)) if words and not value.doubt else ""
        if any(word in text for word in words):
            draft.values[pointer] = value.doubted(*_DOUBT_LABEL)


def agree_on_department(draft: Draft, forms: Sequence[Draft]) -> None:
    """The forms of one document print the same code and name over each head: a name that differs a little
    from the one that most forms have is misread, and takes theirs."""
    names = Counter(form.text("/department/name") for form in forms if form.text("/department/code"))
    codes = {form.text("/department/code") for form in forms} - {None}
    most, count = names.most_common(1)[0] if names else (None, 0)
    if most is None or count < _AGREE or count <= 0.5 * names.total() or len(codes) > 1:
        return
    for index, form in enumerate(forms):
        value = form.values.get("/department/name")
        if (
            value
            and value.text != most
            and Levenshtein.normalized_similarity(str(value.text), most) >= _ALIKE
        ):
            mended = value.corrected(most, "form.repetition")
            form.values["/department/name"] = draft.values[f"/forms/{index}/department/name"] = mended


def move_scores(rows: Sequence[dict[str, Value]], columns: Sequence[str | None]) -> None:
    """A judgement (长期) is not met by a bare number: where nothing was read as the score, the number is the
    score of a row that lost its actual value. Beside a target with a unit it may be either; that is said."""
    beside = [name for name in columns if name in ("actual", "score")] == ["actual", "score"]
    for row in rows if beside and "weight" not in columns else ():
        target, actual = row.get("target"), row.get("actual")
        if not target or not actual or "score" in row or not _SCORE.match(str(actual.text)):
            continue
        if _DIGIT.search(str(target.text)):
            row["actual"] = actual if actual.doubt else actual.doubted(*_DOUBT_UNLIKE)
        else:
            row["score"] = row.pop("actual").doubted(*_DOUBT_UNLIKE)


def joined_units(rows: Sequence[Mapping[str, Value]]) -> Iterator[int]:
    """The rows whose target has its unit or operator in it though the table has a column for that, which is
    empty in them alone."""
    for name, pattern in (("unit", _WITH_UNIT), ("comparator", _WITH_OPERATOR)):
        filled = [name in row for row in rows if "target" in row]
        if len(filled) < _LEAST_ROWS or sum(filled) < len(filled) * _HALF:
            continue
        for index, row in enumerate(rows):
            if name not in row and "target" in row and pattern.match(str(row["target"].text)):
                yield index


def unlike_columns(rows: Sequence[Mapping[str, Value]]) -> Iterator[tuple[int, str, tuple[str, str]]]:
    """Row, field and doubt of every cell that is a figure in a column of texts, or the other way round, or
    holds what has a column of its own."""
    for index in joined_units(rows):
        yield index, "target", _DOUBT_JOINED
    names = {name for row in rows for name in row if name not in _MIXED and not name.endswith("值")}
    for name in sorted(names):
        figures = {i: kinds.is_value(str(row[name].text)) for i, row in enumerate(rows) if name in row}
        if len(figures) < _LEAST_ROWS:
            continue
        share = sum(figures.values()) / len(figures)
        for index, is_figure in figures.items():
            texts = [str(value.text) for other, value in rows[index].items() if other != name]
            if any(text.startswith(str(rows[index][name].text)[:4]) for text in texts):
                continue  # the author repeats the row's own words, a date for instance
            if (is_figure and share <= 1 - _MAJORITY) or (not is_figure and share >= _MAJORITY):
                yield index, name, _DOUBT_UNLIKE
