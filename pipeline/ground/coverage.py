"""The stage's other side: what of the source no value claims, and values that claim what is not theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.ground.claims import PROSE, Claims
from pipeline.ground.columns import values_out_of_column
from pipeline.ground.fold import fold_source
from pipeline.ground.folded import Stretch as Folding
from pipeline.ground.order import columns_exchanged, doubled_rows, rows_out_of_order, rows_without_level
from pipeline.ground.settle import claim
from pipeline.ground.unclaimed import Rest, unclaimed
from pipeline.ground.units import printed_units
from schemas.document import Document
from schemas.finding import Finding, Message, Severity, Stretch
from schemas.layout import Layout
from schemas.result import Evidence
from schemas.rule import RuleInfo
from schemas.script import simplified
from schemas.source import SourceText

COVERED = RuleInfo(
    id="text.covered",
    severity=Severity.ERROR,
    title=Message(
        zh="表中每个数字和文字都归入且只归入一个值",
        en="Every figure and text of a form belongs to one value, in its row and column",
    ),
    source="the source text itself; labels, headings, notes and page furniture belong to no value",
    example=Message(zh="原文“12.6”未归入任何值", en="“12.6” in the source belongs to no value"),
)
_SHOWN = 40


def cover(
    source: SourceText, record: Document, evidence: Mapping[str, Sequence[Evidence]], layout: Layout
) -> list[Finding]:
    """What the record leaves out of the forms' text, and values without a place of their own, in the wrong
    row or in the wrong column.

    ``evidence`` as :func:`pipeline.ground.ground` gives it. Never raises on doubtful data; linear in the
    source but for values that stand in many places, of which a bounded number is weighed.
    """
    claims = claim(fold_source(simplified(source.text)), record, evidence, layout)
    return [
        *(_left_out(claims, rest) for rest in unclaimed(claims, layout)),
        *_without_place(claims),
        *_wrong_units(claims, record),
        *_displaced(claims, layout),
    ]


def _left_out(claims: Claims, rest: Rest) -> Finding:
    shown = _short(" ".join(piece.text for piece in rest.pieces))
    figures = any(piece.is_figure for piece in rest.pieces)
    return Finding(
        rule=COVERED.id,
        severity=COVERED.severity if figures else Severity.WARNING,
        paths=[rest.row] if rest.row else [],
        message=Message(zh=f"原文“{shown}”未归入任何值", en=f"“{shown}” in the source belongs to no value"),
        actual=shown,
        spans=[_span(claims, piece.stretch) for piece in rest.pieces],
    )


def _span(claims: Claims, stretch: Folding) -> Stretch:
    span = claims.source.span(stretch)
    return Stretch(start=span.start, end=span.end)


def _without_place(claims: Claims) -> Iterator[Finding]:
    for value in claims.homeless:
        if value.field in PROSE and not claims.lines.trusted(value.kind):
            continue  # its lines may stand between those of other cells
        shown = _short(value.text)
        yield _odd(
            claims.rivals(value),
            f"原文中的“{shown}”已归入其他值，此处没有自己的位置",
            f"“{shown}” is printed only where another value stands",
            shown,
        )


def _wrong_units(claims: Claims, record: Document) -> Iterator[Finding]:
    if len(record.forms) != len(claims.regions) - 1:
        return
    for index, form in enumerate(record.forms):
        printed = printed_units(claims.source, claims.regions[index].bounds)
        if form.money_unit and printed and form.money_unit not in printed:
            (unit, place), *_ = printed.items()
            yield _odd(
                [f"/forms/{index}/money_unit"],
                f"原文中的金额单位是“{unit}”，不是“{form.money_unit}”",
                f"the unit of the amounts is printed as {unit}, not {form.money_unit}",
                form.money_unit,
            ).model_copy(update={"expected": unit, "spans": [_span(claims, place)]})


def _displaced(claims: Claims, layout: Layout) -> Iterator[Finding]:
    for first, second in doubled_rows(claims):
        yield _odd(
            [second],
            "原文中只有一行与此行及另一行相同",
            f"the source has one row for this and for {first}",
            None,
        )
    for above, below in rows_out_of_order(claims):
        yield _odd(
            [above, below],
            "这两行的顺序与原文相反",
            "the source has these two rows the other way round",
            None,
        )
    for row, column, name in rows_without_level(claims):
        yield _odd(
            [f"{row}/{column}"],
            f"此行在原文中属于“{name}”，记录中没有",
            f"the source has this row under “{name}”, the record has not",
            None,
        )
    moved = dict(values_out_of_column(claims, layout))
    for one, other in columns_exchanged(claims):
        if one not in moved and other not in moved:
            yield _odd(
                [one.pointer, other.pointer],
                "这两个值在原文中的左右次序与其他行相反",
                "these two values stand the other way round than in the other rows",
                None,
            )
    for value, column in moved.items():
        shown = _short(value.text)
        yield _odd(
            [value.pointer],
            f"“{shown}”在原文中位于其他行“{column}”所在的列",
            f"“{shown}” stands in the column that other rows have for {column}",
            shown,
        )


def _odd(paths: list[str], zh: str, en: str, actual: str | None) -> Finding:
    return Finding(
        rule=COVERED.id,
        severity=Severity.WARNING,
        paths=paths,
        message=Message(zh=zh, en=en),
        actual=actual,
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
