"""Archives to measure with: written forms in files, many layouts, none like another.

A file comes from one converter, so its forms share a layout. Most are rows in some order of cells; a share is
of the layouts that are hard to read, and take ten times as long.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from evals.layouts import BY_ROWS, HEADINGS, LAYOUTS, write

# Forms in a file and how often, out of 100.
_FORMS = {1: 80, 2: 15, 3: 5}
_IN_FOLDER = 1_000
_AMOUNTS = ("150.00", "120.00", "148.50")


def text_of(number: int, seed: int = 0, hard: float = 0.05) -> str:
    """A file's text; ``hard`` is the share of files in any layout at all."""
    chance = random.Random(f"{seed} {number}")
    layout = chance.choice(list(LAYOUTS if chance.random() < hard else BY_ROWS))
    forms = chance.choices(list(_FORMS), list(_FORMS.values()))[0]
    parts: list[str] = []
    for place in range(forms):
        written = write(chance.choice(list(HEADINGS)), chance.randrange(10**9))
        # What keeps files apart, and forms within one.
        name = f"乡镇综合服务能力提升{seed}-{number}-{place}"
        amounts = {amount: f"{chance.randrange(10_000, 99_999) / 100:.2f}" for amount in _AMOUNTS}
        for rows in (written.head, written.body):
            for row in rows:
                row[:] = [amounts.get(cell, name if cell == "乡镇综合服务能力提升" else cell) for cell in row]
        parts.append(LAYOUTS[layout](written))
    return "\n\n".join(parts)


def write_archive(folder: Path, count: int, seed: int = 0, hard: float = 0.05, first: int = 0) -> list[Path]:
    """Write so many files, in folders of a thousand."""
    return list(_written(folder, range(first, first + count), seed, hard))


def _written(folder: Path, numbers: range, seed: int, hard: float) -> Iterator[Path]:
    for number in numbers:
        path = folder / f"{number // _IN_FOLDER:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(number, seed, hard), encoding="utf-8")
        yield path
