"""Which item of one list is which of another: rows lost or invented must not make all rows below wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def align(
    expected: Sequence[T], got: Sequence[T], similarity: Callable[[T, T], float]
) -> list[tuple[int | None, int | None]]:
    """Pair the items of two lists in order so that the sum of similarities is largest; an item without a
    partner is paired with None. Quadratic in the lengths.

    >>> align("abcd", "acd", lambda a, b: float(a == b))
    [(0, 0), (1, None), (2, 1), (3, 2)]
    """
    rows, columns = len(expected), len(got)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = best[i + 1][j + 1] + similarity(expected[i], got[j])
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < rows and j < columns:
        paired = best[i + 1][j + 1] + similarity(expected[i], got[j])
        if paired >= best[i + 1][j] and paired >= best[i][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    pairs += [(k, None) for k in range(i, rows)]
    pairs += [(None, k) for k in range(j, columns)]
    return pairs
