"""Label-value cells of a form's head and foot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.layout import Cell, Row
from schemas.source import SourceText, Span
from schemas.text import clean
from schemas.vocabulary import BLOCK_LABELS, EXTRA_LABELS, HEAD_LABELS, extra_key, fold_heading, fold_label

_FIELDS = {
    **{label: f"extra/{label}" for label in EXTRA_LABELS},
    **{label: field for field, labels in HEAD_LABELS.items() for label in labels},
}
_BLOCKS = frozenset(BLOCK_LABELS)
_LONGEST = 2 * max(map(len, _FIELDS))
_WIDE = {":": "[:：]", "(": "[(（]", ")": "[)）]", "%": "[%％]"}
_SHORT = 2
_LONGEST_LINE = 200


def _pattern() -> re.Pattern[str]:
    """A cell or line that begins with a label: the label, what ends it, the value.

    A label of two characters is also an ordinary word (单位, 电话), so it must end in a colon.
    """

    def spell(labels: list[str]) -> str:
        ordered = sorted(labels, key=len, reverse=True)
        return "|".join(r"\s*".join(_WIDE.get(char, re.escape(char)) for char in label) for label in ordered)

    long = spell([label for label in _FIELDS if len(label) > _SHORT])
    short = spell([label for label in _FIELDS if len(label) <= _SHORT])
    note = r"(?:\s*[(（](?:盖章|签章|公章|万?元|[%％])[)）])?"
    return re.compile(
        rf"(?:<b>|\*\*|[#\s]){{0,4}}(?:\d{{1,2}}[.、])?(?:(?P<long>{long}){note}(?:\s*(?:</b>|\*\*)\s*|\s*[:：]\s*|\s+)"
        rf"|(?P<short>{short}){note}\s*[:：]\s*)(?P<value>[^\s].*)",
        re.DOTALL,
    )


_LABELLED = _pattern()
# Where a label with its colon begins behind the value of another one, in a line that lost its cells.
_NEXT_LABEL = re.compile(
    r"(?<=\S)\s+(?=(?P<label>[\u4e00-\u9fff()（）]{2,12})\s?[:：])",
)
# Labels whose value is one cell; what follows it in the row is another label.
_SINGLE = frozenset(
    {"project_name", "project_code", "supervising_department", "implementing_unit", "contact/person"}
)
# Values that a line holds several of; behind longer ones, a word with a colon may be part of the text.
_SHORT_VALUES = frozenset(
    {*_SINGLE, "department/name", "department/stamped", "contact", "contact/phone", "date"}
)
_UNKNOWN = re.compile(r"^(?P<label>[\u4e00-\u9fff()（）]{2,12})\s?[:：]\s*(?P<value>.*)$", re.DOTALL)
_LABEL_LIKE = re.compile(r"^[\u4e00-\u9fff]{2,8}[:：]?$")
_UNIT_CELL = re.compile(r"^(?:金额)?单位[:：]万?元$")


def field_of(text: str) -> str | None:
    """The field that a whole cell is the label of."""
    return _FIELDS.get(fold_heading(text)) if len(text) <= _LONGEST else None


def is_block_label(text: str) -> bool:
    """Whether a cell only names the block beside it."""
    return fold_heading(text) in _BLOCKS


def split_label(cell: Cell, source: SourceText) -> tuple[str, Cell] | None:
    """Field and value when one cell holds a label and, behind a colon, blank or tag, its value."""
    match = _LABELLED.match(source.excerpt(cell.span))
    if not match:
        return None
    field = _FIELDS[fold_label(match["long"] or match["short"])]
    start = cell.span.start + match.start("value")
    return field, Cell(clean(match["value"]), Span(start, cell.span.end))


def _unknown_label(row: Row) -> Cell | None:
    """The third of four cells, label value label value, when it is no known label but looks like one."""
    if len(row.filled) != 4 or field_of(row.filled[0].text) not in _SINGLE:
        return None
    third = row.filled[2]
    return third if _LABEL_LIKE.match(third.text) and not field_of(third.text) else None


def _labelled_parts(cell: Cell, source: SourceText) -> list[Cell]:
    """The parts of a cell in which one label with a colon and its value follow another: the line over or
    under a form, ``填表人：… 联系电话：… 填报日期：…``."""
    raw = source.excerpt(cell.span)
    split = None if cell.parts or len(raw) > _LONGEST_LINE else split_label(cell, source)
    if split is None:
        return [cell]
    cuts = [
        match
        for match in _NEXT_LABEL.finditer(raw)
        if split[0] in _SHORT_VALUES or fold_heading(match["label"]) in _FIELDS
    ]
    starts = [0, *(match.end() for match in cuts)]
    ends = [*(match.start() for match in cuts), len(raw)]
    base = cell.span.start
    return (
        [
            Cell(clean(raw[start:end]), Span(base + start, base + end))
            for start, end in zip(starts, ends, strict=True)
        ]
        if cuts
        else [cell]
    )


def _unknown_part(cell: Cell, source: SourceText) -> tuple[str, list[Cell]] | None:
    """An unknown label with a colon, and its value if it has one."""
    match = _UNKNOWN.match(source.excerpt(cell.span))
    if not match:
        return None
    value = Cell(clean(match["value"]), Span(cell.span.start + match.start("value"), cell.span.end))
    return extra_key(clean(match["label"])), [value] if value.text else []


def pairs(row: Row, source: SourceText) -> Iterator[tuple[str, list[Cell]]]:
    """The labels of a row, each with the filled cells up to the next label."""
    field: str | None = None
    values: list[Cell] = []
    unknown = _unknown_label(row)
    for cell, is_part in (
        (part, number > 0)
        for whole in row.filled
        for number, part in enumerate(_labelled_parts(whole, source))
    ):
        if cell is unknown and field:
            yield field, values
            field, values = f"extra/{extra_key(cell.text)}", []
            continue
        if is_part and not split_label(cell, source) and (found := _unknown_part(cell, source)):
            if field:
                yield field, values
            # A label that nobody filled in, or the unit of money, which has a field of its own.
            held = found[1] and not _UNIT_CELL.match(cell.text)
            field, values = (f"extra/{found[0]}", found[1]) if held else (None, [])
            continue
        label = field_of(cell.text)
        split = None if label else split_label(cell, source)
        if label or split:
            if field:
                yield field, values
            field, values = (label, []) if label else (split[0], [split[1]]) if split else (None, [])
        elif field and not is_block_label(cell.text) and not _UNIT_CELL.match(cell.text):
            values.append(cell)
    if field:
        yield field, values
