"""Glued figures of a funds block, cut by arithmetic.

``202010100.00%10`` stands for five cells. Of all cuts into numbers of the columns' kinds, the right one has
the rate as the quotient of the amounts and the score as the product of points and rate; below the total row
no amount exceeds the total. One fitting cut decides; none or several are left to the reading by kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

_NUMBER = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11})(?:\.\d{1,6})?")
_WHOLE = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11})(?:\.\d{1,6})?$")
_DASH = re.compile(r"[—–-]+|/")
_MONEY = ("initial_budget", "annual_budget", "executed")
_MOST = 20000
_POINTS = re.compile(r"(?:0|[1-9]\d?)(?:\.\d{1,2})?")
_MOST_POINTS = Decimal(60)
_TOLERANCE = Decimal("0.011")
_HALF = Decimal("0.06")

Cut = tuple[str, ...]


def cut_funds(figures: str, fields: Sequence[str | None], totals: Sequence[str]) -> Cut | None:
    """The one cut of ``figures`` into the columns ``fields`` that the arithmetic allows, "" for an empty
    cell, or None. ``totals`` are the cells of the total row, empty while that row itself is cut."""
    found: list[Cut] = []
    for cut in _cuts(figures, fields):
        if _fits(dict(zip(fields, cut, strict=True)), fields, totals):
            found.append(cut)
    if len(found) > 1:
        # Amounts of one block are printed with the same number of decimals.
        even = [cut for cut in found if len(_decimals(cut, fields) | _decimals(totals, fields)) == 1]
        found = even or found
    return found[0] if len(found) == 1 else None


def _decimals(cut: Sequence[str], fields: Sequence[str | None]) -> set[int]:
    """How many decimals the amounts of a row have."""
    amounts = [
        text for field, text in zip(fields, cut, strict=False) if field in _MONEY and text[:1].isdigit()
    ]
    return {len(text.partition(".")[2]) for text in amounts}


def _cuts(figures: str, fields: Sequence[str | None]) -> Iterator[Cut]:
    """All ways to read ``figures`` as one cell a column, with empty cells only where money has none."""
    count = 0
    stack: list[tuple[int, Cut]] = [(0, ())]
    while stack and count < _MOST:
        count += 1
        at, cut = stack.pop()
        if len(cut) == len(fields):
            if at == len(figures):
                yield cut
            continue
        field = fields[len(cut)]
        stack.append((at, (*cut, "")))
        stack.extend((at + len(text), (*cut, text)) for text in _cells(figures, at, field))


def _cells(figures: str, at: int, field: str | None) -> Iterator[str]:
    dash = _DASH.match(figures, at)
    if dash:
        yield dash[0][:2] if dash[0].startswith("——") and len(dash[0]) % 2 == 0 else dash[0][:1]
        return
    longest = _NUMBER.match(figures, at)
    if not longest:
        return
    for length in range(1, len(longest[0]) + 1):
        text = longest[0][:length]
        behind = figures[at + length : at + length + 1]
        if not _WHOLE.match(text) or behind in (".", ","):
            continue
        if field == "execution_rate":
            if behind in ("%", "％"):
                yield text + behind
        elif behind not in ("%", "％"):
            yield text


def _number(text: str) -> Decimal | None:
    folded = text.rstrip("%％").replace(",", "")
    return Decimal(folded) if _WHOLE.match(folded) else None


def _fits(cells: dict[str | None, str], fields: Sequence[str | None], totals: Sequence[str]) -> bool:
    """Whether a cut makes sense: the rate is the quotient, the score the product, no part over its total."""
    annual, executed = _number(cells.get("annual_budget", "")), _number(cells.get("executed", ""))
    rate, weight = _number(cells.get("execution_rate", "")), _number(cells.get("weight", ""))
    score = _number(cells.get("score", ""))
    if rate is not None and not _is_rate(rate, annual, executed):
        return False
    if not totals:
        if weight is None or weight > 100 or rate is None:
            return False
        return score is None or abs(weight * rate / 100 - score) <= _HALF
    if weight is not None or score is not None:
        return False  # only the total row carries points
    for field, total in zip(fields, totals, strict=True):
        if field in _MONEY:
            part, whole = _number(cells.get(field, "")), _number(total)
            if part is not None and whole is not None and part > whole:
                return False
    amounts = [bool(cells.get(field)) for field in fields if field in _MONEY]
    return all(amounts) or not any(amounts)


def _is_rate(rate: Decimal, annual: Decimal | None, executed: Decimal | None) -> bool:
    """Whether a rate is that of the amounts; of nothing, none or all was spent."""
    if annual is None or executed is None:
        return False
    return _near(executed / annual * 100, rate) if annual else not executed and rate in (0, 100)


def _near(left: Decimal, right: Decimal) -> bool:
    return abs(left - right) <= _TOLERANCE


def cut_parts(figures: str, count: int) -> list[str] | None:
    """A total and its parts glued together, when one cut alone makes the parts add up; amounts of one block
    have the same number of decimals.

    >>> cut_parts("386.50320.0066.50", 3), cut_parts("12575", 3)
    (['386.50', '320.00', '66.50'], None)
    """
    found = []
    for cut in _cuts(figures, ["annual_budget"] * count):
        numbers = [_number(text) for text in cut]
        whole, parts = numbers[0], [number for number in numbers[1:] if number is not None]
        even = len({len(text.partition(".")[2]) for text in cut if text}) == 1
        if whole is not None and len(parts) == count - 1 and even and sum(parts) == whole:
            found.append(list(cut))
    return found[0] if len(found) == 1 else None


def cut_total(figures: str) -> list[str]:
    """Points and score of a total row glued together: the points are 100 in most forms, the score is not
    above them.

    >>> cut_total("10095.02"), cut_total("100100"), cut_total("100")
    (['100', '95.02'], ['100', '100'], ['100'])
    """
    match = re.match(r"^(?P<weight>1[0-2]0|100)(?P<score>\d{1,3}(?:\.\d{1,2})?)$", figures)
    if match and Decimal(match["score"]) <= Decimal(match["weight"]):
        return [match["weight"], match["score"]]
    return [figures]


def cut_points(figures: str) -> tuple[str, str] | None:
    """Points and score glued together, when there is one way: the score is not above the points, and no
    single indicator carries more than 60.

    >>> cut_points("1010"), cut_points("108.5"), cut_points("55"), cut_points("15"), cut_points("50")
    (('10', '10'), ('10', '8.5'), ('5', '5'), None, None)
    """
    if len(figures) > 8 or not re.fullmatch(r"\d[\d.]*\d", figures):
        return None
    found = []
    for at in range(1, len(figures)):
        weight, score = figures[:at], figures[at:]
        if not (_POINTS.fullmatch(weight) and _POINTS.fullmatch(score)) or (
            len(figures) == 2 and score == "0"
        ):
            continue
        if Decimal(score) <= Decimal(weight) <= _MOST_POINTS:
            found.append((weight, score))
    return found[0] if len(found) == 1 else None
