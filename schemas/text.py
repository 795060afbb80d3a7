"""How a stretch of raw text is written down: without markup, bookmarks and line wraps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Bounded repetitions only: a megabyte of '<' must cost no more than a megabyte of letters.
_MARKUP = re.compile(
    r"\[bookmark:[^\]\n]{0,80}\]"
    r"|</?(?:b|i|u|em|strong|del|sup|sub|span|br|p|font)(?:\s[^<>\n]{0,80})?/?>"
    r"|\*\*|^[ \t]{0,8}#{1,6}(?=\s)",
    re.MULTILINE,
)
_SPACE = re.compile(r"\s+")


def strip_markup(raw: str) -> str:
    """Remove Markdown emphasis and heading marks, the few HTML tags that OCR writes, and bookmarks.

    >>> strip_markup("<b>其中:财政</b> 资金"), strip_markup("[bookmark: _Toc1]一、总体绩效目标")
    ('其中:财政 资金', '一、总体绩效目标')
    """
    return _MARKUP.sub("", raw)


def blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in these places, so that all else stands where it stood. Places are (start, end),
    in order and apart.

    >>> blanked("第一页正文第二页", [(0, 3), (5, 8)])
    '   正文   '
    """
    parts: list[str] = []
    at = 0
    for start, end in places:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def clean(raw: str) -> str:
    """Undo markup and line wraps: white space stays, as one blank, only between Latin words.

    >>> clean("≥8 小时"), clean("  Windows  Server "), clean("预算规模及 资金用途")
    ('≥8小时', 'Windows Server', '预算规模及资金用途')
    """
    text = strip_markup(raw).replace("\u2060", "").strip()
    if not text or not _SPACE.search(text):
        return text

    def keep(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        return " " if before.isascii() and before.isalpha() and after.isascii() and after.isalpha() else ""

    return _SPACE.sub(keep, text)


def middle_of(lines: Sequence[str]) -> int:
    """Where the second of two texts begins among the lines of both: behind a sentence, near the middle.

    >>> middle_of(["办好演出,", "服务群众。", "演出42场。"])
    2
    """
    total = sum(map(len, lines)) or 1
    best, lowest, length = len(lines), float("inf"), 0
    for i, line in enumerate(lines[:-1]):
        length += len(line)
        cost = abs(length - total / 2) / total + (0.0 if line.endswith(("。", "；", ";", "！")) else 1.0)
        if cost < lowest:
            best, lowest = i + 1, cost
    return best
