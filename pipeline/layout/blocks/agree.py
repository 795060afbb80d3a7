"""Whether two columns of words belong together: a description repeats words of the name that it explains."""

from __future__ import annotations

from collections.abc import Sequence

_LEAST = 0.2
_TIMES = 2.0


def agree(names: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether texts share words with the names beside them, and clearly less with those one row off.

    >>> agree(["改造面积", "终端数量", "合格率"], ["实际改造面积", "购置终端的数量", "合格工程的比例"])
    True
    >>> agree(["改造面积", "终端数量", "合格率"], ["其他", "实际改造面积", "购置终端的数量"])
    False
    """
    if len(names) != len(texts) or len(names) < 2:
        return False
    own = _shared(names, texts)
    return own >= _LEAST and own >= _TIMES * max(_shared(names[1:], texts), _shared(names, texts[1:]))


def _shared(names: Sequence[str], texts: Sequence[str]) -> float:
    """Mean share of the pairs of characters of a name that its text repeats."""
    shares = [_share(name, text) for name, text in zip(names, texts, strict=False)]
    return sum(shares) / len(shares)


def _share(name: str, text: str) -> float:
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
