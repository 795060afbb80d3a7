"""What of a form's source no value claims: figures, operators and texts that are not the form's own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ground.claims import Claims
from pipeline.ground.fold import fold_text
from pipeline.ground.folded import LINE_GAP, Stretch
from pipeline.ground.kinds import PERCENTAGES, form_of
from pipeline.ground.lines import Place, place_of
from pipeline.ground.lost import Lost, Piece
from pipeline.ground.values import Value
from schemas import kinds
from schemas.furniture import LEVEL_NAMES, begins_frame, begins_note, options_left_open, remains
from schemas.layout import FormRegion, Layout, Row
from schemas.vocabulary import BLOCK_LABELS, HEAD_LABELS, MONEY_TOTALS

_FIGURE = re.compile("[0-9]")
_CODED = re.compile(r"\d{3,12}[-—]?")
_BODIES = ("supervising_department", "implementing_unit", "department/name")
_PAGE = re.compile(r"\d{1,3}$")
_AFTER = 30  # folded characters behind a page number that show what the page begins with
_BEGINS_PAGE = ("一级指标", "二级指标", "项目名称", "项目编码")
# Among rows of funds and of indicators these labels of a form's head are names of rows, or their basis.
_SOURCES = frozenset({*HEAD_LABELS["budget/fiscal"], *HEAD_LABELS["budget/other"], *MONEY_TOTALS})
_MOST_MISSING = 200  # values of a form that a piece is compared with
_SHORTEST_CUT = 2  # characters that begin a name
_LONGEST_LABEL = 12
_LONGEST_FRAME = 200
_HOSTS = ("主办单位", "承办单位")  # also labels of a form's head
_LONGEST_LEVEL = max(map(len, LEVEL_NAMES))
_BEGINNING = 4
_BEGINNINGS = frozenset(label[:_BEGINNING] for label in BLOCK_LABELS if len(label) > _BEGINNING)


@dataclass(frozen=True, slots=True)
class Rest:
    """What nobody claims of one row of the layout: ``pieces`` in the order of its cells; ``row`` is the
    pointer of the row of the record that most of the others belong to, or None."""

    pieces: Sequence[Piece]
    row: str | None


def unclaimed(claims: Claims, layout: Layout) -> Iterator[Rest]:
    """What is left of each row of each form. What may have been printed for a value that stands nowhere is
    left out: that value has its own finding."""
    keys = frozenset(_heading(value) for value in claims.values if "/extra/" in value.pointer)
    names = frozenset(fold_text(value.text) for value in claims.values if value.column.endswith(_BODIES))
    told_apart = len(claims.regions) > 1
    missing: dict[int | None, list[Value]] = {}
    for value in (*claims.unplaced, *claims.homeless):
        missing.setdefault(form_of(value.pointer) if told_apart else None, []).append(value)
    for index, form in enumerate(layout.forms):
        values = [*missing.get(None, ()), *(missing.get(index, ()) if told_apart else ())]
        lost = Lost(claims.lines, values[:_MOST_MISSING], keys)
        found = list(_found(claims, form, keys, names))
        for _, owner, pieces in found:
            lost.allot(owner, pieces)
        for row, owner, pieces in found:
            rows = _owners(claims, row)
            said = {fold_text(value.text) for value in claims.rows.get(owner or "", ())}
            rest = (lost.without(piece, owner, rows, repeated=piece.text in said) for piece in pieces)
            left = [each for each in rest if each]
            if left and not _is_page_number(claims, row, left):
                yield Rest(left, owner)


def _found(
    claims: Claims, form: FormRegion, keys: frozenset[str], names: frozenset[str]
) -> Iterator[tuple[Row, str | None, list[Piece]]]:
    """The rows of a form with their rows of the record and what nobody claims of them."""
    rows = list(_rows(form, claims.source.raw))
    owners = [_row_of(claims, row) for row in rows]
    for number, row in enumerate(rows):
        around = [owners[number] or "", *(each or "" for each in owners[max(0, number - 1) : number + 2])]
        among_rows = "/indicators/" in around[0] or any("/funds/" in each for each in around)
        pieces = list(_pieces(claims, row, keys, _SOURCES if among_rows else frozenset(), names))
        if pieces and not owners[number] and _is_garbled_label(claims, row, pieces[0]):
            pieces = pieces[1:]
        if pieces:
            yield row, owners[number], pieces


def _owners(claims: Claims, row: Row) -> set[str]:
    """The rows of the record that a row of the layout is."""
    places = (place_of(claims.source, cell) for cell in row.filled)
    return {each for place in places if place for each in claims.lines.rows_of(claims.lines.of(place))}


def _row_of(claims: Claims, row: Row) -> str | None:
    found: Counter[str] = Counter()
    for cell in row.filled:
        for stretch in place_of(claims.source, cell):
            owner = claims.owners[stretch.start]
            if owner >= 0 and claims.values[owner].row:
                found[claims.values[owner].row] += 1
    best = found.most_common(1)
    return best[0][0] if best else None


def _is_page_number(claims: Claims, row: Row, pieces: Sequence[Piece]) -> bool:
    """Whether a row is a small number in a line of its own, the text's end or a page's beginning behind."""
    if len(row.filled) != 1 or len(pieces) != 1 or not _PAGE.match(row.filled[0].text):
        return False
    source, (start, end) = claims.source, pieces[0].stretch
    if source.gaps[start] < LINE_GAP or source.gaps[end] < LINE_GAP:
        return False
    after = source.text[end : end + _AFTER]
    return not after or any(after.startswith(word) for word in _BEGINS_PAGE) or "绩效" in after


def _heading(value: Value) -> str:
    return fold_text(value.pointer.rpartition("/extra/")[2].replace("~1", "/").replace("~0", "~"))


def _rows(form: FormRegion, raw: str) -> Iterator[Row]:
    """The rows that may hold values: without notes below the table, scraps and the frame of a web page."""
    framed = 0  # where the last line of a web page's frame ends
    for row in (*([form.title] if form.title else ()), *form.rows):
        shown = []
        for at, cell in enumerate(row.filled):
            if begins_frame(cell.text) and not (at and cell.text.startswith(_HOSTS)):
                framed = max(framed, _line_end(raw, cell.span.start), cell.span.end)
            if cell.span.start >= framed:
                shown.append(cell)
        if not shown or begins_note(shown[0].text):
            continue
        words = [word for cell in shown for word in cell.text.split()]
        if not kinds.are_scraps(words) and not kinds.is_garbage(row.texts):
            yield row if len(shown) == len(row.filled) else replace(row, cells=tuple(shown))


def _line_end(raw: str, start: int) -> int:
    """Where the rest of a line ends; ``start`` where it is so long that it may hold a form."""
    end = raw.find("\n", start, start + _LONGEST_FRAME)
    if end >= 0:
        return end
    return len(raw) if len(raw) <= start + _LONGEST_FRAME else start


def _pieces(
    claims: Claims, row: Row, keys: frozenset[str], sources: frozenset[str], names: frozenset[str]
) -> Iterator[Piece]:
    """``keys`` are headings that the record repeats, ``sources`` labels that are values here, ``names`` those
    of departments and units, which a list of projects repeats with their codes."""
    for cell in row.filled:
        place = place_of(claims.source, cell)
        unticked = _unticked(claims, place)
        for stretch in place:
            for run in _runs(claims, stretch):
                text = claims.source.text[run.start : run.end]
                alone = (run,) == place
                left = "" if text.strip(":") in keys else remains(text, alone=alone)
                repeated = _CODED.match(text)
                if repeated and (text in names or text[repeated.end() :] in names):
                    left = ""
                if _begins_level(claims, run) or unticked.issuperset(range(*run)):
                    left = ""
                if text == "%" and _ends_percentage(claims, run.start):
                    left = ""
                if alone and text.strip(":") in sources:
                    left = text
                if left:
                    yield Piece(run, text, left)


def _unticked(claims: Claims, place: Place) -> frozenset[int]:
    """The characters of a cell that are options without a tick, beside one that has it."""
    known = [at for stretch in place for at in range(*stretch)]
    found = options_left_open("".join(claims.source.text[at] for at in known))
    return frozenset(at for start, end in found for at in known[start:end])


def _begins_level(claims: Claims, run: Stretch) -> bool:
    """Whether the cells that a piece begins spell the name of a level: 满意 | 度指 | 标."""
    text, length = claims.source.text, run.end - run.start
    ends = range(run.end + 1, min(len(text), run.start + _LONGEST_LEVEL) + 1)
    return length >= _SHORTEST_CUT and any(text[run.start : end] in LEVEL_NAMES for end in ends)


def _is_garbled_label(claims: Claims, row: Row, piece: Piece) -> bool:
    """Whether a piece is the first cell of a row of the form's head, and behind it stands a label, or a value
    that would have none: a label stood there before it was misread. With figures in it, only what begins like
    a label is one."""
    first, *others = row.filled
    if piece.text.strip(":") in _SOURCES:
        return False
    if not others or (piece.stretch,) != place_of(claims.source, first) or len(piece.text) > _LONGEST_LABEL:
        return False
    if _FIGURE.search(piece.text) and piece.text[:_BEGINNING] not in _BEGINNINGS:
        return False
    owned = (claims.owners[at] for place in place_of(claims.source, others[0]) for at in range(*place))
    return not remains(fold_text(others[0].text), alone=True) or any(owner >= 0 for owner in owned)


def _ends_percentage(claims: Claims, at: int) -> bool:
    """Whether a percentage stands right before a folded character, in whatever cell."""
    owner = claims.owners[at - 1] if at else -1
    return owner >= 0 and claims.values[owner].field in PERCENTAGES


def _runs(claims: Claims, stretch: Stretch) -> Iterator[Stretch]:
    start = None
    for at in range(stretch.start, stretch.end):
        if claims.is_claimed(at) or claims.source.text[at] == "|":
            if start is not None:
                yield Stretch(start, at)
            start = None
        elif start is None:
            start = at
    if start is not None:
        yield Stretch(start, stretch.end)
