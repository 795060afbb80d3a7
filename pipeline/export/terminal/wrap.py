"""Line breaks that Chinese readers expect: no comma at the start of a line, no number over two lines.

rich breaks text without blanks after any character; of a number like 266 that makes a 2 and a 66.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.text import Text

_OPENING = "（《“‘「『【〔([«"
_CLOSING = "，。、；：！？）》”’」』】〕…％·,.;:!?)]»"
# Words and figures with their operators, blanks, and single characters; with the brackets and stops that
# belong to them.
_UNIT = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[0-9A-Za-z≥≤<>=+\-/_~.,:%]+|\s+|.)[{re.escape(_CLOSING)}]*", re.DOTALL
)


class Prose(Text):
    """Text that is wrapped by :func:`break_offsets`."""

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        del tab_size  # visible text on one line has no tabs left
        if no_wrap:
            return super().wrap(console, width, justify=justify, overflow=overflow, no_wrap=True)
        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            broken = paragraph.divide(break_offsets(paragraph.plain, width))
            for line in broken:
                line.rstrip()
            if justify:
                broken.justify(console, width, justify=justify, overflow=overflow or "fold")
            lines.extend(broken)
        return lines


def break_offsets(text: str, width: int) -> list[int]:
    """Offsets at which a line of ``width`` cells is to be broken.

    >>> break_offsets("基层党组织266个。", 12), break_offsets("完成率，", 6), break_offsets("1234567890", 4)
    ([5], [2], [4, 8])
    """
    offsets: list[int] = []
    used = 0
    for match in _UNIT.finditer(text):
        size = cell_len(match[0].rstrip())
        if used and used + size > width:
            offsets.append(match.start())
            used = 0
        if size > width:
            used = _break_unit(match, width, offsets)
        else:
            used += cell_len(match[0])
    return offsets


def _break_unit(match: re.Match[str], width: int, offsets: list[int]) -> int:
    """Break what fits on no line anywhere; returns the cells used on the last line."""
    used = 0
    for offset, char in enumerate(match[0], match.start()):
        size = cell_len(char)
        if used and used + size > width:
            offsets.append(offset)
            used = 0
        used += size
    return used
