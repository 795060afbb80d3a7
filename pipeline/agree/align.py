"""Which item of one list is which of another: rows lost or invented must not make all rows below wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
Pairs = list[tuple[int | None, int | None]]

# Lists of up to about 200 items each are compared item by item with item, which is exact. No printed table
# that was seen has more rows; a list that has is likely the dump of a ledger.
_EXACT = 40_000
# Beyond that, so many comparisons are made at most, some seconds' worth, and each item is compared with at
# least so many on either side of where it should stand.
_MOST = 2_000_000
_LEAST_BAND = 20


def align(expected: Sequence[T], got: Sequence[T], similarity: Callable[[T, T], float]) -> Pairs:
    """Pair the items of two lists in order so that the sum of similarities is largest; an item without a
    partner is paired with None. ``similarity`` is not negative, and largest for items that are equal.

    Quadratic in the lengths while their product is at most 40,000. Of longer lists the equal beginnings and
    ends are paired first, and what is left is compared in a band around its diagonal: as wide as one list
    is longer than the other, but 2,000,000 comparisons at most, or 20 items either way where even that is
    more. So a list of 10,000 items takes seconds; it is paired well as long as no more than about 100 items
    in a stretch were lost between equal ends.

    >>> align("abcd", "acd", lambda a, b: float(a == b))
    [(0, 0), (1, None), (2, 1), (3, 2)]
    """
    if len(expected) * len(got) <= _EXACT:
        return _pair(expected, got, similarity, len(got))
    head = _same(zip(expected, got, strict=False))
    tail = _same(zip(reversed(expected[head:]), reversed(got[head:]), strict=False))
    rows, columns = len(expected) - tail, len(got) - tail
    left, right = expected[head:rows], got[head:columns]
    wanted = max(_LEAST_BAND, abs(len(left) - len(right)))
    width = min(wanted, max(_LEAST_BAND, _MOST // (2 * max(1, len(left)))))
    whole = len(right) if len(left) * len(right) <= _EXACT else width
    pairs: Pairs = [(k, k) for k in range(head)]
    for i, j in _pair(left, right, similarity, whole):
        pairs.append((None if i is None else head + i, None if j is None else head + j))
    return pairs + [(rows + k, columns + k) for k in range(tail)]


def _same(pairs: Iterable[tuple[T, T]]) -> int:
    """How many pairs from the beginning hold equal items."""
    count = 0
    for left, right in pairs:
        if left != right:
            break
        count += 1
    return count


def _pair(expected: Sequence[T], got: Sequence[T], similarity: Callable[[T, T], float], width: int) -> Pairs:
    """The best pairs among those at most ``width`` columns off the diagonal."""
    rows, columns = len(expected), len(got)
    centres = [i * columns // max(rows, 1) for i in range(rows + 1)]
    lows = [max(0, centre - width) for centre in centres]
    best: list[list[float]] = [[] for _ in range(rows + 1)]

    def gain(i: int, j: int) -> float:
        """What the items from i and j on can add up to; nothing outside the band, where paths end."""
        column = j - lows[i]
        return best[i][column] if 0 <= column < len(best[i]) else 0.0

    for i in range(rows - 1, -1, -1):
        high = min(columns - 1, centres[i] + width)
        line = [0.0] * (high - lows[i] + 1)
        right = 0.0
        for j in range(high, lows[i] - 1, -1):
            paired = gain(i + 1, j + 1) + similarity(expected[i], got[j])
            line[j - lows[i]] = right = max(paired, gain(i + 1, j), right)
        best[i] = line
    return _path(expected, got, similarity, gain)


def _path(
    expected: Sequence[T],
    got: Sequence[T],
    similarity: Callable[[T, T], float],
    gain: Callable[[int, int], float],
) -> Pairs:
    """The pairs on the way of the largest gain, a pair rather than two items alone where that is the same."""
    rows, columns = len(expected), len(got)
    pairs: Pairs = []
    i = j = 0
    while i < rows and j < columns:
        paired = gain(i + 1, j + 1) + similarity(expected[i], got[j])
        if paired >= gain(i + 1, j) and paired >= gain(i, j + 1):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif gain(i + 1, j) >= gain(i, j + 1):
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    pairs += [(k, None) for k in range(i, rows)]
    pairs += [(None, k) for k in range(j, columns)]
    return pairs
