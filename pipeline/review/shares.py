"""A share of few cases, with how far it may be off."""

from __future__ import annotations

import math

_Z = 1.959964


def share_interval(found: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, which is right for few cases too.

    Source: E. B. Wilson, Probable inference, JASA 22 (1927), 209-212.

    >>> low, high = share_interval(99, 100)
    >>> round(low, 3), round(high, 3)
    (0.946, 0.998)
    """
    if not total:
        return 0.0, 1.0
    share, square = found / total, _Z * _Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)
