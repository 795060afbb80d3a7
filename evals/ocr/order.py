"""Boxes of text on a page -> lines of text, as an archive's OCR tool writes them: top to bottom, in a line
left to right, a tab between boxes. Of tables it knows nothing: a row whose
cells take two lines comes as two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A piece of text and its place, in pixels from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def in_order(boxes: Iterable[Box]) -> str:
    """The text of a page.

    >>> in_order([Box(50, 2, 90, 12, "≥80人次"), Box(0, 0, 40, 10, "培训次数"), Box(0, 20, 40, 30, "合格率")])
    '培训次数\\t≥80人次\\n合格率'
    """
    lines: list[list[Box]] = []
    for box in sorted(boxes, key=lambda each: each.middle):
        height = box.bottom - box.top
        if lines and box.middle - _middle(lines[-1]) < height / 2:
            lines[-1].append(box)
        else:
            lines.append([box])
    return "\n".join("\t".join(box.text for box in sorted(line)) for line in lines)


def joined(words: Iterable[Box]) -> list[Box]:
    """Words of one line as boxes: what stands closer than a character is one.

    >>> words = [Box(0, 0, 9, 10, "合"), Box(10, 0, 19, 10, "格"), Box(60, 0, 69, 10, "优")]
    >>> [box.text for box in joined(words)]
    ['合格', '优']
    """
    boxes: list[Box] = []
    for word in sorted(words):
        last = boxes[-1] if boxes else None
        if last and word.left - last.right < (last.bottom - last.top) * 0.8:
            boxes[-1] = Box(
                last.left,
                min(last.top, word.top),
                max(last.right, word.right),
                max(last.bottom, word.bottom),
                last.text + word.text,
            )
        else:
            boxes.append(word)
    return boxes


def _middle(line: list[Box]) -> float:
    return sum(box.middle for box in line) / len(line)
